//! A reply cut at any byte, with another's namespaces, with a fault in a 200, or ten megabytes long: an error or the
//! same result, and no more.

use crate::replay::transcripts;
use crate::sample::{self, fault, reply};
use bytes::Bytes;
use msnp::session::WebReply;
use msnp::soap::address_book::Affinity;
use msnp::soap::address_book::book::{self, AddressBook};
use msnp::soap::address_book::edit::{Done, Edit};
use msnp::soap::address_book::error::BookError;
use msnp::soap::address_book::facts;
use msnp::soap::membership::{self, Membership};
use msnp::soap::offline::{fetch, send};
use proptest::prelude::*;

/// Whatever a reply was read as.
#[derive(Debug, PartialEq)]
enum Read {
    Members(Result<Membership, BookError>),
    Book(Result<AddressBook, BookError>),
    Done(Result<Done, BookError>),
    Stored(Result<(), send::StoreError>),
    Mail(Result<fetch::MailData, fetch::FetchError>),
    Message(Result<msnp::soap::offline::message::OfflineMessage, fetch::FetchError>),
}

impl Read {
    fn is_err(&self) -> bool {
        match self {
            Self::Members(read) => read.is_err(),
            Self::Book(read) => read.is_err(),
            Self::Done(read) => read.is_err(),
            Self::Stored(read) => read.is_err(),
            Self::Mail(read) => read.is_err(),
            Self::Message(read) => read.is_err(),
        }
    }
}

type Reader = fn(&WebReply) -> Read;

fn members(reply: &WebReply) -> Read {
    Read::Members(membership::read(reply, &mut Affinity::default()))
}
fn address_book(reply: &WebReply) -> Read {
    Read::Book(book::read(reply, &mut Affinity::default()))
}
fn group_added(reply: &WebReply) -> Read {
    Read::Done(Edit::AddGroup("x".to_owned()).read(reply, false, &mut Affinity::default()))
}
fn stored(reply: &WebReply) -> Read {
    Read::Stored(send::read(reply))
}
fn mail(reply: &WebReply) -> Read {
    Read::Mail(fetch::read_metadata(reply))
}
fn offline_message(reply: &WebReply) -> Read {
    Read::Message(fetch::read_message(reply))
}

/// A good reply for every reader.
fn good() -> Vec<(Reader, String)> {
    let mail_data = "<MD><M><T>11</T><SZ>9</SZ><E>a@example.com</E><I>ID</I><N>=?utf-8?B?QQ==?=</N></M></MD>";
    let message = "From: &lt;a@example.com&gt;\nContent-Transfer-Encoding: base64\n\naGk=\n";
    vec![
        (members, sample::membership()),
        (address_book, sample::book()),
        (
            group_added,
            sample::envelope(
                "<ABGroupAddResponse><ABGroupAddResult><guid>g</guid></ABGroupAddResult></ABGroupAddResponse>",
            ),
        ),
        (stored, sample::envelope("<StoreResponse><PointsConsumed>0</PointsConsumed></StoreResponse>")),
        (mail, sample::envelope(&format!("<GetMetadataResponse>{mail_data}</GetMetadataResponse>"))),
        (
            offline_message,
            sample::envelope(&format!(
                "<GetMessageResponse><GetMessageResult>{message}</GetMessageResult></GetMessageResponse>"
            )),
        ),
    ]
}

#[test]
fn cut_at_any_byte_it_is_an_error() {
    for (read, body) in good() {
        assert!(!read(&reply(&body)).is_err(), "{:?}", read(&reply(&body)));
        for end in 0..body.len() {
            let cut = WebReply { body: Bytes::copy_from_slice(&body.as_bytes()[..end]), ..reply("") };
            assert!(read(&cut).is_err(), "cut at {end} of {body}");
        }
    }
}

#[test]
fn real_replies_are_refused_when_cut() {
    for transcript in transcripts() {
        for exchange in transcript.exchanges.iter().filter(|e| e.reply.status == 200).take(12) {
            let read: Reader = match exchange.operation() {
                "FindMembership" => members,
                "ABFindAll" => address_book,
                _ => continue,
            };
            let body = &exchange.reply.body;
            let whole = body.len() - body.iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
            for end in (0..whole).step_by(97) {
                let cut = WebReply { body: body.slice(..end), ..exchange.reply.clone() };
                assert!(read(&cut).is_err(), "{} cut at {end}", exchange.at);
            }
        }
    }
}

#[test]
fn a_fault_counts_in_any_status() {
    for (read, _) in good() {
        for status in [200, 403, 500] {
            let refused = WebReply { status, ..reply(&fault("Whatever", "")) };
            assert!(read(&refused).is_err(), "{status}");
        }
    }
}

#[test]
fn names_of_namespaces_don_t_count() {
    for (read, body) in good() {
        let expected = read(&reply(&body));
        let soap = body.replace("soap:", "S:").replace("xmlns:soap=", "xmlns:S=").replace("xsi:", "i:");
        assert_eq!(read(&reply(&soap)), expected, "{soap}");
        // A prefix on every element that has none.
        let mut prefixed = String::new();
        let mut rest = body.as_str();
        while let Some(at) = rest.find('<') {
            let (before, tail) = rest.split_at(at + 1);
            prefixed.push_str(before);
            let (slash, name) = match tail.strip_prefix('/') {
                Some(name) => ("/", name),
                None => ("", tail),
            };
            prefixed.push_str(slash);
            let end = name.find([' ', '>', '/']).unwrap_or(name.len());
            if !name[..end].contains([':', '?']) {
                prefixed.push_str("ab:");
            }
            rest = name;
        }
        prefixed.push_str(rest);
        assert!(prefixed.contains("</ab:"), "{prefixed}");
        assert_eq!(read(&reply(&prefixed)), expected, "{prefixed}");
    }
}

#[test]
fn ten_megabytes_are_an_error_and_no_more() {
    for (read, body) in good() {
        for filler in
            ["x", "<a/>", "<Contact><contactInfo><passportName>a@b</passportName></contactInfo></Contact>", "&lt;"]
        {
            let more = filler.repeat(10 * 1024 * 1024 / filler.len());
            let middle = body.find("</soap:Body>").expect("a body");
            let large = format!("{}{more}{}", &body[..middle], &body[middle..]);
            assert!(read(&reply(&large)).is_err());
        }
    }
}

#[test]
fn no_more_is_kept_than_anybody_has() {
    let contact =
        "<Contact><contactId>1</contactId><contactInfo><isMessengerUser>true</isMessengerUser></contactInfo></Contact>";
    let body = sample::envelope(&format!(
        "<ABFindAllResponse><ABFindAllResult><contacts>{}</contacts></ABFindAllResult></ABFindAllResponse>",
        contact.repeat(25_000)
    ));
    let book = book::read(&reply(&body), &mut Affinity::default()).expect("a book");
    assert_eq!(book.contacts.len(), msnp::roster::Roster::MAX_PEOPLE);

    let group = "<Group><groupId>1</groupId><groupInfo><name>x</name></groupInfo></Group>";
    let guid = "<guid>1</guid>".repeat(5_000);
    let body = sample::envelope(&format!(
        "<ABFindAllResponse><ABFindAllResult><groups>{}</groups><contacts><Contact><contactInfo><quickName>{}</quickName>\
         <groupIds>{guid}</groupIds></contactInfo></Contact></contacts></ABFindAllResult></ABFindAllResponse>",
        group.repeat(5_000),
        "n".repeat(100_000),
    ));
    let book = book::read(&reply(&body), &mut Affinity::default()).expect("a book");
    assert_eq!(book.groups.len(), msnp::roster::Roster::MAX_GROUPS);
    assert!(book.contacts[0].groups.len() <= 100);
    assert!(book.contacts[0].quick_name.as_ref().is_some_and(|name| name.len() <= 2048));

    let mail = format!("<MD>{}</MD>", "<M><I>x</I></M>".repeat(5_000));
    assert_eq!(fetch::MailData::parse(&mail).expect("mail data").waiting.len(), fetch::MAX_WAITING);
}

proptest! {
    #[test]
    fn a_reply_with_anything_in_it_is_read_or_refused(
        which in 0_usize..6, at in any::<prop::sample::Index>(), junk in "\\PC{0,12}|[<>/&;a-zA-Z ]{0,20}", cut in 0_usize..40,
    ) {
        let (read, body) = good().swap_remove(which);
        let mut place = at.index(body.len());
        while !body.is_char_boundary(place) {
            place -= 1;
        }
        let mut end = (place + cut).min(body.len());
        while !body.is_char_boundary(end) {
            end += 1;
        }
        let changed = format!("{}{junk}{}", &body[..place], &body[end..]);
        let result = read(&reply(&changed));
        if let Read::Book(Ok(book)) = result {
            let facts = facts::join(&book, &Membership::default());
            prop_assert!(facts.people.len() <= book.contacts.len());
            let _ = facts.events();
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        for (read, _) in good() {
            let reply = WebReply { status, headers: Vec::new(), body: Bytes::from(bytes.clone()) };
            prop_assert!(read(&reply).is_err());
        }
    }
}

//! What the web services answer.

use bytes::Bytes;
use msnp::session::WebReply;
use msnp::soap::address_book::edit::{Edit, Who};
use msnp::soap::address_book::{Affinity, book, facts};
use msnp::soap::membership::{self, Membership};
use msnp::soap::offline::{fetch, send};
use msnp::soap::time::Timestamp;
use msnp::soap::xml::Element;
use msnp::soap::{adl, config, token};
use msnp::types::{Email, GroupId, List};

const URL: &str = "https://service.example/RST.srf";
/// A service's status says little: each reply is read as a good one and as a failed one.
const STATUSES: [u16; 3] = [200, 500, 302];

fn replies(data: &[u8]) -> impl Iterator<Item = WebReply> {
    STATUSES.into_iter().map(|status| WebReply {
        status,
        headers: vec![("Location".to_owned(), String::from_utf8_lossy(data).chars().take(200).collect())],
        body: Bytes::copy_from_slice(data),
    })
}

/// Any bytes as a document.
pub fn xml(data: &[u8]) {
    let Ok(root) = Element::parse(data) else { return };
    // What stands in a tree can be found in it.
    for name in ["a", root.name()] {
        for found in root.find_all(name) {
            assert_eq!(found.name(), name);
        }
    }
    let _ = (root.text(), root.value(), root.elements().count());
}

/// Any bytes as the answer of RST or RST2.
pub fn token_reply(data: &[u8]) {
    for reply in replies(data) {
        for loopback in [false, true] {
            match token::read(URL, &reply, Some(Timestamp(1_795_170_889)), loopback) {
                // A password never follows to a place that isn't safe.
                Ok(token::Answer::Redirect(to)) => {
                    assert!(to.starts_with("https://") || loopback && to.starts_with("http://"), "{to}");
                }
                Ok(token::Answer::Tokens(issued)) => {
                    for audience in token::Audience::ALL {
                        let _ = issued.token(audience);
                    }
                    assert!(!format!("{issued:?}").contains("t=EwCYAk"), "a ticket is shown");
                }
                Err(error) => assert!(!error.to_string().is_empty() && !format!("{:?}", error.reason()).is_empty()),
            }
        }
    }
}

/// Any bytes as a MsgrConfig.
pub fn config_reply(data: &[u8]) {
    for reply in replies(data) {
        let config = config::read("https://config.example/", &reply, false);
        for place in [config.address_book, config.sharing].into_iter().flatten() {
            assert!(place.to_ascii_lowercase().starts_with("https://"), "{place}");
        }
    }
}

/// Any bytes as the lists.
pub fn membership_reply(data: &[u8]) {
    for reply in replies(data) {
        let mut affinity = Affinity::default();
        if let Ok(membership) = membership::read(&reply, &mut affinity) {
            let mut kept = Membership::default();
            kept.apply(membership.clone());
            kept.apply(membership);
        }
        // Nothing that a reply says leads to a place without TLS.
        assert!(affinity.url("https://book.example/abservice.asmx").starts_with("https://"));
    }
}

/// Any bytes as the address book.
pub fn address_book_reply(data: &[u8]) {
    for reply in replies(data) {
        let mut affinity = Affinity::default();
        if let Ok(read) = book::read(&reply, &mut affinity) {
            let mut kept = read.clone();
            kept.apply(read);
            let facts = facts::join(&kept, &Membership::default());
            assert!(facts.people.len() <= kept.contacts.len());
            let _ = (facts.events(), adl::initial(&facts.session_lists()), adl::initial(&facts.circle_lists()));
            let _ = (kept.me(), kept.circle_proof());
        }
    }
}

/// Any bytes as the answer to a change.
pub fn edit_reply(data: &[u8]) {
    let Ok(email) = Email::parse("bob@example.com") else { return };
    let who = Who::from(email);
    let edits = [
        Edit::AddContact { who: who.clone(), invitation: None },
        Edit::AddGroup("Friends".to_owned()),
        Edit::DeleteGroup(GroupId("g".to_owned())),
        Edit::AddMember { list: List::Allow, who: who.clone() },
        Edit::DeleteMember { list: List::Block, who, id: None },
    ];
    for reply in replies(data) {
        for edit in &edits {
            for repeated in [false, true] {
                if let Err(error) = edit.read(&reply, repeated, &mut Affinity::default()) {
                    assert!(!error.to_string().is_empty() && !error.request_error().to_string().is_empty());
                }
            }
        }
    }
}

/// Any bytes as what the services of offline messages answer.
pub fn offline_reply(data: &[u8]) {
    for reply in replies(data) {
        let _ = send::read(&reply);
        if let Ok(mail) = fetch::read_metadata(&reply) {
            assert!(mail.waiting.len() <= fetch::MAX_WAITING);
        }
        let _ = fetch::read_deleted(&reply, 1);
        if let Ok(message) = fetch::read_message(&reply) {
            let _ = message.is_repeat_of(&message);
        }
    }
    let _ = fetch::MailData::parse(&String::from_utf8_lossy(data));
}

/// Any bytes as the lists of `ADL`, `RML` and `FQY`.
pub fn session_lists(data: &[u8]) {
    let Ok(entries) = adl::read(data) else { return };
    for payload in adl::change(&entries).into_iter().chain(adl::initial(&entries)) {
        assert!(payload.len() <= 7500, "{} bytes in one command", payload.len());
        assert!(adl::read(&payload).is_ok(), "what is written can be read");
    }
}

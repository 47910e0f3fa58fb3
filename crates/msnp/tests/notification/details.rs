//! Names that we give, notes, telephone numbers: what an address book keeps about contacts.

use crate::services::{LATER, ask, ready};
use crate::support::{BOB, Player, config, email};
use crate::web::{body, book, envelope, fault, membership, operation};
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, RosterEvent};
use msnp::request::Request;
use msnp::session::WebReply;
use msnp::types::{GroupId, List, PhoneKind, Property};

fn alias(name: Option<&str>) -> Request {
    Request::SetAlias { email: email("bob@example.com"), alias: name.map(str::to_owned) }
}

fn note(text: Option<&str>) -> Request {
    Request::SetNote { email: email("bob@example.com"), note: text.map(str::to_owned) }
}

fn phone(kind: PhoneKind, number: Option<&str>) -> Request {
    Request::SetPhone { email: email("bob@example.com"), kind, number: number.map(str::to_owned) }
}

const fn updated() -> &'static str {
    "<ABContactUpdateResponse/>"
}

/// The book of these contacts, with more inside bob's.
fn book_with(more: &str) -> WebReply {
    let reply = book("bob, carol");
    let text = String::from_utf8(reply.body.to_vec()).unwrap();
    let text = text.replace("<displayName>bob<", &format!("{more}<displayName>bob<"));
    WebReply { body: text.into(), ..reply }
}

/// What the account's profile says about its address book.
fn profile(migrated: &str) -> String {
    let body = format!("MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\n{migrated}\r\n");
    format!("MSG Hotmail Hotmail {}\r\n{body}", body.len())
}

#[test]
fn the_book_keeps_what_we_say_about_people() {
    for dialect in LATER {
        let mut player = ready(dialect);
        for (wish, written) in [
            (
                alias(Some("Bobby & co")),
                "<annotations><Annotation><Name>AB.NickName</Name><Value>Bobby &amp; co</Value></Annotation></annotations>\
                 </contactInfo><propertiesChanged>Annotation</propertiesChanged>",
            ),
            (
                note(Some("likes tea\nand cake")),
                "<comment>likes tea\nand cake</comment></contactInfo><propertiesChanged>Comment</propertiesChanged>",
            ),
            (
                phone(PhoneKind::Mobile, Some(" 555 1 ")),
                "<phones><ContactPhone><contactPhoneType>ContactPhoneMobile</contactPhoneType><number>555 1</number>\
                 <propertiesChanged>Number</propertiesChanged></ContactPhone></phones></contactInfo>\
                 <propertiesChanged>ContactPhone</propertiesChanged>",
            ),
            (phone(PhoneKind::Fax, Some("555 2")), "<contactPhoneType>ContactPhoneFax</contactPhoneType>"),
        ] {
            let id = player.request(wish);
            let asked = player.web(envelope(updated()));
            assert_eq!(operation(&asked), "ABContactUpdate");
            assert!(body(&asked).contains("<contactId>bob-id</contactId>"), "{}", body(&asked));
            assert!(body(&asked).contains(written), "{}", body(&asked));
            assert_eq!(player.answer(id), Ok(Answer::Done));
        }
        let bob = player.roster.person(&email("bob@example.com")).unwrap().clone();
        assert_eq!((bob.display_name(), bob.name.as_str()), ("Bobby & co", "bob"));
        assert_eq!(bob.note.as_deref(), Some("likes tea\nand cake"));
        assert_eq!(bob.phones[&PhoneKind::Mobile], "555 1");
        assert_eq!(bob.phones[&PhoneKind::Fax], "555 2");
        assert_eq!(bob.properties[&Property::MobilePhone], "555 1", "the same in every dialect");
        assert_eq!(player.roster.display_name(&email("bob@example.com")), "Bobby & co");

        for wish in [alias(None), note(None), phone(PhoneKind::Mobile, None), phone(PhoneKind::Fax, Some("  "))] {
            assert_eq!(ask(&mut player, wish, vec![envelope(updated())]).0, Ok(Answer::Done));
        }
        let bob = player.roster.person(&email("bob@example.com")).unwrap();
        assert_eq!((bob.alias.as_ref(), bob.note.as_ref(), bob.phones.len()), (None, None, 0));
        assert!(bob.properties.is_empty());
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn what_the_book_says_comes_with_the_lists_and_changes_with_them() {
    let mut player = ready(Dialect::Msnp15);
    let notice = "<NOTIFICATION><BODY>&lt;Service&gt;ABCHInternal&lt;/Service&gt;</BODY></NOTIFICATION>";
    let look = |player: &mut Player, more: &str| {
        player.events.clear();
        player.feed(format!("NOT {}\r\n{notice}", notice.len()).as_bytes());
        player.pass(2);
        player.web(membership("A bob, R bob, B dave"));
        player.web(book_with(more));
        player.roster_events()
    };
    let more = "<annotations><Annotation><Name>AB.NickName</Name><Value>Bobby</Value></Annotation></annotations>\
                <comment>tea</comment><phones><ContactPhone><contactPhoneType>ContactPhonePersonal</contactPhoneType>\
                <number>555</number></ContactPhone></phones>";
    let bob = || email("bob@example.com");
    let events = look(&mut player, more);
    assert_eq!(
        events,
        [
            RosterEvent::Alias { email: bob(), alias: Some("Bobby".into()) },
            RosterEvent::Note { email: bob(), note: Some("tea".into()) },
            RosterEvent::Phone { email: bob(), kind: PhoneKind::Home, number: Some("555".into()) },
        ]
    );
    // What he calls himself now doesn't hide what we call him.
    player.feed(b"NLN NLN bob@example.com 1 Robert%20B 0 0\r\n");
    assert_eq!(player.roster.display_name(&bob()), "Bobby");
    assert_eq!(look(&mut player, more), [], "nothing new");
    assert_eq!(look(&mut player, "").len(), 3, "and no more of it");
    assert_eq!(player.roster.display_name(&bob()), "Robert B");
}

#[test]
fn limits_and_strangers() {
    let mut player = ready(Dialect::Msnp18);
    let refused = |player: &mut Player, wish| {
        let (answer, all) = ask(player, wish, vec![]);
        assert!(all.is_empty(), "{all:?}");
        answer
    };
    let long = "x".repeat(3000);
    assert_eq!(refused(&mut player, alias(Some(&long))), Err(RequestError::TooLong(387)));
    assert_eq!(refused(&mut player, note(Some(&long))), Err(RequestError::TooLong(2048)));
    assert_eq!(refused(&mut player, phone(PhoneKind::Home, Some(&long))), Err(RequestError::TooLong(95)));
    let stranger = Request::SetNote { email: email("dave@example.com"), note: Some("no contact".into()) };
    assert_eq!(refused(&mut player, stranger), Err(RequestError::UnknownContact));
    let id = player.request(note(Some("tea")));
    player.web(fault("ContactDoesNotExist"));
    assert_eq!(player.answer(id), Err(RequestError::UnknownContact));
}

#[test]
fn without_a_book_an_alias_is_a_name_and_the_rest_is_refused() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.features().lists_by_sync) {
        let mut player = Player::ready(dialect);
        let trace = |t: u32, name: &str| {
            if dialect.features().guids {
                format!("C: SBP {t} {BOB} MFN {name}\nS: SBP {t} {BOB} MFN {name}")
            } else {
                format!("C: REA {t} bob@example.com {name}\nS: REA {t} 15 bob@example.com {name}")
            }
        };
        let t = if dialect <= Dialect::Msnp7 { 8 } else { 7 };
        assert_eq!(player.ask(alias(Some("Bobby B")), &trace(t, "Bobby%20B")), Ok(Answer::Done), "{dialect}");
        assert_eq!(player.roster.display_name(&email("bob@example.com")), "Bobby B");
        let none = player.ask(alias(None), &trace(t + 1, "bob@example.com"));
        assert_eq!(none, Ok(Answer::Done), "{dialect}");
        assert_eq!(player.roster.display_name(&email("bob@example.com")), "bob@example.com");
        for wish in [note(Some("tea")), phone(PhoneKind::Home, Some("555"))] {
            let id = player.request(wish);
            assert_eq!(player.answer(id), Err(RequestError::Unsupported), "{dialect}");
        }
    }
}

#[test]
fn phones_that_others_tell_are_theirs() {
    let mut player = Player::ready(Dialect::Msnp9);
    player.feed(b"BPR 13 bob@example.com PHH 555%20200\r\n");
    let bob = &player.roster.people[&email("bob@example.com")];
    assert_eq!(bob.phones.get(&PhoneKind::Home).map(String::as_str), Some("555 200"));
    player.feed(b"BPR 13 bob@example.com PHH\r\n");
    assert!(player.roster.people[&email("bob@example.com")].phones.is_empty());
}

#[test]
fn eleven_and_twelve_have_a_book_where_the_profile_says_so() {
    let sign_in = |dialect: Dialect, known: bool, migrated: &str| {
        let mut config = config(&[dialect]);
        if known {
            config.services =
                config.services.address_book("https://book.example/abservice.asmx", "https://book.example/s.asmx");
        }
        let mut player = Player::connected(&config);
        player.play_sign_in(dialect);
        player.feed(profile(migrated).as_bytes());
        player.play_lists(dialect);
        player
    };
    for dialect in [Dialect::Msnp11, Dialect::Msnp12] {
        // A ticket goes nowhere but to a book that somebody has named.
        assert!(sign_in(dialect, false, "ABCHMigrated: 1").webs.is_empty(), "{dialect}");
        assert!(sign_in(dialect, true, "ABCHMigrated: 0").webs.is_empty(), "{dialect}");

        let mut player = sign_in(dialect, true, "ABCHMigrated: 1");
        let asked = player.web(book_with("<comment>tea</comment>"));
        assert_eq!(
            (operation(&asked).as_str(), asked.url.as_str()),
            ("ABFindAll", "https://book.example/abservice.asmx")
        );
        assert!(body(&asked).contains("<TicketToken>t=abc&amp;p=def</TicketToken>"), "{}", body(&asked));
        assert_eq!(player.roster.people[&email("bob@example.com")].note.as_deref(), Some("tea"));
        assert_eq!(player.on(List::Forward), ["bob@example.com"], "the lists are those of SYN");
        let (answer, all) = ask(&mut player, alias(Some("Bobby")), vec![envelope(updated())]);
        assert_eq!((answer, all), (Ok(Answer::Done), vec!["ABContactUpdate".to_owned()]));
        assert_eq!(player.roster.display_name(&email("bob@example.com")), "Bobby");
        // A ticket that the book takes no more can't be renewed here; nothing else depends on it.
        let id = player.request(note(None));
        player.web(WebReply { status: 403, ..WebReply::default() });
        assert_eq!(player.answer(id), Err(RequestError::Server(ErrorCode(302))));
        assert!(player.webs.is_empty() && player.ended.is_none());

        let mut player = sign_in(dialect, true, "ABCHMigrated: 1");
        player.web(WebReply { status: 500, ..WebReply::default() });
        let id = player.request(note(Some("tea")));
        assert_eq!(player.answer(id), Err(RequestError::Unsupported));
    }
}

#[test]
fn whom_the_book_knows_by_mail_only_becomes_a_contact() {
    let mut player = ready(Dialect::Msnp15);
    let id = player.request(Request::AddToList { list: List::Forward, email: email("erin@example.com"), name: None });
    // FQY first.
    crate::services::answer_commands(&mut player);
    let conflict = envelope(
        "<s:Fault><faultcode>s:Client</faultcode><detail><errorcode>ContactAlreadyExists</errorcode><additionalDetails>\
         <conflictObjectId>erin-id</conflictObjectId></additionalDetails></detail></s:Fault>",
    );
    assert_eq!(operation(&player.web(conflict)), "ABContactAdd");
    let asked = player.web(envelope(updated()));
    assert!(body(&asked).contains("<contactId>erin-id</contactId>"), "{}", body(&asked));
    assert!(body(&asked).contains("<isMessengerUser>true</isMessengerUser>"), "{}", body(&asked));
    crate::services::answer_commands(&mut player);
    assert_eq!(player.answer(id), Ok(Answer::Done));

    // The next time the book itself says so.
    let contacts = book("bob").body;
    let frank = "<Contact><contactId>frank-id</contactId><contactInfo><contactType>Regular</contactType><passportName>\
                 frank@example.com</passportName><isMessengerUser>false</isMessengerUser></contactInfo></Contact></contacts>";
    let contacts = String::from_utf8(contacts.to_vec()).unwrap().replace("</contacts>", frank);
    player.pass(2);
    player.web(membership("A bob"));
    player.web(WebReply { body: contacts.into(), ..book("") });
    crate::services::answer_commands(&mut player);
    let wish = Request::AddToList { list: List::Forward, email: email("frank@example.com"), name: None };
    let (answer, all) = ask(&mut player, wish, vec![envelope(updated())]);
    assert_eq!(answer, Ok(Answer::Done));
    assert!(all.contains(&"ABContactUpdate".to_owned()) && !all.contains(&"ABContactAdd".to_owned()), "{all:?}");
    let frank = player.roster.person(&email("frank@example.com")).unwrap();
    assert_eq!(frank.id.as_ref().unwrap().0, "frank-id");
}

#[test]
fn a_contact_moves_into_one_group_by_one_wish() {
    let to = |group: Option<&str>| Request::MoveToGroup {
        email: email("bob@example.com"),
        group: group.map(|id| GroupId(id.to_owned())),
    };
    for dialect in LATER {
        let mut player = ready(dialect);
        let replies = vec![envelope("<ABGroupContactAddResponse/>")];
        let (answer, all) = ask(&mut player, to(Some(crate::web::WORK)), replies);
        assert_eq!((answer, all), (Ok(Answer::Done), vec!["ABGroupContactAdd".to_owned()]), "{dialect}");
        let made = ask(&mut player, Request::AddGroup("Play".into()), vec![crate::web::done("ABGroupAdd", "play-id")]);
        assert!(made.0.is_ok());
        let replies = vec![envelope("<ABGroupContactAddResponse/>"), envelope("<ABGroupContactDeleteResponse/>")];
        let (answer, all) = ask(&mut player, to(Some("play-id")), replies);
        assert_eq!(answer, Ok(Answer::Done));
        assert_eq!(all, ["ABGroupContactAdd", "ABGroupContactDelete"], "in first, so that they are never nowhere");
        let bob = player.roster.person(&email("bob@example.com")).unwrap();
        assert_eq!(bob.groups, [GroupId("play-id".into())]);
        assert_eq!(ask(&mut player, to(Some("play-id")), vec![]), (Ok(Answer::Done), vec![]), "there already");
        assert_eq!(ask(&mut player, to(Some("nowhere")), vec![]).0, Err(RequestError::UnknownGroup));
    }
    let mut player = Player::ready(Dialect::Msnp9);
    assert_eq!(
        player.ask(to(None), "C: REM 7 FL bob@example.com 1\nS: REM 7 FL 13 bob@example.com 1"),
        Ok(Answer::Done)
    );
    assert!(player.roster.person(&email("bob@example.com")).unwrap().groups.is_empty());
}

//! Names, groups and texts in any Unicode, and texts of any length, between people of different dialects.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{Answer, ConversationEvent, ConversationId, Event, PresenceEvent, RosterEvent};
use msnp::request::Request;
use support::{Person, Place, address};

/// What encodings, headers, XML and percent signs stumble over.
const WORDS: [&str; 14] = [
    "a  b   c",
    " at both ends ",
    "100% %20 %zz +",
    "👩‍👩‍👧‍👦",
    "\u{202e}from right to left",
    "日本語",
    "\u{a0}nb\u{200b}zw",
    "\"quotes\" \\ back",
    "<b>&amp;</b>",
    "\u{2028}line",
    "\u{feff}bom",
    "MIME-Version: 1.0",
    "\u{10ffff}",
    "e\u{301} İı ß ﬁ",
];

/// The dialects at the ends of each difference, and some in the middle.
const PAIRS: [(Dialect, Dialect); 4] = [
    (Dialect::Msnp2, Dialect::Msnp12),
    (Dialect::Msnp7, Dialect::Msnp9),
    (Dialect::Msnp12, Dialect::Msnp4),
    (Dialect::Msnp10, Dialect::Msnp11),
];

async fn two(place: &Place, (one, other): (Dialect, Dialect)) -> (Person, Person) {
    (place.sign_in("alice", one).await, place.sign_in("bob", other).await)
}

async fn place() -> Place {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    place.account("bob", true).await;
    place
}

/// The text of the next messages until so much of it is there.
async fn heard(person: &mut Person, length: usize) -> String {
    let mut text = String::new();
    while text.len() < length {
        let said = person.said("a text", |said| matches!(said, ConversationEvent::Message { .. })).await;
        if let ConversationEvent::Message { message, .. } = said {
            text.push_str(&message.text);
        }
    }
    text
}

#[tokio::test]
async fn texts_arrive_as_they_were_written() {
    let place = place().await;
    let (a, b) = (address("alice"), address("bob"));
    for pair in PAIRS {
        let (mut alice, mut bob) = two(&place, pair).await;
        for text in WORDS.into_iter().chain(["\n\nblank lines\n\n\nwithin\n", "\t\u{1b}[31m\u{1}", "\n"]) {
            alice.say(&b, text, TextFormat::default()).await;
            assert_eq!(heard(&mut bob, text.len()).await, text, "{pair:?}");
            bob.say(&a, text, TextFormat::default()).await;
            assert_eq!(heard(&mut alice, text.len()).await, text, "{pair:?}");
        }
    }
}

#[tokio::test]
async fn texts_of_any_length_arrive_whole() {
    let place = place().await;
    let b = address("bob");
    for pair in PAIRS {
        let (mut alice, mut bob) = two(&place, pair).await;
        for length in [1399, 1400, 1401, 1500, 1530, 1663, 1664, 1665, 5000] {
            for letter in ["x", "é", "😀", "ab "] {
                let text: String = letter.chars().cycle().take(length).collect();
                alice.say(&b, &text, TextFormat::default()).await;
                assert_eq!(heard(&mut bob, text.len()).await, text, "{pair:?} {length} {letter}");
            }
        }
        // Beyond all measure it is refused at once, and nothing else suffers.
        let (message, conversation) = (alice.handle.message_id(), ConversationId::With(b.clone()));
        let (text, format) = ("x".repeat(100_000), TextFormat::default());
        let request = alice.handle.request(Request::Say { conversation, message, text, format });
        let answer =
            alice.until("the answer", |e| matches!(e, Event::Answered { request: r, .. } if *r == request)).await;
        assert!(matches!(answer, Event::Answered { result: Err(_), .. }), "{answer:?}");
        alice.say(&b, "after", TextFormat::default()).await;
        assert_eq!(heard(&mut bob, 5).await, "after", "no part of the refused one came");
    }
}

#[tokio::test]
async fn names_and_groups_are_read_as_they_were_written() {
    let place = place().await;
    let a = address("alice");
    for pair in PAIRS {
        let (mut alice, mut bob) = two(&place, pair).await;
        bob.ask(Request::AddContact { email: a.clone(), name: None, group: None }).await;
        for word in WORDS {
            alice.ask(Request::SetName(word.to_owned())).await;
            let named = |p: &PresenceEvent| match p {
                PresenceEvent::Online { email, name, .. } => *email == a && name.as_deref() == Some(word),
                _ => false,
            };
            bob.presence(&format!("the name {word:?}"), named).await;
            if !pair.1.features().groups {
                continue;
            }
            // The wire counts bytes after encoding; some of these words are long then.
            let word: String = word.chars().take(5).collect();
            let Answer::Group(group) = bob.ask(Request::AddGroup(word.clone())).await else { panic!("no group") };
            // A group's name is what another sign-in reads.
            let mut again = place.sign_in("bob", pair.1).await;
            let there = again.roster.group(&group).map(|group| group.name.clone());
            assert_eq!(there, Some(word), "{pair:?}");
            again.ask(Request::RemoveGroup(group)).await;
            std::mem::swap(&mut bob, &mut again);
        }
        bob.ask(Request::RemoveContact { email: a.clone(), group: None }).await;
    }
}

#[tokio::test]
async fn a_group_that_goes_leaves_its_people() {
    let place = place().await;
    let a = address("alice");
    for dialect in [Dialect::Msnp7, Dialect::Msnp9, Dialect::Msnp10, Dialect::Msnp12] {
        let mut bob = place.sign_in("bob", dialect).await;
        let Answer::Group(group) = bob.ask(Request::AddGroup("Gone soon".into())).await else { panic!("no group") };
        bob.ask(Request::AddContact { email: a.clone(), name: None, group: Some(group.clone()) }).await;
        let twice = bob.handle.request(Request::AddGroup("Gone soon".into()));
        let answer =
            bob.until("the answer", |e| matches!(e, Event::Answered { request, .. } if *request == twice)).await;
        assert!(matches!(answer, Event::Answered { result: Err(_), .. }), "{dialect}: {answer:?}");
        let id = group.clone();
        bob.ask(Request::RemoveGroup(group)).await;
        bob.until("the end of it", |e| matches!(e, Event::Roster(RosterEvent::GroupRemoved(gone)) if *gone == id))
            .await;
        let again = place.sign_in("bob", dialect).await;
        for roster in [&bob.roster, &again.roster] {
            let person = roster.people.get(&a).expect("still there");
            assert!(person.lists.contains(msnp::types::List::Forward), "{dialect}");
            assert!(!person.groups.contains(&id), "{dialect}");
        }
        drop(bob);
        let mut again = again;
        again.ask(Request::RemoveContact { email: a.clone(), group: None }).await;
    }
}

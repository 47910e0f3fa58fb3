//! Every pair of dialects talks both ways through the server, over real TCP and HTTP.

mod support;

use msnp::content::{Color, TextFormat};
use msnp::dialect::{Dialect, SignIn};
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, PresenceEvent};
use msnp::request::Request;
use msnp::types::{Email, Status};
use support::{Person, Place, address};

/// Two people who have each other on their lists, in these dialects.
async fn acquainted(place: &Place, (one, other): (Dialect, Dialect)) -> (Person, Person) {
    let mut alice = place.sign_in("alice", one).await;
    let mut bob = place.sign_in("bob", other).await;
    for (person, email) in [(&mut alice, address("bob")), (&mut bob, address("alice"))] {
        person.ask(Request::AddContact { email: email.clone(), name: None, group: None }).await;
        person.presence("the other", |p| matches!(p, PresenceEvent::Online { email: who, .. } if *who == email)).await;
    }
    (alice, bob)
}

fn is_status(presence: &PresenceEvent, who: &Email, wanted: Status) -> bool {
    matches!(presence, PresenceEvent::Online { email, status, .. } if email == who && *status == wanted)
}

/// Says something formatted, types and nudges; the other side gets it all.
async fn talk(from: &mut Person, me: &Email, to: &mut Person, you: &Email) {
    let format = TextFormat {
        font: "Comic Sans MS".into(),
        bold: true,
        underline: true,
        color: Color { red: 0xff, green: 0x80, blue: 1 },
        ..TextFormat::default()
    };
    let text = format!("Grüße an {you} ☂\nzweite Zeile & <xml>");
    from.say(you, &text, format.clone()).await;
    let got = to.said("the text", |said| matches!(said, ConversationEvent::Message { from, .. } if from == me)).await;
    let ConversationEvent::Message { message, .. } = got else { panic!("{got:?}") };
    assert_eq!(message.text, text);
    let seen = message.format.unwrap();
    assert_eq!(
        (&seen.font, seen.bold, seen.italic, seen.underline, seen.color),
        (&format.font, true, false, true, format.color)
    );
    from.handle.request(Request::Typing(ConversationId::With(you.clone())));
    to.said("typing", |said| matches!(said, ConversationEvent::Typing { from } if from == me)).await;
    from.nudge(you).await;
    to.said("the nudge", |said| matches!(said, ConversationEvent::Nudge { from, .. } if from == me)).await;
}

async fn meet(one: Dialect, other: Dialect) {
    let place = Place::new(false).await;
    place.account("alice", one.features().sign_in == SignIn::Md5).await;
    place.account("bob", other.features().sign_in == SignIn::Md5).await;
    let (mut alice, mut bob) = acquainted(&place, (one, other)).await;
    let (a, b) = (address("alice"), address("bob"));

    alice.ask(Request::SetStatus(Status::Busy)).await;
    bob.presence("busy", |p| is_status(p, &a, Status::Busy)).await;
    bob.ask(Request::SetStatus(Status::OutToLunch)).await;
    alice.presence("lunch", |p| is_status(p, &b, Status::OutToLunch)).await;
    alice.ask(Request::SetName("Alice ☂ 2".into())).await;
    bob.presence("the name", |p| {
        matches!(p, PresenceEvent::Online { email, name, .. } if *email == a && name.as_deref() == Some("Alice ☂ 2"))
    })
    .await;

    talk(&mut alice, &a, &mut bob, &b).await;
    talk(&mut bob, &b, &mut alice, &a).await;

    alice.ask(Request::Block(b.clone())).await;
    bob.presence("the block", |p| matches!(p, PresenceEvent::Offline { email } if *email == a)).await;
    bob.handle.request(Request::Leave(ConversationId::With(a.clone())));
    bob.said("the end", |said| matches!(said, ConversationEvent::Closed)).await;
    let message = bob.handle.message_id();
    let conversation = ConversationId::With(a.clone());
    let format = TextFormat::default();
    bob.handle.request(Request::Say { conversation, message, text: "hello?".into(), format });
    bob.said("the refusal", |said| {
        matches!(said, ConversationEvent::MessageState { message: m, state: MessageState::Failed(_) } if *m == message)
    })
    .await;
    alice.ask(Request::Unblock(b.clone())).await;
    bob.presence("the unblock", |p| is_status(p, &a, Status::Busy)).await;

    alice.sign_out().await;
    bob.presence("the sign-out", |p| matches!(p, PresenceEvent::Offline { email } if *email == a)).await;
    bob.sign_out().await;
    place.server.stop().await;
}

/// A dialect with itself and with all later ones: both talk and both listen, so that is every pair.
async fn meet_all(one: Dialect) {
    for other in Dialect::ALL.into_iter().filter(|other| *other >= one) {
        eprintln!("{one} and {other}");
        meet(one, other).await;
    }
}

macro_rules! pairs {
    ($($name:ident $dialect:ident),*) => { $(
        #[tokio::test]
        async fn $name() {
            meet_all(Dialect::$dialect).await;
        }
    )* };
}

pairs!(
    msnp2_with_all Msnp2,
    msnp3_with_all Msnp3,
    msnp4_with_all Msnp4,
    msnp5_with_all Msnp5,
    msnp6_with_all Msnp6,
    msnp7_with_all Msnp7,
    msnp8_with_all Msnp8,
    msnp9_with_all Msnp9,
    msnp10_with_all Msnp10,
    msnp11_with_all Msnp11,
    msnp12_with_all Msnp12,
    msnp13_with_all Msnp13,
    msnp14_with_all Msnp14,
    msnp15_with_all Msnp15,
    msnp16_with_all Msnp16,
    msnp17_with_all Msnp17,
    msnp18_with_all Msnp18
);

#[tokio::test]
async fn several_dialects_in_one_conversation() {
    let place = Place::new(false).await;
    let later = [
        ("carol", Dialect::Msnp8),
        ("dave", Dialect::Msnp13),
        ("erin", Dialect::Msnp15),
        ("frank", Dialect::Msnp16),
        ("grace", Dialect::Msnp18),
    ];
    for name in ["alice", "bob"].into_iter().chain(later.map(|(name, _)| name)) {
        place.account(name, name == "alice").await;
    }
    let (mut alice, mut bob) = acquainted(&place, (Dialect::Msnp2, Dialect::Msnp12)).await;
    let b = address("bob");
    alice.say(&b, "two", TextFormat::default()).await;
    bob.said("two", |said| matches!(said, ConversationEvent::Message { .. })).await;
    let mut room = ConversationId::With(b.clone());
    let mut others = vec![bob];
    for (name, dialect) in later {
        others.push(place.sign_in(name, dialect).await);
        alice.ask(Request::Invite { conversation: room.clone(), email: address(name) }).await;
        if let ConversationId::With(_) = room {
            let became = alice.said("the room", |said| matches!(said, ConversationEvent::Became(_))).await;
            let ConversationEvent::Became(group) = became else { panic!("{became:?}") };
            room = group;
        }
        let email = address(name);
        alice.said(name, |said| matches!(said, ConversationEvent::Joined { email: who, .. } if *who == email)).await;
    }
    let format = TextFormat::default();
    let message = alice.handle.message_id();
    alice.handle.request(Request::Say { conversation: room, message, text: "all".into(), format: format.clone() });
    let mut rooms = Vec::new();
    for person in &mut others {
        let heard = |event: &Event| match event {
            Event::Conversation(_, ConversationEvent::Message { message, .. }) => message.text == "all",
            _ => false,
        };
        let Event::Conversation(id, _) = person.until("the word to all", heard).await else { unreachable!() };
        rooms.push(id);
    }
    // The newest answers, and the oldest dialect hears it as everybody does.
    let (Some(grace), Some(conversation)) = (others.last_mut(), rooms.pop()) else { panic!("nobody is there") };
    let message = grace.handle.message_id();
    grace.handle.request(Request::Say { conversation, message, text: "from eighteen".into(), format });
    let heard = |said: &ConversationEvent| matches!(said, ConversationEvent::Message { message, .. } if message.text == "from eighteen");
    alice.said("the answer", heard).await;
    for person in others.iter_mut().rev().skip(1) {
        person.said("the answer", heard).await;
    }
}

#[tokio::test]
async fn a_second_sign_in_ends_the_first() {
    use msnp::error::SignOutReason;
    let place = Place::new(false).await;
    place.account("alice", true).await;
    let mut first = place.sign_in("alice", Dialect::Msnp7).await;
    let _second = place.sign_in("alice", Dialect::Msnp12).await;
    first.until("OTH", |event| matches!(event, Event::SignedOut(SignOutReason::ElsewhereSignedIn))).await;
}

#[tokio::test]
async fn stopping_says_goodbye() {
    use msnp::error::SignOutReason;
    let place = Place::new(false).await;
    place.account("alice", false).await;
    let mut alice = place.sign_in("alice", Dialect::Msnp12).await;
    let Place { server, folder: _folder } = place;
    server.stop().await;
    alice
        .until("SSD", |event| {
            matches!(
                event,
                Event::SignedOut(SignOutReason::ServerShutdown)
                    | Event::ConnectionLost { reason: SignOutReason::ServerShutdown, .. }
            )
        })
        .await;
}

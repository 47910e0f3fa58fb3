//! Messages to somebody who isn't there, from the toolkit's client by way of the built-in server to the toolkit's client.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::RequestError;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, OfflineMessage, PresenceEvent, RosterEvent};
use msnp::request::{MessageId, Request};
use msnp::soap::time::Timestamp;
use support::{Person, Place, address};

fn now() -> Timestamp {
    Timestamp(0) + std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap()
}

impl Person {
    fn write(&mut self, to: &str, text: &str) -> MessageId {
        let (conversation, message) = (ConversationId::With(address(to)), self.handle.message_id());
        let (text, format) = (text.to_owned(), TextFormat::default());
        self.handle.request(Request::Say { conversation, message, text, format });
        message
    }

    async fn waited(&mut self) -> OfflineMessage {
        match self.until("an offline message", |event| matches!(event, Event::OfflineMessage(_))).await {
            Event::OfflineMessage(message) => message,
            other => panic!("{other:?}"),
        }
    }

    /// That no offline message has come by the time an exchange over the same services and the server is done: another
    /// message comes first.
    async fn nothing_waited_but(&mut self, text: &str) -> OfflineMessage {
        let message = self.waited().await;
        assert_eq!(message.message.text, text);
        message
    }
}

async fn writes_to_absent_bob(one: Dialect, other: Dialect) {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, false).await;
    }
    let start = now();
    let mut alice = place.sign_in("alice", one).await;
    alice.ask(Request::AddContact { email: address("bob"), name: None, group: None }).await;
    let long = "Wie wäre es mit 🧸 und Tee? ".repeat(60);
    let (first, second) = (alice.write("bob", "hello Bob 🌂"), alice.write("bob", &long));
    for message in [first, second] {
        alice.state(message, MessageState::Sent).await;
        alice.state(message, MessageState::Left).await;
    }
    let mut bob = place.sign_in("bob", other).await;
    let hello = bob.waited().await;
    assert_eq!((hello.message.text.as_str(), &hello.from), ("hello Bob 🌂", &address("alice")));
    assert_eq!(hello.name, "Alice");
    // Both clocks cut off what is less than a second.
    assert!(hello.written.apart(start).as_secs() < 600 && start.since(hello.written).as_secs() <= 2);
    let mut rest = String::new();
    let mut ids = vec![hello.id];
    while rest.len() + 2 < long.trim_end().len() - 2 {
        let part = bob.waited().await;
        if !rest.is_empty() {
            rest.push(' ');
        }
        rest.push_str(part.message.text.trim());
        ids.push(part.id);
    }
    assert_eq!(rest.replace(' ', ""), long.replace(' ', ""));
    bob.sign_out().await;

    // They were not said to be kept, so they come again.
    let mut bob = place.sign_in("bob", other).await;
    for id in &ids {
        assert_eq!(bob.waited().await.id, *id);
    }
    for id in ids {
        bob.ask(Request::OfflineMessageKept(id)).await;
    }
    // A message to somebody who is there comes by the room; the next sign-in shows nothing old.
    let b = address("bob");
    let is_there = |p: &PresenceEvent| matches!(p, PresenceEvent::Online { email, .. } if *email == b);
    let is_gone = |p: &PresenceEvent| matches!(p, PresenceEvent::Offline { email } if *email == b);
    for _ in 0..2 {
        alice.presence("bob", is_there).await;
    }
    let message = alice.write("bob", "are you there?");
    alice.state(message, MessageState::Delivered).await;
    bob.sign_out().await;
    for _ in 0..2 {
        alice.presence("no bob", is_gone).await;
    }
    alice.said("the end of the room", |said| matches!(said, ConversationEvent::Closed)).await;
    let last = alice.write("bob", "only this");
    alice.state(last, MessageState::Left).await;
    let mut bob = place.sign_in("bob", other).await;
    bob.nothing_waited_but("only this").await;
    place.server.stop().await;
}

macro_rules! at {
    ($($name:ident $one:ident $other:ident),*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            writes_to_absent_bob(Dialect::$one, Dialect::$other).await;
        }
    )* };
}

at!(
    from_11_to_11 Msnp11 Msnp11,
    from_12_to_12 Msnp12 Msnp12,
    from_11_to_12 Msnp11 Msnp12,
    from_13_to_14 Msnp13 Msnp14,
    from_15_to_15 Msnp15 Msnp15,
    from_16_to_17 Msnp16 Msnp17,
    from_18_to_18 Msnp18 Msnp18,
    from_18_to_11 Msnp18 Msnp11,
    from_12_to_18 Msnp12 Msnp18
);

#[tokio::test(flavor = "multi_thread")]
async fn who_cant_read_them_keeps_them_for_a_later_client() {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, true).await;
    }
    let mut alice = place.sign_in("alice", Dialect::Msnp12).await;
    let message = alice.write("bob", "for later");
    alice.state(message, MessageState::Left).await;
    // Signed in with an old client, and no word of it.
    let bob = place.sign_in("bob", Dialect::Msnp7).await;
    assert!(!bob.seen.iter().any(|event| matches!(event, Event::OfflineMessage(_))));
    bob.sign_out().await;
    let mut bob = place.sign_in("bob", Dialect::Msnp11).await;
    bob.nothing_waited_but("for later").await;
    place.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_anything_for_a_stranger_to_the_server_or_for_who_blocked_them() {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, false).await;
    }
    let mut bob = place.sign_in("bob", Dialect::Msnp12).await;
    bob.ask(Request::Block(address("alice"))).await;
    bob.sign_out().await;
    let mut alice = place.sign_in("alice", Dialect::Msnp12).await;
    for to in ["nobody", "bob"] {
        let message = alice.write(to, "let me in");
        alice.state(message, MessageState::Failed(RequestError::Unreachable)).await;
    }
    let said = |event: &Event| matches!(event, Event::Conversation(_, ConversationEvent::CallFailed { .. }));
    assert!(!alice.seen.iter().any(said), "the message says it");
    place.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_web_service_msnp18_leaves_them_by_the_notification_server() {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, false).await;
    }
    let mut config = place.config("alice", Dialect::Msnp18);
    let gone = config.services.leave_offline.take().map(|url| url.replace("oim.asmx", "gone.asmx"));
    config.services.leave_offline = gone;
    let mut alice = Person::connect(config);
    alice.until("the status", |event| matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))).await;
    for text in ["one 🌂", "two"] {
        let message = alice.write("bob", text);
        alice.state(message, MessageState::Left).await;
    }
    let mut bob = place.sign_in("bob", Dialect::Msnp11).await;
    let (one, two) = (bob.waited().await, bob.waited().await);
    let texts = [one.message.text.as_str(), two.message.text.as_str()];
    assert_eq!((texts, one.name.as_str()), (["one 🌂", "two"], "Alice"));
    place.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_meant_for_later_waits_even_for_somebody_who_is_there() {
    for dialect in [Dialect::Msnp12, Dialect::Msnp18] {
        let place = Place::new(false).await;
        for name in ["alice", "bob"] {
            place.account(name, false).await;
        }
        let mut alice = place.sign_in("alice", dialect).await;
        let mut bob = place.sign_in("bob", Dialect::Msnp8).await;
        alice.say(&address("bob"), "before", TextFormat::default()).await;
        // One among others: each goes its own way, and those behind it after it.
        let later = alice.handle.message_id();
        let text = "for later 🌂".to_owned();
        let first = alice.write("bob", "one");
        alice.handle.request(Request::SayLater { to: address("bob"), message: later, text });
        let second = alice.write("bob", "two");
        alice.state(first, MessageState::Delivered).await;
        alice.state(later, MessageState::Left).await;
        alice.state(second, MessageState::Delivered).await;
        for expected in ["before", "one", "two"] {
            let said = bob.said(expected, |said| matches!(said, ConversationEvent::Message { .. })).await;
            assert!(
                matches!(said, ConversationEvent::Message { message, .. } if message.text == expected),
                "{dialect}"
            );
        }
        bob.sign_out().await;
        let mut bob = place.sign_in("bob", Dialect::Msnp12).await;
        bob.nothing_waited_but("for later 🌂").await;
        place.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_meant_for_later_where_nothing_can_wait() {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, true).await;
    }
    let mut alice = place.sign_in("alice", Dialect::Msnp10).await;
    let (to, message) = (address("bob"), alice.handle.message_id());
    let id = alice.handle.request(Request::SayLater { to: to.clone(), message, text: "later".to_owned() });
    let answer =
        alice.until("a refusal", |event| matches!(event, Event::Answered { request, .. } if *request == id)).await;
    assert!(matches!(answer, Event::Answered { result: Err(RequestError::Unsupported), .. }), "{answer:?}");
    // A service that turns out to be missing: the message fails, and isn't said instead.
    let mut config = place.config("alice", Dialect::Msnp12);
    let gone = config.services.leave_offline.take().map(|url| url.replace("oim.asmx", "gone.asmx"));
    config.services.leave_offline = gone;
    let mut alice = Person::connect(config);
    alice.until("the status", |event| matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))).await;
    let mut bob = place.sign_in("bob", Dialect::Msnp12).await;
    let (first, second) = (alice.handle.message_id(), alice.handle.message_id());
    for message in [first, second] {
        alice.handle.request(Request::SayLater { to: to.clone(), message, text: "later".to_owned() });
    }
    alice.state(first, MessageState::Failed(RequestError::Unreachable)).await;
    alice.state(second, MessageState::Failed(RequestError::Unsupported)).await;
    alice.say(&to, "now", TextFormat::default()).await;
    let said = bob.said("now", |said| matches!(said, ConversationEvent::Message { .. })).await;
    assert!(matches!(said, ConversationEvent::Message { message, .. } if message.text == "now"));
    place.server.stop().await;
}

//! A way that breaks off in mid-conversation and comes back: every message arrives once, or its sender is told that it
//! failed. Nothing is sent twice unless it is asked for.

use crate::relay::{Kind, Relay};
use crate::support::{PATIENCE, Person, Place, address};
use crate::talk::{connect, server, through};
use msnp::client::Proxy;
use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, RosterEvent};
use msnp::request::{MessageId, Request};
use std::collections::BTreeMap;
use std::time::Duration;

/// How often the way breaks off, and how many messages are said around each time.
const CUTS: usize = 6;
const EACH: usize = 12;
/// How the text ends of what is said while there is no way.
const WAITS: &str = "99";

fn online(event: &Event) -> bool {
    matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))
}

impl Person {
    fn throw(&mut self, text: &str) -> MessageId {
        let (conversation, message) = (ConversationId::With(address("bob")), self.handle.message_id());
        self.handle.request(Request::Say {
            conversation,
            message,
            text: text.to_owned(),
            format: TextFormat::default(),
        });
        message
    }

    /// Waits until each of these has come to its end.
    async fn ends(&mut self, of: &[MessageId]) -> BTreeMap<MessageId, MessageState> {
        let (mut ends, mut at) = (BTreeMap::new(), 0);
        while ends.len() < of.len() {
            if at == self.seen.len() {
                match tokio::time::timeout(PATIENCE, self.events.next()).await {
                    Ok(Some(event)) => self.seen.push(event),
                    other => panic!("{other:?} after {ends:?}"),
                }
            }
            if let Some(Event::Conversation(_, ConversationEvent::MessageState { message, state })) = self.seen.get(at)
                && of.contains(message)
                && state.is_final()
            {
                let before = ends.insert(*message, state.clone());
                assert_eq!(before, None, "it has one end");
            }
            at += 1;
        }
        ends
    }

    /// The texts that have come so far, up to this one.
    async fn heard_until(&mut self, last: &str) -> Vec<String> {
        let text = |event: &Event| match event {
            Event::Conversation(_, ConversationEvent::Message { message, .. }) => Some(message.text.clone()),
            _ => None,
        };
        self.until(last, |event| text(event).as_deref() == Some(last)).await;
        self.seen.iter().filter_map(text).collect()
    }
}

async fn talks_over_a_broken_way(dialect: Dialect) {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, true).await;
    }
    let relay = Relay::start(Kind::Socks5, false, None).await;
    let mut bob = place.sign_in("bob", dialect).await;
    let mut config = place.config("alice", dialect);
    config.reconnect = true;
    let mut alice = connect(config, through(Proxy::Socks5(server(&relay.endpoint, None))));
    alice.until("the status", online).await;
    alice.say(&address("bob"), "before", TextFormat::default()).await;

    let mut sent = Vec::new();
    for cut in 0..CUTS {
        for number in 0..EACH {
            sent.push((alice.throw(&format!("{cut}.{number:02}")), format!("{cut}.{number:02}")));
            // Each time at another point: while it is queued, on the wire, or acknowledged already.
            if number == EACH / 2 {
                tokio::time::sleep(Duration::from_millis(3 * cut as u64)).await;
                relay.cut();
            }
        }
        alice.until("the loss", |event| matches!(event, Event::ConnectionLost { .. })).await;
        // What is said once it is known waits, and goes out by itself.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let text = format!("{cut}.{WAITS}");
        let waits = alice.throw(&text);
        sent.push((waits, text));
        alice.seen.retain(|event| !online(event));
        alice.handle.request(Request::Reconnect);
        alice.until("being back", online).await;
        assert_eq!(alice.ends(&[waits]).await[&waits], MessageState::Delivered, "{dialect}");
    }
    let ids: Vec<MessageId> = sent.iter().map(|(id, _)| *id).collect();
    let ends = alice.ends(&ids).await;
    alice.say(&address("bob"), "after", TextFormat::default()).await;
    let heard = bob.heard_until("after").await;

    // In order, and nothing twice.
    let said: Vec<&String> = heard.iter().filter(|text| *text != "before").collect();
    assert!(said.windows(2).all(|pair| pair[0] < pair[1]), "{dialect}: {heard:?}");
    let mut failed = Vec::new();
    for (id, text) in &sent {
        match &ends[id] {
            MessageState::Delivered => assert!(heard.contains(text), "{dialect}: {text} was lost: {heard:?}"),
            MessageState::Failed(_) => failed.push(text),
            other => panic!("{dialect}: {text}: {other:?}"),
        }
    }

    // What failed is sent again when it is asked for, in its order, and arrives.
    let again: Vec<MessageId> = failed.iter().map(|text| alice.throw(&format!("again {text}"))).collect();
    let ends = alice.ends(&again).await;
    assert!(ends.values().all(|state| *state == MessageState::Delivered), "{dialect}: {ends:?}");
    alice.say(&address("bob"), "end", TextFormat::default()).await;
    let heard = bob.heard_until("end").await;
    let expected: Vec<String> = failed.iter().map(|text| format!("again {text}")).collect();
    assert!(heard.ends_with(&expected), "{dialect}: {heard:?}");
    place.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_doubled_by_msnp8() {
    talks_over_a_broken_way(Dialect::Msnp8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_doubled_by_msnp12() {
    talks_over_a_broken_way(Dialect::Msnp12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_doubled_by_msnp18() {
    talks_over_a_broken_way(Dialect::Msnp18).await;
}

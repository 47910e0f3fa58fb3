//! The Guide as a newcomer meets it.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, PresenceEvent};
use msnp::types::Email;
use support::Place;

#[tokio::test]
async fn the_guide_greets_answers_types_and_nudges() {
    let place = Place::new(true).await;
    place.account("alice", false).await;
    let mut alice = place.sign_in("alice", Dialect::Msnp12).await;
    let guide = Email::parse("guide@swallowtail.example").unwrap();
    let person = alice.roster.people.get(&guide).expect("the Guide is on the list");
    assert!(person.is_contact() && !person.awaits_answer());
    alice.presence("the Guide", |p| matches!(p, PresenceEvent::Online { email, .. } if *email == guide)).await;
    let is_text = |said: &ConversationEvent, part: &str| matches!(said, ConversationEvent::Message { message, .. } if message.text.contains(part));
    alice.said("the greeting", |said| is_text(said, "Hello Alice")).await;
    alice.said("how to ask", |said| is_text(said, "help")).await;
    alice.say(&guide, "what can text look like? colours?", TextFormat::default()).await;
    alice.said("typing", |said| matches!(said, ConversationEvent::Typing { from } if *from == guide)).await;
    let bold = alice.said("bold", |said| is_text(said, "bold")).await;
    assert!(matches!(bold, ConversationEvent::Message { message, .. } if message.format.clone().unwrap().bold));
    alice.said("the end of it", |said| is_text(said, "the buttons")).await;
    alice.nudge(&guide).await;
    alice.said("the nudge", |said| matches!(said, ConversationEvent::Nudge { from, .. } if *from == guide)).await;
    alice.sign_out().await;

    // The second time is no first time.
    let mut alice = place.sign_in("alice", Dialect::Msnp9).await;
    alice.say(&guide, "xyzzy", TextFormat::default()).await;
    let first = alice.said("an answer", |said| matches!(said, ConversationEvent::Message { .. })).await;
    assert!(is_text(&first, "I know about"), "{first:?}");
    place.server.stop().await;
}

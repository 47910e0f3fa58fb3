//! Circles through the built-in server, with the toolkit at both ends: made, invited into, answered, seen, spoken in and
//! left, over the notification connection and the web services.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, CircleEvent, ConversationEvent, ConversationId, Event, MessageState, PresenceEvent};
use msnp::request::Request;
use msnp::roster::{Role, Standing};
use msnp::types::{CircleId, Status};
use support::{Person, Place, address};

/// The next news of a circle that is wanted.
async fn news(person: &mut Person, what: &str, wanted: impl Fn(&CircleEvent) -> bool) -> CircleEvent {
    match person.until(what, |event| matches!(event, Event::Circle(event) if wanted(event))).await {
        Event::Circle(event) => event,
        other => panic!("{other:?}"),
    }
}

async fn opened(person: &mut Person, circle: &CircleId) {
    news(person, "the open circle", |event| matches!(event, CircleEvent::Opened(id) if id == circle)).await;
}

async fn joined(person: &mut Person, circle: &CircleId, who: &str) {
    let wanted = |event: &CircleEvent| matches!(event, CircleEvent::Joined { id, email } if id == circle && *email == address(who));
    news(person, "somebody who joins", wanted).await;
}

async fn say(person: &mut Person, circle: &CircleId, text: &str) {
    let message = person.handle.message_id();
    let conversation = ConversationId::Circle(circle.clone());
    person.ask(Request::Say { conversation, message, text: text.into(), format: TextFormat::default() }).await;
    // A server of this kind promises no more.
    person.state(message, MessageState::Sent).await;
}

async fn hears(person: &mut Person, circle: &CircleId, who: &str, name: &str, text: &str) {
    let wanted = |event: &Event| matches!(event, Event::Conversation(ConversationId::Circle(id), ConversationEvent::Message { .. }) if id == circle);
    let Event::Conversation(_, ConversationEvent::Message { from, name: called, message }) =
        person.until("a message in the circle", wanted).await
    else {
        panic!("a message");
    };
    assert_eq!((from, called.as_str(), message.text.as_str()), (address(who), name, text));
}

/// Invites somebody, and waits until they have heard of it.
async fn invite(host: &mut Person, circle: &CircleId, guest: &mut Person, name: &str) {
    assert_eq!(host.ask(Request::InviteToCircle { circle: circle.clone(), email: address(name) }).await, Answer::Done);
    let invited =
        |event: &CircleEvent| matches!(event, CircleEvent::Is { id, standing: Standing::Invited, .. } if id == circle);
    news(guest, "the invitation", invited).await;
}

async fn refusal(person: &mut Person, wish: Request) -> RequestError {
    let id = person.handle.request(wish);
    match person.until("a refusal", |event| matches!(event, Event::Answered { request, .. } if *request == id)).await {
        Event::Answered { result: Err(error), .. } => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_share_a_circle() {
    let place = Place::new(false).await;
    for name in ["alice", "bob", "carol", "dave"] {
        place.account(name, false).await;
    }
    let mut alice = place.sign_in("alice", Dialect::Msnp18).await;
    let mut bob = place.sign_in("bob", Dialect::Msnp18).await;
    let mut carol = place.sign_in("carol", Dialect::Msnp18).await;
    let mut dave = place.sign_in("dave", Dialect::Msnp15).await;

    let Answer::Circle(circle) = alice.ask(Request::CreateCircle { name: "Zoë & co".into() }).await else {
        panic!("a circle");
    };
    opened(&mut alice, &circle).await;
    assert_eq!(alice.roster.circles[&circle].role, Role::Admin);

    invite(&mut alice, &circle, &mut bob, "bob").await;
    let shown = bob.roster.circles[&circle].clone();
    assert_eq!(shown.name, "Zoë & co");
    let inviter = shown.inviter.expect("who invites");
    assert_eq!((inviter.email, inviter.name.as_deref()), (Some(address("alice")), Some("Alice")));
    invite(&mut alice, &circle, &mut carol, "carol").await;
    // Nobody is invited twice, and nobody who isn't there.
    let again = Request::InviteToCircle { circle: circle.clone(), email: address("bob") };
    assert_eq!(refusal(&mut alice, again).await, RequestError::Server(ErrorCode(215)));
    let nobody = Request::InviteToCircle { circle: circle.clone(), email: address("nobody") };
    assert_eq!(refusal(&mut alice, nobody).await, RequestError::Server(ErrorCode(208)));

    // One says yes, the other no, and yes when asked again.
    assert_eq!(bob.ask(Request::AcceptCircle(circle.clone())).await, Answer::Done);
    opened(&mut bob, &circle).await;
    joined(&mut alice, &circle, "bob").await;
    assert_eq!(carol.ask(Request::DeclineCircle(circle.clone())).await, Answer::Done);
    assert!(!carol.roster.circles.contains_key(&circle));
    invite(&mut alice, &circle, &mut carol, "carol").await;
    assert_eq!(carol.ask(Request::AcceptCircle(circle.clone())).await, Answer::Done);
    opened(&mut carol, &circle).await;
    joined(&mut alice, &circle, "carol").await;
    joined(&mut bob, &circle, "carol").await;
    joined(&mut carol, &circle, "alice").await;
    joined(&mut carol, &circle, "bob").await;

    // They see each other without being contacts.
    let member = carol.roster.circles[&circle].members[&address("alice")].clone();
    assert_eq!((member.name.as_str(), member.status, member.is_here), ("Alice", Status::Online, true));
    assert!(carol.roster.people.is_empty());
    alice.ask(Request::SetStatus(Status::Busy)).await;
    let busy = |event: &CircleEvent| {
        matches!(event, CircleEvent::Presence { presence: PresenceEvent::Online { email, status: Status::Busy, .. }, .. }
            if *email == address("alice"))
    };
    news(&mut carol, "another status", busy).await;

    // Words go to everybody, both ways.
    say(&mut alice, &circle, "hello all").await;
    hears(&mut bob, &circle, "alice", "Alice", "hello all").await;
    hears(&mut carol, &circle, "alice", "Alice", "hello all").await;
    bob.ask(Request::Typing(ConversationId::Circle(circle.clone()))).await;
    alice.said("typing", |said| *said == ConversationEvent::Typing { from: address("bob") }).await;
    say(&mut bob, &circle, "zwölf\nBoxer").await;
    hears(&mut alice, &circle, "bob", "Bob", "zwölf\nBoxer").await;
    hears(&mut carol, &circle, "bob", "Bob", "zwölf\nBoxer").await;
    let message = carol.handle.message_id();
    carol.ask(Request::Nudge { conversation: ConversationId::Circle(circle.clone()), message }).await;
    bob.said("a nudge", |said| matches!(said, ConversationEvent::Nudge { from, .. } if *from == address("carol")))
        .await;

    // Who only takes part invites nobody.
    let not_theirs = Request::InviteToCircle { circle: circle.clone(), email: address("dave") };
    assert!(matches!(refusal(&mut bob, not_theirs).await, RequestError::Server(_)));

    // Out, for good.
    assert_eq!(carol.ask(Request::LeaveCircle(circle.clone())).await, Answer::Done);
    assert!(!carol.roster.circles.contains_key(&circle));
    let left = |event: &CircleEvent| matches!(event, CircleEvent::Left { email, .. } if *email == address("carol"));
    news(&mut alice, "who left", left).await;
    let fewer = |event: &CircleEvent| matches!(event, CircleEvent::Members { members, .. } if members.len() == 1);
    news(&mut alice, "the members", fewer).await;
    say(&mut alice, &circle, "without carol").await;
    hears(&mut bob, &circle, "alice", "Alice", "without carol").await;

    // The one who was there with an older program has met nothing of it.
    dave.ask(Request::SetStatus(Status::Away)).await;
    let odd = |event: &Event| matches!(event, Event::Circle(_) | Event::Oddity(_) | Event::Notification(_));
    assert!(dave.roster.circles.is_empty() && !dave.seen.iter().any(odd), "{:?}", dave.seen);
    // But for the refusals that were asked for, all was as it should be.
    let odd = |event: &Event| matches!(event, Event::Oddity(what) if !what.starts_with("CreateContact: "));
    for person in [&alice, &bob, &carol] {
        assert!(!person.seen.iter().any(odd), "{:?}", person.seen.iter().filter(|e| odd(e)).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circle_is_there_again_after_signing_in() {
    let place = Place::new(false).await;
    for name in ["alice", "bob"] {
        place.account(name, false).await;
    }
    let mut alice = place.sign_in("alice", Dialect::Msnp18).await;
    let Answer::Circle(circle) = alice.ask(Request::CreateCircle { name: "Choir".into() }).await else {
        panic!("a circle");
    };
    opened(&mut alice, &circle).await;
    // Invited while away, and in an older program that can't answer.
    assert_eq!(
        alice.ask(Request::InviteToCircle { circle: circle.clone(), email: address("bob") }).await,
        Answer::Done
    );
    let bob = place.sign_in("bob", Dialect::Msnp17).await;
    assert!(bob.roster.circles.is_empty());
    bob.sign_out().await;
    let mut bob = place.sign_in("bob", Dialect::Msnp18).await;
    assert_eq!(bob.roster.circles[&circle].standing, Standing::Invited);
    assert_eq!(bob.ask(Request::AcceptCircle(circle.clone())).await, Answer::Done);
    opened(&mut bob, &circle).await;
    joined(&mut bob, &circle, "alice").await;
    alice.sign_out().await;
    let offline = |event: &CircleEvent| matches!(event, CircleEvent::Presence { presence: PresenceEvent::Offline { email }, .. } if *email == address("alice"));
    news(&mut bob, "the sign-out", offline).await;
    let mut alice = place.sign_in("alice", Dialect::Msnp18).await;
    opened(&mut alice, &circle).await;
    joined(&mut alice, &circle, "bob").await;
    joined(&mut bob, &circle, "alice").await;
    say(&mut bob, &circle, "back?").await;
    hears(&mut alice, &circle, "bob", "Bob", "back?").await;
    // The one who ran it leaves: somebody has to.
    assert_eq!(alice.ask(Request::LeaveCircle(circle.clone())).await, Answer::Done);
    let admin = |event: &CircleEvent| matches!(event, CircleEvent::Is { role: Role::Admin, .. });
    news(&mut bob, "the new role", admin).await;
}

//! Several places of one account, over real TCP and HTTP: two of MSNP18 stay side by side, one of MSNP12 is alone.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{ConversationEvent, ConversationId, Event, PresenceEvent, RosterEvent};
use msnp::request::Request;
use msnp::types::{PlaceId, Status};
use std::time::Duration;
use support::{Person, Place, address};

/// Signs alice in at one of her places, and waits until she is seen.
async fn at(place: &Place, name: &str, number: u8) -> Person {
    let mut config = place.config("alice", Dialect::Msnp18);
    config.place = Some(PlaceId::random([number; 16]));
    name.clone_into(&mut config.place_name);
    let mut person = Person::connect(config);
    person.until("the lists", |event| matches!(event, Event::Roster(RosterEvent::SyncFinished(_)))).await;
    person.until("the status", |event| matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))).await;
    person
}

/// Waits for the list of places that has exactly these names.
async fn sees(person: &mut Person, names: &[&str]) {
    let wanted = |event: &Event| match event {
        Event::Places(places) => {
            let mut found: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
            found.sort_unstable();
            found == names
        }
        _ => false,
    };
    person.until("the places", wanted).await;
}

fn is_text(said: &ConversationEvent, wanted: &str) -> bool {
    matches!(said, ConversationEvent::Message { message, .. } if message.text == wanted)
}

/// Two places of alice, and bob with MSNP12, who have each other on their lists.
async fn three(place: &Place) -> (Person, Person, Person) {
    place.account("alice", false).await;
    place.account("bob", false).await;
    let mut bob = place.sign_in("bob", Dialect::Msnp12).await;
    let mut desk = at(place, "Desk", 1).await;
    for (person, email) in [(&mut desk, address("bob")), (&mut bob, address("alice"))] {
        person.ask(Request::AddContact { email: email.clone(), name: None, group: None }).await;
        person.presence("the other", |p| matches!(p, PresenceEvent::Online { email: who, .. } if *who == email)).await;
    }
    let mut phone = at(place, "Phone", 2).await;
    for person in [&mut desk, &mut phone] {
        sees(person, &["Desk", "Phone"]).await;
    }
    (desk, phone, bob)
}

#[tokio::test]
async fn two_places_see_the_same_talk() {
    let place = Place::new(false).await;
    let (mut desk, mut phone, mut bob) = three(&place).await;
    let (a, b) = (address("alice"), address("bob"));

    // Told at one place, it is so at all.
    phone.ask(Request::SetStatus(Status::Busy)).await;
    bob.presence("busy", |p| matches!(p, PresenceEvent::Online { status: Status::Busy, .. })).await;
    let busy = |event: &Event| matches!(event, Event::Roster(RosterEvent::OwnStatus(Status::Busy)));
    desk.until("busy here too", busy).await;

    bob.say(&a, "to both", TextFormat::default()).await;
    bob.handle.request(Request::Typing(ConversationId::With(a.clone())));
    for person in [&mut desk, &mut phone] {
        person.said("the text", |said| is_text(said, "to both")).await;
    }
    // What one place says the other shows as said by its own person. A place that is slow to come in misses the first
    // words, as it always did.
    let shown = |said: &ConversationEvent| matches!(said, ConversationEvent::SaidElsewhere { message: Some(_) });
    repeat_until(&mut desk, &b, &mut phone, shown).await;
    bob.said("what the desk said", |said| is_text(said, "again")).await;
}

/// Says the same again and again until the other sees it.
async fn repeat_until(
    from: &mut Person,
    to: &msnp::types::Email,
    other: &mut Person,
    wanted: impl Fn(&ConversationEvent) -> bool,
) {
    for _ in 0..100 {
        from.say(to, "again", TextFormat::default()).await;
        let look = async {
            other.said("it", &wanted).await;
        };
        if tokio::time::timeout(Duration::from_millis(200), look).await.is_ok() {
            return;
        }
    }
    panic!("what one place said was never seen at the other");
}

#[tokio::test]
async fn a_talk_that_one_place_begins_is_seen_at_the_other() {
    let place = Place::new(false).await;
    let (mut desk, mut phone, mut bob) = three(&place).await;
    let (a, b) = (address("alice"), address("bob"));
    let conversation = ConversationId::With(b.clone());
    let here = |event: &Event| match event {
        Event::Conversation(id, ConversationEvent::SaidElsewhere { message: Some(_) }) => *id == conversation,
        _ => false,
    };
    for _ in 0..100 {
        desk.say(&b, "again", TextFormat::default()).await;
        if tokio::time::timeout(Duration::from_millis(200), phone.until("the desk's words", here)).await.is_ok() {
            break;
        }
    }
    bob.said("them", |said| is_text(said, "again")).await;
    bob.say(&a, "an answer", TextFormat::default()).await;
    for person in [&mut desk, &mut phone] {
        person.said("the answer", |said| is_text(said, "an answer")).await;
    }
}

#[tokio::test]
async fn one_place_signs_the_other_out() {
    let place = Place::new(false).await;
    let (mut desk, mut phone, mut bob) = three(&place).await;
    desk.ask(Request::SignOutPlace(PlaceId::random([2; 16]))).await;
    phone.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    sees(&mut desk, &["Desk"]).await;
    // Bob sees her go only with her last place.
    desk.ask(Request::SetStatus(Status::Away)).await;
    bob.presence("away", |p| matches!(p, PresenceEvent::Online { status: Status::Away, .. })).await;
    let gone = |event: &Event| matches!(event, Event::Presence(PresenceEvent::Offline { .. }));
    assert!(!bob.seen.iter().any(gone), "{:?}", bob.seen);
    desk.sign_out().await;
    bob.presence("the sign-out", |p| matches!(p, PresenceEvent::Offline { .. })).await;
}

#[tokio::test]
async fn an_old_dialect_is_alone() {
    let place = Place::new(false).await;
    let (mut desk, mut phone, mut bob) = three(&place).await;
    let elsewhere = |event: &Event| matches!(event, Event::SignedOut(SignOutReason::ElsewhereSignedIn));
    let mut old = place.sign_in("alice", Dialect::Msnp12).await;
    for person in [&mut desk, &mut phone] {
        person.until("OTH", elsewhere).await;
    }
    bob.say(&address("alice"), "to the old one", TextFormat::default()).await;
    old.said("the text", |said| is_text(said, "to the old one")).await;
    // The lists are the same ones.
    assert!(old.roster.people.contains_key(&address("bob")));
    let mut new = at(&place, "Desk", 1).await;
    old.until("OTH", elsewhere).await;
    sees(&mut new, &["Desk"]).await;
    // The same place again is the same place.
    let mut again = at(&place, "Desk", 1).await;
    new.until("OTH", elsewhere).await;
    sees(&mut again, &["Desk"]).await;
}

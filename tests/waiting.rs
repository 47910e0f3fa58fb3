//! What waits for those who aren't there: messages at the service, other places of the account.

#[path = "support/headless.rs"]
#[allow(dead_code)]
mod headless;
#[path = "support/people.rs"]
#[allow(dead_code)]
mod people;

use iced::keyboard::key::Named;
use msnp::content::TextMessage;
use msnp::content::endpoint::OwnPlace;
use msnp::event::{ConversationId, Event, OfflineMessage, OfflineMessageId};
use msnp::soap::time::Timestamp;
use msnp::types::{PlaceId, Status};
use people::{email, start};
use std::time::Duration;
use swallowtail::widget::message_log;
use swallowtail::window::Window;

const ALICE: &str = "alice@swallowtail.example";
const BOB: &str = "bob@swallowtail.example";
const CAROL: &str = "carol@swallowtail.example";

fn waited(from: &str, name: &str, text: &str, number: i64) -> Event {
    Event::OfflineMessage(OfflineMessage {
        id: OfflineMessageId(number.to_string()),
        from: email(from),
        name: name.to_owned(),
        message: TextMessage { text: text.to_owned(), ..TextMessage::default() },
        written: Timestamp(1_795_170_889 + number),
    })
}

#[test]
fn what_waited_stands_with_its_time_and_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    // The burst after the sign-in, with the Guide's greeting in it, is over by then.
    alice.wait_status("guide@swallowtail.example", Status::Online);
    alice.shell.wait("the Guide has greeted", |shell| {
        shell.state.model.conversations.values().any(|talk| !talk.log.entries.is_empty())
    });
    let told = alice.toasts().len();
    alice.happens(vec![waited(BOB, "Bob", "are you there?", 0), waited(BOB, "Bob", "ah, you are away", 1)]);
    alice.shell.run_for(Duration::from_millis(300));
    alice.happens(vec![waited(CAROL, "Carol", "hi", 2)]);
    let with_bob = Window::Conversation(ConversationId::With(email(BOB)));
    alice.shell.wait("the windows open", |shell| shell.state.windows.find(&with_bob).is_some());
    assert_eq!(alice.toasts()[told..], [("3 messages waited for you".to_owned(), "from Bob and Carol".to_owned())]);
    assert_eq!(alice.heard(BOB), ["are you there?", "ah, you are away"]);
    let app = &alice.shell.state;
    assert_eq!(app.model.conversations[&ConversationId::With(email(BOB))].unread, 2);
    let talk = &app.model.conversations[&ConversationId::With(email(CAROL))];
    let written = chrono::DateTime::from_timestamp(1_795_170_891, 0).expect("a time").with_timezone(&chrono::Local);
    let log = message_log::plain(talk, &app.model, written.date_naive());
    let head = format!("Carol {} · sent while you were away", written.format("%H:%M"));
    assert_eq!(log.lines().collect::<Vec<_>>(), ["Today", head.as_str(), "hi"]);
}

#[test]
fn a_single_message_that_waited_is_told_with_its_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    alice.happens(vec![waited(BOB, "Bob", "see you at <b>eight</b>", 0)]);
    alice.shell.wait("it is told", |shell| shell.state.windows.iter().count() > 1);
    let expected = ("Bob".to_owned(), "see you at <b>eight</b>".to_owned());
    alice.shell.wait("it is told", |_| true);
    assert!(alice.toasts().contains(&expected), "{:?}", alice.toasts());
}

#[test]
fn whoever_is_offline_gets_the_message_later_and_that_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    start(folder.path()).create_account("Bob", BOB, "pw");
    alice.add_contact(BOB);
    alice.wait_status(BOB, Status::Offline);
    let window = alice.open_conversation(BOB, BOB);
    let texts = alice.shell.texts(window);
    assert!(alice.shell.shows(window, "your message will be delivered when they sign in"), "{texts:?}");
}

#[test]
fn another_place_is_signed_out_from_the_status_menu() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let own = alice.shell.state.model.place.clone();
    assert!(own.is_some(), "this place has a name");
    let laptop = PlaceId::new("6384e2b2-184b-4bf5-8ecc-f10ca7a6563c");
    let place = |place, name: &str| OwnPlace { place, name: name.into(), ..OwnPlace::default() };
    alice.happens(vec![Event::Places(vec![place(own, "desk"), place(laptop, "Laptop")])]);
    let main = alice.main();
    alice.look_at(main);
    for _ in 0..2 {
        alice.shell.key(main, Named::Tab);
        alice.keyboard_settles();
    }
    alice.shell.key(main, Named::Enter);
    alice.shell.typewrite(main, "l");
    alice.shell.key(main, Named::Enter);
    // This server knows nothing of such a place, and the refusal is said where it was asked for.
    alice.shell.wait("it is answered", |shell| shell.state.model.trouble.is_some());
    assert!(alice.shell.shows(main, "You weren't signed out there."), "{:?}", alice.shell.texts(main));
}

#[test]
fn a_place_is_made_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let first = alice.shell.state.model.place.clone();
    alice.come_again(ALICE, "pw");
    assert_eq!(alice.shell.state.model.place, first);
    assert_eq!(alice.shell.state.model.settings.places.len(), 1);
}

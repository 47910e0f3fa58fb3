//! What waits for those who aren't there: messages at the service, and in the program while the connection is lost.

mod support;

use iced::window;
use msnp::content::TextMessage;
use msnp::error::RequestError;
use msnp::event::{ConversationId, Event, MessageState, OfflineMessage, OfflineMessageId};
use msnp::soap::time::Timestamp;
use msnp::types::Status;
use std::time::Duration;
use support::people::{
    ALICE, BOB, CAROL, GUIDE, Messenger, Person, alice_who_knows_bob, email, folder, newcomer, sent,
};
use support::remote::Remote;
use swallowtail::model::Connection;
use swallowtail::widget::message_log;
use swallowtail::window::Window;

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
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    // The burst after the sign-in, with the Guide's greeting in it, is over by then.
    alice.wait_status(GUIDE, Status::Online);
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
    let log = message_log::whole(talk, &app.model, written.date_naive()).plain;
    let head = format!("Carol {} · sent while you were away", written.format("%H:%M"));
    assert_eq!(log.lines().collect::<Vec<_>>(), ["Today", head.as_str(), "hi"]);
}

#[test]
fn a_single_message_that_waited_is_told_with_its_words() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    alice.happens(vec![waited(BOB, "Bob", "see you at <b>eight</b>", 0)]);
    alice.shell.wait("it is told", |shell| shell.state.windows.iter().count() > 1);
    let expected = ("Bob".to_owned(), "see you at <b>eight</b>".to_owned());
    alice.shell.wait("it is told", |_| true);
    assert!(alice.toasts().contains(&expected), "{:?}", alice.toasts());
}

#[test]
fn whoever_is_offline_gets_the_message_later_and_that_is_said() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    alice.wait_status(BOB, Status::Offline);
    let window = alice.open_conversation(BOB, BOB);
    let texts = alice.shell.texts(window);
    assert!(alice.shell.shows(window, "your message will be delivered when they sign in"), "{texts:?}");
}

#[test]
fn what_is_said_while_the_connection_is_lost_goes_out_when_it_is_back() {
    let folder = folder();
    let mut remote = Remote::new(&folder);
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    alice.add_contact(BOB);
    bob.accept_asked();
    alice.wait_status(BOB, Status::Online);
    let window = alice.open_conversation("Bob", BOB);
    alice.say(window, "before");
    alice.wait_delivered(BOB);

    remote.stop();
    alice.wait_cut_off();
    bob.wait_cut_off();
    alice.look_at(window);
    alice.say(window, "one");
    alice.say(window, "two");
    alice.shell.run_for(Duration::from_millis(100));
    assert!(alice.shell.shows(window, "Waiting for the connection…"), "{:?}", alice.shell.texts(window));
    assert_eq!(
        sent(&alice.shell.state, BOB)[1..],
        [("one".into(), MessageState::Queued), ("two".into(), MessageState::Queued)]
    );

    // Two tries in vain make the pause long enough for Bob to come first, however slow the computer is.
    for tried in 2..=3 {
        alice.ask_again();
        alice.shell.wait(
            "a try in vain",
            |shell| matches!(shell.state.model.connection, Connection::Lost { attempt, .. } if attempt >= tried),
        );
    }

    // The server is back. Whoever is to hear it comes first; what waited arrives by itself, in order and once.
    remote.run();
    bob.ask_again();
    bob.wait_online();
    alice.ask_again();
    alice.wait_online();
    alice.wait_delivered(BOB);
    bob.wait_heard(ALICE, "two");
    assert_eq!(bob.heard(ALICE), ["before", "one", "two"]);

    // Whoever gives up waiting is told what wasn't sent, and can send it from there later.
    remote.stop();
    alice.wait_cut_off();
    alice.say(window, "three");
    alice.shell.run_for(Duration::from_millis(100));
    assert_eq!(sent(&alice.shell.state, BOB)[3], ("three".into(), MessageState::Queued));
    alice.sign_out();
    alice
        .shell
        .wait("it failed", |shell| sent(&shell.state, BOB)[3].1 == MessageState::Failed(RequestError::NotSignedIn));
    assert!(alice.shell.shows(window, "Send again"), "{:?}", alice.shell.texts(window));
    remote.run();
    bob.ask_again();
    bob.wait_online();
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.wait_status(BOB, Status::Online);
    alice.send_again(window, BOB);
    bob.wait_heard(ALICE, "three");
    alice.wait_delivered(BOB);
    assert_eq!(bob.heard(ALICE), ["before", "one", "two", "three"]);
}

/// Alice adds Bob, who goes; her window with him is in front.
fn until_bob_leaves(alice: &mut Person<impl Messenger>, bob: &mut Person<impl Messenger>) -> window::Id {
    alice.add_contact(BOB);
    alice.wait_status(BOB, Status::Online);
    bob.leave();
    alice.wait_status(BOB, Status::Offline);
    alice.open_conversation("Bob", BOB)
}

#[test]
fn what_was_said_to_somebody_offline_waits_and_arrives_once() {
    let folder = folder();
    let remote = Remote::new(&folder);
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    let window = until_bob_leaves(&mut alice, &mut bob);
    assert!(alice.shell.shows(window, "your message will be delivered when they sign in"));
    for text in ["one", "two"] {
        alice.say(window, text);
        alice.shell.wait("it waits at the service", |shell| {
            sent(&shell.state, BOB).last() == Some(&(text.to_owned(), MessageState::Left))
        });
    }
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.wait_heard(ALICE, "two");
    bob.shell.wait("they are told", |shell| {
        shell.state.windows.find(&Window::Conversation(ConversationId::With(email(ALICE)))).is_some()
    });
    assert!(bob.toasts().iter().any(|(_, body)| body == "left you 2 messages"), "{:?}", bob.toasts());
    assert_eq!(bob.heard(ALICE), ["one", "two"], "in order, and nothing twice");
    // They are kept, so the service has let go of them.
    bob.come_again(BOB, "pw");
    bob.shell.run_for(Duration::from_millis(500));
    assert!(bob.heard(ALICE).is_empty(), "{:?}", bob.heard(ALICE));
}

#[test]
fn what_was_said_to_somebody_offline_is_sent_again_once_they_are_back() {
    let folder = folder();
    let remote = Remote::new(&folder);
    let mut alice = remote.person_offering("Alice", ALICE, "MSNP10");
    let mut bob = remote.person("Bob", BOB);
    let window = until_bob_leaves(&mut alice, &mut bob);
    assert!(alice.shell.shows(window, "Bob is offline."));
    for text in ["one", "two"] {
        alice.say(window, text);
        alice.shell.wait("it fails", |shell| {
            sent(&shell.state, BOB).last().is_some_and(|(said, state)| said == text && state.is_failed())
        });
    }
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    alice.wait_status(BOB, Status::Online);
    alice.send_again(window, BOB);
    alice.send_again(window, BOB);
    bob.wait_heard(ALICE, "two");
    alice.wait_delivered(BOB);
    assert_eq!(bob.heard(ALICE), ["one", "two"], "in order, and nothing twice");
    let states = sent(&alice.shell.state, BOB);
    assert_eq!(states, [("one".into(), MessageState::Delivered), ("two".into(), MessageState::Delivered)]);
}

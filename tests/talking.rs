//! People who talk through the built-in server, each with a whole program of their own.

#[path = "support/headless.rs"]
#[allow(dead_code)]
mod headless;
#[path = "support/people.rs"]
#[allow(dead_code)]
mod people;

use iced::keyboard::key::Named;
use msnp::conversation::EntryKind;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{ConversationId, MessageState};
use msnp::request::Request;
use msnp::types::Status;
use people::{email, start};
use std::time::Duration;
use swallowtail::model::Connection;
use swallowtail::window::Window;

const ALICE: &str = "alice@swallowtail.example";
const GUIDE: &str = "guide@swallowtail.example";
const BOB: &str = "bob@swallowtail.example";
const CAROL: &str = "carol@swallowtail.example";

#[test]
fn a_newcomer_makes_an_account_and_talks_with_the_guide() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let main = alice.main();
    alice.wait_status(GUIDE, Status::Online);
    assert!(alice.shell.shows(main, "Guide"), "{:?}", alice.shell.texts(main));
    let window = alice.open_conversation("Guide", GUIDE);
    alice.say(window, "Hello!");
    alice.wait_delivered(GUIDE);
    alice.shell.wait("the Guide answers", |shell| {
        let talk = &shell.state.model.conversations[&ConversationId::With(email(GUIDE))];
        talk.log.entries.len() >= 2
    });
}

#[test]
fn two_programs_talk_through_one_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = start(folder.path());
    bob.create_account("Bob", BOB, "pw");

    // Adding: the other is asked, and answers.
    alice.add_contact(BOB);
    bob.shell.wait("Bob is asked", |shell| shell.state.windows.find(&Window::AddedYou).is_some());
    assert!(bob.toasts().iter().any(|(summary, _)| summary == "Alice"), "{:?}", bob.toasts());
    let asked = bob.window(&Window::AddedYou).expect("open");
    bob.look_at(asked);
    bob.shell.key(asked, Named::Enter);
    bob.wait_status(ALICE, Status::Online);
    alice.wait_status(BOB, Status::Online);

    // The first message opens a window without the focus, is told, and counts as unread.
    let at_alice = alice.open_conversation("Bob", BOB);
    let bobs_main = bob.main();
    bob.look_at(bobs_main);
    bob.shell.run_for(Duration::from_millis(100));
    alice.say(at_alice, "Hello, Bob <b>&</b> all");
    alice.wait_delivered(BOB);
    bob.wait_heard(ALICE, "Hello, Bob <b>&</b> all");
    let at_bob = bob.conversation(ALICE);
    assert_eq!(bob.shell.focused, Some(bobs_main), "nobody took the focus");
    bob.shell.wait("the window asks for attention", |shell| shell.attention.contains(&at_bob));
    assert_eq!(bob.shell.title(at_bob), "(1) Alice");

    // Looking at it settles that, and what is said now is neither told nor counted.
    bob.look_at(at_bob);
    assert_eq!(bob.shell.title(at_bob), "Alice");
    let told = bob.toasts().len();
    alice.say(at_alice, "two");
    bob.wait_heard(ALICE, "two");
    bob.shell.run_for(Duration::from_millis(100));
    assert_eq!(bob.toasts().len(), told);
    assert_eq!(bob.shell.title(at_bob), "Alice");

    // Typing is shown on the other side.
    bob.shell.typewrite(at_bob, "I am ty");
    alice.shell.wait("Bob is seen typing", |shell| {
        !shell.state.model.conversations[&ConversationId::With(email(BOB))].log.typing.is_empty()
    });
    bob.shell.key(at_bob, Named::Enter);
    alice.wait_heard(BOB, "I am ty");

    // A closed window's conversation continues where it was, with what was typed and not sent.
    bob.shell.typewrite(at_bob, "draft");
    bob.shell.close(at_bob);
    bob.shell.wait("the window is gone", |shell| shell.windows.len() == 1);
    bob.look_at(bobs_main);
    alice.say(at_alice, "are you there?");
    bob.wait_heard(ALICE, "are you there?");
    let again = bob.conversation(ALICE);
    assert_eq!(bob.heard(ALICE).len(), 3);
    bob.look_at(again);
    bob.shell.key(again, Named::Enter);
    alice.wait_heard(BOB, "draft");

    // A long text arrives whole.
    let long = "Ünï ".repeat(10_000);
    alice.say(at_alice, long.trim_end());
    alice.wait_delivered(BOB);
    bob.shell.wait("all of the long text is there", |shell| {
        let said = people::heard(&shell.state, ALICE);
        said[3..].concat().split_whitespace().count() == 10_000
    });

    // One that is longer than the network takes is refused with a sentence, and stays on the window.
    alice.say(at_alice, &"x".repeat(100_000));
    alice.shell.wait("it is refused", |shell| {
        let talk = &shell.state.model.conversations[&ConversationId::With(email(BOB))];
        talk.log.entries.iter().any(|entry| {
            matches!(&entry.kind, EntryKind::Sent { text, state: MessageState::Failed(RequestError::TooLong(_)), .. }
                if text.len() == 100_000)
        })
    });
    assert!(alice.shell.shows(at_alice, "That is too long"));

    // Blocked: Bob is gone for Alice.
    bob.ask(Request::Block(email(ALICE)));
    alice.wait_status(BOB, Status::Offline);
    bob.ask(Request::Unblock(email(ALICE)));
    alice.wait_status(BOB, Status::Online);

    // Signed out: the windows close and the sign-in window is back; the other sees it.
    bob.sign_out();
    bob.shell.wait("Bob is out", |shell| !shell.state.model.connection.is_online() && shell.windows.len() == 1);
    assert!(bob.shell.shows(bobs_main, "Password"));
    alice.wait_status(BOB, Status::Offline);
}

#[test]
fn the_third_person_makes_it_a_conversation_of_several_in_the_same_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = start(folder.path());
    bob.create_account("Bob", BOB, "pw");
    let mut carol = start(folder.path());
    carol.create_account("Carol", CAROL, "pw");
    for (address, other) in [(BOB, &mut bob), (CAROL, &mut carol)] {
        alice.add_contact(address);
        other.shell.wait("asked", |shell| shell.state.windows.find(&Window::AddedYou).is_some());
        let asked = other.window(&Window::AddedYou).expect("open");
        other.look_at(asked);
        other.shell.key(asked, Named::Enter);
        alice.wait_status(address, Status::Online);
    }
    let window = alice.open_conversation("Bob", BOB);
    alice.say(window, "just us");
    alice.wait_delivered(BOB);
    bob.wait_heard(ALICE, "just us");
    alice.shell.typewrite(window, "half a thought");
    alice.invite(window, CAROL);
    alice.shell.wait("the window is of several people now", |shell| {
        shell
            .state
            .windows
            .iter()
            .any(|(id, open)| id == window && matches!(&open.which, Window::Conversation(ConversationId::Group(_))))
    });
    assert!(alice.shell.title(window).contains("Carol"), "{}", alice.shell.title(window));
    // What was being typed is still there, and goes to both.
    alice.look_at(window);
    alice.shell.key(window, Named::Enter);
    for other in [&mut bob, &mut carol] {
        other.shell.wait("it arrives", |shell| {
            shell.state.model.conversations.iter().any(|(id, talk)| {
                matches!(id, ConversationId::Group(_))
                    && talk.log.entries.iter().any(|entry| {
                        matches!(&entry.kind, EntryKind::Received { message, .. } if message.text == "half a thought")
                    })
            })
        });
    }
    // Bob's window went along, Carol's was opened.
    for other in [&bob, &carol] {
        let several = other
            .shell
            .state
            .windows
            .iter()
            .filter(|(_, open)| matches!(&open.which, Window::Conversation(ConversationId::Group(_))));
        assert_eq!(several.count(), 1);
    }
    assert_eq!(bob.window(&Window::Conversation(ConversationId::With(email(ALICE)))), None);
}

#[test]
fn a_wrong_password_is_said_and_the_right_one_still_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "right");
    alice.sign_out();
    alice.shell.wait("out", |shell| !shell.state.model.connection.is_online());
    alice.sign_in(ALICE, "wrong");
    alice.shell.wait("refused", |shell| matches!(shell.state.model.connection, Connection::Ended(_)));
    let main = alice.main();
    assert_eq!(alice.ended(), Some(&SignOutReason::WrongPassword));
    assert!(alice.shell.shows(main, "Couldn't sign in: the address or the password isn't right."));
    alice.sign_in(ALICE, "right");
    alice.wait_online();
}

#[test]
fn the_second_sign_in_ends_the_first_and_is_not_fought_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = start(folder.path());
    first.create_account("Alice", ALICE, "pw");
    let mut second = start(folder.path());
    second.sign_in(ALICE, "pw");
    second.wait_online();
    first.shell.wait("the first one is told", |shell| {
        shell.state.model.connection == Connection::Ended(SignOutReason::ElsewhereSignedIn)
    });
    let main = first.main();
    assert!(first.shell.shows(main, "You signed in at another place"));
    first.shell.run_for(Duration::from_millis(1_500));
    assert!(first.ended().is_some(), "it doesn't come back by itself");
    assert!(second.shell.state.model.connection.is_online());
}

#[test]
fn an_account_that_exists_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let mut other = start(folder.path());
    let main = other.main();
    other.shell.click(main, iced::widget::Id::new("sign-in-account"));
    other.keyboard_settles();
    for (field, text) in [("new-account-name", "Alice"), ("new-account-password", "x"), ("new-account-again", "x")] {
        other.shell.fill(main, field, text);
    }
    other.shell.key(main, Named::Enter);
    other.shell.wait("it is said", |shell| shell.state.model.problem.is_some());
    assert!(other.shell.shows(main, "There is already an account alice@swallowtail.example."));
}

#[test]
fn when_the_program_with_the_server_quits_the_other_takes_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = start(folder.path());
    bob.create_account("Bob", BOB, "pw");
    let main = alice.main();
    alice.shell.request_close(main);
    alice.shell.wait("Alice's program ends", |shell| shell.exited);
    drop(alice);
    bob.shell.wait("Bob's program has noticed", |shell| !shell.state.model.connection.is_online());
    bob.wait_online();
    let mut alice = start(folder.path());
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
}

//! People who talk through the built-in server, each with a whole program of their own.

mod support;

use iced::keyboard::key::Named;
use msnp::conversation::EntryKind;
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::types::Status;
use std::time::Duration;
use support::people::{ALICE, BOB, CAROL, GUIDE, email, folder, heard, newcomer, sent, start, start_at_one_place};
use swallowtail::app::App;
use swallowtail::window::Window;

#[test]
fn a_newcomer_makes_an_account_and_talks_with_the_guide() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
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
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);

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
    let bobs_main = bob.look_at_main();
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
    assert!(bob.shell.shows(again, "New messages"), "{:?}", bob.shell.texts(again));
    bob.shell.key(again, Named::Enter);
    alice.wait_heard(BOB, "draft");
    assert!(!bob.shell.shows(again, "New messages"), "who answers has read");

    // An emoji goes as the code that every client draws.
    alice.say(at_alice, "👍 ok");
    bob.wait_heard(ALICE, "(Y) ok");

    // A long text arrives whole.
    let long = "Ünï ".repeat(10_000);
    alice.say(at_alice, long.trim_end());
    alice.wait_delivered(BOB);
    bob.shell.wait("all of the long text is there", |shell| {
        let said = heard(&shell.state, ALICE);
        said[4..].concat().split_whitespace().count() == 10_000
    });

    // One that is longer than the network takes stays in the field, with a sentence.
    let said = sent(&alice.shell.state, BOB).len();
    alice.say(at_alice, &"x".repeat(100_000));
    assert!(alice.shell.shows(at_alice, "That is too long to send. Shorten it by 34\u{202f}464 characters."));
    assert_eq!(sent(&alice.shell.state, BOB).len(), said);
    let id = ConversationId::With(email(BOB));
    alice.shell.wait("it is kept", |shell| shell.state.model.conversations[&id].draft.trim_end().len() == 100_000);

    // Blocked: Bob is gone for Alice.
    bob.ask(Request::Block(email(ALICE)));
    alice.wait_status(BOB, Status::Offline);
    bob.ask(Request::Unblock(email(ALICE)));
    alice.wait_status(BOB, Status::Online);

    // Signed out: the windows close and the sign-in window is back; the other sees it.
    bob.look_at(again);
    bob.shell.typewrite(again, "half a thought");
    bob.sign_out();
    bob.shell.wait("Bob is out", |shell| !shell.state.model.connection.is_online() && shell.windows.len() == 1);
    assert!(bob.shell.shows(bobs_main, "Password"));
    alice.wait_status(BOB, Status::Offline);

    // What was typed and not sent is still there when the same account signs in again, and what was said.
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.wait_status(ALICE, Status::Online);
    let at_bob = bob.open_conversation("Alice", ALICE);
    bob.wait_heard(ALICE, "are you there?");
    bob.shell.key(at_bob, Named::Enter);
    alice.wait_heard(BOB, "half a thought");
}

#[test]
fn the_third_person_makes_it_a_conversation_of_several_in_the_same_window() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    let mut carol = newcomer(&folder, "Carol", CAROL);
    for (address, other) in [(BOB, &mut bob), (CAROL, &mut carol)] {
        alice.add_contact(address);
        other.accept_asked();
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

    // Signed in elsewhere and here again, the next such conversation is another one and starts empty.
    let mut elsewhere = start_at_one_place(&folder);
    elsewhere.sign_in(ALICE, "pw");
    elsewhere.wait_online();
    alice.shell.wait("it ends here", |shell| !shell.state.model.connection.is_online());
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.wait_status(BOB, Status::Online);
    alice.wait_status(CAROL, Status::Online);
    let second = alice.open_conversation("Bob", BOB);
    assert_ne!(second, window);
    alice.say(second, "again");
    alice.wait_delivered(BOB);
    alice.invite(second, CAROL);
    alice.shell.wait("there are two of several people now", |shell| groups(&shell.state).len() == 2);
    assert_eq!(groups(&alice.shell.state), [vec!["just us", "again"], vec!["just us", "half a thought"]]);
    assert!(alice.shell.title(second).contains("Carol"), "{}", alice.shell.title(second));
    assert_eq!(alice.shell.title(window), "Nobody else is here");
}

/// What one said oneself in each conversation of several.
fn groups(app: &App) -> Vec<Vec<&str>> {
    let several = app.model.conversations.iter().filter(|(id, _)| matches!(id, ConversationId::Group(_)));
    several
        .map(|(_, talk)| {
            let said = talk.log.entries.iter().filter_map(|entry| match &entry.kind {
                EntryKind::Sent { text, .. } => Some(text.as_str()),
                _ => None,
            });
            said.collect()
        })
        .collect()
}

#[test]
fn tab_goes_round_without_a_stop() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    alice.wait_status(GUIDE, Status::Online);
    let window = alice.open_conversation("Guide", GUIDE);
    // The field is the last that can have the keyboard while there is nothing to send; the first is a button in the
    // header, which opens its menu.
    alice.shell.key(window, Named::Tab);
    alice.keyboard_settles();
    alice.shell.key(window, Named::Enter);
    assert!(alice.shell.shows(window, "Nobody else is online."), "{:?}", alice.shell.texts(window));
    alice.shell.key(window, Named::Escape);
    alice.shell.chord(window, iced::keyboard::Modifiers::SHIFT, Named::Tab.into());
    alice.keyboard_settles();
    alice.say(window, "back in the field");
    alice.wait_delivered(GUIDE);
}

#[test]
fn when_the_program_with_the_server_quits_the_other_takes_over() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    let main = alice.main();
    alice.shell.request_close(main);
    alice.shell.wait("Alice's program ends", |shell| shell.exited);
    drop(alice);
    bob.shell.wait("Bob's program has noticed", |shell| !shell.state.model.connection.is_online());
    bob.wait_online();
    let mut alice = start(&folder);
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
}

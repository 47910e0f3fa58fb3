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
use msnp::types::{Secret, Status};
use msnp_server::{NewAccount, RunningServer, ServerConfig, TlsChoice};
use people::{Person, email, offering, offering_to, start, start_with};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use swallowtail::app::{App, Environment, Message};
use swallowtail::model::Connection;
use swallowtail::platform::notify::Recording;
use swallowtail::store::services::Services;
use swallowtail::store::settings::{Settings, SettingsStore};
use swallowtail::window::{Window, conversation};
use swallowtail::windows::Message as InWindow;

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
        let said = people::heard(&shell.state, ALICE);
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

    // What was typed and not sent is still there when the same account signs in again; what was said isn't.
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.wait_status(ALICE, Status::Online);
    let at_bob = bob.open_conversation("Alice", ALICE);
    assert!(bob.heard(ALICE).is_empty());
    bob.shell.key(at_bob, Named::Enter);
    alice.wait_heard(BOB, "half a thought");
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

    // Signed in elsewhere and here again, the next such conversation is another one and starts empty.
    let mut elsewhere = at_one_place(folder.path());
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
    assert_eq!(groups(&alice.shell.state), [vec!["again"], vec!["just us", "half a thought"]]);
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
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
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

/// A program whose dialect has one place for each account.
fn at_one_place(
    server: &Path,
) -> Person<impl iced::Program<State = App, Message = Message, Theme = iced::Theme> + use<>> {
    let services = offering("MSNP12");
    start_with(Environment { services, server: server.to_owned(), ..Environment::in_memory() }, Recording::default())
}

#[test]
fn two_places_are_signed_in_at_once_and_one_signs_the_other_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let environment =
        |host: &str| Environment { host: host.into(), server: folder.path().to_owned(), ..Environment::in_memory() };
    let mut desk = start_with(environment("desk"), Recording::default());
    desk.create_account("Alice", ALICE, "pw");
    let mut laptop = start_with(environment("laptop"), Recording::default());
    laptop.sign_in(ALICE, "pw");
    laptop.wait_online();
    desk.shell
        .wait("the other place is known", |shell| shell.state.model.other_places().any(|place| place.name == "laptop"));
    assert!(desk.shell.state.model.connection.is_online(), "both stay");
    let main = desk.main();
    desk.look_at(main);
    for _ in 0..2 {
        desk.shell.key(main, Named::Tab);
        desk.keyboard_settles();
    }
    desk.shell.key(main, Named::Enter);
    desk.shell.typewrite(main, "l");
    desk.shell.key(main, Named::Enter);
    laptop.shell.wait("it is signed out", |shell| !shell.state.model.connection.is_online());
    desk.shell.wait("it is gone from the list", |shell| shell.state.model.other_places().next().is_none());
    laptop.shell.run_for(Duration::from_millis(1_500));
    assert!(laptop.ended().is_some(), "it doesn't come back by itself");
    assert!(desk.shell.state.model.connection.is_online());
}

#[test]
fn the_second_sign_in_ends_the_first_and_is_not_fought_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = start(folder.path());
    first.create_account("Alice", ALICE, "pw");
    // A dialect that knows of no places can have but one.
    let mut second = at_one_place(folder.path());
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

/// A server of its own, which the programs can't take over when it stops.
struct Remote {
    runtime: tokio::runtime::Runtime,
    config: ServerConfig,
    server: Option<RunningServer>,
}

impl Remote {
    fn new(folder: &Path) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = ServerConfig {
            listen: free,
            web_listen: free,
            data: folder.to_owned(),
            guide: false,
            tls: TlsChoice::Off,
            allow_plain: false,
        };
        let mut remote = Self { runtime, config, server: None };
        remote.run();
        remote
    }

    /// Runs it, at the same ports each time.
    fn run(&mut self) {
        let server = self.runtime.block_on(RunningServer::start(self.config.clone())).expect("a server");
        (self.config.listen, self.config.web_listen) = (server.listen, server.web_listen);
        self.server = Some(server);
    }

    fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }

    /// Makes an account and a program that is signed in to it.
    fn person(
        &self,
        name: &str,
        address: &str,
    ) -> Person<impl iced::Program<State = App, Message = Message, Theme = iced::Theme> + use<>> {
        self.signed_in(name, address, None)
    }

    /// The same, by a dialect of one's own choice.
    fn person_offering(
        &self,
        name: &str,
        address: &str,
        dialect: &str,
    ) -> Person<impl iced::Program<State = App, Message = Message, Theme = iced::Theme> + use<>> {
        self.signed_in(name, address, Some(dialect))
    }

    fn signed_in(
        &self,
        name: &str,
        address: &str,
        dialects: Option<&str>,
    ) -> Person<impl iced::Program<State = App, Message = Message, Theme = iced::Theme> + use<>> {
        let server = self.server.as_ref().expect("it runs");
        let account = NewAccount { email: email(address), name: name.into(), password: Secret::new("pw"), md5: false };
        self.runtime.block_on(server.create_account(account)).expect("an account");
        let settings = Settings {
            service: "custom".into(),
            custom_server: server.listen.to_string(),
            custom_nexus: server.nexus(),
            ..Settings::default()
        };
        let settings = SettingsStore::memory(&settings.to_text());
        let services = dialects.map_or_else(Services::default, |dialects| offering_to("custom", "custom", dialects));
        let desktop = Recording::default();
        let notifier = Arc::new(desktop.clone());
        let environment = Environment { settings, services, notifier, ..Environment::in_memory() };
        let mut person = start_with(environment, desktop);
        person.sign_in(address, "pw");
        person.wait_online();
        person
    }
}

/// What one said oneself to somebody, with what became of it.
fn sent(app: &App, to: &str) -> Vec<(String, MessageState)> {
    let talk = app.model.conversations.get(&ConversationId::With(email(to)));
    talk.into_iter()
        .flat_map(|talk| &talk.log.entries)
        .filter_map(|entry| match &entry.kind {
            EntryKind::Sent { text, state, .. } => Some((text.clone(), state.clone())),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_said_while_the_connection_is_lost_goes_out_when_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut remote = Remote::new(folder.path());
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    alice.add_contact(BOB);
    bob.shell.wait("Bob is asked", |shell| shell.state.windows.find(&Window::AddedYou).is_some());
    let asked = bob.window(&Window::AddedYou).expect("open");
    bob.look_at(asked);
    bob.shell.key(asked, Named::Enter);
    alice.wait_status(BOB, Status::Online);
    let window = alice.open_conversation("Bob", BOB);
    alice.say(window, "before");
    alice.wait_delivered(BOB);

    remote.stop();
    alice.shell.wait("Alice is cut off", |shell| matches!(shell.state.model.connection, Connection::Lost { .. }));
    bob.shell.wait("Bob is cut off", |shell| matches!(shell.state.model.connection, Connection::Lost { .. }));
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
    alice.shell.wait("Alice is cut off", |shell| matches!(shell.state.model.connection, Connection::Lost { .. }));
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

#[test]
fn what_was_said_to_somebody_offline_waits_and_arrives_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let remote = Remote::new(folder.path());
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    alice.add_contact(BOB);
    alice.wait_status(BOB, Status::Online);
    bob.sign_out();
    bob.shell.wait("Bob is out", |shell| !shell.state.model.connection.is_online());
    alice.wait_status(BOB, Status::Offline);
    let window = alice.open_conversation("Bob", BOB);
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
    let folder = tempfile::tempdir().expect("a folder");
    let remote = Remote::new(folder.path());
    let mut alice = remote.person_offering("Alice", ALICE, "MSNP10");
    let mut bob = remote.person("Bob", BOB);
    alice.add_contact(BOB);
    alice.wait_status(BOB, Status::Online);
    bob.sign_out();
    bob.shell.wait("Bob is out", |shell| !shell.state.model.connection.is_online());
    alice.wait_status(BOB, Status::Offline);
    let window = alice.open_conversation("Bob", BOB);
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

impl<P: iced::Program<State = App, Message = Message, Theme = iced::Theme> + 'static> Person<P> {
    /// Presses "Try now" in the contact list.
    fn ask_again(&mut self) {
        let main = self.main();
        let retried = InWindow::Contacts(swallowtail::window::contacts::Message::Retried);
        self.shell.tell(Message::Content(main, retried));
    }

    /// Presses the first "Send again" of a conversation.
    fn send_again(&mut self, window: iced::window::Id, with: &str) {
        let talk = &self.shell.state.model.conversations[&ConversationId::With(email(with))];
        let failed = talk.log.entries.iter().find_map(|entry| match &entry.kind {
            EntryKind::Sent { message, state, .. } if state.is_failed() => Some(*message),
            _ => None,
        });
        let target = swallowtail::widget::message_log::Target::SendAgain(failed.expect("a failed message"));
        let clicked = swallowtail::widget::message_log::Message::LinkClicked(target);
        self.shell.tell(Message::Content(window, InWindow::Conversation(conversation::Message::Log(clicked))));
    }
}

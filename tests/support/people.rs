//! People at the program: what one does in a few clicks, for tests that are about something else.

use super::headless::Harness;
use iced::Program;
use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::widget::Id;
use iced::window;
use msnp::conversation::EntryKind;
use msnp::event::{ConversationId, MessageState};
use msnp::request::Request;
use msnp::types::{Email, GroupId, Status};
use std::sync::Arc;
use swallowtail::app::{App, Environment, Message, program};
use swallowtail::model::Connection;
use swallowtail::platform::notify::Recording;
use swallowtail::store::services::Services;
use swallowtail::widget::message_log;
use swallowtail::window::{Window, contacts, conversation};
use swallowtail::windows;
use tempfile::TempDir;

pub(crate) const ALICE: &str = "alice@swallowtail.example";
pub(crate) const BOB: &str = "bob@swallowtail.example";
pub(crate) const CAROL: &str = "carol@swallowtail.example";
/// Who is in every built-in server.
pub(crate) const GUIDE: &str = "guide@swallowtail.example";

/// The program, whatever it is called.
pub(crate) trait Messenger: Program<State = App, Message = Message, Theme = iced::Theme> + 'static {}
impl<P: Program<State = App, Message = Message, Theme = iced::Theme> + 'static> Messenger for P {}

/// A running program and its desktop.
pub(crate) struct Person<P: Messenger> {
    pub(crate) shell: Harness<P>,
    pub(crate) desktop: Recording,
}

/// A folder for a test, gone with its value.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Starts a program whose built-in server keeps its accounts in that folder.
pub(crate) fn start(server: &TempDir) -> Person<impl Messenger + use<>> {
    start_with(at(server))
}

/// What a program lives in whose built-in server keeps its accounts in that folder.
pub(crate) fn at(server: &TempDir) -> Environment {
    Environment { server: server.path().to_owned(), ..Environment::in_memory() }
}

/// Starts a program and makes an account with the password `pw` in its built-in server.
pub(crate) fn newcomer(server: &TempDir, name: &str, address: &str) -> Person<impl Messenger + use<>> {
    let mut person = start(server);
    person.create_account(name, address, "pw");
    person
}

/// Alice with Bob in her list. He has an account, and no program that runs.
pub(crate) fn alice_who_knows_bob(server: &TempDir) -> Person<impl Messenger + use<>> {
    let mut alice = newcomer(server, "Alice", ALICE);
    drop(newcomer(server, "Bob", BOB));
    alice.add_contact(BOB);
    alice
}

/// The services as they come, but that the built-in server is offered these dialects only: for what later ones do
/// differently.
pub(crate) fn offering(dialects: &str) -> Services {
    offering_to("local", "built-in", dialects)
}

/// The same for another service.
pub(crate) fn offering_to(id: &str, kind: &str, dialects: &str) -> Services {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("services.toml");
    let entry = format!("[[service]]\nid = \"{id}\"\nkind = \"{kind}\"\ndialects = [\"{dialects}\"]\n");
    std::fs::write(&path, entry).expect("written");
    let (services, error) = Services::load(&path);
    assert_eq!(error, None);
    services
}

/// The same with an environment of one's own, at a desktop that remembers what it was told.
pub(crate) fn start_with(environment: Environment) -> Person<impl Messenger + use<>> {
    let desktop = Recording::default();
    let notifier = Arc::new(desktop.clone());
    start_at(Environment { notifier, ..environment }, desktop)
}

/// The same at another desktop: `desktop` is told of nothing.
pub(crate) fn start_untold(environment: Environment) -> Person<impl Messenger + use<>> {
    start_at(environment, Recording::default())
}

/// A program whose dialect has one place for each account.
pub(crate) fn start_at_one_place(server: &TempDir) -> Person<impl Messenger + use<>> {
    start_with(Environment { services: offering("MSNP12"), ..at(server) })
}

fn start_at(environment: Environment, desktop: Recording) -> Person<impl Messenger + use<>> {
    let mut shell = Harness::new(program(environment));
    shell.wait("the main window opens", |shell| !shell.windows.is_empty());
    shell.wait("the keyring has answered", |shell| shell.state.model.keyring.is_some());
    let mut person = Person { shell, desktop };
    let main = person.main();
    person.shell.focus(main);
    person
}

/// What somebody said to the person at this program, oldest first.
pub(crate) fn heard(app: &App, from: &str) -> Vec<String> {
    let talk = app.model.conversations.get(&ConversationId::With(email(from)));
    let entries = talk.into_iter().flat_map(|talk| &talk.log.entries);
    entries
        .filter_map(|entry| match &entry.kind {
            EntryKind::Received { message, .. } => Some(message.text.clone()),
            EntryKind::NudgeReceived { .. } => Some("(nudge)".into()),
            _ => None,
        })
        .collect()
}

/// What the person at this program said to somebody, oldest first, with what became of it.
pub(crate) fn sent(app: &App, to: &str) -> Vec<(String, MessageState)> {
    let talk = app.model.conversations.get(&ConversationId::With(email(to)));
    talk.into_iter()
        .flat_map(|talk| &talk.log.entries)
        .filter_map(|entry| match &entry.kind {
            EntryKind::Sent { text, state, .. } => Some((text.clone(), state.clone())),
            _ => None,
        })
        .collect()
}

/// An address.
pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

impl<P: Messenger> Person<P> {
    /// The main window.
    pub(crate) fn main(&self) -> window::Id {
        self.shell.state.windows.main().expect("there is a main window")
    }

    /// A window, if it is open.
    pub(crate) fn window(&self, which: &Window) -> Option<window::Id> {
        self.shell.state.windows.find(which)
    }

    /// Waits until a window is open, and looks at it.
    pub(crate) fn look_at_opened(&mut self, which: &Window) -> window::Id {
        self.shell.wait(&format!("{which:?} opens"), |shell| shell.state.windows.find(which).is_some());
        let window = self.window(which).expect("it is open");
        self.look_at(window);
        window
    }

    /// Waits until a window is closed.
    pub(crate) fn wait_closed(&mut self, which: &Window) {
        self.shell.wait(&format!("{which:?} is closed"), |shell| shell.state.windows.find(which).is_none());
    }

    /// Looks at the main window.
    pub(crate) fn look_at_main(&mut self) -> window::Id {
        let main = self.main();
        self.look_at(main);
        main
    }

    /// The window of a conversation; it has to be open.
    pub(crate) fn conversation(&self, with: &str) -> window::Id {
        self.window(&Window::Conversation(ConversationId::With(email(with)))).expect("the conversation is open")
    }

    /// Makes a local account and is signed in to it.
    pub(crate) fn create_account(&mut self, name: &str, address: &str, password: &str) {
        let main = self.main();
        self.shell.click(main, Id::new("sign-in-account"));
        self.keyboard_settles();
        self.shell.fill(main, "new-account-name", name);
        self.shell.fill(main, "new-account-email", address);
        self.shell.fill(main, "new-account-password", password);
        self.shell.fill(main, "new-account-again", password);
        self.shell.key(main, Named::Enter);
        self.wait_online();
    }

    /// Signs in with the form.
    pub(crate) fn sign_in(&mut self, address: &str, password: &str) {
        let main = self.main();
        self.shell.fill(main, "sign-in-email", address);
        self.shell.fill(main, "sign-in-password", password);
        self.shell.key(main, Named::Enter);
    }

    /// Waits until the sign-in is done and the own status is confirmed.
    pub(crate) fn wait_online(&mut self) {
        self.shell.wait("signed in", |shell| {
            let model = &shell.state.model;
            model.connection.is_online() && model.roster.own.status == Status::Online
        });
    }

    /// Waits until somebody is seen in a status.
    pub(crate) fn wait_status(&mut self, who: &str, status: Status) {
        self.shell.wait(&format!("{who} is {status:?}"), |shell| {
            shell.state.model.roster.person(&email(who)).is_some_and(|person| person.status == status)
        });
    }

    /// Waits until nobody is signed in.
    pub(crate) fn wait_out(&mut self) {
        self.shell.wait("out", |shell| !shell.state.model.connection.is_online());
    }

    /// Waits until one is asked about somebody new, and takes them on with Enter.
    pub(crate) fn accept_asked(&mut self) {
        let asked = self.look_at_opened(&Window::AddedYou);
        self.shell.key(asked, Named::Enter);
    }

    /// A page that opens takes the keyboard to its first field. Nobody types faster than that, but a test would.
    pub(crate) fn keyboard_settles(&mut self) {
        self.shell.run_for(std::time::Duration::from_millis(80));
    }

    /// Lets the session tell something that no server of a test says by itself.
    pub(crate) fn happens(&mut self, events: Vec<msnp::event::Event>) {
        let number = self.shell.state.sign_in_number();
        self.shell.tell(Message::Session(number, events));
    }

    /// Does something in the contact list, whose menus are tested where they are made.
    pub(crate) fn at_contacts(&mut self, message: contacts::Message) {
        let main = self.main();
        self.shell.tell(Message::Content(main, windows::Message::Contacts(message)));
    }

    /// Picks a line of a menu that asks the server for something.
    pub(crate) fn ask(&mut self, request: Request) {
        self.at_contacts(contacts::Message::Requested(request));
    }

    /// Signs out from the menu.
    pub(crate) fn sign_out(&mut self) {
        self.at_contacts(contacts::Message::SignedOut);
    }

    /// Signs out, and waits until that is so.
    pub(crate) fn leave(&mut self) {
        self.sign_out();
        self.wait_out();
    }

    /// Signs out, and in again.
    pub(crate) fn come_again(&mut self, address: &str, password: &str) {
        self.leave();
        self.sign_in(address, password);
        self.wait_online();
    }

    /// Adds somebody with the dialog.
    pub(crate) fn add_contact(&mut self, address: &str) {
        self.at_contacts(contacts::Message::WindowWanted(Window::AddContact(None)));
        let dialog = self.look_at_opened(&Window::AddContact(None));
        self.shell.fill(dialog, "add-address", address);
        self.shell.key(dialog, Named::Enter);
        self.shell.wait("the contact is there and the dialog gone", |shell| {
            let app = &shell.state;
            app.model.roster.person(&email(address)).is_some_and(|person| person.is_contact())
                && app.windows.find(&Window::AddContact(None)).is_none()
        });
    }

    /// Opens the conversation with a contact by a double click on their row.
    pub(crate) fn open_conversation(&mut self, name: &str, address: &str) -> window::Id {
        let main = self.main();
        self.shell.focus(main);
        self.shell.double_click(main, name);
        self.look_at_opened(&Window::Conversation(ConversationId::With(email(address))))
    }

    /// Makes a group.
    pub(crate) fn add_group(&mut self, name: &str) -> GroupId {
        let main = self.main();
        self.at_contacts(contacts::Message::EditStarted(contacts::Field::NewGroup));
        self.keyboard_settles();
        self.shell.typewrite(main, name);
        self.shell.key(main, Named::Enter);
        let made = |app: &App| app.model.roster.groups.iter().find(|group| group.name == name).map(|g| g.id.clone());
        self.shell.wait("the group is there", |shell| made(&shell.state).is_some());
        made(&self.shell.state).expect("it is there")
    }

    /// Tab, so many times.
    pub(crate) fn tab(&mut self, window: window::Id, times: usize) {
        for _ in 0..times {
            self.shell.key(window, Named::Tab);
            self.keyboard_settles();
        }
    }

    /// Opens the status menu of the contact list, which has the focus, and takes the first line with those letters.
    pub(crate) fn pick_status(&mut self, letters: &str) {
        let main = self.main();
        // Past the name.
        self.tab(main, 2);
        self.shell.key(main, Named::Enter);
        self.shell.typewrite(main, letters);
        self.shell.key(main, Named::Enter);
    }

    /// Opens the quick switcher from a window.
    pub(crate) fn switch(&mut self, from: window::Id) -> window::Id {
        self.look_at(from);
        self.shell.chord(from, Modifiers::COMMAND, Key::Character("k".into()));
        self.look_at_opened(&Window::Switcher)
    }

    /// Picks somebody from the menu of those who can be asked to join.
    pub(crate) fn invite(&mut self, window: window::Id, address: &str) {
        let picked = conversation::Message::InvitePicked(email(address));
        self.shell.tell(Message::Content(window, windows::Message::Conversation(picked)));
    }

    /// Gives a window the focus; the keyboard then goes to its first field.
    pub(crate) fn look_at(&mut self, window: window::Id) {
        self.shell.focus(window);
        self.keyboard_settles();
    }

    /// Says something in a conversation whose window has the focus.
    pub(crate) fn say(&mut self, window: window::Id, text: &str) {
        self.shell.paste(window, text);
        self.shell.key(window, Named::Enter);
    }

    /// Waits until the last thing said to somebody is delivered.
    pub(crate) fn wait_delivered(&mut self, with: &str) {
        self.shell.wait("the message is delivered", |shell| {
            let talk = shell.state.model.conversations.get(&ConversationId::With(email(with)));
            let sent = talk.into_iter().flat_map(|talk| talk.log.entries.iter().rev()).find_map(|e| match &e.kind {
                EntryKind::Sent { state, .. } | EntryKind::NudgeSent { state, .. } => Some(state),
                _ => None,
            });
            sent == Some(&MessageState::Delivered)
        });
    }

    /// What somebody said to us, oldest first.
    pub(crate) fn heard(&self, from: &str) -> Vec<String> {
        heard(&self.shell.state, from)
    }

    /// Waits until somebody has said something.
    pub(crate) fn wait_heard(&mut self, from: &str, text: &str) {
        let id = ConversationId::With(email(from));
        self.shell.wait(&format!("{from} says {text:?}"), |shell| {
            let talk = shell.state.model.conversations.get(&id);
            talk.into_iter().flat_map(|talk| &talk.log.entries).any(|entry| match &entry.kind {
                EntryKind::Received { message, .. } => message.text == text,
                EntryKind::NudgeReceived { .. } => text == "(nudge)",
                _ => false,
            })
        });
    }

    /// Presses "Try now" in the contact list.
    pub(crate) fn ask_again(&mut self) {
        self.at_contacts(contacts::Message::Retried);
    }

    /// Waits until the connection is lost.
    pub(crate) fn wait_cut_off(&mut self) {
        self.shell.wait("cut off", |shell| matches!(shell.state.model.connection, Connection::Lost { .. }));
    }

    /// Presses the first "Send again" of a conversation.
    pub(crate) fn send_again(&mut self, window: window::Id, with: &str) {
        let talk = &self.shell.state.model.conversations[&ConversationId::With(email(with))];
        let failed = talk.log.entries.iter().find_map(|entry| match &entry.kind {
            EntryKind::Sent { message, state, .. } if state.is_failed() => Some(*message),
            _ => None,
        });
        let target = message_log::Target::SendAgain(failed.expect("a failed message"));
        let clicked = message_log::Message::LinkClicked(target);
        self.shell.tell(Message::Content(window, windows::Message::Conversation(conversation::Message::Log(clicked))));
    }

    /// The summaries and bodies of the notifications so far.
    pub(crate) fn toasts(&self) -> Vec<(String, String)> {
        self.desktop.shown().into_iter().map(|toast| (toast.summary, toast.body)).collect()
    }

    /// Whether the sign-in window is shown for that reason.
    pub(crate) fn ended(&self) -> Option<&msnp::error::SignOutReason> {
        match &self.shell.state.model.connection {
            Connection::Ended(reason) => Some(reason),
            _ => None,
        }
    }
}

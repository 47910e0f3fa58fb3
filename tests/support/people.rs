//! People at the program: what one does in a few clicks, for tests that are about something else.

use crate::headless::Harness;
use iced::Program;
use iced::keyboard::key::Named;
use iced::widget::Id;
use iced::window;
use msnp::conversation::EntryKind;
use msnp::event::{ConversationId, MessageState};
use msnp::request::Request;
use msnp::types::{Email, Status};
use std::path::Path;
use std::sync::Arc;
use swallowtail::app::{App, Environment, Message, program};
use swallowtail::model::Connection;
use swallowtail::platform::notify::Recording;
use swallowtail::store::services::Services;
use swallowtail::window::{Window, contacts, conversation};

/// A running program and its desktop.
pub(crate) struct Person<P: Program> {
    pub(crate) shell: Harness<P>,
    pub(crate) desktop: Recording,
}

/// Starts a program whose built-in server keeps its accounts in that folder.
pub(crate) fn start(
    server: &Path,
) -> Person<impl Program<State = App, Message = Message, Theme = iced::Theme> + use<>> {
    let desktop = Recording::default();
    let notifier = Arc::new(desktop.clone());
    start_with(Environment { server: server.to_owned(), notifier, ..Environment::in_memory() }, desktop)
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

/// The same with an environment of one's own.
pub(crate) fn start_with(
    environment: Environment,
    desktop: Recording,
) -> Person<impl Program<State = App, Message = Message, Theme = iced::Theme> + use<>> {
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

/// An address.
pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

impl<P: Program<State = App, Message = Message, Theme = iced::Theme> + 'static> Person<P> {
    /// The main window.
    pub(crate) fn main(&self) -> window::Id {
        self.shell.state.windows.main().expect("there is a main window")
    }

    /// A window, if it is open.
    pub(crate) fn window(&self, which: &Window) -> Option<window::Id> {
        self.shell.state.windows.find(which)
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
    fn at_contacts(&mut self, message: contacts::Message) {
        let main = self.main();
        self.shell.tell(Message::Content(main, swallowtail::windows::Message::Contacts(message)));
    }

    /// Picks a line of a menu that asks the server for something.
    pub(crate) fn ask(&mut self, request: Request) {
        self.at_contacts(contacts::Message::Requested(request));
    }

    /// Signs out from the menu.
    pub(crate) fn sign_out(&mut self) {
        self.at_contacts(contacts::Message::SignedOut);
    }

    /// Signs out, and in again.
    pub(crate) fn come_again(&mut self, address: &str, password: &str) {
        self.sign_out();
        self.shell.wait("out", |shell| !shell.state.model.connection.is_online());
        self.sign_in(address, password);
        self.wait_online();
    }

    /// Adds somebody with the dialog.
    pub(crate) fn add_contact(&mut self, address: &str) {
        self.at_contacts(contacts::Message::WindowWanted(Window::AddContact(None)));
        self.shell.wait("the dialog opens", |shell| shell.state.windows.find(&Window::AddContact(None)).is_some());
        let dialog = self.window(&Window::AddContact(None)).expect("it is open");
        self.look_at(dialog);
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
        let which = Window::Conversation(ConversationId::With(email(address)));
        self.shell.wait("the conversation opens", |shell| shell.state.windows.find(&which).is_some());
        let window = self.conversation(address);
        self.look_at(window);
        window
    }

    /// Picks somebody from the menu of those who can be asked to join.
    pub(crate) fn invite(&mut self, window: window::Id, address: &str) {
        let picked = conversation::Message::InvitePicked(email(address));
        self.shell.tell(Message::Content(window, swallowtail::windows::Message::Conversation(picked)));
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

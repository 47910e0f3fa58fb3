//! Which window is which, and what is in it.

mod open;
mod start;

pub use open::{Open, Windows};
pub use start::{frame_key, least, settings};

use crate::model::Model;
use crate::shortcut::{self, EVERYWHERE, Shortcut};
use crate::store::history::Key;
use crate::widget::keys;
use crate::window::add_contact::{self, AddContact};
use crate::window::added_you::{self, AddedYou};
use crate::window::contacts::{self, Contacts};
use crate::window::conversation::{self, ConversationWindow};
use crate::window::export::{self, Export};
use crate::window::history::{self, HistoryWindow};
use crate::window::import::{self, Import};
use crate::window::options::{self, Options, Page};
use crate::window::privacy::{self, PrivacyWindow};
use crate::window::properties::{self, Properties};
use crate::window::save_log::{self, SaveLog};
use crate::window::sign_in::{self, SignIn};
use crate::window::switcher::{self, Switcher};
use crate::window::tabs::{self, Tabs};
use crate::window::{Action, Window};
use crate::{t, theme};
use iced::widget::{self, container};
use iced::window::Id;
use iced::{Element, Length, Task};
use msnp::content::TextFormat;
use msnp::error::RequestError;
use msnp::event::{Answer, ConversationEvent, ConversationId};
use msnp::request::Request;
use std::path::Path;

/// What is in a window.
#[derive(Debug)]
pub enum Content {
    /// The main window before anybody is signed in.
    SignIn(Box<SignIn>),
    /// The main window after that.
    Contacts(Box<Contacts>),
    /// A conversation in a window of its own.
    Conversation(Box<ConversationWindow>),
    /// Conversations under tabs.
    Tabs(Box<Tabs>),
    /// Who may see and message us.
    Privacy(Box<PrivacyWindow>),
    /// Add a contact.
    AddContact(Box<AddContact>),
    /// Who has added us.
    AddedYou(Box<AddedYou>),
    /// About one person.
    Properties(Box<Properties>),
    /// The quick switcher.
    Switcher(Box<Switcher>),
    /// Contacts from a file.
    Import(Box<Import>),
    /// Contacts to a file.
    Export(Box<Export>),
    /// What was said.
    History(Box<HistoryWindow>),
    /// The same to a file.
    SaveLog(Box<SaveLog>),
    /// Everything that can be set.
    Options(Box<Options>),
}

/// A message of one window to itself.
#[derive(Debug, Clone)]
pub enum Message {
    /// For [`Content::SignIn`].
    SignIn(sign_in::Message),
    /// For [`Content::Contacts`].
    Contacts(contacts::Message),
    /// For [`Content::Conversation`].
    Conversation(conversation::Message),
    /// For [`Content::Tabs`].
    Tabs(tabs::Message),
    /// For [`Content::Privacy`].
    Privacy(privacy::Message),
    /// For [`Content::AddContact`].
    AddContact(add_contact::Message),
    /// For [`Content::AddedYou`].
    AddedYou(added_you::Message),
    /// For [`Content::Properties`].
    Properties(properties::Message),
    /// For [`Content::Switcher`].
    Switcher(switcher::Message),
    /// For [`Content::Import`].
    Import(import::Message),
    /// For [`Content::Export`].
    Export(export::Message),
    /// For [`Content::History`].
    History(history::Message),
    /// For [`Content::SaveLog`].
    SaveLog(save_log::Message),
    /// For [`Content::Options`].
    Options(options::Message),
    /// A key that works everywhere, and that a field would have taken for typing.
    Key(Shortcut),
}

impl Content {
    /// What belongs into a window, and what it wants done first.
    pub fn new(which: &Window, model: &Model) -> (Self, Task<Message>) {
        match which {
            Window::Main => {
                let (window, task) = Contacts::new(model);
                (Self::Contacts(Box::new(window)), task.map(Message::Contacts))
            }
            Window::Conversation(id) => {
                let (window, task) = ConversationWindow::new(id.clone(), model);
                (Self::Conversation(Box::new(window)), task.map(Message::Conversation))
            }
            Window::Tabs => {
                let (window, task) = Tabs::of_all(model);
                (Self::Tabs(Box::new(window)), task.map(Message::Tabs))
            }
            Window::Privacy => {
                let (window, task) = PrivacyWindow::new(model);
                (Self::Privacy(Box::new(window)), task.map(Message::Privacy))
            }
            Window::AddContact(address) => {
                let (window, task) = AddContact::new(model, address.clone());
                (Self::AddContact(Box::new(window)), task.map(Message::AddContact))
            }
            Window::AddedYou => {
                let (window, task) = AddedYou::new(model);
                (Self::AddedYou(Box::new(window)), task.map(Message::AddedYou))
            }
            Window::Properties(email) => {
                let (window, task) = Properties::new(model, email.clone());
                (Self::Properties(Box::new(window)), task.map(Message::Properties))
            }
            Window::Switcher => {
                let (window, task) = Switcher::new(model);
                (Self::Switcher(Box::new(window)), task.map(Message::Switcher))
            }
            Window::Import => {
                let (window, task) = Import::new(model);
                (Self::Import(Box::new(window)), task.map(Message::Import))
            }
            Window::Export => {
                let (window, task) = Export::new(model);
                (Self::Export(Box::new(window)), task.map(Message::Export))
            }
            Window::History => {
                let (window, task) = HistoryWindow::new(model);
                (Self::History(Box::new(window)), task.map(Message::History))
            }
            Window::SaveLog { key, print } => {
                let (window, task) = SaveLog::new(model, key.clone(), *print);
                (Self::SaveLog(Box::new(window)), task.map(Message::SaveLog))
            }
            Window::Options(page) => {
                let (window, task) = Options::new(model, *page);
                (Self::Options(Box::new(window)), task.map(Message::Options))
            }
        }
    }

    /// The main window before anybody is signed in.
    pub fn sign_in(model: &Model) -> (Self, Task<Message>) {
        let (window, task) = SignIn::new(model);
        (Self::SignIn(Box::new(window)), task.map(Message::SignIn))
    }

    /// Hands a message on. One that is for another kind of window came too late: the content has changed since.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match (self, message) {
            (Self::SignIn(window), Message::SignIn(message)) => map(window.update(message, model), Message::SignIn),
            (Self::Contacts(window), Message::Contacts(message)) => {
                map(window.update(message, model), Message::Contacts)
            }
            (Self::Conversation(window), Message::Conversation(message)) => {
                map(window.update(message, model), Message::Conversation)
            }
            (Self::Tabs(window), Message::Tabs(message)) => map(window.update(message, model), Message::Tabs),
            (Self::Tabs(window), Message::Conversation(message)) => {
                map(window.update_active(message, model), Message::Tabs)
            }
            (Self::Privacy(window), Message::Privacy(message)) => map(window.update(message, model), Message::Privacy),
            (Self::AddContact(window), Message::AddContact(message)) => {
                map(window.update(message, model), Message::AddContact)
            }
            (Self::AddedYou(window), Message::AddedYou(message)) => {
                map(window.update(message, model), Message::AddedYou)
            }
            (Self::Properties(window), Message::Properties(message)) => {
                map(window.update(message, model), Message::Properties)
            }
            (Self::Switcher(window), Message::Switcher(message)) => {
                map(window.update(message, model), Message::Switcher)
            }
            (Self::Import(window), Message::Import(message)) => map(window.update(message, model), Message::Import),
            (Self::Export(window), Message::Export(message)) => map(window.update(message, model), Message::Export),
            (Self::History(window), Message::History(message)) => map(window.update(message, model), Message::History),
            (Self::SaveLog(window), Message::SaveLog(message)) => map(window.update(message, model), Message::SaveLog),
            (Self::Options(window), Message::Options(message)) => map(window.update(message, model), Message::Options),
            _ => Action::None,
        }
    }

    /// An event of its conversation was taken in by the model.
    pub fn changed(&mut self, model: &Model, id: &ConversationId, event: &ConversationEvent) -> Action<Message> {
        match self {
            Self::Conversation(window) => map(window.changed(model, event), Message::Conversation),
            Self::Tabs(window) => map(window.changed(model, id, event), Message::Tabs),
            _ => Action::None,
        }
    }

    /// The session has told something, or the settings are others.
    pub fn refreshed(&mut self, model: &Model) -> Action<Message> {
        match self {
            Self::Contacts(window) => map(window.refreshed(model), Message::Contacts),
            _ => Action::None,
        }
    }

    /// The look of one's own messages is another.
    pub fn restyle(&mut self, format: &TextFormat) {
        match self {
            Self::Conversation(window) => window.restyle(format),
            Self::Tabs(window) => window.restyle(format),
            _ => {}
        }
    }

    /// The window is wanted at another page.
    pub fn turn(&mut self, page: Page, model: &Model) -> Action<Message> {
        match self {
            Self::Options(window) => map(window.update(options::Message::PageChosen(page), model), Message::Options),
            _ => Action::None,
        }
    }

    /// What was written and not sent comes back.
    pub fn refill(&mut self, conversation: &ConversationId, text: &str) {
        match self {
            Self::Conversation(window) if window.conversation() == conversation => window.refill(text),
            Self::Tabs(window) => window.refill(conversation, text),
            _ => {}
        }
    }

    /// What spelling is checked by has changed.
    pub fn spelling_changed(&mut self, model: &Model) -> Action<Message> {
        match self {
            Self::Conversation(window) => map(window.spelling_changed(model), Message::Conversation),
            Self::Tabs(window) => map(window.spelling_changed(model), Message::Tabs),
            _ => Action::None,
        }
    }

    /// A file was chosen in the desktop's dialog.
    pub fn chosen(&mut self, path: &Path, model: &Model) -> Action<Message> {
        match self {
            Self::Import(window) => map(window.chosen(path, model), Message::Import),
            Self::Export(window) => map(window.chosen(path, model), Message::Export),
            Self::SaveLog(window) => map(window.chosen(path, model), Message::SaveLog),
            _ => Action::None,
        }
    }

    /// The history shows a conversation, or that of everyone.
    pub fn show_history(&mut self, key: Option<Key>, model: &Model) -> Action<Message> {
        match self {
            Self::History(window) => map(window.show(key, model), Message::History),
            _ => Action::None,
        }
    }

    /// Something has been deleted from the history.
    pub fn history_deleted(&mut self, model: &Model) -> Action<Message> {
        match self {
            Self::History(window) => map(window.refreshed(model), Message::History),
            _ => Action::None,
        }
    }

    /// What was said in a conversation before it was opened is there now.
    pub fn earlier_came(&mut self, id: &ConversationId, model: &Model) -> Action<Message> {
        match self {
            Self::Conversation(window) if window.conversation() == id => {
                map(window.earlier_came(model), Message::Conversation)
            }
            Self::Tabs(window) => map(window.earlier_came(model, id), Message::Tabs),
            _ => Action::None,
        }
    }

    /// Something of ours stands in a conversation now.
    pub fn grown(&mut self, id: &ConversationId, model: &Model) -> Action<Message> {
        match self {
            Self::Conversation(window) if window.conversation() == id => {
                map(window.grown(model), Message::Conversation)
            }
            Self::Tabs(window) => map(window.grown(model, id), Message::Tabs),
            _ => Action::None,
        }
    }

    /// A request was answered. Says also whether a refusal is shown here, so that it needn't be shown elsewhere.
    pub fn answered(
        &mut self,
        request: &Request,
        result: &Result<Answer, RequestError>,
        model: &Model,
    ) -> (Action<Message>, bool) {
        match self {
            Self::AddContact(window) => {
                let ours = window.waits_for(request);
                (map(window.answered(request, result, model), Message::AddContact), ours)
            }
            Self::Privacy(window) => {
                let ours = PrivacyWindow::asks(request);
                (map(window.answered(request, result, model), Message::Privacy), ours)
            }
            Self::Properties(window) => (Action::None, window.answered(request, result, model)),
            Self::Options(window) => (Action::None, window.answered(request, result, model)),
            Self::Import(window) => {
                let (action, ours) = window.answered(request, result);
                (map(action, Message::Import), ours)
            }
            _ => (Action::None, false),
        }
    }

    /// What it draws.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        match self {
            Self::SignIn(window) => window.view(model).map(Message::SignIn),
            Self::Contacts(window) => window.view(model).map(Message::Contacts),
            Self::Conversation(window) => window.view(model).map(Message::Conversation),
            Self::Tabs(window) => window.view(model).map(Message::Tabs),
            Self::Privacy(window) => window.view(model).map(Message::Privacy),
            Self::AddContact(window) => window.view(model).map(Message::AddContact),
            Self::AddedYou(window) => window.view(model).map(Message::AddedYou),
            Self::Properties(window) => window.view(model).map(Message::Properties),
            Self::Switcher(window) => window.view(model).map(Message::Switcher),
            Self::Import(window) => window.view(model).map(Message::Import),
            Self::Export(window) => window.view(model).map(Message::Export),
            Self::History(window) => window.view(model).map(Message::History),
            Self::SaveLog(window) => window.view(model).map(Message::SaveLog),
            Self::Options(window) => window.view(model).map(Message::Options),
        }
    }

    /// The conversation in sight, where it is one.
    pub fn conversation(&self) -> Option<&ConversationId> {
        match self {
            Self::Conversation(window) => Some(window.conversation()),
            Self::Tabs(window) => window.conversation(),
            _ => None,
        }
    }

    /// All conversations in it.
    pub fn conversations(&self) -> Vec<&ConversationId> {
        match self {
            Self::Conversation(window) => vec![window.conversation()],
            Self::Tabs(window) => window.conversations().collect(),
            _ => Vec::new(),
        }
    }

    /// Its conversations, to stand elsewhere.
    pub fn into_chats(self) -> Vec<ConversationWindow> {
        match self {
            Self::Conversation(window) => vec![*window],
            Self::Tabs(window) => window.into_chats(),
            _ => Vec::new(),
        }
    }

    /// A conversation goes by another name.
    pub fn became(&mut self, old: &ConversationId, new: &ConversationId) {
        match self {
            Self::Conversation(window) if window.conversation() == old => window.became(new),
            Self::Tabs(window) => window.became(old, new),
            _ => {}
        }
    }

    /// Its title.
    pub fn title(&self, model: &Model) -> String {
        match self {
            Self::SignIn(window) => window.title(model),
            Self::Contacts(window) => window.title(model),
            Self::Conversation(window) => window.title(model),
            Self::Tabs(window) => window.title(model),
            Self::Privacy(window) => window.title(model),
            Self::AddContact(window) => window.title(model),
            Self::AddedYou(window) => window.title(model),
            Self::Properties(window) => window.title(model),
            Self::Switcher(window) => window.title(model),
            Self::Import(window) => window.title(model),
            Self::Export(window) => window.title(model),
            Self::History(window) => window.title(model),
            Self::SaveLog(window) => window.title(model),
            Self::Options(window) => window.title(model),
        }
    }
}

/// The action with its messages wrapped.
pub fn map<A, B, F>(action: Action<A>, wrap: F) -> Action<B>
where
    A: Send + 'static,
    B: Send + 'static,
    F: Fn(A) -> B + Clone + Send + 'static,
{
    match action {
        Action::None => Action::None,
        Action::Run(task) => Action::Run(task.map(wrap)),
        Action::Many(actions) => Action::Many(actions.into_iter().map(|action| map(action, wrap.clone())).collect()),
        Action::Send(request) => Action::Send(request),
        Action::Say { conversation, text, format } => Action::Say { conversation, text, format },
        Action::SayAgain { conversation, message } => Action::SayAgain { conversation, message },
        Action::SayLater { conversation, message } => Action::SayLater { conversation, message },
        Action::Nudge(conversation) => Action::Nudge(conversation),
        Action::ShowHistory(conversation) => Action::ShowHistory(conversation),
        Action::SaveTalk { conversation, print } => Action::SaveTalk { conversation, print },
        Action::HistoryDeleted => Action::HistoryDeleted,
        Action::ShowPage(page) => Action::ShowPage(page),
        Action::ShowEarlier(conversation) => Action::ShowEarlier(conversation),
        Action::Draft { conversation, text } => Action::Draft { conversation, text },
        Action::Open(window) => Action::Open(window),
        Action::Close => Action::Close,
        Action::Ended(conversation) => Action::Ended(conversation),
        Action::Aimed { email, at, phase } => Action::Aimed { email, at, phase },
        Action::InContacts(message) => Action::InContacts(message),
        Action::ChooseFile(choice) => Action::ChooseFile(choice),
        Action::Copy(copied) => Action::Copy(copied),
        Action::OpenLink(link) => Action::OpenLink(link),
        Action::Spelling(wish) => Action::Spelling(wish),
        Action::Configure(change) => Action::Configure(change),
        Action::SignIn(form) => Action::SignIn(form),
        Action::AcceptCertificate { host, fingerprint } => Action::AcceptCertificate { host, fingerprint },
        Action::ForgetCertificate(host) => Action::ForgetCertificate(host),
        Action::CancelSignIn => Action::CancelSignIn,
        Action::RetryNow => Action::RetryNow,
        Action::SignOut => Action::SignOut,
        Action::Quit => Action::Quit,
        Action::CreateAccount { email, name, password } => Action::CreateAccount { email, name, password },
        Action::DismissTrouble => Action::DismissTrouble,
        Action::DismissProblem => Action::DismissProblem,
    }
}

/// A window's whole view: its content on the ground of our theme, under an id by which the Tab key stays inside it.
pub fn frame<'a, M: 'a>(id: Id, content: Element<'a, M>) -> Element<'a, M> {
    container(content).id(root(id)).width(Length::Fill).height(Length::Fill).style(theme::style::window).into()
}

/// Keys that work everywhere come before a field that would type their letter: a comma with Ctrl is still a comma to it.
pub fn guarded(content: Element<'_, Message>) -> Element<'_, Message> {
    let key = |press: keys::Press<'_>| {
        let does = shortcut::find(EVERYWHERE, press.key, press.modifiers)?;
        press.text.is_some_and(|text| !text.chars().all(char::is_control)).then_some(Message::Key(does))
    };
    keys::guard(content, key).into()
}

/// The id of everything in a window.
pub fn root(id: Id) -> widget::Id {
    widget::Id::from(format!("window-{id}"))
}

/// The title with what waits to be read.
pub fn titled(title: String, unread: usize) -> String {
    if unread == 0 { title } else { t!("title-unread", count = unread.to_string(), title = title) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unread_messages_stand_in_the_title() {
        assert_eq!(titled("Bob".into(), 0), "Bob");
        assert_eq!(titled("Bob".into(), 3), "(3) Bob");
    }
}

//! Which window is which; their sizes, and who has the focus.

use crate::model::Model;
use crate::shortcut::{self, EVERYWHERE, Shortcut};
use crate::store::history::Key;
use crate::store::settings::Frame;
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
use iced::window::{Id, Position, Settings, settings};
use iced::{Element, Length, Point, Rectangle, Size, Task};
use msnp::content::TextFormat;
use msnp::error::RequestError;
use msnp::event::{Answer, ConversationEvent, ConversationId};
use msnp::request::Request;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

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

/// One open window.
#[derive(Debug)]
pub struct Open {
    /// Which it is.
    pub which: Window,
    /// What is in it.
    pub content: Content,
    /// What its content wanted done at first, kept until somebody looks: it may take the keyboard to a field, and that
    /// must not happen to whoever is typing elsewhere.
    pub waiting: Option<Task<Message>>,
    /// Where its upper left corner is, where the desktop tells it.
    pub at: Option<Point>,
    /// How large it is, once it has another size than it began with.
    pub size: Option<Size>,
}

impl Open {
    /// A window with this in it.
    pub const fn new(which: Window, content: Content) -> Self {
        Self { which, content, waiting: None, at: None, size: None }
    }
}

/// All open windows.
#[derive(Debug, Default)]
pub struct Windows {
    open: BTreeMap<Id, Open>,
    focused: Option<Id>,
    /// Who had the focus, the last one last.
    looked_at: Vec<Id>,
}

impl Windows {
    /// Notes a window that is being opened.
    pub fn insert(&mut self, id: Id, open: Open) {
        self.open.insert(id, open);
    }
    /// Forgets a window.
    pub fn remove(&mut self, id: Id) -> Option<Open> {
        self.focused = self.focused.filter(|focused| *focused != id);
        self.looked_at.retain(|other| *other != id);
        self.open.remove(&id)
    }
    /// One window.
    pub fn get(&self, id: Id) -> Option<&Open> {
        self.open.get(&id)
    }
    /// One window, to change.
    pub fn get_mut(&mut self, id: Id) -> Option<&mut Open> {
        self.open.get_mut(&id)
    }
    /// All windows, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Id, &mut Open)> {
        self.open.iter_mut().map(|(id, open)| (*id, open))
    }
    /// All windows.
    pub fn iter(&self) -> impl Iterator<Item = (Id, &Open)> {
        self.open.iter().map(|(id, open)| (*id, open))
    }
    /// The main window.
    pub fn main(&self) -> Option<Id> {
        self.find(&Window::Main)
    }
    /// The window of that kind; a conversation's is the one that it stands in.
    pub fn find(&self, which: &Window) -> Option<Id> {
        let is_it = |open: &Open| match which {
            Window::Conversation(id) => open.content.conversations().contains(&id),
            which => open.which.is(which),
        };
        self.iter().find(|(_, open)| is_it(open)).map(|(id, _)| id)
    }
    /// The window in which a conversation is.
    pub fn of_conversation(&self, id: &ConversationId) -> Option<Id> {
        self.find(&Window::Conversation(id.clone()))
    }
    /// The conversation that a window shows.
    pub fn conversation_in(&self, id: Id) -> Option<ConversationId> {
        self.get(id)?.content.conversation().cloned()
    }
    /// The conversations that are in a window.
    pub fn conversations(&self) -> Vec<ConversationId> {
        self.iter().flat_map(|(_, open)| open.content.conversations().into_iter().cloned()).collect()
    }
    /// Takes in that a window has the focus now, or no more.
    pub fn set_focus(&mut self, id: Id, has_it: bool) {
        if has_it {
            self.focused = Some(id);
            self.looked_at.retain(|other| *other != id);
            self.looked_at.push(id);
        } else if self.focused == Some(id) {
            self.focused = None;
        }
    }
    /// The window with the focus, if it is one of ours.
    pub fn focused(&self) -> Option<Id> {
        self.focused
    }
    /// The window of a conversation that lies under a point which is told from the corner of another window. Unknown where
    /// the desktop doesn't tell where windows are. Of several the one that had the focus last is taken to be in front.
    pub fn conversation_under(&self, from: Id, point: Point) -> Option<(Id, &ConversationId)> {
        let origin = self.get(from)?;
        let corner = origin.at?;
        let holds = |open: &Open, point| open.size.is_some_and(|size| Rectangle::with_size(size).contains(point));
        if holds(origin, point) {
            return None;
        }
        let under = self.iter().filter_map(|(id, open)| {
            let conversation = open.content.conversation()?;
            let point = point + (corner - open.at?);
            holds(open, point).then_some((id, conversation))
        });
        under.max_by_key(|(id, _)| self.looked_at.iter().position(|other| other == id))
    }

    /// The conversation that the person looks at.
    pub fn looking_at(&self) -> Option<&ConversationId> {
        self.get(self.focused?)?.content.conversation()
    }
}

/// How large a window starts, and how small it can be.
fn sizes(which: &Window, model: &Model) -> (Size, Size) {
    let last = last_frame(which, model);
    let own = |kind: Option<(f32, f32)>, usual| Size::from(<[f32; 2]>::from(last.size.or(kind).unwrap_or(usual)));
    let (size, least) = match which {
        Window::Main => (own(model.settings.main_size, (340.0, 610.0)), (280.0, 420.0)),
        Window::Conversation(ConversationId::With(_)) => {
            (own(model.settings.conversation_size, (600.0, 530.0)), (360.0, 320.0))
        }
        Window::Conversation(ConversationId::Group(_) | ConversationId::Circle(_)) => {
            (own(model.settings.conversation_size, (720.0, 530.0)), (360.0, 320.0))
        }
        Window::Tabs => (own(model.settings.conversation_size, (720.0, 570.0)), (360.0, 360.0)),
        Window::Privacy => (own(None, (520.0, 440.0)), (420.0, 340.0)),
        Window::AddContact(_) => (own(None, (400.0, 380.0)), (340.0, 260.0)),
        Window::AddedYou if model.roster.awaiting_answer().nth(1).is_some() => {
            (Size::new(420.0, 400.0), (360.0, 200.0))
        }
        Window::AddedYou => (Size::new(420.0, 310.0), (360.0, 200.0)),
        Window::Properties(_) => (own(None, (400.0, 560.0)), (320.0, 300.0)),
        Window::Switcher => (Size::new(520.0, 360.0), (520.0, 360.0)),
        Window::Import => (Size::new(460.0, 420.0), (360.0, 320.0)),
        Window::Export => (Size::new(460.0, 220.0), (360.0, 200.0)),
        Window::History => (Size::new(860.0, 600.0), (520.0, 320.0)),
        Window::SaveLog { print: false, .. } => (Size::new(460.0, 320.0), (360.0, 280.0)),
        Window::SaveLog { print: true, .. } => (Size::new(400.0, 180.0), (340.0, 160.0)),
        Window::Options(_) => (Size::new(620.0, 520.0), (400.0, 300.0)),
    };
    let least = Size::new(least.0, least.1);
    (size.max(least), least)
}

/// How small a window can be.
pub fn least(which: &Window, model: &Model) -> Size {
    sizes(which, model).1
}

/// How a window starts.
pub fn settings(which: &Window, model: &Model, visible: bool) -> Settings {
    let (size, least) = sizes(which, model);
    let last = last_frame(which, model);
    // The toolkit scales the size itself, and the least one only when it is set anew.
    let scale = model.settings.appearance.scale();
    Settings {
        size,
        min_size: Some(Size::new(least.width * scale, least.height * scale)),
        visible,
        // It comes for a moment, in the middle, without a frame to drag.
        decorations: *which != Window::Switcher,
        resizable: *which != Window::Switcher,
        position: match which {
            Window::Switcher => Position::Centered,
            _ => last.at.map_or(Position::Default, |(x, y)| Position::Specific(Point::new(x, y))),
        },
        icon: icon(),
        // The main window quits the program, which takes a goodbye to the server.
        exit_on_close_request: *which != Window::Main,
        platform_specific: platform(),
        ..Settings::default()
    }
}

/// Where a window was last, as far as that is known.
fn last_frame(which: &Window, model: &Model) -> Frame {
    frame_key(which).map(|key| model.settings.frames.get(&key)).unwrap_or_default()
}

/// Under what it is remembered where a window was; `None` for those that come and go with their content.
pub fn frame_key(which: &Window) -> Option<String> {
    Some(match which {
        Window::Main => "main".to_owned(),
        Window::Tabs => "tabs".to_owned(),
        Window::Conversation(ConversationId::With(email)) => format!("with {email}"),
        Window::Conversation(ConversationId::Circle(circle)) => format!("circle {}", circle.0),
        Window::Conversation(ConversationId::Group(_)) => "several".to_owned(),
        Window::Privacy => "privacy".to_owned(),
        Window::AddContact(_) => "add-contact".to_owned(),
        Window::Properties(_) => "properties".to_owned(),
        _ => return None,
    })
}

#[cfg(target_os = "linux")]
fn platform() -> settings::PlatformSpecific {
    settings::PlatformSpecific { application_id: "swallowtail".into(), ..settings::PlatformSpecific::default() }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> settings::PlatformSpecific {
    settings::PlatformSpecific::default()
}

/// The butterfly, for the title bar and the task bar.
fn icon() -> Option<iced::window::Icon> {
    static PIXELS: LazyLock<Option<(Vec<u8>, u32, u32)>> = LazyLock::new(|| {
        let picture = image::load_from_memory(include_bytes!("../resources/swallowtail-64.png")).ok()?.into_rgba8();
        let (width, height) = picture.dimensions();
        Some((picture.into_raw(), width, height))
    });
    let (pixels, width, height) = PIXELS.as_ref()?;
    iced::window::icon::from_rgba(pixels.clone(), *width, *height).ok()
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
    fn a_window_is_never_smaller_than_it_can_be() {
        let mut model = Model::default();
        model.settings.main_size = Some((210.0, 5_000.0));
        let settings = settings(&Window::Main, &model, true);
        assert_eq!(settings.size, Size::new(280.0, 5_000.0));
        assert!(!settings.exit_on_close_request);
    }

    #[test]
    fn unread_messages_stand_in_the_title() {
        assert_eq!(titled("Bob".into(), 0), "Bob");
        assert_eq!(titled("Bob".into(), 3), "(3) Bob");
    }
}

//! The windows. Each file is one: `struct`, `Message`, `new`, `title`, `update`, `view`.
//!
//! A window's `update` looks at the model, changes only itself and answers with an [`Action`]; `App` carries it out.

pub mod add_contact;
pub mod added_you;
pub mod contacts;
pub mod conversation;
pub mod export;
pub mod history;
pub mod import;
pub mod options;
mod path_field;
pub mod pending;
pub mod privacy;
pub mod properties;
mod proxy_form;
pub mod refusal;
pub mod save_log;
pub mod sign_in;
pub mod switcher;
pub mod tabs;
#[cfg(test)]
mod testing;
pub mod watching;

use crate::platform::choose;
use crate::spelling::Choice;
use crate::store::addresses::WebAddresses;
use crate::store::history::Key;
use crate::store::settings::{Alerts, Appearance, ListLook, NetworkSettings, OwnChange, Retention, Watch};
use crate::widget::drag::Phase;
use crate::widget::message_text::Copied;
use iced::{Point, Task};
use msnp::content::TextFormat;
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::types::{Email, Fingerprint, Secret, Status};
use std::path::PathBuf;

/// Which window.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    /// The main window: sign-in, then the contact list.
    Main,
    /// A conversation, whatever window it stands in.
    Conversation(ConversationId),
    /// The window of all conversations, each under a tab.
    Tabs,
    /// Who may see and message us.
    Privacy,
    /// Add a contact; an address may be filled in already.
    AddContact(Option<Email>),
    /// Who has added us, one or many.
    AddedYou,
    /// About one person.
    Properties(Email),
    /// The quick switcher.
    Switcher,
    /// Contacts from a file.
    Import,
    /// Contacts to a file.
    Export,
    /// What was said.
    History,
    /// A conversation of the history, or all, to a file or to the printer.
    SaveLog { key: Option<Key>, print: bool },
    /// The options, at a page or wherever they are.
    Options(Option<options::Page>),
}

impl Window {
    /// Whether it is the same window, wherever it may be in it.
    pub fn is(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::Options(_), Self::Options(_)))
    }
}

/// What a window wants done.
#[derive(Debug)]
pub enum Action<M> {
    /// Nothing.
    None,
    /// A task whose messages come back to the window.
    Run(Task<M>),
    /// Several, in order.
    Many(Vec<Self>),
    /// Ask the session. The request stands in [`Model::pending`](crate::model::Model::pending) until it is answered.
    Send(Request),
    /// Say something: noted in the conversation, then sent.
    Say { conversation: ConversationId, text: String, format: TextFormat },
    /// Send a failed message of that number again, as a new one in place of the old.
    SayAgain { conversation: ConversationId, message: msnp::request::MessageId },
    /// Leave a failed message of that number at the service.
    SayLater { conversation: ConversationId, message: msnp::request::MessageId },
    /// Nudge.
    Nudge(ConversationId),
    /// Open the history, at a conversation where one is named.
    ShowHistory(Option<ConversationId>),
    /// Save a conversation, or print it.
    SaveTalk { conversation: ConversationId, print: bool },
    /// Something has been deleted from the history.
    HistoryDeleted,
    /// Open a page that was written to be printed.
    ShowPage(PathBuf),
    /// Show what was said in a conversation before.
    ShowEarlier(ConversationId),
    /// Keep what is typed.
    Draft { conversation: ConversationId, text: String },
    /// Open a window, or bring it forward.
    Open(Window),
    /// Close this window.
    Close,
    /// A conversation is closed whose window stays.
    Ended(ConversationId),
    /// Somebody is dragged from this window, to that place seen from it; or let go there.
    Aimed { email: Email, at: Point, phase: Phase },
    /// Bring the contact list forward, and let this happen there.
    InContacts(Box<contacts::Message>),
    /// Let a file be chosen in the desktop's dialog; the content hears of it.
    ChooseFile(choose::Choice),
    /// Put a text on the clipboard, plain and formatted.
    Copy(Copied),
    /// Open a link in the browser, after a click. Only http, https and mailto.
    OpenLink(String),
    /// What is wanted of spelling.
    Spelling(SpellingWish),
    /// Change settings; saved by the app.
    Configure(SettingsChange),
    /// Sign in.
    SignIn(Box<SignIn>),
    /// Take that certificate for that place (`host:port`) from now on, and sign in again.
    AcceptCertificate { host: String, fingerprint: Fingerprint },
    /// Take no certificate for granted there any more.
    ForgetCertificate(String),
    /// Stop signing in, or stop trying to come back.
    CancelSignIn,
    /// Try now instead of waiting for the pause to end.
    RetryNow,
    /// Sign out.
    SignOut,
    /// Quit the program.
    Quit,
    /// Make an account in the built-in server, then sign in to it.
    CreateAccount { email: Email, name: String, password: Secret },
    /// Take the line about the last refusal away.
    DismissTrouble,
    /// Take the line about the last problem of this program away.
    DismissProblem,
}

/// What a window wants of spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpellingWish {
    /// A word is right from now on.
    Add(String),
    /// A word is right until the program ends.
    Ignore(String),
    /// Another language in this conversation.
    Language(ConversationId, Choice),
    /// Look for dictionaries again.
    Find,
}

/// What the sign-in form holds.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The preset's id; `custom` for own addresses.
    pub service: String,
    /// The address.
    pub email: Email,
    /// The password.
    pub password: Secret,
    /// The status to start with.
    pub status: Status,
    /// Keep the password in the system's keyring.
    pub remember: bool,
    /// Sign in by itself at the next start.
    pub automatic: bool,
}

/// One change of the settings.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingsChange {
    /// The look of own messages.
    Format(TextFormat),
    /// An emoji was picked: it is the most recent one now.
    EmojiPicked(String),
    /// Whether conversations stand in one window, each under a tab.
    Tabs(bool),
    /// Whether the time of each message is shown always.
    MessageTimes(bool),
    /// Whether what is written and not sent is kept.
    Drafts(bool),
    /// Whether spelling is checked.
    Spelling(bool),
    /// The dictionary where no other is chosen; empty for that of the system's language.
    SpellingLanguage(String),
    /// A group is folded or not, by its id (`offline` for the offline people).
    Folded { group: String, folded: bool },
    /// The contact list looks otherwise.
    List(ListLook),
    /// Somebody is a favourite, or no more.
    Favourite { email: Email, favourite: bool },
    /// Something else is to be told about somebody.
    Watch { email: Email, watch: Watch },
    /// Somebody's nudges are lines only, or no longer.
    MuteNudges { email: Email, muted: bool },
    /// The groups stand in this order.
    GroupOrder(Vec<String>),
    /// What this program says by itself.
    Own(OwnChange),
    /// Something else is kept in the history.
    History(HistoryChange),
    /// What the page of the connection holds.
    Connection(Box<ConnectionChange>),
    /// Light, dark, sizes.
    Appearance(Appearance),
    /// What is told.
    Alerts(Alerts),
    /// What the account's other places call this one; empty for the computer's name.
    PlaceName(String),
    /// The status to sign in with.
    SignInStatus(Status),
    /// Whether the password is in the keyring.
    Remember(bool),
    /// Whether to sign in at start.
    Automatic(bool),
}

/// What is kept of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryChange {
    /// Nothing is kept, or everything again.
    Off(bool),
    /// For how long.
    Retention(Retention),
    /// What is said with one person, or in the circle of that address, is kept or not.
    Of { email: Email, keep: bool },
}

/// Where to go and how to get there.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionChange {
    /// The addresses of the custom service, where it was that one.
    pub custom: Option<CustomService>,
    /// The way out.
    pub network: NetworkSettings,
    /// The proxy's password, for the keyring.
    pub proxy_password: Secret,
    /// What the account's other places call this one; empty for the computer's name.
    pub place_name: String,
}

/// The addresses of the custom service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomService {
    /// Where to connect, `host:port`.
    pub server: String,
    /// The start of the sign-in.
    pub nexus: String,
    /// The other pages, those that aren't derived.
    pub web: WebAddresses,
}

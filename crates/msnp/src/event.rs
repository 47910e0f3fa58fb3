//! What a [`Session`](crate::session::Session) tells its program.

use crate::content::endpoint::OwnPlace;
use crate::content::{Datacast, TextMessage};
use crate::dialect::Dialect;
use crate::error::{RequestError, SignOutReason};
use crate::request::MessageId;
use crate::session::{ListCache, RequestId};
use crate::types::{
    AddPolicy, Capabilities, ContactId, Email, Endpoint, GroupId, List, Lists, PersonalMessage, Privacy, Property,
    Status,
};
use std::fmt;
use std::time::Duration;

/// Which conversation.
///
/// A conversation with one person is named by that person and outlives its switchboards. One with several people is
/// named by a number and lives as long as its switchboard, or until all others left.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConversationId {
    /// The one-to-one conversation with this person.
    With(Email),
    /// A conversation with several people.
    Group(u32),
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::With(email) => email.fmt(f),
            Self::Group(number) => write!(f, "group-{number}"),
        }
    }
}

impl std::str::FromStr for ConversationId {
    type Err = crate::types::EmailError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("group-").and_then(|n| n.parse().ok()) {
            Some(number) => Ok(Self::Group(number)),
            None => Email::parse(text).map(Self::With),
        }
    }
}

/// One thing that happened, in the order it happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// How far signing in has come.
    SigningIn(SignInStep),
    /// Signed in. The lists follow.
    SignedIn { dialect: Dialect, email: Email, name: Option<String>, server: Endpoint },
    /// The connection is gone; another attempt is made after the pause. `attempt` counts from 1.
    ConnectionLost { reason: SignOutReason, retry_in: Duration, attempt: u32 },
    /// The session is over and won't come back by itself.
    SignedOut(SignOutReason),
    /// The one end of a request.
    Answered { request: RequestId, result: Result<Answer, RequestError> },
    /// What happened to the lists, groups and own settings.
    Roster(RosterEvent),
    /// Somebody's presence.
    Presence(PresenceEvent),
    /// What happened in a conversation.
    Conversation(ConversationId, ConversationEvent),
    /// The places where the account is signed in, this one among them; all of them, each time one changes (MSNP16 up).
    Places(Vec<OwnPlace>),
    /// The profile of the account, as sent after sign-in: header names and values.
    Profile(Vec<(String, String)>),
    /// Mail.
    Mail(MailEvent),
    /// The server announces a shutdown in so many minutes.
    ShutdownIn { minutes: u32 },
    /// A `NOT`: an alert in XML.
    Notification(String),
    /// Something that no rule covers; skipped, for the log. Never holds a secret.
    Oddity(String),
}

/// The steps that a sign-in shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInStep {
    /// Opening the connection.
    Connecting(Endpoint),
    /// Agreeing on a dialect.
    Negotiating,
    /// Asking the sign-in service.
    Authenticating,
    /// Sent on to another server.
    Redirected(Endpoint),
    /// Fetching lists.
    Synchronizing,
}

/// What a request brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It is done.
    Done,
    /// The group that was made.
    Group(GroupId),
    /// `URL`: what to open.
    Url { address: String, login: String, id: String },
}

/// Changes to lists, groups and own settings. The same in every dialect.
#[derive(Debug, Clone, PartialEq)]
pub enum RosterEvent {
    /// The whole state follows: forget the old one.
    SyncStarted,
    /// The server says that the cached lists still hold; the roster is as given.
    Restored(Box<crate::roster::Roster>),
    /// The lists are complete. What to keep for the next sign-in, where the server has serials.
    SyncFinished(Option<Box<ListCache>>),
    /// Who may see us, by default.
    Privacy(Privacy),
    /// What happens when somebody adds us.
    AddPolicy(AddPolicy),
    /// Our own name.
    OwnName(String),
    /// Our own status, as the server has it.
    OwnStatus(Status),
    /// Our own personal message, as sent.
    OwnPersonalMessage(PersonalMessage),
    /// A property of ours; `None` when unset.
    OwnProperty(Property, Option<String>),
    /// A group is there, or has another name.
    Group { id: GroupId, name: String },
    /// A group is gone; its people stay.
    GroupRemoved(GroupId),
    /// A person of the lists, whole: during a sync.
    Person { email: Email, name: Option<String>, id: Option<ContactId>, lists: Lists, groups: Vec<GroupId> },
    /// Somebody is now on a list (and, for the forward list, in a group). `by_them` when nobody here asked:
    /// with [`List::Reverse`] it means "has added you".
    Added {
        list: List,
        email: Email,
        name: Option<String>,
        id: Option<ContactId>,
        group: Option<GroupId>,
        by_them: bool,
    },
    /// Somebody is no longer on a list, or only no longer in a group.
    Removed { list: List, email: Email, group: Option<GroupId>, by_them: bool },
    /// A contact has another name on our list.
    Renamed { email: Email, name: String },
    /// A property of a contact; `None` when unset.
    Property { email: Email, property: Property, value: Option<String> },
}

/// `ILN`, `NLN`, `FLN`, `UBX`.
#[derive(Debug, Clone, PartialEq)]
pub enum PresenceEvent {
    /// Somebody is there. `initial` for those who were there when we signed in: no toast for them.
    Online {
        email: Email,
        name: Option<String>,
        status: Status,
        capabilities: Capabilities,
        object: Option<String>,
        initial: bool,
    },
    /// Somebody is gone.
    Offline { email: Email },
    /// Somebody's personal message and media.
    PersonalMessage { email: Email, message: PersonalMessage },
}

/// What happens in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum ConversationEvent {
    /// Somebody calls (`RNG`). Answered by itself; joined events follow.
    Ringing { from: Email, name: String },
    /// Somebody is in it.
    Joined { email: Email, name: String, capabilities: Capabilities },
    /// Somebody left; `idle` when the server closed it for silence.
    Left { email: Email, idle: bool },
    /// Somebody types; shown for six seconds.
    Typing { from: Email },
    /// Text.
    Message { from: Email, name: String, message: TextMessage },
    /// A nudge.
    Nudge { from: Email, name: String },
    /// A wink, voice clip or action text.
    Datacast { from: Email, datacast: Datacast },
    /// An invitation to a file transfer or another activity, as its fields; answered with a refusal where nothing handles it.
    Invitation { from: Email, fields: Vec<(String, String)> },
    /// A call came to nothing.
    CallFailed { email: Email, error: RequestError },
    /// What became of a message of ours.
    MessageState { message: MessageId, state: MessageState },
    /// From here on it goes by another name: the third person came in.
    Became(ConversationId),
    /// The switchboard is closed. The next message opens another.
    Closed,
}

/// Where a message of ours is. It never disappears: it ends delivered or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageState {
    /// Waits for the switchboard or for the other side to join.
    Queued,
    /// On the wire; the server hasn't said anything yet.
    Sent,
    /// Acknowledged.
    Delivered,
    /// Not delivered, and why.
    Failed(RequestError),
}

impl MessageState {
    /// Whether it is at its end without having arrived.
    pub const fn is_failed(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
    /// Whether it is at its end, one way or the other.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Delivered | Self::Failed(_))
    }
}

/// Mail for the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailEvent {
    /// Counts at sign-in.
    Unread { inbox: u32, folders: u32 },
    /// A new mail.
    Arrived { from: String, address: String, subject: String, url: Option<String> },
    /// Mails were read or moved.
    Moved { from_folder: String, to_folder: String, count: u32 },
}

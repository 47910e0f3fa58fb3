//! What a [`Session`](crate::session::Session) tells its program.

use crate::content::endpoint::OwnPlace;
use crate::content::{Datacast, TextMessage};
use crate::dialect::{Dialect, Family};
use crate::error::{RequestError, SignOutReason};
use crate::request::MessageId;
use crate::roster::{Inviter, Role, Standing};
use crate::session::{ListCache, RequestId};
use crate::soap::time::Timestamp;
use crate::types::{
    AddPolicy, Capabilities, CircleId, ContactId, Email, Endpoint, GroupId, List, Lists, NetworkId, PersonalMessage,
    PhoneKind, Privacy, Property, Status,
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
    /// What is said in a circle (MSNP18). It lasts as long as the circle.
    Circle(CircleId),
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::With(email) => email.fmt(f),
            Self::Group(number) => write!(f, "group-{number}"),
            Self::Circle(circle) => write!(f, "circle-{circle}"),
        }
    }
}

impl std::str::FromStr for ConversationId {
    type Err = crate::types::EmailError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(circle) = text.strip_prefix("circle-").and_then(|circle| Email::parse(circle).ok()) {
            return Ok(Self::Circle(CircleId(circle)));
        }
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
    /// The notification connection came up, and another way than the one before; before the first it counts as direct.
    Route(Route),
    /// Signed in. The lists follow.
    SignedIn {
        /// The dialect that both sides speak from here on.
        dialect: Dialect,
        /// The address of the account.
        email: Email,
        /// Our display name; `None` when signing in doesn't tell it.
        name: Option<String>,
        /// The notification server that let us in.
        server: Endpoint,
    },
    /// The connection is gone; another attempt is made after the pause. `attempt` counts from 1.
    ConnectionLost {
        /// Why it went.
        reason: SignOutReason,
        /// How long the pause is.
        retry_in: Duration,
        /// Which attempt comes then, counted from 1.
        attempt: u32,
    },
    /// The session is over and won't come back by itself.
    SignedOut(SignOutReason),
    /// The one end of a request.
    Answered {
        /// The number that the request was given.
        request: RequestId,
        /// What it brought, or why it came to nothing.
        result: Result<Answer, RequestError>,
    },
    /// The service refused newer ways of signing in than this one, which worked. Given back as
    /// [`Config::family`](crate::session::Config::family), it spares the next sign-in the detour. Services change: a
    /// program forgets it after a while.
    Family(Family),
    /// What happened to the lists, groups and own settings.
    Roster(RosterEvent),
    /// Somebody's presence.
    Presence(PresenceEvent),
    /// What happened to the circles (MSNP18).
    Circle(CircleEvent),
    /// What happened in a conversation.
    Conversation(ConversationId, ConversationEvent),
    /// The places where the account is signed in, this one among them; all of them, each time one changes (MSNP16 up).
    Places(Vec<OwnPlace>),
    /// The profile of the account, as sent after sign-in: header names and values.
    Profile(Vec<(String, String)>),
    /// A message that was written while we weren't signed in (MSNP11 up). Each is told once in a session, in the order
    /// in which they were written. The service keeps it until the program says
    /// [`Request::OfflineMessageKept`](crate::request::Request::OfflineMessageKept).
    OfflineMessage(OfflineMessage),
    /// Mail.
    Mail(MailEvent),
    /// The server announces a shutdown in so many minutes.
    ShutdownIn {
        /// How long from now.
        minutes: u32,
    },
    /// A `NOT`: an alert in XML.
    Notification(String),
    /// Something that no rule covers; skipped, for the log. Never holds a secret.
    Oddity(String),
}

/// How the notification server is reached. `Display` is a sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// By a connection to its port.
    Direct,
    /// Through an HTTP proxy.
    HttpProxy {
        /// Where the proxy is, as `host:port`.
        host: String,
    },
    /// Through a SOCKS5 proxy.
    Socks5 {
        /// Where the proxy is, as `host:port`.
        host: String,
    },
    /// By web requests to the service's gateway, which are slower than a connection.
    Gateway {
        /// The gateway's host.
        host: String,
    },
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.write_str("Connected directly."),
            Self::HttpProxy { host } => write!(f, "Connected through the proxy at {host}."),
            Self::Socks5 { host } => write!(f, "Connected through the SOCKS proxy at {host}."),
            Self::Gateway { host } => {
                write!(f, "Connected through the web gateway at {host}; messages may take a few seconds longer.")
            }
        }
    }
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
    /// The circle that was made.
    Circle(CircleId),
    /// `URL`: what to open.
    Url {
        /// The page that was asked for, often only a path.
        address: String,
        /// The page that signs in first: a form is posted to it.
        login: String,
        /// The number of the site, for that form.
        id: String,
    },
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
    Group {
        /// What requests name it by.
        id: GroupId,
        /// Its name, as people read it.
        name: String,
    },
    /// A group is gone; its people stay.
    GroupRemoved(GroupId),
    /// A person of the lists, whole: during a sync.
    Person {
        /// Who.
        email: Email,
        /// Their display name; `None` when the lists have none.
        name: Option<String>,
        /// Their GUID, from MSNP10 and only on the forward list; `None` else.
        id: Option<ContactId>,
        /// All the lists they are on.
        lists: Lists,
        /// The groups they are in; empty for none.
        groups: Vec<GroupId>,
    },
    /// Somebody is now on a list (and, for the forward list, in a group). `by_them` when nobody here asked:
    /// with [`List::Reverse`] it means "has added you".
    Added {
        /// The list they are now on.
        list: List,
        /// Who.
        email: Email,
        /// Their display name, where it is told.
        name: Option<String>,
        /// Their GUID, where it is told (from MSNP10).
        id: Option<ContactId>,
        /// The group they were put into; `None` for none.
        group: Option<GroupId>,
        /// Whether nobody here asked for it.
        by_them: bool,
    },
    /// Somebody is no longer on a list, or only no longer in a group.
    Removed {
        /// The list.
        list: List,
        /// Who.
        email: Email,
        /// The group they left; `None` when they are off the list.
        group: Option<GroupId>,
        /// Whether nobody here asked for it.
        by_them: bool,
    },
    /// A contact has another name on our list.
    Renamed {
        /// Whose name.
        email: Email,
        /// The new one.
        name: String,
    },
    /// Where somebody's account lives; told where that isn't the service itself.
    Network {
        /// Whose.
        email: Email,
        /// Which network.
        network: NetworkId,
    },
    /// The name that we have given a contact.
    Alias {
        /// Whose.
        email: Email,
        /// The name; `None` when there is none any more.
        alias: Option<String>,
    },
    /// What we have noted down about a contact.
    Note {
        /// About whom.
        email: Email,
        /// The words; `None` when there are none any more.
        note: Option<String>,
    },
    /// A telephone number of a contact. The three that are properties, too, may come as [`RosterEvent::Property`].
    Phone {
        /// Whose.
        email: Email,
        /// Which of their telephones.
        kind: PhoneKind,
        /// The number; `None` when there is none any more.
        number: Option<String>,
    },
    /// A property of a contact; `None` when unset.
    Property {
        /// Whose property.
        email: Email,
        /// Which one.
        property: Property,
        /// Its value; `None` when unset.
        value: Option<String>,
    },
}

/// `ILN`, `NLN`, `FLN`, `UBX`.
#[derive(Debug, Clone, PartialEq)]
pub enum PresenceEvent {
    /// Somebody is there. `initial` for those who were there when we signed in: no toast for them.
    Online {
        /// Who.
        email: Email,
        /// Their display name, where the line tells it.
        name: Option<String>,
        /// How they are there; never offline.
        status: Status,
        /// What their program can do; empty where it isn't told.
        capabilities: Capabilities,
        /// The MSNObject of their picture, as it came; `None` for no picture.
        object: Option<String>,
        /// Whether they were there already when we signed in or added them.
        initial: bool,
    },
    /// Somebody is gone.
    Offline {
        /// Who.
        email: Email,
    },
    /// Somebody's personal message and media.
    PersonalMessage {
        /// Whose.
        email: Email,
        /// What it says now; empty when it was cleared.
        message: PersonalMessage,
    },
}

/// What happens to a circle. What is said in it is told as the conversation
/// [`Circle`](ConversationId::Circle).
#[derive(Debug, Clone, PartialEq)]
pub enum CircleEvent {
    /// A circle that we are in or invited to; or something of it has changed.
    Is {
        /// Which.
        id: CircleId,
        /// Its name; `None` where the service doesn't tell it.
        name: Option<String>,
        /// Where we stand with it: with [`Standing::Invited`] it waits for our answer.
        standing: Standing,
        /// What we may do in it.
        role: Role,
        /// Who invited us, while it waits.
        inviter: Option<Inviter>,
    },
    /// We are neither in it nor invited to it any more.
    Gone(CircleId),
    /// All its members but ourselves.
    Members {
        /// Of which.
        id: CircleId,
        /// Who.
        members: Vec<CircleMemberFacts>,
    },
    /// The notification server has let us in: presence follows, and what we say is heard.
    Opened(CircleId),
    /// Nothing can be said in it.
    Closed {
        /// Which.
        id: CircleId,
        /// Why the server didn't let us in; `None` when we left ourselves.
        error: Option<RequestError>,
    },
    /// The presence of a member, as the circle shows it.
    Presence {
        /// In which.
        id: CircleId,
        /// Of whom, and what.
        presence: PresenceEvent,
    },
    /// What is said reaches this member from here on.
    Joined {
        /// In which.
        id: CircleId,
        /// Whom.
        email: Email,
    },
    /// It doesn't any more.
    Left {
        /// In which.
        id: CircleId,
        /// Whom.
        email: Email,
    },
}

/// A member of a circle, as its list has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleMemberFacts {
    /// The address.
    pub email: Email,
    /// Their name, where the list has one.
    pub name: Option<String>,
    /// Whether they are in it, or only invited.
    pub standing: Standing,
    /// What they may do in it.
    pub role: Role,
}

/// What happens in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum ConversationEvent {
    /// Somebody calls (`RNG`). Answered by itself; joined events follow.
    Ringing {
        /// Who calls.
        from: Email,
        /// Their display name.
        name: String,
    },
    /// Somebody is in it.
    Joined {
        /// Who.
        email: Email,
        /// Their display name.
        name: String,
        /// What their program can do; empty where it isn't told.
        capabilities: Capabilities,
    },
    /// Somebody left; `idle` when the server closed it for silence.
    Left {
        /// Who.
        email: Email,
        /// Whether silence was the reason.
        idle: bool,
    },
    /// Somebody types; shown for six seconds.
    Typing {
        /// Who types.
        from: Email,
    },
    /// Text.
    Message {
        /// Who wrote it.
        from: Email,
        /// The display name they wrote it under.
        name: String,
        /// The text and how it looks.
        message: TextMessage,
    },
    /// A nudge.
    Nudge {
        /// Who sent it.
        from: Email,
        /// Their display name.
        name: String,
    },
    /// Another of our own places said something here (MSNP16 up).
    SaidElsewhere {
        /// The text and how it looks; `None` for a nudge.
        message: Option<TextMessage>,
    },
    /// A wink, voice clip or action text.
    Datacast {
        /// Who sent it.
        from: Email,
        /// What it is.
        datacast: Datacast,
    },
    /// An invitation to a file transfer or another activity, as its fields; answered with a refusal where nothing handles it.
    Invitation {
        /// Who invites.
        from: Email,
        /// Names and values, in the order they came.
        fields: Vec<(String, String)>,
    },
    /// A call came to nothing.
    CallFailed {
        /// Who was called.
        email: Email,
        /// Why they don't come.
        error: RequestError,
    },
    /// What became of a message of ours.
    MessageState {
        /// Which one: the number it was sent with.
        message: MessageId,
        /// Where it is now.
        state: MessageState,
    },
    /// From here on it goes by another name: the third person came in.
    Became(ConversationId),
    /// The switchboard is closed. The next message opens another.
    Closed,
}

/// The service's name for an offline message. The same one stands for the same message in every session.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OfflineMessageId(pub String);

/// A message that waited at the service until we signed in.
#[derive(Debug, Clone, PartialEq)]
pub struct OfflineMessage {
    /// What to say that it is kept with.
    pub id: OfflineMessageId,
    /// Who wrote it.
    pub from: Email,
    /// The display name they wrote it under; their address where there was none.
    pub name: String,
    /// The text. How it looked isn't kept by services.
    pub message: TextMessage,
    /// When it was written; where nothing tells that, when the service got it or when it was fetched.
    pub written: Timestamp,
}

/// Where a message of ours is. It never disappears: it ends delivered, left for later, or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageState {
    /// Waits for the switchboard or for the other side to join.
    Queued,
    /// On the wire; the server hasn't said anything yet.
    Sent,
    /// Acknowledged.
    Delivered,
    /// They aren't there: it waits at the service, and is delivered when they sign in (MSNP11 up).
    Left,
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
        matches!(self, Self::Delivered | Self::Left | Self::Failed(_))
    }
}

/// Mail for the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailEvent {
    /// Counts at sign-in.
    Unread {
        /// Unread mails in the inbox.
        inbox: u32,
        /// Unread mails in the other folders.
        folders: u32,
    },
    /// A new mail.
    Arrived {
        /// The name of who wrote it.
        from: String,
        /// The mail address of who wrote it.
        address: String,
        /// What it is about.
        subject: String,
        /// Where to read it; `None` when that isn't told.
        url: Option<String>,
    },
    /// Mails were read or moved.
    Moved {
        /// The folder they were in.
        from_folder: String,
        /// The folder they are in now.
        to_folder: String,
        /// How many mails.
        count: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_is_known_by_its_words() {
        for text in ["bob@example.com", "group-3", "circle-00000000-0000-0000-0009-0123456789ab@live.com"] {
            let id: ConversationId = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(id.to_string(), text);
            assert_eq!(matches!(id, ConversationId::Circle(_)), text.starts_with("circle-"));
        }
    }
}

//! What a program can ask of a [`Session`](crate::session::Session).

use crate::content::TextFormat;
use crate::event::{ConversationId, OfflineMessageId};
use crate::types::{
    AddPolicy, CircleId, Email, GroupId, List, PersonalMessage, PhoneKind, PlaceId, Privacy, Property, Status,
};

/// A message of ours: chosen by the program, followed by [`MessageState`](crate::event::MessageState) events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub u64);

impl MessageId {
    /// No number of this place's: a message of ours that another of our places has sent.
    pub const ELSEWHERE: Self = Self(u64::MAX);
}

/// One wish. Each ends in exactly one [`Event::Answered`](crate::event::Event::Answered).
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// `CHG`. [`Status::Offline`] is refused: sign out instead.
    SetStatus(Status),
    /// `REA` of oneself or `PRP MFN`.
    SetName(String),
    /// `UUX`; refused as unsupported below MSNP11.
    SetPersonalMessage(PersonalMessage),
    /// `PRP`; an empty value clears it. Refused as unsupported below MSNP5.
    SetProperty(Property, String),
    /// Puts somebody on the forward list, and on the allow list when they are on neither that nor the block list.
    AddContact {
        /// Whom.
        email: Email,
        /// The display name to add them with; with `None` the address stands in for it.
        name: Option<String>,
        /// Into this group; `None` for none.
        group: Option<GroupId>,
    },
    /// Takes a contact off the forward list; with a group, only out of that group.
    RemoveContact {
        /// Whom.
        email: Email,
        /// Only out of this group; `None` takes them off the list.
        group: Option<GroupId>,
    },
    /// Puts a contact into one more group.
    AddToGroup {
        /// Whom.
        email: Email,
        /// The group to put them into.
        group: GroupId,
    },
    /// Puts a contact into one group and out of all others; with `None` into no group.
    MoveToGroup {
        /// Whom.
        email: Email,
        /// The group that is to be theirs alone.
        group: Option<GroupId>,
    },
    /// A raw list edit: `ADD` or `ADC`.
    AddToList {
        /// Which list.
        list: List,
        /// Whom.
        email: Email,
        /// The display name to add them with; with `None` the address stands in for it.
        name: Option<String>,
    },
    /// A raw list edit: `REM`.
    RemoveFromList {
        /// Which list.
        list: List,
        /// Whom.
        email: Email,
    },
    /// Off the allow list, on the block list.
    Block(Email),
    /// Off the block list, on the allow list.
    Unblock(Email),
    /// `REA` or `SBP MFN` of somebody else.
    RenameContact {
        /// Whose name.
        email: Email,
        /// The new one, as people read it.
        name: String,
    },
    /// The name that we give somebody; `None` takes it away, so that the one they chose is shown. Kept by the address
    /// book (from MSNP13, and at 11 and 12 where the service has one); elsewhere it renames the contact.
    SetAlias {
        /// Whose.
        email: Email,
        /// The name; `None` for none.
        alias: Option<String>,
    },
    /// What we note down about somebody. Refused as unsupported where the service has no address book.
    SetNote {
        /// About whom.
        email: Email,
        /// The words; `None` for none.
        note: Option<String>,
    },
    /// One of somebody's telephone numbers. Refused as unsupported where the service has no address book: there,
    /// everybody tells their own.
    SetPhone {
        /// Whose.
        email: Email,
        /// Which of their telephones.
        kind: PhoneKind,
        /// The number; `None` for none.
        number: Option<String>,
    },
    /// `ADG`
    AddGroup(String),
    /// `REG`
    RenameGroup {
        /// Which group.
        group: GroupId,
        /// Its new name.
        name: String,
    },
    /// `RMG`
    RemoveGroup(GroupId),
    /// `BLP`
    SetPrivacy(Privacy),
    /// `GTC`
    SetAddPolicy(AddPolicy),
    /// Settles a pending entry: on the reverse list, off the pending list (from MSNP10; a no-op below).
    AcceptPending(Email),
    /// `URL`: the addresses to open for a service such as `INBOX`.
    Url(String),
    /// Sends text; opens the switchboard when there is none. The answer comes when it is queued; what becomes of it
    /// is told by message states. Text too long for one message goes in chunks or in parts. For somebody who isn't there
    /// it is left at the service, where that has offline messages.
    Say {
        /// Where to say it.
        conversation: ConversationId,
        /// The number under which its states are told.
        message: MessageId,
        /// What to say.
        text: String,
        /// How it looks: font, color, style.
        format: TextFormat,
    },
    /// The same for what a program says by itself in place of somebody who is away: marked so that no program answers it
    /// by itself, and not left for who isn't there. Refused as unsupported in a circle.
    SayAutomatically {
        /// Where to say it.
        conversation: ConversationId,
        /// The number under which its states are told.
        message: MessageId,
        /// What to say.
        text: String,
        /// How it looks: font, color, style.
        format: TextFormat,
    },
    /// Leaves text at the offline message service for somebody, whether they seem to be there or not. It waits its turn
    /// among what is said to them. Refused as unsupported where there is no such service.
    SayLater {
        /// Whom it is for.
        to: Email,
        /// The number under which its states are told.
        message: MessageId,
        /// What to say.
        text: String,
    },
    /// Sends a nudge.
    Nudge {
        /// Where to send it.
        conversation: ConversationId,
        /// The number under which its states are told.
        message: MessageId,
    },
    /// Tells the others that we type. Sent at most every five seconds, and only in a live switchboard.
    Typing(ConversationId),
    /// Calls one more person in. A one-to-one conversation becomes a group conversation when they join.
    Invite {
        /// Which one they are called into.
        conversation: ConversationId,
        /// Whom to call.
        email: Email,
    },
    /// Leaves the switchboard. Queued messages fail with a reason.
    Leave(ConversationId),
    /// The program has stored this offline message: the service may forget it. Answered when it has. Until then, and it is
    /// tried again at each sign-in, the message comes again in the program's next session.
    OfflineMessageKept(OfflineMessageId),
    /// Comes back now instead of waiting for the pause between two attempts to end. Nothing to do where no attempt is
    /// waited for.
    Reconnect,
    /// Signs the account out at another of its places. Refused as unsupported below MSNP16.
    SignOutPlace(PlaceId),
    /// Makes a circle, with ourselves in it. Answered with [`Answer::Circle`](crate::event::Answer::Circle). This and
    /// the other requests of circles are refused as unsupported below MSNP18.
    CreateCircle {
        /// What it is called.
        name: String,
    },
    /// Invites somebody into a circle that we run.
    InviteToCircle {
        /// Into which.
        circle: CircleId,
        /// Whom.
        email: Email,
    },
    /// Yes to an invitation.
    AcceptCircle(CircleId),
    /// No to an invitation.
    DeclineCircle(CircleId),
    /// Out of a circle, for good.
    LeaveCircle(CircleId),
    /// Signs out; the session ends.
    SignOut,
}

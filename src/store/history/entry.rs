//! What is kept: entries as they go in and come out, and the names of conversations.

use super::code;
use chrono::{DateTime, FixedOffset, Local, Offset};
use msnp::conversation::EntryKind;
use msnp::event::{MessageState, OfflineMessageId};
use msnp::request::MessageId;
use msnp::types::{CircleId, Email};
use std::fmt;

/// The longest text of a message that is kept, in bytes: more than a service lets through.
pub const LONGEST_TEXT: usize = 256 * 1024;
/// The longest name that is kept, in bytes.
pub const LONGEST_NAME: usize = 1_024;

/// Which conversation, as the history names it. It never changes, while the numbers of conversations of several do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

/// What kind of conversation it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// With one person.
    Person(Email),
    /// With several, for as long as it lasted.
    Several,
    /// In a circle.
    Circle(CircleId),
}

impl Key {
    /// With one person.
    pub fn person(email: &Email) -> Self {
        Self(format!("with {}", email.as_str().to_ascii_lowercase()))
    }

    /// With several: `since` and `number` tell it from all others of the account.
    pub fn several(since: i64, number: u32) -> Self {
        Self(format!("group {since} {number}"))
    }

    /// In a circle.
    pub fn circle(circle: &CircleId) -> Self {
        Self(format!("circle {}", circle.to_string().to_ascii_lowercase()))
    }

    /// As it stands in the file.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) const fn read(text: String) -> Self {
        Self(text)
    }

    /// What kind it is.
    pub fn kind(&self) -> Kind {
        match self.0.split_once(' ') {
            Some(("with", email)) => Email::from_wire(email).map_or(Kind::Several, Kind::Person),
            Some(("circle", email)) => Email::from_wire(email).map_or(Kind::Several, |id| Kind::Circle(CircleId(id))),
            _ => Kind::Several,
        }
    }
}

/// The name of an entry. The order of names is the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub(super) i64);

/// How many entries one millisecond has room for.
pub(super) const PER_MILLISECOND: i64 = 1 << 20;

impl EntryId {
    /// The first that a time could have.
    pub const fn first_at(milliseconds: i64) -> Self {
        Self(milliseconds.saturating_mul(PER_MILLISECOND))
    }

    /// When it was, in milliseconds since 1970.
    pub const fn milliseconds(self) -> i64 {
        self.0 / PER_MILLISECOND
    }

    /// The first that could come after it.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The number by which a conversation knows a message of ours that comes from the history. Those of the run count
    /// up from 1, so no other message has it.
    pub const fn message(self) -> MessageId {
        MessageId(self.0.cast_unsigned() | 1 << 63)
    }

    /// The entry behind such a number.
    pub const fn of_message(message: MessageId) -> Option<Self> {
        let id = (message.0 & !(1 << 63)).cast_signed();
        if message.0 >> 63 == 1 && message.0 != MessageId::ELSEWHERE.0 { Some(Self(id)) } else { None }
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Somebody, under the name they had.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Who {
    /// The address.
    pub email: Email,
    /// The name.
    pub name: String,
}

/// An entry to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// In which conversation.
    pub conversation: Key,
    /// What the conversation is called now, where that is known.
    pub title: String,
    /// When it was.
    pub at: DateTime<FixedOffset>,
    /// Ourselves, under the name that we had.
    pub own: Who,
    /// What the service calls it, where it waited there.
    pub waited: Option<OfflineMessageId>,
    /// What it is.
    pub kind: EntryKind,
}

/// What is to be written, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// One more entry.
    Add(Box<Record>),
    /// What became of a message of ours.
    State(MessageId, MessageState),
    /// A message that failed is on its way again, under another number.
    Again {
        /// The number it had.
        old: MessageId,
        /// The one it has now.
        new: MessageId,
    },
    /// A message that had waited at the service has been shown.
    Shown(OfflineMessageId),
}

/// An entry that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its name.
    pub id: EntryId,
    /// In which conversation.
    pub conversation: Key,
    /// When it was, in the zone where it was.
    pub at: DateTime<FixedOffset>,
    /// Who said or did it, under the name they had then.
    pub who: Who,
    /// Whether it waited at the service.
    pub waited: bool,
    /// What it is. A message of ours has the number [`EntryId::message`].
    pub kind: EntryKind,
}

impl Kept {
    /// Whether it is ours.
    pub const fn is_ours(&self) -> bool {
        matches!(self.kind, EntryKind::Sent { .. } | EntryKind::NudgeSent { .. })
    }

    /// What was said, where something was.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            EntryKind::Received { message, .. } => Some(&message.text),
            EntryKind::Sent { text, .. } => Some(text),
            _ => None,
        }
    }

    /// When it was, where the reader is.
    pub fn local(&self) -> DateTime<Local> {
        self.at.with_timezone(&Local)
    }
}

/// The time with the zone, as entries are kept with it.
pub fn now() -> DateTime<FixedOffset> {
    let now = Local::now();
    now.with_timezone(&now.offset().fix())
}

/// A time from what stands in the file.
pub(super) fn time(milliseconds: i64, zone: i32) -> DateTime<FixedOffset> {
    let utc = || chrono::Utc.fix();
    let zone = FixedOffset::east_opt(zone).unwrap_or_else(utc);
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default().with_timezone(&zone)
}

/// The day of a time, counted from 1970.
pub(super) fn day_of(at: &DateTime<FixedOffset>) -> i64 {
    i64::from(day_number(at.date_naive()))
}

/// A day, counted from 1970.
pub(super) fn day_number(date: chrono::NaiveDate) -> i32 {
    i32::try_from((date - chrono::NaiveDate::default()).num_days()).unwrap_or_default()
}

/// The day behind a number.
pub(super) fn day_from(number: i64) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::default().checked_add_signed(chrono::TimeDelta::try_days(number)?)
}

/// A text of at most so many bytes.
pub(super) fn clip(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Who an entry is by.
pub(super) fn who(record: &Record) -> Who {
    let own = || record.own.clone();
    match &record.kind {
        EntryKind::Received { from, name, .. } | EntryKind::NudgeReceived { from, name } => {
            Who { email: from.clone(), name: name.clone() }
        }
        EntryKind::Joined { email, name } | EntryKind::Left { email, name, .. } => {
            Who { email: email.clone(), name: name.clone() }
        }
        EntryKind::CallFailed { email, .. } => Who { email: email.clone(), name: String::new() },
        EntryKind::Sent { .. } | EntryKind::NudgeSent { .. } => own(),
    }
}

/// The columns of an entry's kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    pub(super) kind: i64,
    pub(super) state: Option<i64>,
    pub(super) error: Option<String>,
    pub(super) format: Option<String>,
    pub(super) shown_as: Option<String>,
    pub(super) text: Option<String>,
    pub(super) automatic: bool,
}

/// The states that aren't ends, and the first that is. The order is that of the file.
pub(super) const QUEUED: i64 = 0;
pub(super) const SENT: i64 = 1;
pub(super) const FAILED: i64 = 4;

/// A state as it stands in the file.
pub(super) fn state(state: &MessageState) -> (i64, Option<String>) {
    match state {
        MessageState::Queued => (QUEUED, None),
        MessageState::Sent => (SENT, None),
        MessageState::Delivered => (2, None),
        MessageState::Left => (3, None),
        MessageState::Failed(error) => (FAILED, Some(code::write(error))),
    }
}

fn read_state(number: Option<i64>, error: Option<&str>) -> MessageState {
    match number {
        Some(QUEUED) => MessageState::Queued,
        Some(SENT) => MessageState::Sent,
        Some(3) => MessageState::Left,
        Some(FAILED) => MessageState::Failed(code::read(error.unwrap_or_default())),
        _ => MessageState::Delivered,
    }
}

impl Columns {
    pub(super) fn write(entry: &EntryKind) -> Self {
        let plain = |kind| Self { kind, ..Self::default() };
        let text = |text: &str| Some(clip(text, LONGEST_TEXT).to_owned());
        match entry {
            EntryKind::Received { message, .. } => Self {
                format: message.format.as_ref().map(msnp::content::TextFormat::encode),
                shown_as: message.display_name.as_deref().map(|name| clip(name, LONGEST_NAME).to_owned()),
                text: text(&message.text),
                automatic: message.automatic,
                ..plain(0)
            },
            EntryKind::Sent { text: said, format, state: now, automatic, .. } => {
                let (state, error) = state(now);
                Self {
                    state: Some(state),
                    error,
                    format: Some(format.encode()),
                    text: text(said),
                    automatic: *automatic,
                    ..plain(1)
                }
            }
            EntryKind::NudgeReceived { .. } => plain(2),
            EntryKind::NudgeSent { state: now, .. } => {
                let (state, error) = state(now);
                Self { state: Some(state), error, ..plain(3) }
            }
            EntryKind::Joined { .. } => plain(4),
            EntryKind::Left { idle: false, .. } => plain(5),
            EntryKind::Left { idle: true, .. } => plain(6),
            EntryKind::CallFailed { error, .. } => Self { error: Some(code::write(error)), ..plain(7) },
        }
    }

    pub(super) fn read(self, id: EntryId, who: &Who) -> EntryKind {
        use msnp::content::{TextFormat, TextMessage};
        let (email, name, message) = (who.email.clone(), who.name.clone(), id.message());
        let automatic = self.automatic;
        let state = read_state(self.state, self.error.as_deref());
        let format = self.format.as_deref().map(TextFormat::parse);
        let text = self.text.unwrap_or_default();
        match self.kind {
            1 => EntryKind::Sent { message, text, format: format.unwrap_or_default(), state, automatic },
            2 => EntryKind::NudgeReceived { from: email, name },
            3 => EntryKind::NudgeSent { message, state },
            4 => EntryKind::Joined { email, name },
            5 => EntryKind::Left { email, name, idle: false },
            6 => EntryKind::Left { email, name, idle: true },
            7 => EntryKind::CallFailed { email, error: code::read(self.error.as_deref().unwrap_or_default()) },
            _ => {
                let message = TextMessage { text, format, display_name: self.shown_as, user_agent: None, automatic };
                EntryKind::Received { from: email, name, message }
            }
        }
    }
}

//! A conversation as a program shows it: people, messages with their states, who types.

use crate::content::{TextFormat, TextMessage};
use crate::event::{ConversationEvent, ConversationId, MessageState};
use crate::request::MessageId;
use crate::types::{Capabilities, Email, Instant};
use std::collections::BTreeMap;

/// One conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Its name.
    pub id: ConversationId,
    /// Who is in the switchboard now.
    pub participants: BTreeMap<Email, Participant>,
    /// What was said, oldest first.
    pub entries: Vec<Entry>,
    /// Who types, until when.
    pub typing: BTreeMap<Email, Instant>,
}

/// Somebody in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Their name.
    pub name: String,
    /// What their client can do.
    pub capabilities: Capabilities,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Counts up within the conversation.
    pub number: u64,
    /// When it was taken in.
    pub at: Instant,
    /// What it is.
    pub kind: EntryKind,
}

/// What a line of the log says.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// Somebody else's text.
    Received { from: Email, name: String, message: TextMessage },
    /// Our text.
    Sent { message: MessageId, text: String, format: TextFormat, state: MessageState },
    /// Somebody's nudge.
    NudgeReceived { from: Email, name: String },
    /// Our nudge.
    NudgeSent { message: MessageId, state: MessageState },
    /// Somebody came in (told only in conversations with several people).
    Joined { email: Email, name: String },
    /// Somebody left.
    Left { email: Email, name: String, idle: bool },
    /// A call came to nothing.
    CallFailed { email: Email, error: crate::error::RequestError },
}

/// What "Send again" sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Again {
    /// A text.
    Text(String, TextFormat),
    /// A nudge.
    Nudge,
}

/// What a program may want to do after an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Nothing here changed.
    None,
    /// Something changed: draw again.
    Changed,
    /// A message or a nudge came in: count it, show it, notify.
    Arrived,
    /// It goes by another name now.
    Became(ConversationId),
}

impl Conversation {
    /// An empty one.
    pub fn new(id: ConversationId) -> Self {
        Self { id, participants: BTreeMap::new(), entries: Vec::new(), typing: BTreeMap::new() }
    }
    /// Takes in an event of this conversation.
    pub fn apply(&mut self, now: Instant, event: &ConversationEvent) -> Change {
        let _ = (now, event);
        todo!()
    }
    /// Notes a text that is being sent; its states follow by [`Self::apply`].
    pub fn sending(&mut self, now: Instant, message: MessageId, text: String, format: TextFormat) {
        let _ = (now, message, text, format);
        todo!()
    }
    /// Notes a nudge that is being sent.
    pub fn nudging(&mut self, now: Instant, message: MessageId) {
        let _ = (now, message);
        todo!()
    }
    /// Puts a message that failed on its way again under a new number ("Send again"): its line stays where it is and
    /// waits anew. Answers what to send, or `None` when no such message failed.
    pub fn sending_again(&mut self, old: MessageId, new: MessageId) -> Option<Again> {
        let _ = (old, new);
        todo!()
    }
    /// Forgets who types once their time is over; answers when the next one ends.
    pub fn expire(&mut self, now: Instant) -> Option<Instant> {
        let _ = now;
        todo!()
    }
}

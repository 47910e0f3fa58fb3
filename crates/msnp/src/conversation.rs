//! A conversation as a program shows it: people, messages with their states, who types.

use crate::content::{Datacast, TextFormat, TextMessage};
use crate::event::{ConversationEvent, ConversationId, MessageState, OfflineMessage};
use crate::request::MessageId;
use crate::soap::time::Timestamp;
use crate::types::{Capabilities, Email, Instant};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a typing notice is shown when no other follows.
pub const TYPING_SHOWN: Duration = Duration::from_secs(6);

/// How many lines are kept; beyond it the oldest settled ones go. A peer that floods fills no memory.
pub const ENTRIES_KEPT: usize = 10_000;

/// The number of the first line that a conversation takes in. Those that a program puts before it, from a history, have
/// lower ones.
pub const FIRST: u64 = 1 << 32;

/// How many people may be shown typing at once: more than any room holds, fewer than a hostile server could name.
const TYPING_LIMIT: usize = 100;

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
    /// The number of the next line.
    next: u64,
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
    /// Counts up from [`FIRST`] within the conversation.
    pub number: u64,
    /// When it was taken in.
    pub at: Instant,
    /// When it was written, where that is another time: a message that waited at the service.
    pub written: Option<Timestamp>,
    /// What it is.
    pub kind: EntryKind,
}

/// What a line of the log says.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// Somebody else's text.
    Received {
        /// Who wrote it.
        from: Email,
        /// The display name they wrote it under.
        name: String,
        /// The text and how it looks.
        message: TextMessage,
    },
    /// Our text.
    Sent {
        /// The number it was sent with.
        message: MessageId,
        /// What we wrote.
        text: String,
        /// How it looks.
        format: TextFormat,
        /// Where it is now; kept up to date.
        state: MessageState,
        /// Whether the program said it by itself.
        automatic: bool,
    },
    /// Somebody's nudge.
    NudgeReceived {
        /// Who sent it.
        from: Email,
        /// The display name they had then.
        name: String,
    },
    /// Our nudge.
    NudgeSent {
        /// The number it was sent with.
        message: MessageId,
        /// Where it is now; kept up to date.
        state: MessageState,
    },
    /// Somebody came in (told only in conversations with several people).
    Joined {
        /// Who.
        email: Email,
        /// The display name they came in under.
        name: String,
    },
    /// Somebody left.
    Left {
        /// Who.
        email: Email,
        /// The display name they had.
        name: String,
        /// Whether the server closed it for silence.
        idle: bool,
    },
    /// A call came to nothing.
    CallFailed {
        /// Who was called.
        email: Email,
        /// Why they don't come.
        error: crate::error::RequestError,
    },
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
        Self { id, participants: BTreeMap::new(), entries: Vec::new(), typing: BTreeMap::new(), next: FIRST }
    }

    /// Takes in an event of this conversation.
    pub fn apply(&mut self, now: Instant, event: &ConversationEvent) -> Change {
        match event {
            ConversationEvent::Ringing { .. } | ConversationEvent::Invitation { .. } => Change::None,
            ConversationEvent::Joined { email, name, capabilities } => {
                let participant = Participant { name: name.clone(), capabilities: *capabilities };
                let before = self.participants.insert(email.clone(), participant.clone());
                if before.is_none() && self.tells_who_comes() {
                    self.push(now, EntryKind::Joined { email: email.clone(), name: name.clone() });
                }
                if before == Some(participant) { Change::None } else { Change::Changed }
            }
            ConversationEvent::Left { email, idle } => {
                self.typing.remove(email);
                let Some(gone) = self.participants.remove(email) else { return Change::None };
                if self.tells_who_comes() {
                    self.push(now, EntryKind::Left { email: email.clone(), name: gone.name, idle: *idle });
                }
                Change::Changed
            }
            ConversationEvent::Typing { from } => {
                if self.typing.len() >= TYPING_LIMIT && !self.typing.contains_key(from) {
                    return Change::None;
                }
                self.typing.insert(from.clone(), now + TYPING_SHOWN);
                Change::Changed
            }
            ConversationEvent::Message { from, name, message } => {
                self.heard(from, name);
                let (from, name, message) = (from.clone(), name.clone(), message.clone());
                self.push(now, EntryKind::Received { from, name, message });
                Change::Arrived
            }
            ConversationEvent::Nudge { from, name } => {
                self.heard(from, name);
                self.push(now, EntryKind::NudgeReceived { from: from.clone(), name: name.clone() });
                Change::Arrived
            }
            ConversationEvent::SaidElsewhere { message } => {
                let (number, state) = (MessageId::ELSEWHERE, MessageState::Delivered);
                let kind = match message.clone() {
                    Some(TextMessage { text, format, automatic, .. }) => {
                        let format = format.unwrap_or_default();
                        EntryKind::Sent { message: number, text, format, state, automatic }
                    }
                    None => EntryKind::NudgeSent { message: number, state },
                };
                self.push(now, kind);
                Change::Changed
            }
            // An action text is words for the reader, so it is shown as words.
            ConversationEvent::Datacast { from, datacast: Datacast::Action(text) } => {
                self.typing.remove(from);
                let name = self.participants.get(from).map_or_else(|| from.to_string(), |p| p.name.clone());
                let message = TextMessage { text: text.clone(), ..TextMessage::default() };
                self.push(now, EntryKind::Received { from: from.clone(), name, message });
                Change::Arrived
            }
            ConversationEvent::Datacast { .. } => Change::None,
            ConversationEvent::CallFailed { email, error } => {
                self.push(now, EntryKind::CallFailed { email: email.clone(), error: error.clone() });
                Change::Changed
            }
            ConversationEvent::MessageState { message, state } => match self.state_of(*message) {
                Some(old) if old != state => {
                    *old = state.clone();
                    Change::Changed
                }
                _ => Change::None,
            },
            ConversationEvent::Became(id) => {
                self.id = id.clone();
                Change::Became(id.clone())
            }
            ConversationEvent::Closed => {
                let changed = !self.participants.is_empty() || !self.typing.is_empty();
                self.participants.clear();
                self.typing.clear();
                if changed { Change::Changed } else { Change::None }
            }
        }
    }

    /// Takes in a message that waited at the service for us. It is for the conversation with who wrote it.
    pub fn apply_offline(&mut self, now: Instant, waited: &OfflineMessage) -> Change {
        let (from, name, message) = (waited.from.clone(), waited.name.clone(), waited.message.clone());
        self.push(now, EntryKind::Received { from, name, message });
        if let Some(entry) = self.entries.last_mut() {
            entry.written = Some(waited.written);
        }
        Change::Arrived
    }

    /// Puts lines of an earlier time before those that are there, oldest first, each with when it was written where it
    /// waited at the service. Their numbers go down from that of the first line, or from [`FIRST`].
    pub fn prepend(&mut self, at: Instant, earlier: Vec<(Option<Timestamp>, EntryKind)>) {
        let first = self.entries.first().map_or(FIRST, |entry| entry.number.min(FIRST));
        let start = first.saturating_sub(earlier.len() as u64);
        let lines = (start..).zip(earlier).map(|(number, (written, kind))| Entry { number, at, written, kind });
        self.entries.splice(0..0, lines);
    }

    /// Notes a text that is being sent; its states follow by [`Self::apply`].
    pub fn sending(&mut self, now: Instant, message: MessageId, text: String, format: TextFormat) {
        let (state, automatic) = (MessageState::Queued, false);
        self.push(now, EntryKind::Sent { message, text, format, state, automatic });
    }

    /// The same for what the program says by itself.
    pub fn sending_automatically(&mut self, now: Instant, message: MessageId, text: String, format: TextFormat) {
        let (state, automatic) = (MessageState::Queued, true);
        self.push(now, EntryKind::Sent { message, text, format, state, automatic });
    }

    /// Notes a nudge that is being sent.
    pub fn nudging(&mut self, now: Instant, message: MessageId) {
        self.push(now, EntryKind::NudgeSent { message, state: MessageState::Queued });
    }

    /// Puts a message that failed on its way again under a new number ("Send again"): its line stays where it is and
    /// waits anew. Answers what to send, or `None` when no such message failed.
    pub fn sending_again(&mut self, old: MessageId, new: MessageId) -> Option<Again> {
        self.entries.iter_mut().rev().find_map(|entry| match &mut entry.kind {
            EntryKind::Sent { message, text, format, state, automatic } if *message == old && state.is_failed() => {
                // Whatever it was, now a person sends it.
                (*message, *state, *automatic) = (new, MessageState::Queued, false);
                Some(Again::Text(text.clone(), format.clone()))
            }
            EntryKind::NudgeSent { message, state } if *message == old && state.is_failed() => {
                (*message, *state) = (new, MessageState::Queued);
                Some(Again::Nudge)
            }
            _ => None,
        })
    }

    /// Forgets who types once their time is over; answers when the next one ends.
    pub fn expire(&mut self, now: Instant) -> Option<Instant> {
        self.typing.retain(|_, until| *until > now);
        self.typing.values().min().copied()
    }

    /// Whether several people may be in it.
    pub const fn is_group(&self) -> bool {
        matches!(self.id, ConversationId::Group(_) | ConversationId::Circle(_))
    }

    /// Whether it is written down who comes and goes. In a circle that is no more than who is online.
    const fn tells_who_comes(&self) -> bool {
        matches!(self.id, ConversationId::Group(_))
    }

    /// Somebody said something: they no longer type, and the name they said it under is their newest.
    fn heard(&mut self, from: &Email, name: &str) {
        self.typing.remove(from);
        if let Some(participant) = self.participants.get_mut(from)
            && participant.name != name
        {
            name.clone_into(&mut participant.name);
        }
    }

    fn state_of(&mut self, wanted: MessageId) -> Option<&mut MessageState> {
        // From the end: states come for what was sent last.
        self.entries.iter_mut().rev().find_map(|entry| match &mut entry.kind {
            EntryKind::Sent { message, state, .. } | EntryKind::NudgeSent { message, state } if *message == wanted => {
                Some(state)
            }
            _ => None,
        })
    }

    fn push(&mut self, at: Instant, kind: EntryKind) {
        self.entries.push(Entry { number: self.next, at, written: None, kind });
        self.next += 1;
        if self.entries.len() > ENTRIES_KEPT {
            // A tenth at once, so that a long talk doesn't move everything at each line.
            let mut excess = ENTRIES_KEPT / 10;
            // In a circle nothing more may ever be heard of what was sent.
            let settles = matches!(self.id, ConversationId::Circle(_));
            self.entries.retain(|entry| {
                let goes = excess > 0 && (settles || !entry.kind.is_under_way());
                excess -= usize::from(goes);
                !goes
            });
        }
    }
}

impl EntryKind {
    /// Whether it is ours and its end isn't known yet.
    const fn is_under_way(&self) -> bool {
        match self {
            Self::Sent { state, .. } | Self::NudgeSent { state, .. } => {
                matches!(state, MessageState::Queued | MessageState::Sent)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RequestError;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }
    fn email(text: &str) -> Email {
        Email::parse(text).expect("an address")
    }
    fn joined(who: &str, name: &str) -> ConversationEvent {
        ConversationEvent::Joined { email: email(who), name: name.into(), capabilities: Capabilities::default() }
    }
    fn said(who: &str, text: &str) -> ConversationEvent {
        let message = TextMessage { text: text.into(), ..TextMessage::default() };
        ConversationEvent::Message { from: email(who), name: "Bob".into(), message }
    }
    fn state(message: u64, state: MessageState) -> ConversationEvent {
        ConversationEvent::MessageState { message: MessageId(message), state }
    }

    #[test]
    fn who_comes_and_goes_is_written_down_only_among_several() {
        let mut pair = Conversation::new(ConversationId::With(email("bob@example.com")));
        assert_eq!(pair.apply(at(1), &joined("bob@example.com", "Bob")), Change::Changed);
        assert_eq!(pair.apply(at(1), &joined("BOB@example.com", "Bob")), Change::None);
        assert_eq!(pair.participants.len(), 1);
        assert!(pair.entries.is_empty());
        let group = ConversationId::Group(3);
        assert_eq!(pair.apply(at(2), &ConversationEvent::Became(group.clone())), Change::Became(group.clone()));
        assert_eq!(pair.id, group);
        pair.apply(at(3), &joined("carol@example.com", "Carol"));
        let left = ConversationEvent::Left { email: email("carol@example.com"), idle: true };
        assert_eq!(pair.apply(at(4), &left), Change::Changed);
        assert_eq!(pair.apply(at(4), &left), Change::None);
        let kinds: Vec<_> = pair.entries.iter().map(|e| (e.number, e.kind.clone())).collect();
        let carol = || (email("carol@example.com"), "Carol".to_owned());
        let ((a, b), (c, d)) = (carol(), carol());
        assert_eq!(
            kinds,
            [
                (FIRST, EntryKind::Joined { email: a, name: b }),
                (FIRST + 1, EntryKind::Left { email: c, name: d, idle: true })
            ]
        );
        assert_eq!(pair.apply(at(5), &ConversationEvent::Closed), Change::Changed);
        assert!(pair.participants.is_empty());
        assert_eq!(pair.apply(at(5), &ConversationEvent::Closed), Change::None);
    }

    #[test]
    fn typing_ends_by_itself_or_with_the_message() {
        let bob = email("bob@example.com");
        let mut talk = Conversation::new(ConversationId::With(bob.clone()));
        let typing = ConversationEvent::Typing { from: bob.clone() };
        talk.apply(at(10), &typing);
        assert_eq!(talk.expire(at(12)), Some(at(16)));
        talk.apply(at(14), &typing);
        assert_eq!(talk.expire(at(16)), Some(at(20)));
        assert_eq!(talk.expire(at(20)), None);
        assert!(talk.typing.is_empty());
        talk.apply(at(30), &typing);
        assert_eq!(talk.apply(at(31), &said("bob@example.com", "hi")), Change::Arrived);
        assert!(talk.typing.is_empty());
    }

    #[test]
    fn what_the_program_said_by_itself_is_a_persons_once_they_send_it_again() {
        let mut talk = Conversation::new(ConversationId::With(email("bob@example.com")));
        talk.sending_automatically(at(1), MessageId(1), "away".into(), TextFormat::default());
        assert!(matches!(talk.entries[0].kind, EntryKind::Sent { automatic: true, .. }));
        talk.apply(at(2), &state(1, MessageState::Failed(RequestError::Unreachable)));
        assert!(talk.sending_again(MessageId(1), MessageId(2)).is_some());
        assert!(matches!(talk.entries[0].kind, EntryKind::Sent { automatic: false, .. }));
    }

    #[test]
    fn a_message_is_followed_to_its_end_and_can_be_sent_again_in_its_place() {
        let mut talk = Conversation::new(ConversationId::With(email("bob@example.com")));
        talk.sending(at(1), MessageId(1), "one".into(), TextFormat::default());
        talk.nudging(at(1), MessageId(2));
        assert_eq!(talk.apply(at(2), &state(1, MessageState::Sent)), Change::Changed);
        assert_eq!(talk.apply(at(2), &state(1, MessageState::Sent)), Change::None);
        assert_eq!(talk.apply(at(2), &state(9, MessageState::Sent)), Change::None);
        assert_eq!(talk.sending_again(MessageId(1), MessageId(3)), None, "it is still on its way");
        talk.apply(at(3), &state(1, MessageState::Failed(RequestError::Timeout)));
        talk.apply(at(3), &state(2, MessageState::Failed(RequestError::NotAcknowledged)));
        let again = talk.sending_again(MessageId(1), MessageId(3));
        assert_eq!(again, Some(Again::Text("one".into(), TextFormat::default())));
        assert_eq!(talk.sending_again(MessageId(2), MessageId(4)), Some(Again::Nudge));
        assert_eq!(talk.entries.len(), 2, "the line is the same one");
        assert_eq!(talk.apply(at(4), &state(1, MessageState::Delivered)), Change::None, "the old number is forgotten");
        talk.apply(at(4), &state(3, MessageState::Delivered));
        let EntryKind::Sent { message: MessageId(3), state: MessageState::Delivered, .. } = talk.entries[0].kind else {
            panic!("{:?}", talk.entries[0]);
        };
    }

    #[test]
    fn what_waited_stands_with_the_time_it_was_written() {
        let bob = email("bob@example.com");
        let mut talk = Conversation::new(ConversationId::With(bob.clone()));
        talk.apply(at(1), &said("bob@example.com", "now"));
        let waited = OfflineMessage {
            id: crate::event::OfflineMessageId("1".into()),
            from: bob,
            name: "Bob".into(),
            message: TextMessage { text: "then".into(), ..TextMessage::default() },
            written: Timestamp(1_795_170_889),
        };
        assert_eq!(talk.apply_offline(at(2), &waited), Change::Arrived);
        let times: Vec<_> = talk.entries.iter().map(|entry| (entry.at, entry.written)).collect();
        assert_eq!(times, [(at(1), None), (at(2), Some(Timestamp(1_795_170_889)))]);
        talk.sending(at(3), MessageId(1), "later".into(), TextFormat::default());
        assert_eq!(talk.apply(at(4), &state(1, MessageState::Left)), Change::Changed);
        assert!(MessageState::Left.is_final() && !MessageState::Left.is_failed());
    }

    #[test]
    fn a_flood_pushes_out_old_lines_but_none_under_way() {
        let mut talk = Conversation::new(ConversationId::With(email("bob@example.com")));
        talk.sending(at(0), MessageId(1), "waits".into(), TextFormat::default());
        for _ in 0..=ENTRIES_KEPT {
            talk.apply(at(1), &said("bob@example.com", "flood"));
        }
        assert!(talk.entries.len() <= ENTRIES_KEPT);
        assert_eq!(talk.entries[0].number, FIRST);
        assert!(talk.entries.windows(2).all(|pair| pair[0].number < pair[1].number));
        assert_eq!(talk.entries.last().map(|e| e.number), Some(FIRST + ENTRIES_KEPT as u64 + 1));
    }

    #[test]
    fn the_newest_name_holds_and_an_action_is_words() {
        let bob = email("bob@example.com");
        let mut talk = Conversation::new(ConversationId::With(bob.clone()));
        talk.apply(at(1), &joined("bob@example.com", "Robert"));
        talk.apply(at(1), &said("bob@example.com", "hi"));
        assert_eq!(talk.participants[&bob].name, "Bob");
        let kiss = ConversationEvent::Datacast { from: bob, datacast: Datacast::Action("sends a kiss".into()) };
        assert_eq!(talk.apply(at(2), &kiss), Change::Arrived);
        let EntryKind::Received { message, name, .. } = &talk.entries[1].kind else { panic!("{:?}", talk.entries) };
        assert_eq!((message.text.as_str(), name.as_str()), ("sends a kiss", "Bob"));
    }

    #[test]
    fn earlier_lines_stand_before_those_that_are_there() {
        let bob = email("bob@example.com");
        let nudge = |name: &str| EntryKind::NudgeReceived { from: bob.clone(), name: name.to_owned() };
        let mut talk = Conversation::new(ConversationId::With(bob.clone()));
        talk.apply(at(1), &said("bob@example.com", "now"));
        talk.prepend(at(2), vec![(None, nudge("3")), (None, nudge("4"))]);
        talk.prepend(at(3), vec![(None, nudge("1")), (None, nudge("2"))]);
        let numbers: Vec<u64> = talk.entries.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, [FIRST - 4, FIRST - 3, FIRST - 2, FIRST - 1, FIRST]);
        assert_eq!(talk.entries[1].kind, nudge("2"));
        talk.apply(at(4), &said("bob@example.com", "later"));
        assert_eq!(talk.entries.last().map(|entry| entry.number), Some(FIRST + 1));
    }
}

//! The messages on the wire that the server hasn't answered for.

use crate::request::MessageId;
use crate::types::{Instant, TransactionId};
use std::collections::{BTreeMap, VecDeque};

/// How many answers that came to nothing are remembered, so that one that comes late is no oddity.
const LATE_KEPT: usize = 256;

/// Messages whose parts are out, in the order they went.
#[derive(Debug, Default)]
pub(super) struct Flight {
    messages: VecDeque<Message>,
    parts: BTreeMap<TransactionId, MessageId>,
    /// Transactions of messages that were given up.
    late: VecDeque<TransactionId>,
}

#[derive(Debug)]
struct Message {
    id: MessageId,
    parts: Vec<TransactionId>,
    unanswered: usize,
    until: Instant,
}

/// What an `ACK` or `NAK` meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// It settles this message.
    Message(MessageId),
    /// A part of a message, or one that was given up before: nothing to tell.
    Nothing,
    /// Nothing that was sent with a wish for an answer.
    Unasked,
}

impl Flight {
    /// Notes a message that went out in these parts.
    pub(super) fn add(&mut self, id: MessageId, parts: Vec<TransactionId>, until: Instant) {
        self.parts.extend(parts.iter().map(|part| (*part, id)));
        self.messages.push_back(Message { id, unanswered: parts.len(), parts, until });
    }

    /// How many parts wait for their answer.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether everything is answered for.
    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// A part arrived. The message has when all of its parts have.
    pub(super) fn arrived(&mut self, part: TransactionId) -> Answered {
        let Some(id) = self.parts.remove(&part) else { return self.was_late(part) };
        let Some(at) = self.messages.iter().position(|m| m.id == id && m.parts.contains(&part)) else {
            return Answered::Nothing;
        };
        let message = &mut self.messages[at];
        message.unanswered = message.unanswered.saturating_sub(1);
        if message.unanswered > 0 {
            return Answered::Nothing;
        }
        self.messages.remove(at);
        Answered::Message(id)
    }

    /// A part was missed by somebody, so the message was.
    pub(super) fn missed(&mut self, part: TransactionId) -> Answered {
        let Some(id) = self.parts.remove(&part) else { return self.was_late(part) };
        let at = self.messages.iter().position(|m| m.id == id && m.parts.contains(&part));
        let Some(message) = at.and_then(|at| self.messages.remove(at)) else { return Answered::Nothing };
        self.give_up(&message);
        Answered::Message(id)
    }

    /// Gives up what has waited too long; answers what that is.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<MessageId> {
        let (late, rest): (VecDeque<_>, _) = self.messages.drain(..).partition(|m| m.until <= now);
        self.messages = rest;
        late.iter().for_each(|message| self.give_up(message));
        late.into_iter().map(|m| m.id).collect()
    }

    /// When the next message has waited too long.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.messages.iter().map(|m| m.until).min()
    }

    /// Empties it, oldest first.
    pub(super) fn drain(&mut self) -> Vec<MessageId> {
        self.parts.clear();
        self.messages.drain(..).map(|m| m.id).collect()
    }

    fn give_up(&mut self, message: &Message) {
        for part in &message.parts {
            if self.parts.remove(part).is_some() {
                self.late.push_back(*part);
            }
        }
        while self.late.len() > LATE_KEPT {
            self.late.pop_front();
        }
    }

    fn was_late(&mut self, part: TransactionId) -> Answered {
        match self.late.iter().position(|p| *p == part) {
            Some(at) => {
                self.late.remove(at);
                Answered::Nothing
            }
            None => Answered::Unasked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }
    const fn t(number: u32) -> TransactionId {
        TransactionId(number)
    }

    #[test]
    fn a_message_has_arrived_when_all_its_parts_have() {
        let mut flight = Flight::default();
        flight.add(MessageId(1), vec![t(4), t(5)], at(30));
        flight.add(MessageId(2), vec![t(6)], at(30));
        assert_eq!(flight.arrived(t(5)), Answered::Nothing);
        assert_eq!(flight.arrived(t(5)), Answered::Unasked, "each answer counts once");
        assert_eq!(flight.arrived(t(6)), Answered::Message(MessageId(2)));
        assert_eq!(flight.arrived(t(4)), Answered::Message(MessageId(1)));
        assert_eq!(flight.arrived(t(3)), Answered::Unasked);
        assert!(flight.is_empty());
    }

    #[test]
    fn one_missed_part_is_enough_and_the_rest_comes_late() {
        let mut flight = Flight::default();
        flight.add(MessageId(1), vec![t(1), t(2), t(3)], at(30));
        assert_eq!(flight.arrived(t(1)), Answered::Nothing);
        assert_eq!(flight.missed(t(2)), Answered::Message(MessageId(1)));
        assert_eq!(flight.missed(t(3)), Answered::Nothing);
        assert_eq!(flight.missed(t(3)), Answered::Unasked);
        assert!(flight.is_empty());
        assert_eq!(flight.len(), 0);
    }

    #[test]
    fn what_waits_too_long_is_given_up_once() {
        let mut flight = Flight::default();
        flight.add(MessageId(1), vec![t(1)], at(30));
        flight.add(MessageId(2), vec![t(2)], at(31));
        assert_eq!(flight.next_deadline(), Some(at(30)));
        assert_eq!(flight.expire(at(29)), []);
        assert_eq!(flight.expire(at(30)), [MessageId(1)]);
        assert_eq!(flight.arrived(t(1)), Answered::Nothing, "too late, and no oddity");
        assert_eq!(flight.drain(), [MessageId(2)]);
        assert_eq!(flight.next_deadline(), None);
    }
}

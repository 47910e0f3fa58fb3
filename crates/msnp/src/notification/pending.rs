//! Which TrID belongs to what: every reply and every error finds its request here.

use super::SwitchboardTicket;
use super::job::Job;
use crate::request::MessageId;
use crate::types::{CircleId, Instant, TransactionId};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Why something was sent.
#[derive(Debug)]
pub(super) enum Purpose {
    /// The step of the sign-in that is under way.
    Login,
    /// `SYN`.
    Sync,
    /// `QRY`.
    Challenge,
    /// `XFR SB`; `again` once a failed one was repeated.
    Switchboard { ticket: SwitchboardTicket, again: bool },
    /// `SDG`: something said in a circle; the message whose fate it is.
    Said { circle: CircleId, message: Option<MessageId> },
    /// A part of a message through the notification server.
    Bridged(MessageId),
    /// A step of a request.
    Job(Box<Job>),
}

/// What waits for a reply.
#[derive(Debug, Default)]
pub(super) struct Pending {
    last: u32,
    open: BTreeMap<u32, (Instant, Purpose)>,
    expired: VecDeque<u32>,
}

impl Pending {
    /// How many requests may wait for a reply at once.
    pub(super) const MAX: usize = 512;
    /// How long a request waits.
    pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
    /// How many of the given up are remembered, so that a late reply is known for one.
    const MAX_EXPIRED: usize = 64;

    /// Whether there is room for one more.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= Self::MAX
    }

    /// A TrID that nothing else waits under.
    pub(super) fn open(&mut self, now: Instant, purpose: Purpose) -> TransactionId {
        loop {
            self.last = self.last.wrapping_add(1).max(1);
            if !self.open.contains_key(&self.last) {
                break;
            }
        }
        self.open.insert(self.last, (now + Self::TIMEOUT, purpose));
        TransactionId(self.last)
    }

    /// What waits under this TrID.
    pub(super) fn get(&self, transaction: TransactionId) -> Option<&Purpose> {
        self.open.get(&transaction.0).map(|(_, purpose)| purpose)
    }

    /// What waited under this TrID, now answered.
    pub(super) fn close(&mut self, transaction: TransactionId) -> Option<Purpose> {
        self.open.remove(&transaction.0).map(|(_, purpose)| purpose)
    }

    /// The newest TrID.
    pub(super) const fn last(&self) -> u32 {
        self.last
    }

    /// The parts of messages that wait, and whose they are.
    pub(super) fn bridged(&self) -> Vec<(TransactionId, MessageId)> {
        let part = |(number, (_, purpose)): (&u32, &(Instant, Purpose))| match purpose {
            Purpose::Bridged(message) => Some((TransactionId(*number), *message)),
            _ => None,
        };
        self.open.iter().filter_map(part).collect()
    }

    /// Whether this TrID was given up, so that its reply is only late.
    pub(super) fn is_expired(&self, transaction: TransactionId) -> bool {
        self.expired.contains(&transaction.0)
    }

    /// What has waited too long, one at a time.
    pub(super) fn expire(&mut self, now: Instant) -> Option<Purpose> {
        let number = *self.open.iter().find(|(_, (until, _))| *until <= now)?.0;
        if self.expired.len() >= Self::MAX_EXPIRED {
            self.expired.pop_front();
        }
        self.expired.push_back(number);
        self.close(TransactionId(number))
    }

    /// When the next one has waited too long.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.open.values().map(|(until, _)| *until).min()
    }

    /// Everything that still waits, and an empty table that counts from 1: for the next connection.
    pub(super) fn reset(&mut self) -> Vec<Purpose> {
        let open = std::mem::take(&mut self.open);
        *self = Self::default();
        open.into_values().map(|(_, purpose)| purpose).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant(Duration::ZERO);

    #[test]
    fn a_number_is_used_once_and_zero_never() {
        let mut pending = Pending { last: u32::MAX - 1, ..Pending::default() };
        assert_eq!(pending.open(START, Purpose::Login), TransactionId(u32::MAX));
        assert_eq!(pending.open(START, Purpose::Sync), TransactionId(1));
        pending.last = 0;
        assert_eq!(pending.open(START, Purpose::Challenge), TransactionId(2), "1 still waits");
        assert!(matches!(pending.close(TransactionId(1)), Some(Purpose::Sync)));
        assert!(pending.close(TransactionId(1)).is_none());
    }

    #[test]
    fn what_waits_too_long_is_remembered_as_late() {
        let mut pending = Pending::default();
        let transaction = pending.open(START, Purpose::Challenge);
        assert!(pending.expire(START).is_none());
        let due = pending.deadline().unwrap_or_default();
        assert_eq!(due, START + Pending::TIMEOUT);
        assert!(matches!(pending.expire(due), Some(Purpose::Challenge)));
        assert!(pending.is_expired(transaction));
        assert_eq!(pending.deadline(), None);
    }
}

//! Keeping the connection alive: `PNG`, `QNG`, and noticing a dead line.

use crate::types::Instant;
use std::time::Duration;

/// When to ping, and whether an answer is due.
#[derive(Debug)]
pub(super) struct Pulse {
    interval: Duration,
    next: Option<Instant>,
    answer_due: Option<Instant>,
}

/// What the pulse asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    /// Nothing is due.
    Rest,
    /// Send `PNG`.
    Ping,
    /// Nobody is there any more.
    Dead,
}

impl Pulse {
    /// Servers that don't say when to ping (below MSNP9) expect one about this often (01 §7).
    const INTERVAL: Duration = Duration::from_secs(45);
    /// What a server may ask for; a 0 must not make us ping without end.
    const SHORTEST: u32 = 5;
    const LONGEST: u32 = 300;
    /// How long an answer may take.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// A pulse that rests until [`Self::start`].
    pub(super) const fn new() -> Self {
        Self { interval: Self::INTERVAL, next: None, answer_due: None }
    }

    /// From now on.
    pub(super) fn start(&mut self, now: Instant) {
        self.next = Some(now + self.interval);
    }

    /// Anything that comes in shows that the line lives.
    pub(super) fn heard(&mut self, now: Instant) {
        if self.answer_due.is_some() {
            self.answer_due = Some(now + Self::PATIENCE);
        }
    }

    /// Whether the answer to a ping is on its way.
    pub(super) const fn is_waiting(&self) -> bool {
        self.answer_due.is_some()
    }

    /// `QNG`. Whether anybody asked for it.
    pub(super) fn pong(&mut self, now: Instant, seconds: Option<u32>) -> bool {
        let asked = self.answer_due.take().is_some();
        if let Some(seconds) = seconds {
            self.interval = Duration::from_secs(u64::from(seconds.clamp(Self::SHORTEST, Self::LONGEST)));
        }
        if self.next.is_some() {
            self.next = Some(now + self.interval);
        }
        asked
    }

    /// A `PNG` goes out, now.
    pub(super) fn pinged(&mut self, now: Instant) {
        self.answer_due = Some(now + Self::PATIENCE);
        if self.next.is_some() {
            self.next = Some(now + self.interval);
        }
    }

    /// What is due. Nothing new is asked for before the answer came.
    pub(super) fn beat(&self, now: Instant) -> Beat {
        match (self.answer_due, self.next) {
            (Some(due), _) if due <= now => Beat::Dead,
            (None, Some(next)) if next <= now => Beat::Ping,
            _ => Beat::Rest,
        }
    }

    /// When something will be due.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.answer_due.or(self.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    #[test]
    fn pings_as_often_as_the_server_says() {
        let mut pulse = Pulse::new();
        assert_eq!(pulse.deadline(), None);
        pulse.start(at(0));
        assert_eq!(pulse.beat(at(44)), Beat::Rest);
        assert_eq!(pulse.beat(at(45)), Beat::Ping);
        pulse.pinged(at(45));
        assert!(pulse.pong(at(46), Some(60)));
        assert_eq!(pulse.deadline(), Some(at(106)));
        pulse.pinged(at(106));
        assert!(pulse.pong(at(106), Some(0)));
        assert_eq!(pulse.deadline(), Some(at(111)), "no faster than every five seconds");
        assert!(!pulse.pong(at(107), None), "nobody asked");
    }

    #[test]
    fn a_silent_line_is_dead_and_a_busy_one_is_not() {
        let mut pulse = Pulse::new();
        pulse.start(at(0));
        pulse.pinged(at(45));
        pulse.heard(at(60));
        assert_eq!(pulse.beat(at(79)), Beat::Rest);
        assert_eq!(pulse.beat(at(80)), Beat::Dead);
    }
}

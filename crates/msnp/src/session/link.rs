//! The way to the notification server: one machine after another, with growing pauses between them.

use super::{Config, ConnectionId, WebId};
use crate::error::SignOutReason;
use crate::notification::Machine;
use crate::switchboard::mix;
use crate::types::Instant;
use std::collections::BTreeMap;
use std::time::Duration;

/// The first pause.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause, before it is spread.
const LONGEST_PAUSE: Duration = Duration::from_secs(240);
/// By how much of itself a pause is spread at most, as a divisor: clients that lost one server don't all come at once.
const SPREAD: u32 = 4;
/// After how long online the pauses start small again.
const STEADY: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Link {
    /// The attempt or the sign-in that is under way.
    pub(super) machine: Option<Machine>,
    /// Its connection.
    pub(super) connection: Option<ConnectionId>,
    /// Its web requests, by its own numbers.
    pub(super) webs: BTreeMap<WebId, u64>,
    /// When the next attempt is made.
    pub(super) wake: Option<Instant>,
    /// Whether a sign-in ever succeeded: only then is a failure worth another attempt.
    was_online: bool,
    online_since: Option<Instant>,
    attempt: u32,
    entropy: u64,
    /// Entropy of its own for the sign-ins, so that the pauses stay what a seed makes them.
    starts: u64,
}

/// What follows from the end of a machine.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another attempt after the pause.
    Retry { retry_in: Duration, attempt: u32 },
    /// It is over.
    Over,
}

impl Link {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            machine: None,
            connection: None,
            webs: BTreeMap::new(),
            wake: None,
            was_online: false,
            online_since: None,
            attempt: 0,
            entropy: seed,
            starts: seed ^ 0x5354_4152_5453,
        }
    }

    /// Makes an attempt.
    pub(super) fn start(&mut self, now: Instant, config: &Config) {
        self.wake = None;
        self.connection = None;
        self.webs.clear();
        // No two sign-ins prove themselves with the same start vector.
        let mut config = config.clone();
        config.seed = mix(&mut self.starts);
        let config = &config;
        let mut machine = Machine::new(config);
        if let Some(message) = &config.personal {
            machine.announce(message.clone());
        }
        machine.start(now);
        self.machine = Some(machine);
    }

    /// The server has let us in.
    pub(super) fn signed_in(&mut self, now: Instant) {
        self.was_online = true;
        self.online_since = Some(now);
    }

    /// The machine has ended; decides what follows.
    pub(super) fn ended(
        &mut self,
        now: Instant,
        reconnect: bool,
        reason: &SignOutReason,
        retry: bool,
        after: Option<Duration>,
    ) -> Next {
        self.machine = None;
        self.connection = None;
        self.webs.clear();
        if self.online_since.take().is_some_and(|since| now.since(since) >= STEADY) {
            self.attempt = 0;
        }
        if !retry || !reconnect || !self.was_online || is_final(reason) {
            return Next::Over;
        }
        self.attempt = self.attempt.saturating_add(1);
        let retry_in = self.pause().max(after.unwrap_or_default());
        self.wake = Some(now + retry_in);
        Next::Retry { retry_in, attempt: self.attempt }
    }

    fn pause(&mut self) -> Duration {
        let doublings = (self.attempt - 1).min(16);
        let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
        let share = u32::try_from(mix(&mut self.entropy) % 1000).unwrap_or_default();
        pause + pause * share / (1000 * SPREAD)
    }
}

/// Whether coming back by itself would be wrong, whatever the machine thinks.
const fn is_final(reason: &SignOutReason) -> bool {
    matches!(
        reason,
        SignOutReason::Requested
            | SignOutReason::ElsewhereSignedIn
            | SignOutReason::WrongPassword
            | SignOutReason::NoCommonDialect
            | SignOutReason::TermsOfUse
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }
    const fn lost() -> SignOutReason {
        SignOutReason::TimedOut
    }

    #[test]
    fn pauses_grow_to_five_minutes_and_start_small_again_after_a_steady_while() {
        let mut link = Link::new(1);
        link.signed_in(at(0));
        let mut pauses = Vec::new();
        for n in 1..=9 {
            let Next::Retry { retry_in, attempt } = link.ended(at(1), true, &lost(), true, None) else { panic!() };
            assert_eq!(attempt, n);
            pauses.push(retry_in);
        }
        assert!(pauses[0] >= FIRST_PAUSE && pauses[0] < FIRST_PAUSE * 5 / 4);
        assert!(pauses.windows(2).take(5).all(|pair| pair[0] < pair[1]), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(300)), "{pauses:?}");
        link.signed_in(at(100));
        assert!(matches!(link.ended(at(159), true, &lost(), true, None), Next::Retry { attempt: 10, .. }));
        link.signed_in(at(200));
        assert!(matches!(link.ended(at(260), true, &lost(), true, None), Next::Retry { attempt: 1, .. }));
    }

    #[test]
    fn different_seeds_come_back_at_different_times() {
        let pause = |seed| {
            let mut link = Link::new(seed);
            link.signed_in(at(0));
            match link.ended(at(1), true, &lost(), true, None) {
                Next::Retry { retry_in, .. } => retry_in,
                Next::Over => panic!("it was online"),
            }
        };
        assert_ne!(pause(1), pause(2));
        assert_eq!(pause(3), pause(3));
    }

    #[test]
    fn the_pause_that_the_server_asks_for_is_kept() {
        let mut link = Link::new(1);
        link.signed_in(at(0));
        let asked = Some(Duration::from_secs(600));
        let Next::Retry { retry_in, .. } = link.ended(at(1), true, &lost(), true, asked) else { panic!() };
        assert_eq!(retry_in, Duration::from_secs(600));
        assert_eq!(link.wake, Some(at(601)));
    }

    #[test]
    fn some_ends_are_ends() {
        let over = |online: bool, reconnect: bool, retry: bool, reason: SignOutReason| {
            let mut link = Link::new(1);
            if online {
                link.signed_in(at(0));
            }
            link.ended(at(1), reconnect, &reason, retry, None) == Next::Over
        };
        assert!(!over(true, true, true, lost()));
        assert!(over(false, true, true, lost()), "the sign-in window says why");
        assert!(over(true, false, true, lost()));
        assert!(over(true, true, false, lost()));
        for reason in [
            SignOutReason::Requested,
            SignOutReason::ElsewhereSignedIn,
            SignOutReason::WrongPassword,
            SignOutReason::NoCommonDialect,
        ] {
            assert!(over(true, true, true, reason));
        }
    }
}

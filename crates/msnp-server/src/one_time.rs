//! Secrets that work once and not for long: the tickets of the login page and the cookies of switchboards.

use crate::entropy::{Entropy, hex};
use msnp::types::{Instant, Secret};
use std::collections::BTreeMap;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Secrets that were given out, each with what it stands for.
#[derive(Debug)]
pub(crate) struct OneTime<T> {
    lifetime: Duration,
    capacity: usize,
    next: u64,
    given: BTreeMap<u64, Given<T>>,
}

#[derive(Debug)]
struct Given<T> {
    secret: Secret,
    until: Instant,
    value: T,
}

impl<T> OneTime<T> {
    /// Each lives so long; beyond so many the oldest make room.
    pub(crate) fn new(lifetime: Duration, capacity: usize) -> Self {
        Self { lifetime, capacity, next: 1, given: BTreeMap::new() }
    }

    /// Gives one out: a number that finds it again, and after a dot the secret itself.
    pub(crate) fn issue(&mut self, now: Instant, entropy: &mut dyn Entropy, value: T) -> Secret {
        self.given.retain(|_, given| given.until > now);
        while self.given.len() >= self.capacity {
            self.given.pop_first();
        }
        let number = self.next;
        self.next += 1;
        let secret = hex(entropy, 16);
        let whole = format!("{number}.{secret}");
        self.given.insert(number, Given { secret: Secret::new(secret), until: now + self.lifetime, value });
        Secret::new(whole)
    }

    /// What it stands for, if it is one of ours, in time, the first time. The secret is compared in constant time; a
    /// wrong one doesn't use up the right one.
    pub(crate) fn redeem(&mut self, now: Instant, text: &str) -> Option<T> {
        let (number, secret) = text.split_once('.')?;
        let number = number.parse().ok()?;
        let given = self.given.get(&number)?;
        let same = bool::from(given.secret.expose().as_bytes().ct_eq(secret.as_bytes()));
        if !same || given.until <= now {
            return None;
        }
        self.given.remove(&number).map(|given| given.value)
    }

    /// How many of those still good satisfy this.
    pub(crate) fn count(&self, now: Instant, wanted: impl Fn(&T) -> bool) -> usize {
        self.given.values().filter(|given| given.until > now && wanted(&given.value)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    #[test]
    fn works_once_in_time_and_only_whole() {
        let mut entropy = SeededEntropy::new(7);
        let mut all = OneTime::new(Duration::from_secs(120), 8);
        let one = all.issue(at(0), &mut entropy, "one");
        let other = all.issue(at(0), &mut entropy, "other");
        let text = one.expose();
        assert_eq!(all.redeem(at(1), &text[..text.len() - 1]), None);
        assert_eq!(all.redeem(at(1), ""), None);
        assert_eq!(all.redeem(at(1), &format!("{text}0")), None);
        assert_eq!(all.redeem(at(1), text), Some("one"));
        assert_eq!(all.redeem(at(1), text), None);
        assert_eq!(all.redeem(at(120), other.expose()), None);
    }

    #[test]
    fn the_oldest_make_room() {
        let mut entropy = SeededEntropy::new(7);
        let mut all = OneTime::new(Duration::from_secs(120), 2);
        let given: Vec<Secret> = (0..3).map(|n| all.issue(at(n), &mut entropy, n)).collect();
        assert_eq!(all.count(at(3), |_| true), 2);
        assert_eq!(all.redeem(at(3), given[0].expose()), None);
        assert_eq!(all.redeem(at(3), given[2].expose()), Some(2));
    }
}

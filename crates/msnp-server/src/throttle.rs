//! Slows down whoever guesses passwords.

use msnp::types::Instant;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// How many attempts may fail before pauses begin.
const FREE: u32 = 5;
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60);
/// After so long without a failure all is forgotten.
const FORGET: Duration = Duration::from_secs(600);
/// How many keys are remembered.
const CAPACITY: usize = 4096;

/// Failed attempts by key. After the first few each failure doubles the pause before the next attempt counts.
#[derive(Debug)]
pub(crate) struct Throttle<K> {
    failures: HashMap<K, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    fn pause(self) -> Duration {
        match self.count.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(beyond) => Duration::from_secs(1 << beyond.min(6)).min(LONGEST),
        }
    }
}

impl<K: Hash + Eq + Clone> Throttle<K> {
    pub(crate) fn new() -> Self {
        Self { failures: HashMap::new() }
    }

    /// Whether an attempt may be made now.
    pub(crate) fn allows(&self, now: Instant, key: &K) -> bool {
        self.failures.get(key).is_none_or(|f| now >= f.last + f.pause())
    }

    /// An attempt failed.
    pub(crate) fn failed(&mut self, now: Instant, key: &K) {
        if self.failures.len() >= CAPACITY && !self.failures.contains_key(key) {
            self.failures.retain(|_, f| now.since(f.last) < FORGET);
            if self.failures.len() >= CAPACITY
                && let Some(oldest) = self.failures.iter().min_by_key(|(_, f)| f.last).map(|(k, _)| k.clone())
            {
                self.failures.remove(&oldest);
            }
        }
        let failures = self.failures.entry(key.clone()).or_insert(Failures { count: 0, last: now });
        let forgotten = now.since(failures.last) >= FORGET;
        failures.count = if forgotten { 1 } else { failures.count.saturating_add(1) };
        failures.last = now;
    }

    /// An attempt succeeded: start afresh.
    pub(crate) fn succeeded(&mut self, key: &K) {
        self.failures.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    #[test]
    fn pauses_grow_after_a_few_and_end() {
        let mut throttle = Throttle::new();
        for _ in 0..4 {
            throttle.failed(at(0), &"alice");
            assert!(throttle.allows(at(0), &"alice"));
        }
        throttle.failed(at(0), &"alice");
        assert!(!throttle.allows(at(0), &"alice"));
        assert!(throttle.allows(at(1), &"alice"));
        assert!(throttle.allows(at(0), &"bob"));
        for _ in 0..20 {
            throttle.failed(at(1), &"alice");
        }
        assert!(!throttle.allows(at(60), &"alice"));
        assert!(throttle.allows(at(61), &"alice"));
        throttle.succeeded(&"alice");
        assert!(throttle.allows(at(1), &"alice"));
    }

    #[test]
    fn its_memory_is_bounded() {
        let mut throttle = Throttle::new();
        for key in 0..2 * CAPACITY {
            throttle.failed(at(key as u64 / 1000), &key);
        }
        assert!(throttle.failures.len() <= CAPACITY);
    }
}

//! Nudges: which of them shake a window, and when the next of one's own may go out.

use super::App;
use msnp::event::ConversationId;
use msnp::types::{Email, Instant};
use std::collections::BTreeMap;
use std::time::Duration;

/// One shake a contact in this time: a joke that wears off.
const EVERY: Duration = Duration::from_secs(10);
/// As many people at most are remembered for that time.
const MOST: usize = 1_000;

/// Who has nudged lately.
#[derive(Debug, Default)]
pub(super) struct Nudges(BTreeMap<Email, Instant>);

impl Nudges {
    /// Whether a nudge of theirs is felt now, and not only read. A yes is remembered.
    fn is_felt(&mut self, from: &Email, now: Instant) -> bool {
        self.0.retain(|_, at| now.since(*at) < EVERY);
        let felt = !self.0.contains_key(from) && self.0.len() < MOST;
        if felt {
            self.0.insert(from.clone(), now);
        }
        felt
    }
}

impl App {
    /// A nudge came into a conversation, which has its line already. Says whether it is more than that line.
    pub(super) fn nudged(&mut self, id: &ConversationId, from: &Email) -> bool {
        if self.model.mutes_nudges(from) || !self.nudges.is_felt(from, self.model.now) {
            return false;
        }
        if self.model.settings.alerts.shake
            && !self.model.reduced_motion
            && let Some(talk) = self.model.conversations.get_mut(id)
        {
            talk.shaken = Some(std::time::Instant::now());
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each_in_ten_seconds_is_felt() {
        let (bob, eve): (Email, Email) = ("bob@example.com".parse().unwrap(), "eve@example.com".parse().unwrap());
        let at = |seconds| Instant(Duration::from_secs(seconds));
        let mut nudges = Nudges::default();
        assert!(nudges.is_felt(&bob, at(0)));
        assert!(!nudges.is_felt(&bob, at(9)));
        assert!(nudges.is_felt(&eve, at(9)), "somebody else");
        assert!(nudges.is_felt(&bob, at(10)), "those in between don't make it longer");
        assert_eq!(nudges.0.len(), 2);
    }
}

//! When somebody who is online becomes idle, and is online again. Pure: what the system says and the own status come in,
//! the status to take comes out.

use msnp::types::Status;

/// Whether the person is at the computer, and whether the status says so by our doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Absence {
    /// Whether the system says that nobody is there; `None` while it has said nothing.
    away: Option<bool>,
    /// Whether we have made them idle.
    set: bool,
    /// Whether they want to be idle.
    wanted: bool,
}

/// The own status, and whether the account is signed in at other places, too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    pub(super) status: Status,
    pub(super) elsewhere: bool,
}

impl Absence {
    /// The system says that nobody is there, or that somebody is again.
    pub(super) fn seen(&mut self, away: bool, now: Now) -> Option<Status> {
        self.away = Some(away);
        self.settle(now)
    }

    /// Nobody asks the system any more.
    pub(super) fn off(&mut self, now: Now) -> Option<Status> {
        let wish = self.seen(false, now);
        self.away = None;
        wish
    }

    /// The person chose a status: they are there, and it is theirs.
    pub(super) fn chosen(&mut self, status: Status) {
        let away = self.away.map(|_| false);
        *self = Self { away, set: false, wanted: status == Status::Idle };
    }

    /// The status is this one. What is asked for may not be confirmed yet.
    pub(super) fn settle(&mut self, now: Now) -> Option<Status> {
        match (now.status, self.set, self.away) {
            (Status::Online, false, Some(true)) => {
                self.set = true;
                Some(Status::Idle)
            }
            // Also where the word that they are idle is still on its way: they come back after it.
            (Status::Online | Status::Idle, true, Some(false) | None) => {
                self.set = false;
                Some(Status::Online)
            }
            // A computer that was left alone somewhere else makes nobody idle who is here.
            (Status::Idle, false, Some(false)) if now.elsewhere && !self.wanted => Some(Status::Online),
            // Between two connections there is no status; on the way back it is the one that was.
            (Status::Online | Status::Idle | Status::Offline, ..) => None,
            // Something else was chosen meanwhile, here or at another place: that is theirs.
            _ => {
                (self.set, self.wanted) = (false, false);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::idle::Threshold;
    use proptest::prelude::*;
    use std::time::Duration;

    /// At one place only.
    const fn at(status: Status) -> Now {
        Now { status, elsewhere: false }
    }

    /// A person at a computer, minute by minute.
    struct Day {
        absence: Absence,
        threshold: Threshold,
        status: Status,
    }

    impl Day {
        fn new(status: Status) -> Self {
            let threshold = Threshold::new(Duration::from_secs(300));
            Self { absence: Absence::default(), threshold, status }
        }

        /// Nobody has touched the computer for so many minutes; answers the status then.
        fn idle(&mut self, minutes: u64) -> Status {
            let (changed, _) = self.threshold.look(Some(Duration::from_secs(minutes * 60)));
            let wish = changed.and_then(|away| self.absence.seen(away, at(self.status)));
            self.status = wish.unwrap_or(self.status);
            self.status
        }

        fn choose(&mut self, status: Status) {
            self.absence.chosen(status);
            self.status = status;
        }
    }

    #[test]
    fn who_is_online_becomes_idle_and_comes_back() {
        let mut day = Day::new(Status::Online);
        assert_eq!(day.idle(0), Status::Online);
        assert_eq!(day.idle(4), Status::Online);
        assert_eq!(day.idle(5), Status::Idle);
        assert_eq!(day.idle(90), Status::Idle);
        assert_eq!(day.idle(0), Status::Online);
        assert_eq!(day.idle(6), Status::Idle, "and again");
    }

    #[test]
    fn any_other_status_is_left_alone() {
        for status in Status::CHOICES.into_iter().filter(|status| *status != Status::Online) {
            let mut day = Day::new(status);
            for minutes in [0, 10, 60, 0] {
                assert_eq!(day.idle(minutes), status);
            }
        }
    }

    #[test]
    fn what_was_chosen_meanwhile_stays() {
        let mut day = Day::new(Status::Online);
        assert_eq!(day.idle(5), Status::Idle);
        // By another place of the account, while nobody is here.
        day.status = Status::Busy;
        assert_eq!(day.absence.settle(at(day.status)), None);
        assert_eq!(day.idle(0), Status::Busy);
        // By the person, who came back for it.
        let mut day = Day::new(Status::Online);
        assert_eq!(day.idle(5), Status::Idle);
        day.choose(Status::Idle);
        assert_eq!(day.idle(0), Status::Idle, "they want to be idle");
        day.choose(Status::Online);
        assert_eq!(day.idle(1), Status::Online, "somebody who chooses is there");
    }

    #[test]
    fn a_lost_connection_forgets_nothing() {
        let mut absence = Absence::default();
        assert_eq!(absence.seen(true, at(Status::Online)), Some(Status::Idle));
        assert_eq!(absence.settle(at(Status::Online)), None, "not confirmed yet: asked once");
        assert_eq!(absence.settle(at(Status::Idle)), None);
        assert_eq!(absence.settle(at(Status::Offline)), None, "lost");
        assert_eq!(absence.seen(false, at(Status::Offline)), None);
        assert_eq!(absence.settle(at(Status::Idle)), Some(Status::Online), "the session comes back as it was");
        assert_eq!(absence.settle(at(Status::Online)), None);
    }

    #[test]
    fn who_comes_back_before_the_server_has_answered_is_online() {
        let mut absence = Absence::default();
        assert_eq!(absence.seen(true, at(Status::Online)), Some(Status::Idle));
        assert_eq!(absence.seen(false, at(Status::Online)), Some(Status::Online));
    }

    #[test]
    fn a_computer_left_alone_elsewhere_makes_nobody_idle_who_is_here() {
        let two = |status| Now { status, elsewhere: true };
        let (mut here, mut there) = (Absence::default(), Absence::default());
        assert_eq!(here.seen(false, two(Status::Online)), None);
        assert_eq!(there.seen(true, two(Status::Online)), Some(Status::Idle));
        assert_eq!(here.settle(two(Status::Idle)), Some(Status::Online));
        assert_eq!(there.settle(two(Status::Online)), None, "they don't fight");
        assert_eq!(here.seen(true, two(Status::Online)), Some(Status::Idle), "nobody is anywhere");
        assert_eq!(there.settle(two(Status::Idle)), None);
        // Whoever wants to be idle is.
        let mut here = Absence::default();
        assert_eq!(here.seen(false, two(Status::Online)), None);
        here.chosen(Status::Idle);
        assert_eq!(here.settle(two(Status::Idle)), None);
        // Where nobody asks the system nothing is known of who is here.
        let mut here = Absence::default();
        assert_eq!(here.off(two(Status::Online)), None);
        assert_eq!(here.settle(two(Status::Idle)), None);
    }

    proptest! {
        #[test]
        fn nobody_stays_idle_by_our_doing(touches in prop::collection::vec(0u64..20, 0..40)) {
            let mut day = Day::new(Status::Online);
            for minutes in touches {
                let status = day.idle(minutes);
                prop_assert_eq!(status == Status::Idle, minutes >= 5);
            }
        }
    }
}

//! Presence through circles: members see each other as long as they have the circle open.

use super::super::{ConnectionId, Outcome, Refused, Server};
use super::Seat;
use crate::directory::{Account, AccountId};
use msnp::content::circle::Published;
use std::collections::BTreeSet;

impl Server {
    pub(super) fn open_circle(&mut self, id: ConnectionId, guid: String) -> Outcome {
        let account = self.session(id).ok_or(Refused::Close)?.account;
        let before = self.circles_open(account).contains(&guid);
        if !self.session_mut(id)?.circles.open.insert(guid.clone()) {
            return Ok(());
        }
        self.show_circle(id, &guid)?;
        if !before && self.is_visible(account) && self.circles_open(account).contains(&guid) {
            for other in self.others_in_circle(&guid, account) {
                self.show_through(other, account, None, true, Some(&guid))?;
            }
        }
        Ok(())
    }

    /// Shows one place everybody who is there in a circle.
    fn show_circle(&mut self, id: ConnectionId, guid: &str) -> Outcome {
        let Some(session) = self.session(id).filter(|session| session.announced) else { return Ok(()) };
        let others = self.others_in_circle(guid, session.account);
        let others: BTreeSet<AccountId> =
            others.into_iter().filter_map(|other| Some(self.session(other)?.account)).collect();
        for other in others {
            if self.is_visible(other) && self.circles_open(other).contains(guid) {
                self.show_through(id, other, None, true, Some(guid))?;
            }
        }
        Ok(())
    }

    /// At the first status of a place: whatever it opened before shows its members now.
    pub(in crate::machine) fn show_circles(&mut self, id: ConnectionId) -> Outcome {
        let open = self.session(id).map(|session| session.circles.open.clone()).unwrap_or_default();
        for guid in open {
            self.show_circle(id, &guid)?;
        }
        Ok(())
    }

    /// A circle isn't open at this place any more.
    pub(super) fn shut_circle(&mut self, id: ConnectionId, guid: &str) -> Outcome {
        let session = self.session_mut(id)?;
        let account = session.account;
        let mut seat = Seat::default();
        seat.here.extend(session.circles.here.take(guid));
        seat.open.extend(session.circles.open.take(guid));
        let visible = self.is_visible(account);
        self.left_circles(account, &seat, visible)
    }

    /// The circles that an account has open at any place that others know of.
    pub(super) fn circles_open(&self, account: AccountId) -> BTreeSet<String> {
        let places = self.announced(account).into_iter().filter_map(|id| self.session(id));
        places.flat_map(|session| session.circles.open.iter().cloned()).collect()
    }

    /// Whether an account hears at any place what is said in a circle.
    pub(super) fn is_in_talk(&self, account: AccountId, guid: &str) -> bool {
        let places = self.announced(account).into_iter().filter_map(|id| self.session(id));
        places.into_iter().any(|session| session.circles.here.contains(guid))
    }

    /// A status is told through the circles, too. With `whole` also what stands under the name, and that words reach
    /// them, as after a time in which they were not seen.
    pub(in crate::machine) fn announce_in_circles(&mut self, subject: AccountId, whole: bool) -> Outcome {
        for guid in self.circles_open(subject) {
            let others = self.others_in_circle(&guid, subject);
            for other in &others {
                self.show_through(*other, subject, None, whole, Some(&guid))?;
            }
            if whole && self.is_in_talk(subject, &guid) {
                self.tell_talk_joined(&guid, subject, &others)?;
            }
        }
        Ok(())
    }

    /// What somebody says under their name, through the circles.
    pub(in crate::machine) fn tell_personal_in_circles(&mut self, subject: AccountId) {
        for guid in self.circles_open(subject) {
            for other in self.others_in_circle(&guid, subject) {
                self.send_personal_through(other, subject, Some(&guid));
            }
        }
    }

    /// Somebody isn't seen any more, but still there.
    pub(in crate::machine) fn hide_in_circles(&mut self, account: &Account) {
        for guid in self.circles_open(account.id) {
            for other in self.others_in_circle(&guid, account.id) {
                self.hide_through(other, account, Some(&guid));
            }
        }
    }

    /// What a place had open is shut, the place itself perhaps gone: others are told where no other place has it open.
    pub(in crate::machine) fn left_circles(&mut self, account: AccountId, seat: &Seat, was_visible: bool) -> Outcome {
        if seat.open.is_empty() {
            return Ok(());
        }
        let Some(subject) = self.directory.account_by_id(account)? else { return Ok(()) };
        let still = self.circles_open(account);
        for guid in &seat.open {
            let others = self.others_in_circle(guid, account);
            if seat.here.contains(guid) && !self.is_in_talk(account, guid) {
                self.tell_talk_left(guid, &subject.email, &others);
            }
            for other in others.into_iter().filter(|_| was_visible && !still.contains(guid)) {
                self.hide_through(other, &subject, Some(guid));
            }
        }
        Ok(())
    }

    /// Who hears what is said in a circle and lets it be seen, and `own` in any case.
    pub(super) fn circle_roster(&self, guid: &str, own: AccountId) -> Result<Published, Refused> {
        let here = self.in_circle(guid).into_iter().filter_map(|id| Some(self.session(id)?.account));
        let here: BTreeSet<AccountId> = here
            .filter(|account| *account == own || (self.is_visible(*account) && self.is_in_talk(*account, guid)))
            .collect();
        let mut people = Vec::new();
        for account in here {
            people.extend(self.directory.account_by_id(account)?.map(|account| account.email));
        }
        Ok(Published { roster: Some(people), name: None })
    }
}

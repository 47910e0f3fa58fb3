//! Who is answered by the program in place of a person who is away: once a conversation, and nobody for ever. Pure.

use msnp::types::{Email, Status};
use std::collections::BTreeSet;

/// The most people who are answered in one absence; with more than that something is wrong.
const MOST: usize = 1_000;

/// Who has had their answer in this absence.
#[derive(Debug, Clone, Default)]
pub(super) struct Replies {
    answered: BTreeSet<Email>,
}

/// What came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    /// From whom.
    pub(super) from: &'a Email,
    /// Whether a program said it by itself.
    pub(super) automatic: bool,
    /// Whether they are blocked.
    pub(super) blocked: bool,
}

/// Whether somebody in this status is answered for.
pub(super) const fn is_away(status: Status) -> bool {
    matches!(status, Status::Away | Status::Busy | Status::BeRightBack | Status::OnThePhone | Status::OutToLunch)
}

impl Replies {
    /// Whether this is answered. A yes is remembered, and so is what needs no answer any more.
    pub(super) fn due(&mut self, said: Said<'_>, status: Status) -> bool {
        // Two programs that answer each other would never end.
        if !is_away(status) || said.automatic || said.blocked || self.answered.len() >= MOST {
            return false;
        }
        self.answered.insert(said.from.clone())
    }

    /// The person has said something there themselves. Whatever comes from there now may be the other's program, and
    /// knows in any case that they are there.
    pub(super) fn spoke(&mut self, to: &Email, status: Status) {
        if is_away(status) && self.answered.len() < MOST {
            self.answered.insert(to.clone());
        }
    }

    /// The own status is another one. The absence is over when they are there again, or seem so.
    pub(super) fn status(&mut self, status: Status) {
        // Between two connections there is no status, and that is no end.
        if !is_away(status) && status != Status::Offline {
            self.answered.clear();
        }
    }

    /// Another absence, or other words.
    pub(super) fn forget(&mut self) {
        self.answered.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(name: &str) -> Email {
        Email::parse(&format!("{name}@example.com")).expect("an address")
    }

    fn said(from: &Email) -> Said<'_> {
        Said { from, automatic: false, blocked: false }
    }

    #[test]
    fn each_is_answered_once_an_absence() {
        let (bob, carol) = (email("bob"), email("carol"));
        let mut replies = Replies::default();
        assert!(replies.due(said(&bob), Status::Away));
        assert!(!replies.due(said(&bob), Status::Away));
        assert!(replies.due(said(&carol), Status::Away));
        replies.status(Status::OutToLunch);
        assert!(!replies.due(said(&bob), Status::OutToLunch), "still away");
        replies.status(Status::Offline);
        replies.status(Status::OutToLunch);
        assert!(!replies.due(said(&bob), Status::OutToLunch), "the connection was lost, and they didn't come back");
        replies.status(Status::Online);
        assert!(replies.due(said(&bob), Status::Busy), "another absence");
    }

    #[test]
    fn nobody_is_answered_for_who_is_there_or_seems_not_to_be() {
        for status in Status::CHOICES.into_iter().filter(|status| !is_away(*status)) {
            assert!(!Replies::default().due(said(&email("bob")), status), "{status:?}");
        }
    }

    #[test]
    fn programs_and_the_blocked_get_no_answer() {
        let bob = email("bob");
        let mut replies = Replies::default();
        assert!(!replies.due(Said { automatic: true, ..said(&bob) }, Status::Away));
        assert!(!replies.due(Said { blocked: true, ..said(&bob) }, Status::Away));
        assert!(replies.due(said(&bob), Status::Away), "what wasn't answered counts as nothing");
    }

    #[test]
    fn two_programs_that_answer_each_other_come_to_an_end() {
        // The other one doesn't mark its answers, and answers everything. Whoever began, it is over after two.
        let bob = email("bob");
        let mut replies = Replies::default();
        let answers = (0..100).filter(|_| replies.due(said(&bob), Status::Away)).count();
        assert_eq!(answers, 1);
        // Where the person began, the first of its answers is known for what it is.
        let mut replies = Replies::default();
        replies.spoke(&bob, Status::Busy);
        assert!(!replies.due(said(&bob), Status::Busy));
    }

    #[test]
    fn what_was_said_before_they_went_away_is_no_answer() {
        let bob = email("bob");
        let mut replies = Replies::default();
        replies.spoke(&bob, Status::Online);
        assert!(replies.due(said(&bob), Status::Away));
    }
}

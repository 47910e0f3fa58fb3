//! Web requests beside the sign-in: for the lists, for edits, for new tokens.

use super::job::Job;
use super::{Effect, Machine, Phase};
use crate::session::{WebError, WebReply, WebRequest};
use crate::soap::address_book::edit::Edit;
use crate::soap::token::Wish;
use crate::types::{CircleId, Instant};
use std::collections::BTreeMap;
use std::time::Duration;

/// Why the web was asked.
#[derive(Debug)]
pub(super) enum Errand {
    /// Where the services are, asked of the service at this address.
    Config(String),
    /// Who is allowed, blocked, pending, or only what changed there.
    Membership { changes: bool },
    /// The address book, or only what changed in it.
    Contacts { changes: bool },
    /// The same, for what it says beside lists that came by `SYN`.
    Details,
    /// The account has no address book yet: one is made.
    NewBook,
    /// A step of a request.
    Edit { job: Box<Job>, edit: Box<Edit>, attempt: Attempt },
    /// The members of a circle; `job` when a step of a request is to know them.
    Circle { circle: CircleId, job: Option<Box<Job>> },
    /// New tokens.
    Tokens { url: String, wishes: Vec<Wish> },
}

/// What was tried before with an edit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attempt {
    /// It was asked for, and the reply got lost.
    pub(super) repeated: bool,
    /// It was refused for its token, and there is a new one.
    pub(super) renewed: bool,
}

/// The web requests that have no answer yet.
#[derive(Debug, Default)]
pub(super) struct Errands {
    last: u64,
    open: BTreeMap<u64, (Instant, Errand)>,
}

impl Errands {
    /// How many may be under way at once.
    const MAX: usize = 128;
    /// How long an answer may take; whoever makes the requests has shorter times of its own.
    const TIMEOUT: Duration = Duration::from_secs(60);

    /// A number for a web request. No number is used twice.
    pub(super) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Whether there is no room for one more.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= Self::MAX
    }

    /// When the next one has taken too long.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.open.values().map(|(due, _)| *due).min()
    }

    fn expire(&mut self, now: Instant) -> Option<Errand> {
        let number = *self.open.iter().find(|(_, (due, _))| *due <= now)?.0;
        self.open.remove(&number).map(|(_, errand)| errand)
    }

    /// All of them, given up.
    pub(super) fn reset(&mut self) -> Vec<Errand> {
        std::mem::take(&mut self.open).into_values().map(|(_, errand)| errand).collect()
    }
}

impl Machine {
    /// Makes a web request.
    pub(super) fn run(&mut self, now: Instant, errand: Errand, request: WebRequest) {
        let number = self.errands.number();
        self.errands.open.insert(number, (now + Errands::TIMEOUT, errand));
        self.out.push_back(Effect::Web(number, request));
    }

    /// The answer to one of them; one that nobody waits for any more is dropped.
    pub(super) fn errand_answer(&mut self, now: Instant, number: u64, result: Result<WebReply, WebError>) {
        if let Some((_, errand)) = self.errands.open.remove(&number) {
            self.errand_done(now, errand, result);
        }
    }

    pub(super) fn errand_deadline(&mut self, now: Instant) {
        while self.phase != Phase::Over
            && let Some(errand) = self.errands.expire(now)
        {
            self.errand_done(now, errand, Err(WebError::Timeout));
        }
    }

    fn errand_done(&mut self, now: Instant, errand: Errand, result: Result<WebReply, WebError>) {
        match errand {
            Errand::Config(url) => self.config_came(now, &url, result),
            Errand::Membership { changes } => self.membership_came(now, changes, result),
            Errand::Details => self.details_came(result),
            Errand::Contacts { changes } => self.contacts_came(now, changes, result),
            Errand::NewBook => self.book_made(now, result),
            Errand::Edit { job, edit, attempt } => self.edit_came(now, job, edit, attempt, result),
            Errand::Circle { circle, job } => self.circle_came(now, circle, job, result),
            Errand::Tokens { url, wishes } => self.renewed(now, &url, wishes, result),
        }
    }
}

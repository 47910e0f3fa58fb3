//! Offline messages: ours to people who aren't there, left at the service one after another ([`leave`]), and those that
//! wait for us, fetched, told and then deleted ([`fetch`]).
//!
//! This outlives connections: numbers go on counting, what was told isn't told again, and an answer that comes while
//! the connection is lost still counts. What it needs of a sign-in comes in as [`Access`].
//!
//! **A message is left at most once by itself.** Services store what they are given twice, so a post whose answer got
//! lost isn't repeated: the message fails as [`Uncertain`](RequestError::Uncertain), and the person decides. When they
//! send the same words again, these go under the numbers they had, so that clients that look at them show them once.

mod fetch;
mod leave;

use super::outbox::Outbox;
use super::{Services, Session, WebError, WebId, WebReply};
use crate::dialect::Dialect;
use crate::error::RequestError;
use crate::event::ConversationId;
use crate::request::MessageId;
use crate::soap::time::Timestamp;
use crate::types::{Email, Instant, Secret};
use fetch::Fetch;
pub(super) use leave::Leaving;
use leave::Posts;
use std::collections::VecDeque;
use std::time::Duration;

/// How long an answer may take; the driver has shorter times of its own.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a sign-in gives us to ask the services with.
#[derive(Debug, Clone)]
pub(super) struct Access {
    pub(super) dialect: Dialect,
    /// Our address.
    pub(super) email: Email,
    /// Our display name.
    pub(super) name: String,
    /// The ticket for the services; `None` when it has ended and a new one has to be asked for.
    pub(super) ticket: Option<Secret>,
    /// Where messages are left.
    pub(super) leave: String,
    /// Where they are fetched.
    pub(super) fetch: String,
    /// Whether plain HTTP to this very machine is allowed.
    pub(super) insecure_loopback: bool,
    /// What time it is now, where that is known.
    pub(super) wall: Option<Timestamp>,
}

/// What became of a message that was to be left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub(super) conversation: ConversationId,
    pub(super) message: MessageId,
    pub(super) result: Result<(), RequestError>,
    /// The message itself, where there turns out to be no such service: it was given to nobody.
    pub(super) unserved: Option<Leaving>,
}

/// The offline messages of a session.
#[derive(Debug)]
pub(super) struct Offline {
    posts: Posts,
    fetch: Fetch,
    outcomes: VecDeque<Outcome>,
    ticket: Ticket,
}

/// How it stands with a new ticket.
#[derive(Debug, Default, PartialEq)]
enum Ticket {
    /// Nobody wants one.
    #[default]
    Fine,
    /// One is wanted; a service may have said how it has to be made.
    Wanted(Option<String>),
    /// It is asked for.
    Asked,
}

impl Offline {
    /// `run` is what a receiver tells the messages of this session by.
    pub(super) fn new(run: String) -> Self {
        Self { posts: Posts::new(run), fetch: Fetch::default(), outcomes: VecDeque::new(), ticket: Ticket::default() }
    }

    /// What the session has to do for it: ask for a new ticket, made so.
    pub(super) fn wants_ticket(&mut self) -> Option<Option<String>> {
        match std::mem::replace(&mut self.ticket, Ticket::Asked) {
            Ticket::Wanted(policy) => Some(policy),
            other => {
                self.ticket = other;
                None
            }
        }
    }

    /// A new ticket was asked for, and there is one by now or there won't be.
    pub(super) fn ticket_came(&mut self) {
        self.ticket = Ticket::Fine;
    }

    /// The connection is gone, and with it whatever was asked of it.
    pub(super) fn disconnected(&mut self) {
        self.ticket = Ticket::Fine;
    }

    /// What became of a message.
    pub(super) fn next_outcome(&mut self) -> Option<Outcome> {
        self.outcomes.pop_front()
    }

    /// The answer to a web request, if it is one of ours.
    pub(super) fn web(&mut self, now: Instant, out: &mut Outbox, web: WebId, result: Result<WebReply, WebError>) {
        if self.posts.is_open(web) {
            self.post_answered(now, result);
        } else {
            self.fetch_answered(now, out, web, result);
        }
    }

    /// Asks what can be asked now; without [`Access`] everything waits for the next sign-in.
    pub(super) fn pump(&mut self, now: Instant, out: &mut Outbox, access: Option<&Access>) {
        let Some(access) = access else { return };
        if self.ticket == Ticket::Fine {
            self.post_next(now, out, access);
        }
        if self.ticket == Ticket::Fine {
            self.fetch_next(now, out, access);
        }
    }

    /// A new ticket is needed.
    fn want_ticket(&mut self, policy: Option<String>) {
        if self.ticket == Ticket::Fine {
            self.ticket = Ticket::Wanted(policy);
        }
    }

    /// When [`Self::deadline`] wants to be called.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        [self.posts.deadline(), self.fetch.deadline()].into_iter().flatten().min()
    }

    pub(super) fn deadline(&mut self, now: Instant, out: &mut Outbox) {
        self.posts.rested(now);
        if self.posts.is_late(now) {
            self.post_answered(now, Err(WebError::Timeout));
        }
        while let Some(web) = self.fetch.late(now) {
            self.fetch_answered(now, out, web, Err(WebError::Timeout));
        }
    }
}

impl Session {
    /// The session ends, and with it what was to be left.
    pub(super) fn finish_offline(&mut self, error: &RequestError) {
        while let Some(leaving) = self.talks.next_leaving() {
            self.offline.leave(leaving);
        }
        self.offline.finish(&mut self.out, error);
    }

    /// Gives the offline messages what they need, and the talks what became of theirs. Answers whether there may be more.
    pub(super) fn drain_offline(&mut self, now: Instant) -> bool {
        while let Some(leaving) = self.talks.next_leaving() {
            self.offline.leave(leaving);
        }
        let access = self.offline_access(now);
        self.offline.pump(now, &mut self.out, access.as_ref());
        let mut more = false;
        if let Some(policy) = self.offline.wants_ticket() {
            match &mut self.link.machine {
                Some(machine) => machine.renew_offline_ticket(now, policy),
                None => self.offline.disconnected(),
            }
            more = true;
        }
        while let Some(outcome) = self.offline.next_outcome() {
            self.talks.left(now, &mut self.out, outcome);
            more = true;
        }
        more
    }

    /// What there is to ask the offline message services with, while we are signed in.
    fn offline_access(&self, now: Instant) -> Option<Access> {
        let machine = self.link.machine.as_ref().filter(|machine| machine.is_ready())?;
        let dialect = machine.dialect().filter(|dialect| dialect.features().offline_messages)?;
        let Services { leave_offline, fetch_offline, .. } = self.config.endpoints();
        Some(Access {
            dialect,
            email: self.config.email.clone(),
            name: machine.name().unwrap_or_default(),
            ticket: machine.offline_ticket(now),
            leave: leave_offline.unwrap_or_default(),
            fetch: fetch_offline.unwrap_or_default(),
            insecure_loopback: self.config.insecure_loopback,
            wall: self.config.wall.map(|start| start + now.0),
        })
    }
}

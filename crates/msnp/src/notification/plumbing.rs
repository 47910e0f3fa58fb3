//! Connections, commands in and out, answers and ends: what every other file here stands on.

use super::errand::Errand;
use super::pending::Purpose;
use super::pulse::Pulse;
use super::sync::Sync;
use super::{Effect, Machine, Phase};
use crate::command::{Client, Server, login as commands, profile, switchboard};
use crate::dialect::{Dialect, Features};
use crate::error::{RequestError, SignOutReason};
use crate::event::{Answer, Event, RosterEvent, SignInStep};
use crate::request::Request;
use crate::session::RequestId;
use crate::types::{Endpoint, Instant, Status, TransactionId};
use crate::wire::FrameError;
use bytes::BytesMut;
use std::time::Duration;

impl Machine {
    /// The dialect to read and write with; before one is agreed on, the newest, which reads the most.
    pub(super) fn wire_dialect(&self) -> Dialect {
        self.dialect.unwrap_or(Dialect::Msnp12)
    }

    pub(super) fn features(&self) -> Features {
        self.wire_dialect().features()
    }

    pub(super) fn connect(&mut self, now: Instant, to: Endpoint) {
        self.phase = Phase::Connecting;
        self.connected = true;
        self.decoder = None;
        self.dialect = None;
        self.server = to.clone();
        self.step_due = Some(now + Self::STEP_TIMEOUT);
        if self.login.redirects == 0 {
            self.tell(Event::SigningIn(SignInStep::Connecting(to.clone())));
        }
        self.out.push_back(Effect::Connect(to));
    }

    /// Leaves this connection for another one, or for a new start at the same server. What was asked for here can't
    /// be answered any more.
    pub(super) fn reconnect(&mut self, now: Instant, to: Endpoint) {
        self.abandon();
        if std::mem::take(&mut self.connected) {
            self.out.push_back(Effect::Close);
        }
        self.connect(now, to);
    }

    /// Answers everything that waits for this connection.
    pub(super) fn abandon(&mut self) {
        self.pulse = Pulse::new();
        self.sync = Sync::default();
        self.step_due = None;
        self.login.forget_web();
        self.forget_renewal();
        self.book.forget();
        self.initial_until = None;
        for errand in self.errands.reset() {
            if let Errand::Edit { job, .. } | Errand::Circle { job: Some(job), .. } = errand {
                self.answer(&job.requests, Err(RequestError::ConnectionLost));
            }
        }
        for (job, ..) in std::mem::take(&mut self.book.parked) {
            self.answer(&job.requests, Err(RequestError::ConnectionLost));
        }
        for purpose in self.pending.reset() {
            match purpose {
                Purpose::Job(job) => self.answer(&job.requests, Err(RequestError::ConnectionLost)),
                Purpose::Switchboard { ticket, .. } => {
                    self.out.push_back(Effect::Switchboard { ticket, result: Err(RequestError::ConnectionLost) });
                }
                Purpose::Said { circle, message } => {
                    self.said_unheard(&circle, message, RequestError::ConnectionLost);
                }
                Purpose::Login | Purpose::Sync | Purpose::Challenge | Purpose::Bridged(_) => {}
            }
        }
        self.forget_circles();
        self.forget_bridge();
    }

    pub(super) fn end(&mut self, reason: SignOutReason, retry: bool) {
        self.end_after(reason, retry, None);
    }

    pub(super) fn end_after(&mut self, reason: SignOutReason, retry: bool, after: Option<Duration>) {
        if self.phase == Phase::Over {
            return;
        }
        self.phase = Phase::Over;
        self.abandon();
        let lost =
            if reason == SignOutReason::Requested { RequestError::NotSignedIn } else { RequestError::ConnectionLost };
        let mut unheard: Vec<RequestId> = std::mem::take(&mut self.waiting).into_iter().map(|(id, _)| id).collect();
        unheard.append(&mut self.first_status.1);
        unheard.append(&mut self.first_personal.1);
        self.answer(&unheard, Err(lost));
        self.decoder = None;
        self.roster.own.status = Status::Offline;
        if std::mem::take(&mut self.connected) {
            self.out.push_back(Effect::Close);
        }
        self.out.push_back(Effect::Ended { reason, retry, after });
    }

    pub(super) fn send(&mut self, command: &Client) {
        let mut bytes = BytesMut::new();
        command.encode(self.wire_dialect(), &mut bytes);
        self.out.push_back(Effect::Send(bytes.freeze()));
    }

    /// Sends what `command` makes of a fresh TrID, and remembers why.
    pub(super) fn ask(&mut self, now: Instant, purpose: Purpose, command: impl FnOnce(TransactionId) -> Client) {
        let transaction = self.pending.open(now, purpose);
        self.send(&command(transaction));
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.roster.apply(&event);
        self.out.push_back(Effect::Event(event));
    }

    pub(super) fn tell_roster(&mut self, event: RosterEvent) {
        self.tell(Event::Roster(event));
    }

    pub(super) fn oddity(&mut self, what: impl Into<String>) {
        self.out.push_back(Effect::Event(Event::Oddity(what.into())));
    }

    pub(super) fn answer(&mut self, requests: &[RequestId], result: Result<Answer, RequestError>) {
        for request in requests {
            let event = Event::Answered { request: *request, result: result.clone() };
            self.out.push_back(Effect::Event(event));
        }
    }

    /// Of many wishes for the first status, the last counts; the ones before it are done with.
    pub(super) fn bound_first(&mut self) {
        let mut done = Vec::new();
        for requests in [&mut self.first_status.1, &mut self.first_personal.1] {
            let keep = requests.len().saturating_sub(1);
            done.extend(requests.drain(..keep));
        }
        self.answer(&done, Ok(Answer::Done));
    }

    pub(super) fn ping(&mut self, now: Instant) {
        self.pulse.pinged(now);
        self.send(&Client::Login(commands::Client::Ping));
    }

    /// The lists are there: say who we are, and let requests flow.
    pub(super) fn synchronized(&mut self, now: Instant) {
        if self.phase != Phase::Synchronizing {
            return;
        }
        self.phase = Phase::Ready;
        self.login.ready_at = Some(now);
        self.initial_until = (!self.features().initial_presence).then(|| now + Self::FIRST_MOMENTS);
        self.pulse.start(now);
        // A program that knows its personal message gets it out before anybody sees us.
        let requests = std::mem::take(&mut self.first_personal.1);
        if let Some(message) = self.first_personal.0.clone()
            && (self.features().personal_messages || !requests.is_empty())
        {
            self.begin(now, requests, Request::SetPersonalMessage(message));
        }
        let requests = std::mem::take(&mut self.first_status.1);
        self.begin(now, requests, Request::SetStatus(self.first_status.0));
        self.settle_family();
        self.out.push_back(Effect::Ready);
        // What was to be said in them in the meantime waits for it.
        self.await_circles(now);
        for (request, wish) in std::mem::take(&mut self.waiting) {
            self.begin(now, vec![request], wish);
        }
        self.find_details(now);
    }

    pub(super) fn bad_line(&mut self, error: &FrameError) {
        self.bad_lines += 1;
        // Before the first command, what is no command shows that this is no server of ours.
        let hopeless = self.bad_lines > Self::MAX_BAD_LINES || self.dialect.is_none();
        if error.is_fatal() || hopeless {
            self.end(SignOutReason::Garbage(error.to_string()), self.dialect.is_some());
        } else {
            self.oddity(error.to_string());
        }
    }

    pub(super) fn command(&mut self, now: Instant, command: Server) {
        match command {
            Server::Login(command) => self.on_login(now, command),
            Server::Error(reply) => self.on_error(now, &reply),
            Server::Other(frame) if self.dialect.is_none() => {
                let verb: String = frame.verb().chars().take(20).collect();
                self.end(SignOutReason::Garbage(format!("it began with {verb:?}")), false);
            }
            Server::Other(frame) => {
                let count = frame.parameters().count();
                let verb: String = frame.verb().chars().take(20).collect();
                self.oddity(format!("{verb} with {count} parameters makes no sense here"));
            }
            // Servers send their profile message at once after USR OK; before that, nothing but the sign-in.
            Server::Profile(command) if self.is_signed_in() => self.on_profile(now, command),
            Server::Lists(command) if self.is_signed_in() => self.on_lists(now, command),
            Server::Groups(command) if self.is_signed_in() => self.on_groups(now, command),
            Server::Presence(command) if self.is_signed_in() => self.on_presence(now, command),
            // They come before the sign-in is complete; nothing here shares folders.
            Server::Profile(profile::Server::Policies { .. }) if self.features().policies => {}
            Server::Membership(command) if self.is_signed_in() => self.on_membership(now, command),
            Server::Relay(command) if self.is_signed_in() => self.on_relay(now, command),
            Server::Circles(command) if self.is_signed_in() => self.on_circles(now, command),
            Server::Switchboard(switchboard::Server::Out { reason }) => self.on_out(reason.as_deref(), None),
            Server::Switchboard(command) if self.is_signed_in() => self.on_switchboard(now, command),
            _ => self.oddity("a command before the sign-in was complete"),
        }
    }

    pub(super) fn is_signed_in(&self) -> bool {
        matches!(self.phase, Phase::Synchronizing | Phase::Ready)
    }
}

//! The notification-server machine: signing in, lists, presence, over one connection after another.
//!
//! It owns the TrIDs of its connection, follows redirects, answers challenges and pings. What it doesn't own is
//! retrying after a lost connection: that is [`Session`](crate::session::Session)'s.
//!
//! ```text
//! start, opened, bytes, closed, web, request, request_switchboard, sign_out, deadline    what happens
//! poll() -> Option<Effect>                                                              what to do, in order
//! next_deadline() -> Option<Instant>                                                    when to call `deadline`
//! ```
//!
//! A machine is good for one sign-in. It ends in exactly one [`Effect::Ended`]; by then every request has its
//! answer and every [`SwitchboardTicket`] its result.
//!
//! | file | what it does |
//! |---|---|
//! | `login` | VER to USR OK, redirects, refusals |
//! | `fallback` | the next older kind of sign-in, where a service refuses one |
//! | `passport` | the web part of the sign-in, where it is a login page (8 to 12) |
//! | `tokens` | the same where it is the sign-in service (13 up), and new tokens in time |
//! | `sync` | SYN and the lists that follow (2 to 12) |
//! | `book` | the lists from the address book (13 up) |
//! | `kept` | what is kept of it, and what is asked for as changes only |
//! | `details` | names of our own, notes and numbers, and the book beside the lists of 11 and 12 |
//! | `errand` | which web request belongs to what |
//! | `plan`, `job` | requests as steps, and what a reply or a refusal means for each |
//! | `say`, `words` | what each step sends |
//! | `edits` | the replies to list edits, and the server's own edits |
//! | `circles` | the circles that one is in, and what is said there (18) |
//! | `services` | edits by the address book and the session lists (13 up) |
//! | `offline` | what the offline message services need of a sign-in (11 up) |
//! | `presence` | who is there |
//! | `bridge` | messages to other networks and from them |
//! | `service` | challenges, mail and other notices, calls, the server's goodbye |
//! | `pending`, `replies` | which TrID belongs to what, and what an error or silence means for it |
//! | `pulse` | pings |
//! | `effect`, `plumbing` | what all of them stand on |

mod book;
mod bridge;
mod circles;
mod details;
mod edits;
mod effect;
mod errand;
mod fallback;
mod job;
mod kept;
mod login;
mod offline;
mod passport;
mod pending;
mod plan;
mod plumbing;
mod presence;
mod pulse;
mod replies;
mod say;
mod service;
mod services;
mod sync;
mod tokens;
mod words;

pub use effect::{Effect, SwitchboardTicket};

use crate::command::{Client, Server, login as commands};
use crate::dialect::Dialect;
use crate::error::{RequestError, SignOutReason};
use crate::event::Answer;
use crate::request::Request;
use crate::roster::Roster;
use crate::session::{Config, ListCache, RequestId, WebError, WebReply};
use crate::switchboard::mix;
use crate::types::{Endpoint, Instant, PersonalMessage, PlaceId, Status};
use crate::wire::{Decoder, Direction, Limits, Role};
use book::Book;
use bridge::Bridge;
use circles::Circles;
use errand::Errands;
use fallback::Refused;
use job::Job;
use login::Login;
use pending::Pending;
use pulse::{Beat, Pulse};
use std::collections::VecDeque;
use std::time::Duration;
use sync::Sync;
use tokens::Purse;

/// One sign-in at a notification server. See the module's page.
#[derive(Debug)]
pub struct Machine {
    config: Config,
    out: VecDeque<Effect>,
    phase: Phase,
    /// Where the connection leads.
    server: Endpoint,
    /// Whether there is a connection, or one was asked for.
    connected: bool,
    decoder: Option<Decoder>,
    bad_lines: u32,
    dialect: Option<Dialect>,
    login: Login,
    /// When connecting, or a web page, has taken too long.
    step_due: Option<Instant>,
    pending: Pending,
    bridge: Bridge,
    errands: Errands,
    purse: Purse,
    sync: Sync,
    book: Book,
    circles: Circles,
    pulse: Pulse,
    /// This place among those of the account.
    place: PlaceId,
    entropy: u64,
    /// Until when presence lines tell of those who were there before us, where no line of its own does.
    initial_until: Option<Instant>,
    /// The lists as the program has them: events are applied here as they are told.
    roster: Roster,
    /// What was asked for before the sign-in was complete.
    waiting: VecDeque<(RequestId, Request)>,
    /// What to be once the lists are there, also when a server moves us to another one; and who still waits for it.
    first_status: (Status, Vec<RequestId>),
    first_personal: (Option<PersonalMessage>, Vec<RequestId>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Connecting,
    SigningIn,
    Synchronizing,
    Ready,
    Over,
}

impl Machine {
    /// How long a connection may take to come up, and a web page to answer.
    const STEP_TIMEOUT: Duration = Duration::from_secs(30);
    /// How long after our first status others are told of as those who were there before.
    const FIRST_MOMENTS: Duration = Duration::from_secs(5);
    /// How many lines in a row may be no commands.
    const MAX_BAD_LINES: u32 = 50;
    /// How many requests are kept until the sign-in is complete.
    const MAX_WAITING: usize = 64;

    /// A machine for this account. Nothing happens before [`Self::start`].
    pub fn new(config: &Config) -> Self {
        let status = if config.status == Status::Offline { Status::Online } else { config.status };
        let mut entropy = config.seed;
        let (a, b) = (mix(&mut entropy), mix(&mut entropy));
        let random = || PlaceId::random((u128::from(a) << 64 | u128::from(b)).to_be_bytes());
        let place = config.place.clone().unwrap_or_else(random);
        Self {
            out: VecDeque::new(),
            phase: Phase::New,
            server: config.server.clone(),
            connected: false,
            decoder: None,
            bad_lines: 0,
            dialect: None,
            login: Login::new(config),
            step_due: None,
            pending: Pending::default(),
            bridge: Bridge::default(),
            errands: Errands::default(),
            purse: Purse::default(),
            sync: Sync::default(),
            book: Book::default(),
            circles: Circles::default(),
            place,
            entropy,
            initial_until: None,
            pulse: Pulse::new(),
            roster: Roster::default(),
            waiting: VecDeque::new(),
            first_status: (status, Vec::new()),
            first_personal: (None, Vec::new()),
            config: config.clone(),
        }
    }

    /// Begins: asks for the connection.
    pub fn start(&mut self, now: Instant) {
        if self.phase != Phase::New {
            return;
        }
        match self.login.impossible(&self.config) {
            Some(reason) => self.end(reason, false),
            None => self.connect(now, self.config.server.clone()),
        }
    }

    /// The connection that [`Effect::Connect`] asked for is up.
    pub fn opened(&mut self, now: Instant) {
        if self.phase != Phase::Connecting {
            return;
        }
        self.decoder = Some(Decoder::new(Direction::FromServer, Role::Notification, Limits::default()));
        self.step_due = None;
        self.negotiate(now);
    }

    /// Bytes came in on the connection, cut anyhow.
    pub fn bytes(&mut self, now: Instant, bytes: &[u8]) {
        let Some(decoder) = &mut self.decoder else { return };
        decoder.feed(bytes);
        self.pulse.heard(now);
        // A redirect or the end of the sign-in takes the decoder away, and with it whatever else came.
        while let Some(next) = self.decoder.as_mut().and_then(Decoder::next) {
            match next {
                Ok(frame) => {
                    self.bad_lines = 0;
                    let command = Server::decode(frame, Role::Notification, self.wire_dialect());
                    self.command(now, command);
                }
                Err(error) => self.bad_line(&error),
            }
        }
    }

    /// The connection ended by itself, or never came up; the reason is for the log. Not to be called for a
    /// connection that [`Effect::Close`] gave up.
    pub fn closed(&mut self, now: Instant, reason: String) {
        if !self.connected {
            return;
        }
        self.connected = false;
        if self.phase == Phase::Connecting {
            self.end(SignOutReason::Unreachable(reason), true);
        } else if self.login.is_proving() {
            self.fall_back_or_end(now, Refused::Proof, SignOutReason::ConnectionLost(reason), true);
        } else {
            self.end(SignOutReason::ConnectionLost(reason), true);
        }
    }

    /// The answer to the [`Effect::Web`] of that number. One that nobody waits for any more is dropped.
    pub fn web(&mut self, now: Instant, number: u64, result: Result<WebReply, WebError>) {
        if self.login.web != Some(number) {
            self.errand_answer(now, number, result);
        } else if self.phase == Phase::SigningIn {
            self.login.web = None;
            self.step_due = None;
            match self.purse.asked.take() {
                Some(url) => self.tokens_answer(now, &url, result),
                None => self.passport_answer(now, result),
            }
        }
    }

    /// The program wants something that is no conversation's. Ends in exactly one
    /// [`Event::Answered`](crate::event::Event::Answered). What comes before [`Effect::Ready`] waits for it; a status
    /// and a personal message become those to sign in with, so that nobody sees another one first.
    ///
    /// [`Request::SignOut`] is answered and then does what [`Self::sign_out`] does. The requests of conversations are
    /// the session's; here they are refused as unsupported.
    pub fn request(&mut self, now: Instant, request: RequestId, wish: Request) {
        match (self.phase, wish) {
            (Phase::Over, Request::SignOut) => self.answer(&[request], Ok(Answer::Done)),
            (Phase::Over, _) => self.answer(&[request], Err(RequestError::NotSignedIn)),
            (_, Request::SignOut) => {
                self.answer(&[request], Ok(Answer::Done));
                self.sign_out(now);
            }
            (Phase::Ready, wish) => self.begin(now, vec![request], wish),
            (_, Request::SetStatus(status)) if status != Status::Offline => {
                let (first, requests) = &mut self.first_status;
                *first = status;
                requests.push(request);
                self.bound_first();
            }
            (_, Request::SetPersonalMessage(message)) => {
                let (first, requests) = &mut self.first_personal;
                *first = Some(message);
                requests.push(request);
                self.bound_first();
            }
            (_, wish) if self.waiting.len() < Self::MAX_WAITING => self.waiting.push_back((request, wish)),
            _ => self.answer(&[request], Err(RequestError::QueueFull)),
        }
    }

    /// The personal message to sign in with, where the dialect has one. For who comes back after a lost connection:
    /// nobody is answered.
    pub fn announce(&mut self, message: PersonalMessage) {
        if self.first_personal.0.is_none() && self.phase != Phase::Ready {
            self.first_personal.0 = Some(message);
        }
    }

    /// Asks for a switchboard (`XFR SB`). Ends in exactly one [`Effect::Switchboard`].
    pub fn request_switchboard(&mut self, now: Instant, ticket: SwitchboardTicket) {
        if self.phase != Phase::Ready {
            self.out.push_back(Effect::Switchboard { ticket, result: Err(RequestError::NotSignedIn) });
        } else if self.pending.is_full() {
            self.out.push_back(Effect::Switchboard { ticket, result: Err(RequestError::QueueFull) });
        } else {
            self.ask_switchboard(now, ticket, false);
        }
    }

    /// Signs out: says `OUT`, closes, and ends as [`SignOutReason::Requested`] at once.
    pub fn sign_out(&mut self, now: Instant) {
        let _ = now;
        if self.phase != Phase::Over && self.decoder.is_some() {
            self.send(&Client::Login(commands::Client::Out));
        }
        self.end(SignOutReason::Requested, false);
    }

    /// The time of [`Self::next_deadline`] has come. Calling it early does nothing.
    pub fn deadline(&mut self, now: Instant) {
        if self.step_due.is_some_and(|due| due <= now) {
            self.step_due = None;
            match self.phase {
                Phase::Connecting => {
                    let reason = format!("{} doesn't answer", self.server);
                    self.end(SignOutReason::Unreachable(reason), true);
                }
                _ => self.end(SignOutReason::SignInService(WebError::Timeout.to_string()), true),
            }
        }
        while self.phase != Phase::Over
            && let Some(purpose) = self.pending.expire(now)
        {
            self.expired(now, purpose);
        }
        self.sync_deadline(now);
        self.errand_deadline(now);
        self.book_deadline(now);
        self.tokens_deadline(now);
        match self.pulse.beat(now) {
            _ if self.phase == Phase::Over => {}
            Beat::Rest => {}
            Beat::Ping => self.ping(now),
            Beat::Dead => self.end(SignOutReason::TimedOut, true),
        }
    }

    /// When [`Self::deadline`] wants to be called; `None` when nothing is awaited.
    pub fn next_deadline(&self) -> Option<Instant> {
        if self.phase == Phase::Over {
            return None;
        }
        let web = [self.errands.deadline(), self.book.deadline(), self.tokens_due()];
        let own = [self.step_due, self.pending.deadline(), self.sync.deadline(), self.pulse.deadline()];
        own.into_iter().chain(web).flatten().min()
    }

    /// The next thing to do. Drain it after every call.
    pub fn poll(&mut self) -> Option<Effect> {
        self.out.pop_front()
    }

    /// Whether [`Effect::Ready`] was said and the sign-in isn't over.
    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// The dialect that was agreed on, once it was.
    pub fn dialect(&self) -> Option<Dialect> {
        self.dialect
    }

    /// This place among those where the account is signed in (16 up).
    pub fn place(&self) -> &PlaceId {
        &self.place
    }

    /// Our own display name as the server has it.
    pub fn name(&self) -> Option<String> {
        self.roster.own.name.clone()
    }

    /// Our own status as the server has confirmed it; offline before that.
    pub fn status(&self) -> Status {
        self.roster.own.status
    }

    /// The lists with the marks of their age, for the next sign-in; `None` before they are complete, or where the server
    /// has no such marks.
    pub fn cache(&self) -> Option<ListCache> {
        let dialect = self.dialect?;
        if dialect.features().lists_by_sync {
            return self.sync.cache(dialect, &self.roster);
        }
        self.book_cache(dialect)
    }
}

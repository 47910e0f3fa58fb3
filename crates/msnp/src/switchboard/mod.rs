//! The switchboard machine: one connection, one room.
//!
//! ```text
//! opened, bytes, closed, call, send, typing, leave, deadline    what happens
//! poll() -> Option<Effect>                                      what to do, in order
//! next_deadline() -> Option<Instant>                            when to call `deadline`
//! ```
//!
//! A machine holds no queue: [`Machine::send`] takes a message only while somebody is there to hear it, because servers
//! acknowledge what is said to an empty room and then lose it. Whoever owns the machine keeps what waits. A machine ends
//! in exactly one [`Effect::Ended`], and by then every message that it took is delivered or failed.

mod flight;
mod outgoing;
mod people;
mod receive;

pub use outgoing::Say;
pub(crate) use outgoing::mix;
pub use people::{People, Person};

use crate::command::Client;
use crate::command::switchboard::{self as command, Acknowledge};
use crate::content::chunk::Assembler;
use crate::dialect::Dialect;
use crate::error::{ErrorCode, RequestError};
use crate::event::{ConversationEvent, MessageState};
use crate::request::MessageId;
use crate::types::{Capabilities, Email, Instant, PlaceId, Secret, TransactionId};
use crate::wire::{Decoder, Direction, Limits, Role};
use bytes::{Bytes, BytesMut};
use flight::Flight;
use std::collections::VecDeque;
use std::time::Duration;

/// How long opening the connection and being let in may take.
pub const ENTER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long somebody who was called may take to come.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// How long the server may take to acknowledge a message. Some never do.
pub const ACKNOWLEDGE_TIMEOUT: Duration = Duration::from_secs(30);
/// After how long without a word we leave; servers close the room at about the same time.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(300);
/// How long we wait in a room that nobody is in.
pub const EMPTY_TIMEOUT: Duration = Duration::from_secs(60);
/// How long leaving waits for acknowledgements that are under way.
pub const LINGER: Duration = Duration::from_secs(5);
/// The shortest time between two typing notices of ours.
pub const TYPING_PAUSE: Duration = Duration::from_secs(5);
/// How many parts of messages may be on the wire unacknowledged.
const IN_FLIGHT_LIMIT: usize = 64;
/// How many oddities one room reports; a server that talks nonsense fills no log.
const ODDITIES_LIMIT: u32 = 100;
/// How many lines may make no sense until the room is given up.
const NONSENSE_LIMIT: u32 = 100;
/// How many calls may be open at once.
const CALLS_LIMIT: usize = 50;

/// What the machine wants; drained with [`Machine::poll`].
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write.
    Send(Bytes),
    /// Close the connection once that is written.
    Close,
    /// We are in. For an incoming call [`Machine::people`] already names everybody; their joined events follow.
    Entered,
    /// The server passes our call on.
    Ringing(Email),
    /// What happens in the room: everything but [`ConversationEvent::Ringing`], `Became` and `Closed`.
    Event(ConversationEvent),
    /// Something that no rule covers, for the log.
    Oddity(String),
    /// It is over. Nothing comes after it.
    Ended(End),
}

/// How a room ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// We left, because we were asked to, nobody was there any more, or nothing was said for long.
    Left,
    /// The connection broke, never came up, or the server closed it; with the reason for the log.
    Closed(String),
    /// The server didn't let us in.
    Refused(ErrorCode),
    /// The server didn't let us in, or didn't answer, in time.
    TimedOut,
    /// The server sent what can't be followed.
    Garbage(String),
}

impl End {
    /// What it means for a message that hadn't arrived.
    pub const fn error(&self) -> RequestError {
        match self {
            Self::Left => RequestError::ConversationClosed,
            Self::Refused(code) => RequestError::Server(*code),
            Self::TimedOut => RequestError::Timeout,
            Self::Closed(_) | Self::Garbage(_) => RequestError::ConnectionLost,
        }
    }
}

/// Where the machine stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waits for the connection.
    Opening,
    /// `USR` or `ANS` is sent.
    Entering,
    /// In.
    In,
    /// On the way out: waits for acknowledgements until then.
    Leaving(Instant),
    /// Over.
    Ended,
}

/// Somebody we called who hasn't come yet.
#[derive(Debug)]
struct Call {
    email: Email,
    /// Its transaction, once it is sent.
    transaction: Option<TransactionId>,
    until: Instant,
}

/// One room. See the module's page.
#[derive(Debug)]
pub struct Machine {
    own: Email,
    place: Option<PlaceId>,
    /// Whether our other places are called in first.
    summons: bool,
    /// The transaction of that call. Nothing hangs on what becomes of it.
    summoned: Option<TransactionId>,
    dialect: Dialect,
    cookie: Secret,
    /// The session of a call that came in; `None` when the room is ours.
    session: Option<String>,
    phase: Phase,
    decoder: Decoder,
    last_transaction: u32,
    /// The transaction of `USR` or `ANS`.
    entering: Option<TransactionId>,
    people: People,
    calls: Vec<Call>,
    flight: Flight,
    chunks: Assembler,
    entropy: u64,
    /// Whether anybody was ever here.
    was_met: bool,
    entered_at: Instant,
    last_word: Instant,
    last_typing: Option<Instant>,
    idle_after: Duration,
    oddities: u32,
    nonsense: u32,
    /// When the connection or the entering has taken too long.
    enter_by: Instant,
    effects: VecDeque<Effect>,
}

impl Machine {
    /// A room of our own, with the cookie of `XFR SB`, and whom to call.
    pub fn outgoing(
        now: Instant,
        own: Email,
        dialect: Dialect,
        cookie: Secret,
        people: &[Email],
        entropy: u64,
    ) -> Self {
        let mut machine = Self::new(now, own, dialect, cookie, None, entropy);
        for email in people {
            machine.call(now, email.clone());
        }
        machine
    }

    /// The room that a `RNG` calls us into.
    pub fn incoming(now: Instant, own: Email, dialect: Dialect, cookie: Secret, session: String, entropy: u64) -> Self {
        Self::new(now, own, dialect, cookie, Some(session), entropy)
    }

    /// Comes as this place of ours, where the dialect has places (16 up).
    #[must_use]
    pub fn at_place(self, place: Option<PlaceId>) -> Self {
        Self { place: place.filter(|_| self.dialect.features().places), ..self }
    }

    /// Calls our own other places into the room before anybody else, where there are some: only who is in a room sees
    /// what is said there.
    #[must_use]
    pub fn summoning(self, elsewhere: bool) -> Self {
        Self { summons: elsewhere && self.dialect.features().places, ..self }
    }

    fn new(now: Instant, own: Email, dialect: Dialect, cookie: Secret, session: Option<String>, entropy: u64) -> Self {
        let mut decoder = Decoder::new(Direction::FromServer, Role::Switchboard, Limits::default());
        decoder.set_dialect(dialect);
        Self {
            own,
            place: None,
            summons: false,
            summoned: None,
            dialect,
            cookie,
            session,
            phase: Phase::Opening,
            decoder,
            last_transaction: 0,
            entering: None,
            people: People::default(),
            calls: Vec::new(),
            flight: Flight::default(),
            chunks: Assembler::default(),
            entropy,
            was_met: false,
            entered_at: now,
            last_word: now,
            last_typing: None,
            idle_after: IDLE_TIMEOUT,
            oddities: 0,
            nonsense: 0,
            enter_by: now + ENTER_TIMEOUT,
            effects: VecDeque::new(),
        }
    }

    /// The connection is up.
    pub fn opened(&mut self, now: Instant) {
        if self.phase != Phase::Opening {
            return;
        }
        self.phase = Phase::Entering;
        self.enter_by = now + ENTER_TIMEOUT;
        let transaction = self.transaction();
        self.entering = Some(transaction);
        let (email, place, cookie) = (self.own.to_string(), self.place.clone(), self.cookie.clone());
        self.write(match self.session.clone() {
            None => command::Client::Enter { transaction, email, place, cookie },
            Some(session) => command::Client::Answer { transaction, email, place, cookie, session },
        });
    }

    /// The connection ended by itself, or never came up.
    pub fn closed(&mut self, reason: String) {
        // The server closes when we say OUT; that we were on the way out stays the reason.
        let end = if matches!(self.phase, Phase::Leaving(_)) { End::Left } else { End::Closed(reason) };
        self.end(end);
    }

    /// Calls somebody in. What becomes of it is told by [`Effect::Ringing`], a joined event, a failed call, or the end.
    /// `false` when nobody can be called any more, or too many calls are open.
    pub fn call(&mut self, now: Instant, email: Email) -> bool {
        if matches!(self.phase, Phase::Leaving(_) | Phase::Ended) || self.calls.len() >= CALLS_LIMIT {
            return false;
        }
        if self.calls.iter().all(|call| call.email != email) {
            self.calls.push(Call { email, transaction: None, until: now + CALL_TIMEOUT });
            if self.phase == Phase::In {
                self.flush_calls(now);
            }
        }
        true
    }

    /// Sends a message. `false` when it can't be sent now, because nobody is there or too much is on the wire: then
    /// nothing has happened, and [`Self::can_send`] says when to try again.
    pub fn send(&mut self, now: Instant, message: MessageId, what: &Say) -> bool {
        if !self.can_send() {
            return false;
        }
        let chunked = self.dialect.features().chunks
            && self.people.iter().all(|(_, p)| p.capabilities.contains(Capabilities::CHUNKING));
        let bodies = what.bodies(chunked, &mut self.entropy);
        // A long message takes its time on a slow line.
        let until = now + ACKNOWLEDGE_TIMEOUT + Duration::from_secs(bodies.len() as u64);
        let mut parts = Vec::with_capacity(bodies.len());
        for body in bodies {
            parts.push(self.message(Acknowledge::Always, body));
        }
        self.last_word = now;
        // The others take the notice away with the message; what is typed next is news again.
        self.last_typing = None;
        self.flight.add(message, parts, until);
        self.state(message, MessageState::Sent);
        true
    }

    /// Tells the others that we type; at most every few seconds, and only when somebody is there.
    pub fn typing(&mut self, now: Instant) {
        let soon = self.last_typing.is_some_and(|last| now.since(last) < TYPING_PAUSE);
        if self.phase != Phase::In || self.people.is_empty() || soon {
            return;
        }
        self.last_typing = Some(now);
        self.last_word = now;
        let body = outgoing::typing(&self.own);
        self.message(Acknowledge::Nothing, body);
    }

    /// Leaves, as soon as what is on the wire is acknowledged or a short time has passed.
    pub fn leave(&mut self, now: Instant) {
        match self.phase {
            Phase::Opening | Phase::Entering => self.leave_now(),
            Phase::In if self.flight.is_empty() => self.leave_now(),
            Phase::In => self.phase = Phase::Leaving(now + LINGER),
            Phase::Leaving(_) | Phase::Ended => {}
        }
    }

    /// Leaves at once.
    pub fn leave_now(&mut self) {
        if matches!(self.phase, Phase::Entering | Phase::In | Phase::Leaving(_)) {
            self.write(command::Client::Out);
        }
        self.end(End::Left);
    }

    /// Leave sooner when nothing is said: for a room that another one has replaced.
    pub fn set_idle_after(&mut self, idle: Duration) {
        self.idle_after = idle;
    }

    /// The time of [`Self::next_deadline`] has come. Calling it early does nothing.
    pub fn deadline(&mut self, now: Instant) {
        match self.phase {
            Phase::Ended => return,
            Phase::Opening | Phase::Entering => {
                if self.enter_by <= now {
                    self.end(End::TimedOut);
                }
                return;
            }
            Phase::In | Phase::Leaving(_) => {}
        }
        for message in self.flight.expire(now) {
            self.state(message, MessageState::Failed(RequestError::Timeout));
        }
        let (late, rest): (Vec<Call>, _) = self.calls.drain(..).partition(|call| call.until <= now);
        self.calls = rest;
        for call in late {
            self.call_failed(call.email, RequestError::Unreachable);
        }
        for loss in self.chunks.expire(now) {
            self.oddity(loss);
        }
        self.settle(now);
        let over = match self.phase {
            Phase::In => self.idle_at().is_some_and(|at| at <= now),
            Phase::Leaving(until) => until <= now,
            _ => false,
        };
        if over {
            self.leave_now();
        }
    }

    /// When [`Self::deadline`] wants to be called.
    pub fn next_deadline(&self) -> Option<Instant> {
        let calls = || self.calls.iter().map(|call| call.until).min();
        match self.phase {
            Phase::Opening | Phase::Entering => Some(self.enter_by),
            Phase::In => {
                let all = [self.idle_at(), self.flight.next_deadline(), calls(), self.chunks.deadline()];
                all.into_iter().flatten().min()
            }
            Phase::Leaving(until) => Some(self.flight.next_deadline().map_or(until, |at| at.min(until))),
            Phase::Ended => None,
        }
    }

    /// The next thing to do. Drain it after every call.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Who is in the room, ourselves not counted.
    pub const fn people(&self) -> &People {
        &self.people
    }

    /// Whether a message can be sent now.
    pub fn can_send(&self) -> bool {
        self.phase == Phase::In && !self.people.is_empty() && self.flight.len() < IN_FLIGHT_LIMIT
    }

    /// Whether we are in and somebody else is, too.
    pub fn is_live(&self) -> bool {
        self.phase == Phase::In && !self.people.is_empty()
    }

    /// Whether somebody may still come: it is opening, or a call is open.
    pub fn is_coming(&self) -> bool {
        matches!(self.phase, Phase::Opening | Phase::Entering) || (self.phase == Phase::In && !self.calls.is_empty())
    }

    /// Whether anybody was ever there with us.
    pub const fn was_met(&self) -> bool {
        self.was_met
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// When the silence has lasted too long. Nobody leaves while an answer is awaited.
    fn idle_at(&self) -> Option<Instant> {
        if !self.flight.is_empty() || !self.calls.is_empty() {
            return None;
        }
        Some(if self.people.is_empty() { self.entered_at + EMPTY_TIMEOUT } else { self.last_word + self.idle_after })
    }

    /// Draws the consequences of somebody gone or something acknowledged.
    fn settle(&mut self, now: Instant) {
        if self.phase == Phase::In && self.people.is_empty() && self.calls.is_empty() {
            // A call that came in may still bring somebody; where all left, or none of ours came, nobody will.
            if self.was_met || self.session.is_none() {
                self.leave(now);
            }
        } else if matches!(self.phase, Phase::Leaving(_)) && self.flight.is_empty() {
            self.leave_now();
        }
    }

    fn enter(&mut self, now: Instant) {
        if self.phase != Phase::Entering {
            return;
        }
        self.phase = Phase::In;
        self.entered_at = now;
        self.last_word = now;
        self.effects.push_back(Effect::Entered);
        let here: Vec<_> = self.people.iter().map(|(e, p)| (e.clone(), p.clone())).collect();
        for (email, person) in here {
            self.joined(email, person.name, person.capabilities);
        }
        if self.summons && self.session.is_none() {
            let transaction = self.transaction();
            self.summoned = Some(transaction);
            self.write(command::Client::Call { transaction, email: self.own.to_string() });
        }
        self.flush_calls(now);
    }

    fn flush_calls(&mut self, now: Instant) {
        for at in 0..self.calls.len() {
            if self.calls[at].transaction.is_none() {
                let transaction = self.transaction();
                self.calls[at].transaction = Some(transaction);
                self.calls[at].until = now + CALL_TIMEOUT;
                let email = self.calls[at].email.to_string();
                self.write(command::Client::Call { transaction, email });
            }
        }
    }

    fn joined(&mut self, email: Email, name: String, capabilities: Capabilities) {
        self.was_met = true;
        self.calls.retain(|call| call.email != email);
        self.event(ConversationEvent::Joined { email, name, capabilities });
    }

    fn end(&mut self, end: End) {
        if self.phase == Phase::Ended {
            return;
        }
        self.phase = Phase::Ended;
        let error = end.error();
        for message in self.flight.drain() {
            // What is on the wire was said; whether it was heard nobody knows.
            let error = if end == End::Left { RequestError::NotAcknowledged } else { error.clone() };
            self.state(message, MessageState::Failed(error));
        }
        self.calls.clear();
        if !matches!(end, End::Closed(_)) {
            self.effects.push_back(Effect::Close);
        }
        self.effects.push_back(Effect::Ended(end));
    }

    fn call_failed(&mut self, email: Email, error: RequestError) {
        self.event(ConversationEvent::CallFailed { email, error });
    }

    fn state(&mut self, message: MessageId, state: MessageState) {
        self.event(ConversationEvent::MessageState { message, state });
    }

    fn event(&mut self, event: ConversationEvent) {
        self.effects.push_back(Effect::Event(event));
    }

    fn oddity(&mut self, what: impl Into<String>) {
        self.oddities = self.oddities.saturating_add(1);
        if self.oddities <= ODDITIES_LIMIT {
            self.effects.push_back(Effect::Oddity(what.into()));
        }
    }

    /// A line that makes no sense at all.
    fn nonsense(&mut self, what: String) {
        self.nonsense += 1;
        self.oddity(what);
        if self.nonsense >= NONSENSE_LIMIT {
            self.end(End::Garbage("too many lines that make no sense".into()));
        }
    }

    fn transaction(&mut self) -> TransactionId {
        // Zero is the server's, for what nobody asked for.
        self.last_transaction = self.last_transaction.checked_add(1).unwrap_or(1);
        TransactionId(self.last_transaction)
    }

    fn message(&mut self, acknowledge: Acknowledge, body: Bytes) -> TransactionId {
        let transaction = self.transaction();
        self.write(command::Client::Message { transaction, acknowledge, body });
        transaction
    }

    fn write(&mut self, command: command::Client) {
        let mut out = BytesMut::new();
        Client::Switchboard(command).encode(self.dialect, &mut out);
        self.effects.push_back(Effect::Send(out.freeze()));
    }
}

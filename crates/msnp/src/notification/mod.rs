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

use crate::dialect::Dialect;
use crate::error::{RequestError, SignOutReason};
use crate::event::Event;
use crate::request::Request;
use crate::session::{Config, RequestId, WebError, WebReply, WebRequest};
use crate::types::{Email, Endpoint, Instant, Secret, Status};
use bytes::Bytes;

/// What the machine wants; drained with [`Machine::poll`].
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a new connection to this server (the old one, if any, was given up with [`Effect::Close`] before).
    Connect(Endpoint),
    /// Write.
    Send(Bytes),
    /// Close the connection.
    Close,
    /// Make this web request; the answer comes to [`Machine::web`] with the same number.
    Web(u64, WebRequest),
    /// Tell the program.
    Event(Event),
    /// A switchboard for the caller of [`Machine::request_switchboard`].
    Switchboard { ticket: SwitchboardTicket, result: Result<(Endpoint, Secret), RequestError> },
    /// Somebody calls: join that switchboard.
    Ring { session: String, target: Endpoint, cookie: Secret, email: Email, name: String },
    /// Signed in and synchronized: requests can flow.
    Ready,
    /// This connection and its sign-in are over. `retry` says whether coming back makes sense,
    /// `after` a pause that the server asked for. Nothing comes after it.
    Ended { reason: SignOutReason, retry: bool, after: Option<std::time::Duration> },
}

/// Ties an `XFR SB` to who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SwitchboardTicket(pub u64);

/// One sign-in at a notification server. See the module's page.
#[derive(Debug)]
pub struct Machine {
    config: Config,
}

impl Machine {
    /// A machine for this account. Nothing happens before [`Self::start`].
    pub fn new(config: &Config) -> Self {
        Self { config: config.clone() }
    }

    /// Begins: asks for the connection.
    pub fn start(&mut self, now: Instant) {
        let _ = (now, &self.config);
    }

    /// The connection that [`Effect::Connect`] asked for is up.
    pub fn opened(&mut self, now: Instant) {
        let _ = now;
    }

    /// Bytes came in on the connection, cut anyhow.
    pub fn bytes(&mut self, now: Instant, bytes: &[u8]) {
        let _ = (now, bytes);
    }

    /// The connection ended by itself, or never came up; the reason is for the log. Not to be called for a
    /// connection that [`Effect::Close`] or a later [`Effect::Connect`] gave up.
    pub fn closed(&mut self, now: Instant, reason: String) {
        let _ = (now, reason);
    }

    /// The answer to the [`Effect::Web`] of that number. One that nobody waits for any more is dropped.
    pub fn web(&mut self, now: Instant, number: u64, result: Result<WebReply, WebError>) {
        let _ = (now, number, result);
    }

    /// The program wants something that is no conversation's. Ends in exactly one
    /// [`Event::Answered`](crate::event::Event::Answered). Before [`Effect::Ready`] the answer is
    /// [`RequestError::NotSignedIn`], but for a status, which is kept for the sign-in.
    ///
    /// [`Request::SignOut`] is answered and then does what [`Self::sign_out`] does. The requests of conversations are
    /// the session's; here they are refused as unsupported.
    pub fn request(&mut self, now: Instant, request: RequestId, wish: Request) {
        let _ = (now, request, wish);
    }

    /// Asks for a switchboard (`XFR SB`). Ends in exactly one [`Effect::Switchboard`].
    pub fn request_switchboard(&mut self, now: Instant, ticket: SwitchboardTicket) {
        let _ = (now, ticket);
    }

    /// Signs out: says `OUT`, closes, and ends as [`SignOutReason::Requested`] at once.
    pub fn sign_out(&mut self, now: Instant) {
        let _ = now;
    }

    /// The time of [`Self::next_deadline`] has come. Calling it early does nothing.
    pub fn deadline(&mut self, now: Instant) {
        let _ = now;
    }

    /// When [`Self::deadline`] wants to be called; `None` when nothing is awaited.
    pub fn next_deadline(&self) -> Option<Instant> {
        None
    }

    /// The next thing to do. Drain it after every call.
    pub fn poll(&mut self) -> Option<Effect> {
        None
    }

    /// Whether [`Effect::Ready`] was said and the sign-in isn't over.
    pub fn is_ready(&self) -> bool {
        false
    }

    /// The dialect that was agreed on, once it was.
    pub fn dialect(&self) -> Option<Dialect> {
        None
    }

    /// Our own display name as the server has it.
    pub fn name(&self) -> Option<String> {
        None
    }

    /// Our own status as the server has confirmed it; offline before that.
    pub fn status(&self) -> Status {
        Status::Offline
    }
}

//! The notification-server machine: signing in, lists, presence, over one connection after another.
//!
//! It owns the TrIDs of its connection, follows redirects, answers challenges and pings. What it doesn't own is
//! retrying after a lost connection: that is [`Session`](crate::session::Session)'s.

use crate::error::{RequestError, SignOutReason};
use crate::event::Event;
use crate::request::Request;
use crate::session::{RequestId, WebError, WebReply, WebRequest};
use crate::types::{Email, Endpoint, Secret};
use bytes::Bytes;

/// What the machine wants; drained with `poll`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a new connection to this server (the old one, if any, was given up).
    Connect(Endpoint),
    /// Write.
    Send(Bytes),
    /// Close the connection.
    Close,
    /// Make this web request; the answer comes to `handle_web` with the same number.
    Web(u64, WebRequest),
    /// Tell the program.
    Event(Event),
    /// A switchboard for the caller of `request_switchboard`.
    Switchboard { ticket: SwitchboardTicket, result: Result<(Endpoint, Secret), RequestError> },
    /// Somebody calls: join that switchboard.
    Ring { session: String, target: Endpoint, cookie: Secret, email: Email, name: String },
    /// Signed in and synchronized: requests can flow.
    Ready,
    /// This connection and its sign-in are over. `retry` says whether coming back makes sense,
    /// `after` a pause that the server asked for.
    Ended { reason: SignOutReason, retry: bool, after: Option<std::time::Duration> },
}

/// Ties an `XFR SB` to who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SwitchboardTicket(pub u64);

#[allow(unused_imports)]
use {Request as _Request, RequestId as _RequestId, WebError as _WebError, WebReply as _WebReply};

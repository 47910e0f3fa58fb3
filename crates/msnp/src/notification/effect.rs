//! What the machine wants of whoever drives it.

use crate::error::{RequestError, SignOutReason};
use crate::event::Event;
use crate::request::MessageId;
use crate::session::WebRequest;
use crate::types::{Email, Endpoint, NetworkId, Secret};
use bytes::Bytes;
use std::time::Duration;

/// What the machine wants; drained with [`Machine::poll`](super::Machine::poll).
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a new connection to this server (the old one, if any, was given up with [`Effect::Close`] before).
    Connect(Endpoint),
    /// Write.
    Send(Bytes),
    /// Close the connection.
    Close,
    /// Make this web request; the answer comes to [`Machine::web`](super::Machine::web) with the same number.
    Web(u64, WebRequest),
    /// Tell the program.
    Event(Event),
    /// A switchboard for the caller of [`Machine::request_switchboard`](super::Machine::request_switchboard).
    Switchboard {
        /// Which call it answers.
        ticket: SwitchboardTicket,
        /// Where it is and the cookie to enter with, or why there is none.
        result: Result<(Endpoint, Secret), RequestError>,
    },
    /// Somebody calls: join that switchboard.
    Ring {
        /// The number of the session, for the answer.
        session: String,
        /// Where the switchboard is.
        target: Endpoint,
        /// What to answer with; good once.
        cookie: Secret,
        /// Who calls.
        email: Email,
        /// Their display name.
        name: String,
    },
    /// What became of a message that [`Machine::bridge`](super::Machine::bridge) was given.
    Bridged {
        /// Which one.
        message: MessageId,
        /// Whether the server took it.
        result: Result<(), RequestError>,
    },
    /// A message through the notification server (14 up).
    BridgeMessage {
        /// Who sent it.
        email: Email,
        /// What to call them.
        name: String,
        /// Where they live.
        network: NetworkId,
        /// Headers and text, as on a switchboard.
        body: Bytes,
    },
    /// Signed in and synchronized: requests can flow.
    Ready,
    /// What the server says of offline messages that wait, as XML; `None` where there is too much of it.
    OfflineMessages(Option<String>),
    /// Tokens were asked for again. Whether they came is seen by [`Machine::offline_ticket`](super::Machine::offline_ticket).
    Renewed,
    /// This connection and its sign-in are over. `retry` says whether coming back makes sense,
    /// `after` a pause that the server asked for. Nothing comes after it but the refusal of what is still asked for.
    Ended {
        /// Why it is over.
        reason: SignOutReason,
        /// Whether coming back makes sense.
        retry: bool,
        /// The pause to make before that, where the server named one.
        after: Option<Duration>,
    },
}

/// Ties an `XFR SB` to who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SwitchboardTicket(pub u64);

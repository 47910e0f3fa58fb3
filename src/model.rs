//! What all windows look at. Only [`App`](crate::app::App) changes it.

use crate::store::settings::Settings;
use msnp::conversation::Conversation;
use msnp::dialect::Dialect;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{ConversationId, SignInStep};
use msnp::request::Request;
use msnp::roster::Roster;
use msnp::session::RequestId;
use msnp::types::{Email, Endpoint, Instant};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// The shared state.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// People, groups, own settings.
    pub roster: Roster,
    /// How we stand with the server.
    pub connection: Connection,
    /// Every conversation since sign-in, whether its window is open or not.
    pub conversations: BTreeMap<ConversationId, Talk>,
    /// Requests that wait for their answer, so that a change can be shown as pending.
    pub pending: HashMap<RequestId, Request>,
    /// The last refusal that no window took for itself, to show as a line that can be dismissed.
    pub trouble: Option<Trouble>,
    /// What the person has set.
    pub settings: Settings,
    /// The name of the service signed in to, for the status bar.
    pub service: String,
    /// The time of the last message: the clock of typing notices.
    pub now: Instant,
    /// Whether the system asks for less motion: then nothing shakes or slides.
    pub reduced_motion: bool,
    /// Whether the dark palette is shown.
    pub dark: bool,
}

/// A conversation with what only this program cares about.
#[derive(Debug, Clone)]
pub struct Talk {
    /// People and messages.
    pub log: Conversation,
    /// Messages that came while nobody looked.
    pub unread: usize,
    /// What is typed but not sent, kept while the window is closed.
    pub draft: String,
    /// The local time at which each entry of the log came, by its number.
    pub times: Vec<chrono::DateTime<chrono::Local>>,
}

/// How we stand with the server.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Connection {
    /// Not signed in. The reason of the last end, when it wasn't asked for.
    #[default]
    SignedOut,
    /// The session ended by itself; the sign-in window says why.
    Ended(SignOutReason),
    /// On the way in.
    SigningIn(SignInStep),
    /// Signed in.
    Online { email: Email, dialect: Dialect, server: Endpoint },
    /// Lost; comes back by itself.
    Lost { reason: SignOutReason, retry_in: Duration, since: Instant, attempt: u32 },
}

impl Connection {
    /// Whether requests can be made.
    pub const fn is_online(&self) -> bool {
        matches!(self, Self::Online { .. })
    }
}

/// A refusal with what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// What was asked.
    pub request: Request,
    /// Why not.
    pub error: RequestError,
}

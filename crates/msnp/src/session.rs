//! One signed-in account whole: a notification connection, any number of switchboards, web requests, and the way back
//! when the network fails. No socket, no clock, no randomness of its own.
//!
//! ```text
//! handle(now, Input)      Opened | Bytes | Closed | Web | Request | Deadline
//! poll() -> Option<Output>   Open | Send | Close | Web | Event
//! deadline() -> Option<Instant>
//! ```

use crate::dialect::Dialect;
use crate::event::Event;
use crate::request::Request;
use crate::types::{Capabilities, Email, Endpoint, Instant, Secret, Status};
use bytes::Bytes;

/// A TCP connection that the session asked its driver for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// A web request that the session asked its driver for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebId(pub u64);

/// A request of the program; chosen by the program, echoed in [`Event::Answered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// What the session is told.
#[derive(Debug)]
pub enum Input<'a> {
    /// The connection is up.
    Opened(ConnectionId),
    /// Bytes came in.
    Bytes(ConnectionId, &'a [u8]),
    /// The connection ended, or never came up; the reason is for the log.
    Closed(ConnectionId, String),
    /// The reply to a web request, or why there is none.
    Web(WebId, Result<WebReply, WebError>),
    /// The program wants something.
    Request(RequestId, Request),
    /// The time of [`Session::deadline`] has come.
    Deadline,
}

/// What the session wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Connect, then say [`Input::Opened`] or [`Input::Closed`].
    Open(ConnectionId, Endpoint),
    /// Write these bytes, in one write where possible.
    Send(ConnectionId, Bytes),
    /// Close after what is written is out. No [`Input::Closed`] is needed for it any more.
    Close(ConnectionId),
    /// Make this request, then say [`Input::Web`]. Redirects are not to be followed.
    Web(WebId, WebRequest),
    /// Tell the program.
    Event(Event),
}

/// A request for the web. No redirect is followed by the driver: the session does, within its rules.
#[derive(Clone, PartialEq, Eq)]
pub struct WebRequest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Header lines; they may carry passwords, so `Debug` shows names only.
    pub headers: Vec<(String, Secret)>,
    /// The body, empty for a GET.
    pub body: Bytes,
}

impl std::fmt::Debug for WebRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("WebRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// What the web answered.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct WebReply {
    /// The HTTP status.
    pub status: u16,
    /// Header lines as they came.
    pub headers: Vec<(String, String)>,
    /// The body, cut at a bound that the driver sets.
    pub body: Bytes,
}

impl WebReply {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}
impl std::fmt::Debug for WebReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebReply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    /// The name is unknown, nobody listens, or the connection broke.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The certificate isn't trusted, or TLS failed in another way.
    #[error("no safe connection: {0}")]
    Tls(String),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The reply was malformed or too large.
    #[error("a reply that makes no sense: {0}")]
    Malformed(String),
    /// Our own rules forbid the address (plain HTTP, a downgrade from HTTPS).
    #[error("refused: {0}")]
    Refused(String),
}

/// Everything a session needs to know to sign in.
#[derive(Debug, Clone)]
pub struct Config {
    /// The account.
    pub email: Email,
    /// Its password.
    pub password: Secret,
    /// Where to connect first.
    pub server: Endpoint,
    /// The dialects to offer, best first. Empty means all that the toolkit knows.
    pub dialects: Vec<Dialect>,
    /// The Nexus of the Passport sign-in (MSNP8 to 12), such as `https://login.example/rdr/pprdr.asp`.
    pub nexus: Option<String>,
    /// Whether plain HTTP is accepted for sign-in, and then only to a loopback address.
    pub insecure_loopback: bool,
    /// The status to sign in with.
    pub status: Status,
    /// The capabilities to announce.
    pub capabilities: Capabilities,
    /// What `CVR` says about the client.
    pub client: ClientInfo,
    /// The lists as they were at the last sign-in, so that an unchanged list need not be sent again.
    pub cache: Option<ListCache>,
    /// Whether to come back by itself after a lost connection.
    pub reconnect: bool,
    /// Entropy from outside: spreads the pauses between attempts and makes message ids.
    pub seed: u64,
}

impl Config {
    /// A configuration with what most programs want.
    pub fn new(email: Email, password: Secret, server: Endpoint) -> Self {
        Self {
            email,
            password,
            server,
            dialects: Vec::new(),
            nexus: None,
            insecure_loopback: false,
            status: Status::Online,
            capabilities: Capabilities::CHUNKING | Capabilities::VERSION_7_0,
            client: ClientInfo::default(),
            cache: None,
            reconnect: true,
            seed: 0,
        }
    }
}

/// The parameters of `CVR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientInfo {
    /// Locale in hexadecimal, `0x0409`.
    pub locale: String,
    /// `winnt`, `linux`, …
    pub os: String,
    /// The system's version.
    pub os_version: String,
    /// `i386`, `x86_64`.
    pub architecture: String,
    /// The client's name, `MSNMSGR` for servers that look at it.
    pub name: String,
    /// The client's version; `None` takes one that fits the dialect.
    pub version: Option<String>,
    /// `MSMSGS`.
    pub id: String,
}

impl Default for ClientInfo {
    fn default() -> Self {
        Self {
            locale: "0x0409".into(),
            os: "winnt".into(),
            os_version: "5.1".into(),
            architecture: "i386".into(),
            name: "MSNMSGR".into(),
            version: None,
            id: "MSMSGS".into(),
        }
    }
}

/// The lists of the last sign-in with the serials under which the server knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct ListCache {
    /// The dialect it was taken in; another dialect's cache is of no use.
    pub dialect: Dialect,
    /// `SYN`'s serial (one up to MSNP9, two from 10), as the server wrote them.
    pub serials: Vec<String>,
    /// The roster that goes with them.
    pub roster: crate::roster::Roster,
}

/// One account. See the module's page.
#[derive(Debug)]
pub struct Session {
    config: Config,
}

impl Session {
    /// A session that will sign in: drain [`Self::poll`] to start.
    pub fn new(config: Config) -> Self {
        Self { config }
    }
    /// Takes in what happened.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        let _ = (now, input, &self.config);
        todo!()
    }
    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        todo!()
    }
    /// When [`Input::Deadline`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        todo!()
    }
    /// Whether nothing will ever come again: signed out for good and everything closed.
    pub fn is_over(&self) -> bool {
        todo!()
    }
}

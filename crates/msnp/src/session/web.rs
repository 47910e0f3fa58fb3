//! Requests for the web and their replies, as a session and its driver hand them over.

use crate::types::Secret;
use bytes::Bytes;

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

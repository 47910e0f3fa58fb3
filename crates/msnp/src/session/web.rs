//! Requests for the web and their replies, as a session and its driver hand them over.

use crate::error::SignOutReason;
use crate::types::{Fingerprint, Secret};
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
    /// Nobody vouches for the certificate. It may be pinned once the person has compared its fingerprint.
    #[error("the certificate of {host} is from nobody that this system trusts")]
    Untrusted {
        /// Whose certificate, as `host:port`.
        host: String,
        /// The certificate in short.
        fingerprint: Fingerprint,
    },
    /// The certificate isn't the one that was pinned.
    #[error("the certificate of {host} isn't the one that you accepted")]
    Changed {
        /// Whose certificate, as `host:port`.
        host: String,
        /// The new certificate in short.
        fingerprint: Fingerprint,
    },
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

impl WebError {
    /// Whether the same request would come to the same end until somebody changes something.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Tls(_) | Self::Untrusted { .. } | Self::Changed { .. } | Self::Refused(_))
    }
}

impl From<WebError> for SignOutReason {
    /// What it means for a sign-in.
    fn from(error: WebError) -> Self {
        match error {
            WebError::Untrusted { host, fingerprint } => Self::UntrustedCertificate { host, fingerprint },
            WebError::Changed { host, fingerprint } => Self::ChangedCertificate { host, fingerprint },
            error => Self::SignInService(error.to_string()),
        }
    }
}

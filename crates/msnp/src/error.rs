//! Errors as values, with a sentence for the person and the details for the log.

use crate::types::EmailError;

/// A numeric error of the protocol (01 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorCode(pub u16);

/// Why a request came to nothing. `Display` is the sentence to show in English; programs that translate match on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The server refused with a number.
    #[error("{}", .0.sentence())]
    Server(ErrorCode),
    /// No answer in time.
    #[error("The server didn't answer in time. Try again.")]
    Timeout,
    /// The connection was lost before the answer came.
    #[error("The connection was lost before the server answered.")]
    ConnectionLost,
    /// Not signed in.
    #[error("You are not signed in.")]
    NotSignedIn,
    /// The dialect has no such thing.
    #[error("This server's version of the protocol can't do that.")]
    Unsupported,
    /// Nobody by that address on the list.
    #[error("That person isn't on your contact list.")]
    UnknownContact,
    /// The group isn't there.
    #[error("That group isn't there any more.")]
    UnknownGroup,
    /// The text is longer than the protocol allows; the limit in bytes after encoding.
    #[error("That is too long: the limit is {0} bytes.")]
    TooLong(usize),
    /// There is no text in it.
    #[error("There is nothing to send.")]
    Empty,
    /// The address isn't one.
    #[error("That isn't an address: {0}.")]
    Address(EmailError),
    /// The person is offline, or doesn't take messages from us.
    #[error("They are offline or don't accept messages from you.")]
    Unreachable,
    /// The other side missed the message (`NAK`).
    #[error("The message didn't reach everyone.")]
    NotAcknowledged,
    /// The conversation ended before it was sent.
    #[error("The conversation was closed before the message was sent.")]
    ConversationClosed,
    /// Too much is queued.
    #[error("Too much is waiting to be sent. Try again in a moment.")]
    QueueFull,
}

/// Why a session, or one attempt of it, ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignOutReason {
    /// We asked for it.
    #[error("You signed out.")]
    Requested,
    /// `OUT OTH`. Never fought over.
    #[error("You signed in at another place, so you were signed out here.")]
    ElsewhereSignedIn,
    /// `OUT SSD`.
    #[error("The server is shutting down.")]
    ServerShutdown,
    /// `OUT TOU`.
    #[error("The service asks you to accept its terms on its website first.")]
    TermsOfUse,
    /// Wrong address or password.
    #[error("Couldn't sign in: the address or the password isn't right.")]
    WrongPassword,
    /// The sign-in service refused and said why.
    #[error("Couldn't sign in: {0}")]
    SignInRefused(String),
    /// No dialect in common.
    #[error("Couldn't sign in: the server doesn't speak any version of the protocol that we offered.")]
    NoCommonDialect,
    /// Another refusal at sign-in, with its number.
    #[error("Couldn't sign in: {}", .0.sentence())]
    Refused(ErrorCode),
    /// The server can't be reached.
    #[error("Couldn't reach the server. Check the address and your connection. ({0})")]
    Unreachable(String),
    /// The sign-in page can't be reached, or isn't safe.
    #[error("Couldn't reach the sign-in service. ({0})")]
    SignInService(String),
    /// The connection broke.
    #[error("The connection to the server was lost. ({0})")]
    ConnectionLost(String),
    /// No answer to a ping or to a step of the sign-in.
    #[error("The server stopped answering.")]
    TimedOut,
    /// The server sent what isn't MSNP.
    #[error("The server sent something that isn't MSNP. ({0})")]
    Garbage(String),
    /// Sent from server to server too often.
    #[error("The server sent us in a circle.")]
    TooManyRedirects,
}

impl ErrorCode {
    /// A sentence for the person: what happened and what to do. Never empty, never the bare number.
    pub const fn sentence(self) -> &'static str {
        match self.0 {
            _ => "The server refused. Try again later.",
        }
    }
}

//! Errors as values, with a sentence for the person and the details for the log.

use crate::types::{EmailError, Fingerprint};
use std::fmt;

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
    /// A message was given to the service, and whether it has arrived there isn't known: the answer was lost. It isn't
    /// given again by itself, since it could arrive twice.
    #[error("The service didn't say whether it has the message. It may not have arrived.")]
    Uncertain,
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
    /// Nobody vouches for the certificate of a web service. A program that pins certificates shows the fingerprint once.
    #[error(
        "The certificate of {host} is from nobody that this system trusts. Compare its fingerprint with the server's: {fingerprint}."
    )]
    UntrustedCertificate {
        /// Whose certificate, as `host:port`.
        host: String,
        /// The certificate in short.
        fingerprint: Fingerprint,
    },
    /// The certificate of a web service isn't the one that the person accepted.
    #[error(
        "The certificate of {host} isn't the one that you accepted. Somebody may be in between: ask whoever runs the server, and accept it anew if it was changed on purpose. Its fingerprint is {fingerprint}."
    )]
    ChangedCertificate {
        /// Whose certificate, as `host:port`.
        host: String,
        /// The new certificate in short.
        fingerprint: Fingerprint,
    },
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
    /// Whether the server only says that things already are as they were asked to be: no reason to bother anybody.
    pub const fn is_already_so(self) -> bool {
        matches!(self.0, 207 | 215 | 218)
    }

    /// Whether the same request may well work a little later.
    pub const fn is_temporary(self) -> bool {
        matches!(
            self.0,
            280 | 281
                | 402
                | 403
                | 413..=419
                | 500
                | 501
                | 504
                | 505
                | 510
                | 520
                | 600..=606
                | 700
                | 707
                | 711..=714
                | 729
                | 800
                | 910
                | 912
                | 914..=916
                | 918
                | 919
                | 921
                | 922
                | 931
        )
    }

    /// Whether, at sign-in, it means that name and password (or what they were turned into) were not accepted.
    pub const fn is_wrong_password(self) -> bool {
        matches!(self.0, 911 | 917 | 928)
    }

    /// A sentence for the person: what happened and what to do. Never empty, never the bare number.
    pub const fn sentence(self) -> &'static str {
        match self.0 {
            200 | 300 | 503 | 715 | 731 => {
                "The server didn't understand this program. Please report it with the log file."
            }
            201 => "The server says that this isn't valid. Check the address or the value.",
            203 | 204 => "That person's network doesn't accept this address.",
            205 | 208 => "There is no account with that address. Check the spelling.",
            206 => "That address isn't complete. Enter the whole address, such as name@example.com.",
            207 => "You are already signed in.",
            209 => "That name isn't allowed, or your address isn't verified yet. Choose another name.",
            210 => "That list is full. Remove somebody first.",
            213 => "That contact can't be renamed.",
            215 => "They are already there.",
            216 => "They aren't on that list.",
            217 => "They are offline or don't accept messages from you.",
            218 => "That is already set so.",
            219 => "They are on both the allow and the block list. Take them off the other list first.",
            220 => "You can't send text messages to that contact.",
            223 => "You have too many groups. Remove one first.",
            224 | 231 => "That group isn't there any more.",
            225 => "That contact isn't in that group any more.",
            227 => "That group isn't empty. Move its people out first.",
            228 => "There is already a group with that name. Choose another name.",
            229 => "That group name is too long. Choose a shorter one.",
            230 => "That group can't be removed.",
            232 | 234 => "That phone number isn't valid.",
            233 => "That phone number isn't known.",
            240 | 241 => "The server didn't accept the contact list. Sign in again.",
            280 => "The conversation couldn't be opened. Try again.",
            281 => "The server couldn't send you on to another server. Try again.",
            282 => "The transfer was broken off: the server didn't accept its data.",
            283 => "Their program doesn't know that activity.",
            285 => "That message is too long. Send it in parts.",
            290 => "You have no credit for text messages left.",
            301 => "There are too many results. Search for something narrower.",
            302 => "You are not signed in any more. Sign in again.",
            400 => "Your contact list can't be changed right now. Try again later.",
            402 | 403 => "Your contact list isn't available right now. Try again later.",
            413..=419 => "Text messages aren't available for this account right now. Try again later.",
            420 => "This service admits only certain programs, or only invited people.",
            500 => "The service isn't available for the moment. Try again later.",
            501 | 510 | 520 | 602..=605 => "The server has trouble of its own. Try again later.",
            502 => "This server doesn't offer that.",
            504 | 505 => "That part of the service isn't available. Try again later.",
            508 | 509 | 511 | 801 => "The message was not delivered. Try again later.",
            540 | 929 => "The server doesn't accept this program: its answer to the challenge was wrong.",
            550..=552 | 580 | 590..=598 => "The text message was not delivered. Try again later.",
            600 => "The server is busy. Try again in a few minutes.",
            601 | 914..=916 => "The server isn't available. Try again in a few minutes.",
            606 => "Text messages aren't available right now. Try again later.",
            700 | 707 => "The server couldn't open a connection. Try again.",
            710 => "The server doesn't accept this version of the program.",
            711 => "This session may not do that right now. Try again.",
            712 => "Too much is going on in this session. Try again later.",
            713 => "You are doing that too often. Wait a moment.",
            714 => "You have too many conversations open. Close some and try again.",
            717 => "Your contact list is damaged on the server. Ask whoever runs the service.",
            718 | 719 | 726 | 934 => "This account may not do that.",
            729 => "The server is too busy for that. Try again later.",
            733 | 734 => "You are signed in at too many places. Sign out at one of them.",
            800 => "You are doing that too fast. Wait a minute and try again.",
            910 | 912 | 918 | 919 | 921 | 922 => "The sign-in servers are busy. Try again in a few minutes.",
            911 | 917 => "The address or the password isn't right. Check both and try again.",
            913 => "You can't do that while you appear offline. Change your status first.",
            920 => "The service takes no new people at the moment.",
            923 => "This is a child's account, and a parent has not agreed to its use yet.",
            924 => "Your address isn't verified yet. Open the message that the service sent you first.",
            926 | 927 => "This account is suspended or managed by somebody else. Ask whoever runs the service.",
            928 => "The server no longer accepts your sign-in. Check the password and sign in again.",
            930 => "Your organisation doesn't allow this service.",
            931 => "Your account is on another server. Sign in again.",
            933 => "The server didn't accept a member of the list.",
            935 => "The server didn't accept the signature of the request. Sign in again.",
            _ => "The server refused. Try again later.",
        }
    }

    /// A short name for the log. Unknown numbers are called unknown.
    pub const fn name(self) -> &'static str {
        match self.0 {
            200 => "syntax error",
            201 => "invalid parameter",
            203 => "invalid federated user",
            204 => "unroutable user",
            205 | 208 => "no such user",
            206 => "domain missing",
            207 => "already logged in",
            209 => "name not allowed",
            210 => "list full",
            213 => "invalid rename",
            215 => "already there",
            216 => "not on list",
            217 => "not online",
            218 => "already in mode",
            219 => "already in opposite list",
            220 => "no pages accepted",
            223 => "too many groups",
            224 => "no such group",
            225 => "contact not in group",
            227 => "group not empty",
            228 => "group name exists",
            229 => "group name too long",
            230 => "cannot remove group",
            231 => "add to unknown group",
            232..=234 => "bad mobile number",
            240 | 241 => "bad list data",
            280 => "switchboard failed",
            281 => "transfer failed",
            282 => "bad peer-to-peer message",
            300 => "required field missing",
            301 => "too many hits",
            302 => "not logged in",
            400 => "address book read-only",
            402 => "address book busy",
            403 => "address book unavailable",
            420 => "client not admitted",
            500 => "internal server error",
            501 => "database error",
            502 => "command disabled",
            540 => "challenge failed",
            600 => "server busy",
            601 => "server unavailable",
            602 => "peer server down",
            603 => "database connection failed",
            604 => "server going down",
            605 => "database unavailable",
            606 => "paging unavailable",
            700 | 707 => "cannot create connection",
            710 => "version parameters rejected",
            711 => "blocking write",
            712 => "session overload",
            713 => "too active",
            714 => "too many sessions",
            715 => "not expected",
            717 => "bad friend file",
            731 => "version check not expected",
            733 | 734 => "too many endpoints",
            800 => "rate limited",
            801 => "not delivered",
            911 | 917 => "authentication failed",
            913 => "not while hidden",
            920 => "no new users",
            923 => "child's account",
            924 => "address not verified",
            928 => "bad ticket",
            929 => "challenge failed",
            931 => "wrong server",
            _ => "unknown",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number of the protocol's table.
    const TABLE: &[u16] = &[
        200, 201, 203, 204, 205, 206, 207, 208, 209, 210, 213, 215, 216, 217, 218, 219, 220, 223, 224, 225, 227, 228,
        229, 230, 231, 232, 233, 234, 240, 241, 280, 281, 282, 283, 285, 290, 300, 301, 302, 400, 402, 403, 413, 414,
        415, 416, 417, 418, 419, 420, 500, 501, 502, 503, 504, 505, 508, 509, 510, 511, 520, 540, 550, 551, 552, 580,
        590, 591, 592, 593, 594, 595, 596, 597, 598, 600, 601, 602, 603, 604, 605, 606, 700, 707, 710, 711, 712, 713,
        714, 715, 717, 718, 719, 726, 729, 731, 733, 734, 800, 801, 910, 911, 912, 913, 914, 915, 916, 917, 918, 919,
        920, 921, 922, 923, 924, 926, 927, 928, 929, 930, 931, 933, 934, 935,
    ];

    #[test]
    fn every_number_of_the_table_has_a_sentence_of_its_own() {
        let general = ErrorCode(999).sentence();
        for code in TABLE {
            assert_ne!(ErrorCode(*code).sentence(), general, "{code}");
        }
    }

    #[test]
    fn every_number_at_all_has_a_plain_sentence() {
        for code in 0..=u16::MAX {
            let sentence = ErrorCode(code).sentence();
            assert!(sentence.ends_with('.') && sentence.len() < 120, "{code}: {sentence}");
            assert!(!sentence.chars().any(|c| c.is_ascii_digit()), "{code}: {sentence}");
        }
    }

    #[test]
    fn the_log_has_number_and_name() {
        assert_eq!(ErrorCode(911).to_string(), "911 (authentication failed)");
        assert_eq!(ErrorCode(212).to_string(), "212 (unknown)");
        assert_eq!(
            SignOutReason::Refused(ErrorCode(601)).to_string(),
            "Couldn't sign in: The server isn't available. Try again in a few minutes."
        );
    }
}

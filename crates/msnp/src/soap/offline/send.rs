//! Storing a message: `Store` (MSNP11 and 12) and `Store2` (13 and later).

use super::message;
use crate::auth::challenge;
use crate::auth::passport::PassportError;
use crate::error::{ErrorCode, RequestError};
use crate::session::{WebReply, WebRequest};
use crate::soap::envelope::{self, Fault, Soap, SoapError};
use crate::types::{Email, Secret};
use std::time::Duration;

/// The namespace of header and body, in either form of the operation.
const NAMESPACE: &str = "http://messenger.msn.com/ws/2004/09/oim/";
/// The namespace of the newer operation's action.
const NAMESPACE_2: &str = "http://messenger.live.com/ws/2006/09/oim/";

/// A program that services know: its id and the key to the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// The id.
    pub id: &'static str,
    /// The key.
    pub key: &'static str,
}

impl Product {
    /// The messenger of MSNP11 and 12.
    pub const MESSENGER_7_5: Self = Self { id: "PROD0101{0RM?UBW", key: "CFHUR$52U_{VIX5T" };
    /// The messenger of MSNP15.
    pub const MESSENGER_8_5: Self = Self { id: "PROD0119GSJUC$18", key: "ILTXC!4IXB5FB*PX" };

    /// The lock key that answers a challenge.
    pub fn lock_key(&self, challenge: &str) -> Secret {
        Secret::new(challenge::mixed(challenge, self.id, self.key))
    }
}

/// Which form of the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `Store`
    Store,
    /// `Store2`
    Store2,
}

impl Form {
    fn action(self) -> String {
        match self {
            Self::Store => format!("{NAMESPACE}Store"),
            Self::Store2 => format!("{NAMESPACE_2}Store2"),
        }
    }
}

/// Who sends, and with what.
#[derive(Debug, Clone)]
pub struct Sender<'a> {
    /// The address of `oim.asmx`.
    pub url: &'a str,
    /// Which form of the operation.
    pub form: Form,
    /// The address.
    pub from: &'a Email,
    /// The name; the address where it is empty.
    pub name: &'a str,
    /// The ticket for `messenger.msn.com`.
    pub ticket: &'a Secret,
    /// The program.
    pub product: Product,
    /// The lock key; empty as long as no challenge has come.
    pub lock_key: &'a Secret,
    /// The dialect's name.
    pub dialect: &'a str,
    /// The program's version.
    pub build: &'a str,
    /// Whether plain HTTP to this very machine is allowed.
    pub insecure_loopback: bool,
}

impl Sender<'_> {
    /// The request that stores a text for somebody. `run` is a GUID in braces that stays the same for a session;
    /// `sequence` counts from 1. The same number again is how a lost reply is asked for again.
    ///
    /// # Errors
    /// When the rules forbid the address.
    pub fn store(&self, to: &Email, run: &str, sequence: u32, text: &str) -> Result<WebRequest, PassportError> {
        // An encoded word without anything in it is none.
        let name = if self.name.trim().is_empty() { self.from.as_str() } else { self.name };
        let name = message::encoded_word(name);
        let number = sequence.to_string();
        let body = envelope::write(
            Soap::V11,
            &[],
            |header| {
                let from = [
                    ("memberName", self.from.as_str()),
                    ("friendlyName", &name),
                    ("xml:lang", "en-US"),
                    ("proxy", "MSNMSGR"),
                    ("xmlns", NAMESPACE),
                    ("msnpVer", self.dialect),
                    ("buildVer", self.build),
                ];
                header.empty("From", &from);
                header.empty("To", &[("memberName", to.as_str()), ("xmlns", NAMESPACE)]);
                let ticket = [
                    ("passport", self.ticket.expose()),
                    ("appid", self.product.id),
                    ("lockkey", self.lock_key.expose()),
                    ("xmlns", NAMESPACE),
                ];
                header.empty("Ticket", &ticket);
                header.element("Sequence", &[("xmlns", "http://schemas.xmlsoap.org/ws/2003/03/rm")], |sequence| {
                    let space = [("xmlns", "http://schemas.xmlsoap.org/ws/2002/07/utility")];
                    sequence.element("Identifier", &space, |id| id.text("http://messenger.msn.com"));
                    sequence.leaf("MessageNumber", &number);
                });
            },
            |body| {
                body.element("MessageType", &[("xmlns", NAMESPACE)], |kind| kind.text("text"));
                let content = message::content(run, sequence, text);
                body.element("Content", &[("xmlns", NAMESPACE)], |inside| inside.text(&content));
            },
        );
        envelope::post(self.url, Some(&self.form.action()), body, self.insecure_loopback)
    }
}

/// Why a message isn't stored. `Display` is the sentence to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The service wants a lock key or a fresh ticket: answer, and send the same message again. Once; the second time
    /// it is a refusal.
    #[error("The service didn't accept this program for offline messages. Sign in again.")]
    Challenge {
        /// What [`Product::lock_key`] answers.
        lock_key: Option<String>,
        /// The policy with which to ask for a new ticket for `messenger.msn.com`.
        policy: Option<String>,
    },
    /// They don't take messages from us, or can't be reached.
    #[error("They don't accept offline messages from you.")]
    Unavailable,
    /// Too many in a short time: wait [`THROTTLE_PAUSE`], then send the same message again.
    #[error("You are sending too many offline messages. Wait a minute and try again.")]
    Throttled,
    /// Too long.
    #[error("That message is too long. Send it in parts.")]
    TooLarge,
    /// The service doesn't understand the message.
    #[error("The service couldn't read the message. Please report it with the log file.")]
    InvalidContent,
    /// Another refusal.
    #[error("The offline message was not stored. Try again later. ({0})")]
    Refused(Box<Fault>),
    /// No usable reply. Whether it is stored isn't known.
    #[error("The offline message service's answer can't be used. ({0})")]
    Useless(SoapError),
}

/// How long to wait after [`StoreError::Throttled`].
pub const THROTTLE_PAUSE: Duration = Duration::from_secs(60);

impl StoreError {
    /// What the older dialects say in that place.
    pub const fn request_error(&self) -> RequestError {
        RequestError::Server(ErrorCode(match self {
            Self::Challenge { .. } => 928,
            Self::Unavailable => return RequestError::Unreachable,
            Self::Throttled => 800,
            Self::TooLarge => return RequestError::TooLong(message::MAX_TEXT),
            Self::InvalidContent => 200,
            Self::Refused(_) | Self::Useless(_) => 801,
        }))
    }
}

/// Reads the reply.
///
/// # Errors
/// Why it isn't stored.
pub fn read(reply: &WebReply) -> Result<(), StoreError> {
    let fault = match envelope::read(reply) {
        Ok(reply) => {
            let stored = reply.result("StoreResponse").or_else(|_| reply.result("Store2Response"));
            return stored.map(drop).map_err(StoreError::Useless);
        }
        Err(SoapError::Fault(fault)) => fault,
        Err(error) => return Err(StoreError::Useless(error)),
    };
    let detail = |name| fault.detail(name).filter(|value| !value.is_empty() && value.len() <= 1024).map(str::to_owned);
    Err(if fault.is("AuthenticationFailed") {
        let policy = detail("RequiredAuthPolicy").or_else(|| detail("TweenerChallenge"));
        StoreError::Challenge { lock_key: detail("LockKeyChallenge"), policy }
    } else if fault.is("SystemUnavailable") {
        StoreError::Unavailable
    } else if fault.is("SenderThrottleLimitExceeded") {
        StoreError::Throttled
    } else if fault.is("MessageTooLarge") {
        StoreError::TooLarge
    } else if fault.is("InvalidContent") {
        StoreError::InvalidContent
    } else {
        StoreError::Refused(fault)
    })
}

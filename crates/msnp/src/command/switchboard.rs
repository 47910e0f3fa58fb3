//! RNG, XFR SB, USR, CAL, ANS, IRO, JOI, BYE, MSG, ACK, NAK, OUT.

use super::line::{Line, Reader, capabilities, encoded, is_digits, number, owned, transaction};
use crate::dialect::Dialect;
use crate::types::{Capabilities, Endpoint, Secret, TransactionId};
use crate::wire::{Encoded, Role};
use bytes::{Bytes, BytesMut};

/// What the sender of a message wants to hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledge {
    /// `U`: nothing.
    Nothing,
    /// `N`: a NAK when somebody missed it.
    Failure,
    /// `A`: ACK or NAK.
    Always,
    /// `D`: as `A`, for peer-to-peer data.
    Data,
    /// `S`: ACK on success only. Some servers close on it; read, never sent.
    Success,
}

/// From a client on a switchboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `USR t email cookie`
    Enter { transaction: TransactionId, email: String, cookie: Secret },
    /// `ANS t email cookie session`
    Answer { transaction: TransactionId, email: String, cookie: Secret, session: String },
    /// `CAL t email`
    Call { transaction: TransactionId, email: String },
    /// `MSG t A len` with its payload
    Message { transaction: TransactionId, acknowledge: Acknowledge, body: Bytes },
    /// `OUT`
    Out,
    /// `PNG`: not answered by most
    Ping,
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// On the notification server: `XFR t SB host:port CKI cookie …`
    Granted { transaction: TransactionId, target: Endpoint, cookie: Secret, rest: Vec<String> },
    /// On the notification server: `RNG session host:port CKI cookie email name …`
    Ring { session: String, target: Endpoint, cookie: Secret, email: String, name: Encoded, rest: Vec<String> },
    /// `USR t OK email name`
    Entered { transaction: TransactionId, email: String, name: Option<Encoded> },
    /// `ANS t OK`
    Answered { transaction: TransactionId },
    /// `CAL t RINGING session`
    Ringing { transaction: TransactionId, session: String },
    /// `IRO t i n email name [caps]`
    Present {
        transaction: TransactionId,
        index: u32,
        total: u32,
        email: String,
        name: Encoded,
        capabilities: Option<Capabilities>,
    },
    /// `JOI email name [caps]`
    Joined { email: String, name: Encoded, capabilities: Option<Capabilities> },
    /// `BYE email [1]`
    Left { email: String, flag: Option<String> },
    /// `MSG email name len` with its payload
    Message { email: String, name: Encoded, body: Bytes },
    /// `ACK t`
    Delivered { transaction: TransactionId },
    /// `NAK t`
    Missed { transaction: TransactionId },
    /// `OUT [reason]`
    Out { reason: Option<String> },
}

impl Acknowledge {
    /// The letter on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "U",
            Self::Failure => "N",
            Self::Always => "A",
            Self::Data => "D",
            Self::Success => "S",
        }
    }

    /// The mode behind a letter. Lower case is none: servers close on it.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Nothing, Self::Failure, Self::Always, Self::Data, Self::Success].into_iter().find(|a| a.code() == code)
    }
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("USR", [t, email, cookie]) => {
                Self::Enter { transaction: transaction(t)?, email: (*email).to_owned(), cookie: Secret::new(*cookie) }
            }
            ("ANS", [t, email, cookie, session]) => Self::Answer {
                transaction: transaction(t)?,
                email: (*email).to_owned(),
                cookie: Secret::new(*cookie),
                session: (*session).to_owned(),
            },
            ("CAL", [t, email]) => Self::Call { transaction: transaction(t)?, email: (*email).to_owned() },
            ("MSG", [t, mode]) => Self::Message {
                transaction: transaction(t)?,
                acknowledge: Acknowledge::from_code(mode)?,
                body: read.payload()?.clone(),
            },
            ("OUT", []) => Self::Out,
            ("PNG", []) => Self::Ping,
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Enter { transaction, email, cookie } => {
                Line::start(out, "USR").number(transaction).word(email).word(cookie.expose()).end();
            }
            Self::Answer { transaction, email, cookie, session } => {
                Line::start(out, "ANS").number(transaction).word(email).word(cookie.expose()).word(session).end()
            }
            Self::Call { transaction, email } => Line::start(out, "CAL").number(transaction).word(email).end(),
            Self::Message { transaction, acknowledge, body } => {
                Line::start(out, "MSG").number(transaction).word(acknowledge.code()).payload(body);
            }
            Self::Out => Line::start(out, "OUT").end(),
            Self::Ping => Line::start(out, "PNG").end(),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Enter { transaction, .. }
            | Self::Answer { transaction, .. }
            | Self::Call { transaction, .. }
            | Self::Message { transaction, .. } => Some(*transaction),
            Self::Out | Self::Ping => None,
        }
    }
}

/// `email [name] [caps]` of IRO and JOI. Somebody without a name is called by the address.
fn participant(words: &[&str], dialect: Dialect) -> Option<(String, Encoded, Option<Capabilities>)> {
    let with_caps = dialect.features().capabilities_in_switchboard;
    let (email, name, caps) = match words {
        [email] => (email, email, None),
        [email, caps] if with_caps && is_digits(caps) => (email, email, Some(caps)),
        [email, name] => (email, name, None),
        [email, name, caps] => (email, name, Some(caps)),
        _ => return None,
    };
    let capabilities = match caps {
        Some(caps) => Some(capabilities(caps)?),
        None => None,
    };
    Some(((*email).to_owned(), encoded(name), capabilities))
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, role: Role, dialect: Dialect) -> Option<Self> {
        match role {
            Role::Notification => Self::decode_invitation(read),
            Role::Switchboard => Self::decode_session(read, dialect),
        }
    }

    fn decode_invitation(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("XFR", [t, "SB", address, "CKI", cookie, rest @ ..]) => Self::Granted {
                transaction: transaction(t)?,
                target: Endpoint::parse(address)?,
                cookie: Secret::new(*cookie),
                rest: owned(rest),
            },
            ("RNG", [session, address, "CKI", cookie, email, rest @ ..]) => {
                let (name, rest) = rest.split_first().unwrap_or((email, &[]));
                Self::Ring {
                    session: (*session).to_owned(),
                    target: Endpoint::parse(address)?,
                    cookie: Secret::new(*cookie),
                    email: (*email).to_owned(),
                    name: encoded(name),
                    rest: owned(rest),
                }
            }
            _ => return None,
        })
    }

    fn decode_session(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("USR", [t, "OK", email]) => {
                Self::Entered { transaction: transaction(t)?, email: (*email).to_owned(), name: None }
            }
            ("USR", [t, "OK", email, name]) => {
                Self::Entered { transaction: transaction(t)?, email: (*email).to_owned(), name: Some(encoded(name)) }
            }
            ("ANS", [t, "OK"]) => Self::Answered { transaction: transaction(t)? },
            ("CAL", [t, "RINGING", session]) => {
                Self::Ringing { transaction: transaction(t)?, session: (*session).to_owned() }
            }
            ("IRO", [t, index, total, person @ ..]) => {
                let (email, name, capabilities) = participant(person, dialect)?;
                Self::Present {
                    transaction: transaction(t)?,
                    index: number(index)?,
                    total: number(total)?,
                    email,
                    name,
                    capabilities,
                }
            }
            ("JOI", person) => {
                let (email, name, capabilities) = participant(person, dialect)?;
                Self::Joined { email, name, capabilities }
            }
            ("BYE", [email]) => Self::Left { email: (*email).to_owned(), flag: None },
            ("BYE", [email, flag]) => Self::Left { email: (*email).to_owned(), flag: Some((*flag).to_owned()) },
            ("MSG", [email, name]) => {
                Self::Message { email: (*email).to_owned(), name: encoded(name), body: read.payload()?.clone() }
            }
            ("ACK", [t]) => Self::Delivered { transaction: transaction(t)? },
            ("NAK", [t]) => Self::Missed { transaction: transaction(t)? },
            ("OUT", []) => Self::Out { reason: None },
            ("OUT", [reason]) => Self::Out { reason: Some((*reason).to_owned()) },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Granted { transaction, target, cookie, rest } => Line::start(out, "XFR")
                .number(transaction)
                .word("SB")
                .number(target)
                .word("CKI")
                .word(cookie.expose())
                .all(rest)
                .end(),
            Self::Ring { session, target, cookie, email, name, rest } => Line::start(out, "RNG")
                .word(session)
                .number(target)
                .word("CKI")
                .word(cookie.expose())
                .word(email)
                .name(Some(name))
                .all(rest)
                .end(),
            Self::Entered { transaction, email, name } => {
                Line::start(out, "USR").number(transaction).word("OK").word(email).name(name.as_ref()).end();
            }
            Self::Answered { transaction } => Line::start(out, "ANS").number(transaction).word("OK").end(),
            Self::Ringing { transaction, session } => {
                Line::start(out, "CAL").number(transaction).word("RINGING").word(session).end();
            }
            Self::Present { transaction, index, total, email, name, capabilities } => Line::start(out, "IRO")
                .number(transaction)
                .number(index)
                .number(total)
                .word(email)
                .name(Some(name))
                .capabilities(*capabilities)
                .end(),
            Self::Joined { email, name, capabilities } => {
                Line::start(out, "JOI").word(email).name(Some(name)).capabilities(*capabilities).end();
            }
            Self::Left { email, flag } => Line::start(out, "BYE").word(email).maybe(flag.as_ref()).end(),
            Self::Message { email, name, body } => {
                Line::start(out, "MSG").word(email).name(Some(name)).payload(body);
            }
            Self::Delivered { transaction } => Line::start(out, "ACK").number(transaction).end(),
            Self::Missed { transaction } => Line::start(out, "NAK").number(transaction).end(),
            Self::Out { reason } => Line::start(out, "OUT").maybe(reason.as_ref()).end(),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Granted { transaction, .. }
            | Self::Entered { transaction, .. }
            | Self::Answered { transaction }
            | Self::Ringing { transaction, .. }
            | Self::Present { transaction, .. }
            | Self::Delivered { transaction }
            | Self::Missed { transaction } => Some(*transaction),
            Self::Ring { .. } | Self::Joined { .. } | Self::Left { .. } | Self::Message { .. } | Self::Out { .. } => {
                None
            }
        }
    }
}

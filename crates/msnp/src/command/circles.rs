//! PUT, DEL, SDG and NFY: how circles are joined, told of and talked in (MSNP18). Their payloads are blocks of headers
//! and a body; [`crate::wire::Mime`] takes them apart, one block at a time.

use super::line::{Line, Reader, transaction};
use crate::dialect::Dialect;
use crate::types::TransactionId;
use bytes::{Bytes, BytesMut};

/// Which of the three a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// `PUT`: something is there, or has changed.
    Put,
    /// `DEL`: it is gone.
    Delete,
    /// `SDG`: a message.
    Message,
}

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `PUT t len`, `DEL t len`, `SDG t len` with their payloads
    Send {
        /// Which of the three.
        action: Action,
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The blocks of headers and what follows them.
        data: Bytes,
    },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `PUT t OK [len]`, `DEL t OK [len]`, `SDG t OK`
    Taken {
        /// Which of the three was asked for.
        action: Action,
        /// That of the request.
        transaction: TransactionId,
        /// The payload; `None` for a line alone.
        data: Option<Bytes>,
    },
    /// `NFY PUT len`, `NFY DEL len` with their payloads
    Notify {
        /// Whether it is there or gone.
        action: Action,
        /// The blocks of headers and what follows them.
        data: Bytes,
    },
    /// `SDG 0 len` with its payload
    Message {
        /// 0: nobody here asked.
        transaction: TransactionId,
        /// The blocks of headers and the message.
        data: Bytes,
    },
}

impl Action {
    /// The verb.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Put => "PUT",
            Self::Delete => "DEL",
            Self::Message => "SDG",
        }
    }

    /// The action behind a verb.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Put, Self::Delete, Self::Message].into_iter().find(|action| action.code() == code)
    }
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        if !dialect.features().circles {
            return None;
        }
        let action = Action::from_code(read.verb())?;
        let [t] = read.words() else { return None };
        Some(Self::Send { action, transaction: transaction(t)?, data: read.payload()?.clone() })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        let Self::Send { action, transaction, data } = self;
        Line::start(out, action.code()).number(transaction).payload(data);
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        let Self::Send { transaction, .. } = self;
        *transaction
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        if !dialect.features().circles {
            return None;
        }
        Some(match (read.verb(), read.words()) {
            ("NFY", [action]) => Self::Notify { action: Action::from_code(action)?, data: read.payload()?.clone() },
            ("SDG", [t]) => Self::Message { transaction: transaction(t)?, data: read.payload()?.clone() },
            (verb, [t, "OK"]) => Self::Taken {
                action: Action::from_code(verb)?,
                transaction: transaction(t)?,
                data: read.payload().cloned(),
            },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Taken { action, transaction, data } => {
                let line = Line::start(out, action.code()).number(transaction).word("OK");
                match data {
                    Some(data) => line.payload(data),
                    None => line.end(),
                }
            }
            Self::Notify { action, data } => Line::start(out, "NFY").word(action.code()).payload(data),
            Self::Message { transaction, data } => Line::start(out, "SDG").number(transaction).payload(data),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Taken { transaction, .. } | Self::Message { transaction, .. } => Some(*transaction),
            Self::Notify { .. } => None,
        }
    }
}

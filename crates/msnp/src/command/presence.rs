//! CHG, ILN, NLN, FLN, UUX, UBX.

use super::line::{Line, Reader, capabilities, encoded, is_digits, owned, transaction};
use crate::dialect::Dialect;
use crate::types::{Capabilities, Status, TransactionId};
use crate::wire::Encoded;
use bytes::{Bytes, BytesMut};

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `CHG t NLN [caps] [object]`
    SetStatus {
        transaction: TransactionId,
        status: Status,
        capabilities: Option<Capabilities>,
        object: Option<Encoded>,
    },
    /// `UUX t len` with its payload (11 up)
    SetPersonalMessage { transaction: TransactionId, data: Bytes },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `CHG t NLN [caps] [object]`
    StatusSet {
        transaction: TransactionId,
        status: Status,
        capabilities: Option<Capabilities>,
        object: Option<Encoded>,
    },
    /// `ILN t NLN email [name] [caps] [object]` and `NLN NLN email …` (without a transaction)
    Online {
        transaction: Option<TransactionId>,
        status: Status,
        email: String,
        name: Option<Encoded>,
        capabilities: Option<Capabilities>,
        object: Option<Encoded>,
    },
    /// `FLN email`
    Offline { email: String, rest: Vec<String> },
    /// `UUX t 0`
    PersonalMessageSet { transaction: TransactionId, length: String },
    /// `UBX email len` with its payload; see [`crate::content::personal`]
    PersonalMessage { email: String, data: Bytes },
}

/// `status [caps] [object]`, the same both ways.
fn status_set(words: &[&str]) -> Option<(Status, Option<Capabilities>, Option<Encoded>)> {
    Some(match words {
        [status] => (Status::from_code(status)?, None, None),
        [status, caps] => (Status::from_code(status)?, Some(capabilities(caps)?), None),
        [status, caps, object] => (Status::from_code(status)?, Some(capabilities(caps)?), Some(encoded(object))),
        _ => return None,
    })
}

fn put_status_set(
    out: &mut BytesMut,
    transaction: TransactionId,
    status: Status,
    capabilities: Option<Capabilities>,
    object: Option<&Encoded>,
) {
    Line::start(out, "CHG").number(transaction).word(status.code()).capabilities(capabilities).name(object).end();
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("CHG", [t, rest @ ..]) => {
                let (status, capabilities, object) = status_set(rest)?;
                Self::SetStatus { transaction: transaction(t)?, status, capabilities, object }
            }
            ("UUX", [t]) => Self::SetPersonalMessage { transaction: transaction(t)?, data: read.payload()?.clone() },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::SetStatus { transaction, status, capabilities, object } => {
                put_status_set(out, *transaction, *status, *capabilities, object.as_ref());
            }
            Self::SetPersonalMessage { transaction, data } => {
                Line::start(out, "UUX").number(transaction).payload(data);
            }
        }
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::SetStatus { transaction, .. } | Self::SetPersonalMessage { transaction, .. } => *transaction,
        }
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("CHG", [t, rest @ ..]) => {
                let (status, capabilities, object) = status_set(rest)?;
                Self::StatusSet { transaction: transaction(t)?, status, capabilities, object }
            }
            ("ILN", [t, status, email, rest @ ..]) => {
                Self::online(Some(transaction(t)?), status, email, rest, dialect)?
            }
            ("NLN", [status, email, rest @ ..]) => Self::online(None, status, email, rest, dialect)?,
            ("FLN", [email, rest @ ..]) => Self::Offline { email: (*email).to_owned(), rest: owned(rest) },
            ("UUX", [t]) => Self::PersonalMessageSet { transaction: transaction(t)?, length: String::new() },
            ("UUX", [t, length]) => {
                Self::PersonalMessageSet { transaction: transaction(t)?, length: (*length).to_owned() }
            }
            ("UBX", [email]) => Self::PersonalMessage { email: (*email).to_owned(), data: read.payload()?.clone() },
            _ => return None,
        })
    }

    /// `[name] [caps] [object]`, told apart by their shape: capabilities are a number, and a name may be missing.
    fn online(
        transaction: Option<TransactionId>,
        status: &str,
        email: &str,
        rest: &[&str],
        dialect: Dialect,
    ) -> Option<Self> {
        let features = dialect.features();
        let (name, caps, object) = match rest {
            [] => (None, None, None),
            [caps] if features.capabilities && is_digits(caps) => (None, Some(*caps), None),
            [name] => (Some(*name), None, None),
            [name, caps] if capabilities(caps).is_some() => (Some(*name), Some(*caps), None),
            [caps, object] if capabilities(caps).is_some() => (None, Some(*caps), Some(*object)),
            [name, caps, object] => (Some(*name), Some(*caps), Some(*object)),
            _ => return None,
        };
        let capabilities = match caps {
            Some(caps) => Some(capabilities(caps)?),
            None => None,
        };
        Some(Self::Online {
            transaction,
            status: Status::from_code(status)?,
            email: email.to_owned(),
            name: name.map(encoded),
            capabilities,
            object: object.map(encoded),
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::StatusSet { transaction, status, capabilities, object } => {
                put_status_set(out, *transaction, *status, *capabilities, object.as_ref());
            }
            Self::Online { transaction, status, email, name, capabilities, object } => {
                Line::start(out, if transaction.is_some() { "ILN" } else { "NLN" })
                    .maybe(*transaction)
                    .word(status.code())
                    .word(email)
                    .name(name.as_ref())
                    .capabilities(*capabilities)
                    .name(object.as_ref())
                    .end();
            }
            Self::Offline { email, rest } => Line::start(out, "FLN").word(email).all(rest).end(),
            Self::PersonalMessageSet { transaction, length } => {
                Line::start(out, "UUX").number(transaction).word(length).end();
            }
            Self::PersonalMessage { email, data } => Line::start(out, "UBX").word(email).payload(data),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::StatusSet { transaction, .. } | Self::PersonalMessageSet { transaction, .. } => Some(*transaction),
            Self::Online { transaction, .. } => *transaction,
            Self::Offline { .. } | Self::PersonalMessage { .. } => None,
        }
    }
}

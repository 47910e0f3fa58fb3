//! ADL, RML, FQY: which people of the address book this session wants to hear of (from MSNP13). What the payloads say
//! is XML.

use super::line::{Line, Reader, transaction};
use crate::dialect::Dialect;
use crate::types::TransactionId;
use bytes::{Bytes, BytesMut};

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `ADL t len` with its payload
    Add {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The people and their lists.
        data: Bytes,
    },
    /// `RML t len` with its payload
    Remove {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The people and their lists.
        data: Bytes,
    },
    /// `FQY t len` with its payload (14 up)
    Query {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The addresses that are asked about.
        data: Bytes,
    },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `ADL t OK`
    Added {
        /// That of the request.
        transaction: TransactionId,
    },
    /// `RML t OK`
    Removed {
        /// That of the request.
        transaction: TransactionId,
    },
    /// `ADL 0 len` with its payload: somebody added us
    Add {
        /// 0 when nobody here asked.
        transaction: TransactionId,
        /// Who, and onto which list.
        data: Bytes,
    },
    /// `RML 0 len` with its payload: somebody removed us
    Remove {
        /// 0 when nobody here asked.
        transaction: TransactionId,
        /// Who, and off which list.
        data: Bytes,
    },
    /// `FQY t len` with its payload: what was asked, with its networks (14 up)
    Found {
        /// That of the request.
        transaction: TransactionId,
        /// The addresses and their networks.
        data: Bytes,
    },
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        if dialect.features().lists_by_sync {
            return None;
        }
        let ([t], data) = (read.words(), read.payload()?.clone()) else { return None };
        let transaction = transaction(t)?;
        Some(match read.verb() {
            "ADL" => Self::Add { transaction, data },
            "RML" => Self::Remove { transaction, data },
            "FQY" => Self::Query { transaction, data },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        let (verb, transaction, data) = match self {
            Self::Add { transaction, data } => ("ADL", transaction, data),
            Self::Remove { transaction, data } => ("RML", transaction, data),
            Self::Query { transaction, data } => ("FQY", transaction, data),
        };
        Line::start(out, verb).number(transaction).payload(data);
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::Add { transaction, .. } | Self::Remove { transaction, .. } | Self::Query { transaction, .. } => {
                *transaction
            }
        }
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        if dialect.features().lists_by_sync {
            return None;
        }
        Some(match (read.verb(), read.words(), read.payload().cloned()) {
            ("ADL", [t, "OK"], None) => Self::Added { transaction: transaction(t)? },
            ("RML", [t, "OK"], None) => Self::Removed { transaction: transaction(t)? },
            ("ADL", [t], Some(data)) => Self::Add { transaction: transaction(t)?, data },
            ("RML", [t], Some(data)) => Self::Remove { transaction: transaction(t)?, data },
            ("FQY", [t], Some(data)) => Self::Found { transaction: transaction(t)?, data },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Added { transaction } => Line::start(out, "ADL").number(transaction).word("OK").end(),
            Self::Removed { transaction } => Line::start(out, "RML").number(transaction).word("OK").end(),
            Self::Add { transaction, data } => Line::start(out, "ADL").number(transaction).payload(data),
            Self::Remove { transaction, data } => Line::start(out, "RML").number(transaction).payload(data),
            Self::Found { transaction, data } => Line::start(out, "FQY").number(transaction).payload(data),
        }
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::Added { transaction }
            | Self::Removed { transaction }
            | Self::Add { transaction, .. }
            | Self::Remove { transaction, .. }
            | Self::Found { transaction, .. } => *transaction,
        }
    }
}

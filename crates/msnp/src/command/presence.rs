//! CHG, ILN, NLN, FLN, UUX, UBX.

use crate::types::{Capabilities, Status, TransactionId};
use crate::wire::Encoded;
use bytes::Bytes;

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

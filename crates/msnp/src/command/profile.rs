//! PRP, URL, GCF, the service's MSG, NOT, IPG, and the rare ones: SDC, SND, FND, IMS, PAG, PGD.

use super::lists::Numbering;
use crate::types::{Property, TransactionId};
use crate::wire::Encoded;
use bytes::Bytes;

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `PRP t KEY [value]`
    SetProperty { transaction: TransactionId, property: Property, value: Option<Encoded> },
    /// `URL t INBOX [argument…]`
    Url { transaction: TransactionId, service: String, arguments: Vec<String> },
    /// `GCF t Shields.xml`
    Configuration { transaction: TransactionId, file: String },
    /// `SDC`, `SND`, `FND`, `IMS`, `PAG`, `PGD`: known by name, kept as they are
    Rare { verb: String, transaction: TransactionId, parameters: Vec<String>, payload: Option<Bytes> },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `PRP [t] [ser] KEY [value]`
    Property { numbering: Numbering, property: Property, value: Option<Encoded> },
    /// `URL t address login id`
    Url { transaction: TransactionId, parameters: Vec<String> },
    /// `GCF t file len` with its payload
    Configuration { transaction: TransactionId, file: String, data: Bytes },
    /// `MSG Hotmail Hotmail len`: profile, mail, system messages; see [`crate::content::service`]
    Message { from: String, name: Encoded, body: Bytes },
    /// `NOT len`
    Notification { data: Bytes },
    /// `IPG len`
    Page { data: Bytes },
    /// Replies to the rare ones.
    Rare { verb: String, transaction: TransactionId, parameters: Vec<String> },
}

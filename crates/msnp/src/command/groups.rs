//! LSG, ADG, REG, RMG.

use super::lists::Numbering;
use crate::types::{GroupId, TransactionId};
use crate::wire::Encoded;

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `ADG t name [0]`
    Add { transaction: TransactionId, name: Encoded, trailing: Option<String> },
    /// `REG t id name [0]`
    Rename { transaction: TransactionId, group: GroupId, name: Encoded, trailing: Option<String> },
    /// `RMG t id`
    Remove { transaction: TransactionId, group: GroupId },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `LSG t ser i n id name 0` (7), `LSG id name 0` (8, 9), `LSG name guid` (10 to 12)
    Entry {
        numbering: Numbering,
        position: Option<(u32, u32)>,
        group: GroupId,
        name: Encoded,
        trailing: Option<String>,
    },
    /// The reply to ADG. `parameters` is what follows the transaction: servers differ in its order, so the machine
    /// matches it with its request; see [`reply_ids`].
    Added { transaction: TransactionId, parameters: Vec<String> },
    /// The reply to REG.
    Renamed { transaction: TransactionId, parameters: Vec<String> },
    /// The reply to RMG.
    Removed { transaction: TransactionId, parameters: Vec<String> },
}

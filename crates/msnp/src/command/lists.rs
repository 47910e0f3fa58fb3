//! SYN and its children, ADD, ADC, REM, REA, SBP, GTC, BLP, BPR.

use crate::types::{ContactId, GroupId, List, Property, TransactionId};
use crate::wire::Encoded;

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `SYN t serial [serial]`
    Synchronize { transaction: TransactionId, serials: Vec<String> },
    /// `ADD t FL email name [group]` (2 to 9)
    Add { transaction: TransactionId, list: List, email: String, name: Option<Encoded>, group: Option<GroupId> },
    /// `ADC t FL N=email F=name`, `ADC t FL C=guid group`, `ADC t AL N=email` (10 to 12)
    AddContact {
        transaction: TransactionId,
        list: List,
        email: Option<String>,
        name: Option<Encoded>,
        id: Option<ContactId>,
        group: Option<GroupId>,
    },
    /// `REM t FL email-or-guid [group]`
    Remove { transaction: TransactionId, list: List, who: String, group: Option<GroupId> },
    /// `REA t email name` (2 to 9)
    Rename { transaction: TransactionId, email: String, name: Encoded },
    /// `SBP t guid MFN name` (10 to 12)
    SetContactProperty { transaction: TransactionId, id: ContactId, property: Property, value: Encoded },
    /// `GTC t A|N`
    AddPolicy { transaction: TransactionId, value: String },
    /// `BLP t AL|BL`
    Privacy { transaction: TransactionId, value: String },
    /// `LST t RL`: obsolete as a request, read so that a server can ignore it
    List { transaction: TransactionId, list: String },
}

/// Where a command stands: before MSNP8 the children of SYN carry its transaction and the serial.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbering {
    /// The transaction, where the line has one.
    pub transaction: Option<TransactionId>,
    /// The serial, where the line has one.
    pub serial: Option<String>,
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `SYN t serial… [contacts groups]`
    Synchronize { transaction: TransactionId, serials: Vec<String>, contacts: Option<u32>, groups: Option<u32> },
    /// `LST t FL ser i n email name [groups]`; `entry` is `None` for the `0 0` of an empty list (2 to 7)
    Numbered { numbering: Numbering, list: List, index: u32, total: u32, entry: Option<NumberedEntry> },
    /// `LST email name bits [groups]` and `LST N=email F=name C=guid bits [type] [groups]` (8 to 12)
    Person {
        email: String,
        name: Option<Encoded>,
        id: Option<ContactId>,
        bits: u8,
        network: Option<String>,
        groups: Vec<GroupId>,
    },
    /// `BPR [ser] [email] KEY [value]`; without an address it belongs to the LST line before it
    ContactProperty { serial: Option<String>, email: Option<String>, property: Property, value: Option<Encoded> },
    /// `GTC [t] [ser] A|N`
    AddPolicy { numbering: Numbering, value: String },
    /// `BLP [t] [ser] AL|BL`
    Privacy { numbering: Numbering, value: String },
    /// `ADD t FL ser email name [group]` (2 to 9)
    Add {
        transaction: TransactionId,
        list: List,
        serial: Option<String>,
        email: String,
        name: Option<Encoded>,
        group: Option<GroupId>,
    },
    /// `ADC t FL N=email F=name C=guid [group]` (10 to 12)
    AddContact {
        transaction: TransactionId,
        list: List,
        email: Option<String>,
        name: Option<Encoded>,
        id: Option<ContactId>,
        group: Option<GroupId>,
    },
    /// `REM t FL [ser] email-or-guid [group]`
    Remove { transaction: TransactionId, list: List, serial: Option<String>, who: String, group: Option<GroupId> },
    /// `REA t ser email name`
    Rename { transaction: TransactionId, serial: Option<String>, email: String, name: Encoded },
    /// `SBP t guid MFN name`
    SetContactProperty { transaction: TransactionId, id: ContactId, property: Property, value: Encoded },
}

/// The person of a numbered `LST` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEntry {
    /// The address.
    pub email: String,
    /// The name, missing when the contact never set one.
    pub name: Option<Encoded>,
    /// The groups of a forward-list line (7), comma-separated on the wire.
    pub groups: Vec<GroupId>,
}

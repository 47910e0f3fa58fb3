//! RNG, XFR SB, USR, CAL, ANS, IRO, JOI, BYE, MSG, ACK, NAK, OUT.

use crate::types::{Capabilities, Endpoint, Secret, TransactionId};
use crate::wire::Encoded;
use bytes::Bytes;

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

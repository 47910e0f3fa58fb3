//! Typed commands, one family a file. `decode` turns a frame into one of these, `encode` turns it back into bytes.
//!
//! Both directions are typed: a client reads [`Server`] and writes [`Client`], a server the other way round.
//! A command that no family knows, or that doesn't have its family's shape, is kept whole as `Other`.

pub mod groups;
pub mod lists;
pub mod login;
pub mod presence;
pub mod profile;
pub mod switchboard;

use crate::dialect::Dialect;
use crate::error::ErrorCode;
use crate::types::TransactionId;
use crate::wire::{Frame, Role};
use bytes::{Bytes, BytesMut};

/// What a client sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Client {
    /// VER, CVR, INF, USR, XFR, OUT, PNG, QRY.
    Login(login::Client),
    /// SYN, ADD, ADC, REM, REA, SBP, LST, GTC, BLP.
    Lists(lists::Client),
    /// ADG, REG, RMG.
    Groups(groups::Client),
    /// CHG, UUX.
    Presence(presence::Client),
    /// PRP, URL, GCF, SDC, SND, FND, IMS, PAG, PGD.
    Profile(profile::Client),
    /// USR, CAL, ANS, MSG, OUT on a switchboard.
    Switchboard(switchboard::Client),
    /// Anything else, kept as it came.
    Other(Frame),
}

/// What a server sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Server {
    /// VER, CVR, INF, USR, XFR, OUT, QNG, CHL, QRY, SBS.
    Login(login::Server),
    /// SYN, LST, BPR, GTC, BLP, ADD, ADC, REM, REA, SBP.
    Lists(lists::Server),
    /// LSG, ADG, REG, RMG.
    Groups(groups::Server),
    /// CHG, ILN, NLN, FLN, UUX, UBX.
    Presence(presence::Server),
    /// PRP, URL, GCF, MSG (of the service), NOT, IPG and replies to the client's.
    Profile(profile::Server),
    /// USR, CAL, ANS, IRO, JOI, BYE, MSG, ACK, NAK, OUT; and RNG, XFR SB on the notification server.
    Switchboard(switchboard::Server),
    /// `NNN TrID …`
    Error(ErrorReply),
    /// Anything else, kept as it came.
    Other(Frame),
}

/// A numeric error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorReply {
    /// The number.
    pub code: ErrorCode,
    /// The request it answers; missing before sign-in on some servers.
    pub transaction: Option<TransactionId>,
    /// What follows, if anything.
    pub info: Vec<String>,
    /// From MSNP13 some carry a payload.
    pub payload: Option<Bytes>,
}

impl Client {
    /// Reads a client's frame. Never fails: what has no known shape is [`Client::Other`].
    pub fn decode(frame: Frame, role: Role, dialect: Dialect) -> Self {
        let _ = (&frame, role, dialect);
        todo!()
    }
    /// Writes it.
    pub fn encode(&self, dialect: Dialect, out: &mut BytesMut) {
        let _ = (dialect, out);
        todo!()
    }
    /// Its transaction, for the commands that have one.
    pub fn transaction(&self) -> Option<TransactionId> {
        todo!()
    }
}

impl Server {
    /// Reads a server's frame. Never fails: what has no known shape is [`Server::Other`].
    pub fn decode(frame: Frame, role: Role, dialect: Dialect) -> Self {
        let _ = (&frame, role, dialect);
        todo!()
    }
    /// Writes it.
    pub fn encode(&self, dialect: Dialect, out: &mut BytesMut) {
        let _ = (dialect, out);
        todo!()
    }
    /// The transaction that it answers, if it answers one ([`TransactionId::ASYNC`] counts as none).
    pub fn transaction(&self) -> Option<TransactionId> {
        todo!()
    }
}

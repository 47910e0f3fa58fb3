//! Typed commands, one family a file. `decode` turns a frame into one of these, `encode` turns it back into bytes.
//!
//! Both directions are typed: a client reads [`Server`] and writes [`Client`], a server the other way round.
//! A command that no family knows, or that doesn't have its family's shape, is kept whole as `Other`.

pub mod circles;
pub mod groups;
mod line;
pub mod lists;
pub mod login;
pub mod membership;
pub mod presence;
pub mod profile;
pub mod relay;
mod routing;
pub mod switchboard;

pub use routing::{Network, Routing};

use crate::dialect::Dialect;
use crate::error::ErrorCode;
use crate::types::TransactionId;
use crate::wire::{Frame, Role};
use bytes::{Bytes, BytesMut};
use line::{Line, Reader};

/// What a client sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Client {
    /// VER, CVR, INF, USR, XFR, OUT, PNG, QRY.
    Login(login::Client),
    /// SYN, ADD, ADC, REM, REA, SBP, LST, GTC, BLP.
    Lists(lists::Client),
    /// ADG, REG, RMG.
    Groups(groups::Client),
    /// ADL, RML, FQY (13 up).
    Membership(membership::Client),
    /// CHG, UUX.
    Presence(presence::Client),
    /// PRP, URL, GCF, SDC, SND, FND, IMS, PAG, PGD.
    Profile(profile::Client),
    /// UUN (13 up), UUM (14 up).
    Relay(relay::Client),
    /// PUT, DEL, SDG (18).
    Circles(circles::Client),
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
    /// ADL, RML, FQY (13 up).
    Membership(membership::Server),
    /// CHG, ILN, NLN, FLN, UUX, UBX.
    Presence(presence::Server),
    /// PRP, URL, GCF, MSG (of the service), NOT, IPG and replies to the client's.
    Profile(profile::Server),
    /// UUN, UBN (13 up), UUM, UBM (14 up).
    Relay(relay::Server),
    /// PUT, DEL, SDG, NFY (18).
    Circles(circles::Server),
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
        let read = Reader::new(&frame);
        let known = match role {
            Role::Switchboard => switchboard::Client::decode(&read, dialect).map(Self::Switchboard),
            Role::Notification => login::Client::decode(&read, dialect)
                .map(Self::Login)
                .or_else(|| lists::Client::decode(&read).map(Self::Lists))
                .or_else(|| groups::Client::decode(&read).map(Self::Groups))
                .or_else(|| presence::Client::decode(&read).map(Self::Presence))
                .or_else(|| profile::Client::decode(&read).map(Self::Profile))
                .or_else(|| membership::Client::decode(&read, dialect).map(Self::Membership))
                .or_else(|| relay::Client::decode(&read, dialect).map(Self::Relay))
                .or_else(|| circles::Client::decode(&read, dialect).map(Self::Circles)),
        };
        known.unwrap_or(Self::Other(frame))
    }

    /// Writes it.
    pub fn encode(&self, _dialect: Dialect, out: &mut BytesMut) {
        match self {
            Self::Login(command) => command.encode(out),
            Self::Lists(command) => command.encode(out),
            Self::Groups(command) => command.encode(out),
            Self::Presence(command) => command.encode(out),
            Self::Profile(command) => command.encode(out),
            Self::Membership(command) => command.encode(out),
            Self::Relay(command) => command.encode(out),
            Self::Circles(command) => command.encode(out),
            Self::Switchboard(command) => command.encode(out),
            Self::Other(frame) => frame.encode(out),
        }
    }

    /// Its transaction, for the commands that have one.
    pub fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Login(command) => command.transaction(),
            Self::Lists(command) => Some(command.transaction()),
            Self::Groups(command) => Some(command.transaction()),
            Self::Presence(command) => Some(command.transaction()),
            Self::Profile(command) => Some(command.transaction()),
            Self::Membership(command) => Some(command.transaction()),
            Self::Relay(command) => Some(command.transaction()),
            Self::Circles(command) => Some(command.transaction()),
            Self::Switchboard(command) => command.transaction(),
            // A command that nobody knows may still want its refusal.
            Self::Other(frame) => line::transaction(frame.parameters().next()?),
        }
    }
}

impl Server {
    /// Reads a server's frame. Never fails: what has no known shape is [`Server::Other`].
    pub fn decode(frame: Frame, role: Role, dialect: Dialect) -> Self {
        let read = Reader::new(&frame);
        let known = if let Some(code) = read.error_code() {
            Some(Self::Error(ErrorReply::decode(code, &read)))
        } else {
            match role {
                Role::Switchboard => switchboard::Server::decode(&read, role, dialect).map(Self::Switchboard),
                Role::Notification => login::Server::decode(&read, dialect)
                    .map(Self::Login)
                    .or_else(|| lists::Server::decode(&read, dialect).map(Self::Lists))
                    .or_else(|| groups::Server::decode(&read, dialect).map(Self::Groups))
                    .or_else(|| presence::Server::decode(&read, dialect).map(Self::Presence))
                    .or_else(|| profile::Server::decode(&read, dialect).map(Self::Profile))
                    .or_else(|| membership::Server::decode(&read, dialect).map(Self::Membership))
                    .or_else(|| relay::Server::decode(&read, dialect).map(Self::Relay))
                    .or_else(|| circles::Server::decode(&read, dialect).map(Self::Circles))
                    .or_else(|| switchboard::Server::decode(&read, role, dialect).map(Self::Switchboard)),
            }
        };
        known.unwrap_or(Self::Other(frame))
    }

    /// Writes it.
    pub fn encode(&self, dialect: Dialect, out: &mut BytesMut) {
        match self {
            Self::Login(command) => command.encode(out),
            Self::Lists(command) => command.encode(dialect, out),
            Self::Groups(command) => command.encode(dialect, out),
            Self::Presence(command) => command.encode(out),
            Self::Profile(command) => command.encode(out),
            Self::Membership(command) => command.encode(out),
            Self::Relay(command) => command.encode(out),
            Self::Circles(command) => command.encode(out),
            Self::Switchboard(command) => command.encode(out),
            Self::Error(reply) => reply.encode(out),
            Self::Other(frame) => frame.encode(out),
        }
    }

    /// The transaction that it answers, if it answers one ([`TransactionId::ASYNC`] counts as none).
    pub fn transaction(&self) -> Option<TransactionId> {
        let transaction = match self {
            Self::Login(command) => command.transaction(),
            Self::Lists(command) => command.transaction(),
            Self::Groups(command) => command.transaction(),
            Self::Presence(command) => command.transaction(),
            Self::Profile(command) => command.transaction(),
            Self::Membership(command) => Some(command.transaction()),
            Self::Relay(command) => command.transaction(),
            Self::Circles(command) => command.transaction(),
            Self::Switchboard(command) => command.transaction(),
            Self::Error(reply) => reply.transaction,
            Self::Other(_) => None,
        };
        transaction.filter(|t| *t != TransactionId::ASYNC)
    }
}

impl ErrorReply {
    fn decode(code: u16, read: &Reader<'_>) -> Self {
        let transaction = read.words().first().and_then(|word| line::transaction(word));
        let info = &read.words()[usize::from(transaction.is_some())..];
        Self {
            code: ErrorCode(code),
            transaction,
            info: info.iter().map(|word| (*word).to_owned()).collect(),
            payload: read.payload().cloned(),
        }
    }

    fn encode(&self, out: &mut BytesMut) {
        let line = Line::start(out, &format!("{:03}", self.code.0)).maybe(self.transaction).all(&self.info);
        match &self.payload {
            Some(payload) => line.payload(payload),
            None => line.end(),
        }
    }
}

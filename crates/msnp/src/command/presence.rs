//! CHG, ILN, NLN, FLN, UUX, UBX.

use super::line::{Line, Reader, capabilities, encoded, is_digits, maybe_capabilities, number, owned, transaction};
use super::routing::{Network, Routing};
use crate::dialect::{Dialect, NetworkForm};
use crate::types::{Capabilities, ExtendedCapabilities, NetworkId, Status, TransactionId};
use crate::wire::Encoded;
use bytes::{Bytes, BytesMut};

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `CHG t NLN [caps[:extended]] [object]`
    SetStatus {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The status to have.
        status: Status,
        /// What the program can do; `None` in the dialects without them.
        capabilities: Option<Capabilities>,
        /// The part after the colon, from MSNP16.
        extended: Option<ExtendedCapabilities>,
        /// The MSNObject of our picture, still escaped; `None` for no picture.
        object: Option<Encoded>,
    },
    /// `UUX t len` with its payload (11 up); see [`crate::content::personal`] and [`crate::content::endpoint`]
    SetPersonalMessage {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The payload: XML.
        data: Bytes,
    },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `CHG t NLN [caps[:extended]] [object]`; `CHG 0` when another place of ours changed it (16 up)
    StatusSet {
        /// That of the request.
        transaction: TransactionId,
        /// The status that we have now.
        status: Status,
        /// As sent; `None` when the line has none.
        capabilities: Option<Capabilities>,
        /// The part after the colon, from MSNP16.
        extended: Option<ExtendedCapabilities>,
        /// As sent, still escaped; `None` when the line has none.
        object: Option<Encoded>,
    },
    /// `ILN t NLN email [name] [caps] [object]` and `NLN NLN email …` (without a transaction). The address is followed
    /// by its network from 14, and preceded by it at 18; an icon's address may end the line of somebody on another
    /// network
    Online {
        /// `ILN`: that of our `CHG`, or of the edit that added them. `None` in `NLN`.
        transaction: Option<TransactionId>,
        /// How they are there.
        status: Status,
        /// Who.
        email: String,
        /// What stands around the address: network, place, circle.
        routing: Routing,
        /// Their display name, still escaped; `None` when the line has none.
        name: Option<Encoded>,
        /// What their program can do; `None` when the line doesn't tell.
        capabilities: Option<Capabilities>,
        /// The part after the colon, from MSNP16.
        extended: Option<ExtendedCapabilities>,
        /// The MSNObject of their picture, still escaped; `None` when the line has none.
        object: Option<Encoded>,
        /// The address of an icon, still escaped; `None` when the line has none.
        icon: Option<Encoded>,
    },
    /// `FLN email`, `FLN email net caps` (14 to 17), `FLN net:email caps:extended` (18)
    Offline {
        /// Who is gone.
        email: String,
        /// What stands around the address: network, place, circle.
        routing: Routing,
        /// What their program could do; `None` when the line doesn't tell.
        capabilities: Option<Capabilities>,
        /// The part after the colon, from MSNP16.
        extended: Option<ExtendedCapabilities>,
        /// The words after those.
        rest: Vec<String>,
    },
    /// `UUX t 0`
    PersonalMessageSet {
        /// That of the request.
        transaction: TransactionId,
        /// `0`, as it stands; empty when the line has none.
        length: String,
    },
    /// `UBX email len`, `UBX email net len` (14 to 17), `UBX net:email len` (16 to 18) with its payload; see
    /// [`crate::content::personal`] and [`crate::content::endpoint`]
    PersonalMessage {
        /// Whose.
        email: String,
        /// What stands around the address: network, place, circle.
        routing: Routing,
        /// The payload: XML; empty when nothing is set.
        data: Bytes,
    },
}

/// `status [caps] [object]`, the same both ways.
struct StatusWords {
    status: Status,
    capabilities: Option<Capabilities>,
    extended: Option<ExtendedCapabilities>,
    object: Option<Encoded>,
}

impl StatusWords {
    fn read(words: &[&str]) -> Option<Self> {
        let (status, caps, object) = match words {
            [status] => (status, None, None),
            [status, caps] => (status, Some(*caps), None),
            [status, caps, object] => (status, Some(*caps), Some(*object)),
            _ => return None,
        };
        let (capabilities, extended) = maybe_capabilities(caps)?;
        Some(Self { status: Status::from_code(status)?, capabilities, extended, object: object.map(encoded) })
    }
}

fn put_status_set(
    out: &mut BytesMut,
    transaction: TransactionId,
    status: Status,
    capabilities: Option<Capabilities>,
    extended: Option<ExtendedCapabilities>,
    object: Option<&Encoded>,
) {
    Line::start(out, "CHG")
        .number(transaction)
        .word(status.code())
        .capabilities(capabilities, extended)
        .name(object)
        .end();
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("CHG", [t, rest @ ..]) => {
                let StatusWords { status, capabilities, extended, object } = StatusWords::read(rest)?;
                Self::SetStatus { transaction: transaction(t)?, status, capabilities, extended, object }
            }
            ("UUX", [t]) => Self::SetPersonalMessage { transaction: transaction(t)?, data: read.payload()?.clone() },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::SetStatus { transaction, status, capabilities, extended, object } => {
                put_status_set(out, *transaction, *status, *capabilities, *extended, object.as_ref());
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

/// The address of a presence line, and the words after it without the network. One word alone may be the network or
/// something else: `alone` says whether it is.
fn addressed<'a, 'b>(
    word: &str,
    rest: &'b [&'a str],
    dialect: Dialect,
    alone: bool,
) -> Option<(String, Routing, &'b [&'a str])> {
    let (email, mut routing) = Routing::split(word, dialect)?;
    let mut rest = rest;
    if dialect.features().network_form != NetworkForm::None
        && routing.network.is_none()
        && let [network, after @ ..] = rest
        && is_digits(network)
        && (alone || !after.is_empty())
    {
        routing.network = Some(Network::Word(NetworkId(number(network)?)));
        rest = after;
    }
    Some((email, routing, rest))
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("CHG", [t, rest @ ..]) => {
                let StatusWords { status, capabilities, extended, object } = StatusWords::read(rest)?;
                Self::StatusSet { transaction: transaction(t)?, status, capabilities, extended, object }
            }
            ("ILN", [t, status, email, rest @ ..]) => {
                Self::online(Some(transaction(t)?), status, email, rest, dialect)?
            }
            ("NLN", [status, email, rest @ ..]) => Self::online(None, status, email, rest, dialect)?,
            ("FLN", [email, rest @ ..]) => Self::offline(email, rest, dialect)?,
            ("UUX", [t]) => Self::PersonalMessageSet { transaction: transaction(t)?, length: String::new() },
            ("UUX", [t, length]) => {
                Self::PersonalMessageSet { transaction: transaction(t)?, length: (*length).to_owned() }
            }
            ("UBX", [email, rest @ ..]) => {
                let (email, routing, []) = addressed(email, rest, dialect, true)? else { return None };
                Self::PersonalMessage { email, routing, data: read.payload()?.clone() }
            }
            _ => return None,
        })
    }

    /// `[name] [caps] [object] [icon]`, told apart by their shape: capabilities are a number, and a name may be missing.
    fn online(
        transaction: Option<TransactionId>,
        status: &str,
        email: &str,
        rest: &[&str],
        dialect: Dialect,
    ) -> Option<Self> {
        let features = dialect.features();
        let (email, routing, rest) = addressed(email, rest, dialect, false)?;
        let is_caps = |word: &str| capabilities(word).is_some();
        let (name, caps, object, icon) = match rest {
            [] => (None, None, None, None),
            [caps] if features.capabilities && is_digits(caps) => (None, Some(*caps), None, None),
            [caps] if features.extended_capabilities && is_caps(caps) => (None, Some(*caps), None, None),
            [name] => (Some(*name), None, None, None),
            // An object can be `0`; where capabilities have a colon, that tells them from it.
            [caps, object]
                if features.extended_capabilities && is_caps(caps) && caps.contains(':') && !object.contains(':') =>
            {
                (None, Some(*caps), Some(*object), None)
            }
            [name, caps] if is_caps(caps) => (Some(*name), Some(*caps), None, None),
            [caps, object] if is_caps(caps) => (None, Some(*caps), Some(*object), None),
            [name, caps, object] => (Some(*name), Some(*caps), Some(*object), None),
            [name, caps, object, icon] if features.network_form != NetworkForm::None => {
                (Some(*name), Some(*caps), Some(*object), Some(*icon))
            }
            _ => return None,
        };
        let (capabilities, extended) = maybe_capabilities(caps)?;
        Some(Self::Online {
            transaction,
            status: Status::from_code(status)?,
            email,
            routing,
            name: name.map(encoded),
            capabilities,
            extended,
            object: object.map(encoded),
            icon: icon.map(encoded),
        })
    }

    fn offline(email: &str, rest: &[&str], dialect: Dialect) -> Option<Self> {
        let (email, routing, mut rest) = addressed(email, rest, dialect, true)?;
        let mut caps = None;
        if dialect.features().capabilities_in_offline
            && let [word, after @ ..] = rest
            && capabilities(word).is_some()
        {
            caps = Some(*word);
            rest = after;
        }
        let (capabilities, extended) = maybe_capabilities(caps)?;
        Some(Self::Offline { email, routing, capabilities, extended, rest: owned(rest) })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::StatusSet { transaction, status, capabilities, extended, object } => {
                put_status_set(out, *transaction, *status, *capabilities, *extended, object.as_ref());
            }
            Self::Online { transaction, status, email, routing, name, capabilities, extended, object, icon } => {
                Line::start(out, if transaction.is_some() { "ILN" } else { "NLN" })
                    .maybe(*transaction)
                    .word(status.code())
                    .address(email, routing)
                    .name(name.as_ref())
                    .capabilities(*capabilities, *extended)
                    .name(object.as_ref())
                    .name(icon.as_ref())
                    .end();
            }
            Self::Offline { email, routing, capabilities, extended, rest } => {
                Line::start(out, "FLN").address(email, routing).capabilities(*capabilities, *extended).all(rest).end()
            }
            Self::PersonalMessageSet { transaction, length } => {
                Line::start(out, "UUX").number(transaction).word(length).end();
            }
            Self::PersonalMessage { email, routing, data } => {
                Line::start(out, "UBX").address(email, routing).payload(data);
            }
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

//! UUN and UBN, notes between clients (from MSNP13), UUM and UBM, messages through the notification server (from 14).

use super::line::{Line, Reader, number, transaction};
use super::routing::Routing;
use crate::dialect::Dialect;
use crate::types::{NetworkId, PlaceId, TransactionId};
use bytes::{Bytes, BytesMut};

/// What a note is (protocol facts 02 §13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoteKind(pub u32);

impl NoteKind {
    /// XML of the shared folders.
    pub const DATA: Self = Self(1);
    /// An invitation by SIP.
    pub const SIP: Self = Self(2);
    /// A message of the peer-to-peer protocol.
    pub const PEER_TO_PEER: Self = Self(3);
    /// To one of one's own places: [`SIGN_OUT`] signs it out.
    pub const PLACE: Self = Self(4);
    /// A conversation was closed at another place of ours.
    pub const CONVERSATION_CLOSED: Self = Self(5);
    /// The address book changed at another place of ours.
    pub const RESYNCHRONIZE: Self = Self(6);
}

/// The body of a [`NoteKind::PLACE`] note that signs a place out.
pub const SIGN_OUT: &[u8] = b"goawyplzthxbye";

/// Whether a note of kind [`NoteKind::PLACE`] tells this place to sign out. Some clients write other words after
/// [`SIGN_OUT`], and one a shorter one.
pub fn signs_out(data: &[u8]) -> bool {
    data.starts_with(SIGN_OUT) || data == b"gtfo"
}

/// What a bridged message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageKind(pub u32);

impl MessageKind {
    /// Text, with the headers of a switchboard message.
    pub const TEXT: Self = Self(1);
    /// Somebody is typing.
    pub const TYPING: Self = Self(2);
    /// A nudge.
    pub const NUDGE: Self = Self(3);
}

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `UUN t email[;{guid}] kind len` with its payload
    Note {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Whom it is for.
        email: String,
        /// For one of their places only; `None` for the person.
        place: Option<PlaceId>,
        /// What the payload is.
        kind: NoteKind,
        /// The payload, as the kind has it.
        data: Bytes,
    },
    /// `UUM t email net kind len` with its payload (14 up)
    Message {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Whom it is for.
        email: String,
        /// The network that they are on.
        network: NetworkId,
        /// What the message is.
        kind: MessageKind,
        /// Headers and text, as on a switchboard.
        body: Bytes,
    },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `UUN t OK`
    NoteSent {
        /// That of the note.
        transaction: TransactionId,
    },
    /// `UUM t OK`
    MessageSent {
        /// That of the message.
        transaction: TransactionId,
    },
    /// `UBN email[;{guid}] kind len` with its payload
    Note {
        /// Who sent it.
        email: String,
        /// From which of their places; `None` when the line doesn't tell.
        place: Option<PlaceId>,
        /// What the payload is.
        kind: NoteKind,
        /// The payload, as the kind has it.
        data: Bytes,
    },
    /// `UBM email net [to net] kind len` with its payload (14 up)
    Message {
        /// Who sent it.
        email: String,
        /// The network that they are on.
        network: NetworkId,
        /// Whom it is for, with the network; `None` when the line doesn't tell.
        to: Option<(String, NetworkId)>,
        /// What the message is.
        kind: MessageKind,
        /// Headers and text, as on a switchboard.
        body: Bytes,
    },
}

fn network(word: &str) -> Option<NetworkId> {
    number(word).map(NetworkId)
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        let features = dialect.features();
        Some(match (read.verb(), read.words()) {
            ("UUN", [t, email, kind]) if features.notes => {
                let (email, place) = Routing::split_place(email, dialect)?;
                let (kind, data) = (NoteKind(number(kind)?), read.payload()?.clone());
                Self::Note { transaction: transaction(t)?, email, place, kind, data }
            }
            ("UUM", [t, email, to, kind]) if features.bridged_messages => Self::Message {
                transaction: transaction(t)?,
                email: (*email).to_owned(),
                network: network(to)?,
                kind: MessageKind(number(kind)?),
                body: read.payload()?.clone(),
            },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Note { transaction, email, place, kind, data } => {
                Line::start(out, "UUN").number(transaction).place(email, place.as_ref()).number(kind.0).payload(data);
            }
            Self::Message { transaction, email, network, kind, body } => {
                Line::start(out, "UUM").number(transaction).word(email).number(network).number(kind.0).payload(body)
            }
        }
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::Note { transaction, .. } | Self::Message { transaction, .. } => *transaction,
        }
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        let features = dialect.features();
        Some(match (read.verb(), read.words()) {
            ("UUN", [t, "OK"]) if features.notes => Self::NoteSent { transaction: transaction(t)? },
            ("UUM", [t, "OK"]) if features.bridged_messages => Self::MessageSent { transaction: transaction(t)? },
            ("UBN", [email, kind]) if features.notes => {
                let (email, place) = Routing::split_place(email, dialect)?;
                Self::Note { email, place, kind: NoteKind(number(kind)?), data: read.payload()?.clone() }
            }
            ("UBM", [email, from, to @ .., kind]) if features.bridged_messages => Self::Message {
                email: (*email).to_owned(),
                network: network(from)?,
                to: match to {
                    [] => None,
                    [to, on] => Some(((*to).to_owned(), network(on)?)),
                    _ => return None,
                },
                kind: MessageKind(number(kind)?),
                body: read.payload()?.clone(),
            },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::NoteSent { transaction } => Line::start(out, "UUN").number(transaction).word("OK").end(),
            Self::MessageSent { transaction } => Line::start(out, "UUM").number(transaction).word("OK").end(),
            Self::Note { email, place, kind, data } => {
                Line::start(out, "UBN").place(email, place.as_ref()).number(kind.0).payload(data);
            }
            Self::Message { email, network, to, kind, body } => {
                let line = Line::start(out, "UBM").word(email).number(network);
                let line = match to {
                    Some((to, on)) => line.word(to).number(on),
                    None => line,
                };
                line.number(kind.0).payload(body);
            }
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::NoteSent { transaction } | Self::MessageSent { transaction } => Some(*transaction),
            Self::Note { .. } | Self::Message { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_sign_a_place_out() {
        for words in ["goawyplzthxbye", "goawyplzthxbye-nomorempop", "gtfo"] {
            assert!(signs_out(words.as_bytes()), "{words}");
        }
        for words in ["", "goawy", "gtfo!"] {
            assert!(!signs_out(words.as_bytes()), "{words}");
        }
    }
}

//! PRP, URL, GCF, the service's MSG, NOT, IPG, and the rare ones: SDC, SND, FND, IMS, PAG, PGD.

use super::line::{Line, Reader, encoded, owned, transaction};
use super::lists::{Numbering, property};
use crate::dialect::Dialect;
use crate::types::{Property, TransactionId};
use crate::wire::Encoded;
use bytes::{Bytes, BytesMut};

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `PRP t KEY [value]`
    SetProperty {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Which of our properties.
        property: Property,
        /// The value, still escaped; `None` clears it.
        value: Option<Encoded>,
    },
    /// `URL t INBOX [argument…]`
    Url {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The word for the page, such as `INBOX`, `COMPOSE`, `PROFILE`.
        service: String,
        /// What the page is about, such as an address to write to.
        arguments: Vec<String>,
    },
    /// `GCF t Shields.xml`
    Configuration {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The name of the file.
        file: String,
    },
    /// `SDC`, `SND`, `FND`, `IMS`, `PAG`, `PGD`: known by name, kept as they are
    Rare {
        /// Which of them.
        verb: String,
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The words after the transaction.
        parameters: Vec<String>,
        /// The payload; `None` for a line alone.
        payload: Option<Bytes>,
    },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `PRP [t] [ser] KEY [value]`
    Property {
        /// The numbers before the key.
        numbering: Numbering,
        /// Which of our properties.
        property: Property,
        /// The value, still escaped; `None` when it is unset.
        value: Option<Encoded>,
    },
    /// `URL t address login id`
    Url {
        /// That of the request.
        transaction: TransactionId,
        /// Address, sign-in page and number of the site, as they stand.
        parameters: Vec<String>,
    },
    /// `GCF t file len` with its payload
    Configuration {
        /// That of the request.
        transaction: TransactionId,
        /// The name of the file.
        file: String,
        /// The file: XML.
        data: Bytes,
    },
    /// `GCF 0 len` with its payload, unasked (13 up)
    Policies {
        /// 0: nobody here asked.
        transaction: TransactionId,
        /// The policies: XML.
        data: Bytes,
    },
    /// `MSG Hotmail Hotmail len`: profile, mail, system messages; see [`crate::content::service`]
    Message {
        /// `Hotmail`, or whatever the service goes by.
        from: String,
        /// The same as a display name, still escaped.
        name: Encoded,
        /// Headers and fields.
        body: Bytes,
    },
    /// `NOT len`
    Notification {
        /// The alert: XML.
        data: Bytes,
    },
    /// `IPG len`
    Page {
        /// The page: XML.
        data: Bytes,
    },
    /// Replies to the rare ones.
    Rare {
        /// Which of them.
        verb: String,
        /// That of the request.
        transaction: TransactionId,
        /// The words after the transaction.
        parameters: Vec<String>,
    },
}

const RARE: [&str; 6] = ["SDC", "SND", "FND", "IMS", "PAG", "PGD"];

impl Client {
    pub(super) fn decode(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("PRP", [t, key]) => {
                Self::SetProperty { transaction: transaction(t)?, property: Property::from_code(key), value: None }
            }
            ("PRP", [t, key, value]) => Self::SetProperty {
                transaction: transaction(t)?,
                property: Property::from_code(key),
                value: Some(encoded(value)),
            },
            ("URL", [t, service, arguments @ ..]) => {
                Self::Url { transaction: transaction(t)?, service: (*service).to_owned(), arguments: owned(arguments) }
            }
            ("GCF", [t, file]) => Self::Configuration { transaction: transaction(t)?, file: (*file).to_owned() },
            (verb, [t, parameters @ ..]) if RARE.contains(&verb) => Self::Rare {
                verb: verb.to_owned(),
                transaction: transaction(t)?,
                parameters: owned(parameters),
                payload: read.payload().cloned(),
            },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::SetProperty { transaction, property, value } => {
                Line::start(out, "PRP").number(transaction).word(property.code()).name(value.as_ref()).end();
            }
            Self::Url { transaction, service, arguments } => {
                Line::start(out, "URL").number(transaction).word(service).all(arguments).end();
            }
            Self::Configuration { transaction, file } => {
                Line::start(out, "GCF").number(transaction).word(file).end();
            }
            Self::Rare { verb, transaction, parameters, payload } => {
                let line = Line::start(out, verb).number(transaction).all(parameters);
                match payload {
                    Some(payload) => line.payload(payload),
                    None => line.end(),
                }
            }
        }
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::SetProperty { transaction, .. }
            | Self::Url { transaction, .. }
            | Self::Configuration { transaction, .. }
            | Self::Rare { transaction, .. } => *transaction,
        }
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("PRP", words) => {
                let (before, property, value) = property(words)?;
                Self::Property { numbering: Numbering::from_words(before, dialect)?, property, value }
            }
            ("URL", [t, parameters @ ..]) => Self::Url { transaction: transaction(t)?, parameters: owned(parameters) },
            ("GCF", [t, file]) => Self::Configuration {
                transaction: transaction(t)?,
                file: (*file).to_owned(),
                data: read.payload()?.clone(),
            },
            ("GCF", [t]) if dialect.features().policies => {
                Self::Policies { transaction: transaction(t)?, data: read.payload()?.clone() }
            }
            ("MSG", [from, name]) => {
                Self::Message { from: (*from).to_owned(), name: encoded(name), body: read.payload()?.clone() }
            }
            ("NOT", []) => Self::Notification { data: read.payload()?.clone() },
            ("IPG", []) => Self::Page { data: read.payload()?.clone() },
            (verb, [t, parameters @ ..]) if RARE.contains(&verb) => {
                Self::Rare { verb: verb.to_owned(), transaction: transaction(t)?, parameters: owned(parameters) }
            }
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Property { numbering, property, value } => {
                numbering.write(Line::start(out, "PRP")).word(property.code()).name(value.as_ref()).end();
            }
            Self::Url { transaction, parameters } => {
                Line::start(out, "URL").number(transaction).all(parameters).end();
            }
            Self::Configuration { transaction, file, data } => {
                Line::start(out, "GCF").number(transaction).word(file).payload(data);
            }
            Self::Policies { transaction, data } => Line::start(out, "GCF").number(transaction).payload(data),
            Self::Message { from, name, body } => {
                Line::start(out, "MSG").word(from).name(Some(name)).payload(body);
            }
            Self::Notification { data } => Line::start(out, "NOT").payload(data),
            Self::Page { data } => Line::start(out, "IPG").payload(data),
            Self::Rare { verb, transaction, parameters } => {
                Line::start(out, verb).number(transaction).all(parameters).end();
            }
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Property { numbering, .. } => numbering.transaction,
            Self::Url { transaction, .. }
            | Self::Configuration { transaction, .. }
            | Self::Policies { transaction, .. }
            | Self::Rare { transaction, .. } => Some(*transaction),
            Self::Message { .. } | Self::Notification { .. } | Self::Page { .. } => None,
        }
    }
}

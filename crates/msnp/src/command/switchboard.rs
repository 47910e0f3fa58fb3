//! RNG, XFR SB, USR, CAL, ANS, IRO, JOI, BYE, MSG, ACK, NAK, OUT.

use super::line::{Line, Reader, capabilities, encoded, is_digits, maybe_capabilities, number, owned, transaction};
use super::routing::Routing;
use crate::dialect::{Dialect, TailForm};
use crate::types::{Capabilities, Endpoint, ExtendedCapabilities, PlaceId, Secret, TransactionId};
use crate::wire::{Encoded, Role};
use bytes::{Bytes, BytesMut};

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
    /// `USR t email[;{guid}] cookie` (the place from 16)
    Enter {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Our own address.
        email: String,
        /// Which of our places comes in, from MSNP16.
        place: Option<PlaceId>,
        /// What the notification server gave with the address; good once.
        cookie: Secret,
    },
    /// `ANS t email[;{guid}] cookie session` (the place from 16)
    Answer {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Our own address.
        email: String,
        /// Which of our places comes in, from MSNP16.
        place: Option<PlaceId>,
        /// What the ring came with; good once.
        cookie: Secret,
        /// The number of the session, from the ring.
        session: String,
    },
    /// `CAL t email`
    Call {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Whom to call in.
        email: String,
    },
    /// `MSG t A len` with its payload
    Message {
        /// What `ACK` or `NAK` names it by.
        transaction: TransactionId,
        /// When the server is to answer.
        acknowledge: Acknowledge,
        /// Headers and text; see [`crate::content`].
        body: Bytes,
    },
    /// `OUT`
    Out,
    /// `PNG`: not answered by most
    Ping,
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// On the notification server: `XFR t SB host:port CKI cookie …`; what follows is a [`Tail`]
    Granted {
        /// That of the request.
        transaction: TransactionId,
        /// Where the switchboard is.
        target: Endpoint,
        /// What to enter it with; good once.
        cookie: Secret,
        /// The words after the cookie.
        rest: Vec<String>,
    },
    /// On the notification server: `RNG session host:port CKI cookie email name …`; what follows is a [`Tail`]
    Ring {
        /// The number of the session, for `ANS`.
        session: String,
        /// Where the switchboard is.
        target: Endpoint,
        /// What to answer with; good once.
        cookie: Secret,
        /// Who calls.
        email: String,
        /// Their display name, still escaped.
        name: Encoded,
        /// The words after the name.
        rest: Vec<String>,
    },
    /// `USR t OK email[;{guid}] name`
    Entered {
        /// That of the request.
        transaction: TransactionId,
        /// Our own address.
        email: String,
        /// Which of our places came in, from MSNP16.
        place: Option<PlaceId>,
        /// Our display name, still escaped; `None` when the line has none.
        name: Option<Encoded>,
    },
    /// `ANS t OK`
    Answered {
        /// That of the request.
        transaction: TransactionId,
    },
    /// `CAL t RINGING session`
    Ringing {
        /// That of the request.
        transaction: TransactionId,
        /// The number of the session.
        session: String,
    },
    /// `IRO t i n email[;{guid}] name [caps[:extended]]`. From 16 everybody comes once for each of their places, and
    /// once without one
    Present {
        /// That of the `ANS`.
        transaction: TransactionId,
        /// Which of the lines it is, from 1.
        index: u32,
        /// How many lines there are.
        total: u32,
        /// Who is there.
        email: String,
        /// From which of their places, from MSNP16; `None` in the line for the whole person.
        place: Option<PlaceId>,
        /// Their display name, still escaped.
        name: Encoded,
        /// What their program can do; `None` when the line doesn't tell.
        capabilities: Option<Capabilities>,
        /// The part after the colon; `None` when the line has none.
        extended: Option<ExtendedCapabilities>,
    },
    /// `JOI email[;{guid}] name [caps[:extended]]`
    Joined {
        /// Who came in.
        email: String,
        /// From which of their places, from MSNP16; `None` in the line for the whole person.
        place: Option<PlaceId>,
        /// Their display name, still escaped.
        name: Encoded,
        /// What their program can do; `None` when the line doesn't tell.
        capabilities: Option<Capabilities>,
        /// The part after the colon; `None` when the line has none.
        extended: Option<ExtendedCapabilities>,
    },
    /// `BYE email[;{guid}] [1]`
    Left {
        /// Who left.
        email: String,
        /// Which of their places left, from MSNP16; `None` in the line for the whole person.
        place: Option<PlaceId>,
        /// `1` when the server closed it for silence; `None` when they left themselves.
        flag: Option<String>,
    },
    /// `MSG email name len` with its payload
    Message {
        /// Who wrote it.
        email: String,
        /// Their display name, still escaped.
        name: Encoded,
        /// Headers and text; see [`crate::content`].
        body: Bytes,
    },
    /// `ACK t`
    Delivered {
        /// That of the message.
        transaction: TransactionId,
    },
    /// `NAK t`
    Missed {
        /// That of the message.
        transaction: TransactionId,
    },
    /// `OUT [reason]`
    Out {
        /// Why, as a word; `None` when the line has none.
        reason: Option<String>,
    },
}

/// What follows the cookie of `XFR SB` and the name of `RNG`: `U domain` at 13, `U domain 1` from 14.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// The server's own domain.
    pub domain: String,
    /// Whether the switchboard can be reached directly, and not through the gateway alone.
    pub direct: Option<bool>,
}

impl Tail {
    /// Reads it; `None` where there is none, or one of a shape that nobody knows.
    pub fn read(rest: &[String]) -> Option<Self> {
        let words: Vec<&str> = rest.iter().map(String::as_str).collect();
        let (domain, direct) = match words[..] {
            ["U", domain] => (domain, None),
            ["U", domain, direct @ ("0" | "1")] => (domain, Some(direct == "1")),
            _ => return None,
        };
        Some(Self { domain: domain.to_owned(), direct })
    }

    /// The words of a switchboard that can be reached directly, as this dialect writes them.
    pub fn words(domain: &str, dialect: Dialect) -> Vec<String> {
        let words: &[&str] = match dialect.features().switchboard_tail {
            TailForm::None => &[],
            TailForm::Domain => &["U", domain],
            TailForm::Direct => &["U", domain, "1"],
        };
        owned(words)
    }
}

impl Acknowledge {
    /// The letter on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "U",
            Self::Failure => "N",
            Self::Always => "A",
            Self::Data => "D",
            Self::Success => "S",
        }
    }

    /// The mode behind a letter. Lower case is none: servers close on it.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Nothing, Self::Failure, Self::Always, Self::Data, Self::Success].into_iter().find(|a| a.code() == code)
    }
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("USR", [t, email, cookie]) => {
                let (email, place) = Routing::split_place(email, dialect)?;
                Self::Enter { transaction: transaction(t)?, email, place, cookie: Secret::new(*cookie) }
            }
            ("ANS", [t, email, cookie, session]) => {
                let (email, place) = Routing::split_place(email, dialect)?;
                Self::Answer {
                    transaction: transaction(t)?,
                    email,
                    place,
                    cookie: Secret::new(*cookie),
                    session: (*session).to_owned(),
                }
            }
            ("CAL", [t, email]) => Self::Call { transaction: transaction(t)?, email: (*email).to_owned() },
            ("MSG", [t, mode]) => Self::Message {
                transaction: transaction(t)?,
                acknowledge: Acknowledge::from_code(mode)?,
                body: read.payload()?.clone(),
            },
            ("OUT", []) => Self::Out,
            ("PNG", []) => Self::Ping,
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Enter { transaction, email, place, cookie } => {
                Line::start(out, "USR").number(transaction).place(email, place.as_ref()).word(cookie.expose()).end()
            }
            Self::Answer { transaction, email, place, cookie, session } => Line::start(out, "ANS")
                .number(transaction)
                .place(email, place.as_ref())
                .word(cookie.expose())
                .word(session)
                .end(),
            Self::Call { transaction, email } => Line::start(out, "CAL").number(transaction).word(email).end(),
            Self::Message { transaction, acknowledge, body } => {
                Line::start(out, "MSG").number(transaction).word(acknowledge.code()).payload(body);
            }
            Self::Out => Line::start(out, "OUT").end(),
            Self::Ping => Line::start(out, "PNG").end(),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Enter { transaction, .. }
            | Self::Answer { transaction, .. }
            | Self::Call { transaction, .. }
            | Self::Message { transaction, .. } => Some(*transaction),
            Self::Out | Self::Ping => None,
        }
    }
}

/// Somebody of IRO and JOI.
struct Participant {
    email: String,
    place: Option<PlaceId>,
    name: Encoded,
    capabilities: Option<Capabilities>,
    extended: Option<ExtendedCapabilities>,
}

impl Participant {
    /// `email [name] [caps]`. Somebody without a name is called by the address.
    fn read(words: &[&str], dialect: Dialect) -> Option<Self> {
        let features = dialect.features();
        let is_caps = |word: &str| {
            features.capabilities_in_switchboard
                && (is_digits(word) || features.extended_capabilities && capabilities(word).is_some())
        };
        let (address, name, caps) = match words {
            [address] => (address, None, None),
            [address, caps] if is_caps(caps) => (address, None, Some(*caps)),
            [address, name] => (address, Some(*name), None),
            [address, name, caps] => (address, Some(*name), Some(*caps)),
            _ => return None,
        };
        let (email, place) = Routing::split_place(address, dialect)?;
        let (capabilities, extended) = maybe_capabilities(caps)?;
        let name = encoded(name.unwrap_or(&email));
        Some(Self { email, place, name, capabilities, extended })
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, role: Role, dialect: Dialect) -> Option<Self> {
        match role {
            Role::Notification => Self::decode_invitation(read),
            Role::Switchboard => Self::decode_session(read, dialect),
        }
    }

    fn decode_invitation(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("XFR", [t, "SB", address, "CKI", cookie, rest @ ..]) => Self::Granted {
                transaction: transaction(t)?,
                target: Endpoint::parse(address)?,
                cookie: Secret::new(*cookie),
                rest: owned(rest),
            },
            ("RNG", [session, address, "CKI", cookie, email, rest @ ..]) => {
                let (name, rest) = rest.split_first().unwrap_or((email, &[]));
                Self::Ring {
                    session: (*session).to_owned(),
                    target: Endpoint::parse(address)?,
                    cookie: Secret::new(*cookie),
                    email: (*email).to_owned(),
                    name: encoded(name),
                    rest: owned(rest),
                }
            }
            _ => return None,
        })
    }

    fn decode_session(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("USR", [t, "OK", email, name @ ..]) if name.len() <= 1 => {
                let (email, place) = Routing::split_place(email, dialect)?;
                let name = name.first().map(|name| encoded(name));
                Self::Entered { transaction: transaction(t)?, email, place, name }
            }
            ("ANS", [t, "OK"]) => Self::Answered { transaction: transaction(t)? },
            ("CAL", [t, "RINGING", session]) => {
                Self::Ringing { transaction: transaction(t)?, session: (*session).to_owned() }
            }
            ("IRO", [t, index, total, person @ ..]) => {
                let Participant { email, place, name, capabilities, extended } = Participant::read(person, dialect)?;
                Self::Present {
                    transaction: transaction(t)?,
                    index: number(index)?,
                    total: number(total)?,
                    email,
                    place,
                    name,
                    capabilities,
                    extended,
                }
            }
            ("JOI", person) => {
                let Participant { email, place, name, capabilities, extended } = Participant::read(person, dialect)?;
                Self::Joined { email, place, name, capabilities, extended }
            }
            ("BYE", [email, flag @ ..]) if flag.len() <= 1 => {
                let (email, place) = Routing::split_place(email, dialect)?;
                Self::Left { email, place, flag: flag.first().map(|flag| (*flag).to_owned()) }
            }
            ("MSG", [email, name]) => {
                Self::Message { email: (*email).to_owned(), name: encoded(name), body: read.payload()?.clone() }
            }
            ("ACK", [t]) => Self::Delivered { transaction: transaction(t)? },
            ("NAK", [t]) => Self::Missed { transaction: transaction(t)? },
            ("OUT", []) => Self::Out { reason: None },
            ("OUT", [reason]) => Self::Out { reason: Some((*reason).to_owned()) },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Granted { transaction, target, cookie, rest } => Line::start(out, "XFR")
                .number(transaction)
                .word("SB")
                .number(target)
                .word("CKI")
                .word(cookie.expose())
                .all(rest)
                .end(),
            Self::Ring { session, target, cookie, email, name, rest } => Line::start(out, "RNG")
                .word(session)
                .number(target)
                .word("CKI")
                .word(cookie.expose())
                .word(email)
                .name(Some(name))
                .all(rest)
                .end(),
            Self::Entered { transaction, email, place, name } => Line::start(out, "USR")
                .number(transaction)
                .word("OK")
                .place(email, place.as_ref())
                .name(name.as_ref())
                .end(),
            Self::Answered { transaction } => Line::start(out, "ANS").number(transaction).word("OK").end(),
            Self::Ringing { transaction, session } => {
                Line::start(out, "CAL").number(transaction).word("RINGING").word(session).end();
            }
            Self::Present { transaction, index, total, email, place, name, capabilities, extended } => {
                Line::start(out, "IRO")
                    .number(transaction)
                    .number(index)
                    .number(total)
                    .place(email, place.as_ref())
                    .name(Some(name))
                    .capabilities(*capabilities, *extended)
                    .end();
            }
            Self::Joined { email, place, name, capabilities, extended } => Line::start(out, "JOI")
                .place(email, place.as_ref())
                .name(Some(name))
                .capabilities(*capabilities, *extended)
                .end(),
            Self::Left { email, place, flag } => {
                Line::start(out, "BYE").place(email, place.as_ref()).maybe(flag.as_ref()).end();
            }
            Self::Message { email, name, body } => {
                Line::start(out, "MSG").word(email).name(Some(name)).payload(body);
            }
            Self::Delivered { transaction } => Line::start(out, "ACK").number(transaction).end(),
            Self::Missed { transaction } => Line::start(out, "NAK").number(transaction).end(),
            Self::Out { reason } => Line::start(out, "OUT").maybe(reason.as_ref()).end(),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Granted { transaction, .. }
            | Self::Entered { transaction, .. }
            | Self::Answered { transaction }
            | Self::Ringing { transaction, .. }
            | Self::Present { transaction, .. }
            | Self::Delivered { transaction }
            | Self::Missed { transaction } => Some(*transaction),
            Self::Ring { .. } | Self::Joined { .. } | Self::Left { .. } | Self::Message { .. } | Self::Out { .. } => {
                None
            }
        }
    }
}

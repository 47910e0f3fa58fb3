//! VER, CVR, INF, USR, XFR NS, OUT, PNG, QNG, CHL, QRY, SBS.

use super::line::{Line, Reader, encoded, number, owned, transaction};
use crate::dialect::{Dialect, SignIn};
use crate::types::{Endpoint, PlaceId, Secret, TransactionId};
use crate::wire::Encoded;
use bytes::{Bytes, BytesMut};

/// The third parameter of `USR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// `MD5`
    Md5,
    /// `TWN`
    Passport,
    /// `SSO`, in the dialects that sign in so
    Sso,
    /// Another word, kept.
    Other(String),
}

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `VER t MSNP12 … CVR0`. The names as they stand, unknown ones too.
    Version {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The best first, `CVR0` among them.
        dialects: Vec<String>,
    },
    /// `CVR t locale os osver arch name version id [email]`
    ClientVersion {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The words after the transaction.
        parameters: Vec<String>,
    },
    /// `INF t`
    Policy {
        /// Ties the reply to it.
        transaction: TransactionId,
    },
    /// `USR t METHOD I email`
    Identify {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The way to sign in.
        method: Method,
        /// The address of the account.
        email: String,
    },
    /// `USR t METHOD S response`
    Respond {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The way to sign in, as in the first step.
        method: Method,
        /// The digest of challenge and password (`MD5`), or the ticket (`TWN`).
        response: Secret,
    },
    /// `USR t SSO S ticket proof [{guid}]` (15 up; the place from 16)
    Prove {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The ticket of the sign-in service.
        ticket: Secret,
        /// The answer to the nonce, in base64.
        proof: Secret,
        /// Which of our places signs in, from MSNP16.
        place: Option<PlaceId>,
    },
    /// `USR t SHA A ticket`: the circles' ticket in base64, after signing in (18)
    Circles {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The ticket, in base64.
        ticket: Secret,
    },
    /// `XFR t SB`, `XFR t NS`
    Transfer {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// `SB` for a switchboard, `NS` for a notification server.
        target: String,
    },
    /// `QRY t product 32` with its payload
    ChallengeResponse {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The product ID that the answer was computed for.
        product: String,
        /// The answer: 32 hexadecimal digits.
        response: Bytes,
    },
    /// `PNG`
    Ping,
    /// `OUT`
    Out,
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `VER t MSNP12`; `0` (as no name at all, or as `"0"`) when there is none in common.
    Version {
        /// That of the request.
        transaction: TransactionId,
        /// The one that is agreed on; `0` or nothing for none.
        dialects: Vec<String>,
    },
    /// `CVR t recommended recommended minimum download info`
    ClientVersion {
        /// That of the request.
        transaction: TransactionId,
        /// Versions and addresses, in the order above.
        parameters: Vec<String>,
    },
    /// `INF t MD5`
    Policy {
        /// That of the request.
        transaction: TransactionId,
        /// The ways to sign in that the server has, as they stand.
        methods: Vec<String>,
    },
    /// `USR t METHOD S challenge`
    Challenge {
        /// That of the request.
        transaction: TransactionId,
        /// The way to sign in.
        method: Method,
        /// What the answer is made from, still escaped: digits (`MD5`), or the words for the Passport service (`TWN`).
        challenge: Encoded,
    },
    /// `USR t SSO S policy nonce` (15 up). The nonce is used as it stands, in base64
    Nonce {
        /// That of the request.
        transaction: TransactionId,
        /// The policy to ask the sign-in service for a ticket by.
        policy: String,
        /// What the proof is made from.
        nonce: String,
    },
    /// `USR t OK email [name] [verified] [restricted]`
    SignedIn {
        /// That of the request.
        transaction: TransactionId,
        /// The address of the account, as the server writes it.
        email: String,
        /// Our display name, still escaped; `None` when the line has none.
        name: Option<Encoded>,
        /// `1` when the address is verified; `None` when the line doesn't tell.
        verified: Option<String>,
        /// `1` when the account is restricted; `None` when the line doesn't tell.
        restricted: Option<String>,
    },
    /// `XFR t NS host:port [0 host:port]`, `XFR t NS host:port U D` (13 up); `rest` is what follows the address
    Redirect {
        /// That of the request.
        transaction: TransactionId,
        /// The server to go on with.
        target: Endpoint,
        /// The words after the address, as they stand.
        rest: Vec<String>,
    },
    /// `CHL 0 digits`
    ChallengeRequest {
        /// What the answer is made from.
        challenge: String,
    },
    /// `QRY t`
    ChallengeAccepted {
        /// That of the request.
        transaction: TransactionId,
    },
    /// `QNG [seconds]`
    Pong {
        /// How long to wait with the next `PNG`; `None` when the line doesn't tell.
        seconds: Option<u32>,
    },
    /// `OUT [reason] [minutes]`
    Out {
        /// Why: `OTH` signed in elsewhere, `SSD` the server goes down, `RCT` come back later, …; `None` when it isn't told.
        reason: Option<String>,
        /// The word after the reason: for `RCT` the minutes to stay away.
        argument: Option<String>,
    },
    /// `SBS 0 null`: means nothing
    Sbs {
        /// The words of the line.
        parameters: Vec<String>,
    },
}

impl Method {
    fn from_wire(word: &str, dialect: Dialect) -> Self {
        match word {
            "MD5" => Self::Md5,
            "TWN" => Self::Passport,
            "SSO" if dialect.features().sign_in == SignIn::Sso => Self::Sso,
            other => Self::Other(other.to_owned()),
        }
    }
    fn as_wire(&self) -> &str {
        match self {
            Self::Md5 => "MD5",
            Self::Passport => "TWN",
            Self::Sso => "SSO",
            Self::Other(word) => word,
        }
    }
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        let features = dialect.features();
        Some(match (read.verb(), read.words()) {
            ("VER", [t, dialects @ ..]) => Self::Version { transaction: transaction(t)?, dialects: owned(dialects) },
            ("CVR", [t, parameters @ ..]) => {
                Self::ClientVersion { transaction: transaction(t)?, parameters: owned(parameters) }
            }
            ("INF", [t]) => Self::Policy { transaction: transaction(t)? },
            ("USR", [t, method, "I", email]) => Self::Identify {
                transaction: transaction(t)?,
                method: Method::from_wire(method, dialect),
                email: (*email).to_owned(),
            },
            ("USR", [t, method, "S", response]) => Self::Respond {
                transaction: transaction(t)?,
                method: Method::from_wire(method, dialect),
                response: Secret::new(*response),
            },
            ("USR", [t, "SSO", "S", ticket, proof, place @ ..]) if features.sign_in == SignIn::Sso => Self::Prove {
                transaction: transaction(t)?,
                ticket: Secret::new(*ticket),
                proof: Secret::new(*proof),
                place: match place {
                    [] => None,
                    [place] => Some(PlaceId::from_wire(place)?),
                    _ => return None,
                },
            },
            ("USR", [t, "SHA", "A", ticket]) if features.circles => {
                Self::Circles { transaction: transaction(t)?, ticket: Secret::new(*ticket) }
            }
            ("XFR", [t, target]) => Self::Transfer { transaction: transaction(t)?, target: (*target).to_owned() },
            ("QRY", [t, product]) => Self::ChallengeResponse {
                transaction: transaction(t)?,
                product: (*product).to_owned(),
                response: read.payload()?.clone(),
            },
            ("PNG", []) => Self::Ping,
            ("OUT", []) => Self::Out,
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Version { transaction, dialects } => {
                Line::start(out, "VER").number(transaction).all(dialects).end();
            }
            Self::ClientVersion { transaction, parameters } => {
                Line::start(out, "CVR").number(transaction).all(parameters).end();
            }
            Self::Policy { transaction } => Line::start(out, "INF").number(transaction).end(),
            Self::Identify { transaction, method, email } => {
                Line::start(out, "USR").number(transaction).word(method.as_wire()).word("I").word(email).end();
            }
            Self::Respond { transaction, method, response } => Line::start(out, "USR")
                .number(transaction)
                .word(method.as_wire())
                .word("S")
                .word(response.expose())
                .end(),
            Self::Prove { transaction, ticket, proof, place } => Line::start(out, "USR")
                .number(transaction)
                .word("SSO")
                .word("S")
                .word(ticket.expose())
                .word(proof.expose())
                .maybe(place.as_ref())
                .end(),
            Self::Circles { transaction, ticket } => {
                Line::start(out, "USR").number(transaction).word("SHA").word("A").word(ticket.expose()).end();
            }
            Self::Transfer { transaction, target } => Line::start(out, "XFR").number(transaction).word(target).end(),
            Self::ChallengeResponse { transaction, product, response } => {
                Line::start(out, "QRY").number(transaction).word(product).payload(response);
            }
            Self::Ping => Line::start(out, "PNG").end(),
            Self::Out => Line::start(out, "OUT").end(),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Version { transaction, .. }
            | Self::ClientVersion { transaction, .. }
            | Self::Policy { transaction }
            | Self::Identify { transaction, .. }
            | Self::Respond { transaction, .. }
            | Self::Prove { transaction, .. }
            | Self::Circles { transaction, .. }
            | Self::Transfer { transaction, .. }
            | Self::ChallengeResponse { transaction, .. } => Some(*transaction),
            Self::Ping | Self::Out => None,
        }
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("VER", [t, dialects @ ..]) => Self::Version { transaction: transaction(t)?, dialects: owned(dialects) },
            ("CVR", [t, parameters @ ..]) => {
                Self::ClientVersion { transaction: transaction(t)?, parameters: owned(parameters) }
            }
            ("INF", [t, methods @ ..]) => Self::Policy { transaction: transaction(t)?, methods: owned(methods) },
            ("USR", [t, "OK", email, rest @ ..]) => Self::signed_in(transaction(t)?, email, rest, dialect)?,
            ("USR", [t, method, "S", challenge]) => Self::Challenge {
                transaction: transaction(t)?,
                method: Method::from_wire(method, dialect),
                challenge: encoded(challenge),
            },
            ("USR", [t, "SSO", "S", policy, nonce]) if dialect.features().sign_in == SignIn::Sso => {
                Self::Nonce { transaction: transaction(t)?, policy: (*policy).to_owned(), nonce: (*nonce).to_owned() }
            }
            // `XFR 0 NS 0`, "start again on this connection", has a host called 0.
            ("XFR", [t, "NS", address, rest @ ..]) => {
                Self::Redirect { transaction: transaction(t)?, target: Endpoint::parse(address)?, rest: owned(rest) }
            }
            ("CHL", [challenge] | ["0", challenge]) => Self::ChallengeRequest { challenge: (*challenge).to_owned() },
            ("QRY", [t]) => Self::ChallengeAccepted { transaction: transaction(t)? },
            ("QNG", []) => Self::Pong { seconds: None },
            ("QNG", [seconds]) => Self::Pong { seconds: Some(number(seconds)?) },
            ("OUT", []) => Self::Out { reason: None, argument: None },
            ("OUT", [reason]) => Self::Out { reason: Some((*reason).to_owned()), argument: None },
            ("OUT", [reason, argument]) => {
                Self::Out { reason: Some((*reason).to_owned()), argument: Some((*argument).to_owned()) }
            }
            ("SBS", parameters) => Self::Sbs { parameters: owned(parameters) },
            _ => return None,
        })
    }

    /// What follows the address: the name below MSNP10, then as many flags as the dialect has. A server that doesn't
    /// know a name leaves it out; one that tells it where it shouldn't is understood too.
    fn signed_in(transaction: TransactionId, email: &str, rest: &[&str], dialect: Dialect) -> Option<Self> {
        let features = dialect.features();
        let flags = usize::from(features.verified_in_usr) + usize::from(features.restricted_in_usr);
        let only_flags = rest.iter().all(|word| matches!(*word, "0" | "1"));
        let named = match rest {
            [] => false,
            _ if features.name_in_usr => !(only_flags && rest.len() == flags),
            _ => rest.len() > flags || !only_flags,
        };
        let (name, flags) = rest.split_at(usize::from(named));
        let (verified, restricted) = match flags {
            [] => (None, None),
            [verified] => (Some(*verified), None),
            [verified, restricted] => (Some(*verified), Some(*restricted)),
            _ => return None,
        };
        Some(Self::SignedIn {
            transaction,
            email: email.to_owned(),
            name: name.first().map(|name| encoded(name)),
            verified: verified.map(str::to_owned),
            restricted: restricted.map(str::to_owned),
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Version { transaction, dialects } => {
                Line::start(out, "VER").number(transaction).all(dialects).end();
            }
            Self::ClientVersion { transaction, parameters } => {
                Line::start(out, "CVR").number(transaction).all(parameters).end();
            }
            Self::Policy { transaction, methods } => Line::start(out, "INF").number(transaction).all(methods).end(),
            Self::Challenge { transaction, method, challenge } => Line::start(out, "USR")
                .number(transaction)
                .word(method.as_wire())
                .word("S")
                .word(challenge.as_wire())
                .end(),
            Self::Nonce { transaction, policy, nonce } => {
                Line::start(out, "USR").number(transaction).word("SSO").word("S").word(policy).word(nonce).end();
            }
            Self::SignedIn { transaction, email, name, verified, restricted } => Line::start(out, "USR")
                .number(transaction)
                .word("OK")
                .word(email)
                .name(name.as_ref())
                .maybe(verified.as_ref())
                .maybe(restricted.as_ref())
                .end(),
            Self::Redirect { transaction, target, rest } => {
                let address = if target.host == "0" { "0".to_owned() } else { target.to_string() };
                Line::start(out, "XFR").number(transaction).word("NS").word(&address).all(rest).end();
            }
            Self::ChallengeRequest { challenge } => Line::start(out, "CHL").word("0").word(challenge).end(),
            Self::ChallengeAccepted { transaction } => Line::start(out, "QRY").number(transaction).end(),
            Self::Pong { seconds } => Line::start(out, "QNG").maybe(*seconds).end(),
            Self::Out { reason, argument } => {
                Line::start(out, "OUT").maybe(reason.as_ref()).maybe(argument.as_ref()).end();
            }
            Self::Sbs { parameters } => Line::start(out, "SBS").all(parameters).end(),
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Version { transaction, .. }
            | Self::ClientVersion { transaction, .. }
            | Self::Policy { transaction, .. }
            | Self::Challenge { transaction, .. }
            | Self::Nonce { transaction, .. }
            | Self::SignedIn { transaction, .. }
            | Self::Redirect { transaction, .. }
            | Self::ChallengeAccepted { transaction } => Some(*transaction),
            Self::ChallengeRequest { .. } | Self::Pong { .. } | Self::Out { .. } | Self::Sbs { .. } => None,
        }
    }
}

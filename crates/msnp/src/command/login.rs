//! VER, CVR, INF, USR, XFR NS, OUT, PNG, QNG, CHL, QRY, SBS.

use crate::types::{Endpoint, Secret, TransactionId};
use crate::wire::Encoded;
use bytes::Bytes;

/// The third parameter of `USR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// `MD5`
    Md5,
    /// `TWN`
    Passport,
    /// Another word, kept.
    Other(String),
}

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `VER t MSNP12 … CVR0`. The names as they stand, unknown ones too.
    Version { transaction: TransactionId, dialects: Vec<String> },
    /// `CVR t locale os osver arch name version id [email]`
    ClientVersion { transaction: TransactionId, parameters: Vec<String> },
    /// `INF t`
    Policy { transaction: TransactionId },
    /// `USR t METHOD I email`
    Identify { transaction: TransactionId, method: Method, email: String },
    /// `USR t METHOD S response`
    Respond { transaction: TransactionId, method: Method, response: Secret },
    /// `XFR t SB`, `XFR t NS`
    Transfer { transaction: TransactionId, target: String },
    /// `QRY t product 32` with its payload
    ChallengeResponse { transaction: TransactionId, product: String, response: Bytes },
    /// `PNG`
    Ping,
    /// `OUT`
    Out,
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `VER t MSNP12`; `0` (as no name at all, or as `"0"`) when there is none in common.
    Version { transaction: TransactionId, dialects: Vec<String> },
    /// `CVR t recommended recommended minimum download info`
    ClientVersion { transaction: TransactionId, parameters: Vec<String> },
    /// `INF t MD5`
    Policy { transaction: TransactionId, methods: Vec<String> },
    /// `USR t METHOD S challenge`
    Challenge { transaction: TransactionId, method: Method, challenge: Encoded },
    /// `USR t OK email [name] [verified] [restricted]`
    SignedIn {
        transaction: TransactionId,
        email: String,
        name: Option<Encoded>,
        verified: Option<String>,
        restricted: Option<String>,
    },
    /// `XFR t NS host:port [0 host:port]`; `rest` is what follows the address
    Redirect { transaction: TransactionId, target: Endpoint, rest: Vec<String> },
    /// `CHL 0 digits`
    ChallengeRequest { challenge: String },
    /// `QRY t`
    ChallengeAccepted { transaction: TransactionId },
    /// `QNG [seconds]`
    Pong { seconds: Option<u32> },
    /// `OUT [reason] [minutes]`
    Out { reason: Option<String>, argument: Option<String> },
    /// `SBS 0 null`: means nothing
    Sbs { parameters: Vec<String> },
}

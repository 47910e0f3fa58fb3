//! The built-in server: dispatch, notification and switchboard roles, and the web pages of sign-in.
//!
//! | where | what |
//! |---|---|
//! | [`machine`] | the server itself, without socket, clock or randomness |
//! | [`directory`] | accounts and lists, in SQLite or in memory |
//! | [`entropy`] | where random bytes come from |
//! | [`rst`] | what the sign-in service of MSNP13 up reads and answers |
//! | [`Accounts`] | making, listing and removing accounts |
//! | [`RunningServer`] | all of it over TCP and HTTP, on tokio and axum |

mod accounts;
pub mod directory;
pub mod entropy;
mod guide;
pub mod machine;
mod one_time;
mod password;
pub mod rst;
mod running;
mod shell;
mod throttle;
mod tls;
mod web;

pub use accounts::{AccountSummary, Accounts};
pub use running::RunningServer;
pub use tls::TlsChoice;

use std::net::SocketAddr;
use std::path::PathBuf;

/// Where and how to serve.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Dispatch, notification and switchboard; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Nexus and login page; port 0 takes a free one.
    pub web_listen: SocketAddr,
    /// The folder with the accounts.
    pub data: PathBuf,
    /// Whether the Guide, the built-in contact, is there.
    pub guide: bool,
    /// Which certificate the web pages have. With one, their port takes TLS and plain HTTP.
    pub tls: TlsChoice,
    /// Whether passwords may come over plain HTTP from other machines: for clients of old behind a network that
    /// everybody on it trusts.
    pub allow_plain: bool,
}

/// Why a server can't run, or an account can't be made. `Display` is a sentence for the person.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address or port can't be taken.
    #[error("Couldn't listen on {address}: {reason}")]
    Listen { address: SocketAddr, reason: String },
    /// The folder or file can't be used.
    #[error("Couldn't use the accounts in {path}: {reason}")]
    Data { path: PathBuf, reason: String },
    /// The certificate, or the file that it is in, can't be used.
    #[error("Couldn't use the certificate in {path}: {reason}.")]
    Certificate { path: PathBuf, reason: String },
    /// There is one already.
    #[error("There is already an account {0}.")]
    AccountExists(String),
    /// There is none.
    #[error("There is no account {0}.")]
    NoSuchAccount(String),
    /// The address, name or password can't be used.
    #[error("{0}")]
    Invalid(String),
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its address.
    pub email: msnp::types::Email,
    /// The name shown to others.
    pub name: String,
    /// Its password.
    pub password: msnp::types::Secret,
    /// Whether MSNP2 to 7 may be used, which needs a salted MD5 of the password.
    pub md5: bool,
}

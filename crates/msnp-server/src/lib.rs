//! The built-in server: dispatch, notification and switchboard roles, and the web pages of sign-in.

mod accounts;
pub mod directory;
pub mod entropy;
mod guide;
mod one_time;
mod password;
mod throttle;
mod web;

pub use accounts::{AccountSummary, Accounts};

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
}

/// A server that runs until it is dropped or stopped.
#[derive(Debug)]
pub struct RunningServer {
    /// Where MSNP is spoken.
    pub listen: SocketAddr,
    /// Where the web pages are.
    pub web_listen: SocketAddr,
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

impl RunningServer {
    /// Starts serving on the current tokio runtime.
    ///
    /// # Errors
    /// When an address can't be taken or the accounts can't be read.
    pub async fn start(config: ServerConfig) -> Result<Self, ServerError> {
        let _ = config;
        todo!()
    }
    /// Makes an account. With the Guide running, the Guide is put on its list.
    ///
    /// # Errors
    /// When the address is taken or isn't one, or the password is empty.
    pub async fn create_account(&self, account: NewAccount) -> Result<(), ServerError> {
        let _ = account;
        todo!()
    }
    /// The address of the Nexus, `http://127.0.0.1:PORT/rdr/pprdr.asp`.
    pub fn nexus(&self) -> String {
        todo!()
    }
    /// Says goodbye to everyone (`OUT SSD`) and stops.
    pub async fn stop(self) {}
}

//! The built-in server, as the messenger uses it: one for all profiles of a person.
//!
//! Whoever comes first holds a lock and runs the server inside itself; a second Swallowtail finds its addresses in a
//! file beside the lock and joins. When the first one quits, the next to ask takes over, at the same ports where they
//! are free, so that everybody's way back leads to it.

use crate::store::file;
use msnp::session::Services;
use msnp::types::Endpoint;
use msnp_server::{Accounts, NewAccount, RunningServer, ServerConfig, ServerError, TlsChoice};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where the built-in server is, and the server itself where it runs in this program. Clones share it.
#[derive(Debug, Clone)]
pub struct LocalServer {
    /// Where to connect.
    pub endpoint: Endpoint,
    /// The start of its sign-in.
    pub nexus: String,
    /// Its other pages.
    pub services: Services,
    held: Option<Arc<Held>>,
}

/// The server and the lock that says it is ours; both end together.
#[derive(Debug)]
struct Held {
    server: RunningServer,
    _lock: File,
}

/// Why there is no built-in server, or no account in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalError {
    /// The folder can't be used.
    #[error("{0}")]
    Data(String),
    /// No port can be taken.
    #[error("{0}")]
    Listen(String),
    /// Another Swallowtail has the lock, but no server answers.
    #[error("another Swallowtail should run the built-in server, but it doesn't answer")]
    OtherSilent,
    /// There is such an account.
    #[error("there is already an account {0}")]
    AccountExists(String),
    /// The server doesn't accept the address, the name or the password.
    #[error("{0}")]
    Invalid(String),
}

impl From<ServerError> for LocalError {
    fn from(error: ServerError) -> Self {
        let words = error.to_string();
        match error {
            ServerError::Listen { .. } => Self::Listen(words),
            ServerError::Data { .. } | ServerError::Certificate { .. } | ServerError::NoSuchAccount(_) => {
                Self::Data(words)
            }
            ServerError::AccountExists(address) => Self::AccountExists(address),
            ServerError::Invalid(_) => Self::Invalid(words),
        }
    }
}

/// The addresses, as the file beside the lock has them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Addresses {
    listen: SocketAddr,
    web_listen: SocketAddr,
    nexus: String,
}

impl LocalServer {
    /// Starts the server, or joins the one that another Swallowtail runs.
    ///
    /// # Errors
    /// When neither is possible.
    pub async fn open(folder: PathBuf) -> Result<Self, LocalError> {
        // The other one may just be starting, or just be ending.
        for attempt in 0..30_u32 {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            if let Some(lock) = lock(&folder).await? {
                return Self::start(folder, lock).await;
            }
            if let Some(addresses) = addresses(&folder)
                && tokio::net::TcpStream::connect(addresses.listen).await.is_ok()
            {
                tracing::info!(listen = %addresses.listen, "joined the built-in server of another Swallowtail");
                return Ok(Self::at(&addresses, None));
            }
        }
        Err(LocalError::OtherSilent)
    }

    async fn start(folder: PathBuf, lock: File) -> Result<Self, LocalError> {
        let kept = addresses(&folder).map_or((0, 0), |a| (a.listen.port(), a.web_listen.port()));
        let config = |(listen, web): (u16, u16)| ServerConfig {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, listen)),
            web_listen: SocketAddr::from((Ipv4Addr::LOCALHOST, web)),
            data: folder.clone(),
            guide: true,
            // Nobody else can listen in on the way from this machine to itself.
            tls: TlsChoice::Off,
            allow_plain: false,
        };
        let server = match RunningServer::start(config(kept)).await {
            Err(ServerError::Listen { .. }) if kept != (0, 0) => RunningServer::start(config((0, 0))).await,
            result => result,
        }?;
        let addresses = Addresses { listen: server.listen, web_listen: server.web_listen, nexus: server.nexus() };
        let text = toml::to_string(&addresses).map_err(|error| LocalError::Data(error.to_string()))?;
        file::write(&address_file(&folder), &text).map_err(|error| LocalError::Data(error.to_string()))?;
        tracing::info!(listen = %addresses.listen, "the built-in server runs");
        Ok(Self::at(&addresses, Some(Arc::new(Held { server, _lock: lock }))))
    }

    fn at(addresses: &Addresses, held: Option<Arc<Held>>) -> Self {
        Self {
            endpoint: Endpoint { host: addresses.listen.ip().to_string(), port: addresses.listen.port() },
            nexus: addresses.nexus.clone(),
            services: pages(addresses.web_listen),
            held,
        }
    }

    /// Whether it runs in this program.
    pub const fn is_ours(&self) -> bool {
        self.held.is_some()
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When there is one already, or the server doesn't accept it.
    pub async fn create_account(&self, folder: PathBuf, account: NewAccount) -> Result<(), LocalError> {
        if let Some(held) = &self.held {
            return Ok(held.server.create_account(account).await?);
        }
        // The server runs in another program; the accounts are a file that both may use.
        let made = tokio::task::spawn_blocking(move || Accounts::open(&folder)?.create(account));
        match made.await {
            Ok(result) => Ok(result?),
            Err(error) => Err(LocalError::Data(error.to_string())),
        }
    }

    /// Says goodbye to everyone and stops, where it runs in this program and nothing else uses it any more.
    pub async fn stop(self) {
        if let Some(Held { server, _lock }) = self.held.and_then(Arc::into_inner) {
            server.stop().await;
        }
    }
}

/// The pages of the server on the web, at the paths that everybody's services have had. On this computer they need no
/// encryption.
fn pages(web: SocketAddr) -> Services {
    Services::under(&format!("http://{web}"))
}

/// Takes the lock; `None` when another program has it. It goes with the file, even after a crash.
async fn lock(folder: &Path) -> Result<Option<File>, LocalError> {
    let path = folder.join("server.lock");
    let taken = tokio::task::spawn_blocking(move || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(error),
        }
    });
    match taken.await {
        Ok(Ok(lock)) => Ok(lock),
        Ok(Err(error)) => Err(LocalError::Data(error.to_string())),
        Err(error) => Err(LocalError::Data(error.to_string())),
    }
}

fn address_file(folder: &Path) -> PathBuf {
    folder.join("server.toml")
}

/// The addresses of the last start. Only loopback is believed: the file mustn't lead anywhere else.
fn addresses(folder: &Path) -> Option<Addresses> {
    let text = file::read(&address_file(folder)).ok()??;
    let addresses: Addresses = toml::from_str(&text).ok()?;
    (addresses.listen.ip().is_loopback() && addresses.web_listen.ip().is_loopback()).then_some(addresses)
}

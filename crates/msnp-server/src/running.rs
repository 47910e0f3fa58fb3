//! A whole server over TCP and HTTP.

use crate::accounts::Accounts;
use crate::entropy::SystemEntropy;
use crate::machine::{Server, Settings};
use crate::web::{Gateway, Pages};
use crate::{NewAccount, ServerConfig, ServerError, guide, shell, tls};
use msnp::session::Services;
use msnp::types::Fingerprint;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// How long everything may take to stop.
const STOP_TIME: Duration = Duration::from_secs(5);

/// A server that runs until it is dropped or stopped.
#[derive(Debug)]
pub struct RunningServer {
    /// Where MSNP is spoken.
    pub listen: SocketAddr,
    /// Where the web pages are.
    pub web_listen: SocketAddr,
    fingerprint: Option<Fingerprint>,
    data: PathBuf,
    tasks: Vec<Task>,
}

/// A part that runs on its own, and is told to stop by a word or by being dropped.
#[derive(Debug)]
struct Task {
    stop: Option<oneshot::Sender<()>>,
    handle: JoinHandle<()>,
}

impl Task {
    fn spawn<F: Future<Output = ()> + Send + 'static>(run: impl FnOnce(oneshot::Receiver<()>) -> F) -> Self {
        let (stop, stopped) = oneshot::channel();
        Self { stop: Some(stop), handle: tokio::spawn(run(stopped)) }
    }

    async fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        let _ = tokio::time::timeout(STOP_TIME, &mut self.handle).await;
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

impl RunningServer {
    /// Starts serving on the current tokio runtime.
    ///
    /// # Errors
    /// When an address can't be taken, or the accounts or the certificate can't be used.
    pub async fn start(config: ServerConfig) -> Result<Self, ServerError> {
        let listener = bind(config.listen).await?;
        let web_listener = bind(config.web_listen).await?;
        let (listen, web_listen) = (address(&listener, config.listen)?, address(&web_listener, config.web_listen)?);
        let data = config.data.clone();
        let fail = |reason: String| ServerError::Data { path: data.clone(), reason };
        let entropy = SystemEntropy::new().map_err(|error| fail(error.to_string()))?;

        // Three doors to the accounts: each part reads and writes by itself.
        let (accounts, for_pages, guide_password, tls) = blocking({
            let (data, choice) = (config.data.clone(), config.tls.clone());
            move || {
                let mut accounts = Accounts::open(&data)?;
                let password = if config.guide { Some(guide::prepare(&mut accounts)?) } else { None };
                let tls = tls::open(&choice, &data, web_listen.ip())?;
                Ok((accounts, Accounts::open(&data)?, password, tls))
            }
        })
        .await?;
        let unix_start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let settings = Settings { unix_start, web_port: web_listen.port(), ..Settings::default() };
        let server = Server::new(settings, Box::new(accounts.into_directory()), Box::new(entropy));

        let (reports, reported) = mpsc::channel(shell::REPORTS);
        let (asks, asked) = mpsc::channel(shell::REPORTS);
        let fingerprint = tls.as_ref().map(|tls| tls.fingerprint);
        let acceptor = tls.map(|tls| TlsAcceptor::from(tls.config));
        let door = shell::Door::new(reports, listen.port());
        let gateway = Gateway::new(door.clone(), entropy);
        let pages = Pages::new(for_pages.into_directory(), asks, web_listen, acceptor, config.allow_plain, gateway);
        let mut tasks = vec![
            Task::spawn(|stop| shell::drive(server, reported, asked, stop)),
            Task::spawn(|stop| shell::accept(listener, door, stop)),
            Task::spawn(|stop| pages.serve(web_listener, stop)),
        ];
        if let Some(password) = guide_password {
            let data = config.data.clone();
            tasks.push(Task::spawn(move |stop| guide::run(listen, web_listen, password, data, stop)));
        }
        if config.allow_plain && !web_listen.ip().is_loopback() {
            tracing::warn!(%web_listen, "passwords are taken over plain HTTP: everybody on the way can read them");
        }
        if let Some(fingerprint) = fingerprint {
            tracing::info!(%fingerprint, "the certificate, for people to compare");
        }
        tracing::info!(%listen, %web_listen, "serving");
        Ok(Self { listen, web_listen, fingerprint, data: config.data, tasks })
    }

    /// Makes an account. With the Guide running, the Guide is put on its list.
    ///
    /// # Errors
    /// When the address is taken or isn't one, or the password is empty.
    pub async fn create_account(&self, account: NewAccount) -> Result<(), ServerError> {
        let data = self.data.clone();
        blocking(move || Accounts::open(&data)?.create(account)).await
    }

    /// The address of the Nexus, `http://127.0.0.1:PORT/rdr/pprdr.asp`.
    pub fn nexus(&self) -> String {
        format!("http://{}/rdr/pprdr.asp", reachable(self.web_listen))
    }

    /// The fingerprint of the certificate that the web pages show, for people to compare; `None` without TLS.
    pub const fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// The gateway, for a client on this machine whose network lets only the web through.
    pub fn gateway(&self) -> String {
        format!("http://{}/gateway/gateway.dll", reachable(self.web_listen))
    }

    /// The web services of MSNP13 up, for a client on this machine.
    pub fn services(&self) -> Services {
        Services::under(&format!("http://{}", reachable(self.web_listen)))
    }

    /// Says goodbye to everyone (`OUT SSD`) and stops.
    pub async fn stop(mut self) {
        // The Guide first, which came last: it signs out like everybody.
        if self.tasks.len() > 3
            && let Some(mut guide) = self.tasks.pop()
        {
            guide.stop().await;
        }
        for task in &mut self.tasks {
            task.stop().await;
        }
    }
}

/// The address under which this machine reaches a listener: one that listens everywhere is reached on loopback.
pub(crate) fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            std::net::Ipv4Addr::LOCALHOST.into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    address
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|error| ServerError::Listen { address, reason: error.to_string() })
}

fn address(listener: &TcpListener, wanted: SocketAddr) -> Result<SocketAddr, ServerError> {
    listener.local_addr().map_err(|error| ServerError::Listen { address: wanted, reason: error.to_string() })
}

/// Runs what waits for the disk on a thread that may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, ServerError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(ServerError::Invalid(format!("The work was broken off: {error}."))),
    }
}

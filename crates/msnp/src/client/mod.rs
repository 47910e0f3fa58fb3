//! The tokio and reqwest driver: the only place where bytes meet a socket.
//!
//! A [`Network`] says by which way they go: directly, through a proxy, or by the service's gateway. [`connect`] starts a [`Session`] in a task of its own and gives back a [`Handle`] for
//! requests and the stream of [`Events`]. Each connection has its own task, and every queue between them is bounded.
//! Events wait for a slow reader without holding back the session: pings are answered whatever the program does.

mod connection;
mod driver;
mod gateway;
mod network;
mod pins;
mod proxy;
mod queue;
mod route;
#[cfg(test)]
mod tests;
mod trust;
mod web;

pub use network::{Gateway, Network};
pub use pins::Pins;
pub use proxy::{Proxy, ProxyError, ProxyServer};
pub use trust::{http_client, http_client_with};
pub use web::fetch;

use crate::error::RequestError;
use crate::event::{Event, Route};
use crate::request::{MessageId, Request};
use crate::session::{Config, RequestId, Session};
use crate::soap::time::Timestamp;
use crate::types::Endpoint;
use queue::Queue;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// How many requests wait for the session before [`RequestError::QueueFull`].
const REQUESTS: usize = 1024;

/// Numbers of messages are unique in the whole program, so that a conversation can outlive a session.
static NEXT_MESSAGE: AtomicU64 = AtomicU64::new(1);

/// Starts a session on the current tokio runtime, with [`Network::default`]. It ends when its handle and all clones are dropped, or after
/// [`Event::SignedOut`].
///
/// A [`Config::seed`] of zero is replaced by entropy of the system, and a [`Config::wall`] of `None` by its clock.
///
/// # Panics
/// Outside of a tokio runtime.
pub fn connect(config: Config) -> (Handle, Events) {
    connect_with(config, Network::default())
}

/// As [`connect`], by ways that the program chooses.
///
/// # Panics
/// Outside of a tokio runtime.
pub fn connect_with(mut config: Config, mut network: Network) -> (Handle, Events) {
    network.complete(&config);
    if config.seed == 0 {
        // Without entropy the pauses between attempts aren't spread, and no more than that.
        config.seed = getrandom::u64().unwrap_or(1);
    }
    if config.wall.is_none() {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        config.wall = Some(Timestamp(0) + since);
    }
    let insecure_loopback = config.insecure_loopback;
    start(Session::new(config), insecure_loopback, network)
}

fn start<M: driver::Machine>(machine: M, insecure_loopback: bool, network: Network) -> (Handle, Events) {
    let (requests, incoming) = mpsc::channel(REQUESTS);
    let queue = Arc::new(Queue::default());
    let next = Arc::new(AtomicU64::new(1));
    tokio::spawn(driver::Driver::new(machine, incoming, Arc::clone(&queue), insecure_loopback, network).run());
    (Handle { requests, queue: Arc::clone(&queue), next }, Events { queue })
}

/// Reaches a server by the ways of `network`, as a session would, and says by which. The stream is `None` where it would
/// be the gateway: that one shows only with the first words whether it answers.
///
/// # Errors
/// Why no way worked, in words for a sentence.
pub async fn dial(network: Network, endpoint: &Endpoint) -> Result<(Option<TcpStream>, Route), String> {
    let ways = route::Ways::new(network, Arc::new(proxy::System::read()));
    Ok(match ways.connect(endpoint).await? {
        route::Dialed::Stream(stream, route) => (Some(stream), route),
        route::Dialed::Gateway(address, _) => (None, Route::Gateway { host: address.host().to_owned() }),
    })
}

/// Where requests go in. Cheap to clone; never blocks.
///
/// When the last clone is dropped the session signs out.
#[derive(Debug, Clone)]
pub struct Handle {
    requests: mpsc::Sender<(RequestId, Request)>,
    queue: Arc<Queue>,
    next: Arc<AtomicU64>,
}

impl Handle {
    /// Asks for something; the answer is an [`Event::Answered`] with the same number.
    pub fn request(&self, request: Request) -> RequestId {
        let id = RequestId(self.next.fetch_add(1, Ordering::Relaxed));
        let refused = match self.requests.try_send((id, request)) {
            Ok(()) => return id,
            Err(mpsc::error::TrySendError::Full(_)) => RequestError::QueueFull,
            Err(mpsc::error::TrySendError::Closed(_)) => RequestError::NotSignedIn,
        };
        self.queue.push(Event::Answered { request: id, result: Err(refused) });
        id
    }

    /// A fresh number for a message.
    pub fn message_id(&self) -> MessageId {
        MessageId(NEXT_MESSAGE.fetch_add(1, Ordering::Relaxed))
    }
}

/// What happens, in order. A slow reader holds nothing back.
#[derive(Debug)]
pub struct Events {
    queue: Arc<Queue>,
}

impl Events {
    /// The next event; `None` once the session is over.
    pub async fn next(&mut self) -> Option<Event> {
        self.queue.next().await
    }

    /// What has already arrived, without waiting.
    pub fn try_next(&mut self) -> Option<Event> {
        self.queue.try_next()
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}

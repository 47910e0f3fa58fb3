//! One connection in a task of its own: finds its way, reads, writes.

use super::driver::News;
use super::gateway;
use super::route::{Dialed, Ways};
use super::web::Web;
use crate::session::ConnectionId;
use crate::types::Endpoint;
use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{self, sleep};

/// How long connecting may take, the name included.
pub(super) const CONNECT: Duration = Duration::from_secs(15);

/// After this time without an answer the next address of a name is tried beside the one before.
const NEXT_ADDRESS: Duration = Duration::from_millis(300);

/// How long the last words may take.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(5);

/// How many addresses of a name are tried.
const ADDRESSES: usize = 16;

/// How many writes wait at most. The other side doesn't read any more when there are more.
const WRITES: usize = 2048;

/// What the driver holds of a connection. Dropping it gives the connection up: what is queued is still written, within
/// a limit of time, and nothing is told any more that the driver would listen to.
pub(super) struct Line {
    writes: mpsc::Sender<Bytes>,
    _given_up: oneshot::Sender<()>,
}

/// Why bytes weren't queued.
pub(super) enum Refused {
    /// The other side doesn't read.
    Full,
    /// The connection has ended, and news of it is on the way.
    Ended,
}

impl Line {
    /// Starts a connection.
    pub(super) fn open(
        tasks: &mut JoinSet<()>,
        id: ConnectionId,
        endpoint: Endpoint,
        (ways, web): (Arc<Ways>, Web),
        news: mpsc::Sender<News>,
    ) -> Self {
        let (writes, queued) = mpsc::channel(WRITES);
        let (hold, given_up) = oneshot::channel();
        tasks.spawn(run(id, endpoint, (ways, web), queued, given_up, news));
        Self { writes, _given_up: hold }
    }

    /// Queues bytes.
    pub(super) fn send(&self, bytes: Bytes) -> Result<(), Refused> {
        self.writes.try_send(bytes).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Refused::Full,
            mpsc::error::TrySendError::Closed(_) => Refused::Ended,
        })
    }
}

/// Runs the connection until either side ends it.
async fn run(
    id: ConnectionId,
    endpoint: Endpoint,
    (ways, web): (Arc<Ways>, Web),
    mut writes: mpsc::Receiver<Bytes>,
    mut given_up: oneshot::Receiver<()>,
    news: mpsc::Sender<News>,
) {
    let connected = tokio::select! {
        connected = ways.connect(&endpoint) => connected,
        // Before there was a connection nothing was to be written.
        _ = &mut given_up => return,
    };
    let stream = match connected {
        Ok(Dialed::Stream(stream, route)) => {
            tell(&news, News::Route(id, route)).await;
            stream
        }
        Ok(Dialed::Gateway(address, before)) => {
            return gateway::run(id, (address, endpoint), (&ways, web), (writes, given_up), &news, before).await;
        }
        Err(reason) => return tell(&news, News::Closed(id, reason)).await,
    };
    // Commands are small and somebody waits for the answer.
    let _ = stream.set_nodelay(true);
    tell(&news, News::Opened(id)).await;
    let (read, write) = stream.into_split();
    let overdue = async {
        let _ = given_up.await;
        sleep(LAST_WORDS).await;
    };
    let ended = tokio::select! {
        reason = receive(id, read, &news) => Some(reason),
        written = send(write, &mut writes) => written.err().map(|error| reason(&error)),
        () = overdue => None,
    };
    if let Some(reason) = ended {
        tell(&news, News::Closed(id, reason)).await;
    }
}

/// Tells the driver.
pub(super) async fn tell(news: &mpsc::Sender<News>, what: News) {
    // Nobody listens when the session is over, and then nobody has to know.
    let _ = news.send(what).await;
}

/// Tries all addresses of a name, each a little after the one before it, and takes the first that answers.
pub(super) async fn dial(endpoint: &Endpoint) -> Result<TcpStream, String> {
    let found = lookup_host((endpoint.host.as_str(), endpoint.port)).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(addresses) => addresses.take(ADDRESSES).collect(),
        Err(_) => Vec::new(),
    };
    if addresses.is_empty() {
        return Err(format!("the name {} isn't known", endpoint.host));
    }
    let mut attempts = FuturesUnordered::new();
    let mut last = None;
    let mut waiting = addresses.into_iter();
    loop {
        if let Some(address) = waiting.next() {
            attempts.push(TcpStream::connect(address));
        }
        // The pause has a meaning only while there is another address to try.
        let more = waiting.len() > 0;
        tokio::select! {
            attempt = attempts.next() => match attempt {
                Some(Ok(stream)) => return Ok(stream),
                Some(Err(error)) => last = Some(error),
                None => {
                    return Err(last.as_ref().map_or_else(|| "no address answered".to_owned(), reason));
                }
            },
            () = sleep(NEXT_ADDRESS), if more => {}
        }
    }
}

/// Waits until then; for ever when there is no time.
pub(super) async fn until(at: Option<time::Instant>) {
    match at {
        Some(at) => time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Reads until the end; answers why it ended.
async fn receive(id: ConnectionId, mut read: OwnedReadHalf, news: &mpsc::Sender<News>) -> String {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        match read.read(&mut buffer).await {
            Ok(0) => return "the server closed the connection".to_owned(),
            Ok(length) => {
                if news.send(News::Bytes(id, Bytes::copy_from_slice(&buffer[..length]))).await.is_err() {
                    return String::new();
                }
            }
            Err(error) => return reason(&error),
        }
    }
}

/// Writes until there is nothing more to write, then says so to the other side.
async fn send(mut write: OwnedWriteHalf, writes: &mut mpsc::Receiver<Bytes>) -> io::Result<()> {
    while let Some(bytes) = writes.recv().await {
        write.write_all(&bytes).await?;
    }
    write.shutdown().await
}

/// Why, in words for a sentence.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nobody answers there".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted => {
            "the connection was broken off".to_owned()
        }
        io::ErrorKind::TimedOut => "no answer".to_owned(),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
            "the network can't be reached".to_owned()
        }
        _ => error.to_string(),
    }
}

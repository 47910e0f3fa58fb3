//! The thin layer that drives the machine over TCP: it accepts, reads and writes, and bounds every queue.

use crate::machine::{ConnectionId, Input, Output, Peer, Server};
use crate::web::Ask;
use bytes::Bytes;
use msnp::types::{Endpoint, Instant};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many reports may wait for the machine. Readers wait while it is full.
pub(crate) const REPORTS: usize = 256;
/// How much may wait to be written to one client before it counts as a slow reader and is dropped: the longest list
/// with every message of a busy conversation behind it.
const MOST_QUEUED: usize = 1024 * 1024;
/// How many pieces.
const MOST_PIECES: usize = 4096;
/// How long one piece may take to be written.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// How long a closed connection may take to take leave.
const FAREWELL: Duration = Duration::from_secs(1);
/// How much is read at a time.
const READ: usize = 4096;

/// What happened outside the machine.
#[derive(Debug)]
pub(crate) enum Report {
    Opened(ConnectionId, Peer, Outbox),
    Bytes(ConnectionId, Bytes),
    Closed(ConnectionId),
    /// Answered when everything reported before it is done.
    Settled(oneshot::Sender<()>),
}

/// Where connections come in, whatever carries them. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    reports: mpsc::Sender<Report>,
    next: Arc<AtomicU64>,
    port: u16,
}

impl Door {
    pub(crate) fn new(reports: mpsc::Sender<Report>, port: u16) -> Self {
        Self { reports, next: Arc::new(AtomicU64::new(1)), port }
    }

    /// The port where MSNP is spoken without a gateway.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Tells the machine of a connection; `None` when the server stops.
    pub(crate) async fn open(&self, peer: Peer) -> Option<(ConnectionId, Waiting)> {
        let id = ConnectionId(self.next.fetch_add(1, Ordering::Relaxed));
        let (pieces, waiting) = mpsc::channel(MOST_PIECES);
        let queued = Arc::new(AtomicUsize::new(0));
        let outbox = Outbox { pieces, queued: queued.clone() };
        self.reports.send(Report::Opened(id, peer, outbox)).await.ok()?;
        Some((id, Waiting { pieces: waiting, queued, next: None }))
    }

    /// Tells the machine what happened.
    pub(crate) async fn report(&self, report: Report) {
        // Without a machine there is nobody to know.
        let _ = self.reports.send(report).await;
    }

    /// Waits until the machine has done everything reported before; `None` when the server stops.
    pub(crate) async fn settled(&self) -> Option<()> {
        let (done, settled) = oneshot::channel();
        self.reports.send(Report::Settled(done)).await.ok()?;
        settled.await.ok()
    }
}

/// The other end of an [`Outbox`].
#[derive(Debug)]
pub(crate) struct Waiting {
    pieces: mpsc::Receiver<Bytes>,
    queued: Arc<AtomicUsize>,
    next: Option<Bytes>,
}

impl Waiting {
    /// Waits until there is something to write; false when nothing more will come.
    pub(crate) async fn wait(&mut self) -> bool {
        if self.next.is_none() {
            self.next = self.pieces.recv().await;
        }
        self.next.is_some()
    }

    /// What waits to be written now, or nothing yet; an error when nothing more will come.
    pub(crate) fn take(&mut self) -> Result<Option<Bytes>, ()> {
        let piece = match self.next.take() {
            Some(piece) => piece,
            None => match self.pieces.try_recv() {
                Ok(piece) => piece,
                Err(mpsc::error::TryRecvError::Empty) => return Ok(None),
                Err(mpsc::error::TryRecvError::Disconnected) => return Err(()),
            },
        };
        self.queued.fetch_sub(piece.len(), Ordering::Relaxed);
        Ok(Some(piece))
    }
}

/// What waits to be written to one client.
#[derive(Debug)]
pub(crate) struct Outbox {
    pieces: mpsc::Sender<Bytes>,
    queued: Arc<AtomicUsize>,
}

impl Outbox {
    /// False when too much is waiting.
    fn push(&self, bytes: Bytes) -> bool {
        let length = bytes.len();
        if self.queued.fetch_add(length, Ordering::Relaxed) + length > MOST_QUEUED {
            return false;
        }
        self.pieces.try_send(bytes).is_ok()
    }
}

/// Drives the machine until `stop`; then says goodbye to everyone.
pub(crate) async fn drive(
    mut server: Server,
    mut reports: mpsc::Receiver<Report>,
    mut asks: mpsc::Receiver<Ask>,
    mut stop: oneshot::Receiver<()>,
) {
    let start = tokio::time::Instant::now();
    let now = || Instant(start.elapsed());
    let mut outboxes: HashMap<ConnectionId, Outbox> = HashMap::new();
    loop {
        let deadline = server.deadline().map(|deadline| start + deadline.0);
        tokio::select! {
            report = reports.recv() => match report {
                Some(Report::Opened(id, peer, outbox)) => {
                    outboxes.insert(id, outbox);
                    server.handle(now(), Input::Opened(id, peer));
                }
                Some(Report::Bytes(id, bytes)) => server.handle(now(), Input::Bytes(id, &bytes)),
                Some(Report::Closed(id)) => {
                    outboxes.remove(&id);
                    server.handle(now(), Input::Closed(id));
                }
                // What was said in answer to the reports before has been handed out with them.
                Some(Report::Settled(done)) => drop(done.send(())),
                None => return,
            },
            Some(ask) = asks.recv() => match ask {
                // Nobody waits for the answer any more when the browser has gone.
                Ask::Ticket { account, reply } => drop(reply.send(server.issue_ticket(now(), account))),
                Ask::Tokens { account, reply } => drop(reply.send(server.issue_tokens(now(), account))),
                Ask::Call { call, reply } => drop(reply.send(server.web(now(), &call))),
            },
            () = sleep_until(deadline) => server.handle(now(), Input::Deadline),
            _ = &mut stop => {
                server.handle(now(), Input::Shutdown);
                carry_out(&mut server, &mut outboxes, now());
                return;
            }
        }
        carry_out(&mut server, &mut outboxes, now());
    }
}

async fn sleep_until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Does what the machine wants. Dropping an outbox lets its connection write what waits, and close.
fn carry_out(server: &mut Server, outboxes: &mut HashMap<ConnectionId, Outbox>, now: Instant) {
    while let Some(output) = server.poll() {
        match output {
            Output::Send(id, bytes) => {
                if outboxes.get(&id).is_some_and(|outbox| !outbox.push(bytes)) {
                    tracing::info!(connection = id.0, "dropping a slow reader");
                    outboxes.remove(&id);
                    server.handle(now, Input::Closed(id));
                }
            }
            Output::Close(id) => {
                outboxes.remove(&id);
            }
        }
    }
}

/// Accepts connections until it is dropped or `stop`; then waits a moment for what is still to be written.
pub(crate) async fn accept(listener: TcpListener, door: Door, mut stop: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            _ = &mut stop => break,
        };
        match accepted {
            Ok((stream, remote)) => {
                connections.spawn(serve(stream, remote, door.clone()));
            }
            Err(error) => {
                // Too many open files, most likely: wait for some to be closed.
                tracing::warn!(%error, "a connection can't be accepted");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
    drop(listener);
    let rest = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(2 * FAREWELL, rest).await;
}

/// One connection, from its start to its end.
async fn serve(stream: TcpStream, remote: SocketAddr, door: Door) {
    let Ok(local) = stream.local_addr() else { return };
    // Lines are short and somebody waits for each.
    let _ = stream.set_nodelay(true);
    let host = local.ip().to_canonical().to_string();
    let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
    let peer = Peer { remote, local: Endpoint { host, port: local.port() } };
    let Some((id, waiting)) = door.open(peer).await else { return };
    let (mut input, mut output) = stream.into_split();
    let hung_up = {
        let reader = read(id, &mut input, &door.reports);
        let writer = write(&mut output, waiting);
        tokio::pin!(reader, writer);
        tokio::select! {
            () = &mut reader => {
                // What the machine still has for it is written if it is taken at once.
                door.report(Report::Closed(id)).await;
                let _ = timeout(FAREWELL, writer).await;
                true
            }
            () = &mut writer => false,
        }
    };
    if !hung_up {
        door.report(Report::Closed(id)).await;
        let _ = timeout(FAREWELL, take_leave(&mut input, &mut output)).await;
    }
}

async fn read(id: ConnectionId, input: &mut OwnedReadHalf, reports: &mpsc::Sender<Report>) {
    let mut buffer = vec![0; READ];
    while let Ok(length @ 1..) = input.read(&mut buffer).await {
        let bytes = Bytes::copy_from_slice(&buffer[..length]);
        if reports.send(Report::Bytes(id, bytes)).await.is_err() {
            return;
        }
    }
}

/// Writes until there will be nothing more, or the client doesn't read.
async fn write(output: &mut OwnedWriteHalf, waiting: Waiting) {
    let Waiting { pieces: mut waiting, queued, .. } = waiting;
    while let Some(bytes) = waiting.recv().await {
        match timeout(WRITE_TIME, output.write_all(&bytes)).await {
            Ok(Ok(())) => queued.fetch_sub(bytes.len(), Ordering::Relaxed),
            Ok(Err(_)) | Err(_) => return,
        };
    }
}

/// Ends our side and reads on for a moment: closing a socket with unread bytes would throw away what was last
/// written, and with it the reason for the end.
async fn take_leave(input: &mut OwnedReadHalf, output: &mut OwnedWriteHalf) {
    if output.shutdown().await.is_err() {
        return;
    }
    let mut rest = [0; READ];
    while let Ok(1..) = input.read(&mut rest).await {}
}

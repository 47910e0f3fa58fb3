//! The web pages of sign-in: the Nexus, which says where to sign in, and the login page, which takes a password and
//! gives a ticket for the notification server.

use crate::directory::{AccountId, Directory, SqliteDirectory};
use crate::password;
use crate::throttle::Throttle;
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CONNECTION, HOST, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::{IncomingStream, Listener};
use msnp::types::{Email, Instant, Secret};
use msnp::wire::{Encoded, escape};
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::Sleep;

/// How many connections the pages serve at a time; more wait to be accepted.
const CONNECTIONS: usize = 64;
/// How long one connection may take. A sign-in is one short request.
const LIFETIME: Duration = Duration::from_secs(30);
/// How much one connection may send.
const MOST_BYTES: usize = 64 * 1024;
/// The longest Authorization header that is read.
const LONGEST_HEADER: usize = 8 * 1024;
/// Passwords checked at a time: each check takes memory and a processor on purpose.
const CHECKS: usize = 2;

/// What the pages need.
#[derive(Clone)]
pub(crate) struct Pages {
    shared: Arc<Shared>,
}

struct Shared {
    directory: Mutex<SqliteDirectory>,
    failures: Mutex<Throttle<(IpAddr, String)>>,
    checks: Arc<Semaphore>,
    tickets: mpsc::Sender<TicketRequest>,
    started: tokio::time::Instant,
    fallback_host: String,
}

/// Asks the notification server for a ticket.
#[derive(Debug)]
pub(crate) struct TicketRequest {
    pub(crate) account: AccountId,
    pub(crate) reply: oneshot::Sender<Secret>,
}

impl Pages {
    pub(crate) fn new(directory: SqliteDirectory, tickets: mpsc::Sender<TicketRequest>, listen: SocketAddr) -> Self {
        let shared = Shared {
            directory: Mutex::new(directory),
            failures: Mutex::new(Throttle::new()),
            checks: Arc::new(Semaphore::new(CHECKS)),
            tickets,
            started: tokio::time::Instant::now(),
            fallback_host: listen.to_string(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Serves until `stop`.
    pub(crate) async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
        let router = Router::new()
            .route("/", get(|| async { closing((StatusCode::OK, "This is a Swallowtail server.\n")) }))
            .route("/rdr/pprdr.asp", get(nexus))
            .route("/login", get(login))
            .with_state(self)
            .into_make_service_with_connect_info::<Peer>();
        let served = axum::serve(Bounded::new(listener), router).with_graceful_shutdown(stop).await;
        if let Err(error) = served {
            tracing::warn!(%error, "the web pages stopped");
        }
    }

    fn now(&self) -> Instant {
        Instant(self.shared.started.elapsed())
    }
}

/// Says where the login page is.
async fn nexus(State(pages): State<Pages>, headers: HeaderMap) -> Response {
    let host = host(&headers).unwrap_or(&pages.shared.fallback_host);
    let Ok(urls) = HeaderValue::try_from(format!("DALogin=http://{host}/login")) else {
        return closing(StatusCode::BAD_REQUEST);
    };
    closing(([(HeaderName::from_static("passporturls"), urls)], ()))
}

/// The name under which the client reached us, so that it finds the login page the same way.
fn host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let sane = !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    sane.then_some(host)
}

/// Takes address and password, gives a ticket.
async fn login(State(pages): State<Pages>, ConnectInfo(peer): ConnectInfo<Peer>, headers: HeaderMap) -> Response {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return refused(Some("There was no address and no password."));
    };
    let Some(proof) = header.to_str().ok().filter(|text| text.len() <= LONGEST_HEADER).and_then(parse) else {
        return refused(Some("The address and the password can't be read."));
    };
    let key = (peer.0.ip(), proof.email.as_str().to_ascii_lowercase());
    if !lock(&pages.shared.failures).allows(pages.now(), &key) {
        return refused(Some("There were too many wrong attempts. Try again in a minute."));
    }
    match check(&pages, proof).await {
        Some(account) => {
            lock(&pages.shared.failures).succeeded(&key);
            match ticket(&pages, account).await {
                Some(ticket) => ticket,
                None => closing(StatusCode::SERVICE_UNAVAILABLE),
            }
        }
        None => {
            lock(&pages.shared.failures).failed(pages.now(), &key);
            refused(None)
        }
    }
}

/// Whose address and password it is. The work happens on another thread, a few at a time.
async fn check(pages: &Pages, proof: Proof) -> Option<AccountId> {
    let permit = pages.shared.checks.clone().acquire_owned().await.ok()?;
    let shared = pages.shared.clone();
    let work = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let found = {
            let directory = lock(&shared.directory);
            directory.account(&proof.email).and_then(|account| match account {
                Some(account) => Ok(directory.credentials(account.id)?.map(|credentials| (account.id, credentials))),
                None => Ok(None),
            })
        };
        let found = found.unwrap_or_else(|error| {
            tracing::warn!(%error, "a sign-in can't be checked");
            None
        });
        let right = password::verify(&proof.password, found.as_ref().map(|(_, credentials)| credentials));
        found.filter(|_| right).map(|(id, _)| id)
    });
    work.await.ok().flatten()
}

async fn ticket(pages: &Pages, account: AccountId) -> Option<Response> {
    let (reply, answer) = oneshot::channel();
    pages.shared.tickets.send(TicketRequest { account, reply }).await.ok()?;
    let ticket = answer.await.ok()?;
    let mut info =
        HeaderValue::try_from(format!("Passport1.4 da-status=success,tname=MSPAuth,from-PP='{}'", ticket.expose()))
            .ok()?;
    info.set_sensitive(true);
    Some(closing(([(HeaderName::from_static("authentication-info"), info)], ())))
}

/// A wrong address or password needs no reason: clients have their own sentence for it.
fn refused(reason: Option<&str>) -> Response {
    let text = reason.map(|reason| format!(",cbtxt={}", Encoded::from_text(reason).as_wire())).unwrap_or_default();
    let header = HeaderValue::try_from(format!("Passport1.4 da-status=failed,srealm=Passport.NET{text}"));
    let header = header.unwrap_or_else(|_| HeaderValue::from_static("Passport1.4 da-status=failed"));
    closing((StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, header)], ()))
}

/// One request a connection: sign-ins are rare, and an idle connection would only wait for its end.
fn closing(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// An address and a password as the header gave them.
#[derive(Debug)]
struct Proof {
    email: Email,
    password: Secret,
}

/// Reads `Passport1.4 OrgVerb=GET,…,sign-in=alice%40example.com,pwd=…,<challenge>`.
fn parse(header: &str) -> Option<Proof> {
    let (scheme, fields) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Passport1.4") {
        return None;
    }
    let field = |name: &str| {
        fields.split(',').find_map(|field| {
            let (key, value) = field.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| escape::decode(value).into_owned())
        })
    };
    let password = field("pwd").filter(|password| password.len() <= password::LONGEST)?;
    Some(Proof { email: Email::parse(&field("sign-in")?).ok()?, password: Secret::new(password) })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A panic while it was held left nothing half done that matters here: go on with what is there.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
struct Peer(SocketAddr);

impl Connected<IncomingStream<'_, Bounded>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Bounded>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// Accepts so many connections at a time, each for so long and so many bytes.
struct Bounded {
    listener: TcpListener,
    room: Arc<Semaphore>,
}

impl Bounded {
    fn new(listener: TcpListener) -> Self {
        Self { listener, room: Arc::new(Semaphore::new(CONNECTIONS)) }
    }
}

impl Listener for Bounded {
    type Io = BoundedStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (BoundedStream, SocketAddr) {
        loop {
            // The semaphore is never closed.
            let Ok(permit) = self.room.clone().acquire_owned().await else { continue };
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    let over = Box::pin(tokio::time::sleep(LIFETIME));
                    return (BoundedStream { stream, over, left: MOST_BYTES, _permit: permit }, address);
                }
                Err(error) => {
                    // Too many open files, most likely: wait for some to be closed.
                    tracing::warn!(%error, "a web connection can't be accepted");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

struct BoundedStream {
    stream: TcpStream,
    over: Pin<Box<Sleep>>,
    left: usize,
    _permit: OwnedSemaphorePermit,
}

impl AsyncRead for BoundedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 || self.over.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.left = self.left.saturating_sub(buffer.filled().len() - before);
        polled
    }
}

impl AsyncWrite for BoundedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.over.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_and_decoded() {
        let proof = parse(
            "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40example.com,\
             pwd=p%2C%25%3D%C3%A9=,ct=1,rver=1",
        )
        .unwrap();
        assert_eq!(proof.email.as_str(), "alice@example.com");
        assert_eq!(proof.password.expose(), "p,%=é=");
        let plain = parse("passport1.4 sign-in=bob@example.com,pwd=secret").unwrap();
        assert_eq!((plain.email.as_str(), plain.password.expose()), ("bob@example.com", "secret"));
        for bad in ["", "Basic abc", "Passport1.4 pwd=x", "Passport1.4 sign-in=nobody,pwd=x", "Passport1.4"] {
            assert!(parse(bad).is_none(), "{bad}");
        }
        assert!(parse(&format!("Passport1.4 sign-in=a@b,pwd={}", "x".repeat(300))).is_none());
    }

    #[test]
    fn only_a_sane_host_is_repeated() {
        let with = |host: &'static str| HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
        assert_eq!(host(&with("127.0.0.1:8080")), Some("127.0.0.1:8080"));
        assert_eq!(host(&with("[::1]:80")), Some("[::1]:80"));
        assert_eq!(host(&with("a/b")), None);
        assert_eq!(host(&with("a,DALogin=x")), None);
        assert_eq!(host(&HeaderMap::new()), None);
    }
}

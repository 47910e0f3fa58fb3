//! The web pages: the Nexus, which says where to sign in, the login page, which takes a password and gives a ticket for
//! the notification server, and the door to the web services that the machine answers.

mod services;

use crate::directory::{AccountId, Directory, SqliteDirectory};
use crate::machine::{WebAnswer, WebCall};
use crate::password;
use crate::throttle::Throttle;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, HOST, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use msnp::types::{Email, Instant, Secret};
use msnp::wire::{Encoded, escape};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many connections the pages serve at a time; more wait to be accepted.
const CONNECTIONS: usize = 64;
/// How long one connection may take. A sign-in is one short request.
const LIFETIME: Duration = Duration::from_secs(30);
/// How long its header may take.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// How much of a request is read at a time, and so how long its header can be.
const MOST_BYTES: usize = 16 * 1024;
/// How long requests may take that have begun when the server stops.
const FAREWELL: Duration = Duration::from_secs(1);
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
    asks: mpsc::Sender<Ask>,
    started: tokio::time::Instant,
    fallback_host: String,
}

/// What the pages ask of the machine.
#[derive(Debug)]
pub(crate) enum Ask {
    /// A ticket for an account whose password was right.
    Ticket { account: AccountId, reply: oneshot::Sender<Secret> },
    /// The answer to a web service's request.
    Call { call: WebCall, reply: oneshot::Sender<WebAnswer> },
}

impl Pages {
    pub(crate) fn new(directory: SqliteDirectory, asks: mpsc::Sender<Ask>, listen: SocketAddr) -> Self {
        let shared = Shared {
            directory: Mutex::new(directory),
            failures: Mutex::new(Throttle::new()),
            checks: Arc::new(Semaphore::new(CHECKS)),
            asks,
            started: tokio::time::Instant::now(),
            fallback_host: listen.to_string(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Serves until `stop`, then lets what has begun come to its end.
    pub(crate) async fn serve(self, listener: TcpListener, stop: oneshot::Receiver<()>) {
        let router = Router::new()
            .route("/", get(|| async { "This is a Swallowtail server.\n" }))
            .route("/rdr/pprdr.asp", get(nexus))
            .route("/login", get(login))
            .fallback(services::call)
            .with_state(self);
        let mut connections = JoinSet::new();
        tokio::pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept(), if connections.len() < CONNECTIONS => accepted,
                Some(_) = connections.join_next() => continue,
                _ = &mut stop => break,
            };
            match accepted {
                Ok((stream, address)) => {
                    connections.spawn(connection(stream, router.clone().layer(Extension(Peer(address)))));
                }
                Err(error) => {
                    // Too many open files, most likely: wait for some to be closed.
                    tracing::warn!(%error, "a web connection can't be accepted");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
        drop(listener);
        let rest = async { while connections.join_next().await.is_some() {} };
        let _ = timeout(FAREWELL, rest).await;
    }

    fn now(&self) -> Instant {
        Instant(self.shared.started.elapsed())
    }
}

/// One connection: one request within its time and size.
async fn connection(stream: TcpStream, router: Router) {
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(MOST_BYTES)
        .title_case_headers(true)
        // Sign-ins are rare: an idle connection would only wait for its end.
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // Neither a client that breaks off nor one that takes too long is worth a word.
    let _ = timeout(LIFETIME, served).await;
}

/// Says where the login page is.
async fn nexus(State(pages): State<Pages>, headers: HeaderMap) -> Response {
    let host = host(&headers).unwrap_or(&pages.shared.fallback_host);
    let Ok(urls) = HeaderValue::try_from(format!("DALogin=http://{host}/login")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    ([(HeaderName::from_static("passporturls"), urls)], ()).into_response()
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
async fn login(State(pages): State<Pages>, Extension(peer): Extension<Peer>, headers: HeaderMap) -> Response {
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
                None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
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
    pages.shared.asks.send(Ask::Ticket { account, reply }).await.ok()?;
    let ticket = answer.await.ok()?;
    let mut info =
        HeaderValue::try_from(format!("Passport1.4 da-status=success,tname=MSPAuth,from-PP='{}'", ticket.expose()))
            .ok()?;
    info.set_sensitive(true);
    Some(([(HeaderName::from_static("authentication-info"), info)], ()).into_response())
}

/// A wrong address or password needs no reason: clients have their own sentence for it.
fn refused(reason: Option<&str>) -> Response {
    let text = reason.map(|reason| format!(",cbtxt={}", Encoded::from_text(reason).as_wire())).unwrap_or_default();
    let header = HeaderValue::try_from(format!("Passport1.4 da-status=failed,srealm=Passport.NET{text}"));
    let header = header.unwrap_or_else(|_| HeaderValue::from_static("Passport1.4 da-status=failed"));
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, header)], ()).into_response()
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

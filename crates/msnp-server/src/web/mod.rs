//! The web pages: Passport sign-in, the gateway, the token service, the configuration that names all others, and the door to the web
//! services that the machine answers.

mod config;
mod gateway;
mod passport;
mod services;
mod sign_in;
mod tokens;

pub(crate) use gateway::Gateway;

use crate::directory::{AccountId, SqliteDirectory};
use crate::machine::{Issued, WebAnswer, WebCall};
use crate::throttle::Throttle;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::routing::{any, get};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use msnp::types::{Instant, Secret};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// How many connections the pages serve at a time; more wait to be accepted.
const CONNECTIONS: usize = 64;
/// How long one connection may take. A sign-in is one short request.
const LIFETIME: Duration = Duration::from_secs(30);
/// How long its header may take.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// How long agreeing on TLS may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// The first byte of TLS: a handshake record.
const HANDSHAKE: u8 = 0x16;
/// How much of a request is read at a time, and so how long its header can be.
const MOST_BYTES: usize = 16 * 1024;
/// How long requests may take that have begun when the server stops.
const FAREWELL: Duration = Duration::from_secs(1);
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
    tls: Option<TlsAcceptor>,
    /// Whether passwords may come in the open from other machines.
    allow_plain: bool,
    gateway: Arc<Gateway>,
}

/// What the pages ask of the machine.
#[derive(Debug)]
pub(crate) enum Ask {
    /// A ticket for an account whose password was right.
    Ticket { account: AccountId, reply: oneshot::Sender<Secret> },
    /// A token for one.
    Tokens { account: AccountId, reply: oneshot::Sender<Issued> },
    /// The answer to a web service's request.
    Call { call: WebCall, reply: oneshot::Sender<WebAnswer> },
}

impl Pages {
    pub(crate) fn new(
        directory: SqliteDirectory,
        asks: mpsc::Sender<Ask>,
        listen: SocketAddr,
        tls: Option<TlsAcceptor>,
        allow_plain: bool,
        gateway: Gateway,
    ) -> Self {
        let shared = Shared {
            directory: Mutex::new(directory),
            failures: Mutex::new(Throttle::new()),
            checks: Arc::new(Semaphore::new(CHECKS)),
            asks,
            started: tokio::time::Instant::now(),
            fallback_host: listen.to_string(),
            tls,
            allow_plain,
            gateway: Arc::new(gateway),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Serves until `stop`, then lets what has begun come to its end.
    pub(crate) async fn serve(self, listener: TcpListener, stop: oneshot::Receiver<()>) {
        let router = Router::new()
            // Clients of 2009 ask with POST whether there is a way through to here.
            .route("/", get(|| async { "This is a Swallowtail server.\n" }).post(services::call))
            .route("/rdr/pprdr.asp", get(passport::nexus))
            .route("/login", get(passport::login))
            .route(gateway::PATH, any(gateway::page))
            .fallback(services::call)
            .with_state(self.clone());
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
                    connections.spawn(accept(stream, address, self.shared.tls.clone(), router.clone()));
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
        self.shared.now()
    }

    /// Whether a password from there is taken as it came.
    fn takes_passwords_from(&self, peer: Peer) -> bool {
        peer.tls || peer.host().is_loopback() || self.shared.allow_plain
    }

    /// How the client reached us, so that it finds everything else the same way. Whoever may not send a password in the
    /// open is shown the other way to the same port.
    fn origin(&self, peer: Peer, headers: &HeaderMap) -> String {
        let tls = peer.tls || (self.shared.tls.is_some() && !self.takes_passwords_from(peer));
        let scheme = if tls { "https" } else { "http" };
        format!("{scheme}://{}", host(headers).unwrap_or(&self.shared.fallback_host))
    }
}

impl Shared {
    fn now(&self) -> Instant {
        Instant(self.started.elapsed())
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
struct Peer {
    address: SocketAddr,
    /// Whether nobody on the way can read it.
    tls: bool,
}

impl Peer {
    fn host(self) -> IpAddr {
        self.address.ip().to_canonical()
    }
}

/// One connection. Its first byte says whether it is TLS: no request of HTTP begins like that.
async fn accept(stream: TcpStream, address: SocketAddr, tls: Option<TlsAcceptor>, router: Router) {
    let mut first = [0];
    if !matches!(timeout(HEADER_TIME, stream.peek(&mut first)).await, Ok(Ok(1..))) {
        return;
    }
    let secret = first[0] == HANDSHAKE;
    let router = router.layer(Extension(Peer { address, tls: secret }));
    match tls {
        Some(tls) if secret => {
            // A client that doesn't trust the certificate says so here, and that is its business.
            if let Ok(Ok(stream)) = timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
                connection(stream, router).await;
            }
        }
        None if secret => {}
        _ => connection(stream, router).await,
    }
}

/// One request within its time and size.
async fn connection<S: AsyncRead + AsyncWrite + Unpin + Send>(stream: S, router: Router) {
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

/// The name under which the client reached us.
fn host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let sane = !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    sane.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_a_sane_host_is_repeated() {
        let with = |host: &'static str| HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
        assert_eq!(host(&with("127.0.0.1:8080")), Some("127.0.0.1:8080"));
        assert_eq!(host(&with("[::1]:80")), Some("[::1]:80"));
        assert_eq!(host(&with("a/b")), None);
        assert_eq!(host(&with("a,DALogin=x")), None);
        assert_eq!(host(&HeaderMap::new()), None);
    }

    fn pages(folder: &std::path::Path, allow_plain: bool) -> Pages {
        let directory = crate::Accounts::open(folder).unwrap().into_directory();
        let listen = SocketAddr::from(([192, 168, 1, 5], 8080));
        // Nobody here gets as far as a ticket.
        let door = crate::shell::Door::new(mpsc::channel(1).0, 0);
        let gateway = Gateway::new(door, crate::entropy::SystemEntropy::new().unwrap());
        Pages::new(directory, mpsc::channel(1).0, listen, None, allow_plain, gateway)
    }

    #[tokio::test]
    async fn a_password_in_the_open_comes_from_this_machine_only() {
        use axum::extract::State;
        use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

        let folder = tempfile::tempdir().unwrap();
        let text = "Passport1.4 sign-in=alice%40example.com,pwd=x";
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(text))]);
        let body = "<E><Header><Security><UsernameToken><Username>alice@example.com</Username><Password>x</Password>\
            </UsernameToken></Security></Header><Body><RequestSecurityToken><AppliesTo><Address>a</Address></AppliesTo>\
            </RequestSecurityToken></Body></E>";
        for (remote, tls, allow_plain, taken) in [
            ("127.0.0.1:4000", false, false, true),
            ("[::1]:4000", false, false, true),
            ("[::ffff:127.0.0.1]:4000", false, false, true),
            ("192.168.1.9:4000", false, false, false),
            ("[::ffff:192.168.1.9]:4000", false, false, false),
            ("[fe80::1]:4000", false, false, false),
            ("192.168.1.9:4000", true, false, true),
            ("192.168.1.9:4000", false, true, true),
        ] {
            let pages = pages(folder.path(), allow_plain);
            let peer = Peer { address: remote.parse().unwrap(), tls };
            let answer = passport::login(State(pages.clone()), Extension(peer), headers.clone()).await;
            let said = answer.headers().get(WWW_AUTHENTICATE).unwrap().to_str().unwrap();
            // What is taken is wrong, and that needs no words.
            assert_eq!(!said.contains("cbtxt="), taken, "{remote}: {said}");
            let answer = tokens::answer(&pages, peer, crate::rst::Form::Rst, body.as_bytes()).await;
            assert_eq!(answer.contains("FailedAuthentication"), taken, "{remote}: {answer}");
            assert_eq!(answer.contains(crate::rst::PLAIN), !taken, "{remote}: {answer}");
        }
    }

    #[test]
    fn addresses_lead_the_way_that_somebody_came() {
        let folder = tempfile::tempdir().unwrap();
        let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("server.local:8080"))]);
        let tls = crate::tls::open(&crate::TlsChoice::Own, folder.path(), [192, 168, 1, 5].into()).unwrap().unwrap();
        let mut secure = pages(folder.path(), false);
        Arc::get_mut(&mut secure.shared).unwrap().tls = Some(TlsAcceptor::from(tls.config));
        let plain = pages(folder.path(), false);
        let peer = |remote: &str, tls| Peer { address: remote.parse().unwrap(), tls };
        assert_eq!(plain.origin(peer("127.0.0.1:1", false), &headers), "http://server.local:8080");
        assert_eq!(secure.origin(peer("127.0.0.1:1", false), &headers), "http://server.local:8080");
        assert_eq!(secure.origin(peer("127.0.0.1:1", true), &headers), "https://server.local:8080");
        // A password wouldn't be taken there.
        assert_eq!(secure.origin(peer("192.168.1.9:1", false), &headers), "https://server.local:8080");
        assert_eq!(plain.origin(peer("192.168.1.9:1", false), &HeaderMap::new()), "http://192.168.1.5:8080");
    }
}

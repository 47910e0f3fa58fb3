//! The gateway: our server's page, and one written here by what is known of those of old.

use crate::support::{PATIENCE, Place};
use crate::talk::{connect, route, sign_in, whole_session};
use bytes::Bytes;
use msnp::client::{Gateway, Network, fetch};
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{Event, Route};
use msnp::session::{WebReply, WebRequest};
use msnp::types::Endpoint;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

fn by(url: String, gateway: Gateway) -> Network {
    Network { gateway, gateway_url: Some(url), ..Network::direct() }
}

fn told(host: &str) -> Option<Route> {
    Some(Route::Gateway { host: host.to_owned() })
}

async fn place() -> Place {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    place.account("bob", true).await;
    place
}

async fn by_our_page(dialect: Dialect) {
    let place = place().await;
    let network = by(place.server.gateway(), Gateway::Always);
    assert_eq!(whole_session(&place, dialect, &network).await, [told("127.0.0.1"), told("127.0.0.1")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn our_page_with_msnp7() {
    by_our_page(Dialect::Msnp7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn our_page_with_msnp12() {
    by_our_page(Dialect::Msnp12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn our_page_with_msnp18() {
    by_our_page(Dialect::Msnp18).await;
}

/// A gateway as the first clients knew it: it connects to the server behind it, tells what has come by the time of the
/// reply, changes its ids each time, and moves sessions to another of its hosts.
struct OldGateway {
    url: String,
    /// First lines of the requests.
    asked: Arc<Mutex<Vec<String>>>,
    /// The next answer is lost on the way.
    lose: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for OldGateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl OldGateway {
    async fn start(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://127.0.0.1:{}/gateway/gateway.dll", listener.local_addr().unwrap().port());
        let (asked, lose) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, losing) = (asked.clone(), lose.clone());
        let task = tokio::spawn(async move {
            let mut sessions: HashMap<String, TcpStream> = HashMap::new();
            let mut number = 0;
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some((line, body)) = request(&mut stream).await else { continue };
                log.lock().unwrap().push(line.clone());
                let query = line.split(['?', ' ']).nth(2).unwrap_or_default();
                let field = |name: &str| query.split('&').find_map(|f| f.strip_prefix(name)?.strip_prefix('='));
                let server = match field("SessionID") {
                    Some(id) => sessions.remove(id),
                    None if field("Action") == Some("open") => TcpStream::connect(("127.0.0.1", target)).await.ok(),
                    None => None,
                };
                let Some(mut server) = server else {
                    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
                    continue;
                };
                let _ = server.write_all(&body).await;
                // What the server says within a moment goes along; the rest comes with a later question.
                let mut said = vec![0; 64 * 1024];
                let mut length = 0;
                let mut end = false;
                while let Ok(Ok(read)) = timeout(Duration::from_millis(50), server.read(&mut said[length..])).await {
                    end = read == 0;
                    length += read;
                    if end || length == said.len() {
                        break;
                    }
                }
                number += 7;
                let id = format!("4711.{number}");
                if !end {
                    sessions.insert(id.clone(), server);
                }
                if body.is_empty() && losing.swap(false, Ordering::SeqCst) {
                    continue;
                }
                let close = if end { "; Session=close" } else { "" };
                let head = format!(
                    "HTTP/1.1 200 OK\r\nX-MSN-Messenger: SessionID={id}; GW-IP=localhost{close}\r\n\
                     Content-Type: application/x-msn-messenger\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                let _ = stream.write_all(&[head.as_bytes(), &said[..length]].concat()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { url, asked, lose, task }
    }
}

/// The first line and the body of a request.
async fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("Content-Length").then(|| value.parse::<usize>().ok())?
    });
    // Those of old want it even where there is none.
    let mut body = vec![0; length.unwrap_or_else(|| panic!("no length in {head}"))];
    stream.read_exact(&mut body).await.ok()?;
    Some((head.lines().next()?.to_owned(), body))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_gateway_carries_a_whole_session() {
    let place = place().await;
    let gateway = OldGateway::start(place.server.listen.port()).await;
    let network = by(gateway.url.clone(), Gateway::Always);
    assert_eq!(whole_session(&place, Dialect::Msnp12, &network).await, [told("127.0.0.1"), told("127.0.0.1")]);
    let asked = gateway.asked.lock().unwrap().clone();
    let count = |what: &str| asked.iter().filter(|line| line.contains(what)).count();
    assert_eq!(count("POST /gateway/gateway.dll?Action=open&Server=NS&IP=127.0.0.1 HTTP/1.1"), 4, "{asked:?}");
    assert!(count("Action=open&Server=SB&IP=127.0.0.1") >= 2, "{asked:?}");
    assert!(count("?Action=poll&SessionID=4711.") > 0 && count("?SessionID=4711.") > 0, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_there_ends_the_connection() {
    let place = place().await;
    let gateway = OldGateway::start(place.server.listen.port()).await;
    let mut alice = sign_in(&place, "alice", Dialect::Msnp12, by(gateway.url.clone(), Gateway::Always)).await;
    gateway.lose.store(true, Ordering::SeqCst);
    let end = alice.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    let Event::SignedOut(SignOutReason::ConnectionLost(reason)) = end else { panic!("{end:?}") };
    assert_eq!(reason, "the gateway at localhost doesn't know the session any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_our_page_that_is_lost_comes_again() {
    let place = place().await;
    // Between the client and the page somebody loses the answer to every third question, after the page gave it; when
    // it is asked again it gets through.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/gateway/gateway.dll", listener.local_addr().unwrap());
    let web = place.server.web_listen;
    let lost = Arc::new(AtomicUsize::new(0));
    let losing = lost.clone();
    let lossy = tokio::spawn(async move {
        let (mut questions, mut asked_again) = (0, HashSet::new());
        while let Ok((mut stream, _)) = listener.accept().await {
            let Some((line, body)) = request(&mut stream).await else { continue };
            let mut page = TcpStream::connect(web).await.unwrap();
            let length = body.len();
            let head = format!("{line}\r\nHost: {web}\r\nContent-Length: {length}\r\n\r\n");
            page.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
            let mut answer = Vec::new();
            page.read_to_end(&mut answer).await.unwrap();
            if line.contains("Action=poll") {
                questions += 1;
                if questions % 3 == 1 && asked_again.insert(line.clone()) {
                    losing.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
            }
            let _ = stream.write_all(&answer).await;
        }
    });
    let network = by(url, Gateway::Always);
    assert_eq!(whole_session(&place, Dialect::Msnp12, &network).await, [told("127.0.0.1"), told("127.0.0.1")]);
    assert!(lost.load(Ordering::SeqCst) > 0, "nothing was lost");
    lossy.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shut_port_leads_to_the_gateway_and_says_so() {
    let place = place().await;
    // A port where nobody is any more.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shut = listener.local_addr().unwrap().port();
    drop(listener);
    let mut config = place.config("alice", Dialect::Msnp12);
    config.server = Endpoint { host: "127.0.0.1".to_owned(), port: shut };
    let network = by(place.server.gateway(), Gateway::Automatic);
    let mut alice = connect(config.clone(), network);
    alice.until("the sign-in", |event| matches!(event, Event::SignedIn { .. })).await;
    assert_eq!(route(&alice), told("127.0.0.1"));
    alice.sign_out().await;

    // Where the port answers, the gateway isn't asked.
    let network = by("http://127.0.0.1:1/gateway/gateway.dll".to_owned(), Gateway::Automatic);
    let alice = sign_in(&place, "alice", Dialect::Msnp12, network.clone()).await;
    assert_eq!(route(&alice), None);
    alice.sign_out().await;

    // Neither answers: both are said.
    let mut alice = connect(config, by(format!("http://{}/elsewhere", place.server.web_listen), Gateway::Automatic));
    let end = alice.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    let Event::SignedOut(SignOutReason::Unreachable(reason)) = end else { panic!("{end:?}") };
    assert_eq!(reason, "nobody answers there. there is no gateway at 127.0.0.1 (status 404)");
    drop(network);
}

async fn post(place: &Place, query: &str, body: &'static str) -> WebReply {
    let url = format!("{}?{query}", place.server.gateway());
    let request = WebRequest { method: "POST", url, headers: Vec::new(), body: Bytes::from_static(body.as_bytes()) };
    timeout(PATIENCE, fetch(Network::direct(), request, true)).await.unwrap().unwrap()
}

/// The session's next id.
fn id(reply: &WebReply) -> String {
    let word = reply.header("X-MSN-Messenger").unwrap();
    word.split(';').find_map(|field| field.trim().strip_prefix("SessionID=")).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn our_page_word_for_word() {
    let place = place().await;
    let open = post(&place, "Action=open&Server=NS&IP=messenger.hotmail.com", "VER 1 MSNP7 CVR0\r\n").await;
    assert_eq!((open.status, &open.body[..]), (200, &b"VER 1 MSNP7\r\n"[..]));
    assert!(open.header("X-MSN-Messenger").unwrap().ends_with("; GW-IP=127.0.0.1"), "{:?}", open.headers);
    let first = id(&open);
    let next = post(&place, &format!("SessionID={first}"), "INF 2\r\n").await;
    assert_eq!(&next.body[..], b"INF 2 MD5\r\n");
    assert_ne!(id(&next), first);
    // Who shows the id before again has lost the reply: it comes again, and nothing is done twice.
    let again = post(&place, &format!("SessionID={first}"), "INF 2\r\n").await;
    assert_eq!((&again.body, id(&again)), (&next.body, id(&next)));
    // A question that may wait does, and no longer than it says.
    let poll = post(&place, &format!("Action=poll&SessionID={}&Lifespan=1", id(&next)), "").await;
    assert_eq!((poll.status, poll.body.len()), (200, 0));
    assert_eq!(post(&place, &format!("SessionID={first}"), "").await.status, 400, "that one is long gone");
    let end = post(&place, &format!("SessionID={}", id(&poll)), "OUT\r\n").await;
    assert!(end.header("X-MSN-Messenger").unwrap().ends_with("; Session=close"), "{:?}", end.headers);
    assert_eq!(post(&place, &format!("Action=poll&SessionID={}", id(&end)), "").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn our_page_bears_with_what_makes_no_sense() {
    let place = place().await;
    let long: &'static str = "x".repeat(100_000).leak();
    for (query, body, status) in [
        ("", "VER 1 MSNP7\r\n", 400),
        ("Action=open&Server=NS&IP=x", "", 400),
        ("Action=poll", "", 400),
        ("SessionID=0123456789abcdef0123456789abcdef", "PNG\r\n", 400),
        ("SessionID=", "PNG\r\n", 400),
        ("Action=open&Server=NS&IP=x", long, 413),
    ] {
        assert_eq!(post(&place, query, body).await.status, status, "{query}");
    }
    let garbage = post(&place, "Action=open&Server=NS&IP=x", "GET / HTTP/1.1\r\n").await;
    assert!(garbage.header("X-MSN-Messenger").unwrap().ends_with("; Session=close"), "{:?}", garbage.headers);
    // Sessions of one host have an end, and others still sign in.
    let mut statuses = Vec::new();
    for _ in 0..70 {
        statuses.push(post(&place, "Action=open&Server=NS&IP=x", "VER 1 MSNP7 CVR0\r\n").await.status);
    }
    assert_eq!((statuses[0], statuses[69]), (200, 503));
    place.sign_in("alice", Dialect::Msnp12).await.sign_out().await;
}

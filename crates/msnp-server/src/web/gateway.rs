//! The gateway: a connection to the machine made of web requests, for clients whose network lets nothing else out.
//!
//! `POST /gateway/gateway.dll?Action=open&Server=NS&IP=…` opens a session with the first commands as its body; each
//! reply names the session id of the next request (`X-MSN-Messenger: SessionID=…; GW-IP=…`) and holds what the machine
//! has said. `Action=poll` asks for more, and may say how many seconds it is willing to wait (`Lifespan`). The machine
//! sees a connection like any other, from the client's own address.
//!
//! Each session is a task that answers one request after another, so none overtakes the one before. The id changes with
//! each reply and can't be guessed; whoever shows the one before again has lost a reply and is given the same once more,
//! without the body being taken a second time.

use super::{Pages, Peer, host};
use crate::entropy::{SystemEntropy, hex};
use crate::machine;
use crate::shell::{Door, Report, Waiting};
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use msnp::types::Endpoint;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::timeout;

/// Where it is.
pub(super) const PATH: &str = "/gateway/gateway.dll";
/// How many sessions there may be, and how many from one host.
const SESSIONS: usize = 256;
const SESSIONS_PER_HOST: usize = 64;
/// How long a session lives without a request.
const IDLE: Duration = Duration::from_secs(60);
/// How long a request may wait for something to be said, at most, and how many may wait at a time: the pages serve so
/// many connections and no more, and who signs in needs one, too.
const LONGEST_LIFESPAN: u64 = 5;
const PATIENT: usize = 24;
/// The longest body of a request: what a client says in one go.
const LONGEST_BODY: usize = 64 * 1024;
/// How much is said in one reply; the rest comes with the next.
const LONGEST_REPLY: usize = 64 * 1024;
/// How much is given to the machine at a time.
const PIECE: usize = 4096;

/// The sessions.
pub(crate) struct Gateway {
    door: Door,
    entropy: SystemEntropy,
    sessions: Mutex<Sessions>,
    patient: Semaphore,
}

#[derive(Default)]
struct Sessions {
    /// Who answers to an id: the next one, and the one before it.
    by_id: HashMap<String, mpsc::Sender<Call>>,
    /// How many each host has.
    by_host: HashMap<IpAddr, usize>,
}

/// A request, on its way to its session.
struct Call {
    id: String,
    body: Bytes,
    lifespan: Duration,
    reply: oneshot::Sender<Answer>,
}

/// What a session answers.
#[derive(Clone)]
struct Answer {
    id: String,
    closed: bool,
    body: Bytes,
}

impl Gateway {
    pub(crate) fn new(door: Door, entropy: SystemEntropy) -> Self {
        Self { door, entropy, sessions: Mutex::default(), patient: Semaphore::new(PATIENT) }
    }

    fn fresh_id(&self) -> String {
        hex(&mut self.entropy.clone(), 16)
    }

    /// Begins a session; `None` when there are too many.
    fn open(self: &Arc<Self>, peer: machine::Peer) -> Option<(String, mpsc::Sender<Call>)> {
        let from = peer.remote.ip();
        let id = self.fresh_id();
        let (calls, called) = mpsc::channel(1);
        {
            let mut sessions = self.lock();
            let all: usize = sessions.by_host.values().sum();
            let of_host = sessions.by_host.entry(from).or_default();
            if all >= SESSIONS || *of_host >= SESSIONS_PER_HOST {
                tracing::info!(host = %from, "too many gateway sessions");
                return None;
            }
            *of_host += 1;
            sessions.by_id.insert(id.clone(), calls.clone());
        }
        let gateway = Arc::downgrade(self);
        let session = Session { gateway, from, id: id.clone(), last: None, me: calls.downgrade() };
        tokio::spawn(session.run(self.door.clone(), peer, called));
        Some((id, calls))
    }

    fn find(&self, id: &str) -> Option<mpsc::Sender<Call>> {
        self.lock().by_id.get(id).cloned()
    }

    /// A panic elsewhere leaves nothing half done that matters here: go on with what is there.
    fn lock(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection of the machine's.
struct Session {
    /// Gone when the server stops, and with it everybody who could ask.
    gateway: Weak<Gateway>,
    from: IpAddr,
    /// What the next request has to show.
    id: String,
    /// What the last one showed, and what it was answered.
    last: Option<(String, Answer)>,
    me: mpsc::WeakSender<Call>,
}

impl Session {
    /// Answers requests until the machine closes, the server stops, or nobody asks any more.
    async fn run(mut self, door: Door, peer: machine::Peer, mut called: mpsc::Receiver<Call>) {
        if let Some((connection, mut waiting)) = door.open(peer).await {
            while let Ok(Some(call)) = timeout(IDLE, called.recv()).await {
                let answer = match &self.last {
                    Some((before, answer)) if *before == call.id => answer.clone(),
                    _ if call.id == self.id => {
                        let Some(answer) = self.answer(&door, connection, &mut waiting, &call).await else { break };
                        answer
                    }
                    // It was overtaken while it waited here. Dropping it says that the session isn't known.
                    _ => continue,
                };
                let closed = answer.closed;
                // Whoever has gone asks again.
                let _ = call.reply.send(answer);
                if closed {
                    break;
                }
            }
            door.report(Report::Closed(connection)).await;
        }
        self.forget();
    }

    async fn answer(
        &mut self,
        door: &Door,
        connection: machine::ConnectionId,
        waiting: &mut Waiting,
        call: &Call,
    ) -> Option<Answer> {
        for start in (0..call.body.len()).step_by(PIECE) {
            let piece = call.body.slice(start..call.body.len().min(start + PIECE));
            door.report(Report::Bytes(connection, piece)).await;
        }
        // When the machine has come so far, what it says to these bytes is here.
        door.settled().await?;
        let mut body = BytesMut::new();
        let mut open = true;
        if call.body.is_empty() {
            open = timeout(call.lifespan, waiting.wait()).await.unwrap_or(true);
        }
        while open && body.len() < LONGEST_REPLY {
            match waiting.take() {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                Ok(None) => break,
                Err(()) => open = false,
            }
        }
        let answer = Answer { id: self.renew()?, closed: !open, body: body.freeze() };
        self.last = Some((call.id.clone(), answer.clone()));
        Some(answer)
    }

    /// Changes the id; the one that was just shown is known a while longer.
    fn renew(&mut self) -> Option<String> {
        let (gateway, me) = (self.gateway.upgrade()?, self.me.upgrade()?);
        let next = gateway.fresh_id();
        let mut sessions = gateway.lock();
        if let Some((before, _)) = &self.last {
            sessions.by_id.remove(before);
        }
        sessions.by_id.insert(next.clone(), me);
        self.id.clone_from(&next);
        Some(next)
    }

    fn forget(&self) {
        let Some(gateway) = self.gateway.upgrade() else { return };
        let mut sessions = gateway.lock();
        sessions.by_id.remove(&self.id);
        if let Some((before, _)) = &self.last {
            sessions.by_id.remove(before);
        }
        if let Some(count) = sessions.by_host.get_mut(&self.from) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                sessions.by_host.remove(&self.from);
            }
        }
    }
}

/// The page.
pub(super) async fn page(
    State(pages): State<Pages>,
    Extension(peer): Extension<Peer>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let gateway = &pages.shared.gateway;
    let query = parts.uri.query().unwrap_or_default();
    let field = |name: &str| {
        let fields = query.split('&').filter_map(|field| field.split_once('='));
        fields.into_iter().find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    };
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    // The one who asks finds us again under the name that led here.
    let name = host(&parts.headers).unwrap_or(&pages.shared.fallback_host);
    let name = Endpoint::parse(name).map_or_else(|| name.to_owned(), |endpoint| endpoint.host);
    let opens = field("Action").is_some_and(|action| action.eq_ignore_ascii_case("open"));
    let (id, session) = match field("SessionID") {
        Some(id) => match gateway.find(id) {
            Some(session) => (id.to_owned(), session),
            None => return StatusCode::BAD_REQUEST.into_response(),
        },
        None if opens && !body.is_empty() => {
            let remote = std::net::SocketAddr::new(peer.host(), peer.address.port());
            let local = Endpoint { host: name.clone(), port: gateway.door.port() };
            match gateway.open(machine::Peer { remote, local }) {
                Some(opened) => opened,
                None => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
            }
        }
        None => return StatusCode::BAD_REQUEST.into_response(),
    };
    let seconds = field("Lifespan").and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    let patience = gateway.patient.try_acquire().ok().filter(|_| seconds > 0);
    let lifespan = Duration::from_secs(if patience.is_some() { seconds.min(LONGEST_LIFESPAN) } else { 0 });
    let (reply, answer) = oneshot::channel();
    if session.send(Call { id, body, lifespan, reply }).await.is_err() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    // A session that ends meanwhile isn't known any more.
    let Ok(answer) = answer.await else { return StatusCode::BAD_REQUEST.into_response() };
    let close = if answer.closed { "; Session=close" } else { "" };
    let word = format!("SessionID={}; GW-IP={name}{close}", answer.id);
    let headers = [
        (CONTENT_TYPE, "application/x-msn-messenger"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-msn-messenger"), word.as_str()),
    ];
    (headers, answer.body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{ConnectionId, Peer};
    use crate::shell::Report;

    fn opened() -> (Arc<Gateway>, mpsc::Receiver<Report>, String, mpsc::Sender<Call>) {
        let (reports, reported) = mpsc::channel(16);
        let gateway = Arc::new(Gateway::new(Door::new(reports, 1863), SystemEntropy::new().unwrap()));
        let local = Endpoint { host: "gateway.example".to_owned(), port: 1863 };
        let peer = Peer { remote: std::net::SocketAddr::from(([192, 0, 2, 7], 4711)), local };
        let (id, calls) = gateway.open(peer).unwrap();
        (gateway, reported, id, calls)
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_nobody_asks_for_any_more_ends() {
        let (gateway, mut reported, id, calls) = opened();
        let Some(Report::Opened(ConnectionId(1), peer, _outbox)) = reported.recv().await else { panic!() };
        assert_eq!(peer.remote.to_string(), "192.0.2.7:4711", "the machine sees who it is");
        assert!(gateway.find(&id).is_some());
        drop(calls);
        let start = tokio::time::Instant::now();
        assert!(matches!(reported.recv().await, Some(Report::Closed(ConnectionId(1)))));
        assert_eq!(start.elapsed().as_secs(), IDLE.as_secs());
        tokio::task::yield_now().await;
        let sessions = gateway.lock();
        assert!(sessions.by_id.is_empty() && sessions.by_host.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_ends_with_its_server() {
        let (gateway, mut reported, _, calls) = opened();
        assert!(matches!(reported.recv().await, Some(Report::Opened(..))));
        drop((gateway, calls));
        let start = tokio::time::Instant::now();
        assert!(matches!(reported.recv().await, Some(Report::Closed(_))));
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
}

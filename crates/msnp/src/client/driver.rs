//! The task that drives a session: its inputs come in one after another, its outputs go where they belong.

use super::connection::{Line, Refused, until};
use super::network::Network;
use super::proxy::System;
use super::queue::Queue;
use super::route::Ways;
use super::web::Web;
use crate::error::SignOutReason;
use crate::event::{Event, Route};
use crate::request::Request;
use crate::session::{ConnectionId, Input, Output, RequestId, Session, WebError, WebId, WebReply};
use crate::types::Instant;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time;

/// How much news from connections waits at most; a connection with more to tell stops reading meanwhile.
const NEWS: usize = 64;

/// How long the end of a session waits for what is still to be written.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How long signing out may take after the last handle is gone.
const FAREWELL: Duration = Duration::from_secs(5);

/// The shortest time between two deadlines: a machine that asks for one in the past can't keep the processor busy.
const BREATH: Duration = Duration::from_millis(1);

/// Requests of the driver itself have numbers that no handle gives out.
const OWN: RequestId = RequestId(u64::MAX);

/// What the driver needs of a session. Tests drive a smaller machine through the same sockets.
pub(super) trait Machine: Send + 'static {
    fn handle(&mut self, now: Instant, input: Input<'_>);
    fn poll(&mut self) -> Option<Output>;
    fn deadline(&self) -> Option<Instant>;
    fn is_over(&self) -> bool;
}

impl Machine for Session {
    fn handle(&mut self, now: Instant, input: Input<'_>) {
        Self::handle(self, now, input);
    }
    fn poll(&mut self) -> Option<Output> {
        Self::poll(self)
    }
    fn deadline(&self) -> Option<Instant> {
        Self::deadline(self)
    }
    fn is_over(&self) -> bool {
        Self::is_over(self)
    }
}

/// What the tasks of a session tell the driver.
pub(super) enum News {
    Opened(ConnectionId),
    Bytes(ConnectionId, Bytes),
    Closed(ConnectionId, String),
    /// By which way it came up; before anything that the server says.
    Route(ConnectionId, Route),
    /// A gateway's certificate isn't accepted. Its end as a connection follows.
    Certificate(WebError),
}

/// A connection, as the driver sees it.
struct Connection {
    line: Line,
    route: Option<Route>,
    /// Whether it is a notification connection: those begin with `VER`.
    notification: bool,
}

pub(super) struct Driver<M> {
    machine: M,
    requests: mpsc::Receiver<(RequestId, Request)>,
    queue: Arc<Queue>,
    start: time::Instant,
    connections: HashMap<ConnectionId, Connection>,
    ways: Arc<Ways>,
    /// The way that the program knows of.
    route: Route,
    /// Why a gateway's certificate wasn't accepted, for the reason of the end.
    certificate: Option<WebError>,
    /// Whether the notification connection that ended last had never come up.
    never_up: bool,
    /// The tasks behind them, those that only write out among them.
    tasks: JoinSet<()>,
    /// That the session is over: told when the goodbye is written, since many programs end with it.
    end: Option<Event>,
    tell: mpsc::Sender<News>,
    news: mpsc::Receiver<News>,
    web: Web,
    /// Requests under way; they end with the driver.
    replies: JoinSet<(WebId, Result<WebReply, WebError>)>,
    /// Until when the session may still say goodbye, once nobody holds a handle.
    farewell: Option<time::Instant>,
}

impl<M: Machine> Driver<M> {
    pub(super) fn new(
        machine: M,
        requests: mpsc::Receiver<(RequestId, Request)>,
        queue: Arc<Queue>,
        insecure_loopback: bool,
        network: Network,
    ) -> Self {
        let (tell, news) = mpsc::channel(NEWS);
        let system = Arc::new(System::read());
        Self {
            machine,
            requests,
            queue,
            start: time::Instant::now(),
            connections: HashMap::new(),
            ways: Arc::new(Ways::new(network.clone(), Arc::clone(&system))),
            route: Route::Direct,
            certificate: None,
            never_up: false,
            tasks: JoinSet::new(),
            end: None,
            tell,
            news,
            web: Web::new(network, system, insecure_loopback),
            replies: JoinSet::new(),
            farewell: None,
        }
    }

    /// Runs until the session is over.
    pub(super) async fn run(mut self) {
        let mut breath = self.start;
        loop {
            self.drain();
            if let Some(end) = self.end.take() {
                self.finish_writing().await;
                self.queue.push(end);
            }
            if self.machine.is_over() {
                break;
            }
            if self.queue.is_full() && self.farewell.is_none() {
                tracing::warn!("nobody takes the events of this session; signing out");
                self.sign_out();
                continue;
            }
            // Many events from few bytes: give the reader a turn before the next ones.
            if self.queue.is_crowded() {
                tokio::task::yield_now().await;
            }
            let deadline = self.machine.deadline().map(|at| (self.start + at.0).max(breath));
            let farewell = self.farewell;
            tokio::select! {
                Some(news) = self.news.recv() => self.take(news),
                request = self.requests.recv(), if farewell.is_none() => match request {
                    Some((id, request)) => self.input(Input::Request(id, request)),
                    None => self.sign_out(),
                },
                Some(reply) = self.replies.join_next() => if let Ok((id, reply)) = reply {
                    self.input(Input::Web(id, reply));
                },
                Some(_) = self.tasks.join_next() => {}
                () = until(deadline) => {
                    breath = time::Instant::now() + BREATH;
                    self.input(Input::Deadline);
                }
                () = until(farewell) => break,
            }
        }
        self.connections.clear();
        self.finish_writing().await;
        self.queue.close();
    }

    /// Gives connections that were given up the time to write out.
    async fn finish_writing(&mut self) {
        let written = async { while self.tasks.join_next().await.is_some() {} };
        let _ = time::timeout(LAST_WORDS, written).await;
    }

    fn input(&mut self, input: Input<'_>) {
        let now = Instant(self.start.elapsed());
        self.machine.handle(now, input);
    }

    fn sign_out(&mut self) {
        self.farewell = Some(time::Instant::now() + FAREWELL);
        self.input(Input::Request(OWN, Request::SignOut));
    }

    /// Passes on what a connection says, unless the session has given it up.
    fn take(&mut self, news: News) {
        match news {
            News::Opened(id) if self.connections.contains_key(&id) => self.input(Input::Opened(id)),
            News::Bytes(id, bytes) if self.connections.contains_key(&id) => self.input(Input::Bytes(id, &bytes)),
            News::Closed(id, reason) => {
                if let Some(connection) = self.connections.remove(&id) {
                    self.never_up = connection.route.is_none();
                    if connection.notification {
                        // The network may be another one by now.
                        self.ways.forget();
                    }
                    self.input(Input::Closed(id, reason));
                }
            }
            News::Route(id, route) => {
                if let Some(connection) = self.connections.get_mut(&id) {
                    connection.route = Some(route);
                    self.tell_route(id);
                }
            }
            News::Certificate(error) => self.certificate = Some(error),
            _ => {}
        }
    }

    /// Tells by which way the notification connection came up, once both are known.
    fn tell_route(&mut self, id: ConnectionId) {
        if let Some(Connection { route: Some(route), notification: true, .. }) = self.connections.get(&id)
            && *route != self.route
        {
            self.route = route.clone();
            self.queue.push(Event::Route(route.clone()));
        }
    }

    /// A session knows nothing of gateways, to which it can speak before it shows that there is none, or that its
    /// certificate isn't accepted: the reason of the end says so.
    fn explain_end(&mut self, reason: SignOutReason) -> SignOutReason {
        let certificate = self.certificate.take();
        match (reason, certificate) {
            (SignOutReason::Unreachable(_) | SignOutReason::ConnectionLost(_), Some(error)) => error.into(),
            (SignOutReason::ConnectionLost(reason), None) if self.never_up => SignOutReason::Unreachable(reason),
            (reason, _) => reason,
        }
    }

    /// Does what the session wants.
    fn drain(&mut self) {
        while let Some(output) = self.machine.poll() {
            match output {
                Output::Open(id, endpoint) => {
                    let line = (Arc::clone(&self.ways), self.web.clone());
                    let line = Line::open(&mut self.tasks, id, endpoint, line, self.tell.clone());
                    self.connections.insert(id, Connection { line, route: None, notification: false });
                }
                Output::Send(id, bytes) => {
                    let Some(connection) = self.connections.get_mut(&id) else { continue };
                    let begins = !connection.notification && bytes.starts_with(b"VER ");
                    connection.notification |= begins;
                    if let Err(Refused::Full) = connection.line.send(bytes) {
                        self.connections.remove(&id);
                        self.input(Input::Closed(id, "the server doesn't take what we send".to_owned()));
                    } else if begins {
                        self.tell_route(id);
                    }
                }
                Output::Close(id) => {
                    self.connections.remove(&id);
                }
                Output::Web(id, request) => {
                    let web = self.web.clone();
                    self.replies.spawn(async move { (id, web.run(request).await) });
                }
                Output::Event(Event::Answered { request: OWN, .. }) => {}
                Output::Event(Event::SignedOut(reason)) => {
                    self.end = Some(Event::SignedOut(self.explain_end(reason)));
                }
                Output::Event(Event::ConnectionLost { reason, retry_in, attempt }) => {
                    let reason = self.explain_end(reason);
                    self.queue.push(Event::ConnectionLost { reason, retry_in, attempt });
                }
                Output::Event(event) => self.queue.push(event),
            }
        }
    }
}

//! MSNP by web requests, for networks that let nothing else out: the gateway of a service. No socket, no clock.
//!
//! A connection becomes a session of requests, one at a time. What is to be said goes out as the body of a `POST`; what
//! the server says comes back as the body of a reply, and where nothing is to be said the gateway is asked every few
//! seconds. Each reply has a new session id for the next request. The machines of the protocol see none of it: bytes
//! go in, bytes come out.
//!
//! ```text
//! send | close | reply | deadline
//! poll() -> Option<Output>   Request | Up | Bytes | Closed
//! next_deadline() -> Option<Instant>
//! ```

mod address;

pub use address::Address;

use crate::session::{WebError, WebReply, WebRequest};
use crate::types::{Endpoint, Instant, Secret};
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;
use std::time::Duration;

/// The pause between two questions while something goes on.
const BUSY: Duration = Duration::from_secs(2);
/// The pause when nothing does.
const QUIET: Duration = Duration::from_secs(5);
/// After so many seconds of silence the pause is a second longer, and so on until it is the longest.
const EASE: u64 = 20;
/// The pause before a request is made once more, and how often it is.
const AGAIN: Duration = Duration::from_secs(1);
const TRIES: u8 = 3;
/// How much is said in one request, and how much may wait.
const MOST_AT_ONCE: usize = 16 * 1024;
const MOST_WAITING: usize = 256 * 1024;

/// What the gateway wants of its driver.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Make this request, then call [`Gateway::reply`]. There is never a second one under way.
    Request(WebRequest),
    /// The gateway has opened the session.
    Up,
    /// The server said this.
    Bytes(Bytes),
    /// It is over, and why.
    Closed(String),
}

/// One connection through a gateway.
#[derive(Debug)]
pub struct Gateway {
    address: Address,
    /// The host of the server behind it.
    target: String,
    /// The id for the next request; `None` before the first reply.
    session: Option<String>,
    /// Whether an id came twice, as none should. Where they change, one that is taken a second time proves that it
    /// wasn't taken before.
    ids_stay: bool,
    waiting: VecDeque<Bytes>,
    waiting_bytes: usize,
    /// The request under way, or the one that is to be made once more.
    flight: Option<Flight>,
    /// When it is made once more.
    again: Option<Instant>,
    /// When the server or we last said something.
    last_words: Instant,
    next_poll: Instant,
    closing: bool,
    over: bool,
    out: VecDeque<Output>,
}

#[derive(Debug)]
struct Flight {
    body: Bytes,
    tries: u8,
}

impl Gateway {
    /// A connection to a server by the gateway at an address. Nothing happens before there is something to say: the
    /// first command tells the gateway which kind of server is wanted.
    pub fn new(address: Address, target: &Endpoint) -> Self {
        Self {
            address,
            target: target.host.clone(),
            session: None,
            ids_stay: false,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            flight: None,
            again: None,
            last_words: Instant::default(),
            next_poll: Instant::default(),
            closing: false,
            over: false,
            out: VecDeque::new(),
        }
    }

    /// The host where the gateway is now.
    pub fn host(&self) -> &str {
        self.address.host()
    }

    /// Says something to the server, at once or with the next request. What is too much ends the connection.
    pub fn send(&mut self, now: Instant, bytes: Bytes) {
        if self.over || self.closing || bytes.is_empty() {
            return;
        }
        self.waiting_bytes += bytes.len();
        if self.waiting_bytes > MOST_WAITING {
            return self.end("the gateway doesn't take what we send".to_owned());
        }
        self.waiting.push_back(bytes);
        self.last_words = now;
        self.go_on(now);
    }

    /// Says what waits, and nothing more. Nothing is told any more that the session would listen to.
    pub fn close(&mut self, now: Instant) {
        self.closing = true;
        self.go_on(now);
    }

    /// The reply to the request under way, or why there is none.
    pub fn reply(&mut self, now: Instant, result: Result<WebReply, WebError>) {
        let Some(flight) = self.flight.take() else { return };
        if self.over {
            return;
        }
        match result {
            Ok(reply) if reply.status == 200 => self.heard(now, &flight, reply),
            // A proxy or the gateway's own front, which doesn't know what became of it.
            Ok(reply) if matches!(reply.status, 502..=504) => {
                let reason = format!("the gateway at {} has trouble of its own (status {})", self.host(), reply.status);
                self.missed(now, flight, true, reason);
            }
            Ok(reply) => self.end(self.refusal(reply.status)),
            // Nothing was sent yet.
            Err(WebError::Connect(reason)) => self.missed(now, flight, false, reason),
            Err(error @ (WebError::Timeout | WebError::Malformed(_))) => {
                let reason = format!("the gateway at {}: {error}", self.host());
                self.missed(now, flight, true, reason);
            }
            Err(error) => self.end(error.to_string()),
        }
        self.go_on(now);
    }

    /// The time of [`Self::next_deadline`] has come. Calling it early does nothing.
    pub fn deadline(&mut self, now: Instant) {
        if self.again.is_some_and(|at| at <= now) {
            self.again = None;
            self.request();
        }
        self.go_on(now);
    }

    /// When [`Self::deadline`] wants to be called; `None` when nothing is awaited.
    pub fn next_deadline(&self) -> Option<Instant> {
        match &self.flight {
            Some(_) => self.again,
            None => (self.session.is_some() && !self.over).then_some(self.next_poll),
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// Whether nothing will ever come again.
    pub fn is_over(&self) -> bool {
        self.over && self.out.is_empty()
    }

    /// Makes the next request, when there is none under way and something to say or the time to ask.
    fn go_on(&mut self, now: Instant) {
        if self.over || self.flight.is_some() {
            return;
        }
        let due = self.session.is_some() && !self.closing && now >= self.next_poll;
        if self.waiting.is_empty() && !due {
            // Whoever closes has said all there was to say.
            self.over |= self.closing;
            return;
        }
        let mut body = BytesMut::new();
        while let Some(next) = self.waiting.front()
            && (body.is_empty() || body.len() + next.len() <= MOST_AT_ONCE)
        {
            body.extend_from_slice(next);
            self.waiting_bytes -= next.len();
            self.waiting.pop_front();
        }
        self.flight = Some(Flight { body: body.freeze(), tries: 0 });
        self.request();
    }

    /// Makes the request of the flight.
    fn request(&mut self) {
        let Some(flight) = &mut self.flight else { return };
        flight.tries += 1;
        let query = match &self.session {
            None => {
                // Only a notification connection begins with the dialects.
                let server = if flight.body.starts_with(b"VER") { "NS" } else { "SB" };
                format!("Action=open&Server={server}&IP={}", self.target)
            }
            Some(id) if flight.body.is_empty() => format!("Action=poll&SessionID={id}"),
            Some(id) => format!("SessionID={id}"),
        };
        let header = |name: &str, value: &str| (name.to_owned(), Secret::new(value));
        let mut headers = vec![
            header("Accept", "*/*"),
            header("Content-Type", "application/x-msn-messenger"),
            header("Pragma", "no-cache"),
            header("Cache-Control", "no-store"),
            header("Proxy-Connection", "Keep-Alive"),
        ];
        if flight.body.is_empty() {
            // Gateways of old want to be told so, and HTTP libraries leave it out.
            headers.push(header("Content-Length", "0"));
        }
        let request = WebRequest { method: "POST", url: self.address.with(&query), headers, body: flight.body.clone() };
        self.out.push_back(Output::Request(request));
    }

    /// A reply as it should be.
    fn heard(&mut self, now: Instant, flight: &Flight, reply: WebReply) {
        let Some(word) = reply.header("X-MSN-Messenger").and_then(Word::read) else {
            return self.end(format!("what answers at {} is no gateway", self.host()));
        };
        match &self.session {
            None => self.out.push_back(Output::Up),
            Some(old) => self.ids_stay |= *old == word.session,
        }
        self.session = Some(word.session);
        if let Some(host) = word.host {
            self.address.move_to(&host);
        }
        if !flight.body.is_empty() || !reply.body.is_empty() {
            self.last_words = now;
        }
        let pause = BUSY + Duration::from_secs(now.since(self.last_words).as_secs() / EASE);
        self.next_poll = now + pause.min(QUIET);
        if !reply.body.is_empty() && !self.closing {
            self.out.push_back(Output::Bytes(reply.body));
        }
        if word.closed {
            self.end("the server closed the connection".to_owned());
        }
    }

    /// No reply. `uncertain` when the request may have arrived all the same, and its reply be lost.
    ///
    /// What was said isn't said twice unless it surely didn't arrive. A question whose answer is lost is asked once
    /// more with the same id: a gateway that has answered it knows the id no more and says so, or says the same again.
    /// Where ids don't change that would not be known, and part of what the server said could be missing in silence.
    fn missed(&mut self, now: Instant, flight: Flight, uncertain: bool, reason: String) {
        let asks = self.session.is_some() && flight.body.is_empty();
        let once_more = if uncertain { asks && !self.ids_stay } else { self.session.is_some() };
        if !once_more || flight.tries >= TRIES {
            return self.end(reason);
        }
        self.again = Some(now + AGAIN * u32::from(flight.tries));
        self.flight = Some(flight);
    }

    fn refusal(&self, status: u16) -> String {
        let host = self.host();
        match (status, &self.session) {
            (400, Some(_)) => format!("the gateway at {host} doesn't know the session any more"),
            (300..=499, None) => format!("there is no gateway at {host} (status {status})"),
            _ => format!("the gateway at {host} refused (status {status})"),
        }
    }

    fn end(&mut self, reason: String) {
        self.over = true;
        self.waiting.clear();
        self.again = None;
        if !self.closing {
            self.out.push_back(Output::Closed(reason));
        }
    }
}

/// What the header `X-MSN-Messenger` says.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    session: String,
    host: Option<String>,
    closed: bool,
}

impl Word {
    /// Reads `SessionID=…; GW-IP=…[; Session=close]`.
    fn read(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.split(';').find_map(|field| {
                let (key, value) = field.split_once('=')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let session = field("SessionID")?;
        // It goes into an address as it is.
        let sane =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'~' | b'{' | b'}' | b'/' | b'=');
        if session.is_empty() || session.len() > 256 || !session.bytes().all(sane) {
            return None;
        }
        let closed = field("Session").is_some_and(|word| word.eq_ignore_ascii_case("close"));
        Some(Self { session: session.to_owned(), host: field("GW-IP").map(str::to_owned), closed })
    }
}

#[cfg(test)]
mod tests;

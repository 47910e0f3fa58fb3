//! One signed-in account whole: a notification connection, any number of switchboards, web requests, and the way back
//! when the network fails. No socket, no clock, no randomness of its own.
//!
//! ```text
//! handle(now, Input)      Opened | Bytes | Closed | Web | Request | Deadline
//! poll() -> Option<Output>   Open | Send | Close | Web | Event
//! deadline() -> Option<Instant>
//! ```

mod absent;
mod bridge;
mod cache;
mod link;
mod offline;
mod outbox;
mod rooms;
mod services;
mod talks;
mod web;

pub use cache::{KeptBook, ListCache};
pub use services::Services;
pub use web::{WebError, WebReply, WebRequest};

use crate::dialect::{Dialect, Family};
use crate::error::{RequestError, SignOutReason};
use crate::event::{ConversationId, Event, RosterEvent};
use crate::notification::{Effect, Machine};
use crate::request::Request;
use crate::soap::time::Timestamp;
use crate::switchboard::mix;
use crate::types::{
    Capabilities, Email, Endpoint, ExtendedCapabilities, Instant, PersonalMessage, PlaceId, Secret, Status,
};
use bridge::Bridged;
use bytes::Bytes;
use link::{Link, Next};
use offline::Offline;
use outbox::Outbox;
use std::time::Duration;
use talks::{Ring, Talks};

/// A TCP connection that the session asked its driver for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// A web request that the session asked its driver for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebId(pub u64);

/// A request of the program; chosen by the program, echoed in [`Event::Answered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// What the session is told.
#[derive(Debug)]
pub enum Input<'a> {
    /// The connection is up.
    Opened(ConnectionId),
    /// Bytes came in.
    Bytes(ConnectionId, &'a [u8]),
    /// The connection ended, or never came up; the reason is for the log.
    Closed(ConnectionId, String),
    /// The reply to a web request, or why there is none.
    Web(WebId, Result<WebReply, WebError>),
    /// The program wants something.
    Request(RequestId, Request),
    /// The time of [`Session::deadline`] has come.
    Deadline,
}

/// What the session wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Connect, then say [`Input::Opened`] or [`Input::Closed`].
    Open(ConnectionId, Endpoint),
    /// Write these bytes, in one write where possible.
    Send(ConnectionId, Bytes),
    /// Close after what is written is out. No [`Input::Closed`] is needed for it any more.
    Close(ConnectionId),
    /// Make this request, then say [`Input::Web`]. Redirects are not to be followed.
    Web(WebId, WebRequest),
    /// Tell the program.
    Event(Event),
}

/// Everything a session needs to know to sign in.
#[derive(Debug, Clone)]
pub struct Config {
    /// The account.
    pub email: Email,
    /// Its password.
    pub password: Secret,
    /// Where to connect first.
    pub server: Endpoint,
    /// The dialects to offer, best first. Empty means all of them.
    pub dialects: Vec<Dialect>,
    /// The newest family of dialects to offer, where an earlier session was told that the service refuses newer ones
    /// ([`Event::Family`]). A family that none of `dialects` is of limits nothing.
    pub family: Option<Family>,
    /// The Nexus of the Passport sign-in (MSNP8 to 12), such as `https://login.example/rdr/pprdr.asp`.
    pub nexus: Option<String>,
    /// Where the web services are (MSNP13 up).
    pub services: Services,
    /// This installation among the places where the account is signed in (MSNP16 up). The same one signing in again
    /// ends its old session. `None` takes one made of the seed.
    pub place: Option<PlaceId>,
    /// What the account's other places call this one.
    pub place_name: String,
    /// What time it is when the session starts. Only some sign-in services (`RST2.srf`) need to be told.
    pub wall: Option<Timestamp>,
    /// Whether plain HTTP is accepted for sign-in, and then only to a loopback address.
    pub insecure_loopback: bool,
    /// The status to sign in with.
    pub status: Status,
    /// The personal message to sign in with, where the dialect has one.
    pub personal: Option<PersonalMessage>,
    /// The capabilities to announce.
    pub capabilities: Capabilities,
    /// The second number of the capabilities (MSNP16 up).
    pub extended: ExtendedCapabilities,
    /// What `CVR` says about the client.
    pub client: ClientInfo,
    /// The lists as they were at the last sign-in, so that an unchanged list need not be sent again.
    pub cache: Option<ListCache>,
    /// Whether circles are joined, where dialect and service have them.
    pub circles: bool,
    /// Whether to come back by itself after a lost connection.
    pub reconnect: bool,
    /// Entropy from outside: spreads the pauses between attempts and makes message ids.
    pub seed: u64,
}

impl Config {
    /// The addresses of the web services, those that aren't given at the host of the notification server. Where the Nexus
    /// is on that host, too, they are beside it: whoever runs it has said with it where the web pages are.
    pub fn endpoints(&self) -> Services {
        let host = &self.server.host;
        let beside = self.nexus.as_deref().and_then(|nexus| Services::beside(nexus, host));
        let derived = beside.map_or_else(|| Services::at(&Endpoint::bracketed(host)), Services::under);
        self.services.clone().or(derived)
    }

    /// A configuration with what most programs want.
    pub fn new(email: Email, password: Secret, server: Endpoint) -> Self {
        Self {
            email,
            password,
            server,
            dialects: Vec::new(),
            family: None,
            nexus: None,
            services: Services::default(),
            place: None,
            place_name: "Swallowtail".to_owned(),
            wall: None,
            insecure_loopback: false,
            status: Status::Online,
            personal: None,
            capabilities: Capabilities::CHUNKING | Capabilities::VERSION_7_0,
            extended: ExtendedCapabilities::NUDGES,
            client: ClientInfo::default(),
            cache: None,
            circles: true,
            reconnect: true,
            seed: 0,
        }
    }
}

/// The parameters of `CVR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientInfo {
    /// Locale in hexadecimal, `0x0409`.
    pub locale: String,
    /// `winnt`, `linux`, …
    pub os: String,
    /// The system's version.
    pub os_version: String,
    /// `i386`, `x86_64`.
    pub architecture: String,
    /// The client's name, `MSNMSGR` for servers that look at it.
    pub name: String,
    /// The client's version; `None` takes one that fits the dialect.
    pub version: Option<String>,
    /// `MSMSGS`.
    pub id: String,
}

impl Default for ClientInfo {
    fn default() -> Self {
        Self {
            locale: "0x0409".into(),
            os: "winnt".into(),
            os_version: "5.1".into(),
            architecture: "i386".into(),
            name: "MSNMSGR".into(),
            version: None,
            id: "MSMSGS".into(),
        }
    }
}

/// One account. See the module's page.
#[derive(Debug)]
pub struct Session {
    config: Config,
    /// The driver's time at the first thing it told us: inside, time begins there.
    start: Option<Instant>,
    link: Link,
    talks: Talks,
    offline: Offline,
    out: Outbox,
    over: bool,
}

impl Session {
    /// A session that will sign in: drain [`Self::poll`] to start.
    pub fn new(mut config: Config) -> Self {
        let mut entropy = config.seed;
        let (a, b) = (mix(&mut entropy), mix(&mut entropy));
        // All sign-ins of a session are of one place.
        let (c, d) = (mix(&mut entropy), mix(&mut entropy));
        config.place.get_or_insert_with(|| PlaceId::random((u128::from(c) << 64 | u128::from(d)).to_be_bytes()));
        let (e, f) = (mix(&mut entropy), mix(&mut entropy));
        let run = PlaceId::random((u128::from(e) << 64 | u128::from(f)).to_be_bytes());
        let mut session = Self {
            start: None,
            link: Link::new(a),
            talks: Talks::new(config.email.clone(), config.place.clone(), b),
            offline: Offline::new(run.to_string()),
            out: Outbox::default(),
            over: false,
            config,
        };
        let now = Instant::default();
        session.link.start(now, &session.config);
        session.drain(now);
        session
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        let now = Instant(now.since(*self.start.get_or_insert(now)));
        match input {
            Input::Opened(connection) => {
                if self.link.connection == Some(connection) {
                    self.with_link(|machine| machine.opened(now));
                } else {
                    self.talks.with_room(now, &mut self.out, connection, |room| room.machine.opened(now));
                }
            }
            Input::Bytes(connection, bytes) => {
                if self.link.connection == Some(connection) {
                    self.with_link(|machine| machine.bytes(now, bytes));
                } else {
                    self.talks.with_room(now, &mut self.out, connection, |room| room.machine.bytes(now, bytes));
                }
            }
            Input::Closed(connection, reason) => {
                if self.link.connection == Some(connection) {
                    self.link.connection = None;
                    self.with_link(|machine| machine.closed(now, reason));
                } else {
                    self.talks.with_room(now, &mut self.out, connection, |room| room.machine.closed(reason));
                }
            }
            Input::Web(web, result) => {
                // A reply to an attempt that was given up has no number any more.
                match self.link.webs.remove(&web) {
                    Some(number) => self.with_link(|machine| machine.web(now, number, result)),
                    None => self.offline.web(now, &mut self.out, web, result),
                }
            }
            Input::Request(request, wish) => self.request(now, request, wish),
            Input::Deadline => self.deadline_has_come(now),
        }
        self.drain(now);
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }

    /// When [`Input::Deadline`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        if self.over {
            return None;
        }
        // Until the driver has told the time once, "now" is the best answer.
        let Some(start) = self.start else { return Some(Instant::default()) };
        let machine = self.link.machine.as_ref().and_then(Machine::next_deadline);
        let talks = [self.talks.next_deadline(), self.offline.next_deadline()];
        let next = [machine, self.link.wake].into_iter().chain(talks).flatten().min()?;
        Some(start + next.0)
    }

    /// Whether nothing will ever come again: signed out for good and everything closed.
    pub fn is_over(&self) -> bool {
        self.over && self.out.is_empty()
    }

    fn request(&mut self, now: Instant, request: RequestId, wish: Request) {
        if self.over {
            return self.out.answer(request, Err(RequestError::NotSignedIn));
        }
        match wish {
            wish if is_of_circle(&wish) => match &mut self.link.machine {
                Some(machine) => machine.request(now, request, wish),
                None => self.out.answer(request, Err(RequestError::NotSignedIn)),
            },
            Request::Say { .. }
            | Request::SayAutomatically { .. }
            | Request::SayLater { .. }
            | Request::Nudge { .. }
            | Request::Typing(_)
            | Request::Invite { .. }
            | Request::Leave(_) => self.talks.request(now, &mut self.out, request, wish),
            Request::OfflineMessageKept(id) => {
                self.offline.kept(&mut self.out, request, id);
            }
            Request::SignOut => {
                self.out.answer(request, Ok(()));
                self.sign_out(now);
            }
            Request::Reconnect => {
                if self.link.wake.is_some() {
                    self.link.start(now, &self.config);
                }
                self.out.answer(request, Ok(()));
            }
            Request::SetStatus(status) => {
                if status != Status::Offline {
                    self.config.status = status;
                }
                match &mut self.link.machine {
                    Some(machine) => machine.request(now, request, wish),
                    // Kept for the next sign-in.
                    None if status != Status::Offline => self.out.answer(request, Ok(())),
                    None => self.out.answer(request, Err(RequestError::Unsupported)),
                }
            }
            _ => match &mut self.link.machine {
                Some(machine) => machine.request(now, request, wish),
                None => self.out.answer(request, Err(RequestError::NotSignedIn)),
            },
        }
    }

    fn sign_out(&mut self, now: Instant) {
        self.finish_offline(&RequestError::ConversationClosed);
        self.talks.finish(now, &mut self.out, &RequestError::ConversationClosed);
        match &mut self.link.machine {
            Some(machine) => machine.sign_out(now),
            None => self.finish(now, SignOutReason::Requested),
        }
    }

    fn deadline_has_come(&mut self, now: Instant) {
        if self.link.wake.is_some_and(|at| at <= now) {
            self.link.start(now, &self.config);
        }
        if let Some(machine) = &mut self.link.machine
            && machine.next_deadline().is_some_and(|at| at <= now)
        {
            machine.deadline(now);
        }
        // What the notification machine says first comes first.
        self.drain(now);
        self.talks.deadline(now, &mut self.out);
        self.offline.deadline(now, &mut self.out);
    }

    fn with_link(&mut self, tell: impl FnOnce(&mut Machine)) {
        if let Some(machine) = &mut self.link.machine {
            tell(machine);
        }
    }

    /// Carries out what the notification machine wants, and asks it for the rooms that are wanted, until all is quiet.
    fn drain(&mut self, now: Instant) {
        loop {
            while let Some(effect) = self.link.machine.as_mut().and_then(Machine::poll) {
                self.carry_out(now, effect);
            }
            if self.drain_offline(now) {
                continue;
            }
            if let Some(bridged) = self.talks.bridge.next() {
                self.bridge(now, bridged);
                continue;
            }
            let Some(ticket) = self.talks.next_ask() else { return };
            match &mut self.link.machine {
                Some(machine) => machine.request_switchboard(now, ticket),
                None => self.talks.granted(now, &mut self.out, ticket, Err(RequestError::ConnectionLost)),
            }
        }
    }

    fn bridge(&mut self, now: Instant, bridged: Bridged) {
        match (&mut self.link.machine, bridged) {
            (Some(machine), Bridged::Message { message, email, kind, parts }) => {
                machine.bridge(now, message, &email, kind, parts);
            }
            (Some(machine), Bridged::Typing { email, body }) => machine.bridge_typing(now, &email, body),
            (None, Bridged::Message { message, .. }) => {
                self.talks.bridged(now, &mut self.out, message, Err(RequestError::ConnectionLost));
            }
            (None, Bridged::Typing { .. }) => {}
        }
    }

    fn carry_out(&mut self, now: Instant, effect: Effect) {
        match effect {
            Effect::Connect(endpoint) => {
                // On the way to another server: no rooms until it has let us in.
                self.offline.disconnected();
                self.talks.set_online(now, &mut self.out, None);
                if let Some(old) = self.link.connection.take() {
                    self.out.push(Output::Close(old));
                }
                self.link.connection = Some(self.out.open(endpoint));
            }
            Effect::Send(bytes) => {
                if let Some(connection) = self.link.connection {
                    self.out.push(Output::Send(connection, bytes));
                }
            }
            Effect::Close => {
                if let Some(connection) = self.link.connection.take() {
                    self.out.push(Output::Close(connection));
                }
            }
            Effect::Web(number, request) => {
                let web = self.out.web(request);
                self.link.webs.insert(web, number);
            }
            Effect::Event(event) => self.tell(now, event),
            Effect::Switchboard { ticket, result } => self.talks.granted(now, &mut self.out, ticket, result),
            Effect::Ring { session, target, cookie, email, name } => {
                // Somebody may call while the lists are still on their way.
                if let Some(dialect) = self.link.machine.as_ref().and_then(Machine::dialect) {
                    self.talks.ring(now, &mut self.out, Ring { dialect, session, target, cookie, email, name });
                }
            }
            Effect::Bridged { message, result } => self.talks.bridged(now, &mut self.out, message, result),
            Effect::BridgeMessage { email, name, network, body } => {
                self.talks.bridge_message(&mut self.out, email, name, network, &body);
            }
            Effect::Ready => {
                let dialect = self.link.machine.as_ref().and_then(Machine::dialect);
                self.offline.signed_in();
                self.talks.set_online(now, &mut self.out, dialect);
            }
            Effect::OfflineMessages(data) => self.offline.mail_data(&mut self.out, data.as_deref()),
            Effect::Renewed => self.offline.ticket_came(),
            Effect::Ended { reason, retry, after } => self.ended(now, reason, retry, after),
        }
    }

    /// Passes an event on, and keeps of it what the session itself needs.
    fn tell(&mut self, now: Instant, event: Event) {
        match &event {
            Event::SignedIn { .. } => self.link.signed_in(now),
            Event::Family(family) => self.config.family = Some(*family),
            Event::Roster(RosterEvent::SyncFinished(cache)) => self.config.cache = cache.as_deref().cloned(),
            Event::Roster(RosterEvent::OwnPersonalMessage(message)) => self.config.personal = Some(message.clone()),
            Event::Places(places) => self.talks.observe_places(places),
            _ => {}
        }
        let roster = if let Event::Roster(event) = &event { Some(event.clone()) } else { None };
        if let Event::Presence(event) = &event {
            self.talks.observe_presence(event);
        }
        self.out.event(event);
        if let Some(event) = roster {
            self.talks.observe(now, &mut self.out, &event);
        }
    }

    fn ended(&mut self, now: Instant, reason: SignOutReason, retry: bool, after: Option<Duration>) {
        if let Some(connection) = self.link.connection.take() {
            self.out.push(Output::Close(connection));
        }
        self.offline.disconnected();
        self.talks.set_online(now, &mut self.out, None);
        // A server that refuses them may end the session for it; without them it would not.
        self.config.circles &= !self.link.machine.as_ref().is_some_and(Machine::refused_circles);
        match self.link.ended(now, self.config.reconnect, &reason, retry, after) {
            Next::Retry { retry_in, attempt } => {
                self.out.event(Event::ConnectionLost { reason, retry_in, attempt });
            }
            Next::Over => self.finish(now, reason),
        }
    }

    fn finish(&mut self, now: Instant, reason: SignOutReason) {
        self.finish_offline(&RequestError::ConnectionLost);
        self.talks.finish(now, &mut self.out, &RequestError::ConnectionLost);
        self.over = true;
        self.out.event(Event::SignedOut(reason));
    }
}

/// Whether a wish is about what is said in a circle: that goes over the connection of the lists, and needs no room.
const fn is_of_circle(wish: &Request) -> bool {
    let (Request::Say { conversation, .. }
    | Request::SayAutomatically { conversation, .. }
    | Request::Nudge { conversation, .. }
    | Request::Invite { conversation, .. }
    | Request::Typing(conversation)
    | Request::Leave(conversation)) = wish
    else {
        return false;
    };
    matches!(conversation, ConversationId::Circle(_))
}

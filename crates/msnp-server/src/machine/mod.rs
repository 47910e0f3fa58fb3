//! The server as a machine: dispatch, notification and switchboard roles over connections that a driver keeps. No
//! socket, no clock, no randomness of its own.
//!
//! ```text
//! handle(now, Input)         Opened | Bytes | Closed | Deadline | Shutdown
//! poll() -> Option<Output>   Send | Close
//! deadline() -> Option<Instant>
//! ```
//!
//! One port serves all roles: the first word on a connection says which is wanted. The dispatch role sends everyone on
//! to the notification role at the same address, and remembers for a minute whom it has sent.

mod address_book;
mod challenge;
mod circles;
mod connection;
mod groups;
mod lists;
mod membership;
mod offline;
mod places;
mod presence;
mod profile;
mod relay;
mod room;
mod sign_in;
mod sso;
mod switchboard;
mod sync;
#[cfg(test)]
mod tests;
mod tokens;
mod web;

pub use tokens::Issued;
pub use web::{WebAnswer, WebCall};

use crate::directory::{Account, AccountId, Directory, DirectoryError};
use crate::entropy::{Entropy, hex};
use crate::one_time::OneTime;
use crate::throttle::Throttle;
use bytes::{Bytes, BytesMut};
use connection::{Connection, SignedIn, Stage};
use msnp::command::{self, Client, ErrorReply};
use msnp::dialect::Dialect;
use msnp::error::ErrorCode;
use msnp::types::{Endpoint, Instant, Secret, TransactionId};
use msnp::wire::Role;
use offline::Leavers;
use places::Person;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;
use switchboard::{Invitation, Room};
use tokens::Tokens;

/// A connection that the driver has accepted; chosen by the driver, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// The two ends of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Where the client is.
    pub remote: SocketAddr,
    /// The address that the client connected to: the one it is told for switchboards too, so that everybody is told
    /// an address that works for them.
    pub local: Endpoint,
}

/// What the server is told.
#[derive(Debug)]
pub enum Input<'a> {
    /// A client has connected.
    Opened(ConnectionId, Peer),
    /// Bytes came in.
    Bytes(ConnectionId, &'a [u8]),
    /// The connection is gone.
    Closed(ConnectionId),
    /// The time of [`Server::deadline`] has come.
    Deadline,
    /// Say goodbye to everyone.
    Shutdown,
}

/// What the server wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Write these bytes. Too many unread ones are a reason to drop the connection and say [`Input::Closed`].
    Send(ConnectionId, Bytes),
    /// Close after what is written is out. No [`Input::Closed`] is needed for it any more.
    Close(ConnectionId),
}

/// What a server may be told about itself. The default is what the protocol's limits were.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The Unix time in seconds when the machine's time was zero.
    pub unix_start: u64,
    /// Whether signing in leads from the dispatch role to the notification role by `XFR`.
    pub refer: bool,
    /// The port of the web pages, for `URL`.
    pub web_port: u16,
    /// How many people each list may hold.
    pub list_limit: usize,
    /// How many groups there may be.
    pub group_limit: usize,
    /// How many connections there may be in all.
    pub connections: usize,
    /// How many one host may have.
    pub connections_per_host: usize,
    /// How many of those may be without a sign-in.
    pub strangers_per_host: usize,
    /// How long a connection may go without a sign-in.
    pub sign_in_time: Duration,
    /// How long a client that was told to ping may be silent.
    pub silence: Duration,
    /// How long a switchboard may be silent.
    pub room_silence: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unix_start: 0,
            refer: true,
            web_port: 80,
            list_limit: 600,
            group_limit: 30,
            connections: 900,
            connections_per_host: 512,
            strangers_per_host: 128,
            sign_in_time: Duration::from_secs(60),
            silence: Duration::from_secs(300),
            room_silence: Duration::from_secs(300),
        }
    }
}

/// How long a ticket of the login page is good for.
const TICKET_LIFETIME: Duration = Duration::from_secs(300);
/// How long a switchboard's cookie is good for.
const COOKIE_LIFETIME: Duration = Duration::from_secs(120);
/// How long the dispatch role remembers whom it has sent on.
const REFERRAL_LIFETIME: Duration = Duration::from_secs(60);

/// How often the accounts of those who are signed in are looked up: another process may have removed one.
const ACCOUNT_CHECK: Duration = Duration::from_secs(30);

/// The server. See the module's page.
pub struct Server {
    settings: Settings,
    directory: Box<dyn Directory>,
    entropy: Box<dyn Entropy>,
    connections: BTreeMap<ConnectionId, Connection>,
    /// Who is signed in, and where.
    sessions: HashMap<AccountId, Person>,
    rooms: BTreeMap<u32, Room>,
    tickets: OneTime<AccountId>,
    tokens: Tokens,
    circle_tickets: circles::Tickets,
    leavers: Leavers,
    cookies: OneTime<Invitation>,
    referrals: HashMap<(std::net::IpAddr, String), Instant>,
    failures: Throttle<(std::net::IpAddr, String)>,
    /// Makes the challenges of addresses without an account.
    salt_key: String,
    next_check: Instant,
    now: Instant,
    outputs: VecDeque<Output>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("connections", &self.connections.len())
            .field("sessions", &self.sessions.len())
            .field("rooms", &self.rooms.len())
            .finish_non_exhaustive()
    }
}

/// Why a command isn't carried out.
#[derive(Debug)]
enum Refused {
    /// The client is told the number.
    With(u16),
    /// The client is told the number and the connection is closed.
    CloseWith(u16),
    /// The connection is closed without a word.
    Close,
}

impl From<DirectoryError> for Refused {
    fn from(error: DirectoryError) -> Self {
        tracing::warn!(%error, "the directory failed");
        Self::With(500)
    }
}

type Outcome = Result<(), Refused>;

impl Server {
    /// A server over these accounts.
    pub fn new(settings: Settings, directory: Box<dyn Directory>, mut entropy: Box<dyn Entropy>) -> Self {
        let salt_key = hex(&mut *entropy, 16);
        Self {
            settings,
            directory,
            entropy,
            connections: BTreeMap::new(),
            sessions: HashMap::new(),
            rooms: BTreeMap::new(),
            tickets: OneTime::new(TICKET_LIFETIME, 4096),
            tokens: Tokens::default(),
            circle_tickets: circles::Tickets::default(),
            leavers: Leavers::default(),
            cookies: OneTime::new(COOKIE_LIFETIME, 16384),
            referrals: HashMap::new(),
            failures: Throttle::new(),
            salt_key,
            next_check: Instant::default(),
            now: Instant::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.now = now;
        self.directory.set_time(self.unix_time());
        match input {
            Input::Opened(id, peer) => self.open(id, peer),
            Input::Bytes(id, bytes) => self.receive(id, bytes),
            Input::Closed(id) => self.forget(id),
            Input::Deadline => self.expire(),
            Input::Shutdown => self.shut_down(),
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Deadline`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        let connections = self.connections.values().filter_map(|connection| connection.deadline);
        let rooms = self.rooms.values().map(|room| room.last + self.settings.room_silence);
        let check = (!self.sessions.is_empty()).then_some(self.next_check);
        connections.chain(rooms).chain(check).min()
    }

    /// A ticket for the account, good for one sign-in: what the login page gives to whoever knows the password.
    pub fn issue_ticket(&mut self, now: Instant, account: AccountId) -> Secret {
        let ticket = self.tickets.issue(now, &mut *self.entropy, account);
        Secret::new(format!("t={}&p=", ticket.expose()))
    }

    /// How many accounts are signed in.
    pub fn signed_in(&self) -> usize {
        self.sessions.len()
    }

    /// How many connections are open, and how many rooms of switchboards.
    pub fn load(&self) -> (usize, usize) {
        (self.connections.len(), self.rooms.len())
    }

    /// The accounts, as they are now.
    pub fn directory(&self) -> &dyn Directory {
        &*self.directory
    }

    /// The accounts, which outlive the server.
    pub fn into_directory(self) -> Box<dyn Directory> {
        self.directory
    }

    fn open(&mut self, id: ConnectionId, peer: Peer) {
        let host = peer.remote.ip();
        let of_host = || self.connections.values().filter(|c| c.peer.remote.ip() == host);
        let strangers = of_host().filter(|c| c.is_stranger()).count();
        if self.connections.len() >= self.settings.connections
            || of_host().count() >= self.settings.connections_per_host
            || strangers >= self.settings.strangers_per_host
        {
            tracing::info!(%host, "too many connections");
            self.outputs.push_back(Output::Close(id));
            return;
        }
        let deadline = self.now + self.settings.sign_in_time;
        self.connections.insert(id, Connection::new(peer, self.now, deadline));
    }

    fn receive(&mut self, id: ConnectionId, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if !connection.feed(bytes) {
            self.garbage(id, "no command of ours at the start");
            return;
        }
        // Between commands the connection may have been closed, or its dialect agreed upon.
        while let Some(connection) = self.connections.get_mut(&id) {
            let (role, dialect) = (connection.role(), connection.dialect());
            match connection.decoder.as_mut().and_then(msnp::wire::Decoder::next) {
                None => break,
                Some(Ok(frame)) => {
                    if !connection.spend(self.now) {
                        self.garbage(id, "a flood of commands");
                        return;
                    }
                    // Nothing is agreed upon before the first word, and on a switchboard before the cookie has shown it.
                    let command = Client::decode(frame, role, dialect.unwrap_or(Dialect::Msnp18));
                    self.command(id, role, command);
                }
                Some(Err(error)) => {
                    self.garbage(id, &error.to_string());
                    return;
                }
            }
        }
        if let Some(connection) = self.connections.get_mut(&id)
            && connection.session().is_some()
        {
            let pings = connection.dialect().is_some_and(|dialect| dialect.features().ping_interval);
            connection.deadline = pings.then(|| self.now + self.settings.silence);
        }
    }

    fn command(&mut self, id: ConnectionId, role: Role, command: Client) {
        let transaction = command.transaction();
        let outcome = match role {
            Role::Switchboard => self.switchboard_command(id, command),
            Role::Notification => self.notification_command(id, command),
        };
        match outcome {
            Ok(()) => {}
            Err(Refused::With(code)) => self.error(id, transaction, code),
            Err(Refused::CloseWith(code)) => {
                self.error(id, transaction, code);
                self.close(id);
            }
            Err(Refused::Close) => self.close(id),
        }
    }

    fn notification_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        match command {
            Client::Login(command) => self.login_command(id, command),
            // Before the sign-in everything else ends the connection.
            _ if self.session(id).is_none() => Err(Refused::Close),
            Client::Lists(command) => self.lists_command(id, command),
            Client::Groups(command) => self.groups_command(id, command),
            Client::Presence(command) => self.presence_command(id, command),
            Client::Profile(command) => self.profile_command(id, command),
            Client::Switchboard(_) => Ok(()),
            Client::Membership(command) => self.membership_command(id, command),
            Client::Relay(command) => self.relay_command(id, command),
            Client::Circles(command) => self.circles_command(id, command),
            Client::Other(frame) => self.odd_command(id, frame.verb()),
        }
    }

    /// A command that nobody knows is passed over, a known one out of shape is refused; too many end the connection.
    fn odd_command(&mut self, id: ConnectionId, verb: &str) -> Outcome {
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(()) };
        connection.odd += 1;
        if connection.odd > connection::MOST_ODD {
            return Err(Refused::Close);
        }
        match verb {
            // A status that isn't one; a payload that this dialect doesn't know of.
            "CHG" | "FQY" => Err(Refused::Close),
            "SYN" | "ADD" | "ADC" | "REM" | "REA" | "SBP" | "GTC" | "BLP" | "ADG" | "REG" | "RMG" | "UUX" | "PRP"
            | "URL" | "GCF" | "XFR" | "CVR" | "USR" | "VER" | "INF" => Err(Refused::With(201)),
            _ => Ok(()),
        }
    }

    fn expire(&mut self) {
        let late: Vec<ConnectionId> = self
            .connections
            .iter()
            .filter(|(_, c)| c.deadline.is_some_and(|d| d <= self.now))
            .map(|(id, _)| *id)
            .collect();
        for id in late {
            self.close(id);
        }
        self.close_silent_rooms();
        if self.next_check <= self.now {
            self.next_check = self.now + ACCOUNT_CHECK;
            let gone = |account: &&AccountId| matches!(self.directory.account_by_id(**account), Ok(None));
            let gone: Vec<AccountId> = self.sessions.keys().filter(gone).copied().collect();
            for id in gone.into_iter().flat_map(|account| self.places(account)).collect::<Vec<_>>() {
                self.say_out(id, None);
                self.close(id);
            }
        }
    }

    fn shut_down(&mut self) {
        let all: Vec<ConnectionId> = self.connections.keys().copied().collect();
        for id in all {
            let signed_in = self.session(id).is_some();
            if signed_in {
                self.say_out(id, Some("SSD"));
            }
            self.close(id);
        }
    }

    /// Ends a connection on which something came that is no protocol.
    fn garbage(&mut self, id: ConnectionId, reason: &str) {
        tracing::info!(connection = id.0, reason, "dropping a connection");
        self.close(id);
    }

    fn close(&mut self, id: ConnectionId) {
        if self.connections.contains_key(&id) {
            self.forget(id);
            self.outputs.push_back(Output::Close(id));
        }
    }

    /// Takes a connection out of everything it is in.
    fn forget(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.remove(&id) else { return };
        match connection.stage {
            Stage::Notification(ns) => {
                if let Some(session) = ns.session {
                    self.signed_out(id, &session);
                }
            }
            Stage::Switchboard(seat) => {
                if let Some(seat) = seat {
                    self.leave(id, &seat);
                }
            }
            Stage::New => {}
        }
    }

    fn send(&mut self, id: ConnectionId, command: &command::Server) {
        let Some(connection) = self.connections.get(&id) else { return };
        let mut out = BytesMut::new();
        command.encode(connection.dialect().unwrap_or(Dialect::Msnp12), &mut out);
        // Commands in one go leave in one write: some clients read no further than one read.
        if let Some(Output::Send(last, bytes)) = self.outputs.back_mut()
            && *last == id
            && bytes.len() + out.len() <= 16 * 1024
        {
            *bytes = [bytes.as_ref(), &out].concat().into();
            return;
        }
        self.outputs.push_back(Output::Send(id, out.freeze()));
    }

    fn error(&mut self, id: ConnectionId, transaction: Option<TransactionId>, code: u16) {
        let reply = ErrorReply { code: ErrorCode(code), transaction, info: Vec::new(), payload: None };
        self.send(id, &command::Server::Error(reply));
    }

    fn say_out(&mut self, id: ConnectionId, reason: Option<&str>) {
        let out = command::login::Server::Out { reason: reason.map(str::to_owned), argument: None };
        self.send(id, &command::Server::Login(out));
    }

    fn dialect(&self, id: ConnectionId) -> Dialect {
        self.connections.get(&id).and_then(Connection::dialect).unwrap_or(Dialect::Msnp12)
    }

    fn session(&self, id: ConnectionId) -> Option<&SignedIn> {
        self.connections.get(&id)?.session()
    }

    fn session_mut(&mut self, id: ConnectionId) -> Result<&mut SignedIn, Refused> {
        self.connections.get_mut(&id).and_then(Connection::session_mut).ok_or(Refused::Close)
    }

    /// The account that is signed in on this connection, as the directory has it now. Removed accounts are shown out.
    fn account(&self, id: ConnectionId) -> Result<Account, Refused> {
        let session = self.session(id).ok_or(Refused::Close)?;
        self.directory.account_by_id(session.account)?.ok_or(Refused::Close)
    }

    /// Seconds since 1970.
    fn unix_time(&self) -> u64 {
        self.settings.unix_start + self.now.0.as_secs()
    }
}

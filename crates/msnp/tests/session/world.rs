//! A small network on a virtual clock: sessions, a notification server and rooms, with faults to order. It speaks
//! MSNP7, which needs no web page to sign in, and says only what the sessions have to hear.

use bytes::{Bytes, BytesMut};
use msnp::command::switchboard::{Acknowledge, Client as Room_};
use msnp::command::{Client, login, presence};
use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState};
use msnp::request::{MessageId, Request};
use msnp::session::{Config, ConnectionId, Input, Output, RequestId, Session};
use msnp::types::{Email, Endpoint, Instant, Secret, Status};
use msnp::wire::{Decoder, Direction, Limits, Role};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

pub(crate) fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).expect("an address")
}
pub(crate) fn with(name: &str) -> ConversationId {
    ConversationId::With(email(name))
}
pub(crate) const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A session and what it has told.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) session: Session,
    pub(crate) events: Vec<Event>,
    /// How far [`World::news`] has read.
    read: usize,
    last_request: u64,
}

enum Delivery {
    Opened(ConnectionId),
    Bytes(ConnectionId, Vec<u8>),
    Closed(ConnectionId),
}

struct Wire {
    decoder: Decoder,
    role: Role,
    /// The peer that is signed in on it, by index.
    owner: usize,
    signed_in: bool,
    status: Status,
    room: Option<u32>,
}

type Key = (usize, ConnectionId);

#[derive(Default)]
pub(crate) struct World {
    pub(crate) now: Instant,
    pub(crate) peers: Vec<Peer>,
    wires: BTreeMap<Key, Wire>,
    inbox: VecDeque<(usize, Delivery)>,
    /// Who is in which room.
    rooms: BTreeMap<u32, BTreeSet<Key>>,
    /// Rooms in which two were together at some time.
    met: BTreeSet<u32>,
    last_room: u32,
    /// Connections come up only while this is false.
    pub(crate) refusing: bool,
    /// Messages are passed on but never acknowledged.
    pub(crate) silent: bool,
    /// Messages are answered with `NAK` and not passed on.
    pub(crate) losing: bool,
    /// People that the server takes for offline.
    pub(crate) away: BTreeSet<&'static str>,
    /// Bytes to the sessions are cut at places that follow from this, when it isn't 0.
    pub(crate) cut: u64,
    /// How often rooms were asked for.
    pub(crate) asked: usize,
    /// How often lists were sent whole.
    pub(crate) lists_sent: usize,
    /// People on the block list, sent with the lists.
    pub(crate) blocking: BTreeMap<&'static str, &'static str>,
}

const NS: &str = "ns.example.com";
const SB: &str = "sb.example.com";

impl World {
    pub(crate) fn new(names: &[&'static str]) -> Self {
        let mut world = Self::default();
        for name in names {
            world.add(name);
        }
        world
    }

    pub(crate) fn add(&mut self, name: &'static str) {
        let server = Endpoint { host: NS.into(), port: 1863 };
        let mut config = Config::new(email(name), Secret::new("123456"), server);
        config.dialects = vec![Dialect::Msnp7];
        config.seed = self.peers.len() as u64 + 1;
        self.add_with(name, config);
    }

    pub(crate) fn add_with(&mut self, name: &'static str, config: Config) {
        let session = Session::new(config);
        self.peers.push(Peer { name, session, events: Vec::new(), read: 0, last_request: 0 });
        self.settle();
    }

    /// Says several things before any of them has reached the server.
    pub(crate) fn at_once(&mut self, wishes: Vec<(&str, Request)>) {
        for (name, wish) in wishes {
            self.unheard(name, wish);
        }
        self.settle();
    }

    /// A wish whose consequences are still on the way.
    pub(crate) fn unheard(&mut self, name: &str, wish: Request) -> RequestId {
        let at = self.peer(name);
        self.peers[at].last_request += 1;
        let request = RequestId(self.peers[at].last_request);
        self.peers[at].session.handle(self.now, Input::Request(request, wish));
        request
    }

    fn peer(&self, name: &str) -> usize {
        self.peers.iter().position(|p| p.name == name).expect("a peer")
    }

    pub(crate) fn request(&mut self, name: &str, wish: Request) -> RequestId {
        let request = self.unheard(name, wish);
        self.settle();
        request
    }

    pub(crate) fn say(&mut self, name: &str, conversation: ConversationId, message: u64, text: &str) -> RequestId {
        let (message, text, format) = (MessageId(message), text.to_owned(), TextFormat::default());
        self.request(name, Request::Say { conversation, message, text, format })
    }

    /// What a peer was told since this was last asked.
    pub(crate) fn news(&mut self, name: &str) -> Vec<Event> {
        let at = self.peer(name);
        let peer = &mut self.peers[at];
        let news = peer.events[peer.read..].to_vec();
        peer.read = peer.events.len();
        news
    }

    /// The news of conversations.
    pub(crate) fn talk(&mut self, name: &str) -> Vec<(ConversationId, ConversationEvent)> {
        let talk = |event| if let Event::Conversation(id, event) = event { Some((id, event)) } else { None };
        self.news(name).into_iter().filter_map(talk).collect()
    }

    /// All that a peer was ever told of a message.
    pub(crate) fn states(&self, name: &str, message: u64) -> Vec<MessageState> {
        let state = |event: &Event| match event {
            Event::Conversation(_, ConversationEvent::MessageState { message: MessageId(m), state })
                if *m == message =>
            {
                Some(state.clone())
            }
            _ => None,
        };
        self.peers[self.peer(name)].events.iter().filter_map(state).collect()
    }

    /// The texts that a peer has ever received, with the conversation.
    pub(crate) fn heard(&self, name: &str) -> Vec<(ConversationId, String)> {
        let heard = |event: &Event| match event {
            Event::Conversation(id, ConversationEvent::Message { message, .. }) => {
                Some((id.clone(), message.text.clone()))
            }
            _ => None,
        };
        self.peers[self.peer(name)].events.iter().filter_map(heard).collect()
    }

    /// Lets time pass, and with it every deadline.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        for _ in 0..100_000 {
            let next = self.peers.iter().filter_map(|p| p.session.deadline()).min().filter(|at| *at <= end);
            let Some(at) = next else {
                self.now = end;
                return;
            };
            self.now = self.now.max(at);
            for peer in &mut self.peers {
                if peer.session.deadline().is_some_and(|at| at <= self.now) {
                    peer.session.handle(self.now, Input::Deadline);
                }
            }
            self.settle();
        }
        panic!("a deadline never passes");
    }

    /// Breaks a peer's connections: of the notification server, or of all rooms.
    pub(crate) fn cut_off(&mut self, name: &str, role: Role) {
        let at = self.peer(name);
        let keys: Vec<Key> = self.wires.iter().filter(|(k, w)| k.0 == at && w.role == role).map(|(k, _)| *k).collect();
        for key in keys {
            self.gone(key);
            self.inbox.push_back((key.0, Delivery::Closed(key.1)));
        }
        self.settle();
    }

    /// The notification server says something to a peer.
    pub(crate) fn announce(&mut self, name: &str, lines: &str) {
        let at = self.peer(name);
        let ns = |(k, w): (&Key, &Wire)| (k.0 == at && w.role == Role::Notification).then_some(*k);
        let key = self.wires.iter().find_map(ns).expect("a connection");
        self.tell(key, lines.as_bytes());
        self.settle();
    }

    /// How many rooms a peer is in.
    pub(crate) fn rooms_of(&self, name: &str) -> usize {
        let at = self.peer(name);
        self.rooms.values().filter(|room| room.iter().any(|key| key.0 == at)).count()
    }

    /// Something is said in the newest room that a peer is in, as if `from` had said it.
    pub(crate) fn interject(&mut self, name: &str, lines: &str) {
        let at = self.peer(name);
        let key = self.rooms.values().rev().flatten().find(|key| key.0 == at).copied().expect("a room");
        self.tell(key, lines.as_bytes());
        self.settle();
    }

    fn settle(&mut self) {
        loop {
            let mut quiet = true;
            for at in 0..self.peers.len() {
                while let Some(output) = self.peers[at].session.poll() {
                    quiet = false;
                    self.output(at, output);
                }
            }
            while let Some((at, delivery)) = self.inbox.pop_front() {
                quiet = false;
                let session = &mut self.peers[at].session;
                match delivery {
                    Delivery::Opened(c) => session.handle(self.now, Input::Opened(c)),
                    Delivery::Closed(c) => session.handle(self.now, Input::Closed(c, "broken".into())),
                    Delivery::Bytes(c, bytes) => session.handle(self.now, Input::Bytes(c, &bytes)),
                }
                while let Some(output) = self.peers[at].session.poll() {
                    self.output(at, output);
                }
            }
            if quiet {
                return;
            }
        }
    }

    fn output(&mut self, at: usize, output: Output) {
        match output {
            Output::Open(connection, endpoint) => {
                if self.refusing {
                    self.inbox.push_back((at, Delivery::Closed(connection)));
                    return;
                }
                let role = if endpoint.host == SB { Role::Switchboard } else { Role::Notification };
                let decoder = Decoder::new(Direction::FromClient, role, Limits::default());
                let (signed_in, room) = (false, None);
                let wire = Wire { decoder, role, owner: at, signed_in, status: Status::Offline, room };
                self.wires.insert((at, connection), wire);
                self.inbox.push_back((at, Delivery::Opened(connection)));
            }
            Output::Send(connection, bytes) => self.serve((at, connection), &bytes),
            Output::Close(connection) => self.gone((at, connection)),
            Output::Web(..) => panic!("MSNP7 needs no web"),
            Output::Event(event) => self.peers[at].events.push(event),
        }
    }

    fn tell(&mut self, key: Key, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            self.cut = self.cut.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(self.cut != 0));
            let size = if self.cut == 0 { rest.len() } else { (self.cut >> 60) as usize + 1 };
            let (now, later) = rest.split_at(size.min(rest.len()));
            self.inbox.push_back((key.0, Delivery::Bytes(key.1, now.to_vec())));
            rest = later;
        }
    }

    fn gone(&mut self, key: Key) {
        // What was on the way to it is lost with it.
        self.inbox.retain(
            |(at, delivery)| !matches!(delivery, Delivery::Bytes(c, _) | Delivery::Opened(c) if (*at, *c) == key),
        );
        let Some(wire) = self.wires.remove(&key) else { return };
        let Some(room) = wire.room else { return };
        let here = self.rooms.entry(room).or_default();
        here.remove(&key);
        let bye = format!("BYE {}@example.com\r\n", self.peers[key.0].name);
        for other in here.clone() {
            self.tell(other, bye.as_bytes());
        }
    }

    fn serve(&mut self, key: Key, bytes: &Bytes) {
        let Some(wire) = self.wires.get_mut(&key) else { return };
        wire.decoder.feed(bytes);
        let role = wire.role;
        while let Some(frame) = self.wires.get_mut(&key).and_then(|wire| wire.decoder.next()) {
            let frame = frame.expect("what a session sends is MSNP");
            match Client::decode(frame, role, Dialect::Msnp7) {
                Client::Login(command) => self.login(key, command),
                Client::Lists(msnp::command::lists::Client::Synchronize { transaction: t, serials }) => {
                    if serials == ["1"] {
                        self.tell(key, format!("SYN {t} 1\r\n").as_bytes());
                        continue;
                    }
                    self.lists_sent += 1;
                    let name = self.peers[key.0].name;
                    let blocked = match self.blocking.get(name) {
                        Some(who) => format!("LST {t} BL 1 1 1 {who}@example.com {who}\r\n"),
                        None => format!("LST {t} BL 1 0 0\r\n"),
                    };
                    let lines = format!(
                        "SYN {t} 1\r\nGTC {t} 1 A\r\nBLP {t} 1 AL\r\nLSG {t} 1 1 1 0 Other 0\r\nLST {t} FL 1 0 0\r\n\
                         LST {t} AL 1 0 0\r\n{blocked}LST {t} RL 1 0 0\r\n"
                    );
                    self.tell(key, lines.as_bytes());
                }
                Client::Presence(presence::Client::SetStatus { transaction, status, .. }) => {
                    if let Some(wire) = self.wires.get_mut(&key) {
                        wire.status = status;
                    }
                    self.tell(key, format!("CHG {transaction} {}\r\n", status.code()).as_bytes());
                }
                Client::Switchboard(command) => self.room(key, command),
                other => panic!("not in this play: {other:?}"),
            }
        }
    }

    fn login(&mut self, key: Key, command: login::Client) {
        let name = self.peers[key.0].name;
        let answer = match command {
            login::Client::Version { transaction, .. } => format!("VER {transaction} MSNP7\r\n"),
            login::Client::ClientVersion { transaction, .. } => {
                format!("CVR {transaction} 4.6 4.6 4.6 http://x http://x\r\n")
            }
            login::Client::Policy { transaction } => format!("INF {transaction} MD5\r\n"),
            login::Client::Identify { transaction, .. } => format!("USR {transaction} MD5 S 1.2\r\n"),
            login::Client::Respond { transaction, .. } => {
                if let Some(wire) = self.wires.get_mut(&key) {
                    wire.signed_in = true;
                }
                format!("USR {transaction} OK {name}@example.com {name} 1\r\n")
            }
            login::Client::Transfer { transaction, .. } => {
                self.asked += 1;
                match self.wires.get(&key).map(|wire| wire.status) {
                    Some(status) if status.is_visible() => {
                        self.last_room += 1;
                        format!("XFR {transaction} SB {SB}:1864 CKI {}.0\r\n", self.last_room)
                    }
                    _ => format!("913 {transaction}\r\n"),
                }
            }
            login::Client::Ping => "QNG\r\n".to_owned(),
            login::Client::Out => return self.gone(key),
            other => panic!("not in this play: {other:?}"),
        };
        self.tell(key, answer.as_bytes());
    }

    fn room(&mut self, key: Key, command: Room_) {
        let name = self.peers[key.0].name;
        match command {
            Room_::Enter { transaction, cookie, .. } => {
                let room = cookie.expose().split('.').next().and_then(|n| n.parse().ok()).expect("a cookie of ours");
                self.enter(key, room);
                self.tell(key, format!("USR {transaction} OK {name}@example.com {name}\r\n").as_bytes());
            }
            Room_::Answer { transaction, session, .. } => {
                let room = session.parse().expect("a room of ours");
                let others: Vec<Key> = self.rooms.get(&room).into_iter().flatten().copied().collect();
                for (index, other) in others.iter().enumerate() {
                    let who = self.peers[other.0].name;
                    let (n, total) = (index + 1, others.len());
                    let line = format!("IRO {transaction} {n} {total} {who}@example.com {who}\r\n");
                    self.tell(key, line.as_bytes());
                    self.tell(*other, format!("JOI {name}@example.com {name}\r\n").as_bytes());
                }
                self.enter(key, room);
                self.tell(key, format!("ANS {transaction} OK\r\n").as_bytes());
            }
            Room_::Call { transaction, email } => {
                let room = self.wires.get(&key).and_then(|wire| wire.room).expect("USR before CAL");
                let there = |(k, w): (&Key, &Wire)| {
                    let who = self.peers[w.owner].name;
                    let reachable = w.role == Role::Notification && w.signed_in && w.status.is_visible();
                    (reachable && format!("{who}@example.com") == email && !self.away.contains(who)).then_some(*k)
                };
                match self.wires.iter().find_map(there) {
                    Some(callee) => {
                        let ring = format!("RNG {room} {SB}:1864 CKI {room}.1 {name}@example.com {name}\r\n");
                        self.tell(callee, ring.as_bytes());
                        self.tell(key, format!("CAL {transaction} RINGING {room}\r\n").as_bytes());
                    }
                    None => self.tell(key, format!("217 {transaction}\r\n").as_bytes()),
                }
            }
            Room_::Message { transaction, acknowledge, body } => {
                let room = self.wires.get(&key).and_then(|wire| wire.room).expect("USR before MSG");
                assert!(self.met.contains(&room), "{name} spoke before anybody was there");
                let wanted = acknowledge == Acknowledge::Always;
                if self.losing {
                    self.tell(key, format!("NAK {transaction}\r\n").as_bytes());
                    return;
                }
                let mut line = BytesMut::from(format!("MSG {name}@example.com {name} {}\r\n", body.len()).as_bytes());
                line.extend_from_slice(&body);
                let others: Vec<Key> = self.rooms[&room].iter().filter(|other| **other != key).copied().collect();
                for other in &others {
                    self.tell(*other, &line);
                }
                if wanted && !self.silent {
                    let word = if others.is_empty() { "NAK" } else { "ACK" };
                    self.tell(key, format!("{word} {transaction}\r\n").as_bytes());
                }
            }
            Room_::Out => self.gone(key),
            Room_::Ping => {}
        }
    }

    fn enter(&mut self, key: Key, room: u32) {
        if let Some(wire) = self.wires.get_mut(&key) {
            wire.room = Some(room);
        }
        let here = self.rooms.entry(room).or_default();
        here.insert(key);
        if here.len() > 1 {
            self.met.insert(room);
        }
    }
}

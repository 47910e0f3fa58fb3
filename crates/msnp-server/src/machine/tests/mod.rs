//! Whole conversations with the machine, as lines.

mod address_book;
mod circles;
mod lists;
mod login;
mod membership;
mod offline;
mod places;
mod presence;
mod random;
mod relay;
mod replay;
mod sso;
mod switchboard;

use super::*;
use crate::directory::{Credentials, Draft, MemoryDirectory, SaltedMd5};
use crate::entropy::SeededEntropy;
use msnp::dialect::SignIn;
use msnp::types::Email;
use msnp::wire::{Decoder, Direction, Limits};
use std::collections::HashSet;

/// A server with alice, bob, carol, dave, erin (who has no MD5) and frank, and whatever connects to it.
pub(super) struct World {
    pub(super) server: Server,
    now: Instant,
    last: u64,
    decoders: HashMap<ConnectionId, Decoder>,
    pub(super) closed: HashSet<ConnectionId>,
}

pub(super) const PASSWORD: &str = "hunter2";

pub(super) fn address(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).unwrap()
}

/// The capabilities in a `CHG` of [`World::online`].
pub(super) fn abilities(dialect: Dialect) -> &'static str {
    match dialect.features() {
        features if features.extended_capabilities => " 1073741824:48",
        features if features.capabilities => " 1073741824",
        _ => "",
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(Settings { unix_start: 1_000_000, ..Settings::default() })
    }

    pub(super) fn with(settings: Settings) -> Self {
        let mut directory = MemoryDirectory::new();
        for name in ["alice", "bob", "carol", "dave", "erin", "frank"] {
            let salt = format!("salt-{name}");
            let digest = Secret::new(msnp::auth::md5::hex(format!("{salt}{PASSWORD}")));
            let draft = Draft {
                email: address(name),
                name: name[..1].to_uppercase() + &name[1..],
                guid: format!("00000000-0000-4000-8000-{name:0>12}"),
                credentials: Credentials {
                    password: Secret::new("-"),
                    md5: (name != "erin").then_some(SaltedMd5 { salt, digest }),
                },
            };
            directory.create(draft).unwrap();
        }
        let server = Server::new(settings, Box::new(directory), Box::new(SeededEntropy::new(42)));
        Self { server, now: Instant::default(), last: 0, decoders: HashMap::new(), closed: HashSet::new() }
    }

    pub(super) fn connect(&mut self) -> ConnectionId {
        self.last += 1;
        let id = ConnectionId(self.last);
        let remote = SocketAddr::from(([192, 0, 2, 1], 4000 + u16::try_from(self.last).unwrap()));
        let local = Endpoint { host: "192.0.2.9".into(), port: 1863 };
        self.server.handle(self.now, Input::Opened(id, Peer { remote, local }));
        self.settle();
        id
    }

    /// Sends text as it stands; `\n` alone ends a line too.
    pub(super) fn send(&mut self, id: ConnectionId, text: &str) {
        self.server.handle(self.now, Input::Bytes(id, text.as_bytes()));
        self.settle();
    }

    pub(super) fn hang_up(&mut self, id: ConnectionId) {
        self.server.handle(self.now, Input::Closed(id));
        self.settle();
    }

    pub(super) fn wait(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
        self.server.handle(self.now, Input::Deadline);
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(output) = self.server.poll() {
            match output {
                Output::Send(id, bytes) => {
                    // Read without regard to role: what is a payload is the same on both servers.
                    let decoder = self
                        .decoders
                        .entry(id)
                        .or_insert_with(|| Decoder::new(Direction::FromServer, Role::Notification, Limits::default()));
                    decoder.feed(&bytes);
                }
                Output::Close(id) => {
                    self.closed.insert(id);
                }
            }
        }
    }

    /// What has come: each command's line, and its payload behind a bar.
    pub(super) fn read(&mut self, id: ConnectionId) -> Vec<String> {
        let Some(decoder) = self.decoders.get_mut(&id) else { return Vec::new() };
        std::iter::from_fn(|| decoder.next())
            .map(|frame| {
                let frame = frame.expect("the server sends commands");
                match frame.payload() {
                    Some(payload) => format!("{}|{}", frame.line(), String::from_utf8_lossy(payload)),
                    None => frame.line().to_owned(),
                }
            })
            .collect()
    }

    /// Says something and reads the answer.
    pub(super) fn ask(&mut self, id: ConnectionId, line: &str) -> Vec<String> {
        self.send(id, &format!("{line}\r\n"));
        self.read(id)
    }

    /// Says something with a payload and reads the answer.
    pub(super) fn put(&mut self, id: ConnectionId, line: &str, payload: &str) -> Vec<String> {
        self.send(id, &format!("{line} {}\r\n{payload}", payload.len()));
        self.read(id)
    }

    /// A ticket as the login page gives it.
    pub(super) fn ticket(&mut self, name: &str) -> String {
        let account = self.server.directory.account(&address(name)).unwrap().unwrap().id;
        self.server.issue_ticket(self.now, account).expose().to_owned()
    }

    /// Walks from VER to the first step of USR on one connection and answers its last line.
    pub(super) fn identify(&mut self, id: ConnectionId, dialect: Dialect, name: &str) -> String {
        self.ask(id, &format!("VER 1 {dialect} CVR0"));
        let email = address(name);
        let method = match dialect.features().sign_in {
            SignIn::Md5 => "MD5",
            SignIn::Passport => "TWN",
            SignIn::Sso => "SSO",
        };
        self.ask(id, &format!("CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0816 MSMSGS {email}"));
        self.ask(id, &format!("USR 3 {method} I {email}")).pop().unwrap_or_default()
    }

    /// The answer to the challenge of USR.
    pub(super) fn proof(&mut self, challenge: &str, name: &str) -> String {
        let words: Vec<&str> = challenge.split(' ').collect();
        match words[2] {
            "MD5" => format!("USR 4 MD5 S {}", msnp::auth::md5::hex(format!("{}{PASSWORD}", words[4]))),
            "SSO" => {
                let issued = self.token(name);
                let proof = msnp::auth::sso::proof(&issued.secret, words[5], [9; 8]).unwrap();
                format!("USR 4 SSO S {} {}", issued.text.expose(), proof.expose())
            }
            _ => format!("USR 4 TWN S {}", self.ticket(name)),
        }
    }

    /// A token as the sign-in service gives it.
    pub(super) fn token(&mut self, name: &str) -> Issued {
        let account = self.server.directory.account(&address(name)).unwrap().unwrap().id;
        self.server.issue_tokens(self.now, account)
    }

    /// Signs in by way of the dispatch role; answers the connection and what came after the proof.
    pub(super) fn sign_in_reading(&mut self, dialect: Dialect, name: &str) -> (ConnectionId, Vec<String>) {
        let first = self.connect();
        let referral = self.identify(first, dialect, name);
        let rest = if dialect.number() >= 13 { "U D" } else { "0" };
        assert!(referral.starts_with(&format!("XFR 3 NS 192.0.2.9:1863 {rest}")), "{referral}");
        self.hang_up(first);
        let id = self.connect();
        let challenge = self.identify(id, dialect, name);
        let place = if dialect.features().places { format!(" {{{name}}}") } else { String::new() };
        let proof = self.proof(&challenge, name) + &place;
        let lines = self.ask(id, &proof);
        (id, lines)
    }

    /// Signed in without a word of it, at one of the account's places.
    pub(super) fn arrive(&mut self, dialect: Dialect, name: &str, place: &str) -> ConnectionId {
        let id = self.connect();
        self.ask(id, "VER 1 MSNP12 CVR0");
        let account = self.server.directory.account(&address(name)).unwrap().unwrap();
        let connection = self.server.connections.get_mut(&id).unwrap();
        connection.decoder.as_mut().unwrap().set_dialect(dialect);
        connection.notification().unwrap().dialect = Some(dialect);
        let place = msnp::types::PlaceId::new(place).filter(|_| dialect.features().places);
        self.server.occupy(id, &account, place);
        self.settle();
        self.decoders.entry(id).and_modify(|decoder| decoder.set_dialect(dialect));
        id
    }

    /// Signed in, synchronized, online.
    pub(super) fn online(&mut self, dialect: Dialect, name: &str) -> ConnectionId {
        let (id, lines) = self.sign_in_reading(dialect, name);
        assert!(lines[0].starts_with("USR 4 OK"), "{lines:?}");
        let features = dialect.features();
        if features.lists_by_sync {
            let zeros = ["0"; 2][..usize::from(features.sync_serials)].join(" ");
            self.ask(id, &format!("SYN 5 {zeros}"));
        } else {
            assert_eq!(self.put(id, "ADL 5", "<ml l=\"1\"></ml>"), ["ADL 5 OK"]);
        }
        let caps = abilities(dialect);
        let lines = self.ask(id, &format!("CHG 6 NLN{caps}"));
        assert_eq!(lines[0], format!("CHG 6 NLN{caps}"));
        id
    }

    /// Puts two people on each other's forward and allow lists.
    pub(super) fn befriend(&mut self, one: &str, other: &str) {
        let id = |world: &Self, name| world.server.directory.account(&address(name)).unwrap().unwrap().id;
        let (one, other) = (id(self, one), id(self, other));
        self.server.directory.set_lists(one, other, msnp::types::Lists::from_bits(3)).unwrap();
        self.server.directory.set_lists(other, one, msnp::types::Lists::from_bits(11)).unwrap();
    }

    /// The lists of somebody that somebody else is on.
    pub(super) fn lists(&self, owner: &str, contact: &str) -> u8 {
        let id = |name| self.server.directory.account(&address(name)).unwrap().unwrap().id;
        self.server.directory.entry(id(owner), id(contact)).unwrap().map_or(0, |entry| entry.lists.bits())
    }

    /// A conversation from `caller`: the two switchboard connections, caller's first.
    pub(super) fn talk(
        &mut self,
        (caller, caller_name): (ConnectionId, &str),
        (callee, callee_name): (ConnectionId, &str),
    ) -> (ConnectionId, ConnectionId) {
        let one = self.open_room(caller, caller_name);
        let other = self.call(one, callee, callee_name);
        (one, other)
    }

    pub(super) fn open_room(&mut self, caller: ConnectionId, name: &str) -> ConnectionId {
        let granted = self.ask(caller, "XFR 20 SB").pop().unwrap();
        let cookie = granted.split(' ').nth(5).unwrap().to_owned();
        let room = self.connect();
        let entered = self.ask(room, &format!("USR 1 {} {cookie}", address(name)));
        assert!(entered[0].starts_with("USR 1 OK"), "{entered:?}");
        room
    }

    /// Calls somebody into a room and lets them answer.
    pub(super) fn call(&mut self, room: ConnectionId, callee: ConnectionId, name: &str) -> ConnectionId {
        let email = address(name);
        let places = self.server.dialect(callee).features().places;
        let ringing = self.ask(room, &format!("CAL 2 {email}"));
        assert!(ringing[0].starts_with("CAL 2 RINGING "), "{ringing:?}");
        let ring = self.read(callee).pop().unwrap();
        let words: Vec<&str> = ring.split(' ').collect();
        assert_eq!((words[0], words[3]), ("RNG", "CKI"));
        let other = self.connect();
        let answered = self.ask(other, &format!("ANS 1 {email} {} {}", words[4], words[1]));
        // With places, one also sees oneself come in.
        assert_eq!(answered.iter().rev().nth(usize::from(places)).map(String::as_str), Some("ANS 1 OK"));
        assert!(self.read(room)[0].starts_with(&format!("JOI {email}")));
        other
    }
}

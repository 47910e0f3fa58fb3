//! A whole session of a later dialect: what the notification machine and the rooms have to agree on.

use crate::support::{config, email};
use crate::web::{book, membership, operation, tokens};
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, Event};
use msnp::session::{ConnectionId, Input, Output, Session};
use msnp::types::Instant;
use std::time::Duration;

struct Peer {
    session: Session,
    now: Instant,
    sent: Vec<(ConnectionId, String)>,
    opened: Vec<ConnectionId>,
    events: Vec<Event>,
}

impl Peer {
    fn new(dialect: Dialect) -> Self {
        let session = Session::new(config(&[dialect]));
        let now = Instant(Duration::from_secs(5));
        let mut peer = Self { session, now, sent: Vec::new(), opened: Vec::new(), events: Vec::new() };
        peer.pump();
        peer
    }

    fn pump(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Open(connection, _) => {
                    self.opened.push(connection);
                    self.session.handle(self.now, Input::Opened(connection));
                }
                Output::Send(connection, bytes) => {
                    self.sent.push((connection, String::from_utf8(bytes.to_vec()).unwrap()));
                }
                Output::Web(web, request) => {
                    let reply = match operation(&request).as_str() {
                        "RST.srf" => tokens("one"),
                        "FindMembership" => membership("A bob, R bob"),
                        _ => book("bob"),
                    };
                    self.session.handle(self.now, Input::Web(web, Ok(reply)));
                }
                Output::Event(event) => self.events.push(event),
                Output::Close(_) => {}
            }
        }
    }

    fn says(&mut self, connection: ConnectionId, line: &str) {
        self.session.handle(self.now, Input::Bytes(connection, line.as_bytes()));
        self.pump();
    }

    /// The place that a line names.
    fn place(&self, verb: &str) -> Option<&str> {
        let (_, line) = self.sent.iter().rev().find(|(_, line)| line.starts_with(verb))?;
        let from = line.find('{')?;
        Some(&line[from..=from + line[from..].find('}')?])
    }
}

#[test]
fn rooms_are_entered_as_the_place_that_signed_in() {
    let mut peer = Peer::new(Dialect::Msnp18);
    let notification = peer.opened[0];
    for line in [
        "VER 1 MSNP18\r\n",
        "CVR 2 1.0 1.0 1.0 http://example.com/ http://example.com/\r\n",
        "GCF 0 11\r\n<Policies/>USR 3 SSO S MBI_KEY_OLD bm9uY2U=\r\n",
        "USR 4 OK alice@example.com 1 0\r\n",
    ] {
        peer.says(notification, line);
    }
    let place = peer.place("USR 4 SSO S").expect("a place").to_owned();
    peer.says(notification, "RNG 77 sb.example:1865 CKI 1.2 bob@example.com Bob U messenger.msn.com 1\r\n");
    let room = *peer.opened.last().unwrap();
    assert_ne!(room, notification);
    assert_eq!(peer.place("ANS"), Some(place.as_str()));

    // Bob comes with two places, and our own other place is there, too: one person joins.
    let caps = "2789003324:48";
    for line in [
        format!("IRO 1 1 4 bob@example.com;{{1111}} Bob {caps}\r\n"),
        format!("IRO 1 2 4 bob@example.com;{{2222}} Bob {caps}\r\n"),
        format!("IRO 1 3 4 bob@example.com Bob {caps}\r\n"),
        format!("IRO 1 4 4 alice@example.com;{{3333}} Alice {caps}\r\n"),
        "ANS 1 OK\r\n".to_owned(),
        "BYE bob@example.com;{1111}\r\n".to_owned(),
    ] {
        peer.says(room, &line);
    }
    let joined = |event: &&Event| matches!(event, Event::Conversation(_, ConversationEvent::Joined { .. }));
    let left = |event: &&Event| matches!(event, Event::Conversation(_, ConversationEvent::Left { .. }));
    assert_eq!((peer.events.iter().filter(joined).count(), peer.events.iter().filter(left).count()), (1, 0));
    let bob = email("bob@example.com");
    peer.says(room, "BYE bob@example.com;{2222}\r\n");
    peer.says(room, "BYE bob@example.com\r\n");
    let gone =
        |event: &Event| matches!(event, Event::Conversation(_, ConversationEvent::Left { email, .. }) if *email == bob);
    assert!(peer.events.iter().any(gone), "{:?}", peer.events);
}

#[test]
fn every_sign_in_of_a_session_is_of_one_place_with_a_proof_of_its_own() {
    let mut peer = Peer::new(Dialect::Msnp16);
    let mut proofs = Vec::new();
    for attempt in 0..2 {
        let connection = *peer.opened.last().unwrap();
        for line in [
            "VER 1 MSNP16\r\n",
            "CVR 2 1.0 1.0 1.0 http://example.com/ http://example.com/\r\n",
            "USR 3 SSO S MBI_KEY_OLD bm9uY2U=\r\n",
            "USR 4 OK alice@example.com 1 0\r\n",
        ] {
            peer.says(connection, line);
        }
        let (_, line) = peer.sent.iter().rev().find(|(_, line)| line.starts_with("USR 4")).expect("a proof");
        proofs.push(line.split_whitespace().skip(5).map(str::to_owned).collect::<Vec<_>>());
        peer.session.handle(peer.now, Input::Closed(connection, "gone".into()));
        peer.pump();
        while attempt == 0 && peer.opened.last() == Some(&connection) {
            peer.now = peer.session.deadline().expect("another attempt");
            peer.session.handle(peer.now, Input::Deadline);
            peer.pump();
        }
    }
    assert_eq!(proofs[0][1], proofs[1][1], "the place");
    assert_ne!(proofs[0][0], proofs[1][0], "the start vector");
}

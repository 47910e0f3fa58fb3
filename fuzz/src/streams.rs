//! What comes over a connection.

use bytes::{Bytes, BytesMut};
use msnp::command::{Client, Server};
use msnp::content::circle::{self, Said};
use msnp::content::endpoint::Published;
use msnp::content::routed::Routed;
use msnp::content::service::Service;
use msnp::content::{Content, personal};
use msnp::dialect::Dialect;
use msnp::object::Object;
use msnp::request::{MessageId, Request};
use msnp::session::{Config, Input, Output, RequestId, Session, WebReply};
use msnp::types::{Email, Endpoint, Instant, Secret, Status};
use msnp::wire::{Decoder, Direction, Frame, Limits, Role};
use std::time::Duration;

/// A stream of commands; the first byte says which dialect, role and direction.
pub fn commands(data: &[u8]) {
    let Some((head, stream)) = data.split_first() else { return };
    let dialect = Dialect::ALL[usize::from(head & 31) % Dialect::ALL.len()];
    let role = if head & 32 == 0 { Role::Notification } else { Role::Switchboard };
    let direction = if head & 64 == 0 { Direction::FromServer } else { Direction::FromClient };
    let mut decoder = Decoder::new(direction, role, Limits { line: 1024, payload: 4096 });
    decoder.set_dialect(dialect);
    for piece in stream.chunks(usize::from(head >> 4) + 1) {
        decoder.feed(piece);
        while let Some(next) = decoder.next() {
            let Ok(frame) = next else { continue };
            // What is understood is written so that the same is understood again.
            let once = written(frame, role, direction, dialect);
            let mut again = Decoder::new(direction, role, Limits { line: 2048, payload: 4096 });
            again.set_dialect(dialect);
            again.feed(&once);
            match again.next() {
                Some(Ok(frame)) => assert_eq!(written(frame, role, direction, dialect), once, "{dialect:?} {role:?}"),
                // A line that escapes made longer than any line may be.
                _ => assert!(once.len() > 2048, "{dialect:?} {role:?} {once:?}"),
            }
            assert_eq!(again.buffered(), 0, "nothing of it stands outside the command");
        }
    }
}

fn written(frame: Frame, role: Role, direction: Direction, dialect: Dialect) -> BytesMut {
    let mut out = BytesMut::new();
    match direction {
        Direction::FromServer => Server::decode(frame, role, dialect).encode(dialect, &mut out),
        Direction::FromClient => Client::decode(frame, role, dialect).encode(dialect, &mut out),
    }
    out
}

/// The body of a message, from a switchboard and from a notification server.
pub fn content(data: &[u8]) {
    let body = Bytes::copy_from_slice(data);
    if let Content::Text(text) = Content::decode(&body) {
        let _ = text.parts();
    }
    let _ = Service::decode(&body);
}

/// What goes through circles: the payloads of `PUT`, `DEL`, `SDG` and `NFY`.
pub fn circles(data: &[u8]) {
    let _ = circle::Published::decode(data);
    if let Some(routed) = Routed::decode(&Bytes::copy_from_slice(data)) {
        let _ = Said::decode(&routed.content);
        let _ = routed.content.header("Uri").and_then(circle::owner_of);
        if let Some(published) = circle::Published::decode(&routed.content.body) {
            assert_eq!(circle::Published::decode(&published.encode()), Some(published));
        }
        // Spaces at the end of a folded header go when it is written on one line; after that nothing changes any more.
        let Some(once) = Routed::decode(&routed.encode()) else { panic!("what is written can't be read: {routed:?}") };
        assert_eq!(Routed::decode(&once.encode()), Some(once));
    }
}

/// The description of a picture.
pub fn object(data: &[u8]) {
    if let Some(object) = Object::parse(&String::from_utf8_lossy(data)) {
        let again = Object::parse(&object.encode());
        assert!(again.is_some_and(|again| again.encode() == object.encode()));
    }
}

/// What somebody publishes of themselves and their places.
pub fn places(data: &[u8]) {
    let _ = personal::decode(data);
    let published = Published::decode(data);
    for dialect in Dialect::ALL {
        let _ = published.encode(dialect);
    }
}

/// A whole session that hears these bytes from its server, and from its web services. A zero ends a piece; the byte
/// after it says what happens next.
pub fn client_bytes(data: &[u8]) {
    let Some((head, rest)) = data.split_first() else { return };
    let Ok(email) = Email::parse("alice@example.com") else { return };
    let Ok(bob) = Email::parse("bob@example.com") else { return };
    let server = Endpoint { host: "messenger.example".to_owned(), port: 1863 };
    let mut config = Config::new(email, Secret::new("secret"), server);
    config.dialects = vec![Dialect::ALL[usize::from(*head) % Dialect::ALL.len()]];
    config.nexus = Some("https://login.example/rdr/pprdr.asp".to_owned());
    config.seed = 7;
    let mut session = Session::new(config);
    let (mut now, mut asked) = (Instant::default(), 0);
    let (mut connections, mut webs) = (Vec::new(), Vec::new());
    for piece in rest.split(|byte| *byte == 0) {
        for _ in 0..1000 {
            match session.poll() {
                Some(Output::Open(id, _)) => {
                    connections.push(id);
                    session.handle(now, Input::Opened(id));
                }
                Some(Output::Web(id, _)) => webs.push(id),
                Some(_) => {}
                None => break,
            }
        }
        let Some((kind, bytes)) = piece.split_first() else { continue };
        match kind % 8 {
            0..=3 => {
                let at = usize::from(kind / 8) % connections.len().max(1);
                if let Some(id) = connections.get(at) {
                    session.handle(now, Input::Bytes(*id, bytes));
                }
            }
            4 => {
                if let Some(id) = webs.pop() {
                    let reply = WebReply { status: 200, headers: Vec::new(), body: Bytes::copy_from_slice(bytes) };
                    session.handle(now, Input::Web(id, Ok(reply)));
                }
            }
            5 => {
                now = now + Duration::from_secs(u64::from(*kind));
                session.handle(now, Input::Deadline);
            }
            6 => {
                asked += 1;
                let text = String::from_utf8_lossy(bytes).into_owned();
                let wish = match kind / 8 % 4 {
                    0 => Request::Say {
                        conversation: msnp::event::ConversationId::With(bob.clone()),
                        message: MessageId(asked),
                        text,
                        format: msnp::content::TextFormat::default(),
                    },
                    1 => Request::AddContact { email: bob.clone(), name: Some(text), group: None },
                    2 => Request::AddGroup(text),
                    _ => Request::SetStatus(Status::Away),
                };
                session.handle(now, Input::Request(RequestId(asked), wish));
            }
            _ => {
                if let Some(id) = connections.pop() {
                    session.handle(now, Input::Closed(id, "gone".to_owned()));
                }
            }
        }
    }
}

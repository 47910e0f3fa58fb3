//! What a session brings along when it comes back after a lost connection.

use msnp::dialect::{Dialect, Family};
use msnp::event::Event;
use msnp::request::Request;
use msnp::session::{Config, ConnectionId, Input, Output, RequestId, Session, WebError, WebReply};
use msnp::types::{Email, Endpoint, Instant, PersonalMessage, Secret, Status};
use std::time::Duration;

/// A session and a server that says what it is told to say; the TrIDs of the replies are those of the requests.
struct Wire {
    session: Session,
    now: Instant,
    connection: Option<ConnectionId>,
    sent: Vec<String>,
    events: Vec<Event>,
}

impl Wire {
    fn new(dialects: &[Dialect]) -> Self {
        let email = Email::parse("alice@example.com").expect("an address");
        let mut config = Config::new(email, Secret::new("123456"), Endpoint { host: "ns.example".into(), port: 1863 });
        config.dialects = dialects.to_vec();
        config.nexus = Some("https://login.example/rdr/pprdr.asp".into());
        let now = Instant(Duration::from_secs(1));
        Self { session: Session::new(config), now, connection: None, sent: Vec::new(), events: Vec::new() }
    }

    /// Lets the session and the server talk until both are silent.
    fn settle(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Open(id, _) => {
                    self.connection = Some(id);
                    self.session.handle(self.now, Input::Opened(id));
                }
                Output::Send(id, bytes) => {
                    let text = String::from_utf8(bytes.to_vec()).expect("text");
                    for reply in replies(&text) {
                        self.session.handle(self.now, Input::Bytes(id, reply.as_bytes()));
                    }
                    self.sent.push(text);
                }
                Output::Web(id, request) if request.url.ends_with("RST.srf") => {
                    let gone = WebError::Connect("nobody listens".into());
                    self.session.handle(self.now, Input::Web(id, Err(gone)));
                }
                Output::Web(id, request) => {
                    let header = if request.url.contains("pprdr") {
                        ("PassportURLs", "DALogin=https://login.example/login")
                    } else {
                        ("Authentication-Info", "Passport1.4 da-status=success,from-PP='t=abc&p='")
                    };
                    let headers = vec![(header.0.to_owned(), header.1.to_owned())];
                    let reply = WebReply { status: 200, headers, ..WebReply::default() };
                    self.session.handle(self.now, Input::Web(id, Ok(reply)));
                }
                Output::Event(event) => self.events.push(event),
                Output::Close(_) => {}
            }
        }
    }
}

/// What a server of MSNP11 answers to one command.
fn replies(command: &str) -> Vec<String> {
    let words: Vec<&str> = command.lines().next().unwrap_or_default().split(' ').collect();
    let line = match words.as_slice() {
        ["VER", t, best, ..] => format!("VER {t} {best}\r\n"),
        ["CVR", t, ..] => format!("CVR {t} 1 1 1 http://x http://x\r\n"),
        ["USR", t, "SSO", "I", ..] => format!("USR {t} SSO S MBI_KEY_OLD ZGVmZ2hpamtsbW5vcHFyc3R1dnd4\r\n"),
        ["USR", t, "TWN", "I", ..] => format!("USR {t} TWN S ct=1\r\n"),
        ["USR", t, "TWN", "S", ..] => format!("USR {t} OK alice@example.com 1 0\r\n"),
        ["SYN", t, ..] => format!("SYN {t} 2000 2000 0 0\r\nGTC A\r\nBLP AL\r\nPRP MFN Alice\r\n"),
        ["UUX", t, ..] => format!("UUX {t} 0\r\n"),
        ["CHG", t, rest @ ..] => format!("CHG {t} {}\r\n", rest.join(" ")),
        ["PNG"] => "QNG 60\r\n".to_owned(),
        _ => return Vec::new(),
    };
    vec![line]
}

#[test]
fn status_and_personal_message_come_back_with_the_connection() {
    let mut wire = Wire::new(&[Dialect::Msnp11]);
    wire.settle();
    let message = PersonalMessage { text: "off to the lake".into(), media: None };
    wire.session.handle(wire.now, Input::Request(RequestId(1), Request::SetPersonalMessage(message)));
    wire.session.handle(wire.now, Input::Request(RequestId(2), Request::SetStatus(Status::Away)));
    wire.settle();

    let lost = wire.connection.take().expect("a connection");
    wire.session.handle(wire.now, Input::Closed(lost, "the cable".into()));
    wire.settle();
    assert!(wire.events.iter().any(|event| matches!(event, Event::ConnectionLost { attempt: 1, .. })));
    wire.sent.clear();
    wire.now = wire.session.deadline().expect("another attempt");
    wire.session.handle(wire.now, Input::Deadline);
    wire.settle();

    let at = |what: &str| wire.sent.iter().position(|text| text.contains(what));
    let (message, status) = (at("off to the lake"), at("AWY"));
    assert!(message.is_some(), "the personal message is sent again: {:?}", wire.sent);
    assert!(message < status, "and before anybody sees us");
    assert_eq!(at("NLN"), None, "never shown as online in between");
}

#[test]
fn a_family_that_was_refused_is_not_tried_again_in_the_session() {
    let mut wire = Wire::new(&[Dialect::Msnp15, Dialect::Msnp11]);
    wire.settle();
    let offers = |wire: &Wire| {
        let offers = wire.sent.iter().filter(|text| text.starts_with("VER "));
        offers.map(|text| text.trim_end().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(offers(&wire), ["VER 1 MSNP15 CVR0", "VER 1 MSNP11 CVR0"]);
    let told = |event: &Event| matches!(event, Event::Family(Family::Passport));
    assert_eq!(wire.events.iter().filter(|event| told(event)).count(), 1);
    wire.sent.clear();
    let lost = wire.connection.take().expect("a connection");
    wire.session.handle(wire.now, Input::Closed(lost, "the cable".into()));
    wire.now = wire.session.deadline().expect("another attempt");
    wire.session.handle(wire.now, Input::Deadline);
    wire.settle();
    assert_eq!(offers(&wire), ["VER 1 MSNP11 CVR0"]);
    assert_eq!(wire.events.iter().filter(|event| told(event)).count(), 1, "told once");
}

//! A session at MSNP11 to 12 on a bench: a notification server of few words, rooms that nobody or somebody comes to, and
//! an offline message service that the test answers for.

use bytes::Bytes;
use msnp::command::{Client, switchboard};
use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, OfflineMessage};
use msnp::request::{MessageId, Request};
use msnp::session::{Config, ConnectionId, Input, Output, RequestId, Session};
use msnp::session::{WebError, WebId, WebReply, WebRequest};
use msnp::soap::time::Timestamp;
use msnp::soap::xml::Element;
use msnp::types::{Endpoint, Instant, Secret};
use msnp::wire::{Decoder, Direction, Limits, Role};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

pub(crate) const LEAVE: &str = "https://ns.example.com/OimWS/oim.asmx";
pub(crate) const FETCH: &str = "https://ns.example.com/rsi/rsi.asmx";

pub(crate) struct Bench {
    pub(crate) now: Instant,
    pub(crate) session: Session,
    pub(crate) events: Vec<Event>,
    /// Requests to the offline message service that have no answer.
    pub(crate) asked: VecDeque<(WebId, WebRequest)>,
    /// Who comes when called.
    pub(crate) there: BTreeSet<&'static str>,
    /// What was said in rooms.
    pub(crate) said: Vec<String>,
    /// How often a room was asked for.
    pub(crate) rooms: usize,
    /// Connections don't come up.
    pub(crate) refusing: bool,
    /// When each request was made.
    times: BTreeMap<WebId, Instant>,
    wires: BTreeMap<ConnectionId, (Role, Decoder)>,
    last_request: u64,
}

pub(crate) fn reply(status: u16, body: &str) -> WebReply {
    let body = format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>{body}</soap:Body>\
         </soap:Envelope>"
    );
    WebReply { status, headers: Vec::new(), body: Bytes::from(body) }
}

pub(crate) fn stored() -> WebReply {
    reply(200, "<StoreResponse><PointsConsumed>0</PointsConsumed></StoreResponse>")
}

pub(crate) fn fault(code: &str, detail: &str) -> WebReply {
    reply(500, &format!("<soap:Fault><faultcode>q0:{code}</faultcode><detail>{detail}</detail></soap:Fault>"))
}

pub(crate) fn challenge() -> WebReply {
    fault("AuthenticationFailed", "<LockKeyChallenge>12345678901234567890</LockKeyChallenge>")
}

/// The message of a mail server for one of ours.
pub(crate) fn mail(from: &str, run: &str, sequence: u32, date: &str, text: &str) -> WebReply {
    let message = msnp::soap::offline::message::OfflineMessage {
        from: super::email(from),
        from_name: Some(from.to_uppercase()),
        text: text.to_owned(),
        sent: Timestamp::parse(date),
        run: Some(run.to_owned()),
        sequence,
    };
    let text = message.write().replace('&', "&amp;").replace('<', "&lt;");
    reply(200, &format!("<GetMessageResponse><GetMessageResult>{text}</GetMessageResult></GetMessageResponse>"))
}

/// Mail data with these messages.
pub(crate) fn mail_data(ids: &[&str]) -> String {
    let one = |id: &&str| {
        format!("<M><T>11</T><S>6</S><RT>2026-11-20T10:00:00Z</RT><RS>0</RS><E>bob@example.com</E><I>{id}</I></M>")
    };
    format!("<MD><E><I>0</I></E>{}</MD>", ids.iter().map(one).collect::<String>())
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::at(Dialect::Msnp12)
    }

    pub(crate) fn at(dialect: Dialect) -> Self {
        let server = Endpoint { host: "ns.example.com".into(), port: 1863 };
        let mut config = Config::new(super::email("alice"), Secret::new("123456"), server);
        config.dialects = vec![dialect];
        config.nexus = Some("https://nexus.example.com/rdr/pprdr.asp".into());
        config.wall = Some(Timestamp(1_795_170_889));
        config.seed = 7;
        let mut bench = Self {
            now: Instant::default(),
            session: Session::new(config),
            events: Vec::new(),
            asked: VecDeque::new(),
            there: BTreeSet::new(),
            said: Vec::new(),
            rooms: 0,
            refusing: false,
            times: BTreeMap::new(),
            wires: BTreeMap::new(),
            last_request: 0,
        };
        bench.settle();
        assert!(bench.events.iter().any(|event| matches!(event, Event::SignedIn { .. })), "{:?}", bench.events);
        bench
    }

    pub(crate) fn request(&mut self, wish: Request) -> RequestId {
        self.last_request += 1;
        let request = RequestId(self.last_request);
        self.session.handle(self.now, Input::Request(request, wish));
        self.settle();
        request
    }

    pub(crate) fn say(&mut self, to: &str, message: u64, text: &str) {
        let (conversation, message) = (ConversationId::With(super::email(to)), MessageId(message));
        let (text, format) = (text.to_owned(), TextFormat::default());
        self.request(Request::Say { conversation, message, text, format });
    }

    /// Lets time pass, and with it every deadline.
    pub(crate) fn wait(&mut self, seconds: u64) {
        let end = self.now + Duration::from_secs(seconds);
        while let Some(at) = self.session.deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.session.handle(self.now, Input::Deadline);
            self.settle();
        }
        self.now = end;
    }

    /// The oldest request to a service, as the tree of its body.
    pub(crate) fn next(&self) -> Element {
        let (_, request) = self.asked.front().expect("a request");
        Element::parse(&request.body).expect("a document")
    }

    pub(crate) fn next_url(&self) -> &str {
        &self.asked.front().expect("a request").1.url
    }

    /// Answers the oldest request.
    pub(crate) fn answer(&mut self, result: Result<WebReply, WebError>) {
        let (web, _) = self.asked.pop_front().expect("a request");
        self.session.handle(self.now, Input::Web(web, result));
        self.settle();
    }

    /// Requests that the session doesn't wait for any more never arrived.
    pub(crate) fn forget_late(&mut self) {
        let (now, times) = (self.now, &self.times);
        self.asked.retain(|(web, _)| now.since(times[web]) < Duration::from_secs(90));
    }

    /// Answers the `GetMessage` or `DeleteMessages` of that message, whatever its place.
    pub(crate) fn answer_about(&mut self, id: &str, result: Result<WebReply, WebError>) {
        let about = |(_, request): &(WebId, WebRequest)| {
            let tree = Element::parse(&request.body).expect("a document");
            tree.find_all("messageId").iter().any(|one| one.value() == id)
        };
        let at = self.asked.iter().position(about).unwrap_or_else(|| panic!("nobody asked for {id}"));
        let (web, _) = self.asked.remove(at).expect("a request");
        self.session.handle(self.now, Input::Web(web, result));
        self.settle();
    }

    /// What stands in the front request to be left: number, text, lock key.
    pub(crate) fn left(&self) -> (String, String, String) {
        let tree = self.next();
        let content = tree.find("Content").map(Element::text).expect("a content");
        let from = tree.find("From").and_then(|from| from.attribute("memberName")).expect("a sender");
        let message = msnp::soap::offline::message::OfflineMessage::read(&format!("From: {from}\n{content}"));
        let message = message.expect("a message");
        let number = tree.find("MessageNumber").map(Element::value).expect("a number");
        assert_eq!(number, message.sequence.to_string());
        let key = tree.find("Ticket").and_then(|ticket| ticket.attribute("lockkey")).expect("a lock key");
        (number.to_owned(), message.text, key.to_owned())
    }

    pub(crate) fn states(&self, message: u64) -> Vec<MessageState> {
        let state = |event: &Event| match event {
            Event::Conversation(_, ConversationEvent::MessageState { message: MessageId(m), state })
                if *m == message =>
            {
                Some(state.clone())
            }
            _ => None,
        };
        self.events.iter().filter_map(state).collect()
    }

    pub(crate) fn told(&self) -> Vec<&OfflineMessage> {
        let mut told = Vec::new();
        for event in &self.events {
            if let Event::OfflineMessage(message) = event {
                told.push(message);
            }
        }
        told
    }

    pub(crate) fn texts(&self) -> Vec<&str> {
        self.told().into_iter().map(|told| told.message.text.as_str()).collect()
    }

    pub(crate) fn oddities(&self) -> Vec<&str> {
        let mut oddities = Vec::new();
        for event in &self.events {
            if let Event::Oddity(what) = event {
                oddities.push(what.as_str());
            }
        }
        oddities
    }

    /// The notification server says something.
    pub(crate) fn announce(&mut self, lines: &str) {
        let ns = self.wires.iter().find(|(_, (role, _))| *role == Role::Notification).map(|(id, _)| *id);
        self.tell(ns.expect("a connection"), lines);
        self.settle();
    }

    /// A message of the mail service.
    pub(crate) fn notice(&mut self, kind: &str, data: &str) {
        let body = format!("MIME-Version: 1.0\r\nContent-Type: {kind}; charset=UTF-8\r\n\r\nMail-Data: {data}\r\n");
        self.announce(&format!("MSG Hotmail Hotmail {}\r\n{body}", body.len()));
    }

    pub(crate) fn initial(&mut self, ids: &[&str]) {
        self.notice("text/x-msmsgsinitialmdatanotification", &mail_data(ids));
    }

    /// Breaks the connection to the notification server.
    pub(crate) fn cut_off(&mut self) {
        let all: Vec<ConnectionId> = self.wires.keys().copied().collect();
        self.wires.clear();
        for connection in all {
            self.session.handle(self.now, Input::Closed(connection, "broken".into()));
        }
        self.settle();
    }

    fn tell(&mut self, connection: ConnectionId, text: &str) {
        self.session.handle(self.now, Input::Bytes(connection, text.as_bytes()));
    }

    fn settle(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Open(connection, _) if self.refusing => {
                    self.session.handle(self.now, Input::Closed(connection, "refused".into()));
                }
                Output::Open(connection, endpoint) => {
                    let role = if endpoint.port == 1864 { Role::Switchboard } else { Role::Notification };
                    let decoder = Decoder::new(Direction::FromClient, role, Limits::default());
                    self.wires.insert(connection, (role, decoder));
                    self.session.handle(self.now, Input::Opened(connection));
                }
                Output::Send(connection, bytes) => self.serve(connection, &bytes),
                Output::Close(connection) => drop(self.wires.remove(&connection)),
                Output::Web(web, request) => self.web(web, request),
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    fn web(&mut self, web: WebId, request: WebRequest) {
        let header = match request.url.as_str() {
            LEAVE | FETCH => {
                self.times.insert(web, self.now);
                return self.asked.push_back((web, request));
            }
            url if url.contains("pprdr") => ("PassportURLs", "DALogin=https://login.example.com/login"),
            _ => ("Authentication-Info", "Passport1.4 da-status=success,from-PP='84ee6260830e23cd330b'"),
        };
        let headers = vec![(header.0.to_owned(), header.1.to_owned())];
        let reply = WebReply { status: 200, headers, body: Bytes::new() };
        self.session.handle(self.now, Input::Web(web, Ok(reply)));
    }

    fn serve(&mut self, connection: ConnectionId, bytes: &Bytes) {
        let Some((role, decoder)) = self.wires.get_mut(&connection) else { return };
        let role = *role;
        decoder.feed(bytes);
        while let Some(frame) = self.wires.get_mut(&connection).and_then(|(_, decoder)| decoder.next()) {
            let frame = frame.expect("what a session sends is MSNP");
            let words: Vec<String> = frame.parameters().map(|word| word.to_string()).collect();
            let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
            let t = word(0);
            let verb = frame.verb().to_owned();
            let body = match Client::decode(frame, role, Dialect::Msnp12) {
                Client::Switchboard(switchboard::Client::Message { body, .. }) => body,
                _ => Bytes::new(),
            };
            let answer = match (role, verb.as_str()) {
                (_, "VER") => format!("VER {t} {}\r\n", word(1)),
                (_, "CVR") => format!("CVR {t} 7.5 7.5 7.5 http://x http://x\r\n"),
                (Role::Notification, "USR") if word(2) == "I" => format!("USR {t} TWN S lc=1033\r\n"),
                (Role::Notification, "USR") => format!("USR {t} OK alice@example.com 1 0\r\n"),
                (_, "SYN") => format!(
                    "SYN {t} 2000-01-01T00:00:00.0-00:00 2000-01-01T00:00:00.0-00:00 1 0\r\nGTC A\r\nBLP AL\r\n\
                     PRP MFN Alice\r\nLST N=bob@example.com F=Bob C=75ea2a4e-0957-44e9-9377-de14d4654435 3 1 \r\n"
                ),
                (_, "CHG") => format!("CHG {t} {}\r\n", word(1)),
                (_, "PNG") => "QNG 50\r\n".to_owned(),
                (_, "XFR") => {
                    self.rooms += 1;
                    format!("XFR {t} SB sb.example.com:1864 CKI 1.2\r\n")
                }
                (Role::Switchboard, "USR") => format!("USR {t} OK alice@example.com Alice\r\n"),
                (_, "CAL") => {
                    let who = word(1).to_owned();
                    match self.there.iter().find(|name| who == format!("{name}@example.com")) {
                        Some(name) => format!("CAL {t} RINGING 1\r\nJOI {who} {name} 0\r\n"),
                        None => format!("217 {t}\r\n"),
                    }
                }
                (_, "MSG") => {
                    let body = String::from_utf8_lossy(&body).into_owned();
                    self.said.extend(body.split_once("\r\n\r\n").map(|(_, text)| text.to_owned()));
                    format!("ACK {t}\r\n")
                }
                _ => continue,
            };
            self.tell(connection, &answer);
        }
    }
}

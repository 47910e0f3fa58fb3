//! Messages that were left at the service in a transcript, left by a session of ours: the same words for the same
//! person, with the recorded replies; and the recorded news of what waits, taken in.
//!
//! The notification server here is one of few words: what real ones say is the other tests' concern.

use crate::differences::OFFLINE_MAY_DIFFER;
use crate::parse::{Command, Kind, Transcript, all};
use crate::web::{Exchange, exchanges, operation};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use msnp::content::TextFormat;
use msnp::dialect::{Dialect, SignIn, TailForm};
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState};
use msnp::request::{MessageId, Request};
use msnp::session::{
    Config, ConnectionId, Input, Output, RequestId, Services, Session, WebError, WebReply, WebRequest,
};
use msnp::soap::xml::Element;
use msnp::types::{Email, Endpoint, Instant, Secret};
use msnp::wire::{Decoder, Direction, Limits, Role};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// A message as a `Store` request has it.
#[derive(Debug, PartialEq)]
struct Left {
    from: String,
    to: String,
    text: String,
    /// Whether the number in the envelope is that in the message.
    numbered: bool,
    has_key: bool,
}

fn left(body: &[u8]) -> Left {
    let tree = Element::parse(body).expect("an envelope");
    let member = |name: &str| {
        let value = tree.find(name).and_then(|element| element.attribute("memberName"));
        value.unwrap_or_else(|| panic!("{name} without a name")).to_owned()
    };
    let content = tree.find("Content").map(Element::text).unwrap_or_default().replace("\r\n", "\n");
    let content = content.trim_start();
    let (headers, body) = content.split_once("\n\n").expect("headers and text");
    let number = tree.find("MessageNumber").map(Element::value).unwrap_or_default();
    let packed: String = body.split_whitespace().collect();
    let key = tree.find("Ticket").and_then(|ticket| ticket.attribute("lockkey"));
    Left {
        from: member("From"),
        to: member("To"),
        text: String::from_utf8(STANDARD.decode(packed).expect("base64")).expect("text"),
        numbered: headers.lines().any(|line| line == format!("X-OIM-Sequence-Num: {number}")),
        has_key: key.is_some_and(|key| !key.is_empty()),
    }
}

fn is_store(exchange: &&Exchange) -> bool {
    exchange.operation.starts_with("Store")
}

struct Bench<'a> {
    at: String,
    dialect: Dialect,
    own: Email,
    session: Session,
    now: Instant,
    wires: BTreeMap<ConnectionId, (Role, Decoder)>,
    /// What the script asked, and was answered, and what we haven't asked yet.
    recorded: VecDeque<&'a Exchange>,
    stored: Vec<Left>,
    asked: BTreeSet<String>,
    states: Vec<(u64, MessageState)>,
    waited: usize,
    number: u64,
}

impl<'a> Bench<'a> {
    fn new(transcript: &Transcript, dialect: Dialect, own: Email, recorded: Vec<&'a Exchange>) -> Self {
        let server = Endpoint { host: "ns.example".to_owned(), port: 1863 };
        let mut config = Config::new(own.clone(), Secret::new("123456"), server);
        config.dialects = vec![dialect];
        config.nexus = Some("https://ns.example/rdr/pprdr.asp".to_owned());
        config.services = Services::at("ns.example");
        let mut bench = Self {
            at: format!("{}: {own}", transcript.name),
            dialect,
            own,
            session: Session::new(config),
            now: Instant::default(),
            wires: BTreeMap::new(),
            recorded: recorded.into(),
            stored: Vec::new(),
            asked: BTreeSet::new(),
            states: Vec::new(),
            waited: 0,
            number: 0,
        };
        bench.pump();
        bench
    }

    fn pump(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Open(id, endpoint) => {
                    let role = if endpoint.host == "sb.example" { Role::Switchboard } else { Role::Notification };
                    let mut decoder = Decoder::new(Direction::FromClient, role, Limits::default());
                    decoder.set_dialect(self.dialect);
                    self.wires.insert(id, (role, decoder));
                    self.session.handle(self.now, Input::Opened(id));
                }
                Output::Send(id, bytes) => {
                    let Some((role, decoder)) = self.wires.get_mut(&id) else { continue };
                    decoder.feed(&bytes);
                    let (role, mut lines) = (*role, Vec::new());
                    while let Some(frame) = decoder.next() {
                        lines.push(frame.expect("a command").line().to_owned());
                    }
                    let replies: Vec<String> = lines.iter().filter_map(|line| self.reply(role, line)).collect();
                    for reply in replies {
                        self.session.handle(self.now, Input::Bytes(id, reply.as_bytes()));
                    }
                }
                Output::Close(id) => drop(self.wires.remove(&id)),
                Output::Web(id, request) => {
                    let reply = self.web(&request);
                    self.session.handle(self.now, Input::Web(id, reply));
                }
                Output::Event(Event::Conversation(_, ConversationEvent::MessageState { message, state })) => {
                    self.states.push((message.0, state));
                }
                Output::Event(Event::OfflineMessage(_)) => self.waited += 1,
                Output::Event(_) => {}
            }
        }
    }

    /// What a notification server and a switchboard say where nobody comes.
    fn reply(&self, role: Role, line: &str) -> Option<String> {
        let words: Vec<&str> = line.split(' ').collect();
        let (own, features) = (&self.own, self.dialect.features());
        let reply = match (role, words.as_slice()) {
            (Role::Switchboard, ["USR", t, who, _]) => format!("USR {t} OK {who} Me"),
            (Role::Switchboard, ["CAL", t, ..]) => format!("217 {t}"),
            (Role::Switchboard, _) => return None,
            (_, ["VER", t, ..]) => format!("VER {t} {}", self.dialect),
            (_, ["CVR", t, ..]) => format!("CVR {t} 1 1 1 http://x http://x"),
            (_, ["USR", t, method, "I", ..]) if features.sign_in == SignIn::Sso => {
                format!(
                    "USR {t} {method} S MBI_KEY_OLD ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKT"
                )
            }
            (_, ["USR", t, method, "I", ..]) => format!("USR {t} {method} S ct=1"),
            (_, ["USR", t, ..]) => format!("USR {t} OK {own} 1 0"),
            (_, ["SYN", t, ..]) => format!("SYN {t} 2000 2000 0 0\r\nGTC A\r\nBLP AL\r\nPRP MFN Me"),
            (_, ["ADL", t, ..]) => format!("ADL {t} OK"),
            (_, ["UUX", t, ..]) => format!("UUX {t} 0"),
            (_, ["CHG" | "BLP" | "PRP", ..]) => line.to_owned(),
            (_, ["XFR", t, "SB"]) => {
                let tail = match features.switchboard_tail {
                    TailForm::None => "",
                    TailForm::Domain => " U messenger.msn.com",
                    TailForm::Direct => " U messenger.msn.com 1",
                };
                format!("XFR {t} SB sb.example:1864 CKI 17.2{tail}")
            }
            (_, ["PNG"]) => "QNG 60".to_owned(),
            _ => return None,
        };
        Some(reply + "\r\n")
    }

    fn web(&mut self, request: &WebRequest) -> Result<WebReply, WebError> {
        let action = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("SOAPAction"));
        let asked = operation(action.map_or(request.url.as_str(), |(_, value)| value.expose()));
        self.asked.insert(asked.clone());
        let header = |name: &str, value: &str| WebReply {
            status: 200,
            headers: vec![(name.to_owned(), value.to_owned())],
            ..WebReply::default()
        };
        let soap = |inside: &str| {
            let body = format!("<Envelope><Header/><Body>{inside}</Body></Envelope>").into();
            WebReply { status: 200, headers: Vec::new(), body }
        };
        Ok(match asked.as_str() {
            "pprdr.asp" => header("PassportURLs", "DALogin=https://ns.example/login"),
            "login" => header("Authentication-Info", "Passport1.4 da-status=success,from-PP='t=abc&p='"),
            "RST.srf" => {
                let token = |address: &str| {
                    format!(
                        "<RequestSecurityTokenResponse><AppliesTo><EndpointReference><Address>{address}</Address>\
                         </EndpointReference></AppliesTo><RequestedSecurityToken><BinarySecurityToken>t=abc&amp;p=\
                         </BinarySecurityToken></RequestedSecurityToken><RequestedProofToken><BinarySecret>\
                         MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0</BinarySecret></RequestedProofToken>\
                         </RequestSecurityTokenResponse>"
                    )
                };
                let all = ["messengerclear.live.com", "messenger.msn.com", "contacts.msn.com"].map(token).concat();
                soap(&format!("<RequestSecurityTokenResponseCollection>{all}</RequestSecurityTokenResponseCollection>"))
            }
            "FindMembership" => soap("<FindMembershipResponse/>"),
            "ABFindAll" | "ABFindContactsPaged" => soap("<ABFindAllResponse/>"),
            "Store" | "Store2" => {
                let theirs = self.recorded.pop_front();
                let theirs = theirs.unwrap_or_else(|| panic!("{}: we leave more than the script", self.at));
                self.stored.push(left(&request.body));
                let (ours, theirs_is) = (left(&request.body), left(theirs.body.as_bytes()));
                let same = |a: &Left, b: &Left| (&a.from, &a.to, &a.text) == (&b.from, &b.to, &b.text);
                assert!(same(&ours, &theirs_is) && ours.numbered, "{}: {ours:?} for {theirs_is:?}", self.at);
                theirs.reply.clone()
            }
            // What isn't in the transcript is a service that doesn't answer.
            _ => return Err(WebError::Timeout),
        })
    }

    /// Leaves the words of one group of requests, which ends with the first that was taken.
    fn leave(&mut self, to: &Email, text: &str) {
        self.number += 1;
        let conversation = ConversationId::With(to.clone());
        let (message, text, format) = (MessageId(self.number), text.to_owned(), TextFormat::default());
        let wish = Request::Say { conversation, message, text, format };
        self.session.handle(self.now, Input::Request(RequestId(self.number), wish));
        self.pump();
        self.pass(Duration::from_secs(120));
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(due) = self.session.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.session.handle(self.now, Input::Deadline);
            self.pump();
        }
        self.now = until;
    }
}

fn is_fault(exchange: &Exchange) -> bool {
    exchange.reply.body.windows(6).any(|part| part == b":Fault")
}

#[test]
fn transcript_messages_for_who_is_offline_are_left_by_our_session() {
    let mut count = 0;
    for (transcript, dialect) in all().into_iter().filter(|(_, dialect)| dialect.features().offline_messages) {
        for user in users(&transcript) {
            let web = exchanges(&transcript.entries, &user);
            let recorded: Vec<&Exchange> = web.iter().filter(is_store).collect();
            if recorded.is_empty() {
                continue;
            }
            let own = Email::parse(&left(recorded[0].body.as_bytes()).from).expect("an address");
            let mut bench = Bench::new(&transcript, dialect, own, recorded.clone());
            let mut groups: Vec<Vec<&Exchange>> = vec![Vec::new()];
            for exchange in recorded {
                if let Some(group) = groups.last_mut() {
                    group.push(exchange);
                }
                if !is_fault(exchange) {
                    groups.push(Vec::new());
                }
            }
            for (number, group) in groups.into_iter().filter(|group| !group.is_empty()).enumerate() {
                let words = left(group[0].body.as_bytes());
                bench.leave(&Email::parse(&words.to).expect("an address"), &words.text);
                let last = bench.states.iter().rev().find(|(message, _)| *message == number as u64 + 1);
                let taken = group.last().is_some_and(|exchange| !is_fault(exchange));
                assert_eq!(last.map(|(_, state)| *state == MessageState::Left), Some(taken), "{}: {last:?}", bench.at);
                count += 1;
            }
            assert!(bench.recorded.is_empty(), "{}: the script leaves more than we", bench.at);
            // The key is asked for once, and kept.
            let keys: Vec<bool> = bench.stored.iter().map(|left| left.has_key).collect();
            assert!(keys.is_sorted(), "{}: {keys:?}", bench.at);
        }
    }
    println!("{count} messages left; they may differ in {OFFLINE_MAY_DIFFER:?}");
}

#[test]
fn transcript_news_of_what_waits_is_taken_in_and_nothing_deleted_unread() {
    for (transcript, dialect) in all().into_iter().filter(|(_, dialect)| dialect.features().offline_messages) {
        let waiting = |said: &&Command| {
            let payload = String::from_utf8_lossy(said.payload.as_deref().unwrap_or_default()).into_owned();
            said.line.starts_with("MSG Hotmail ") && payload.contains("<M>")
        };
        let said = transcript.entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Server(said) => Some(said),
            _ => None,
        });
        for said in said.filter(waiting) {
            let own = Email::parse("dave@example.com").expect("an address");
            let mut bench = Bench::new(&transcript, dialect, own, Vec::new());
            let line = bench.wires.keys().next().copied().expect("a connection");
            bench.session.handle(bench.now, Input::Bytes(line, &said.bytes()));
            bench.pump();
            bench.pass(Duration::from_secs(600));
            assert!(bench.asked.contains("GetMessage"), "{}: {:?}", bench.at, bench.asked);
            assert!(!bench.asked.contains("DeleteMessages"), "{}: what nobody has read is kept", bench.at);
            assert_eq!(bench.waited, 0, "{}", bench.at);
        }
    }
}

fn users(transcript: &Transcript) -> BTreeSet<String> {
    let names = transcript.entries.iter().filter_map(|entry| entry.connection.split_once("-http"));
    names.map(|(user, _)| user.to_owned()).collect()
}

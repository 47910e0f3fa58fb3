//! The player of the traces.

use msnp::dialect::Dialect;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{Answer, Event, PresenceEvent, RosterEvent};
use msnp::notification::{Effect, Machine};
use msnp::request::Request;
use msnp::roster::Roster;
use msnp::session::{Config, RequestId, WebReply, WebRequest};
use msnp::types::{Email, Endpoint, Instant, List, Secret};
use std::collections::VecDeque;
use std::time::Duration;

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub(crate) fn config(dialects: &[Dialect]) -> Config {
    let mut config = Config::new(email("alice@example.com"), Secret::new("hunter2secret"), endpoint("ns.example:1863"));
    config.dialects = dialects.to_vec();
    config.nexus = Some("https://nexus.example/rdr/pprdr.asp".to_owned());
    config
}

pub(crate) fn endpoint(text: &str) -> Endpoint {
    Endpoint::parse(text).unwrap()
}

pub(crate) fn reply(status: u16, headers: &[(&str, &str)]) -> WebReply {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    WebReply { status, headers, ..WebReply::default() }
}

/// A machine, its clock, and what it wanted that no trace has looked at yet.
pub(crate) struct Player {
    pub(crate) machine: Machine,
    pub(crate) now: Instant,
    pub(crate) roster: Roster,
    sent: VecDeque<String>,
    pub(crate) events: Vec<Event>,
    pub(crate) connects: Vec<Endpoint>,
    pub(crate) webs: VecDeque<(u64, WebRequest)>,
    /// Everything that is none of these.
    pub(crate) others: Vec<Effect>,
    pub(crate) ended: Option<(SignOutReason, bool, Option<Duration>)>,
    /// How many bytes of the server's arrive at once.
    pub(crate) piece: usize,
    next_request: u64,
}

impl Player {
    pub(crate) fn new(config: &Config) -> Self {
        let mut player = Self {
            machine: Machine::new(config),
            now: Instant(Duration::from_secs(1000)),
            roster: Roster::default(),
            sent: VecDeque::new(),
            events: Vec::new(),
            connects: Vec::new(),
            webs: VecDeque::new(),
            others: Vec::new(),
            ended: None,
            piece: usize::MAX,
            next_request: 0,
        };
        player.machine.start(player.now);
        player.pump();
        player
    }

    /// A machine whose connection is up.
    pub(crate) fn connected(config: &Config) -> Self {
        let mut player = Self::new(config);
        player.open();
        player
    }

    pub(crate) fn open(&mut self) {
        self.machine.opened(self.now);
        self.pump();
    }

    pub(crate) fn pump(&mut self) {
        while let Some(effect) = self.machine.poll() {
            let refusal = matches!(
                effect,
                Effect::Event(Event::Answered { result: Err(RequestError::NotSignedIn), .. })
                    | Effect::Switchboard { result: Err(RequestError::NotSignedIn), .. }
            );
            assert!(self.ended.is_none() || refusal, "{effect:?} after the end");
            match effect {
                Effect::Send(bytes) => self.sent.push_back(String::from_utf8(bytes.to_vec()).unwrap()),
                Effect::Event(event) => {
                    self.roster.apply(&event);
                    self.events.push(event);
                }
                Effect::Connect(to) => self.connects.push(to),
                Effect::Web(number, request) => self.webs.push_back((number, request)),
                Effect::Ended { reason, retry, after } => self.ended = Some((reason, retry, after)),
                other => self.others.push(other),
            }
        }
    }

    /// The oldest that was sent and that no trace has looked at.
    pub(crate) fn sent(&mut self) -> Option<String> {
        self.sent.pop_front()
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(self.piece.min(bytes.len().max(1))) {
            self.machine.bytes(self.now, piece);
            self.pump();
        }
    }

    /// Plays a trace. `S: line | payload` and `C: line | payload` carry a payload.
    #[track_caller]
    pub(crate) fn play(&mut self, trace: &str) {
        for line in trace.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let Some((side, rest)) = line.split_once(": ") else { panic!("{line}") };
            let bytes = match rest.split_once(" | ") {
                Some((command, payload)) => format!("{command}\r\n{payload}"),
                None => format!("{rest}\r\n"),
            };
            match side {
                "C" => assert_eq!(self.sent.pop_front().as_deref(), Some(bytes.as_str()), "{:?}", self.ended),
                "S" => self.feed(bytes.as_bytes()),
                _ => panic!("{line}"),
            }
        }
        assert_eq!(self.sent, Vec::<String>::new(), "sent without being in the trace");
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.machine.deadline(self.now);
            self.pump();
            assert!(self.machine.next_deadline().is_none_or(|next| next > due), "a deadline that never passes");
        }
        self.now = until;
    }

    pub(crate) fn request(&mut self, wish: Request) -> RequestId {
        self.next_request += 1;
        let id = RequestId(self.next_request);
        self.machine.request(self.now, id, wish);
        self.pump();
        id
    }

    /// The answer to a request; there must be exactly one.
    #[track_caller]
    pub(crate) fn answer(&self, id: RequestId) -> Result<Answer, RequestError> {
        let mut answers = self.answers(id);
        assert_eq!(answers.len(), 1, "{:?}", self.events);
        answers.remove(0)
    }

    pub(crate) fn answers(&self, id: RequestId) -> Vec<Result<Answer, RequestError>> {
        let of = |event: &Event| match event {
            Event::Answered { request, result } if *request == id => Some(result.clone()),
            _ => None,
        };
        self.events.iter().filter_map(of).collect()
    }

    /// Asks, plays, and gives the answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, wish: Request, trace: &str) -> Result<Answer, RequestError> {
        let id = self.request(wish);
        self.play(trace);
        self.answer(id)
    }

    pub(crate) fn roster_events(&self) -> Vec<RosterEvent> {
        let roster = |event: &Event| match event {
            Event::Roster(event) => Some(event.clone()),
            _ => None,
        };
        self.events.iter().filter_map(roster).collect()
    }

    pub(crate) fn presence_events(&self) -> Vec<PresenceEvent> {
        let presence = |event: &Event| match event {
            Event::Presence(event) => Some(event.clone()),
            _ => None,
        };
        self.events.iter().filter_map(presence).collect()
    }

    pub(crate) fn oddities(&self) -> usize {
        self.events.iter().filter(|event| matches!(event, Event::Oddity(_))).count()
    }

    /// The addresses on a list.
    pub(crate) fn on(&self, list: List) -> Vec<String> {
        self.roster.on_list(list).map(|person| person.email.to_string()).collect()
    }

    /// Answers the Nexus and the login page.
    #[track_caller]
    pub(crate) fn passport(&mut self, ticket: &str) {
        self.web(reply(200, &[("PassportURLs", "DARealm=Passport.Net,DALogin=login.example/login2.srf")]));
        let info = format!("Passport1.4 da-status=success,from-PP='{ticket}'");
        self.web(reply(200, &[("Authentication-Info", &info)]));
    }

    #[track_caller]
    pub(crate) fn web(&mut self, reply: WebReply) -> WebRequest {
        let (number, request) = self.webs.pop_front().expect("a web request");
        self.machine.web(self.now, number, Ok(reply));
        self.pump();
        request
    }

    /// Signed in with one contact, Bob, who is on FL, AL and RL, in the group Work where there are groups.
    pub(crate) fn ready(dialect: Dialect) -> Self {
        let mut player = Self::connected(&config(&[dialect]));
        player.play_sign_in(dialect);
        player.play_lists(dialect);
        assert!(player.machine.is_ready(), "{:?}", player.events);
        player.events.clear();
        player.others.clear();
        player
    }

    /// To the SYN, which has the TrID 6 below MSNP8 and 5 from there.
    #[track_caller]
    pub(crate) fn play_sign_in(&mut self, dialect: Dialect) {
        let name = dialect.name();
        let version = dialect.features().client_version;
        let cvr = format!("0x0409 winnt 5.1 i386 MSNMSGR {version} MSMSGS alice@example.com");
        let answer = "5.0 5.0 1.0 http://example.com/ http://example.com/";
        if dialect <= Dialect::Msnp7 {
            let verified = if dialect >= Dialect::Msnp6 { " 1" } else { "" };
            self.play(&format!(
                "C: VER 1 {name} CVR0
                 S: VER 1 {name}
                 C: INF 2
                 S: INF 2 MD5
                 C: CVR 3 {cvr}
                 S: CVR 3 {answer}
                 C: USR 4 MD5 I alice@example.com
                 S: USR 4 MD5 S 1722470400.12345
                 C: USR 5 MD5 S 78c89c13d8b7dae498f952500ecd7916
                 S: USR 5 OK alice@example.com Alice{verified}
                 C: SYN 6 0"
            ));
        } else {
            self.play(&format!(
                "C: VER 1 {name} CVR0
                 S: VER 1 {name}
                 C: CVR 2 {cvr}
                 S: CVR 2 {answer}
                 C: USR 3 TWN I alice@example.com
                 S: USR 3 TWN S ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1"
            ));
            self.passport("t=abc&p=def");
            let friendly = if dialect <= Dialect::Msnp9 { "Alice 1 0" } else { "1 0" };
            let serials = if dialect <= Dialect::Msnp9 { "0" } else { "0 0" };
            self.play(&format!(
                "C: USR 4 TWN S t=abc&p=def
                 S: USR 4 OK alice@example.com {friendly}
                 C: SYN 5 {serials}"
            ));
        }
    }

    #[track_caller]
    pub(crate) fn play_lists(&mut self, dialect: Dialect) {
        let capabilities = self.capabilities();
        let trace = match dialect {
            Dialect::Msnp2 | Dialect::Msnp3 | Dialect::Msnp4 | Dialect::Msnp5 | Dialect::Msnp6 => "S: SYN 6 12
                 S: GTC 6 12 A
                 S: BLP 6 12 AL
                 S: LST 6 FL 12 1 1 bob@example.com Bob
                 S: LST 6 AL 12 1 1 bob@example.com Bob
                 S: LST 6 BL 12 0 0
                 S: LST 6 RL 12 1 1 bob@example.com Bob
                 C: CHG 7 NLN
                 S: CHG 7 NLN"
                .to_owned(),
            Dialect::Msnp7 => "S: SYN 6 12
                 S: GTC 6 12 A
                 S: BLP 6 12 AL
                 S: LSG 6 12 1 2 0 Other%20Contacts 0
                 S: LSG 6 12 2 2 1 Work 0
                 S: LST 6 FL 12 1 1 bob@example.com Bob 0,1
                 S: LST 6 AL 12 1 1 bob@example.com Bob
                 S: LST 6 BL 12 0 0
                 S: LST 6 RL 12 1 1 bob@example.com Bob
                 C: CHG 7 NLN
                 S: CHG 7 NLN"
                .to_owned(),
            Dialect::Msnp8 | Dialect::Msnp9 => format!(
                "S: SYN 5 12 1 2
                 S: GTC A
                 S: BLP AL
                 S: LSG 0 Other%20Contacts 0
                 S: LSG 1 Work 0
                 S: LST bob@example.com Bob 11 1
                 C: CHG 6 NLN {capabilities}
                 S: CHG 6 NLN {capabilities}"
            ),
            Dialect::Msnp10 | Dialect::Msnp11 | Dialect::Msnp12 => {
                let network = if dialect == Dialect::Msnp12 { "1 " } else { "" };
                format!(
                    "S: SYN 5 2026-01-02T03:04:05.6780000-07:00 2026-01-02T03:04:05.6780000-07:00 1 1
                     S: GTC A
                     S: BLP AL
                     S: PRP MFN Alice
                     S: LSG Work {WORK}
                     S: LST N=bob@example.com F=Bob C={BOB} 11 {network}{WORK}
                     C: CHG 6 NLN {capabilities}
                     S: CHG 6 NLN {capabilities}"
                )
            }
            other => panic!("{other} has its lists elsewhere"),
        };
        self.play(&trace);
    }

    pub(crate) fn capabilities(&self) -> u32 {
        config(&[]).capabilities.0
    }
}

pub(crate) const WORK: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";
pub(crate) const BOB: &str = "c1f9a363-4ee9-4a33-a434-b056a4c55b98";

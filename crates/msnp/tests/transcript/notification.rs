//! Drives the notification machine with what a server said, and holds against the lines what it makes of them and what
//! it says itself.

use crate::differences::{Inexpressible, MAY_BE_MORE, differences};
use crate::expect::{DRIVEN, Expected};
use crate::parse::{Command, Entry, Kind, Place, Transcript, by_sync};
use crate::tally::{FOREIGN, Sent, Tally, connections, of_connection, transaction, with_transaction};
use crate::translate::{Asked, Meaning};
use crate::web;
use msnp::command::Server;
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::Event;
use msnp::notification::{Effect, Machine, SwitchboardTicket};
use msnp::roster::Roster;
use msnp::session::{Config, RequestId};
use msnp::types::{Capabilities, Email, Endpoint, Instant, Secret, Status};
use msnp::wire::{Decoder, Direction, Limits, Role};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// The password of every account in the transcripts.
const PASSWORD: &str = "123456";
/// Longer than any pause between two pings.
const LONG: Duration = Duration::from_secs(301);

/// A request of ours, and what the lines of the transcript say of its end.
#[derive(Default)]
struct Wish {
    line: String,
    /// Whether the server refused one of its commands, in a way that isn't as good as done.
    refused: Option<u16>,
    /// How many of its commands wait for their reply.
    open: usize,
    answer: Option<Result<(), RequestError>>,
}

struct Drive<'a> {
    at: String,
    number: u8,
    dialect: Dialect,
    own: Email,
    machine: Machine,
    now: Instant,
    skew: Duration,
    ours: Vec<Sent>,
    /// Their transaction to ours.
    map: HashMap<u32, u32>,
    /// Their lines that a request of ours will come to in a later step, with the request.
    promised: HashMap<usize, RequestId>,
    owed: Vec<(&'a Command, RequestId)>,
    wishes: BTreeMap<u64, Wish>,
    /// Whose command it was: their transaction to the request.
    by_transaction: HashMap<u32, RequestId>,
    /// Transactions of theirs that we refused ourselves or left out: the server must not have granted them.
    ungranted: HashMap<u32, String>,
    roster: Roster,
    expected: Expected,
    presence_events: usize,
    oddities: Vec<String>,
    switchboards: Vec<String>,
    rings: Vec<String>,
    web: Vec<web::Exchange>,
    ready: bool,
    challenged: bool,
    /// How many pings of ours have no answer yet.
    pings: usize,
    over: bool,
}

#[test]
fn transcript_notification_lines_drive_our_machine() {
    let mut seen = 0;
    for (transcript, dialect) in by_sync() {
        let mut tally = Tally::default();
        for name in connections(&transcript, Place::Notification) {
            drive(&transcript, dialect, &name, &mut tally);
            seen += 1;
        }
        tally.check(&transcript.name, 2);
    }
    // A folder may hold the later dialects alone.
    assert!(seen > 0 || by_sync().is_empty(), "no connection was driven");
}

fn drive(transcript: &Transcript, dialect: Dialect, name: &str, tally: &mut Tally) {
    let entries = of_connection(transcript, name);
    let driven = entries.iter().take_while(|(_, entry)| DRIVEN.contains(&entry.section.as_str())).count();
    let entries = &entries[..driven];
    let said: Vec<(usize, &Command)> =
        entries.iter().filter_map(|(at, entry)| client(entry).map(|c| (*at, c))).collect();
    let Some(config) = config(transcript, dialect, &entries[0], &said) else { return };
    let user = name.split('-').next().unwrap_or_default();
    let mut drive = Drive::new(transcript, dialect, config, web::exchanges(&transcript.entries[entries[0].0..], user));
    let mut section = entries[0].1.section.clone();
    for (at, entry) in entries {
        drive.at = format!("{}: line {}", transcript.name, entry.line);
        drive.now = Instant(entry.at + drive.skew);
        if entry.section != section {
            drive.check_lists();
            section.clone_from(&entry.section);
        }
        match &entry.kind {
            Kind::Note(note) if note.starts_with("connect") => drive.connect(),
            Kind::Note(note) if note.starts_with("server closed") => {
                drive.machine.closed(drive.now, "closed".to_owned());
                drive.pump();
            }
            // What follows isn't of this client's making any more.
            Kind::Note(note) if note.starts_with("client closes") => break,
            Kind::Note(note) => panic!("{}: {note:?}", drive.at),
            Kind::Server(said) => drive.server(said),
            Kind::Client(command) => {
                let next = said.iter().position(|(place, _)| place == at).unwrap_or_default() + 1;
                drive.client(*at, command, &said[next..], tally);
            }
            Kind::Section | Kind::Web { .. } => {}
        }
    }
    drive.finish();
}

fn client(entry: &Entry) -> Option<&Command> {
    match &entry.kind {
        Kind::Client(command) => Some(command),
        _ => None,
    }
}

/// What the lines of a client say about its account; `None` for a connection that never gets to naming one.
fn config(
    transcript: &Transcript,
    dialect: Dialect,
    (first, _): &(usize, &Entry),
    said: &[(usize, &Command)],
) -> Option<Config> {
    let words = || said.iter().map(|(_, command)| command.words());
    let email = words().find_map(|words| match words[..] {
        ["USR", _, _, "I", email] => Email::parse(email).ok(),
        _ => None,
    })?;
    let first_status = words().find_map(|words| match words[..] {
        ["CHG", _, status, ref rest @ ..] if rest.is_empty() != dialect.features().capabilities => {
            Some((Status::from_code(status)?, rest.first().and_then(|caps| caps.parse().ok())))
        }
        _ => None,
    });
    let mut config =
        Config::new(email, Secret::new(PASSWORD), Endpoint { host: "server.example".to_owned(), port: 1863 });
    config.dialects = vec![dialect];
    if let Some((status, capabilities)) = first_status {
        config.status = status;
        config.capabilities = Capabilities(capabilities.unwrap_or_default());
    }
    // The first page that anybody asks for names the others.
    let user = transcript.entries[*first].connection.split('-').next().unwrap_or_default();
    config.nexus = web::exchanges(&transcript.entries[*first..], user).first().map(|exchange| exchange.url.clone());
    Some(config)
}

impl<'a> Drive<'a> {
    fn new(transcript: &Transcript, dialect: Dialect, config: Config, web: Vec<web::Exchange>) -> Self {
        Self {
            at: transcript.name.clone(),
            number: dialect.number(),
            dialect,
            own: config.email.clone(),
            machine: Machine::new(&config),
            now: Instant::default(),
            skew: Duration::ZERO,
            ours: Vec::new(),
            map: HashMap::new(),
            promised: HashMap::new(),
            owed: Vec::new(),
            wishes: BTreeMap::new(),
            by_transaction: HashMap::new(),
            ungranted: HashMap::new(),
            roster: Roster::default(),
            expected: Expected::new(dialect.number(), config.email.as_str()),
            presence_events: 0,
            oddities: Vec::new(),
            switchboards: Vec::new(),
            rings: Vec::new(),
            web,
            ready: false,
            challenged: false,
            pings: 0,
            over: false,
        }
    }

    fn connect(&mut self) {
        self.machine.start(self.now);
        self.pump();
        self.machine.opened(self.now);
        self.pump();
    }

    /// Carries out what the machine wants.
    fn pump(&mut self) {
        while let Some(effect) = self.machine.poll() {
            match effect {
                Effect::Send(bytes) => self.sent(&bytes),
                Effect::Web(number, request) => {
                    let reply = web::answer(&self.at, &self.web, &request);
                    self.machine.web(self.now, number, Ok(reply));
                }
                Effect::Event(event) => self.event(event),
                Effect::Switchboard { result, .. } => self.switchboards.push(match result {
                    Ok((endpoint, cookie)) => format!("{endpoint} {}", cookie.expose()),
                    Err(RequestError::Server(ErrorCode(code))) => code.to_string(),
                    Err(error) => error.to_string(),
                }),
                Effect::Ring { session, target, cookie, email, name } => {
                    self.rings.push(format!("{session} {target} {} {email} {name}", cookie.expose()));
                }
                Effect::Ready => self.ready = true,
                Effect::Ended { .. } => self.over = true,
                Effect::Connect(_) | Effect::Close | Effect::OfflineMessages(_) | Effect::Renewed => {}
                Effect::Bridged { .. } | Effect::BridgeMessage { .. } => {}
            }
        }
    }

    fn sent(&mut self, bytes: &[u8]) {
        let mut decoder = Decoder::new(Direction::FromClient, Role::Notification, Limits::default());
        decoder.set_dialect(self.dialect);
        decoder.feed(bytes);
        while let Some(frame) = decoder.next() {
            let frame = frame.unwrap_or_else(|e| panic!("{}: we sent what is no command: {e}", self.at));
            let payload = frame.payload().map(|payload| payload.to_vec());
            let command = Command { line: frame.line().to_owned(), payload };
            self.ours.push(Sent { command, matched: false });
        }
        // A later step of a request may be what a line of theirs waits for.
        for (theirs, request) in std::mem::take(&mut self.owed) {
            if self.find(theirs, Some(request)).is_none() {
                self.owed.push((theirs, request));
            }
        }
    }

    fn event(&mut self, event: Event) {
        self.roster.apply(&event);
        match event {
            Event::Presence(_) => self.presence_events += 1,
            Event::Oddity(what) => self.oddities.push(what),
            Event::Answered { request, result } => {
                let wish = self.wishes.entry(request.0).or_default();
                assert!(wish.answer.is_none(), "{}: {} was answered twice", self.at, wish.line);
                wish.answer = Some(result.map(|_| ()));
            }
            _ => {}
        }
    }

    /// The command of ours that is this one of theirs, if we have sent it: tied together from here on.
    fn find(&mut self, theirs: &Command, request: Option<RequestId>) -> Option<Vec<&'static str>> {
        let mut all = self.ours.iter_mut().filter(|sent| !sent.matched);
        let (sent, found) = all.find_map(|sent| differences(&sent.command, theirs).map(|found| (sent, found)))?;
        sent.matched = true;
        if let (Some(ours), Some(theirs)) = (transaction(&sent.command), transaction(theirs)) {
            self.map.insert(theirs, ours);
            if let Some(request) = request {
                self.by_transaction.insert(theirs, request);
                self.wishes.entry(request.0).or_default().open += 1;
            }
        }
        Some(found)
    }

    fn client(&mut self, at: usize, theirs: &'a Command, later: &[(usize, &Command)], tally: &mut Tally) {
        self.expected.client(theirs);
        if self.over {
            tally.skip("after our machine ended");
            return;
        }
        let promised = self.promised.remove(&at);
        if let Some(found) = self.find(theirs, promised) {
            return tally.differ(&found);
        }
        if let Some(request) = promised {
            self.owed.push((theirs, request));
            tally.driven += 1;
            return;
        }
        let (number, ready, challenged) = (self.number, self.ready, self.challenged);
        let asked = Asked { command: theirs, later, number, own: &self.own, challenged, ready };
        match asked.meaning(&self.roster) {
            Meaning::Nothing(why) => return self.leave_out(theirs, why, tally),
            Meaning::SignIn => {}
            Meaning::Ping if !self.ready => return tally.skip("a ping before the sign-in"),
            Meaning::Ping if self.pings > 0 => return tally.skip("a ping while the answer to another is due"),
            Meaning::Ping if theirs.payload.is_some() => return tally.skip("two commands in one packet"),
            Meaning::Ping => {
                // Pings follow the clock alone.
                self.skew += LONG;
                self.now = self.now + LONG;
                self.machine.deadline(self.now);
                self.pings += 1;
            }
            Meaning::SignOut => self.machine.sign_out(self.now),
            Meaning::Switchboard => {
                self.machine.request_switchboard(self.now, SwitchboardTicket(at as u64));
                if !self.ready {
                    // Refused by ourselves; by the server, too.
                    self.refused(theirs);
                    self.pump();
                    self.switchboards.pop();
                    return tally.skip("a switchboard before the sign-in is complete");
                }
            }
            Meaning::Request(request, covered) => {
                let id = RequestId(at as u64);
                self.promised.extend(covered.into_iter().map(|line| (line, id)));
                self.wishes.insert(id.0, Wish { line: theirs.line.clone(), ..Wish::default() });
                self.machine.request(self.now, id, request);
                self.pump();
                if let Some(found) = self.find(theirs, Some(id)) {
                    return tally.differ(&found);
                }
                let answer = self.wishes.get(&id.0).and_then(|wish| wish.answer.clone());
                if let Some(Err(_)) = answer {
                    self.wishes.remove(&id.0);
                    self.refused(theirs);
                    return tally.skip("what we refuse ourselves");
                }
            }
        }
        self.pump();
        match self.find(theirs, None) {
            Some(found) => tally.differ(&found),
            None => panic!("{}: they say {:?}, we say {:?}", self.at, theirs.line, self.unmatched()),
        }
    }

    fn leave_out(&mut self, theirs: &Command, why: &'static Inexpressible, tally: &mut Tally) {
        tally.skip(why.why);
        if !why.may_be_granted {
            self.refused(theirs);
        }
    }

    /// What we don't ask of a server, the server would have refused.
    fn refused(&mut self, theirs: &Command) {
        if let Some(transaction) = transaction(theirs) {
            self.ungranted.insert(transaction, theirs.line.clone());
        }
    }

    fn unmatched(&self) -> Vec<&str> {
        self.ours.iter().filter(|sent| !sent.matched).map(|sent| sent.command.line.as_str()).collect()
    }

    fn server(&mut self, said: &Command) {
        if self.over {
            return;
        }
        let words = said.words();
        if words[0] == "QNG" {
            // To a ping that we left out.
            if self.pings == 0 {
                return;
            }
            self.pings -= 1;
        }
        let is_error = words[0].bytes().all(|b| b.is_ascii_digit());
        let theirs = self.transaction_of(said);
        let ours = theirs.map(|theirs| self.map.get(&theirs).copied());
        if let Some(line) = theirs.and_then(|theirs| self.ungranted.get(&theirs)) {
            assert!(is_error, "{}: we refuse {line:?}, the server grants it", self.at);
        }
        let oddities = self.oddities.len();
        let bytes = match (theirs, ours.flatten()) {
            (Some(theirs), ours) => with_transaction(said, ours.unwrap_or(theirs + FOREIGN)),
            (None, _) => said.bytes(),
        };
        if words[0] == "CHL" {
            self.challenged = true;
        }
        if let Some(request) = theirs.and_then(|theirs| self.by_transaction.remove(&theirs))
            && let Some(wish) = self.wishes.get_mut(&request.0)
        {
            wish.open -= 1;
            if is_error {
                // "Already so" is as good as done.
                wish.refused = words[0].parse().ok().filter(|code| ![215, 218].contains(code));
            }
        }
        self.machine.bytes(self.now, &bytes);
        self.pump();
        let is_foreign = ours == Some(None);
        // Who is there is told under the transaction of what made the server tell it.
        if !is_error && (!is_foreign || words[0] == "ILN") {
            self.expected.server(said);
        }
        match (words[0], &words[1..]) {
            ("XFR", [_, "SB", address, "CKI", cookie, ..]) if !is_foreign => {
                assert_eq!(self.switchboards.pop(), Some(format!("{address} {cookie}")), "{}", self.at);
            }
            ("RNG", [session, address, "CKI", cookie, email, name, ..]) => {
                let name = crate::expect::text(name);
                assert_eq!(
                    self.rings.pop(),
                    Some(format!("{session} {address} {cookie} {email} {name}")),
                    "{}",
                    self.at
                );
            }
            (code, _) if is_error && !self.switchboards.is_empty() => {
                assert_eq!(self.switchboards.pop().as_deref(), Some(code), "{}", self.at);
            }
            _ => {}
        }
        let odd = &self.oddities[oddities..];
        assert!(is_foreign || odd.is_empty(), "{}: {:?} is odd to us: {odd:?}", self.at, said.line);
    }

    /// The transaction that a line answers to, as the client of the transcript counted.
    fn transaction_of(&self, said: &Command) -> Option<u32> {
        let mut decoder = Decoder::new(Direction::FromServer, Role::Notification, Limits::default());
        decoder.set_dialect(self.dialect);
        decoder.feed(&said.bytes());
        let frame = decoder.next()?.ok()?;
        Server::decode(frame, Role::Notification, self.dialect).transaction().map(|transaction| transaction.0)
    }

    fn check_lists(&self) {
        if self.ready {
            self.expected.check(&self.at, &self.roster);
        }
        assert_eq!(self.presence_events, self.expected.presence_lines, "{}: lines of presence", self.at);
    }

    fn finish(&mut self) {
        self.check_lists();
        for wish in self.wishes.values() {
            // A step that the server never answered leaves the request open; so does a later one that wasn't reached.
            match (&wish.answer, wish.refused) {
                (Some(answer), None) if wish.open == 0 => {
                    assert_eq!(*answer, Ok(()), "{}: {}", self.at, wish.line);
                }
                (Some(Err(RequestError::Server(ErrorCode(code)))), Some(refused)) => {
                    assert_eq!(*code, refused, "{}: {}", self.at, wish.line);
                }
                (Some(answer), Some(refused)) => panic!("{}: {}: {answer:?} for {refused}", self.at, wish.line),
                (Some(_), None) => {}
                (None, _) => assert!(wish.open > 0, "{}: {} was never answered", self.at, wish.line),
            }
        }
        assert!(self.owed.is_empty(), "{}: we never said {:?}", self.at, self.owed[0].0.line);
        for line in self.unmatched() {
            let verb = line.split(' ').next().unwrap_or_default();
            assert!(
                MAY_BE_MORE.iter().any(|(more, _)| *more == verb && verb != "MSG"),
                "{}: only we say {line:?}",
                self.at
            );
        }
    }
}

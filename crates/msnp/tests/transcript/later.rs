//! Drives the notification machine of MSNP13 and later with what a server and its web services said. The clients of
//! these transcripts are scripts: they send what no client would, one SOAP operation and one command at a time. So each
//! operation is asked of us as the request that comes to it, the recorded reply is given to our own web request, and
//! whenever the script fetches the lists, ours have to be those.

mod web;

use crate::differences::{Line, differences, left_out};
use crate::expect::DRIVEN;
use crate::parse::{Command, Kind, Place, Transcript, all};
use crate::tally::{FOREIGN, Sent, Tally, connections, transaction, with_transaction};
use crate::web::{Exchange, exchanges};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use msnp::command::Server;
use msnp::command::relay::MessageKind;
use msnp::dialect::Dialect;
use msnp::error::RequestError;
use msnp::event::{Event, PresenceEvent};
use msnp::notification::{Effect, Machine, SwitchboardTicket};
use msnp::request::{MessageId, Request};
use msnp::roster::Roster;
use msnp::session::{Config, RequestId, Services};
use msnp::soap::membership::Membership;
use msnp::types::{
    Capabilities, Email, Endpoint, ExtendedCapabilities, Instant, PlaceId, Privacy, Property, Secret, Status,
};
use msnp::wire::{Decoder, Direction, Limits, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// Longer than any pause between two pings.
const LONG: Duration = Duration::from_secs(301);

struct Replay<'a> {
    at: String,
    dialect: Dialect,
    own: Email,
    machine: Machine,
    now: Instant,
    skew: Duration,
    /// How many pings of ours have no answer yet.
    pings: usize,
    /// The ticket that the script signs in with, where it has none of the sign-in service (13 and 14).
    ticket: Option<String>,
    /// What the server must not have granted: their transactions.
    ungranted: HashMap<u32, String>,
    web: &'a [Exchange],
    /// The first exchange of this connection, and the one that an edit is to be answered with.
    from: usize,
    current: Option<usize>,
    ours: Vec<Sent>,
    map: HashMap<u32, u32>,
    roster: Roster,
    answers: BTreeMap<u64, Result<(), RequestError>>,
    /// Switchboards and people online, as our machine has told and as the lines say.
    told: (usize, usize),
    lines: (usize, usize),
    membership: Option<Membership>,
    /// Addresses and groups that the script edits behind the address book's back.
    blurred: BTreeSet<String>,
    checks: usize,
    signed_in: bool,
    over: bool,
    oddities: Vec<String>,
}

#[test]
fn transcript_later_lines_and_web_replies_drive_our_machine() {
    let (mut seen, mut checks) = (0, 0);
    for (transcript, dialect) in all().into_iter().filter(|(_, dialect)| !dialect.features().lists_by_sync) {
        let mut tally = Tally::default();
        for name in connections(&transcript, Place::Notification) {
            checks += replay(&transcript, dialect, &name, &mut tally);
            seen += 1;
        }
        tally.check(&transcript.name, 1);
    }
    println!("{seen} connections, {checks} times the lists were those of the services");
    assert!(seen == 0 || checks > seen / 2, "{seen} connections, but only {checks} lists");
}

fn replay(transcript: &Transcript, dialect: Dialect, name: &str, tally: &mut Tally) -> usize {
    let user = name.split('-').next().unwrap_or_default();
    let places: Vec<usize> =
        (0..transcript.entries.len()).filter(|at| transcript.entries[*at].connection == name).collect();
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return 0 };
    let web = exchanges(&transcript.entries, user);
    let before = exchanges(&transcript.entries[..*first], user).len();
    let Some(mut replay) = Replay::new(transcript, dialect, &places, &web, before) else { return 0 };
    let mut exchange = before;
    for at in *first..=*last {
        let entry = &transcript.entries[at];
        if !DRIVEN.contains(&entry.section.as_str()) {
            break;
        }
        replay.at = format!("{}: line {}", transcript.name, entry.line);
        replay.now = Instant(entry.at + replay.skew);
        match &entry.kind {
            Kind::Web { client: true, .. } if entry.connection == format!("{user}-http") => {
                replay.asks(exchange, tally);
                exchange += 1;
            }
            _ if entry.connection != name => {}
            Kind::Note(note) if note.starts_with("connect") => {
                replay.machine.start(replay.now);
                replay.pump();
                replay.machine.opened(replay.now);
                replay.pump();
            }
            Kind::Note(_) => break,
            Kind::Server(said) => replay.server(said),
            Kind::Client(said) => replay.client(said, at as u64, tally),
            Kind::Section | Kind::Web { .. } => {}
        }
    }
    replay.finish();
    replay.checks
}

impl<'a> Replay<'a> {
    fn new(
        transcript: &Transcript,
        dialect: Dialect,
        places: &[usize],
        web: &'a [Exchange],
        from: usize,
    ) -> Option<Self> {
        let said = || {
            places.iter().filter_map(|at| match &transcript.entries[*at].kind {
                Kind::Client(command) => Some(command.words()),
                _ => None,
            })
        };
        let own = said().find_map(|words| match words[..] {
            ["USR", _, "SSO" | "TWN", "I", email] => Email::parse(email).ok(),
            _ => None,
        })?;
        let mut capabilities = said().find_map(|words| match words[..] {
            ["CHG", _, _, caps, ..] => Some(caps.split(':').map(|number| number.parse().expect("a number"))),
            _ => None,
        });
        let mut number = || capabilities.as_mut().and_then(Iterator::next).unwrap_or_default();
        let server = Endpoint { host: "127.0.0.1".to_owned(), port: 2863 };
        let mut config = Config::new(own.clone(), Secret::new("123456"), server);
        config.dialects = vec![dialect];
        config.place = said().find_map(|words| match words[..] {
            ["USR", _, "SSO", "S", _, _, place] => PlaceId::from_wire(place),
            _ => None,
        });
        config.services = Services::at("127.0.0.1:2443");
        config.capabilities = Capabilities(number());
        config.extended = ExtendedCapabilities(number());
        Some(Self {
            at: transcript.name.clone(),
            dialect,
            own,
            machine: Machine::new(&config),
            now: Instant::default(),
            skew: Duration::ZERO,
            pings: 0,
            ticket: said().find_map(|words| match words[..] {
                ["USR", _, "TWN", "S", ticket] => Some(ticket.to_owned()),
                _ => None,
            }),
            ungranted: HashMap::new(),
            web,
            from,
            current: None,
            ours: Vec::new(),
            map: HashMap::new(),
            roster: Roster::default(),
            answers: BTreeMap::new(),
            told: (0, 0),
            lines: (0, 0),
            membership: None,
            blurred: BTreeSet::new(),
            checks: 0,
            signed_in: false,
            over: false,
            oddities: Vec::new(),
        })
    }

    fn pump(&mut self) {
        while let Some(effect) = self.machine.poll() {
            match effect {
                Effect::Send(bytes) => {
                    let mut decoder = Decoder::new(Direction::FromClient, Role::Notification, Limits::default());
                    decoder.set_dialect(self.dialect);
                    decoder.feed(&bytes);
                    let frame = decoder.next().expect("a command").expect("a command");
                    let payload = frame.payload().map(|payload| payload.to_vec());
                    let command = Command { line: frame.line().to_owned(), payload };
                    self.ours.push(Sent { command, matched: false });
                }
                Effect::Web(number, request) => {
                    let reply = self.reply(&request);
                    self.machine.web(self.now, number, Ok(reply));
                }
                Effect::Event(event) => self.event(event),
                Effect::Switchboard { result, .. } => self.told.0 += usize::from(result.is_ok()),
                Effect::Ended { .. } => self.over = true,
                Effect::Connect(_) | Effect::Close | Effect::Ready | Effect::Ring { .. } => {}
                Effect::OfflineMessages(_) | Effect::Renewed => {}
                Effect::Bridged { .. } | Effect::BridgeMessage { .. } => {}
            }
        }
    }

    fn event(&mut self, event: Event) {
        self.roster.apply(&event);
        match event {
            Event::SignedIn { .. } => self.signed_in = true,
            Event::Answered { request, result } => {
                let twice = self.answers.insert(request.0, result.map(|_| ()));
                assert!(twice.is_none(), "{}: answered twice", self.at);
            }
            Event::Presence(PresenceEvent::Online { .. }) => self.told.1 += 1,
            Event::Oddity(what) => self.oddities.push(what),
            _ => {}
        }
    }

    fn find(&mut self, theirs: &Command) -> Option<Vec<&'static str>> {
        let found = self.ours.iter_mut().filter(|sent| !sent.matched).find_map(|sent| {
            let found = proof_differs(&sent.command, theirs).or_else(|| differences(&sent.command, theirs))?;
            Some((sent, found))
        });
        let (sent, found) = found?;
        sent.matched = true;
        if let (Some(ours), Some(theirs)) = (transaction(&sent.command), transaction(theirs)) {
            self.map.insert(theirs, ours);
        }
        Some(found)
    }

    fn client(&mut self, theirs: &Command, at: u64, tally: &mut Tally) {
        if self.over {
            return tally.skip("after our machine ended");
        }
        if let Some(found) = self.find(theirs) {
            return tally.differ(&found);
        }
        let words = theirs.words();
        let request = RequestId(at);
        match words[..] {
            ["VER" | "CVR" | "USR", ..] if !self.signed_in => {
                panic!("{}: they say {:?}, we say {:?}", self.at, theirs.line, self.unmatched())
            }
            ["XFR", _, "SB"] if self.machine.is_ready() => {
                self.machine.request_switchboard(self.now, SwitchboardTicket(at));
            }
            ["PNG"] if self.pings > 0 => return tally.skip("a ping while the answer to another is due"),
            ["PNG"] if theirs.payload.is_some() => return tally.skip("two commands in one packet"),
            ["PNG", ..] => {
                // Pings follow the clock alone.
                self.skew += LONG;
                self.now = self.now + LONG;
                self.machine.deadline(self.now);
                self.pings += 1;
            }
            ["OUT"] => self.machine.sign_out(self.now),
            ["UUM", _, email, _, kind, _] if let Ok(email) = Email::parse(email) => {
                let kind = MessageKind(kind.parse().expect("a number"));
                let parts = vec![theirs.payload.clone().unwrap_or_default().into()];
                self.machine.bridge(self.now, MessageId(at), &email, kind, parts);
            }
            _ if let Some(reason) = self.rule(theirs) => {
                if words.len() > 2 && ["ADC", "REM", "ADG", "REG", "RMG", "SBP"].contains(&words[0]) {
                    for word in &words[2..] {
                        self.blurred.insert(word.trim_start_matches("N=").trim_start_matches("C=").to_lowercase());
                    }
                }
                if let (false, Some(theirs_is)) = (reason.may_be_granted, transaction(theirs)) {
                    self.ungranted.insert(theirs_is, theirs.line.clone());
                }
                return tally.skip(reason.why);
            }
            ["CHG", _, code, _, ..] if let Some(status) = Status::from_code(code) => {
                self.machine.request(self.now, request, Request::SetStatus(status));
            }
            ["URL", ..] => self.machine.request(self.now, request, Request::Url(words[2..].join(" "))),
            ["BLP", _, code] => {
                let privacy = if code == "BL" { Privacy::BlockOthers } else { Privacy::AllowOthers };
                self.machine.request(self.now, request, Request::SetPrivacy(privacy));
            }
            ["PRP", _, "MFN", name] => {
                self.machine.request(self.now, request, Request::SetName(crate::expect::text(name)));
            }
            ["PRP", _, key, ref value @ ..] => {
                let value = value.first().map(|value| crate::expect::text(value)).unwrap_or_default();
                self.machine.request(self.now, request, Request::SetProperty(Property::from_code(key), value));
            }
            ["UUX", ..] => {
                let message = msnp::content::personal::decode(theirs.payload.as_deref().unwrap_or_default());
                self.machine.request(self.now, request, Request::SetPersonalMessage(message));
            }
            _ => panic!("{}: no rule for {:?}", self.at, theirs.line),
        }
        self.pump();
        if let Some(found) = self.find(theirs) {
            return tally.differ(&found);
        }
        // The place's data goes before a status; its reply isn't in the transcript.
        self.settle();
        match self.find(theirs) {
            Some(found) => tally.differ(&found),
            None => panic!("{}: they say {:?}, we say {:?}", self.at, theirs.line, self.unmatched()),
        }
    }

    /// Why a line isn't asked of us, if it isn't.
    fn rule(&self, theirs: &Command) -> Option<&'static crate::differences::Inexpressible> {
        let (words, ready) = (theirs.words(), self.machine.is_ready());
        let payload = theirs.payload.is_some();
        let number = self.dialect.number();
        left_out(&Line { number, words: &words, payload, challenged: false, ready })
    }

    fn unmatched(&self) -> Vec<&str> {
        self.ours.iter().filter(|sent| !sent.matched).map(|sent| sent.command.line.as_str()).collect()
    }

    /// Answers what we say beyond the script: it announces no place, has no name of its own to tell, and knows where
    /// everybody lives.
    fn settle(&mut self) {
        loop {
            let beyond = |sent: &&mut Sent| {
                let payload = sent.command.payload.as_deref().unwrap_or_default();
                let place = payload.starts_with(b"<EndpointData>") || payload.starts_with(b"<PrivateEndpointData>");
                let own = sent.command.line.starts_with("PRP ") || sent.command.line.starts_with("FQY ");
                // After a message through the notification server.
                let own = own || sent.command.line == "PNG";
                !sent.matched && (place || own)
            };
            let Some(sent) = self.ours.iter_mut().find(beyond) else { return };
            sent.matched = true;
            let line = sent.command.line.clone();
            let words: Vec<&str> = line.split(' ').collect();
            let payload = String::from_utf8_lossy(sent.command.payload.as_deref().unwrap_or_default());
            let payload = payload.replace("\"/>", "\" t=\"1\" />");
            let reply = match words[0] {
                "UUX" => format!("UUX {} 0\r\n", words[1]),
                "PNG" => "QNG 60\r\n".to_owned(),
                "FQY" => format!("FQY {} {}\r\n{payload}", words[1], payload.len()),
                _ => format!("{line}\r\n"),
            };
            self.machine.bytes(self.now, reply.as_bytes());
            self.pump();
        }
    }

    fn server(&mut self, said: &Command) {
        if self.over {
            return;
        }
        let theirs = self.transaction_of(said);
        let words = said.words();
        if let ["ADC" | "ADG", .., id, _] | ["ADC" | "ADG", .., id] = words[..]
            && theirs.is_some()
        {
            self.blurred.insert(id.trim_start_matches("C=").to_owned());
            self.blurred.extend(words.iter().map(|word| (*word).to_owned()));
        }
        // Pings follow the clock of each client.
        if words[0] == "QNG" {
            if self.pings == 0 {
                return;
            }
            self.pings -= 1;
        }
        if let Some(line) = theirs.and_then(|theirs| self.ungranted.get(&theirs)) {
            let is_error = words[0].bytes().all(|b| b.is_ascii_digit());
            assert!(is_error, "{}: we don't ask for {line:?}, the server grants it", self.at);
        }
        let of_us = |word: &&str| word.trim_start_matches("1:").eq_ignore_ascii_case(self.own.as_str());
        match words[..] {
            ["XFR", _, "SB", ..] => self.lines.0 += usize::from(theirs.is_some_and(|t| self.map.contains_key(&t))),
            ["ILN", _, _, email, ..] | ["NLN", _, email, ..] => self.lines.1 += usize::from(!of_us(&email)),
            _ => {}
        }
        let odd = self.oddities.len();
        match theirs.map(|theirs| (theirs, self.map.get(&theirs).copied())) {
            Some((_, Some(ours))) => self.machine.bytes(self.now, &with_transaction(said, ours)),
            // Presence is told under the transaction of whatever made the server tell it.
            Some((theirs, None)) if words[0] == "ILN" => {
                self.machine.bytes(self.now, &with_transaction(said, theirs + FOREIGN));
            }
            // A reply to what we didn't ask.
            Some(_) => return,
            None => self.machine.bytes(self.now, &said.bytes()),
        }
        self.pump();
        if self.machine.is_ready() {
            self.settle();
        }
        let odd = &self.oddities[odd..];
        assert!(odd.is_empty(), "{}: {:?} is odd to us: {odd:?}", self.at, said.line);
    }

    fn transaction_of(&self, said: &Command) -> Option<u32> {
        let mut decoder = Decoder::new(Direction::FromServer, Role::Notification, Limits::default());
        decoder.set_dialect(self.dialect);
        decoder.feed(&said.bytes());
        let frame = decoder.next()?.ok()?;
        Server::decode(frame, Role::Notification, self.dialect).transaction().map(|transaction| transaction.0)
    }

    fn finish(&self) {
        let own = &self.own;
        assert!(self.signed_in, "{}: {own} never signed in", self.at);
        assert!(self.roster.own.name.is_some() || !self.machine.is_ready(), "{}: {own}", self.at);
        assert_eq!(self.told, self.lines, "{}: {own}: switchboards and presences", self.at);
    }
}

/// Ours and theirs prove the same: the same ticket, and the same signature of the nonce. The rest of the proof depends
/// on a start vector that each client chooses.
fn proof_differs(ours: &Command, theirs: &Command) -> Option<Vec<&'static str>> {
    let (ours, theirs) = (ours.words(), theirs.words());
    let (["USR", _, "SSO", "S", our_ticket, our_proof, ..], ["USR", _, "SSO", "S", ticket, proof, ..]) =
        (&ours[..], &theirs[..])
    else {
        return None;
    };
    assert_eq!((our_ticket, ours.get(6)), (ticket, theirs.get(6)), "another ticket, or another place");
    let [ours, theirs] = [our_proof, proof].map(|proof| STANDARD.decode(proof).expect("base64"));
    assert_eq!(
        (ours.len(), &ours[..28], &ours[36..56]),
        (theirs.len(), &theirs[..28], &theirs[36..56]),
        "another proof"
    );
    Some(vec!["ticket"])
}

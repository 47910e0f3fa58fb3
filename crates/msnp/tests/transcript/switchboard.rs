//! Drives the switchboard machine with what a server said, and holds against the lines what it makes of them and what
//! it says itself.

use crate::differences::MAY_DIFFER;
use crate::expect::{DRIVEN, text};
use crate::parse::{Command, Entry, Kind, Place, Transcript, all};
use crate::tally::{FOREIGN, Sent, Tally, connections, of_connection, transaction, with_transaction};
use bytes::Bytes;
use msnp::content::chunk::{Assembler, Joined};
use msnp::content::{Content, Datacast, TextFormat};
use msnp::conversation::{Conversation, EntryKind};
use msnp::dialect::Dialect;
use msnp::error::RequestError;
use msnp::event::{ConversationEvent, ConversationId, MessageState};
use msnp::request::MessageId;
use msnp::switchboard::{Effect, End, LINGER, Machine, Say};
use msnp::types::{Email, Instant, PlaceId, Secret};
use msnp::wire::{Decoder, Direction, Limits, Mime, Role};
use std::collections::{BTreeMap, HashMap};

/// Client lines in a room that no program asks of us, and why.
const LEFT_OUT: [(&str, &str); 8] = [
    ("empty room", "a message waits until somebody is there to hear it"),
    ("gone", "a room that all others have left is left; the next word opens another"),
    ("flag", "there is no such way of acknowledging"),
    ("nothing", "an empty message, or one that isn't text, isn't sent"),
    ("kind", "winks, invitations, pictures and files come later"),
    ("address", "an address that is none isn't called"),
    ("unknown", "a command that no switchboard has"),
    ("often", "that we type is said every five seconds at most"),
];

/// What the lines say of a room, read from the words alone.
#[derive(Default)]
struct Expected {
    own: String,
    /// Name and capabilities by address.
    people: BTreeMap<String, (String, u32)>,
    /// What was said, in order.
    heard: Vec<String>,
}

impl Expected {
    fn server(&mut self, number: u8, said: &Command) {
        let bare = |email: &str| email.split(';').next().unwrap_or_default().to_lowercase();
        let caps = |word: Option<&&str>| {
            let first = word.filter(|_| number >= 12).and_then(|caps| caps.split(':').next());
            first.map_or(0, |caps| caps.parse().unwrap())
        };
        match said.words()[..] {
            // From MSNP16 everybody comes and goes once for each of their places, and last without one.
            ["BYE", email, ..] if number >= 16 && email.contains(';') => {}
            ["IRO", _, _, _, email, ..] | ["JOI", email, ..] if bare(email) == self.own => {}
            ["IRO", _, _, _, email, name, ref rest @ ..] | ["JOI", email, name, ref rest @ ..] => {
                self.people.insert(bare(email), (text(name), caps(rest.first())));
            }
            ["BYE", email, ..] => {
                self.people.remove(&email.to_lowercase());
            }
            ["MSG", email, name, _] => {
                if let Some(person) = self.people.get_mut(&email.to_lowercase()) {
                    person.0 = text(name);
                }
                let said = String::from_utf8_lossy(said.payload.as_deref().unwrap_or_default()).into_owned();
                self.heard.extend(meaning(&said).map(|meaning| format!("{email} {meaning}")));
            }
            _ => {}
        }
    }
}

/// What a body says to a person, in words.
fn meaning(body: &str) -> Option<String> {
    let (headers, body) = body.split_once("\r\n\r\n").or_else(|| body.split_once("\n\n"))?;
    let header = |name: &str| {
        let lines = headers.lines().filter_map(|line| line.split_once(':'));
        let mut values = lines.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned());
        values.next()
    };
    let kind = header("Content-Type")?.split(';').next()?.to_lowercase();
    match kind.as_str() {
        "text/plain" => Some(format!("says {body}")),
        "text/x-msmsgscontrol" => Some("types".to_owned()),
        "text/x-msmsgsinvite" => Some("invites".to_owned()),
        "text/x-msnmsgr-datacast" => match body.lines().next()?.strip_prefix("ID:")?.trim() {
            "1" => Some("nudges".to_owned()),
            _ => Some("casts".to_owned()),
        },
        _ => None,
    }
}

struct Drive {
    at: String,
    dialect: Dialect,
    own: Email,
    machine: Machine,
    now: Instant,
    ours: Vec<Sent>,
    /// Their transaction to ours: one of theirs may be several of ours, where a text goes in parts.
    map: HashMap<u32, Vec<u32>>,
    /// Which message of ours each of theirs is.
    messages: HashMap<u32, MessageId>,
    /// Whom the lines call before anybody is there.
    conversation: Conversation,
    heard: Vec<String>,
    expected: Expected,
    oddities: Vec<String>,
    end: Option<End>,
}

#[test]
fn transcript_switchboard_lines_drive_our_machine() {
    let mut seen = 0;
    for (transcript, dialect) in all() {
        let mut tally = Tally::default();
        for name in connections(&transcript, Place::Switchboard) {
            drive(&transcript, dialect, &name, &mut tally);
            seen += 1;
        }
        // The clients tried what servers do with nonsense here more than anywhere else.
        tally.check(&transcript.name, 1);
    }
    assert!(seen > 0, "no connection was driven");
}

fn drive(transcript: &Transcript, dialect: Dialect, name: &str, tally: &mut Tally) {
    let entries = of_connection(transcript, name);
    let driven = entries.iter().take_while(|(_, entry)| DRIVEN.contains(&entry.section.as_str())).count();
    let entries: Vec<&Entry> = entries[..driven].iter().map(|(_, entry)| *entry).collect();
    let Some(mut drive) = Drive::new(dialect, &entries) else { return };
    for entry in &entries {
        drive.at = format!("{}: line {}", transcript.name, entry.line);
        drive.now = Instant(entry.at);
        match &entry.kind {
            Kind::Note(note) if note.starts_with("connect") => {
                drive.machine.opened(drive.now);
                drive.pump();
            }
            Kind::Note(note) if note.starts_with("server closed") => {
                drive.check_room();
                drive.machine.closed("closed".to_owned());
                drive.pump();
            }
            // What follows isn't of this client's making any more.
            Kind::Note(note) if note.starts_with("client closes") => break,
            Kind::Note(note) => panic!("{}: {note:?}", drive.at),
            Kind::Server(said) => drive.server(said),
            Kind::Client(command) => drive.client(command, tally),
            Kind::Section | Kind::Web { .. } => {}
        }
    }
    drive.finish();
}

impl Drive {
    /// A machine for the room that the first line enters; `None` when it enters none.
    fn new(dialect: Dialect, entries: &[&Entry]) -> Option<Self> {
        let said = entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Client(command) => Some(command.words()),
            _ => None,
        });
        let now = Instant(entries.first()?.at);
        let first = said.clone().next()?;
        let (own, machine) = match first[..] {
            ["USR", _, own, cookie] => {
                let (own, place) = own_place(own)?;
                // A room that nobody is called to makes no sense to us: all who are called come with it, in another
                // order than theirs.
                let first_joined = entries
                    .iter()
                    .position(|entry| matches!(&entry.kind, Kind::Server(said) if said.words()[0] == "JOI" && said.words()[1] != own.as_str()));
                let before = &entries[..first_joined.unwrap_or(entries.len())];
                let mut called: Vec<Email> = Vec::new();
                for entry in before {
                    if let Kind::Client(command) = &entry.kind
                        && let ["CAL", _, email] = command.words()[..]
                        && let Ok(email) = Email::parse(email)
                        && !called.contains(&email)
                    {
                        called.push(email);
                    }
                }
                (own.clone(), Machine::outgoing(now, own, dialect, Secret::new(cookie), &called, 1).at_place(place))
            }
            ["ANS", _, own, cookie, session] => {
                let (own, place) = own_place(own)?;
                let (cookie, session) = (Secret::new(cookie), session.to_owned());
                (own.clone(), Machine::incoming(now, own, dialect, cookie, session, 1).at_place(place))
            }
            _ => return None,
        };
        Some(Self {
            at: String::new(),
            dialect,
            expected: Expected { own: own.to_string(), ..Expected::default() },
            own,
            machine,
            now,
            ours: Vec::new(),
            map: HashMap::new(),
            messages: HashMap::new(),
            conversation: Conversation::new(ConversationId::Group(1)),
            heard: Vec::new(),
            oddities: Vec::new(),
            end: None,
        })
    }

    fn pump(&mut self) {
        while let Some(effect) = self.machine.poll() {
            match effect {
                Effect::Send(bytes) => self.sent(&bytes),
                Effect::Event(event) => self.event(&event),
                Effect::Oddity(what) => self.oddities.push(what),
                Effect::Ended(end) => self.end = Some(end),
                Effect::Close | Effect::Entered | Effect::Ringing(_) => {}
            }
        }
    }

    fn sent(&mut self, bytes: &[u8]) {
        let mut decoder = Decoder::new(Direction::FromClient, Role::Switchboard, Limits::default());
        decoder.set_dialect(self.dialect);
        decoder.feed(bytes);
        while let Some(frame) = decoder.next() {
            let frame = frame.unwrap_or_else(|e| panic!("{}: we sent what is no command: {e}", self.at));
            let payload = frame.payload().map(|payload| payload.to_vec());
            let command = Command { line: frame.line().to_owned(), payload };
            self.ours.push(Sent { command, matched: false });
        }
    }

    fn event(&mut self, event: &ConversationEvent) {
        self.conversation.apply(self.now, event);
        let line = match event {
            ConversationEvent::Message { from, message, .. } => format!("{from} says {}", message.text),
            ConversationEvent::Nudge { from, .. } => format!("{from} nudges"),
            ConversationEvent::Typing { from } => format!("{from} types"),
            ConversationEvent::Datacast { from, .. } => format!("{from} casts"),
            ConversationEvent::Invitation { from, .. } => format!("{from} invites"),
            _ => return,
        };
        self.heard.push(line);
    }

    fn client(&mut self, theirs: &Command, tally: &mut Tally) {
        let mut skip = |why: &str| {
            let reason = LEFT_OUT.iter().find(|(name, _)| *name == why).unwrap_or_else(|| panic!("{why}"));
            tally.skip(reason.1);
        };
        if let Some(end) = &self.end {
            assert!(matches!(end, End::Left), "{}: {end:?}", self.at);
            assert!(self.machine.people().is_empty(), "{}: we left although somebody was there", self.at);
            return skip("gone");
        }
        match theirs.words()[..] {
            ["USR" | "ANS", ..] => self.same(theirs, tally),
            ["CAL", _, email] if Email::parse(email).is_err() => skip("address"),
            ["CAL", _, email] => {
                let waits = self.ours.iter().any(|sent| !sent.matched && is_call(&sent.command, email));
                if !waits && !self.machine.call(self.now, Email::parse(email).expect("an address")) {
                    // Only acknowledgements that never come keep us.
                    assert!(self.machine.people().is_empty(), "{}: we leave although somebody is there", self.at);
                    self.end = Some(End::Left);
                    return skip("gone");
                }
                self.pump();
                self.same(theirs, tally);
            }
            ["OUT"] => {
                self.machine.leave(self.now);
                self.pump();
                if self.end.is_none() {
                    // What was never acknowledged is waited for; then we go all the same.
                    self.now = self.now + LINGER;
                    self.machine.deadline(self.now);
                    self.pump();
                }
                self.same(theirs, tally);
            }
            ["MSG", _, mode, _] => match self.say(theirs, mode) {
                Ok(found) => tally.differ(&found),
                Err(why) => skip(why),
            },
            _ => skip("unknown"),
        }
    }

    /// A command that is ours, too, but for its number.
    fn same(&mut self, theirs: &Command, tally: &mut Tally) {
        let words = theirs.words();
        let tail = words.get(2..).unwrap_or_default();
        let ours = self.ours.iter_mut().find(|sent| {
            let ours = sent.command.words();
            !sent.matched && ours[0] == words[0] && ours.get(2..).unwrap_or_default() == tail
        });
        let Some(ours) = ours else { panic!("{}: they say {:?}, we say {:?}", self.at, theirs.line, self.unmatched()) };
        ours.matched = true;
        let mut found = Vec::new();
        if let (Some(our), Some(their)) = (transaction(&ours.command), transaction(theirs)) {
            self.map.insert(their, vec![our]);
            if our != their {
                found.push("transaction");
            }
        }
        tally.differ(&found);
    }

    /// Says what they say; answers in what ours differs, or why it isn't said.
    fn say(&mut self, theirs: &Command, mode: &str) -> Result<Vec<&'static str>, &'static str> {
        let body = Bytes::from(theirs.payload.clone().unwrap_or_default());
        if !["U", "N", "A", "D"].contains(&mode) {
            return Err("flag");
        }
        let Some(mime) = Mime::parse(&body) else { return Err("nothing") };
        if !self.machine.can_send() {
            return Err("empty room");
        }
        let their = transaction(theirs).expect("a transaction");
        let from = self.ours.len();
        let message = MessageId(u64::from(their));
        let mut found = vec!["transaction"];
        match mime.content_type().as_str() {
            "text/plain" => {
                let text = std::str::from_utf8(&mime.body).ok().filter(|text| !text.is_empty()).ok_or("nothing")?;
                let format = mime.header("X-MMS-IM-Format").map(TextFormat::parse);
                let say = Say::Text(text.to_owned(), format.clone().unwrap_or_default());
                self.conversation.sending(self.now, message, text.to_owned(), format.clone().unwrap_or_default());
                assert!(self.machine.send(self.now, message, &say), "{}", self.at);
                self.pump();
                let (ours, our_format) = self.text_of(from);
                assert_eq!(ours, text, "{}", self.at);
                match format {
                    Some(format) => assert_eq!(our_format, format, "{}", self.at),
                    None => found.push("format"),
                }
            }
            "text/x-msnmsgr-datacast" if Content::decode(&body) == Content::Datacast(Datacast::Nudge) => {
                self.conversation.nudging(self.now, message);
                assert!(self.machine.send(self.now, message, &Say::Nudge), "{}", self.at);
                self.pump();
                assert_eq!(self.ours[from].command.payload, theirs.payload, "{}: a nudge", self.at);
            }
            "text/x-msmsgscontrol" => {
                self.machine.typing(self.now);
                self.pump();
                let Some(ours) = self.ours.get_mut(from) else { return Err("often") };
                assert_eq!(ours.command.payload, theirs.payload, "{}: typing", self.at);
                assert_eq!(ours.command.words()[2], mode, "{}: typing", self.at);
                ours.matched = true;
                return Ok(found);
            }
            _ => return Err("kind"),
        }
        let mut parts = Vec::new();
        for ours in &mut self.ours[from..] {
            ours.matched = true;
            parts.extend(transaction(&ours.command));
            if ours.command.words()[2] != mode {
                assert_eq!(ours.command.words()[2], "A", "{}", self.at);
                found.push("mode");
            }
        }
        assert!(found.iter().all(|name| MAY_DIFFER.iter().any(|(known, _)| known == name)), "{found:?}");
        self.map.insert(their, parts);
        self.messages.insert(their, message);
        Ok(found)
    }

    /// The text that we have sent from some command on, its parts together, and how it looks.
    fn text_of(&self, from: usize) -> (String, TextFormat) {
        let mut chunks = Assembler::new();
        let (mut text, mut format) = (String::new(), TextFormat::default());
        for sent in &self.ours[from..] {
            let body = Bytes::from(sent.command.payload.clone().unwrap_or_default());
            let content = match Content::decode(&body) {
                Content::Chunk(chunk) => match chunks.push(self.now, &self.own, chunk) {
                    Joined::Whole(content) => content,
                    _ => continue,
                },
                content => content,
            };
            let Content::Text(message) = content else { panic!("{}: {content:?} is no text", self.at) };
            text.push_str(&message.text);
            format = message.format.unwrap_or_default();
        }
        (text, format)
    }

    fn unmatched(&self) -> Vec<&str> {
        self.ours.iter().filter(|sent| !sent.matched).map(|sent| sent.command.line.as_str()).collect()
    }

    fn server(&mut self, said: &Command) {
        if self.end.is_some() {
            return;
        }
        let words = said.words();
        let numbered = ["USR", "ANS", "CAL", "IRO", "ACK", "NAK"].contains(&words[0])
            || words[0].bytes().all(|b| b.is_ascii_digit());
        let theirs = transaction(said).filter(|_| numbered);
        let ours = theirs.and_then(|theirs| self.map.get(&theirs).cloned());
        let oddities = self.oddities.len();
        match (theirs, ours.clone()) {
            (Some(_), Some(ours)) => {
                for ours in ours {
                    self.machine.bytes(self.now, &with_transaction(said, ours));
                }
            }
            (Some(theirs), None) => self.machine.bytes(self.now, &with_transaction(said, theirs + FOREIGN)),
            (None, _) => self.machine.bytes(self.now, &said.bytes()),
        }
        self.expected.server(self.dialect.number(), said);
        self.pump();
        let odd = &self.oddities[oddities..];
        let expected_odd = theirs.is_some() && ours.is_none() || words[0] == "MSG";
        assert!(expected_odd || odd.is_empty(), "{}: {:?} is odd to us: {odd:?}", self.at, said.line);
        if let Some(message) = theirs.and_then(|theirs| self.messages.get(&theirs).copied()) {
            let delivered = match words[0] {
                "ACK" => MessageState::Delivered,
                "NAK" => MessageState::Failed(RequestError::NotAcknowledged),
                _ => panic!("{}: {:?} for a message", self.at, said.line),
            };
            assert_eq!(self.state_of(message), Some(&delivered), "{}", self.at);
            self.messages.retain(|_, other| *other != message);
        }
        self.check_room();
    }

    fn state_of(&self, wanted: MessageId) -> Option<&MessageState> {
        self.conversation.entries.iter().find_map(|entry| match &entry.kind {
            EntryKind::Sent { message, state, .. } | EntryKind::NudgeSent { message, state } if *message == wanted => {
                Some(state)
            }
            _ => None,
        })
    }

    /// Who is there, and what was said.
    fn check_room(&self) {
        let people: BTreeMap<String, (String, u32)> = self
            .conversation
            .participants
            .iter()
            .map(|(email, p)| (email.as_str().to_lowercase(), (p.name.clone(), p.capabilities.0)))
            .collect();
        // Those who were there before us are announced when we are let in.
        if self.machine.is_live() || self.expected.people.is_empty() {
            assert_eq!(people, self.expected.people, "{}: who is there", self.at);
        }
        for (ours, theirs) in self.heard.iter().zip(&self.expected.heard) {
            assert_eq!(ours, theirs, "{}: what was said", self.at);
        }
        assert_eq!(self.heard.len(), self.expected.heard.len(), "{}: how much was said", self.at);
    }

    fn finish(&mut self) {
        // What the server never answered for isn't delivered.
        for message in self.messages.values() {
            let state = self.state_of(*message);
            assert!(!matches!(state, None | Some(MessageState::Delivered)), "{}: {message:?} {state:?}", self.at);
        }
        for sent in self.ours.iter().filter(|sent| !sent.matched) {
            let line = &sent.command.line;
            let body = Bytes::from(sent.command.payload.clone().unwrap_or_default());
            let may = match line.split(' ').next() {
                Some("OUT") => true,
                // An invitation is declined.
                Some("MSG") => {
                    matches!(Content::decode(&body), Content::Invitation(i) if i.command() == Some("CANCEL"))
                }
                _ => false,
            };
            assert!(may, "{}: only we say {line:?}", self.at);
        }
    }
}

fn is_call(command: &Command, email: &str) -> bool {
    matches!(command.words()[..], ["CAL", _, called] if called.eq_ignore_ascii_case(email))
}

/// `email;{guid}`, or the address alone.
fn own_place(word: &str) -> Option<(Email, Option<PlaceId>)> {
    let (email, place) = word.split_once(';').map_or((word, None), |(email, place)| (email, PlaceId::from_wire(place)));
    Some((Email::parse(email).ok()?, place))
}

//! What the lines of a server tell of: lists, groups, settings, presences. Read from the words alone, without the
//! toolkit, so that the two can be held against each other.

use crate::parse::Command;
use msnp::roster::{self, Roster};
use msnp::types::{AddPolicy, List, Privacy};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The sections that drive the machines.
pub(crate) const DRIVEN: [&str; 12] = [
    "login",
    "empty sync",
    "initial presence",
    "contacts",
    "groups",
    "settings",
    "presence",
    "switchboard",
    "block",
    "relogin",
    "oim",
    "robustness",
];

/// What one connection has told so far.
#[derive(Default)]
pub(crate) struct Expected {
    /// The number of the dialect.
    number: u8,
    own: String,
    own_name: Option<String>,
    own_status: String,
    own_personal: Personal,
    own_properties: BTreeMap<String, String>,
    privacy: Option<String>,
    add_policy: Option<String>,
    groups: BTreeMap<String, String>,
    people: BTreeMap<String, Person>,
    last: Option<String>,
    asked: HashMap<String, Command>,
    /// How many lines told of somebody's presence.
    pub(crate) presence_lines: usize,
}

#[derive(Default, Debug)]
struct Person {
    name: Option<String>,
    id: Option<String>,
    lists: BTreeSet<String>,
    groups: BTreeSet<String>,
    properties: BTreeMap<String, String>,
    presence: Option<Presence>,
    personal: Personal,
}

#[derive(Debug)]
struct Presence {
    status: String,
    capabilities: u32,
    object: Option<String>,
}

/// The text, and the line that the media make.
type Personal = (String, String);

/// A word of a line as text.
pub(crate) fn text(word: &str) -> String {
    let bytes = word.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = word.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn is_guid(word: &str) -> bool {
    word.len() == 36 && word.matches('-').count() == 4
}

fn is_key(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Bits of `LST`, as the letters of the lists.
fn lists_of(bits: u32) -> BTreeSet<String> {
    [(1, "FL"), (2, "AL"), (4, "BL"), (8, "RL"), (16, "PL")]
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .map(|(_, list)| list.to_owned())
        .collect()
}

/// The text between two tags, unescaped.
fn element(xml: &str, name: &str) -> String {
    let inner = xml
        .split_once(&format!("<{name}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")))
        .map_or("", |(inner, _)| inner);
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#x26;", "&"), ("&amp;", "&")];
    plain.iter().fold(inner.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

fn personal(payload: &[u8]) -> Personal {
    let xml = String::from_utf8_lossy(payload);
    let media = element(&xml, "CurrentMedia");
    let fields: Vec<&str> = media.split("\\0").collect();
    let line = match fields[..] {
        [_, _, "1", format, ..] => {
            let numbered = fields[4..].iter().enumerate();
            numbered.fold(format.to_owned(), |line, (n, field)| line.replace(&format!("{{{n}}}"), field))
        }
        _ => String::new(),
    };
    (element(&xml, "PSM"), line)
}

impl Expected {
    pub(crate) fn new(number: u8, own: &str) -> Self {
        Self { number, own: own.to_lowercase(), own_status: "FLN".to_owned(), ..Self::default() }
    }

    /// What the client asked for, under its own transaction: some replies don't repeat it, or not in one order.
    pub(crate) fn client(&mut self, said: &Command) {
        if let [_, transaction, ..] = said.words()[..] {
            self.asked.insert(transaction.to_owned(), said.clone());
        }
    }

    pub(crate) fn server(&mut self, said: &Command) {
        let words = said.words();
        let payload = said.payload.as_deref().unwrap_or_default();
        match (words[0], &words[1..]) {
            ("USR", [_, "OK", _, name, ..]) if self.number < 10 => self.own_name = Some(text(name)),
            ("GTC", [.., value]) => self.add_policy = Some((*value).to_owned()),
            ("BLP", [.., value]) => self.privacy = Some((*value).to_owned()),
            ("LSG", rest) => {
                let (id, name) = match (self.number, rest) {
                    (..=7, [_, _, _, _, id, name, ..]) | (8..=9, [id, name, ..]) | (10.., [name, id, ..]) => {
                        (*id, name)
                    }
                    _ => panic!("{}", said.line),
                };
                // Group 0 of the old dialects stands for "no group".
                if self.number >= 10 || id != "0" {
                    self.groups.insert(id.to_owned(), text(name));
                }
            }
            ("LST", rest) => self.listed(rest),
            ("PRP" | "BPR", rest) => {
                let at = rest.iter().position(|word| is_key(word)).unwrap_or_else(|| panic!("{}", said.line));
                let (key, value) = (rest[at], rest.get(at + 1).map(|value| text(value)));
                let whose = rest[..at].iter().find(|word| !is_number(word)).map(|word| word.to_lowercase());
                self.property(words[0], whose, key, value);
            }
            ("ADD", [_, list, _, email, rest @ ..]) => {
                self.added(list, Some(email), rest.first().copied(), None, rest.get(1).copied());
            }
            ("ADC", [_, list, rest @ ..]) => {
                let tag = |tag: &str| rest.iter().find_map(|word| word.strip_prefix(tag));
                let group = rest.iter().find(|word| !word.contains('=')).copied();
                self.added(list, tag("N="), tag("F="), tag("C="), group);
            }
            ("REM", [_, list, rest @ ..]) => {
                let rest = if self.number < 10 { &rest[1..] } else { rest };
                self.removed(list, rest[0], rest.get(1).copied());
            }
            ("REA", [_, _, email, name]) => {
                if email.to_lowercase() == self.own {
                    self.own_name = Some(text(name));
                } else if let Some(person) = self.people.get_mut(&email.to_lowercase()) {
                    person.name = Some(text(name));
                }
            }
            ("SBP", [_, id, "MFN", name]) => {
                if let Some(person) = self.people.values_mut().find(|p| p.id.as_deref() == Some(id)) {
                    person.name = Some(text(name));
                }
            }
            ("ADG" | "REG" | "RMG", [transaction, rest @ ..]) => self.group_changed(words[0], transaction, rest),
            ("CHG", [_, status, ..]) => (*status).clone_into(&mut self.own_status),
            ("ILN", [_, rest @ ..]) | ("NLN", rest) => self.online(rest),
            ("FLN" | "UBX", [email, ..]) if email.to_lowercase() == self.own => {}
            ("FLN", [email, ..]) => {
                self.presence_lines += 1;
                if let Some(person) = self.people.get_mut(&email.to_lowercase()) {
                    person.presence = None;
                    person.personal = Personal::default();
                }
            }
            ("UBX", [email, ..]) => {
                self.presence_lines += 1;
                self.people.entry(email.to_lowercase()).or_default().personal = personal(payload);
            }
            ("UUX", [transaction, ..]) => {
                let asked = &self.asked[*transaction];
                self.own_personal = personal(asked.payload.as_deref().unwrap_or_default());
            }
            _ => {}
        }
    }

    fn listed(&mut self, words: &[&str]) {
        let (email, name, id, lists, groups) = match (self.number, words) {
            // The `0 0` of an empty list.
            (..=7, [_, _, _, _, _]) => return,
            (..=7, [_, list, _, _, _, email, rest @ ..]) => {
                let groups = rest.get(1).copied().unwrap_or_default();
                (*email, rest.first().copied(), None, BTreeSet::from([(*list).to_owned()]), groups)
            }
            (8..=9, [email, bits]) => (*email, None, None, lists_of(bits.parse().unwrap()), ""),
            (8..=9, [email, name, bits, rest @ ..]) => {
                let groups = rest.first().copied().unwrap_or_default();
                (*email, Some(*name), None, lists_of(bits.parse().unwrap()), groups)
            }
            (10.., words) => {
                let tag = |tag: &str| words.iter().find_map(|word| word.strip_prefix(tag));
                let plain: Vec<&str> = words.iter().filter(|word| !word.contains('=')).copied().collect();
                let groups = plain[1..].iter().find(|word| self.number < 12 || !is_number(word)).copied();
                let lists = lists_of(plain[0].parse().unwrap());
                (tag("N=").unwrap(), tag("F="), tag("C="), lists, groups.unwrap_or_default())
            }
            _ => panic!("LST {words:?}"),
        };
        let number = self.number;
        let is_contact = lists.contains("FL");
        let person = self.people.entry(email.to_lowercase()).or_default();
        // What a contact is called on the forward list counts most.
        if let Some(name) = name.map(text).filter(|name| !name.eq_ignore_ascii_case(email))
            && (is_contact || person.name.is_none())
        {
            person.name = Some(name);
        }
        person.id = id.map(str::to_owned).or_else(|| person.id.take());
        person.lists.extend(lists);
        if is_contact {
            let real = |id: &&str| !id.is_empty() && (number >= 10 || *id != "0");
            person.groups.extend(groups.split(',').filter(real).map(str::to_owned));
        }
        self.last = Some(email.to_lowercase());
    }

    fn property(&mut self, verb: &str, whose: Option<String>, key: &str, value: Option<String>) {
        let properties = if verb == "PRP" {
            if key == "MFN" {
                self.own_name = value;
                return;
            }
            &mut self.own_properties
        } else {
            let Some(email) = whose.or_else(|| self.last.clone()) else { return };
            let Some(person) = self.people.get_mut(&email) else { return };
            if key == "MFN" {
                person.name = value.or_else(|| person.name.take());
                return;
            }
            &mut person.properties
        };
        match value {
            Some(value) => properties.insert(key.to_owned(), value),
            None => properties.remove(key),
        };
    }

    fn added(&mut self, list: &str, email: Option<&str>, name: Option<&str>, id: Option<&str>, group: Option<&str>) {
        let known =
            || self.people.iter().find(|(_, p)| p.id.as_deref() == id && id.is_some()).map(|(email, _)| email.clone());
        let email = email.map(str::to_lowercase).or_else(known).expect("nobody was added");
        let number = self.number;
        let person = self.people.entry(email.clone()).or_default();
        person.lists.insert(list.to_owned());
        if let Some(name) = name.map(text).filter(|name| !name.eq_ignore_ascii_case(&email)) {
            person.name = Some(name);
        }
        if let Some(id) = id {
            person.id = Some(id.to_owned());
        }
        person.groups.extend(group.filter(|id| number >= 10 || *id != "0").map(str::to_owned));
    }

    fn removed(&mut self, list: &str, who: &str, group: Option<&str>) {
        let found = self.people.iter().find(|(email, p)| p.id.as_deref() == Some(who) || **email == who.to_lowercase());
        let Some(email) = found.map(|(email, _)| email.clone()) else { return };
        let Some(person) = self.people.get_mut(&email) else { return };
        if let Some(group) = group {
            person.groups.remove(group);
            return;
        }
        person.lists.remove(list);
        if list == "FL" {
            // Of people who are no contacts nobody tells the presence.
            let Person { name, lists, properties, .. } = std::mem::take(person);
            *person = Person { name, lists, properties, ..Person::default() };
        }
        if person.lists.is_empty() {
            self.people.remove(&email);
        }
    }

    /// Servers write the words of these replies in different orders: what was asked for tells what was done.
    fn group_changed(&mut self, verb: &str, transaction: &str, reply: &[&str]) {
        let asked = self.asked[transaction].words().into_iter().map(str::to_owned).collect::<Vec<_>>();
        match verb {
            "ADG" => {
                let id = reply.iter().find(|word| is_guid(word)).or_else(|| reply.get(2)).expect("an id");
                self.groups.insert((*id).to_owned(), text(&asked[2]));
            }
            "REG" => {
                self.groups.insert(asked[2].clone(), text(&asked[3]));
            }
            _ => {
                self.groups.remove(&asked[2]);
                self.people.values_mut().for_each(|person| {
                    person.groups.remove(&asked[2]);
                });
            }
        }
    }

    fn online(&mut self, words: &[&str]) {
        let [status, email, rest @ ..] = words else { panic!("presence of nobody: {words:?}") };
        if email.to_lowercase() == self.own {
            return;
        }
        self.presence_lines += 1;
        let none = ["0", "<msnobj/>"];
        let object = rest.get(2).filter(|_| self.number >= 9).map(|word| text(word));
        let capabilities = rest.get(1).filter(|_| self.number >= 8).map_or(0, |word| word.parse().unwrap());
        let person = self.people.entry(email.to_lowercase()).or_default();
        if let Some(name) = rest.first() {
            person.name = Some(text(name));
        }
        person.presence = Some(Presence {
            status: (*status).to_owned(),
            capabilities,
            object: object.filter(|object| !none.contains(&object.as_str())),
        });
    }

    /// Holds a roster against it.
    pub(crate) fn check(&self, at: &str, roster: &Roster) {
        let names = |people: Vec<&str>| people.join(", ");
        let ours: Vec<String> = roster.people.keys().map(|email| email.as_str().to_lowercase()).collect();
        assert_eq!(
            names(ours.iter().map(String::as_str).collect()),
            names(self.people.keys().map(String::as_str).collect()),
            "{at}: who is on the lists"
        );
        for (email, person) in roster.people.iter().zip(self.people.values()).map(|((email, p), e)| (email, (p, e))) {
            check_person(&format!("{at}: {email}"), person.0, person.1);
        }
        let groups: BTreeMap<String, String> =
            roster.groups.iter().map(|group| (group.id.0.clone(), group.name.clone())).collect();
        assert_eq!(groups, self.groups, "{at}: the groups");
        let own = &roster.own;
        assert_eq!(own.name, self.own_name, "{at}: our own name");
        assert_eq!(own.status.code(), self.own_status, "{at}: our own status");
        assert_eq!(properties(&own.properties), self.own_properties, "{at}: our own properties");
        assert_eq!(personal_of(&own.personal), self.own_personal, "{at}: our own personal message");
        if let Some(privacy) = &self.privacy {
            let ours = if roster.privacy == Privacy::AllowOthers { "AL" } else { "BL" };
            assert_eq!(ours, privacy, "{at}: BLP");
        }
        if let Some(policy) = &self.add_policy {
            let ours = if roster.add_policy == AddPolicy::Ask { "A" } else { "N" };
            assert_eq!(ours, policy, "{at}: GTC");
        }
    }
}

fn check_person(at: &str, ours: &roster::Person, theirs: &Person) {
    let lists: BTreeSet<String> = ours.lists.iter().map(|list| list.code().to_owned()).collect();
    assert_eq!(lists, theirs.lists, "{at}: lists");
    assert_eq!(ours.name, theirs.name.clone().unwrap_or_else(|| ours.email.to_string()), "{at}: name");
    assert_eq!(ours.id.as_ref().map(|id| id.0.clone()), theirs.id, "{at}: id");
    let groups: BTreeSet<String> = ours.groups.iter().map(|group| group.0.clone()).collect();
    assert_eq!(groups, theirs.groups, "{at}: groups");
    assert_eq!(properties(&ours.properties), theirs.properties, "{at}: properties");
    if !ours.lists.contains(List::Forward) {
        return;
    }
    assert_eq!(personal_of(&ours.personal), theirs.personal, "{at}: personal message");
    match &theirs.presence {
        Some(presence) => {
            assert_eq!(ours.status.code(), presence.status, "{at}: status");
            assert_eq!(ours.capabilities.0, presence.capabilities, "{at}: capabilities");
            assert_eq!(ours.object, presence.object, "{at}: display picture");
        }
        None => assert_eq!(ours.status.code(), "FLN", "{at}: status"),
    }
}

fn properties(ours: &HashMap<msnp::types::Property, String>) -> BTreeMap<String, String> {
    ours.iter().map(|(key, value)| (key.code().to_owned(), value.clone())).collect()
}

fn personal_of(ours: &msnp::types::PersonalMessage) -> Personal {
    (ours.text.clone(), ours.media.as_ref().map(|media| media.display()).unwrap_or_default())
}

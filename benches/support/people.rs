//! What is measured: a long list, a long talk.

// Each benchmark uses a part of this.
#![allow(dead_code)]

use msnp::content::{TextFormat, TextMessage};
use msnp::conversation::{Entry, EntryKind};
use msnp::dialect::Dialect;
use msnp::event::{ConversationId, MessageState};
use msnp::request::MessageId;
use msnp::roster::{Group, Person};
use msnp::types::{Email, Endpoint, GroupId, Instant, List, Lists, Status};
use swallowtail::model::{Connection, Model, Talk};

const FIRST: [&str; 12] =
    ["Anna", "Bob", "Çelik", "Dave", "Eve", "François", "Grete", "Hülya", "Igor", "Józef", "Kim", "Łucja"];
const LAST: [&str; 10] = ["Abel", "Brown", "Costa", "Duda", "Evans", "Fischer", "García", "Huber", "Ivanov", "Jansen"];
const SAYS: [&str; 6] = [
    "",
    "off to the lake",
    "at work until five, call me (T)",
    "☕ and rain",
    "https://example.com/new",
    "😀 so happy today",
];
const STATUS: [Status; 6] =
    [Status::Online, Status::Offline, Status::Away, Status::Busy, Status::Offline, Status::BeRightBack];

pub(crate) fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).expect("an address")
}

/// So many contacts in so many groups; every tenth is in two.
pub(crate) fn list(contacts: usize, groups: usize) -> Model {
    let mut model = Model { service: "This computer".into(), ..Model::default() };
    let own = email("alice");
    model.roster.own.email = Some(own.clone());
    model.roster.own.name = Some("Alice".into());
    model.roster.own.status = Status::Online;
    let server = Endpoint { host: "localhost".into(), port: 1863 };
    model.connection = Connection::Online { email: own, dialect: Dialect::Msnp18, server };
    let group = |at: usize| GroupId(format!("group-{}", at % groups));
    model.roster.groups = (0..groups).map(|at| Group { id: group(at), name: format!("Group {at}") }).collect();
    for n in 0..contacts {
        let mut person = Person::new(email(&format!("person{n:05}")));
        person.name = format!("{} {} {n}", FIRST[n % FIRST.len()], LAST[n / 7 % LAST.len()]);
        person.lists = Lists::NONE.with(List::Forward).with(List::Allow);
        person.status = STATUS[n % STATUS.len()];
        person.personal.text = SAYS[n % SAYS.len()].to_owned();
        person.groups = vec![group(n)];
        if n % 10 == 0 {
            person.groups.push(group(n + 1));
        }
        model.roster.people.insert(person.email.clone(), person);
    }
    model
}

const SAID: [&str; 9] = [
    "hi",
    "did you see the photos from Sunday? the lake was unreal, and the light came in over the hills just before we left",
    "yes :) loved them",
    "here they are: https://example.com/photos/2026/11/sunday?album=lake#12",
    "ok (Y)",
    "shall we go again next week? I could bring the boat if the weather holds, otherwise the hut is free",
    "Дякую! πολύ ωραία, zażółć gęślą jaźń",
    "😀 👍🏽 great",
    "see you at eight then",
];

/// A talk of so many messages with one person, who writes two of three.
pub(crate) fn talk(messages: usize) -> Talk {
    let mut talk = Talk::new(ConversationId::With(email("bob")));
    for number in 0..messages {
        let text = SAID[number % SAID.len()].to_owned();
        if number % 3 == 1 {
            let (message, format) = (MessageId(number as u64), TextFormat::default());
            let state = MessageState::Delivered;
            enter(&mut talk, EntryKind::Sent { message, text, format, state, automatic: false });
        } else {
            hear(&mut talk, text);
        }
    }
    talk.stamp();
    talk
}

/// Bob says that.
pub(crate) fn hear(talk: &mut Talk, text: String) {
    let message = TextMessage { text, ..TextMessage::default() };
    enter(talk, EntryKind::Received { from: email("bob"), name: "Bob".into(), message });
    talk.stamp();
}

/// Straight into the log: a sitting of the program keeps fewer than are measured here.
fn enter(talk: &mut Talk, kind: EntryKind) {
    let number = talk.log.entries.len() as u64;
    talk.log.entries.push(Entry { number, at: Instant::default(), written: None, kind });
}

/// So many emoji of all kinds.
pub(crate) fn emoji(count: usize) -> String {
    let faces = (0x1f300..=0x1f64f).chain(0x1f680..=0x1f6c0).filter_map(char::from_u32);
    let faces: Vec<char> = faces.collect();
    (0..count).map(|at| faces[at % faces.len()]).collect()
}

//! Made-up people.

use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::roster::{Group, Person};
use msnp::session::RequestId;
use msnp::types::{Capabilities, CurrentMedia, Email, Endpoint, GroupId, Instant, List, Lists, Property, Status};
use std::time::Duration;
use swallowtail::model::{Connection, Model, Talk, Trouble};

pub(crate) const FONTS: &[&[u8]] = &[
    include_bytes!("../../resources/fonts/OpenSans-Regular.ttf"),
    include_bytes!("../../resources/fonts/OpenSans-SemiBold.ttf"),
    include_bytes!("../../resources/fonts/OpenSans-Bold.ttf"),
    include_bytes!("../../resources/fonts/OpenSans-Italic.ttf"),
    include_bytes!("../../resources/fonts/NotoColorEmoji-Swallowtail.ttf"),
];

pub(crate) fn email(name: &str) -> Email {
    let local: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let local = if local.is_empty() { format!("p{}", name.len()) } else { local.chars().take(60).collect() };
    Email::from_wire(&format!("{local}@example.com")).expect("it is an address")
}

fn person(name: &str, status: Status, says: &str, groups: &[&str]) -> Person {
    let mut person = Person::new(email(name));
    person.name = name.to_owned();
    person.status = status;
    person.personal.text = says.to_owned();
    person.lists = Lists::NONE.with(List::Forward).with(List::Allow).with(List::Reverse);
    person.groups = groups.iter().map(|g| GroupId((*g).to_owned())).collect();
    person.capabilities = Capabilities::CHUNKING | Capabilities::WINKS;
    person
}

fn few() -> Vec<Person> {
    let mut frank = person("Frank", Status::OnThePhone, "", &["2"]);
    frank.lists = frank.lists.without(List::Allow).with(List::Block);
    let mut bob = person("Bob", Status::Online, "listening to rain", &["1"]);
    bob.properties.insert(Property::HomePhone, "555 0100".into());
    vec![
        bob,
        person("Carol ☕", Status::BeRightBack, "brb 10 min", &["1"]),
        person("Dave", Status::Busy, "", &["2"]),
        person("Erin", Status::Online, "new phone, who dis", &["2"]),
        frank,
        person("Grace", Status::Offline, "", &["1", "2"]),
        person("Heidi", Status::Offline, "", &["2"]),
    ]
}

fn odd() -> Vec<Person> {
    let long = "A name of one hundred and twenty characters that goes on and on until nobody wants to read it any more, and then some.";
    let mut people = few();
    people.push(person("x", Status::Online, "", &[]));
    people.push(person(long, Status::Away, long, &["1"]));
    people.push(person(&"W".repeat(120), Status::Online, "", &["2"]));
    people.push(person("con\u{1}trol\u{7}\nlines\u{202e}desrever", Status::Online, "\u{0}\t\r\n", &[]));
    people.push(person("", Status::Online, "no name at all", &[]));
    people.push(person("🦋🦋🦋", Status::Idle, "👍🏽 emoji only 👩‍👩‍👧", &[]));
    people.push(person("שלום עולם", Status::Online, "मानक हिन्दी · 日本語", &[]));
    people.push(person("Smiling :) (L) Sue", Status::Online, "at the beach (um) :D", &[]));
    people.push(person(&"five thousand letters ".repeat(228), Status::Online, "", &[]));
    people.push(person("\u{200b}\u{200d}", Status::Online, "nothing to see in my name", &[]));
    people.push(person(&"שלום לכולם מכאן ".repeat(9), Status::Away, &"עולם שלם ועוד ".repeat(9), &[]));
    people.push(person("Z̷̢̛͈a̶l̷g̵o̶ H̸͎͝e", Status::Online, "", &[]));
    people
}

pub(crate) fn model(people: &str, state: &str, dark: bool) -> Model {
    let mut model =
        Model { dark, service: "This computer".into(), now: Instant(Duration::from_secs(60)), ..Model::default() };
    let me = email("Alice");
    model.roster.own.email = Some(me.clone());
    model.roster.own.name = Some(if people == "odd" { "Alice ".repeat(20) } else { "Alice 🦋".to_owned() });
    model.roster.own.status = Status::Online;
    model.roster.own.personal.text = "off to the lake this weekend".into();
    model.roster.own.personal.media = Some(CurrentMedia {
        format: "{0} – {1}".into(),
        arguments: vec!["Air".into(), "La femme d'argent".into()],
        ..CurrentMedia::default()
    });
    let server = Endpoint { host: "127.0.0.1".into(), port: 1863 };
    model.connection = Connection::Online { email: me, dialect: Dialect::Msnp12, server };
    model.roster.groups = [("1", "Favourites"), ("2", "Friends")]
        .into_iter()
        .map(|(id, name)| Group { id: GroupId(id.into()), name: name.into() })
        .collect();
    let everybody = match people {
        "none" => Vec::new(),
        "odd" => odd(),
        "many" => (0..1000)
            .map(|n| {
                let status = if n % 3 == 0 { Status::Offline } else { Status::CHOICES[n % 7] };
                person(&format!("Person {n:04}"), status, "", &[if n % 2 == 0 { "1" } else { "2" }])
            })
            .collect(),
        _ => few(),
    };
    if people == "none" {
        model.roster.groups.clear();
    }
    model.roster.people = everybody.into_iter().map(|p| (p.email.clone(), p)).collect();
    let bob = ConversationId::With(email("Bob"));
    let log = msnp::conversation::Conversation::new(bob.clone());
    let talk = Talk { log, unread: 2, ..Talk::new(bob.clone()) };
    model.conversations.insert(bob, talk);
    happening(&mut model, state);
    model
}

fn happening(model: &mut Model, state: &str) {
    let strangers: &[&str] = match state {
        "request" => &["Grace Hopper"],
        "requests" => &["Grace Hopper", "Ivan", "Judy with a longer name than the others have", "Mallory"],
        _ => &[],
    };
    for name in strangers {
        let mut stranger = person(name, Status::Offline, "", &[]);
        stranger.lists = Lists::NONE.with(List::Reverse).with(List::Pending);
        model.roster.people.insert(stranger.email.clone(), stranger);
    }
    match state {
        "lost" => {
            model.connection = Connection::Lost {
                reason: SignOutReason::TimedOut,
                retry_in: Duration::from_secs(15),
                since: Instant(Duration::from_secs(57)),
                attempt: 2,
            };
        }
        "refused" => {
            model.trouble = Some(Trouble {
                request: Request::AddContact { email: email("Nobody"), name: None, group: None },
                error: RequestError::Server(ErrorCode(205)),
            });
        }
        "pending" => {
            let wishes = [
                Request::SetStatus(Status::Busy),
                Request::SetName("Alice in Wonderland".into()),
                Request::Block(email("Bob")),
                Request::Unblock(email("Frank")),
            ];
            for (n, wish) in wishes.into_iter().enumerate() {
                model.pending.insert(RequestId(n as u64), wish);
            }
        }
        _ => {}
    }
}

//! The people of the mock-ups, and the same with names of one letter and of a hundred and twenty.

use msnp::dialect::Dialect;
use msnp::event::ConversationId;
use msnp::roster::{Group, Person};
use msnp::types::{
    Capabilities, CurrentMedia, Email, Endpoint, GroupId, Instant, List, Lists, PhoneKind, PlaceId, Status,
};
use std::time::Duration;
use swallowtail::model::{Connection, Model};
use swallowtail::store::services::Services;

/// How the people are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cast {
    /// As people are.
    Usual,
    /// By one letter.
    Short,
    /// By a hundred and twenty.
    Long,
}

const LONG: &str = "the one with a name that goes on and on until nobody wants to read it any more, and then goes on a little further than that";

/// Somebody's address.
pub(crate) fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@swallowtail.example")).expect("an address")
}

/// The group of that number.
pub(crate) fn group(number: u32) -> GroupId {
    GroupId(number.to_string())
}

/// The conversation with somebody.
pub(crate) fn with(name: &str) -> ConversationId {
    ConversationId::With(email(name))
}

impl Cast {
    /// The name of somebody in this cast.
    pub(crate) fn name(self, usual: &str) -> String {
        match self {
            Self::Usual => usual.to_owned(),
            Self::Short => usual.chars().take(1).collect(),
            Self::Long => format!("{usual}, {LONG}").chars().take(120).collect(),
        }
    }

    /// What somebody says in this cast.
    pub(crate) fn says(self, usual: &str) -> String {
        if usual.is_empty() { String::new() } else { self.name(usual) }
    }

    fn person(self, address: &str, name: &str, status: Status, says: &str, groups: &[u32]) -> Person {
        let mut person = Person::new(email(address));
        person.name = self.name(name);
        person.status = status;
        person.personal.text = self.says(says);
        person.lists = Lists::NONE.with(List::Forward).with(List::Allow).with(List::Reverse);
        person.groups = groups.iter().copied().map(group).collect();
        person.capabilities = Capabilities::CHUNKING | Capabilities::WINKS;
        person
    }

    fn people(self) -> Vec<Person> {
        let mut frank = self.person("frank", "Frank", Status::OnThePhone, "", &[2]);
        frank.lists = frank.lists.without(List::Allow).with(List::Block);
        let mut bob = self.person("bob", "Bob", Status::Online, "listening to rain", &[1]);
        bob.phones.insert(PhoneKind::Home, "555 0100".into());
        bob.phones.insert(PhoneKind::Mobile, "555 0142".into());
        bob.note = Some(self.says("plays the cello on Thursdays"));
        vec![
            bob,
            self.person("carol", "Carol ☕", Status::BeRightBack, "brb 10 min", &[1]),
            self.person("dave", "Dave", Status::Busy, "", &[2]),
            self.person("erin", "Erin", Status::Online, "new phone, who dis", &[2]),
            frank,
            self.person("grace", "Grace", Status::Offline, "", &[1, 2]),
            self.person("heidi", "Heidi", Status::Offline, "", &[2]),
        ]
    }

    /// Alice, signed in, with everybody in her list.
    pub(crate) fn model(self, services: Services) -> Model {
        let own = email("alice");
        let server = Endpoint { host: "127.0.0.1".into(), port: 1863 };
        let mut model = Model {
            services,
            keyring: Some(Ok(())),
            host: "desk".into(),
            service: "This computer".into(),
            place: PlaceId::new("6384e2b2-184b-4bf5-8ecc-f10ca7a65630"),
            connection: Connection::Online { email: own.clone(), dialect: Dialect::Msnp18, server },
            now: Instant(Duration::from_secs(100)),
            ..Model::default()
        };
        model.roster.own.email = Some(own);
        model.roster.own.name = Some(self.name("Alice 🦋"));
        model.roster.own.status = Status::Online;
        model.roster.own.personal.text = self.says("off to the lake this weekend");
        model.roster.own.personal.media = Some(CurrentMedia {
            format: "{0} – {1}".into(),
            arguments: vec![self.name("Air"), "La femme d'argent".into()],
            ..CurrentMedia::default()
        });
        let groups = [(1, "Favourites"), (2, "Friends")];
        model.roster.groups =
            groups.into_iter().map(|(number, name)| Group { id: group(number), name: self.name(name) }).collect();
        model.roster.people = self.people().into_iter().map(|person| (person.email.clone(), person)).collect();
        model
    }

    /// Somebody who has added Alice and waits for an answer.
    pub(crate) fn stranger(self, model: &mut Model, address: &str, name: &str) {
        let mut stranger = self.person(address, name, Status::Offline, "", &[]);
        stranger.lists = Lists::NONE.with(List::Reverse).with(List::Pending);
        model.roster.people.insert(stranger.email.clone(), stranger);
    }
}

//! What tests of windows begin with: people and a connection, and a window that is driven through its view.

use crate::model::{Connection, Model};
use crate::window::Action;
use iced::Element;
use iced::keyboard::key::Named;
use iced_test::simulator::Simulator;
use msnp::dialect::Dialect;
use msnp::roster::{Group, Person};
use msnp::types::{Email, Endpoint, GroupId, List, Lists, Status};

/// Somebody's address.
pub(super) fn email(name: &str) -> Email {
    format!("{name}@example.com").parse().unwrap()
}

/// Alice, who is online, with a group `g1` of friends: each an address, a name and a status.
pub(super) fn friends(friends: &[(&str, &str, Status)]) -> Model {
    let mut model = Model::default();
    model.roster.own.email = Some(email("alice"));
    model.roster.own.name = Some("Alice".into());
    model.roster.own.status = Status::Online;
    let group = GroupId("g1".into());
    model.roster.groups = vec![Group { id: group.clone(), name: "Friends".into() }];
    for (address, name, status) in friends {
        let mut person = Person::new(email(address));
        person.name = (*name).to_owned();
        person.status = *status;
        person.lists = Lists::NONE.with(List::Forward).with(List::Allow);
        person.groups = vec![group.clone()];
        model.roster.people.insert(person.email.clone(), person);
    }
    let server = Endpoint { host: "localhost".into(), port: 1863 };
    model.connection = Connection::Online { email: email("alice"), dialect: Dialect::Msnp12, server };
    model
}

/// A window that can be driven.
pub(super) trait Content {
    type Message: Clone + 'static;
    /// How large it is.
    const SIZE: (f32, f32);
    fn open(model: &Model) -> Self;
    fn update(&mut self, message: Self::Message, model: &Model) -> Action<Self::Message>;
    fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Self::Message>;
}

/// Says that a window of that size can be driven.
macro_rules! content {
    ($window:ty, $message:ty, $size:expr) => {
        impl $crate::window::testing::Content for $window {
            type Message = $message;
            const SIZE: (f32, f32) = $size;

            fn open(model: &Model) -> Self {
                Self::new(model).0
            }
            fn update(&mut self, message: $message, model: &Model) -> Action<$message> {
                self.update(message, model)
            }
            fn view<'a>(&'a self, model: &'a Model) -> Element<'a, $message> {
                self.view(model)
            }
        }
    };
}
pub(super) use content;

/// A window with its model, driven through its view.
pub(super) struct Driven<W: Content> {
    pub(super) window: W,
    pub(super) model: Model,
    /// What it asked for.
    pub(super) actions: Vec<Action<W::Message>>,
}

impl<W: Content> Driven<W> {
    pub(super) fn new(model: Model) -> Self {
        Self { window: W::open(&model), model, actions: Vec::new() }
    }

    /// The window as it stands.
    pub(super) fn simulator(&self) -> Simulator<'_, W::Message> {
        let settings = iced::Settings { default_font: crate::theme::REGULAR, ..iced::Settings::default() };
        Simulator::with_size(settings, W::SIZE, self.window.view(&self.model))
    }

    /// Does something at the view, and lets the window hear of it.
    pub(super) fn act(&mut self, act: impl FnOnce(&mut Simulator<'_, W::Message>)) -> &mut Self {
        let mut simulator = self.simulator();
        act(&mut simulator);
        let messages: Vec<W::Message> = simulator.into_messages().collect();
        for message in messages {
            self.say(message);
        }
        self
    }

    /// Hands the window a message.
    pub(super) fn say(&mut self, message: W::Message) -> &mut Self {
        let action = self.window.update(message, &self.model);
        self.take(action);
        self
    }

    /// Notes what the window asks for; tasks aren't run.
    pub(super) fn take(&mut self, action: Action<W::Message>) {
        match action {
            Action::Many(actions) => actions.into_iter().for_each(|action| self.take(action)),
            Action::None | Action::Run(_) => {}
            other => self.actions.push(other),
        }
    }

    pub(super) fn key(&mut self, key: Named) -> &mut Self {
        self.act(|view| {
            view.tap_key(key);
        })
    }

    pub(super) fn click(&mut self, words: &str) -> &mut Self {
        self.act(|view| {
            view.click(words).unwrap_or_else(|error| panic!("{words}: {error}"));
        })
    }

    /// Whether a text stands in it.
    pub(super) fn shows(&self, words: &str) -> bool {
        self.simulator().find(words).is_ok()
    }
}

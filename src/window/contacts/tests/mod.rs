//! The window as a person uses it: keys and clicks on the real view, messages into the real update.

mod drag;
mod editing;
mod groups;
mod keyboard;
mod menus;
mod notices;
mod oneself;
mod questions;
mod rows;
mod search;

use super::*;
use crate::window::testing::{content, email, friends};
use iced::mouse;
use iced_test::simulator::{self, Simulator};
use msnp::dialect::Dialect;
use msnp::roster::Group;

type Driven = crate::window::testing::Driven<Contacts>;

content!(Contacts, Message, (340.0, 640.0));

fn model() -> Model {
    let people = [("bob", "bob", Status::Online), ("carol", "carol", Status::Away), ("dave", "dave", Status::Offline)];
    let mut model = Model { service: "This computer".into(), ..friends(&people) };
    model.roster.people.get_mut(&email("dave")).unwrap().groups.clear();
    model
}

impl Driven {
    /// What the server was asked for.
    fn requests(&mut self) -> Vec<Request> {
        let sent = |action| if let Action::Send(request) = action { Some(request) } else { None };
        std::mem::take(&mut self.actions).into_iter().filter_map(sent).collect()
    }
}

/// The settings that were asked for.
fn configured(driven: &mut Driven) -> Vec<SettingsChange> {
    let change = |action| if let Action::Configure(change) = action { Some(change) } else { None };
    std::mem::take(&mut driven.actions).into_iter().filter_map(change).collect()
}

/// A key with modifiers.
fn key_press(key: Key, modifiers: iced::keyboard::Modifiers) -> iced::Event {
    iced::Event::Keyboard(iced::keyboard::Event::KeyPressed {
        key: key.clone(),
        modified_key: key,
        physical_key: iced::keyboard::key::Physical::Unidentified(iced::keyboard::key::NativeCode::Unidentified),
        location: iced::keyboard::Location::Standard,
        modifiers,
        text: None,
        repeat: false,
    })
}

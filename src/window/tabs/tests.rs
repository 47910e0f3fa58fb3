//! The tabs driven as a person drives them: with a pointer and keys, without a display.

use super::*;
use crate::model::Talk;
use crate::window::testing::{Content, Driven, email, friends};
use iced::keyboard::Location;
use iced::keyboard::key::{Named, NativeCode, Physical};
use iced::{Event, Point, mouse};
use iced_test::simulator::Simulator;
use msnp::types::Status;

const NAMES: [&str; 5] = ["bob", "carol", "dan", "erin", "frank"];

fn with(name: &str) -> ConversationId {
    ConversationId::With(email(name))
}

impl Content for Tabs {
    type Message = Message;
    const SIZE: (f32, f32) = (500.0, 420.0);

    fn open(model: &Model) -> Self {
        Self::of_all(model).0
    }
    fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        self.update(message, model)
    }
    fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        self.view(model)
    }
}

/// So many tabs, in the order of the names.
fn tabs(count: usize) -> Driven<Tabs> {
    let people: Vec<(&str, &str, Status)> = NAMES.iter().map(|name| (*name, *name, Status::Online)).collect();
    let mut model = friends(&people);
    for name in &NAMES[..count] {
        model.conversations.insert(with(name), Talk::new(with(name)));
    }
    Driven::new(model)
}

fn order(driven: &Driven<Tabs>) -> Vec<String> {
    let names = driven.window.conversations().map(|id| match id {
        ConversationId::With(email) => email.as_str().split('@').next().unwrap_or_default().to_owned(),
        other => panic!("{other:?}"),
    });
    names.collect()
}

fn active(driven: &Driven<Tabs>) -> ConversationId {
    driven.window.conversation().expect("one is in sight").clone()
}

fn press(driven: &mut Driven<Tabs>, key: Key, modifiers: Modifiers) {
    driven.act(|view| {
        view.simulate([Event::Keyboard(iced::keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: Physical::Unidentified(NativeCode::Unidentified),
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        })]);
    });
}

/// Does something with the pointer, from one point to another.
fn pointer(view: &mut Simulator<'_, Message>, button: mouse::Button, from: Point, to: Point) {
    for (at, event) in [
        (from, mouse::Event::CursorMoved { position: from }),
        (from, mouse::Event::ButtonPressed(button)),
        (to, mouse::Event::CursorMoved { position: to }),
        (to, mouse::Event::ButtonReleased(button)),
    ] {
        view.point_at(at);
        view.simulate([Event::Mouse(event)]);
    }
}

/// The middle of the tab in that place, of three.
fn tab_at(place: usize) -> Point {
    Point::new(500.0 / 3.0 * (place as f32 + 0.5) - 20.0, 16.0)
}

#[test]
fn keys_go_from_tab_to_tab_and_round_the_ends() {
    let mut driven = tabs(3);
    assert_eq!(active(&driven), with("bob"));
    let (control, shift) = (Modifiers::CTRL, Modifiers::SHIFT);
    for (key, modifiers, expected) in [
        (Key::Named(Named::Tab), control, "carol"),
        (Key::Named(Named::PageDown), control, "dan"),
        (Key::Named(Named::Tab), control, "bob"),
        (Key::Named(Named::Tab), control | shift, "dan"),
        (Key::Named(Named::PageUp), control, "carol"),
        (Key::Character("1".into()), Modifiers::COMMAND, "bob"),
        (Key::Character("9".into()), Modifiers::COMMAND, "dan"),
        (Key::Character("8".into()), Modifiers::COMMAND, "dan"),
    ] {
        press(&mut driven, key.clone(), modifiers);
        assert_eq!(active(&driven), with(expected), "{key:?}");
    }
}

#[test]
fn a_tab_is_put_elsewhere_by_keys_and_by_dragging() {
    let mut driven = tabs(3);
    let modifiers = Modifiers::CTRL | Modifiers::SHIFT;
    press(&mut driven, Key::Named(Named::PageDown), modifiers);
    assert_eq!(order(&driven), ["carol", "bob", "dan"]);
    assert_eq!(active(&driven), with("bob"), "the one in sight stays in sight");
    press(&mut driven, Key::Named(Named::PageDown), modifiers);
    press(&mut driven, Key::Named(Named::PageDown), modifiers);
    assert_eq!(order(&driven), ["carol", "dan", "bob"]);
    driven.act(|view| pointer(view, mouse::Button::Left, tab_at(2), tab_at(0)));
    assert_eq!(order(&driven), ["bob", "carol", "dan"]);
    assert_eq!(active(&driven), with("bob"));
    // A click is no drag.
    driven.act(|view| pointer(view, mouse::Button::Left, tab_at(1), tab_at(1)));
    assert_eq!((order(&driven).len(), active(&driven)), (3, with("carol")));
}

#[test]
fn a_tab_closes_by_the_middle_button_its_cross_and_a_key_and_the_last_with_the_window() {
    let mut driven = tabs(4);
    driven.say(Message::PlacePicked(1));
    let ended = |driven: &Driven<Tabs>| match driven.actions.last() {
        Some(Action::Ended(id)) => id.clone(),
        other => panic!("{other:?}"),
    };
    driven.act(|view| pointer(view, mouse::Button::Middle, Point::new(20.0, 16.0), Point::new(20.0, 16.0)));
    assert_eq!((ended(&driven), active(&driven)), (with("bob"), with("carol")), "what is in sight stays");
    press(&mut driven, Key::Character("w".into()), Modifiers::COMMAND);
    assert_eq!((ended(&driven), active(&driven)), (with("carol"), with("dan")));
    // The cross of the last one: two tabs stand beside one another, each as wide as it may be.
    driven.act(|view| pointer(view, mouse::Button::Left, Point::new(382.0, 16.0), Point::new(382.0, 16.0)));
    assert_eq!((ended(&driven), order(&driven)), (with("erin"), vec!["dan".to_owned()]));
    press(&mut driven, Key::Character("w".into()), Modifiers::COMMAND);
    assert!(matches!(driven.actions.last(), Some(Action::Close)));
    assert_eq!(order(&driven), ["dan"], "it goes with the window");
}

#[test]
fn closing_a_conversation_from_within_closes_its_tab() {
    let mut driven = tabs(2);
    driven.say(Message::In(0, conversation::Message::ClosePicked));
    assert!(matches!(driven.actions.last(), Some(Action::Ended(id)) if *id == with("bob")));
    assert_eq!(order(&driven), ["carol"]);
}

#[test]
fn a_tab_says_who_and_how_much_waits() {
    let mut driven = tabs(2);
    if let Some(talk) = driven.model.conversations.get_mut(&with("carol")) {
        talk.unread = 7;
    }
    assert!(driven.shows("carol") && driven.shows("7"));
    assert_eq!(driven.window.title(&driven.model), "bob");
    driven.say(Message::Stepped(1));
    assert_eq!(driven.window.title(&driven.model), "carol");
}

#[test]
fn the_tabs_take_the_keyboard_as_a_whole() {
    let mut driven = tabs(3);
    driven.act(|view| {
        // The tabs are the first that Tab reaches.
        pointer(view, mouse::Button::Left, tab_at(0), tab_at(0));
        view.tap_key(Named::ArrowRight);
        view.tap_key(Named::ArrowRight);
    });
    assert_eq!(active(&driven), with("dan"));
    driven.say(Message::Picked(0));
    driven.act(|view| {
        pointer(view, mouse::Button::Left, tab_at(0), tab_at(0));
        view.tap_key(Named::Delete);
    });
    assert_eq!(order(&driven), ["carol", "dan"]);
}

//! Where things stand: names and marks in a row, rows in the list.

use super::*;
use msnp::session::RequestId;
use msnp::types::{List, Lists};

#[test]
fn names_of_any_kind_are_laid_out() {
    let long = "W".repeat(5000);
    for name in ["", "x", "\u{1}\u{7}\n\u{202e}", long.as_str(), "🦋", "שלום"] {
        let mut model = model();
        model.roster.own.name = Some(name.to_owned());
        if let Some(bob) = model.roster.people.get_mut(&email("bob")) {
            bob.name = name.to_owned();
            bob.personal.text = name.to_owned();
        }
        let driven = Driven::new(model);
        for size in [(340.0, 640.0), (200.0, 120.0), (1.0, 1.0)] {
            let mut view = Simulator::with_size(iced::Settings::default(), size, driven.window.view(&driven.model));
            let _ = view.find(Id::new(LIST));
        }
    }
}

#[test]
fn a_name_keeps_its_room_while_a_block_waits() {
    let mut model = model();
    model.pending.insert(RequestId(1), Request::Block(email("bob")));
    let window = Contacts::new(&model).0;
    // The narrowest that the window can be made, with a long word for what waits.
    let mut simulator = Simulator::with_size(iced::Settings::default(), (280.0, 420.0), window.view(&model));
    let mark = simulator.find(t!("contacts-pending").as_str()).expect("it is said").bounds();
    let blocked = simulator.find(t!("contacts-blocked").as_str()).expect("it is said").bounds();
    let name = simulator.find("bob").expect("the name is there").bounds();
    assert!(mark.y > name.y && (mark.x - name.x).abs() < 1.0, "on the second line: {mark:?} {name:?} {blocked:?}");
    assert!(name.width > 20.0 && name.x + name.width <= blocked.x, "{name:?} {blocked:?}");
}

#[test]
fn compact_rows_are_lower_and_say_the_same() {
    let mut model = model();
    model.roster.people.get_mut(&email("carol")).unwrap().personal.text = "at the lake".into();
    let below = |model: &Model| {
        let window = Contacts::new(model).0;
        let view = window.view(model);
        let mut simulator = Simulator::with_size(iced::Settings::default(), (340.0, 640.0), view);
        let at = |simulator: &mut Simulator<'_, Message>, words: &str| simulator.find(words).expect("there").bounds().y;
        at(&mut simulator, "carol") - at(&mut simulator, "bob")
    };
    let roomy = below(&model);
    model.settings.list.compact = true;
    assert!((below(&model) - contact_row::COMPACT_HEIGHT).abs() < 1.0);
    assert!((roomy - contact_row::HEIGHT).abs() < 1.0);
    let driven = Driven::new(model);
    assert!(driven.shows(&format!("({}) at the lake", crate::widget::status_menu::word(Status::Away))));
}

#[test]
fn what_is_in_sight_stays_when_somebody_comes() {
    let mut model = model();
    for n in 0..60 {
        let mut person = Person::new(email(&format!("m{n:02}")));
        person.lists = Lists::NONE.with(List::Forward);
        person.status = Status::Online;
        model.roster.people.insert(person.email.clone(), person);
    }
    let mut driven = Driven::new(model);
    driven.act(|view| {
        view.point_at(iced::Point::new(170.0, 400.0));
        let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: -300.0 };
        let _ = view.simulate([iced::Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    });
    assert!(driven.window.view_anchor.offset() > 0.0, "the wheel is heard of");
    driven.say(Message::Scrolled(900.0));
    let scrolled = |driven: &Driven| driven.window.view_anchor.offset();
    // One more above: a row further. Below, nothing moves. Gone again: back.
    let set = |driven: &mut Driven, name: &str, status: Status| {
        driven.model.roster.people.get_mut(&email(name)).unwrap().status = status;
        let action = driven.window.refreshed(&driven.model);
        matches!(action, Action::Run(_))
    };
    driven.model.roster.people.get_mut(&email("dave")).unwrap().groups = vec![GroupId("g1".into())];
    assert!(set(&mut driven, "dave", Status::Online));
    assert!((scrolled(&driven) - 900.0 - contact_row::HEIGHT).abs() < 0.1, "{}", scrolled(&driven));
    assert!(!set(&mut driven, "m55", Status::Offline), "nothing above has changed");
    assert!(set(&mut driven, "dave", Status::Offline));
    assert!((scrolled(&driven) - 900.0).abs() < 0.1);
    // At the start who comes is to be seen.
    driven.say(Message::Scrolled(0.0));
    assert!(!set(&mut driven, "dave", Status::Online));
}

//! Contacts that go from group to group: dragged, and by the menu and the keyboard.

use super::*;

/// A list with two groups more.
fn with_groups() -> Driven {
    let mut model = model();
    for (group, name) in [("g2", "Work"), ("g3", "Club")] {
        model.roster.groups.push(Group { id: GroupId(group.into()), name: name.into() });
    }
    Driven::new(model)
}

impl Driven {
    /// Drags what shows some words to what shows others, and does something before it is let go.
    fn drag(&mut self, from: &str, to: &str, before: &[iced::Event]) -> &mut Self {
        let at = |driven: &Self, words: &str| {
            driven.simulator().find(words).unwrap_or_else(|error| panic!("{words}: {error}")).bounds().center()
        };
        let (start, end) = (at(self, from), at(self, to));
        self.act(|view| {
            view.point_at(start);
            let _ = view.simulate([iced::Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
            for position in [start + iced::Vector::new(0.0, 3.0), start + iced::Vector::new(0.0, 12.0), end] {
                view.point_at(position);
                let _ = view.simulate([iced::Event::Mouse(mouse::Event::CursorMoved { position })]);
            }
            let _ = view.simulate(before.iter().cloned());
            let _ = view.simulate([iced::Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))]);
        })
    }
}

#[test]
fn a_contact_is_dragged_to_a_group() {
    let mut driven = with_groups();
    driven.drag("bob", "Work (0/0)", &[]);
    let work = GroupId("g2".into());
    assert_eq!(driven.requests(), [Request::MoveToGroup { email: email("bob"), group: Some(work.clone()) }]);
    assert_eq!(driven.window.dragged, None);
    // Ctrl copies.
    let control = iced::keyboard::Event::ModifiersChanged(iced::keyboard::Modifiers::COMMAND);
    driven.drag("bob", "Work (0/0)", &[iced::Event::Keyboard(control)]);
    assert_eq!(driven.requests(), [Request::AddToGroup { email: email("bob"), group: work }]);
    // Esc gives up, and so does letting go where nobody can be put.
    driven.drag("bob", "Work (0/0)", &[key_press(Key::Named(Named::Escape), Default::default())]);
    driven.drag("bob", "carol", &[]);
    driven.drag("bob", "Offline (1)", &[]);
    driven.model.connection = Connection::SignedOut;
    driven.drag("bob", "Work (0/0)", &[]);
    assert!(driven.requests().is_empty());
}

#[test]
fn a_group_is_dragged_to_the_place_of_another() {
    let mut driven = with_groups();
    let order = |driven: &mut Driven| match configured(driven).as_slice() {
        [SettingsChange::GroupOrder(order)] => Some(order.join(" ")),
        [] => None,
        other => panic!("{other:?}"),
    };
    driven.drag("Club (0/0)", "Work (0/0)", &[]);
    assert_eq!(order(&mut driven).as_deref(), Some("g1 g3 g2"));
    // Onto a person of a group is onto that group.
    driven.drag("Club (0/0)", "bob", &[]);
    assert_eq!(order(&mut driven).as_deref(), Some("g3 g1 g2"));
    driven.drag("Work (0/0)", "Club (0/0)", &[]);
    assert_eq!(order(&mut driven).as_deref(), Some("g1 g3 g2"));
    driven.drag("Work (0/0)", "Offline (1)", &[]);
    driven.drag("Work (0/0)", "Club (0/0)", &[key_press(Key::Named(Named::Escape), Default::default())]);
    assert_eq!(order(&mut driven), None);
    assert!(driven.requests().is_empty() && driven.window.dragged.is_none());
    let over = Drag {
        phase: crate::widget::drag::Phase::Over,
        from: 5.0,
        at: Some(130.0),
        pointer: iced::Point::ORIGIN,
        copy: false,
        edge: 0,
    };
    driven.say(Message::Dragged(over));
    assert!(driven.shows(&t!("contacts-drag-below", name = "Friends", group = "Work")));
}

#[test]
fn a_drag_says_what_it_would_do() {
    let mut driven = with_groups();
    let drag = |driven: &mut Driven, at: f32, copy: bool| {
        let drag = Drag {
            phase: crate::widget::drag::Phase::Over,
            from: 40.0,
            at: Some(at),
            pointer: iced::Point::ORIGIN,
            copy,
            edge: 0,
        };
        driven.say(Message::Dragged(drag));
    };
    let below = 32.0 + 2.0 * contact_row::HEIGHT + 5.0;
    drag(&mut driven, below, false);
    assert!(driven.shows(&t!("contacts-drag-move", name = "bob", group = "Work")));
    let lit = |driven: &Driven, group: &str| {
        let dragged = driven.window.dragged.as_ref().expect("it goes on");
        regroup::lights(dragged, &driven.model, &SectionId::Group(GroupId(group.into())))
    };
    assert!(lit(&driven, "g2") && !lit(&driven, "g3"));
    drag(&mut driven, below, true);
    assert!(driven.shows(&t!("contacts-drag-copy", name = "bob", group = "Work")));
    drag(&mut driven, 5.0, false);
    assert!(driven.shows(&t!("contacts-drag-nowhere", name = "bob")) && !lit(&driven, "g1"));
}

#[test]
fn a_contact_is_moved_and_copied_by_the_menu_and_the_keyboard() {
    let mut driven = with_groups();
    driven.key(Named::ArrowDown).key(Named::ArrowDown);
    let menu = |driven: &mut Driven, words: String| {
        driven.act(|view| {
            view.tap_key(Named::ContextMenu);
            view.click(words.as_str()).expect("the menu is open");
        });
    };
    menu(&mut driven, t!("contacts-move-to"));
    assert!(driven.shows(&t!("contacts-move-title", name = "bob")));
    // Work, Club, no group; the list of the card takes the arrows when it has the keyboard.
    driven.say(Message::GroupStepped(1)).key(Named::Enter);
    assert_eq!(driven.requests(), [Request::MoveToGroup { email: email("bob"), group: Some(GroupId("g3".into())) }]);
    menu(&mut driven, t!("contacts-copy-to"));
    assert!(driven.window.question.is_some());
    driven.key(Named::Escape);
    assert!(driven.requests().is_empty() && driven.window.question.is_none());
    menu(&mut driven, t!("contacts-copy-to"));
    driven.click("Work").click(&t!("contacts-copy-yes"));
    assert_eq!(driven.requests(), [Request::AddToGroup { email: email("bob"), group: GroupId("g2".into()) }]);
}

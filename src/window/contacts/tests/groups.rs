//! Groups: folded, made, renamed, removed, moved.

use super::*;

#[test]
fn a_group_folds_by_click_and_by_left() {
    let mut driven = Driven::new(model());
    driven.click("Friends (2/2)");
    let folded = |action: &Action<Message>| matches!(action, Action::Configure(SettingsChange::Folded { group, folded: true }) if group == "g1");
    assert!(driven.actions.iter().any(folded));
    driven.actions.clear();
    driven.key(Named::ArrowDown).key(Named::ArrowLeft);
    assert!(driven.actions.is_empty(), "left on a person goes to the header");
    driven.key(Named::ArrowLeft);
    assert!(driven.actions.iter().any(folded));
    driven.model.settings.folded.insert("g1".into());
    assert!(!driven.shows("bob"));
}

#[test]
fn groups_are_made_renamed_and_removed() {
    let mut driven = Driven::new(model());
    driven.say(Message::EditStarted(Field::NewGroup)).say(Message::Edited("Work".into())).say(Message::EditSaved);
    assert_eq!(driven.requests(), [Request::AddGroup("Work".into())]);
    let right_click = |view: &mut Simulator<'_, Message>, words: &str| {
        view.click(words).expect("the header is there");
        let button = mouse::Button::Right;
        let _ = view.simulate([
            iced::Event::Mouse(mouse::Event::ButtonPressed(button)),
            iced::Event::Mouse(mouse::Event::ButtonReleased(button)),
        ]);
    };
    driven.act(|view| {
        right_click(view, "Friends (2/2)");
        view.click(t!("contacts-group-rename").as_str()).expect("the menu is open");
    });
    driven.say(Message::Edited("Old friends".into())).say(Message::EditSaved);
    let id = GroupId("g1".into());
    assert_eq!(driven.requests(), [Request::RenameGroup { group: id.clone(), name: "Old friends".into() }]);
    driven.act(|view| {
        right_click(view, "Friends (2/2)");
        view.click(t!("contacts-group-remove").as_str()).expect("the menu is open");
    });
    assert!(driven.requests().is_empty(), "removing asks first");
    driven.click(&t!("contacts-remove-yes"));
    assert_eq!(driven.requests(), [Request::RemoveGroup(id)]);
}

#[test]
fn a_dialect_without_groups_offers_none() {
    let mut old = model();
    if let Connection::Online { dialect, .. } = &mut old.connection {
        *dialect = Dialect::Msnp5;
    }
    let mut driven = Driven::new(old);
    driven.say(Message::EditStarted(Field::NewGroup));
    assert_eq!(driven.window.editing, None);
}

#[test]
fn a_group_moves_by_menu_and_by_keyboard() {
    let mut model = model();
    model.roster.groups.push(Group { id: GroupId("g2".into()), name: "Work".into() });
    let mut driven = Driven::new(model);
    driven.key(Named::ArrowDown);
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-group-down").as_str()).expect("the menu is open");
    });
    let order = |order: [&str; 2]| SettingsChange::GroupOrder(order.map(str::to_owned).to_vec());
    assert_eq!(configured(&mut driven), [order(["g2", "g1"])]);
    // Already at the top; down by the keyboard.
    driven.say(Message::ChosenMoved { up: true });
    assert!(driven.actions.is_empty());
    driven.act(|view| {
        let alt = iced::keyboard::Modifiers::ALT;
        let _ = view.simulate([key_press(Key::Named(Named::ArrowDown), alt)]);
    });
    assert_eq!(configured(&mut driven), [order(["g2", "g1"])]);
}

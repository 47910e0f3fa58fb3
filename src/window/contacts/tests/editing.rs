//! What is changed in place: names and the personal message.

use super::*;
use msnp::session::RequestId;

#[test]
fn the_name_is_changed_in_place_and_shown_as_waiting() {
    let mut driven = Driven::new(model());
    driven.key(Named::F2);
    assert!(driven.window.editing.is_some());
    driven.say(Message::Edited(" Alice in Wonderland ".into())).say(Message::EditSaved);
    assert_eq!(driven.requests(), [Request::SetName("Alice in Wonderland".into())]);
    driven.model.pending.insert(RequestId(1), Request::SetName("Alice in Wonderland".into()));
    assert!(driven.shows("Alice in Wonderland") && driven.shows(&t!("contacts-pending")));
    driven.model.pending.clear();
    assert!(driven.shows("Alice"), "a refusal shows what holds");
}

#[test]
fn escape_keeps_the_name() {
    let mut driven = Driven::new(model());
    driven.key(Named::F2).say(Message::Edited("Somebody else".into())).key(Named::Escape);
    assert_eq!(driven.window.editing, None);
    assert!(driven.actions.is_empty());
    // An unchanged or an empty name asks for nothing either.
    driven.key(Named::F2).say(Message::EditSaved);
    driven.key(Named::F2).say(Message::Edited("  ".into())).say(Message::EditSaved);
    assert!(driven.actions.is_empty());
}

#[test]
fn a_dialect_without_personal_messages_offers_none() {
    let mut old = model();
    if let Connection::Online { dialect, .. } = &mut old.connection {
        *dialect = Dialect::Msnp9;
    }
    let mut driven = Driven::new(old);
    assert!(!driven.shows(&t!("contacts-personal-hint")));
    driven.say(Message::EditStarted(Field::Personal));
    assert_eq!(driven.window.editing, None);
    assert!(Driven::new(model()).shows(&t!("contacts-personal-hint")));
}

#[test]
fn what_is_edited_is_saved_by_a_click_elsewhere() {
    let mut driven = Driven::new(model());
    driven.say(Message::EditStarted(Field::Personal)).say(Message::Edited("at the lake".into()));
    driven.act(|view| {
        view.point_at(iced::Point::new(170.0, 600.0));
        let _ = view.simulate(simulator::click());
    });
    let said = PersonalMessage { text: "at the lake".into(), media: None };
    assert_eq!(driven.requests(), [Request::SetPersonalMessage(said)]);
}

#[test]
fn f2_names_what_is_chosen() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::F2);
    let group = Field::Group(GroupId("g1".into()));
    assert_eq!(driven.window.editing.as_ref().map(|editing| &editing.field), Some(&group));
    driven.key(Named::Escape).key(Named::ArrowDown).key(Named::F2);
    assert_eq!(driven.window.editing, Some(Editing { field: Field::Alias(email("bob")), text: "bob".into() }));
    // The field stands where the row stood, and the others stay where they were.
    assert!(driven.shows("bob") && driven.shows("carol"));
    driven.say(Message::Edited("Bobby".into()));
    assert!(driven.shows("Bobby") && !driven.shows("bob") && driven.shows("carol"));
    driven.say(Message::Edited("bob".into())).say(Message::EditSaved);
    assert!(driven.requests().is_empty(), "their own name is no name of ours");
    driven.key(Named::F2).say(Message::Edited(" My Bob ".into())).say(Message::EditSaved);
    let named = |alias: Option<&str>| Request::SetAlias { email: email("bob"), alias: alias.map(str::to_owned) };
    assert_eq!(driven.requests(), [named(Some("My Bob"))]);
    // Without words it is taken away again.
    driven.model.roster.people.get_mut(&email("bob")).unwrap().alias = Some("My Bob".into());
    driven.key(Named::F2).say(Message::Edited(String::new())).say(Message::EditSaved);
    assert_eq!(driven.requests(), [named(None)]);
    // One's own name is always at hand.
    let command = iced::keyboard::Modifiers::COMMAND;
    driven.act(|view| {
        let _ = view.simulate([key_press(Key::Named(Named::F2), command)]);
    });
    assert_eq!(driven.window.editing.as_ref().map(|editing| &editing.field), Some(&Field::Name));
}

#[test]
fn a_name_that_is_being_given_outlives_that_its_person_goes() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::F2).say(Message::Edited("My Bob".into()));
    driven.model.roster.people.get_mut(&email("bob")).unwrap().status = Status::Offline;
    let action = driven.window.refreshed(&driven.model);
    driven.take(action);
    assert_eq!(driven.window.chosen, Some(Item::Person(SectionId::Offline, email("bob"))));
    assert!(!driven.shows("bob@example.com"), "the field stands among the offline now");
    driven.say(Message::EditSaved);
    assert_eq!(driven.requests(), [Request::SetAlias { email: email("bob"), alias: Some("My Bob".into()) }]);
}

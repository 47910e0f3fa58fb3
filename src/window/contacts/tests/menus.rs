//! The menus: one's status, a person's, the looks of the list.

use super::*;
use crate::store::settings::Sort;

#[test]
fn the_status_menu_works_by_click_and_by_keyboard() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.click("Busy").expect("it is open");
    });
    assert_eq!(driven.requests(), [Request::SetStatus(Status::Busy)]);
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.tap_key(Named::End);
        view.tap_key(Named::Enter);
    });
    assert!(matches!(driven.actions.as_slice(), [Action::SignOut]));
}

#[test]
fn escape_and_a_click_outside_close_a_menu() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.tap_key(Named::Escape);
        assert!(view.find("Busy").is_err(), "Esc closes");
        view.click("(Online)").expect("the menu is there");
        assert!(view.find("Busy").is_ok());
        view.point_at(iced::Point::new(330.0, 600.0));
        let _ = view.simulate(simulator::click());
        assert!(view.find("Busy").is_err(), "a click outside closes");
    });
    assert!(driven.actions.is_empty());
}

#[test]
fn the_menu_key_opens_the_menu_of_the_chosen() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown);
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-block").as_str()).expect("the menu is open");
    });
    assert_eq!(driven.requests(), [Request::Block(email("bob"))]);
}

#[test]
fn a_star_makes_a_favourite() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown);
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-star").as_str()).expect("the menu is open");
    });
    assert_eq!(configured(&mut driven), [SettingsChange::Favourite { email: email("bob"), favourite: true }]);
    let key = driven.model.account_key().unwrap();
    driven.model.settings.lists.entry(key).or_default().favourites.insert(email("bob"));
    assert!(driven.shows("Favourites (1/1)"));
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-unstar").as_str()).expect("the menu is open");
    });
    assert_eq!(configured(&mut driven), [SettingsChange::Favourite { email: email("bob"), favourite: false }]);
}

#[test]
fn the_looks_are_chosen_in_the_menu() {
    let mut driven = Driven::new(model());
    let menu = |driven: &mut Driven, words: String| {
        driven.act(|view| {
            // The last of the header's stops is the menu.
            view.point_at(iced::Point::new(310.0, 110.0));
            let _ = view.simulate(simulator::click());
            view.click(words.as_str()).unwrap_or_else(|error| panic!("{words}: {error}"));
        });
        configured(driven)
    };
    let look = ListLook::default();
    let status = ListLook { sort: Sort::Status, ..look };
    assert_eq!(menu(&mut driven, t!("contacts-sort-status")), [SettingsChange::List(status)]);
    let apart = ListLook { offline_in_place: true, ..look };
    assert_eq!(menu(&mut driven, t!("contacts-offline-apart")), [SettingsChange::List(apart)]);
    let compact = ListLook { compact: true, ..look };
    assert_eq!(menu(&mut driven, t!("contacts-compact")), [SettingsChange::List(compact)]);
}

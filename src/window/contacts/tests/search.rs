//! Finding somebody by letters.

use super::*;

#[test]
fn typing_goes_to_the_name() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        let _ = view.typewrite("c");
    });
    assert_eq!(driven.window.chosen_person(), Some(&email("carol")));
}

#[test]
fn the_search_narrows_and_escape_ends_it() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click(Id::new(SEARCH)).expect("the field is there");
        let _ = view.typewrite("d");
    });
    driven.say(Message::Searched("dav".into()));
    assert!(driven.shows("dave") && !driven.shows("bob"));
    assert_eq!(driven.window.chosen_person(), Some(&email("dave")));
    driven.key(Named::Escape);
    assert!(driven.shows("bob"));
    driven.say(Message::Searched("nobody".into()));
    assert!(driven.shows(&t!("contacts-not-found", text = "nobody")));
}

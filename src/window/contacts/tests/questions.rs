//! What is asked before something is removed.

use super::*;

#[test]
fn removing_asks_first() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Delete);
    assert!(driven.shows(&t!("contacts-remove-title")));
    driven.key(Named::Escape);
    assert!(!driven.shows(&t!("contacts-remove-title")));
    assert!(driven.actions.is_empty());
    driven.key(Named::Delete).click(&t!("contacts-remove-block")).click(&t!("contacts-remove-yes"));
    let remove = Request::RemoveContact { email: email("bob"), group: None };
    assert_eq!(driven.requests(), [Request::Block(email("bob")), remove.clone()]);
    // Enter is for the default button, wherever the focus is.
    driven.key(Named::Delete).key(Named::Enter);
    assert_eq!(driven.requests(), [remove]);
}

#[test]
fn what_lies_under_a_question_is_out_of_reach() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Delete).key(Named::ArrowDown);
    assert_eq!(driven.window.chosen_person(), Some(&email("bob")));
    let mut view = Simulator::new(driven.window.view(&driven.model));
    assert!(view.find("carol").is_err());
}

#[test]
fn delete_on_a_group_asks() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::Delete);
    assert_eq!(driven.window.question, Some(Question::RemoveGroup(GroupId("g1".into()))));
    assert!(driven.requests().is_empty());
}

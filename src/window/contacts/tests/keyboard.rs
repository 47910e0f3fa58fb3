//! The list by the keyboard, and by double clicks.

use super::*;
use iced_test::selector::Candidate;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn enter_opens_the_conversation_with_the_chosen() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Enter);
    let expected = Window::Conversation(ConversationId::With(email("bob")));
    assert!(matches!(driven.actions.as_slice(), [Action::Open(window)] if *window == expected));
}

#[test]
fn a_double_click_opens_and_a_single_one_only_chooses() {
    let mut driven = Driven::new(model());
    driven.click("carol");
    assert!(driven.actions.is_empty());
    assert_eq!(driven.window.chosen_person(), Some(&email("carol")));
    driven.act(|view| {
        view.click("carol").expect("she is there");
        let _ = view.simulate(simulator::click());
    });
    assert!(matches!(driven.actions.as_slice(), [Action::Open(Window::Conversation(_))]));
}

#[test]
fn tab_reaches_everything_that_can_be_pressed() {
    let driven = Driven::new(model());
    // Name, status, personal message, search, plus, menu, the list itself.
    assert_eq!(stops(&driven), 7);
    let mut lost = model();
    lost.connection = Connection::SignedOut;
    // Without a connection only the status menu (to sign out), the search, the menu and the list are left.
    assert_eq!(stops(&Driven::new(lost)), 4);
}

/// How many things Tab stops at.
fn stops(driven: &Driven) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let mut view = Simulator::with_size(iced::Settings::default(), (340.0, 640.0), driven.window.view(&driven.model));
    let found = view.find(move |candidate: Candidate<'_>| -> Option<()> {
        if matches!(candidate, Candidate::Focusable { .. }) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        None
    });
    assert!(found.is_err(), "the selector only counts");
    count.load(Ordering::Relaxed)
}

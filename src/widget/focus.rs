//! Giving the focus to something in one window.
//!
//! An operation goes through every window of the program, and giving the focus takes it from everything else: without a
//! scope, a dialog that opens would take the keyboard from a conversation that somebody is writing in.

use iced::Task;
use iced::advanced::widget::operation::{focusable, scope, text_input};
use iced::advanced::widget::{Id, operate};

/// Gives the focus to `target` among what is in the container `root`.
pub fn focus<T: Send + 'static>(root: &Id, target: impl Into<Id>) -> Task<T> {
    operate(scope(root.clone(), focusable::focus(target.into())))
}

/// Selects what is in the field that has the focus among what is in `root`, as the Tab key does everywhere: typing
/// replaces it.
pub fn select<T: Send + 'static>(root: &Id) -> Task<T> {
    let root = root.clone();
    operate(scope(root.clone(), focusable::find_focused()))
        .then(move |field| operate(scope(root.clone(), text_input::select_all(field))))
}

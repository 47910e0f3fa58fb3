//! Giving the focus to something in one window.
//!
//! An operation goes through every window of the program, and giving the focus takes it from everything else: without a
//! scope, a dialog that opens would take the keyboard from a conversation that somebody is writing in.

use iced::Task;
use iced::advanced::widget::operation::{focusable, scope};
use iced::advanced::widget::{Id, operate};

/// Gives the focus to `target` among what is in the container `root`.
pub fn focus<T: Send + 'static>(root: &Id, target: impl Into<Id>) -> Task<T> {
    operate(scope(root.clone(), focusable::focus(target.into())))
}

//! The statuses as words, and the menu that chooses one.

use super::button::{Button, Kind, button};
use super::icon::{self, Icon};
use super::label::label;
use super::menu::{self, Entry};
use crate::t;
use crate::theme::{space, status_color};
use iced::Alignment;
use iced::widget::row;
use msnp::types::Status;

/// The word of a status, as others are shown: who hides is offline to everybody else.
pub fn word(status: Status) -> String {
    match status {
        Status::Online => t!("status-online"),
        Status::Busy => t!("status-busy"),
        Status::Idle => t!("status-idle"),
        Status::BeRightBack => t!("status-be-right-back"),
        Status::Away => t!("status-away"),
        Status::OnThePhone => t!("status-on-the-phone"),
        Status::OutToLunch => t!("status-out-to-lunch"),
        Status::Hidden => t!("status-hidden"),
        Status::Offline => t!("status-offline"),
    }
}

/// The lines of the menu: the eight states that can be chosen, the one that holds marked.
pub fn entries<Message>(current: Status, choose: impl Fn(Status) -> Message) -> Vec<Entry<Message>> {
    Status::CHOICES
        .into_iter()
        .map(|status| menu::entry(word(status), choose(status)).dot(status_color(status)).checked(status == current))
        .collect()
}

/// "(Online) ▾", which opens the menu. `more` are lines after the states, such as signing out. While a change waits for
/// the server its word is followed by dots.
pub fn status_button<'a, Message: Clone + 'a>(
    status: Status,
    pending: bool,
    choose: Option<impl Fn(Status) -> Message + 'a>,
    more: impl Fn() -> Vec<Entry<Message>> + 'a,
) -> Button<'a, Message> {
    let shown = if pending { t!("status-pending", status = word(status)) } else { word(status) };
    let shown = label(&format!("({shown})")).secondary();
    let content = row![shown, icon::small(Icon::ChevronDown).size(12.0).secondary()];
    button(content.spacing(2).align_y(Alignment::Center)).kind(Kind::Quiet).padding([2.0, space::XS]).menu(move || {
        let mut lines = choose.as_ref().map_or_else(Vec::new, |choose| entries(status, choose));
        lines.extend(more());
        lines
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_status_has_a_word_of_its_own() {
        let words: HashSet<String> = Status::CHOICES.into_iter().chain([Status::Offline]).map(word).collect();
        assert_eq!(words.len(), 9);
        assert!(!words.contains(""));
    }
}

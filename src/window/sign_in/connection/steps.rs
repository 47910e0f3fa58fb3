//! The steps of a test, as they stand on the page.

use super::{ConnectionPage, Message};
use crate::session::probe::{self, Failure, Step};
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::icon::{self, Icon};
use iced::widget::{Column, Space, column, container, row, text};
use iced::{Element, Length, Padding};

impl ConnectionPage {
    /// The steps of the test, each with a sign and words.
    pub(super) fn view_outcomes(&self) -> Option<Element<'_, Message>> {
        if !self.running && self.outcomes.is_empty() {
            return None;
        }
        let lines = Step::ALL.into_iter().map(|step| {
            let (sign, words, wrong): (Element<'_, Message>, String, Option<String>) = match self.outcomes.get(&step) {
                None => (Space::new().width(16).height(16).into(), step_name(step), None),
                Some(probe::Outcome::Works(detail)) => {
                    let words = t!("probe-works", step = step_name(step), detail = detail.clone());
                    (icon::small(Icon::Check).into(), words, None)
                }
                Some(probe::Outcome::Skipped) => {
                    let words = t!("probe-skipped", step = step_name(step));
                    (Space::new().width(16).height(16).into(), words, None)
                }
                Some(probe::Outcome::Fails(failure)) => {
                    (icon::small(Icon::Warning).danger().into(), step_name(step), Some(failure_words(failure)))
                }
            };
            let words = column![text(words).size(size::SECONDARY)]
                .push(wrong.map(|w| text(w).size(size::SECONDARY).style(style::danger).width(Length::Fill)))
                .width(Length::Fill);
            row![container(sign).padding(Padding::ZERO.top(1)), words].spacing(space::S).into()
        });
        Some(Column::with_children(lines).spacing(space::XS).into())
    }
}

fn step_name(step: Step) -> String {
    match step {
        Step::Name => t!("probe-name"),
        Step::Server => t!("probe-server"),
        Step::SignInPage => t!("probe-page"),
        Step::Certificate => t!("probe-certificate"),
    }
}

fn failure_words(failure: &Failure) -> String {
    match failure {
        Failure::NotAnAddress => t!("probe-not-an-address"),
        Failure::NoSuchName => t!("probe-no-such-name"),
        Failure::NoAnswer(why) => t!("probe-no-answer", why = why.clone()),
        Failure::TooSlow => t!("probe-too-slow"),
        Failure::NotMsnp => t!("probe-not-msnp"),
        Failure::NotSignIn => t!("probe-not-sign-in"),
        Failure::NotEncrypted => t!("probe-not-encrypted"),
        Failure::Certificate(why) => t!("probe-bad-certificate", why = why.clone()),
    }
}

//! The steps of a test, as they stand on the page.

use super::fields::web_name;
use super::{ConnectionPage, Message};
use crate::session::probe::{self, Failure, Step};
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::icon::{self, Icon};
use iced::widget::{Column, Space, column, container, row, text};
use iced::{Element, Length, Padding};
use msnp::event::Route;

impl ConnectionPage {
    /// The steps of the test, each with a sign and words.
    pub(super) fn view_outcomes(&self) -> Option<Element<'_, Message>> {
        if !self.running && self.outcomes.is_empty() {
            return None;
        }
        // Of the pages only those that were tried: most services have some of them only.
        let worth = |step: &Step| match step {
            Step::Page(_) => self.outcomes.get(step).is_some_and(|outcome| *outcome != probe::Outcome::Skipped),
            _ => true,
        };
        let lines = Step::all().filter(worth).map(|step| {
            let (sign, words, wrong): (Element<'_, Message>, String, Option<String>) = match self.outcomes.get(&step) {
                None => (Space::new().width(16).height(16).into(), step_name(step), None),
                Some(probe::Outcome::Works(detail)) => {
                    let words = t!("probe-works", step = step_name(step), detail = detail.clone());
                    (icon::small(Icon::Check).into(), words, None)
                }
                Some(probe::Outcome::WorksBy(detail, route)) => {
                    let detail = format!("{detail}, {}", by(route));
                    let words = t!("probe-works", step = step_name(step), detail = detail);
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
        Step::Page(service) => t!("probe-service", service = web_name(service)),
    }
}

/// By which way the server is reached.
fn by(route: &Route) -> String {
    match route {
        Route::Direct => t!("contacts-route-direct"),
        Route::HttpProxy { .. } | Route::Socks5 { .. } => t!("contacts-route-proxy"),
        Route::Gateway { .. } => t!("contacts-route-gateway"),
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
        Failure::NoSuchPage => t!("probe-no-such-page"),
        Failure::UnknownCertificate => t!("probe-unknown-certificate"),
        Failure::ChangedCertificate => t!("probe-changed-certificate"),
        Failure::Certificate(why) => t!("probe-bad-certificate", why = why.clone()),
    }
}

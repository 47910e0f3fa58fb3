//! Where a service is, and whether it works from here.

use super::form::{field_like, ground, wide};
use super::{WIDTH, labelled, service_name};
use crate::model::Model;
use crate::session::probe::{self, Failure, Step};
use crate::store::services::Place;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::Kind;
use crate::widget::icon::{self, Icon};
use crate::widget::menu;
use iced::widget::{Column, Space, column, container, row, text, text_input};
use iced::{Element, Length, Padding, Task};
use msnp::types::Endpoint;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug)]
pub(super) struct ConnectionPage {
    service: String,
    server: String,
    nexus: String,
    wrong: Option<Wrong>,
    /// Counts the tests, so that what an old one still says isn't taken for the new one's.
    test: u64,
    running: bool,
    outcomes: BTreeMap<Step, probe::Outcome>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Server,
    Nexus,
}

/// What happened on the page.
#[derive(Debug, Clone)]
pub enum Message {
    /// Another service was chosen.
    ServiceChosen(String),
    /// The server was edited.
    ServerEdited(String),
    /// The start of the sign-in was edited.
    NexusEdited(String),
    /// "Test" was pressed.
    TestPressed,
    /// All steps of a test are done.
    TestFinished(u64),
    /// "Use these" was pressed.
    Submitted,
}

/// What comes of a message.
pub(super) enum Outcome {
    None,
    Run(Task<super::Message>),
    ServiceChosen(String),
    Keep { server: String, nexus: String },
}

impl ConnectionPage {
    pub(super) fn new(service: &str, model: &Model) -> Self {
        let mut page = Self {
            service: service.to_owned(),
            server: String::new(),
            nexus: String::new(),
            wrong: None,
            test: 0,
            running: false,
            outcomes: BTreeMap::new(),
        };
        page.fill(model);
        page
    }

    fn place<'a>(&self, model: &'a Model) -> Option<&'a Place> {
        model.services.get(&self.service).map(|service| &service.place)
    }

    fn fill(&mut self, model: &Model) {
        (self.server, self.nexus) = match self.place(model) {
            Some(Place::Remote { server, nexus }) => (server.to_string(), nexus.clone()),
            Some(Place::Custom) => (model.settings.custom_server.clone(), model.settings.custom_nexus.clone()),
            Some(Place::BuiltIn) | None => (String::new(), String::new()),
        };
        self.forget_test();
    }

    fn forget_test(&mut self) {
        self.test += 1;
        self.running = false;
        self.outcomes.clear();
        self.wrong = None;
    }

    pub(super) fn tested(&mut self, test: u64, step: Step, outcome: probe::Outcome) {
        if test == self.test {
            self.outcomes.insert(step, outcome);
        }
    }

    pub(super) fn update(&mut self, message: Message, model: &Model) -> Outcome {
        match message {
            Message::ServiceChosen(service) => {
                self.service.clone_from(&service);
                self.fill(model);
                return Outcome::ServiceChosen(service);
            }
            Message::ServerEdited(server) => {
                self.server = server;
                self.forget_test();
            }
            Message::NexusEdited(nexus) => {
                self.nexus = nexus;
                self.forget_test();
            }
            Message::TestPressed => {
                self.forget_test();
                self.running = true;
                let test = self.test;
                let dialects = model.services.get(&self.service).map(|s| s.dialects.clone()).unwrap_or_default();
                let steps = probe::probe(self.server.clone(), self.nexus.clone(), dialects);
                let steps = Task::run(steps, move |(step, outcome)| super::Message::Tested(test, step, outcome));
                let end = Task::done(super::Message::Connection(Message::TestFinished(test)));
                return Outcome::Run(steps.chain(end));
            }
            Message::TestFinished(test) => self.running &= test != self.test,
            Message::Submitted => {
                self.wrong = match (Endpoint::parse(&self.server), usable_nexus(&self.nexus)) {
                    (None, _) => Some(Wrong::Server),
                    (Some(_), false) => Some(Wrong::Nexus),
                    (Some(_), true) => {
                        let (server, nexus) = (self.server.trim().to_owned(), self.nexus.trim().to_owned());
                        return Outcome::Keep { server, nexus };
                    }
                };
            }
        }
        Outcome::None
    }

    pub(super) fn view<'a>(&'a self, model: &'a Model) -> Element<'a, super::Message> {
        let page = self.view_page(model).map(super::Message::Connection);
        let back = wide(t!("back")).id("connection-back").on_press(super::Message::BackPressed);
        column![page, back].spacing(space::S).width(WIDTH).into()
    }

    fn view_page<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let place = self.place(model);
        let custom = place == Some(&Place::Custom);
        let chosen = model.services.get(&self.service).map(service_name).unwrap_or_default();
        let services = field_like(chosen).id("connection-service").menu(|| {
            model
                .services
                .iter()
                .map(|service| {
                    menu::entry(service_name(service), Message::ServiceChosen(service.id.clone()))
                        .checked(service.id == self.service)
                })
                .collect()
        });
        let page = column![
            container(text(t!("connection-title")).size(size::TITLE).font(SEMIBOLD)).center_x(Length::Fill),
            labelled(t!("sign-in-service"), ground(services), None),
        ]
        .spacing(space::M);
        if place == Some(&Place::BuiltIn) {
            let words = text(t!("connection-built-in")).size(size::BODY).style(style::secondary).width(Length::Fill);
            return page.push(words).into();
        }
        let server = text_input("messenger.example:1863", &self.server)
            .id("connection-server")
            .on_input_maybe(custom.then_some(Message::ServerEdited))
            .on_submit(Message::TestPressed)
            .padding([9, 10])
            .size(size::BODY)
            .style(if self.wrong == Some(Wrong::Server) { style::input_wrong } else { style::input });
        let nexus = text_input("https://login.example/rdr/pprdr.asp", &self.nexus)
            .id("connection-nexus")
            .on_input_maybe(custom.then_some(Message::NexusEdited))
            .on_submit(Message::TestPressed)
            .padding([9, 10])
            .size(size::BODY)
            .style(if self.wrong == Some(Wrong::Nexus) { style::input_wrong } else { style::input });
        let server_wrong = (self.wrong == Some(Wrong::Server)).then(|| t!("connection-server-wrong"));
        let nexus_wrong = (self.wrong == Some(Wrong::Nexus)).then(|| t!("connection-nexus-wrong"));
        let test = wide(if self.running { t!("connection-testing") } else { t!("connection-test") })
            .id("connection-test")
            .on_press_maybe((!self.running).then_some(Message::TestPressed));
        let keep = custom.then(|| {
            wide(t!("connection-keep")).id("connection-keep").kind(Kind::Primary).on_press(Message::Submitted)
        });
        page.push(labelled(t!("connection-server"), server, server_wrong))
            .push(labelled(t!("connection-nexus"), nexus, nexus_wrong))
            .push(self.view_outcomes())
            .push(test)
            .push(keep)
            .push(text(t!("connection-open")).size(size::SECONDARY).style(style::secondary).width(Length::Fill))
            .into()
    }

    /// The steps of the test, each with a sign and words.
    fn view_outcomes(&self) -> Option<Element<'_, Message>> {
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

/// Plain http is for this computer alone; the session checks the same once more.
fn usable_nexus(nexus: &str) -> bool {
    reqwest::Url::parse(nexus.trim()).is_ok_and(|url| {
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "https" || (url.scheme() == "http" && loopback)
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::services::{CUSTOM, LOCAL};

    #[test]
    fn only_addresses_that_can_be_used_are_kept() {
        let model = Model::default();
        let mut page = ConnectionPage::new(CUSTOM, &model);
        for (server, nexus, wrong) in [
            ("", "https://a.example/", Some(Wrong::Server)),
            ("a b", "https://a.example/", Some(Wrong::Server)),
            ("a.example", "", Some(Wrong::Nexus)),
            ("a.example", "ftp://a.example/", Some(Wrong::Nexus)),
            ("a.example", "http://a.example/", Some(Wrong::Nexus)),
            (" a.example:1 ", " http://127.0.0.1:8080/rdr/pprdr.asp ", None),
        ] {
            page.update(Message::ServerEdited(server.into()), &model);
            page.update(Message::NexusEdited(nexus.into()), &model);
            let outcome = page.update(Message::Submitted, &model);
            assert_eq!(page.wrong, wrong, "{server} {nexus}");
            match outcome {
                Outcome::Keep { server, nexus } => {
                    assert_eq!(
                        (server.as_str(), nexus.as_str()),
                        ("a.example:1", "http://127.0.0.1:8080/rdr/pprdr.asp")
                    );
                }
                _ => assert!(wrong.is_some()),
            }
        }
    }

    #[test]
    fn what_an_old_test_says_is_dropped() {
        let model = Model::default();
        let mut page = ConnectionPage::new(CUSTOM, &model);
        page.update(Message::TestPressed, &model);
        let old = page.test;
        page.update(Message::ServiceChosen(LOCAL.into()), &model);
        page.tested(old, Step::Name, probe::Outcome::Works(String::new()));
        page.update(Message::TestFinished(old), &model);
        assert!(page.outcomes.is_empty() && !page.running);
    }
}

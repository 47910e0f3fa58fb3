//! The form: service, address, password.

use super::{Message, SignIn, WIDTH, Wrong, labelled, notice, problem_words, said_wrong, service_name};
use crate::model::{Connection, Model};
use crate::store::credentials::CredentialError;
use crate::store::services::Place;
use crate::theme::{Palette, REGULAR, SEMIBOLD, radius, size, space, status_color, style};
use crate::widget::avatar::{self, side};
use crate::widget::button::{self, Kind};
use crate::widget::checkbox::checkbox;
use crate::widget::icon::{self, Icon};
use crate::widget::menu;
use crate::widget::status_menu;
use crate::{i18n, t};
use iced::widget::{Column, column, container, row, space as gap, text, text_input};
use iced::{Center, Element, Length, Theme, border};
use msnp::error::SignOutReason;
use msnp::types::Secret;

/// The address field.
pub(super) const EMAIL: &str = "sign-in-email";
/// The password field.
pub(super) const PASSWORD: &str = "sign-in-password";

impl SignIn {
    pub(super) fn view_form<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let trouble = self.view_trouble(model);
        let picture = avatar::unknown(&self.email, if trouble.is_some() { side::OWN } else { side::LARGE });
        let title = text(t!("sign-in-title")).size(size::TITLE).font(SEMIBOLD);
        let send = wide(t!("sign-in-button")).id("sign-in-submit").kind(Kind::Primary).on_press(Message::Submitted);
        column![
            container(picture).center_x(Length::Fill),
            container(title).center_x(Length::Fill).padding([space::XS, 0.0])
        ]
        .push(trouble)
        .push(labelled(t!("sign-in-service"), self.view_services(model), None))
        .push(self.view_email())
        .push(self.view_password(model))
        .push(self.view_status())
        .push(self.view_remember(model))
        .push(send)
        .push(self.view_links(model))
        .spacing(space::M)
        .width(WIDTH)
        .into()
    }

    /// Why the last session ended, and what went wrong on this computer.
    fn view_trouble<'a>(&self, model: &'a Model) -> Option<Element<'a, Message>> {
        if !has_trouble(model) {
            return None;
        }
        let (ended, problem) = (surprise(model), problem_words(model));
        let mut lines = Column::new().spacing(space::S).width(Length::Fill);
        if let Some(reason) = ended {
            lines = lines.push(said_wrong(i18n::errors::sign_out(reason)));
            lines = lines.push(
                i18n::errors::details(reason)
                    .map(|details| text(details).size(size::BADGE).style(style::secondary).width(Length::Fill))
                    // A fingerprint is one long word.
                    .map(|details| details.wrapping(text::Wrapping::WordOrGlyph)),
            );
        }
        if let Some(words) = problem {
            let away = button::button(icon::small(Icon::Close).secondary())
                .kind(Kind::Quiet)
                .padding(2)
                .on_press(Message::ProblemDismissed)
                .tip(t!("dismiss"));
            lines = lines.push(row![said_wrong(words), away].spacing(space::XS));
        }
        Some(container(lines).padding([space::S, space::M]).style(notice).width(Length::Fill).into())
    }

    fn view_services<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let chosen = model.services.get(&self.service).map(service_name).unwrap_or_default();
        let field = field_like(chosen).id("sign-in-service").menu(|| {
            model
                .services
                .iter()
                .map(|service| {
                    menu::entry(service_name(service), Message::ServiceChosen(service.id.clone()))
                        .checked(service.id == self.service)
                })
                .collect()
        });
        ground(field)
    }

    fn view_email(&self) -> Column<'_, Message> {
        let wrong = match self.wrong {
            Some(Wrong::Email(error)) => Some(i18n::errors::address(error)),
            _ => None,
        };
        let field = text_input(&t!("sign-in-email-example"), &self.email)
            .id(EMAIL)
            .on_input(Message::EmailEdited)
            .on_submit(Message::EmailSubmitted)
            .padding([9, 10])
            .size(size::BODY)
            .style(if wrong.is_some() { style::input_wrong } else { style::input });
        labelled(t!("sign-in-email"), field, wrong)
    }

    fn view_password(&self, model: &Model) -> Column<'_, Message> {
        let refused = model.connection == Connection::Ended(SignOutReason::WrongPassword);
        let wrong = (self.wrong == Some(Wrong::NoPassword)).then(|| t!("sign-in-no-password"));
        let field = text_input("", self.password.expose())
            .id(PASSWORD)
            .secure(true)
            .on_input(|typed| Message::PasswordEdited(Secret::new(typed)))
            .on_submit(Message::Submitted)
            .padding([9, 10])
            .size(size::BODY)
            .style(if wrong.is_some() || refused { style::input_wrong } else { style::input });
        labelled(t!("sign-in-password"), field, wrong)
    }

    fn view_status(&self) -> Element<'_, Message> {
        let dot = icon::small(Icon::Dot).color(status_color(self.status));
        let words = row![
            dot,
            text(t!("sign-in-as")).size(size::BODY),
            text(status_menu::word(self.status)).size(size::BODY).font(SEMIBOLD),
            icon::small(Icon::ChevronDown).secondary(),
        ]
        .spacing(space::XS)
        .align_y(Center);
        let chosen = self.status;
        button::button(words)
            .id("sign-in-status")
            .kind(Kind::Quiet)
            .padding([2.0, 0.0])
            .menu(move || status_menu::entries(chosen, Message::StatusChosen))
            .into()
    }

    fn view_remember(&self, model: &Model) -> Option<Element<'_, Message>> {
        match model.keyring {
            // The answer comes within moments; until then there is neither a box nor a word.
            None => None,
            Some(Err(error)) => {
                let words = match error {
                    CredentialError::Silent => t!("keyring-silent"),
                    CredentialError::Absent | CredentialError::Refused => t!("keyring-absent"),
                };
                Some(text(words).size(size::SECONDARY).style(style::secondary).width(Length::Fill).into())
            }
            Some(Ok(())) => {
                let where_it_is = text(t!("sign-in-keyring")).size(size::SECONDARY).style(style::secondary);
                let remember = checkbox(t!("sign-in-remember"), self.remember, Some(Message::RememberToggled))
                    .id("sign-in-remember")
                    .padding([2, 0]);
                let automatic = checkbox(t!("sign-in-automatic"), self.automatic, Some(Message::AutomaticToggled))
                    .id("sign-in-automatic")
                    .padding([2, 0]);
                let remember = row![remember, where_it_is].spacing(space::XS).align_y(Center).wrap();
                Some(column![remember, automatic].spacing(space::XS).into())
            }
        }
    }

    fn view_links(&self, model: &Model) -> Element<'_, Message> {
        let website = model.services.get(&self.service).and_then(|service| match service.place {
            Place::Remote { .. } => service.website.clone(),
            Place::BuiltIn | Place::Custom => None,
        });
        let account = match website {
            Some(address) => small_link(t!("sign-in-website")).on_press(Message::WebsiteAsked(address)),
            None => small_link(t!("sign-in-new-account")).on_press(Message::NewAccountAsked),
        };
        let links = row![
            account.id("sign-in-account"),
            text("·").size(size::SECONDARY).style(style::secondary),
            small_link(t!("sign-in-connection")).id("sign-in-connection").on_press(Message::ConnectionAsked),
        ]
        .spacing(2)
        .align_y(Center);
        // In a longer language they stand one under the other.
        container(links.wrap()).center_x(Length::Fill).padding([space::XS, 0.0]).into()
    }
}

/// Why the last session ended, if nobody asked for that.
fn surprise(model: &Model) -> Option<&SignOutReason> {
    match &model.connection {
        Connection::Ended(reason) if *reason != SignOutReason::Requested => Some(reason),
        _ => None,
    }
}

/// Whether something went wrong that the form tells.
pub(super) fn has_trouble(model: &Model) -> bool {
    surprise(model).is_some() || model.problem.is_some()
}

/// A button that looks like a field and opens a menu. Put it on a [`ground`].
pub(super) fn field_like<'a, M: Clone + 'a>(chosen: String) -> button::Button<'a, M> {
    let words = row![
        text(chosen).size(size::BODY).font(REGULAR).style(plain),
        gap::horizontal(),
        icon::small(Icon::ChevronDown).secondary(),
    ]
    .align_y(Center);
    button::button(words).kind(Kind::Secondary).padding([8, 10]).width(Length::Fill)
}

/// The ground of a field.
pub(super) fn ground<'a, M: 'a>(field: impl Into<Element<'a, M>>) -> Element<'a, M> {
    container(field)
        .style(|theme: &Theme| container::Style { border: border::rounded(radius::CONTROL), ..style::panel(theme) })
        .into()
}

/// A button over the whole width, its words in the middle.
pub(super) fn wide<'a, M: Clone + 'a>(label: String) -> button::Button<'a, M> {
    let words = container(text(label).size(size::BODY).font(SEMIBOLD)).center_x(Length::Fill);
    button::button(words).width(Length::Fill)
}

/// Small words that lead somewhere.
fn small_link<'a, M: Clone + 'a>(label: String) -> button::Button<'a, M> {
    button::button(text(label).size(size::SECONDARY)).kind(Kind::Link).padding(2)
}

/// The colour of what is typed, on a button whose own words would be coloured.
fn plain(theme: &Theme) -> text::Style {
    text::Style { color: Some(Palette::of(theme).text) }
}

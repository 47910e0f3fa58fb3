//! Who has added us, with what can be done about each.

use super::Message;
use super::lists::{self, Side};
use crate::model::Model;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::button::{Kind, labelled, link};
use crate::widget::contact_row;
use crate::widget::label::label;
use crate::widget::message_text::clean;
use crate::widget::scroll;
use crate::window::pending;
use iced::widget::{Space, column, container, row, text};
use iced::{Alignment, Element, Length};
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::List;

/// The people on the reverse list, and those who wait for an answer, by name.
pub(super) fn people(model: &Model) -> Vec<&Person> {
    let has_added = |p: &&Person| p.lists.contains(List::Reverse) || p.lists.contains(List::Pending);
    let mut people: Vec<&Person> = model.roster.people.values().filter(has_added).collect();
    people.sort_by_cached_key(|person| (clean::name(person.display_name()).to_lowercase(), person.email.clone()));
    people
}

/// The page.
pub(super) fn view(model: &Model) -> Element<'_, Message> {
    let people = people(model);
    let lines: Element<'_, Message> = if people.is_empty() {
        let words = text(t!("privacy-who-none")).size(size::BODY).style(style::secondary);
        container(words).center(Length::Fill).into()
    } else {
        let lines = column(people.into_iter().map(|person| line(model, person))).width(Length::Fill);
        scroll::form(lines).height(Length::Fill).into()
    };
    let bottom = row![
        link(t!("back")).on_press(Message::ReverseShown(false)),
        Space::new().width(Length::Fill),
        labelled(t!("privacy-done")).kind(Kind::Primary).on_press(Message::Done),
    ];
    column![
        text(t!("privacy-who-title")).size(size::BODY).font(SEMIBOLD),
        container(lines).padding(1).height(Length::Fill).style(style::framed),
        bottom.align_y(Alignment::Center),
    ]
    .spacing(space::S)
    .into()
}

fn line<'a>(model: &'a Model, person: &'a Person) -> Element<'a, Message> {
    let email = &person.email;
    let standing = lists::standing(model, email);
    let mut state: Vec<String> = Vec::new();
    if person.is_contact() {
        state.push(t!("privacy-who-contact"));
    }
    state.push(match standing {
        Some(Side::Allowed) => t!("privacy-who-allowed"),
        Some(Side::Blocked) => t!("privacy-who-blocked"),
        None => t!("privacy-who-neither"),
    });
    if pending::about(model, email) {
        state.push(t!("contacts-pending"));
    }
    let words = column![
        label(&contact_row::name_of(person)).font(SEMIBOLD),
        label(&format!("{email} · {}", state.join(" · "))).secondary(),
    ];
    let can = model.connection.is_online() && !pending::about(model, email);
    let mut buttons: Vec<Element<'a, Message>> = Vec::new();
    let mut push = |word: String, request: Request| {
        let message = can.then_some(Message::Requested(request));
        let small = labelled(word).padding([space::XS, space::S]).on_press_maybe(message);
        buttons.push(small.into());
    };
    if !person.is_contact() {
        let name = model.name_for_list(person);
        push(t!("privacy-add"), Request::AddContact { email: email.clone(), name, group: None });
    }
    match standing {
        Some(Side::Allowed) => push(t!("privacy-block"), Request::Block(email.clone())),
        Some(Side::Blocked) => push(t!("privacy-allow"), Request::Unblock(email.clone())),
        None => {
            push(t!("privacy-allow"), Request::AddToList { list: List::Allow, email: email.clone(), name: None });
            push(t!("privacy-block"), Request::Block(email.clone()));
        }
    }
    let face = avatar(email, &person.name, person.status, side::ROW);
    let words = container(words).width(Length::Fill).clip(true);
    container(row![face, words, row(buttons).spacing(space::XS)].spacing(10).align_y(Alignment::Center))
        .padding([6.0, space::M])
        .into()
}

//! What stands beside the log: both pictures, or everyone who is there.

use super::Message;
use super::people::Other;
use crate::model::Model;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{self, avatar};
use crate::widget::button::{Kind, button};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::message_log::own_name;
use crate::widget::status_menu;
use iced::widget::{column, container, row, scrollable, space as gap, text};
use iced::{Alignment, Element, Length};
use msnp::event::ConversationId;
use msnp::types::{Email, Status};

pub(super) fn view<'a>(id: &'a ConversationId, others: &[Other], model: &'a Model) -> Element<'a, Message> {
    let is_group = !matches!(id, ConversationId::With(_));
    let own = own_picture(model, if is_group { avatar::side::ROW } else { avatar::side::LARGE });
    if is_group {
        return roster(id, others, own, model);
    }
    let mut pictures = column![].align_x(Alignment::Center).width(Length::Fill);
    if let Some(other) = others.first() {
        pictures = pictures.push(avatar(&other.email, &other.name, other.status, avatar::side::LARGE));
    }
    pictures = pictures.push(gap().height(Length::Fill)).push(own);
    container(pictures).padding(space::M).width(avatar::side::LARGE + 2.0 * space::L).height(Length::Fill).into()
}

/// One's own picture, in the colour of the status that others see.
fn own_picture<'a>(model: &Model, side: f32) -> Element<'a, Message> {
    let own = &model.roster.own;
    let status = if model.connection.is_online() { own.status } else { Status::Offline };
    match &own.email {
        Some(email) => avatar(email, &own_name(model), status, side),
        None => avatar::unknown("", side),
    }
}

fn roster<'a>(
    id: &'a ConversationId,
    others: &[Other],
    own: Element<'a, Message>,
    model: &'a Model,
) -> Element<'a, Message> {
    let count = others.len() + 1;
    let caption = match id {
        ConversationId::Circle(_) => t!("chat-circle-roster", count = count),
        ConversationId::With(_) | ConversationId::Group(_) => t!("chat-roster", count = count),
    };
    let mut rows = column![
        text(caption).size(size::SECONDARY).font(SEMIBOLD).style(style::secondary),
        person(own, &own_name(model), t!("chat-you")),
    ]
    .spacing(space::S);
    for other in others {
        let picture = picture(&other.email, &other.name, other.status);
        rows = rows.push(person(picture, &other.name, status_menu::word(other.status)));
    }
    let words = row![icon::small(Icon::Plus), text(t!("chat-invite")).size(size::BODY)]
        .spacing(space::XS)
        .align_y(Alignment::Center);
    rows = rows.push(button(words).kind(Kind::Link).padding(2).on_press(Message::InviteWanted));
    scrollable(container(rows).padding(space::M).width(180)).style(style::scroll).height(Length::Fill).into()
}

fn picture<'a>(email: &Email, name: &str, status: Status) -> Element<'a, Message> {
    avatar(email, name, status, avatar::side::ROW)
}

fn person<'a>(picture: Element<'a, Message>, name: &str, word: String) -> Element<'a, Message> {
    let words = column![label(name).font(SEMIBOLD), label(&word).secondary()];
    row![picture, container(words).width(Length::Fill).clip(true)].spacing(space::S).align_y(Alignment::Center).into()
}

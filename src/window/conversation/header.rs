//! The head of the window: who it is with and what can be done with them.

use super::Message;
use super::people::{self, Other};
use crate::model::Model;
use crate::shortcut::CONVERSATION_MENU;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{self, avatar};
use crate::widget::button::symbol;
use crate::widget::icon::Icon;
use crate::widget::label::label;
use crate::widget::status_menu;
use iced::widget::{Stack, column, container, row, text};
use iced::{Alignment, Element, Length, Padding};
use msnp::event::ConversationId;

/// The lines of the head: a name, and what stands under it.
type Lines<'a> = (Element<'a, Message>, Option<Element<'a, Message>>);

/// A name of this many letters leaves room for the status beside it.
const SHORT: usize = 20;
/// How far one picture of several stands from the next.
const STEP: f32 = 26.0;
/// The side of each of several.
const SIDE: f32 = 36.0;

pub(super) fn view<'a>(
    id: &'a ConversationId,
    others: &[Other],
    model: &'a Model,
    narrow: bool,
) -> Element<'a, Message> {
    let is_group = !matches!(id, ConversationId::With(_));
    let (first, second) = if is_group { group_lines(id, others, model) } else { lines(id, others, model) };
    let mut words = column![first].width(Length::Fill).spacing(2);
    if let Some(second) = second {
        words = words.push(second);
    }
    let mut line = row![].spacing(space::M).align_y(Alignment::Center);
    if !(narrow && is_group) {
        line = line.push(pictures(others, is_group));
    }
    line = line.push(container(words).width(Length::Fill).clip(true));
    for button in buttons(id, others, model) {
        line = line.push(button);
    }
    container(line.spacing(space::S)).padding([space::S, space::M]).width(Length::Fill).style(style::header).into()
}

/// Name and status, and what they say under their name.
fn lines<'a>(id: &ConversationId, others: &[Other], model: &Model) -> Lines<'a> {
    let Some(other) = others.first() else { return group_lines(id, others, model) };
    let word = status_menu::word(other.status);
    let name = label(&other.name).size(size::NAME).font(SEMIBOLD);
    if other.name.chars().count() <= SHORT {
        let status = text(word).size(size::SECONDARY).style(style::secondary).wrapping(text::Wrapping::None);
        let first = row![name, status].spacing(space::S).align_y(Alignment::Center);
        let second = (!other.personal.is_empty()).then(|| secondary(&other.personal));
        return (first.into(), second);
    }
    let second = if other.personal.is_empty() { word } else { format!("{word} · {}", other.personal) };
    (name.into(), Some(secondary(&second)))
}

fn group_lines<'a>(id: &ConversationId, others: &[Other], model: &Model) -> Lines<'a> {
    let count = others.len();
    let here = others.iter().filter(|other| other.here).count();
    let words = match id {
        ConversationId::Circle(_) => t!("chat-circle-people", count = count, here = here),
        ConversationId::With(_) | ConversationId::Group(_) => t!("chat-people", count = count),
    };
    let second = (count > 0).then(|| secondary(&words));
    (label(&people::heading(id, others, model)).size(size::NAME).font(SEMIBOLD).into(), second)
}

fn secondary<'a>(words: &str) -> Element<'a, Message> {
    label(words).secondary().into()
}

/// One picture, or up to three that overlap.
fn pictures<'a>(others: &[Other], is_group: bool) -> Element<'a, Message> {
    if !is_group {
        let tile = |other: &Other| avatar(&other.email, &other.name, other.status, avatar::side::HEADER);
        return others.first().map_or_else(|| text("").into(), tile);
    }
    let tiles = others.iter().take(3).enumerate().map(|(index, other)| {
        container(avatar(&other.email, &other.name, other.status, SIDE))
            .padding(Padding { left: index as f32 * STEP, ..Padding::ZERO })
            .into()
    });
    let steps = others.len().clamp(1, 3) - 1;
    Stack::with_children(tiles).width(SIDE + steps as f32 * STEP).height(SIDE).into()
}

fn buttons<'a>(id: &'a ConversationId, others: &[Other], model: &'a Model) -> Vec<Element<'a, Message>> {
    let is_group = !matches!(id, ConversationId::With(_));
    let mut buttons = vec![symbol(Icon::AddPerson).on_press(Message::InviteWanted).tip(t!("chat-invite"))];
    let one = others.first().filter(|_| !is_group);
    if let Some(other) = one {
        let (tip, message) = if other.blocked {
            (t!("chat-unblock", name = other.name.as_str()), Message::UnblockPressed(other.email.clone()))
        } else {
            (t!("chat-block", name = other.name.as_str()), Message::BlockPressed(other.email.clone()))
        };
        let can = model.connection.is_online().then_some(message);
        buttons.push(symbol(Icon::Block).selected(other.blocked).on_press_maybe(can).tip(tip));
    }
    let others = others.to_vec();
    let more = symbol(Icon::More).shortcut(CONVERSATION_MENU).menu(move || super::menu::entries(id, &others, model));
    buttons.push(more.tip(t!("chat-more")));
    buttons
}

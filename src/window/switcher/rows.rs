//! The lines of the switcher, with the letters that were found marked.

use super::commands::Command;
use super::rank::{Found, Kind};
use super::{Goal, Message, SCROLL, Switcher};
use crate::model::Model;
use crate::t;
use crate::theme::{BOLD, REGULAR, SEMIBOLD, size, space, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::button::{self, button};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::message_text::{clean, emoji, fonts};
use crate::widget::one_line::{Piece, one_line};
use crate::widget::{beside, contact_row, scroll, status_menu};
use crate::window::contacts::sections;
use crate::window::conversation;
use iced::widget::{column, container, row, text};
use iced::{Alignment, Color, Element, Font, Length};
use msnp::event::ConversationId;
use msnp::roster::Person;
use msnp::types::Status;
use std::ops::Range;

const HEADING: f32 = 32.0;
const LINE: f32 = 36.0;

/// The list, or that there is nothing.
pub(super) fn view<'a>(window: &'a Switcher, model: &'a Model) -> Element<'a, Message> {
    if window.found.is_empty() {
        let words =
            text(t!("switcher-nothing", text = clean::line(&window.query).chars().take(60).collect::<String>()));
        let words = words.size(size::BODY).style(style::secondary).center();
        return container(words).center(Length::Fill).padding(space::L).into();
    }
    let mut lines = column![].width(Length::Fill);
    let mut kind = None;
    for (index, found) in window.found.iter().enumerate() {
        if kind.replace(found.kind) != Some(found.kind) && headed(index, found.kind) {
            let words = text(heading(found.kind)).size(size::SECONDARY).font(SEMIBOLD).style(style::secondary);
            lines = lines.push(container(words).height(HEADING).padding([8.0, space::M]));
        }
        lines = lines.push(line(found, index, index == window.chosen, model));
    }
    scroll::vertical(lines).id(SCROLL).height(Length::Fill).into()
}

/// Where a line stands: its top and its height. With the heading over it, so that the first one is seen whole.
pub(super) fn place(found: &[Found<Goal>], wanted: usize) -> (f32, f32) {
    let mut top = 0.0;
    let mut kind = None;
    for (index, found) in found.iter().enumerate() {
        let over =
            if kind.replace(found.kind) != Some(found.kind) && headed(index, found.kind) { HEADING } else { 0.0 };
        let height = over + height(found);
        if index == wanted {
            return (top, height);
        }
        top += height;
    }
    (top, 0.0)
}

/// People at the top need no words over them.
fn headed(index: usize, kind: Kind) -> bool {
    index > 0 || kind != Kind::Person
}

fn heading(kind: Kind) -> String {
    match kind {
        Kind::Talk => t!("switcher-talks"),
        Kind::Person => t!("switcher-people"),
        Kind::Group => t!("contacts-groups"),
        Kind::Command => t!("switcher-commands"),
    }
}

fn height(found: &Found<Goal>) -> f32 {
    match &found.goal {
        Goal::Conversation(ConversationId::With(_)) => contact_row::HEIGHT,
        _ => LINE,
    }
}

fn line<'a>(found: &'a Found<Goal>, index: usize, chosen: bool, model: &'a Model) -> Element<'a, Message> {
    let mark = model.palette().accent;
    let name = marked(&found.name, &found.letters, size::BODY, SEMIBOLD, mark);
    let mut end = row![].spacing(space::S).align_y(Alignment::Center);
    let content = match &found.goal {
        Goal::Conversation(id @ ConversationId::With(email)) => {
            end = end.push(draft(id, model)).push(unread(id, model));
            let known = model.roster.person(email);
            let status = known.map_or(Status::Offline, |person| person.status);
            let second = match &found.other {
                Some((other, letters)) => secondary(other, letters, mark),
                None => known.map_or_else(
                    || label(email.as_str()).secondary().into(),
                    |person| label(&about(person, model)).secondary().into(),
                ),
            };
            let face = avatar(email, &found.name, status, side::ROW);
            row![face, container(column![name, second]).width(Length::Fill).clip(true)].spacing(10)
        }
        Goal::Conversation(id) => {
            end = end.push(draft(id, model)).push(unread(id, model));
            let second = match (&found.other, id) {
                (Some((other, letters)), _) => secondary(other, letters, mark),
                (None, ConversationId::Circle(_)) => {
                    label(&conversation::who(id, model).1.join(", ")).secondary().into()
                }
                // A conversation without a name of its own is called by its people already.
                (None, _) => label("").secondary().into(),
            };
            let words = container(beside::beside(name, second, space::S)).width(Length::Fill).clip(true);
            row![icon::small(Icon::People).secondary(), words].spacing(10)
        }
        Goal::Group(_) => row![icon::small(Icon::ChevronRight).secondary(), filling(name)].spacing(10),
        Goal::Command(command) => {
            let keys = command.keys().filter(|_| !chosen);
            end = end.push(keys.map(|keys| text(keys).size(size::SECONDARY).style(style::secondary)));
            let words = match &found.other {
                Some((other, letters)) => beside::beside(name, secondary(other, letters, mark), space::S),
                None => name,
            };
            row![command.icon(), filling(words)].spacing(10)
        }
    };
    if chosen {
        let hint = row![icon::small(Icon::Enter).size(14.0).secondary(), label(&verb(&found.goal)).secondary()];
        end = end.push(hint.spacing(space::XS).align_y(Alignment::Center));
    }
    let padding = [0.0, space::M];
    button(content.push(end).align_y(Alignment::Center))
        .kind(button::Kind::Row)
        .tab_stop(false)
        .selected(chosen)
        .width(Length::Fill)
        .height(height(found))
        .padding(padding)
        .on_press(Message::Pressed(index))
        .into()
}

fn filling<'a>(words: Element<'a, Message>) -> Element<'a, Message> {
    container(words).width(Length::Fill).clip(true).into()
}

fn secondary<'a>(words: &str, letters: &[Range<usize>], mark: Color) -> Element<'a, Message> {
    container(marked(words, letters, size::SECONDARY, REGULAR, mark)).style(style::aside).into()
}

fn draft<'a>(id: &ConversationId, model: &Model) -> Option<Element<'a, Message>> {
    sections::has_draft(model, id).then(contact_row::draft)
}

fn unread<'a>(id: &ConversationId, model: &Model) -> Option<Element<'a, Message>> {
    let unread = sections::unread(model, id);
    (unread > 0).then(|| contact_row::count(unread))
}

/// What Enter does with it, in a word.
fn verb(goal: &Goal) -> String {
    match goal {
        Goal::Conversation(_) => t!("switcher-message"),
        Goal::Group(_) => t!("switcher-show"),
        Goal::Command(Command::SignOut | Command::Quit | Command::Status(_) | Command::Retry) => t!("switcher-do"),
        Goal::Command(_) => t!("switcher-open"),
    }
}

/// The groups of somebody, and what they say; their status where they say nothing.
fn about(person: &Person, model: &Model) -> String {
    let groups = person.groups.iter().filter_map(|id| model.roster.group(id)).map(|group| clean::name(&group.name));
    let mut parts: Vec<String> = groups.collect();
    let says = contact_row::says(&person.personal).filter(|_| person.status != Status::Offline);
    let status = status_menu::word(person.status);
    match says {
        Some(says) if person.status == Status::Online => parts.push(says),
        Some(says) => parts.extend([status, says]),
        None => parts.push(status),
    }
    parts.join(" · ")
}

/// A line of text with some letters in the colour of what stands out, and bold: a colour alone says nothing to some.
fn marked<'a>(words: &str, letters: &[Range<usize>], size: f32, font: Font, mark: Color) -> Element<'a, Message> {
    if letters.is_empty() {
        return label(words).size(size).font(font).into();
    }
    let pieces = pieces(words, letters).into_iter().map(|(range, is_emoji, is_marked)| {
        let font = match (is_emoji, is_marked) {
            (true, _) => fonts::EMOJI,
            (false, true) => BOLD,
            (false, false) => font,
        };
        Piece { range, font, color: is_marked.then_some(mark) }
    });
    let from_right = clean::is_right_to_left(words);
    one_line(words.to_owned(), from_right).size(size).font(font).pieces(pieces.collect()).into()
}

/// The text cut where emoji or marks begin and end: each piece with whether it is emoji, and whether it is marked.
pub(super) fn pieces(words: &str, letters: &[Range<usize>]) -> Vec<(Range<usize>, bool, bool)> {
    let mut pieces = Vec::new();
    for part in emoji::parts(words) {
        // A picture may be several letters, of which one was found: it stays whole.
        if part.emoji {
            pieces.push((part.range, true, false));
            continue;
        }
        let mut at = part.range.start;
        for range in letters {
            let (start, end) = (range.start.max(at), range.end.min(part.range.end));
            if start >= end {
                continue;
            }
            if at < start {
                pieces.push((at..start, false, false));
            }
            pieces.push((start..end, false, true));
            at = end;
        }
        if at < part.range.end {
            pieces.push((at..part.range.end, false, false));
        }
    }
    pieces
}

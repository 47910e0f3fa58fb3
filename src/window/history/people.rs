//! The people at the left, with whom one talked last first, and everyone above them.

use super::{HistoryWindow, Message, PEOPLE};
use crate::model::Model;
use crate::store::history::{Key, Kind as Of, Summary};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::button::{Button, Kind, button};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::message_log::words;
use crate::widget::message_text::clean;
use crate::widget::{keys, scroll};
use chrono::{DateTime, Datelike, Local};
use iced::keyboard::key::{Key as Pressed, Named};
use iced::widget::{column, container, keyed_column, row, text_input};
use iced::{Alignment, Element, Length, Task};
use msnp::event::ConversationId;
use msnp::types::Status;
use std::hash::{DefaultHasher, Hash, Hasher};

const SCROLL: &str = "history-people-scroll";
const ROW: f32 = 45.0;
/// The most rows that are laid out; others are found by a few letters.
const MOST: usize = 300;

/// The conversation behind a key, where one can be had now.
pub(super) fn conversation(key: &Key, model: &Model) -> Option<ConversationId> {
    match key.kind() {
        Of::Person(email) => Some(ConversationId::With(email)),
        Of::Circle(circle) => model.roster.circle(&circle).map(|_| ConversationId::Circle(circle)),
        Of::Several => None,
    }
}

/// What a conversation is called: by the name that one knows somebody under now, or that they had last.
pub(in crate::window) fn name_of(people: &[Summary], key: &Key, model: &Model) -> String {
    let summary = people.iter().find(|one| one.key == *key);
    let title = summary.map(|one| clean::line(&one.title)).filter(|title| !title.trim().is_empty());
    match key.kind() {
        Of::Person(email) => {
            let known = model.roster.person(&email).map(crate::widget::contact_row::name_of);
            known.or(title).unwrap_or_else(|| email.to_string())
        }
        Of::Circle(circle) => {
            let known = model.roster.circle(&circle).map(|circle| clean::line(&circle.name));
            known.filter(|name| !name.trim().is_empty()).or(title).unwrap_or_else(|| t!("history-circle"))
        }
        Of::Several => {
            let members = summary.map(|one| one.members.as_slice()).unwrap_or_default();
            let names: Vec<String> = members
                .iter()
                .map(|who| match model.roster.person(&who.email) {
                    Some(person) => crate::widget::contact_row::name_of(person),
                    None if who.name.trim().is_empty() => who.email.to_string(),
                    None => clean::line(&who.name),
                })
                .collect();
            if names.is_empty() { t!("history-several") } else { words::together(&names) }
        }
    }
}

/// Those whose name has what was typed.
fn shown<'a>(window: &'a HistoryWindow, model: &'a Model) -> impl Iterator<Item = (&'a Summary, String)> {
    let find = window.find.trim().to_lowercase();
    window
        .people
        .iter()
        .map(|one| (one, name_of(&window.people, &one.key, model)))
        .filter(move |(one, name)| {
            let address = match one.key.kind() {
                Of::Person(email) => email.as_str().to_lowercase(),
                Of::Several | Of::Circle(_) => String::new(),
            };
            find.is_empty() || name.to_lowercase().contains(&find) || address.contains(&find)
        })
        .take(MOST)
}

/// The conversation so many lines further, among all.
pub(super) fn next(window: &HistoryWindow, by: i32) -> Option<Key> {
    let keys: Vec<Option<&Key>> =
        std::iter::once(None).chain(window.people.iter().map(|one| Some(&one.key))).take(MOST + 1).collect();
    let here = keys.iter().position(|key| *key == window.chosen.as_ref()).unwrap_or_default();
    let step = usize::try_from(by.unsigned_abs()).unwrap_or_default();
    let there = if by < 0 { here.saturating_sub(step) } else { here.saturating_add(step).min(keys.len() - 1) };
    keys[there].cloned()
}

/// Brings the chosen one into sight.
pub(super) fn into_view(window: &HistoryWindow) -> Task<Message> {
    let at = window.people.iter().position(|one| Some(&one.key) == window.chosen.as_ref()).map_or(0, |at| at + 1);
    scroll::into_view(SCROLL, at as f32 * ROW, ROW)
}

pub(super) fn view<'a>(window: &'a HistoryWindow, model: &'a Model) -> Element<'a, Message> {
    let find = text_input(&t!("history-find"), &window.find)
        .size(size::BODY)
        .padding([space::S, 10.0])
        .style(style::input)
        .on_input(Message::FindTyped);
    let count = window.people.iter().map(|one| one.count).sum::<u64>();
    let everyone = line(
        icon::large(Icon::People).into(),
        &t!("history-everyone"),
        &t!("history-count", count = count),
        window.chosen.is_none(),
    );
    let everyone = everyone.on_press(Message::Chosen(None));
    let today = Local::now();
    let mut rows: Vec<(u64, Element<'a, Message>)> = vec![(0, everyone.into())];
    for (one, name) in shown(window, model) {
        let chosen = window.chosen.as_ref() == Some(&one.key);
        let picture = match one.key.kind() {
            Of::Person(email) => {
                let status = model.roster.person(&email).map_or(Status::Offline, |person| person.status);
                avatar(&email, &name, status, side::ROW)
            }
            Of::Several | Of::Circle(_) => icon::large(Icon::People).into(),
        };
        let row = line(picture, &name, &last(one, &today), chosen).on_press(Message::Chosen(Some(one.key.clone())));
        rows.push((key(&one.key), row.into()));
    }
    let rows = rows.into_iter().map(|(key, row)| (key, column![row].into()));
    let rows = scroll::vertical(keyed_column(rows).width(Length::Fill)).id(SCROLL).height(Length::Fill);
    let rows = keys::list(PEOPLE, rows, |press| match press.key {
        Pressed::Named(Named::ArrowUp) => Some(Message::Moved(-1)),
        Pressed::Named(Named::ArrowDown) => Some(Message::Moved(1)),
        Pressed::Named(Named::PageUp) => Some(Message::Moved(-8)),
        Pressed::Named(Named::PageDown) => Some(Message::Moved(8)),
        Pressed::Named(Named::Home) => Some(Message::Moved(i32::MIN)),
        Pressed::Named(Named::End) => Some(Message::Moved(i32::MAX)),
        // Everyone's conversation can't be opened, only looked at.
        Pressed::Named(Named::Enter) if window.chosen.is_none() => Some(Message::Chosen(None)),
        Pressed::Named(Named::Enter) => Some(Message::OpenPressed),
        _ => None,
    });
    column![container(find).padding(10.0), container(rows).height(Length::Fill)].into()
}

fn line<'a>(picture: Element<'a, Message>, name: &str, second: &str, chosen: bool) -> Button<'a, Message> {
    let words = column![label(name).font(SEMIBOLD), label(second).secondary()].width(Length::Fill);
    let picture = container(picture).center_x(side::ROW).center_y(side::ROW);
    button(row![picture, container(words).width(Length::Fill).clip(true)].spacing(space::S).align_y(Alignment::Center))
        .kind(Kind::Row)
        .tab_stop(false)
        .selected(chosen)
        .width(Length::Fill)
        .height(ROW)
        .padding([0.0, space::M])
}

/// When one talked last, on a short line.
fn last(one: &Summary, today: &DateTime<Local>) -> String {
    let at = DateTime::from_timestamp_millis(one.last.milliseconds()).unwrap_or_default().with_timezone(&Local);
    let (date, today) = (at.date_naive(), today.date_naive());
    if date == today {
        t!("history-last-today", time = at.format("%H:%M").to_string())
    } else if Some(date) == today.pred_opt() {
        t!("history-last-yesterday")
    } else if date.year() == today.year() {
        t!("history-last-day", day = date.day(), month = words::month(date))
    } else {
        t!("history-last-year", day = date.day(), month = words::month(date), year = date.year().to_string())
    }
}

fn key(key: &Key) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish() | 1
}

//! The dialog that asks whom to call in: a field to search in, and those who can come.

use super::people;
use crate::model::Model;
use crate::t;
use crate::theme::{size, space, status_color, style};
use crate::widget::button::{Kind, button, labelled};
use crate::widget::focus::focus;
use crate::widget::icon::{self, Icon};
use crate::widget::keys::{self, Press};
use crate::widget::label::label;
use crate::widget::{dialog, scroll};
use iced::advanced::widget::Id;
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, row, text, text_input};
use iced::{Alignment, Element, Length, Task};
use msnp::event::ConversationId;
use msnp::types::{Email, Status};

const FIELD: &str = "invite-search";
const LIST: &str = "invite-list";
const SCROLL: &str = "invite-scroll";
/// The height of a line.
const ROW: f32 = 30.0;
/// The most people that are shown: who looks for somebody else types their name.
const MOST: usize = 100;
/// The most letters that are taken in: what is pasted may be anything.
const LIMIT: usize = 120;

/// The dialog.
#[derive(Debug)]
pub(super) struct Inviting {
    root: Id,
    query: String,
    chosen: usize,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something was typed into the search.
    Typed(String),
    /// The choice moved by so many lines.
    Moved(isize),
    /// A line was pressed.
    Chosen(usize),
    /// Whoever is chosen is to be called.
    Agreed,
    /// The dialog was left.
    Left,
}

/// What comes of it.
pub(super) enum Outcome {
    /// It goes on.
    Run(Task<Message>),
    /// It is over; somebody is to be called, or nobody.
    Over(Option<Email>),
}

/// Somebody who can come.
type Guest = (Email, String, Status);

impl Inviting {
    pub(super) fn new() -> (Self, Task<Message>) {
        let dialog = Self { root: Id::unique(), query: String::new(), chosen: 0 };
        let task = focus(&dialog.root, FIELD);
        (dialog, task)
    }

    /// Who is offered, and how many more there are.
    fn guests(&self, id: &ConversationId, model: &Model) -> (Vec<Guest>, usize) {
        let others = people::others(id, model.conversations.get(id), model);
        let wanted = self.query.trim().to_lowercase();
        let fits = |(email, name, _): &Guest| {
            name.to_lowercase().contains(&wanted) || email.as_str().to_lowercase().contains(&wanted)
        };
        let online = model.connection.is_online();
        let mut guests: Vec<Guest> = match online {
            true => people::invitable(id, &others, model).into_iter().filter(fits).collect(),
            false => Vec::new(),
        };
        let more = guests.len().saturating_sub(MOST);
        guests.truncate(MOST);
        (guests, more)
    }

    pub(super) fn update(&mut self, message: Message, id: &ConversationId, model: &Model) -> Outcome {
        match message {
            Message::Typed(text) => {
                self.query = text.chars().filter(|c| !c.is_control()).take(LIMIT).collect();
                self.chosen = 0;
            }
            Message::Moved(by) => {
                let last = self.guests(id, model).0.len().saturating_sub(1);
                self.chosen = self.chosen.saturating_add_signed(by).min(last);
            }
            Message::Chosen(index) => self.chosen = index,
            Message::Agreed => {
                let guest = self.guests(id, model).0.into_iter().nth(self.chosen);
                return match guest {
                    Some((email, ..)) => Outcome::Over(Some(email)),
                    // Enter with nobody to call does nothing; the dialog says why.
                    None => Outcome::Run(Task::none()),
                };
            }
            Message::Left => return Outcome::Over(None),
        }
        Outcome::Run(scroll::into_view(SCROLL, self.chosen as f32 * ROW, ROW))
    }

    pub(super) fn view<'a>(&'a self, id: &'a ConversationId, model: &'a Model) -> Element<'a, Message> {
        let (guests, more) = self.guests(id, model);
        let field = text_input(&t!("chat-invite-search"), &self.query)
            .id(FIELD)
            .size(size::BODY)
            .padding([space::S, 10.0])
            .style(style::input)
            .on_input(Message::Typed);
        let field = keys::guard(field, arrows);
        let can = !guests.is_empty();
        let list: Element<'a, Message> = if can {
            let rows = guests.into_iter().enumerate().map(|(index, (_, name, status))| {
                let dot = icon::small(Icon::Dot).size(14.0).color(status_color(status));
                let line = row![dot, label(&name)].spacing(space::S).align_y(Alignment::Center);
                button(line)
                    .kind(Kind::Row)
                    .tab_stop(false)
                    .width(Length::Fill)
                    .height(ROW)
                    .padding([0.0, space::S])
                    .selected(index == self.chosen)
                    .on_press(Message::Chosen(index))
                    .on_double_press(Message::Agreed)
                    .into()
            });
            let rows = container(scroll::vertical(column(rows)).id(SCROLL)).max_height(6.0 * ROW);
            keys::list(LIST, rows, arrows).into()
        } else {
            text(nobody(id, self.query.trim().is_empty())).size(size::BODY).style(style::secondary).into()
        };
        let more = (more > 0)
            .then(|| text(t!("chat-invite-more", count = more)).size(size::SECONDARY).style(style::secondary));
        let body = column![field, list].push(more).spacing(space::S);
        let buttons = [
            labelled(t!("cancel")).on_press(Message::Left).into(),
            labelled(t!("chat-invite-yes")).kind(Kind::Primary).on_press_maybe(can.then_some(Message::Agreed)).into(),
        ];
        container(dialog::card(t!("chat-invite"), body, buttons)).id(self.root.clone()).into()
    }
}

/// Why nobody is offered.
fn nobody(id: &ConversationId, unsearched: bool) -> String {
    match id {
        _ if !unsearched => t!("chat-invite-not-found"),
        ConversationId::Circle(_) => t!("chat-invite-circle-nobody"),
        ConversationId::With(_) | ConversationId::Group(_) => t!("chat-invite-nobody"),
    }
}

fn arrows(press: Press<'_>) -> Option<Message> {
    match press.key {
        Key::Named(Named::ArrowUp) => Some(Message::Moved(-1)),
        Key::Named(Named::ArrowDown) => Some(Message::Moved(1)),
        _ => None,
    }
}

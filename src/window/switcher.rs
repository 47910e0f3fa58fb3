//! The quick switcher: a few letters, and what they lead to is a key away: people, conversations, groups, commands.

mod candidates;
mod commands;
pub mod fuzzy;
pub mod rank;
mod rows;
#[cfg(test)]
mod tests;

pub use self::commands::Command;

use self::rank::{Candidate, Found};
use crate::model::Model;
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::focus::focus;
use crate::widget::keys::{self, Press};
use crate::widget::scroll;
use crate::window::contacts::{self, sections::SectionId};
use crate::window::{Action, Window};
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{column, container, operation, text_input};
use iced::{Element, Length, Task};
use msnp::event::ConversationId;
use msnp::types::GroupId;

const QUERY: &str = "switcher-query";
const SCROLL: &str = "switcher-scroll";

/// The most letters that are taken in: what is pasted may be anything.
const LIMIT: usize = 120;
/// The lines of a page.
const PAGE: isize = 6;

/// The window.
#[derive(Debug)]
pub struct Switcher {
    root: Id,
    query: String,
    /// Everything that can be found. Gathered once: the window is open for a moment.
    candidates: Vec<Candidate<Goal>>,
    found: Vec<Found<Goal>>,
    chosen: usize,
}

/// Where a line leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// To a conversation; also to one that there isn't yet.
    Conversation(ConversationId),
    /// To a group of the contact list.
    Group(GroupId),
    /// To something that is done.
    Command(Command),
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something was typed.
    Typed(String),
    /// Something was typed while the field hadn't the keyboard.
    Added(String),
    /// The choice moved by so many lines.
    Moved(isize),
    /// Enter: what is chosen is taken.
    Taken,
    /// A line was pressed.
    Pressed(usize),
    /// The window was left.
    Left,
}

impl Switcher {
    /// The window as it opens.
    pub fn new(model: &Model) -> (Self, Task<Message>) {
        let candidates = candidates::all(model);
        let found = rank::rank("", &candidates);
        let window = Self { root: Id::unique(), query: String::new(), candidates, found, chosen: 0 };
        let task = focus(&window.root, QUERY);
        (window, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("switcher-title")
    }

    /// Where Enter leads now.
    pub fn goal(&self) -> Option<&Goal> {
        self.found.get(self.chosen).map(|found| &found.goal)
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, _model: &Model) -> Action<Message> {
        match message {
            Message::Typed(text) => self.search(&text),
            Message::Added(text) => {
                let longer = format!("{}{text}", self.query);
                let searched = self.search(&longer);
                let end = focus(&self.root, QUERY).chain(operation::move_cursor_to_end(QUERY));
                Action::Many(vec![searched, Action::Run(end)])
            }
            Message::Moved(by) => {
                let last = self.found.len().saturating_sub(1);
                self.chosen = match by {
                    // One step goes round the ends, a page stops there.
                    1 if self.chosen >= last => 0,
                    -1 if self.chosen == 0 => last,
                    by => self.chosen.saturating_add_signed(by).min(last),
                };
                Action::Run(self.show_chosen())
            }
            Message::Taken => self.take(self.chosen),
            Message::Pressed(index) => self.take(index),
            Message::Left => Action::Close,
        }
    }

    fn search(&mut self, text: &str) -> Action<Message> {
        self.query = text.chars().filter(|c| !c.is_control()).take(LIMIT).collect();
        self.found = rank::rank(&self.query, &self.candidates);
        self.chosen = 0;
        Action::Run(self.show_chosen())
    }

    fn take(&self, index: usize) -> Action<Message> {
        let Some(found) = self.found.get(index) else { return Action::None };
        let action = match found.goal.clone() {
            Goal::Conversation(id) => Action::Open(Window::Conversation(id)),
            Goal::Group(group) => Action::InContacts(Box::new(contacts::Message::Revealed(SectionId::Group(group)))),
            Goal::Command(command) => command.action(),
        };
        // It goes away first: whatever gets the keyboard then keeps it.
        Action::Many(vec![Action::Close, action])
    }

    fn show_chosen(&self) -> Task<Message> {
        let (top, height) = rows::place(&self.found, self.chosen);
        scroll::into_view(SCROLL, top, height)
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let field = text_input(&t!("switcher-hint"), &self.query)
            .id(QUERY)
            .size(size::NAME)
            .padding([10.0, space::M])
            .style(style::input)
            .on_input(Message::Typed);
        let lines = rows::view(self, model);
        let content = column![field, container(lines).width(Length::Fill).height(Length::Fill)].spacing(space::S);
        let content = container(content).padding(space::M).width(Length::Fill).height(Length::Fill);
        // The window has no frame of the desktop's, so it draws its edge itself.
        let content = container(content.style(style::edged)).id(self.root.clone());
        let typing = keys::shortcuts(content, |press| Some(Message::Added(press.typed()?.to_owned())));
        keys::guard(typing, key).into()
    }
}

/// What keys mean here before the field sees them.
fn key(press: Press<'_>) -> Option<Message> {
    if press.modifiers.alt() || press.modifiers.command() {
        return None;
    }
    Some(match press.key {
        Key::Named(Named::ArrowDown) => Message::Moved(1),
        Key::Named(Named::ArrowUp) => Message::Moved(-1),
        Key::Named(Named::PageDown) => Message::Moved(PAGE),
        Key::Named(Named::PageUp) => Message::Moved(-PAGE),
        Key::Named(Named::Enter) => Message::Taken,
        Key::Named(Named::Escape) => Message::Left,
        _ => return None,
    })
}

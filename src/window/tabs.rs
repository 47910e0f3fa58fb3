//! The window that holds several conversations, each under a tab, one of them in sight.
//!
//! A conversation's content knows nothing of it: what it wants done goes through [`Tabs::pass_on`], where closing means
//! its tab.

mod strip;
#[cfg(test)]
mod tests;

use crate::model::Model;
use crate::shortcut::{self, EVERYWHERE, InTabs, Shortcut, TABS};
use crate::widget::apart::apart;
use crate::widget::keys::{self, Press};
use crate::widget::scroll;
use crate::window::Action;
use crate::window::conversation::{self, ConversationWindow};
use crate::windows;
use iced::advanced::widget::Id;
use iced::keyboard::{Key, Modifiers};
use iced::widget::operation::{self, AbsoluteOffset};
use iced::widget::{column, space as gap};
use iced::{Element, Length, Task};
use msnp::content::TextFormat;
use msnp::event::{ConversationEvent, ConversationId};

/// The window.
#[derive(Debug)]
pub struct Tabs {
    tabs: Vec<Tab>,
    active: usize,
    /// The number of the next tab.
    next: u64,
    strip: Id,
}

/// One conversation, under a number that stays when its tab moves and when it goes by another name.
#[derive(Debug)]
struct Tab {
    number: u64,
    chat: ConversationWindow,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// In the conversation of that tab.
    In(u64, conversation::Message),
    /// A tab was picked.
    Picked(u64),
    /// The next tab, or the one before, round the ends.
    Stepped(isize),
    /// The same without the ends, while the tabs have the keyboard and keep it.
    Walked(isize),
    /// The tab in that place; past the end it is the last.
    PlacePicked(usize),
    /// A tab is to be closed.
    Closed(u64),
    /// The one in sight is to be closed.
    ActiveClosed,
    /// The one in sight is to stand further left or right.
    Moved(isize),
    /// A tab was dragged to another place.
    Dragged { from: usize, to: usize },
    /// The one in that place is to be closed.
    PlaceClosed(usize),
    /// The tabs are to be scrolled.
    Wheeled(f32),
    /// The keyboard is to go from the tabs to the conversation.
    Left,
}

impl Tabs {
    /// A window with these conversations, one of which is in sight.
    pub fn new(chats: Vec<ConversationWindow>, active: usize) -> Self {
        let mut tabs = Self { tabs: Vec::new(), active: 0, next: 0, strip: Id::unique() };
        for chat in chats {
            tabs.add(chat);
        }
        tabs.active = active.min(tabs.tabs.len().saturating_sub(1));
        tabs
    }

    /// The window with every conversation that there is.
    pub fn of_all(model: &Model) -> (Self, Task<Message>) {
        let chats = model.conversations.keys().map(|id| ConversationWindow::new(id.clone(), model).0);
        (Self::new(chats.collect(), 0), Task::done(Message::Left))
    }

    /// One more, at the end and out of sight.
    pub fn add(&mut self, chat: ConversationWindow) {
        self.tabs.push(Tab { number: self.next, chat });
        self.next += 1;
    }

    /// The conversation in sight.
    pub fn conversation(&self) -> Option<&ConversationId> {
        self.active().map(|tab| tab.chat.conversation())
    }

    /// All of them, from left to right.
    pub fn conversations(&self) -> impl Iterator<Item = &ConversationId> {
        self.tabs.iter().map(|tab| tab.chat.conversation())
    }

    /// Its contents, for other windows.
    pub fn into_chats(self) -> Vec<ConversationWindow> {
        self.tabs.into_iter().map(|tab| tab.chat).collect()
    }

    /// The look of one's own messages is another, set elsewhere.
    pub fn restyle(&mut self, format: &TextFormat) {
        self.tabs.iter_mut().for_each(|tab| tab.chat.restyle(format));
    }

    /// The title: that of the conversation in sight.
    pub fn title(&self, model: &Model) -> String {
        self.active().map(|tab| tab.chat.title(model)).unwrap_or_default()
    }

    fn active(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    fn place(&self, number: u64) -> Option<usize> {
        self.tabs.iter().position(|tab| tab.number == number)
    }

    fn of(&mut self, id: &ConversationId) -> Option<(usize, &mut Tab)> {
        self.tabs.iter_mut().enumerate().find(|(_, tab)| tab.chat.conversation() == id)
    }

    /// Brings a conversation into sight.
    pub fn show(&mut self, id: &ConversationId, model: &Model) -> Task<Message> {
        match self.of(id).map(|(place, _)| place) {
            Some(place) => self.show_place(place, model),
            None => Task::none(),
        }
    }

    fn show_place(&mut self, place: usize, model: &Model) -> Task<Message> {
        self.active = place.min(self.tabs.len().saturating_sub(1));
        let into_view = scroll::child_into_view(self.strip.clone(), self.active, self.tabs.len());
        Task::batch([into_view, self.shown(model, true)])
    }

    /// The conversation in sight is drawn anew; it takes the keyboard or not.
    fn shown(&mut self, model: &Model, takes_keyboard: bool) -> Task<Message> {
        let Some(Tab { number, chat }) = self.tabs.get_mut(self.active) else { return Task::none() };
        let number = *number;
        let shown = if takes_keyboard { chat.shown(model) } else { chat.redrawn(model) };
        shown.map(move |message| Message::In(number, message))
    }

    /// A conversation goes by another name.
    pub fn became(&mut self, old: &ConversationId, new: &ConversationId) {
        if let Some((_, tab)) = self.of(old) {
            tab.chat.became(new);
        }
    }

    /// Something has happened in a conversation, which the model has taken in already.
    pub fn changed(&mut self, model: &Model, id: &ConversationId, event: &ConversationEvent) -> Action<Message> {
        let Some((_, tab)) = self.of(id) else { return Action::None };
        let (number, action) = (tab.number, tab.chat.changed(model, event));
        self.pass_on(number, action, model)
    }

    /// What was said in a conversation before it was opened is there now.
    pub fn earlier_came(&mut self, model: &Model, id: &ConversationId) -> Action<Message> {
        let Some((_, tab)) = self.of(id) else { return Action::None };
        let (number, action) = (tab.number, tab.chat.earlier_came(model));
        self.pass_on(number, action, model)
    }

    /// Something of ours stands in a conversation now.
    pub fn grown(&mut self, model: &Model, id: &ConversationId) -> Action<Message> {
        let Some((_, tab)) = self.of(id) else { return Action::None };
        let (number, action) = (tab.number, tab.chat.grown(model));
        self.pass_on(number, action, model)
    }

    /// Other dictionaries are there, or other words are known.
    pub fn spelling_changed(&mut self, model: &Model) -> Action<Message> {
        let changed: Vec<_> = self.tabs.iter_mut().map(|tab| (tab.number, tab.chat.spelling_changed(model))).collect();
        Action::Many(changed.into_iter().map(|(number, action)| self.pass_on(number, action, model)).collect())
    }

    /// What was written in a conversation and not sent comes back.
    pub fn refill(&mut self, id: &ConversationId, text: &str) {
        if let Some((_, tab)) = self.of(id) {
            tab.chat.refill(text);
        }
    }

    /// The conversation in sight hears something; for whoever doesn't know the number of its tab.
    pub fn update_active(&mut self, message: conversation::Message, model: &Model) -> Action<Message> {
        match self.active().map(|tab| tab.number) {
            Some(number) => self.update(Message::In(number, message), model),
            None => Action::None,
        }
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        let last = self.tabs.len().saturating_sub(1);
        match message {
            Message::In(number, message) => {
                let Some(place) = self.place(number) else { return Action::None };
                // Another was brought into sight since, and has the keyboard.
                if place != self.active && matches!(message, conversation::Message::Shown) {
                    return Action::None;
                }
                let action = self.tabs[place].chat.update(message, model);
                self.pass_on(number, action, model)
            }
            Message::Picked(number) => match self.place(number) {
                Some(place) => Action::Run(self.show_place(place, model)),
                None => Action::None,
            },
            Message::Stepped(by) => {
                let place = match by {
                    1 if self.active >= last => 0,
                    -1 if self.active == 0 => last,
                    by => self.active.saturating_add_signed(by).min(last),
                };
                Action::Run(self.show_place(place, model))
            }
            Message::Walked(by) => {
                self.active = self.active.saturating_add_signed(by).min(last);
                let into_view = scroll::child_into_view(self.strip.clone(), self.active, self.tabs.len());
                Action::Run(Task::batch([into_view, self.shown(model, false)]))
            }
            Message::PlacePicked(place) => Action::Run(self.show_place(place, model)),
            Message::Closed(number) => self.close(number, model),
            Message::ActiveClosed => match self.active().map(|tab| tab.number) {
                Some(number) => self.close(number, model),
                None => Action::Close,
            },
            Message::PlaceClosed(place) => match self.tabs.get(place).map(|tab| tab.number) {
                Some(number) => self.close(number, model),
                None => Action::None,
            },
            Message::Moved(by) => {
                self.put(self.active, self.active.saturating_add_signed(by).min(last));
                Action::Run(scroll::child_into_view(self.strip.clone(), self.active, self.tabs.len()))
            }
            Message::Dragged { from, to } => {
                self.put(from, to);
                Action::None
            }
            Message::Wheeled(by) => {
                Action::Run(operation::scroll_by(self.strip.clone(), AbsoluteOffset { x: by, y: 0.0 }))
            }
            Message::Left => Action::Run(self.shown(model, true)),
        }
    }

    /// Puts a tab into another place; the one in sight stays the same.
    fn put(&mut self, from: usize, to: usize) {
        if from >= self.tabs.len() || to >= self.tabs.len() {
            return;
        }
        let active = self.active().map(|tab| tab.number);
        let tab = self.tabs.remove(from);
        self.tabs.insert(to, tab);
        self.active = active.and_then(|number| self.place(number)).unwrap_or_default();
    }

    /// Closes a tab; the last one closes with the window.
    fn close(&mut self, number: u64, model: &Model) -> Action<Message> {
        let Some(place) = self.place(number) else { return Action::None };
        if self.tabs.len() == 1 {
            return Action::Close;
        }
        let was_active = place == self.active;
        let tab = self.tabs.remove(place);
        if place < self.active || self.active >= self.tabs.len() {
            self.active -= 1;
        }
        let ended = Action::Ended(tab.chat.conversation().clone());
        match was_active {
            true => Action::Many(vec![ended, Action::Run(self.show_place(self.active, model))]),
            false => ended,
        }
    }

    /// What a conversation wants done, as this window passes it on.
    fn pass_on(&mut self, number: u64, action: Action<conversation::Message>, model: &Model) -> Action<Message> {
        match action {
            Action::Close => self.close(number, model),
            Action::Many(actions) => {
                Action::Many(actions.into_iter().map(|action| self.pass_on(number, action, model)).collect())
            }
            other => windows::map(other, move |message| Message::In(number, message)),
        }
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let Some(Tab { number, chat }) = self.active() else { return gap().into() };
        let number = *number;
        let content = apart(number, chat.view(model).map(move |message| Message::In(number, message)));
        let page = column![strip::view(self, model), content].width(Length::Fill).height(Length::Fill);
        keys::guard(page, shortcut).into()
    }
}

/// The keys of the tabs, before the conversation sees them.
fn shortcut(press: Press<'_>) -> Option<Message> {
    if shortcut::find(EVERYWHERE, press.key, press.modifiers) == Some(Shortcut::Close) {
        return Some(Message::ActiveClosed);
    }
    Some(match shortcut::find(TABS, press.key, press.modifiers) {
        Some(InTabs::Next) => Message::Stepped(1),
        Some(InTabs::Previous) => Message::Stepped(-1),
        Some(InTabs::Right) => Message::Moved(1),
        Some(InTabs::Left) => Message::Moved(-1),
        None => return picked(press),
    })
}

/// The key of a tab's place, counted from 1; 9 is the last, as elsewhere.
fn picked(press: Press<'_>) -> Option<Message> {
    let Key::Character(digit) = press.key else { return None };
    let digit: usize = digit.parse().ok().filter(|_| press.modifiers == Modifiers::COMMAND)?;
    match digit {
        0 => None,
        9 => Some(Message::PlacePicked(usize::MAX)),
        place => Some(Message::PlacePicked(place - 1)),
    }
}

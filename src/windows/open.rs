//! The open windows, and who has the focus.

use super::{Content, Message};
use crate::window::Window;
use iced::window::Id;
use iced::{Point, Rectangle, Size, Task};
use msnp::event::ConversationId;
use std::collections::BTreeMap;

/// One open window.
#[derive(Debug)]
pub struct Open {
    /// Which it is.
    pub which: Window,
    /// What is in it.
    pub content: Content,
    /// What its content wanted done at first, kept until somebody looks: it may take the keyboard to a field, and that
    /// must not happen to whoever is typing elsewhere.
    pub waiting: Option<Task<Message>>,
    /// Where its upper left corner is, where the desktop tells it.
    pub at: Option<Point>,
    /// How large it is, once it has another size than it began with.
    pub size: Option<Size>,
}

impl Open {
    /// A window with this in it.
    pub const fn new(which: Window, content: Content) -> Self {
        Self { which, content, waiting: None, at: None, size: None }
    }
}

/// All open windows.
#[derive(Debug, Default)]
pub struct Windows {
    open: BTreeMap<Id, Open>,
    focused: Option<Id>,
    /// Who had the focus, the last one last.
    looked_at: Vec<Id>,
}

impl Windows {
    /// Notes a window that is being opened.
    pub fn insert(&mut self, id: Id, open: Open) {
        self.open.insert(id, open);
    }
    /// Forgets a window.
    pub fn remove(&mut self, id: Id) -> Option<Open> {
        self.focused = self.focused.filter(|focused| *focused != id);
        self.looked_at.retain(|other| *other != id);
        self.open.remove(&id)
    }
    /// One window.
    pub fn get(&self, id: Id) -> Option<&Open> {
        self.open.get(&id)
    }
    /// One window, to change.
    pub fn get_mut(&mut self, id: Id) -> Option<&mut Open> {
        self.open.get_mut(&id)
    }
    /// All windows, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Id, &mut Open)> {
        self.open.iter_mut().map(|(id, open)| (*id, open))
    }
    /// All windows.
    pub fn iter(&self) -> impl Iterator<Item = (Id, &Open)> {
        self.open.iter().map(|(id, open)| (*id, open))
    }
    /// The main window.
    pub fn main(&self) -> Option<Id> {
        self.find(&Window::Main)
    }
    /// The window of that kind; a conversation's is the one that it stands in.
    pub fn find(&self, which: &Window) -> Option<Id> {
        let is_it = |open: &Open| match which {
            Window::Conversation(id) => open.content.conversations().contains(&id),
            which => open.which.is(which),
        };
        self.iter().find(|(_, open)| is_it(open)).map(|(id, _)| id)
    }
    /// The window in which a conversation is.
    pub fn of_conversation(&self, id: &ConversationId) -> Option<Id> {
        self.find(&Window::Conversation(id.clone()))
    }
    /// The conversation that a window shows.
    pub fn conversation_in(&self, id: Id) -> Option<ConversationId> {
        self.get(id)?.content.conversation().cloned()
    }
    /// The conversations that are in a window.
    pub fn conversations(&self) -> Vec<ConversationId> {
        self.iter().flat_map(|(_, open)| open.content.conversations().into_iter().cloned()).collect()
    }
    /// Takes in that a window has the focus now, or no more.
    pub fn set_focus(&mut self, id: Id, has_it: bool) {
        if has_it {
            self.focused = Some(id);
            self.looked_at.retain(|other| *other != id);
            self.looked_at.push(id);
        } else if self.focused == Some(id) {
            self.focused = None;
        }
    }
    /// The window with the focus, if it is one of ours.
    pub fn focused(&self) -> Option<Id> {
        self.focused
    }
    /// The window of a conversation that lies under a point which is told from the corner of another window. Unknown where
    /// the desktop doesn't tell where windows are. Of several the one that had the focus last is taken to be in front.
    pub fn conversation_under(&self, from: Id, point: Point) -> Option<(Id, &ConversationId)> {
        let origin = self.get(from)?;
        let corner = origin.at?;
        let holds = |open: &Open, point| open.size.is_some_and(|size| Rectangle::with_size(size).contains(point));
        if holds(origin, point) {
            return None;
        }
        let under = self.iter().filter_map(|(id, open)| {
            let conversation = open.content.conversation()?;
            let point = point + (corner - open.at?);
            holds(open, point).then_some((id, conversation))
        });
        under.max_by_key(|(id, _)| self.looked_at.iter().position(|other| other == id))
    }

    /// The conversation that the person looks at.
    pub fn looking_at(&self) -> Option<&ConversationId> {
        self.get(self.focused?)?.content.conversation()
    }
}

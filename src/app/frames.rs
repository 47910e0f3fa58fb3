//! The windows that conversations stand in: each in one of its own, or all in one under tabs; and where windows were.

use super::opening::Manner;
use super::{App, Message};
use crate::store::settings::Frame;
use crate::widget::drag::Phase;
use crate::window::conversation::{self, ConversationWindow};
use crate::window::tabs::{self, Tabs};
use crate::window::{Action, Window};
use crate::windows::{self, Content};
use iced::{Point, Size, Task, window};
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::types::Email;

impl App {
    /// Opens a conversation, or brings it forward, in whichever window it stands.
    pub(super) fn open_conversation(&mut self, id: ConversationId, manner: Manner) -> Task<Message> {
        self.talk(&id);
        let which = Window::Conversation(id.clone());
        let tabs = self.windows.find(&Window::Tabs).filter(|_| self.model.settings.frames.tabs);
        match (self.windows.find(&which), tabs) {
            (Some(window), _) => self.bring(window, &id, manner),
            (None, Some(window)) => {
                let (chat, _) = ConversationWindow::new(id.clone(), &self.model);
                let dictionary = Task::batch([self.want_dictionary(&id), self.want_earlier(&id)]);
                if let Some(Content::Tabs(tabs)) = self.windows.get_mut(window).map(|open| &mut open.content) {
                    tabs.add(chat);
                }
                Task::batch([dictionary, self.bring(window, &id, manner)])
            }
            (None, None) => {
                let dictionary = Task::batch([self.want_dictionary(&id), self.want_earlier(&id)]);
                let (chat, _) = ConversationWindow::new(id, &self.model);
                Task::batch([dictionary, self.open_frame(vec![chat], 0, manner)])
            }
        }
    }

    /// Opens a window for conversations that stand in none: one of its own for a single one, or the one with the tabs.
    fn open_frame(&mut self, mut chats: Vec<ConversationWindow>, active: usize, manner: Manner) -> Task<Message> {
        let shown = conversation::Message::Shown;
        if self.model.settings.frames.tabs {
            let tabs = Tabs::new(chats, active);
            let first = Task::done(windows::Message::Tabs(tabs::Message::Left));
            return self.open_new(Window::Tabs, Content::Tabs(Box::new(tabs)), first, manner);
        }
        let Some(chat) = chats.pop() else { return Task::none() };
        let (which, first) = (Window::Conversation(chat.conversation().clone()), windows::Message::Conversation(shown));
        self.open_new(which, Content::Conversation(Box::new(chat)), Task::done(first), manner)
    }

    /// Brings the window of a conversation forward, and the conversation in it where the person wants that.
    fn bring(&mut self, window: window::Id, id: &ConversationId, manner: Manner) -> Task<Message> {
        let mut shown = Task::none();
        if manner == Manner::Wanted
            && let Some(open) = self.windows.get_mut(window)
            && let Content::Tabs(tabs) = &mut open.content
            && tabs.conversation() != Some(id)
        {
            // What was to be done first was for another conversation.
            open.waiting = None;
            let task = tabs.show(id, &self.model).map(windows::Message::Tabs);
            shown = task.map(move |message| Message::Content(window, message));
        }
        let forward = self.forward(window, &Window::Conversation(id.clone()), manner);
        self.seen();
        Task::batch([shown, forward])
    }

    /// What the person looks at is read.
    pub(super) fn seen(&mut self) {
        let Some(id) = self.windows.looking_at().cloned() else { return };
        if let Some(talk) = self.model.conversations.get_mut(&id) {
            talk.unread = 0;
        }
    }

    /// A conversation is no longer in any window. Who closes one of several leaves it, and there is no way back into it.
    pub(super) fn ended(&mut self, id: &ConversationId) {
        if let ConversationId::Group(_) = id {
            let alive = self.model.conversations.get(id).is_some_and(|talk| !talk.log.participants.is_empty());
            if alive && let Some(connected) = &self.connected {
                connected.handle.request(Request::Leave(id.clone()));
            }
            self.model.conversations.remove(id);
        } else {
            self.forget_empty(id);
        }
    }

    /// Conversations are to stand otherwise: those that are open move, with what is written in them.
    pub(super) fn reframe(&mut self) -> Task<Message> {
        let to_tabs = self.model.settings.frames.tabs;
        let moves = |content: &Content| match content {
            Content::Conversation(_) => to_tabs,
            Content::Tabs(_) => !to_tabs,
            _ => false,
        };
        let looked_at = self.windows.looking_at().cloned();
        let old: Vec<window::Id> =
            self.windows.iter().filter(|(_, open)| moves(&open.content)).map(|(id, _)| id).collect();
        let (mut chats, mut tasks) = (Vec::new(), Vec::new());
        for window in old {
            if let Some(open) = self.windows.remove(window) {
                chats.extend(open.content.into_chats());
                tasks.push(window::close(window));
            }
        }
        let is_looked_at = |chat: &ConversationWindow| looked_at.as_ref() == Some(chat.conversation());
        if chats.is_empty() {
            return Task::none();
        }
        if to_tabs {
            let active = chats.iter().position(is_looked_at);
            let manner = if active.is_some() { Manner::Wanted } else { Manner::Moved };
            tasks.push(self.open_frame(chats, active.unwrap_or_default(), manner));
        } else {
            for chat in chats {
                let manner = if is_looked_at(&chat) { Manner::Wanted } else { Manner::Moved };
                tasks.push(self.open_frame(vec![chat], 0, manner));
            }
        }
        Task::batch(tasks)
    }

    /// Somebody is dragged from the contact list to elsewhere: let go over a conversation, they are asked to join.
    pub(super) fn aimed(&mut self, from: window::Id, email: Email, at: Point, phase: Phase) -> Task<Message> {
        let under = self.windows.conversation_under(from, at).map(|(id, conversation)| (id, conversation.clone()));
        let under = under.filter(|(_, conversation)| conversation::can_invite(conversation, &email, &self.model));
        self.model.aimed = None;
        match (phase, under) {
            (Phase::Over, Some((_, conversation))) => {
                self.model.aimed = Some((conversation, email));
                Task::none()
            }
            (Phase::Dropped, Some((window, conversation))) => {
                let request = match conversation {
                    ConversationId::Circle(circle) => Request::InviteToCircle { circle, email },
                    conversation => Request::Invite { conversation, email },
                };
                self.perform(window, Action::Send(request))
            }
            _ => Task::none(),
        }
    }

    /// A window was moved, or says where it opened.
    pub(super) fn moved(&mut self, id: window::Id, at: Point) {
        if let Some(open) = self.windows.get_mut(id) {
            open.at = Some(at);
        }
        self.note_frame(id, |frame| frame.at = Some((at.x, at.y)));
    }

    /// A window has another size.
    pub(super) fn resized(&mut self, id: window::Id, size: Size) {
        let kept = Some((size.width, size.height));
        self.note_frame(id, |frame| frame.size = kept);
        let Some(open) = self.windows.get_mut(id) else { return };
        open.size = Some(size);
        // What windows of that kind have that were never open.
        match open.which {
            Window::Main => self.model.settings.main_size = kept,
            Window::Conversation(_) => self.model.settings.conversation_size = kept,
            _ => {}
        }
    }

    fn note_frame(&mut self, id: window::Id, change: impl FnOnce(&mut Frame)) {
        let Some(key) = self.windows.get(id).and_then(|open| windows::frame_key(&open.which)) else { return };
        self.unsaved |= self.model.settings.frames.note(&key, change);
    }
}

//! The window of one conversation: who it is with, the log, and what oneself writes.

use crate::model::Model;
use crate::widget::message_log::{self, Log};
use crate::window::Action;
use iced::{Element, Subscription, Task};
use msnp::event::{ConversationEvent, ConversationId};

/// The window.
#[derive(Debug)]
pub struct ConversationWindow {
    id: ConversationId,
    log: Log,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something happened in the log.
    Log(message_log::Message),
}

impl ConversationWindow {
    /// The window of a conversation; there may be none of that name yet.
    pub fn new(id: ConversationId, model: &Model) -> (Self, Task<Message>) {
        let mut log = Log::new(model.conversations.get(&id));
        let task = log.to_end().map(Message::Log);
        (Self { id, log }, task)
    }

    /// Which conversation it shows now. It changes when the third person comes in.
    pub const fn conversation(&self) -> &ConversationId {
        &self.id
    }

    /// The title.
    pub fn title(&self, model: &Model) -> String {
        let _ = model;
        self.id.to_string()
    }

    /// An event of this conversation was taken in by the model.
    pub fn changed(&mut self, model: &Model, event: &ConversationEvent) -> Action<Message> {
        let _ = (model, event);
        Action::None
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        let _ = (message, model);
        Action::None
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let _ = model;
        iced::widget::space().into()
    }

    /// Frames, while the window shakes.
    pub fn subscription(&self) -> Subscription<Message> {
        Subscription::none()
    }
}

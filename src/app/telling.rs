//! Notifications and unread counts.

use super::opening::Manner;
use super::{App, Message};
use crate::platform::notify::{Target, Toast};
use crate::platform::policy::{Circumstances, Occasion, one_line};
use crate::t;
use crate::window::Window;
use iced::Task;
use msnp::content::Datacast;
use msnp::event::{ConversationEvent, ConversationId};
use msnp::types::{AddPolicy, Email};
use std::time::Duration;

/// A call that is followed by a message is told by the message; one that isn't, after this time.
const RING: Duration = Duration::from_secs(2);
/// The longest name in a notification.
const NAME: usize = 60;
/// The longest text in one.
const TEXT: usize = 200;

impl App {
    /// Shows a notification, if one is due.
    fn tell(&mut self, occasion: &Occasion, target: Target, summary: String, body: String) {
        let who = match occasion {
            Occasion::CameOnline(who) | Occasion::Ring(_, who) | Occasion::Message(_, who) | Occasion::AddedUs(who) => {
                who
            }
        };
        let circumstances = Circumstances {
            now: self.model.now,
            status: self.model.roster.own.status,
            looking_at: self.windows.looking_at(),
            blocked: self.model.roster.person(who).is_some_and(|person| person.is_blocked()),
        };
        if self.policy.allows(occasion, circumstances) {
            self.environment.notifier.show(Toast { target, summary, body });
        }
    }

    fn name_of(&self, email: &Email) -> String {
        one_line(self.model.roster.display_name(email), NAME)
    }

    pub(super) fn tell_online(&mut self, email: &Email) {
        let occasion = Occasion::CameOnline(email.clone());
        let summary = t!("notification-online", name = self.name_of(email));
        let personal = self.model.roster.person(email).map(|person| one_line(&person.personal.text, TEXT));
        let target = Target::Conversation(ConversationId::With(email.clone()));
        self.tell(&occasion, target, summary, personal.unwrap_or_default());
    }

    pub(super) fn tell_added(&mut self, email: &Email) -> Task<Message> {
        if self.model.roster.add_policy == AddPolicy::Silent {
            return Task::none();
        }
        let name = self.name_of(email);
        self.tell(&Occasion::AddedUs(email.clone()), Target::AddedYou, name, t!("notification-added"));
        if self.model.roster.person(email).is_some_and(|person| person.awaits_answer()) {
            self.open(Window::AddedYou, Manner::Quiet)
        } else {
            Task::none()
        }
    }

    /// Somebody calls. Usually words follow at once, and are what is worth telling.
    pub(super) fn rings(&mut self, id: ConversationId, from: Email, name: String) -> Task<Message> {
        self.ringing.insert(id.clone());
        Task::perform(tokio::time::sleep(RING), move |()| Message::RingWaited(id.clone(), from.clone(), name.clone()))
    }

    pub(super) fn ring_waited(&mut self, id: ConversationId, from: Email, name: &str) {
        if self.ringing.remove(&id) {
            let target = Target::Conversation(id.clone());
            self.tell(&Occasion::Ring(id, from), target, one_line(name, NAME), t!("notification-ring"));
        }
    }

    /// A message or a nudge came: counted where nobody looks, told, and its window opened without taking the focus.
    pub(super) fn arrived(&mut self, id: ConversationId, event: ConversationEvent) -> Task<Message> {
        self.ringing.remove(&id);
        let (from, name, body) = match event {
            ConversationEvent::Message { from, name, message } => (from, name, one_line(&message.text, TEXT)),
            ConversationEvent::Nudge { from, name } => (from, name, t!("notification-nudge")),
            ConversationEvent::Datacast { from, datacast: Datacast::Action(text) } => {
                let name = self.name_of(&from);
                (from, name, one_line(&text, TEXT))
            }
            _ => return Task::none(),
        };
        if self.windows.looking_at() != Some(&id)
            && let Some(talk) = self.model.conversations.get_mut(&id)
        {
            if talk.unread == 0 {
                talk.fresh = talk.log.entries.last().map(|entry| entry.number);
            }
            talk.unread = talk.unread.saturating_add(1);
        }
        let summary = match one_line(&name, NAME) {
            name if name.is_empty() => self.name_of(&from),
            name => name,
        };
        let target = Target::Conversation(id.clone());
        self.tell(&Occasion::Message(id.clone(), from), target, summary, body);
        self.open(Window::Conversation(id), Manner::Quiet)
    }
}

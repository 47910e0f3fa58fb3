//! Notifications and unread counts.

use super::opening::Manner;
use super::{App, Message, watching};
use crate::emoticon;
use crate::platform::notify::{Target, Toast};
use crate::platform::policy::{Circumstances, Occasion, one_line};
use crate::t;
use crate::widget::contact_row;
use crate::widget::message_log::words;
use crate::window::Window;
use iced::Task;
use msnp::content::Datacast;
use msnp::event::{ConversationEvent, ConversationId};
use msnp::types::{AddPolicy, CircleId, Email};
use std::time::Duration;

/// A call that is followed by a message is told by the message; one that isn't, after this time.
const RING: Duration = Duration::from_secs(2);
/// What waited at the service comes one after the other, and is told after this time.
const GATHER: Duration = Duration::from_millis(1_500);
/// The most of them that are counted.
const WAITED: usize = 1_000;
/// The most windows that they open.
const OPENED: usize = 3;
/// The longest name in a notification.
const NAME: usize = 60;
/// The longest text in one.
const TEXT: usize = 200;

/// A message that waited at the service, until it is told.
#[derive(Debug)]
pub(super) struct Waited {
    id: ConversationId,
    from: Email,
    name: String,
    text: String,
}

/// What somebody says, for a notification: short, and with emoji for the codes that the log draws.
pub(super) fn words_of(text: &str) -> String {
    emoticon::shown(&one_line(text, TEXT))
}

impl App {
    /// Shows a notification, if one is due.
    pub(super) fn tell(&mut self, occasion: &Occasion, target: Target, summary: String, body: String) {
        let who = occasion.who();
        let circumstances = Circumstances {
            now: self.model.now,
            status: self.model.roster.own.status,
            looking_at: self.windows.looking_at(),
            blocked: self.model.roster.person(who).is_some_and(|person| person.is_blocked()),
            wish: watching::wish(occasion, self.model.watch(who)),
            alerts: self.model.settings.alerts,
        };
        if self.policy.allows(occasion, circumstances) {
            self.environment.notifier.show(Toast { target, summary, body });
        }
    }

    pub(super) fn name_of(&self, email: &Email) -> String {
        one_line(&contact_row::name_for(&self.model.roster, email), NAME)
    }

    /// What to call somebody who says something under a name: the name that we gave them goes before it.
    fn caller(&self, email: &Email, name: &str) -> String {
        let named = self.model.roster.person(email).is_some_and(|person| person.alias.is_some());
        match one_line(&contact_row::shown(name), NAME) {
            name if name.is_empty() || named => self.name_of(email),
            name => name,
        }
    }

    pub(super) fn tell_online(&mut self, email: &Email) {
        let summary = t!("notification-online", name = self.name_of(email));
        self.tell_presence(&Occasion::CameOnline(email.clone()), summary);
    }

    /// Somebody invites us to a circle, which is in the roster already.
    pub(super) fn tell_circle(&mut self, circle: &CircleId) {
        let Some(circle) = self.model.roster.circle(circle) else { return };
        let inviter = circle.inviter.clone().unwrap_or_default();
        let body = t!("notification-circle", circle = one_line(&contact_row::shown(&circle.name), NAME));
        let who = inviter.email.clone().unwrap_or_else(|| circle.id.0.clone());
        let named = inviter.name.map(|name| one_line(&contact_row::shown(&name), NAME)).filter(|name| !name.is_empty());
        let summary = match (self.model.roster.person(&who), named, inviter.email) {
            (Some(_), _, Some(email)) => self.name_of(&email),
            (_, Some(name), _) => name,
            (_, None, Some(email)) => self.name_of(&email),
            (_, None, None) => t!("notification-circle-title"),
        };
        self.tell(&Occasion::Invited(who), Target::Contacts, summary, body);
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
            let name = self.caller(&from, name);
            self.tell(&Occasion::Ring(id, from), target, name, t!("notification-ring"));
        }
    }

    /// Somebody has called us into a conversation of several: its window opens at once, since nobody there may know that
    /// there is somebody new to talk to.
    pub(super) fn called_in(&mut self, id: &ConversationId) -> Task<Message> {
        let which = Window::Conversation(id.clone());
        if !matches!(id, ConversationId::Group(_)) || self.windows.find(&which).is_some() {
            return Task::none();
        }
        let people = self.model.conversations.get(id).into_iter().flat_map(|talk| talk.log.participants.keys());
        let mut people: Vec<Email> = people.cloned().collect();
        let rang = |email: &Email| self.ringing.contains(&ConversationId::With(email.clone()));
        let Some(caller) = people.iter().position(rang).filter(|_| people.len() > 1) else { return Task::none() };
        let caller = people.remove(caller);
        self.ringing.remove(&ConversationId::With(caller.clone()));
        let names: Vec<String> = people.iter().map(|email| self.name_of(email)).collect();
        let (summary, body) = (self.name_of(&caller), t!("notification-several", names = words::together(&names)));
        self.tell(&Occasion::Ring(id.clone(), caller), Target::Conversation(id.clone()), summary, body);
        self.show_quietly(id.clone())
    }

    /// One more that nobody has looked at, unless somebody does right now.
    pub(super) fn count(&mut self, id: &ConversationId) {
        if self.windows.looking_at() != Some(id)
            && let Some(talk) = self.model.conversations.get_mut(id)
        {
            if talk.unread == 0 {
                talk.fresh = talk.log.entries.last().map(|entry| entry.number);
            }
            talk.unread = talk.unread.saturating_add(1);
        }
    }

    /// A message that waited at the service came. Usually others follow at once; they are told together.
    pub(super) fn waited_for_us(
        &mut self,
        id: ConversationId,
        from: Email,
        name: String,
        text: String,
    ) -> Task<Message> {
        self.count(&id);
        let first = self.waited.is_empty();
        if self.waited.len() < WAITED {
            let name = self.caller(&from, &name);
            self.waited.push(Waited { id, from, name, text: words_of(&text) });
        }
        match first {
            true => Task::perform(tokio::time::sleep(GATHER), |()| Message::WaitedGathered),
            false => Task::none(),
        }
    }

    /// Those that came are told by one notification, and their conversations opened, as long as these are few.
    pub(super) fn tell_waited(&mut self) -> Task<Message> {
        let waited = std::mem::take(&mut self.waited);
        let Some(first) = waited.first() else { return Task::none() };
        let mut people: Vec<&Waited> = Vec::new();
        for one in &waited {
            if !people.iter().any(|known| known.id == one.id) {
                people.push(one);
            }
        }
        let (summary, body) = match (people.as_slice(), waited.as_slice()) {
            ([_], [one]) => (one.name.clone(), one.text.clone()),
            ([one], all) => (one.name.clone(), t!("notification-waited-from", count = all.len())),
            (people, all) => {
                let names: Vec<String> = people.iter().map(|one| one.name.clone()).collect();
                let who = t!("notification-waited-who", names = words::together(&names));
                (t!("notification-waited", count = all.len()), who)
            }
        };
        let occasion = Occasion::Waited(first.from.clone());
        self.tell(&occasion, Target::Conversation(first.id.clone()), summary, body);
        let ids: Vec<ConversationId> = people.iter().take(OPENED).map(|one| one.id.clone()).collect();
        Task::batch(ids.into_iter().map(|id| self.show_quietly(id)).collect::<Vec<_>>())
    }

    /// A message or a nudge came: counted where nobody looks, told, and its window opened without taking the focus.
    pub(super) fn arrived(&mut self, id: ConversationId, event: ConversationEvent) -> Task<Message> {
        self.ringing.remove(&id);
        let (from, name, body) = match event {
            ConversationEvent::Message { from, name, message } => (from, name, words_of(&message.text)),
            ConversationEvent::Nudge { from, name } => (from, name, t!("notification-nudge")),
            ConversationEvent::Datacast { from, datacast: Datacast::Action(text) } => {
                let name = self.name_of(&from);
                (from, name, words_of(&text))
            }
            _ => return Task::none(),
        };
        self.count(&id);
        self.note_talk(&id);
        let summary = self.caller(&from, &name);
        let target = Target::Conversation(id.clone());
        self.tell(&Occasion::Message(id.clone(), from), target, summary, body);
        self.show_quietly(id)
    }

    /// The conversation's window opens or asks to be looked at. Who doesn't want windows to open by themselves has the
    /// contact list ask in its place, where the messages are counted.
    fn show_quietly(&mut self, id: ConversationId) -> Task<Message> {
        let which = Window::Conversation(id);
        if self.model.settings.alerts.open_window || self.windows.find(&which).is_some() {
            return self.open(which, Manner::Quiet);
        }
        self.windows.main().map_or_else(Task::none, |main| self.ask_for_attention(main))
    }
}

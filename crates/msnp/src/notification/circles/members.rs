//! Who is there in a circle: presence that comes through it, and whom words reach.

use super::super::Machine;
use crate::command::circles::{Action, Server};
use crate::command::presence;
use crate::content::circle::{self, Published};
use crate::content::endpoint;
use crate::content::routed::{self, Routed};
use crate::event::{CircleEvent, ConversationEvent, ConversationId, Event, PresenceEvent};
use crate::types::{CircleId, Email, Instant, Status};
use bytes::Bytes;

impl Machine {
    /// `PUT`, `DEL`, `SDG` and `NFY`.
    pub(in crate::notification) fn on_circles(&mut self, now: Instant, command: Server) {
        match command {
            Server::Taken { action: Action::Message, transaction, .. } => self.said(transaction),
            Server::Taken { transaction, .. } => self.circle_reply(now, transaction),
            Server::Notify { action: Action::Put, data } => self.on_published(now, &data),
            Server::Notify { action: Action::Delete, data } => self.on_withdrawn(&data),
            Server::Notify { action: Action::Message, data } | Server::Message { data, .. } => {
                self.on_said(&data);
            }
        }
    }

    /// Which of our circles a notice is from.
    fn notice(&mut self, data: &Bytes) -> Option<(CircleId, Routed)> {
        let routed = Routed::decode(data);
        let id = routed.as_ref().and_then(|routed| routed.from.as_circle());
        match id.filter(|id| self.roster.circle(id).is_some()).zip(routed) {
            Some(found) => Some(found),
            None => {
                self.oddity("a notice of no circle of ours");
                None
            }
        }
    }

    /// `NFY PUT`: who hears what is said, or what the circle calls itself.
    fn on_published(&mut self, now: Instant, data: &Bytes) {
        let Some((id, routed)) = self.notice(data) else { return };
        let Some(published) = Published::decode(&routed.content.body) else {
            return self.oddity("a notice of a circle that can't be read");
        };
        if let Some(name) = published.name
            && let Some(known) = self.roster.circle(&id).filter(|known| known.name != name)
        {
            let (standing, role, inviter) = (known.standing, known.role, known.inviter.clone());
            let (id, name) = (id.clone(), Some(name));
            self.tell(Event::Circle(CircleEvent::Is { id, name, standing, role, inviter }));
        }
        let Some(people) = published.roster else { return };
        let full = routed.content.header("NotifType").is_some_and(|kind| kind.eq_ignore_ascii_case("Full"));
        let Some(known) = self.roster.circle(&id) else { return };
        let gone: Vec<Email> = known
            .present()
            .map(|member| member.email.clone())
            .filter(|email| full && !people.contains(email))
            .collect();
        let strangers = people.iter().any(|email| !known.members.contains_key(email) && *email != self.config.email);
        let came: Vec<Email> = people
            .into_iter()
            .filter(|email| {
                *email != self.config.email && known.members.get(email).is_none_or(|member| !member.is_here)
            })
            .collect();
        for email in gone {
            self.member_left(&id, email);
        }
        for email in came {
            self.tell(Event::Circle(CircleEvent::Joined { id: id.clone(), email: email.clone() }));
            if self.is_talk(&id) {
                self.tell_joined(&id, &email);
            }
        }
        // Somebody new: the circle's book knows what to call them.
        if strangers {
            self.want_members(id);
            self.read_next(now);
        }
    }

    /// `NFY DEL`: somebody doesn't hear any more what is said.
    fn on_withdrawn(&mut self, data: &Bytes) {
        let Some((id, routed)) = self.notice(data) else { return };
        match routed.content.header("Uri").and_then(circle::owner_of) {
            Some(email) if email == self.config.email => {}
            Some(email) => self.member_left(&id, email),
            None => self.oddity("a notice of a circle about nobody"),
        }
    }

    fn member_left(&mut self, id: &CircleId, email: Email) {
        let member = self.roster.circle(id).and_then(|circle| circle.members.get(&email));
        if !member.is_some_and(|member| member.is_here) {
            return;
        }
        self.tell(Event::Circle(CircleEvent::Left { id: id.clone(), email: email.clone() }));
        if self.is_talk(id) {
            let event = ConversationEvent::Left { email, idle: false };
            self.tell(Event::Conversation(ConversationId::Circle(id.clone()), event));
        }
    }

    pub(super) fn tell_joined(&mut self, id: &CircleId, email: &Email) {
        let Some(member) = self.roster.circle(id).and_then(|circle| circle.members.get(email)) else { return };
        let (email, name, capabilities) = (member.email.clone(), member.name.clone(), member.capabilities);
        let event = ConversationEvent::Joined { email, name, capabilities };
        self.tell(Event::Conversation(ConversationId::Circle(id.clone()), event));
    }

    /// A presence line that came through a circle, or is of one. `None` when it is of a person; they have it back.
    pub(in crate::notification) fn on_circle_presence(
        &mut self,
        command: presence::Server,
        initial: bool,
    ) -> Option<presence::Server> {
        use presence::Server;
        let (Server::Online { routing, email, .. }
        | Server::Offline { routing, email, .. }
        | Server::PersonalMessage { routing, email, .. }) = &command
        else {
            return Some(command);
        };
        if routing.network.is_some_and(|network| network.id() == crate::types::NetworkId::CIRCLE) {
            return None;
        }
        let Some(via) = &routing.via else { return Some(command) };
        let id = routed::circle(via).filter(|id| self.roster.circle(id).is_some());
        let (Some(id), Some(email)) = (id, Email::from_wire(email)) else {
            self.oddity("presence through no circle of ours");
            return None;
        };
        if email == self.config.email {
            return None;
        }
        let presence = match command {
            Server::Online { transaction, status, name, capabilities, object, .. } if status != Status::Offline => {
                PresenceEvent::Online {
                    email,
                    name: name.map(|name| name.text()).filter(|name| !name.is_empty()),
                    status,
                    capabilities: capabilities.unwrap_or_default(),
                    object: object.as_ref().and_then(crate::notification::presence::object_text),
                    initial: transaction.is_some() || initial,
                }
            }
            Server::PersonalMessage { data, .. } => {
                let message = endpoint::Published::decode(&data).message?;
                PresenceEvent::PersonalMessage { email, message }
            }
            _ => {
                self.member_left(&id, email.clone());
                PresenceEvent::Offline { email }
            }
        };
        self.tell(Event::Circle(CircleEvent::Presence { id, presence }));
        None
    }
}

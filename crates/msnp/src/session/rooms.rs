//! What happens in the rooms, and what it means for the conversations.

use super::outbox::Outbox;
use super::talks::{Room, Talk, Talks};
use super::{ConnectionId, Output};
use crate::error::RequestError;
use crate::event::{ConversationEvent, ConversationId};
use crate::switchboard::{Effect, End, IDLE_TIMEOUT};
use crate::types::{Email, Instant};
use std::time::Duration;

/// After how long without a word a room is left that a newer one has replaced.
const REPLACED_IDLE: Duration = Duration::from_secs(60);

impl Talks {
    /// Tells a room what happened on its connection.
    pub(super) fn with_room(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        connection: ConnectionId,
        tell: impl FnOnce(&mut Room),
    ) {
        if let Some(room) = self.rooms.get_mut(&connection) {
            tell(room);
            self.drain(now, out, connection);
        }
    }

    /// Carries out what a room wants, and what follows from it.
    pub(super) fn drain(&mut self, now: Instant, out: &mut Outbox, connection: ConnectionId) {
        let mut id = None;
        while let Some(room) = self.rooms.get_mut(&connection) {
            let Some(effect) = room.machine.poll() else { break };
            match effect {
                Effect::Send(bytes) => out.push(Output::Send(connection, bytes)),
                Effect::Close => out.push(Output::Close(connection)),
                Effect::Entered => self.entered(now, out, connection),
                Effect::Ringing(email) => self.answer_invites(out, connection, Some(&email), &Ok(())),
                Effect::Event(event) => self.event(now, out, connection, event),
                Effect::Oddity(what) => out.oddity(what),
                Effect::Ended(end) => id = self.ended(out, connection, &end),
            }
        }
        let id = id.or_else(|| self.rooms.get(&connection).map(|room| room.talk.clone()));
        if let Some(id) = id {
            self.pump(now, out, &id);
        }
    }

    /// We are in a room. For one that somebody else opened it is now known which conversation it is.
    fn entered(&mut self, now: Instant, out: &mut Outbox, connection: ConnectionId) {
        if self.mute_if_blocked(now, connection) {
            return;
        }
        let Some(room) = self.rooms.get_mut(&connection) else { return };
        let Some(caller) = room.caller.clone() else { return };
        let people: Vec<Email> = room.machine.people().iter().map(|(email, _)| email.clone()).collect();
        let id = match people.as_slice() {
            [] => ConversationId::With(caller),
            [one] => ConversationId::With(one.clone()),
            [_, _, ..] => {
                let old = ConversationId::With(caller);
                let group = self.group();
                // A talk of two in which something was said stays what it is; the room with several is a new one.
                if self.talks.get(&old).is_none_or(|talk| talk.is_quiet() && !talk.used) {
                    self.talks.remove(&old);
                    out.conversation(&old, ConversationEvent::Became(group.clone()));
                }
                group
            }
        };
        self.trim();
        self.talks.entry(id.clone()).or_default().rooms.push(connection);
        if let Some(room) = self.rooms.get_mut(&connection) {
            room.talk = id;
            room.attached = true;
        }
    }

    fn event(&mut self, now: Instant, out: &mut Outbox, connection: ConnectionId, event: ConversationEvent) {
        let Some(room) = self.rooms.get(&connection) else { return };
        if room.muted {
            return;
        }
        let (id, attached) = (room.talk.clone(), room.attached);
        match event {
            ConversationEvent::Joined { email, name, capabilities } => {
                self.answer_invites(out, connection, Some(&email), &Ok(()));
                if self.mute_if_blocked(now, connection) || !attached {
                    return;
                }
                let id = self.group_of(out, connection, &email);
                if let Some(talk) = self.talks.get_mut(&id) {
                    talk.failures = 0;
                }
                self.newest_only(&id);
                if !self.is_elsewhere(&id, connection, &email) {
                    out.conversation(&id, ConversationEvent::Joined { email, name, capabilities });
                }
            }
            ConversationEvent::Left { email, idle } => {
                if attached && !self.is_elsewhere(&id, connection, &email) {
                    out.conversation(&id, ConversationEvent::Left { email, idle });
                }
            }
            ConversationEvent::CallFailed { email, error } => {
                self.answer_invites(out, connection, Some(&email), &Err(error.clone()));
                if !attached {
                    return;
                }
                // Whom the conversation is with won't come, so what waits for them won't be heard.
                let lost = id == ConversationId::With(email.clone()) && !self.is_met(&id);
                // Where it is left at the service, that is what is to be told.
                if lost && self.leaves_instead(now, out, &id, &error) {
                    return;
                }
                out.conversation(&id, ConversationEvent::CallFailed { email, error: error.clone() });
                if lost {
                    self.fail(out, &id, &error);
                }
            }
            ConversationEvent::MessageState { .. } => out.conversation(&id, event),
            ConversationEvent::SaidElsewhere { .. } => {
                if let Some(talk) = self.talks.get_mut(&id) {
                    talk.used = true;
                }
                out.conversation(&id, event);
            }
            ConversationEvent::Typing { ref from }
            | ConversationEvent::Message { ref from, .. }
            | ConversationEvent::Nudge { ref from, .. }
            | ConversationEvent::Datacast { ref from, .. }
            | ConversationEvent::Invitation { ref from, .. } => {
                if self.blocked.contains(from) && !room.called.contains(from) {
                    return;
                }
                if let Some(talk) = self.talks.get_mut(&id) {
                    talk.used |= !matches!(event, ConversationEvent::Typing { .. });
                }
                out.conversation(&id, event);
            }
            // The machine of a room doesn't say these: they are the session's.
            ConversationEvent::Ringing { .. } | ConversationEvent::Became(_) | ConversationEvent::Closed => {}
        }
    }

    /// A room is over. Answers the conversation that may want another.
    fn ended(&mut self, out: &mut Outbox, connection: ConnectionId, end: &End) -> Option<ConversationId> {
        self.answer_invites(out, connection, None, &Err(end.error()));
        let room = self.rooms.remove(&connection)?;
        if let (End::Closed(why) | End::Garbage(why), false) = (end, room.machine.was_met()) {
            out.oddity(format!("switchboard: {why}"));
        }
        if !room.attached {
            return None;
        }
        let id = room.talk;
        let talk = self.talks.get_mut(&id)?;
        talk.rooms.retain(|c| *c != connection);
        if talk.rooms.is_empty() && room.machine.was_met() {
            out.conversation(&id, ConversationEvent::Closed);
        }
        match id {
            ConversationId::Group(_) if self.talks.get(&id).is_some_and(|talk| talk.rooms.is_empty()) => {
                self.fail(out, &id, &RequestError::ConversationClosed);
                self.talks.remove(&id);
            }
            // What is said in circles needs no room.
            ConversationId::Group(_) | ConversationId::Circle(_) => {}
            ConversationId::With(_) => {
                if !room.machine.was_met() && room.caller.is_none() {
                    self.failed_once(out, &id, &end.error(), true);
                }
            }
        }
        Some(id)
    }

    /// The conversation that a room belongs to once `email` is in it: a talk of two becomes one of several when a third
    /// person comes.
    fn group_of(&mut self, out: &mut Outbox, connection: ConnectionId, email: &Email) -> ConversationId {
        let Some(room) = self.rooms.get(&connection) else { return ConversationId::With(email.clone()) };
        let old = room.talk.clone();
        let ConversationId::With(partner) = &old else { return old };
        let others: Vec<Email> = room.machine.people().iter().map(|(e, _)| e.clone()).collect();
        if others.len() < 2 && (email == partner || room.caller.is_none()) {
            return old;
        }
        // Somebody else than expected, alone: a room that the caller had left before we came.
        if others.len() < 2 {
            let id = ConversationId::With(email.clone());
            self.move_room(connection, &old, &id);
            return id;
        }
        let group = self.group();
        if self.talks.get(&old).is_some_and(|talk| talk.rooms.last() == Some(&connection)) {
            // The room that is spoken in: the talk itself, with what waits in it, is now the group's.
            let mut talk = self.talks.remove(&old).unwrap_or_default();
            let rest: Vec<_> = talk.rooms.drain(..).filter(|c| *c != connection).collect();
            if !rest.is_empty() {
                self.talks.insert(old.clone(), Talk { rooms: rest, ..Talk::default() });
            }
            talk.rooms.push(connection);
            self.forget_ticket(talk.ticket.take());
            self.talks.insert(group.clone(), talk);
            if let Some(room) = self.rooms.get_mut(&connection) {
                room.talk = group.clone();
            }
            out.conversation(&old, ConversationEvent::Became(group.clone()));
        } else {
            self.move_room(connection, &old, &group);
            let Some(room) = self.rooms.get(&connection) else { return group };
            for (other, person) in room.machine.people().iter().filter(|(other, _)| *other != email) {
                let (email, name, capabilities) = (other.clone(), person.name.clone(), person.capabilities);
                out.conversation(&group, ConversationEvent::Joined { email, name, capabilities });
            }
        }
        group
    }

    fn move_room(&mut self, connection: ConnectionId, from: &ConversationId, to: &ConversationId) {
        if let Some(talk) = self.talks.get_mut(from) {
            talk.rooms.retain(|c| *c != connection);
        }
        self.talks.entry(to.clone()).or_default().rooms.push(connection);
        if let Some(room) = self.rooms.get_mut(&connection) {
            room.talk = to.clone();
        }
    }

    /// Leaves a room that somebody blocked is in, unless we called them ourselves; nothing from it is told any more.
    fn mute_if_blocked(&mut self, now: Instant, connection: ConnectionId) -> bool {
        let Some(room) = self.rooms.get_mut(&connection) else { return false };
        let unwanted = |email: &Email| self.blocked.contains(email) && !room.called.contains(email);
        if !room.machine.people().iter().any(|(email, _)| unwanted(email)) {
            return false;
        }
        room.muted = room.caller.is_some() && !room.attached;
        room.machine.leave(now);
        true
    }

    /// Of several rooms of one conversation only the newest is kept through a long silence.
    fn newest_only(&mut self, id: &ConversationId) {
        let Some(talk) = self.talks.get(id) else { return };
        let mut idle = IDLE_TIMEOUT;
        for connection in talk.rooms.iter().rev() {
            if let Some(room) = self.rooms.get_mut(connection) {
                room.machine.set_idle_after(idle);
                if room.machine.is_live() {
                    idle = REPLACED_IDLE;
                }
            }
        }
    }

    /// Whether somebody is in another room of the same conversation.
    fn is_elsewhere(&self, id: &ConversationId, except: ConnectionId, email: &Email) -> bool {
        let rooms = self.talks.get(id).map(|talk| talk.rooms.as_slice()).unwrap_or_default();
        let there = |c: &ConnectionId| self.rooms.get(c).is_some_and(|r| r.machine.people().contains(email));
        rooms.iter().any(|c| *c != except && there(c))
    }

    /// Whether anybody is in any room of the conversation.
    fn is_met(&self, id: &ConversationId) -> bool {
        let rooms = self.talks.get(id).map(|talk| talk.rooms.as_slice()).unwrap_or_default();
        rooms.iter().any(|c| self.rooms.get(c).is_some_and(|r| r.hears(id)))
    }

    /// Answers the invitations of one person, or all, that wait for a room's call.
    fn answer_invites(
        &mut self,
        out: &mut Outbox,
        connection: ConnectionId,
        email: Option<&Email>,
        result: &Result<(), RequestError>,
    ) {
        let Some(room) = self.rooms.get_mut(&connection) else { return };
        room.invites.retain(|(request, who)| {
            let concerned = email.is_none_or(|email| email == who);
            if concerned {
                out.answer(*request, result.clone());
            }
            !concerned
        });
    }
}

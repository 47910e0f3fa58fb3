//! The conversations of a session: what waits to be said in each, and which rooms it has.
//!
//! A conversation with one person outlives its rooms; one with several lives as long as its room. What happens in the
//! rooms is in [`super::rooms`].

use super::absent::Absent;
use super::bridge::Bridge;
use super::outbox::Outbox;
use super::{ConnectionId, RequestId};
use crate::content::TextFormat;
use crate::content::endpoint::OwnPlace;
use crate::dialect::Dialect;
use crate::error::RequestError;
use crate::event::{ConversationEvent, ConversationId, MessageState, RosterEvent};
use crate::notification::SwitchboardTicket;
use crate::request::{MessageId, Request};
use crate::switchboard::{Machine, Say, mix};
use crate::types::{Email, Endpoint, Instant, List, PlaceId, Secret};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many messages may wait in one conversation.
const QUEUE_LIMIT: usize = 200;
/// How many bytes of text may wait in one conversation.
const QUEUE_BYTES: usize = 1024 * 1024;
/// How many invitations may wait for a room of one conversation.
const INVITES_LIMIT: usize = 50;
/// How many rooms there may be at once; calls beyond are not answered.
const ROOMS_LIMIT: usize = 200;
/// How many conversations are remembered; beyond it those that nothing goes on in are forgotten.
const TALKS_LIMIT: usize = 2000;
/// How many rooms in a row may fail before anybody came, until what waits for them fails.
const TRIES: u8 = 2;

/// All conversations.
#[derive(Debug)]
pub(super) struct Talks {
    pub(super) own: Email,
    /// This place among those where the account is signed in.
    place: Option<PlaceId>,
    /// Whether there are others.
    elsewhere: bool,
    pub(super) talks: BTreeMap<ConversationId, Talk>,
    pub(super) rooms: BTreeMap<ConnectionId, Room>,
    tickets: BTreeMap<u64, ConversationId>,
    last_ticket: u64,
    last_group: u32,
    pub(super) blocked: BTreeSet<Email>,
    /// The dialect, while rooms can be asked for.
    pub(super) online: Option<Dialect>,
    /// Whether the server has taken our status since then: before, it opens rooms for nobody.
    announced: bool,
    pub(super) entropy: u64,
    /// What goes to people of other networks.
    pub(super) bridge: Bridge,
    /// Tickets that the notification machine is to be asked with.
    asks: VecDeque<SwitchboardTicket>,
    pub(super) absent: Absent,
}

/// One conversation.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// What waits to be said, oldest first.
    pub(super) queue: VecDeque<Waiting>,
    /// Its rooms, oldest first. The newest that somebody is in is spoken in.
    pub(super) rooms: Vec<ConnectionId>,
    /// The room that is asked for.
    pub(super) ticket: Option<u64>,
    /// Who is to be called once there is a room.
    pub(super) invites: Vec<(RequestId, Email)>,
    /// The message that is being left at the offline message service. Nothing is said before it has come to its end.
    pub(super) leaving: Option<MessageId>,
    /// How many rooms have failed in a row.
    pub(super) failures: u8,
    /// Whether anything was ever said in it.
    pub(super) used: bool,
}

/// A message of ours that isn't on the wire.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) message: MessageId,
    pub(super) say: Say,
    /// Whether it is for the offline message service, whoever is there.
    pub(super) later: bool,
}

/// A room with what the session knows of it.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) machine: Machine,
    /// The conversation it belongs to, or, before we are in, most likely will.
    pub(super) talk: ConversationId,
    /// Whether it is one of the conversation's rooms: not before we are in a room that somebody else opened, and not
    /// after we decided to leave.
    pub(super) attached: bool,
    /// Who called us.
    pub(super) caller: Option<Email>,
    /// Whom we called.
    pub(super) called: BTreeSet<Email>,
    /// Requests that wait for the call of these people.
    pub(super) invites: Vec<(RequestId, Email)>,
    /// Whether nothing from it is passed on: somebody blocked is in it, and we are on the way out.
    pub(super) muted: bool,
}

impl Talk {
    /// What has waited longest, not waiting any more.
    pub(super) fn next_said(&mut self) -> Option<(MessageId, Say)> {
        self.queue.pop_front().map(|waiting| (waiting.message, waiting.say))
    }

    fn is_waiting(&self) -> bool {
        !self.queue.is_empty() || !self.invites.is_empty()
    }
    /// Whether what waits longest is for the offline message service.
    pub(super) fn is_later(&self) -> bool {
        self.leaving.is_none() && self.queue.front().is_some_and(|waiting| waiting.later)
    }
    /// Whether nothing goes on in it.
    pub(super) fn is_quiet(&self) -> bool {
        !self.is_waiting() && self.leaving.is_none() && self.rooms.is_empty() && self.ticket.is_none()
    }
}

impl Talks {
    pub(super) fn new(own: Email, place: Option<PlaceId>, entropy: u64) -> Self {
        Self {
            own,
            place,
            elsewhere: false,
            talks: BTreeMap::new(),
            rooms: BTreeMap::new(),
            tickets: BTreeMap::new(),
            last_ticket: 0,
            last_group: 0,
            blocked: BTreeSet::new(),
            online: None,
            announced: false,
            entropy,
            bridge: Bridge::default(),
            asks: VecDeque::new(),
            absent: Absent::default(),
        }
    }

    /// A request of a conversation. Answers it, now or when the call that it makes has come to something.
    pub(super) fn request(&mut self, now: Instant, out: &mut Outbox, request: RequestId, wish: Request) {
        match wish {
            Request::Say { conversation, message, text, format } => {
                let waiting = Waiting { message, say: Say::Text(text, format), later: false };
                self.say(now, out, request, &conversation, waiting);
            }
            Request::SayAutomatically { conversation, message, text, format } => {
                let waiting = Waiting { message, say: Say::Automatic(text, format), later: false };
                self.say(now, out, request, &conversation, waiting);
            }
            Request::SayLater { to, message, text } => {
                let conversation = ConversationId::With(to);
                if self.is_bridged(&conversation) || !self.may_leave() {
                    return out.answer(request, Err(RequestError::Unsupported));
                }
                let waiting = Waiting { message, say: Say::Text(text, TextFormat::default()), later: true };
                self.say(now, out, request, &conversation, waiting);
            }
            Request::Nudge { conversation, message } => {
                self.say(now, out, request, &conversation, Waiting { message, say: Say::Nudge, later: false });
            }
            Request::Typing(conversation) if self.is_bridged(&conversation) => {
                self.type_bridged(now, &conversation);
                out.answer(request, Ok(()));
            }
            Request::Typing(conversation) => {
                if let Some(connection) = self.live_room(&conversation)
                    && let Some(room) = self.rooms.get_mut(&connection)
                {
                    room.machine.typing(now);
                    self.drain(now, out, connection);
                }
                out.answer(request, Ok(()));
            }
            Request::Invite { conversation, email } => self.invite(now, out, request, &conversation, email),
            Request::Leave(conversation) => {
                self.leave(now, out, &conversation);
                out.answer(request, Ok(()));
            }
            _ => out.answer(request, Err(RequestError::Unsupported)),
        }
    }

    fn say(&mut self, now: Instant, out: &mut Outbox, request: RequestId, id: &ConversationId, waiting: Waiting) {
        let refusal = match (&waiting.say, waiting.say.size()) {
            (Say::Nudge, _) => None,
            (_, 0) => Some(RequestError::Empty),
            (_, size) if size > Say::MAX_TEXT => Some(RequestError::TooLong(Say::MAX_TEXT)),
            _ => None,
        };
        if let Some(error) = refusal {
            return out.answer(request, Err(error));
        }
        let talk = match self.talk_to(id) {
            Ok(talk) => talk,
            Err(error) => return out.answer(request, Err(error)),
        };
        let bytes = talk.queue.iter().map(|w| w.say.size()).sum::<usize>() + waiting.say.size();
        if talk.queue.len() >= QUEUE_LIMIT || bytes > QUEUE_BYTES {
            return out.answer(request, Err(RequestError::QueueFull));
        }
        talk.used = true;
        let message = waiting.message;
        talk.queue.push_back(waiting);
        out.answer(request, Ok(()));
        out.conversation(id, ConversationEvent::MessageState { message, state: MessageState::Queued });
        self.pump(now, out, id);
    }

    fn invite(&mut self, now: Instant, out: &mut Outbox, request: RequestId, id: &ConversationId, email: Email) {
        let talk = match self.talk_to(id) {
            Ok(talk) => talk,
            Err(error) => return out.answer(request, Err(error)),
        };
        if talk.invites.len() >= INVITES_LIMIT {
            return out.answer(request, Err(RequestError::QueueFull));
        }
        talk.invites.push((request, email));
        self.pump(now, out, id);
    }

    /// The conversation to say something in. One with a person is always there; one with several people has to live.
    fn talk_to(&mut self, id: &ConversationId) -> Result<&mut Talk, RequestError> {
        if let ConversationId::With(_) = id {
            self.trim();
            return Ok(self.talks.entry(id.clone()).or_default());
        }
        self.talks.get_mut(id).ok_or(RequestError::ConversationClosed)
    }

    fn leave(&mut self, now: Instant, out: &mut Outbox, id: &ConversationId) {
        let Some(talk) = self.talks.get_mut(id) else { return };
        let rooms = std::mem::take(&mut talk.rooms);
        let ticket = talk.ticket.take();
        self.forget_ticket(ticket);
        let mut met = false;
        for connection in &rooms {
            if let Some(room) = self.rooms.get_mut(connection) {
                room.attached = false;
                met |= room.machine.was_met();
                room.machine.leave(now);
            }
        }
        // What is for somebody who is away needs no room: it goes on to the service.
        if !self.can_leave(now, id) {
            self.fail(out, id, &RequestError::ConversationClosed);
        }
        for connection in rooms {
            self.drain(now, out, connection);
        }
        if met {
            out.conversation(id, ConversationEvent::Closed);
        }
        if let ConversationId::Group(_) = id {
            self.talks.remove(id);
        }
    }

    /// Everything that waits in a conversation comes to nothing.
    pub(super) fn fail(&mut self, out: &mut Outbox, id: &ConversationId, error: &RequestError) {
        let Some(talk) = self.talks.get_mut(id) else { return };
        talk.failures = 0;
        for Waiting { message, .. } in talk.queue.drain(..) {
            let state = MessageState::Failed(error.clone());
            out.conversation(id, ConversationEvent::MessageState { message, state });
        }
        for (request, _) in talk.invites.drain(..) {
            out.answer(request, Err(error.clone()));
        }
    }

    /// Somebody calls.
    pub(super) fn ring(&mut self, now: Instant, out: &mut Outbox, ring: Ring) {
        if self.blocked.contains(&ring.email) {
            return out.oddity(format!("a call from {}, who is blocked, was not answered", ring.email));
        }
        if self.rooms.len() >= ROOMS_LIMIT {
            return out.oddity("a call was not answered: too many conversations are open");
        }
        let talk = ConversationId::With(ring.email.clone());
        let connection = out.open(ring.target);
        let entropy = mix(&mut self.entropy);
        let machine = Machine::incoming(now, self.own.clone(), ring.dialect, ring.cookie, ring.session, entropy);
        let machine = machine.at_place(self.place.clone());
        let caller = Some(ring.email.clone());
        let room = Room { caller, attached: false, ..Room::new(machine, talk.clone()) };
        self.rooms.insert(connection, room);
        // Another place of ours may call this one into its conversation; that is nobody's call to answer.
        if ring.email != self.own {
            out.conversation(&talk, ConversationEvent::Ringing { from: ring.email, name: ring.name });
        }
    }

    /// The notification server's answer to an ask of ours.
    pub(super) fn granted(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        ticket: SwitchboardTicket,
        result: Result<(Endpoint, Secret), RequestError>,
    ) {
        let Some(id) = self.tickets.remove(&ticket.0) else { return };
        let ConversationId::With(email) = &id else { return };
        let Some(talk) = self.talks.get_mut(&id) else { return };
        talk.ticket = None;
        // They may have called us in the meantime, or what waited was taken back.
        if !talk.is_waiting() || has_hope(&id, talk, &self.rooms) {
            return;
        }
        match (result, self.online) {
            (Ok((target, cookie)), Some(dialect)) => {
                let connection = out.open(target);
                let entropy = mix(&mut self.entropy);
                let own = self.own.clone();
                let machine = Machine::outgoing(now, own, dialect, cookie, std::slice::from_ref(email), entropy);
                let machine = machine.at_place(self.place.clone()).summoning(self.elsewhere);
                let mut room = Room::new(machine, id.clone());
                room.called.insert(email.clone());
                talk.rooms.push(connection);
                self.rooms.insert(connection, room);
            }
            // Away for a moment: what waits goes out after the next sign-in.
            (Ok(_), None) | (Err(RequestError::ConnectionLost | RequestError::NotSignedIn), _) => {}
            // Asked before the server had heard that we are there: asked again when it has.
            (Err(RequestError::Server(code)), Some(_)) if code.0 == 913 && !self.announced => return,
            (Err(error), _) => {
                // "Switchboard failed" and no answer are worth another attempt; the other refusals have their reasons.
                let passing =
                    matches!(error, RequestError::Server(crate::error::ErrorCode(280)) | RequestError::Timeout);
                if !self.leaves_instead(now, out, &id, &error) {
                    self.failed_once(out, &id, &error, passing);
                }
            }
        }
        self.pump(now, out, &id);
    }

    /// A room came to nothing before anybody was in it.
    pub(super) fn failed_once(&mut self, out: &mut Outbox, id: &ConversationId, error: &RequestError, passing: bool) {
        let Some(talk) = self.talks.get_mut(id) else { return };
        if !talk.is_waiting() {
            return;
        }
        talk.failures += 1;
        if !passing || talk.failures >= TRIES {
            self.fail(out, id, error);
        }
    }

    /// Rooms can be asked for from now on, or not any more.
    pub(super) fn set_online(&mut self, now: Instant, out: &mut Outbox, dialect: Option<Dialect>) {
        self.online = dialect;
        self.announced = false;
        self.absent.set_online(now, dialect);
        if dialect.is_some() {
            // The rooms that were lost on the way here say nothing about whoever is to be called.
            self.talks.values_mut().for_each(|talk| talk.failures = 0);
            self.pump_all(now, out);
        }
    }

    fn pump_all(&mut self, now: Instant, out: &mut Outbox) {
        let waiting: Vec<_> =
            self.talks.iter().filter(|(_, talk)| talk.is_waiting()).map(|(id, _)| id.clone()).collect();
        for id in waiting {
            self.pump(now, out, &id);
        }
    }

    /// The next room to ask the notification server for.
    pub(super) fn next_ask(&mut self) -> Option<SwitchboardTicket> {
        self.asks.pop_front()
    }

    /// Says what waits if somebody is there to hear it; else sees to it that somebody will be.
    pub(super) fn pump(&mut self, now: Instant, out: &mut Outbox, id: &ConversationId) {
        if self.is_bridged(id) {
            return self.pump_bridged(out, id);
        }
        let can_leave = self.can_leave(now, id);
        let Some(talk) = self.talks.get_mut(id) else { return };
        if !talk.is_waiting() || talk.leaving.is_some() {
            return;
        }
        if talk.is_later() {
            return self.leave_later(now, out, id);
        }
        let live = talk.rooms.iter().rev().find(|c| self.rooms.get(c).is_some_and(|r| r.hears(id))).copied();
        if let Some(connection) = live
            && let Some(room) = self.rooms.get_mut(&connection)
        {
            let mut said = !talk.invites.is_empty();
            while let Some(waiting) = talk.queue.front().filter(|waiting| !waiting.later) {
                if !room.machine.send(now, waiting.message, &waiting.say) {
                    break;
                }
                talk.queue.pop_front();
                said = true;
            }
            for (request, email) in talk.invites.drain(..) {
                if room.machine.people().contains(&email) {
                    out.answer(request, Ok(()));
                } else if room.machine.call(now, email.clone()) {
                    room.called.insert(email.clone());
                    room.invites.push((request, email));
                } else {
                    out.answer(request, Err(RequestError::QueueFull));
                }
            }
            let later = talk.is_later();
            // What still waits goes when something on the wire is acknowledged.
            if said {
                self.drain(now, out, connection);
            }
            if later {
                self.leave_later(now, out, id);
            }
        } else if can_leave {
            self.leave_front(out, id);
        } else if matches!(id, ConversationId::With(_))
            && self.online.is_some()
            && talk.ticket.is_none()
            && !has_hope(id, talk, &self.rooms)
        {
            self.last_ticket += 1;
            talk.ticket = Some(self.last_ticket);
            self.tickets.insert(self.last_ticket, id.clone());
            self.asks.push_back(SwitchboardTicket(self.last_ticket));
        }
    }

    /// The newest room of a conversation that somebody is in.
    fn live_room(&self, id: &ConversationId) -> Option<ConnectionId> {
        let rooms = &self.talks.get(id)?.rooms;
        rooms.iter().rev().find(|c| self.rooms.get(c).is_some_and(|r| r.hears(id))).copied()
    }

    /// A number for a new conversation with several people.
    pub(super) fn group(&mut self) -> ConversationId {
        self.last_group = self.last_group.wrapping_add(1);
        ConversationId::Group(self.last_group)
    }

    /// The room that was asked for isn't wanted any more.
    pub(super) fn forget_ticket(&mut self, ticket: Option<u64>) {
        if let Some(ticket) = ticket {
            self.tickets.remove(&ticket);
        }
    }

    /// Keeps up with who is blocked. Somebody who is blocked while we talk with them alone is left.
    /// Takes in at which places the account is signed in.
    pub(super) fn observe_places(&mut self, places: &[OwnPlace]) {
        self.elsewhere = places.iter().any(|other| other.place.is_some() && other.place != self.place);
    }

    pub(super) fn observe(&mut self, now: Instant, out: &mut Outbox, event: &RosterEvent) {
        self.absent.observe(event);
        match event {
            RosterEvent::OwnStatus(_) if self.online.is_some() && !self.announced => {
                self.announced = true;
                self.pump_all(now, out);
            }
            RosterEvent::SyncStarted => {
                self.blocked.clear();
                self.bridge.forget();
            }
            RosterEvent::Network { email, network } => self.bridge.lives(email, *network),
            RosterEvent::Restored(roster) => {
                let blocked = roster.people.values().filter(|p| p.is_blocked());
                self.blocked = blocked.map(|p| p.email.clone()).collect();
            }
            RosterEvent::Person { email, lists, .. } => {
                if lists.contains(List::Block) {
                    self.blocked.insert(email.clone());
                } else {
                    self.blocked.remove(email);
                }
            }
            RosterEvent::Added { list: List::Block, email, .. } => {
                self.blocked.insert(email.clone());
                self.leave(now, out, &ConversationId::With(email.clone()));
            }
            RosterEvent::Removed { list: List::Block, email, .. } => {
                self.blocked.remove(email);
            }
            _ => {}
        }
    }

    /// Ends everything: rooms are left, what waits fails.
    pub(super) fn finish(&mut self, now: Instant, out: &mut Outbox, error: &RequestError) {
        self.finish_relayed(out);
        self.online = None;
        self.asks.clear();
        self.tickets.clear();
        for (id, mut talk) in std::mem::take(&mut self.talks) {
            let rooms = std::mem::take(&mut talk.rooms);
            let met = rooms.iter().any(|c| self.rooms.get(c).is_some_and(|r| r.machine.was_met()));
            self.talks.insert(id.clone(), talk);
            self.fail(out, &id, error);
            self.talks.remove(&id);
            for connection in rooms {
                self.part(now, out, connection);
            }
            if met {
                out.conversation(&id, ConversationEvent::Closed);
            }
        }
        for connection in self.rooms.keys().copied().collect::<Vec<_>>() {
            self.part(now, out, connection);
        }
    }

    fn part(&mut self, now: Instant, out: &mut Outbox, connection: ConnectionId) {
        if let Some(room) = self.rooms.get_mut(&connection) {
            room.attached = false;
            room.machine.leave_now();
            self.drain(now, out, connection);
        }
    }

    /// When [`Self::deadline`] wants to be called.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.rooms.values().filter_map(|room| room.machine.next_deadline()).min()
    }

    pub(super) fn deadline(&mut self, now: Instant, out: &mut Outbox) {
        let due = |room: &Room| room.machine.next_deadline().is_some_and(|at| at <= now);
        let rooms: Vec<_> = self.rooms.iter().filter(|(_, room)| due(room)).map(|(c, _)| *c).collect();
        for connection in rooms {
            if let Some(room) = self.rooms.get_mut(&connection) {
                room.machine.deadline(now);
            }
            self.drain(now, out, connection);
        }
    }

    /// Forgets conversations that nothing goes on in, when there are very many: everybody who calls makes one.
    pub(super) fn trim(&mut self) {
        if self.talks.len() >= TALKS_LIMIT {
            self.talks.retain(|_, talk| !talk.is_quiet());
        }
    }
}

/// Whether a room of the conversation has somebody in it, or may have soon.
fn has_hope(id: &ConversationId, talk: &Talk, rooms: &BTreeMap<ConnectionId, Room>) -> bool {
    let hope = |room: &Room| room.hears(id) || room.machine.is_coming();
    talk.rooms.iter().any(|c| rooms.get(c).is_some_and(hope))
}

/// A `RNG`.
#[derive(Debug)]
pub(super) struct Ring {
    pub(super) dialect: Dialect,
    pub(super) session: String,
    pub(super) target: Endpoint,
    pub(super) cookie: Secret,
    pub(super) email: Email,
    pub(super) name: String,
}

impl Room {
    fn new(machine: Machine, talk: ConversationId) -> Self {
        Self { machine, talk, attached: true, caller: None, called: BTreeSet::new(), invites: Vec::new(), muted: false }
    }

    /// Whether what is said in it now is heard by those it is meant for: in a talk of two that one person, not somebody
    /// else who came first.
    pub(super) fn hears(&self, id: &ConversationId) -> bool {
        let meant = match id {
            ConversationId::With(partner) => self.machine.people().contains(partner),
            ConversationId::Group(_) => true,
            ConversationId::Circle(_) => false,
        };
        meant && self.machine.is_live()
    }
}

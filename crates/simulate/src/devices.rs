//! What devices are told and what they do.

use crate::journal::Said;
use crate::network::{Piece, Wire, WireId};
use crate::world::{End, What, World};
use bytes::Bytes;
use msnp::conversation::{Change, Conversation};
use msnp::error::SignOutReason;
use msnp::event::{ConversationEvent, ConversationId, Event, RosterEvent};
use msnp::request::{MessageId, Request};
use msnp::session::{Input, Output, RequestId};
use std::time::Duration;

/// How long a program waits for a connection.
const CONNECT: Duration = Duration::from_secs(15);

impl World {
    /// Tells a device something and lets it do what it wants.
    pub(crate) fn tell(&mut self, number: usize, input: Input<'_>) {
        let Some(device) = self.devices.get_mut(number) else { return };
        let clock = device.clock(self.now);
        if let Some(session) = &mut device.session {
            session.handle(clock, input);
        }
        self.drain(number);
    }

    pub(crate) fn tell_awake(&mut self, number: usize, wire: WireId, input: Input<'_>) {
        let asleep = self.devices.get(number).and_then(|device| device.asleep_until).filter(|until| *until > self.now);
        match asleep {
            Some(until) => {
                if let Some(wire) = self.wires.get_mut(&wire) {
                    wire.person_holds = true;
                }
                self.at(until, What::Broken(wire, End::Person));
            }
            None => self.tell(number, input),
        }
    }

    /// Asks a session for something. Answers the request's number.
    pub(crate) fn ask(&mut self, number: usize, request: Request) {
        let Some(device) = self.devices.get_mut(number).filter(|device| device.session.is_some()) else { return };
        let id = device.fresh();
        self.journal.note(self.now, || format!("device {number} asks {id}: {}", brief(&request)));
        if let Request::Block(email) = &request {
            self.journal.shut_out.insert((device.account, email.clone()));
        }
        device.requests.insert(id, request.clone());
        self.tell(number, Input::Request(RequestId(id), request));
    }

    /// Says something.
    pub(crate) fn say(&mut self, number: usize, to: ConversationId, length: usize) {
        let Some(device) = self.devices.get_mut(number).filter(|device| device.session.is_some()) else { return };
        let text = self.journal.text(length);
        let message = MessageId(device.fresh());
        device.messages.insert(message, self.journal.said.len());
        self.journal.said.push(Said {
            by: device.run,
            account: device.account,
            to: to.clone(),
            text: text.clone(),
            state: None,
            abandoned: false,
        });
        self.ask(number, Request::Say { conversation: to, message, text, format: Default::default() });
    }

    pub(crate) fn sign_in(&mut self, number: usize) {
        let (now, random) = (self.now, &mut self.random);
        let Some(device) = self.devices.get_mut(number) else { return };
        let session = device.begin(now, random);
        device.session = Some(session);
        let run = device.run.number;
        self.journal.note(now, || format!("device {number} signs in, for the {run}. time"));
        self.drain(number);
    }

    /// The program on the device is gone from one moment to the next; its system closes what it had open.
    pub(crate) fn die(&mut self, number: usize) {
        let Some(device) = self.devices.get_mut(number) else { return };
        let run = device.run;
        device.session = None;
        device.dialect = None;
        device.requests.clear();
        self.journal.note(self.now, || format!("weather: the program on device {number} dies"));
        for said in &mut self.journal.said {
            let settled = said.state.as_ref().is_some_and(msnp::event::MessageState::is_final);
            said.abandoned |= said.by == run && !settled;
        }
        for id in std::mem::take(&mut self.devices[number].wires).into_values() {
            self.hang_up(id);
        }
    }

    pub(crate) fn hang_up(&mut self, id: WireId) {
        if let Some(wire) = self.wires.get_mut(&id)
            && std::mem::take(&mut wire.person_holds)
        {
            self.put_up(id, Piece::Farewell);
            self.tidy(id);
        }
    }

    pub(crate) fn drain(&mut self, number: usize) {
        while let Some(output) =
            self.devices.get_mut(number).and_then(|device| device.session.as_mut()).and_then(|session| session.poll())
        {
            match output {
                Output::Open(connection, endpoint) => {
                    self.last_wire += 1;
                    let id = WireId(self.last_wire);
                    self.devices[number].wires.insert(connection, id);
                    self.wires.insert(id, Wire::new(number, connection));
                    self.journal.note(self.now, || format!("device {number} opens wire {} to {endpoint}", id.0));
                    self.put_up(id, Piece::Knock);
                    let late = self.now + CONNECT;
                    self.at(late, What::ConnectTimeout(id));
                }
                Output::Send(connection, bytes) => self.sends(number, connection, bytes),
                Output::Close(connection) => {
                    if let Some(id) = self.devices[number].wires.remove(&connection) {
                        self.journal.note(self.now, || format!("device {number} closes wire {}", id.0));
                        self.hang_up(id);
                    }
                }
                Output::Web(id, request) => {
                    let device = &self.devices[number];
                    let run = device.run;
                    let arrives = self.now + device.road.latency(&mut self.random);
                    self.journal.note(self.now, || format!("device {number} asks the web: {}", request.url));
                    let sent = self.now;
                    self.at(arrives, What::WebArrives(run, id, request, sent));
                }
                Output::Event(event) => self.event(number, event),
            }
        }
        self.arm(number);
        let device = &mut self.devices[number];
        if device.session.as_ref().is_some_and(msnp::session::Session::is_over) && !device.requests.is_empty() {
            let open: Vec<String> = std::mem::take(&mut device.requests).values().map(brief).collect();
            self.journal.fault(self.now, format!("device {number} is signed out, and nobody answered {open:?}"));
        }
    }

    pub(crate) fn sends(&mut self, number: usize, connection: msnp::session::ConnectionId, bytes: Bytes) {
        let id = self.devices[number].wires.get(&connection).copied();
        match id.filter(|id| self.wires.get(id).is_some_and(|wire| wire.person_holds)) {
            Some(id) => {
                self.journal.note(self.now, || format!("device {number} > {} {}", id.0, words(&bytes)));
                self.put_up(id, Piece::Bytes(bytes));
            }
            // The session may not have heard yet, but it has, by the order in which it is told.
            None => self.journal.fault(self.now, format!("device {number} writes to a connection that is closed")),
        }
    }

    pub(crate) fn arm(&mut self, number: usize) {
        let device = &mut self.devices[number];
        let Some(due) = device.session.as_ref().and_then(msnp::session::Session::deadline) else { return };
        let due = device.world_time(due).max(self.now);
        if device.alarm.is_none_or(|alarm| alarm > due) {
            device.alarm = Some(due);
            self.at(due, What::Alarm(number));
        }
    }

    pub(crate) fn alarm(&mut self, number: usize) {
        let Some(device) = self.devices.get_mut(number) else { return };
        if let Some(until) = device.asleep_until.filter(|until| *until > self.now) {
            return self.at(until, What::Alarm(number));
        }
        device.alarm = None;
        let clock = device.clock(self.now);
        let due = device.session.as_ref().and_then(msnp::session::Session::deadline);
        if due.is_some_and(|due| due <= clock) {
            self.tell(number, Input::Deadline);
        } else {
            self.arm(number);
        }
    }

    pub(crate) fn event(&mut self, number: usize, event: Event) {
        let now = self.now;
        self.journal.note(now, || format!("device {number} hears {}", brief_event(&event)));
        let device = &mut self.devices[number];
        device.roster.apply(&event);
        match event {
            Event::SignedIn { dialect, .. } => {
                device.dialect = Some(dialect);
                device.was_online = true;
                device.pause = None;
            }
            Event::ConnectionLost { attempt, retry_in, .. } => {
                device.dialect = None;
                device.pause = Some((attempt, retry_in));
                if attempt > 3 && retry_in < Duration::from_secs(2) {
                    self.journal.fault(now, format!("device {number} tries the {attempt}. time after {retry_in:?}"));
                }
            }
            Event::SignedOut(reason) => {
                device.dialect = None;
                self.signed_out(number, reason);
            }
            Event::Answered { request, .. } => {
                let waited_for = device.requests.remove(&request.0).is_some();
                if !waited_for {
                    self.journal.fault(now, format!("device {number} was answered {request:?} twice, or unasked"));
                }
            }
            Event::Roster(RosterEvent::SyncFinished(cache)) => {
                device.cache = cache.map(|cache| *cache);
            }
            Event::OfflineMessage(message) => {
                if device.kept.insert(message.id.clone()) {
                    self.journal.hear(now, number, &message.from, &message.message.text, true);
                }
                self.ask(number, Request::OfflineMessageKept(message.id));
            }
            Event::Conversation(id, event) => self.conversation(number, id, &event),
            _ => {}
        }
    }

    pub(crate) fn signed_out(&mut self, number: usize, reason: SignOutReason) {
        // A first attempt that fails is told to the person, and not repeated.
        let fine = matches!(reason, SignOutReason::Requested | SignOutReason::ElsewhereSignedIn)
            || (!self.devices[number].was_online && is_of_the_network(&reason));
        if !fine {
            self.journal.fault(self.now, format!("device {number} gave up: {reason}"));
        }
        self.devices[number].ended = Some(reason);
    }

    pub(crate) fn conversation(&mut self, number: usize, id: ConversationId, event: &ConversationEvent) {
        let (now, device) = (self.now, &mut self.devices[number]);
        match event {
            ConversationEvent::Message { from, message, .. } => {
                self.journal.hear(now, number, from, &message.text, false);
            }
            ConversationEvent::MessageState { message, state } => {
                let said = device.messages.get(message).and_then(|index| self.journal.said.get_mut(*index));
                if let Some(said) = said {
                    let before = said.state.replace(state.clone());
                    if let Some(before) = before.filter(msnp::event::MessageState::is_final) {
                        let what = format!("{message:?} of device {number} was {before:?} and is {state:?} now");
                        self.journal.fault(now, what);
                    }
                }
            }
            _ => {}
        }
        let conversation = device.conversations.entry(id.clone()).or_insert_with(|| Conversation::new(id.clone()));
        if let Change::Became(new) = conversation.apply(now, event)
            && let Some(mut conversation) = device.conversations.remove(&id)
        {
            conversation.id = new.clone();
            device.conversations.insert(new, conversation);
        }
    }
}

const fn is_of_the_network(reason: &SignOutReason) -> bool {
    matches!(
        reason,
        SignOutReason::Unreachable(_)
            | SignOutReason::ConnectionLost(_)
            | SignOutReason::SignInService(_)
            | SignOutReason::TimedOut
    )
}

/// Bytes for the trace: the first words of them.
pub(crate) fn words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    format!("({} bytes) {}", bytes.len(), text.replace("\r\n", " ⏎ "))
}

fn brief(request: &Request) -> String {
    match request {
        Request::Say { conversation, message, text, .. } => {
            let head: String = text.chars().take(12).collect();
            format!("say {head} ({} bytes) in {conversation} as {}", text.len(), message.0)
        }
        other => format!("{other:?}"),
    }
}

fn brief_event(event: &Event) -> String {
    let mut text = format!("{event:?}");
    if let Some((end, _)) = text.char_indices().nth(240) {
        text.truncate(end);
        text.push('…');
    }
    text
}

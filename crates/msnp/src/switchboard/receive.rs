//! What the server of a room says, and what the people in it say.

use super::flight::Answered;
use super::{Effect, End, Machine, Phase, outgoing};
use crate::command::switchboard::{Acknowledge, Server as Command};
use crate::command::{ErrorReply, Server, login};
use crate::content::chunk::Joined;
use crate::content::{Content, Datacast};
use crate::error::{ErrorCode, RequestError};
use crate::event::{ConversationEvent, MessageState};
use crate::types::{Email, Instant, PlaceId, TransactionId};
use crate::wire::Role;
use bytes::Bytes;

impl Machine {
    /// Bytes came in, cut anyhow.
    pub fn bytes(&mut self, now: Instant, bytes: &[u8]) {
        self.decoder.feed(bytes);
        while self.phase != Phase::Ended {
            match self.decoder.next() {
                Some(Ok(frame)) => {
                    let command = Server::decode(frame, Role::Switchboard, self.dialect);
                    self.command(now, command);
                }
                Some(Err(error)) if error.is_fatal() => self.end(End::Garbage(error.to_string())),
                Some(Err(error)) => self.nonsense(format!("switchboard: {error}")),
                None => break,
            }
        }
    }

    fn command(&mut self, now: Instant, command: Server) {
        match command {
            Server::Switchboard(command) => self.room(now, command),
            Server::Error(error) => self.refused(now, &error),
            Server::Login(login::Server::Out { .. }) => self.end(End::Closed("the server said OUT".into())),
            // Some servers answer a PNG here; nothing follows from it.
            Server::Login(login::Server::Pong { .. }) => {}
            other => self.nonsense(format!("switchboard: a command out of place: {}", shape(&other))),
        }
        self.settle(now);
    }

    fn room(&mut self, now: Instant, command: Command) {
        match command {
            Command::Entered { transaction, .. } | Command::Answered { transaction } => {
                if self.entering == Some(transaction) {
                    self.enter(now);
                } else {
                    self.oddity("switchboard: let in without having asked");
                }
            }
            Command::Ringing { transaction, .. } => {
                match self.calls.iter().find(|call| call.transaction == Some(transaction)) {
                    Some(call) => self.effects.push_back(Effect::Ringing(call.email.clone())),
                    // Whoever came before the answer is no open call any more.
                    None if self.was_issued(transaction) => {}
                    None => self.oddity("switchboard: RINGING for no call of ours"),
                }
            }
            Command::Present { email, place, name, capabilities, .. } => {
                // Told before the ANS is answered: everybody is announced together then.
                let new = self.people.enter(&at(&email, place.as_ref()), name.text(), capabilities);
                if let (Some(email), true) = (new, matches!(self.phase, Phase::In | Phase::Leaving(_))) {
                    self.announce(&email);
                }
                self.forget_self();
            }
            Command::Joined { email, place, name, capabilities, .. } => {
                // A server that forgets to answer has let us in all the same.
                self.enter(now);
                self.last_word = now;
                let new = self.people.enter(&at(&email, place.as_ref()), name.text(), capabilities);
                self.forget_self();
                if let Some(email) = new {
                    self.announce(&email);
                }
            }
            Command::Left { email, place, flag } => {
                if let Some(email) = self.people.leave(&at(&email, place.as_ref())) {
                    for loss in self.chunks.forget(&email) {
                        self.oddity(loss);
                    }
                    self.event(ConversationEvent::Left { email, idle: flag.as_deref() == Some("1") });
                }
            }
            Command::Message { email, name, body } => {
                self.enter(now);
                match Email::from_wire(&email) {
                    Some(from) => self.said(now, from, name.text(), &body),
                    None => self.oddity("switchboard: a message from nobody"),
                }
            }
            Command::Delivered { transaction } => {
                let answered = self.flight.arrived(transaction);
                self.answered(&answered, MessageState::Delivered);
            }
            Command::Missed { transaction } => {
                let answered = self.flight.missed(transaction);
                self.answered(&answered, MessageState::Failed(RequestError::NotAcknowledged));
            }
            Command::Out { .. } => self.end(End::Closed("the server said OUT".into())),
            Command::Granted { .. } | Command::Ring { .. } => {
                self.oddity("switchboard: a line that belongs to the notification server");
            }
        }
    }

    fn answered(&mut self, answered: &Answered, state: MessageState) {
        match answered {
            Answered::Message(id) => self.state(*id, state),
            Answered::Nothing => {}
            Answered::Unasked => self.oddity("switchboard: an acknowledgement of no message of ours"),
        }
    }

    fn refused(&mut self, now: Instant, error: &ErrorReply) {
        let transaction = error.transaction;
        if transaction.is_some() && transaction == self.summoned {
            return;
        }
        if self.phase == Phase::Entering && (transaction.is_none() || transaction == self.entering) {
            self.end(End::Refused(error.code));
        } else if let Some(at) = self.calls.iter().position(|c| transaction.is_some() && c.transaction == transaction) {
            let email = self.calls[at].email.clone();
            match error.code {
                // Already there. If they are, all is well; if we don't see them, they may be about to come.
                ErrorCode(215) if email != self.own => {
                    if self.people.contains(&email) {
                        self.calls.remove(at);
                    }
                    self.effects.push_back(Effect::Ringing(email));
                }
                code => {
                    self.calls.remove(at);
                    self.call_failed(email, call_error(code));
                }
            }
        } else {
            let answered = transaction.map_or(Answered::Unasked, |t| self.flight.missed(t));
            match answered {
                Answered::Message(id) => self.state(id, MessageState::Failed(RequestError::Server(error.code))),
                Answered::Nothing => {}
                Answered::Unasked => self.oddity(format!("switchboard: error {} for no request of ours", error.code.0)),
            }
        }
        self.settle(now);
    }

    /// Somebody said something.
    fn said(&mut self, now: Instant, from: Email, name: String, body: &Bytes) {
        if from == self.own {
            return self.said_elsewhere(now, body);
        }
        self.people.rename(&from, &name);
        let content = match Content::decode(body) {
            Content::Chunk(chunk) => match self.chunks.push(now, &from, chunk) {
                Joined::Whole(content) => content,
                Joined::Waiting => return,
                Joined::Dropped(why) => return self.oddity(format!("switchboard: {why}")),
            },
            content => content,
        };
        if !matches!(content, Content::KeepAlive) {
            self.last_word = now;
        }
        match content {
            Content::Text(message) => self.event(ConversationEvent::Message { from, name, message }),
            Content::Typing { .. } => self.event(ConversationEvent::Typing { from }),
            Content::Datacast(Datacast::Nudge) => self.event(ConversationEvent::Nudge { from, name }),
            Content::Datacast(datacast) => self.event(ConversationEvent::Datacast { from, datacast }),
            Content::Invitation(invitation) => {
                if let (Some(body), Phase::In) = (outgoing::refusal(&invitation), self.phase) {
                    self.message(Acknowledge::Failure, body);
                }
                self.event(ConversationEvent::Invitation { from, fields: invitation.fields });
            }
            // Nothing here draws emoticons or moves files yet; what clients can do is told by their capabilities.
            Content::KeepAlive | Content::ClientCaps { .. } | Content::Emoticons(_) | Content::PeerToPeer { .. } => {}
            Content::Chunk(_) => self.oddity("switchboard: a chunk within a chunk"),
            Content::Unknown { content_type } => {
                let shown: String = content_type.chars().take(80).collect();
                self.oddity(format!("switchboard: content of the unknown type {shown:?}"));
            }
        }
    }

    /// Another place of ours said something, and the servers of those dialects tell every place. Below, nobody repeats
    /// to us what we said.
    fn said_elsewhere(&mut self, now: Instant, body: &Bytes) {
        if !self.dialect.features().places {
            return self.oddity("switchboard: our own words came back");
        }
        let own = self.own.clone();
        let content = match Content::decode(body) {
            Content::Chunk(chunk) => match self.chunks.push(now, &own, chunk) {
                Joined::Whole(content) => content,
                Joined::Waiting => return,
                Joined::Dropped(why) => return self.oddity(format!("switchboard: {why}")),
            },
            content => content,
        };
        match content {
            Content::Text(message) => self.event(ConversationEvent::SaidElsewhere { message: Some(message) }),
            Content::Datacast(Datacast::Nudge) => self.event(ConversationEvent::SaidElsewhere { message: None }),
            // That we type, or what our program can do, is known here.
            _ => {}
        }
    }

    fn announce(&mut self, email: &Email) {
        let found = self.people.iter().find(|(e, _)| *e == email).map(|(e, p)| (e.clone(), p.clone()));
        if let Some((email, person)) = found {
            self.joined(email, person.name, person.capabilities);
        }
    }

    /// Some servers name ourselves among the people: another place that we are signed in at.
    fn forget_self(&mut self) {
        let own = self.own.to_string();
        self.people.leave(&own);
    }

    const fn was_issued(&self, transaction: TransactionId) -> bool {
        transaction.0 != 0 && transaction.0 <= self.last_transaction
    }
}

/// An address with the place that somebody comes from or leaves.
fn at(email: &str, place: Option<&PlaceId>) -> String {
    place.map_or_else(|| email.to_owned(), |place| format!("{email};{place}"))
}

/// What an error in answer to `CAL` means to the one who calls.
const fn call_error(code: ErrorCode) -> RequestError {
    match code.0 {
        // Offline, hidden, or one of us blocks the other: servers don't say which.
        216 | 217 => RequestError::Unreachable,
        _ => RequestError::Server(code),
    }
}

/// What to say of a command in the log: never its parameters, which may be anything.
const fn shape(command: &Server) -> &'static str {
    match command {
        Server::Login(_) => "signing in",
        Server::Lists(_) => "lists",
        Server::Groups(_) => "groups",
        Server::Presence(_) => "presence",
        Server::Profile(_) => "profile",
        Server::Membership(_) => "membership",
        Server::Relay(_) => "relay",
        Server::Circles(_) => "circles",
        Server::Switchboard(_) => "switchboard",
        Server::Error(_) => "error",
        Server::Other(_) => "unknown",
    }
}

//! Messages through the notification server (`UUM` and `UBM`, from 14): for people of other networks, who are in no
//! switchboard.
//!
//! Servers answer a `UUM` only with an error, some with `OK`. So that silence comes to an end a ping follows: replies
//! keep their order, and what wasn't refused by the time of its answer was taken.

use super::pending::Purpose;
use super::{Effect, Machine, Phase};
use crate::command::Client;
use crate::command::relay::{self, MessageKind};
use crate::error::RequestError;
use crate::request::MessageId;
use crate::types::{Email, Instant, NetworkId, TransactionId};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Messages that the server hasn't answered for.
#[derive(Debug, Default)]
pub(super) struct Bridge {
    /// How many parts of each are on their way.
    open: BTreeMap<MessageId, usize>,
    /// The last transaction before the ping that is to answer for it.
    fence: Option<u32>,
}

impl Machine {
    /// Sends a message in one or more parts. Ends in exactly one [`Effect::Bridged`].
    pub fn bridge(&mut self, now: Instant, message: MessageId, email: &Email, kind: MessageKind, parts: Vec<Bytes>) {
        let refusal = if self.phase != Phase::Ready {
            Some(RequestError::NotSignedIn)
        } else if !self.features().bridged_messages || parts.is_empty() {
            Some(RequestError::Unsupported)
        } else if self.pending.is_full() {
            Some(RequestError::QueueFull)
        } else {
            None
        };
        if let Some(error) = refusal {
            return self.out.push_back(Effect::Bridged { message, result: Err(error) });
        }
        self.bridge.open.insert(message, parts.len());
        for body in parts {
            self.send_bridged(now, Purpose::Bridged(message), email, kind, body);
        }
        self.fence(now);
    }

    /// Tells somebody of another network that we type. Nobody needs an answer.
    pub fn bridge_typing(&mut self, now: Instant, email: &Email, body: Bytes) {
        if self.phase == Phase::Ready && self.features().bridged_messages && !self.pending.is_full() {
            // Nothing is open under this number, so nothing is told of its end.
            self.send_bridged(now, Purpose::Bridged(MessageId::ELSEWHERE), email, MessageKind::TYPING, body);
            self.fence(now);
        }
    }

    fn send_bridged(&mut self, now: Instant, purpose: Purpose, email: &Email, kind: MessageKind, body: Bytes) {
        let network = self.book.network(email);
        let email = email.to_string();
        self.ask(now, purpose, |transaction| {
            Client::Relay(relay::Client::Message { transaction, email, network, kind, body })
        });
    }

    /// Pings, unless an answer to an earlier ping is on its way: then that one comes first.
    fn fence(&mut self, now: Instant) {
        if self.pulse.is_waiting() {
            return;
        }
        self.bridge.fence = Some(self.pending.last());
        self.ping(now);
    }

    /// The answer to a ping: what was sent before it and not refused has been taken.
    pub(super) fn bridge_pong(&mut self, now: Instant) {
        let fence = self.bridge.fence.take();
        for (transaction, message) in self.pending.bridged() {
            if fence.is_some_and(|fence| transaction.0 <= fence) {
                self.pending.close(transaction);
                self.part_taken(message);
            }
        }
        if !self.pending.bridged().is_empty() {
            self.fence(now);
        }
    }

    /// `UUM t OK`
    pub(super) fn on_bridged(&mut self, transaction: TransactionId) {
        if let Some(Purpose::Bridged(message)) = self.pending.get(transaction) {
            let message = *message;
            self.pending.close(transaction);
            self.part_taken(message);
        } else if !self.pending.is_expired(transaction) {
            self.oddity("UUM that nobody asked for");
        }
    }

    pub(super) fn part_taken(&mut self, message: MessageId) {
        let Some(open) = self.bridge.open.get_mut(&message) else { return };
        *open = open.saturating_sub(1);
        if *open == 0 {
            self.bridge.open.remove(&message);
            self.out.push_back(Effect::Bridged { message, result: Ok(()) });
        }
    }

    /// A part was refused, and with it the message.
    pub(super) fn part_refused(&mut self, message: MessageId, error: RequestError) {
        if self.bridge.open.remove(&message).is_some() {
            self.out.push_back(Effect::Bridged { message, result: Err(error) });
        }
    }

    /// The connection is given up.
    pub(super) fn forget_bridge(&mut self) {
        for message in std::mem::take(&mut self.bridge).open.into_keys() {
            let result = Err(RequestError::ConnectionLost);
            self.out.push_back(Effect::Bridged { message, result });
        }
    }

    /// Somebody of another network says something.
    pub(super) fn on_bridge_message(&mut self, email: &str, network: NetworkId, body: Bytes) {
        let Some(email) = Email::from_wire(email) else {
            return self.oddity("UBM from an address that is none");
        };
        // What another place of ours sends comes to this one by other ways.
        if email != self.config.email {
            let name = self.roster.display_name(&email).to_owned();
            self.out.push_back(Effect::BridgeMessage { email, name, network, body });
        }
    }
}

//! Talks with people of other networks: there is no room, everything goes through the notification server.

use super::outbox::Outbox;
use super::talks::Talks;
use crate::command::relay::MessageKind;
use crate::content::{Content, Datacast, typing};
use crate::error::RequestError;
use crate::event::{ConversationEvent, ConversationId, MessageState};
use crate::request::MessageId;
use crate::switchboard::{Say, TYPING_PAUSE};
use crate::types::{Email, Instant, NetworkId};
use crate::wire::mime::Mime;
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many messages may be on their way at once.
const ON_THE_WAY: usize = 32;
/// How many people are remembered as those of other networks.
const PEOPLE: usize = crate::roster::Roster::MAX_PEOPLE;

/// What the notification machine is to send.
#[derive(Debug)]
pub(super) enum Bridged {
    Message { message: MessageId, email: Email, kind: MessageKind, parts: Vec<Bytes> },
    Typing { email: Email, body: Bytes },
}

/// The people of other networks, and what is on its way to them.
#[derive(Debug, Default)]
pub(super) struct Bridge {
    people: BTreeSet<Email>,
    asks: VecDeque<Bridged>,
    sent: BTreeMap<MessageId, ConversationId>,
    typed: BTreeMap<Email, Instant>,
}

impl Bridge {
    /// Somebody lives there. Only Yahoo's people are in no switchboard.
    pub(super) fn lives(&mut self, email: &Email, network: NetworkId) {
        if network != NetworkId::YAHOO {
            self.people.remove(email);
        } else if self.people.len() < PEOPLE {
            self.people.insert(email.clone());
        }
    }

    /// Sends something of which somebody else keeps track.
    pub(super) fn ask(&mut self, bridged: Bridged) {
        self.asks.push_back(bridged);
    }

    /// What is to be sent next.
    pub(super) fn next(&mut self) -> Option<Bridged> {
        self.asks.pop_front()
    }

    /// The whole lists follow.
    pub(super) fn forget(&mut self) {
        self.people.clear();
    }
}

impl Talks {
    /// Whether a conversation is with somebody who is in no switchboard, and whom the dialect can reach.
    pub(super) fn is_bridged(&self, id: &ConversationId) -> bool {
        let known = |email: &Email| self.bridge.people.contains(email);
        matches!(id, ConversationId::With(email) if known(email))
            && self.online.is_none_or(|dialect| dialect.features().bridged_messages)
    }

    /// Sends what waits for somebody of another network.
    pub(super) fn pump_bridged(&mut self, out: &mut Outbox, id: &ConversationId) {
        let ConversationId::With(email) = id else { return };
        let Some(talk) = self.talks.get_mut(id) else { return };
        for (request, _) in talk.invites.drain(..) {
            out.answer(request, Err(RequestError::Unsupported));
        }
        if self.online.is_none() {
            return;
        }
        while self.bridge.sent.len() < ON_THE_WAY
            && let Some((message, say)) = talk.next_said()
        {
            let kind = if matches!(say, Say::Nudge) { MessageKind::NUDGE } else { MessageKind::TEXT };
            let mut parts = say.bodies(false, &mut self.entropy);
            if kind == MessageKind::TEXT {
                parts = parts.into_iter().map(for_client).collect();
            }
            out.conversation(id, ConversationEvent::MessageState { message, state: MessageState::Sent });
            self.bridge.sent.insert(message, id.clone());
            self.bridge.asks.push_back(Bridged::Message { message, email: email.clone(), kind, parts });
        }
    }

    /// Says that we type, no more often than in a switchboard.
    pub(super) fn type_bridged(&mut self, now: Instant, id: &ConversationId) {
        let ConversationId::With(email) = id else { return };
        self.bridge.typed.retain(|_, last| now.since(*last) < TYPING_PAUSE);
        if self.online.is_some() && !self.bridge.typed.contains_key(email) {
            self.bridge.typed.insert(email.clone(), now);
            self.bridge.asks.push_back(Bridged::Typing { email: email.clone(), body: typing::encode(&self.own) });
        }
    }

    /// What became of a message.
    pub(super) fn bridged(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        message: MessageId,
        result: Result<(), RequestError>,
    ) {
        let Some(id) = self.bridge.sent.remove(&message) else {
            return self.relayed(now, out, message, result);
        };
        let state = result.map_or_else(MessageState::Failed, |()| MessageState::Delivered);
        out.conversation(&id, ConversationEvent::MessageState { message, state });
        // What waited for its turn may be anybody's.
        let waiting: Vec<_> = self.talks.keys().filter(|id| self.is_bridged(id)).cloned().collect();
        for id in waiting {
            self.pump(now, out, &id);
        }
    }

    /// Somebody says something through the notification server.
    pub(super) fn bridge_message(
        &mut self,
        out: &mut Outbox,
        from: Email,
        name: String,
        network: NetworkId,
        body: &Bytes,
    ) {
        if self.blocked.contains(&from) {
            return;
        }
        // An account of our own network is called back in a switchboard.
        if network == NetworkId::YAHOO {
            self.bridge.lives(&from, network);
        }
        let id = ConversationId::With(from.clone());
        let event = match Content::decode(body) {
            Content::Text(message) => ConversationEvent::Message { from, name, message },
            Content::Typing { .. } => return out.conversation(&id, ConversationEvent::Typing { from }),
            Content::Datacast(Datacast::Nudge) => ConversationEvent::Nudge { from, name },
            Content::Datacast(datacast) => ConversationEvent::Datacast { from, datacast },
            _ => return out.oddity("a message of another network that is no text"),
        };
        self.trim();
        self.talks.entry(id.clone()).or_default().used = true;
        out.conversation(&id, event);
    }
}

/// A text with the line that says whom it is for: not a telephone, not a mailbox.
pub(super) fn for_client(body: Bytes) -> Bytes {
    match Mime::parse(&body) {
        Some(mime) => mime.with("Dest-Agent", "client").encode(),
        None => body,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Output, RequestId};
    use super::*;
    use crate::content::TextFormat;
    use crate::dialect::Dialect;
    use crate::event::{Event, RosterEvent};
    use crate::request::Request;

    const START: Instant = Instant(std::time::Duration::ZERO);

    fn email(name: &str) -> Email {
        Email::parse(name).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Talks that know yan of Yahoo.
    fn talks() -> (Talks, Outbox) {
        let (mut talks, mut out) = (Talks::new(email("alice@example.com"), None, 1), Outbox::default());
        let event = RosterEvent::Network { email: email("yan@yahoo.example"), network: NetworkId::YAHOO };
        talks.observe(START, &mut out, &event);
        (talks, out)
    }

    fn events(out: &mut Outbox) -> Vec<Event> {
        let event = |output| match output {
            Output::Event(Event::Answered { .. }) => None,
            Output::Event(event) => Some(event),
            other => panic!("{other:?}"),
        };
        std::iter::from_fn(|| out.pop()).filter_map(event).collect()
    }

    fn say(number: u64, text: &str) -> Request {
        let conversation = ConversationId::With(email("yan@yahoo.example"));
        Request::Say { conversation, message: MessageId(number), text: text.into(), format: TextFormat::default() }
    }

    fn state(number: u64, state: MessageState) -> Event {
        let event = ConversationEvent::MessageState { message: MessageId(number), state };
        Event::Conversation(ConversationId::With(email("yan@yahoo.example")), event)
    }

    #[test]
    fn words_for_another_network_need_no_room() {
        let (mut talks, mut out) = talks();
        talks.request(START, &mut out, RequestId(1), say(1, "hello"));
        assert_eq!(events(&mut out), [state(1, MessageState::Queued)]);
        assert!(talks.bridge.next().is_none(), "it waits until we are online");
        talks.set_online(START, &mut out, Some(Dialect::Msnp15));
        assert_eq!(events(&mut out), [state(1, MessageState::Sent)]);
        assert!(talks.next_ask().is_none());
        let Some(Bridged::Message { message, email, kind, parts }) = talks.bridge.next() else { panic!("a message") };
        assert_eq!(
            (message, email.as_str(), kind, parts.len()),
            (MessageId(1), "yan@yahoo.example", MessageKind::TEXT, 1)
        );
        let mime = Mime::parse(&parts[0]).expect("headers");
        assert_eq!(mime.header("Dest-Agent"), Some("client"));
        assert_eq!(&mime.body[..], b"hello");
        talks.bridged(START, &mut out, MessageId(1), Ok(()));
        talks.bridged(START, &mut out, MessageId(1), Ok(()));
        assert_eq!(events(&mut out), [state(1, MessageState::Delivered)]);

        let conversation = ConversationId::With(email);
        let nudge = Request::Nudge { conversation: conversation.clone(), message: MessageId(2) };
        talks.request(START, &mut out, RequestId(2), nudge);
        assert!(matches!(talks.bridge.next(), Some(Bridged::Message { kind: MessageKind::NUDGE, .. })));
        talks.bridged(START, &mut out, MessageId(2), Err(RequestError::Unreachable));
        assert_eq!(events(&mut out).last(), Some(&state(2, MessageState::Failed(RequestError::Unreachable))));

        for request in [3, 4] {
            talks.request(START, &mut out, RequestId(request), Request::Typing(conversation.clone()));
        }
        assert!(matches!(talks.bridge.next(), Some(Bridged::Typing { .. })));
        assert!(talks.bridge.next().is_none(), "no more often than in a room");
    }

    #[test]
    fn many_words_take_their_turns() {
        let (mut talks, mut out) = talks();
        talks.set_online(START, &mut out, Some(Dialect::Msnp18));
        for number in 0..100 {
            talks.request(START, &mut out, RequestId(number), say(number, "x"));
        }
        let mut order = Vec::new();
        while let Some(Bridged::Message { message, .. }) = talks.bridge.next() {
            assert!(talks.bridge.sent.len() <= ON_THE_WAY);
            order.push(message.0);
            talks.bridged(START, &mut out, message, Ok(()));
        }
        assert!(order.into_iter().eq(0..100));
    }

    #[test]
    fn a_dialect_without_the_command_asks_for_a_room() {
        let (mut talks, mut out) = talks();
        talks.set_online(START, &mut out, Some(Dialect::Msnp13));
        talks.request(START, &mut out, RequestId(1), say(1, "hello"));
        assert!(talks.next_ask().is_some() && talks.bridge.next().is_none());
    }

    #[test]
    fn what_they_say_is_a_conversation() {
        let (mut talks, mut out) = talks();
        let from = email("new@yahoo.example");
        let text = Bytes::from_static(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi");
        let typing =
            Bytes::from_static(b"Content-Type: text/x-msmsgscontrol\r\nTypingUser: new@yahoo.example\r\n\r\n\r\n");
        for body in [&text, &typing, &Datacast::Nudge.encode(), &Bytes::from_static(b"nonsense")] {
            talks.bridge_message(&mut out, from.clone(), "New".into(), NetworkId::YAHOO, body);
        }
        let heard = events(&mut out);
        let said = |event: &Event| match event {
            Event::Conversation(ConversationId::With(with), event) if *with == from => Some(event.clone()),
            _ => None,
        };
        assert!(matches!(said(&heard[0]), Some(ConversationEvent::Message { message, .. }) if message.text == "hi"));
        assert_eq!(said(&heard[1]), Some(ConversationEvent::Typing { from: from.clone() }));
        assert!(matches!(said(&heard[2]), Some(ConversationEvent::Nudge { .. })));
        assert!(matches!(heard[3], Event::Oddity(_)));
        assert!(talks.is_bridged(&ConversationId::With(from.clone())), "the answer goes the same way");
        // An account of our own network is called in a switchboard; who is blocked isn't heard.
        talks.bridge_message(&mut out, email("bob@example.com"), "Bob".into(), NetworkId::PASSPORT, &text);
        assert!(!talks.is_bridged(&ConversationId::With(email("bob@example.com"))));
        talks.blocked.insert(from.clone());
        events(&mut out);
        talks.bridge_message(&mut out, from, "New".into(), NetworkId::YAHOO, &text);
        assert_eq!(events(&mut out), []);
    }
}

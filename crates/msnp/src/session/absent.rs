//! People who aren't there: who they are, and what is left at the service for them instead of being said.
//!
//! A talk has one queue. What stands at its front goes to a room when somebody is in one, and to the offline message
//! service when they are known to be away; nothing behind it goes anywhere before it has come to its end. So the order
//! holds, however often somebody comes and goes.

use super::bridge::{Bridged, for_client};
use super::offline::{Leaving, Outcome};
use super::outbox::Outbox;
use super::talks::{Talks, Waiting};
use crate::command::relay::MessageKind;
use crate::content::TextFormat;
use crate::dialect::Dialect;
use crate::error::RequestError;
use crate::event::{ConversationEvent, ConversationId, MessageState, PresenceEvent, RosterEvent};
use crate::request::MessageId;
use crate::switchboard::Say;
use crate::types::{Email, Instant, List};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// After how long online a contact of whom nothing was heard is away. Until then they are called.
const FIRST_MOMENTS: Duration = Duration::from_secs(10);
/// How long somebody who couldn't be called counts as away. Of those who aren't contacts nobody says when they come.
const NOT_REACHED: Duration = Duration::from_secs(60);
/// How many people are remembered.
const MOST_PEOPLE: usize = 10_000;

/// How messages are left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    /// Not at all: the dialect has no such thing, or the service hasn't.
    #[default]
    None,
    /// At the web service.
    Service,
    /// Through the notification server, since there is no web service.
    Relay,
}

/// Who is there, as far as presence and calls tell.
#[derive(Debug, Default)]
pub(super) struct Absent {
    way: Way,
    /// Since when we are online.
    since: Option<Instant>,
    contacts: BTreeSet<Email>,
    there: BTreeSet<Email>,
    /// Who has gone, or couldn't be called until then.
    gone: BTreeMap<Email, Option<Instant>>,
    /// What is to be left at the service.
    leavings: VecDeque<Leaving>,
    /// What is on its way by `UUM`, and in which conversations it was said.
    relayed: BTreeMap<MessageId, ConversationId>,
}

impl Absent {
    pub(super) fn set_online(&mut self, now: Instant, dialect: Option<Dialect>) {
        let leaves = dialect.is_some_and(|dialect| dialect.features().offline_messages);
        self.way = if leaves { Way::Service } else { Way::None };
        self.since = dialect.map(|_| now);
        if dialect.is_none() {
            self.there.clear();
            self.gone.clear();
        }
    }

    /// Keeps up with who is on the contact list.
    pub(super) fn observe(&mut self, event: &RosterEvent) {
        match event {
            RosterEvent::SyncStarted => self.contacts.clear(),
            RosterEvent::Restored(roster) => {
                let contacts = roster.people.values().filter(|person| person.lists.contains(List::Forward));
                self.contacts = contacts.map(|person| person.email.clone()).collect();
            }
            RosterEvent::Person { email, lists, .. } if lists.contains(List::Forward) => {
                self.contacts.insert(email.clone());
            }
            // Nobody says any more when they come.
            RosterEvent::Person { email, .. }
            | RosterEvent::Removed { list: List::Forward, email, group: None, .. } => {
                self.contacts.remove(email);
                self.there.remove(email);
                self.gone.remove(email);
            }
            // Of somebody new it takes a while until the server says whether they are there: they are called.
            _ => {}
        }
    }

    fn is_away(&self, now: Instant, email: &Email) -> bool {
        match self.gone.get(email) {
            Some(None) => true,
            Some(Some(until)) if *until > now => true,
            _ => {
                let settled = self.since.is_some_and(|since| since + FIRST_MOMENTS <= now);
                settled && self.contacts.contains(email) && !self.there.contains(email)
            }
        }
    }
}

impl Talks {
    pub(super) fn observe_presence(&mut self, event: &PresenceEvent) {
        let absent = &mut self.absent;
        match event {
            PresenceEvent::Online { email, .. } => {
                absent.gone.remove(email);
                if absent.there.len() < MOST_PEOPLE {
                    absent.there.insert(email.clone());
                }
            }
            PresenceEvent::Offline { email } => {
                absent.there.remove(email);
                if absent.gone.len() < MOST_PEOPLE {
                    absent.gone.insert(email.clone(), None);
                }
            }
            PresenceEvent::PersonalMessage { .. } => {}
        }
    }

    /// The next message for the offline message service.
    pub(super) fn next_leaving(&mut self) -> Option<Leaving> {
        self.absent.leavings.pop_front()
    }

    /// Whether what waits in a conversation is for somebody who is away, and can be left for them.
    pub(super) fn can_leave(&self, now: Instant, id: &ConversationId) -> bool {
        let ConversationId::With(email) = id else { return false };
        let waits = self.talks.get(id).is_some_and(|talk| talk.invites.is_empty() && !talk.queue.is_empty());
        waits && self.absent.way != Way::None && self.absent.is_away(now, email)
    }

    /// Somebody couldn't be called. Answers whether what waits for them is left at the service instead of failing; then
    /// only those who were to be called with them are refused.
    pub(super) fn leaves_instead(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        id: &ConversationId,
        error: &RequestError,
    ) -> bool {
        let ConversationId::With(email) = id else { return false };
        // 913: who appears offline can't call anybody; whoever is there has to be told by them that they are not.
        let away = match error {
            RequestError::Unreachable => true,
            RequestError::Server(code) => code.0 == 913 && !self.absent.there.contains(email),
            _ => false,
        };
        let Some(talk) = self.talks.get_mut(id) else { return false };
        if !away || self.absent.way == Way::None || talk.queue.is_empty() || self.absent.gone.len() >= MOST_PEOPLE {
            return false;
        }
        talk.failures = 0;
        for (request, _) in talk.invites.drain(..) {
            out.answer(request, Err(error.clone()));
        }
        self.absent.gone.insert(email.clone(), Some(now + NOT_REACHED));
        true
    }

    /// Whether messages can be left at the service at all, as far as is known; what is for it waits until we are online.
    pub(super) fn may_leave(&self) -> bool {
        self.online.is_none() || self.absent.way != Way::None
    }

    /// Leaves what waits longest, which is meant for that.
    pub(super) fn leave_later(&mut self, now: Instant, out: &mut Outbox, id: &ConversationId) {
        if self.online.is_none() {
            return;
        }
        if self.absent.way != Way::None {
            return self.leave_front(out, id);
        }
        // Since it was asked for, it turned out that there is no such service.
        let Some(talk) = self.talks.get_mut(id) else { return };
        while talk.is_later()
            && let Some(Waiting { message, .. }) = talk.queue.pop_front()
        {
            let state = MessageState::Failed(RequestError::Unsupported);
            out.conversation(id, ConversationEvent::MessageState { message, state });
        }
        self.pump(now, out, id);
    }

    /// Gives the first message of a conversation to the offline message service. A nudge can't be left, nor what the program says
    /// by itself.
    pub(super) fn leave_front(&mut self, out: &mut Outbox, id: &ConversationId) {
        let ConversationId::With(to) = id else { return };
        let Some(talk) = self.talks.get_mut(id) else { return };
        while talk.leaving.is_none()
            && let Some(Waiting { message, say, .. }) = talk.queue.pop_front()
        {
            match say {
                Say::Text(text, _) => {
                    talk.leaving = Some(message);
                    let leaving = Leaving { conversation: id.clone(), to: to.clone(), message, text };
                    if self.absent.way == Way::Relay {
                        return self.relay(out, leaving);
                    }
                    self.absent.leavings.push_back(leaving);
                }
                // An answer in place of somebody who is away is of no use later.
                Say::Automatic(..) | Say::Nudge => {
                    let state = MessageState::Failed(RequestError::Unreachable);
                    out.conversation(id, ConversationEvent::MessageState { message, state });
                }
            }
        }
    }

    /// Leaves a message by `UUM`.
    fn relay(&mut self, out: &mut Outbox, leaving: Leaving) {
        let Leaving { conversation, to, message, text } = leaving;
        let bodies = Say::Text(text, TextFormat::default()).bodies(false, &mut self.entropy);
        let parts = bodies.into_iter().map(for_client).collect();
        out.conversation(&conversation, ConversationEvent::MessageState { message, state: MessageState::Sent });
        self.absent.relayed.insert(message, conversation);
        self.bridge.ask(Bridged::Message { message, email: to, kind: MessageKind::TEXT, parts });
    }

    /// What became of a message by `UUM`, if it was one to be left.
    pub(super) fn relayed(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        message: MessageId,
        result: Result<(), RequestError>,
    ) {
        let Some(conversation) = self.absent.relayed.remove(&message) else { return };
        // The connection went before the server could refuse it.
        let result = result.map_err(|error| match error {
            RequestError::ConnectionLost | RequestError::Timeout => RequestError::Uncertain,
            error => error,
        });
        self.left(now, out, Outcome { conversation, message, result, unserved: None });
    }

    /// The session ends: what is on its way by `UUM` may have arrived.
    pub(super) fn finish_relayed(&mut self, out: &mut Outbox) {
        for (message, conversation) in std::mem::take(&mut self.absent.relayed) {
            let state = MessageState::Failed(RequestError::Uncertain);
            out.conversation(&conversation, ConversationEvent::MessageState { message, state });
        }
    }

    /// What became of it; then the next one's turn has come.
    pub(super) fn left(&mut self, now: Instant, out: &mut Outbox, outcome: Outcome) {
        let Outcome { conversation, message, result, unserved } = outcome;
        if let Some(leaving) = unserved {
            let relays = self.online.is_some_and(|dialect| dialect.features().offline_by_relay);
            self.absent.way = if relays { Way::Relay } else { Way::None };
            if relays {
                return self.relay(out, leaving);
            }
        }
        // A third person may have come in meanwhile, and the conversation goes by another name.
        let mut talks = self.talks.iter_mut();
        let of_it = talks.find(|(_, talk)| talk.leaving == Some(message));
        let conversation = match of_it {
            Some((id, talk)) => {
                talk.leaving = None;
                id.clone()
            }
            None => conversation,
        };
        let state = result.map_or_else(MessageState::Failed, |()| MessageState::Left);
        out.conversation(&conversation, ConversationEvent::MessageState { message, state });
        self.pump(now, out, &conversation);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Output, RequestId};
    use super::*;
    use crate::event::Event;
    use crate::request::Request;
    use crate::wire::mime::Mime;

    const START: Instant = Instant(Duration::ZERO);

    fn bob() -> Email {
        Email::parse("bob@example.com").unwrap_or_else(|e| panic!("{e}"))
    }

    fn say(talks: &mut Talks, out: &mut Outbox, number: u64) {
        let (conversation, message) = (ConversationId::With(bob()), MessageId(number));
        let (text, format) = (format!("word {number}"), TextFormat::default());
        talks.request(START, out, RequestId(number), Request::Say { conversation, message, text, format });
    }

    #[test]
    fn what_the_program_says_by_itself_is_not_left() {
        let (mut talks, mut out) = (Talks::new(bob(), None, 1), Outbox::default());
        talks.set_online(START, &mut out, Some(Dialect::Msnp18));
        talks.observe_presence(&PresenceEvent::Offline { email: bob() });
        let (conversation, message) = (ConversationId::With(bob()), MessageId(1));
        let (text, format) = ("I'm away".to_owned(), TextFormat::default());
        let wish = Request::SayAutomatically { conversation, message, text, format };
        talks.request(START, &mut out, RequestId(1), wish);
        assert!(talks.next_leaving().is_none());
        assert_eq!(states(&mut out, 1).last(), Some(&MessageState::Failed(RequestError::Unreachable)));
    }

    fn states(out: &mut Outbox, number: u64) -> Vec<MessageState> {
        let state = |output| match output {
            Output::Event(Event::Conversation(_, ConversationEvent::MessageState { message, state }))
                if message == MessageId(number) =>
            {
                Some(state)
            }
            _ => None,
        };
        std::iter::from_fn(|| out.pop()).filter_map(state).collect()
    }

    #[test]
    fn without_a_web_service_the_notification_server_takes_them_where_it_can() {
        for (dialect, relays) in [(Dialect::Msnp17, false), (Dialect::Msnp18, true)] {
            let (mut talks, mut out) = (Talks::new(bob(), None, 1), Outbox::default());
            talks.set_online(START, &mut out, Some(dialect));
            talks.observe_presence(&PresenceEvent::Offline { email: bob() });
            say(&mut talks, &mut out, 1);
            say(&mut talks, &mut out, 2);
            let leaving = talks.next_leaving().unwrap_or_else(|| panic!("a message to leave"));
            let (conversation, message) = (leaving.conversation.clone(), leaving.message);
            let (result, unserved) = (Err(RequestError::Unreachable), Some(leaving));
            talks.left(START, &mut out, Outcome { conversation, message, result, unserved });
            assert!(talks.next_leaving().is_none());
            if !relays {
                assert_eq!(states(&mut out, 1).last(), Some(&MessageState::Failed(RequestError::Unreachable)));
                assert!(talks.next_ask().is_some() && talks.bridge.next().is_none(), "the second is tried in a room");
                continue;
            }
            for number in [1, 2] {
                let Some(Bridged::Message { message, email, kind, parts }) = talks.bridge.next() else {
                    panic!("a message by the notification server")
                };
                assert_eq!((message, email, kind), (MessageId(number), bob(), MessageKind::TEXT));
                let mime = Mime::parse(&parts[0]).unwrap_or_else(|| panic!("headers"));
                assert_eq!(mime.header("Dest-Agent"), Some("client"));
                assert!(talks.bridge.next().is_none(), "one at a time");
                talks.bridged(START, &mut out, message, Ok(()));
                assert_eq!(states(&mut out, number).last(), Some(&MessageState::Left));
            }
            for (number, refusal, error) in [
                (3, RequestError::Unreachable, RequestError::Unreachable),
                (4, RequestError::ConnectionLost, RequestError::Uncertain),
            ] {
                say(&mut talks, &mut out, number);
                talks.bridged(START, &mut out, MessageId(number), Err(refusal));
                assert_eq!(states(&mut out, number).last(), Some(&MessageState::Failed(error)));
            }
            say(&mut talks, &mut out, 5);
            talks.finish(START, &mut out, &RequestError::ConversationClosed);
            assert_eq!(states(&mut out, 5).last(), Some(&MessageState::Failed(RequestError::Uncertain)));
        }
    }
}

//! People who aren't there: who they are, and what is left at the service for them instead of being said.
//!
//! A talk has one queue. What stands at its front goes to a room when somebody is in one, and to the offline message
//! service when they are known to be away; nothing behind it goes anywhere before it has come to its end. So the order
//! holds, however often somebody comes and goes.

use super::offline::{Leaving, Outcome};
use super::outbox::Outbox;
use super::talks::{Talks, Waiting};
use crate::error::RequestError;
use crate::event::{ConversationEvent, ConversationId, MessageState, PresenceEvent, RosterEvent};
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

/// Who is there, as far as presence and calls tell.
#[derive(Debug, Default)]
pub(super) struct Absent {
    /// Whether messages can be left: the dialect has them, and nothing says that the service hasn't.
    leaves: bool,
    /// Since when we are online.
    since: Option<Instant>,
    contacts: BTreeSet<Email>,
    there: BTreeSet<Email>,
    /// Who has gone, or couldn't be called until then.
    gone: BTreeMap<Email, Option<Instant>>,
    /// What is to be left at the service.
    leavings: VecDeque<Leaving>,
}

impl Absent {
    pub(super) fn set_online(&mut self, now: Instant, leaves: Option<bool>) {
        self.leaves = leaves.unwrap_or_default();
        self.since = leaves.map(|_| now);
        if leaves.is_none() {
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
            RosterEvent::Removed { list: List::Forward, email, group: None, .. } => {
                self.contacts.remove(email);
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
        waits && self.absent.leaves && self.absent.is_away(now, email)
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
        if !away || !self.absent.leaves || talk.queue.is_empty() || self.absent.gone.len() >= MOST_PEOPLE {
            return false;
        }
        talk.failures = 0;
        for (request, _) in talk.invites.drain(..) {
            out.answer(request, Err(error.clone()));
        }
        self.absent.gone.insert(email.clone(), Some(now + NOT_REACHED));
        true
    }

    /// Gives the first message of a conversation to the offline message service. A nudge can't be left.
    pub(super) fn leave_front(&mut self, out: &mut Outbox, id: &ConversationId) {
        let ConversationId::With(to) = id else { return };
        let Some(talk) = self.talks.get_mut(id) else { return };
        while talk.leaving.is_none()
            && let Some(Waiting { message, say }) = talk.queue.pop_front()
        {
            match say {
                Say::Text(text, _) => {
                    talk.leaving = Some(message);
                    let (conversation, to) = (id.clone(), to.clone());
                    self.absent.leavings.push_back(Leaving { conversation, to, message, text });
                }
                Say::Nudge => {
                    let state = MessageState::Failed(RequestError::Unreachable);
                    out.conversation(id, ConversationEvent::MessageState { message, state });
                }
            }
        }
    }

    /// What became of it; then the next one's turn has come.
    pub(super) fn left(&mut self, now: Instant, out: &mut Outbox, outcome: Outcome) {
        let Outcome { conversation, message, result, no_service } = outcome;
        if no_service {
            self.absent.leaves = false;
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

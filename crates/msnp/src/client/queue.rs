//! The events that wait for the program.

use crate::event::{ConversationEvent, ConversationId, Event, PresenceEvent};
use crate::types::Email;
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// From how many waiting events on the ones that a later one has overtaken are thrown away.
const CROWDED: usize = 4096;

/// How many events wait at most. A program that has left this many unread isn't there any more.
const FULL: usize = 32 * 1024;

/// A queue without a wait for its writer.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    news: Notify,
}

#[derive(Debug, Default)]
struct State {
    events: VecDeque<Event>,
    /// How many events came since the last look for overtaken ones.
    untidy: usize,
    /// Nothing more comes.
    closed: bool,
    /// Nobody reads.
    abandoned: bool,
}

impl Queue {
    /// Adds an event, unless nobody reads or the queue is full.
    pub(super) fn push(&self, event: Event) {
        {
            let mut state = self.lock();
            if state.abandoned {
                return;
            }
            state.untidy += 1;
            // Not before half of them are new, so that looking through them costs little.
            if state.events.len() >= CROWDED && state.untidy >= state.events.len() / 2 {
                tidy(&mut state.events);
                state.untidy = 0;
            }
            // The last word of a session is always let in.
            if state.events.len() < FULL || matches!(event, Event::SignedOut(_)) {
                state.events.push_back(event);
            }
        }
        self.news.notify_one();
    }

    /// Whether so much waits that the reader should have a turn.
    pub(super) fn is_crowded(&self) -> bool {
        self.lock().events.len() >= CROWDED / 4
    }

    /// Whether events are being lost.
    pub(super) fn is_full(&self) -> bool {
        self.lock().events.len() >= FULL
    }

    /// Says that nothing more comes.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.news.notify_one();
    }

    /// Says that nobody reads any more.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.abandoned = true;
        state.events = VecDeque::new();
    }

    pub(super) fn try_next(&self) -> Option<Event> {
        self.lock().events.pop_front()
    }

    pub(super) async fn next(&self) -> Option<Event> {
        loop {
            {
                let mut state = self.lock();
                if let Some(event) = state.events.pop_front() {
                    return Some(event);
                }
                if state.closed {
                    return None;
                }
            }
            self.news.notified().await;
        }
    }

    /// A panic elsewhere leaves nothing half done here: the state is used as it is.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a later event of the same kind makes needless.
#[derive(PartialEq, Eq, Hash)]
enum Overtaken {
    Presence(Email),
    PersonalMessage(Email),
    Typing(ConversationId, Email),
    Oddity,
}

/// Leaves of each person's presence only the last, and so on. What has to be seen one by one stays.
fn tidy(events: &mut VecDeque<Event>) {
    let mut seen = HashSet::new();
    let mut keep: Vec<bool> = events
        .iter()
        .rev()
        .map(|event| {
            let key = match event {
                Event::Presence(PresenceEvent::Online { email, .. } | PresenceEvent::Offline { email }) => {
                    Overtaken::Presence(email.clone())
                }
                Event::Presence(PresenceEvent::PersonalMessage { email, .. }) => {
                    Overtaken::PersonalMessage(email.clone())
                }
                Event::Conversation(id, ConversationEvent::Typing { from }) => {
                    Overtaken::Typing(id.clone(), from.clone())
                }
                Event::Oddity(_) => Overtaken::Oddity,
                // A new sync starts the lists anew: what was said of presence before it doesn't hold any more.
                _ => return true,
            };
            seen.insert(key)
        })
        .collect();
    events.retain(|_| keep.pop().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Capabilities, Status};

    fn online(name: &str, status: Status) -> Event {
        let email = Email::from_wire(name).expect("an address");
        let capabilities = Capabilities::default();
        Event::Presence(PresenceEvent::Online { email, name: None, status, capabilities, object: None, initial: false })
    }

    #[test]
    fn only_what_is_overtaken_goes() {
        let mut events = VecDeque::from([
            online("a@x", Status::Online),
            Event::ShutdownIn { minutes: 1 },
            online("A@X", Status::Busy),
            Event::Oddity("1".to_owned()),
            online("b@x", Status::Away),
            Event::ShutdownIn { minutes: 1 },
            Event::Oddity("2".to_owned()),
        ]);
        tidy(&mut events);
        assert_eq!(
            Vec::from(events),
            [
                Event::ShutdownIn { minutes: 1 },
                online("A@X", Status::Busy),
                online("b@x", Status::Away),
                Event::ShutdownIn { minutes: 1 },
                Event::Oddity("2".to_owned()),
            ]
        );
    }

    #[test]
    fn memory_stays_bounded() {
        let queue = Queue::default();
        for number in 0..200_000_usize {
            queue.push(online(&format!("{}@x", number % 100), Status::Online));
        }
        assert!(queue.lock().events.len() <= CROWDED && !queue.is_full());
        for minutes in 0..100_000 {
            queue.push(Event::ShutdownIn { minutes });
        }
        assert!(queue.is_full() && queue.lock().events.len() == FULL);
        queue.push(Event::SignedOut(crate::error::SignOutReason::TimedOut));
        assert!(matches!(queue.lock().events.back(), Some(Event::SignedOut(_))));
        queue.abandon();
        queue.push(Event::ShutdownIn { minutes: 0 });
        assert_eq!(queue.try_next(), None);
    }

    #[tokio::test]
    async fn a_reader_waits_and_then_learns_of_the_end() {
        let queue = std::sync::Arc::new(Queue::default());
        let reader = tokio::spawn({
            let queue = std::sync::Arc::clone(&queue);
            async move { (queue.next().await, queue.next().await) }
        });
        tokio::task::yield_now().await;
        queue.push(Event::ShutdownIn { minutes: 3 });
        tokio::task::yield_now().await;
        queue.close();
        assert_eq!(reader.await.ok(), Some((Some(Event::ShutdownIn { minutes: 3 }), None)));
    }
}

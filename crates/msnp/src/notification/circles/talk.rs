//! What is said in circles, both ways.
//!
//! A message that is on the wire is [`Sent`](MessageState::Sent). A server that acknowledges makes it delivered; one
//! that never does, which is the rule, promises nothing, and so it stays as it is. A refusal is told.

use super::super::Machine;
use super::super::job::{Reply, Step};
use super::super::pending::Purpose;
use crate::command::{Client, circles};
use crate::content::circle::Said;
use crate::content::routed::Routed;
use crate::content::{TextFormat, TextMessage};
use crate::error::RequestError;
use crate::event::{Answer, ConversationEvent, ConversationId, Event, MessageState};
use crate::request::{MessageId, Request};
use crate::roster::Standing;
use crate::session::RequestId;
use crate::switchboard::Say;
use crate::types::{CircleId, Instant, TransactionId};
use bytes::Bytes;
use std::collections::VecDeque;
use std::time::Duration;

/// How many messages, and how many bytes of text, may wait for one circle.
const QUEUE_LIMIT: usize = 200;
const QUEUE_BYTES: usize = 1024 * 1024;

/// How often at most the others are told that we type.
const TYPING_PAUSE: Duration = Duration::from_secs(5);

/// What goes on in a circle.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// What waits until the server has let us in.
    queue: VecDeque<(MessageId, Say)>,
    /// Whether anything was said: from then on it is told who comes and goes.
    used: bool,
    typed: Option<Instant>,
}

impl Machine {
    /// A wish of a circle's conversation; any other is handed back.
    pub(in crate::notification) fn circle_wish(
        &mut self,
        now: Instant,
        requests: &[RequestId],
        wish: Request,
    ) -> Option<Request> {
        let result = match wish {
            Request::Say { conversation: ConversationId::Circle(id), message, text, format } => {
                self.say_in_circle(now, requests, &id, message, text, format);
                return None;
            }
            Request::Nudge { conversation: ConversationId::Circle(id), message } => {
                self.put_in_circle(now, requests, &id, message, Say::Nudge);
                return None;
            }
            Request::Invite { conversation: ConversationId::Circle(circle), email } => {
                return Some(Request::InviteToCircle { circle, email });
            }
            Request::Typing(ConversationId::Circle(id)) => {
                self.type_in_circle(now, &id);
                Ok(Answer::Done)
            }
            // The window is closed; the circle stays.
            Request::Leave(ConversationId::Circle(id)) => {
                self.close_talk(&id, &RequestError::ConversationClosed);
                Ok(Answer::Done)
            }
            wish => return Some(wish),
        };
        self.answer(requests, result);
        None
    }

    fn say_in_circle(
        &mut self,
        now: Instant,
        requests: &[RequestId],
        id: &CircleId,
        message: MessageId,
        text: String,
        format: TextFormat,
    ) {
        let refusal = match text.len() {
            0 => Some(RequestError::Empty),
            length if length > Say::MAX_TEXT => Some(RequestError::TooLong(Say::MAX_TEXT)),
            _ => None,
        };
        match refusal {
            Some(error) => self.answer(requests, Err(error)),
            None => self.put_in_circle(now, requests, id, message, Say::Text(text, format)),
        }
    }

    fn put_in_circle(&mut self, now: Instant, requests: &[RequestId], id: &CircleId, message: MessageId, say: Say) {
        let circles = &self.circles;
        let member = self.roster.circle(id).is_some_and(|circle| circle.standing == Standing::Member);
        // Also while the lists are still on their way, or the proof is: the answer comes soon.
        let hope = circles.open.contains(id) || circles.opening.contains(id) || circles.to_open.contains(id);
        let refusal = match (self.features().circles, member, hope) {
            (false, ..) => Some(RequestError::Unsupported),
            (_, false, _) => Some(RequestError::UnknownGroup),
            (.., false) => Some(RequestError::ConversationClosed),
            _ => None,
        };
        if let Some(error) = refusal {
            return self.answer(requests, Err(error));
        }
        let queue = &self.circles.talks.entry(id.clone()).or_default().queue;
        let bytes = queue.iter().map(|(_, say)| say.size()).sum::<usize>() + say.size();
        if queue.len() >= QUEUE_LIMIT || bytes > QUEUE_BYTES {
            return self.answer(requests, Err(RequestError::QueueFull));
        }
        self.answer(requests, Ok(Answer::Done));
        self.tell_state(id, message, MessageState::Queued);
        self.begin_talk(id);
        if let Some(talk) = self.circles.talks.get_mut(id) {
            talk.queue.push_back((message, say));
        }
        self.say_waiting(now, id);
    }

    /// Says what waits, if the server has let us in.
    pub(super) fn say_waiting(&mut self, now: Instant, id: &CircleId) {
        while self.circles.open.contains(id)
            && let Some((message, say)) = self.circles.talks.get_mut(id).and_then(|talk| talk.queue.pop_front())
        {
            let parts: Vec<Said> = match say {
                Say::Nudge => vec![Said::Nudge],
                // The second is refused before it comes here.
                Say::Text(text, format) | Say::Automatic(text, format) => {
                    let parts = TextMessage::new(text, format).cut();
                    parts.into_iter().map(Said::Text).collect()
                }
            };
            let last = parts.len().saturating_sub(1);
            let room = !self.pending.is_full();
            for (n, said) in parts.iter().enumerate().filter(|_| room) {
                self.send_said(now, id, said, (n == last).then_some(message));
            }
            let state = if room { MessageState::Sent } else { MessageState::Failed(RequestError::QueueFull) };
            self.tell_state(id, message, state);
        }
    }

    /// `message` where the fate of this part is that of the whole.
    fn send_said(&mut self, now: Instant, id: &CircleId, said: &Said, message: Option<MessageId>) {
        let data = said.encode(id, &self.config.email, &self.place);
        let purpose = Purpose::Said { circle: id.clone(), message };
        self.ask(now, purpose, |transaction| {
            Client::Circles(circles::Client::Send { action: circles::Action::Message, transaction, data })
        });
    }

    fn type_in_circle(&mut self, now: Instant, id: &CircleId) {
        if !self.circles.open.contains(id) || self.pending.is_full() {
            return;
        }
        let talk = self.circles.talks.entry(id.clone()).or_default();
        if talk.typed.is_none_or(|typed| now.since(typed) >= TYPING_PAUSE) {
            talk.typed = Some(now);
            self.send_said(now, id, &Said::Typing, None);
        }
    }

    /// `SDG t OK`
    pub(super) fn said(&mut self, transaction: TransactionId) {
        if !matches!(self.pending.get(transaction), Some(Purpose::Said { .. })) {
            if !self.pending.is_expired(transaction) {
                self.oddity("an acknowledgement of nothing said");
            }
            return;
        }
        self.circles.acknowledges = true;
        if let Some(Purpose::Said { circle, message: Some(message) }) = self.pending.close(transaction) {
            self.tell_state(&circle, message, MessageState::Delivered);
        }
    }

    /// What was said was refused.
    pub(in crate::notification) fn said_failed(
        &mut self,
        circle: &CircleId,
        message: Option<MessageId>,
        error: RequestError,
    ) {
        if let Some(message) = message {
            self.tell_state(circle, message, MessageState::Failed(error));
        }
    }

    /// No word came about what was said. Only from a server that gives one does that mean anything.
    pub(in crate::notification) fn said_unheard(
        &mut self,
        circle: &CircleId,
        message: Option<MessageId>,
        error: RequestError,
    ) {
        if self.circles.acknowledges {
            self.said_failed(circle, message, error);
        }
    }

    /// `PUT t OK`, `DEL t OK`
    pub(super) fn circle_reply(&mut self, now: Instant, transaction: TransactionId) {
        use super::super::edits::Found;
        let fits = |step: &Step| matches!(step, Step::JoinCircle(_) | Step::PartCircle(_));
        if let Found::Reply(job) = self.found(Some(transaction), fits) {
            self.step_done(now, job, Reply::default());
        }
    }

    /// `SDG 0`: somebody says something.
    pub(super) fn on_said(&mut self, data: &Bytes) {
        let routed = Routed::decode(data);
        let heard = routed.as_ref().and_then(|routed| {
            let id = routed.to.as_circle().or_else(|| routed.from.via.clone())?;
            Some((self.roster.circle(&id).map(|_| id)?, routed.from.as_person()?.clone()))
        });
        let (Some((id, from)), Some(routed)) = (heard, routed) else {
            return self.oddity("a message in no circle of ours");
        };
        let own = from == self.config.email;
        if own && routed.from.place.as_ref() == Some(&self.place) {
            return;
        }
        // One person can't make us leave a circle, but need not be heard.
        if self.roster.person(&from).is_some_and(|person| person.is_blocked()) {
            return;
        }
        let event = match Said::decode(&routed.content) {
            Said::Typing if own => return,
            Said::Typing => ConversationEvent::Typing { from },
            Said::Nudge => ConversationEvent::Nudge { name: self.name_in(&id, &from), from },
            Said::Text(message) => ConversationEvent::Message { name: self.name_in(&id, &from), from, message },
            Said::Other(kind) => return self.oddity(format!("a message of the kind {kind:?} in a circle")),
        };
        self.begin_talk(&id);
        self.tell(Event::Conversation(ConversationId::Circle(id), event));
    }

    fn name_in(&self, id: &CircleId, email: &crate::types::Email) -> String {
        let member = self.roster.circle(id).and_then(|circle| circle.members.get(email));
        let name = member.map(|member| member.name.as_str()).filter(|name| *name != email.as_str());
        name.unwrap_or_else(|| self.roster.display_name(email)).to_owned()
    }

    pub(super) fn is_talk(&self, id: &CircleId) -> bool {
        self.circles.talks.get(id).is_some_and(|talk| talk.used)
    }

    /// Something is said for the first time: whom it reaches is told.
    fn begin_talk(&mut self, id: &CircleId) {
        let talk = self.circles.talks.entry(id.clone()).or_default();
        if std::mem::replace(&mut talk.used, true) {
            return;
        }
        let present = self.roster.circle(id).into_iter().flat_map(|circle| circle.present());
        let present: Vec<_> = present.map(|member| member.email.clone()).collect();
        for email in present {
            self.tell_joined(id, &email);
        }
    }

    /// Nothing is said there any more; what waits comes to nothing.
    pub(super) fn close_talk(&mut self, id: &CircleId, error: &RequestError) {
        let Some(talk) = self.circles.talks.remove(id) else { return };
        for (message, _) in talk.queue {
            self.tell_state(id, message, MessageState::Failed(error.clone()));
        }
        if talk.used {
            self.tell(Event::Conversation(ConversationId::Circle(id.clone()), ConversationEvent::Closed));
        }
    }

    fn tell_state(&mut self, id: &CircleId, message: MessageId, state: MessageState) {
        let event = ConversationEvent::MessageState { message, state };
        self.tell(Event::Conversation(ConversationId::Circle(id.clone()), event));
    }
}

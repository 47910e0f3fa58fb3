//! Leaving messages at the service, one at a time and in their order.

use super::{Access, Offline, Outbox, Outcome, PATIENCE, WebError, WebId, WebReply};
use crate::error::{ErrorCode, RequestError};
use crate::event::{ConversationEvent, ConversationId, MessageState};
use crate::request::MessageId;
use crate::soap::envelope::SoapError;
use crate::soap::offline::message::{MAX_TEXT, parts};
use crate::soap::offline::send::{self, Form, Product, Sender, StoreError, THROTTLE_PAUSE};
use crate::types::{Email, Instant, Secret};
use std::collections::{BTreeMap, VecDeque};

/// How many parts a text may have. Services slow down whoever leaves many, and a text beyond this is none that somebody
/// would want to find in pieces.
pub(super) const MOST_PARTS: usize = 16;

/// How often in a row the service may ask for a pause before a message is given up.
const MOST_PAUSES: u8 = 10;

/// How many people messages are counted for, and have an uncertain one that is remembered.
const MOST_PEOPLE: usize = 1000;

/// A text for somebody who isn't there.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::session) struct Leaving {
    pub(in crate::session) conversation: ConversationId,
    pub(in crate::session) to: Email,
    pub(in crate::session) message: MessageId,
    pub(in crate::session) text: String,
}

/// One of them on its way.
#[derive(Debug)]
struct Post {
    leaving: Leaving,
    parts: Vec<String>,
    /// Which part is next.
    at: usize,
    /// The number of the first part.
    first: u32,
    /// Whether its last challenge was answered, and whether the ticket was renewed for it.
    unlocked: bool,
    renewed: bool,
    /// How often in a row the service asked for a pause.
    pauses: u8,
    /// Whether the program knows that it is on its way.
    told: bool,
}

/// What is on its way to the service.
#[derive(Debug)]
pub(super) struct Posts {
    run: String,
    /// The last number for each person; who isn't among them has had none above the `floor`.
    numbers: BTreeMap<Email, u32>,
    floor: u32,
    /// What each person may or may not have got last, with its first number.
    uncertain: BTreeMap<Email, (String, u32)>,
    /// Empty before the first challenge.
    lock_key: Secret,
    queue: VecDeque<Post>,
    /// The request for the first of them, and when its answer is late.
    open: Option<(WebId, Instant)>,
    /// The service asked for a pause.
    rests_until: Option<Instant>,
}

impl Posts {
    pub(super) fn new(run: String) -> Self {
        Self {
            run,
            numbers: BTreeMap::new(),
            floor: 0,
            uncertain: BTreeMap::new(),
            lock_key: Secret::default(),
            queue: VecDeque::new(),
            open: None,
            rests_until: None,
        }
    }

    pub(super) fn is_open(&self, web: WebId) -> bool {
        self.open.is_some_and(|(open, _)| open == web)
    }

    pub(super) fn is_late(&self, now: Instant) -> bool {
        self.open.is_some_and(|(_, due)| due <= now)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        [self.open.map(|(_, due)| due), self.rests_until].into_iter().flatten().min()
    }

    pub(super) fn rested(&mut self, now: Instant) {
        self.rests_until = self.rests_until.filter(|until| *until > now);
    }

    /// The numbers for the parts of a text. The same text right after one that may have arrived gets the same numbers.
    fn number(&mut self, to: &Email, text: &str, parts: usize) -> u32 {
        if let Some((_, first)) = self.uncertain.remove(to).filter(|(uncertain, _)| uncertain == text) {
            return first;
        }
        if self.numbers.len() >= MOST_PEOPLE && !self.numbers.contains_key(to) {
            self.floor = self.numbers.values().copied().max().unwrap_or_default();
            self.numbers.clear();
        }
        let last = self.numbers.entry(to.clone()).or_insert(self.floor);
        let first = last.saturating_add(1);
        *last = last.saturating_add(u32::try_from(parts).unwrap_or(u32::MAX));
        first
    }
}

impl Offline {
    /// Puts a message on its way. Its end comes as an [`Outcome`].
    pub(in crate::session) fn leave(&mut self, leaving: Leaving) {
        let parts: Vec<String> = parts(&leaving.text).into_iter().map(str::to_owned).collect();
        if parts.len() > MOST_PARTS {
            let result = Err(RequestError::TooLong(MOST_PARTS * MAX_TEXT));
            let Leaving { conversation, message, .. } = leaving;
            return self.outcomes.push_back(Outcome { conversation, message, result, unserved: None });
        }
        let first = self.posts.number(&leaving.to, &leaving.text, parts.len());
        let post = Post { leaving, parts, at: 0, first, unlocked: false, renewed: false, pauses: 0, told: false };
        self.posts.queue.push_back(post);
    }

    /// Gives up what is on its way, since the session ends.
    pub(in crate::session) fn finish(&mut self, out: &mut Outbox, error: &RequestError) {
        self.finish_fetching(out);
        let mut open = self.posts.open.take().is_some();
        for post in std::mem::take(&mut self.posts.queue) {
            // What is asked now may have arrived, and so may the first parts of one that isn't.
            let uncertain = std::mem::take(&mut open) || post.at > 0;
            let error = if uncertain { RequestError::Uncertain } else { error.clone() };
            let Leaving { conversation, message, .. } = post.leaving;
            let state = MessageState::Failed(error);
            out.conversation(&conversation, ConversationEvent::MessageState { message, state });
        }
    }

    pub(super) fn post_next(&mut self, now: Instant, out: &mut Outbox, access: &Access) {
        let posts = &mut self.posts;
        if posts.open.is_some() || posts.rests_until.is_some() {
            return;
        }
        let Some(post) = posts.queue.front_mut() else { return };
        let Some(ticket) = &access.ticket else {
            if std::mem::replace(&mut post.renewed, true) {
                return self.post_ended(Err(RequestError::NotSignedIn), false);
            }
            return self.want_ticket(None);
        };
        let ticket = wrapped(ticket);
        let Some(part) = post.parts.get(post.at) else { return self.post_ended(Ok(()), false) };
        let sender = Sender {
            url: &access.leave,
            form: Form::Store,
            from: &access.email,
            name: &access.name,
            ticket: &ticket,
            product: Product::MESSENGER_7_5,
            lock_key: &posts.lock_key,
            dialect: access.dialect.name(),
            build: access.dialect.features().client_version,
            insecure_loopback: access.insecure_loopback,
        };
        let number = post.first.saturating_add(u32::try_from(post.at).unwrap_or(u32::MAX));
        let Ok(request) = sender.store(&post.leaving.to, &posts.run, number, part) else {
            // Our own rules forbid the address, so there is no service for us.
            return self.post_ended(Err(RequestError::Unreachable), true);
        };
        let (id, message) = (post.leaving.conversation.clone(), post.leaving.message);
        let told = std::mem::replace(&mut post.told, true);
        posts.open = Some((out.web(request), now + PATIENCE));
        if !told {
            out.conversation(&id, ConversationEvent::MessageState { message, state: MessageState::Sent });
        }
    }

    pub(super) fn post_answered(&mut self, now: Instant, result: Result<WebReply, WebError>) {
        self.posts.open = None;
        let Some(post) = self.posts.queue.front_mut() else { return };
        let reply = match result {
            Ok(reply) => reply,
            // It wasn't even asked.
            Err(error) if error.is_final() || matches!(error, WebError::Connect(_)) => {
                let error = if post.at == 0 { RequestError::Unreachable } else { RequestError::Uncertain };
                return self.post_ended(Err(error), false);
            }
            Err(_) => return self.post_ended(Err(RequestError::Uncertain), false),
        };
        match send::read(&reply) {
            Ok(()) => {
                post.at += 1;
                (post.unlocked, post.pauses) = (false, 0);
                if post.at >= post.parts.len() {
                    self.post_ended(Ok(()), false);
                }
            }
            Err(StoreError::Challenge { lock_key: Some(challenge), .. }) if !post.unlocked => {
                post.unlocked = true;
                self.posts.lock_key = Product::MESSENGER_7_5.lock_key(&challenge);
            }
            Err(StoreError::Challenge { policy, .. }) if !post.renewed => {
                post.renewed = true;
                self.want_ticket(policy);
            }
            Err(StoreError::Useless(SoapError::Http(401 | 403))) if !post.renewed => {
                post.renewed = true;
                self.want_ticket(None);
            }
            Err(StoreError::Useless(SoapError::Http(401 | 403))) => {
                self.post_ended(Err(RequestError::Server(ErrorCode(928))), false);
            }
            Err(StoreError::Throttled) if post.pauses < MOST_PAUSES => {
                post.pauses += 1;
                self.posts.rests_until = Some(now + THROTTLE_PAUSE);
            }
            Err(StoreError::Useless(SoapError::Http(404 | 405 | 410 | 501))) => {
                self.post_ended(Err(RequestError::Unreachable), true);
            }
            Err(StoreError::Useless(_)) => self.post_ended(Err(RequestError::Uncertain), false),
            Err(error) => self.post_ended(Err(error.request_error()), false),
        }
    }

    /// The first message has come to its end.
    fn post_ended(&mut self, result: Result<(), RequestError>, no_service: bool) {
        let Some(post) = self.posts.queue.pop_front() else { return };
        // Of a message in parts the first ones are there.
        let result = if post.at > 0 { result.map_err(|_| RequestError::Uncertain) } else { result };
        let leaving = post.leaving;
        if result == Err(RequestError::Uncertain) && self.posts.uncertain.len() < MOST_PEOPLE {
            self.posts.uncertain.insert(leaving.to.clone(), (leaving.text.clone(), post.first));
        }
        let (conversation, message) = (leaving.conversation.clone(), leaving.message);
        let unserved = (no_service && post.at == 0).then_some(leaving);
        self.outcomes.push_back(Outcome { conversation, message, result, unserved });
    }
}

/// A ticket as the service wants to see it: some login pages give it bare.
fn wrapped(ticket: &Secret) -> Secret {
    if ticket.expose().starts_with("t=") { ticket.clone() } else { Secret::new(format!("t={}", ticket.expose())) }
}

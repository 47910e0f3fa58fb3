//! Fetching what waits for us: told once each, in the order it was written, and deleted once the program has it.

use super::{Access, Offline, Outbox, PATIENCE, Ticket, WebError, WebId, WebReply};
use crate::content::TextMessage;
use crate::error::{ErrorCode, RequestError};
use crate::event::{self, Event, OfflineMessageId};
use crate::session::RequestId;
use crate::soap::offline::fetch::{self as rsi, FetchError, MAX_WAITING, MailData, Waiting};
use crate::soap::offline::message::{OfflineMessage, in_order};
use crate::soap::time::Timestamp;
use crate::types::{Instant, Secret};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// How many messages are asked for at once.
const AT_ONCE: usize = 4;
/// After how many messages, or bytes of text, those that came are told, though more wait.
const BATCH: usize = 200;
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// How many messages are remembered as told.
const MOST_SEEN: usize = 10_000;
/// How many messages are remembered whole, to know one that was stored twice.
const MOST_RECENT: usize = 100;
/// How many are deleted with one request.
const MOST_DELETED: usize = 50;
/// How long after a new ticket no other is asked for.
const RENEWED_WITHIN: Duration = Duration::from_secs(300);
/// What the same sender wrote twice, in the same place and words, within this time, is one message whose sender didn't
/// hear that it had arrived.
const REPEATED_WITHIN: Duration = Duration::from_secs(600);

/// What is known of the messages that wait for us.
#[derive(Debug, Default)]
pub(super) struct Fetch {
    /// Whether what waits has to be asked for.
    look: bool,
    /// To be fetched, in the service's order.
    wanted: VecDeque<Wanted>,
    /// What is asked, and when the answer is late.
    open: BTreeMap<WebId, (Instant, Ask)>,
    /// What came and isn't told yet.
    batch: Vec<Came>,
    /// What was told or can't be, by the service's names, and in which order it was.
    seen: BTreeSet<String>,
    seen_order: VecDeque<String>,
    /// What was told last.
    recent: VecDeque<Told>,
    /// The other names of a message that was stored twice.
    twins: BTreeMap<String, Vec<String>>,
    /// What the program has, to be deleted.
    kept: VecDeque<String>,
    /// Who waits for the end of these.
    asked: BTreeMap<String, Vec<RequestId>>,
    /// The same, after a failure: tried again after the next sign-in.
    undeleted: BTreeSet<String>,
    /// When a new ticket was asked for.
    renewed: Option<Instant>,
    /// Whether to delete one by one, since the service deletes none of several when it misses one.
    singly: bool,
}

#[derive(Debug, Clone)]
struct Wanted {
    id: String,
    received: Option<Timestamp>,
    /// Whether it was asked for already and the answer got lost, or the ticket wasn't taken.
    again: bool,
}

#[derive(Debug)]
enum Ask {
    Metadata,
    Message(Wanted),
    Delete(Vec<String>),
}

#[derive(Debug)]
struct Came {
    id: String,
    message: OfflineMessage,
    written: Option<Timestamp>,
}

/// One of those that were told last.
#[derive(Debug)]
struct Told {
    id: String,
    message: OfflineMessage,
    is_kept: bool,
}

impl Fetch {
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.open.values().map(|(due, _)| *due).min()
    }

    /// A request whose answer is late.
    pub(super) fn late(&self, now: Instant) -> Option<WebId> {
        self.open.iter().find(|(_, (due, _))| *due <= now).map(|(web, _)| *web)
    }

    /// Whether a message needs nothing more: it is told, or on its way to that.
    fn knows(&self, id: &str) -> bool {
        let asked = |ask: &Ask| matches!(ask, Ask::Message(wanted) if wanted.id == id);
        self.seen.contains(id)
            || self.wanted.iter().any(|wanted| wanted.id == id)
            || self.batch.iter().any(|came| came.id == id)
            || self.open.values().any(|(_, ask)| asked(ask))
    }

    fn want(&mut self, waiting: Vec<Waiting>) {
        for Waiting { id, received, .. } in waiting {
            if self.wanted.len() < MAX_WAITING && !self.knows(&id) {
                self.wanted.push_back(Wanted { id, received, again: false });
            }
        }
    }

    fn remember(&mut self, id: &str) {
        if self.seen.insert(id.to_owned()) {
            self.seen_order.push_back(id.to_owned());
        }
        while self.seen_order.len() > MOST_SEEN
            && let Some(oldest) = self.seen_order.pop_front()
        {
            self.seen.remove(&oldest);
        }
    }

    fn has_work(&self) -> bool {
        self.look || !self.wanted.is_empty() || !self.kept.is_empty()
    }

    fn is_busy(&self, ask: impl Fn(&Ask) -> bool) -> bool {
        self.open.values().any(|(_, open)| ask(open))
    }

    /// What the next request is for, if there is something to ask.
    fn next_ask(&mut self) -> Option<Ask> {
        if self.look && !self.is_busy(|ask| matches!(ask, Ask::Metadata)) {
            self.look = false;
            return Some(Ask::Metadata);
        }
        let asked = self.open.values().filter(|(_, ask)| matches!(ask, Ask::Message(_))).count();
        if asked < AT_ONCE
            && self.batch.len() + asked < BATCH
            && self.bytes() < BATCH_BYTES
            && let Some(wanted) = self.wanted.pop_front()
        {
            return Some(Ask::Message(wanted));
        }
        if !self.kept.is_empty() && !self.is_busy(|ask| matches!(ask, Ask::Delete(_))) {
            let count = if self.singly { 1 } else { MOST_DELETED.min(self.kept.len()) };
            return Some(Ask::Delete(self.kept.drain(..count).collect()));
        }
        None
    }

    fn bytes(&self) -> usize {
        self.batch.iter().map(|came| came.message.text.len()).sum()
    }

    /// Whether a message was told already, under another name: then it goes when that one goes.
    fn is_told(&mut self, came: &Came) -> bool {
        let near = |one: &OfflineMessage| match (one.sent, came.message.sent) {
            (Some(a), Some(b)) => a.apart(b) <= REPEATED_WITHIN,
            _ => true,
        };
        let same = |told: &&Told| came.message.is_repeat_of(&told.message) && near(&told.message);
        let Some(told) = self.recent.iter().find(same) else { return false };
        if told.is_kept {
            self.kept.push_back(came.id.clone());
        } else {
            self.twins.entry(told.id.clone()).or_default().push(came.id.clone());
        }
        true
    }

    /// What was told is to be deleted; with its other names.
    fn keep(&mut self, id: &str) {
        if let Some(told) = self.recent.iter_mut().find(|told| told.id == id) {
            told.is_kept = true;
        }
        let twins = self.twins.remove(id).unwrap_or_default();
        for id in std::iter::once(id.to_owned()).chain(twins) {
            let deleted = self.is_busy(|ask| matches!(ask, Ask::Delete(ids) if ids.contains(&id)));
            if !deleted && !self.kept.contains(&id) && self.kept.len() < MOST_SEEN {
                self.undeleted.remove(&id);
                self.kept.push_back(id);
            }
        }
    }
}

impl Offline {
    /// What the notification server says of waiting messages; `None` when that is too large to be said.
    pub(in crate::session) fn mail_data(&mut self, out: &mut Outbox, data: Option<&str>) {
        match data.map(MailData::parse) {
            Some(Ok(data)) => self.fetch.want(data.waiting),
            Some(Err(error)) => {
                out.oddity(format!("what the server says of offline messages can't be read: {error}"));
                self.fetch.look = true;
            }
            None => self.fetch.look = true,
        }
    }

    /// Signed in: what couldn't be deleted is tried again.
    pub(in crate::session) fn signed_in(&mut self) {
        let undeleted = std::mem::take(&mut self.fetch.undeleted);
        self.fetch.kept.extend(undeleted);
        self.fetch.singly = false;
    }

    /// The program has it. The request is answered when the service has forgotten it, or won't for now.
    pub(in crate::session) fn kept(&mut self, out: &mut Outbox, request: RequestId, id: OfflineMessageId) {
        if id.0.is_empty() || id.0.len() > 128 {
            return out.answer(request, Err(RequestError::Unsupported));
        }
        if self.fetch.kept.len() >= MOST_SEEN {
            return out.answer(request, Err(RequestError::QueueFull));
        }
        self.fetch.keep(&id.0);
        self.fetch.asked.entry(id.0).or_default().push(request);
    }

    /// Answers those who wait for the end of these.
    fn deleted(&mut self, out: &mut Outbox, ids: &[String], result: &Result<(), RequestError>) {
        for request in ids.iter().filter_map(|id| self.fetch.asked.remove(id)).flatten() {
            out.answer(request, result.clone());
        }
    }

    /// The session ends: nothing is deleted any more.
    pub(super) fn finish_fetching(&mut self, out: &mut Outbox) {
        for request in std::mem::take(&mut self.fetch.asked).into_values().flatten() {
            out.answer(request, Err(RequestError::ConnectionLost));
        }
    }

    pub(super) fn fetch_next(&mut self, now: Instant, out: &mut Outbox, access: &Access) {
        let Some(ticket) = &access.ticket else {
            if self.fetch.has_work() {
                self.renew(now);
            }
            return;
        };
        loop {
            while let Some(ask) = self.fetch.next_ask() {
                self.ask(now, out, access, ticket, ask);
            }
            if !self.tell(out, access) {
                return;
            }
        }
    }

    /// Wants a new ticket, unless that came to nothing a short while ago. Answers whether there may be one.
    fn renew(&mut self, now: Instant) -> bool {
        if self.ticket != Ticket::Fine {
            return true;
        }
        if self.fetch.renewed.is_some_and(|renewed| now.since(renewed) < RENEWED_WITHIN) {
            return false;
        }
        self.fetch.renewed = Some(now);
        self.want_ticket(None);
        true
    }

    fn ask(&mut self, now: Instant, out: &mut Outbox, access: &Access, ticket: &Secret, ask: Ask) {
        let service = rsi::Access { url: &access.fetch, ticket, insecure_loopback: access.insecure_loopback };
        let request = match &ask {
            Ask::Metadata => service.metadata(),
            Ask::Message(wanted) => service.message(&wanted.id),
            Ask::Delete(ids) => service.delete(&ids.iter().map(String::as_str).collect::<Vec<_>>()),
        };
        match request {
            Ok(request) => {
                let web = out.web(request);
                self.fetch.open.insert(web, (now + PATIENCE, ask));
            }
            Err(error) => {
                out.oddity(format!("the offline messages aren't asked for: {error}"));
                if let Ask::Delete(ids) = ask {
                    self.deleted(out, &ids, &Err(RequestError::Unsupported));
                    self.fetch.undeleted.extend(ids);
                }
            }
        }
    }

    pub(super) fn fetch_answered(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        web: WebId,
        result: Result<WebReply, WebError>,
    ) {
        let Some((_, ask)) = self.fetch.open.remove(&web) else { return };
        match ask {
            Ask::Metadata => match read(result, rsi::read_metadata) {
                Ok(data) => self.fetch.want(data.waiting),
                Err(trouble) => out.oddity(format!("what offline messages wait can't be fetched: {trouble}")),
            },
            Ask::Message(wanted) => self.message_came(now, out, wanted, read(result, rsi::read_message)),
            Ask::Delete(ids) => {
                let count = ids.len();
                match read(result, |reply| rsi::read_deleted(reply, count)) {
                    Ok(()) => self.deleted(out, &ids, &Ok(())),
                    Err(Trouble::Fetch(FetchError::Gone)) => {
                        self.fetch.singly = true;
                        self.fetch.kept.extend(ids);
                    }
                    Err(trouble) => {
                        out.oddity(format!("offline messages aren't deleted yet: {trouble}"));
                        let error = match trouble {
                            Trouble::Web(_) => RequestError::Timeout,
                            Trouble::Fetch(_) => RequestError::Server(ErrorCode(801)),
                        };
                        self.deleted(out, &ids, &Err(error));
                        self.fetch.undeleted.extend(ids);
                    }
                }
            }
        }
    }

    fn message_came(
        &mut self,
        now: Instant,
        out: &mut Outbox,
        wanted: Wanted,
        result: Result<OfflineMessage, Trouble>,
    ) {
        match result {
            Ok(message) => {
                let written = message.sent.or(wanted.received);
                self.fetch.batch.push(Came { id: wanted.id, message, written });
            }
            // Another place of ours has shown it.
            Err(Trouble::Fetch(FetchError::Gone)) => {}
            Err(Trouble::Fetch(FetchError::NotSignedIn)) if !wanted.again && self.renew(now) => {
                self.fetch.wanted.push_front(Wanted { again: true, ..wanted });
            }
            Err(trouble @ Trouble::Fetch(FetchError::NotSignedIn)) => {
                // The others would fare no better; the next sign-in tells of them again.
                self.fetch.wanted.clear();
                out.oddity(format!("offline messages stay at the service: {trouble}"));
            }
            Err(Trouble::Web(WebError::Timeout | WebError::Malformed(_) | WebError::Connect(_))) if !wanted.again => {
                self.fetch.wanted.push_back(Wanted { again: true, ..wanted });
            }
            // It stays at the service, and is tried again in another session.
            Err(trouble) => {
                if matches!(trouble, Trouble::Fetch(FetchError::Unreadable)) {
                    self.fetch.remember(&wanted.id);
                }
                out.oddity(format!("an offline message stays at the service: {trouble}"));
            }
        }
    }

    /// Tells what came, once nothing that may belong before it is on its way. Answers whether something did.
    fn tell(&mut self, out: &mut Outbox, access: &Access) -> bool {
        let fetch = &mut self.fetch;
        let more = fetch.look || fetch.is_busy(|ask| matches!(ask, Ask::Metadata | Ask::Message(_)));
        if more || self.ticket != Ticket::Fine || fetch.batch.is_empty() {
            return false;
        }
        let mut batch = std::mem::take(&mut fetch.batch);
        in_order(&mut batch, |came| &came.message);
        for came in batch {
            fetch.remember(&came.id);
            if fetch.is_told(&came) {
                continue;
            }
            let told = Told { id: came.id.clone(), message: came.message.clone(), is_kept: false };
            fetch.recent.push_back(told);
            if fetch.recent.len() > MOST_RECENT {
                fetch.recent.pop_front();
            }
            let OfflineMessage { from, from_name, text, .. } = came.message;
            out.event(Event::OfflineMessage(event::OfflineMessage {
                id: OfflineMessageId(came.id),
                name: from_name.unwrap_or_else(|| from.to_string()),
                from,
                message: TextMessage { text, ..TextMessage::default() },
                written: came.written.or(access.wall).unwrap_or_default(),
            }));
        }
        true
    }
}

/// Why an answer is of no use.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Web(#[from] WebError),
    #[error("{0}")]
    Fetch(#[from] FetchError),
}

fn read<T>(
    result: Result<WebReply, WebError>,
    read: impl FnOnce(&WebReply) -> Result<T, FetchError>,
) -> Result<T, Trouble> {
    Ok(read(&result?)?)
}

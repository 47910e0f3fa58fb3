//! Written before it is shown.
//!
//! What the session tells and what is said goes to the history first, and takes effect here once it is committed there:
//! what a person has seen is in the file, even if the program is killed the next moment. What can't be written is shown
//! all the same, and that it isn't kept is said.

use super::{App, Message};
use crate::app::opening::Manner;
use crate::model::{Connection, HistoryState, Problem, Talk};
use crate::store::history::{self, Change, History, HistoryError, Key, Ready, Record, Span, Who, Written};
use crate::window::{HistoryChange, Window};
use iced::Task;
use msnp::content::{Datacast, TextFormat, TextMessage};
use msnp::conversation::EntryKind;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, OfflineMessage};
use msnp::request::{MessageId, Request};
use msnp::types::Email;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

/// How long the disk may take. After it, what came is shown all the same.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often what is older than it may be is deleted.
pub(super) const SWEEP: Duration = Duration::from_secs(6 * 3_600);

/// What is on its way through the history.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// Whose history it is.
    account: String,
    held: VecDeque<Held>,
    turn: u64,
    /// The number of the entry of the history whose effects are here; `None` until the history is open.
    upto: Option<i64>,
    /// Tells the conversations of several of this sign-in from those of others.
    since: i64,
    /// What the history calls them, by their numbers.
    several: HashMap<u32, Key>,
}

/// Something that waits until it is written, and until what came before it has taken effect.
#[derive(Debug)]
struct Held {
    turn: u64,
    what: What,
    /// What came of writing it; `None` as long as it isn't known.
    done: Option<Result<Written, HistoryError>>,
}

#[derive(Debug)]
enum What {
    /// The history is being opened.
    Opening,
    /// What the session of that sign-in tells.
    Told(u64, Vec<Event>),
    /// A message of ours.
    Say { conversation: ConversationId, message: MessageId, text: String, format: TextFormat, automatic: bool },
    /// A nudge of ours.
    Nudge { conversation: ConversationId, message: MessageId },
    /// A message that failed, under a new number; to be left at the service where that is said.
    Again { conversation: ConversationId, old: MessageId, new: MessageId, later: bool },
}

impl What {
    fn conversation(&mut self) -> Option<&mut ConversationId> {
        match self {
            Self::Opening | Self::Told(..) => None,
            Self::Say { conversation, .. } | Self::Nudge { conversation, .. } | Self::Again { conversation, .. } => {
                Some(conversation)
            }
        }
    }
}

impl Keeping {
    /// What the history calls a conversation.
    fn key(&mut self, id: &ConversationId) -> Key {
        match id {
            ConversationId::With(email) => Key::person(email),
            ConversationId::Circle(circle) => Key::circle(circle),
            ConversationId::Group(number) => {
                let since = self.since;
                self.several.entry(*number).or_insert_with(|| Key::several(since, *number)).clone()
            }
        }
    }

    /// A conversation of several is known by another number.
    pub(super) fn renumbered(&mut self, old: &ConversationId, new: &ConversationId) {
        if let (ConversationId::Group(old), ConversationId::Group(new)) = (old, new)
            && let Some(key) = self.several.remove(old)
        {
            self.several.insert(*new, key);
        }
    }

    /// What is still to be said goes where the conversation goes.
    pub(super) fn became(&mut self, old: &ConversationId, new: &ConversationId) {
        for conversation in self.held.iter_mut().filter_map(|held| held.what.conversation()) {
            if conversation == old {
                conversation.clone_from(new);
            }
        }
    }
}

impl App {
    /// A sign-in begins: its account's history is opened.
    pub(super) fn open_history(&mut self) -> Task<Message> {
        let Some(account) = self.form.as_ref().map(|form| (form.service.clone(), form.email.clone())) else {
            return Task::none();
        };
        let key = crate::store::credentials::Account { service: account.0, email: account.1 }.key();
        let history = self.environment.histories.of(&key);
        if self.keeping.account != key {
            self.keeping.account.clone_from(&key);
            // What is held was for somebody else's eyes; it is written already.
            self.keeping.held.clear();
            for talk in self.model.conversations.values_mut() {
                talk.forget_earlier();
                talk.earlier.since = None;
            }
        }
        self.keeping.upto = None;
        self.keeping.since = chrono::Utc::now().timestamp_millis();
        let scratch = self.environment.histories.scratch();
        self.model.history = HistoryState { history: Some(history.clone()), scratch, ..HistoryState::default() };
        let turn = self.wait_for(What::Opening);
        let opened = async move { within(history.open()).await };
        Task::perform(opened, move |result| Message::HistoryOpened(turn, result))
    }

    pub(super) fn history_opened(&mut self, turn: u64, result: Result<Ready, HistoryError>) -> Task<Message> {
        let result = result.map(|ready| {
            if let Some(aside) = ready.aside {
                self.model.problem = Some(Problem::History(aside));
            }
            Written { before: ready.added, last: ready.added, known: Vec::new() }
        });
        Task::batch([self.kept(turn, result), self.sweep()])
    }

    /// What the session tells. What is worth keeping is kept first, and nothing overtakes it.
    pub(super) fn told(&mut self, number: u64, events: Vec<Event>) -> Task<Message> {
        let changes = self.changes(&events);
        if changes.is_empty() && self.keeping.held.is_empty() {
            return self.take_in(number, events);
        }
        self.hold(What::Told(number, events), changes)
    }

    pub(super) fn say(&mut self, conversation: ConversationId, text: String, format: TextFormat) -> Task<Message> {
        self.say_as(conversation, text, format, false)
    }

    /// Says something in place of a person who is away.
    pub(super) fn say_automatically(
        &mut self,
        conversation: ConversationId,
        text: String,
        format: TextFormat,
    ) -> Task<Message> {
        self.say_as(conversation, text, format, true)
    }

    fn say_as(
        &mut self,
        conversation: ConversationId,
        text: String,
        format: TextFormat,
        automatic: bool,
    ) -> Task<Message> {
        if !automatic {
            self.note_talk(&conversation);
            self.spoke(&conversation);
        }
        let message = self.message_id();
        let text = super::perform::coded(text);
        let kind = EntryKind::Sent {
            message,
            text: text.clone(),
            format: format.clone(),
            state: MessageState::Queued,
            automatic,
        };
        let changes = self.record(&conversation, kind).into_iter().collect();
        self.hold(What::Say { conversation, message, text, format, automatic }, changes)
    }

    pub(super) fn nudge(&mut self, conversation: ConversationId) -> Task<Message> {
        self.spoke(&conversation);
        let message = self.message_id();
        let kind = EntryKind::NudgeSent { message, state: MessageState::Queued };
        let changes = self.record(&conversation, kind).into_iter().collect();
        self.hold(What::Nudge { conversation, message }, changes)
    }

    pub(super) fn say_again(&mut self, conversation: ConversationId, old: MessageId) -> Task<Message> {
        let new = self.message_id();
        self.hold(What::Again { conversation, old, new, later: false }, vec![Change::Again { old, new }])
    }

    pub(super) fn say_later(&mut self, conversation: ConversationId, old: MessageId) -> Task<Message> {
        let new = self.message_id();
        self.hold(What::Again { conversation, old, new, later: true }, vec![Change::Again { old, new }])
    }

    /// Has something written, and done when that is so.
    fn hold(&mut self, what: What, changes: Vec<Change>) -> Task<Message> {
        let turn = self.wait_for(what);
        match self.model.history.history.as_ref().filter(|_| !changes.is_empty()) {
            Some(history) => {
                let written = history.keep(changes);
                Task::perform(within(written), move |result| Message::Kept(turn, result))
            }
            None => {
                let upto = self.keeping.upto.unwrap_or_default();
                self.kept(turn, Ok(Written { before: upto, last: upto, known: Vec::new() }))
            }
        }
    }

    fn wait_for(&mut self, what: What) -> u64 {
        self.keeping.turn += 1;
        let turn = self.keeping.turn;
        self.keeping.held.push_back(Held { turn, what, done: None });
        turn
    }

    /// Something is written, or can't be: whatever is next takes effect, in order.
    pub(super) fn kept(&mut self, turn: u64, result: Result<Written, HistoryError>) -> Task<Message> {
        if let Some(held) = self.keeping.held.iter_mut().find(|held| held.turn == turn) {
            held.done = Some(result);
        }
        let mut tasks = Vec::new();
        while let Some(held) = self.keeping.held.pop_front_if(|held| held.done.is_some()) {
            tasks.push(self.take_effect(held));
        }
        Task::batch(tasks)
    }

    fn take_effect(&mut self, held: Held) -> Task<Message> {
        let mut known = Vec::new();
        let mut after = None;
        let mut kept = true;
        match held.done {
            Some(Ok(written)) => {
                // Something without a word to be kept says nothing about the disk, and its numbers may be old.
                if written.last > written.before || matches!(held.what, What::Opening) {
                    self.model.history.trouble = None;
                    self.keeping.upto = Some(written.before);
                    after = Some(written.last);
                }
                known = written.known;
            }
            Some(Err(error)) => {
                tracing::warn!(%error, "not kept");
                self.model.history.trouble = Some(error);
                kept = false;
            }
            None => {}
        }
        let task = match held.what {
            What::Opening => self.want_all_earlier(after),
            What::Told(number, mut events) => {
                for id in &known {
                    // It was shown at another time: the service may forget it now.
                    self.tell_kept(id.clone());
                }
                events.retain(|event| !matches!(event, Event::OfflineMessage(waited) if known.contains(&waited.id)));
                self.forgettable = kept;
                let taken = match self.connected.as_ref().is_some_and(|connected| connected.number == number) {
                    true => self.take_in(number, events),
                    false => self.take_in_late(events),
                };
                self.forgettable = true;
                taken
            }
            What::Say { conversation, message, text, format, automatic } => {
                let now = self.model.now;
                let talk = self.talk(&conversation);
                let (said, look) = (text.clone(), format.clone());
                if automatic {
                    talk.log.sending_automatically(now, message, said, look);
                } else {
                    talk.fresh = None;
                    talk.log.sending(now, message, said, look);
                }
                talk.stamp();
                let to = conversation.clone();
                self.deliver(match automatic {
                    true => Request::SayAutomatically { conversation: to, message, text, format },
                    false => Request::Say { conversation: to, message, text, format },
                });
                self.grown(&conversation)
            }
            What::Nudge { conversation, message } => {
                let now = self.model.now;
                let talk = self.talk(&conversation);
                talk.nudged = Some(now);
                talk.log.nudging(now, message);
                talk.stamp();
                self.deliver(Request::Nudge { conversation: conversation.clone(), message });
                self.grown(&conversation)
            }
            What::Again { conversation, old, new, later } => {
                match later {
                    true => self.leave_later(&conversation, old, new),
                    false => self.deliver_again(&conversation, old, new),
                }
                self.grown(&conversation)
            }
        };
        if after.is_some() {
            self.keeping.upto = after;
        }
        task
    }

    /// The session is over by now. What people said in it is shown all the same: it stands in the history.
    fn take_in_late(&mut self, events: Vec<Event>) -> Task<Message> {
        use ConversationEvent::{Message as Said, Nudge, SaidElsewhere};
        let said = events.into_iter().filter_map(|event| match event {
            Event::Conversation(id, event @ (Said { .. } | Nudge { .. } | SaidElsewhere { .. })) => Some((id, event)),
            _ => None,
        });
        Task::batch(said.map(|(id, event)| self.conversation(id, event)).collect::<Vec<_>>())
    }

    /// Writes what takes effect already, or had better be written than not.
    pub(super) fn note(&self, changes: Vec<Change>) {
        if let Some(history) = self.model.history.history.as_ref().filter(|_| !changes.is_empty()) {
            drop(history.keep(changes));
        }
    }

    /// A message that waited at the service stands in its conversation.
    pub(super) fn shown(&self, waited: &OfflineMessage) {
        // What couldn't be written stays at the service, and comes again.
        if self.forgettable {
            self.note(vec![Change::Shown(waited.id.clone())]);
            self.tell_kept(waited.id.clone());
        }
    }

    fn tell_kept(&self, id: msnp::event::OfflineMessageId) {
        if let Some(connected) = &self.connected {
            connected.handle.request(Request::OfflineMessageKept(id));
        }
    }

    /// The conversation of that name, made where there is none.
    pub(super) fn talk(&mut self, id: &ConversationId) -> &mut Talk {
        let upto = self.keeping.upto;
        let key = self.keeping.key(id);
        let talk = self.model.conversations.entry(id.clone()).or_insert_with_key(|id| Talk::new(id.clone()));
        talk.earlier.key.get_or_insert_with(|| key.clone());
        talk.earlier.now = Some(key);
        if talk.earlier.since.is_none() && talk.log.entries.is_empty() {
            talk.earlier.since = upto;
        }
        talk
    }

    /// What of these events is to be written.
    fn changes(&mut self, events: &[Event]) -> Vec<Change> {
        let mut changes = Vec::new();
        // Who has come in within these events: the model doesn't know them yet.
        let mut here: HashSet<(ConversationId, Email)> = HashSet::new();
        for event in events {
            match event {
                Event::Conversation(old, ConversationEvent::Became(new)) => {
                    self.keeping.renumbered(old, new);
                }
                Event::Conversation(_, ConversationEvent::MessageState { message, state }) => {
                    // Of a message that isn't kept the history knows nothing.
                    changes.push(Change::State(*message, state.clone()));
                }
                Event::Conversation(id, event) => {
                    let kind = self.kind(id, event, &mut here);
                    changes.extend(kind.and_then(|kind| self.record(id, kind)));
                }
                Event::OfflineMessage(waited) => {
                    let id = ConversationId::With(waited.from.clone());
                    let (from, name, message) = (waited.from.clone(), waited.name.clone(), waited.message.clone());
                    if let Some(Change::Add(mut record)) = self.record(&id, EntryKind::Received { from, name, message })
                    {
                        if let Some(written) = chrono::DateTime::from_timestamp(waited.written.0, 0) {
                            let written = written.with_timezone(&chrono::Local);
                            record.at = written.fixed_offset();
                        }
                        record.waited = Some(waited.id.clone());
                        changes.push(Change::Add(record));
                    }
                }
                _ => {}
            }
        }
        changes
    }

    /// The line of the log that an event will be, as the conversation itself decides it.
    fn kind(
        &self,
        id: &ConversationId,
        event: &ConversationEvent,
        here: &mut HashSet<(ConversationId, Email)>,
    ) -> Option<EntryKind> {
        let several = matches!(id, ConversationId::Group(_));
        let participants = self.model.conversations.get(id).map(|talk| &talk.log.participants);
        let known = |email: &Email| participants.and_then(|participants| participants.get(email));
        Some(match event {
            ConversationEvent::Message { from, name, message } => {
                EntryKind::Received { from: from.clone(), name: name.clone(), message: message.clone() }
            }
            ConversationEvent::Nudge { from, name } => {
                EntryKind::NudgeReceived { from: from.clone(), name: name.clone() }
            }
            ConversationEvent::SaidElsewhere { message } => {
                let (number, state) = (MessageId::ELSEWHERE, MessageState::Delivered);
                match message.clone() {
                    Some(TextMessage { text, format, automatic, .. }) => {
                        let format = format.unwrap_or_default();
                        EntryKind::Sent { message: number, text, format, state, automatic }
                    }
                    None => EntryKind::NudgeSent { message: number, state },
                }
            }
            ConversationEvent::Datacast { from, datacast: Datacast::Action(text) } => {
                let name = known(from).map_or_else(|| from.to_string(), |participant| participant.name.clone());
                let message = TextMessage { text: text.clone(), ..TextMessage::default() };
                EntryKind::Received { from: from.clone(), name, message }
            }
            ConversationEvent::Joined { email, name, .. } => {
                let new = here.insert((id.clone(), email.clone())) && known(email).is_none();
                (several && new).then(|| EntryKind::Joined { email: email.clone(), name: name.clone() })?
            }
            ConversationEvent::Left { email, idle } => {
                let was_here = here.remove(&(id.clone(), email.clone())) || known(email).is_some();
                let name = known(email).map_or_else(|| email.to_string(), |participant| participant.name.clone());
                (several && was_here).then(|| EntryKind::Left { email: email.clone(), name, idle: *idle })?
            }
            ConversationEvent::CallFailed { email, error } => {
                EntryKind::CallFailed { email: email.clone(), error: error.clone() }
            }
            _ => return None,
        })
    }

    /// An entry for the history; `None` where nothing is kept of that conversation.
    fn record(&mut self, id: &ConversationId, kind: EntryKind) -> Option<Change> {
        if !self.model.keeps(id) || self.model.history.history.is_none() {
            return None;
        }
        let own = self.model.roster.own.email.clone().or_else(|| self.form.as_ref().map(|form| form.email.clone()))?;
        let own = Who { email: own, name: crate::widget::message_log::own_name(&self.model) };
        let title = match id {
            ConversationId::With(email) => self.model.roster.display_name(email).to_owned(),
            ConversationId::Circle(circle) => {
                self.model.roster.circle(circle).map(|circle| circle.name.clone()).unwrap_or_default()
            }
            ConversationId::Group(_) => String::new(),
        };
        let conversation = self.keeping.key(id);
        Some(Change::Add(Box::new(Record { conversation, title, at: history::now(), own, waited: None, kind })))
    }

    /// A conversation whose window is open gets what was said before.
    pub(super) fn want_earlier(&mut self, id: &ConversationId) -> Task<Message> {
        if self.keeping.upto.is_none() {
            return Task::none();
        }
        let Some(history) = self.model.history.history.clone() else { return Task::none() };
        let Some((key, range)) = self.talk(id).ask_earlier() else { return Task::none() };
        let asked = key.clone();
        Task::perform(history.page(Some(key), range), move |page| Message::EarlierCame(asked.clone(), page))
    }

    /// The history is open: the conversations that are open get what was said before.
    fn want_all_earlier(&mut self, upto: Option<i64>) -> Task<Message> {
        self.keeping.upto = upto.or(self.keeping.upto);
        let shown = self.windows.conversations();
        Task::batch(shown.into_iter().map(|id| self.want_earlier(&id)).collect::<Vec<_>>())
    }

    pub(super) fn earlier_came(&mut self, key: &Key, page: Result<history::Page, HistoryError>) -> Task<Message> {
        let now = self.model.now;
        let of_key = |talk: &Talk| talk.earlier.key.as_ref() == Some(key) && talk.earlier.is_asked();
        let Some((id, talk)) = self.model.conversations.iter_mut().find(|(_, talk)| of_key(talk)) else {
            return Task::none();
        };
        let id = id.clone();
        match page {
            Ok(page) => {
                talk.earlier_came(now, page);
            }
            Err(error) => {
                tracing::warn!(%error, "the history wasn't read");
                talk.earlier_failed();
            }
        }
        let Some(window) = self.windows.of_conversation(&id) else { return Task::none() };
        let Some(open) = self.windows.get_mut(window) else { return Task::none() };
        let action = open.content.earlier_came(&id, &self.model);
        self.perform(window, action)
    }

    /// The window of a conversation shows what oneself has just said.
    fn grown(&mut self, id: &ConversationId) -> Task<Message> {
        let Some(window) = self.windows.of_conversation(id) else { return Task::none() };
        let Some(open) = self.windows.get_mut(window) else { return Task::none() };
        let action = open.content.grown(id, &self.model);
        self.perform(window, action)
    }

    /// Deletes what is older than it may be.
    pub(super) fn sweep(&self) -> Task<Message> {
        let Some(days) = self.model.settings.history.retention.days() else { return Task::none() };
        let Some(history) = self.model.history.history.clone() else { return Task::none() };
        let until = chrono::Utc::now() - chrono::TimeDelta::days(i64::from(days));
        let span = Span::Between(None, 0, until.timestamp_millis());
        Task::future(async move {
            // Step by step, so that what comes in meanwhile is written in between.
            while matches!(history.delete(span.clone()).await, Ok(gone) if gone > 0) {}
        })
        .discard()
    }

    /// Something has been deleted from the history: what of it stands in open conversations goes, too.
    pub(super) fn deleted(&mut self) -> Task<Message> {
        self.model.history.deletions += 1;
        for talk in self.model.conversations.values_mut() {
            talk.forget_earlier();
        }
        let shown = self.windows.conversations();
        let mut tasks: Vec<Task<Message>> = shown.into_iter().map(|id| self.want_earlier(&id)).collect();
        if let Some(window) = self.windows.find(&Window::History)
            && let Some(open) = self.windows.get_mut(window)
        {
            let action = open.content.history_deleted(&self.model);
            tasks.push(self.perform(window, action));
        }
        Task::batch(tasks)
    }

    /// What the history calls a conversation.
    pub(super) fn key_of(&mut self, id: &ConversationId) -> Key {
        self.keeping.key(id)
    }

    /// Opens the history, at a conversation where one is named.
    pub(super) fn show_history(&mut self, id: Option<&ConversationId>) -> Task<Message> {
        if self.model.history.history.is_none() {
            return Task::none();
        }
        let opened = self.open(Window::History, Manner::Wanted);
        let Some(id) = id else { return opened };
        let key = self.key_of(id);
        let Some(window) = self.windows.find(&Window::History) else { return opened };
        let Some(open) = self.windows.get_mut(window) else { return opened };
        let action = open.content.show_history(Some(key), &self.model);
        let shown = self.perform(window, action);
        Task::batch([opened, shown])
    }

    /// The settings about the history change.
    pub(super) fn configure_history(&mut self, change: HistoryChange) -> Task<Message> {
        match change {
            HistoryChange::Off(off) => self.model.settings.history.off = off,
            HistoryChange::Retention(retention) => {
                self.model.settings.history.retention = retention;
                return self.sweep();
            }
            HistoryChange::Of { email, keep } => self.change_list(|list| match keep {
                true => list.unkept.remove(&email),
                false => list.unkept.insert(email),
            }),
        }
        Task::none()
    }

    /// Whether anything would be lost if the program ended now.
    pub(super) fn flushed(&self) -> Option<impl Future<Output = ()> + Send + use<>> {
        let history: &History = self.model.history.history.as_ref()?;
        let flush = within(history.flush());
        Some(async move {
            let _ = flush.await;
        })
    }

    /// Whether the history is in use.
    pub(super) const fn keeps_sweeping(&self) -> bool {
        matches!(self.model.connection, Connection::Online { .. })
    }
}

/// The answer, or that it takes too long.
async fn within<T>(answer: impl Future<Output = Result<T, HistoryError>>) -> Result<T, HistoryError> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(answer) => answer,
        Err(_) => Err(HistoryError::Slow),
    }
}

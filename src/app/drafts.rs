//! What is written and not sent: kept on the disk a moment after it was written, there again after the next sign-in.

use super::{App, Message as AppMessage};
use crate::model::{Problem, Talk};
use crate::store::credentials::Account;
use crate::store::drafts::Drafts;
use iced::Task;
use msnp::event::ConversationId;
use std::time::Duration;

/// So long it takes at most until a letter is safe.
const EVERY: Duration = Duration::from_secs(2);

/// How far drafts are kept.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// Whose drafts were read. Before that nothing is written over them.
    of: Option<Account>,
    /// Whether something has changed since they were written.
    changed: bool,
    /// Whether they will be written in a moment.
    due: bool,
}

/// What happens to drafts.
#[derive(Debug, Clone)]
pub enum Message {
    /// It is time to write them.
    Due,
    /// Those of an account were read.
    Read(Account, Drafts),
    /// Whether they were written.
    Written(Result<(), String>),
}

impl App {
    /// Something else stands in a field now.
    pub(super) fn drafted(&mut self, conversation: &ConversationId, text: String) -> Task<AppMessage> {
        let Some(talk) = self.model.conversations.get_mut(conversation) else { return Task::none() };
        talk.draft = text;
        self.drafts.changed = true;
        if std::mem::replace(&mut self.drafts.due, true) {
            return Task::none();
        }
        Task::perform(tokio::time::sleep(EVERY), |()| AppMessage::Drafts(Message::Due))
    }

    pub(super) fn drafts(&mut self, message: Message) -> Task<AppMessage> {
        match message {
            Message::Due => {
                self.drafts.due = false;
                self.save_drafts()
            }
            Message::Read(account, drafts) if self.account().as_ref() == Some(&account) => {
                self.drafts.of = Some(account);
                self.restore(drafts);
                self.refresh()
            }
            // Somebody else has signed in meanwhile.
            Message::Read(..) | Message::Written(Ok(())) => Task::none(),
            Message::Written(Err(why)) => {
                self.model.problem = Some(Problem::NotSaved(why));
                Task::none()
            }
        }
    }

    /// Signed in: what was written and not sent last time comes back.
    pub(super) fn read_drafts(&self) -> Task<AppMessage> {
        let Some(account) = self.account().filter(|account| self.drafts.of.as_ref() != Some(account)) else {
            return Task::none();
        };
        if self.model.settings.no_drafts {
            return Task::done(AppMessage::Drafts(Message::Read(account, Drafts::new())));
        }
        let (store, of) = (self.environment.drafts.clone(), account.clone());
        let read = async move { tokio::task::spawn_blocking(move || store.load(&of)).await.unwrap_or_default() };
        Task::perform(read, move |drafts| AppMessage::Drafts(Message::Read(account.clone(), drafts)))
    }

    /// What is in a field already is newer than what was kept.
    fn restore(&mut self, drafts: Drafts) {
        for (id, text) in drafts {
            let talk = self.model.conversations.entry(id.clone()).or_insert_with_key(|id| Talk::new(id.clone()));
            if !talk.draft.is_empty() {
                continue;
            }
            talk.draft.clone_from(&text);
            for (_, open) in self.windows.iter_mut() {
                open.content.refill(&id, &text);
            }
        }
    }

    /// Writes what has changed, away from the thread that draws.
    pub(super) fn save_drafts(&mut self) -> Task<AppMessage> {
        let Some(account) = self.drafts.of.clone().filter(|_| self.drafts.changed) else { return Task::none() };
        self.drafts.changed = false;
        let kept = |(id, talk): (&ConversationId, &Talk)| {
            let lasting = matches!(id, ConversationId::With(_) | ConversationId::Circle(_));
            (lasting && !talk.draft.trim().is_empty()).then(|| (id.clone(), talk.draft.clone()))
        };
        let drafts: Drafts = match self.model.settings.no_drafts {
            true => Drafts::new(),
            false => self.model.conversations.iter().filter_map(kept).collect(),
        };
        let store = self.environment.drafts.clone();
        let turn = store.turn();
        let write = tokio::task::spawn_blocking(move || store.save(turn, &account, &drafts));
        Task::perform(write, |written| {
            let written = written.map_err(|error| error.to_string());
            let written = written.and_then(|written| written.map_err(|error| error.to_string()));
            AppMessage::Drafts(Message::Written(written))
        })
    }

    /// Drafts are kept from now on, or no longer: then what was kept is taken away.
    pub(super) fn keep_drafts(&mut self, keep: bool) -> Task<AppMessage> {
        self.model.settings.no_drafts = !keep;
        self.drafts.changed = true;
        Task::batch([self.save_drafts(), self.save()])
    }

    /// Another account signs in: what was written is its former owner's.
    pub(super) fn put_drafts_away(&mut self) -> Task<AppMessage> {
        let saved = self.save_drafts();
        self.drafts.of = None;
        self.drafts.changed = false;
        saved
    }
}

//! Dictionaries: looked for at the start, read when somebody writes in their language, and told to the windows.

use super::{App, Message as AppMessage};
use crate::model::Problem;
use crate::spelling::{Choice, Dictionary, Loaded};
use crate::store::dictionaries::{Found, MOST_OWN};
use crate::window::SpellingWish;
use iced::Task;
use msnp::event::ConversationId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the disk answers.
#[derive(Debug, Clone)]
pub enum Message {
    /// These dictionaries are there.
    Found(Found),
    /// One was read.
    Loaded(String, Result<Arc<Dictionary>, String>),
    /// Whether the person's words were written.
    Kept(Result<(), String>),
}

impl App {
    /// Looks which dictionaries there are.
    pub(super) fn find_dictionaries(&self) -> Task<AppMessage> {
        let store = self.environment.dictionaries.clone();
        let find = async move { tokio::task::spawn_blocking(move || store.find()).await.unwrap_or_default() };
        Task::perform(find, |found| AppMessage::Spelling(Message::Found(found)))
    }

    pub(super) fn spelling(&mut self, message: Message) -> Task<AppMessage> {
        let known = &mut self.model.spelling;
        match message {
            Message::Found(Found { names, words }) => {
                // What was broken may have been mended meanwhile.
                known.loaded.retain(|name, loaded| names.contains(name) && !matches!(loaded, Loaded::Broken(_)));
                known.names = names;
                known.wanted.clone_from(&self.environment.dictionaries.wanted);
                known.folder = self.environment.dictionaries.own_folder().map(ToOwned::to_owned);
                known.added = Arc::new(words);
            }
            Message::Loaded(name, Ok(dictionary)) => {
                known.loaded.insert(name, Loaded::Ready(dictionary));
            }
            Message::Loaded(name, Err(why)) => {
                tracing::warn!(%name, %why, "the dictionary can't be used");
                known.loaded.insert(name, Loaded::Broken(why));
            }
            Message::Kept(Err(why)) => self.model.problem = Some(Problem::NotSaved(why)),
            Message::Kept(Ok(())) => return Task::none(),
        }
        self.spelling_changed()
    }

    /// What a window wants.
    pub(super) fn spelling_wish(&mut self, wish: SpellingWish) -> Task<AppMessage> {
        match wish {
            SpellingWish::Add(word) => {
                if !self.model.spelling.add(&word, MOST_OWN) {
                    return Task::none();
                }
                let (store, words) = (self.environment.dictionaries.clone(), Arc::clone(&self.model.spelling.added));
                let keep = async move {
                    let kept = tokio::task::spawn_blocking(move || store.keep(&words)).await;
                    kept.map_err(|error| error.to_string()).and_then(|kept| kept.map_err(|error| error.to_string()))
                };
                let kept = Task::perform(keep, |kept| AppMessage::Spelling(Message::Kept(kept)));
                Task::batch([kept, self.spelling_changed()])
            }
            SpellingWish::Ignore(word) => {
                self.model.spelling.ignore(&word, MOST_OWN);
                self.spelling_changed()
            }
            SpellingWish::Language(conversation, choice) => {
                self.model.settings.spelling.choose(&conversation, choice);
                Task::batch([self.save(), self.spelling_changed()])
            }
            SpellingWish::Find => self.find_dictionaries(),
        }
    }

    /// Every conversation hears what it is checked by now; what isn't in memory and is wanted is read.
    pub(super) fn spelling_changed(&mut self) -> Task<AppMessage> {
        let mut wanted = BTreeSet::new();
        let mut actions = Vec::new();
        for (id, open) in self.windows.iter_mut() {
            let conversations = open.content.conversations();
            let languages = conversations.into_iter().filter_map(|one| self.model.spelling_language(one));
            wanted.extend(languages.map(str::to_owned));
            actions.push((id, open.content.spelling_changed(&self.model)));
        }
        let mut tasks: Vec<Task<AppMessage>> = wanted.into_iter().map(|name| self.load_dictionary(name)).collect();
        tasks.extend(actions.into_iter().map(|(id, action)| self.perform(id, action)));
        Task::batch(tasks)
    }

    /// A conversation opens: the dictionary of its language is wanted.
    pub(super) fn want_dictionary(&mut self, conversation: &ConversationId) -> Task<AppMessage> {
        match self.model.spelling_language(conversation).map(str::to_owned) {
            Some(name) => self.load_dictionary(name),
            None => Task::none(),
        }
    }

    fn load_dictionary(&mut self, name: String) -> Task<AppMessage> {
        let known = &mut self.model.spelling;
        if known.loaded.contains_key(&name) || !known.names.contains(&name) {
            return Task::none();
        }
        known.loaded.insert(name.clone(), Loaded::Loading);
        let (store, wanted) = (self.environment.dictionaries.clone(), name.clone());
        let load = async move {
            // A file that the library can't cope with is a broken one.
            let loaded = tokio::task::spawn_blocking(move || store.load(&wanted)).await;
            match loaded {
                Ok(loaded) => loaded.map(Arc::new).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            }
        };
        Task::perform(load, move |loaded| AppMessage::Spelling(Message::Loaded(name.clone(), loaded)))
    }
}

impl crate::model::Model {
    /// The dictionary for what is written in a conversation; none where it isn't checked.
    pub fn spelling_language(&self, conversation: &ConversationId) -> Option<&str> {
        let settings = &self.settings.spelling;
        if settings.off {
            return None;
        }
        let named = match settings.choice(conversation) {
            Choice::Off => return None,
            Choice::Named(name) => self.spelling.names.iter().find(|known| **known == name),
            Choice::Usual => None,
        };
        // A dictionary that is gone isn't missed: the usual one is there.
        named.map(String::as_str).or_else(|| self.spelling.usual(&settings.language))
    }
}

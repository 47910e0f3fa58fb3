//! The dictionaries as the windows see them: which there are, and which of them are in memory.

use super::{Checker, Dictionary, LONGEST, Words, language};
use crate::t;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// In which language somebody writes to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choice {
    /// The usual one.
    #[default]
    Usual,
    /// In none that is to be checked.
    Off,
    /// That of this dictionary.
    Named(String),
}

/// What became of a dictionary that is wanted.
#[derive(Debug, Clone)]
pub enum Loaded {
    /// It is being read.
    Loading,
    /// It is there.
    Ready(Arc<Dictionary>),
    /// It can't be used.
    Broken(String),
}

/// The dictionaries.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The names of those that there are, in order.
    pub names: Vec<String>,
    /// The languages that the system asks for, in its order.
    pub wanted: Vec<String>,
    /// Where the person can put some.
    pub folder: Option<PathBuf>,
    /// Those that were wanted so far.
    pub loaded: BTreeMap<String, Loaded>,
    /// The person's words.
    pub added: Arc<Words>,
    /// Words that are taken for right until the program ends.
    pub ignored: Arc<Words>,
}

impl Known {
    /// The dictionary for where nothing else is chosen: the one of the settings, or the nearest to the system's language.
    pub fn usual<'a>(&'a self, set: &'a str) -> Option<&'a str> {
        let set = Some(set).filter(|set| self.names.iter().any(|name| name == set));
        set.or_else(|| language::best(&self.names, &self.wanted))
    }

    /// Why a dictionary can't be used, if it can't.
    pub fn broken(&self, name: &str) -> Option<&str> {
        match self.loaded.get(name)? {
            Loaded::Broken(why) => Some(why),
            Loaded::Loading | Loaded::Ready(_) => None,
        }
    }

    /// What looks words up in that language, as soon as its dictionary is there.
    pub fn checker(&self, name: &str) -> Option<Checker> {
        match self.loaded.get(name)? {
            Loaded::Ready(dictionary) => {
                Some(Checker::new(Arc::clone(dictionary), Arc::clone(&self.added), Arc::clone(&self.ignored)))
            }
            Loaded::Loading | Loaded::Broken(_) => None,
        }
    }

    /// A word is right from now on. Answers whether that is news.
    pub fn add(&mut self, word: &str, most: usize) -> bool {
        let fits = word.len() <= LONGEST && self.added.len() < most && !self.added.contains(word);
        if fits {
            Arc::make_mut(&mut self.added).insert(word.to_owned());
        }
        fits
    }

    /// A word is right until the program ends.
    pub fn ignore(&mut self, word: &str, most: usize) {
        if word.len() <= LONGEST && self.ignored.len() < most {
            Arc::make_mut(&mut self.ignored).insert(word.to_owned());
        }
    }

    /// What to do where there is no dictionary.
    pub fn how_to_get(&self) -> String {
        let wanted = self.wanted.first().map_or("en-us", String::as_str);
        let name = wanted.split(['.', '@']).next().unwrap_or_default().replace('_', "-").to_lowercase();
        let folder = self.folder.as_ref().map(|folder| folder.display().to_string()).unwrap_or_default();
        t!("spelling-no-dictionary", package = format!("hunspell-{name}"), folder = folder)
    }
}

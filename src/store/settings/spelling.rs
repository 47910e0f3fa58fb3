//! In which language one writes, and to whom in another.

use crate::spelling::Choice;
use msnp::event::ConversationId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How spelling is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpellingSettings {
    /// Whether it isn't.
    pub off: bool,
    /// The dictionary for where nothing else is chosen; empty for that of the system's language.
    pub language: String,
    /// What is chosen for people and circles.
    pub(super) people: BTreeMap<String, String>,
}

/// What stands in the file where nothing is to be checked.
const OFF: &str = "-";

impl SpellingSettings {
    /// The most people and circles that a language is remembered of.
    const MOST: usize = 2_000;

    /// What is chosen in a conversation.
    pub fn choice(&self, conversation: &ConversationId) -> Choice {
        match key(conversation).and_then(|key| self.people.get(&key)).map(String::as_str) {
            None => Choice::Usual,
            Some(OFF) => Choice::Off,
            Some(name) => Choice::Named(name.to_owned()),
        }
    }

    /// Remembers what was chosen. A conversation of several has no name by which it could be known again.
    pub fn choose(&mut self, conversation: &ConversationId, choice: Choice) {
        let Some(key) = key(conversation) else { return };
        let name = match choice {
            Choice::Usual => {
                self.people.remove(&key);
                return;
            }
            Choice::Off => OFF.to_owned(),
            Choice::Named(name) => name,
        };
        if self.people.len() < Self::MOST || self.people.contains_key(&key) {
            self.people.insert(key, name);
        }
    }
}

fn key(conversation: &ConversationId) -> Option<String> {
    match conversation {
        ConversationId::With(email) => Some(email.as_str().to_owned()),
        ConversationId::Circle(circle) => Some(format!("circle {}", circle.0)),
        ConversationId::Group(_) => None,
    }
}

/// As it stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    off: bool,
    language: String,
    people: BTreeMap<String, String>,
}

impl From<&SpellingSettings> for Written {
    fn from(settings: &SpellingSettings) -> Self {
        let SpellingSettings { off, language, people } = settings.clone();
        Self { off, language, people }
    }
}

impl From<Written> for SpellingSettings {
    fn from(written: Written) -> Self {
        let people = written.people.into_iter().take(Self::MOST).collect();
        Self { off: written.off, language: written.language, people }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_remembered_of_people_and_comes_back_from_the_file() {
        let bob = ConversationId::With("bob@example.com".parse().unwrap());
        let mut settings = SpellingSettings::default();
        assert_eq!(settings.choice(&bob), Choice::Usual);
        for choice in [Choice::Named("de_DE".into()), Choice::Off] {
            settings.choose(&bob, choice.clone());
            let again: SpellingSettings = Written::from(&settings).into();
            assert_eq!((again.choice(&bob), &again), (choice, &settings));
        }
        settings.choose(&bob, Choice::Usual);
        assert_eq!(settings, SpellingSettings::default());
        settings.choose(&ConversationId::Group(1), Choice::Off);
        assert_eq!(settings, SpellingSettings::default(), "the next group 1 is another one");
    }
}

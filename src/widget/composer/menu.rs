//! The field's menu: what may have been meant, cut and paste, and the language in which one writes.

use super::{Composer, Message};
use crate::spelling::{Choice, Known, language};
use crate::t;
use crate::widget::menu::{self, Entry};

/// The languages there are, and which one is chosen here.
#[derive(Debug, Clone)]
pub struct Languages<'a> {
    /// The dictionaries.
    pub known: &'a Known,
    /// What is chosen in this conversation.
    pub choice: Choice,
    /// The one where nothing else is chosen.
    pub usual: Option<&'a str>,
    /// Whether spelling is checked at all.
    pub on: bool,
}

impl Composer {
    /// The lines of the menu.
    pub(super) fn menu(&self, languages: &Languages<'_>) -> Vec<Entry<Message>> {
        let mut entries = Vec::new();
        if let Some(suggestions) = self.spelling.suggestions() {
            match suggestions {
                Some([]) => entries.push(menu::note(t!("spelling-none"))),
                Some(found) => entries.extend(
                    found.iter().map(|word| menu::entry(word.clone(), Message::SuggestionPicked(word.clone()))),
                ),
                // For a moment. The other lines come with them, or Enter would take what has just moved away.
                None => return vec![menu::note(t!("spelling-looking"))],
            }
            entries.push(menu::separator());
            entries.push(menu::entry(t!("spelling-add"), Message::WordAdded));
            entries.push(menu::entry(t!("spelling-ignore"), Message::WordIgnored));
            entries.push(menu::separator());
        }
        let selected = self.content.selected().is_some();
        let command = if cfg!(target_os = "macos") { "⌘" } else { "Ctrl+" };
        let edit = |words: String, message: Message, can: bool, key: &str| {
            menu::entry_maybe(words, can.then_some(message)).hint(format!("{command}{key}"))
        };
        entries.push(edit(t!("edit-cut"), Message::CutPicked, selected, "X"));
        entries.push(edit(t!("edit-copy"), Message::CopyPicked, selected, "C"));
        entries.push(edit(t!("edit-paste"), Message::PastePicked, true, "V"));
        entries.push(edit(t!("edit-all"), Message::AllPicked, !self.content.is_empty(), "A"));
        if languages.on {
            entries.push(menu::separator());
            entries.extend(languages.entries());
        }
        entries
    }
}

impl Languages<'_> {
    fn entries(&self) -> Vec<Entry<Message>> {
        let mut entries = vec![menu::heading(t!("spelling-language"))];
        if self.known.names.is_empty() {
            entries.push(menu::note(self.known.how_to_get()));
            entries.push(menu::entry(t!("spelling-again"), Message::DictionariesWanted));
            return entries;
        }
        let named = match &self.choice {
            Choice::Named(name) => Some(name.as_str()),
            Choice::Usual => self.usual,
            Choice::Off => None,
        };
        if let Some((name, why)) = named.and_then(|name| Some((name, self.known.broken(name)?))) {
            entries.push(menu::note(t!("spelling-broken", language = language::shown(name), why = why)));
        }
        let usual = match self.usual {
            Some(name) => t!("spelling-usual", language = language::shown(name)),
            None => t!("spelling-usual-none"),
        };
        let pick = |words: String, choice: Choice| {
            let chosen = self.choice == choice;
            menu::entry(words, Message::LanguagePicked(choice)).checked(chosen)
        };
        entries.push(pick(usual, Choice::Usual));
        let names = self.known.names.iter();
        entries.extend(names.map(|name| pick(language::shown(name), Choice::Named(name.clone()))));
        entries.push(pick(t!("spelling-off"), Choice::Off));
        entries
    }
}

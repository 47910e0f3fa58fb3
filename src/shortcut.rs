//! The keys that do something without a menu: one table for each place, which the handling and the page of the options
//! both read, so that they can't disagree.
//!
//! A new key is a variant, its words, and a line of the table. What arrows, Enter, Space and Esc do in lists, menus and
//! fields is what they do in every program, and stands in no table.

mod keys;
mod tables;
mod tabs;

pub use keys::Keys;
pub use tables::{
    CONTACTS, CONVERSATION, CONVERSATION_MENU, EVERYWHERE, InContacts, InConversation, InOptions, OPTIONS,
};
pub use tabs::{InTabs, TABS};

use crate::t;
use iced::keyboard::{Event, Key, Modifiers};

/// A line of a table: what is done, and by which keys.
pub type Line<T> = (T, Keys);

/// What a key asks for in every window. A window's own keys are [`InContacts`] and [`InConversation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// The next field or button.
    FocusNext,
    /// The one before.
    FocusPrevious,
    /// The quick switcher.
    Switch,
    /// The options.
    Options,
    /// The history.
    History,
    /// Appear offline, or be there again.
    AppearOffline,
    /// Close the window.
    Close,
    /// Quit the program.
    Quit,
}

impl Shortcut {
    /// The shortcut behind a key that no widget took for itself.
    pub fn of(event: &Event) -> Option<Self> {
        let Event::KeyPressed { key, physical_key, modifiers, .. } = event else { return None };
        find(EVERYWHERE, key, *modifiers).or_else(|| {
            // On a keyboard of another script the letter is the one that a Latin keyboard has there.
            let latin = key.to_latin(*physical_key)?;
            find(EVERYWHERE, &Key::Character(latin.to_string().into()), *modifiers)
        })
    }

    /// What it does.
    pub fn words(self) -> String {
        match self {
            Self::FocusNext => t!("shortcut-focus-next"),
            Self::FocusPrevious => t!("shortcut-focus-previous"),
            Self::Switch => t!("shortcut-switch"),
            Self::Options => t!("shortcut-options"),
            Self::History => t!("shortcut-history"),
            Self::AppearOffline => t!("shortcut-appear-offline"),
            Self::Close => t!("shortcut-close"),
            Self::Quit => t!("shortcut-quit"),
        }
    }
}

/// What a key does there, if anything.
pub fn find<T: Copy>(table: &[Line<T>], key: &Key, modifiers: Modifiers) -> Option<T> {
    table.iter().find(|(_, keys)| keys.are(key, modifiers)).map(|(does, _)| *does)
}

/// The keys that do it there, as they are shown.
pub fn keys_of<T: Copy + PartialEq>(table: &[Line<T>], does: T) -> Option<String> {
    table.iter().find(|(one, _)| *one == does).map(|(_, keys)| keys.words())
}

/// A place with its lines: what is done, and the keys.
pub type Listed = (String, Vec<(String, String)>);

/// Every key, place by place, as they are shown.
pub fn all() -> Vec<Listed> {
    fn lines<T: Copy>(table: &[Line<T>], words: impl Fn(T) -> String) -> Vec<(String, String)> {
        table.iter().map(|(does, keys)| (words(*does), keys.words())).collect()
    }
    vec![
        (t!("shortcuts-everywhere"), lines(EVERYWHERE, Shortcut::words)),
        (t!("shortcuts-contacts"), lines(CONTACTS, InContacts::words)),
        (t!("shortcuts-conversation"), lines(CONVERSATION, InConversation::words)),
        (t!("shortcuts-options"), lines(OPTIONS, InOptions::words)),
        (t!("shortcuts-tabs"), lines(TABS, InTabs::words)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::keyboard::Location;
    use iced::keyboard::key::{Code, Named, NativeCode, Physical};

    fn at(key: Key, physical_key: Physical, modifiers: Modifiers) -> Option<Shortcut> {
        Shortcut::of(&Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key,
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        })
    }

    fn pressed(key: Key, modifiers: Modifiers) -> Option<Shortcut> {
        at(key, Physical::Unidentified(NativeCode::Unidentified), modifiers)
    }

    #[test]
    fn keys_are_what_users_expect() {
        let w = Key::Character("w".into());
        assert_eq!(pressed(Key::Named(Named::Tab), Modifiers::empty()), Some(Shortcut::FocusNext));
        assert_eq!(pressed(Key::Named(Named::Tab), Modifiers::SHIFT), Some(Shortcut::FocusPrevious));
        assert_eq!(pressed(Key::Named(Named::Tab), Modifiers::ALT), None, "that switches windows");
        assert_eq!(pressed(w.clone(), Modifiers::COMMAND), Some(Shortcut::Close));
        assert_eq!(pressed(w.clone(), Modifiers::empty()), None);
        assert_eq!(pressed(w, Modifiers::COMMAND | Modifiers::SHIFT), None);
        let (k, o) = (Key::Character("k".into()), Key::Character("O".into()));
        assert_eq!(pressed(k.clone(), Modifiers::COMMAND), Some(Shortcut::Switch));
        assert_eq!(pressed(k, Modifiers::COMMAND | Modifiers::ALT), None);
        assert_eq!(pressed(o.clone(), Modifiers::COMMAND | Modifiers::SHIFT), Some(Shortcut::AppearOffline));
        assert_eq!(pressed(o, Modifiers::COMMAND), None);
        assert_eq!(pressed(Key::Character(",".into()), Modifiers::COMMAND), Some(Shortcut::Options));
    }

    #[test]
    fn a_keyboard_of_another_script_has_them_at_the_same_place() {
        let cyrillic = Key::Character("л".into());
        assert_eq!(at(cyrillic, Physical::Code(Code::KeyK), Modifiers::COMMAND), Some(Shortcut::Switch));
    }

    /// What is asked for twice in one place would be done once.
    #[test]
    fn no_keys_stand_twice_and_every_line_has_words() {
        let everywhere: Vec<&str> = Vec::new();
        for (place, lines) in all() {
            assert!(!place.is_empty() && !lines.is_empty());
            let mut seen = everywhere.iter().map(|keys| (*keys).to_owned()).collect::<Vec<String>>();
            for (words, keys) in lines {
                assert!(!words.is_empty() && !keys.is_empty(), "{place}");
                assert!(!seen.contains(&keys), "{place}: {keys} twice");
                seen.push(keys);
            }
        }
    }

    #[test]
    fn a_window_takes_no_key_that_works_everywhere() {
        let everywhere: Vec<String> = EVERYWHERE.iter().map(|(_, keys)| keys.words()).collect();
        for (place, lines) in all().into_iter().skip(1) {
            for (_, keys) in lines {
                assert!(!everywhere.contains(&keys), "{place}: {keys}");
            }
        }
    }
}

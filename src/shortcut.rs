//! Keys that work in every window. A window's own keys are its own business.

use iced::keyboard::key::Named;
use iced::keyboard::{Event, Key, Modifiers};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Tab: the next field or button.
    FocusNext,
    /// Shift+Tab: the one before.
    FocusPrevious,
    /// Ctrl+W: close the window.
    Close,
    /// Ctrl+Q: quit the program.
    Quit,
    /// Ctrl+K: the quick switcher.
    Switch,
    /// Ctrl+Shift+O: appear offline, or be there again.
    AppearOffline,
}

impl Shortcut {
    /// The shortcut behind a key that no widget took for itself.
    pub fn of(event: &Event) -> Option<Self> {
        let Event::KeyPressed { key, modifiers, .. } = event else { return None };
        let plain = modifiers.difference(Modifiers::SHIFT).is_empty();
        match key.as_ref() {
            Key::Named(Named::Tab) if plain && modifiers.shift() => Some(Self::FocusPrevious),
            Key::Named(Named::Tab) if plain => Some(Self::FocusNext),
            Key::Character("w" | "W") if *modifiers == Modifiers::COMMAND => Some(Self::Close),
            Key::Character("q" | "Q") if *modifiers == Modifiers::COMMAND => Some(Self::Quit),
            Key::Character("k" | "K") if *modifiers == Modifiers::COMMAND => Some(Self::Switch),
            Key::Character("o" | "O") if *modifiers == Modifiers::COMMAND | Modifiers::SHIFT => {
                Some(Self::AppearOffline)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::keyboard::Location;
    use iced::keyboard::key::{NativeCode, Physical};

    fn pressed(key: Key, modifiers: Modifiers) -> Option<Shortcut> {
        Shortcut::of(&Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: Physical::Unidentified(NativeCode::Unidentified),
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        })
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
    }
}

//! Some keys that are pressed together.

use crate::t;
use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};

/// Some keys that are pressed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    key: What,
    /// Ctrl, or Cmd on a Mac.
    command: bool,
    shift: bool,
    alt: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Letter(char),
    Named(Named),
}

impl Keys {
    /// A letter or a sign.
    pub const fn letter(letter: char) -> Self {
        Self { key: What::Letter(letter), command: false, shift: false, alt: false }
    }
    /// A key with a name.
    pub const fn named(key: Named) -> Self {
        Self { key: What::Named(key), command: false, shift: false, alt: false }
    }
    /// With Ctrl, or Cmd on a Mac.
    pub const fn command(self) -> Self {
        Self { command: true, ..self }
    }
    /// With Shift.
    pub const fn shift(self) -> Self {
        Self { shift: true, ..self }
    }
    /// With Alt.
    pub const fn alt(self) -> Self {
        Self { alt: true, ..self }
    }

    /// Whether these are the ones that were pressed.
    pub fn are(self, key: &Key, modifiers: Modifiers) -> bool {
        let wanted = [(self.command, Modifiers::COMMAND), (self.shift, Modifiers::SHIFT), (self.alt, Modifiers::ALT)];
        let wanted = wanted.into_iter().filter(|(with, _)| *with).fold(Modifiers::empty(), |all, (_, one)| all | one);
        modifiers == wanted
            && match (self.key, key) {
                (What::Named(ours), Key::Named(pressed)) => ours == *pressed,
                // The lock of the capitals is no Shift.
                (What::Letter(ours), Key::Character(pressed)) => {
                    let mut letters = pressed.chars().flat_map(char::to_lowercase);
                    letters.next() == Some(ours) && letters.next().is_none()
                }
                _ => false,
            }
    }

    /// As they are written on a keyboard: `Ctrl+Shift+O`.
    pub fn words(self) -> String {
        let mac = cfg!(target_os = "macos");
        let mut words = String::new();
        for (with, sign, name) in
            [(self.command, "⌘", t!("key-ctrl")), (self.alt, "⌥", t!("key-alt")), (self.shift, "⇧", t!("key-shift"))]
        {
            if with && mac {
                words.push_str(sign);
            } else if with {
                words.push_str(&name);
                words.push('+');
            }
        }
        words.push_str(&match self.key {
            What::Letter(letter) => letter.to_uppercase().to_string(),
            What::Named(named) => name(named),
        });
        words
    }
}

fn name(key: Named) -> String {
    match key {
        Named::Tab => t!("key-tab"),
        Named::Enter => t!("key-enter"),
        Named::Delete => t!("key-delete"),
        Named::ArrowUp => t!("key-up"),
        Named::ArrowDown => t!("key-down"),
        Named::ArrowLeft => t!("key-left"),
        Named::ArrowRight => t!("key-right"),
        Named::PageUp => t!("key-page-up"),
        Named::PageDown => t!("key-page-down"),
        Named::Home => t!("key-home"),
        Named::End => t!("key-end"),
        // The others of the tables are called the same everywhere: F2.
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_said_as_they_stand_on_the_keyboard() {
        if cfg!(target_os = "macos") {
            return;
        }
        assert_eq!(Keys::letter('o').command().shift().words(), "Ctrl+Shift+O");
        assert_eq!(Keys::named(Named::F2).words(), "F2");
        assert_eq!(Keys::named(Named::ArrowUp).alt().words(), "Alt+Up");
    }

    #[test]
    fn only_these_and_no_others_with_them() {
        let n = Keys::letter('n').command();
        for letter in ["n", "N"] {
            let key = Key::Character(letter.into());
            assert!(n.are(&key, Modifiers::COMMAND));
            for modifiers in [Modifiers::empty(), Modifiers::COMMAND | Modifiers::SHIFT, Modifiers::ALT] {
                assert!(!n.are(&key, modifiers));
            }
        }
        assert!(!n.are(&Key::Character("nn".into()), Modifiers::COMMAND));
        assert!(!n.are(&Key::Named(Named::F2), Modifiers::COMMAND));
    }
}

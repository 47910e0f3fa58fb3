//! What keys do in the field.

use super::{Face, Message};
use iced::keyboard::{Key, key::Named};
use iced::widget::text_editor::{self, Binding, KeyPress};

/// What a key does; what isn't named here does what it does in every field.
pub(super) fn bind(press: KeyPress, popover: bool) -> Option<Binding<Message>> {
    if !matches!(press.status, text_editor::Status::Focused { .. }) {
        return None;
    }
    let modifiers = press.modifiers;
    match press.modified_key.as_ref() {
        Key::Named(Named::Enter) if modifiers.shift() || modifiers.alt() => return Some(Binding::Enter),
        Key::Named(Named::Enter) => return Some(Binding::Custom(Message::SendPressed)),
        Key::Named(Named::Escape) if popover => return Some(Binding::Custom(Message::EscapePressed)),
        // The window hears it, and the focus isn't lost on the way.
        Key::Named(Named::Escape | Named::Tab) => return None,
        Key::Named(Named::PageUp) if modifiers.shift() => return None,
        Key::Named(Named::PageUp) => return Some(Binding::Custom(Message::PagePressed(-1.0))),
        Key::Named(Named::PageDown) => return Some(Binding::Custom(Message::PagePressed(1.0))),
        _ => {}
    }
    if modifiers.command() && !modifiers.alt() {
        let bound = match press.key.to_latin(press.physical_key) {
            Some('b') => Some(Message::FaceToggled(Face::Bold)),
            Some('i') => Some(Message::FaceToggled(Face::Italic)),
            Some('u') => Some(Message::FaceToggled(Face::Underline)),
            Some('z') if modifiers.shift() => Some(Message::RedoPressed),
            Some('z') => Some(Message::UndoPressed),
            Some('y') => Some(Message::RedoPressed),
            _ => None,
        };
        if let Some(message) = bound {
            return Some(Binding::Custom(message));
        }
        // Other shortcuts belong to the window; they must not type their letter.
        if !matches!(press.key.to_latin(press.physical_key), Some('a' | 'c' | 'v' | 'x')) && press.text.is_some() {
            return None;
        }
    }
    Binding::from_key_press(press)
}

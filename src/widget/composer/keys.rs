//! What keys do in the field.

use super::{Face, Message};
use crate::shortcut::{self, CONVERSATION, InConversation};
use iced::keyboard::{Key, key::Named};
use iced::widget::text_editor::{self, Binding, KeyPress, Motion};

/// What a key does; what isn't named here does what it does in every field.
pub(super) fn bind(press: KeyPress, popover: bool) -> Option<Binding<Message>> {
    if !matches!(press.status, text_editor::Status::Focused { .. }) {
        return None;
    }
    let modifiers = press.modifiers;
    match press.modified_key.as_ref() {
        Key::Named(Named::Escape) if popover => return Some(Binding::Custom(Message::EscapePressed)),
        // The window hears it, and the focus isn't lost on the way.
        Key::Named(Named::Escape | Named::Tab) => return None,
        // The habits of before Ctrl+C.
        Key::Named(Named::Insert) if modifiers.shift() => return Some(Binding::Paste),
        Key::Named(Named::Insert) if modifiers.control() => return Some(Binding::Copy),
        Key::Named(Named::Delete) if modifiers.shift() => return Some(Binding::Cut),
        // A word at a time.
        Key::Named(Named::Backspace) if modifiers.jump() => {
            return Some(Binding::Sequence(vec![Binding::Select(Motion::WordLeft), Binding::Backspace]));
        }
        Key::Named(Named::Delete) if modifiers.jump() => {
            return Some(Binding::Sequence(vec![Binding::Select(Motion::WordRight), Binding::Delete]));
        }
        _ => {}
    }
    let bound = match shortcut(&press) {
        Some(InConversation::Send) => Some(Message::SendPressed),
        Some(InConversation::Line) => return Some(Binding::Enter),
        Some(InConversation::Bold) => Some(Message::FaceToggled(Face::Bold)),
        Some(InConversation::Italic) => Some(Message::FaceToggled(Face::Italic)),
        Some(InConversation::Underline) => Some(Message::FaceToggled(Face::Underline)),
        Some(InConversation::Undo) => Some(Message::UndoPressed),
        Some(InConversation::Redo) => Some(Message::RedoPressed),
        Some(InConversation::PageUp) => Some(Message::PagePressed(-1.0)),
        Some(InConversation::PageDown) => Some(Message::PagePressed(1.0)),
        Some(InConversation::Fresh) => return None,
        // In the field these go to the start and the end of what is written.
        Some(InConversation::Start | InConversation::End) => None,
        Some(InConversation::Menu) => return None,
        // Enter with whatever else.
        None => match press.key.as_ref() {
            Key::Named(Named::Enter) if modifiers.shift() || modifiers.alt() => return Some(Binding::Enter),
            Key::Named(Named::Enter) => Some(Message::SendPressed),
            _ => None,
        },
    };
    if let Some(message) = bound {
        return Some(Binding::Custom(message));
    }
    if modifiers.command() && !modifiers.alt() {
        // Other shortcuts belong to the window; they must not type their letter.
        if !matches!(press.key.to_latin(press.physical_key), Some('a' | 'c' | 'v' | 'x')) && press.text.is_some() {
            return None;
        }
    }
    Binding::from_key_press(press)
}

/// What the key stands for in the table; on a keyboard of another script by its place.
fn shortcut(press: &KeyPress) -> Option<InConversation> {
    let find = |key: &Key| shortcut::find(CONVERSATION, key, press.modifiers);
    find(&press.key).or_else(|| find(&Key::Character(press.key.to_latin(press.physical_key)?.to_string().into())))
}

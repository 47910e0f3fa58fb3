//! One line of text that came from somebody else: a name, a personal message. Made safe, cut where the room ends,
//! emoji in colour.

use super::message_text::{clean, emoji, fonts};
use super::one_line::{Piece, one_line};
use crate::theme::{self, style};
use iced::widget::text;
use iced::{Element, Font, Theme};

/// The line. Turn it into an element when it looks as it should.
#[derive(Debug, Clone)]
#[must_use]
pub struct Label {
    words: String,
    size: f32,
    font: Font,
    style: fn(&Theme) -> text::Style,
}

/// Body text.
pub fn label(words: &str) -> Label {
    Label { words: clean::name(words), size: theme::size::BODY, font: theme::REGULAR, style: text::default }
}

impl Label {
    /// Another size.
    pub const fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }
    /// Another font.
    pub const fn font(mut self, font: Font) -> Self {
        self.font = font;
        self
    }
    /// Another colour.
    pub const fn style(mut self, style: fn(&Theme) -> text::Style) -> Self {
        self.style = style;
        self
    }
    /// Smaller, in the colour of what explains something else.
    pub fn secondary(self) -> Self {
        Self { size: theme::size::SECONDARY, style: style::secondary, ..self }
    }
}

impl<'a, Message: 'a> From<Label> for Element<'a, Message> {
    fn from(label: Label) -> Self {
        let from_right = clean::is_right_to_left(&label.words);
        let parts = emoji::parts(&label.words);
        let pieces = if parts.iter().any(|part| part.emoji) {
            let font = |emoji| if emoji { fonts::EMOJI } else { label.font };
            parts.into_iter().map(|part| Piece { range: part.range, font: font(part.emoji), color: None }).collect()
        } else {
            Vec::new()
        };
        one_line(label.words, from_right).size(label.size).font(label.font).style(label.style).pieces(pieces).into()
    }
}

//! One line of text that came from somebody else: a name, a personal message. Made safe, cut where the room ends,
//! emoji in colour.

use super::message_text::{clean, emoji, fonts};
use crate::theme::{self, style};
use iced::widget::{container, rich_text, span, text};
use iced::{Element, Font, Length, Theme};

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
    Label { words: clean::line(words), size: theme::size::BODY, font: theme::REGULAR, style: text::default }
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
        let parts = emoji::parts(&label.words);
        let words: Element<'a, Message> = if parts.iter().any(|part| part.emoji) {
            let spans: Vec<text::Span<'a, (), Font>> = parts
                .into_iter()
                .map(|part| {
                    let font = if part.emoji { fonts::EMOJI } else { label.font };
                    span(label.words[part.range].to_owned()).font(font)
                })
                .collect();
            rich_text(spans).size(label.size).wrapping(text::Wrapping::None).style(label.style).into()
        } else {
            text(label.words).size(label.size).font(label.font).wrapping(text::Wrapping::None).style(label.style).into()
        };
        container(words).max_width(f32::INFINITY).width(Length::Shrink).clip(true).into()
    }
}

//! Gives emoji their colour font while they are typed.

use crate::widget::message_text::emoji;
use iced::advanced::text::highlighter::Highlighter;
use std::ops::Range;

/// Finds the emoji of each line.
#[derive(Default)]
pub(super) struct ColorEmoji {
    line: usize,
}

impl Highlighter for ColorEmoji {
    type Settings = ();
    type Highlight = ();
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, ())>;

    fn new((): &()) -> Self {
        Self { line: 0 }
    }
    fn update(&mut self, (): &()) {}
    fn change_line(&mut self, line: usize) {
        self.line = self.line.min(line);
    }
    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        self.line += 1;
        let emoji: Vec<_> =
            emoji::parts(line).into_iter().filter(|part| part.emoji).map(|part| (part.range, ())).collect();
        emoji.into_iter()
    }
    fn current_line(&self) -> usize {
        self.line
    }
}

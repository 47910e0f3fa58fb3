//! A block of styled text as a page is given it: its words, and what stands before, after and beside them.

use crate::widget::icon::Icon;
use iced::{Color, Font};
use std::ops::Range;
use std::sync::Arc;

/// The room that an icon before a block takes.
pub(super) const MARK: f32 = 18.0;
/// The room of a word beside a block. It is kept free while the word isn't shown, so that nothing moves when it is.
pub(super) const ASIDE: f32 = 42.0;

/// Some text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece<L> {
    /// The text.
    pub text: String,
    /// What is copied in its place: the code that is drawn as a picture.
    pub written: Option<String>,
    /// The font with its weight and style.
    pub font: Font,
    /// The size in pixels.
    pub size: f32,
    /// The colour.
    pub color: Color,
    /// A line under it.
    pub underline: bool,
    /// A line through it.
    pub strike: bool,
    /// What a click on it gives; a link is drawn underlined.
    pub link: Option<L>,
    /// A colour behind it: a word that was searched for.
    pub behind: Option<Color>,
}

impl<L> Piece<L> {
    /// The same with another kind of link.
    pub fn relink<M>(self, relink: impl FnOnce(L) -> Option<M>) -> Piece<M> {
        let Self { text, written, font, size, color, underline, strike, link, behind } = self;
        Piece { text, written, font, size, color, underline, strike, link: link.and_then(relink), behind }
    }

    /// The parts of it that these ranges of bytes cut it into: those within them with a colour behind. A picture in place
    /// of a code isn't cut.
    pub fn marked(self, ranges: &[Range<usize>], behind: Color) -> Vec<Self>
    where
        L: Clone,
    {
        if self.written.is_some() || ranges.is_empty() {
            return vec![self];
        }
        // A link is one thing to go to.
        if self.link.is_some() {
            return vec![Self { behind: Some(behind), ..self }];
        }
        let part = |range: Range<usize>, behind: Option<Color>| {
            let text = self.text.get(range).filter(|text| !text.is_empty())?.to_owned();
            Some(Self { text, behind, ..self.clone() })
        };
        let mut parts = Vec::new();
        let mut at = 0;
        for range in ranges {
            parts.extend(part(at..range.start, None));
            parts.extend(part(range.clone(), Some(behind)));
            at = range.end;
        }
        parts.extend(part(at..self.text.len(), None));
        parts
    }

    /// Text with nothing to it but its font, size and colour.
    pub const fn new(text: String, font: Font, size: f32, color: Color) -> Self {
        Self { text, written: None, font, size, color, underline: false, strike: false, link: None, behind: None }
    }
}

/// Where a block stands between the sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// At the left; text that runs from right to left at the right.
    #[default]
    Start,
    /// In the middle.
    Middle,
    /// At the right: what its writer marked as running from right to left.
    End,
}

/// A word beside a block. It isn't part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The word.
    pub text: String,
    /// Whether it is always there; only while the pointer is over the block otherwise.
    pub always: bool,
}

/// A paragraph or several, with room above.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<L> {
    /// Tells it from the other blocks and stays the same while it is shown; what is selected is kept by it.
    pub key: u64,
    /// The text. It is shared with the page, which keeps what it has laid out.
    pub pieces: Arc<[Piece<L>]>,
    /// Where it stands.
    pub side: Side,
    /// Room above it.
    pub above: f32,
    /// An icon before it, in this colour.
    pub mark: Option<(Icon, Color)>,
    /// Whether the icon stands after it too.
    pub mark_after: bool,
    /// A line in this colour across the page, on both sides of the text.
    pub rule: Option<Color>,
    /// A word at the right end of its first line: when it was said.
    pub aside: Option<Aside>,
    /// Whether it is the one that can be looked for.
    pub marked: bool,
    /// Whether it can be selected and copied: what people said can, what the program says about it can't.
    pub selectable: bool,
}

impl<L> Block<L> {
    /// Text to select, with nothing before, after or beside it.
    pub fn new(key: u64, pieces: Vec<Piece<L>>, side: Side, above: f32) -> Self {
        Self {
            key,
            pieces: pieces.into(),
            side,
            above,
            mark: None,
            mark_after: false,
            rule: None,
            aside: None,
            marked: false,
            selectable: true,
        }
    }

    /// Whether it has the same text in the same style as another.
    pub(super) fn reads_like(&self, other: &Self) -> bool
    where
        L: PartialEq,
    {
        Arc::ptr_eq(&self.pieces, &other.pieces) || self.pieces == other.pieces
    }

    /// The text as it is drawn, without its style.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The text as it was written.
    pub fn written(&self) -> String {
        self.pieces.iter().map(|piece| piece.written.as_ref().unwrap_or(&piece.text).as_str()).collect()
    }

    /// Some bytes of the drawn text as they were written.
    pub(super) fn copied(&self, range: &Range<usize>) -> String {
        let mut out = String::new();
        let mut end = 0;
        for piece in self.pieces.iter() {
            let start = end;
            end += piece.text.len();
            let (from, to) = (range.start.max(start), range.end.min(end));
            match &piece.written {
                Some(written) if from < to => out.push_str(written),
                None if from < to => out.push_str(piece.text.get(from - start..to - start).unwrap_or_default()),
                _ => {}
            }
        }
        out
    }

    /// The room of the icon before the text.
    pub(super) const fn indent(&self) -> f32 {
        if self.mark.is_some() { MARK } else { 0.0 }
    }

    /// The width that icons and the word beside it leave to the text.
    pub(super) fn room(&self, width: f32) -> f32 {
        let after = if self.mark_after { self.indent() } else { 0.0 };
        let aside = if self.aside.is_some() { ASIDE } else { 0.0 };
        (width - self.indent() - after - aside).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_copied_as_the_code_that_it_was_written_as() {
        let piece = |text: &str| Piece::new(text.to_owned(), Font::DEFAULT, 13.0, Color::BLACK);
        let picture = Piece { written: Some("(Y)".into()), ..piece("👍") };
        let link = Piece { link: Some("target"), ..piece("you") };
        let block = Block::new(1, vec![piece("hi "), picture, link], Side::Start, 0.0);
        assert_eq!((block.text(), block.written()), ("hi 👍you".to_owned(), "hi (Y)you".to_owned()));
        assert_eq!(block.copied(&(0..block.text().len())), "hi (Y)you");
        assert_eq!(block.copied(&(1..7)), "i (Y)");
        assert_eq!(block.copied(&(7..9)), "yo");
        assert_eq!(block.copied(&(0..3)), "hi ");
    }
}

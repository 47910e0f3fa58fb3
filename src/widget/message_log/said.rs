//! What people said, made into text for the page once: a log is built at every event of its window, and looking for
//! links, emoticons and fonts in some hundred messages each time would take longer than drawing them.

use super::style::Target;
use crate::theme::Palette;
use crate::widget::message_text::Block;
use msnp::content::TextFormat;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The texts of what is laid out, by the number of their entry.
#[derive(Debug, Default)]
pub(super) struct Said(RefCell<HashMap<u64, Kept>>);

/// All that a text is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) format: Option<&'a TextFormat>,
    /// Whether all of it is to be shown, however long it is.
    pub(super) whole: bool,
    pub(super) palette: &'static Palette,
}

#[derive(Debug)]
struct Kept {
    text: String,
    format: Option<TextFormat>,
    whole: bool,
    palette: &'static Palette,
    blocks: Vec<Block<Target>>,
}

impl Kept {
    fn source(&self) -> Source<'_> {
        Source { text: &self.text, format: self.format.as_ref(), whole: self.whole, palette: self.palette }
    }
}

impl Said {
    /// The blocks of an entry's text: those of the last time, or new ones.
    pub(super) fn blocks(
        &self,
        number: u64,
        source: Source<'_>,
        make: impl FnOnce() -> Vec<Block<Target>>,
    ) -> Vec<Block<Target>> {
        let mut known = self.0.borrow_mut();
        if let Some(kept) = known.get(&number).filter(|kept| kept.source() == source) {
            return kept.blocks.clone();
        }
        let Source { text, format, whole, palette } = source;
        let blocks = make();
        let kept = Kept { text: text.to_owned(), format: format.cloned(), whole, palette, blocks: blocks.clone() };
        known.insert(number, kept);
        blocks
    }

    /// Forgets what isn't laid out any more.
    pub(super) fn keep(&self, numbers: Option<RangeInclusive<u64>>) {
        self.0.borrow_mut().retain(|number, _| numbers.as_ref().is_some_and(|numbers| numbers.contains(number)));
    }

    /// How many texts are known.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::message_text::Side;

    fn block(key: u64) -> Vec<Block<Target>> {
        vec![Block::new(key, Vec::new(), Side::Start, 0.0)]
    }

    #[test]
    fn a_text_is_made_again_only_when_what_it_is_made_of_is_other() {
        let said = Said::default();
        let format = TextFormat::default();
        let source = Source { text: "hi", format: Some(&format), whole: false, palette: &Palette::LIGHT };
        assert_eq!(said.blocks(1, source, || block(8))[0].key, 8);
        assert_eq!(said.blocks(1, source, || panic!("it is known"))[0].key, 8);
        let bold = TextFormat { bold: true, ..TextFormat::default() };
        let others = [
            Source { text: "ho", ..source },
            Source { format: None, ..source },
            Source { format: Some(&bold), ..source },
            Source { whole: true, ..source },
            Source { palette: &Palette::DARK, ..source },
        ];
        for (key, other) in others.into_iter().enumerate() {
            assert_eq!(said.blocks(1, other, || block(key as u64))[0].key, key as u64, "{other:?}");
        }
    }

    #[test]
    fn what_is_scrolled_away_is_forgotten() {
        let said = Said::default();
        for number in 0..10 {
            said.blocks(number, Source { text: "hi", format: None, whole: false, palette: &Palette::LIGHT }, || {
                block(number)
            });
        }
        said.keep(Some(3..=5));
        assert_eq!(said.len(), 3);
        said.keep(None);
        assert_eq!(said.len(), 0);
    }
}

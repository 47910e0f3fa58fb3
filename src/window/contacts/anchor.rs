//! What holds the list in its place while people above come and go.

use super::list;
use super::sections::{Item, Section};
use crate::model::Model;

/// The first lines in sight, and how far the list was scrolled when they were.
#[derive(Debug, Default)]
pub(super) struct Anchor {
    offset: f32,
    /// With their tops. More than one, because the first may be who leaves.
    lines: Vec<(Item, f32)>,
}

/// How many lines are remembered.
const LINES: usize = 12;

impl Anchor {
    /// The list as it stands.
    pub(super) fn new(model: &Model, sections: &[Section<'_>], offset: f32) -> Self {
        let lines = list::lines(model, sections).skip_while(|(_, top, height)| top + height <= offset);
        let lines = lines.take(LINES).filter_map(|(line, top, _)| Some((line.item(sections)?, top)));
        Self { offset, lines: lines.collect() }
    }

    /// Whether the list is at its start, where what comes in is to be seen.
    pub(super) fn is_at_top(&self) -> bool {
        self.offset <= 0.0
    }

    /// Where the list must be scrolled to, now that it has changed; `None` where it is right.
    pub(super) fn moved(&mut self, model: &Model, sections: &[Section<'_>]) -> Option<f32> {
        if self.is_at_top() {
            return None;
        }
        let by = self.lines.iter().find_map(|(item, before)| {
            let (now, _) = list::place(model, sections, item)?;
            Some(now - before)
        })?;
        if by.abs() < 0.5 {
            return None;
        }
        let offset = (self.offset + by).max(0.0);
        *self = Self::new(model, sections, offset);
        Some(offset)
    }

    /// How far the list is scrolled.
    #[cfg(test)]
    pub(super) const fn offset(&self) -> f32 {
        self.offset
    }
}

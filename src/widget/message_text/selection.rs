//! What is selected of a page: from one place of its text to another, over any number of blocks.

use super::html::{Address, Copied};
use super::state::State;
use iced::Point;
use std::ops::Range;

/// A place in the text: a block by its key, and a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) key: u64,
    pub(super) byte: usize,
}

/// What a drag selects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Letter,
    Word,
    Line,
}

/// What is selected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Selection {
    pub(super) from: Spot,
    pub(super) to: Spot,
    pub(super) unit: Unit,
}

impl<L: Clone + PartialEq> State<L> {
    /// What is selected, as (block, bytes) from first to last; empty when nothing is.
    pub(super) fn selected(&self) -> Vec<(usize, Range<usize>)> {
        let Some(selection) = self.selection else { return Vec::new() };
        let (Some(from), Some(to)) = (self.index(selection.from.key), self.index(selection.to.key)) else {
            return Vec::new();
        };
        let widen = |index: usize, byte: usize| match selection.unit {
            Unit::Letter => byte..byte,
            Unit::Word => self.shaped[index].word(byte),
            Unit::Line => self.shaped[index].line(byte),
        };
        let (one, other) = (widen(from, selection.from.byte), widen(to, selection.to.byte));
        let start = (from, one.start).min((to, other.start));
        let end = (from, one.end).max((to, other.end));
        (start.0..=end.0)
            .filter(|index| self.shaped[*index].block.selectable)
            .filter_map(|index| {
                let text = &self.shaped[index].text;
                let first = if index == start.0 { start.1 } else { 0 };
                let last = if index == end.0 { end.1 } else { text.len() };
                // An edit of a block may have moved its characters under a selection that was made before.
                let fits = first <= last && text.is_char_boundary(first) && text.is_char_boundary(last);
                (fits && (first < last || start.0 < end.0)).then_some((index, first..last))
            })
            .collect()
    }

    /// The selected text, a line for each block.
    pub(super) fn copied(&self) -> String {
        let lines: Vec<String> =
            self.selected().into_iter().map(|(index, range)| self.shaped[index].block.copied(&range)).collect();
        lines.join("\n")
    }

    /// The same with its looks.
    pub(super) fn copied_as(&self, address: Address<L>) -> Copied {
        let parts = self.selected().into_iter();
        Copied::new(parts.map(|(index, range)| (&self.shaped[index].block, range)), address)
    }

    /// Selects everything.
    pub(super) fn select_all(&mut self) {
        if let (Some(first), Some(last)) = (self.shaped.first(), self.shaped.last()) {
            self.selection = Some(Selection {
                from: Spot { key: first.block.key, byte: 0 },
                to: Spot { key: last.block.key, byte: last.text.len() },
                unit: Unit::Letter,
            });
        }
    }

    /// Drags the end of the selection to a point of the page; `true` when that selects something else.
    pub(super) fn drag_to(&mut self, point: Point) -> bool {
        self.pointer = point;
        let spot = self.spot_at(point);
        match (&mut self.selection, spot) {
            (Some(selection), Some(spot)) if selection.to != spot => {
                selection.to = spot;
                true
            }
            _ => false,
        }
    }
}

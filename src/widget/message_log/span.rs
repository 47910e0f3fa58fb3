//! Which entries of a conversation are laid out: some hundred round what is read, however long the talk is.

use msnp::conversation::Entry;
use std::ops::Range;

/// How many entries are laid out at first.
pub(super) const SHOWN: usize = 120;
/// How many more come when the reader nears an end of them: few, so that no frame is long.
const MORE: usize = 20;
/// The most that are laid out; what is farther away is let go.
const MOST: usize = 500;

/// A run of entries, by their numbers, so that what comes and goes elsewhere doesn't move it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    /// The first that is laid out.
    first: u64,
    /// The first after them that isn't; none when the newest are.
    end: Option<u64>,
}

impl Span {
    /// The places of the entries.
    pub(super) fn range(self, entries: &[Entry]) -> Range<usize> {
        let start = place(entries, self.first);
        start..self.end.map_or(entries.len(), |end| place(entries, end)).max(start)
    }

    /// Whether the newest are laid out.
    pub(super) const fn reaches_end(self) -> bool {
        self.end.is_none()
    }

    fn set(&mut self, range: Range<usize>, entries: &[Entry]) {
        self.first = entries.get(range.start).map_or(0, |entry| entry.number);
        self.end = entries.get(range.end).map(|entry| entry.number);
    }

    /// The newest. Those far above are let go, but not at each message.
    pub(super) fn go_to_end(&mut self, entries: &[Entry]) {
        self.end = None;
        if self.range(entries).len() > 2 * SHOWN || self.first == 0 {
            self.set(entries.len().saturating_sub(SHOWN)..entries.len(), entries);
        }
    }

    /// The oldest.
    pub(super) fn go_to_start(&mut self, entries: &[Entry]) {
        self.set(0..SHOWN, entries);
    }

    /// Brings earlier ones; `false` when there are none.
    pub(super) fn earlier(&mut self, entries: &[Entry]) -> bool {
        let range = self.range(entries);
        self.set(range.start.saturating_sub(MORE)..range.end, entries);
        range.start > 0
    }

    /// Brings later ones; `false` when there are none.
    pub(super) fn later(&mut self, entries: &[Entry]) -> bool {
        let range = self.range(entries);
        self.set(range.start..range.end + MORE, entries);
        range.end < entries.len()
    }

    /// Lets go of the last, where there are too many.
    pub(super) fn cut_below(&mut self, entries: &[Entry]) {
        let range = self.range(entries);
        self.set(range.start..range.end.min(range.start + MOST), entries);
    }

    /// Lets go of the first, where there are too many.
    pub(super) fn cut_above(&mut self, entries: &[Entry]) {
        let range = self.range(entries);
        self.set(range.start.max(range.end.saturating_sub(MOST))..range.end, entries);
    }

    /// Whether there are too many.
    pub(super) fn is_long(self, entries: &[Entry]) -> bool {
        self.range(entries).len() > MOST
    }

    /// Has that place among them.
    pub(super) fn show(&mut self, at: usize, entries: &[Entry]) {
        let range = self.range(entries);
        if !range.contains(&at) {
            self.set(at.saturating_sub(SHOWN / 2)..at + SHOWN / 2, entries);
        }
    }
}

/// The place of the first entry with that number or a higher one.
pub(super) fn place(entries: &[Entry], number: u64) -> usize {
    entries.partition_point(|entry| entry.number < number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::conversation::EntryKind;
    use msnp::types::{Email, Instant};

    /// Entries with numbers from 10 on, as after the oldest were let go.
    fn entries(count: u64) -> Vec<Entry> {
        let from = Email::parse("bob@example.com").unwrap_or_else(|e| panic!("{e}"));
        let kind = EntryKind::NudgeReceived { from, name: String::new() };
        (10..10 + count)
            .map(|number| Entry { number, at: Instant::default(), written: None, kind: kind.clone() })
            .collect()
    }

    #[test]
    fn a_short_talk_is_laid_out_whole() {
        let entries = entries(40);
        let mut span = Span::default();
        span.go_to_end(&entries);
        assert_eq!(span.range(&entries), 0..40);
        assert!(!span.earlier(&entries) && !span.later(&entries) && span.reaches_end());
        assert_eq!(Span::default().range(&[]), 0..0);
    }

    #[test]
    fn the_end_of_a_long_talk_is_let_go_of_in_steps() {
        let mut all = entries(1_000);
        let mut span = Span::default();
        span.go_to_end(&all);
        let start = 1_000 - SHOWN;
        assert_eq!(span.range(&all), start..1_000);
        all = entries(1_000 + SHOWN as u64);
        span.go_to_end(&all);
        assert_eq!(span.range(&all), start..1_000 + SHOWN, "not at each message");
        all = entries(1_001 + SHOWN as u64);
        span.go_to_end(&all);
        assert_eq!(span.range(&all), 1_001..1_001 + SHOWN);
    }

    #[test]
    fn reading_through_a_long_talk_never_lays_out_much_of_it() {
        let entries = entries(100_000);
        let mut span = Span::default();
        span.go_to_end(&entries);
        let mut steps = 0;
        while span.earlier(&entries) {
            span.cut_below(&entries);
            assert!(span.range(&entries).len() <= MOST);
            steps += 1;
        }
        assert_eq!(span.range(&entries).start, 0);
        assert!(steps == (100_000 - SHOWN).div_ceil(MORE) && !span.reaches_end());
        while span.later(&entries) {
            span.cut_above(&entries);
            assert!(span.range(&entries).len() <= MOST && !span.is_long(&entries));
        }
        assert_eq!(span.range(&entries).end, 100_000);
        assert!(span.reaches_end());
    }

    #[test]
    fn a_jump_lays_out_what_is_round_it() {
        let entries = entries(10_000);
        let mut span = Span::default();
        span.go_to_end(&entries);
        span.show(5_000, &entries);
        assert!(span.range(&entries).contains(&5_000) && span.range(&entries).len() <= SHOWN);
        let before = span;
        span.show(5_001, &entries);
        assert_eq!(span, before, "what is there already stays");
        span.go_to_start(&entries);
        assert_eq!(span.range(&entries), 0..SHOWN);
        span.go_to_end(&entries);
        assert_eq!(span.range(&entries), 10_000 - SHOWN..10_000);
    }
}

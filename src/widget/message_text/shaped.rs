//! A block of styled text, laid out: where its links, underlines and characters are.

use super::block::{Block, MARK, Side};
use crate::widget::icon::Icon;
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::graphics::text::cosmic_text;
use iced::advanced::text::{self, Paragraph as _, Shaping, Span, Wrapping};
use iced::{Color, Font, Pixels, Point, Rectangle, Size, Vector};
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// The side of the icon before a block.
const MARK_SIDE: f32 = 14.0;
/// How high a line is, in sizes of its text: here, and where it is written.
pub const LINE_HEIGHT: f32 = 1.45;

/// A block with its geometry, relative to the page.
pub(super) struct Shaped<L> {
    /// What it was made from.
    pub(super) block: Block<L>,
    /// Its text.
    pub(super) text: String,
    /// Where it stands.
    pub(super) bounds: Rectangle,
    /// What the renderer draws.
    pub(super) paragraph: Paragraph,
    /// Where each of its hard lines starts in `text`.
    lines: Vec<usize>,
    /// Lines under and through the text, relative to the block.
    pub(super) strokes: Vec<(Rectangle, Color)>,
    /// The colours behind words, relative to the block.
    pub(super) behind: Vec<(Rectangle, Color)>,
    /// Where the links are, relative to the block: the piece, and its rectangles.
    pub(super) links: Vec<(usize, Vec<Rectangle>)>,
    width: f32,
}

impl<L: Clone + PartialEq> Shaped<L> {
    /// Lays a block out in a width.
    pub(super) fn new(block: Block<L>, width: f32) -> Self {
        let text = block.text();
        let room = block.room(width);
        let spans: Vec<Span<'_, (), Font>> = block
            .pieces
            .iter()
            .map(|piece| Span::new(piece.text.as_str()).size(piece.size).font(piece.font).color(piece.color))
            .collect();
        let (size, font) = block.pieces.first().map_or((13.0, Font::DEFAULT), |piece| (piece.size, piece.font));
        let paragraph = Paragraph::with_spans(text::Text {
            content: spans.as_slice(),
            bounds: Size::new(room, f32::INFINITY),
            size: Pixels(size),
            line_height: text::LineHeight::Relative(LINE_HEIGHT),
            font,
            align_x: match block.side {
                Side::Start => text::Alignment::Default,
                Side::Middle => text::Alignment::Center,
                Side::End => text::Alignment::Right,
            },
            align_y: iced::alignment::Vertical::Top,
            shaping: Shaping::Advanced,
            wrapping: Wrapping::WordOrGlyph,
        });
        let mut shaped = Self {
            block,
            text,
            bounds: Rectangle::default(),
            paragraph,
            lines: Vec::new(),
            strokes: Vec::new(),
            behind: Vec::new(),
            links: Vec::new(),
            width,
        };
        shaped.measure();
        shaped
    }

    /// Takes in the block as it is now: laid out again only where it looks otherwise.
    pub(super) fn renew(&mut self, block: &Block<L>, width: f32) {
        if !self.looks_like(block) {
            *self = Self::new(block.clone(), width);
            return;
        }
        self.block.above = block.above;
        self.block.selectable = block.selectable;
        self.block.marked = block.marked;
        self.block.pieces = Arc::clone(&block.pieces);
        if self.block.aside != block.aside {
            self.block.aside.clone_from(&block.aside);
        }
        self.resize(width);
    }

    /// Whether another block would be laid out the same, wherever it stands.
    fn looks_like(&self, other: &Block<L>) -> bool {
        let block = &self.block;
        block.reads_like(other)
            && block.side == other.side
            && block.aside.is_some() == other.aside.is_some()
            && (block.mark, block.mark_after, block.rule) == (other.mark, other.mark_after, other.rule)
    }

    /// Lays it out again in another width.
    pub(super) fn resize(&mut self, width: f32) {
        if (self.width - width).abs() > f32::EPSILON {
            self.width = width;
            self.paragraph.resize(Size::new(self.block.room(width), f32::INFINITY));
            self.measure();
        }
    }

    /// Moves it to where it stands on the page: its top, in a page of the width it was laid out in.
    pub(super) fn place(&mut self, top: f32) {
        let size = self.paragraph.min_bounds();
        let indent = self.block.indent();
        let rest = (self.block.room(self.width) - size.width).max(0.0);
        let rtl = self.paragraph.buffer().layout_runs().next().is_some_and(|run| run.rtl);
        let left = match self.block.side {
            Side::Start if rtl => rest,
            Side::Start => 0.0,
            Side::Middle => (rest / 2.0).round(),
            Side::End => rest,
        };
        self.bounds = Rectangle::new(Point::new(left + indent, top), size);
    }

    /// Where the icon stands on the page: before the first line, and perhaps after it.
    pub(super) fn marks(&self) -> impl Iterator<Item = (Icon, Color, Rectangle)> {
        let line = self.paragraph.buffer().layout_runs().next().map_or(self.bounds.height, |run| run.line_height);
        let top = self.bounds.y + ((line - MARK_SIDE) / 2.0).round();
        let before = self.bounds.x - MARK;
        let after = (self.bounds.x + self.bounds.width + MARK - MARK_SIDE).round();
        let places = std::iter::once(before).chain(self.block.mark_after.then_some(after));
        let side = Size::new(MARK_SIDE, MARK_SIDE);
        let at = move |(icon, color)| places.map(move |x| (icon, color, Rectangle::new(Point::new(x, top), side)));
        self.block.mark.map(at).into_iter().flatten()
    }

    /// The two parts of the line across the page.
    pub(super) fn rules(&self) -> impl Iterator<Item = (Color, Rectangle)> {
        const CLEAR: f32 = 8.0;
        let y = self.bounds.center_y().round();
        let (left, right) = (self.bounds.x - CLEAR, self.bounds.x + self.bounds.width + CLEAR);
        let part = move |from: f32, to: f32| Rectangle::new(Point::new(from, y), Size::new((to - from).max(0.0), 1.0));
        let parts = [part(0.0, left), part(right, self.width)];
        self.block.rule.into_iter().flat_map(move |color| parts.map(|part| (color, part)))
    }

    /// From the page's corner to the block's.
    pub(super) fn offset(&self) -> Vector {
        self.bounds.position() - Point::ORIGIN
    }

    /// Notes where lines start, and where links and strokes are.
    fn measure(&mut self) {
        let buffer = self.paragraph.buffer();
        let mut start = 0;
        self.lines = buffer
            .lines
            .iter()
            .map(|line| {
                let here = start;
                // Lines are parted by one line feed each: nothing else gets through the cleaning of text.
                start += line.text().len() + 1;
                here.min(self.text.len())
            })
            .collect();
        self.strokes.clear();
        self.behind.clear();
        self.links.clear();
        for run in buffer.layout_runs() {
            let mut glyphs = run.glyphs.iter().peekable();
            while let Some(first) = glyphs.next() {
                let (mut left, mut right) = (first.x, first.x + first.w);
                while let Some(next) = glyphs.next_if(|glyph| glyph.metadata == first.metadata) {
                    left = left.min(next.x);
                    right = right.max(next.x + next.w);
                }
                let Some(piece) = self.block.pieces.get(first.metadata) else { continue };
                if let Some(color) = piece.behind {
                    let size = Size::new(right - left, run.line_height);
                    self.behind.push((Rectangle::new(Point::new(left, run.line_top), size), color));
                }
                let thickness = (piece.size / 14.0).round().max(1.0);
                let mut stroke = |y: f32| {
                    let bounds = Rectangle::new(Point::new(left, y.round()), Size::new(right - left, thickness));
                    self.strokes.push((bounds, piece.color));
                };
                if piece.underline || piece.link.is_some() {
                    stroke(run.line_y + piece.size * 0.12);
                }
                if piece.strike {
                    stroke(run.line_y - piece.size * 0.3);
                }
                if piece.link.is_some() {
                    let bounds =
                        Rectangle::new(Point::new(left, run.line_top), Size::new(right - left, run.line_height));
                    match self.links.iter_mut().find(|(index, _)| *index == first.metadata) {
                        Some((_, rectangles)) => rectangles.push(bounds),
                        None => self.links.push((first.metadata, vec![bounds])),
                    }
                }
            }
        }
    }

    /// The byte of the text nearest to a point on the page.
    pub(super) fn byte_at(&self, point: Point) -> usize {
        let point = point - self.offset();
        if point.y < 0.0 {
            return 0;
        }
        if point.y >= self.bounds.height {
            return self.text.len();
        }
        self.paragraph.buffer().hit(point.x, point.y).map_or(0, |cursor| {
            let start = self.lines.get(cursor.line).copied().unwrap_or_default();
            (start + cursor.index).min(self.text.len())
        })
    }

    /// The piece whose link is under a point on the page.
    pub(super) fn link_at(&self, point: Point) -> Option<usize> {
        let point = point - self.offset();
        self.links.iter().find(|(_, places)| places.iter().any(|place| place.contains(point))).map(|(piece, _)| *piece)
    }

    /// The rectangles, relative to the block, that bytes of the text cover.
    pub(super) fn covered(&self, range: &Range<usize>) -> Vec<Rectangle> {
        let cursor = |byte: usize| {
            let line = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
            cosmic_text::Cursor::new(line, byte - self.lines.get(line).copied().unwrap_or_default())
        };
        let (start, end) = (cursor(range.start), cursor(range.end));
        self.paragraph
            .buffer()
            .layout_runs()
            .filter_map(|run| {
                let (left, mut width) = run.highlight(start, end).or_else(|| {
                    // An empty line within the range still shows that it is selected.
                    (run.glyphs.is_empty() && run.line_i >= start.line && run.line_i < end.line).then_some((0.0, 0.0))
                })?;
                if run.line_i < end.line && width < 4.0 {
                    width = 4.0;
                }
                (width > 0.0).then(|| Rectangle::new(Point::new(left, run.line_top), Size::new(width, run.line_height)))
            })
            .collect()
    }

    /// The word round a byte.
    pub(super) fn word(&self, byte: usize) -> Range<usize> {
        word(&self.text, byte)
    }

    /// The hard line round a byte.
    pub(super) fn line(&self, byte: usize) -> Range<usize> {
        line(&self.text, byte)
    }
}

/// The word, or the run of spaces or punctuation, round a byte.
fn word(text: &str, byte: usize) -> Range<usize> {
    text.split_word_bound_indices()
        .map(|(start, word)| start..start + word.len())
        .find(|range| byte < range.end)
        .unwrap_or_else(|| {
            text.split_word_bound_indices().next_back().map_or(0..0, |(start, word)| start..start + word.len())
        })
}

/// The line round a byte, without its line feed.
fn line(text: &str, byte: usize) -> Range<usize> {
    let byte = (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    let end = text[byte..].find('\n').map_or(text.len(), |at| byte + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::message_text::block::Piece;

    fn block(text: &str) -> Block<&'static str> {
        let piece = |text: &str| Piece::new(text.to_owned(), Font::DEFAULT, 13.0, Color::BLACK);
        let pieces = match text.split_once('#') {
            Some((before, link)) => vec![piece(before), Piece { link: Some("target"), ..piece(link) }],
            None => vec![piece(text)],
        };
        Block::new(1, pieces, Side::Start, 0.0)
    }

    #[test]
    fn words_and_lines_are_found() {
        let text = "did you see\nthe photos?";
        assert_eq!(&text[word(text, 5)], "you");
        assert_eq!(&text[word(text, text.len())], "?");
        assert_eq!(&text[line(text, 0)], "did you see");
        assert_eq!(&text[line(text, 14)], "the photos?");
        assert_eq!(word("", 0), 0..0);
        assert_eq!(&"żółw ok"[word("żółw ok", 1)], "żółw");
    }

    #[test]
    fn a_byte_found_at_a_point_is_where_that_byte_is_drawn() {
        let mut shaped = Shaped::new(block("did you see\n\nthe photos from Sunday?"), 400.0);
        shaped.place(10.0);
        for byte in [0, 4, 11, 12, 13, 20, shaped.text.len()] {
            let end = (byte + 1).min(shaped.text.len());
            let Some(place) = shaped.covered(&(byte..end)).first().copied() else { continue };
            let point = Point::new(place.x + 0.5, shaped.bounds.y + place.y + 2.0);
            assert_eq!(shaped.byte_at(point), byte);
        }
        assert_eq!(shaped.byte_at(Point::new(0.0, 0.0)), 0);
        assert_eq!(shaped.byte_at(Point::new(0.0, 9000.0)), shaped.text.len());
    }

    #[test]
    fn a_long_word_wraps_and_gives_a_rectangle_for_each_line() {
        let shaped = Shaped::new(block(&"w".repeat(200)), 200.0);
        let places = shaped.covered(&(0..200));
        assert!(places.len() > 3, "{places:?}");
        assert!(places.iter().all(|place| place.x + place.width <= 201.0), "{places:?}");
    }

    #[test]
    fn a_link_is_hit_where_it_stands_only() {
        let mut shaped = Shaped::new(block("see #https://example.com"), 400.0);
        shaped.place(0.0);
        let (piece, places) = shaped.links.first().cloned().unwrap_or_default();
        assert_eq!(piece, 1);
        assert_eq!(shaped.link_at(places[0].center()), Some(1));
        assert_eq!(shaped.link_at(Point::new(1.0, 5.0)), None);
        assert_eq!(shaped.strokes.len(), 1);
    }

    #[test]
    fn icons_stand_on_both_sides_of_what_is_in_the_middle() {
        let mark = Some((Icon::Nudge, Color::BLACK));
        let mut shaped = Shaped::new(Block { side: Side::Middle, mark, mark_after: true, ..block("a nudge") }, 400.0);
        shaped.place(0.0);
        let places: Vec<Rectangle> = shaped.marks().map(|(_, _, place)| place).collect();
        let [before, after] = places[..] else { panic!("{places:?}") };
        let (left, right) = (before.x, 400.0 - after.x - after.width);
        assert!((left - right).abs() <= 2.0, "{left} {right}");
        assert!(before.x + before.width < shaped.bounds.x && shaped.bounds.x + shaped.bounds.width < after.x);
        shaped.block.mark_after = false;
        assert_eq!(shaped.marks().count(), 1);
    }

    #[test]
    fn a_narrower_page_makes_it_higher() {
        let mut shaped = Shaped::new(block("did you see the photos from Sunday? the lake was unreal"), 600.0);
        shaped.place(0.0);
        let before = shaped.bounds.height;
        shaped.resize(120.0);
        shaped.place(0.0);
        assert!(shaped.bounds.height > before * 2.0);
        assert!(shaped.bounds.width <= 120.0);
    }
}

//! One line of text that ends in "…" where the room ends: at its end, which is at the left where it is read from right to
//! left. iced cuts a line in the middle of a letter.

use crate::theme;
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Operation, Widget};
use iced::advanced::{Layout, layout, renderer};
use iced::widget::text::Style;
use iced::{Color, Element, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme, mouse};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

type Paragraph = <Renderer as text::Renderer>::Paragraph;

/// As wide as a line may become before it is cut: a number, since nothing can be aligned at the end of infinity.
const ENDLESS: f32 = 20_000.0;
/// The end of what is cut.
const MORE: &str = "…";
/// About how wide that is, in heights of the letters; what it is in truth is seen when it is laid out.
const MORE_WIDTH: f32 = 0.7;

/// A part of a line that looks otherwise than the rest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// The bytes of the line.
    pub(crate) range: Range<usize>,
    /// Its font.
    pub(crate) font: Font,
    /// Its colour, where it has one of its own.
    pub(crate) color: Option<Color>,
}

/// A line of text. See the module's page.
#[must_use]
pub(crate) struct OneLine {
    words: String,
    size: f32,
    font: Font,
    pieces: Vec<Piece>,
    is_right_to_left: bool,
    style: fn(&Theme) -> Style,
}

/// A line of body text.
pub(crate) fn one_line(words: String, is_right_to_left: bool) -> OneLine {
    let (size, font) = (theme::size::BODY, theme::REGULAR);
    OneLine { words, size, font, pieces: Vec::new(), is_right_to_left, style: text_default }
}

/// The colour of what is round it.
const fn text_default(_theme: &Theme) -> Style {
    Style { color: None }
}

impl OneLine {
    /// Another size.
    pub(crate) const fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }
    /// Another font.
    pub(crate) const fn font(mut self, font: Font) -> Self {
        self.font = font;
        self
    }
    /// Another colour.
    pub(crate) const fn style(mut self, style: fn(&Theme) -> Style) -> Self {
        self.style = style;
        self
    }
    /// The parts that look otherwise. Together they are the whole line.
    pub(crate) fn pieces(mut self, pieces: Vec<Piece>) -> Self {
        self.pieces = pieces;
        self
    }

    /// The line up to that byte, laid out, with the sign that there is more of it.
    fn lay_out(&self, end: Option<usize>) -> Paragraph {
        let bounds = Size::new(ENDLESS, ENDLESS);
        let line = |content| text::Text {
            content,
            bounds,
            size: Pixels(self.size),
            line_height: text::LineHeight::default(),
            font: self.font,
            align_x: text::Alignment::Default,
            align_y: iced::alignment::Vertical::Top,
            shaping: text::Shaping::default(),
            wrapping: text::Wrapping::None,
        };
        let shown = &self.words[..end.unwrap_or(self.words.len())];
        if self.pieces.is_empty() {
            return match end {
                None => Paragraph::with_text(line(shown)),
                Some(_) => Paragraph::with_text(line(format!("{shown}{MORE}").as_str())),
            };
        }
        let mut spans: Vec<text::Span<'_, (), Font>> = Vec::new();
        for Piece { range, font, color } in &self.pieces {
            let range = range.start..range.end.min(shown.len());
            if range.start < range.end {
                let span = text::Span::new(&shown[range]).font(*font);
                spans.push(color.map_or_else(|| span.clone(), |color| span.clone().color(color)));
            }
        }
        if end.is_some() {
            spans.push(text::Span::new(MORE).font(self.font));
        }
        let text::Text { size, line_height, font, align_x, align_y, shaping, wrapping, .. } = line(shown);
        let spans = spans.as_slice();
        let line = text::Text { content: spans, bounds, size, line_height, font, align_x, align_y, shaping, wrapping };
        Paragraph::with_spans(line)
    }

    /// As much of the line as there is room for, with the sign that there is more.
    fn cut(&self, whole: &Paragraph, room: f32) -> Paragraph {
        let letters = (room - self.size * MORE_WIDTH).max(0.0);
        let x = if self.is_right_to_left { whole.min_width() - letters } else { letters };
        let reached = match whole.hit_test(Point::new(x, whole.min_height() / 2.0)) {
            Some(text::Hit::CharOffset(at)) => at,
            None => 0,
        };
        let ends = self.words.grapheme_indices(true).map(|(at, _)| at);
        let mut ends: Vec<usize> = ends.take_while(|at| *at <= reached).collect();
        loop {
            let end = ends.pop().unwrap_or_default();
            let line = self.lay_out(Some(self.words[..end].trim_end().len()));
            if end == 0 || line.min_width() <= room {
                return line;
            }
        }
    }
}

/// A line as it is laid out.
#[derive(Default)]
struct State {
    words: String,
    pieces: Vec<Piece>,
    looks: Option<(f32, Font)>,
    whole: Paragraph,
    /// What is shown of it in which room, where that isn't all.
    cut: Option<(f32, Paragraph)>,
}

impl State {
    fn shown(&self) -> &Paragraph {
        self.cut.as_ref().map_or(&self.whole, |(_, cut)| cut)
    }
}

impl<Message> Widget<Message, Theme, Renderer> for OneLine {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }
    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let looks = Some((self.size, self.font));
        if state.looks != looks || state.words != self.words || state.pieces != self.pieces {
            state.whole = self.lay_out(None);
            state.cut = None;
            state.looks = looks;
            state.words.clone_from(&self.words);
            state.pieces.clone_from(&self.pieces);
        }
        let room = limits.max().width;
        if state.whole.min_width() <= room {
            state.cut = None;
        } else if state.cut.as_ref().is_none_or(|(known, _)| (known - room).abs() > f32::EPSILON) {
            state.cut = Some((room, self.cut(&state.whole, room)));
        }
        let Size { width, height } = state.shown().min_bounds();
        layout::Node::new(Size::new(width.min(room), height))
    }

    fn operate(&mut self, _tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        operation.text(None, layout.bounds(), &self.words);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let shown = tree.state.downcast_ref::<State>().shown();
        let Some(seen) = layout.bounds().intersection(viewport) else { return };
        // Where there is no room even for the sign, half of it says nothing.
        if shown.min_width() > layout.bounds().width + 1.0 {
            return;
        }
        let color = (self.style)(theme).color.unwrap_or(style.text_color);
        // Letters lean out of their line a little.
        let seen = seen.expand(2.0).intersection(viewport).unwrap_or(seen);
        renderer.fill_paragraph(shown, layout.position(), color, seen);
    }
}

impl<'a, Message: 'a> From<OneLine> for Element<'a, Message> {
    fn from(line: OneLine) -> Self {
        Element::new(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_test::simulator::Simulator;

    const LONG: &str = "a name that is longer than there is room for";

    /// Where a text is drawn in a window of that width.
    fn place(words: &str, width: f32, is_right_to_left: bool) -> Rectangle {
        let line: Element<'_, ()> = one_line(words.to_owned(), is_right_to_left).into();
        let mut window = Simulator::with_size(iced::Settings::default(), (width, 30.0), line);
        window.find(words).unwrap_or_else(|error| panic!("{error}")).bounds()
    }

    #[test]
    fn what_is_too_long_takes_the_room_there_is_and_no_more() {
        for is_right_to_left in [false, true] {
            let cut = place(LONG, 100.0, is_right_to_left);
            assert!(cut.width <= 100.0 && cut.width > 80.0, "{cut:?}");
            let short = place("Bob", 100.0, is_right_to_left);
            assert!(short.x == 0.0 && short.width < 50.0, "it fits: {short:?}");
        }
    }

    #[test]
    fn what_is_cut_says_so_and_fits_however_little_room_there_is() {
        let line = one_line(LONG.to_owned(), false);
        let whole = line.lay_out(None);
        for room in [1.0, 12.0, 40.0, 99.5, 150.0] {
            let cut = line.cut(&whole, room);
            assert!(cut.min_width() <= room.max(line.lay_out(Some(0)).min_width()), "{room}");
        }
        let hebrew = "שם ארוך מאוד שאין לו מספיק מקום בשורה אחת";
        let line = one_line(hebrew.to_owned(), true);
        assert!(line.cut(&line.lay_out(None), 80.0).min_width() <= 80.0);
    }

    #[test]
    fn pieces_are_cut_with_the_line() {
        let words = "Alice 🦋 and everybody else";
        let emoji = Piece { range: 6..10, font: Font::MONOSPACE, color: None };
        let pieces = vec![
            Piece { range: 0..6, font: theme::REGULAR, color: None },
            emoji,
            Piece { range: 10..words.len(), font: theme::BOLD, color: Some(Color::BLACK) },
        ];
        let line = one_line(words.to_owned(), false).pieces(pieces);
        let whole = line.lay_out(None);
        for room in 1..200 {
            let room = room as f32;
            assert!(line.cut(&whole, room).min_width() <= room.max(line.lay_out(Some(0)).min_width()), "{room}");
        }
    }
}

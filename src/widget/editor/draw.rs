//! How a field is drawn: its frame, its text, the lines under and through it, the caret.

use super::{Editor, State, style, text};
use crate::theme::Palette;
use crate::widget::message_text::fonts;
use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::advanced::text::editor::Selection;
use iced::advanced::text::{Editor as _, Renderer as _, highlighter};
use iced::alignment::Vertical;
use iced::widget::text_editor::Status;
use iced::{Color, Point, Rectangle, Renderer, Shadow, Size, Theme, Vector, border};

/// The caret is to be seen for so long and gone for so long.
pub(super) const BLINK: u128 = 500;
/// How far under its letters a line is drawn.
const UNDER: f32 = 2.0;

impl<Message> Editor<'_, Message> {
    pub(super) fn paint(&self, state: &State, renderer: &mut Renderer, theme: &Theme, bounds: Rectangle) {
        let look = self.look;
        {
            let mut emoji = state.emoji.borrow_mut();
            self.content
                .0
                .borrow_mut()
                .highlight(look.font, &mut *emoji, |()| highlighter::Format { color: None, font: Some(fonts::EMOJI) });
        }
        let style = style::editor(theme, self.last_status.unwrap_or(Status::Active));
        let frame = Quad { bounds, border: style.border, shadow: Shadow::default(), snap: true };
        renderer.fill_quad(frame, style.background);
        let room = bounds.shrink(self.padding);
        let origin = room.position() - Point::ORIGIN;
        let editor = self.content.0.borrow();
        if editor.is_empty() {
            let words = text::Text {
                content: self.placeholder.clone(),
                bounds: room.size(),
                size: look.size.into(),
                line_height: text::LineHeight::Relative(look.line_height),
                font: look.font,
                align_x: text::Alignment::Default,
                align_y: Vertical::Top,
                shaping: text::Shaping::Advanced,
                wrapping: text::Wrapping::WordOrGlyph,
            };
            renderer.fill_text(words, room.position(), style.placeholder, room);
        } else {
            renderer.fill_editor(&editor, room.position(), look.color, room);
            drop(editor);
            self.lines(renderer, theme, room, origin);
        }
        let Some(focus) = state.focus else { return };
        match self.content.0.borrow().selection() {
            Selection::Caret(point) => {
                let lit = ((focus.now - focus.since).as_millis() / BLINK).is_multiple_of(2);
                let caret = Rectangle::new(point + origin, Size::new(1.0, self.line()));
                if lit && focus.in_window {
                    fill(renderer, room, caret, look.color);
                }
            }
            Selection::Range(ranges) => {
                for range in ranges {
                    fill(renderer, room, range + origin, style.selection);
                }
            }
        }
    }

    /// The lines under and through the text, and under what is misspelt.
    fn lines(&self, renderer: &mut Renderer, theme: &Theme, room: Rectangle, origin: Vector) {
        let look = self.look;
        let thin = (look.size / 13.0).round().max(1.0);
        if look.underline || look.strike {
            for place in self.content.places(std::slice::from_ref(&(0..usize::MAX))) {
                let line = |y: f32| Rectangle { y: place.y + y, height: thin, ..place } + origin;
                if look.underline {
                    fill(renderer, room, line(UNDER), look.color);
                }
                if look.strike {
                    fill(renderer, room, line(-look.size * 0.3), look.color);
                }
            }
        }
        if self.misspelt.is_empty() {
            return;
        }
        let color = Palette::of(theme).danger;
        for place in self.content.places(self.misspelt) {
            wave(renderer, room, place + origin, color);
        }
    }
}

/// A wavy line: up and down in steps, which stay sharp at every scale.
fn wave(renderer: &mut Renderer, room: Rectangle, under: Rectangle, color: Color) {
    const STEP: f32 = 1.5;
    const HEIGHTS: [f32; 4] = [0.0, 1.0, 2.0, 1.0];
    let count = (under.width / STEP).ceil() as usize;
    for (step, height) in (0..count).zip(HEIGHTS.into_iter().cycle()) {
        let x = under.x + step as f32 * STEP;
        let width = STEP.min(under.x + under.width - x);
        fill(renderer, room, Rectangle { x, y: under.y + UNDER + height, width, height: 1.3 }, color);
    }
}

/// Fills what of a rectangle lies within the field.
fn fill(renderer: &mut Renderer, room: Rectangle, bounds: Rectangle, color: Color) {
    if let Some(bounds) = room.intersection(&bounds) {
        let quad = Quad { bounds, border: border::rounded(0), shadow: Shadow::default(), snap: false };
        renderer.fill_quad(quad, color);
    }
}

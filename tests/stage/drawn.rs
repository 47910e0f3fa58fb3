//! What a window draws, as the renderer was told: where text stands, how much of it is in sight, which letters no font
//! has; and where the keyboard can go.

use super::{Messenger, Stage};
use iced::widget::Id;
use iced::{Background, Color, Point, Rectangle, Size, Vector};
use iced_test::core::widget::Operation;
use iced_test::core::widget::operation::{Outcome, black_box};
use iced_test::renderer::graphics::text::{Paragraph, Text, cosmic_text::Buffer};
use iced_test::selector::Candidate;
use iced_test::{Selector, core};
use std::any::Any;

/// Where the keyboard can be.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    pub(crate) id: Option<Id>,
    pub(crate) bounds: Rectangle,
    /// What of it is in sight.
    pub(crate) visible: Option<Rectangle>,
    pub(crate) focused: bool,
}

/// A line of text.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// Where its letters are.
    pub(crate) ink: Rectangle,
    /// Where they can be seen.
    pub(crate) seen: Rectangle,
    pub(crate) layer: usize,
    pub(crate) color: Color,
    /// Letters that no font has.
    pub(crate) missing: String,
    /// Whether it is a field's text, which scrolls inside it.
    pub(crate) field: bool,
}

/// A coloured rectangle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Patch {
    pub(crate) bounds: Rectangle,
    pub(crate) ground: Color,
    pub(crate) edge: Color,
    pub(crate) opaque: bool,
    pub(crate) layer: usize,
}

/// A window as it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) lines: Vec<Line>,
    pub(crate) patches: Vec<Patch>,
    /// The places that scroll.
    pub(crate) scrolls: Vec<Rectangle>,
}

impl<P: Messenger> Stage<P> {
    pub(super) fn gather<T, F>(&mut self, select: F) -> Vec<T>
    where
        T: Clone + Send,
        F: FnMut(Candidate<'_>) -> Option<T> + Send,
    {
        let mut operation = select.find_all();
        self.shell.with_interface(self.id, |interface, renderer, _| {
            interface.operate(renderer, &mut black_box(&mut operation));
        });
        match operation.finish() {
            Outcome::Some(found) => found,
            _ => Vec::new(),
        }
    }

    /// Everything that takes the keyboard, in the order of Tab.
    pub(crate) fn stops(&mut self) -> Vec<Stop> {
        self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::Focusable { id, bounds, visible_bounds, state } => {
                let focused = state.is_focused();
                Some(Stop { id: id.cloned(), bounds, visible: visible_bounds, focused })
            }
            _ => None,
        })
    }

    /// What is drawn now.
    pub(crate) fn picture(&mut self) -> Picture {
        let scrolls = self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::Scrollable { visible_bounds, .. } => visible_bounds,
            _ => None,
        });
        let fields = self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::TextInput { bounds, state, .. } if !state.text().is_empty() => Some(bounds),
            _ => None,
        });
        self.shell.draw(self.id);
        let window = self.whole();
        let mut picture = Picture { lines: Vec::new(), patches: Vec::new(), scrolls };
        let renderer: &mut dyn Any = &mut self.shell.renderer;
        let renderer: &mut iced::Renderer = renderer.downcast_mut().expect("the program is drawn without a GPU");
        for (number, layer) in renderer.layers().iter().enumerate() {
            let Some(room) = layer.bounds.intersection(&window) else { continue };
            for (quad, ground) in &layer.quads {
                let color = match ground {
                    Background::Color(color) => *color,
                    Background::Gradient(_) => Color { a: 1.0, ..Color::WHITE },
                };
                let Some(bounds) = quad.bounds.intersection(&room) else { continue };
                let edge = if quad.border.width > 0.0 { quad.border.color } else { Color::TRANSPARENT };
                let opaque = color.a > 0.99;
                picture.patches.push(Patch { bounds, ground: color, edge, opaque, layer: number });
            }
            for item in &layer.text {
                for text in item.as_slice() {
                    picture.take(text, room, number);
                }
            }
        }
        for line in &mut picture.lines {
            line.field |= fields.iter().any(|field| field.contains(line.seen.center()));
        }
        picture
    }
}

impl Picture {
    fn take(&mut self, text: &Text, room: Rectangle, layer: usize) {
        match text {
            Text::Paragraph { paragraph, position, color, clip_bounds, transformation } => {
                if let Some(paragraph) = paragraph.upgrade() {
                    let clip = (*clip_bounds * *transformation).intersection(&room);
                    self.read(paragraph.buffer(), *position * *transformation, *color, clip, layer);
                }
            }
            Text::Editor { editor, position, color, clip_bounds, transformation } => {
                if let Some(editor) = editor.upgrade() {
                    let clip = (*clip_bounds * *transformation).intersection(&room);
                    self.read(editor.buffer(), *position * *transformation, *color, clip, layer);
                    for line in self.lines.iter_mut().rev().take_while(|line| line.layer == layer) {
                        line.field = true;
                    }
                }
            }
            Text::Cached {
                content,
                bounds,
                color,
                size,
                line_height,
                font,
                align_x,
                align_y,
                shaping,
                clip_bounds,
            } => {
                use core::text::Paragraph as _;
                let paragraph = Paragraph::with_text(core::Text {
                    content: content.as_str(),
                    bounds: bounds.size(),
                    size: *size,
                    line_height: core::text::LineHeight::Absolute(*line_height),
                    font: *font,
                    align_x: *align_x,
                    align_y: *align_y,
                    shaping: *shaping,
                    wrapping: core::text::Wrapping::None,
                });
                let least = paragraph.min_bounds();
                let x = match align_x {
                    core::text::Alignment::Right => bounds.x - least.width,
                    core::text::Alignment::Center => bounds.x - least.width / 2.0,
                    _ => bounds.x,
                };
                let y = match align_y {
                    core::alignment::Vertical::Top => bounds.y,
                    core::alignment::Vertical::Center => bounds.y - least.height / 2.0,
                    core::alignment::Vertical::Bottom => bounds.y - least.height,
                };
                self.read(paragraph.buffer(), Point::new(x, y), *color, clip_bounds.intersection(&room), layer);
            }
            Text::Raw { raw, transformation } => {
                if let Some(buffer) = raw.buffer.upgrade() {
                    let clip = (raw.clip_bounds * *transformation).intersection(&room);
                    self.read(&buffer, raw.position * *transformation, raw.color, clip, layer);
                }
            }
        }
    }

    fn read(&mut self, buffer: &Buffer, at: Point, color: Color, clip: Option<Rectangle>, layer: usize) {
        for run in buffer.layout_runs() {
            // A space at the end needs no room.
            let inked: Vec<_> =
                run.glyphs.iter().filter(|glyph| !run.text[glyph.start..glyph.end].trim().is_empty()).collect();
            let Some(left) = inked.iter().map(|glyph| glyph.x).reduce(f32::min) else { continue };
            let right = inked.iter().map(|glyph| glyph.x + glyph.w).fold(left, f32::max);
            let start = inked.iter().map(|glyph| glyph.start).min().unwrap_or_default();
            let end = inked.iter().map(|glyph| glyph.end).max().unwrap_or_default();
            let missing = inked.iter().filter(|glyph| glyph.glyph_id == 0);
            let missing = missing.map(|glyph| &run.text[glyph.start..glyph.end]).collect();
            let ink = Rectangle::new(Point::new(left, run.line_top), Size::new(right - left, run.line_height));
            let ink = ink + Vector::new(at.x, at.y);
            self.lines.push(Line {
                text: run.text[start..end].to_owned(),
                ink,
                seen: clip.and_then(|clip| clip.intersection(&ink)).unwrap_or_default(),
                layer,
                color,
                missing,
                field: false,
            });
        }
    }

    /// The layer of what dims the window under a question, if it does.
    pub(crate) fn veil(&self, window: &Rectangle) -> Option<usize> {
        let veil = |patch: &&Patch| !patch.opaque && patch.ground.a > 0.1 && patch.bounds == *window;
        self.patches.iter().find(veil).map(|patch| patch.layer)
    }

    /// Whether something that stands over that layer hides the place.
    pub(crate) fn covered(&self, place: &Rectangle, layer: usize) -> bool {
        self.patches.iter().any(|patch| patch.opaque && patch.layer > layer && place.is_within(&patch.bounds))
    }
}

//! How a page is drawn: what is selected, the text with what belongs to it, the words beside it, the ring of the focus.

use super::Page;
use super::block::ASIDE;
use super::shaped::{LINE_HEIGHT, Shaped};
use super::state::{Focus, LinkPlace, State};
use crate::theme::REGULAR;
use crate::widget::icon;
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::{Renderer as _, renderer};
use iced::{Color, Point, Rectangle, Renderer, Size, border};

/// The size of words beside blocks.
const ASIDE_SIZE: f32 = 12.0;

impl<L: Clone + PartialEq, Message> Page<'_, L, Message> {
    /// Draws a page that stands at `bounds`, as far as it is in view.
    pub(super) fn paint(&self, state: &State<L>, renderer: &mut Renderer, bounds: Rectangle, viewport: &Rectangle) {
        let Some(visible) = bounds.intersection(viewport) else { return };
        let origin = bounds.position() - Point::ORIGIN;
        let in_view = |shaped: &Shaped<L>| (shaped.bounds + origin).intersects(&visible);
        for shaped in state.shaped.iter().filter(|shaped| !shaped.behind.is_empty() && in_view(shaped)) {
            let place = shaped.offset() + origin;
            for (bounds, color) in &shaped.behind {
                fill(renderer, *bounds + place, *color);
            }
        }
        for (index, range) in state.selected() {
            let shaped = &state.shaped[index];
            if in_view(shaped) {
                let place = shaped.offset() + origin;
                for part in shaped.covered(&range) {
                    fill(renderer, part + place, self.selection);
                }
            }
        }
        for shaped in state.shaped.iter().filter(|shaped| in_view(shaped)) {
            let place = shaped.offset() + origin;
            let color = shaped.block.pieces.first().map_or(Color::BLACK, |piece| piece.color);
            renderer.fill_paragraph(&shaped.paragraph, Point::ORIGIN + place, color, visible);
            for (icon, color, bounds) in shaped.marks() {
                icon::draw(renderer, icon, color, bounds + origin);
            }
            for (color, bounds) in shaped.rules() {
                fill(renderer, bounds + origin, color);
            }
            for (bounds, color) in &shaped.strokes {
                fill(renderer, *bounds + place, *color);
            }
        }
        for shaped in state.shaped.iter().filter(|shaped| in_view(shaped)) {
            if let Some((word, place)) = self.aside(state, shaped, bounds) {
                let at = Point::new(place.x + place.width, place.y);
                renderer.fill_text(aside_text(word, place.size()), at, self.aside, visible);
            }
        }
        if let Focus::Keyboard { link } = state.focus {
            match link.and_then(|link| link_parts(state, link)) {
                Some((shaped, parts)) => {
                    let place = shaped.offset() + origin;
                    for part in parts {
                        self.ring(renderer, (*part + place).expand(2.0));
                    }
                }
                None => {
                    // Clear of the letters at the sides, where a page has some room.
                    let wide = Rectangle { x: visible.x - 6.0, width: visible.width + 12.0, ..visible.shrink(1.0) };
                    self.ring(renderer, wide);
                }
            }
        }
    }

    /// The word beside a block and its place, if it is shown now.
    pub(super) fn aside<'a>(
        &self,
        state: &State<L>,
        shaped: &'a Shaped<L>,
        page: Rectangle,
    ) -> Option<(&'a str, Rectangle)> {
        let aside = shaped.block.aside.as_ref()?;
        let shown = aside.always || (state.over == Some(shaped.block.key) && !state.dragging);
        let height = ASIDE_SIZE * LINE_HEIGHT;
        let top = page.y + shaped.bounds.y + 1.0;
        let place = Rectangle::new(Point::new(page.x + page.width - ASIDE, top), Size::new(ASIDE, height));
        shown.then_some((aside.text.as_str(), place))
    }

    /// The ring that shows the focus.
    fn ring(&self, renderer: &mut Renderer, bounds: Rectangle) {
        let border = border::rounded(4.0).color(self.ring).width(2.0);
        renderer.fill_quad(renderer::Quad { bounds, border, ..renderer::Quad::default() }, Color::TRANSPARENT);
    }
}

/// The block that a link is in, and the link's rectangles in it.
fn link_parts<L: Clone + PartialEq>(state: &State<L>, (key, piece): LinkPlace) -> Option<(&Shaped<L>, &[Rectangle])> {
    let shaped = &state.shaped[state.index(key)?];
    let (_, parts) = shaped.links.iter().find(|(index, _)| *index == piece)?;
    Some((shaped, parts.as_slice()))
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, color);
}

fn aside_text(word: &str, bounds: Size) -> text::Text {
    text::Text {
        content: word.to_owned(),
        bounds,
        size: ASIDE_SIZE.into(),
        line_height: text::LineHeight::Relative(LINE_HEIGHT),
        font: REGULAR,
        align_x: text::Alignment::Right,
        align_y: iced::alignment::Vertical::Top,
        shaping: text::Shaping::Basic,
        wrapping: text::Wrapping::None,
    }
}

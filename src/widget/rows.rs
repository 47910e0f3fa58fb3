//! Lines of known heights, one under the other, of which only those near what is in sight are there: a list of
//! thousands costs what a screenful does.
//!
//! It stands in a scrollable, which says by each event what is in sight. A line is made when it comes near and gone when
//! it is far; while it is there it keeps its state, wherever in the list it goes.

use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Operation, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::{Element, Event, Length, Point, Rectangle, Size, Theme, Vector, mouse};
use std::collections::HashMap;
use std::ops::Range;

/// So far above and below what is in sight lines are made, so that a turn of the wheel finds them there.
const MARGIN: f32 = 240.0;
/// What is taken to be in sight before it is known.
const FIRST: f32 = 900.0;

/// A list of lines. See the module's page.
#[must_use]
pub struct Rows<'a, Message> {
    /// Where each line ends.
    ends: Vec<f32>,
    make: Make<'a, Message>,
    /// Lines that are there wherever they are.
    kept: Vec<usize>,
    /// Which lines are there; none before the first layout.
    there: Option<Vec<usize>>,
    elements: Vec<Element<'a, Message>>,
}

type Make<'a, Message> = Box<dyn Fn(usize) -> (u64, Element<'a, Message>) + 'a>;

/// Lines of these heights. `make` makes one, with a key by which it is known wherever it stands.
pub fn rows<'a, Message>(
    heights: impl IntoIterator<Item = f32>,
    make: impl Fn(usize) -> (u64, Element<'a, Message>) + 'a,
) -> Rows<'a, Message> {
    let mut end = 0.0;
    let ends = heights.into_iter().map(|height| {
        end += height;
        end
    });
    Rows { ends: ends.collect(), make: Box::new(make), kept: Vec::new(), there: None, elements: Vec::new() }
}

impl<'a, Message> Rows<'a, Message> {
    /// Has these lines there wherever they are: those that keys are for.
    pub fn keep(mut self, lines: impl IntoIterator<Item = usize>) -> Self {
        self.kept = lines.into_iter().collect();
        self
    }

    /// Where a line begins.
    fn top(&self, line: usize) -> f32 {
        line.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default()
    }

    /// The lines that reach into a part of the list.
    fn within(&self, part: &Range<f32>) -> Range<usize> {
        let start = self.ends.partition_point(|end| *end <= part.start);
        let end = (start..self.ends.len()).find(|line| self.top(*line) >= part.end);
        start..end.unwrap_or(self.ends.len())
    }

    /// Makes the lines that are to be there, and hands each the state that it had.
    fn fill(&mut self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        let near = self.within(&(state.view.start - MARGIN..state.view.end + MARGIN));
        let mut lines: Vec<usize> = self.kept.iter().copied().filter(|line| *line < self.ends.len()).collect();
        lines.extend(near);
        lines.sort_unstable();
        lines.dedup();
        if self.there.as_ref() == Some(&lines) {
            return;
        }
        let keys = std::mem::take(&mut state.keys);
        let mut known: HashMap<u64, Tree> = keys.into_iter().zip(tree.children.drain(..)).collect();
        self.elements.clear();
        for line in &lines {
            let (key, element) = (self.make)(*line);
            tree.children.push(match known.remove(&key) {
                Some(mut tree) => {
                    tree.diff(&element);
                    tree
                }
                None => Tree::new(&element),
            });
            state.keys.push(key);
            self.elements.push(element);
        }
        self.there = Some(lines);
    }
}

/// What is kept from one view to the next.
struct State {
    /// The part of the list that is in sight.
    view: Range<f32>,
    /// Whose state each child of the tree is.
    keys: Vec<u64>,
}

impl Default for State {
    fn default() -> Self {
        Self { view: 0.0..FIRST, keys: Vec::new() }
    }
}

impl<'a, Message: 'a> Widget<Message, Theme, iced::Renderer> for Rows<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }
    // The children are made in the layout, when it is known which.
    fn diff(&self, _tree: &mut Tree) {}
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        self.fill(tree);
        let width = limits.max().width;
        let lines = self.there.as_deref().unwrap_or_default();
        let places: Vec<(f32, f32)> = lines.iter().map(|line| (self.top(*line), self.ends[*line])).collect();
        let nodes = self.elements.iter_mut().zip(&mut tree.children).zip(places).map(|((line, tree), (top, end))| {
            let limits = layout::Limits::new(Size::ZERO, Size::new(width, end - top));
            line.as_widget_mut().layout(tree, renderer, &limits).move_to(Point::new(0.0, top))
        });
        let size = Size::new(width, self.ends.last().copied().unwrap_or_default());
        layout::Node::with_children(size, nodes.collect())
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for ((line, tree), place) in self.elements.iter_mut().zip(&mut tree.children).zip(layout.children()) {
                line.as_widget_mut().operate(tree, place, renderer, operation);
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        for ((line, tree), place) in self.elements.iter_mut().zip(&mut tree.children).zip(layout.children()) {
            line.as_widget_mut().update(tree, event, place, cursor, renderer, clipboard, shell, viewport);
        }
        let state = tree.state.downcast_mut::<State>();
        let top = viewport.y - layout.bounds().y;
        let view = top..top + viewport.height;
        if state.view != view {
            state.view = view;
            let missing = |line| !self.there.iter().flatten().any(|there| *there == line);
            if self.within(&state.view).any(missing) {
                shell.invalidate_layout();
                shell.request_redraw();
            }
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        for ((line, tree), place) in self.elements.iter().zip(&tree.children).zip(layout.children()) {
            if place.bounds().intersects(viewport) {
                line.as_widget().draw(tree, renderer, theme, style, place, cursor, viewport);
            }
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let lines = self.elements.iter().zip(&tree.children).zip(layout.children());
        lines
            .map(|((line, tree), place)| line.as_widget().mouse_interaction(tree, place, cursor, viewport, renderer))
            .max()
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        overlay::from_children(&mut self.elements, tree, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Rows<'a, Message>> for Element<'a, Message> {
    fn from(rows: Rows<'a, Message>) -> Self {
        Element::new(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::button::button;
    use crate::widget::scroll;
    use iced::widget::text;
    use iced_test::simulator::Simulator;
    use std::cell::RefCell;

    const LINES: usize = 5_000;

    fn list_of<'a>(made: &'a RefCell<Vec<usize>>, kept: Option<usize>) -> Simulator<'a, usize> {
        let lines = rows(std::iter::repeat_n(20.0, LINES), move |line| {
            made.borrow_mut().push(line);
            (line as u64, button(text(line.to_string())).height(20.0).on_press(line).into())
        });
        Simulator::with_size(iced::Settings::default(), (200.0, 400.0), scroll::vertical(lines.keep(kept)))
    }

    fn scroll_by(list: &mut Simulator<'_, usize>, y: f32) {
        list.point_at(Point::new(50.0, 200.0));
        let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: -y };
        let _ = list.simulate([Event::Mouse(mouse::Event::WheelScrolled { delta })]);
        // The shell asks for a frame then, before which everything is in its place.
        let redraw = iced::window::Event::RedrawRequested(iced::time::Instant::now());
        let _ = list.simulate([Event::Window(redraw)]);
    }

    #[test]
    fn only_what_is_near_is_made() {
        let made = RefCell::default();
        let mut list = list_of(&made, None);
        assert!(made.borrow().len() < 80, "{}", made.borrow().len());
        assert!(list.find("0").is_ok() && list.find("4000").is_err());
        made.borrow_mut().clear();
        scroll_by(&mut list, 80_000.0);
        assert!(list.find("4000").is_ok() && list.find("4019").is_ok() && list.find("0").is_err());
        assert!(made.borrow().len() < 80, "{}", made.borrow().len());
        made.borrow_mut().clear();
        scroll_by(&mut list, 60.0);
        assert!(made.borrow().is_empty(), "a little further is there already");
    }

    #[test]
    fn a_line_is_as_far_down_as_those_above_it_are_high() {
        let made = RefCell::default();
        let mut list = list_of(&made, None);
        scroll_by(&mut list, 1_000_000.0);
        let last = list.find("4999").expect("the end").bounds();
        assert!((90_000.0..100_000.0).contains(&last.y), "{last:?}");
        let _ = list.click("4999");
        assert_eq!(list.into_messages().collect::<Vec<_>>(), [4_999]);
    }

    #[test]
    fn a_line_that_is_kept_is_there_from_afar() {
        let made = RefCell::default();
        let mut list = list_of(&made, Some(4_000));
        assert!(list.find("4000").is_ok() && list.find("3999").is_err());
        let mut nowhere = list_of(&made, Some(LINES));
        assert!(nowhere.find("0").is_ok());
    }
}

//! A word about a button or a line, when the pointer rests on it.
//!
//! Unlike iced's own tooltip it goes when the button is pressed, when a key is, and when the window loses the focus, and
//! stays away until the pointer has left: a window that opens over this one leaves no word hanging.

use crate::theme::{size, space, style};
use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Operation, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::time::Instant;
use iced::widget::{container, text};
use iced::{Element, Event, Length, Point, Rectangle, Size, Theme, Vector, keyboard, mouse, window};
use std::time::Duration;

/// How long the pointer rests first.
const DELAY: Duration = Duration::from_millis(500);
/// The room between the button and the word, and between the word and the edge of the window.
const GAP: f32 = 4.0;

/// `content` with a word about it; words may have several lines.
pub fn tip<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    words: impl text::IntoFragment<'a>,
) -> Element<'a, Message> {
    let words = container(text(words).size(size::SECONDARY)).padding([space::XS, space::S]).style(style::floating);
    Element::new(Tip { content: content.into(), words: words.into() })
}

struct Tip<'a, Message> {
    content: Element<'a, Message>,
    words: Element<'a, Message>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// The pointer is elsewhere.
    #[default]
    Away,
    /// It rests since then.
    Resting(Instant),
    /// The word is shown.
    Shown,
    /// The pointer is still there, but the person has gone on.
    Done,
}

impl<'a, Message: 'a> Widget<Message, Theme, iced::Renderer> for Tip<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content), Tree::new(&self.words)]
    }
    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&[&self.content, &self.words]);
    }
    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }
    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
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
        let state = tree.state.downcast_mut::<State>();
        let before = *state;
        let over = cursor.is_over(layout.bounds());
        *state = match (event, before) {
            (
                Event::Mouse(mouse::Event::ButtonPressed(_))
                | Event::Keyboard(keyboard::Event::KeyPressed { .. })
                | Event::Window(window::Event::Unfocused),
                State::Resting(_) | State::Shown,
            ) => State::Done,
            (Event::Mouse(mouse::Event::CursorLeft), _) => State::Away,
            (Event::Mouse(_) | Event::Window(window::Event::RedrawRequested(_)), _) if !over => State::Away,
            (Event::Mouse(mouse::Event::CursorMoved { .. }), State::Away) => {
                let now = Instant::now();
                shell.request_redraw_at(now + DELAY);
                State::Resting(now)
            }
            (Event::Window(window::Event::RedrawRequested(now)), State::Resting(since)) => {
                if now.saturating_duration_since(since) >= DELAY {
                    State::Shown
                } else {
                    shell.request_redraw_at(since + DELAY);
                    before
                }
            }
            _ => before,
        };
        if (before == State::Shown) != (*state == State::Shown) {
            shell.invalidate_layout();
            shell.request_redraw();
        }
        let child = &mut tree.children[0];
        self.content.as_widget_mut().update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
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
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let shown = *tree.state.downcast_ref::<State>() == State::Shown;
        let [content, words] = tree.children.as_mut_slice() else { return None };
        let below = self.content.as_widget_mut().overlay(content, layout, renderer, viewport, translation);
        // A menu of the button has the place.
        if below.is_some() || !shown {
            return below;
        }
        let anchor = layout.bounds() + translation;
        Some(overlay::Element::new(Box::new(Bubble { words: &mut self.words, tree: words, anchor })))
    }
}

/// The word, over the window.
struct Bubble<'a, 'b, Message> {
    words: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Rectangle,
}

impl<Message> overlay::Overlay<Message, Theme, iced::Renderer> for Bubble<'_, '_, Message> {
    fn layout(&mut self, renderer: &iced::Renderer, bounds: Size) -> layout::Node {
        let most = Size::new((bounds.width - 2.0 * GAP).max(0.0), bounds.height);
        let node = self.words.as_widget_mut().layout(self.tree, renderer, &layout::Limits::new(Size::ZERO, most));
        let size = node.size();
        let x = self.anchor.center_x() - size.width / 2.0;
        let under = self.anchor.y + self.anchor.height + GAP;
        let y = if under + size.height > bounds.height { self.anchor.y - GAP - size.height } else { under };
        node.move_to(Point::new(x.min(bounds.width - size.width - GAP).max(GAP), y.max(0.0)))
    }

    fn draw(
        &self,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let viewport = layout.bounds();
        self.words.as_widget().draw(self.tree, renderer, theme, style, layout, cursor, &viewport);
    }
}

//! A word about a button or a line, when the pointer rests on it.
//!
//! Unlike iced's own tooltip it goes when the button is pressed, when a key is, and when the window loses the focus, and
//! stays away until the pointer has left: a window that opens over this one leaves no word hanging.

use super::around::{Around, Overlay, Scene, wrap};
use crate::theme::{size, space, style};
use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Shell, layout, overlay, renderer};
use iced::time::Instant;
use iced::widget::{container, text};
use iced::{Element, Event, Point, Rectangle, Size, Theme, keyboard, mouse, window};
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
    wrap(content, Tip { words: words.into() }).into()
}

struct Tip<'a, Message> {
    words: Element<'a, Message>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
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

impl<Message> Around<Message> for Tip<'_, Message> {
    type State = State;

    fn beside(&self) -> Option<&Element<'_, Message>> {
        Some(&self.words)
    }

    fn update(
        &self,
        state: &mut State,
        Scene { event, bounds, cursor, .. }: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        let before = *state;
        let over = cursor.is_over(bounds);
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
        content(shell);
    }

    fn overlay<'b>(
        &'b mut self,
        state: &State,
        trees: &'b mut [Tree],
        anchor: Rectangle,
        content: impl FnOnce() -> Option<Overlay<'b, Message>>,
    ) -> Option<Overlay<'b, Message>> {
        let below = content();
        // A menu of the button has the place.
        if below.is_some() || *state != State::Shown {
            return below;
        }
        let tree = trees.first_mut()?;
        Some(Overlay::new(Box::new(Bubble { words: &mut self.words, tree, anchor })))
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

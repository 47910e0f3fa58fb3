//! The shake of a nudge: the content of the window swings from side to side for less than half a second.

use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, layout, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse, window};
use std::time::{Duration, Instant};

/// How long it lasts.
const LASTS: Duration = Duration::from_millis(450);
/// How far it swings at first, in pixels.
const FAR: f32 = 9.0;
/// How often it swings to and fro.
const SWINGS: f32 = 5.0;

/// How far aside the content stands at a time of the shake.
fn offset(elapsed: Duration) -> f32 {
    if elapsed >= LASTS {
        return 0.0;
    }
    let done = elapsed.as_secs_f32() / LASTS.as_secs_f32();
    // It dies away, so that it ends where it began.
    ((done * SWINGS * std::f32::consts::TAU).sin() * FAR * (1.0 - done) * (1.0 - done)).round()
}

/// Content that shakes if a nudge came lately. Only its drawing moves: nothing is laid out again.
pub(super) struct Shake<'a, Message> {
    content: Element<'a, Message>,
    started: Option<Instant>,
}

/// Content that shakes from `started` on.
pub(super) fn shake<'a, Message>(
    content: impl Into<Element<'a, Message>>,
    started: Option<Instant>,
) -> Shake<'a, Message> {
    Shake { content: content.into(), started }
}

#[derive(Debug, Default)]
struct State {
    offset: f32,
}

impl<Message> Widget<Message, Theme, Renderer> for Shake<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }
    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }
    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }
    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
    }
    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            let elapsed = self.started.map_or(LASTS, |started| now.saturating_duration_since(started));
            tree.state.downcast_mut::<State>().offset = offset(elapsed);
            if elapsed < LASTS {
                shell.request_redraw();
            }
        }
        let child = &mut tree.children[0];
        self.content.as_widget_mut().update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
    }
    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }
    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let aside = tree.state.downcast_ref::<State>().offset;
        let content = self.content.as_widget();
        if aside == 0.0 {
            content.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        } else {
            renderer.with_translation(Vector::new(aside, 0.0), |renderer| {
                content.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
            });
        }
    }
    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Shake<'a, Message>> for Element<'a, Message> {
    fn from(shake: Shake<'a, Message>) -> Self {
        Element::new(shake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_swings_both_ways_and_ends_where_it_began_in_time() {
        let places: Vec<f32> = (0..60).map(|frame| offset(Duration::from_millis(frame * 8))).collect();
        assert!(places.iter().any(|place| *place > 3.0) && places.iter().any(|place| *place < -3.0));
        assert!(places.iter().all(|place| place.abs() <= FAR));
        assert_eq!(offset(Duration::ZERO), 0.0);
        assert_eq!(offset(LASTS), 0.0);
        assert!(LASTS <= Duration::from_millis(500));
    }
}

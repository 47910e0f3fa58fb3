//! Lines of a list that can be dragged to others. Which line is where only the list knows: it is told heights.
//!
//! The lines see every event first, so that clicks stay clicks: it is a drag once the pointer has gone some way.

use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Operation, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::keyboard::key::{Key, Named};
use iced::{Element, Event, Length, Point, Rectangle, Size, Theme, Vector, keyboard, mouse};

/// How far the pointer goes before it is a drag.
const FAR: f32 = 8.0;

/// How near to the end of what is in sight the list goes on.
const EDGE: f32 = 24.0;

/// What happens to a drag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It goes on.
    Over,
    /// The button was let go.
    Dropped,
    /// Esc was pressed.
    Cancelled,
}

/// A drag as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drag {
    /// What happens to it.
    pub phase: Phase,
    /// Where it began, from the top of the content.
    pub from: f32,
    /// Where the pointer is; `None` outside.
    pub at: Option<f32>,
    /// Whether Ctrl is held.
    pub copy: bool,
    /// Whether the pointer is near the upper end (below 0) or the lower one (above 0) of what is in sight.
    pub edge: i8,
}

/// Tells of drags in `content`, which stands in a scrollable.
pub fn area<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_drag: impl Fn(Drag) -> Message + 'a,
) -> Element<'a, Message> {
    Element::new(Area { content: content.into(), on_drag: Box::new(on_drag) })
}

struct Area<'a, Message> {
    content: Element<'a, Message>,
    on_drag: Box<dyn Fn(Drag) -> Message + 'a>,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    origin: Option<Point>,
    active: bool,
    copy: bool,
}

impl<'a, Message: 'a> Widget<Message, Theme, iced::Renderer> for Area<'a, Message> {
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
    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        let inner = self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        layout::Node::with_children(inner.size(), vec![inner])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let Some(inner) = layout.children().next() else { return };
        self.content.as_widget_mut().operate(&mut tree.children[0], inner, renderer, operation);
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
        let state = *tree.state.downcast_ref::<State>();
        let escaped = matches!(
            event,
            Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(Named::Escape), .. }) if state.active
        );
        if let (false, Some(inner)) = (escaped, layout.children().next()) {
            let child = &mut tree.children[0];
            self.content.as_widget_mut().update(child, event, inner, cursor, renderer, clipboard, shell, viewport);
        }
        let bounds = layout.bounds();
        let point = cursor.position().filter(|point| viewport.contains(*point));
        let mut next = state;
        let phase = match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                next.origin = point.filter(|point| bounds.contains(*point));
                None
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                let far = next.origin.zip(point).is_some_and(|(origin, point)| origin.distance(point) > FAR);
                next.active |= far;
                next.active.then_some(Phase::Over)
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                next = State { copy: state.copy, ..State::default() };
                state.active.then_some(Phase::Dropped)
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                next.copy = modifiers.command();
                (state.active && next.copy != state.copy).then_some(Phase::Over)
            }
            _ if escaped => {
                next = State { copy: state.copy, ..State::default() };
                Some(Phase::Cancelled)
            }
            _ => None,
        };
        *tree.state.downcast_mut::<State>() = next;
        let Some((phase, origin)) = phase.zip(state.origin) else { return };
        let edge = match point {
            Some(point) if point.y < viewport.y + EDGE => -1,
            Some(point) if point.y > viewport.y + viewport.height - EDGE => 1,
            _ => 0,
        };
        let at = point.filter(|point| bounds.contains(*point)).map(|point| point.y - bounds.y);
        shell.publish((self.on_drag)(Drag { phase, from: origin.y - bounds.y, at, copy: next.copy, edge }));
        shell.capture_event();
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
        let Some(inner) = layout.children().next() else { return };
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, inner, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        if state.active {
            return if state.copy { mouse::Interaction::Copy } else { mouse::Interaction::Grabbing };
        }
        layout.children().next().map_or(mouse::Interaction::None, |inner| {
            self.content.as_widget().mouse_interaction(&tree.children[0], inner, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let inner = layout.children().next()?;
        self.content.as_widget_mut().overlay(&mut tree.children[0], inner, renderer, viewport, translation)
    }
}

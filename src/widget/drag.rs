//! Lines of a list that can be dragged to others. Which line is where only the list knows: it is told heights.
//!
//! The lines see every event first, so that clicks stay clicks: it is a drag once the pointer has gone some way.

use super::around::{Around, Scene, wrap};
use iced::advanced::Shell;
use iced::keyboard::key::{Key, Named};
use iced::{Element, Event, Point, keyboard, mouse};

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
    /// Where the pointer is in the window; beyond its edges, too.
    pub pointer: Point,
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
    wrap(content, Area { on_drag: Box::new(on_drag) }).into()
}

struct Area<'a, Message> {
    on_drag: Box<dyn Fn(Drag) -> Message + 'a>,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct State {
    origin: Option<Point>,
    /// Where the pointer was last, in the window.
    pointer: Point,
    active: bool,
    copy: bool,
}

impl<Message> Around<Message> for Area<'_, Message> {
    type State = State;

    fn update(
        &self,
        now: &mut State,
        Scene { event, bounds, cursor, viewport }: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        let state = *now;
        let escaped = matches!(
            event,
            Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(Named::Escape), .. }) if state.active
        );
        if !escaped {
            content(shell);
        }
        let point = cursor.position().filter(|point| viewport.contains(*point));
        let mut next = state;
        let phase = match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                next.origin = point.filter(|point| bounds.contains(*point));
                None
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                next.pointer = *position;
                // Out of the list is far, too.
                let far = next.origin.is_some_and(|origin| point.is_none_or(|point| origin.distance(point) > FAR));
                next.active |= far;
                next.active.then_some(Phase::Over)
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                next = State { copy: state.copy, pointer: state.pointer, ..State::default() };
                state.active.then_some(Phase::Dropped)
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                next.copy = modifiers.command();
                (state.active && next.copy != state.copy).then_some(Phase::Over)
            }
            _ if escaped => {
                next = State { copy: state.copy, pointer: state.pointer, ..State::default() };
                Some(Phase::Cancelled)
            }
            _ => None,
        };
        *now = next;
        let Some((phase, origin)) = phase.zip(state.origin) else { return };
        let edge = match point {
            Some(point) if point.y < viewport.y + EDGE => -1,
            Some(point) if point.y > viewport.y + viewport.height - EDGE => 1,
            _ => 0,
        };
        let at = point.filter(|point| bounds.contains(*point)).map(|point| point.y - bounds.y);
        shell.publish((self.on_drag)(Drag {
            phase,
            from: origin.y - bounds.y,
            at,
            pointer: next.pointer,
            copy: next.copy,
            edge,
        }));
        shell.capture_event();
    }

    fn interaction(&self, state: &State, content: impl FnOnce() -> mouse::Interaction) -> mouse::Interaction {
        match state {
            State { active: false, .. } => content(),
            State { copy: true, .. } => mouse::Interaction::Copy,
            State { .. } => mouse::Interaction::Grabbing,
        }
    }
}

//! What the pointer and the keyboard do on a page: select, copy, follow links.

use super::Page;
use super::selection::{Selection, Unit};
use super::state::{Focus, State};
use iced::advanced::Shell;
use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::mouse;
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Point, Rectangle, Vector, touch, window};
use std::time::{Duration, Instant};

/// Where the page is, what of the window is in view, and where the pointer is.
pub(super) struct Place {
    pub(super) bounds: Rectangle,
    pub(super) viewport: Rectangle,
    pub(super) cursor: mouse::Cursor,
}

impl Place {
    /// From the window's corner to the page's.
    fn origin(&self) -> Vector {
        self.bounds.position() - Point::ORIGIN
    }

    /// The point of the page that the pointer is over.
    pub(super) fn over(&self) -> Option<Point> {
        self.cursor.position_over(self.bounds).map(|position| position - self.origin())
    }

    /// How far a point of the page is above or below what is in view; none when it is between its top and its bottom.
    fn past(&self, point: Point) -> Option<f32> {
        let y = (point + self.origin()).y;
        let (top, bottom) = (self.viewport.y, self.viewport.y + self.viewport.height);
        if y < top {
            Some(y - top)
        } else if y > bottom {
            Some(y - bottom)
        } else {
            None
        }
    }
}

impl<L: Clone + PartialEq, Message> Page<'_, L, Message> {
    /// Takes in what happened.
    pub(super) fn heard(
        &self,
        state: &mut State<L>,
        event: &Event,
        place: &Place,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => pressed(state, place, shell),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. })
                if state.dragging =>
            {
                self.released(state, place, clipboard, shell);
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) | Event::Touch(touch::Event::FingerMoved { .. }) => {
                if state.dragging {
                    dragged(state, place, shell);
                } else {
                    self.moved(state, place, shell);
                }
            }
            Event::Mouse(mouse::Event::CursorLeft) if state.over.is_some() => {
                state.over = None;
                shell.request_redraw();
            }
            Event::Window(window::Event::RedrawRequested(now)) if state.dragging => {
                self.drag_on(state, place, *now, shell);
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => state.modifiers = *modifiers,
            Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. })
                if !shell.is_event_captured() =>
            {
                match key.to_latin(*physical_key) {
                    Some('c') if modifiers.command() && !modifiers.shift() => self.copy(state, clipboard, shell),
                    Some('a') if modifiers.command() && state.focus != Focus::None => {
                        state.select_all();
                        shell.capture_event();
                        shell.request_redraw();
                    }
                    _ => self.key_pressed(state, key, place, shell),
                }
            }
            _ => {}
        }
    }

    /// `Ctrl+C`: what is selected here goes to the clipboard; where nothing is, the key is somebody else's.
    fn copy(&self, state: &State<L>, clipboard: &mut dyn Clipboard, shell: &mut Shell<'_, Message>) {
        let copied = state.copied();
        if copied.is_empty() {
            return;
        }
        shell.capture_event();
        match &self.on_copy {
            Some((address, message)) => shell.publish(message(state.copied_as(*address))),
            None => clipboard.write(clipboard::Kind::Standard, copied),
        }
    }

    /// The end of a click or of a drag.
    fn released(
        &self,
        state: &mut State<L>,
        place: &Place,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        state.dragging = false;
        let over = place.over().and_then(|point| state.link_at(point));
        let pressed = state.pressed.take().filter(|pressed| Some(*pressed) == over);
        let copied = state.copied();
        if copied.is_empty() {
            state.selection = None;
            if let (Some(link), Some(message)) = (pressed.and_then(|at| state.link(at)), &self.on_link) {
                shell.publish(message(link));
            }
        } else {
            if state.selection.is_some_and(|selection| selection.from != selection.to) {
                // What follows a drag is a new click, not the second one.
                state.last_click = None;
            }
            // The desktop's habit of pasting with the middle button what was selected last.
            clipboard.write(clipboard::Kind::Primary, copied);
        }
        shell.request_redraw();
    }

    /// The pointer comes over blocks and links and leaves them.
    fn moved(&self, state: &mut State<L>, place: &Place, shell: &mut Shell<'_, Message>) {
        let point = place.over();
        let over = point.and_then(|point| state.block_at(point));
        if over != state.over {
            state.over = over;
            shell.request_redraw();
        }
        let hovered = point.and_then(|point| state.link_at(point));
        if hovered != state.hovered {
            state.hovered = hovered;
            if let Some(message) = &self.on_hover {
                shell.publish(message(hovered.and_then(|at| state.link(at))));
            }
        }
    }

    /// Scrolls on while a selection is dragged out of view.
    fn drag_on(&self, state: &mut State<L>, place: &Place, now: Instant, shell: &mut Shell<'_, Message>) {
        let (Some(past), Some(message)) = (place.past(state.pointer), &self.on_drag_out) else { return };
        let step = past.clamp(-40.0, 40.0);
        shell.publish(message(step));
        // The page moves under the pointer, which stays where it is.
        state.drag_to(Point::new(state.pointer.x, state.pointer.y + step));
        shell.request_redraw_at(now + Duration::from_millis(40));
    }

    /// The arrow keys go from link to link; Enter and the space bar follow one.
    fn key_pressed(&self, state: &mut State<L>, key: &Key, place: &Place, shell: &mut Shell<'_, Message>) {
        let Focus::Keyboard { link } = state.focus else { return };
        match key {
            Key::Named(Named::ArrowDown | Named::ArrowUp) => {
                let forward = *key == Key::Named(Named::ArrowDown);
                if let Some(next) = state.next_link(link, forward, &(place.viewport - place.origin())) {
                    state.focus = Focus::Keyboard { link: Some(next) };
                    shell.capture_event();
                    shell.request_redraw();
                }
            }
            Key::Named(Named::Enter | Named::Space) => {
                if let (Some(link), Some(message)) = (link.and_then(|at| state.link(at)), &self.on_link) {
                    shell.publish(message(link));
                    shell.capture_event();
                }
            }
            _ => {}
        }
    }
}

/// A click, or the start of a drag.
fn pressed<L: Clone + PartialEq, Message>(state: &mut State<L>, place: &Place, shell: &mut Shell<'_, Message>) {
    let Some(position) = place.cursor.position_over(place.bounds) else {
        state.last_click = None;
        // A click elsewhere ends the selection, as everywhere else.
        if place.cursor.position().is_some() && (state.selection.is_some() || state.focus != Focus::None) {
            state.selection = None;
            state.focus = Focus::None;
            shell.request_redraw();
        }
        return;
    };
    let click = mouse::Click::new(position, mouse::Button::Left, state.last_click);
    state.last_click = Some(click);
    let point = position - place.origin();
    let Some(spot) = state.spot_at(point) else { return };
    let unit = match click.kind() {
        mouse::click::Kind::Single => Unit::Letter,
        mouse::click::Kind::Double => Unit::Word,
        mouse::click::Kind::Triple => Unit::Line,
    };
    let from = match state.selection {
        Some(selection) if state.modifiers.shift() => selection.from,
        _ => spot,
    };
    state.selection = Some(Selection { from, to: spot, unit });
    state.pressed = state.link_at(point).filter(|_| unit == Unit::Letter);
    state.dragging = true;
    state.pointer = point;
    state.focus = Focus::Click;
    shell.capture_event();
    shell.request_redraw();
}

/// The pointer moves with its button held.
fn dragged<L: Clone + PartialEq, Message>(state: &mut State<L>, place: &Place, shell: &mut Shell<'_, Message>) {
    let position = place.cursor.land().position();
    let selects = position.is_some_and(|position| state.drag_to(position - place.origin()));
    if selects || place.past(state.pointer).is_some() {
        shell.request_redraw();
    }
}

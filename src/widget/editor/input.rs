//! What the pointer, the keyboard and an input method do in a field.

use super::draw::BLINK;
use super::{Content, Editor, Focus, State};
use crate::widget::menu;
use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::input_method::{self, InputMethod};
use iced::advanced::text::Editor as _;
use iced::advanced::{Shell, mouse};
use iced::keyboard::{self, Key, key::Named};
use iced::widget::text_editor::{Action, Binding, Edit, KeyPress, Status};
use iced::{Event, Point, Rectangle, Size, window};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many lines a step of the wheel scrolls.
const WHEEL: f32 = 2.0;

impl<Message: Clone> Editor<'_, Message> {
    pub(super) fn heard(
        &mut self,
        state: &mut State,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        match event {
            Event::Window(event) => window(state, event, shell),
            Event::Mouse(event) => self.mouse(state, event, bounds, cursor, clipboard, shell),
            Event::InputMethod(event) => self.input_method(state, event, shell),
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => state.modifiers = *modifiers,
            Event::Keyboard(event @ keyboard::Event::KeyPressed { .. }) => {
                self.key(state, event, bounds, cursor, clipboard, shell);
            }
            _ => {}
        }
        let status = status(state, cursor.is_over(bounds));
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            self.last_status = Some(status);
            shell.request_input_method(&self.wanted_input_method(state, bounds));
        } else if self.last_status.is_some_and(|last| last != status) {
            shell.request_redraw();
        }
    }

    fn mouse(
        &self,
        state: &mut State,
        event: &mouse::Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        let inside = cursor.position_in(bounds);
        let corner = iced::Vector::new(self.padding.left, self.padding.top);
        match event {
            mouse::Event::ButtonPressed(mouse::Button::Left) => match inside {
                Some(at) => {
                    let at = at - corner;
                    let click = mouse::Click::new(at, mouse::Button::Left, state.last_click);
                    let action = match click.kind() {
                        // A click with Shift selects up to it.
                        mouse::click::Kind::Single if state.modifiers.shift() => Action::Drag(at),
                        mouse::click::Kind::Single => Action::Click(at),
                        mouse::click::Kind::Double => Action::SelectWord,
                        mouse::click::Kind::Triple => Action::SelectLine,
                    };
                    state.focus = Some(Focus::new());
                    state.last_click = Some(click);
                    state.dragging = click.kind() == mouse::click::Kind::Single;
                    shell.publish((self.on_action)(action));
                    shell.capture_event();
                }
                None => {
                    state.focus = None;
                    state.dragging = false;
                }
            },
            // The desktop's habit of pasting with the middle button what was selected last.
            mouse::Event::ButtonPressed(mouse::Button::Middle) => {
                let Some(at) = inside else { return };
                state.focus = Some(Focus::new());
                shell.publish((self.on_action)(Action::Click(at - corner)));
                self.paste(clipboard::Kind::Primary, clipboard, shell);
                shell.capture_event();
            }
            mouse::Event::ButtonPressed(mouse::Button::Right) if !shell.is_event_captured() => {
                let (Some(at), Some(on_menu)) = (inside, &self.on_menu) else { return };
                state.focus = Some(Focus::new());
                shell.publish(on_menu(Some(at - corner)));
                open_menu(state, menu::Open::new(menu::Place::At(at), false), shell);
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) => state.dragging = false,
            mouse::Event::CursorMoved { .. } if state.dragging => {
                if let Some(at) = cursor.land().position() {
                    let at = at - (bounds.position() - Point::ORIGIN) - corner;
                    shell.publish((self.on_action)(Action::Drag(at)));
                }
            }
            mouse::Event::WheelScrolled { delta } if inside.is_some() => {
                let content = self.content.0.borrow();
                // A field that shows all of its text leaves the wheel to what is behind it.
                if content.min_bounds().height <= bounds.height - self.padding.y() {
                    return;
                }
                drop(content);
                let lines = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => -y * WHEEL,
                    mouse::ScrollDelta::Pixels { y, .. } => -y / self.line(),
                };
                let lines = lines + state.turned;
                state.turned = lines.fract();
                shell.publish((self.on_action)(Action::Scroll { lines: lines as i32 }));
                shell.capture_event();
            }
            _ => {}
        }
    }

    fn key(
        &self,
        state: &mut State,
        event: &keyboard::Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        let keyboard::Event::KeyPressed { key, modified_key, physical_key, modifiers, text, .. } = event else {
            return;
        };
        if state.focus.is_some() && asks_for_menu(key, *modifiers) {
            if let Some(on_menu) = &self.on_menu {
                let caret = self.content.caret_place() + iced::Vector::new(self.padding.left, self.padding.top);
                // The caret may be scrolled out of sight.
                let at = Point::new(caret.x, caret.y.clamp(0.0, (bounds.height - self.line()).max(0.0)));
                shell.publish(on_menu(None));
                open_menu(state, menu::Open::new(menu::Place::Line(at, self.line()), true), shell);
            }
            return;
        }
        let press = KeyPress {
            key: key.clone(),
            modified_key: modified_key.clone(),
            physical_key: *physical_key,
            modifiers: *modifiers,
            text: text.clone(),
            status: status(state, cursor.is_over(bounds)),
        };
        let Some(binding) = (self.on_key)(press) else { return };
        if !matches!(binding, Binding::Unfocus) {
            shell.capture_event();
        }
        self.bound(state, binding, clipboard, shell);
        if let Some(focus) = &mut state.focus {
            focus.since = Instant::now();
        }
    }

    fn bound(
        &self,
        state: &mut State,
        binding: Binding<Message>,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        let action = match binding {
            Binding::Unfocus => {
                state.focus = None;
                return;
            }
            Binding::Copy => return copy(self.content, clipboard),
            Binding::Cut if self.content.selection().is_none() => return,
            Binding::Cut => {
                copy(self.content, clipboard);
                Action::Edit(Edit::Delete)
            }
            Binding::Paste => return self.paste(clipboard::Kind::Standard, clipboard, shell),
            Binding::Move(motion) => Action::Move(motion),
            Binding::Select(motion) => Action::Select(motion),
            Binding::SelectWord => Action::SelectWord,
            Binding::SelectLine => Action::SelectLine,
            Binding::SelectAll => Action::SelectAll,
            Binding::Insert(c) => Action::Edit(Edit::Insert(c)),
            Binding::Enter => Action::Edit(Edit::Enter),
            Binding::Backspace => Action::Edit(Edit::Backspace),
            Binding::Delete => Action::Edit(Edit::Delete),
            Binding::Sequence(bindings) => {
                bindings.into_iter().for_each(|binding| self.bound(state, binding, clipboard, shell));
                return;
            }
            Binding::Custom(message) => return shell.publish(message),
        };
        shell.publish((self.on_action)(action));
    }

    fn paste(&self, kind: clipboard::Kind, clipboard: &mut dyn Clipboard, shell: &mut Shell<'_, Message>) {
        if let Some(text) = clipboard.read(kind).filter(|text| !text.is_empty()) {
            shell.publish((self.on_action)(Action::Edit(Edit::Paste(Arc::new(text)))));
        }
    }

    fn input_method(&self, state: &mut State, event: &input_method::Event, shell: &mut Shell<'_, Message>) {
        if state.focus.is_none() {
            state.preedit = None;
            return;
        }
        match event {
            input_method::Event::Opened => state.preedit = Some(input_method::Preedit::new()),
            input_method::Event::Closed => state.preedit = None,
            input_method::Event::Preedit(content, selection) => {
                let (content, selection) = (content.clone(), selection.clone());
                let text_size = Some(self.look.size.into());
                state.preedit = Some(input_method::Preedit { content, selection, text_size });
            }
            input_method::Event::Commit(text) => {
                shell.publish((self.on_action)(Action::Edit(Edit::Paste(Arc::new(text.clone())))));
                shell.capture_event();
            }
        }
        shell.request_redraw();
    }

    /// Where an input method shows what it is composing: at the caret.
    fn wanted_input_method<'b>(&self, state: &'b State, bounds: Rectangle) -> InputMethod<&'b str> {
        if !state.focus.is_some_and(|focus| focus.in_window) {
            return InputMethod::Disabled;
        }
        let origin = bounds.shrink(self.padding).position() - Point::ORIGIN;
        InputMethod::Enabled {
            cursor: Rectangle::new(self.content.caret_place() + origin, Size::new(1.0, self.line())),
            purpose: input_method::Purpose::Normal,
            preedit: state.preedit.as_ref().map(input_method::Preedit::as_ref),
        }
    }
}

/// The focus comes and goes with the window's, and the caret blinks.
fn window<Message>(state: &mut State, event: &window::Event, shell: &mut Shell<'_, Message>) {
    let Some(focus) = &mut state.focus else { return };
    match event {
        window::Event::Unfocused => {
            focus.in_window = false;
            shell.request_redraw();
        }
        window::Event::Focused => {
            focus.in_window = true;
            focus.since = Instant::now();
            shell.request_redraw();
        }
        window::Event::RedrawRequested(now) if focus.in_window => {
            focus.now = *now;
            let into = now.saturating_duration_since(focus.since).as_millis() % BLINK;
            let rest = u64::try_from(BLINK - into).unwrap_or_default();
            shell.request_redraw_at(*now + Duration::from_millis(rest));
        }
        _ => {}
    }
}

const fn status(state: &State, is_hovered: bool) -> Status {
    match (&state.focus, is_hovered) {
        (Some(_), is_hovered) => Status::Focused { is_hovered },
        (None, true) => Status::Hovered,
        (None, false) => Status::Active,
    }
}

fn asks_for_menu(key: &Key, modifiers: keyboard::Modifiers) -> bool {
    match key {
        Key::Named(Named::ContextMenu) => true,
        Key::Named(Named::F10) => modifiers.shift(),
        _ => false,
    }
}

fn open_menu<Message>(state: &mut State, open: menu::Open, shell: &mut Shell<'_, Message>) {
    state.menu = Some(open);
    shell.capture_event();
    shell.invalidate_layout();
    shell.request_redraw();
}

fn copy(content: &Content, clipboard: &mut dyn Clipboard) {
    if let Some(selection) = content.selection() {
        clipboard.write(clipboard::Kind::Standard, selection);
    }
}

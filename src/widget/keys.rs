//! Keys for what is no field and no button: a whole window with its shortcuts, or a list that arrow keys move in.
//!
//! The content sees every key first and what it doesn't take is offered here; only a [`guard`] looks before it.

use super::around::{Around, Scene, Wrapped, wrap};
use super::button::ring;
use crate::theme::{Palette, radius};
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{Focusable, Operation};
use iced::advanced::{Renderer as _, Shell};
use iced::keyboard::{self, Key, Modifiers};
use iced::{Element, Event, Rectangle, Renderer, Theme, mouse, touch};

/// A key that was pressed, with what it would type.
#[derive(Debug, Clone, Copy)]
pub struct Press<'a> {
    /// The key.
    pub key: &'a Key,
    /// Shift, Ctrl and their like.
    pub modifiers: Modifiers,
    /// The text that it makes, if any.
    pub text: Option<&'a str>,
}

impl Press<'_> {
    /// The text, when the press is typing and no shortcut.
    pub fn typed(&self) -> Option<&str> {
        let plain = !self.modifiers.command() && !self.modifiers.control() && !self.modifiers.alt();
        self.text.filter(|text| plain && text.chars().all(|c| !c.is_control()) && !text.is_empty())
    }
}

/// Content that keys are offered to. See the module's page.
pub type Keys<'a, Message> = Wrapped<'a, Message, Offer<'a, Message>>;

/// Which keys are offered, and to whom.
pub struct Offer<'a, Message> {
    id: Option<Id>,
    focusable: bool,
    first: bool,
    on_leave: Option<Message>,
    on_key: Box<dyn Fn(Press<'_>) -> Option<Message> + 'a>,
}

/// Offers every key that nothing else took: the shortcuts of a window.
pub fn shortcuts<'a, Message>(
    content: impl Into<Element<'a, Message>>,
    on_key: impl Fn(Press<'_>) -> Option<Message> + 'a,
) -> Keys<'a, Message> {
    make(None, false, content, on_key)
}

/// Offers keys before the content sees them: Esc of a field, which the field would keep for itself.
pub fn guard<'a, Message>(
    content: impl Into<Element<'a, Message>>,
    on_key: impl Fn(Press<'_>) -> Option<Message> + 'a,
) -> Keys<'a, Message> {
    make(None, true, content, on_key)
}

/// A list that takes the focus as a whole, by Tab or by a click into it, and is offered keys while it has it.
pub fn list<'a, Message>(
    id: impl Into<Id>,
    content: impl Into<Element<'a, Message>>,
    on_key: impl Fn(Press<'_>) -> Option<Message> + 'a,
) -> Keys<'a, Message> {
    make(Some(id.into()), false, content, on_key)
}

fn make<'a, Message>(
    id: Option<Id>,
    first: bool,
    content: impl Into<Element<'a, Message>>,
    on_key: impl Fn(Press<'_>) -> Option<Message> + 'a,
) -> Keys<'a, Message> {
    let focusable = id.is_some();
    wrap(content, Offer { id, focusable, first, on_leave: None, on_key: Box::new(on_key) })
}

impl<'a, Message> Keys<'a, Message> {
    /// What a click outside says: a field that is edited in place was left.
    pub fn on_leave(mut self, message: Message) -> Self {
        self.around.on_leave = Some(message);
        self
    }
}

impl<Message> Offer<'_, Message> {
    fn offer(&self, event: &Event, shell: &mut Shell<'_, Message>) {
        if shell.is_event_captured() {
            return;
        }
        if let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, text, .. }) = event
            && let Some(message) = (self.on_key)(Press { key, modifiers: *modifiers, text: text.as_deref() })
        {
            shell.publish(message);
            shell.capture_event();
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct State {
    focused: bool,
    by_keyboard: bool,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }
    fn focus(&mut self) {
        *self = Self { focused: true, by_keyboard: true };
    }
    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl<Message: Clone> Around<Message> for Offer<'_, Message> {
    type State = State;

    fn operate(
        &self,
        state: &mut State,
        bounds: Rectangle,
        operation: &mut dyn Operation,
        mut content: impl FnMut(&mut dyn Operation),
    ) {
        if self.focusable {
            operation.focusable(self.id.as_ref(), bounds, state);
            operation.container(self.id.as_ref(), bounds);
        }
        operation.traverse(&mut content);
    }

    fn update(
        &self,
        state: &mut State,
        Scene { event, bounds, cursor, .. }: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        if self.first {
            self.offer(event, shell);
            if shell.is_event_captured() {
                return;
            }
        }
        content(shell);
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. }) => {
                let inside = cursor.is_over(bounds);
                if let (false, Some(message)) = (inside, &self.on_leave) {
                    shell.publish(message.clone());
                }
                if self.focusable {
                    let before = std::mem::replace(state, State { focused: inside, by_keyboard: false });
                    if before.focused && before.by_keyboard {
                        shell.request_redraw();
                    }
                }
            }
            Event::Keyboard(_) if !self.first && (state.focused || !self.focusable) => self.offer(event, shell),
            _ => {}
        }
    }

    fn draw(
        &self,
        state: &State,
        bounds: Rectangle,
        theme: &Theme,
        renderer: &mut Renderer,
        content: impl FnOnce(&mut Renderer),
    ) {
        content(renderer);
        if self.focusable && state.focused && state.by_keyboard {
            // A layer of its own, because the rows of a scrollable are drawn in one that would cover the ring.
            renderer.with_layer(bounds, |renderer| ring(renderer, bounds, radius::CONTROL, Palette::of(theme)));
        }
    }
}

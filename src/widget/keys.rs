//! Keys for what is no field and no button: a whole window with its shortcuts, or a list that arrow keys move in.
//!
//! The content sees every key first and what it doesn't take is offered here; only a [`guard`] looks before it.

use super::button::ring;
use crate::theme::{Palette, radius};
use iced::advanced::widget::operation::{Focusable, Operation};
use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Id, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::keyboard::{self, Key, Modifiers};
use iced::{Element, Event, Length, Rectangle, Size, Theme, Vector, mouse, touch};

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
#[must_use]
pub struct Keys<'a, Message> {
    id: Option<Id>,
    focusable: bool,
    first: bool,
    on_leave: Option<Message>,
    content: Element<'a, Message>,
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
    Keys { id, focusable, first, on_leave: None, content: content.into(), on_key: Box::new(on_key) }
}

impl<'a, Message: Clone + 'a> Keys<'a, Message> {
    /// What a click outside says: a field that is edited in place was left.
    pub fn on_leave(mut self, message: Message) -> Self {
        self.on_leave = Some(message);
        self
    }

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
struct State {
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

impl<'a, Message: Clone + 'a> Widget<Message, Theme, iced::Renderer> for Keys<'a, Message> {
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
        if self.focusable {
            let state = tree.state.downcast_mut::<State>();
            operation.focusable(self.id.as_ref(), layout.bounds(), state);
            operation.container(self.id.as_ref(), layout.bounds());
        }
        let Some(inner) = layout.children().next() else { return };
        operation.traverse(&mut |operation| {
            self.content.as_widget_mut().operate(&mut tree.children[0], inner, renderer, operation);
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
        if self.first {
            self.offer(event, shell);
            if shell.is_event_captured() {
                return;
            }
        }
        if let Some(inner) = layout.children().next() {
            let child = &mut tree.children[0];
            self.content.as_widget_mut().update(child, event, inner, cursor, renderer, clipboard, shell, viewport);
        }
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. }) => {
                let inside = cursor.is_over(layout.bounds());
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
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        use renderer::Renderer as _;
        let Some(inner) = layout.children().next() else { return };
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, inner, cursor, viewport);
        let state = tree.state.downcast_ref::<State>();
        if self.focusable && state.focused && state.by_keyboard {
            // A layer of its own, because the rows of a scrollable are drawn in one that would cover the ring.
            renderer.with_layer(layout.bounds(), |renderer| {
                ring(renderer, layout.bounds(), radius::CONTROL, Palette::of(theme));
            });
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

impl<'a, Message: Clone + 'a> From<Keys<'a, Message>> for Element<'a, Message> {
    fn from(keys: Keys<'a, Message>) -> Self {
        Element::new(keys)
    }
}

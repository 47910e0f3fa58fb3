//! A question inside a window: the window is dimmed and out of reach until it is answered.

use super::keys;
use crate::theme::{SEMIBOLD, size, space, style};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Layout, Shell, layout, renderer};
use iced::keyboard::key::{Key, Named};
use iced::widget::{column, container, opaque, row, space as gap, stack, text};
use iced::{Element, Event, Length, Rectangle, Size, Theme, mouse, window};

/// Shows `card` over `base`, or `base` alone. Esc says `dismiss`, Enter `accept` where no button takes it.
pub fn over<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    card: Option<Element<'a, Message>>,
    dismiss: Message,
    accept: Message,
) -> Element<'a, Message> {
    let open = card.is_some();
    let base = Element::new(Inert { content: base.into(), inert: open });
    let top: Element<'a, Message> = match card {
        None => gap().into(),
        Some(card) => {
            let card = container(card).padding(space::L).max_width(360).style(style::dialog);
            let card = keys::shortcuts(card, move |press| {
                matches!(press.key, Key::Named(Named::Enter)).then(|| accept.clone())
            });
            let veil = container(card).center(Length::Fill).padding(space::L).style(style::veil);
            keys::guard(opaque(veil), move |press| {
                matches!(press.key, Key::Named(Named::Escape)).then(|| dismiss.clone())
            })
            .into()
        }
    };
    stack![base, top].width(Length::Fill).height(Length::Fill).into()
}

/// The usual card: a title, words, buttons at the right.
pub fn card<'a, Message: Clone + 'a>(
    title: impl text::IntoFragment<'a>,
    body: impl Into<Element<'a, Message>>,
    buttons: impl IntoIterator<Item = Element<'a, Message>>,
) -> Element<'a, Message> {
    column![text(title).size(size::NAME).font(SEMIBOLD), plain(body, buttons)].spacing(space::M).into()
}

/// A card without a title, or with one that is more than words.
pub fn plain<'a, Message: Clone + 'a>(
    body: impl Into<Element<'a, Message>>,
    buttons: impl IntoIterator<Item = Element<'a, Message>>,
) -> Element<'a, Message> {
    let buttons = row![gap().width(Length::Fill)].extend(buttons).spacing(space::S);
    column![body.into(), buttons].spacing(space::M).into()
}

/// Content that is shown but can't be reached: neither by the pointer nor by Tab nor by keys.
struct Inert<'a, Message> {
    content: Element<'a, Message>,
    inert: bool,
}

impl<'a, Message: 'a> Widget<Message, Theme, iced::Renderer> for Inert<'a, Message> {
    fn tag(&self) -> tree::Tag {
        self.content.as_widget().tag()
    }
    fn state(&self) -> tree::State {
        self.content.as_widget().state()
    }
    fn children(&self) -> Vec<Tree> {
        self.content.as_widget().children()
    }
    fn diff(&self, tree: &mut Tree) {
        self.content.as_widget().diff(tree);
    }
    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }
    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(tree, renderer, limits)
    }
    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        if !self.inert {
            self.content.as_widget_mut().operate(tree, layout, renderer, operation);
        }
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
        // Redraws go on, or what is under the veil would be shown in a state of the past.
        let redraw = matches!(event, Event::Window(window::Event::RedrawRequested(_)));
        if !self.inert || redraw {
            let cursor = if self.inert { mouse::Cursor::Unavailable } else { cursor };
            self.content.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
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
        let cursor = if self.inert { mouse::Cursor::Unavailable } else { cursor };
        self.content.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }
    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        if self.inert {
            return mouse::Interaction::None;
        }
        self.content.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
    }
    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: iced::Vector,
    ) -> Option<iced::advanced::overlay::Element<'b, Message, Theme, iced::Renderer>> {
        if self.inert {
            return None;
        }
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}

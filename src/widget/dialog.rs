//! A question inside a window: the window is dimmed and out of reach until it is answered.

use super::around::{Around, Overlay, Scene, wrap};
use super::keys;
use crate::theme::{SEMIBOLD, size, space, style};
use iced::advanced::Shell;
use iced::advanced::widget::operation::focusable;
use iced::advanced::widget::{Operation, Tree};
use iced::keyboard::key::{Key, Named};
use iced::widget::{column, container, opaque, row, space as gap, stack, text};
use iced::{Element, Event, Length, Rectangle, mouse, window};

/// Shows `card` over `base`, or `base` alone. Esc says `dismiss`, Enter `accept` where no button takes it.
pub fn over<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    card: Option<Element<'a, Message>>,
    dismiss: Message,
    accept: Message,
) -> Element<'a, Message> {
    let open = card.is_some();
    let base = wrap(base, Reach { inert: open });
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
    // In a narrow window they stand one under the other.
    let buttons = row(buttons).spacing(space::S).wrap();
    column![body.into(), container(buttons).align_right(Length::Fill)].spacing(space::M).into()
}

/// Whether content is shown but can't be reached: neither by the pointer nor by Tab nor by keys.
struct Reach {
    inert: bool,
}

impl<Message> Around<Message> for Reach {
    type State = ();

    fn pointer(&self, cursor: mouse::Cursor) -> mouse::Cursor {
        if self.inert { mouse::Cursor::Unavailable } else { cursor }
    }

    fn operate(
        &self,
        (): &mut (),
        _bounds: Rectangle,
        operation: &mut dyn Operation,
        mut content: impl FnMut(&mut dyn Operation),
    ) {
        if self.inert {
            // The keyboard isn't shown there, either: whoever asks gives it back.
            content(&mut focusable::unfocus::<()>());
        } else {
            content(operation);
        }
    }

    fn update(
        &self,
        (): &mut (),
        scene: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        // Redraws go on, or what is under the veil would be shown in a state of the past.
        if !self.inert || matches!(scene.event, Event::Window(window::Event::RedrawRequested(_))) {
            content(shell);
        }
    }

    fn interaction(&self, (): &(), content: impl FnOnce() -> mouse::Interaction) -> mouse::Interaction {
        if self.inert { mouse::Interaction::None } else { content() }
    }

    fn overlay<'b>(
        &'b mut self,
        (): &(),
        _trees: &'b mut [Tree],
        _bounds: Rectangle,
        content: impl FnOnce() -> Option<Overlay<'b, Message>>,
    ) -> Option<Overlay<'b, Message>> {
        if self.inert { None } else { content() }
    }
}

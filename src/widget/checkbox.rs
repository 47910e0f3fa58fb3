//! Check boxes and radio buttons that the keyboard reaches: a [`Button`] with a mark before its words.

use super::button::{Button, Kind, button};
use super::icon::{self, Icon};
use crate::theme::{Palette, color, size, space};
use iced::border::Border;
use iced::widget::{Space, container, row, text};
use iced::{Alignment, Color, Element, Length, Theme};

/// A box that is checked or not; `message` is what a press says, `None` disables it.
pub fn checkbox<'a, Message: Clone + 'a>(
    label: impl text::IntoFragment<'a>,
    checked: bool,
    message: Option<Message>,
) -> Button<'a, Message> {
    let enabled = message.is_some();
    let mark: Element<'a, Message> = if checked {
        // The mark is white by day and dark by night, as all text on the accent.
        container(icon::small(Icon::Check).size(12.0)).center(16).style(move |t| filled(t, enabled, 3.0)).into()
    } else {
        container(Space::new()).center(16).style(|t| hollow(t, 3.0)).into()
    };
    pressable(mark, label, message)
}

/// One of several choices.
pub fn radio<'a, Message: Clone + 'a>(
    label: impl text::IntoFragment<'a>,
    chosen: bool,
    message: Option<Message>,
) -> Button<'a, Message> {
    let enabled = message.is_some();
    let inner: Element<'a, Message> = if chosen {
        container(Space::new().width(8).height(8)).style(move |t| filled(t, enabled, 4.0)).into()
    } else {
        Space::new().into()
    };
    pressable(container(inner).center(16).style(|t| hollow(t, 8.0)).into(), label, message)
}

fn pressable<'a, Message: Clone + 'a>(
    mark: Element<'a, Message>,
    label: impl text::IntoFragment<'a>,
    message: Option<Message>,
) -> Button<'a, Message> {
    let words = text(label).size(size::BODY).width(Length::Shrink);
    button(row![mark, words].spacing(space::S).align_y(Alignment::Center))
        .kind(Kind::Plain)
        .padding([3.0, space::XS])
        .on_press_maybe(message)
}

fn filled(theme: &Theme, enabled: bool, rounded: f32) -> container::Style {
    let p = Palette::of(theme);
    let ground = if enabled { p.accent } else { color::mix(p.accent, p.window, 0.5) };
    container::Style {
        background: Some(ground.into()),
        text_color: Some(p.on_accent),
        border: Border { radius: rounded.into(), ..Border::default() },
        ..container::Style::default()
    }
}

fn hollow(theme: &Theme, rounded: f32) -> container::Style {
    let p = Palette::of(theme);
    container::Style {
        background: Some(p.panel.into()),
        border: Border { color: Color { a: 0.8, ..p.secondary }, width: 1.0, radius: rounded.into() },
        ..container::Style::default()
    }
}

//! The controls of a message's look.

use super::{Face, Message, Popover};
use crate::t;
use crate::theme::{Palette, REGULAR, radius, size, space};
use crate::widget::button::{Kind, button};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::message_log::format_color;
use crate::widget::message_text::fonts;
use iced::widget::{container, rich_text, row, span, text};
use iced::{Alignment, Element, Theme, border};
use msnp::content::TextFormat;

/// The controls from left to right.
pub(super) fn view<'a>(format: &TextFormat, open: Option<Popover>) -> Vec<Element<'a, Message>> {
    vec![
        font(format, open == Some(Popover::Fonts)),
        face(span("B").font(fonts::styled(REGULAR, true, false)), format.bold, Face::Bold, t!("format-bold")),
        face(span("I").font(fonts::styled(REGULAR, false, true)), format.italic, Face::Italic, t!("format-italic")),
        face(span("U").underline(true), format.underline, Face::Underline, t!("format-underline")),
        face(span("S").strikethrough(true), format.strike, Face::Strike, t!("format-strike")),
        color(format, open == Some(Popover::Colors)),
    ]
}

fn font<'a>(format: &TextFormat, open: bool) -> Element<'a, Message> {
    let name = if format.font.is_empty() { t!("format-font-own") } else { format.font.clone() };
    let words = container(label(&name).size(size::SECONDARY)).max_width(110);
    let line = row![words, icon::small(Icon::ChevronDown).size(12.0)].spacing(space::XS).align_y(Alignment::Center);
    button(line)
        .kind(Kind::Quiet)
        .padding([7.0, space::S])
        .selected(open)
        .on_press(Message::PopoverToggled(Popover::Fonts))
        .tip(t!("format-font"))
}

fn face<'a>(letter: text::Span<'a, ()>, on: bool, face: Face, tip: String) -> Element<'a, Message> {
    button(container(rich_text([letter]).size(size::BODY)).center(20))
        .kind(Kind::Quiet)
        .padding(6)
        .selected(on)
        .on_press(Message::FaceToggled(face))
        .tip(tip)
}

fn color<'a>(format: &TextFormat, open: bool) -> Element<'a, Message> {
    let format = format.clone();
    let swatch = container(text("")).width(16).height(16).style(move |theme: &Theme| {
        let palette = Palette::of(theme);
        container::Style {
            background: Some(format_color(palette, &format).into()),
            border: border::rounded(radius::CONTROL / 2.0).color(palette.hairline).width(1.0),
            ..container::Style::default()
        }
    });
    button(swatch)
        .kind(Kind::Quiet)
        .padding(8)
        .selected(open)
        .on_press(Message::PopoverToggled(Popover::Colors))
        .tip(t!("format-color"))
}

//! What opens over the field: emoji, fonts, colours.

use super::Message;
use crate::t;
use crate::theme::{Palette, REGULAR, radius, size, space, style};
use crate::widget::button::{Kind, button};
use crate::widget::icon::{self, Icon};
use crate::widget::message_text::{fonts, ink};
use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Color, Element, Font, Length, Theme, border};
use msnp::content::Color as Sent;

/// The emoji on offer: faces, hands, hearts, and what people sent each other in the days of emoticons.
const EMOJI: [&str; 72] = [
    "😀", "😃", "😄", "😁", "😆", "😅", "😂", "🙂", "😉", "😊", "😇", "😍", "😘", "😋", "😛", "😜", "🤪", "🤨", "🧐",
    "🤓", "😎", "🥳", "😏", "😒", "😔", "😟", "😕", "🙁", "😣", "😫", "🥺", "😢", "😭", "😤", "😠", "😡", "😳", "😱",
    "😨", "😴", "🤔", "🤗", "🙄", "😬", "😮", "🥱", "🤐", "🤒", "👍", "👎", "👏", "🙏", "👋", "💪", "👀", "💋", "💛",
    "💔", "🌹", "🎂", "🎁", "🎉", "🍕", "🍺", "🐱", "🐶", "🦋", "🌙", "⭐", "☕", "📷", "💡",
];
/// How many stand in a row.
const COLUMNS: usize = 9;

/// The colours on offer: sixteen that can be told apart, as in the days of sixteen colours, none of them glaring.
const COLORS: [u32; 16] = [
    0x1B_2733, 0x5B_6B7A, 0x7A_1F1F, 0xC2_362F, 0xE0_6A1B, 0xA6_7C00, 0x3F_7D20, 0x1E_8E5A, 0x0E_7F8C, 0x16_73C8,
    0x1F_3FA8, 0x5A_3FC0, 0x80_2F_B5, 0xB0_2A8F, 0xD1_2F6F, 0x8A_5A3B,
];

pub(super) fn emoji<'a>() -> Element<'a, Message> {
    let rows = EMOJI.chunks(COLUMNS).map(|line| {
        row(line.iter().map(|emoji| {
            button(container(text(*emoji).size(20).font(fonts::EMOJI)).center(24))
                .kind(Kind::Quiet)
                .padding(4)
                .on_press(Message::EmojiPicked(emoji))
                .into()
        }))
        .into()
    });
    scrollable(column(rows)).style(style::scroll).height(Length::Shrink).into()
}

pub(super) fn fonts<'a>(current: &str) -> Element<'a, Message> {
    let own = entry(t!("format-font-own"), REGULAR, current.is_empty(), Message::FontPicked(None));
    let known = fonts::families().into_iter().map(|family| {
        entry(family.to_owned(), Font::with_name(family), family == current, Message::FontPicked(Some(family)))
    });
    let list = column(std::iter::once(own).chain(known)).width(220);
    container(scrollable(list).style(style::scroll)).max_height(260).into()
}

fn entry<'a>(name: String, font: Font, chosen: bool, message: Message) -> Element<'a, Message> {
    let mut line = row![
        container(text(name).size(size::BODY).font(font).wrapping(text::Wrapping::None)).width(Length::Fill).clip(true)
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if chosen {
        line = line.push(icon::small(Icon::Check));
    }
    button(line)
        .kind(Kind::Row)
        .padding([space::XS, space::S])
        .width(Length::Fill)
        .selected(chosen)
        .on_press(message)
        .into()
}

pub(super) fn colors<'a>(dark: bool, current: Sent) -> Element<'a, Message> {
    let panel = Palette::new(dark).panel;
    let rows = COLORS.chunks(8).map(|line| {
        row(line.iter().map(|hex| {
            let sent = Sent { red: (hex >> 16) as u8, green: (hex >> 8) as u8, blue: *hex as u8 };
            swatch(ink::readable(Color::from_rgb8(sent.red, sent.green, sent.blue), panel), sent == current)
                .on_press(Message::ColorPicked(Some(sent)))
                .into()
        }))
        .into()
    });
    let own = button(text(t!("format-color-own")).size(size::BODY))
        .kind(Kind::Row)
        .padding([space::XS, space::S])
        .width(8.0 * 32.0)
        .selected(current == Sent::default())
        .on_press(Message::ColorPicked(None));
    column![own, column(rows)].spacing(space::XS).into()
}

fn swatch<'a>(color: Color, chosen: bool) -> crate::widget::button::Button<'a, Message> {
    let square = container(text("")).width(20).height(20).style(move |theme: &Theme| container::Style {
        background: Some(color.into()),
        border: border::rounded(radius::CONTROL / 2.0).color(Palette::of(theme).hairline).width(1.0),
        ..container::Style::default()
    });
    button(square).kind(Kind::Quiet).padding(6).selected(chosen)
}

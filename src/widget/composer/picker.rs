//! What opens over the field: emoji, fonts, colours. Arrow keys move in it, Enter takes.

use super::Message;
use crate::t;
use crate::theme::{Palette, REGULAR, radius, size, space, style};
use crate::widget::button::{Button, Kind, button};
use crate::widget::icon::{self, Icon};
use crate::widget::message_text::{fonts, ink};
use crate::widget::{keys, scroll};
use iced::advanced::widget::Id;
use iced::keyboard::{Key, key::Named};
use iced::widget::{Column, column, container, operation, row, scrollable, text};
use iced::{Alignment, Color, Element, Font, Length, Padding, Task, Theme, border};
use msnp::content::{Color as Sent, TextFormat};

/// The emoji on offer: faces, hands, hearts, and what people sent each other in the days of emoticons.
const EMOJI: [&str; 72] = [
    "😀", "😃", "😄", "😁", "😆", "😅", "😂", "🙂", "😉", "😊", "😇", "😍", "😘", "😋", "😛", "😜", "🤪", "🤨", "🧐",
    "🤓", "😎", "🥳", "😏", "😒", "😔", "😟", "😕", "🙁", "😣", "😫", "🥺", "😢", "😭", "😤", "😠", "😡", "😳", "😱",
    "😨", "😴", "🤔", "🤗", "🙄", "😬", "😮", "🥱", "🤐", "🤒", "👍", "👎", "👏", "🙏", "👋", "💪", "👀", "💋", "💛",
    "💔", "🌹", "🎂", "🎁", "🎉", "🍕", "🍺", "🐱", "🐶", "🦋", "🌙", "⭐", "☕", "📷", "💡",
];
/// The colours on offer. Each can be told from the others by day and, made lighter, by night.
const COLORS: [Sent; 16] = [
    color(0x5B6B7A),
    color(0x8A5A3B),
    color(0xC2362F),
    color(0xC4571A),
    color(0x94720B),
    color(0x5F7D1E),
    color(0x2E8B3A),
    color(0x1E8E5A),
    color(0x0E7F8C),
    color(0x1673C8),
    color(0x3F5BD0),
    color(0x5A3FC0),
    color(0x802FB5),
    color(0xB02A8F),
    color(0xD12F6F),
    color(0x6E6259),
];
/// The height of a font's row.
const ROW: f32 = 28.0;
/// The side of an emoji's or a colour's button.
const CELL: f32 = 32.0;
/// The room of the scrollbar.
const BAR: Padding = Padding { top: 0.0, right: 10.0, bottom: 0.0, left: 0.0 };

const fn color(hex: u32) -> Sent {
    Sent { red: (hex >> 16) as u8, green: (hex >> 8) as u8, blue: hex as u8 }
}

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Popover {
    /// The emoji.
    Emoji,
    /// The fonts.
    Fonts,
    /// The colours.
    Colors,
}

/// An arrow key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Step {
    Left,
    Right,
    Up,
    Down,
}

/// An open popover with the place that the arrow keys are at.
pub(super) struct Picker {
    pub(super) kind: Popover,
    at: usize,
    list: Id,
    scroll: Id,
    /// The installed families, looked up once.
    families: Vec<&'static str>,
}

impl Picker {
    /// Opens at what holds now.
    pub(super) fn new(kind: Popover, format: &TextFormat) -> Self {
        let families = if kind == Popover::Fonts { fonts::families() } else { Vec::new() };
        // The first of the fonts and of the colours is the reader's own.
        let at = match kind {
            Popover::Emoji => None,
            Popover::Fonts => families.iter().position(|family| *family == format.font).map(|at| at + 1),
            Popover::Colors => COLORS.iter().position(|color| *color == format.color).map(|at| at + 1),
        };
        Self { kind, at: at.unwrap_or_default(), list: Id::unique(), scroll: Id::unique(), families }
    }

    pub(super) fn focus(&self) -> Task<Message> {
        Task::batch([operation::focus(self.list.clone()), self.show()])
    }

    fn count(&self) -> usize {
        match self.kind {
            Popover::Emoji => EMOJI.len(),
            Popover::Fonts => self.families.len() + 1,
            Popover::Colors => COLORS.len() + 1,
        }
    }

    pub(super) fn move_by(&mut self, step: Step) -> Task<Message> {
        self.at = moved(self.kind, self.at, step, self.count());
        self.show()
    }

    /// Scrolls to what the arrow keys are at.
    fn show(&self) -> Task<Message> {
        let (line, height) = match self.kind {
            Popover::Fonts => (self.at, ROW),
            Popover::Emoji => (self.at / columns(self.kind), CELL),
            // The first stands on a line of its own.
            Popover::Colors => (self.at.div_ceil(columns(self.kind)), CELL),
        };
        scroll::into_view(self.scroll.clone(), line as f32 * height, height)
    }

    /// What Enter takes.
    pub(super) fn chosen(&self) -> Option<Message> {
        match self.kind {
            Popover::Emoji => EMOJI.get(self.at).copied().map(Message::EmojiPicked),
            Popover::Fonts => match self.at.checked_sub(1) {
                Some(at) => self.families.get(at).copied().map(|family| Message::FontPicked(Some(family))),
                None => Some(Message::FontPicked(None)),
            },
            Popover::Colors => match self.at.checked_sub(1) {
                Some(at) => COLORS.get(at).copied().map(|color| Message::ColorPicked(Some(color))),
                None => Some(Message::ColorPicked(None)),
            },
        }
    }

    pub(super) fn view<'a>(&'a self, dark: bool, format: &TextFormat) -> Element<'a, Message> {
        let inner = match self.kind {
            Popover::Emoji => self.emoji(),
            Popover::Fonts => self.fonts(&format.font),
            Popover::Colors => self.colors(dark, format.color),
        };
        // A window may be too low for all of it.
        let scroll = scrollable(container(inner).padding(BAR)).id(self.scroll.clone()).style(style::scroll);
        let height = if self.kind == Popover::Fonts { 9.0 * ROW } else { f32::INFINITY };
        let list = keys::list(self.list.clone(), container(scroll).max_height(height), |press| match press.key {
            Key::Named(Named::ArrowLeft) => Some(Message::PickerMoved(Step::Left)),
            Key::Named(Named::ArrowRight) => Some(Message::PickerMoved(Step::Right)),
            Key::Named(Named::ArrowUp) => Some(Message::PickerMoved(Step::Up)),
            Key::Named(Named::ArrowDown) => Some(Message::PickerMoved(Step::Down)),
            Key::Named(Named::Enter | Named::Space) => Some(Message::PickerTaken),
            _ => None,
        });
        container(list).padding(space::S).style(style::floating).into()
    }

    fn emoji<'a>(&self) -> Element<'a, Message> {
        let columns = columns(self.kind);
        let rows = EMOJI.chunks(columns).enumerate().map(|(line, emoji)| {
            row(emoji.iter().enumerate().map(|(column, emoji)| {
                button(container(text(*emoji).size(20).font(fonts::EMOJI)).center(24))
                    .kind(Kind::Quiet)
                    .padding(4)
                    .tab_stop(false)
                    .selected(line * columns + column == self.at)
                    .on_press(Message::EmojiPicked(emoji))
                    .into()
            }))
            .into()
        });
        Column::with_children(rows).into()
    }

    fn fonts<'a>(&self, current: &str) -> Element<'a, Message> {
        let own = (t!("format-font-own"), REGULAR, current.is_empty(), None);
        let known = self
            .families
            .iter()
            .map(|family| ((*family).to_owned(), Font::with_name(family), *family == current, Some(*family)));
        let rows = std::iter::once(own).chain(known).enumerate().map(|(index, (name, font, chosen, family))| {
            font_row(name, font, chosen, index == self.at).on_press(Message::FontPicked(family)).into()
        });
        Column::with_children(rows).width(250).into()
    }

    fn colors<'a>(&self, dark: bool, current: Sent) -> Element<'a, Message> {
        let panel = Palette::new(dark).panel;
        let columns = columns(self.kind);
        let rows = COLORS.chunks(columns).enumerate().map(|(line, colors)| {
            row(colors.iter().enumerate().map(|(column, sent)| {
                let shown = ink::readable(Color::from_rgb8(sent.red, sent.green, sent.blue), panel);
                let here = line * columns + column + 1 == self.at;
                swatch(shown, *sent == current).selected(here).on_press(Message::ColorPicked(Some(*sent))).into()
            }))
            .into()
        });
        let mut words =
            row![text(t!("format-color-own")).size(size::BODY).width(Length::Fill)].align_y(Alignment::Center);
        if current == Sent::default() {
            words = words.push(icon::small(Icon::Check));
        }
        let own = button(words)
            .kind(Kind::Row)
            .padding([space::XS, space::S])
            .width(columns as f32 * CELL)
            .tab_stop(false)
            .selected(self.at == 0)
            .on_press(Message::ColorPicked(None));
        column![own, Column::with_children(rows)].spacing(space::XS).into()
    }
}

/// How many stand in a row.
const fn columns(kind: Popover) -> usize {
    match kind {
        Popover::Emoji => 9,
        Popover::Fonts => 1,
        Popover::Colors => 8,
    }
}

/// Where an arrow key leads. The first of the colours is a row of its own.
fn moved(kind: Popover, at: usize, step: Step, count: usize) -> usize {
    let columns = columns(kind);
    let last = count.saturating_sub(1);
    match step {
        Step::Left => at.saturating_sub(1),
        Step::Right => (at + 1).min(last),
        Step::Up if kind == Popover::Colors => at.saturating_sub(columns),
        Step::Up if at >= columns => at - columns,
        Step::Down if kind == Popover::Colors && at == 0 => 1.min(last),
        Step::Down if at + columns <= last => at + columns,
        Step::Up | Step::Down => at,
    }
}

/// A family by its name, with a sample: some families have no letters to write their own name in.
fn font_row<'a>(name: String, font: Font, chosen: bool, here: bool) -> Button<'a, Message> {
    let plain = |words, font| text(words).size(size::BODY).font(font).wrapping(text::Wrapping::None);
    let mut line = row![
        container(plain(name, REGULAR)).width(Length::Fill).clip(true),
        container(plain("Abc".to_owned(), font)).max_width(60).clip(true),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if chosen {
        line = line.push(icon::small(Icon::Check));
    }
    let line = container(line).center_y(Length::Fill);
    button(line).kind(Kind::Row).padding([0.0, space::S]).height(ROW).width(Length::Fill).tab_stop(false).selected(here)
}

fn swatch<'a>(color: Color, chosen: bool) -> Button<'a, Message> {
    let square = container(text("")).width(20).height(20).style(move |theme: &Theme| {
        let palette = Palette::of(theme);
        let edge = if chosen { palette.text } else { palette.hairline };
        container::Style {
            background: Some(color.into()),
            border: border::rounded(radius::CONTROL / 2.0).color(edge).width(if chosen { 2.0 } else { 1.0 }),
            ..container::Style::default()
        }
    });
    button(square).kind(Kind::Quiet).padding(6).tab_stop(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::message_text::emoji;

    #[test]
    fn everything_on_offer_is_one_emoji_and_stands_once() {
        for emoji in EMOJI {
            assert!(emoji::is_only(emoji), "{emoji}");
            assert_eq!(emoji::parts(emoji).len(), 1);
            assert_eq!(EMOJI.iter().filter(|other| **other == emoji).count(), 1, "{emoji}");
        }
        assert_eq!(EMOJI.len() % columns(Popover::Emoji), 0);
    }

    #[test]
    fn arrow_keys_stay_inside() {
        for kind in [Popover::Emoji, Popover::Fonts, Popover::Colors] {
            for count in [1, 5, 17, 72] {
                for at in 0..count {
                    for step in [Step::Left, Step::Right, Step::Up, Step::Down] {
                        assert!(moved(kind, at, step, count) < count, "{kind:?} {at} {step:?} of {count}");
                    }
                }
            }
        }
    }

    #[test]
    fn up_and_down_keep_the_column() {
        assert_eq!(moved(Popover::Emoji, 4, Step::Down, 72), 13);
        assert_eq!(moved(Popover::Emoji, 13, Step::Up, 72), 4);
        assert_eq!(moved(Popover::Emoji, 4, Step::Up, 72), 4);
        assert_eq!(moved(Popover::Colors, 0, Step::Down, 17), 1);
        assert_eq!(moved(Popover::Colors, 3, Step::Up, 17), 0);
        assert_eq!(moved(Popover::Colors, 12, Step::Up, 17), 4);
    }

    #[test]
    fn it_opens_at_what_holds_and_gives_it_back() {
        let format = TextFormat { color: COLORS[4], ..TextFormat::default() };
        let picker = Picker::new(Popover::Colors, &format);
        assert!(matches!(picker.chosen(), Some(Message::ColorPicked(Some(color))) if color == COLORS[4]));
        let picker = Picker::new(Popover::Fonts, &TextFormat::default());
        assert!(matches!(picker.chosen(), Some(Message::FontPicked(None))));
    }
}

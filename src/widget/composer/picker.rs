//! What opens over the field: emoji, fonts, colours. Arrow keys move in it, Enter takes; letters search the emoji.

mod offer;

use super::Message;
use crate::t;
use crate::theme::{Palette, REGULAR, radius, size, space, style};
use crate::widget::button::{Button, Kind, button};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::message_text::{emoji, fonts, ink};
use crate::widget::{keys, paste, scroll};
use iced::advanced::widget::Id;
use iced::keyboard::{Key, key::Named};
use iced::widget::{Column, column, container, operation, row, rule, scrollable, text, text_input};
use iced::{Alignment, Color, Element, Font, Length, Padding, Task, Theme, border};
use msnp::content::{Color as Sent, TextFormat};
use offer::{EMOJI, Names};

/// The colours on offer. Each can be told from the others by day and, made lighter, by night.
pub const COLORS: [Sent; 16] = [
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
/// How many emoji stand in a row: so many recent ones are shown too.
const ROW_OF_EMOJI: usize = 9;
/// The longest search.
const SEARCH: usize = 40;
/// The height of a font's row.
const ROW: f32 = 28.0;
/// The side of an emoji's or a colour's button.
const CELL: f32 = 32.0;
/// The room between the recent emoji and the others.
const RECENT_GAP: f32 = 8.0;
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
    /// What the emoji are called, what is searched for, and what is shown of them: the recent ones first, in a row of
    /// their own. Those stay as they are while it is open, so that nothing moves under the pointer.
    names: Option<Names>,
    search: String,
    field: Id,
    /// Whether arrow keys move among the emoji, and not in what is searched for.
    among: bool,
    recent: Vec<&'static str>,
    found: Vec<&'static str>,
}

impl Picker {
    /// Opens at what holds now.
    pub(super) fn new(kind: Popover, format: &TextFormat, recent: &[String]) -> Self {
        let families = if kind == Popover::Fonts { fonts::families() } else { Vec::new() };
        // The first of the fonts and of the colours is the reader's own.
        let at = match kind {
            Popover::Emoji => None,
            Popover::Fonts => families.iter().position(|family| *family == format.font).map(|at| at + 1),
            Popover::Colors => COLORS.iter().position(|color| *color == format.color).map(|at| at + 1),
        };
        let emoji = kind == Popover::Emoji;
        Self {
            kind,
            at: at.unwrap_or_default(),
            list: Id::unique(),
            scroll: Id::unique(),
            families,
            names: emoji.then(Names::new),
            search: String::new(),
            field: Id::unique(),
            among: false,
            recent: if emoji { offer::known(recent, ROW_OF_EMOJI) } else { Vec::new() },
            found: if emoji { EMOJI.to_vec() } else { Vec::new() },
        }
    }

    /// Searches for this.
    pub(super) fn search_for(&mut self, text: &str) -> Task<Message> {
        self.search = text.chars().filter(|c| !c.is_control()).take(SEARCH).collect();
        self.look()
    }

    /// Searches for so much more: letters that were typed while the field hadn't the keyboard.
    pub(super) fn search_more(&mut self, letters: &str) -> Task<Message> {
        let more = format!("{}{letters}", self.search);
        // The focus takes the caret to the end.
        self.search_for(&more).chain(self.focus())
    }

    fn look(&mut self) -> Task<Message> {
        if let Some(names) = &self.names {
            self.found = names.find(&self.search);
        }
        self.at = 0;
        self.among = false;
        // The button that clears it has taken the keyboard. Otherwise the caret stays where it is.
        if self.search.is_empty() { self.focus() } else { self.show() }
    }

    /// How many stand in a first row of their own.
    fn head(&self) -> usize {
        match self.kind {
            // What is searched for is looked for among all.
            Popover::Emoji if self.search.trim().is_empty() => self.recent.len(),
            Popover::Emoji | Popover::Fonts => 0,
            Popover::Colors => 1,
        }
    }

    /// The emoji at a place.
    fn emoji_at(&self, at: usize) -> Option<&'static str> {
        let head = self.head();
        if at < head { self.recent.get(at).copied() } else { self.found.get(at - head).copied() }
    }

    pub(super) fn focus(&self) -> Task<Message> {
        let target = if self.kind == Popover::Emoji { &self.field } else { &self.list };
        Task::batch([operation::focus(target.clone()), self.show()])
    }

    fn count(&self) -> usize {
        match self.kind {
            Popover::Emoji => self.head() + self.found.len(),
            Popover::Fonts => self.families.len() + 1,
            Popover::Colors => COLORS.len() + 1,
        }
    }

    pub(super) fn move_by(&mut self, step: Step) -> Task<Message> {
        let (line, _) = place(columns(self.kind), self.head(), self.at);
        // Up from the first line leads back to the field.
        self.among = step != Step::Up || line > 0;
        self.at = moved(columns(self.kind), self.head(), self.at, step, self.count());
        self.show()
    }

    /// Scrolls to what the arrow keys are at.
    fn show(&self) -> Task<Message> {
        let height = if self.kind == Popover::Fonts { ROW } else { CELL };
        let (line, _) = place(columns(self.kind), self.head(), self.at);
        let gap = if self.kind == Popover::Emoji && line > 0 && self.head() > 0 { RECENT_GAP } else { 0.0 };
        scroll::into_view(self.scroll.clone(), (line as f32).mul_add(height, gap), height)
    }

    /// What Enter takes.
    pub(super) fn chosen(&self) -> Option<Message> {
        match self.kind {
            Popover::Emoji => self.emoji_at(self.at).map(Message::EmojiPicked),
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

    pub(super) fn view<'a>(&'a self, palette: &Palette, format: &TextFormat) -> Element<'a, Message> {
        let inner = match self.kind {
            Popover::Emoji => self.emoji(),
            Popover::Fonts => self.fonts(&format.font),
            Popover::Colors => self.colors(palette, format.color),
        };
        // A window may be too low for all of it.
        let scroll = scrollable(container(inner).padding(BAR)).id(self.scroll.clone()).style(style::scroll);
        let height = match self.kind {
            Popover::Emoji => 8.0f32.mul_add(CELL, RECENT_GAP),
            Popover::Fonts => 9.0 * ROW,
            Popover::Colors => f32::INFINITY,
        };
        let scroll = container(scroll).max_height(height);
        let page = match self.kind {
            Popover::Emoji => {
                let page = column![self.search_field(), scroll].spacing(space::XS);
                self.searched(container(page).padding(space::XS).into())
            }
            // Some room inside the ring of the focus, and some outside.
            Popover::Fonts | Popover::Colors => {
                keys::list(self.list.clone(), container(scroll).padding(space::XS), |press| match press.key {
                    Key::Named(Named::Enter | Named::Space) => Some(Message::PickerTaken),
                    key => arrow(key).map(Message::PickerMoved),
                })
                .into()
            }
        };
        container(page).padding(space::XS).style(style::floating).into()
    }

    /// The emoji with the field that searches them: it has the keyboard, and arrow keys move among them all the same.
    fn searched<'a>(&self, page: Element<'a, Message>) -> Element<'a, Message> {
        let (among, empty) = (self.among || self.search.is_empty(), self.search.is_empty());
        let typing = keys::shortcuts(page, |press| Some(Message::PickerTyped(press.typed()?.to_owned())));
        let guard = keys::guard(typing, move |press| {
            if press.modifiers.command() || press.modifiers.alt() || (press.modifiers.shift() && !empty) {
                return None;
            }
            match press.key {
                Key::Named(Named::Enter) => Some(Message::PickerTaken),
                Key::Named(Named::Space) if among => Some(Message::PickerTaken),
                // Nothing else in it wants the keyboard, and whoever leaves it has done with it.
                Key::Named(Named::Escape | Named::Tab) => Some(Message::EscapePressed),
                Key::Named(Named::ArrowLeft | Named::ArrowRight) if !among => None,
                key => arrow(key).map(Message::PickerMoved),
            }
        });
        paste::short(guard)
    }

    /// What is searched for.
    fn search_field<'a>(&self) -> Element<'a, Message> {
        let field = text_input(&t!("emoji-search"), &self.search)
            .id(self.field.clone())
            .size(size::BODY)
            .padding([2.0, 0.0])
            .style(|theme, status| text_input::Style {
                background: Color::TRANSPARENT.into(),
                border: border::rounded(0),
                ..style::input(theme, status)
            })
            .on_input(Message::PickerSearched);
        let mut line =
            row![icon::small(Icon::Search).secondary(), field].spacing(space::S).height(24).align_y(Alignment::Center);
        if !self.search.is_empty() {
            let clear = button(icon::small(Icon::Close).secondary()).kind(Kind::Quiet).padding(4).tab_stop(false);
            line = line.push(clear.on_press(Message::PickerSearched(String::new())).tip(t!("emoji-search-clear")));
        }
        column![
            container(line).padding([0.0, space::XS]).width(ROW_OF_EMOJI as f32 * CELL),
            rule::horizontal(1).style(style::hairline),
        ]
        .width(ROW_OF_EMOJI as f32 * CELL)
        .spacing(space::XS)
        .into()
    }

    fn emoji<'a>(&self) -> Element<'a, Message> {
        let head = self.head();
        if self.count() == 0 {
            let none = text(t!("emoji-none")).size(size::BODY).style(style::secondary);
            return container(none).padding(space::S).width(ROW_OF_EMOJI as f32 * CELL).into();
        }
        let cell = |(at, emoji): (usize, &&'static str)| {
            let tip = self.names.as_ref().map(|names| names.tip(emoji)).unwrap_or_default();
            button(container(text(emoji::bare(emoji)).size(20).font(fonts::EMOJI)).center(24))
                .kind(Kind::Quiet)
                .padding(4)
                .tab_stop(false)
                .selected(at == self.at)
                .on_press(Message::EmojiPicked(emoji))
                .tip(tip)
        };
        let mut rows = Column::new().width(ROW_OF_EMOJI as f32 * CELL);
        if head > 0 {
            let recent = row(self.recent.iter().enumerate().map(cell));
            rows = rows.push(container(recent).padding(Padding::ZERO.bottom(RECENT_GAP)));
        }
        for (line, emoji) in self.found.chunks(ROW_OF_EMOJI).enumerate() {
            let start = head + line * ROW_OF_EMOJI;
            rows = rows.push(row(emoji.iter().enumerate().map(|(column, emoji)| cell((start + column, emoji)))));
        }
        rows.into()
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

    fn colors<'a>(&self, palette: &Palette, current: Sent) -> Element<'a, Message> {
        let (least, panel) = (palette.readable(), palette.panel);
        let columns = columns(self.kind);
        let rows = COLORS.chunks(columns).enumerate().map(|(line, colors)| {
            row(colors.iter().enumerate().map(|(column, sent)| {
                let shown = ink::readable_to(least, Color::from_rgb8(sent.red, sent.green, sent.blue), panel);
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

/// Where an arrow key leads.
const fn arrow(key: &Key) -> Option<Step> {
    match key {
        Key::Named(Named::ArrowLeft) => Some(Step::Left),
        Key::Named(Named::ArrowRight) => Some(Step::Right),
        Key::Named(Named::ArrowUp) => Some(Step::Up),
        Key::Named(Named::ArrowDown) => Some(Step::Down),
        _ => None,
    }
}

/// How many stand in a row.
const fn columns(kind: Popover) -> usize {
    match kind {
        Popover::Emoji => ROW_OF_EMOJI,
        Popover::Fonts => 1,
        Popover::Colors => 8,
    }
}

/// The line and the column of a place. The first `head` stand on a line of their own.
const fn place(columns: usize, head: usize, at: usize) -> (usize, usize) {
    if at < head {
        (0, at)
    } else {
        let at = at - head;
        (at / columns + (head > 0) as usize, at % columns)
    }
}

/// Where an arrow key leads.
fn moved(columns: usize, head: usize, at: usize, step: Step, count: usize) -> usize {
    let last = count.saturating_sub(1);
    let (line, column) = place(columns, head, at);
    let (bottom, _) = place(columns, head, last);
    // The place in another line that is under or over this one, or the last of a line that is too short for that.
    let in_line = |line: usize| {
        let (start, width) = match (line, head) {
            (0, 1..) => (0, head),
            (line, 0) => (line * columns, columns),
            (line, head) => (head + (line - 1) * columns, columns),
        };
        (start + column.min(width - 1)).min(last)
    };
    match step {
        Step::Left => at.saturating_sub(1),
        Step::Right => (at + 1).min(last),
        Step::Up if line > 0 => in_line(line - 1),
        Step::Down if line < bottom => in_line(line + 1),
        Step::Up | Step::Down => at,
    }
}

/// A family by its name, with a sample: some families have no letters to write their own name in.
fn font_row<'a>(name: String, font: Font, chosen: bool, here: bool) -> Button<'a, Message> {
    let plain = |words, font| text(words).size(size::BODY).font(font).wrapping(text::Wrapping::None);
    let mut line = row![
        container(label(&name)).width(Length::Fill),
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

    #[test]
    fn arrow_keys_stay_inside() {
        for (columns, heads) in [(9, 0..=9), (8, 1..=1), (1, 0..=0)] {
            for (head, count) in heads.flat_map(|head| [1, 5, 17, 72].map(|count| (head, count + head))) {
                for at in 0..count {
                    for step in [Step::Left, Step::Right, Step::Up, Step::Down] {
                        assert!(moved(columns, head, at, step, count) < count, "{columns} {head} {at} {step:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn up_and_down_keep_the_column() {
        assert_eq!(moved(9, 0, 4, Step::Down, 72), 13);
        assert_eq!(moved(9, 0, 13, Step::Up, 72), 4);
        assert_eq!(moved(9, 0, 4, Step::Up, 72), 4);
        // Under a row that isn't full stand full ones, and over a full one that isn't.
        assert_eq!(moved(9, 3, 1, Step::Down, 75), 4);
        assert_eq!(moved(9, 3, 4, Step::Up, 75), 1);
        assert_eq!(moved(9, 3, 10, Step::Up, 75), 2);
        assert_eq!(moved(9, 3, 12, Step::Up, 75), 3);
        assert_eq!(moved(9, 0, 8, Step::Down, 12), 11);
        assert_eq!(moved(8, 1, 0, Step::Down, 17), 1);
        assert_eq!(moved(8, 1, 3, Step::Up, 17), 0);
        assert_eq!(moved(8, 1, 12, Step::Up, 17), 4);
    }

    #[test]
    fn it_opens_at_what_holds_and_gives_it_back() {
        let format = TextFormat { color: COLORS[4], ..TextFormat::default() };
        let picker = Picker::new(Popover::Colors, &format, &[]);
        assert!(matches!(picker.chosen(), Some(Message::ColorPicked(Some(color))) if color == COLORS[4]));
        let picker = Picker::new(Popover::Fonts, &TextFormat::default(), &[]);
        assert!(matches!(picker.chosen(), Some(Message::FontPicked(None))));
    }

    #[test]
    fn recent_emoji_come_first_and_a_search_is_among_all() {
        let chosen = |picker: &Picker| match picker.chosen() {
            Some(Message::EmojiPicked(emoji)) => emoji,
            other => panic!("{other:?}"),
        };
        let mut picker = Picker::new(Popover::Emoji, &TextFormat::default(), &["☕".to_owned(), "👍".to_owned()]);
        assert_eq!(chosen(&picker), "☕");
        let _ = picker.move_by(Step::Right);
        assert_eq!(chosen(&picker), "👍");
        let _ = picker.move_by(Step::Down);
        assert_eq!(chosen(&picker), EMOJI[1]);
        let _ = picker.search_for("pizz");
        assert_eq!((chosen(&picker), picker.count()), ("🍕", 1));
        let _ = picker.search_more("zzz");
        assert!(picker.chosen().is_none() && picker.search == "pizzzzz");
        let _ = picker.move_by(Step::Down);
        let _ = picker.search_for("");
        assert_eq!(chosen(&picker), "☕");
        let _ = picker.search_for(&"x\n".repeat(SEARCH));
        assert_eq!(picker.search, "x".repeat(SEARCH));
    }
}

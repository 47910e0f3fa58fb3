//! Where a message is written: the field, the format of its text, emoji, the nudge.

mod format_bar;
mod long;
mod picker;
#[cfg(test)]
mod tests;

pub use picker::{Popover, Step};

use super::button::{Kind, button, link, symbol};
use super::icon::Icon;
use super::message_log::{format_color, format_font};
use super::message_text::{emoji, fonts};
use crate::t;
use crate::theme::{Palette, SEMIBOLD, size, space, style};
use iced::advanced::text::highlighter::{self, Highlighter};
use iced::advanced::widget::Id;
use iced::keyboard::{Key, key::Named};
use iced::widget::text_editor::{self, Binding, Content, Cursor, Edit, KeyPress, Position};
use iced::widget::{column, container, operation, row, text};
use iced::{Alignment, Element, Length, Padding, Task, Theme};
use msnp::content::{Color, TextFormat};
use msnp::types::Instant;
use picker::Picker;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// The longest text that is sent, in bytes.
pub const LIMIT: usize = msnp::switchboard::Say::MAX_TEXT;
/// The server takes no more typing notices than this, and nobody needs more.
const TYPING_EVERY: Duration = Duration::from_secs(5);
/// Nudges are a joke that wears off.
const NUDGE_EVERY: Duration = Duration::from_secs(10);
/// How many steps Ctrl+Z takes back.
const UNDO: usize = 100;

/// What is being written.
pub struct Composer {
    id: Id,
    content: Content,
    /// How long the text is, in bytes.
    length: usize,
    format: TextFormat,
    bar: bool,
    popover: Option<Picker>,
    /// The emoji that were picked last.
    recent: Vec<String>,
    typing_told: Option<Instant>,
    nudge_free: Option<Instant>,
    notice: Option<Notice>,
    /// What was pasted and waits for an answer: it is too long for the field.
    pasted: Option<String>,
    undo: Vec<Past>,
    redo: Vec<Past>,
}

/// A state of the text to go back to.
#[derive(Debug, Clone)]
struct Past {
    text: String,
    cursor: Cursor,
}

/// A sentence over the field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Notice {
    /// By so many letters.
    TooLong(usize),
    /// What was pasted would make so many messages.
    Pasted(usize),
    NudgeWait(u64),
}

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The text was edited, or the cursor moved.
    Edited(text_editor::Action),
    /// Enter, or the button.
    SendPressed,
    /// The nudge button.
    NudgePressed,
    /// The button that shows the format's controls.
    BarToggled,
    /// One of the four faces.
    FaceToggled(Face),
    /// A popover's button.
    PopoverToggled(Popover),
    /// A click beside the popover.
    PopoverLeft,
    /// An arrow key in a popover.
    PickerMoved(Step),
    /// Enter in a popover.
    PickerTaken,
    /// Letters that search in a popover.
    PickerTyped(String),
    /// The last letter of the search is taken back, or all of them.
    PickerErased { all: bool },
    /// Another font; none is the reader's own.
    FontPicked(Option<&'static str>),
    /// Another colour; none is the reader's own.
    ColorPicked(Option<Color>),
    /// An emoji.
    EmojiPicked(&'static str),
    /// Ctrl+Z and Ctrl+Y.
    UndoPressed,
    /// See [`Message::UndoPressed`].
    RedoPressed,
    /// PageUp and PageDown scroll the log: -1 is one up.
    PagePressed(f32),
    /// Letters that were typed while the field hadn't the focus.
    Typed(String),
    /// What is too long for one message is to be sent as several.
    SeveralPressed,
    /// What was pasted isn't to be sent.
    PasteDropped,
    /// Esc closes a popover, then drops what waits for an answer, then closes the window.
    EscapePressed,
}

/// A face of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Ctrl+B
    Bold,
    /// Ctrl+I
    Italic,
    /// Ctrl+U
    Underline,
    /// Through the middle.
    Strike,
}

/// What the window has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Run this.
    Run(Task<Message>),
    /// Keep this draft.
    Draft(String),
    /// Tell the others that we type.
    Typing,
    /// Send this.
    Say(String, TextFormat),
    /// Send a nudge.
    Nudge,
    /// Remember this format.
    Format(TextFormat),
    /// Remember that this emoji was picked.
    Picked(&'static str),
    /// Scroll the log.
    Page(f32),
    /// Close the window.
    Close,
}

/// What the window says about sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Can {
    /// Whether a message can be sent, or queued, now.
    pub say: bool,
    /// Whether a nudge can be sent now.
    pub nudge: bool,
    /// Whether anybody is there to see that we type.
    pub typing: bool,
}

impl std::fmt::Debug for Composer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What somebody writes is nobody else's business, a log's least of all.
        f.debug_struct("Composer").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Composer {
    /// With the draft and the format of last time.
    pub fn new(draft: &str, format: TextFormat) -> Self {
        let mut composer = Self {
            id: Id::unique(),
            content: Content::with_text(draft),
            length: 0,
            format,
            bar: false,
            popover: None,
            recent: Vec::new(),
            typing_told: None,
            nudge_free: None,
            notice: None,
            pasted: None,
            undo: Vec::new(),
            redo: Vec::new(),
        };
        composer.content.perform(text_editor::Action::Move(text_editor::Motion::DocumentEnd));
        composer.count();
        composer
    }

    /// Puts the keyboard's focus into the field.
    pub fn focus(&self) -> Task<Message> {
        operation::focus(self.id.clone())
    }

    /// Takes note of the emoji that were picked last, in whichever window.
    pub fn know_recent(&mut self, recent: &[String]) {
        if self.recent != recent {
            self.recent = recent.to_vec();
        }
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.content.text()
    }

    /// Whether something is open over the field.
    pub const fn is_open(&self) -> bool {
        self.popover.is_some()
    }

    /// Takes in what happened; `now` is the clock of the notices.
    pub fn update(&mut self, message: Message, now: Instant, can: Can) -> Vec<Outcome> {
        if !matches!(message, Message::Edited(text_editor::Action::Scroll { .. })) {
            self.drop_notice();
        }
        match message {
            Message::Edited(action) => self.edited(action, now, can),
            Message::SendPressed => self.send(can),
            Message::NudgePressed => {
                let wait = self.nudge_free.map_or(Duration::ZERO, |free| free.since(now));
                if !can.nudge {
                    Vec::new()
                } else if wait.is_zero() {
                    self.nudge_free = Some(now + NUDGE_EVERY);
                    vec![Outcome::Nudge]
                } else {
                    self.notice = Some(Notice::NudgeWait(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)));
                    Vec::new()
                }
            }
            Message::BarToggled => {
                self.bar = !self.bar;
                self.popover = None;
                Vec::new()
            }
            Message::FaceToggled(face) => {
                let format = &mut self.format;
                let flag = match face {
                    Face::Bold => &mut format.bold,
                    Face::Italic => &mut format.italic,
                    Face::Underline => &mut format.underline,
                    Face::Strike => &mut format.strike,
                };
                *flag = !*flag;
                vec![Outcome::Format(self.format.clone())]
            }
            Message::PopoverToggled(popover) => {
                if self.popover.take().is_some_and(|open| open.kind == popover) {
                    return vec![Outcome::Run(self.focus())];
                }
                let picker = Picker::new(popover, &self.format, &self.recent);
                let focus = picker.focus();
                self.popover = Some(picker);
                vec![Outcome::Run(focus)]
            }
            Message::PopoverLeft => {
                self.popover = None;
                Vec::new()
            }
            Message::PickerMoved(step) => {
                self.popover.as_mut().map_or_else(Vec::new, |picker| vec![Outcome::Run(picker.move_by(step))])
            }
            Message::PickerTaken => match self.popover.as_ref().and_then(Picker::chosen) {
                // The focus stays, so that several can be taken one after the other.
                Some(Message::EmojiPicked(emoji)) => self.pick(emoji, now, can),
                Some(message) => self.update(message, now, can),
                None => Vec::new(),
            },
            Message::PickerTyped(letters) => {
                let picker = self.popover.as_mut();
                picker.map_or_else(Vec::new, |picker| vec![Outcome::Run(picker.search_more(&letters))])
            }
            Message::PickerErased { all } => {
                let picker = self.popover.as_mut();
                picker.map_or_else(Vec::new, |picker| vec![Outcome::Run(picker.search_less(all))])
            }
            Message::FontPicked(family) => {
                self.format.font = family.unwrap_or_default().to_owned();
                self.picked()
            }
            Message::ColorPicked(color) => {
                self.format.color = color.unwrap_or_default();
                self.picked()
            }
            Message::EmojiPicked(emoji) => {
                let mut outcomes = self.pick(emoji, now, can);
                outcomes.push(Outcome::Run(self.focus()));
                outcomes
            }
            Message::Typed(text) => {
                let mut outcomes = self.insert(&text, now, can);
                outcomes.push(Outcome::Run(self.focus()));
                outcomes
            }
            Message::UndoPressed => {
                if let Some(past) = self.undo.pop() {
                    let now = self.past();
                    self.redo.push(now);
                    self.restore(&past);
                }
                vec![Outcome::Draft(self.text())]
            }
            Message::RedoPressed => {
                if let Some(past) = self.redo.pop() {
                    let now = self.past();
                    self.undo.push(now);
                    self.restore(&past);
                }
                vec![Outcome::Draft(self.text())]
            }
            Message::SeveralPressed => self.send_several(can),
            Message::PasteDropped => self.drop_paste(),
            Message::PagePressed(pages) => vec![Outcome::Page(pages)],
            Message::EscapePressed => {
                if self.popover.take().is_some() {
                    vec![Outcome::Run(self.focus())]
                } else if self.pasted.is_some() {
                    self.drop_paste()
                } else {
                    vec![Outcome::Close]
                }
            }
        }
    }

    fn pick(&mut self, emoji: &'static str, now: Instant, can: Can) -> Vec<Outcome> {
        let mut outcomes = self.insert(emoji, now, can);
        outcomes.push(Outcome::Picked(emoji));
        outcomes
    }

    fn insert(&mut self, text: &str, now: Instant, can: Can) -> Vec<Outcome> {
        let paste = Edit::Paste(Arc::new(text.to_owned()));
        self.edited(text_editor::Action::Edit(paste), now, can)
    }

    fn picked(&mut self) -> Vec<Outcome> {
        self.popover = None;
        vec![Outcome::Format(self.format.clone()), Outcome::Run(self.focus())]
    }

    fn edited(&mut self, action: text_editor::Action, now: Instant, can: Can) -> Vec<Outcome> {
        let text_editor::Action::Edit(edit) = &action else {
            self.content.perform(action);
            return Vec::new();
        };
        if let Edit::Paste(text) = edit {
            // More than a message or two only makes the field slow: it is asked about, or refused.
            if self.length + text.len() > 2 * LIMIT {
                if self.length + text.len() <= long::MOST * LIMIT {
                    self.pasted = Some(text.to_string());
                    self.drop_notice();
                } else {
                    self.notice = Some(Notice::TooLong(beyond(self.length, text)));
                }
                return Vec::new();
            }
        }
        self.remember(edit);
        self.content.perform(action);
        self.count();
        let mut outcomes = vec![Outcome::Draft(self.text())];
        let told_lately = self.typing_told.is_some_and(|told| now.since(told) < TYPING_EVERY);
        if can.typing && self.length > 0 && !told_lately {
            self.typing_told = Some(now);
            outcomes.push(Outcome::Typing);
        }
        outcomes
    }

    /// Notes the text before an edit. Letters typed one after the other are one step up to the next space.
    fn remember(&mut self, edit: &Edit) {
        let goes_on = match edit {
            Edit::Insert(c) => !c.is_whitespace() && self.content.selection().is_none() && !self.undo.is_empty(),
            _ => false,
        };
        if !goes_on {
            let past = self.past();
            self.undo.push(past);
            if self.undo.len() > UNDO {
                self.undo.remove(0);
            }
        }
        self.redo.clear();
    }

    fn past(&self) -> Past {
        Past { text: self.content.text(), cursor: self.content.cursor() }
    }

    fn restore(&mut self, past: &Past) {
        self.content = Content::with_text(&past.text);
        self.content.move_to(Cursor { selection: None::<Position>, ..past.cursor });
        self.count();
    }

    fn send(&mut self, can: Can) -> Vec<Outcome> {
        let text = self.content.text();
        let text = text.trim_end();
        if text.trim().is_empty() || self.length > LIMIT || !can.say {
            return vec![Outcome::Run(self.focus())];
        }
        let said = Outcome::Say(text.to_owned(), self.format.clone());
        self.sent(vec![said])
    }

    /// The text of the field with what was pasted after it.
    fn whole(&self) -> String {
        let mut text = self.content.text();
        if let Some(pasted) = &self.pasted {
            text.truncate(text.trim_end_matches('\n').len());
            text.push_str(pasted);
        }
        text
    }

    /// Sends what is too long for one message as several, after the person was asked.
    fn send_several(&mut self, can: Can) -> Vec<Outcome> {
        if !can.say {
            return vec![Outcome::Run(self.focus())];
        }
        let whole = self.whole();
        let parts = long::parts(&whole, LIMIT);
        let said = parts.into_iter().map(|part| Outcome::Say(part.to_owned(), self.format.clone())).collect();
        self.sent(said)
    }

    fn drop_paste(&mut self) -> Vec<Outcome> {
        self.pasted = None;
        self.drop_notice();
        vec![Outcome::Run(self.focus())]
    }

    /// The field is empty again after what was said.
    fn sent(&mut self, mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
        self.content = Content::new();
        self.pasted = None;
        self.undo.clear();
        self.redo.clear();
        self.count();
        self.popover = None;
        // What comes next is a new message, and news again.
        self.typing_told = None;
        outcomes.extend([Outcome::Draft(String::new()), Outcome::Run(self.focus())]);
        outcomes
    }

    fn count(&mut self) {
        let mut lines = self.content.lines();
        self.length = lines.next().map_or(0, |line| line.text.len());
        self.length += lines.map(|line| line.text.len() + 1).sum::<usize>();
        self.drop_notice();
    }

    /// A sentence about a nudge or a paste is over with the next thing that is done; one about the text stays.
    fn drop_notice(&mut self) {
        self.notice = if self.pasted.is_some() {
            Some(Notice::Pasted(long::parts(&self.whole(), LIMIT).len()))
        } else {
            (self.length > LIMIT).then(|| Notice::TooLong(beyond(0, self.text().trim_end_matches('\n'))))
        };
    }

    /// The bar, the field and the button.
    pub fn view(&self, dark: bool, can: Can) -> Element<'_, Message> {
        let palette = Palette::new(dark);
        let notice = self.notice.as_ref().map(|notice| {
            let words = match notice {
                Notice::TooLong(count) => {
                    let count = *count;
                    t!("chat-too-long", count = count, shown = grouped(count))
                }
                Notice::Pasted(_) => t!("chat-long-pasted"),
                Notice::NudgeWait(seconds) => {
                    let seconds = *seconds;
                    t!("chat-nudge-wait", seconds = seconds)
                }
            };
            let mut line = row![text(words).size(size::SECONDARY).style(style::danger)]
                .spacing(space::M)
                .align_y(Alignment::Center);
            let count = match notice {
                Notice::TooLong(_) if self.length > LIMIT => long::parts(&self.whole(), LIMIT).len(),
                Notice::Pasted(count) => *count,
                Notice::TooLong(_) | Notice::NudgeWait(_) => 0,
            };
            if count > 1 {
                let send = link(t!("chat-long-send", count = count));
                line = line.push(send.on_press_maybe(can.say.then_some(Message::SeveralPressed)));
            }
            if matches!(notice, Notice::Pasted(_)) {
                line = line.push(link(t!("chat-long-drop")).on_press(Message::PasteDropped));
            }
            container(line.wrap()).padding(Padding::ZERO.bottom(space::XS))
        });
        let editor = text_editor::TextEditor::new(&self.content)
            .id(self.id.clone())
            .placeholder(t!("chat-placeholder"))
            .on_action(Message::Edited)
            .key_binding(|press| bind(press, self.is_open()))
            .font(format_font(&self.format))
            .size(size::BODY)
            .line_height(1.45)
            .padding([space::S, 10.0])
            .min_height(40)
            .max_height(130)
            .height(Length::Shrink)
            .wrapping(text::Wrapping::WordOrGlyph)
            .style({
                let color = format_color(palette, &self.format);
                move |theme: &Theme, status| text_editor::Style { value: color, ..style::editor(theme, status) }
            })
            .highlight_with::<ColorEmoji>((), |(), _| highlighter::Format { color: None, font: Some(fonts::EMOJI) });
        let sendable = can.say && self.length > 0 && self.length <= LIMIT;
        let words = container(text(t!("chat-send")).size(size::BODY).font(SEMIBOLD)).center_y(Length::Fill);
        let send = button(words)
            .kind(Kind::Primary)
            .padding([0.0, space::L])
            .height(56)
            .on_press_maybe(sendable.then_some(Message::SendPressed));
        let field = row![container(editor).width(Length::Fill), send].spacing(space::S).align_y(Alignment::End);
        // The sentence has its place even when there is none: were the field to move up, it would lose the keyboard.
        let page = column![container(notice).width(Length::Fill), column![self.toolbar(can), field].spacing(space::XS)];
        container(page).padding([space::S, space::M]).width(Length::Fill).into()
    }

    fn toolbar(&self, can: Can) -> Element<'_, Message> {
        let open = self.popover.as_ref().map(|picker| picker.kind);
        let mut bar = row![
            symbol(Icon::Emoji)
                .selected(open == Some(Popover::Emoji))
                .on_press(Message::PopoverToggled(Popover::Emoji))
                .tip(t!("chat-emoji")),
            symbol(Icon::Font).selected(self.bar).on_press(Message::BarToggled).tip(t!("chat-format")),
        ]
        .spacing(2)
        .align_y(Alignment::Center);
        if self.bar {
            for control in format_bar::view(&self.format, open) {
                bar = bar.push(control);
            }
        }
        let nudge = symbol(Icon::Nudge).on_press_maybe(can.nudge.then_some(Message::NudgePressed));
        bar.push(nudge.tip(t!("chat-nudge"))).wrap().vertical_spacing(2.0).into()
    }

    /// What is open over the field, if anything.
    pub fn popover(&self, dark: bool) -> Option<Element<'_, Message>> {
        self.popover.as_ref().map(|picker| picker.view(dark, &self.format))
    }
}

/// What a key does in the field; what isn't named here does what it does in every field.
fn bind(press: KeyPress, popover: bool) -> Option<Binding<Message>> {
    if !matches!(press.status, text_editor::Status::Focused { .. }) {
        return None;
    }
    let modifiers = press.modifiers;
    match press.modified_key.as_ref() {
        Key::Named(Named::Enter) if modifiers.shift() || modifiers.alt() => return Some(Binding::Enter),
        Key::Named(Named::Enter) => return Some(Binding::Custom(Message::SendPressed)),
        Key::Named(Named::Escape) if popover => return Some(Binding::Custom(Message::EscapePressed)),
        // The window hears it, and the focus isn't lost on the way.
        Key::Named(Named::Escape | Named::Tab) => return None,
        Key::Named(Named::PageUp) if modifiers.shift() => return None,
        Key::Named(Named::PageUp) => return Some(Binding::Custom(Message::PagePressed(-1.0))),
        Key::Named(Named::PageDown) => return Some(Binding::Custom(Message::PagePressed(1.0))),
        _ => {}
    }
    if modifiers.command() && !modifiers.alt() {
        let bound = match press.key.to_latin(press.physical_key) {
            Some('b') => Some(Message::FaceToggled(Face::Bold)),
            Some('i') => Some(Message::FaceToggled(Face::Italic)),
            Some('u') => Some(Message::FaceToggled(Face::Underline)),
            Some('z') if modifiers.shift() => Some(Message::RedoPressed),
            Some('z') => Some(Message::UndoPressed),
            Some('y') => Some(Message::RedoPressed),
            _ => None,
        };
        if let Some(message) = bound {
            return Some(Binding::Custom(message));
        }
        // Other shortcuts belong to the window; they must not type their letter.
        if !matches!(press.key.to_latin(press.physical_key), Some('a' | 'c' | 'v' | 'x')) && press.text.is_some() {
            return None;
        }
    }
    Binding::from_key_press(press)
}

/// How many letters of a text that comes after `before` bytes are beyond the limit.
fn beyond(before: usize, text: &str) -> usize {
    let within = text.char_indices().take_while(|(at, c)| before + at + c.len_utf8() <= LIMIT).count();
    text.chars().count() - within
}

/// A number with a thin space between its thousands, which every language reads.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Gives emoji their colour font while they are typed.
struct ColorEmoji {
    line: usize,
}

impl Highlighter for ColorEmoji {
    type Settings = ();
    type Highlight = ();
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, ())>;

    fn new((): &()) -> Self {
        Self { line: 0 }
    }
    fn update(&mut self, (): &()) {}
    fn change_line(&mut self, line: usize) {
        self.line = self.line.min(line);
    }
    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        self.line += 1;
        let emoji: Vec<_> =
            emoji::parts(line).into_iter().filter(|part| part.emoji).map(|part| (part.range, ())).collect();
        emoji.into_iter()
    }
    fn current_line(&self) -> usize {
        self.line
    }
}

//! Where a message is written: the field, the format of its text, emoji, the nudge.

mod format_bar;
mod keys;
mod long;
mod menu;
mod message;
mod notice;
mod picker;
mod spelling;
#[cfg(test)]
mod tests;
mod undo;
mod view;

pub use menu::Languages;
pub use message::{Can, Face, Message, Outcome};
pub use picker::{COLORS, Popover, Step};

use crate::spelling::Checker;
use crate::widget::editor::Content;
use iced::advanced::widget::Id;
use iced::widget::operation;
use iced::widget::text_editor::{self, Edit};
use iced::{Point, Task};
use msnp::content::TextFormat;
use msnp::types::Instant;
use notice::Notice;
use picker::Picker;
use spelling::Spelling;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use undo::History;

/// The longest text that is sent, in bytes.
pub const LIMIT: usize = msnp::switchboard::Say::MAX_TEXT;
/// The server takes no more typing notices than this, and nobody needs more.
const TYPING_EVERY: Duration = Duration::from_secs(5);
/// Nudges are a joke that wears off.
const NUDGE_EVERY: Duration = Duration::from_secs(10);

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
    history: History,
    spelling: Spelling,
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
            history: History::default(),
            spelling: Spelling::default(),
        };
        composer.fill();
        composer
    }

    /// The look of one's messages is another, set elsewhere.
    pub fn restyle(&mut self, format: &TextFormat) {
        self.format.clone_from(format);
    }

    /// The cursor goes to the end of what stands in the field from the start.
    fn fill(&mut self) {
        self.content.perform(text_editor::Action::Move(text_editor::Motion::DocumentEnd));
        self.count();
    }

    /// Puts a draft into a field that is empty.
    pub fn refill(&mut self, draft: &str) {
        if self.content.is_empty() {
            self.content = Content::with_text(draft);
            self.fill();
        }
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

    /// Takes note of when the last nudge went out, from whichever window.
    pub fn know_nudge(&mut self, nudged: Option<Instant>) {
        let free = nudged.map(|at| at + NUDGE_EVERY);
        self.nudge_free = self.nudge_free.max(free);
    }

    /// Takes in what spelling is checked by; what stands in the field is looked up anew where that is another.
    pub fn check_with(&mut self, checker: Option<Checker>) -> Task<Message> {
        self.spelling.check_with(checker, &self.content)
    }

    /// The misspelt words of what is written, as far as they are known.
    pub fn misspelt(&self) -> &[Range<usize>] {
        self.spelling.marks()
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.content.text()
    }

    /// Whether something is open over the field.
    pub const fn is_open(&self) -> bool {
        self.popover.is_some()
    }

    /// Takes in what happened; `now` is the clock of typing notices and nudges.
    pub fn update(&mut self, message: Message, now: Instant, can: Can) -> Vec<Outcome> {
        if !matches!(message, Message::Edited(text_editor::Action::Scroll { .. })) {
            self.renew_notice();
        }
        match message {
            Message::Edited(action) => self.edited(action, now, can),
            Message::SendPressed => self.send(can),
            Message::NudgePressed => self.nudge(now, can),
            Message::BarToggled => {
                self.bar = !self.bar;
                self.popover = None;
                Vec::new()
            }
            Message::FaceToggled(face) => {
                let flag = face.of(&mut self.format);
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
            Message::PickerSearched(text) => {
                let picker = self.popover.as_mut();
                picker.map_or_else(Vec::new, |picker| vec![Outcome::Run(picker.search_for(&text))])
            }
            Message::FontPicked(family) => {
                self.format.font = family.unwrap_or_default().to_owned();
                self.format_picked()
            }
            Message::ColorPicked(color) => {
                self.format.color = color.unwrap_or_default();
                self.format_picked()
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
                self.history.undo(&mut self.content);
                self.replaced()
            }
            Message::RedoPressed => {
                self.history.redo(&mut self.content);
                self.replaced()
            }
            Message::SeveralPressed => self.send_several(can),
            Message::PasteDropped => self.drop_paste(),
            Message::PagePressed(pages) => vec![Outcome::Page(pages)],
            Message::MenuOpened(point) => self.menu_opened(point),
            Message::CutPicked => self.cut(now, can),
            Message::CopyPicked => self.content.selection().map_or_else(Vec::new, |text| vec![written(text)]),
            Message::PastePicked => vec![Outcome::Run(iced::clipboard::read().map(Message::Pasted))],
            Message::Pasted(None) => Vec::new(),
            Message::Pasted(Some(text)) => self.insert(&text, now, can),
            Message::AllPicked => self.edited(text_editor::Action::SelectAll, now, can),
            Message::SpellingDue(turn) => self.spelling.due(turn),
            Message::Spelled(turn, marks) => {
                self.spelling.spelled(turn, marks, &self.content);
                Vec::new()
            }
            Message::Suggested(word, suggestions) => {
                self.spelling.suggested(&word, suggestions);
                Vec::new()
            }
            Message::SuggestionPicked(word) => match self.spelling.asked(&self.content) {
                Some(range) => {
                    self.content.select(range);
                    self.insert(&word, now, can)
                }
                None => Vec::new(),
            },
            Message::WordAdded => self.spelling.asked_word().map(Outcome::AddWord).into_iter().collect(),
            Message::WordIgnored => self.spelling.asked_word().map(Outcome::IgnoreWord).into_iter().collect(),
            Message::LanguagePicked(choice) => vec![Outcome::Language(choice)],
            Message::DictionariesWanted => vec![Outcome::FindDictionaries],
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

    fn nudge(&mut self, now: Instant, can: Can) -> Vec<Outcome> {
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

    fn pick(&mut self, emoji: &'static str, now: Instant, can: Can) -> Vec<Outcome> {
        let mut outcomes = self.insert(emoji, now, can);
        outcomes.push(Outcome::Picked(emoji));
        outcomes
    }

    fn insert(&mut self, text: &str, now: Instant, can: Can) -> Vec<Outcome> {
        let paste = Edit::Paste(Arc::new(text.to_owned()));
        self.edited(text_editor::Action::Edit(paste), now, can)
    }

    fn format_picked(&mut self) -> Vec<Outcome> {
        self.popover = None;
        vec![Outcome::Format(self.format.clone()), Outcome::Run(self.focus())]
    }

    fn edited(&mut self, action: text_editor::Action, now: Instant, can: Can) -> Vec<Outcome> {
        let text_editor::Action::Edit(edit) = &action else {
            self.content.perform(action);
            self.spelling.caret_moved();
            return Vec::new();
        };
        if let Edit::Paste(text) = edit {
            // More than a message or two only makes the field slow: it is asked about, or refused.
            if self.length + text.len() > 2 * LIMIT {
                if self.length + text.len() <= long::MOST * LIMIT {
                    self.pasted = Some(text.to_string());
                    self.renew_notice();
                } else {
                    self.notice = Some(Notice::too_long(self.length, text));
                }
                return Vec::new();
            }
        }
        self.history.remember(&self.content, edit);
        self.content.perform(action);
        self.count();
        let text = self.text();
        let mut outcomes = self.spelling.edited(&text, &self.content);
        outcomes.push(Outcome::Draft(text));
        let told_lately = self.typing_told.is_some_and(|told| now.since(told) < TYPING_EVERY);
        if can.typing && self.length > 0 && !told_lately {
            self.typing_told = Some(now);
            outcomes.push(Outcome::Typing);
        }
        outcomes
    }

    /// Another text stands in the field.
    fn replaced(&mut self) -> Vec<Outcome> {
        self.count();
        let text = self.text();
        let mut outcomes = self.spelling.edited(&text, &self.content);
        outcomes.push(Outcome::Draft(text));
        outcomes
    }

    /// The menu opens: the cursor goes where the pointer is, unless that is in what is selected.
    fn menu_opened(&mut self, point: Option<Point>) -> Vec<Outcome> {
        if let Some(point) = point {
            let selected = self.content.selected();
            self.content.perform(text_editor::Action::Click(point));
            let caret = self.content.caret();
            if let Some(selected) = selected.filter(|selected| (selected.start..=selected.end).contains(&caret)) {
                self.content.select(selected);
            }
        }
        self.popover = None;
        self.spelling.ask(&self.content)
    }

    fn cut(&mut self, now: Instant, can: Can) -> Vec<Outcome> {
        let Some(text) = self.content.selection() else { return Vec::new() };
        let mut outcomes = self.edited(text_editor::Action::Edit(Edit::Delete), now, can);
        outcomes.push(written(text));
        outcomes
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
        self.renew_notice();
        vec![Outcome::Run(self.focus())]
    }

    /// The field is empty again after what was said.
    fn sent(&mut self, mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
        self.content = Content::default();
        self.pasted = None;
        self.history = History::default();
        self.spelling.clear();
        self.count();
        self.popover = None;
        // What comes next is a new message, and news again.
        self.typing_told = None;
        outcomes.extend([Outcome::Draft(String::new()), Outcome::Run(self.focus())]);
        outcomes
    }

    fn count(&mut self) {
        self.length = self.content.len();
        self.renew_notice();
    }

    /// A sentence about a nudge, or a paste that was refused, is over with the next thing that is done; one about the
    /// text, or a paste that waits for an answer, stays.
    fn renew_notice(&mut self) {
        self.notice = if self.pasted.is_some() {
            Some(Notice::Pasted(long::parts(&self.whole(), LIMIT).len()))
        } else {
            (self.length > LIMIT).then(|| Notice::too_long(0, self.text().trim_end_matches('\n')))
        };
    }
}

/// Puts a text on the clipboard.
fn written(text: String) -> Outcome {
    Outcome::Run(iced::clipboard::write(text))
}

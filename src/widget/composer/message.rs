//! What happens where messages are written, and what the window has to do about it.

use super::{Popover, Step};
use crate::spelling::Choice;
use iced::widget::text_editor;
use iced::{Point, Task};
use msnp::content::{Color, TextFormat};
use std::ops::Range;

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
    /// What is searched for in a popover.
    PickerSearched(String),
    /// Letters that were typed in a popover beside its field.
    PickerTyped(String),
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
    /// The right button, at a point of the text, or the menu key: the menu opens.
    MenuOpened(Option<Point>),
    /// Cut, copy, paste and select all, by the menu.
    CutPicked,
    /// See [`Message::CutPicked`].
    CopyPicked,
    /// See [`Message::CutPicked`].
    PastePicked,
    /// What the clipboard had, for [`Message::PastePicked`].
    Pasted(Option<String>),
    /// See [`Message::CutPicked`].
    AllPicked,
    /// What is written has stood still for a moment: it is time to look its words up.
    SpellingDue(u64),
    /// The misspelt words.
    Spelled(u64, Vec<Range<usize>>),
    /// What may have been meant by the word that the menu is about.
    Suggested(String, Vec<String>),
    /// This is meant.
    SuggestionPicked(String),
    /// The word that the menu is about is right, here and everywhere.
    WordAdded,
    /// The same until the program ends.
    WordIgnored,
    /// The language in which one writes here.
    LanguagePicked(Choice),
    /// Dictionaries may have come.
    DictionariesWanted,
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

impl Face {
    /// Whether a format has it.
    pub(super) const fn of(self, format: &mut TextFormat) -> &mut bool {
        match self {
            Self::Bold => &mut format.bold,
            Self::Italic => &mut format.italic,
            Self::Underline => &mut format.underline,
            Self::Strike => &mut format.strike,
        }
    }
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
    /// Take a word into the person's own.
    AddWord(String),
    /// Take a word for right until the program ends.
    IgnoreWord(String),
    /// Check what is written here in another language from now on.
    Language(Choice),
    /// Look for dictionaries again.
    FindDictionaries,
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

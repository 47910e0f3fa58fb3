//! The misspelt words of what is written: found a moment after the last letter, away from the thread that draws.

use super::{Message, Outcome};
use crate::spelling::{self, Checker};
use crate::widget::editor::Content;
use iced::Task;
use std::ops::Range;
use std::time::Duration;

/// So long nothing is typed before words are looked up.
const PAUSE: Duration = Duration::from_millis(250);

/// What is known about the spelling of what is written.
#[derive(Default)]
pub(super) struct Spelling {
    checker: Option<Checker>,
    /// What the marks belong to.
    text: String,
    marks: Vec<Range<usize>>,
    /// The marks without the one of the word that is being typed: it isn't wrong, it isn't done.
    shown: Vec<Range<usize>>,
    /// Where the caret is while somebody types.
    typing_at: Option<usize>,
    /// Counts the changes, so that an answer about a former text is known.
    turn: u64,
    asked: Option<Asked>,
}

/// The word that the menu is about.
struct Asked {
    word: String,
    range: Range<usize>,
    /// None while they are looked for.
    suggestions: Option<Vec<String>>,
}

impl Spelling {
    pub(super) fn marks(&self) -> &[Range<usize>] {
        &self.marks
    }

    /// The marks to draw.
    pub(super) fn shown(&self) -> &[Range<usize>] {
        &self.shown
    }

    /// Another checker, or none any more.
    pub(super) fn check_with(&mut self, checker: Option<Checker>, content: &Content) -> Task<Message> {
        if self.checker == checker {
            return Task::none();
        }
        self.checker = checker;
        self.text = content.text();
        self.turn += 1;
        if self.checker.is_none() {
            self.marks.clear();
            self.show();
        }
        self.look_up()
    }

    /// The text has changed: marks move with their words, and it is looked up when that goes on no more.
    pub(super) fn edited(&mut self, text: &str, content: &Content) -> Vec<Outcome> {
        self.turn += 1;
        self.asked = None;
        self.typing_at = Some(content.caret());
        if self.checker.is_none() {
            return Vec::new();
        }
        self.marks = spelling::moved(&self.marks, &self.text, text);
        text.clone_into(&mut self.text);
        self.show();
        let turn = self.turn;
        vec![Outcome::Run(Task::perform(tokio::time::sleep(PAUSE), move |()| Message::SpellingDue(turn)))]
    }

    /// The caret has left the word that was typed.
    pub(super) fn caret_moved(&mut self) {
        if self.typing_at.take().is_some() {
            self.show();
        }
    }

    /// Nothing is written any more.
    pub(super) fn clear(&mut self) {
        self.turn += 1;
        self.text.clear();
        self.marks.clear();
        self.shown.clear();
        self.typing_at = None;
        self.asked = None;
    }

    pub(super) fn due(&self, turn: u64) -> Vec<Outcome> {
        if turn == self.turn { vec![Outcome::Run(self.look_up())] } else { Vec::new() }
    }

    fn look_up(&self) -> Task<Message> {
        let Some(checker) = self.checker.clone() else { return Task::none() };
        let (text, turn) = (self.text.clone(), self.turn);
        if text.is_empty() {
            return Task::none();
        }
        // What a dictionary makes of a word is not worth a crash: then nothing is marked.
        let look =
            async move { tokio::task::spawn_blocking(move || checker.misspelt(&text)).await.unwrap_or_default() };
        Task::perform(look, move |marks| Message::Spelled(turn, marks))
    }

    pub(super) fn spelled(&mut self, turn: u64, marks: Vec<Range<usize>>, content: &Content) {
        if turn == self.turn && self.checker.is_some() {
            self.marks = marks;
            self.typing_at = self.typing_at.filter(|at| *at == content.caret());
            self.show();
        }
    }

    fn show(&mut self) {
        let at = self.typing_at;
        self.shown = self.marks.iter().filter(|mark| Some(mark.end) != at).cloned().collect();
    }

    /// The menu opens: if the caret is in a misspelt word, what may have been meant is looked for.
    pub(super) fn ask(&mut self, content: &Content) -> Vec<Outcome> {
        self.asked = None;
        let Some(checker) = self.checker.clone() else { return Vec::new() };
        let (text, caret) = (content.text(), content.caret());
        let Some(range) = spelling::word_at(&text, caret) else { return Vec::new() };
        let Some(word) = text.get(range.clone()).filter(|word| !checker.knows(word)).map(str::to_owned) else {
            return Vec::new();
        };
        self.asked = Some(Asked { word: word.clone(), range, suggestions: None });
        let look = async move {
            let of = word.clone();
            let found = tokio::task::spawn_blocking(move || checker.suggestions(&of)).await;
            (word, found.unwrap_or_default())
        };
        vec![Outcome::Run(Task::perform(look, |(word, found)| Message::Suggested(word, found)))]
    }

    pub(super) fn suggested(&mut self, word: &str, suggestions: Vec<String>) {
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.word == word) {
            asked.suggestions = Some(suggestions);
        }
    }

    /// The suggestions for the word that the menu is about: none if it is about none, empty while they are looked for.
    pub(super) fn suggestions(&self) -> Option<Option<&[String]>> {
        self.asked.as_ref().map(|asked| asked.suggestions.as_deref())
    }

    pub(super) fn asked_word(&self) -> Option<String> {
        self.asked.as_ref().map(|asked| asked.word.clone())
    }

    /// Where the word that the menu is about stands, if it still does.
    pub(super) fn asked(&self, content: &Content) -> Option<Range<usize>> {
        let asked = self.asked.as_ref()?;
        (content.text().get(asked.range.clone()) == Some(asked.word.as_str())).then(|| asked.range.clone())
    }
}

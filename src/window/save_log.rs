//! What was said, to a file or to the printer.
//!
//! Printing is the browser's business: the page is written into a folder of ours and opened there.

use crate::i18n::history as sentences;
use crate::model::{Model, Talk};
use crate::platform::choose::Choice;
use crate::store::history::export::{self, Format, Names, Progress, Source, Target, Words};
use crate::store::history::{EntryId, HistoryError, Kept, Key, Summary, Who};
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, labelled};
use crate::widget::checkbox;
use crate::widget::focus::focus;
use crate::widget::keys;
use crate::widget::message_log::{self, own_name, words};
use crate::window::path_field::PathField;
use crate::window::{Action, history};
use crate::{i18n, t};
use chrono::Local;
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key as Pressed, Named};
use iced::widget::{Space, column, container, progress_bar, row, text};
use iced::{Element, Length, Task};
use msnp::conversation::EntryKind;
use msnp::event::MessageState;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const PATH: &str = "save-path";
const DEFAULT: &str = "save-default";

/// The window.
#[derive(Debug)]
pub struct SaveLog {
    root: Id,
    key: Option<Key>,
    print: bool,
    field: PathField,
    format: Format,
    /// The conversations of the history, by which they are called in the file; none while they aren't here.
    people: Option<Vec<Summary>>,
    stage: Stage,
    stop: Arc<AtomicBool>,
    /// Where the page to print is.
    page: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// For a path; with what was wrong, as a sentence.
    Asking(Option<String>),
    /// There is a file of that name; whether to put this one in its place.
    Replacing,
    /// It is being written: so many of so many.
    Writing(u64, u64),
    /// It stands there, with so many entries.
    Done(u64),
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The conversations came.
    PeopleCame(Result<Vec<Summary>, HistoryError>),
    /// The path was typed.
    PathTyped(String),
    /// Another kind of file was chosen.
    FormatChosen(Format),
    /// The desktop's dialog was asked for.
    BrowsePressed,
    /// It is to be written.
    SavePressed,
    /// How far it is.
    Progressed(Progress),
    /// The window was left, or the writing stopped.
    Left,
}

impl SaveLog {
    /// The window as it opens.
    pub fn new(model: &Model, key: Option<Key>, print: bool) -> (Self, Task<Message>) {
        let root = Id::unique();
        let name = model_name(model, &[], key.as_ref());
        let field = PathField::named(PATH, &file_name(&name, Format::Html));
        let people = match &model.history.history {
            Some(history) => Task::perform(history.conversations(), Message::PeopleCame),
            None => Task::done(Message::PeopleCame(Ok(Vec::new()))),
        };
        let first = if print { Task::none() } else { field.take_keyboard(&root) };
        let window = Self {
            root,
            key,
            print,
            field,
            format: Format::Html,
            people: None,
            stage: Stage::Asking(None),
            stop: Arc::default(),
            page: None,
        };
        (window, Task::batch([people, first]))
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        if self.print { t!("save-title-print") } else { t!("save-title") }
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::PeopleCame(people) => {
                self.people = Some(people.unwrap_or_default());
                if self.print && self.stage == Stage::Asking(None) {
                    return self.print(model);
                }
                Action::None
            }
            Message::PathTyped(path) => {
                self.field.set(&path);
                self.format = Format::of(&self.field.path()).unwrap_or(self.format);
                self.stage = Stage::Asking(None);
                Action::None
            }
            Message::FormatChosen(format) => {
                self.format = format;
                let path = self.field.path().with_extension(format.ending());
                self.field.set(&path.to_string_lossy());
                self.stage = Stage::Asking(None);
                Action::None
            }
            Message::BrowsePressed => Action::ChooseFile(Choice::NewLog(self.format)),
            Message::SavePressed if self.print => self.print(model),
            Message::SavePressed => {
                if self.field.is_empty() || matches!(self.stage, Stage::Writing(..) | Stage::Done(_)) {
                    return Action::None;
                }
                let replace = self.stage == Stage::Replacing;
                let mut path = self.field.path();
                if Format::of(&path).is_none() {
                    // A name without an ending gets that of what is chosen.
                    let mut name = path.file_name().unwrap_or_default().to_owned();
                    name.push(format!(".{}", self.format.ending()));
                    path = path.with_file_name(name);
                    self.field.set(&path.to_string_lossy());
                }
                self.write(Target::File { path, replace }, model)
            }
            Message::Progressed(progress) => self.progressed(progress),
            Message::Left => {
                self.stop.store(true, Ordering::Relaxed);
                Action::Close
            }
        }
    }

    fn progressed(&mut self, progress: Progress) -> Action<Message> {
        let (stage, next) = match progress {
            Progress::Written(count, total) => {
                self.stage = Stage::Writing(count, total);
                return Action::None;
            }
            Progress::Done(count) => (Stage::Done(count), DEFAULT),
            Progress::Exists => (Stage::Replacing, DEFAULT),
            Progress::Failed(HistoryError::Stopped) => (Stage::Asking(Some(t!("save-stopped"))), PATH),
            Progress::Failed(error) => (Stage::Asking(Some(t!("save-failed", why = sentences::why(&error)))), PATH),
        };
        let done = matches!(stage, Stage::Done(_));
        self.stage = stage;
        match self.page.take().filter(|_| done) {
            Some(page) => Action::Many(vec![Action::ShowPage(page), Action::Close]),
            None => Action::Run(focus(&self.root, next)),
        }
    }

    /// A name was chosen in the desktop's dialog, which has asked about one that is there.
    pub fn chosen(&mut self, path: &Path, model: &Model) -> Action<Message> {
        if matches!(self.stage, Stage::Writing(..)) {
            return Action::None;
        }
        let _ = self.update(Message::PathTyped(path.to_string_lossy().into_owned()), model);
        Action::Run(focus(&self.root, DEFAULT))
    }

    fn print(&mut self, model: &Model) -> Action<Message> {
        let Some(folder) = model.history.scratch.clone() else {
            self.stage = Stage::Asking(Some(t!("save-failed", why = sentences::why(&HistoryError::ReadOnly))));
            return Action::None;
        };
        let name = self.name(model);
        let page = folder.join(file_name(&name, Format::Html));
        self.page = Some(page.clone());
        self.format = Format::Html;
        self.write(Target::Scratch(page), model)
    }

    fn write(&mut self, target: Target, model: &Model) -> Action<Message> {
        let kept = |key: &Key| {
            let talk = model.conversations.values().find(|talk| talk.earlier.now.as_ref() == Some(key));
            // Of what isn't kept, or couldn't be, there is what the window shows.
            let unkept = |talk: &&Talk| !model.keeps(&talk.log.id) || model.history.trouble.is_some();
            talk.filter(|talk| unkept(talk) && !talk.log.entries.is_empty()).map(|talk| entries(talk, key, model))
        };
        let source = match (self.key.as_ref().and_then(kept), &model.history.history) {
            (Some(entries), _) => Source::Entries(entries),
            (None, Some(history)) => Source::History(history.clone(), self.key.clone()),
            (None, None) => Source::Entries(Vec::new()),
        };
        self.stage = Stage::Writing(0, 0);
        self.stop = Arc::default();
        let words = self.words(model);
        let told = export::export(source, self.format, words, target, self.stop.clone());
        Action::Run(Task::run(told, Message::Progressed))
    }

    fn name(&self, model: &Model) -> String {
        model_name(model, self.people.as_deref().unwrap_or_default(), self.key.as_ref())
    }

    fn words(&self, model: &Model) -> Words {
        let people = self.people.as_deref().unwrap_or_default();
        let names: Names =
            people.iter().map(|one| (one.key.clone(), history::name_of(people, &one.key, model))).collect();
        Words {
            title: t!("save-heading", name = self.name(model)),
            name: |names, key| names.get(key).cloned().unwrap_or_else(|| t!("history-several")),
            // A date that says the same tomorrow.
            day: |day| words::day(day, chrono::NaiveDate::MIN),
            note: |kept| message_log::words_of(&kept.kind).unwrap_or_default(),
            state: |kept| match &kept.kind {
                EntryKind::Sent { state: MessageState::Failed(error), .. } => {
                    Some(format!("{}: {}", t!("chat-state-failed"), i18n::errors::request(error)))
                }
                _ => None,
            },
            waited: t!("chat-sent-while-away"),
            names,
        }
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let busy = matches!(self.stage, Stage::Writing(..));
        let wrong = matches!(self.stage, Stage::Asking(Some(_)));
        let name = self.name(model);
        let (words, danger) = match &self.stage {
            Stage::Asking(None) => (t!("save-about", name = name), false),
            Stage::Asking(Some(words)) => (words.clone(), true),
            Stage::Replacing => (t!("export-exists"), true),
            Stage::Writing(_, 0) => (t!("export-writing"), false),
            Stage::Writing(count, total) => {
                (t!("save-writing", count = count.to_string(), total = total.to_string()), false)
            }
            Stage::Done(count) => {
                let count = *count;
                (t!("save-done", count = count), false)
            }
        };
        let words = text(words).size(size::SECONDARY).style(if danger { style::danger } else { style::secondary });
        let mut content = column![text(self.title(model)).size(size::NAME).font(SEMIBOLD)];
        if !self.print {
            // Enter in the field never replaces a file: that takes the button.
            let enter = (self.stage != Stage::Replacing).then_some(Message::SavePressed);
            let on = (!busy).then_some((Message::PathTyped as _, Message::BrowsePressed));
            content = content.push(self.field.view(wrong, enter, on));
            let kinds = Format::ALL.map(|format| {
                let word = match format {
                    Format::Html => t!("save-html"),
                    Format::Text => t!("save-text"),
                    Format::Json => t!("save-json"),
                };
                let chosen = (!busy).then_some(Message::FormatChosen(format));
                Element::from(checkbox::radio(word, format == self.format, chosen))
            });
            content = content.push(column(kinds));
        }
        let mut state = column![words].spacing(space::S);
        if let Stage::Writing(count, total) = self.stage {
            let part = if total == 0 { 0.0 } else { count as f32 / total as f32 };
            state = state.push(progress_bar(0.0..=1.0, part).girth(5.0).style(style::progress));
        }
        content = content.push(container(state).width(Length::Fill).height(Length::Fill));
        let mut buttons = row![Space::new().width(Length::Fill)].spacing(space::S);
        if !matches!(self.stage, Stage::Done(_)) {
            buttons = buttons.push(labelled(t!("cancel")).on_press(Message::Left));
        }
        let can = (!busy && (self.print || !self.field.is_empty())).then_some(Message::SavePressed);
        let button = match &self.stage {
            Stage::Done(_) => labelled(t!("close")).kind(Kind::Primary).on_press(Message::Left),
            Stage::Replacing => labelled(t!("export-replace")).kind(Kind::Danger).on_press_maybe(can),
            _ if self.print => labelled(t!("save-print")).kind(Kind::Primary).on_press_maybe(can),
            _ => labelled(t!("export-save")).kind(Kind::Primary).on_press_maybe(can),
        };
        content = content.push(buttons.push(button.id(DEFAULT)));
        let content = container(content.spacing(space::M)).id(self.root.clone());
        let content = content.padding(space::L).width(Length::Fill).height(Length::Fill).style(style::window);
        keys::guard(content, |press| matches!(press.key, Pressed::Named(Named::Escape)).then_some(Message::Left)).into()
    }
}

/// What the file is about.
fn model_name(model: &Model, people: &[Summary], key: Option<&Key>) -> String {
    match key {
        Some(key) => history::name_of(people, key, model),
        None => t!("history-everyone"),
    }
}

/// A name for the file, that every system takes.
fn file_name(name: &str, format: Format) -> String {
    let plain: String = name.chars().map(|c| if c.is_alphanumeric() || "-_@.".contains(c) { c } else { ' ' }).collect();
    let plain: Vec<&str> = plain.split_whitespace().collect();
    let plain: String = plain.join(" ").trim_matches('.').chars().take(60).collect();
    let day = Local::now().format("%Y-%m-%d");
    let name = if plain.trim().is_empty() { "conversation".to_owned() } else { plain };
    format!("{} {day}.{}", name.trim(), format.ending())
}

/// What a conversation shows, as the history would have it.
fn entries(talk: &Talk, key: &Key, model: &Model) -> Vec<Kept> {
    let Some(own) = model.roster.own.email.clone() else { return Vec::new() };
    let own = Who { email: own, name: own_name(model) };
    let kept = |entry: &msnp::conversation::Entry| {
        let at = talk.time(entry.number)?;
        let who = match &entry.kind {
            EntryKind::Received { from: email, name, .. }
            | EntryKind::NudgeReceived { from: email, name }
            | EntryKind::Joined { email, name }
            | EntryKind::Left { email, name, .. } => Who { email: email.clone(), name: name.clone() },
            EntryKind::CallFailed { email, .. } => Who { email: email.clone(), name: String::new() },
            EntryKind::Sent { .. } | EntryKind::NudgeSent { .. } => own.clone(),
        };
        Some(Kept {
            id: EntryId::first_at(at.timestamp_millis()),
            conversation: key.clone(),
            at: at.fixed_offset(),
            who,
            waited: entry.written.is_some(),
            kind: entry.kind.clone(),
        })
    };
    talk.log.entries.iter().filter_map(kept).collect()
}

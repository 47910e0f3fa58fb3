//! Taking contacts in from a file: first what is in it, then, when that is wanted, one request after the other.

#[cfg(test)]
mod tests;

use crate::i18n::errors;
use crate::model::Model;
use crate::platform::choose::Choice;
use crate::store::contact_file::{self, ContactFileError, Entry, Parsed};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, labelled};
use crate::widget::contact_row;
use crate::widget::focus::focus;
use crate::widget::keys;
use crate::widget::label::label;
use crate::widget::scroll;
use crate::window::Action;
use crate::window::path_field::PathField;
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, column, container, row, text};
use iced::{Element, Length, Task};
use msnp::error::RequestError;
use msnp::event::Answer;
use msnp::request::Request;
use std::collections::VecDeque;
use std::path::Path;

const PATH: &str = "import-path";
const DEFAULT: &str = "import-default";

/// The most people that are shown one by one.
const SHOWN: usize = 200;
/// The most line numbers that are named.
const LINES: usize = 10;

/// The window.
#[derive(Debug)]
pub struct Import {
    root: Id,
    field: PathField,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// For a file; and what was wrong with the last one.
    Asking(Option<ContactFileError>),
    /// The file is being read.
    Reading,
    /// What was in it.
    Preview(Parsed),
    /// The requests go out.
    Adding(Adding),
    /// All were answered.
    Done(Adding),
}

/// How far it has come.
#[derive(Debug)]
struct Adding {
    asked: Option<Request>,
    left: VecDeque<Entry>,
    added: usize,
    /// Who couldn't be added, and why.
    refused: Vec<(String, String)>,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The path was typed.
    PathTyped(String),
    /// The desktop's dialog was asked for.
    BrowsePressed,
    /// The file is to be read.
    ReadPressed,
    /// It was read.
    Read(Result<Parsed, ContactFileError>),
    /// Those who are new are to be added.
    AddPressed,
    /// The window was left.
    Left,
}

impl Import {
    /// The window as it opens.
    pub fn new(_model: &Model) -> (Self, Task<Message>) {
        let root = Id::unique();
        let field = PathField::new(PATH);
        let task = field.take_keyboard(&root);
        (Self { root, field, stage: Stage::Asking(None) }, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("import-title")
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::PathTyped(path) => {
                self.field.set(&path);
                self.stage = Stage::Asking(None);
                Action::None
            }
            Message::BrowsePressed => Action::ChooseFile(Choice::Contacts),
            Message::ReadPressed => {
                if self.is_busy() || self.field.is_empty() {
                    return Action::None;
                }
                self.stage = Stage::Reading;
                let path = self.field.path();
                let read = async move { tokio::task::spawn_blocking(move || contact_file::load(&path)).await };
                Action::Run(Task::perform(read, |read| {
                    Message::Read(read.unwrap_or_else(|error| Err(ContactFileError::Io(error.to_string()))))
                }))
            }
            Message::Read(result) if matches!(self.stage, Stage::Reading) => match result {
                Ok(parsed) => {
                    self.stage = Stage::Preview(parsed);
                    Action::Run(focus(&self.root, DEFAULT))
                }
                Err(error) => {
                    self.stage = Stage::Asking(Some(error));
                    Action::Run(focus(&self.root, PATH))
                }
            },
            // The path was changed meanwhile.
            Message::Read(_) => Action::None,
            Message::AddPressed => {
                let Stage::Preview(parsed) = &self.stage else { return Action::None };
                let left: VecDeque<Entry> = new_ones(parsed, model).cloned().collect();
                if left.is_empty() || !model.connection.is_online() {
                    return Action::None;
                }
                self.go_on(Adding { asked: None, left, added: 0, refused: Vec::new() })
            }
            Message::Left => Action::Close,
        }
    }

    /// A file was chosen in the desktop's dialog: it is looked into at once.
    pub fn chosen(&mut self, path: &Path, model: &Model) -> Action<Message> {
        if self.is_busy() {
            return Action::None;
        }
        let _ = self.update(Message::PathTyped(path.to_string_lossy().into_owned()), model);
        self.update(Message::ReadPressed, model)
    }

    /// Whether it waits: for the disk, or for answers.
    pub const fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Reading | Stage::Adding(_))
    }

    /// Whether it shows what is in a file.
    pub const fn has_read(&self) -> bool {
        matches!(self.stage, Stage::Preview(_))
    }

    /// The next request, or the end.
    fn go_on(&mut self, mut adding: Adding) -> Action<Message> {
        match adding.left.pop_front() {
            Some(Entry { email, name }) => {
                let request = Request::AddContact { email, name, group: None };
                adding.asked = Some(request.clone());
                self.stage = Stage::Adding(adding);
                Action::Send(request)
            }
            None => {
                adding.asked = None;
                self.stage = Stage::Done(adding);
                Action::Run(focus(&self.root, DEFAULT))
            }
        }
    }

    /// A request was answered; says whether it was ours.
    pub fn answered(&mut self, request: &Request, result: &Result<Answer, RequestError>) -> (Action<Message>, bool) {
        let Stage::Adding(adding) = &mut self.stage else { return (Action::None, false) };
        if adding.asked.as_ref() != Some(request) {
            return (Action::None, false);
        }
        let mut adding =
            std::mem::replace(adding, Adding { asked: None, left: VecDeque::new(), added: 0, refused: Vec::new() });
        match (result, request) {
            (Err(error), Request::AddContact { email, .. }) => {
                let why = errors::request(error);
                adding.refused.push((email.to_string(), why.clone()));
                // Without a connection each of the rest would fail alike.
                if matches!(error, RequestError::ConnectionLost | RequestError::NotSignedIn) {
                    let rest = std::mem::take(&mut adding.left);
                    adding.refused.extend(rest.into_iter().map(|entry| (entry.email.to_string(), why.clone())));
                }
            }
            _ => adding.added += 1,
        }
        (self.go_on(adding), true)
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let busy = self.is_busy();
        let wrong = matches!(self.stage, Stage::Asking(Some(_)));
        let on = (!busy).then_some((Message::PathTyped as _, Message::BrowsePressed));
        let field = self.field.view(wrong, Some(Message::ReadPressed), on);
        let can_read = !busy && !self.field.is_empty();
        let kind =
            if matches!(self.stage, Stage::Preview(_) | Stage::Done(_)) { Kind::Secondary } else { Kind::Primary };
        let read = labelled(t!("import-read")).kind(kind).on_press_maybe(can_read.then_some(Message::ReadPressed));
        let top = column![
            text(t!("import-title")).size(size::NAME).font(SEMIBOLD),
            secondary(t!("import-about")),
            field.push(read),
        ];
        let content = column![
            top.spacing(space::S),
            container(self.page(model)).width(Length::Fill).height(Length::Fill),
            self.buttons(model),
        ];
        let content = container(content.spacing(space::M)).id(self.root.clone());
        let content = content.padding(space::L).width(Length::Fill).height(Length::Fill).style(style::window);
        keys::guard(content, |press| matches!(press.key, Key::Named(Named::Escape)).then_some(Message::Left)).into()
    }

    fn page<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        match &self.stage {
            Stage::Asking(None) => Space::new().into(),
            Stage::Asking(Some(error)) => {
                text(errors::contact_file(error)).size(size::SECONDARY).style(style::danger).into()
            }
            Stage::Reading => secondary(t!("import-reading")),
            Stage::Preview(parsed) => preview(parsed, model),
            Stage::Adding(adding) => {
                let done = adding.added + adding.refused.len();
                let total = done + adding.left.len() + 1;
                secondary(t!("import-adding", done = done, total = total))
            }
            Stage::Done(adding) => {
                let mut lines = column![text(t!("import-added", count = adding.added)).size(size::BODY)];
                if !adding.refused.is_empty() {
                    lines = lines.push(text(t!("import-refused", count = adding.refused.len())).size(size::BODY));
                }
                let refused = adding
                    .refused
                    .iter()
                    .take(SHOWN)
                    .map(|(address, why)| column![label(address), secondary(why.clone())].into());
                let list = column(refused).spacing(space::XS).width(Length::Fill);
                column![lines.spacing(space::XS), scroll::form(list).height(Length::Fill)].spacing(space::S).into()
            }
        }
    }

    fn buttons<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let buttons = match &self.stage {
            Stage::Done(_) => {
                row![Space::new().width(Length::Fill), primary(t!("close"), Some(Message::Left))]
            }
            Stage::Preview(parsed) => {
                let count = new_ones(parsed, model).count();
                let can = count > 0 && model.connection.is_online();
                row![
                    Space::new().width(Length::Fill),
                    labelled(t!("cancel")).on_press(Message::Left),
                    primary(t!("import-add", count = count), can.then_some(Message::AddPressed)),
                ]
            }
            Stage::Asking(_) | Stage::Reading | Stage::Adding(_) => {
                row![Space::new().width(Length::Fill), labelled(t!("cancel")).on_press(Message::Left)]
            }
        };
        buttons.spacing(space::S).into()
    }
}

fn primary<'a>(words: String, message: Option<Message>) -> Element<'a, Message> {
    labelled(words).kind(Kind::Primary).id(DEFAULT).on_press_maybe(message).into()
}

fn secondary<'a>(words: String) -> Element<'a, Message> {
    text(words).size(size::SECONDARY).style(style::secondary).into()
}

/// Those of the file who are no contacts yet, and not oneself.
fn new_ones<'a>(parsed: &'a Parsed, model: &'a Model) -> impl Iterator<Item = &'a Entry> {
    let own = model.roster.own.email.as_ref();
    let known = |entry: &Entry| model.roster.person(&entry.email).is_some_and(|person| person.is_contact());
    parsed.entries.iter().filter(move |entry| own != Some(&entry.email) && !known(entry))
}

fn preview<'a>(parsed: &'a Parsed, model: &'a Model) -> Element<'a, Message> {
    let new: Vec<&Entry> = new_ones(parsed, model).collect();
    let already = parsed.entries.len() - new.len();
    let mut lines = column![text(t!("import-found", new = new.len(), already = already)).size(size::BODY)];
    if !parsed.broken.is_empty() {
        let named: Vec<String> = parsed.broken.iter().take(LINES).map(u64::to_string).collect();
        let (count, more) = (parsed.broken.len(), parsed.broken.len().saturating_sub(LINES));
        let numbers = named.join(", ");
        let words = t!("import-broken", count = count, lines = numbers.as_str(), more = more);
        lines = lines.push(text(words).size(size::SECONDARY).style(style::danger));
    }
    if parsed.cut {
        lines = lines.push(secondary(t!("import-cut", count = contact_file::PEOPLE)));
    }
    if !model.connection.is_online() {
        lines = lines.push(secondary(t!("add-offline")));
    }
    let shown = new.iter().take(SHOWN).map(|entry| {
        let address = label(entry.email.as_str());
        match &entry.name {
            Some(name) => {
                let words = column![label(&contact_row::shown(name)).font(SEMIBOLD), address.secondary()];
                container(words).width(Length::Fill).clip(true).into()
            }
            None => container(address).width(Length::Fill).clip(true).into(),
        }
    });
    let mut list = column(shown).spacing(space::XS).width(Length::Fill);
    let more = new.len().saturating_sub(SHOWN);
    if more > 0 {
        list = list.push(secondary(t!("import-more", count = more)));
    }
    column![lines.spacing(space::XS), scroll::form(list).height(Length::Fill)].spacing(space::S).into()
}

//! Writing the contacts to a file.

use crate::i18n::errors;
use crate::model::Model;
use crate::platform::choose::Choice;
use crate::store::contact_file::{self, ContactFileError, Entry, Format};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, labelled};
use crate::widget::focus::focus;
use crate::widget::keys;
use crate::widget::message_text::clean;
use crate::window::Action;
use crate::window::path_field::PathField;
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, column, container, row, text};
use iced::{Element, Length, Task};
use std::path::Path;

const PATH: &str = "export-path";
const DEFAULT: &str = "export-default";

/// The window.
#[derive(Debug)]
pub struct Export {
    root: Id,
    field: PathField,
    stage: Stage,
}

#[derive(Debug, PartialEq)]
enum Stage {
    /// For a path; with what was wrong, as a sentence.
    Asking(Option<String>),
    /// There is a file of that name; whether to put this one in its place.
    Replacing,
    /// It is being written.
    Writing,
    /// It stands there.
    Done,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The path was typed.
    PathTyped(String),
    /// The desktop's dialog was asked for.
    BrowsePressed,
    /// It is to be written.
    SavePressed,
    /// It was written.
    Saved(Result<(), ContactFileError>),
    /// The window was left.
    Left,
}

impl Export {
    /// The window as it opens.
    pub fn new(_model: &Model) -> (Self, Task<Message>) {
        let root = Id::unique();
        let field = PathField::new(PATH);
        let task = field.take_keyboard(&root);
        (Self { root, field, stage: Stage::Asking(None) }, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("export-title")
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::PathTyped(path) => {
                self.field.set(&path);
                self.stage = Stage::Asking(None);
                Action::None
            }
            Message::BrowsePressed => Action::ChooseFile(Choice::NewContacts),
            Message::SavePressed => self.save(model),
            Message::Saved(result) => {
                let (stage, next) = match result {
                    Ok(()) => (Stage::Done, DEFAULT),
                    Err(ContactFileError::Exists) => (Stage::Replacing, DEFAULT),
                    Err(ContactFileError::Missing) => (Stage::Asking(Some(t!("export-no-folder"))), PATH),
                    Err(error) => (Stage::Asking(Some(errors::contact_file(&error))), PATH),
                };
                self.stage = stage;
                Action::Run(focus(&self.root, next))
            }
            Message::Left => Action::Close,
        }
    }

    /// A name was chosen in the desktop's dialog.
    pub fn chosen(&mut self, path: &Path, model: &Model) -> Action<Message> {
        if self.is_busy() {
            return Action::None;
        }
        let _ = self.update(Message::PathTyped(path.to_string_lossy().into_owned()), model);
        Action::Run(focus(&self.root, DEFAULT))
    }

    /// Whether it waits for the disk.
    pub const fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Writing)
    }

    fn save(&mut self, model: &Model) -> Action<Message> {
        let replace = self.stage == Stage::Replacing;
        if matches!(self.stage, Stage::Writing | Stage::Done) || self.field.is_empty() {
            return Action::None;
        }
        let path = self.field.path();
        let Some(format) = Format::of(&path) else {
            self.stage = Stage::Asking(Some(t!("export-format")));
            return Action::Run(focus(&self.root, PATH));
        };
        self.stage = Stage::Writing;
        let written = contact_file::write(&entries(model), format);
        let save =
            async move { tokio::task::spawn_blocking(move || contact_file::save(&path, &written, replace)).await };
        Action::Run(Task::perform(save, |saved| {
            Message::Saved(saved.unwrap_or_else(|error| Err(ContactFileError::Io(error.to_string()))))
        }))
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let wrong = matches!(self.stage, Stage::Asking(Some(_)));
        let busy = self.is_busy();
        // Enter in the field never replaces a file: that takes the button.
        let enter = (self.stage != Stage::Replacing).then_some(Message::SavePressed);
        let on = (!busy).then_some((Message::PathTyped as _, Message::BrowsePressed));
        let field = self.field.view(wrong, enter, on);
        let count = model.roster.contacts().count();
        let (words, danger) = match &self.stage {
            Stage::Asking(None) => (t!("export-about", count = count), false),
            Stage::Asking(Some(words)) => (words.clone(), true),
            Stage::Replacing => (t!("export-exists"), true),
            Stage::Writing => (t!("export-writing"), false),
            Stage::Done => (t!("export-done", count = count), false),
        };
        let words = text(words).size(size::SECONDARY).style(if danger { style::danger } else { style::secondary });
        let can = !busy && count > 0 && !self.field.is_empty();
        let save = can.then_some(Message::SavePressed);
        let button = match &self.stage {
            Stage::Done => labelled(t!("close")).kind(Kind::Primary).on_press(Message::Left),
            Stage::Replacing => labelled(t!("export-replace")).kind(Kind::Danger).on_press_maybe(save),
            Stage::Asking(_) | Stage::Writing => labelled(t!("export-save")).kind(Kind::Primary).on_press_maybe(save),
        };
        let mut buttons = row![Space::new().width(Length::Fill)].spacing(space::S);
        if self.stage != Stage::Done {
            buttons = buttons.push(labelled(t!("cancel")).on_press(Message::Left));
        }
        let content = column![
            text(t!("export-title")).size(size::NAME).font(SEMIBOLD),
            field,
            container(words).width(Length::Fill).height(Length::Fill),
            buttons.push(button.id(DEFAULT)),
        ];
        let content = container(content.spacing(space::M)).id(self.root.clone());
        let content = content.padding(space::L).width(Length::Fill).height(Length::Fill).style(style::window);
        keys::guard(content, |press| matches!(press.key, Key::Named(Named::Escape)).then_some(Message::Left)).into()
    }
}

/// Everybody, by name.
fn entries(model: &Model) -> Vec<Entry> {
    let people = model.roster.contacts().map(|person| {
        let name =
            Some(clean::name(person.display_name())).filter(|name| !name.is_empty() && name != person.email.as_str());
        Entry { email: person.email.clone(), name }
    });
    let mut entries: Vec<Entry> = people.collect();
    entries.sort_by_cached_key(|entry| entry.name.as_deref().unwrap_or(entry.email.as_str()).to_lowercase());
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::roster::Person;
    use msnp::types::{List, Lists};

    fn model() -> Model {
        let mut model = Model::default();
        for (address, name) in [("zoe@example.com", "Zoë"), ("bob@example.com", "bob"), ("eve@example.com", " ")] {
            let mut person = Person::new(address.parse().unwrap());
            person.name = name.to_owned();
            person.lists = Lists::NONE.with(List::Forward);
            model.roster.people.insert(person.email.clone(), person);
        }
        let mut stranger = Person::new("stranger@example.com".parse().unwrap());
        stranger.lists = Lists::NONE.with(List::Reverse);
        model.roster.people.insert(stranger.email.clone(), stranger);
        model
    }

    #[test]
    fn contacts_are_written_by_name_and_nobody_else() {
        let written = contact_file::write(&entries(&model()), Format::Csv);
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines, ["E-mail Address,Name", "bob@example.com,bob", "eve@example.com,", "zoe@example.com,Zoë"]);
    }

    #[test]
    fn a_file_is_replaced_only_when_that_is_said() {
        let model = model();
        let (mut window, _) = Export::new(&model);
        let _ = window.update(Message::PathTyped("/somewhere/list.doc".into()), &model);
        let _ = window.update(Message::SavePressed, &model);
        assert_eq!(window.stage, Stage::Asking(Some(t!("export-format"))));
        let _ = window.update(Message::PathTyped("/somewhere/list.csv".into()), &model);
        let _ = window.update(Message::SavePressed, &model);
        assert_eq!(window.stage, Stage::Writing);
        assert!(matches!(window.update(Message::SavePressed, &model), Action::None), "not twice");
        let _ = window.update(Message::Saved(Err(ContactFileError::Exists)), &model);
        assert_eq!(window.stage, Stage::Replacing);
        let _ = window.update(Message::PathTyped("/somewhere/other.csv".into()), &model);
        assert_eq!(window.stage, Stage::Asking(None), "another file is asked about anew");
    }
}

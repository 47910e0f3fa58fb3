//! The contact list: oneself at the top, people in their groups, how we stand with the server at the bottom.

mod anchor;
pub(in crate::window) mod circles;
mod header;
mod list;
pub(in crate::window) mod oneself;
mod places;
mod questions;
mod regroup;
pub mod sections;

use self::anchor::Anchor;
use self::regroup::Dragged;
use self::sections::{Item, Move, SectionId};
use crate::model::{Connection, Model};
use crate::shortcut::{self, CONTACTS, InContacts};
use crate::store::settings::{AutoReply, ListLook, OwnChange, Watch};
use crate::t;
use crate::theme::style;
use crate::widget::drag::Drag;
use crate::widget::focus::focus;
use crate::widget::keys::{self, Press};
use crate::widget::message_text::clean;
use crate::widget::{contact_row, dialog, scroll};
use crate::window::{Action, SettingsChange, Window, pending};
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::operation::AbsoluteOffset;
use iced::widget::{column, container, operation};
use iced::{Element, Length, Task};
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{CircleId, Email, GroupId, Instant, PersonalMessage, Status};
use std::time::Duration;

const SEARCH: &str = "contacts-search";
const FIELD: &str = "contacts-field";
const LIST: &str = "contacts-list";
const SCROLL: &str = "contacts-scroll";
const DEFAULT: &str = "contacts-default";

/// How long typed letters count as one word.
const TYPING_PAUSE: Duration = Duration::from_millis(1200);

/// The window.
#[derive(Debug)]
pub struct Contacts {
    root: Id,
    search: String,
    chosen: Option<Item>,
    editing: Option<Editing>,
    question: Option<Question>,
    typed: String,
    typed_at: Instant,
    view_anchor: Anchor,
    dragged: Option<Dragged>,
}

/// What is being changed in place, with the text in the field.
#[derive(Debug, Clone, PartialEq)]
struct Editing {
    field: Field,
    text: String,
}

/// What can be changed in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// One's own name.
    Name,
    /// What stands under it.
    Personal,
    /// The name that we give a contact.
    Alias(Email),
    /// The name of a group.
    Group(GroupId),
    /// The name of a group that is to be.
    NewGroup,
    /// The name of a circle that is to be.
    NewCircle,
}

/// What is asked before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Remove a contact, and perhaps block them.
    Remove { email: Email, block: bool },
    /// Remove a group.
    RemoveGroup(GroupId),
    /// Leave a circle.
    LeaveCircle(CircleId),
    /// What is to be told about a contact; each answer holds at once.
    Watch(Email),
    /// What is answered while one is away.
    AutoReply(AutoReply),
    /// Move a contact from a section to a group, or copy them. `to` is what is chosen; `None` is no group.
    Regroup { email: Email, from: SectionId, copy: bool, to: Option<GroupId> },
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something was typed into the search.
    Searched(String),
    /// The search was asked for.
    SearchWanted,
    /// A line was chosen.
    Chosen(Item),
    /// The choice moved.
    Moved(Move),
    /// A letter was typed at the list.
    Typed(String),
    /// What is chosen was opened.
    ChosenOpened,
    /// Somebody's conversation was asked for.
    Opened(Email),
    /// A section's header was pressed.
    Toggled(SectionId),
    /// A section is to be shown, with the people in it.
    Revealed(SectionId),
    /// The list is to look otherwise.
    LookChosen(ListLook),
    /// Somebody is to be a favourite, or no more.
    Starred { email: Email, favourite: bool },
    /// Somebody's nudges are to be lines only, or no longer.
    NudgesMuted { email: Email, muted: bool },
    /// Something else is to be told about somebody.
    Watched { email: Email, watch: Watch },
    /// A group is to stand one place higher or lower.
    GroupMoved { group: GroupId, up: bool },
    /// The same for the chosen group, by the keyboard.
    ChosenMoved { up: bool },
    /// A line is being dragged.
    Dragged(Drag),
    /// A group was chosen to move or copy somebody to; `None` is no group.
    GroupChosen(Option<GroupId>),
    /// The choice of the group moved.
    GroupStepped(isize),
    /// Left or right was pressed on the choice: fold, or unfold.
    Folded(bool),
    /// Changing in place began.
    EditStarted(Field),
    /// A name for what is chosen was asked for; without a choice it is one's own that changes.
    RenameAsked,
    /// Somebody's address is to be on the clipboard.
    AddressCopied(Email),
    /// The list was scrolled to there.
    Scrolled(f32),
    /// The field's text changed.
    Edited(String),
    /// It is to be saved.
    EditSaved,
    /// A click went elsewhere: it is saved, and the focus stays where the click put it.
    EditLeft,
    /// It is to be as it was.
    EditCancelled,
    /// Something is to be said by the program itself, or no more.
    OwnChanged(OwnChange),
    /// The card of the answer while one is away was asked for.
    AutoReplyAsked,
    /// Something happened on the card of the answer while one is away.
    AutoReply(oneself::Edit),
    /// A status was chosen.
    StatusChosen(Status),
    /// Something needs a yes first.
    Asked(Question),
    /// Removing what is chosen was asked for.
    RemovalAsked,
    /// Whether to block as well was changed.
    BlockToggled(bool),
    /// The answer was yes.
    Agreed,
    /// The answer was no, or Esc was pressed.
    Dismissed,
    /// A menu's line asks the server for something.
    Requested(Request),
    /// Another window was asked for.
    WindowWanted(Window),
    /// The chosen person's properties were asked for.
    PropertiesAsked,
    /// Signing out was asked for.
    SignedOut,
    /// The end of the program was asked for.
    Quit,
    /// Trying again at once was asked for.
    Retried,
    /// What was said with somebody.
    HistoryWanted(Email),
    /// The line about a refusal was put away.
    TroubleDismissed,
    /// The line about a problem of the program was put away.
    ProblemDismissed,
}

impl Contacts {
    /// The list as it opens.
    pub fn new(model: &Model) -> (Self, Task<Message>) {
        let window = Self {
            root: Id::unique(),
            search: String::new(),
            chosen: None,
            editing: None,
            question: None,
            typed: String::new(),
            typed_at: model.now,
            view_anchor: Anchor::default(),
            dragged: None,
        };
        (window, Task::none())
    }

    /// The title: the own name tells the windows of two profiles apart.
    pub fn title(&self, model: &Model) -> String {
        match own_name(model) {
            "" => t!("contacts-title"),
            name => format!("{} – {}", t!("contacts-title"), contact_row::shown(name)),
        }
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::Searched(text) => {
                self.search = text;
                let sections = sections::sections(model, &self.search);
                // While searching, the first person found is chosen, so that Enter opens their conversation.
                if !self.search.trim().is_empty() {
                    self.chosen = sections::items(&sections).into_iter().find(|item| item.person().is_some());
                }
                Action::Run(self.show_chosen(model))
            }
            Message::SearchWanted => Action::Run(focus(&self.root, SEARCH).chain(operation::select_all(SEARCH))),
            Message::Chosen(item) => {
                self.chosen = Some(item);
                Action::None
            }
            Message::Moved(step) => {
                let items = sections::items(&sections::sections(model, &self.search));
                self.chosen = sections::moved(&items, self.chosen.as_ref(), step).cloned();
                Action::Run(self.show_chosen(model))
            }
            Message::Typed(letters) => self.type_ahead(&letters, model),
            Message::ChosenOpened => match self.chosen.clone() {
                Some(Item::Person(_, email)) => open(email),
                // Left and right fold a circle; Enter is for what is done more often.
                Some(Item::Header(SectionId::Circle(id))) => {
                    Action::Open(Window::Conversation(ConversationId::Circle(id)))
                }
                Some(Item::Header(section)) => self.toggle(&section, model),
                None => Action::None,
            },
            Message::Opened(email) => open(email),
            Message::Toggled(section) => {
                self.chosen = Some(Item::Header(section.clone()));
                self.toggle(&section, model)
            }
            Message::Revealed(section) => self.reveal(section, model),
            Message::LookChosen(look) => Action::Configure(SettingsChange::List(look)),
            Message::Starred { email, favourite } => Action::Configure(SettingsChange::Favourite { email, favourite }),
            Message::NudgesMuted { email, muted } => Action::Configure(SettingsChange::MuteNudges { email, muted }),
            Message::Watched { email, watch } => Action::Configure(SettingsChange::Watch { email, watch }),
            Message::GroupMoved { group, up } => move_group(&group, up, model),
            Message::ChosenMoved { up } => match &self.chosen {
                Some(Item::Header(SectionId::Group(group))) => move_group(group, up, model),
                _ => Action::None,
            },
            Message::Dragged(drag) => self.drag(drag, model),
            Message::GroupChosen(group) => {
                if let Some(Question::Regroup { to, .. }) = &mut self.question {
                    *to = group;
                }
                Action::None
            }
            Message::GroupStepped(step) => self.step_choice(step, model),
            Message::Folded(fold) => self.fold(fold, model),
            Message::EditStarted(field) => self.start_editing(field, model),
            Message::RenameAsked => {
                let field = self.field_of_chosen(model);
                self.start_editing(field, model)
            }
            Message::AddressCopied(email) => Action::Run(iced::clipboard::write(email.as_str().to_owned())),
            Message::Scrolled(offset) => {
                self.view_anchor = Anchor::new(model, &sections::sections(model, &self.search), offset);
                Action::None
            }
            Message::Edited(text) => {
                if let Some(editing) = &mut self.editing {
                    editing.text = text;
                }
                Action::None
            }
            Message::EditSaved => {
                let saved = self.save(model);
                Action::Many(vec![saved, Action::Run(focus(&self.root, LIST))])
            }
            Message::EditLeft => self.save(model),
            Message::EditCancelled => {
                self.editing = None;
                Action::Run(focus(&self.root, LIST))
            }
            Message::OwnChanged(change) => Action::Configure(SettingsChange::Own(change)),
            Message::AutoReplyAsked => self.ask(oneself::question(model)),
            Message::AutoReply(edit) => {
                if let Some(Question::AutoReply(reply)) = &mut self.question {
                    oneself::edit(reply, edit);
                }
                Action::None
            }
            Message::StatusChosen(status) => Action::Send(Request::SetStatus(status)),
            Message::Asked(question) => self.ask(question),
            Message::RemovalAsked if model.connection.is_online() => match self.chosen.clone() {
                Some(Item::Header(SectionId::Circle(id))) => self.ask(Question::LeaveCircle(id)),
                Some(Item::Person(_, email)) if model.roster.person(&email).is_some_and(|p| p.is_contact()) => {
                    self.ask(Question::Remove { email, block: false })
                }
                Some(Item::Header(SectionId::Group(group))) if can_edit(&Field::Group(group.clone()), model) => {
                    self.ask(Question::RemoveGroup(group))
                }
                _ => Action::None,
            },
            Message::RemovalAsked => Action::None,
            Message::BlockToggled(wanted) => {
                if let Some(Question::Remove { block, .. }) = &mut self.question {
                    *block = wanted;
                }
                Action::None
            }
            Message::Agreed if self.may_agree(model) => self.agreed(model),
            Message::Agreed => Action::None,
            Message::Dismissed => {
                if self.question.take().is_none() {
                    self.search.clear();
                }
                Action::Run(focus(&self.root, LIST))
            }
            Message::Requested(request) => Action::Send(request),
            Message::WindowWanted(window) => Action::Open(window),
            Message::PropertiesAsked => match self.chosen_person() {
                Some(email) => Action::Open(Window::Properties(email.clone())),
                None => Action::None,
            },
            Message::SignedOut => Action::SignOut,
            Message::Quit => Action::Quit,
            Message::Retried => Action::RetryNow,
            Message::HistoryWanted(email) => Action::ShowHistory(Some(ConversationId::With(email))),
            Message::TroubleDismissed => Action::DismissTrouble,
            Message::ProblemDismissed => Action::DismissProblem,
        }
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let content = column![
            header::view(self, model),
            header::notices(model),
            list::view(self, model),
            self.dragged.as_ref().map_or_else(|| header::status_bar(model), |dragged| regroup::bar(dragged, model)),
        ];
        let content = container(content).width(Length::Fill).height(Length::Fill).style(style::window);
        let content = keys::shortcuts(content, |press| self.key(press));
        let card = self.question.as_ref().map(|question| questions::card(question, model));
        container(dialog::over(content, card, Message::Dismissed, Message::Agreed)).id(self.root.clone()).into()
    }

    /// What a key means at the list, and in the whole window when nothing else takes it.
    fn key(&self, press: Press<'_>) -> Option<Message> {
        if let Some(does) = shortcut::find(CONTACTS, press.key, press.modifiers) {
            return self.shortcut(does);
        }
        Some(match press.key.as_ref() {
            Key::Named(Named::ArrowUp) => Message::Moved(Move::Up),
            Key::Named(Named::ArrowDown) => Message::Moved(Move::Down),
            Key::Named(Named::Home) => Message::Moved(Move::Home),
            Key::Named(Named::End) => Message::Moved(Move::End),
            Key::Named(Named::PageUp) => Message::Moved(Move::PageUp),
            Key::Named(Named::PageDown) => Message::Moved(Move::PageDown),
            Key::Named(Named::Escape) if !self.search.is_empty() => Message::Dismissed,
            _ => Message::Typed(press.typed()?.to_owned()),
        })
    }

    /// What the keys of the table lead to.
    fn shortcut(&self, does: InContacts) -> Option<Message> {
        Some(match does {
            InContacts::Find => Message::SearchWanted,
            InContacts::Add => Message::WindowWanted(Window::AddContact(None)),
            InContacts::Open => Message::ChosenOpened,
            InContacts::Properties => Message::PropertiesAsked,
            InContacts::Rename => Message::RenameAsked,
            InContacts::Remove => Message::RemovalAsked,
            InContacts::CopyAddress => Message::AddressCopied(self.chosen_person()?.clone()),
            InContacts::Name => Message::EditStarted(Field::Name),
            InContacts::Personal => Message::EditStarted(Field::Personal),
            InContacts::GroupUp => Message::ChosenMoved { up: true },
            InContacts::GroupDown => Message::ChosenMoved { up: false },
            InContacts::Fold => Message::Folded(true),
            InContacts::Unfold => Message::Folded(false),
        })
    }

    fn chosen_person(&self) -> Option<&Email> {
        self.chosen.as_ref().and_then(Item::person)
    }

    /// What F2 changes.
    fn field_of_chosen(&self, model: &Model) -> Field {
        let items = sections::items(&sections::sections(model, &self.search));
        match self.chosen.as_ref().filter(|chosen| items.contains(chosen)) {
            Some(Item::Person(_, email)) if can_edit(&Field::Alias(email.clone()), model) => {
                Field::Alias(email.clone())
            }
            Some(Item::Header(SectionId::Group(group))) => Field::Group(group.clone()),
            _ => Field::Name,
        }
    }

    /// The model has changed: who came, went or moved takes neither the choice nor the place in the list away.
    pub fn refreshed(&mut self, model: &Model) -> Action<Message> {
        if self.chosen.is_none() && self.view_anchor.is_at_top() {
            return Action::None;
        }
        let sections = sections::sections(model, &self.search);
        if let Some(Item::Person(_, email)) = &self.chosen {
            let items = sections::items(&sections);
            if !items.iter().any(|item| Some(item) == self.chosen.as_ref())
                && let Some(elsewhere) = items.iter().find(|item| item.person() == Some(email))
            {
                self.chosen = Some(elsewhere.clone());
            }
        }
        self.view_anchor.moved(model, &sections).map_or(Action::None, |offset| {
            Action::Run(operation::scroll_to(SCROLL, AbsoluteOffset { x: None, y: Some(offset) }))
        })
    }

    fn show_chosen(&self, model: &Model) -> Task<Message> {
        let sections = sections::sections(model, &self.search);
        let Some(item) = &self.chosen else { return Task::none() };
        list::place(model, &sections, item)
            .map_or_else(Task::none, |(top, height)| scroll::into_view(SCROLL, top, height))
    }

    fn type_ahead(&mut self, letters: &str, model: &Model) -> Action<Message> {
        if model.now.since(self.typed_at) > TYPING_PAUSE {
            self.typed.clear();
        }
        self.typed_at = model.now;
        // The letters may come from a held key or from a program: a name is never this long.
        if self.typed.len() < 200 {
            self.typed.push_str(letters.trim_start_matches(|c: char| self.typed.is_empty() && c == ' '));
        }
        let items = sections::items(&sections::sections(model, &self.search));
        match sections::type_ahead(model, &items, self.chosen.as_ref(), &self.typed) {
            Some(found) => {
                self.chosen = Some(found);
                Action::Run(self.show_chosen(model))
            }
            None => Action::None,
        }
    }

    fn toggle(&self, section: &SectionId, model: &Model) -> Action<Message> {
        let group = section.key();
        let folded = !model.settings.folded.contains(&group);
        // A search shows everything, so there is nothing to fold.
        if !self.search.trim().is_empty() {
            return Action::None;
        }
        Action::Configure(SettingsChange::Folded { group, folded })
    }

    /// Unfolds a section, chooses it, and scrolls so far that as many of its people as there is room for are in sight.
    fn reveal(&mut self, section: SectionId, model: &Model) -> Action<Message> {
        self.search.clear();
        let sections = sections::sections(model, "");
        let Some(shown) = sections.iter().find(|shown| shown.id == section) else { return Action::None };
        let item = Item::Header(section.clone());
        let people = shown.people.len() as f32 * contact_row::height(model.settings.list.compact);
        let scroll = list::place(model, &sections, &item)
            .map_or_else(Task::none, |(top, height)| scroll::into_view(SCROLL, top, height + people));
        self.chosen = Some(item);
        let mut actions = Vec::new();
        if shown.folded {
            actions.push(Action::Configure(SettingsChange::Folded { group: section.key(), folded: false }));
        }
        actions.push(Action::Run(focus(&self.root, LIST).chain(scroll)));
        Action::Many(actions)
    }

    fn fold(&mut self, fold: bool, model: &Model) -> Action<Message> {
        let Some(section) = self.chosen.as_ref().map(|item| item.section().clone()) else { return Action::None };
        // Left on a person goes to the header first, as in a tree.
        if fold && self.chosen_person().is_some() {
            self.chosen = Some(Item::Header(section));
            return Action::Run(self.show_chosen(model));
        }
        let is_folded = model.settings.folded.contains(&section.key());
        if fold == is_folded { Action::None } else { self.toggle(&section, model) }
    }

    fn start_editing(&mut self, field: Field, model: &Model) -> Action<Message> {
        if !can_edit(&field, model) {
            return Action::None;
        }
        let text = match &field {
            Field::Name => own_name(model).to_owned(),
            Field::Personal => own_personal(model).text.clone(),
            Field::Group(id) => model.roster.group(id).map(|group| group.name.clone()).unwrap_or_default(),
            Field::Alias(email) => written_name(model, email),
            Field::NewGroup | Field::NewCircle => String::new(),
        };
        self.editing = Some(Editing { field, text });
        Action::Run(focus(&self.root, FIELD).chain(operation::select_all(FIELD)))
    }

    fn save(&mut self, model: &Model) -> Action<Message> {
        let Some(Editing { field, text }) = self.editing.take() else { return Action::None };
        let text = text.trim().to_owned();
        let request = match field {
            Field::Name => (!text.is_empty() && text != own_name(model)).then_some(Request::SetName(text)),
            Field::Personal => {
                let now = own_personal(model);
                (text != now.text)
                    .then(|| Request::SetPersonalMessage(PersonalMessage { text, media: now.media.clone() }))
            }
            Field::Group(group) => {
                let now = model.roster.group(&group).map(|group| group.name.as_str());
                (!text.is_empty() && now.is_some_and(|now| now != text))
                    .then_some(Request::RenameGroup { group, name: text })
            }
            Field::Alias(email) => {
                let alias = model.roster.person(&email).and_then(|person| person.alias.as_deref()).unwrap_or_default();
                // The name that stood in the field was their own: left as it is, it is no name of ours.
                let kept = text == alias || (alias.is_empty() && text == written_name(model, &email));
                let alias = Some(text).filter(|text| !text.is_empty());
                (!kept).then_some(Request::SetAlias { email, alias })
            }
            Field::NewGroup => (!text.is_empty()).then_some(Request::AddGroup(text)),
            Field::NewCircle => (!text.is_empty()).then_some(Request::CreateCircle { name: text }),
        };
        request.map_or(Action::None, Action::Send)
    }
}

fn open(email: Email) -> Action<Message> {
    Action::Open(Window::Conversation(ConversationId::With(email)))
}

fn move_group(group: &GroupId, up: bool, model: &Model) -> Action<Message> {
    sections::order_after(model, group, up)
        .map_or(Action::None, |order| Action::Configure(SettingsChange::GroupOrder(order)))
}

/// What somebody is called, to be changed: as it was written, with its codes.
fn written_name(model: &Model, email: &Email) -> String {
    clean::name(model.roster.display_name(email))
}

/// The own name, as it is or as it was asked to be.
fn own_name(model: &Model) -> &str {
    let own = &model.roster.own;
    let known = own.name.as_deref().or_else(|| own.email.as_ref().map(Email::as_str));
    pending::name(model).or(known).unwrap_or_default()
}

/// The own personal message, as it is or as it was asked to be.
fn own_personal(model: &Model) -> &PersonalMessage {
    pending::personal(model).unwrap_or(&model.roster.own.personal)
}

/// Whether the dialect and the connection let a field be changed.
pub(in crate::window) fn can_edit(field: &Field, model: &Model) -> bool {
    let Connection::Online { dialect, .. } = &model.connection else { return false };
    match field {
        Field::Name => true,
        Field::Alias(email) => model.roster.person(email).is_some_and(Person::is_contact),
        Field::Personal => dialect.features().personal_messages,
        Field::Group(_) | Field::NewGroup => dialect.features().groups,
        Field::NewCircle => dialect.features().circles,
    }
}

#[cfg(test)]
mod tests;

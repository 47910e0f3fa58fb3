//! What can be done by typing its name.

use crate::model::{Connection, Model};
use crate::platform::playing;
use crate::shortcut::{self, CONTACTS, EVERYWHERE, InContacts, Shortcut};
use crate::store::settings::OwnChange;
use crate::t;
use crate::theme::status_color;
use crate::widget::icon::{self, Drawing, Icon};
use crate::widget::status_menu;
use crate::window::contacts::{self, Field};
use crate::window::options::{self, Page};
use crate::window::{Action, SettingsChange, Window, pending};
use msnp::request::Request;
use msnp::types::Status;

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Add somebody.
    AddContact,
    /// Make a group.
    NewGroup,
    /// Make a circle.
    NewCircle,
    /// Answer those who have added us.
    Requests,
    /// Who may see and message us.
    Privacy,
    /// Everything that can be set, page by page.
    Options(Option<Page>),
    /// What was said.
    History,
    /// Take contacts in from a file.
    Import,
    /// Write the contacts to a file.
    Export,
    /// Have another status.
    Status(Status),
    /// Change the own name.
    Name,
    /// Change what stands under it.
    Personal,
    /// Tell everybody what one listens to, or no more.
    Music(bool),
    /// What is answered while one is away.
    AutoReply,
    /// Try at once to come back.
    Retry,
    /// Sign out.
    SignOut,
    /// End the program.
    Quit,
}

/// What can be done now, what is done more often first.
pub(super) fn available(model: &Model) -> Vec<Command> {
    let online = model.connection.is_online();
    let own = pending::status(model).unwrap_or(model.roster.own.status);
    let can = |field: Field| contacts::can_edit(&field, model);
    let mut commands: Vec<(Command, bool)> = vec![
        (Command::Retry, matches!(model.connection, Connection::Lost { .. })),
        (Command::Requests, online && model.roster.awaiting_answer().next().is_some()),
        (Command::AddContact, online),
        (Command::NewGroup, can(Field::NewGroup)),
        (Command::NewCircle, can(Field::NewCircle)),
        (Command::Name, can(Field::Name)),
        (Command::Personal, can(Field::Personal)),
        (Command::Music(!model.settings.own.show_music), playing::KNOWN && can(Field::Personal)),
        (Command::AutoReply, online),
        (Command::Privacy, true),
        (Command::History, model.history.history.is_some()),
        (Command::Options(None), true),
        (Command::Import, online),
        (Command::Export, model.roster.contacts().next().is_some()),
    ];
    commands.extend(Status::CHOICES.into_iter().map(|status| (Command::Status(status), online && status != own)));
    commands.extend(options::listed(model).into_iter().map(|page| (Command::Options(Some(page)), true)));
    commands.extend([(Command::SignOut, true), (Command::Quit, true)]);
    commands.into_iter().filter(|(_, can)| *can).map(|(command, _)| command).collect()
}

impl Command {
    /// What it says.
    pub(super) fn words(self, model: &Model) -> String {
        match self {
            Self::AddContact => t!("contacts-menu-add"),
            Self::NewGroup => t!("contacts-menu-group"),
            Self::NewCircle => t!("circles-new"),
            Self::Requests => t!("contacts-menu-requests", count = model.roster.awaiting_answer().count()),
            Self::Privacy => t!("contacts-menu-privacy"),
            Self::History => t!("contacts-menu-history"),
            Self::Options(None) => t!("contacts-menu-options"),
            Self::Options(Some(page)) => t!("switcher-options", page = page.name()),
            Self::Import => t!("contacts-menu-import"),
            Self::Export => t!("contacts-menu-export"),
            // That one says by itself what it does.
            Self::Status(Status::Hidden) => status_menu::word(Status::Hidden),
            Self::Status(status) => t!("switcher-status", status = status_menu::word(status)),
            Self::Name => t!("contacts-menu-name"),
            Self::Personal => t!("contacts-menu-personal"),
            Self::Music(true) => t!("own-music"),
            Self::Music(false) => t!("own-music-stop"),
            Self::AutoReply => t!("own-auto-reply"),
            Self::Retry => t!("contacts-retry"),
            Self::SignOut => t!("contacts-menu-sign-out"),
            Self::Quit => t!("contacts-menu-quit"),
        }
    }

    /// What people call it who know it from elsewhere.
    pub(super) fn other_words(self) -> Vec<String> {
        match self {
            Self::Import => vec![t!("import-title")],
            Self::Export => vec![t!("export-other-title")],
            _ => Vec::new(),
        }
    }

    /// What stands before the words.
    pub(super) const fn icon(self) -> Drawing {
        match self {
            Self::AddContact | Self::Requests => icon::small(Icon::AddPerson),
            Self::NewGroup | Self::NewCircle | Self::Import | Self::Export => icon::small(Icon::People),
            Self::Privacy => icon::small(Icon::Lock),
            Self::Options(_) => icon::small(Icon::Menu),
            Self::History => icon::small(Icon::Clock),
            Self::Status(status) => icon::small(Icon::Dot).color(status_color(status)),
            Self::Name | Self::Personal => icon::small(Icon::Pencil),
            Self::Music(_) => icon::small(Icon::Note),
            Self::AutoReply => icon::small(Icon::Mail),
            Self::Retry => icon::small(Icon::Clock),
            Self::SignOut => icon::small(Icon::ChevronLeft),
            Self::Quit => icon::small(Icon::Close),
        }
    }

    /// The keys that do the same.
    pub(super) fn keys(self) -> Option<String> {
        match self {
            Self::AddContact => shortcut::keys_of(CONTACTS, InContacts::Add),
            Self::Options(None) => shortcut::keys_of(EVERYWHERE, Shortcut::Options),
            Self::History => shortcut::keys_of(EVERYWHERE, Shortcut::History),
            Self::Status(Status::Hidden) => shortcut::keys_of(EVERYWHERE, Shortcut::AppearOffline),
            Self::Quit => shortcut::keys_of(EVERYWHERE, Shortcut::Quit),
            _ => None,
        }
    }

    /// What it does.
    pub(super) fn action<M>(self) -> Action<M> {
        let edit = |field: Field| Action::InContacts(Box::new(contacts::Message::EditStarted(field)));
        match self {
            Self::AddContact => Action::Open(Window::AddContact(None)),
            Self::NewGroup => edit(Field::NewGroup),
            Self::NewCircle => edit(Field::NewCircle),
            Self::Requests => Action::Open(Window::AddedYou),
            Self::Privacy => Action::Open(Window::Privacy),
            Self::Options(page) => Action::Open(Window::Options(page)),
            Self::History => Action::Open(Window::History),
            Self::Import => Action::Open(Window::Import),
            Self::Export => Action::Open(Window::Export),
            Self::Status(status) => Action::Send(Request::SetStatus(status)),
            Self::Name => edit(Field::Name),
            Self::Personal => edit(Field::Personal),
            Self::Music(show) => Action::Configure(SettingsChange::Own(OwnChange::ShowMusic(show))),
            Self::AutoReply => Action::InContacts(Box::new(contacts::Message::AutoReplyAsked)),
            Self::Retry => Action::RetryNow,
            Self::SignOut => Action::SignOut,
            Self::Quit => Action::Quit,
        }
    }
}

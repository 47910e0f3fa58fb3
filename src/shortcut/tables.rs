//! The tables.

use super::{Keys, Line, Shortcut};
use crate::t;
use iced::keyboard::key::Named;

/// What works in every window.
pub const EVERYWHERE: &[Line<Shortcut>] = &[
    (Shortcut::Switch, Keys::letter('k').command()),
    (Shortcut::Options, Keys::letter(',').command()),
    (Shortcut::History, Keys::letter('h').command()),
    (Shortcut::AppearOffline, Keys::letter('o').command().shift()),
    (Shortcut::FocusNext, Keys::named(Named::Tab)),
    (Shortcut::FocusPrevious, Keys::named(Named::Tab).shift()),
    (Shortcut::Close, Keys::letter('w').command()),
    (Shortcut::Quit, Keys::letter('q').command()),
];

/// What a key asks for in the contact list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InContacts {
    /// Search.
    Find,
    /// Add a contact.
    Add,
    /// Open the conversation, or the group.
    Open,
    /// About the person.
    Properties,
    /// A name of one's own for the person, or the group.
    Rename,
    /// Remove the person, or the group.
    Remove,
    /// Copy the address.
    CopyAddress,
    /// The own name.
    Name,
    /// The own personal message.
    Personal,
    /// The group goes up.
    GroupUp,
    /// The group goes down.
    GroupDown,
    /// The group is folded.
    Fold,
    /// The group is unfolded.
    Unfold,
}

/// The contact list's keys.
pub const CONTACTS: &[Line<InContacts>] = &[
    (InContacts::Find, Keys::letter('f').command()),
    (InContacts::Add, Keys::letter('n').command()),
    (InContacts::Open, Keys::named(Named::Enter)),
    (InContacts::Properties, Keys::named(Named::Enter).alt()),
    (InContacts::Rename, Keys::named(Named::F2)),
    (InContacts::Remove, Keys::named(Named::Delete)),
    (InContacts::CopyAddress, Keys::letter('c').command()),
    (InContacts::Name, Keys::named(Named::F2).command()),
    (InContacts::Personal, Keys::named(Named::F2).shift()),
    (InContacts::GroupUp, Keys::named(Named::ArrowUp).alt()),
    (InContacts::GroupDown, Keys::named(Named::ArrowDown).alt()),
    (InContacts::Fold, Keys::named(Named::ArrowLeft)),
    (InContacts::Unfold, Keys::named(Named::ArrowRight)),
];

impl InContacts {
    /// What it does.
    pub fn words(self) -> String {
        match self {
            Self::Find => t!("contacts-find"),
            Self::Add => t!("contacts-add"),
            Self::Open => t!("shortcut-open"),
            Self::Properties => t!("contacts-properties"),
            Self::Rename => t!("shortcut-rename"),
            Self::Remove => t!("shortcut-remove"),
            Self::CopyAddress => t!("contacts-copy-address"),
            Self::Name => t!("contacts-menu-name"),
            Self::Personal => t!("contacts-menu-personal"),
            Self::GroupUp => t!("shortcut-group-up"),
            Self::GroupDown => t!("shortcut-group-down"),
            Self::Fold => t!("shortcut-fold"),
            Self::Unfold => t!("shortcut-unfold"),
        }
    }
}

/// What a key asks for in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InConversation {
    /// Send what is written.
    Send,
    /// A new line in it.
    Line,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Underlined.
    Underline,
    /// Take back what was typed last.
    Undo,
    /// Do it again.
    Redo,
    /// A page up in the log.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first new message.
    Fresh,
    /// To the start of the log.
    Start,
    /// To its end.
    End,
    /// The menu of the conversation.
    Menu,
}

/// The key of the button that opens a conversation's menu.
pub const CONVERSATION_MENU: Named = Named::F10;

/// A conversation's keys.
pub const CONVERSATION: &[Line<InConversation>] = &[
    (InConversation::Send, Keys::named(Named::Enter)),
    (InConversation::Line, Keys::named(Named::Enter).shift()),
    (InConversation::Bold, Keys::letter('b').command()),
    (InConversation::Italic, Keys::letter('i').command()),
    (InConversation::Underline, Keys::letter('u').command()),
    (InConversation::Undo, Keys::letter('z').command()),
    (InConversation::Redo, Keys::letter('z').command().shift()),
    (InConversation::Redo, Keys::letter('y').command()),
    (InConversation::PageUp, Keys::named(Named::PageUp)),
    (InConversation::PageDown, Keys::named(Named::PageDown)),
    (InConversation::Fresh, Keys::named(Named::PageUp).shift()),
    (InConversation::Start, Keys::named(Named::Home).command()),
    (InConversation::End, Keys::named(Named::End).command()),
    (InConversation::Menu, Keys::named(CONVERSATION_MENU)),
];

impl InConversation {
    /// What it does.
    pub fn words(self) -> String {
        match self {
            Self::Send => t!("shortcut-send"),
            Self::Line => t!("shortcut-line"),
            Self::Bold => t!("format-bold"),
            Self::Italic => t!("format-italic"),
            Self::Underline => t!("format-underline"),
            Self::Undo => t!("shortcut-undo"),
            Self::Redo => t!("shortcut-redo"),
            Self::PageUp => t!("shortcut-page-up"),
            Self::PageDown => t!("shortcut-page-down"),
            Self::Fresh => t!("chat-new-above"),
            Self::Start => t!("shortcut-start"),
            Self::End => t!("shortcut-end"),
            Self::Menu => t!("shortcut-menu"),
        }
    }
}

/// What a key asks for in the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InOptions {
    /// The next page.
    NextPage,
    /// The one before.
    PreviousPage,
}

/// The keys of the options.
pub const OPTIONS: &[Line<InOptions>] = &[
    (InOptions::NextPage, Keys::named(Named::PageDown).command()),
    (InOptions::PreviousPage, Keys::named(Named::PageUp).command()),
];

impl InOptions {
    /// What it does.
    pub fn words(self) -> String {
        match self {
            Self::NextPage => t!("shortcut-next-page"),
            Self::PreviousPage => t!("shortcut-previous-page"),
        }
    }
}

//! The keys of the window that holds several conversations.

use super::{Keys, Line};
use crate::t;
use iced::keyboard::key::Named;

/// What a key asks for where conversations stand under tabs. Closing the window closes a tab there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InTabs {
    /// The next tab.
    Next,
    /// The one before.
    Previous,
    /// The tab goes to the right.
    Right,
    /// The tab goes to the left.
    Left,
}

/// The keys of the tabs.
pub const TABS: &[Line<InTabs>] = &[
    (InTabs::Next, Keys::named(Named::Tab).command()),
    (InTabs::Previous, Keys::named(Named::Tab).command().shift()),
    (InTabs::Next, Keys::named(Named::PageDown).command()),
    (InTabs::Previous, Keys::named(Named::PageUp).command()),
    (InTabs::Right, Keys::named(Named::PageDown).command().shift()),
    (InTabs::Left, Keys::named(Named::PageUp).command().shift()),
];

impl InTabs {
    /// What it does.
    pub fn words(self) -> String {
        match self {
            Self::Next => t!("shortcut-tab-next"),
            Self::Previous => t!("shortcut-tab-previous"),
            Self::Right => t!("shortcut-tab-right"),
            Self::Left => t!("shortcut-tab-left"),
        }
    }
}

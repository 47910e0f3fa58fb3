//! The windows and their main states. A kind of content that has no line in [`kinds`] doesn't compile.

mod contacts;
mod conversation;
mod dialogs;
mod history;
mod options;
mod sign_in;

use super::{Cast, Hands};
use swallowtail::model::Model;
use swallowtail::window::Window;
use swallowtail::windows::Content;

/// Hands every kind of content, with the module of its scenes, to a macro.
macro_rules! kinds {
    ($use:ident) => {
        $use! {
            SignIn sign_in,
            Contacts contacts,
            Conversation conversation,
            Tabs tabs,
            Privacy privacy,
            AddContact add_contact,
            AddedYou added_you,
            Properties properties,
            Switcher switcher,
            Import import,
            Export export,
            History history,
            SaveLog save_log,
            Options options,
        }
    };
}
pub(crate) use kinds;

macro_rules! define {
    ($($kind:ident $scenes:ident,)*) => {
        /// What can be in a window.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            /// What is in this one. A new kind of content has to be named here before anything compiles.
            pub(crate) fn of(content: &Content) -> Self {
                match content {
                    $(Content::$kind(_) => Self::$kind,)*
                }
            }

            /// Its scenes.
            pub(crate) fn scenes(self) -> Vec<Scene> {
                match self {
                    $(Self::$kind => $scenes(),)*
                }
            }
        }
    };
}
kinds!(define);

use contacts::contacts;
use conversation::{conversation, tabs};
use dialogs::{add_contact, added_you, export, import, privacy, properties, switcher};
use history::{history, save_log};
use options::options;
use sign_in::sign_in;

/// A window in a state.
#[derive(Clone)]
pub(crate) struct Scene {
    /// What the picture is called.
    pub(crate) name: &'static str,
    /// What is in the window.
    pub(crate) kind: Kind,
    /// Which window.
    pub(crate) window: Window,
    /// What is different from Alice, signed in, with everybody in her list.
    pub(crate) model: fn(&mut Model, Cast),
    /// What is done in the window.
    pub(crate) steps: fn(&mut dyn Hands),
    /// Whether it is among the pictures of the documentation.
    pub(crate) shown: bool,
    /// Whether a menu is open: it takes every key.
    pub(crate) menu: bool,
    /// Whether something is open that Tab closes, as it does a menu.
    pub(crate) popover: bool,
}

/// A window as it opens.
fn scene(name: &'static str, kind: Kind, window: Window) -> Scene {
    Scene { name, kind, window, model: |_, _| (), steps: |_| (), shown: true, menu: false, popover: false }
}

impl Scene {
    fn with(self, model: fn(&mut Model, Cast)) -> Self {
        Self { model, ..self }
    }
    fn after(self, steps: fn(&mut dyn Hands)) -> Self {
        Self { steps, ..self }
    }
    /// For the tests only.
    fn unseen(self) -> Self {
        Self { shown: false, ..self }
    }
    fn popover(self) -> Self {
        Self { popover: true, ..self }
    }
    fn menu(self) -> Self {
        Self { menu: true, ..self }
    }
}

/// Every scene.
pub(crate) fn all() -> Vec<Scene> {
    Kind::ALL.iter().flat_map(|kind| kind.scenes()).collect()
}

//! The desktop's own dialog to choose a file.

use crate::store::history::export::Format;
use crate::t;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// What comes of a dialog: a path, or nothing where it was left or there is none.
pub type Chosen = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>>;

/// What is to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A file of contacts that is there.
    Contacts,
    /// A name for one that is to be.
    NewContacts,
    /// A name for a file of what was said.
    NewLog(Format),
}

/// Shows the dialog.
pub trait Chooser: fmt::Debug + Send + Sync + 'static {
    /// Shows it and answers at once; the path comes later.
    fn choose(&self, choice: Choice) -> Chosen;
}

/// That of the desktop; on Linux its portal shows it.
#[derive(Debug)]
pub struct Dialogs;

impl Chooser for Dialogs {
    fn choose(&self, choice: Choice) -> Chosen {
        let dialog = rfd::AsyncFileDialog::new();
        let handle: Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match choice {
            Choice::Contacts => {
                let dialog = dialog.set_title(t!("import-title"));
                Box::pin(dialog.add_filter(t!("switcher-people"), &["ctt", "csv", "xml", "txt"]).pick_file())
            }
            Choice::NewContacts => {
                let dialog = dialog.set_title(t!("export-title")).set_file_name("contacts.ctt");
                Box::pin(dialog.add_filter(".ctt", &["ctt"]).add_filter(".csv", &["csv"]).save_file())
            }
            Choice::NewLog(format) => {
                let ending = format.ending();
                let dialog = dialog.set_title(t!("save-title")).set_file_name(format!("conversation.{ending}"));
                Box::pin(dialog.add_filter(format!(".{ending}"), &[ending]).save_file())
            }
        };
        Box::pin(async move { handle.await.map(|handle| handle.path().to_owned()) })
    }
}

/// One that has its answer ready, for tests.
#[derive(Debug, Default)]
pub struct Ready(pub Option<PathBuf>);

impl Chooser for Ready {
    fn choose(&self, _choice: Choice) -> Chosen {
        let path = self.0.clone();
        Box::pin(async move { path })
    }
}

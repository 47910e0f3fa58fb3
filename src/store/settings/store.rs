//! The file of the settings: read once, written at each change, never over something that couldn't be read.

use super::{Settings, VERSION};
use crate::store::file;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Where settings are kept: a file, or memory in tests. Clones share it.
#[derive(Debug, Clone)]
pub struct SettingsStore(Arc<Mutex<Place>>);

#[derive(Debug)]
struct Place {
    kept: Kept,
    /// The last turn that was given, and the last that was written.
    given: u64,
    done: u64,
}

/// A place in the order of saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(u64);

#[derive(Debug)]
enum Kept {
    File(PathBuf),
    Memory(String),
}

/// What reading the settings came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings, or the defaults.
    pub settings: Settings,
    /// What was wrong with the file, where there was one that can't be used.
    pub trouble: Option<SettingsTrouble>,
}

/// A settings file that can't be used as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsTrouble {
    /// It can't be understood, and has another name now.
    SetAside(PathBuf),
    /// It can't be understood and couldn't be renamed: it is left alone, and nothing is kept.
    Stuck,
    /// A newer program wrote it: what this one knows of it holds, and nothing is kept, lest the rest be lost.
    Newer,
}

impl SettingsTrouble {
    /// Whether changes are forgotten when the program ends.
    pub const fn keeps_nothing(&self) -> bool {
        matches!(self, Self::Stuck | Self::Newer)
    }
}

impl SettingsStore {
    /// Settings in a file.
    pub fn file(path: PathBuf) -> Self {
        Self(Arc::new(Mutex::new(Place { kept: Kept::File(path), given: 0, done: 0 })))
    }

    /// Settings in memory, starting with the text of a file.
    pub fn memory(text: &str) -> Self {
        Self(Arc::new(Mutex::new(Place { kept: Kept::Memory(text.to_owned()), given: 0, done: 0 })))
    }

    /// Reads them. A file that can't be used is set aside; one of a newer program stays where it is.
    pub fn load(&self) -> Loaded {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = match &place.kept {
            Kept::File(path) => file::read(path).map_err(|error| error.to_string()),
            Kept::Memory(text) => Ok((!text.is_empty()).then(|| text.clone())),
        };
        let reason = match read {
            Ok(None) => return Loaded { settings: Settings::default(), trouble: None },
            Ok(Some(text)) if is_newer(&text) => {
                tracing::warn!("the settings are a newer program's");
                place.kept = Kept::Memory(String::new());
                let settings = Settings::parse(&text).unwrap_or_default();
                return Loaded { settings, trouble: Some(SettingsTrouble::Newer) };
            }
            Ok(Some(text)) => match Settings::parse(&text) {
                Ok(settings) => return Loaded { settings, trouble: None },
                Err(reason) => reason,
            },
            Err(reason) => reason,
        };
        tracing::warn!(%reason, "the settings can't be used");
        let aside = match &place.kept {
            Kept::File(path) => file::set_aside(path).ok(),
            Kept::Memory(_) => None,
        };
        if aside.is_none() {
            // What can't be moved away must not be written over.
            place.kept = Kept::Memory(String::new());
        }
        let trouble = aside.map_or(SettingsTrouble::Stuck, SettingsTrouble::SetAside);
        Loaded { settings: Settings::default(), trouble: Some(trouble) }
    }

    /// A place in the order of saves: of two that overtake each other on their way, the later one wins.
    pub fn turn(&self) -> Turn {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.given += 1;
        Turn(place.given)
    }

    /// Writes them, unless a later save was faster. Blocks: not for the thread that draws.
    ///
    /// # Errors
    /// When the file can't be written; the old one then stands.
    pub fn save(&self, turn: Turn, settings: &Settings) -> io::Result<()> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.0 <= place.done {
            return Ok(());
        }
        place.done = turn.0;
        let text = settings.to_text();
        if text.is_empty() {
            return Err(io::Error::other("the settings can't be written as TOML"));
        }
        match &mut place.kept {
            Kept::File(path) => file::write(path, &text),
            Kept::Memory(kept) => {
                *kept = text;
                Ok(())
            }
        }
    }
}

/// Whether a newer program wrote it, whatever else stands in it.
fn is_newer(text: &str) -> bool {
    let written: Option<toml::Table> = toml::from_str(text).ok();
    let version = written.as_ref().and_then(|table| table.get("version")).and_then(toml::Value::as_integer);
    version.is_some_and(|version| version > i64::from(VERSION))
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;
    use std::fs;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        (folder, path)
    }

    #[test]
    fn a_broken_file_is_set_aside_and_said() {
        let (_folder, path) = folder();
        for text in ["email = [", "version = \"one\"\n", "remember = \"perhaps\"\n", "list = 3\n"] {
            fs::write(&path, text).expect("written");
            let store = SettingsStore::file(path.clone());
            let loaded = store.load();
            assert_eq!(loaded.settings, Settings::default());
            let Some(SettingsTrouble::SetAside(kept)) = loaded.trouble else { panic!("{:?}", loaded.trouble) };
            assert_eq!(fs::read_to_string(kept).expect("there"), text);
            store.save(store.turn(), &example()).expect("saved");
            assert_eq!(SettingsStore::file(path.clone()).load(), Loaded { settings: example(), trouble: None });
        }
    }

    #[test]
    fn what_is_no_text_or_too_long_is_set_aside_too() {
        let (_folder, path) = folder();
        for bytes in [vec![0xff, 0xfe, 0x00], vec![b'#'; 20 * 1024 * 1024]] {
            fs::write(&path, &bytes).expect("written");
            let loaded = SettingsStore::file(path.clone()).load();
            let Some(SettingsTrouble::SetAside(kept)) = loaded.trouble else { panic!("{:?}", loaded.trouble) };
            assert!(fs::read(kept).expect("there") == bytes, "it is another one now");
        }
    }

    #[test]
    fn the_file_of_a_newer_program_is_read_and_left_alone() {
        let (_folder, path) = folder();
        for (text, email) in [
            ("version = 99\nemail = \"a@b\"\nshoe_size = 43\n", "a@b"),
            // What it says now may be of another kind by then.
            ("version = 2\nemail = [\"a@b\"]\n", ""),
        ] {
            fs::write(&path, text).expect("written");
            let store = SettingsStore::file(path.clone());
            let loaded = store.load();
            assert_eq!(loaded.trouble, Some(SettingsTrouble::Newer));
            assert_eq!(loaded.settings.email, email);
            store.save(store.turn(), &example()).expect("it is kept for this run");
            assert_eq!(fs::read_to_string(&path).expect("there"), text);
        }
    }

    #[test]
    fn what_cannot_be_written_is_said_and_the_old_file_stands() {
        let (folder, path) = folder();
        let store = SettingsStore::file(path.clone());
        store.save(store.turn(), &example()).expect("saved");
        // The file beside it, by which it is written, can't be made: a folder has the name.
        fs::create_dir(folder.path().join("settings.toml.new")).expect("made");
        assert!(store.save(store.turn(), &Settings::default()).is_err());
        assert_eq!(SettingsStore::file(path).load().settings, example());
    }

    #[test]
    fn a_late_save_does_not_undo_a_newer_one() {
        let store = SettingsStore::memory("");
        let (first, second) = (store.turn(), store.turn());
        store.save(second, &example()).expect("saved");
        store.save(first, &Settings::default()).expect("skipped");
        assert_eq!(store.load().settings, example());
    }
}

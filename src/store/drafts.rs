//! What is written and not sent yet, kept through a restart: one file for each account, by conversation.

use super::file;
use crate::store::credentials::Account;
use msnp::event::ConversationId;
use msnp::types::{CircleId, Email};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The drafts of an account. Conversations of several aren't among them: they end with their session.
pub type Drafts = BTreeMap<ConversationId, String>;

/// The most drafts of an account that are kept.
const MOST: usize = 200;
/// The longest that is kept whole, in bytes, and the most that all of them are together.
const LONGEST: usize = 64 * 1024;
const TOGETHER: usize = 256 * 1024;

/// Where drafts are kept: a folder, or memory in tests. Clones share it.
#[derive(Debug, Clone)]
pub struct DraftStore(Arc<Mutex<Place>>);

#[derive(Debug)]
struct Place {
    kept: Kept,
    /// The last turn that was given, and for each account the last that was written.
    given: u64,
    done: BTreeMap<String, u64>,
}

#[derive(Debug)]
enum Kept {
    Folder(PathBuf),
    Memory(BTreeMap<String, String>),
}

/// A place in the order of saves: of two that overtake each other on their way, the later one wins.
#[derive(Debug, Clone, Copy)]
pub struct Turn(u64);

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    version: u32,
    drafts: Vec<WrittenDraft>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct WrittenDraft {
    with: String,
    circle: String,
    text: String,
}

impl DraftStore {
    /// Drafts in a folder.
    pub fn folder(path: PathBuf) -> Self {
        Self::new(Kept::Folder(path))
    }

    /// Drafts in memory.
    pub fn memory() -> Self {
        Self::new(Kept::Memory(BTreeMap::new()))
    }

    fn new(kept: Kept) -> Self {
        Self(Arc::new(Mutex::new(Place { kept, given: 0, done: BTreeMap::new() })))
    }

    /// The drafts of an account. What can't be read is set aside, and there are none then. Blocks.
    pub fn load(&self, account: &Account) -> Drafts {
        let place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = file_name(account);
        let read = match &place.kept {
            Kept::Memory(texts) => Ok(texts.get(&name).cloned()),
            Kept::Folder(folder) => file::read(&folder.join(&name)),
        };
        let parsed = read.map_err(|error| error.to_string()).and_then(|text| parse(&text.unwrap_or_default()));
        parsed.unwrap_or_else(|why| {
            tracing::warn!(%why, "the drafts can't be read");
            if let Kept::Folder(folder) = &place.kept {
                let _ = file::set_aside(&folder.join(&name));
            }
            Drafts::new()
        })
    }

    /// A place in the order of saves.
    pub fn turn(&self) -> Turn {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.given += 1;
        Turn(place.given)
    }

    /// Keeps the drafts of an account in place of those that it had. Blocks.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn save(&self, turn: Turn, account: &Account, drafts: &Drafts) -> io::Result<()> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = file_name(account);
        let done = place.done.entry(name.clone()).or_default();
        if turn.0 <= *done {
            return Ok(());
        }
        *done = turn.0;
        let text = to_text(drafts);
        match &mut place.kept {
            Kept::Memory(texts) => {
                texts.insert(name, text);
                Ok(())
            }
            Kept::Folder(folder) => {
                let path = folder.join(name);
                if drafts.is_empty() {
                    // Nothing is left of what was sent.
                    return match std::fs::remove_file(path) {
                        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                        _ => Ok(()),
                    };
                }
                file::write(&path, &text)
            }
        }
    }
}

/// The name of an account's file says nothing about the account.
fn file_name(account: &Account) -> String {
    format!("{:x}.toml", md5::compute(account.key()))
}

fn parse(text: &str) -> Result<Drafts, String> {
    let written: Written = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let drafts = written.drafts.into_iter().filter_map(|draft| {
        let email = |text: &str| Email::parse(text).ok();
        let id = match email(&draft.with) {
            Some(with) => ConversationId::With(with),
            None => ConversationId::Circle(CircleId(email(&draft.circle)?)),
        };
        (!draft.text.trim().is_empty() && draft.text.len() <= LONGEST).then_some((id, draft.text))
    });
    Ok(drafts.take(MOST).collect())
}

fn to_text(drafts: &Drafts) -> String {
    let mut room = TOGETHER;
    let drafts = drafts
        .iter()
        .filter_map(|(id, text)| {
            let (with, circle) = match id {
                ConversationId::With(email) => (email.as_str().to_owned(), String::new()),
                ConversationId::Circle(circle) => (String::new(), circle.0.as_str().to_owned()),
                ConversationId::Group(_) => return None,
            };
            // What a keyboard doesn't write takes six times its room in the file.
            let text: String = text[..text.floor_char_boundary(LONGEST)]
                .chars()
                .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
                .collect();
            room = room.checked_sub(text.len())?;
            Some(WrittenDraft { with, circle, text })
        })
        .take(MOST)
        .collect();
    toml::to_string(&Written { version: 1, drafts }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> Account {
        Account { service: "local".into(), email: email(name) }
    }
    fn email(name: &str) -> Email {
        format!("{name}@example.com").parse().expect("an address")
    }
    fn with(name: &str) -> ConversationId {
        ConversationId::With(email(name))
    }

    #[test]
    fn each_account_has_its_own_and_they_come_back() {
        let root = tempfile::tempdir().expect("a folder");
        let store = || DraftStore::folder(root.path().join("drafts"));
        let circle = ConversationId::Circle(CircleId(email("circle")));
        let drafts = Drafts::from([
            (with("bob"), "see you\n\"at eight\" 🦋 \t".to_owned()),
            (circle, "all".to_owned()),
            (ConversationId::Group(1), "gone with its session".to_owned()),
        ]);
        let one = store();
        one.save(one.turn(), &account("alice"), &drafts).expect("saved");
        let mut lasting = drafts;
        lasting.remove(&ConversationId::Group(1));
        assert_eq!(store().load(&account("alice")), lasting);
        assert_eq!(store().load(&account("carol")), Drafts::new());
        one.save(one.turn(), &account("alice"), &Drafts::new()).expect("saved");
        assert_eq!(store().load(&account("alice")), Drafts::new());
        assert_eq!(std::fs::read_dir(root.path().join("drafts")).expect("there").count(), 0, "nothing is left behind");
    }

    #[test]
    fn a_late_save_does_not_undo_a_newer_one() {
        let store = DraftStore::memory();
        let (first, second) = (store.turn(), store.turn());
        let newer = Drafts::from([(with("bob"), "newer".to_owned())]);
        store.save(second, &account("alice"), &newer).expect("saved");
        store.save(first, &account("alice"), &Drafts::new()).expect("skipped");
        assert_eq!(store.load(&account("alice")), newer);
    }

    #[test]
    fn there_is_a_most_of_everything() {
        let store = DraftStore::memory();
        let many: Drafts = (0..MOST + 50).map(|n| (with(&format!("p{n}")), "x".to_owned())).collect();
        store.save(store.turn(), &account("alice"), &many).expect("saved");
        assert_eq!(store.load(&account("alice")).len(), MOST);
        let long: Drafts = (0..20).map(|n| (with(&format!("p{n:02}")), "é".repeat(LONGEST))).collect();
        store.save(store.turn(), &account("alice"), &long).expect("saved");
        let kept = store.load(&account("alice"));
        assert_eq!(kept.len(), TOGETHER / LONGEST);
        assert!(kept.values().all(|text| text.len() == LONGEST));
        // Also of what needs more room in the file than it has itself.
        for mark in ["\u{1}x", "\"'", "\\", "\"\"\""] {
            let marks: Drafts = (0..8).map(|n| (with(&format!("p{n}")), mark.repeat(LONGEST / mark.len()))).collect();
            let root = tempfile::tempdir().expect("a folder");
            let folder = DraftStore::folder(root.path().to_owned());
            folder.save(folder.turn(), &account("alice"), &marks).expect("saved");
            assert!(folder.load(&account("alice")).len() >= TOGETHER / LONGEST, "{mark}");
        }
    }

    #[test]
    fn a_broken_file_is_set_aside() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join(file_name(&account("alice")));
        std::fs::write(&path, "drafts = [").expect("written");
        let store = DraftStore::folder(root.path().to_owned());
        assert_eq!(store.load(&account("alice")), Drafts::new());
        assert!(!path.exists());
        assert_eq!(std::fs::read_dir(root.path()).expect("there").count(), 1, "it is kept");
    }
}

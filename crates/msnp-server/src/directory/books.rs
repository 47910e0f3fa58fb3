//! What the address book of MSNP13 and later knows beside the lists: notes, telephone numbers and annotations, people
//! who are kept without being on a list, and what changed since a serial.

use super::{AccountId, DirectoryError, Entry, Result};
use msnp::types::{Email, Lists};

/// How many details somebody may have in one book.
pub const MOST_DETAILS: usize = 64;
/// How long a detail's key may be, in bytes.
const LONGEST_KEY: usize = 80;
/// How long a detail may be, in bytes.
const LONGEST_VALUE: usize = 4096;
/// How many changes are remembered for each book. Whoever asks for older ones has to fetch everything.
pub(super) const MOST_CHANGES: usize = 1024;
/// How many of them are left after the oldest are forgotten.
pub(super) const KEPT_CHANGES: usize = MOST_CHANGES / 2;
/// The bit beside those of the lists that says "in the book".
pub(super) const IN_BOOK: u8 = 32;

/// Something that the owner of a book notes about a contact, or about themselves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Free words.
    Note,
    /// A telephone number; which one, as the address book calls it: `ContactPhoneMobile`.
    Phone(String),
    /// A mail address beside the account's, as the address book calls it: `ContactEmailPersonal`.
    Mail(String),
    /// An annotation by its name: `MSN.IM.MPOP`.
    Annotation(String),
    /// A field of the contact by its name: `firstName`.
    Field(String),
}

impl Detail {
    /// As it is written down.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Note => "note".to_owned(),
            Self::Phone(kind) => format!("phone {kind}"),
            Self::Mail(kind) => format!("mail {kind}"),
            Self::Annotation(name) => format!("annotation {name}"),
            Self::Field(name) => format!("field {name}"),
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        let (kind, name) = key.split_once(' ').unwrap_or((key, ""));
        let name = name.to_owned();
        Some(match kind {
            "note" => Self::Note,
            "phone" => Self::Phone(name),
            "mail" => Self::Mail(name),
            "annotation" => Self::Annotation(name),
            "field" => Self::Field(name),
            _ => return None,
        })
    }

    /// The key, if a book can hold this; `have` says how many others there are.
    pub(super) fn checked(&self, value: Option<&str>, have: usize) -> Result<String> {
        let key = self.key();
        let long = key.len() > LONGEST_KEY || value.is_some_and(|value| value.len() > LONGEST_VALUE);
        let many = value.is_some() && have >= MOST_DETAILS;
        if long || many { Err(DirectoryError::TooMuch) } else { Ok(key) }
    }
}

/// Somebody in a book or on its owner's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What the lists say of them. On no list at all when they are only kept.
    pub entry: Entry,
    /// In the address book though not on the forward list.
    pub kept: bool,
    /// When the entry was made, in Unix seconds; 0 is unknown.
    pub since: u64,
    /// When they came on the reverse list; 0 is unknown.
    pub reverse_since: u64,
    /// What the owner noted about them.
    pub details: Vec<(Detail, String)>,
}

impl Contact {
    /// Whether the address book has them; everybody else is on another list only.
    pub fn is_in_book(&self) -> bool {
        self.kept || self.entry.lists.contains(msnp::types::List::Forward)
    }
}

/// What changed in a book since a serial. What isn't in the book any more was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Whether the owner's own entry did.
    pub me: bool,
    /// Who.
    pub people: Vec<PersonChange>,
    /// Which groups, by GUID.
    pub groups: Vec<String>,
}

/// Somebody of whom something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChange {
    /// Their GUID.
    pub guid: String,
    /// Their address.
    pub email: Email,
    /// The lists that they were on at some time.
    pub was: Lists,
    /// Whether they were in the book at some time.
    pub was_in_book: bool,
}

/// The part of the directory that only the address book asks for.
pub trait Books {
    /// Says what time it is, in Unix seconds: for the dates of what is added from now on.
    fn set_time(&mut self, unix: u64);
    /// Everybody in the book or on any list of `owner`, by address.
    fn book(&self, owner: AccountId) -> Result<Vec<Contact>>;
    /// What `owner` noted about somebody, or about themselves.
    fn details(&self, owner: AccountId, of: AccountId) -> Result<Vec<(Detail, String)>>;
    /// Sets a detail, or clears it. Whoever it is about must be in the book, or be the owner. An answer of
    /// [`DirectoryError::TooMuch`] when the book can't hold it.
    fn set_detail(&mut self, owner: AccountId, of: AccountId, detail: &Detail, value: Option<&str>) -> Result<()>;
    /// Keeps somebody in the book without the forward list, or no longer. Their details go with the last of both.
    fn set_kept(&mut self, owner: AccountId, contact: AccountId, kept: bool) -> Result<()>;
    /// What changed after `serial`; `None` when that isn't known any more, or hasn't come yet.
    fn changes(&self, owner: AccountId, serial: u64) -> Result<Option<Changes>>;
}

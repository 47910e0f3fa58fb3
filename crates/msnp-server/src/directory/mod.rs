//! Who has an account, and whom everyone has on their lists.
//!
//! [`Directory`] is the one door to it. [`SqliteDirectory`] keeps it in a file, [`MemoryDirectory`] in memory; both
//! pass the same tests. Two rules live here and not in the machine, because they must hold in one transaction:
//!
//! - whoever is put on a forward list finds its owner on the reverse list (and, if they haven't made up their mind
//!   about the owner, on the pending list), and whoever is taken off no longer does;
//! - every change of what an account's lists say raises that account's serial by one, and is remembered with it.
//!
//! What only the address book of MSNP13 and later asks for is [`Books`], a part of it.

mod books;
mod circles;
mod memory;
mod offline;
mod sqlite;
#[cfg(test)]
mod tests;

pub use books::{Books, Changes, Contact, Detail, MOST_DETAILS, PersonChange};
pub use circles::{Circle, CircleMember, CircleRole, CircleStanding, Circles};
pub use memory::MemoryDirectory;
pub use offline::{OfflineMessages, Waiting};
pub use sqlite::SqliteDirectory;

use msnp::types::{AddPolicy, Email, List, Lists, Privacy, Property, Secret};

/// An account's number. Never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub i64);

/// An account without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its address, as spelled when it was made.
    pub email: Email,
    /// The name that others see.
    pub name: String,
    /// What `C=` says of it from MSNP10.
    pub guid: String,
    /// `BLP`
    pub privacy: Privacy,
    /// `GTC`
    pub add_policy: AddPolicy,
    /// The version of its lists.
    pub serial: u64,
    /// Whether the Guide has said hello.
    pub greeted: bool,
}

impl Account {
    /// The account as a number of 64 bits, where clients want one: made of the GUID, so it stays.
    pub fn number(&self) -> u64 {
        number(&self.guid)
    }
}

/// The account with this GUID as a number.
pub(crate) fn number(guid: &str) -> u64 {
    let digest = msnp::auth::md5::hex(guid.as_bytes());
    u64::from_str_radix(digest.get(..16).unwrap_or_default(), 16).unwrap_or_default()
}

/// What proves that somebody owns an account.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The Argon2 hash.
    pub password: Secret,
    /// For MSNP2 to 7, where the owner asked for it.
    pub md5: Option<SaltedMd5>,
}

/// The digest of salt and password that the MD5 sign-in compares. As good as the password for that sign-in, so it is
/// kept only for those who ask.
#[derive(Debug, Clone)]
pub struct SaltedMd5 {
    /// The challenge of every sign-in.
    pub salt: String,
    /// `md5(salt + password)` in lower-case hexadecimal.
    pub digest: Secret,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its address.
    pub email: Email,
    /// Its name.
    pub name: String,
    /// Its GUID.
    pub guid: String,
    /// What proves it.
    pub credentials: Credentials,
}

/// Somebody on any list of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub contact: AccountId,
    /// Their address.
    pub email: Email,
    /// Their GUID.
    pub guid: String,
    /// The name that they gave themselves.
    pub own_name: String,
    /// The name that the owner of the list gave them.
    pub given_name: Option<String>,
    /// Which lists.
    pub lists: Lists,
    /// Which groups, by number, lowest first.
    pub groups: Vec<u32>,
}

impl Entry {
    /// The name that the list shows.
    pub fn name(&self) -> &str {
        self.given_name.as_deref().unwrap_or(&self.own_name)
    }
}

/// A group of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its number (MSNP7 to 9), from 1.
    pub number: u32,
    /// Its GUID (from MSNP10).
    pub guid: String,
    /// Its name.
    pub name: String,
}

/// Why the directory can't do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// The address is taken.
    #[error("there is already an account {0}")]
    Exists(Email),
    /// The account, entry or group isn't there (any more).
    #[error("there is no such account, contact or group")]
    Missing,
    /// A text is too long, or there are too many of them.
    #[error("that is more than a list can hold")]
    TooMuch,
    /// The file can't be read or written.
    #[error("the accounts can't be read or written: {0}")]
    Storage(String),
}

/// What the directory answers.
pub type Result<T> = std::result::Result<T, DirectoryError>;

/// The accounts and their lists. Addresses compare without regard to case.
pub trait Directory: Books + Circles + OfflineMessages + Send {
    /// The account with this address.
    fn account(&self, email: &Email) -> Result<Option<Account>>;
    /// The account with this number.
    fn account_by_id(&self, id: AccountId) -> Result<Option<Account>>;
    /// Every account, by address.
    fn accounts(&self) -> Result<Vec<Account>>;
    /// What proves it.
    fn credentials(&self, id: AccountId) -> Result<Option<Credentials>>;
    /// Gives it another password.
    fn set_credentials(&mut self, id: AccountId, credentials: Credentials) -> Result<()>;
    /// Makes an account.
    fn create(&mut self, draft: Draft) -> Result<AccountId>;
    /// Removes an account and every trace of it on other lists.
    fn remove(&mut self, id: AccountId) -> Result<()>;

    /// Everybody on any list of `owner`, by address.
    fn entries(&self, owner: AccountId) -> Result<Vec<Entry>>;
    /// One of them.
    fn entry(&self, owner: AccountId, contact: AccountId) -> Result<Option<Entry>>;
    /// Puts `contact` on exactly these lists of `owner`, and keeps the other side's reverse list in step.
    fn set_lists(&mut self, owner: AccountId, contact: AccountId, lists: Lists) -> Result<()>;
    /// Gives a contact a name on the owner's list; `None` goes back to their own.
    fn set_given_name(&mut self, owner: AccountId, contact: AccountId, name: Option<&str>) -> Result<()>;
    /// Puts a contact into a group, or takes them out.
    fn set_membership(&mut self, owner: AccountId, contact: AccountId, group: u32, member: bool) -> Result<()>;

    /// The groups, by number.
    fn groups(&self, owner: AccountId) -> Result<Vec<Group>>;
    /// Makes a group under the lowest free number.
    fn add_group(&mut self, owner: AccountId, name: &str, guid: &str) -> Result<u32>;
    /// Gives a group another name.
    fn rename_group(&mut self, owner: AccountId, number: u32, name: &str) -> Result<()>;
    /// Removes a group; its people stay.
    fn remove_group(&mut self, owner: AccountId, number: u32) -> Result<()>;

    /// The account's own name.
    fn set_name(&mut self, owner: AccountId, name: &str) -> Result<()>;
    /// `BLP`
    fn set_privacy(&mut self, owner: AccountId, privacy: Privacy) -> Result<()>;
    /// `GTC`
    fn set_add_policy(&mut self, owner: AccountId, policy: AddPolicy) -> Result<()>;
    /// Phone numbers and flags, by key.
    fn properties(&self, owner: AccountId) -> Result<Vec<(Property, String)>>;
    /// Sets one, or clears it.
    fn set_property(&mut self, owner: AccountId, property: &Property, value: Option<&str>) -> Result<()>;
    /// Notes that the Guide has said hello.
    fn set_greeted(&mut self, owner: AccountId) -> Result<()>;
}

/// What the other side's lists become when an owner's forward list changes: the mirror of the module's first rule.
fn mirrored(theirs: Lists, on_forward: bool, policy: AddPolicy) -> Lists {
    if !on_forward {
        return theirs.without(List::Reverse).without(List::Pending);
    }
    let undecided = ![List::Forward, List::Allow, List::Block].into_iter().any(|list| theirs.contains(list));
    let theirs = theirs.with(List::Reverse);
    if undecided && policy == AddPolicy::Ask { theirs.with(List::Pending) } else { theirs }
}

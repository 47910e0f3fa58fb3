//! Messages that wait for people who aren't there.

use super::{AccountId, Result};
use msnp::types::Email;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its name: a GUID.
    pub id: String,
    /// Who wrote it. An address, since an account may be gone by the time it is read.
    pub from: Email,
    /// The name they wrote it under.
    pub name: String,
    /// Which of their sessions they wrote it in: a GUID without braces.
    pub run: String,
    /// Its place in that session.
    pub sequence: u32,
    /// When it came, in Unix seconds.
    pub sent: u64,
    /// The text.
    pub text: String,
}

/// Where messages wait. Part of the [`Directory`](super::Directory), since they go with the account they are for.
pub trait OfflineMessages {
    /// Keeps a message for an account.
    fn leave_message(&mut self, owner: AccountId, message: &Waiting) -> Result<()>;
    /// What waits for an account, oldest first.
    fn waiting_messages(&self, owner: AccountId) -> Result<Vec<Waiting>>;
    /// One of them.
    fn waiting_message(&self, owner: AccountId, id: &str) -> Result<Option<Waiting>>;
    /// How many wait for an account, and how many of those are from this address.
    fn count_messages(&self, owner: AccountId, from: &Email) -> Result<(usize, usize)>;
    /// Forgets all of these, or none of them: false when one isn't there.
    fn delete_messages(&mut self, owner: AccountId, ids: &[&str]) -> Result<bool>;
}

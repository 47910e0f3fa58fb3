//! Deleting, in steps: what comes in meanwhile doesn't have to wait for all of it.

use super::Result;
use super::database::Database;
use super::entry::{EntryId, Key};
use rusqlite::{TransactionBehavior, params};

/// The most entries of one step.
pub const STEP: usize = 2_000;

/// What is to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// One entry.
    Entry(EntryId),
    /// A conversation, or everything.
    Whole(Option<Key>),
    /// What was from one time to before another, in milliseconds since 1970, in a conversation or in all.
    Between(Option<Key>, i64, i64),
}

impl Database {
    /// Deletes up to [`STEP`] entries of a span; answers how many it were. None are left when that is 0.
    pub fn delete(&mut self, span: &Span) -> Result<usize> {
        let (key, from, to) = match span {
            Span::Entry(EntryId(id)) => {
                let gone = self.connection.execute("DELETE FROM entries WHERE id = ?1", [id])?;
                self.connection.execute("DELETE FROM conversations WHERE count <= 0", [])?;
                return Ok(gone);
            }
            Span::Whole(key) => (key, i64::MIN, i64::MAX),
            Span::Between(key, from, to) => (key, EntryId::first_at(*from).0, EntryId::first_at(*to).0),
        };
        let conversation = match key {
            Some(key) => match self.conversation(key)? {
                Some(id) => Some(id),
                None => return Ok(0),
            },
            None => None,
        };
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let place = if conversation.is_some() { "conversation = ?1" } else { "?1 IS NULL" };
        let sql = format!(
            "DELETE FROM entries WHERE id IN
                 (SELECT id FROM entries WHERE {place} AND id >= ?2 AND id < ?3 ORDER BY id LIMIT ?4)"
        );
        let gone = transaction.prepare_cached(&sql)?.execute(params![
            conversation,
            from,
            to,
            i64::try_from(STEP).unwrap_or(i64::MAX)
        ])?;
        transaction.commit()?;
        if gone < STEP {
            self.forget_empty()?;
        }
        Ok(gone)
    }

    /// A conversation in which nothing is left is none, and people whom nothing names are forgotten.
    fn forget_empty(&mut self) -> Result<()> {
        self.connection.execute_batch(
            "DELETE FROM conversations WHERE count <= 0;
             DELETE FROM people WHERE id NOT IN (SELECT person FROM entries) AND id NOT IN (SELECT person FROM members);",
        )?;
        Ok(())
    }
}

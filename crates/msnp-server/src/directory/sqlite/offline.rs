//! Messages that wait, in the file. Their table is made wherever it is missing, beside the versions of the others.

use super::{SqliteDirectory, address, found};
use crate::directory::{AccountId, OfflineMessages, Result, Waiting};
use msnp::types::Email;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The address in lower case is what senders are counted by. With an account its messages go.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS offline_messages (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        id TEXT NOT NULL UNIQUE,
        sender TEXT NOT NULL,
        sender_key TEXT NOT NULL,
        sender_name TEXT NOT NULL,
        run TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        sent INTEGER NOT NULL,
        text TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS offline_messages_by_owner ON offline_messages (owner);";

const MESSAGE: &str = "SELECT id, sender, sender_name, run, sequence, sent, text FROM offline_messages";

/// Sees to it that the table is there.
pub(super) fn prepare(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch(TABLE)?)
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let from: String = row.get(1)?;
    Ok(Waiting {
        id: row.get(0)?,
        from: address(&from)?,
        name: row.get(2)?,
        run: row.get(3)?,
        sequence: row.get(4)?,
        sent: u64::try_from(row.get::<_, i64>(5)?).unwrap_or_default(),
        text: row.get(6)?,
    })
}

impl OfflineMessages for SqliteDirectory {
    fn leave_message(&mut self, owner: AccountId, message: &Waiting) -> Result<()> {
        self.change(|transaction| {
            // Nobody, where there is no such account.
            found(transaction.execute(
                "INSERT INTO offline_messages (owner, id, sender, sender_key, sender_name, run, sequence, sent, text)
                 SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM accounts WHERE id = ?1",
                params![
                    owner.0,
                    message.id,
                    message.from.as_str(),
                    message.from.as_str().to_ascii_lowercase(),
                    message.name,
                    message.run,
                    message.sequence,
                    i64::try_from(message.sent).unwrap_or(i64::MAX),
                    message.text,
                ],
            )?)
        })
    }

    fn waiting_messages(&self, owner: AccountId) -> Result<Vec<Waiting>> {
        let mut query = self.connection.prepare_cached(&format!("{MESSAGE} WHERE owner = ?1 ORDER BY number"))?;
        let all = query.query_map([owner.0], waiting)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn waiting_message(&self, owner: AccountId, id: &str) -> Result<Option<Waiting>> {
        let mut query = self.connection.prepare_cached(&format!("{MESSAGE} WHERE owner = ?1 AND id = ?2"))?;
        Ok(query.query_row(params![owner.0, id], waiting).optional()?)
    }

    fn count_messages(&self, owner: AccountId, from: &Email) -> Result<(usize, usize)> {
        let mut query = self.connection.prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE sender_key = ?2) FROM offline_messages WHERE owner = ?1",
        )?;
        let key = from.as_str().to_ascii_lowercase();
        Ok(query.query_row(params![owner.0, key], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn delete_messages(&mut self, owner: AccountId, ids: &[&str]) -> Result<bool> {
        self.change(|transaction| {
            for id in ids {
                let there: bool = transaction.query_row(
                    "SELECT EXISTS (SELECT 1 FROM offline_messages WHERE owner = ?1 AND id = ?2)",
                    params![owner.0, id],
                    |row| row.get(0),
                )?;
                if !there {
                    return Ok(false);
                }
            }
            for id in ids {
                transaction
                    .execute("DELETE FROM offline_messages WHERE owner = ?1 AND id = ?2", params![owner.0, id])?;
            }
            Ok(true)
        })
    }
}

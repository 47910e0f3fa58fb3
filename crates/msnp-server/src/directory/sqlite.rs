//! The directory in one SQLite file. Several processes may have it open: a running server, and the program that adds
//! or removes an account beside it.

mod books;
mod circles;
mod offline;

use super::books::IN_BOOK;
use super::{
    Account, AccountId, Credentials, Directory, DirectoryError, Draft, Entry, Group, Result, SaltedMd5, mirrored,
};
use books::{log_group, log_me, log_person};
use msnp::types::{AddPolicy, Email, List, Lists, Privacy, Property, Secret};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use std::path::Path;
use std::time::Duration;

/// What each version adds. The file's `user_version` says how many of them it has seen.
const MIGRATIONS: [&str; 2] = [include_str!("schema_1.sql"), include_str!("schema_2.sql")];

/// How long to wait for another process that is writing.
const BUSY: Duration = Duration::from_secs(5);

/// Accounts in a file.
#[derive(Debug)]
pub struct SqliteDirectory {
    connection: Connection,
    /// What time it is, in Unix seconds: as the server says.
    time: u64,
}

impl SqliteDirectory {
    /// Opens the file, makes it when it isn't there, and brings it up to date.
    ///
    /// # Errors
    /// When it can't be opened, isn't a file of ours, or was made by a later version.
    pub fn open(path: &Path) -> Result<Self> {
        Self::prepare(Connection::open(path)?)
    }

    fn prepare(mut connection: Connection) -> Result<Self> {
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // With a write-ahead log this loses at most the last moments after a power cut and never breaks the file.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        // Only a file that needs it is locked for writing.
        if version(&connection)? != MIGRATIONS.len() {
            // A migration may make a table anew; what refers to its rows stays as it is.
            connection.pragma_update(None, "foreign_keys", false)?;
            migrate(&mut connection)?;
        }
        connection.pragma_update(None, "foreign_keys", true)?;
        circles::prepare(&connection)?;
        offline::prepare(&connection)?;
        Ok(Self { connection, time: 0 })
    }

    /// Runs a change whole or not at all. It takes the write lock at once, so that what it reads still holds when it
    /// writes.
    fn change<T>(&mut self, change: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = change(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }
}

impl From<rusqlite::Error> for DirectoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.to_string())
    }
}

fn version(connection: &Connection) -> Result<usize> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    let seen = version(&transaction)?;
    let Some(missing) = MIGRATIONS.get(seen..) else {
        return Err(DirectoryError::Storage("they were made by a later version of this program".into()));
    };
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    Ok(transaction.commit()?)
}

const ACCOUNT: &str = "SELECT id, email, name, guid, privacy, add_policy, serial, greeted FROM accounts";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let email: String = row.get(1)?;
    let privacy: String = row.get(4)?;
    let policy: String = row.get(5)?;
    Ok(Account {
        id: AccountId(row.get(0)?),
        email: address(&email)?,
        name: row.get(2)?,
        guid: row.get(3)?,
        privacy: if privacy == "BL" { Privacy::BlockOthers } else { Privacy::AllowOthers },
        add_policy: if policy == "N" { AddPolicy::Silent } else { AddPolicy::Ask },
        serial: u64::try_from(row.get::<_, i64>(6)?).unwrap_or_default(),
        greeted: row.get(7)?,
    })
}

fn address(text: &str) -> rusqlite::Result<Email> {
    Email::from_wire(text).ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("no address: {text:?}")))
}

const ENTRY: &str = "SELECT e.contact, a.email, a.guid, a.name, e.given_name, e.lists,
        (SELECT group_concat(number) FROM members m WHERE m.owner = e.owner AND m.contact = e.contact)
    FROM entries e JOIN accounts a ON a.id = e.contact";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let email: String = row.get(1)?;
    let groups: Option<String> = row.get(6)?;
    let mut groups: Vec<u32> = groups.iter().flat_map(|g| g.split(',')).filter_map(|n| n.parse().ok()).collect();
    groups.sort_unstable();
    Ok(Entry {
        contact: AccountId(row.get(0)?),
        email: address(&email)?,
        guid: row.get(2)?,
        own_name: row.get(3)?,
        given_name: row.get(4)?,
        lists: Lists::from_bits(row.get(5)?),
        groups,
    })
}

/// Raises the serial of an account; says when it isn't there.
fn touch(transaction: &Transaction<'_>, owner: AccountId) -> Result<()> {
    found(transaction.execute("UPDATE accounts SET serial = serial + 1 WHERE id = ?1", [owner.0])?)
}

fn found(rows: usize) -> Result<()> {
    if rows == 0 { Err(DirectoryError::Missing) } else { Ok(()) }
}

fn lists(transaction: &Transaction<'_>, owner: AccountId, contact: AccountId) -> Result<Lists> {
    let bits = transaction
        .query_row("SELECT lists FROM entries WHERE owner = ?1 AND contact = ?2", [owner.0, contact.0], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(bits.map_or(Lists::NONE, Lists::from_bits))
}

/// The lists of an entry and whether it is in the book, as the bits of a change.
fn bits(transaction: &Transaction<'_>, owner: AccountId, contact: AccountId) -> Result<u8> {
    let bits = transaction
        .query_row(
            "SELECT lists | CASE WHEN kept OR lists & 1 THEN ?3 ELSE 0 END FROM entries WHERE owner = ?1 AND contact = ?2",
            params![owner.0, contact.0, IN_BOOK],
            |row| row.get(0),
        )
        .optional()?;
    Ok(bits.unwrap_or(0))
}

fn write_lists(
    transaction: &Transaction<'_>,
    owner: AccountId,
    contact: AccountId,
    lists: Lists,
    time: u64,
) -> Result<()> {
    touch(transaction, owner)?;
    log_person(transaction, owner, contact)?;
    let time = i64::try_from(time).unwrap_or_default();
    let reverse = lists.contains(List::Reverse);
    if lists.is_empty() {
        // Somebody who is kept in the book stays there.
        transaction
            .execute("UPDATE entries SET lists = 0 WHERE owner = ?1 AND contact = ?2 AND kept", [owner.0, contact.0])?;
        transaction
            .execute("DELETE FROM entries WHERE owner = ?1 AND contact = ?2 AND NOT kept", [owner.0, contact.0])?;
    } else {
        transaction.execute(
            "INSERT INTO entries (owner, contact, lists, since, reverse_since)
             VALUES (?1, ?2, ?3, ?4, CASE WHEN ?5 THEN ?4 ELSE 0 END)
             ON CONFLICT (owner, contact) DO UPDATE SET
                lists = excluded.lists,
                kept = kept AND NOT excluded.lists & 1,
                reverse_since = CASE WHEN ?5 AND NOT lists & 8 THEN ?4 ELSE reverse_since END",
            params![owner.0, contact.0, lists.bits(), time, reverse],
        )?;
    }
    if !lists.contains(List::Forward) {
        transaction.execute("DELETE FROM members WHERE owner = ?1 AND contact = ?2", [owner.0, contact.0])?;
    }
    books::tidy(transaction, owner, contact)
}

impl Directory for SqliteDirectory {
    fn account(&self, email: &Email) -> Result<Option<Account>> {
        let mut query = self.connection.prepare_cached(&format!("{ACCOUNT} WHERE email_key = ?1"))?;
        Ok(query.query_row([email.as_str().to_ascii_lowercase()], account).optional()?)
    }

    fn account_by_id(&self, id: AccountId) -> Result<Option<Account>> {
        let mut query = self.connection.prepare_cached(&format!("{ACCOUNT} WHERE id = ?1"))?;
        Ok(query.query_row([id.0], account).optional()?)
    }

    fn accounts(&self) -> Result<Vec<Account>> {
        let mut query = self.connection.prepare_cached(&format!("{ACCOUNT} ORDER BY email_key"))?;
        let all = query.query_map([], account)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn credentials(&self, id: AccountId) -> Result<Option<Credentials>> {
        let read = |row: &Row<'_>| {
            let (salt, digest): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
            let md5 = salt.zip(digest).map(|(salt, digest)| SaltedMd5 { salt, digest: Secret::new(digest) });
            Ok(Credentials { password: Secret::new(row.get::<_, String>(0)?), md5 })
        };
        let mut query =
            self.connection.prepare_cached("SELECT password, md5_salt, md5_digest FROM accounts WHERE id = ?1")?;
        Ok(query.query_row([id.0], read).optional()?)
    }

    fn set_credentials(&mut self, id: AccountId, credentials: Credentials) -> Result<()> {
        self.change(|transaction| {
            let md5 = credentials.md5.as_ref();
            found(transaction.execute(
                "UPDATE accounts SET password = ?2, md5_salt = ?3, md5_digest = ?4 WHERE id = ?1",
                params![id.0, credentials.password.expose(), md5.map(|m| &m.salt), md5.map(|m| m.digest.expose()),],
            )?)
        })
    }

    fn create(&mut self, draft: Draft) -> Result<AccountId> {
        let key = draft.email.as_str().to_ascii_lowercase();
        self.change(|transaction| {
            let taken: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM accounts WHERE email_key = ?1)",
                [&key],
                |row| row.get(0),
            )?;
            if taken {
                return Err(DirectoryError::Exists(draft.email));
            }
            let md5 = draft.credentials.md5.as_ref();
            transaction.execute(
                "INSERT INTO accounts (email, email_key, name, guid, password, md5_salt, md5_digest)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    draft.email.as_str(),
                    key,
                    draft.name,
                    draft.guid,
                    draft.credentials.password.expose(),
                    md5.map(|m| &m.salt),
                    md5.map(|m| m.digest.expose()),
                ],
            )?;
            Ok(AccountId(transaction.last_insert_rowid()))
        })
    }

    fn remove(&mut self, id: AccountId) -> Result<()> {
        self.change(|transaction| {
            books::log_everywhere(transaction, id)?;
            found(transaction.execute("DELETE FROM accounts WHERE id = ?1", [id.0])?)
        })
    }

    fn entries(&self, owner: AccountId) -> Result<Vec<Entry>> {
        let mut query = self
            .connection
            .prepare_cached(&format!("{ENTRY} WHERE e.owner = ?1 AND e.lists > 0 ORDER BY a.email_key"))?;
        let all = query.query_map([owner.0], entry)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn entry(&self, owner: AccountId, contact: AccountId) -> Result<Option<Entry>> {
        let mut query = self
            .connection
            .prepare_cached(&format!("{ENTRY} WHERE e.owner = ?1 AND e.contact = ?2 AND e.lists > 0"))?;
        Ok(query.query_row([owner.0, contact.0], entry).optional()?)
    }

    fn set_lists(&mut self, owner: AccountId, contact: AccountId, after: Lists) -> Result<()> {
        let time = self.time;
        self.change(|transaction| {
            let policy: Option<String> = transaction
                .query_row("SELECT add_policy FROM accounts WHERE id = ?1", [contact.0], |row| row.get(0))
                .optional()?;
            let policy = match policy.as_deref() {
                Some("N") => AddPolicy::Silent,
                Some(_) => AddPolicy::Ask,
                None => return Err(DirectoryError::Missing),
            };
            let before = lists(transaction, owner, contact)?;
            write_lists(transaction, owner, contact, after, time)?;
            let on_forward = after.contains(List::Forward);
            if before.contains(List::Forward) != on_forward && owner != contact {
                let theirs = lists(transaction, contact, owner)?;
                write_lists(transaction, contact, owner, mirrored(theirs, on_forward, policy), time)?;
            }
            Ok(())
        })
    }

    fn set_given_name(&mut self, owner: AccountId, contact: AccountId, name: Option<&str>) -> Result<()> {
        self.change(|transaction| {
            found(transaction.execute(
                "UPDATE entries SET given_name = ?3 WHERE owner = ?1 AND contact = ?2",
                params![owner.0, contact.0, name],
            )?)?;
            touch(transaction, owner)?;
            log_person(transaction, owner, contact)
        })
    }

    fn set_membership(&mut self, owner: AccountId, contact: AccountId, group: u32, member: bool) -> Result<()> {
        self.change(|transaction| {
            let both: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM entries WHERE owner = ?1 AND contact = ?2)
                    AND EXISTS (SELECT 1 FROM contact_groups WHERE owner = ?1 AND number = ?3)",
                params![owner.0, contact.0, group],
                |row| row.get(0),
            )?;
            if !both {
                return Err(DirectoryError::Missing);
            }
            let change = if member {
                "INSERT OR IGNORE INTO members (owner, contact, number) VALUES (?1, ?2, ?3)"
            } else {
                "DELETE FROM members WHERE owner = ?1 AND contact = ?2 AND number = ?3"
            };
            transaction.execute(change, params![owner.0, contact.0, group])?;
            touch(transaction, owner)?;
            log_person(transaction, owner, contact)
        })
    }

    fn groups(&self, owner: AccountId) -> Result<Vec<Group>> {
        let mut query = self
            .connection
            .prepare_cached("SELECT number, guid, name FROM contact_groups WHERE owner = ?1 ORDER BY number")?;
        let read = |row: &Row<'_>| Ok(Group { number: row.get(0)?, guid: row.get(1)?, name: row.get(2)? });
        let all = query.query_map([owner.0], read)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn add_group(&mut self, owner: AccountId, name: &str, guid: &str) -> Result<u32> {
        self.change(|transaction| {
            touch(transaction, owner)?;
            let number: u32 = transaction.query_row(
                "SELECT min(number) FROM (SELECT 1 AS number UNION SELECT number + 1 FROM contact_groups WHERE owner = ?1)
                 WHERE number NOT IN (SELECT number FROM contact_groups WHERE owner = ?1)",
                [owner.0],
                |row| row.get(0),
            )?;
            transaction.execute(
                "INSERT INTO contact_groups (owner, number, guid, name) VALUES (?1, ?2, ?3, ?4)",
                params![owner.0, number, guid, name],
            )?;
            log_group(transaction, owner, number)?;
            Ok(number)
        })
    }

    fn rename_group(&mut self, owner: AccountId, number: u32, name: &str) -> Result<()> {
        self.change(|transaction| {
            found(transaction.execute(
                "UPDATE contact_groups SET name = ?3 WHERE owner = ?1 AND number = ?2",
                params![owner.0, number, name],
            )?)?;
            touch(transaction, owner)?;
            log_group(transaction, owner, number)
        })
    }

    fn remove_group(&mut self, owner: AccountId, number: u32) -> Result<()> {
        self.change(|transaction| {
            touch(transaction, owner)?;
            log_group(transaction, owner, number)?;
            books::log_members(transaction, owner, number)?;
            found(
                transaction
                    .execute("DELETE FROM contact_groups WHERE owner = ?1 AND number = ?2", params![owner.0, number])?,
            )
        })
    }

    fn set_name(&mut self, owner: AccountId, name: &str) -> Result<()> {
        self.change(|transaction| {
            transaction.execute("UPDATE accounts SET name = ?2 WHERE id = ?1", params![owner.0, name])?;
            books::log_everywhere(transaction, owner)?;
            touch(transaction, owner)?;
            log_me(transaction, owner)
        })
    }

    fn set_privacy(&mut self, owner: AccountId, privacy: Privacy) -> Result<()> {
        let code = match privacy {
            Privacy::AllowOthers => "AL",
            Privacy::BlockOthers => "BL",
        };
        self.change(|transaction| {
            transaction.execute("UPDATE accounts SET privacy = ?2 WHERE id = ?1", params![owner.0, code])?;
            touch(transaction, owner)?;
            log_me(transaction, owner)
        })
    }

    fn set_add_policy(&mut self, owner: AccountId, policy: AddPolicy) -> Result<()> {
        let code = match policy {
            AddPolicy::Ask => "A",
            AddPolicy::Silent => "N",
        };
        self.change(|transaction| {
            transaction.execute("UPDATE accounts SET add_policy = ?2 WHERE id = ?1", params![owner.0, code])?;
            touch(transaction, owner)?;
            log_me(transaction, owner)
        })
    }

    fn properties(&self, owner: AccountId) -> Result<Vec<(Property, String)>> {
        let mut query =
            self.connection.prepare_cached("SELECT key, value FROM properties WHERE owner = ?1 ORDER BY key")?;
        let read = |row: &Row<'_>| Ok((Property::from_code(&row.get::<_, String>(0)?), row.get(1)?));
        let all = query.query_map([owner.0], read)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn set_property(&mut self, owner: AccountId, property: &Property, value: Option<&str>) -> Result<()> {
        self.change(|transaction| {
            books::log_everywhere(transaction, owner)?;
            touch(transaction, owner)?;
            log_me(transaction, owner)?;
            match value {
                Some(value) => transaction.execute(
                    "INSERT INTO properties (owner, key, value) VALUES (?1, ?2, ?3)
                     ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value",
                    params![owner.0, property.code(), value],
                )?,
                None => transaction.execute(
                    "DELETE FROM properties WHERE owner = ?1 AND key = ?2",
                    params![owner.0, property.code()],
                )?,
            };
            Ok(())
        })
    }

    fn set_greeted(&mut self, owner: AccountId) -> Result<()> {
        self.change(|transaction| {
            found(transaction.execute("UPDATE accounts SET greeted = 1 WHERE id = ?1", [owner.0])?)
        })
    }
}

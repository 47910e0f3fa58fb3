//! The address book's part of the directory in SQLite.

use super::{SqliteDirectory, address, bits, entry, found, touch};
use crate::directory::books::{IN_BOOK, KEPT_CHANGES, MOST_CHANGES};
use crate::directory::{AccountId, Books, Changes, Contact, Detail, DirectoryError, PersonChange, Result};
use msnp::types::Lists;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;

/// Notes that the owner's own entry changed, at the serial that [`touch`] has just given.
pub(super) fn log_me(transaction: &Transaction<'_>, owner: AccountId) -> Result<()> {
    transaction.execute(
        "INSERT INTO changes (owner, kind, key, serial) SELECT id, 'me', '', serial FROM accounts WHERE id = ?1
         ON CONFLICT (owner, kind, key) DO UPDATE SET serial = excluded.serial",
        [owner.0],
    )?;
    Ok(())
}

/// Notes that a group changes or goes.
pub(super) fn log_group(transaction: &Transaction<'_>, owner: AccountId, number: u32) -> Result<()> {
    transaction.execute(
        "INSERT INTO changes (owner, kind, key, serial)
         SELECT a.id, 'group', g.guid, a.serial FROM accounts a JOIN contact_groups g ON g.owner = a.id
         WHERE a.id = ?1 AND g.number = ?2
         ON CONFLICT (owner, kind, key) DO UPDATE SET serial = excluded.serial",
        params![owner.0, number],
    )?;
    forget(transaction, owner)
}

/// Notes that somebody changes or goes, with the lists they are on until then.
pub(super) fn log_person(transaction: &Transaction<'_>, owner: AccountId, contact: AccountId) -> Result<()> {
    transaction.execute(
        "INSERT INTO changes (owner, kind, key, email, was, serial)
         SELECT ?1, 'person', c.guid, c.email, ?3, (SELECT serial FROM accounts WHERE id = ?1)
         FROM accounts c WHERE c.id = ?2
         ON CONFLICT (owner, kind, key) DO UPDATE SET was = was | excluded.was, serial = excluded.serial",
        params![owner.0, contact.0, bits(transaction, owner, contact)?],
    )?;
    forget(transaction, owner)
}

/// Notes that everybody in a group changes.
pub(super) fn log_members(transaction: &Transaction<'_>, owner: AccountId, number: u32) -> Result<()> {
    for contact in ids(transaction, "SELECT contact FROM members WHERE owner = ?1 AND number = ?2", (owner.0, number))?
    {
        log_person(transaction, owner, contact)?;
    }
    Ok(())
}

/// Raises the serial of everybody who has `contact` on a list or in the book, and notes the change there.
pub(super) fn log_everywhere(transaction: &Transaction<'_>, contact: AccountId) -> Result<()> {
    for owner in ids(transaction, "SELECT owner FROM entries WHERE contact = ?1", [contact.0])? {
        touch(transaction, owner)?;
        log_person(transaction, owner, contact)?;
    }
    Ok(())
}

fn ids(transaction: &Transaction<'_>, query: &str, params: impl rusqlite::Params) -> Result<Vec<AccountId>> {
    let mut query = transaction.prepare_cached(query)?;
    let all = query.query_map(params, |row| Ok(AccountId(row.get(0)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(all)
}

/// Forgets the oldest changes when there are too many.
fn forget(transaction: &Transaction<'_>, owner: AccountId) -> Result<()> {
    let cut: Option<i64> = transaction
        .query_row(
            "SELECT serial FROM changes WHERE owner = ?1 AND (SELECT count(*) FROM changes WHERE owner = ?1) > ?2
             ORDER BY serial DESC LIMIT 1 OFFSET ?3",
            params![owner.0, MOST_CHANGES, KEPT_CHANGES],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(cut) = cut {
        transaction.execute("DELETE FROM changes WHERE owner = ?1 AND serial <= ?2", [owner.0, cut])?;
        transaction.execute("UPDATE accounts SET history = max(history, ?2) WHERE id = ?1", [owner.0, cut])?;
    }
    Ok(())
}

/// Takes out what the book notes about somebody who isn't in it any more.
pub(super) fn tidy(transaction: &Transaction<'_>, owner: AccountId, contact: AccountId) -> Result<()> {
    if owner != contact && bits(transaction, owner, contact)? & IN_BOOK == 0 {
        transaction.execute("DELETE FROM details WHERE owner = ?1 AND contact = ?2", [owner.0, contact.0])?;
        transaction.execute("DELETE FROM members WHERE owner = ?1 AND contact = ?2", [owner.0, contact.0])?;
    }
    Ok(())
}

/// The last two columns are a detail's key and value.
fn detail(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<(Detail, String)>> {
    let key: String = row.get(at)?;
    Ok(Detail::from_key(&key).zip(Some(row.get(at + 1)?)))
}

fn seconds(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or_default())
}

impl Books for SqliteDirectory {
    fn set_time(&mut self, unix: u64) {
        self.time = unix;
    }

    fn book(&self, owner: AccountId) -> Result<Vec<Contact>> {
        let mut query = self.connection.prepare_cached("SELECT contact, key, value FROM details WHERE owner = ?1")?;
        let mut details: HashMap<i64, Vec<(Detail, String)>> = HashMap::new();
        for row in query.query_map([owner.0], |row| Ok((row.get::<_, i64>(0)?, detail(row, 1)?)))? {
            let (contact, detail) = row?;
            details.entry(contact).or_default().extend(detail);
        }
        let mut query = self.connection.prepare_cached(
            "SELECT e.contact, a.email, a.guid, a.name, e.given_name, e.lists,
                (SELECT group_concat(number) FROM members m WHERE m.owner = e.owner AND m.contact = e.contact),
                e.kept, e.since, e.reverse_since
             FROM entries e JOIN accounts a ON a.id = e.contact WHERE e.owner = ?1 ORDER BY a.email_key",
        )?;
        let read = |row: &Row<'_>| {
            Ok(Contact {
                entry: entry(row)?,
                kept: row.get(7)?,
                since: seconds(row, 8)?,
                reverse_since: seconds(row, 9)?,
                details: Vec::new(),
            })
        };
        let mut all: Vec<Contact> = query.query_map([owner.0], read)?.collect::<rusqlite::Result<_>>()?;
        for contact in &mut all {
            contact.details = details.remove(&contact.entry.contact.0).unwrap_or_default();
        }
        Ok(all)
    }

    fn details(&self, owner: AccountId, of: AccountId) -> Result<Vec<(Detail, String)>> {
        let mut query = self
            .connection
            .prepare_cached("SELECT key, value FROM details WHERE owner = ?1 AND contact = ?2 ORDER BY key")?;
        let all = query.query_map([owner.0, of.0], |row| detail(row, 0))?.filter_map(rusqlite::Result::transpose);
        Ok(all.collect::<rusqlite::Result<_>>()?)
    }

    fn set_detail(&mut self, owner: AccountId, of: AccountId, detail: &Detail, value: Option<&str>) -> Result<()> {
        self.change(|transaction| {
            let have: i64 = transaction.query_row(
                "SELECT count(*) FROM details WHERE owner = ?1 AND contact = ?2 AND key <> ?3",
                params![owner.0, of.0, detail.key()],
                |row| row.get(0),
            )?;
            let key = detail.checked(value, usize::try_from(have).unwrap_or(usize::MAX))?;
            touch(transaction, owner)?;
            if owner == of {
                log_me(transaction, owner)?;
            } else if bits(transaction, owner, of)? & IN_BOOK == 0 {
                return Err(DirectoryError::Missing);
            } else {
                log_person(transaction, owner, of)?;
            }
            match value {
                Some(value) => transaction.execute(
                    "INSERT INTO details (owner, contact, key, value) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (owner, contact, key) DO UPDATE SET value = excluded.value",
                    params![owner.0, of.0, key, value],
                )?,
                None => transaction.execute(
                    "DELETE FROM details WHERE owner = ?1 AND contact = ?2 AND key = ?3",
                    params![owner.0, of.0, key],
                )?,
            };
            Ok(())
        })
    }

    fn set_kept(&mut self, owner: AccountId, contact: AccountId, kept: bool) -> Result<()> {
        let time = i64::try_from(self.time).unwrap_or_default();
        self.change(|transaction| {
            touch(transaction, owner)?;
            log_person(transaction, owner, contact)?;
            if kept {
                found(transaction.execute(
                    "INSERT INTO entries (owner, contact, lists, kept, since) SELECT ?1, id, 0, 1, ?3 FROM accounts WHERE id = ?2
                     ON CONFLICT (owner, contact) DO UPDATE SET kept = 1",
                    params![owner.0, contact.0, time],
                )?)?;
            } else {
                transaction.execute(
                    "DELETE FROM entries WHERE owner = ?1 AND contact = ?2 AND lists = 0",
                    [owner.0, contact.0],
                )?;
                transaction
                    .execute("UPDATE entries SET kept = 0 WHERE owner = ?1 AND contact = ?2", [owner.0, contact.0])?;
            }
            tidy(transaction, owner, contact)
        })
    }

    fn changes(&self, owner: AccountId, serial: u64) -> Result<Option<Changes>> {
        let Ok(serial) = i64::try_from(serial) else { return Ok(None) };
        let known: bool = self
            .connection
            .query_row("SELECT ?2 BETWEEN history AND serial FROM accounts WHERE id = ?1", [owner.0, serial], |row| {
                row.get(0)
            })
            .optional()?
            .ok_or(DirectoryError::Missing)?;
        if !known {
            return Ok(None);
        }
        let mut query = self.connection.prepare_cached(
            "SELECT kind, key, email, was FROM changes WHERE owner = ?1 AND serial > ?2 ORDER BY kind, key",
        )?;
        let mut changes = Changes::default();
        let mut rows = query.query([owner.0, serial])?;
        while let Some(row) = rows.next()? {
            let kind: String = row.get(0)?;
            match kind.as_str() {
                "me" => changes.me = true,
                "group" => changes.groups.push(row.get(1)?),
                _ => {
                    let (email, was): (String, u8) = (row.get(2)?, row.get(3)?);
                    changes.people.push(PersonChange {
                        guid: row.get(1)?,
                        email: address(&email)?,
                        was: Lists::from_bits(was),
                        was_in_book: was & IN_BOOK != 0,
                    });
                }
            }
        }
        Ok(Some(changes))
    }
}

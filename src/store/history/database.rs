//! The file: opened, brought up to date, written to.

use super::entry::{
    Change, Columns, EntryId, Key, LONGEST_NAME, PER_MILLISECOND, QUEUED, Record, SENT, clip, day_of, state, who,
};
use super::{HistoryError, Result, Written, code, fold};
use crate::store::file;
use msnp::error::RequestError;
use msnp::event::OfflineMessageId;
use msnp::request::MessageId;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What each version adds. The file's `user_version` says how many of them it has seen.
const MIGRATIONS: [&str; 1] = [include_str!("schema_1.sql")];
/// How long to wait for another process that is writing.
const BUSY: Duration = Duration::from_secs(4);
/// How many messages of ours are followed at once: far more than a session can have on their way.
const FOLLOWED: usize = 20_000;
/// The longest name of the service for a message that waited, in bytes.
const LONGEST_ID: usize = 512;

/// A history, open.
#[derive(Debug)]
pub struct Database {
    pub(super) connection: Connection,
    /// Which entries our messages of this run are, and the order in which these were written.
    ours: HashMap<MessageId, i64>,
    order: VecDeque<MessageId>,
}

/// What opening came to.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) database: Database,
    /// Where the old file is now, where it couldn't be read.
    pub(super) aside: Option<PathBuf>,
}

impl Database {
    /// Opens the file, makes it where it isn't there, and brings it up to date. A file that can't be read is set aside,
    /// and a new one begun.
    pub(super) fn open(path: &Path) -> Result<Opened> {
        match Self::open_as_it_is(path) {
            Err(HistoryError::Broken) => {
                let aside = set_aside(path)?;
                Ok(Opened { database: Self::open_as_it_is(path)?, aside: Some(aside) })
            }
            opened => Ok(Opened { database: opened?, aside: None }),
        }
    }

    /// The same, but a file that can't be read stays where it is.
    pub(super) fn open_as_it_is(path: &Path) -> Result<Self> {
        prepare_file(path)?;
        Self::prepare(Connection::open(path)?)
    }

    /// One in memory.
    pub(super) fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self> {
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // With a write-ahead log a killed process loses nothing that was committed, and a power cut at most the last
        // moments; the file is never broken by either.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        // What is deleted is overwritten.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update(None, "cache_size", -4_000)?;
        if version(&connection)? != MIGRATIONS.len() {
            migrate(&mut connection)?;
        }
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self { connection, ours: HashMap::new(), order: VecDeque::new() })
    }

    /// What was on its way when the program ended has failed. Of what is said in a circle nothing more is told once
    /// it is out.
    pub(super) fn settle(&mut self) -> Result<()> {
        let under_way: Option<i64> = self
            .connection
            .query_row("SELECT id FROM entries WHERE state <= 1 LIMIT 1", [], |row| row.get(0))
            .optional()?;
        if under_way.is_some() {
            let why = code::write(&RequestError::Uncertain);
            let unsent = code::write(&RequestError::ConnectionLost);
            self.connection.execute(
                "UPDATE entries SET state = 4, error = CASE state WHEN 0 THEN ?2 ELSE ?1 END
                 WHERE state = 0 OR (state = 1 AND conversation NOT IN
                     (SELECT id FROM conversations WHERE key LIKE 'circle %'))",
                params![why, unsent],
            )?;
        }
        Ok(())
    }

    /// The number of the entry that was added last.
    pub(super) fn added(&self) -> Result<i64> {
        Ok(self.connection.query_row("SELECT value FROM numbers WHERE name = 'added'", [], |row| row.get(0))?)
    }

    /// Writes changes, all or none.
    pub(super) fn keep(&mut self, changes: &[Change]) -> Result<Written> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut added: i64 =
            transaction.query_row("SELECT value FROM numbers WHERE name = 'added'", [], |row| row.get(0))?;
        let mut written = Written { before: added, last: added, known: Vec::new() };
        let mut ours: Vec<(MessageId, i64)> = Vec::new();
        for change in changes {
            let entry_of = |message: &MessageId| {
                let here = ours.iter().rev().find(|(number, _)| number == message).map(|(_, id)| *id);
                here.or_else(|| self.ours.get(message).copied())
                    .or_else(|| EntryId::of_message(*message).map(|EntryId(id)| id))
            };
            match change {
                Change::Add(record) => {
                    if let Some(id) = &record.waited
                        && waits(&transaction, id, added + 1)? == Some(true)
                    {
                        written.known.push(id.clone());
                        continue;
                    }
                    added += 1;
                    if let Some(id) = add(&transaction, record, added)?
                        && let Some(message) = number_of(record)
                    {
                        ours.push((message, id));
                    }
                }
                Change::State(message, now) => {
                    if let Some(id) = entry_of(message) {
                        let (state, error) = state(now);
                        transaction
                            .prepare_cached(
                                "UPDATE entries SET state = ?2, error = ?3 WHERE id = ?1 AND kind IN (1, 3)",
                            )?
                            .execute(params![id, state, error])?;
                    }
                }
                Change::Again { old, new } => {
                    if let Some(id) = entry_of(old) {
                        transaction
                            .execute("UPDATE entries SET state = 0, error = NULL, automatic = 0 WHERE id = ?1", [id])?;
                        ours.push((*new, id));
                    }
                }
                Change::Shown(id) => {
                    transaction.execute("UPDATE entries SET shown = 1 WHERE waited = ?1", [waited_as(id)])?;
                }
            }
        }
        transaction.execute("UPDATE numbers SET value = ?1 WHERE name = 'added'", [added])?;
        transaction.commit()?;
        written.last = added;
        for (message, id) in ours {
            self.follow(message, id);
        }
        Ok(written)
    }

    fn follow(&mut self, message: MessageId, id: i64) {
        if self.ours.insert(message, id).is_none() {
            self.order.push_back(message);
        }
        if self.order.len() > FOLLOWED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ours.remove(&oldest);
        }
    }

    /// The number of a conversation in the file.
    pub(super) fn conversation(&self, key: &Key) -> Result<Option<i64>> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM conversations WHERE key = ?1")?
            .query_row([key.as_str()], |row| row.get(0))
            .optional()?)
    }
}

/// The number under which states of a message are told.
const fn number_of(record: &Record) -> Option<MessageId> {
    use msnp::conversation::EntryKind::{NudgeSent, Sent};
    match &record.kind {
        Sent { message, .. } | NudgeSent { message, .. } if message.0 != MessageId::ELSEWHERE.0 => Some(*message),
        _ => None,
    }
}

fn waited_as(id: &OfflineMessageId) -> &str {
    clip(&id.0, LONGEST_ID)
}

/// Whether a message that waited is kept already and has been shown. One that is kept, but was never shown since the
/// program ended in between, counts as new.
fn waits(transaction: &Transaction<'_>, id: &OfflineMessageId, added: i64) -> Result<Option<bool>> {
    let shown: Option<bool> = transaction
        .query_row("SELECT shown FROM entries WHERE waited = ?1", [waited_as(id)], |row| row.get(0))
        .optional()?;
    if shown == Some(false) {
        transaction.execute("UPDATE entries SET added = ?2 WHERE waited = ?1", params![waited_as(id), added])?;
    }
    Ok(shown)
}

fn add(transaction: &Transaction<'_>, record: &Record, added: i64) -> Result<Option<i64>> {
    let conversation = conversation(transaction, record)?;
    let by = who(record);
    let person = person(transaction, by.email.as_str(), clip(&by.name, LONGEST_NAME))?;
    if matches!(record.conversation.kind(), super::Kind::Several) && by.email != record.own.email {
        transaction.prepare_cached("INSERT OR IGNORE INTO members VALUES (?1, ?2)")?.execute([conversation, person])?;
    }
    let columns = Columns::write(&record.kind);
    let format = match &columns.format {
        Some(value) => Some(one_of(transaction, "formats", value)?),
        None => None,
    };
    let first = EntryId::first_at(record.at.timestamp_millis()).0;
    let last: Option<i64> = transaction
        .prepare_cached("SELECT max(id) FROM entries WHERE id >= ?1 AND id < ?2")?
        .query_row([first, first.saturating_add(PER_MILLISECOND)], |row| row.get(0))?;
    let id = last.map_or(first, |last| last + 1);
    let inserted = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO entries
                 (id, conversation, added, zone, day, kind, person, state, error, format, shown_as, text, waited, shown,
                  automatic)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            id,
            conversation,
            added,
            record.at.offset().local_minus_utc(),
            day_of(&record.at),
            columns.kind,
            person,
            columns.state,
            columns.error,
            format,
            columns.shown_as,
            columns.text,
            record.waited.as_ref().map(waited_as),
            record.waited.is_none(),
            columns.automatic,
        ])?;
    if inserted == 0 {
        // It waits to be shown, and stands there already.
        return Ok(None);
    }
    if let Some(text) = &columns.text {
        transaction.prepare_cached("INSERT INTO words (rowid, text, place) VALUES (?1, ?2, ?3)")?.execute(params![
            id,
            fold::indexed(text),
            format!("c{conversation}")
        ])?;
    }
    Ok(Some(id))
}

fn conversation(transaction: &Transaction<'_>, record: &Record) -> Result<i64> {
    let title = clip(&record.title, LONGEST_NAME);
    let known: Option<(i64, String)> = transaction
        .prepare_cached("SELECT id, title FROM conversations WHERE key = ?1")?
        .query_row([record.conversation.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((id, old)) = known {
        if !title.is_empty() && old != title {
            transaction
                .prepare_cached("UPDATE conversations SET title = ?2 WHERE id = ?1")?
                .execute(params![id, title])?;
        }
        return Ok(id);
    }
    transaction
        .prepare_cached("INSERT INTO conversations (key, title) VALUES (?1, ?2)")?
        .execute(params![record.conversation.as_str(), title])?;
    Ok(transaction.last_insert_rowid())
}

fn person(transaction: &Transaction<'_>, email: &str, name: &str) -> Result<i64> {
    let email = email.to_ascii_lowercase();
    let known = transaction
        .prepare_cached("SELECT id FROM people WHERE email = ?1 AND name = ?2")?
        .query_row([email.as_str(), name], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    transaction.prepare_cached("INSERT INTO people (email, name) VALUES (?1, ?2)")?.execute([email.as_str(), name])?;
    Ok(transaction.last_insert_rowid())
}

/// The number of a value in a table of such.
fn one_of(transaction: &Transaction<'_>, table: &'static str, value: &str) -> Result<i64> {
    let known = transaction
        .prepare_cached(&format!("SELECT id FROM {table} WHERE value = ?1"))?
        .query_row([value], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    transaction.prepare_cached(&format!("INSERT INTO {table} (value) VALUES (?1)"))?.execute([value])?;
    Ok(transaction.last_insert_rowid())
}

fn version(connection: &Connection) -> Result<usize> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    let seen = version(&transaction)?;
    let Some(missing) = MIGRATIONS.get(seen..) else { return Err(HistoryError::Newer) };
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    Ok(transaction.commit()?)
}

/// Makes the folder and the file so that nobody else can read them, where the system knows that.
fn prepare_file(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        crate::store::paths::create_private(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

/// The file with what belongs to it goes to a name that is free.
fn set_aside(path: &Path) -> Result<PathBuf> {
    let aside = file::set_aside(path)?;
    for ending in ["-wal", "-shm"] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        if beside(path).exists() {
            std::fs::rename(beside(path), beside(&aside))?;
        }
    }
    Ok(aside)
}

/// The states at which a message is still on its way; said once, for the file's index.
const _: () = assert!(QUEUED == 0 && SENT == 1);

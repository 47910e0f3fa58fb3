//! Reading: pages of entries, the conversations, the days on which something was said. Everything is bounded.

use super::database::Database;
use super::entry::{Columns, EntryId, Kept, Key, Who, day_from, time};
use super::{HistoryError, Result};
use chrono::NaiveDate;
use msnp::types::Email;
use rusqlite::{Row, params};

/// The most entries of a page.
pub const PAGE: usize = 1_000;
/// The most conversations of the list.
const CONVERSATIONS: usize = 2_000;
/// The most people that a conversation is named after.
const MEMBERS: usize = 20;

/// Which entries are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// Those before this one only.
    pub before: Option<EntryId>,
    /// This one and those after it only: the first of them come.
    pub from: Option<EntryId>,
    /// Those that were in the file before this one was added.
    pub added_before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

/// Some entries, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Kept>,
    /// Whether there are more on the side where these end: before them, or after them where they were asked for from
    /// one on.
    pub more: bool,
}

/// A conversation in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which.
    pub key: Key,
    /// The name it had last.
    pub title: String,
    /// Of several: who took part.
    pub members: Vec<Who>,
    /// How many entries it has.
    pub count: u64,
    /// The last of them.
    pub last: EntryId,
}

pub(super) const ENTRY: &str = "SELECT e.id, c.key, e.zone, p.email, p.name, e.waited IS NOT NULL, e.kind, e.state,
        e.error, f.value, e.shown_as, e.text, e.automatic
    FROM entries e JOIN conversations c ON c.id = e.conversation JOIN people p ON p.id = e.person
        LEFT JOIN formats f ON f.id = e.format";

pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let id = EntryId(row.get(0)?);
    let who = Who { email: address(&row.get::<_, String>(3)?)?, name: row.get(4)? };
    let columns = Columns {
        kind: row.get(6)?,
        state: row.get(7)?,
        error: row.get(8)?,
        format: row.get(9)?,
        shown_as: row.get(10)?,
        text: row.get(11)?,
        automatic: row.get(12)?,
    };
    Ok(Kept {
        id,
        conversation: Key::read(row.get(1)?),
        at: time(id.milliseconds(), row.get(2)?),
        waited: row.get(5)?,
        kind: columns.read(id, &who),
        who,
    })
}

/// An address. Only one that was read from the wire is ever written; another program may have written anything.
fn address(text: &str) -> rusqlite::Result<Email> {
    Email::from_wire(text).ok_or_else(|| rusqlite::Error::InvalidColumnName("no address".to_owned()))
}

impl Database {
    /// Some entries of a conversation, or of all.
    pub fn page(&self, key: Option<&Key>, range: Range) -> Result<Page> {
        let conversation = match key {
            Some(key) => match self.conversation(key)? {
                Some(id) => Some(id),
                None => return Ok(Page::default()),
            },
            None => None,
        };
        let most = range.most.clamp(1, PAGE);
        let place = if conversation.is_some() { "e.conversation = ?1" } else { "?1 IS NULL" };
        let order = if range.from.is_some() { "ASC" } else { "DESC" };
        let sql = format!(
            "{ENTRY} WHERE {place} AND e.id >= ?2 AND e.id < ?3 AND e.added < ?4 ORDER BY e.id {order} LIMIT ?5"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(
            params![
                conversation,
                range.from.map_or(i64::MIN, |EntryId(id)| id),
                range.before.map_or(i64::MAX, |EntryId(id)| id),
                range.added_before.unwrap_or(i64::MAX),
                i64::try_from(most + 1).unwrap_or(i64::MAX),
            ],
            entry,
        )?;
        let mut entries = rows.collect::<rusqlite::Result<Vec<Kept>>>()?;
        let more = entries.len() > most;
        entries.truncate(most);
        if range.from.is_none() {
            entries.reverse();
        }
        Ok(Page { entries, more })
    }

    /// The conversations, that with the newest entry first.
    pub fn conversations(&self) -> Result<Vec<Summary>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.id, c.key, c.title, c.count, (SELECT max(id) FROM entries e WHERE e.conversation = c.id) AS last
             FROM conversations c WHERE last IS NOT NULL ORDER BY last DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([i64::try_from(CONVERSATIONS).unwrap_or(i64::MAX)], |row| {
            let summary = Summary {
                key: Key::read(row.get(1)?),
                title: row.get(2)?,
                members: Vec::new(),
                count: u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default(),
                last: EntryId(row.get(4)?),
            };
            Ok((row.get::<_, i64>(0)?, summary))
        })?;
        let mut members = self.connection.prepare_cached(
            "SELECT p.email, max(p.name) FROM members m JOIN people p ON p.id = m.person WHERE m.conversation = ?1
             GROUP BY p.email LIMIT ?2",
        )?;
        let mut summaries = Vec::new();
        for row in rows {
            let (id, mut summary) = row?;
            if matches!(summary.key.kind(), super::Kind::Several) {
                let people = members.query_map(params![id, i64::try_from(MEMBERS).unwrap_or_default()], |row| {
                    Ok(Who { email: address(&row.get::<_, String>(0)?)?, name: row.get(1)? })
                })?;
                summary.members = people.collect::<rusqlite::Result<_>>()?;
            }
            summaries.push(summary);
        }
        Ok(summaries)
    }

    /// The days from one to another on which something was said, in a conversation or in any.
    pub fn days(&self, key: Option<&Key>, from: NaiveDate, to: NaiveDate) -> Result<Vec<NaiveDate>> {
        let (from, to) = (super::entry::day_number(from), super::entry::day_number(to));
        if to - from > 400 {
            return Err(HistoryError::Other("that is more than a year".to_owned()));
        }
        let conversation = match key {
            Some(key) => match self.conversation(key)? {
                Some(id) => Some(id),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let mut days = Vec::new();
        // One look a day, each by the index: the number of entries in between costs nothing.
        let mut statement = self.connection.prepare_cached(match conversation {
            Some(_) => "SELECT 1 FROM entries WHERE day = ?1 AND conversation = ?2 LIMIT 1",
            None => "SELECT 1 FROM entries WHERE day = ?1 AND ?2 IS NULL LIMIT 1",
        })?;
        for day in from..=to {
            if statement.exists(params![day, conversation])? {
                days.extend(day_from(i64::from(day)));
            }
        }
        Ok(days)
    }

    /// The first entry of a day.
    pub fn first_of_day(&self, key: Option<&Key>, day: NaiveDate) -> Result<Option<EntryId>> {
        let conversation = match key {
            Some(key) => match self.conversation(key)? {
                Some(id) => Some(id),
                None => return Ok(None),
            },
            None => None,
        };
        let mut statement = self.connection.prepare_cached(match conversation {
            Some(_) => "SELECT min(id) FROM entries WHERE day = ?1 AND conversation = ?2",
            None => "SELECT min(id) FROM entries WHERE day = ?1 AND ?2 IS NULL",
        })?;
        let id: Option<i64> =
            statement.query_row(params![super::entry::day_number(day), conversation], |row| row.get(0))?;
        Ok(id.map(EntryId))
    }

    /// How many entries there are, in a conversation or in all.
    pub fn count(&self, key: Option<&Key>) -> Result<u64> {
        let count: i64 = match key {
            Some(key) => self.connection.query_row(
                "SELECT coalesce(sum(count), 0) FROM conversations WHERE key = ?1",
                [key.as_str()],
                |row| row.get(0),
            )?,
            None => {
                self.connection.query_row("SELECT coalesce(sum(count), 0) FROM conversations", [], |row| row.get(0))?
            }
        };
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

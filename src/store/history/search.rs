//! Searching: the newest entries that have all the words.

use super::Result;
use super::database::Database;
use super::entry::{EntryId, Kept, Key};
use super::fold::Wanted;
use super::read::{ENTRY, entry};
use rusqlite::params;
use std::collections::BTreeSet;

/// The most entries that a search finds.
pub const HITS: usize = 200;
/// How many are counted beyond those.
pub const COUNTED: usize = 1_000;

/// What is looked for, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// The words.
    pub wanted: Wanted,
    /// In this conversation only.
    pub conversation: Option<Key>,
    /// Not before this time, in milliseconds since 1970.
    pub since: Option<i64>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The newest, oldest first within the list.
    pub hits: Vec<Kept>,
    /// How many there are, counted up to [`COUNTED`].
    pub count: usize,
    /// In how many conversations the hits are.
    pub conversations: usize,
}

impl Database {
    /// Searches.
    pub fn search(&self, search: &Search) -> Result<Found> {
        let conversation = match &search.conversation {
            Some(key) => match self.conversation(key)? {
                Some(id) => Some(id),
                None => return Ok(Found::default()),
            },
            None => None,
        };
        let since = search.since.map_or(i64::MIN, |since| EntryId::first_at(since).0);
        let (hits, count) = match (search.wanted.query(conversation), search.wanted.signs()) {
            (Some(query), _) => {
                let mut count = self.connection.prepare_cached(
                    "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 AND rowid >= ?2 LIMIT ?3)",
                )?;
                let count: i64 = count.query_row(params![query, since, limit(COUNTED)], |row| row.get(0))?;
                let sql = format!(
                    "{ENTRY} WHERE e.id IN (SELECT rowid FROM words WHERE words MATCH ?1 AND rowid >= ?2
                         ORDER BY rowid DESC LIMIT ?3) ORDER BY e.id DESC"
                );
                let mut statement = self.connection.prepare_cached(&sql)?;
                let hits = statement.query_map(params![query, since, limit(HITS)], entry)?;
                (hits.collect::<rusqlite::Result<Vec<Kept>>>()?, usize::try_from(count).unwrap_or_default())
            }
            (None, Some(signs)) => {
                let place = if conversation.is_some() { "e.conversation = ?2" } else { "?2 IS NULL" };
                let sql = format!(
                    "{ENTRY} WHERE {place} AND e.id >= ?3 AND instr(e.text, ?1) > 0 ORDER BY e.id DESC LIMIT ?4"
                );
                let mut statement = self.connection.prepare_cached(&sql)?;
                let hits = statement.query_map(params![signs, conversation, since, limit(HITS)], entry)?;
                let hits = hits.collect::<rusqlite::Result<Vec<Kept>>>()?;
                let count = hits.len();
                (hits, count)
            }
            (None, None) => return Ok(Found::default()),
        };
        let conversations = hits.iter().map(|hit| &hit.conversation).collect::<BTreeSet<_>>().len();
        Ok(Found { hits, count, conversations })
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

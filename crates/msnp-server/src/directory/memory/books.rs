//! The address book's part of the directory in memory.

use super::{Listed, MemoryDirectory, Record};
use crate::directory::books::{KEPT_CHANGES, MOST_CHANGES};
use crate::directory::{
    Account, AccountId, Books, Changes, Contact, Detail, Directory, DirectoryError, PersonChange, Result,
};
use msnp::types::{Email, Lists};
use std::collections::BTreeMap;

/// What a change is about.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Me,
    Group(String),
    Person { guid: String, email: Email, was: Lists, was_in_book: bool },
}

impl Key {
    pub(super) fn person(account: &Account, was: Lists, was_in_book: bool) -> Self {
        Self::Person { guid: account.guid.clone(), email: account.email.clone(), was, was_in_book }
    }
}

/// What changed last at which serial.
#[derive(Debug)]
pub(super) struct Log {
    me: u64,
    groups: BTreeMap<String, u64>,
    people: BTreeMap<String, (PersonChange, u64)>,
    /// The oldest serial from which everything is known.
    history: u64,
}

impl Default for Log {
    fn default() -> Self {
        Self { me: 0, groups: BTreeMap::new(), people: BTreeMap::new(), history: 1 }
    }
}

impl Log {
    pub(super) fn note(&mut self, key: Key, serial: u64) {
        match key {
            Key::Me => self.me = serial,
            Key::Group(guid) => {
                self.groups.insert(guid, serial);
            }
            Key::Person { guid, email, was, was_in_book } => {
                let new = PersonChange { guid: guid.clone(), email, was: Lists::NONE, was_in_book: false };
                let (person, at) = self.people.entry(guid).or_insert((new, serial));
                person.was = Lists::from_bits(person.was.bits() | was.bits());
                person.was_in_book |= was_in_book;
                *at = serial;
            }
        }
        if self.groups.len() + self.people.len() > MOST_CHANGES {
            self.forget();
        }
    }

    /// Forgets the oldest changes.
    fn forget(&mut self) {
        let mut serials: Vec<u64> =
            self.groups.values().chain(self.people.values().map(|(_, at)| at)).copied().collect();
        serials.sort_unstable();
        let Some(cut) = serials.len().checked_sub(KEPT_CHANGES).and_then(|at| serials.get(at)).copied() else { return };
        self.history = self.history.max(cut);
        self.groups.retain(|_, at| *at > cut);
        self.people.retain(|_, (_, at)| *at > cut);
    }

    fn since(&self, serial: u64) -> Changes {
        Changes {
            me: self.me > serial,
            people: self.people.values().filter(|(_, at)| *at > serial).map(|(person, _)| person.clone()).collect(),
            groups: self.groups.iter().filter(|(_, at)| **at > serial).map(|(guid, _)| guid.clone()).collect(),
        }
    }
}

impl Record {
    /// Takes out what no list and no book holds any more.
    pub(super) fn tidy(&mut self, owner: AccountId, contact: AccountId) {
        let listed = self.entries.get(&contact);
        if !listed.is_some_and(Listed::is_in_book) && owner != contact {
            self.details.retain(|(of, _), _| *of != contact);
        }
        if listed.is_some_and(|listed| listed.lists.is_empty() && !listed.kept) {
            self.entries.remove(&contact);
        }
    }

    fn details(&self, of: AccountId) -> Vec<(Detail, String)> {
        let all = self.details.iter().filter(|((who, _), _)| *who == of);
        all.filter_map(|((_, key), value)| Some((Detail::from_key(key)?, value.clone()))).collect()
    }
}

impl MemoryDirectory {
    /// Everybody who has `contact` on a list or in the book.
    pub(super) fn owners_with(&self, contact: AccountId) -> Vec<AccountId> {
        self.accounts.iter().filter(|(_, record)| record.entries.contains_key(&contact)).map(|(id, _)| *id).collect()
    }
}

impl MemoryDirectory {
    /// Notes that what others see of an account is another.
    pub(super) fn changed_everywhere(&mut self, contact: AccountId) -> Result<()> {
        for owner in self.owners_with(contact) {
            let key = self.person(owner, contact)?;
            self.changed(owner, key)?;
        }
        Ok(())
    }
}

impl Books for MemoryDirectory {
    fn set_time(&mut self, unix: u64) {
        self.time = unix;
    }

    fn book(&self, owner: AccountId) -> Result<Vec<Contact>> {
        let record = self.record(owner)?;
        let contact = |(id, listed): (&AccountId, &Listed)| {
            Some(Contact {
                entry: self.to_entry(*id, listed)?,
                kept: listed.kept,
                since: listed.since,
                reverse_since: listed.reverse_since,
                details: record.details(*id),
            })
        };
        let mut all: Vec<Contact> = record.entries.iter().filter_map(contact).collect();
        all.sort_by(|a, b| a.entry.email.cmp(&b.entry.email));
        Ok(all)
    }

    fn details(&self, owner: AccountId, of: AccountId) -> Result<Vec<(Detail, String)>> {
        Ok(self.record(owner)?.details(of))
    }

    fn set_detail(&mut self, owner: AccountId, of: AccountId, detail: &Detail, value: Option<&str>) -> Result<()> {
        let record = self.record(owner)?;
        let have = record.details(of);
        let key = detail.checked(value, have.iter().filter(|(known, _)| known != detail).count())?;
        if owner != of && !record.entries.get(&of).is_some_and(Listed::is_in_book) {
            return Err(DirectoryError::Missing);
        }
        let change = if owner == of { Key::Me } else { self.person(owner, of)? };
        let record = self.changed(owner, change)?;
        match value {
            Some(value) => record.details.insert((of, key), value.to_owned()),
            None => record.details.remove(&(of, key)),
        };
        Ok(())
    }

    fn set_kept(&mut self, owner: AccountId, contact: AccountId, kept: bool) -> Result<()> {
        let (key, time) = (self.person(owner, contact)?, self.time);
        let record = self.changed(owner, key)?;
        let is_new = !record.entries.contains_key(&contact);
        let listed = record.entries.entry(contact).or_default();
        if is_new {
            listed.since = time;
        }
        listed.kept = kept;
        if !listed.is_in_book() {
            listed.groups.clear();
        }
        record.tidy(owner, contact);
        Ok(())
    }

    fn changes(&self, owner: AccountId, serial: u64) -> Result<Option<Changes>> {
        let now = self.account_by_id(owner)?.ok_or(DirectoryError::Missing)?.serial;
        let log = &self.record(owner)?.log;
        Ok((log.history..=now).contains(&serial).then(|| log.since(serial)))
    }
}

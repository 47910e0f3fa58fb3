//! The directory in memory, for tests and simulations.

mod books;
mod circles;
mod offline;

use super::{
    Account, AccountId, Credentials, Directory, DirectoryError, Draft, Entry, Group, Result, Waiting, mirrored,
};
use books::{Key, Log};
use msnp::types::{AddPolicy, Email, List, Lists, Privacy, Property};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that last as long as this value.
#[derive(Debug, Default)]
pub struct MemoryDirectory {
    accounts: BTreeMap<AccountId, Record>,
    last: i64,
    time: u64,
    waiting: Vec<(AccountId, Waiting)>,
    circles: BTreeMap<String, circles::Kept>,
}

#[derive(Debug)]
struct Record {
    account: Account,
    credentials: Credentials,
    entries: BTreeMap<AccountId, Listed>,
    groups: BTreeMap<u32, Group>,
    properties: BTreeMap<String, String>,
    /// What the book notes, by who it is about and the detail's key.
    details: BTreeMap<(AccountId, String), String>,
    log: Log,
}

#[derive(Debug, Default)]
struct Listed {
    given_name: Option<String>,
    lists: Lists,
    groups: BTreeSet<u32>,
    kept: bool,
    since: u64,
    reverse_since: u64,
}

impl Listed {
    fn is_in_book(&self) -> bool {
        self.kept || self.lists.contains(List::Forward)
    }
}

impl MemoryDirectory {
    /// An empty directory.
    pub fn new() -> Self {
        Self::default()
    }

    fn record(&self, id: AccountId) -> Result<&Record> {
        self.accounts.get(&id).ok_or(DirectoryError::Missing)
    }

    /// The record, with its serial raised and the change noted: for every change that its owner's lists show.
    fn changed(&mut self, id: AccountId, key: Key) -> Result<&mut Record> {
        let record = self.accounts.get_mut(&id).ok_or(DirectoryError::Missing)?;
        record.account.serial += 1;
        record.log.note(key, record.account.serial);
        Ok(record)
    }

    /// The key under which a change of `contact` in the book of `owner` is noted, with the lists they are on before it.
    fn person(&self, owner: AccountId, contact: AccountId) -> Result<Key> {
        let listed = self.record(owner)?.entries.get(&contact);
        let account = &self.record(contact)?.account;
        Ok(Key::person(account, listed.map_or(Lists::NONE, |l| l.lists), listed.is_some_and(Listed::is_in_book)))
    }

    /// Somebody on a list of `owner`, of whom something changes.
    fn listed(&mut self, owner: AccountId, contact: AccountId) -> Result<&mut Listed> {
        if !self.record(owner)?.entries.get(&contact).is_some_and(|listed| !listed.lists.is_empty() || listed.kept) {
            return Err(DirectoryError::Missing);
        }
        let key = self.person(owner, contact)?;
        self.changed(owner, key)?.entries.get_mut(&contact).ok_or(DirectoryError::Missing)
    }

    /// Puts `contact` on exactly these lists of `owner`, whatever the other side has.
    fn write_lists(&mut self, owner: AccountId, contact: AccountId, lists: Lists) -> Result<()> {
        let (key, time) = (self.person(owner, contact)?, self.time);
        let record = self.changed(owner, key)?;
        let before = record.entries.contains_key(&contact);
        let listed = record.entries.entry(contact).or_default();
        if !before {
            listed.since = time;
        }
        if lists.contains(List::Reverse) && !listed.lists.contains(List::Reverse) {
            listed.reverse_since = time;
        }
        listed.lists = lists;
        if lists.contains(List::Forward) {
            listed.kept = false;
        } else {
            listed.groups.clear();
        }
        record.tidy(owner, contact);
        Ok(())
    }

    fn to_entry(&self, contact: AccountId, listed: &Listed) -> Option<Entry> {
        let account = &self.accounts.get(&contact)?.account;
        Some(Entry {
            contact,
            email: account.email.clone(),
            guid: account.guid.clone(),
            own_name: account.name.clone(),
            given_name: listed.given_name.clone(),
            lists: listed.lists,
            groups: listed.groups.iter().copied().collect(),
        })
    }
}

impl Directory for MemoryDirectory {
    fn account(&self, email: &Email) -> Result<Option<Account>> {
        Ok(self.accounts.values().find(|r| r.account.email == *email).map(|r| r.account.clone()))
    }

    fn account_by_id(&self, id: AccountId) -> Result<Option<Account>> {
        Ok(self.accounts.get(&id).map(|r| r.account.clone()))
    }

    fn accounts(&self) -> Result<Vec<Account>> {
        let mut all: Vec<Account> = self.accounts.values().map(|r| r.account.clone()).collect();
        all.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(all)
    }

    fn credentials(&self, id: AccountId) -> Result<Option<Credentials>> {
        Ok(self.accounts.get(&id).map(|r| r.credentials.clone()))
    }

    fn set_credentials(&mut self, id: AccountId, credentials: Credentials) -> Result<()> {
        self.accounts.get_mut(&id).ok_or(DirectoryError::Missing)?.credentials = credentials;
        Ok(())
    }

    fn create(&mut self, draft: Draft) -> Result<AccountId> {
        if self.account(&draft.email)?.is_some() {
            return Err(DirectoryError::Exists(draft.email));
        }
        self.last += 1;
        let id = AccountId(self.last);
        let account = Account {
            id,
            email: draft.email,
            name: draft.name,
            guid: draft.guid,
            privacy: Privacy::default(),
            add_policy: AddPolicy::default(),
            serial: 1,
            greeted: false,
        };
        let record = Record {
            account,
            credentials: draft.credentials,
            entries: BTreeMap::new(),
            groups: BTreeMap::new(),
            properties: BTreeMap::new(),
            details: BTreeMap::new(),
            log: Log::default(),
        };
        self.accounts.insert(id, record);
        Ok(id)
    }

    fn remove(&mut self, id: AccountId) -> Result<()> {
        self.record(id)?;
        self.waiting.retain(|(owner, _)| *owner != id);
        self.leave_circles(id);
        let owners: Vec<AccountId> = self.owners_with(id);
        for owner in owners {
            let key = self.person(owner, id)?;
            let record = self.changed(owner, key)?;
            record.entries.remove(&id);
            record.details.retain(|(of, _), _| *of != id);
        }
        self.accounts.remove(&id);
        Ok(())
    }

    fn entries(&self, owner: AccountId) -> Result<Vec<Entry>> {
        let record = self.record(owner)?;
        let listed = record.entries.iter().filter(|(_, listed)| !listed.lists.is_empty());
        let mut all: Vec<Entry> = listed.filter_map(|(id, listed)| self.to_entry(*id, listed)).collect();
        all.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(all)
    }

    fn entry(&self, owner: AccountId, contact: AccountId) -> Result<Option<Entry>> {
        let listed = self.record(owner)?.entries.get(&contact).filter(|listed| !listed.lists.is_empty());
        Ok(listed.and_then(|listed| self.to_entry(contact, listed)))
    }

    fn set_lists(&mut self, owner: AccountId, contact: AccountId, lists: Lists) -> Result<()> {
        self.record(contact)?;
        let before = self.record(owner)?.entries.get(&contact).map_or(Lists::NONE, |listed| listed.lists);
        self.write_lists(owner, contact, lists)?;
        let on_forward = lists.contains(List::Forward);
        if before.contains(List::Forward) != on_forward && owner != contact {
            let other = self.record(contact)?;
            let theirs = other.entries.get(&owner).map_or(Lists::NONE, |listed| listed.lists);
            self.write_lists(contact, owner, mirrored(theirs, on_forward, other.account.add_policy))?;
        }
        Ok(())
    }

    fn set_given_name(&mut self, owner: AccountId, contact: AccountId, name: Option<&str>) -> Result<()> {
        self.listed(owner, contact)?.given_name = name.map(str::to_owned);
        Ok(())
    }

    fn set_membership(&mut self, owner: AccountId, contact: AccountId, group: u32, member: bool) -> Result<()> {
        if !self.record(owner)?.groups.contains_key(&group) {
            return Err(DirectoryError::Missing);
        }
        let groups = &mut self.listed(owner, contact)?.groups;
        if member {
            groups.insert(group);
        } else {
            groups.remove(&group);
        }
        Ok(())
    }

    fn groups(&self, owner: AccountId) -> Result<Vec<Group>> {
        Ok(self.record(owner)?.groups.values().cloned().collect())
    }

    fn add_group(&mut self, owner: AccountId, name: &str, guid: &str) -> Result<u32> {
        let record = self.changed(owner, Key::Group(guid.to_owned()))?;
        let number = (1..).find(|n| !record.groups.contains_key(n)).unwrap_or(u32::MAX);
        record.groups.insert(number, Group { number, guid: guid.to_owned(), name: name.to_owned() });
        Ok(number)
    }

    fn rename_group(&mut self, owner: AccountId, number: u32, name: &str) -> Result<()> {
        let group = self.record(owner)?.groups.get(&number).ok_or(DirectoryError::Missing)?;
        let key = Key::Group(group.guid.clone());
        let group = self.changed(owner, key)?.groups.get_mut(&number).ok_or(DirectoryError::Missing)?;
        group.name = name.to_owned();
        Ok(())
    }

    fn remove_group(&mut self, owner: AccountId, number: u32) -> Result<()> {
        let record = self.record(owner)?;
        let key = Key::Group(record.groups.get(&number).ok_or(DirectoryError::Missing)?.guid.clone());
        let members = record.entries.iter().filter(|(_, listed)| listed.groups.contains(&number));
        let members: Vec<Key> = members.map(|(id, _)| self.person(owner, *id)).collect::<Result<_>>()?;
        let record = self.changed(owner, key)?;
        for member in members {
            record.log.note(member, record.account.serial);
        }
        record.groups.remove(&number);
        for listed in record.entries.values_mut() {
            listed.groups.remove(&number);
        }
        Ok(())
    }

    fn set_name(&mut self, owner: AccountId, name: &str) -> Result<()> {
        self.changed(owner, Key::Me)?.account.name = name.to_owned();
        self.changed_everywhere(owner)
    }

    fn set_privacy(&mut self, owner: AccountId, privacy: Privacy) -> Result<()> {
        self.changed(owner, Key::Me)?.account.privacy = privacy;
        Ok(())
    }

    fn set_add_policy(&mut self, owner: AccountId, policy: AddPolicy) -> Result<()> {
        self.changed(owner, Key::Me)?.account.add_policy = policy;
        Ok(())
    }

    fn properties(&self, owner: AccountId) -> Result<Vec<(Property, String)>> {
        let all = &self.record(owner)?.properties;
        Ok(all.iter().map(|(key, value)| (Property::from_code(key), value.clone())).collect())
    }

    fn set_property(&mut self, owner: AccountId, property: &Property, value: Option<&str>) -> Result<()> {
        let all = &mut self.changed(owner, Key::Me)?.properties;
        match value {
            Some(value) => all.insert(property.code().to_owned(), value.to_owned()),
            None => all.remove(property.code()),
        };
        self.changed_everywhere(owner)
    }

    fn set_greeted(&mut self, owner: AccountId) -> Result<()> {
        self.accounts.get_mut(&owner).ok_or(DirectoryError::Missing)?.account.greeted = true;
        Ok(())
    }
}

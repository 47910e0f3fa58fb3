//! What is kept of the address book, and what of it a service is asked for: only what has changed, where it tells that.

use super::Machine;
use super::book::Book;
use crate::dialect::Dialect;
use crate::session::{KeptBook, ListCache};
use crate::soap::address_book::book::AddressBook;
use crate::soap::membership::Membership;
use crate::types::Email;
use std::collections::HashSet;

/// Up to this many entries a list is as quickly told as its changes are.
const FEW: usize = 3;

impl Book {
    /// The moment from which on the membership's changes are wanted; `None` for all of it.
    pub(super) fn members_since(&self) -> Option<&str> {
        self.membership.changed.as_deref().filter(|_| !self.refused)
    }

    /// The same of the book.
    pub(super) fn contacts_since(&self) -> Option<&str> {
        self.contacts.changed.as_deref().filter(|_| !self.refused)
    }

    /// Takes in what changed on the lists. False for what can't be believed, and the whole is to be asked for.
    ///
    /// A service that doesn't know the wish answers with everybody who is there, and from that nobody could tell who
    /// isn't any more. So most of a list without anybody who has gone counts as no changes.
    pub(super) fn take_members(&mut self, changes: Membership) -> bool {
        let known: HashSet<(u8, &Email)> = self.membership.members.iter().map(|m| (m.list.bit(), &m.email)).collect();
        let told = changes.members.iter().filter(|m| known.contains(&(m.list.bit(), &m.email))).count();
        if changes.members.iter().all(|member| !member.deleted) && is_most(told, known.len()) {
            self.refused = true;
            return false;
        }
        self.membership.apply(changes);
        true
    }

    /// The same of the book.
    pub(super) fn take_contacts(&mut self, changes: AddressBook) -> bool {
        let known: HashSet<_> = self.contacts.contacts.iter().filter_map(|contact| contact.id.as_ref()).collect();
        let told = changes.contacts.iter().filter_map(|contact| contact.id.as_ref());
        let told = told.filter(|id| known.contains(id)).count();
        if changes.contacts.iter().all(|contact| !contact.deleted) && is_most(told, known.len()) {
            self.refused = true;
            return false;
        }
        self.contacts.apply(changes);
        true
    }
}

fn is_most(told: usize, known: usize) -> bool {
    known > FEW && told > known / 2
}

impl Machine {
    /// What to keep for the next sign-in; `None` where the service doesn't tell changes anyway.
    pub(super) fn book_cache(&self, dialect: Dialect) -> Option<ListCache> {
        let Book { contacts, membership, affinity, .. } = &self.book;
        let known =
            self.book.whole && !self.book.refused && (contacts.changed.is_some() || membership.changed.is_some());
        known.then(|| {
            let (contacts, membership, affinity) = (contacts.clone(), membership.clone(), affinity.clone());
            ListCache {
                dialect,
                serials: Vec::new(),
                roster: self.roster.without_presence(),
                book: Some(Box::new(KeptBook { contacts, membership, affinity })),
            }
        })
    }

    /// Begins with what was kept of the last sign-in.
    pub(super) fn remember_book(&mut self) {
        let kept = self.config.cache.as_ref().filter(|cache| Some(cache.dialect) == self.dialect);
        if let Some(KeptBook { contacts, membership, affinity }) = kept.and_then(|cache| cache.book.as_deref()).cloned()
            && !self.book.whole
        {
            self.book.contacts = contacts;
            self.book.membership = membership;
            self.book.affinity = affinity;
        }
    }
}

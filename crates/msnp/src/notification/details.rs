//! What an address book says about contacts beyond their lists: the names we gave them, notes, telephone numbers.
//!
//! From MSNP13 it comes and goes with the lists. At 11 and 12 the lists come by `SYN`, but the account may have an
//! address book all the same: its profile says so, and the book takes the ticket that the sign-in was made with. That
//! ticket is as good as a password for a while, so it is only taken to a book that the program or the service has named.

use super::book::Trouble;
use super::errand::Errand;
use super::{Machine, Phase};
use crate::event::RosterEvent;
use crate::session::{WebError, WebReply};
use crate::soap::address_book::book;
use crate::soap::address_book::facts;
use crate::soap::membership::Membership;
use crate::types::{ContactId, Email, Instant, PhoneKind};

impl Machine {
    /// Whether an address book keeps what we say about contacts.
    pub(super) fn has_book(&self) -> bool {
        !self.features().lists_by_sync || self.book.beside
    }

    /// The address book's name for a contact.
    pub(super) fn contact_id(&self, email: &Email) -> Option<ContactId> {
        let listed = || self.roster.person(email).and_then(|person| person.id.clone());
        if self.book.beside {
            return self.book.contacts.contact(email).and_then(|contact| contact.id.clone()).or_else(listed);
        }
        listed()
    }

    /// Somebody who stands in the book for their mail address only.
    pub(super) fn mail_contact(&self, email: &Email) -> Option<ContactId> {
        let contact = self.book.contacts.contact(email).filter(|contact| !contact.is_messenger_user);
        contact.and_then(|contact| contact.id.clone())
    }

    /// The profile: from its word on, the account has an address book (11 and 12).
    pub(super) fn on_profile_fields(&mut self, now: Instant, fields: &[(String, String)]) {
        let migrated = |(name, value): &(String, String)| name.eq_ignore_ascii_case("ABCHMigrated") && value == "1";
        if self.features().book_by_ticket && fields.iter().any(migrated) {
            self.book.migrated = true;
            if self.phase == Phase::Ready {
                self.find_details(now);
            }
        }
    }

    /// The lists are there: what the book beside them says comes next.
    pub(super) fn find_details(&mut self, now: Instant) {
        if self.features().book_by_ticket && std::mem::take(&mut self.book.migrated) && !self.ask_config(now) {
            self.fetch_details(now);
        }
    }

    /// Asks the book, where it is known which one.
    pub(super) fn fetch_details(&mut self, now: Instant) {
        if self.config.services.address_book.is_none() {
            return;
        }
        match self.book_request(now, |access| book::find_all(access, None)) {
            Ok(request) => self.run(now, Errand::Details, request),
            Err(trouble) => self.oddity(format!("the address book wasn't asked: {trouble}")),
        }
    }

    /// Nothing depends on it: without an answer there are no names of our own, no notes and no numbers.
    pub(super) fn details_came(&mut self, result: Result<WebReply, WebError>) {
        let affinity = &mut self.book.affinity;
        let read = result.map_err(Trouble::from).and_then(|reply| book::read(&reply, affinity).map_err(Trouble::from));
        let contacts = match read {
            Ok(contacts) => contacts,
            Err(trouble) => return self.oddity(format!("the address book didn't come: {trouble}")),
        };
        let facts = facts::join(&contacts, &Membership::default());
        self.book.contacts = contacts;
        self.book.beside = true;
        for person in &facts.people {
            if self.roster.person(&person.email).is_none_or(|person| !person.is_contact()) {
                continue;
            }
            for event in person.details() {
                match &event {
                    // Flags are theirs to tell, and come with the lists.
                    RosterEvent::Property { property, .. } if PhoneKind::of_property(property).is_none() => {}
                    _ => self.tell_roster(event),
                }
            }
        }
    }
}

//! `ABContactAdd`, `ABContactUpdate`, `ABContactDelete`.

use super::details::{self, Changed};
use super::fault::Fault;
use super::membership::INVITE_MESSAGE;
use super::request::{all, annotations, truth};
use super::{Done, Server};
use crate::directory::{Account, Contact, Detail};
use msnp::soap::xml::Element;
use msnp::types::{List, Lists};

/// How long the words to somebody who is added may be, in bytes.
const LONGEST_INVITATION: usize = 1000;

impl Server {
    pub(super) fn add_contacts(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        let manages = asked.child("options").and_then(|options| options.value_of("EnableAllowListManagement"));
        let manages = truth(manages) == Some(true);
        let mut new = Vec::new();
        for contact in all(asked, "contacts", "Contact")? {
            new.push((self.contact_asked(owner, contact)?, contact));
        }
        let mut id = String::new();
        for (who, contact) in new {
            self.add_contact(owner, &who, contact, manages)?;
            id = who.guid;
        }
        Ok(Done::Id(id))
    }

    /// Whom a contact that is to be added means: an account of ours, by its own address or by the one that takes
    /// messages.
    pub(super) fn contact_asked(&self, owner: &Account, contact: &Element) -> Result<Account, Fault> {
        let info = contact.child("contactInfo");
        let passport = info.and_then(|info| info.value_of("passportName"));
        let mail = || info.and_then(|info| info.at(&["emails", "ContactEmail", "email"])).map(Element::value);
        let address = passport.filter(|name| !name.is_empty()).or_else(mail).unwrap_or_default();
        let who = self.addressed(address, "InvalidPassportUser")?;
        if who.id == owner.id {
            return Err(Fault::new("BadEmailArgument", "That is the account itself."));
        }
        Ok(who)
    }

    /// Puts somebody into the book. Who is there already stays as they are.
    pub(super) fn add_contact(
        &mut self,
        owner: &Account,
        who: &Account,
        contact: &Element,
        manages: bool,
    ) -> Result<(), Fault> {
        let info = contact.child("contactInfo");
        let before = self.directory.entry(owner.id, who.id)?.map_or(Lists::NONE, |entry| entry.lists);
        if truth(info.and_then(|info| info.value_of("isMessengerUser"))) == Some(false) {
            if !before.contains(List::Forward) {
                self.check_book(owner)?;
                self.directory.set_kept(owner.id, who.id, true)?;
                self.tell_own_places(owner.id)?;
            }
            return Ok(());
        }
        if before.contains(List::Forward) {
            return Ok(());
        }
        self.check_room(owner, List::Forward)?;
        let mut after = before.with(List::Forward);
        if manages && !before.contains(List::Block) {
            // Whoever adds somebody has made up their mind about them.
            after = after.with(List::Allow).without(List::Pending);
        }
        // Before the other side is told: they may ask at once for what was written to them.
        let words = info.and_then(|info| info.at(&["MessengerMemberInfo", "PendingAnnotations"]));
        if let Some(words) = words.and_then(invitation) {
            self.directory.set_kept(owner.id, who.id, true)?;
            let detail = Detail::Annotation(INVITE_MESSAGE.to_owned());
            self.directory.set_detail(owner.id, who.id, &detail, Some(&words))?;
        }
        self.change_book_lists(owner, who.id, before, after)
    }

    pub(super) fn update_contacts(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        let book = self.directory.book(owner.id)?;
        let mut updates = Vec::new();
        for contact in all(asked, "contacts", "Contact")? {
            let changed = details::read(contact)?;
            let info = contact.child("contactInfo");
            let me = info.and_then(|info| info.value_of("contactType")) == Some("Me");
            let id = contact.value_of("contactId").unwrap_or_default();
            if me || id.eq_ignore_ascii_case(&owner.guid) {
                updates.push((None, changed));
            } else {
                updates.push((Some(in_book(&book, id)?), changed));
            }
        }
        for (contact, changed) in updates {
            match contact {
                None => self.update_me(owner, changed)?,
                Some(contact) => self.update_contact(owner, contact, changed)?,
            }
        }
        self.tell_own_places(owner.id)?;
        Ok(Done::Nothing)
    }

    fn update_contact(&mut self, owner: &Account, contact: &Contact, changed: Vec<Changed>) -> Result<(), Fault> {
        let id = contact.entry.contact;
        for change in changed {
            match change {
                Changed::IsMessengerUser(is) => self.set_messenger_user(owner, contact, is)?,
                Changed::Alias(alias) => self.directory.set_given_name(owner.id, id, alias.as_deref())?,
                Changed::Detail(detail, value) => {
                    self.directory.set_detail(owner.id, id, &detail, value.as_deref())?;
                }
                // A name that they give themselves, and settings that only oneself has.
                Changed::DisplayName(_) | Changed::Privacy(_) | Changed::AddPolicy(_) | Changed::Property(..) => {}
            }
        }
        Ok(())
    }

    /// Who is no messenger user is kept in the book, but isn't on the forward list.
    fn set_messenger_user(&mut self, owner: &Account, contact: &Contact, is: bool) -> Result<(), Fault> {
        let before = contact.entry.lists;
        if before.contains(List::Forward) == is {
            return Ok(());
        }
        let who = self.directory.account_by_id(contact.entry.contact)?.ok_or_else(Fault::no_contact)?;
        if is {
            self.check_room(owner, List::Forward)?;
            return self.change_book_lists(owner, who.id, before, before.with(List::Forward));
        }
        self.directory.set_kept(owner.id, who.id, true)?;
        self.change_book_lists(owner, who.id, before, before.without(List::Forward))
    }

    pub(super) fn delete_contacts(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        let book = self.directory.book(owner.id)?;
        let mut gone: Vec<&Contact> = Vec::new();
        for contact in all(asked, "contacts", "Contact")? {
            let contact = in_book(&book, contact.value_of("contactId").unwrap_or_default())?;
            if !gone.iter().any(|known| known.entry.contact == contact.entry.contact) {
                gone.push(contact);
            }
        }
        for contact in gone {
            let id = contact.entry.contact;
            let who = self.directory.account_by_id(id)?.ok_or_else(Fault::no_contact)?;
            if contact.kept {
                self.directory.set_kept(owner.id, id, false)?;
            }
            let before = contact.entry.lists;
            if before.contains(List::Forward) {
                self.change_book_lists(owner, who.id, before, before.without(List::Forward))?;
            } else {
                self.tell_own_places(owner.id)?;
            }
        }
        Ok(Done::Nothing)
    }

    /// The book holds no more people than the forward list could.
    fn check_book(&self, owner: &Account) -> Result<(), Fault> {
        let taken = self.directory.book(owner.id)?.iter().filter(|contact| contact.is_in_book()).count();
        if taken >= self.settings.list_limit { Err(Fault::Silent(500)) } else { Ok(()) }
    }
}

/// Somebody in the book, by their id.
pub(super) fn in_book<'a>(book: &'a [Contact], id: &str) -> Result<&'a Contact, Fault> {
    let known = |contact: &&Contact| contact.is_in_book() && contact.entry.guid.eq_ignore_ascii_case(id);
    book.iter().find(known).ok_or_else(Fault::no_contact)
}

/// What somebody writes to whom they add.
fn invitation(pending: &Element) -> Option<String> {
    // The annotations stand in `PendingAnnotations` without another element around them.
    let direct = pending.children("Annotation").find(|a| a.value_of("Name") == Some(INVITE_MESSAGE));
    let text = direct.and_then(|annotation| annotation.value_of("Value"));
    let nested = || annotations(pending).find(|(name, _)| *name == INVITE_MESSAGE).map(|(_, value)| value);
    let text = text.or_else(nested)?;
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    (!text.is_empty() && text.len() <= LONGEST_INVITATION).then_some(text)
}

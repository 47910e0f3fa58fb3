//! `ABFindAll` of MSNP13 to 17 and `ABFindContactsPaged` of MSNP18: the book whole, or what changed in it.

use super::circles::Circles;
use super::fault::Fault;
use super::request::{extends, since};
use super::stamp::Since;
use super::{Server, stamp};
use crate::directory::{Account, Changes, Contact, Detail, Group};
use msnp::soap::xml::Element;
use msnp::types::Property;
use std::collections::HashSet;

/// Which of the two forms an answer has: they differ in names, and in what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    All,
    Paged { groups: bool, book: bool },
}

/// What is told of the book.
pub(super) struct Found {
    pub(super) form: Form,
    pub(super) owner: Account,
    /// The date of all that is told.
    pub(super) changed: String,
    /// Oneself, unless nothing of it changed.
    pub(super) me: Option<Me>,
    pub(super) contacts: Vec<Listed>,
    /// The ids of those who aren't in the book any more.
    pub(super) gone: Vec<String>,
    pub(super) groups: Vec<Group>,
    pub(super) gone_groups: Vec<String>,
    /// The circles, where they are asked for: always all of them.
    pub(super) circles: Option<Circles>,
}

/// Oneself.
pub(super) struct Me {
    pub(super) properties: Vec<(Property, String)>,
    pub(super) details: Vec<(Detail, String)>,
}

/// Somebody in the book.
pub(super) struct Listed {
    pub(super) contact: Contact,
    /// The GUIDs of their groups.
    pub(super) groups: Vec<String>,
    /// The numbers and flags that they let the owner know. Whether they do is told with the whole book and not among
    /// the changes: when it changes is nobody's business but theirs.
    pub(super) shared: Vec<(Property, String)>,
}

impl Server {
    pub(super) fn find_all(&self, owner: &Account, asked: &Element) -> Result<Found, Fault> {
        let since = since(owner, asked.value_of("deltasOnly"), asked.value_of("lastChange"));
        self.found(owner, Form::All, since)
    }

    pub(super) fn find_paged(&self, owner: &Account, asked: &Element) -> Result<Found, Fault> {
        let options = asked.child("filterOptions");
        let option = |name| options.and_then(|options| options.value_of(name));
        let since = since(owner, option("DeltasOnly"), option("LastChanged"));
        let has = |word| extends(asked, word);
        self.found(owner, Form::Paged { groups: has("AllGroups"), book: has("AB") }, since)
    }

    fn found(&self, owner: &Account, form: Form, since: Since) -> Result<Found, Fault> {
        let changes = match since {
            Since::Start => None,
            Since::Unknown => return Err(Fault::full_sync()),
            Since::Serial(serial) => Some(self.directory.changes(owner.id, serial)?.ok_or_else(Fault::full_sync)?),
        };
        let mut groups = self.directory.groups(owner.id)?;
        let mut contacts = Vec::new();
        for contact in self.directory.book(owner.id)?.into_iter().filter(Contact::is_in_book) {
            let of = groups.iter().filter(|group| contact.entry.groups.contains(&group.number));
            let of = of.map(|group| group.guid.clone()).collect();
            let shared = self.shared_properties(owner.id, &contact.entry)?;
            contacts.push(Listed { contact, groups: of, shared });
        }
        let me = changes.as_ref().is_none_or(|changes| changes.me);
        let me = if me {
            let properties = self.directory.properties(owner.id)?;
            Some(Me { properties, details: self.directory.details(owner.id, owner.id)? })
        } else {
            None
        };
        let (gone, gone_groups) = match changes {
            Some(changes) => only_changed(changes, &mut contacts, &mut groups),
            None => (Vec::new(), Vec::new()),
        };
        let changed = stamp::stamp(&owner.guid, owner.serial);
        Ok(Found { form, owner: owner.clone(), changed, me, contacts, gone, groups, gone_groups, circles: None })
    }
}

/// Leaves what changed, and answers who and which groups are gone.
fn only_changed(changes: Changes, contacts: &mut Vec<Listed>, groups: &mut Vec<Group>) -> (Vec<String>, Vec<String>) {
    let changed: HashSet<&str> = changes.people.iter().map(|person| person.guid.as_str()).collect();
    contacts.retain(|listed| changed.contains(listed.contact.entry.guid.as_str()));
    let there: HashSet<&str> = contacts.iter().map(|listed| listed.contact.entry.guid.as_str()).collect();
    let gone = changes.people.iter().filter(|person| person.was_in_book && !there.contains(person.guid.as_str()));
    let gone = gone.map(|person| person.guid.clone()).collect();
    groups.retain(|group| changes.groups.contains(&group.guid));
    let left = changes.groups.into_iter().filter(|guid| !groups.iter().any(|group| group.guid == *guid));
    let left = left.collect();
    (gone, left)
}

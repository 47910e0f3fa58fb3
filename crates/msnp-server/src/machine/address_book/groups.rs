//! `ABGroupAdd`, `ABGroupUpdate`, `ABGroupDelete`, and who is in which group.

use super::contacts::in_book;
use super::fault::Fault;
use super::request::{all, shown_text};
use super::{Done, Server};
use crate::directory::{Account, Contact, Group};
use crate::entropy::guid;
use crate::machine::groups::LONGEST;
use msnp::soap::xml::Element;

impl Server {
    pub(super) fn add_book_group(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        let info = asked.at(&["groupInfo", "GroupInfo"]);
        let name = shown_text(info.and_then(|info| info.value_of("name")).unwrap_or_default(), LONGEST)?;
        let groups = self.directory.groups(owner.id)?;
        check_name(&groups, &name, None)?;
        if groups.len() >= self.settings.group_limit {
            return Err(Fault::Silent(500));
        }
        let guid = guid(&mut *self.entropy);
        self.directory.add_group(owner.id, &name, &guid)?;
        self.tell_own_places(owner.id)?;
        Ok(Done::Id(guid))
    }

    pub(super) fn update_groups(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        let groups = self.directory.groups(owner.id)?;
        let mut names = Vec::new();
        for group in all(asked, "groups", "Group")? {
            let known = find(&groups, group.value_of("groupId").unwrap_or_default())?;
            // Other properties of groups are nothing that this service keeps.
            let changed = group.value_of("propertiesChanged").unwrap_or_default();
            if changed.split_whitespace().any(|property| property == "GroupName") {
                let info = group.child("groupInfo");
                let name = shown_text(info.and_then(|info| info.value_of("name")).unwrap_or_default(), LONGEST)?;
                check_name(&groups, &name, Some(known))?;
                names.push((known.number, name));
            }
        }
        for (number, name) in names {
            self.directory.rename_group(owner.id, number, &name)?;
        }
        self.tell_own_places(owner.id)?;
        Ok(Done::Nothing)
    }

    pub(super) fn delete_groups(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        for number in self.groups_asked(owner, asked)? {
            self.directory.remove_group(owner.id, number)?;
        }
        self.tell_own_places(owner.id)?;
        Ok(Done::Nothing)
    }

    /// Puts contacts into groups, or takes them out. Who is in it already, or isn't, stays so.
    pub(super) fn group_contacts(&mut self, owner: &Account, asked: &Element, member: bool) -> Result<Done, Fault> {
        let numbers = self.groups_asked(owner, asked)?;
        let mut ids = Vec::new();
        for contact in all(asked, "contacts", "Contact")? {
            match contact.value_of("contactId").filter(|id| !id.is_empty()) {
                Some(id) => ids.push(id.to_owned()),
                // Somebody by address: into the book first, where a client adds them straight to a group.
                None => {
                    let who = self.contact_asked(owner, contact)?;
                    if member {
                        self.add_contact(owner, &who, contact, true)?;
                    }
                    ids.push(who.guid);
                }
            }
        }
        let book = self.directory.book(owner.id)?;
        let contacts: Vec<&Contact> = ids.iter().map(|id| in_book(&book, id)).collect::<Result<_, _>>()?;
        let mut id = String::new();
        for contact in contacts {
            for number in &numbers {
                if contact.entry.groups.contains(number) != member {
                    self.directory.set_membership(owner.id, contact.entry.contact, *number, member)?;
                }
            }
            id.clone_from(&contact.entry.guid);
        }
        self.tell_own_places(owner.id)?;
        Ok(if member { Done::Id(id) } else { Done::Nothing })
    }

    /// The numbers of the groups that a request names, each once.
    fn groups_asked(&self, owner: &Account, asked: &Element) -> Result<Vec<u32>, Fault> {
        let groups = self.directory.groups(owner.id)?;
        let filter = asked.child("groupFilter").ok_or_else(Fault::no_group)?;
        let mut numbers = Vec::new();
        for id in all(filter, "groupIds", "guid")? {
            let number = find(&groups, id.value())?.number;
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        Ok(numbers)
    }
}

fn find<'a>(groups: &'a [Group], id: &str) -> Result<&'a Group, Fault> {
    groups.iter().find(|group| group.guid.eq_ignore_ascii_case(id)).ok_or_else(Fault::no_group)
}

fn check_name(groups: &[Group], name: &str, own: Option<&Group>) -> Result<(), Fault> {
    let other = groups.iter().find(|group| group.name == name && own.is_none_or(|own| own.number != group.number));
    match other {
        Some(other) => Err(Fault::conflict("GroupAlreadyExists", "There is a group of that name.", &other.guid)),
        None => Ok(()),
    }
}

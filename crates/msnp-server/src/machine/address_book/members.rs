//! `AddMember`, `DeleteMember`: on the allow, block, reverse and pending lists, and off them.

use super::fault::Fault;
use super::membership::role;
use super::request::all;
use super::{Done, Server};
use crate::directory::{Account, Contact};
use msnp::soap::xml::Element;
use msnp::types::{List, Lists};

/// Somebody whom a request puts on a list or takes off it.
struct Change {
    list: List,
    who: Account,
}

impl Server {
    pub(super) fn add_to_lists(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        for change in self.members_asked(owner, asked, "UserDoesNotExist")? {
            self.add_member(owner, &change)?;
        }
        Ok(Done::Nothing)
    }

    pub(super) fn take_off_lists(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        for change in self.members_asked(owner, asked, "MemberDoesNotExist")? {
            self.delete_member(owner, &change)?;
        }
        Ok(Done::Nothing)
    }

    /// Read and looked up whole before anything is changed.
    fn members_asked(&self, owner: &Account, asked: &Element, code: &'static str) -> Result<Vec<Change>, Fault> {
        let book = self.directory.book(owner.id)?;
        let mut changes = Vec::new();
        for membership in all(asked, "memberships", "Membership")? {
            let list = membership.value_of("MemberRole").and_then(role);
            for member in all(membership, "Members", "Member")? {
                changes.push(self.member_asked(owner, &book, list, member, code)?);
            }
        }
        Ok(changes)
    }

    fn member_asked(
        &self,
        owner: &Account,
        book: &[Contact],
        list: Option<List>,
        member: &Element,
        code: &'static str,
    ) -> Result<Change, Fault> {
        // `Allow/guid` names both the list and the person.
        let id = member.value_of("MembershipId").and_then(|id| id.split_once('/'));
        let text = |name| member.value_of(name).filter(|text| !text.is_empty());
        let found = match (text("PassportName").or_else(|| text("Email")), id) {
            (Some(address), _) => Some((list, self.addressed(address, code)?)),
            (None, Some((place, guid))) => {
                let known = book.iter().find(|contact| contact.entry.guid.eq_ignore_ascii_case(guid));
                let account = known.map(|contact| self.directory.account_by_id(contact.entry.contact)).transpose()?;
                account.flatten().map(|account| (role(place), account))
            }
            (None, None) => None,
        };
        // Telephones and accounts of other services have no place here.
        let (list, who) = found.ok_or_else(|| Fault::new(code, "There is no such member."))?;
        let list = list.ok_or_else(|| Fault::new("BadArgument", "There is no such role."))?;
        if who.id == owner.id {
            return Err(Fault::new("BadArgument", "That is the account itself."));
        }
        Ok(Change { list, who })
    }

    fn add_member(&mut self, owner: &Account, Change { list, who }: &Change) -> Result<(), Fault> {
        let before = self.directory.entry(owner.id, who.id)?.map_or(Lists::NONE, |entry| entry.lists);
        let after = match list {
            // The owner has taken note of who added them.
            List::Reverse => before.without(List::Pending),
            // Who waits for an answer, and who has the owner on their list, is for the server to say.
            List::Pending | List::Forward => before,
            List::Allow | List::Block => before.with(*list),
        };
        if !before.contains(*list) && after.contains(*list) {
            self.check_room(owner, *list)?;
        }
        self.change_book_lists(owner, who.id, before, after)
    }

    fn delete_member(&mut self, owner: &Account, Change { list, who }: &Change) -> Result<(), Fault> {
        let before = self.directory.entry(owner.id, who.id)?.map_or(Lists::NONE, |entry| entry.lists);
        let after = match list {
            // Only the other side can end this.
            List::Reverse | List::Forward => before,
            List::Pending | List::Allow | List::Block => before.without(*list),
        };
        self.change_book_lists(owner, who.id, before, after)
    }

    /// A full list is refused without a word, as the measured servers do.
    pub(super) fn check_room(&self, owner: &Account, list: List) -> Result<(), Fault> {
        let taken = self.directory.entries(owner.id)?.iter().filter(|entry| entry.lists.contains(list)).count();
        if taken >= self.settings.list_limit { Err(Fault::Silent(500)) } else { Ok(()) }
    }
}

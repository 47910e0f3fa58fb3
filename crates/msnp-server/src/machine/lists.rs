//! ADD, ADC, REM, REA, SBP, GTC, BLP: edits of lists, and what the other side hears of them.

use super::presence::allowed;
use super::sync::{policy_code, privacy_code};
use super::{ConnectionId, Outcome, Refused, Server};
use crate::accounts::LONGEST_NAME;
use crate::directory::{Account, AccountId, DirectoryError};
use msnp::command::Server as Any;
use msnp::command::lists::{Client, Numbering, Server as Reply};
use msnp::types::{AddPolicy, ContactId, Email, GroupId, List, Lists, Privacy, Property, TransactionId};
use msnp::wire::Encoded;

/// A name out of the wire, if others may be shown it.
pub(super) fn checked_name(name: &Encoded) -> Result<String, Refused> {
    let text = name.text();
    if text.trim().is_empty()
        || text.chars().any(char::is_control)
        || Encoded::from_text(&text).as_wire().len() > LONGEST_NAME
    {
        return Err(Refused::With(209));
    }
    Ok(text)
}

impl Server {
    pub(super) fn lists_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        let features = self.dialect(id).features();
        let guids = features.guids;
        match command {
            // From MSNP13 on the lists come from the address book. What went with the old ones is unknown, and servers
            // end the session over it, but for ADC and REM.
            Client::Synchronize { .. } if !features.lists_by_sync => Err(Refused::With(502)),
            Client::SetContactProperty { .. } | Client::AddPolicy { .. } if !features.lists_by_sync => {
                Err(Refused::Close)
            }
            Client::Synchronize { transaction, serials } => self.synchronize(id, transaction, &serials),
            Client::Add { .. } | Client::Rename { .. } if guids => Err(Refused::With(502)),
            Client::AddContact { .. } | Client::SetContactProperty { .. } if !guids => Err(Refused::With(502)),
            Client::Add { transaction, list, email, name, group } => {
                let contact = self.contact(id, &email)?;
                let is_new = self.put_on_list(id, list, &contact, group.as_ref())?;
                let serial = self.serial(id)?;
                let name = name.unwrap_or_else(|| Encoded::from_text(&contact.name));
                let email = contact.email.to_string();
                let reply = Reply::Add { transaction, list, serial, email, name: Some(name), group };
                self.send(id, &Any::Lists(reply));
                if is_new { self.show_contact(id, transaction, &contact) } else { Ok(()) }
            }
            Client::AddContact { transaction, list, email, id: guid, group, .. } => {
                let contact = match (&email, &guid) {
                    (Some(email), _) => self.contact(id, email)?,
                    (None, Some(guid)) => self.listed_contact(id, guid)?,
                    (None, None) => return Err(Refused::With(201)),
                };
                let is_new = self.put_on_list(id, list, &contact, group.as_ref())?;
                self.send(id, &Any::Lists(added(transaction, list, &contact, email.is_some(), group)));
                if is_new { self.show_contact(id, transaction, &contact) } else { Ok(()) }
            }
            Client::Remove { transaction, list, who, group } => {
                let contact = self.removed_contact(id, list, &who)?;
                self.take_off_list(id, list, &contact, group.as_ref())?;
                let serial = self.serial(id)?;
                self.send(id, &Any::Lists(Reply::Remove { transaction, list, serial, who, group }));
                Ok(())
            }
            Client::Rename { transaction, email, name } => self.rename(id, transaction, &email, &name),
            Client::SetContactProperty { transaction, id: guid, property, value } => {
                self.set_contact_property(id, transaction, guid, property, value)
            }
            Client::AddPolicy { transaction, value } => self.set_add_policy(id, transaction, value),
            Client::Privacy { transaction, value } => self.set_privacy(id, transaction, value),
            // Servers stopped to answer it in 2003.
            Client::List { .. } => Ok(()),
        }
    }

    /// The serial for a reply, in the dialects whose replies have one.
    pub(super) fn serial(&self, id: ConnectionId) -> Result<Option<String>, Refused> {
        let account = self.account(id)?;
        Ok(self.dialect(id).features().edit_serials.then(|| account.serial.to_string()))
    }

    fn contact(&self, id: ConnectionId, email: &str) -> Result<Account, Refused> {
        let email = Email::parse(email).map_err(|_| Refused::With(201))?;
        self.directory.account(&email)?.ok_or_else(|| Refused::With(self.dialect(id).features().unknown_user))
    }

    /// Somebody on the forward list, by GUID.
    fn listed_contact(&self, id: ConnectionId, guid: &ContactId) -> Result<Account, Refused> {
        let owner = self.account(id)?;
        let entries = self.directory.entries(owner.id)?;
        let found = entries
            .into_iter()
            .find(|entry| entry.lists.contains(List::Forward) && entry.guid.eq_ignore_ascii_case(&guid.0))
            .ok_or(Refused::With(216))?;
        self.directory.account_by_id(found.contact)?.ok_or(Refused::With(216))
    }

    /// `REM` names people on the forward list by GUID from MSNP10 on, and by address everywhere else.
    fn removed_contact(&self, id: ConnectionId, list: List, who: &str) -> Result<Account, Refused> {
        if list == List::Forward && self.dialect(id).features().guids && !who.contains('@') {
            return self.listed_contact(id, &ContactId(who.to_owned()));
        }
        self.contact(id, who)
    }

    /// Changes the lists of `owner` that `contact` is on from `before` to `after`, and tells everyone who is signed in
    /// and concerned: `contact` sees the owner come or go where the change lets them, and hears of being put on the
    /// forward list or taken off it, in the form of each place's dialect. Every way to change lists ends here, commands
    /// and web services alike; a change that isn't one does nothing.
    pub(super) fn change_lists(&mut self, owner: &Account, contact: AccountId, before: Lists, after: Lists) -> Outcome {
        if before == after {
            return Ok(());
        }
        self.directory.set_lists(owner.id, contact, after).map_err(|error| match error {
            DirectoryError::Missing => Refused::With(216),
            other => other.into(),
        })?;
        self.show_or_hide(owner, contact, allowed(owner.privacy, before), allowed(owner.privacy, after))?;
        let listed = after.contains(List::Forward);
        if before.contains(List::Forward) != listed { self.tell_reverse(owner, contact, listed) } else { Ok(()) }
    }

    /// Answers whether somebody is new on the forward list: then they are seen at once, if they let themselves be.
    fn put_on_list(
        &mut self,
        id: ConnectionId,
        list: List,
        contact: &Account,
        group: Option<&GroupId>,
    ) -> Result<bool, Refused> {
        let owner = self.account(id)?;
        if contact.id == owner.id {
            return Err(Refused::With(201));
        }
        let entries = self.directory.entries(owner.id)?;
        let entry = entries.iter().find(|entry| entry.contact == contact.id);
        let before = entry.map_or(Lists::NONE, |entry| entry.lists);
        match list {
            List::Pending => return Err(Refused::With(201)),
            // The client has taken note of who added its user: no longer pending.
            List::Reverse if before.contains(List::Pending) => {
                self.change_lists(&owner, contact.id, before, before.without(List::Pending))?;
                return Ok(false);
            }
            List::Reverse => return Err(Refused::With(if before.contains(list) { 215 } else { 201 })),
            List::Forward | List::Allow | List::Block => {}
        }
        let number = match group {
            Some(group) if list == List::Forward => self.group_number(id, group)?,
            Some(_) => return Err(Refused::With(201)),
            None => None,
        };
        if before.contains(list) {
            let known = number.is_none_or(|number| entry.is_some_and(|entry| entry.groups.contains(&number)));
            if known {
                return Err(Refused::With(215));
            }
        } else {
            if entries.iter().filter(|entry| entry.lists.contains(list)).count() >= self.settings.list_limit {
                return Err(Refused::With(210));
            }
            self.change_lists(&owner, contact.id, before, before.with(list))?;
        }
        if let Some(number) = number {
            self.directory.set_membership(owner.id, contact.id, number, true)?;
        }
        Ok(list == List::Forward && !before.contains(list))
    }

    fn take_off_list(&mut self, id: ConnectionId, list: List, contact: &Account, group: Option<&GroupId>) -> Outcome {
        let owner = self.account(id)?;
        let entry = self.directory.entry(owner.id, contact.id)?.ok_or(Refused::With(216))?;
        let on = match list {
            // Settled by `ADC RL` already: no reason to complain.
            List::Pending => entry.lists.contains(List::Pending) || entry.lists.contains(List::Reverse),
            List::Reverse => return Err(Refused::With(201)),
            _ => entry.lists.contains(list),
        };
        if !on {
            return Err(Refused::With(216));
        }
        if let (List::Forward, Some(group)) = (list, group) {
            match self.group_number(id, group)? {
                Some(number) if entry.groups.contains(&number) => {
                    self.directory.set_membership(owner.id, contact.id, number, false)?;
                    return Ok(());
                }
                // In group 0 is who is in no other; out of it, they are out of the list.
                None if entry.groups.is_empty() => {}
                _ => return Err(Refused::With(225)),
            }
        }
        self.change_lists(&owner, contact.id, entry.lists, entry.lists.without(list))
    }

    /// Tells `contact`, if signed in, that `owner` has added or removed them.
    fn tell_reverse(&mut self, owner: &Account, contact: AccountId, is_added: bool) -> Outcome {
        for id in self.places(contact) {
            let session = self.session_mut(id)?;
            if session.synchronized {
                self.tell_reverse_at(id, owner, is_added)?;
            } else {
                session.missed_changes = true;
            }
        }
        Ok(())
    }

    fn tell_reverse_at(&mut self, id: ConnectionId, owner: &Account, is_added: bool) -> Outcome {
        let features = self.dialect(id).features();
        if !features.lists_by_sync {
            return self.tell_membership(id, owner, is_added);
        }
        let serial = self.serial(id)?;
        let (transaction, list, email) = (TransactionId::ASYNC, List::Reverse, owner.email.to_string());
        let name = Some(Encoded::from_text(&owner.name));
        let reply = match (is_added, features.guids) {
            (false, _) => Reply::Remove { transaction, list, serial, who: email, group: None },
            (true, false) => Reply::Add { transaction, list, serial, email, name, group: None },
            (true, true) => Reply::AddContact { transaction, list, email: Some(email), name, id: None, group: None },
        };
        self.send(id, &Any::Lists(reply));
        Ok(())
    }

    fn rename(&mut self, id: ConnectionId, transaction: TransactionId, email: &str, name: &Encoded) -> Outcome {
        let owner = self.account(id)?;
        let text = checked_name(name)?;
        let contact = self.contact(id, email)?;
        if contact.id == owner.id {
            self.directory.set_name(owner.id, &text)?;
        } else {
            self.directory.set_given_name(owner.id, contact.id, Some(&text)).map_err(|error| match error {
                DirectoryError::Missing => Refused::With(216),
                other => other.into(),
            })?;
        }
        let serial = self.serial(id)?;
        let name = Encoded::from_text(&text);
        self.send(id, &Any::Lists(Reply::Rename { transaction, serial, email: contact.email.to_string(), name }));
        if contact.id == owner.id { self.announce(owner.id, false) } else { Ok(()) }
    }

    fn set_contact_property(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        guid: ContactId,
        property: Property,
        value: Encoded,
    ) -> Outcome {
        let owner = self.account(id)?;
        let contact = self.listed_contact(id, &guid)?;
        if property != Property::FriendlyName {
            return Err(Refused::With(715));
        }
        let text = checked_name(&value)?;
        self.directory.set_given_name(owner.id, contact.id, Some(&text))?;
        self.send(id, &Any::Lists(Reply::SetContactProperty { transaction, id: guid, property, value }));
        Ok(())
    }

    fn set_add_policy(&mut self, id: ConnectionId, transaction: TransactionId, value: String) -> Outcome {
        let owner = self.account(id)?;
        let policy = match value.as_str() {
            "A" => AddPolicy::Ask,
            "N" => AddPolicy::Silent,
            _ => return Err(Refused::Close),
        };
        if policy_code(owner.add_policy) == value {
            return Err(Refused::With(218));
        }
        self.directory.set_add_policy(owner.id, policy)?;
        let numbering = self.reply_numbering(id, transaction)?;
        self.send(id, &Any::Lists(Reply::AddPolicy { numbering, value }));
        Ok(())
    }

    fn set_privacy(&mut self, id: ConnectionId, transaction: TransactionId, value: String) -> Outcome {
        let owner = self.account(id)?;
        let privacy = match value.as_str() {
            "AL" => Privacy::AllowOthers,
            "BL" => Privacy::BlockOthers,
            _ => return Err(Refused::Close),
        };
        // Clients of later dialects say at each sign-in what the address book says already.
        if privacy_code(owner.privacy) == value && self.dialect(id).features().lists_by_sync {
            return Err(Refused::With(218));
        }
        self.directory.set_privacy(owner.id, privacy)?;
        let numbering = self.reply_numbering(id, transaction)?;
        self.send(id, &Any::Lists(Reply::Privacy { numbering, value }));
        for entry in self.directory.entries(owner.id)? {
            let (before, after) = (allowed(owner.privacy, entry.lists), allowed(privacy, entry.lists));
            self.show_or_hide(&owner, entry.contact, before, after)?;
        }
        Ok(())
    }

    /// The numbers of a reply to GTC, BLP and PRP: the transaction, and the serial where there are serials.
    pub(super) fn reply_numbering(&self, id: ConnectionId, transaction: TransactionId) -> Result<Numbering, Refused> {
        Ok(Numbering { transaction: Some(transaction), serial: self.serial(id)? })
    }
}

/// The reply to `ADC`: whoever was named by address on the forward list gets name and GUID told; otherwise what was
/// asked comes back.
fn added(transaction: TransactionId, list: List, contact: &Account, by_email: bool, group: Option<GroupId>) -> Reply {
    let forward = list == List::Forward;
    Reply::AddContact {
        transaction,
        list,
        email: by_email.then(|| contact.email.to_string()),
        name: (by_email && forward).then(|| Encoded::from_text(&contact.name)),
        id: forward.then(|| ContactId(contact.guid.clone())),
        group,
    }
}

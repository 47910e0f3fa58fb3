//! CHG and UUX, and what others are told: ILN, NLN, FLN, UBX.

use super::connection::SignedIn;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::{Account, AccountId};
use bytes::Bytes;
use msnp::command::presence::{Client, Server as Reply};
use msnp::command::{Routing, Server as Any};
use msnp::types::{Capabilities, List, Lists, Privacy, Status, TransactionId};
use msnp::wire::Encoded;

/// The longest personal message that is passed on, in bytes with its XML.
const LONGEST_PERSONAL: usize = 4096;

/// Whether somebody on these lists of an account may see and call its owner.
pub(super) const fn allowed(privacy: Privacy, lists: Lists) -> bool {
    if lists.contains(List::Block) {
        return false;
    }
    match privacy {
        Privacy::AllowOthers => true,
        Privacy::BlockOthers => lists.contains(List::Allow),
    }
}

impl Server {
    pub(super) fn presence_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        match command {
            Client::SetStatus { transaction, status, capabilities, object, .. } => {
                self.set_status(id, transaction, status, capabilities, object)
            }
            Client::SetPersonalMessage { transaction, data } => self.set_personal(id, transaction, data),
        }
    }

    fn set_status(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        status: Status,
        capabilities: Option<Capabilities>,
        object: Option<Encoded>,
    ) -> Outcome {
        if status == Status::Offline {
            return Err(Refused::With(201));
        }
        let session = self.session_mut(id)?;
        let account = session.account;
        let was_visible = session.is_visible();
        let first = session.status.is_none();
        session.status = Some(status);
        session.capabilities = capabilities.unwrap_or_default();
        session.object = object.clone().filter(is_object);
        self.send(id, &Any::Presence(Reply::StatusSet { transaction, status, capabilities, extended: None, object }));
        if first {
            self.initial_presence(id, transaction)?;
            self.send_mail_notification(id);
            self.send_challenge(id);
        }
        if status.is_visible() {
            self.announce(account, !was_visible)
        } else if was_visible {
            self.announce_offline(account)
        } else {
            Ok(())
        }
    }

    fn set_personal(&mut self, id: ConnectionId, transaction: TransactionId, data: Bytes) -> Outcome {
        if !self.dialect(id).features().personal_messages {
            return Err(Refused::With(502));
        }
        if data.len() > LONGEST_PERSONAL || std::str::from_utf8(&data).is_err() {
            return Err(Refused::With(715));
        }
        let session = self.session_mut(id)?;
        let (account, visible) = (session.account, session.is_visible());
        session.personal = Some(data);
        let length = "0".to_owned();
        self.send(id, &Any::Presence(Reply::PersonalMessageSet { transaction, length }));
        if visible {
            for watcher in self.watchers(account)? {
                self.send_personal(watcher, id);
            }
        }
        Ok(())
    }

    /// The connections of those who have `subject` on their forward list, may see them, and have shown themselves.
    fn watchers(&self, subject: AccountId) -> Result<Vec<ConnectionId>, Refused> {
        let Some(account) = self.directory.account_by_id(subject)? else { return Ok(Vec::new()) };
        let entries = self.directory.entries(subject)?;
        let watching = entries
            .iter()
            .filter(|entry| entry.lists.contains(List::Reverse) && allowed(account.privacy, entry.lists))
            .filter_map(|entry| self.watching(entry.contact));
        Ok(watching.collect())
    }

    /// Where somebody gets presence, if they get any: after their own first `CHG`.
    fn watching(&self, watcher: AccountId) -> Option<ConnectionId> {
        let id = *self.sessions.get(&watcher)?;
        self.session(id)?.status.map(|_| id)
    }

    /// Tells everyone who may know how `subject` is; with `personal` also what they say under their name.
    pub(super) fn announce(&mut self, subject: AccountId, personal: bool) -> Outcome {
        let Some(id) = self.sessions.get(&subject).copied() else { return Ok(()) };
        if !self.session(id).is_some_and(SignedIn::is_visible) {
            return Ok(());
        }
        for watcher in self.watchers(subject)? {
            self.show(watcher, id, None, personal)?;
        }
        Ok(())
    }

    fn announce_offline(&mut self, subject: AccountId) -> Outcome {
        let Some(account) = self.directory.account_by_id(subject)? else { return Ok(()) };
        for watcher in self.watchers(subject)? {
            self.hide(watcher, &account);
        }
        Ok(())
    }

    /// After a sign-out: the connection is gone already.
    pub(super) fn signed_out(&mut self, id: ConnectionId, session: &SignedIn) {
        if self.sessions.get(&session.account) == Some(&id) {
            self.sessions.remove(&session.account);
        }
        tracing::info!(email = %session.email, "signed out");
        if session.is_visible()
            && let Err(error) = self.announce_offline(session.account)
        {
            tracing::warn!(?error, "others weren't told of a sign-out");
        }
    }

    /// Everyone on the forward list who is there and lets themselves be seen.
    fn initial_presence(&mut self, id: ConnectionId, transaction: TransactionId) -> Outcome {
        let owner = self.account(id)?;
        for entry in self.directory.entries(owner.id)? {
            if entry.lists.contains(List::Forward)
                && let Some(contact) = self.directory.account_by_id(entry.contact)?
            {
                self.show_contact(id, transaction, &contact)?;
            }
        }
        Ok(())
    }

    /// Shows one contact to who has just signed in, or has just added them.
    pub(super) fn show_contact(&mut self, id: ConnectionId, transaction: TransactionId, contact: &Account) -> Outcome {
        let owner = self.account(id)?;
        let Some(other) = self.sessions.get(&contact.id).copied() else { return Ok(()) };
        let lists = self.directory.entry(contact.id, owner.id)?.map_or(Lists::NONE, |entry| entry.lists);
        let announced = self.session(id).is_some_and(|session| session.status.is_some());
        let visible = self.session(other).is_some_and(SignedIn::is_visible);
        if announced && visible && allowed(contact.privacy, lists) {
            self.show(id, other, Some(transaction), true)?;
        }
        Ok(())
    }

    /// After `owner` has changed who may see them: whoever has them on the list sees them come or go.
    pub(super) fn show_or_hide(&mut self, owner: &Account, watcher: AccountId, before: bool, after: bool) -> Outcome {
        if before == after {
            return Ok(());
        }
        let Some(id) = self.sessions.get(&owner.id).copied() else { return Ok(()) };
        let Some(watching) = self.watching(watcher) else { return Ok(()) };
        let on_their_list =
            self.directory.entry(watcher, owner.id)?.is_some_and(|entry| entry.lists.contains(List::Forward));
        if !on_their_list || !self.session(id).is_some_and(SignedIn::is_visible) {
            return Ok(());
        }
        if after {
            return self.show(watching, id, None, true);
        }
        self.hide(watching, owner);
        Ok(())
    }

    /// `ILN` or `NLN` of the session on `subject`, and `UBX` where there is something to say.
    fn show(
        &mut self,
        watcher: ConnectionId,
        subject: ConnectionId,
        transaction: Option<TransactionId>,
        personal: bool,
    ) -> Outcome {
        let features = self.dialect(watcher).features();
        let account = self.account(subject)?;
        let Some(session) = self.session(subject) else { return Ok(()) };
        let reply = Reply::Online {
            transaction,
            status: session.status.unwrap_or_default(),
            email: account.email.to_string(),
            routing: Routing::default(),
            name: Some(Encoded::from_text(&account.name)),
            capabilities: features.capabilities.then_some(session.capabilities),
            extended: None,
            object: session.object.clone().filter(|_| features.objects),
            icon: None,
        };
        self.send(watcher, &Any::Presence(reply));
        if personal {
            self.send_personal(watcher, subject);
        }
        Ok(())
    }

    fn hide(&mut self, watcher: ConnectionId, account: &Account) {
        let reply = Reply::Offline {
            email: account.email.to_string(),
            routing: Routing::default(),
            capabilities: None,
            extended: None,
            rest: Vec::new(),
        };
        self.send(watcher, &Any::Presence(reply));
    }

    fn send_personal(&mut self, watcher: ConnectionId, subject: ConnectionId) {
        let Some(session) = self.session(subject) else { return };
        if let Some(data) = session.personal.clone()
            && self.dialect(watcher).features().personal_messages
        {
            let email = session.email.to_string();
            self.send(watcher, &Any::Presence(Reply::PersonalMessage { email, routing: Routing::default(), data }));
        }
    }
}

/// `0`, and the empty element that some servers put in its place, stand for no picture.
fn is_object(object: &Encoded) -> bool {
    let text = object.text();
    text != "0" && text != "<msnobj/>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_see() {
        let (allow, block) = (Lists::NONE.with(List::Allow), Lists::NONE.with(List::Block));
        assert!(allowed(Privacy::AllowOthers, Lists::NONE) && !allowed(Privacy::BlockOthers, Lists::NONE));
        assert!(allowed(Privacy::BlockOthers, allow));
        // Some clients put people on one list before they take them off the other: block wins.
        let both = allow.with(List::Block);
        assert!([block, both].into_iter().all(|lists| !allowed(Privacy::AllowOthers, lists)));
    }

    #[test]
    fn no_picture_is_no_object() {
        assert!(!is_object(&Encoded::from_wire("0")) && !is_object(&Encoded::from_wire("%3Cmsnobj%2F%3E")));
        assert!(is_object(&Encoded::from_wire("%3Cmsnobj%20Size%3D%224%22%2F%3E")));
    }
}

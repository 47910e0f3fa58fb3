//! ADL, RML, FQY: the lists as the sessions of MSNP13 and up know them, beside the address book.

use super::circles::are_circles;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::Account;
use bytes::Bytes;
use msnp::command::membership::{Client, Server as Reply};
use msnp::command::{Server as Any, profile};
use msnp::soap::adl::{self, Entry, Network};
use msnp::soap::time::Timestamp;
use msnp::soap::xml::{Element, Writer};
use msnp::types::{Email, List, Lists, TransactionId};

/// The networks that the protocol has numbers for; others are refused.
const NETWORKS: [u8; 11] = [1, 2, 4, 8, 9, 10, 11, 13, 14, 16, 32];

impl Server {
    pub(super) fn membership_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        match command {
            Client::Add { transaction, data } => self.add_members(id, transaction, &data),
            Client::Remove { transaction, data } => self.remove_members(id, transaction, &data),
            Client::Query { transaction, data } => self.query_networks(id, transaction, &data),
        }
    }

    /// `ADL`. The first of a session says what its client knows; the directory knows better, so nothing changes. Each
    /// later one adds to the lists, often what the address book was told already.
    fn add_members(&mut self, id: ConnectionId, transaction: TransactionId, data: &Bytes) -> Outcome {
        let payload = Payload::read(data)?;
        let session = self.session_mut(id)?;
        session.synchronized = true;
        if std::mem::take(&mut session.missed_changes) {
            self.send_book_alert(id)?;
        }
        if are_circles(&payload.entries)? {
            return self.open_circles(id, transaction, &payload.entries);
        }
        let owner = self.account(id)?;
        let members = if payload.initial { Vec::new() } else { self.members(&owner, &payload.entries)? };
        let entries = if members.is_empty() { Vec::new() } else { self.directory.entries(owner.id)? };
        let mut counts = WRITABLE.map(|list| entries.iter().filter(|entry| entry.lists.contains(list)).count());
        for (contact, lists) in &members {
            let before = self.directory.entry(owner.id, contact.id)?.map_or(Lists::NONE, |entry| entry.lists);
            let after = WRITABLE.into_iter().filter(|list| lists.contains(*list)).fold(before, Lists::with);
            for (list, count) in WRITABLE.into_iter().zip(&mut counts) {
                *count += usize::from(after.contains(list) && !before.contains(list));
                if *count > self.settings.list_limit {
                    return Err(Refused::With(210));
                }
            }
            self.change_lists(&owner, contact.id, before, after)?;
        }
        self.send(id, &Any::Membership(Reply::Added { transaction }));
        for (contact, lists) in &members {
            if lists.contains(List::Forward) {
                self.show_contact(id, transaction, contact)?;
            }
        }
        Ok(())
    }

    fn remove_members(&mut self, id: ConnectionId, transaction: TransactionId, data: &Bytes) -> Outcome {
        let payload = Payload::read(data)?;
        if are_circles(&payload.entries)? {
            return self.shut_circles(id, transaction, &payload.entries);
        }
        let owner = self.account(id)?;
        for (contact, lists) in self.members(&owner, &payload.entries)? {
            // Who isn't on them has been taken off in the address book already.
            let Some(entry) = self.directory.entry(owner.id, contact.id)? else { continue };
            let after = WRITABLE.into_iter().filter(|list| lists.contains(*list)).fold(entry.lists, Lists::without);
            self.change_lists(&owner, contact.id, entry.lists, after)?;
        }
        self.send(id, &Any::Membership(Reply::Removed { transaction }));
        Ok(())
    }

    /// The accounts that a payload names. One that isn't there refuses all of it; telephones and people of other
    /// networks can't be here.
    fn members(&self, owner: &Account, entries: &[Entry]) -> Result<Vec<(Account, Lists)>, Refused> {
        let mut members = Vec::new();
        for entry in entries.iter().filter(|entry| is_ours(entry)) {
            let account = self.directory.account(&entry.email)?.ok_or(Refused::With(208))?;
            if account.id == owner.id {
                return Err(Refused::With(201));
            }
            members.push((account, entry.lists));
        }
        Ok(members)
    }

    /// `FQY`: who has an account here is of our network; of others we know nothing.
    fn query_networks(&mut self, id: ConnectionId, transaction: TransactionId, data: &Bytes) -> Outcome {
        let asked = Payload::read(data)?.entries;
        let mut found = Vec::new();
        for entry in &asked {
            if self.directory.account(&entry.email)?.is_some() {
                found.push(entry.email.clone());
            }
        }
        if found.is_empty() {
            return Err(Refused::With(208));
        }
        let data = people(&found, &[("t", "1")]);
        self.send(id, &Any::Membership(Reply::Found { transaction, data }));
        Ok(())
    }

    /// Tells one place of somebody that `owner` has put them on the forward list or taken them off it: in a line, and in
    /// the alert that makes clients look into the address book again.
    pub(super) fn tell_membership(&mut self, id: ConnectionId, owner: &Account, is_added: bool) -> Outcome {
        let transaction = TransactionId::ASYNC;
        let (who, reverse) = (std::slice::from_ref(&owner.email), List::Reverse.bit().to_string());
        let told = if is_added {
            let data = people(who, &[("t", "1"), ("l", &reverse), ("f", &owner.name)]);
            Reply::Add { transaction, data }
        } else {
            Reply::Remove { transaction, data: people(who, &[("t", "1"), ("l", &reverse)]) }
        };
        self.send(id, &Any::Membership(told));
        self.send_book_alert(id)
    }

    /// `NOT`: something in the address book of who is signed in here has changed without their doing.
    pub(super) fn send_book_alert(&mut self, id: ConnectionId) -> Outcome {
        let account = self.account(id)?;
        let number = account.number();
        let now = Timestamp(i64::try_from(self.unix_time()).unwrap_or(i64::MAX)).to_string();
        let mut inside = Writer::bare();
        inside.element("NotificationData", &[], |data| {
            data.leaf("Service", "ABCHInternal");
            data.leaf("CID", &number.cast_signed().to_string());
            data.leaf("LastModifiedDate", &now);
            data.leaf("HasNewItem", "false");
        });
        let data = Bytes::from(alert(&account, &inside.finish()));
        self.send(id, &Any::Profile(profile::Server::Notification { data }));
        Ok(())
    }
}

/// The notice of a service about an account; what it says is text once more.
pub(super) fn alert(account: &Account, inside: &str) -> String {
    let number = account.number();
    let person = format!("0x{:08x}:0x{:08x}", number & 0xffff_ffff, number >> 32);
    let mut alert = Writer::bare();
    let site = [("id", "0"), ("siteid", "45705"), ("siteurl", "http://contacts.msn.com")];
    alert.element("NOTIFICATION", &site, |alert| {
        alert.element("TO", &[("pid", &person), ("name", account.email.as_str())], |to| {
            to.empty("VIA", &[("agent", "messenger")]);
        });
        alert.element("MSG", &[("id", "0")], |message| {
            message.empty("SUBSCR", &[("url", "s.htm")]);
            message.empty("ACTION", &[("url", "a.htm")]);
            message.leaf("BODY", inside);
        });
    });
    alert.finish()
}

/// The lists that a client may write.
const WRITABLE: [List; 3] = [List::Forward, List::Allow, List::Block];

/// What a command carries, checked as strictly as servers of old did.
struct Payload {
    /// `<ml l="1">`
    initial: bool,
    entries: Vec<Entry>,
}

impl Payload {
    fn read(data: &Bytes) -> Result<Self, Refused> {
        if data.len() > adl::MAX_PAYLOAD {
            return Err(Refused::CloseWith(240));
        }
        let root = Element::parse(data).map_err(|_| Refused::CloseWith(240))?;
        if root.name() != "ml" {
            return Err(Refused::CloseWith(240));
        }
        for place in root.elements() {
            let mut people = place.children("c").peekable();
            if !matches!(place.name(), "d" | "t") || people.peek().is_none() {
                return Err(Refused::CloseWith(240));
            }
            people.try_for_each(check)?;
        }
        let entries = adl::read(data).map_err(|_| Refused::CloseWith(240))?;
        Ok(Self { initial: root.attribute("l") == Some("1"), entries })
    }
}

/// Lists that only the server writes, and networks that don't exist.
fn check(person: &Element) -> Outcome {
    let number = |name| person.attribute(name).map(|value| value.trim().parse::<u8>());
    match number("l") {
        None | Some(Ok(1..=7)) => {}
        Some(_) => return Err(Refused::CloseWith(241)),
    }
    match number("t") {
        None => Ok(()),
        Some(Ok(network)) if NETWORKS.contains(&network) => Ok(()),
        Some(_) => Err(Refused::With(204)),
    }
}

fn is_ours(entry: &Entry) -> bool {
    matches!(entry.network, None | Some(Network::PASSPORT))
}

/// `<ml><d n="example.com"><c n="alice" …/></d></ml>`, the same attributes for everybody.
fn people(who: &[Email], attributes: &[(&'static str, &str)]) -> Bytes {
    let mut ml = Writer::bare();
    ml.element("ml", &[], |ml| {
        for (name, domain) in who.iter().filter_map(|email| email.as_str().rsplit_once('@')) {
            let mut all = vec![("n", name)];
            all.extend_from_slice(attributes);
            ml.element("d", &[("n", domain)], |d| d.empty("c", &all));
        }
    });
    ml.finish().into()
}

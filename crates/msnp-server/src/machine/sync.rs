//! SYN: the lists in each dialect's form.

use super::{ConnectionId, Outcome, Server};
use crate::directory::{Account, Entry, Group};
use msnp::command::lists::{NumberedEntry, Numbering, Server as Reply};
use msnp::command::{Server as Any, groups, profile};
use msnp::dialect::{Dialect, ListForm};
use msnp::types::{AddPolicy, ContactId, GroupId, List, Lists, Privacy, Property, TransactionId};
use msnp::wire::Encoded;

/// The name of group 0, where people without a group are (MSNP7 to 9).
const NO_GROUP: &str = "Other Contacts";

/// A serial as a dialect writes it: a number, or two time stamps. Ours hold the number in their fraction: they are the
/// same as long as the lists are, which is all that a client looks at.
pub(super) fn serial_words(dialect: Dialect, serial: u64) -> Vec<String> {
    if dialect.features().sync_serials == 1 {
        return vec![serial.to_string()];
    }
    let stamp = format!(
        "2000-01-01T00:{:02}:{:02}.{:07}-00:00",
        serial / 600_000_000 % 60,
        serial / 10_000_000 % 60,
        serial % 10_000_000
    );
    vec![stamp.clone(), stamp]
}

pub(super) const fn privacy_code(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::AllowOthers => "AL",
        Privacy::BlockOthers => "BL",
    }
}

pub(super) const fn policy_code(policy: AddPolicy) -> &'static str {
    match policy {
        AddPolicy::Ask => "A",
        AddPolicy::Silent => "N",
    }
}

/// The lists that a client sees an entry on: whoever is pending isn't on the reverse list yet, and dialects without
/// a pending list have it all on the reverse list.
pub(super) fn shown_lists(dialect: Dialect, lists: Lists) -> Lists {
    if !dialect.features().guids {
        lists.without(List::Pending)
    } else if lists.contains(List::Pending) {
        lists.without(List::Reverse)
    } else {
        lists
    }
}

/// A group as a dialect names it.
pub(super) fn group_id(dialect: Dialect, group: &Group) -> GroupId {
    GroupId(if dialect.features().guids { group.guid.clone() } else { group.number.to_string() })
}

/// What a sync is made of.
struct Sync {
    dialect: Dialect,
    transaction: TransactionId,
    account: Account,
    entries: Vec<Entry>,
    groups: Vec<Group>,
    properties: Vec<(Property, String)>,
}

impl Server {
    pub(super) fn synchronize(&mut self, id: ConnectionId, transaction: TransactionId, known: &[String]) -> Outcome {
        let dialect = self.dialect(id);
        let account = self.account(id)?;
        let serials = serial_words(dialect, account.serial);
        self.session_mut(id)?.synchronized = true;
        if known == serials {
            let reply = Reply::Synchronize { transaction, serials, contacts: None, groups: None };
            self.send(id, &Any::Lists(reply));
            return Ok(());
        }
        let entries = self.directory.entries(account.id)?;
        let groups = self.directory.groups(account.id)?;
        let properties = self.directory.properties(account.id)?;
        let shared: Vec<Vec<(Property, String)>> =
            entries.iter().map(|entry| self.shared_properties(account.id, entry)).collect::<Result<_, _>>()?;
        let sync = Sync { dialect, transaction, account, entries, groups, properties };
        let mut lines = sync.head(serials);
        match dialect.features().list_form {
            ListForm::Numbered => sync.numbered(&shared, &mut lines),
            ListForm::Bits | ListForm::Tagged => sync.people(&shared, &mut lines),
        }
        for line in lines {
            self.send(id, &line);
        }
        Ok(())
    }
}

impl Sync {
    /// The numbers before each value, in the dialects that have them.
    fn numbering(&self) -> Numbering {
        if self.dialect.features().sync_numbered {
            Numbering { transaction: Some(self.transaction), serial: Some(self.account.serial.to_string()) }
        } else {
            Numbering::default()
        }
    }

    fn head(&self, serials: Vec<String>) -> Vec<Any> {
        let features = self.dialect.features();
        let others = features.groups && !features.guids;
        let group_lines = self.groups.len() + usize::from(others);
        let count = |n: usize| features.sync_counts.then(|| u32::try_from(n).unwrap_or(u32::MAX));
        let mut lines = vec![Any::Lists(Reply::Synchronize {
            transaction: self.transaction,
            serials,
            contacts: count(self.entries.len()),
            groups: count(group_lines),
        })];
        let policy = policy_code(self.account.add_policy).to_owned();
        lines.push(Any::Lists(Reply::AddPolicy { numbering: self.numbering(), value: policy }));
        let privacy = privacy_code(self.account.privacy).to_owned();
        lines.push(Any::Lists(Reply::Privacy { numbering: self.numbering(), value: privacy }));
        if features.name_by_prp {
            lines.push(self.property(Property::FriendlyName, &self.account.name));
        }
        if features.properties {
            lines.extend(self.properties.iter().map(|(property, value)| self.property(property.clone(), value)));
        }
        if features.groups {
            let mut groups: Vec<(GroupId, &str)> = Vec::with_capacity(group_lines);
            if others {
                groups.push((GroupId("0".to_owned()), NO_GROUP));
            }
            groups.extend(self.groups.iter().map(|group| (group_id(self.dialect, group), group.name.as_str())));
            let total = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            lines.extend((1..).zip(groups).map(|(index, (group, name))| {
                Any::Groups(groups::Server::Entry {
                    numbering: self.numbering(),
                    position: features.sync_numbered.then_some((index, total)),
                    group,
                    name: Encoded::from_text(name),
                    trailing: (!features.guids).then(|| "0".to_owned()),
                })
            }));
        }
        lines
    }

    fn property(&self, property: Property, value: &str) -> Any {
        let value = Some(Encoded::from_text(value));
        Any::Profile(profile::Server::Property { numbering: self.numbering(), property, value })
    }

    /// MSNP2 to 7: one line for each list that a person is on, list after list.
    fn numbered(&self, shared: &[Vec<(Property, String)>], lines: &mut Vec<Any>) {
        let features = self.dialect.features();
        for list in [List::Forward, List::Allow, List::Block, List::Reverse] {
            let on: Vec<_> = self.entries.iter().zip(shared).filter(|(entry, _)| entry.lists.contains(list)).collect();
            let total = u32::try_from(on.len()).unwrap_or(u32::MAX);
            if on.is_empty() {
                let numbering = self.numbering();
                lines.push(Any::Lists(Reply::Numbered { numbering, list, index: 0, total: 0, entry: None }));
            }
            for (index, (entry, properties)) in (1..).zip(on) {
                let forward = list == List::Forward;
                let person = NumberedEntry {
                    email: entry.email.to_string(),
                    name: Some(Encoded::from_text(entry.name())),
                    groups: if forward && features.groups { self.groups_of(entry) } else { Vec::new() },
                };
                let numbering = self.numbering();
                lines.push(Any::Lists(Reply::Numbered { numbering, list, index, total, entry: Some(person) }));
                if forward && features.properties {
                    lines.extend(properties.iter().map(|(property, value)| {
                        Any::Lists(Reply::ContactProperty {
                            serial: Some(self.account.serial.to_string()),
                            email: Some(entry.email.to_string()),
                            property: property.clone(),
                            value: Some(Encoded::from_text(value)),
                        })
                    }));
                }
            }
        }
    }

    /// MSNP8 to 12: one line for each person.
    fn people(&self, shared: &[Vec<(Property, String)>], lines: &mut Vec<Any>) {
        let features = self.dialect.features();
        for (entry, properties) in self.entries.iter().zip(shared) {
            let forward = entry.lists.contains(List::Forward);
            lines.push(Any::Lists(Reply::Person {
                email: entry.email.to_string(),
                name: Some(Encoded::from_text(entry.name())),
                id: (features.guids && forward).then(|| ContactId(entry.guid.clone())),
                bits: shown_lists(self.dialect, entry.lists).bits(),
                network: features.list_network.then(|| "1".to_owned()),
                groups: if forward { self.groups_of(entry) } else { Vec::new() },
            }));
            if forward {
                lines.extend(properties.iter().map(|(property, value)| {
                    Any::Lists(Reply::ContactProperty {
                        serial: None,
                        email: None,
                        property: property.clone(),
                        value: Some(Encoded::from_text(value)),
                    })
                }));
            }
        }
    }

    fn groups_of(&self, entry: &Entry) -> Vec<GroupId> {
        let of: Vec<GroupId> = self
            .groups
            .iter()
            .filter(|group| entry.groups.contains(&group.number))
            .map(|group| group_id(self.dialect, group))
            .collect();
        if of.is_empty() && !self.dialect.features().guids { vec![GroupId("0".to_owned())] } else { of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_the_same_only_while_nothing_changes() {
        assert_eq!(serial_words(Dialect::Msnp7, 12), ["12"]);
        assert_eq!(serial_words(Dialect::Msnp12, 12)[0], "2000-01-01T00:00:00.0000012-00:00");
        assert_eq!(serial_words(Dialect::Msnp12, 12_345_678_901)[0], "2000-01-01T00:20:34.5678901-00:00");
        assert_ne!(serial_words(Dialect::Msnp10, 9_999_999), serial_words(Dialect::Msnp10, 10_000_000));
    }

    #[test]
    fn who_is_pending_is_on_one_list_only() {
        let both = Lists::NONE.with(List::Reverse).with(List::Pending);
        assert_eq!(shown_lists(Dialect::Msnp9, both).bits(), 8);
        assert_eq!(shown_lists(Dialect::Msnp10, both).bits(), 16);
        assert_eq!(shown_lists(Dialect::Msnp12, Lists::from_bits(11)).bits(), 11);
    }
}

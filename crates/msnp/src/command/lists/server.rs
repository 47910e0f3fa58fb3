//! What a server says of lists: read and written.

use super::super::line::{Line, Reader, encoded, groups, is_digits, join_groups, number, owned, transaction};
use super::{NumberedEntry, Numbering, Server, Tagged, group, property, setting, split_serial};
use crate::dialect::{Dialect, ListForm};
use crate::types::{ContactId, List, Property, TransactionId};
use bytes::BytesMut;

impl Server {
    pub(in crate::command) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("SYN", [t, rest @ ..]) => Self::synchronize(transaction(t)?, rest)?,
            ("LST", words) => Self::person(words, dialect)?,
            ("BPR", words) => {
                let (before, property, value) = property(words)?;
                let (serial, email) = match before {
                    [] => (None, None),
                    [one] if is_digits(one) => (Some(*one), None),
                    [one] => (None, Some(*one)),
                    [serial, email] => (Some(*serial), Some(*email)),
                    _ => return None,
                };
                Self::ContactProperty {
                    serial: serial.map(str::to_owned),
                    email: email.map(str::to_owned),
                    property,
                    value,
                }
            }
            ("GTC", [before @ .., value]) => {
                Self::AddPolicy { numbering: setting(before)?, value: (*value).to_owned() }
            }
            ("BLP", [before @ .., value]) => Self::Privacy { numbering: setting(before)?, value: (*value).to_owned() },
            ("ADD", [t, list, rest @ ..]) => {
                let (serial, rest) = split_serial(rest);
                let (email, rest) = rest.split_first()?;
                let (name, rest) = rest.split_at(rest.len().min(1));
                Self::Add {
                    transaction: transaction(t)?,
                    list: List::from_code(list)?,
                    serial,
                    email: (*email).to_owned(),
                    name: name.first().map(|name| encoded(name)),
                    group: group(rest)?,
                }
            }
            ("ADC", [t, list, rest @ ..]) => {
                let tagged = Tagged::read(rest);
                Self::AddContact {
                    transaction: transaction(t)?,
                    list: List::from_code(list)?,
                    email: tagged.email(),
                    name: tagged.name(),
                    id: tagged.id(),
                    group: group(&tagged.rest)?,
                }
            }
            ("REM", [t, list, rest @ ..]) => {
                let (serial, rest) = split_serial(rest);
                let (who, rest) = rest.split_first()?;
                Self::Remove {
                    transaction: transaction(t)?,
                    list: List::from_code(list)?,
                    serial,
                    who: (*who).to_owned(),
                    group: group(rest)?,
                }
            }
            ("REA", [t, email, name]) => Self::Rename {
                transaction: transaction(t)?,
                serial: None,
                email: (*email).to_owned(),
                name: encoded(name),
            },
            ("REA", [t, serial, email, name]) => Self::Rename {
                transaction: transaction(t)?,
                serial: Some((*serial).to_owned()),
                email: (*email).to_owned(),
                name: encoded(name),
            },
            ("SBP", [t, id, key, value @ ..]) if value.len() <= 1 => Self::SetContactProperty {
                transaction: transaction(t)?,
                id: ContactId((*id).to_owned()),
                property: Property::from_code(key),
                value: value.first().map(|value| encoded(value)).unwrap_or_default(),
            },
            _ => return None,
        })
    }

    /// One serial or two, then the two counts where the server counts: `ser`, `ser c g`, `ser ser`, `ser ser c g`.
    fn synchronize(transaction: TransactionId, words: &[&str]) -> Option<Self> {
        let (serials, counts) = match words {
            [_] | [_, _] => (words, None),
            [serials @ .., contacts, groups] if serials.len() <= 2 => {
                (serials, Some((number(contacts)?, number(groups)?)))
            }
            _ => return None,
        };
        Some(Self::Synchronize {
            transaction,
            serials: owned(serials),
            contacts: counts.map(|(contacts, _)| contacts),
            groups: counts.map(|(_, groups)| groups),
        })
    }

    fn person(words: &[&str], dialect: Dialect) -> Option<Self> {
        if let [t, list, serial, index, total, entry @ ..] = words
            && is_digits(t)
            && let Some(list) = List::from_code(list)
        {
            let entry = match entry {
                [] => None,
                entry => Some(NumberedEntry::read(entry, list, dialect)?),
            };
            return Some(Self::Numbered {
                numbering: Numbering { transaction: Some(transaction(t)?), serial: Some((*serial).to_owned()) },
                list,
                index: number(index)?,
                total: number(total)?,
                entry,
            });
        }
        let tagged = Tagged::read(words);
        if tagged.email.is_some() {
            let (bits, rest) = tagged.rest.split_first()?;
            let (network, ids) = match rest {
                [] => (None, None),
                [network] if dialect.features().list_network && is_digits(network) => (Some(*network), None),
                [ids] => (None, Some(*ids)),
                [network, ids] => (Some(*network), Some(*ids)),
                _ => return None,
            };
            return Some(Self::Person {
                email: tagged.email()?,
                name: tagged.name(),
                id: tagged.id(),
                bits: bits.parse().ok()?,
                network: network.map(str::to_owned),
                groups: ids.map(groups).unwrap_or_default(),
            });
        }
        // Without tags a missing name shifts the rest: a person is on some list, so the bits are never 0.
        let (email, name, bits, ids) = match words {
            [email, bits] => (email, None, bits, None),
            [email, bits, ids] if is_digits(bits) && (*ids == "0" || !is_digits(ids)) => {
                (email, None, bits, Some(*ids))
            }
            [email, name, bits] => (email, Some(*name), bits, None),
            [email, name, bits, ids] => (email, Some(*name), bits, Some(*ids)),
            _ => return None,
        };
        Some(Self::Person {
            email: (*email).to_owned(),
            name: name.map(encoded),
            id: None,
            bits: bits.parse().ok()?,
            network: None,
            groups: ids.map(groups).unwrap_or_default(),
        })
    }

    pub(in crate::command) fn encode(&self, dialect: Dialect, out: &mut BytesMut) {
        match self {
            Self::Synchronize { transaction, serials, contacts, groups } => {
                Line::start(out, "SYN").number(transaction).all(serials).maybe(*contacts).maybe(*groups).end();
            }
            Self::Numbered { numbering, list, index, total, entry } => {
                let line = Line::start(out, "LST")
                    .maybe(numbering.transaction)
                    .list(*list)
                    .maybe(numbering.serial.as_ref())
                    .number(index)
                    .number(total);
                match entry {
                    Some(entry) => {
                        line.word(&entry.email).name(entry.name.as_ref()).word(&join_groups(&entry.groups)).end();
                    }
                    None => line.end(),
                }
            }
            Self::Person { email, name, id, bits, network, groups } => {
                let line = Line::start(out, "LST");
                let line = match dialect.features().list_form {
                    ListForm::Tagged => line.person(Some(email), name.as_ref(), id.as_ref()),
                    ListForm::Bits | ListForm::Numbered => line.word(email).name(name.as_ref()),
                };
                line.number(bits).maybe(network.as_ref()).word(&join_groups(groups)).end();
            }
            Self::ContactProperty { serial, email, property, value } => Line::start(out, "BPR")
                .maybe(serial.as_ref())
                .maybe(email.as_ref())
                .word(property.code())
                .name(value.as_ref())
                .end(),
            Self::AddPolicy { numbering, value } => numbering.write(Line::start(out, "GTC")).word(value).end(),
            Self::Privacy { numbering, value } => numbering.write(Line::start(out, "BLP")).word(value).end(),
            Self::Add { transaction, list, serial, email, name, group } => Line::start(out, "ADD")
                .number(transaction)
                .list(*list)
                .maybe(serial.as_ref())
                .word(email)
                .name(name.as_ref())
                .maybe(group.as_ref())
                .end(),
            Self::AddContact { transaction, list, email, name, id, group } => Line::start(out, "ADC")
                .number(transaction)
                .list(*list)
                .person(email.as_deref(), name.as_ref(), id.as_ref())
                .maybe(group.as_ref())
                .end(),
            Self::Remove { transaction, list, serial, who, group } => Line::start(out, "REM")
                .number(transaction)
                .list(*list)
                .maybe(serial.as_ref())
                .word(who)
                .maybe(group.as_ref())
                .end(),
            Self::Rename { transaction, serial, email, name } => {
                Line::start(out, "REA").number(transaction).maybe(serial.as_ref()).word(email).name(Some(name)).end()
            }
            Self::SetContactProperty { transaction, id, property, value } => {
                Line::start(out, "SBP").number(transaction).word(&id.0).word(property.code()).name(Some(value)).end()
            }
        }
    }

    pub(in crate::command) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Synchronize { transaction, .. }
            | Self::Add { transaction, .. }
            | Self::AddContact { transaction, .. }
            | Self::Remove { transaction, .. }
            | Self::Rename { transaction, .. }
            | Self::SetContactProperty { transaction, .. } => Some(*transaction),
            Self::Numbered { numbering, .. } | Self::AddPolicy { numbering, .. } | Self::Privacy { numbering, .. } => {
                numbering.transaction
            }
            Self::Person { .. } | Self::ContactProperty { .. } => None,
        }
    }
}

impl NumberedEntry {
    /// `email [name] [groups]`. Where forward-list lines end in groups, one word alone that is made of numbers is
    /// those: the name is missing.
    fn read(words: &[&str], list: List, dialect: Dialect) -> Option<Self> {
        let grouped = dialect.features().groups && list == List::Forward;
        let is_groups = |word: &str| word.split(',').all(is_digits);
        let (email, name, ids) = match words {
            [email] => (email, None, None),
            [email, ids] if grouped && is_groups(ids) => (email, None, Some(*ids)),
            [email, name] => (email, Some(*name), None),
            [email, name, ids] => (email, Some(*name), Some(*ids)),
            _ => return None,
        };
        Some(Self { email: (*email).to_owned(), name: name.map(encoded), groups: ids.map(groups).unwrap_or_default() })
    }
}

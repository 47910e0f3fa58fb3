//! LSG, ADG, REG, RMG.

use super::line::{Line, Reader, encoded, is_digits, number, owned, transaction};
use super::lists::Numbering;
use crate::dialect::Dialect;
use crate::types::{GroupId, TransactionId};
use crate::wire::Encoded;
use bytes::BytesMut;

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `ADG t name [0]`
    Add {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Its name, still escaped.
        name: Encoded,
        /// The `0` at the end, where the line has it.
        trailing: Option<String>,
    },
    /// `REG t id name [0]`
    Rename {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Which group.
        group: GroupId,
        /// Its new name, still escaped.
        name: Encoded,
        /// The `0` at the end, where the line has it.
        trailing: Option<String>,
    },
    /// `RMG t id`
    Remove {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Which group.
        group: GroupId,
    },
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `LSG t ser i n id name 0` (7), `LSG id name 0` (8, 9), `LSG name guid` (10 to 12)
    Entry {
        /// Transaction and serial (7); nothing from MSNP8.
        numbering: Numbering,
        /// Which of the lines it is, from 1, and how many there are (7).
        position: Option<(u32, u32)>,
        /// What other lines name it by.
        group: GroupId,
        /// Its name, still escaped.
        name: Encoded,
        /// The `0` at the end, where the line has it.
        trailing: Option<String>,
    },
    /// The reply to ADG. `parameters` is what follows the transaction: servers differ in its order, so the machine
    /// matches it with its request; see [`reply_ids`].
    Added {
        /// That of the request.
        transaction: TransactionId,
        /// The words after the transaction.
        parameters: Vec<String>,
    },
    /// The reply to REG.
    Renamed {
        /// That of the request.
        transaction: TransactionId,
        /// The words after the transaction.
        parameters: Vec<String>,
    },
    /// The reply to RMG.
    Removed {
        /// That of the request.
        transaction: TransactionId,
        /// The words after the transaction.
        parameters: Vec<String>,
    },
}

/// Finds the group's id, and its name where the reply has one, in what follows the transaction of a reply to ADG, REG
/// or RMG. `asked` is the name in the request, where it has one: it tells the words apart.
///
/// Seen so far: ADG `serial name id 0`, `name guid`, `name guid 0`, `1 name guid`; REG `serial id name 0`,
/// `guid name`, `name guid`, `1 name guid 0`; RMG `serial id`, `guid`, `1 guid`.
pub fn reply_ids(parameters: &[String], asked: Option<&str>) -> (Option<GroupId>, Option<Encoded>) {
    let is_name = |word: &str| asked.is_some_and(|asked| encoded(word).text() == asked);
    let guid = parameters.iter().find(|word| is_guid(word) && !is_name(word));
    if let Some(guid) = guid {
        let others = || parameters.iter().filter(|word| *word != guid);
        let name = others().find(|word| is_name(word)).or_else(|| others().find(|word| !is_digits(word)));
        return (Some(GroupId(guid.clone())), name.map(|name| encoded(name)));
    }
    let words: Vec<&str> = parameters.iter().map(String::as_str).collect();
    let (id, name) = match words[..] {
        [_, name, id, "0"] if is_digits(id) && (is_name(name) || !is_digits(name)) => (Some(id), Some(name)),
        [_, id, name, "0"] if is_digits(id) => (Some(id), Some(name)),
        [_, name, id] | [name, id, "0"] if is_digits(id) && is_name(name) => (Some(id), Some(name)),
        [_, id, name] | [id, name, "0"] if is_digits(id) && is_name(name) => (Some(id), Some(name)),
        [name, id] if is_digits(id) && (is_name(name) || !is_digits(name)) => (Some(id), Some(name)),
        [id, name] if is_digits(id) && is_name(name) => (Some(id), Some(name)),
        [_, id] | [id] if is_digits(id) => (Some(id), None),
        _ => (None, None),
    };
    (id.map(|id| GroupId(id.to_owned())), name.map(encoded))
}

fn is_guid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("ADG", [t, name, trailing @ ..]) => {
                Self::Add { transaction: transaction(t)?, name: encoded(name), trailing: at_most_one(trailing)? }
            }
            ("REG", [t, id, name, trailing @ ..]) => Self::Rename {
                transaction: transaction(t)?,
                group: GroupId((*id).to_owned()),
                name: encoded(name),
                trailing: at_most_one(trailing)?,
            },
            ("RMG", [t, id]) => Self::Remove { transaction: transaction(t)?, group: GroupId((*id).to_owned()) },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Add { transaction, name, trailing } => {
                Line::start(out, "ADG").number(transaction).name(Some(name)).maybe(trailing.as_ref()).end();
            }
            Self::Rename { transaction, group, name, trailing } => Line::start(out, "REG")
                .number(transaction)
                .word(&group.0)
                .name(Some(name))
                .maybe(trailing.as_ref())
                .end(),
            Self::Remove { transaction, group } => {
                Line::start(out, "RMG").number(transaction).word(&group.0).end();
            }
        }
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::Add { transaction, .. } | Self::Rename { transaction, .. } | Self::Remove { transaction, .. } => {
                *transaction
            }
        }
    }
}

/// `Some(None)` for nothing, `None` for more than one.
fn at_most_one(words: &[&str]) -> Option<Option<String>> {
    match words {
        [] => Some(None),
        [word] => Some(Some((*word).to_owned())),
        _ => None,
    }
}

impl Server {
    pub(super) fn decode(read: &Reader<'_>, dialect: Dialect) -> Option<Self> {
        Some(match (read.verb(), read.words()) {
            ("LSG", words) => Self::entry(words, dialect)?,
            ("ADG", [t, parameters @ ..]) => {
                Self::Added { transaction: transaction(t)?, parameters: owned(parameters) }
            }
            ("REG", [t, parameters @ ..]) => {
                Self::Renamed { transaction: transaction(t)?, parameters: owned(parameters) }
            }
            ("RMG", [t, parameters @ ..]) => {
                Self::Removed { transaction: transaction(t)?, parameters: owned(parameters) }
            }
            _ => return None,
        })
    }

    fn entry(words: &[&str], dialect: Dialect) -> Option<Self> {
        let (numbering, position, words) = match words {
            [t, serial, index, total, rest @ ..] if rest.len() >= 2 => {
                let numbering = Numbering { transaction: Some(transaction(t)?), serial: Some((*serial).to_owned()) };
                (numbering, Some((number(index)?, number(total)?)), rest)
            }
            _ => (Numbering::default(), None, words),
        };
        let (id, name, trailing) = match words {
            [name, id, trailing @ ..] if dialect.features().guids => (id, name, trailing),
            [id, name, trailing @ ..] => (id, name, trailing),
            _ => return None,
        };
        Some(Self::Entry {
            numbering,
            position,
            group: GroupId((*id).to_owned()),
            name: encoded(name),
            trailing: at_most_one(trailing)?,
        })
    }

    pub(super) fn encode(&self, dialect: Dialect, out: &mut BytesMut) {
        match self {
            Self::Entry { numbering, position, group, name, trailing } => {
                let line = Line::start(out, "LSG")
                    .maybe(numbering.transaction)
                    .maybe(numbering.serial.as_ref())
                    .maybe(position.map(|(index, _)| index))
                    .maybe(position.map(|(_, total)| total));
                let line = if dialect.features().guids {
                    line.name(Some(name)).word(&group.0)
                } else {
                    line.word(&group.0).name(Some(name))
                };
                line.maybe(trailing.as_ref()).end();
            }
            Self::Added { transaction, parameters } => {
                Line::start(out, "ADG").number(transaction).all(parameters).end();
            }
            Self::Renamed { transaction, parameters } => {
                Line::start(out, "REG").number(transaction).all(parameters).end();
            }
            Self::Removed { transaction, parameters } => {
                Line::start(out, "RMG").number(transaction).all(parameters).end();
            }
        }
    }

    pub(super) const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::Entry { numbering, .. } => numbering.transaction,
            Self::Added { transaction, .. } | Self::Renamed { transaction, .. } | Self::Removed { transaction, .. } => {
                Some(*transaction)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";

    fn ids(line: &str, asked: Option<&str>) -> (Option<String>, Option<String>) {
        let parameters: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let (id, name) = reply_ids(&parameters, asked);
        (id.map(|id| id.0), name.map(|name| name.text()))
    }

    #[test]
    fn every_reply_shape_gives_its_group() {
        for (line, id) in [
            ("13 My%20Friends 1 0", "1"),
            ("14 1 My%20Friends 0", "1"),
            (&format!("My%20Friends {GUID}"), GUID),
            (&format!("My%20Friends {GUID} 0"), GUID),
            (&format!("1 My%20Friends {GUID}"), GUID),
            (&format!("1 My%20Friends {GUID} 0"), GUID),
            (&format!("{GUID} My%20Friends"), GUID),
        ] {
            assert_eq!(ids(line, Some("My Friends")), (Some(id.into()), Some("My Friends".into())), "{line}");
            assert_eq!(ids(line, None), (Some(id.into()), Some("My Friends".into())), "{line}");
        }
        assert_eq!(ids("17 1", None), (Some("1".into()), None));
        assert_eq!(ids(&format!("1 {GUID}"), None), (Some(GUID.into()), None));
        assert_eq!(ids(GUID, None), (Some(GUID.into()), None));
    }

    #[test]
    fn a_group_named_by_a_number_is_told_apart_by_its_name() {
        assert_eq!(ids("13 7 2 0", Some("7")), (Some("2".into()), Some("7".into())));
        assert_eq!(ids(&format!("1 {GUID} 7"), Some("7")), (Some(GUID.into()), Some("7".into())));
        assert_eq!(ids("what is this", None), (None, None));
    }
}

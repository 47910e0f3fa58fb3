//! SYN and its children, ADD, ADC, REM, REA, SBP, GTC, BLP, BPR.

mod server;

use super::line::{Line, Reader, encoded, is_digits, owned, transaction};
use crate::dialect::Dialect;
use crate::types::{ContactId, GroupId, List, Property, TransactionId};
use crate::wire::Encoded;
use bytes::BytesMut;

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// `SYN t serial [serial]`
    Synchronize {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// What the cache was kept with: one number up to MSNP9, two from MSNP10; `0` for no cache.
        serials: Vec<String>,
    },
    /// `ADD t FL email name [group]` (2 to 9)
    Add {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The list to put them on.
        list: List,
        /// Whom.
        email: String,
        /// The display name to add them with, still escaped; `None` when the line has none.
        name: Option<Encoded>,
        /// Into this group, on the forward list only.
        group: Option<GroupId>,
    },
    /// `ADC t FL N=email F=name`, `ADC t FL C=guid group`, `ADC t AL N=email` (10 to 12)
    AddContact {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The list to put them on.
        list: List,
        /// `N=`: whom, on the lists that go by address.
        email: Option<String>,
        /// `F=`: the display name, still escaped.
        name: Option<Encoded>,
        /// `C=`: a contact that is there already, to be put into a group.
        id: Option<ContactId>,
        /// The group to put a contact into; `None` for none.
        group: Option<GroupId>,
    },
    /// `REM t FL email-or-guid [group]`
    Remove {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The list to take them off.
        list: List,
        /// The address, or from MSNP10 on the forward list the GUID of the contact.
        who: String,
        /// Only out of this group; `None` takes them off the list.
        group: Option<GroupId>,
    },
    /// `REA t email name` (2 to 9)
    Rename {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Whose name; with our own address it is our name.
        email: String,
        /// The new display name, still escaped.
        name: Encoded,
    },
    /// `SBP t guid MFN name` (10 to 12)
    SetContactProperty {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// Whose property.
        id: ContactId,
        /// Which one: `MFN` is the display name.
        property: Property,
        /// The new value, still escaped.
        value: Encoded,
    },
    /// `GTC t A|N`
    AddPolicy {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// `A`: ask when somebody adds us. `N`: don't.
        value: String,
    },
    /// `BLP t AL|BL`
    Privacy {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// `AL`: everybody may see us who isn't blocked. `BL`: only those who are allowed.
        value: String,
    },
    /// `LST t RL`: obsolete as a request, read so that a server can ignore it
    List {
        /// Ties the reply to it.
        transaction: TransactionId,
        /// The code of the list, as it stands.
        list: String,
    },
}

/// Where a command stands: before MSNP8 the children of SYN carry its transaction and the serial.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbering {
    /// The transaction, where the line has one.
    pub transaction: Option<TransactionId>,
    /// The serial, where the line has one.
    pub serial: Option<String>,
}

/// From a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// `SYN t serial… [contacts groups]`
    Synchronize {
        /// That of the request.
        transaction: TransactionId,
        /// What to keep with the cache: one number up to MSNP9, two from MSNP10.
        serials: Vec<String>,
        /// How many `LST` lines follow; `None` where the line doesn't count them.
        contacts: Option<u32>,
        /// How many `LSG` lines follow; `None` where the line doesn't count them.
        groups: Option<u32>,
    },
    /// `LST t FL ser i n email name [groups]`; `entry` is `None` for the `0 0` of an empty list (2 to 7)
    Numbered {
        /// The numbers before the value.
        numbering: Numbering,
        /// The list that the line is of.
        list: List,
        /// Which of the lines of this list it is, from 1; 0 for an empty list.
        index: u32,
        /// How many lines this list has.
        total: u32,
        /// The person; `None` for an empty list.
        entry: Option<NumberedEntry>,
    },
    /// `LST email name bits [groups]` and `LST N=email F=name C=guid bits [type] [groups]` (8 to 12)
    Person {
        /// The address, without its `N=`.
        email: String,
        /// The display name, still escaped; `None` when the line has none.
        name: Option<Encoded>,
        /// `C=`, from MSNP10: the GUID of those on the forward list.
        id: Option<ContactId>,
        /// The lists they are on, as a sum: 1 FL, 2 AL, 4 BL, 8 RL, 16 PL.
        bits: u8,
        /// The `type` of the account, as it stands; `None` where the line has none.
        network: Option<String>,
        /// The groups they are in, comma-separated on the wire; empty for none.
        groups: Vec<GroupId>,
    },
    /// `BPR [ser] [email] KEY [value]`; without an address it belongs to the LST line before it
    ContactProperty {
        /// The serial, where the line has one.
        serial: Option<String>,
        /// Whose property; `None` for the person of the `LST` line before.
        email: Option<String>,
        /// Which one, such as a phone number.
        property: Property,
        /// The value, still escaped; `None` when it is unset.
        value: Option<Encoded>,
    },
    /// `GTC [t] [ser] A|N`
    AddPolicy {
        /// The numbers before the value.
        numbering: Numbering,
        /// `A` or `N`, as in the request.
        value: String,
    },
    /// `BLP [t] [ser] AL|BL`
    Privacy {
        /// The numbers before the value.
        numbering: Numbering,
        /// `AL` or `BL`, as in the request.
        value: String,
    },
    /// `ADD t FL ser email name [group]` (2 to 9)
    Add {
        /// That of the request; 0 when nobody here asked.
        transaction: TransactionId,
        /// The list they are now on.
        list: List,
        /// The serial of the lists after it, where the dialect has serials.
        serial: Option<String>,
        /// Who.
        email: String,
        /// The display name, still escaped; `None` when the line has none.
        name: Option<Encoded>,
        /// The group they were put into; `None` for none.
        group: Option<GroupId>,
    },
    /// `ADC t FL N=email F=name C=guid [group]` (10 to 12)
    AddContact {
        /// That of the request; 0 when nobody here asked.
        transaction: TransactionId,
        /// The list they are now on.
        list: List,
        /// `N=`: who; `None` when only the GUID is told.
        email: Option<String>,
        /// `F=`: the display name, still escaped.
        name: Option<Encoded>,
        /// `C=`: the GUID that the contact has from now on.
        id: Option<ContactId>,
        /// The group they were put into; `None` for none.
        group: Option<GroupId>,
    },
    /// `REM t FL [ser] email-or-guid [group]`
    Remove {
        /// That of the request; 0 when nobody here asked.
        transaction: TransactionId,
        /// The list they are no longer on.
        list: List,
        /// The serial of the lists after it, where the dialect has serials.
        serial: Option<String>,
        /// The address or the GUID, as in the request.
        who: String,
        /// Only out of this group; `None` when they are off the list.
        group: Option<GroupId>,
    },
    /// `REA t ser email name`
    Rename {
        /// That of the request.
        transaction: TransactionId,
        /// The serial of the lists after it, where the line has one.
        serial: Option<String>,
        /// Whose name; with our own address it is our name.
        email: String,
        /// The new display name, still escaped.
        name: Encoded,
    },
    /// `SBP t guid MFN name`
    SetContactProperty {
        /// That of the request.
        transaction: TransactionId,
        /// Whose property.
        id: ContactId,
        /// Which one: `MFN` is the display name.
        property: Property,
        /// The new value, still escaped.
        value: Encoded,
    },
}

/// The person of a numbered `LST` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEntry {
    /// The address.
    pub email: String,
    /// The name, missing when the contact never set one.
    pub name: Option<Encoded>,
    /// The groups of a forward-list line (7), comma-separated on the wire.
    pub groups: Vec<GroupId>,
}

impl Numbering {
    /// From the words before the value. One number alone is the serial where replies have both (servers leave the
    /// transaction out in SYN then), and the transaction where there are no serials.
    pub(super) fn from_words(words: &[&str], dialect: Dialect) -> Option<Self> {
        Some(match words {
            [] => Self::default(),
            [serial] if dialect.features().edit_serials => {
                Self { transaction: None, serial: Some((*serial).to_owned()) }
            }
            [t] => Self { transaction: Some(transaction(t)?), serial: None },
            [t, serial] => Self { transaction: Some(transaction(t)?), serial: Some((*serial).to_owned()) },
            _ => return None,
        })
    }

    pub(super) fn write<'a>(&self, line: Line<'a>) -> Line<'a> {
        line.maybe(self.transaction).maybe(self.serial.as_ref())
    }
}

/// The numbers before a value of GTC and BLP. Unlike PRP these always had the transaction first.
fn setting(words: &[&str]) -> Option<Numbering> {
    Some(match words {
        [] => Numbering::default(),
        [t] => Numbering { transaction: Some(transaction(t)?), serial: None },
        [t, serial] => Numbering { transaction: Some(transaction(t)?), serial: Some((*serial).to_owned()) },
        _ => return None,
    })
}

/// Splits at the three-letter key of a property: what stands before it, the key, the value if there is one.
pub(super) fn property<'a, 'b>(words: &'b [&'a str]) -> Option<(&'b [&'a str], Property, Option<Encoded>)> {
    let is_key = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let at = words.iter().take(3).position(is_key)?;
    let value = match &words[at + 1..] {
        [] => None,
        [value] => Some(encoded(value)),
        _ => return None,
    };
    Some((&words[..at], Property::from_code(words[at]), value))
}

/// Words with their tags off: `N=`, `F=`, `C=`, and those without a tag.
#[derive(Default)]
struct Tagged<'a> {
    email: Option<&'a str>,
    name: Option<&'a str>,
    id: Option<&'a str>,
    rest: Vec<&'a str>,
}

impl<'a> Tagged<'a> {
    fn read(words: &[&'a str]) -> Self {
        let mut tagged = Self::default();
        for word in words {
            match word.split_once('=') {
                Some(("N", value)) if tagged.email.is_none() => tagged.email = Some(value),
                Some(("F", value)) if tagged.name.is_none() => tagged.name = Some(value),
                Some(("C", value)) if tagged.id.is_none() => tagged.id = Some(value),
                _ => tagged.rest.push(word),
            }
        }
        tagged
    }
    fn email(&self) -> Option<String> {
        self.email.map(str::to_owned)
    }
    fn name(&self) -> Option<Encoded> {
        self.name.map(encoded)
    }
    fn id(&self) -> Option<ContactId> {
        self.id.map(|id| ContactId(id.to_owned()))
    }
}

fn group(words: &[&str]) -> Option<Option<GroupId>> {
    match words {
        [] => Some(None),
        [id] => Some(Some(GroupId((*id).to_owned()))),
        _ => None,
    }
}

/// A serial stands before the address, and is a number; no address is.
fn split_serial<'a, 'b>(words: &'b [&'a str]) -> (Option<String>, &'b [&'a str]) {
    match words {
        [serial, rest @ ..] if !rest.is_empty() && is_digits(serial) => (Some((*serial).to_owned()), rest),
        _ => (None, words),
    }
}

impl Client {
    pub(super) fn decode(read: &Reader<'_>) -> Option<Self> {
        let (t, words) = read.words().split_first()?;
        let transaction = transaction(t)?;
        Some(match (read.verb(), words) {
            ("SYN", serials) => Self::Synchronize { transaction, serials: owned(serials) },
            ("ADD", [list, email, rest @ ..]) => {
                let (name, rest) = rest.split_at(rest.len().min(1));
                Self::Add {
                    transaction,
                    list: List::from_code(list)?,
                    email: (*email).to_owned(),
                    name: name.first().map(|name| encoded(name)),
                    group: group(rest)?,
                }
            }
            ("ADC", [list, rest @ ..]) => {
                let tagged = Tagged::read(rest);
                Self::AddContact {
                    transaction,
                    list: List::from_code(list)?,
                    email: tagged.email(),
                    name: tagged.name(),
                    id: tagged.id(),
                    group: group(&tagged.rest)?,
                }
            }
            ("REM", [list, who, rest @ ..]) => {
                Self::Remove { transaction, list: List::from_code(list)?, who: (*who).to_owned(), group: group(rest)? }
            }
            ("REA", [email, name]) => Self::Rename { transaction, email: (*email).to_owned(), name: encoded(name) },
            ("SBP", [id, key, value @ ..]) if value.len() <= 1 => Self::SetContactProperty {
                transaction,
                id: ContactId((*id).to_owned()),
                property: Property::from_code(key),
                value: value.first().map(|value| encoded(value)).unwrap_or_default(),
            },
            ("GTC", [value]) => Self::AddPolicy { transaction, value: (*value).to_owned() },
            ("BLP", [value]) => Self::Privacy { transaction, value: (*value).to_owned() },
            ("LST", [list]) => Self::List { transaction, list: (*list).to_owned() },
            _ => return None,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) {
        match self {
            Self::Synchronize { transaction, serials } => {
                Line::start(out, "SYN").number(transaction).all(serials).end();
            }
            Self::Add { transaction, list, email, name, group } => Line::start(out, "ADD")
                .number(transaction)
                .list(*list)
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
            Self::Remove { transaction, list, who, group } => {
                Line::start(out, "REM").number(transaction).list(*list).word(who).maybe(group.as_ref()).end();
            }
            Self::Rename { transaction, email, name } => {
                Line::start(out, "REA").number(transaction).word(email).name(Some(name)).end();
            }
            Self::SetContactProperty { transaction, id, property, value } => {
                Line::start(out, "SBP").number(transaction).word(&id.0).word(property.code()).name(Some(value)).end()
            }
            Self::AddPolicy { transaction, value } => Line::start(out, "GTC").number(transaction).word(value).end(),
            Self::Privacy { transaction, value } => Line::start(out, "BLP").number(transaction).word(value).end(),
            Self::List { transaction, list } => Line::start(out, "LST").number(transaction).word(list).end(),
        }
    }

    pub(super) const fn transaction(&self) -> TransactionId {
        match self {
            Self::Synchronize { transaction, .. }
            | Self::Add { transaction, .. }
            | Self::AddContact { transaction, .. }
            | Self::Remove { transaction, .. }
            | Self::Rename { transaction, .. }
            | Self::SetContactProperty { transaction, .. }
            | Self::AddPolicy { transaction, .. }
            | Self::Privacy { transaction, .. }
            | Self::List { transaction, .. } => *transaction,
        }
    }
}

impl Line<'_> {
    fn person(self, email: Option<&str>, name: Option<&Encoded>, id: Option<&ContactId>) -> Self {
        self.tagged("N", email).tagged("F", name.map(Encoded::as_wire)).tagged("C", id.map(|id| id.0.as_str()))
    }
}

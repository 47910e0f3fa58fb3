//! The session lists of MSNP13 and later: what `ADL`, `RML` and `FQY` carry.
//!
//! The lists themselves live in the address book; these commands tell the notification server who is on them, and the
//! server tells us the same way who has added us. Servers are strict about the XML: no white space between the
//! elements, no list that only the server writes, and no more than [`MAX_PAYLOAD`] bytes.

use super::xml::{Element, XmlError};
use crate::roster::Roster;
use crate::types::{Email, List, Lists};
use bytes::Bytes;
use quick_xml::escape::escape;
use std::collections::BTreeMap;

/// The longest payload that is written.
pub const MAX_PAYLOAD: usize = 7_500;

/// Where an account lives: the `t` of an entry, and the number in `1:name@example.com`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(pub u8);

impl Network {
    /// An account of the service itself.
    pub const PASSPORT: Self = Self(1);
    /// A telephone; the address is `tel:+1555…`.
    pub const PHONE: Self = Self(4);
    /// A circle.
    pub const CIRCLE: Self = Self(9);
    /// An account of Yahoo.
    pub const YAHOO: Self = Self(32);
}

impl Default for Network {
    fn default() -> Self {
        Self::PASSPORT
    }
}

/// Somebody in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The address; a telephone is `tel:+1555…`.
    pub email: Email,
    /// Where the account lives; `None` where the payload doesn't say, as in a question.
    pub network: Option<Network>,
    /// Which lists are meant. Only the forward, allow and block list are written.
    pub lists: Lists,
    /// The name (`f`) that a server tells of somebody who has added us.
    pub name: Option<String>,
}

impl Entry {
    /// Somebody with an account of the service.
    pub fn new(email: Email, lists: Lists) -> Self {
        Self { email, network: Some(Network::PASSPORT), lists, name: None }
    }

    /// The lists that a client may write: 8 and 16 are the server's own, and it ends a session that tries.
    fn writable(&self) -> u8 {
        [List::Forward, List::Allow, List::Block].iter().map(|list| list.bit() & self.lists.bits()).sum()
    }

    /// Name and domain, or the whole number of a telephone.
    fn place(&self) -> Option<(Place<'_>, &str)> {
        let address = self.email.as_str();
        if is_telephone(address) {
            return Some((Place::Telephone, address));
        }
        let (name, domain) = address.rsplit_once('@')?;
        let circle = self.network == Some(Network::CIRCLE);
        (!name.is_empty() && !domain.is_empty()).then_some((Place::Domain { circle, domain }, name))
    }
}

/// What stands together in one payload: servers apply only the last domain of several, and refuse circles among people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Domain { circle: bool, domain: &'a str },
    Telephone,
}

fn is_telephone(address: &str) -> bool {
    address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tel:"))
}

/// The payloads of the first `ADL` of a session: everybody on the forward, allow or block list. There is always at
/// least one, because the server waits for it.
pub fn initial(entries: &[Entry]) -> Vec<Bytes> {
    let mut payloads = write(entries, "<ml l=\"1\">", true);
    if payloads.is_empty() {
        payloads.push(Bytes::from_static(b"<ml l=\"1\"></ml>"));
    }
    payloads
}

/// The payloads of an `ADL` or `RML` that changes the lists. None when nobody is on a list that a client may write.
pub fn change(entries: &[Entry]) -> Vec<Bytes> {
    write(entries, "<ml>", true)
}

/// The payloads of an `FQY`: on which network does each of them live?
pub fn query<'a>(addresses: impl IntoIterator<Item = &'a Email>) -> Vec<Bytes> {
    let entries: Vec<Entry> = addresses.into_iter().map(|email| Entry::new(email.clone(), Lists::NONE)).collect();
    write(&entries, "<ml>", false)
}

fn write(entries: &[Entry], open: &str, with_lists: bool) -> Vec<Bytes> {
    let mut places: BTreeMap<Place<'_>, Vec<String>> = BTreeMap::new();
    for entry in entries {
        let lists = entry.writable();
        let Some((place, name)) = entry.place().filter(|_| lists != 0 || !with_lists) else { continue };
        let mut line = format!("<c n=\"{}\"", escape(name));
        if with_lists {
            line.push_str(&format!(" l=\"{lists}\""));
            if place != Place::Telephone {
                line.push_str(&format!(" t=\"{}\"", entry.network.unwrap_or_default().0));
            }
        }
        line.push_str("/>");
        places.entry(place).or_default().push(line);
    }
    let mut payloads = Vec::new();
    for (place, lines) in places {
        let (head, tail) = match place {
            Place::Domain { domain, .. } => (format!("{open}<d n=\"{}\">", escape(domain)), "</d></ml>"),
            Place::Telephone => (format!("{open}<t>"), "</t></ml>"),
        };
        let mut text = head.clone();
        for line in lines {
            if text.len() > head.len() && text.len() + line.len() + tail.len() > MAX_PAYLOAD {
                payloads.push(Bytes::from(std::mem::replace(&mut text, head.clone()) + tail));
            }
            text.push_str(&line);
        }
        payloads.push(Bytes::from(text + tail));
    }
    payloads
}

/// Reads what a server sent: the payload of `ADL 0`, `RML 0`, or of the answer to an `FQY`. What is no address is left
/// out.
///
/// # Errors
/// When it isn't such XML.
pub fn read(payload: &[u8]) -> Result<Vec<Entry>, XmlError> {
    let root = Element::parse(payload)?;
    let mut entries = Vec::new();
    for place in root.elements().filter(|_| root.name() == "ml") {
        let domain = match place.name() {
            "d" => Some(place.attribute("n").unwrap_or_default().trim()),
            "t" => None,
            _ => continue,
        };
        for person in place.children("c").take(Roster::MAX_PEOPLE - entries.len()) {
            entries.extend(entry(person, domain));
        }
    }
    Ok(entries)
}

fn entry(person: &Element, domain: Option<&str>) -> Option<Entry> {
    let name = person.attribute("n")?.trim();
    let number = |attribute| person.attribute(attribute).and_then(|value| value.trim().parse::<u8>().ok());
    let (address, network) = match domain {
        Some(domain) => (format!("{name}@{domain}"), number("t").map(Network)),
        None if is_telephone(name) => (name.to_owned(), Some(Network::PHONE)),
        None => return None,
    };
    if name.is_empty() || domain.is_some_and(str::is_empty) {
        return None;
    }
    let friendly = person.attribute("f").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let lists = Lists::from_bits(number("l").unwrap_or_default());
    Some(Entry { email: Email::from_wire(&address)?, network, lists, name: friendly })
}

//! Who is allowed, blocked, pending: `FindMembership` of the sharing service.
//!
//! The forward list isn't here: it is the address book.

use super::address_book::book::{annotation, take_in};
use super::address_book::error::BookError;
use super::address_book::{Access, Affinity, FROM_THE_START, Scenario, Service, is_true, words};
use super::adl::Network;
use super::envelope;
use super::time::Timestamp;
use super::xml::Element;
use crate::auth::passport::PassportError;
use crate::roster::Roster;
use crate::session::{WebReply, WebRequest};
use crate::types::{Email, List};

/// Somebody's place on one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which list. Never the forward list.
    pub list: List,
    /// The address; a telephone is `tel:+1555…`, a circle `guid@live.com`.
    pub email: Email,
    /// Where the account lives.
    pub network: Network,
    /// The service's name for this place, such as `Allow/guid`, by which it can be taken away.
    pub id: Option<String>,
    /// The name they gave themselves; services tell it of those who wait for an answer.
    pub name: Option<String>,
    /// What they wrote when they added us.
    pub invitation: Option<String>,
    /// Whether it is an end of it: only where changes were asked for.
    pub deleted: bool,
}

/// Everybody on the four lists, or what changed on them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Membership {
    /// In the service's order.
    pub members: Vec<Member>,
    /// When it was true; given back, a service tells what changed since.
    pub changed: Option<String>,
}

/// The request: everything, or what changed since the moment of an earlier reply ([`Membership::changed`]).
///
/// # Errors
/// When the rules forbid the address.
pub fn request(access: &Access<'_>, since: Option<&str>) -> Result<WebRequest, PassportError> {
    access.call(Service::Sharing, "FindMembership", Scenario::Initial, |find| {
        find.element("serviceFilter", &[], |filter| {
            filter.element("Types", &[], |types| types.leaf("ServiceType", "Messenger"));
        });
        find.leaf("View", "Full");
        find.leaf("deltasOnly", if since.is_some() { "true" } else { "false" });
        find.leaf("lastChange", since.unwrap_or(FROM_THE_START));
    })
}

/// Reads the reply.
///
/// # Errors
/// [`BookError::FullSyncRequired`] where the service gives no changes; ask for everything then.
pub fn read(reply: &WebReply, affinity: &mut Affinity) -> Result<Membership, BookError> {
    let reply = envelope::read(reply)?;
    affinity.learn(&reply);
    let response = reply.result("FindMembershipResponse")?;
    let mut found = Membership::default();
    // A reply without a result means that nothing changed.
    let Some(result) = response.child("FindMembershipResult") else { return Ok(found) };
    found.changed = result.child("OwnerNamespace").and_then(|owner| words(owner, "LastChange"));
    let services = result.child("Services").map(|services| services.children("Service"));
    for service in services.into_iter().flatten() {
        let kind = service.at(&["Info", "Handle", "Type"]).map(Element::value);
        if kind.is_some_and(|kind| kind != "Messenger") {
            continue;
        }
        found.changed = earlier(found.changed.take(), words(service, "LastChange"));
        for membership in service.child("Memberships").into_iter().flat_map(|all| all.children("Membership")) {
            let Some(list) = membership.value_of("MemberRole").and_then(list) else { continue };
            let members = membership.child("Members").into_iter().flat_map(|all| all.children("Member"));
            for member in members {
                if found.members.len() >= MAX_MEMBERS {
                    return Ok(found);
                }
                found.members.extend(read_member(list, member));
            }
        }
    }
    Ok(found)
}

impl Membership {
    /// Takes in what changed since.
    pub fn apply(&mut self, changes: Self) {
        let key = |member: &Member| (member.list, member.network, member.email.clone());
        take_in(&mut self.members, changes.members, key, |member| member.deleted, MAX_MEMBERS);
        self.changed = changes.changed.or_else(|| self.changed.take());
    }

    /// Somebody's place on a list.
    pub fn on(&self, list: List, email: &Email) -> Option<&Member> {
        self.members.iter().find(|member| member.list == list && member.email == *email && !member.deleted)
    }
}

/// The earlier of two moments: whoever asks for what changed since then misses nothing.
fn earlier(one: Option<String>, other: Option<String>) -> Option<String> {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    let is_earlier = Timestamp::parse(other) < Timestamp::parse(one);
    Some(if is_earlier { other.clone() } else { one.clone() })
}

/// The most members that are kept: everybody on three lists.
const MAX_MEMBERS: usize = Roster::MAX_PEOPLE * 3;

/// The service's name for a list.
pub(super) const fn role(list: List) -> Option<&'static str> {
    match list {
        List::Allow => Some("Allow"),
        List::Block => Some("Block"),
        List::Reverse => Some("Reverse"),
        List::Pending => Some("Pending"),
        List::Forward => None,
    }
}

fn list(name: &str) -> Option<List> {
    List::ALL.into_iter().find(|list| role(*list) == Some(name))
}

fn read_member(list: List, member: &Element) -> Option<Member> {
    let kind = member.value_of("Type").or_else(|| member.attribute("type")).unwrap_or_default();
    let annotation = |name| annotation(member, name);
    let value = |name| member.value_of(name).unwrap_or_default();
    let (address, network) = match kind.trim_end_matches("Member") {
        // `32:` is Yahoo; the annotation stands with accounts of other services only.
        "Email" => {
            let network = annotation("MSN.IM.BuddyType").and_then(|kind| kind.split(':').next()?.trim().parse().ok());
            (value("Email").to_owned(), network.map_or(Network::YAHOO, Network))
        }
        "Phone" => (telephone(value("PhoneNumber"))?, Network::PHONE),
        "Circle" => (format!("{}@live.com", value("CircleId")), Network::CIRCLE),
        _ => (value("PassportName").to_owned(), Network::PASSPORT),
    };
    if address.is_empty() || address.starts_with('@') {
        return None;
    }
    Some(Member {
        list,
        email: Email::from_wire(&address)?,
        network,
        id: words(member, "MembershipId"),
        name: words(member, "DisplayName"),
        invitation: annotation("MSN.IM.InviteMessage").filter(|text| !text.is_empty()),
        deleted: is_true(member.value_of("Deleted")),
    })
}

/// `tel:+1555…` of a number as people write it.
pub(super) fn telephone(number: &str) -> Option<String> {
    let number = number.trim();
    let number = number.strip_prefix("tel:").unwrap_or(number);
    let digits: String = number.chars().filter(char::is_ascii_digit).take(32).collect();
    (!digits.is_empty()).then(|| format!("tel:+{digits}"))
}

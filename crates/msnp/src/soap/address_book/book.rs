//! Contacts, groups, circles and oneself: `ABFindAll` up to MSNP17, `ABFindContactsPaged` at 18.
//!
//! The two replies hold the same under names of other letter cases; one reader takes both.

use super::circles::Relationship;
use super::error::BookError;
use super::write::write_handle;
use super::{Access, Affinity, FROM_THE_START, MAX_WORDS, OWN_BOOK, Scenario, Service, is_true, words};
use crate::auth::passport::PassportError;
use crate::roster::{Role, Roster};
use crate::session::{WebReply, WebRequest};
use crate::soap::adl::Network;
use crate::soap::envelope;
use crate::soap::membership::telephone;
use crate::soap::xml::Element;
use crate::types::{ContactId, Email, GroupId, Secret};

pub use crate::types::PhoneKind;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::hash::Hash;

/// The whole book, or what changed in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressBook {
    /// Everybody in it, oneself and people without the messenger included.
    pub contacts: Vec<Contact>,
    /// The groups.
    pub groups: Vec<Group>,
    /// The circles that one is in or invited to (18).
    pub circles: Vec<Circle>,
    /// What proves to the notification server which circles one is in (18), as XML; see [`AddressBook::circle_proof`].
    pub circle_ticket: Option<Secret>,
    /// When it was true; given back, a service tells what changed since.
    pub changed: Option<String>,
}

/// What kind of entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ContactKind {
    /// Oneself: the name, the privacy setting and other annotations stand here.
    Me,
    /// Somebody.
    #[default]
    Person,
    /// Somebody who has not accepted yet (18).
    Invited,
    /// The shadow of a circle.
    Circle,
}

/// Somebody in the book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// The GUID.
    pub id: Option<ContactId>,
    /// What kind of entry it is.
    pub kind: ContactKind,
    /// The address by which they are reached, if any.
    pub email: Option<Email>,
    /// Where that account lives.
    pub network: Network,
    /// Whether they belong on the messenger's list; others are in the book for their mail address only.
    pub is_messenger_user: bool,
    /// The name they chose.
    pub display_name: Option<String>,
    /// The name under which the book files them.
    pub quick_name: Option<String>,
    /// The name that we gave them (annotation `AB.NickName`).
    pub alias: Option<String>,
    /// Our notes about them (`comment`).
    pub notes: Option<String>,
    /// Their numbers.
    pub phones: Vec<Phone>,
    /// Which groups they are in.
    pub groups: Vec<GroupId>,
    /// Names and values, `MSN.IM.BLP` among them.
    pub annotations: Vec<(String, String)>,
    /// Whether messages to their telephone are allowed.
    pub mobile_allowed: bool,
    /// Whether they have a blog.
    pub has_space: bool,
    /// What ties them to the circle: in the book of a circle, and with the shadow of one that invites us (18).
    pub relationship: Option<Relationship>,
    /// Whether it is an end of it: only where changes were asked for.
    pub deleted: bool,
}

/// The service's names for the kinds of telephones.
const PHONE_NAMES: [(PhoneKind, &str); 6] = [
    (PhoneKind::Home, "ContactPhonePersonal"),
    (PhoneKind::Work, "ContactPhoneBusiness"),
    (PhoneKind::Mobile, "ContactPhoneMobile"),
    (PhoneKind::Fax, "ContactPhoneFax"),
    (PhoneKind::Pager, "ContactPhonePager"),
    (PhoneKind::Other, "ContactPhoneOther"),
];

/// The service's name for one.
pub(super) fn phone_name(kind: PhoneKind) -> &'static str {
    PHONE_NAMES.into_iter().find(|(known, _)| *known == kind).map_or("ContactPhoneOther", |(_, name)| name)
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Which one.
    pub kind: PhoneKind,
    /// The number as it is written.
    pub number: String,
    /// Whether messages go there.
    pub is_messenger_enabled: bool,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The GUID.
    pub id: GroupId,
    /// The person's name for it.
    pub name: String,
    /// Whether it is an end of it: only where changes were asked for.
    pub deleted: bool,
}

/// Where one stands with a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CircleState {
    /// A member.
    #[default]
    Accepted,
    /// Invited; it waits for one's answer.
    Waiting,
    /// Said no, or left.
    Left,
}

/// A circle (18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Its address: `00000000-0000-0000-0009-…@live.com`.
    pub email: Email,
    /// Its name.
    pub name: Option<String>,
    /// Where one stands.
    pub state: CircleState,
    /// What one may do in it.
    pub role: Role,
    /// Whether it is an end of it.
    pub deleted: bool,
}

/// The request up to MSNP17: everything, or what changed since the moment of an earlier reply
/// ([`AddressBook::changed`]).
///
/// # Errors
/// When the rules forbid the address.
pub fn find_all(access: &Access<'_>, since: Option<&str>) -> Result<WebRequest, PassportError> {
    access.call(Service::AddressBook, "ABFindAll", Scenario::Initial, |find| {
        find.leaf("abId", OWN_BOOK);
        find.leaf("abView", "Full");
        find.leaf("deltasOnly", if since.is_some() { "true" } else { "false" });
        find.leaf("lastChange", since.unwrap_or(FROM_THE_START));
    })
}

/// The request of MSNP18, which brings the circles and their ticket too.
///
/// # Errors
/// When the rules forbid the address.
pub fn find_contacts_paged(access: &Access<'_>, since: Option<&str>) -> Result<WebRequest, PassportError> {
    find_paged(access, OWN_BOOK, since)
}

/// The request for the members of a circle: they are the contacts of its own book.
///
/// # Errors
/// When the rules forbid the address.
pub fn find_circle(access: &Access<'_>, circle: &Email) -> Result<WebRequest, PassportError> {
    find_paged(access, circle.local_part(), None)
}

fn find_paged(access: &Access<'_>, book: &str, since: Option<&str>) -> Result<WebRequest, PassportError> {
    access.call(Service::AddressBook, "ABFindContactsPaged", Scenario::Initial, |find| {
        find.element("filterOptions", &[], |options| {
            options.leaf("DeltasOnly", if since.is_some() { "true" } else { "false" });
            options.leaf("LastChanged", since.unwrap_or(FROM_THE_START));
            options.element("ContactFilter", &[], |filter| filter.leaf("IncludeHiddenContacts", "true"));
        });
        find.leaf("abView", "MessengerClient8");
        find.leaf("extendedContent", "AB AllGroups CircleResult");
        write_handle(find, book);
    })
}

/// Reads the reply to either.
///
/// # Errors
/// [`BookError::FullSyncRequired`] where the service gives no changes; ask for everything then.
pub fn read(reply: &WebReply, affinity: &mut Affinity) -> Result<AddressBook, BookError> {
    let reply = envelope::read(reply)?;
    affinity.learn(&reply);
    let response = reply.result("ABFindAllResponse").or_else(|_| reply.result("ABFindContactsPagedResponse"))?;
    let mut book = AddressBook::default();
    // A reply without a result means that nothing changed.
    let result = response.child("ABFindAllResult").or_else(|| response.child("ABFindContactsPagedResult"));
    let Some(result) = result else { return Ok(book) };
    let part = |old, new| result.child(old).or_else(|| result.child(new));
    let contacts = part("contacts", "Contacts").into_iter().flat_map(|all| all.children("Contact"));
    book.contacts = contacts.filter_map(contact).take(Roster::MAX_PEOPLE).collect();
    let groups = part("groups", "Groups").into_iter().flat_map(|all| all.children("Group"));
    book.groups = groups.filter_map(group).take(Roster::MAX_GROUPS).collect();
    book.changed = part("ab", "Ab").and_then(|ab| words(ab, "lastChange"));
    if let Some(circles) = result.child("CircleResult") {
        let all = circles.child("Circles").into_iter().flat_map(|all| all.children("CircleInverseInfo"));
        book.circles = all.filter_map(circle).take(Roster::MAX_GROUPS).collect();
        let ticket = circles.value_of("CircleTicket").filter(|ticket| !ticket.is_empty());
        book.circle_ticket = ticket.filter(|ticket| ticket.len() <= MAX_TICKET).map(Secret::new);
    }
    Ok(book)
}

/// The longest circle ticket that is kept: it names every circle, and goes into one command.
const MAX_TICKET: usize = 64 * 1024;

/// How long an id may be: a GUID has 36 characters, in braces 38.
const MAX_ID: usize = 64;

/// The most telephones, groups and annotations of one contact.
const MAX_DETAILS: usize = 100;

impl AddressBook {
    /// Takes in what changed since.
    pub fn apply(&mut self, changes: Self) {
        let most = Roster::MAX_GROUPS;
        take_in(&mut self.contacts, changes.contacts, |contact| contact.id.clone(), |c| c.deleted, Roster::MAX_PEOPLE);
        take_in(&mut self.groups, changes.groups, |group| group.id.clone(), |g| g.deleted, most);
        take_in(&mut self.circles, changes.circles, |circle| circle.email.clone(), |c| c.deleted, most);
        self.circle_ticket = changes.circle_ticket.or_else(|| self.circle_ticket.take());
        self.changed = changes.changed.or_else(|| self.changed.take());
    }

    /// Oneself.
    pub fn me(&self) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.kind == ContactKind::Me)
    }

    /// The circle ticket as `USR t SHA A` wants it (18).
    pub fn circle_proof(&self) -> Option<Secret> {
        self.circle_ticket.as_ref().map(|ticket| Secret::new(STANDARD.encode(ticket.expose())))
    }

    /// The circle's shadow among the contacts, by which one answers an invitation. Some servers have none, and take
    /// the circle's own id.
    pub fn circle_contact(&self, circle: &Email) -> ContactId {
        let is_it = |contact: &&Contact| {
            let named = contact.id.as_ref().is_some_and(|id| id.0.eq_ignore_ascii_case(circle.local_part()));
            contact.kind == ContactKind::Circle && (named || contact.email.as_ref() == Some(circle))
        };
        let shadow = self.contacts.iter().find(is_it).and_then(|contact| contact.id.clone());
        shadow.unwrap_or_else(|| ContactId(circle.local_part().to_owned()))
    }

    /// Somebody by their address.
    pub fn contact(&self, email: &Email) -> Option<&Contact> {
        let is_they = |contact: &&Contact| contact.email.as_ref() == Some(email) && contact.kind != ContactKind::Me;
        self.contacts.iter().find(is_they)
    }
}

/// Puts what is new at the end, what is known into its place, and takes out what is deleted.
pub(in crate::soap) fn take_in<T, K: Eq + Hash>(
    all: &mut Vec<T>,
    changes: Vec<T>,
    key: impl Fn(&T) -> K,
    deleted: impl Fn(&T) -> bool,
    most: usize,
) {
    let mut places: HashMap<K, usize> = all.iter().enumerate().map(|(at, known)| (key(known), at)).collect();
    for change in changes {
        match places.get(&key(&change)) {
            Some(at) => all[*at] = change,
            None if deleted(&change) || all.len() >= most => {}
            None => {
                places.insert(key(&change), all.len());
                all.push(change);
            }
        }
    }
    all.retain(|known| !deleted(known));
}

impl Contact {
    /// The value of an annotation.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.annotations.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A telephone number.
    pub fn phone(&self, kind: PhoneKind) -> Option<&str> {
        self.phones.iter().find(|phone| phone.kind == kind).map(|phone| phone.number.as_str())
    }

    /// What to call them: the name we gave them, or the one they chose, or the one they are filed under.
    pub fn name(&self) -> Option<&str> {
        [&self.alias, &self.display_name, &self.quick_name].into_iter().find_map(|name| name.as_deref())
    }
}

/// The value of an annotation below an element.
pub(in crate::soap) fn annotation(element: &Element, name: &str) -> Option<String> {
    let all = element.child("Annotations").or_else(|| element.child("annotations"))?;
    let found =
        all.children("Annotation").find(|a| a.value_of("Name").is_some_and(|n| n.eq_ignore_ascii_case(name)))?;
    found.value_of("Value").map(|value| value.chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect())
}

fn contact(contact: &Element) -> Option<Contact> {
    let nothing = Element::default();
    let info = contact.child("contactInfo").unwrap_or(&nothing);
    let id = contact.value_of("contactId").filter(|id| !id.is_empty() && id.len() <= MAX_ID);
    let id = id.map(|id| ContactId(id.to_owned()));
    let deleted = is_true(contact.value_of("fDeleted"));
    if id.is_none() && info.elements().next().is_none() {
        return None;
    }
    let kind = match info.value_of("contactType").unwrap_or_default() {
        "Me" => ContactKind::Me,
        "Circle" => ContactKind::Circle,
        "LivePending" => ContactKind::Invited,
        _ => ContactKind::Person,
    };
    let phones: Vec<Phone> = parts(info, "phones", "ContactPhone").filter_map(phone).collect();
    let annotations = parts(info, "annotations", "Annotation");
    let annotations: Vec<(String, String)> =
        annotations.filter_map(|a| Some((words(a, "Name")?, words(a, "Value").unwrap_or_default()))).collect();
    let groups = parts(info, "groupIds", "guid").map(Element::value);
    let (email, network) = address(info, &phones);
    let messenger_mail = network != Network::PASSPORT && email.is_some();
    let mut contact = Contact {
        id,
        kind,
        email,
        network,
        is_messenger_user: is_true(info.value_of("isMessengerUser")) || messenger_mail,
        display_name: words(info, "displayName"),
        quick_name: words(info, "quickName"),
        alias: None,
        notes: info.value_of("comment").filter(|notes| !notes.is_empty()).map(|n| n.chars().take(MAX_WORDS).collect()),
        phones,
        groups: groups.filter(|id| !id.is_empty() && id.len() <= MAX_ID).map(|id| GroupId(id.to_owned())).collect(),
        annotations,
        mobile_allowed: is_true(info.value_of("isMobileIMEnabled")),
        has_space: is_true(info.value_of("hasSpace")),
        relationship: Relationship::read(info),
        deleted,
    };
    contact.alias = contact.annotation("AB.NickName").filter(|name| !name.is_empty()).map(str::to_owned);
    Some(contact)
}

fn parts<'a>(info: &'a Element, all: &'a str, one: &'a str) -> impl Iterator<Item = &'a Element> {
    info.child(all).into_iter().flat_map(move |all| all.children(one)).take(MAX_DETAILS)
}

/// The address by which somebody is reached: the account, or a mail address or telephone that takes messages.
fn address(info: &Element, phones: &[Phone]) -> (Option<Email>, Network) {
    let passport = info.value_of("passportName").filter(|name| !name.is_empty()).and_then(Email::from_wire);
    if passport.is_some() {
        return (passport, Network::PASSPORT);
    }
    let mail = parts(info, "emails", "ContactEmail").find(|mail| is_true(mail.value_of("isMessengerEnabled")));
    if let Some(email) = mail.and_then(|mail| Email::from_wire(mail.value_of("email")?)) {
        let network = mail.and_then(|mail| mail.value_of("Capability")?.parse().ok()).filter(|n| *n != 0);
        return (Some(email), network.map_or(Network::YAHOO, Network));
    }
    let phone = phones.iter().find(|phone| phone.is_messenger_enabled);
    match phone.and_then(|phone| Email::from_wire(&telephone(&phone.number)?)) {
        Some(email) => (Some(email), Network::PHONE),
        None => (None, Network::PASSPORT),
    }
}

fn phone(phone: &Element) -> Option<Phone> {
    let name = phone.value_of("contactPhoneType").unwrap_or_default();
    let kind = PHONE_NAMES.into_iter().find(|(_, n)| *n == name).map_or(PhoneKind::Other, |(kind, _)| kind);
    let is_messenger_enabled = is_true(phone.value_of("isMessengerEnabled"));
    Some(Phone { kind, number: words(phone, "number")?, is_messenger_enabled })
}

fn group(group: &Element) -> Option<Group> {
    let id = group.value_of("groupId").filter(|id| !id.is_empty() && id.len() <= MAX_ID)?;
    let name = group.child("groupInfo").and_then(|info| words(info, "name"));
    let deleted = is_true(group.value_of("fDeleted"));
    if name.is_none() && !deleted {
        return None;
    }
    Some(Group { id: GroupId(id.to_owned()), name: name.unwrap_or_default(), deleted })
}

fn circle(circle: &Element) -> Option<Circle> {
    let content = circle.child("Content")?;
    let id = content.at(&["Handle", "Id"])?.value();
    if id.is_empty() || id.len() > 64 {
        return None;
    }
    let info = content.child("Info");
    let domain = info.and_then(|info| words(info, "HostedDomain")).unwrap_or_else(|| "live.com".to_owned());
    let membership = circle.at(&["PersonalInfo", "MembershipInfo", "CirclePersonalMembership"]);
    let value = |name| membership.and_then(|m| m.value_of(name)).unwrap_or_default();
    let state = match (value("State"), value("Role")) {
        (_, "StatePendingOutbound") | ("WaitingResponse", _) => CircleState::Waiting,
        ("Left" | "Rejected" | "None", _) => CircleState::Left,
        _ => CircleState::Accepted,
    };
    Some(Circle {
        email: Email::from_wire(&format!("{id}@{domain}"))?,
        name: info.and_then(|info| words(info, "DisplayName")),
        state,
        role: match value("Role") {
            "Admin" => Role::Admin,
            "AssistantAdmin" => Role::Assistant,
            _ => Role::Member,
        },
        deleted: is_true(circle.value_of("Deleted")),
    })
}

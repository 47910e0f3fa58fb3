//! Address book and membership joined: who is who, in the same form as the `LST` lines of older dialects.

use super::book::{AddressBook, CircleState, Contact, ContactKind, Group};
use crate::event::RosterEvent;
use crate::roster::{Person, Roster};
use crate::soap::adl::{Entry, Network};
use crate::soap::membership::Membership;
use crate::types::{ContactId, Email, GroupId, List, Lists, NetworkId, PhoneKind, Privacy, Property};
use std::collections::{HashMap, HashSet};

/// What the two services say together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The privacy setting; `None` when it was never set, which means [`Privacy::AllowOthers`].
    pub privacy: Option<Privacy>,
    /// Our own name.
    pub own_name: Option<String>,
    /// Our own numbers.
    pub own_properties: Vec<(Property, String)>,
    /// The groups, in the service's order.
    pub groups: Vec<Group>,
    /// Everybody on any list, contacts first, in the services' order.
    pub people: Vec<PersonFacts>,
    /// The circles that one is in, and which lists each is on.
    pub circles: Vec<(Email, Lists)>,
}

/// Somebody on any list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// The address.
    pub email: Email,
    /// Where the account lives.
    pub network: Network,
    /// The name they chose, or the one they are filed under.
    pub name: Option<String>,
    /// The contact's GUID.
    pub id: Option<ContactId>,
    /// Which lists they are on.
    pub lists: Lists,
    /// Which groups they are in; only groups that are there.
    pub groups: Vec<GroupId>,
    /// The name that we gave them.
    pub alias: Option<String>,
    /// Our notes about them.
    pub notes: Option<String>,
    /// Numbers and flags, as the notification server of older dialects tells them.
    pub properties: Vec<(Property, String)>,
    /// The numbers that it doesn't tell.
    pub phones: Vec<(PhoneKind, String)>,
    /// What they wrote when they added us.
    pub invitation: Option<String>,
}

/// Joins the two.
///
/// Which lists somebody is on is taken as the services tell it: the forward list from the book, the others from the
/// membership. Some servers name nobody of the forward list in the membership.
pub fn join(book: &AddressBook, membership: &Membership) -> Facts {
    let mut facts = Facts::default();
    if let Some(me) = book.me() {
        facts.privacy = match me.annotation("MSN.IM.BLP").map(str::trim) {
            Some("1") => Some(Privacy::AllowOthers),
            Some("2") => Some(Privacy::BlockOthers),
            _ => None,
        };
        facts.own_name = me.display_name.clone();
        facts.own_properties = numbers(me);
    }
    facts.groups = book.groups.iter().filter(|group| !group.deleted).cloned().collect();
    let groups: HashSet<&GroupId> = facts.groups.iter().map(|group| &group.id).collect();

    let mut index: HashMap<Email, usize> = HashMap::new();
    let mut people: Vec<PersonFacts> = Vec::new();
    for contact in &book.contacts {
        let is_person = matches!(contact.kind, ContactKind::Person | ContactKind::Invited);
        let Some(email) = contact.email.as_ref().filter(|_| is_person && !contact.deleted) else { continue };
        if contact.is_messenger_user
            && let Some(person) = entry(&mut people, &mut index, email, contact.network)
        {
            person.lists = person.lists.with(List::Forward);
            person.name = contact.display_name.clone().or_else(|| contact.quick_name.clone());
            person.id.clone_from(&contact.id);
            person.groups = contact.groups.iter().filter(|id| groups.contains(id)).cloned().collect();
            person.alias.clone_from(&contact.alias);
            person.notes.clone_from(&contact.notes);
            person.properties = properties(contact);
            let others = PhoneKind::ALL.into_iter().filter(|kind| kind.property().is_none());
            person.phones = others.filter_map(|kind| Some((kind, contact.phone(kind)?.to_owned()))).collect();
        }
    }
    for member in membership.members.iter().filter(|m| !m.deleted && m.network != Network::CIRCLE) {
        let Some(person) = entry(&mut people, &mut index, &member.email, member.network) else { continue };
        person.lists = person.lists.with(member.list);
        if person.name.is_none() {
            person.name.clone_from(&member.name);
        }
        if person.invitation.is_none() {
            person.invitation.clone_from(&member.invitation);
        }
    }
    facts.people = people;

    let active = book.circles.iter().filter(|circle| !circle.deleted && circle.state == CircleState::Accepted);
    for circle in active {
        let list = if membership.on(List::Block, &circle.email).is_some() { List::Block } else { List::Allow };
        facts.circles.push((circle.email.clone(), Lists::NONE.with(List::Forward).with(list)));
    }
    facts
}

impl PersonFacts {
    fn network_id(&self) -> NetworkId {
        NetworkId(u32::from(self.network.0))
    }

    /// The event that tells of them: name, lists and groups.
    pub fn event(&self) -> RosterEvent {
        RosterEvent::Person {
            email: self.email.clone(),
            name: self.name.clone(),
            id: self.id.clone(),
            lists: self.lists,
            groups: self.groups.clone(),
        }
    }

    /// The events that tell what the book says about them beyond name and lists.
    pub fn details(&self) -> Vec<RosterEvent> {
        let email = || self.email.clone();
        let mut events = Vec::new();
        if self.network != Network::PASSPORT {
            events.push(RosterEvent::Network { email: email(), network: self.network_id() });
        }
        events.extend(self.alias.clone().map(|alias| RosterEvent::Alias { email: email(), alias: Some(alias) }));
        events.extend(self.notes.clone().map(|note| RosterEvent::Note { email: email(), note: Some(note) }));
        for (property, value) in &self.properties {
            let (property, value) = (property.clone(), Some(value.clone()));
            events.push(RosterEvent::Property { email: email(), property, value });
        }
        for (kind, number) in &self.phones {
            events.push(RosterEvent::Phone { email: email(), kind: *kind, number: Some(number.clone()) });
        }
        events
    }

    /// The same against what is known: what is new, what is different, and what is no more.
    pub fn changed_details(&self, known: &Person) -> Vec<RosterEvent> {
        let email = || self.email.clone();
        let mut events = Vec::new();
        if known.network != self.network_id() {
            events.push(RosterEvent::Network { email: email(), network: self.network_id() });
        }
        if known.alias != self.alias {
            events.push(RosterEvent::Alias { email: email(), alias: self.alias.clone() });
        }
        if known.note != self.notes {
            events.push(RosterEvent::Note { email: email(), note: self.notes.clone() });
        }
        for kind in PhoneKind::ALL {
            let property = kind.property();
            let told = self.properties.iter().find(|(p, _)| Some(p) == property.as_ref()).map(|(_, number)| number);
            let number = told.or_else(|| self.phones.iter().find(|(k, _)| *k == kind).map(|(_, number)| number));
            if known.phones.get(&kind) != number {
                events.push(RosterEvent::Phone { email: email(), kind, number: number.cloned() });
            }
        }
        for property in [Property::MobileAllowed, Property::HasBlog] {
            let value = self.properties.iter().find(|(p, _)| *p == property).map(|(_, value)| value);
            if known.properties.get(&property) != value {
                events.push(RosterEvent::Property { email: email(), property, value: value.cloned() });
            }
        }
        events
    }
}

impl Facts {
    /// The events that tell a program. `SyncStarted` goes before them and `SyncFinished` after.
    pub fn events(&self) -> Vec<RosterEvent> {
        let mut events = vec![RosterEvent::Privacy(self.privacy.unwrap_or_default())];
        events.extend(self.own_name.clone().map(RosterEvent::OwnName));
        for (property, value) in &self.own_properties {
            events.push(RosterEvent::OwnProperty(property.clone(), Some(value.clone())));
        }
        for group in &self.groups {
            events.push(RosterEvent::Group { id: group.id.clone(), name: group.name.clone() });
        }
        for person in &self.people {
            events.push(person.event());
            events.extend(person.details());
        }
        events
    }

    /// Who belongs into the first `ADL` of a session. Nobody stands there as allowed and blocked at once: servers end
    /// a session for it, and blocked is what the person meant.
    pub fn session_lists(&self) -> Vec<Entry> {
        let people = self.people.iter().filter_map(|person| {
            let lists = session_lists(person.lists);
            let entry = Entry { email: person.email.clone(), network: Some(person.network), lists, name: None };
            (!lists.is_empty()).then_some(entry)
        });
        people.collect()
    }

    /// The circles of the session (18): for an `ADL` of their own, after `USR SHA`.
    pub fn circle_lists(&self) -> Vec<Entry> {
        let entry = |(email, lists): &(Email, Lists)| Entry {
            email: email.clone(),
            network: Some(Network::CIRCLE),
            lists: *lists,
            name: None,
        };
        self.circles.iter().map(entry).collect()
    }
}

fn session_lists(lists: Lists) -> Lists {
    let lists = lists.without(List::Reverse).without(List::Pending);
    if lists.contains(List::Block) { lists.without(List::Allow) } else { lists }
}

/// The person by that address, made when there is none; `None` when there are too many.
fn entry<'a>(
    people: &'a mut Vec<PersonFacts>,
    index: &mut HashMap<Email, usize>,
    email: &Email,
    network: Network,
) -> Option<&'a mut PersonFacts> {
    let at = match index.get(email) {
        Some(at) => *at,
        None if people.len() >= Roster::MAX_PEOPLE => return None,
        None => {
            index.insert(email.clone(), people.len());
            people.push(PersonFacts {
                email: email.clone(),
                network,
                name: None,
                id: None,
                lists: Lists::NONE,
                groups: Vec::new(),
                alias: None,
                notes: None,
                properties: Vec::new(),
                phones: Vec::new(),
                invitation: None,
            });
            people.len() - 1
        }
    };
    people.get_mut(at)
}

fn numbers(contact: &Contact) -> Vec<(Property, String)> {
    let kinds = [
        (PhoneKind::Home, Property::HomePhone),
        (PhoneKind::Work, Property::WorkPhone),
        (PhoneKind::Mobile, Property::MobilePhone),
    ];
    let number = |kind| contact.phone(kind).map(str::to_owned);
    kinds.into_iter().filter_map(|(kind, property)| Some((property, number(kind)?))).collect()
}

fn properties(contact: &Contact) -> Vec<(Property, String)> {
    let mut all = numbers(contact);
    if contact.mobile_allowed {
        all.push((Property::MobileAllowed, "Y".to_owned()));
    }
    if contact.has_space {
        all.push((Property::HasBlog, "1".to_owned()));
    }
    all
}

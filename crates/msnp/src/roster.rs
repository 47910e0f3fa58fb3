//! The people, groups and own settings of an account: a plain model that a program keeps.
//!
//! Feed every [`Event`] to [`Roster::apply`]; look at the fields when drawing.

mod circles;

pub use circles::{Circle, CircleMember, Inviter, Role, Standing};

use crate::event::{Event, PresenceEvent, RosterEvent};
use crate::types::{
    AddPolicy, Capabilities, CircleId, ContactId, Email, GroupId, List, Lists, NetworkId, PersonalMessage, PhoneKind,
    Privacy, Property, Status,
};
use std::collections::{BTreeMap, HashMap};

/// Everything known about the lists. The same in every dialect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// Everyone on any list, by address.
    pub people: BTreeMap<Email, Person>,
    /// The groups, in the server's order. MSNP7 to 9's group 0 is not among them: it means "no group".
    pub groups: Vec<Group>,
    /// The circles that we are in or invited to (MSNP18).
    pub circles: BTreeMap<CircleId, Circle>,
    /// Who may see us, by default.
    pub privacy: Privacy,
    /// What happens when somebody adds us.
    pub add_policy: AddPolicy,
    /// Ourselves.
    pub own: Own,
}

/// One's own side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Own {
    /// The address, once signed in.
    pub email: Option<Email>,
    /// The display name.
    pub name: Option<String>,
    /// The status that the server has confirmed.
    pub status: Status,
    /// The personal message.
    pub personal: PersonalMessage,
    /// Phone numbers and flags.
    pub properties: HashMap<Property, String>,
}

/// A group of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The server's name for it.
    pub id: GroupId,
    /// The person's name for it.
    pub name: String,
}

/// Somebody on any list.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The address.
    pub email: Email,
    /// The name they chose, or the address. What to show is [`Person::display_name`].
    pub name: String,
    /// The name that we gave them, where there is an address book.
    pub alias: Option<String>,
    /// What we noted down about them, where there is an address book.
    pub note: Option<String>,
    /// Their telephone numbers.
    pub phones: BTreeMap<PhoneKind, String>,
    /// The GUID on the forward list (from MSNP10).
    pub id: Option<ContactId>,
    /// Where their account lives.
    pub network: NetworkId,
    /// Which lists they are on.
    pub lists: Lists,
    /// Which groups they are in.
    pub groups: Vec<GroupId>,
    /// Their presence.
    pub status: Status,
    /// What their client can do.
    pub capabilities: Capabilities,
    /// Their display picture as an MSNObject.
    pub object: Option<String>,
    /// Their personal message.
    pub personal: PersonalMessage,
    /// Phone numbers and flags.
    pub properties: HashMap<Property, String>,
}

impl Person {
    /// Somebody on no list of whom nothing is known yet.
    pub fn new(email: Email) -> Self {
        Self {
            name: email.as_str().to_owned(),
            email,
            alias: None,
            note: None,
            phones: BTreeMap::new(),
            id: None,
            network: NetworkId::PASSPORT,
            lists: Lists::NONE,
            groups: Vec::new(),
            status: Status::Offline,
            capabilities: Capabilities::default(),
            object: None,
            personal: PersonalMessage::default(),
            properties: HashMap::new(),
        }
    }

    /// Takes a name from a list. Many clients put the address where they know no name; that teaches nothing.
    fn learn_name(&mut self, name: Option<&str>) {
        if let Some(name) = name.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(self.email.as_str())) {
            name.clone_into(&mut self.name);
        }
    }

    fn go_offline(&mut self) {
        self.status = Status::Offline;
        self.capabilities = Capabilities::default();
        self.personal = PersonalMessage::default();
    }

    /// What to call them: the name we gave them, or the one they chose, or the address.
    pub fn display_name(&self) -> &str {
        let alias = self.alias.as_deref().filter(|alias| !alias.trim().is_empty());
        alias.unwrap_or(if self.name.is_empty() { self.email.as_str() } else { &self.name })
    }

    fn set_phone(&mut self, kind: PhoneKind, number: Option<&String>) {
        match number.filter(|number| !number.is_empty()) {
            Some(number) => drop(self.phones.insert(kind, number.clone())),
            None => drop(self.phones.remove(&kind)),
        }
    }

    /// Whether they are a contact.
    pub fn is_contact(&self) -> bool {
        self.lists.contains(List::Forward)
    }
    /// Whether they are blocked.
    pub fn is_blocked(&self) -> bool {
        self.lists.contains(List::Block)
    }
    /// Whether they have added us and we have neither allowed nor blocked them: time for the added-you dialog.
    pub fn awaits_answer(&self) -> bool {
        (self.lists.contains(List::Reverse) || self.lists.contains(List::Pending))
            && !self.lists.contains(List::Allow)
            && !self.lists.contains(List::Block)
            && !self.lists.contains(List::Forward)
    }
}

/// What a program may want to do after an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Nothing here changed.
    None,
    /// Something changed: draw again.
    Changed,
    /// Somebody came online (not one of those who were there at sign-in).
    CameOnline(Email),
    /// Somebody went offline.
    WentOffline(Email),
    /// Somebody has added us.
    AddedUs(Email),
}

impl Roster {
    /// The most people that a roster holds; a server that names more is not believed.
    pub const MAX_PEOPLE: usize = 20_000;
    /// The most groups that a roster holds.
    pub const MAX_GROUPS: usize = 500;
    /// The most properties of one person, and groups one person is in.
    const MAX_DETAILS: usize = 100;

    /// Takes in an event.
    pub fn apply(&mut self, event: &Event) -> Change {
        match event {
            Event::SignedIn { email, name, .. } => {
                self.own.email = Some(email.clone());
                if let Some(name) = name {
                    self.own.name = Some(name.clone());
                }
                Change::Changed
            }
            Event::ConnectionLost { .. } | Event::SignedOut(_) => {
                self.all_offline();
                Change::Changed
            }
            Event::Roster(event) => self.apply_roster(event),
            Event::Presence(event) => self.apply_presence(event),
            Event::Circle(event) if self.apply_circle(event) => Change::Changed,
            _ => Change::None,
        }
    }

    /// Somebody on any list.
    pub fn person(&self, email: &Email) -> Option<&Person> {
        self.people.get(email)
    }

    /// The people on one list, by address.
    pub fn on_list(&self, list: List) -> impl Iterator<Item = &Person> {
        self.people.values().filter(move |person| person.lists.contains(list))
    }

    /// The contacts: the people on the forward list.
    pub fn contacts(&self) -> impl Iterator<Item = &Person> {
        self.on_list(List::Forward)
    }

    /// The contacts in a group.
    pub fn in_group<'a>(&'a self, group: &'a GroupId) -> impl Iterator<Item = &'a Person> {
        self.contacts().filter(move |person| person.groups.contains(group))
    }

    /// The contacts in no group.
    pub fn without_group(&self) -> impl Iterator<Item = &Person> {
        self.contacts().filter(|person| person.groups.is_empty())
    }

    /// The people who have added us and whom we have neither allowed nor blocked.
    pub fn awaiting_answer(&self) -> impl Iterator<Item = &Person> {
        self.people.values().filter(|person| person.awaits_answer())
    }

    /// A group by its id.
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == *id)
    }

    /// The contact that a GUID names.
    pub fn by_id(&self, id: &ContactId) -> Option<&Person> {
        self.people.values().find(|person| person.id.as_ref() == Some(id))
    }

    /// What to call somebody: the name we gave them, or their own, or the address when none is known.
    pub fn display_name<'a>(&'a self, email: &'a Email) -> &'a str {
        if self.own.email.as_ref() == Some(email) {
            return self.own.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(email.as_str());
        }
        self.people.get(email).map_or(email.as_str(), Person::display_name)
    }

    /// The lists alone, as they are worth keeping for the next sign-in: nobody online, nothing of ourselves but what
    /// the lists hold.
    #[must_use]
    pub fn without_presence(&self) -> Self {
        let mut lists = self.clone();
        lists.people.retain(|_, person| !person.lists.is_empty());
        for person in lists.people.values_mut() {
            person.object = None;
        }
        lists.all_offline();
        lists.own.personal = PersonalMessage::default();
        lists
    }

    fn all_offline(&mut self) {
        self.own.status = Status::Offline;
        self.close_circles();
        for person in self.people.values_mut() {
            person.go_offline();
        }
    }

    fn apply_roster(&mut self, event: &RosterEvent) -> Change {
        match event {
            RosterEvent::SyncStarted => {
                self.people.clear();
                self.groups.clear();
                self.circles.clear();
                self.own.properties.clear();
            }
            RosterEvent::Restored(roster) => {
                let own = std::mem::take(&mut self.own);
                *self = roster.without_presence();
                // The cache knows the lists; who we are and how we are comes from this sign-in.
                self.own.email = own.email;
                self.own.name = own.name.or_else(|| self.own.name.take());
                self.own.status = own.status;
                self.own.personal = own.personal;
            }
            RosterEvent::SyncFinished(_) => {}
            RosterEvent::Privacy(privacy) => self.privacy = *privacy,
            RosterEvent::AddPolicy(policy) => self.add_policy = *policy,
            RosterEvent::OwnName(name) => self.own.name = Some(name.clone()),
            RosterEvent::OwnStatus(status) => self.own.status = *status,
            RosterEvent::OwnPersonalMessage(message) => self.own.personal = message.clone(),
            RosterEvent::OwnProperty(property, value) => {
                set_property(&mut self.own.properties, property, value.as_ref())
            }
            RosterEvent::Group { id, name } => self.name_group(id, name),
            RosterEvent::GroupRemoved(id) => {
                self.groups.retain(|group| group.id != *id);
                for person in self.people.values_mut() {
                    person.groups.retain(|group| group != id);
                }
            }
            RosterEvent::Person { email, name, id, lists, groups } => {
                let Some(person) = self.entry(email) else { return Change::None };
                person.learn_name(name.as_deref());
                person.id.clone_from(id);
                person.lists = *lists;
                person.groups = groups.iter().filter(|g| !g.is_default()).take(Self::MAX_DETAILS).cloned().collect();
            }
            RosterEvent::Added { list, email, name, id, group, by_them } => {
                let Some(person) = self.entry(email) else { return Change::None };
                let is_new = !person.lists.contains(*list);
                person.lists = person.lists.with(*list);
                person.learn_name(name.as_deref());
                if id.is_some() {
                    person.id.clone_from(id);
                }
                if let Some(group) = group
                    && !group.is_default()
                    && !person.groups.contains(group)
                    && person.groups.len() < Self::MAX_DETAILS
                {
                    person.groups.push(group.clone());
                }
                if *by_them && is_new && matches!(list, List::Reverse | List::Pending) {
                    return Change::AddedUs(email.clone());
                }
            }
            RosterEvent::Removed { list, email, group, .. } => return self.remove(*list, email, group.as_ref()),
            RosterEvent::Renamed { email, name } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                person.name.clone_from(name);
            }
            RosterEvent::Alias { email, alias } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                person.alias = alias.clone().filter(|alias| !alias.trim().is_empty());
            }
            RosterEvent::Network { email, network } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                person.network = *network;
            }
            RosterEvent::Note { email, note } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                person.note = note.clone().filter(|note| !note.is_empty());
            }
            RosterEvent::Phone { email, kind, number } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                person.set_phone(*kind, number.as_ref());
                if let Some(property) = kind.property() {
                    set_property(&mut person.properties, &property, number.as_ref());
                }
            }
            RosterEvent::Property { email, property, value } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                if let Some(kind) = PhoneKind::of_property(property) {
                    person.set_phone(kind, value.as_ref());
                }
                if *property == Property::FriendlyName {
                    person.learn_name(value.as_deref());
                } else {
                    set_property(&mut person.properties, property, value.as_ref());
                }
            }
        }
        Change::Changed
    }

    fn apply_presence(&mut self, event: &PresenceEvent) -> Change {
        match event {
            PresenceEvent::Online { email, name, status, capabilities, object, initial } => {
                if self.own.email.as_ref() == Some(email) {
                    return Change::None;
                }
                let Some(person) = self.entry(email) else { return Change::None };
                let was_there = person.status.is_visible();
                person.status = *status;
                person.capabilities = *capabilities;
                person.object.clone_from(object);
                if let Some(name) = name.as_ref().filter(|name| !name.is_empty()) {
                    person.name.clone_from(name);
                }
                if !was_there && !initial && status.is_visible() && person.is_contact() {
                    return Change::CameOnline(email.clone());
                }
                Change::Changed
            }
            PresenceEvent::Offline { email } => {
                let Some(person) = self.people.get_mut(email) else { return Change::None };
                let was_there = person.status.is_visible();
                person.go_offline();
                if was_there && person.is_contact() {
                    return Change::WentOffline(email.clone());
                }
                Change::Changed
            }
            PresenceEvent::PersonalMessage { email, message } => {
                if self.own.email.as_ref() == Some(email) {
                    return Change::None;
                }
                let Some(person) = self.entry(email) else { return Change::None };
                person.personal = message.clone();
                Change::Changed
            }
        }
    }

    fn remove(&mut self, list: List, email: &Email, group: Option<&GroupId>) -> Change {
        let Some(person) = self.people.get_mut(email) else { return Change::None };
        match group {
            Some(group) => person.groups.retain(|g| g != group),
            None => {
                person.lists = person.lists.without(list);
                if list == List::Forward {
                    // Nobody tells us of the presence of people who are no contacts.
                    person.groups.clear();
                    person.id = None;
                    person.alias = None;
                    person.note = None;
                    person.go_offline();
                }
                if person.lists.is_empty() {
                    self.people.remove(email);
                }
            }
        }
        Change::Changed
    }

    fn name_group(&mut self, id: &GroupId, name: &str) {
        if id.is_default() {
            return;
        }
        if let Some(group) = self.groups.iter_mut().find(|group| group.id == *id) {
            name.clone_into(&mut group.name);
        } else if self.groups.len() < Self::MAX_GROUPS {
            self.groups.push(Group { id: id.clone(), name: name.to_owned() });
        }
    }

    /// The person by that address, made when there is none; `None` when the roster is full.
    fn entry(&mut self, email: &Email) -> Option<&mut Person> {
        if self.people.len() >= Self::MAX_PEOPLE && !self.people.contains_key(email) {
            return None;
        }
        Some(self.people.entry(email.clone()).or_insert_with(|| Person::new(email.clone())))
    }
}

fn set_property(properties: &mut HashMap<Property, String>, property: &Property, value: Option<&String>) {
    match value {
        Some(value) if properties.len() < Roster::MAX_DETAILS || properties.contains_key(property) => {
            properties.insert(property.clone(), value.clone());
        }
        Some(_) => {}
        None => {
            properties.remove(property);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SignOutReason;
    use std::time::Duration;

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    fn person(address: &str, bits: u8, groups: &[&str]) -> Event {
        Event::Roster(RosterEvent::Person {
            email: email(address),
            name: None,
            id: None,
            lists: Lists::from_bits(bits),
            groups: groups.iter().map(|g| GroupId((*g).to_owned())).collect(),
        })
    }

    fn online(address: &str, initial: bool) -> Event {
        Event::Presence(PresenceEvent::Online {
            email: email(address),
            name: Some("Bob".into()),
            status: Status::Busy,
            capabilities: Capabilities::CHUNKING,
            object: None,
            initial,
        })
    }

    fn added(address: &str, list: List, name: &str, by_them: bool) -> Event {
        Event::Roster(RosterEvent::Added {
            list,
            email: email(address),
            name: Some(name.to_owned()),
            id: None,
            group: None,
            by_them,
        })
    }

    #[test]
    fn a_sync_replaces_what_was_there() {
        let mut roster = Roster::default();
        roster.apply(&person("old@example.com", 3, &[]));
        roster.apply(&Event::Roster(RosterEvent::SyncStarted));
        roster.apply(&Event::Roster(RosterEvent::Group { id: GroupId("0".into()), name: "Other Contacts".into() }));
        roster.apply(&Event::Roster(RosterEvent::Group { id: GroupId("1".into()), name: "Work".into() }));
        roster.apply(&person("bob@example.com", 11, &["0", "1"]));
        roster.apply(&person("carol@example.com", 11, &["0"]));
        roster.apply(&person("dave@example.com", 8, &[]));
        assert_eq!(roster.groups.len(), 1, "group 0 is no group");
        let names = |people: Vec<&Person>| people.into_iter().map(|p| p.email.to_string()).collect::<Vec<_>>();
        assert_eq!(names(roster.in_group(&GroupId("1".into())).collect()), ["bob@example.com"]);
        assert_eq!(names(roster.without_group().collect()), ["carol@example.com"]);
        assert_eq!(names(roster.awaiting_answer().collect()), ["dave@example.com"]);
        assert_eq!(names(roster.contacts().collect()), ["bob@example.com", "carol@example.com"]);
    }

    #[test]
    fn only_news_is_told() {
        let mut roster = Roster::default();
        let bob = email("bob@example.com");
        roster.apply(&person("bob@example.com", 3, &[]));
        assert_eq!(roster.apply(&online("bob@example.com", true)), Change::Changed);
        assert_eq!(roster.apply(&online("bob@example.com", false)), Change::Changed, "was there before");
        let gone = Event::Presence(PresenceEvent::Offline { email: bob.clone() });
        assert_eq!(roster.apply(&gone), Change::WentOffline(bob.clone()));
        assert_eq!(roster.apply(&gone), Change::Changed);
        assert_eq!(roster.apply(&online("BOB@example.com", false)), Change::CameOnline(bob.clone()));
        assert_eq!(roster.display_name(&bob), "Bob");
        assert_eq!(roster.apply(&online("stranger@example.com", false)), Change::Changed, "no contact, no toast");
    }

    #[test]
    fn a_lost_connection_keeps_the_lists() {
        let mut roster = Roster::default();
        roster.apply(&person("bob@example.com", 3, &[]));
        roster.apply(&online("bob@example.com", true));
        roster.apply(&Event::Roster(RosterEvent::OwnStatus(Status::Away)));
        let lost = Event::ConnectionLost { reason: SignOutReason::TimedOut, retry_in: Duration::ZERO, attempt: 1 };
        assert_eq!(roster.apply(&lost), Change::Changed);
        let bob = roster.person(&email("bob@example.com")).cloned();
        assert_eq!(bob.map(|b| (b.status, b.lists.bits())), Some((Status::Offline, 3)));
        assert_eq!(roster.own.status, Status::Offline);
    }

    #[test]
    fn being_added_is_told_once() {
        let mut roster = Roster::default();
        let erin = email("erin@example.com");
        assert_eq!(
            roster.apply(&added("erin@example.com", List::Reverse, "Erin", true)),
            Change::AddedUs(erin.clone())
        );
        assert_eq!(roster.apply(&added("erin@example.com", List::Reverse, "Erin", true)), Change::Changed);
        assert_eq!(roster.awaiting_answer().count(), 1);
        roster.apply(&added("erin@example.com", List::Allow, "erin@example.com", false));
        assert_eq!(roster.awaiting_answer().count(), 0);
        assert_eq!(roster.display_name(&erin), "Erin", "an address is no name");
    }

    #[test]
    fn off_the_last_list_is_gone() {
        let mut roster = Roster::default();
        let bob = email("bob@example.com");
        roster.apply(&person("bob@example.com", 3, &["1"]));
        let remove = |list, group: Option<&str>| {
            Event::Roster(RosterEvent::Removed {
                list,
                email: email("bob@example.com"),
                group: group.map(|g| GroupId(g.to_owned())),
                by_them: false,
            })
        };
        roster.apply(&remove(List::Forward, Some("1")));
        assert_eq!(roster.without_group().count(), 1);
        roster.apply(&remove(List::Forward, None));
        assert!(roster.person(&bob).is_some_and(|p| !p.is_contact()));
        roster.apply(&remove(List::Allow, None));
        assert!(roster.person(&bob).is_none());
        assert_eq!(roster.apply(&remove(List::Allow, None)), Change::None);
    }

    #[test]
    fn restored_lists_know_nobody_online_and_keep_ourselves() {
        let mut kept = Roster::default();
        kept.apply(&person("bob@example.com", 3, &[]));
        kept.apply(&online("bob@example.com", true));
        let mut roster = Roster::default();
        roster.own.email = Some(email("alice@example.com"));
        roster.own.name = Some("Alice".into());
        roster.apply(&Event::Roster(RosterEvent::Restored(Box::new(kept))));
        assert_eq!(roster.contacts().map(|p| p.status).collect::<Vec<_>>(), [Status::Offline]);
        assert_eq!(roster.own.name.as_deref(), Some("Alice"));
    }
}

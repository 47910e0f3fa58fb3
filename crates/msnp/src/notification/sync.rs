//! SYN and the lists that follow it, in the form of each dialect, told in one form.
//!
//! The end of the lists is marked by nothing. From MSNP8 the reply counts people and groups; below, the reverse list
//! is the last one. A server that counts in another way doesn't hang us: a pause ends the lists too, and what comes
//! after that is still taken.

use super::pending::Purpose;
use super::{Machine, Phase};
use crate::command::{Client, lists};
use crate::dialect::{Dialect, Features};
use crate::event::RosterEvent;
use crate::roster::Roster;
use crate::session::ListCache;
use crate::types::{ContactId, Email, GroupId, Instant, List, Lists, Property, TransactionId};
use lists::{NumberedEntry, Numbering};
use std::collections::HashMap;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Not asked for.
    #[default]
    Idle,
    /// `SYN` is out.
    Asked,
    /// The serials are those of our cache: either nothing follows, or the whole list all the same.
    Unsure,
    /// The lists come.
    Receiving,
    /// They are complete.
    Done,
}

/// Somebody of whom the lists have told so far.
#[derive(Debug, Default)]
struct Gathered {
    name: Option<String>,
    id: Option<ContactId>,
    lists: Lists,
    groups: Vec<GroupId>,
    properties: Vec<(Property, Option<String>)>,
}

/// How far the lists have come.
#[derive(Debug, Default)]
pub(super) struct Sync {
    state: State,
    /// The serials that were sent.
    asked: Vec<String>,
    /// The serials that came, and that edits brought since.
    serials: Vec<String>,
    contacts: Option<u32>,
    groups: Option<u32>,
    seen_contacts: u32,
    seen_groups: u32,
    saw_privacy: bool,
    saw_name: bool,
    reverse_done: bool,
    /// In the order they came.
    people: Vec<(Email, Gathered)>,
    index: HashMap<Email, usize>,
    /// Whom a `BPR` without an address belongs to.
    last: Option<Email>,
    /// When silence means that nothing more follows.
    quiet_at: Option<Instant>,
}

/// The longest serial that is believed and sent again.
const MAX_SERIAL: usize = 64;
/// The most properties of one person that a list may tell of.
const MAX_PROPERTIES: usize = 100;

impl Sync {
    /// How long the lists may pause before they count as complete.
    const PAUSE: Duration = Duration::from_secs(3);

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.quiet_at
    }

    /// Whether the lists are on their way.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.state, State::Asked | State::Unsure | State::Receiving)
    }

    /// What to keep for the next sign-in.
    pub(super) fn cache(&self, dialect: Dialect, roster: &Roster) -> Option<ListCache> {
        let known = self.state == State::Done && !self.serials.is_empty() && self.serials.iter().all(|s| s != "0");
        known.then(|| ListCache {
            dialect,
            serials: self.serials.clone(),
            roster: roster.without_presence(),
            book: None,
        })
    }

    fn is_complete(&self, features: &Features) -> bool {
        let settings = self.saw_privacy && (self.saw_name || !features.name_by_prp);
        match (self.contacts, self.groups) {
            (Some(contacts), Some(groups)) => self.seen_contacts >= contacts && self.seen_groups >= groups && settings,
            // FL, AL, BL, RL: in this order (02 §3).
            _ => self.reverse_done,
        }
    }

    /// The person by that address, made when there is none; `None` when there are too many.
    fn entry(&mut self, email: &Email) -> Option<&mut Gathered> {
        let at = match self.index.get(email) {
            Some(at) => *at,
            None if self.people.len() >= Roster::MAX_PEOPLE => return None,
            None => {
                self.people.push((email.clone(), Gathered::default()));
                self.index.insert(email.clone(), self.people.len() - 1);
                self.people.len() - 1
            }
        };
        self.people.get_mut(at).map(|(_, gathered)| gathered)
    }
}

impl Machine {
    /// SYN, with the serials of the cache where it is of this dialect.
    pub(super) fn ask_sync(&mut self, now: Instant) {
        let count = usize::from(self.features().sync_serials);
        let cached = self.config.cache.as_ref().filter(|cache| {
            Some(cache.dialect) == self.dialect
                && cache.serials.len() == count
                && cache.serials.iter().all(|s| is_serial(s))
        });
        let serials = cached.map_or_else(|| vec!["0".to_owned(); count], |cache| cache.serials.clone());
        self.sync = Sync { state: State::Asked, asked: serials.clone(), ..Sync::default() };
        self.ask(now, Purpose::Sync, |transaction| Client::Lists(lists::Client::Synchronize { transaction, serials }));
    }

    pub(super) fn on_synchronize(
        &mut self,
        now: Instant,
        transaction: TransactionId,
        serials: Vec<String>,
        contacts: Option<u32>,
        groups: Option<u32>,
    ) {
        if !matches!(self.pending.get(transaction), Some(Purpose::Sync)) {
            self.oddity("SYN that nobody asked for");
            return;
        }
        self.pending.close(transaction);
        self.sync.serials = if serials.iter().all(|s| is_serial(s)) { serials } else { Vec::new() };
        self.sync.contacts = contacts;
        self.sync.groups = groups;
        self.sync.quiet_at = Some(now + Sync::PAUSE);
        let unchanged = self.sync.serials == self.sync.asked && self.sync.asked.iter().any(|s| s != "0");
        if unchanged {
            // Some servers send everything whatever the serials. Replies keep their order, so the answer to a ping
            // tells that nothing follows.
            self.sync.state = State::Unsure;
            self.ping(now);
        } else {
            self.receive();
            self.finish_if_complete(now);
        }
    }

    fn receive(&mut self) {
        self.sync.state = State::Receiving;
        self.tell_roster(RosterEvent::SyncStarted);
    }

    /// A line of the lists came: they aren't over yet.
    pub(super) fn sync_line(&mut self, now: Instant) {
        if self.sync.state == State::Unsure {
            self.receive();
        }
        if self.sync.is_under_way() {
            self.sync.quiet_at = Some(now + Sync::PAUSE);
        }
    }

    /// The answer to the ping after a SYN that might have been all.
    pub(super) fn sync_fence(&mut self, now: Instant) {
        if self.sync.state == State::Unsure {
            self.restore(now);
        }
    }

    pub(super) fn sync_deadline(&mut self, now: Instant) {
        if self.phase == Phase::Over || self.sync.quiet_at.is_none_or(|quiet| now < quiet) {
            return;
        }
        match self.sync.state {
            State::Unsure => self.restore(now),
            State::Receiving => {
                self.oddity("the lists ended without being complete");
                self.finish(now);
            }
            _ => self.sync.quiet_at = None,
        }
    }

    /// The lists are those of the cache.
    fn restore(&mut self, now: Instant) {
        let roster = self.config.cache.as_ref().map(|cache| cache.roster.clone()).unwrap_or_default();
        self.tell_roster(RosterEvent::Restored(Box::new(roster)));
        self.complete(now);
    }

    pub(super) fn finish_if_complete(&mut self, now: Instant) {
        if self.sync.state == State::Receiving && self.sync.is_complete(&self.features()) {
            self.finish(now);
        }
    }

    fn finish(&mut self, now: Instant) {
        self.sync.index.clear();
        for (email, person) in std::mem::take(&mut self.sync.people) {
            let Gathered { name, id, lists, groups, properties } = person;
            self.tell_roster(RosterEvent::Person { email: email.clone(), name, id, lists, groups });
            for (property, value) in properties {
                self.tell_roster(RosterEvent::Property { email: email.clone(), property, value });
            }
        }
        self.complete(now);
    }

    fn complete(&mut self, now: Instant) {
        self.sync.state = State::Done;
        self.sync.quiet_at = None;
        let cache = self.cache().map(Box::new);
        self.tell_roster(RosterEvent::SyncFinished(cache));
        self.synchronized(now);
    }

    /// An edit brought the lists to this serial.
    pub(super) fn note_serial(&mut self, serial: Option<String>) {
        if let Some(serial) = serial
            && self.features().edit_serials
            && self.sync.state == State::Done
            && is_serial(&serial)
        {
            self.sync.serials = vec![serial];
        }
    }

    /// A line of the numbered form: one for each list that somebody is on (2 to 7).
    pub(super) fn on_numbered(
        &mut self,
        now: Instant,
        list: List,
        (index, total): (u32, u32),
        entry: Option<NumberedEntry>,
    ) {
        if let Some(entry) = entry {
            let Some(email) = Email::from_wire(&entry.email) else {
                self.oddity("LST with an address that is none");
                return;
            };
            let name = entry.name.map(|name| name.text());
            self.listed(now, email, name, None, Lists::NONE.with(list), entry.groups);
        } else {
            self.sync_line(now);
        }
        if list == List::Reverse && index >= total {
            self.sync.reverse_done = true;
        }
        self.finish_if_complete(now);
    }

    /// A line of the counted forms: one for each person (8 to 12).
    pub(super) fn on_person(
        &mut self,
        now: Instant,
        email: &str,
        name: Option<String>,
        id: Option<ContactId>,
        bits: u8,
        groups: Vec<GroupId>,
    ) {
        // It counts even when it can't be used: the server has counted it.
        self.sync.seen_contacts = self.sync.seen_contacts.saturating_add(1);
        match Email::from_wire(email) {
            Some(email) => self.listed(now, email, name, id, Lists::from_bits(bits), groups),
            None => self.oddity("LST with an address that is none"),
        }
        self.finish_if_complete(now);
    }

    fn listed(
        &mut self,
        now: Instant,
        email: Email,
        name: Option<String>,
        id: Option<ContactId>,
        lists: Lists,
        mut groups: Vec<GroupId>,
    ) {
        self.sync_line(now);
        self.sync.last = Some(email.clone());
        // Servers write group 0 for people who are no contacts at all, too.
        groups.retain(|group| !group.is_default() && lists.contains(List::Forward));
        if self.sync.state == State::Receiving {
            let Some(person) = self.sync.entry(&email) else {
                self.oddity("more people than anybody knows");
                return;
            };
            merge(person, Gathered { name, id, lists, groups, properties: Vec::new() });
        } else {
            // The lists were over, as far as we could tell. What still comes is added to them.
            let known = self.roster.person(&email);
            let mut person = Gathered {
                name: None,
                id: known.and_then(|p| p.id.clone()),
                lists: known.map_or(Lists::NONE, |p| p.lists),
                groups: known.map(|p| p.groups.clone()).unwrap_or_default(),
                properties: Vec::new(),
            };
            merge(&mut person, Gathered { name, id, lists, groups, properties: Vec::new() });
            let Gathered { name, id, lists, groups, .. } = person;
            self.tell_roster(RosterEvent::Person { email, name, id, lists, groups });
        }
    }

    pub(super) fn on_group_line(&mut self, now: Instant, id: GroupId, name: String) {
        self.sync_line(now);
        self.sync.seen_groups = self.sync.seen_groups.saturating_add(1);
        if !id.is_default() {
            self.tell_roster(RosterEvent::Group { id, name });
        }
        self.finish_if_complete(now);
    }

    /// BPR: of the person before it, or of the one it names.
    pub(super) fn on_contact_property(
        &mut self,
        now: Instant,
        email: Option<&str>,
        property: Property,
        value: Option<String>,
    ) {
        self.sync_line(now);
        let email = match email {
            Some(email) => Email::from_wire(email),
            None => self.sync.last.clone(),
        };
        let Some(email) = email else {
            self.oddity("BPR of nobody");
            return;
        };
        let value = value.filter(|value| !value.is_empty());
        if self.sync.state == State::Receiving
            && let Some(at) = self.sync.index.get(&email)
            && let Some((_, person)) = self.sync.people.get_mut(*at)
        {
            if person.properties.len() < MAX_PROPERTIES {
                person.properties.push((property, value));
            }
        } else {
            self.tell_roster(RosterEvent::Property { email, property, value });
        }
    }

    /// Whether a line of a setting is one of the lists that are under way, and not a reply.
    pub(super) fn is_sync_child(&self, numbering: &Numbering) -> bool {
        let transaction = numbering.transaction.filter(|t| *t != TransactionId::ASYNC);
        // Below MSNP8 the lines repeat SYN's TrID, and some servers put the serial in its place.
        self.sync.is_under_way() && transaction.is_none_or(|t| self.pending.get(t).is_none())
    }

    pub(super) fn sync_saw_privacy(&mut self) {
        self.sync.saw_privacy = true;
    }

    pub(super) fn sync_saw_name(&mut self) {
        self.sync.saw_name = true;
    }
}

fn merge(person: &mut Gathered, line: Gathered) {
    let is_forward = line.lists.contains(List::Forward);
    if line.name.is_some() && (is_forward || person.name.is_none()) {
        person.name = line.name;
    }
    if line.id.is_some() {
        person.id = line.id;
    }
    person.lists = Lists::from_bits(person.lists.bits() | line.lists.bits());
    for group in line.groups {
        if !person.groups.contains(&group) && person.groups.len() < Roster::MAX_GROUPS {
            person.groups.push(group);
        }
    }
}

fn is_serial(serial: &str) -> bool {
    !serial.is_empty() && serial.len() <= MAX_SERIAL && serial.bytes().all(|b| b.is_ascii_graphic())
}

//! Who is in the room.

use crate::types::{Capabilities, Email};
use std::collections::{BTreeMap, BTreeSet};

/// The most people a room is believed to have; a server that names more is not followed.
const PEOPLE_LIMIT: usize = 200;

/// The most places one person is believed to be signed in at.
const ENDPOINT_LIMIT: usize = 32;

/// Somebody in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name they last came or spoke under.
    pub name: String,
    /// What their client can do; empty where the dialect doesn't tell.
    pub capabilities: Capabilities,
    /// Whether they came under the bare address.
    bare: bool,
    /// The endpoints (`;{guid}`) they came under. From MSNP16 everybody comes once for each and once bare, and leaves so.
    endpoints: BTreeSet<String>,
}

/// Everybody but ourselves, counted by address.
#[derive(Debug, Default)]
pub struct People(BTreeMap<Email, Person>);

impl People {
    /// Takes in who came. Answers the address when it is somebody new.
    pub(super) fn enter(&mut self, wire: &str, name: String, capabilities: Option<Capabilities>) -> Option<Email> {
        let email = Email::from_wire(wire)?;
        let known = self.0.contains_key(&email);
        if !known && self.0.len() >= PEOPLE_LIMIT {
            return None;
        }
        let person = self.0.entry(email.clone()).or_insert_with(|| Person {
            name: String::new(),
            capabilities: Capabilities::default(),
            bare: false,
            endpoints: BTreeSet::new(),
        });
        person.name = name;
        person.capabilities = capabilities.unwrap_or(person.capabilities);
        match endpoint(wire) {
            Some(endpoint) if person.endpoints.len() < ENDPOINT_LIMIT => {
                person.endpoints.insert(endpoint.to_owned());
            }
            Some(_) => {}
            None => person.bare = true,
        }
        (!known).then_some(email)
    }

    /// Takes in who left. Answers the address when nothing of them is left in the room.
    pub(super) fn leave(&mut self, wire: &str) -> Option<Email> {
        let email = Email::from_wire(wire)?;
        let person = self.0.get_mut(&email)?;
        match endpoint(wire) {
            Some(endpoint) => {
                person.endpoints.remove(endpoint);
            }
            None => {
                // The bare line comes last, or alone.
                person.bare = false;
                person.endpoints.clear();
            }
        }
        if person.bare || !person.endpoints.is_empty() {
            return None;
        }
        self.0.remove(&email);
        Some(email)
    }

    /// The name somebody speaks under is their newest.
    pub(super) fn rename(&mut self, email: &Email, name: &str) {
        if let Some(person) = self.0.get_mut(email) {
            name.clone_into(&mut person.name);
        }
    }

    /// Whether somebody is in the room.
    pub fn contains(&self, email: &Email) -> bool {
        self.0.contains_key(email)
    }

    /// How many others are in the room.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether we are alone.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everybody, by address.
    pub fn iter(&self) -> impl Iterator<Item = (&Email, &Person)> {
        self.0.iter()
    }
}

fn endpoint(wire: &str) -> Option<&str> {
    wire.split_once(';').map(|(_, endpoint)| endpoint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_endpoints_are_one_person() {
        let mut people = People::default();
        let enter = |people: &mut People, wire: &str| people.enter(wire, "Bob".into(), None).is_some();
        assert!(enter(&mut people, "bob@example.com;{1}"));
        assert!(!enter(&mut people, "bob@example.com;{2}"));
        assert!(!enter(&mut people, "BOB@example.com"));
        assert!(people.leave("bob@example.com;{1}").is_none());
        assert!(people.leave("bob@example.com;{1}").is_none());
        assert!(people.leave("bob@example.com;{2}").is_none(), "the bare one is still there");
        assert!(people.leave("bob@example.com").is_some());
        assert!(people.leave("bob@example.com").is_none());
        assert!(people.is_empty());
    }

    #[test]
    fn a_room_without_end_is_not_believed() {
        let mut people = People::default();
        for n in 0..2 * PEOPLE_LIMIT {
            people.enter(&format!("p{n}@example.com"), String::new(), None);
        }
        assert_eq!(people.len(), PEOPLE_LIMIT);
    }
}

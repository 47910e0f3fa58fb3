//! The people, groups and own settings of an account: a plain model that a program keeps.
//!
//! Feed every [`Event`](crate::event::Event) to [`Roster::apply`]; look at the fields when drawing.

use crate::event::Event;
use crate::types::{
    AddPolicy, Capabilities, ContactId, Email, GroupId, List, Lists, PersonalMessage, Privacy, Property, Status,
};
use std::collections::{BTreeMap, HashMap};

/// Everything known about the lists. The same in every dialect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// Everyone on any list, by address.
    pub people: BTreeMap<Email, Person>,
    /// The groups, in the server's order. MSNP7 to 9's group 0 is not among them: it means "no group".
    pub groups: Vec<Group>,
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
    /// The name they chose, or the address.
    pub name: String,
    /// The GUID on the forward list (from MSNP10).
    pub id: Option<ContactId>,
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
    /// Takes in an event.
    pub fn apply(&mut self, event: &Event) -> Change {
        let _ = event;
        todo!()
    }
}

//! The circles of an account, as a program shows them.

use super::Roster;
use crate::event::{CircleEvent, PresenceEvent};
use crate::types::{Capabilities, CircleId, Email, PersonalMessage, Status};
use std::collections::BTreeMap;

/// A circle: a group that exists on the service, with one list of members for all of them (MSNP18).
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// What names it.
    pub id: CircleId,
    /// Its name; its GUID while none is known.
    pub name: String,
    /// Where we stand with it.
    pub standing: Standing,
    /// What we may do in it.
    pub role: Role,
    /// Who invited us, while the invitation waits for our answer.
    pub inviter: Option<Inviter>,
    /// Whether the notification server has let us in: only then anything can be said in it, and the presence of its
    /// members is told.
    pub is_open: bool,
    /// Everybody in it but ourselves, those who have not answered yet among them.
    pub members: BTreeMap<Email, CircleMember>,
}

/// Where somebody stands with a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// In it.
    #[default]
    Member,
    /// Invited; hasn't answered.
    Invited,
}

/// What somebody may do in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Runs it: whoever made it.
    Admin,
    /// Helps to run it, and may invite.
    Assistant,
    /// Takes part.
    #[default]
    Member,
}

impl Role {
    /// Whether they may invite others.
    pub const fn may_invite(self) -> bool {
        matches!(self, Self::Admin | Self::Assistant)
    }
}

/// Who invited us into a circle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inviter {
    /// Their address, where the service tells it.
    pub email: Option<Email>,
    /// Their name, where the service tells it.
    pub name: Option<String>,
    /// What they wrote; empty for nothing.
    pub message: String,
}

/// Somebody in a circle.
#[derive(Debug, Clone, PartialEq)]
pub struct CircleMember {
    /// The address.
    pub email: Email,
    /// Their name, or the address.
    pub name: String,
    /// Whether they are in it, or only invited.
    pub standing: Standing,
    /// What they may do in it.
    pub role: Role,
    /// Their presence, as the circle shows it.
    pub status: Status,
    /// What their client can do.
    pub capabilities: Capabilities,
    /// Their display picture as an MSNObject.
    pub object: Option<String>,
    /// Their personal message.
    pub personal: PersonalMessage,
    /// Whether what is said in the circle reaches them now.
    pub is_here: bool,
}

impl CircleMember {
    /// Somebody of whom nothing more is known.
    pub fn new(email: Email) -> Self {
        Self {
            name: email.as_str().to_owned(),
            email,
            standing: Standing::Member,
            role: Role::Member,
            status: Status::Offline,
            capabilities: Capabilities::default(),
            object: None,
            personal: PersonalMessage::default(),
            is_here: false,
        }
    }

    fn go_offline(&mut self) {
        self.status = Status::Offline;
        self.capabilities = Capabilities::default();
        self.personal = PersonalMessage::default();
        self.is_here = false;
    }
}

impl Circle {
    /// The most members that are kept; services allow twenty.
    pub const MAX_MEMBERS: usize = 1000;

    fn new(id: CircleId) -> Self {
        Self {
            name: id.guid().to_owned(),
            id,
            standing: Standing::Member,
            role: Role::Member,
            inviter: None,
            is_open: false,
            members: BTreeMap::new(),
        }
    }

    /// Those whom what is said reaches now.
    pub fn present(&self) -> impl Iterator<Item = &CircleMember> {
        self.members.values().filter(|member| member.is_here)
    }

    fn entry(&mut self, email: &Email) -> Option<&mut CircleMember> {
        if self.members.len() >= Self::MAX_MEMBERS && !self.members.contains_key(email) {
            return None;
        }
        Some(self.members.entry(email.clone()).or_insert_with(|| CircleMember::new(email.clone())))
    }

    fn presence(&mut self, event: &PresenceEvent) {
        match event {
            PresenceEvent::Online { email, name, status, capabilities, object, .. } => {
                let Some(member) = self.entry(email) else { return };
                member.standing = Standing::Member;
                member.status = *status;
                member.capabilities = *capabilities;
                member.object.clone_from(object);
                if let Some(name) = name.as_ref().filter(|name| !name.is_empty()) {
                    member.name.clone_from(name);
                }
            }
            PresenceEvent::Offline { email } => {
                if let Some(member) = self.members.get_mut(email) {
                    member.go_offline();
                }
            }
            PresenceEvent::PersonalMessage { email, message } => {
                if let Some(member) = self.members.get_mut(email) {
                    member.personal.clone_from(message);
                }
            }
        }
    }
}

impl Roster {
    /// The circles that we are in or invited to, by name.
    pub fn circles(&self) -> impl Iterator<Item = &Circle> {
        let mut all: Vec<&Circle> = self.circles.values().collect();
        all.sort_by_key(|circle| circle.name.to_lowercase());
        all.into_iter()
    }

    /// A circle by its address.
    pub fn circle(&self, id: &CircleId) -> Option<&Circle> {
        self.circles.get(id)
    }

    /// Nothing comes from the circles any more.
    pub(super) fn close_circles(&mut self) {
        for circle in self.circles.values_mut() {
            circle.is_open = false;
            circle.members.values_mut().for_each(CircleMember::go_offline);
        }
    }

    /// Answers whether anything here changed.
    pub(super) fn apply_circle(&mut self, event: &CircleEvent) -> bool {
        match event {
            CircleEvent::Is { id, name, standing, role, inviter } => {
                if self.circles.len() >= Self::MAX_GROUPS && !self.circles.contains_key(id) {
                    return false;
                }
                let circle = self.circles.entry(id.clone()).or_insert_with(|| Circle::new(id.clone()));
                if let Some(name) = name.as_ref().filter(|name| !name.is_empty()) {
                    circle.name.clone_from(name);
                }
                (circle.standing, circle.role) = (*standing, *role);
                circle.inviter.clone_from(inviter);
            }
            CircleEvent::Gone(id) => return self.circles.remove(id).is_some(),
            CircleEvent::Members { id, members } => {
                let Some(circle) = self.circles.get_mut(id) else { return false };
                let known = |email: &Email| members.iter().any(|member| member.email == *email);
                circle.members.retain(|email, member| known(email) || member.status.is_visible());
                for told in members.iter().take(Circle::MAX_MEMBERS) {
                    let Some(member) = circle.entry(&told.email) else { continue };
                    (member.standing, member.role) = (told.standing, told.role);
                    // The name that presence brought is newer than the service's.
                    if let Some(name) = told.name.as_ref().filter(|_| !member.status.is_visible()) {
                        member.name.clone_from(name);
                    }
                }
            }
            CircleEvent::Opened(id) => {
                let Some(circle) = self.circles.get_mut(id) else { return false };
                circle.is_open = true;
            }
            CircleEvent::Closed { id, .. } => {
                let Some(circle) = self.circles.get_mut(id) else { return false };
                circle.is_open = false;
                circle.members.values_mut().for_each(CircleMember::go_offline);
            }
            CircleEvent::Presence { id, presence } => {
                let Some(circle) = self.circles.get_mut(id) else { return false };
                circle.presence(presence);
            }
            CircleEvent::Joined { id, email } => {
                let Some(member) = self.circles.get_mut(id).and_then(|circle| circle.entry(email)) else {
                    return false;
                };
                member.is_here = true;
            }
            CircleEvent::Left { id, email } => {
                let member = self.circles.get_mut(id).and_then(|circle| circle.members.get_mut(email));
                let Some(member) = member else { return false };
                member.is_here = false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{CircleMemberFacts, Event};
    use crate::roster::Change;

    fn id() -> CircleId {
        CircleId::of_guid("00000000-0000-0000-0009-0123456789ab").unwrap_or_else(|| panic!("a GUID"))
    }
    fn email(name: &str) -> Email {
        Email::parse(&format!("{name}@example.com")).unwrap_or_else(|e| panic!("{name}: {e}"))
    }
    fn online(name: &str) -> PresenceEvent {
        PresenceEvent::Online {
            email: email(name),
            name: Some("Bob".into()),
            status: Status::Busy,
            capabilities: Capabilities::CHUNKING,
            object: None,
            initial: false,
        }
    }
    fn known() -> Roster {
        let mut roster = Roster::default();
        for (guid, name) in
            [("00000000-0000-0000-0009-0123456789ab", "Walkers"), ("00000000-0000-0000-0009-00000000000a", "aunts")]
        {
            let id = CircleId::of_guid(guid).unwrap_or_else(|| panic!("{guid}"));
            let (standing, role, inviter) = (Standing::Member, Role::Admin, None);
            roster.apply(&Event::Circle(CircleEvent::Is { id, name: Some(name.into()), standing, role, inviter }));
        }
        roster
    }
    fn apply(roster: &mut Roster, event: CircleEvent) -> Change {
        roster.apply(&Event::Circle(event))
    }

    #[test]
    fn circles_stand_by_name_with_their_members() {
        let mut roster = known();
        let names: Vec<&str> = roster.circles().map(|circle| circle.name.as_str()).collect();
        assert_eq!(names, ["aunts", "Walkers"]);
        let told = |name: &str, standing| CircleMemberFacts {
            email: email(name),
            name: Some(name.to_uppercase()),
            standing,
            role: Role::Member,
        };
        let members = vec![told("bob", Standing::Member), told("carol", Standing::Invited)];
        assert_eq!(apply(&mut roster, CircleEvent::Members { id: id(), members }), Change::Changed);
        let carol = &roster.circles[&id()].members[&email("carol")];
        assert_eq!((carol.name.as_str(), carol.standing), ("CAROL", Standing::Invited));
        apply(&mut roster, CircleEvent::Members { id: id(), members: vec![told("bob", Standing::Member)] });
        assert_eq!(roster.circles[&id()].members.len(), 1);
    }

    #[test]
    fn presence_shows_while_the_circle_is_open() {
        let mut roster = known();
        apply(&mut roster, CircleEvent::Opened(id()));
        apply(&mut roster, CircleEvent::Presence { id: id(), presence: online("bob") });
        apply(&mut roster, CircleEvent::Joined { id: id(), email: email("bob") });
        let bob = roster.circles[&id()].members[&email("bob")].clone();
        assert_eq!((bob.name.as_str(), bob.status, bob.is_here), ("Bob", Status::Busy, true));
        assert_eq!(roster.circles[&id()].present().count(), 1);
        assert!(roster.people.is_empty(), "a member of a circle is no contact");
        apply(&mut roster, CircleEvent::Closed { id: id(), error: None });
        let bob = &roster.circles[&id()].members[&email("bob")];
        assert_eq!((bob.status, bob.is_here), (Status::Offline, false));
        assert_eq!(apply(&mut roster, CircleEvent::Gone(id())), Change::Changed);
        assert_eq!(apply(&mut roster, CircleEvent::Gone(id())), Change::None);
        assert_eq!(apply(&mut roster, CircleEvent::Opened(id())), Change::None);
    }

    #[test]
    fn a_hostile_server_fills_no_memory() {
        let mut roster = known();
        for n in 0..2 * Circle::MAX_MEMBERS {
            apply(&mut roster, CircleEvent::Joined { id: id(), email: email(&format!("m{n}")) });
        }
        assert_eq!(roster.circles[&id()].members.len(), Circle::MAX_MEMBERS);
    }
}

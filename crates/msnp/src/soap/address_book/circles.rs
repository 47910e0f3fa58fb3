//! Circles in the address book: what is written to make one, to invite, to answer, to leave; and who is in one.
//!
//! A circle has a book of its own, named by its GUID; its contacts are its members. In our own book a circle that we
//! are in or invited to stands as a shadow, a contact of the kind [`Circle`](super::book::ContactKind::Circle).

use super::book::{AddressBook, CircleState, ContactKind};
use super::words;
use super::write::write_handle;
use crate::event::CircleMemberFacts;
use crate::roster::{Inviter, Role, Standing};
use crate::soap::xml::{Element, Writer};
use crate::types::{CircleId, ContactId, Email};

/// What the service calls being in a circle (`RelationshipType`).
const CIRCLE: &str = "5";

/// The role that an invitation gives (`RelationshipRole`), and that of one's own answer to it.
const MEMBER: &str = "3";
const NONE: &str = "0";

/// What ties a contact to a circle (`NetworkInfo`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relationship {
    /// Where they stand.
    pub state: CircleState,
    /// What they may do in it.
    pub role: Role,
    /// Whether they were asked and have not answered.
    pub invited: bool,
    /// The name they go by in it.
    pub name: Option<String>,
    /// Who asked them.
    pub inviter: Option<Inviter>,
}

impl Relationship {
    /// Reads it out of a contact's facts; `None` where they say nothing of a circle.
    pub(super) fn read(info: &Element) -> Option<Self> {
        let all = info.child("NetworkInfoList")?;
        let one = all.children("NetworkInfo").find(|one| one.value_of("RelationshipType") == Some(CIRCLE))?;
        let role = one.value_of("RelationshipRole").unwrap_or_default();
        let state = one.value_of("RelationshipState").unwrap_or_default();
        let invited = role == "4" || state == "1";
        let email = one.value_of("InviterEmail").and_then(Email::from_wire);
        let (name, message) = (words(one, "InviterName"), words(one, "InviterMessage").unwrap_or_default());
        let known = email.is_some() || name.is_some() || !message.is_empty();
        Some(Self {
            state: match state {
                "2" | "4" => CircleState::Left,
                _ if invited => CircleState::Waiting,
                _ => CircleState::Accepted,
            },
            role: match role {
                "1" => Role::Admin,
                "2" => Role::Assistant,
                _ => Role::Member,
            },
            invited,
            name: words(one, "DisplayName"),
            inviter: known.then_some(Inviter { email, name, message }),
        })
    }
}

impl AddressBook {
    /// In the book of a circle: everybody but ourselves who is in it or invited.
    pub fn circle_members(&self, circle: &CircleId, own: &Email) -> Vec<CircleMemberFacts> {
        let members = self.contacts.iter().filter_map(|contact| {
            let email = contact.email.clone().filter(|email| email != own && email.local_part() != circle.guid())?;
            let relationship = contact.relationship.clone().unwrap_or_default();
            let is_there = !contact.deleted && relationship.state != CircleState::Left;
            // The book's owner is the circle itself, whatever it calls itself.
            let is_member = is_there && !matches!(contact.kind, ContactKind::Me | ContactKind::Circle);
            let name = contact.display_name.clone().or(relationship.name).or_else(|| contact.quick_name.clone());
            let invited = relationship.invited || contact.kind == ContactKind::Invited;
            let standing = if invited { Standing::Invited } else { Standing::Member };
            is_member.then_some(CircleMemberFacts { email, name, standing, role: relationship.role })
        });
        members.collect()
    }

    /// In the book of a circle: ourselves, by which we leave it.
    pub fn circle_me(&self, own: &Email) -> Option<ContactId> {
        let us = self.contacts.iter().find(|contact| contact.email.as_ref() == Some(own));
        us.or_else(|| self.me()).and_then(|contact| contact.id.clone())
    }

    /// Who invited us into a circle, as its shadow tells it.
    pub fn circle_inviter(&self, circle: &CircleId) -> Option<Inviter> {
        let shadow = self.circle_contact(&circle.0);
        let contact = self.contacts.iter().find(|contact| contact.id.as_ref() == Some(&shadow))?;
        contact.relationship.as_ref()?.inviter.clone()
    }
}

/// `CreateCircle`. What the numbers mean nobody ever said; every client of the time wrote these.
pub(super) fn write_new(body: &mut Writer, name: &str, own_name: &str) {
    body.element("properties", &[], |properties| {
        properties.leaf("Domain", "1");
        properties.leaf("HostedDomain", "live.com");
        properties.leaf("Type", "2");
        properties.leaf("MembershipAccess", "0");
        properties.leaf("IsPresenceEnabled", "true");
        properties.leaf("RequestMembershipOption", "2");
        properties.leaf("DisplayName", name);
    });
    body.element("callerInfo", &[], |caller| caller.leaf("PublicDisplayName", own_name));
}

/// `CreateContact`
pub(super) fn write_contact(body: &mut Writer, circle: &Email, who: &Email) {
    write_handle(body, circle.local_part());
    body.element("contactHandle", &[], |handle| {
        handle.leaf("Email", who.as_str());
        handle.leaf("Puid", "0");
        handle.leaf("Cid", "0");
        handle.leaf("CircleId", super::OWN_BOOK);
    });
}

/// `ManageWLConnection` that asks somebody.
pub(super) fn write_invitation(body: &mut Writer, circle: &Email, contact: &ContactId) {
    write_handle(body, circle.local_part());
    write_connection(body, contact, true, MEMBER);
}

/// `ManageWLConnection` that answers.
pub(super) fn write_answer(body: &mut Writer, contact: &ContactId, accept: bool) {
    write_connection(body, contact, accept, NONE);
}

fn write_connection(body: &mut Writer, contact: &ContactId, yes: bool, role: &str) {
    body.leaf("contactId", &contact.0);
    body.leaf("connection", "true");
    body.leaf("presence", "false");
    body.leaf("action", if yes { "1" } else { "2" });
    body.leaf("relationshipType", CIRCLE);
    body.leaf("relationshipRole", role);
}

/// `BreakConnection`
pub(super) fn write_end(body: &mut Writer, circle: &Email, me: &ContactId) {
    write_handle(body, circle.local_part());
    body.leaf("contactId", &me.0);
    body.leaf("deleteContact", "true");
    body.leaf("blockContact", "false");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::WebReply;
    use crate::soap::address_book::{Affinity, book};

    const GUID: &str = "00000000-0000-0000-0009-0123456789ab";

    fn contact(id: &str, kind: &str, email: &str, network: &str) -> String {
        format!(
            "<Contact><contactId>{id}</contactId><contactInfo>{network}<contactType>{kind}</contactType>\
             <passportName>{email}</passportName><displayName>{id}</displayName></contactInfo></Contact>"
        )
    }
    fn tie(role: u8, state: u8, more: &str) -> String {
        format!(
            "<NetworkInfoList><NetworkInfo><DomainId>7</DomainId><RelationshipType>3</RelationshipType></NetworkInfo>\
             <NetworkInfo><DomainId>1</DomainId><DomainTag>WL</DomainTag><RelationshipType>5</RelationshipType>\
             <RelationshipState>{state}</RelationshipState><RelationshipRole>{role}</RelationshipRole>{more}\
             </NetworkInfo></NetworkInfoList>"
        )
    }
    fn read(contacts: &str) -> AddressBook {
        let body = format!(
            "<Envelope><Body><ABFindContactsPagedResponse><ABFindContactsPagedResult><Contacts>{contacts}</Contacts>\
             </ABFindContactsPagedResult></ABFindContactsPagedResponse></Body></Envelope>"
        );
        let reply = WebReply { status: 200, headers: Vec::new(), body: body.into() };
        book::read(&reply, &mut Affinity::default()).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn the_contacts_of_a_circles_book_are_its_members() {
        let book = read(
            &[
                contact("me", "Me", &format!("{GUID}@hotmail.com"), ""),
                contact("alice", "Regular", "alice@example.com", &tie(1, 3, "")),
                contact("bob", "Regular", "bob@example.com", &tie(3, 3, "")),
                contact("carol", "LivePending", "carol@example.com", &tie(4, 1, "")),
                contact("dave", "Regular", "dave@example.com", &tie(3, 2, "")),
                contact("erin", "Regular", "erin@example.com", ""),
            ]
            .concat(),
        );
        let circle = CircleId::of_guid(GUID).unwrap_or_else(|| panic!("{GUID}"));
        let own = Email::from_wire("alice@example.com").unwrap_or_else(|| panic!("an address"));
        let members = book.circle_members(&circle, &own);
        let told: Vec<_> = members.iter().map(|m| (m.email.as_str(), m.standing, m.role)).collect();
        assert_eq!(
            told,
            [
                ("bob@example.com", Standing::Member, Role::Member),
                ("carol@example.com", Standing::Invited, Role::Member),
                ("erin@example.com", Standing::Member, Role::Member),
            ]
        );
        assert_eq!(book.circle_me(&own), Some(ContactId("alice".into())));
    }

    #[test]
    fn an_invitation_tells_who_invites() {
        let asked = tie(4, 1, "<InviterName>Bob</InviterName><InviterEmail>bob@example.com</InviterEmail>");
        let book = read(&contact(GUID, "Circle", &format!("{GUID}@live.com"), &asked));
        let circle = CircleId::of_guid(GUID).unwrap_or_else(|| panic!("{GUID}"));
        let inviter = book.circle_inviter(&circle).unwrap_or_else(|| panic!("{book:?}"));
        assert_eq!(
            (inviter.name.as_deref(), inviter.email.map(|e| e.to_string()).as_deref()),
            (Some("Bob"), Some("bob@example.com"))
        );
    }
}

//! `FindMembership`: who is allowed, blocked, on the reverse list, pending.

use super::fault::Fault;
use super::request::since;
use super::stamp::{Since, cid, date, stamp};
use super::{OWN_BOOK, Server};
use crate::directory::{Account, Contact, Detail, PersonChange};
use crate::machine::sync::shown_lists;
use msnp::dialect::Dialect;
use msnp::soap::xml::{Element, Writer};
use msnp::types::{List, Lists};
use std::collections::HashSet;

/// The annotation with the words that somebody wrote when they added somebody.
pub(super) const INVITE_MESSAGE: &str = "MSN.IM.InviteMessage";

/// The lists in the service's order, by its names.
pub(super) const ROLES: [(List, &str); 4] =
    [(List::Allow, "Allow"), (List::Block, "Block"), (List::Reverse, "Reverse"), (List::Pending, "Pending")];

/// The list of a role.
pub(super) fn role(name: &str) -> Option<List> {
    ROLES.into_iter().find(|(_, known)| name.eq_ignore_ascii_case(known)).map(|(list, _)| list)
}

/// The lists as this service shows them, which is how `SYN` showed them last.
pub(super) fn shown(lists: Lists) -> Lists {
    shown_lists(Dialect::Msnp12, lists)
}

/// What is told of the lists.
pub(super) struct Membership {
    owner: Account,
    members: Vec<Member>,
    /// Whether this is all, or what changed.
    complete: bool,
}

struct Member {
    list: List,
    guid: String,
    email: String,
    name: Option<String>,
    joined: u64,
    invitation: Option<String>,
    deleted: bool,
}

impl Server {
    pub(super) fn find_membership(&self, owner: &Account, asked: &Element) -> Result<Membership, Fault> {
        let since = since(owner, asked.value_of("deltasOnly"), asked.value_of("lastChange"));
        let changed = match since {
            Since::Start => None,
            Since::Unknown => return Err(Fault::full_sync()),
            Since::Serial(serial) => {
                Some(self.directory.changes(owner.id, serial)?.ok_or_else(Fault::full_sync)?.people)
            }
        };
        let book = self.directory.book(owner.id)?;
        let mut members = Vec::new();
        let wanted: Option<HashSet<&str>> = changed.as_ref().map(|all| all.iter().map(|p| p.guid.as_str()).collect());
        let told =
            |contact: &&Contact| wanted.as_ref().is_none_or(|wanted| wanted.contains(contact.entry.guid.as_str()));
        for contact in book.iter().filter(told) {
            for (list, _) in ROLES.into_iter().filter(|(list, _)| shown(contact.entry.lists).contains(*list)) {
                members.push(self.member(owner, contact, list)?);
            }
        }
        for person in changed.iter().flatten() {
            let now = book.iter().find(|contact| contact.entry.guid == person.guid);
            members.extend(gone(person, now.map_or(Lists::NONE, |contact| contact.entry.lists)));
        }
        Ok(Membership { owner: owner.clone(), members, complete: changed.is_none() })
    }

    fn member(&self, owner: &Account, contact: &Contact, list: List) -> Result<Member, Fault> {
        let entry = &contact.entry;
        let theirs = matches!(list, List::Reverse | List::Pending);
        // What they wrote stands in their book.
        let invitation = if list == List::Pending {
            let wanted = Detail::Annotation(INVITE_MESSAGE.to_owned());
            let noted = self.directory.details(entry.contact, owner.id)?;
            noted.into_iter().find(|(detail, _)| *detail == wanted).map(|(_, text)| text)
        } else {
            None
        };
        Ok(Member {
            list,
            guid: entry.guid.clone(),
            email: entry.email.to_string(),
            name: Some(entry.own_name.clone()),
            joined: if theirs { contact.reverse_since } else { contact.since },
            invitation,
            deleted: false,
        })
    }
}

/// The lists that somebody isn't on any more.
fn gone(person: &PersonChange, now: Lists) -> impl Iterator<Item = Member> {
    let left = move |(list, _): (List, &str)| person.was.contains(list) && !shown(now).contains(list);
    ROLES.into_iter().filter(move |role| left(*role)).map(|(list, _)| Member {
        list,
        guid: person.guid.clone(),
        email: person.email.to_string(),
        name: None,
        joined: 0,
        invitation: None,
        deleted: true,
    })
}

impl Membership {
    pub(super) fn write(&self, result: &mut Writer) {
        let changed = stamp(&self.owner.guid, self.owner.serial);
        result.element("Services", &[], |services| {
            services.element("Service", &[], |service| {
                service.element("Memberships", &[], |all| {
                    for (list, role) in ROLES {
                        all.element("Membership", &[], |membership| {
                            membership.leaf("MemberRole", role);
                            membership.element("Members", &[], |members| {
                                for member in self.members.iter().filter(|member| member.list == list) {
                                    member.write(role, &changed, members);
                                }
                            });
                            membership.leaf("MembershipIsComplete", if self.complete { "true" } else { "false" });
                        });
                    }
                });
                service.element("Info", &[], |info| {
                    info.element("Handle", &[], |handle| {
                        handle.leaf("Id", "1");
                        handle.leaf("Type", "Messenger");
                        handle.empty("ForeignId", &[]);
                    });
                    info.leaf("InverseRequired", "false");
                    info.leaf("AuthorizationCriteria", "Everyone");
                    info.leaf("IsBot", "false");
                });
                service.empty("Changes", &[]);
                service.leaf("LastChange", &changed);
                service.leaf("Deleted", "false");
            });
        });
        self.write_owner(&changed, result);
    }

    fn write_owner(&self, changed: &str, result: &mut Writer) {
        result.element("OwnerNamespace", &[], |namespace| {
            namespace.element("Info", &[], |info| {
                info.element("Handle", &[], |handle| {
                    handle.leaf("Id", OWN_BOOK);
                    handle.leaf("IsPassportNameHidden", "false");
                    handle.leaf("CID", "0");
                });
                info.leaf("CreatorPuid", "0");
                info.leaf("CreatorCID", &cid(&self.owner.guid));
                info.leaf("CreatorPassportName", self.owner.email.as_str());
                info.element("CircleAttributes", &[], |circle| {
                    circle.leaf("IsPresenceEnabled", "false");
                    circle.leaf("Domain", "WindowsLive");
                });
                info.leaf("MessengerApplicationServiceCreated", "false");
            });
            namespace.empty("Changes", &[]);
            namespace.leaf("CreateDate", &date(0));
            namespace.leaf("LastChange", changed);
        });
    }
}

impl Member {
    fn write(&self, role: &str, changed: &str, members: &mut Writer) {
        members.element("Member", &[("xsi:type", "PassportMember")], |member| {
            member.leaf("MembershipId", &format!("{role}/{}", self.guid));
            member.leaf("Type", "Passport");
            if let Some(name) = &self.name {
                member.leaf("DisplayName", name);
            }
            member.leaf("State", "Accepted");
            if let Some(invitation) = &self.invitation {
                member.element("Annotations", &[], |all| {
                    all.element("Annotation", &[], |annotation| {
                        annotation.leaf("Name", INVITE_MESSAGE);
                        annotation.leaf("Value", invitation);
                    });
                });
            }
            member.leaf("Deleted", if self.deleted { "true" } else { "false" });
            member.leaf("LastChanged", changed);
            member.leaf("JoinedDate", &date(self.joined));
            member.leaf("ExpirationDate", &date(0));
            member.empty("Changes", &[]);
            member.leaf("PassportName", &self.email);
            member.leaf("IsPassportNameHidden", "false");
            member.leaf("PassportId", "0");
            member.leaf("CID", &cid(&self.guid));
            member.empty("PassportChanges", &[]);
            member.leaf("LookedupByCID", "false");
        });
    }
}

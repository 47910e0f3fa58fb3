//! What stands below an operation's element: the bodies of [`Edit`].

use super::book::{Phone, PhoneKind, phone_name};
use super::edit::{Detail, Edit, Invitation, Who};
use super::{OWN_BOOK, circles};
use crate::soap::adl::Network;
use crate::soap::membership::role;
use crate::soap::xml::Writer;
use crate::types::{GroupId, List, Privacy};

/// What a group of the messenger's is called by the service.
const GROUP_TYPE: &str = "C8529CE2-6EAD-434d-881F-341E17DB3FF8";

pub(super) fn write(edit: &Edit, body: &mut Writer) {
    match edit {
        Edit::AddMember { list, who } => write_member(body, *list, who, None),
        Edit::DeleteMember { list, who, id } => write_member(body, *list, who, Some(id.as_deref())),
        Edit::CreateCircle { name, own_name } => circles::write_new(body, name, own_name),
        Edit::AddToCircle { circle, who } => circles::write_contact(body, circle, who),
        Edit::InviteToCircle { circle, contact } => circles::write_invitation(body, circle, contact),
        Edit::AnswerCircle { contact, accept } => circles::write_answer(body, contact, *accept),
        Edit::LeaveCircle { circle, me } => circles::write_end(body, circle, me),
        Edit::CreateBook { owner } => body.element("abInfo", &[], |info| {
            info.empty("name", &[]);
            info.leaf("ownerPuid", "0");
            info.leaf("ownerEmail", owner.as_str());
            info.leaf("fDefault", "true");
        }),
        _ => {
            body.leaf("abId", OWN_BOOK);
            write_in_book(edit, body);
        }
    }
}

fn write_in_book(edit: &Edit, body: &mut Writer) {
    match edit {
        Edit::AddContact { who, invitation } => {
            write_contact(body, |contact| {
                contact.element("contactInfo", &[], |info| write_new(info, who, invitation.as_ref()));
            });
            body.element("options", &[], |options| options.leaf("EnableAllowListManagement", "true"));
        }
        Edit::UpdateContact { contact, details } => {
            write_contact(body, |entry| {
                entry.leaf("contactId", &contact.0);
                write_details(entry, details, false);
            });
        }
        Edit::UpdateMe(details) => write_contact(body, |entry| write_details(entry, details, true)),
        Edit::DeleteContact(contact) => write_contact(body, |entry| entry.leaf("contactId", &contact.0)),
        Edit::AddGroup(name) => {
            body.element("groupAddOptions", &[], |options| options.leaf("fRenameOnMsgrConflict", "false"));
            body.element("groupInfo", &[], |info| {
                info.element("GroupInfo", &[], |group| {
                    group.leaf("name", name);
                    group.leaf("groupType", GROUP_TYPE);
                    group.leaf("fMessenger", "false");
                    write_annotations(group, &[("MSN.IM.Display", "1")]);
                });
            });
        }
        Edit::RenameGroup { group, name } => body.element("groups", &[], |groups| {
            groups.element("Group", &[], |entry| {
                entry.leaf("groupId", &group.0);
                entry.element("groupInfo", &[], |info| info.leaf("name", name));
                entry.leaf("propertiesChanged", "GroupName");
            });
        }),
        Edit::DeleteGroup(group) => write_filter(body, group),
        Edit::AddToGroup { group, contact } => {
            write_filter(body, group);
            write_contact(body, |entry| entry.leaf("contactId", &contact.0));
            body.element("groupContactAddOptions", &[], |options| {
                options.leaf("fGenerateMissingQuickName", "true");
                options.leaf("EnableAllowListManagement", "true");
            });
        }
        Edit::RemoveFromGroup { group, contact } => {
            write_contact(body, |entry| entry.leaf("contactId", &contact.0));
            write_filter(body, group);
        }
        // These stand in no book, or in that of a circle.
        Edit::AddMember { .. }
        | Edit::DeleteMember { .. }
        | Edit::CreateCircle { .. }
        | Edit::AddToCircle { .. }
        | Edit::InviteToCircle { .. }
        | Edit::AnswerCircle { .. }
        | Edit::LeaveCircle { .. }
        | Edit::CreateBook { .. } => {}
    }
}

/// Which book, where it isn't one's own.
pub(super) fn write_handle(body: &mut Writer, book: &str) {
    body.element("abHandle", &[], |handle| {
        handle.leaf("ABId", book);
        handle.leaf("Puid", "0");
        handle.leaf("Cid", "0");
    });
}

fn write_contact(body: &mut Writer, entry: impl FnOnce(&mut Writer)) {
    body.element("contacts", &[], |contacts| contacts.element("Contact", &[], entry));
}

fn write_filter(body: &mut Writer, group: &GroupId) {
    body.element("groupFilter", &[], |filter| filter.element("groupIds", &[], |ids| ids.leaf("guid", &group.0)));
}

fn write_annotations(info: &mut Writer, all: &[(&str, &str)]) {
    info.element("annotations", &[], |annotations| {
        for (name, value) in all {
            annotations.element("Annotation", &[], |annotation| {
                annotation.leaf("Name", name);
                annotation.leaf("Value", value);
            });
        }
    });
}

fn write_new(info: &mut Writer, who: &Who, invitation: Option<&Invitation>) {
    match who.network {
        Network::PASSPORT => {
            info.leaf("contactType", "LivePending");
            info.leaf("passportName", who.email.as_str());
            info.leaf("isMessengerUser", "true");
        }
        Network::PHONE => info.element("phones", &[], |phones| {
            phones.element("ContactPhone", &[], |phone| {
                phone.leaf("contactPhoneType", phone_name(PhoneKind::Mobile));
                phone.leaf("number", who.number());
                phone.leaf("isMessengerEnabled", "true");
                phone.leaf("propertiesChanged", "Number IsMessengerEnabled");
            });
        }),
        Network(number) => info.element("emails", &[], |emails| {
            emails.element("ContactEmail", &[], |mail| {
                mail.leaf("contactEmailType", if who.network == Network::YAHOO { "Messenger2" } else { "Messenger3" });
                mail.leaf("email", who.email.as_str());
                mail.leaf("isMessengerEnabled", "true");
                mail.leaf("Capability", &number.to_string());
                mail.leaf("MessengerEnabledExternally", "false");
                mail.leaf("propertiesChanged", "Email IsMessengerEnabled Capability");
            });
        }),
    }
    if let Some(invitation) = invitation {
        info.element("MessengerMemberInfo", &[], |info| {
            info.element("PendingAnnotations", &[], |all| {
                all.element("Annotation", &[], |annotation| {
                    annotation.leaf("Name", "MSN.IM.InviteMessage");
                    annotation.leaf("Value", &invitation.text);
                });
            });
            info.leaf("DisplayName", &invitation.name);
        });
    }
}

/// What changes, and the list of what changes: a service looks at nothing else.
fn write_details(entry: &mut Writer, details: &[Detail], me: bool) {
    let mut changed: Vec<&str> = Vec::new();
    let mut annotations: Vec<(&str, &str)> = Vec::new();
    let mut phones: Vec<&Phone> = Vec::new();
    entry.element("contactInfo", &[], |info| {
        if me {
            info.leaf("contactType", "Me");
        }
        for detail in details {
            let property = match detail {
                Detail::DisplayName(name) => {
                    info.leaf("displayName", name);
                    "DisplayName"
                }
                Detail::Notes(notes) => {
                    info.leaf("comment", notes);
                    "Comment"
                }
                Detail::IsMessengerUser(is) => {
                    info.leaf("isMessengerUser", if *is { "true" } else { "false" });
                    "IsMessengerUser"
                }
                Detail::Phone(phone) => {
                    phones.push(phone);
                    "ContactPhone"
                }
                Detail::Alias(name) => {
                    annotations.push(("AB.NickName", name));
                    "Annotation"
                }
                Detail::Privacy(privacy) => {
                    annotations.push(("MSN.IM.BLP", privacy_value(*privacy)));
                    "Annotation"
                }
                Detail::Annotation(name, value) => {
                    annotations.push((name, value));
                    "Annotation"
                }
            };
            if !changed.contains(&property) {
                changed.push(property);
            }
        }
        if !phones.is_empty() {
            info.element("phones", &[], |all| {
                for phone in &phones {
                    all.element("ContactPhone", &[], |one| {
                        one.leaf("contactPhoneType", phone_name(phone.kind));
                        one.leaf("number", &phone.number);
                        // One known server refuses to hear of more than the number.
                        if phone.is_messenger_enabled {
                            one.leaf("isMessengerEnabled", "true");
                            one.leaf("propertiesChanged", "Number IsMessengerEnabled");
                        } else {
                            one.leaf("propertiesChanged", "Number");
                        }
                    });
                }
            });
        }
        if !annotations.is_empty() {
            write_annotations(info, &annotations);
        }
    });
    // One space between two names and none at the end: a server that splits there refuses an empty name.
    entry.leaf("propertiesChanged", &changed.join(" "));
}

/// The value of the annotation `MSN.IM.BLP`.
const fn privacy_value(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::AllowOthers => "1",
        Privacy::BlockOthers => "2",
    }
}

/// Somebody's place on a list. `delete` when it ends, with the service's name for the place where that is known.
fn write_member(body: &mut Writer, list: List, who: &Who, delete: Option<Option<&str>>) {
    let (form, kind) = match who.network {
        Network::PASSPORT => ("PassportMember", "Passport"),
        Network::PHONE => ("PhoneMember", "Phone"),
        Network::CIRCLE => ("CircleMember", "Circle"),
        _ => ("EmailMember", "Email"),
    };
    body.element("serviceHandle", &[], |handle| {
        handle.leaf("Id", "0");
        handle.leaf("Type", "Messenger");
        handle.empty("ForeignId", &[]);
    });
    body.element("memberships", &[], |all| {
        all.element("Membership", &[], |membership| {
            // The forward list has no role; a service refuses the empty one with a fault.
            membership.leaf("MemberRole", role(list).unwrap_or_default());
            membership.element("Members", &[], |members| {
                members.element("Member", &[("xsi:type", form)], |member| {
                    if let Some(Some(id)) = delete {
                        member.leaf("MembershipId", id);
                    }
                    member.leaf("Type", kind);
                    member.leaf("State", "Accepted");
                    if !matches!(delete, Some(Some(_))) {
                        write_address(member, who, delete.is_none());
                    }
                });
            });
        });
    });
}

fn write_address(member: &mut Writer, who: &Who, annotated: bool) {
    match who.network {
        Network::PASSPORT => member.leaf("PassportName", who.email.as_str()),
        Network::PHONE => member.leaf("PhoneNumber", who.number()),
        Network::CIRCLE => member.leaf("CircleId", who.email.local_part()),
        Network(number) => {
            member.leaf("Email", who.email.as_str());
            if annotated {
                member.element("Annotations", &[], |all| {
                    all.element("Annotation", &[], |annotation| {
                        annotation.leaf("Name", "MSN.IM.BuddyType");
                        annotation.leaf("Value", &format!("{number}:"));
                    });
                });
            }
        }
    }
}

//! Changes to the address book and the lists, one operation each.
//!
//! An [`Edit`] knows its request and reads its reply. A reply that got lost is asked for again with the same edit and
//! `repeated` set: what the first request did shows as "already so", which is success then.

use super::book::{Phone, PhoneKind};
use super::error::BookError;
use super::{Access, Affinity, OWN_BOOK, Scenario, Service};
use crate::auth::passport::PassportError;
use crate::session::{WebReply, WebRequest};
use crate::soap::adl::Network;
use crate::soap::envelope::{self, Reply};
use crate::soap::membership::role;
use crate::soap::xml::Writer;
use crate::types::{ContactId, Email, GroupId, List, Privacy};

/// What a group of the messenger's is called by the service.
const GROUP_TYPE: &str = "C8529CE2-6EAD-434d-881F-341E17DB3FF8";

/// Somebody, by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The address; a telephone is `tel:+1555…`.
    pub email: Email,
    /// Where the account lives.
    pub network: Network,
}

impl From<Email> for Who {
    fn from(email: Email) -> Self {
        let is_telephone = email.as_str().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tel:"));
        Self { network: if is_telephone { Network::PHONE } else { Network::PASSPORT }, email }
    }
}

impl Who {
    /// A telephone's number, without what marks it as one.
    fn number(&self) -> &str {
        self.email.as_str().get(4..).unwrap_or_default()
    }
}

/// What the other side reads when it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Our name.
    pub name: String,
    /// A few words.
    pub text: String,
}

/// A change to what the book says about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The name that they chose, or our own.
    DisplayName(String),
    /// The name that we give them; empty for none.
    Alias(String),
    /// Our notes about them; empty for none.
    Notes(String),
    /// A telephone number; empty for none.
    Phone(Phone),
    /// Whether they belong on the messenger's list.
    IsMessengerUser(bool),
    /// Our own privacy setting.
    Privacy(Privacy),
    /// Any other annotation; an empty value takes it away.
    Annotation(String, String),
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// `ABContactAdd`. [`Done::id`] is the contact's GUID.
    AddContact {
        /// Whom.
        who: Who,
        /// What they read.
        invitation: Option<Invitation>,
    },
    /// `ABContactUpdate` of somebody.
    UpdateContact {
        /// Whom.
        contact: ContactId,
        /// What changes.
        details: Vec<Detail>,
    },
    /// `ABContactUpdate` of oneself.
    UpdateMe(Vec<Detail>),
    /// `ABContactDelete`: out of the book, groups and all.
    DeleteContact(ContactId),
    /// `ABGroupAdd`. [`Done::id`] is the group's GUID.
    AddGroup(String),
    /// `ABGroupUpdate`
    RenameGroup {
        /// Which.
        group: GroupId,
        /// Its new name.
        name: String,
    },
    /// `ABGroupDelete`; its people stay.
    DeleteGroup(GroupId),
    /// `ABGroupContactAdd`
    AddToGroup {
        /// Which.
        group: GroupId,
        /// Whom.
        contact: ContactId,
    },
    /// `ABGroupContactDelete`
    RemoveFromGroup {
        /// Which.
        group: GroupId,
        /// Whom.
        contact: ContactId,
    },
    /// `AddMember`: on the allow, block, reverse or pending list.
    AddMember {
        /// Which.
        list: List,
        /// Whom.
        who: Who,
    },
    /// `DeleteMember`: off one of these lists.
    DeleteMember {
        /// Which.
        list: List,
        /// Whom.
        who: Who,
        /// The service's name for the place, where it is known: it is surer than the address.
        id: Option<String>,
    },
    /// `ABAdd`: makes the book of an account that has none. [`Done::id`] is its GUID.
    CreateBook {
        /// Ourselves.
        owner: Email,
    },
}

/// That it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// The GUID of what was made, or of what was there already, where the service says it.
    pub id: Option<String>,
    /// Whether it was so already: whoever keeps a copy of the lists may want to fetch them again.
    pub already: bool,
}

impl Edit {
    /// Which service it is asked of.
    pub const fn service(&self) -> Service {
        match self {
            Self::AddMember { .. } | Self::DeleteMember { .. } => Service::Sharing,
            _ => Service::AddressBook,
        }
    }

    /// The operation's name.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::AddContact { .. } => "ABContactAdd",
            Self::UpdateContact { .. } | Self::UpdateMe(_) => "ABContactUpdate",
            Self::DeleteContact(_) => "ABContactDelete",
            Self::AddGroup(_) => "ABGroupAdd",
            Self::RenameGroup { .. } => "ABGroupUpdate",
            Self::DeleteGroup(_) => "ABGroupDelete",
            Self::AddToGroup { .. } => "ABGroupContactAdd",
            Self::RemoveFromGroup { .. } => "ABGroupContactDelete",
            Self::AddMember { .. } => "AddMember",
            Self::DeleteMember { .. } => "DeleteMember",
            Self::CreateBook { .. } => "ABAdd",
        }
    }

    const fn scenario(&self) -> Scenario {
        match self {
            Self::AddGroup(_)
            | Self::RenameGroup { .. }
            | Self::DeleteGroup(_)
            | Self::AddToGroup { .. }
            | Self::RemoveFromGroup { .. } => Scenario::GroupSave,
            Self::AddMember { list, .. } | Self::DeleteMember { list, .. } => match list {
                List::Reverse | List::Pending => Scenario::AcceptPending,
                _ => Scenario::BlockUnblock,
            },
            Self::CreateBook { .. } => Scenario::Initial,
            _ => Scenario::ContactSave,
        }
    }

    /// The request.
    ///
    /// # Errors
    /// When the rules forbid the address.
    pub fn request(&self, access: &Access<'_>) -> Result<WebRequest, PassportError> {
        access.call(self.service(), self.operation(), self.scenario(), |body| self.write(body))
    }

    /// Reads the reply. `repeated` when the same edit was sent before and its reply got lost.
    ///
    /// # Errors
    /// Why it isn't done. That somebody is there already, or gone already, is no error.
    pub fn read(&self, reply: &WebReply, repeated: bool, affinity: &mut Affinity) -> Result<Done, BookError> {
        let read = envelope::read(reply).map_err(BookError::from).and_then(|reply| {
            affinity.learn(&reply);
            self.result(&reply)
        });
        let error = match read {
            Ok(id) => return Ok(Done { id, already: false }),
            Err(error) => error,
        };
        let already = match (self, &error) {
            (Self::AddContact { .. }, BookError::ContactAlreadyExists(_))
            | (Self::AddToGroup { .. }, BookError::ContactAlreadyExists(_) | BookError::MemberAlreadyExists)
            | (Self::AddMember { .. }, BookError::MemberAlreadyExists | BookError::ContactAlreadyExists(_))
            | (Self::DeleteMember { .. }, BookError::MemberDoesNotExist | BookError::ContactDoesNotExist)
            | (Self::DeleteContact(_) | Self::RemoveFromGroup { .. }, BookError::ContactDoesNotExist)
            | (Self::DeleteGroup(_), BookError::GroupDoesNotExist) => true,
            // The first time, somebody else's group of that name is in the way.
            (Self::AddGroup(_) | Self::RenameGroup { .. }, BookError::GroupAlreadyExists(_)) => repeated,
            _ => false,
        };
        match error {
            BookError::ContactAlreadyExists(id) | BookError::GroupAlreadyExists(id) if already => {
                Ok(Done { id, already })
            }
            _ if already => Ok(Done { id: None, already }),
            error => Err(error),
        }
    }

    /// The GUID in a reply without a fault.
    fn result(&self, reply: &Reply) -> Result<Option<String>, BookError> {
        let (response, result, id) = match self {
            Self::AddContact { .. } => ("ABContactAddResponse", "ABContactAddResult", "guid"),
            Self::AddGroup(_) => ("ABGroupAddResponse", "ABGroupAddResult", "guid"),
            Self::AddToGroup { .. } => ("ABGroupContactAddResponse", "ABGroupContactAddResult", "guid"),
            Self::CreateBook { .. } => ("ABAddResponse", "ABAddResult", "abId"),
            Self::UpdateContact { .. } | Self::UpdateMe(_) => ("ABContactUpdateResponse", "", ""),
            Self::DeleteContact(_) => ("ABContactDeleteResponse", "", ""),
            Self::RenameGroup { .. } => ("ABGroupUpdateResponse", "", ""),
            Self::DeleteGroup(_) => ("ABGroupDeleteResponse", "", ""),
            Self::RemoveFromGroup { .. } => ("ABGroupContactDeleteResponse", "", ""),
            Self::AddMember { .. } => ("AddMemberResponse", "", ""),
            Self::DeleteMember { .. } => ("DeleteMemberResponse", "", ""),
        };
        let response = reply.result(response)?;
        let id = response.child(result).and_then(|result| result.value_of(id)).filter(|id| !id.is_empty());
        let must_have = matches!(self, Self::AddContact { .. } | Self::AddGroup(_));
        match id.filter(|id| id.len() <= 64) {
            Some(id) => Ok(Some(id.to_owned())),
            None if must_have => Err(BookError::Useless(envelope::SoapError::Unexpected)),
            None => Ok(None),
        }
    }

    fn write(&self, body: &mut Writer) {
        match self {
            Self::AddMember { list, who } => write_member(body, *list, who, None),
            Self::DeleteMember { list, who, id } => write_member(body, *list, who, Some(id.as_deref())),
            Self::CreateBook { owner } => body.element("abInfo", &[], |info| {
                info.empty("name", &[]);
                info.leaf("ownerPuid", "0");
                info.leaf("ownerEmail", owner.as_str());
                info.leaf("fDefault", "true");
            }),
            _ => {
                body.leaf("abId", OWN_BOOK);
                self.write_in_book(body);
            }
        }
    }

    fn write_in_book(&self, body: &mut Writer) {
        match self {
            Self::AddContact { who, invitation } => {
                write_contact(body, |contact| {
                    contact.element("contactInfo", &[], |info| write_new(info, who, invitation.as_ref()));
                });
                body.element("options", &[], |options| options.leaf("EnableAllowListManagement", "true"));
            }
            Self::UpdateContact { contact, details } => {
                write_contact(body, |entry| {
                    entry.leaf("contactId", &contact.0);
                    write_details(entry, details, false);
                });
            }
            Self::UpdateMe(details) => write_contact(body, |entry| write_details(entry, details, true)),
            Self::DeleteContact(contact) => write_contact(body, |entry| entry.leaf("contactId", &contact.0)),
            Self::AddGroup(name) => {
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
            Self::RenameGroup { group, name } => body.element("groups", &[], |groups| {
                groups.element("Group", &[], |entry| {
                    entry.leaf("groupId", &group.0);
                    entry.element("groupInfo", &[], |info| info.leaf("name", name));
                    entry.leaf("propertiesChanged", "GroupName");
                });
            }),
            Self::DeleteGroup(group) => write_filter(body, group),
            Self::AddToGroup { group, contact } => {
                write_filter(body, group);
                write_contact(body, |entry| entry.leaf("contactId", &contact.0));
                body.element("groupContactAddOptions", &[], |options| {
                    options.leaf("fGenerateMissingQuickName", "true");
                    options.leaf("EnableAllowListManagement", "true");
                });
            }
            Self::RemoveFromGroup { group, contact } => {
                write_contact(body, |entry| entry.leaf("contactId", &contact.0));
                write_filter(body, group);
            }
            Self::AddMember { .. } | Self::DeleteMember { .. } | Self::CreateBook { .. } => {}
        }
    }
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
                phone.leaf("contactPhoneType", PhoneKind::Mobile.name());
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
                        one.leaf("contactPhoneType", phone.kind.name());
                        one.leaf("number", &phone.number);
                        one.leaf("isMessengerEnabled", if phone.is_messenger_enabled { "true" } else { "false" });
                        one.leaf("propertiesChanged", "Number IsMessengerEnabled");
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

//! How a book is written: element for element as the measured servers do, since clients of old read by position.

use super::OWN_BOOK;
use super::details::{ADD_POLICY, ALIAS, FIELDS, MOBILE, OWN_PHONES, PRIVACY};
use super::find::{Form, Found, Listed, Me};
use super::stamp::{cid, date};
use crate::directory::{Account, Detail, Group};
use msnp::soap::xml::Writer;
use msnp::types::{AddPolicy, Privacy, Property};
use std::borrow::Cow;

/// What a group of the messenger's is called by the service.
const GROUP_TYPE: &str = "c8529ce2-6ead-434d-881f-341e17db3ff8";

const fn truth(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

impl Found {
    pub(super) fn write(&self, result: &mut Writer) {
        let (groups, contacts, book) = match self.form {
            Form::All => (Some("groups"), "contacts", Some("ab")),
            Form::Paged { groups, book } => (groups.then_some("Groups"), "Contacts", book.then_some("Ab")),
        };
        if let Some(name) = groups {
            result.element(name, &[], |all| {
                self.groups.iter().for_each(|group| self.write_group(group, all));
                self.gone_groups.iter().for_each(|guid| self.write_gone("Group", "groupId", guid, all));
            });
        }
        result.element(contacts, &[], |all| {
            self.contacts.iter().for_each(|listed| self.write_contact(listed, all));
            if let Some(me) = &self.me {
                self.write_me(me, all);
            }
            self.gone.iter().for_each(|guid| self.write_gone("Contact", "contactId", guid, all));
            if let Some(circles) = &self.circles {
                circles.write_shadows(all);
            }
        });
        if let Some(circles) = &self.circles {
            circles.write(result);
        }
        if let Some(name) = book {
            result.element(name, &[], |ab| self.write_book(ab));
        }
    }

    fn write_group(&self, group: &Group, all: &mut Writer) {
        all.element("Group", &[], |entry| {
            entry.leaf("groupId", &group.guid);
            entry.element("groupInfo", &[], |info| {
                write_annotations(&[("MSN.IM.Display", "1")], info);
                info.leaf("groupType", GROUP_TYPE);
                info.leaf("name", &group.name);
                for name in ["IsNotMobileVisible", "IsPrivate", "IsFavorite"] {
                    info.leaf(name, "false");
                }
            });
            self.write_end(false, entry);
        });
    }

    /// What isn't there any more.
    fn write_gone(&self, name: &'static str, id: &'static str, guid: &str, all: &mut Writer) {
        all.element(name, &[], |entry| {
            entry.leaf(id, guid);
            self.write_end(true, entry);
        });
    }

    fn write_end(&self, deleted: bool, entry: &mut Writer) {
        entry.empty("propertiesChanged", &[]);
        entry.leaf("fDeleted", truth(deleted));
        entry.leaf("lastChange", &self.changed);
    }

    fn write_contact(&self, listed: &Listed, all: &mut Writer) {
        let entry = &listed.contact.entry;
        let shared = |property: &Property| {
            listed.shared.iter().find(|(known, _)| known == property).map(|(_, value)| value.as_str())
        };
        // What the owner has noted counts more than what the contact lets them know.
        let mut phones = details(&listed.contact.details, |detail| match detail {
            Detail::Phone(kind) => Some(kind.as_str()),
            _ => None,
        });
        for (kind, property) in &OWN_PHONES {
            if let Some(number) = shared(property)
                && !phones.iter().any(|(known, _)| known == kind)
            {
                phones.push((kind, number));
            }
        }
        let mut annotations = annotations(&listed.contact.details);
        annotations.extend(entry.given_name.as_deref().map(|alias| (ALIAS, alias)));
        let card = Card {
            kind: "Regular",
            email: entry.email.as_str().into(),
            name: &entry.own_name,
            guid: &entry.guid,
            phones,
            annotations,
            details: &listed.contact.details,
            groups: &listed.groups,
            mobile: shared(&Property::MobileAllowed) == Some("Y"),
            messenger: !listed.contact.kept,
            space: shared(&Property::HasBlog) == Some("1"),
        };
        all.element("Contact", &[], |contact| {
            contact.leaf("contactId", &entry.guid);
            contact.element("contactInfo", &[], |info| card.write(info));
            self.write_end(false, contact);
        });
    }

    fn write_me(&self, me: &Me, all: &mut Writer) {
        let Account { guid, email, name, privacy, add_policy, .. } = &self.owner;
        let property = |wanted: &Property| {
            me.properties.iter().find(|(known, _)| known == wanted).map(|(_, value)| value.as_str())
        };
        let mut phones = details(&me.details, |detail| match detail {
            Detail::Phone(kind) => Some(kind.as_str()),
            _ => None,
        });
        phones.extend(OWN_PHONES.iter().filter_map(|(kind, wanted)| Some((*kind, property(wanted)?))));
        let mut settings = vec![
            (MOBILE, if property(&Property::MobileEnabled) == Some("Y") { "1" } else { "0" }),
            (ADD_POLICY, if *add_policy == AddPolicy::Ask { "1" } else { "2" }),
            (PRIVACY, if *privacy == Privacy::AllowOthers { "1" } else { "2" }),
        ];
        settings.extend(annotations(&me.details));
        let card = Card {
            kind: "Me",
            email: email.as_str().into(),
            name,
            guid,
            phones,
            annotations: settings,
            details: &me.details,
            groups: &[],
            mobile: property(&Property::MobileAllowed) == Some("Y"),
            // As the measured servers say of oneself.
            messenger: false,
            space: property(&Property::HasBlog) == Some("1"),
        };
        all.element("Contact", &[], |contact| {
            contact.leaf("contactId", guid);
            contact.element("contactInfo", &[], |info| card.write(info));
            self.write_end(false, contact);
        });
    }

    fn write_book(&self, ab: &mut Writer) {
        ab.leaf("abId", OWN_BOOK);
        ab.element("abInfo", &[], |info| {
            info.leaf("ownerPuid", "0");
            info.leaf("OwnerCID", &cid(&self.owner.guid));
            info.leaf("ownerEmail", self.owner.email.as_str());
            info.leaf("fDefault", "true");
            for name in
                ["joinedNamespace", "IsBot", "IsParentManaged", "SubscribeExternalPartner", "NotifyExternalPartner"]
            {
                info.leaf(name, "false");
            }
            info.leaf("AddressBookType", "Individual");
        });
        ab.leaf("lastChange", &self.changed);
        ab.leaf("DynamicItemLastChanged", &date(0));
        ab.leaf("createDate", &date(0));
        ab.empty("propertiesChanged", &[]);
    }
}

/// `contactInfo`, of oneself or of somebody else.
pub(super) struct Card<'a> {
    kind: &'static str,
    email: Cow<'a, str>,
    name: &'a str,
    guid: &'a str,
    phones: Vec<(&'a str, &'a str)>,
    annotations: Vec<(&'a str, &'a str)>,
    details: &'a [(Detail, String)],
    groups: &'a [String],
    mobile: bool,
    messenger: bool,
    space: bool,
}

impl<'a> Card<'a> {
    /// Somebody of whom nothing more is told.
    pub(super) fn new(kind: &'static str, email: String, name: &'a str, guid: &'a str) -> Self {
        Self {
            kind,
            email: email.into(),
            name,
            guid,
            phones: Vec::new(),
            annotations: Vec::new(),
            details: &[],
            groups: &[],
            mobile: false,
            messenger: true,
            space: false,
        }
    }

    pub(super) const fn guid(&self) -> &'a str {
        self.guid
    }

    pub(super) const fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn write(&self, info: &mut Writer) {
        let mails = details(self.details, |detail| match detail {
            Detail::Mail(kind) => Some(kind.as_str()),
            _ => None,
        });
        write_each("emails", &mails, info, |(kind, email), all| {
            all.element("ContactEmail", &[], |mail| {
                mail.leaf("contactEmailType", kind);
                mail.leaf("email", email);
                mail.leaf("isMessengerEnabled", "false");
                mail.leaf("Capability", "0");
                mail.leaf("MessengerEnabledExternally", "false");
                mail.empty("propertiesChanged", &[]);
            });
        });
        write_each("phones", &self.phones, info, |(kind, number), all| {
            all.element("ContactPhone", &[], |phone| {
                phone.leaf("contactPhoneType", kind);
                phone.leaf("number", number);
                phone.leaf("isMessengerEnabled", "false");
                phone.empty("propertiesChanged", &[]);
            });
        });
        write_annotations(&self.annotations, info);
        info.leaf("contactType", self.kind);
        info.leaf("quickName", self.name);
        for (field, _) in FIELDS {
            let wanted = Detail::Field(field.to_owned());
            if let Some((_, value)) = self.details.iter().find(|(detail, _)| *detail == wanted) {
                info.leaf(field, value);
            }
        }
        info.leaf("passportName", &self.email);
        info.leaf("IsPassportNameHidden", "false");
        info.leaf("displayName", self.name);
        info.leaf("puid", "0");
        write_each("groupIds", self.groups, info, |guid, all| all.leaf("guid", guid));
        info.leaf("CID", &cid(self.guid));
        if let Some((_, note)) = self.details.iter().find(|(detail, _)| *detail == Detail::Note) {
            info.leaf("comment", note);
        }
        info.leaf("IsNotMobileVisible", "false");
        info.leaf("isMobileIMEnabled", truth(self.mobile));
        info.leaf("isMessengerUser", truth(self.messenger));
        info.leaf("isFavorite", "false");
        info.leaf("isSmtp", "false");
        info.leaf("hasSpace", truth(self.space));
        info.leaf("spotWatchState", "NoDevice");
        info.leaf("birthdate", &date(0));
        info.leaf("primaryEmailType", "ContactEmailPersonal");
        info.leaf("PrimaryLocation", "ContactLocationPersonal");
        info.leaf("PrimaryPhone", "ContactPhonePersonal");
        info.leaf("IsPrivate", "false");
        info.leaf("Gender", "Unspecified");
        info.leaf("TimeZone", "None");
    }
}

/// The details of one kind, with the names that tell them apart.
fn details<'a>(all: &'a [(Detail, String)], name: impl Fn(&'a Detail) -> Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    all.iter().filter_map(|(detail, value)| Some((name(detail)?, value.as_str()))).collect()
}

fn annotations(all: &[(Detail, String)]) -> Vec<(&str, &str)> {
    details(all, |detail| match detail {
        Detail::Annotation(name) => Some(name.as_str()),
        _ => None,
    })
}

/// An element with something for each of these; left out when there is none.
fn write_each<T>(name: &'static str, all: &[T], info: &mut Writer, one: impl Fn(&T, &mut Writer)) {
    if !all.is_empty() {
        info.element(name, &[], |inside| all.iter().for_each(|each| one(each, inside)));
    }
}

fn write_annotations(all: &[(&str, &str)], info: &mut Writer) {
    write_each("annotations", all, info, |(name, value), annotations| {
        annotations.element("Annotation", &[], |annotation| {
            annotation.leaf("Name", name);
            annotation.leaf("Value", value);
        });
    });
}

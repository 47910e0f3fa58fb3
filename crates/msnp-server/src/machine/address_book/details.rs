//! What `ABContactUpdate` changes: read whole and checked before anything is done.

use super::Server;
use super::fault::Fault;
use super::request::{annotations, name, truth};
use crate::directory::{Account, Detail};
use crate::machine::presence::allowed;
use msnp::soap::xml::Element;
use msnp::types::{AddPolicy, Privacy, Property};
use msnp::wire::Encoded;

/// How long a telephone number, an address or a field may be, in bytes.
const LONGEST_LINE: usize = 95;
/// How long a note may be.
const LONGEST_NOTE: usize = 4096;
/// How long an annotation may be, and its name.
const LONGEST_ANNOTATION: usize = 2048;
const LONGEST_ANNOTATION_NAME: usize = 64;

/// The fields that are kept, by the words for them in `contactInfo` and in `propertiesChanged`.
pub(super) const FIELDS: [(&str, &str); 3] =
    [("firstName", "ContactFirstName"), ("MiddleName", "MiddleName"), ("lastName", "ContactLastName")];

/// One's own numbers: they are told to contacts by `BPR`, so they stand where `PRP` keeps them.
pub(super) const OWN_PHONES: [(&str, Property); 3] = [
    ("ContactPhonePersonal", Property::HomePhone),
    ("ContactPhoneBusiness", Property::WorkPhone),
    ("ContactPhoneMobile", Property::MobilePhone),
];

/// The annotations of oneself that are settings elsewhere.
pub(super) const PRIVACY: &str = "MSN.IM.BLP";
pub(super) const ADD_POLICY: &str = "MSN.IM.GTC";
pub(super) const MOBILE: &str = "MSN.IM.MBEA";
/// The name that the owner of the book gives somebody.
pub(super) const ALIAS: &str = "AB.NickName";

/// Something that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Changed {
    DisplayName(String),
    IsMessengerUser(bool),
    Alias(Option<String>),
    Privacy(Privacy),
    AddPolicy(AddPolicy),
    Property(Property, Option<String>),
    Detail(Detail, Option<String>),
}

/// Everything that a contact of the request changes. Only what `propertiesChanged` names is looked at; names that
/// aren't known are passed over.
pub(super) fn read(contact: &Element) -> Result<Vec<Changed>, Fault> {
    let nothing = Element::default();
    let info = contact.child("contactInfo").unwrap_or(&nothing);
    let me = info.value_of("contactType") == Some("Me");
    let mut changes = Vec::new();
    for property in contact.value_of("propertiesChanged").unwrap_or_default().split_whitespace() {
        match property {
            "DisplayName" if me => {
                changes.push(Changed::DisplayName(name(info.value_of("displayName").unwrap_or_default())?))
            }
            "IsMessengerUser" => {
                changes.extend(truth(info.value_of("isMessengerUser")).map(Changed::IsMessengerUser));
            }
            "Comment" => changes.push(Changed::Detail(Detail::Note, text(info.child("comment"), LONGEST_NOTE)?)),
            "ContactPhone" => read_phones(info, me, &mut changes)?,
            "ContactEmail" => read_mails(info, &mut changes)?,
            "Annotation" => read_annotations(info, me, &mut changes)?,
            _ => {
                let field = FIELDS.into_iter().find(|(name, changed)| {
                    property.eq_ignore_ascii_case(name) || property.eq_ignore_ascii_case(changed)
                });
                if let Some((name, _)) = field {
                    let detail = Detail::Field(name.to_owned());
                    changes.push(Changed::Detail(detail, text(info.child(name), LONGEST_LINE)?));
                }
            }
        }
    }
    Ok(changes)
}

/// A text that may be empty, which is none.
fn text(element: Option<&Element>, longest: usize) -> Result<Option<String>, Fault> {
    let text = element.map(Element::value).unwrap_or_default();
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.len() > longest || text.chars().any(odd) {
        return Err(Fault::too_long());
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// What the address book calls a telephone or a mail address: a word.
fn kind(element: &Element, name: &str, start: &str) -> Result<String, Fault> {
    let kind = element.value_of(name).unwrap_or_default();
    let is_word = kind.len() <= 40 && kind.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_word && kind.starts_with(start) {
        Ok(kind.to_owned())
    } else {
        Err(Fault::new("BadArgument", "There is no such kind."))
    }
}

fn parts<'a>(info: &'a Element, outer: &str, inner: &'a str) -> impl Iterator<Item = &'a Element> {
    info.child(outer).into_iter().flat_map(move |outer| outer.children(inner)).take(crate::directory::MOST_DETAILS)
}

fn read_phones(info: &Element, me: bool, changes: &mut Vec<Changed>) -> Result<(), Fault> {
    for phone in parts(info, "phones", "ContactPhone") {
        let kind = kind(phone, "contactPhoneType", "ContactPhone")?;
        let number = text(phone.child("number"), LONGEST_LINE)?;
        let own = OWN_PHONES.into_iter().find(|(known, _)| me && *known == kind);
        changes.push(match own {
            Some((_, property)) => Changed::Property(property, number),
            None => Changed::Detail(Detail::Phone(kind), number),
        });
    }
    Ok(())
}

fn read_mails(info: &Element, changes: &mut Vec<Changed>) -> Result<(), Fault> {
    for mail in parts(info, "emails", "ContactEmail") {
        let kind = kind(mail, "contactEmailType", "")?;
        changes.push(Changed::Detail(Detail::Mail(kind), text(mail.child("email"), LONGEST_LINE)?));
    }
    Ok(())
}

fn read_annotations(info: &Element, me: bool, changes: &mut Vec<Changed>) -> Result<(), Fault> {
    for (annotation, value) in annotations(info).take(crate::directory::MOST_DETAILS) {
        if annotation.len() > LONGEST_ANNOTATION_NAME || value.len() > LONGEST_ANNOTATION {
            return Err(Fault::too_long());
        }
        if annotation.chars().chain(value.chars()).any(char::is_control) {
            return Err(Fault::too_long());
        }
        let value = (!value.is_empty()).then_some(value);
        let is = |known: &str| annotation.eq_ignore_ascii_case(known);
        changes.push(match value {
            _ if me && is(PRIVACY) => {
                Changed::Privacy(if value == Some("2") { Privacy::BlockOthers } else { Privacy::AllowOthers })
            }
            _ if me && is(ADD_POLICY) => {
                Changed::AddPolicy(if value == Some("2") { AddPolicy::Silent } else { AddPolicy::Ask })
            }
            _ if me && is(MOBILE) => {
                Changed::Property(Property::MobileEnabled, (value == Some("1")).then(|| "Y".to_owned()))
            }
            value if !me && is(ALIAS) => Changed::Alias(value.map(name).transpose()?),
            value => Changed::Detail(Detail::Annotation(annotation.to_owned()), value.map(str::to_owned)),
        });
    }
    Ok(())
}

impl Server {
    /// Changes what the book says of its owner: name and settings are those that the notification server knows.
    pub(super) fn update_me(&mut self, owner: &Account, changes: Vec<Changed>) -> Result<(), Fault> {
        for change in changes {
            match change {
                Changed::DisplayName(name) if name != owner.name => {
                    self.directory.set_name(owner.id, &name)?;
                    self.announce(owner.id, false)?;
                }
                Changed::Privacy(privacy) if privacy != owner.privacy => {
                    self.directory.set_privacy(owner.id, privacy)?;
                    for entry in self.directory.entries(owner.id)? {
                        let (before, after) = (allowed(owner.privacy, entry.lists), allowed(privacy, entry.lists));
                        self.show_or_hide(owner, entry.contact, before, after)?;
                    }
                }
                Changed::AddPolicy(policy) if policy != owner.add_policy => {
                    self.directory.set_add_policy(owner.id, policy)?;
                }
                Changed::Property(property, value) => {
                    self.directory.set_property(owner.id, &property, value.as_deref())?;
                    let value = value.as_deref().map(Encoded::from_text);
                    self.tell_property(owner, &property, value.as_ref())?;
                }
                Changed::Detail(detail, value) => {
                    self.directory.set_detail(owner.id, owner.id, &detail, value.as_deref())?;
                }
                // As they are, or nothing that oneself could have.
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(xml: &str) -> Result<Vec<Changed>, Fault> {
        read(&Element::parse(xml.as_bytes()).unwrap())
    }

    #[test]
    fn only_what_is_named_changes() {
        let xml = "<c><contactInfo><comment>hi</comment><isMessengerUser>false</isMessengerUser></contactInfo>\
            <propertiesChanged> Comment  Else </propertiesChanged></c>";
        assert_eq!(changed(xml), Ok(vec![Changed::Detail(Detail::Note, Some("hi".into()))]));
        assert_eq!(changed("<c/>"), Ok(vec![]));
    }

    #[test]
    fn the_same_annotation_is_a_setting_of_oneself_only() {
        let of = |kind: &str, name: &str, value: &str| {
            changed(&format!(
                "<c><contactInfo><contactType>{kind}</contactType><annotations><Annotation><Name>{name}</Name>\
                 <Value>{value}</Value></Annotation></annotations></contactInfo>\
                 <propertiesChanged>Annotation</propertiesChanged></c>"
            ))
            .unwrap()
        };
        assert_eq!(of("Me", PRIVACY, "2"), [Changed::Privacy(Privacy::BlockOthers)]);
        assert_eq!(of("Me", PRIVACY, "0"), [Changed::Privacy(Privacy::AllowOthers)]);
        assert_eq!(of("Me", MOBILE, "1"), [Changed::Property(Property::MobileEnabled, Some("Y".into()))]);
        assert_eq!(of("Regular", ALIAS, "Bo"), [Changed::Alias(Some("Bo".into()))]);
        assert_eq!(of("Regular", ALIAS, ""), [Changed::Alias(None)]);
        let kept = Changed::Detail(Detail::Annotation(PRIVACY.into()), Some("2".into()));
        assert_eq!(of("Regular", PRIVACY, "2"), [kept]);
    }

    #[test]
    fn what_is_too_long_changes_nothing() {
        let long = "5".repeat(LONGEST_LINE + 1);
        for (kind, number) in [("ContactPhoneMobile", long.as_str()), ("Telephone", "5"), ("ContactPhone Mobile", "5")]
        {
            let xml = format!(
                "<c><contactInfo><phones><ContactPhone><contactPhoneType>{kind}</contactPhoneType><number>{number}\
                 </number></ContactPhone></phones></contactInfo><propertiesChanged>ContactPhone</propertiesChanged></c>"
            );
            assert!(changed(&xml).is_err(), "{kind}");
        }
    }
}

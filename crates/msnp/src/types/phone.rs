//! Which of somebody's telephones a number belongs to.

use super::Property;
use std::fmt;

/// Which of somebody's telephones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhoneKind {
    /// At home (`PHH`, `ContactPhonePersonal`).
    Home,
    /// At work (`PHW`, `ContactPhoneBusiness`).
    Work,
    /// In the pocket (`PHM`, `ContactPhoneMobile`).
    Mobile,
    /// `ContactPhoneFax`; known to address books only.
    Fax,
    /// `ContactPhonePager`; known to address books only.
    Pager,
    /// Any other; known to address books only.
    Other,
}

impl PhoneKind {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Self; 6] = [Self::Home, Self::Work, Self::Mobile, Self::Fax, Self::Pager, Self::Other];

    /// The property that tells of it on the notification server; the others are known to address books only.
    pub const fn property(self) -> Option<Property> {
        match self {
            Self::Home => Some(Property::HomePhone),
            Self::Work => Some(Property::WorkPhone),
            Self::Mobile => Some(Property::MobilePhone),
            Self::Fax | Self::Pager | Self::Other => None,
        }
    }

    /// The telephone that a property tells of.
    pub const fn of_property(property: &Property) -> Option<Self> {
        match property {
            Property::HomePhone => Some(Self::Home),
            Property::WorkPhone => Some(Self::Work),
            Property::MobilePhone => Some(Self::Mobile),
            _ => None,
        }
    }

    /// A word for it, for scripts and logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Work => "work",
            Self::Mobile => "mobile",
            Self::Fax => "fax",
            Self::Pager => "pager",
            Self::Other => "other",
        }
    }

    /// The telephone behind a [`word`](Self::word).
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for PhoneKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_properties_lead_back() {
        for kind in PhoneKind::ALL {
            assert_eq!(PhoneKind::from_word(&kind.to_string()), Some(kind));
            if let Some(property) = kind.property() {
                assert_eq!(PhoneKind::of_property(&property), Some(kind));
            }
        }
        assert_eq!(PhoneKind::from_word("telegraph"), None);
        assert_eq!(PhoneKind::of_property(&Property::HasBlog), None);
    }
}

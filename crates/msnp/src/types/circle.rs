//! What names a circle, from MSNP18 on.

use super::Email;
use std::fmt;

/// A circle's address: `00000000-0000-0000-0009-0123456789ab@live.com`. Written on the wire with its network before it,
/// `9:` and the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CircleId(pub Email);

impl CircleId {
    /// The GUID: what the web services call the circle.
    pub fn guid(&self) -> &str {
        self.0.local_part()
    }

    /// What services know for the circle of this GUID: they all host them in one domain.
    pub fn of_guid(guid: &str) -> Option<Self> {
        let is_guid = guid.len() == 36 && guid.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        Email::from_wire(&format!("{guid}@live.com")).filter(|_| is_guid).map(Self)
    }
}

impl From<Email> for CircleId {
    fn from(email: Email) -> Self {
        Self(email)
    }
}

impl fmt::Display for CircleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_makes_an_address_and_nothing_else_does() {
        let guid = "00000000-0000-0000-0009-0123456789ab";
        let circle = CircleId::of_guid(guid).unwrap_or_else(|| panic!("{guid}"));
        assert_eq!(
            (circle.guid(), circle.to_string().as_str()),
            (guid, "00000000-0000-0000-0009-0123456789ab@live.com")
        );
        for other in ["", "bob", "00000000-0000-0000-0009-0123456789a", "00000000-0000-0000-0009-0123456789ab@x.com "] {
            assert_eq!(CircleId::of_guid(other), None, "{other}");
        }
    }
}

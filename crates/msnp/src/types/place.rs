//! What tells an address' networks and places apart, from MSNP14 and 16 on.

use std::fmt;
use std::hash::{Hash, Hasher};

/// The network that an address belongs to (protocol facts 02 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NetworkId(pub u32);

impl NetworkId {
    /// The network's own accounts.
    pub const PASSPORT: Self = Self(1);
    /// An Office Communications Server.
    pub const OFFICE: Self = Self(2);
    /// A telephone.
    pub const PHONE: Self = Self(4);
    /// A circle.
    pub const CIRCLE: Self = Self(9);
    /// Mail.
    pub const MAIL: Self = Self(16);
    /// Yahoo.
    pub const YAHOO: Self = Self(32);
}
impl Default for NetworkId {
    fn default() -> Self {
        Self::PASSPORT
    }
}
impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The GUID of one of the places where an account is signed in: `{6384e2b2-…}`, kept without its braces (from MSNP16).
///
/// The protocol calls it an endpoint or a machine; a program keeps one for each installation. It compares without
/// regard to case.
#[derive(Clone)]
pub struct PlaceId(String);

impl PlaceId {
    /// The longest that is taken: a GUID has 36.
    const MAX_BYTES: usize = 64;

    /// Takes a GUID in braces, as it stands on the wire.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::new(text.strip_prefix('{')?.strip_suffix('}')?)
    }

    /// Takes a GUID without braces.
    pub fn new(guid: &str) -> Option<Self> {
        let usable = !guid.is_empty()
            && guid.len() <= Self::MAX_BYTES
            && guid.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        usable.then(|| Self(guid.to_owned()))
    }

    /// A GUID of 16 random bytes.
    pub fn random(mut bytes: [u8; 16]) -> Self {
        // Version 4, variant 1.
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = |range: std::ops::Range<usize>| bytes[range].iter().map(|b| format!("{b:02x}")).collect::<String>();
        Self([hex(0..4), hex(4..6), hex(6..8), hex(8..10), hex(10..16)].join("-"))
    }

    /// The GUID without braces.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
/// With its braces.
impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.0)
    }
}
impl fmt::Debug for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlaceId({})", self.0)
    }
}
impl PartialEq for PlaceId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
impl Eq for PlaceId {}
impl Hash for PlaceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

/// The second number of capabilities, behind the colon (from MSNP16; protocol facts 02 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ExtendedCapabilities(pub u32);

impl ExtendedCapabilities {
    /// Only text messages to a telephone.
    pub const TEXTS_ONLY: Self = Self(0x1);
    /// Voice over the instant messenger.
    pub const VOICE: Self = Self(0x2);
    /// The second peer-to-peer transport.
    pub const PEER_TO_PEER_2: Self = Self(0x20);
    /// Takes offline messages.
    pub const OFFLINE_MESSAGES: Self = Self(0x100);
    /// Takes nudges.
    pub const NUDGES: Self = Self(0x400);

    /// Whether all bits of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
impl std::ops::BitOr for ExtendedCapabilities {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_guid_in_braces() {
        let place = PlaceId::from_wire("{6384E2b2-184b-cbf5-8ecc-f10ca7a6563c}").unwrap();
        assert_eq!(place.as_str(), "6384E2b2-184b-cbf5-8ecc-f10ca7a6563c");
        assert_eq!(place.to_string(), "{6384E2b2-184b-cbf5-8ecc-f10ca7a6563c}");
        assert_eq!(Some(place), PlaceId::new("6384e2B2-184b-cbf5-8ecc-f10ca7a6563c"));
        for no in ["", "{}", "{a", "a}", "a", "{a b}", "{a;b}", "{{a}}", "{a\r\n}"] {
            assert_eq!(PlaceId::from_wire(no), None, "{no}");
        }
        assert_eq!(PlaceId::new(&"a".repeat(65)), None);
    }

    #[test]
    fn a_random_place_is_a_version_4_guid() {
        assert_eq!(PlaceId::random([0xff; 16]).as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(PlaceId::random([0; 16]).as_str(), "00000000-0000-4000-8000-000000000000");
    }
}

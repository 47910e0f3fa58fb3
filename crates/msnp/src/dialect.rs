//! The dialects, and the one table of what each can do. No other file compares dialect numbers.

use crate::wire::{Direction, Role};
use std::fmt;
use std::str::FromStr;

/// A version of the protocol that this toolkit speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Dialect {
    Msnp2,
    Msnp3,
    Msnp4,
    Msnp5,
    Msnp6,
    Msnp7,
    Msnp8,
    Msnp9,
    Msnp10,
    Msnp11,
    Msnp12,
}

/// How one signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// `INF` and a salted MD5 (2 to 7).
    Md5,
    /// Passport over Nexus and the login page (8 to 12).
    Passport,
}

/// How `LST` lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    /// `LST t FL ser i n email name [groups]`: one line for each list a person is on (2 to 7).
    Numbered,
    /// `LST email name bits [groups]` (8 and 9).
    Bits,
    /// `LST N=email F=name C=guid bits [type] [groups]` (10 to 12).
    Tagged,
}

/// Which answer a challenge wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// MD5 of challenge and key (6 to 10).
    Plain,
    /// The 64-bit algorithm (from 11).
    Mixed,
}

/// What a dialect can do: a row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Features {
    /// How one signs in.
    pub sign_in: SignIn,
    /// Whether `USR OK` carries the friendly name (below 10).
    pub name_in_usr: bool,
    /// Whether `USR OK` carries the verified flag (6 up).
    pub verified_in_usr: bool,
    /// Whether `USR OK` carries the restricted flag (8 up).
    pub restricted_in_usr: bool,
    /// How `LST` looks.
    pub list_form: ListForm,
    /// Whether list edits carry a serial (below 10).
    pub edit_serials: bool,
    /// How many serials `SYN` has: one, or two time stamps (10 up).
    pub sync_serials: u8,
    /// Whether `SYN`'s reply counts contacts and groups (8 up).
    pub sync_counts: bool,
    /// Whether SYN's children carry a transaction and a serial (below 8).
    pub sync_numbered: bool,
    /// Whether there are groups (7 up).
    pub groups: bool,
    /// Whether groups and contacts have GUIDs and `ADC`, `SBP`, `PL` exist (10 up).
    pub guids: bool,
    /// Whether a pending entry is moved to the reverse list by `ADC` (11 up: servers end a session of 10 that tries).
    pub accept_pending: bool,
    /// Whether an `LST` line has the network type (12).
    pub list_network: bool,
    /// Whether phone properties exist (5 up).
    pub properties: bool,
    /// Whether a display name is set by `PRP MFN` (10 up) and not by `REA`.
    pub name_by_prp: bool,
    /// Whether `CHG`, `ILN` and `NLN` carry capabilities (8 up).
    pub capabilities: bool,
    /// Whether they carry an MSNObject (9 up).
    pub objects: bool,
    /// Whether `JOI` and `IRO` carry capabilities (12 up).
    pub capabilities_in_switchboard: bool,
    /// Whether there are personal messages: `UUX`, `UBX` (11 up).
    pub personal_messages: bool,
    /// Whether `QNG` says when to ping next (9 up).
    pub ping_interval: bool,
    /// Which answer `CHL` wants; `None` below 6.
    pub challenge: Option<Challenge>,
    /// The product id and key that answer it.
    pub product: (&'static str, &'static str),
    /// Whether `GCF Shields.xml` can be asked for (11 and 12).
    pub shields: bool,
    /// Whether `SBS` and the mail data XML come (11 up).
    pub mail_data: bool,
    /// Whether chunked messages are known (11 up).
    pub chunks: bool,
    /// Whether an error's line may end in the length of a payload (13 up, so in none of these).
    pub error_payloads: bool,
    /// The number of an unknown account: 205 below 10, 208 from 10.
    pub unknown_user: u16,
    /// The client version that `CVR` names.
    pub client_version: &'static str,
}

impl Dialect {
    /// Every dialect, oldest first.
    pub const ALL: [Self; 11] = [
        Self::Msnp2,
        Self::Msnp3,
        Self::Msnp4,
        Self::Msnp5,
        Self::Msnp6,
        Self::Msnp7,
        Self::Msnp8,
        Self::Msnp9,
        Self::Msnp10,
        Self::Msnp11,
        Self::Msnp12,
    ];

    /// The number in the name.
    pub const fn number(self) -> u8 {
        self as u8 + 2
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Msnp2 => "MSNP2",
            Self::Msnp3 => "MSNP3",
            Self::Msnp4 => "MSNP4",
            Self::Msnp5 => "MSNP5",
            Self::Msnp6 => "MSNP6",
            Self::Msnp7 => "MSNP7",
            Self::Msnp8 => "MSNP8",
            Self::Msnp9 => "MSNP9",
            Self::Msnp10 => "MSNP10",
            Self::Msnp11 => "MSNP11",
            Self::Msnp12 => "MSNP12",
        }
    }

    /// Whether a command's line ends in the length of a payload.
    ///
    /// Direction and role decide. The dialect matters for errors alone: a command with a payload has had one since the
    /// first dialect that knows it, and servers read it so in older dialects too (seen: `QRY` and `UUX` at MSNP2).
    pub(crate) fn carries_payload(self, direction: Direction, role: Role, verb: &[u8; 3]) -> bool {
        match (role, direction) {
            // A client that sends MSG to the wrong kind of server must not put the stream out of step.
            _ if verb == b"MSG" => true,
            (Role::Switchboard, _) => false,
            // SDC 5 up, PAG 5 to 8, QRY 6 up, PGD 9 up, UUX 11 up.
            (Role::Notification, Direction::FromClient) => matches!(verb, b"SDC" | b"PAG" | b"QRY" | b"PGD" | b"UUX"),
            // NOT 5 up, IPG 6 up, GCF and UBX 11 up. The reply to UUX ends in a 0 that is no length.
            (Role::Notification, Direction::FromServer) => match verb {
                b"NOT" | b"IPG" | b"GCF" | b"UBX" => true,
                _ => self.features().error_payloads && verb.iter().all(u8::is_ascii_digit),
            },
        }
    }

    /// What it can do. The source of each column is named in [`Features`].
    pub const fn features(self) -> Features {
        let n = self.number();
        Features {
            sign_in: if n >= 8 { SignIn::Passport } else { SignIn::Md5 },
            name_in_usr: n < 10,
            verified_in_usr: n >= 6,
            restricted_in_usr: n >= 8,
            list_form: match n {
                0..=7 => ListForm::Numbered,
                8 | 9 => ListForm::Bits,
                _ => ListForm::Tagged,
            },
            edit_serials: n < 10,
            sync_serials: if n >= 10 { 2 } else { 1 },
            sync_counts: n >= 8,
            sync_numbered: n < 8,
            groups: n >= 7,
            guids: n >= 10,
            accept_pending: n >= 11,
            list_network: n >= 12,
            properties: n >= 5,
            name_by_prp: n >= 10,
            capabilities: n >= 8,
            objects: n >= 9,
            capabilities_in_switchboard: n >= 12,
            personal_messages: n >= 11,
            ping_interval: n >= 9,
            challenge: match n {
                0..=5 => None,
                6..=10 => Some(Challenge::Plain),
                _ => Some(Challenge::Mixed),
            },
            product: if n >= 11 {
                ("PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL")
            } else {
                ("msmsgs@msnmsgr.com", "Q1P7W2E4J9R8U3S5")
            },
            shields: n >= 11,
            mail_data: n >= 11,
            chunks: n >= 11,
            error_payloads: n >= 13,
            unknown_user: if n >= 10 { 208 } else { 205 },
            client_version: match n {
                0..=3 => "2.0.0083",
                4 => "2.2.1053",
                5 => "3.0.0283",
                6 => "3.6.0039",
                7 => "4.6.0083",
                8 => "5.0.0544",
                9 => "6.1.0211",
                10 => "6.2.0208",
                11 => "7.0.0816",
                _ => "7.5.0324",
            },
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;
    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        Self::ALL
            .into_iter()
            .find(|d| d.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

/// A name that is no dialect of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a dialect that this toolkit speaks")]
pub struct UnknownDialect(pub String);

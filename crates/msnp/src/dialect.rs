//! The dialects, and the one table of what each can do. No other file compares dialect numbers.

use crate::wire::{Direction, Role};
use std::fmt;
use std::str::FromStr;

/// A version of the protocol.
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
    Msnp13,
    Msnp14,
    Msnp15,
    Msnp16,
    Msnp17,
    Msnp18,
}

/// How one signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// `INF` and a salted MD5 (2 to 7).
    Md5,
    /// Passport over Nexus and the login page (8 to 14).
    Passport,
    /// Tokens of the single-sign-on service, and a proof over the server's nonce (15 up).
    Sso,
}

/// Dialects that sign in and get their lists in the same way. A service may have one way and not another, whatever
/// dialects it names. The oldest is the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// A salted MD5, and lists by `SYN` (2 to 7).
    Md5,
    /// A ticket of a login page, and lists by `SYN` (8 to 12).
    Passport,
    /// A ticket of the sign-in service, and lists from the address book (13 and 14).
    Tickets,
    /// A proof with a token of the sign-in service, and lists from the address book (15 up).
    Sso,
}

impl Family {
    /// Every one, oldest first.
    pub const ALL: [Self; 4] = [Self::Md5, Self::Passport, Self::Tickets, Self::Sso];

    /// A word for it, for settings and scripts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Passport => "passport",
            Self::Tickets => "tickets",
            Self::Sso => "sso",
        }
    }

    /// The family behind a [`word`](Self::word).
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.word().eq_ignore_ascii_case(word))
    }

    /// Whether it takes the sign-in service and the address book.
    pub const fn needs_tokens(self) -> bool {
        matches!(self, Self::Tickets | Self::Sso)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Md5 => "the sign-in of MSNP2 to 7",
            Self::Passport => "the sign-in of MSNP8 to 12",
            Self::Tickets => "the sign-in of MSNP13 and 14",
            Self::Sso => "the sign-in of MSNP15 to 18",
        })
    }
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

/// How presence lines write the network of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkForm {
    /// Not at all (2 to 13).
    None,
    /// `email 1`, as a word of its own (14 to 17).
    Word,
    /// `1:email` (18).
    Prefix,
}

/// What stands behind the cookie of `XFR SB`, and behind the name of `RNG`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TailForm {
    /// Nothing (2 to 12).
    None,
    /// `U domain` (13).
    Domain,
    /// `U domain 1` (14 up).
    Direct,
}

/// Where the length of a payload stands, if a command has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PayloadRule {
    /// The command never has one.
    Never,
    /// The last word is the length; if it isn't a number, the stream can't be followed.
    Always,
    /// There is a payload if exactly so many words follow the verb, the last a number: other forms have none.
    Counted(usize),
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
    /// Whether the lists come and are edited on the notification server alone: `SYN`, `ADD` or `ADC`, `GTC` (below 13).
    /// From 13 they come from the address book by SOAP, and the session hears of them by `ADL` and `RML`.
    pub lists_by_sync: bool,
    /// Whether an account whose lists come by `SYN` may have an address book beside them, which takes the sign-in's
    /// ticket: the profile says so (11 and 12).
    pub book_by_ticket: bool,
    /// Whether `FQY` asks which network an address belongs to (14 up).
    pub network_query: bool,
    /// How presence lines write the network of an address.
    pub network_form: NetworkForm,
    /// Whether `FLN` carries capabilities (14 up).
    pub capabilities_in_offline: bool,
    /// Whether `UUX` and `UBX` carry a `MachineGuid` (13 up).
    pub machine_guid: bool,
    /// Whether an account can be signed in at several places, told apart by `;{guid}` behind the address (16 up).
    pub places: bool,
    /// Whether capabilities have a second number, `caps:extended` (16 up).
    pub extended_capabilities: bool,
    /// Whether `UUN` and `UBN` carry notes between clients (13 up).
    pub notes: bool,
    /// Whether `UUM` and `UBM` carry messages through the notification server (14 up).
    pub bridged_messages: bool,
    /// Whether there are circles: `USR SHA`, `PUT`, `DEL`, `SDG`, `NFY` (18).
    pub circles: bool,
    /// Whether one's own presence also comes back as `NLN` and `UBX` (16 up).
    pub own_presence: bool,
    /// Whether the first presence of others comes as `ILN` with the transaction of `CHG` (below 18), or as `NLN`.
    pub initial_presence: bool,
    /// What stands at the end of `XFR SB` and `RNG`.
    pub switchboard_tail: TailForm,
    /// Whether somebody who appears offline can open a switchboard (13 up).
    pub hidden_switchboards: bool,
    /// Whether `XFR NS` ends in `U D` (13 up), or in `0` and the address that the client is at.
    pub referral_flags: bool,
    /// Whether there are groups (7 up).
    pub groups: bool,
    /// Whether groups and contacts have GUIDs and `ADC`, `SBP`, `PL` exist (10 up).
    pub guids: bool,
    /// Whether a pending entry is moved to the reverse list by `ADC` (11 up: servers end a session of 10 that tries).
    pub accept_pending: bool,
    /// Whether an `LST` line has the network type (12; there is no `LST` from 13).
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
    /// Whether `GCF Shields.xml` can be asked for (from 11; answered beyond 12 too).
    pub shields: bool,
    /// Whether `GCF 0` with the policies comes before the challenge, unasked (13 up).
    pub policies: bool,
    /// Whether `SBS` and the mail data XML come (11 up).
    pub mail_data: bool,
    /// Whether messages can be left for somebody who isn't there, and wait for us (11 up).
    pub offline_messages: bool,
    /// Whether `UUM` leaves a message for somebody who isn't there, too (18).
    pub offline_by_relay: bool,
    /// Whether chunked messages are known (11 up).
    pub chunks: bool,
    /// Whether an error's line may end in the length of a payload (13 up).
    pub error_payloads: bool,
    /// The number of an unknown account: 205 below 10, 208 from 10.
    pub unknown_user: u16,
    /// The client version that `CVR` names.
    pub client_version: &'static str,
}

impl Dialect {
    /// Every dialect, oldest first. Clients offer all of them unless they are told otherwise, and servers take all.
    pub const ALL: [Self; 17] = [
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
        Self::Msnp13,
        Self::Msnp14,
        Self::Msnp15,
        Self::Msnp16,
        Self::Msnp17,
        Self::Msnp18,
    ];

    /// The number in the name.
    pub const fn number(self) -> u8 {
        self as u8 + 2
    }

    /// The way in which it signs in and gets its lists.
    pub const fn family(self) -> Family {
        let features = self.features();
        match (features.sign_in, features.lists_by_sync) {
            (SignIn::Md5, _) => Family::Md5,
            (SignIn::Passport, true) => Family::Passport,
            (SignIn::Passport, false) => Family::Tickets,
            (SignIn::Sso, _) => Family::Sso,
        }
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
            Self::Msnp13 => "MSNP13",
            Self::Msnp14 => "MSNP14",
            Self::Msnp15 => "MSNP15",
            Self::Msnp16 => "MSNP16",
            Self::Msnp17 => "MSNP17",
            Self::Msnp18 => "MSNP18",
        }
    }

    /// The dialect that has this name, in any case.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name().eq_ignore_ascii_case(text))
    }

    /// Where a command's line has the length of a payload.
    ///
    /// Up to MSNP12 direction and role decide alone: a command with a payload has had one since the first dialect that
    /// knows it, and servers read it so in older dialects too (seen: `QRY` and `UUX` at MSNP2). What came later counts
    /// from its own dialect.
    pub(crate) fn payload_rule(self, direction: Direction, role: Role, verb: &[u8; 3]) -> PayloadRule {
        let since = |first: u8, rule: PayloadRule| if self.number() >= first { rule } else { PayloadRule::Never };
        match (role, direction) {
            // A client that sends MSG to the wrong kind of server must not put the stream out of step.
            _ if verb == b"MSG" => PayloadRule::Always,
            (_, Direction::FromServer) if verb.iter().all(u8::is_ascii_digit) => {
                // `241 t len`. With fewer words the number is the transaction, with more it is part of a remark.
                since(13, PayloadRule::Counted(2))
            }
            (Role::Switchboard, _) => PayloadRule::Never,
            (Role::Notification, Direction::FromClient) => match verb {
                // SDC 5 up, PAG 5 to 8, QRY 6 up, PGD 9 up, UUX 11 up.
                b"SDC" | b"PAG" | b"QRY" | b"PGD" | b"UUX" => PayloadRule::Always,
                b"ADL" | b"RML" | b"UUN" => since(13, PayloadRule::Always),
                b"FQY" | b"UUM" => since(14, PayloadRule::Always),
                b"PUT" | b"DEL" | b"SDG" => since(18, PayloadRule::Always),
                _ => PayloadRule::Never,
            },
            (Role::Notification, Direction::FromServer) => match verb {
                // NOT 5 up, IPG 6 up, GCF and UBX 11 up. The reply to UUX ends in a 0 that is no length.
                b"NOT" | b"IPG" | b"GCF" | b"UBX" => PayloadRule::Always,
                // `ADL 0 len`, but `ADL t OK`.
                b"ADL" | b"RML" => since(13, PayloadRule::Counted(2)),
                b"UBN" => since(13, PayloadRule::Always),
                b"FQY" | b"UBM" => since(14, PayloadRule::Always),
                b"NFY" => since(18, PayloadRule::Always),
                // `PUT t OK len`; a bare `SDG t OK` has nothing behind it.
                b"PUT" | b"DEL" => since(18, PayloadRule::Counted(3)),
                b"SDG" => since(18, PayloadRule::Counted(2)),
                _ => PayloadRule::Never,
            },
        }
    }

    /// What it can do. The source of each column is named in [`Features`].
    pub const fn features(self) -> Features {
        let n = self.number();
        Features {
            sign_in: match n {
                0..=7 => SignIn::Md5,
                8..=14 => SignIn::Passport,
                _ => SignIn::Sso,
            },
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
            lists_by_sync: n <= 12,
            book_by_ticket: n == 11 || n == 12,
            network_query: n >= 14,
            network_form: match n {
                0..=13 => NetworkForm::None,
                14..=17 => NetworkForm::Word,
                _ => NetworkForm::Prefix,
            },
            capabilities_in_offline: n >= 14,
            machine_guid: n >= 13,
            places: n >= 16,
            extended_capabilities: n >= 16,
            notes: n >= 13,
            bridged_messages: n >= 14,
            circles: n >= 18,
            own_presence: n >= 16,
            initial_presence: n <= 17,
            switchboard_tail: match n {
                0..=12 => TailForm::None,
                13 => TailForm::Domain,
                _ => TailForm::Direct,
            },
            referral_flags: n >= 13,
            hidden_switchboards: n >= 13,
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
            product: match n {
                0..=10 => ("msmsgs@msnmsgr.com", "Q1P7W2E4J9R8U3S5"),
                11 | 12 => ("PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL"),
                13 | 14 => ("PROD0112J1LW7%NB", "RH96F{PHI8PPX_TJ"),
                15 => ("PROD0119GSJUC$18", "ILTXC!4IXB5FB*PX"),
                16 | 17 => ("PROD0118R6%2WYOS", "YIXPX@5I2P0UT*LK"),
                _ => ("PROD0120PW!CCV9@", "C1BX{V4W}Q3*10SM"),
            },
            shields: n >= 11,
            policies: n >= 13,
            mail_data: n >= 11,
            offline_messages: n >= 11,
            offline_by_relay: n >= 18,
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
                12 => "7.5.0324",
                13 | 14 => "8.0.0812",
                15 => "8.5.1302",
                16 => "9.0.1407",
                17 => "14.0.5027",
                _ => "14.0.8117",
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
        Self::named(text).ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

/// A name that is no dialect of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a dialect that this toolkit speaks")]
pub struct UnknownDialect(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(dialect: Dialect, direction: Direction, verb: &[u8; 3]) -> PayloadRule {
        dialect.payload_rule(direction, Role::Notification, verb)
    }

    #[test]
    fn names_and_numbers_agree() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.name(), format!("MSNP{}", dialect.number()));
            assert_eq!(Dialect::named(&dialect.name().to_lowercase()), Some(dialect));
            assert_eq!(dialect.name().parse(), Ok(dialect));
        }
        assert!(Dialect::ALL.is_sorted());
        assert!("MSNP1".parse::<Dialect>().is_err() && "CVR0".parse::<Dialect>().is_err());
    }

    #[test]
    fn every_dialect_has_its_family() {
        for dialect in Dialect::ALL {
            let expected = match dialect.number() {
                2..=7 => Family::Md5,
                8..=12 => Family::Passport,
                13 | 14 => Family::Tickets,
                _ => Family::Sso,
            };
            assert_eq!(dialect.family(), expected, "{dialect}");
        }
        assert!(Family::ALL.is_sorted());
        for family in Family::ALL {
            assert_eq!(Family::from_word(family.word()), Some(family));
        }
        assert_eq!(Family::from_word("none"), None);
    }

    #[test]
    fn payloads_by_direction_and_dialect() {
        use Direction::{FromClient, FromServer};
        use PayloadRule::{Always, Counted, Never};
        for (first, direction, verbs, expected) in [
            (2, FromClient, "MSG SDC PAG QRY PGD UUX", Always),
            (13, FromClient, "ADL RML UUN", Always),
            (14, FromClient, "FQY UUM", Always),
            (18, FromClient, "PUT DEL SDG", Always),
            (2, FromServer, "MSG NOT IPG GCF UBX", Always),
            (13, FromServer, "ADL RML 241 800", Counted(2)),
            (13, FromServer, "UBN", Always),
            (14, FromServer, "FQY UBM", Always),
            (18, FromServer, "NFY", Always),
            (18, FromServer, "PUT DEL", Counted(3)),
            (18, FromServer, "SDG", Counted(2)),
            (99, FromClient, "NOT UBX ADC VER CHG GCF 241", Never),
            (99, FromServer, "UUX QRY UUN UUM NLN ADC VER", Never),
        ] {
            for verb in verbs.split(' ').map(|verb| <&[u8; 3]>::try_from(verb.as_bytes()).unwrap()) {
                for dialect in Dialect::ALL {
                    let expected = if dialect.number() >= first { expected } else { Never };
                    assert_eq!(rule(dialect, direction, verb), expected, "{dialect} {direction:?} {verb:?}");
                }
            }
        }
    }
}

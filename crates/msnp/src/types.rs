//! The words of the protocol as types: addresses, statuses, lists, groups, capabilities.
//!
//! Everything here is a plain value. What comes from a person goes through a `parse` that refuses nonsense with a
//! reason; what comes from a server is taken as leniently as it can be shown safely.

mod circle;
mod fingerprint;
mod phone;
mod place;

pub use circle::CircleId;
pub use fingerprint::{Fingerprint, FingerprintError};
pub use phone::PhoneKind;
pub use place::{ExtendedCapabilities, NetworkId, PlaceId};

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::Duration;

/// An account's address, such as `alice@example.com`.
///
/// It keeps the spelling it was given (some servers compare case at sign-in) and compares without regard to ASCII case,
/// as the network's clients do.
#[derive(Clone)]
pub struct Email(std::sync::Arc<str>);

/// Why a text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was given.
    #[error("the address is empty")]
    Empty,
    /// There is no `@`, or nothing on one of its sides, or more than one.
    #[error("an address looks like name@example.com")]
    Shape,
    /// White space, a control character or a separator of the protocol.
    #[error("an address has no spaces or control characters")]
    Character,
    /// Longer than [`Email::MAX_BYTES`].
    #[error("the address is longer than 129 bytes")]
    TooLong,
}

impl Email {
    /// The longest handle that the protocol allows, in bytes (draft-movva-msn-messenger-protocol-00).
    pub const MAX_BYTES: usize = 129;

    /// Takes what a person typed, without the white space around it.
    ///
    /// # Errors
    /// Says what is wrong with the text; the sentence can be shown.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, ';' | ',' | '<' | '>' | '"')) {
            return Err(EmailError::Character);
        }
        let Some((local, domain)) = text.split_once('@') else { return Err(EmailError::Shape) };
        if local.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(EmailError::Shape);
        }
        Ok(Self(text.into()))
    }

    /// Takes a parameter as a server sent it: anything that fits one parameter, `tel:+1555…` and bare names included.
    /// An endpoint suffix (`;{guid}`, from MSNP16) is cut off.
    pub fn from_wire(text: &str) -> Option<Self> {
        let text = text.split(';').next().unwrap_or_default();
        let usable =
            !text.is_empty() && text.len() <= 1024 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        usable.then(|| Self(text.into()))
    }

    /// The address as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`, for a name when nothing better is known.
    pub fn local_part(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
impl Eq for Email {}
impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
        state.write_u8(0xff);
    }
}
impl PartialOrd for Email {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Email {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.bytes().map(|b| b.to_ascii_lowercase()).cmp(other.0.bytes().map(|b| b.to_ascii_lowercase()))
    }
}
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.0)
    }
}
impl FromStr for Email {
    type Err = EmailError;
    fn from_str(text: &str) -> Result<Self, EmailError> {
        Self::parse(text)
    }
}

/// A password, ticket or cookie. Its `Debug` never shows the value.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps the value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }
    /// The value itself, where it has to be used.
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// Whether there is anything in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a person says they are doing. Eight states can be chosen; [`Status::Offline`] only ever comes from a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// `NLN`
    Online,
    /// `BSY`
    Busy,
    /// `IDL`, set by the program after a time without input
    Idle,
    /// `BRB`
    BeRightBack,
    /// `AWY`
    Away,
    /// `PHN`
    OnThePhone,
    /// `LUN`
    OutToLunch,
    /// `HDN`: online, shown to others as offline
    Hidden,
    /// `FLN`
    #[default]
    Offline,
}

impl Status {
    /// The eight states a client may set, in the order menus show them.
    pub const CHOICES: [Self; 8] = [
        Self::Online,
        Self::Busy,
        Self::BeRightBack,
        Self::Away,
        Self::OnThePhone,
        Self::OutToLunch,
        Self::Idle,
        Self::Hidden,
    ];

    /// The three letters on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Online => "NLN",
            Self::Busy => "BSY",
            Self::Idle => "IDL",
            Self::BeRightBack => "BRB",
            Self::Away => "AWY",
            Self::OnThePhone => "PHN",
            Self::OutToLunch => "LUN",
            Self::Hidden => "HDN",
            Self::Offline => "FLN",
        }
    }

    /// The status behind three letters, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::CHOICES.into_iter().chain([Self::Offline]).find(|s| s.code().eq_ignore_ascii_case(code))
    }

    /// Whether others see this person as there at all.
    pub const fn is_visible(self) -> bool {
        !matches!(self, Self::Hidden | Self::Offline)
    }
}

/// The five lists of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    /// `FL`: the contacts.
    Forward,
    /// `AL`: who may see and message us.
    Allow,
    /// `BL`: who may not.
    Block,
    /// `RL`: who has us on their forward list. Only the server writes it (a client may move a pending entry to it).
    Reverse,
    /// `PL`: who has added us and waits for our word (from MSNP10).
    Pending,
}

impl List {
    /// Every list, in the order the protocol names them.
    pub const ALL: [Self; 5] = [Self::Forward, Self::Allow, Self::Block, Self::Reverse, Self::Pending];

    /// The two letters on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Forward => "FL",
            Self::Allow => "AL",
            Self::Block => "BL",
            Self::Reverse => "RL",
            Self::Pending => "PL",
        }
    }

    /// The list behind two letters, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code().eq_ignore_ascii_case(code))
    }

    /// The bit that stands for it in `LST`.
    pub const fn bit(self) -> u8 {
        match self {
            Self::Forward => 1,
            Self::Allow => 2,
            Self::Block => 4,
            Self::Reverse => 8,
            Self::Pending => 16,
        }
    }
}

/// A set of [`List`]s: the bits of an `LST` line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Lists(u8);

impl Lists {
    /// On no list.
    pub const NONE: Self = Self(0);
    /// Takes the bits; unknown ones are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 31)
    }
    /// The bits.
    pub const fn bits(self) -> u8 {
        self.0
    }
    /// Whether `list` is in the set.
    pub const fn contains(self, list: List) -> bool {
        self.0 & list.bit() != 0
    }
    /// The set with `list` in it.
    #[must_use]
    pub const fn with(self, list: List) -> Self {
        Self(self.0 | list.bit())
    }
    /// The set without `list`.
    #[must_use]
    pub const fn without(self, list: List) -> Self {
        Self(self.0 & !list.bit())
    }
    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// The lists in it.
    pub fn iter(self) -> impl Iterator<Item = List> {
        List::ALL.into_iter().filter(move |l| self.contains(*l))
    }
}
impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A group's name for the server: a small number up to MSNP9, a GUID from MSNP10.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(pub String);

impl GroupId {
    /// Whether it is group 0 of MSNP7 to 9, "Other Contacts", where people without a group are.
    pub fn is_default(&self) -> bool {
        self.0 == "0" || self.0 == "~"
    }
}
impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A contact's GUID on the forward list (from MSNP10; `C=` on the wire).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContactId(pub String);

/// The number that ties a reply to its request on one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionId(pub u32);

impl TransactionId {
    /// What a server uses for lines that nobody asked for.
    pub const ASYNC: Self = Self(0);
}
impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a client can do, as the 32 bits of `CHG`, `NLN`, `JOI` (protocol facts 02 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Capabilities(pub u32);

impl Capabilities {
    /// Signed in from a mobile device.
    pub const MOBILE: Self = Self(0x1);
    /// Joins chunked messages together again.
    pub const CHUNKING: Self = Self(0x20);
    /// Uses the web messenger.
    pub const WEB: Self = Self(0x200);
    /// Understands winks.
    pub const WINKS: Self = Self(0x8000);
    /// A bot.
    pub const BOT: Self = Self(0x2_0000);
    /// The version nibble of a 7.0 client (MSNC4), that MSNP11 and 12 peers look at.
    pub const VERSION_7_0: Self = Self(0x4000_0000);

    /// Whether all bits of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
impl std::ops::BitOr for Capabilities {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// `BLP`: what holds for people on neither the allow nor the block list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Privacy {
    /// `AL`: everybody but the blocked may see and message us.
    #[default]
    AllowOthers,
    /// `BL`: only people on the allow list may.
    BlockOthers,
}

/// `GTC`: what to do when somebody adds us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AddPolicy {
    /// `A`: tell us.
    #[default]
    Ask,
    /// `N`: no prompt.
    Silent,
}

/// Which number, or which of the flags that travel as `PRP` and `BPR`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Property {
    /// `PHH`: home number.
    HomePhone,
    /// `PHW`: work number.
    WorkPhone,
    /// `PHM`: mobile number.
    MobilePhone,
    /// `MOB`: mobile messages allowed, `Y` or `N`.
    MobileAllowed,
    /// `MBE`: mobile device enabled.
    MobileEnabled,
    /// `MFN`: the friendly name.
    FriendlyName,
    /// `HSB`: has a blog.
    HasBlog,
    /// Any other three letters, kept.
    Other(String),
}

impl Property {
    /// The three letters on the wire.
    pub fn code(&self) -> &str {
        match self {
            Self::HomePhone => "PHH",
            Self::WorkPhone => "PHW",
            Self::MobilePhone => "PHM",
            Self::MobileAllowed => "MOB",
            Self::MobileEnabled => "MBE",
            Self::FriendlyName => "MFN",
            Self::HasBlog => "HSB",
            Self::Other(code) => code,
        }
    }
    /// The property behind a key.
    pub fn from_code(code: &str) -> Self {
        match code {
            "PHH" => Self::HomePhone,
            "PHW" => Self::WorkPhone,
            "PHM" => Self::MobilePhone,
            "MOB" => Self::MobileAllowed,
            "MBE" => Self::MobileEnabled,
            "MFN" => Self::FriendlyName,
            "HSB" => Self::HasBlog,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// What somebody says under their name, and what they listen to (`UUX`, `UBX`; from MSNP11).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonalMessage {
    /// The text (`PSM`).
    pub text: String,
    /// What is playing, if anything (`CurrentMedia`).
    pub media: Option<CurrentMedia>,
}

/// The content of `CurrentMedia`: fields joined by a literal `\0`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CurrentMedia {
    /// The program that plays; often empty.
    pub application: String,
    /// `Music`, `Games` or `Office`.
    pub kind: String,
    /// How to show the arguments: `{0} - {1}`.
    pub format: String,
    /// What the format names by index.
    pub arguments: Vec<String>,
}

impl CurrentMedia {
    /// The line to show: the format with its arguments in place.
    pub fn display(&self) -> String {
        let mut out = String::new();
        let mut rest = self.format.as_str();
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let tail = &rest[open..];
            let close = tail.find('}');
            let index = close.and_then(|c| tail[1..c].parse::<usize>().ok());
            if let (Some(close), Some(index)) = (close, index) {
                out.push_str(self.arguments.get(index).map_or("", String::as_str));
                rest = &tail[close + 1..];
            } else {
                out.push('{');
                rest = &tail[1..];
            }
        }
        out.push_str(rest);
        out
    }
}

/// A host and a port, as `XFR` and `RNG` name them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// A name or an address; an IPv6 address without its brackets.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

impl Endpoint {
    /// The port of the protocol where none is written.
    pub const DEFAULT_PORT: u16 = 1863;

    /// A host as it stands before a port or in the address of a page: an IPv6 address in brackets.
    pub fn bracketed(host: &str) -> Cow<'_, str> {
        if host.contains(':') { format!("[{host}]").into() } else { host.into() }
    }

    /// Takes `host`, `host:port` or `[v6]:port`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 300 || text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/')
        {
            return None;
        }
        if let Some(rest) = text.strip_prefix('[') {
            let (host, tail) = rest.split_once(']')?;
            let port = if tail.is_empty() { Self::DEFAULT_PORT } else { tail.strip_prefix(':')?.parse().ok()? };
            return (!host.is_empty()).then(|| Self { host: host.to_owned(), port });
        }
        match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => Some(Self { host: text.to_owned(), port: Self::DEFAULT_PORT }),
            Some((host, port)) => {
                let port = port.parse().ok()?;
                (!host.is_empty()).then(|| Self { host: host.to_owned(), port })
            }
            None => Some(Self { host: text.to_owned(), port: Self::DEFAULT_PORT }),
        }
    }
}
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", Self::bracketed(&self.host), self.port)
    }
}

/// A moment, as the time since some start that the driver chose. The machines compare and add; they never ask a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(pub Duration);

impl std::ops::Add<Duration> for Instant {
    type Output = Self;
    fn add(self, rest: Duration) -> Self {
        Self(self.0.saturating_add(rest))
    }
}
impl Instant {
    /// How long after `earlier` this is; zero when it is before it.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

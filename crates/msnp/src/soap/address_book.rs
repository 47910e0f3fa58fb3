//! The address book of MSNP13 and later: who is on the lists, in which group, under which name.
//!
//! Two services share one way of asking. The address book proper knows contacts, groups and oneself ([`book`]); the
//! sharing service knows who is allowed, blocked, pending ([`membership`](super::membership)). [`facts`] joins them
//! into what the older dialects tell with `LST` lines. [`edit`] changes them.
//!
//! ```
//! use msnp::soap::address_book::{Access, Affinity, edit::{Done, Edit}};
//! use msnp::session::WebReply;
//! use msnp::types::{Email, Secret};
//!
//! let ticket = Secret::new("t=secret&p=");
//! let mut affinity = Affinity::default();
//! let access = Access {
//!     address_book: "https://host.example/abservice/abservice.asmx",
//!     sharing: "https://host.example/abservice/SharingService.asmx",
//!     ticket: &ticket,
//!     affinity: &affinity,
//!     insecure_loopback: false,
//! };
//! let edit = Edit::AddContact { who: Email::parse("bob@example.com")?.into(), invitation: None };
//! let request = edit.request(&access)?;
//! assert_eq!(request.url, access.address_book);
//!
//! let body = "<Envelope><Body><ABContactAddResponse><ABContactAddResult><guid>871552bd</guid></ABContactAddResult>\
//!     </ABContactAddResponse></Body></Envelope>";
//! let reply = WebReply { status: 200, headers: Vec::new(), body: body.into() };
//! assert_eq!(edit.read(&reply, false, &mut affinity)?, Done { id: Some("871552bd".to_owned()), already: false });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod book;
pub mod circles;
pub mod edit;
pub mod error;
pub mod facts;
mod write;

use super::envelope::{self, Reply, Soap};
use super::xml::{Element, Writer};
use crate::auth::passport::PassportError;
use crate::session::WebRequest;
use crate::types::Secret;
use std::fmt;

/// The namespace of both services; an operation's action is this, a slash, and its name.
pub(super) const NAMESPACE: &str = "http://www.msn.com/webservices/AddressBook";

/// The address book that everybody has.
pub(super) const OWN_BOOK: &str = "00000000-0000-0000-0000-000000000000";

/// Before anything: asked with it, a service tells everything.
pub(super) const FROM_THE_START: &str = "0001-01-01T00:00:00.0000000-08:00";

/// One of the ids that the services know a messenger by.
const APPLICATION: &str = "CFE80F9D-180F-4399-82AB-413F33A1FA11";

/// What it takes to ask the two services.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// The address of `abservice.asmx`.
    pub address_book: &'a str,
    /// The address of `SharingService.asmx`.
    pub sharing: &'a str,
    /// The ticket for `contacts.msn.com`.
    pub ticket: &'a Secret,
    /// What earlier replies asked to send along.
    pub affinity: &'a Affinity,
    /// Whether plain HTTP to this very machine is allowed.
    pub insecure_loopback: bool,
}

/// Which of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Contacts, groups, oneself.
    AddressBook,
    /// Who is allowed, blocked, pending.
    Sharing,
}

/// What the person is doing; services of old chose their machines by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scenario {
    Initial,
    ContactSave,
    GroupSave,
    BlockUnblock,
    AcceptPending,
    CircleSave,
    CircleInvitation,
}

impl Scenario {
    const fn name(self) -> &'static str {
        match self {
            Self::Initial => "Initial",
            Self::ContactSave => "ContactSave",
            Self::GroupSave => "GroupSave",
            Self::BlockUnblock => "BlockUnblock",
            Self::AcceptPending => "ContactMsgrAPI",
            Self::CircleSave => "CircleSave",
            Self::CircleInvitation => "CircleInvite",
        }
    }
}

impl Access<'_> {
    /// The request for an operation, with what `body` writes below its element.
    pub(super) fn call(
        &self,
        service: Service,
        operation: &'static str,
        scenario: Scenario,
        body: impl FnOnce(&mut Writer),
    ) -> Result<WebRequest, PassportError> {
        let url = match service {
            Service::AddressBook => self.address_book,
            Service::Sharing => self.sharing,
        };
        let space = [("xmlns", NAMESPACE)];
        let envelope = envelope::write(
            Soap::V11,
            &[],
            |header| {
                header.element("ABApplicationHeader", &space, |header| {
                    header.leaf("ApplicationId", APPLICATION);
                    header.leaf("IsMigration", "false");
                    header.leaf("PartnerScenario", scenario.name());
                    if let Some(key) = &self.affinity.cache_key {
                        header.leaf("CacheKey", key);
                    }
                });
                header.element("ABAuthHeader", &space, |header| {
                    header.leaf("ManagedGroupRequest", "false");
                    header.leaf("TicketToken", self.ticket.expose());
                });
            },
            |inside| inside.element(operation, &space, body),
        );
        let action = format!("{NAMESPACE}/{operation}");
        envelope::post(&self.affinity.url(url), Some(&action), envelope, self.insecure_loopback)
    }
}

/// What a service asks to send along next time, so that the same machine answers: a key and a host. Its `Debug` shows
/// no key.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Affinity {
    cache_key: Option<String>,
    host: Option<String>,
}

impl Affinity {
    /// The longest key that is kept.
    const MAX_KEY: usize = 4096;

    /// Takes what a reply asks for; what it doesn't mention stays.
    pub fn learn(&mut self, reply: &Reply) {
        let Some(header) = reply.header().and_then(|header| header.child("ServiceHeader")) else { return };
        if let Some(key) = header.value_of("CacheKey").filter(|key| !key.is_empty() && key.len() <= Self::MAX_KEY) {
            self.cache_key = Some(key.to_owned());
        }
        if let Some(host) = header.value_of("PreferredHostName").filter(|host| is_host(host)) {
            self.host = Some(host.to_owned());
        }
    }

    /// Goes back to the address that is configured, because the host that was preferred doesn't answer.
    pub fn forget_host(&mut self) {
        self.host = None;
    }

    /// The address to ask instead of `url`. Another host is believed only where it is of the same site: services run by
    /// hobbyists name hosts that aren't theirs, and the ticket goes along.
    pub fn url(&self, url: &str) -> String {
        let moved = self.host.as_deref().and_then(|host| {
            let (scheme, rest) = url.split_once("://")?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            let (configured, port) = split_port(authority);
            let (preferred, preferred_port) = split_port(host);
            if configured.eq_ignore_ascii_case(preferred) || !same_site(configured, preferred) {
                return None;
            }
            let port = preferred_port.or(port).map(|port| format!(":{port}")).unwrap_or_default();
            Some(format!("{scheme}://{preferred}{port}{path}"))
        });
        moved.unwrap_or_else(|| url.to_owned())
    }
}

impl fmt::Debug for Affinity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Affinity").field("cache_key", &self.cache_key.is_some()).field("host", &self.host).finish()
    }
}

/// A name, with or without a port; nothing that an address could be bent with.
fn is_host(host: &str) -> bool {
    let (name, port) = split_port(host);
    let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0));
    !name.is_empty() && name.len() <= 253 && letters && port
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    // An IPv6 address has colons of its own and stays whole.
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// Whether both are names that end in the same two labels. Numbers have no site.
fn same_site(one: &str, other: &str) -> bool {
    let labels = |host: &str| {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let labels: Vec<String> = host.rsplit('.').take(2).map(str::to_owned).collect();
        let is_name = labels.len() == 2 && !labels[0].bytes().all(|b| b.is_ascii_digit());
        is_name.then_some(labels)
    };
    labels(one).is_some_and(|site| labels(other) == Some(site))
}

/// `true` in any of the forms that services write.
pub(super) fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

/// The text of a child, kept to a sane length; `None` when there is none.
pub(super) fn words(element: &Element, name: &str) -> Option<String> {
    let value = element.value_of(name)?;
    let text: String = value.chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect();
    (!text.is_empty()).then_some(text)
}

/// How long a name, a note or another text of a reply may be, in characters.
pub(super) const MAX_WORDS: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn preferring(host: &str) -> Affinity {
        let body = format!(
            "<e:Envelope xmlns:e='x'><e:Header><ServiceHeader><CacheKey>12r1:secret</CacheKey><PreferredHostName>{host}\
             </PreferredHostName></ServiceHeader></e:Header><e:Body/></e:Envelope>"
        );
        let reply = crate::session::WebReply { status: 200, headers: Vec::new(), body: body.into() };
        let mut affinity = Affinity::default();
        affinity.learn(&envelope::read(&reply).expect("an envelope"));
        affinity
    }

    #[test]
    fn the_preferred_host_is_followed_within_its_site() {
        let url = "https://omega.contacts.msn.com/abservice/abservice.asmx?x=1";
        for (host, expected) in [
            ("by1.contacts.msn.com", "https://by1.contacts.msn.com/abservice/abservice.asmx?x=1"),
            ("BY1.MSN.com:8443", "https://BY1.MSN.com:8443/abservice/abservice.asmx?x=1"),
            ("omega.contacts.msn.com", url),
            ("contacts.example.com", url),
            ("evil.com/msn.com", url),
            ("me@by1.msn.com", url),
            ("by1.msn.com:0", url),
            ("by1.msn.com:99999", url),
            ("", url),
        ] {
            assert_eq!(preferring(host).url(url), expected, "{host}");
        }
        let local = "http://127.0.0.1:2443/abservice/abservice.asmx";
        for host in ["127.0.0.1:80", "10.0.0.1", "127.0.0.1"] {
            assert_eq!(preferring(host).url(local), local);
        }
        assert_eq!(preferring("b.example.com").url("https://a.example.com:8/x"), "https://b.example.com:8/x");
        assert_eq!(preferring("b.example.com").url("nonsense"), "nonsense");
    }

    #[test]
    fn the_key_goes_along_and_stays_out_of_debug() {
        let affinity = preferring("by1.msn.com");
        let ticket = Secret::new("t=secret&p=");
        let access = Access {
            address_book: "https://a.example/1",
            sharing: "https://a.example/2",
            ticket: &ticket,
            affinity: &affinity,
            insecure_loopback: false,
        };
        let request = access.call(Service::Sharing, "Ask", Scenario::Initial, |_| {}).expect("a request");
        assert_eq!(request.url, "https://a.example/2");
        let tree = Element::parse(&request.body).expect("a document");
        assert_eq!(tree.find("CacheKey").map(Element::value), Some("12r1:secret"));
        assert_eq!(tree.find("TicketToken").map(Element::value), Some("t=secret&p="));
        assert!(!format!("{request:?} {access:?} {tree:?}").contains("secret"));
    }
}

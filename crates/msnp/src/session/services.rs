//! Where the web services of MSNP13 and later are.

use crate::soap::config::ServiceConfig;
use crate::types::Endpoint;

/// The addresses of the web services. What is `None` is taken from the host of the notification server, under the paths
/// that everybody's services have had.
///
/// ```
/// use msnp::session::Services;
///
/// let services = Services::at("messenger.example").tokens("https://login.example/RST2.srf");
/// assert_eq!(services.sharing.as_deref(), Some("https://messenger.example/abservice/SharingService.asmx"));
/// assert_eq!(services.tokens.as_deref(), Some("https://login.example/RST2.srf"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Services {
    /// The sign-in service: `RST.srf`, or `RST2.srf`, whose requests have another form.
    pub tokens: Option<String>,
    /// The address book: `abservice.asmx`.
    pub address_book: Option<String>,
    /// The lists beside it: `SharingService.asmx`.
    pub sharing: Option<String>,
    /// Where messages to somebody offline are left: `oim.asmx`.
    pub leave_offline: Option<String>,
    /// Where our own offline messages are fetched: `rsi.asmx`.
    pub fetch_offline: Option<String>,
    /// MsgrConfig, which names the address book: `MsgrConfig.asmx`. Asked only where it is given and the address book
    /// isn't.
    pub config: Option<String>,
}

impl Services {
    /// All of them at one host, with or without a port.
    pub fn at(host: &str) -> Self {
        Self::under(&format!("https://{host}"))
    }

    /// All of them below an address such as `https://messenger.example:8443`.
    pub fn under(origin: &str) -> Self {
        let page = |path: &str| Some(format!("{origin}/{path}"));
        Self {
            tokens: page("RST.srf"),
            address_book: page("abservice/abservice.asmx"),
            sharing: page("abservice/SharingService.asmx"),
            leave_offline: page("OimWS/oim.asmx"),
            fetch_offline: page("rsi/rsi.asmx"),
            config: page("Config/MsgrConfig.asmx"),
        }
    }

    /// The start of a Nexus's address, where that is at this host: its other pages are beside it. Whoever runs such a
    /// server at home may have them at a port of their own.
    pub fn beside<'a>(nexus: &'a str, host: &str) -> Option<&'a str> {
        let host = Endpoint::bracketed(host);
        let (scheme, rest) = nexus.split_once("://")?;
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let port = authority
            .get(host.len()..)
            .filter(|_| authority.get(..host.len()).is_some_and(|at| at.eq_ignore_ascii_case(&host)))?;
        let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        is_port.then(|| &nexus[..scheme.len() + 3 + authority.len()])
    }

    /// With another sign-in service.
    #[must_use]
    pub fn tokens(self, url: impl Into<String>) -> Self {
        Self { tokens: Some(url.into()), ..self }
    }

    /// With another address book and the lists beside it.
    #[must_use]
    pub fn address_book(self, address_book: impl Into<String>, sharing: impl Into<String>) -> Self {
        Self { address_book: Some(address_book.into()), sharing: Some(sharing.into()), ..self }
    }

    /// With other places for offline messages: where they are left, and where they are fetched.
    #[must_use]
    pub fn offline(self, leave: impl Into<String>, fetch: impl Into<String>) -> Self {
        Self { leave_offline: Some(leave.into()), fetch_offline: Some(fetch.into()), ..self }
    }

    /// With a service that says itself where its address book is.
    #[must_use]
    pub fn config(self, url: impl Into<String>) -> Self {
        Self { config: Some(url.into()), ..self }
    }

    /// What is `None` here, from there.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.or(other.tokens),
            address_book: self.address_book.or(other.address_book),
            sharing: self.sharing.or(other.sharing),
            leave_offline: self.leave_offline.or(other.leave_offline),
            fetch_offline: self.fetch_offline.or(other.fetch_offline),
            config: self.config.or(other.config),
        }
    }

    /// What a service says of itself.
    pub fn of(config: &ServiceConfig) -> Self {
        Self { address_book: config.address_book.clone(), sharing: config.sharing.clone(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nexus_at_the_server_s_host_says_where_the_web_pages_are() {
        for (nexus, host, expected) in [
            ("http://127.0.0.1:8080/rdr/pprdr.asp", "127.0.0.1", Some("http://127.0.0.1:8080")),
            ("https://Ns.example/rdr/pprdr.asp", "ns.example", Some("https://Ns.example")),
            ("https://ns.example", "ns.example", Some("https://ns.example")),
            ("http://[::1]:8080/x", "::1", Some("http://[::1]:8080")),
            ("https://ns.example.evil/rdr", "ns.example", None),
            ("https://ns.example:x/rdr", "ns.example", None),
            ("https://ns.example@evil/rdr", "ns.example", None),
            ("https://login.example/rdr", "ns.example", None),
            ("https://é/", "ab", None),
            ("nonsense", "nonsense", None),
        ] {
            assert_eq!(Services::beside(nexus, host), expected, "{nexus}");
        }
    }

    #[test]
    fn what_is_given_wins() {
        let given = Services::default().address_book("https://a.example/1", "https://a.example/2");
        let services = given.or(Services::at("host.example:8443"));
        assert_eq!(services.address_book.as_deref(), Some("https://a.example/1"));
        assert_eq!(services.sharing.as_deref(), Some("https://a.example/2"));
        assert_eq!(services.tokens.as_deref(), Some("https://host.example:8443/RST.srf"));
        assert_eq!(services.fetch_offline.as_deref(), Some("https://host.example:8443/rsi/rsi.asmx"));
    }
}

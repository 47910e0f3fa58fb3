//! The addresses of a service's pages on the web, each of which may be left to be derived from the server's name.

use msnp::gateway::Address as Gateway;
use msnp::session::Services;
use msnp::types::Endpoint;
use std::collections::BTreeMap;

/// One of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WebService {
    /// Where a password becomes a ticket (MSNP15 up).
    Tokens,
    /// The address book (MSNP13 up).
    AddressBook,
    /// Its lists of who may see and message us.
    Sharing,
    /// Where messages for somebody offline are left.
    LeaveOffline,
    /// Where one's own are fetched.
    FetchOffline,
    /// What a service says of itself.
    Config,
    /// The way round a blocked port.
    Gateway,
}

impl WebService {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 7] = [
        Self::Tokens,
        Self::AddressBook,
        Self::Sharing,
        Self::LeaveOffline,
        Self::FetchOffline,
        Self::Config,
        Self::Gateway,
    ];

    /// What files call it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::AddressBook => "address_book",
            Self::Sharing => "sharing",
            Self::LeaveOffline => "leave_offline",
            Self::FetchOffline => "fetch_offline",
            Self::Config => "config",
            Self::Gateway => "gateway",
        }
    }

    /// The one that files call so.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.key() == key)
    }
}

/// The addresses that are given; what isn't is derived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebAddresses(BTreeMap<WebService, String>);

impl WebAddresses {
    /// The address of a page; empty where none is given.
    pub fn get(&self, service: WebService) -> &str {
        self.0.get(&service).map_or("", String::as_str)
    }

    /// Gives a page its address, or none.
    pub fn set(&mut self, service: WebService, address: String) {
        if address.trim().is_empty() {
            self.0.remove(&service);
        } else {
            self.0.insert(service, address);
        }
    }

    /// Those that are given.
    pub fn given(&self) -> impl Iterator<Item = (WebService, &str)> {
        self.0.iter().map(|(service, address)| (*service, address.as_str()))
    }

    /// With nothing round them.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        Self(self.0.iter().map(|(service, address)| (*service, address.trim().to_owned())).collect())
    }

    /// As the toolkit takes them.
    pub fn services(&self) -> Services {
        let at = |service| Some(self.get(service)).filter(|address| !address.is_empty()).map(str::to_owned);
        Services {
            tokens: at(WebService::Tokens),
            address_book: at(WebService::AddressBook),
            sharing: at(WebService::Sharing),
            leave_offline: at(WebService::LeaveOffline),
            fetch_offline: at(WebService::FetchOffline),
            config: at(WebService::Config),
        }
    }

    /// The addresses of a server of that name, at the paths that everybody's services have had: beside the start of the
    /// sign-in where that is at the same host, since a server at home may have its pages at a port of its own.
    pub fn derived(host: &str, nexus: &str) -> Self {
        let beside = Services::beside(nexus.trim(), host).filter(|_| usable(None, nexus));
        let host = Endpoint::bracketed(host);
        let plain = beside.map_or_else(|| format!("http://{host}"), str::to_ascii_lowercase);
        let pages = beside.map_or_else(|| Services::at(&host), |origin| Services::under(&origin.to_ascii_lowercase()));
        let pages = [
            (WebService::Tokens, pages.tokens),
            (WebService::AddressBook, pages.address_book),
            (WebService::Sharing, pages.sharing),
            (WebService::LeaveOffline, pages.leave_offline),
            (WebService::FetchOffline, pages.fetch_offline),
            (WebService::Config, pages.config),
            (WebService::Gateway, Some(format!("{plain}{}", Gateway::PATH))),
        ];
        Self(pages.into_iter().filter_map(|(service, page)| Some((service, page?))).collect())
    }

    /// What isn't given here, from there.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        for (service, address) in other.0 {
            self.0.entry(service).or_insert(address);
        }
        self
    }
}

/// The start of the sign-in, where none is given.
pub fn derived_nexus(host: &str) -> String {
    format!("https://{}/rdr/pprdr.asp", Endpoint::bracketed(host))
}

/// Plain http is for this computer alone; the session checks the same once more. The gateway is plain for everybody:
/// it carries what goes over an open port otherwise.
pub fn usable(service: Option<WebService>, address: &str) -> bool {
    reqwest::Url::parse(address.trim()).is_ok_and(|url| {
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let plain = loopback || service == Some(WebService::Gateway);
        url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && plain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_key_and_a_derived_address() {
        let derived = WebAddresses::derived("m.example", "");
        for service in WebService::ALL {
            assert_eq!(WebService::of_key(service.key()), Some(service));
            assert!(usable(Some(service), derived.get(service)), "{service:?}: {}", derived.get(service));
        }
        assert_eq!(WebAddresses::derived("::1", "").get(WebService::Tokens), "https://[::1]/RST.srf");
        assert_eq!(derived.services(), Services::at("m.example"));
    }

    #[test]
    fn pages_are_where_the_sign_in_starts_if_that_is_at_the_same_host() {
        let tokens = |nexus| WebAddresses::derived("m.example", nexus).get(WebService::Tokens).to_owned();
        assert_eq!(tokens("https://M.example:8443/rdr/pprdr.asp"), "https://m.example:8443/RST.srf");
        assert_eq!(tokens("https://login.example:8443/rdr/pprdr.asp"), "https://m.example/RST.srf");
        assert_eq!(tokens("http://m.example:8443/rdr/pprdr.asp"), "https://m.example/RST.srf");
        let local = WebAddresses::derived("127.0.0.1", "http://127.0.0.1:81/rdr/pprdr.asp");
        assert_eq!(local.get(WebService::Tokens), "http://127.0.0.1:81/RST.srf");
        assert_eq!(derived_nexus("::1"), "https://[::1]/rdr/pprdr.asp");
    }

    #[test]
    fn what_is_empty_is_derived() {
        let mut web = WebAddresses::default();
        web.set(WebService::Config, "  ".into());
        assert_eq!(web, WebAddresses::default());
        web.set(WebService::Config, " https://a.example/ ".into());
        assert_eq!(web.trimmed().services(), Services::default().config("https://a.example/"));
    }

    #[test]
    fn only_the_gateway_may_be_plain() {
        assert!(!usable(Some(WebService::Tokens), "http://a.example/RST.srf"));
        assert!(!usable(None, "http://a.example/"));
        assert!(usable(None, "http://127.0.0.1:80/"));
        assert!(usable(Some(WebService::Gateway), "http://a.example/gateway/gateway.dll"));
        assert!(!usable(Some(WebService::Gateway), "gopher://a.example/"));
        assert!(!usable(None, ""));
    }
}

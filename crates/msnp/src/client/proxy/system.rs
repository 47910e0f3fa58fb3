//! The system's proxy settings, by the rules that other programs have: the environment (`https_proxy`, `http_proxy`,
//! `all_proxy`, each in capitals, too, and `no_proxy`), and on Windows and macOS the settings of the system.
//!
//! Desktops of Linux keep theirs where only the session bus finds them; they set the environment of programs, too.

use super::{Hop, ProxyServer};
use crate::client::route::is_loopback;
use crate::types::{Endpoint, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

/// The settings, as they were when the session began.
#[derive(Debug)]
pub(in crate::client) struct System(Matcher);

impl System {
    /// Reads them.
    pub(in crate::client) fn read() -> Self {
        Self(Matcher::from_system())
    }

    /// One proxy for everything.
    #[cfg(test)]
    pub(in crate::client) fn of(url: &str) -> Self {
        Self(Matcher::builder().all(url.to_owned()).build())
    }

    /// The proxy for a web request to this address.
    pub(in crate::client) fn for_web(&self, url: &reqwest::Url) -> Option<Hop> {
        let host = url.host_str()?;
        if is_loopback(host) {
            return None;
        }
        let port = url.port_or_known_default()?;
        hop(&self.0.intercept(&format!("{}://{host}:{port}/", url.scheme()).parse().ok()?)?)
    }

    /// The proxy for a connection: the one for encrypted pages, which knows tunnels, or else the one for others.
    pub(in crate::client) fn for_connection(&self, target: &Endpoint) -> Option<Hop> {
        if is_loopback(&target.host) {
            return None;
        }
        ["https", "http"].iter().find_map(|scheme| {
            let address = format!("{scheme}://{target}/").parse().ok()?;
            hop(&self.0.intercept(&address)?)
        })
    }
}

/// What a setting means; `None` for a kind of proxy that we don't know.
fn hop(found: &Intercept) -> Option<Hop> {
    let uri = found.uri();
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = |usual| uri.port_u16().unwrap_or(usual);
    match uri.scheme_str()? {
        "http" => {
            let endpoint = Endpoint { host, port: port(80) };
            Some(Hop::Http(ProxyServer { endpoint, credentials: basic(found) }))
        }
        "socks5" | "socks5h" => {
            let endpoint = Endpoint { host, port: port(1080) };
            let credentials = found.raw_auth().map(|(name, password)| (name.to_owned(), Secret::new(password)));
            Some(Hop::Socks5(ProxyServer { endpoint, credentials }))
        }
        other => {
            tracing::info!(kind = other, "the system's proxy is of a kind that isn't known here");
            None
        }
    }
}

/// Name and password out of the header that they were made into.
fn basic(found: &Intercept) -> Option<(String, Secret)> {
    let proof = found.basic_auth()?.to_str().ok()?.strip_prefix("Basic ")?;
    let plain = String::from_utf8(STANDARD.decode(proof).ok()?).ok()?;
    let (name, password) = plain.split_once(':')?;
    Some((name.to_owned(), Secret::new(password)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host: &str) -> Endpoint {
        Endpoint { host: host.to_owned(), port: 1863 }
    }

    fn url(text: &str) -> reqwest::Url {
        reqwest::Url::parse(text).expect("an address")
    }

    #[test]
    fn the_one_for_encrypted_pages_is_the_one_for_connections() {
        let settings = Matcher::builder()
            .http("plain.example:81")
            .https("http://bob:hunter%402@tunnel.example:3128")
            .no("intern.example, 10.0.0.0/8")
            .build();
        let system = System(settings);
        let tunnel = system.for_connection(&at("chat.example")).expect("a proxy");
        assert_eq!(tunnel.to_string(), "tunnel.example:3128");
        let (name, password) = tunnel.server().credentials.clone().expect("a password");
        assert_eq!((name.as_str(), password.expose()), ("bob", "hunter@2"));
        let plain = system.for_web(&url("http://chat.example/gateway/gateway.dll")).expect("a proxy");
        assert_eq!(plain.to_string(), "plain.example:81");
        for host in ["intern.example", "chat.intern.example", "10.1.2.3", "127.0.0.1", "localhost"] {
            assert_eq!(system.for_connection(&at(host)), None, "{host}");
            assert_eq!(system.for_web(&url(&format!("https://{host}/"))), None, "{host}");
        }
    }

    #[test]
    fn one_for_all_may_speak_socks() {
        let system = System(Matcher::builder().all("socks5://eve:x@[fe80::1]").build());
        let hop = system.for_connection(&at("chat.example")).expect("a proxy");
        assert!(
            matches!(&hop, Hop::Socks5(server) if server.endpoint == Endpoint { host: "fe80::1".into(), port: 1080 })
        );
        assert_eq!(hop.server().credentials.as_ref().map(|(name, _)| name.as_str()), Some("eve"));
        let only_plain = System(Matcher::builder().http("plain.example:81").build());
        assert_eq!(
            only_plain.for_connection(&at("chat.example")).map(|hop| hop.to_string()).as_deref(),
            Some("plain.example:81")
        );
        let unknown = System(Matcher::builder().all("socks4://old.example").build());
        assert_eq!(unknown.for_connection(&at("chat.example")), None);
        assert_eq!(System(Matcher::builder().build()).for_connection(&at("chat.example")), None);
    }
}

//! Proxies: which one is to be used, and the first words with it.
//!
//! Whatever is on this very machine is reached without a proxy, since a password that may go there in the clear must not
//! leave the machine; only a proxy that runs on it, too, and that the person named themselves, is used for that.

mod http;
mod socks;
mod system;

pub(super) use http::wants_password;
pub(super) use system::System;

use super::route::is_loopback;
use crate::types::{Endpoint, Secret};
use std::fmt;
use tokio::net::TcpStream;

/// Which proxy to use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxy {
    /// The system's: the variables `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` (in capitals, too), on
    /// Windows and macOS also the system's settings. Web requests go through it at once, as those of any program; a
    /// connection to a notification server or switchboard only when the direct way fails, since most such proxies let
    /// only the web out.
    #[default]
    System,
    /// None.
    None,
    /// This one, for everything. It is asked for tunnels (`CONNECT`).
    Http(ProxyServer),
    /// This one, for everything. Names are resolved by it.
    Socks5(ProxyServer),
}

/// Where a proxy is, and how to sign in to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyServer {
    /// Where it is.
    pub endpoint: Endpoint,
    /// The name and password that it wants, where it wants them.
    pub credentials: Option<(String, Secret)>,
}

/// Why a text names no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// It isn't an address.
    #[error(
        "A proxy is written as http://host:port or socks5://host:port, with name:password@ before the host if needed."
    )]
    Address,
    /// It's of another kind.
    #[error("The kind of proxy {0:?} isn't known; there are http and socks5.")]
    Kind(String),
}

impl Proxy {
    /// Reads `http://host:port`, `socks5://name:password@host:port`, `none` or `system`. Without a port an HTTP proxy
    /// is at 8080 and a SOCKS5 proxy at 1080.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        match text.to_ascii_lowercase().as_str() {
            "none" => return Ok(Self::None),
            "system" => return Ok(Self::System),
            _ => {}
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (kind, port): (fn(ProxyServer) -> Self, _) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (Self::Http, 8080),
            // With either spelling the proxy resolves the names.
            "socks5" | "socks5h" => (Self::Socks5, 1080),
            _ => return Err(ProxyError::Kind(scheme.to_owned())),
        };
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, rest),
        };
        let credentials = credentials.map(|text| {
            let (name, password) = text.split_once(':').unwrap_or((text, ""));
            let decode = |part: &str| crate::wire::escape::decode(part).into_owned();
            (decode(name), Secret::new(decode(password)))
        });
        let endpoint = endpoint(place, port).ok_or(ProxyError::Address)?;
        Ok(kind(ProxyServer { endpoint, credentials }))
    }
}

/// A host and a port, or a host and the port that is usual.
fn endpoint(text: &str, port: u16) -> Option<Endpoint> {
    let bare = if text.starts_with('[') { text.ends_with(']') } else { !text.contains(':') };
    let read = if bare { Endpoint::parse(&format!("{text}:{port}")) } else { Endpoint::parse(text) };
    read.filter(|endpoint| endpoint.port > 0 && !endpoint.host.contains(['@', '?', '#', '\\']))
}

/// A proxy that is to be gone through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hop {
    Http(ProxyServer),
    Socks5(ProxyServer),
}

impl Hop {
    /// What the person named; `None` where that is the system's or none, or where `host` is to be reached directly.
    pub(super) fn named(proxy: &Proxy, host: &str) -> Option<Self> {
        let hop = match proxy {
            Proxy::System | Proxy::None => return None,
            Proxy::Http(server) => Self::Http(server.clone()),
            Proxy::Socks5(server) => Self::Socks5(server.clone()),
        };
        (!is_loopback(host) || is_loopback(&hop.server().endpoint.host)).then_some(hop)
    }

    pub(super) fn server(&self) -> &ProxyServer {
        match self {
            Self::Http(server) | Self::Socks5(server) => server,
        }
    }

    /// Asks the proxy, on a fresh connection to it, for one to `target`.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub(super) async fn greet(&self, stream: &mut TcpStream, target: &Endpoint) -> Result<(), String> {
        match self {
            Self::Http(server) => http::tunnel(stream, server, target).await,
            Self::Socks5(server) => socks::connect(stream, server, target).await,
        }
    }

    /// The address of the proxy, with name and password, as reqwest takes it.
    pub(super) fn url(&self) -> Option<reqwest::Url> {
        let scheme = match self {
            Self::Http(_) => "http",
            // With the `h` it is the proxy that resolves names.
            Self::Socks5(_) => "socks5h",
        };
        let server = self.server();
        let mut url = reqwest::Url::parse(&format!("{scheme}://{}", server.endpoint)).ok()?;
        if let Some((name, password)) = &server.credentials {
            url.set_username(name).ok()?;
            url.set_password(Some(password.expose())).ok()?;
        }
        Some(url)
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.server().endpoint.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(host: &str, port: u16, credentials: Option<(&str, &str)>) -> ProxyServer {
        let credentials = credentials.map(|(name, password)| (name.to_owned(), Secret::new(password)));
        ProxyServer { endpoint: Endpoint { host: host.to_owned(), port }, credentials }
    }

    #[test]
    fn addresses_are_read() {
        for (text, proxy) in [
            ("none", Proxy::None),
            ("System", Proxy::System),
            ("http://proxy.example:3128", Proxy::Http(server("proxy.example", 3128, None))),
            ("http://proxy.example:3128/", Proxy::Http(server("proxy.example", 3128, None))),
            ("proxy.example", Proxy::Http(server("proxy.example", 8080, None))),
            ("proxy.example:81", Proxy::Http(server("proxy.example", 81, None))),
            ("socks5://[::1]", Proxy::Socks5(server("::1", 1080, None))),
            ("SOCKS5H://[::1]:9", Proxy::Socks5(server("::1", 9, None))),
            ("http://a%40b:p%3A@q@h:1", Proxy::Http(server("h", 1, Some(("a@b", "p:@q"))))),
            ("socks5://only@h", Proxy::Socks5(server("h", 1080, Some(("only", ""))))),
        ] {
            assert_eq!(Proxy::parse(text), Ok(proxy), "{text}");
        }
        for bad in ["", "http://", "http://h:x", "http://h:99999", "http://h:0", "http://h/path", "h h"] {
            assert_eq!(Proxy::parse(bad), Err(ProxyError::Address), "{bad}");
        }
        assert_eq!(Proxy::parse("socks4://h"), Err(ProxyError::Kind("socks4".to_owned())));
    }

    #[test]
    fn this_machine_needs_a_proxy_of_its_own() {
        let far = Proxy::parse("socks5://proxy.example").expect("a proxy");
        let near = Proxy::parse("http://127.0.0.1:3128").expect("a proxy");
        assert!(Hop::named(&far, "chat.example").is_some() && Hop::named(&near, "chat.example").is_some());
        for host in ["127.0.0.1", "localhost", "::1", "a.LOCALHOST"] {
            assert!(Hop::named(&far, host).is_none() && Hop::named(&near, host).is_some(), "{host}");
        }
        assert!(Hop::named(&Proxy::System, "chat.example").is_none());
    }

    #[test]
    fn secrets_stay_out_of_logs_and_reach_the_web_client_whole() {
        let proxy = Proxy::parse("http://bob:hunter%402@[::1]:3128").expect("a proxy");
        assert!(!format!("{proxy:?}").contains("hunter"));
        let url = Hop::named(&proxy, "chat.example").and_then(|hop| hop.url()).expect("an address");
        assert_eq!(url.as_str(), "http://bob:hunter%402@[::1]:3128/");
    }
}

//! Where a gateway is, and where it may send us on to.

use crate::types::Endpoint;
use std::net::IpAddr;

/// The address of a gateway: `http` or `https`, host, port and path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    secure: bool,
    /// An IPv6 address without its brackets.
    host: String,
    port: Option<u16>,
    path: String,
}

impl Address {
    /// The path where services have it.
    pub const PATH: &str = "/gateway/gateway.dll";

    /// Reads `http://host[:port][/path]`; without a path it is the usual one. `None` for anything else, a user name
    /// and a query among them.
    pub fn parse(url: &str) -> Option<Self> {
        if url.len() > 1024 || url.chars().any(|c| c.is_whitespace() || c.is_control() || "\\@?#".contains(c)) {
            return None;
        }
        let (scheme, rest) = url.split_once("://")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, tail) = match authority.strip_prefix('[') {
            Some(rest) => rest.split_once(']').filter(|(host, _)| host.contains(':'))?,
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        let port = match tail {
            "" => None,
            _ => Some(tail.strip_prefix(':')?.parse().ok().filter(|port| *port > 0)?),
        };
        let path = if path.len() > 1 { path } else { Self::PATH };
        is_host(host).then(|| Self { secure, host: host.to_owned(), port, path: path.to_owned() })
    }

    /// The gateway at a host, as clients look for it.
    pub fn at(host: &str) -> Option<Self> {
        let (host, port, path) = (host.to_owned(), None, Self::PATH.to_owned());
        is_host(&host).then_some(Self { secure: false, host, port, path })
    }

    /// Its host.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The whole address with a query.
    pub fn with(&self, query: &str) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        let host = Endpoint::bracketed(&self.host);
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{scheme}://{host}{port}{}?{query}", self.path)
    }

    /// Goes on at the host that the gateway names (`GW-IP`). Scheme, port and path stay: nobody is led from a safe
    /// address to an unsafe one, or to another door. Passed over in silence are what is no host, this machine or
    /// its neighbours unless the gateway is among those itself, and over TLS bare numbers, which certificates don't
    /// name.
    pub fn move_to(&mut self, host: &str) {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let number = host.parse::<IpAddr>().is_ok();
        let inward = is_near(host) && !is_near(&self.host);
        if is_host(host) && !inward && !(self.secure && number) {
            self.host = host.to_owned();
        }
    }
}

/// Whether it can be a name or an address.
fn is_host(host: &str) -> bool {
    if host.contains(':') {
        return host.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty()
        && host.len() <= 253
        && !host.starts_with('.')
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// Whether it is on this machine or in the house.
fn is_near(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    match host.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(v4)) => v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified(),
        Ok(IpAddr::V6(v6)) => {
            v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local()
        }
        // A name without a dot is one of this network. Numbers in forms that only some resolvers know are no names.
        Err(_) => {
            !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".local") || is_odd_number(&name)
        }
    }
}

/// `127.1` and `0x7f.0.0.1`, which some resolvers take for addresses.
fn is_odd_number(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Address {
        Address::parse(url).unwrap_or_else(|| panic!("{url}"))
    }

    #[test]
    fn addresses_are_read_strictly() {
        for (url, whole) in [
            ("http://gw.example", "http://gw.example/gateway/gateway.dll?x"),
            ("HTTPS://gw.example:444/", "https://gw.example:444/gateway/gateway.dll?x"),
            ("http://[::1]:80/a/b", "http://[::1]:80/a/b?x"),
            ("http://127.0.0.1:8080/gateway/gateway.dll", "http://127.0.0.1:8080/gateway/gateway.dll?x"),
        ] {
            assert_eq!(at(url).with("x"), whole, "{url}");
        }
        assert_eq!(Address::at("::1").map(|a| a.with("x")).as_deref(), Some("http://[::1]/gateway/gateway.dll?x"));
        for bad in [
            "",
            "gw.example",
            "ftp://gw.example",
            "http://",
            "http://a@b/",
            "http://a:x/",
            "http://a:0/",
            "http://a/?b",
            "http://a/#b",
            "http://a\\b/",
            "http://[::1/",
            "http://[x]/",
            "http://a b/",
            "http://.a/",
        ] {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_gateway_may_name_another_host_and_no_more() {
        let moved = |from: &str, to: &str| {
            let mut address = at(from);
            address.move_to(to);
            address.with("x")
        };
        assert_eq!(moved("http://gw.example:81/p", "207.46.110.1"), "http://207.46.110.1:81/p?x");
        assert_eq!(moved("https://gw.example/p", "gw2.example"), "https://gw2.example/p?x");
        for to in [
            "",
            "a/b",
            "a@b",
            "127.0.0.1",
            "127.1",
            "localhost",
            "::1",
            "::ffff:10.0.0.1",
            "192.168.1.1",
            "printer",
            "x.local",
        ] {
            assert_eq!(moved("http://gw.example/p", to), "http://gw.example/p?x", "{to}");
        }
        assert_eq!(moved("https://gw.example/p", "207.46.110.1"), "https://gw.example/p?x");
        assert_eq!(moved("http://127.0.0.1:9/p", "localhost"), "http://localhost:9/p?x");
        assert_eq!(moved("http://192.168.1.5/p", "192.168.1.6"), "http://192.168.1.6/p?x");
    }
}

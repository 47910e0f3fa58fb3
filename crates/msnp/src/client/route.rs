//! Which way a connection goes: directly, through a proxy, or by the gateway.
//!
//! The first way that works is remembered, so that switchboards and a redirect take it at once. It is forgotten when the
//! notification connection is lost, since the network may be another by then; so the next sign-in begins with the
//! direct way again.

use super::connection::{CONNECT, dial};
use super::network::{Gateway, Network};
use super::proxy::{Hop, Proxy, System};
use crate::event::Route;
use crate::gateway::Address;
use crate::types::Endpoint;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the direct way may take when there is another.
const DIRECT: Duration = Duration::from_secs(4);
/// How long a proxy may take when there is another way.
const PROXY: Duration = Duration::from_secs(8);

/// Whether a host is this very machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// One way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    Direct,
    Proxy(Hop),
    Gateway(Address),
}

impl Way {
    /// How it is told to the program.
    pub(super) fn route(&self) -> Route {
        match self {
            Self::Direct => Route::Direct,
            Self::Proxy(hop @ Hop::Http(_)) => Route::HttpProxy { host: hop.to_string() },
            Self::Proxy(hop @ Hop::Socks5(_)) => Route::Socks5 { host: hop.to_string() },
            Self::Gateway(address) => Route::Gateway { host: address.host().to_owned() },
        }
    }

    /// How long it may take; the last one has the whole time.
    const fn limit(&self, last: bool) -> Duration {
        match self {
            _ if last => CONNECT,
            Self::Direct => DIRECT,
            Self::Proxy(_) | Self::Gateway(_) => PROXY,
        }
    }
}

/// How a connection came to be.
#[derive(Debug)]
pub(super) enum Dialed {
    /// A stream to the server, and by which way.
    Stream(TcpStream, Route),
    /// The gateway is to be used. Whether it answers shows with the first words; before it, these ways failed.
    Gateway(Address, Option<String>),
}

/// The ways of one session.
#[derive(Debug)]
pub(super) struct Ways {
    network: Network,
    system: Arc<System>,
    /// The one that worked.
    known: Mutex<Option<Way>>,
}

impl Ways {
    pub(super) fn new(network: Network, system: Arc<System>) -> Self {
        Self { network, system, known: Mutex::default() }
    }

    /// Connects by the first way that works.
    ///
    /// # Errors
    /// Why none did, in words for a sentence.
    pub(super) async fn connect(&self, endpoint: &Endpoint) -> Result<Dialed, String> {
        let mut ways = ways(&self.network, self.system.for_connection(endpoint), endpoint)?;
        if let Some(known) = self.lock().clone()
            && let Some(at) = ways.iter().position(|way| *way == known)
        {
            ways[..=at].rotate_right(1);
        }
        let mut failures: Vec<String> = Vec::new();
        let mut rest = ways.into_iter().peekable();
        while let Some(way) = rest.next() {
            let limit = way.limit(rest.peek().is_none());
            let reached = match &way {
                Way::Gateway(address) => {
                    let before = (!failures.is_empty()).then(|| failures.join(". "));
                    return Ok(Dialed::Gateway(address.clone(), before));
                }
                Way::Direct => match timeout(limit, dial(endpoint)).await {
                    Ok(reached) => reached,
                    Err(_) => Err(format!("{endpoint} didn't answer within {} seconds", limit.as_secs())),
                },
                Way::Proxy(hop) => match timeout(limit, through(hop, endpoint)).await {
                    Ok(reached) => reached,
                    Err(_) => Err(format!("The proxy at {hop} didn't answer within {} seconds.", limit.as_secs())),
                },
            };
            match reached {
                Ok(stream) => {
                    let route = way.route();
                    self.works(way);
                    return Ok(Dialed::Stream(stream, route));
                }
                Err(reason) => {
                    tracing::debug!(?way, reason, "a way doesn't work");
                    failures.push(reason.trim_end_matches('.').to_owned());
                }
            }
        }
        Err(failures.join(". "))
    }

    /// Remembers a way that worked.
    pub(super) fn works(&self, way: Way) {
        *self.lock() = Some(way);
    }

    /// Begins anew.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    /// A panic elsewhere leaves nothing half done here: the state is used as it is.
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Way>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ways to a server, the best first.
fn ways(network: &Network, system: Option<Hop>, endpoint: &Endpoint) -> Result<Vec<Way>, String> {
    let gateway = match (&network.gateway, &network.gateway_url) {
        (Gateway::Never, _) | (Gateway::Automatic, None) => None,
        (_, Some(url)) => Some(Address::parse(url).ok_or_else(|| format!("{url} isn't the address of a gateway"))?),
        (Gateway::Always, None) => {
            Some(Address::at(&endpoint.host).ok_or_else(|| format!("there can't be a gateway at {}", endpoint.host))?)
        }
    };
    if network.gateway == Gateway::Always {
        return Ok(gateway.map(Way::Gateway).into_iter().collect());
    }
    let mut ways = match Hop::named(&network.proxy, &endpoint.host) {
        Some(named) => vec![Way::Proxy(named)],
        None => vec![Way::Direct],
    };
    if network.proxy == Proxy::System {
        ways.extend(system.map(Way::Proxy));
    }
    ways.extend(gateway.map(Way::Gateway));
    Ok(ways)
}

/// Connects through a proxy.
pub(super) async fn through(hop: &Hop, target: &Endpoint) -> Result<TcpStream, String> {
    let place = &hop.server().endpoint;
    let mut stream = dial(place).await.map_err(|reason| format!("The proxy at {place} can't be reached: {reason}."))?;
    // The greeting is a few short turns, and somebody waits.
    let _ = stream.set_nodelay(true);
    hop.greet(&mut stream, target).await?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host: &str) -> Endpoint {
        Endpoint { host: host.to_owned(), port: 1863 }
    }

    fn hop(text: &str) -> Hop {
        Hop::named(&Proxy::parse(text).expect("a proxy"), "x.example").expect("a hop")
    }

    #[test]
    fn this_machine_is_known_by_all_its_names() {
        for host in
            ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "10.0.0.1", "::2", "127.0.0.1.example.com"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn the_direct_way_comes_first_and_the_gateway_last() {
        let url = "http://gw.example/gateway/gateway.dll";
        let gateway = Way::Gateway(Address::parse(url).expect("an address"));
        let system = Some(hop("http://system.example"));
        let of = |proxy: &str, gateway: Gateway, url: Option<&str>, host: &str| {
            let proxy = Proxy::parse(proxy).expect("a proxy");
            let network = Network { proxy, gateway, gateway_url: url.map(str::to_owned), ..Network::default() };
            ways(&network, system.clone(), &at(host)).expect("ways")
        };
        let by_system = Way::Proxy(hop("http://system.example"));
        let (automatic, never) = (Gateway::Automatic, Gateway::Never);
        assert_eq!(of("system", automatic, Some(url), "a.example"), [Way::Direct, by_system.clone(), gateway.clone()]);
        assert_eq!(of("system", automatic, None, "a.example"), [Way::Direct, by_system]);
        assert_eq!(of("none", automatic, Some(url), "a.example"), [Way::Direct, gateway.clone()]);
        assert_eq!(of("none", never, Some(url), "a.example"), [Way::Direct]);
        assert_eq!(
            of("socks5://p", automatic, Some(url), "a.example"),
            [Way::Proxy(hop("socks5://p")), gateway.clone()]
        );
        assert_eq!(of("socks5://p", never, None, "127.0.0.1"), [Way::Direct]);
        assert_eq!(of("socks5://p", Gateway::Always, Some(url), "a.example"), [gateway]);
        let derived = Way::Gateway(Address::parse("http://a.example").expect("an address"));
        assert_eq!(of("none", Gateway::Always, None, "a.example"), [derived]);
    }

    #[test]
    fn every_way_has_its_turn_within_the_time_of_a_sign_in() {
        let hop = Way::Proxy(hop("http://system.example"));
        // The session itself gives up after half a minute.
        let worst = Way::Direct.limit(false) + hop.limit(true);
        assert!(worst < Duration::from_secs(30) && Way::Direct.limit(false) <= Duration::from_secs(5), "{worst:?}");
    }

    #[tokio::test]
    async fn the_way_that_worked_is_taken_again_until_it_is_forgotten() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let place = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            }
        });
        let system = Arc::new(System::of(&format!("http://{place}")));
        let ways = Ways::new(Network::default(), system);
        // Only the proxy knows the name.
        let dialed = ways.connect(&at("nosuch.invalid")).await;
        let route = Route::HttpProxy { host: place };
        assert!(matches!(&dialed, Ok(Dialed::Stream(_, by)) if *by == route), "{dialed:?}");
        assert_eq!(ways.lock().as_ref().map(Way::route), Some(route));
        ways.forget();
        assert_eq!(*ways.lock(), None);
    }

    #[test]
    fn a_bad_address_is_said() {
        let network = Network { gateway_url: Some("ftp://x".to_owned()), ..Network::default() };
        assert_eq!(ways(&network, None, &at("a.example")), Err("ftp://x isn't the address of a gateway".to_owned()));
    }
}

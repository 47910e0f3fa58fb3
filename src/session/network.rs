//! The way out as the toolkit takes it, from what the person has set.

use crate::store::settings::{self, NetworkSettings, ProxyKind};
use msnp::client::{Gateway, Network, Proxy, ProxyServer};
use msnp::types::{Endpoint, Fingerprint, Secret};
use std::collections::BTreeMap;

/// The way out. `gateway` is the address of the service's gateway, empty for the one that is usual.
pub fn network(
    wanted: &NetworkSettings,
    pins: &BTreeMap<String, Fingerprint>,
    proxy_password: &Secret,
    gateway: &str,
) -> Network {
    Network {
        proxy: proxy(&wanted.proxy, proxy_password),
        gateway: match wanted.gateway {
            settings::Gateway::Automatic => Gateway::Automatic,
            settings::Gateway::Always => Gateway::Always,
            settings::Gateway::Never => Gateway::Never,
        },
        gateway_url: Some(gateway.trim()).filter(|address| !address.is_empty()).map(str::to_owned),
        pins: pins.iter().map(|(host, pin)| (host.clone(), *pin)).collect(),
    }
}

fn proxy(wanted: &settings::Proxy, password: &Secret) -> Proxy {
    let settings::Proxy { kind, host, port, user } = wanted;
    let port = if *port == 0 { kind.usual_port() } else { *port };
    let credentials = (!user.is_empty()).then(|| (user.clone(), password.clone()));
    let server = ProxyServer { endpoint: Endpoint { host: host.clone(), port }, credentials };
    match kind {
        ProxyKind::System => Proxy::System,
        ProxyKind::None => Proxy::None,
        ProxyKind::Http => Proxy::Http(server),
        ProxyKind::Socks5 => Proxy::Socks5(server),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_what_is_taken() {
        let (mut settings, pins) = (NetworkSettings::default(), BTreeMap::new());
        let usual = network(&settings, &pins, &Secret::default(), "");
        assert_eq!((usual.proxy, usual.gateway, usual.gateway_url), (Proxy::System, Gateway::Automatic, None));
        settings.proxy =
            settings::Proxy { kind: ProxyKind::Socks5, host: "p.example".into(), port: 0, user: "ada".into() };
        settings.gateway = settings::Gateway::Never;
        let network = network(&settings, &pins, &Secret::new("pw"), " http://g.example/ ");
        let endpoint = Endpoint { host: "p.example".into(), port: 1080 };
        let credentials = Some(("ada".to_owned(), Secret::new("pw")));
        assert_eq!(network.proxy, Proxy::Socks5(ProxyServer { endpoint, credentials }));
        assert_eq!((network.gateway, network.gateway_url.as_deref()), (Gateway::Never, Some("http://g.example/")));
    }
}

//! By which way a program wants to reach a service.

use super::pins::Pins;
use super::proxy::Proxy;
use crate::gateway::Address;
use crate::session::Config;

/// By which way the connections and web requests of a session go, and which certificates they accept beside those that
/// the system trusts. The default is what most people have: the system's settings, and the gateway where it is needed.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Which proxy to use.
    pub proxy: Proxy,
    /// When to use the service's gateway.
    pub gateway: Gateway,
    /// Where the gateway is, such as `http://gateway.example/gateway/gateway.dll`. `None` where the service has none;
    /// with [`Gateway::Always`] it is then looked for beside the web services at the notification server's host, or else
    /// as `http://HOST/gateway/gateway.dll`.
    pub gateway_url: Option<String>,
    /// The certificates that the person has accepted.
    pub pins: Pins,
}

/// When to use the gateway: web requests in place of a connection, for networks that let nothing else out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gateway {
    /// When the port of the notification server doesn't answer, nor by the proxy.
    #[default]
    Automatic,
    /// For every connection.
    Always,
    /// Not at all.
    Never,
}

impl Network {
    /// No proxy, no gateway, nothing pinned: connections go to where they are addressed to.
    pub fn direct() -> Self {
        Self { proxy: Proxy::None, gateway: Gateway::Never, ..Self::default() }
    }

    /// Looks for the gateway of a service, where it is wanted and nobody has said where it is.
    pub(super) fn complete(&mut self, config: &Config) {
        if self.gateway != Gateway::Always || self.gateway_url.is_some() {
            return;
        }
        let services = &config.services;
        let pages = [&services.tokens, &services.config, &services.address_book, &config.nexus];
        self.gateway_url = pages.into_iter().flatten().find_map(|page| {
            let mut url = reqwest::Url::parse(page).ok()?;
            let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
            let ours = host.eq_ignore_ascii_case(&config.server.host);
            url.set_path(Address::PATH);
            url.set_query(None);
            url.set_fragment(None);
            ours.then(|| url.into())
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Email, Endpoint, Secret};

    #[test]
    fn a_gateway_is_looked_for_beside_the_services() {
        let email = Email::parse("alice@example.com").expect("an address");
        let server = Endpoint { host: "127.0.0.1".to_owned(), port: 1863 };
        let mut config = Config::new(email, Secret::new("x"), server);
        let found = |config: &Config, gateway| {
            let mut network = Network { gateway, ..Network::default() };
            network.complete(config);
            network.gateway_url
        };
        assert_eq!(found(&config, Gateway::Always), None);
        config.services.tokens = Some("https://login.example/RST.srf".to_owned());
        config.nexus = Some("http://127.0.0.1:8080/rdr/pprdr.asp?x#y".to_owned());
        let beside = "http://127.0.0.1:8080/gateway/gateway.dll";
        assert_eq!(found(&config, Gateway::Always).as_deref(), Some(beside));
        assert_eq!(found(&config, Gateway::Automatic), None);
    }
}

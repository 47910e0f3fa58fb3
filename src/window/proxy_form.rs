//! A proxy as it is being typed, and what the choices of the way out are called.

use crate::model::Model;
use crate::store::settings::{Gateway, Proxy, ProxyKind};
use crate::t;
use msnp::types::Secret;

/// A proxy as it is being typed.
#[derive(Debug, Clone)]
pub(super) struct ProxyForm {
    pub(super) kind: ProxyKind,
    pub(super) host: String,
    pub(super) port: String,
    pub(super) user: String,
    pub(super) password: Secret,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrongProxy {
    Host,
    Port,
}

impl ProxyForm {
    /// What holds now.
    pub(super) fn new(model: &Model) -> Self {
        let Proxy { kind, host, port, user } = model.settings.network.proxy.clone();
        let port = if port == 0 { String::new() } else { port.to_string() };
        Self { kind, host, port, user, password: model.proxy_password.clone() }
    }

    /// The proxy, when it is one that can be used.
    pub(super) fn proxy(&self) -> Result<Proxy, WrongProxy> {
        let Self { kind, host, port, user, .. } = self;
        let (host, port) = (host.trim(), port.trim());
        if kind.has_address() && (host.is_empty() || host.contains(|c: char| c.is_whitespace() || c == '/')) {
            return Err(WrongProxy::Host);
        }
        let port = match port.parse::<u16>() {
            Ok(port) => port,
            Err(_) if port.is_empty() => 0,
            Err(_) if kind.has_address() => return Err(WrongProxy::Port),
            Err(_) => 0,
        };
        Ok(Proxy { kind: *kind, host: host.to_owned(), port, user: user.trim().to_owned() })
    }

    /// Whether the password is forgotten when the program ends: there is no keyring to keep it.
    pub(super) fn forgets(&self, model: &Model) -> bool {
        model.keyring != Some(Ok(())) && !self.user.trim().is_empty()
    }
}

impl WrongProxy {
    /// The sentence about it.
    pub(super) fn words(self) -> String {
        match self {
            Self::Host => t!("connection-proxy-host-wrong"),
            Self::Port => t!("connection-proxy-port-wrong"),
        }
    }
}

pub(super) fn proxy_name(kind: ProxyKind) -> String {
    match kind {
        ProxyKind::System => t!("connection-proxy-system"),
        ProxyKind::None => t!("connection-proxy-none"),
        ProxyKind::Http => t!("connection-proxy-http"),
        ProxyKind::Socks5 => t!("connection-proxy-socks5"),
    }
}

pub(super) fn gateway_name(gateway: Gateway) -> String {
    match gateway {
        Gateway::Automatic => t!("connection-gateway-automatic"),
        Gateway::Always => t!("connection-gateway-always"),
        Gateway::Never => t!("connection-gateway-never"),
    }
}

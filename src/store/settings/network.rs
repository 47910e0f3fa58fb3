//! The way out: a proxy, and the gateway. The proxy's password is in the keyring, not here.

use serde::{Deserialize, Serialize};

/// How to get out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkSettings {
    /// The proxy.
    pub proxy: Proxy,
    /// When to take the gateway.
    pub gateway: Gateway,
}

/// A proxy. Host, port and user are kept, whatever the kind, so that they are there when one changes it back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proxy {
    /// Which kind.
    pub kind: ProxyKind,
    /// Where it is.
    pub host: String,
    /// Its port; 0 where none was typed.
    pub port: u16,
    /// Who uses it; empty for anybody.
    pub user: String,
}

/// The kinds of proxies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProxyKind {
    /// What the system says.
    #[default]
    System,
    /// None, whatever the system says.
    None,
    /// `CONNECT`.
    Http,
    /// SOCKS, version 5.
    Socks5,
}

/// When the HTTP gateway is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gateway {
    /// When the server's own port can't be reached.
    #[default]
    Automatic,
    /// Each time.
    Always,
    /// Not at all.
    Never,
}

impl ProxyKind {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 4] = [Self::System, Self::None, Self::Http, Self::Socks5];

    /// Whether it has an address of its own.
    pub const fn has_address(self) -> bool {
        matches!(self, Self::Http | Self::Socks5)
    }

    /// The port that is usual.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::Socks5 => 1080,
            _ => 8080,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::None => "none",
            Self::Http => "http",
            Self::Socks5 => "socks5",
        }
    }
}

impl Gateway {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Always, Self::Never];

    const fn key(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// As it stands in the file. A word that is unknown here counts as none.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    proxy: String,
    host: String,
    port: u16,
    user: String,
    gateway: String,
}

impl From<Written> for NetworkSettings {
    fn from(written: Written) -> Self {
        let kind = ProxyKind::ALL.into_iter().find(|kind| kind.key() == written.proxy).unwrap_or_default();
        let gateway = Gateway::ALL.into_iter().find(|gateway| gateway.key() == written.gateway).unwrap_or_default();
        let Written { host, port, user, .. } = written;
        Self { proxy: Proxy { kind, host, port, user }, gateway }
    }
}

impl From<&NetworkSettings> for Written {
    fn from(settings: &NetworkSettings) -> Self {
        let Proxy { kind, host, port, user } = settings.proxy.clone();
        Self { proxy: kind.key().to_owned(), host, port, user, gateway: settings.gateway.key().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_unknown_is_usual() {
        for kind in ProxyKind::ALL {
            for gateway in Gateway::ALL {
                let proxy = Proxy { kind, host: "p.example".into(), port: 3128, user: "ada".into() };
                let settings = NetworkSettings { proxy, gateway };
                assert_eq!(NetworkSettings::from(Written::from(&settings)), settings);
            }
        }
        let strange = Written { proxy: "carrier pigeon".into(), gateway: "?".into(), ..Written::default() };
        assert_eq!(NetworkSettings::from(strange), NetworkSettings::default());
    }
}

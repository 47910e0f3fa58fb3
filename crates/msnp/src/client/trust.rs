//! The clients of web requests: which certificates they trust, which proxy they use, and their failures in words.

use super::connection::reason;
use super::network::Network;
use super::pins::{self, Refused, Verifier};
use super::proxy::{Hop, System};
use crate::session::WebError;
use rustls::client::danger::ServerCertVerifier;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(15);

/// How long a request may take in all.
const WHOLE: Duration = Duration::from_secs(30);

/// A client that trusts what the system trusts, follows no redirect and uses ring, without a process-wide default. It
/// goes through the system's proxy, but to this very machine.
///
/// # Errors
/// When the TLS library can't be set up.
pub fn http_client() -> Result<reqwest::Client, WebError> {
    Setup::new().and_then(|setup| setup.client(&Network::default(), &Arc::new(System::read()), None))
}

/// A client for requests to the host and port of `url`, by the proxy and with the pinned certificate of `network`. It
/// follows no redirect, and judges as the session's own requests do. [`fetch`](super::fetch) is easier where a request
/// and its reply are all that is wanted.
///
/// # Errors
/// When `url` isn't one, or the TLS library can't be set up.
pub fn http_client_with(network: &Network, url: &str) -> Result<reqwest::Client, WebError> {
    let place = Place::of(url)?;
    Setup::new().and_then(|setup| setup.client(network, &Arc::new(System::read()), Some(&place)))
}

/// Where a request goes, as far as certificates and proxies are concerned.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) url: reqwest::Url,
    /// `host:port`
    pub(super) name: String,
}

impl Place {
    pub(super) fn of(url: &str) -> Result<Self, WebError> {
        let refused = || WebError::Refused("that isn't a web address".to_owned());
        let url = reqwest::Url::parse(url).map_err(|_| refused())?;
        let (host, port) = url.host_str().zip(url.port_or_known_default()).ok_or_else(refused)?;
        let name = format!("{}:{port}", host.to_ascii_lowercase());
        Ok(Self { url, name })
    }

    /// The proxy on the way.
    pub(super) fn hop(&self, network: &Network, system: &System) -> Option<Hop> {
        hop(network, system, &self.url)
    }
}

fn hop(network: &Network, system: &System, url: &reqwest::Url) -> Option<Hop> {
    match network.proxy {
        super::Proxy::System => system.for_web(url),
        _ => Hop::named(&network.proxy, url.host_str()?),
    }
}

/// What all clients of a session share.
#[derive(Debug, Clone)]
pub(super) struct Setup {
    provider: Arc<rustls::crypto::CryptoProvider>,
    /// The system's judgement; `None` where it has no certificates.
    system: Option<Arc<dyn ServerCertVerifier>>,
    /// What is wrong with the system's certificates. Plain HTTP to this machine works all the same.
    pub(super) complaint: Option<String>,
}

impl Setup {
    /// Reads the system's certificates from disk: not for a thread that must not wait.
    pub(super) fn new() -> Result<Self, WebError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        match rustls_platform_verifier::Verifier::new(Arc::clone(&provider)) {
            Ok(verifier) => Ok(Self { provider, system: Some(Arc::new(verifier)), complaint: None }),
            Err(error) => {
                tracing::warn!("no certificates of the system: {error}");
                let complaint = "this system has no root certificates; install the package ca-certificates";
                Ok(Self { provider, system: None, complaint: Some(complaint.to_owned()) })
            }
        }
    }

    /// A client for one place, or for any.
    pub(super) fn client(
        &self,
        network: &Network,
        system: &Arc<System>,
        place: Option<&Place>,
    ) -> Result<reqwest::Client, WebError> {
        let tls = |error: rustls::Error| WebError::Tls(error.to_string());
        let builder = rustls::ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(tls)?;
        let pin = place.and_then(|place| network.pins.get(&place.name));
        let verifier = Verifier { system: self.system.clone(), provider: Arc::clone(&self.provider), pin };
        let config = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
        let (network, system) = (network.clone(), Arc::clone(system));
        let proxy = reqwest::Proxy::custom(move |url| hop(&network, &system, url).and_then(|hop| hop.url()));
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .redirect(reqwest::redirect::Policy::none())
            // These rules and no others: a password for this machine must not leave it.
            .no_proxy()
            .proxy(proxy)
            // Servers of that age compare the names of headers by their case.
            .http1_title_case_headers()
            .connect_timeout(CONNECT)
            .timeout(WHOLE);
        builder.build().map_err(|error| WebError::Tls(chain(&error)))
    }
}

/// Says what kind of failure it was. Addresses are left out: a query may hold a ticket.
pub(super) fn explain(complaint: Option<&str>, place: &Place, error: reqwest::Error) -> WebError {
    let error = error.without_url();
    if error.is_timeout() {
        return WebError::Timeout;
    }
    if let Some(tls) = find_tls(&error) {
        let host = place.name.clone();
        return match pins::why(tls) {
            Some(Refused::Untrusted(fingerprint)) => WebError::Untrusted { host, fingerprint },
            Some(Refused::Changed(fingerprint)) => WebError::Changed { host, fingerprint },
            None => WebError::Tls(complaint.map_or_else(|| tls_words(tls), str::to_owned)),
        };
    }
    if error.is_dns() {
        return WebError::Connect("the name isn't known".to_owned());
    }
    if error.is_connect() {
        return WebError::Connect(chain(&error));
    }
    WebError::Malformed(chain(&error))
}

/// The TLS error among the causes, however it was wrapped.
fn find_tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref() {
            return Some(tls);
        }
        if let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            let found = find_tls(inner);
            if found.is_some() {
                return found;
            }
        }
        next = error.source();
    }
    None
}

/// What is wrong, for somebody who has never heard of a certificate chain.
fn tls_words(error: &rustls::Error) -> String {
    use rustls::CertificateError as Certificate;
    match error {
        rustls::Error::InvalidCertificate(why) => match why {
            Certificate::Expired | Certificate::ExpiredContext { .. } => "its certificate has expired",
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => "its certificate isn't valid yet",
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            Certificate::UnknownIssuer => "its certificate is from nobody that this system trusts",
            Certificate::Revoked => "its certificate was revoked",
            _ => "its certificate isn't valid",
        }
        .to_owned(),
        rustls::Error::InvalidMessage(_) => "it doesn't speak TLS".to_owned(),
        other => other.to_string(),
    }
}

/// The innermost cause says most, in the fewest words.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.downcast_ref::<std::io::Error>().map_or_else(|| innermost.to_string(), reason)
}

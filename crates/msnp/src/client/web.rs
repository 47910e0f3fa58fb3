//! Web requests with reqwest: no redirects, no cookies, bounded in time and size.

use super::connection::reason;
use crate::auth::passport;
use crate::session::{WebError, WebReply, WebRequest};
use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderName, HeaderValue};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(15);

/// How long a request may take in all.
const WHOLE: Duration = Duration::from_secs(30);

/// The longest body that is read: an address book may be long. What is longer is refused.
const MAX_BODY: usize = crate::soap::xml::MAX_BYTES;

/// A client that trusts what the system trusts, follows no redirect and uses ring, without a process-wide default.
///
/// The session's own requests go through one like it; a program that checks whether a sign-in page answers gets the
/// same judgement from it.
///
/// # Errors
/// When the TLS library can't be set up.
pub fn http_client() -> Result<reqwest::Client, WebError> {
    Setup::new().map(|setup| setup.client)
}

#[derive(Debug, Clone)]
struct Setup {
    client: reqwest::Client,
    /// What is wrong with the system's certificates. Plain HTTP to this machine works all the same.
    complaint: Option<String>,
}

impl Setup {
    /// Reads the system's certificates from disk: not for a thread that must not wait.
    fn new() -> Result<Self, WebError> {
        let tls = |error: rustls::Error| WebError::Tls(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(tls)?;
        let (config, complaint) = match rustls_platform_verifier::Verifier::new(provider) {
            Ok(verifier) => {
                (builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth(), None)
            }
            Err(error) => {
                let trusts_nobody = builder.with_root_certificates(rustls::RootCertStore::empty());
                tracing::warn!("no certificates of the system: {error}");
                let complaint = "this system has no root certificates; install the package ca-certificates";
                (trusts_nobody.with_no_client_auth(), Some(complaint.to_owned()))
            }
        };
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .redirect(reqwest::redirect::Policy::none())
            // The chat connection uses no proxy either, and a password for this machine must not leave it.
            .no_proxy()
            // Servers of that age compare the names of headers by their case.
            .http1_title_case_headers()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .build()
            .map_err(|error| WebError::Tls(chain(&error)))?;
        Ok(Self { client, complaint })
    }
}

/// Makes the requests of one session.
#[derive(Debug, Clone)]
pub(super) struct Web {
    setup: Arc<OnceCell<Setup>>,
    insecure_loopback: bool,
}

impl Web {
    pub(super) fn new(insecure_loopback: bool) -> Self {
        Self { setup: Arc::default(), insecure_loopback }
    }

    /// Makes a request.
    pub(super) async fn run(self, request: WebRequest) -> Result<WebReply, WebError> {
        // The session keeps the same rule; a password is worth two looks.
        passport::allowed(&request.url, self.insecure_loopback).map_err(|e| WebError::Refused(e.to_string()))?;
        let set_up = || async {
            match tokio::task::spawn_blocking(Setup::new).await {
                Ok(setup) => setup,
                Err(error) => Err(WebError::Tls(error.to_string())),
            }
        };
        let setup = self.setup.get_or_try_init(set_up).await?;
        send(setup, request).await
    }
}

async fn send(setup: &Setup, request: WebRequest) -> Result<WebReply, WebError> {
    let explain = |error: reqwest::Error| explain(setup, error);
    let method = if request.method == "POST" { reqwest::Method::POST } else { reqwest::Method::GET };
    let mut builder = setup.client.request(method, &request.url);
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.expose().as_bytes());
        let (Ok(name), Ok(mut value)) = (name, value) else {
            return Err(WebError::Malformed("a header that can't be sent".to_owned()));
        };
        value.set_sensitive(true);
        builder = builder.header(name, value);
    }
    if !request.body.is_empty() {
        builder = builder.body(request.body);
    }
    let mut response = builder.send().await.map_err(explain)?;
    let status = response.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let mut body = BytesMut::new();
    while let Some(more) = response.chunk().await.map_err(explain)? {
        if body.len() + more.len() > MAX_BODY {
            return Err(WebError::Malformed(format!("more than {MAX_BODY} bytes")));
        }
        body.extend_from_slice(&more);
    }
    Ok(WebReply { status, headers, body: Bytes::from(body) })
}

/// Says what kind of failure it was. Addresses are left out: a query may hold a ticket.
fn explain(setup: &Setup, error: reqwest::Error) -> WebError {
    let error = error.without_url();
    if error.is_timeout() {
        return WebError::Timeout;
    }
    if let Some(tls) = find_tls(&error) {
        return WebError::Tls(setup.complaint.clone().unwrap_or_else(|| tls_words(tls)));
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

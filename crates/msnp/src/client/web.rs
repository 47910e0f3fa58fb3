//! Web requests with reqwest: no redirects, no cookies, bounded in time and size.

use super::network::Network;
use super::proxy::{self, Hop, System};
use super::route::through;
use super::trust::{Place, Setup, explain};
use crate::auth::passport;
use crate::session::{WebError, WebReply, WebRequest};
use crate::types::Endpoint;
use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderName, HeaderValue};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::timeout;

/// The longest body that is read: an address book may be long. What is longer is refused.
const MAX_BODY: usize = crate::soap::xml::MAX_BYTES;

/// How many places have a client of their own at a time; a session needs a handful.
const PLACES: usize = 16;

/// How long a proxy that failed may take to say why.
const WHY: Duration = Duration::from_secs(5);

/// Makes one request by the proxy and with the pinned certificates of `network`, within the rules of sign-in: HTTPS, or
/// with `insecure_loopback` plain HTTP to this very machine. What a session would be told, the caller is told.
///
/// # Errors
/// Why there is no reply. An unknown certificate comes with its fingerprint, for [`Pins`](super::Pins).
pub async fn fetch(network: Network, request: WebRequest, insecure_loopback: bool) -> Result<WebReply, WebError> {
    Web::new(network, Arc::new(System::read()), insecure_loopback).run(request).await
}

/// Makes the requests of one session.
#[derive(Debug, Clone)]
pub(super) struct Web {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    network: Network,
    system: Arc<System>,
    setup: OnceCell<Setup>,
    /// One client for each place, since each has its own certificate.
    clients: Mutex<HashMap<String, reqwest::Client>>,
    insecure_loopback: bool,
}

impl Web {
    pub(super) fn new(network: Network, system: Arc<System>, insecure_loopback: bool) -> Self {
        let (setup, clients) = (OnceCell::new(), Mutex::default());
        Self { shared: Arc::new(Shared { network, system, setup, clients, insecure_loopback }) }
    }

    /// Makes a request that may carry a password.
    pub(super) async fn run(self, request: WebRequest) -> Result<WebReply, WebError> {
        // The session keeps the same rule; a password is worth two looks.
        passport::allowed(&request.url, self.shared.insecure_loopback).map_err(|e| WebError::Refused(e.to_string()))?;
        self.exchange(request).await
    }

    /// Makes a request that is as open as a connection to the server would be.
    pub(super) async fn exchange(self, request: WebRequest) -> Result<WebReply, WebError> {
        let place = Place::of(&request.url)?;
        let set_up = || async {
            match tokio::task::spawn_blocking(Setup::new).await {
                Ok(setup) => setup,
                Err(error) => Err(WebError::Tls(error.to_string())),
            }
        };
        let setup = self.shared.setup.get_or_try_init(set_up).await?;
        let client = self.client(setup, &place)?;
        let hop = place.hop(&self.shared.network, &self.shared.system);
        match send(setup, &client, &place, request).await {
            Ok(reply) => match hop {
                // The proxy's word, and not that of the page.
                Some(Hop::Http(server)) if reply.status == 407 => {
                    Err(WebError::Connect(proxy::wants_password(&server).trim_end_matches('.').to_owned()))
                }
                _ => Ok(reply),
            },
            Err(WebError::Connect(reason)) => Err(WebError::Connect(match hop {
                Some(hop) => why(&hop, &place).await.unwrap_or(reason),
                None => reason,
            })),
            Err(error) => Err(error),
        }
    }

    /// The client for a place.
    fn client(&self, setup: &Setup, place: &Place) -> Result<reqwest::Client, WebError> {
        // A panic elsewhere leaves nothing half done here: the state is used as it is.
        let mut clients = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&place.name) {
            return Ok(client.clone());
        }
        if clients.len() >= PLACES {
            clients.clear();
        }
        let client = setup.client(&self.shared.network, &self.shared.system, Some(place))?;
        clients.insert(place.name.clone(), client.clone());
        Ok(client)
    }
}

/// Asks a proxy once more, to hear in its own words why a request didn't get through.
async fn why(hop: &Hop, place: &Place) -> Option<String> {
    let endpoint = Endpoint::parse(&place.name)?;
    let refused = timeout(WHY, through(hop, &endpoint)).await.ok()?.err()?;
    Some(refused.trim_end_matches('.').to_owned())
}

async fn send(
    setup: &Setup,
    client: &reqwest::Client,
    place: &Place,
    request: WebRequest,
) -> Result<WebReply, WebError> {
    let explain = |error: reqwest::Error| explain(setup.complaint.as_deref(), place, error);
    let method = if request.method == "POST" { reqwest::Method::POST } else { reqwest::Method::GET };
    let mut builder = client.request(method, place.url.clone());
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

//! The door to the web services: a request is read whole, within bounds, and the machine answers it.

use super::{Ask, Pages, Peer, config, tokens};
use crate::machine::WebCall;
use crate::rst;
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use msnp::types::Secret;
use tokio::sync::oneshot;

/// The longest body that is read: a whole address book in one request is far from it.
const LONGEST_BODY: usize = 256 * 1024;

/// Any request that isn't for a page of its own.
pub(super) async fn call(
    State(pages): State<Pages>,
    Extension(peer): Extension<Peer>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let origin = pages.origin(peer, &parts.headers);
    let path = parts.uri.path().to_ascii_lowercase();
    if parts.method == Method::GET && path == config::PATH {
        return xml(StatusCode::OK, config::document(&origin));
    }
    if parts.method != Method::POST {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    if path == config::PATH {
        return xml(StatusCode::OK, config::answer(&origin));
    }
    if let Some(form) = rst::Form::of(&path) {
        // Faults too: that is what clients of this service know.
        return xml(StatusCode::OK, tokens::answer(&pages, peer, form, &body).await);
    }
    let call =
        WebCall { remote: peer.address, origin, path, action: action(&parts), cookie: cookie(&parts.headers), body };
    let (reply, answer) = oneshot::channel();
    if pages.shared.asks.send(Ask::Call { call, reply }).await.is_err() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Ok(answer) = answer.await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    xml(status, answer.body)
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}

fn action(parts: &Parts) -> String {
    let given = parts.headers.get("SOAPAction").and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.trim().trim_matches('"').to_owned()
}

/// The ticket in `Cookie: …; MSPAuth=…`.
fn cookie(headers: &HeaderMap) -> Option<Secret> {
    let given = headers.get(COOKIE)?.to_str().ok()?;
    given.split(';').find_map(|part| part.trim().strip_prefix("MSPAuth=")).map(Secret::new)
}

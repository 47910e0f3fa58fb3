//! Passport sign-in (MSNP8 to 12, and later clients that like it): the Nexus, which says where to sign in, and the login
//! page, which takes a password and gives a ticket for the notification server.

use super::sign_in::{self, Proof};
use super::{Ask, Pages, Peer};
use crate::directory::AccountId;
use crate::password;
use crate::rst::{PLAIN, Refusal};
use axum::Extension;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use msnp::types::{Email, Secret};
use msnp::wire::{Encoded, escape};
use tokio::sync::oneshot;

/// The longest Authorization header that is read.
const LONGEST_HEADER: usize = 8 * 1024;

/// Says where the login page is.
pub(super) async fn nexus(
    State(pages): State<Pages>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let Ok(urls) = HeaderValue::try_from(format!("DALogin={}/login", pages.origin(peer, &headers))) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    ([(HeaderName::from_static("passporturls"), urls)], ()).into_response()
}

/// Takes address and password, gives a ticket.
pub(super) async fn login(
    State(pages): State<Pages>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return refused(Some("There was no address and no password."));
    };
    let Some(proof) = header.to_str().ok().filter(|text| text.len() <= LONGEST_HEADER).and_then(parse) else {
        return refused(Some("The address and the password can't be read."));
    };
    match sign_in::check(&pages, peer, proof).await {
        Ok(account) => {
            ticket(&pages, account.id).await.unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
        // Clients have their own sentence for it.
        Err(Refusal::Wrong) => refused(None),
        Err(Refusal::Locked) => refused(Some("There were too many wrong attempts. Try again in a minute.")),
        Err(Refusal::Plain) => refused(Some(PLAIN)),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn ticket(pages: &Pages, account: AccountId) -> Option<Response> {
    let (reply, answer) = oneshot::channel();
    pages.shared.asks.send(Ask::Ticket { account, reply }).await.ok()?;
    let ticket = answer.await.ok()?;
    let mut info =
        HeaderValue::try_from(format!("Passport1.4 da-status=success,tname=MSPAuth,from-PP='{}'", ticket.expose()))
            .ok()?;
    info.set_sensitive(true);
    Some(([(HeaderName::from_static("authentication-info"), info)], ()).into_response())
}

/// No ticket, and why; a wrong address or password needs no reason.
fn refused(reason: Option<&str>) -> Response {
    let text = reason.map(|reason| format!(",cbtxt={}", Encoded::from_text(reason).as_wire())).unwrap_or_default();
    let header = HeaderValue::try_from(format!("Passport1.4 da-status=failed,srealm=Passport.NET{text}"));
    let header = header.unwrap_or_else(|_| HeaderValue::from_static("Passport1.4 da-status=failed"));
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, header)], ()).into_response()
}

/// Reads `Passport1.4 OrgVerb=GET,…,sign-in=alice%40example.com,pwd=…,<challenge>`.
fn parse(header: &str) -> Option<Proof> {
    let (scheme, fields) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Passport1.4") {
        return None;
    }
    let field = |name: &str| {
        fields.split(',').find_map(|field| {
            let (key, value) = field.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| escape::decode(value).into_owned())
        })
    };
    let password = field("pwd").filter(|password| password.len() <= password::LONGEST)?;
    Some(Proof { email: Email::parse(&field("sign-in")?).ok()?, password: Secret::new(password) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_and_decoded() {
        let proof = parse(
            "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40example.com,\
             pwd=p%2C%25%3D%C3%A9=,ct=1,rver=1",
        )
        .unwrap();
        assert_eq!(proof.email.as_str(), "alice@example.com");
        assert_eq!(proof.password.expose(), "p,%=é=");
        let plain = parse("passport1.4 sign-in=bob@example.com,pwd=secret").unwrap();
        assert_eq!((plain.email.as_str(), plain.password.expose()), ("bob@example.com", "secret"));
        for bad in ["", "Basic abc", "Passport1.4 pwd=x", "Passport1.4 sign-in=nobody,pwd=x", "Passport1.4"] {
            assert!(parse(bad).is_none(), "{bad}");
        }
        assert!(parse(&format!("Passport1.4 sign-in=a@b,pwd={}", "x".repeat(300))).is_none());
    }
}

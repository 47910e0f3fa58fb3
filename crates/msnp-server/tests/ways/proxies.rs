//! Whole sessions through proxies, and what is said when one doesn't let us through.

use crate::relay::{Kind, NAME, PASSWORD, Relay};
use crate::support::Place;
use crate::talk::{connect, route, server, sign_in, through, whole_session};
use msnp::client::{Gateway, Network, Proxy, ProxyServer, fetch};
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{Event, Route};
use msnp::session::{WebError, WebRequest};
use std::time::Duration;
use tokio::net::TcpListener;

async fn place() -> Place {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    place.account("bob", true).await;
    place
}

fn proxy(kind: Kind, server: ProxyServer) -> Proxy {
    match kind {
        Kind::Http => Proxy::Http(server),
        Kind::Socks5 => Proxy::Socks5(server),
    }
}

async fn carries_a_whole_session(kind: Kind, password: bool) {
    let place = place().await;
    let relay = Relay::start(kind, password, None).await;
    let credentials = password.then_some((NAME, PASSWORD));
    let network = through(proxy(kind, server(&relay.endpoint, credentials)));
    let host = relay.endpoint.to_string();
    let expected = match kind {
        Kind::Http => Route::HttpProxy { host },
        Kind::Socks5 => Route::Socks5 { host },
    };
    for dialect in [Dialect::Msnp12, Dialect::Msnp18] {
        let (connections, pages) =
            (relay.led_to(place.server.listen.port()), relay.led_to(place.server.web_listen.port()));
        let routes = whole_session(&place, dialect, &network).await;
        assert_eq!(routes, [Some(expected.clone()), Some(expected.clone())]);
        // Each of the two: dispatch, notification, a switchboard; and the pages of sign-in.
        assert!(relay.led_to(place.server.listen.port()) >= connections + 6, "{:?}", relay.seen());
        assert!(relay.led_to(place.server.web_listen.port()) >= pages + 2, "{:?}", relay.seen());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http() {
    carries_a_whole_session(Kind::Http, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http_with_a_password() {
    carries_a_whole_session(Kind::Http, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn socks5() {
    carries_a_whole_session(Kind::Socks5, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn socks5_with_a_password() {
    carries_a_whole_session(Kind::Socks5, true).await;
}

/// Why signing in fails.
async fn failure(place: &Place, network: Network) -> SignOutReason {
    let mut alice = connect(place.config("alice", Dialect::Msnp7), network);
    match alice.until("the end", |event| matches!(event, Event::SignedOut(_))).await {
        Event::SignedOut(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_or_missing_password_is_said() {
    let place = place().await;
    for kind in [Kind::Http, Kind::Socks5] {
        let relay = Relay::start(kind, true, None).await;
        let at = &relay.endpoint;
        for (credentials, sentence) in [
            (None, format!("The proxy at {at} wants a password")),
            (Some((NAME, "wrong")), format!("The proxy at {at} doesn't accept that name and password. Correct them")),
        ] {
            let network = through(proxy(kind, server(at, credentials)));
            assert_eq!(failure(&place, network.clone()).await, SignOutReason::Unreachable(sentence.clone()));
            // The same for a web request, whether the proxy sees it or only a tunnel.
            for scheme in ["http", "https"] {
                let url = format!("{scheme}://{}/", place.server.web_listen);
                let request = WebRequest { method: "GET", url, headers: Vec::new(), body: Default::default() };
                let answer = fetch(network.clone(), request, true).await;
                assert_eq!(answer, Err(WebError::Connect(sentence.clone())), "{kind:?} {scheme}");
            }
        }
        assert!(relay.seen().is_empty(), "nobody was let through");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_none_or_gone_is_said() {
    let place = place().await;
    let web = place.server.web_listen;
    let here = msnp::types::Endpoint { host: web.ip().to_string(), port: web.port() };
    let reason = failure(&place, through(Proxy::Socks5(server(&here, None)))).await.to_string();
    assert!(reason.contains("is no SOCKS5 proxy. Check its address and its kind"), "{reason}");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = msnp::types::Endpoint { port: listener.local_addr().unwrap().port(), ..here };
    drop(listener);
    let reason = failure(&place, through(Proxy::Http(server(&gone, None)))).await.to_string();
    assert!(reason.contains(&format!("The proxy at {gone} can't be reached: nobody answers there")), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_lets_only_the_web_through_leaves_the_gateway() {
    let place = place().await;
    for kind in [Kind::Http, Kind::Socks5] {
        let relay = Relay::start(kind, false, Some(place.server.listen.port())).await;
        let proxy = proxy(kind, server(&relay.endpoint, None));
        let network = through(proxy.clone());
        let reason = failure(&place, network).await.to_string();
        assert!(reason.contains("Use the gateway, or ask whoever runs it"), "{reason}");

        let gateway_url = Some(place.server.gateway());
        let network = Network { proxy, gateway: Gateway::Automatic, gateway_url, ..Network::default() };
        let alice = sign_in(&place, "alice", Dialect::Msnp12, network).await;
        assert_eq!(route(&alice), Some(Route::Gateway { host: "127.0.0.1".to_owned() }));
        assert!(relay.led_to(place.server.web_listen.port()) > 0, "the gateway is reached through the proxy");
        alice.sign_out().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_this_machine_needs_no_proxy_from_elsewhere() {
    let place = place().await;
    // Nobody is there; a sign-in that tried it would wait or fail.
    let far = msnp::types::Endpoint { host: "proxy.invalid".to_owned(), port: 3128 };
    let signing_in = sign_in(&place, "alice", Dialect::Msnp12, through(Proxy::Http(server(&far, None))));
    let alice = tokio::time::timeout(Duration::from_secs(30), signing_in).await.unwrap();
    assert_eq!(route(&alice), None);
    alice.sign_out().await;
}

//! A household's server over TLS: unknown, accepted, changed.

use crate::support::Place;
use crate::talk::{connect, route, sign_in};
use msnp::client::{Gateway, Network, Pins, fetch};
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{Event, Route};
use msnp::session::{WebError, WebRequest};
use msnp::types::Fingerprint;
use msnp_server::TlsChoice;

fn get(url: String) -> WebRequest {
    WebRequest { method: "GET", url, headers: Vec::new(), body: Default::default() }
}

fn pinning(place: &str, fingerprint: Fingerprint) -> Network {
    Network { pins: Pins::from_iter([(place.to_owned(), fingerprint)]), ..Network::direct() }
}

async fn household() -> (Place, String, Fingerprint) {
    let place = Place::with(false, TlsChoice::Own).await;
    place.account("alice", false).await;
    let (web, fingerprint) = (place.server.web_listen.to_string(), place.server.fingerprint().unwrap());
    (place, web, fingerprint)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_certificate_is_told_and_an_accepted_one_serves() {
    let (place, web, fingerprint) = household().await;
    let mut config = place.config("alice", Dialect::Msnp12);
    config.nexus = Some(format!("https://{web}/rdr/pprdr.asp"));
    config.insecure_loopback = false;
    let mut stranger = connect(config.clone(), Network::direct());
    let end = stranger.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    let Event::SignedOut(SignOutReason::UntrustedCertificate { host, fingerprint: told }) = end else {
        panic!("{end:?}")
    };
    assert_eq!((host.as_str(), told), (web.as_str(), fingerprint));

    let mut alice = connect(config.clone(), pinning(&host, told));
    alice.until("the end of the sign-in", |event| matches!(event, Event::SignedIn { .. })).await;
    alice.sign_out().await;

    // The server has another one since: refused, even after it was accepted somewhere else.
    let other = Fingerprint([7; 32]);
    let mut network = pinning(&host, other);
    network.pins.insert("elsewhere.example:443", fingerprint);
    let mut alice = connect(config, network);
    let end = alice.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    let Event::SignedOut(reason) = end else { panic!("{end:?}") };
    assert_eq!(reason, SignOutReason::ChangedCertificate { host: web.clone(), fingerprint });
    assert!(reason.to_string().starts_with(&format!("The certificate of {web} isn't the one that you accepted.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_holds_for_its_own_place_whatever_the_name() {
    let (place, web, fingerprint) = household().await;
    let port = place.server.web_listen.port();
    let untrusted = |host: &str| Err(WebError::Untrusted { host: format!("{host}:{port}"), fingerprint });
    assert_eq!(fetch(Network::direct(), get(format!("https://{web}/")), false).await, untrusted("127.0.0.1"));
    assert_eq!(
        fetch(pinning(&web, fingerprint), get(format!("https://localhost:{port}/")), false).await,
        untrusted("localhost")
    );
    let page = fetch(pinning(&web, fingerprint), get(format!("https://{web}/")), false).await.unwrap();
    assert_eq!(page.status, 200);
    let mut pins = Pins::default();
    pins.insert(&format!("LOCALHOST:{port}"), fingerprint);
    let network = Network { pins: pins.clone(), ..Network::direct() };
    assert!(fetch(network, get(format!("https://localhost:{port}/")), false).await.is_ok());
    pins.remove(&format!("localhost:{port}"));
    assert_eq!(pins, Pins::default());
    // What a password may not go through, it may not with a pin either.
    let plain = fetch(pinning(&web, fingerprint), get(format!("http://{web}/")), false).await;
    assert!(matches!(plain, Err(WebError::Refused(_))), "{plain:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_shows_the_certificate_must_hold_its_key() {
    use rustls::pki_types::pem::PemObject as _;
    let (place, _, fingerprint) = household().await;
    // Somebody in between has seen the certificate, as everybody can, and has another key.
    let pem = place.folder.path().join("tls.pem");
    let shown = rustls::pki_types::CertificateDer::from_pem_file(&pem).unwrap();
    let (other, _, _) = household().await;
    let key = rustls::pki_types::PrivateKeyDer::from_pem_file(other.folder.path().join("tls.pem")).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let key = rustls::sign::CertifiedKey::new(vec![shown], provider.key_provider.load_private_key(key).unwrap());
    let config = rustls::ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(std::sync::Arc::new(rustls::sign::SingleCertAndKey::from(key)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let web = listener.local_addr().unwrap().to_string();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let impostor = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        acceptor.accept(stream).await.is_err()
    });
    let answer = fetch(pinning(&web, fingerprint), get(format!("https://{web}/")), false).await;
    assert!(matches!(answer, Err(WebError::Tls(_))), "{answer:?}");
    assert!(impostor.await.unwrap(), "no TLS came about");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_over_tls_is_pinned_the_same() {
    let (place, web, fingerprint) = household().await;
    let config = place.config("alice", Dialect::Msnp12);
    let gateway_url = Some(format!("https://{web}/gateway/gateway.dll"));
    let network = |network: Network| Network { gateway: Gateway::Always, gateway_url: gateway_url.clone(), ..network };
    let mut stranger = connect(config, network(Network::direct()));
    let end = stranger.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    let told = SignOutReason::UntrustedCertificate { host: web.clone(), fingerprint };
    assert_eq!(end, Event::SignedOut(told));
    let alice = sign_in(&place, "alice", Dialect::Msnp12, network(pinning(&web, fingerprint))).await;
    assert_eq!(route(&alice), Some(Route::Gateway { host: "127.0.0.1".to_owned() }));
    alice.sign_out().await;
}

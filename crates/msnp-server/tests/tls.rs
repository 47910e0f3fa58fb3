//! The web pages over TLS, as a household has them: a certificate that the server made for itself.

mod support;

use msnp::client::{Network, Pins};
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{Event, RosterEvent};
use msnp::session::{Services, WebReply};
use msnp::soap::config;
use msnp::soap::token::{self, Answer, Form, Wish};
use msnp::types::{Fingerprint, Secret};
use msnp_server::{RunningServer, ServerConfig, TlsChoice};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use support::{PASSWORD, PATIENCE, Person, Place, address};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Who is trusted: the certificate in this folder, and nobody else.
fn trusting(folder: &Path) -> rustls::ClientConfig {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.join("tls.pem")).unwrap()).unwrap();
    rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

fn browser(folder: &Path) -> reqwest::Client {
    reqwest::Client::builder().tls_backend_preconfigured(trusting(folder)).no_proxy().build().unwrap()
}

/// The fingerprint that a client sees.
async fn seen(web: SocketAddr, folder: &Path) -> Fingerprint {
    let connector = tokio_rustls::TlsConnector::from(Arc::new(trusting(folder)));
    let stream = TcpStream::connect(web).await.unwrap();
    let stream = connector.connect(ServerName::from(web.ip()), stream).await.unwrap();
    Fingerprint::of_certificate(&stream.get_ref().1.peer_certificates().unwrap()[0])
}

#[tokio::test(flavor = "multi_thread")]
async fn one_port_speaks_both_and_names_each_its_own() {
    let place = Place::with(false, TlsChoice::Own).await;
    place.account("alice", false).await;
    let (web, folder) = (place.server.web_listen, place.folder.path());
    let client = browser(folder);
    for scheme in ["https", "http"] {
        let origin = format!("{scheme}://{web}");
        let nexus = client.get(format!("{origin}/rdr/pprdr.asp")).send().await.unwrap();
        assert_eq!(nexus.headers()["PassportURLs"], format!("DALogin={origin}/login").as_str());
        let login = "Passport1.4 OrgVerb=GET,sign-in=alice%40example.com,pwd=correct%20horse%2C%20100%25,ct=1";
        let login = client.get(format!("{origin}/login")).header("Authorization", login).send().await.unwrap();
        assert_eq!(login.status(), 200, "{scheme}");
        let page = format!("{origin}/Config/MsgrConfig.asmx");
        let body = client.get(&page).send().await.unwrap().bytes().await.unwrap();
        let found = config::read(&page, &WebReply { status: 200, headers: Vec::new(), body }, true);
        assert_eq!(found.address_book, Some(format!("{origin}/abservice/abservice.asmx")));

        let url = format!("{origin}/RST.srf");
        let wishes = Wish::sso("MBI_KEY_OLD");
        let request =
            token::request(&url, Form::Rst, &address("alice"), &Secret::new(PASSWORD), &wishes, true).unwrap();
        let body = client.post(&url).body(request.body.to_vec()).send().await.unwrap().bytes().await.unwrap();
        let answer = token::read(&url, &WebReply { status: 200, headers: Vec::new(), body }, None, true);
        assert!(matches!(answer, Ok(Answer::Tokens(_))), "{answer:?}");
    }
    // `localhost` is a name of it, another one isn't; and nobody trusts it just so.
    let port = web.port();
    assert!(client.get(format!("https://localhost:{port}/")).send().await.is_ok());
    let other = tempfile::tempdir().unwrap();
    let stranger = Place::with(false, TlsChoice::Own).await;
    std::fs::copy(stranger.folder.path().join("tls.pem"), other.path().join("tls.pem")).unwrap();
    assert!(browser(other.path()).get(format!("https://{web}/")).send().await.is_err());
    assert!(msnp::client::http_client().unwrap().get(format!("https://{web}/")).send().await.is_err());
}

/// Signs in by the pages of TLS alone.
fn connect(place: &Place, dialect: Dialect, pins: Pins) -> Person {
    let mut config = place.config("alice", dialect);
    let secure = |page: String| page.replacen("http://", "https://", 1);
    let services = config.services;
    config.services = Services {
        tokens: services.tokens.map(secure),
        address_book: services.address_book.map(secure),
        sharing: services.sharing.map(secure),
        leave_offline: services.leave_offline.map(secure),
        fetch_offline: services.fetch_offline.map(secure),
        config: services.config.map(secure),
    };
    config.nexus = config.nexus.map(secure);
    config.insecure_loopback = false;
    Person::connect_with(config, Network { pins, ..Network::direct() })
}

async fn end(mut person: Person) -> SignOutReason {
    match person.until("the end", |event| matches!(event, Event::SignedOut(_))).await {
        Event::SignedOut(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_signs_in_once_its_person_has_compared_the_fingerprint() {
    let place = Place::with(false, TlsChoice::Own).await;
    place.account("alice", false).await;
    let shown = place.server.fingerprint().unwrap();
    let host = place.server.web_listen.to_string();
    for dialect in [Dialect::Msnp12, Dialect::Msnp13, Dialect::Msnp18] {
        let reason = end(connect(&place, dialect, Pins::default())).await;
        assert_eq!(reason, SignOutReason::UntrustedCertificate { host: host.clone(), fingerprint: shown }, "{dialect}");
        // As it is printed, and as somebody types it.
        let typed: Fingerprint = shown.to_string().replace(':', "").to_lowercase().parse().unwrap();
        let mut alice = connect(&place, dialect, Pins::from_iter([(host.clone(), typed)]));
        alice.until("the lists", |event| matches!(event, Event::Roster(RosterEvent::SyncFinished(_)))).await;
        alice.sign_out().await;
        // Another one was accepted before: this may be somebody in between.
        let other = Fingerprint::of_certificate(b"another");
        let reason = end(connect(&place, dialect, Pins::from_iter([(host.clone(), other)]))).await;
        assert_eq!(reason, SignOutReason::ChangedCertificate { host: host.clone(), fingerprint: shown }, "{dialect}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fingerprint_is_the_one_that_clients_see_and_stays() {
    let Place { server, folder } = Place::with(false, TlsChoice::Own).await;
    let first = server.fingerprint().unwrap();
    assert_eq!(seen(server.web_listen, folder.path()).await, first);
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    server.stop().await;
    let data = folder.path().to_owned();
    let config =
        |tls| ServerConfig { listen: any, web_listen: any, data: data.clone(), guide: false, tls, allow_plain: false };
    let server = RunningServer::start(config(TlsChoice::Own)).await.unwrap();
    assert_eq!(server.fingerprint(), Some(first));
    assert_eq!(seen(server.web_listen, folder.path()).await, first);
    // As somebody else's: the one file holds both.
    let pem = folder.path().join("tls.pem");
    let files = TlsChoice::Files { certificate: pem.clone(), key: pem };
    let another = RunningServer::start(config(files)).await.unwrap();
    assert_eq!(another.fingerprint(), Some(first));
    assert_eq!(seen(another.web_listen, folder.path()).await, first);
    let without = RunningServer::start(config(TlsChoice::Off)).await.unwrap();
    assert_eq!(without.fingerprint(), None);
    let missing = TlsChoice::Files { certificate: folder.path().join("no.pem"), key: folder.path().join("no.pem") };
    let refused = RunningServer::start(config(missing)).await.unwrap_err().to_string();
    assert!(refused.contains("no.pem") && refused.starts_with("Couldn't use the certificate"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_or_nonsense_keeps_nobody_out() {
    let place = Place::with(false, TlsChoice::Own).await;
    let web = place.server.web_listen;
    let mut idle = Vec::new();
    for start in [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET", b"\x00\x00\x00"] {
        for _ in 0..8 {
            let mut stream = TcpStream::connect(web).await.unwrap();
            stream.write_all(start).await.unwrap();
            idle.push(stream);
        }
    }
    assert_eq!(seen(web, place.folder.path()).await, place.server.fingerprint().unwrap());
    // Nonsense in the form of TLS ends at once.
    let mut stream = TcpStream::connect(web).await.unwrap();
    stream.write_all(&[&[0x16, 3, 1, 0, 200][..], &[0xff; 200]].concat()).await.unwrap();
    let mut rest = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("an end");
    // Without a certificate there is nobody to talk TLS with.
    let plain = Place::new(false).await;
    let mut stream = TcpStream::connect(plain.server.web_listen).await.unwrap();
    stream.write_all(&[0x16, 3, 1, 0, 200]).await.unwrap();
    let mut rest = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("an end");
    assert!(rest.is_empty());
}

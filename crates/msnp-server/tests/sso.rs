//! Signing in from MSNP13 up: the toolkit's client, the token service and the notification server together.

mod support;

use bytes::Bytes;
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{Event, RosterEvent};
use msnp::session::{Services, WebReply};
use msnp::soap::config;
use msnp::soap::time::Timestamp;
use msnp::soap::token::{self, Answer, Audience, Form, TokenError, Wish};
use msnp::types::Secret;
use support::{PASSWORD, PATIENCE, Person, Place, address};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LATER: [Dialect; 6] =
    [Dialect::Msnp13, Dialect::Msnp14, Dialect::Msnp15, Dialect::Msnp16, Dialect::Msnp17, Dialect::Msnp18];

fn now() -> Timestamp {
    Timestamp(0) + std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap()
}

/// The same services with the later form of the token service.
fn later(services: &Services) -> Services {
    let tokens = services.tokens.as_ref().unwrap().replace("RST.srf", "RST2.srf");
    services.clone().tokens(tokens)
}

async fn post(url: &str, body: impl Into<Bytes>) -> WebReply {
    let client = msnp::client::http_client().unwrap();
    let reply = client.post(url).body(reqwest::Body::from(body.into())).send().await.unwrap();
    let status = reply.status().as_u16();
    WebReply { status, headers: Vec::new(), body: reply.bytes().await.unwrap() }
}

/// Asks for tokens as the client does.
async fn tokens(place: &Place, page: &str, name: &str, password: &str) -> Result<Answer, TokenError> {
    let url = place.server.services().tokens.unwrap().replace("RST.srf", page);
    let (email, password) = (address(name), Secret::new(password));
    let form = Form::of(&url, now());
    let request = token::request(&url, form, &email, &password, &Wish::sso("MBI_KEY_OLD"), true).unwrap();
    token::read(&url, &post(&url, request.body).await, Some(now()), true)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_later_dialect_signs_in_by_either_form() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    for dialect in LATER {
        for services in [place.server.services(), later(&place.server.services())] {
            let mut config = place.config("alice", dialect);
            config.services = services;
            // The sign-in service and no login page.
            config.nexus = None;
            let mut alice = Person::connect(config);
            match alice.until("the sign-in", |event| matches!(event, Event::SignedIn { .. })).await {
                Event::SignedIn { dialect: agreed, .. } => assert_eq!(agreed, dialect),
                other => panic!("{other:?}"),
            }
            // The tokens are good for the other services, too.
            alice.until("the lists", |event| matches!(event, Event::Roster(RosterEvent::SyncFinished(_)))).await;
            alice.until("the status", |event| matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))).await;
            alice.sign_out().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_the_end_in_every_dialect() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    for dialect in [Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18] {
        for (name, password) in [("alice", "wrong"), ("nobody", PASSWORD)] {
            let mut config = place.config(name, dialect);
            config.nexus = None;
            config.password = Secret::new(password);
            let mut person = Person::connect(config);
            match person.until("the end", |event| matches!(event, Event::SignedOut(_))).await {
                Event::SignedOut(reason) => assert_eq!(reason, SignOutReason::WrongPassword, "{dialect}"),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_service_answers_at_every_address_of_it() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    for page in ["RST.srf", "rst.srf", "pp550/RST.srf", "RST2.srf", "pp550/RST2.SRF"] {
        let Ok(Answer::Tokens(issued)) = tokens(&place, page, "alice", PASSWORD).await else { panic!("{page}") };
        let messenger = issued.token(Audience::Messenger).unwrap();
        assert!(messenger.proof.is_some(), "{page}");
        let (created, expires) = (messenger.created.unwrap(), messenger.expires.unwrap());
        assert_eq!(expires.since(created).as_secs(), 24 * 3600, "{page}");
        assert_eq!(tokens(&place, page, "bob", PASSWORD).await, Err(TokenError::WrongPassword), "{page}");
    }
    // A clock that is a day off.
    let url = place.server.services().tokens.unwrap().replace("RST.srf", "RST2.srf");
    let form = Form::Rst2 { now: Timestamp(now().0 - 86_400) };
    let (email, password) = (address("alice"), Secret::new(PASSWORD));
    let request = token::request(&url, form, &email, &password, &Wish::sso("MBI_KEY_OLD"), true).unwrap();
    let reply = post(&url, request.body).await;
    assert_eq!(token::read(&url, &reply, None, true), Err(TokenError::Clock));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_locks_the_account_for_a_while() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    place.account("bob", false).await;
    // The first pauses are short: on a slow machine they may be over before the next attempt.
    let mut locked = false;
    for _ in 0..20 {
        for _ in 0..20 {
            match tokens(&place, "RST.srf", "alice", "wrong").await {
                Err(TokenError::Locked) => break,
                other => assert_eq!(other, Err(TokenError::WrongPassword)),
            }
        }
        // The right one, too, and in the other form.
        locked = tokens(&place, "RST2.srf", "alice", PASSWORD).await == Err(TokenError::Locked);
        if locked {
            break;
        }
    }
    assert!(locked);
    assert!(tokens(&place, "RST.srf", "bob", PASSWORD).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_names_our_address_book() {
    let place = Place::new(false).await;
    let services = place.server.services();
    let url = services.config.clone().unwrap();
    let request = config::request(&url, true).unwrap();
    let client = msnp::client::http_client().unwrap();
    let got = client.get(format!("{}?op=GetClientConfig&ver=14.0.8089", url.to_lowercase())).send().await.unwrap();
    let got = WebReply { status: got.status().as_u16(), headers: Vec::new(), body: got.bytes().await.unwrap() };
    for reply in [post(&url, request.body).await, got] {
        let found = config::read(&url, &reply, true);
        assert_eq!((found.address_book, found.sharing), (services.address_book.clone(), services.sharing.clone()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_way_through_is_answered() {
    let place = Place::new(false).await;
    let origin = format!("http://{}", place.server.web_listen);
    for (path, status) in [("/", 200), ("/nothing.asmx", 404), ("/login", 405)] {
        assert_eq!(post(&format!("{origin}{path}"), "<x/>").await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_knows_only_the_configuration_finds_its_lists() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    let Services { tokens, config: page, .. } = place.server.services();
    let mut config = place.config("alice", Dialect::Msnp15);
    config.services = Services { tokens, config: page, ..Services::default() };
    let mut alice = Person::connect(config);
    alice.until("the lists", |event| matches!(event, Event::Roster(RosterEvent::SyncFinished(_)))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_and_bombs_cost_nothing() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    let url = place.server.services().tokens.unwrap();
    let bomb = "<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><b>&b;</b>";
    let deep = "<a>".repeat(80_000);
    for body in ["", "\u{0}", "<", "GET / HTTP/1.1", bomb, &deep] {
        let reply = post(&url, body.as_bytes().to_vec()).await;
        assert!(
            matches!(token::read(&url, &reply, None, true), Err(TokenError::Down(_))),
            "{}",
            &body[..body.len().min(40)]
        );
    }
    let huge = post(&url, vec![b'a'; 300 * 1024]).await;
    assert_eq!(huge.status, 413);
    // A client that says much and sends little, and one that hangs up in the middle.
    for start in ["POST /RST.srf HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n<a", "POST /RST.srf HTT"] {
        let mut raw = TcpStream::connect(place.server.web_listen).await.unwrap();
        raw.write_all(start.as_bytes()).await.unwrap();
        raw.shutdown().await.unwrap();
        let mut rest = Vec::new();
        let _ = tokio::time::timeout(PATIENCE, raw.read_to_end(&mut rest)).await.expect("an end");
    }
    assert!(tokens(&place, "RST.srf", "alice", PASSWORD).await.is_ok());
}

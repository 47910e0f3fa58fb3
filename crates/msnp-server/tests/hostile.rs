//! Clients that misbehave: each is dropped or refused, and everybody else goes on.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{ConversationEvent, Event};
use msnp::request::Request;
use msnp::types::Secret;
use support::{PASSWORD, PATIENCE, Person, Place, address};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A connection without a toolkit.
struct Raw {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Raw {
    async fn connect(place: &Place) -> Self {
        Self { stream: TcpStream::connect(place.server.listen).await.unwrap(), read: Vec::new() }
    }

    async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads up to the end of a line that starts so; answers the line.
    async fn line(&mut self, start: &str) -> String {
        let found = timeout(PATIENCE, async {
            loop {
                while let Some(end) = self.read.windows(2).position(|pair| pair == b"\r\n") {
                    let line: Vec<u8> = self.read.drain(..end + 2).collect();
                    let line = String::from_utf8_lossy(&line[..end]).into_owned();
                    if line.starts_with(start) {
                        return line;
                    }
                }
                let mut buffer = [0; 4096];
                let length = self.stream.read(&mut buffer).await.unwrap();
                assert!(length > 0, "closed before {start}");
                self.read.extend_from_slice(&buffer[..length]);
            }
        });
        found.await.unwrap_or_else(|_| panic!("no {start} in time"))
    }

    /// Waits until the server has closed the connection.
    async fn closed(&mut self) {
        let mut buffer = [0; 4096];
        let end = timeout(PATIENCE, async { while let Ok(1..) = self.stream.read(&mut buffer).await {} });
        end.await.expect("the server closes the connection");
    }

    async fn ask(&mut self, line: &str, start: &str) -> String {
        self.send(&format!("{line}\r\n")).await;
        self.line(start).await
    }

    /// Signs in with MSNP7 and is online.
    async fn sign_in(place: &Place, name: &str) -> Self {
        let email = address(name);
        let mut dispatch = Self::connect(place).await;
        dispatch.ask("VER 1 MSNP7 CVR0", "VER").await;
        dispatch.ask(&format!("USR 2 MD5 I {email}"), "XFR 2 NS ").await;
        let mut raw = Self::connect(place).await;
        raw.ask("VER 1 MSNP7 CVR0", "VER").await;
        let challenge = raw.ask(&format!("USR 2 MD5 I {email}"), "USR 2 MD5 S ").await;
        let salt = challenge.rsplit(' ').next().unwrap();
        let response = msnp::auth::md5::hex(format!("{salt}{PASSWORD}"));
        raw.ask(&format!("USR 3 MD5 S {response}"), "USR 3 OK").await;
        raw.ask("SYN 4 0", "SYN 4").await;
        raw.ask("CHG 5 NLN", "CHG 5 NLN").await;
        raw
    }

    /// A switchboard of one's own; answers its cookie too.
    async fn open_room(&mut self, place: &Place, name: &str) -> (Self, String) {
        let granted = self.ask("XFR 9 SB", "XFR 9 SB ").await;
        let cookie = granted.split(' ').nth(5).unwrap().to_owned();
        let mut room = Self::connect(place).await;
        room.ask(&format!("USR 1 {} {cookie}", address(name)), "USR 1 OK").await;
        (room, cookie)
    }
}

/// Whether the server still does its work: somebody new signs in.
async fn still_serves(place: &Place) {
    place.account("witness", false).await;
    place.sign_in("witness", Dialect::Msnp12).await.sign_out().await;
}

#[tokio::test]
async fn garbage_is_dropped() {
    let place = Place::new(false).await;
    let long_line = format!("VER 1 {}", "MSNP12 ".repeat(10_000));
    let endless = "VER ".to_owned() + &"x".repeat(100_000);
    for garbage in
        ["\0\0\0\0\0", "GET / HTTP/1.1\r\n\r\n", "hello\r\n", &long_line, &endless, "PNG\r\n", "VER 1 CVR0\r\n"]
    {
        let mut raw = Raw::connect(&place).await;
        // The server may hang up before all of it is out.
        let _ = raw.stream.write_all(garbage.as_bytes()).await;
        raw.closed().await;
    }
    still_serves(&place).await;
}

#[tokio::test]
async fn whoever_stops_in_mid_payload_is_gone_and_nothing_half_arrives() {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    place.account("bob", false).await;
    let mut bob = place.sign_in("bob", Dialect::Msnp12).await;
    let mut alice = Raw::sign_in(&place, "alice").await;
    let (mut room, _) = alice.open_room(&place, "alice").await;
    room.ask("CAL 2 bob@example.com", "CAL 2 RINGING").await;
    room.line("JOI bob@example.com").await;
    room.send("MSG 3 A 500\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhalf of").await;
    drop(room);
    bob.said("the leaving", |said| matches!(said, ConversationEvent::Left { .. })).await;
    let half = |event: &Event| matches!(event, Event::Conversation(_, ConversationEvent::Message { .. }));
    assert!(!bob.seen.iter().any(half));
    still_serves(&place).await;
}

#[tokio::test]
async fn a_flood_of_commands_is_dropped() {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    let mut alice = Raw::sign_in(&place, "alice").await;
    let _ = alice.stream.write_all("PNG\r\n".repeat(50_000).as_bytes()).await;
    alice.closed().await;
    still_serves(&place).await;
}

#[tokio::test]
async fn who_doesnt_read_is_dropped_and_holds_nobody_up() {
    let place = Place::new(false).await;
    for name in ["alice", "bob", "carol"] {
        place.account(name, true).await;
    }
    let mut alice = Raw::sign_in(&place, "alice").await;
    let mut bob = Raw::sign_in(&place, "bob").await;
    let (mut room, _) = alice.open_room(&place, "alice").await;
    room.ask("CAL 2 bob@example.com", "CAL 2 RINGING").await;
    let ring = bob.line("RNG ").await;
    let ring: Vec<&str> = ring.split(' ').collect();
    let mut silent = Raw::connect(&place).await;
    silent.ask(&format!("ANS 1 bob@example.com {} {}", ring[4], ring[1]), "ANS 1 OK").await;
    // From here on bob's switchboard reads nothing.
    let body = "x".repeat(1664);
    let message = format!("MSG 3 U 1664\r\n{body}").repeat(20);
    let dropped = timeout(PATIENCE, async {
        loop {
            room.stream.write_all(message.as_bytes()).await.unwrap();
            let mut buffer = [0; 4096];
            match room.stream.try_read(&mut buffer) {
                Ok(length) => {
                    assert!(length > 0);
                    room.read.extend_from_slice(&buffer[..length]);
                    if String::from_utf8_lossy(&room.read).contains("BYE bob@example.com") {
                        return;
                    }
                }
                Err(_) => tokio::task::yield_now().await,
            }
        }
    });
    dropped.await.expect("the slow reader is dropped");
    let _carol = Raw::sign_in(&place, "carol").await;
}

#[tokio::test]
async fn a_cookie_works_once() {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    let mut alice = Raw::sign_in(&place, "alice").await;
    let (_room, cookie) = alice.open_room(&place, "alice").await;
    let mut again = Raw::connect(&place).await;
    assert_eq!(again.ask(&format!("USR 7 alice@example.com {cookie}"), "9").await, "911 7");
    again.closed().await;
}

#[tokio::test]
async fn wrong_passwords_are_refused_in_both_ways_of_signing_in() {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    for dialect in [Dialect::Msnp7, Dialect::Msnp12] {
        for name in ["alice", "nobody"] {
            let mut config = place.config(name, dialect);
            config.password = Secret::new("wrong");
            let mut person = Person::connect(config);
            let end = person.until("the refusal", |event| matches!(event, Event::SignedOut(_))).await;
            assert!(matches!(end, Event::SignedOut(SignOutReason::WrongPassword)), "{dialect} {name}: {end:?}");
        }
    }
    // Without the MD5 the old dialects are closed, whatever the password.
    place.account("bob", false).await;
    let mut person = Person::connect(place.config("bob", Dialect::Msnp5));
    person.until("the refusal", |event| matches!(event, Event::SignedOut(SignOutReason::WrongPassword))).await;
    place.sign_in("alice", Dialect::Msnp7).await.sign_out().await;
}

#[tokio::test]
async fn many_idle_connections_keep_nobody_out_for_long() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(Raw::connect(&place).await);
    }
    // Beyond a bound the rest was closed at once.
    idle[199].closed().await;
    drop(idle);
    place.sign_in("alice", Dialect::Msnp12).await.sign_out().await;
}

#[tokio::test]
async fn the_web_pages_refuse_what_they_cant_read() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    let web = place.server.web_listen;
    let client = msnp::client::http_client().unwrap();
    let login = |header: String| {
        let request = client.get(format!("http://{web}/login")).header("Authorization", header);
        async move {
            let reply = request.send().await.unwrap();
            let header = reply.headers().get("www-authenticate").map(|h| h.to_str().unwrap().to_owned());
            (reply.status().as_u16(), header.unwrap_or_default())
        }
    };
    let proof = |password: &str| format!("Passport1.4 OrgVerb=GET,sign-in=alice%40example.com,pwd={password},ct=1");
    for header in ["Basic YTpi".to_owned(), "Passport1.4".to_owned(), proof("no"), proof(""), proof(&"x".repeat(300))] {
        let (status, reason) = login(header).await;
        assert_eq!(status, 401);
        assert!(reason.starts_with("Passport1.4 da-status=failed"), "{reason}");
    }
    let (status, _) = login(proof(&PASSWORD.replace('%', "%25").replace(',', "%2C").replace(' ', "%20"))).await;
    assert_eq!(status, 200);
    assert_eq!(client.get(format!("http://{web}/login")).send().await.unwrap().status().as_u16(), 401);
    assert_eq!(client.post(format!("http://{web}/login")).send().await.unwrap().status().as_u16(), 405);
    assert_eq!(client.get(format!("http://{web}/etc/passwd")).send().await.unwrap().status().as_u16(), 404);
    // Clients of old look for the names of headers as they stood then.
    let mut raw = TcpStream::connect(web).await.unwrap();
    raw.write_all(b"GET /rdr/pprdr.asp HTTP/1.1\r\nHost: localhost:1\r\n\r\n").await.unwrap();
    let mut reply = Vec::new();
    timeout(PATIENCE, raw.read_to_end(&mut reply)).await.expect("the connection is closed").unwrap();
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.contains("\r\nPassporturls: DALogin=http://localhost:1/login\r\n"), "{reply}");
    // An endless header.
    let mut raw = TcpStream::connect(web).await.unwrap();
    let endless = "GET /login HTTP/1.1\r\nHost: x\r\nX: ".to_owned() + &"y".repeat(1024 * 1024);
    let _ = raw.write_all(endless.as_bytes()).await;
    let mut reply = Vec::new();
    let _ = timeout(PATIENCE, raw.read_to_end(&mut reply)).await.expect("the connection is closed");
    assert!(!String::from_utf8_lossy(&reply).starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn too_long_input_is_refused_and_the_session_goes_on() {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    place.account("bob", false).await;
    let mut bob = place.sign_in("bob", Dialect::Msnp12).await;
    let mut alice = Raw::sign_in(&place, "alice").await;
    let name = "n".repeat(5000);
    assert_eq!(alice.ask(&format!("REA 8 alice@example.com {name}"), "2").await, "209 8");
    assert_eq!(alice.ask(&format!("ADD 9 FL {name} x"), "2").await, "201 9");
    assert_eq!(alice.ask("PNG", "QNG").await, "QNG");
    // A long text goes in parts that fit; all of it arrives.
    let b = address("bob");
    place.account("carol", false).await;
    let mut carol = place.sign_in("carol", Dialect::Msnp12).await;
    let text = "Wörter ".repeat(1000);
    carol.say(&b, &text, TextFormat::default()).await;
    let mut got = String::new();
    while got.chars().filter(|c| !c.is_whitespace()).count() < text.chars().filter(|c| !c.is_whitespace()).count() {
        let said = bob.said("a part", |said| matches!(said, ConversationEvent::Message { .. })).await;
        let ConversationEvent::Message { message, .. } = said else { unreachable!("only that is waited for") };
        got.push_str(&message.text);
    }
    bob.ask(Request::SetName("still here".into())).await;
}

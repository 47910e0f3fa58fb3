//! What clients send to the built-in server.

use bytes::{Bytes, BytesMut};
use msnp::auth::sso;
use msnp::soap::time::Timestamp;
use msnp::types::{Email, Endpoint, Instant, Secret};
use msnp::wire::{Decoder, Direction, Limits, Role};
use msnp_server::directory::{Credentials, Directory, Draft, MemoryDirectory};
use msnp_server::entropy::SeededEntropy;
use msnp_server::machine::{ConnectionId, Input, Issued, Output, Peer, Server, Settings, WebCall};
use msnp_server::rst::{self, Form};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

fn server() -> Option<(Server, Secret)> {
    let mut directory = MemoryDirectory::new();
    let mut first = None;
    for name in ["alice", "bob"] {
        let draft = Draft {
            email: Email::parse(&format!("{name}@example.com")).ok()?,
            name: name.to_owned(),
            guid: format!("00000000-0000-4000-8000-{name:0>12}"),
            credentials: Credentials { password: Secret::new("-"), md5: None },
        };
        let id = directory.create(draft).ok()?;
        first = first.or(Some(id));
    }
    let settings = Settings { refer: false, ..Settings::default() };
    let mut server = Server::new(settings, Box::new(directory), Box::new(SeededEntropy::new(7)));
    let ticket = server.issue_tokens(Instant::default(), first?).text;
    Some((server, ticket))
}

fn peer(port: u16) -> Peer {
    Peer {
        remote: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        local: Endpoint { host: "127.0.0.1".to_owned(), port: 1863 },
    }
}

/// A request for the web services: the first line is the path, the second the action, the rest the body, in which
/// `TICKET` is replaced by a good one.
pub fn server_web(data: &[u8]) {
    let Some((mut server, ticket)) = server() else { return };
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(3, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let (path, action) = (part().to_ascii_lowercase(), part().to_owned());
    let body = part().replace("TICKET", &ticket.expose().replace('&', "&amp;"));
    // With somebody signed in, and without.
    for signed_in in [false, true] {
        if signed_in {
            let id = ConnectionId(1);
            server.handle(Instant::default(), Input::Opened(id, peer(1)));
            let commands = format!(
                "VER 1 MSNP12\r\nUSR 2 TWN I alice@example.com\r\nUSR 3 TWN S {}\r\nSYN 4 0 0\r\nCHG 5 NLN 0\r\n",
                ticket.expose()
            );
            server.handle(Instant::default(), Input::Bytes(id, commands.as_bytes()));
        }
        let call = WebCall {
            remote: peer(2).remote,
            origin: "http://127.0.0.1".to_owned(),
            path: path.clone(),
            action: action.clone(),
            cookie: None,
            body: Bytes::from(body.clone()),
        };
        let answer = server.web(Instant::default(), &call);
        assert!((100..600).contains(&answer.status));
        if !answer.body.is_empty() {
            assert!(msnp::soap::xml::Element::parse(answer.body.as_bytes()).is_ok(), "{}", answer.body);
        }
        assert!(!answer.body.contains(ticket.expose()), "a ticket comes back");
        while server.poll().is_some() {}
    }
}

/// Any bytes as a request for tokens, and what is answered when it can be read.
pub fn token_request(data: &[u8]) {
    let now = Timestamp(1_795_170_889);
    for form in [Form::Rst, Form::Rst2] {
        let answer = match rst::read(form, data, now) {
            Ok(request) => {
                let issued = Issued {
                    text: Secret::new("t=00ff&p="),
                    secret: Secret::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"),
                    lifetime: Duration::from_secs(86_400),
                };
                let owner = rst::Owner { email: &request.email, number: 1 };
                let elsewhere = request.addresses.iter().map(String::as_str).chain([request.email.as_str()]);
                if !elsewhere.into_iter().any(|text| text.contains(request.password.expose())) {
                    assert!(!format!("{request:?}").contains(request.password.expose()), "a password is shown");
                }
                rst::tokens(form, &owner, &request.addresses, &issued, "Zm9v", now)
            }
            Err(refusal) => rst::fault(form, refusal, now),
        };
        assert!(msnp::soap::xml::Element::parse(answer.as_bytes()).is_ok(), "{answer}");
    }
}

/// Any text as a proof, as a secret and as a nonce: nothing but the one right proof passes.
pub fn sign_in_proof(data: &[u8]) {
    const SECRET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
    const NONCE: &str = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKT";
    let text = String::from_utf8_lossy(data);
    let secret = Secret::new(SECRET);
    if sso::verify(&secret, NONCE, &text) {
        // Only base64 may be spelled in more than one way: in its last bits, and in its padding.
        assert!(text.trim().starts_with("HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAA"), "{text}");
    }
    for (secret, nonce) in [(&secret, text.as_ref()), (&Secret::new(text.as_ref()), NONCE)] {
        if let Ok(proof) = sso::proof(secret, nonce, [7; 8]) {
            assert!(sso::verify(secret, nonce, proof.expose()));
            assert!(!sso::verify(secret, &format!("{nonce}x"), proof.expose()));
        }
    }
}

/// Two connections that send these bytes; a zero ends a piece, and its first byte says whose it is.
pub fn server_bytes(data: &[u8]) {
    let Some((mut server, ticket)) = server() else { return };
    let mut now = Instant::default();
    let mut decoders: HashMap<ConnectionId, Decoder> = HashMap::new();
    for number in 0..3 {
        server.handle(now, Input::Opened(ConnectionId(number), peer(1000)));
    }
    for piece in data.split(|byte| *byte == 0) {
        let Some((kind, bytes)) = piece.split_first() else { continue };
        let text = String::from_utf8_lossy(bytes).replace("TICKET", ticket.expose());
        if kind % 16 == 15 {
            now = now + Duration::from_secs(u64::from(*kind));
            server.handle(now, Input::Deadline);
        } else {
            server.handle(now, Input::Bytes(ConnectionId(u64::from(kind % 3)), text.as_bytes()));
        }
        while let Some(output) = server.poll() {
            let Output::Send(id, bytes) = output else { continue };
            // What the server says is always a command.
            let decoder = decoders
                .entry(id)
                .or_insert_with(|| Decoder::new(Direction::FromServer, Role::Notification, Limits::default()));
            decoder.feed(&bytes);
            while let Some(frame) = decoder.next() {
                if let Ok(frame) = frame {
                    frame.encode(&mut BytesMut::new());
                }
            }
        }
    }
}

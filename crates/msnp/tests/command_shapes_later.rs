//! The shapes of lines from MSNP13 to 18, one by one: each has a type, and is written back the same.

use bytes::{Bytes, BytesMut};
use msnp::auth::challenge;
use msnp::command::circles::{self, Action};
use msnp::command::relay::{self, MessageKind, NoteKind};
use msnp::command::switchboard::{self, Tail};
use msnp::command::{Client, Network, Server, login, membership, presence, profile};
use msnp::dialect::{Dialect, SignIn};
use msnp::types::{Capabilities, ExtendedCapabilities, NetworkId, PlaceId};
use msnp::wire::{Decoder, Direction, Frame, Limits, Role};
use std::ops::RangeInclusive;

const GUID: &str = "6384e2b2-184b-cbf5-8ecc-f10ca7a6563c";
const BOTH: [Role; 2] = [Role::Notification, Role::Switchboard];
const NS: [Role; 1] = [Role::Notification];
const SB: [Role; 1] = [Role::Switchboard];

fn dialect(number: u8) -> Dialect {
    Dialect::ALL[usize::from(number - 2)]
}

/// One command: `|` stands between the line and its payload, whose length is put at the line's end.
fn bytes(text: &str) -> Vec<u8> {
    let text = text.replace("GUID", GUID);
    match text.split_once('|') {
        Some((line, payload)) => format!("{line} {}\r\n{payload}", payload.len()).into_bytes(),
        None => format!("{text}\r\n").into_bytes(),
    }
}

fn frame(direction: Direction, role: Role, number: u8, text: &str) -> Frame {
    let mut decoder = Decoder::new(direction, role, Limits::default());
    decoder.set_dialect(dialect(number));
    decoder.feed(&bytes(text));
    let frame = decoder.next().unwrap_or_else(|| panic!("{number}: {text}: nothing")).unwrap();
    assert_eq!((decoder.next(), decoder.buffered()), (None, 0), "{number}: {text}: more than one command");
    frame
}

fn server(number: u8, text: &str) -> Server {
    Server::decode(frame(Direction::FromServer, Role::Notification, number, text), Role::Notification, dialect(number))
}

fn client(number: u8, text: &str) -> Client {
    Client::decode(frame(Direction::FromClient, Role::Notification, number, text), Role::Notification, dialect(number))
}

fn room(number: u8, text: &str) -> switchboard::Server {
    let frame = frame(Direction::FromServer, Role::Switchboard, number, text);
    match Server::decode(frame, Role::Switchboard, dialect(number)) {
        Server::Switchboard(command) => command,
        other => panic!("{text}: {other:?}"),
    }
}

fn guid() -> Option<PlaceId> {
    PlaceId::new(GUID)
}

#[test]
fn every_line_of_a_server_has_a_type_and_comes_back_the_same() {
    let lines: &[(RangeInclusive<u8>, &[Role], &str)] = &[
        (13..=18, &NS, "VER 1 MSNP18"),
        (13..=18, &NS, "CVR 2 14.0.8117 14.0.8117 14.0.8117 http://a http://b"),
        (13..=18, &NS, "XFR 3 NS 203.0.113.5:1863 U D"),
        (13..=18, &NS, "XFR 0 NS 0"),
        (13..=14, &NS, "USR 3 TWN S ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1"),
        (15..=18, &NS, "USR 3 SSO S MBI_KEY_OLD mz8DKZ6WnZ1wFAppA7riD1QWt/yirukBMcc2KMee3wvzZvfXqaUS5tRxaxsBh6T/"),
        (13..=18, &NS, "USR 4 OK alice@example.com 1 0"),
        (18..=18, &NS, "USR 9 OK alice@example.com 0 0"),
        (13..=18, &NS, "GCF 0|<Policies></Policies>"),
        (13..=18, &NS, "GCF 6 Shields.xml|<config/>"),
        (13..=18, &NS, "SBS 0 null"),
        (13..=18, &NS, "MSG Hotmail Hotmail|MIME-Version: 1.0\r\n\r\n"),
        (13..=18, &NS, "BLP 5 AL"),
        (13..=18, &NS, "PRP 7 MFN Zo%C3%AB"),
        (13..=18, &NS, "PRP 7 PHH"),
        (13..=18, &NS, "ADL 6 OK"),
        (13..=18, &NS, "RML 7 OK"),
        (13..=18, &NS, "ADL 0|<ml><d n=\"example.com\"><c n=\"bob\" t=\"1\" l=\"8\" f=\"Bob\" /></d></ml>"),
        (13..=18, &NS, "RML 0|<ml><d n=\"example.com\"><c n=\"bob\" t=\"1\" l=\"8\" /></d></ml>"),
        (14..=18, &NS, "FQY 9|<ml><d n=\"example.com\"><c n=\"bob\" t=\"1\" /></d></ml>"),
        (13..=15, &NS, "CHG 8 NLN 2684649516 0"),
        (16..=18, &NS, "CHG 8 NLN 2684649516:48 0"),
        (16..=18, &NS, "CHG 0 AWY 2684649516:48 %3Cmsnobj%2F%3E"),
        (13..=13, &NS, "ILN 8 NLN bob@example.com Bob 2684649516 0"),
        (13..=13, &NS, "NLN NLN bob@example.com Bob 2684649516 %3Cmsnobj%2F%3E"),
        (14..=17, &NS, "ILN 8 NLN bob@example.com 1 Bob 2684649516 0"),
        (14..=17, &NS, "ILN 8 NLN bob@example.com 1 Bob 2684649516"),
        (14..=17, &NS, "NLN NLN bob@example.com 1 2684649516 0"),
        (14..=17, &NS, "NLN BSY bob@example.com 1 Bob"),
        (14..=17, &NS, "ILN 8 NLN yan@example.com 32 Yan 0 0 http%3A%2F%2Fexample.com%2Ficon.png"),
        (14..=17, &NS, "NLN NLN bob@example.com Bob 2684649516 0"),
        (16..=18, &NS, "NLN NLN bob@example.com 1 Bob 2684649516:48 %3Cmsnobj%2F%3E"),
        (14..=18, &NS, "NLN NLN 1:bob@example.com Bob 2684649516 0"),
        (16..=18, &NS, "NLN NLN 1:bob@example.com Bob 2684649516:48 %3Cmsnobj%2F%3E"),
        (16..=18, &NS, "ILN 8 NLN 1:bob@example.com 2684649516:48 0"),
        (16..=18, &NS, "NLN NLN 1:bob@example.com 2684649516:48"),
        (18..=18, &NS, "NLN NLN 1:bob@example.com;via=9:00000000-0000-0000-0009-0123456789ab@live.com Bob 1:48 0"),
        (13..=18, &NS, "FLN bob@example.com"),
        (14..=17, &NS, "FLN bob@example.com 1"),
        (14..=17, &NS, "FLN bob@example.com 1 0"),
        (16..=18, &NS, "FLN bob@example.com 1 0:0"),
        (16..=18, &NS, "FLN 1:bob@example.com 0:0"),
        (14..=18, &NS, "FLN 1:bob@example.com"),
        (13..=13, &NS, "UBX bob@example.com|<Data></Data>"),
        (14..=17, &NS, "UBX bob@example.com 1|<Data></Data>"),
        (14..=18, &NS, "UBX 1:bob@example.com|<Data></Data>"),
        (14..=18, &NS, "UBX 1:bob@example.com|"),
        (13..=18, &NS, "UUX 7 0"),
        (13..=18, &NS, "UUN 5 OK"),
        (13..=18, &NS, "UBN alice@example.com 3|<a/>"),
        (16..=18, &NS, "UBN alice@example.com;{GUID} 3|<a/>"),
        (14..=18, &NS, "UUM 5 OK"),
        (14..=18, &NS, "UBM yan@example.com 32 1|hi"),
        (14..=18, &NS, "UBM yan@example.com 32 alice@example.com 1 1|hi"),
        (18..=18, &NS, "NFY PUT|Routing: 1.0\r\n"),
        (18..=18, &NS, "NFY DEL|Routing: 1.0\r\n"),
        (18..=18, &NS, "PUT 5 OK|x"),
        (18..=18, &NS, "PUT 5 OK"),
        (18..=18, &NS, "DEL 5 OK|"),
        (18..=18, &NS, "SDG 0|Routing: 1.0\r\n"),
        (18..=18, &NS, "SDG 5 OK"),
        (13..=18, &NS, "CHL 0 15570131571988941333"),
        (13..=18, &NS, "QRY 5"),
        (13..=18, &NS, "QNG 60"),
        (13..=18, &NS, "OUT OTH"),
        (13..=18, &NS, "NOT|<NOTIFICATION/>"),
        (13..=18, &NS, "RNG 1175 203.0.113.7:1864 CKI 8491.52 bob@example.com Bob U messenger.hotmail.com"),
        (14..=18, &NS, "RNG 1175 203.0.113.7:1864 CKI 8491.52 bob@example.com Bob U messenger.hotmail.com 1"),
        (13..=18, &NS, "XFR 9 SB 203.0.113.7:1864 CKI 1726.10 U messenger.msn.com"),
        (14..=18, &NS, "XFR 9 SB 203.0.113.7:1864 CKI 1726.10 U messenger.msn.com 1"),
        (13..=18, &BOTH, "217 5"),
        (13..=18, &BOTH, "715"),
        (13..=18, &BOTH, "241 5|<why/>"),
        (13..=18, &BOTH, "509 5|"),
        (13..=18, &BOTH, "800 5 too much 9"),
        (13..=15, &SB, "USR 1 OK alice@example.com Alice"),
        (16..=18, &SB, "USR 1 OK alice@example.com;{GUID} Alice"),
        (13..=18, &SB, "CAL 2 RINGING 9340c5d91a34be6339d4e58b42e844f"),
        (13..=15, &SB, "JOI bob@example.com Bob 2684649516"),
        (16..=18, &SB, "JOI bob@example.com;{GUID} Bob 2684649516:48"),
        (16..=18, &SB, "JOI bob@example.com Bob 2684649516:48"),
        (13..=15, &SB, "IRO 1 1 2 bob@example.com Bob 2684649516"),
        (16..=18, &SB, "IRO 1 1 2 bob@example.com;{GUID} Bob 2684649516:48"),
        (16..=18, &SB, "IRO 1 2 2 bob@example.com Bob 2684649516:48"),
        (13..=18, &SB, "BYE bob@example.com 1"),
        (16..=18, &SB, "BYE bob@example.com;{GUID}"),
        (16..=18, &SB, "BYE bob@example.com;{GUID} 1"),
        (13..=18, &SB, "MSG bob@example.com Bob|hi"),
        (13..=18, &SB, "ACK 3"),
        (13..=18, &SB, "ANS 1 OK"),
    ];
    for (dialects, roles, line) in lines {
        for number in dialects.clone() {
            for role in *roles {
                let command = Server::decode(frame(Direction::FromServer, *role, number, line), *role, dialect(number));
                assert!(!matches!(command, Server::Other(_)), "{number}: {line}");
                let mut out = BytesMut::new();
                command.encode(dialect(number), &mut out);
                assert_eq!(out, bytes(line), "{number}: {line}");
            }
        }
    }
}

#[test]
fn every_line_of_a_client_has_a_type_and_comes_back_the_same() {
    let lines: &[(RangeInclusive<u8>, &[Role], &str)] = &[
        (13..=18, &NS, "VER 1 MSNP18 MSNP17 CVR0"),
        (13..=14, &NS, "USR 3 TWN I alice@example.com"),
        (15..=18, &NS, "USR 3 SSO I alice@example.com"),
        (15..=18, &NS, "USR 4 SSO S t=abc&p= HAAAAAEAAAADZgAABIAAAA=="),
        (16..=18, &NS, "USR 4 SSO S t=abc&p= HAAAAAEAAAADZgAABIAAAA== {GUID}"),
        (18..=18, &NS, "USR 9 SHA A PHNhbWw+"),
        (13..=18, &NS, "BLP 5 BL"),
        (13..=18, &NS, "PRP 7 MFN Alice"),
        (13..=18, &NS, "ADL 6|<ml l=\"1\"></ml>"),
        (13..=18, &NS, "RML 6|<ml><d n=\"example.com\"><c n=\"bob\" l=\"4\" t=\"1\"/></d></ml>"),
        (14..=18, &NS, "FQY 6|<ml><d n=\"example.com\"><c n=\"bob\"/></d></ml>"),
        (13..=15, &NS, "CHG 8 NLN 2684649516 0"),
        (16..=18, &NS, "CHG 8 NLN 2684649516:48 0"),
        (13..=18, &NS, "UUX 7|<Data></Data>"),
        (13..=18, &NS, "UUN 5 dave@example.com 3|<a/>"),
        (16..=18, &NS, "UUN 5 alice@example.com;{GUID} 4|goawyplzthxbye"),
        (14..=18, &NS, "UUM 5 yan@example.com 32 1|hi"),
        (18..=18, &NS, "PUT 5|Routing: 1.0\r\n"),
        (18..=18, &NS, "DEL 5|Routing: 1.0\r\n"),
        (18..=18, &NS, "SDG 5|Routing: 1.0\r\n"),
        (13..=18, &NS, "QRY 12 PROD0120PW!CCV9@|8ba1bb9d6dbf624fee31a2053af5fdd0"),
        (13..=18, &NS, "XFR 9 SB"),
        (13..=15, &SB, "USR 1 alice@example.com 1726.10"),
        (16..=18, &SB, "USR 1 alice@example.com;{GUID} 1726.10"),
        (13..=15, &SB, "ANS 1 alice@example.com 1726.10 1175"),
        (16..=18, &SB, "ANS 1 alice@example.com;{GUID} 1726.10 1175"),
        (13..=18, &SB, "CAL 2 bob@example.com"),
        (13..=18, &SB, "MSG 3 A|hi"),
    ];
    for (dialects, roles, line) in lines {
        for number in dialects.clone() {
            for role in *roles {
                let command = Client::decode(frame(Direction::FromClient, *role, number, line), *role, dialect(number));
                assert!(!matches!(command, Client::Other(_)), "{number}: {line}");
                let mut out = BytesMut::new();
                command.encode(dialect(number), &mut out);
                assert_eq!(out, bytes(line), "{number}: {line}");
            }
        }
    }
}

#[test]
fn older_dialects_have_none_of_it() {
    for line in ["ADL 6 OK", "UUN 5 OK", "UUM 5 OK", "SDG 5 OK", "USR 3 SSO S MBI_KEY_OLD abc", "NFY PUT 0"] {
        assert!(matches!(server(12, line), Server::Other(_)), "{line}");
    }
    for line in ["ADL 6 15", "USR 4 SSO S t=a b", "USR 9 SHA A b", "UUN 5 a@x 3 4", "PUT 5 1", "FQY 6 3"] {
        assert!(matches!(client(12, line), Client::Other(_)), "{line}");
    }
    // Their own methods are told from words that only later dialects know.
    for number in 2..=14 {
        let Client::Login(login::Client::Identify { method, .. }) = client(number, "USR 3 SSO I a@x") else {
            panic!("{number}")
        };
        assert_eq!(method, login::Method::Other("SSO".to_owned()));
    }
}

#[test]
fn presence_is_the_same_however_it_is_written() {
    let online = |number, line: &str| match server(number, line) {
        Server::Presence(presence::Server::Online {
            email,
            routing,
            name,
            capabilities,
            extended,
            object,
            icon,
            ..
        }) => {
            assert_eq!(email, "bob@example.com", "{line}");
            (
                routing.network.map(|network| network.id().0),
                name.map(|name| name.text()),
                capabilities.map(|c| c.0),
                extended.map(|c| c.0),
                object.is_some(),
                icon.is_some(),
            )
        }
        other => panic!("{other:?}"),
    };
    let bob = || Some("Bob".to_owned());
    for line in ["NLN NLN bob@example.com 1 Bob 64:48 0", "NLN NLN 1:bob@example.com Bob 64:48 0"] {
        for number in 16..=18 {
            assert_eq!(online(number, line), (Some(1), bob(), Some(64), Some(48), true, false), "{number} {line}");
        }
    }
    assert_eq!(online(13, "NLN NLN bob@example.com 64 %3C"), (None, None, Some(64), None, true, false));
    assert_eq!(online(14, "NLN NLN bob@example.com 1 64 %3C"), (Some(1), None, Some(64), None, true, false));
    assert_eq!(online(15, "NLN NLN bob@example.com 1 64"), (Some(1), None, Some(64), None, false, false));
    assert_eq!(online(18, "ILN 8 NLN 1:bob@example.com 64:48 0"), (Some(1), None, Some(64), Some(48), true, false));
    assert_eq!(
        online(18, "NLN NLN 1:bob@example.com 12:30 64:48"),
        (Some(1), Some("12:30".into()), Some(64), Some(48), false, false)
    );
    assert_eq!(
        online(15, "ILN 8 NLN bob@example.com 32 Bob 0 0 http%3A"),
        (Some(32), bob(), Some(0), None, true, true)
    );
    assert_eq!(online(18, "NLN NLN 1:bob@example.com Bob"), (Some(1), bob(), None, None, false, false));

    let offline = |number, line: &str| match server(number, line) {
        Server::Presence(presence::Server::Offline { email, routing, capabilities, extended, rest }) => {
            assert_eq!((email.as_str(), rest.len()), ("bob@example.com", 0), "{line}");
            (routing.network, capabilities.map(|c| c.0), extended.map(|c| c.0))
        }
        other => panic!("{other:?}"),
    };
    let one = NetworkId::PASSPORT;
    assert_eq!(offline(14, "FLN bob@example.com 1 0"), (Some(Network::Word(one)), Some(0), None));
    assert_eq!(offline(17, "FLN bob@example.com 1 0:0"), (Some(Network::Word(one)), Some(0), Some(0)));
    assert_eq!(offline(18, "FLN 1:bob@example.com 0:0"), (Some(Network::Prefix(one)), Some(0), Some(0)));
    assert_eq!(offline(18, "FLN bob@example.com"), (None, None, None));

    for (number, line) in
        [(14, "UBX bob@example.com 1|x"), (17, "UBX 1:bob@example.com|x"), (18, "UBX 1:bob@example.com|x")]
    {
        let Server::Presence(presence::Server::PersonalMessage { email, routing, data }) = server(number, line) else {
            panic!("{line}")
        };
        let network = routing.network.map(Network::id);
        assert_eq!((email.as_str(), network, &data[..]), ("bob@example.com", Some(one), &b"x"[..]), "{line}");
    }
}

#[test]
fn one_place_of_somebody_is_told_from_the_person() {
    let place = |number, line: &str| match room(number, line) {
        switchboard::Server::Joined { email, place, capabilities, extended, .. } => {
            assert_eq!(capabilities, Some(Capabilities(64)));
            (email, place, extended)
        }
        other => panic!("{other:?}"),
    };
    let bob = || "bob@example.com".to_owned();
    let extended = Some(ExtendedCapabilities(48));
    assert_eq!(place(16, "JOI bob@example.com;{GUID} Bob 64:48"), (bob(), guid(), extended));
    assert_eq!(place(18, "JOI bob@example.com 64:48"), (bob(), None, extended));
    assert_eq!(place(15, "JOI bob@example.com 64"), (bob(), None, None));
    // Before there were places a tail was part of the address.
    assert_eq!(place(15, "JOI bob@example.com;{GUID} Bob 64").0, format!("bob@example.com;{{{GUID}}}"));
}

#[test]
fn the_parts_of_a_line_have_their_meaning() {
    let Client::Login(login::Client::Prove { ticket, proof, place, .. }) =
        client(18, "USR 4 SSO S t=abc&p= HAAA== {GUID}")
    else {
        panic!("a proof")
    };
    assert_eq!((ticket.expose(), proof.expose(), place), ("t=abc&p=", "HAAA==", guid()));

    let Server::Login(login::Server::Nonce { policy, nonce, .. }) = server(15, "USR 3 SSO S MBI_KEY_OLD a+b/c=") else {
        panic!("a nonce")
    };
    assert_eq!((policy.as_str(), nonce.as_str()), ("MBI_KEY_OLD", "a+b/c="));

    let Server::Membership(membership::Server::Add { transaction, data }) = server(15, "ADL 0|<ml/>") else {
        panic!("somebody's list")
    };
    assert_eq!((transaction.0, data), (0, Bytes::from_static(b"<ml/>")));
    assert_eq!(server(15, "ADL 0|<ml/>").transaction(), None);
    assert_eq!(server(15, "ADL 6 OK").transaction().map(|t| t.0), Some(6));

    let Client::Relay(relay::Client::Note { email, place, kind, data, .. }) =
        client(18, "UUN 5 alice@example.com;{GUID} 4|goawyplzthxbye")
    else {
        panic!("a note")
    };
    assert_eq!((email.as_str(), place, kind), ("alice@example.com", guid(), NoteKind::PLACE));
    assert!(relay::signs_out(&data));

    let Server::Relay(relay::Server::Message { email, network, to, kind, .. }) =
        server(14, "UBM yan@example.com 32 alice@example.com 1 2|x")
    else {
        panic!("a message")
    };
    assert_eq!((email.as_str(), network, kind), ("yan@example.com", NetworkId::YAHOO, MessageKind::TYPING));
    assert_eq!(to, Some(("alice@example.com".to_owned(), NetworkId::PASSPORT)));

    assert!(matches!(server(18, "NFY DEL|x"), Server::Circles(circles::Server::Notify { action: Action::Delete, .. })));
    assert!(matches!(server(13, "GCF 0|x"), Server::Profile(profile::Server::Policies { .. })));

    let Server::Error(error) = server(13, "241 7|<why/>") else { panic!("an error") };
    assert_eq!((error.transaction.map(|t| t.0), error.info.len(), error.payload.unwrap().len()), (Some(7), 0, 6));
}

#[test]
fn switchboards_say_how_they_can_be_reached() {
    let tail = |number, line: &str| match server(number, line) {
        Server::Switchboard(switchboard::Server::Granted { rest, .. } | switchboard::Server::Ring { rest, .. }) => {
            Tail::read(&rest).map(|tail| (tail.domain, tail.direct))
        }
        other => panic!("{other:?}"),
    };
    let domain = || "messenger.msn.com".to_owned();
    assert_eq!(tail(12, "XFR 9 SB 203.0.113.7:1864 CKI 1"), None);
    assert_eq!(tail(13, "XFR 9 SB 203.0.113.7:1864 CKI 1 U messenger.msn.com"), Some((domain(), None)));
    assert_eq!(tail(14, "XFR 9 SB 203.0.113.7:1864 CKI 1 U messenger.msn.com 1"), Some((domain(), Some(true))));
    assert_eq!(tail(18, "RNG 1 203.0.113.7:1864 CKI 1 a@x A U messenger.msn.com 0"), Some((domain(), Some(false))));
    assert_eq!(tail(18, "RNG 1 203.0.113.7:1864 CKI 1 a@x A what is this"), None);
    assert!(Tail::words("x", Dialect::Msnp12).is_empty());
    assert_eq!(Tail::words("x", Dialect::Msnp13), ["U", "x"]);
    assert_eq!(Tail::words("x", Dialect::Msnp18), ["U", "x", "1"]);
}

#[test]
fn what_has_no_known_shape_is_kept_whole() {
    for line in [
        "ADL x OK",
        "ADL 6 NO",
        "RML",
        "UBX bob@example.com 1 2|x",
        "UBX 1:|x",
        "NLN NLN 1: Bob 64:48 0",
        "NFY VER|x",
        "UBN bob@example.com x|y",
        "UBM bob@example.com 1 carol@example.com 1|x",
        "PUT 5 NO",
        "NLN NLN 1:b@x a b c d e",
    ] {
        assert!(matches!(server(18, line), Server::Other(_)), "{line}");
    }
    for line in
        ["USR 4 SSO S a b c", "USR 4 SSO S a b {GUID} d", "USR 9 SHA B x", "ADL 1 2|x", "UUN 5 a@x x|y", "PUT x|y"]
    {
        assert!(matches!(client(18, line), Client::Other(_)), "{line}");
    }
}

#[test]
fn what_is_secret_stays_out_of_debug() {
    for line in ["USR 4 SSO S secret1 secret2 {GUID}", "USR 9 SHA A secret3"] {
        assert!(!format!("{:?}", client(18, line)).contains("secret"), "{line}");
    }
}

#[test]
fn each_dialect_has_a_product_that_answers_challenges() {
    let mut products = Vec::new();
    for dialect in Dialect::ALL {
        let features = dialect.features();
        assert_eq!(features.sign_in == SignIn::Sso, dialect >= Dialect::Msnp15, "{dialect}");
        if let Some(kind) = features.challenge {
            let answer = challenge::answer(kind, "15570131571988941333", features.product);
            assert!(answer.len() == 32 && answer.bytes().all(|b| b.is_ascii_hexdigit()), "{dialect}");
            products.push(features.product);
        }
    }
    products.dedup();
    assert_eq!(products.len(), 6);
}

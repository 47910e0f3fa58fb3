//! The shapes that lines come in, per dialect and server, one by one: each has a type, and is written back the same.

use bytes::BytesMut;
use msnp::command::{Client, Server, lists, login, presence, profile, switchboard};
use msnp::dialect::Dialect;
use msnp::types::{Capabilities, List, TransactionId};
use msnp::wire::{Decoder, Direction, Frame, Limits, Role};

const GUID: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";

fn frame(direction: Direction, role: Role, dialect: Dialect, line: &str) -> Frame {
    let mut decoder = Decoder::new(direction, role, Limits::default());
    decoder.set_dialect(dialect);
    decoder.feed(line.replace("GUID", GUID).as_bytes());
    decoder.feed(b"\r\n");
    decoder.next().unwrap().unwrap()
}

fn server(number: u8, line: &str) -> Server {
    let dialect = Dialect::ALL[usize::from(number - 2)];
    let frame = frame(Direction::FromServer, Role::Notification, dialect, line);
    Server::decode(frame, Role::Notification, dialect)
}

fn lists(number: u8, line: &str) -> lists::Server {
    match server(number, line) {
        Server::Lists(command) => command,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn every_shape_has_a_type_and_comes_back_the_same() {
    // The dialects that a line belongs to, and the line.
    let lines: &[(std::ops::RangeInclusive<u8>, &str)] = &[
        (2..=12, "VER 1 0"),
        (2..=12, "VER 1"),
        (2..=12, "XFR 0 NS 0"),
        (2..=12, "XFR 3 NS 203.0.113.5:1863"),
        (3..=6, "XFR 3 NS 203.0.113.5:1863 0"),
        (7..=12, "XFR 3 NS 203.0.113.5:1863 0 203.0.113.4:1863"),
        (2..=5, "USR 4 OK alice@example.com Alice"),
        (6..=7, "USR 4 OK alice@example.com Alice 1"),
        (8..=9, "USR 4 OK alice@example.com Alice 1 0"),
        (10..=12, "USR 4 OK alice@example.com 1 0"),
        (2..=9, "USR 4 OK alice@example.com"),
        (6..=12, "CHL 0 15570131571988941333"),
        (2..=12, "OUT OTH"),
        (11..=12, "OUT RCT 5"),
        (10..=12, "SBS 0 null"),
        (2..=7, "SYN 5 20"),
        (8..=9, "SYN 5 30 3 1"),
        (10..=10, "SYN 5 30 0 3 1"),
        (10..=12, "SYN 5 2026-01-02T03:04:05.6780000-07:00 2026-01-02T03:04:05.6780000-07:00"),
        (10..=12, "SYN 5 2000-01-01T00:00:00.0-00:00 2000-01-01T00:00:00.0-00:00 2 1"),
        (2..=7, "GTC 5 12 A"),
        (2..=7, "BLP 5 12 AL"),
        (8..=12, "GTC A"),
        (10..=12, "BLP 7 BL"),
        (2..=7, "LST 5 BL 12 0 0"),
        (2..=7, "LST 5 FL 12 1 2 bob@example.com"),
        (2..=7, "LST 5 FL 12 1 2 bob@example.com Bob"),
        (7..=7, "LST 5 FL 12 1 2 bob@example.com Bob 0,1"),
        (7..=7, "LST 5 FL 12 1 2 bob@example.com 0,1"),
        (8..=9, "LST bob@example.com Bob 11 0"),
        (8..=9, "LST bob@example.com Bob 11 0,1,2"),
        (8..=9, "LST dave@example.com dave%40example.com 4"),
        (8..=9, "LST dave@example.com 4"),
        (8..=9, "LST dave@example.com 11 0"),
        (8..=9, "LST dave@example.com 11 1,2"),
        (10..=11, "LST N=bob@example.com F=Bob C=GUID 11 GUID"),
        (10..=11, "LST N=bob@example.com F=Bob C=GUID 11 GUID,GUID"),
        (12..=12, "LST N=bob@example.com F=Bob C=GUID 11 1 GUID"),
        (12..=12, "LST N=bob@example.com F=Bob C=GUID 11 1"),
        (10..=12, "LST N=dave@example.com F=dave@example.com 4"),
        (10..=12, "LST N=dave@example.com 4"),
        (11..=12, "LST N=tel:+15551234 F=Mum C=GUID 1"),
        (10..=10, "LST N=bob@example.com F=Bob C=bob@example.com 11 0,2"),
        (7..=7, "LSG 5 20 1 2 0 Other%20Contacts 0"),
        (8..=9, "LSG 0 Other%20Contacts 0"),
        (10..=12, "LSG Friends GUID"),
        (5..=7, "PRP 5 20 PHH 555%200100"),
        (5..=7, "PRP 5 20 PHW"),
        (5..=7, "PRP 20 MBE Y"),
        (8..=12, "PRP PHH 5551234"),
        (10..=12, "PRP 7 MFN Zo%C3%AB"),
        (10..=12, "PRP 7 PHW"),
        (5..=7, "BPR 20 PHH 555"),
        (5..=9, "BPR 20 bob@example.com PHH 555"),
        (5..=9, "BPR 20 bob@example.com PHH"),
        (8..=12, "BPR MOB N"),
        (10..=12, "BPR bob@example.com HSB 1"),
        (10..=12, "BPR bob@example.com PHH"),
        (2..=9, "ADD 7 BL 13 dave@example.com dave%40example.com"),
        (2..=9, "ADD 0 RL 14 erin@example.com Erin"),
        (2..=9, "ADD 0 RL 14 erin@example.com"),
        (7..=9, "ADD 9 FL 22 dave@example.com dave%40example.com 2"),
        (10..=12, "ADC 9 FL N=erin@example.com F=erin@example.com C=GUID"),
        (10..=12, "ADC 10 AL N=erin@example.com"),
        (10..=12, "ADC 11 FL C=GUID GUID"),
        (10..=12, "ADC 0 RL N=erin@example.com F=Erin"),
        (2..=9, "REM 10 FL 23 bob@example.com"),
        (7..=9, "REM 10 FL 23 bob@example.com 1"),
        (10..=12, "REM 13 FL GUID"),
        (10..=12, "REM 13 FL GUID GUID"),
        (10..=12, "REM 0 RL alice@example.com"),
        (2..=9, "REA 8 15 alice@example.com Alice%20A"),
        (10..=12, "SBP 8 GUID MFN Bob"),
        (2..=9, "ADG 8 21 Work 2 0"),
        (10..=12, "ADG 8 Work GUID 0"),
        (10..=12, "ADG 8 1 Work GUID"),
        (2..=9, "REG 8 21 2 Work 0"),
        (10..=12, "REG 8 1 Work GUID 0"),
        (10..=12, "RMG 8 1 GUID"),
        (2..=7, "CHG 6 NLN"),
        (8..=12, "CHG 6 NLN 1073791020"),
        (9..=12, "CHG 6 NLN 1073791020 %3Cmsnobj%2F%3E"),
        (2..=7, "ILN 6 NLN bob@example.com Bob"),
        (2..=12, "NLN BSY bob@example.com"),
        (8..=8, "NLN BSY bob@example.com Bob 268435500"),
        (9..=12, "ILN 8 NLN bob@example.com Bob 1074036780 0"),
        (9..=12, "NLN NLN bob@example.com 1074036780 %3Cmsnobj%2F%3E"),
        (2..=12, "FLN bob@example.com"),
        (11..=12, "UUX 7 0"),
        (11..=12, "UBX bob@example.com 0"),
        (2..=12, "RNG 11752013 203.0.113.7:1864 CKI 849102291.520491113 bob@example.com Bob"),
        (2..=12, "XFR 9 SB 203.0.113.7:1864 CKI 17262740.1050826919.32308"),
        (2..=12, "URL 12 /unused1 /unused2 1"),
        (2..=12, "IMS 14 0 ON"),
        (2..=12, "502 14"),
        (2..=12, "715"),
        (2..=12, "205 24 some info 5"),
    ];
    for (dialects, line) in lines {
        let line = line.replace("GUID", GUID);
        for number in dialects.clone() {
            let command = server(number, &line);
            assert!(!matches!(command, Server::Other(_)), "{number}: {line}");
            let mut out = BytesMut::new();
            command.encode(Dialect::ALL[usize::from(number - 2)], &mut out);
            assert_eq!(String::from_utf8_lossy(&out), format!("{line}\r\n"), "{number}");
        }
    }
}

#[test]
fn words_that_may_be_missing_are_told_by_their_shape() {
    let person = |number, line: &str| match lists(number, line) {
        lists::Server::Person { name, bits, network, groups, .. } => {
            (name.map(|name| name.text()), bits, network, groups.len())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(person(8, "LST dave@example.com 11 0"), (None, 11, None, 1));
    assert_eq!(person(8, "LST dave@example.com 007 3"), (Some("007".into()), 3, None, 0));
    assert_eq!(person(9, "LST dave@example.com Dave 3"), (Some("Dave".into()), 3, None, 0));
    assert_eq!(person(11, "LST N=a@example.com F=A C=GUID 19 "), (Some("A".into()), 19, None, 0));
    assert_eq!(person(12, "LST N=a@example.com F=A C=GUID 19 1 "), (Some("A".into()), 19, Some("1".into()), 0));
    assert_eq!(person(12, "LST F=A N=a@example.com C=GUID 19 GUID"), (Some("A".into()), 19, None, 1));
    assert_eq!(person(10, "LST N=a@example.com F=A C=a@example.com 19 1"), (Some("A".into()), 19, None, 1));

    let online = |number, line: &str| match server(number, line) {
        Server::Presence(presence::Server::Online { name, capabilities, object, .. }) => {
            (name.map(|name| name.text()), capabilities.map(|c| c.0), object.map(|object| object.text()))
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(online(9, "NLN NLN a@example.com 64 0x"), (None, Some(64), Some("0x".into())));
    assert_eq!(online(9, "NLN NLN a@example.com 007 64"), (Some("007".into()), Some(64), None));
    assert_eq!(online(12, "NLN NLN a@example.com 64"), (None, Some(64), None));
    assert_eq!(online(7, "NLN NLN a@example.com 64"), (Some("64".into()), None, None));
    assert_eq!(
        online(12, "NLN NLN a@example.com A 2684649516:48 0"),
        (Some("A".into()), Some(2_684_649_516), Some("0".into()))
    );

    let signed_in = |number, line: &str| match server(number, line) {
        Server::Login(login::Server::SignedIn { name, verified, restricted, .. }) => {
            (name.map(|name| name.text()), verified, restricted)
        }
        other => panic!("{other:?}"),
    };
    let one = || Some("1".to_owned());
    assert_eq!(signed_in(5, "USR 4 OK a@example.com 1"), (one(), None, None));
    assert_eq!(signed_in(7, "USR 4 OK a@example.com 1"), (None, one(), None));
    assert_eq!(signed_in(9, "USR 4 OK a@example.com 1 0"), (None, one(), Some("0".into())));
    assert_eq!(signed_in(9, "USR 4 OK a@example.com 7 1 0"), (Some("7".into()), one(), Some("0".into())));
    assert_eq!(signed_in(12, "USR 4 OK a@example.com Al 1 0"), (Some("Al".into()), one(), Some("0".into())));
}

#[test]
fn a_lone_number_is_a_serial_or_a_transaction_by_its_dialect() {
    let numbering = |number, line: &str| match server(number, line) {
        Server::Profile(profile::Server::Property { numbering, .. }) => numbering,
        other => panic!("{other:?}"),
    };
    assert_eq!(numbering(5, "PRP 1 MBE Y").serial.as_deref(), Some("1"));
    assert_eq!(numbering(11, "PRP 7 MBE Y").transaction, Some(TransactionId(7)));
    assert_eq!(numbering(8, "PRP 52 24 PHH 555").transaction, Some(TransactionId(52)));
    assert_eq!(server(5, "PRP 1 MBE Y").transaction(), None);
    assert_eq!(server(9, "ADD 0 RL 14 erin@example.com Erin").transaction(), None);
    assert_eq!(server(9, "205 24").transaction(), Some(TransactionId(24)));
    assert!(matches!(
        lists(9, "REM 10 FL 23 bob@example.com 1"),
        lists::Server::Remove { list: List::Forward, serial: Some(serial), who, group: Some(_), .. }
            if serial == "23" && who == "bob@example.com"
    ));
}

#[test]
fn people_in_a_switchboard_have_capabilities_from_msnp12() {
    let joined = |number: u8, line: &str| {
        let dialect = Dialect::ALL[usize::from(number - 2)];
        let frame = frame(Direction::FromServer, Role::Switchboard, dialect, line);
        match Server::decode(frame, Role::Switchboard, dialect) {
            Server::Switchboard(switchboard::Server::Joined { name, capabilities, .. }) => (name.text(), capabilities),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(joined(12, "JOI a@example.com A 64"), ("A".into(), Some(Capabilities(64))));
    assert_eq!(joined(12, "JOI a@example.com 64"), ("a@example.com".into(), Some(Capabilities(64))));
    assert_eq!(joined(11, "JOI a@example.com 64"), ("64".into(), None));
    assert_eq!(joined(8, "JOI a@example.com"), ("a@example.com".into(), None));
}

#[test]
fn what_has_no_known_shape_is_kept_whole() {
    for line in ["LST", "NLN", "ILN x NLN a@example.com A", "CHG 6 XXX", "ADD 9 XX 1 a b", "GTC 1 2 3 4", "ZZZ 1"] {
        let command = server(9, line);
        assert!(matches!(&command, Server::Other(frame) if frame.line() == line), "{line}: {command:?}");
    }
    for line in ["CHG", "CHG 1 XXX", "OUT foo", "ADD 26 XX bob@example.com bob", "USR 1 TWN X y", "ZZZ 11 foo"] {
        let frame = frame(Direction::FromClient, Role::Notification, Dialect::Msnp9, line);
        let command = Client::decode(frame, Role::Notification, Dialect::Msnp9);
        assert!(matches!(&command, Client::Other(frame) if frame.line() == line), "{line}: {command:?}");
    }
}

#[test]
fn what_is_secret_stays_out_of_debug() {
    let line = "USR 4 TWN S t=secretticket";
    let frame = frame(Direction::FromClient, Role::Notification, Dialect::Msnp9, line);
    assert!(!format!("{frame:?}").contains("secretticket"));
    assert!(!format!("{:?}", Client::decode(frame, Role::Notification, Dialect::Msnp9)).contains("secretticket"));
    assert!(!format!("{:?}", server(9, "XFR 9 SB 203.0.113.7:1864 CKI secretcookie")).contains("secretcookie"));
}

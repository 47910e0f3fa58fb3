//! Servers that are none, and servers that err.

use crate::support::{Player, config, email};
use msnp::dialect::Dialect::{self, *};
use msnp::error::SignOutReason;
use msnp::event::Event;
use msnp::notification::{Machine, SwitchboardTicket};
use msnp::request::Request;
use msnp::session::{RequestId, WebReply};
use msnp::types::{Instant, List, Status};
use proptest::prelude::*;
use std::time::Duration;

fn is_garbage(player: &Player, retry: bool) -> bool {
    matches!(&player.ended, Some((SignOutReason::Garbage(_), r, None)) if *r == retry)
}

#[test]
fn what_is_no_server_of_ours_is_left_at_once() {
    for greeting in
        ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", "220 mail.example ESMTP\r\n"]
    {
        let mut player = Player::connected(&config(&[Msnp12]));
        player.feed(greeting.as_bytes());
        assert!(player.ended.is_some(), "{greeting}");
        assert_ne!(player.ended.as_ref().map(|(_, retry, _)| *retry), Some(true), "{greeting}");
    }
}

#[test]
fn a_bad_command_is_skipped_and_the_stream_stays_in_step() {
    let mut player = Player::ready(Msnp12);
    player.feed(b"zz\r\nNLN\r\nXYZ 1 2 3\r\nLST\r\nADC 0 RL\r\nADC 0 XX N=a@b\r\nNLN QQQ bob@example.com Bob 0\r\nBLP 0 XX\r\nGTC X\r\nBPR\r\nSYN\r\n");
    assert_eq!(player.ended, None);
    assert_eq!(player.oddities(), player.events.len(), "{:?}", player.events);
    player.play("S: NLN NLN bob@example.com Bob 0");
    assert_eq!(player.roster.people[&email("bob@example.com")].status, Status::Online);
}

#[test]
fn what_cannot_be_followed_ends_the_connection() {
    let mut player = Player::ready(Msnp12);
    player.feed(b"MSG Hotmail Hotmail abc\r\n");
    assert!(is_garbage(&player, true), "{:?}", player.ended);
    let mut player = Player::ready(Msnp12);
    player.feed(b"MSG Hotmail Hotmail 99999999999\r\n");
    assert!(is_garbage(&player, true), "{:?}", player.ended);
    let mut player = Player::ready(Msnp12);
    player.feed(&vec![b'A'; 100_000]);
    assert!(is_garbage(&player, true), "{:?}", player.ended);
    let mut player = Player::ready(Msnp12);
    player.feed(&b"?\r\n".repeat(1000));
    assert!(is_garbage(&player, true), "{:?}", player.ended);
    assert!(player.oddities() <= 50);
}

#[test]
fn a_server_that_stops_in_the_middle_is_noticed() {
    let mut player = Player::ready(Msnp12);
    player.feed(b"MSG Hotmail Hotmail 500\r\nMIME-Version: 1.0\r\n");
    player.pass(45);
    player.play("C: PNG");
    player.pass(20);
    assert_eq!(player.ended, Some((SignOutReason::TimedOut, true, None)));
}

#[test]
fn a_flood_of_people_is_bounded() {
    let mut player = Player::connected(&config(&[Msnp9]));
    player.play_sign_in(Msnp9);
    player.play("S: SYN 5 1 4000000000 0\nS: GTC A\nS: BLP AL");
    let mut flood = String::new();
    for number in 0..25_000 {
        flood.push_str(&format!("LST p{number}@example.com P 3\r\n"));
    }
    player.feed(flood.as_bytes());
    player.pass(3);
    assert!(player.machine.is_ready());
    assert_eq!(player.on(List::Forward).len(), 20_000);
    assert_eq!(player.ended, None);
}

#[test]
fn lists_before_the_sign_in_are_not_believed() {
    let mut player = Player::connected(&config(&[Msnp7]));
    player.play("C: VER 1 MSNP7 CVR0\nS: VER 1 MSNP7\nC: INF 2");
    player.play("S: ADD 0 RL 1 eve@example.com Eve\nS: NLN NLN eve@example.com Eve\nS: LSG 0 x 0\nS: BLP AL");
    assert_eq!(player.oddities(), 4);
    assert!(player.roster.people.is_empty());
    player.play("S: INF 2 MD5\nC: CVR 3 0x0409 winnt 5.1 i386 MSNMSGR 4.6.0083 MSMSGS alice@example.com");
}

/// Lines that servers send, and some that none does.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("0".to_owned()),
        (0..20u32).prop_map(|n| n.to_string()),
        Just("FL".to_owned()),
        Just("RL".to_owned()),
        Just("NS".to_owned()),
        Just("SB".to_owned()),
        Just("OK".to_owned()),
        Just("NLN".to_owned()),
        Just("bob@example.com".to_owned()),
        Just("N=bob@example.com".to_owned()),
        Just("C=c1f9a363-4ee9-4a33-a434-b056a4c55b98".to_owned()),
        Just("1:bob@example.com".to_owned()),
        Just("alice@example.com;{c1f9a363-4ee9-4a33-a434-b056a4c55b98}".to_owned()),
        Just("1073791020:48".to_owned()),
        Just("SSO".to_owned()),
        Just("host:1863".to_owned()),
        Just("MSNP7".to_owned()),
        Just("MD5".to_owned()),
        "[ -~é]{0,12}",
    ];
    let verbs = [
        "VER", "CVR", "INF", "USR", "XFR", "OUT", "QNG", "CHL", "QRY", "SBS", "SYN", "LST", "BPR", "GTC", "BLP", "ADD",
        "ADC", "REM", "REA", "SBP", "LSG", "ADG", "REG", "RMG", "CHG", "ILN", "NLN", "FLN", "UUX", "UBX", "PRP", "URL",
        "GCF", "ADL", "RML", "FQY", "UBN", "UBM", "UUN", "UUM", "NFY", "PUT", "SDG", "MSG", "NOT", "IPG", "RNG", "911",
        "215", "216", "219", "500", "xyz", "",
    ];
    let verb = prop::sample::select(verbs.to_vec());
    (verb, prop::collection::vec(word, 0..6)).prop_map(|(verb, words)| format!("{verb} {}\r\n", words.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a server sends and whenever time passes: no panic, one answer for each request, one end, and nothing
    /// after it.
    #[test]
    fn any_server_is_survived(lines in prop::collection::vec(line(), 1..60), at in 0..Dialect::ALL.len(), piece in 1..40usize, early in any::<bool>()) {
        let dialect = Dialect::ALL[at];
        let mut player = match (early, dialect.features().lists_by_sync) {
            (true, _) => Player::connected(&config(&[dialect])),
            (false, true) => Player::ready(dialect),
            (false, false) => crate::services::ready(dialect),
        };
        player.piece = piece;
        let mut ids = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            match number % 5 {
                0 => ids.push(player.request(Request::Block(email("bob@example.com")))),
                1 => ids.push(player.request(Request::AddGroup("Work".into()))),
                2 => player.machine.request_switchboard(player.now, SwitchboardTicket(number as u64)),
                3 => player.pass(7),
                _ => {}
            }
            player.feed(line.as_bytes());
            if let Some((web, _)) = player.webs.pop_front() {
                player.machine.web(player.now, web, Ok(WebReply::default()));
            }
        }
        player.machine.sign_out(player.now);
        player.pump();
        prop_assert!(player.ended.is_some());
        for id in ids {
            prop_assert_eq!(player.answers(id).len(), 1);
        }
    }

    /// Bytes that are no lines at all.
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut machine = Machine::new(&config(&[Msnp7]));
        let now = Instant(Duration::ZERO);
        machine.start(now);
        machine.opened(now);
        machine.request(now, RequestId(1), Request::SetName("x".into()));
        machine.bytes(now, &bytes);
        machine.sign_out(now);
        let mut answers = 0;
        while let Some(effect) = machine.poll() {
            if matches!(effect, msnp::notification::Effect::Event(Event::Answered { .. })) {
                answers += 1;
            }
        }
        prop_assert_eq!(answers, 1);
    }
}

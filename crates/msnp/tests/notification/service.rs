//! Challenges, pings, notices, calls, switchboards, and the ways a server says goodbye.

use crate::support::{Player, config, email, endpoint};
use msnp::dialect::Dialect::*;
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::event::{Event, MailEvent, RosterEvent};
use msnp::notification::{Effect, SwitchboardTicket};
use msnp::types::Secret;
use std::time::Duration;

#[test]
fn both_challenges_are_answered() {
    let mut player = Player::ready(Msnp7);
    player.play(
        "S: CHL 0 12345678901234567890
         C: QRY 8 msmsgs@msnmsgr.com 32 | 8ba1bb9d6dbf624fee31a2053af5fdd0
         S: QRY 8",
    );
    assert_eq!(player.oddities(), 0);
    // Some servers never say that they are content.
    player.play("S: CHL 0 12345678901234567890\nC: QRY 9 msmsgs@msnmsgr.com 32 | 8ba1bb9d6dbf624fee31a2053af5fdd0");
    player.pass(40);
    assert_eq!((player.ended.clone(), player.oddities()), (None, 0));

    let mut player = Player::ready(Msnp12);
    player.feed(b"CHL 0 15570131571988941333\r\n");
    let expected = msnp::auth::challenge::mixed("15570131571988941333", "PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL");
    player.play(&format!("C: QRY 7 PROD0090YUAUV{{2B 32 | {expected}\nS: 540 7"));
    assert_eq!(player.ended, Some((SignOutReason::Refused(ErrorCode(540)), false, None)));
}

#[test]
fn a_challenge_may_come_before_the_lists() {
    let mut player = Player::connected(&config(&[Msnp6]));
    player.play_sign_in(Msnp6);
    player.play(
        "S: CHL 0 12345678901234567890
         C: QRY 7 msmsgs@msnmsgr.com 32 | 8ba1bb9d6dbf624fee31a2053af5fdd0
         S: SYN 6 12",
    );
}

#[test]
fn pings_follow_the_servers_clock() {
    let mut player = Player::ready(Msnp12);
    player.pass(44);
    player.play("");
    player.pass(1);
    player.play("C: PNG\nS: QNG 60");
    player.pass(59);
    player.play("");
    player.pass(1);
    player.play("C: PNG");
    assert_eq!(player.oddities(), 0);
    // No answer.
    player.pass(19);
    assert_eq!(player.ended, None);
    player.pass(1);
    assert_eq!(player.ended, Some((SignOutReason::TimedOut, true, None)));
}

#[test]
fn a_busy_line_is_alive() {
    let mut player = Player::ready(Msnp3);
    player.pass(45);
    player.play("C: PNG");
    for _ in 0..5 {
        player.pass(15);
        player.play("S: NLN NLN bob@example.com Bob");
    }
    assert_eq!(player.ended, None);
    player.play("S: QNG");
    player.pass(45);
    player.play("C: PNG");
}

#[test]
fn goodbyes() {
    let lost = |text: &str| SignOutReason::ConnectionLost(text.to_owned());
    for (line, reason, retry, after) in [
        ("OUT OTH", SignOutReason::ElsewhereSignedIn, false, None),
        ("OUT SSD", SignOutReason::ServerShutdown, true, None),
        ("OUT TOU", SignOutReason::TermsOfUse, false, None),
        ("OUT RCT 3", SignOutReason::ServerShutdown, true, Some(Duration::from_secs(180))),
        ("OUT RCT x", SignOutReason::ServerShutdown, true, None),
        ("OUT MIG", lost("the lists have moved to another place"), true, Some(Duration::ZERO)),
        ("OUT", lost("the server ended the session"), true, None),
        ("OUT XYZ", lost("the server ended the session"), true, None),
    ] {
        let mut player = Player::ready(Msnp11);
        player.play(&format!("S: {line}"));
        assert_eq!(player.ended, Some((reason, retry, after)), "{line}");
        assert_eq!(player.others, [Effect::Close]);
        let forgets = player.roster_events().contains(&RosterEvent::SyncFinished(None));
        assert_eq!(forgets, line == "OUT MIG", "{line}");
    }
    // At the sign-in, too.
    let mut player = Player::connected(&config(&[Msnp11]));
    player.play("C: VER 1 MSNP11 CVR0\nS: OUT SSD");
    assert_eq!(player.ended, Some((SignOutReason::ServerShutdown, true, None)));
}

#[test]
fn calls_and_switchboards() {
    let mut player = Player::ready(Msnp12);
    player
        .play("S: RNG 52c504d68a23edd8c087d09f1408399 127.0.0.1:2864 CKI 672822ec66fcd3666a25 bob@example.com Bob%20é");
    let ring = Effect::Ring {
        session: "52c504d68a23edd8c087d09f1408399".into(),
        target: endpoint("127.0.0.1:2864"),
        cookie: Secret::new("672822ec66fcd3666a25"),
        email: email("bob@example.com"),
        name: "Bob é".into(),
    };
    assert_eq!(std::mem::take(&mut player.others), [ring]);

    for ticket in 1..=4 {
        player.machine.request_switchboard(player.now, SwitchboardTicket(ticket));
    }
    player.pump();
    player.play(
        "C: XFR 7 SB
         C: XFR 8 SB
         C: XFR 9 SB
         C: XFR 10 SB
         S: XFR 8 SB 203.0.113.7:1864 CKI 17262740.1050826919.32308
         S: 913 7
         S: 280 9
         C: XFR 11 SB
         S: 280 11",
    );
    player.pass(30);
    let switchboard = |ticket, result| Effect::Switchboard { ticket: SwitchboardTicket(ticket), result };
    let refused = |code| Err(RequestError::Server(ErrorCode(code)));
    assert_eq!(
        player.others,
        [
            switchboard(2, Ok((endpoint("203.0.113.7:1864"), Secret::new("17262740.1050826919.32308")))),
            switchboard(1, refused(913)),
            switchboard(3, refused(280)),
            switchboard(4, Err(RequestError::Timeout)),
        ]
    );
}

#[test]
fn no_switchboard_before_the_sign_in() {
    let mut player = Player::connected(&config(&[Msnp12]));
    player.machine.request_switchboard(player.now, SwitchboardTicket(1));
    player.pump();
    player.play("C: VER 1 MSNP12 CVR0");
    let refused = Effect::Switchboard { ticket: SwitchboardTicket(1), result: Err(RequestError::NotSignedIn) };
    assert_eq!(player.others, [refused]);
}

fn message(body: &str) -> Vec<u8> {
    format!("MSG Hotmail Hotmail {}\r\n{body}", body.len()).into_bytes()
}

#[test]
fn profile_mail_and_notices() {
    let mut player = Player::ready(Msnp12);
    player.feed(b"SBS 0 null\r\n");
    player.feed(&message(
        "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1\r\nMSPAuth: geheim\r\n\r\n",
    ));
    player.feed(&message(
        "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinitialmdatanotification; charset=UTF-8\r\n\r\n\
         Mail-Data: <MD><E><I>3</I><IU>2</IU><O>1</O><OU>1</OU></E></MD>\r\n",
    ));
    player.feed(&message(
        "MIME-Version: 1.0\r\nContent-Type: application/x-msmsgssystemmessage; charset=UTF-8\r\n\r\nType: 1\r\nArg1: 5\r\n",
    ));
    player.feed(&message("no headers at all"));
    player.feed(b"NOT 14\r\n<NOTIFICATION>IPG 3\r\n<x>GCF 0 Shields.xml 2\r\n<>NLN NLN bob@example.com Bob 0\r\n");
    let Some(Event::Profile(fields)) = player.events.first() else { panic!("{:?}", player.events) };
    assert!(fields.iter().any(|(name, value)| name == "LoginTime" && value == "1"));
    assert!(!format!("{:?}", player.events).contains("geheim"), "secrets are in no event");
    assert_eq!(
        player.events[1..3],
        [Event::Mail(MailEvent::Unread { inbox: 2, folders: 1 }), Event::ShutdownIn { minutes: 5 }]
    );
    assert!(matches!(player.events[3], Event::Oddity(_)));
    assert_eq!(player.events[4], Event::Notification("<NOTIFICATION>".into()));
    assert_eq!(player.events[5], Event::Notification("<x>".into()));
    assert!(matches!(player.events[6], Event::Presence(_)), "the stream stays in step");
    assert_eq!(player.events.len(), 7);
}

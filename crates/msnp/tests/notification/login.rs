//! VER to USR OK, in both families; redirects; refusals; silence.

use crate::support::{Player, config, email, endpoint, reply};
use msnp::dialect::Dialect::{self, *};
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::event::{Event, SignInStep};
use msnp::notification::{Effect, SwitchboardTicket};
use msnp::request::Request;
use msnp::session::WebError;
use msnp::types::{Secret, Status};
use std::time::Duration;

#[test]
fn every_dialect_signs_in() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.features().lists_by_sync) {
        let mut player = Player::connected(&config(&[dialect]));
        player.play_sign_in(dialect);
        assert_eq!(player.machine.dialect(), Some(dialect));
        let name = (dialect <= Msnp9).then(|| "Alice".to_owned());
        let signed_in =
            Event::SignedIn { dialect, email: email("alice@example.com"), name, server: endpoint("ns.example:1863") };
        assert!(player.events.contains(&signed_in), "{dialect}: {:?}", player.events);
        assert!(!player.machine.is_ready(), "the lists are missing");
        let player = Player::ready(dialect);
        assert_eq!(player.machine.name().as_deref(), Some("Alice"), "{dialect}");
        assert_eq!(player.machine.status(), Status::Online);
    }
}

#[test]
fn the_best_is_offered_first_and_any_offered_is_taken() {
    let mut player = Player::connected(&config(&[Msnp12, Msnp11, Msnp10]));
    player.play(
        "C: VER 1 MSNP12 MSNP11 MSNP10 CVR0
         S: VER 1 MSNP10
         C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 6.2.0208 MSMSGS alice@example.com",
    );
    assert_eq!(player.machine.dialect(), Some(Msnp10));
}

#[test]
fn without_a_common_dialect_the_next_family_is_tried_and_then_it_is_over() {
    for none in ["VER 1 0", "VER 1", "VER 1 MSNP18"] {
        let mut player = Player::connected(&config(&[Msnp12, Msnp7]));
        player.play(&format!("C: VER 1 MSNP12 CVR0\nS: {none}"));
        assert_eq!(player.ended, None, "{none}");
        assert_eq!(player.connects.len(), 2);
        player.open();
        player.play(&format!("C: VER 1 MSNP7 CVR0\nS: {none}"));
        assert_eq!(player.ended, Some((SignOutReason::NoCommonDialect, false, None)));
    }
}

#[test]
fn the_login_page_gets_the_challenge_as_it_came() {
    let mut player = Player::connected(&config(&[Msnp8]));
    player.play(
        "C: VER 1 MSNP8 CVR0
         S: VER 1 MSNP8
         C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 5.0.0544 MSMSGS alice@example.com
         S: CVR 2 1 1 1 http://x/ http://x/
         C: USR 3 TWN I alice@example.com
         S: USR 3 TWN S lc=1033,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,kpp=1",
    );
    let nexus = player.web(reply(200, &[("Passporturls", "DALogin=https://login.example/a")]));
    assert_eq!(nexus.url, "https://nexus.example/rdr/pprdr.asp");
    let first = player.web(reply(302, &[("Location", "https://other.example/b")]));
    assert_eq!(first.url, "https://login.example/a");
    let second = player.web(reply(200, &[("Authentication-Info", "Passport1.4 da-status=success,from-PP='9b74'")]));
    assert_eq!(second.url, "https://other.example/b");
    assert_eq!(first.headers, second.headers, "the same at every hop");
    assert_eq!(
        second.headers[0].1.expose(),
        "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40example.com,\
         pwd=hunter2secret,lc=1033,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,kpp=1"
    );
    player.play("C: USR 4 TWN S 9b74");
}

/// A machine that waits for the Nexus.
fn at_the_web() -> Player {
    let mut player = Player::connected(&config(&[Msnp12]));
    player.play(
        "C: VER 1 MSNP12 CVR0
         S: VER 1 MSNP12
         C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.5.0324 MSMSGS alice@example.com
         S: CVR 2 1 1 1 http://x/ http://x/
         C: USR 3 TWN I alice@example.com
         S: USR 3 TWN S ct=1",
    );
    player
}

#[test]
fn a_wrong_password_is_told_from_a_service_that_is_down() {
    let nexus = || reply(200, &[("PassportURLs", "DALogin=login.example/a")]);
    let mut player = at_the_web();
    player.web(nexus());
    player.web(reply(401, &[("WWW-Authenticate", "Passport1.4 da-status=failed")]));
    assert_eq!(player.ended, Some((SignOutReason::WrongPassword, false, None)));
    assert_eq!(player.others, [Effect::Close]);

    let mut player = at_the_web();
    player.web(nexus());
    player.web(reply(
        401,
        &[("WWW-Authenticate", "Passport1.4 da-status=failed-noretry,cbtxt=Account%20locked,srealm=Passport.NET")],
    ));
    assert_eq!(player.ended, Some((SignOutReason::SignInRefused("Account locked".into()), false, None)));

    let mut player = at_the_web();
    player.web(reply(503, &[]));
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), true, None))), "{:?}", player.ended);

    let mut player = at_the_web();
    let (number, _) = player.webs.pop_front().unwrap();
    player.machine.web(player.now, number + 1, Err(WebError::Timeout));
    player.pump();
    assert_eq!(player.ended, None, "not the one that is waited for");
    player.machine.web(player.now, number, Err(WebError::Tls("unknown issuer".into())));
    player.pump();
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), false, None))), "{:?}", player.ended);
}

#[test]
fn a_password_goes_nowhere_in_the_open() {
    let mut player = at_the_web();
    player.web(reply(200, &[("PassportURLs", "DALogin=http://login.example/a")]));
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), false, None))), "{:?}", player.ended);
    assert!(player.webs.is_empty());

    let mut player = at_the_web();
    player.web(reply(200, &[("PassportURLs", "DALogin=https://login.example/a")]));
    player.web(reply(302, &[("Location", "http://login.example/b")]));
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), false, None))), "{:?}", player.ended);
    assert!(player.webs.is_empty());
}

#[test]
fn pages_that_send_us_on_without_end_are_left() {
    let mut player = at_the_web();
    player.web(reply(200, &[("PassportURLs", "DALogin=https://login.example/a")]));
    for _ in 0..20 {
        if player.ended.is_none() {
            player.web(reply(302, &[("Location", "https://login.example/a")]));
        }
    }
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), true, None))), "{:?}", player.ended);
}

#[test]
fn a_ticket_that_died_on_the_way_is_fetched_once_more() {
    for code in [911, 928] {
        let mut player = at_the_web();
        player.passport("old");
        player.play(&format!("C: USR 4 TWN S old\nS: {code} 4"));
        assert_eq!(player.ended, None);
        assert_eq!(player.connects.len(), 2, "servers close after a refusal");
        player.open();
        player.play(
            "C: VER 1 MSNP12 CVR0
             S: VER 1 MSNP12
             C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.5.0324 MSMSGS alice@example.com
             S: CVR 2 1 1 1 http://x/ http://x/
             C: USR 3 TWN I alice@example.com
             S: USR 3 TWN S ct=2",
        );
        let info = "Passport1.4 da-status=success,from-PP='new'";
        let page = player.web(reply(200, &[("Authentication-Info", info)]));
        assert_eq!(page.url, "https://login.example/login2.srf", "the Nexus is asked once");
        player.play(&format!("C: USR 4 TWN S new\nS: {code} 4"));
        assert_eq!(player.ended, Some((SignOutReason::WrongPassword, false, None)));
    }
}

#[test]
fn a_redirect_is_followed_at_every_step() {
    let steps = [
        "C: VER 1 MSNP7 CVR0\nS: XFR 1 NS 203.0.113.5:1864 0 ns.example:1863",
        "C: VER 1 MSNP7 CVR0\nS: VER 1 MSNP7\nC: INF 2\nS: XFR 2 NS 203.0.113.5:1864",
        "C: VER 1 MSNP7 CVR0\nS: VER 1 MSNP7\nC: INF 2\nS: INF 2 MD5
         C: CVR 3 0x0409 winnt 5.1 i386 MSNMSGR 4.6.0083 MSMSGS alice@example.com
         S: CVR 3 1 1 1 http://x/ http://x/
         C: USR 4 MD5 I alice@example.com
         S: XFR 4 NS 203.0.113.5:1864 0",
    ];
    for step in steps {
        let mut player = Player::connected(&config(&[Msnp7]));
        player.play(step);
        assert_eq!(player.others, [Effect::Close]);
        assert_eq!(player.connects, [endpoint("ns.example:1863"), endpoint("203.0.113.5:1864")]);
        assert!(player.events.contains(&Event::SigningIn(SignInStep::Redirected(endpoint("203.0.113.5:1864")))));
        player.open();
        player.play_sign_in(Msnp7);
    }
}

#[test]
fn what_comes_after_a_redirect_belongs_to_nobody() {
    let mut player = Player::connected(&config(&[Msnp7]));
    player.play(
        "C: VER 1 MSNP7 CVR0
         S: VER 1 MSNP7
         C: INF 2",
    );
    player.feed(b"XFR 2 NS 203.0.113.5:1864\r\nINF 2 MD5\r\nOUT OTH\r\n");
    assert_eq!(player.ended, None);
    player.open();
    player.play("C: VER 1 MSNP7 CVR0");
}

#[test]
fn a_circle_of_servers_is_noticed() {
    let mut player = Player::connected(&config(&[Msnp7]));
    for hop in 1..=10 {
        player.play(&format!("C: VER 1 MSNP7 CVR0\nS: XFR 1 NS ns{hop}.example:1863"));
        assert_eq!(player.ended, None, "hop {hop}");
        player.open();
    }
    player.play("C: VER 1 MSNP7 CVR0\nS: XFR 1 NS ns11.example:1863");
    assert_eq!(player.ended, Some((SignOutReason::TooManyRedirects, false, None)));
}

#[test]
fn a_server_may_start_over_or_move_us_later() {
    let mut player = Player::connected(&config(&[Msnp7]));
    player.play(
        "C: VER 1 MSNP7 CVR0
         S: XFR 0 NS 0
         C: VER 1 MSNP7 CVR0
         S: VER 1 MSNP7
         C: INF 2",
    );
    assert_eq!(player.connects.len(), 1, "on the same connection");

    let mut player = Player::ready(Msnp12);
    let id = player.request(Request::AddGroup("Play".into()));
    player.machine.request_switchboard(player.now, SwitchboardTicket(5));
    player.pump();
    player.play(
        "C: ADG 7 Play
         C: XFR 8 SB
         S: XFR 0 NS 203.0.113.9:1863 0 ns.example:1863",
    );
    assert_eq!(player.answer(id), Err(RequestError::ConnectionLost));
    let lost = Effect::Switchboard { ticket: SwitchboardTicket(5), result: Err(RequestError::ConnectionLost) };
    assert!(player.others.contains(&lost));
    assert!(!player.machine.is_ready());
    assert_eq!(player.connects.last(), Some(&endpoint("203.0.113.9:1863")));
    player.open();
    player.play("C: VER 1 MSNP12 CVR0");
}

#[test]
fn refusals_say_what_to_do_next() {
    let usr = "C: VER 1 MSNP5 CVR0\nS: VER 1 MSNP5\nC: INF 2\nS: INF 2 MD5
         C: CVR 3 0x0409 winnt 5.1 i386 MSNMSGR 3.0.0283 MSMSGS alice@example.com
         S: CVR 3 1 1 1 http://x/ http://x/
         C: USR 4 MD5 I alice@example.com";
    for (code, reason, retry) in [
        (911, SignOutReason::WrongPassword, false),
        (205, SignOutReason::WrongPassword, false),
        (600, SignOutReason::Refused(ErrorCode(600)), true),
        (500, SignOutReason::Refused(ErrorCode(500)), true),
        (910, SignOutReason::Refused(ErrorCode(910)), true),
        (931, SignOutReason::Refused(ErrorCode(931)), true),
        (924, SignOutReason::Refused(ErrorCode(924)), false),
        (207, SignOutReason::Refused(ErrorCode(207)), false),
    ] {
        for transaction in [" 4", " 0", ""] {
            let mut player = Player::connected(&config(&[Msnp5]));
            player.play(usr);
            player.play(&format!("S: {code}{transaction}"));
            assert_eq!(player.ended, Some((reason.clone(), retry, None)), "{code}{transaction}");
        }
    }
}

#[test]
fn an_old_server_needs_no_cvr() {
    let mut player = Player::connected(&config(&[Msnp3]));
    player.play(
        "C: VER 1 MSNP3 CVR0
         S: VER 1 MSNP3
         C: INF 2
         S: INF 2 MD5
         C: CVR 3 0x0409 winnt 5.1 i386 MSNMSGR 2.0.0083 MSMSGS alice@example.com
         S: 200 3
         C: USR 4 MD5 I alice@example.com",
    );
}

#[test]
fn nothing_is_tried_that_cannot_work() {
    let mut without_nexus = config(&[Msnp12]);
    without_nexus.nexus = None;
    let player = Player::new(&without_nexus);
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), false, None))));
    assert!(player.connects.is_empty());

    let mut empty = config(&[Msnp7]);
    empty.password = Secret::default();
    let player = Player::new(&empty);
    assert_eq!(player.ended, Some((SignOutReason::WrongPassword, false, None)));
    assert!(player.connects.is_empty());
}

#[test]
fn silence_ends_every_step() {
    // Connecting.
    let mut player = Player::new(&config(&[Msnp7]));
    player.pass(29);
    assert_eq!(player.ended, None);
    player.pass(1);
    assert!(matches!(player.ended, Some((SignOutReason::Unreachable(_), true, None))));
    assert_eq!(player.machine.next_deadline(), None);
    // A step of the sign-in.
    for trace in ["", "S: VER 1 MSNP7\nC: INF 2"] {
        let mut player = Player::connected(&config(&[Msnp7]));
        player.play(&format!("C: VER 1 MSNP7 CVR0\n{trace}"));
        player.pass(30);
        assert_eq!(player.ended, Some((SignOutReason::TimedOut, true, None)));
        assert_eq!(player.others, [Effect::Close]);
    }
    // The web.
    let mut player = at_the_web();
    player.pass(60);
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), true, None))));
    // The lists.
    let mut player = Player::connected(&config(&[Msnp9]));
    player.play_sign_in(Msnp9);
    player.pass(30);
    assert_eq!(player.ended, Some((SignOutReason::TimedOut, true, None)));
}

#[test]
fn a_connection_that_breaks_says_where() {
    let mut player = Player::new(&config(&[Msnp7]));
    player.machine.closed(player.now, "connection refused".into());
    player.pump();
    assert_eq!(player.ended, Some((SignOutReason::Unreachable("connection refused".into()), true, None)));
    assert_eq!(player.others, [], "there is nothing to close");

    let mut player = Player::connected(&config(&[Msnp7]));
    player.play("C: VER 1 MSNP7 CVR0");
    player.machine.closed(player.now, "reset".into());
    player.pump();
    assert_eq!(player.ended, Some((SignOutReason::ConnectionLost("reset".into()), true, None)));
}

#[test]
fn the_end_answers_everything_and_is_the_end() {
    let mut player = Player::ready(Msnp11);
    let slow = player.request(Request::SetPrivacy(msnp::types::Privacy::BlockOthers));
    player.machine.request_switchboard(player.now, SwitchboardTicket(1));
    player.machine.closed(player.now, "reset".into());
    player.pump();
    assert_eq!(player.answer(slow), Err(RequestError::ConnectionLost));
    let lost = Effect::Switchboard { ticket: SwitchboardTicket(1), result: Err(RequestError::ConnectionLost) };
    assert_eq!(player.others, [lost]);
    assert_eq!(player.ended.take(), Some((SignOutReason::ConnectionLost("reset".into()), true, None)));
    // Nothing but answers comes any more.
    let late = player.request(Request::SetName("x".into()));
    assert_eq!(player.answer(late), Err(RequestError::NotSignedIn));
    player.feed(b"OUT SSD\r\n");
    player.machine.closed(player.now, "again".into());
    player.machine.sign_out(player.now);
    player.pass(1000);
    player.pump();
    assert_eq!(player.ended, None);
}

#[test]
fn signing_out_says_goodbye() {
    let mut player = Player::ready(Msnp12);
    let id = player.request(Request::SignOut);
    player.play("C: OUT");
    assert!(player.answer(id).is_ok());
    assert_eq!(player.ended, Some((SignOutReason::Requested, false, None)));
    assert_eq!(player.others, [Effect::Close]);
    // Before anything is connected, too.
    let mut player = Player::new(&config(&[Msnp12]));
    player.machine.sign_out(player.now);
    player.pump();
    assert_eq!(player.ended, Some((SignOutReason::Requested, false, None)));
}

#[test]
fn what_is_asked_before_the_lists_are_there_waits_for_them() {
    let mut player = Player::connected(&config(&[Msnp11]));
    let group = player.request(Request::AddGroup("Play".into()));
    let first = player.request(Request::SetStatus(Status::Busy));
    let second = player.request(Request::SetStatus(Status::Hidden));
    let message = msnp::types::PersonalMessage { text: "hi".into(), media: None };
    let personal = player.request(Request::SetPersonalMessage(message));
    player.play_sign_in(Msnp11);
    let capabilities = player.capabilities();
    player.play(&format!(
        "S: SYN 5 2026-01-02T03:04:05.6780000-07:00 2026-01-02T03:04:05.6780000-07:00 0 0
         S: GTC A
         S: BLP AL
         S: PRP MFN Alice
         C: UUX 6 55 | <Data><PSM>hi</PSM><CurrentMedia></CurrentMedia></Data>
         C: CHG 7 HDN {capabilities}
         C: ADG 8 Play
         S: UUX 6 0
         S: CHG 7 HDN {capabilities}
         S: ADG 8 Play cd42172e-c3d2-48de-a720-cfcf0812cf60 0"
    ));
    for id in [group, first, second, personal] {
        assert!(player.answer(id).is_ok());
    }
    assert_eq!(player.machine.status(), Status::Hidden);
    assert_eq!(player.roster.own.personal.text, "hi");
}

#[test]
fn too_much_before_the_sign_in_is_refused() {
    let mut player = Player::new(&config(&[Msnp11]));
    for _ in 0..100 {
        player.request(Request::AddGroup("x".into()));
    }
    let refused = player
        .events
        .iter()
        .filter(|event| matches!(event, Event::Answered { result: Err(RequestError::QueueFull), .. }));
    assert_eq!(refused.count(), 36);
    player.pass(60);
    let lost = player
        .events
        .iter()
        .filter(|event| matches!(event, Event::Answered { result: Err(RequestError::ConnectionLost), .. }));
    assert_eq!(lost.count(), 64);
    assert_eq!(player.ended.map(|(_, retry, after): (_, _, Option<Duration>)| (retry, after)), Some((true, None)));
}

//! A service that refuses a kind of sign-in: the next older one is tried, once each, and never for a wrong password.

use crate::services::{identify, sign_in};
use crate::support::{Player, config};
use crate::web::{self, tokens};
use msnp::dialect::{Dialect, Family};
use msnp::error::{ErrorCode, SignOutReason};
use msnp::event::Event;
use msnp::session::{Config, WebError, WebReply};

/// Everything from MSNP18 down to MSNP2.
fn all() -> Config {
    let mut newest_first = Dialect::ALL.to_vec();
    newest_first.reverse();
    config(&newest_first)
}

fn names(dialects: impl IntoIterator<Item = Dialect>) -> String {
    let mut names: Vec<&str> = dialects.into_iter().map(Dialect::name).collect();
    names.reverse();
    names.join(" ")
}

fn of(families: &[Family]) -> String {
    names(Dialect::ALL.into_iter().filter(|dialect| families.contains(&dialect.family())))
}

/// Up to the identity, with that dialect, after an offer of these.
#[track_caller]
fn begin(player: &mut Player, offer: &str, dialect: Dialect) {
    player.open();
    assert_eq!(player.sent().as_deref(), Some(format!("VER 1 {offer} CVR0\r\n").as_str()));
    player.feed(format!("VER 1 {dialect}\r\n").as_bytes());
    let cvr = player.sent().unwrap();
    // The version is that of a client of this dialect.
    assert!(cvr.contains(dialect.features().client_version) || cvr.starts_with("INF"), "{cvr}");
    if cvr.starts_with("INF") {
        player.feed(b"INF 2 MD5\r\n");
        let cvr = player.sent().unwrap();
        assert!(cvr.contains(dialect.features().client_version), "{cvr}");
        player.feed(b"CVR 3 1.0 1.0 1.0 http://example.com/ http://example.com/\r\n");
    } else {
        player.feed(b"CVR 2 1.0 1.0 1.0 http://example.com/ http://example.com/\r\n");
    }
    assert!(player.sent().unwrap().starts_with("USR "));
}

fn nonce(player: &mut Player) {
    player.feed(b"USR 3 SSO S MBI_KEY_OLD ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKT\r\n");
}

fn answer(player: &mut Player, result: Result<WebReply, WebError>) {
    let (number, _) = player.webs.pop_front().expect("a web request");
    player.machine.web(player.now, number, result);
    player.pump();
}

fn families(player: &Player) -> Vec<Family> {
    let told = player.events.iter().filter_map(|event| match event {
        Event::Family(family) => Some(*family),
        _ => None,
    });
    told.collect()
}

#[test]
fn without_a_sign_in_service_the_login_page_is_next() {
    let html = || web::xml("<html><body>Welcome</body></html>");
    for refusal in [
        Err(WebError::Connect("the name isn't known".into())),
        Err(WebError::Tls("its certificate is for another name".into())),
        Ok(WebReply { status: 404, ..WebReply::default() }),
        Ok(html()),
    ] {
        let mut player = Player::new(&all());
        begin(&mut player, &names(Dialect::ALL), Dialect::Msnp18);
        nonce(&mut player);
        answer(&mut player, refusal.clone());
        assert_eq!(player.connects.len(), 2, "{refusal:?}");
        // 13 and 14 need that service, too.
        begin(&mut player, &of(&[Family::Passport, Family::Md5]), Dialect::Msnp12);
        player.feed(b"USR 3 TWN S ct=1\r\n");
        player.passport("t=abc&p=def");
        assert_eq!(player.sent().as_deref(), Some("USR 4 TWN S t=abc&p=def\r\n"));
        assert_eq!(families(&player), [], "nothing has worked yet");
        player.feed(b"USR 4 OK alice@example.com 1 0\r\n");
        player.sent();
        player.feed(b"SYN 5 0 0 0 0\r\nGTC A\r\nBLP AL\r\nPRP MFN Alice\r\n");
        assert!(player.machine.is_ready(), "{:?}", player.events);
        assert_eq!(families(&player), [Family::Passport]);
        assert_eq!(player.oddities(), 1);
    }
}

#[test]
fn a_proof_that_is_refused_leads_to_tickets_and_on() {
    let closed = |player: &mut Player| {
        player.machine.closed(player.now, "closed".into());
        player.pump();
    };
    let mut player = Player::new(&all());
    begin(&mut player, &names(Dialect::ALL), Dialect::Msnp15);
    nonce(&mut player);
    answer(&mut player, Ok(tokens("one")));
    assert!(player.sent().unwrap().starts_with("USR 4 SSO S"));
    closed(&mut player);
    begin(&mut player, &of(&[Family::Tickets, Family::Passport, Family::Md5]), Dialect::Msnp14);
    player.feed(b"USR 3 TWN S ct=1\r\n");
    answer(&mut player, Ok(tokens("two")));
    assert!(player.sent().unwrap().starts_with("USR 4 TWN S t=two"));
    // A ticket may have been too old on its way: one more is fetched before that counts.
    player.feed(b"911 4\r\n");
    begin(&mut player, &of(&[Family::Tickets, Family::Passport, Family::Md5]), Dialect::Msnp14);
    player.feed(b"USR 3 TWN S ct=1\r\n");
    answer(&mut player, Ok(tokens("three")));
    player.sent();
    player.feed(b"911 4\r\n");
    begin(&mut player, &of(&[Family::Passport, Family::Md5]), Dialect::Msnp9);
    player.feed(b"502 3\r\n");
    begin(&mut player, &of(&[Family::Md5]), Dialect::Msnp7);
    // There is no older one.
    player.feed(b"502 4\r\n");
    assert_eq!(player.ended.as_ref().map(|end| end.0.clone()), Some(SignOutReason::Refused(ErrorCode(502))));
    assert_eq!(families(&player), []);
}

#[test]
fn without_an_address_book_the_lists_come_by_syn() {
    let mut player = Player::new(&config(&[Dialect::Msnp15, Dialect::Msnp14, Dialect::Msnp12]));
    player.open();
    sign_in_at(&mut player, Dialect::Msnp15);
    for _ in 0..2 {
        answer(&mut player, Err(WebError::Connect("nobody listens".into())));
    }
    begin(&mut player, "MSNP12", Dialect::Msnp12);
    assert!(player.ended.is_none());

    // Trouble of its own passes: it is no reason to do without it for ever.
    let mut player = Player::new(&config(&[Dialect::Msnp15, Dialect::Msnp12]));
    player.open();
    sign_in_at(&mut player, Dialect::Msnp15);
    for _ in 0..2 {
        answer(&mut player, Ok(WebReply { status: 500, ..WebReply::default() }));
    }
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), true, None))), "{:?}", player.ended);
}

fn sign_in_at(player: &mut Player, dialect: Dialect) {
    // The offer isn't what the trace of one dialect says.
    player.sent();
    player.feed(format!("VER 1 {dialect}\r\n").as_bytes());
    player.sent();
    player.feed(b"CVR 2 1.0 1.0 1.0 http://example.com/ http://example.com/\r\n");
    player.sent();
    nonce(player);
    answer(player, Ok(tokens("one")));
    player.sent();
    player.feed(b"USR 4 OK alice@example.com 1 0\r\n");
}

#[test]
fn what_is_the_account_s_own_trouble_is_no_reason() {
    type Step = fn(&mut Player);
    let tried: [(Step, SignOutReason); 6] = [
        (|player| answer(player, Ok(web::wrong_password())), SignOutReason::WrongPassword),
        (|player| answer(player, Ok(WebReply { status: 401, ..WebReply::default() })), SignOutReason::WrongPassword),
        (
            |player| {
                player.sent();
                answer(player, Err(WebError::Timeout));
            },
            SignOutReason::SignInService("no answer in time".into()),
        ),
        (
            |player| {
                answer(player, Ok(tokens("one")));
                player.feed(b"910 4\r\n");
            },
            SignOutReason::Refused(ErrorCode(910)),
        ),
        (
            |player| {
                answer(player, Ok(tokens("one")));
                player.feed(b"926 4\r\n");
            },
            SignOutReason::Refused(ErrorCode(926)),
        ),
        (
            |player| {
                answer(player, Ok(tokens("one")));
                player.feed(b"205 4\r\n");
            },
            SignOutReason::WrongPassword,
        ),
    ];
    for (step, reason) in tried {
        let mut player = Player::new(&all());
        begin(&mut player, &names(Dialect::ALL), Dialect::Msnp18);
        nonce(&mut player);
        step(&mut player);
        assert_eq!(player.ended.as_ref().map(|end| end.0.clone()), Some(reason));
        assert_eq!(player.connects.len(), 1);
    }
}

#[test]
fn what_was_learnt_is_the_newest_to_offer() {
    for (family, offer) in [
        (Family::Passport, of(&[Family::Passport, Family::Md5])),
        (Family::Tickets, of(&[Family::Tickets, Family::Passport, Family::Md5])),
        (Family::Sso, names(Dialect::ALL)),
    ] {
        let mut config = all();
        config.family = Some(family);
        let mut player = Player::new(&config);
        player.open();
        assert_eq!(player.sent(), Some(format!("VER 1 {offer} CVR0\r\n")));
    }
    // A limit under everything that the program names is none.
    let mut config = config(&[Dialect::Msnp15]);
    config.family = Some(Family::Md5);
    let mut player = Player::connected(&config);
    identify(&mut player, Dialect::Msnp15);
    let mut player = Player::connected(&config);
    sign_in(&mut player, Dialect::Msnp15);
    assert!(player.ended.is_none());
}

//! CHG, UUX; ILN, NLN, FLN, UBX.

use crate::support::{Player, config, email, reply};
use msnp::dialect::Dialect::{self, *};
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, PresenceEvent, RosterEvent};
use msnp::request::Request;
use msnp::roster::Change;
use msnp::types::{Capabilities, PersonalMessage, Status};

fn online(address: &str, name: Option<&str>, status: Status, capabilities: u32, initial: bool) -> PresenceEvent {
    PresenceEvent::Online {
        email: email(address),
        name: name.map(str::to_owned),
        status,
        capabilities: Capabilities(capabilities),
        object: None,
        initial,
    }
}

#[test]
fn who_is_there_at_first_and_who_comes() {
    let mut player = Player::ready(Msnp2);
    player.play("S: ILN 7 AWY bob@example.com Bob%20B\nS: NLN BSY bob@example.com Bob\nS: FLN bob@example.com");
    assert_eq!(
        player.presence_events(),
        [
            online("bob@example.com", Some("Bob B"), Status::Away, 0, true),
            online("bob@example.com", Some("Bob"), Status::Busy, 0, false),
            PresenceEvent::Offline { email: email("bob@example.com") },
        ]
    );
    let mut player = Player::ready(Msnp8);
    player.play("S: ILN 6 NLN bob@example.com Bob 268435500");
    assert_eq!(player.presence_events(), [online("bob@example.com", Some("Bob"), Status::Online, 268_435_500, true)]);
    for none in ["", " 0", " %3Cmsnobj%2F%3E"] {
        let mut player = Player::ready(Msnp12);
        player.play(&format!("S: NLN PHN bob@example.com Alice%20é 1073791020{none}"));
        let expected = online("bob@example.com", Some("Alice é"), Status::OnThePhone, 1_073_791_020, false);
        assert_eq!(player.presence_events(), [expected], "{none:?}");
    }
}

#[test]
fn a_picture_comes_with_presence() {
    let mut player = Player::ready(Msnp9);
    player.play(
        "S: NLN NLN bob@example.com Bob 268435500 %3Cmsnobj%20Creator%3D%22bob%40example.com%22%20Size%3D%224%22%2F%3E",
    );
    let object = player.roster.people[&email("bob@example.com")].object.clone();
    assert_eq!(object.as_deref(), Some("<msnobj Creator=\"bob@example.com\" Size=\"4\"/>"));
}

#[test]
fn only_those_who_come_are_news() {
    let mut player = Player::ready(Msnp12);
    player.play("S: ILN 6 NLN bob@example.com Bob 0\nS: FLN bob@example.com\nS: NLN NLN bob@example.com Bob 0");
    let mut roster = Player::ready(Msnp12).roster;
    let changes: Vec<Change> = player.events.iter().map(|event| roster.apply(event)).collect();
    let bob = email("bob@example.com");
    assert_eq!(changes, [Change::Changed, Change::WentOffline(bob.clone()), Change::CameOnline(bob)]);
}

#[test]
fn personal_messages_of_others() {
    let mut player = Player::ready(Msnp11);
    player.play(
        r"S: NLN NLN bob@example.com Bob 0
          S: UBX bob@example.com 107 | <Data><PSM>hello &amp; psm</PSM><CurrentMedia>\0Music\01\0{0} - {1}\0Song\0Band\0\0\0</CurrentMedia></Data>",
    );
    let personal = player.roster.people[&email("bob@example.com")].personal.clone();
    assert_eq!(personal.text, "hello & psm");
    assert_eq!(personal.media.map(|media| media.display()).as_deref(), Some("Song - Band"));
    player.feed(b"UBX bob@example.com 0\r\nNLN AWY bob@example.com Bob 0\r\n");
    assert_eq!(player.roster.people[&email("bob@example.com")].personal, PersonalMessage::default());
    assert_eq!(player.roster.people[&email("bob@example.com")].status, Status::Away, "the stream stays in step");
}

#[test]
fn strangers_and_ourselves_do_no_harm() {
    let mut player = Player::ready(Msnp12);
    player.play("S: NLN NLN eve@example.com Eve 0\nS: NLN BSY Alice@example.com A 0\nS: FLN alice@example.com");
    assert_eq!(player.presence_events().len(), 1);
    assert_eq!(player.machine.status(), Status::Online);
    assert_eq!(player.roster.contacts().count(), 1);
}

#[test]
fn our_own_status_is_what_the_server_confirmed() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.features().lists_by_sync) {
        let mut player = Player::ready(dialect);
        let t = if dialect <= Msnp7 { 8 } else { 7 };
        let capabilities = if dialect >= Msnp8 { format!(" {}", player.capabilities()) } else { String::new() };
        for (n, status) in (t..).zip(Status::CHOICES) {
            let line = format!("{n} {}{capabilities}", status.code());
            let before = player.machine.status();
            let id = player.request(Request::SetStatus(status));
            assert_eq!(player.machine.status(), before);
            player.play(&format!("C: CHG {line}\nS: CHG {line}"));
            assert_eq!(player.answer(id), Ok(Answer::Done));
            assert_eq!(player.machine.status(), status);
        }
        let line = format!("{} BSY{capabilities}", t + 8);
        let refused = Err(RequestError::Server(ErrorCode(800)));
        assert_eq!(player.ask(Request::SetStatus(Status::Busy), &format!("C: CHG {line}\nS: 800 {}", t + 8)), refused);
        assert_eq!(player.machine.status(), Status::Hidden);
        player.play("S: CHG 0 AWY");
        assert_eq!(player.machine.status(), Status::Away, "the server's own doing");
    }
}

#[test]
fn our_own_personal_message() {
    let message = PersonalMessage { text: "a < b".into(), media: None };
    let mut player = Player::ready(Msnp12);
    let trace = "C: UUX 7 61 | <Data><PSM>a &lt; b</PSM><CurrentMedia></CurrentMedia></Data>\nS: UUX 7 0";
    assert_eq!(player.ask(Request::SetPersonalMessage(message.clone()), trace), Ok(Answer::Done));
    assert_eq!(player.roster_events(), [RosterEvent::OwnPersonalMessage(message.clone())]);
    let long = PersonalMessage { text: "x".repeat(5000), media: None };
    assert_eq!(player.ask(Request::SetPersonalMessage(long), ""), Err(RequestError::TooLong(2048)));
    assert_eq!(Player::ready(Msnp10).ask(Request::SetPersonalMessage(message), ""), Err(RequestError::Unsupported));
}

#[test]
fn whoever_is_moved_to_another_server_stays_hidden() {
    let mut player = Player::ready(Msnp11);
    let capabilities = player.capabilities();
    player.request(Request::SetStatus(Status::Hidden));
    let message = PersonalMessage { text: "hi".into(), media: None };
    player.request(Request::SetPersonalMessage(message));
    let personal = "UUX 8 55 | <Data><PSM>hi</PSM><CurrentMedia></CurrentMedia></Data>";
    player.play(&format!(
        "C: CHG 7 HDN {capabilities}
         C: {personal}
         S: CHG 7 HDN {capabilities}
         S: UUX 8 0
         S: XFR 0 NS 203.0.113.9:1863"
    ));
    player.open();
    // The login page is known by now.
    player.play(
        "C: VER 1 MSNP11 CVR0
         S: VER 1 MSNP11
         C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0816 MSMSGS alice@example.com
         S: CVR 2 1 1 1 http://x/ http://x/
         C: USR 3 TWN I alice@example.com
         S: USR 3 TWN S ct=1",
    );
    player.web(reply(200, &[("Authentication-Info", "Passport1.4 da-status=success,from-PP='t'")]));
    player.play(&format!(
        "C: USR 4 TWN S t
         S: USR 4 OK alice@example.com 1 0
         C: SYN 5 0 0
         S: SYN 5 2026-01-02T03:04:05.6780000-07:00 2026-01-02T03:04:05.6780000-07:00 0 0
         S: GTC A
         S: BLP AL
         S: PRP MFN Alice
         C: {}
         C: CHG 7 HDN {capabilities}",
        personal.replacen('8', "6", 1)
    ));
    assert!(player.machine.is_ready());
}

#[test]
fn a_message_from_before_is_announced_where_there_are_any() {
    let message = || PersonalMessage { text: "hi".into(), media: None };
    let mut player = Player::connected(&config(&[Msnp2]));
    player.machine.announce(message());
    player.play_sign_in(Msnp2);
    player.play("S: SYN 6 1\nS: LST 6 RL 1 0 0\nC: CHG 7 NLN");
    let mut player = Player::connected(&config(&[Msnp12]));
    player.machine.announce(message());
    player.play_sign_in(Msnp12);
    let capabilities = player.capabilities();
    player.play(&format!(
        "S: SYN 5 a b 0 0
         S: BLP AL
         S: PRP MFN Alice
         C: UUX 6 55 | <Data><PSM>hi</PSM><CurrentMedia></CurrentMedia></Data>
         C: CHG 7 NLN {capabilities}"
    ));
}

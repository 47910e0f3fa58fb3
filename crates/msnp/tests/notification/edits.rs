//! Requests that change lists, groups and settings, in every form; refusals; replies out of order.

use crate::support::{BOB, Player, WORK, email};
use msnp::dialect::Dialect::{self, *};
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, Event, RosterEvent};
use msnp::request::Request;
use msnp::types::{AddPolicy, GroupId, List, Privacy, Property, Status};

fn group(id: &str) -> GroupId {
    GroupId(id.to_owned())
}

fn add(address: &str) -> Request {
    Request::AddContact { email: email(address), name: None, group: None }
}

const fn refused<T>(code: u16) -> Result<T, RequestError> {
    Err(RequestError::Server(ErrorCode(code)))
}

const DONE: Result<Answer, RequestError> = Ok(Answer::Done);

/// The first free TrID of a machine that is ready.
fn next(dialect: Dialect) -> u32 {
    if dialect <= Msnp7 { 8 } else { 7 }
}

#[test]
fn adding_allows_too_and_answers_once() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.features().lists_by_sync) {
        let mut player = Player::ready(dialect);
        let t = next(dialect);
        let u = t + 1;
        let trace = if dialect <= Msnp9 {
            format!(
                "C: ADD {t} FL erin@example.com erin@example.com
                 S: ADD {t} FL 13 erin@example.com erin@example.com
                 C: ADD {u} AL erin@example.com erin@example.com
                 S: ILN {t} NLN erin@example.com Erin
                 S: ADD {u} AL 14 erin@example.com erin@example.com"
            )
        } else {
            format!(
                "C: ADC {t} FL N=erin@example.com F=erin@example.com
                 S: ADC {t} FL N=erin@example.com F=Erin C=0f6e7c0a-1a2b-4c3d-8e4f-556677889900
                 C: ADC {u} AL N=erin@example.com
                 S: ADC {u} AL N=erin@example.com"
            )
        };
        assert_eq!(player.ask(add("erin@example.com"), &trace), DONE, "{dialect}");
        let erin = &player.roster.people[&email("erin@example.com")];
        assert_eq!((erin.lists.bits(), erin.name.as_str()), (3, "Erin"), "{dialect}");
        assert_eq!(erin.id.is_some(), dialect >= Msnp10);
        assert_eq!(player.oddities(), 0);
        if dialect <= Msnp9 {
            assert_eq!(player.machine.cache().map(|cache| cache.serials), Some(vec!["14".to_owned()]));
        }
    }
}

#[test]
fn adding_somebody_known_asks_for_no_more_than_is_missing() {
    // Bob is on both already; the server says so too.
    let mut player = Player::ready(Msnp9);
    let trace = "C: ADD 7 FL bob@example.com bob@example.com\nS: 215 7";
    assert_eq!(player.ask(add("bob@example.com"), trace), DONE);
    // Who is blocked stays blocked.
    player.play("S: ADD 0 BL 15 carol@example.com Carol");
    let trace = "C: ADD 8 FL carol@example.com carol@example.com\nS: ADD 8 FL 16 carol@example.com Carol";
    assert_eq!(player.ask(add("carol@example.com"), trace), DONE);
    assert_eq!(player.on(List::Block), ["carol@example.com"]);
    // The server knows of a block that we don't.
    let trace = "C: ADD 9 FL dave@example.com dave@example.com
        S: ADD 9 FL 17 dave@example.com Dave
        C: ADD 10 AL dave@example.com dave@example.com
        S: 219 10";
    assert_eq!(player.ask(add("dave@example.com"), trace), DONE);
    // On the allow list only, as far as we know; the server says otherwise.
    player.play("S: ADD 0 AL 18 erin@example.com Erin");
    let trace = "C: ADD 11 FL erin@example.com erin@example.com\nS: ADD 11 FL 19 erin@example.com Erin";
    assert_eq!(player.ask(add("erin@example.com"), trace), DONE);
}

#[test]
fn nobody_by_that_address() {
    for (dialect, code) in [(Msnp7, 205), (Msnp12, 208)] {
        let mut player = Player::ready(dialect);
        let t = next(dialect);
        let line = if dialect == Msnp7 {
            format!("C: ADD {t} FL no@example.com no@example.com\nS: {code} {t}")
        } else {
            format!("C: ADC {t} FL N=no@example.com F=no@example.com\nS: {code} {t}")
        };
        assert_eq!(player.ask(add("no@example.com"), &line), refused(code));
        assert!(player.roster.person(&email("no@example.com")).is_none());
    }
    // The list is full: it is on neither list.
    let mut player = Player::ready(Msnp2);
    let trace = "C: ADD 8 FL no@example.com no@example.com\nS: 210 8";
    assert_eq!(player.ask(add("no@example.com"), trace), refused(210));
}

#[test]
fn adding_into_a_group() {
    let wish = |id: &str| Request::AddContact {
        email: email("erin@example.com"),
        name: Some("Erin E".into()),
        group: Some(group(id)),
    };
    let mut player = Player::ready(Msnp9);
    let trace = "C: ADD 7 FL erin@example.com Erin%20E 1
        S: ADD 7 FL 13 erin@example.com Erin%20E 1
        C: ADD 8 AL erin@example.com erin@example.com
        S: ADD 8 AL 14 erin@example.com erin@example.com";
    assert_eq!(player.ask(wish("1"), trace), DONE);
    let mut player2 = Player::ready(Msnp11);
    let trace = format!(
        "C: ADC 7 FL N=erin@example.com F=Erin%20E
         S: ADC 7 FL N=erin@example.com F=Erin%20E C=0f6e7c0a-1a2b-4c3d-8e4f-556677889900
         C: ADC 8 FL C=0f6e7c0a-1a2b-4c3d-8e4f-556677889900 {WORK}
         S: ADC 8 FL C=0f6e7c0a-1a2b-4c3d-8e4f-556677889900 {WORK}
         C: ADC 9 AL N=erin@example.com
         S: ADC 9 AL N=erin@example.com"
    );
    assert_eq!(player2.ask(wish(WORK), &trace), DONE);
    for (player, id) in [(player, group("1")), (player2, group(WORK))] {
        let erin = &player.roster.people[&email("erin@example.com")];
        assert_eq!((erin.name.as_str(), erin.lists.bits(), &erin.groups), ("Erin E", 3, &vec![id]));
    }
    assert_eq!(Player::ready(Msnp11).ask(wish("gone"), ""), Err(RequestError::UnknownGroup));
    assert_eq!(Player::ready(Msnp2).ask(wish("1"), ""), Err(RequestError::Unsupported));
}

#[test]
fn contacts_leave_by_address_or_by_guid() {
    let remove = |id: Option<&str>| Request::RemoveContact { email: email("bob@example.com"), group: id.map(group) };
    let mut player = Player::ready(Msnp9);
    assert_eq!(player.ask(remove(Some("1")), "C: REM 7 FL bob@example.com 1\nS: REM 7 FL 13 bob@example.com 1"), DONE);
    assert_eq!(player.roster.without_group().count(), 1);
    assert_eq!(player.ask(remove(None), "C: REM 8 FL bob@example.com\nS: REM 8 FL 14 bob@example.com"), DONE);
    assert_eq!(player.on(List::Forward), [""; 0]);
    assert_eq!(player.ask(remove(None), ""), Err(RequestError::UnknownContact));

    let mut player = Player::ready(Msnp12);
    let trace = format!("C: REM 7 FL {BOB} {WORK}\nS: REM 7 FL {BOB} {WORK}");
    assert_eq!(player.ask(remove(Some(WORK)), &trace), DONE);
    let join = Request::AddToGroup { email: email("bob@example.com"), group: group(WORK) };
    let trace = format!("C: ADC 8 FL C={BOB} {WORK}\nS: ADC 8 FL C={BOB} {WORK}");
    assert_eq!(player.ask(join.clone(), &trace), DONE);
    assert_eq!(player.roster.in_group(&group(WORK)).count(), 1);
    assert_eq!(player.ask(join, &format!("C: ADC 9 FL C={BOB} {WORK}\nS: 215 9")), DONE);
    assert_eq!(player.ask(remove(None), &format!("C: REM 10 FL {BOB}\nS: REM 10 FL {BOB}")), DONE);
    assert_eq!(player.on(List::Forward), [""; 0]);
}

#[test]
fn blocking_moves_from_one_list_to_the_other() {
    let block = || Request::Block(email("bob@example.com"));
    let unblock = || Request::Unblock(email("bob@example.com"));
    for dialect in [Msnp2, Msnp9, Msnp10, Msnp12] {
        let mut player = Player::ready(dialect);
        let (t, lines) = (next(dialect), dialect <= Msnp9);
        let put = |t: u32, list: &str| {
            if lines {
                format!("C: ADD {t} {list} bob@example.com bob@example.com\nS: ADD {t} {list} 20 bob@example.com Bob\n")
            } else {
                format!("C: ADC {t} {list} N=bob@example.com\nS: ADC {t} {list} N=bob@example.com\n")
            }
        };
        let take = |t: u32, list: &str| {
            let serial = if lines { "19 " } else { "" };
            format!("C: REM {t} {list} bob@example.com\nS: REM {t} {list} {serial}bob@example.com\n")
        };
        assert_eq!(player.ask(block(), &(take(t, "AL") + &put(t + 1, "BL"))), DONE, "{dialect}");
        assert!(player.roster.people[&email("bob@example.com")].is_blocked());
        assert_eq!(player.on(List::Allow), [""; 0]);
        assert_eq!(player.ask(block(), ""), DONE, "nothing is left to do");
        assert_eq!(player.ask(unblock(), &(take(t + 2, "BL") + &put(t + 3, "AL"))), DONE);
        assert_eq!(player.on(List::Allow), ["bob@example.com"]);
        assert_eq!(player.on(List::Block), [""; 0]);
    }
}

#[test]
fn blocking_ends_right_when_the_server_knows_better() {
    let block = || Request::Block(email("bob@example.com"));
    // Not on the allow list, and blocked already: as it should be.
    let mut player = Player::ready(Msnp12);
    let trace = "C: REM 7 AL bob@example.com\nS: 216 7\nC: ADC 8 BL N=bob@example.com\nS: 215 8";
    assert_eq!(player.ask(block(), trace), DONE);
    assert_eq!((player.on(List::Allow).len(), player.on(List::Block).len()), (0, 1));
    // A stranger who is on the allow list after all.
    let mut player = Player::ready(Msnp12);
    let trace = "C: ADC 7 BL N=eve@example.com
        S: 219 7
        C: REM 8 AL eve@example.com
        S: REM 8 AL eve@example.com
        C: ADC 9 BL N=eve@example.com
        S: ADC 9 BL N=eve@example.com";
    assert_eq!(player.ask(Request::Block(email("eve@example.com")), trace), DONE);
    // The block list is full: back to how it was.
    let mut player = Player::ready(Msnp12);
    let trace = "C: REM 7 AL bob@example.com
        S: REM 7 AL bob@example.com
        C: ADC 8 BL N=bob@example.com
        S: 210 8
        C: ADC 9 AL N=bob@example.com
        S: ADC 9 AL N=bob@example.com";
    assert_eq!(player.ask(block(), trace), refused(210));
    assert_eq!(player.on(List::Allow), ["bob@example.com"]);
    // And again 219: it isn't tried without end.
    let mut player = Player::ready(Msnp12);
    let trace = "C: ADC 7 BL N=eve@example.com
        S: 219 7
        C: REM 8 AL eve@example.com
        S: 216 8
        C: ADC 9 BL N=eve@example.com
        S: 219 9";
    assert_eq!(player.ask(Request::Block(email("eve@example.com")), trace), refused(219));
}

#[test]
fn raw_edits() {
    let put = |list, address: &str| Request::AddToList { list, email: email(address), name: None };
    let take = |list, address: &str| Request::RemoveFromList { list, email: email(address) };
    let mut player = Player::ready(Msnp7);
    let trace = "C: ADD 8 BL dave@example.com dave@example.com\nS: ADD 8 BL 13 dave@example.com dave%40example.com";
    assert_eq!(player.ask(put(List::Block, "dave@example.com"), trace), DONE);
    let trace = "C: REM 9 BL dave@example.com\nS: REM 9 BL 14 dave@example.com";
    assert_eq!(player.ask(take(List::Block, "dave@example.com"), trace), DONE);
    assert!(player.roster.person(&email("dave@example.com")).is_none());
    let trace = "C: REM 10 AL bob@example.com\nS: 216 10";
    assert_eq!(player.ask(take(List::Allow, "bob@example.com"), trace), refused(216));
    assert_eq!(player.on(List::Allow), [""; 0], "the roster is put right");
    assert_eq!(player.ask(put(List::Reverse, "x@example.com"), ""), Err(RequestError::Unsupported));
    assert_eq!(player.ask(take(List::Reverse, "bob@example.com"), ""), Err(RequestError::Unsupported));
    assert_eq!(player.ask(take(List::Pending, "bob@example.com"), ""), Err(RequestError::Unsupported));
    assert_eq!(player.ask(take(List::Forward, "x@example.com"), ""), Err(RequestError::UnknownContact));
}

#[test]
fn pending_people_are_settled() {
    let accept = || Request::AcceptPending(email("erin@example.com"));
    let mut player = Player::ready(Msnp11);
    assert_eq!(player.ask(accept(), ""), DONE, "she isn't pending");
    player.play("S: ADC 0 PL N=erin@example.com F=Erin");
    let trace = "C: ADC 7 RL N=erin@example.com
        S: ADC 7 RL N=erin@example.com F=Erin
        C: REM 8 PL erin@example.com
        S: REM 8 PL erin@example.com";
    assert_eq!(player.ask(accept(), trace), DONE);
    assert_eq!(player.on(List::Pending), [""; 0]);
    assert_eq!(player.on(List::Reverse), ["bob@example.com", "erin@example.com"]);
    // Where she has moved already, a second time would end the session.
    player.play("S: ADC 0 PL N=erin@example.com F=Erin");
    assert_eq!(player.ask(accept(), "C: REM 9 PL erin@example.com\nS: 216 9"), DONE);
    assert_eq!(Player::ready(Msnp7).ask(accept(), ""), DONE);
}

#[test]
fn others_add_and_remove_us() {
    let mut player = Player::ready(Msnp5);
    player.play("S: ADD 0 RL 13 erin@example.com Erin%20E\nS: REM 0 RL 14 bob@example.com");
    let added = RosterEvent::Added {
        list: List::Reverse,
        email: email("erin@example.com"),
        name: Some("Erin E".into()),
        id: None,
        group: None,
        by_them: true,
    };
    let removed =
        RosterEvent::Removed { list: List::Reverse, email: email("bob@example.com"), group: None, by_them: true };
    assert_eq!(player.roster_events(), [added.clone(), removed]);
    let mut player = Player::ready(Msnp12);
    player.play("S: ADC 0 RL N=erin@example.com F=Erin%20E");
    assert_eq!(player.roster_events(), [added]);
}

#[test]
fn names() {
    let mut player = Player::ready(Msnp9);
    let trace = "C: REA 7 alice@example.com Zo%C3%AB%20%25\nS: REA 7 13 alice@example.com Zoë%20%25";
    assert_eq!(player.ask(Request::SetName("Zoë %".into()), trace), DONE);
    assert_eq!(player.machine.name().as_deref(), Some("Zoë %"));
    let rename = |name: &str| Request::RenameContact { email: email("bob@example.com"), name: name.into() };
    let trace = "C: REA 8 bob@example.com Bobby\nS: REA 8 14 bob@example.com Bobby";
    assert_eq!(player.ask(rename("Bobby"), trace), DONE);
    assert_eq!(player.roster.display_name(&email("bob@example.com")), "Bobby");

    let mut player = Player::ready(Msnp12);
    let trace = "C: PRP 7 MFN %20Zo%C3%AB%20%25%20\nS: PRP 7 MFN %20Zoë%20%25%20";
    assert_eq!(player.ask(Request::SetName(" Zoë % \n".into()), trace), DONE);
    assert_eq!(player.machine.name().as_deref(), Some(" Zoë % "));
    let trace = format!("C: SBP 8 {BOB} MFN Bobby%20B\nS: SBP 8 {BOB} MFN Bobby%20B");
    assert_eq!(player.ask(rename("Bobby B"), &trace), DONE);
    assert_eq!(player.roster.display_name(&email("bob@example.com")), "Bobby B");
    // 387 bytes after encoding: 64 letters of six bytes each are 384.
    let long = "é".repeat(65);
    assert_eq!(player.ask(Request::SetName(long.clone()), ""), Err(RequestError::TooLong(387)));
    assert_eq!(player.ask(rename(&long), ""), Err(RequestError::TooLong(387)));
    let stranger = Request::RenameContact { email: email("x@example.com"), name: "X".into() };
    assert_eq!(player.ask(stranger, ""), Err(RequestError::UnknownContact));
    let trace = "C: PRP 9 MFN alice@example.com\nS: 209 9";
    assert_eq!(player.ask(Request::SetName("  ".into()), trace), refused(209), "no name is the address");
    assert_eq!(player.machine.name().as_deref(), Some(" Zoë % "));
}

#[test]
fn groups_in_every_order_of_words() {
    let guid = "cd42172e-c3d2-48de-a720-cfcf0812cf60";
    let mut player = Player::ready(Msnp9);
    let trace = "C: ADG 7 My%20Friends 0\nS: ADG 7 13 My%20Friends 2 0";
    assert_eq!(player.ask(Request::AddGroup("My Friends".into()), trace), Ok(Answer::Group(group("2"))));
    let rename = |id: &str| Request::RenameGroup { group: group(id), name: "Best".into() };
    assert_eq!(player.ask(rename("2"), "C: REG 8 2 Best 0\nS: REG 8 14 2 Best 0"), DONE);
    assert_eq!(player.roster.group(&group("2")).map(|g| g.name.as_str()), Some("Best"));
    assert_eq!(player.ask(Request::RemoveGroup(group("2")), "C: RMG 9 2\nS: RMG 9 15 2"), DONE);
    assert_eq!(player.roster.groups.len(), 1);
    assert_eq!(player.ask(Request::RemoveGroup(group("0")), ""), refused(230));
    assert_eq!(player.ask(Request::RemoveGroup(group("2")), ""), Err(RequestError::UnknownGroup));

    for reply in [format!("My%20Friends {guid} 0"), format!("My%20Friends {guid}"), format!("1 My%20Friends {guid}")] {
        let mut player = Player::ready(Msnp12);
        let trace = format!("C: ADG 7 My%20Friends\nS: ADG 7 {reply}");
        assert_eq!(player.ask(Request::AddGroup("My Friends".into()), &trace), Ok(Answer::Group(group(guid))));
        let trace = format!("C: REG 8 {guid} Best\nS: REG 8 1 Best {guid} 0");
        assert_eq!(player.ask(rename(guid), &trace), DONE);
        let trace = format!("C: RMG 9 {guid}\nS: RMG 9 1 {guid}");
        assert_eq!(player.ask(Request::RemoveGroup(group(guid)), &trace), DONE);
        assert_eq!(player.roster.groups.len(), 1);
    }
    let mut player = Player::ready(Msnp12);
    assert_eq!(player.ask(Request::AddGroup("Work".into()), "C: ADG 7 Work\nS: 228 7"), refused(228));
    assert_eq!(player.ask(Request::AddGroup("x".repeat(62)), ""), Err(RequestError::TooLong(61)));
    assert!(player.ask(Request::AddGroup(" \n".into()), "").is_err());
    assert_eq!(Player::ready(Msnp6).ask(Request::AddGroup("x".into()), ""), Err(RequestError::Unsupported));
}

#[test]
fn settings() {
    for (dialect, serial) in [(Msnp7, "13 "), (Msnp9, "13 "), (Msnp12, "")] {
        let mut player = Player::ready(dialect);
        let t = next(dialect);
        let trace = format!("C: BLP {t} BL\nS: BLP {t} {serial}BL");
        assert_eq!(player.ask(Request::SetPrivacy(Privacy::BlockOthers), &trace), DONE);
        let trace = format!("C: BLP {} BL\nS: 218 {}", t + 1, t + 1);
        assert_eq!(player.ask(Request::SetPrivacy(Privacy::BlockOthers), &trace), DONE, "it is so already");
        let trace = format!("C: GTC {} N\nS: GTC {} {serial}N", t + 2, t + 2);
        assert_eq!(player.ask(Request::SetAddPolicy(AddPolicy::Silent), &trace), DONE);
        let phone = |value: &str| Request::SetProperty(Property::HomePhone, value.into());
        let trace = format!("C: PRP {} PHH 555%201234\nS: PRP {} {serial}PHH 555%201234", t + 3, t + 3);
        assert_eq!(player.ask(phone("555 1234"), &trace), DONE);
        let own = |player: &Player| player.roster.own.properties.get(&Property::HomePhone).cloned();
        assert_eq!(own(&player).as_deref(), Some("555 1234"));
        let trace = format!("C: PRP {} PHH\nS: PRP {} {serial}PHH", t + 4, t + 4);
        assert_eq!(player.ask(phone(""), &trace), DONE);
        assert_eq!(own(&player), None);
        assert_eq!(player.ask(phone(&"5".repeat(96)), ""), Err(RequestError::TooLong(95)));
        let odd = Request::SetProperty(Property::Other("LONG".into()), "1".into());
        assert_eq!(player.ask(odd, ""), Err(RequestError::Unsupported), "it would end the session");
        assert_eq!((player.roster.privacy, player.roster.add_policy), (Privacy::BlockOthers, AddPolicy::Silent));
        assert_eq!(player.oddities(), 0);
    }
    let phone = Request::SetProperty(Property::HomePhone, "1".into());
    assert_eq!(Player::ready(Msnp4).ask(phone, ""), Err(RequestError::Unsupported));
}

#[test]
fn addresses_of_the_service() {
    let mut player = Player::ready(Msnp12);
    let trace = "C: URL 7 INBOX\nS: URL 7 /unused1 https://login.example/ 2";
    let answer = Answer::Url { address: "/unused1".into(), login: "https://login.example/".into(), id: "2".into() };
    assert_eq!(player.ask(Request::Url("INBOX".into()), trace), Ok(answer));
    let trace = "C: URL 8 PROFILE 0x0409\nS: 715 8";
    assert_eq!(player.ask(Request::Url("PROFILE 0x0409".into()), trace), refused(715));
    assert!(player.ask(Request::Url("IN\r\nBOX".into()), "").is_err());
    assert!(player.ask(Request::Url(" ".into()), "").is_err());
}

#[test]
fn replies_may_come_in_any_order_and_errors_go_to_their_request() {
    let mut player = Player::ready(Msnp12);
    let ids = ["One", "Two", "Three"].map(|name| player.request(Request::AddGroup(name.into())));
    player.play(
        "C: ADG 7 One
         C: ADG 8 Two
         C: ADG 9 Three
         S: ADG 9 Three cd42172e-c3d2-48de-a720-cfcf0812cf63
         S: 223 7
         S: ADG 8 Two cd42172e-c3d2-48de-a720-cfcf0812cf62",
    );
    assert_eq!(player.answer(ids[0]), refused(223));
    assert_eq!(player.answer(ids[1]), Ok(Answer::Group(group("cd42172e-c3d2-48de-a720-cfcf0812cf62"))));
    assert_eq!(player.answer(ids[2]), Ok(Answer::Group(group("cd42172e-c3d2-48de-a720-cfcf0812cf63"))));
}

#[test]
fn replies_that_nobody_asked_for_change_nothing() {
    let mut player = Player::ready(Msnp12);
    let id = player.request(Request::SetPrivacy(Privacy::BlockOthers));
    let before = player.roster.clone();
    player.play(
        "C: BLP 7 BL
         S: ADC 99 FL N=eve@example.com F=Eve
         S: REM 99 AL bob@example.com
         S: BLP 98 BL
         S: PRP 97 MFN Eve
         S: CHG 96 BSY
         S: ADG 95 x y
         S: 500 94
         S: 500
         S: XFR 93 SB 203.0.113.7:1864 CKI 1.2.3
         S: QRY 92
         S: QNG 50
         S: URL 91 a b c
         S: USR 90 OK alice@example.com 1 0
         S: SYN 89 1 2 3 4
         S: GTC 7 N",
    );
    assert_eq!(player.roster, before);
    assert_eq!(player.oddities(), 15, "{:?}", player.events);
    assert_eq!(player.others, []);
    player.play("S: BLP 7 BL");
    assert_eq!(player.answer(id), DONE, "the request isn't disturbed");
}

#[test]
fn every_request_has_an_end() {
    let mut player = Player::ready(Msnp12);
    let id = player.request(Request::SetProperty(Property::MobileAllowed, "Y".into()));
    let other = player.request(Request::SetPrivacy(Privacy::BlockOthers));
    player.play("C: PRP 7 MOB Y\nC: BLP 8 BL\nS: BLP 8 BL");
    assert_eq!(player.answer(other), DONE, "one that isn't answered holds nothing back");
    player.pass(29);
    assert_eq!(player.answers(id), []);
    player.pass(1);
    assert_eq!(player.answer(id), Err(RequestError::Timeout));
    // The late reply is believed, but answers nothing.
    player.play("S: PRP 7 MOB Y");
    assert_eq!(player.answers(id).len(), 1);
    assert_eq!(player.roster.own.properties.get(&Property::MobileAllowed).map(String::as_str), Some("Y"));
}

#[test]
fn too_many_at_once_are_refused() {
    let mut player = Player::ready(Msnp12);
    let ids: Vec<_> = (0..600).map(|_| player.request(Request::SetPrivacy(Privacy::BlockOthers))).collect();
    let full = ids.iter().filter(|id| player.answers(**id) == [Err(RequestError::QueueFull)]).count();
    assert_eq!(full, 600 - 512);
    player.machine.sign_out(player.now);
    player.pump();
    assert!(ids.iter().all(|id| player.answers(*id).len() == 1));
}

#[test]
fn conversations_are_none_of_its_business() {
    let mut player = Player::ready(Msnp12);
    let with = msnp::event::ConversationId::With(email("bob@example.com"));
    assert_eq!(player.ask(Request::Typing(with), ""), Err(RequestError::Unsupported));
    assert_eq!(player.ask(Request::SetStatus(Status::Offline), ""), Err(RequestError::Unsupported));
    assert!(player.events.iter().all(|event| matches!(event, Event::Answered { .. })));
}

//! SYN in every form; the cache; servers that count in their own way.

use crate::support::{BOB, Player, WORK, config, email};
use msnp::dialect::Dialect::{self, *};
use msnp::error::{ErrorCode, SignOutReason};
use msnp::event::{Event, RosterEvent};
use msnp::roster::{Group, Roster};
use msnp::session::{Config, ListCache};
use msnp::types::{AddPolicy, GroupId, List, Privacy, Property};

/// A machine that has sent its SYN.
fn at_sync(config: &Config) -> Player {
    let mut player = Player::connected(config);
    player.play_sign_in(config.dialects[0]);
    player.events.clear();
    player
}

fn syncing(dialect: Dialect) -> Player {
    at_sync(&config(&[dialect]))
}

fn lists(player: &Player) -> Vec<(String, u8)> {
    player.roster.people.values().map(|p| (p.email.to_string(), p.lists.bits())).collect()
}

fn finished(player: &Player) -> bool {
    player.roster_events().iter().any(|event| matches!(event, RosterEvent::SyncFinished(_)))
}

const NUMBERED: &str = "S: SYN 6 12
    S: GTC 6 12 N
    S: BLP 6 12 BL
    S: LST 6 FL 12 1 2 bob@example.com Bob
    S: LST 6 FL 12 2 2 carol@example.com
    S: LST 6 AL 12 1 2 bob@example.com Bob
    S: LST 6 AL 12 2 2 erin@example.com Erin%20E
    S: LST 6 BL 12 1 1 carol@example.com carol@example.com
    S: LST 6 RL 12 1 2 bob@example.com Bob";

#[test]
fn the_numbered_form_names_each_person_once() {
    for dialect in [Msnp2, Msnp4, Msnp6] {
        let mut player = syncing(dialect);
        player.play(NUMBERED);
        assert!(!finished(&player), "one more is to come");
        player.play("S: LST 6 RL 12 2 2 dave@example.com Dave\nC: CHG 7 NLN");
        assert!(finished(&player));
        let people = player.roster_events().iter().filter(|e| matches!(e, RosterEvent::Person { .. })).count();
        assert_eq!(people, 4);
        assert_eq!(
            lists(&player),
            [
                ("bob@example.com".to_owned(), 11),
                ("carol@example.com".to_owned(), 5),
                ("dave@example.com".to_owned(), 8),
                ("erin@example.com".to_owned(), 2),
            ]
        );
        assert_eq!(player.roster.privacy, Privacy::BlockOthers);
        assert_eq!(player.roster.add_policy, AddPolicy::Silent);
        assert_eq!(player.roster.display_name(&email("erin@example.com")), "Erin E");
        assert_eq!(player.roster.display_name(&email("carol@example.com")), "carol@example.com");
        assert_eq!(player.roster.awaiting_answer().count(), 1);
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn properties_come_in_two_spellings() {
    let mut player = syncing(Msnp5);
    player.play(
        "S: SYN 6 12
         S: GTC 6 12 A
         S: BLP 6 12 AL
         S: PRP 6 12 PHH 555%20100
         S: PRP 1 MBE Y
         S: LST 6 FL 12 1 2 bob@example.com Bob
         S: BPR 12 bob@example.com PHH 555%20200
         S: BPR 12 PHW 555%20300
         S: BPR 12 PHM
         S: LST 6 FL 12 2 2 carol@example.com Carol
         S: BPR 12 carol@example.com MOB Y
         S: LST 6 AL 12 0 0
         S: LST 6 BL 12 0 0
         S: LST 6 RL 12 0 0
         C: CHG 7 NLN",
    );
    let own = &player.roster.own.properties;
    assert_eq!(own.get(&Property::HomePhone).map(String::as_str), Some("555 100"));
    assert_eq!(own.get(&Property::MobileEnabled).map(String::as_str), Some("Y"));
    let bob = &player.roster.people[&email("bob@example.com")].properties;
    assert_eq!(bob.get(&Property::HomePhone).map(String::as_str), Some("555 200"));
    assert_eq!(bob.get(&Property::WorkPhone).map(String::as_str), Some("555 300"));
    assert_eq!(bob.get(&Property::MobilePhone), None);
    let carol = &player.roster.people[&email("carol@example.com")].properties;
    assert_eq!(carol.get(&Property::MobileAllowed).map(String::as_str), Some("Y"));
}

#[test]
fn groups_are_numbers_first_and_group_0_is_none() {
    let groups = [Group { id: GroupId("1".into()), name: "Work".into() }];
    let work = &groups[0];
    let mut player = syncing(Msnp7);
    player.play(
        "S: SYN 6 12
         S: GTC 6 12 A
         S: BLP 6 12 AL
         S: LSG 6 12 1 2 0 Other%20Contacts 0
         S: LSG 6 12 2 2 1 Work 0
         S: LST 6 FL 12 1 2 bob@example.com Bob 0,1
         S: LST 6 FL 12 2 2 carol@example.com Carol 0
         S: LST 6 AL 12 0 0
         S: LST 6 BL 12 0 0
         S: LST 6 RL 12 0 0
         C: CHG 7 NLN",
    );
    assert_eq!(player.roster.groups, groups);
    assert_eq!(player.roster.in_group(&work.id).count(), 1);
    assert_eq!(player.roster.without_group().count(), 1);

    for dialect in [Msnp8, Msnp9] {
        let mut player = syncing(dialect);
        let capabilities = player.capabilities();
        player.play(
            "S: SYN 5 30 3 2
             S: GTC A
             S: BLP AL
             S: PRP PHM 555%20300
             S: LSG 0 Other%20Contacts 0
             S: LSG 1 Work 0
             S: LST bob@example.com Bob 11 1
             S: BPR PHM 555%20301
             S: LST carol@example.com Carol 3 0",
        );
        assert!(!finished(&player));
        player.play(&format!("S: LST dave@example.com dave%40example.com 4\nC: CHG 6 NLN {capabilities}"));
        // What belongs to the last line comes after the end.
        player.play("S: BPR PHH 555%20400");
        assert_eq!(player.roster.groups, groups);
        assert_eq!(player.roster.in_group(&work.id).count(), 1);
        let bob = &player.roster.people[&email("bob@example.com")].properties;
        assert_eq!(bob.get(&Property::MobilePhone).map(String::as_str), Some("555 301"));
        let dave = &player.roster.people[&email("dave@example.com")];
        assert_eq!(dave.properties.get(&Property::HomePhone).map(String::as_str), Some("555 400"));
        assert!(dave.is_blocked() && dave.groups.is_empty(), "a group without a contact");
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn the_tagged_form_has_guids() {
    for (dialect, network) in [(Msnp10, ""), (Msnp11, ""), (Msnp12, "1 ")] {
        let mut player = syncing(dialect);
        let capabilities = player.capabilities();
        player.play(&format!(
            "S: SYN 5 2026-01-02T03:04:05.6780000-07:00 2026-01-02T03:04:05.6780000-07:00 3 1
             S: GTC A
             S: BLP AL
             S: PRP MFN Alice%20é
             S: PRP MBE Y
             S: LSG Work {WORK}
             S: LST N=bob@example.com F=Bob C={BOB} 19 {network}{WORK}
             S: LST N=carol@example.com F=Carol%20C C=650af271-60e8-4ca2-aa02-6e4139911bfb 3 {network}
             S: LST N=dave@example.com F=dave@example.com 16 {network}
             C: CHG 6 NLN {capabilities}"
        ));
        assert_eq!(player.machine.name().as_deref(), Some("Alice é"));
        let bob = &player.roster.people[&email("bob@example.com")];
        assert_eq!((bob.lists.bits(), bob.groups.len()), (19, 1), "{dialect}");
        assert_eq!(bob.id.as_ref().map(|id| id.0.as_str()), Some(BOB));
        assert_eq!(player.roster.display_name(&email("carol@example.com")), "Carol C");
        assert_eq!(player.on(List::Pending), ["bob@example.com", "dave@example.com"]);
        assert_eq!(player.roster.awaiting_answer().count(), 1);
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn empty_lists_are_complete_too() {
    let mut player = syncing(Msnp2);
    player.play(
        "S: SYN 6 1
         S: GTC 6 1 A
         S: BLP 6 1 AL
         S: LST 6 FL 1 0 0
         S: LST 6 AL 1 0 0
         S: LST 6 BL 1 0 0
         S: LST 6 RL 1 0 0
         C: CHG 7 NLN",
    );
    let mut player = syncing(Msnp12);
    let capabilities = player.capabilities();
    player.play("S: SYN 5 2000-01-01T00:00:00.0-00:00 2000-01-01T00:00:00.0-00:00 0 0\nS: GTC A\nS: BLP AL");
    assert!(!finished(&player), "our own name is to come");
    player.play(&format!("S: PRP MFN Alice\nC: CHG 6 NLN {capabilities}"));
}

#[test]
fn a_server_that_counts_differently_does_not_hang_us() {
    let mut player = syncing(Msnp9);
    let capabilities = player.capabilities();
    player.play("S: SYN 5 30 5 0\nS: GTC A\nS: BLP AL\nS: LST bob@example.com Bob 11");
    player.pass(2);
    player.play("S: LST carol@example.com Carol 3");
    player.pass(2);
    assert!(!finished(&player), "each line is waited for anew");
    player.pass(1);
    player.play(&format!("C: CHG 6 NLN {capabilities}"));
    assert_eq!(player.on(List::Forward), ["bob@example.com", "carol@example.com"]);
    // What still comes is taken.
    player.play("S: LST dave@example.com Dave 3");
    assert_eq!(player.on(List::Forward).len(), 3);

    let mut player = syncing(Msnp3);
    player.play(
        "S: SYN 6 12\nS: LST 6 RL 12 1 1 bob@example.com Bob\nC: CHG 7 NLN\nS: LST 6 FL 12 1 1 bob@example.com Bob",
    );
    assert_eq!(lists(&player), [("bob@example.com".to_owned(), 9)], "added to what was known");
}

#[test]
fn any_cut_of_the_stream_gives_the_same() {
    let mut whole = syncing(Msnp4);
    whole.play(NUMBERED);
    whole.play("S: LST 6 RL 12 2 2 dave@example.com Dave\nC: CHG 7 NLN");
    for piece in [1, 2, 3, 7, 50] {
        let mut cut = syncing(Msnp4);
        cut.piece = piece;
        cut.play(NUMBERED);
        cut.play("S: LST 6 RL 12 2 2 dave@example.com Dave\nC: CHG 7 NLN");
        assert_eq!(cut.events, whole.events, "{piece}");
    }
}

fn with_cache(dialect: Dialect, serials: &[&str]) -> Config {
    let mut roster = Roster::default();
    for (address, bits) in [("bob@example.com", 11), ("carol@example.com", 3)] {
        roster.apply(&Event::Roster(RosterEvent::Person {
            email: email(address),
            name: Some("Somebody".into()),
            id: None,
            lists: msnp::types::Lists::from_bits(bits),
            groups: Vec::new(),
        }));
    }
    let mut config = config(&[dialect]);
    let serials = serials.iter().map(|s| (*s).to_owned()).collect();
    config.cache = Some(ListCache { dialect, serials, roster, book: None });
    config
}

/// Signs in with a cache, up to the SYN that carries its serials.
fn cached(dialect: Dialect, serials: &[&str]) -> Player {
    let mut player = Player::connected(&with_cache(dialect, serials));
    let version = dialect.features().client_version;
    player.play(&format!(
        "C: VER 1 {dialect} CVR0
         S: VER 1 {dialect}
         C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR {version} MSMSGS alice@example.com
         S: CVR 2 1 1 1 http://x/ http://x/
         C: USR 3 TWN I alice@example.com
         S: USR 3 TWN S ct=1"
    ));
    player.passport("ticket");
    player.play(&format!(
        "C: USR 4 TWN S ticket
         S: USR 4 OK alice@example.com Alice 1 0
         C: SYN 5 {}",
        serials.join(" ")
    ));
    player
}

#[test]
fn unchanged_lists_are_not_sent_again() {
    for answers in [true, false] {
        let mut player = cached(Msnp9, &["30"]);
        let status = format!("C: CHG 6 NLN {}", player.capabilities());
        player.play("S: SYN 5 30 2 0\nC: PNG");
        if answers {
            player.play(&format!("S: QNG 50\n{status}"));
        } else {
            player.pass(3);
            player.play(&status);
        }
        assert_eq!(player.on(List::Forward), ["bob@example.com", "carol@example.com"]);
        let kept = player.roster_events().into_iter().find_map(|event| match event {
            RosterEvent::SyncFinished(kept) => kept,
            _ => None,
        });
        assert_eq!(kept.map(|kept| kept.serials), Some(vec!["30".to_owned()]));
        assert!(player.machine.is_ready());
    }
}

#[test]
fn a_server_that_sends_everything_all_the_same_is_believed() {
    let mut player = cached(Msnp9, &["30"]);
    let capabilities = player.capabilities();
    player.play(&format!(
        "S: SYN 5 30 1 0
         C: PNG
         S: GTC A
         S: BLP AL
         S: LST bob@example.com Bob 3
         C: CHG 6 NLN {capabilities}
         S: QNG 60"
    ));
    assert_eq!(player.on(List::Forward), ["bob@example.com"], "carol is gone");
    assert!(!player.roster_events().iter().any(|event| matches!(event, RosterEvent::Restored(_))));
    assert_eq!(player.oddities(), 0);
}

#[test]
fn a_cache_of_another_dialect_is_of_no_use() {
    let mut config = with_cache(Msnp8, &["30"]);
    config.dialects = vec![Msnp9];
    at_sync(&config);
    let mut config = with_cache(Msnp9, &["3 0"]);
    config.dialects = vec![Msnp9];
    at_sync(&config);
}

#[test]
fn edits_move_the_serial_on() {
    let mut player = Player::ready(Msnp9);
    let kept = |player: &Player| player.machine.cache().map(|cache| (cache.serials, cache.roster.people.len()));
    assert_eq!(kept(&player), Some((vec!["12".to_owned()], 1)));
    player.play("S: ADD 0 RL 14 erin@example.com Erin");
    assert_eq!(kept(&player), Some((vec!["14".to_owned()], 2)));
}

#[test]
fn a_refused_sync_ends_the_attempt() {
    let mut player = syncing(Msnp9);
    player.play("S: 603 5");
    assert_eq!(player.ended, Some((SignOutReason::Refused(ErrorCode(603)), true, None)));
}

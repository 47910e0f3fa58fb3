//! Whole sessions on a small network with a virtual clock.

mod ends;
mod offline;
mod offline_bench;
mod world;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::event::{Answer, ConversationEvent, ConversationId, Event, MessageState, RosterEvent};
use msnp::request::{MessageId, Request};
use msnp::session::{Config, RequestId, Session};
use msnp::switchboard::Say;
use msnp::types::{Endpoint, List, Secret, Status};
use msnp::wire::Role;
use proptest::prelude::*;
use world::{World, email, seconds, with};

fn failed(error: RequestError) -> MessageState {
    MessageState::Failed(error)
}
fn answers(events: &[Event], wanted: RequestId) -> Vec<Result<Answer, RequestError>> {
    let answer = |event: &Event| match event {
        Event::Answered { request, result } if *request == wanted => Some(result.clone()),
        _ => None,
    };
    events.iter().filter_map(answer).collect()
}
fn lost(events: &[Event]) -> Vec<(u32, std::time::Duration)> {
    let lost = |event: &Event| match event {
        Event::ConnectionLost { attempt, retry_in, .. } => Some((*attempt, *retry_in)),
        _ => None,
    };
    events.iter().filter_map(lost).collect()
}
fn pair() -> World {
    let mut world = World::new(&["alice", "bob"]);
    world.news("alice");
    world.news("bob");
    world
}
fn heard(id: ConversationId, text: &str) -> (ConversationId, String) {
    (id, text.to_owned())
}

#[test]
fn two_people_talk_in_one_room() {
    let mut world = pair();
    let request = world.say("alice", with("bob"), 1, "hi Bob ✓");
    let news = world.news("alice");
    assert_eq!(answers(&news, request), [Ok(Answer::Done)]);
    assert_eq!(world.states("alice", 1), [MessageState::Queued, MessageState::Sent, MessageState::Delivered]);
    let talk = world.talk("bob");
    assert!(
        matches!(&talk[0], (id, ConversationEvent::Ringing { from, .. }) if *id == with("alice") && *from == email("alice"))
    );
    assert!(
        matches!(&talk[1], (id, ConversationEvent::Joined { email: e, .. }) if *id == with("alice") && *e == email("alice"))
    );
    assert_eq!(world.heard("bob"), [heard(with("alice"), "hi Bob ✓")]);
    world.say("bob", with("alice"), 1, "hello");
    world.request("bob", Request::Typing(with("alice")));
    world.request("bob", Request::Nudge { conversation: with("alice"), message: MessageId(2) });
    assert_eq!(world.states("bob", 2).last(), Some(&MessageState::Delivered));
    assert_eq!(world.heard("alice"), [heard(with("bob"), "hello")]);
    let talk = world.talk("alice");
    assert!(talk.iter().any(|(_, e)| matches!(e, ConversationEvent::Typing { .. })));
    assert!(talk.iter().any(|(_, e)| matches!(e, ConversationEvent::Nudge { .. })));
    assert_eq!((world.asked, world.rooms_of("alice"), world.rooms_of("bob")), (1, 1, 1));
}

#[test]
fn what_cant_be_delivered_says_why() {
    let mut world = pair();
    world.say("alice", with("carol"), 1, "are you there?");
    assert_eq!(world.states("alice", 1), [MessageState::Queued, failed(RequestError::Unreachable)]);
    let talk = world.talk("alice");
    assert!(
        talk.iter().any(|(_, e)| matches!(e, ConversationEvent::CallFailed { error: RequestError::Unreachable, .. }))
    );
    assert_eq!(world.rooms_of("alice"), 0);
    world.say("alice", with("bob"), 2, "hi");
    world.losing = true;
    world.say("alice", with("bob"), 3, "lost");
    assert_eq!(world.states("alice", 3).last(), Some(&failed(RequestError::NotAcknowledged)));
    (world.losing, world.silent) = (false, true);
    world.say("alice", with("bob"), 4, "unanswered");
    world.wait(seconds(60));
    assert_eq!(world.states("alice", 4), [MessageState::Queued, MessageState::Sent, failed(RequestError::Timeout)]);
    world.silent = false;
    world.request("alice", Request::SetStatus(Status::Hidden));
    world.request("alice", Request::Leave(with("bob")));
    world.say("alice", with("bob"), 5, "from hiding");
    assert_eq!(world.states("alice", 5).last(), Some(&failed(RequestError::Server(ErrorCode(913)))));
}

#[test]
fn texts_that_cant_be_sent_are_refused_at_once() {
    let mut world = pair();
    let long = "x".repeat(100_000);
    for (text, error) in [("", RequestError::Empty), (long.as_str(), RequestError::TooLong(Say::MAX_TEXT))] {
        let request = world.say("alice", with("bob"), 1, text);
        let news = world.news("alice");
        assert_eq!(answers(&news, request), [Err(error)]);
    }
    assert_eq!(world.states("alice", 1), []);
    let request = world.say("alice", ConversationId::Group(7), 2, "nobody");
    assert_eq!(answers(&world.news("alice"), request), [Err(RequestError::ConversationClosed)]);
    let five_thousand = "Ein langer Satz über nichts. ".repeat(170);
    world.say("alice", with("bob"), 3, &five_thousand);
    assert_eq!(world.states("alice", 3).last(), Some(&MessageState::Delivered));
    let parts: String = world.heard("bob").into_iter().map(|(_, text)| text).collect();
    assert_eq!(parts.replace(' ', ""), five_thousand.replace(' ', ""));
    let sixty_thousand = "y".repeat(60_000);
    world.say("alice", with("bob"), 4, &sixty_thousand);
    world.say("alice", with("bob"), 5, &sixty_thousand);
    world.say("alice", with("bob"), 6, "end");
    for message in 4..=6 {
        assert_eq!(world.states("alice", message).last(), Some(&MessageState::Delivered));
    }
    assert_eq!(world.heard("bob").last(), Some(&heard(with("alice"), "end")), "in their order");
}

#[test]
fn what_a_program_says_by_itself_is_known_for_that() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "are you there?");
    let (conversation, message) = (with("alice"), MessageId(1));
    let (text, format) = ("No.".to_owned(), TextFormat::default());
    world.request("bob", Request::SayAutomatically { conversation, message, text, format });
    let heard = world.talk("alice").into_iter().find_map(|(_, event)| match event {
        ConversationEvent::Message { message, .. } => Some((message.text, message.automatic)),
        _ => None,
    });
    assert_eq!(heard, Some(("No.".to_owned(), true)));
}

#[test]
fn both_call_at_once_and_it_is_one_conversation() {
    let mut world = pair();
    let say = |to: &str, text: &str| Request::Say {
        conversation: with(to),
        message: MessageId(1),
        text: text.into(),
        format: TextFormat::default(),
    };
    world.at_once(vec![("alice", say("bob", "from alice")), ("bob", say("alice", "from bob"))]);
    assert_eq!(world.asked, 2);
    assert_eq!(world.heard("alice"), [heard(with("bob"), "from bob")]);
    assert_eq!(world.heard("bob"), [heard(with("alice"), "from alice")]);
    for name in ["alice", "bob"] {
        assert_eq!(world.states(name, 1).last(), Some(&MessageState::Delivered));
        let joins = world.talk(name).iter().filter(|(_, e)| matches!(e, ConversationEvent::Joined { .. })).count();
        assert_eq!(joins, 1);
    }
    world.say("alice", with("bob"), 2, "and");
    world.say("bob", with("alice"), 2, "so");
    world.wait(seconds(120));
    assert_eq!((world.heard("alice").len(), world.heard("bob").len()), (2, 2));
    assert!(world.rooms_of("alice") <= 1, "only one room is kept");
    world.say("alice", with("bob"), 3, "on");
    assert_eq!(world.states("alice", 3).last(), Some(&MessageState::Delivered));
}

#[test]
fn lists_that_still_hold_are_not_sent_again() {
    let mut world = World::default();
    world.blocking.insert("alice", "bob");
    world.add("alice");
    world.add("bob");
    world.cut_off("alice", Role::Notification);
    world.news("alice");
    world.wait(seconds(10));
    let news = world.news("alice");
    assert!(news.iter().any(|e| matches!(e, Event::Roster(RosterEvent::Restored(_)))), "{news:?}");
    assert_eq!(world.lists_sent, 2, "once to each");
    world.say("bob", with("alice"), 1, "let me in");
    assert_eq!(world.talk("alice"), [], "and who is blocked stays blocked");
}

#[test]
fn a_newer_call_is_answered_and_the_older_room_fades() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "one");
    // Somebody else at Bob's end: a second client of his calls from another room.
    world.announce("alice", "RNG 500 sb.example.com:1864 CKI 500.1 bob@example.com bob\r\n");
    assert_eq!(world.rooms_of("alice"), 2);
    world.interject("alice", "JOI bob@example.com bob\r\n");
    let joins = world.talk("alice").iter().filter(|(_, e)| matches!(e, ConversationEvent::Joined { .. })).count();
    assert_eq!(joins, 1, "he is already in the conversation");
    world.wait(seconds(90));
    assert_eq!(world.rooms_of("alice"), 1, "the older room is left after a minute of silence");
    let talk = world.talk("alice");
    assert!(
        !talk.iter().any(|(_, e)| matches!(e, ConversationEvent::Closed | ConversationEvent::Left { .. })),
        "{talk:?}"
    );
}

#[test]
fn a_third_person_makes_it_a_group() {
    let mut world = World::new(&["alice", "bob", "carol"]);
    world.say("alice", with("bob"), 1, "hi");
    for name in ["alice", "bob", "carol"] {
        world.news(name);
    }
    let request = world.request("alice", Request::Invite { conversation: with("bob"), email: email("carol") });
    let news = world.news("alice");
    assert_eq!(answers(&news, request), [Ok(Answer::Done)]);
    let group = ConversationId::Group(1);
    let became = |events: &[Event], old: &ConversationId| {
        let at = events
            .iter()
            .position(|e| *e == Event::Conversation(old.clone(), ConversationEvent::Became(group.clone())));
        let joined = events
            .iter()
            .position(|e| matches!(e, Event::Conversation(id, ConversationEvent::Joined { .. }) if *id == group));
        at < joined && at.is_some()
    };
    assert!(became(&news, &with("bob")));
    assert!(became(&world.news("bob"), &with("alice")));
    assert!(became(&world.news("carol"), &with("alice")), "who comes to several finds a group");
    world.say("alice", group.clone(), 2, "to all");
    assert_eq!(world.states("alice", 2).last(), Some(&MessageState::Delivered));
    assert_eq!(world.heard("bob").last(), Some(&heard(group.clone(), "to all")));
    assert_eq!(world.heard("carol"), [heard(group.clone(), "to all")]);
    world.say("carol", group.clone(), 1, "hello all");
    assert_eq!(world.heard("alice"), [heard(group.clone(), "hello all")]);
    // A word to Bob alone opens a room of its own.
    world.say("alice", with("bob"), 3, "between us");
    assert_eq!(world.heard("bob").last(), Some(&heard(with("alice"), "between us")));
    assert_eq!((world.asked, world.heard("carol").len()), (2, 1));
    // The group lives until all others have left.
    world.request("bob", Request::Leave(group.clone()));
    world.say("alice", group.clone(), 4, "still here");
    assert_eq!(world.states("alice", 4).last(), Some(&MessageState::Delivered));
    world.news("alice");
    world.request("carol", Request::Leave(group.clone()));
    assert!(world.talk("alice").contains(&(group.clone(), ConversationEvent::Closed)));
    let request = world.say("alice", group, 5, "too late");
    assert_eq!(answers(&world.news("alice"), request), [Err(RequestError::ConversationClosed)]);
}

#[test]
fn a_call_into_a_group_leaves_a_talk_of_two_alone() {
    let mut world = World::new(&["alice", "bob", "carol"]);
    world.say("carol", with("alice"), 1, "between us");
    world.say("alice", with("bob"), 1, "hi");
    world.news("carol");
    world.request("alice", Request::Invite { conversation: with("bob"), email: email("carol") });
    let talk = world.talk("carol");
    assert!(!talk.iter().any(|(_, e)| matches!(e, ConversationEvent::Became(_))), "{talk:?}");
    let joins =
        talk.iter().filter(|(id, e)| matches!(e, ConversationEvent::Joined { .. }) && *id == ConversationId::Group(1));
    assert_eq!(joins.count(), 2);
    world.say("carol", with("alice"), 2, "still between us");
    assert_eq!(world.heard("alice").last(), Some(&heard(with("carol"), "still between us")));
    assert_eq!(world.heard("bob").len(), 1);
}

#[test]
fn an_invitation_opens_the_room_first_and_says_when_it_fails() {
    let mut world = World::new(&["alice", "bob", "carol"]);
    let request = world.request("alice", Request::Invite { conversation: with("bob"), email: email("carol") });
    assert_eq!(answers(&world.news("alice"), request), [Ok(Answer::Done)]);
    world.say("alice", ConversationId::Group(1), 1, "welcome");
    assert_eq!((world.heard("bob").len(), world.heard("carol").len()), (1, 1));
    let request =
        world.request("alice", Request::Invite { conversation: ConversationId::Group(1), email: email("dave") });
    assert_eq!(answers(&world.news("alice"), request), [Err(RequestError::Unreachable)]);
    world.away.insert("bob");
    let request = world.request("alice", Request::Invite { conversation: with("bob"), email: email("carol") });
    assert_eq!(answers(&world.news("alice"), request), [Err(RequestError::Unreachable)]);
}

#[test]
fn a_silent_room_is_closed_and_the_next_word_opens_another() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "hi");
    world.wait(seconds(400));
    assert_eq!((world.rooms_of("alice"), world.rooms_of("bob")), (0, 0));
    assert!(world.talk("bob").contains(&(with("alice"), ConversationEvent::Closed)));
    assert_eq!(world.talk("alice").iter().filter(|(_, e)| *e == ConversationEvent::Closed).count(), 1);
    world.say("bob", with("alice"), 1, "still there?");
    assert_eq!(world.heard("alice"), [heard(with("bob"), "still there?")]);
    assert_eq!(world.asked, 2);
}

#[test]
fn leaving_lets_what_is_said_arrive_and_what_waits_fail() {
    let mut world = pair();
    world.away.insert("bob");
    world.cut_off("alice", Role::Notification);
    world.say("alice", with("bob"), 1, "waits");
    world.request("alice", Request::Leave(with("bob")));
    assert_eq!(world.states("alice", 1), [MessageState::Queued, failed(RequestError::ConversationClosed)]);
    world.wait(seconds(10));
    world.away.clear();
    world.say("alice", with("bob"), 2, "said");
    world.news("alice");
    world.request("alice", Request::Leave(with("bob")));
    assert!(world.talk("alice").contains(&(with("bob"), ConversationEvent::Closed)));
    assert_eq!((world.rooms_of("alice"), world.rooms_of("bob")), (0, 0));
    assert_eq!(world.states("alice", 2).last(), Some(&MessageState::Delivered));
}

#[test]
fn rooms_outlive_the_notification_connection_and_what_waits_goes_out_later() {
    let mut world = World::new(&["alice", "bob", "carol"]);
    world.say("alice", with("bob"), 1, "hi");
    world.request("alice", Request::SetStatus(Status::Busy));
    world.news("alice");
    world.refusing = true;
    world.cut_off("alice", Role::Notification);
    let news = world.news("alice");
    assert!(matches!(lost(&news).as_slice(), [(1, pause)] if *pause >= seconds(5)), "{news:?}");
    world.say("alice", with("bob"), 2, "the room still lives");
    assert_eq!(world.states("alice", 2).last(), Some(&MessageState::Delivered));
    world.say("alice", with("carol"), 3, "when we are back");
    let refused = world.request("alice", Request::AddGroup("Friends".into()));
    let kept = world.request("alice", Request::SetStatus(Status::Away));
    let news = world.news("alice");
    assert_eq!(answers(&news, refused), [Err(RequestError::NotSignedIn)]);
    assert_eq!(answers(&news, kept), [Ok(Answer::Done)]);
    world.wait(seconds(60));
    let pauses = lost(&world.news("alice"));
    assert!(pauses.len() >= 2 && pauses.windows(2).all(|p| p[0].0 + 1 == p[1].0 && p[0].1 < p[1].1), "{pauses:?}");
    assert_eq!(world.states("alice", 3), [MessageState::Queued]);
    world.refusing = false;
    let request = world.request("alice", Request::Reconnect);
    let news = world.news("alice");
    assert_eq!(answers(&news, request), [Ok(Answer::Done)]);
    assert!(news.iter().any(|e| matches!(e, Event::SignedIn { .. })));
    let away = Event::Roster(RosterEvent::OwnStatus(Status::Away));
    assert!(news.contains(&away), "the last status asked for: {news:?}");
    assert_eq!(world.states("alice", 3).last(), Some(&MessageState::Delivered));
    assert_eq!(world.heard("carol"), [heard(with("alice"), "when we are back")]);
    world.wait(seconds(61));
    world.cut_off("alice", Role::Notification);
    assert!(matches!(lost(&world.news("alice")).as_slice(), [(1, _)]), "a steady minute begins anew");
}

#[test]
fn what_was_on_the_wire_when_a_room_broke_is_never_said_twice() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "hi");
    world.silent = true;
    world.say("alice", with("bob"), 2, "did you get this?");
    world.cut_off("alice", Role::Switchboard);
    assert_eq!(
        world.states("alice", 2),
        [MessageState::Queued, MessageState::Sent, failed(RequestError::ConnectionLost)]
    );
    world.silent = false;
    world.wait(seconds(120));
    assert_eq!(world.heard("bob").len(), 2);
    world.say("alice", with("bob"), 3, "anew");
    assert_eq!(world.states("alice", 3).last(), Some(&MessageState::Delivered));
}

#[test]
fn a_room_that_never_comes_up_is_tried_twice() {
    let mut world = pair();
    world.refusing = true;
    world.say("alice", with("bob"), 1, "hi");
    assert_eq!(world.asked, 2);
    assert_eq!(world.states("alice", 1), [MessageState::Queued, failed(RequestError::ConnectionLost)]);
    world.refusing = false;
    world.say("alice", with("bob"), 2, "hi");
    assert_eq!(world.states("alice", 2).last(), Some(&MessageState::Delivered));
}

#[derive(Debug, Clone)]
enum Move {
    Say(bool),
    BothSay,
    SayIntoBreak(bool),
    Invite,
    BreakRooms(bool),
    BreakLink(bool),
    Refuse(bool),
    Silent(bool),
    Losing(bool),
    Away(bool),
    Leave(bool),
    Wait(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        6 => any::<bool>().prop_map(Move::Say),
        2 => Just(Move::BothSay),
        2 => any::<bool>().prop_map(Move::SayIntoBreak),
        1 => Just(Move::Invite),
        2 => any::<bool>().prop_map(Move::BreakRooms),
        2 => any::<bool>().prop_map(Move::BreakLink),
        1 => any::<bool>().prop_map(Move::Refuse),
        1 => any::<bool>().prop_map(Move::Silent),
        1 => any::<bool>().prop_map(Move::Losing),
        1 => any::<bool>().prop_map(Move::Away),
        1 => any::<bool>().prop_map(Move::Leave),
        3 => (0u64..400).prop_map(Move::Wait),
    ];
    proptest::collection::vec(one, 1..40)
}

/// Plays the moves and heals the network; answers how many messages each side has sent.
fn play(world: &mut World, moves: &[Move]) -> [u64; 2] {
    const NAMES: [&str; 2] = ["alice", "bob"];
    let mut sent = [0; 2];
    for step in moves {
        let (who, other) = match step {
            Move::Say(false)
            | Move::SayIntoBreak(false)
            | Move::BreakRooms(false)
            | Move::BreakLink(false)
            | Move::Leave(false) => (1, 0),
            _ => (0, 1),
        };
        let mut say = |who: usize, other: usize| {
            sent[who] += 1;
            let (message, text) = (MessageId(sent[who]), format!("{} {}", NAMES[who], sent[who]));
            (
                NAMES[who],
                Request::Say { conversation: with(NAMES[other]), message, text, format: TextFormat::default() },
            )
        };
        match step {
            Move::Say(_) => world.at_once(vec![say(who, other)]),
            Move::BothSay => {
                let wishes = vec![say(0, 1), say(1, 0), say(0, 1)];
                world.at_once(wishes);
            }
            Move::SayIntoBreak(_) => {
                let (name, wish) = say(who, other);
                world.unheard(name, wish);
                world.cut_off(name, Role::Switchboard);
            }
            Move::Invite => {
                world.request("alice", Request::Invite { conversation: with("bob"), email: email("carol") });
            }
            Move::BreakRooms(_) => world.cut_off(NAMES[who], Role::Switchboard),
            Move::BreakLink(_) => world.cut_off(NAMES[who], Role::Notification),
            Move::Refuse(on) => world.refusing = *on,
            Move::Silent(on) => world.silent = *on,
            Move::Losing(on) => world.losing = *on,
            Move::Away(true) => {
                world.away.insert("bob");
            }
            Move::Away(false) => world.away.clear(),
            Move::Leave(_) => {
                world.request(NAMES[who], Request::Leave(with(NAMES[other])));
            }
            Move::Wait(time) => world.wait(seconds(*time)),
        }
    }
    (world.refusing, world.silent, world.losing) = (false, false, false);
    world.away.clear();
    world.wait(seconds(1000));
    sent
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_message_ends_once_whatever_breaks(moves in moves()) {
        let mut world = World::new(&["alice", "bob", "carol"]);
        let sent = play(&mut world, &moves);
        for (at, (name, other)) in [("alice", "bob"), ("bob", "alice")].into_iter().enumerate() {
            for message in 1..=sent[at] {
                let states = world.states(name, message);
                prop_assert_eq!(states.first(), Some(&MessageState::Queued));
                prop_assert_eq!(states.iter().filter(|s| s.is_final()).count(), 1, "{:?}", states);
                prop_assert!(states.last().is_some_and(MessageState::is_final), "{:?}", states);
                let said = format!("{name} {message}");
                let heard = world.heard(other).iter().filter(|(_, text)| *text == said).count();
                prop_assert!(heard <= 1, "said twice");
                if states.last() == Some(&MessageState::Delivered) {
                    prop_assert_eq!(heard, 1, "delivered to nobody");
                }
            }
            let numbers: Vec<u64> = world
                .heard(other)
                .iter()
                .filter_map(|(_, text)| text.strip_prefix(name)?.trim().parse().ok())
                .collect();
            prop_assert!(numbers.is_sorted(), "out of order: {:?}", numbers);
        }
        for peer in &world.peers {
            let mut requests: Vec<RequestId> = peer
                .events
                .iter()
                .filter_map(|e| if let Event::Answered { request, .. } = e { Some(*request) } else { None })
                .collect();
            let answers = requests.len();
            requests.sort_unstable();
            requests.dedup();
            prop_assert_eq!(answers, requests.len(), "a request was answered twice");
        }
        let asked = sent[0] + moves.iter().filter(|m| matches!(m, Move::Invite | Move::Leave(true))).count() as u64;
        let answered = world.peers[0].events.iter().filter(|e| matches!(e, Event::Answered { .. })).count() as u64;
        prop_assert_eq!(asked, answered, "each request has its answer");
    }

    #[test]
    fn any_split_of_bytes_tells_the_same(moves in moves(), cut in 1u64..) {
        let play = |cut| {
            let mut world = World::default();
            world.cut = cut;
            for name in ["alice", "bob", "carol"] {
                world.add(name);
            }
            play(&mut world, &moves);
            world.peers.into_iter().map(|peer| peer.events).collect::<Vec<_>>()
        };
        prop_assert_eq!(play(0), play(cut | 1));
    }
}

//! How a session ends, and what it survives.

use super::*;

#[test]
fn signed_in_elsewhere_is_the_end_and_never_fought_over() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "hi");
    world.news("alice");
    world.announce("alice", "OUT OTH\r\n");
    let news = world.news("alice");
    assert_eq!(news.last(), Some(&Event::SignedOut(SignOutReason::ElsewhereSignedIn)));
    assert!(news.contains(&Event::Conversation(with("bob"), ConversationEvent::Closed)));
    assert_eq!(world.rooms_of("alice"), 0);
    assert!(world.peers[0].session.is_over());
    assert_eq!(world.peers[0].session.deadline(), None);
    world.wait(seconds(3600));
    let request = world.say("alice", with("bob"), 2, "hello?");
    let reconnect = world.request("alice", Request::Reconnect);
    let news = world.news("alice");
    assert_eq!(answers(&news, request), [Err(RequestError::NotSignedIn)]);
    assert_eq!(answers(&news, reconnect), [Err(RequestError::NotSignedIn)]);
    assert_eq!(news.len(), 2);
}

#[test]
fn signing_out_says_goodbye_everywhere() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "hi");
    world.news("alice");
    let request = world.request("alice", Request::SignOut);
    let news = world.news("alice");
    assert_eq!(answers(&news, request), [Ok(Answer::Done)]);
    assert_eq!(news.last(), Some(&Event::SignedOut(SignOutReason::Requested)));
    assert!(
        world.talk("bob").contains(&(with("alice"), ConversationEvent::Left { email: email("alice"), idle: false }))
    );
    assert!(world.peers[0].session.is_over());
    // While it waits to come back there is nobody to say goodbye to.
    world.cut_off("bob", Role::Notification);
    world.say("bob", with("carol"), 1, "waits");
    world.request("bob", Request::SignOut);
    assert_eq!(world.states("bob", 1), [MessageState::Queued, failed(RequestError::ConversationClosed)]);
    assert_eq!(world.news("bob").last(), Some(&Event::SignedOut(SignOutReason::Requested)));
    assert!(world.peers[1].session.is_over());
}

#[test]
fn a_first_sign_in_that_fails_says_so_and_ends() {
    let mut world = World::default();
    world.refusing = true;
    world.add("alice");
    let news = world.news("alice");
    assert!(matches!(news.last(), Some(Event::SignedOut(SignOutReason::Unreachable(_)))), "{news:?}");
    assert!(world.peers[0].session.is_over());
    let server = Endpoint { host: "ns.example.com".into(), port: 1863 };
    let mut config = Config::new(email("dora"), Secret::new("123456"), server);
    config.dialects = vec![Dialect::Msnp7];
    config.reconnect = false;
    world.refusing = false;
    world.add_with("dora", config);
    world.cut_off("dora", Role::Notification);
    let news = world.news("dora");
    assert!(matches!(news.last(), Some(Event::SignedOut(SignOutReason::ConnectionLost(_)))), "{news:?}");
}

#[test]
fn the_clock_may_start_anywhere() {
    let mut world = World::default();
    world.now = msnp::types::Instant(seconds(1_000_000));
    world.add("alice");
    world.add("bob");
    world.wait(seconds(1));
    world.say("alice", with("bob"), 1, "hi");
    assert_eq!(world.states("alice", 1).last(), Some(&MessageState::Delivered));
    let server = Endpoint { host: "ns.example.com".into(), port: 1863 };
    let session = Session::new(Config::new(email("carol"), Secret::new("x"), server));
    assert_eq!(session.deadline(), Some(msnp::types::Instant::default()), "tell me the time");
}

#[test]
fn somebody_blocked_is_not_met() {
    let mut world = World::default();
    world.blocking.insert("alice", "bob");
    for name in ["alice", "bob", "carol"] {
        world.add(name);
    }
    world.say("bob", with("alice"), 1, "let me in");
    assert_eq!(world.talk("alice"), []);
    assert_eq!(world.rooms_of("alice"), 0);
    // Carol brings him along.
    world.say("carol", with("alice"), 1, "hi");
    world.news("alice");
    world.request("carol", Request::Invite { conversation: with("alice"), email: email("bob") });
    assert_eq!(world.rooms_of("alice"), 0, "she leaves");
    assert!(!world.talk("alice").iter().any(|(_, e)| matches!(e, ConversationEvent::Joined { .. })));
    world.say("bob", ConversationId::Group(1), 2, "where is she?");
    assert_eq!(world.heard("alice"), [heard(with("carol"), "hi")]);
    // Whom she calls herself, she wants to talk to.
    world.say("alice", with("bob"), 1, "what is it?");
    assert_eq!(world.states("alice", 1).last(), Some(&MessageState::Delivered));
    world.request("bob", Request::Leave(with("alice")));
    // And who is blocked in the middle of a talk is left.
    world.say("alice", with("carol"), 2, "bye");
    let added = format!("ADD 0 {} 2 carol@example.com carol\r\n", List::Block.code());
    world.announce("alice", &added);
    assert_eq!(world.rooms_of("alice"), 0);
}

#[test]
fn queues_have_an_end() {
    let mut world = pair();
    world.refusing = true;
    world.cut_off("alice", Role::Notification);
    let mut accepted = 0;
    let mut last = Ok(Answer::Done);
    for message in 0..1000 {
        let request = world.say("alice", with("bob"), message, "waits");
        last = answers(&world.news("alice"), request).remove(0);
        accepted += u64::from(last.is_ok());
    }
    assert_eq!(last, Err(RequestError::QueueFull));
    assert!((100..500).contains(&accepted));
    world.refusing = false;
    world.request("alice", Request::Reconnect);
    assert_eq!(world.heard("bob").len() as u64, accepted);
}

#[test]
fn garbage_on_the_way_ends_one_connection_only() {
    let mut world = pair();
    world.say("alice", with("bob"), 1, "hi");
    world.interject("alice", "MSG bob@example.com bob 99999999999999999999\r\n");
    assert_eq!(world.rooms_of("alice"), 0);
    assert!(world.talk("alice").contains(&(with("bob"), ConversationEvent::Closed)));
    world.say("alice", with("bob"), 2, "again");
    assert_eq!(world.states("alice", 2).last(), Some(&MessageState::Delivered));
    world.announce("alice", "MSG Hotmail Hotmail nonsense\r\n");
    assert_eq!(lost(&world.news("alice")).len(), 1);
    world.wait(seconds(10));
    assert!(world.news("alice").iter().any(|e| matches!(e, Event::SignedIn { .. })));
}

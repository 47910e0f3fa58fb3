//! What others hear of a change that came by the web.

use super::*;
use msnp::types::Privacy;

const DIALECTS: [Dialect; 17] = Dialect::ALL;

#[test]
fn who_is_added_and_removed_hears_it_in_their_dialect() {
    for dialect in DIALECTS {
        let mut world = World::new();
        world.online(Dialect::Msnp18, "alice");
        let bob = world.online(dialect, "bob");
        world.done("alice", &add("bob"));
        let lines = world.read(bob);
        let start = match dialect.number() {
            2..=9 => "ADD 0 RL ",
            10..=12 => "ADC 0 RL N=alice@example.com F=Alice",
            _ => "ADL 0 ",
        };
        assert!(lines[0].starts_with(start), "{dialect} {lines:?}");
        assert_eq!(lines.len(), if dialect.number() >= 13 { 2 } else { 1 }, "{dialect} {lines:?}");
        if dialect.number() >= 13 {
            assert!(lines[0].contains("n=\"alice\"") && lines[0].contains("f=\"Alice\""), "{lines:?}");
            assert!(lines[1].starts_with("NOT ") && lines[1].contains("ABCHInternal"), "{lines:?}");
        }
        // Asked again, it isn't told again.
        world.done("alice", &add("bob"));
        assert_eq!(world.read(bob), [""; 0], "{dialect}");
        world.done("alice", &Edit::DeleteContact(guid("bob")));
        let lines = world.read(bob);
        let start = if dialect.number() >= 13 { "RML 0 " } else { "REM 0 RL " };
        assert!(lines[0].starts_with(start), "{dialect} {lines:?}");
    }
}

#[test]
fn presence_comes_and_goes_at_once_and_once() {
    for dialect in DIALECTS {
        let mut world = World::new();
        world.befriend("alice", "bob");
        let alice = world.online(Dialect::Msnp15, "alice");
        let bob = world.online(dialect, "bob");
        world.read(bob);
        world.read(alice);
        world.done("alice", &off(List::Allow, "bob"));
        assert_eq!(world.read(bob), [""; 0], "everybody who isn't blocked may see her");
        world.done("alice", &block("bob"));
        let lines = world.read(bob);
        assert!(lines.len() == 1 && lines[0].starts_with("FLN "), "{dialect} {lines:?}");
        // What the client says to the notification server afterwards is known already.
        let xml = "<ml><d n=\"example.com\"><c n=\"bob\" l=\"4\" t=\"1\"/></d></ml>";
        assert_eq!(world.put(alice, "ADL 20", xml), ["ADL 20 OK"]);
        let xml = "<ml><d n=\"example.com\"><c n=\"bob\" l=\"2\" t=\"1\"/></d></ml>";
        assert_eq!(world.put(alice, "RML 21", xml), ["RML 21 OK"]);
        assert_eq!(world.read(bob), [""; 0], "{dialect}");
        world.done("alice", &off(List::Block, "bob"));
        let lines = world.read(bob);
        assert!(lines.iter().filter(|line| line.starts_with("NLN ")).count() == 1, "{dialect} {lines:?}");
    }
}

#[test]
fn a_client_does_both_and_neither_fails() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp18, "alice");
    let bob = world.online(Dialect::Msnp18, "bob");
    world.done("alice", &add("bob"));
    world.read(bob);
    let xml = "<ml><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/></d></ml>";
    let lines = world.put(alice, "ADL 20", xml);
    assert_eq!(lines[0], "ADL 20 OK");
    assert!(lines[1].starts_with("NLN NLN 1:bob@example.com"), "the contact is shown with it: {lines:?}");
    assert_eq!(world.read(bob), [""; 0]);
    world.done("alice", &Edit::DeleteContact(guid("bob")));
    world.read(bob);
    let xml = "<ml><d n=\"example.com\"><c n=\"bob\" l=\"1\" t=\"1\"/></d></ml>";
    assert_eq!(world.put(alice, "RML 21", xml), ["RML 21 OK"]);
    assert_eq!(world.read(bob), [""; 0]);
}

#[test]
fn a_name_and_the_privacy_setting_are_told() {
    use msnp::soap::address_book::edit::Detail;
    let mut world = World::new();
    world.befriend("alice", "bob");
    world.online(Dialect::Msnp15, "alice");
    let bob = world.online(Dialect::Msnp12, "bob");
    world.read(bob);
    world.done("alice", &Edit::UpdateMe(vec![Detail::DisplayName("Alicia".into())]));
    let lines = world.read(bob);
    assert!(lines.len() == 1 && lines[0].starts_with("NLN NLN alice@example.com Alicia"), "{lines:?}");
    world.done("alice", &Edit::UpdateMe(vec![Detail::DisplayName("Alicia".into())]));
    assert_eq!(world.read(bob), [""; 0]);
    // Only those who are allowed see her from now on.
    world.done("alice", &off(List::Allow, "bob"));
    world.done("alice", &Edit::UpdateMe(vec![Detail::Privacy(Privacy::BlockOthers)]));
    assert!(world.read(bob)[0].starts_with("FLN alice@example.com"));
    world.done("alice", &allow("bob"));
    assert!(world.read(bob)[0].starts_with("NLN NLN alice@example.com"));
}

#[test]
fn other_places_hear_that_the_book_is_another() {
    let mut world = World::new();
    let only = world.arrive(Dialect::Msnp18, "alice", "one");
    world.put(only, "ADL 5", "<ml l=\"1\"></ml>");
    world.read(only);
    world.done("alice", &add("bob"));
    assert_eq!(world.read(only), [""; 0], "one place alone knows what it did");
    let other = world.arrive(Dialect::Msnp16, "alice", "two");
    world.put(other, "ADL 5", "<ml l=\"1\"></ml>");
    world.read(only);
    world.read(other);
    world.done("alice", &Edit::AddGroup("Friends".into()));
    for id in [only, other] {
        let lines = world.read(id);
        assert!(lines.len() == 1 && lines[0].starts_with("NOT ") && lines[0].contains("ABCHInternal"), "{lines:?}");
    }
}

#[test]
fn older_dialects_see_what_the_book_was_told() {
    let mut world = World::new();
    world.online(Dialect::Msnp18, "alice");
    world.done("alice", &add("bob"));
    let group = GroupId(world.done("alice", &Edit::AddGroup("Friends".into())));
    world.done("alice", &Edit::AddToGroup { group: group.clone(), contact: guid("bob") });
    let (alice, _) = world.sign_in_reading(Dialect::Msnp12, "alice");
    let lines = world.ask(alice, "SYN 5 0 0");
    let bob = lines.iter().find(|line| line.starts_with("LST ")).unwrap();
    assert_eq!(*bob, format!("LST N=bob@example.com F=Bob C={} 3 1 {group}", guid("bob").0));
}

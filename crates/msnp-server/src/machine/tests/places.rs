use super::*;

const NONE: [&str; 0] = [];

#[test]
fn a_second_place_stays_beside_the_first() {
    let mut world = World::new();
    let desk = world.arrive(Dialect::Msnp18, "alice", "a");
    let phone = world.arrive(Dialect::Msnp16, "alice", "b");
    assert!(world.closed.is_empty());
    assert_eq!(world.server.signed_in(), 1);
    // The same place again: the older connection is a ghost.
    let again = world.arrive(Dialect::Msnp18, "alice", "A");
    assert_eq!(world.read(desk), ["OUT OTH"]);
    assert!(world.closed.contains(&desk) && !world.closed.contains(&phone));
    // A dialect without places knows only one.
    let old = world.arrive(Dialect::Msnp12, "alice", "");
    for ended in [phone, again] {
        assert_eq!(world.read(ended).last().map(String::as_str), Some("OUT OTH"));
        assert!(world.closed.contains(&ended));
    }
    let new = world.arrive(Dialect::Msnp18, "alice", "a");
    assert_eq!(world.read(old), ["OUT OTH"]);
    assert!(world.closed.contains(&old) && !world.closed.contains(&new));
    world.hang_up(new);
    assert_eq!(world.server.signed_in(), 0);
}

#[test]
fn places_are_bounded() {
    let mut world = World::new();
    let all: Vec<ConnectionId> =
        (0..10).map(|n| world.arrive(Dialect::Msnp17, "alice", &format!("place-{n}"))).collect();
    assert!(all[..2].iter().all(|id| world.closed.contains(id)));
    assert!(!all[2..].iter().any(|id| world.closed.contains(id)));
}

#[test]
fn all_places_have_one_status() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let bob = world.online(Dialect::Msnp12, "bob");
    let carl = world.arrive(Dialect::Msnp18, "carol", "c");
    world.befriend("alice", "carol");
    world.ask(carl, "CHG 1 NLN 1:2");
    let desk = world.arrive(Dialect::Msnp18, "alice", "a");
    assert_eq!(world.read(bob), NONE);
    let lines = world.ask(desk, "CHG 1 NLN 1:2");
    assert_eq!(lines[0], "CHG 1 NLN 1:2");
    assert_eq!(world.read(bob), ["NLN NLN alice@example.com Alice 1"]);
    let phone = world.arrive(Dialect::Msnp18, "alice", "b");
    let own = "<PrivateEndpointData><EpName>Pocket</EpName><Idle>false</Idle><ClientType>3</ClientType></PrivateEndpointData>";
    assert_eq!(world.put(phone, "UUX 1", own), ["UUX 1 0"]);
    assert_eq!(world.read(bob), NONE);
    world.ask(phone, "CHG 2 AWY 3:4");
    let lines = world.read(desk);
    assert_eq!(lines[0], "CHG 0 AWY 1:2");
    assert_eq!(lines[1], "NLN AWY 1:alice@example.com Alice 3:4 %3Cmsnobj%2F%3E");
    assert!(
        lines[2].starts_with("UBX 1:alice@example.com ") && lines[2].contains("<EpName>Pocket</EpName>"),
        "{lines:?}"
    );
    assert_eq!(world.read(bob), ["NLN AWY alice@example.com Alice 3"]);
    let seen = world.read(carl);
    let both = "<EndpointData id=\"{a}\"><Capabilities>1:2</Capabilities></EndpointData>\
                <EndpointData id=\"{b}\"><Capabilities>3:4</Capabilities></EndpointData></Data>";
    assert!(seen.last().unwrap().ends_with(both), "{seen:?}");
    assert!(!seen.last().unwrap().contains("Pocket"), "what one's places are called is for oneself");
    // One place goes: nobody goes offline.
    world.hang_up(phone);
    assert_eq!(world.read(bob), NONE);
    let seen = world.read(carl);
    assert!(seen[0].starts_with("UBX 1:alice@example.com ") && !seen[0].contains("{b}"), "{seen:?}");
    assert!(!world.read(desk).last().unwrap().contains("Pocket"));
    world.hang_up(desk);
    assert_eq!(world.read(bob), ["FLN alice@example.com"]);
    assert_eq!(world.read(carl), ["FLN 1:alice@example.com 0:0"]);
}

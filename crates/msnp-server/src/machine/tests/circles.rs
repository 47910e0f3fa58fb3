//! Circles at the notification connection: who may open one, what goes through it, and what is refused.

use super::*;
use crate::directory::{Account, CircleStanding};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

const TALK: &str = "Messaging: 1.0\r\nContent-Length: 2\r\nMessage-Type: Text\r\n\r\nhi";

fn account(world: &World, name: &str) -> Account {
    world.server.directory.account(&address(name)).unwrap().unwrap()
}

/// A circle of alice's with these in it.
fn circle(world: &mut World, members: &[&str]) -> String {
    let alice = account(world, "alice");
    let guid = world.server.make_circle(&alice, "Choir").unwrap();
    for name in members {
        let who = account(world, name);
        world.server.invite_to_circle(&alice, &guid, who.id, "come".into()).unwrap();
        world.server.answer_circle(&who, &guid, true).unwrap();
    }
    guid
}

/// Proves the circles of a connection.
fn prove(world: &mut World, id: ConnectionId, name: &str) {
    let owner = account(world, name);
    let ticket = STANDARD.encode(world.server.issue_circle_ticket(&owner).unwrap());
    assert_eq!(world.ask(id, &format!("USR 20 SHA A {ticket}")), [format!("USR 20 OK {} 0 0", address(name))]);
}

fn adl(guid: &str) -> String {
    format!("<ml><d n=\"live.com\"><c n=\"{guid}\" l=\"3\" t=\"9\"/></d></ml>")
}

fn routed(guid: &str, from: &str, place: &str, content: &str) -> String {
    format!(
        "Routing: 1.0\r\nTo: 9:{guid}@live.com;path=IM\r\nFrom: 1:{}{place}\r\n\r\nReliability: 1.0\r\nStream: 0\r\n\
         Segment: 0\r\n\r\n{content}",
        address(from)
    )
}

fn join(guid: &str, name: &str) -> String {
    let body = format!("<circle><roster><id>IM</id><user><id>1:{}</id></user></roster></circle>", address(name));
    let length = body.len();
    let content = format!(
        "Publication: 1.0\r\nUri: /circle\r\nContent-Type: application/circles+xml\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    routed(guid, name, "", &content)
}

/// Online, proven, with the circle open and heard.
fn inside(world: &mut World, name: &str, guid: &str) -> ConnectionId {
    let id = world.online(Dialect::Msnp18, name);
    enter(world, id, name, guid);
    id
}

fn enter(world: &mut World, id: ConnectionId, name: &str, guid: &str) {
    prove(world, id, name);
    assert_eq!(world.put(id, "ADL 21", &adl(guid))[0], "ADL 21 OK");
    let lines = world.put(id, "PUT 22", &join(guid, name));
    assert_eq!(lines[0], "PUT 22 OK 0|");
    assert!(lines[1].starts_with("NFY PUT ") && lines[1].contains("NotifType: Full"), "{lines:?}");
}

#[test]
fn nothing_is_opened_without_a_proof_or_a_place_in_it() {
    let mut world = World::new();
    let guid = circle(&mut world, &["bob"]);
    let alice = world.online(Dialect::Msnp18, "alice");
    assert_eq!(world.put(alice, "ADL 19", &adl(&guid)), ["933 19"], "not proven");
    assert_eq!(world.ask(alice, "USR 20 SHA A bm9uc2Vuc2U="), ["911 20"]);
    let other = account(&world, "bob");
    let stolen = STANDARD.encode(world.server.issue_circle_ticket(&other).unwrap());
    assert_eq!(world.ask(alice, &format!("USR 20 SHA A {stolen}")), ["911 20"], "another's");
    assert!(!world.closed.contains(&alice));
    prove(&mut world, alice, "alice");
    assert_eq!(world.put(alice, "ADL 23", &adl("00000000-0000-0000-0009-000000000000")), ["933 23"]);
    assert_eq!(world.put(alice, "PUT 24", &join(&guid, "alice")), ["201 24"], "not open");
    assert_eq!(world.put(alice, "ADL 25", &adl(&guid.to_uppercase())), ["ADL 25 OK"]);
    // Among people a circle has no place.
    let mixed = "<ml><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/><c n=\"x\" l=\"3\" t=\"9\"/></d></ml>";
    assert_eq!(world.put(alice, "ADL 26", mixed), ["241 26"]);
    assert!(world.closed.contains(&alice));

    let carol = world.online(Dialect::Msnp18, "carol");
    prove(&mut world, carol, "carol");
    assert_eq!(world.put(carol, "ADL 23", &adl(&guid)), ["933 23"], "not hers");
    let owner = account(&world, "alice");
    let who = account(&world, "carol");
    world.server.invite_to_circle(&owner, &guid, who.id, String::new()).unwrap();
    assert!(world.read(carol).is_empty(), "nothing to hear before the machine is drained");
    world.wait(0);
    assert!(world.read(carol).iter().any(|line| line.contains("ABCHInternal")));
    assert_eq!(world.put(carol, "ADL 24", &adl(&guid)), ["933 24"], "only invited");
}

#[test]
fn older_dialects_have_no_circles() {
    let mut world = World::new();
    let guid = circle(&mut world, &["bob"]);
    let alice = inside(&mut world, "alice", &guid);
    let bob = world.online(Dialect::Msnp15, "bob");
    world.read(bob);
    assert_eq!(world.put(bob, "ADL 21", &adl(&guid)), ["204 21"]);
    world.put(alice, "SDG 30", &routed(&guid, "alice", "", TALK));
    world.ask(alice, "CHG 31 BSY 0:0");
    let carol = account(&world, "carol");
    let owner = account(&world, "alice");
    world.server.invite_to_circle(&owner, &guid, carol.id, String::new()).unwrap();
    world.wait(0);
    assert_eq!(world.read(bob), Vec::<String>::new());
}

#[test]
fn members_see_each_other_come_and_go() {
    let mut world = World::new();
    let guid = circle(&mut world, &["bob"]);
    let alice = inside(&mut world, "alice", &guid);
    let bob = world.online(Dialect::Msnp18, "bob");
    assert_eq!(world.read(alice), Vec::<String>::new(), "no contact, and not in the circle yet");
    prove(&mut world, bob, "bob");
    let via = format!(";via=9:{guid}@live.com");
    let lines = world.put(bob, "ADL 21", &adl(&guid));
    assert!(lines[1].starts_with(&format!("NLN NLN 1:alice@example.com{via} Alice 1073741824:48")), "{lines:?}");
    let seen = world.read(alice);
    assert!(seen[0].starts_with(&format!("NLN NLN 1:bob@example.com{via} Bob")), "{seen:?}");
    world.put(bob, "PUT 22", &join(&guid, "bob"));
    let joined = world.read(alice).pop().unwrap();
    assert!(joined.contains("NotifType: Partial") && joined.contains("<id>1:bob@example.com</id>"), "{joined}");
    world.ask(bob, "CHG 23 BSY 1073741824:48");
    assert!(world.read(alice)[0].starts_with(&format!("NLN BSY 1:bob@example.com{via}")));
    let personal = "<Data><PSM>singing</PSM><CurrentMedia></CurrentMedia></Data>";
    world.put(bob, "UUX 24", personal);
    let told = world.read(alice);
    assert!(told[0].starts_with(&format!("UBX 1:bob@example.com{via} ")) && told[0].contains("singing"), "{told:?}");
    world.ask(bob, "CHG 25 HDN 1073741824:48");
    assert_eq!(world.read(alice), [format!("FLN 1:bob@example.com{via} 0:0")]);
    world.ask(bob, "CHG 26 NLN 1073741824:48");
    let back = world.read(alice);
    assert!(back[0].starts_with("NLN NLN") && back.last().unwrap().starts_with("NFY PUT"), "{back:?}");
    let part = format!("Publication: 1.0\r\nUri: /circle/roster(IM)/user(1:{})\r\n\r\n", address("bob"));
    assert_eq!(world.put(bob, "DEL 27", &routed(&guid, "bob", "", &part)), ["DEL 27 OK 0|"]);
    let left = world.read(alice);
    assert!(
        left.len() == 1 && left[0].starts_with("NFY DEL ") && left[0].contains("user(1:bob@example.com)"),
        "{left:?}"
    );
    assert_eq!(world.put(bob, "RML 28", &adl(&guid)), ["RML 28 OK"]);
    assert_eq!(world.read(alice), [format!("FLN 1:bob@example.com{via} 0:0")]);
    enter(&mut world, bob, "bob", &guid);
    world.read(alice);
    world.hang_up(bob);
    let gone = world.read(alice);
    assert!(gone[0].starts_with("NFY DEL ") && gone[1].starts_with("FLN 1:bob@example.com;via="), "{gone:?}");
}

#[test]
fn what_is_said_reaches_everybody_else_and_all_places() {
    let mut world = World::new();
    let guid = circle(&mut world, &["bob", "carol"]);
    let alice = inside(&mut world, "alice", &guid);
    let bob = inside(&mut world, "bob", &guid);
    let far = world.arrive(Dialect::Msnp18, "bob", "elsewhere");
    world.put(far, "ADL 5", "<ml l=\"1\"></ml>");
    world.ask(far, "CHG 6 NLN 0:0");
    enter(&mut world, far, "bob", &guid);
    let carol = world.online(Dialect::Msnp18, "carol");
    for id in [alice, bob, far, carol] {
        world.read(id);
    }
    let payload = routed(&guid, "alice", ";epid={alice}", TALK);
    assert_eq!(world.put(alice, "SDG 30", &payload), Vec::<String>::new(), "nothing is promised");
    let heard = format!("SDG 0 {}|{payload}", payload.len());
    assert_eq!((world.read(bob), world.read(far)), (vec![heard.clone()], vec![heard]));
    assert_eq!(world.read(carol), Vec::<String>::new(), "a member who hasn't opened it");
    // One's own other place hears it too.
    world.put(far, "SDG 31", &routed(&guid, "bob", ";epid={elsewhere}", TALK));
    assert_eq!((world.read(bob).len(), world.read(alice).len(), world.read(far).len()), (1, 1, 0));
    for wrong in [
        routed(&guid, "bob", "", TALK),
        routed(&guid, "alice", ";epid={elsewhere}", TALK),
        routed(&guid, "alice", "", TALK).replace(";path=IM", ""),
        routed("00000000-0000-0000-0009-000000000000", "alice", "", TALK),
        "nonsense".to_owned(),
        String::new(),
    ] {
        assert_eq!(world.put(alice, "SDG 32", &wrong), ["201 32"], "{wrong}");
    }
    assert!(world.read(bob).is_empty());
    // Who is out hears and says nothing more.
    let who = account(&world, "bob");
    world.server.leave_circle(&who, &guid, who.id).unwrap();
    world.wait(0);
    world.read(bob);
    world.put(alice, "SDG 33", &payload);
    assert!(world.read(bob).iter().all(|line| !line.starts_with("SDG")));
    assert_eq!(world.put(bob, "SDG 34", &routed(&guid, "bob", "", TALK)), ["201 34"]);
}

#[test]
fn there_is_an_end_to_circles_and_to_their_members() {
    let mut world = World::new();
    let alice = account(&world, "alice");
    let mut last = String::new();
    for _ in 0..50 {
        last = world.server.make_circle(&alice, "One more").unwrap();
    }
    assert!(world.server.make_circle(&alice, "Too many").is_err());
    // Left ones make room, and are forgotten in the end.
    for _ in 0..300 {
        world.server.leave_circle(&alice, &last, alice.id).unwrap();
        last = world.server.make_circle(&alice, "Another").unwrap();
    }
    let all = world.server.directory.circles_of(alice.id).unwrap();
    let gone = all.iter().filter(|(_, member)| member.standing == CircleStanding::Gone).count();
    assert!(gone <= 101, "{gone}");
    assert_eq!(all.len() - gone, 50);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes in `PUT`, `DEL` and `SDG`: the server goes on, and nobody else is harmed.
    #[test]
    fn garbage_is_survived(
        payloads in prop::collection::vec((0..3_usize, any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..30),
    ) {
        let mut world = World::new();
        let guid = circle(&mut world, &["bob"]);
        let alice = inside(&mut world, "alice", &guid);
        let bob = inside(&mut world, "bob", &guid);
        for (verb, at, byte, kind) in payloads {
            let whole = if verb == 0 { join(&guid, "alice") } else { routed(&guid, "alice", "", TALK) };
            let mut payload = whole.into_bytes();
            let at = at.index(payload.len());
            match kind {
                0 => payload[at] = byte,
                1 => payload.truncate(at),
                2 => payload.insert(at, byte),
                _ => payload.extend_from_within(at..),
            }
            let head = format!("{} 30 {}\r\n", ["PUT", "DEL", "SDG"][verb], payload.len());
            let bytes = [head.as_bytes(), &payload].concat();
            world.server.handle(Instant::default(), Input::Bytes(alice, &bytes));
            world.settle();
        }
        world.read(alice);
        world.read(bob);
        prop_assert!(!world.closed.contains(&bob));
        prop_assert_eq!(world.ask(bob, "PNG"), ["QNG 50"]);
    }
}

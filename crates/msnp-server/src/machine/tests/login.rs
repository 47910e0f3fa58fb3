use super::*;

#[test]
fn every_dialect_signs_in_by_way_of_the_dispatch_role() {
    for dialect in Dialect::ALL {
        let mut world = World::new();
        let (_, mut lines) = world.sign_in_reading(dialect, "alice");
        let own = match dialect.number() {
            16 | 17 => Some("UBX alice@example.com 1 0|"),
            18 => Some("UBX 1:alice@example.com 0|"),
            _ => None,
        };
        assert_eq!(own, own.and_then(|_| lines.pop()).as_deref(), "{dialect}");
        let expected = match dialect.number() {
            2..=5 => "USR 4 OK alice@example.com Alice",
            6 | 7 => "USR 4 OK alice@example.com Alice 1",
            8 | 9 => "USR 4 OK alice@example.com Alice 1 0",
            _ => "USR 4 OK alice@example.com 1 0",
        };
        assert_eq!(lines[0], expected, "{dialect}");
        assert_eq!(lines.iter().any(|line| line == "SBS 0 null"), dialect.number() >= 11);
        let profile = lines.last().unwrap();
        assert!(profile.starts_with("MSG Hotmail Hotmail "));
        assert!(profile.contains("text/x-msmsgsprofile") && profile.contains("\r\nLoginTime: 1000000\r\n"));
        assert_eq!(world.server.signed_in(), 1);
    }
}

#[test]
fn the_first_dialect_known_to_both_is_taken() {
    let mut world = World::new();
    let id = world.connect();
    assert_eq!(world.ask(id, "VER 1 MSNP99 MSNP9 MSNP12 CVR0"), ["VER 1 MSNP9"]);
    assert_eq!(world.ask(id, "VER 2 MSNP9 CVR0"), ["715 2"]);
    assert!(world.closed.contains(&id));
    let id = world.connect();
    assert_eq!(world.ask(id, "VER 1 MSNP99 CVR0"), ["VER 1 0"]);
    assert!(world.closed.contains(&id));
}

#[test]
fn a_wrong_proof_is_911_and_the_end() {
    for (dialect, name, proof) in [
        (Dialect::Msnp7, "alice", "USR 4 MD5 S 00000000000000000000000000000000"),
        (Dialect::Msnp7, "nobody", "USR 4 MD5 S 00000000000000000000000000000000"),
        (Dialect::Msnp7, "erin", "USR 4 MD5 S 00000000000000000000000000000000"),
        (Dialect::Msnp12, "alice", "USR 4 TWN S t=1.00000000000000000000000000000000&p="),
        (Dialect::Msnp12, "alice", "USR 4 TWN S deadbeef"),
        (Dialect::Msnp12, "alice", "USR 4 MD5 S deadbeef"),
    ] {
        let mut world = World::new();
        let (first, second) = (world.connect(), world.connect());
        world.identify(first, dialect, name);
        let challenge = world.identify(second, dialect, name);
        assert!(challenge.starts_with("USR 3 "), "{challenge}");
        assert_eq!(world.ask(second, proof), ["911 4"], "{dialect} {name}");
        assert!(world.closed.contains(&second));
        assert_eq!(world.server.signed_in(), 0);
    }
}

#[test]
fn the_challenge_of_nobody_looks_like_any_other_and_stays_the_same() {
    let mut world = World::new();
    let mut challenges = Vec::new();
    for _ in 0..4 {
        let id = world.connect();
        challenges.push(world.identify(id, Dialect::Msnp7, "nobody"));
    }
    assert!(challenges[1].starts_with("USR 3 MD5 S "));
    assert_eq!(challenges[1], challenges[3]);
}

#[test]
fn a_ticket_is_good_for_one_sign_in_of_its_own_account() {
    let mut world = World::new();
    let ticket = world.ticket("alice");
    let late = world.ticket("alice");
    let attempt = |world: &mut World, name: &str, ticket: &str| {
        let (first, second) = (world.connect(), world.connect());
        world.identify(first, Dialect::Msnp12, name);
        world.identify(second, Dialect::Msnp12, name);
        world.ask(second, &format!("USR 4 TWN S {ticket}"))[0].clone()
    };
    assert_eq!(attempt(&mut world, "alice", &ticket), "USR 4 OK alice@example.com 1 0");
    assert_eq!(attempt(&mut world, "alice", &ticket), "911 4");
    let stolen = world.ticket("alice");
    assert_eq!(attempt(&mut world, "bob", &stolen), "911 4");
    world.wait(301);
    assert_eq!(attempt(&mut world, "alice", &late), "911 4");
}

#[test]
fn guessing_is_slowed_down() {
    let mut world = World::new();
    let attempt = |world: &mut World, right: bool| {
        let (first, second) = (world.connect(), world.connect());
        world.identify(first, Dialect::Msnp7, "alice");
        let challenge = world.identify(second, Dialect::Msnp7, "alice");
        let proof = if right { world.proof(&challenge, "alice") } else { "USR 4 MD5 S 0".to_owned() };
        let answer = world.ask(second, &proof)[0].clone();
        world.hang_up(first);
        world.hang_up(second);
        answer
    };
    for _ in 0..8 {
        assert_eq!(attempt(&mut world, false), "911 4");
    }
    assert_eq!(attempt(&mut world, true), "911 4");
    world.wait(61);
    assert!(attempt(&mut world, true).starts_with("USR 4 OK"));
}

#[test]
fn a_second_sign_in_ends_the_first() {
    let mut world = World::new();
    let first = world.online(Dialect::Msnp9, "alice");
    let (second, _) = world.sign_in_reading(Dialect::Msnp12, "alice");
    assert_eq!(world.read(first), ["OUT OTH"]);
    assert!(world.closed.contains(&first));
    assert_eq!(world.server.signed_in(), 1);
    assert_eq!(world.ask(second, "PNG"), ["QNG 50"]);
}

#[test]
fn what_doesnt_belong_before_the_sign_in_ends_the_connection() {
    for lines in [
        &["PNG"][..],
        &["CVR 1 a b c d e f g"],
        &["VER 1 MSNP12 CVR0", "PNG"],
        &["VER 1 MSNP12 CVR0", "SYN 2 0 0"],
        &["VER 1 MSNP12 CVR0", "INF 2"],
        &["VER 1 MSNP12 CVR0", "USR 2 MD5 I alice@example.com"],
        &["VER 1 MSNP7 CVR0", "USR 2 TWN I alice@example.com"],
        &["GET / HTTP/1.1"],
        &["\u{0}\u{1}\u{2}\u{3}"],
    ] {
        let mut world = World::new();
        let id = world.connect();
        for line in lines {
            world.ask(id, line);
        }
        assert!(world.closed.contains(&id), "{lines:?}");
    }
}

#[test]
fn small_refusals() {
    let mut world = World::new();
    let id = world.connect();
    world.ask(id, "VER 1 MSNP7 CVR0");
    assert_eq!(world.ask(id, "INF 2"), ["INF 2 MD5"]);
    assert_eq!(world.ask(id, "CVR 3 0x0409 winnt"), ["710 3"]);
    assert_eq!(world.ask(id, "USR 4 FOO I alice@example.com"), ["911 4"]);
    let id = world.connect();
    world.ask(id, "VER 1 MSNP7 CVR0");
    assert_eq!(world.ask(id, "USR 4 MD5 I noatsign"), ["911 4"]);
    let id = world.online(Dialect::Msnp7, "alice");
    assert_eq!(world.ask(id, "USR 9 MD5 I alice@example.com"), ["207 9"]);
    assert_eq!(world.ask(id, "PNG"), ["QNG"]);
    assert_eq!(world.ask(id, "ZZZ 10 foo"), [""; 0]);
    assert_eq!(world.ask(id, "XFR 11 NS"), ["201 11"]);
    world.send(id, "png\nPN");
    world.send(id, "G\r\n");
    assert_eq!(world.read(id), ["QNG", "QNG"]);
}

#[test]
fn a_challenge_may_go_unanswered_but_not_be_answered_wrongly() {
    for dialect in Dialect::ALL {
        let mut world = World::new();
        let (id, _) = world.sign_in_reading(dialect, "alice");
        let lines = world.ask(id, "CHG 6 NLN 0");
        let challenge = lines.iter().find_map(|line| line.strip_prefix("CHL 0 "));
        let Some(kind) = dialect.features().challenge else {
            assert_eq!(challenge, None);
            continue;
        };
        let product = dialect.features().product;
        let answer = msnp::auth::challenge::answer(kind, challenge.unwrap(), product);
        world.send(id, &format!("QRY 7 {} 32\r\n{answer}", product.0));
        assert_eq!(world.read(id), ["QRY 7"]);
        // Nobody has asked a second time.
        world.send(id, &format!("QRY 8 {} 32\r\n{}", product.0, "0".repeat(32)));
        assert_eq!(world.read(id), [""; 0]);
        assert!(!world.closed.contains(&id));

        let (other, _) = world.sign_in_reading(dialect, "bob");
        world.ask(other, "CHG 6 NLN 0");
        world.send(other, &format!("QRY 7 {} 32\r\n{}", product.0, "0".repeat(32)));
        assert_eq!(world.read(other), ["540 7"]);
        assert!(world.closed.contains(&other));
    }
}

#[test]
fn nobody_waits_for_ever() {
    let mut world = World::new();
    let silent = world.connect();
    let half = world.connect();
    world.ask(half, "VER 1 MSNP12 CVR0");
    let pinging = world.online(Dialect::Msnp12, "alice");
    let old = world.online(Dialect::Msnp7, "bob");
    assert!(world.server.deadline().is_some());
    world.wait(61);
    assert!(world.closed.contains(&silent) && world.closed.contains(&half));
    world.wait(200);
    world.ask(pinging, "PNG");
    world.wait(200);
    assert!(!world.closed.contains(&pinging));
    world.wait(301);
    assert!(world.closed.contains(&pinging));
    // Clients of this age weren't told to ping.
    assert!(!world.closed.contains(&old));
}

#[test]
fn a_host_gets_only_so_many_connections() {
    let mut world = World::with(Settings { strangers_per_host: 3, connections_per_host: 5, ..Settings::default() });
    let strangers: Vec<ConnectionId> = (0..4).map(|_| world.connect()).collect();
    assert!(!world.closed.contains(&strangers[2]));
    assert!(world.closed.contains(&strangers[3]));
    world.hang_up(strangers[0]);
    let room = world.connect();
    assert!(!world.closed.contains(&room));
}

#[test]
fn floods_and_garbage_are_dropped() {
    for flood in ["PNG\r\n".repeat(2000), format!("{}\r\n", "A".repeat(20_000)), "B".repeat(20_000)] {
        let mut world = World::new();
        let id = world.online(Dialect::Msnp12, "alice");
        for part in flood.as_bytes().chunks(1000) {
            world.send(id, std::str::from_utf8(part).unwrap());
        }
        assert!(world.closed.contains(&id));
        assert_eq!(world.server.signed_in(), 0);
    }
    for bad in ["UUX 9 x\r\n", "UUX 9 99999999\r\n", "CHG 9 XXX 0\r\n", "BLP 9 ZZ\r\n", "..\r\n"] {
        let mut world = World::new();
        let id = world.online(Dialect::Msnp12, "alice");
        world.send(id, bad);
        assert!(world.closed.contains(&id), "{bad}");
    }
}

#[test]
fn a_shutdown_is_announced() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp12, "alice");
    let stranger = world.connect();
    world.server.handle(Instant::default(), Input::Shutdown);
    world.settle();
    assert_eq!(world.read(alice), ["OUT SSD"]);
    assert!(world.closed.contains(&alice) && world.closed.contains(&stranger));
    assert_eq!(world.server.deadline(), None);
}

use super::*;

/// Two who know each other, online, everything read.
fn pair(dialects: (Dialect, Dialect)) -> (World, ConnectionId, ConnectionId) {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let alice = world.online(dialects.0, "alice");
    let bob = world.online(dialects.1, "bob");
    world.read(alice);
    (world, alice, bob)
}

#[test]
fn a_call_in_each_form() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| !dialect.features().places) {
        let (mut world, alice, bob) = pair((Dialect::Msnp12, dialect));
        let granted = world.ask(alice, "XFR 9 SB").pop().unwrap();
        let words: Vec<&str> = granted.split(' ').collect();
        assert_eq!(words[..5], ["XFR", "9", "SB", "192.0.2.9:1863", "CKI"]);
        let one = world.connect();
        let enter = format!("USR 1 alice@example.com {}", words[5]);
        assert_eq!(world.ask(one, &enter), ["USR 1 OK alice@example.com Alice"]);
        let ringing = world.ask(one, "CAL 2 bob@example.com").pop().unwrap();
        let session = ringing.strip_prefix("CAL 2 RINGING ").unwrap().to_owned();
        let ring = world.read(bob).pop().unwrap();
        let words: Vec<&str> = ring.split(' ').collect();
        assert_eq!(
            (words[1], words[2], &words[5..7]),
            (&*session, "192.0.2.9:1863", &["alice@example.com", "Alice"][..])
        );
        let tail = match dialect.number() {
            2..=12 => "",
            13 => "U messenger.hotmail.com",
            _ => "U messenger.hotmail.com 1",
        };
        assert_eq!(words[7..].join(" "), tail);
        let other = world.connect();
        let answered = world.ask(other, &format!("ANS 1 bob@example.com {} {session}", words[4]));
        let caps = if dialect.number() >= 12 { " 1073741824" } else { "" };
        assert_eq!(answered, [&format!("IRO 1 1 1 alice@example.com Alice{caps}"), "ANS 1 OK"]);
        let bobs = if dialect.number() >= 8 { 1_073_741_824 } else { 0 };
        assert_eq!(world.read(one), [format!("JOI bob@example.com Bob {bobs}")]);
        world.send(other, "MSG 2 N 5\r\nhello");
        assert_eq!(world.read(one), ["MSG bob@example.com Bob 5|hello"]);
        world.send(one, "OUT\r\n");
        assert_eq!(world.read(other), ["BYE alice@example.com"]);
        assert!(world.closed.contains(&one));
    }
}

#[test]
fn acknowledgements_in_every_mode() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp11));
    let room = world.open_room(alice, "alice");
    for (mode, answer) in [("U", None), ("N", Some("NAK 3")), ("A", Some("NAK 3")), ("D", Some("NAK 3")), ("S", None)] {
        world.send(room, &format!("MSG 3 {mode} 2\r\nhi"));
        assert_eq!(world.read(room), answer.as_slice(), "{mode}, alone");
    }
    let other = world.call(room, bob, "bob");
    for (mode, answer) in [("U", None), ("N", None), ("A", Some("ACK 3")), ("D", Some("ACK 3")), ("S", Some("ACK 3"))] {
        world.send(room, &format!("MSG 3 {mode} 2\r\nhi"));
        assert_eq!(world.read(room), answer.as_slice(), "{mode}");
        assert_eq!(world.read(other), ["MSG alice@example.com Alice 2|hi"]);
    }
    world.hang_up(other);
    assert_eq!(world.read(room), ["BYE bob@example.com"]);
    world.send(room, "MSG 4 A 2\r\nhi");
    assert_eq!(world.read(room), ["NAK 4"]);
}

#[test]
fn several_people_in_one_room() {
    let (mut world, alice, bob) = pair((Dialect::Msnp2, Dialect::Msnp12));
    let carol = world.online(Dialect::Msnp8, "carol");
    let (one, two) = world.talk((alice, "alice"), (bob, "bob"));
    let three = world.call(two, carol, "carol");
    assert_eq!(world.read(one), ["JOI carol@example.com Carol"]);
    world.send(three, "MSG 5 A 2\r\nyo");
    for other in [one, two] {
        assert_eq!(world.read(other), ["MSG carol@example.com Carol 2|yo"]);
    }
    assert_eq!(world.read(three), ["ACK 5"]);
    assert_eq!(world.ask(one, "CAL 6 carol@example.com"), ["215 6"]);
    world.hang_up(one);
    for other in [two, three] {
        assert_eq!(world.read(other), ["BYE alice@example.com"]);
    }
}

#[test]
fn calls_that_come_to_nothing() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let carol = world.online(Dialect::Msnp9, "carol");
    let room = world.open_room(alice, "alice");
    for (email, code) in
        [("dave@example.com", "217"), ("nosuch@example.com", "217"), ("noatsign", "208"), ("alice@example.com", "215")]
    {
        assert_eq!(world.ask(room, &format!("CAL 4 {email}")), [format!("{code} 4")], "{email}");
    }
    // Strangers may call.
    assert!(world.ask(room, "CAL 5 carol@example.com")[0].starts_with("CAL 5 RINGING"));
    world.ask(carol, "CHG 9 HDN 0");
    assert_eq!(world.ask(room, "CAL 6 carol@example.com"), ["217 6"]);
    world.ask(bob, "ADD 9 BL alice@example.com a");
    assert_eq!(world.ask(room, "CAL 7 bob@example.com"), ["217 7"]);
    assert_eq!(world.ask(alice, "CHG 9 HDN 0"), ["FLN bob@example.com", "CHG 9 HDN 0"]);
    assert_eq!(world.ask(alice, "XFR 10 SB"), ["913 10"]);
    // Whoever blocks may still call.
    let theirs = world.open_room(bob, "bob");
    world.ask(alice, "CHG 11 NLN 0");
    assert!(world.ask(theirs, "CAL 8 alice@example.com")[0].starts_with("CAL 8 RINGING"));
}

#[test]
fn blp_keeps_strangers_from_calling() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let carol = world.online(Dialect::Msnp9, "carol");
    world.ask(alice, "BLP 9 BL");
    let room = world.open_room(carol, "carol");
    assert_eq!(world.ask(room, "CAL 2 alice@example.com"), ["217 2"]);
    let room = world.open_room(bob, "bob");
    assert!(world.ask(room, "CAL 2 alice@example.com")[0].starts_with("CAL 2 RINGING"));
}

#[test]
fn a_cookie_works_once_in_time_and_for_one_person() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let cookie = |world: &mut World| {
        let granted = world.ask(alice, "XFR 9 SB").pop().unwrap();
        granted.split(' ').nth(5).unwrap().to_owned()
    };
    let enter = |world: &mut World, name: &str, cookie: &str| {
        let id = world.connect();
        let answer = world.ask(id, &format!("USR 1 {} {cookie}", address(name))).pop().unwrap_or_default();
        (answer, world.closed.contains(&id))
    };
    let good = cookie(&mut world);
    assert!(enter(&mut world, "alice", &good).0.starts_with("USR 1 OK"));
    assert_eq!(enter(&mut world, "alice", &good), ("911 1".to_owned(), true));
    let stolen = cookie(&mut world);
    assert_eq!(enter(&mut world, "bob", &stolen), ("911 1".to_owned(), true));
    let late = cookie(&mut world);
    world.ask(alice, "PNG");
    world.ask(bob, "PNG");
    world.wait(121);
    assert_eq!(enter(&mut world, "alice", &late), ("911 1".to_owned(), true));
    // A cookie for a room doesn't open another, nor one of its own.
    let room = world.open_room(alice, "alice");
    world.ask(room, "CAL 2 bob@example.com");
    let ring = world.read(bob).pop().unwrap();
    let ring: Vec<&str> = ring.split(' ').collect();
    assert_eq!(enter(&mut world, "bob", ring[4]).0, "911 1");
    world.ask(room, "CAL 3 bob@example.com");
    let ring = world.read(bob).pop().unwrap();
    let ring: Vec<&str> = ring.split(' ').collect();
    let id = world.connect();
    assert_eq!(world.ask(id, &format!("ANS 1 bob@example.com {} 12345", ring[4])), ["911 1"]);
}

#[test]
fn what_breaks_the_rules_ends_the_connection() {
    for bad in
        ["MSG 9 A 1665\r\n", "MSG 9 A x\r\n", "MSG 9 a 2\r\nhi", "MSG 9 Q 2\r\nhi", "USR 9 alice@example.com x\r\n"]
    {
        let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
        let (one, other) = world.talk((alice, "alice"), (bob, "bob"));
        world.send(one, bad);
        assert!(world.closed.contains(&one), "{bad}");
        assert_eq!(world.read(other), ["BYE alice@example.com"]);
    }
    let mut world = World::new();
    let id = world.connect();
    world.send(id, "ANS 1 alice@example.com 1.0 5\r\n");
    assert_eq!(world.read(id), ["911 1"]);
    let id = world.connect();
    world.send(id, "USR ");
    world.wait(60);
    assert!(world.closed.contains(&id));
}

#[test]
fn peer_to_peer_data_comes_in_its_own_mode() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let (one, other) = world.talk((alice, "alice"), (bob, "bob"));
    let body = "MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\nP2P-Dest: bob@example.com\r\n\r\nxyz";
    world.send(one, &format!("MSG 9 D {}\r\n{body}", body.len()));
    assert_eq!(world.read(one), ["ACK 9"]);
    assert_eq!(world.read(other).len(), 1);
    world.send(one, &format!("MSG 10 A {}\r\n{body}", body.len()));
    assert!(world.closed.contains(&one));
}

#[test]
fn the_longest_message_passes_and_a_split_one_too() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let (one, other) = world.talk((alice, "alice"), (bob, "bob"));
    let body = "x".repeat(1664);
    world.send(one, &format!("MSG 9 A 1664\r\n{}", &body[..1000]));
    assert_eq!(world.read(other), [""; 0]);
    world.send(one, &body[1000..]);
    assert_eq!(world.read(other), [format!("MSG alice@example.com Alice 1664|{body}")]);
}

#[test]
fn a_silent_room_is_closed_and_everyone_knows_why() {
    let (mut world, alice, bob) = pair((Dialect::Msnp7, Dialect::Msnp7));
    let (one, other) = world.talk((alice, "alice"), (bob, "bob"));
    world.wait(299);
    world.send(one, "MSG 9 N 2\r\nhi");
    world.read(other);
    world.wait(299);
    assert!(!world.closed.contains(&one));
    world.wait(1);
    assert_eq!(world.read(one), ["BYE bob@example.com 1"]);
    assert_eq!(world.read(other), ["BYE alice@example.com 1"]);
    assert!(world.closed.contains(&one) && world.closed.contains(&other));
}

#[test]
fn a_conversation_outlives_the_sign_in() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let (one, other) = world.talk((alice, "alice"), (bob, "bob"));
    world.send(alice, "OUT\r\n");
    world.send(one, "MSG 9 A 2\r\nhi");
    assert_eq!(world.read(other), ["MSG alice@example.com Alice 2|hi"]);
}

#[test]
fn nobody_gets_cookies_or_calls_without_end() {
    let (mut world, alice, bob) = pair((Dialect::Msnp9, Dialect::Msnp9));
    let room = world.open_room(alice, "alice");
    for _ in 0..64 {
        world.ask(room, "CAL 2 bob@example.com");
    }
    assert_eq!(world.ask(room, "CAL 2 bob@example.com"), ["713 2"]);
    for _ in 0..32 {
        assert!(world.ask(bob, "XFR 9 SB").last().unwrap().starts_with("XFR"));
    }
    assert_eq!(world.ask(bob, "XFR 9 SB"), ["800 9"]);
}

#[test]
fn a_call_where_there_are_places() {
    let (mut world, alice, bob) = pair((Dialect::Msnp18, Dialect::Msnp16));
    let granted = world.ask(alice, "XFR 9 SB").pop().unwrap();
    let words: Vec<&str> = granted.split(' ').collect();
    assert_eq!(words[6..], ["U", "messenger.msn.com", "1"]);
    let one = world.connect();
    let entered = world.ask(one, &format!("USR 1 alice@example.com;{{alice}} {}", words[5]));
    assert_eq!(entered, ["USR 1 OK alice@example.com;{alice} Alice"]);
    let caps = "1073741824:48";
    // Nobody else of her is there: she sees herself, and is still alone.
    let called = world.ask(one, "CAL 2 alice@example.com");
    assert!(called[0].starts_with("CAL 2 RINGING "));
    assert_eq!(called[1], format!("JOI alice@example.com Alice {caps}"));
    world.send(one, "MSG 3 A 2\r\nhi");
    assert_eq!(world.read(one), ["NAK 3"]);
    let ringing = world.ask(one, "CAL 4 bob@example.com").pop().unwrap();
    let session = ringing.strip_prefix("CAL 4 RINGING ").unwrap().to_owned();
    let ring = world.read(bob).pop().unwrap();
    let cookie = ring.split(' ').nth(4).unwrap().to_owned();
    let other = world.connect();
    let answered = world.ask(other, &format!("ANS 1 bob@example.com;{{bob}} {cookie} {session}"));
    assert_eq!(
        answered,
        [
            &format!("IRO 1 1 2 alice@example.com;{{alice}} Alice {caps}"),
            &format!("IRO 1 2 2 alice@example.com Alice {caps}"),
            "ANS 1 OK",
            &format!("JOI bob@example.com Bob {caps}"),
        ]
    );
    let joined = [format!("JOI bob@example.com;{{bob}} Bob {caps}"), format!("JOI bob@example.com Bob {caps}")];
    assert_eq!(world.read(one), joined);
    // Somebody of an old dialect hears nothing of places, and has none.
    let carol = world.online(Dialect::Msnp12, "carol");
    let three = world.call(one, carol, "carol");
    assert_eq!(world.read(other), ["JOI carol@example.com Carol 1073741824:0"]);
    world.hang_up(other);
    assert_eq!(world.read(one), ["BYE bob@example.com;{bob}", "BYE bob@example.com"]);
    assert_eq!(world.read(three), ["BYE bob@example.com"]);
}

#[test]
fn a_cookie_is_for_one_place() {
    let (mut world, alice, _) = pair((Dialect::Msnp18, Dialect::Msnp2));
    let granted = world.ask(alice, "XFR 9 SB").pop().unwrap();
    let cookie = granted.split(' ').nth(5).unwrap();
    let one = world.connect();
    assert_eq!(world.ask(one, &format!("USR 1 alice@example.com;{{other}} {cookie}")), ["911 1"]);
    assert!(world.closed.contains(&one));
}

#[test]
fn every_place_of_somebody_is_in_the_room() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let bob = world.online(Dialect::Msnp12, "bob");
    let desk = world.arrive(Dialect::Msnp18, "alice", "desk");
    let phone = world.arrive(Dialect::Msnp18, "alice", "phone");
    for id in [desk, phone] {
        world.ask(id, "CHG 1 NLN 1:2");
    }
    for id in [desk, phone, bob] {
        world.read(id);
    }
    // Called from outside, both ring and both come.
    let room = world.open_room(bob, "bob");
    let ringing = world.ask(room, "CAL 2 alice@example.com").pop().unwrap();
    let session = ringing.rsplit(' ').next().unwrap().to_owned();
    let mut seats = Vec::new();
    for (id, place) in [(desk, "desk"), (phone, "phone")] {
        let ring = world.read(id).pop().unwrap();
        let cookie = ring.split(' ').nth(4).unwrap().to_owned();
        let seat = world.connect();
        let lines = world.ask(seat, &format!("ANS 1 alice@example.com;{{{place}}} {cookie} {session}"));
        assert!(lines.contains(&"ANS 1 OK".to_owned()), "{lines:?}");
        seats.push((seat, lines));
    }
    assert_eq!(
        seats[1].1[..2],
        ["IRO 1 1 3 bob@example.com Bob 1073741824:0", "IRO 1 2 3 alice@example.com;{desk} Alice 1:2"]
    );
    // To an old dialect she is one person who came once.
    assert_eq!(world.read(room), ["JOI alice@example.com Alice 1"]);
    let (desk, phone) = (seats[0].0, seats[1].0);
    assert_eq!(world.read(desk), ["JOI alice@example.com;{phone} Alice 1:2"]);
    // What she writes at one place is seen at the other.
    world.send(desk, "MSG 2 A 2\r\nhi");
    for other in [room, phone] {
        assert_eq!(world.read(other), ["MSG alice@example.com Alice 2|hi"]);
    }
    assert_eq!(world.read(desk), ["ACK 2"]);
    world.hang_up(phone);
    assert_eq!(world.read(room), [""; 0]);
    assert_eq!(world.read(desk), ["BYE alice@example.com;{phone}"]);
    world.hang_up(desk);
    assert_eq!(world.read(room), ["BYE alice@example.com"]);
}

#[test]
fn one_calls_ones_other_places() {
    let mut world = World::new();
    let desk = world.arrive(Dialect::Msnp18, "alice", "desk");
    let phone = world.arrive(Dialect::Msnp18, "alice", "phone");
    for id in [desk, phone] {
        world.ask(id, "CHG 1 NLN 1:2");
        world.read(desk);
    }
    let room = world.open_room(desk, "alice");
    assert!(world.ask(room, "CAL 2 alice@example.com")[0].starts_with("CAL 2 RINGING "));
    assert!(world.read(phone).pop().unwrap().starts_with("RNG "));
    assert_eq!(world.read(desk), [""; 0], "who calls isn't rung");
}

use super::*;

#[test]
fn presence_in_each_form() {
    for dialect in Dialect::ALL {
        let mut world = World::new();
        world.befriend("alice", "bob");
        let bob = world.online(dialect, "bob");
        let alice = world.online(Dialect::Msnp12, "alice");
        let who = match dialect.number() {
            2..=13 => "alice@example.com Alice",
            14..=17 => "alice@example.com 1 Alice",
            _ => "1:alice@example.com Alice",
        };
        let tail = match dialect.number() {
            2..=7 => "",
            8..=13 => " 1073741824",
            14 | 15 => " 1073741824 %3Cmsnobj%2F%3E",
            _ => " 1073741824:0 %3Cmsnobj%2F%3E",
        };
        let places = dialect.features().places;
        // Whoever hears of places is told of them whenever they change, though MSNP12 has none.
        let seen = |mut lines: Vec<String>| {
            lines.retain(|line| !(places && line.starts_with("UBX ")));
            lines
        };
        assert_eq!(seen(world.read(bob)), [format!("NLN NLN {who}{tail}")], "{dialect}");
        let object = "%3Cmsnobj%20Size%3D%224%22%2F%3E";
        world.ask(alice, &format!("CHG 10 BSY 1073741824 {object}"));
        let tail = match dialect.number() {
            2..=7 => String::new(),
            8 => " 1073741824".to_owned(),
            9..=15 => format!(" 1073741824 {object}"),
            _ => format!(" 1073741824:0 {object}"),
        };
        assert_eq!(seen(world.read(bob)), [format!("NLN BSY {who}{tail}")]);
        let gone = match dialect.number() {
            2..=13 => "FLN alice@example.com",
            14 | 15 => "FLN alice@example.com 1 0",
            16 | 17 => "FLN alice@example.com 1 0:0",
            _ => "FLN 1:alice@example.com 0:0",
        };
        world.ask(alice, "CHG 11 HDN 0");
        assert_eq!(world.read(bob), [gone]);
        world.ask(alice, "CHG 12 HDN 0");
        assert_eq!(world.read(bob), [""; 0]);
        world.ask(alice, "CHG 13 NLN 0");
        world.read(bob);
        world.send(alice, "OUT\r\n");
        assert_eq!(world.read(bob), [gone]);
        assert!(world.closed.contains(&alice));
    }
}

#[test]
fn those_who_are_there_come_with_the_first_status_only() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    world.befriend("alice", "carol");
    let bob = world.online(Dialect::Msnp12, "bob");
    world.ask(bob, "CHG 9 AWY 32");
    world.send(bob, "UUX 10 29\r\n<Data><PSM>hi</PSM></Data>...");
    let carol = world.online(Dialect::Msnp7, "carol");
    world.ask(carol, "CHG 9 HDN");
    let (alice, _) = world.sign_in_reading(Dialect::Msnp11, "alice");
    world.ask(alice, "SYN 5 0 0");
    let lines = world.ask(alice, "CHG 6 NLN 0");
    assert_eq!(
        lines[..3],
        [
            "CHG 6 NLN 0",
            "ILN 6 AWY bob@example.com Bob 32",
            "UBX bob@example.com 55|<Data><PSM>hi</PSM><CurrentMedia></CurrentMedia></Data>"
        ]
    );
    assert!(lines[3].contains("text/x-msmsgsinitialmdatanotification"));
    assert!(lines[4].starts_with("CHL 0 "));
    assert_eq!(world.ask(alice, "CHG 7 BSY 0"), ["CHG 7 BSY 0"]);
    assert_eq!(world.ask(alice, "CHG 8 FLN 0"), ["201 8"]);
    assert_eq!(world.ask(alice, "CHG 9 BSY"), ["CHG 9 BSY"], "without capabilities it is answered too");
}

#[test]
fn personal_messages_reach_who_can_read_them() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    world.befriend("alice", "carol");
    let alice = world.online(Dialect::Msnp12, "alice");
    let bob = world.online(Dialect::Msnp11, "bob");
    let carol = world.online(Dialect::Msnp10, "carol");
    for id in [alice, bob, carol] {
        world.read(id);
    }
    world.send(alice, "UUX 10 27\r\n<Data><PSM>☂</PSM></Data>");
    assert_eq!(world.read(alice), ["UUX 10 0"]);
    assert_eq!(world.read(bob), ["UBX alice@example.com 56|<Data><PSM>☂</PSM><CurrentMedia></CurrentMedia></Data>"]);
    assert_eq!(world.read(carol), [""; 0]);
    // Whoever comes back is seen with it.
    world.ask(alice, "CHG 11 HDN 0");
    world.ask(alice, "CHG 12 NLN 0");
    assert_eq!(world.read(bob).len(), 3);
    world.ask(alice, "CHG 13 BSY 0");
    assert_eq!(world.read(bob).len(), 1);
}

#[test]
fn the_blocked_see_nobody() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let alice = world.online(Dialect::Msnp12, "alice");
    let bob = world.online(Dialect::Msnp7, "bob");
    world.read(alice);
    world.ask(alice, "REM 18 AL bob@example.com");
    assert_eq!(world.read(bob), [""; 0]);
    world.ask(alice, "ADC 19 BL N=bob@example.com");
    assert_eq!(world.read(bob), ["FLN alice@example.com"]);
    world.ask(alice, "CHG 20 AWY 0");
    assert_eq!(world.read(bob), [""; 0]);
    // Signed in anew, still nothing.
    world.send(bob, "OUT\r\n");
    let bob = world.online(Dialect::Msnp7, "bob");
    assert_eq!(world.read(bob), [""; 0]);
    world.ask(alice, "REM 21 BL bob@example.com");
    assert_eq!(world.read(bob), ["NLN AWY alice@example.com Alice"]);
}

#[test]
fn blp_shuts_out_everyone_who_isnt_allowed() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let carol = world.online(Dialect::Msnp7, "carol");
    world.ask(carol, "ADD 9 FL alice@example.com a");
    let alice = world.online(Dialect::Msnp7, "alice");
    let bob = world.online(Dialect::Msnp7, "bob");
    assert_eq!(world.read(carol), ["NLN NLN alice@example.com Alice"]);
    world.ask(alice, "BLP 10 BL");
    assert_eq!(world.read(carol), ["FLN alice@example.com"]);
    assert_eq!(world.read(bob), [""; 0]);
    world.ask(alice, "ADD 11 AL carol@example.com c");
    assert_eq!(world.read(carol), ["NLN NLN alice@example.com Alice"]);
    world.ask(alice, "REM 12 AL carol@example.com");
    assert_eq!(world.read(carol), ["FLN alice@example.com"]);
    world.ask(alice, "BLP 13 AL");
    assert_eq!(world.read(carol), ["NLN NLN alice@example.com Alice"]);
}

#[test]
fn a_new_name_is_seen_at_once() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let alice = world.online(Dialect::Msnp12, "alice");
    let bob = world.online(Dialect::Msnp9, "bob");
    world.read(alice);
    world.ask(alice, "PRP 9 MFN Al%20%E2%98%82");
    assert_eq!(world.read(bob), ["NLN NLN alice@example.com Al%20%E2%98%82 1073741824"]);
    world.ask(bob, "REA 10 bob@example.com Bobby");
    assert_eq!(world.read(alice), ["NLN NLN bob@example.com Bobby 1073741824"]);
}

#[test]
fn a_removed_account_is_shown_out() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp12, "alice");
    let id = world.server.directory.account(&address("alice")).unwrap().unwrap().id;
    world.server.directory.remove(id).unwrap();
    world.ask(alice, "SYN 9 0 0");
    assert!(world.closed.contains(&alice));
    // Also without a word from the client.
    let bob = world.online(Dialect::Msnp12, "bob");
    let id = world.server.directory.account(&address("bob")).unwrap().unwrap().id;
    world.server.directory.remove(id).unwrap();
    world.wait(30);
    assert_eq!(world.read(bob), ["OUT"]);
    assert!(world.closed.contains(&bob));
}

#[test]
fn those_who_are_there_in_the_later_forms() {
    for (dialect, first, ubx) in [
        (Dialect::Msnp13, "ILN 6 AWY bob@example.com Bob 1073741824", "UBX bob@example.com 55|"),
        (Dialect::Msnp15, "ILN 6 AWY bob@example.com 1 Bob 1073741824 %3Cmsnobj%2F%3E", "UBX bob@example.com 1 55|"),
        (
            Dialect::Msnp17,
            "ILN 6 AWY bob@example.com 1 Bob 1073741824:48 %3Cmsnobj%2F%3E",
            "UBX bob@example.com 1 137|",
        ),
        (Dialect::Msnp18, "NLN AWY 1:bob@example.com Bob 1073741824:48 %3Cmsnobj%2F%3E", "UBX 1:bob@example.com 137|"),
    ] {
        let mut world = World::new();
        world.befriend("alice", "bob");
        let bob = world.online(Dialect::Msnp18, "bob");
        assert_eq!(world.put(bob, "UUX 7", "<Data><PSM>hi</PSM></Data>")[0], "UUX 7 0");
        world.ask(bob, "CHG 8 AWY 1073741824:48");
        let (alice, _) = world.sign_in_reading(dialect, "alice");
        world.put(alice, "ADL 5", "<ml l=\"1\"></ml>");
        let lines = world.ask(alice, &format!("CHG 6 NLN{}", abilities(dialect)));
        assert_eq!(lines[1], first, "{dialect}");
        let mut data = "<Data><PSM>hi</PSM><CurrentMedia></CurrentMedia>".to_owned();
        if dialect.features().places {
            data += "<EndpointData id=\"{bob}\"><Capabilities>1073741824:48</Capabilities></EndpointData>";
        }
        assert_eq!(lines[2], format!("{ubx}{data}</Data>"), "{dialect}");
        let own = lines.iter().filter(|line| line.contains("alice@example.com")).count();
        assert_eq!(own, if dialect.features().own_presence { 2 } else { 0 }, "{dialect}: {lines:?}");
    }
}

#[test]
fn what_a_place_says_of_itself() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let bob = world.online(Dialect::Msnp18, "bob");
    let (alice, _) = world.sign_in_reading(Dialect::Msnp18, "alice");
    let told = [
        "<EndpointData><Capabilities>5:6</Capabilities></EndpointData>",
        "<PrivateEndpointData><EpName>Desk &amp; chair</EpName><Idle>true</Idle><ClientType>2</ClientType><State>NLN</State></PrivateEndpointData>",
        "<Data><PSM>&lt;b&gt;</PSM><CurrentMedia></CurrentMedia><MachineGuid>&#x7B;alice&#x7D;</MachineGuid><DDP>d</DDP>\
         <UserTileLocation>tile</UserTileLocation></Data>",
    ];
    for data in told {
        assert_eq!(world.put(alice, "UUX 5", data), ["UUX 5 0"], "nobody is told before the first status");
    }
    assert_eq!(world.read(bob), [""; 0]);
    world.ask(alice, "CHG 6 NLN 7:8");
    let seen = world.read(bob);
    assert_eq!(seen[0], "NLN NLN 1:alice@example.com Alice 7:8 %3Cmsnobj%2F%3E");
    let (head, data) = seen[1].split_once('|').unwrap();
    assert!(head.starts_with("UBX 1:alice@example.com "));
    assert_eq!(
        data,
        "<Data><PSM>&lt;b&gt;</PSM><CurrentMedia></CurrentMedia><MachineGuid>&#x7B;alice&#x7D;</MachineGuid>\
         <UserTileLocation>tile</UserTileLocation><DDP>d</DDP><EndpointData id=\"{alice}\"><Capabilities>7:8</Capabilities></EndpointData></Data>"
    );
    // What only one's own places may know.
    let own = world.put(alice, "UUX 7", told[1]);
    assert!(own[1].contains("<EpName>Desk &amp; chair</EpName><Idle>true</Idle><ClientType>2</ClientType>"), "{own:?}");
    assert_eq!(world.read(bob), [""; 0]);
    world.put(alice, "UUX 8", told[0]);
    assert!(world.read(bob)[0].contains("<Capabilities>5:6</Capabilities>"));
    assert_eq!(world.put(alice, "UUX 9", &"x".repeat(4097)), ["715 9"]);
}

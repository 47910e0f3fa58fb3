use super::*;

#[test]
fn presence_in_each_form() {
    for dialect in Dialect::SPOKEN {
        let mut world = World::new();
        world.befriend("alice", "bob");
        let bob = world.online(dialect, "bob");
        let alice = world.online(Dialect::Msnp12, "alice");
        let tail = match dialect.number() {
            2..=7 => "",
            _ => " 1073741824",
        };
        assert_eq!(world.read(bob), [format!("NLN NLN alice@example.com Alice{tail}")], "{dialect}");
        let object = "%3Cmsnobj%20Size%3D%224%22%2F%3E";
        world.ask(alice, &format!("CHG 10 BSY 1073741824 {object}"));
        let tail = match dialect.number() {
            2..=7 => String::new(),
            8 => " 1073741824".to_owned(),
            _ => format!(" 1073741824 {object}"),
        };
        assert_eq!(world.read(bob), [format!("NLN BSY alice@example.com Alice{tail}")]);
        world.ask(alice, "CHG 11 HDN 0");
        assert_eq!(world.read(bob), ["FLN alice@example.com"]);
        world.ask(alice, "CHG 12 HDN 0");
        assert_eq!(world.read(bob), [""; 0]);
        world.ask(alice, "CHG 13 NLN 0");
        world.read(bob);
        world.send(alice, "OUT\r\n");
        assert_eq!(world.read(bob), ["FLN alice@example.com"]);
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

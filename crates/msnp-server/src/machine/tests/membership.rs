use super::*;

fn ml(name: &str, lists: u8) -> String {
    format!("<ml><d n=\"example.com\"><c n=\"{name}\" l=\"{lists}\" t=\"1\"/></d></ml>")
}

#[test]
fn the_first_adl_changes_nothing() {
    let mut world = World::new();
    let (alice, _) = world.sign_in_reading(Dialect::Msnp15, "alice");
    let first =
        "<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/><c n=\"nosuch\" l=\"3\" t=\"1\"/></d></ml>";
    assert_eq!(world.put(alice, "ADL 5", first), ["ADL 5 OK"]);
    assert_eq!(world.lists("alice", "bob"), 0);
    assert_eq!(world.ask(alice, "SYN 6 0 0"), ["502 6"]);
    assert_eq!(world.ask(alice, "REA 7 bob@example.com b"), ["502 7"]);
}

#[test]
fn later_ones_change_lists_and_what_is_seen() {
    for dialect in [Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18] {
        let mut world = World::new();
        let alice = world.online(dialect, "alice");
        let bob = world.online(dialect, "bob");
        let old = world.online(Dialect::Msnp7, "carol");
        let lines = world.put(alice, "ADL 7", &ml("bob", 3));
        assert_eq!(lines[0], "ADL 7 OK");
        assert!(lines[1].contains("NLN") && lines[1].contains("bob@example.com"), "{lines:?}");
        assert_eq!(world.lists("alice", "bob"), 3);
        let told = world.read(bob);
        assert_eq!(
            told[0], "ADL 0 68|<ml><d n=\"example.com\"><c n=\"alice\" t=\"1\" l=\"8\" f=\"Alice\"/></d></ml>",
            "{dialect}"
        );
        assert!(told[1].starts_with("NOT ") && told[1].contains("&lt;Service&gt;ABCHInternal&lt;/Service&gt;"));
        assert_eq!(world.put(alice, "ADL 8", &ml("carol", 1))[0], "ADL 8 OK");
        assert_eq!(world.read(old), ["ADD 0 RL 2 alice@example.com Alice"]);
        // Told already, in the address book: no reason to complain, and seen again.
        let again = world.put(alice, "ADL 9", &ml("bob", 1));
        assert_eq!((again.len(), &*again[0]), (lines.len(), "ADL 9 OK"));
        assert_eq!(world.read(bob), [""; 0]);
        // Bob adds her, so he sees her; she blocks him, and he doesn't; and again.
        world.put(bob, "ADL 10", &ml("alice", 1));
        world.read(alice);
        assert_eq!(world.put(alice, "ADL 11", &ml("bob", 4)), ["ADL 11 OK"]);
        assert!(world.read(bob)[0].starts_with("FLN "));
        assert_eq!(world.put(alice, "RML 12", &ml("bob", 4)), ["RML 12 OK"]);
        assert!(world.read(bob)[0].starts_with("NLN NLN "));
        assert_eq!(world.put(alice, "RML 13", &ml("bob", 7)), ["RML 13 OK"]);
        assert_eq!(world.put(alice, "RML 14", &ml("bob", 7)), ["RML 14 OK"]);
        let told = world.read(bob);
        assert_eq!(told[0], "RML 0 58|<ml><d n=\"example.com\"><c n=\"alice\" t=\"1\" l=\"8\"/></d></ml>");
        assert!(told[1].starts_with("NOT "));
        assert_eq!(world.put(alice, "RML 15", &ml("carol", 1)), ["RML 15 OK"]);
        assert_eq!(world.read(old), ["REM 0 RL 3 alice@example.com"]);
    }
}

#[test]
fn an_adl_of_an_old_dialect_reaches_a_new_one() {
    let mut world = World::new();
    let bob = world.online(Dialect::Msnp18, "bob");
    let alice = world.online(Dialect::Msnp9, "alice");
    world.ask(alice, "ADD 7 FL bob@example.com b");
    assert!(world.read(bob)[0].starts_with("ADL 0 "));
    world.ask(alice, "REM 8 FL bob@example.com");
    assert!(world.read(bob)[0].starts_with("RML 0 "));
}

#[test]
fn several_domains_telephones_and_other_networks() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp18, "alice");
    let many = "<ml><d n=\"example.com\"><c n=\"bob\" l=\"2\" t=\"1\"/></d><t><c n=\"tel:+15550100\" l=\"1\"/></t>\
                <d n=\"example.net\"><c n=\"zoe\" l=\"1\" t=\"32\"/></d><d n=\"example.com\"><c n=\"carol\" l=\"4\"/></d></ml>";
    assert_eq!(world.put(alice, "ADL 7", many), ["ADL 7 OK"]);
    assert_eq!((world.lists("alice", "bob"), world.lists("alice", "carol")), (2, 4));
}

#[test]
fn what_is_refused() {
    let long = format!("<ml><d n=\"example.com\">{}</d></ml>", "<c n=\"bob\" l=\"1\" t=\"1\"/>".repeat(320));
    for (payload, code, closes) in [
        ("<ml><d n=\"example.com\"></d></ml>".to_owned(), "240", true),
        ("<ml><d n=\"example.com\">".to_owned(), "240", true),
        ("hello".to_owned(), "240", true),
        ("<xl></xl>".to_owned(), "240", true),
        (long, "240", true),
        (ml("bob", 8), "241", true),
        (ml("bob", 0), "241", true),
        (ml("bob", 3).replace("t=\"1\"", "t=\"77\""), "204", false),
        (ml("nosuch", 1), "208", false),
        (ml("alice", 1), "201", false),
    ] {
        let mut world = World::new();
        let alice = world.online(Dialect::Msnp15, "alice");
        let lines = world.put(alice, "ADL 7", &payload);
        assert_eq!(lines, [format!("{code} 7")], "{payload}");
        assert_eq!(world.closed.contains(&alice), closes, "{payload}");
        assert_eq!(world.lists("alice", "bob"), 0);
    }
    let mut world = World::with(Settings { list_limit: 1, ..Settings::default() });
    let alice = world.online(Dialect::Msnp15, "alice");
    world.put(alice, "ADL 7", &ml("bob", 3));
    assert_eq!(world.put(alice, "ADL 8", &ml("carol", 1)), ["210 8"]);
}

#[test]
fn who_has_an_account_here() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp14, "alice");
    let asked = "<ml><d n=\"example.com\"><c n=\"bob\"/></d></ml>";
    let answer = "<ml><d n=\"example.com\"><c n=\"bob\" t=\"1\"/></d></ml>";
    assert_eq!(world.put(alice, "FQY 9", asked), [format!("FQY 9 {}|{answer}", answer.len())]);
    assert_eq!(world.put(alice, "FQY 10", "<ml l=\"2\"><d n=\"example.com\"><c n=\"nosuch\"/></d></ml>"), ["208 10"]);
    let bob = world.online(Dialect::Msnp13, "bob");
    assert_eq!(world.put(bob, "FQY 11", asked), [""; 0]);
    assert!(world.closed.contains(&bob));
}

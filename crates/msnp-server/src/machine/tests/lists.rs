use super::*;

fn guid(name: &str) -> String {
    format!("00000000-0000-4000-8000-{name:0>12}")
}

#[test]
fn an_empty_sync_in_each_form() {
    let sync = |dialect: Dialect| {
        let mut world = World::new();
        let (id, _) = world.sign_in_reading(dialect, "alice");
        let zeros = ["0"; 2][..usize::from(dialect.features().sync_serials)].join(" ");
        world.ask(id, &format!("SYN 7 {zeros}"))
    };
    assert_eq!(
        sync(Dialect::Msnp2),
        ["SYN 7 1", "GTC 7 1 A", "BLP 7 1 AL", "LST 7 FL 1 0 0", "LST 7 AL 1 0 0", "LST 7 BL 1 0 0", "LST 7 RL 1 0 0"]
    );
    assert_eq!(
        sync(Dialect::Msnp7),
        [
            "SYN 7 1",
            "GTC 7 1 A",
            "BLP 7 1 AL",
            "LSG 7 1 1 1 0 Other%20Contacts 0",
            "LST 7 FL 1 0 0",
            "LST 7 AL 1 0 0",
            "LST 7 BL 1 0 0",
            "LST 7 RL 1 0 0"
        ]
    );
    assert_eq!(sync(Dialect::Msnp9), ["SYN 7 1 0 1", "GTC A", "BLP AL", "LSG 0 Other%20Contacts 0"]);
    let stamp = "2000-01-01T00:00:00.0000001-00:00";
    for dialect in [Dialect::Msnp10, Dialect::Msnp12] {
        assert_eq!(sync(dialect), [&format!("SYN 7 {stamp} {stamp} 0 0"), "GTC A", "BLP AL", "PRP MFN Alice"]);
    }
}

#[test]
fn a_full_sync_in_each_form() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let id = world.online(Dialect::Msnp9, "alice");
    world.ask(id, "ADG 10 Old%20Friends 0");
    world.ask(id, "ADD 11 FL bob@example.com Bob 1");
    world.ask(id, "ADD 12 BL carol@example.com Carol");
    let bob = world.online(Dialect::Msnp9, "bob");
    world.ask(bob, "PRP 10 PHH 555%20100");
    let sync = |world: &mut World, dialect: Dialect| {
        let (id, _) = world.sign_in_reading(dialect, "alice");
        let zeros = ["0"; 2][..usize::from(dialect.features().sync_serials)].join(" ");
        world.ask(id, &format!("SYN 7 {zeros}"))
    };
    let numbered = sync(&mut world, Dialect::Msnp7);
    let serial = numbered[0].strip_prefix("SYN 7 ").unwrap().to_owned();
    assert_eq!(
        numbered[3..],
        [
            format!("LSG 7 {serial} 1 2 0 Other%20Contacts 0"),
            format!("LSG 7 {serial} 2 2 1 Old%20Friends 0"),
            format!("LST 7 FL {serial} 1 1 bob@example.com Bob 1"),
            format!("BPR {serial} bob@example.com PHH 555%20100"),
            format!("LST 7 AL {serial} 1 1 bob@example.com Bob"),
            format!("LST 7 BL {serial} 1 1 carol@example.com Carol"),
            format!("LST 7 RL {serial} 1 1 bob@example.com Bob"),
        ]
    );
    let bits = sync(&mut world, Dialect::Msnp8);
    assert!(bits[0].ends_with(" 2 2"));
    assert_eq!(
        bits[3..],
        [
            "LSG 0 Other%20Contacts 0",
            "LSG 1 Old%20Friends 0",
            "LST bob@example.com Bob 11 1",
            "BPR PHH 555%20100",
            "LST carol@example.com Carol 4"
        ]
    );
    let tagged = sync(&mut world, Dialect::Msnp12);
    let group = tagged[4].strip_prefix("LSG Old%20Friends ").unwrap();
    assert_eq!(
        tagged[5..],
        [
            &format!("LST N=bob@example.com F=Bob C={} 11 1 {group}", guid("bob")),
            "BPR PHH 555%20100",
            "LST N=carol@example.com F=Carol 4 1"
        ]
    );
}

#[test]
fn a_known_serial_brings_only_its_own_line() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.features().lists_by_sync) {
        let mut world = World::new();
        let (id, _) = world.sign_in_reading(dialect, "alice");
        let serials = sync::serial_words(dialect, 1).join(" ");
        assert_eq!(world.ask(id, &format!("SYN 7 {serials}")), [format!("SYN 7 {serials}")]);
        world.ask(id, "GTC 8 N");
        assert!(world.ask(id, &format!("SYN 9 {serials}")).len() > 1, "{dialect}");
    }
}

#[test]
fn adding_and_removing_below_ten() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp7, "alice");
    let bob = world.online(Dialect::Msnp12, "bob");
    world.read(bob);
    assert_eq!(
        world.ask(alice, "ADD 18 FL bob@example.com Bobby"),
        ["ADD 18 FL 2 bob@example.com Bobby", "ILN 18 NLN bob@example.com Bob"]
    );
    assert_eq!(world.read(bob), ["ADC 0 RL N=alice@example.com F=Alice"]);
    assert_eq!(world.ask(alice, "ADD 19 AL bob@example.com bob"), ["ADD 19 AL 3 bob@example.com bob"]);
    assert_eq!(world.ask(alice, "ADD 20 AL bob@example.com bob"), ["215 20"]);
    assert_eq!(world.ask(alice, "ADD 21 FL bob@example.com bob"), ["215 21"]);
    assert_eq!(world.ask(alice, "ADD 22 FL nosuchuser@example.com x"), ["205 22"]);
    assert_eq!(world.ask(alice, "ADD 23 FL noatsign noatsign"), ["201 23"]);
    assert_eq!(world.ask(alice, "ADD 24 FL alice@example.com me"), ["201 24"]);
    assert_eq!(world.ask(alice, "ADD 25 RL bob@example.com bob"), ["201 25"]);
    assert_eq!(world.ask(alice, "ADC 26 AL N=carol@example.com"), ["502 26"]);
    assert_eq!(world.ask(alice, "REM 28 BL bob@example.com"), ["216 28"]);
    assert_eq!(world.ask(alice, "REM 29 BL nosuchuser@example.com"), ["205 29"]);
    assert_eq!(world.ask(alice, "REM 30 FL bob@example.com"), ["REM 30 FL 4 bob@example.com"]);
    assert_eq!(world.read(bob), ["REM 0 RL alice@example.com"]);
    assert_eq!(world.ask(alice, "REM 31 FL bob@example.com"), ["216 31"]);
    assert_eq!(world.ask(alice, "ADD 32 XX bob@example.com bob"), ["201 32"]);
}

#[test]
fn adding_and_removing_from_ten() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp11, "alice");
    let bob = world.online(Dialect::Msnp5, "bob");
    let bobs = guid("bob");
    assert_eq!(
        world.ask(alice, "ADC 19 FL N=bob@example.com F=b"),
        [format!("ADC 19 FL N=bob@example.com F=Bob C={bobs}"), "ILN 19 NLN bob@example.com Bob 0".to_owned()]
    );
    assert_eq!(world.read(bob), ["ADD 0 RL 2 alice@example.com Alice"]);
    assert_eq!(world.ask(alice, "ADC 20 AL N=bob@example.com"), ["ADC 20 AL N=bob@example.com"]);
    assert_eq!(world.ask(alice, "ADC 21 FL N=nosuch@example.com F=x"), ["208 21"]);
    assert_eq!(world.ask(alice, "ADD 22 FL carol@example.com c"), ["502 22"]);
    assert_eq!(world.ask(alice, "REA 23 alice@example.com A"), ["502 23"]);
    let group = world.ask(alice, "ADG 24 My%20Friends").pop().unwrap();
    let group = group.split(' ').find(|word| word.len() == 36).unwrap().to_owned();
    let add = format!("FL C={bobs} {group}");
    assert_eq!(world.ask(alice, &format!("ADC 25 {add}")), [format!("ADC 25 {add}")], "seen already");
    assert_eq!(world.ask(alice, &format!("ADC 26 {add}")), ["215 26"]);
    assert_eq!(world.ask(alice, &format!("REM 27 FL {bobs} {group}")), [format!("REM 27 FL {bobs} {group}")]);
    assert_eq!(world.ask(alice, &format!("REM 28 FL {bobs} {group}")), ["225 28"]);
    assert_eq!(world.read(bob), [""; 0], "only out of the group");
    assert_eq!(world.ask(alice, &format!("SBP 29 {bobs} MFN Bobby%20B")), [format!("SBP 29 {bobs} MFN Bobby%20B")]);
    assert_eq!(world.ask(alice, &format!("SBP 30 {} MFN x", guid("carol"))), ["216 30"]);
    assert_eq!(world.ask(alice, &format!("REM 31 FL {bobs}")), [format!("REM 31 FL {bobs}")]);
    assert_eq!(world.read(bob), ["REM 0 RL 3 alice@example.com"]);
}

#[test]
fn who_is_new_is_pending_until_the_client_says_so() {
    for steps in [&["ADC 8 RL N=bob@example.com", "REM 9 PL bob@example.com"][..], &["REM 9 PL bob@example.com"]] {
        let mut world = World::new();
        let bob = world.online(Dialect::Msnp9, "bob");
        world.ask(bob, "ADD 7 FL alice@example.com Alice");
        let (alice, _) = world.sign_in_reading(Dialect::Msnp11, "alice");
        let lines = world.ask(alice, "SYN 7 0 0");
        assert_eq!(lines.last().unwrap(), "LST N=bob@example.com F=Bob 16");
        for step in steps {
            assert_eq!(world.ask(alice, step), [*step]);
        }
        let lines = world.ask(alice, "SYN 10 0 0");
        assert_eq!(lines.last().unwrap(), "LST N=bob@example.com F=Bob 8");
        assert_eq!(world.ask(alice, "ADC 11 RL N=bob@example.com"), ["215 11"]);
        assert_eq!(world.ask(alice, "ADC 12 RL N=carol@example.com"), ["201 12"]);
        assert_eq!(world.ask(alice, "REM 13 RL bob@example.com"), ["201 13"]);
    }
}

#[test]
fn nobody_is_pending_for_who_wants_no_prompt() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp12, "alice");
    assert_eq!(world.ask(alice, "GTC 7 N"), ["GTC 7 N"]);
    let bob = world.online(Dialect::Msnp9, "bob");
    world.ask(bob, "ADD 7 FL alice@example.com Alice");
    let lines = world.ask(alice, "SYN 8 0 0");
    assert_eq!(lines.last().unwrap(), "LST N=bob@example.com F=Bob 8 1");
}

#[test]
fn groups_and_their_errors() {
    let mut world = World::with(Settings { group_limit: 2, ..Settings::default() });
    let id = world.online(Dialect::Msnp7, "alice");
    let long = "x".repeat(62);
    for (line, answer) in [
        ("ADG 33 My%20Friends 0", "ADG 33 2 My%20Friends 1 0"),
        ("ADG 34 My%20Friends 0", "228 34"),
        (&format!("ADG 35 {long} 0"), "229 35"),
        ("REG 36 1 Best%20Friends 0", "REG 36 3 1 Best%20Friends 0"),
        ("REG 37 99 Zz 0", "224 37"),
        ("REG 38 0 Zz 0", "230 38"),
        ("ADG 39 Work 0", "ADG 39 4 Work 2 0"),
        ("ADG 40 More 0", "223 40"),
        ("REG 41 2 Best%20Friends 0", "228 41"),
        ("REG 42 2 Work 0", "REG 42 5 2 Work 0"),
        ("ADD 43 FL bob@example.com bob 2", "ADD 43 FL 7 bob@example.com bob 2"),
        ("ADD 44 FL bob@example.com bob 2", "215 44"),
        ("ADD 45 FL bob@example.com bob 99", "224 45"),
        ("REM 46 FL bob@example.com 1", "225 46"),
        ("REM 47 FL bob@example.com 2", "REM 47 FL 8 bob@example.com 2"),
        ("RMG 48 0", "230 48"),
        ("RMG 49 1", "RMG 49 9 1"),
        ("RMG 50 1", "224 50"),
        ("REM 51 FL bob@example.com 0", "REM 51 FL 10 bob@example.com 0"),
        ("REM 52 FL bob@example.com", "216 52"),
    ] {
        assert_eq!(world.ask(id, line), [answer], "{line}");
    }
    let old = world.online(Dialect::Msnp6, "bob");
    assert_eq!(world.ask(old, "ADG 9 Friends 0"), ["502 9"]);
    let new = world.online(Dialect::Msnp12, "carol");
    let made = world.ask(new, "ADG 9 Friends").pop().unwrap();
    let guid = made.split(' ').nth(4).unwrap().to_owned();
    assert_eq!(made, format!("ADG 9 1 Friends {guid} 0"));
    assert_eq!(world.ask(new, &format!("REG 10 {guid} Pals")), [format!("REG 10 1 Pals {guid} 0")]);
    assert_eq!(world.ask(new, &format!("RMG 11 {guid}")), [format!("RMG 11 1 {guid}")]);
    assert_eq!(world.ask(new, "RMG 12 0"), ["224 12"]);
}

#[test]
fn a_list_has_an_end() {
    let mut world = World::with(Settings { list_limit: 2, ..Settings::default() });
    let id = world.online(Dialect::Msnp7, "alice");
    world.ask(id, "ADD 10 FL bob@example.com b");
    world.ask(id, "ADD 11 FL carol@example.com c");
    assert_eq!(world.ask(id, "ADD 12 FL dave@example.com d"), ["210 12"]);
    assert_eq!(world.ask(id, "ADD 13 AL dave@example.com d"), ["ADD 13 AL 4 dave@example.com d"]);
}

#[test]
fn settings_and_properties() {
    let mut world = World::new();
    let id = world.online(Dialect::Msnp7, "alice");
    let long = "9".repeat(96);
    for (line, answer) in [
        ("GTC 46 N", "GTC 46 2 N"),
        ("GTC 47 N", "218 47"),
        ("BLP 49 BL", "BLP 49 3 BL"),
        ("BLP 50 BL", "218 50"),
        ("PRP 52 PHH 555%201234", "PRP 52 4 PHH 555%201234"),
        ("PRP 53 PHH", "PRP 53 5 PHH"),
        ("PRP 54 MFN Alice", "715 54"),
        (&format!("PRP 55 PHW {long}"), "201 55"),
        ("PRP 56 TOOLONG x", "715 56"),
        ("REA 57 alice@example.com Alice%20%C3%A9", "REA 57 6 alice@example.com Alice%20%C3%A9"),
        ("REA 58 bob@example.com x", "216 58"),
        ("SND 60 a@b.c 0x0409 MSMSGS", "SND 60 OK"),
        ("IMS 61 ON", "IMS 61 0 ON"),
        ("FND 62 fname=*", "502 62"),
        ("URL 63 INBOX", "URL 63 / http://192.0.2.9:80/ 1"),
        ("GCF 64 Shields.xml", "502 64"),
    ] {
        assert_eq!(world.ask(id, line), [answer], "{line}");
    }
    let name = "n".repeat(388);
    assert_eq!(world.ask(id, &format!("REA 70 alice@example.com {name}")), ["209 70"]);
    let id = world.online(Dialect::Msnp11, "bob");
    assert_eq!(world.ask(id, "PRP 71 MFN B%C3%B6b"), ["PRP 71 MFN B%C3%B6b"]);
    assert_eq!(world.ask(id, &format!("PRP 72 MFN {name}")), ["209 72"]);
    let shields = world.ask(id, "GCF 73 Shields.xml").pop().unwrap();
    assert!(shields.starts_with("GCF 73 Shields.xml ") && shields.contains("<shield>"));
    let old = world.online(Dialect::Msnp4, "carol");
    assert_eq!(world.ask(old, "PRP 74 PHH 1"), ["502 74"]);
}

#[test]
fn phone_numbers_are_for_the_allowed() {
    let mut world = World::new();
    world.befriend("alice", "bob");
    let alice = world.online(Dialect::Msnp9, "alice");
    let bob = world.online(Dialect::Msnp11, "bob");
    let carol = world.online(Dialect::Msnp5, "carol");
    world.ask(carol, "ADD 9 FL alice@example.com a");
    for id in [alice, bob, carol] {
        world.read(id);
    }
    world.ask(alice, "PRP 10 PHH 555");
    assert_eq!(world.read(bob), ["BPR alice@example.com PHH 555"]);
    assert_eq!(world.read(carol), [""; 0]);
    world.ask(alice, "ADD 11 AL carol@example.com c");
    world.ask(alice, "PRP 12 PHH 556");
    assert_eq!(world.read(carol), ["BPR 4 alice@example.com PHH 556"]);
}

use super::*;

#[test]
fn notes_reach_a_person_or_a_place() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp18, "alice");
    let desk = world.arrive(Dialect::Msnp18, "bob", "desk");
    let phone = world.arrive(Dialect::Msnp16, "bob", "phone");
    let old = world.online(Dialect::Msnp15, "carol");
    for id in [desk, phone] {
        world.ask(id, "CHG 1 NLN 1:2");
    }
    for id in [desk, phone] {
        world.read(id);
    }
    assert_eq!(world.put(alice, "UUN 9 bob@example.com 3", "p2p"), ["UUN 9 OK"]);
    for id in [desk, phone] {
        assert_eq!(world.read(id), ["UBN alice@example.com;{alice} 3 3|p2p"]);
    }
    assert_eq!(world.put(alice, "UUN 10 bob@example.com;{phone} 2", "sip"), ["UUN 10 OK"]);
    assert_eq!(
        (world.read(desk), world.read(phone)),
        (vec![], vec!["UBN alice@example.com;{alice} 2 3|sip".to_owned()])
    );
    assert_eq!(world.put(alice, "UUN 11 carol@example.com 1", "x"), ["UUN 11 OK"]);
    assert_eq!(world.read(old), ["UBN alice@example.com 1 1|x"]);
    for nobody in ["dave@example.com", "nosuch@example.com", "bob@example.com;{tent}"] {
        assert_eq!(world.put(alice, &format!("UUN 12 {nobody} 1"), "x"), ["217 12"], "{nobody}");
    }
    // Nobody else signs a place out.
    world.put(alice, "UUN 13 bob@example.com;{phone} 4", "goawyplzthxbye");
    assert!(!world.closed.contains(&phone));
    let answer = world.put(desk, "UUN 14 bob@example.com;{phone} 4", "goawyplzthxbye");
    assert!(answer[0].starts_with("UBX 1:bob@example.com ") && !answer[0].contains("{phone}"), "{answer:?}");
    assert_eq!(answer[1..], ["UUN 14 OK"]);
    let told = world.read(phone);
    assert_eq!(told[told.len() - 2..], ["UBN bob@example.com;{desk} 4 14|goawyplzthxbye", "OUT OTH"]);
    assert!(world.closed.contains(&phone) && !world.closed.contains(&desk));
    world.ask(desk, "ADC 15 BL N=alice@example.com");
    assert_eq!(world.put(alice, "UUN 16 bob@example.com 1", "x"), ["217 16"]);
}

#[test]
fn bridged_messages_reach_every_place() {
    let mut world = World::new();
    let alice = world.online(Dialect::Msnp15, "alice");
    let bob = world.online(Dialect::Msnp18, "bob");
    let carol = world.online(Dialect::Msnp14, "carol");
    let dave = world.online(Dialect::Msnp12, "dave");
    let text = "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi";
    assert_eq!(world.put(alice, "UUM 9 bob@example.com 1 1", text), [""; 0]);
    assert_eq!(world.read(bob), [format!("UBM alice@example.com 1 bob@example.com 1 1 {}|{text}", text.len())]);
    assert_eq!(world.put(alice, "UUM 10 carol@example.com 1 3", text), [""; 0]);
    assert_eq!(world.read(carol), [format!("UBM alice@example.com 1 3 {}|{text}", text.len())]);
    assert_eq!(world.put(alice, "UUM 11 dave@example.com 1 2", text), ["217 11"]);
    assert_eq!(world.read(dave), [""; 0]);
    assert_eq!(world.put(alice, "UUM 12 bob@example.com 32 1", text), ["217 12"]);
    assert_eq!(world.put(alice, "UUM 13 erin@example.com 1 2", text), ["217 13"]);
    // A text waits for who isn't there.
    let waiting = |world: &World| {
        let erin = world.server.directory.account(&address("erin")).unwrap().unwrap();
        world.server.directory.count_messages(erin.id, &address("alice")).unwrap().0
    };
    assert_eq!(waiting(&world), 0);
    assert_eq!(world.put(alice, "UUM 14 erin@example.com 1 1", text), [""; 0]);
    assert_eq!(waiting(&world), 1);
    assert_eq!(world.put(alice, "UUM 15 nosuch@example.com 1 1", text), ["217 15"]);
}

//! Requests that are cut, renamed, huge or no requests at all: an answer, and nothing changed.

use super::*;
use msnp::soap::address_book::edit::Detail;
use msnp::soap::xml::Element;
use proptest::prelude::*;

/// The requests of a client, as text.
fn requests(world: &mut World) -> Vec<(&'static str, String)> {
    let group = GroupId("11111111-2222-4333-8444-555555555555".to_owned());
    let details = vec![Detail::Alias("B".into()), Detail::Notes("n".into()), Detail::IsMessengerUser(true)];
    let edits = [
        add("carol"),
        Edit::UpdateContact { contact: guid("bob"), details },
        Edit::UpdateMe(vec![Detail::DisplayName("Else".into())]),
        Edit::DeleteContact(guid("bob")),
        Edit::AddGroup("Friends".into()),
        Edit::RenameGroup { group: group.clone(), name: "x".into() },
        Edit::DeleteGroup(group.clone()),
        Edit::AddToGroup { group, contact: guid("bob") },
        block("bob"),
        off(List::Allow, "bob"),
    ];
    let mut all: Vec<WebRequest> =
        edits.iter().map(|edit| world.asking("alice", |access| edit.request(access)).unwrap()).collect();
    all.push(world.asking("alice", |access| book::find_all(access, None)).unwrap());
    all.push(world.asking("alice", |access| book::find_contacts_paged(access, None)).unwrap());
    all.push(world.asking("alice", |access| membership::request(access, None)).unwrap());
    let text = |request: &WebRequest| String::from_utf8(request.body.to_vec()).unwrap();
    all.iter().map(|request| ("/abservice/abservice.asmx", text(request))).collect()
}

fn world() -> World {
    let mut world = World::new();
    world.online(Dialect::Msnp18, "alice");
    world.done("alice", &add("bob"));
    world
}

fn serial(world: &World) -> u64 {
    world.server.directory.account(&address("alice")).unwrap().unwrap().serial
}

#[test]
fn cut_at_any_byte_nothing_is_done() {
    let mut world = world();
    let before = serial(&world);
    for (path, text) in requests(&mut world) {
        for end in 0..text.len() {
            let answer = world.soap(path, "", &text[..end]);
            assert!(answer.status == 500 && answer.body.contains("Fault"), "{end} of {text}: {answer:?}");
        }
    }
    assert_eq!(serial(&world), before);
}

#[test]
fn prefixes_may_be_any() {
    let mut world = world();
    let whole = requests(&mut world);
    let mut twin = self::world();
    for ((path, text), (_, other)) in whole.into_iter().zip(requests(&mut twin)) {
        // The envelope under another prefix, and the operation with one instead of a namespace of its own.
        let operation = other.split_once("<soap:Body><").unwrap().1.split([' ', '>', '/']).next().unwrap().to_owned();
        let renamed = other
            .replace("soap:", "S:")
            .replace("xmlns:soap", "xmlns:S")
            .replace(&format!("<{operation} xmlns="), &format!("<ab:{operation} xmlns:ab="))
            .replace(&format!("</{operation}>"), &format!("</ab:{operation}>"));
        let (one, two) = (world.soap(path, "", &text), twin.soap(path, "", &renamed));
        let code = |answer: &WebAnswer| {
            let tree = Element::parse(answer.body.as_bytes()).unwrap();
            tree.find("errorcode").map(|code| code.value().to_owned())
        };
        assert_eq!((one.status, code(&one)), (two.status, code(&two)), "{renamed}");
    }
    let names =
        |world: &mut World| world.facts("alice").people.into_iter().map(|p| (p.email, p.lists)).collect::<Vec<_>>();
    assert_eq!(names(&mut world), names(&mut twin));
}

#[test]
fn entities_depth_and_size_are_refused() {
    let mut world = world();
    let before = serial(&world);
    let whole = requests(&mut world).remove(0).1;
    let inside = |text: &str| whole.replacen("<soap:Body>", &format!("<soap:Body>{text}"), 1);
    let after = |text: &str| whole.replacen("?>", &format!("?>{text}"), 1);
    let many = "<x>".repeat(70) + &"</x>".repeat(70);
    for odd in [
        after("<!DOCTYPE a [<!ENTITY b 'bob'>]>"),
        whole.replace("carol@", "&b;@"),
        inside(&many),
        inside(&"<x/>".repeat(200_001)),
        "x".repeat(5 * 1024 * 1024),
        String::new(),
    ] {
        let answer = world.soap("/abservice/abservice.asmx", "", &odd);
        assert_eq!(answer.status, 500, "{}", &odd[..odd.len().min(300)]);
    }
    assert_eq!(serial(&world), before);
    // Ten thousand people in one request are too many; two hundred addresses that aren't here are only that.
    let contact = "<Contact><contactInfo><passportName>nobody@example.com</passportName></contactInfo></Contact>";
    let token = world.token("alice").text.expose().replace('&', "&amp;");
    for (count, code) in [(10_000, ">BadArgument<"), (200, ">InvalidPassportUser<")] {
        let all = contact.repeat(count);
        let text = format!(
            "<e:Envelope xmlns:e='x'><e:Header><TicketToken>{token}</TicketToken></e:Header><e:Body><ABContactAdd>\
             <contacts>{all}</contacts></ABContactAdd></e:Body></e:Envelope>"
        );
        assert!(world.soap("/abservice.asmx", "", &text).body.contains(code), "{count}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever comes: an answer of a known kind, which can be read where it isn't empty.
    #[test]
    fn anything_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300), changes in proptest::collection::vec((0..100_000_usize, any::<u8>()), 1..8)) {
        let mut world = world();
        let mut all = vec![String::from_utf8_lossy(&bytes).into_owned()];
        for (_, text) in requests(&mut world) {
            let mut text = text.into_bytes();
            for (at, byte) in &changes {
                let at = at % text.len();
                text[at] = *byte;
            }
            all.push(String::from_utf8_lossy(&text).into_owned());
        }
        for text in all {
            let answer = world.soap("/abservice/abservice.asmx", "", &text);
            prop_assert!([200, 403, 500].contains(&answer.status));
            prop_assert!(answer.body.is_empty() || Element::parse(answer.body.as_bytes()).is_ok());
        }
    }
}

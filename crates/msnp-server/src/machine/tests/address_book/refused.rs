//! What isn't done, and how that is said.

use super::*;
use msnp::soap::address_book::book::{Phone, PhoneKind};
use msnp::soap::address_book::edit::Detail;
use msnp::soap::xml::Element;

fn signed_in() -> World {
    let mut world = World::new();
    world.online(Dialect::Msnp18, "alice");
    world
}

/// An envelope around an operation.
fn envelope(ticket: &str, operation: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Header><ABAuthHeader>\
         <TicketToken>{}</TicketToken></ABAuthHeader></soap:Header><soap:Body>{operation}</soap:Body></soap:Envelope>",
        ticket.replace('&', "&amp;")
    )
}

fn ask(world: &mut World, name: &str, operation: &str) -> WebAnswer {
    let ticket = world.token(name).text;
    world.soap("/abservice/abservice.asmx", "", &envelope(ticket.expose(), operation))
}

#[test]
fn only_who_is_signed_in_is_answered() {
    let mut world = World::new();
    // A good token, but nobody is there with it: as measured servers do.
    assert_eq!(world.book("alice", None), Err(BookError::NotSignedIn));
    let id = world.online(Dialect::Msnp18, "alice");
    assert!(world.book("alice", None).is_ok());
    world.online(Dialect::Msnp18, "bob");
    let find = "<ABFindAll xmlns='x'/>";
    for ticket in ["", "t=&p=", "t=0000000000000000ffff&p=", "nonsense"] {
        let answer = world.soap("/abservice/abservice.asmx", "", &envelope(ticket, find));
        assert_eq!(answer, WebAnswer { status: 403, body: String::new() }, "{ticket:?}");
    }
    world.hang_up(id);
    assert_eq!(world.book("alice", None), Err(BookError::NotSignedIn));
}

#[test]
fn a_token_ends_and_may_come_as_a_cookie() {
    let mut world = signed_in();
    let token = world.token("alice").text;
    let mut call = WebCall {
        remote: SocketAddr::from(([192, 0, 2, 1], 5000)),
        origin: String::new(),
        path: "/abservice/sharingservice.asmx".to_owned(),
        action: String::new(),
        cookie: Some(token.clone()),
        body: Bytes::from_static(b"<e:Envelope xmlns:e='x'><e:Body><FindMembership/></e:Body></e:Envelope>"),
    };
    assert_eq!(world.server.web(world.now, &call).status, 200);
    let later = world.now + Duration::from_secs(25 * 3600);
    assert_eq!(world.server.web(later, &call).status, 403);
    call.cookie = None;
    assert_eq!(world.server.web(world.now, &call).status, 403);
}

#[test]
fn nobody_touches_the_book_of_another() {
    let mut world = signed_in();
    world.online(Dialect::Msnp18, "bob");
    world.done("alice", &add("carol"));
    let group = GroupId(world.done("alice", &Edit::AddGroup("Friends".into())));
    let before = world.facts("alice");
    let contact = guid("carol");
    let details = vec![Detail::Alias("x".into())];
    for (edit, error) in [
        (Edit::UpdateContact { contact: contact.clone(), details }, BookError::ContactDoesNotExist),
        (Edit::AddToGroup { group: group.clone(), contact: contact.clone() }, BookError::GroupDoesNotExist),
        (Edit::RemoveFromGroup { group: group.clone(), contact }, BookError::GroupDoesNotExist),
        (Edit::RenameGroup { group, name: "Mine".into() }, BookError::GroupDoesNotExist),
    ] {
        assert_eq!(world.edit("bob", &edit), Err(error), "{edit:?}");
    }
    let id = Some(format!("Allow/{}", guid("carol").0));
    let edit = Edit::DeleteMember { list: List::Allow, who: address("carol").into(), id };
    assert!(world.edit("bob", &edit).unwrap().already);
    assert!(world.edit("bob", &Edit::DeleteContact(guid("carol"))).unwrap().already);
    for operation in ["ABFindAll", "ABContactAdd", "ABContactUpdate", "ABContactDelete", "ABGroupAdd", "ABGroupDelete"]
    {
        let asked = format!("<{operation} xmlns='x'><abId>{}</abId></{operation}>", guid("alice").0);
        let answer = ask(&mut world, "bob", &asked);
        assert!(answer.status == 500 && answer.body.contains(">ABDoesNotExist<"), "{}", answer.body);
    }
    let after = world.facts("alice");
    assert_eq!((after.people, after.groups), (before.people, before.groups));
    assert_eq!(world.facts("bob").people, []);
}

#[test]
fn what_can_t_be_is_said_by_its_code() {
    let mut world = signed_in();
    let nobody = Edit::AddContact { who: Email::parse("nosuchuser@example.com").unwrap().into(), invitation: None };
    assert_eq!(world.edit("alice", &nobody), Err(BookError::NoSuchUser));
    let nobody = Edit::AddMember { list: List::Allow, who: Email::parse("nosuchuser@example.com").unwrap().into() };
    assert_eq!(world.edit("alice", &nobody), Err(BookError::NoSuchUser));
    assert_eq!(world.edit("alice", &add("alice")), Err(BookError::BadAddress));
    let odd = "<ABContactAdd xmlns='x'><contacts><Contact><contactInfo><passportName>no address</passportName>\
        </contactInfo></Contact></contacts></ABContactAdd>";
    assert!(ask(&mut world, "alice", odd).body.contains(">BadEmailArgument<"));
    world.done("alice", &add("bob"));
    let group = |name: &str| Edit::AddGroup(name.to_owned());
    for name in ["", "  ", &"x".repeat(62)] {
        assert_eq!(world.edit("alice", &group(name)), Err(BookError::TooLong), "{name:?}");
    }
    let number = |number: String| {
        let phone = Phone { kind: PhoneKind::Home, number, is_messenger_enabled: false };
        Edit::UpdateContact { contact: guid("bob"), details: vec![Detail::Notes("new".into()), Detail::Phone(phone)] }
    };
    assert_eq!(world.edit("alice", &number("5".repeat(200))), Err(BookError::TooLong));
    assert_eq!(world.person("alice", "bob").unwrap().notes, None, "read whole before anything is changed");
    let long = Edit::UpdateMe(vec![Detail::DisplayName("x".repeat(1000))]);
    assert_eq!(world.edit("alice", &long), Err(BookError::TooLong));
}

#[test]
fn a_full_list_is_refused_without_a_word() {
    let mut world = World::with(Settings { list_limit: 1, group_limit: 1, ..Settings::default() });
    world.online(Dialect::Msnp18, "alice");
    world.done("alice", &add("bob"));
    assert_eq!(world.edit("alice", &add("carol")), Err(BookError::Silent(500)));
    assert_eq!(world.edit("alice", &allow("carol")), Err(BookError::Silent(500)));
    world.done("alice", &Edit::AddGroup("One".into()));
    assert_eq!(world.edit("alice", &Edit::AddGroup("Two".into())), Err(BookError::Silent(500)));
    world.done("alice", &add("bob"));
    world.done("alice", &block("carol"));
    // Somebody who is only kept counts, too.
    let kept = "<ABContactAdd xmlns='x'><contacts><Contact><contactInfo><passportName>dave@example.com</passportName>\
        <isMessengerUser>false</isMessengerUser></contactInfo></Contact></contacts></ABContactAdd>";
    assert_eq!(ask(&mut world, "alice", kept), WebAnswer { status: 500, body: String::new() });
}

#[test]
fn an_operation_that_isn_t_known_is_a_fault_with_a_good_status() {
    let mut world = signed_in();
    for operation in ["<GetContactsRecentActivity xmlns='x'/>", ""] {
        let answer = ask(&mut world, "alice", operation);
        assert_eq!(answer.status, 200);
        let tree = Element::parse(answer.body.as_bytes()).unwrap();
        assert_eq!(tree.at(&["Body", "Fault", "faultcode"]).map(Element::value), Some("soap:Client"));
    }
}

#[test]
fn a_fault_has_what_programs_look_for() {
    let mut world = signed_in();
    let group = world.done("alice", &Edit::AddGroup("Friends".into()));
    let asked = "<ABGroupAdd xmlns='x'><groupInfo><GroupInfo><name>Friends</name></GroupInfo></groupInfo></ABGroupAdd>";
    let answer = ask(&mut world, "alice", asked);
    assert_eq!(answer.status, 500);
    let tree = Element::parse(answer.body.as_bytes()).unwrap();
    let fault = tree.at(&["Body", "Fault"]).unwrap();
    let names: Vec<&str> = fault.elements().map(Element::name).collect();
    assert_eq!(names, ["faultcode", "faultstring", "faultactor", "detail"]);
    assert_eq!(fault.at(&["detail", "errorcode"]).map(Element::value), Some("GroupAlreadyExists"));
    let conflict = fault.at(&["detail", "additionalDetails", "conflictObjectId"]);
    assert_eq!(conflict.map(Element::value), Some(group.as_str()));
    let actor = fault.value_of("faultactor");
    assert_eq!(actor, Some("http://www.msn.com/webservices/AddressBook/ABGroupAdd"));
}

//! Every operation, as our own client asks for it.

use super::*;
use msnp::soap::address_book::book::{Contact, ContactKind, Phone, PhoneKind};
use msnp::soap::address_book::edit::{Detail, Invitation};
use msnp::types::{Privacy, Property};

fn signed_in() -> World {
    let mut world = World::new();
    world.online(Dialect::Msnp18, "alice");
    world
}

fn update(who: &str, details: Vec<Detail>) -> Edit {
    Edit::UpdateContact { contact: guid(who), details }
}

fn contact(world: &mut World, who: &str) -> Contact {
    world.book("alice", None).unwrap().contact(&address(who)).cloned().unwrap()
}

#[test]
fn an_empty_book_holds_oneself() {
    let mut world = signed_in();
    for book in [world.book("alice", None).unwrap(), world.paged("alice", None).unwrap()] {
        assert_eq!((book.contacts.len(), book.groups.len()), (1, 0));
        let me = book.me().unwrap();
        assert_eq!((me.email.clone(), me.display_name.as_deref()), (Some(address("alice")), Some("Alice")));
        assert_eq!(me.annotation("MSN.IM.BLP"), Some("1"));
        assert!(book.changed.is_some());
    }
    assert_eq!(world.membership("alice", None).unwrap().members, []);
}

#[test]
fn somebody_is_added_and_removed() {
    let mut world = signed_in();
    assert_eq!(world.done("alice", &add("bob")), guid("bob").0);
    let bob = world.person("alice", "bob").unwrap();
    // Who adds somebody lets them see that they are there.
    assert_eq!((bob.lists.bits(), bob.name.as_deref(), bob.id), (3, Some("Bob"), Some(guid("bob"))));
    // Again, as after a reply that got lost: nothing new.
    let serial = world.server.directory.account(&address("alice")).unwrap().unwrap().serial;
    assert_eq!(world.done("alice", &add("bob")), guid("bob").0);
    world.done("alice", &allow("bob"));
    assert_eq!(world.server.directory.account(&address("alice")).unwrap().unwrap().serial, serial);

    world.done("alice", &Edit::DeleteContact(guid("bob")));
    assert_eq!(world.person("alice", "bob").unwrap().lists.bits(), 2);
    assert!(world.edit("alice", &Edit::DeleteContact(guid("bob"))).unwrap().already);
    for _ in 0..2 {
        world.done("alice", &off(List::Allow, "bob"));
    }
    assert_eq!(world.person("alice", "bob"), None);
}

#[test]
fn who_is_blocked_isn_t_allowed_by_being_added() {
    let mut world = signed_in();
    world.done("alice", &block("bob"));
    world.done("alice", &add("bob"));
    assert_eq!(world.lists("alice", "bob"), 5);
    let places = world.membership("alice", None).unwrap();
    let place = places.on(List::Block, &address("bob")).unwrap();
    // By the name of the place, as clients that know it do.
    let edit = Edit::DeleteMember { list: List::Block, who: address("bob").into(), id: place.id.clone() };
    world.done("alice", &edit);
    assert_eq!(world.lists("alice", "bob"), 1);
}

#[test]
fn an_invitation_is_read_answered_and_then_done_with() {
    let mut world = signed_in();
    world.online(Dialect::Msnp15, "bob");
    let invitation = Some(Invitation { name: "Alice".into(), text: "It's me <& you>".into() });
    world.done("alice", &Edit::AddContact { who: address("bob").into(), invitation });
    let alice = world.person("bob", "alice").unwrap();
    assert_eq!((alice.lists.bits(), alice.invitation.as_deref()), (16, Some("It's me <& you>")));
    assert_eq!(alice.name.as_deref(), Some("Alice"));
    for edit in [
        off(List::Pending, "alice"),
        Edit::AddMember { list: List::Reverse, who: address("alice").into() },
        allow("alice"),
        add("alice"),
    ] {
        world.done("bob", &edit);
        world.done("bob", &edit);
    }
    assert_eq!(world.person("bob", "alice").unwrap().lists.bits(), 11);
    assert_eq!(world.person("alice", "bob").unwrap().lists.bits(), 11);
}

#[test]
fn notes_numbers_and_an_alias_are_kept() {
    let mut world = signed_in();
    world.done("alice", &add("bob"));
    let number = |kind, number: &str| Detail::Phone(Phone { kind, number: number.into(), is_messenger_enabled: false });
    let details = vec![
        Detail::Alias("Bobby <3".into()),
        Detail::Notes("Met in Ghent\nin May".into()),
        number(PhoneKind::Mobile, "+1 555 2"),
        number(PhoneKind::Fax, "+1 555 3"),
        Detail::Annotation("AB.JobTitle".into(), "Baker".into()),
        Detail::DisplayName("nobody else's business".into()),
    ];
    for _ in 0..2 {
        world.done("alice", &update("bob", details.clone()));
        let bob = contact(&mut world, "bob");
        assert_eq!((bob.alias.as_deref(), bob.name()), (Some("Bobby <3"), Some("Bobby <3")));
        assert_eq!((bob.display_name.as_deref(), bob.notes.as_deref()), (Some("Bob"), Some("Met in Ghent\nin May")));
        assert_eq!((bob.phone(PhoneKind::Mobile), bob.phone(PhoneKind::Fax)), (Some("+1 555 2"), Some("+1 555 3")));
        assert_eq!(bob.annotation("AB.JobTitle"), Some("Baker"));
    }
    // The alias is the name that older dialects show.
    let owner = world.server.directory.account(&address("alice")).unwrap().unwrap().id;
    assert_eq!(world.server.directory.entries(owner).unwrap()[0].given_name.as_deref(), Some("Bobby <3"));
    let nothing = vec![
        Detail::Alias(String::new()),
        Detail::Notes(String::new()),
        number(PhoneKind::Mobile, ""),
        Detail::Annotation("AB.JobTitle".into(), String::new()),
    ];
    world.done("alice", &update("bob", nothing));
    let bob = contact(&mut world, "bob");
    assert_eq!((bob.alias, bob.notes, bob.annotations.len()), (None, None, 0));
    assert_eq!(bob.phones.len(), 1);
}

#[test]
fn somebody_can_stay_in_the_book_without_the_messenger() {
    let mut world = signed_in();
    world.done("alice", &add("bob"));
    world.done("alice", &update("bob", vec![Detail::Notes("keep".into())]));
    for _ in 0..2 {
        world.done("alice", &update("bob", vec![Detail::IsMessengerUser(false)]));
        let bob = contact(&mut world, "bob");
        assert_eq!((bob.is_messenger_user, bob.notes.as_deref()), (false, Some("keep")));
        assert_eq!(world.lists("alice", "bob"), 2);
        assert_eq!(world.lists("bob", "alice"), 0);
    }
    world.done("alice", &update("bob", vec![Detail::IsMessengerUser(true)]));
    assert_eq!((world.lists("alice", "bob"), world.lists("bob", "alice")), (3, 24));
    world.done("alice", &update("bob", vec![Detail::IsMessengerUser(false)]));
    world.done("alice", &Edit::DeleteContact(guid("bob")));
    assert!(world.book("alice", None).unwrap().contact(&address("bob")).is_none());
}

#[test]
fn one_s_own_entry_is_what_the_other_dialects_know() {
    let mut world = signed_in();
    let number = Phone { kind: PhoneKind::Home, number: "555 1".into(), is_messenger_enabled: false };
    let details = vec![
        Detail::DisplayName("Alice ☂".into()),
        Detail::Privacy(Privacy::BlockOthers),
        Detail::Phone(number),
        Detail::Annotation("MSN.IM.GTC".into(), "2".into()),
        Detail::Annotation("MSN.IM.MBEA".into(), "1".into()),
        Detail::Annotation("MSN.IM.MPOP".into(), "1".into()),
    ];
    world.done("alice", &Edit::UpdateMe(details));
    let book = world.book("alice", None).unwrap();
    let me = book.me().unwrap();
    assert_eq!((me.kind, me.display_name.as_deref()), (ContactKind::Me, Some("Alice ☂")));
    for (name, value) in [("MSN.IM.BLP", "2"), ("MSN.IM.GTC", "2"), ("MSN.IM.MBEA", "1"), ("MSN.IM.MPOP", "1")] {
        assert_eq!(me.annotation(name), Some(value), "{name}");
    }
    let account = world.server.directory.account(&address("alice")).unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.privacy), ("Alice ☂", Privacy::BlockOthers));
    assert_eq!(account.add_policy, msnp::types::AddPolicy::Silent);
    let facts = world.facts("alice");
    assert_eq!(facts.own_properties, [(Property::HomePhone, "555 1".to_owned())]);
}

#[test]
fn groups_are_made_filled_renamed_and_removed() {
    let mut world = signed_in();
    world.done("alice", &add("bob"));
    let friends = GroupId(world.done("alice", &Edit::AddGroup("Friends".into())));
    let again = world.edit("alice", &Edit::AddGroup("Friends".into()));
    assert_eq!(again, Err(BookError::GroupAlreadyExists(Some(friends.0.clone()))));
    let join = Edit::AddToGroup { group: friends.clone(), contact: guid("bob") };
    for _ in 0..2 {
        assert_eq!(world.done("alice", &join), guid("bob").0);
    }
    assert_eq!(world.person("alice", "bob").unwrap().groups, std::slice::from_ref(&friends));
    let rename = Edit::RenameGroup { group: friends.clone(), name: "Vrienden & co".into() };
    for _ in 0..2 {
        world.done("alice", &rename);
    }
    assert_eq!(world.facts("alice").groups[0].name, "Vrienden & co");
    let leave = Edit::RemoveFromGroup { group: friends.clone(), contact: guid("bob") };
    for _ in 0..2 {
        world.done("alice", &leave);
    }
    assert_eq!(world.person("alice", "bob").unwrap().groups, []);
    world.done("alice", &join);
    world.done("alice", &Edit::DeleteGroup(friends.clone()));
    assert!(world.edit("alice", &Edit::DeleteGroup(friends.clone())).unwrap().already);
    assert_eq!(world.edit("alice", &join), Err(BookError::GroupDoesNotExist));
    assert_eq!(world.facts("alice").groups, []);
    assert_eq!(world.person("alice", "bob").unwrap().lists.bits(), 3);
}

#[test]
fn numbers_that_a_contact_shares_are_seen_like_in_older_dialects() {
    let mut world = signed_in();
    let bob = world.online(Dialect::Msnp12, "bob");
    world.done("alice", &add("bob"));
    world.ask(bob, "PRP 9 PHM 555%201");
    assert_eq!(world.person("alice", "bob").unwrap().properties, [], "not before the contact allows it");
    world.ask(bob, "ADC 10 AL N=alice@example.com");
    let shared = [(Property::MobilePhone, "555 1".to_owned())];
    assert_eq!(world.person("alice", "bob").unwrap().properties, shared);
    let own = Phone { kind: PhoneKind::Mobile, number: "555 2".into(), is_messenger_enabled: false };
    world.done("alice", &update("bob", vec![Detail::Phone(own)]));
    assert_eq!(world.person("alice", "bob").unwrap().properties[0].1, "555 2", "what one noted oneself counts more");
}

#[test]
fn there_is_a_book_already_and_other_news_is_taken() {
    let mut world = signed_in();
    assert!(world.edit("alice", &Edit::CreateBook { owner: address("alice") }).unwrap().already);
    let token = world.token("alice").text;
    let ticket = token.expose().replace('&', "&amp;");
    let body = format!(
        "<e:Envelope xmlns:e='x'><e:Header><q:TicketToken xmlns:q='y'>{ticket}</q:TicketToken></e:Header>\
         <e:Body><q:UpdateDynamicItem xmlns:q='y'/></e:Body></e:Envelope>"
    );
    let answer = world.soap("/abservice.asmx", "", &body);
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("<UpdateDynamicItemResponse "), "{}", answer.body);
}

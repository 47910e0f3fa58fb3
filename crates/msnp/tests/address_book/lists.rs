//! Replies of the address book and the sharing service say what we take them to say, and join into a roster.

use crate::replay::{Exchange, Transcript, between, transcripts};
use crate::sample;
use msnp::event::{Event, RosterEvent};
use msnp::roster::{Role, Roster};
use msnp::soap::address_book::book::{self, AddressBook, CircleState, ContactKind, PhoneKind};
use msnp::soap::address_book::{Affinity, facts};
use msnp::soap::adl::Network;
use msnp::soap::membership::{self, Membership};
use msnp::types::{ContactId, Email, GroupId, List, Lists, Privacy, Property};

fn email(text: &str) -> Email {
    Email::from_wire(text).expect("an address")
}

#[test]
fn each_membership_holds_who_is_named_in_it() {
    for transcript in transcripts() {
        let mut people = 0;
        for exchange in transcript.exchanges.iter().filter(|e| e.operation() == "FindMembership") {
            let found = membership::read(&exchange.reply, &mut Affinity::default())
                .unwrap_or_else(|e| panic!("{}: {e}", exchange.at));
            let mut expected = Vec::new();
            for (index, list) in [List::Allow, List::Block, List::Reverse, List::Pending].into_iter().enumerate() {
                let text = exchange.text();
                let part = between(&text, "<Membership>", "</Membership>")[index].to_owned();
                let names = between(&part, "<PassportName>", "</PassportName>");
                let ids = between(&part, "<MembershipId>", "</MembershipId>");
                for (name, id) in names.iter().zip(ids) {
                    expected.push((list, email(name), Some(id.to_owned())));
                }
            }
            let got: Vec<_> = found.members.iter().map(|m| (m.list, m.email.clone(), m.id.clone())).collect();
            assert_eq!(got, expected, "{}", exchange.at);
            assert_eq!(
                found.changed.as_deref(),
                between(&exchange.text(), "<LastChange>", "</LastChange>").first().copied()
            );
            people += got.len();
        }
        assert!(people > 5, "{}: only {people} members", transcript.name);
    }
}

#[test]
fn each_address_book_holds_who_is_named_in_it() {
    for transcript in transcripts() {
        let (mut people, mut groups) = (0, 0);
        for exchange in transcript.exchanges.iter().filter(|e| e.operation() == "ABFindAll") {
            let book = book::read(&exchange.reply, &mut Affinity::default())
                .unwrap_or_else(|e| panic!("{}: {e}", exchange.at));
            let text = exchange.text();
            let contacts = between(&text, "<Contact>", "</Contact>");
            assert_eq!(book.contacts.len(), contacts.len(), "{}", exchange.at);
            for (contact, text) in book.contacts.iter().zip(contacts) {
                let one = |name: &str| {
                    between(text, &format!("<{name}>"), &format!("</{name}>")).first().map(|value| (*value).to_owned())
                };
                assert_eq!(contact.id.as_ref().map(|id| id.0.clone()), one("contactId"));
                assert_eq!(contact.email.as_ref().map(|e| e.as_str().to_owned()), one("passportName"));
                assert_eq!(contact.display_name, one("displayName"));
                assert_eq!(contact.kind == ContactKind::Me, one("contactType").as_deref() == Some("Me"));
                assert_eq!(contact.is_messenger_user, one("isMessengerUser").as_deref() == Some("true"));
                let in_groups: Vec<String> = contact.groups.iter().map(|id| id.0.clone()).collect();
                assert_eq!(in_groups, between(text, "<guid>", "</guid>"));
                people += 1;
            }
            let ids = between(&text, "<groupId>", "</groupId>");
            let names = between(&text, "<name>", "</name>");
            let told: Vec<(&str, &str)> = book.groups.iter().map(|g| (g.id.0.as_str(), g.name.as_str())).collect();
            assert_eq!(told, ids.into_iter().zip(names).collect::<Vec<_>>(), "{}", exchange.at);
            groups += told.len();
        }
        assert!(people > 20 && groups > 2, "{}: {people} contacts, {groups} groups", transcript.name);
    }
}

/// The last lists that somebody fetched: membership, then book.
fn last_lists(transcript: &Transcript, user: &str) -> (Membership, AddressBook) {
    let last = |operation: &str| -> &Exchange {
        let asked = |e: &&Exchange| e.user == user && e.operation() == operation;
        transcript.exchanges.iter().rev().find(asked).unwrap_or_else(|| panic!("{user} never asked for {operation}"))
    };
    let mut affinity = Affinity::default();
    let members = membership::read(&last("FindMembership").reply, &mut affinity).expect("a membership");
    let book = book::read(&last("ABFindAll").reply, &mut affinity).expect("a book");
    assert!(!format!("{affinity:?}").contains("12r1"), "the key is nobody's business");
    (members, book)
}

fn roster(events: Vec<RosterEvent>) -> Roster {
    let mut roster = Roster::default();
    roster.apply(&Event::Roster(RosterEvent::SyncStarted));
    for event in events {
        roster.apply(&Event::Roster(event));
    }
    roster
}

#[test]
fn a_real_account_becomes_a_roster() {
    for transcript in transcripts() {
        let (members, book) = last_lists(&transcript, "alice");
        let facts = facts::join(&book, &members);
        let roster = roster(facts.events());
        let on = |list| roster.on_list(list).map(|p| p.email.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            on(List::Forward),
            ["bob@example.com", "carol@example.com", "erin@example.com"],
            "{}",
            transcript.name
        );
        assert_eq!(on(List::Allow), ["frank@example.com"], "{}", transcript.name);
        assert!(on(List::Pending).is_empty() && on(List::Block).is_empty());
        assert_eq!(roster.groups.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), ["Work"]);
        let work = roster.groups[0].id.clone();
        assert_eq!(roster.in_group(&work).map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Bob"]);
        assert_eq!(roster.privacy, Privacy::AllowOthers);
        assert_eq!(roster.own.name.as_deref(), book.me().and_then(|me| me.display_name.as_deref()));

        // Somebody who was added waits for erin's answer.
        let (members, book) = last_lists(&transcript, "erin");
        let roster = self::roster(facts::join(&book, &members).events());
        assert_eq!(roster.awaiting_answer().map(|p| p.email.as_str()).collect::<Vec<_>>(), ["alice@example.com"]);
    }
}

#[test]
fn every_kind_of_entry_joins() {
    let members = membership::read(&sample::reply(&sample::membership()), &mut Affinity::default()).expect("members");
    let book = book::read(&sample::reply(&sample::book()), &mut Affinity::default()).expect("a book");
    assert_eq!(book.me().and_then(|me| me.phone(PhoneKind::Home)), Some("+1 555 0100"));
    let facts = facts::join(&book, &members);
    assert_eq!(facts.privacy, Some(Privacy::BlockOthers));

    let shown: Vec<(&str, u8, u8)> =
        facts.people.iter().map(|p| (p.email.as_str(), p.network.0, p.lists.bits())).collect();
    let expected = [
        ("bob@example.com", 1, 1 | 2 | 8),
        ("yan@yahoo.example", 32, 1 | 2),
        ("tel:+15550123", 4, 1 | 2),
        ("new@example.com", 1, 1),
        ("dave@example.com", 1, 4),
        ("erin@example.com", 1, 16),
    ];
    assert_eq!(shown, expected);

    let bob = &facts.people[0];
    assert_eq!(bob.alias.as_deref(), Some("Bobby <the> best"), "the name that we gave him");
    assert_eq!(bob.name.as_deref(), Some("Bob"), "the name that he chose");
    assert_eq!(bob.notes.as_deref(), Some("met in Oslo\nlikes tea"));
    assert_eq!(bob.groups, [GroupId("g-1".to_owned())], "not a group that isn't there");
    assert_eq!(bob.id, Some(ContactId("c-bob".to_owned())));
    let expected = [
        (Property::WorkPhone, "555-1".to_owned()),
        (Property::MobilePhone, "555-2".to_owned()),
        (Property::MobileAllowed, "Y".to_owned()),
        (Property::HasBlog, "1".to_owned()),
    ];
    assert_eq!(bob.properties, expected);
    let erin = &facts.people[5];
    assert_eq!((erin.name.as_deref(), erin.invitation.as_deref()), (Some("Erin"), Some("It's me & you")));

    let roster = roster(facts.events());
    assert_eq!(roster.own.name.as_deref(), Some("Alice"));
    assert_eq!(roster.own.properties.get(&Property::HomePhone).map(String::as_str), Some("+1 555 0100"));
    assert_eq!(roster.person(&email("BOB@example.com")).map(|p| p.display_name()), Some("Bobby <the> best"));
    assert_eq!(roster.groups.len(), 1);

    let circles: Vec<_> =
        book.circles.iter().map(|c| (c.name.as_deref().unwrap_or_default(), c.state, c.role)).collect();
    let expected = [
        ("Choir", CircleState::Accepted, Role::Admin),
        ("Chess", CircleState::Waiting, Role::Member),
        ("Gone", CircleState::Left, Role::Member),
    ];
    assert_eq!(circles, expected);
    let choir = email("00000000-0000-0000-0009-96c9144c6bc6@live.com");
    assert_eq!(facts.circles, [(choir.clone(), Lists::from_bits(5))], "in it, and blocked");
    assert_eq!(book.circle_contact(&choir), ContactId("c-choir".to_owned()));
    let chess = &book.circles[1].email;
    assert_eq!(book.circle_contact(chess).0, chess.local_part());
    let ticket = book.circle_ticket.as_ref().expect("a ticket");
    assert_eq!(ticket.expose(), "<?xml version=\"1.0\"?><SignedTicket><Data>x</Data></SignedTicket>");
    let proof = book.circle_proof().expect("a proof");
    assert_eq!(
        proof.expose(),
        "PD94bWwgdmVyc2lvbj0iMS4wIj8+PFNpZ25lZFRpY2tldD48RGF0YT54PC9EYXRhPjwvU2lnbmVkVGlja2V0Pg=="
    );
    assert!(!format!("{book:?} {proof:?}").contains("SignedTicket"));

    let session: Vec<(String, u8, Option<Network>)> =
        facts.session_lists().into_iter().map(|e| (e.email.to_string(), e.lists.bits(), e.network)).collect();
    assert_eq!(session.len(), 5, "nobody who only waits: {session:?}");
    assert!(session.iter().all(|(_, lists, _)| lists & !7 == 0));
    assert_eq!(facts.circle_lists()[0].network, Some(Network::CIRCLE));
}

#[test]
fn nobody_is_allowed_and_blocked_in_a_session() {
    let xml = sample::membership().replace("<MemberRole>Reverse</MemberRole>", "<MemberRole>Block</MemberRole>");
    let members = membership::read(&sample::reply(&xml), &mut Affinity::default()).expect("members");
    let facts = facts::join(&AddressBook::default(), &members);
    let bob = facts.people.iter().find(|p| p.email == email("bob@example.com")).expect("bob");
    assert_eq!(bob.lists.bits(), 2 | 4, "as the service tells it");
    let entry = facts.session_lists().into_iter().find(|e| e.email == bob.email).expect("an entry");
    assert_eq!(entry.lists.bits(), 4);
}

#[test]
fn changes_are_asked_for_from_the_earlier_of_two_moments() {
    for (owner, expected) in [
        ("2026-11-20T10:34:51Z", "2026-11-20T10:34:50Z"),
        ("2026-11-20T02:34:49.0000000-08:00", "2026-11-20T02:34:49.0000000-08:00"),
    ] {
        let namespace =
            format!("<OwnerNamespace><LastChange>{owner}</LastChange></OwnerNamespace></FindMembershipResult>");
        let xml = sample::membership().replace("</FindMembershipResult>", &namespace);
        let members = membership::read(&sample::reply(&xml), &mut Affinity::default()).expect("members");
        assert_eq!(members.changed.as_deref(), Some(expected));
    }
}

#[test]
fn changes_are_taken_in() {
    let read = |xml: &str| membership::read(&sample::reply(xml), &mut Affinity::default()).expect("members");
    let mut members = read(&sample::membership());
    let before = members.clone();
    members.apply(Membership::default());
    assert_eq!(members, before, "nothing changed");

    let mut changes = before.members[..1].to_vec();
    changes[0].deleted = true;
    let mut added = before.members[0].clone();
    added.list = List::Block;
    changes.push(added.clone());
    members.apply(Membership { members: changes, changed: Some("later".to_owned()) });
    assert_eq!(members.members.len(), before.members.len());
    assert!(members.on(List::Allow, &added.email).is_none());
    assert_eq!(members.on(List::Block, &added.email), Some(&added));
    assert_eq!(members.changed.as_deref(), Some("later"));

    let mut book = book::read(&sample::reply(&sample::book()), &mut Affinity::default()).expect("a book");
    let before = book.clone();
    let mut bob = before.contact(&email("bob@example.com")).expect("bob").clone();
    bob.display_name = Some("Robert".to_owned());
    let mut yan = before.contact(&email("yan@yahoo.example")).expect("yan").clone();
    yan.deleted = true;
    let mut group = before.groups[0].clone();
    group.deleted = true;
    let changes = AddressBook { contacts: vec![bob, yan], groups: vec![group], ..AddressBook::default() };
    book.apply(changes);
    assert_eq!(book.contacts.len(), before.contacts.len() - 1);
    assert_eq!(book.contact(&email("bob@example.com")).and_then(|b| b.display_name.as_deref()), Some("Robert"));
    assert!(book.groups.is_empty());
    assert_eq!((&book.circle_ticket, &book.changed), (&before.circle_ticket, &before.changed));
}

//! The address book over real sockets: the toolkit's client edits everything, in dialects that keep their lists behind
//! SOAP, and gets the same roster as one that has them from the notification server.

mod support;

use msnp::dialect::Dialect;
use msnp::event::{Answer, Event, PresenceEvent};
use msnp::request::Request;
use msnp::roster::Roster;
use msnp::types::{Email, GroupId, List, PhoneKind, Privacy};
use support::{Person, Place, address};

const LATER: [Dialect; 3] = [Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18];

async fn place() -> Place {
    let place = Place::new(false).await;
    for name in ["alice", "bob", "carol", "dave"] {
        place.account(name, false).await;
    }
    place
}

/// The roster of a fresh sign-in.
async fn roster(place: &Place, name: &str, dialect: Dialect) -> Roster {
    let mut person = place.sign_in(name, dialect).await;
    let roster = person.roster.without_presence();
    person.handle.request(Request::SignOut);
    person.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    roster
}

/// What all dialects tell, line by line.
fn lines(roster: &Roster) -> Vec<String> {
    let name = |id: &GroupId| roster.group(id).map(|group| group.name.clone()).unwrap_or_default();
    let person = |person: &msnp::roster::Person| {
        let mut groups: Vec<String> = person.groups.iter().map(name).collect();
        groups.sort();
        format!("{} {:?} {} in {groups:?}", person.email, person.lists, person.display_name())
    };
    let mut all: Vec<String> = roster.people.values().map(person).collect();
    let mut groups: Vec<String> = roster.groups.iter().map(|group| format!("group {}", group.name)).collect();
    groups.sort();
    all.extend(groups);
    all.push(format!("{:?} {:?}", roster.privacy, roster.own.name));
    all
}

async fn make_group(person: &mut Person, name: &str) -> GroupId {
    match person.ask(Request::AddGroup(name.to_owned())).await {
        Answer::Group(id) => id,
        other => panic!("{other:?}"),
    }
}

/// Everything that can be done to the lists.
async fn edit(alice: &mut Person) {
    let (bob, carol, dave) = (address("bob"), address("carol"), address("dave"));
    let add = |email: &Email| Request::AddContact { email: email.clone(), name: None, group: None };
    for email in [&bob, &carol, &dave] {
        alice.ask(add(email)).await;
    }
    let friends = make_group(alice, "Friends & Co").await;
    let work = make_group(alice, "Werk ☂").await;
    alice.ask(Request::AddToGroup { email: bob.clone(), group: friends.clone() }).await;
    alice.ask(Request::AddToGroup { email: carol.clone(), group: friends.clone() }).await;
    alice.ask(Request::RemoveContact { email: carol.clone(), group: Some(friends.clone()) }).await;
    alice.ask(Request::RenameGroup { group: friends, name: "Old friends".into() }).await;
    alice.ask(Request::RemoveGroup(work)).await;
    alice.ask(Request::RenameContact { email: bob.clone(), name: "Bobby <3".into() }).await;
    alice.ask(Request::Block(carol.clone())).await;
    alice.ask(Request::RemoveContact { email: dave.clone(), group: None }).await;
    alice.ask(Request::SetPrivacy(Privacy::BlockOthers)).await;
    alice.ask(Request::SetName("Alice ☂".into())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_edit_leads_to_the_same_roster() {
    let mut expected = None;
    for dialect in [Dialect::Msnp12, Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18] {
        let place = place().await;
        let mut alice = place.sign_in("alice", dialect).await;
        edit(&mut alice).await;
        let here = alice.roster.without_presence();
        alice.sign_out().await;
        // Whoever signs in afterwards finds it so, in any dialect.
        let mut seen = Vec::new();
        for later in [Dialect::Msnp12, Dialect::Msnp13, Dialect::Msnp18] {
            seen.push(roster(&place, "alice", later).await);
        }
        // The address book doesn't answer with a name, so whoever adds somebody who isn't there learns it the next time.
        for (email, person) in &seen[0].people {
            if let Some(known) = here.people.get(email) {
                assert_eq!((known.lists, &known.id), (person.lists, &person.id), "{dialect}");
            }
        }
        assert_eq!((here.people.len(), here.privacy), (seen[0].people.len(), seen[0].privacy), "{dialect}");
        let ids: Vec<_> = seen.iter().map(|roster| roster.person(&address("bob")).unwrap().id.clone()).collect();
        assert!(ids.iter().all(|id| id.is_some() && *id == ids[0]), "{dialect}: {ids:?}");
        for roster in &seen {
            let expected = expected.get_or_insert_with(|| lines(roster));
            assert_eq!(&lines(roster), expected, "{dialect}");
        }
        place.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_notes_about_somebody_is_there_the_next_time() {
    for dialect in LATER {
        let place = place().await;
        let mut alice = place.sign_in("alice", dialect).await;
        let email = address("bob");
        alice.ask(Request::AddContact { email: email.clone(), name: None, group: None }).await;
        alice.ask(Request::SetAlias { email: email.clone(), alias: Some("Bobby".into()) }).await;
        alice.ask(Request::SetNote { email: email.clone(), note: Some("Met in Ghent & again".into()) }).await;
        let number = Some("+1 555 2".to_owned());
        alice.ask(Request::SetPhone { email: email.clone(), kind: PhoneKind::Mobile, number }).await;
        alice.sign_out().await;
        for later in LATER {
            let roster = roster(&place, "alice", later).await;
            let bob = roster.person(&email).unwrap();
            assert_eq!((bob.alias.as_deref(), bob.display_name()), (Some("Bobby"), "Bobby"), "{dialect} {later}");
            assert_eq!(bob.note.as_deref(), Some("Met in Ghent & again"));
            assert_eq!(bob.phones.get(&PhoneKind::Mobile).map(String::as_str), Some("+1 555 2"));
        }
        place.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_added_answers_and_both_see_each_other() {
    for (one, other) in [(Dialect::Msnp18, Dialect::Msnp12), (Dialect::Msnp12, Dialect::Msnp15), (LATER[0], LATER[2])] {
        let place = place().await;
        let mut alice = place.sign_in("alice", one).await;
        let (a, b) = (address("alice"), address("bob"));
        alice.ask(Request::AddContact { email: b.clone(), name: None, group: None }).await;
        let mut bob = place.sign_in("bob", other).await;
        let online = |who: &Email, p: &PresenceEvent| matches!(p, PresenceEvent::Online { email, .. } if email == who);
        alice.presence("bob", |p| online(&b, p)).await;
        assert!(bob.roster.person(&a).is_some_and(msnp::roster::Person::awaits_answer), "{one} {other}");
        bob.ask(Request::AcceptPending(a.clone())).await;
        bob.ask(Request::AddContact { email: a.clone(), name: None, group: None }).await;
        bob.presence("alice", |p| online(&a, p)).await;
        bob.sign_out().await;
        let roster = roster(&place, "bob", other).await;
        let lists = roster.person(&a).unwrap().lists;
        for list in [List::Forward, List::Allow, List::Reverse] {
            assert!(lists.contains(list), "{one} {other}: {lists:?}");
        }
        assert!(!lists.contains(List::Pending), "{one} {other}: {lists:?}");
        place.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_at_one_place_is_seen_at_the_other() {
    for dialect in [Dialect::Msnp16, Dialect::Msnp18] {
        let place = place().await;
        let mut desk = place.sign_in("alice", dialect).await;
        let mut phone = place.sign_in("alice", dialect).await;
        let (bob, mut bobs) = (address("bob"), place.sign_in("bob", Dialect::Msnp12).await);
        phone.seen.clear();
        let friends = make_group(&mut desk, "Friends").await;
        desk.ask(Request::AddContact { email: bob.clone(), name: None, group: Some(friends.clone()) }).await;
        desk.ask(Request::SetAlias { email: bob.clone(), alias: Some("Bobby".into()) }).await;
        let news = |event: &Event| matches!(event, Event::Roster(_));
        while phone.roster.person(&bob).is_none_or(|bob| bob.alias.is_none() || bob.groups.is_empty()) {
            phone.until("the news", news).await;
        }
        assert_eq!(phone.roster.group(&friends).map(|group| group.name.as_str()), Some("Friends"));
        // The phone names the new contact to the notification server (`ADL`) once it knows of them. Answered after that, in
        // the connection's order: else the desk could remove Bob before the phone adds him.
        phone.ask(Request::SetStatus(msnp::types::Status::Away)).await;
        bobs.ask(Request::SetStatus(msnp::types::Status::Busy)).await;
        for person in [&mut desk, &mut phone] {
            let busy = |p: &PresenceEvent| {
                matches!(p, PresenceEvent::Online { email, status, .. }
                    if *email == bob && *status == msnp::types::Status::Busy)
            };
            person.presence("bob", busy).await;
        }
        desk.ask(Request::RemoveContact { email: bob.clone(), group: None }).await;
        while phone.roster.person(&bob).is_some_and(msnp::roster::Person::is_contact) {
            phone.until("the end", news).await;
        }
        place.server.stop().await;
    }
}

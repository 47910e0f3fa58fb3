//! What both forms have to do for the address book, and that a file of the first version is read.

use super::{both, draft, serial};
use crate::directory::books::MOST_CHANGES;
use crate::directory::*;
use msnp::types::{List, Lists};
use proptest::prelude::*;

const FORWARD: Lists = Lists::NONE.with(List::Forward);

fn phone() -> Detail {
    Detail::Phone("ContactPhoneMobile".to_owned())
}

fn pair(directory: &mut dyn Directory) -> (AccountId, AccountId) {
    let alice = directory.create(draft("alice@example.com")).unwrap();
    (alice, directory.create(draft("bob@example.com")).unwrap())
}

fn only(directory: &dyn Directory, owner: AccountId) -> Contact {
    let book = directory.book(owner).unwrap();
    assert_eq!(book.len(), 1);
    book.into_iter().next().unwrap()
}

#[test]
fn a_contact_has_notes_and_numbers_until_they_leave_the_book() {
    both(|directory| {
        let (alice, bob) = pair(directory);
        assert_eq!(directory.set_detail(alice, bob, &Detail::Note, Some("x")), Err(DirectoryError::Missing));
        directory.set_lists(alice, bob, FORWARD).unwrap();
        directory.set_detail(alice, bob, &Detail::Note, Some("met in Ghent")).unwrap();
        directory.set_detail(alice, bob, &phone(), Some("555 1")).unwrap();
        directory.set_detail(alice, bob, &phone(), Some("555 2")).unwrap();
        directory.set_detail(alice, bob, &Detail::Field("firstName".into()), Some("B")).unwrap();
        directory.set_detail(alice, bob, &Detail::Field("firstName".into()), None).unwrap();
        let noted = [(Detail::Note, "met in Ghent".to_owned()), (phone(), "555 2".to_owned())];
        assert_eq!(only(directory, alice).details, noted);
        assert_eq!(directory.details(alice, bob).unwrap(), noted);
        assert_eq!(directory.details(bob, alice).unwrap(), []);
        directory.set_lists(alice, bob, Lists::NONE.with(List::Block)).unwrap();
        assert_eq!(only(directory, alice).details, []);
        assert!(!only(directory, alice).is_in_book());
        let own = Detail::Annotation("MSN.IM.MPOP".to_owned());
        directory.set_detail(alice, alice, &own, Some("1")).unwrap();
        assert_eq!(directory.details(alice, alice).unwrap(), [(own, "1".to_owned())]);
    });
}

#[test]
fn somebody_can_be_kept_without_being_on_a_list() {
    both(|directory| {
        let (alice, bob) = pair(directory);
        directory.set_lists(alice, bob, FORWARD).unwrap();
        directory.set_detail(alice, bob, &Detail::Note, Some("keep")).unwrap();
        directory.set_kept(alice, bob, true).unwrap();
        directory.set_lists(alice, bob, Lists::NONE).unwrap();
        assert_eq!(directory.entries(alice).unwrap(), []);
        assert_eq!(directory.entry(alice, bob).unwrap(), None);
        assert_eq!(directory.entries(bob).unwrap(), [], "the other side no longer sees itself listed");
        let kept = only(directory, alice);
        assert!(kept.is_in_book() && kept.entry.lists.is_empty() && kept.details.len() == 1);
        directory.set_lists(alice, bob, Lists::NONE.with(List::Block)).unwrap();
        directory.set_lists(alice, bob, Lists::NONE).unwrap();
        assert!(only(directory, alice).kept);
        directory.set_lists(alice, bob, FORWARD).unwrap();
        assert!(!only(directory, alice).kept, "on the forward list nobody is only kept");
        directory.set_lists(alice, bob, Lists::NONE).unwrap();
        assert_eq!(directory.book(alice).unwrap(), []);
        directory.set_kept(alice, bob, true).unwrap();
        directory.set_detail(alice, bob, &Detail::Note, Some("again")).unwrap();
        directory.set_kept(alice, bob, false).unwrap();
        assert_eq!(directory.book(alice).unwrap(), []);
        assert_eq!(directory.details(alice, bob).unwrap(), []);
    });
}

#[test]
fn dates_say_when_somebody_came() {
    both(|directory| {
        let (alice, bob) = pair(directory);
        directory.set_time(100);
        directory.set_lists(alice, bob, Lists::NONE.with(List::Allow)).unwrap();
        directory.set_time(200);
        directory.set_lists(bob, alice, FORWARD).unwrap();
        directory.set_time(300);
        directory.set_lists(alice, bob, Lists::from_bits(11)).unwrap();
        let contact = only(directory, alice);
        assert_eq!((contact.since, contact.reverse_since), (100, 200));
        let contact = only(directory, bob);
        assert_eq!((contact.since, contact.reverse_since), (200, 300));
    });
}

#[test]
fn changes_are_told_from_a_serial_on() {
    both(|directory| {
        let (alice, bob) = pair(directory);
        let start = serial(directory, alice);
        assert_eq!(directory.changes(alice, start).unwrap(), Some(Changes::default()));
        assert_eq!(directory.changes(alice, start + 1).unwrap(), None, "that hasn't come yet");
        assert_eq!(directory.changes(alice, 0).unwrap(), None, "before the beginning nothing is known");

        directory.set_lists(alice, bob, Lists::from_bits(3)).unwrap();
        directory.add_group(alice, "One", "g1").unwrap();
        directory.set_membership(alice, bob, 1, true).unwrap();
        let middle = serial(directory, alice);
        let changes = directory.changes(alice, start).unwrap().unwrap();
        assert_eq!(
            (changes.me, changes.people.len(), changes.groups.as_slice()),
            (false, 1, ["g1".to_owned()].as_slice())
        );
        assert_eq!(changes.people[0].guid, "guid-bob@example.com");

        directory.set_privacy(alice, Privacy::BlockOthers).unwrap();
        let changes = directory.changes(alice, middle).unwrap().unwrap();
        assert_eq!(changes, Changes { me: true, ..Changes::default() });

        // The name that somebody gives themselves stands in the books of others.
        let middle = serial(directory, alice);
        directory.set_name(bob, "Robert").unwrap();
        assert_eq!(directory.changes(alice, middle).unwrap().unwrap().people.len(), 1);

        let middle = serial(directory, alice);
        directory.remove_group(alice, 1).unwrap();
        let changes = directory.changes(alice, middle).unwrap().unwrap();
        assert_eq!((changes.people.len(), changes.groups.len()), (1, 1), "who was in it changes too");

        let middle = serial(directory, alice);
        directory.remove(bob).unwrap();
        let changes = directory.changes(alice, middle).unwrap().unwrap();
        let gone = &changes.people[0];
        assert_eq!((gone.email.as_str(), gone.was.bits(), gone.was_in_book), ("bob@example.com", 3, true));
    });
}

#[test]
fn old_changes_are_forgotten() {
    both(|directory| {
        let (alice, bob) = pair(directory);
        let start = serial(directory, alice);
        directory.set_lists(alice, bob, FORWARD).unwrap();
        for n in 0..MOST_CHANGES {
            directory.add_group(alice, "g", &format!("g{n}")).unwrap();
            directory.remove_group(alice, 1).unwrap();
        }
        assert_eq!(directory.changes(alice, start).unwrap(), None);
        let recent = serial(directory, alice) - 10;
        let changes = directory.changes(alice, recent).unwrap().unwrap();
        assert_eq!((changes.people.len(), changes.groups.len()), (0, 5));
    });
}

#[test]
fn a_book_holds_only_so_much() {
    both(|directory| {
        let (alice, _) = pair(directory);
        let long = "x".repeat(5000);
        assert_eq!(directory.set_detail(alice, alice, &Detail::Note, Some(&long)), Err(DirectoryError::TooMuch));
        assert_eq!(directory.set_detail(alice, alice, &Detail::Field(long), Some("x")), Err(DirectoryError::TooMuch));
        let before = serial(directory, alice);
        for n in 0..MOST_DETAILS {
            directory.set_detail(alice, alice, &Detail::Annotation(n.to_string()), Some("x")).unwrap();
        }
        assert_eq!(serial(directory, alice), before + MOST_DETAILS as u64);
        let more = Detail::Annotation("more".into());
        assert_eq!(directory.set_detail(alice, alice, &more, Some("x")), Err(DirectoryError::TooMuch));
        directory.set_detail(alice, alice, &Detail::Annotation("1".into()), Some("y")).unwrap();
        directory.set_detail(alice, alice, &more, None).unwrap();
        directory.set_detail(alice, alice, &Detail::Annotation("1".into()), None).unwrap();
        directory.set_detail(alice, alice, &more, Some("x")).unwrap();
    });
}

#[test]
fn a_file_of_the_first_version_keeps_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.sqlite");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../schema_1.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO accounts (email, email_key, name, guid, password, serial) VALUES
            ('Alice@example.com', 'alice@example.com', 'Alice', 'ga', 'hash', 7),
            ('bob@example.com', 'bob@example.com', 'Bob', 'gb', 'hash', 3);
         INSERT INTO entries VALUES (1, 2, 'Bobby', 3), (2, 1, NULL, 24);
         INSERT INTO contact_groups VALUES (1, 1, 'g1', 'One');
         INSERT INTO members VALUES (1, 2, 1);
         INSERT INTO properties VALUES (1, 'PHH', '555');
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    for _ in 0..2 {
        let mut directory = SqliteDirectory::open(&path).unwrap();
        let alice = directory.account(&Email::parse("alice@example.com").unwrap()).unwrap().unwrap();
        assert_eq!((alice.name.as_str(), alice.serial), ("Alice", 7));
        let contact = only(&directory, alice.id);
        assert_eq!((contact.entry.name(), contact.entry.lists.bits()), ("Bobby", 3));
        assert_eq!((contact.entry.groups.as_slice(), contact.kept, contact.since), ([1].as_slice(), false, 0));
        assert_eq!(directory.properties(alice.id).unwrap().len(), 1);
        assert_eq!(directory.changes(alice.id, 6).unwrap(), None, "what changed before isn't known");
        assert_eq!(directory.changes(alice.id, 7).unwrap(), Some(Changes::default()));
        directory.set_time(1);
    }
    let file = rusqlite::Connection::open(&path).unwrap();
    let wrong: i64 = file.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(wrong, 0);
    // What refers to the table that was made anew still goes with its rows.
    let mut directory = SqliteDirectory::open(&path).unwrap();
    directory.remove(AccountId(2)).unwrap();
    let left: i64 = file.query_row("SELECT count(*) FROM members", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[derive(Debug, Clone)]
enum Step {
    Lists(usize, usize, u8),
    Kept(usize, usize, bool),
    Detail(usize, usize, Option<u8>),
    Name(usize, usize, Option<u8>),
    OwnName(usize),
    Property(usize, Option<u8>),
    Group(usize, u32),
    Rename(usize, u32),
    RemoveGroup(usize, u32),
    Member(usize, usize, u32, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let (a, b) = (0..3_usize, 0..3_usize);
    prop_oneof![
        4 => (a.clone(), b.clone(), 0..32_u8).prop_map(|(a, b, lists)| Step::Lists(a, b, lists)),
        2 => (a.clone(), b.clone(), any::<bool>()).prop_map(|(a, b, kept)| Step::Kept(a, b, kept)),
        2 => (a.clone(), b.clone(), any::<Option<u8>>()).prop_map(|(a, b, value)| Step::Detail(a, b, value)),
        1 => (a.clone(), b.clone(), any::<Option<u8>>()).prop_map(|(a, b, name)| Step::Name(a, b, name)),
        1 => a.clone().prop_map(Step::OwnName),
        1 => (a.clone(), any::<Option<u8>>()).prop_map(|(a, value)| Step::Property(a, value)),
        1 => (a.clone(), 0..100_u32).prop_map(|(a, guid)| Step::Group(a, guid)),
        1 => (a.clone(), 1..3_u32).prop_map(|(a, group)| Step::Rename(a, group)),
        1 => (a.clone(), 1..3_u32).prop_map(|(a, group)| Step::RemoveGroup(a, group)),
        2 => (a, b, 1..3_u32, any::<bool>()).prop_map(|(a, b, group, is)| Step::Member(a, b, group, is)),
    ]
}

fn take(directory: &mut dyn Directory, ids: &[AccountId], step: &Step) -> String {
    let text = |n: &Option<u8>| n.as_ref().map(u8::to_string);
    let done = match step {
        Step::Lists(a, b, _) | Step::Kept(a, b, _) if a == b => Ok(()),
        Step::Lists(a, b, lists) => directory.set_lists(ids[*a], ids[*b], Lists::from_bits(*lists)),
        Step::Kept(a, b, kept) => directory.set_kept(ids[*a], ids[*b], *kept),
        Step::Detail(a, b, value) => directory.set_detail(ids[*a], ids[*b], &phone(), text(value).as_deref()),
        Step::Name(a, b, name) => directory.set_given_name(ids[*a], ids[*b], text(name).as_deref()),
        Step::OwnName(a) => directory.set_name(ids[*a], "other"),
        Step::Property(a, value) => directory.set_property(ids[*a], &Property::HomePhone, text(value).as_deref()),
        Step::Group(a, guid) => directory.add_group(ids[*a], "x", &format!("g{guid}")).map(|_| ()),
        Step::Rename(a, group) => directory.rename_group(ids[*a], *group, "y"),
        Step::RemoveGroup(a, group) => directory.remove_group(ids[*a], *group),
        Step::Member(a, b, group, is) => directory.set_membership(ids[*a], ids[*b], *group, *is),
    };
    format!("{done:?}")
}

/// All that a directory says of an account.
fn whole(directory: &dyn Directory, id: AccountId) -> String {
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        directory.account_by_id(id).unwrap(),
        directory.entries(id).unwrap(),
        directory.book(id).unwrap(),
        directory.groups(id).unwrap(),
        directory.details(id, id).unwrap(),
        directory.changes(id, 1).unwrap(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The two forms are one: whatever is done to them, they say the same.
    #[test]
    fn both_forms_say_the_same(steps in proptest::collection::vec(step(), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        let mut file = SqliteDirectory::open(&folder.path().join("accounts.sqlite")).unwrap();
        let mut memory = MemoryDirectory::new();
        let mut ids = Vec::new();
        for email in ["a@example.com", "b@example.com", "c@example.com"] {
            ids.push(file.create(draft(email)).unwrap());
            prop_assert_eq!(memory.create(draft(email)).unwrap(), *ids.last().unwrap());
        }
        for (at, step) in steps.iter().enumerate() {
            let time = u64::try_from(at).unwrap() + 1;
            file.set_time(time);
            memory.set_time(time);
            prop_assert_eq!(take(&mut file, &ids, step), take(&mut memory, &ids, step));
            for id in &ids {
                prop_assert_eq!(whole(&file, *id), whole(&memory, *id), "after {:?}", step);
            }
        }
    }
}

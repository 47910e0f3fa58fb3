//! What both forms of the directory have to do.

mod books;

use super::*;
use msnp::types::Lists;

fn draft(email: &str) -> Draft {
    Draft {
        email: Email::parse(email).unwrap(),
        name: email.split('@').next().unwrap().to_owned(),
        guid: format!("guid-{email}"),
        credentials: Credentials {
            password: Secret::new("hash"),
            md5: Some(SaltedMd5 { salt: "salt".into(), digest: Secret::new("digest") }),
        },
    }
}

/// Runs one check on both forms.
fn both(check: impl Fn(&mut dyn Directory)) {
    check(&mut MemoryDirectory::new());
    let folder = tempfile::tempdir().unwrap();
    check(&mut SqliteDirectory::open(&folder.path().join("accounts.sqlite")).unwrap());
}

fn serial(directory: &dyn Directory, id: AccountId) -> u64 {
    directory.account_by_id(id).unwrap().unwrap().serial
}

#[test]
fn addresses_are_taken_without_regard_to_case() {
    both(|directory| {
        let id = directory.create(draft("Alice@Example.com")).unwrap();
        let other = Email::parse("alice@example.COM").unwrap();
        assert_eq!(directory.create(draft("alice@example.com")), Err(DirectoryError::Exists(other.clone())));
        let found = directory.account(&other).unwrap().unwrap();
        assert_eq!(found.id, id);
        assert_eq!(found.email.as_str(), "Alice@Example.com");
        assert_eq!(directory.credentials(id).unwrap().unwrap().md5.unwrap().salt, "salt");
        let other = Credentials { password: Secret::new("other"), md5: None };
        directory.set_credentials(id, other).unwrap();
        let kept = directory.credentials(id).unwrap().unwrap();
        assert!(kept.password.expose() == "other" && kept.md5.is_none());
    });
}

#[test]
fn the_other_side_is_kept_in_step() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        let before = (serial(directory, alice), serial(directory, bob));
        directory.set_lists(alice, bob, Lists::NONE.with(List::Forward)).unwrap();
        let theirs = directory.entry(bob, alice).unwrap().unwrap();
        assert_eq!(theirs.lists, Lists::NONE.with(List::Reverse).with(List::Pending));
        assert_eq!((serial(directory, alice), serial(directory, bob)), (before.0 + 1, before.1 + 1));
        directory.set_lists(alice, bob, Lists::NONE).unwrap();
        assert_eq!(directory.entry(bob, alice).unwrap(), None);
        assert_eq!(directory.entries(alice).unwrap(), []);
    });
}

#[test]
fn nobody_is_pending_who_was_allowed_or_blocked_before_or_wants_no_prompt() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        let carol = directory.create(draft("carol@example.com")).unwrap();
        directory.set_lists(bob, alice, Lists::NONE.with(List::Block)).unwrap();
        directory.set_add_policy(carol, AddPolicy::Silent).unwrap();
        for them in [bob, carol] {
            directory.set_lists(alice, them, Lists::NONE.with(List::Forward)).unwrap();
            let lists = directory.entry(them, alice).unwrap().unwrap().lists;
            assert!(lists.contains(List::Reverse) && !lists.contains(List::Pending));
        }
    });
}

#[test]
fn groups_take_the_lowest_free_number_and_let_their_people_go() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        assert_eq!(directory.add_group(alice, "One", "g1"), Ok(1));
        assert_eq!(directory.add_group(alice, "Two", "g2"), Ok(2));
        assert_eq!(directory.set_membership(alice, bob, 1, true), Err(DirectoryError::Missing));
        directory.set_lists(alice, bob, Lists::NONE.with(List::Forward)).unwrap();
        directory.set_membership(alice, bob, 2, true).unwrap();
        directory.set_membership(alice, bob, 1, true).unwrap();
        assert_eq!(directory.entry(alice, bob).unwrap().unwrap().groups, [1, 2]);
        directory.remove_group(alice, 1).unwrap();
        assert_eq!(directory.entry(alice, bob).unwrap().unwrap().groups, [2]);
        assert_eq!(directory.add_group(alice, "Three", "g3"), Ok(1));
        directory.rename_group(alice, 2, "Deux").unwrap();
        let names: Vec<String> = directory.groups(alice).unwrap().into_iter().map(|g| g.name).collect();
        assert_eq!(names, ["Three", "Deux"]);
        assert_eq!(directory.rename_group(alice, 9, "x"), Err(DirectoryError::Missing));
        directory.set_lists(alice, bob, Lists::NONE.with(List::Block)).unwrap();
        assert_eq!(directory.entry(alice, bob).unwrap().unwrap().groups, [0; 0]);
    });
}

#[test]
fn settings_names_and_properties_stay() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        directory.set_name(alice, "Alice ☂").unwrap();
        directory.set_privacy(alice, Privacy::BlockOthers).unwrap();
        directory.set_property(alice, &Property::HomePhone, Some("555 1")).unwrap();
        directory.set_property(alice, &Property::HomePhone, Some("555 2")).unwrap();
        directory.set_property(alice, &Property::WorkPhone, Some("555 3")).unwrap();
        directory.set_property(alice, &Property::WorkPhone, None).unwrap();
        directory.set_lists(bob, alice, Lists::NONE.with(List::Forward)).unwrap();
        directory.set_given_name(bob, alice, Some("Ali")).unwrap();
        directory.set_greeted(alice).unwrap();
        let account = directory.account_by_id(alice).unwrap().unwrap();
        assert_eq!((account.name.as_str(), account.privacy, account.greeted), ("Alice ☂", Privacy::BlockOthers, true));
        assert_eq!(directory.properties(alice).unwrap(), [(Property::HomePhone, "555 2".to_owned())]);
        assert_eq!(directory.entry(bob, alice).unwrap().unwrap().name(), "Ali");
        directory.set_given_name(bob, alice, None).unwrap();
        assert_eq!(directory.entry(bob, alice).unwrap().unwrap().name(), "Alice ☂");
    });
}

#[test]
fn a_removed_account_leaves_no_trace() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        directory.set_lists(alice, bob, Lists::NONE.with(List::Forward)).unwrap();
        directory.add_group(alice, "One", "g1").unwrap();
        directory.set_membership(alice, bob, 1, true).unwrap();
        let before = serial(directory, alice);
        directory.remove(bob).unwrap();
        assert_eq!(directory.entries(alice).unwrap(), []);
        assert!(serial(directory, alice) > before);
        assert_eq!(directory.remove(bob), Err(DirectoryError::Missing));
        let again = directory.create(draft("bob@example.com")).unwrap();
        assert_ne!(again, bob);
    });
}

#[test]
fn the_file_keeps_what_it_was_told_and_two_can_have_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.sqlite");
    let mut one = SqliteDirectory::open(&path).unwrap();
    let mut other = SqliteDirectory::open(&path).unwrap();
    let alice = one.create(draft("alice@example.com")).unwrap();
    assert!(other.account_by_id(alice).unwrap().is_some());
    other.set_name(alice, "Alice").unwrap();
    drop(other);
    assert_eq!(one.account_by_id(alice).unwrap().unwrap().name, "Alice");
    drop(one);
    let again = SqliteDirectory::open(&path).unwrap();
    assert_eq!(again.accounts().unwrap().len(), 1);
}

#[test]
fn a_file_of_a_later_version_or_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.sqlite");
    drop(SqliteDirectory::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(SqliteDirectory::open(&path), Err(DirectoryError::Storage(reason)) if reason.contains("later")));
    std::fs::write(folder.path().join("text"), "not a database at all, only some text").unwrap();
    assert!(SqliteDirectory::open(&folder.path().join("text")).is_err());
}

#[test]
fn circles_are_kept_and_places_go_with_their_account() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        let circle = |n: u8| Circle { guid: format!("00000000-0000-0000-0009-00000000000{n}"), name: format!("C{n}") };
        let member = |account, role, standing, inviter| CircleMember {
            account,
            role,
            standing,
            inviter,
            message: "come".into(),
        };
        let (one, two) = (circle(1), circle(2));
        directory.add_circle(&one).unwrap();
        assert!(directory.add_circle(&one).is_err());
        directory.add_circle(&two).unwrap();
        assert_eq!(directory.circle(&one.guid).unwrap(), Some(one.clone()));
        assert_eq!(directory.circle("other").unwrap(), None);
        let admin = member(alice, CircleRole::Admin, CircleStanding::Member, None);
        let asked = member(bob, CircleRole::Member, CircleStanding::Invited, Some(alice));
        directory.set_circle_member(&one.guid, &admin).unwrap();
        directory.set_circle_member(&one.guid, &asked).unwrap();
        directory.set_circle_member(&two.guid, &asked).unwrap();
        assert_eq!(directory.circle_members(&one.guid).unwrap(), [admin.clone(), asked.clone()]);
        assert_eq!(directory.circles_of(bob).unwrap(), [(one.clone(), asked.clone()), (two.clone(), asked.clone())]);
        let inside = CircleMember { standing: CircleStanding::Gone, ..asked };
        directory.set_circle_member(&one.guid, &inside).unwrap();
        assert_eq!(directory.circle_members(&one.guid).unwrap()[1], inside);
        assert_eq!(directory.set_circle_member("other", &admin), Err(DirectoryError::Missing));
        let nobody = CircleMember { account: AccountId(99), ..admin };
        assert_eq!(directory.set_circle_member(&one.guid, &nobody), Err(DirectoryError::Missing));
        directory.remove(alice).unwrap();
        let left = directory.circle_members(&one.guid).unwrap();
        assert_eq!(left, [CircleMember { inviter: None, ..inside }]);
        directory.forget_circle_member(&two.guid, bob).unwrap();
        assert_eq!(directory.forget_circle_member(&two.guid, bob), Err(DirectoryError::Missing));
        assert_eq!((directory.circles_of(bob).unwrap().len(), directory.circle(&two.guid).unwrap()), (1, None));
    });
}

#[test]
fn messages_wait_in_order_and_go_with_their_account() {
    both(|directory| {
        let alice = directory.create(draft("alice@example.com")).unwrap();
        let bob = directory.create(draft("bob@example.com")).unwrap();
        let message = |id: &str, from: &str| Waiting {
            id: id.to_owned(),
            from: Email::parse(from).unwrap(),
            name: "Ålice".to_owned(),
            run: "r".to_owned(),
            sequence: u32::MAX,
            sent: 1_795_170_889,
            text: "hi\r\n✓\u{0}".to_owned(),
        };
        let (one, two, three) =
            (message("1", "alice@example.com"), message("2", "carol@example.com"), message("3", "ALICE@example.com"));
        for one in [&one, &two, &three] {
            directory.leave_message(bob, one).unwrap();
        }
        assert_eq!(directory.leave_message(AccountId(99), &message("4", "a@b.c")), Err(DirectoryError::Missing));
        assert_eq!(directory.waiting_messages(bob).unwrap(), [one.clone(), two.clone(), three.clone()]);
        assert_eq!(directory.waiting_messages(alice).unwrap(), []);
        assert_eq!(directory.waiting_message(bob, "2").unwrap(), Some(two.clone()));
        assert_eq!(directory.waiting_message(alice, "2").unwrap(), None);
        assert_eq!(directory.count_messages(bob, &one.from), Ok((3, 2)));
        assert_eq!(directory.delete_messages(bob, &["1", "9"]), Ok(false));
        assert_eq!(directory.delete_messages(alice, &["1"]), Ok(false));
        assert_eq!(directory.delete_messages(bob, &["1", "3"]), Ok(true));
        assert_eq!(directory.waiting_messages(bob).unwrap(), [two]);
        directory.remove(bob).unwrap();
        assert_eq!(directory.waiting_messages(bob).unwrap_or_default(), []);
    });
}

#[test]
fn a_file_from_before_offline_messages_gets_a_place_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.sqlite");
    let alice = SqliteDirectory::open(&path).unwrap().create(draft("alice@example.com")).unwrap();
    let plain = rusqlite::Connection::open(&path).unwrap();
    plain.execute_batch("DROP TABLE offline_messages").unwrap();
    drop(plain);
    assert_eq!(SqliteDirectory::open(&path).unwrap().waiting_messages(alice).unwrap(), []);
}

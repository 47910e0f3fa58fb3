//! Who stands where, by each of the list's looks.

use super::*;
use crate::store::settings::AccountList;
use msnp::types::{List, Lists};

fn email(name: &str) -> Email {
    format!("{}@example.com", name.to_lowercase()).parse().unwrap()
}

fn person(name: &str, status: Status, groups: &[&str]) -> Person {
    let mut person = Person::new(email(name));
    person.name = name.to_owned();
    person.status = status;
    person.lists = Lists::NONE.with(List::Forward);
    person.groups = groups.iter().map(|g| GroupId((*g).to_owned())).collect();
    person
}

fn model(people: Vec<Person>, groups: &[(&str, &str)]) -> Model {
    let mut model = Model::default();
    model.roster.groups =
        groups.iter().map(|(id, name)| Group { id: GroupId((*id).into()), name: (*name).into() }).collect();
    model.roster.people = people.into_iter().map(|p| (p.email.clone(), p)).collect();
    model
}

fn shape(model: &Model, search: &str) -> Vec<(String, Vec<String>)> {
    let shown = |s: Section<'_>| (s.title(), s.people.iter().map(|p| p.name.clone()).collect());
    sections(model, search).into_iter().map(shown).collect()
}

fn sample() -> Model {
    let people = vec![
        person("carol", Status::Away, &["1"]),
        person("Bob", Status::Online, &["1", "2"]),
        person("Grace", Status::Offline, &["1"]),
        person("Dave", Status::Busy, &["2"]),
        person("Zoe", Status::Online, &[]),
    ];
    model(people, &[("1", "Favourites"), ("2", "Friends"), ("3", "Nobody yet")])
}

#[test]
fn people_stand_in_their_groups_and_the_offline_at_the_end() {
    let expected = [
        ("Favourites (2/3)", vec!["Bob", "carol"]),
        ("Friends (2/2)", vec!["Bob", "Dave"]),
        ("Nobody yet (0/0)", vec![]),
        ("Other contacts (1/1)", vec!["Zoe"]),
        ("Offline (1)", vec!["Grace"]),
    ];
    let expected: Vec<(String, Vec<String>)> =
        expected.into_iter().map(|(t, p)| (t.to_owned(), p.into_iter().map(str::to_owned).collect())).collect();
    assert_eq!(shape(&sample(), ""), expected);
}

#[test]
fn somebody_in_an_unknown_group_or_not_a_contact() {
    let mut stranger = person("Stranger", Status::Online, &[]);
    stranger.lists = Lists::NONE.with(List::Reverse);
    let model = model(vec![person("Lost", Status::Online, &["gone"]), stranger], &[]);
    assert_eq!(shape(&model, ""), [("Contacts (1/1)".to_owned(), vec!["Lost".to_owned()])]);
}

#[test]
fn the_search_looks_at_names_addresses_and_words_and_opens_what_is_folded() {
    let mut model = sample();
    model.settings.folded.insert("1".into());
    model.roster.people.get_mut(&email("Dave")).unwrap().personal.text = "Off to the LAKE".into();
    assert!(sections(&model, "")[0].folded);
    assert_eq!(shape(&model, "CAR"), [("Favourites (1/1)".to_owned(), vec!["carol".to_owned()])]);
    assert!(!sections(&model, "car")[0].folded);
    assert_eq!(shape(&model, "lake dave")[0].1, ["Dave"]);
    assert_eq!(shape(&model, "grace@ex")[0].1, ["Grace"]);
    assert!(shape(&model, "nobody of that name").is_empty());
}

#[test]
fn folded_people_are_no_lines() {
    let mut model = sample();
    model.settings.folded.extend(["1".to_owned(), "offline".to_owned()]);
    let sections = sections(&model, "");
    let items = items(&sections);
    assert_eq!(items.len(), 5 + 2 + 1);
    assert_eq!(items[0], Item::Header(SectionId::Group(GroupId("1".into()))));
    assert_eq!(items[1], Item::Header(SectionId::Group(GroupId("2".into()))));
}

#[test]
fn the_choice_moves_and_stops_at_the_ends() {
    let model = sample();
    let sections = sections(&model, "");
    let items = items(&sections);
    assert_eq!(moved(&items, None, Move::Down), items.first());
    assert_eq!(moved(&items, None, Move::Up), items.last());
    assert_eq!(moved(&items, items.first(), Move::Up), items.first());
    assert_eq!(moved(&items, items.first(), Move::Down), items.get(1));
    assert_eq!(moved(&items, items.last(), Move::PageDown), items.last());
    assert_eq!(moved(&items, items.get(3), Move::Home), items.first());
    assert_eq!(moved(&[], None, Move::Down), None);
}

#[test]
fn typing_finds_the_next_name() {
    let mut model = sample();
    let bea = person("Bea", Status::Online, &["2"]);
    model.roster.people.insert(bea.email.clone(), bea);
    let sections = sections(&model, "");
    let items = items(&sections);
    let bob_twice: Vec<&Item> = items.iter().filter(|i| i.person() == Some(&email("Bob"))).collect();
    let first = type_ahead(&model, &items, None, "b").unwrap();
    assert_eq!(&first, bob_twice[0]);
    let second = type_ahead(&model, &items, Some(&first), "bb").unwrap();
    assert_eq!(second.person(), Some(&email("Bea")));
    assert_eq!(type_ahead(&model, &items, Some(&first), "BEA").unwrap().person(), Some(&email("Bea")));
    assert_eq!(type_ahead(&model, &items, None, "x"), None);
    assert_eq!(type_ahead(&model, &items, None, ""), None);
}

#[test]
fn names_sort_as_they_are_read() {
    let people = vec![
        person("\u{202e}zed", Status::Online, &[]),
        person("Änne", Status::Online, &[]),
        person("bob", Status::Online, &[]),
        person("Alice", Status::Online, &[]),
    ];
    let mut people: Vec<Person> = people;
    people[1].email = "anne@example.com".parse().unwrap();
    people[0].email = "zed@example.com".parse().unwrap();
    let model = model(people, &[]);
    let names = &shape(&model, "")[0].1;
    assert_eq!(names[0], "Alice");
    assert_eq!(names[1], "bob");
    assert_eq!(names[2], "\u{202e}zed");
}

/// Signed in, with what the account keeps.
fn kept(mut model: Model, favourites: &[&str], order: &[&str], talks: &[(&str, i64)]) -> Model {
    model.roster.own.email = Some(email("alice"));
    let list = AccountList {
        favourites: favourites.iter().map(|name| email(name)).collect(),
        order: order.iter().map(|id| (*id).to_owned()).collect(),
        talks: talks.iter().map(|(name, at)| (email(name), *at)).collect(),
        ..AccountList::default()
    };
    let key = model.account_key().unwrap();
    model.settings.lists.insert(key, list);
    model
}

fn look(mut model: Model, sort: Sort, offline_in_place: bool) -> Model {
    model.settings.list = ListLook { sort, offline_in_place, compact: false };
    model
}

#[test]
fn people_are_sorted_by_status_name_or_last_talk() {
    let people = || {
        let statuses =
            [("ann", Status::Away), ("ben", Status::Busy), ("cat", Status::Online), ("dan", Status::Offline)];
        kept(
            model(statuses.map(|(name, status)| person(name, status, &[])).to_vec(), &[]),
            &[],
            &[],
            &[("dan", 5), ("ben", 9)],
        )
    };
    for (sort, wanted) in [
        (Sort::Name, ["ann", "ben", "cat", "dan"]),
        (Sort::Status, ["cat", "ben", "ann", "dan"]),
        (Sort::LastTalk, ["ben", "dan", "ann", "cat"]),
    ] {
        let model = look(people(), sort, true);
        assert_eq!(shape(&model, ""), [("Contacts (3/4)".to_owned(), wanted.map(str::to_owned).to_vec())], "{sort:?}");
    }
}

#[test]
fn who_is_offline_stands_apart_or_in_their_groups() {
    let shape = shape(&look(sample(), Sort::Name, true), "");
    assert_eq!(shape[0], ("Favourites (2/3)".to_owned(), ["Bob", "carol", "Grace"].map(str::to_owned).to_vec()));
    assert_eq!(shape.len(), 4, "and no section of the offline: {shape:?}");
}

#[test]
fn favourites_stand_first_and_in_their_groups_too() {
    let model = kept(sample(), &["grace", "dave", "stranger"], &[], &[]);
    let shape = shape(&model, "");
    assert_eq!(shape[0], ("Favourites (1/2)".to_owned(), ["Dave", "Grace"].map(str::to_owned).to_vec()));
    assert!(shape[2].1.contains(&"Dave".to_owned()), "{shape:?}");
    assert_eq!(sections(&model, "grace")[0].id, SectionId::Favourites);
    // Another account on the same computer has its own.
    let mut other = model;
    other.roster.own.email = Some(email("eve"));
    assert_ne!(sections(&other, "")[0].id, SectionId::Favourites);
}

#[test]
fn groups_stand_in_the_order_they_were_given() {
    let mut model = kept(sample(), &[], &["3", "gone", "1"], &[]);
    let names = |model: &Model| groups(model).into_iter().map(|group| group.id.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&model), ["3", "1", "2"]);
    let id = |id: &str| GroupId(id.to_owned());
    assert_eq!(order_after(&model, &id("3"), true), None);
    assert_eq!(order_after(&model, &id("2"), false), None);
    assert_eq!(order_after(&model, &id("nowhere"), true), None);
    let order = order_after(&model, &id("2"), true).unwrap();
    assert_eq!(order, ["3", "2", "1"]);
    let key = model.account_key().unwrap();
    model.settings.lists.get_mut(&key).unwrap().order = order;
    assert_eq!(names(&model), ["3", "2", "1"]);
}

#[test]
fn every_person_is_counted_once_in_each_of_their_groups() {
    // A server may name a group twice for somebody, and groups that it never told of.
    let people = vec![person("Twice", Status::Online, &["1", "1", "gone"]), person("Gone", Status::Offline, &["gone"])];
    let model = look(model(people, &[("1", "Friends")]), Sort::Name, true);
    assert_eq!(
        shape(&model, ""),
        [
            ("Friends (1/1)".to_owned(), vec!["Twice".to_owned()]),
            ("Other contacts (0/1)".to_owned(), vec!["Gone".to_owned()]),
        ]
    );
}

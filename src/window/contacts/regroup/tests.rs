//! Who goes where.

use super::*;
use msnp::types::{List, Lists};

fn id(group: &str) -> GroupId {
    GroupId(group.to_owned())
}

fn bob(groups: &[&str]) -> Person {
    let mut person = Person::new("bob@example.com".parse().unwrap());
    person.lists = Lists::NONE.with(List::Forward);
    person.groups = groups.iter().map(|group| id(group)).collect();
    person
}

#[test]
fn a_move_leaves_the_group_it_came_from_and_no_other() {
    let email = || "bob@example.com".parse::<Email>().unwrap();
    let from = |group: &str| SectionId::Group(id(group));
    let add = |group: &str| Request::AddToGroup { email: email(), group: id(group) };
    let leave = |group: &str| Request::RemoveContact { email: email(), group: Some(id(group)) };
    let alone = |group: Option<&str>| Request::MoveToGroup { email: email(), group: group.map(id) };
    let (one, two) = (bob(&["1"]), bob(&["1", "2"]));
    assert_eq!(requests(&one, &from("1"), Some(&id("3")), false), [alone(Some("3"))]);
    assert_eq!(requests(&two, &from("1"), Some(&id("3")), false), [add("3"), leave("1")]);
    assert_eq!(requests(&two, &from("1"), Some(&id("2")), false), [leave("1")]);
    assert_eq!(requests(&two, &from("1"), Some(&id("1")), false), []);
    assert_eq!(requests(&one, &SectionId::Offline, Some(&id("1")), false), []);
    assert_eq!(requests(&two, &SectionId::Offline, Some(&id("1")), false), [alone(Some("1"))]);
    assert_eq!(requests(&bob(&[]), &SectionId::Other, Some(&id("1")), false), [alone(Some("1"))]);
    assert_eq!(requests(&two, &from("1"), None, false), [alone(None)]);
    assert_eq!(requests(&bob(&[]), &SectionId::Other, None, false), []);
}

#[test]
fn a_copy_leaves_nothing() {
    let email = "bob@example.com".parse::<Email>().unwrap();
    let two = bob(&["1", "2"]);
    let from = SectionId::Group(id("1"));
    assert_eq!(requests(&two, &from, Some(&id("3")), true), [Request::AddToGroup { email, group: id("3") }]);
    assert_eq!(requests(&two, &from, Some(&id("2")), true), []);
    assert_eq!(requests(&two, &from, None, true), []);
}

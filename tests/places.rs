//! The places of one account: who is signed in where, and which place gives way.

mod support;

use msnp::content::endpoint::OwnPlace;
use msnp::error::SignOutReason;
use msnp::event::Event;
use msnp::types::PlaceId;
use std::time::Duration;
use support::people::{ALICE, at, folder, newcomer, start_at_one_place, start_with};
use swallowtail::app::Environment;
use swallowtail::model::Connection;

#[test]
fn two_places_are_signed_in_at_once_and_one_signs_the_other_out() {
    let folder = folder();
    let environment = |host: &str| Environment { host: host.into(), ..at(&folder) };
    let mut desk = start_with(environment("desk"));
    desk.create_account("Alice", ALICE, "pw");
    let mut laptop = start_with(environment("laptop"));
    laptop.sign_in(ALICE, "pw");
    laptop.wait_online();
    desk.shell
        .wait("the other place is known", |shell| shell.state.model.other_places().any(|place| place.name == "laptop"));
    assert!(desk.shell.state.model.connection.is_online(), "both stay");
    desk.look_at_main();
    desk.pick_status("l");
    laptop.shell.wait("it is signed out", |shell| !shell.state.model.connection.is_online());
    desk.shell.wait("it is gone from the list", |shell| shell.state.model.other_places().next().is_none());
    laptop.shell.run_for(Duration::from_millis(1_500));
    assert!(laptop.ended().is_some(), "it doesn't come back by itself");
    assert!(desk.shell.state.model.connection.is_online());
}

#[test]
fn the_second_sign_in_ends_the_first_and_is_not_fought_over() {
    let folder = folder();
    let mut first = newcomer(&folder, "Alice", ALICE);
    // A dialect that knows of no places can have but one.
    let mut second = start_at_one_place(&folder);
    second.sign_in(ALICE, "pw");
    second.wait_online();
    first.shell.wait("the first one is told", |shell| {
        shell.state.model.connection == Connection::Ended(SignOutReason::ElsewhereSignedIn)
    });
    let main = first.main();
    assert!(first.shell.shows(main, "You signed in at another place"));
    first.shell.run_for(Duration::from_millis(1_500));
    assert!(first.ended().is_some(), "it doesn't come back by itself");
    assert!(second.shell.state.model.connection.is_online());
}

#[test]
fn another_place_is_signed_out_from_the_status_menu() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let own = alice.shell.state.model.place.clone();
    assert!(own.is_some(), "this place has a name");
    let laptop = PlaceId::new("6384e2b2-184b-4bf5-8ecc-f10ca7a6563c");
    let place = |place, name: &str| OwnPlace { place, name: name.into(), ..OwnPlace::default() };
    alice.happens(vec![Event::Places(vec![place(own, "desk"), place(laptop, "Laptop")])]);
    let main = alice.look_at_main();
    alice.pick_status("l");
    // This server knows nothing of such a place, and the refusal is said where it was asked for.
    alice.shell.wait("it is answered", |shell| shell.state.model.trouble.is_some());
    assert!(alice.shell.shows(main, "You weren't signed out there."), "{:?}", alice.shell.texts(main));
}

#[test]
fn a_place_is_made_once() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let first = alice.shell.state.model.place.clone();
    alice.come_again(ALICE, "pw");
    assert_eq!(alice.shell.state.model.place, first);
    assert_eq!(alice.shell.state.model.settings.places.len(), 1);
}

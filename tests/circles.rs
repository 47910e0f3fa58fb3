//! Circles in the whole program: in the list, in a window, and the way in and out.

#[path = "support/headless.rs"]
#[allow(dead_code)]
mod headless;
#[path = "support/people.rs"]
#[allow(dead_code)]
mod people;

use iced::keyboard::key::Named;
use iced::widget::Id;
use msnp::event::{CircleEvent, CircleMemberFacts, ConversationId, Event, PresenceEvent};
use msnp::roster::{Inviter, Role, Standing};
use msnp::types::{Capabilities, CircleId, Status};
use people::{email, start};
use swallowtail::window::Window;

const ALICE: &str = "alice@swallowtail.example";
const BOB: &str = "bob@swallowtail.example";
const CAROL: &str = "carol@swallowtail.example";

fn walkers() -> CircleId {
    CircleId::of_guid("00000000-0000-0000-0009-0123456789ab").expect("a circle")
}

fn is(standing: Standing, inviter: Option<Inviter>) -> Event {
    let role = Role::Admin;
    Event::Circle(CircleEvent::Is { id: walkers(), name: Some("Walkers".into()), standing, role, inviter })
}

fn members() -> Event {
    let member = |address: &str, name: &str| CircleMemberFacts {
        email: email(address),
        name: Some(name.to_owned()),
        standing: Standing::Member,
        role: Role::Member,
    };
    Event::Circle(CircleEvent::Members { id: walkers(), members: vec![member(BOB, "Bob"), member(CAROL, "Carol")] })
}

fn bob_is_there() -> Vec<Event> {
    let presence = PresenceEvent::Online {
        email: email(BOB),
        name: Some("Bob".into()),
        status: Status::Busy,
        capabilities: Capabilities::default(),
        object: None,
        initial: true,
    };
    [
        CircleEvent::Opened(walkers()),
        CircleEvent::Presence { id: walkers(), presence },
        CircleEvent::Joined { id: walkers(), email: email(BOB) },
    ]
    .into_iter()
    .map(Event::Circle)
    .collect()
}

#[test]
fn a_circle_stands_among_the_groups_and_opens_by_enter() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let main = alice.main();
    alice.look_at(main);
    alice.happens(vec![is(Standing::Member, None), members()]);
    let texts = alice.shell.texts(main);
    for words in ["Walkers (0/2)", "Bob", "Carol"] {
        assert!(texts.iter().any(|text| text == words), "{words}: {texts:?}");
    }
    alice.shell.key(main, Named::Home);
    alice.shell.key(main, Named::Enter);
    let which = Window::Conversation(ConversationId::Circle(walkers()));
    alice.shell.wait("the circle opens", |shell| shell.state.windows.find(&which).is_some());
    let window = alice.window(&which).expect("it is open");
    assert_eq!(alice.shell.title(window), "Walkers");
    alice.look_at(window);
    assert!(alice.shell.shows(window, "The circle isn't open yet."), "{:?}", alice.shell.texts(window));
    alice.happens(bob_is_there());
    let texts = alice.shell.texts(window);
    for words in ["In this circle (3)", "2 other members, 1 here", "Busy", "Offline"] {
        assert!(texts.iter().any(|text| text == words), "{words}: {texts:?}");
    }
    assert!(!alice.shell.shows(window, "The circle isn't open yet."));
    alice.happens(vec![Event::Circle(CircleEvent::Left { id: walkers(), email: email(BOB) })]);
    assert!(alice.shell.shows(window, "Nobody else of this circle is here now"));
    alice.happens(vec![Event::Circle(CircleEvent::Gone(walkers()))]);
    assert!(alice.shell.shows(window, "You aren't in this circle any more."));
}

#[test]
fn an_invitation_is_told_and_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let main = alice.main();
    alice.look_at(main);
    let inviter = Inviter { email: Some(email(BOB)), name: Some("Bob".into()), message: "come along".into() };
    alice.happens(vec![is(Standing::Invited, Some(inviter))]);
    let told = ("Bob".to_owned(), "invites you to the circle “Walkers”".to_owned());
    assert!(alice.toasts().contains(&told), "{:?}", alice.toasts());
    let words = "Bob invites you to the circle “Walkers”. “come along”";
    assert!(alice.shell.shows(main, words), "{:?}", alice.shell.texts(main));
    assert!(!alice.shell.shows(main, "Walkers ("), "one isn't in it yet");
    alice.shell.click(main, Id::new("circle-join"));
    alice.shell.wait("it is answered", |shell| shell.state.model.trouble.is_some());
    // This account's server knows of no such invitation, which is said where it was answered.
    assert!(alice.shell.shows(main, "Your answer to the invitation wasn't taken."), "{:?}", alice.shell.texts(main));
}

//! Circles in the whole program: in the list, in a window, and the way in and out.

mod support;

use iced::keyboard::key::Named;
use iced::widget::Id;
use msnp::event::{CircleEvent, CircleMemberFacts, ConversationId, Event, PresenceEvent};
use msnp::request::Request;
use msnp::roster::{Inviter, Role, Standing};
use msnp::types::{Capabilities, CircleId, Status};
use support::people::{ALICE, BOB, CAROL, email, folder, newcomer};
use swallowtail::window::Window;
use swallowtail::window::contacts::{self, Field, Question};

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
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let main = alice.look_at_main();
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
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let main = alice.look_at_main();
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

#[test]
fn a_circle_is_made_joined_talked_in_and_left() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    alice.add_contact(BOB);
    let main = alice.look_at_main();
    alice.at_contacts(contacts::Message::EditStarted(Field::NewCircle));
    alice.keyboard_settles();
    alice.shell.typewrite(main, "Walkers");
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the circle is there", |shell| shell.state.model.roster.circles.len() == 1);
    let circle = alice.shell.state.model.roster.circles.keys().next().expect("it is there").clone();
    alice.shell.wait("it is open", |shell| shell.state.model.roster.circle(&circle).is_some_and(|c| c.is_open));

    alice.ask(Request::InviteToCircle { circle: circle.clone(), email: email(BOB) });
    bob.shell.wait("Bob is invited", |shell| {
        let known = shell.state.model.roster.circle(&circle);
        known.is_some_and(|circle| circle.standing == Standing::Invited)
    });
    let bobs_main = bob.look_at_main();
    assert!(bob.shell.shows(bobs_main, "invites you to the circle “Walkers”."), "{:?}", bob.shell.texts(bobs_main));
    bob.shell.click(bobs_main, Id::new("circle-join"));
    bob.shell.wait("Bob is in it", |shell| shell.state.model.roster.circle(&circle).is_some_and(|c| c.is_open));
    alice.shell.wait("Alice sees Bob there", |shell| {
        let known = shell.state.model.roster.circle(&circle);
        known.is_some_and(|circle| circle.present().any(|member| member.email == email(BOB)))
    });
    assert!(alice.shell.shows(main, "Walkers (1/1)"), "{:?}", alice.shell.texts(main));

    let which = Window::Conversation(ConversationId::Circle(circle.clone()));
    alice.at_contacts(contacts::Message::WindowWanted(which.clone()));
    let window = alice.look_at_opened(&which);
    alice.say(window, "who is coming along?");
    bob.shell.wait("Bob hears it", |shell| {
        shell.state.windows.find(&which).is_some_and(|window| shell.windows.contains_key(&window))
    });
    let at_bob = bob.window(&which).expect("it is open");
    assert!(bob.shell.shows(at_bob, "who is coming along?"), "{:?}", bob.shell.texts(at_bob));
    assert_eq!(bob.shell.title(at_bob), "(1) Walkers");

    bob.look_at(bobs_main);
    bob.at_contacts(contacts::Message::Asked(Question::LeaveCircle(circle.clone())));
    bob.keyboard_settles();
    assert!(bob.shell.shows(bobs_main, "Leave this circle?"));
    bob.shell.key(bobs_main, Named::Enter);
    bob.shell.wait("Bob has left", |shell| shell.state.model.roster.circle(&circle).is_none());
    alice.shell.wait("Alice sees that", |shell| {
        let known = shell.state.model.roster.circle(&circle);
        known.is_some_and(|circle| circle.members.is_empty())
    });
}

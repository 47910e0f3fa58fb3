//! Conversations in one window, each under a tab: every way to a conversation leads to its tab, and back into windows.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::{Event, Point, mouse};
use msnp::conversation::EntryKind;
use msnp::event::ConversationId;
use msnp::types::Status;
use std::time::Duration;
use support::people::{ALICE, BOB, CAROL, Messenger, Person, email, folder, newcomer};
use support::remote::Remote;
use swallowtail::app::Message;
use swallowtail::platform::notify::Target;
use swallowtail::window::{Window, conversation};
use swallowtail::windows;

fn with(who: &str) -> ConversationId {
    ConversationId::With(email(who))
}

fn both<P: Messenger, Q: Messenger>(alice: &mut Person<P>, other: &mut Person<Q>, address: &str) {
    alice.add_contact(address);
    other.accept_asked();
    alice.wait_status(address, Status::Online);
}

#[test]
fn every_way_to_a_conversation_leads_to_its_tab() {
    let folder = folder();
    let remote = Remote::new(&folder);
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    let mut carol = remote.person("Carol", CAROL);
    alice.shell.state.model.settings.frames.tabs = true;
    both(&mut alice, &mut bob, BOB);
    both(&mut alice, &mut carol, CAROL);

    // Both conversations are in one window, and the one that was opened last is in sight.
    let window = alice.open_conversation("Bob", BOB);
    alice.say(window, "to Bob");
    alice.wait_delivered(BOB);
    bob.wait_heard(ALICE, "to Bob");
    assert_eq!(alice.open_conversation("Carol", CAROL), window);
    assert_eq!(alice.window(&Window::Tabs), Some(window));
    assert_eq!(alice.shell.title(window), "Carol");
    alice.say(window, "to Carol");
    alice.wait_delivered(CAROL);
    carol.wait_heard(ALICE, "to Carol");

    // What comes in another tab is counted on it and in the title, told, and takes nothing away.
    let at_bob = bob.conversation(ALICE);
    bob.look_at(at_bob);
    bob.say(at_bob, "from Bob");
    alice.wait_heard(BOB, "from Bob");
    assert_eq!(alice.shell.title(window), "(1) Carol");
    assert!(alice.shell.shows(window, "1"));
    alice.shell.typewrite(window, "draft for Carol");

    // By a key: it is read, and what is written goes where it belongs.
    alice.shell.chord(window, Modifiers::CTRL, Key::Named(Named::Tab));
    alice.keyboard_settles();
    assert_eq!(alice.shell.title(window), "Bob");
    assert_eq!(alice.shell.state.model.conversations[&with(BOB)].unread, 0);
    alice.shell.typewrite(window, "and ");
    alice.say(window, "back");
    bob.wait_heard(ALICE, "and back");
    let told = alice.toasts().len();
    bob.say(at_bob, "seen at once");
    alice.wait_heard(BOB, "seen at once");
    assert_eq!((alice.shell.title(window), alice.toasts().len()), ("Bob".into(), told));

    // By a click on a notification, and by the quick switcher.
    alice.shell.tell(Message::Clicked(Target::Conversation(with(CAROL))));
    assert_eq!(alice.shell.title(window), "Carol");
    let switcher = alice.switch(window);
    alice.shell.typewrite(switcher, "bob");
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("Bob is in sight", |shell| shell.state.windows.looking_at() == Some(&with(BOB)));
    assert_eq!(alice.window(&Window::Conversation(with(BOB))), Some(window));

    // What waits in a tab is there when it comes into sight, from the first message that wasn't seen.
    let at_carol = carol.conversation(ALICE);
    carol.look_at(at_carol);
    for number in 0..40 {
        carol.say(at_carol, &format!("line {number}"));
    }
    alice.wait_heard(CAROL, "line 39");
    alice.look_at(window);
    alice.shell.chord(window, Modifiers::CTRL, Key::Named(Named::PageDown));
    alice.keyboard_settles();
    assert!(alice.shell.shows(window, "New messages"));
    assert_eq!(alice.shell.state.model.conversations[&with(CAROL)].draft.trim_end(), "draft for Carol");

    // A third person: the tab goes along.
    alice.shell.chord(window, Modifiers::CTRL, Key::Named(Named::PageUp));
    alice.keyboard_settles();
    alice.invite(window, CAROL);
    alice.shell.wait("Bob's tab is one of several", |shell| {
        matches!(shell.state.windows.looking_at(), Some(ConversationId::Group(_)))
    });
    assert_eq!(alice.shell.title(window), "Bob and Carol");

    // Closed by a key, tab after tab; what is closed isn't in the switcher any more, and the others see who left.
    carol.shell.wait("Carol is called in", |shell| {
        shell.state.windows.iter().any(|(_, open)| matches!(open.which, Window::Conversation(ConversationId::Group(_))))
    });
    alice.shell.chord(window, Modifiers::COMMAND, Key::Character("w".into()));
    alice.shell.wait("one tab is left", |shell| shell.title(window) == "Carol");
    assert!(!alice.shell.state.model.conversations.keys().any(|id| matches!(id, ConversationId::Group(_))));
    for other in [&mut bob, &mut carol] {
        other.shell.wait("Alice is seen leaving", |shell| {
            let mut talks = shell.state.model.conversations.iter();
            talks.any(|(id, talk)| {
                let left =
                    |kind: &EntryKind| matches!(kind, EntryKind::Left { email: who, .. } if *who == email(ALICE));
                matches!(id, ConversationId::Group(_)) && talk.log.entries.iter().any(|entry| left(&entry.kind))
            })
        });
    }
    alice.shell.chord(window, Modifiers::COMMAND, Key::Character("w".into()));
    alice.wait_closed(&Window::Tabs);
    // Nothing of the conversation that was left comes back by itself.
    alice.shell.run_for(Duration::from_millis(200));
    assert!(!alice.shell.state.model.conversations.keys().any(|id| matches!(id, ConversationId::Group(_))));
    alice.open_conversation("Carol", CAROL);
    assert!(alice.window(&Window::Tabs).is_some());
}

#[test]
fn changing_the_setting_moves_what_is_open_with_what_is_written() {
    let folder = folder();
    let remote = Remote::new(&folder);
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    let mut carol = remote.person("Carol", CAROL);
    both(&mut alice, &mut bob, BOB);
    both(&mut alice, &mut carol, CAROL);
    let with_bob = alice.open_conversation("Bob", BOB);
    alice.shell.typewrite(with_bob, "half a word");
    let with_carol = alice.open_conversation("Carol", CAROL);
    assert_ne!(with_bob, with_carol);
    alice.look_at(with_bob);
    let toggle = conversation::Message::TabsToggled;
    alice.shell.tell(Message::Content(with_bob, windows::Message::Conversation(toggle.clone())));
    let tabs = alice.look_at_opened(&Window::Tabs);
    alice.shell.wait("the others are gone", |shell| shell.windows.len() == 2);
    assert_eq!(alice.shell.title(tabs), "Bob", "the one that was looked at is in sight");
    assert_eq!(alice.window(&Window::Conversation(with(CAROL))), Some(tabs));
    alice.shell.typewrite(tabs, "!");
    alice.shell.key(tabs, Named::Enter);
    bob.wait_heard(ALICE, "half a word!");
    assert!(alice.shell.state.model.settings.frames.tabs);

    // And back: each has its own window again, and the keyboard stays where it was.
    alice.shell.typewrite(tabs, "more");
    alice.shell.tell(Message::Content(tabs, windows::Message::Conversation(toggle)));
    alice.shell.wait("two windows", |shell| shell.windows.len() == 3);
    let with_bob = alice.conversation(BOB);
    assert_ne!(alice.conversation(CAROL), with_bob);
    assert_eq!(alice.window(&Window::Tabs), None);
    alice.look_at(with_bob);
    alice.shell.key(with_bob, Named::Enter);
    bob.wait_heard(ALICE, "more");
    assert!(!alice.shell.state.model.settings.frames.tabs);
}

#[test]
fn a_window_comes_back_where_it_was_and_as_large() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    both(&mut alice, &mut bob, BOB);
    let window = alice.open_conversation("Bob", BOB);
    alice.shell.resize(window, iced::Size::new(444.0, 555.0));
    alice.shell.tell(Message::Moved(window, Point::new(120.0, 80.0)));
    alice.shell.close(window);
    alice.wait_closed(&Window::Conversation(with(BOB)));
    let again = windows::settings(&Window::Conversation(with(BOB)), &alice.shell.state.model, true);
    assert_eq!(again.size, iced::Size::new(444.0, 555.0));
    assert!(matches!(again.position, iced::window::Position::Specific(at) if at == Point::new(120.0, 80.0)));
    // Somebody else's has that size, too, but not that place.
    let other = windows::settings(&Window::Conversation(with(CAROL)), &alice.shell.state.model, true);
    assert_eq!(other.size, iced::Size::new(444.0, 555.0));
    assert!(matches!(other.position, iced::window::Position::Default));
}

#[test]
fn a_contact_dragged_onto_a_conversation_is_invited() {
    let folder = folder();
    let remote = Remote::new(&folder);
    let mut alice = remote.person("Alice", ALICE);
    let mut bob = remote.person("Bob", BOB);
    let mut carol = remote.person("Carol", CAROL);
    both(&mut alice, &mut bob, BOB);
    both(&mut alice, &mut carol, CAROL);
    let window = alice.open_conversation("Bob", BOB);
    alice.say(window, "hello");
    alice.wait_delivered(BOB);
    // The list stands at the left, the conversation beside it.
    let main = alice.main();
    alice.shell.tell(Message::Moved(main, Point::new(100.0, 50.0)));
    alice.shell.tell(Message::Moved(window, Point::new(500.0, 80.0)));
    alice.look_at_main();
    let from = alice.shell.place_of(main, "Carol");
    let to = Point::new(700.0, 200.0);
    let left = mouse::Button::Left;
    alice.shell.events(main, Some(from), &[Event::Mouse(mouse::Event::ButtonPressed(left))]);
    for at in [Point::new(330.0, 150.0), to] {
        alice.shell.events(main, Some(at), &[Event::Mouse(mouse::Event::CursorMoved { position: at })]);
    }
    assert!(alice.shell.shows(window, "Let go to invite Carol"), "{:?}", alice.shell.texts(window));
    alice.shell.events(main, Some(to), &[Event::Mouse(mouse::Event::ButtonReleased(left))]);
    assert!(!alice.shell.shows(window, "Let go to invite Carol"));
    alice.shell.wait("the conversation is one of several", |shell| shell.title(window).contains("Carol"));
    // Carol gets the window without a word.
    carol.shell.wait("Carol's window opens", |shell| {
        shell.state.windows.iter().any(|(_, open)| matches!(open.which, Window::Conversation(ConversationId::Group(_))))
    });
    // By the contact's menu there is a way without a pointer, which offers nobody who is in it.
    let open = conversation::open_to(&email(CAROL), &alice.shell.state.model);
    assert!(open.is_empty(), "{open:?}");
}

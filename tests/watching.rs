//! What the person wants of one contact: told when they come, go, change their status or write; their nudges muted; and
//! when they were last there.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::widget::Id;
use iced::window;
use msnp::content::TextMessage;
use msnp::event::{ConversationEvent, ConversationId, Event, PresenceEvent};
use msnp::request::Request;
use msnp::types::{Capabilities, Status};
use std::time::Duration;
use support::people::{ALICE, BOB, CAROL, GUIDE, Messenger, Person, at, email, folder, newcomer, start_with};
use swallowtail::app::{App, Clock, Environment};
use swallowtail::store::settings::{SettingsStore, Watch};
use swallowtail::window::options::Page;
use swallowtail::window::{Window, contacts};
use tempfile::TempDir;

/// Alice, whose list has Bob and Carol, some time after her sign-in.
fn alice(folder: &TempDir, settings: &SettingsStore) -> (Person<impl Messenger + use<>>, Clock) {
    drop(newcomer(folder, "Bob", BOB));
    drop(newcomer(folder, "Carol", CAROL));
    let clock = Clock::default();
    let environment = Environment { settings: settings.clone(), clock: clock.clone(), ..at(folder) };
    let mut alice = start_with(environment);
    alice.create_account("Alice", ALICE, "pw");
    alice.add_contact(BOB);
    alice.add_contact(CAROL);
    // What comes of itself has come, and no more does.
    alice.ask(Request::Block(email(GUIDE)));
    alice.shell.wait("the Guide is kept quiet", |shell| shell.state.model.pending.is_empty());
    alice.shell.run_for(Duration::from_millis(300));
    let greeting = Window::Conversation(ConversationId::With(email(GUIDE)));
    if alice.window(&greeting).is_some() {
        alice.look_at_opened(&greeting);
    }
    clock.advance(Duration::from_secs(60));
    (alice, clock)
}

fn is(who: &str, status: Status) -> Event {
    Event::Presence(match status {
        Status::Offline => PresenceEvent::Offline { email: email(who) },
        status => PresenceEvent::Online {
            email: email(who),
            name: None,
            status,
            capabilities: Capabilities::default(),
            object: None,
            initial: false,
        },
    })
}

fn says(who: &str, event: ConversationEvent) -> Event {
    Event::Conversation(ConversationId::With(email(who)), event)
}

fn nudge(who: &str, name: &str) -> Event {
    says(who, ConversationEvent::Nudge { from: email(who), name: name.into() })
}

fn summaries(person: &Person<impl Messenger>) -> Vec<String> {
    person.toasts().into_iter().map(|(summary, _)| summary).collect()
}

/// Opens the menu of somebody's row with the keyboard, and takes the first line with that letter.
fn pick(person: &mut Person<impl Messenger>, main: window::Id, name: &str, letter: &str) {
    person.look_at(main);
    person.shell.typewrite(main, name);
    person.shell.key(main, Named::ContextMenu);
    person.shell.typewrite(main, letter);
    person.shell.key(main, Named::Enter);
    person.keyboard_settles();
    // The next letters begin a name anew.
    person.shell.run_for(Duration::from_millis(1_250));
}

#[test]
fn one_contact_is_told_of_by_wish_set_with_the_keyboard_and_kept() {
    let folder = folder();
    let settings = SettingsStore::memory("");
    let (mut alice, clock) = alice(&folder, &settings);
    let main = alice.look_at_main();

    // Tab goes from the button to the boxes; Space presses them.
    pick(&mut alice, main, "bob", "t");
    assert!(alice.shell.shows(main, "tell me when they"), "{:?}", alice.shell.texts(main));
    alice.tab(main, 1);
    alice.shell.key(main, Named::Space);
    alice.tab(main, 1);
    alice.shell.key(main, Named::Space);
    alice.tab(main, 1);
    alice.shell.key(main, Named::Space);
    alice.shell.key(main, Named::Escape);
    alice.keyboard_settles();
    let wished = Watch { online: true, offline: true, status: true, ..Watch::default() };
    assert_eq!(alice.shell.state.model.watch(&email(BOB)), wished);
    alice.shell.wait("it is kept", |_| {
        settings.load().settings.lists.values().any(|list| list.watched.get(&email(BOB)) == Some(&wished))
    });

    // Each is told at once, one right after the other; nothing of the kind about Carol but that she comes.
    let before = alice.toasts().len();
    for status in [Status::Online, Status::Away, Status::Away, Status::BeRightBack, Status::Offline] {
        alice.happens(vec![is(BOB, status), is(CAROL, status)]);
    }
    let told = summaries(&alice);
    let expected = ["Bob is online", "Carol is online", "Bob: Away", "Bob: Be right back", "Bob is offline now"];
    // Nobody has told their names yet: only their addresses are known.
    let told: Vec<String> =
        told[before..].iter().map(|summary| summary.replace(BOB, "Bob").replace(CAROL, "Carol")).collect();
    assert_eq!(told, expected);

    // A click opens the conversation.
    let toast = alice.desktop.shown().pop().expect("a notification");
    alice.desktop.click(&toast);
    let which = Window::Conversation(ConversationId::With(email(BOB)));
    alice.shell.wait("the conversation opens", |shell| shell.state.windows.find(&which).is_some());

    // What is told of nobody any more is told of him all the same.
    let options = Window::Options(Some(Page::Alerts));
    alice.at_contacts(contacts::Message::WindowWanted(options.clone()));
    let window = alice.look_at_opened(&options);
    alice.shell.click(window, "a contact comes online");
    let before = alice.toasts().len();
    alice.happens(vec![is(BOB, Status::Online), is(CAROL, Status::Online), is(BOB, Status::Offline)]);
    assert_eq!(alice.toasts().len(), before + 2, "{:?}", alice.toasts());

    // Busy holds it back, unless that was asked for, too.
    alice.look_at(main);
    alice.ask(Request::SetStatus(Status::Busy));
    alice.shell.wait("busy", |shell| shell.state.model.roster.own.status == Status::Busy);
    let before = alice.toasts().len();
    alice.happens(vec![is(BOB, Status::Online)]);
    assert_eq!(alice.toasts().len(), before);
    pick(&mut alice, main, "bob", "t");
    alice.shell.click(main, Id::new("watch-even-busy"));
    alice.shell.key(main, Named::Escape);
    alice.happens(vec![is(BOB, Status::Offline)]);
    assert_eq!(alice.toasts().len(), before + 1);

    // Not in the burst after a sign-in, however much it was asked for.
    clock.advance(Duration::from_secs(60));
    alice.ask(Request::SetStatus(Status::Online));
    alice.shell.wait("there again", |shell| shell.state.model.roster.own.status == Status::Online);
    alice.come_again(ALICE, "pw");
    let before = alice.toasts().len();
    alice.happens(vec![is(BOB, Status::Online), is(BOB, Status::Offline)]);
    assert_eq!(alice.toasts().len(), before, "{:?}", alice.toasts());
}

#[test]
fn a_nudge_in_ten_seconds_shakes_and_a_muted_one_is_a_line() {
    let folder = folder();
    let settings = SettingsStore::memory("");
    let (mut alice, clock) = alice(&folder, &settings);
    let main = alice.look_at_main();
    let id = ConversationId::With(email(BOB));
    let which = Window::Conversation(id.clone());
    let shaken = |app: &App| app.model.conversations[&id].shaken;

    alice.happens(vec![is(BOB, Status::Online), nudge(BOB, "Bob")]);
    let at_bob = alice.window(&which).expect("the first opens the window");
    alice.shell.wait("it asks for attention", |shell| shell.attention.contains(&at_bob));
    assert_eq!(alice.shell.focused, Some(main), "nobody took the focus");
    assert_eq!(alice.shell.title(main), "(1) Swallowtail – Alice", "a conversation, not its messages");
    let first = shaken(&alice.shell.state).expect("it shakes");
    let told = alice.toasts().len();
    alice.happens(vec![nudge(BOB, "Bob"), nudge(BOB, "Bob")]);
    assert_eq!(shaken(&alice.shell.state), Some(first), "once in ten seconds");
    assert_eq!(alice.toasts().len(), told);
    assert_eq!(alice.heard(BOB).len(), 3, "each has its line");
    alice.look_at(at_bob);
    assert!(!alice.shell.attention.contains(&at_bob), "looking at it settles that");
    assert_eq!(alice.shell.title(main), "Swallowtail – Alice");
    clock.advance(Duration::from_secs(10));
    alice.happens(vec![nudge(BOB, "Bob")]);
    assert!(shaken(&alice.shell.state) > Some(first));

    // One's own waits likewise, also in a window that was opened anew.
    alice.shell.click(at_bob, Id::new("nudge"));
    alice.shell.close(at_bob);
    alice.wait_closed(&which);
    let at_bob = alice.open_conversation(BOB, BOB);
    alice.shell.click(at_bob, Id::new("nudge"));
    assert!(alice.shell.shows(at_bob, "You can nudge again in"), "{:?}", alice.shell.texts(at_bob));
    alice.shell.close(at_bob);
    alice.wait_closed(&which);

    // Muted by the menu: no window, no shake, no notification; the line and the number stay.
    pick(&mut alice, main, "bob", "m");
    clock.advance(Duration::from_secs(60));
    let (told, shakes) = (alice.toasts().len(), shaken(&alice.shell.state));
    alice.happens(vec![nudge(BOB, "Bob")]);
    alice.shell.run_for(Duration::from_millis(60));
    assert_eq!((alice.toasts().len(), shaken(&alice.shell.state)), (told, shakes));
    assert!(alice.window(&which).is_none());
    assert_eq!(alice.shell.title(main), "(1) Swallowtail – Alice");
    let message = TextMessage { text: "hello?".into(), ..TextMessage::default() };
    alice.happens(vec![says(BOB, ConversationEvent::Message { from: email(BOB), name: "Bob".into(), message })]);
    assert_eq!(alice.toasts().len(), told + 1, "what they write is told as ever");
}

#[test]
fn the_properties_say_when_somebody_was_last_there_and_keep_the_wishes() {
    let folder = folder();
    let settings = SettingsStore::memory("");
    let (mut alice, _) = alice(&folder, &settings);
    let main = alice.look_at_main();
    alice.shell.typewrite(main, "bob");
    alice.shell.chord(main, Modifiers::ALT, Key::Named(Named::Enter));
    let about = alice.look_at_opened(&Window::Properties(email(BOB)));
    alice.shell.resize(about, iced::Size::new(400.0, 1_000.0));
    assert!(alice.shell.shows(about, "not yet from this computer"), "{:?}", alice.shell.texts(about));
    alice.happens(vec![is(BOB, Status::Online)]);
    assert!(alice.shell.shows(about, "here now"));
    alice.happens(vec![is(BOB, Status::Offline)]);
    assert!(alice.shell.shows(about, "Today, "), "{:?}", alice.shell.texts(about));
    for box_of_it in ["properties-star", "properties-mute", "watch-writes"] {
        alice.shell.click(about, Id::new(box_of_it));
    }
    let model = &alice.shell.state.model;
    assert!(model.is_favourite(&email(BOB)) && model.mutes_nudges(&email(BOB)) && model.watch(&email(BOB)).writes);

    // Whoever is there when the program ends was there until then; written once, with the rest.
    alice.happens(vec![is(CAROL, Status::Away)]);
    alice.shell.request_close(main);
    alice.shell.wait("it is kept", |_| {
        let kept = settings.load().settings;
        kept.lists.values().any(|list| list.seen.contains_key(&email(CAROL)) && list.seen.contains_key(&email(BOB)))
    });
}

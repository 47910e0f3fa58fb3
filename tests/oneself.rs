//! Oneself: what is remembered over a restart, what is told by itself, and what is answered while one is away.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use msnp::conversation::EntryKind;
use msnp::event::{ConversationId, MessageState};
use msnp::request::Request;
use msnp::types::{PersonalMessage, Status};
use std::sync::Arc;
use std::time::Duration;
use support::people::{
    ALICE, BOB, CAROL, GUIDE, Messenger, Person, alice_who_knows_bob, at, email, folder, heard, newcomer, offering,
    start_with,
};
use swallowtail::app::Environment;
use swallowtail::platform::idle::Scripted;
use swallowtail::platform::playing::{Jukebox, Track};
use swallowtail::store::credentials::{Credentials, MemoryVault};
use swallowtail::store::settings::{AutoReply, OwnAccount, OwnChange, OwnSettings, Settings, SettingsStore};
use swallowtail::window::contacts;
use tempfile::TempDir;

/// Under what the settings keep what is Alice's.
const KEY: &str = "local alice@swallowtail.example";

/// Ends the program as a person does, and waits until it has.
fn quit<P: Messenger>(mut person: Person<P>) {
    let main = person.main();
    person.shell.request_close(main);
    person.shell.wait("the end", |shell| shell.exited);
}

/// Bob, who sees Alice.
fn bob_who_sees_alice(server: &TempDir) -> Person<impl Messenger + use<>> {
    let mut bob = newcomer(server, "Bob", BOB);
    bob.add_contact(ALICE);
    bob
}

/// Alice with those settings; she allows Bob.
fn alice(server: &TempDir, settings: &SettingsStore) -> Person<impl Messenger + use<>> {
    let mut alice = start_with(Environment { settings: settings.clone(), ..at(server) });
    alice.create_account("Alice", ALICE, "pw");
    alice
}

/// What Bob sees under Alice's name.
fn says<P: Messenger>(person: &mut Person<P>, who: &str, what: &str) {
    person.shell.wait(&format!("{who} says {what:?}"), |shell| {
        let person = shell.state.model.roster.person(&email(who));
        person.is_some_and(|person| person.personal.text == what && person.status.is_visible())
    });
}

/// What somebody is seen to listen to.
fn plays<P: Messenger>(person: &mut Person<P>, who: &str, what: Option<&str>) {
    person.shell.wait(&format!("{who} plays {what:?}"), |shell| {
        let person = shell.state.model.roster.person(&email(who));
        person.is_some_and(|person| person.personal.media.as_ref().map(|m| m.display()).as_deref() == what)
    });
}

/// What one is seen to listen to oneself, once the server has it.
fn own_music<P: Messenger>(person: &mut Person<P>, what: Option<&str>) {
    person.shell.wait(&format!("{what:?} is told"), |shell| {
        shell.state.model.roster.own.personal.media.as_ref().map(|m| m.display()).as_deref() == what
    });
}

fn own_status<P: Messenger>(person: &mut Person<P>, status: Status) {
    person.shell.wait(&format!("{status:?}"), |shell| shell.state.model.roster.own.status == status);
}

fn set_personal(text: &str) -> Request {
    Request::SetPersonalMessage(PersonalMessage { text: text.into(), media: None })
}

#[test]
fn name_and_message_are_there_again_after_a_restart_in_every_dialect_that_has_them() {
    let folder = folder();
    let settings = SettingsStore::memory("");
    let mut alice = alice(&folder, &settings);
    let mut bob = bob_who_sees_alice(&folder);
    alice.accept_asked();
    alice.ask(set_personal("at the lake"));
    says(&mut bob, ALICE, "at the lake");
    alice.ask(Request::SetName("Alice L.".into()));
    bob.shell.wait("the name", |shell| shell.state.model.roster.display_name(&email(ALICE)) == "Alice L.");
    alice.shell.wait("it is remembered", |_| {
        let own = settings.load().settings.selves.get(KEY).cloned();
        own == Some(OwnAccount {
            name: Some("Alice L.".into()),
            name_unsent: false,
            personal: Some("at the lake".into()),
        })
    });
    quit(alice);
    for dialect in ["MSNP18", "MSNP16", "MSNP15", "MSNP13", "MSNP12", "MSNP11", "MSNP9"] {
        bob.wait_status(ALICE, Status::Offline);
        let environment = Environment { settings: settings.clone(), services: offering(dialect), ..at(&folder) };
        let mut alice = start_with(environment);
        alice.sign_in(ALICE, "pw");
        alice.wait_online();
        bob.wait_status(ALICE, Status::Online);
        if dialect != "MSNP9" {
            says(&mut bob, ALICE, "at the lake");
        }
        assert_eq!(bob.shell.state.model.roster.display_name(&email(ALICE)), "Alice L.", "{dialect}");
        assert_eq!(alice.shell.state.model.roster.own.name.as_deref(), Some("Alice L."), "{dialect}");
        quit(alice);
    }
    // A dialect without personal messages has forgotten nothing.
    assert_eq!(
        settings.load().settings.selves.get(KEY).and_then(|own| own.personal.clone()).as_deref(),
        Some("at the lake")
    );
}

#[test]
fn the_newer_name_of_the_server_wins_unless_it_was_changed_here() {
    let folder = folder();
    let settings = SettingsStore::memory("");
    let mut alice = alice(&folder, &settings);
    alice.shell.wait("the name is remembered", |_| {
        settings.load().settings.selves.get(KEY).is_some_and(|own| own.name.as_deref() == Some("Alice"))
    });
    quit(alice);
    // Another computer.
    let mut elsewhere = start_with(at(&folder));
    elsewhere.sign_in(ALICE, "pw");
    elsewhere.wait_online();
    elsewhere.ask(Request::SetName("Alice the Second".into()));
    elsewhere.shell.wait("done", |shell| shell.state.model.pending.is_empty());
    quit(elsewhere);
    // Here again.
    let mut alice = start_with(Environment { settings: settings.clone(), ..at(&folder) });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.shell.wait("the newer name is remembered", |shell| {
        let own = shell.state.model.settings.selves.get(KEY);
        own.is_some_and(|own| own.name.as_deref() == Some("Alice the Second"))
    });
    quit(alice);
    // Changed here, and lost on its way to the server.
    let mut changed: Settings = settings.load().settings;
    let own = OwnAccount { name: Some("Alice the Third".into()), name_unsent: true, personal: None };
    changed.selves.insert(KEY.into(), own);
    let settings = SettingsStore::memory(&changed.to_text());
    let mut alice = start_with(Environment { settings: settings.clone(), ..at(&folder) });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.shell.wait("the server has it, and that is noted", |shell| {
        let model = &shell.state.model;
        model.roster.own.name.as_deref() == Some("Alice the Third")
            && model.settings.selves.get(KEY).is_some_and(|own| !own.name_unsent)
    });
}

#[test]
fn what_is_played_stands_beside_the_message_and_goes_with_the_music() {
    let folder = folder();
    let settings = SettingsStore::memory("");
    let jukebox = Jukebox::default();
    let environment = || Environment { settings: settings.clone(), playing: Arc::new(jukebox.clone()), ..at(&folder) };
    let mut alice = start_with(environment());
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = bob_who_sees_alice(&folder);
    alice.accept_asked();
    alice.ask(set_personal("at work"));
    says(&mut bob, ALICE, "at work");
    assert_eq!(jukebox.listeners(), 0, "nobody asks the players before that is wanted");
    jukebox.play(Track::new("Teardrop", "Massive Attack", "Mezzanine"));
    // By the keyboard: the line of the status menu that begins with "s".
    alice.look_at_main();
    alice.pick_status("s");
    own_music(&mut alice, Some("Teardrop - Massive Attack"));
    plays(&mut bob, ALICE, Some("Teardrop - Massive Attack"));
    says(&mut bob, ALICE, "at work");
    let main = alice.main();
    assert!(alice.shell.shows(main, "♫ Teardrop - Massive Attack"), "{:?}", alice.shell.texts(main));
    let bobs = bob.main();
    assert!(bob.shell.shows(bobs, "at work · ♫ Teardrop - Massive Attack"), "{:?}", bob.shell.texts(bobs));
    let talk = bob.open_conversation("Alice", ALICE);
    assert!(bob.shell.shows(talk, "at work · ♫ Teardrop - Massive Attack"), "{:?}", bob.shell.texts(talk));

    // Other words leave the music where it is.
    alice.ask(set_personal("at home"));
    says(&mut bob, ALICE, "at home");
    plays(&mut bob, ALICE, Some("Teardrop - Massive Attack"));
    jukebox.play(None);
    own_music(&mut alice, None);
    plays(&mut bob, ALICE, None);
    says(&mut bob, ALICE, "at home");

    // Remembered; the next sign-in tells it as soon as it is known.
    jukebox.play(Track::new("Angel", "", ""));
    own_music(&mut alice, Some("Angel"));
    plays(&mut bob, ALICE, Some("Angel"));
    alice.shell.wait("kept", |_| settings.load().settings.own.show_music);
    quit(alice);
    bob.wait_status(ALICE, Status::Offline);
    let mut alice = start_with(environment());
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    own_music(&mut alice, Some("Angel"));
    plays(&mut bob, ALICE, Some("Angel"));
    alice.at_contacts(contacts::Message::OwnChanged(OwnChange::ShowMusic(false)));
    plays(&mut bob, ALICE, None);
    alice.shell.wait("nobody listens any more", |_| jukebox.listeners() == 0);
}

#[test]
fn whoever_leaves_the_computer_becomes_idle_and_is_back_when_they_are() {
    let folder = folder();
    let computer = Scripted::default();
    let mut alice = start_with(Environment { idle: Arc::new(computer.clone()), ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = bob_who_sees_alice(&folder);
    alice.accept_asked();
    bob.wait_status(ALICE, Status::Online);
    let minutes = |minutes: u64| Some(Duration::from_secs(minutes * 60));
    computer.set(minutes(4));
    alice.shell.run_for(Duration::from_millis(100));
    assert_eq!(alice.shell.state.model.roster.own.status, Status::Online);
    computer.set(minutes(5));
    own_status(&mut alice, Status::Idle);
    bob.wait_status(ALICE, Status::Idle);
    assert_ne!(alice.shell.state.model.settings.status, Status::Idle, "no status to sign in with");
    computer.set(minutes(0));
    own_status(&mut alice, Status::Online);
    bob.wait_status(ALICE, Status::Online);

    // Whoever is busy stays busy.
    alice.ask(Request::SetStatus(Status::Busy));
    own_status(&mut alice, Status::Busy);
    computer.set(minutes(60));
    alice.shell.run_for(Duration::from_millis(200));
    assert_eq!(alice.shell.state.model.roster.own.status, Status::Busy);
    computer.set(minutes(0));

    // Another time, and never.
    alice.ask(Request::SetStatus(Status::Online));
    own_status(&mut alice, Status::Online);
    alice.at_contacts(contacts::Message::OwnChanged(OwnChange::IdleAfter(Some(30))));
    computer.set(minutes(29));
    alice.shell.run_for(Duration::from_millis(200));
    assert_eq!(alice.shell.state.model.roster.own.status, Status::Online);
    computer.set(minutes(30));
    own_status(&mut alice, Status::Idle);
    alice.at_contacts(contacts::Message::OwnChanged(OwnChange::IdleAfter(None)));
    own_status(&mut alice, Status::Online);
}

#[test]
fn a_computer_left_alone_makes_nobody_idle_who_is_at_another() {
    let folder = folder();
    let (desk_touched, laptop_touched) = (Scripted::default(), Scripted::default());
    let environment = |host: &str, idle: &Scripted| {
        let idle = Arc::new(idle.clone());
        Environment { host: host.into(), idle, ..at(&folder) }
    };
    desk_touched.set(Some(Duration::ZERO));
    let mut desk = start_with(environment("desk", &desk_touched));
    desk.create_account("Alice", ALICE, "pw");
    let mut laptop = start_with(environment("laptop", &laptop_touched));
    laptop.sign_in(ALICE, "pw");
    laptop.wait_online();
    desk.shell.wait("both know of each other", |shell| shell.state.model.other_places().next().is_some());
    laptop_touched.set(Some(Duration::from_secs(3_600)));
    own_status(&mut laptop, Status::Idle);
    desk.shell.run_for(Duration::from_millis(200));
    own_status(&mut laptop, Status::Online);
    own_status(&mut desk, Status::Online);
    desk_touched.set(Some(Duration::from_secs(3_600)));
    own_status(&mut desk, Status::Idle);
    own_status(&mut laptop, Status::Idle);
    laptop_touched.set(Some(Duration::ZERO));
    own_status(&mut laptop, Status::Online);
    own_status(&mut desk, Status::Online);
}

#[test]
fn a_status_that_lasts_is_the_one_of_the_next_sign_in() {
    let folder = folder();
    let vault = Arc::new(MemoryVault::default());
    let settings = SettingsStore::memory("");
    let credentials = Credentials::new(vault, Duration::from_secs(10));
    let environment = Environment { settings: settings.clone(), credentials, ..at(&folder) };
    let mut alice = start_with(environment.clone());
    alice.create_account("Alice", ALICE, "pw");
    alice.leave();
    let main = alice.main();
    alice.shell.click(main, iced::widget::Id::new("sign-in-automatic"));
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.shell.wait("kept", |_| settings.load().settings.automatic && settings.load().settings.remember);
    quit(alice);
    let mut expected = Status::Online;
    for chosen in Status::CHOICES.into_iter().chain([Status::Hidden, Status::Away, Status::Online]) {
        let mut alice = start_with(environment.clone());
        own_status(&mut alice, expected);
        alice.ask(Request::SetStatus(chosen));
        own_status(&mut alice, chosen);
        if matches!(chosen, Status::Online | Status::Busy | Status::Hidden) {
            expected = chosen;
        }
        quit(alice);
    }
}

/// The automatic messages of a talk: whether they are ours, and the words.
fn automatic<P: Messenger>(person: &Person<P>, with: &str) -> Vec<(bool, String)> {
    let talk = person.shell.state.model.conversations.get(&ConversationId::With(email(with)));
    talk.into_iter()
        .flat_map(|talk| &talk.log.entries)
        .filter_map(|entry| match &entry.kind {
            EntryKind::Sent { text, automatic: true, .. } => Some((true, text.clone())),
            EntryKind::Received { message, .. } if message.automatic => Some((false, message.text.clone())),
            _ => None,
        })
        .collect()
}

/// Waits until so many answers were given to somebody, and the last has arrived.
fn answered<P: Messenger>(person: &mut Person<P>, with: &str, count: usize) {
    let id = ConversationId::With(email(with));
    person.shell.wait(&format!("{count} answers"), |shell| {
        let talk = shell.state.model.conversations.get(&id);
        let sent = talk.into_iter().flat_map(|talk| &talk.log.entries).filter(|entry| {
            matches!(&entry.kind, EntryKind::Sent { automatic: true, state: MessageState::Delivered, .. })
        });
        sent.count() == count
    });
}

#[test]
fn while_one_is_away_each_who_writes_is_answered_once() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let mut bob = support::people::start(&folder);
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.accept_asked();
    bob.wait_status(ALICE, Status::Online);
    alice.wait_status(BOB, Status::Online);

    // Written on the card of the status menu, by keyboard: the last line but one, the words, the box, Enter.
    let main = alice.look_at_main();
    alice.tab(main, 2);
    for key in [Named::Enter, Named::End, Named::ArrowUp, Named::Enter] {
        alice.shell.key(main, key);
    }
    alice.keyboard_settles();
    alice.shell.chord(main, Modifiers::COMMAND, Key::Character("a".into()));
    alice.shell.typewrite(main, "Back at four");
    alice.shell.chord(main, Modifiers::SHIFT, Key::Named(Named::Tab));
    alice.keyboard_settles();
    alice.shell.key(main, Named::Space);
    alice.tab(main, 1);
    alice.shell.key(main, Named::Enter);
    assert_eq!(alice.shell.state.model.settings.own.auto_reply, AutoReply { on: true, text: "Back at four".into() });

    // Online nobody is answered.
    let talk = bob.open_conversation("Alice", ALICE);
    bob.say(talk, "hello?");
    alice.wait_heard(BOB, "hello?");
    alice.shell.run_for(Duration::from_millis(200));
    assert_eq!(automatic(&alice, BOB), []);

    alice.ask(Request::SetStatus(Status::OutToLunch));
    bob.wait_status(ALICE, Status::OutToLunch);
    bob.say(talk, "are you there?");
    alice.wait_heard(BOB, "are you there?");
    answered(&mut alice, BOB, 1);
    bob.wait_heard(ALICE, "Back at four");
    bob.say(talk, "and now?");
    alice.wait_heard(BOB, "and now?");
    alice.shell.run_for(Duration::from_millis(300));
    assert_eq!(automatic(&alice, BOB), [(true, "Back at four".to_owned())]);
    assert_eq!(automatic(&bob, ALICE), [(false, "Back at four".to_owned())]);
    assert_eq!(heard(&bob.shell.state, ALICE), ["Back at four"]);
    alice.wait_delivered(BOB);
    let unread = alice.shell.state.model.conversations[&ConversationId::With(email(BOB))].unread;
    assert!(unread > 0, "an answer by the program is no reading");

    // Another absence, another answer; and from a program that answers, too, no more than one each.
    bob.at_contacts(contacts::Message::OwnChanged(OwnChange::AutoReply(AutoReply {
        on: true,
        text: "Me neither".into(),
    })));
    bob.ask(Request::SetStatus(Status::Away));
    alice.wait_status(BOB, Status::Away);
    alice.ask(Request::SetStatus(Status::Online));
    own_status(&mut alice, Status::Online);
    alice.ask(Request::SetStatus(Status::Busy));
    bob.wait_status(ALICE, Status::Busy);
    bob.say(talk, "still?");
    alice.wait_heard(BOB, "still?");
    answered(&mut alice, BOB, 2);
    bob.shell.wait("the second answer", |shell| heard(&shell.state, ALICE).len() == 2);
    bob.shell.run_for(Duration::from_millis(500));
    assert_eq!(automatic(&bob, ALICE).len(), 2, "Bob's program has answered nothing");
    assert_eq!(automatic(&alice, BOB).len(), 2);
}

#[test]
fn among_several_nobody_is_answered_for() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let mut bob = support::people::start(&folder);
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.accept_asked();
    let mut carol = newcomer(&folder, "Carol", CAROL);
    bob.add_contact(CAROL);
    carol.accept_asked();
    alice.wait_status(BOB, Status::Online);
    bob.wait_status(CAROL, Status::Online);
    bob.wait_status(ALICE, Status::Online);
    let own = OwnSettings::default();
    assert!(!own.auto_reply.on, "nobody is answered for who didn't ask for it");
    alice.at_contacts(contacts::Message::OwnChanged(OwnChange::AutoReply(AutoReply { on: true, text: "Away".into() })));
    alice.ask(Request::SetStatus(Status::Away));
    bob.wait_status(ALICE, Status::Away);
    let talk = bob.open_conversation("Alice", ALICE);
    bob.invite(talk, CAROL);
    let group = |app: &swallowtail::app::App| {
        app.model.conversations.values().find(|talk| talk.log.is_group() && talk.log.participants.len() == 2).is_some()
    };
    bob.shell.wait("all are there", |shell| group(&shell.state));
    bob.say(talk, "hello all");
    alice.shell.wait("Alice hears it", |shell| {
        let talks = shell.state.model.conversations.values();
        talks
            .flat_map(|talk| &talk.log.entries)
            .any(|entry| matches!(&entry.kind, EntryKind::Received { message, .. } if message.text == "hello all"))
    });
    alice.shell.run_for(Duration::from_millis(300));
    // The Guide's welcome is another matter.
    let guide = ConversationId::With(email(GUIDE));
    let talks = alice.shell.state.model.conversations.values().filter(|talk| talk.log.id != guide);
    let mut said = talks.flat_map(|talk| &talk.log.entries);
    assert!(!said.any(|entry| matches!(entry.kind, EntryKind::Sent { .. })));
}

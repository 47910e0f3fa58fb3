//! The contact list and its windows in the whole program, with the built-in server: by keyboard alone.

#[path = "support/headless.rs"]
#[allow(dead_code)]
mod headless;
#[path = "support/people.rs"]
#[allow(dead_code)]
mod people;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use msnp::event::ConversationId;
use msnp::types::{List, Privacy, Status};
use people::{email, start};
use std::sync::Arc;
use swallowtail::app::{Environment, Message};
use swallowtail::platform::notify::Recording;
use swallowtail::store::settings::{ListLook, SettingsStore, Sort};
use swallowtail::window::Window;
use swallowtail::window::contacts::sections::SectionId;
use swallowtail::window::contacts::{self, Field, Question};
use swallowtail::windows;

const ALICE: &str = "alice@swallowtail.example";
const BOB: &str = "bob@swallowtail.example";

#[test]
fn contacts_are_kept_by_keyboard_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = start(folder.path());
    bob.create_account("Bob", BOB, "pw");
    let main = alice.main();
    alice.look_at(main);

    // Ctrl+N opens the dialog; what is wrong is said there, and the dialog stays.
    alice.shell.chord(main, Modifiers::COMMAND, Key::Character("n".into()));
    alice.shell.wait("the dialog opens", |shell| shell.state.windows.find(&Window::AddContact(None)).is_some());
    let dialog = alice.window(&Window::AddContact(None)).expect("it is open");
    alice.look_at(dialog);
    alice.shell.typewrite(dialog, "bob");
    alice.shell.key(dialog, Named::Enter);
    alice.keyboard_settles();
    assert!(alice.shell.shows(dialog, "An address looks like"));
    alice.shell.typewrite(dialog, "by@swallowtail.example");
    alice.shell.key(dialog, Named::Enter);
    alice.shell.wait("the server has answered", |shell| shell.state.model.pending.is_empty());
    alice.keyboard_settles();
    assert!(alice.shell.shows(dialog, "There is no account"), "{:?}", alice.shell.texts(dialog));
    assert!(!alice.shell.shows(main, "There is no account"), "a refusal is shown in one place");
    alice.shell.typewrite(dialog, BOB);
    alice.shell.key(dialog, Named::Enter);
    alice.shell.wait("Bob is there and the dialog gone", |shell| {
        let known = shell.state.model.roster.person(&email(BOB));
        known.is_some_and(|bob| bob.is_contact()) && shell.state.windows.find(&Window::AddContact(None)).is_none()
    });

    // Bob allows and adds her with Enter.
    bob.shell.wait("Bob is asked", |shell| shell.state.windows.find(&Window::AddedYou).is_some());
    let asked = bob.window(&Window::AddedYou).expect("it is open");
    bob.look_at(asked);
    bob.shell.key(asked, Named::Enter);
    bob.wait_status(ALICE, Status::Online);
    alice.wait_status(BOB, Status::Online);

    // A letter finds Bob, Enter opens the conversation.
    alice.look_at(main);
    alice.shell.typewrite(main, "b");
    alice.shell.key(main, Named::Enter);
    let which = Window::Conversation(ConversationId::With(email(BOB)));
    alice.shell.wait("the conversation opens", |shell| shell.state.windows.find(&which).is_some());

    // Ctrl+C: the address is on the clipboard.
    alice.look_at(main);
    alice.shell.chord(main, Modifiers::COMMAND, Key::Character("c".into()));
    assert_eq!(alice.shell.clipboard.0.as_deref(), Some(BOB));

    // F2 gives Bob a name of Alice's own, in his row.
    alice.shell.key(main, Named::F2);
    alice.keyboard_settles();
    alice.shell.typewrite(main, "Bobby");
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the name is confirmed", |shell| {
        shell.state.model.pending.is_empty() && shell.state.model.roster.display_name(&email(BOB)) == "Bobby"
    });
    assert!(alice.shell.shows(main, "Bobby"), "{:?}", alice.shell.texts(main));

    // Ctrl+F2, a name, Enter: the other sees it.
    alice.look_at(main);
    alice.shell.chord(main, Modifiers::COMMAND, Key::Named(Named::F2));
    alice.keyboard_settles();
    alice.shell.typewrite(main, "Alice the Second");
    alice.shell.key(main, Named::Enter);
    bob.shell.wait("the new name arrives", |shell| {
        shell.state.model.roster.display_name(&email(ALICE)) == "Alice the Second"
    });
    alice.shell.wait("the name is confirmed", |shell| {
        shell.state.model.pending.is_empty() && shell.state.model.roster.own.name.as_deref() == Some("Alice the Second")
    });

    // The menu key on Bob, the second line: blocked. The list shows it, and Bob sees her leave.
    alice.keyboard_settles();
    alice.shell.typewrite(main, "b");
    alice.shell.key(main, Named::ContextMenu);
    alice.shell.key(main, Named::ArrowDown);
    alice.shell.key(main, Named::Enter);
    bob.wait_status(ALICE, Status::Offline);
    alice.shell.wait("it is confirmed", |shell| shell.state.model.pending.is_empty());
    assert!(alice.shell.state.model.roster.person(&email(BOB)).is_some_and(|bob| bob.is_blocked()));
    assert!(alice.shell.shows(main, "blocked"));
}

#[test]
fn privacy_and_status_are_changed_by_keyboard_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = start(folder.path());
    bob.create_account("Bob", BOB, "pw");
    alice.add_contact(BOB);
    bob.shell.wait("Bob is asked", |shell| shell.state.windows.find(&Window::AddedYou).is_some());
    let asked = bob.window(&Window::AddedYou).expect("it is open");
    bob.look_at(asked);
    bob.shell.key(asked, Named::Enter);
    bob.wait_status(ALICE, Status::Online);

    // Tab to the name, to the status; its menu opens with Enter, a letter jumps, Enter takes.
    let main = alice.main();
    alice.look_at(main);
    for _ in 0..2 {
        alice.shell.key(main, Named::Tab);
        alice.keyboard_settles();
    }
    alice.shell.key(main, Named::Enter);
    alice.shell.typewrite(main, "b");
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the status is confirmed", |shell| shell.state.model.roster.own.status == Status::Busy);
    bob.wait_status(ALICE, Status::Busy);

    // The privacy window from the menu: four more stops after the status.
    for _ in 0..4 {
        alice.shell.key(main, Named::Tab);
        alice.keyboard_settles();
    }
    alice.shell.key(main, Named::Enter);
    alice.shell.typewrite(main, "pri");
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the window opens", |shell| shell.state.windows.find(&Window::Privacy).is_some());
    let privacy = alice.window(&Window::Privacy).expect("it is open");
    alice.look_at(privacy);

    // The last line of the list is everybody else; Enter sends them to the other side, and they stay there.
    alice.shell.key(privacy, Named::End);
    alice.shell.key(privacy, Named::Enter);
    alice.shell.wait("it is confirmed", |shell| {
        shell.state.model.pending.is_empty() && shell.state.model.roster.privacy == Privacy::BlockOthers
    });
    // Bob is on the allow list, so nothing changes for him; the first line with Enter blocks the first one there.
    alice.shell.key(privacy, Named::Home);
    let allowed = |model: &swallowtail::model::Model| model.roster.on_list(List::Allow).count();
    let before = allowed(&alice.shell.state.model);
    assert!(before > 0);
    alice.shell.key(privacy, Named::Enter);
    alice.shell.wait("one less is allowed", |shell| {
        shell.state.model.pending.is_empty() && allowed(&shell.state.model) == before - 1
    });
    alice.shell.key(privacy, Named::Escape);
    alice.shell.wait("the window is closed", |shell| shell.state.windows.find(&Window::Privacy).is_none());
}

/// A header that becomes a field and back is another kind of widget at the same place, which iced's keyed column took
/// for the same one: the program stopped.
#[test]
fn a_group_is_made_renamed_and_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    start(folder.path()).create_account("Bob", BOB, "pw");
    alice.add_contact(BOB);
    let main = alice.main();
    alice.look_at(main);
    let tell = |message| Message::Content(main, windows::Message::Contacts(message));
    let before = alice.shell.state.model.roster.groups.len();

    alice.shell.tell(tell(contacts::Message::EditStarted(Field::NewGroup)));
    alice.keyboard_settles();
    alice.shell.typewrite(main, "Work");
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the group is there", |shell| shell.state.model.roster.groups.len() == before + 1);
    assert!(alice.shell.shows(main, "Work (0/0)"), "{:?}", alice.shell.texts(main));
    let group = alice.shell.state.model.roster.groups.iter().find(|group| group.name == "Work");
    let group = group.expect("it is there").id.clone();

    // Given up first, then done: each way the list is drawn with the field and without it.
    for (text, last) in [("Nothing", Named::Escape), ("Old friends", Named::Enter)] {
        alice.shell.tell(tell(contacts::Message::EditStarted(Field::Group(group.clone()))));
        alice.keyboard_settles();
        assert!(!alice.shell.shows(main, "Work ("), "the field stands where the header stood");
        alice.shell.typewrite(main, text);
        alice.shell.key(main, last);
        alice.keyboard_settles();
    }
    alice.shell.wait("the new name is confirmed", |shell| {
        let known = shell.state.model.roster.group(&group);
        known.is_some_and(|group| group.name == "Old friends") && shell.state.model.pending.is_empty()
    });
    assert!(alice.shell.shows(main, "Old friends (0/0)"), "{:?}", alice.shell.texts(main));

    // Folding another section takes lines away while a header is a field.
    alice.shell.tell(tell(contacts::Message::EditStarted(Field::Group(group.clone()))));
    alice.keyboard_settles();
    alice.shell.tell(tell(contacts::Message::Toggled(SectionId::Other)));
    alice.keyboard_settles();
    alice.shell.key(main, Named::Escape);
    alice.keyboard_settles();

    alice.shell.tell(tell(contacts::Message::Asked(Question::RemoveGroup(group.clone()))));
    alice.keyboard_settles();
    assert!(alice.shell.shows(main, "Remove this group?"));
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the group is gone", |shell| {
        let model = &shell.state.model;
        model.roster.group(&group).is_none() && model.pending.is_empty()
    });
    assert!(!alice.shell.shows(main, "Old friends"), "{:?}", alice.shell.texts(main));
}

#[test]
fn a_contact_gets_a_name_of_ones_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    start(folder.path()).create_account("Bob", BOB, "pw");
    alice.add_contact(BOB);
    let main = alice.main();
    alice.look_at(main);
    alice.shell.typewrite(main, "bob");
    alice.shell.chord(main, Modifiers::ALT, Key::Named(Named::Enter));
    let which = Window::Properties(email(BOB));
    alice.shell.wait("the properties open", |shell| shell.state.windows.find(&which).is_some());
    let about = alice.window(&which).expect("it is open");
    alice.look_at(about);
    alice.shell.fill(about, "properties-alias", "My Bob");
    alice.shell.key(about, Named::Enter);
    alice.shell.wait("it is confirmed", |shell| {
        let model = &shell.state.model;
        model.pending.is_empty() && model.roster.display_name(&email(BOB)) == "My Bob"
    });
    assert!(alice.shell.shows(main, "My Bob"), "{:?}", alice.shell.texts(main));
    assert_eq!(alice.shell.title(about), "About My Bob");
}

#[test]
fn the_lists_looks_and_favourites_outlive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = SettingsStore::memory("");
    let start_again = || {
        let desktop = Recording::default();
        let (notifier, server) = (Arc::new(desktop.clone()), folder.path().to_owned());
        people::start_with(
            Environment { server, notifier, settings: settings.clone(), ..Environment::in_memory() },
            desktop,
        )
    };
    let mut bob = start(folder.path());
    bob.create_account("Bob", BOB, "pw");
    let mut alice = start_again();
    alice.create_account("Alice", ALICE, "pw");
    alice.add_contact(BOB);
    let main = alice.main();
    let tell = |message| Message::Content(main, windows::Message::Contacts(message));

    let talk = alice.open_conversation("Bob", BOB);
    alice.say(talk, "hello");
    alice.look_at(main);
    // The star, by the menu key and the first letters.
    alice.shell.typewrite(main, "b");
    alice.shell.key(main, Named::ContextMenu);
    alice.shell.typewrite(main, "a");
    alice.shell.key(main, Named::Enter);
    assert!(alice.shell.shows(main, "Favourites ("), "{:?}", alice.shell.texts(main));
    let look = ListLook { sort: Sort::LastTalk, offline_in_place: true, compact: true };
    alice.shell.tell(tell(contacts::Message::LookChosen(look)));
    alice.shell.tell(tell(contacts::Message::Toggled(SectionId::Other)));
    alice.shell.wait("it is kept", |_| settings.load().settings.folded.contains("other"));
    let kept = settings.load().settings;
    let list = kept.lists.values().next().expect("the account's own");
    assert!(list.talks.contains_key(&email(BOB)), "{list:?}");
    drop(alice);

    let mut alice = start_again();
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let main = alice.main();
    alice.shell.wait("the contacts are there", |shell| {
        shell.state.model.roster.person(&email(BOB)).is_some_and(|bob| bob.is_contact())
    });
    assert_eq!(alice.shell.state.model.settings.list, look);
    assert!(alice.shell.shows(main, "Favourites ("), "{:?}", alice.shell.texts(main));
    assert!(alice.shell.state.model.settings.folded.contains("other"));
}

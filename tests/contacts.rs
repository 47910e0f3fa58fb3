//! The contact list and its windows in the whole program, with the built-in server: by keyboard alone.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use msnp::event::{ConversationEvent, ConversationId, Event, PresenceEvent};
use msnp::request::Request;
use msnp::types::{Capabilities, List, Privacy, Status};
use support::people::{ALICE, BOB, alice_who_knows_bob, at, email, folder, newcomer, offering, start_with};
use swallowtail::app::{Clock, Environment};
use swallowtail::store::settings::{ListLook, SettingsStore, Sort};
use swallowtail::window::Window;
use swallowtail::window::contacts::sections::SectionId;
use swallowtail::window::contacts::{self, Field, Question};

#[test]
fn contacts_are_kept_by_keyboard_alone() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    let main = alice.look_at_main();

    // Ctrl+N opens the dialog; what is wrong is said there, and the dialog stays.
    alice.shell.chord(main, Modifiers::COMMAND, Key::Character("n".into()));
    let dialog = alice.look_at_opened(&Window::AddContact(None));
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
    bob.accept_asked();
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
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    alice.add_contact(BOB);
    bob.accept_asked();
    bob.wait_status(ALICE, Status::Online);

    // Tab to the name, to the status; its menu opens with Enter, a letter jumps, Enter takes.
    let main = alice.look_at_main();
    alice.pick_status("b");
    alice.shell.wait("the status is confirmed", |shell| shell.state.model.roster.own.status == Status::Busy);
    bob.wait_status(ALICE, Status::Busy);

    // The privacy window from the menu: four more stops after the status.
    alice.tab(main, 4);
    alice.shell.key(main, Named::Enter);
    alice.shell.typewrite(main, "pri");
    alice.shell.key(main, Named::Enter);
    let privacy = alice.look_at_opened(&Window::Privacy);

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
    alice.wait_closed(&Window::Privacy);
}

/// A header that becomes a field and back is another kind of widget at the same place, which iced's keyed column took
/// for the same one: the program stopped.
#[test]
fn a_group_is_made_renamed_and_removed() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let main = alice.look_at_main();
    let before = alice.shell.state.model.roster.groups.len();

    let group = alice.add_group("Work");
    assert_eq!(alice.shell.state.model.roster.groups.len(), before + 1);
    assert!(alice.shell.shows(main, "Work (0/0)"), "{:?}", alice.shell.texts(main));

    // Given up first, then done: each way the list is drawn with the field and without it.
    for (text, last) in [("Nothing", Named::Escape), ("Old friends", Named::Enter)] {
        alice.at_contacts(contacts::Message::EditStarted(Field::Group(group.clone())));
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
    alice.at_contacts(contacts::Message::EditStarted(Field::Group(group.clone())));
    alice.keyboard_settles();
    alice.at_contacts(contacts::Message::Toggled(SectionId::Other));
    alice.keyboard_settles();
    alice.shell.key(main, Named::Escape);
    alice.keyboard_settles();

    alice.at_contacts(contacts::Message::Asked(Question::RemoveGroup(group.clone())));
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
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let main = alice.look_at_main();
    alice.shell.typewrite(main, "bob");
    alice.shell.chord(main, Modifiers::ALT, Key::Named(Named::Enter));
    let which = Window::Properties(email(BOB));
    let about = alice.look_at_opened(&which);
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
    let folder = folder();
    let settings = SettingsStore::memory("");
    let start_again = || start_with(Environment { settings: settings.clone(), ..at(&folder) });
    let _bob = newcomer(&folder, "Bob", BOB);
    let mut alice = start_again();
    alice.create_account("Alice", ALICE, "pw");
    alice.add_contact(BOB);
    let main = alice.main();

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
    alice.at_contacts(contacts::Message::LookChosen(look));
    alice.at_contacts(contacts::Message::Toggled(SectionId::Other));
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

#[test]
fn whatever_somebody_calls_themselves_fits_wherever_it_stands() {
    let folder = folder();
    drop(newcomer(&folder, "Bob", BOB));
    let clock = Clock::default();
    let mut alice = start_with(Environment { clock: clock.clone(), ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    alice.add_contact(BOB);
    let main = alice.look_at_main();
    let nudge = |name: &str| {
        let nudge = ConversationEvent::Nudge { from: email(BOB), name: name.to_owned() };
        Event::Conversation(ConversationId::With(email(BOB)), nudge)
    };
    let online = |name: &str| {
        let (name, status) = (Some(name.to_owned()), Status::Online);
        let (capabilities, email) = (Capabilities::default(), email(BOB));
        Event::Presence(PresenceEvent::Online { email, name, status, capabilities, object: None, initial: false })
    };
    let with_bob = Window::Conversation(ConversationId::With(email(BOB)));
    for (name, title) in [
        ("x".repeat(5_000), format!("{}…", "x".repeat(250))),
        ("Bob (L) :)".to_owned(), "Bob ❤\u{fe0f} 🙂".to_owned()),
        ("\u{200b}\u{202e}\u{7}".to_owned(), BOB.to_owned()),
        ("שלום\nעולם".to_owned(), "שלום עולם".to_owned()),
    ] {
        alice.happens(vec![online(&name), nudge(&name)]);
        let talk = alice.look_at_opened(&with_bob);
        assert_eq!(alice.shell.title(talk), title);
        // The Guide has something to say, too, when it likes.
        let told = alice.toasts().into_iter().rev().find(|(who, _)| who != "Guide");
        let (toast, _) = told.expect("the nudge is told");
        assert!(toast.chars().count() <= 60 && title.starts_with(toast.trim_end_matches('…')), "{toast}");
        alice.at_contacts(contacts::Message::WindowWanted(Window::Properties(email(BOB))));
        let about = alice.look_at_opened(&Window::Properties(email(BOB)));
        assert_eq!(alice.shell.title(about), format!("About {title}"));
        // Each is laid out and drawn, with the menu and the question that name him.
        for window in [main, talk, about] {
            alice.shell.screenshot(window, 1.0, &folder.path().join("shot.png"));
        }
        alice.at_contacts(contacts::Message::Asked(Question::Remove { email: email(BOB), block: false }));
        alice.shell.screenshot(main, 1.0, &folder.path().join("shot.png"));
        alice.at_contacts(contacts::Message::Dismissed);
        alice.shell.close(talk);
        alice.shell.close(about);
        alice.wait_closed(&with_bob);
        clock.advance(std::time::Duration::from_secs(20));
    }
}

#[test]
fn who_is_in_several_groups_stays_when_they_go() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let main = alice.look_at_main();
    let (work, club) = (alice.add_group("Work"), alice.add_group("Club"));
    for group in [&work, &club] {
        alice.ask(Request::AddToGroup { email: email(BOB), group: group.clone() });
        alice.shell.wait("it is confirmed", |shell| shell.state.model.pending.is_empty());
    }
    for title in ["Work (0/1)", "Club (0/1)", "Offline (1)"] {
        assert!(alice.shell.shows(main, title), "{title}: {:?}", alice.shell.texts(main));
    }
    for (group, left) in [(work, "Club (0/1)"), (club, "Offline (1)")] {
        alice.at_contacts(contacts::Message::Asked(Question::RemoveGroup(group.clone())));
        alice.keyboard_settles();
        alice.shell.key(main, Named::Enter);
        alice.shell.wait("the group is gone", |shell| {
            shell.state.model.roster.group(&group).is_none() && shell.state.model.pending.is_empty()
        });
        assert!(alice.shell.state.model.roster.person(&email(BOB)).is_some_and(|bob| bob.is_contact()));
        assert!(alice.shell.shows(main, left), "{left}: {:?}", alice.shell.texts(main));
    }
    // The server has kept him, too.
    alice.come_again(ALICE, "pw");
    alice.shell.wait("Bob is still there", |shell| {
        shell.state.model.roster.person(&email(BOB)).is_some_and(|bob| bob.is_contact() && bob.groups.is_empty())
    });

    // Removed and blocked by the box in the question: Tab from the button goes round to it.
    let main = alice.look_at_main();
    alice.at_contacts(contacts::Message::Asked(Question::Remove { email: email(BOB), block: false }));
    alice.keyboard_settles();
    alice.tab(main, 1);
    alice.shell.key(main, Named::Space);
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("he is gone, and blocked", |shell| {
        let bob = shell.state.model.roster.person(&email(BOB));
        bob.is_some_and(|bob| !bob.is_contact() && bob.is_blocked()) && shell.state.model.pending.is_empty()
    });
}

/// Each says it in its own way: `ADD` and `ADC` by 205 and 208, the address book by a fault, `FQY` before anything is done.
#[test]
fn that_there_is_no_account_is_said_in_every_dialect() {
    for dialect in ["MSNP8", "MSNP10", "MSNP12", "MSNP13", "MSNP15", "MSNP18"] {
        let folder = folder();
        let mut alice = start_with(Environment { services: offering(dialect), ..at(&folder) });
        alice.create_account("Alice", ALICE, "pw");
        alice.at_contacts(contacts::Message::WindowWanted(Window::AddContact(None)));
        let dialog = alice.look_at_opened(&Window::AddContact(None));
        alice.shell.fill(dialog, "add-address", "Nobody <nobody@swallowtail.example>");
        alice.shell.key(dialog, Named::Enter);
        alice.shell.wait("the server has answered", |shell| shell.state.model.pending.is_empty());
        alice.keyboard_settles();
        let texts = alice.shell.texts(dialog);
        let said = |words: &str| texts.iter().any(|text| text.contains(words));
        assert!(said("nobody@swallowtail.example") && said("There is no account"), "{dialect}: {texts:?}");
        let kept = alice.shell.state.model.roster.person(&email("nobody@swallowtail.example"));
        assert!(!kept.is_some_and(|nobody| nobody.is_contact()), "{dialect}");
    }
}

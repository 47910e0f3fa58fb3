//! The options in the whole program: opened from everywhere, set by keyboard alone, kept, and felt at once.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::{Size, window};
use msnp::content::TextFormat;
use msnp::conversation::EntryKind;
use msnp::event::ConversationId;
use msnp::types::Status;
use std::time::Duration;
use support::people::{ALICE, BOB, Messenger, Person, alice_who_knows_bob, at, email, folder, start, start_with};
use swallowtail::app::Environment;
use swallowtail::store::credentials::{Account, Credentials, MemoryVault};
use swallowtail::store::settings::{Ground, SettingsStore};
use swallowtail::theme::Palette;
use swallowtail::window::options::Page;
use swallowtail::window::{SettingsChange, Window, contacts};
use swallowtail::windows::Content;

const OPTIONS: Window = Window::Options(None);

/// Ctrl+comma.
fn open<P: Messenger>(person: &mut Person<P>, from: window::Id) -> window::Id {
    person.look_at(from);
    person.shell.chord(from, Modifiers::COMMAND, Key::Character(",".into()));
    person.look_at_opened(&OPTIONS)
}

fn page<P: Messenger>(person: &Person<P>) -> Page {
    let options = person.window(&OPTIONS).and_then(|id| person.shell.state.windows.get(id)).expect("they are open");
    match &options.content {
        Content::Options(options) => options.page(&person.shell.state.model),
        other => panic!("{other:?}"),
    }
}

/// Down the list of pages, which has the keyboard, to one of them.
fn turn_to<P: Messenger>(person: &mut Person<P>, options: window::Id, wanted: Page) {
    person.shell.key(options, Named::Home);
    for _ in 0..Page::ALL.len() {
        if page(person) == wanted {
            return;
        }
        person.shell.key(options, Named::ArrowDown);
    }
    panic!("{wanted:?} isn't listed");
}

#[test]
fn a_setting_is_changed_by_keyboard_alone_and_kept() {
    let settings = SettingsStore::memory("");
    let mut person = start_with(Environment { settings: settings.clone(), ..Environment::in_memory() });
    let main = person.main();
    let options = open(&mut person, main);
    assert_eq!(person.shell.title(options), "Options");
    assert!(!person.shell.texts(main).contains(&",".to_owned()), "the field that had the keyboard took it for typing");

    // Nobody is signed in: what is the account's isn't there.
    assert!(!person.shell.shows(options, "Personal"));
    turn_to(&mut person, options, Page::Messages);
    assert!(person.shell.shows(options, "Show the time of each message"));
    person.tab(options, 1);
    person.shell.key(options, Named::Space);
    assert!(person.shell.state.model.settings.message_times);
    person.shell.key(options, Named::Escape);
    person.wait_closed(&OPTIONS);
    person.shell.wait("it is written", |_| settings.load().settings.message_times);
}

#[test]
fn the_options_open_at_a_page_and_turn_to_another() {
    let folder = folder();
    let mut alice = support::people::newcomer(&folder, "Alice", ALICE);
    let main = alice.look_at_main();

    // From the contact list's menu, at the first page.
    alice.at_contacts(contacts::Message::WindowWanted(OPTIONS));
    let options = alice.look_at_opened(&OPTIONS);
    assert_eq!(page(&alice), Page::Personal);

    // From the switcher, to a page; the window is the same.
    let switcher = alice.switch(main);
    alice.shell.typewrite(switcher, "options: sh");
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("the options are in front", |shell| shell.focused == Some(options));
    assert_eq!(page(&alice), Page::Shortcuts);
    assert!(alice.shell.shows(options, "Ctrl+Shift+O"));
    alice.shell.chord(options, Modifiers::CTRL, Key::Named(Named::PageUp));
    assert_eq!(page(&alice), Page::Appearance);

    // They are still there when nobody is signed in, without what was the account's.
    turn_to(&mut alice, options, Page::Personal);
    alice.leave();
    assert!(alice.window(&OPTIONS).is_some());
    assert_ne!(page(&alice), Page::Personal);
}

#[test]
fn the_look_of_messages_changes_in_conversations_that_are_open() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let talk = alice.open_conversation(BOB, BOB);
    let options = open(&mut alice, talk);
    turn_to(&mut alice, options, Page::Messages);
    alice.shell.tell(swallowtail::app::Message::Content(
        options,
        swallowtail::windows::Message::Options(
            SettingsChange::Format(TextFormat { bold: true, ..TextFormat::default() }).into(),
        ),
    ));
    assert!(alice.shell.shows(options, "Bold"));
    alice.look_at(talk);
    alice.say(talk, "hello");
    let id = ConversationId::With(email(BOB));
    let said = &alice.shell.state.model.conversations[&id].log.entries;
    let bold = said.iter().any(|entry| matches!(&entry.kind, EntryKind::Sent { format, .. } if format.bold));
    assert!(bold, "{said:?}");
}

#[test]
fn light_dark_and_contrast_hold_at_once_in_every_window() {
    let folder = folder();
    let mut person = start(&folder);
    let main = person.main();
    let options = open(&mut person, main);
    turn_to(&mut person, options, Page::Appearance);
    assert_eq!(*person.shell.state.model.palette(), Palette::LIGHT);
    // The first is the choice of light or dark: down to "Dark".
    person.tab(options, 1);
    person.shell.key(options, Named::Enter);
    person.shell.typewrite(options, "d");
    person.shell.key(options, Named::Enter);
    assert_eq!(person.shell.state.model.settings.appearance.ground, Ground::Dark);
    assert_eq!(*person.shell.state.model.palette(), Palette::DARK);
    person.tab(options, 1);
    person.shell.key(options, Named::Space);
    assert_eq!(*person.shell.state.model.palette(), Palette::DARK_CONTRAST);
}

#[test]
fn larger_text_makes_larger_windows() {
    let settings = SettingsStore::memory("");
    let mut person = start_with(Environment { settings: settings.clone(), ..Environment::in_memory() });
    let main = person.main();
    person.shell.resize(main, Size::new(400.0, 700.0));
    let options = open(&mut person, main);
    turn_to(&mut person, options, Page::Appearance);
    let before = person.shell.windows[&options];
    // Past the choice, the contrast, and "less".
    person.tab(options, 4);
    for _ in 0..8 {
        person.shell.key(options, Named::Enter);
    }
    assert_eq!(person.shell.state.model.settings.appearance.text_size, 150, "and no more than that");
    person.shell.run_for(Duration::from_millis(60));
    // As they count themselves they are as large as before: on the screen they have grown with what is in them.
    for (id, size) in [(main, Size::new(400.0, 700.0)), (options, before)] {
        let now = person.shell.windows[&id];
        assert!((now.width - size.width).abs() < 4.0 && (now.height - size.height).abs() < 4.0, "{now:?} {size:?}");
    }
    person.shell.request_close(main);
    person.shell.wait("the end", |shell| shell.exited);
    assert_eq!(settings.load().settings.appearance.text_size, 150);
}

#[test]
fn the_password_goes_into_the_keyring_and_out_of_it() {
    let (folder, vault) = (folder(), std::sync::Arc::new(MemoryVault::default()));
    let credentials = Credentials::new(vault.clone(), Duration::from_secs(5));
    let environment = Environment { credentials: credentials.clone(), ..at(&folder) };
    let mut alice = start_with(environment);
    alice.create_account("Alice", ALICE, "pw");
    let account = Account { service: "local".into(), email: email(ALICE) };
    let kept = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(credentials.clone().load(account.clone())).expect("a keyring")
    };
    assert_eq!(kept(), None);
    let main = alice.look_at_main();
    let options = open(&mut alice, main);
    turn_to(&mut alice, options, Page::Personal);
    alice.shell.click(options, "Remember my password");
    alice.shell.wait("it is kept", |_| kept().is_some());
    alice.shell.click(options, "Sign me in automatically");
    assert!(alice.shell.state.model.settings.automatic);
    alice.shell.click(options, "Remember my password");
    alice.shell.wait("it is forgotten", |_| kept().is_none());
    assert!(!alice.shell.state.model.settings.automatic, "without a password nobody is signed in");
}

#[test]
fn whoever_wants_no_windows_gets_none_and_the_messages_are_counted() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    alice.shell.state.model.settings.alerts.open_window = false;
    alice.shell.state.model.settings.alerts.message = false;
    let mut bob = start(&folder);
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.accept_asked();
    bob.wait_status(ALICE, Status::Online);
    let shown = alice.toasts().len();
    let talk = bob.open_conversation("Alice", ALICE);
    bob.say(talk, "hello");
    alice.shell.look_away();
    alice.wait_heard(BOB, "hello");
    let id = ConversationId::With(email(BOB));
    assert!(alice.window(&Window::Conversation(id.clone())).is_none());
    assert_eq!(alice.shell.state.model.conversations[&id].unread, 1);
    let toasts = alice.toasts();
    assert!(toasts[shown..].iter().all(|(_, body)| body != "hello"), "{toasts:?}");
    let main = alice.main();
    alice.shell.wait("the contact list asks to be looked at", |shell| shell.attention.contains(&main));
}

#[test]
fn the_settings_of_a_newer_program_hold_and_are_left_alone() {
    let folder = folder();
    let path = folder.path().join("settings.toml");
    let text = "version = 99\nmessage_times = true\nshoe_size = 43\n";
    std::fs::write(&path, text).expect("written");
    let mut person =
        start_with(Environment { settings: SettingsStore::file(path.clone()), ..Environment::in_memory() });
    let main = person.main();
    assert!(person.shell.shows(main, "those of a newer Swallowtail"), "{:?}", person.shell.texts(main));
    assert!(person.shell.state.model.settings.message_times, "what it knows of them holds");
    let options = open(&mut person, main);
    assert!(person.shell.shows(options, "Changes count until Swallowtail ends"));
    turn_to(&mut person, options, Page::Messages);
    person.tab(options, 1);
    person.shell.key(options, Named::Space);
    assert!(!person.shell.state.model.settings.message_times);
    person.shell.run_for(Duration::from_millis(100));
    assert_eq!(std::fs::read_to_string(&path).expect("there"), text);
}

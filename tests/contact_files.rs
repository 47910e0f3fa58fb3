//! Contacts from and to a file in the whole program, with the built-in server: by keyboard alone.

#[path = "support/headless.rs"]
#[allow(dead_code)]
mod headless;
#[path = "support/people.rs"]
#[allow(dead_code)]
mod people;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use people::{email, start, start_with};
use std::sync::Arc;
use swallowtail::app::{Environment, Message};
use swallowtail::platform::choose::Ready;
use swallowtail::platform::notify::Recording;
use swallowtail::window::Window;
use swallowtail::windows::{self, Content};

const ALICE: &str = "alice@swallowtail.example";
const BOB: &str = "bob@swallowtail.example";
const CAROL: &str = "carol@swallowtail.example";

#[test]
fn contacts_go_to_a_file_and_come_from_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut alice = start(folder.path());
    alice.create_account("Alice", ALICE, "pw");
    for (name, address) in [("Bob", BOB), ("Carol", CAROL)] {
        start(folder.path()).create_account(name, address, "pw");
    }
    let main = alice.main();
    alice.look_at(main);

    // A list as Messenger wrote it, with somebody unknown and a line that is none.
    let list = folder.path().join("old friends.ctt");
    let lines = ["<messenger><contactlist>", BOB, "nobody here", CAROL, "gone@swallowtail.example"];
    let lines: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| match n {
            0 => (*line).to_owned(),
            _ => format!("<contact>{line}</contact>"),
        })
        .collect();
    std::fs::write(&list, format!("{}\n</contactlist></messenger>", lines.join("\n"))).expect("it is written");

    // Ctrl+K, "import", Enter.
    alice.shell.chord(main, Modifiers::COMMAND, Key::Character("k".into()));
    alice.shell.wait("the switcher opens", |shell| shell.state.windows.find(&Window::Switcher).is_some());
    let switcher = alice.window(&Window::Switcher).expect("it is open");
    alice.look_at(switcher);
    alice.shell.typewrite(switcher, "import");
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("the window opens", |shell| shell.state.windows.find(&Window::Import).is_some());
    let import = alice.window(&Window::Import).expect("it is open");
    alice.look_at(import);
    alice.shell.paste(import, &list.to_string_lossy());
    alice.shell.key(import, Named::Enter);
    alice.shell.wait("it was read", |shell| match shell.state.windows.get(import).map(|open| &open.content) {
        Some(Content::Import(import)) => !import.is_busy(),
        _ => false,
    });
    alice.keyboard_settles();
    assert!(alice.shell.shows(import, "3 new, 0 already"), "{:?}", alice.shell.texts(import));
    assert!(alice.shell.shows(import, "Line 3 has no address"), "{:?}", alice.shell.texts(import));
    alice.shell.key(import, Named::Enter);
    alice.shell.wait("both are there", |shell| {
        let known = |address| shell.state.model.roster.person(&email(address)).is_some_and(|p| p.is_contact());
        known(BOB) && known(CAROL) && shell.state.model.pending.is_empty()
    });
    alice.keyboard_settles();
    assert!(alice.shell.shows(import, "2 contacts were added."), "{:?}", alice.shell.texts(import));
    assert!(alice.shell.shows(import, "gone@swallowtail.example"), "{:?}", alice.shell.texts(import));
    assert!(!alice.shell.shows(main, "There is no account"), "a refusal is shown in one place");
    alice.shell.key(import, Named::Enter);
    alice.shell.wait("the window is closed", |shell| shell.state.windows.find(&Window::Import).is_none());

    // Out again, over a file that is there: only the button replaces it.
    let out = folder.path().join("out.csv");
    std::fs::write(&out, "old").expect("it is written");
    alice.look_at(main);
    alice.shell.chord(main, Modifiers::COMMAND, Key::Character("k".into()));
    alice.shell.wait("the switcher opens", |shell| shell.state.windows.find(&Window::Switcher).is_some());
    let switcher = alice.window(&Window::Switcher).expect("it is open");
    alice.look_at(switcher);
    alice.shell.typewrite(switcher, "save contacts");
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("the window opens", |shell| shell.state.windows.find(&Window::Export).is_some());
    let export = alice.window(&Window::Export).expect("it is open");
    alice.look_at(export);
    alice.shell.paste(export, &out.to_string_lossy());
    // The Guide is the third.
    for words in ["There is a file of that name already.", "3 contacts were saved."] {
        alice.shell.key(export, Named::Enter);
        alice.shell.wait("the disk has answered", |shell| {
            match shell.state.windows.get(export).map(|open| &open.content) {
                Some(Content::Export(export)) => !export.is_busy(),
                _ => false,
            }
        });
        alice.keyboard_settles();
        assert!(alice.shell.shows(export, words), "{:?}", alice.shell.texts(export));
    }
    let written = std::fs::read_to_string(&out).expect("it is there");
    assert!(written.contains(BOB) && written.contains(CAROL) && !written.contains("old"), "{written}");
    alice.shell.key(export, Named::Escape);
    alice.shell.wait("the window is closed", |shell| shell.state.windows.find(&Window::Export).is_none());
}

#[test]
fn a_file_that_the_desktops_dialog_gives_is_looked_into_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("book.csv");
    std::fs::write(&list, format!("Name,E-mail\nBob,{BOB}\n")).expect("it is written");
    let desktop = Recording::default();
    let environment = Environment {
        server: folder.path().to_owned(),
        notifier: Arc::new(desktop.clone()),
        chooser: Arc::new(Ready(Some(list))),
        ..Environment::in_memory()
    };
    let mut alice = start_with(environment, desktop);
    alice.create_account("Alice", ALICE, "pw");
    let main = alice.main();
    let wanted = swallowtail::window::contacts::Message::WindowWanted(Window::Import);
    alice.shell.tell(Message::Content(main, windows::Message::Contacts(wanted)));
    alice.shell.wait("the window opens", |shell| shell.state.windows.find(&Window::Import).is_some());
    let window = alice.window(&Window::Import).expect("it is open");
    alice.look_at(window);
    // The dialog is the next stop after the field.
    alice.shell.key(window, Named::Tab);
    alice.keyboard_settles();
    alice.shell.key(window, Named::Enter);
    alice.shell.wait("it was read", |shell| match shell.state.windows.get(window).map(|open| &open.content) {
        Some(Content::Import(import)) => import.has_read(),
        _ => false,
    });
    assert!(alice.shell.shows(window, "1 new, 0 already"), "{:?}", alice.shell.texts(window));
}

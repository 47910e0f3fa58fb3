//! Contacts from and to a file in the whole program, with the built-in server: by keyboard alone.

mod support;

use iced::keyboard::key::Named;
use std::sync::Arc;
use support::people::{ALICE, BOB, CAROL, at, email, folder, newcomer, start_with};
use swallowtail::app::Environment;
use swallowtail::platform::choose::Ready;
use swallowtail::window::{Window, contacts};
use swallowtail::windows::Content;

#[test]
fn contacts_go_to_a_file_and_come_from_one() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    for (name, address) in [("Bob", BOB), ("Carol", CAROL)] {
        drop(newcomer(&folder, name, address));
    }
    let main = alice.look_at_main();

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
    let switcher = alice.switch(main);
    alice.shell.typewrite(switcher, "import");
    alice.shell.key(switcher, Named::Enter);
    let import = alice.look_at_opened(&Window::Import);
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
    alice.wait_closed(&Window::Import);

    // Out again, over a file that is there: only the button replaces it.
    let out = folder.path().join("out.csv");
    std::fs::write(&out, "old").expect("it is written");
    let switcher = alice.switch(main);
    alice.shell.typewrite(switcher, "save contacts");
    alice.shell.key(switcher, Named::Enter);
    let export = alice.look_at_opened(&Window::Export);
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
    alice.wait_closed(&Window::Export);
}

#[test]
fn a_file_that_the_desktops_dialog_gives_is_looked_into_at_once() {
    let folder = folder();
    let list = folder.path().join("book.csv");
    std::fs::write(&list, format!("Name,E-mail\nBob,{BOB}\n")).expect("it is written");
    let mut alice = start_with(Environment { chooser: Arc::new(Ready(Some(list))), ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    alice.at_contacts(contacts::Message::WindowWanted(Window::Import));
    let window = alice.look_at_opened(&Window::Import);
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

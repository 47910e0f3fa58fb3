//! The quick switcher in the whole program, with the built-in server: by keyboard alone.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use msnp::event::ConversationId;
use msnp::types::Status;
use support::people::{ALICE, BOB, email, folder, newcomer, start};
use swallowtail::window::contacts::sections::SectionId;
use swallowtail::window::{Window, contacts};

fn k() -> Key {
    Key::Character("k".into())
}

#[test]
fn everything_is_a_few_letters_away() {
    let folder = folder();
    let mut alice = start(&folder);

    // Before anybody is signed in there is nothing to find.
    let sign_in = alice.main();
    alice.shell.chord(sign_in, Modifiers::COMMAND, k());
    alice.keyboard_settles();
    assert!(alice.window(&Window::Switcher).is_none());

    alice.create_account("Alice", ALICE, "pw");
    drop(newcomer(&folder, "Bob", BOB));
    alice.add_contact(BOB);
    let main = alice.look_at_main();
    let section = SectionId::Group(alice.add_group("Work"));

    // From the contact list to somebody's conversation.
    let switcher = alice.switch(main);
    assert!(alice.shell.shows(switcher, "Commands"), "{:?}", alice.shell.texts(switcher));
    alice.shell.typewrite(switcher, "bo");
    alice.shell.key(switcher, Named::Enter);
    let bob = Window::Conversation(ConversationId::With(email(BOB)));
    alice.shell.wait("the conversation is there, the switcher gone", |shell| {
        shell.state.windows.find(&bob).is_some() && shell.state.windows.find(&Window::Switcher).is_none()
    });

    // From the conversation to a group that is folded.
    alice.at_contacts(contacts::Message::Toggled(section.clone()));
    alice.keyboard_settles();
    assert!(alice.shell.state.model.settings.folded.contains(&section.key()));
    let talk = alice.window(&bob).expect("it is open");
    let switcher = alice.switch(talk);
    alice.shell.typewrite(switcher, "wor");
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("it is unfolded, in front", |shell| {
        !shell.state.model.settings.folded.contains(&section.key()) && shell.focused == Some(main)
    });

    // A command, after a look at another line and back.
    let switcher = alice.switch(main);
    alice.shell.typewrite(switcher, "busy");
    alice.shell.key(switcher, Named::ArrowDown);
    alice.shell.key(switcher, Named::ArrowUp);
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("the status is confirmed", |shell| shell.state.model.roster.own.status == Status::Busy);

    // A command of the contact list goes there with the keyboard.
    let switcher = alice.switch(main);
    alice.shell.typewrite(switcher, "change your name");
    alice.shell.key(switcher, Named::Enter);
    alice.shell.wait("the list is in front", |shell| shell.focused == Some(main));
    alice.keyboard_settles();
    alice.shell.typewrite(main, "Alice the Second");
    alice.shell.key(main, Named::Enter);
    alice.shell.wait("the name is confirmed", |shell| {
        shell.state.model.roster.own.name.as_deref() == Some("Alice the Second")
    });
}

#[test]
fn the_switcher_goes_as_it_came() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let main = alice.main();
    for way in 0..3 {
        let switcher = alice.switch(main);
        match way {
            0 => alice.shell.key(switcher, Named::Escape),
            1 => alice.shell.chord(switcher, Modifiers::COMMAND, k()),
            _ => alice.shell.focus(main),
        }
        alice.wait_closed(&Window::Switcher);
    }

    // The keys that a command shows beside it work by themselves.
    alice.look_at(main);
    let (keys, o) = (Modifiers::COMMAND | Modifiers::SHIFT, Key::Character("O".into()));
    alice.shell.chord(main, keys, o.clone());
    alice.shell.wait("nobody sees her", |shell| shell.state.model.roster.own.status == Status::Hidden);
    alice.shell.chord(main, keys, o);
    alice.shell.wait("she is there again", |shell| shell.state.model.roster.own.status == Status::Online);
}

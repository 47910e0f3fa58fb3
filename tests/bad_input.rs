//! What people and their programs send who mean harm, or only have a long name: each looks as it should, or is refused
//! with a sentence. How long a frame takes then is measured by `benches/frames.rs`.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::window;
use msnp::content::TextMessage;
use msnp::event::{ConversationEvent, ConversationId, Event};
use msnp::roster::{Group, Person as Contact};
use msnp::types::{GroupId, List, Lists, Status};
use std::sync::Arc;
use support::people::{ALICE, Messenger, Person, at, email, folder, newcomer, start_with};
use swallowtail::app::{Environment, Message};
use swallowtail::platform::open::RecordingOpener;
use swallowtail::widget::message_log;
use swallowtail::window::{Window, contacts, conversation};
use swallowtail::windows;

/// No line of a window is longer, whatever somebody is called.
const LONGEST: usize = 700;

const EVE: &str = "eve@example.com";

/// Puts somebody into the list.
fn knows<P: Messenger>(alice: &mut Person<P>, address: &str, name: &str, status: Status, group: Option<&str>) {
    let mut contact = Contact::new(email(address));
    contact.name = name.to_owned();
    contact.status = status;
    contact.lists = Lists::NONE.with(List::Forward).with(List::Allow);
    contact.groups = group.into_iter().map(|group| GroupId(group.to_owned())).collect();
    alice.shell.state.model.roster.people.insert(contact.email.clone(), contact);
}

/// Eve says something, and her conversation is looked at.
fn hears<P: Messenger>(alice: &mut Person<P>, text: &str) -> window::Id {
    let id = ConversationId::With(email(EVE));
    let message = TextMessage { text: text.to_owned(), ..TextMessage::default() };
    let said = ConversationEvent::Message { from: email(EVE), name: "Eve".into(), message };
    alice.happens(vec![Event::Conversation(id.clone(), said)]);
    alice.at_contacts(contacts::Message::Opened(email(EVE)));
    let window = alice.look_at_opened(&Window::Conversation(id));
    alice.shell.run_for(std::time::Duration::from_millis(30));
    window
}

/// Draws a window, which must not end the program, and looks at how long its lines are.
fn look<P: Messenger>(alice: &mut Person<P>, window: window::Id) -> Vec<String> {
    let folder = folder();
    alice.shell.screenshot(window, 1.0, &folder.path().join("window.png"));
    let texts = alice.shell.texts(window);
    assert!(!texts.is_empty());
    texts
}

#[test]
fn a_name_of_5_000_letters_is_cut_in_every_window() {
    let server = folder();
    let mut alice = newcomer(&server, "Alice", ALICE);
    let names =
        ["W".repeat(5_000), "🦋".repeat(5_000), "x ".repeat(2_500), "שלום ".repeat(1_000), "\u{301}".repeat(5_000)];
    for name in names {
        knows(&mut alice, EVE, &name, Status::Online, Some("long"));
        let model = &mut alice.shell.state.model;
        model.roster.groups = vec![Group { id: GroupId("long".into()), name: name.clone() }];
        model.roster.own.name = Some(name.clone());
        if let Some(eve) = model.roster.people.get_mut(&email(EVE)) {
            eve.personal.text.clone_from(&name);
            eve.lists = eve.lists.with(List::Reverse);
        }
        let conversation = Window::Conversation(ConversationId::With(email(EVE)));
        for which in
            [conversation, Window::Properties(email(EVE)), Window::Privacy, Window::AddContact(None), Window::Switcher]
        {
            alice.at_contacts(contacts::Message::WindowWanted(which.clone()));
            let window = alice.look_at_opened(&which);
            let texts = look(&mut alice, window);
            let longest = texts.iter().map(|text| text.chars().count()).max();
            assert!(longest <= Some(LONGEST), "{which:?}: {longest:?}");
            assert!(alice.shell.title(window).chars().count() <= LONGEST, "{which:?}");
            alice.shell.close(window);
        }
        let main = alice.look_at_main();
        let texts = look(&mut alice, main);
        assert!(texts.iter().all(|text| text.chars().count() <= LONGEST));
        assert!(alice.shell.title(main).chars().count() <= LONGEST);
    }
}

#[test]
fn a_thousand_people_in_one_group_are_counted_and_reached() {
    let server = folder();
    let mut alice = newcomer(&server, "Alice", ALICE);
    alice.shell.state.model.roster.groups = vec![Group { id: GroupId("all".into()), name: "Everybody".into() }];
    for n in 0..1_000 {
        let status = if n % 4 == 0 { Status::Offline } else { Status::Online };
        knows(&mut alice, &format!("p{n:03}@example.com"), &format!("Person {n:03}"), status, Some("all"));
    }
    let main = alice.look_at_main();
    assert!(alice.shell.shows(main, "Everybody (750/1000)"), "{:?}", alice.shell.texts(main));
    let texts = alice.shell.texts(main);
    assert!(texts.len() < 150, "only what is near is there: {}", texts.len());
    // By keyboard to the end and back, and by a few letters to somebody in between.
    alice.shell.click(main, "Person 001");
    alice.shell.key(main, Named::End);
    let at = |alice: &mut Person<_>, name: &str| {
        alice.shell.run_for(std::time::Duration::from_millis(30));
        // A frame, before which what has come into sight is made.
        alice.shell.events(main, None, &[]);
        alice.shell.find(main, name.to_owned()).and_then(|found| found.visible_bounds())
    };
    assert!(at(&mut alice, "Person 996").is_some(), "the last of those who are away");
    alice.shell.key(main, Named::Home);
    assert!(at(&mut alice, "Person 001").is_some() && at(&mut alice, "Person 996").is_none());
    alice.shell.typewrite(main, "person 501");
    assert!(at(&mut alice, "Person 501").is_some());
    alice.shell.double_click(main, "Person 501");
    alice.look_at_opened(&Window::Conversation(ConversationId::With(email("p501@example.com"))));
    look(&mut alice, main);
}

#[test]
fn a_code_in_a_link_is_no_emoticon() {
    let server = folder();
    let opener = Arc::new(RecordingOpener::default());
    let mut alice = start_with(Environment { opener: opener.clone(), ..at(&server) });
    alice.create_account("Alice", ALICE, "pw");
    let link = "https://example.com/(L)/a:Db?x=(Y);)";
    let window = hears(&mut alice, &format!("see {link} (L)"));
    let whole = "https://example.com/(L)/a:Db?x=(Y)";
    let said = |text: &String| text.contains(whole) && text.contains('❤');
    assert!(look(&mut alice, window).iter().any(said), "{:?}", alice.shell.texts(window));
    // The arrow keys go to the link, Enter opens it whole.
    alice.keyboard_settles();
    alice.shell.chord(window, Modifiers::SHIFT, Key::Named(Named::Tab));
    for _ in 0..12 {
        alice.keyboard_settles();
        alice.shell.key(window, Named::ArrowDown);
        alice.shell.key(window, Named::Enter);
        if !opener.opened().is_empty() {
            break;
        }
        alice.shell.chord(window, Modifiers::SHIFT, Key::Named(Named::Tab));
    }
    assert_eq!(opener.opened(), [whole], "the face at the end belongs to the sentence");
}

#[test]
fn text_from_right_to_left_stands_at_the_right_in_its_order() {
    let server = folder();
    let mut alice = newcomer(&server, "Alice", ALICE);
    let texts = ["שלום עולם, מה שלומך?", "مرحبا بالعالم 123", "שלום Alice (L) 5:30"];
    knows(&mut alice, EVE, "دانا", Status::Online, None);
    for text in texts {
        let window = hears(&mut alice, text);
        let width = alice.shell.windows[&window].width;
        let shown = text.replace("(L)", "❤");
        let place = alice.shell.find(window, shown.clone()).unwrap_or_else(|| panic!("{shown}")).bounds();
        assert!(place.x > width * 0.2, "it begins at the right: {place:?}");
        look(&mut alice, window);
    }
    let main = alice.look_at_main();
    assert!(alice.shell.shows(main, "دانا"));
    look(&mut alice, main);
    // Marks that turn the direction of what follows are taken out.
    let window = hears(&mut alice, "photo\u{202e}gpj.exe");
    assert!(alice.shell.shows(window, "photogpj.exe"));
}

#[test]
fn a_megabyte_on_the_clipboard_is_refused_or_cut() {
    let server = folder();
    let mut alice = newcomer(&server, "Alice", ALICE);
    let megabyte = "words ".repeat(170_000);
    let window = hears(&mut alice, "hi");
    alice.keyboard_settles();
    alice.shell.typewrite(window, "a");
    alice.shell.paste(window, &megabyte);
    assert!(alice.shell.shows(window, "That is too long to send."), "{:?}", alice.shell.texts(window));
    let talk = &alice.shell.state.model.conversations[&ConversationId::With(email(EVE))];
    assert_eq!(talk.draft, "a", "nothing of it is in the field");
    // A field of one line takes as much as any line can be.
    let main = alice.look_at_main();
    alice.shell.fill(main, "contacts-search", &megabyte);
    assert!(alice.shell.shows(main, "Nobody here matches"), "{:?}", alice.shell.texts(main).len());
    let longest = alice.shell.texts(main).iter().map(String::len).max();
    assert!(longest < Some(10_000), "{longest:?}");
    alice.at_contacts(contacts::Message::WindowWanted(Window::AddContact(None)));
    let dialog = alice.look_at_opened(&Window::AddContact(None));
    alice.shell.fill(dialog, "add-address", &format!("{}@example.com", "x".repeat(1_000_000)));
    alice.shell.key(dialog, Named::Enter);
    assert!(alice.window(&Window::AddContact(None)).is_some(), "it is refused");
    let longest = alice.shell.texts(dialog).iter().map(String::len).max();
    assert!(longest < Some(10_000), "{longest:?}");
}

#[test]
fn a_message_of_any_kind_is_laid_out() {
    let server = folder();
    let mut alice = newcomer(&server, "Alice", ALICE);
    let lines: Vec<String> = (0..5_000).map(|n| format!("line {n}")).collect();
    // What is long is cut at first, and can be read whole.
    let window = hears(&mut alice, &lines.join("\n"));
    assert!(!alice.shell.shows(window, "line 4999"));
    assert!(alice.shell.shows(window, "Show all of this long message"));
    let talk = &alice.shell.state.model.conversations[&ConversationId::With(email(EVE))];
    let number = talk.log.entries.last().map_or(0, |entry| entry.number);
    let whole = message_log::Message::LinkClicked(message_log::Target::Whole(number));
    let whole = windows::Message::Conversation(conversation::Message::Log(whole));
    alice.shell.tell(Message::Content(window, whole));
    assert!(alice.shell.shows(window, "line 4999"));
    look(&mut alice, window);
    let messages = [
        "\n".repeat(5_000),
        format!("Z{}", "\u{301}".repeat(10_000)),
        format!("ก{}", "\u{e49}".repeat(10_000)),
        "😀".repeat(1_000),
        "👩‍👩‍👧".repeat(1_000),
        "w".repeat(100_000),
        "https://example.com/".repeat(5_000),
        ":)".repeat(5_000),
        "\u{200d}".repeat(5_000),
        "\u{0}\u{1}\u{7f}".to_owned(),
        String::new(),
    ];
    for text in &messages {
        let window = hears(&mut alice, text);
        look(&mut alice, window);
    }
    let window = hears(&mut alice, "still here");
    assert!(alice.shell.shows(window, "still here"));
}

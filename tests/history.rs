//! What is said is kept before it is shown, and there again when the conversation opens.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::window;
use msnp::content::TextMessage;
use msnp::conversation::FIRST;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, OfflineMessage, OfflineMessageId};
use msnp::soap::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use support::people::{
    ALICE, BOB, GUIDE, Messenger, Person, alice_who_knows_bob, at, email, folder, newcomer, sent, start_with,
};
use swallowtail::app::{Environment, Message};
use swallowtail::platform::open::RecordingOpener;
use swallowtail::store::history::{self, Histories, Page, Range};
use swallowtail::window::history::Question;
use swallowtail::window::{self as kinds, Window};
use swallowtail::windows;

fn with(address: &str) -> ConversationId {
    ConversationId::With(email(address))
}

fn said(from: &str, text: &str) -> Event {
    let message = TextMessage { text: text.to_owned(), ..TextMessage::default() };
    let event = ConversationEvent::Message { from: email(from), name: "Bob".into(), message };
    Event::Conversation(with(from), event)
}

/// What the history has of a conversation.
fn kept(histories: &Histories, address: &str) -> Vec<String> {
    let history = histories.of(&format!("local {ALICE}"));
    let range = Range { most: 100, ..Range::default() };
    let page = futures::executor::block_on(history.page(Some(history::Key::person(&email(address))), range));
    let Page { entries, .. } = page.expect("a page");
    entries.iter().filter_map(|entry| entry.text().map(str::to_owned)).collect()
}

/// The texts of a conversation: those of an earlier time, and those of now.
fn shown<P: Messenger>(person: &Person<P>, address: &str) -> (Vec<String>, Vec<String>) {
    use msnp::conversation::EntryKind::{Received, Sent};
    let Some(talk) = person.shell.state.model.conversations.get(&with(address)) else { return Default::default() };
    let texts = talk.log.entries.iter().filter_map(|entry| match &entry.kind {
        Received { message, .. } => Some((entry.number, message.text.clone())),
        Sent { text, .. } => Some((entry.number, text.clone())),
        _ => None,
    });
    let (earlier, now): (Vec<_>, Vec<_>) = texts.partition(|(number, _)| *number < FIRST);
    let texts = |some: Vec<(u64, String)>| some.into_iter().map(|(_, text)| text).collect();
    (texts(earlier), texts(now))
}

fn opened<P: Messenger>(person: &mut Person<P>) -> window::Id {
    person.look_at_opened(&Window::Conversation(with(BOB)))
}

#[test]
fn what_was_said_is_there_when_the_conversation_opens_again() {
    let folder = folder();
    let histories = Histories::folder(folder.path().join("history"));
    let here = || Environment { histories: histories.clone(), ..at(&folder) };
    let mut alice = start_with(here());
    alice.create_account("Alice", ALICE, "pw");
    alice.happens((0..30).map(|number| said(BOB, &format!("number {number}\nand\nso\non"))).collect());
    opened(&mut alice);
    assert_eq!(kept(&histories, BOB).len(), 30);
    assert_eq!(shown(&alice, BOB).1.len(), 30, "what is said now stands there once");
    assert_eq!(shown(&alice, BOB).0.len(), 0);
    drop(alice);

    // Another run of the program, which knows the file only.
    let histories = Histories::folder(folder.path().join("history"));
    let mut alice = start_with(Environment { histories, ..at(&folder) });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.happens(vec![said(BOB, "and now")]);
    let window = opened(&mut alice);
    alice.shell.wait("the last ones are there", |shell| {
        shell.state.model.conversations.get(&with(BOB)).is_some_and(|talk| talk.log.entries.len() == 21)
    });
    let (earlier, now) = shown(&alice, BOB);
    assert!(earlier[0].starts_with("number 10\n") && earlier[19].starts_with("number 29\n") && now.len() == 1);
    assert!(alice.shell.shows(window, "number 29"), "{:?}", alice.shell.texts(window));
    let start = kinds::conversation::Message::StartWanted;
    alice.shell.tell(Message::Content(window, windows::Message::Conversation(start)));
    alice.shell.wait("the rest is there", |shell| {
        shell.state.model.conversations.get(&with(BOB)).is_some_and(|talk| talk.log.entries.len() == 31)
    });
    assert!(shown(&alice, BOB).0[0].starts_with("number 0\n"));
    assert!(!alice.shell.shows(window, "Show earlier messages"), "that was all");
}

#[test]
fn a_message_that_did_not_go_out_stands_as_failed_and_goes_out_again() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    alice.shell.wait("the Guide greets", |shell| shell.state.model.conversations.contains_key(&with(GUIDE)));
    let window = alice.look_at_opened(&Window::Conversation(with(GUIDE)));
    alice.say(window, "hello");
    alice.wait_delivered(GUIDE);
    alice.come_again(ALICE, "pw");
    let window = alice.open_conversation("Guide", GUIDE);
    alice.shell.wait("what was said is there", |shell| {
        shell.state.model.conversations.get(&with(GUIDE)).is_some_and(|talk| talk.log.entries.len() > 1)
    });
    assert_eq!(sent(&alice.shell.state, GUIDE), [("hello".to_owned(), MessageState::Delivered)]);
    assert!(alice.shell.shows(window, "hello"));
}

#[test]
fn what_cannot_be_kept_is_shown_and_said() {
    let folder = folder();
    let histories = Histories::folder("/dev/null/history".into());
    let mut alice = start_with(Environment { histories, ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    alice.happens(vec![said(BOB, "are you there?")]);
    let window = opened(&mut alice);
    assert!(alice.shell.shows(window, "are you there?"));
    assert!(alice.shell.shows(window, "What is said now isn't kept in the history"), "{:?}", alice.shell.texts(window));
}

#[test]
fn what_waited_is_not_told_twice_even_if_the_service_does() {
    let folder = folder();
    let histories = Histories::memory();
    let mut alice = start_with(Environment { histories: histories.clone(), ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    let waited = || {
        Event::OfflineMessage(OfflineMessage {
            id: OfflineMessageId("1".into()),
            from: email(BOB),
            name: "Bob".into(),
            message: TextMessage { text: "call me".into(), ..TextMessage::default() },
            written: Timestamp(1_795_170_889),
        })
    };
    alice.happens(vec![waited()]);
    alice.shell.wait("it is there", |shell| shell.state.model.conversations.contains_key(&with(BOB)));
    opened(&mut alice);
    alice.come_again(ALICE, "pw");
    alice.happens(vec![waited(), said(BOB, "now")]);
    opened(&mut alice);
    alice.shell.wait("the earlier one is there", |shell| {
        shell.state.model.conversations.get(&with(BOB)).is_some_and(|talk| talk.log.entries.len() == 2)
    });
    assert_eq!(shown(&alice, BOB), (vec!["call me".to_owned()], vec!["now".to_owned()]));
    assert_eq!(kept(&histories, BOB), ["call me", "now"]);
}

#[test]
fn nothing_is_kept_of_whom_one_does_not_want_it() {
    let folder = folder();
    let histories = Histories::memory();
    let server = at(&folder);
    drop(alice_who_knows_bob(&folder));
    let mut alice = start_with(Environment { histories: histories.clone(), ..server });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let window = alice.open_conversation(BOB, BOB);
    let account = alice.shell.state.model.account_key().expect("signed in");
    alice.shell.state.model.settings.lists.entry(account).or_default().unkept.insert(email(BOB));
    alice.happens(vec![said(BOB, "psst")]);
    alice.shell.wait("it is shown", |shell| {
        shell.state.model.conversations.get(&with(BOB)).is_some_and(|talk| !talk.log.entries.is_empty())
    });
    assert!(alice.shell.shows(window, "This conversation isn't kept in the history."));
    assert_eq!(kept(&histories, BOB), [""; 0]);
}

/// Alice, to whom Bob has said something, with the conversation open.
fn alice_and_what_bob_said(environment: Environment) -> (Person<impl Messenger>, window::Id) {
    let mut alice = start_with(environment);
    alice.create_account("Alice", ALICE, "pw");
    alice.happens(vec![said(BOB, "the boat leaves at six"), said(BOB, "bring a jumper"), said(BOB, "Café at five?")]);
    let window = opened(&mut alice);
    (alice, window)
}

#[test]
fn what_was_said_is_found_by_keyboard_and_deleted_after_a_question() {
    let folder = folder();
    let histories = Histories::memory();
    let (mut alice, window) = alice_and_what_bob_said(Environment { histories: histories.clone(), ..at(&folder) });
    alice.shell.chord(window, Modifiers::COMMAND, Key::Character("h".into()));
    let history = alice.look_at_opened(&Window::History);
    alice.shell.wait("the conversation is shown", |shell| {
        shell.state.windows.get(history).is_some() && shell.state.title(history) == "History"
    });
    alice.keyboard_settles();
    assert!(alice.shell.shows(history, "bring a jumper"), "{:?}", alice.shell.texts(history));
    // The keyboard stands in the field already.
    alice.shell.typewrite(history, "cafe");
    alice.shell.run_for(Duration::from_millis(400));
    assert!(alice.shell.shows(history, "1 message in 1 conversation"), "{:?}", alice.shell.texts(history));
    assert!(alice.shell.shows(history, "Café at five?") && !alice.shell.shows(history, "bring a jumper"));
    alice.shell.key(history, Named::Escape);
    alice.shell.run_for(Duration::from_millis(200));
    assert!(alice.shell.shows(history, "bring a jumper"), "{:?}", alice.shell.texts(history));

    let whole = Question::Whole(Some(history::Key::person(&email(BOB))));
    let ask = || Message::Content(history, windows::Message::History(kinds::history::Message::Asked(whole.clone())));
    alice.shell.tell(ask());
    alice.shell.run_for(Duration::from_millis(60));
    alice.shell.key(history, Named::Escape);
    assert_eq!(kept(&histories, BOB).len(), 3, "nothing without a yes");
    alice.shell.tell(ask());
    alice.shell.run_for(Duration::from_millis(60));
    alice.shell.key(history, Named::Enter);
    alice.shell.wait("it is deleted", |_| kept(&histories, BOB).is_empty());
    alice.shell.run_for(Duration::from_millis(200));
    assert!(alice.shell.shows(history, "Nothing was said here yet."), "{:?}", alice.shell.texts(history));
}

#[test]
fn a_conversation_goes_to_a_file_and_to_the_printer() {
    let folder = folder();
    let opener = Arc::new(RecordingOpener::default());
    let histories = Histories::folder(folder.path().join("history"));
    let environment = Environment { histories, opener: opener.clone(), ..at(&folder) };
    let (mut alice, window) = alice_and_what_bob_said(environment);
    let pick = |print| {
        let picked = kinds::conversation::Message::SavePicked { print };
        Message::Content(window, windows::Message::Conversation(picked))
    };
    alice.shell.tell(pick(false));
    let key = Some(history::Key::person(&email(BOB)));
    let save = alice.look_at_opened(&Window::SaveLog { key: key.clone(), print: false });
    let path = folder.path().join("Bob.txt");
    alice.shell.fill(save, "save-path", path.to_str().expect("a path"));
    alice.shell.key(save, Named::Enter);
    alice.shell.wait("the file is there", |_| path.exists());
    alice.shell.run_for(Duration::from_millis(100));
    assert!(alice.shell.shows(save, "Done: 3 entries stand in the file."), "{:?}", alice.shell.texts(save));
    let lines = std::fs::read_to_string(&path).expect("there");
    assert!(lines.contains("Bob: the boat leaves at six\n") && lines.contains("Bob: Café at five?\n"), "{lines}");
    alice.shell.key(save, Named::Enter);
    alice.wait_closed(&Window::SaveLog { key: key.clone(), print: false });

    alice.shell.tell(pick(true));
    alice.shell.wait("the page is opened", |_| !opener.opened().is_empty());
    let page = opener.opened().remove(0);
    assert!(std::fs::read_to_string(&page).expect("there").contains("the boat leaves at six"));
    alice.wait_closed(&Window::SaveLog { key, print: true });
}

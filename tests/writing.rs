//! Writing: spelling with dictionaries of the test's own, as a person meets it.

mod support;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::{Event, Point, mouse, window};
use std::path::Path;
use support::people::{ALICE, BOB, Messenger, Person, alice_who_knows_bob, at, email, folder, heard, sent, start_with};
use swallowtail::app::{App, Environment, Message};
use swallowtail::platform::clipboard::RecordingClipboard;
use swallowtail::spelling::Choice;
use swallowtail::store::dictionaries::Dictionaries;
use swallowtail::store::drafts::DraftStore;
use swallowtail::window::conversation;
use swallowtail::windows::{self, Content};

/// English, German in an old encoding, and one that is broken.
fn dictionaries(wanted: &[&str]) -> Dictionaries {
    Dictionaries::at(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dictionaries"), wanted)
}

/// The misspelt words of what is written in a window.
fn misspelt(app: &App, id: window::Id) -> Vec<String> {
    let Some(Content::Conversation(window)) = app.windows.get(id).map(|open| &open.content) else { return Vec::new() };
    let text = window.composer().text();
    window.composer().misspelt().iter().map(|word| text[word.clone()].to_owned()).collect()
}

fn written(app: &App, id: window::Id) -> String {
    match app.windows.get(id).map(|open| &open.content) {
        Some(Content::Conversation(window)) => window.composer().text(),
        _ => panic!("no conversation"),
    }
}

trait Writes {
    fn wait_misspelt(&mut self, window: window::Id, words: &[&str]);
    fn wait_words(&mut self, window: window::Id, words: &str);
}

impl<P: Messenger> Writes for Person<P> {
    fn wait_misspelt(&mut self, window: window::Id, words: &[&str]) {
        self.shell.wait(&format!("{words:?} are marked"), |shell| misspelt(&shell.state, window) == words);
    }

    /// The words may come in with the next frame.
    fn wait_words(&mut self, window: window::Id, words: &str) {
        for _ in 0..200 {
            if self.shell.shows(window, words) {
                return;
            }
            self.shell.run_for(std::time::Duration::from_millis(10));
        }
        panic!("{words:?} isn't shown: {:?}", self.shell.texts(window));
    }
}

#[test]
fn misspelt_words_are_marked_and_mended_by_mouse_and_by_keyboard() {
    let folder = folder();
    let words = dictionaries(&["en-US"]);
    drop(alice_who_knows_bob(&folder));
    let mut alice = start_with(Environment { dictionaries: words.clone(), ..at(&folder) });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let chat = alice.open_conversation("Bob", BOB);

    // What is being typed isn't wrong yet, but it is known.
    alice.shell.typewrite(chat, "helo you, see https://example.com/helo (bah) Swalowtail");
    alice.wait_misspelt(chat, &["helo", "Swalowtail"]);

    // The menu key at the caret; the first suggestion is lit.
    alice.shell.chord(chat, Modifiers::COMMAND, Key::Named(Named::Home));
    alice.shell.key(chat, Named::Home);
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "hello");
    alice.shell.key(chat, Named::Enter);
    assert_eq!(written(&alice.shell.state, chat), "hello you, see https://example.com/helo (bah) Swalowtail");
    alice.wait_misspelt(chat, &["Swalowtail"]);

    // Shift+F10 at the other word: it is right from now on, after a restart too.
    alice.shell.key(chat, Named::End);
    alice.shell.chord(chat, Modifiers::SHIFT, Key::Named(Named::F10));
    alice.wait_words(chat, "Add to dictionary");
    alice.shell.click(chat, "Add to dictionary");
    alice.wait_misspelt(chat, &[]);
    alice.shell.wait("the word is kept", |_| words.find().words.contains("Swalowtail"));

    // By the right button, at the first word.
    alice.shell.chord(chat, Modifiers::COMMAND, Key::Character("a".into()));
    alice.shell.typewrite(chat, "wether today ");
    alice.wait_misspelt(chat, &["wether"]);
    let send = alice.shell.find(chat, "Send").expect("a button").visible_bounds().expect("in sight");
    let word = Point::new(30.0, send.center_y() - 12.0);
    let right = Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right));
    alice.shell.events(chat, Some(word), &[right]);
    alice.wait_words(chat, "weather");
    alice.shell.click(chat, "weather");
    assert_eq!(written(&alice.shell.state, chat), "weather today ");

    // Ignored, for this run.
    alice.shell.key(chat, Named::End);
    alice.shell.typewrite(chat, "yuo");
    alice.wait_misspelt(chat, &["yuo"]);
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "Ignore");
    alice.shell.click(chat, "Ignore");
    alice.wait_misspelt(chat, &[]);
    assert!(!words.find().words.contains("yuo"));
}

#[test]
fn the_language_is_chosen_for_each_person_and_remembered() {
    let folder = folder();
    let words = dictionaries(&["en-US"]);
    drop(alice_who_knows_bob(&folder));
    let environment = Environment { dictionaries: words, ..at(&folder) };
    let settings = environment.settings.clone();
    let mut alice = start_with(environment.clone());
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let chat = alice.open_conversation("Bob", BOB);
    alice.shell.typewrite(chat, "schön heute ");
    alice.wait_misspelt(chat, &["schön", "heute"]);
    // No word is asked about, so the menu is the common one.
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "Usual: English (US)");
    alice.shell.click(chat, "Deutsch (DE)");
    alice.wait_misspelt(chat, &[]);
    let bob = msnp::event::ConversationId::With(email(BOB));
    alice
        .shell
        .wait("it is kept", |_| settings.load().settings.spelling.choice(&bob) == Choice::Named("de_DE".to_owned()));

    // Another run of the program.
    drop(alice);
    let mut alice = start_with(environment);
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let chat = alice.open_conversation("Bob", BOB);
    alice.shell.typewrite(chat, "hello heute ");
    alice.wait_misspelt(chat, &["hello"]);

    // Not at all, and in one that is broken.
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "Don't check here");
    alice.shell.click(chat, "Don't check here");
    alice.wait_misspelt(chat, &[]);
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "xx_XX");
    alice.shell.click(chat, "xx_XX");
    alice.shell.wait("it is said to be broken", |shell| shell.state.model.spelling.broken("xx_XX").is_some());
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "Usual: English (US)");
    let texts = alice.shell.texts(chat);
    assert!(texts.iter().any(|text| text.starts_with("The dictionary for xx_XX can't be used: ")), "{texts:?}");
}

#[test]
fn without_a_dictionary_the_menu_says_how_to_get_one() {
    let server = folder();
    let own = folder();
    drop(alice_who_knows_bob(&server));
    let dictionaries = Dictionaries::at(own.path(), &["de-DE"]);
    let mut alice = start_with(Environment { dictionaries, ..at(&server) });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let chat = alice.open_conversation("Bob", BOB);
    alice.shell.typewrite(chat, "helo ");
    alice.shell.key(chat, Named::ContextMenu);
    alice.wait_words(chat, "Look for dictionaries again");
    let texts = alice.shell.texts(chat);
    let folder = own.path().display().to_string();
    assert!(texts.iter().any(|text| text.contains("hunspell-de-de") && text.contains(&folder)), "{texts:?}");

    // One is put there.
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dictionaries");
    for file in ["de_DE.aff", "de_DE.dic"] {
        std::fs::copy(from.join(file), own.path().join(file)).expect("copied");
    }
    alice.shell.click(chat, "Look for dictionaries again");
    alice.wait_misspelt(chat, &["helo"]);
}

#[test]
fn what_is_written_and_not_sent_is_there_after_a_restart() {
    let server = folder();
    let kept = folder();
    drop(alice_who_knows_bob(&server));
    let base = at(&server);
    let settings = base.settings.clone();
    let environment = || Environment { drafts: DraftStore::folder(kept.path().to_owned()), ..base.clone() };
    let files = || std::fs::read_dir(kept.path()).expect("there").count();
    let mut alice = start_with(environment());
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let chat = alice.open_conversation("Bob", BOB);
    alice.shell.chord(chat, Modifiers::COMMAND, Key::Character("b".into()));
    alice.shell.typewrite(chat, "see you");
    assert_eq!(files(), 0, "not at every letter");
    alice.shell.wait("it is written by itself", |_| files() == 1);
    // What comes last is written when the program ends.
    alice.shell.typewrite(chat, " at 8");
    let main = alice.main();
    alice.shell.request_close(main);
    alice.shell.wait("it has ended", |shell| shell.exited);
    drop(alice);
    assert!(settings.load().settings.format.bold);

    // Somebody else at this computer doesn't get to see it.
    let mut bob = start_with(environment());
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    bob.shell.run_for(std::time::Duration::from_millis(200));
    assert!(bob.shell.state.model.conversations.values().all(|talk| talk.draft.is_empty()));
    drop(bob);

    let mut alice = start_with(environment());
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let with_bob = msnp::event::ConversationId::With(email(BOB));
    let is_there = |app: &App| app.model.conversations.get(&with_bob).is_some_and(|talk| talk.draft == "see you at 8");
    alice.shell.wait("the draft is there", |shell| is_there(&shell.state));
    let chat = alice.open_conversation("Bob", BOB);
    assert_eq!(written(&alice.shell.state, chat), "see you at 8");
    alice.shell.key(chat, Named::Enter);
    let said = sent(&alice.shell.state, BOB);
    assert_eq!(said.first().map(|(text, _)| text.as_str()), Some("see you at 8"));
    alice.shell.wait("nothing is left of it", |_| files() == 0);
}

#[test]
fn a_long_message_arrives_whole_with_its_emoji_wherever_it_is_cut() {
    let folder = folder();
    let mut alice = alice_who_knows_bob(&folder);
    let mut bob = start_with(at(&folder));
    bob.sign_in(BOB, "pw");
    bob.wait_online();
    alice.wait_status(BOB, msnp::types::Status::Online);
    bob.accept_asked();
    let chat = alice.open_conversation("Bob", BOB);
    // Four bytes each, and families of several: however long a part is, some stand across its end.
    for shift in 0..4 {
        let text = format!("{}{}", "x".repeat(shift), "🦋👩‍👩‍👧é ".repeat(1_000));
        let text = text.trim_end();
        assert!(text.chars().count() >= 5_000);
        alice.shell.paste(chat, text);
        alice.shell.key(chat, Named::Enter);
        alice.wait_delivered(BOB);
        bob.wait_heard(ALICE, text);
        assert_eq!(heard(&bob.shell.state, ALICE).len(), shift + 1, "one message, not many");
    }
}

#[test]
fn what_is_copied_reaches_the_clipboard_plain_and_formatted() {
    let folder = folder();
    drop(alice_who_knows_bob(&folder));
    let clipboard = std::sync::Arc::new(RecordingClipboard::default());
    let mut alice = start_with(Environment { clipboard: clipboard.clone(), ..at(&folder) });
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    let chat = alice.open_conversation("Bob", BOB);
    alice.say(chat, "1 < 2 (y)");
    let copy = conversation::Message::CopyPicked;
    alice.shell.tell(Message::Content(chat, windows::Message::Conversation(copy)));
    alice.shell.wait("it is copied", |_| clipboard.last().is_some());
    let (html, plain) = clipboard.last().expect("copied");
    assert!(plain.contains("\n1 < 2 (y)"), "{plain:?}");
    assert!(html.contains(">1 &lt; 2 👍<"), "{html:?}");
    assert_eq!(alice.shell.clipboard.0.as_ref(), Some(&plain), "at once, and wherever nothing formatted is taken");
}

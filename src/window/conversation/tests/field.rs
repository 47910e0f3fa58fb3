//! The field itself: input methods, its menu, the clipboard.

use super::*;
use iced::advanced::input_method::{Event as Ime, InputMethod};
use std::time::Duration;

impl Desk {
    fn ime(&mut self, event: Ime) {
        self.events(None, &[Event::InputMethod(event)]);
    }

    /// What the field asks of the input method when it is drawn.
    fn wanted(&mut self) -> InputMethod {
        let redraw = Event::Window(iced::window::Event::RedrawRequested(Instant::now()));
        let (state, _) = self.with_ui(|ui, renderer, clipboard| {
            ui.update(&[redraw], mouse::Cursor::Unavailable, renderer, clipboard, &mut Vec::new())
        });
        match state {
            user_interface::State::Updated { input_method, .. } => input_method,
            user_interface::State::Outdated => panic!("it was drawn a moment ago"),
        }
    }

    fn text(&self) -> String {
        self.window.composer.text()
    }

    fn menu(&mut self) {
        self.key(Named::ContextMenu, Modifiers::empty());
        self.redraw();
    }

    fn take(&mut self, words: &'static str) {
        let line = self.find(words).unwrap_or_else(|| panic!("no {words}"));
        self.events(Some(line.center()), &[Event::Mouse(mouse::Event::CursorMoved { position: line.center() })]);
        self.click(line.center());
    }
}

#[test]
fn what_an_input_method_composes_is_shown_at_the_caret_and_comes_in_when_it_is_done() {
    let mut desk = Desk::new(true);
    desk.typewrite("a ");
    desk.ime(Ime::Opened);
    desk.ime(Ime::Preedit("にほ".into(), Some(0..6)));
    assert_eq!(desk.text(), "a ", "nothing is written yet");
    let InputMethod::Enabled { cursor, preedit, .. } = desk.wanted() else { panic!("no input method") };
    assert_eq!(preedit.map(|preedit| preedit.content).as_deref(), Some("にほ"));
    assert!(cursor.x > 20.0 && cursor.y > 400.0 && cursor.height > 10.0, "{cursor:?}");
    desk.ime(Ime::Preedit(String::new(), None));
    desk.ime(Ime::Commit("日本".into()));
    desk.ime(Ime::Closed);
    assert_eq!(desk.text(), "a 日本");
    let InputMethod::Enabled { cursor: after, preedit, .. } = desk.wanted() else { panic!("no input method") };
    assert!(after.x > cursor.x && preedit.is_none());
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.said().first().map(|(text, _)| text.as_str()), Some("a 日本"));
}

#[test]
fn an_input_method_writes_only_where_the_keyboard_is() {
    let mut desk = Desk::new(true);
    desk.says("hello");
    let text = desk.find("hello").unwrap_or_else(|| panic!("no text"));
    desk.click(text.center());
    desk.ime(Ime::Opened);
    desk.ime(Ime::Commit("日本".into()));
    assert_eq!(desk.text(), "");
    assert!(matches!(desk.wanted(), InputMethod::Disabled));
}

#[test]
fn the_menu_cuts_copies_and_selects() {
    let mut desk = Desk::new(true);
    desk.typewrite("one two");
    desk.menu();
    desk.take("Select all");
    desk.menu();
    desk.take("Copy");
    assert_eq!((desk.text().as_str(), desk.clipboard.0.as_deref()), ("one two", Some("one two")));
    desk.clipboard.0 = None;
    desk.menu();
    desk.take("Cut");
    assert_eq!((desk.text().as_str(), desk.clipboard.0.as_deref()), ("", Some("one two")));
    desk.key(Key::Character("z".into()), Modifiers::COMMAND);
    assert_eq!(desk.text(), "one two", "a cut can be taken back");
    desk.typewrite("!");
    assert_eq!(desk.text(), "one two!", "the field has the keyboard after the menu");
}

#[test]
fn the_menu_opens_by_keyboard_and_closes_by_it() {
    let mut desk = Desk::new(true);
    desk.typewrite("one");
    desk.key(Named::F10, Modifiers::SHIFT);
    desk.redraw();
    assert!(desk.find("Paste").is_some());
    desk.key(Named::Escape, Modifiers::empty());
    desk.redraw();
    assert!(desk.find("Paste").is_none());
    desk.typewrite("s");
    assert_eq!(desk.text(), "ones");
}

#[test]
fn a_megabyte_on_the_clipboard_is_refused_with_a_sentence_and_at_once() {
    let mut desk = Desk::new(true);
    desk.typewrite("kept");
    desk.clipboard.0 = Some("a word ".repeat(150_000));
    let start = Instant::now();
    desk.key(Key::Character("v".into()), Modifiers::COMMAND);
    desk.redraw();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(desk.text(), "kept");
    assert!(desk.find("That is too long to send. Shorten it by 984\u{202f}468 characters.").is_some());
    // The way by the menu is the same.
    desk.typewrite("!");
    desk.window.update(Message::Composer(composer::Message::Pasted(desk.clipboard.0.clone())), &desk.model);
    assert_eq!(desk.text(), "kept!");
}

#[test]
fn words_go_at_once_with_ctrl_and_the_old_keys_of_the_clipboard_work() {
    let mut desk = Desk::new(true);
    desk.typewrite("one two");
    desk.key(Named::Backspace, Modifiers::CTRL);
    assert_eq!(desk.text(), "one ");
    desk.clipboard.0 = Some("three".into());
    desk.key(Named::Insert, Modifiers::SHIFT);
    assert_eq!(desk.text(), "one three");
    desk.key(Named::Home, Modifiers::empty());
    desk.key(Named::Delete, Modifiers::CTRL);
    assert_eq!(desk.text(), " three");
}

#[test]
fn a_click_with_shift_selects_up_to_it_and_a_wheel_scrolls_only_a_long_text() {
    let mut desk = Desk::new(true);
    desk.typewrite("one two three");
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    let start = Point::new(24.0, send.center_y() - 12.0);
    let shift = Event::Keyboard(iced::keyboard::Event::ModifiersChanged(Modifiers::SHIFT));
    desk.events(Some(start), &[shift]);
    desk.click(start);
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("one two three"));
}

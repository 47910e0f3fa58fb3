//! The field: typing, sending, what is too long.

use super::*;

#[test]
fn one_types_at_once_and_enter_sends() {
    let mut desk = Desk::new(true);
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::SHIFT);
    desk.typewrite("there");
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.said(), [("hi\nthere".to_owned(), TextFormat::default())]);
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty(), "an empty field sends nothing");
}

#[test]
fn the_button_sends_too() {
    let mut desk = Desk::new(true);
    desk.typewrite("hi");
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    desk.click(send.center());
    assert_eq!(desk.said().len(), 1);
}

#[test]
fn typing_is_told_only_to_somebody_who_is_there() {
    let told = |desk: &Desk| desk.asked.iter().any(|a| matches!(a, Action::Send(Request::Typing(_))));
    let mut desk = Desk::new(true);
    desk.typewrite("h");
    assert!(told(&desk));
    let mut desk = Desk::new(false);
    desk.typewrite("h");
    assert!(!told(&desk), "a notice must not open a switchboard");
}

#[test]
fn ctrl_b_is_told_and_goes_with_the_next_message() {
    let mut desk = Desk::new(true);
    desk.key(Key::Character("b".into()), Modifiers::COMMAND);
    assert!(matches!(&desk.asked[..], [Action::Configure(SettingsChange::Format(format))] if format.bold));
    desk.typewrite("x");
    desk.key(Named::Enter, Modifiers::empty());
    let said = desk.said();
    assert!(said.iter().any(|(text, format)| text == "x" && format.bold), "{said:?}");
}

#[test]
fn letters_typed_anywhere_land_in_the_field() {
    let mut desk = Desk::new(true);
    desk.says("hello");
    let text = desk.find("hello").unwrap_or_else(|| panic!("no text"));
    desk.click(text.center());
    desk.typewrite("hi");
    assert_eq!(desk.window.composer.text().trim_end(), "hi");
}

#[test]
fn the_field_keeps_the_keyboard_when_a_line_comes_or_goes_over_it() {
    let mut desk = Desk::new(true);
    desk.typewrite("a");
    desk.model.connection = Connection::Ended(msnp::error::SignOutReason::ElsewhereSignedIn);
    desk.redraw();
    desk.key(Named::Backspace, Modifiers::empty());
    desk.typewrite("b");
    assert_eq!(desk.window.composer.text().trim_end(), "b", "only the field takes a letter back");
    // A sentence of the field itself: the text is too long for a moment.
    desk.clipboard.0 = Some("x".repeat(composer::LIMIT));
    desk.key(Key::Character("v".into()), Modifiers::COMMAND);
    desk.redraw();
    assert!(desk.find("That is too long to send. Shorten it by 1 character.").is_some());
    desk.key(Named::Backspace, Modifiers::empty());
    desk.redraw();
    desk.key(Named::Backspace, Modifiers::empty());
    assert_eq!(desk.window.composer.text().trim_end().len(), composer::LIMIT - 1);
}

#[test]
fn a_long_paste_is_sent_as_several_messages_by_a_button_only() {
    let mut desk = Desk::new(true);
    desk.clipboard.0 = Some("x".repeat(3 * composer::LIMIT));
    desk.key(Key::Character("v".into()), Modifiers::COMMAND);
    desk.redraw();
    assert!(desk.find("What you pasted is too long for one message.").is_some());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty());
    let send = desk.find("Send as 3 messages").unwrap_or_else(|| panic!("no button"));
    desk.click(send.center());
    assert_eq!(desk.said().len(), 3);
}

#[test]
fn the_arrow_up_brings_nothing_back_that_was_sent() {
    let mut desk = Desk::new(true);
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.said().len(), 1);
    desk.key(Named::ArrowUp, Modifiers::empty());
    desk.key(Key::Character("z".into()), Modifiers::COMMAND);
    assert_eq!(desk.window.composer.text(), "", "nor does taking back");
    desk.typewrite("there");
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.said().iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), ["there"]);
}

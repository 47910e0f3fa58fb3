//! What was said: links, what is selected and copied, when it was said, what failed.

use super::*;
use msnp::content::Color;
use msnp::error::RequestError;
use msnp::event::MessageState;

#[test]
fn a_link_opens_after_a_click_and_not_after_a_selection() {
    let mut desk = Desk::new(true);
    desk.says("https://example.com/boat");
    let place = desk.find("https://example.com/boat").unwrap_or_else(|| panic!("no link"));
    let (left, right) = (Point::new(place.x + 5.0, place.center_y()), Point::new(place.x + 60.0, place.center_y()));
    desk.drag(left, right);
    assert!(desk.asked.is_empty());
    desk.click(Point::new(590.0, 550.0));
    desk.click(left);
    assert!(matches!(&desk.asked[..], [Action::OpenLink(to)] if to == "https://example.com/boat"), "{:?}", desk.asked);
}

#[test]
fn what_is_selected_over_several_messages_is_copied() {
    let mut desk = Desk::new(true);
    desk.says("did you see the photos?");
    desk.says("the lake was unreal");
    let first = desk.find("did you see the photos?").unwrap_or_else(|| panic!("no text"));
    let last = desk.find("the lake was unreal").unwrap_or_else(|| panic!("no text"));
    desk.drag(Point::new(first.x, first.center_y()), Point::new(last.x + last.width, last.center_y()));
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("did you see the photos?\nthe lake was unreal"));
}

#[test]
fn a_code_is_drawn_as_its_emoji_and_copied_as_it_was_written() {
    let mut desk = Desk::new(true);
    desk.says("well done (y) see https://example.com/(L)");
    let text = desk.find("well done 👍 see https://example.com/(L)").unwrap_or_else(|| panic!("no picture"));
    desk.drag(Point::new(text.x, text.center_y()), Point::new(text.x + text.width, text.center_y()));
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("well done (y) see https://example.com/(L)"));
    let action = desk.window.update(Message::CopyPicked, &desk.model);
    desk.carry_out(action);
    let copied = desk.clipboard.0.clone().unwrap_or_default();
    assert!(copied.ends_with("\nwell done (y) see https://example.com/(L)"), "{copied:?}");
    desk.says("(L)");
    let alone = desk.find("❤").unwrap_or_else(|| panic!("no heart"));
    assert!(alone.height > text.height * 1.5, "what is nothing but pictures is shown larger");
}

#[test]
fn what_is_copied_is_formatted_too() {
    let mut desk = Desk::new(true);
    let format = TextFormat { bold: true, color: Color { red: 200, green: 0, blue: 0 }, ..TextFormat::default() };
    let message = TextMessage { text: "1 < 2".into(), format: Some(format), ..TextMessage::default() };
    desk.happens(&ConversationEvent::Message { from: email("bob"), name: "Bob".into(), message });
    desk.says("see https://example.com/?a&b");
    let first = desk.find("1 < 2").unwrap_or_else(|| panic!("no text"));
    let last = desk.find("see https://example.com/?a&b").unwrap_or_else(|| panic!("no text"));
    desk.drag(Point::new(first.x, first.center_y()), Point::new(last.x + last.width, last.center_y()));
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("1 < 2\nsee https://example.com/?a&b"));
    let copied = |desk: &Desk| match desk.asked.last() {
        Some(Action::Copy(copied)) => copied.html.clone(),
        other => panic!("{other:?}"),
    };
    let html = copied(&desk);
    assert!(html.contains("font-weight: bold; color: #c80000\">1 &lt; 2</span></div>"), "{html}");
    assert!(html.contains("see <a href=\"https://example.com/?a&amp;b\">https://example.com/?a&amp;b</a>"), "{html}");
    let action = desk.window.update(Message::CopyPicked, &desk.model);
    desk.carry_out(action);
    assert!(copied(&desk).contains(">1 &lt; 2</span>"));
}

#[test]
fn a_double_click_selects_a_word_and_a_triple_click_the_line() {
    let mut desk = Desk::new(true);
    desk.says("did you see\nthe photos?");
    let text = desk.find("did you see\nthe photos?").unwrap_or_else(|| panic!("no text"));
    let at = Point::new(text.x + 4.0, text.y + 5.0);
    desk.click(at);
    desk.click(at);
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("did"));
    desk.click(at);
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("did you see"));
}

#[test]
fn the_whole_conversation_is_copied_as_text() {
    let mut desk = Desk::new(true);
    desk.says("did you see?");
    let action = desk.window.update(Message::CopyPicked, &desk.model);
    desk.carry_out(action);
    let copied = desk.clipboard.0.clone().unwrap_or_default();
    assert!(copied.starts_with("Today\nBob ") && copied.ends_with("\ndid you see?"), "{copied:?}");
}

#[test]
fn the_time_of_a_message_is_shown_under_the_pointer_or_always() {
    let mut desk = Desk::new(true);
    desk.says("hello");
    let id = desk.id();
    let time: &'static str = desk.model.conversations[&id].times[0].format("%H:%M").to_string().leak();
    assert!(desk.find(time).is_none());
    let text = desk.find("hello").unwrap_or_else(|| panic!("no text"));
    let moved = |position| Event::Mouse(mouse::Event::CursorMoved { position });
    desk.events(Some(text.center()), &[moved(text.center())]);
    let shown = desk.find(time).unwrap_or_else(|| panic!("no time"));
    assert!(shown.x > text.x + text.width && shown.y < text.y + text.height);
    let away = Point::new(text.x, text.y + 200.0);
    desk.events(Some(away), &[moved(away)]);
    assert!(desk.find(time).is_none());
    let action = desk.window.update(Message::TimesToggled, &desk.model);
    assert!(matches!(action, Action::Configure(SettingsChange::MessageTimes(true))));
    desk.model.settings.message_times = true;
    assert!(desk.find(time).is_some());
    // It has room of its own, so that no text runs under it.
    desk.says(&"words ".repeat(60));
    let long = desk.find("words ".repeat(60).leak()).unwrap_or_else(|| panic!("no text"));
    assert!(long.x + long.width <= shown.x + 1.0, "{long:?} {shown:?}");
}

#[test]
fn a_failed_message_can_be_sent_again_by_mouse_and_by_keyboard() {
    let mut desk = Desk::new(true);
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.log.sending(desk.model.now, MessageId(7), "thanks!".into(), TextFormat::default());
    }
    let state = MessageState::Failed(RequestError::Unreachable);
    desk.happens(&ConversationEvent::MessageState { message: MessageId(7), state });
    desk.model.no_offline_service = true;
    let words = "Not delivered — Send again\nThey are offline or don't accept messages from you.";
    let line = desk.find(words).unwrap_or_else(|| panic!("no line"));
    let again = |desk: &mut Desk| {
        let asked = std::mem::take(&mut desk.asked);
        asked.iter().any(|action| matches!(action, Action::SayAgain { message: MessageId(7), .. }))
    };
    desk.click(Point::new(line.x + 105.0, line.y + 8.0));
    assert!(again(&mut desk));
    desk.run(desk.window.log.focus().map(Message::Log));
    desk.key(Named::ArrowDown, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(again(&mut desk));
}

#[test]
fn what_failed_is_left_at_the_service_or_all_of_it_sent_again_in_its_order() {
    let mut desk = Desk::new(true);
    let id = desk.id();
    for number in [7, 8, 9] {
        if let Some(talk) = desk.model.conversations.get_mut(&id) {
            talk.log.sending(desk.model.now, MessageId(number), format!("text {number}"), TextFormat::default());
        }
        let failed = MessageState::Failed(RequestError::Timeout);
        let state = if number == 8 { MessageState::Delivered } else { failed };
        desk.happens(&ConversationEvent::MessageState { message: MessageId(number), state });
    }
    let why = i18n::errors::request(&RequestError::Timeout);
    let first = format!("Not delivered — Send again · Send as offline message\n{why}");
    let last = format!("{first}\nSend all 2 messages again");
    assert!(desk.find(first.leak()).is_some(), "the first offers to send itself");
    let last = desk.find(last.leak()).unwrap_or_else(|| panic!("the last doesn't offer to send all"));
    desk.click(Point::new(last.x + 220.0, last.y + 8.0));
    let asked = std::mem::take(&mut desk.asked);
    assert!(matches!(asked.as_slice(), [Action::SayLater { message: MessageId(9), .. }]), "{asked:?}");
    desk.click(Point::new(last.x + 60.0, last.y + last.height - 8.0));
    let again: Vec<MessageId> = std::mem::take(&mut desk.asked)
        .into_iter()
        .filter_map(|action| match action {
            Action::SayAgain { message, .. } => Some(message),
            _ => None,
        })
        .collect();
    assert_eq!(again, [MessageId(7), MessageId(9)], "in their order, and nothing that arrived");
    // A nudge can't wait, and where nothing can, nothing is offered.
    desk.model.no_offline_service = true;
    let plain = format!("Not delivered — Send again\n{why}");
    assert!(desk.find(plain.leak()).is_some());
}

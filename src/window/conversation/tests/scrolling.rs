//! What of a long talk is in view, and what came while nobody looked.

use super::*;
use msnp::conversation::FIRST;

/// Whether that message of many is in view.
fn in_view(desk: &mut Desk, number: usize) -> bool {
    desk.find(format!("message {number}").leak()).is_some()
}

/// A desk with so many messages, its window opened anew.
fn with_messages(count: usize) -> Desk {
    let mut desk = Desk::new(true);
    let (id, from) = (desk.id(), email("bob"));
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        for number in 0..count {
            let message = TextMessage { text: format!("message {number}"), ..TextMessage::default() };
            let event = ConversationEvent::Message { from: from.clone(), name: "Bob".into(), message };
            talk.log.apply(desk.model.now, &event);
        }
        talk.stamp();
    }
    desk.open_anew();
    desk
}

#[test]
fn the_log_stays_at_the_end_until_the_reader_scrolls_up() {
    let mut desk = Desk::new(true);
    for number in 0..60 {
        desk.says(&format!("message {number}"));
    }
    assert!(desk.find("message 59").is_some());
    assert!(desk.find("message 0").is_none());
    for _ in 0..3 {
        desk.key(Named::PageUp, Modifiers::empty());
        desk.redraw();
    }
    assert!(desk.find("message 59").is_none());
    desk.says("and one more");
    assert!(desk.find("and one more").is_none(), "what is read must not move away");
    let below = desk.find("1 new message").unwrap_or_else(|| panic!("nothing tells of it"));
    desk.click(below.center());
    desk.redraw();
    assert!(desk.find("and one more").is_some());
}

#[test]
fn a_line_stands_over_what_came_while_nobody_looked() {
    let mut desk = Desk::new(true);
    desk.says("seen");
    desk.says("not seen");
    assert!(desk.find("New messages").is_none());
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.fresh = Some(FIRST + 1);
    }
    let (seen, unseen) = (desk.find("seen"), desk.find("not seen"));
    let line = desk.find("New messages").unwrap_or_else(|| panic!("no line"));
    assert!(seen.is_some_and(|seen| seen.y < line.y) && unseen.is_some_and(|unseen| line.y < unseen.y));
}

#[test]
fn reading_up_and_down_a_long_talk_goes_on_without_a_jump() {
    const COUNT: usize = 1_100;
    let mut desk = with_messages(COUNT);
    let mut at = COUNT - 1;
    assert!(in_view(&mut desk, at));
    for _ in 0..COUNT {
        while at > 0 && in_view(&mut desk, at - 1) {
            at -= 1;
        }
        if at == 0 {
            break;
        }
        desk.key(Named::PageUp, Modifiers::empty());
        desk.redraw();
        desk.redraw();
        assert!(in_view(&mut desk, at), "what was at the top has moved away at {at}");
    }
    assert_eq!(at, 0, "the first message can be reached");
    for _ in 0..COUNT {
        while at + 1 < COUNT && in_view(&mut desk, at + 1) {
            at += 1;
        }
        if at + 1 == COUNT {
            break;
        }
        desk.key(Named::PageDown, Modifiers::empty());
        desk.redraw();
        desk.redraw();
        assert!(in_view(&mut desk, at), "what was at the bottom has moved away at {at}");
    }
    assert_eq!(at, COUNT - 1, "and the last again");
    desk.says("one more");
    assert!(desk.find("one more").is_some(), "the log stays at the end again");
}

#[test]
fn ctrl_home_and_ctrl_end_go_to_the_first_and_the_last_of_all() {
    let mut desk = with_messages(2_000);
    desk.run(Task::done(Message::StartWanted));
    desk.redraw();
    assert!(in_view(&mut desk, 0));
    desk.run(Task::done(Message::EndWanted));
    desk.redraw();
    assert!(in_view(&mut desk, 1_999) && !in_view(&mut desk, 0));
}

#[test]
fn what_came_while_nobody_looked_is_jumped_to_by_a_button_and_by_a_key() {
    let jump = "700 new messages";
    for by_key in [false, true] {
        let mut desk = with_messages(1_000);
        assert!(desk.find(jump).is_none());
        let id = desk.id();
        if let Some(talk) = desk.model.conversations.get_mut(&id) {
            talk.fresh = Some(FIRST + 300);
        }
        desk.open_anew();
        let button = desk.find(jump).unwrap_or_else(|| panic!("nothing tells of them"));
        if by_key {
            desk.key(Named::PageUp, Modifiers::SHIFT);
        } else {
            desk.click(button.center());
        }
        desk.redraw();
        let line = desk.find("New messages").unwrap_or_else(|| panic!("the line isn't in view"));
        let first = desk.find("message 300").unwrap_or_else(|| panic!("the first isn't in view"));
        assert!(line.y < first.y && in_view(&mut desk, 299));
        desk.run(Task::done(Message::EndWanted));
        desk.redraw();
        assert!(in_view(&mut desk, 999));
        assert!(desk.find(jump).is_none(), "who was there needs no way back");
    }
}

#[test]
fn what_is_in_view_of_a_window_that_nobody_looks_at_is_not_seen() {
    let mut desk = with_messages(40);
    let id = desk.id();
    for number in 40..80 {
        if let Some(talk) = desk.model.conversations.get_mut(&id) {
            talk.fresh = Some(FIRST + 40);
            talk.unread = number - 39;
        }
        desk.says(&format!("message {number}"));
    }
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.unread = 0;
    }
    desk.redraw();
    assert!(desk.find("40 new messages").is_some());
}

#[test]
fn a_conversation_opens_at_the_first_message_that_was_not_read() {
    let mut desk = with_messages(1_000);
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        (talk.fresh, talk.unread) = (Some(FIRST + 300), 700);
    }
    desk.open_anew();
    assert!(desk.find("New messages").is_some(), "the line over them is in view");
    assert!(in_view(&mut desk, 299) && in_view(&mut desk, 300) && !in_view(&mut desk, 999));
    // What comes then doesn't move it away, and is counted.
    desk.says("and one more");
    assert!(in_view(&mut desk, 300) && desk.find("1 new message").is_some());
    // Where all of it fits, one is at the end and stays there.
    let mut desk = with_messages(3);
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        (talk.fresh, talk.unread) = (Some(FIRST + 1), 2);
    }
    desk.open_anew();
    for number in 3..60 {
        desk.says(&format!("message {number}"));
    }
    assert!(in_view(&mut desk, 59));
}

//! What the window does with what it is told. The whole of it, with a history behind it, is tested by the program's tests.

use super::*;
use crate::store::history::{History, Kept, Who};
use crate::window::testing::{email, friends};
use msnp::content::TextMessage;
use msnp::conversation::EntryKind;
use msnp::types::Status;

fn kept(minute: i64, from: &str, text: &str) -> Kept {
    let message = TextMessage { text: text.to_owned(), ..TextMessage::default() };
    let at = chrono::DateTime::from_timestamp(1_795_170_000 + minute * 60, 0).unwrap_or_default();
    Kept {
        id: EntryId::first_at(at.timestamp_millis()),
        conversation: Key::person(&email(from)),
        at: at.fixed_offset(),
        who: Who { email: email(from), name: from.to_owned() },
        waited: false,
        kind: EntryKind::Received { from: email(from), name: from.to_owned(), message },
    }
}

fn summary(from: &str, minute: i64) -> Summary {
    let kept = kept(minute, from, "");
    Summary { key: kept.conversation, title: from.to_owned(), members: Vec::new(), count: 1, last: kept.id }
}

/// A window that was told of two people and what they said.
fn window() -> (HistoryWindow, Model) {
    let mut model = friends(&[("bob", "Bob", Status::Online)]);
    model.history.history = Some(crate::store::history::Histories::memory().of("test"));
    let _: &Option<History> = &model.history.history;
    let (mut window, _) = HistoryWindow::new(&model);
    let people = vec![summary("carol", 2), summary("bob", 1)];
    let _ = window.update(Message::PeopleCame(Ok(people)), &model);
    let page = Page { entries: vec![kept(1, "bob", "the boat"), kept(2, "carol", "which boat?")], more: false };
    let _ = window.update(Message::Came(window.turn, Came::Newest, Ok(page)), &model);
    (window, model)
}

fn texts(window: &HistoryWindow, model: &Model) -> Vec<String> {
    let today = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap_or_default();
    lines::blocks(window, model, today).iter().map(crate::widget::message_text::Block::written).collect()
}

#[test]
fn a_line_has_its_time_and_its_name_under_its_day_and_conversation() {
    let (window, model) = window();
    let lines = texts(&window, &model);
    assert_eq!(lines.len(), 4);
    assert!(lines[0].ends_with("· Bob") && lines[2].ends_with("· carol"), "{lines:?}");
    assert!(lines[1].ends_with("bob: the boat") && lines[1].contains(':'), "{lines:?}");
}

#[test]
fn an_answer_that_comes_late_is_not_shown() {
    let (mut window, model) = window();
    let late = window.turn;
    let _ = window.update(Message::SearchTyped("boat".into()), &model);
    let page = Page { entries: vec![kept(3, "bob", "late")], more: false };
    let _ = window.update(Message::Came(late, Came::Newest, Ok(page)), &model);
    assert!(!texts(&window, &model).concat().contains("late"));
    let _ = window.update(Message::SearchDue(window.turn), &model);
    let found = Found { hits: vec![kept(1, "bob", "the boat")], count: 1, conversations: 1 };
    let _ = window.update(Message::Found(window.turn - 1, Ok(Found::default())), &model);
    let _ = window.update(Message::Found(window.turn, Ok(found)), &model);
    assert_eq!(texts(&window, &model).len(), 2);
    let today = chrono::Local::now().date_naive();
    let marked: Vec<String> = lines::blocks(&window, &model, today)
        .into_iter()
        .flat_map(|block| block.pieces.to_vec())
        .filter(|piece| piece.behind.is_some())
        .map(|piece| piece.text)
        .collect();
    assert_eq!(marked, ["boat"]);
}

#[test]
fn esc_goes_back_step_by_step() {
    let (mut window, model) = window();
    let _ = window.update(Message::SearchTyped("boat".into()), &model);
    let _ = window.update(Message::LinkClicked(Link::Pick(kept(1, "bob", "").id)), &model);
    assert!(matches!(window.update(Message::EscapePressed, &model), Action::None));
    assert!(matches!(window.update(Message::EscapePressed, &model), Action::Run(_)));
    assert_eq!(window.typed, "");
    assert!(matches!(window.update(Message::EscapePressed, &model), Action::Close));
}

#[test]
fn arrows_go_through_the_people_and_stop_at_the_ends() {
    let (mut window, model) = window();
    let chosen = |window: &HistoryWindow| window.chosen.clone();
    let _ = window.update(Message::Moved(1), &model);
    assert_eq!(chosen(&window), Some(Key::person(&email("carol"))));
    let _ = window.update(Message::Moved(i32::MAX), &model);
    assert_eq!(chosen(&window), Some(Key::person(&email("bob"))));
    let _ = window.update(Message::Moved(i32::MIN), &model);
    assert_eq!(chosen(&window), None);
}

#[test]
fn what_cannot_be_read_is_said() {
    let (mut window, model) = window();
    let _ = window.update(Message::Came(window.turn, Came::Newest, Err(HistoryError::Broken)), &model);
    assert_eq!(window.trouble, Some(HistoryError::Broken));
}

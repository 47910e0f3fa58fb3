//! What was said, and saving it.

use super::super::Cast;
use super::super::cast::email;
use super::{Kind, Scene, scene};
use chrono::{FixedOffset, Local, Offset, TimeDelta};
use msnp::content::{Color, TextFormat, TextMessage};
use msnp::conversation::EntryKind;
use msnp::error::RequestError;
use msnp::event::MessageState;
use msnp::request::MessageId;
use swallowtail::model::Model;
use swallowtail::store::history::export::Progress;
use swallowtail::store::history::{Change, Histories, HistoryError, Key, Record, Who};
use swallowtail::window::Window;
use swallowtail::window::history::{Message, Question};
use swallowtail::window::save_log;
use swallowtail::windows;

fn said(message: Message) -> windows::Message {
    windows::Message::History(message)
}

/// What Alice and her friends said today, yesterday and some years ago.
fn talks(model: &mut Model, cast: Cast) {
    let now = Local::now();
    let morning = now.date_naive().and_hms_opt(10, 42, 0).expect("a time");
    let zone: FixedOffset = now.offset().fix();
    let today = morning.and_local_timezone(zone).single().expect("a time");
    let mut changes = Vec::new();
    let mut say = |days: i64, minutes: i64, with: &str, ours: bool, text: &str| {
        let name = cast.name(if ours { "Alice 🦋" } else { with });
        let text = cast.says(text);
        let who = email(&with.to_lowercase());
        let color = Color { red: 0x80, green: 0x2f, blue: 0xb5 };
        let format = TextFormat { color, ..TextFormat::default() };
        let kind = if ours {
            let state = if text.contains("jumper") {
                MessageState::Failed(RequestError::Unreachable)
            } else {
                MessageState::Delivered
            };
            EntryKind::Sent { message: MessageId(1), text, format: TextFormat::default(), state, automatic: false }
        } else {
            let message = TextMessage { text, format: Some(format), ..TextMessage::default() };
            EntryKind::Received { from: who.clone(), name: name.clone(), message }
        };
        changes.push(Change::Add(Box::new(Record {
            conversation: Key::person(&who),
            title: cast.name(with),
            at: today - TimeDelta::days(days) + TimeDelta::minutes(minutes),
            own: Who { email: email("alice"), name },
            waited: None,
            kind,
        })));
    };
    say(7_000, 0, "Erin", false, "the boat leaves at six ⛵");
    say(7_000, 1, "Erin", true, "then i'm bringing a jumper");
    say(1, 0, "Carol", false, "how was the lake, and the boat?");
    say(1, 2, "Carol", true, "quiet, and a little cold (K)");
    say(0, 0, "Bob", false, "are the pictures any good?");
    say(0, 0, "Bob", true, "yes!! send me the one with the boat");
    say(0, 1, "Bob", false, "here it comes: the boat, the café, the lake");
    let history = Histories::memory().of("alice");
    futures::executor::block_on(history.keep(changes)).expect("kept");
    model.history.history = Some(history);
}

pub(super) fn history() -> Vec<Scene> {
    let here = |name| scene(name, Kind::History, Window::History).with(talks);
    vec![
        here("history").after(|hands| hands.say(said(Message::Chosen(Some(Key::person(&email("bob"))))))),
        here("history-found").after(|hands| hands.fill("history-search", "cafe")),
        here("history-none").after(|hands| hands.fill("history-search", "zebra")).unseen(),
        here("history-question")
            .after(|hands| hands.say(said(Message::Asked(Question::Whole(Some(Key::person(&email("bob")))))))),
        here("history-broken").after(|hands| hands.say(said(Message::PeopleCame(Err(HistoryError::Broken))))).unseen(),
        scene("history-empty", Kind::History, Window::History).unseen(),
    ]
}

pub(super) fn save_log() -> Vec<Scene> {
    let which = || Window::SaveLog { key: Some(Key::person(&email("bob"))), print: false };
    let here = |name| scene(name, Kind::SaveLog, which()).with(talks);
    vec![
        here("save-log").after(|hands| {
            let typed = save_log::Message::PathTyped("/home/alice/Documents/Bob.html".into());
            hands.say(windows::Message::SaveLog(typed));
        }),
        here("save-log-writing")
            .after(|hands| {
                let typed = save_log::Message::PathTyped("/home/alice/Documents/Bob.html".into());
                hands.say(windows::Message::SaveLog(typed));
                let progress = save_log::Message::Progressed(Progress::Written(1_200, 4_800));
                hands.say(windows::Message::SaveLog(progress));
            })
            .unseen(),
    ]
}

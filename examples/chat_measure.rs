//! How long a conversation takes to lay out and draw: `cargo run --example chat_measure`. Each line is one kind of
//! conversation: opened, changed by one message more, drawn.

use iced::advanced::renderer::Headless;
use iced::{Color, Size, mouse};
use iced_test::runtime::{UserInterface, user_interface};
use msnp::content::TextMessage;
use msnp::event::{ConversationEvent, ConversationId};
use msnp::types::{Email, Instant};
use std::time::{Duration, Instant as Clock};
use swallowtail::model::{Model, Talk};
use swallowtail::theme;
use swallowtail::window::conversation::ConversationWindow;

/// The time that something takes, and what it gives.
fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let start = Clock::now();
    let result = what();
    (result, start.elapsed())
}

fn hear(talk: &mut Talk, from: &Email, text: String) {
    let message = TextMessage { text, ..TextMessage::default() };
    talk.log.apply(Instant::default(), &ConversationEvent::Message { from: from.clone(), name: "Bob".into(), message });
    talk.stamp();
}

fn measure(what: &str, messages: impl Iterator<Item = String>, renderer: &mut iced::Renderer) {
    let Ok(from) = Email::parse("bob@example.com") else { return };
    let id = ConversationId::With(from.clone());
    let mut talk = Talk::new(id.clone());
    messages.for_each(|text| hear(&mut talk, &from, text));
    let mut model = Model::default();
    model.conversations.insert(id.clone(), talk);
    let (window, _) = ConversationWindow::new(id.clone(), &model);
    let size = Size::new(600.0, 530.0);
    let build = |model: &Model, cache, renderer: &mut iced::Renderer| {
        timed(|| UserInterface::build(window.view(model), size, cache, renderer).into_cache())
    };
    let (cache, opened) = build(&model, user_interface::Cache::default(), renderer);
    if let Some(talk) = model.conversations.get_mut(&id) {
        hear(talk, &from, "one more".into());
    }
    let (cache, changed) = build(&model, cache, renderer);
    let theme = theme::theme(false, true);
    let style = iced::advanced::renderer::Style { text_color: Color::BLACK };
    let mut ui = UserInterface::build(window.view(&model), size, cache, renderer);
    let (_, drawn) = timed(|| {
        ui.draw(renderer, &theme, &style, mouse::Cursor::Unavailable);
        renderer.screenshot(Size::new(600, 530), 1.0, Color::WHITE)
    });
    println!("{what:<32} opened {opened:>9.1?}   changed {changed:>9.1?}   drawn {drawn:>9.1?}");
}

fn main() {
    let renderer = futures::executor::block_on(<iced::Renderer as Headless>::new(
        theme::REGULAR,
        iced::Pixels(13.0),
        Some("tiny-skia"),
    ));
    let Some(mut renderer) = renderer else { return eprintln!("no renderer") };
    // The first text brings the fonts in; that is no conversation's fault.
    measure("one message", std::iter::once("hi".to_owned()), &mut renderer);
    measure("one message", std::iter::once("hi".to_owned()), &mut renderer);
    measure("5,000 messages", (0..5_000).map(|n| format!("message {n} with some words")), &mut renderer);
    measure("a word of 100,000 letters", std::iter::once("w".repeat(100_000)), &mut renderer);
    let lines: Vec<String> = (0..10_000).map(|n| format!("line {n}")).collect();
    measure("10,000 lines in one message", std::iter::once(lines.join("\n")), &mut renderer);
    measure("20 messages of 60,000 letters", (0..20).map(|_| "words ".repeat(10_000)), &mut renderer);
    measure("300 messages of emoji", (0..300).map(|_| "👍🏽 👩‍👩‍👧 🇩🇪 ok 😀".to_owned()), &mut renderer);
}

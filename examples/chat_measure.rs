//! How long a conversation takes to lay out and draw: `cargo run --example chat_measure`. Each line is one kind of
//! conversation: opened, changed by one message more, drawn, and the frames of scrolling up through it: the middle one of a
//! hundred and the slowest. The last says how much of it exists as laid out text.

use futures::StreamExt;
use iced::advanced::renderer::Headless;
use iced::advanced::widget::operation::{Operation, Outcome};
use iced::advanced::{clipboard, widget};
use iced::{Color, Rectangle, Size, mouse};
use iced_test::runtime::{Action as Done, UserInterface, task, user_interface};
use msnp::content::TextMessage;
use msnp::conversation::{Entry, EntryKind};
use msnp::event::ConversationId;
use msnp::types::{Email, Instant};
use std::time::{Duration, Instant as Clock};
use swallowtail::model::{Model, Talk};
use swallowtail::theme;
use swallowtail::window::Action;
use swallowtail::window::conversation::{ConversationWindow, Message};

/// The time that something takes, and what it gives.
fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let start = Clock::now();
    let result = what();
    (result, start.elapsed())
}

/// Puts a message straight into the log, which would keep fewer of one sitting than are measured here.
fn hear(talk: &mut Talk, from: &Email, text: String) {
    let number = talk.log.entries.len() as u64;
    let message = TextMessage { text, ..TextMessage::default() };
    let kind = EntryKind::Received { from: from.clone(), name: "Bob".into(), message };
    talk.log.entries.push(Entry { number, at: Instant::default(), written: None, kind });
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
    let cache = ui.into_cache();
    let (middle, slowest, laid_out) = scroll(&model, window, cache, renderer);
    println!(
        "{what:<32} opened {opened:>9.1?}   changed {changed:>9.1?}   drawn {drawn:>9.1?}   scrolled {middle:>9.1?} to {slowest:>9.1?}   \
         {laid_out} texts"
    );
}

/// Turns the wheel up a hundred times as a person does, and gives the middle and the slowest of the frames: the event taken in, what it
/// says carried out, the window built and drawn again. And how many texts are laid out in the end.
fn scroll(
    model: &Model,
    mut window: ConversationWindow,
    mut cache: user_interface::Cache,
    renderer: &mut iced::Renderer,
) -> (Duration, Duration, usize) {
    let size = Size::new(600.0, 530.0);
    let theme = theme::theme(false, true);
    let style = iced::advanced::renderer::Style { text_color: Color::BLACK };
    let at = mouse::Cursor::Available(iced::Point::new(200.0, 250.0));
    let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: 120.0 };
    let mut frames = Vec::new();
    for _ in 0..100 {
        let (next, frame) = timed(|| {
            let mut messages = Vec::new();
            let wheel = iced::Event::Mouse(mouse::Event::WheelScrolled { delta });
            let redraw = iced::Event::Window(iced::window::Event::RedrawRequested(Clock::now()));
            let mut ui = UserInterface::build(window.view(model), size, cache, renderer);
            let _ = ui.update(&[wheel, redraw], at, renderer, &mut clipboard::Null, &mut messages);
            let mut cache = ui.into_cache();
            for message in messages {
                let action = window.update(message, model);
                cache = carry_out(action, model, &mut window, cache, renderer);
            }
            let mut ui = UserInterface::build(window.view(model), size, cache, renderer);
            ui.draw(renderer, &theme, &style, at);
            renderer.screenshot(Size::new(600, 530), 1.0, Color::WHITE);
            ui.into_cache()
        });
        cache = next;
        frames.push(frame);
    }
    frames.sort();
    let mut count = Texts(0);
    let mut ui = UserInterface::build(window.view(model), size, cache, renderer);
    ui.operate(renderer, &mut count);
    (frames[frames.len() / 2], frames[frames.len() - 1], count.0)
}

/// Carries out what the window wants of itself.
fn carry_out(
    action: Action<Message>,
    model: &Model,
    window: &mut ConversationWindow,
    mut cache: user_interface::Cache,
    renderer: &mut iced::Renderer,
) -> user_interface::Cache {
    let Action::Run(task) = action else { return cache };
    let Some(mut stream) = task::into_stream(task) else { return cache };
    while let Some(done) = futures::executor::block_on(stream.next()) {
        match done {
            Done::Output(message) => {
                let action = window.update(message, model);
                cache = carry_out(action, model, window, cache, renderer);
            }
            Done::Widget(operation) => {
                let mut ui = UserInterface::build(window.view(model), Size::new(600.0, 530.0), cache, renderer);
                let mut next = Some(operation);
                while let Some(mut operation) = next.take() {
                    ui.operate(renderer, operation.as_mut());
                    if let Outcome::Chain(then) = operation.finish() {
                        next = Some(then);
                    }
                }
                cache = ui.into_cache();
            }
            _ => {}
        }
    }
    cache
}

/// Counts texts.
struct Texts(usize);

impl Operation for Texts {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }
    fn text(&mut self, _id: Option<&widget::Id>, _bounds: Rectangle, _text: &str) {
        self.0 += 1;
    }
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
    measure("100,000 messages", (0..100_000).map(|n| format!("message {n} (Y) with some words")), &mut renderer);
    measure("a word of 100,000 letters", std::iter::once("w".repeat(100_000)), &mut renderer);
    let lines: Vec<String> = (0..10_000).map(|n| format!("line {n}")).collect();
    measure("10,000 lines in one message", std::iter::once(lines.join("\n")), &mut renderer);
    measure("20 messages of 60,000 letters", (0..20).map(|_| "words ".repeat(10_000)), &mut renderer);
    measure("300 messages of emoji", (0..300).map(|_| "👍🏽 👩‍👩‍👧 🇩🇪 ok 😀".to_owned()), &mut renderer);
}

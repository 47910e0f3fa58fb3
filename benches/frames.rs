//! How long frames take and what they need: a list of 5,000 contacts, a conversation of 100,000 messages.
//!
//! `cargo bench --bench frames` prints a line for each figure, with its aim. A frame is the whole of it: an event, what
//! the window makes of it, the view, its layout and its pixels.

#[path = "support/mod.rs"]
mod support;

use cap::Cap;
use iced::{Element, Point, Size, Task};
use msnp::event::ConversationId;
use msnp::types::Status;
use std::alloc::System;
use std::time::Duration;
use support::people::{self, email};
use support::{Screen, Times, Watch, Window, renderer, wheel};
use swallowtail::model::Model;
use swallowtail::widget::message_log;
use swallowtail::window::contacts::Contacts;
use swallowtail::window::conversation::ConversationWindow;
use swallowtail::window::{Action, contacts, conversation};

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

/// The tasks that a window wants run; what it wants of the program is no part of a frame.
fn tasks<M>(action: Action<M>) -> Vec<Task<M>> {
    match action {
        Action::Run(task) => vec![task],
        Action::Many(actions) => actions.into_iter().flat_map(tasks).collect(),
        _ => Vec::new(),
    }
}

struct List {
    window: Contacts,
    model: Model,
}

impl Screen for List {
    type Message = contacts::Message;
    fn view(&self) -> Element<'_, contacts::Message> {
        self.window.view(&self.model)
    }
    fn update(&mut self, message: contacts::Message) -> Vec<Task<contacts::Message>> {
        tasks(self.window.update(message, &self.model))
    }
}

struct Chat {
    window: ConversationWindow,
    model: Model,
}

impl Screen for Chat {
    type Message = conversation::Message;
    fn view(&self) -> Element<'_, conversation::Message> {
        self.window.view(&self.model)
    }
    fn update(&mut self, message: conversation::Message) -> Vec<Task<conversation::Message>> {
        tasks(self.window.update(message, &self.model))
    }
}

/// A figure, and what it should be at most.
fn line(what: &str, took: Duration, aim: Option<u64>) {
    let took = took.as_secs_f64() * 1000.0;
    match aim {
        None => println!("{what:<72} {took:>8.2} ms"),
        Some(aim) if took <= aim as f64 => println!("{what:<72} {took:>8.2} ms   aim {aim} ms"),
        Some(aim) => println!("{what:<72} {took:>8.2} ms   aim {aim} ms, MISSED"),
    }
}

fn heap(what: &str, bytes: usize) {
    println!("{what:<72} {:>8.2} MB", bytes as f64 / 1e6);
}

fn contact_list(renderer: &mut iced::Renderer) {
    let size = Size::new(340.0, 640.0);
    let model = people::list(5_000, 60);
    let (window, _) = Contacts::new(&model);
    let before = HEAP.allocated();
    let mut list = Window::new(List { window, model }, size, renderer);
    let first = list.rebuild();
    line("5,000 contacts in 60 groups: first layout", first, Some(120));
    line("  drawn for the first time", list.frame(None, &[]), None);
    heap("  on the heap for it", HEAP.allocated() - before);
    let rebuilt = Times::of((0..200).map(|_| list.rebuild()).collect());
    line("  a rebuild, nothing has changed: 99 of 100 within", rebuilt.percentile(99), Some(5));
    let emails: Vec<_> = list.screen.model.roster.people.keys().cloned().collect();
    let changed = emails.iter().step_by(emails.len() / 200).map(|email| {
        if let Some(person) = list.screen.model.roster.people.get_mut(email) {
            person.status = if person.status == Status::Online { Status::Offline } else { Status::Online };
        }
        let mut refreshed = Watch::default();
        let action = refreshed.time(|| list.screen.window.refreshed(&list.screen.model));
        tasks(action).into_iter().for_each(|task| list.do_now(task));
        refreshed.0 + list.rebuild()
    });
    let changed = Times::of(changed.collect());
    line("  a rebuild, somebody came or went: 99 of 100 within", changed.percentile(99), Some(5));
    let at = Some(Point::new(150.0, 400.0));
    let down = Times::of((0..400).map(|_| list.frame(at, &[wheel(-180.0)])).collect());
    line("  a frame while it scrolls: the middle one", down.percentile(50), None);
    line("  99 of 100 within", down.percentile(99), Some(8));
    list.say(contacts::Message::Searched("fischer 4".into()));
    line("  the search is typed into", list.frame(None, &[]), None);
}

fn conversation(messages: usize, renderer: &mut iced::Renderer) {
    let size = Size::new(600.0, 530.0);
    let before = HEAP.allocated();
    let mut model = people::list(20, 2);
    let id = ConversationId::With(email("bob"));
    model.conversations.insert(id.clone(), people::talk(messages));
    println!();
    heap(&format!("{messages} messages: the model"), HEAP.allocated() - before);
    let before = HEAP.allocated();
    let (window, task) = ConversationWindow::new(id, &model);
    let mut chat = Window::new(Chat { window, model }, size, renderer);
    line("  opened: first layout", chat.rebuild(), None);
    chat.do_now(task);
    line("  drawn for the first time", chat.frame(None, &[]), None);
    heap("  on the heap for it, opened", HEAP.allocated() - before);
    let at = Some(Point::new(200.0, 250.0));
    for (how, turn, turns) in [("as a person does", 120.0, 600), ("fast", 900.0, 300)] {
        let up = Times::of((0..turns).map(|_| chat.frame(at, &[wheel(turn)])).collect());
        line(&format!("  a frame while it scrolls, {how}: the middle one"), up.percentile(50), None);
        line("  99 of 100 within", up.percentile(99), Some(8));
        line("  the slowest", up.percentile(100), None);
    }
    heap("  on the heap for it, scrolled", HEAP.allocated() - before);
}

/// What comes from people who mean harm: the slowest frame until each stands there.
fn bad_input(renderer: &mut iced::Renderer) {
    println!();
    let lines: Vec<String> = (0..5_000).map(|n| format!("line {n}")).collect();
    let lines = lines.join("\n");
    let messages = [
        ("5,000 lines", lines.clone(), false),
        ("5,000 lines, shown whole", lines, true),
        ("10,000 marks on one letter", format!("Z{}", "\u{301}".repeat(10_000)), false),
        ("10,000 Thai marks on one letter", format!("ก{}", "\u{e49}".repeat(10_000)), false),
        ("1,000 emoji", people::emoji(1_000), false),
        ("a word of 100,000 letters", "w".repeat(100_000), false),
        ("a word of 100,000 letters, shown whole", "w".repeat(100_000), true),
        ("60,000 letters in words, shown whole", "words ".repeat(10_000), true),
        ("5,000 emoticon codes", ":)".repeat(5_000), false),
        ("5,000 links", "https://example.com/ ".repeat(5_000), false),
    ];
    for (what, text, whole) in messages {
        let mut model = people::list(20, 2);
        let id = ConversationId::With(email("bob"));
        let mut talk = people::talk(20);
        people::hear(&mut talk, text);
        let number = talk.log.entries.last().map_or(0, |entry| entry.number);
        model.conversations.insert(id.clone(), talk);
        let (window, task) = ConversationWindow::new(id, &model);
        let mut chat = Window::new(Chat { window, model }, Size::new(600.0, 530.0), renderer);
        let mut frames = vec![chat.rebuild()];
        chat.do_now(task);
        frames.push(chat.frame(None, &[]));
        if whole {
            let target = message_log::Target::Whole(number);
            chat.say(conversation::Message::Log(message_log::Message::LinkClicked(target)));
            frames.push(chat.frame(None, &[]));
        }
        let at = Some(Point::new(200.0, 250.0));
        frames.extend((0..20).map(|_| chat.frame(at, &[wheel(90.0)])));
        line(&format!("a message of {what}: the slowest frame"), Times::of(frames).percentile(100), Some(100));
    }
    let mut model = people::list(100, 2);
    for person in model.roster.people.values_mut() {
        person.name = "W".repeat(5_000);
        person.personal.text = "🦋".repeat(5_000);
    }
    let (window, _) = Contacts::new(&model);
    let mut list = Window::new(List { window, model }, Size::new(340.0, 640.0), renderer);
    let first = list.rebuild() + list.frame(None, &[]);
    line("100 contacts with names of 5,000 letters: first layout and frame", first, Some(100));
    let at = Some(Point::new(150.0, 400.0));
    let down = Times::of((0..20).map(|_| list.frame(at, &[wheel(-90.0)])).collect());
    line("  the slowest frame while it scrolls", down.percentile(100), Some(100));
}

fn main() {
    let mut renderer = renderer();
    // The first text brings the fonts in; that is no window's fault.
    let hello = people::list(1, 1);
    let (window, _) = Contacts::new(&hello);
    let _ = Window::new(List { window, model: hello }, Size::new(340.0, 640.0), &mut renderer).frame(None, &[]);
    contact_list(&mut renderer);
    for messages in [1_000, 10_000, 100_000] {
        conversation(messages, &mut renderer);
    }
    bad_input(&mut renderer);
}

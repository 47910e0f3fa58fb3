//! Conversations with made-up people, to look at: `cargo run --example chat_gallery -- SCENE [dark] [WIDTH HEIGHT]`.
//!
//! Scenes: `one`, `group`, `long` (names of 120 letters, long words, right to left), `short` (names of one letter),
//! `many` (two thousand messages, the last fifty of them new), `empty`, `offline`, `blocked`, `lost`. What the window asks for is printed; what it
//! says is put into the log and fails every third time.

use chrono::{Local, TimeDelta};
use iced::{Element, Size, Subscription, Task, Theme};
use msnp::content::{Color, TextFormat, TextMessage};
use msnp::conversation::{Entry, EntryKind, Participant};
use msnp::dialect::Dialect;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{ConversationEvent, ConversationId, MessageState};
use msnp::request::MessageId;
use msnp::roster::Person;
use msnp::types::{Capabilities, Email, Endpoint, Instant, List, Status};
use std::time::Duration;
use swallowtail::model::{Connection, Model, Talk};
use swallowtail::theme;
use swallowtail::window::conversation::{ConversationWindow, Message};
use swallowtail::window::{Action, SettingsChange};

/// A conversation under the lamp.
struct Gallery {
    model: Model,
    window: ConversationWindow,
    id: ConversationId,
    sent: u64,
    start: std::time::Instant,
}

/// The window's own messages, and the gallery's.
#[derive(Debug, Clone)]
enum Event {
    Window(Message),
    Tick,
    Key(iced::keyboard::Event),
}

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Writes a log line by line, a minute apart.
struct Scribe {
    talk: Talk,
    clock: chrono::DateTime<Local>,
}

impl Scribe {
    fn new(id: &ConversationId) -> Self {
        let talk = Talk::new(id.clone());
        Self { talk, clock: Local::now() - TimeDelta::minutes(25) }
    }
    fn push(&mut self, kind: EntryKind) {
        let number = self.talk.times.len() as u64;
        self.talk.times.push(self.clock);
        self.talk.log.entries.push(Entry { number, at: Instant::default(), written: None, kind });
        self.clock += TimeDelta::seconds(40);
    }
    fn from(&mut self, who: &str, name: &str, text: &str, format: TextFormat) {
        let message = TextMessage { text: text.to_owned(), format: Some(format), ..TextMessage::default() };
        self.push(EntryKind::Received { from: email(who), name: name.to_owned(), message });
    }
    fn own(&mut self, text: &str, format: TextFormat, state: MessageState) {
        let message = MessageId(self.talk.times.len() as u64);
        self.push(EntryKind::Sent { message, text: text.to_owned(), format, state, automatic: false });
    }
    fn nudge(&mut self, who: &str, name: &str) {
        self.push(EntryKind::NudgeReceived { from: email(who), name: name.to_owned() });
    }
    fn joined(&mut self, who: &str, name: &str) {
        self.push(EntryKind::Joined { email: email(who), name: name.to_owned() });
        self.is_here(who, name);
    }
    fn is_here(&mut self, who: &str, name: &str) {
        let participant = Participant { name: name.to_owned(), capabilities: Capabilities::default() };
        self.talk.log.participants.insert(email(who), participant);
    }
}

fn contact(model: &mut Model, who: &str, name: &str, status: Status, says: &str) {
    let mut person = Person::new(email(who));
    person.name = name.to_owned();
    person.status = status;
    person.personal.text = says.to_owned();
    person.lists = person.lists.with(List::Forward).with(List::Allow);
    model.roster.people.insert(email(who), person);
}

fn purple() -> TextFormat {
    TextFormat { font: "DejaVu Sans".into(), color: Color { red: 0x80, green: 0x2f, blue: 0xb5 }, ..plain() }
}
fn plain() -> TextFormat {
    TextFormat::default()
}

/// The model and the conversation of a scene.
fn scene(name: &str, dark: bool) -> (Model, ConversationId) {
    let mut model = Model { dark, ..Model::default() };
    model.roster.own.email = Some(email("alice"));
    model.roster.own.name = Some("Alice 🦋".into());
    model.roster.own.status = Status::Online;
    model.connection = Connection::Online {
        email: email("alice"),
        dialect: Dialect::Msnp12,
        server: Endpoint { host: "127.0.0.1".into(), port: 1863 },
    };
    let id = if name == "group" { ConversationId::Group(1) } else { ConversationId::With(email("bob")) };
    let mut log = Scribe::new(&id);
    let long = "The very long name that somebody made in the days when names were a place to say everything, 🦋 with stars ★ and more stars ★★";
    let bob = match name {
        "long" => long,
        "short" => "B",
        _ => "Bob",
    };
    contact(&mut model, "bob", bob, Status::Online, if name == "long" { long } else { "listening to rain" });
    contact(&mut model, "carol", "Carol ☕", Status::Away, "");
    contact(&mut model, "erin", "Erin", Status::Online, "");
    contact(&mut model, "dave", "Dave", Status::Busy, "do not disturb");
    let bold = TextFormat { bold: true, ..plain() };
    if name != "empty" {
        log.is_here("bob", bob);
    }
    match name {
        "empty" => {}
        "group" => {
            log.is_here("carol", "Carol ☕");
            log.from("bob", "Bob", "who's driving?", plain());
            log.joined("erin", "Erin");
            log.from("erin", "Erin", "I can, from six on 🚗", TextFormat { italic: true, ..plain() });
            log.from("carol", "Carol ☕", "me too ☕ see https://example.com/route", plain());
            log.own("then I bring the snacks", purple(), MessageState::Delivered);
        }
        "many" => {
            log.clock -= TimeDelta::days(2);
            log.talk.fresh = Some(1_950);
            for number in 0..2000 {
                if number % 3 == 0 {
                    log.own(&format!("my message {number}"), plain(), MessageState::Delivered);
                } else {
                    log.from(
                        "bob",
                        bob,
                        &format!("message {number}, with some words so that it wraps on a narrow window"),
                        plain(),
                    );
                }
                log.clock += TimeDelta::seconds(90);
            }
        }
        "long" => {
            log.from(
                "bob",
                bob,
                &"Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3),
                plain(),
            );
            log.from("bob", bob, "שלום! ראית את התמונות מיום ראשון?", plain());
            log.from("bob", bob, "mixed: abc שלום 123 עולם def", TextFormat { right_to_left: true, ..plain() });
            log.from("bob", bob, "evil \u{202e}gpj.exe and z̸̢̡̛̗̘̙̜̝̞̟̠̣̤̥̦̩̪̫̬̭̮̯̰̱̲̳̹̺̻̼͇͈͉͍͎̀́̂̃̄̅̆̇̈algo", plain());
            log.from("bob", bob, &"word ".repeat(3000), plain());
            log.own("https://example.com/a/very/long/address/that/does/not/end/for/a/long/while/and/so/on?with=query&more=things#fragment", plain(), MessageState::Queued);
        }
        _ => {
            log.from("bob", bob, "did you see the photos from Sunday?", plain());
            log.from("bob", bob, "the lake was", plain());
            log.from("bob", bob, "unreal 😍", bold);
            log.own("yes!! send me the one with the boat", purple(), MessageState::Delivered);
            log.nudge("bob", bob);
            log.from("bob", bob, "here: https://example.com/boat.jpg (1.8 MB)", plain());
            log.from("bob", bob, "🦋", plain());
            log.own("thanks!", plain(), MessageState::Failed(RequestError::Unreachable));
            log.own("still there?", TextFormat { underline: true, strike: true, ..plain() }, MessageState::Sent);
            log.talk.draft = "see you at eight? :) 🦋".into();
            log.talk.log.typing.insert(email("bob"), Instant(Duration::from_secs(1_000_000)));
        }
    }
    match name {
        "offline" => {
            contact(&mut model, "bob", bob, Status::Offline, "");
            log.talk.log.participants.clear();
            log.talk.log.typing.clear();
        }
        "blocked" => {
            if let Some(person) = model.roster.people.get_mut(&email("bob")) {
                person.lists = person.lists.without(List::Allow).with(List::Block);
            }
        }
        "lost" => {
            model.connection = Connection::Lost {
                reason: SignOutReason::TimedOut,
                retry_in: Duration::from_secs(8),
                since: Instant::default(),
                attempt: 2,
            };
        }
        _ => {}
    }
    model.conversations.insert(id.clone(), log.talk);
    (model, id)
}

fn boot() -> (Gallery, Task<Event>) {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "one".to_owned());
    let (model, id) = scene(&name, words.any(|word| word == "dark"));
    let (window, task) = ConversationWindow::new(id.clone(), &model);
    (Gallery { model, window, id, sent: 10_000, start: std::time::Instant::now() }, task.map(Event::Window))
}

impl Gallery {
    fn carry_out(&mut self, action: Action<Message>) -> Task<Event> {
        match action {
            Action::None => Task::none(),
            Action::Run(task) => task.map(Event::Window),
            Action::Many(actions) => {
                Task::batch(actions.into_iter().map(|action| self.carry_out(action)).collect::<Vec<_>>())
            }
            Action::Say { conversation, text, format } => {
                let state = match self.sent % 3 {
                    0 => MessageState::Failed(RequestError::NotAcknowledged),
                    1 => MessageState::Sent,
                    _ => MessageState::Delivered,
                };
                self.sent += 1;
                let message = MessageId(self.sent);
                self.note(
                    &conversation,
                    EntryKind::Sent { message, text, format, state: state.clone(), automatic: false },
                );
                let event = ConversationEvent::MessageState { message, state };
                let action = self.window.changed(&self.model, &event);
                self.carry_out(action)
            }
            Action::Nudge(conversation) => {
                self.note(&conversation, EntryKind::NudgeReceived { from: email("bob"), name: "Bob".into() });
                let event = ConversationEvent::Nudge { from: email("bob"), name: "Bob".into() };
                let action = self.window.changed(&self.model, &event);
                self.carry_out(action)
            }
            Action::Configure(SettingsChange::Format(format)) => {
                self.model.settings.format = format;
                Task::none()
            }
            Action::Configure(SettingsChange::EmojiPicked(emoji)) => {
                self.model.settings.note_emoji(emoji);
                Task::none()
            }
            Action::Configure(SettingsChange::MessageTimes(always)) => {
                self.model.settings.message_times = always;
                Task::none()
            }
            Action::Close => iced::exit(),
            Action::Draft { .. } => Task::none(),
            other => {
                println!("{other:?}");
                Task::none()
            }
        }
    }

    fn note(&mut self, conversation: &ConversationId, kind: EntryKind) {
        if let Some(talk) = self.model.conversations.get_mut(conversation) {
            let number = talk.times.len() as u64;
            talk.times.push(Local::now());
            talk.log.entries.push(Entry { number, at: self.model.now, written: None, kind });
        }
    }
}

fn update(gallery: &mut Gallery, event: Event) -> Task<Event> {
    gallery.model.now = Instant(gallery.start.elapsed());
    match event {
        Event::Window(message) => {
            let action = gallery.window.update(message, &gallery.model);
            gallery.carry_out(action)
        }
        Event::Tick => {
            if std::env::var_os("CHAT_GALLERY_ARRIVES").is_some() {
                let message = TextMessage { text: "and another one".into(), ..TextMessage::default() };
                let (from, name) = (email("bob"), "Bob".to_owned());
                let id = gallery.id.clone();
                gallery.note(
                    &id,
                    EntryKind::Received { from: from.clone(), name: name.clone(), message: message.clone() },
                );
                let event = ConversationEvent::Message { from, name, message };
                let action = gallery.window.changed(&gallery.model, &event);
                return gallery.carry_out(action);
            }
            Task::none()
        }
        Event::Key(iced::keyboard::Event::KeyPressed { key, modifiers, .. }) => {
            if key == iced::keyboard::Key::Named(iced::keyboard::key::Named::Tab) {
                return if modifiers.shift() {
                    iced::widget::operation::focus_previous()
                } else {
                    iced::widget::operation::focus_next()
                };
            }
            Task::none()
        }
        Event::Key(_) => Task::none(),
    }
}

fn view(gallery: &Gallery) -> Element<'_, Event> {
    gallery.window.view(&gallery.model).map(Event::Window)
}

fn theme_of(gallery: &Gallery) -> Theme {
    theme::theme(gallery.model.dark, true)
}

fn listen(_gallery: &Gallery) -> Subscription<Event> {
    Subscription::batch([
        iced::time::every(Duration::from_secs(2)).map(|_| Event::Tick),
        iced::keyboard::listen().map(Event::Key),
    ])
}

fn main() -> iced::Result {
    let numbers: Vec<f32> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let size = match numbers[..] {
        [width, height] => Size::new(width, height),
        _ => Size::new(600.0, 560.0),
    };
    let scale: f32 = std::env::var("CHAT_GALLERY_SCALE").ok().and_then(|scale| scale.parse().ok()).unwrap_or(1.0);
    let font = |bytes: &'static [u8]| bytes;
    iced::application(boot, update, view)
        .title(|gallery: &Gallery| gallery.window.title(&gallery.model))
        .theme(theme_of)
        .subscription(listen)
        .scale_factor(move |_| scale)
        .window_size(size)
        .default_font(theme::REGULAR)
        .font(font(include_bytes!("../resources/fonts/OpenSans-Regular.ttf")))
        .font(font(include_bytes!("../resources/fonts/OpenSans-SemiBold.ttf")))
        .font(font(include_bytes!("../resources/fonts/OpenSans-Bold.ttf")))
        .font(font(include_bytes!("../resources/fonts/OpenSans-Italic.ttf")))
        .font(font(include_bytes!("../resources/fonts/OpenSans-BoldItalic.ttf")))
        .font(font(include_bytes!("../resources/fonts/NotoColorEmoji-Swallowtail.ttf")))
        .run()
}

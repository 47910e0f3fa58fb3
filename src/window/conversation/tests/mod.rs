//! The window driven as a person drives it: with a pointer and keys, without a display.

mod emoji;
mod field;
mod log;
mod menu;
mod people;
mod scrolling;
mod writing;

use super::*;
use crate::window::testing::{email, friends};
use futures::StreamExt;
use iced::advanced::widget::operation::{Operation, Outcome, black_box};
use iced::advanced::{clipboard, renderer::Headless};
use iced::keyboard::Modifiers;
use iced::{Event, Point, Rectangle, mouse};
use iced_test::core::SmolStr;
use iced_test::runtime::{self, UserInterface, user_interface};
use iced_test::{Selector, simulator};
use msnp::content::{TextFormat, TextMessage};
use msnp::conversation::{Conversation, Participant};
use msnp::request::MessageId;
use msnp::types::Capabilities;
use std::time::Instant;

/// A clipboard of its own.
#[derive(Default)]
struct Clip(Option<String>);

impl clipboard::Clipboard for Clip {
    fn read(&self, _kind: clipboard::Kind) -> Option<String> {
        self.0.clone()
    }
    fn write(&mut self, kind: clipboard::Kind, contents: String) {
        if kind == clipboard::Kind::Standard {
            self.0 = Some(contents);
        }
    }
}

/// The window, open, with a model that the test changes as the app would.
struct Desk {
    model: Model,
    window: ConversationWindow,
    cache: Option<user_interface::Cache>,
    renderer: iced::Renderer,
    clipboard: Clip,
    /// What the window asked for and the desk doesn't carry out.
    asked: Vec<Action<Message>>,
    size: Size,
}

impl Desk {
    fn new(here: bool) -> Self {
        let id = ConversationId::With(email("bob"));
        let mut model = friends(&[("bob", "Bob", Status::Online)]);
        let mut log = Conversation::new(id.clone());
        if here {
            let participant = Participant { name: "Bob".into(), capabilities: Capabilities::default() };
            log.participants.insert(email("bob"), participant);
        }
        let talk = Talk { log, ..Talk::new(id.clone()) };
        model.conversations.insert(id.clone(), talk);
        let (window, task) = ConversationWindow::new(id, &model);
        let renderer = futures::executor::block_on(<iced::Renderer as Headless>::new(
            theme::REGULAR,
            iced::Pixels(13.0),
            Some("tiny-skia"),
        ));
        let renderer = renderer.unwrap_or_else(|| panic!("no renderer"));
        let cache = Some(user_interface::Cache::default());
        let mut desk = Self {
            model,
            window,
            cache,
            renderer,
            clipboard: Clip::default(),
            asked: Vec::new(),
            size: Size::new(600.0, 560.0),
        };
        desk.run(task);
        desk
    }

    fn id(&self) -> ConversationId {
        self.window.conversation().clone()
    }

    /// Takes in an event as the app does: first the model, then the window.
    fn happens(&mut self, event: &ConversationEvent) {
        let now = self.model.now;
        let id = self.id();
        if let Some(talk) = self.model.conversations.get_mut(&id) {
            let before = talk.log.entries.len();
            talk.log.apply(now, event);
            let more = talk.log.entries.len() - before;
            talk.times.extend(std::iter::repeat_n(chrono::Local::now(), more));
        }
        let action = self.window.changed(&self.model, event);
        self.carry_out(action);
        self.redraw();
    }

    fn says(&mut self, text: &str) {
        let message = TextMessage { text: text.into(), ..TextMessage::default() };
        self.happens(&ConversationEvent::Message { from: email("bob"), name: "Bob".into(), message });
    }

    fn with_ui<T>(
        &mut self,
        act: impl FnOnce(&mut UserInterface<'_, Message, iced::Theme, iced::Renderer>, &mut iced::Renderer, &mut Clip) -> T,
    ) -> T {
        let view = self.window.view(&self.model);
        let cache = self.cache.take().unwrap_or_default();
        let mut ui = UserInterface::build(view, self.size, cache, &mut self.renderer);
        let out = act(&mut ui, &mut self.renderer, &mut self.clipboard);
        self.cache = Some(ui.into_cache());
        out
    }

    fn events(&mut self, at: Option<Point>, events: &[Event]) {
        let cursor = at.map_or(mouse::Cursor::Unavailable, mouse::Cursor::Available);
        let messages = self.with_ui(|ui, renderer, clipboard| {
            let mut messages = Vec::new();
            let _ = ui.update(events, cursor, renderer, clipboard, &mut messages);
            messages
        });
        for message in messages {
            let action = self.window.update(message, &self.model);
            self.carry_out(action);
        }
    }

    fn redraw(&mut self) {
        let now = Instant::now();
        self.events(None, &[Event::Window(iced::window::Event::RedrawRequested(now))]);
    }

    fn carry_out(&mut self, action: Action<Message>) {
        match action {
            Action::None | Action::Draft { .. } => {}
            Action::Run(task) => self.run(task),
            Action::Copy(copied) => {
                self.clipboard.0 = Some(copied.plain.clone());
                self.asked.push(Action::Copy(copied));
            }
            Action::Many(actions) => actions.into_iter().for_each(|action| self.carry_out(action)),
            other => self.asked.push(other),
        }
    }

    fn run(&mut self, task: Task<Message>) {
        let Some(mut stream) = runtime::task::into_stream(task) else { return };
        while let Some(action) = futures::executor::block_on(stream.next()) {
            match action {
                runtime::Action::Output(message) => {
                    let action = self.window.update(message, &self.model);
                    self.carry_out(action);
                }
                runtime::Action::Widget(mut operation) => {
                    self.with_ui(|ui, renderer, _| ui.operate(renderer, operation.as_mut()));
                    while let Outcome::Chain(next) = operation.finish() {
                        operation = next;
                        self.with_ui(|ui, renderer, _| ui.operate(renderer, operation.as_mut()));
                    }
                }
                runtime::Action::Clipboard(runtime::clipboard::Action::Write { contents, .. }) => {
                    self.clipboard.0 = Some(contents);
                }
                _ => {}
            }
        }
    }

    /// Where a text stands that can be seen, if it can.
    fn find(&mut self, words: &'static str) -> Option<Rectangle> {
        let mut find = Selector::find(words);
        self.with_ui(|ui, renderer, _| ui.operate(renderer, &mut black_box(&mut find)));
        match find.finish() {
            Outcome::Some(found) => found.and_then(|found| found.visible_bounds()),
            _ => None,
        }
    }

    fn click(&mut self, at: Point) {
        let moved = Event::Mouse(mouse::Event::CursorMoved { position: at });
        let events: Vec<Event> = std::iter::once(moved).chain(simulator::click()).collect();
        self.events(Some(at), &events);
    }

    fn drag(&mut self, from: Point, to: Point) {
        let left = mouse::Button::Left;
        let moved = |position| Event::Mouse(mouse::Event::CursorMoved { position });
        self.events(Some(from), &[moved(from), Event::Mouse(mouse::Event::ButtonPressed(left))]);
        self.events(Some(to), &[moved(to)]);
        self.events(Some(to), &[Event::Mouse(mouse::Event::ButtonReleased(left))]);
    }

    fn typewrite(&mut self, text: &str) {
        for c in text.chars() {
            let c = SmolStr::new(c.to_string());
            let events: Vec<Event> = simulator::tap_key(Key::Character(c.clone()), Some(c)).collect();
            self.events(None, &events);
        }
    }

    fn key(&mut self, key: impl Into<Key>, modifiers: Modifiers) {
        let events: Vec<Event> = simulator::tap_key(key.into(), None)
            .map(|event| match event {
                Event::Keyboard(iced::keyboard::Event::KeyPressed {
                    key,
                    modified_key,
                    physical_key,
                    location,
                    text,
                    repeat,
                    ..
                }) => Event::Keyboard(iced::keyboard::Event::KeyPressed {
                    key,
                    modified_key,
                    physical_key,
                    location,
                    modifiers,
                    text,
                    repeat,
                }),
                other => other,
            })
            .collect();
        self.events(None, &events);
    }

    /// Closes the window and opens it again.
    fn open_anew(&mut self) {
        let (window, task) = ConversationWindow::new(self.id(), &self.model);
        self.window = window;
        self.cache = None;
        self.run(task);
        self.redraw();
    }

    /// What was said since the last look.
    fn said(&mut self) -> Vec<(String, TextFormat)> {
        let asked = std::mem::take(&mut self.asked);
        asked
            .into_iter()
            .filter_map(|action| match action {
                Action::Say { text, format, .. } => Some((text, format)),
                _ => None,
            })
            .collect()
    }
}

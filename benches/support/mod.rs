//! A window without a screen, driven as iced's shell drives one, with a clock on what it does: that of the processor, so
//! that a machine which does something else meanwhile says the same.

pub(crate) mod people;

use cpu_time::ThreadTime;
use futures::StreamExt;
use iced::advanced::renderer::{Headless, Style};
use iced::advanced::widget::operation::Outcome;
use iced::{Color, Element, Event, Pixels, Point, Size, Task, Theme, mouse};
use iced_test::program::Program;
use iced_test::runtime::{Action, UserInterface, task, user_interface};
use std::time::{Duration, Instant};
use swallowtail::app::{Environment, program};
use swallowtail::theme;

/// How often a frame is begun again because a widget said something or took another size; iced's shell does the same.
const AGAIN: usize = 3;

/// Something in a window.
pub(crate) trait Screen {
    type Message: Send + 'static;
    fn view(&self) -> Element<'_, Self::Message>;
    fn update(&mut self, message: Self::Message) -> Vec<Task<Self::Message>>;
}

/// The renderer with the program's own fonts.
pub(crate) fn renderer() -> iced::Renderer {
    let settings = Program::settings(&program(Environment::in_memory()));
    for font in settings.fonts {
        iced::advanced::graphics::text::font_system().write().expect("fonts").load_font(font);
    }
    let renderer = <iced::Renderer as Headless>::new(settings.default_font, Pixels(13.0), Some("tiny-skia"));
    futures::executor::block_on(renderer).expect("a renderer")
}

/// A clock that can be stopped, for what a real window has ready already.
#[derive(Default)]
pub(crate) struct Watch(pub(crate) Duration);

impl Watch {
    pub(crate) fn time<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let start = ThreadTime::now();
        let result = what();
        self.0 += start.elapsed();
        result
    }
}

/// A window.
pub(crate) struct Window<'r, S> {
    pub(crate) screen: S,
    size: Size,
    theme: Theme,
    renderer: &'r mut iced::Renderer,
    cache: user_interface::Cache,
}

impl<'r, S: Screen> Window<'r, S> {
    pub(crate) fn new(screen: S, size: Size, renderer: &'r mut iced::Renderer) -> Self {
        let cache = user_interface::Cache::default();
        Self { screen, size, theme: theme::theme(false, true), renderer, cache }
    }

    /// Builds the view and lays it out: what iced does with every window at every message.
    pub(crate) fn rebuild(&mut self) -> Duration {
        let mut watch = Watch::default();
        let cache = std::mem::take(&mut self.cache);
        self.cache =
            watch.time(|| UserInterface::build(self.screen.view(), self.size, cache, self.renderer)).into_cache();
        watch.0
    }

    /// One frame: the events, what they lead to, the view, its layout and its pixels.
    pub(crate) fn frame(&mut self, at: Option<Point>, events: &[Event]) -> Duration {
        let mut watch = Watch::default();
        let cursor = at.map_or(mouse::Cursor::Unavailable, mouse::Cursor::Available);
        let redraw = [Event::Window(iced::window::Event::RedrawRequested(Instant::now()))];
        let mut clipboard = iced::advanced::clipboard::Null;
        let mut events = events;
        // The view of the frame before is still there when the events come.
        let mut built = events.is_empty();
        for round in 0.. {
            let mut messages = Vec::new();
            let cache = std::mem::take(&mut self.cache);
            let build = || UserInterface::build(self.screen.view(), self.size, cache, self.renderer);
            let mut ui = if built { watch.time(build) } else { build() };
            built = true;
            if !events.is_empty() {
                watch.time(|| ui.update(events, cursor, self.renderer, &mut clipboard, &mut messages));
                events = &[];
            }
            if messages.is_empty() {
                for _ in 0..AGAIN {
                    let (state, _) =
                        watch.time(|| ui.update(&redraw, cursor, self.renderer, &mut clipboard, &mut messages));
                    if !messages.is_empty() || !state.has_layout_changed() {
                        break;
                    }
                }
            }
            if messages.is_empty() || round > AGAIN {
                watch.time(|| {
                    ui.draw(self.renderer, &self.theme, &Style { text_color: Color::BLACK }, cursor);
                    let pixels = Size::new(self.size.width as u32, self.size.height as u32);
                    self.renderer.screenshot(pixels, 1.0, Color::WHITE)
                });
                self.cache = ui.into_cache();
                return watch.0;
            }
            self.cache = ui.into_cache();
            for message in messages {
                self.tell(message, &mut watch);
            }
        }
        watch.0
    }

    /// Hands the window a message, and does what it wants done.
    pub(crate) fn say(&mut self, message: S::Message) {
        self.tell(message, &mut Watch::default());
    }

    fn tell(&mut self, message: S::Message, watch: &mut Watch) {
        let tasks = watch.time(|| self.screen.update(message));
        tasks.into_iter().for_each(|task| self.run(task, watch));
    }

    pub(crate) fn do_now(&mut self, task: Task<S::Message>) {
        self.run(task, &mut Watch::default());
    }

    fn run(&mut self, task: Task<S::Message>, watch: &mut Watch) {
        let Some(mut stream) = task::into_stream(task) else { return };
        while let Some(action) = futures::executor::block_on(stream.next()) {
            match action {
                Action::Output(message) => self.tell(message, watch),
                Action::Widget(operation) => {
                    let cache = std::mem::take(&mut self.cache);
                    let mut ui = UserInterface::build(self.screen.view(), self.size, cache, self.renderer);
                    let mut next = Some(operation);
                    while let Some(mut operation) = next.take() {
                        watch.time(|| ui.operate(self.renderer, operation.as_mut()));
                        if let Outcome::Chain(then) = operation.finish() {
                            next = Some(then);
                        }
                    }
                    self.cache = ui.into_cache();
                }
                _ => {}
            }
        }
    }
}

/// Some times in order.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }
    /// So many of a hundred took no longer.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// A turn of the wheel, upwards.
pub(crate) fn wheel(y: f32) -> Event {
    Event::Mouse(mouse::Event::WheelScrolled { delta: mouse::ScrollDelta::Pixels { x: 0.0, y } })
}

//! Runs the whole program without a desktop: every window, real tasks and subscriptions, a person's clicks and keys.
//!
//! It stands where iced's shell stands: it opens and closes windows when the program asks, lays out and feeds each
//! window's interface, and carries what happens back to the program.

use iced_test::core::{Event, Font, Point, SmolStr, clipboard, keyboard, mouse, widget, window};
use iced_test::core::{Size, renderer};
use iced_test::futures::futures::StreamExt;
use iced_test::futures::futures::channel::mpsc;
use iced_test::futures::{Executor, Runtime, subscription};
use iced_test::program::Program;
use iced_test::runtime::{self, Action, UserInterface, task, user_interface};
use iced_test::selector::{Bounded, Candidate};
use iced_test::{Selector, simulator};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

type Runner<P> = Runtime<
    <P as Program>::Executor,
    mpsc::UnboundedSender<Action<<P as Program>::Message>>,
    Action<<P as Program>::Message>,
>;

/// The program with its windows.
pub(crate) struct Harness<P: Program> {
    program: P,
    /// The program's state, to look at.
    pub(crate) state: P::State,
    /// The open windows with their sizes.
    pub(crate) windows: BTreeMap<window::Id, Size>,
    /// Windows that asked for attention and weren't looked at since.
    pub(crate) attention: BTreeSet<window::Id>,
    /// The window with the focus.
    pub(crate) focused: Option<window::Id>,
    /// Whether the program has ended.
    pub(crate) exited: bool,
    /// What was copied; what a paste pastes.
    pub(crate) clipboard: Clipboard,
    /// What the system answers about light and dark.
    mode: iced::theme::Mode,
    runtime: Runner<P>,
    inbox: mpsc::UnboundedReceiver<Action<P::Message>>,
    pub(crate) renderer: P::Renderer,
    caches: BTreeMap<window::Id, user_interface::Cache>,
    /// How large each window is drawn.
    scales: BTreeMap<window::Id, f32>,
    /// How many tasks haven't come to their end.
    under_way: Arc<AtomicUsize>,
    /// How many of them take their time, and aren't waited for.
    long: usize,
}

/// Counts a task for as long as it lives.
struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}
impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A clipboard of one text.
#[derive(Default)]
pub(crate) struct Clipboard(pub(crate) Option<String>);

impl iced_test::core::Clipboard for Clipboard {
    fn read(&self, _: clipboard::Kind) -> Option<String> {
        self.0.clone()
    }
    fn write(&mut self, _: clipboard::Kind, text: String) {
        self.0 = Some(text);
    }
}

impl<P: Program<Theme = iced::Theme> + 'static> Harness<P> {
    /// Starts the program.
    pub(crate) fn new(program: P) -> Self {
        use iced_test::core::renderer::Headless;
        static FONTS: Once = Once::new();
        let settings = program.settings();
        FONTS.call_once(|| {
            for font in settings.fonts.clone() {
                iced_test::renderer::graphics::text::font_system().write().expect("fonts").load_font(font);
            }
        });
        let executor = P::Executor::new().expect("a runtime");
        let font = match settings.default_font {
            Font::DEFAULT => Font::with_name("Open Sans"),
            font => font,
        };
        let renderer = executor
            .block_on(P::Renderer::new(font, settings.default_text_size, Some("tiny-skia")))
            .expect("a renderer");
        let (sender, inbox) = mpsc::unbounded();
        let runtime = Runtime::new(executor, sender);
        let (state, task) = runtime.enter(|| program.boot());
        let mut harness = Self {
            program,
            state,
            windows: BTreeMap::new(),
            attention: BTreeSet::new(),
            focused: None,
            exited: false,
            clipboard: Clipboard::default(),
            mode: iced::theme::Mode::Light,
            runtime,
            inbox,
            renderer,
            caches: BTreeMap::new(),
            scales: BTreeMap::new(),
            under_way: Arc::default(),
            long: 0,
        };
        harness.track();
        harness.spawn(task);
        harness
    }

    pub(crate) fn spawn(&mut self, task: runtime::Task<P::Message>) {
        if let Some(stream) = task::into_stream(task) {
            let under_way = UnderWay::new(&self.under_way);
            let counted = stream.map(move |action| {
                let _ = &under_way;
                action
            });
            self.runtime.run(counted.boxed());
        }
    }

    fn track(&mut self) {
        let subscription = self.runtime.enter(|| self.program.subscription(&self.state).map(Action::Output));
        self.runtime.track(subscription::into_recipes(subscription));
    }

    fn update(&mut self, message: P::Message) {
        let task = self.runtime.enter(|| self.program.update(&mut self.state, message));
        self.rescale();
        self.track();
        self.spawn(task);
    }

    /// A window whose content is drawn larger stays as large as it is on the screen, and smaller as it counts itself.
    fn rescale(&mut self) {
        for (id, size) in &mut self.windows {
            let scale = self.program.scale_factor(&self.state, *id);
            let before = self.scales.insert(*id, scale).unwrap_or(scale);
            *size = Size::new(size.width * before / scale, size.height * before / scale);
        }
    }

    fn broadcast(&mut self, window: window::Id, event: Event) {
        let status = iced_test::core::event::Status::Ignored;
        self.runtime.broadcast(subscription::Event::Interaction { window, event, status });
    }

    /// Runs until `until` holds. Panics with `what` and what is on the windows when it doesn't come to that.
    pub(crate) fn wait(&mut self, what: &str, until: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        loop {
            self.settle();
            if until(self) {
                return;
            }
            if start.elapsed() > Duration::from_secs(20) {
                let shown: Vec<_> = self.windows.keys().copied().collect();
                let shown: Vec<_> = shown.into_iter().map(|id| (self.title(id), self.texts(id))).collect();
                panic!("waited in vain: {what}\n{shown:#?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Runs for a while, so that what mustn't happen has the time to.
    pub(crate) fn run_for(&mut self, time: Duration) {
        let start = Instant::now();
        while start.elapsed() < time {
            self.settle();
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Does all that is there to do now.
    fn settle(&mut self) {
        while let Ok(action) = self.inbox.try_recv() {
            self.perform(action);
        }
    }

    /// Lets what was just asked for come to its end, so that the next click doesn't race it. What takes longer than a
    /// moment, a sign-in or a pause, goes on meanwhile.
    fn rest(&mut self) {
        let start = Instant::now();
        loop {
            let tasks = self.under_way.load(Ordering::SeqCst);
            self.settle();
            self.long = self.long.min(tasks);
            if tasks <= self.long {
                return;
            }
            if start.elapsed() > Duration::from_millis(250) {
                self.long = tasks;
                return;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    fn perform(&mut self, action: Action<P::Message>) {
        match action {
            Action::Output(message) => self.update(message),
            Action::Window(action) => self.perform_window(action),
            Action::Widget(operation) => self.operate(operation),
            Action::Clipboard(runtime::clipboard::Action::Write { contents, .. }) => {
                self.clipboard.0 = Some(contents);
            }
            Action::Clipboard(runtime::clipboard::Action::Read { channel, .. }) => {
                let _ = channel.send(self.clipboard.0.clone());
            }
            Action::System(runtime::system::Action::GetTheme(channel)) => {
                let _ = channel.send(self.mode);
            }
            Action::Exit => self.exited = true,
            _ => {}
        }
    }

    fn perform_window(&mut self, action: runtime::window::Action) {
        use runtime::window::Action as Window;
        match action {
            Window::Open(id, settings, channel) => {
                self.windows.insert(id, settings.size);
                self.caches.insert(id, user_interface::Cache::default());
                let _ = channel.send(id);
                let opened = window::Event::Opened { position: None, size: settings.size };
                self.broadcast(id, Event::Window(opened));
            }
            Window::Close(id) => self.close(id),
            Window::GainFocus(id) => self.focus(id),
            Window::Resize(id, size) if self.windows.contains_key(&id) => self.set_size(id, size),
            Window::GetMonitorSize(_, channel) => {
                let _ = channel.send(Some(Size::new(1920.0, 1080.0)));
            }
            Window::GetSize(id, channel) => {
                if let Some(size) = self.windows.get(&id) {
                    let _ = channel.send(*size);
                }
            }
            Window::RequestUserAttention(id, Some(_)) => {
                self.attention.insert(id);
            }
            Window::RequestUserAttention(id, None) => {
                self.attention.remove(&id);
            }
            _ => {}
        }
    }

    /// Every operation goes through every window, as in iced's own shell.
    fn operate(&mut self, operation: Box<dyn widget::Operation>) {
        let mut current = Some(operation);
        while let Some(mut operation) = current.take() {
            for id in self.windows.keys().copied().collect::<Vec<_>>() {
                self.with_interface(id, |interface, renderer, _| interface.operate(renderer, operation.as_mut()));
            }
            if let widget::operation::Outcome::Chain(next) = operation.finish() {
                current = Some(next);
            }
        }
    }

    pub(crate) fn with_interface<T>(
        &mut self,
        id: window::Id,
        work: impl FnOnce(&mut UserInterface<'_, P::Message, P::Theme, P::Renderer>, &mut P::Renderer, &mut Clipboard) -> T,
    ) -> T {
        let size = self.windows[&id];
        let cache = self.caches.remove(&id).unwrap_or_default();
        let view = self.program.view(&self.state, id);
        let mut interface = UserInterface::build(view, size, cache, &mut self.renderer);
        let result = work(&mut interface, &mut self.renderer, &mut self.clipboard);
        self.caches.insert(id, interface.into_cache());
        result
    }

    /// Closes a window, as its frame's button does.
    pub(crate) fn close(&mut self, id: window::Id) {
        if self.windows.remove(&id).is_some() {
            self.caches.remove(&id);
            self.attention.remove(&id);
            self.focused = self.focused.filter(|focused| *focused != id);
            self.broadcast(id, Event::Window(window::Event::Closed));
        }
    }

    /// Presses the close button of a window that wants to be asked.
    pub(crate) fn request_close(&mut self, id: window::Id) {
        self.broadcast(id, Event::Window(window::Event::CloseRequested));
    }

    /// Gives a window the focus, as a click on it does.
    pub(crate) fn focus(&mut self, id: window::Id) {
        if self.focused == Some(id) {
            return;
        }
        if let Some(before) = self.focused.replace(id) {
            self.broadcast(before, Event::Window(window::Event::Unfocused));
        }
        self.broadcast(id, Event::Window(window::Event::Focused));
    }

    /// Takes the focus to another program.
    pub(crate) fn look_away(&mut self) {
        if let Some(before) = self.focused.take() {
            self.broadcast(before, Event::Window(window::Event::Unfocused));
        }
    }

    /// Gives a window another size.
    pub(crate) fn resize(&mut self, id: window::Id, size: Size) {
        // What the program is about to do with the size comes to its end first.
        self.rest();
        self.set_size(id, size);
    }

    fn set_size(&mut self, id: window::Id, size: Size) {
        self.windows.insert(id, size);
        self.broadcast(id, Event::Window(window::Event::Resized(size)));
    }

    /// Its title.
    pub(crate) fn title(&self, id: window::Id) -> String {
        self.program.title(&self.state, id)
    }

    /// The window with that title.
    pub(crate) fn titled(&self, title: &str) -> Option<window::Id> {
        self.windows.keys().copied().find(|id| self.title(*id) == title)
    }

    /// Feeds events to a window, with the pointer somewhere or nowhere.
    pub(crate) fn events(&mut self, id: window::Id, pointer: Option<Point>, events: &[Event]) {
        let cursor = pointer.map_or(mouse::Cursor::Unavailable, mouse::Cursor::Available);
        let (statuses, messages) = self.with_interface(id, |interface, renderer, clipboard| {
            let mut messages = Vec::new();
            // Widgets settle their looks when they are drawn; menus open then, too.
            let redraw = Event::Window(window::Event::RedrawRequested(Instant::now()));
            let _ = interface.update(&[redraw], cursor, renderer, clipboard, &mut messages);
            let (_, statuses) = interface.update(events, cursor, renderer, clipboard, &mut messages);
            (statuses, messages)
        });
        for (event, status) in events.iter().zip(statuses) {
            let event = event.clone();
            self.runtime.broadcast(subscription::Event::Interaction { window: id, event, status });
        }
        for message in messages {
            self.update(message);
        }
        self.rest();
    }

    /// Hands the program a message, for what has no place on a window that a test could find.
    pub(crate) fn tell(&mut self, message: P::Message) {
        self.update(message);
        self.rest();
    }

    /// Finds something on a window.
    pub(crate) fn find<S>(&mut self, id: window::Id, selector: S) -> Option<S::Output>
    where
        S: Selector + Send,
        S::Output: Clone + Send,
    {
        use widget::Operation;
        let mut operation = selector.find();
        self.with_interface(id, |interface, renderer, _| {
            interface.operate(renderer, &mut widget::operation::black_box(&mut operation));
        });
        match operation.finish() {
            widget::operation::Outcome::Some(found) => found,
            _ => None,
        }
    }

    /// Every text on a window, fields included.
    pub(crate) fn texts(&mut self, id: window::Id) -> Vec<String> {
        use widget::Operation;
        let mut operation = (|candidate: Candidate<'_>| match candidate {
            Candidate::Text { content, .. } => Some(content.to_owned()),
            Candidate::TextInput { state, .. } => Some(state.text().to_owned()),
            _ => None,
        })
        .find_all();
        self.with_interface(id, |interface, renderer, _| {
            interface.operate(renderer, &mut widget::operation::black_box(&mut operation));
        });
        match operation.finish() {
            widget::operation::Outcome::Some(found) => found,
            _ => Vec::new(),
        }
    }

    /// Whether a text stands on a window, whole or as a part.
    pub(crate) fn shows(&mut self, id: window::Id, part: &str) -> bool {
        self.texts(id).iter().any(|text| text.contains(part))
    }

    /// The middle of something. It has to be visible.
    pub(crate) fn place_of<S>(&mut self, id: window::Id, selector: S) -> Point
    where
        S: Selector + Send,
        S::Output: Bounded + Clone + Send,
    {
        let what = selector.description();
        let found = self.find(id, selector).unwrap_or_else(|| panic!("{what} isn't on the window"));
        found.visible_bounds().unwrap_or_else(|| panic!("{what} isn't visible")).center()
    }

    /// Clicks something. It has to be visible.
    pub(crate) fn click<S>(&mut self, id: window::Id, selector: S)
    where
        S: Selector + Send,
        S::Output: Bounded + Clone + Send,
    {
        self.click_times(id, selector, 1);
    }

    /// Clicks something twice in quick succession.
    pub(crate) fn double_click<S>(&mut self, id: window::Id, selector: S)
    where
        S: Selector + Send,
        S::Output: Bounded + Clone + Send,
    {
        self.click_times(id, selector, 2);
    }

    fn click_times<S>(&mut self, id: window::Id, selector: S, times: usize)
    where
        S: Selector + Send,
        S::Output: Bounded + Clone + Send,
    {
        let what = selector.description();
        let Some(found) = self.find(id, selector) else {
            panic!("{what} isn't on the window: {:#?}", self.texts(id));
        };
        let point = found.visible_bounds().unwrap_or_else(|| panic!("{what} isn't visible")).center();
        let moved = Event::Mouse(mouse::Event::CursorMoved { position: point });
        self.events(id, Some(point), &[moved]);
        for _ in 0..times {
            self.events(id, Some(point), &simulator::click().collect::<Vec<_>>());
        }
    }

    /// Types a text, key by key.
    pub(crate) fn typewrite(&mut self, id: window::Id, text: &str) {
        for c in text.chars() {
            let typed = SmolStr::new(c.to_string());
            let key = keyboard::Key::Character(typed.clone());
            self.events(id, None, &simulator::tap_key(key, Some(typed)).collect::<Vec<_>>());
        }
    }

    /// Presses a key that types nothing.
    pub(crate) fn key(&mut self, id: window::Id, key: keyboard::key::Named) {
        self.events(id, None, &simulator::tap_key(keyboard::Key::Named(key), None).collect::<Vec<_>>());
    }

    /// Presses a key together with others.
    pub(crate) fn chord(&mut self, id: window::Id, modifiers: keyboard::Modifiers, key: keyboard::Key) {
        let physical_key = keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified);
        let release = keyboard::Event::KeyReleased {
            modified_key: key.clone(),
            key: key.clone(),
            physical_key,
            location: keyboard::Location::Standard,
            modifiers,
        };
        // With Ctrl a letter types nothing, while a sign is still itself.
        let sign = |c: &SmolStr| c.chars().any(|c| !c.is_alphanumeric());
        let text = if let keyboard::Key::Character(c) = &key { Some(c.clone()).filter(sign) } else { None };
        let press = keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key,
            location: keyboard::Location::Standard,
            modifiers,
            text,
            repeat: false,
        };
        let changed = |modifiers| Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers));
        let (press, release) = (Event::Keyboard(press), Event::Keyboard(release));
        self.events(id, None, &[changed(modifiers), press, release, changed(keyboard::Modifiers::empty())]);
    }

    /// Pastes a text where the keyboard is.
    pub(crate) fn paste(&mut self, id: window::Id, text: &str) {
        self.clipboard.0 = Some(text.to_owned());
        self.chord(id, keyboard::Modifiers::COMMAND, keyboard::Key::Character("v".into()));
    }

    /// Clicks into a field and types, in place of what is there.
    pub(crate) fn fill(&mut self, id: window::Id, field: &'static str, text: &str) {
        self.click(id, widget::Id::new(field));
        self.chord(id, keyboard::Modifiers::COMMAND, keyboard::Key::Character("a".into()));
        if text.is_empty() {
            self.key(id, keyboard::key::Named::Backspace);
        } else {
            self.paste(id, text);
        }
    }

    /// Draws a window; the renderer then knows what is on it.
    pub(crate) fn draw(&mut self, id: window::Id) {
        use iced_test::core::theme::Base;
        let theme = self.program.theme(&self.state, id).unwrap_or(iced::Theme::Light);
        let style = renderer::Style { text_color: theme.base().text_color };
        self.with_interface(id, |interface, renderer, clipboard| {
            let redraw = Event::Window(window::Event::RedrawRequested(Instant::now()));
            let cursor = mouse::Cursor::Unavailable;
            let _ = interface.update(&[redraw], cursor, renderer, clipboard, &mut Vec::new());
            interface.draw(renderer, &theme, &style, cursor);
        });
    }

    /// Draws a window into pixels, four bytes each.
    pub(crate) fn pixels(&mut self, id: window::Id, scale: f32) -> (Vec<u8>, Size<u32>) {
        use iced_test::core::renderer::Headless;
        use iced_test::core::theme::Base;
        self.draw(id);
        let ground = self.program.theme(&self.state, id).unwrap_or(iced::Theme::Light).base().background_color;
        let size = self.windows[&id];
        let physical = Size::new((size.width * scale).round() as u32, (size.height * scale).round() as u32);
        (self.renderer.screenshot(physical, scale, ground), physical)
    }

    /// Draws a window into a PNG file.
    pub(crate) fn screenshot(&mut self, id: window::Id, scale: f32, path: &Path) {
        let (pixels, size) = self.pixels(id, scale);
        image::save_buffer(path, &pixels, size.width, size.height, image::ColorType::Rgba8)
            .expect("the picture is written");
    }
}

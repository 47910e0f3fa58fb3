//! Every window in its main states, with made-up people: what the walk by keyboard, the test of the texts and the
//! screenshots go through. A kind of window that is missing here doesn't compile.
// Each program takes its part of this.
#![allow(dead_code, unused_imports)]

pub(crate) mod cast;
pub(crate) mod drawn;
#[path = "../support/headless.rs"]
pub(crate) mod headless;
pub(crate) mod scenes;
pub(crate) mod talks;
pub(crate) mod texts;
pub(crate) mod walk;

pub(crate) use cast::Cast;
pub(crate) use scenes::{Kind, Scene};

use headless::Harness;
use iced::keyboard::key::{Key, Named};
use iced::keyboard::{Event as KeyEvent, Modifiers};
use iced::widget::Id;
use iced::{Event, Point, Program, Rectangle, Size, mouse, window};
use iced_test::selector::Bounded;
use std::time::Duration;
use swallowtail::app::{App, Environment, Message, program};
use swallowtail::model::Model;
use swallowtail::window::Window;
use swallowtail::windows::{self, Content};

/// The program, whatever it is called.
pub(crate) trait Messenger: Program<State = App, Message = Message, Theme = iced::Theme> + 'static {}
impl<P: Program<State = App, Message = Message, Theme = iced::Theme> + 'static> Messenger for P {}

/// How large a window is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// As it opens.
    Usual,
    /// As small as it can be made.
    Least,
}

/// A window in a state.
pub(crate) struct Stage<P: Messenger> {
    pub(crate) shell: Harness<P>,
    /// The window that it is about.
    pub(crate) id: window::Id,
}

/// What a scene may do to come about, as a person or as the program's other parts would.
pub(crate) trait Hands {
    /// Lets the window hear something.
    fn say(&mut self, message: windows::Message);
    /// The same, and what it asks for is never done: a disk that doesn't answer.
    fn say_only(&mut self, message: windows::Message);
    /// Clicks some words.
    fn click(&mut self, words: &str);
    /// Presses what has that name, in sight or not.
    fn press(&mut self, id: &'static str);
    /// Types into the field of that name.
    fn fill(&mut self, id: &'static str, text: &str);
    /// Clicks some words with the right button.
    fn ask(&mut self, words: &str);
    /// Presses a key.
    fn key(&mut self, key: Named);
    /// Types, where the keyboard is.
    fn write(&mut self, text: &str);
    /// Presses Tab so many times.
    fn tab(&mut self, times: usize);
    /// What all windows look at.
    fn model(&mut self) -> &mut Model;
}

/// Opens a scene.
pub(crate) fn open(scene: &Scene, cast: Cast, dark: bool, room: Room) -> Stage<impl Messenger + use<>> {
    let environment = Environment { dark: Some(dark), ..Environment::in_memory() };
    let mut shell = Harness::new(program(environment));
    shell.wait("the main window opens", |shell| !shell.windows.is_empty());
    shell.wait("the keyring has answered", |shell| shell.state.model.keyring.is_some());
    let main = shell.state.windows.main().expect("there is a main window");
    shell.focus(main);
    let mut model = cast.model(shell.state.model.services.clone());
    model.dark = dark;
    (scene.model)(&mut model, cast);
    shell.state.model = model;
    let id = stand(&mut shell, main, scene);
    let least = windows::settings(&scene.window, &shell.state.model, true);
    let size = match room {
        Room::Usual => least.size,
        Room::Least => least.min_size.unwrap_or(least.size),
    };
    shell.resize(id, size);
    let mut stage = Stage { shell, id };
    stage.rest();
    (scene.steps)(&mut stage);
    stage.rest();
    stage
}

/// Opens the scene's window with what belongs into it.
fn stand<P: Messenger>(shell: &mut Harness<P>, main: window::Id, scene: &Scene) -> window::Id {
    if scene.kind == Kind::SignIn {
        let (content, first) = Content::sign_in(&shell.state.model);
        shell.state.windows.get_mut(main).expect("it is open").content = content;
        shell.spawn(first.map(move |message| Message::Content(main, message)));
        return main;
    }
    let (contacts, _) = Content::new(&Window::Main, &shell.state.model);
    shell.state.windows.get_mut(main).expect("it is open").content = contacts;
    if scene.window == Window::Main {
        return main;
    }
    let wanted = swallowtail::window::contacts::Message::WindowWanted(scene.window.clone());
    shell.tell(Message::Content(main, windows::Message::Contacts(wanted)));
    let window = scene.window.clone();
    shell.wait("the window opens", |shell| shell.state.windows.find(&window).is_some());
    let id = shell.state.windows.find(&window).expect("it is open");
    shell.focus(id);
    id
}

impl<P: Messenger> Stage<P> {
    /// Lets what is under way come to its end.
    pub(crate) fn rest(&mut self) {
        self.shell.run_for(Duration::from_millis(30));
    }

    fn bounds(&mut self, what: &str, found: Option<impl Bounded>) -> Point {
        let texts = self.shell.texts(self.id);
        let found = found.unwrap_or_else(|| panic!("{what} isn't on the window: {texts:#?}"));
        found.visible_bounds().unwrap_or_else(|| panic!("{what} isn't in sight")).center()
    }

    /// Gives the keyboard to what has that name.
    fn focus(&mut self, id: &'static str) {
        use iced::advanced::widget::operation::focusable;
        self.shell.with_interface(self.id, |interface, renderer, _| {
            interface.operate(renderer, &mut focusable::focus::<()>(Id::new(id)));
        });
        assert!(self.focused().is_some(), "{id} isn't on the window, or doesn't take the keyboard");
    }

    /// Where that has the keyboard is.
    pub(crate) fn focused(&mut self) -> Option<Rectangle> {
        self.stops().into_iter().find(|stop| stop.focused).map(|stop| stop.bounds)
    }

    fn click_at(&mut self, point: Point, button: mouse::Button) {
        let events = [
            mouse::Event::CursorMoved { position: point },
            mouse::Event::ButtonPressed(button),
            mouse::Event::ButtonReleased(button),
        ];
        self.shell.events(self.id, Some(point), &events.map(Event::Mouse));
        // The pointer goes away again: nothing is shown as under it.
        self.shell.events(self.id, None, &[Event::Mouse(mouse::Event::CursorLeft)]);
        self.rest();
    }

    /// Its size.
    pub(crate) fn size(&self) -> Size {
        self.shell.windows[&self.id]
    }

    /// Everything of it.
    pub(crate) fn whole(&self) -> Rectangle {
        Rectangle::with_size(self.size())
    }
}

impl<P: Messenger> Hands for Stage<P> {
    fn say(&mut self, message: windows::Message) {
        self.shell.tell(Message::Content(self.id, message));
        self.rest();
    }
    fn say_only(&mut self, message: windows::Message) {
        let _ = self.shell.state.update(Message::Content(self.id, message));
    }
    fn click(&mut self, words: &str) {
        let found = self.shell.find(self.id, words);
        let point = self.bounds(words, found);
        self.click_at(point, mouse::Button::Left);
    }
    fn press(&mut self, id: &'static str) {
        self.focus(id);
        self.key(Named::Enter);
    }
    fn fill(&mut self, id: &'static str, text: &str) {
        self.focus(id);
        self.write(text);
    }
    fn ask(&mut self, words: &str) {
        let found = self.shell.find(self.id, words);
        let point = self.bounds(words, found);
        self.click_at(point, mouse::Button::Right);
    }
    fn key(&mut self, key: Named) {
        self.shell.key(self.id, key);
        self.rest();
    }
    fn write(&mut self, text: &str) {
        self.shell.typewrite(self.id, text);
        self.rest();
    }
    fn tab(&mut self, times: usize) {
        for _ in 0..times {
            self.key(Named::Tab);
        }
    }
    fn model(&mut self) -> &mut Model {
        &mut self.shell.state.model
    }
}

/// A key being pressed, and nothing else.
pub(crate) fn pressed(key: Key, modifiers: Modifiers) -> Event {
    use iced::keyboard::key::{NativeCode, Physical};
    let text = match &key {
        Key::Named(Named::Space) => Some(" ".into()),
        _ => None,
    };
    Event::Keyboard(KeyEvent::KeyPressed {
        modified_key: key.clone(),
        key,
        physical_key: Physical::Unidentified(NativeCode::Unidentified),
        location: iced::keyboard::Location::Standard,
        modifiers,
        text,
        repeat: false,
    })
}

/// One at a time: the language of the texts is the whole program's.
pub(crate) fn use_language(language: &str) {
    swallowtail::i18n::use_languages(&[language.parse().expect("a language")]);
}

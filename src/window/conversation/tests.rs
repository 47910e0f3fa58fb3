//! The window driven as a person drives it: with a pointer and keys, without a display.

use super::*;
use crate::store::settings::Settings;
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
use msnp::dialect::Dialect;
use msnp::error::RequestError;
use msnp::event::MessageState;
use msnp::request::MessageId;
use msnp::roster::Person;
use msnp::types::{Capabilities, Endpoint, List};

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

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).unwrap_or_else(|e| panic!("{e}"))
}

impl Desk {
    fn new(here: bool) -> Self {
        let id = ConversationId::With(email("bob"));
        let mut model = Model { settings: Settings::default(), ..Model::default() };
        let server = Endpoint { host: "127.0.0.1".into(), port: 1863 };
        model.connection = Connection::Online { email: email("alice"), dialect: Dialect::Msnp12, server };
        model.roster.own.email = Some(email("alice"));
        model.roster.own.name = Some("Alice".into());
        model.roster.own.status = Status::Online;
        let mut bob = Person::new(email("bob"));
        bob.name = "Bob".into();
        bob.status = Status::Online;
        bob.lists = bob.lists.with(List::Forward);
        model.roster.people.insert(email("bob"), bob);
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

#[test]
fn one_types_at_once_and_enter_sends() {
    let mut desk = Desk::new(true);
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::SHIFT);
    desk.typewrite("there");
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.said(), [("hi\nthere".to_owned(), TextFormat::default())]);
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty(), "an empty field sends nothing");
}

#[test]
fn the_button_sends_too() {
    let mut desk = Desk::new(true);
    desk.typewrite("hi");
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    desk.click(send.center());
    assert_eq!(desk.said().len(), 1);
}

#[test]
fn typing_is_told_only_to_somebody_who_is_there() {
    let told = |desk: &Desk| desk.asked.iter().any(|a| matches!(a, Action::Send(Request::Typing(_))));
    let mut desk = Desk::new(true);
    desk.typewrite("h");
    assert!(told(&desk));
    let mut desk = Desk::new(false);
    desk.typewrite("h");
    assert!(!told(&desk), "a notice must not open a switchboard");
}

#[test]
fn ctrl_b_is_told_and_goes_with_the_next_message() {
    let mut desk = Desk::new(true);
    desk.key(Key::Character("b".into()), Modifiers::COMMAND);
    assert!(matches!(&desk.asked[..], [Action::Configure(SettingsChange::Format(format))] if format.bold));
    desk.typewrite("x");
    desk.key(Named::Enter, Modifiers::empty());
    let said = desk.said();
    assert!(said.iter().any(|(text, format)| text == "x" && format.bold), "{said:?}");
}

#[test]
fn a_link_opens_after_a_click_and_not_after_a_selection() {
    let mut desk = Desk::new(true);
    desk.says("https://example.com/boat");
    let place = desk.find("https://example.com/boat").unwrap_or_else(|| panic!("no link"));
    let (left, right) = (Point::new(place.x + 5.0, place.center_y()), Point::new(place.x + 60.0, place.center_y()));
    desk.drag(left, right);
    assert!(desk.asked.is_empty());
    desk.click(Point::new(590.0, 550.0));
    desk.click(left);
    assert!(matches!(&desk.asked[..], [Action::OpenLink(to)] if to == "https://example.com/boat"), "{:?}", desk.asked);
}

#[test]
fn what_is_selected_over_several_messages_is_copied() {
    let mut desk = Desk::new(true);
    desk.says("did you see the photos?");
    desk.says("the lake was unreal");
    let first = desk.find("did you see the photos?").unwrap_or_else(|| panic!("no text"));
    let last = desk.find("the lake was unreal").unwrap_or_else(|| panic!("no text"));
    desk.drag(Point::new(first.x, first.center_y()), Point::new(last.x + last.width, last.center_y()));
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("did you see the photos?\nthe lake was unreal"));
}

#[test]
fn a_code_is_drawn_as_its_emoji_and_copied_as_it_was_written() {
    let mut desk = Desk::new(true);
    desk.says("well done (y) see https://example.com/(L)");
    let text = desk.find("well done 👍 see https://example.com/(L)").unwrap_or_else(|| panic!("no picture"));
    desk.drag(Point::new(text.x, text.center_y()), Point::new(text.x + text.width, text.center_y()));
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("well done (y) see https://example.com/(L)"));
    let action = desk.window.update(Message::CopyPicked, &desk.model);
    desk.carry_out(action);
    let copied = desk.clipboard.0.clone().unwrap_or_default();
    assert!(copied.ends_with("\nwell done (y) see https://example.com/(L)"), "{copied:?}");
    desk.says("(L)");
    let alone = desk.find("❤").unwrap_or_else(|| panic!("no heart"));
    assert!(alone.height > text.height * 1.5, "what is nothing but pictures is shown larger");
}

#[test]
fn a_double_click_selects_a_word_and_a_triple_click_the_line() {
    let mut desk = Desk::new(true);
    desk.says("did you see\nthe photos?");
    let text = desk.find("did you see\nthe photos?").unwrap_or_else(|| panic!("no text"));
    let at = Point::new(text.x + 4.0, text.y + 5.0);
    desk.click(at);
    desk.click(at);
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("did"));
    desk.click(at);
    desk.key(Key::Character("c".into()), Modifiers::COMMAND);
    assert_eq!(desk.clipboard.0.as_deref(), Some("did you see"));
}

#[test]
fn a_failed_message_can_be_sent_again_by_mouse_and_by_keyboard() {
    let mut desk = Desk::new(true);
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.log.sending(desk.model.now, MessageId(7), "thanks!".into(), TextFormat::default());
    }
    let state = MessageState::Failed(RequestError::Unreachable);
    desk.happens(&ConversationEvent::MessageState { message: MessageId(7), state });
    let words = "Not delivered — Send again\nThey are offline or don't accept messages from you.";
    let line = desk.find(words).unwrap_or_else(|| panic!("no line"));
    let again = |desk: &mut Desk| {
        let asked = std::mem::take(&mut desk.asked);
        asked.iter().any(|action| matches!(action, Action::SayAgain { message: MessageId(7), .. }))
    };
    desk.click(Point::new(line.x + 105.0, line.y + 8.0));
    assert!(again(&mut desk));
    desk.run(desk.window.log.focus().map(Message::Log));
    desk.key(Named::ArrowDown, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(again(&mut desk));
}

#[test]
fn escape_closes_what_is_open_then_the_window() {
    let mut desk = Desk::new(true);
    let open = Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji));
    let action = desk.window.update(open, &desk.model);
    desk.carry_out(action);
    desk.key(Named::ArrowRight, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    desk.key(Named::Escape, Modifiers::empty());
    assert!(desk.asked.iter().all(|action| !matches!(action, Action::Close)));
    desk.key(Named::Escape, Modifiers::empty());
    assert!(matches!(desk.asked.last(), Some(Action::Close)));
    assert_eq!(desk.window.composer.text().trim_end(), "😃");
}

#[test]
fn a_low_window_shows_all_emoji_by_scrolling() {
    let mut desk = Desk::new(true);
    desk.size = Size::new(360.0, 320.0);
    desk.run(Task::done(Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji))));
    desk.redraw();
    assert!(desk.find("😀").is_some());
    for _ in 0..12 {
        desk.key(Named::ArrowDown, Modifiers::empty());
        desk.redraw();
    }
    let last = desk.find("👻").unwrap_or_else(|| panic!("the last row can't be reached"));
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    assert!(last.height > 20.0 && last.y + last.height < send.y - 20.0, "{last:?} over {send:?}");
}

#[test]
fn an_emoji_is_found_by_typing_its_name_and_is_offered_first_next_time() {
    let mut desk = Desk::new(true);
    let open = || Task::done(Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji)));
    desk.run(open());
    desk.typewrite("thumbs");
    desk.redraw();
    assert!(desk.find("👍").is_some() && desk.find("👎").is_some() && desk.find("☕").is_none());
    for _ in 0..6 {
        desk.key(Named::Backspace, Modifiers::empty());
    }
    desk.typewrite("coff");
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.window.composer.text().trim_end(), "☕");
    let picked = desk.asked.iter().find_map(|action| match action {
        Action::Configure(SettingsChange::EmojiPicked(emoji)) => Some(emoji.clone()),
        _ => None,
    });
    desk.model.settings.note_emoji(picked.unwrap_or_else(|| panic!("nothing remembers it")));
    desk.typewrite("nothingofthekind");
    desk.redraw();
    assert!(desk.find("There is no emoji of that name.").is_some());
    desk.key(Named::Escape, Modifiers::empty());
    desk.run(open());
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.window.composer.text().trim_end(), "☕☕", "the recent one comes first");
}

#[test]
fn letters_typed_anywhere_land_in_the_field() {
    let mut desk = Desk::new(true);
    desk.says("hello");
    let text = desk.find("hello").unwrap_or_else(|| panic!("no text"));
    desk.click(text.center());
    desk.typewrite("hi");
    assert_eq!(desk.window.composer.text().trim_end(), "hi");
}

#[test]
fn the_log_stays_at_the_end_until_the_reader_scrolls_up() {
    let mut desk = Desk::new(true);
    for number in 0..60 {
        desk.says(&format!("message {number}"));
    }
    assert!(desk.find("message 59").is_some());
    assert!(desk.find("message 0").is_none());
    for _ in 0..3 {
        desk.key(Named::PageUp, Modifiers::empty());
        desk.redraw();
    }
    assert!(desk.find("message 59").is_none());
    desk.says("and one more");
    assert!(desk.find("and one more").is_none(), "what is read must not move away");
    let below = desk.find("New messages").unwrap_or_else(|| panic!("nothing tells of it"));
    desk.click(below.center());
    desk.redraw();
    assert!(desk.find("and one more").is_some());
}

#[test]
fn a_line_stands_over_what_came_while_nobody_looked() {
    let mut desk = Desk::new(true);
    desk.says("seen");
    desk.says("not seen");
    assert!(desk.find("New messages").is_none());
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.fresh = Some(1);
    }
    let (seen, unseen) = (desk.find("seen"), desk.find("not seen"));
    let line = desk.find("New messages").unwrap_or_else(|| panic!("no line"));
    assert!(seen.is_some_and(|seen| seen.y < line.y) && unseen.is_some_and(|unseen| line.y < unseen.y));
}

/// Whether that message of many is in view.
fn in_view(desk: &mut Desk, number: usize) -> bool {
    desk.find(format!("message {number}").leak()).is_some()
}

/// A desk with so many messages, its window opened anew.
fn with_messages(count: usize) -> Desk {
    let mut desk = Desk::new(true);
    let (id, from) = (desk.id(), email("bob"));
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        for number in 0..count {
            let message = TextMessage { text: format!("message {number}"), ..TextMessage::default() };
            let event = ConversationEvent::Message { from: from.clone(), name: "Bob".into(), message };
            talk.log.apply(desk.model.now, &event);
        }
        talk.stamp();
    }
    desk.open_anew();
    desk
}

#[test]
fn reading_up_and_down_a_long_talk_goes_on_without_a_jump() {
    const COUNT: usize = 1_100;
    let mut desk = with_messages(COUNT);
    let mut at = COUNT - 1;
    assert!(in_view(&mut desk, at));
    for _ in 0..COUNT {
        while at > 0 && in_view(&mut desk, at - 1) {
            at -= 1;
        }
        if at == 0 {
            break;
        }
        desk.key(Named::PageUp, Modifiers::empty());
        desk.redraw();
        desk.redraw();
        assert!(in_view(&mut desk, at), "what was at the top has moved away at {at}");
    }
    assert_eq!(at, 0, "the first message can be reached");
    for _ in 0..COUNT {
        while at + 1 < COUNT && in_view(&mut desk, at + 1) {
            at += 1;
        }
        if at + 1 == COUNT {
            break;
        }
        desk.key(Named::PageDown, Modifiers::empty());
        desk.redraw();
        desk.redraw();
        assert!(in_view(&mut desk, at), "what was at the bottom has moved away at {at}");
    }
    assert_eq!(at, COUNT - 1, "and the last again");
    desk.says("one more");
    assert!(desk.find("one more").is_some(), "the log stays at the end again");
}

#[test]
fn ctrl_home_and_ctrl_end_go_to_the_first_and_the_last_of_all() {
    let mut desk = with_messages(2_000);
    desk.run(Task::done(Message::StartWanted));
    desk.redraw();
    assert!(in_view(&mut desk, 0));
    desk.run(Task::done(Message::EndWanted));
    desk.redraw();
    assert!(in_view(&mut desk, 1_999) && !in_view(&mut desk, 0));
}

#[test]
fn what_came_while_nobody_looked_is_jumped_to_by_a_button_and_by_a_key() {
    let jump = "Jump to new messages";
    for by_key in [false, true] {
        let mut desk = with_messages(1_000);
        assert!(desk.find(jump).is_none());
        let id = desk.id();
        if let Some(talk) = desk.model.conversations.get_mut(&id) {
            talk.fresh = Some(300);
        }
        desk.open_anew();
        let button = desk.find(jump).unwrap_or_else(|| panic!("nothing tells of them"));
        if by_key {
            desk.key(Named::PageUp, Modifiers::SHIFT);
        } else {
            desk.click(button.center());
        }
        desk.redraw();
        let line = desk.find("New messages").unwrap_or_else(|| panic!("the line isn't in view"));
        let first = desk.find("message 300").unwrap_or_else(|| panic!("the first isn't in view"));
        assert!(line.y < first.y && in_view(&mut desk, 299));
        desk.run(Task::done(Message::EndWanted));
        desk.redraw();
        assert!(in_view(&mut desk, 999));
        assert!(desk.find(jump).is_none(), "who was there needs no way back");
    }
}

#[test]
fn what_is_in_view_of_a_window_that_nobody_looks_at_is_not_seen() {
    let mut desk = with_messages(40);
    let id = desk.id();
    for number in 40..80 {
        if let Some(talk) = desk.model.conversations.get_mut(&id) {
            talk.fresh = Some(40);
            talk.unread = number - 39;
        }
        desk.says(&format!("message {number}"));
    }
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.unread = 0;
    }
    desk.redraw();
    assert!(desk.find("Jump to new messages").is_some());
}

#[test]
fn the_time_of_a_message_is_shown_under_the_pointer_or_always() {
    let mut desk = Desk::new(true);
    desk.says("hello");
    let id = desk.id();
    let time: &'static str = desk.model.conversations[&id].times[0].format("%H:%M").to_string().leak();
    assert!(desk.find(time).is_none());
    let text = desk.find("hello").unwrap_or_else(|| panic!("no text"));
    let moved = |position| Event::Mouse(mouse::Event::CursorMoved { position });
    desk.events(Some(text.center()), &[moved(text.center())]);
    let shown = desk.find(time).unwrap_or_else(|| panic!("no time"));
    assert!(shown.x > text.x + text.width && shown.y < text.y + text.height);
    let away = Point::new(text.x, text.y + 200.0);
    desk.events(Some(away), &[moved(away)]);
    assert!(desk.find(time).is_none());
    let action = desk.window.update(Message::TimesToggled, &desk.model);
    assert!(matches!(action, Action::Configure(SettingsChange::MessageTimes(true))));
    desk.model.settings.message_times = true;
    assert!(desk.find(time).is_some());
    // It has room of its own, so that no text runs under it.
    desk.says(&"words ".repeat(60));
    let long = desk.find("words ".repeat(60).leak()).unwrap_or_else(|| panic!("no text"));
    assert!(long.x + long.width <= shown.x + 1.0, "{long:?} {shown:?}");
}

#[test]
fn a_nudge_shakes_the_window_unless_less_motion_is_wanted() {
    let nudge = ConversationEvent::Nudge { from: email("bob"), name: "Bob".into() };
    let mut desk = Desk::new(true);
    desk.happens(&nudge);
    assert!(desk.window.shaken.is_some());
    assert!(desk.find("Bob sent you a nudge").is_some());
    let mut desk = Desk::new(true);
    desk.model.reduced_motion = true;
    desk.happens(&nudge);
    assert!(desk.window.shaken.is_none());
}

#[test]
fn somebody_offline_is_told_of_and_somebody_blocked_can_be_unblocked() {
    let mut desk = Desk::new(false);
    let offline = "Bob is offline. Messages can't be delivered until they sign in.";
    let left = "Bob is offline; your message will be delivered when they sign in.";
    assert!(desk.find(offline).is_none() && desk.find(left).is_none());
    if let Some(bob) = desk.model.roster.people.get_mut(&email("bob")) {
        bob.status = Status::Offline;
    }
    assert!(desk.find(offline).is_none() && desk.find(left).is_some());
    // Whoever appears offline can leave a message all the same.
    desk.model.roster.own.status = Status::Hidden;
    assert!(desk.find(left).is_some());
    desk.model.roster.own.status = Status::Online;
    desk.model.no_offline_service = true;
    assert!(desk.find(offline).is_some());
    if let Some(bob) = desk.model.roster.people.get_mut(&email("bob")) {
        bob.lists = bob.lists.with(List::Block);
    }
    let unblock = desk.find("Unblock Bob").unwrap_or_else(|| panic!("no way back"));
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty());
    assert_eq!(desk.window.composer.text().trim_end(), "hi", "nothing is lost");
    desk.click(unblock.center());
    assert!(matches!(desk.asked.last(), Some(Action::Send(Request::Unblock(_)))));
}

#[test]
fn without_a_connection_the_text_stays_and_a_sentence_says_why() {
    let mut desk = Desk::new(true);
    desk.model.connection = Connection::SignedOut;
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty());
    assert!(desk.find("You are signed out. Sign in to send messages.").is_some());
    assert_eq!(desk.window.composer.text().trim_end(), "hi");
}

#[test]
fn while_the_connection_is_lost_one_writes_on_and_sees_what_waits() {
    let mut desk = Desk::new(false);
    let (reason, retry_in) = (msnp::error::SignOutReason::TimedOut, Duration::from_secs(5));
    desk.model.connection = Connection::Lost { reason, retry_in, since: desk.model.now, attempt: 1 };
    assert!(desk.find("The connection is lost. What you send now goes out when it is back.").is_some());
    desk.typewrite("hi");
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    desk.click(send.center());
    assert_eq!(desk.said().len(), 1);
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.log.sending(desk.model.now, MessageId(7), "hi".into(), TextFormat::default());
    }
    assert!(desk.find("Waiting for the connection…").is_some());
    desk.click(Point::new(93.0, 450.0));
    assert!(desk.asked.iter().all(|action| !matches!(action, Action::Nudge(_))), "a nudge is for now, or not at all");
}

#[test]
fn the_field_keeps_the_keyboard_when_a_line_comes_or_goes_over_it() {
    let mut desk = Desk::new(true);
    desk.typewrite("a");
    desk.model.connection = Connection::Ended(msnp::error::SignOutReason::ElsewhereSignedIn);
    desk.redraw();
    desk.key(Named::Backspace, Modifiers::empty());
    desk.typewrite("b");
    assert_eq!(desk.window.composer.text().trim_end(), "b", "only the field takes a letter back");
    // A sentence of the field itself: the text is too long for a moment.
    desk.clipboard.0 = Some("x".repeat(composer::LIMIT));
    desk.key(Key::Character("v".into()), Modifiers::COMMAND);
    desk.redraw();
    assert!(desk.find("That is too long to send. Shorten it by 1 character.").is_some());
    desk.key(Named::Backspace, Modifiers::empty());
    desk.redraw();
    desk.key(Named::Backspace, Modifiers::empty());
    assert_eq!(desk.window.composer.text().trim_end().len(), composer::LIMIT - 1);
}

#[test]
fn a_long_paste_is_sent_as_several_messages_by_a_button_only() {
    let mut desk = Desk::new(true);
    desk.clipboard.0 = Some("x".repeat(3 * composer::LIMIT));
    desk.key(Key::Character("v".into()), Modifiers::COMMAND);
    desk.redraw();
    assert!(desk.find("What you pasted is too long for one message.").is_some());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty());
    let send = desk.find("Send as 3 messages").unwrap_or_else(|| panic!("no button"));
    desk.click(send.center());
    assert_eq!(desk.said().len(), 3);
}

#[test]
fn the_window_follows_its_conversation_to_another_name() {
    let mut desk = Desk::new(true);
    let group = ConversationId::Group(3);
    let old = desk.id();
    if let Some(mut talk) = desk.model.conversations.remove(&old) {
        let participant = Participant { name: "Carol".into(), capabilities: Capabilities::default() };
        talk.log.participants.insert(email("carol"), participant);
        desk.model.conversations.insert(group.clone(), talk);
    }
    let action = desk.window.changed(&desk.model, &ConversationEvent::Became(group.clone()));
    desk.carry_out(action);
    assert_eq!(desk.id(), group);
    assert_eq!(desk.window.title(&desk.model), "Bob and Carol");
    assert!(desk.find("In this conversation (3)").is_some());
}

#[test]
fn the_whole_conversation_is_copied_as_text() {
    let mut desk = Desk::new(true);
    desk.says("did you see?");
    let action = desk.window.update(Message::CopyPicked, &desk.model);
    desk.carry_out(action);
    let copied = desk.clipboard.0.clone().unwrap_or_default();
    assert!(copied.starts_with("Today\nBob ") && copied.ends_with("\ndid you see?"), "{copied:?}");
}

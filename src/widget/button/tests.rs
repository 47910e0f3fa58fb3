//! Buttons by mouse and keyboard, with the focus given as Tab gives it.

use super::*;
use iced::advanced::widget::operation::{self, Outcome, focusable};
use iced_test::core::clipboard;
use iced_test::futures::futures::executor;
use iced_test::runtime::{UserInterface, user_interface::Cache};
use iced_test::simulator;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Pressed(u8),
    Twice,
    Picked,
}

/// An interface that keeps its state from event to event.
struct Stage {
    renderer: iced::Renderer,
    cache: Option<Cache>,
    said: Vec<Said>,
}

const SIZE: Size = Size::new(300.0, 200.0);

impl Stage {
    fn new() -> Self {
        use iced::advanced::renderer::Headless;
        let made = <iced::Renderer as Headless>::new(crate::theme::REGULAR, 13.into(), Some("tiny-skia"));
        let renderer = executor::block_on(made).expect("a renderer");
        Self { renderer, cache: Some(Cache::default()), said: Vec::new() }
    }

    fn with<T>(
        &mut self,
        view: Element<'_, Said>,
        act: impl FnOnce(&mut UserInterface<'_, Said, Theme, iced::Renderer>, &mut iced::Renderer, &mut Vec<Said>) -> T,
    ) -> T {
        let cache = self.cache.take().unwrap_or_default();
        let mut interface = UserInterface::build(view, SIZE, cache, &mut self.renderer);
        let answer = act(&mut interface, &mut self.renderer, &mut self.said);
        self.cache = Some(interface.into_cache());
        answer
    }

    fn tab(&mut self, view: Element<'_, Said>) {
        self.with(view, |interface, renderer, _| {
            let mut current: Option<Box<dyn Operation>> = Some(Box::new(focusable::focus_next::<()>()));
            while let Some(mut operation) = current.take() {
                interface.operate(renderer, operation.as_mut());
                if let Outcome::Chain(next) = operation.finish() {
                    current = Some(next);
                }
            }
        });
    }

    fn focused(&mut self, view: Element<'_, Said>) -> Option<usize> {
        self.with(view, |interface, renderer, _| {
            let mut count = focusable::count();
            interface.operate(renderer, &mut operation::black_box(&mut count));
            match count.finish() {
                Outcome::Some(count) => count.focused,
                _ => None,
            }
        })
    }

    fn feed(&mut self, view: Element<'_, Said>, pointer: Option<Point>, events: &[Event]) -> Vec<Said> {
        self.with(view, |interface, renderer, said| {
            let cursor = pointer.map_or(mouse::Cursor::Unavailable, mouse::Cursor::Available);
            let _ = interface.update(events, cursor, renderer, &mut clipboard::Null, said);
        });
        std::mem::take(&mut self.said)
    }

    fn key(&mut self, view: Element<'_, Said>, key: Named) -> Vec<Said> {
        self.feed(view, None, &simulator::tap_key(key, None).collect::<Vec<_>>())
    }
}

fn three<'a>() -> Element<'a, Said> {
    iced::widget::column![
        labelled("first").on_press(Said::Pressed(1)),
        labelled("disabled"),
        labelled("third").on_press(Said::Pressed(3)),
    ]
    .into()
}

#[test]
fn tab_passes_over_what_is_disabled_and_enter_and_space_press() {
    let mut stage = Stage::new();
    assert_eq!(stage.key(three(), Named::Enter), [], "nothing has the focus yet");
    stage.tab(three());
    assert_eq!(stage.key(three(), Named::Enter), [Said::Pressed(1)]);
    stage.tab(three());
    assert_eq!(stage.focused(three()), Some(1), "the second of two stops");
    assert_eq!(stage.key(three(), Named::Space), [Said::Pressed(3)]);
}

#[test]
fn a_click_presses_where_it_began_and_ended() {
    let mut stage = Stage::new();
    let inside = Some(Point::new(20.0, 15.0));
    let click: Vec<Event> = simulator::click().collect();
    assert_eq!(stage.feed(three(), inside, &click), [Said::Pressed(1)]);
    assert_eq!(stage.feed(three(), inside, &click[..1]), []);
    assert_eq!(stage.feed(three(), Some(Point::new(20.0, 190.0)), &click[1..]), [], "let go elsewhere");
    assert_eq!(stage.feed(three(), Some(Point::new(20.0, 50.0)), &click), [], "disabled");
}

#[test]
fn a_second_click_in_quick_succession_says_more() {
    let view = || Element::from(labelled("row").on_press(Said::Pressed(1)).on_double_press(Said::Twice));
    let mut stage = Stage::new();
    let inside = Some(Point::new(20.0, 15.0));
    let click: Vec<Event> = simulator::click().collect();
    assert_eq!(stage.feed(view(), inside, &click), [Said::Pressed(1)]);
    assert_eq!(stage.feed(view(), inside, &click), [Said::Pressed(1), Said::Twice]);
}

#[test]
fn a_menu_takes_all_keys_while_it_is_open() {
    let view = || {
        iced::widget::column![
            labelled("other").on_press(Said::Pressed(9)),
            picker("one", || vec![menu::entry("one", Said::Pressed(1)), menu::entry("two", Said::Picked)]),
        ]
        .into()
    };
    let mut stage = Stage::new();
    stage.tab(view());
    stage.tab(view());
    assert_eq!(stage.key(view(), Named::Enter), [], "it opens");
    assert_eq!(stage.key(view(), Named::ArrowDown), []);
    assert_eq!(stage.key(view(), Named::Enter), [Said::Picked]);
    assert_eq!(stage.key(view(), Named::ArrowDown), [], "it opens again, at its first line");
    assert_eq!(stage.key(view(), Named::ArrowUp), [], "from the first line up is the last");
    assert_eq!(stage.key(view(), Named::Enter), [Said::Picked]);
    assert_eq!(stage.key(view(), Named::Enter), []);
    assert_eq!(stage.key(view(), Named::Escape), []);
    assert_eq!(stage.key(view(), Named::Enter), [], "Esc closed it, so Enter opens it");
}

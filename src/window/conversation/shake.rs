//! The shake of a nudge: the content of the window swings from side to side for less than half a second.

use crate::widget::around::{Around, Scene, wrap};
use iced::advanced::{Renderer as _, Shell};
use iced::{Element, Event, Rectangle, Renderer, Theme, Vector, window};
use std::time::{Duration, Instant};

/// How long it lasts.
const LASTS: Duration = Duration::from_millis(450);
/// How far it swings at first, in pixels.
const FAR: f32 = 9.0;
/// How often it swings to and fro.
const SWINGS: f32 = 5.0;

/// How far aside the content stands at a time of the shake.
fn offset(elapsed: Duration) -> f32 {
    if elapsed >= LASTS {
        return 0.0;
    }
    let done = elapsed.as_secs_f32() / LASTS.as_secs_f32();
    // It dies away, so that it ends where it began.
    ((done * SWINGS * std::f32::consts::TAU).sin() * FAR * (1.0 - done) * (1.0 - done)).round()
}

/// Content that shakes from `started` on. Only its drawing moves: nothing is laid out again.
pub(super) fn shake<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    started: Option<Instant>,
) -> Element<'a, Message> {
    wrap(content, Shake { started }).into()
}

struct Shake {
    started: Option<Instant>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    offset: f32,
}

impl<Message> Around<Message> for Shake {
    type State = State;

    fn update(
        &self,
        state: &mut State,
        scene: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        if let Event::Window(window::Event::RedrawRequested(now)) = scene.event {
            let elapsed = self.started.map_or(LASTS, |started| now.saturating_duration_since(started));
            state.offset = offset(elapsed);
            if elapsed < LASTS {
                shell.request_redraw();
            }
        }
        content(shell);
    }

    fn draw(
        &self,
        state: &State,
        _bounds: Rectangle,
        _theme: &Theme,
        renderer: &mut Renderer,
        content: impl FnOnce(&mut Renderer),
    ) {
        if state.offset == 0.0 {
            content(renderer);
        } else {
            renderer.with_translation(Vector::new(state.offset, 0.0), content);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_swings_both_ways_and_ends_where_it_began_in_time() {
        let places: Vec<f32> = (0..60).map(|frame| offset(Duration::from_millis(frame * 8))).collect();
        assert!(places.iter().any(|place| *place > 3.0) && places.iter().any(|place| *place < -3.0));
        assert!(places.iter().all(|place| place.abs() <= FAR));
        assert_eq!(offset(Duration::ZERO), 0.0);
        assert_eq!(offset(LASTS), 0.0);
        assert!(LASTS <= Duration::from_millis(500));
    }
}

//! Where things stand in the log, asked of what is laid out, and scrolling to there.

use crate::widget::scroll::{self, Place};
use iced::advanced::widget::operation::{Operation, Outcome, Scrollable};
use iced::advanced::widget::{Id, operate};
use iced::widget::scrollable::AbsoluteOffset;
use iced::{Rectangle, Task, Vector};

/// Scrolls to a distance from the end of the content.
pub(crate) fn keep<T: Send + 'static>(log: &Id, distance: f32) -> Task<T> {
    let scroll_to = move |place: Place, state: &mut dyn Scrollable| {
        state.scroll_to(AbsoluteOffset { x: None, y: Some((place.content.height - distance).max(0.0)) });
        None::<()>
    };
    scroll::with(log.clone(), scroll_to).discard()
}

/// Scrolls to that far under the start of the content, or as near as it goes; answers whether the end is in view then.
pub(super) fn go(log: &Id, y: f32) -> Task<bool> {
    scroll::with(log.clone(), move |place: Place, state: &mut dyn Scrollable| {
        state.scroll_to(AbsoluteOffset { x: None, y: Some(y) });
        Some(y + place.bounds.height + super::NEAR >= place.content.height)
    })
}

/// How far what is in view is from the end of the content.
pub(crate) fn distance(log: &Id) -> Task<f32> {
    scroll::with(log.clone(), |place, _| Some(place.content.height - place.offset))
}

/// How far under the start of the content a line stands; `None` when it isn't there.
pub(crate) fn below_start(log: &Id, line: &Id) -> Task<Option<f32>> {
    operate(BelowStart { log: log.clone(), line: line.clone(), content: None, found: None })
}

struct BelowStart {
    log: Id,
    line: Id,
    content: Option<Rectangle>,
    found: Option<Rectangle>,
}

impl Operation<Option<f32>> for BelowStart {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Option<f32>>)) {
        operate(self);
    }
    fn scrollable(
        &mut self,
        id: Option<&Id>,
        _bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        if id == Some(&self.log) {
            self.content = Some(content);
        }
    }
    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        if id == Some(&self.line) {
            self.found = Some(bounds);
        }
    }
    fn finish(&self) -> Outcome<Option<f32>> {
        match (self.content, self.found) {
            (Some(content), Some(found)) => Outcome::Some(Some(found.y - content.y)),
            (Some(_), None) => Outcome::Some(None),
            // It is in another window.
            (None, _) => Outcome::None,
        }
    }
}

//! Where things stand in the log, asked of what is laid out, and scrolling to there.

use iced::advanced::widget::operation::{Operation, Outcome, Scrollable};
use iced::advanced::widget::{Id, operate};
use iced::widget::scrollable::AbsoluteOffset;
use iced::{Rectangle, Task, Vector};

/// Scrolls to a distance from the end of the content.
pub(super) fn keep<T: Send + 'static>(scroll: &Id, distance: f32) -> Task<T> {
    operate(FromEnd { id: scroll.clone(), distance })
}

/// How far what is in view is from the end of the content.
pub(super) fn distance(scroll: &Id) -> Task<f32> {
    operate(Distance { id: scroll.clone(), found: None })
}

/// How far under the start of the content a line stands; `None` when it isn't there.
pub(super) fn below_start(scroll: &Id, line: &Id) -> Task<Option<f32>> {
    operate(BelowStart { scroll: scroll.clone(), line: line.clone(), content: None, found: None })
}

struct FromEnd {
    id: Id,
    distance: f32,
}

impl<T> Operation<T> for FromEnd {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }
    fn scrollable(
        &mut self,
        id: Option<&Id>,
        _bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if id == Some(&self.id) {
            state.scroll_to(AbsoluteOffset { x: None, y: Some((content.height - self.distance).max(0.0)) });
        }
    }
}

struct Distance {
    id: Id,
    found: Option<f32>,
}

impl Operation<f32> for Distance {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<f32>)) {
        operate(self);
    }
    fn scrollable(
        &mut self,
        id: Option<&Id>,
        _bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        if id == Some(&self.id) {
            self.found = Some(content.height - translation.y);
        }
    }
    fn finish(&self) -> Outcome<f32> {
        self.found.map_or(Outcome::None, Outcome::Some)
    }
}

struct BelowStart {
    scroll: Id,
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
        if id == Some(&self.scroll) {
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

//! Thin scroll bars, and scrolling just as far as it takes to see something.

use crate::theme::style;
use iced::advanced::widget::operation::{self, Operation, Outcome};
use iced::advanced::widget::{Id, operate};
use iced::widget::operation::AbsoluteOffset;
use iced::widget::scrollable;
use iced::widget::scrollable::{Direction, Scrollable, Scrollbar};
use iced::{Element, Length, Rectangle, Task, Vector};

/// What can be longer than its room: a thin bar appears at its right.
pub fn vertical<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Scrollable<'a, Message> {
    let bar = Scrollbar::new().width(6).scroller_width(6).margin(2);
    scrollable(content).direction(Direction::Vertical(bar)).style(style::scroll).width(Length::Fill)
}

/// The same for fields and buttons, which the bar must not cover: they give way to it when it appears.
pub fn form<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Scrollable<'a, Message> {
    vertical(content).spacing(2)
}

/// Scrolls `target` so that the part from `top`, of that height, is in sight. Does nothing when it is already.
pub fn into_view<T: Send + 'static>(target: impl Into<Id>, top: f32, height: f32) -> Task<T> {
    let scroll = move |place: Place, state: &mut dyn operation::Scrollable| {
        if let Some(y) = offset_for(place.offset, place.bounds.height, top, height) {
            state.scroll_to(AbsoluteOffset { x: None, y: Some(y) });
        }
        None::<()>
    };
    with(target, scroll).discard()
}

/// Scrolls a line of `count` children of one width so that the one at `index` is in sight.
pub fn child_into_view<T: Send + 'static>(target: impl Into<Id>, index: usize, count: usize) -> Task<T> {
    let scroll = move |place: Place, state: &mut dyn operation::Scrollable| {
        let width = place.content.width / count.max(1) as f32;
        if let Some(x) = offset_for(place.across, place.bounds.width, width * index as f32, width) {
            state.scroll_to(AbsoluteOffset { x: Some(x), y: None });
        }
        None::<()>
    };
    with(target, scroll).discard()
}

/// Where something that scrolls is: its window, all that it scrolls, and how far down it is.
pub(super) struct Place {
    pub(super) bounds: Rectangle,
    pub(super) content: Rectangle,
    pub(super) offset: f32,
    /// How far to the right it is.
    across: f32,
}

/// Does something with what scrolls under that name, and says what came of it; nothing when it is in another window.
pub(super) fn with<T: Clone + Send + 'static>(
    target: impl Into<Id>,
    act: impl FnMut(Place, &mut dyn operation::Scrollable) -> Option<T> + Send + 'static,
) -> Task<T> {
    operate(With { target: target.into(), act, answer: None })
}

struct With<T, F> {
    target: Id,
    act: F,
    answer: Option<T>,
}

impl<T, F> Operation<T> for With<T, F>
where
    T: Clone + Send,
    F: FnMut(Place, &mut dyn operation::Scrollable) -> Option<T> + Send,
{
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }
    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        state: &mut dyn operation::Scrollable,
    ) {
        if id == Some(&self.target) {
            self.answer = (self.act)(Place { bounds, content, offset: translation.y, across: translation.x }, state);
        }
    }
    fn finish(&self) -> Outcome<T> {
        self.answer.clone().map_or(Outcome::None, Outcome::Some)
    }
}

/// The new offset that brings the part into sight; `None` when it is there already.
pub(super) fn offset_for(offset: f32, window: f32, top: f32, height: f32) -> Option<f32> {
    if top < offset {
        Some(top)
    } else if top + height > offset + window {
        Some((top + height - window).max(0.0).min(top))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::offset_for;

    #[test]
    fn scrolls_only_as_far_as_needed() {
        assert_eq!(offset_for(0.0, 100.0, 40.0, 45.0), None);
        assert_eq!(offset_for(0.0, 100.0, 90.0, 45.0), Some(35.0));
        assert_eq!(offset_for(80.0, 100.0, 45.0, 45.0), Some(45.0));
        // A part higher than the window shows its top.
        assert_eq!(offset_for(0.0, 30.0, 90.0, 45.0), Some(90.0));
    }
}

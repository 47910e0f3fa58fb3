//! Giving the focus to something in one window.
//!
//! An operation goes through every window of the program, and giving the focus takes it from everything else: without a
//! scope, a dialog that opens would take the keyboard from a conversation that somebody is writing in.

use super::scroll;
use iced::advanced::widget::operation::{self, Focusable, Operation, Outcome, focusable, scope, text_input};
use iced::advanced::widget::{Id, operate};
use iced::widget::operation::AbsoluteOffset;
use iced::{Rectangle, Task, Vector};

/// The room that is left round what scrolls into sight, for its ring.
const ROUND: f32 = 8.0;

/// Gives the focus to `target` among what is in the container `root`, and brings it into sight.
pub fn focus<T: Send + 'static>(root: &Id, target: impl Into<Id>) -> Task<T> {
    operate(scope(root.clone(), focusable::focus(target.into()))).chain(show(root))
}

/// Scrolls to what has the focus among what is in `root`, where that is out of sight.
pub fn show<T: Send + 'static>(root: &Id) -> Task<T> {
    operate::<()>(scope(root.clone(), Look::default())).discard()
}

/// Looks for what has the focus, and in which of the places that scroll it is.
#[derive(Default)]
struct Look {
    /// How many such places were passed.
    passed: usize,
    /// The one that was passed just now: what is traversed next is in it.
    entered: Option<(usize, Scrolled)>,
    /// Where we are.
    inside: Option<(usize, Scrolled)>,
    /// Which is to be scrolled, and how far down.
    found: Option<(usize, f32)>,
}

/// Something that scrolls: its top, its height, and how far down it is.
type Scrolled = (f32, f32, f32);

impl Operation<()> for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<()>)) {
        let before = self.inside;
        self.inside = self.entered.take().or(before);
        operate(self);
        self.inside = before;
    }
    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        _content: Rectangle,
        translation: Vector,
        _state: &mut dyn operation::Scrollable,
    ) {
        self.entered = Some((self.passed, (bounds.y, bounds.height, translation.y)));
        self.passed += 1;
    }
    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        let Some((number, (top, height, offset))) = self.inside.filter(|_| state.is_focused()) else { return };
        let wanted = bounds.expand(ROUND);
        // A list or a log that is higher than its window has its own way to move.
        if wanted.height <= height {
            let new = scroll::offset_for(offset, height, wanted.y - top, wanted.height);
            self.found = new.map(|offset| (number, offset.max(0.0)));
        }
    }
    fn finish(&self) -> Outcome<()> {
        match self.found {
            Some((number, offset)) => Outcome::Chain(Box::new(Go { number, offset })),
            None => Outcome::None,
        }
    }
}

/// Scrolls one of the places that scroll.
struct Go {
    number: usize,
    offset: f32,
}

impl Operation<()> for Go {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<()>)) {
        operate(self);
    }
    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        _bounds: Rectangle,
        _content: Rectangle,
        _translation: Vector,
        state: &mut dyn operation::Scrollable,
    ) {
        if self.number == 0 {
            state.scroll_to(AbsoluteOffset { x: None, y: Some(self.offset) });
        }
        self.number = self.number.wrapping_sub(1);
    }
}

/// Selects what is in the field that has the focus among what is in `root`, as the Tab key does everywhere: typing
/// replaces it.
pub fn select<T: Send + 'static>(root: &Id) -> Task<T> {
    let root = root.clone();
    operate(scope(root.clone(), focusable::find_focused()))
        .then(move |field| operate(scope(root.clone(), text_input::select_all(field))))
}

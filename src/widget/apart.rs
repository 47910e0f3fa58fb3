//! Keeps the states of contents apart that stand in the same place one after the other: those of another tab must not
//! take over where this one has scrolled to and what is selected in it.

use super::around::{Around, wrap};
use iced::Element;

/// `content`, which is another one when it has another number.
pub fn apart<'a, Message: 'a>(number: u64, content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(content, Apart(number)).into()
}

struct Apart(u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct State(Option<u64>);

impl<Message> Around<Message> for Apart {
    type State = State;

    fn begin(&self) -> State {
        State(Some(self.0))
    }

    fn renewed(&self, state: &mut State) -> bool {
        std::mem::replace(state, State(Some(self.0))) != State(Some(self.0))
    }
}

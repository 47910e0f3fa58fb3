//! What Ctrl+Z takes back and Ctrl+Y brings again. The toolkit's field has neither.

use crate::widget::editor::Content;
use iced::widget::text_editor::{Cursor, Edit, Position};

/// How many steps Ctrl+Z takes back.
const UNDO: usize = 100;

/// The texts to go back to, and those to come again to.
#[derive(Default)]
pub(super) struct History {
    undo: Vec<Past>,
    redo: Vec<Past>,
}

/// A state of the text to go back to.
struct Past {
    text: String,
    cursor: Cursor,
}

impl History {
    /// Notes the text before an edit. Letters typed one after the other are one step up to the next space.
    pub(super) fn remember(&mut self, content: &Content, edit: &Edit) {
        let goes_on = match edit {
            Edit::Insert(c) => !c.is_whitespace() && content.selection().is_none() && !self.undo.is_empty(),
            _ => false,
        };
        if !goes_on {
            self.undo.push(Past::of(content));
            if self.undo.len() > UNDO {
                self.undo.remove(0);
            }
        }
        self.redo.clear();
    }

    /// Takes back a step, if there is one.
    pub(super) fn undo(&mut self, content: &mut Content) {
        step(&mut self.undo, &mut self.redo, content);
    }

    /// Brings again what was taken back last, if anything was.
    pub(super) fn redo(&mut self, content: &mut Content) {
        step(&mut self.redo, &mut self.undo, content);
    }
}

impl Past {
    fn of(content: &Content) -> Self {
        Self { text: content.text(), cursor: content.cursor() }
    }
}

/// Goes to the last of `from`; what stands there now can be come back to.
fn step(from: &mut Vec<Past>, back: &mut Vec<Past>, content: &mut Content) {
    if let Some(past) = from.pop() {
        back.push(Past::of(content));
        *content = Content::with_text(&past.text);
        content.move_to(Cursor { selection: None::<Position>, ..past.cursor });
    }
}

//! The text of a field, with its cursor and its layout.

use iced::advanced::graphics::text::Editor;
use iced::advanced::text::editor::{Action, Cursor, Editor as _, LineEnding, Position};
use iced::{Point, Rectangle};
use std::cell::RefCell;
use std::ops::Range;

/// The text of a field. What is laid out is kept in it too, so that only changes are laid out anew.
pub struct Content(pub(super) RefCell<Editor>);

impl Default for Content {
    fn default() -> Self {
        Self::with_text("")
    }
}

impl Content {
    /// A text, with the cursor at its start.
    pub fn with_text(text: &str) -> Self {
        Self(RefCell::new(Editor::with_text(text)))
    }

    /// Does what a key or the pointer asks for.
    pub fn perform(&mut self, action: Action) {
        self.0.get_mut().perform(action);
    }

    /// Puts the cursor somewhere.
    pub fn move_to(&mut self, cursor: Cursor) {
        self.0.get_mut().move_to(cursor);
    }

    /// Where the cursor is.
    pub fn cursor(&self) -> Cursor {
        self.0.borrow().cursor()
    }

    /// What is selected.
    pub fn selection(&self) -> Option<String> {
        self.0.borrow().copy().filter(|text| !text.is_empty())
    }

    /// The whole text.
    pub fn text(&self) -> String {
        let editor = self.0.borrow();
        let mut text = String::new();
        let mut ending = None;
        for line in lines(&editor) {
            if let Some(ending) = ending.replace(line.ending) {
                text.push_str(written(ending));
            }
            text.push_str(&line.text);
        }
        text
    }

    /// How long the text is, in bytes.
    pub fn len(&self) -> usize {
        let editor = self.0.borrow();
        let (mut length, mut ending) = (0, None);
        for line in lines(&editor) {
            length += ending.replace(line.ending).map_or(0, |ending| written(ending).len()) + line.text.len();
        }
        length
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Where the cursor is, in bytes from the start of the text.
    pub fn caret(&self) -> usize {
        let editor = self.0.borrow();
        offset(&starts(&editor), editor.cursor().position)
    }

    /// Which bytes of the text are selected.
    pub fn selected(&self) -> Option<Range<usize>> {
        let editor = self.0.borrow();
        let cursor = editor.cursor();
        let starts = starts(&editor);
        let (one, other) = (offset(&starts, cursor.position), offset(&starts, cursor.selection?));
        Some(one.min(other)..one.max(other)).filter(|range| !range.is_empty())
    }

    /// Selects these bytes of the text.
    pub fn select(&mut self, range: Range<usize>) {
        let editor = self.0.get_mut();
        let starts = starts(editor);
        let position = place(&starts, range.end);
        editor.move_to(Cursor { position, selection: Some(place(&starts, range.start)) });
    }

    /// Where these parts of the text stand, those that are in view: each with the line that its letters stand on as its
    /// top. `marks` are in order.
    pub(super) fn places(&self, marks: &[Range<usize>]) -> Vec<Rectangle> {
        let editor = self.0.borrow();
        let starts = starts(&editor);
        let mut places = Vec::new();
        for run in editor.buffer().layout_runs() {
            let Some(start) = starts.get(run.line_i).copied() else { continue };
            let end = start + run.text.len();
            let first = marks.partition_point(|mark| mark.end <= start);
            for mark in marks[first..].iter().take_while(|mark| mark.start < end) {
                let (from, to) = (mark.start.saturating_sub(start), mark.end.saturating_sub(start));
                let of_it = run.glyphs.iter().filter(|glyph| glyph.start < to && glyph.end > from);
                let span = of_it.fold(None, |span: Option<(f32, f32)>, glyph| {
                    let (left, right) = span.unwrap_or((glyph.x, glyph.x + glyph.w));
                    Some((left.min(glyph.x), right.max(glyph.x + glyph.w)))
                });
                if let Some((left, right)) = span {
                    places.push(Rectangle { x: left, y: run.line_y, width: right - left, height: 0.0 });
                }
            }
        }
        places
    }

    /// Where the caret stands: the top of it.
    pub(super) fn caret_place(&self) -> Point {
        use iced::advanced::text::editor::Selection;
        match self.0.borrow().selection() {
            Selection::Caret(point) => point,
            Selection::Range(ranges) => ranges.first().copied().unwrap_or_default().position(),
        }
    }
}

fn lines(editor: &Editor) -> impl Iterator<Item = iced::advanced::text::editor::Line<'_>> {
    (0..editor.line_count()).map_while(|index| editor.line(index))
}

/// How the end of a line that isn't the last is written.
fn written(ending: LineEnding) -> &'static str {
    match ending {
        LineEnding::None => LineEnding::default().as_str(),
        ending => ending.as_str(),
    }
}

/// Where each line starts in the text.
fn starts(editor: &Editor) -> Vec<usize> {
    let mut at = 0;
    lines(editor)
        .map(|line| {
            let start = at;
            at += line.text.len() + written(line.ending).len();
            start
        })
        .collect()
}

fn offset(starts: &[usize], position: Position) -> usize {
    starts.get(position.line).copied().unwrap_or_default() + position.column
}

fn place(starts: &[usize], offset: usize) -> Position {
    let line = starts.partition_point(|start| *start <= offset).saturating_sub(1);
    Position { line, column: offset - starts.get(line).copied().unwrap_or_default().min(offset) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::widget::text_editor::{Edit, Motion};
    use std::sync::Arc;

    #[test]
    fn bytes_and_lines_are_the_same_places() {
        let mut content = Content::with_text("one\ntwö\n\nthree");
        assert_eq!((content.text().as_str(), content.len()), ("one\ntwö\n\nthree", 15));
        content.perform(Action::Move(Motion::DocumentEnd));
        assert_eq!(content.caret(), 15);
        content.select(4..8);
        assert_eq!((content.selection().as_deref(), content.selected()), (Some("twö"), Some(4..8)));
        content.perform(Action::Edit(Edit::Paste(Arc::new("2".to_owned()))));
        assert_eq!((content.text().as_str(), content.caret()), ("one\n2\n\nthree", 5));
        assert_eq!(content.selected(), None);
    }

    #[test]
    fn nothing_is_nothing() {
        let content = Content::default();
        assert!(content.is_empty());
        assert_eq!((content.text().as_str(), content.len(), content.caret()), ("", 0, 0));
    }
}

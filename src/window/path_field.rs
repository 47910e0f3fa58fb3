//! Where a file of contacts is, or is to be: a field for its path, and a button for the desktop's own dialog.

use crate::store::contact_file;
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::button::symbol;
use crate::widget::focus::focus;
use crate::widget::icon::Icon;
use iced::advanced::widget::Id;
use iced::widget::{Row, container, operation, row, text_input};
use iced::{Alignment, Length, Task};
use std::path::PathBuf;

/// The longest path that is taken in.
pub(super) const LIMIT: usize = 4_000;

/// What typing says, and what the button says.
pub(super) type Says<Message> = (fn(String) -> Message, Message);

/// The field with what was typed into it.
#[derive(Debug)]
pub(super) struct PathField {
    id: &'static str,
    path: String,
}

impl PathField {
    /// The field as a window opens: it names the folder where such files usually are.
    pub(super) fn new(id: &'static str) -> Self {
        Self { id, path: contact_file::usual_place().to_string_lossy().into_owned() }
    }

    /// The same with the name of the file.
    pub(super) fn named(id: &'static str, name: &str) -> Self {
        Self { id, path: contact_file::usual_place().with_file_name(name).to_string_lossy().into_owned() }
    }

    /// Gives it the keyboard, with all of it selected, in the window with that root.
    pub(super) fn take_keyboard<T: Send + 'static>(&self, root: &Id) -> Task<T> {
        focus(root, self.id).chain(operation::select_all(self.id))
    }

    /// Takes in what was typed.
    pub(super) fn set(&mut self, path: &str) {
        self.path = path.chars().filter(|c| !c.is_control()).take(LIMIT).collect();
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.path.trim().is_empty()
    }

    /// The path that was meant.
    pub(super) fn path(&self) -> PathBuf {
        contact_file::typed(&self.path)
    }

    /// The field with its button. `enter` is what Enter says, `on` what typing and the button say.
    pub(super) fn view<'a, Message: Clone + 'a>(
        &'a self,
        wrong: bool,
        enter: Option<Message>,
        on: Option<Says<Message>>,
    ) -> Row<'a, Message> {
        let (typed, browse) = on.unzip();
        let field = text_input(&t!("import-path-hint"), &self.path)
            .id(self.id)
            .size(size::BODY)
            .padding([space::S, 10.0])
            .style(if wrong { style::input_wrong } else { style::input })
            .on_input_maybe(typed)
            .on_submit_maybe(enter);
        let browse = symbol(Icon::More).on_press_maybe(browse).tip(t!("import-browse"));
        row![container(field).width(Length::Fill), browse].spacing(space::S).align_y(Alignment::Center)
    }
}

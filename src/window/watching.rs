//! "Tell me when …": what is to be told about one person, as check boxes.

use crate::store::settings::{Part, Watch};
use crate::t;
use crate::theme::space;
use crate::widget::checkbox::checkbox;
use iced::widget::{Column, Space, column};

/// The boxes; `change` says what holds once one of them is pressed.
pub(super) fn boxes<'a, M: Clone + 'a>(watch: Watch, change: impl Fn(Watch) -> M) -> Column<'a, M> {
    let mut boxes = column![].spacing(2);
    for part in Part::ALL {
        let words = match part {
            Part::Online => t!("watch-online"),
            Part::Offline => t!("watch-offline"),
            Part::Status => t!("watch-status"),
            Part::Writes => t!("watch-writes"),
            Part::EvenBusy => t!("watch-even-busy"),
        };
        if part == Part::EvenBusy {
            boxes = boxes.push(Space::new().height(space::XS));
        }
        // By itself it would be a wish for nothing.
        let can = part != Part::EvenBusy || watch.is_any();
        let has = watch.has(part);
        boxes = boxes.push(checkbox(words, has, can.then(|| change(watch.with(part, !has)))).id(id(part)));
    }
    boxes
}

/// Under what a box is found.
const fn id(part: Part) -> &'static str {
    match part {
        Part::Online => "watch-online",
        Part::Offline => "watch-offline",
        Part::Status => "watch-status",
        Part::Writes => "watch-writes",
        Part::EvenBusy => "watch-even-busy",
    }
}

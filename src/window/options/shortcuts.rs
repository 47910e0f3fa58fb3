//! Every key, from the tables by which keys are handled.

use super::page::Rows;
use crate::shortcut;

pub(super) fn rows(rows: Rows<'_>) -> Rows<'_> {
    shortcut::all().into_iter().fold(rows, |rows, (place, lines)| {
        lines.into_iter().fold(rows.heading(place), |rows, (words, keys)| rows.fact(words, keys))
    })
}

//! Lines of text.

use super::{Place, Words, clean, heading};
use crate::store::history::Kept;
use std::io::{Result, Write};

pub(super) fn start(words: &Words, out: &mut impl Write) -> Result<()> {
    // With a byte order mark, so that every editor takes it for what it is.
    writeln!(out, "\u{feff}{}", clean(&words.title))
}

pub(super) fn entry(words: &Words, kept: &Kept, new: Option<&Place<'_>>, out: &mut impl Write) -> Result<()> {
    if let Some(place) = new {
        writeln!(out, "\n{}", clean(&heading(words, place)).replace('\n', " "))?;
    }
    let time = kept.at.format("%H:%M");
    let Some(text) = kept.text() else {
        return writeln!(out, "[{time}] * {}", clean(&(words.note)(kept)).replace('\n', " "));
    };
    let name = clean(&kept.who.name).replace('\n', " ");
    let name = if name.trim().is_empty() { kept.who.email.to_string() } else { name };
    // What goes on is indented, so that no text can look like a line of somebody else.
    write!(out, "[{time}] {name}: {}", clean(text).replace('\n', "\n        "))?;
    if kept.waited {
        write!(out, " ({})", words.waited)?;
    }
    if let Some(state) = (words.state)(kept) {
        write!(out, " ({state})")?;
    }
    writeln!(out)
}

//! The lines of what is shown, in the looks of a conversation: each message in its writer's font and colour, the words
//! that are searched for marked.

use super::HistoryWindow;
use crate::model::Model;
use crate::store::history::{EntryId, Kept};
use crate::t;
use crate::theme::{SEMIBOLD, size, space};
use crate::widget::message_log::{self, Target, Writer, words};
use crate::widget::message_text::{Block, Piece, Side, clean, ink};
use chrono::NaiveDate;
use iced::Color;
use msnp::conversation::EntryKind;
use msnp::event::MessageState;

/// A message longer than this is shown in part.
const LONG: usize = 3_000;
/// The keys of what leads to more. Those of entries are higher.
const EARLIER: u64 = 0;
const LATER: u64 = 1;

/// Where a click leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// An address for the browser.
    Web(String),
    /// Something is to be done with an entry.
    Pick(EntryId),
    /// An entry is to be shown where it stands.
    Place(EntryId),
    /// What was before.
    Earlier,
    /// What was after.
    Later,
}

/// The blocks of what is read, or of what was found.
pub(super) fn blocks(window: &HistoryWindow, model: &Model, today: NaiveDate) -> Vec<Block<Link>> {
    let writer = Writer::new(model.palette());
    let found = window.found.is_some();
    let mut blocks = Vec::new();
    let more = if found { (false, false) } else { window.reading.more() };
    if more.0 {
        blocks.push(leads(&writer, EARLIER, t!("chat-show-earlier"), Link::Earlier));
    }
    let mut last = None;
    for kept in window.entries() {
        let day = kept.local().date_naive();
        let place = (day, &kept.conversation);
        if last != Some(place) {
            last = Some(place);
            let mut heading = words::day(day, today);
            if window.chosen.is_none() {
                heading = format!("{heading} · {}", window.name(&kept.conversation, model));
            }
            let pieces = writer.words(&heading, SEMIBOLD, size::SECONDARY, writer.palette.secondary);
            let above = if blocks.is_empty() { 0.0 } else { space::L };
            blocks.push(Block::new(key(kept.id, 0), unlinked(pieces), Side::Start, above));
        }
        blocks.push(line(window, &writer, kept, found));
    }
    if more.1 {
        blocks.push(leads(&writer, LATER, t!("chat-show-later"), Link::Later));
    }
    blocks
}

/// The key of a block, by which a selection tells it from the others.
fn key(id: EntryId, part: u64) -> u64 {
    id.message().0.wrapping_mul(4).wrapping_add(8 + part)
}

fn leads(writer: &Writer, key: u64, words: String, link: Link) -> Block<Link> {
    let words = Piece { link: Some(link), ..writer.link(words, Target::Earlier).relink(|_| None) };
    Block { selectable: false, ..Block::new(key, vec![words], Side::Middle, space::S) }
}

fn line(window: &HistoryWindow, writer: &Writer, kept: &Kept, found: bool) -> Block<Link> {
    let palette = writer.palette;
    let picked = window.picked == Some(kept.id);
    let link = if found { Link::Place(kept.id) } else { Link::Pick(kept.id) };
    let time = Piece {
        link: Some(link),
        behind: picked.then_some(palette.selected),
        ..writer.secondary(kept.local().format("%H:%M").to_string()).relink(|_| None)
    };
    let mut pieces = vec![time, writer.secondary("  ".to_owned()).relink(|_| None)];
    let mut side = Side::Start;
    match (kept.text(), &kept.kind) {
        (Some(text), kind) => {
            let color = if kept.is_ours() { palette.text } else { palette.accent };
            let name = clean::line(&kept.who.name);
            let name = if name.trim().is_empty() { kept.who.email.to_string() } else { name };
            pieces.extend(unlinked(writer.words(&format!("{name}: "), SEMIBOLD, size::BODY, color)));
            let format = match kind {
                EntryKind::Received { message, .. } => message.format.as_ref(),
                EntryKind::Sent { format, .. } => Some(format),
                _ => None,
            };
            if format.is_some_and(|format| format.right_to_left) {
                side = Side::End;
            }
            let text = clean::message(&cut(text));
            let said = writer.message(&text, format).into_iter().flat_map(|piece| {
                let piece = piece.relink(|target| match target {
                    Target::Web(address) => Some(Link::Web(address)),
                    _ => None,
                });
                let marks = window.wanted.marks(&piece.text);
                piece.marked(&marks, marker(palette.dark)).into_iter().map(|piece| match piece.behind {
                    Some(behind) => Piece { color: ink::readable(piece.color, behind), ..piece },
                    None => piece,
                })
            });
            pieces.extend(said);
        }
        (None, kind) => {
            let words = message_log::words_of(kind).unwrap_or_default();
            pieces.extend(unlinked(writer.words(&words, crate::theme::ITALIC, size::BODY, palette.secondary)));
        }
    }
    if kept.waited {
        pieces.push(writer.secondary(format!(" · {}", t!("chat-sent-while-away"))).relink(|_| None));
    }
    if let EntryKind::Sent { state, .. } | EntryKind::NudgeSent { state, .. } = &kept.kind {
        let words = match state {
            MessageState::Failed(_) => Some((t!("chat-state-failed"), palette.danger)),
            MessageState::Left => Some((t!("chat-state-left"), palette.secondary)),
            _ => None,
        };
        if let Some((words, color)) = words {
            pieces.push(Piece { color, ..writer.secondary(format!(" · {words}")).relink(|_| None) });
        }
    }
    let marked = window.reading.target == Some(kept.id) && !found;
    Block { marked, ..Block::new(key(kept.id, 1), pieces, side, space::XS) }
}

fn unlinked(pieces: Vec<Piece<Target>>) -> Vec<Piece<Link>> {
    pieces.into_iter().map(|piece| piece.relink(|_| None)).collect()
}

/// The start of a text that is very long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The colour of a text marker.
const fn marker(dark: bool) -> Color {
    if dark { Color::from_rgb8(0x7a, 0x5c, 0x00) } else { Color::from_rgb8(0xff, 0xe0, 0x82) }
}

//! The lines of a log that the program tells: what is new, what became of a message, who nudged, came or went.

use super::style::{Target, Writer};
use crate::model::{Model, Talk};
use crate::theme::{self, size, space};
use crate::widget::contact_row::shown;
use crate::widget::icon::Icon;
use crate::widget::message_text::{Block, Piece, Side};
use crate::{i18n, t};
use msnp::conversation::EntryKind;
use msnp::event::{ConversationId, MessageState};
use msnp::request::MessageId;

/// The line over what came while nobody looked.
pub(super) fn fresh(writer: &Writer, key: u64) -> Block<Target> {
    let color = writer.palette.danger;
    let words = Piece { color, ..writer.secondary(t!("chat-new-below")) };
    let block = Block::new(key, vec![words], Side::Middle, space::S);
    Block { rule: Some(color), selectable: false, marked: true, ..block }
}

/// How far back it is looked for what failed: who reads farther up sends single ones again.
const BACK: usize = 1_000;

/// The messages of ours that have failed, oldest first.
pub(super) fn failed(talk: &Talk) -> Vec<MessageId> {
    let entries = &talk.log.entries;
    let failed = entries.iter().skip(entries.len().saturating_sub(BACK)).filter_map(|entry| match &entry.kind {
        EntryKind::Sent { message, state, .. } | EntryKind::NudgeSent { message, state } if state.is_failed() => {
            Some(*message)
        }
        _ => None,
    });
    failed.collect()
}

/// What can be done about messages that didn't arrive.
pub(super) struct Mending {
    /// Whether we are signed in.
    online: bool,
    /// Whether they can be left at the service.
    later: bool,
    /// The last that failed, where several have, and how many these are.
    several: Option<(MessageId, usize)>,
}

impl Mending {
    pub(super) fn new(talk: &Talk, model: &Model) -> Self {
        let failed = failed(talk);
        let several = failed.last().filter(|_| failed.len() > 1).map(|last| (*last, failed.len()));
        let later = matches!(talk.log.id, ConversationId::With(_)) && model.leaves_messages();
        Self { online: model.connection.is_online(), later, several }
    }
}

/// What became of a message of ours.
pub(super) fn state(
    writer: &Writer,
    key: u64,
    message: MessageId,
    state: &MessageState,
    is_text: bool,
    mending: &Mending,
) -> Block<Target> {
    let palette = writer.palette;
    let (pieces, mark) = match state {
        MessageState::Queued if !mending.online => {
            (vec![writer.secondary(t!("chat-state-waiting-lost"))], (Icon::Clock, palette.secondary))
        }
        MessageState::Queued => (vec![writer.secondary(t!("chat-state-waiting"))], (Icon::Clock, palette.secondary)),
        MessageState::Sent => (vec![writer.secondary(t!("chat-state-sending"))], (Icon::Clock, palette.secondary)),
        MessageState::Delivered => {
            (vec![writer.secondary(t!("chat-state-delivered"))], (Icon::Check, palette.secondary))
        }
        MessageState::Left => (vec![writer.secondary(t!("chat-state-left"))], (Icon::Clock, palette.secondary)),
        MessageState::Failed(error) => {
            let plain = |text| Piece { color: palette.danger, ..writer.secondary(text) };
            let link = |words, target| Piece { color: palette.danger, ..writer.link(words, target) };
            let again = link(t!("chat-send-again"), Target::SendAgain(message));
            let mut pieces = vec![plain(format!("{} — ", t!("chat-state-failed"))), again];
            if mending.later && is_text {
                pieces.push(plain(" · ".to_owned()));
                pieces.push(link(t!("chat-send-later"), Target::SendLater(message)));
            }
            pieces.push(writer.secondary(format!("\n{}", i18n::errors::request(error))));
            if let Some((_, count)) = mending.several.filter(|(last, _)| *last == message) {
                pieces.push(plain("\n".to_owned()));
                pieces.push(link(t!("chat-send-all-again", count = count), Target::SendAllAgain));
            }
            (pieces, (Icon::Warning, palette.danger))
        }
    };
    Block { mark: Some(mark), selectable: false, ..Block::new(key, pieces, Side::Start, 0.0) }
}

/// A nudge, somebody came or went, a call failed.
pub(super) fn note(writer: &Writer, model: &Model, key: u64, kind: &EntryKind) -> Option<Block<Target>> {
    let mark = match kind {
        EntryKind::NudgeReceived { .. } | EntryKind::NudgeSent { .. } => Some(Icon::Nudge),
        EntryKind::CallFailed { .. } => Some(Icon::Warning),
        _ => None,
    };
    let words = match kind {
        EntryKind::CallFailed { email, error } => call_failed(model.roster.display_name(email), error),
        kind => words_of(kind)?,
    };
    let pieces = writer.words(&words, theme::REGULAR, size::SECONDARY, writer.palette.secondary);
    let mark = mark.map(|icon| (icon, writer.palette.secondary));
    let mark_after = matches!(kind, EntryKind::NudgeReceived { .. } | EntryKind::NudgeSent { .. });
    Some(Block { mark, mark_after, ..Block::new(key, pieces, Side::Middle, space::S) })
}

/// What happened, in words; nothing where something was said.
pub fn words_of(kind: &EntryKind) -> Option<String> {
    Some(match kind {
        EntryKind::NudgeReceived { name, .. } => t!("chat-nudge-received", name = shown(name)),
        EntryKind::NudgeSent { .. } => t!("chat-nudge-sent"),
        EntryKind::Joined { name, .. } => t!("chat-joined", name = shown(name)),
        EntryKind::Left { name, idle: false, .. } => t!("chat-left", name = shown(name)),
        EntryKind::Left { name, idle: true, .. } => t!("chat-left-idle", name = shown(name)),
        EntryKind::CallFailed { email, error } => call_failed(email.as_str(), error),
        EntryKind::Received { .. } | EntryKind::Sent { .. } => return None,
    })
}

fn call_failed(name: &str, error: &msnp::error::RequestError) -> String {
    t!("chat-call-failed", name = shown(name), why = i18n::errors::request(error))
}

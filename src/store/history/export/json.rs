//! For programs: an array of entries, each on a line of its own.

use super::Words;
use crate::store::history::Kept;
use msnp::conversation::EntryKind;
use msnp::event::MessageState;
use serde_json::{Map, Value, json};
use std::io::{Result, Write};

pub(super) fn start(words: &Words, out: &mut impl Write) -> Result<()> {
    write!(out, "{{\"title\":{},\"version\":1,\"entries\":[", Value::from(words.title.as_str()))
}

pub(super) fn entry(kept: &Kept, first: bool, out: &mut impl Write) -> Result<()> {
    writeln!(out, "{}", if first { "" } else { "," })?;
    write!(out, "{}", Value::Object(object(kept)))
}

pub(super) fn end(out: &mut impl Write) -> Result<()> {
    writeln!(out, "\n]}}")
}

fn object(kept: &Kept) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("time", kept.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, false).into());
    put("conversation", kept.conversation.as_str().into());
    put("address", kept.who.email.as_str().into());
    put("name", kept.who.name.as_str().into());
    put("direction", if kept.is_ours() { "out" } else { "in" }.into());
    let kind = match &kept.kind {
        EntryKind::Received { .. } | EntryKind::Sent { .. } => "message",
        EntryKind::NudgeReceived { .. } | EntryKind::NudgeSent { .. } => "nudge",
        EntryKind::Joined { .. } => "joined",
        EntryKind::Left { .. } => "left",
        EntryKind::CallFailed { .. } => "call-failed",
    };
    put("kind", kind.into());
    if let Some(text) = kept.text() {
        put("text", text.into());
    }
    if kept.waited {
        put("waited", true.into());
    }
    let format = match &kept.kind {
        EntryKind::Received { message, .. } => message.format.as_ref(),
        EntryKind::Sent { format, .. } => Some(format),
        _ => None,
    };
    if let Some(format) = format {
        let color = format!("#{:02x}{:02x}{:02x}", format.color.red, format.color.green, format.color.blue);
        put(
            "format",
            json!({
                "font": format.font, "color": color, "bold": format.bold, "italic": format.italic,
                "underline": format.underline, "strike": format.strike, "right-to-left": format.right_to_left,
            }),
        );
    }
    if let EntryKind::Sent { state, .. } | EntryKind::NudgeSent { state, .. } = &kept.kind {
        let state = match state {
            MessageState::Queued => "queued",
            MessageState::Sent => "sent",
            MessageState::Delivered => "delivered",
            MessageState::Left => "left",
            MessageState::Failed(_) => "failed",
        };
        put("state", state.into());
    }
    object
}

//! The conversation's menu: everything that can be done with it, in parts. What belongs to none of the parts that are
//! here becomes a part of its own; one that has nothing to offer now leaves no gap.

use super::Message;
use super::people::Other;
use crate::model::Model;
use crate::shortcut::{self, EVERYWHERE, Shortcut};
use crate::t;
use crate::widget::contact_row::short;
use crate::widget::icon::Icon;
use crate::widget::menu::{Entry, entry, entry_maybe, separator};
use msnp::event::ConversationId;

/// The names of the people in it are told apart where there are several, up to this many.
const NAMED: usize = 12;

/// As many of them can be muted here.
const MUTED: usize = 4;

/// All of it, with lines between the parts.
pub(super) fn entries(id: &ConversationId, others: &[Other], model: &Model) -> Vec<Entry<Message>> {
    let parts = [people(id, others, model), log(id, model), frame(id, others, model)];
    let mut entries = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !entries.is_empty() {
            entries.push(separator());
        }
        entries.extend(part);
    }
    entries
}

/// Who is in it, and what they may.
fn people(id: &ConversationId, others: &[Other], model: &Model) -> Vec<Entry<Message>> {
    let online = model.connection.is_online();
    let mut entries = vec![entry(t!("chat-invite-menu"), Message::InviteWanted).icon(Icon::AddPerson)];
    if let (ConversationId::With(_), Some(other)) = (id, others.first()) {
        let (words, message) = if other.blocked {
            (t!("chat-unblock", name = short(&other.name)), Message::UnblockPressed(other.email.clone()))
        } else {
            (t!("chat-block", name = short(&other.name)), Message::BlockPressed(other.email.clone()))
        };
        entries.push(entry_maybe(words, online.then_some(message)).icon(Icon::Block));
    }
    let several = others.len() > 1;
    for other in others.iter().take(NAMED) {
        let words = t!("chat-properties");
        let words = if several { format!("{words}: {}", other.name) } else { words };
        entries.push(entry(words, Message::PropertiesPicked(other.email.clone())));
    }
    // Where there are many, it is in each one's properties.
    for other in others.iter().filter(|_| others.len() <= MUTED) {
        let words = t!("nudges-mute");
        let words = if several { format!("{words}: {}", other.name) } else { words };
        let muted = model.mutes_nudges(&other.email);
        entries.push(entry(words, Message::NudgesMuted(other.email.clone(), !muted)).checked(muted));
    }
    entries
}

/// What was said: to look at, to copy, to keep.
fn log(id: &ConversationId, model: &Model) -> Vec<Entry<Message>> {
    let known = model.history.history.is_some();
    let lasting = !matches!(id, ConversationId::Group(_)) && !model.settings.history.off;
    vec![
        entry_maybe(t!("chat-history"), known.then_some(Message::HistoryPicked))
            .hint_maybe(shortcut::keys_of(EVERYWHERE, Shortcut::History)),
        entry_maybe(t!("chat-keep"), lasting.then_some(Message::KeepToggled)).checked(model.keeps(id)),
        entry(t!("chat-save"), Message::SavePicked { print: false }),
        entry_maybe(t!("chat-print"), known.then_some(Message::SavePicked { print: true })),
        entry(t!("chat-copy"), Message::CopyPicked),
        entry(t!("chat-times"), Message::TimesToggled).checked(model.settings.message_times),
    ]
}

/// The window that it stands in.
fn frame(id: &ConversationId, others: &[Other], model: &Model) -> Vec<Entry<Message>> {
    // A circle is left in the contact list: that is for good.
    let leaves = matches!(id, ConversationId::Group(_)) && !others.is_empty();
    let words = if leaves { t!("chat-leave") } else { t!("chat-close") };
    vec![
        entry(t!("chat-tabs"), Message::TabsToggled).checked(model.settings.frames.tabs),
        entry(words, Message::ClosePicked).icon(Icon::Close).hint_maybe(shortcut::keys_of(EVERYWHERE, Shortcut::Close)),
    ]
}

//! What people are called in a log.

use crate::model::{Model, Talk};
use crate::t;
use crate::widget::contact_row::{short, shown};
use msnp::types::Email;

/// The own name, or what comes nearest to it.
pub fn own_name(model: &Model) -> String {
    let own = &model.roster.own;
    let name = own.name.as_deref().map(shown).filter(|name| !name.is_empty());
    name.or_else(|| own.email.as_ref().map(ToString::to_string)).unwrap_or_else(|| t!("chat-you"))
}

/// What somebody is called who wrote under that name: the name that we gave them goes before it.
pub(super) fn named(model: &Model, email: &Email, name: &str) -> String {
    let alias = model.roster.person(email).and_then(|person| person.alias.as_deref()).map(shown);
    alias.filter(|alias| !alias.is_empty()).unwrap_or_else(|| shown(name))
}

/// The names of those who type now.
pub(super) fn typing(talk: &Talk, model: &Model) -> Vec<String> {
    let typing = talk.log.typing.iter().filter(|(_, until)| **until > model.now);
    typing
        .map(|(email, _)| {
            let name = talk.log.participants.get(email).map_or("", |participant| participant.name.as_str());
            let name = if name.is_empty() { model.roster.display_name(email) } else { name };
            short(&shown(name))
        })
        .collect()
}

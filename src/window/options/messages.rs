//! How messages look, and how they are written.

use super::own_look;
use super::page::Rows;
use crate::model::Model;
use crate::spelling::language;
use crate::t;
use crate::window::SettingsChange;

pub(super) fn rows<'a>(rows: Rows<'a>, families: &[&'static str], model: &'a Model) -> Rows<'a> {
    let settings = &model.settings;
    let rows = rows.heading(t!("options-log")).switch(
        t!("chat-times"),
        t!("options-times-about"),
        settings.message_times,
        SettingsChange::MessageTimes,
    );
    let rows = own_look::rows(spelling(drafts(rows, model), model), families, model);
    rows.heading(t!("options-talks")).switch(
        t!("chat-tabs"),
        t!("options-tabs-about"),
        settings.frames.tabs,
        SettingsChange::Tabs,
    )
}

/// What becomes of what is written.
fn drafts<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    rows.heading(t!("options-writing")).switch(
        t!("options-drafts"),
        t!("options-drafts-about"),
        !model.settings.no_drafts,
        SettingsChange::Drafts,
    )
}

/// Whether and in which language spelling is checked, where a conversation says nothing else.
fn spelling<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let (set, known) = (&model.settings.spelling, &model.spelling);
    let rows = rows.heading(t!("options-spelling")).switch(
        t!("options-spelling-on"),
        t!("options-spelling-about"),
        !set.off,
        SettingsChange::Spelling,
    );
    if set.off {
        return rows;
    }
    if known.names.is_empty() {
        return rows.note(known.how_to_get());
    }
    let system = match known.usual("") {
        Some(name) => t!("options-spelling-system", language = language::shown(name)),
        None => t!("options-spelling-system-none"),
    };
    let mut languages = vec![(String::new(), system)];
    languages.extend(known.names.iter().map(|name| (name.clone(), language::shown(name))));
    // One that is gone counts as none chosen.
    let chosen = known.names.iter().find(|name| **name == set.language).cloned().unwrap_or_default();
    let about = t!("options-spelling-language-about");
    let rows = rows.choice(t!("options-spelling-language"), about, chosen, languages, SettingsChange::SpellingLanguage);
    let name = known.usual(&set.language);
    match name.and_then(|name| Some((name, known.broken(name)?))) {
        Some((name, why)) => rows.wrong(t!("spelling-broken", language = language::shown(name), why = why)),
        None => rows,
    }
}

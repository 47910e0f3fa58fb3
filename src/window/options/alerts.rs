//! What is told, and how.

use super::Message;
use super::page::Rows;
use crate::model::Model;
use crate::store::settings::{Alerts, Part};
use crate::t;
use crate::widget::contact_row;
use crate::window::{SettingsChange, Window};

/// The most contacts with wishes of their own that are listed.
const LISTED: usize = 50;

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let alerts = model.settings.alerts;
    let with = move |change: fn(&mut Alerts, bool)| {
        move |on| {
            let mut alerts = alerts;
            change(&mut alerts, on);
            SettingsChange::Alerts(alerts)
        }
    };
    let rows = rows
        .heading(t!("options-tell"))
        .switch(t!("options-tell-online"), "", alerts.online, with(|alerts, on| alerts.online = on))
        .switch(t!("options-tell-message"), "", alerts.message, with(|alerts, on| alerts.message = on))
        .switch(
            t!("options-tell-call"),
            t!("options-tell-call-about"),
            alerts.call,
            with(|alerts, on| alerts.call = on),
        )
        .switch(t!("options-tell-waited"), "", alerts.waited, with(|alerts, on| alerts.waited = on))
        .switch(t!("options-tell-added"), "", alerts.added, with(|alerts, on| alerts.added = on))
        .note(t!("options-tell-about"))
        .heading(t!("options-quiet"))
        .switch(
            t!("options-silent"),
            t!("options-silent-about"),
            alerts.silent_when_busy,
            with(|alerts, on| alerts.silent_when_busy = on),
        )
        .switch(
            t!("options-open-window"),
            t!("options-open-window-about"),
            alerts.open_window,
            with(|alerts, on| alerts.open_window = on),
        )
        .switch(t!("alerts-shake"), t!("alerts-shake-about"), alerts.shake, with(|alerts, on| alerts.shake = on));
    own(rows, model)
}

/// Those of whom something else holds, each with the way to change it.
fn own<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let Some(list) = model.list().filter(|list| !list.watched.is_empty() || !list.muted.is_empty()) else {
        return rows;
    };
    let people = list.watched.keys().chain(list.muted.iter().filter(|email| !list.watched.contains_key(email)));
    people.take(LISTED).fold(rows.heading(t!("alerts-own")), |rows, email| {
        let watch = model.watch(email);
        let told = Part::ALL.into_iter().filter(|part| watch.has(*part)).map(words);
        let muted = model.mutes_nudges(email).then(|| t!("alerts-muted"));
        let about: Vec<String> = told.chain(muted).collect();
        let open = Message::WindowWanted(Window::Properties(email.clone()));
        rows.action(contact_row::name_for(&model.roster, email), about.join(", "), t!("options-change"), open)
    })
}

fn words(part: Part) -> String {
    match part {
        Part::Online => t!("alerts-own-online"),
        Part::Offline => t!("alerts-own-offline"),
        Part::Status => t!("alerts-own-status"),
        Part::Writes => t!("alerts-own-writes"),
        Part::EvenBusy => t!("alerts-own-busy"),
    }
}

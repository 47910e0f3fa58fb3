//! What is told, and how.

use super::page::Rows;
use crate::model::Model;
use crate::store::settings::Alerts;
use crate::t;
use crate::window::SettingsChange;

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let alerts = model.settings.alerts;
    let with = move |change: fn(&mut Alerts, bool)| {
        move |on| {
            let mut alerts = alerts;
            change(&mut alerts, on);
            SettingsChange::Alerts(alerts)
        }
    };
    rows.heading(t!("options-tell"))
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
}

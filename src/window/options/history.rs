//! What is kept of conversations.

use super::Message;
use super::page::Rows;
use crate::model::Model;
use crate::store::settings::Retention;
use crate::t;
use crate::window::{HistoryChange, SettingsChange, Window};

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let history = model.settings.history;
    let all = Retention::ALL.map(|retention| (retention, words(retention))).into();
    let keep = |keep: bool| SettingsChange::History(HistoryChange::Off(!keep));
    let retain = |retention| SettingsChange::History(HistoryChange::Retention(retention));
    rows.switch(t!("options-history-keep"), t!("options-history-keep-about"), !history.off, keep)
        .choice(t!("options-history-time"), t!("options-history-time-about"), history.retention, all, retain)
        .when(model.history.history.is_some(), |rows| {
            rows.action(
                t!("options-history-look"),
                t!("options-history-look-about"),
                t!("options-open"),
                Message::WindowWanted(Window::History),
            )
        })
}

fn words(retention: Retention) -> String {
    match retention {
        Retention::Forever => t!("options-history-forever"),
        Retention::Year => t!("options-history-year"),
        Retention::Quarter => t!("options-history-days", days = 90),
        Retention::Month => t!("options-history-days", days = 30),
    }
}

//! Light, dark, sizes, the contact list.

use super::page::Rows;
use crate::model::Model;
use crate::store::settings::{ListLook, Sort};
use crate::t;
use crate::window::SettingsChange;

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let look = model.settings.list;
    let list = move |change: fn(&mut ListLook, bool)| {
        move |on| {
            let mut look = look;
            change(&mut look, on);
            SettingsChange::List(look)
        }
    };
    let sorts = vec![
        (Sort::Status, t!("contacts-sort-status")),
        (Sort::Name, t!("contacts-sort-name")),
        (Sort::LastTalk, t!("contacts-sort-talk")),
    ];
    rows.heading(t!("options-list"))
        .choice(t!("contacts-sort"), "", look.sort, sorts, move |sort| SettingsChange::List(ListLook { sort, ..look }))
        .switch(t!("contacts-offline-apart"), "", !look.offline_in_place, list(|look, on| look.offline_in_place = !on))
        .switch(t!("contacts-compact"), "", look.compact, list(|look, on| look.compact = on))
}

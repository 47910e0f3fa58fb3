//! Light, dark, sizes, the contact list.

use super::page::{Number, Rows};
use crate::model::Model;
use crate::store::settings::{Appearance, Ground, ListLook, Sort};
use crate::t;
use crate::window::SettingsChange;

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    list(looks(rows, model.settings.appearance), model)
}

fn looks(rows: Rows<'_>, now: Appearance) -> Rows<'_> {
    let grounds = vec![
        (Ground::System, t!("options-ground-system")),
        (Ground::Light, t!("options-ground-light")),
        (Ground::Dark, t!("options-ground-dark")),
    ];
    let (least, most) = Appearance::SIZES;
    let size = Number { value: now.text_size, least, most, step: Appearance::STEP };
    rows.choice(t!("options-ground"), "", now.ground, grounds, move |ground| {
        SettingsChange::Appearance(Appearance { ground, ..now })
    })
    .switch(t!("options-contrast"), t!("options-contrast-about"), now.contrast, |contrast| {
        SettingsChange::Appearance(Appearance { contrast, ..now })
    })
    .number(
        t!("options-text-size"),
        t!("options-text-size-about"),
        size,
        |percent| t!("options-percent", percent = percent),
        |text_size| SettingsChange::Appearance(Appearance { text_size, ..now }),
    )
}

fn list<'a>(rows: Rows<'a>, model: &Model) -> Rows<'a> {
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

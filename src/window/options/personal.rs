//! Oneself, and signing in.

use super::Message;
use super::page::{self, Rows};
use crate::model::Model;
use crate::platform::{idle, playing};
use crate::store::settings::{AutoReply, OwnChange, OwnSettings};
use crate::t;
use crate::widget::status_menu;
use crate::window::SettingsChange;
use crate::window::contacts::{self, Field};
use msnp::types::Status;

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    // Before anybody is signed in, all of this stands in the sign-in window.
    rows.when(model.connection.is_online(), |rows| away(sign_in(oneself(rows, model), model), model))
}

/// What others see is changed where it stands: in the contact list.
fn oneself<'a>(rows: Rows<'a>, model: &Model) -> Rows<'a> {
    let edit = |field: Field| Message::InContacts(Box::new(contacts::Message::EditStarted(field)));
    let can = |field: &Field| contacts::can_edit(field, model);
    let own = &model.roster.own;
    let name = own.name.clone().unwrap_or_default();
    rows.heading(t!("options-you"))
        .when(can(&Field::Name), |rows| rows.action(t!("options-name"), name, t!("options-change"), edit(Field::Name)))
        .when(can(&Field::Personal), |rows| {
            let text = own.personal.text.clone();
            rows.action(t!("options-personal-message"), text, t!("options-change"), edit(Field::Personal))
        })
        .when(playing::KNOWN && can(&Field::Personal), |rows| {
            let (shown, change) = (model.settings.own.show_music, |on| SettingsChange::Own(OwnChange::ShowMusic(on)));
            rows.switch(t!("own-music"), t!("own-music-about"), shown, change)
        })
}

/// What the program does by itself.
fn away<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let OwnSettings { idle_after, auto_reply, .. } = &model.settings.own;
    let (on, text) = (auto_reply.on, auto_reply.text.as_str());
    let usual = t!("auto-reply-usual");
    let rows = rows.heading(t!("own-away")).when(idle::KNOWN, |rows| {
        let change = |minutes| SettingsChange::Own(OwnChange::IdleAfter(minutes));
        rows.choice(t!("own-idle"), t!("own-idle-about"), *idle_after, times(*idle_after), change)
    });
    rows.switch(t!("auto-reply-on"), t!("auto-reply-hint"), on, |on| {
        SettingsChange::Own(OwnChange::AutoReply(AutoReply { on, text: text.to_owned() }))
    })
    .when(on, |rows| {
        let field = page::Field { id: "options-auto-reply", value: text, hint: &usual };
        rows.field(t!("auto-reply-text"), "", field, move |text| {
            SettingsChange::Own(OwnChange::AutoReply(AutoReply::new(on, &text)))
        })
    })
}

/// The times after which one can be idle, and the one that is set.
fn times(now: Option<u16>) -> Vec<(Option<u16>, String)> {
    let mut minutes = vec![1, 3, 5, 10, 15, 30, 60];
    minutes.extend(now.filter(|now| !minutes.contains(now)));
    minutes.sort_unstable();
    let words = |minutes: u16| (Some(minutes), t!("own-idle-after", minutes = minutes));
    [(None, t!("own-idle-never"))].into_iter().chain(minutes.into_iter().map(words)).collect()
}

fn sign_in<'a>(rows: Rows<'a>, model: &Model) -> Rows<'a> {
    let settings = &model.settings;
    let status = if settings.status == Status::Offline { Status::Online } else { settings.status };
    let states = Status::CHOICES.into_iter().map(|status| (status, status_menu::word(status))).collect();
    let rows = rows.heading(t!("options-sign-in")).choice(
        t!("options-sign-in-as"),
        t!("options-sign-in-as-about"),
        status,
        states,
        SettingsChange::SignInStatus,
    );
    if model.keyring != Some(Ok(())) {
        return rows.note(t!("keyring-absent"));
    }
    let remembers = settings.remember;
    rows.switch(t!("sign-in-remember"), t!("options-remember-about"), remembers, SettingsChange::Remember)
        .when(remembers, |rows| rows.switch(t!("sign-in-automatic"), "", settings.automatic, SettingsChange::Automatic))
}

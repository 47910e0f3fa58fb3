//! Oneself, and signing in.

use super::Message;
use super::page::Rows;
use crate::model::Model;
use crate::t;
use crate::widget::status_menu;
use crate::window::SettingsChange;
use crate::window::contacts::{self, Field};
use msnp::types::Status;

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    // Before anybody is signed in, all of this stands in the sign-in window.
    rows.when(model.connection.is_online(), |rows| sign_in(oneself(rows, model), model))
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

//! The way to the server. The services' own addresses stand in the sign-in window.

use super::Message;
use super::page::{Field, Rows};
use crate::model::Model;
use crate::store::settings::{Gateway, NetworkSettings, ProxyKind};
use crate::t;
use crate::window::proxy_form::{ProxyForm, gateway_name, proxy_name};
use crate::window::{ConnectionChange, SettingsChange};
use msnp::types::Secret;
use std::time::Duration;

/// How long nothing is typed until what was typed counts: half an address is none, and the keyring is slow.
pub(super) const REST: Duration = Duration::from_millis(700);

/// The proxy as it is being typed.
#[derive(Debug)]
pub(super) struct ProxyFields {
    form: ProxyForm,
    /// Counts what was typed, so that only the last rest counts.
    edits: u64,
    /// Whether something typed isn't kept yet.
    unsaved: bool,
}

/// What was done about the proxy.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Another kind was chosen.
    Kind(ProxyKind),
    /// Its address was edited.
    Host(String),
    /// Its port was edited.
    Port(String),
    /// Its user was edited.
    User(String),
    /// Their password was edited.
    Password(Secret),
    /// Nothing was typed for a while since that edit.
    Rested(u64),
}

impl ProxyFields {
    pub(super) fn new(model: &Model) -> Self {
        Self { form: ProxyForm::new(model), edits: 0, unsaved: false }
    }

    /// Takes an edit in. Answers its number: it waits for a rest.
    pub(super) fn edited(&mut self, edit: Edit) -> u64 {
        match edit {
            Edit::Rested(_) => return self.edits,
            Edit::Kind(kind) => self.form.kind = kind,
            Edit::Host(host) => self.form.host = host,
            Edit::Port(port) => self.form.port = port,
            Edit::User(user) => self.form.user = user,
            Edit::Password(password) => self.form.password = password,
        }
        self.unsaved = true;
        self.edits += 1;
        self.edits
    }

    /// What there is to keep once nothing was typed since the edit of that number, or now where none is given. What
    /// isn't right yet isn't kept.
    pub(super) fn rested(&mut self, edit: Option<u64>, model: &Model) -> Option<SettingsChange> {
        if !self.unsaved || edit.is_some_and(|edit| edit != self.edits) {
            return None;
        }
        let proxy = self.form.proxy().ok()?;
        self.unsaved = false;
        let network = NetworkSettings { proxy, ..model.settings.network.clone() };
        Some(change(network, self.form.password.clone(), model))
    }
}

fn change(network: NetworkSettings, proxy_password: Secret, model: &Model) -> SettingsChange {
    let place_name = model.settings.place_name.clone();
    SettingsChange::Connection(Box::new(ConnectionChange { custom: None, network, proxy_password, place_name }))
}

pub(super) fn rows<'a>(rows: Rows<'a>, fields: &'a ProxyFields, model: &'a Model) -> Rows<'a> {
    let settings = &model.settings;
    let usual = if model.host.is_empty() { "Swallowtail" } else { model.host.as_str() };
    let gateways = Gateway::ALL.into_iter().map(|gateway| (gateway, gateway_name(gateway))).collect();
    let rows = proxy(rows.note(t!("options-connection-about")), fields, model)
        .choice(t!("connection-gateway"), "", settings.network.gateway, gateways, |gateway| {
            let network = NetworkSettings { gateway, ..settings.network.clone() };
            change(network, model.proxy_password.clone(), model)
        })
        .field(
            t!("connection-place"),
            t!("connection-place-about"),
            Field { id: "options-place", value: &settings.place_name, hint: usual },
            SettingsChange::PlaceName,
        );
    certificates(rows, model)
}

fn proxy<'a>(rows: Rows<'a>, fields: &'a ProxyFields, model: &Model) -> Rows<'a> {
    let form = &fields.form;
    let kinds = ProxyKind::ALL.into_iter().map(|kind| (kind, proxy_name(kind))).collect();
    let rows = rows.choice(t!("connection-proxy"), "", form.kind, kinds, |kind| Message::ProxyEdited(Edit::Kind(kind)));
    if !form.kind.has_address() {
        return rows;
    }
    let usual = form.kind.usual_port().to_string();
    let edit = |edit: fn(String) -> Edit| move |typed| Message::ProxyEdited(edit(typed));
    let field = |id, value: &'a str, hint| Field { id, value, hint };
    let rows = rows
        .field(
            t!("connection-proxy-host"),
            "",
            field("options-proxy-host", &form.host, "proxy.example"),
            edit(Edit::Host),
        )
        .field(
            t!("connection-proxy-port"),
            "",
            Field { id: "options-proxy-port", value: &form.port, hint: &usual },
            edit(Edit::Port),
        )
        .field(t!("connection-proxy-user"), "", field("options-proxy-user", &form.user, ""), edit(Edit::User));
    let about = if form.forgets(model) { t!("connection-proxy-not-kept") } else { String::new() };
    let password = field("options-proxy-password", form.password.expose(), "");
    let rows = rows
        .secret(t!("connection-proxy-password"), about, password, |typed| Message::ProxyEdited(Edit::Password(typed)));
    match form.proxy() {
        Ok(_) => rows,
        Err(wrong) => rows.wrong(wrong.words()),
    }
}

/// The certificates that were accepted, each with a way to forget it.
fn certificates<'a>(rows: Rows<'a>, model: &Model) -> Rows<'a> {
    let pins = &model.settings.pins;
    if pins.is_empty() {
        return rows;
    }
    let rows = rows.heading(t!("connection-certificates")).note(t!("options-certificates-about"));
    pins.keys().fold(rows, |rows, host| {
        let forget = t!("connection-certificate-forget");
        rows.action(host.clone(), "", forget, Message::CertificateForgotten(host.clone()))
    })
}

//! The main window before anybody is signed in.

use super::{Kind, Scene, scene};
use iced::keyboard::key::Named;
use msnp::error::SignOutReason;
use msnp::event::SignInStep;
use msnp::types::{Endpoint, Fingerprint};
use std::time::Duration;
use swallowtail::model::{Connection, Model, Problem};
use swallowtail::store::credentials::CredentialError;
use swallowtail::window::Window;
use swallowtail::window::sign_in::Message;
use swallowtail::windows;

fn out(model: &mut Model, connection: Connection) {
    model.roster = msnp::roster::Roster::default();
    model.connection = connection;
}

fn typed(address: &str) -> windows::Message {
    windows::Message::SignIn(Message::EmailEdited(address.into()))
}

fn here(name: &'static str) -> Scene {
    scene(name, Kind::SignIn, Window::Main).with(|model, _| out(model, Connection::SignedOut))
}

pub(super) fn sign_in() -> Vec<Scene> {
    vec![
        here("sign-in").after(|hands| {
            hands.say(typed("alice@swallowtail.example"));
            hands.fill("sign-in-password", "secret");
        }),
        here("sign-in-services").after(|hands| hands.press("sign-in-service")).menu(),
        here("sign-in-status").after(|hands| hands.press("sign-in-status")).menu().unseen(),
        here("sign-in-wrong")
            .with(|model, _| {
                out(model, Connection::Ended(SignOutReason::WrongPassword));
                model.problem = Some(Problem::NotSaved("the disk is full".into()));
                model.keyring = Some(Err(CredentialError::Absent));
            })
            .after(|hands| {
                hands.say(typed("alice"));
                hands.press("sign-in-submit");
            }),
        here("signing-in")
            .with(|model, _| {
                let server = Endpoint { host: "messenger.example".into(), port: 1863 };
                out(model, Connection::SigningIn(SignInStep::Redirected(server)));
            })
            .after(|hands| hands.say(typed("alice@swallowtail.example"))),
        here("sign-in-lost")
            .with(|model, _| {
                let lost = Connection::Lost {
                    reason: SignOutReason::TimedOut,
                    retry_in: Duration::from_secs(20),
                    since: model.now,
                    attempt: 2,
                };
                out(model, lost);
            })
            .after(|hands| hands.say(typed("alice@swallowtail.example")))
            .unseen(),
        here("new-account").after(|hands| {
            hands.press("sign-in-account");
            hands.fill("new-account-name", "Alice");
            hands.fill("new-account-password", "secret");
            hands.press("new-account-create");
        }),
        here("connection").after(|hands| hands.press("sign-in-connection")).unseen(),
        here("connection-custom")
            .with(|model, _| {
                out(model, Connection::SignedOut);
                model.settings.pins.insert("messenger.example:443".into(), Fingerprint([0xA7; 32]));
            })
            .after(|hands| {
                hands.say(windows::Message::SignIn(Message::ServiceChosen("custom".into())));
                hands.press("sign-in-connection");
                hands.press("connection-web");
                hands.press("connection-proxy");
                hands.key(Named::ArrowDown);
                hands.key(Named::ArrowDown);
                hands.key(Named::Enter);
                hands.fill("connection-server", "messenger.example");
                hands.press("connection-keep");
            }),
        here("certificate").with(|model, _| {
            let host = "messenger.example:443".into();
            let fingerprint = Fingerprint([0x3F; 32]);
            out(model, Connection::Ended(SignOutReason::UntrustedCertificate { host, fingerprint }));
        }),
    ]
}

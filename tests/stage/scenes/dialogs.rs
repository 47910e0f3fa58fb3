//! The windows that are open for a moment.

use super::super::cast::email;
use super::super::talks;
use super::{Kind, Scene, scene};
use msnp::request::Request;
use msnp::session::RequestId;
use swallowtail::store::contact_file::{self, ContactFileError};
use swallowtail::window::{Window, add_contact, export, import, privacy, switcher};
use swallowtail::windows::Message;

pub(super) fn privacy() -> Vec<Scene> {
    let here = |name| scene(name, Kind::Privacy, Window::Privacy);
    vec![
        here("privacy").with(|model, _| {
            model.pending.insert(RequestId(1), Request::Block(email("erin")));
        }),
        here("privacy-reverse").after(|hands| hands.say(Message::Privacy(privacy::Message::ReverseShown(true)))),
        here("privacy-offline").with(|model, _| model.connection = swallowtail::model::Connection::SignedOut).unseen(),
    ]
}

pub(super) fn add_contact() -> Vec<Scene> {
    let here = |name| scene(name, Kind::AddContact, Window::AddContact(None));
    vec![
        here("add-contact").after(|hands| {
            hands.say(Message::AddContact(add_contact::Message::AddressTyped("ivan".into())));
            hands.say(Message::AddContact(add_contact::Message::NameTyped("Ivan from the choir".into())));
            hands.say(Message::AddContact(add_contact::Message::Submitted));
        }),
        scene("add-contact-known", Kind::AddContact, Window::AddContact(Some(email("ivan")))).unseen(),
    ]
}

pub(super) fn added_you() -> Vec<Scene> {
    let here = |name| scene(name, Kind::AddedYou, Window::AddedYou);
    vec![
        here("added-you").with(|model, cast| cast.stranger(model, "ivan", "Ivan")),
        here("added-you-many").with(|model, cast| {
            for (address, name) in [("ivan", "Ivan"), ("judy", "Judy"), ("mallory", "Mallory"), ("olivia", "Olivia")] {
                cast.stranger(model, address, name);
            }
        }),
    ]
}

pub(super) fn properties() -> Vec<Scene> {
    let here = |name| scene(name, Kind::Properties, Window::Properties(email("bob")));
    vec![
        here("properties").with(|model, _| super::contacts::wish(model)),
        here("properties-changed").after(|hands| hands.fill("properties-alias", "Bobby")).unseen(),
        scene("properties-gone", Kind::Properties, Window::Properties(email("nobody"))).unseen(),
    ]
}

pub(super) fn switcher() -> Vec<Scene> {
    let here = |name| scene(name, Kind::Switcher, Window::Switcher).with(talks::one);
    vec![
        here("switcher"),
        here("switcher-found").after(|hands| {
            hands.say(Message::Switcher(switcher::Message::Typed("b".into())));
        }),
        here("switcher-nothing")
            .after(|hands| hands.say(Message::Switcher(switcher::Message::Typed("zebra".into()))))
            .unseen(),
    ]
}

pub(super) fn import() -> Vec<Scene> {
    let here = |name| scene(name, Kind::Import, Window::Import).after(|hands| hands.say(path("contacts.csv")));
    fn path(name: &str) -> Message {
        Message::Import(import::Message::PathTyped(format!("/home/alice/Documents/{name}")))
    }
    fn read(hands: &mut dyn super::Hands, name: &str, result: Result<contact_file::Parsed, ContactFileError>) {
        hands.say(path(name));
        hands.say_only(Message::Import(import::Message::ReadPressed));
        hands.say(Message::Import(import::Message::Read(result)));
    }
    vec![
        here("import").unseen(),
        here("import-found").after(|hands| {
            let file = "E-mail Address,Name\nivan@swallowtail.example,Ivan\njudy@swallowtail.example,Judy from the \
                        choir\nbob@swallowtail.example,Bob\nnot an address,Nobody\nmallory@swallowtail.example,\n";
            read(hands, "contacts.csv", Ok(contact_file::parse(file.as_bytes())));
        }),
        here("import-wrong").after(|hands| read(hands, "contact.csv", Err(ContactFileError::Missing))).unseen(),
    ]
}

pub(super) fn export() -> Vec<Scene> {
    let here = |name| scene(name, Kind::Export, Window::Export);
    fn saved(hands: &mut dyn super::Hands, result: Result<(), ContactFileError>) {
        hands.say(Message::Export(export::Message::PathTyped("/home/alice/Documents/contacts.ctt".into())));
        hands.say_only(Message::Export(export::Message::SavePressed));
        hands.say(Message::Export(export::Message::Saved(result)));
    }
    vec![
        here("export").after(|hands| {
            hands.say(Message::Export(export::Message::PathTyped("/home/alice/Documents/contacts.ctt".into())));
        }),
        here("export-exists").after(|hands| saved(hands, Err(ContactFileError::Exists))).unseen(),
        here("export-done").after(|hands| saved(hands, Ok(()))).unseen(),
    ]
}

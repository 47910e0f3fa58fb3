//! The contact list.

use super::super::cast::{email, group, with};
use super::super::talks;
use super::{Kind, Scene, scene};
use iced::keyboard::key::Named;
use msnp::content::endpoint::OwnPlace;
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::request::Request;
use msnp::session::RequestId;
use msnp::types::{PlaceId, Status};
use std::time::Duration;
use swallowtail::model::{Connection, Model, Trouble};
use swallowtail::store::settings::Watch;
use swallowtail::window::Window;
use swallowtail::window::contacts::sections::{Item, SectionId};
use swallowtail::window::contacts::{Field, Message, Question};
use swallowtail::windows;

fn here(name: &'static str) -> Scene {
    scene(name, Kind::Contacts, Window::Main)
}

fn said(message: Message) -> windows::Message {
    windows::Message::Contacts(message)
}

fn bob() -> Item {
    Item::Person(SectionId::Group(group(1)), email("bob"))
}

/// Something is to be told about Bob, whose nudges are muted.
pub(super) fn wish(model: &mut Model) {
    if let Some(account) = model.account_key() {
        let list = model.settings.lists.entry(account).or_default();
        list.watch(email("bob"), Watch { online: true, writes: true, ..Watch::default() });
        list.mute(email("bob"), true);
    }
}

pub(super) fn contacts() -> Vec<Scene> {
    vec![
        here("contacts")
            .with(|model, cast| {
                talks::one(model, cast);
                model.conversations.get_mut(&with("bob")).expect("it is there").unread = 2;
            })
            .after(|hands| hands.say(said(Message::Chosen(bob())))),
        here("contacts-circles").with(|model, cast| {
            talks::circle(model, cast);
            model.settings.list.compact = true;
            model.settings.folded.insert(SectionId::Offline.key());
        }),
        here("contacts-search").after(|hands| hands.say(said(Message::Searched("e".into())))),
        here("contacts-not-found").after(|hands| hands.say(said(Message::Searched("zebra".into())))).unseen(),
        here("contacts-menu").after(open_menu).menu(),
        here("contacts-status")
            .with(|model, _| {
                let other = PlaceId::new("6384e2b2-184b-4bf5-8ecc-f10ca7a6563c");
                let place = |place, name: &str| OwnPlace { place, name: name.into(), ..OwnPlace::default() };
                model.places = vec![place(model.place.clone(), "desk"), place(other, "Laptop in the kitchen")];
            })
            .after(|hands| {
                hands.tab(2);
                hands.key(Named::Enter);
            })
            .menu(),
        here("contacts-person")
            .after(|hands| {
                hands.say(said(Message::Chosen(bob())));
                hands.key(Named::ContextMenu);
            })
            .menu(),
        here("contacts-group")
            .after(|hands| {
                hands.say(said(Message::Chosen(Item::Header(SectionId::Group(group(2))))));
                hands.key(Named::ContextMenu);
            })
            .menu()
            .unseen(),
        here("contacts-empty").with(|model, _| {
            model.roster.people.clear();
            model.roster.groups.clear();
        }),
        here("contacts-lost").with(|model, _| {
            model.connection = Connection::Lost {
                reason: SignOutReason::TimedOut,
                retry_in: Duration::from_secs(20),
                since: model.now,
                attempt: 2,
            };
        }),
        here("contacts-notices").with(|model, cast| {
            cast.stranger(model, "ivan", "Ivan");
            cast.stranger(model, "judy", "Judy");
            model.trouble = Some(Trouble {
                request: Request::AddContact { email: email("nobody"), name: None, group: None },
                error: RequestError::Server(ErrorCode(205)),
            });
            let wishes = [
                Request::SetStatus(Status::Busy),
                Request::SetName(cast.name("Alicia")),
                Request::Block(email("bob")),
                Request::Unblock(email("frank")),
            ];
            for (number, wish) in wishes.into_iter().enumerate() {
                model.pending.insert(RequestId(number as u64), wish);
            }
        }),
        here("contacts-name").after(|hands| hands.say(said(Message::EditStarted(Field::Name)))).unseen(),
        here("contacts-personal").after(|hands| hands.say(said(Message::EditStarted(Field::Personal)))).unseen(),
        here("contacts-alias")
            .after(|hands| {
                hands.say(said(Message::Chosen(bob())));
                hands.say(said(Message::EditStarted(Field::Alias(email("bob")))));
            })
            .unseen(),
        here("contacts-rename").after(|hands| hands.say(said(Message::EditStarted(Field::Group(group(2)))))).unseen(),
        here("contacts-new-group").after(|hands| hands.say(said(Message::EditStarted(Field::NewGroup)))).unseen(),
        here("contacts-remove").after(|hands| {
            hands.say(said(Message::Asked(Question::Remove { email: email("bob"), block: false })));
        }),
        here("contacts-watch")
            .with(|model, _| wish(model))
            .after(|hands| hands.say(said(Message::Asked(Question::Watch(email("bob")))))),
        here("contacts-auto-reply").after(|hands| hands.say(said(Message::AutoReplyAsked))).unseen(),
        here("contacts-remove-group")
            .after(|hands| hands.say(said(Message::Asked(Question::RemoveGroup(group(2))))))
            .unseen(),
        here("contacts-leave-circle")
            .with(talks::circle)
            .after(|hands| hands.say(said(Message::Asked(Question::LeaveCircle(talks::walkers())))))
            .unseen(),
        here("contacts-regroup").after(|hands| {
            hands.say(said(Message::Asked(Question::Regroup {
                email: email("bob"),
                from: SectionId::Group(group(1)),
                copy: false,
                to: Some(group(2)),
            })));
        }),
    ]
}

/// The menu button is the last of the header.
fn open_menu(hands: &mut dyn super::Hands) {
    hands.tab(6);
    hands.key(Named::Enter);
}

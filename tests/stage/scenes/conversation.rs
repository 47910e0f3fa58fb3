//! A conversation with one and with several.

use super::super::cast::{email, with};
use super::super::talks;
use super::{Kind, Scene, scene};
use iced::keyboard::key::Named;
use msnp::error::SignOutReason;
use msnp::event::ConversationId;
use msnp::types::{List, Lists};
use std::time::Duration;
use swallowtail::model::{Connection, Model};
use swallowtail::widget::composer::{self, Popover};
use swallowtail::window::Window;
use swallowtail::window::conversation::Message;
use swallowtail::windows;

fn bob(name: &'static str) -> Scene {
    scene(name, Kind::Conversation, Window::Conversation(with("bob"))).with(talks::one)
}

fn writing(message: composer::Message) -> windows::Message {
    windows::Message::Conversation(Message::Composer(message))
}

fn open(popover: Popover) -> windows::Message {
    writing(composer::Message::PopoverToggled(popover))
}

pub(super) fn conversation() -> Vec<Scene> {
    let several = || Window::Conversation(ConversationId::Group(1));
    vec![
        bob("chat"),
        bob("chat-empty").with(talks::empty).unseen(),
        bob("chat-many").with(talks::long).unseen(),
        bob("chat-emoji")
            .with(|model, cast| {
                talks::one(model, cast);
                model.settings.recent_emoji = ["🦋", "😍", "☕"].map(String::from).to_vec();
            })
            .after(|hands| hands.say(open(Popover::Emoji)))
            .popover(),
        bob("chat-format").after(|hands| hands.say(writing(composer::Message::BarToggled))),
        bob("chat-fonts")
            .after(|hands| {
                hands.say(writing(composer::Message::BarToggled));
                hands.say(open(Popover::Fonts));
            })
            .unseen(),
        bob("chat-colours").after(|hands| {
            hands.say(writing(composer::Message::BarToggled));
            hands.say(open(Popover::Colors));
        }),
        bob("chat-invite").after(|hands| hands.say(windows::Message::Conversation(Message::InviteWanted))),
        bob("chat-menu").after(|hands| hands.key(Named::F10)).menu(),
        bob("chat-paste").after(|hands| {
            let paste = "one and the same sentence, again and again. ".repeat(4_000);
            hands.say(writing(composer::Message::Edited(iced::widget::text_editor::Action::Edit(
                iced::widget::text_editor::Edit::Paste(paste.into()),
            ))));
        }),
        bob("chat-lost")
            .with(|model, cast| {
                talks::one(model, cast);
                model.connection = Connection::Lost {
                    reason: SignOutReason::TimedOut,
                    retry_in: Duration::from_secs(20),
                    since: model.now,
                    attempt: 1,
                };
            })
            .unseen(),
        bob("chat-blocked")
            .with(|model, cast| {
                talks::one(model, cast);
                let bob = model.roster.people.get_mut(&email("bob")).expect("he is there");
                bob.lists = bob.lists.without(List::Allow).with(List::Block);
            })
            .unseen(),
        bob("chat-stranger").with(|model, cast| {
            talks::one(model, cast);
            model.roster.people.get_mut(&email("bob")).expect("he is there").lists = Lists::NONE;
        }),
        scene("chat-offline", Kind::Conversation, Window::Conversation(with("grace"))).with(talks::absent),
        scene("chat-several", Kind::Conversation, several()).with(talks::several),
        scene("chat-circle", Kind::Conversation, Window::Conversation(ConversationId::Circle(talks::walkers())))
            .with(talks::circle),
    ]
}

pub(super) fn tabs() -> Vec<Scene> {
    let all = |model: &mut Model, cast| {
        talks::one(model, cast);
        talks::circle(model, cast);
        talks::absent(model, cast);
        model.settings.frames.tabs = true;
        if let Some(talk) = model.conversations.get_mut(&with("grace")) {
            talk.unread = 3;
        }
    };
    vec![scene("tabs", Kind::Tabs, Window::Tabs).with(all)]
}

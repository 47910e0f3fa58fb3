//! What the status menu says of oneself beside the states: the music, and the answer while one is away with its card.

use super::{DEFAULT, Field, Message, Question, can_edit};
use crate::model::Model;
use crate::platform::playing;
use crate::store::settings::{AutoReply, OwnChange};
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::button::{Kind, labelled};
use crate::widget::menu::{self, Entry};
use crate::widget::{checkbox, dialog};
use crate::window::{Action, SettingsChange};
use iced::Element;
use iced::widget::{column, text, text_input};

/// What happens on the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Other words.
    Typed(String),
    /// Whether anything is answered at all.
    Toggled,
}

/// The lines of the status menu.
pub(super) fn entries(model: &Model) -> Vec<Entry<Message>> {
    let own = &model.settings.own;
    let mut lines = vec![menu::separator()];
    if playing::KNOWN {
        let show = Message::OwnChanged(OwnChange::ShowMusic(!own.show_music));
        // Below MSNP11 there is nothing to say it with.
        let can = can_edit(&Field::Personal, model);
        lines.push(menu::entry_maybe(t!("own-music"), can.then_some(show)).checked(own.show_music));
    }
    lines.push(menu::entry(t!("own-auto-reply"), Message::AutoReplyAsked).checked(own.auto_reply.on));
    lines
}

/// What is asked on the card: what holds now.
pub(super) fn question(model: &Model) -> Question {
    let reply = &model.settings.own.auto_reply;
    Question::AutoReply(AutoReply { on: reply.on, text: words(reply) })
}

/// What is answered.
fn words(reply: &AutoReply) -> String {
    if reply.text.trim().is_empty() { t!("auto-reply-usual") } else { reply.text.clone() }
}

/// Takes in what happens on the card.
pub(super) fn edit(reply: &mut AutoReply, edit: Edit) {
    match edit {
        Edit::Typed(text) => reply.text = text.chars().take(AutoReply::MOST).collect(),
        Edit::Toggled => reply.on = !reply.on,
    }
}

/// What is kept: the usual words are those of whatever language is spoken then.
pub(super) fn kept<M>(reply: &AutoReply) -> Action<M> {
    let text = Some(reply.text.trim()).filter(|text| *text != t!("auto-reply-usual"));
    let reply = AutoReply::new(reply.on, text.unwrap_or_default());
    Action::Configure(SettingsChange::Own(OwnChange::AutoReply(reply)))
}

/// The card.
pub(super) fn card(reply: &AutoReply) -> Element<'_, Message> {
    let input = text_input(&t!("auto-reply-usual"), &reply.text)
        .id(DEFAULT)
        .size(size::BODY)
        .padding([5.0, space::S])
        .style(style::input)
        .on_input(|text| Message::AutoReply(Edit::Typed(text)))
        .on_submit(Message::Agreed);
    let body = column![
        checkbox::checkbox(t!("auto-reply-on"), reply.on, Some(Message::AutoReply(Edit::Toggled))),
        column![text(t!("auto-reply-text")).size(size::SECONDARY).style(style::secondary), input].spacing(space::XS),
        text(t!("auto-reply-hint")).size(size::SECONDARY).style(style::secondary),
    ];
    let cancel = labelled(t!("cancel")).on_press(Message::Dismissed);
    let keep = labelled(t!("auto-reply-keep")).kind(Kind::Primary).on_press(Message::Agreed);
    dialog::card(t!("auto-reply-title"), body.spacing(space::S), [cancel.into(), keep.into()])
}

//! About one person: who they are, how we stand with them, what their program can do.

mod details;
mod facts;

pub use details::Detail;

use crate::model::{Connection, Model};
use crate::store::settings::Watch;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::button::{Kind, button, labelled};
use crate::widget::checkbox::checkbox;
use crate::widget::contact_row;
use crate::widget::focus::focus;
use crate::widget::icon::{self, Icon};
use crate::widget::keys;
use crate::widget::label::label;
use crate::widget::scroll;
use crate::widget::status_menu;
use crate::window::{Action, SettingsChange, Window, pending, watching};
use details::Details;
use facts::{fact, lines};
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{column, container, row, rule, text};
use iced::{Alignment, Element, Length, Task};
use msnp::error::RequestError;
use msnp::event::{Answer, ConversationId};
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::Email;

const CLOSE: &str = "properties-close";
const SAVE: &str = "properties-save";
const STAR: &str = "properties-star";
const MUTE: &str = "properties-mute";

/// The window.
#[derive(Debug)]
pub struct Properties {
    root: Id,
    email: Email,
    details: Details,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The address was copied.
    Copied,
    /// A conversation was asked for.
    Opened,
    /// Blocking or its end was asked for.
    Blocked(bool),
    /// They are to be a favourite, or no more.
    Starred(bool),
    /// Their nudges are to be lines only, or no longer.
    Muted(bool),
    /// Something else is to be told about them.
    Watched(Watch),
    /// Something noted down about them was edited.
    Edited(Detail, String),
    /// What was edited is to be kept.
    Saved,
    /// What was said with them.
    History,
    /// The window was closed.
    Closed,
}

impl Properties {
    /// The window about a person.
    pub fn new(_model: &Model, email: Email) -> (Self, Task<Message>) {
        let root = Id::unique();
        let task = focus(&root, CLOSE);
        (Self { root, email, details: Details::default() }, task)
    }

    /// The title.
    pub fn title(&self, model: &Model) -> String {
        t!("properties-title", name = contact_row::name_for(&model.roster, &self.email))
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        let email = self.email.clone();
        match message {
            Message::Copied => Action::Run(iced::clipboard::write(email.to_string())),
            Message::Opened => Action::Open(Window::Conversation(ConversationId::With(email))),
            Message::Blocked(true) => Action::Send(Request::Block(email)),
            Message::Blocked(false) => Action::Send(Request::Unblock(email)),
            Message::Starred(favourite) => Action::Configure(SettingsChange::Favourite { email, favourite }),
            Message::Muted(muted) => Action::Configure(SettingsChange::MuteNudges { email, muted }),
            Message::Watched(watch) => Action::Configure(SettingsChange::Watch { email, watch }),
            Message::Edited(detail, text) => {
                self.details.edited(detail, text);
                Action::None
            }
            Message::Saved => match model.roster.person(&email).filter(|_| model.connection.is_online()) {
                Some(person) => Action::Many(self.details.save(person, model).into_iter().map(Action::Send).collect()),
                None => Action::None,
            },
            Message::History => Action::ShowHistory(Some(ConversationId::With(email))),
            Message::Closed => Action::Close,
        }
    }

    /// A request was answered. Says whether a refusal is shown here.
    pub fn answered(&mut self, request: &Request, result: &Result<Answer, RequestError>, model: &Model) -> bool {
        let ours = Details::asks(request, &self.email);
        if ours {
            self.details.answered(request, result, model);
        }
        ours
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let content = match model.roster.person(&self.email) {
            Some(person) => self.person(person, model),
            None => {
                container(text(t!("properties-gone")).size(size::BODY)).padding(space::L).height(Length::Fill).into()
            }
        };
        let online = model.connection.is_online();
        let mut buttons = row![].spacing(space::S);
        let mut changed = false;
        if let Some(person) = model.roster.person(&self.email) {
            let blocked = pending::blocked(model, &self.email).unwrap_or_else(|| person.is_blocked());
            let word = if blocked { t!("contacts-unblock") } else { t!("contacts-block") };
            buttons = buttons.push(labelled(word).on_press_maybe(online.then_some(Message::Blocked(!blocked))));
            let history = model.history.history.is_some().then_some(Message::History);
            buttons = buttons.push(labelled(t!("properties-history")).on_press_maybe(history));
            buttons = buttons.push(labelled(t!("contacts-message")).on_press(Message::Opened));
            changed = online && self.details.is_changed(person, model);
        }
        let kind = if changed { Kind::Secondary } else { Kind::Primary };
        buttons = buttons.push(labelled(t!("close")).kind(kind).id(CLOSE).on_press(Message::Closed));
        if changed {
            buttons =
                buttons.push(labelled(t!("properties-save")).kind(Kind::Primary).id(SAVE).on_press(Message::Saved));
        }
        let bottom = container(buttons.wrap()).padding(space::L).align_right(Length::Fill);
        let all = container(column![content, bottom])
            .id(self.root.clone())
            .width(Length::Fill)
            .height(Length::Fill)
            .style(style::window);
        keys::shortcuts(all, |press| matches!(press.key, Key::Named(Named::Escape)).then_some(Message::Closed)).into()
    }

    fn person<'a>(&'a self, person: &'a Person, model: &'a Model) -> Element<'a, Message> {
        let name = column![
            label(&contact_row::name_of(person)).size(size::NAME).font(SEMIBOLD),
            text(status_menu::word(person.status)).size(size::SECONDARY).style(style::secondary),
        ];
        let face = avatar(&person.email, &contact_row::name_of(person), person.status, side::OWN);
        let top = row![face, container(name).width(Length::Fill).clip(true)].spacing(10).align_y(Alignment::Center);
        let header = container(top).padding([14.0, space::L]).width(Length::Fill).style(style::header);
        let copy = button(icon::small(Icon::Link)).kind(Kind::Quiet).padding(4).on_press(Message::Copied);
        let address = row![
            text(person.email.to_string()).size(size::BODY).wrapping(text::Wrapping::WordOrGlyph),
            copy.tip(t!("properties-copy")),
        ];
        let mut facts = column![fact(t!("properties-address"), address.spacing(space::XS).align_y(Alignment::Center))];
        if !person.name.is_empty() && person.name != person.email.as_str() {
            facts = facts.push(fact(t!("properties-own-name"), label(&contact_row::shown(&person.name))));
        }
        if let Some(says) = contact_row::says(&person.personal) {
            facts = facts.push(fact(t!("properties-says"), label(&says)));
        }
        if person.is_contact() {
            let seen = facts::seen(person, model, chrono::Local::now());
            facts = facts.push(fact(t!("properties-seen"), text(seen).size(size::BODY)));
        }
        facts = facts.push(fact(t!("properties-has-you"), text(facts::has_us(person)).size(size::BODY)));
        facts = facts.push(fact(t!("properties-lists"), lines(facts::lists(person))));
        facts = facts.push(fact(t!("properties-groups"), lines(facts::groups(person, model))));
        if person.is_contact() {
            facts = facts.push(self.details.view(person, model));
        }
        facts = facts.push(fact(String::new(), switches(person, model)));
        if person.is_contact() {
            let boxes = watching::boxes(model.watch(&person.email), Message::Watched);
            facts = facts.push(fact(t!("watch-caption"), boxes));
        }
        let knows = matches!(&model.connection, Connection::Online { dialect, .. } if dialect.features().capabilities);
        if knows {
            facts = facts.push(fact(t!("properties-program"), lines(facts::abilities(person))));
        }
        let facts = container(facts.spacing(10)).padding(space::L).width(Length::Fill);
        let facts = scroll::form(facts).width(Length::Fill).height(Length::Fill);
        column![header, facts, rule::horizontal(1).style(style::hairline)].height(Length::Fill).into()
    }
}

/// What is set about them with one press.
fn switches<'a>(person: &Person, model: &Model) -> Element<'a, Message> {
    let (favourite, muted) = (model.is_favourite(&person.email), model.mutes_nudges(&person.email));
    let star = checkbox(t!("properties-favourite"), favourite, Some(Message::Starred(!favourite)));
    let mute = checkbox(t!("nudges-mute"), muted, Some(Message::Muted(!muted)));
    let mute = mute.id(MUTE).tip(t!("nudges-mute-about"));
    column![].push(person.is_contact().then_some(star.id(STAR))).push(mute).spacing(2).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocking_goes_by_what_the_button_says() {
        let model = Model::default();
        let (mut window, _) = Properties::new(&model, "bob@example.com".parse().unwrap());
        assert!(matches!(window.update(Message::Blocked(true), &model), Action::Send(Request::Block(_))));
        assert!(matches!(window.update(Message::Blocked(false), &model), Action::Send(Request::Unblock(_))));
    }
}

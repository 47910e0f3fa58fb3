//! About one person: who they are, how we stand with them, what their program can do.

mod details;

pub use details::Detail;

use crate::model::{Connection, Model};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::button::{Kind, button, labelled};
use crate::widget::contact_row;
use crate::widget::focus::focus;
use crate::widget::icon::{self, Icon};
use crate::widget::keys;
use crate::widget::label::label;
use crate::widget::message_text::clean;
use crate::widget::scroll;
use crate::widget::status_menu;
use crate::window::{Action, Window, pending};
use details::Details;
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{column, container, row, rule, text};
use iced::{Alignment, Element, Length, Task};
use msnp::error::RequestError;
use msnp::event::{Answer, ConversationId};
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{Capabilities, Email, List, Status};

const CLOSE: &str = "properties-close";
const SAVE: &str = "properties-save";

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
    /// Something noted down about them was edited.
    Edited(Detail, String),
    /// What was edited is to be kept.
    Saved,
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
            Message::Edited(detail, text) => {
                self.details.edited(detail, text);
                Action::None
            }
            Message::Saved => match model.roster.person(&email).filter(|_| model.connection.is_online()) {
                Some(person) => Action::Many(self.details.save(person, model).into_iter().map(Action::Send).collect()),
                None => Action::None,
            },
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
        let face = avatar(&person.email, person.display_name(), person.status, side::OWN);
        let top = row![face, container(name).width(Length::Fill).clip(true)].spacing(10).align_y(Alignment::Center);
        let header = container(top).padding([14.0, space::L]).width(Length::Fill).style(style::header);
        let copy = button(icon::small(Icon::Link)).kind(Kind::Quiet).padding(4).on_press(Message::Copied);
        let address = row![
            text(person.email.to_string()).size(size::BODY).wrapping(text::Wrapping::WordOrGlyph),
            copy.tip(t!("properties-copy")),
        ];
        let mut facts = column![fact(t!("properties-address"), address.spacing(space::XS).align_y(Alignment::Center))];
        if let Some(says) = contact_row::says(&person.personal) {
            facts = facts.push(fact(t!("properties-says"), label(&says)));
        }
        facts = facts.push(fact(t!("properties-lists"), lines(lists(person))));
        facts = facts.push(fact(t!("properties-groups"), lines(groups(person, model))));
        if person.is_contact() {
            facts = facts.push(self.details.view(person, model));
        }
        let knows = matches!(&model.connection, Connection::Online { dialect, .. } if dialect.features().capabilities);
        if knows {
            facts = facts.push(fact(t!("properties-program"), lines(abilities(person))));
        }
        let facts = container(facts.spacing(10)).padding(space::L).width(Length::Fill);
        let facts = scroll::form(facts).width(Length::Fill).height(Length::Fill);
        column![header, facts, rule::horizontal(1).style(style::hairline)].height(Length::Fill).into()
    }
}

fn fact<'a>(caption: String, value: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let caption = text(caption).size(size::SECONDARY).style(style::secondary).width(96);
    row![caption, container(value).width(Length::Fill).clip(true)].spacing(space::S).into()
}

/// The same with a field, which is higher than a line of words.
fn field<'a>(caption: String, field: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let caption = text(caption).size(size::SECONDARY).style(style::secondary).width(96);
    row![caption, container(field).width(Length::Fill)].spacing(space::S).align_y(Alignment::Center).into()
}

fn lines<'a>(words: Vec<String>) -> Element<'a, Message> {
    column(words.into_iter().map(|line| text(line).size(size::BODY).into())).into()
}

/// How we stand with them.
fn lists(person: &Person) -> Vec<String> {
    let lists: Vec<String> = person
        .lists
        .iter()
        .map(|list| match list {
            List::Forward => t!("properties-list-forward"),
            List::Allow => t!("properties-list-allow"),
            List::Block => t!("properties-list-block"),
            List::Reverse => t!("properties-list-reverse"),
            List::Pending => t!("properties-list-pending"),
        })
        .collect();
    if lists.is_empty() { vec![t!("properties-lists-none")] } else { lists }
}

fn groups(person: &Person, model: &Model) -> Vec<String> {
    let named = person.groups.iter().filter_map(|id| model.roster.group(id));
    let groups: Vec<String> = named.map(|group| clean::line(&group.name)).collect();
    if groups.is_empty() { vec![t!("properties-groups-none")] } else { groups }
}

/// What their program can do, in words.
fn abilities(person: &Person) -> Vec<String> {
    if person.status == Status::Offline {
        return vec![t!("properties-can-nothing")];
    }
    let known = [
        (Capabilities::MOBILE, t!("properties-can-mobile")),
        (Capabilities::WEB, t!("properties-can-web")),
        (Capabilities::BOT, t!("properties-can-bot")),
        (Capabilities::WINKS, t!("properties-can-winks")),
        (Capabilities::CHUNKING, t!("properties-can-chunks")),
    ];
    let can: Vec<String> =
        known.into_iter().filter(|(bit, _)| person.capabilities.contains(*bit)).map(|(_, words)| words).collect();
    if can.is_empty() { vec![t!("properties-can-plain")] } else { can }
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::types::Lists;

    #[test]
    fn everything_is_said_in_words() {
        let mut person = Person::new("bob@example.com".parse().unwrap());
        assert_eq!(lists(&person), [t!("properties-lists-none")]);
        assert_eq!(abilities(&person), [t!("properties-can-nothing")]);
        person.status = Status::Online;
        assert_eq!(abilities(&person), [t!("properties-can-plain")]);
        person.lists = Lists::from_bits(31);
        person.capabilities = Capabilities::BOT | Capabilities::MOBILE;
        assert_eq!(lists(&person).len(), 5);
        assert_eq!(abilities(&person).len(), 2);
    }

    #[test]
    fn blocking_goes_by_what_the_button_says() {
        let model = Model::default();
        let (mut window, _) = Properties::new(&model, "bob@example.com".parse().unwrap());
        assert!(matches!(window.update(Message::Blocked(true), &model), Action::Send(Request::Block(_))));
        assert!(matches!(window.update(Message::Blocked(false), &model), Action::Send(Request::Unblock(_))));
    }
}

//! Adding somebody by their address.

mod address;

use crate::model::Model;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, labelled, picker};
use crate::widget::focus::focus;
use crate::widget::keys;
use crate::widget::menu;
use crate::widget::message_text::clean;
use crate::widget::scroll;
use crate::window::Action;
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, column, container, operation, row, text, text_input};
use iced::{Element, Length, Task};
use msnp::error::RequestError;
use msnp::event::Answer;
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{Email, GroupId};

const ADDRESS: &str = "add-address";
const NAME: &str = "add-name";

/// The window.
#[derive(Debug)]
pub struct AddContact {
    root: Id,
    address: String,
    name: String,
    group: Option<GroupId>,
    /// What is wrong, as a sentence.
    wrong: Option<String>,
    /// What the server was asked, while it hasn't answered.
    asked: Option<Request>,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The address was typed.
    AddressTyped(String),
    /// The name was typed.
    NameTyped(String),
    /// A group was picked, or none.
    GroupPicked(Option<GroupId>),
    /// Enter in the address: on to the name, or add when it is all there.
    Submitted,
    /// The window was left.
    Cancelled,
}

impl AddContact {
    /// The window as it opens, with an address when one is known.
    pub fn new(_model: &Model, address: Option<Email>) -> (Self, Task<Message>) {
        let address = address.map(|email| email.to_string()).unwrap_or_default();
        let first = if address.is_empty() { ADDRESS } else { NAME };
        let root = Id::unique();
        let task = focus(&root, first);
        let window = Self { root, address, name: String::new(), group: None, wrong: None, asked: None };
        (window, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("add-title")
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::AddressTyped(text) => {
                self.address = text;
                self.wrong = None;
                Action::None
            }
            Message::NameTyped(text) => {
                self.name = text;
                Action::None
            }
            Message::GroupPicked(group) => {
                self.group = group;
                Action::None
            }
            Message::Submitted => self.submit(model),
            Message::Cancelled => Action::Close,
        }
    }

    /// Whether it waits for the answer to this request, and says what comes of it.
    pub fn waits_for(&self, request: &Request) -> bool {
        self.asked.as_ref() == Some(request)
    }

    /// A request was answered: ours closes the window or says what is wrong.
    pub fn answered(
        &mut self,
        request: &Request,
        result: &Result<Answer, RequestError>,
        _model: &Model,
    ) -> Action<Message> {
        if self.asked.as_ref() != Some(request) {
            return Action::None;
        }
        self.asked = None;
        match result {
            Ok(_) => Action::Close,
            Err(error) => {
                let Request::AddContact { email, .. } = request else { return Action::None };
                self.wrong = Some(address::refused(email, error));
                Action::Run(focus(&self.root, ADDRESS).chain(operation::select_all(ADDRESS)))
            }
        }
    }

    fn submit(&mut self, model: &Model) -> Action<Message> {
        if self.asked.is_some() {
            return Action::None;
        }
        self.address = address::normal(&self.address);
        match address::check(&self.address, model) {
            Ok(email) => {
                let name = Some(self.name.trim().to_owned()).filter(|name| !name.is_empty());
                // A group that was removed meanwhile must not fail the rest.
                let group = self.group.clone().filter(|group| model.roster.group(group).is_some());
                let request = Request::AddContact { email, name, group };
                self.wrong = None;
                self.asked = Some(request.clone());
                Action::Send(request)
            }
            Err(sentence) => {
                self.wrong = Some(sentence);
                Action::Run(focus(&self.root, ADDRESS))
            }
        }
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let waiting = self.asked.is_some();
        let caption = |words: String| text(words).size(size::SECONDARY).style(style::secondary);
        let field = |hint: String, value: &str, id: &'static str| {
            text_input(&hint, value).id(id).size(size::BODY).padding([space::S, 10.0])
        };
        let address = field(t!("add-address-hint"), &self.address, ADDRESS)
            .style(if self.wrong.is_some() { style::input_wrong } else { style::input })
            .on_input_maybe((!waiting).then_some(Message::AddressTyped))
            .on_submit(Message::Submitted);
        let name = field(t!("add-name-hint"), &self.name, NAME)
            .style(style::input)
            .on_input_maybe((!waiting).then_some(Message::NameTyped))
            .on_submit(Message::Submitted);
        let mut form = column![
            text(t!("add-title")).size(size::NAME).font(SEMIBOLD),
            column![caption(t!("add-address")), address].spacing(space::XS),
        ];
        if let Some(words) = &self.wrong {
            form = form.push(text(words).size(size::SECONDARY).style(style::danger));
        }
        if self.wrong.is_none() && self.is_blocked(model) {
            form = form.push(caption(t!("add-blocked")));
        }
        form = form.push(column![caption(t!("add-name")), name].spacing(space::XS));
        if !model.roster.groups.is_empty() {
            let chosen = self.group.as_ref().and_then(|id| model.roster.group(id));
            let shown = chosen.map_or_else(|| t!("add-group-none"), |group| clean::name(&group.name));
            let groups = picker(shown, || self.groups(model));
            form = form.push(column![caption(t!("add-group")), groups].spacing(space::XS));
        }
        let note = if waiting {
            t!("add-waiting")
        } else if model.connection.is_online() {
            t!("add-note")
        } else {
            t!("add-offline")
        };
        form = form.push(caption(note));
        let can = model.connection.is_online() && !waiting;
        let buttons = row![
            Space::new().width(Length::Fill),
            labelled(t!("cancel")).on_press(Message::Cancelled),
            labelled(t!("add-button")).kind(Kind::Primary).on_press_maybe(can.then_some(Message::Submitted)),
        ];
        let form = scroll::form(form.spacing(space::M)).height(Length::Fill);
        let content = column![form, buttons.spacing(space::S)].spacing(space::M);
        let content =
            container(content).id(self.root.clone()).padding(space::L).width(Length::Fill).height(Length::Fill);
        keys::guard(content.style(style::window), |press| {
            matches!(press.key, Key::Named(Named::Escape)).then_some(Message::Cancelled)
        })
        .into()
    }

    /// Whether the address is one that was blocked, which adding doesn't change.
    fn is_blocked(&self, model: &Model) -> bool {
        let email = Email::parse(&address::normal(&self.address)).ok();
        email.and_then(|email| model.roster.person(&email)).is_some_and(Person::is_blocked)
    }

    fn groups(&self, model: &Model) -> Vec<menu::Entry<Message>> {
        let none = menu::entry(t!("add-group-none"), Message::GroupPicked(None)).checked(self.group.is_none());
        let groups = model.roster.groups.iter().map(|group| {
            menu::entry(clean::name(&group.name), Message::GroupPicked(Some(group.id.clone())))
                .checked(self.group.as_ref() == Some(&group.id))
        });
        std::iter::once(none).chain(groups).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Connection;
    use msnp::dialect::Dialect;
    use msnp::error::ErrorCode;
    use msnp::types::{Endpoint, List, Lists};

    fn model() -> Model {
        let mut model = Model::default();
        let me: Email = "me@example.com".parse().unwrap();
        model.roster.own.email = Some(me.clone());
        let mut bob = Person::new("bob@example.com".parse().unwrap());
        bob.lists = Lists::NONE.with(List::Forward);
        model.roster.people.insert(bob.email.clone(), bob);
        let server = Endpoint { host: "localhost".into(), port: 1863 };
        model.connection = Connection::Online { email: me, dialect: Dialect::Msnp9, server };
        model
    }

    fn typed(address: &str) -> (AddContact, Action<Message>) {
        let model = model();
        let (mut window, _) = AddContact::new(&model, None);
        let _ = window.update(Message::AddressTyped(address.into()), &model);
        let action = window.update(Message::Submitted, &model);
        (window, action)
    }

    #[test]
    fn a_bad_address_gets_a_sentence_and_no_request() {
        let bad = ["", "   ", "bob", "a b@c.d", "@", "bob@", "me@example.com", "BOB@example.com", &"x".repeat(5000)];
        for address in bad {
            let (window, action) = typed(address);
            assert!(!matches!(action, Action::Send(_)), "{address}");
            assert!(window.wrong.is_some_and(|words| words.len() > 10), "{address}");
        }
    }

    #[test]
    fn a_new_person_is_asked_for_once() {
        let (mut window, action) = typed(" Carol Smith <Carol@example.com> ");
        assert!(matches!(action, Action::Send(Request::AddContact { ref email, name: None, group: None })
            if email.as_str() == "Carol@example.com"));
        assert_eq!(window.address, "Carol@example.com", "it is seen what is asked for");
        assert!(matches!(window.update(Message::Submitted, &model()), Action::None));
    }

    #[test]
    fn the_window_closes_when_it_is_done_and_stays_when_it_is_refused() {
        let (mut window, action) = typed("nobody@example.com");
        let Action::Send(request) = action else { panic!("a request was expected") };
        let other = Request::Block("x@y.z".parse().unwrap());
        assert!(matches!(window.answered(&other, &Ok(Answer::Done), &model()), Action::None));
        let refused = Err(RequestError::Server(ErrorCode(205)));
        assert!(matches!(window.answered(&request, &refused, &model()), Action::Run(_)));
        assert!(window.wrong.as_ref().is_some_and(|words| words.contains("nobody@example.com")));
        let _ = window.update(Message::Submitted, &model());
        assert!(matches!(window.answered(&request, &Ok(Answer::Done), &model()), Action::Close));
    }

    #[test]
    fn an_address_that_comes_with_the_window_is_filled_in() {
        let (window, _) = AddContact::new(&model(), Some("eve@example.com".parse().unwrap()));
        assert_eq!(window.address, "eve@example.com");
    }
}

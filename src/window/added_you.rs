//! Somebody has added us: may they see us, and do we want them too? One person, or all who wait, at once.

use crate::model::Model;
use crate::t;
use crate::theme::{BOLD, SEMIBOLD, size, space, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::beside::beside;
use crate::widget::button::{Kind, button, labelled};
use crate::widget::checkbox::{checkbox, radio};
use crate::widget::contact_row;
use crate::widget::focus::focus;
use crate::widget::icon::{self, Icon};
use crate::widget::keys;
use crate::widget::label::label;
use crate::widget::menu;
use crate::widget::message_text::clean;
use crate::widget::scroll;
use crate::window::{Action, pending};
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, column, container, row, text, text_input};
use iced::{Alignment, Element, Length, Task};
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{Email, GroupId, List, Status};
use std::collections::BTreeSet;

const OK: &str = "added-you-ok";
const NAME: &str = "added-you-name";
/// Where the words of a check box begin.
const INDENT: f32 = 28.0;

/// The window.
#[derive(Debug)]
pub struct AddedYou {
    root: Id,
    /// Who is left out of this answer.
    left_out: BTreeSet<Email>,
    /// Who has been answered already, though the server may not have said so yet.
    answered: BTreeSet<Email>,
    block: bool,
    add: bool,
    group: Option<GroupId>,
    /// What one wants to call the only one who is asked about.
    name: String,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// One of several was taken in or left out.
    PersonToggled(Email, bool),
    /// Allow or block was chosen.
    BlockChosen(bool),
    /// Whether to add them was changed.
    AddToggled(bool),
    /// The group for them was picked.
    GroupPicked(Option<GroupId>),
    /// The name was typed.
    NameTyped(String),
    /// The answer is as shown.
    Answered,
    /// Later.
    Postponed,
}

impl AddedYou {
    /// The window as it opens: allow, and add.
    pub fn new(_model: &Model) -> (Self, Task<Message>) {
        let window = Self {
            root: Id::unique(),
            left_out: BTreeSet::new(),
            answered: BTreeSet::new(),
            block: false,
            add: true,
            group: None,
            name: String::new(),
        };
        let task = focus(&window.root, OK);
        (window, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("added-title")
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::PersonToggled(email, taken) => {
                if taken {
                    self.left_out.remove(&email);
                } else {
                    self.left_out.insert(email);
                }
                Action::None
            }
            Message::BlockChosen(block) => {
                self.block = block;
                Action::None
            }
            Message::AddToggled(add) => {
                self.add = add;
                Action::None
            }
            Message::GroupPicked(group) => {
                self.group = group;
                Action::None
            }
            Message::NameTyped(text) => {
                self.name = text;
                Action::None
            }
            Message::Answered => self.answer(model),
            Message::Postponed => Action::Close,
        }
    }

    /// Who waits for an answer here.
    fn waiting<'a>(&self, model: &'a Model) -> Vec<&'a Person> {
        let open = |person: &&Person| !self.answered.contains(&person.email) && !pending::about(model, &person.email);
        model.roster.awaiting_answer().filter(open).collect()
    }

    fn answer(&mut self, model: &Model) -> Action<Message> {
        let waiting = self.waiting(model);
        if waiting.is_empty() {
            return Action::Close;
        }
        if !model.connection.is_online() {
            return Action::None;
        }
        let chosen: Vec<&Person> = waiting.iter().copied().filter(|p| !self.left_out.contains(&p.email)).collect();
        // A name is one person's.
        if waiting.len() > 1 {
            self.name.clear();
        }
        let mut actions = Vec::new();
        for person in &chosen {
            actions.extend(self.requests(person, model).into_iter().map(Action::Send));
            self.answered.insert(person.email.clone());
        }
        if chosen.len() == waiting.len() {
            actions.push(Action::Close);
        }
        // Those who were left out are now asked about, each of them taken in again.
        self.left_out.clear();
        Action::Many(actions)
    }

    /// What the answer asks of the server for one person.
    fn requests(&self, person: &Person, model: &Model) -> Vec<Request> {
        let email = person.email.clone();
        let mut requests = Vec::new();
        if self.block {
            requests.push(Request::Block(email.clone()));
        } else if self.add {
            let group = self.group.clone().filter(|group| model.roster.group(group).is_some());
            let named = Some(self.name.trim()).filter(|name| !name.is_empty());
            let name = named.map(str::to_owned).or_else(|| model.name_for_list(person));
            requests.push(Request::AddContact { email: email.clone(), name, group });
        } else {
            requests.push(Request::AddToList { list: List::Allow, email: email.clone(), name: None });
        }
        if person.lists.contains(List::Pending) {
            requests.push(Request::AcceptPending(email));
        }
        requests
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let waiting = self.waiting(model);
        let many = waiting.len() > 1;
        let who: Element<'a, Message> = match waiting.as_slice() {
            [] => container(text(t!("added-nobody")).size(size::BODY).style(style::secondary)).into(),
            [one] => single(one),
            several => self.several(several),
        };
        let mut content = column![who].spacing(space::M);
        if !waiting.is_empty() {
            let (allow, block, add) = if many {
                (t!("added-allow-many"), t!("added-block-many"), t!("added-add-many"))
            } else {
                (t!("added-allow"), t!("added-block"), t!("added-add"))
            };
            let add = checkbox(add, self.add && !self.block, (!self.block).then_some(Message::AddToggled(!self.add)));
            let mut adding = row![add].align_y(Alignment::Center);
            if !model.roster.groups.is_empty() && self.add && !self.block {
                adding = adding.push(text(t!("added-in")).size(size::BODY)).push(self.group_button(model));
            }
            content = content.push(
                column![
                    radio(allow, !self.block, Some(Message::BlockChosen(false))),
                    radio(block, self.block, Some(Message::BlockChosen(true))),
                    adding.wrap(),
                ]
                .push((!many && self.add && !self.block).then(|| self.name_field()))
                .spacing(space::S),
            );
        }
        let can = model.connection.is_online() || waiting.is_empty();
        let buttons = row![
            Space::new().width(Length::Fill),
            labelled(t!("added-later")).on_press(Message::Postponed),
            labelled(t!("added-ok")).id(OK).kind(Kind::Primary).on_press_maybe(can.then_some(Message::Answered)),
        ];
        // Everything but the buttons scrolls, so that in the smallest window nothing is out of reach.
        let content = scroll::form(content).height(Length::Fill);
        let content = column![content, buttons.spacing(10)].spacing(space::S);
        let content =
            container(content).id(self.root.clone()).padding(space::L).width(Length::Fill).height(Length::Fill);
        keys::shortcuts(content.style(style::window), |press| match press.key {
            Key::Named(Named::Escape) => Some(Message::Postponed),
            Key::Named(Named::Enter) => Some(Message::Answered),
            _ => None,
        })
        .into()
    }

    fn name_field(&self) -> Element<'_, Message> {
        let field = text_input(&t!("add-name-hint"), &self.name).id(NAME).size(size::BODY).padding([6, 10]);
        let field = field.style(style::input).on_input(Message::NameTyped).on_submit(Message::Answered);
        // As far in as the words of the box above it, to which it belongs.
        container(field).padding(iced::Padding::ZERO.left(INDENT)).into()
    }

    fn group_button<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let chosen = self.group.as_ref().and_then(|id| model.roster.group(id));
        let shown = chosen.map_or_else(|| t!("added-no-group"), |group| clean::name(&group.name));
        let content = row![label(&shown).font(BOLD), icon::small(Icon::ChevronDown).size(12.0)];
        button(content.spacing(2).align_y(Alignment::Center))
            .kind(Kind::Quiet)
            .padding([2.0, space::XS])
            .menu(move || {
                let none = menu::entry(t!("added-no-group"), Message::GroupPicked(None));
                let groups = model.roster.groups.iter().map(|group| {
                    menu::entry(clean::name(&group.name), Message::GroupPicked(Some(group.id.clone())))
                        .checked(self.group.as_ref() == Some(&group.id))
                });
                std::iter::once(none.checked(self.group.is_none())).chain(groups).collect()
            })
            .into()
    }

    fn several<'a>(&self, people: &[&'a Person]) -> Element<'a, Message> {
        let lines = people.iter().map(|person| {
            let taken = !self.left_out.contains(&person.email);
            let tick = checkbox("", taken, Some(Message::PersonToggled(person.email.clone(), !taken)));
            let words =
                column![label(&contact_row::name_of(person)).font(SEMIBOLD), label(person.email.as_str()).secondary()];
            let face = avatar(&person.email, &contact_row::name_of(person), known_status(person), side::ROW);
            let words = container(words).width(Length::Fill).clip(true);
            container(row![tick, face, words].spacing(space::S).align_y(Alignment::Center))
                .padding([5.0, space::S])
                .into()
        });
        let list = column(lines).width(Length::Fill);
        column![
            text(t!("added-many", count = people.len())).size(size::BODY).font(SEMIBOLD),
            container(list).padding(1).width(Length::Fill).style(style::framed),
        ]
        .spacing(space::S)
        .into()
    }
}

fn single(person: &Person) -> Element<'_, Message> {
    let name =
        beside(label(&contact_row::name_of(person)).font(BOLD), label(&format!("({})", person.email)), space::XS);
    let words = column![name, text(t!("added-one")).size(size::BODY).style(style::secondary)].spacing(2);
    let face = avatar(&person.email, &contact_row::name_of(person), known_status(person), side::HEADER);
    row![face, container(words).width(Length::Fill).clip(true)].spacing(10).align_y(Alignment::Center).into()
}

/// The server doesn't say how strangers are: they are shown as there, because they have just asked.
const fn known_status(person: &Person) -> Status {
    match person.status {
        Status::Offline => Status::Online,
        known => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Connection;
    use crate::window::testing::email;
    use msnp::dialect::Dialect;
    use msnp::types::{Endpoint, Lists};

    fn model(people: &[(&str, Lists)]) -> Model {
        let mut model = Model::default();
        for (name, lists) in people {
            let mut person = Person::new(email(name));
            person.lists = *lists;
            model.roster.people.insert(person.email.clone(), person);
        }
        let server = Endpoint { host: "localhost".into(), port: 1863 };
        model.connection = Connection::Online { email: email("me"), dialect: Dialect::Msnp12, server };
        model
    }

    fn sent(action: Action<Message>) -> (Vec<Request>, bool) {
        let Action::Many(actions) = action else { panic!("several actions were expected") };
        let closes = actions.iter().any(|action| matches!(action, Action::Close));
        let requests = actions.into_iter().filter_map(|a| if let Action::Send(r) = a { Some(r) } else { None });
        (requests.collect(), closes)
    }

    const NEW: Lists = Lists::NONE.with(List::Reverse);

    #[test]
    fn ok_allows_and_adds() {
        let model = model(&[("grace", NEW.with(List::Pending)), ("known", NEW.with(List::Allow))]);
        let (mut window, _) = AddedYou::new(&model);
        let (requests, closes) = sent(window.update(Message::Answered, &model));
        let add = Request::AddContact { email: email("grace"), name: None, group: None };
        assert_eq!(requests, [add, Request::AcceptPending(email("grace"))]);
        assert!(closes);
    }

    #[test]
    fn without_adding_they_are_only_allowed_and_blocking_only_blocks() {
        let model = model(&[("grace", NEW)]);
        let (mut window, _) = AddedYou::new(&model);
        let _ = window.update(Message::AddToggled(false), &model);
        let allow = Request::AddToList { list: List::Allow, email: email("grace"), name: None };
        assert_eq!(sent(window.update(Message::Answered, &model)).0, [allow]);
        let (mut window, _) = AddedYou::new(&model);
        let _ = window.update(Message::BlockChosen(true), &model);
        assert_eq!(sent(window.update(Message::Answered, &model)).0, [Request::Block(email("grace"))]);
    }

    #[test]
    fn a_name_of_ones_own_goes_with_the_only_one() {
        let one = model(&[("grace", NEW)]);
        let (mut window, _) = AddedYou::new(&one);
        let _ = window.update(Message::NameTyped(" Gracie ".into()), &one);
        let add = Request::AddContact { email: email("grace"), name: Some("Gracie".into()), group: None };
        assert_eq!(sent(window.update(Message::Answered, &one)).0, [add]);
        // Another one came while it was typed: whose name is it?
        let two = model(&[("grace", NEW), ("bob", NEW)]);
        let (mut window, _) = AddedYou::new(&one);
        let _ = window.update(Message::NameTyped("Gracie".into()), &one);
        let (requests, _) = sent(window.update(Message::Answered, &two));
        assert!(requests.iter().all(|request| matches!(request, Request::AddContact { name: None, .. })));
    }

    #[test]
    fn who_is_left_out_is_asked_about_next() {
        let model = model(&[("a", NEW), ("b", NEW), ("c", NEW)]);
        let (mut window, _) = AddedYou::new(&model);
        let _ = window.update(Message::PersonToggled(email("b"), false), &model);
        let (requests, closes) = sent(window.update(Message::Answered, &model));
        assert_eq!(requests.len(), 2);
        assert!(!closes);
        assert_eq!(window.waiting(&model).len(), 1);
        let (requests, closes) = sent(window.update(Message::Answered, &model));
        assert!(closes && requests.len() == 1);
    }

    #[test]
    fn later_asks_nothing_of_the_server() {
        let model = model(&[("a", NEW)]);
        let (mut window, _) = AddedYou::new(&model);
        assert!(matches!(window.update(Message::Postponed, &model), Action::Close));
    }
}

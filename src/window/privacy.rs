//! Who may see and message us: the allow and the block list, everybody else, and who has added us.
//!
//! A change is shown at once and marked until the server confirms it. When it refuses, the lists show what holds, and a
//! sentence says why.

pub mod lists;
mod reverse;

use self::lists::{Row, Side};
use crate::model::Model;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, button, labelled, link};
use crate::widget::checkbox::checkbox;
use crate::widget::contact_row::{self, Badges};
use crate::widget::focus::focus;
use crate::widget::icon::{self, Icon};
use crate::widget::keys::{self, Press};
use crate::widget::scroll;
use crate::window::{Action, pending, refusal};
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, column, container, row, rule, text};
use iced::{Alignment, Element, Length, Task};
use msnp::error::RequestError;
use msnp::event::Answer;
use msnp::request::Request;
use msnp::types::{AddPolicy, Email, Privacy};

/// The window.
#[derive(Debug)]
pub struct PrivacyWindow {
    root: Id,
    chosen: Option<(Side, Row)>,
    /// Whether the list of those who have added us is shown in place of the two lists.
    reverse: bool,
    refusal: Option<String>,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// A row was chosen.
    Chosen(Side, Row),
    /// The choice moved by so many rows.
    Moved(Side, isize),
    /// What is chosen goes to the other side.
    MovedOver,
    /// Whether to be told was changed.
    TellMeToggled(bool),
    /// Whether only the allowed may was changed.
    OnlyAllowedToggled(bool),
    /// The list of those who have added us was opened or left.
    ReverseShown(bool),
    /// Somebody from that list is to be added, allowed or blocked.
    Requested(Request),
    /// The sentence was put away.
    RefusalDismissed,
    /// Esc: back, or close.
    Left,
    /// The window is done.
    Done,
}

impl PrivacyWindow {
    /// The window as it opens.
    pub fn new(_model: &Model) -> (Self, Task<Message>) {
        let window = Self { root: Id::unique(), chosen: None, reverse: false, refusal: None };
        let task = focus(&window.root, Side::Allowed.list());
        (window, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("privacy-title")
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::Chosen(side, row) => {
                self.chosen = Some((side, row));
                Action::None
            }
            Message::Moved(side, by) => self.step(side, by, model),
            Message::MovedOver => self.move_over(model),
            Message::TellMeToggled(tell) => {
                let policy = if tell { AddPolicy::Ask } else { AddPolicy::Silent };
                self.send(Request::SetAddPolicy(policy))
            }
            Message::OnlyAllowedToggled(only) => {
                let privacy = if only { Privacy::BlockOthers } else { Privacy::AllowOthers };
                self.send(Request::SetPrivacy(privacy))
            }
            Message::ReverseShown(shown) => {
                self.reverse = shown;
                Action::None
            }
            Message::Requested(request) => self.send(request),
            Message::RefusalDismissed => {
                self.refusal = None;
                Action::None
            }
            Message::Left if self.reverse => {
                self.reverse = false;
                Action::None
            }
            Message::Left | Message::Done => Action::Close,
        }
    }

    /// Whether a refusal of this request is said here.
    pub fn asks(request: &Request) -> bool {
        matches!(request, Request::SetPrivacy(_) | Request::SetAddPolicy(_)) || pending::concerns(request).is_some()
    }

    /// A request was answered. A refusal of what this window can ask for is said here.
    pub fn answered(
        &mut self,
        request: &Request,
        result: &Result<Answer, RequestError>,
        model: &Model,
    ) -> Action<Message> {
        if Self::asks(request)
            && let Err(error) = result
        {
            self.refusal = Some(refusal::sentence(request, error, &model.roster));
        }
        Action::None
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let tab = column![
            text(t!("privacy-tab")).size(size::BODY).font(SEMIBOLD).style(style::accent),
            container(Space::new().height(2)).width(64).style(|theme: &iced::Theme| container::Style {
                background: style::accent(theme).color.map(Into::into),
                ..container::Style::default()
            }),
        ];
        let page = if self.reverse { reverse::view(model) } else { self.lists(model) };
        let mut content = column![column![tab.spacing(6), rule::horizontal(1).style(style::hairline)],];
        if let Some(words) = &self.refusal {
            let close =
                button(icon::small(Icon::Close)).kind(Kind::Quiet).padding(4).on_press(Message::RefusalDismissed);
            let words = text(words).size(size::SECONDARY).width(Length::Fill);
            let line = row![icon::small(Icon::Warning).danger(), words, close.tip(t!("contacts-dismiss"))];
            let line = line.spacing(space::S).align_y(Alignment::Center);
            content = content.push(container(line).padding([space::XS, space::S]).style(style::trouble));
        } else if !model.connection.is_online() {
            content = content.push(text(t!("privacy-offline")).size(size::SECONDARY).style(style::secondary));
        }
        content = content.push(page);
        let content = container(content.spacing(space::M))
            .id(self.root.clone())
            .padding(14)
            .width(Length::Fill)
            .height(Length::Fill);
        keys::shortcuts(content.style(style::window), |press| match press.key {
            Key::Named(Named::Escape) => Some(Message::Left),
            Key::Named(Named::Enter) => Some(Message::Done),
            _ => None,
        })
        .into()
    }

    fn send(&mut self, request: Request) -> Action<Message> {
        self.refusal = None;
        Action::Send(request)
    }

    fn step(&mut self, side: Side, by: isize, model: &Model) -> Action<Message> {
        let rows = lists::rows(model, side);
        let at =
            self.chosen.as_ref().filter(|(s, _)| *s == side).and_then(|(_, row)| rows.iter().position(|r| r == row));
        let last = rows.len().saturating_sub(1);
        let to = match at {
            Some(at) => at.saturating_add_signed(by).min(last),
            None if by < 0 => last,
            None => by.unsigned_abs().saturating_sub(1).min(last),
        };
        let Some(row) = rows.get(to) else { return Action::None };
        self.chosen = Some((side, row.clone()));
        Action::Run(scroll::into_view(side.scroll(), to as f32 * contact_row::HEIGHT, contact_row::HEIGHT))
    }

    fn move_over(&mut self, model: &Model) -> Action<Message> {
        if !model.connection.is_online() {
            return Action::None;
        }
        let Some((side, row)) = self.chosen.take() else { return Action::None };
        let request = match (side, row) {
            (Side::Allowed, Row::Person(email)) => Request::Block(email),
            (Side::Blocked, Row::Person(email)) => Request::Unblock(email),
            (Side::Allowed, Row::Others) => Request::SetPrivacy(Privacy::BlockOthers),
            (Side::Blocked, Row::Others) => Request::SetPrivacy(Privacy::AllowOthers),
        };
        self.send(request)
    }

    fn lists<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let online = model.connection.is_online();
        let can = |side: Side| {
            let chosen =
                self.chosen.as_ref().is_some_and(|(s, row)| *s == side && lists::rows(model, side).contains(row));
            (online && chosen).then_some(Message::MovedOver)
        };
        let block = row![text(t!("privacy-block")).size(size::BODY).font(SEMIBOLD), icon::small(Icon::ChevronRight)];
        let allow = row![icon::small(Icon::ChevronLeft), text(t!("privacy-allow")).size(size::BODY).font(SEMIBOLD)];
        let middle = column![
            button(block.align_y(Alignment::Center)).on_press_maybe(can(Side::Allowed)),
            button(allow.align_y(Alignment::Center)).on_press_maybe(can(Side::Blocked)),
        ];
        let middle = container(middle.spacing(space::S).align_x(Alignment::Center)).center_y(Length::Fill);
        let both = row![
            self.side(model, Side::Allowed, t!("privacy-allowed")),
            middle,
            self.side(model, Side::Blocked, t!("privacy-blocked")),
        ];
        let tell = pending::add_policy(model).unwrap_or(model.roster.add_policy) == AddPolicy::Ask;
        let only = lists::privacy(model) == Privacy::BlockOthers;
        let tell_me = checkbox(t!("privacy-tell-me"), tell, online.then_some(Message::TellMeToggled(!tell)));
        let only_allowed =
            checkbox(t!("privacy-only-allowed"), only, online.then_some(Message::OnlyAllowedToggled(!only)));
        let count = reverse::people(model).len();
        let bottom = row![
            link(t!("privacy-who", count = count)).on_press(Message::ReverseShown(true)),
            Space::new().width(Length::Fill),
            labelled(t!("privacy-done")).kind(Kind::Primary).on_press(Message::Done),
        ];
        column![
            both.spacing(space::S).height(Length::Fill),
            saving(tell_me.into(), pending::add_policy(model).is_some()),
            saving(only_allowed.into(), pending::privacy(model).is_some()),
            bottom.align_y(Alignment::Center),
        ]
        .spacing(space::S)
        .into()
    }

    fn side<'a>(&'a self, model: &'a Model, side: Side, title: String) -> Element<'a, Message> {
        let rows = lists::rows(model, side);
        let empty = rows.is_empty().then(|| match side {
            Side::Allowed => t!("privacy-allowed-none"),
            Side::Blocked => t!("privacy-blocked-none"),
        });
        let lines = rows.into_iter().map(|row| {
            let shown = match &row {
                Row::Others => contact_row::others(pending::privacy(model).is_some()),
                Row::Person(email) => self.person(model, email),
            };
            let chosen = self.chosen.as_ref().is_some_and(|(s, r)| *s == side && *r == row);
            shown.selected(chosen).on_double_press(Message::MovedOver).on_press(Message::Chosen(side, row)).into()
        });
        let mut list = column(lines).width(Length::Fill);
        if let Some(words) = empty {
            let words = text(words).size(size::SECONDARY).style(style::secondary);
            list = list.push(container(words).padding(space::M));
        }
        let list = scroll::vertical(list).id(side.scroll()).width(Length::Fill).height(Length::Fill);
        let list = keys::list(side.list(), list, move |press: Press<'_>| {
            Some(match press.key {
                Key::Named(Named::ArrowDown) => Message::Moved(side, 1),
                Key::Named(Named::ArrowUp) => Message::Moved(side, -1),
                Key::Named(Named::PageDown) => Message::Moved(side, 6),
                Key::Named(Named::PageUp) => Message::Moved(side, -6),
                Key::Named(Named::Home) => Message::Moved(side, -100_000),
                Key::Named(Named::End) => Message::Moved(side, 100_000),
                Key::Named(Named::Enter | Named::Space) => Message::MovedOver,
                _ => return None,
            })
        });
        let list = container(list).padding(1).height(Length::Fill).style(style::framed);
        let title = container(text(title).size(size::BODY).font(SEMIBOLD)).height(38).align_y(Alignment::End);
        column![title, list].spacing(space::XS).width(Length::FillPortion(1)).into()
    }

    fn person<'a>(&self, model: &'a Model, email: &Email) -> crate::widget::button::Button<'a, Message> {
        let badges = Badges { pending: pending::blocked(model, email).is_some(), ..Badges::default() };
        match model.roster.person(email) {
            Some(person) => contact_row::address(person, badges),
            None => contact_row::address(&msnp::roster::Person::new(email.clone()), badges),
        }
    }
}

/// Marks a setting that waits for the server.
fn saving(content: Element<'_, Message>, waits: bool) -> Element<'_, Message> {
    if !waits {
        return content;
    }
    let mark = text(t!("contacts-pending")).size(size::BADGE).style(style::secondary);
    row![content, mark].spacing(space::XS).align_y(Alignment::Center).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Connection;
    use crate::window::testing::email;
    use msnp::dialect::Dialect;
    use msnp::roster::Person;
    use msnp::session::RequestId;
    use msnp::types::{Endpoint, List, Lists};

    fn model() -> Model {
        let mut model = Model::default();
        for (name, list) in [("bob", List::Allow), ("frank", List::Block)] {
            let mut person = Person::new(email(name));
            person.lists = Lists::NONE.with(list);
            model.roster.people.insert(person.email.clone(), person);
        }
        let server = Endpoint { host: "localhost".into(), port: 1863 };
        model.connection = Connection::Online { email: email("me"), dialect: Dialect::Msnp12, server };
        model
    }

    #[test]
    fn the_chosen_person_goes_to_the_other_side_by_a_request() {
        let model = model();
        let (mut window, _) = PrivacyWindow::new(&model);
        let _ = window.update(Message::Chosen(Side::Allowed, Row::Person(email("bob"))), &model);
        let action = window.update(Message::MovedOver, &model);
        assert!(matches!(action, Action::Send(Request::Block(e)) if e == email("bob")));
        assert!(matches!(window.update(Message::MovedOver, &model), Action::None), "nothing is chosen any more");
        let _ = window.update(Message::Moved(Side::Blocked, 1), &model);
        assert!(matches!(window.update(Message::MovedOver, &model), Action::Send(Request::Unblock(_))));
    }

    #[test]
    fn everybody_else_moves_by_the_same_buttons() {
        let model = model();
        let (mut window, _) = PrivacyWindow::new(&model);
        let _ = window.update(Message::Moved(Side::Allowed, 100), &model);
        let action = window.update(Message::MovedOver, &model);
        assert!(matches!(action, Action::Send(Request::SetPrivacy(Privacy::BlockOthers))));
    }

    #[test]
    fn a_change_is_shown_while_it_waits_and_goes_back_with_a_sentence() {
        let mut model = model();
        let (mut window, _) = PrivacyWindow::new(&model);
        let wish = Request::Block(email("bob"));
        model.pending.insert(RequestId(1), wish.clone());
        assert!(lists::rows(&model, Side::Blocked).contains(&Row::Person(email("bob"))));
        model.pending.clear();
        let _ = window.answered(&wish, &Err(RequestError::Timeout), &model);
        assert!(lists::rows(&model, Side::Allowed).contains(&Row::Person(email("bob"))));
        assert!(window.refusal.as_ref().is_some_and(|words| words.contains("bob@example.com")));
        let _ = window.update(Message::TellMeToggled(false), &model);
        assert_eq!(window.refusal, None);
    }

    #[test]
    fn nothing_is_asked_without_a_connection() {
        let mut model = model();
        let (mut window, _) = PrivacyWindow::new(&model);
        let _ = window.update(Message::Chosen(Side::Allowed, Row::Person(email("bob"))), &model);
        model.connection = Connection::SignedOut;
        assert!(matches!(window.update(Message::MovedOver, &model), Action::None));
    }

    #[test]
    fn escape_goes_back_before_it_closes() {
        let model = model();
        let (mut window, _) = PrivacyWindow::new(&model);
        let _ = window.update(Message::ReverseShown(true), &model);
        assert!(matches!(window.update(Message::Left, &model), Action::None));
        assert!(matches!(window.update(Message::Left, &model), Action::Close));
    }
}

//! What is asked before it is done, as cards over the list.

use super::{Contacts, DEFAULT, LIST, Message, Question, circles, oneself, regroup};
use crate::model::Model;
use crate::t;
use crate::theme::{size, space};
use crate::widget::button::{Kind, labelled};
use crate::widget::focus::focus;
use crate::widget::message_text::clean;
use crate::widget::{checkbox, contact_row, dialog};
use crate::window::{Action, watching};
use iced::Element;
use iced::widget::{column, text};
use msnp::request::Request;

/// The card of a question.
pub(super) fn card<'a>(question: &'a Question, model: &'a Model) -> Element<'a, Message> {
    let cancel = || labelled(t!("cancel")).on_press(Message::Dismissed).into();
    let yes = || {
        let word = match question {
            Question::LeaveCircle(_) => t!("circles-leave-yes"),
            _ => t!("contacts-remove-yes"),
        };
        let yes = labelled(word).kind(Kind::Danger).id(DEFAULT);
        yes.on_press_maybe(model.connection.is_online().then_some(Message::Agreed)).into()
    };
    match question {
        Question::Watch(email) => {
            let change = |watch| Message::Watched { email: email.clone(), watch };
            let boxes = watching::boxes(model.watch(email), change);
            let title = t!("watch-title", name = contact_row::brief(&model.roster, email));
            let close = labelled(t!("close")).kind(Kind::Primary).id(DEFAULT).on_press(Message::Dismissed);
            dialog::card(title, boxes, [close.into()])
        }
        Question::AutoReply(reply) => oneself::card(reply),
        Question::Regroup { email, from, copy, to } => regroup::card(model, email, from, *copy, to),
        Question::Remove { email, block } => {
            let name = contact_row::brief(&model.roster, email);
            let words = t!("contacts-remove-body", name = name, address = email.as_str());
            let body = column![
                text(words).size(size::BODY),
                checkbox::checkbox(t!("contacts-remove-block"), *block, Some(Message::BlockToggled(!*block))),
            ];
            dialog::card(t!("contacts-remove-title"), body.spacing(space::S), [cancel(), yes()])
        }
        Question::RemoveGroup(group) => {
            let name = model
                .roster
                .group(group)
                .map(|group| contact_row::short(&clean::name(&group.name)))
                .unwrap_or_default();
            let words = text(t!("contacts-group-remove-body", name = name)).size(size::BODY);
            dialog::card(t!("contacts-group-remove-title"), words, [cancel(), yes()])
        }
        Question::LeaveCircle(circle) => {
            let name = model.roster.circle(circle).map(|circle| contact_row::short(&circles::name(circle)));
            let name = name.unwrap_or_default();
            let words = text(t!("circles-leave-body", name = name)).size(size::BODY);
            dialog::card(t!("circles-leave-title"), words, [cancel(), yes()])
        }
    }
}

impl Contacts {
    /// Whether an answer can be carried out now: most are the server's business.
    pub(super) const fn may_agree(&self, model: &Model) -> bool {
        model.connection.is_online() || matches!(self.question, Some(Question::Watch(_) | Question::AutoReply(_)))
    }

    pub(super) fn ask(&mut self, question: Question) -> Action<Message> {
        self.question = Some(question);
        Action::Run(focus(&self.root, DEFAULT))
    }

    pub(super) fn agreed(&mut self, model: &Model) -> Action<Message> {
        let mut actions = match self.question.take() {
            Some(Question::Remove { email, block }) => {
                let block = block.then(|| Action::Send(Request::Block(email.clone())));
                let remove = Action::Send(Request::RemoveContact { email, group: None });
                block.into_iter().chain([remove]).collect()
            }
            Some(Question::RemoveGroup(group)) => vec![Action::Send(Request::RemoveGroup(group))],
            Some(Question::LeaveCircle(circle)) => vec![Action::Send(Request::LeaveCircle(circle))],
            Some(Question::Regroup { email, from, copy, to }) => {
                vec![regroup::regroup(model, &email, &from, to.as_ref(), copy)]
            }
            Some(Question::AutoReply(reply)) => vec![oneself::kept(&reply)],
            Some(Question::Watch(_)) | None => Vec::new(),
        };
        actions.push(Action::Run(focus(&self.root, LIST)));
        Action::Many(actions)
    }
}

//! A contact goes from one group to another: dragged, or by the menu's "Move to group" and "Copy to group". A group that
//! is dragged goes to another place among the groups.

use super::sections::{self, Item, SectionId};
use super::{Contacts, DEFAULT, Field, Message, Question, SCROLL, can_edit, list};
use crate::model::Model;
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::button::{Kind, button, labelled};
use crate::widget::drag::{Drag, Phase};
use crate::widget::label::label;
use crate::widget::menu::{self, Entry};
use crate::widget::message_text::clean;
use crate::widget::{contact_row, dialog, keys, scroll};
use crate::window::{Action, SettingsChange};
use iced::keyboard::key::{Key, Named};
use iced::widget::operation::AbsoluteOffset;
use iced::widget::{column, container, operation, row, rule};
use iced::{Element, Length};
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{Email, GroupId};

/// The list of groups to choose from.
const CHOICES: &str = "contacts-choices";

/// The height of a group in it.
const CHOICE: f32 = 30.0;

/// How far the list goes on with each movement at its end, in pixels.
const STEP: f32 = 24.0;

/// What is dragged, and over what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dragged {
    what: What,
    over: Option<SectionId>,
    copy: bool,
}

/// What is dragged.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// Somebody, out of a section.
    Person(Email, SectionId),
    /// A group, by its header.
    Group(GroupId),
}

/// What has to be asked so that somebody goes from a section into a group, or into none.
pub(super) fn requests(person: &Person, from: &SectionId, to: Option<&GroupId>, copy: bool) -> Vec<Request> {
    let email = || person.email.clone();
    let is_in = |group: &GroupId| person.groups.contains(group);
    let Some(to) = to else {
        // No group at all is nothing that can be had besides others.
        let moves = !copy && !person.groups.is_empty();
        return moves.then(|| Request::MoveToGroup { email: email(), group: None }).into_iter().collect();
    };
    let join = (!is_in(to)).then(|| Request::AddToGroup { email: email(), group: to.clone() });
    match from {
        _ if copy => join.into_iter().collect(),
        // Out of that group only: the others have nothing to do with it.
        SectionId::Group(old) if person.groups.len() > 1 && is_in(old) => {
            let leave = (old != to).then(|| Request::RemoveContact { email: email(), group: Some(old.clone()) });
            join.into_iter().chain(leave).collect()
        }
        _ if person.groups.as_slice() == std::slice::from_ref(to) => Vec::new(),
        _ => vec![Request::MoveToGroup { email: email(), group: Some(to.clone()) }],
    }
}

/// The groups that somebody can be moved or copied to; `None` is no group.
pub(super) fn choices(model: &Model, person: &Person, from: &SectionId, copy: bool) -> Vec<Option<GroupId>> {
    let groups = sections::groups(model).into_iter().map(|group| Some(group.id.clone()));
    groups.chain([None]).filter(|to| !requests(person, from, to.as_ref(), copy).is_empty()).collect()
}

/// The name of what is chosen.
fn name(model: &Model, group: Option<&GroupId>) -> String {
    match group {
        Some(group) => model.roster.group(group).map(|group| clean::name(&group.name)).unwrap_or_default(),
        None => t!("contacts-other"),
    }
}

/// The menu's two lines.
pub(super) fn entries(model: &Model, person: &Person, from: &SectionId) -> Vec<Entry<Message>> {
    let line = |copy: bool, words: String| {
        let first = choices(model, person, from, copy).into_iter().next();
        let question = first.map(|to| Question::Regroup { email: person.email.clone(), from: from.clone(), copy, to });
        let can = model.connection.is_online();
        menu::entry_maybe(words, question.filter(|_| can).map(Message::Asked))
    };
    vec![line(false, t!("contacts-move-to")), line(true, t!("contacts-copy-to"))]
}

/// The card that asks for the group.
pub(super) fn card<'a>(
    model: &'a Model,
    email: &'a Email,
    from: &'a SectionId,
    copy: bool,
    chosen: &'a Option<GroupId>,
) -> Element<'a, Message> {
    let person = model.roster.person(email);
    let choices = person.map(|person| choices(model, person, from, copy)).unwrap_or_default();
    let rows = choices.into_iter().map(|to| {
        button(label(&name(model, to.as_ref())))
            .kind(Kind::Row)
            .tab_stop(false)
            .width(Length::Fill)
            .height(CHOICE)
            .padding([0.0, space::S])
            .selected(to == *chosen)
            .on_press(Message::GroupChosen(to))
            .on_double_press(Message::Agreed)
            .into()
    });
    let rows = container(scroll::vertical(column(rows)).id(CHOICES)).max_height(8.0 * CHOICE);
    let rows = keys::list(DEFAULT, rows, |press| match press.key {
        Key::Named(Named::ArrowUp) => Some(Message::GroupStepped(-1)),
        Key::Named(Named::ArrowDown) => Some(Message::GroupStepped(1)),
        _ => None,
    });
    let name = contact_row::brief(&model.roster, email);
    let (title, yes) = match copy {
        false => (t!("contacts-move-title", name = name), t!("contacts-move-yes")),
        true => (t!("contacts-copy-title", name = name), t!("contacts-copy-yes")),
    };
    let cancel = labelled(t!("cancel")).on_press(Message::Dismissed);
    let yes = labelled(yes).kind(Kind::Primary);
    let yes = yes.on_press_maybe(model.connection.is_online().then_some(Message::Agreed));
    dialog::card(title, rows, [cancel.into(), yes.into()])
}

/// The bar at the bottom while something is dragged: what letting go would do.
pub(super) fn bar<'a>(dragged: &Dragged, model: &Model) -> Element<'a, Message> {
    let name_of = match &dragged.what {
        What::Person(email, _) => contact_row::name_for(&model.roster, email),
        What::Group(group) => name(model, Some(group)),
    };
    let words = match target(dragged, model) {
        Some(Target::Place { at, above: true, .. }) => {
            t!("contacts-drag-above", name = name_of, group = name(model, Some(&at)))
        }
        Some(Target::Place { at, .. }) => t!("contacts-drag-below", name = name_of, group = name(model, Some(&at))),
        Some(Target::Favourites) => t!("contacts-drag-star", name = name_of),
        Some(Target::Group(to)) if dragged.copy => {
            t!("contacts-drag-copy", name = name_of, group = name(model, to.as_ref()))
        }
        Some(Target::Group(to)) => t!("contacts-drag-move", name = name_of, group = name(model, to.as_ref())),
        None if matches!(dragged.what, What::Group(_)) => t!("contacts-drag-group", name = name_of),
        None => t!("contacts-drag-nowhere", name = name_of),
    };
    let line = container(row![label(&words).size(size::SECONDARY)]).padding([5.0, space::M]).width(Length::Fill);
    column![rule::horizontal(1).style(style::hairline), line.style(style::status_bar)].into()
}

/// Whether a section's header is lit: letting go there would do something.
pub(super) fn lights(dragged: &Dragged, model: &Model, section: &SectionId) -> bool {
    dragged.over.as_ref() == Some(section) && target(dragged, model).is_some()
}

enum Target {
    Favourites,
    Group(Option<GroupId>),
    Place { order: Vec<String>, at: GroupId, above: bool },
}

/// Where somebody would go if they were let go now.
fn target(dragged: &Dragged, model: &Model) -> Option<Target> {
    let over = dragged.over.as_ref()?;
    let (email, from) = match (&dragged.what, over) {
        (What::Person(email, from), _) => (email, from),
        (What::Group(group), SectionId::Group(at)) => {
            let (order, above) = sections::order_at(model, group, at)?;
            return Some(Target::Place { order, at: at.clone(), above });
        }
        (What::Group(_), _) => return None,
    };
    let to = match over {
        SectionId::Favourites if model.is_favourite(email) => return None,
        SectionId::Favourites => return Some(Target::Favourites),
        SectionId::Group(group) => Some(group.clone()),
        SectionId::Other => None,
        SectionId::Circle(_) | SectionId::Offline => return None,
    };
    let person = model.roster.person(email)?;
    let can = can_edit(&Field::NewGroup, model) && over != from;
    (can && !requests(person, from, to.as_ref(), dragged.copy).is_empty()).then_some(Target::Group(to))
}

/// The requests, to be sent in their order.
pub(super) fn regroup(
    model: &Model,
    email: &Email,
    from: &SectionId,
    to: Option<&GroupId>,
    copy: bool,
) -> Action<Message> {
    let Some(person) = model.roster.person(email).filter(|person| person.is_contact()) else { return Action::None };
    Action::Many(requests(person, from, to, copy).into_iter().map(Action::Send).collect())
}

impl Contacts {
    /// A drag goes on, or ends.
    pub(super) fn drag(&mut self, drag: Drag, model: &Model) -> Action<Message> {
        let sections = sections::sections(model, &self.search);
        let item_at = |wanted: f32| {
            let mut lines = list::lines(model, &sections);
            let line = lines.find(|(_, top, height)| (*top..top + height).contains(&wanted));
            line.and_then(|(line, ..)| line.item(&sections))
        };
        let dragged = match self.dragged.take() {
            Some(dragged) => dragged,
            // A field that is edited in place takes drags for itself.
            None if self.editing.is_some() => return Action::None,
            None => match item_at(drag.from) {
                Some(Item::Person(from, email)) if model.roster.person(&email).is_some_and(Person::is_contact) => {
                    Dragged { what: What::Person(email, from), over: None, copy: false }
                }
                Some(Item::Header(SectionId::Group(group))) => {
                    Dragged { what: What::Group(group), over: None, copy: false }
                }
                _ => return Action::None,
            },
        };
        let over = drag.at.and_then(item_at).map(|item| item.section().clone());
        let dragged = Dragged { over, copy: drag.copy, ..dragged };
        // Beyond the list there may be a conversation to drop somebody into.
        if (drag.at.is_none() || model.aimed.is_some())
            && let What::Person(email, _) = &dragged.what
        {
            let aim = Action::Aimed { email: email.clone(), at: drag.pointer, phase: drag.phase };
            let inside = self.let_go(drag, dragged, model);
            return Action::Many(vec![aim, inside]);
        }
        self.let_go(drag, dragged, model)
    }

    fn let_go(&mut self, drag: Drag, dragged: Dragged, model: &Model) -> Action<Message> {
        match drag.phase {
            Phase::Cancelled => Action::None,
            Phase::Dropped => match (target(&dragged, model), dragged.what) {
                (Some(Target::Place { order, .. }), _) => Action::Configure(SettingsChange::GroupOrder(order)),
                (Some(Target::Favourites), What::Person(email, _)) => {
                    Action::Configure(SettingsChange::Favourite { email, favourite: true })
                }
                (Some(Target::Group(to)), What::Person(email, from)) => {
                    regroup(model, &email, &from, to.as_ref(), dragged.copy)
                }
                _ => Action::None,
            },
            Phase::Over => {
                self.dragged = Some(dragged);
                let by = AbsoluteOffset { x: 0.0, y: f32::from(drag.edge) * STEP };
                if drag.edge == 0 { Action::None } else { Action::Run(operation::scroll_by(SCROLL, by)) }
            }
        }
    }

    /// Up or down among the groups to choose from.
    pub(super) fn step_choice(&mut self, step: isize, model: &Model) -> Action<Message> {
        let Some(Question::Regroup { email, from, copy, to }) = &mut self.question else { return Action::None };
        let Some(person) = model.roster.person(email) else { return Action::None };
        let choices = choices(model, person, from, *copy);
        let at = choices.iter().position(|choice| choice == to).unwrap_or_default();
        let at = at.saturating_add_signed(step).min(choices.len().saturating_sub(1));
        let Some(choice) = choices.get(at) else { return Action::None };
        to.clone_from(choice);
        Action::Run(scroll::into_view(CHOICES, at as f32 * CHOICE, CHOICE))
    }
}

#[cfg(test)]
mod tests;

//! The people, in their sections.

use super::header::field;
use super::sections::{self, Item, Line, Section, SectionId, Who};
use super::{Contacts, Field, LIST, Message, Question, SCROLL, can_edit, circles, regroup};
use crate::model::Model;
use crate::shortcut::{self, CONTACTS, InContacts};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Button, Kind, button, labelled};
use crate::widget::contact_row::{self, Badges};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::menu::{self, Entry};
use crate::widget::message_text::clean;
use crate::widget::rows::rows;
use crate::widget::{drag, keys, scroll};
use crate::window::{Window, conversation, pending};
use iced::widget::{column, container, row, text};
use iced::{Alignment, Element, Length};
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{Email, GroupId};
use std::hash::{DefaultHasher, Hash, Hasher};

const HEADER: f32 = 32.0;

/// The list, or what to do when it is empty.
pub(super) fn view<'a>(window: &'a Contacts, model: &'a Model) -> Element<'a, Message> {
    let sections = sections::sections(model, &window.search);
    let adding = window.editing.as_ref().filter(|e| matches!(e.field, Field::NewGroup | Field::NewCircle));
    if sections.is_empty() && adding.is_none() {
        return empty(window, model);
    }
    let naming = naming(window, &sections);
    let lines: Vec<Line> = sections::lines(&sections).collect();
    let at = |item: Option<&Item>| item.and_then(|item| lines.iter().position(|line| line.is(&sections, item)));
    // Keys reach these wherever the list is: the chosen line's menu, the field in which somebody types.
    let kept: Vec<usize> =
        [at(window.chosen.as_ref()), at(naming.as_ref()), at(renamed(window).as_ref())].into_iter().flatten().collect();
    let heights: Vec<f32> = lines.iter().map(|line| height(model, *line)).collect();
    let named = at(naming.as_ref());
    let rows = rows(heights, move |line| match lines[line] {
        Line::Header(section) => {
            let section = &sections[section];
            (key(&Item::Header(section.id.clone())), header(window, model, section))
        }
        Line::Person(section, person) => {
            let section = &sections[section];
            let person = &section.people[person];
            let item = Item::Person(section.id.clone(), person.email.clone());
            let key = key(&item);
            match &window.editing {
                Some(editing) if named == Some(line) => (key, name_field(editing, model)),
                _ => (key, row_of(window, model, person.clone(), item).into()),
            }
        }
    });
    let mut content = column![adding.map(new_field)].width(Length::Fill);
    content = content.push(rows.keep(kept));
    let content = scroll::vertical(drag::area(content, Message::Dragged)).id(SCROLL);
    let content = content.on_scroll(|viewport| Message::Scrolled(viewport.absolute_offset().y));
    let content = content.width(Length::Fill).height(Length::Fill);
    container(keys::list(LIST, content, |press| window.key(press))).height(Length::Fill).into()
}

/// The field for the name of what is to be.
fn new_field(editing: &super::Editing) -> Element<'_, Message> {
    let hint = match editing.field {
        Field::NewCircle => t!("circles-name-hint"),
        _ => t!("contacts-group-hint"),
    };
    container(field(editing, hint)).padding([space::XS, space::M]).into()
}

/// The field in a person's place, for the name that we give them.
fn name_field<'a>(editing: &'a super::Editing, model: &Model) -> Element<'a, Message> {
    let height = contact_row::height(model.settings.list.compact);
    let field = field(editing, t!("contacts-alias-hint"));
    container(field).height(height).center_y(height).padding([0.0, space::M]).into()
}

/// The row in which somebody is given a name: the chosen one, or another of theirs when that is gone meanwhile.
fn naming(window: &Contacts, sections: &[Section<'_>]) -> Option<Item> {
    let Field::Alias(email) = &window.editing.as_ref()?.field else { return None };
    let items = sections::items(sections);
    let chosen = window.chosen.as_ref().filter(|item| item.person() == Some(email) && items.contains(item));
    chosen.or_else(|| items.iter().find(|item| item.person() == Some(email))).cloned()
}

/// The header in which a group is given a name.
fn renamed(window: &Contacts) -> Option<Item> {
    let Field::Group(group) = &window.editing.as_ref()?.field else { return None };
    Some(Item::Header(SectionId::Group(group.clone())))
}

/// Where a line stands in the list: its top and its height.
pub(super) fn place(model: &Model, sections: &[Section<'_>], wanted: &Item) -> Option<(f32, f32)> {
    lines(model, sections).find(|(line, ..)| line.is(sections, wanted)).map(|(_, top, height)| (top, height))
}

/// Every line with its top and its height.
pub(super) fn lines(model: &Model, sections: &[Section<'_>]) -> impl Iterator<Item = (Line, f32, f32)> {
    let mut top = 0.0;
    sections::lines(sections).map(move |line| {
        let height = height(model, line);
        let placed = (line, top, height);
        top += height;
        placed
    })
}

/// The height of a line.
const fn height(model: &Model, line: Line) -> f32 {
    match line {
        Line::Header(_) => HEADER,
        Line::Person(..) => contact_row::height(model.settings.list.compact),
    }
}

/// An identity of the line that outlives a change of its place, so that a click doesn't go astray when somebody signs in.
fn key(item: &Item) -> u64 {
    let mut hasher = DefaultHasher::new();
    item.hash(&mut hasher);
    hasher.finish()
}

fn header<'a>(window: &'a Contacts, model: &'a Model, section: &Section<'a>) -> Element<'a, Message> {
    if let SectionId::Group(id) = &section.id
        && let Some(editing) = window.editing.as_ref().filter(|e| e.field == Field::Group(id.clone()))
    {
        let field = field(editing, t!("contacts-group-hint"));
        return container(field).height(HEADER).padding([2.0, space::M]).into();
    }
    let chevron = if section.folded { Icon::ChevronRight } else { Icon::ChevronDown };
    let words = label(&section.title()).size(size::SECONDARY).font(SEMIBOLD).style(style::secondary);
    let mut line = row![icon::small(chevron).size(12.0).secondary()].spacing(space::XS).align_y(Alignment::Center);
    if let SectionId::Circle(id) = &section.id {
        line = line.push(icon::small(Icon::People).size(14.0).secondary());
        let conversation = ConversationId::Circle(id.clone());
        let unread = sections::unread(model, &conversation);
        let waits = pending::circle(model, id).then(|| contact_row::badge(t!("contacts-pending")));
        let open = button(icon::small(Icon::Mail).size(14.0).secondary()).kind(Kind::Quiet).padding(2).tab_stop(false);
        let open = open.on_press(Message::WindowWanted(Window::Conversation(conversation))).tip(t!("circles-open"));
        line = line.push(container(words).width(Length::Fill).clip(true)).push(waits);
        line = line.push((unread > 0).then(|| contact_row::count(unread))).push(open);
    } else {
        line = line.push(words);
    }
    let item = Item::Header(section.id.clone());
    let chosen = window.chosen.as_ref() == Some(&item);
    let dropped_on = window.dragged.as_ref().is_some_and(|dragged| regroup::lights(dragged, model, &section.id));
    let mut header = button(line)
        .kind(Kind::Row)
        .tab_stop(false)
        .width(Length::Fill)
        .height(HEADER)
        .padding(iced::Padding { top: 8.0, bottom: 4.0, left: space::M, right: space::M })
        .selected(chosen || dropped_on)
        .menu_key(chosen)
        .on_choose(Message::Chosen(item))
        .on_press(Message::Toggled(section.id.clone()));
    match section.id.clone() {
        SectionId::Group(id) => header = header.context_menu(move || group_entries(model, &id)),
        SectionId::Circle(id) => {
            header = header.context_menu(move || circles::entries(model, &id));
        }
        SectionId::Favourites | SectionId::Other | SectionId::Offline => {}
    }
    header.into()
}

fn group_entries(model: &Model, id: &GroupId) -> Vec<Entry<Message>> {
    let field = Field::Group(id.clone());
    let can = can_edit(&field, model);
    let moved = |up: bool| {
        let can = sections::order_after(model, id, up).is_some();
        can.then(|| Message::GroupMoved { group: id.clone(), up })
    };
    vec![
        menu::entry_maybe(t!("contacts-group-up"), moved(true))
            .icon(Icon::ChevronUp)
            .hint_maybe(keys_for(InContacts::GroupUp)),
        menu::entry_maybe(t!("contacts-group-down"), moved(false))
            .icon(Icon::ChevronDown)
            .hint_maybe(keys_for(InContacts::GroupDown)),
        menu::separator(),
        menu::entry_maybe(t!("contacts-group-rename"), can.then_some(Message::EditStarted(field)))
            .icon(Icon::Pencil)
            .hint_maybe(keys_for(InContacts::Rename)),
        menu::entry_maybe(t!("contacts-group-remove"), can.then(|| Message::Asked(Question::RemoveGroup(id.clone()))))
            .danger(),
    ]
}

fn row_of<'a>(window: &'a Contacts, model: &'a Model, person: Who<'a>, item: Item) -> Button<'a, Message> {
    let chosen = window.chosen.as_ref() == Some(&item);
    let talk = ConversationId::With(person.email.clone());
    let badges = Badges {
        unread: sections::unread(model, &talk),
        draft: sections::has_draft(model, &talk),
        blocked: pending::blocked(model, &person.email).unwrap_or_else(|| person.is_blocked()),
        pending: pending::about(model, &person.email),
    };
    let section = item.section().clone();
    let row = if model.settings.list.compact { contact_row::compact } else { contact_row::contact };
    row(&person, badges)
        .selected(chosen)
        .menu_key(chosen)
        .on_choose(Message::Chosen(item.clone()))
        .on_press(Message::Chosen(item))
        .on_double_press(Message::Opened(person.email.clone()))
        .context_menu(move || match person.is_contact() {
            true => person_entries(model, &person, &section),
            false => circles::stranger_entries(model, &person.email),
        })
}

fn person_entries(model: &Model, person: &Person, section: &SectionId) -> Vec<Entry<Message>> {
    let email = &person.email;
    let online = model.connection.is_online();
    let ask = |request: Request| online.then_some(Message::Requested(request));
    let mut lines = vec![
        menu::entry(t!("contacts-message"), Message::Opened(email.clone())).icon(Icon::Mail),
        if person.is_blocked() {
            menu::entry_maybe(t!("contacts-unblock"), ask(Request::Unblock(email.clone()))).icon(Icon::Check)
        } else {
            menu::entry_maybe(t!("contacts-block"), ask(Request::Block(email.clone()))).icon(Icon::Block)
        },
        star(model, email),
        mute(model, email),
        menu::entry(t!("watch-menu"), Message::Asked(Question::Watch(email.clone())))
            .icon(Icon::Clock)
            .checked(model.watch(email).is_any()),
        menu::separator(),
    ];
    if can_edit(&Field::NewGroup, model) && !model.roster.groups.is_empty() {
        lines.push(menu::heading(t!("contacts-groups")));
        for group in sections::groups(model) {
            let member = person.groups.contains(&group.id);
            let request = if member {
                Request::RemoveContact { email: email.clone(), group: Some(group.id.clone()) }
            } else {
                Request::AddToGroup { email: email.clone(), group: group.id.clone() }
            };
            lines.push(menu::entry_maybe(clean::name(&group.name), ask(request)).checked(member));
        }
        lines.extend(regroup::entries(model, person, section));
        lines.push(menu::separator());
    }
    lines.extend(invitations(model, email));
    lines.extend(circles::invitations(model, email));
    if let SectionId::Group(group) = section {
        let request = Request::RemoveContact { email: email.clone(), group: Some(group.clone()) };
        lines.push(menu::entry_maybe(t!("contacts-remove-from-group"), ask(request)));
    }
    let question = Question::Remove { email: email.clone(), block: false };
    lines.push(menu::entry_maybe(t!("contacts-remove"), online.then_some(Message::Asked(question))).danger());
    lines.push(menu::separator());
    let copied = Message::AddressCopied(email.clone());
    lines.push(menu::entry(t!("contacts-copy-address"), copied).hint_maybe(keys_for(InContacts::CopyAddress)));
    let field = Field::Alias(email.clone());
    let named = can_edit(&field, model).then_some(Message::EditStarted(field));
    lines.push(
        menu::entry_maybe(t!("contacts-alias"), named).icon(Icon::Pencil).hint_maybe(keys_for(InContacts::Rename)),
    );
    let history = model.history.history.is_some().then(|| Message::HistoryWanted(email.clone()));
    lines.push(menu::entry_maybe(t!("contacts-history"), history));
    lines.push(menu::entry(t!("contacts-properties"), Message::WindowWanted(Window::Properties(email.clone()))));
    lines
}

/// The conversations that somebody can be asked to join.
fn invitations(model: &Model, email: &Email) -> Vec<Entry<Message>> {
    let open = conversation::open_to(email, model);
    if open.is_empty() {
        return Vec::new();
    }
    let line = |(conversation, name): (ConversationId, String)| {
        let request = match conversation {
            ConversationId::Circle(circle) => Request::InviteToCircle { circle, email: email.clone() },
            conversation => Request::Invite { conversation, email: email.clone() },
        };
        menu::entry(name, Message::Requested(request)).icon(Icon::AddPerson)
    };
    let heading = [menu::heading(t!("contacts-invite-to"))].into_iter();
    let talks = open.into_iter().filter(|(id, _)| !matches!(id, ConversationId::Circle(_)));
    let lines: Vec<Entry<Message>> = talks.map(line).collect();
    if lines.is_empty() { lines } else { heading.chain(lines).chain([menu::separator()]).collect() }
}

/// Makes somebody a favourite, or an ordinary contact again.
fn star(model: &Model, email: &Email) -> Entry<Message> {
    let favourite = !model.is_favourite(email);
    let words = if favourite { t!("contacts-star") } else { t!("contacts-unstar") };
    menu::entry(words, Message::Starred { email: email.clone(), favourite }).icon(Icon::Star)
}

/// Mutes somebody's nudges, or lets them shake again.
fn mute(model: &Model, email: &Email) -> Entry<Message> {
    let muted = model.mutes_nudges(email);
    let message = Message::NudgesMuted { email: email.clone(), muted: !muted };
    menu::entry(t!("nudges-mute"), message).icon(Icon::Nudge).checked(muted)
}

fn empty<'a>(window: &'a Contacts, model: &'a Model) -> Element<'a, Message> {
    let searching = !window.search.trim().is_empty();
    let words = if searching {
        t!("contacts-not-found", text = clean::line(&window.search).chars().take(60).collect::<String>())
    } else {
        t!("contacts-empty")
    };
    let mut content = column![text(words).size(size::BODY).style(style::secondary).center()].spacing(space::L);
    if !searching {
        let message = model.connection.is_online().then_some(Message::WindowWanted(Window::AddContact(None)));
        content = content.push(labelled(t!("contacts-empty-add")).kind(Kind::Primary).on_press_maybe(message));
    }
    container(content.align_x(Alignment::Center)).center(Length::Fill).padding(space::XL).into()
}

/// The keys that do the same as a line of a menu.
fn keys_for(does: InContacts) -> Option<String> {
    shortcut::keys_of(CONTACTS, does)
}

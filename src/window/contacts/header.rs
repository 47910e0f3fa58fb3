//! Oneself at the top, notices under it, and the bar at the bottom.

use super::{
    Contacts, Editing, FIELD, Field, Message, SEARCH, can_edit, circles, oneself, own_name, own_personal, places,
};
use crate::i18n::errors;
use crate::model::{Connection, Model};
use crate::shortcut::{self, CONTACTS, EVERYWHERE, InContacts, Shortcut};
use crate::store::settings::{ListLook, Sort};
use crate::t;
use crate::theme::{ITALIC, SEMIBOLD, size, space, status_color, style};
use crate::widget::avatar::{avatar, side};
use crate::widget::beside::beside;
use crate::widget::button::{Kind, button, link, symbol};
use crate::widget::contact_row;
use crate::widget::icon::{self, Icon};
use crate::widget::keys;
use crate::widget::label::label;
use crate::widget::menu::{self, Entry};
use crate::widget::message_text::clean;
use crate::widget::status_menu::status_button;
use crate::widget::tip;
use crate::window::{Window, pending, refusal};
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, column, container, row, rule, stack, text, text_input};
use iced::{Alignment, Element, Length};
use msnp::event::Route;
use msnp::types::{Email, Status};

/// The gradient with the own picture, name, status and personal message, and the search.
pub(super) fn view<'a>(window: &'a Contacts, model: &'a Model) -> Element<'a, Message> {
    let own = &model.roster.own;
    let status = shown_status(model);
    let nobody = Email::from_wire("?");
    let face = match own.email.as_ref().or(nobody.as_ref()) {
        Some(email) => avatar(email, own_name(model), status, side::OWN),
        None => Space::new().width(side::OWN).into(),
    };
    let mut words = column![name_line(window, model, status)].spacing(1);
    words = words.push(personal_line(window, model));
    if let Some(media) = own_personal(model).media.as_ref().map(|m| m.display()).filter(|m| !m.is_empty()) {
        words =
            words.push(container(label(&format!("♫ {}", clean::name(&media))).secondary()).padding([0.0, space::XS]));
    }
    let top = row![face, container(words).width(Length::Fill).clip(true)].spacing(space::S).align_y(Alignment::Center);
    let tools = row![search(window), add_button(model), menu_button(model)].spacing(space::XS);
    container(column![top, tools.align_y(Alignment::Center)].spacing(10))
        .padding([14.0, space::M])
        .width(Length::Fill)
        .style(style::header)
        .into()
}

/// The own status, as it is or as it was asked to be.
fn shown_status(model: &Model) -> Status {
    if !model.connection.is_online() {
        return Status::Offline;
    }
    pending::status(model).unwrap_or(model.roster.own.status)
}

fn name_line<'a>(window: &'a Contacts, model: &'a Model, status: Status) -> Element<'a, Message> {
    if let Some(editing) = window.editing.as_ref().filter(|e| e.field == Field::Name) {
        return field(editing, t!("contacts-name-hint"));
    }
    let name = label(&contact_row::shown(own_name(model))).size(size::NAME).font(SEMIBOLD);
    let name = waiting(name.into(), pending::name(model).is_some());
    let name = editable(name, Field::Name, t!("contacts-name-edit"), model);
    let online = model.connection.is_online();
    let status =
        status_button(status, pending::status(model).is_some(), online.then_some(Message::StatusChosen), || {
            let mut lines = oneself::entries(model);
            lines.extend(places::entries(model));
            lines.extend([menu::separator(), menu::entry(t!("contacts-menu-sign-out"), Message::SignedOut)]);
            lines
        });
    beside(name, status, space::XS)
}

fn personal_line<'a>(window: &'a Contacts, model: &'a Model) -> Element<'a, Message> {
    if let Some(editing) = window.editing.as_ref().filter(|e| e.field == Field::Personal) {
        return field(editing, t!("contacts-personal-hint"));
    }
    let can = can_edit(&Field::Personal, model);
    let says = own_personal(model).text.as_str();
    let words = match (says.trim().is_empty(), can) {
        (true, false) => return Space::new().into(),
        (true, true) => label(&t!("contacts-personal-hint")),
        (false, _) => label(&contact_row::shown(says)).font(ITALIC),
    };
    let words = waiting(words.secondary().into(), pending::personal(model).is_some());
    editable(words, Field::Personal, t!("contacts-personal-edit"), model)
}

/// Words that can be changed in place by a click; plain words where they can't.
fn editable<'a>(words: Element<'a, Message>, field: Field, tip: String, model: &Model) -> Element<'a, Message> {
    if !can_edit(&field, model) {
        return container(words).padding([1.0, space::XS]).into();
    }
    button(words).kind(Kind::Quiet).padding([1.0, space::XS]).on_press(Message::EditStarted(field)).tip(tip)
}

/// Marks what waits for the server with words, not with a colour alone.
fn waiting<'a>(content: Element<'a, Message>, waits: bool) -> Element<'a, Message> {
    if !waits {
        return content;
    }
    // A label is cut where there is no room; a plain text would be drawn over what stands beside it.
    beside(content, label(&t!("contacts-pending")).secondary().size(size::BADGE), space::XS)
}

/// The field of what is changed in place: Enter saves, so does a click elsewhere, Esc reverts.
pub(super) fn field<'a>(editing: &'a Editing, hint: String) -> Element<'a, Message> {
    let input = text_input(&hint, &editing.text)
        .id(FIELD)
        .size(size::BODY)
        .padding([3.0, space::S])
        .style(style::input)
        .on_input(Message::Edited)
        .on_submit(Message::EditSaved);
    keys::guard(input, |press| matches!(press.key, Key::Named(Named::Escape)).then_some(Message::EditCancelled))
        .on_leave(Message::EditLeft)
        .into()
}

fn search(window: &Contacts) -> Element<'_, Message> {
    let input = text_input(&t!("contacts-find"), &window.search)
        .id(SEARCH)
        .size(size::BODY)
        .padding(iced::Padding { top: 7.0, bottom: 7.0, left: 32.0, right: 32.0 })
        .style(style::input)
        .on_input(Message::Searched)
        .on_submit(Message::ChosenOpened);
    let glass = container(icon::small(Icon::Search).secondary()).center_y(Length::Fill).padding([0.0, 10.0]);
    let mut layers = stack![input, glass].width(Length::Fill);
    if !window.search.is_empty() {
        let clear = button(icon::small(Icon::Close).secondary()).kind(Kind::Quiet).padding(4);
        let clear = clear.on_press(Message::Searched(String::new())).tip(t!("contacts-find-clear"));
        layers =
            layers.push(container(clear).align_right(Length::Fill).center_y(Length::Fill).padding([0.0, space::XS]));
    }
    let searching = !window.search.is_empty();
    keys::guard(layers, move |press| {
        (searching && matches!(press.key, Key::Named(Named::Escape))).then_some(Message::Dismissed)
    })
    .into()
}

fn add_button(model: &Model) -> Element<'_, Message> {
    let message = Message::WindowWanted(Window::AddContact(None));
    symbol(Icon::Plus).on_press_maybe(model.connection.is_online().then_some(message)).tip(t!("contacts-add"))
}

fn menu_button(model: &Model) -> Element<'_, Message> {
    symbol(Icon::Menu).menu(move || entries(model)).tip(t!("contacts-menu"))
}

fn entries(model: &Model) -> Vec<Entry<Message>> {
    let edit = |field: Field| can_edit(&field, model).then_some(Message::EditStarted(field));
    let online = model.connection.is_online();
    let add = online.then_some(Message::WindowWanted(Window::AddContact(None)));
    let waiting = model.roster.awaiting_answer().count();
    let mut lines = vec![
        menu::entry_maybe(t!("contacts-menu-add"), add)
            .icon(Icon::AddPerson)
            .hint_maybe(shortcut::keys_of(CONTACTS, InContacts::Add)),
    ];
    lines.push(menu::entry_maybe(t!("contacts-menu-group"), edit(Field::NewGroup)).icon(Icon::People));
    if let Some(message) = edit(Field::NewCircle) {
        lines.push(menu::entry(t!("circles-new"), message).icon(Icon::People));
    }
    let switcher = Message::WindowWanted(Window::Switcher);
    lines.push(
        menu::entry(t!("switcher-menu"), switcher)
            .icon(Icon::Search)
            .hint_maybe(shortcut::keys_of(EVERYWHERE, Shortcut::Switch)),
    );
    lines.push(
        menu::entry_maybe(t!("contacts-menu-name"), edit(Field::Name))
            .icon(Icon::Pencil)
            .hint_maybe(shortcut::keys_of(CONTACTS, InContacts::Name)),
    );
    if let Some(message) = edit(Field::Personal) {
        lines.push(menu::entry(t!("contacts-menu-personal"), message));
    }
    lines.push(menu::separator());
    if waiting > 0 {
        let words = t!("contacts-menu-requests", count = waiting);
        lines.push(menu::entry(words, Message::WindowWanted(Window::AddedYou)));
    }
    lines.extend(look(model.settings.list));
    lines.push(menu::entry(t!("contacts-menu-privacy"), Message::WindowWanted(Window::Privacy)).icon(Icon::Lock));
    let history = model.history.history.is_some().then_some(Message::WindowWanted(Window::History));
    let history = menu::entry_maybe(t!("contacts-menu-history"), history);
    lines.push(history.hint_maybe(shortcut::keys_of(EVERYWHERE, Shortcut::History)));
    let options = menu::entry(t!("contacts-menu-options"), Message::WindowWanted(Window::Options(None)));
    lines.push(options.hint_maybe(shortcut::keys_of(EVERYWHERE, Shortcut::Options)));
    let import = online.then_some(Message::WindowWanted(Window::Import));
    lines.push(menu::entry_maybe(t!("contacts-menu-import"), import));
    let anybody = model.roster.contacts().next().is_some();
    let export = anybody.then_some(Message::WindowWanted(Window::Export));
    lines.push(menu::entry_maybe(t!("contacts-menu-export"), export));
    lines.push(menu::separator());
    lines.push(menu::entry(t!("contacts-menu-sign-out"), Message::SignedOut));
    lines.push(menu::entry(t!("contacts-menu-quit"), Message::Quit));
    lines
}

/// The lines that say how the list looks.
fn look(look: ListLook) -> Vec<Entry<Message>> {
    let mut lines = vec![menu::heading(t!("contacts-sort"))];
    lines.extend(Sort::ALL.map(|sort| {
        let words = match sort {
            Sort::Status => t!("contacts-sort-status"),
            Sort::Name => t!("contacts-sort-name"),
            Sort::LastTalk => t!("contacts-sort-talk"),
        };
        menu::entry(words, Message::LookChosen(ListLook { sort, ..look })).checked(sort == look.sort)
    }));
    let apart = ListLook { offline_in_place: !look.offline_in_place, ..look };
    let compact = ListLook { compact: !look.compact, ..look };
    lines.push(menu::heading(t!("contacts-show")));
    lines.push(menu::entry(t!("contacts-offline-apart"), Message::LookChosen(apart)).checked(!look.offline_in_place));
    lines.push(menu::entry(t!("contacts-compact"), Message::LookChosen(compact)).checked(look.compact));
    lines.push(menu::separator());
    lines
}

/// Lines between the header and the list: the last refusal, and who waits for an answer.
pub(super) fn notices(model: &Model) -> Element<'_, Message> {
    let mut lines = column![];
    if let Some(trouble) = &model.trouble {
        let words = refusal::sentence(&trouble.request, &trouble.error, &model.roster);
        lines = lines.push(notice(words, Message::TroubleDismissed));
    }
    if let Some(problem) = &model.problem {
        lines = lines.push(notice(errors::problem(problem), Message::ProblemDismissed));
    }
    let waiting = model.roster.awaiting_answer().count();
    if waiting > 0 && model.connection.is_online() {
        let words = text(t!("contacts-requests", count = waiting)).size(size::SECONDARY).width(Length::Fill);
        let answer = link(t!("contacts-requests-look")).on_press(Message::WindowWanted(Window::AddedYou));
        let line = row![icon::small(Icon::AddPerson), words, answer].spacing(space::S).align_y(Alignment::Center);
        lines = lines.push(container(line).padding([space::XS, space::M]).width(Length::Fill));
    }
    lines.extend(circles::notices(model)).into()
}

/// A line about what went wrong, until it is put away.
fn notice<'a>(words: String, dismissed: Message) -> Element<'a, Message> {
    let dismiss = button(icon::small(Icon::Close)).kind(Kind::Quiet).padding(4).on_press(dismissed);
    let words = text(words).size(size::SECONDARY).width(Length::Fill);
    let line = row![icon::small(Icon::Warning).danger(), words, dismiss.tip(t!("contacts-dismiss"))];
    let line = line.spacing(space::S).align_y(Alignment::Center);
    container(line).padding([space::XS, space::M]).width(Length::Fill).style(style::trouble).into()
}

/// How we stand with the server.
pub(super) fn status_bar(model: &Model) -> Element<'_, Message> {
    let (color, words, retry) = match &model.connection {
        Connection::Online { dialect, .. } => {
            let service = model.service.as_str();
            let words = t!("contacts-connected", dialect = dialect.name(), service = service);
            let words = match model.route.as_ref().and_then(route) {
                Some(route) => format!("{words} · {route}"),
                None => words,
            };
            (status_color(Status::Online), words, false)
        }
        Connection::SigningIn(_) => (status_color(Status::Away), t!("contacts-connecting"), false),
        Connection::Lost { retry_in, since, .. } => {
            let left = retry_in.saturating_sub(model.now.since(*since)).as_secs_f64().ceil();
            (status_color(Status::Busy), t!("contacts-lost", seconds = left), true)
        }
        Connection::SignedOut | Connection::Ended(_) => {
            (status_color(Status::Offline), t!("contacts-signed-out"), false)
        }
    };
    // What is wrong must be read to its end; the usual words may be cut.
    let words: Element<'_, Message> = if retry {
        text(words).size(size::SECONDARY).wrapping(text::Wrapping::WordOrGlyph).into()
    } else {
        label(&words).size(size::SECONDARY).into()
    };
    let words = container(words).width(Length::Fill);
    let mut line = row![icon::small(Icon::Dot).color(color).size(14.0), words].spacing(space::S);
    if retry {
        line = line.push(link(t!("contacts-retry")).on_press(Message::Retried));
    }
    let bar = container(line.align_y(Alignment::Center)).padding([5.0, space::M]).width(Length::Fill);
    let bar: Element<'_, Message> = match details(model) {
        Some(details) => tip::tip(bar.style(style::status_bar), details),
        None => bar.style(style::status_bar).into(),
    };
    column![rule::horizontal(1).style(style::hairline), bar].into()
}

/// What stands behind "connected": the dialect, the server, the account.
fn details(model: &Model) -> Option<String> {
    let Connection::Online { email, dialect, server } = &model.connection else { return None };
    let server = server.to_string();
    let first = t!("contacts-details", dialect = dialect.name(), server = server);
    let mut lines = vec![first, t!("contacts-details-as", address = email.as_str())];
    lines.push(match &model.route {
        None | Some(Route::Direct) => t!("contacts-route-direct"),
        Some(Route::HttpProxy { host } | Route::Socks5 { host }) => {
            t!("contacts-route-proxy-at", host = host.as_str())
        }
        Some(Route::Gateway { host }) => t!("contacts-route-gateway-at", host = host.as_str()),
    });
    Some(lines.join("\n"))
}

/// How the server is reached, in a few words; `None` for the usual way.
fn route(route: &Route) -> Option<String> {
    match route {
        Route::Direct => None,
        Route::HttpProxy { .. } | Route::Socks5 { .. } => Some(t!("contacts-route-proxy")),
        Route::Gateway { .. } => Some(t!("contacts-route-gateway")),
    }
}

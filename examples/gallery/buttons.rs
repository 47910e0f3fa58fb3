//! Every kind of button and field side by side.

use iced::widget::{column, container, row, text, text_input};
use iced::{Element, Length};
use msnp::types::Status;
use swallowtail::theme::{size, space, style};
use swallowtail::widget::button::{Kind, labelled, link, picker, symbol};
use swallowtail::widget::checkbox::{checkbox, radio};
use swallowtail::widget::icon::Icon;
use swallowtail::widget::status_menu;
use swallowtail::widget::{avatar, menu};

#[derive(Debug, Default)]
pub(crate) struct Buttons {
    checked: bool,
    text: String,
    status: Status,
}

#[derive(Debug, Clone)]
pub(crate) enum Message {
    Pressed,
    Toggled,
    Typed(String),
    Picked(Status),
}

impl Buttons {
    pub(crate) fn update(&mut self, message: Message) {
        match message {
            Message::Pressed => println!("pressed"),
            Message::Toggled => self.checked = !self.checked,
            Message::Typed(text) => self.text = text,
            Message::Picked(status) => self.status = status,
        }
    }

    pub(crate) fn view(&self) -> Element<'_, Message> {
        let buttons = row![
            labelled("Primary").kind(Kind::Primary).on_press(Message::Pressed),
            labelled("Secondary").on_press(Message::Pressed),
            labelled("Quiet").kind(Kind::Quiet).on_press(Message::Pressed),
            labelled("Danger").kind(Kind::Danger).on_press(Message::Pressed),
            link("Link").on_press(Message::Pressed),
        ];
        let disabled = row![
            labelled::<Message>("Primary").kind(Kind::Primary),
            labelled("Secondary"),
            labelled("Quiet").kind(Kind::Quiet),
            labelled("Danger").kind(Kind::Danger),
            link("Link"),
        ];
        let icons = [
            Icon::Search,
            Icon::Plus,
            Icon::Menu,
            Icon::People,
            Icon::AddPerson,
            Icon::Block,
            Icon::More,
            Icon::Emoji,
            Icon::Font,
            Icon::Nudge,
            Icon::Send,
            Icon::Check,
            Icon::Warning,
            Icon::Pencil,
            Icon::ChevronDown,
            Icon::Close,
            Icon::Link,
            Icon::Lock,
            Icon::Mail,
            Icon::Clock,
            Icon::Note,
        ];
        let icons = row(icons.map(|icon| symbol(icon).on_press(Message::Pressed).tip(format!("{icon:?}"))));
        let face = |name: &str, status, side| {
            avatar::avatar(&format!("{name}@example.com").parse().expect("an address"), name, status, side)
        };
        let faces = row![
            face("bob", Status::Online, avatar::side::ROW),
            face("carol", Status::Away, avatar::side::HEADER),
            face("dave", Status::Busy, avatar::side::OWN),
            face("erin", Status::Offline, avatar::side::LARGE),
            face("alice", Status::Hidden, avatar::side::LARGE),
        ];
        let status = self.status;
        let fields = row![
            text_input("A hint", &self.text).size(size::BODY).style(style::input).on_input(Message::Typed),
            picker(status_menu::word(status), move || status_menu::entries(status, Message::Picked)),
            picker("Closed", || vec![menu::entry("Only one", Message::Pressed)]),
        ];
        let choices = row![
            checkbox("Checked", self.checked, Some(Message::Toggled)),
            checkbox("Disabled", true, None),
            radio("One", self.checked, Some(Message::Toggled)),
            radio("Other", !self.checked, Some(Message::Toggled)),
        ];
        let all = column![
            text("Title").size(size::TITLE),
            buttons.spacing(space::S),
            disabled.spacing(space::S),
            icons.wrap(),
            faces.spacing(space::S),
            fields.spacing(space::S),
            choices.spacing(space::S),
        ];
        container(all.spacing(space::L))
            .padding(space::L)
            .width(Length::Fill)
            .height(Length::Fill)
            .style(style::window)
            .into()
    }
}

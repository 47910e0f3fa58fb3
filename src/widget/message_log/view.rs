//! How a log looks in its window: the page, what lies over it, the line that says who is typing.

use super::style::Target;
use super::{Log, Message, names, words};
use crate::model::{Model, Talk};
use crate::t;
use crate::theme::style::{framed, scroll, secondary, selection};
use crate::theme::{size, space};
use crate::widget::button::{Button, button};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::message_text::Page;
use chrono::Local;
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{column, container, row, scrollable, space as gap, stack, text};
use iced::{Alignment, Element, Length, Padding};

impl Log {
    /// The log with the line that says who is typing.
    pub fn view<'a>(&'a self, talk: Option<&'a Talk>, model: &'a Model, empty: String) -> Element<'a, Message> {
        let bar = Scrollbar::new().width(8).scroller_width(6).margin(1);
        let room = Padding { top: space::S, right: 14.0, bottom: space::XS, left: 14.0 };
        let log = scrollable(container(self.page_view(talk, model, empty)).padding(room))
            .id(self.id.clone())
            .direction(Direction::Vertical(bar))
            .style(scroll)
            .on_scroll(Message::Scrolled)
            .width(Length::Fill)
            .height(Length::Fill);
        let mut layers = stack![log];
        if let Some(Target::Web(address)) = &self.hovered {
            let words = text(t!("chat-link-opens", target = shorten(address))).size(size::SECONDARY);
            layers = layers.push(
                container(container(words).padding([2.0, space::S]).style(framed))
                    .align_bottom(Length::Fill)
                    .padding(space::XS),
            );
        } else if self.unseen > 0 {
            let button = jump(Icon::ChevronDown, t!("chat-new-count", count = self.unseen), Message::EndWanted);
            layers =
                layers.push(container(button).align_bottom(Length::Fill).center_x(Length::Fill).padding(space::XS));
        }
        if let Some(talk) = talk.filter(|talk| self.fresh_above(talk)) {
            let words = t!("chat-new-count", count = self.fresh_count(talk));
            let button = jump(Icon::ChevronUp, words, Message::FreshWanted);
            let button = button.tip(t!("chat-new-above-tip"));
            layers = layers.push(container(button).center_x(Length::Fill).padding(space::XS));
        }
        column![layers, typing_line(talk, model)].width(Length::Fill).height(Length::Fill).into()
    }

    /// What was said, or `empty` where nothing was.
    fn page_view<'a>(&self, talk: Option<&Talk>, model: &Model, empty: String) -> Element<'a, Message> {
        let palette = model.palette();
        let today = Local::now().date_naive();
        let blocks = talk.map(|talk| self.blocks(talk, model, today)).unwrap_or_default();
        if blocks.is_empty() {
            let words = text(empty).size(size::BODY).style(secondary);
            return container(words).center_x(Length::Fill).padding(space::L).into();
        }
        Page::new(blocks)
            .id(self.page.clone())
            .colors(selection(palette), palette.accent)
            .aside_color(palette.secondary)
            .marked(self.fresh_line.clone())
            .on_link(Message::LinkClicked)
            .on_hover(Message::Hovered)
            .on_drag_out(Message::DraggedOut)
            .on_copy(Target::address, Message::Copied)
            .into()
    }
}

/// A button over the log that leads to what came.
fn jump<'a>(icon: Icon, words: String, message: Message) -> Button<'a, Message> {
    let words =
        row![icon::small(icon), text(words).size(size::SECONDARY)].spacing(space::XS).align_y(Alignment::Center);
    button(words).padding([space::XS, space::M]).on_press(message)
}

/// Who is typing. The line has its place even when nobody is.
fn typing_line<'a>(talk: Option<&Talk>, model: &Model) -> Element<'a, Message> {
    let typing = words::typing(&talk.map(|talk| names::typing(talk, model)).unwrap_or_default());
    if typing.is_empty() {
        return gap().height(Length::Fixed(24.0)).into();
    }
    let line = row![icon::small(Icon::Pencil).size(14.0).secondary(), label(&typing).secondary()]
        .spacing(space::XS)
        .align_y(Alignment::Center);
    container(line).padding([0.0, 14.0]).height(24.0).width(Length::Fill).clip(true).into()
}

/// An address short enough for one line.
fn shorten(address: &str) -> String {
    const MOST: usize = 80;
    if address.chars().count() <= MOST {
        return address.to_owned();
    }
    address.chars().take(MOST).chain(['…']).collect()
}

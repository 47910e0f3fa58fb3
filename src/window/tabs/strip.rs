//! The tabs: who each is with, how they are, what waits to be read.

use super::{Message, Tab, Tabs};
use crate::model::Model;
use crate::t;
use crate::theme::{self, SEMIBOLD, space, status_color, style};
use crate::widget::around::{Around, Scene, wrap};
use crate::widget::button::{Kind, button};
use crate::widget::contact_row;
use crate::widget::icon::{self, Icon};
use crate::widget::keys::{self, Press};
use crate::widget::label::label;
use crate::widget::message_text::clean;
use crate::widget::{status_menu, tip};
use iced::advanced::Shell;
use iced::keyboard::{Key, key::Named};
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{column, container, responsive, row, rule, scrollable, space as gap};
use iced::{Alignment, Element, Event, Length, Point, Rectangle, mouse};

/// The height of the tabs, with the line under the one in sight.
const HEIGHT: f32 = 34.0;
/// The narrowest tab that still says whose it is, and the widest.
const WIDTH: (f32, f32) = (132.0, 200.0);
/// How far the pointer goes before it is a drag.
const FAR: f32 = 8.0;
/// How far a notch of the wheel scrolls.
const NOTCH: f32 = 60.0;

pub(super) fn view<'a>(tabs: &'a Tabs, model: &'a Model) -> Element<'a, Message> {
    let line = responsive(move |room| {
        let count = tabs.tabs.len().max(1);
        let width = (room.width / count as f32).clamp(WIDTH.0, WIDTH.1).floor();
        let each = tabs.tabs.iter().enumerate().map(|(place, one)| tab(one, place == tabs.active, width, model));
        let line = row(each).height(HEIGHT);
        let bar = Scrollbar::new().width(3).scroller_width(3).margin(0);
        let line = scrollable(wrap(line, Handle { count }))
            .id(tabs.strip.clone())
            .direction(Direction::Horizontal(bar))
            .style(style::scroll)
            .width(Length::Fill);
        let active = tabs.active().map(|tab| tab.number).unwrap_or_default();
        keys::list("tabs", line, move |press| key(press, active)).into()
    });
    let line = container(line).height(HEIGHT).width(Length::Fill).style(style::tabs);
    column![line, rule::horizontal(1).style(style::hairline)].into()
}

/// The keys of the tabs while they have the keyboard.
fn key(press: Press<'_>, active: u64) -> Option<Message> {
    if press.modifiers.control() || press.modifiers.alt() {
        return None;
    }
    Some(match press.key {
        Key::Named(Named::ArrowLeft) => Message::Walked(-1),
        Key::Named(Named::ArrowRight) => Message::Walked(1),
        Key::Named(Named::Home) => Message::Walked(isize::MIN),
        Key::Named(Named::End) => Message::Walked(isize::MAX),
        Key::Named(Named::Delete) => Message::Closed(active),
        Key::Named(Named::Enter) => Message::Picked(active),
        Key::Named(Named::Escape) => Message::Left,
        _ => return None,
    })
}

fn tab<'a>(tab: &Tab, active: bool, width: f32, model: &'a Model) -> Element<'a, Message> {
    let talk = model.conversations.get(tab.chat.conversation());
    let unread = talk.map_or(0, |talk| talk.unread);
    let title = clean::line(&tab.chat.title(model));
    let status = tab.chat.status(model);
    let types = talk.is_some_and(|talk| !talk.log.typing.is_empty());
    let mark: Element<'a, Message> = match status {
        _ if types => icon::small(Icon::Pencil).size(14.0).secondary().into(),
        Some(status) => icon::small(Icon::Dot).size(14.0).color(status_color(status)).into(),
        None => icon::small(Icon::People).size(14.0).secondary().into(),
    };
    let font = if active || unread > 0 { SEMIBOLD } else { theme::REGULAR };
    let name = container(label(&title).font(font)).width(Length::Fill).clip(true);
    let close = button(icon::small(Icon::Close).size(12.0))
        .kind(Kind::Quiet)
        .padding(3)
        .tab_stop(false)
        .on_press(Message::Closed(tab.number))
        .tip(t!("chat-tab-close"));
    let mut line = row![container(mark).center_x(16.0), name].spacing(space::XS).align_y(Alignment::Center);
    if unread > 0 {
        line = line.push(contact_row::count(unread));
    }
    let words = match status {
        Some(status) => t!("chat-tab-status", name = title, status = status_menu::word(status)),
        None => title,
    };
    let face = button(line.push(close))
        .kind(Kind::Row)
        .tab_stop(false)
        .selected(active)
        .width(width)
        .height(HEIGHT - 2.0)
        .padding([0.0, space::S])
        .on_press(Message::Picked(tab.number));
    // Which one is in sight is said by a line, too: not by colour alone.
    let under = if active { style::accent_line } else { style::tabs };
    let under = container(gap()).width(width).height(2).style(under);
    column![tip::tip(face, words), under].into()
}

/// What the pointer does with all of them: drag one to another place, close one by the middle button, turn the wheel.
struct Handle {
    count: usize,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    /// Where the left button was pressed.
    origin: Option<Point>,
    /// The place of the tab that is dragged.
    dragged: Option<usize>,
    /// The place of the tab over which the middle button was pressed.
    middle: Option<usize>,
}

impl Handle {
    fn place(&self, bounds: Rectangle, point: Point) -> usize {
        let width = bounds.width / self.count.max(1) as f32;
        let at = ((point.x - bounds.x) / width.max(1.0)).max(0.0);
        // Saturates, which is what is wanted here.
        (at as usize).min(self.count.saturating_sub(1))
    }
}

impl Around<Message> for Handle {
    type State = Held;

    fn update(
        &self,
        held: &mut Held,
        Scene { event, bounds, cursor, .. }: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        content(shell);
        let Event::Mouse(event) = event else { return };
        let inside = cursor.position().filter(|point| bounds.contains(*point));
        match event {
            mouse::Event::ButtonPressed(mouse::Button::Left) => {
                *held = Held { origin: inside, ..Held::default() };
            }
            mouse::Event::ButtonPressed(mouse::Button::Middle) => {
                held.middle = inside.map(|point| self.place(bounds, point));
            }
            mouse::Event::ButtonReleased(mouse::Button::Middle) => {
                let place = inside.map(|point| self.place(bounds, point));
                if let (Some(pressed), Some(place)) = (held.middle.take(), place)
                    && pressed == place
                {
                    shell.publish(Message::PlaceClosed(place));
                    shell.capture_event();
                }
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) => *held = Held::default(),
            mouse::Event::CursorMoved { .. } => {
                let (Some(origin), Some(point)) = (held.origin, cursor.position()) else { return };
                if held.dragged.is_none() && origin.distance(point) > FAR {
                    held.dragged = Some(self.place(bounds, origin));
                }
                let Some(from) = held.dragged else { return };
                let to = self.place(bounds, point);
                if from != to {
                    held.dragged = Some(to);
                    shell.publish(Message::Dragged { from, to });
                }
                shell.capture_event();
            }
            mouse::Event::WheelScrolled { delta } if inside.is_some() => {
                let by = match *delta {
                    mouse::ScrollDelta::Lines { x, y } => (x + y) * NOTCH,
                    mouse::ScrollDelta::Pixels { x, y } => x + y,
                };
                shell.publish(Message::Wheeled(-by));
                shell.capture_event();
            }
            _ => {}
        }
    }

    fn interaction(&self, held: &Held, content: impl FnOnce() -> mouse::Interaction) -> mouse::Interaction {
        if held.dragged.is_some() { mouse::Interaction::Grabbing } else { content() }
    }
}

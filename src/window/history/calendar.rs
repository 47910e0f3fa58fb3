//! The calendar: the days of a month, those on which something was said marked.

use super::{HistoryWindow, Message};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, button, symbol};
use crate::widget::icon::Icon;
use crate::widget::keys;
use crate::widget::message_log::words;
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use iced::keyboard::key::{Key, Named};
use iced::widget::{column, container, row, text};
use iced::{Alignment, Element, Length};

const GRID: &str = "history-calendar";
/// The height of a week.
const WEEK: f32 = 26.0;

/// The month that is shown.
#[derive(Debug)]
pub(super) struct Calendar {
    /// Its first day.
    first: NaiveDate,
    /// The days on which something was said; none while that isn't known.
    days: Vec<NaiveDate>,
    chosen: Option<NaiveDate>,
}

impl Calendar {
    pub(super) fn new(today: NaiveDate) -> Self {
        Self { first: first_of(today), days: Vec::new(), chosen: None }
    }

    /// Its first and its last day.
    pub(super) fn month(&self) -> (NaiveDate, NaiveDate) {
        let next = self.first.checked_add_months(Months::new(1)).unwrap_or(self.first);
        (self.first, next.pred_opt().unwrap_or(self.first))
    }

    pub(super) fn turn(&mut self, by: i32) {
        let months = Months::new(by.unsigned_abs());
        let turned = if by < 0 { self.first.checked_sub_months(months) } else { self.first.checked_add_months(months) };
        self.first = turned.filter(|first| (1970..=2200).contains(&first.year())).unwrap_or(self.first);
    }

    pub(super) fn forget(&mut self) {
        self.days.clear();
    }

    pub(super) fn came(&mut self, month: NaiveDate, days: Vec<NaiveDate>) {
        if month == self.first {
            self.days = days;
        }
    }

    /// The day that was chosen.
    pub(super) const fn chosen(&self) -> Option<NaiveDate> {
        self.chosen
    }

    pub(super) fn choose(&mut self, day: NaiveDate) {
        self.first = first_of(day);
        self.chosen = Some(day);
    }

    /// The day on which something was said that is so many further than the chosen one, in this month.
    pub(super) fn next(&self, by: i32) -> Option<NaiveDate> {
        let last = self.month().1;
        let from = self.chosen.filter(|day| (self.first..=last).contains(day));
        match (from, by < 0) {
            (None, false) => self.days.first().copied(),
            (None, true) => self.days.last().copied(),
            (Some(day), false) => self.days.iter().find(|other| **other > day).copied(),
            (Some(day), true) => self.days.iter().rev().find(|other| **other < day).copied(),
        }
    }
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

pub(super) fn view(window: &HistoryWindow) -> Element<'_, Message> {
    let calendar = &window.calendar;
    let title = t!("history-month", month = words::month(calendar.first), year = calendar.first.year().to_string());
    let title = text(title).size(size::SECONDARY).font(SEMIBOLD);
    let head = row![
        symbol(Icon::ChevronLeft).padding(4).on_press(Message::MonthTurned(-1)).tip(t!("history-month-before")),
        container(title).center_x(Length::Fill),
        symbol(Icon::ChevronRight).padding(4).on_press(Message::MonthTurned(1)).tip(t!("history-month-after")),
    ]
    .align_y(Alignment::Center);
    let (first, last) = calendar.month();
    let before = i64::from(first.weekday().num_days_from_monday());
    let monday = first - TimeDelta::days(before);
    let names = (0..7).map(|day| {
        let name: String = words::weekday(monday + TimeDelta::days(day)).chars().take(2).collect();
        let name = text(name).size(size::BADGE).style(style::secondary);
        container(name).center_x(Length::Fill).into()
    });
    let mut grid = column![row(names)];
    let mut day = monday;
    while day <= last {
        let week = (0..7).map(|ahead| cell(calendar, day + TimeDelta::days(ahead)));
        grid = grid.push(row(week).height(WEEK));
        day += TimeDelta::days(7);
    }
    let grid = keys::list(GRID, grid, |press| match press.key {
        Key::Named(Named::ArrowLeft | Named::ArrowUp) => Some(Message::DayMoved(-1)),
        Key::Named(Named::ArrowRight | Named::ArrowDown) => Some(Message::DayMoved(1)),
        Key::Named(Named::PageUp) => Some(Message::MonthTurned(-1)),
        Key::Named(Named::PageDown) => Some(Message::MonthTurned(1)),
        _ => None,
    });
    column![head, grid].spacing(space::XS).padding([space::S, space::S]).into()
}

fn cell<'a>(calendar: &Calendar, day: NaiveDate) -> Element<'a, Message> {
    if first_of(day) != calendar.first {
        return container("").width(Length::Fill).into();
    }
    let said = calendar.days.contains(&day);
    let number = text(day.day().to_string()).size(size::SECONDARY);
    if !said {
        return container(number.style(style::secondary)).center(Length::Fill).height(WEEK).into();
    }
    // Not by colour alone: the days on which something was said are bold, and can be pressed.
    let number = container(number.font(SEMIBOLD).style(style::accent)).center(Length::Fill);
    button(number)
        .kind(Kind::Quiet)
        .padding(0)
        .tab_stop(false)
        .selected(calendar.chosen == Some(day))
        .width(Length::Fill)
        .height(WEEK)
        .on_press(Message::DayChosen(day))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    #[test]
    fn the_arrow_keys_go_from_one_day_to_the_next_on_which_something_was_said() {
        let mut calendar = Calendar::new(day(11, 20));
        assert_eq!(calendar.month(), (day(11, 1), day(11, 30)));
        calendar.came(day(10, 1), vec![day(10, 5)]);
        assert_eq!(calendar.next(1), None, "that was another month");
        calendar.came(day(11, 1), vec![day(11, 3), day(11, 9)]);
        assert_eq!((calendar.next(1), calendar.next(-1)), (Some(day(11, 3)), Some(day(11, 9))));
        calendar.choose(day(11, 3));
        assert_eq!((calendar.next(1), calendar.next(-1)), (Some(day(11, 9)), None));
        calendar.turn(2);
        assert_eq!(calendar.month().0, NaiveDate::from_ymd_opt(2027, 1, 1).unwrap_or_default());
        calendar.turn(-99_999);
        assert_eq!(calendar.month().0.year(), 2027, "not before there were computers");
    }
}

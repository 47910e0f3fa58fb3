//! How the window looks.

use super::deleting::{self, Question};
use super::{HistoryWindow, Message, Period, SEARCH, calendar, lines, people, reading};
use crate::i18n::history as sentences;
use crate::model::Model;
use crate::store::history::COUNTED;
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::button::{Kind, button, labelled, link, picker, symbol};
use crate::widget::icon::{self, Icon};
use crate::widget::menu::{self, Entry};
use crate::widget::message_text::Page;
use crate::widget::{dialog, keys};
use chrono::{Local, NaiveDate};
use iced::keyboard::key::{Key, Named};
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{Row, column, container, responsive, row, rule, scrollable, text, text_input};
use iced::{Alignment, Element, Length, Size};

/// The width of the people's side.
const SIDE: f32 = 230.0;
/// A window lower than this has no room for a calendar.
const LOW: f32 = 430.0;
/// A window narrower than this keeps the period in the menu.
const NARROW: f32 = 640.0;

impl HistoryWindow {
    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let content = responsive(move |room| self.content(model, room));
        let content = dialog::over(content, deleting::card(self, model), Message::Declined, Message::Agreed);
        // The question is inside, too: the keyboard is led to it by that name.
        let content = container(content).id(self.root.clone()).width(Length::Fill).height(Length::Fill);
        keys::guard(content, |press| match press.key {
            Key::Named(Named::Escape) => Some(Message::EscapePressed),
            Key::Character(c) if c.eq_ignore_ascii_case("f") && press.modifiers.command() => {
                Some(Message::SearchWanted)
            }
            _ => None,
        })
        .into()
    }

    fn content<'a>(&'a self, model: &'a Model, room: Size) -> Element<'a, Message> {
        let mut side = column![container(people::view(self, model)).height(Length::Fill)];
        if room.height >= LOW {
            side = side.push(rule::horizontal(1).style(style::hairline)).push(calendar::view(self));
        }
        let side = container(side.width(SIDE)).height(Length::Fill).style(style::aside);
        let today = Local::now().date_naive();
        let mut main = column![
            self.head(model, room.width < NARROW),
            rule::horizontal(1).style(style::hairline),
            self.line(model),
            self.page(model, today),
        ];
        if let Some(foot) = self.foot(model) {
            main = main.push(rule::horizontal(1).style(style::hairline)).push(foot);
        }
        let main = container(main).width(Length::Fill).height(Length::Fill).style(style::window);
        row![side, rule::vertical(1).style(style::hairline), main].into()
    }

    fn head<'a>(&'a self, model: &'a Model, narrow: bool) -> Element<'a, Message> {
        let search = text_input(&t!("history-search"), &self.typed)
            .id(SEARCH)
            .size(size::BODY)
            .padding([space::S, 10.0])
            .style(style::input)
            .on_input(Message::SearchTyped);
        let mut head: Row<'a, Message> = row![container(search).width(Length::Fill)];
        if !narrow {
            let chosen = self.period;
            let periods = picker(chosen.word(), move || {
                Period::ALL
                    .map(|period| menu::entry(period.word(), Message::PeriodChosen(period)).checked(period == chosen))
                    .into()
            });
            head = head.push(periods.width(130));
        }
        let more = symbol(Icon::More).menu(move || self.entries_of_menu(model, narrow)).tip(t!("history-more"));
        head.push(more).spacing(space::S).padding(10.0).align_y(Alignment::Center).into()
    }

    fn entries_of_menu(&self, model: &Model, narrow: bool) -> Vec<Entry<Message>> {
        let any = !self.people.is_empty();
        let open = self.chosen.as_ref().and_then(|key| people::conversation(key, model));
        let mut entries = vec![
            menu::entry_maybe(t!("history-open"), open.map(|_| Message::OpenPressed)).icon(Icon::Mail),
            menu::separator(),
            menu::entry_maybe(t!("history-save"), any.then_some(Message::SavePressed { print: false })),
            menu::entry_maybe(t!("history-print"), any.then_some(Message::SavePressed { print: true })),
            menu::separator(),
        ];
        if narrow {
            entries.extend(Period::ALL.map(|period| {
                menu::entry(period.word(), Message::PeriodChosen(period)).checked(period == self.period)
            }));
            entries.push(menu::separator());
        }
        let key = || self.chosen.clone();
        let can = any && self.deleting.is_none();
        let ask = |question: Question| can.then_some(Message::Asked(question));
        if let Some(day) = self.calendar.chosen() {
            let words = t!("history-delete-day");
            entries.push(menu::entry_maybe(words, ask(Question::Day(key(), day))).danger());
        }
        for days in [365, 90, 30] {
            let words = t!("history-delete-older", days = days.to_string());
            entries.push(menu::entry_maybe(words, ask(Question::Older(key(), days))).danger());
        }
        let words = if self.chosen.is_some() { t!("history-delete-whole") } else { t!("history-delete-all") };
        entries.push(menu::entry_maybe(words, ask(Question::Whole(key()))).danger());
        entries
    }

    /// The line that says what is shown.
    fn line<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let who = || match &self.chosen {
            Some(key) => self.name(key, model),
            None => t!("history-everyone"),
        };
        let words = match (&self.trouble, &self.found) {
            (Some(error), _) => {
                let words = t!("history-trouble", why = sentences::why(error));
                let line = row![icon::small(Icon::Warning).danger(), text(words).size(size::SECONDARY)];
                let line = line.spacing(space::S).align_y(Alignment::Center);
                return container(line).padding([6.0, space::L]).width(Length::Fill).style(style::trouble).into();
            }
            (None, Some(found)) if found.count >= COUNTED => t!("history-found-many", count = COUNTED),
            (None, Some(found)) if found.count > found.hits.len() => {
                t!("history-found-newest", count = found.count, shown = found.hits.len())
            }
            (None, Some(found)) if found.hits.is_empty() => t!("history-found-none"),
            (None, Some(found)) => {
                let (count, conversations) = (found.count, found.conversations);
                t!("history-found", count = count, conversations = conversations)
            }
            (None, None) if model.settings.history.off => t!("history-is-off"),
            (None, None) => who(),
        };
        let words = container(text(words).size(size::SECONDARY).style(style::secondary)).width(Length::Fill).clip(true);
        let mut line = row![words].spacing(space::S).align_y(Alignment::Center);
        if self.found.is_none() && !self.wanted.is_empty() {
            line = line.push(link(t!("history-back")).on_press(Message::BackPressed));
        }
        container(line).padding([6.0, space::L]).width(Length::Fill).into()
    }

    fn page<'a>(&'a self, model: &'a Model, today: NaiveDate) -> Element<'a, Message> {
        let palette = model.palette();
        let blocks = lines::blocks(self, model, today);
        let bar = Scrollbar::new().width(8).scroller_width(6).margin(1);
        let page: Element<'a, Message> = if blocks.is_empty() {
            let words = match (self.waiting, self.found.is_some()) {
                (true, _) => String::new(),
                (false, true) => t!("history-found-none-hint"),
                (false, false) => t!("history-empty"),
            };
            let words = text(words).size(size::BODY).style(style::secondary);
            container(words).center_x(Length::Fill).padding(space::L).into()
        } else {
            Page::new(blocks)
                .id(self.reading.page.clone())
                .colors(style::selection(palette), palette.accent)
                .marked(self.reading.marked.clone())
                .on_link(Message::LinkClicked)
                .on_drag_out(|step| Message::Reading(reading::Message::DraggedOut(step)))
                .into()
        };
        let page = scrollable(container(page).padding([space::S, space::L]))
            .id(self.reading.scroll.clone())
            .direction(Direction::Vertical(bar))
            .style(style::scroll)
            .on_scroll(|viewport| Message::Reading(reading::Message::Scrolled(viewport)))
            .width(Length::Fill)
            .height(Length::Fill);
        container(page).style(style::panel).width(Length::Fill).height(Length::Fill).into()
    }

    /// What is being done, or what can be done with an entry.
    fn foot<'a>(&'a self, model: &'a Model) -> Option<Element<'a, Message>> {
        let words = |words: String| container(text(words).size(size::SECONDARY)).width(Length::Fill).clip(true);
        let line = if let Some(deleting) = &self.deleting {
            let words = words(t!("history-deleting", count = deleting.gone));
            row![words, link(t!("cancel")).on_press(Message::StopPressed)]
        } else {
            let kept = self.picked_entry()?;
            let name = crate::widget::message_text::clean::line(&kept.who.name);
            let day = crate::widget::message_log::words::day(kept.local().date_naive(), Local::now().date_naive());
            let time = kept.local().format("%H:%M").to_string();
            let about = words(t!("history-picked", name = name, day = day, time = time));
            let mut line = row![about];
            if kept.text().is_some() {
                line = line
                    .push(labelled(t!("history-copy")).padding([space::XS, space::M]).on_press(Message::CopyPressed));
            }
            if self.chosen.is_none() {
                let place = labelled(t!("history-place")).padding([space::XS, space::M]);
                line = line.push(place.on_press(Message::PlacePressed));
            }
            let ask = (self.deleting.is_none() && model.history.history.is_some())
                .then_some(Message::Asked(Question::Entry(kept.id)));
            let delete = button(text(t!("history-delete")).size(size::BODY)).kind(Kind::Danger);
            line.push(delete.padding([space::XS, space::M]).on_press_maybe(ask))
        };
        Some(container(line.spacing(space::S).align_y(Alignment::Center)).padding([6.0, space::L]).into())
    }
}

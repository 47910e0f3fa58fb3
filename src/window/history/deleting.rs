//! Deleting: a question first, then step by step, so that it can be seen and stopped.

use super::{DEFAULT, HistoryWindow, Message, SEARCH};
use crate::model::Model;
use crate::store::history::{EntryId, HistoryError, Key, Span};
use crate::t;
use crate::theme::{size, space};
use crate::widget::button::{Kind, labelled};
use crate::widget::dialog;
use crate::widget::focus::focus;
use crate::widget::message_log::words;
use crate::window::Action;
use chrono::{Local, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use iced::widget::{column, text};
use iced::{Element, Task};

/// What is to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// One entry.
    Entry(EntryId),
    /// What was said on a day, with somebody or with everyone.
    Day(Option<Key>, NaiveDate),
    /// What is older than so many days, with somebody or with everyone.
    Older(Option<Key>, i64),
    /// A conversation, or everything.
    Whole(Option<Key>),
}

impl Question {
    fn span(&self) -> Span {
        match self {
            Self::Entry(id) => Span::Entry(*id),
            Self::Day(key, day) => {
                let from = midnight(*day);
                Span::Between(key.clone(), from, day.succ_opt().map_or(from, midnight))
            }
            Self::Older(key, days) => {
                let until = chrono::Utc::now() - TimeDelta::days(*days);
                Span::Between(key.clone(), 0, until.timestamp_millis())
            }
            Self::Whole(key) => Span::Whole(key.clone()),
        }
    }

    fn words(&self, window: &HistoryWindow, model: &Model) -> String {
        let who = |key: &Option<Key>| match key {
            Some(key) => window.name(key, model),
            None => t!("history-everyone"),
        };
        match self {
            Self::Entry(_) => t!("history-delete-entry-ask"),
            Self::Day(key, day) => {
                let day = words::day(*day, Local::now().date_naive());
                t!("history-delete-day-ask", day = day, who = who(key))
            }
            Self::Older(key, days) => t!("history-delete-older-ask", days = days.to_string(), who = who(key)),
            Self::Whole(Some(key)) => t!("history-delete-whole-ask", who = window.name(key, model)),
            Self::Whole(None) => t!("history-delete-all-ask"),
        }
    }
}

/// When a day begins here, in milliseconds since 1970.
fn midnight(day: NaiveDate) -> i64 {
    let begins = day.and_time(NaiveTime::MIN);
    // Where the clocks are set forward at midnight, the day begins a little later.
    let local = Local.from_local_datetime(&begins).earliest();
    local.map_or_else(|| begins.and_utc().timestamp_millis(), |begins| begins.timestamp_millis())
}

/// What is being deleted.
#[derive(Debug)]
pub(super) struct Deleting {
    span: Span,
    /// How many entries are gone.
    pub(super) gone: usize,
    /// Whether no more is to go.
    pub(super) stopped: bool,
}

impl HistoryWindow {
    pub(super) fn agreed(&mut self, model: &Model) -> Task<Message> {
        let Some(question) = self.question.take() else { return Task::none() };
        let span = question.span();
        self.picked = None;
        self.deleting = Some(Deleting { span, gone: 0, stopped: false });
        Task::batch([self.step(model), focus(&self.root, SEARCH)])
    }

    fn step(&self, model: &Model) -> Task<Message> {
        let (Some(history), Some(deleting)) = (model.history.history.as_ref(), &self.deleting) else {
            return Task::none();
        };
        Task::perform(history.delete(deleting.span.clone()), Message::Deleted)
    }

    pub(super) fn deleted(&mut self, result: Result<usize, HistoryError>, model: &Model) -> Action<Message> {
        let gone = self.taken(result).unwrap_or_default();
        let Some(deleting) = &mut self.deleting else { return Action::None };
        deleting.gone += gone;
        let one = matches!(deleting.span, Span::Entry(_));
        if gone > 0 && !deleting.stopped && !one {
            return Action::Run(self.step(model));
        }
        self.deleting = None;
        // The conversations that are open hear of it, and this window with them.
        Action::HistoryDeleted
    }
}

/// The question, while one is asked.
pub(super) fn card<'a>(window: &HistoryWindow, model: &Model) -> Option<Element<'a, Message>> {
    let question = window.question.as_ref()?;
    let words = column![
        text(question.words(window, model)).size(size::BODY),
        text(t!("history-delete-for-good")).size(size::SECONDARY),
    ];
    let no = labelled(t!("cancel")).on_press(Message::Declined).into();
    let yes = labelled(t!("history-delete")).kind(Kind::Danger).id(DEFAULT).on_press(Message::Agreed).into();
    Some(dialog::card(t!("history-delete-title"), words.spacing(space::S), [no, yes]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_deleted_from_midnight_to_midnight() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default();
        let Span::Between(None, from, to) = Question::Day(None, day).span() else { panic!("another span") };
        assert_eq!(to - from, 24 * 3_600 * 1_000);
        assert_eq!(Local.timestamp_millis_opt(from).single().map(|at| at.date_naive()), Some(day));
    }
}

//! What was said: people at the left with a calendar, a conversation or what was found at the right.

mod calendar;
mod deleting;
mod lines;
mod people;
mod reading;
#[cfg(test)]
mod tests;
mod view;

pub use deleting::Question;

pub(in crate::window) use people::name_of;

use crate::model::Model;
use crate::store::history::{EntryId, Found, HistoryError, Kept, Key, Page, Search, Summary, Wanted};
use crate::t;
use crate::widget::focus::{self, focus};
use crate::window::{Action, Window};
use calendar::Calendar;
use chrono::NaiveDate;
use deleting::Deleting;
use iced::Task;
use iced::advanced::widget::Id;
use lines::Link;
use reading::{Came, Reading};
use std::time::Duration;

const SEARCH: &str = "history-search";
const PEOPLE: &str = "history-people";
const DEFAULT: &str = "history-default";
/// How long one may type before it is searched for: a quick typist types the next letter within it.
const SETTLES: Duration = Duration::from_millis(120);
/// The longest text that is taken in.
const LONGEST: usize = 200;

/// The window.
#[derive(Debug)]
pub struct HistoryWindow {
    root: Id,
    people: Vec<Summary>,
    /// What is typed to find somebody.
    find: String,
    /// Whose conversation it is; none for everyone's.
    chosen: Option<Key>,
    /// What is searched for, as it was typed.
    typed: String,
    wanted: Wanted,
    period: Period,
    /// What was found, while that is shown.
    found: Option<Found>,
    reading: Reading,
    calendar: Calendar,
    /// Counts what was asked for, so that an answer that comes late is known.
    turn: u64,
    /// Whether something is searched for, or read, now.
    waiting: bool,
    /// The entry that something can be done with.
    picked: Option<EntryId>,
    question: Option<Question>,
    deleting: Option<Deleting>,
    trouble: Option<HistoryError>,
    deletions: u64,
}

/// How far back a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// To the beginning.
    #[default]
    All,
    /// A year.
    Year,
    /// 30 days.
    Month,
    /// A week.
    Week,
}

impl Period {
    const ALL: [Self; 4] = [Self::All, Self::Year, Self::Month, Self::Week];

    fn word(self) -> String {
        match self {
            Self::All => t!("history-period-all"),
            Self::Year => t!("history-period-year"),
            Self::Month => t!("history-period-month"),
            Self::Week => t!("history-period-week"),
        }
    }

    fn since(self) -> Option<i64> {
        let days = match self {
            Self::All => return None,
            Self::Year => 365,
            Self::Month => 30,
            Self::Week => 7,
        };
        Some((chrono::Utc::now() - chrono::TimeDelta::days(days)).timestamp_millis())
    }
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The conversations came.
    PeopleCame(Result<Vec<Summary>, HistoryError>),
    /// Somebody is looked for.
    FindTyped(String),
    /// A conversation was chosen, or everyone's.
    Chosen(Option<Key>),
    /// The one so many lines further was.
    Moved(i32),
    /// Words are typed.
    SearchTyped(String),
    /// They have stood for a moment.
    SearchDue(u64),
    /// What was found for them.
    Found(u64, Result<Found, HistoryError>),
    /// A period was chosen.
    PeriodChosen(Period),
    /// Entries came.
    Came(u64, Came, Result<Page, HistoryError>),
    /// Something about what is read.
    Reading(reading::Message),
    /// A link was followed.
    LinkClicked(Link),
    /// The days of a month came.
    DaysCame(NaiveDate, Result<Vec<NaiveDate>, HistoryError>),
    /// A month so many further is to be shown.
    MonthTurned(i32),
    /// A day was chosen.
    DayChosen(NaiveDate),
    /// The next day on which something was said, so many further.
    DayMoved(i32),
    /// Where a day begins.
    DayFound(u64, Result<Option<EntryId>, HistoryError>),
    /// Back to what was found.
    BackPressed,
    /// The entry that was picked is to be copied.
    CopyPressed,
    /// It is to be shown where it stands.
    PlacePressed,
    /// The conversation is to be opened.
    OpenPressed,
    /// It is to be saved.
    SavePressed { print: bool },
    /// Something is to be deleted; it is asked about first.
    Asked(Question),
    /// It is.
    Agreed,
    /// It isn't.
    Declined,
    /// One step of it is done.
    Deleted(Result<usize, HistoryError>),
    /// No more is to be deleted.
    StopPressed,
    /// Ctrl+F.
    SearchWanted,
    /// Esc.
    EscapePressed,
}

impl HistoryWindow {
    /// The window as it opens, with everyone's conversations.
    pub fn new(model: &Model) -> (Self, Task<Message>) {
        let mut window = Self {
            root: Id::unique(),
            people: Vec::new(),
            find: String::new(),
            chosen: None,
            typed: String::new(),
            wanted: Wanted::default(),
            period: Period::default(),
            found: None,
            reading: Reading::default(),
            calendar: Calendar::new(chrono::Local::now().date_naive()),
            turn: 0,
            waiting: false,
            picked: None,
            question: None,
            deleting: None,
            trouble: None,
            deletions: model.history.deletions,
        };
        let task = Task::batch([window.reload(model), focus(&window.root, SEARCH)]);
        (window, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("history-title")
    }

    /// Shows a conversation.
    pub fn show(&mut self, key: Option<Key>, model: &Model) -> Action<Message> {
        self.update(Message::Chosen(key), model)
    }

    /// Something was said, or deleted elsewhere.
    pub fn refreshed(&mut self, model: &Model) -> Action<Message> {
        if self.deletions == model.history.deletions || self.deleting.is_some() {
            return Action::None;
        }
        self.deletions = model.history.deletions;
        Action::Run(self.reload(model))
    }

    fn reload(&mut self, model: &Model) -> Task<Message> {
        let Some(history) = model.history.history.clone() else { return Task::none() };
        let people = Task::perform(history.conversations(), Message::PeopleCame);
        Task::batch([people, self.read(Came::Newest, model), self.ask_days(model)])
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        let task = match message {
            Message::PeopleCame(result) => {
                if let Some(people) = self.taken(result) {
                    self.people = people;
                }
                Task::none()
            }
            Message::FindTyped(find) => {
                self.find = find.chars().take(LONGEST).collect();
                Task::none()
            }
            Message::Chosen(key) => self.choose(key, model),
            Message::Moved(by) => {
                let key = people::next(self, by);
                Task::batch([self.choose(key, model), people::into_view(self)])
            }
            Message::SearchTyped(typed) => {
                self.typed = typed.chars().take(LONGEST).collect();
                self.turn += 1;
                let turn = self.turn;
                Task::perform(async { tokio::time::sleep(SETTLES).await }, move |()| Message::SearchDue(turn))
            }
            Message::SearchDue(turn) if turn == self.turn => self.search(model),
            Message::SearchDue(_) => Task::none(),
            Message::Found(turn, result) => {
                if turn == self.turn {
                    self.waiting = false;
                    self.found = self.taken(result).map(grouped).or_else(|| Some(Found::default()));
                    return Action::Run(self.reading.to_start());
                }
                Task::none()
            }
            Message::PeriodChosen(period) => {
                self.period = period;
                self.search(model)
            }
            Message::Came(turn, came, result) => {
                if turn != self.turn {
                    return Action::None;
                }
                self.waiting = false;
                match self.taken(result) {
                    Some(page) => self.reading.came(came, page),
                    None => Task::none(),
                }
            }
            Message::Reading(message) => match self.reading.update(message) {
                reading::Outcome::Run(task) => task,
                reading::Outcome::More(came) => self.read(came, model),
            },
            Message::LinkClicked(link) => return self.follow(link, model),
            Message::DaysCame(month, result) => {
                if let Some(days) = self.taken(result) {
                    self.calendar.came(month, days);
                }
                Task::none()
            }
            Message::MonthTurned(by) => {
                self.calendar.turn(by);
                self.ask_days(model)
            }
            Message::DayMoved(by) => match self.calendar.next(by) {
                Some(day) => self.go_to_day(day, model),
                None => {
                    self.calendar.turn(by.signum());
                    self.ask_days(model)
                }
            },
            Message::DayChosen(day) => self.go_to_day(day, model),
            Message::DayFound(turn, result) => match self.taken(result).flatten() {
                Some(id) if turn == self.turn => self.read(Came::Around(id), model),
                _ => Task::none(),
            },
            Message::BackPressed => {
                self.picked = None;
                self.search(model)
            }
            Message::CopyPressed => match self.picked_entry().and_then(|kept| kept.text().map(str::to_owned)) {
                Some(text) => iced::clipboard::write(text),
                None => Task::none(),
            },
            Message::PlacePressed => match self.picked {
                Some(id) => self.go_to(id, model),
                None => Task::none(),
            },
            Message::OpenPressed => {
                let conversation = self.chosen.as_ref().and_then(|key| people::conversation(key, model));
                return conversation.map_or(Action::None, |id| Action::Open(Window::Conversation(id)));
            }
            Message::SavePressed { print } => {
                return Action::Open(Window::SaveLog { key: self.chosen.clone(), print });
            }
            Message::Asked(question) => {
                self.question = Some(question);
                focus(&self.root, DEFAULT)
            }
            Message::Agreed => self.agreed(model),
            Message::Declined => {
                self.question = None;
                focus(&self.root, SEARCH)
            }
            Message::Deleted(result) => return self.deleted(result, model),
            Message::StopPressed => {
                if let Some(deleting) = &mut self.deleting {
                    deleting.stopped = true;
                }
                Task::none()
            }
            Message::SearchWanted => Task::batch([focus(&self.root, SEARCH), focus::select(&self.root)]),
            Message::EscapePressed if self.question.is_some() => return self.update(Message::Declined, model),
            Message::EscapePressed => return self.escape(model),
        };
        Action::Run(task)
    }

    /// What was asked for, or nothing, and why.
    fn taken<T>(&mut self, result: Result<T, HistoryError>) -> Option<T> {
        match result {
            Ok(taken) => {
                self.trouble = None;
                Some(taken)
            }
            Err(error) => {
                self.waiting = false;
                self.trouble = Some(error);
                None
            }
        }
    }

    fn choose(&mut self, key: Option<Key>, model: &Model) -> Task<Message> {
        self.chosen = key;
        self.picked = None;
        let days = self.ask_days(model);
        let shown = if self.wanted.is_empty() { self.read(Came::Newest, model) } else { self.search(model) };
        Task::batch([shown, days])
    }

    fn search(&mut self, model: &Model) -> Task<Message> {
        let wanted = Wanted::new(&self.typed);
        let was_searching = self.found.is_some();
        self.wanted = wanted.clone();
        self.picked = None;
        let Some(history) = model.history.history.clone() else { return Task::none() };
        if wanted.is_empty() {
            self.found = None;
            return if was_searching { self.read(Came::Newest, model) } else { Task::none() };
        }
        self.turn += 1;
        self.waiting = true;
        let turn = self.turn;
        let search = Search { wanted, conversation: self.chosen.clone(), since: self.period.since() };
        Task::perform(history.search(search), move |found| Message::Found(turn, found))
    }

    /// Reads entries; what is shown is a conversation from then on.
    fn read(&mut self, came: Came, model: &Model) -> Task<Message> {
        let Some(history) = model.history.history.clone() else { return Task::none() };
        self.found = None;
        self.turn += 1;
        self.waiting = true;
        let turn = self.turn;
        let page = reading::page(history, self.chosen.clone(), came);
        Task::perform(page, move |page| Message::Came(turn, came, page))
    }

    fn ask_days(&mut self, model: &Model) -> Task<Message> {
        let Some(history) = model.history.history.clone() else { return Task::none() };
        let (first, last) = self.calendar.month();
        self.calendar.forget();
        Task::perform(history.days(self.chosen.clone(), first, last), move |days| Message::DaysCame(first, days))
    }

    fn go_to_day(&mut self, day: NaiveDate, model: &Model) -> Task<Message> {
        let Some(history) = model.history.history.clone() else { return Task::none() };
        self.calendar.choose(day);
        self.turn += 1;
        let turn = self.turn;
        Task::perform(history.first_of_day(self.chosen.clone(), day), move |id| Message::DayFound(turn, id))
    }

    /// Shows an entry where it stands, with what was said before and after it.
    fn go_to(&mut self, id: EntryId, model: &Model) -> Task<Message> {
        if let Some(kept) = self.entry(id) {
            let (key, day) = (kept.conversation.clone(), kept.at.date_naive());
            self.chosen = Some(key);
            self.calendar.choose(day);
        }
        self.picked = Some(id);
        let days = self.ask_days(model);
        Task::batch([self.read(Came::Around(id), model), days, people::into_view(self)])
    }

    fn follow(&mut self, link: Link, model: &Model) -> Action<Message> {
        Action::Run(match link {
            Link::Web(address) => return Action::OpenLink(address),
            Link::Pick(id) => {
                self.picked = Some(id).filter(|id| self.picked != Some(*id));
                Task::none()
            }
            Link::Place(id) => self.go_to(id, model),
            Link::Earlier => match self.reading.earlier() {
                Some(came) => self.read(came, model),
                None => Task::none(),
            },
            Link::Later => match self.reading.later() {
                Some(came) => self.read(came, model),
                None => Task::none(),
            },
        })
    }

    /// Esc goes one step back: from an entry, from what is searched for, from the window.
    fn escape(&mut self, model: &Model) -> Action<Message> {
        if self.picked.take().is_some() {
            return Action::None;
        }
        if self.typed.is_empty() {
            return Action::Close;
        }
        self.typed.clear();
        let task = self.search(model);
        Action::Run(Task::batch([task, focus(&self.root, SEARCH)]))
    }

    /// What is shown: what was found, or what is read.
    fn entries(&self) -> &[Kept] {
        match &self.found {
            Some(found) => &found.hits,
            None => self.reading.entries(),
        }
    }

    fn entry(&self, id: EntryId) -> Option<&Kept> {
        self.entries().iter().find(|kept| kept.id == id)
    }

    fn picked_entry(&self) -> Option<&Kept> {
        self.entry(self.picked?)
    }

    /// Keeps what a span is of, for the question about it.
    fn name(&self, key: &Key, model: &Model) -> String {
        name_of(&self.people, key, model)
    }
}

/// What was found, with the newest day first, and each day of a conversation in the order in which it was said.
fn grouped(found: Found) -> Found {
    let mut groups: Vec<Vec<Kept>> = Vec::new();
    for hit in found.hits {
        let place = |kept: &Kept| (kept.local().date_naive(), kept.conversation.clone());
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| place(first) == place(&hit))) {
            Some(group) => group.insert(0, hit),
            None => groups.push(vec![hit]),
        }
    }
    Found { hits: groups.into_iter().flatten().collect(), ..found }
}

//! What is read of a conversation: a run of entries that grows at both ends as the reader nears them, and never beyond
//! what can be laid out in a moment.

use crate::store::history::{EntryId, History, HistoryError, Kept, Key, Page, Range};
use crate::widget::message_log::place;
use iced::Task;
use iced::advanced::widget::Id;
use iced::widget::operation;
use iced::widget::scrollable::{AbsoluteOffset, RelativeOffset, Viewport};

/// How many entries come at once.
const PAGE: usize = 100;
/// How many of those before an entry that is jumped to come with it.
const BEFORE: usize = 30;
/// The most that are there; what is farther away is let go.
const MOST: usize = 500;
/// So near to an end more come.
const EDGE: f32 = 200.0;
/// The room over an entry that is jumped to.
const OVER: f32 = 60.0;

/// Which entries came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// The newest.
    Newest,
    /// Those round an entry.
    Around(EntryId),
    /// Those before one.
    Before(EntryId),
    /// Those after one.
    After(EntryId),
}

/// What happens there.
#[derive(Debug, Clone)]
pub enum Message {
    /// It was scrolled, or its content grew.
    Scrolled(Viewport),
    /// A selection is dragged out of view.
    DraggedOut(f32),
    /// Where the entry that was jumped to stands.
    PlaceFound(Option<f32>),
    /// Earlier entries stand there: the last can be let go.
    EarlierCame,
    /// How far what is in view is from the end, before the first are let go.
    Measured(f32),
}

/// What comes of it.
pub(super) enum Outcome {
    Run(Task<super::Message>),
    /// More is wanted.
    More(Came),
}

/// The entries.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) scroll: Id,
    pub(super) page: Id,
    /// By which name the entry that was jumped to is looked for.
    pub(super) marked: Id,
    entries: Vec<Kept>,
    /// Whether there are more before and after them.
    more: (bool, bool),
    /// The entry that was jumped to.
    pub(super) target: Option<EntryId>,
    viewport: Option<Viewport>,
    /// Whether the ends are being changed.
    moving: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            scroll: Id::unique(),
            page: Id::unique(),
            marked: Id::unique(),
            entries: Vec::new(),
            more: (false, false),
            target: None,
            viewport: None,
            moving: false,
        }
    }
}

/// Asks the history.
pub(super) async fn page(history: History, key: Option<Key>, came: Came) -> Result<Page, HistoryError> {
    let range = Range { most: PAGE, ..Range::default() };
    match came {
        Came::Newest => history.page(key, range).await,
        Came::Before(id) => history.page(key, Range { before: Some(id), ..range }).await,
        Came::After(id) => history.page(key, Range { from: Some(id.next()), ..range }).await,
        Came::Around(id) => {
            let before = Range { before: Some(id), most: BEFORE, ..range };
            let mut before = history.page(key.clone(), before).await?;
            let after = history.page(key, Range { from: Some(id), ..range }).await?;
            before.entries.extend(after.entries);
            // Both ends in one word: the reading asks again where it is wrong about one of them.
            Ok(Page { entries: before.entries, more: before.more || after.more })
        }
    }
}

impl Reading {
    pub(super) fn entries(&self) -> &[Kept] {
        &self.entries
    }

    /// Whether there is more before and after.
    pub(super) const fn more(&self) -> (bool, bool) {
        self.more
    }

    /// What to ask for to have more before what is there.
    pub(super) fn earlier(&self) -> Option<Came> {
        self.entries.first().filter(|_| self.more.0).map(|first| Came::Before(first.id))
    }

    /// And after it.
    pub(super) fn later(&self) -> Option<Came> {
        self.entries.last().filter(|_| self.more.1).map(|last| Came::After(last.id))
    }

    /// Takes entries in, and brings what is meant into view.
    pub(super) fn came(&mut self, came: Came, page: Page) -> Task<super::Message> {
        match came {
            Came::Newest => {
                (self.entries, self.more, self.target) = (page.entries, (page.more, false), None);
                operation::snap_to(self.scroll.clone(), RelativeOffset::END)
            }
            Came::Around(id) => {
                (self.entries, self.more, self.target) = (page.entries, (page.more, page.more), Some(id));
                let found = place::below_start(&self.scroll, &self.marked);
                found.map(|at| super::Message::Reading(Message::PlaceFound(at)))
            }
            Came::Before(id) if self.entries.first().is_some_and(|first| first.id == id) => {
                self.entries.splice(0..0, page.entries);
                self.more.0 = page.more;
                self.moving = true;
                let placed = Task::done(super::Message::Reading(Message::EarlierCame));
                let Some(viewport) = self.viewport else { return placed };
                // The distance from the end stays what it is.
                let from_end = viewport.content_bounds().height - viewport.absolute_offset().y;
                place::keep(&self.scroll, from_end).chain(placed)
            }
            Came::After(id) if self.entries.last().is_some_and(|last| last.id == id) => {
                self.entries.extend(page.entries);
                self.more.1 = page.more;
                if self.entries.len() <= MOST {
                    return Task::none();
                }
                self.moving = true;
                place::distance(&self.scroll).map(|distance| super::Message::Reading(Message::Measured(distance)))
            }
            Came::Before(_) | Came::After(_) => Task::none(),
        }
    }

    pub(super) fn update(&mut self, message: Message) -> Outcome {
        Outcome::Run(match message {
            Message::Scrolled(viewport) => {
                self.viewport = Some(viewport);
                let more = match () {
                    () if self.moving => None,
                    () if viewport.absolute_offset().y < EDGE => self.earlier(),
                    () if viewport.absolute_offset_reversed().y < EDGE => self.later(),
                    () => None,
                };
                // What fits into the window is asked for by its link: nothing was scrolled.
                let scrolls = viewport.content_bounds().height > viewport.bounds().height + 1.0;
                match more.filter(|_| scrolls) {
                    Some(came) => return Outcome::More(came),
                    None => Task::none(),
                }
            }
            Message::DraggedOut(step) => operation::scroll_by(self.scroll.clone(), AbsoluteOffset { x: 0.0, y: step }),
            Message::PlaceFound(at) => {
                let y = Some((at.unwrap_or_default() - OVER).max(0.0));
                operation::scroll_to(self.scroll.clone(), AbsoluteOffset { x: None, y })
            }
            Message::EarlierCame => {
                if self.entries.len() > MOST {
                    self.entries.truncate(MOST);
                    self.more.1 = true;
                }
                self.moving = false;
                Task::none()
            }
            Message::Measured(distance) => {
                let excess = self.entries.len().saturating_sub(MOST);
                self.entries.drain(..excess);
                self.more.0 |= excess > 0;
                self.moving = false;
                place::keep(&self.scroll, distance)
            }
        })
    }

    /// Another content: from its start.
    pub(super) fn to_start(&self) -> Task<super::Message> {
        operation::snap_to(self.scroll.clone(), RelativeOffset::START)
    }
}

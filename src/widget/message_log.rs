//! The log of a conversation: who said what and when, nudges, comings and goings, what became of one's own messages.
//!
//! It stays at the newest message unless the reader has scrolled up, and lays out only some hundred entries round what
//! is read: earlier and later ones come as the reader nears them.

mod blocks;
mod lines;
mod names;
pub(crate) mod place;
mod said;
mod span;
mod style;
mod told;
mod view;
pub mod words;

pub use blocks::whole;
pub use names::own_name;
pub use style::{Target, Writer, format_color, format_font};
pub use told::words_of;

use crate::model::Talk;
use crate::widget::message_text::Copied;
use iced::Task;
use iced::advanced::widget::Id;
use iced::widget::operation;
use iced::widget::scrollable::{AbsoluteOffset, RelativeOffset, Viewport};
use msnp::conversation::{Entry, EntryKind};
use msnp::request::MessageId;
use said::Said;
use span::Span;
use std::collections::BTreeSet;

/// So near to the end counts as being there.
const NEAR: f32 = 8.0;
/// So near to the first or the last that is laid out, more are: they come in small portions, so that no frame is long, and
/// a quick hand mustn't get ahead of them.
const EDGE: f32 = 1_200.0;
/// The room that a jump leaves over the line it goes to.
const OVER: f32 = 40.0;

/// What a log remembers while its window is open.
#[derive(Debug)]
pub struct Log {
    id: Id,
    page: Id,
    /// The line over what came while nobody looked.
    fresh_line: Id,
    /// What is laid out.
    span: Span,
    /// Whether that is being changed, so that it isn't again at the same time.
    moving: bool,
    /// The texts of what is laid out.
    said: Said,
    /// Long messages that are shown whole, by the number of their entry.
    whole: BTreeSet<u64>,
    viewport: Option<Viewport>,
    /// Whether the newest message is in view and to be kept there.
    at_end: bool,
    /// How much came while it wasn't.
    unseen: usize,
    /// Whether to go to what came while nobody looked, when the log is drawn next.
    arriving: bool,
    /// How far under the start of the content the line over the new messages stands.
    fresh_at: Option<f32>,
    /// The entry under that line, once the reader has had it in view.
    fresh_seen: Option<u64>,
    hovered: Option<Target>,
}

/// What happens in a log.
#[derive(Debug, Clone)]
pub enum Message {
    /// It was scrolled, or its content grew.
    Scrolled(Viewport),
    /// A selection is dragged out of view.
    DraggedOut(f32),
    /// A link was clicked.
    LinkClicked(Target),
    /// Something was copied.
    Copied(Copied),
    /// The pointer is over a link, or no longer.
    Hovered(Option<Target>),
    /// The reader wants to go to the newest message.
    EndWanted,
    /// The reader wants to go to the first message that came while nobody looked.
    FreshWanted,
    /// Where the line over it stands, for the jump to it or only to know.
    FreshFound { at: Option<f32>, jump: bool },
    /// Earlier entries are there and what is in view is where it was: later ones can be let go.
    EarlierCame,
    /// Later entries are there: earlier ones can be let go.
    LaterCame,
    /// How far what is in view is from the end, before earlier entries are let go.
    Measured(f32),
    /// A jump has come to its end: whether that is the newest message.
    Jumped(bool),
}

/// What the window has to do about it.
#[derive(Debug)]
pub enum Outcome {
    /// Run this.
    Run(Task<Message>),
    /// Put a text on the clipboard.
    Copy(Copied),
    /// Open an address in the browser.
    Open(String),
    /// Send a failed message again.
    SendAgain(MessageId),
    /// Leave a failed message at the service.
    SendLater(MessageId),
    /// Send all that failed again, oldest first.
    SendAllAgain(Vec<MessageId>),
    /// Ask the history for what was said before.
    ShowEarlier,
}

impl Log {
    /// The log of a conversation, at its end.
    pub fn new(talk: Option<&Talk>) -> Self {
        let mut log = Self {
            id: Id::unique(),
            page: Id::unique(),
            fresh_line: Id::unique(),
            span: Span::default(),
            moving: false,
            said: Said::default(),
            whole: BTreeSet::new(),
            viewport: None,
            at_end: true,
            unseen: 0,
            arriving: talk.is_some_and(|talk| talk.unread > 0),
            fresh_at: None,
            fresh_seen: None,
            hovered: None,
        };
        if let Some(talk) = talk {
            log.span.go_to_end(&talk.log.entries);
        }
        log
    }

    /// Goes to the newest message, when the log is drawn for the first time and when oneself has said something.
    pub fn to_end(&mut self, talk: Option<&Talk>) -> Task<Message> {
        if let Some(talk) = talk {
            self.span.go_to_end(&talk.log.entries);
        }
        self.at_end = true;
        self.unseen = 0;
        operation::snap_to(self.id.clone(), RelativeOffset::END)
    }

    /// The conversation has changed; `arrived` when somebody else said something.
    pub fn changed(&mut self, talk: &Talk, arrived: bool) -> Task<Message> {
        if self.at_end {
            self.to_end(Some(talk))
        } else {
            self.unseen += usize::from(arrived);
            Task::none()
        }
    }

    /// The log is drawn anew, or comes into sight again: it goes to the first message that nobody has seen, else to where
    /// it was.
    pub fn shown(&mut self, talk: Option<&Talk>) -> Task<Message> {
        let Some(talk) = talk else { return Task::none() };
        let arriving = std::mem::take(&mut self.arriving) || talk.unread > 0;
        if arriving && self.fresh(talk).is_some() {
            return self.jump_to_fresh(talk);
        }
        match self.viewport {
            Some(viewport) if !self.at_end => place::go(&self.id, viewport.absolute_offset().y).discard(),
            _ => self.to_end(Some(talk)),
        }
    }

    /// What was said before is there: it is laid out, and what is in view stays where it is.
    pub fn earlier_came(&mut self, talk: &Talk) -> Task<Message> {
        if self.at_end || self.viewport.is_none() {
            self.span.earlier(&talk.log.entries);
            // Nothing was drawn yet: it begins where it would have begun.
            match self.fresh(talk).filter(|_| !self.at_end) {
                Some(_) => self.jump_to_fresh(talk),
                None => self.to_end(Some(talk)),
            }
        } else {
            self.earlier(talk)
        }
    }

    /// Whether everything that is here is laid out, and the history has more.
    fn wants_earlier(&self, talk: &Talk) -> bool {
        self.span.range(&talk.log.entries).start == 0 && talk.earlier.has_more()
    }

    /// Puts the keyboard's focus on the messages: arrow keys go to links there.
    pub fn focus(&self) -> Task<Message> {
        operation::focus(self.page.clone())
    }

    /// Scrolls by pages: -1 is one up.
    pub fn page(&mut self, pages: f32) -> Task<Message> {
        let height = self.viewport.map_or(300.0, |viewport| viewport.bounds().height);
        operation::scroll_by(self.id.clone(), AbsoluteOffset { x: 0.0, y: pages * (height - 40.0).max(40.0) })
    }

    /// Goes to the first message of all.
    pub fn to_start(&mut self, talk: Option<&Talk>) -> Task<Message> {
        if let Some(talk) = talk {
            self.span.go_to_start(&talk.log.entries);
        }
        self.at_end = false;
        operation::scroll_to(self.id.clone(), AbsoluteOffset { x: None, y: Some(0.0) })
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, talk: Option<&Talk>) -> Outcome {
        let task = match message {
            Message::Scrolled(viewport) => {
                // What is told first may have been seen before the log was at its end.
                let grown = self.viewport.is_none_or(|before| {
                    before.content_bounds().height + 0.5 < viewport.content_bounds().height
                        || before.bounds() != viewport.bounds()
                });
                self.viewport = Some(viewport);
                let near = self.span.reaches_end() && viewport.absolute_offset_reversed().y <= NEAR;
                let moved = if near && !self.at_end {
                    self.to_end(talk)
                } else if !near && self.at_end && grown {
                    // The content grew or the window shrank: that isn't the reader's scrolling.
                    self.to_end(talk)
                } else {
                    self.at_end = near;
                    talk.map_or_else(Task::none, |talk| self.follow(talk, viewport))
                };
                let near_start = !self.at_end && !self.moving && viewport.absolute_offset().y < EDGE;
                if near_start && talk.is_some_and(|talk| self.wants_earlier(talk)) {
                    return Outcome::ShowEarlier;
                }
                Task::batch([moved, talk.map_or_else(Task::none, |talk| self.look_for_fresh(talk, false))])
            }
            Message::DraggedOut(step) => operation::scroll_by(self.id.clone(), AbsoluteOffset { x: 0.0, y: step }),
            Message::Hovered(target) => {
                self.hovered = target;
                Task::none()
            }
            Message::EndWanted => self.to_end(talk),
            Message::FreshWanted => talk.map_or_else(Task::none, |talk| self.jump_to_fresh(talk)),
            Message::FreshFound { at, jump } => self.fresh_found(at, jump, talk),
            Message::EarlierCame => {
                if let Some(talk) = talk {
                    self.span.cut_below(&talk.log.entries);
                }
                self.moving = false;
                Task::none()
            }
            Message::LaterCame if talk.is_some_and(|talk| self.span.is_long(&talk.log.entries)) => {
                place::distance(&self.id).map(Message::Measured)
            }
            Message::LaterCame => {
                self.moving = false;
                Task::none()
            }
            Message::Measured(distance) => {
                if let Some(talk) = talk {
                    self.span.cut_above(&talk.log.entries);
                }
                self.moving = false;
                place::keep(&self.id, distance)
            }
            Message::Jumped(at_end) => {
                self.at_end = at_end && self.span.reaches_end();
                Task::none()
            }
            Message::Copied(copied) => return Outcome::Copy(copied),
            Message::LinkClicked(Target::Web(address)) => return Outcome::Open(address),
            Message::LinkClicked(Target::SendAgain(message)) => return Outcome::SendAgain(message),
            Message::LinkClicked(Target::SendLater(message)) => return Outcome::SendLater(message),
            Message::LinkClicked(Target::SendAllAgain) => {
                return Outcome::SendAllAgain(talk.map(told::failed).unwrap_or_default());
            }
            Message::LinkClicked(Target::Whole(number)) => {
                self.whole.insert(number);
                self.keep_place()
            }
            Message::LinkClicked(Target::Earlier) => match talk.filter(|talk| self.wants_earlier(talk)) {
                Some(_) => return Outcome::ShowEarlier,
                None => talk.map_or_else(Task::none, |talk| self.earlier(talk)),
            },
            Message::LinkClicked(Target::Later) => talk.map_or_else(Task::none, |talk| self.later(talk)),
        };
        Outcome::Run(task)
    }

    /// Lays out more where the reader nears the first or the last that is laid out.
    fn follow(&mut self, talk: &Talk, viewport: Viewport) -> Task<Message> {
        if self.moving || self.at_end {
            Task::none()
        } else if viewport.absolute_offset().y < EDGE && self.span.range(&talk.log.entries).start > 0 {
            self.earlier(talk)
        } else if viewport.absolute_offset_reversed().y < EDGE && !self.span.reaches_end() {
            self.later(talk)
        } else {
            Task::none()
        }
    }

    fn earlier(&mut self, talk: &Talk) -> Task<Message> {
        self.hovered = None;
        self.moving = self.span.earlier(&talk.log.entries);
        if self.moving { self.keep_place().chain(Task::done(Message::EarlierCame)) } else { Task::none() }
    }

    fn later(&mut self, talk: &Talk) -> Task<Message> {
        self.hovered = None;
        self.moving = self.span.later(&talk.log.entries);
        if self.moving { Task::done(Message::LaterCame) } else { Task::none() }
    }

    /// The place of the first entry that came while nobody looked, until the reader has been there.
    fn fresh(&self, talk: &Talk) -> Option<usize> {
        let fresh = talk.fresh.filter(|fresh| self.fresh_seen != Some(*fresh))?;
        Some(span::place(&talk.log.entries, fresh)).filter(|at| *at < talk.log.entries.len())
    }

    fn look_for_fresh(&self, talk: &Talk, jump: bool) -> Task<Message> {
        if self.fresh(talk).is_none() {
            return Task::none();
        }
        place::below_start(&self.id, &self.fresh_line).map(move |at| Message::FreshFound { at, jump })
    }

    fn jump_to_fresh(&mut self, talk: &Talk) -> Task<Message> {
        let Some(at) = self.fresh(talk) else { return Task::none() };
        self.span.show(at, &talk.log.entries);
        self.look_for_fresh(talk, true)
    }

    fn fresh_found(&mut self, at: Option<f32>, jump: bool, talk: Option<&Talk>) -> Task<Message> {
        self.fresh_at = at;
        if jump {
            self.at_end = false;
            self.fresh_seen = talk.and_then(|talk| talk.fresh);
            let y = (at.unwrap_or_default() - OVER).max(0.0);
            return place::go(&self.id, y).map(Message::Jumped);
        }
        // As long as nobody looks at the window, what is in view isn't seen.
        if let (Some(at), Some(talk), Some(viewport)) = (at, talk.filter(|talk| talk.unread == 0), self.viewport) {
            let top = viewport.absolute_offset().y;
            if (top..top + viewport.bounds().height).contains(&at) {
                self.fresh_seen = talk.fresh;
            }
        }
        Task::none()
    }

    /// How many messages of others came while nobody looked.
    fn fresh_count(&self, talk: &Talk) -> usize {
        let Some(at) = self.fresh(talk) else { return 0 };
        let came = |entry: &&Entry| matches!(entry.kind, EntryKind::Received { .. } | EntryKind::NudgeReceived { .. });
        talk.log.entries.iter().skip(at).filter(came).count()
    }

    /// Whether what came while nobody looked begins above what is in view.
    fn fresh_above(&self, talk: &Talk) -> bool {
        let (Some(at), Some(viewport)) = (self.fresh(talk), self.viewport) else { return false };
        let top = viewport.absolute_offset().y;
        let range = self.span.range(&talk.log.entries);
        at < range.start || (range.contains(&at) && self.fresh_at.map_or(at == 0 && top > OVER, |y| y < top))
    }

    /// Keeps what is in view where it is while content grows above it: its distance from the end stays the same.
    fn keep_place(&self) -> Task<Message> {
        let Some(viewport) = self.viewport else { return Task::none() };
        let from_end = viewport.content_bounds().height - viewport.absolute_offset().y;
        place::keep(&self.id, from_end)
    }
}

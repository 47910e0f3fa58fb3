//! The log of a conversation: who said what and when, nudges, comings and goings, what became of one's own messages.
//!
//! It stays at the newest message unless the reader has scrolled up, and lays out only some hundred entries round what
//! is read: earlier and later ones come as the reader nears them.

mod lines;
mod place;
mod span;
mod style;
mod told;
pub mod words;

pub use style::{Target, format_color, format_font};

use super::icon::{self, Icon};
use super::label::label;
use super::message_text::{Aside, Block, Page, Side, clean};
use crate::model::{Model, Talk};
use crate::t;
use crate::theme::{self, Palette, SEMIBOLD, size, space};
use chrono::{Local, NaiveDate};
use iced::advanced::widget::Id;
use iced::widget::scrollable::{AbsoluteOffset, Direction, RelativeOffset, Scrollbar, Viewport};
use iced::widget::{column, container, operation, row, scrollable, space as gap, stack, text};
use iced::{Alignment, Element, Length, Padding, Task};
use lines::Line;
use msnp::conversation::{Entry, EntryKind};
use msnp::event::{ConversationId, MessageState};
use msnp::request::MessageId;
use span::Span;
use std::collections::BTreeSet;
use style::Writer;

/// A message longer than this is shown in part at first.
const LONG: usize = 6_000;
/// So near to the end counts as being there.
const NEAR: f32 = 8.0;
/// So near to the first or the last that is laid out, more are.
const EDGE: f32 = 300.0;
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
    /// Long messages that are shown whole, by the number of their entry.
    whole: BTreeSet<u64>,
    viewport: Option<Viewport>,
    /// Whether the newest message is in view and to be kept there.
    at_end: bool,
    /// Whether something came while it wasn't.
    unseen: bool,
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
}

/// What the window has to do about it.
#[derive(Debug)]
pub enum Outcome {
    /// Run this.
    Run(Task<Message>),
    /// Open an address in the browser.
    Open(String),
    /// Send a failed message again.
    SendAgain(MessageId),
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
            whole: BTreeSet::new(),
            viewport: None,
            at_end: true,
            unseen: false,
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
        self.unseen = false;
        operation::snap_to(self.id.clone(), RelativeOffset::END)
    }

    /// The conversation has changed; `arrived` when somebody else said something.
    pub fn changed(&mut self, talk: &Talk, arrived: bool) -> Task<Message> {
        if self.at_end {
            self.to_end(Some(talk))
        } else {
            self.unseen |= arrived;
            Task::none()
        }
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
                let grown = self.viewport.is_some_and(|before| {
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
            Message::LinkClicked(Target::Web(address)) => return Outcome::Open(address),
            Message::LinkClicked(Target::SendAgain(message)) => return Outcome::SendAgain(message),
            Message::LinkClicked(Target::Whole(number)) => {
                self.whole.insert(number);
                self.keep_place()
            }
            Message::LinkClicked(Target::Earlier) => talk.map_or_else(Task::none, |talk| self.earlier(talk)),
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
            let y = Some((at.unwrap_or_default() - OVER).max(0.0));
            return operation::scroll_to(self.id.clone(), AbsoluteOffset { x: None, y });
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

    /// The log with the line that says who is typing.
    pub fn view<'a>(&'a self, talk: Option<&'a Talk>, model: &'a Model, empty: String) -> Element<'a, Message> {
        let palette = Palette::new(model.dark);
        let today = Local::now().date_naive();
        let blocks = talk.map(|talk| self.blocks(talk, model, today)).unwrap_or_default();
        let page: Element<'a, Message> = if blocks.is_empty() {
            container(text(empty).size(size::BODY).style(theme::style::secondary))
                .center_x(Length::Fill)
                .padding(space::L)
                .into()
        } else {
            Page::new(blocks)
                .id(self.page.clone())
                .colors(theme::style::selection(palette), palette.accent)
                .aside_color(palette.secondary)
                .marked(self.fresh_line.clone())
                .on_link(Message::LinkClicked)
                .on_hover(Message::Hovered)
                .on_drag_out(Message::DraggedOut)
                .into()
        };
        let scroll =
            scrollable(container(page).padding(Padding { top: space::S, right: 14.0, bottom: space::XS, left: 14.0 }))
                .id(self.id.clone())
                .direction(Direction::Vertical(Scrollbar::new().width(8).scroller_width(6).margin(1)))
                .style(theme::style::scroll)
                .on_scroll(Message::Scrolled)
                .width(Length::Fill)
                .height(Length::Fill);
        let mut layers = stack![scroll];
        if let Some(Target::Web(address)) = &self.hovered {
            let words = text(t!("chat-link-opens", target = shorten(address))).size(size::SECONDARY);
            layers = layers.push(
                container(container(words).padding([2.0, space::S]).style(theme::style::framed))
                    .align_bottom(Length::Fill)
                    .padding(space::XS),
            );
        } else if self.unseen {
            let words = row![icon::small(Icon::ChevronDown), text(t!("chat-new-below")).size(size::SECONDARY)]
                .spacing(space::XS)
                .align_y(Alignment::Center);
            let button = super::button::button(words).padding([space::XS, space::M]).on_press(Message::EndWanted);
            layers =
                layers.push(container(button).align_bottom(Length::Fill).center_x(Length::Fill).padding(space::XS));
        }
        if talk.is_some_and(|talk| self.fresh_above(talk)) {
            let words = row![icon::small(Icon::ChevronUp), text(t!("chat-new-above")).size(size::SECONDARY)]
                .spacing(space::XS)
                .align_y(Alignment::Center);
            let button = super::button::button(words).padding([space::XS, space::M]).on_press(Message::FreshWanted);
            let button = button.tip(t!("chat-new-above-tip"));
            layers = layers.push(container(button).center_x(Length::Fill).padding(space::XS));
        }
        let typing = words::typing(&talk.map(|talk| typing(talk, model)).unwrap_or_default());
        let typing: Element<'a, Message> = if typing.is_empty() {
            gap().height(Length::Fixed(24.0)).into()
        } else {
            let line = row![icon::small(Icon::Pencil).size(14.0).secondary(), label(&typing).secondary()]
                .spacing(space::XS)
                .align_y(Alignment::Center);
            container(line).padding([0.0, 14.0]).height(24.0).width(Length::Fill).clip(true).into()
        };
        column![layers, typing].width(Length::Fill).height(Length::Fill).into()
    }

    /// The blocks of text that the page shows.
    fn blocks(&self, talk: &Talk, model: &Model, today: NaiveDate) -> Vec<Block<Target>> {
        let writer = Writer::new(model.dark);
        let entries = &talk.log.entries;
        let range = self.span.range(entries);
        let (start, end) = (range.start, range.end);
        let mut blocks = Vec::new();
        if start > 0 {
            let words = vec![writer.link(t!("chat-show-earlier"), Target::Earlier)];
            blocks.push(Block { selectable: false, ..Block::new(0, words, Side::Middle, 0.0) });
        }
        let mut after_state = false;
        // The line over what is new; over everything it would part nothing.
        let fresh = talk.fresh.map(|fresh| span::place(entries, fresh)).filter(|at| *at > 0 && range.contains(at));
        let mut fresh = fresh.and_then(|at| entries.get(at)).map(|entry| entry.number);
        let partner = match &talk.log.id {
            ConversationId::With(partner) => Some(partner),
            ConversationId::Group(_) | ConversationId::Circle(_) => None,
        };
        let circle = matches!(talk.log.id, ConversationId::Circle(_));
        for (number, line) in lines::lines(&entries[range], partner, |entry| time(talk, entry)) {
            // Of what is said in a circle nothing more is told once it is out: that is no waiting.
            if circle && matches!(line, Line::State { state: MessageState::Sent, .. }) {
                continue;
            }
            if fresh.take_if(|fresh| number >= *fresh).is_some() {
                blocks.push(told::fresh(&writer, number));
            }
            let before = blocks.len();
            self.line(&mut blocks, &writer, model, number, &line, today);
            if let (Line::Said(_), Some(block)) = (&line, blocks.get_mut(before)) {
                let at = usize::try_from(number).ok().and_then(|number| talk.times.get(number));
                let always = model.settings.message_times;
                block.aside = at.map(|at| Aside { text: at.format("%H:%M").to_string(), always });
            }
            if let (true, Line::Said(_), Some(block)) = (after_state, &line, blocks.get_mut(before)) {
                block.above = space::XS;
            }
            after_state = matches!(line, Line::State { .. });
        }
        if end < entries.len() {
            let words = vec![writer.link(t!("chat-show-later"), Target::Later)];
            blocks.push(Block { selectable: false, ..Block::new(1, words, Side::Middle, space::S) });
        }
        if let Some(first) = blocks.first_mut() {
            first.above = 0.0;
        }
        blocks
    }

    fn line(
        &self,
        blocks: &mut Vec<Block<Target>>,
        writer: &Writer,
        model: &Model,
        number: u64,
        line: &Line<'_>,
        today: NaiveDate,
    ) {
        // Several blocks come from one entry; a selection tells them apart by their keys. Zero is "earlier", one "later".
        let key = |part: u64| (number + 1) * 8 + part;
        match line {
            Line::Day(date) => {
                let day = vec![writer.secondary(words::day(*date, today))];
                blocks.push(Block::new(key(0), day, Side::Middle, space::M));
            }
            Line::Head { from, at, waited } => {
                let (name, color) = match from {
                    Some((email, name)) if name.trim().is_empty() => (email.to_string(), writer.palette.accent),
                    Some((email, name)) => (named(model, email, name), writer.palette.accent),
                    None => (own_name(model), writer.palette.text),
                };
                let mut pieces = writer.words(&name, SEMIBOLD, size::BODY, color);
                if let Some(at) = at {
                    pieces.push(writer.secondary(format!(" {}", at.format("%H:%M"))));
                }
                if *waited {
                    pieces.push(writer.secondary(format!(" · {}", t!("chat-sent-while-away"))));
                }
                blocks.push(Block::new(key(1), pieces, Side::Start, space::S));
            }
            Line::Said(EntryKind::Received { message, .. }) => {
                blocks.extend(self.said(writer, number, key(2), &message.text, message.format.as_ref()));
            }
            Line::Said(EntryKind::Sent { text, format, .. }) => {
                blocks.extend(self.said(writer, number, key(2), text, Some(format)));
            }
            Line::State { message, state } => {
                let online = model.connection.is_online();
                blocks.push(told::state(writer, key(3), *message, state, online));
            }
            Line::Note(kind) | Line::Said(kind) => blocks.extend(told::note(writer, model, key(4), kind)),
        }
    }

    /// A message's text in its writer's style; the start of it when it is very long.
    fn said(
        &self,
        writer: &Writer,
        number: u64,
        key: u64,
        text: &str,
        format: Option<&msnp::content::TextFormat>,
    ) -> Vec<Block<Target>> {
        let side = if format.is_some_and(|format| format.right_to_left) { Side::End } else { Side::Start };
        // Cut before anything else is done with it: this runs whenever the window is drawn.
        let cut = text.char_indices().nth(LONG).map(|(at, _)| at).filter(|_| !self.whole.contains(&number));
        let Some(cut) = cut else {
            return vec![Block::new(key, writer.message(&clean::message(text), format), side, 0.0)];
        };
        let start = format!("{}…", clean::message(&text[..cut]));
        let more = writer.link(t!("chat-show-all"), Target::Whole(number));
        let mut more = Block::new(key + 3, vec![more], Side::Start, 0.0);
        more.selectable = false;
        vec![Block::new(key, writer.message(&start, format), side, 0.0), more]
    }
}

/// The whole conversation as plain text, as "Copy the conversation" gives it.
pub fn plain(talk: &Talk, model: &Model, today: NaiveDate) -> String {
    let log = Log { whole: talk.log.entries.iter().map(|entry| entry.number).collect(), ..Log::new(None) };
    let blocks = log.blocks(talk, model, today);
    let lines: Vec<String> = blocks.iter().filter(|block| block.selectable).map(Block::written).collect();
    lines.join("\n")
}

/// When an entry came.
fn time(talk: &Talk, entry: &Entry) -> Option<chrono::DateTime<Local>> {
    talk.times.get(usize::try_from(entry.number).ok()?).copied()
}

/// The own name, or what comes nearest to it.
pub fn own_name(model: &Model) -> String {
    let own = &model.roster.own;
    let name = own.name.as_deref().map(clean::line).filter(|name| !name.is_empty());
    name.or_else(|| own.email.as_ref().map(ToString::to_string)).unwrap_or_else(|| t!("chat-you"))
}

/// What somebody is called who wrote under that name: the name that we gave them goes before it.
fn named(model: &Model, email: &msnp::types::Email, name: &str) -> String {
    let alias = model.roster.person(email).and_then(|person| person.alias.as_deref()).map(clean::line);
    alias.filter(|alias| !alias.is_empty()).unwrap_or_else(|| clean::line(name))
}

/// The names of those who type now.
fn typing(talk: &Talk, model: &Model) -> Vec<String> {
    let typing = talk.log.typing.iter().filter(|(_, until)| **until > model.now);
    typing
        .map(|(email, _)| {
            let name = talk.log.participants.get(email).map_or("", |participant| participant.name.as_str());
            let name = if name.is_empty() { model.roster.display_name(email) } else { name };
            clean::line(name)
        })
        .collect()
}

/// An address short enough for one line.
fn shorten(address: &str) -> String {
    const MOST: usize = 80;
    if address.chars().count() <= MOST {
        return address.to_owned();
    }
    address.chars().take(MOST).chain(['…']).collect()
}

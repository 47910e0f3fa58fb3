//! The log of a conversation: who said what and when, nudges, comings and goings, what became of one's own messages.
//!
//! It stays at the newest message unless the reader has scrolled up, and lays out only the last few hundred entries
//! until earlier ones are asked for.

mod lines;
mod style;
pub mod words;

pub use style::{Target, format_color};

use super::icon::{self, Icon};
use super::label::label;
use super::message_text::{Block, Page, Piece, Side, clean};
use crate::model::{Model, Talk};
use crate::theme::{self, Palette, SEMIBOLD, size, space};
use crate::{i18n, t};
use chrono::{Local, NaiveDate};
use iced::advanced::widget::operation::{Operation, Scrollable};
use iced::advanced::widget::{Id, operate};
use iced::widget::scrollable::{AbsoluteOffset, Direction, RelativeOffset, Scrollbar, Viewport};
use iced::widget::{column, container, operation, row, scrollable, space as gap, stack, text};
use iced::{Alignment, Element, Length, Padding, Rectangle, Task, Vector};
use lines::Line;
use msnp::conversation::{Entry, EntryKind};
use msnp::event::{ConversationId, MessageState};
use msnp::request::MessageId;
use std::collections::BTreeSet;
use style::Writer;

/// How many entries are laid out before earlier ones are asked for.
const SHOWN: usize = 250;
/// How many more of them "Show earlier" brings.
const MORE: usize = 250;
/// A message longer than this is shown in part at first.
const LONG: usize = 6_000;
/// So near to the end counts as being there.
const NEAR: f32 = 8.0;

/// What a log remembers while its window is open.
#[derive(Debug)]
pub struct Log {
    id: Id,
    page: Id,
    /// The number of the first entry that is laid out.
    first: u64,
    /// Long messages that are shown whole, by the number of their entry.
    whole: BTreeSet<u64>,
    viewport: Option<Viewport>,
    /// Whether the newest message is in view and to be kept there.
    at_end: bool,
    /// Whether something came while it wasn't.
    unseen: bool,
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
            first: 0,
            whole: BTreeSet::new(),
            viewport: None,
            at_end: true,
            unseen: false,
            hovered: None,
        };
        if let Some(talk) = talk {
            log.trim(talk);
        }
        log
    }

    /// Goes to the newest message, when the log is drawn for the first time and when oneself has said something.
    pub fn to_end(&mut self) -> Task<Message> {
        self.at_end = true;
        self.unseen = false;
        operation::snap_to(self.id.clone(), RelativeOffset::END)
    }

    /// The conversation has changed; `arrived` when somebody else said something.
    pub fn changed(&mut self, talk: &Talk, arrived: bool) -> Task<Message> {
        if self.at_end {
            self.trim(talk);
            self.to_end()
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

    /// Goes to the first message that is laid out.
    pub fn to_start(&self) -> Task<Message> {
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
                let near = viewport.absolute_offset_reversed().y <= NEAR;
                if near && !self.at_end {
                    self.to_end()
                } else if !near && self.at_end && grown {
                    // The content grew or the window shrank: that isn't the reader's scrolling.
                    self.to_end()
                } else {
                    self.at_end = near;
                    Task::none()
                }
            }
            Message::DraggedOut(step) => operation::scroll_by(self.id.clone(), AbsoluteOffset { x: 0.0, y: step }),
            Message::Hovered(target) => {
                self.hovered = target;
                Task::none()
            }
            Message::EndWanted => self.to_end(),
            Message::LinkClicked(Target::Web(address)) => return Outcome::Open(address),
            Message::LinkClicked(Target::SendAgain(message)) => return Outcome::SendAgain(message),
            Message::LinkClicked(Target::Whole(number)) => {
                self.whole.insert(number);
                self.keep_place()
            }
            Message::LinkClicked(Target::Earlier) => {
                if let Some(talk) = talk {
                    let start = talk.log.entries.partition_point(|entry| entry.number < self.first);
                    let start = start.saturating_sub(MORE);
                    self.first = talk.log.entries.get(start).map_or(0, |entry| entry.number);
                }
                self.hovered = None;
                self.keep_place()
            }
        };
        Outcome::Run(task)
    }

    /// Lets go of entries far above the end, but not at each message.
    fn trim(&mut self, talk: &Talk) {
        let entries = &talk.log.entries;
        let start = entries.partition_point(|entry| entry.number < self.first);
        if entries.len() - start > 2 * SHOWN || self.first == 0 {
            self.first = entries.get(entries.len().saturating_sub(SHOWN)).map_or(0, |entry| entry.number);
        }
    }

    /// Keeps what is in view where it is while content grows above it: its distance from the end stays the same.
    fn keep_place(&self) -> Task<Message> {
        let Some(viewport) = self.viewport else { return Task::none() };
        let from_end = viewport.content_bounds().height - viewport.absolute_offset().y;
        operate(FromEnd { id: self.id.clone(), distance: from_end })
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
        let start = entries.partition_point(|entry| entry.number < self.first);
        let mut blocks = Vec::new();
        if start > 0 {
            let words = vec![writer.link(t!("chat-show-earlier"), Target::Earlier)];
            blocks.push(Block { selectable: false, ..writer.block(0, words, Side::Middle, 0.0) });
        }
        let mut after_state = false;
        let mut told_fresh = false;
        let partner = match &talk.log.id {
            ConversationId::With(partner) => Some(partner),
            ConversationId::Group(_) | ConversationId::Circle(_) => None,
        };
        let circle = matches!(talk.log.id, ConversationId::Circle(_));
        for (number, line) in lines::lines(&entries[start..], partner, |entry| time(talk, entry)) {
            // Of what is said in a circle nothing more is told once it is out: that is no waiting.
            if circle && matches!(line, Line::State { state: MessageState::Sent, .. }) {
                continue;
            }
            if talk.fresh.is_some_and(|fresh| number >= fresh)
                && !std::mem::replace(&mut told_fresh, true)
                && number > 0
            {
                blocks.push(fresh_block(&writer, number));
            }
            let before = blocks.len();
            self.line(&mut blocks, &writer, model, number, &line, today);
            if let (true, Line::Said(_), Some(block)) = (after_state, &line, blocks.get_mut(before)) {
                block.above = space::XS;
            }
            after_state = matches!(line, Line::State { .. });
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
        // Several blocks come from one entry; a selection tells them apart by their keys, and zero is "earlier".
        let key = |part: u64| (number + 1) * 8 + part;
        match line {
            Line::Day(date) => {
                let day = vec![writer.secondary(words::day(*date, today))];
                blocks.push(writer.block(key(0), day, Side::Middle, space::M));
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
                blocks.push(writer.block(key(1), pieces, Side::Start, space::S));
            }
            Line::Said(EntryKind::Received { message, .. }) => {
                blocks.extend(self.said(writer, number, key(2), &message.text, message.format.as_ref()));
            }
            Line::Said(EntryKind::Sent { text, format, .. }) => {
                blocks.extend(self.said(writer, number, key(2), text, Some(format)));
            }
            Line::State { message, state } => {
                let online = model.connection.is_online();
                blocks.push(state_block(writer, key(3), *message, state, online));
            }
            Line::Note(kind) | Line::Said(kind) => blocks.extend(note(writer, model, key(4), kind)),
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
            return vec![writer.block(key, writer.message(&clean::message(text), format), side, 0.0)];
        };
        let start = format!("{}…", clean::message(&text[..cut]));
        let more = writer.link(t!("chat-show-all"), Target::Whole(number));
        let mut more = writer.block(key + 3, vec![more], Side::Start, 0.0);
        more.selectable = false;
        vec![writer.block(key, writer.message(&start, format), side, 0.0), more]
    }
}

/// The line over what came while nobody looked.
fn fresh_block(writer: &Writer, number: u64) -> Block<Target> {
    let color = writer.palette.danger;
    let words = Piece { color, ..writer.secondary(t!("chat-new-below")) };
    let block = writer.block((number + 1) * 8 + 7, vec![words], Side::Middle, space::S);
    Block { rule: Some(color), selectable: false, ..block }
}

/// What became of a message of ours.
fn state_block(writer: &Writer, key: u64, message: MessageId, state: &MessageState, online: bool) -> Block<Target> {
    let palette = writer.palette;
    let (pieces, mark) = match state {
        MessageState::Queued if !online => {
            (vec![writer.secondary(t!("chat-state-waiting-lost"))], (Icon::Clock, palette.secondary))
        }
        MessageState::Queued => (vec![writer.secondary(t!("chat-state-waiting"))], (Icon::Clock, palette.secondary)),
        MessageState::Sent => (vec![writer.secondary(t!("chat-state-sending"))], (Icon::Clock, palette.secondary)),
        MessageState::Delivered => {
            (vec![writer.secondary(t!("chat-state-delivered"))], (Icon::Check, palette.secondary))
        }
        MessageState::Left => (vec![writer.secondary(t!("chat-state-left"))], (Icon::Clock, palette.secondary)),
        MessageState::Failed(error) => {
            let plain = |text| Piece { color: palette.danger, ..writer.secondary(text) };
            let again =
                Piece { color: palette.danger, ..writer.link(t!("chat-send-again"), Target::SendAgain(message)) };
            let why = writer.secondary(format!("\n{}", i18n::errors::request(error)));
            (vec![plain(format!("{} — ", t!("chat-state-failed"))), again, why], (Icon::Warning, palette.danger))
        }
    };
    Block { mark: Some(mark), selectable: false, ..writer.block(key, pieces, Side::Start, 0.0) }
}

/// A nudge, somebody came or went, a call failed.
fn note(writer: &Writer, model: &Model, key: u64, kind: &EntryKind) -> Option<Block<Target>> {
    let (words, mark) = match kind {
        EntryKind::NudgeReceived { name, .. } => {
            (t!("chat-nudge-received", name = clean::line(name)), Some(Icon::Nudge))
        }
        EntryKind::NudgeSent { .. } => (t!("chat-nudge-sent"), Some(Icon::Nudge)),
        EntryKind::Joined { name, .. } => (t!("chat-joined", name = clean::line(name)), None),
        EntryKind::Left { name, idle: false, .. } => (t!("chat-left", name = clean::line(name)), None),
        EntryKind::Left { name, idle: true, .. } => (t!("chat-left-idle", name = clean::line(name)), None),
        EntryKind::CallFailed { email, error } => {
            let name = clean::line(model.roster.display_name(email));
            (t!("chat-call-failed", name = name, why = i18n::errors::request(error)), Some(Icon::Warning))
        }
        EntryKind::Received { .. } | EntryKind::Sent { .. } => return None,
    };
    let pieces = writer.words(&words, theme::REGULAR, size::SECONDARY, writer.palette.secondary);
    let mark = mark.map(|icon| (icon, writer.palette.secondary));
    let mark_after = matches!(kind, EntryKind::NudgeReceived { .. } | EntryKind::NudgeSent { .. });
    Some(Block { mark, mark_after, ..writer.block(key, pieces, Side::Middle, space::S) })
}

/// The whole conversation as plain text, as "Copy the conversation" gives it.
pub fn plain(talk: &Talk, model: &Model, today: NaiveDate) -> String {
    let log = Log { first: 0, whole: talk.log.entries.iter().map(|entry| entry.number).collect(), ..Log::new(None) };
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

/// Scrolls to a distance from the end of the content.
struct FromEnd {
    id: Id,
    distance: f32,
}

impl<T> Operation<T> for FromEnd {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }
    fn scrollable(
        &mut self,
        id: Option<&Id>,
        _bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if id == Some(&self.id) {
            state.scroll_to(AbsoluteOffset { x: None, y: Some((content.height - self.distance).max(0.0)) });
        }
    }
}

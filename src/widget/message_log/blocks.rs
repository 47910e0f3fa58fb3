//! From the lines of a log to the blocks of text that its page shows.

use super::lines::{self, Line};
use super::said::Source;
use super::style::{Target, Writer};
use super::told::Mending;
use super::{Log, names, span, told, words};
use crate::model::{Model, Talk};
use crate::t;
use crate::theme::{SEMIBOLD, size, space};
use crate::widget::message_text::{Aside, Block, Copied, Side, clean};
use chrono::{DateTime, Local, NaiveDate, Timelike};
use msnp::content::TextFormat;
use msnp::conversation::EntryKind;
use msnp::event::{ConversationId, MessageState};

/// A message longer than this is shown in part at first.
const LONG: usize = 6_000;
/// And one of more lines than this.
const LINES: usize = 150;
/// The keys of what leads to messages that aren't laid out. Those of entries are higher.
const EARLIER: u64 = 0;
const LATER: u64 = 1;

/// One of the blocks that come from an entry.
#[derive(Clone, Copy)]
enum Part {
    Day,
    Head,
    Text,
    Rest,
    State,
    Note,
    Fresh,
}

/// What all lines are told with.
struct Telling<'a> {
    writer: &'a Writer,
    model: &'a Model,
    mending: Mending,
    today: NaiveDate,
}

/// The key of a block, by which a selection tells it from the others. Each entry has room for eight.
const fn key(number: u64, part: Part) -> u64 {
    (number + 1) * 8 + part as u64
}

impl Log {
    /// The blocks of text that the page shows.
    pub(super) fn blocks(&self, talk: &Talk, model: &Model, today: NaiveDate) -> Vec<Block<Target>> {
        let writer = Writer::new(model.palette());
        let entries = &talk.log.entries;
        let range = self.span.range(entries);
        let (start, end) = (range.start, range.end);
        let mut blocks = Vec::new();
        if start > 0 || talk.earlier.has_more() {
            let words = vec![writer.link(t!("chat-show-earlier"), Target::Earlier)];
            blocks.push(Block { selectable: false, ..Block::new(EARLIER, words, Side::Middle, 0.0) });
        }
        let mut after_state = false;
        // The line over what is new; over everything it would part nothing.
        let fresh = talk.fresh.map(|fresh| span::place(entries, fresh)).filter(|at| *at > 0 && range.contains(at));
        let mut fresh = fresh.and_then(|at| entries.get(at)).map(|entry| entry.number);
        let partner = match &talk.log.id {
            ConversationId::With(partner) => Some(partner),
            ConversationId::Group(_) | ConversationId::Circle(_) => None,
        };
        let telling = Telling { writer: &writer, model, mending: Mending::new(talk, model), today };
        let circle = matches!(talk.log.id, ConversationId::Circle(_));
        let numbers = entries[range.clone()].first().zip(entries[range.clone()].last());
        self.said.keep(numbers.map(|(first, last)| first.number..=last.number));
        for (number, line) in lines::lines(&entries[range], partner, |entry| time(talk, entry.number)) {
            // Of what is said in a circle nothing more is told once it is out: that is no waiting.
            if circle && matches!(line, Line::State { state: MessageState::Sent, .. }) {
                continue;
            }
            if fresh.take_if(|fresh| number >= *fresh).is_some() {
                blocks.push(told::fresh(&writer, key(number, Part::Fresh)));
            }
            let before = blocks.len();
            self.line(&mut blocks, &telling, number, &line);
            if Talk::is_earlier(number) {
                blocks[before..].iter_mut().for_each(|block| writer.dim(block));
            }
            if let (Line::Said(_), Some(block)) = (&line, blocks.get_mut(before)) {
                let always = model.settings.message_times;
                block.aside = time(talk, number).map(|at| Aside { text: clock(&at), always });
                if after_state {
                    block.above = space::XS;
                }
            }
            after_state = matches!(line, Line::State { .. });
        }
        if end < entries.len() {
            let words = vec![writer.link(t!("chat-show-later"), Target::Later)];
            blocks.push(Block { selectable: false, ..Block::new(LATER, words, Side::Middle, space::S) });
        }
        if let Some(first) = blocks.first_mut() {
            first.above = 0.0;
        }
        blocks
    }

    fn line(&self, blocks: &mut Vec<Block<Target>>, telling: &Telling<'_>, number: u64, line: &Line<'_>) {
        let Telling { writer, model, mending, today } = telling;
        match line {
            Line::Day(date) => {
                let day = vec![writer.secondary(words::day(*date, *today))];
                blocks.push(Block::new(key(number, Part::Day), day, Side::Middle, space::M));
            }
            Line::Head { from, at, manner } => {
                let (name, color) = match from {
                    Some((email, name)) if name.trim().is_empty() => (email.to_string(), writer.palette.accent),
                    Some((email, name)) => (names::named(model, email, name), writer.palette.accent),
                    None => (names::own_name(model), writer.palette.text),
                };
                let mut pieces = writer.words(&name, SEMIBOLD, size::BODY, color);
                if let Some(at) = at {
                    pieces.push(writer.secondary(format!(" {}", clock(at))));
                }
                if manner.waited {
                    pieces.push(writer.secondary(format!(" · {}", t!("chat-sent-while-away"))));
                }
                if manner.automatic {
                    pieces.push(writer.secondary(format!(" · {}", t!("chat-automatic"))));
                }
                blocks.push(Block::new(key(number, Part::Head), pieces, Side::Start, space::S));
            }
            Line::Said(EntryKind::Received { message, .. }) => {
                blocks.extend(self.said(writer, number, &message.text, message.format.as_ref()));
            }
            Line::Said(EntryKind::Sent { text, format, .. }) => {
                blocks.extend(self.said(writer, number, text, Some(format)));
            }
            Line::State { message, state, is_text } => {
                blocks.push(told::state(writer, key(number, Part::State), *message, state, *is_text, mending));
            }
            Line::Note(kind) | Line::Said(kind) => {
                blocks.extend(told::note(writer, model, key(number, Part::Note), kind))
            }
        }
    }

    /// A message's text in its writer's style; the start of it when it is very long.
    fn said(&self, writer: &Writer, number: u64, text: &str, format: Option<&TextFormat>) -> Vec<Block<Target>> {
        let source = Source { text, format, whole: self.whole.contains(&number), palette: writer.palette };
        self.said.blocks(number, source, || said(writer, number, source))
    }
}

fn said(writer: &Writer, number: u64, source: Source<'_>) -> Vec<Block<Target>> {
    let Source { text, format, whole, .. } = source;
    let side = if format.is_some_and(|format| format.right_to_left) { Side::End } else { Side::Start };
    let said = |text: &str| Block::new(key(number, Part::Text), writer.message(text, format), side, 0.0);
    // Cut before anything else is done with it.
    let Some(cut) = cut(text).filter(|_| !whole) else { return vec![said(&clean::message(text))] };
    let start = format!("{}…", clean::message(&text[..cut]));
    let more = vec![writer.link(t!("chat-show-all"), Target::Whole(number))];
    let more = Block::new(key(number, Part::Rest), more, Side::Start, 0.0);
    vec![said(&start), Block { selectable: false, ..more }]
}

/// Where a very long message is cut: by its letters, or by its lines.
fn cut(text: &str) -> Option<usize> {
    let letters = text.char_indices().nth(LONG).map(|(at, _)| at);
    let lines = text.match_indices('\n').nth(LINES).map(|(at, _)| at);
    letters.into_iter().chain(lines).min()
}

/// The time of day.
fn clock(at: &DateTime<Local>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// The whole conversation, as "Copy the conversation" gives it.
pub fn whole(talk: &Talk, model: &Model, today: NaiveDate) -> Copied {
    let log = Log { whole: talk.log.entries.iter().map(|entry| entry.number).collect(), ..Log::new(None) };
    Copied::of(&log.blocks(talk, model, today), Target::address)
}

/// When an entry came.
fn time(talk: &Talk, number: u64) -> Option<DateTime<Local>> {
    talk.time(number)
}

//! What a conversation shows of the time before it was opened: it comes from the history, page by page.

use super::Talk;
use crate::store::history::{EntryId, Key, Page, Range};
use chrono::{DateTime, Local};
use msnp::conversation::FIRST;
use msnp::soap::time::Timestamp;
use msnp::types::Instant;
use std::collections::VecDeque;

/// How many are there when a conversation opens.
const AT_FIRST: usize = 20;
/// How many come with each further page.
const MORE: usize = 100;

/// The earlier part of a conversation.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// Where in the history they are; `None` where they aren't in one.
    pub key: Option<Key>,
    /// What the history calls the conversation now: with the third person it becomes another.
    pub now: Option<Key>,
    /// The number of the entry of the history that was the last when the conversation began here: what was added after
    /// it stands in the log already.
    pub since: Option<i64>,
    stage: Stage,
    /// What came: the entries and their times, oldest first.
    came: VecDeque<(EntryId, DateTime<Local>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// The history is asked.
    Asked,
    /// There may be more, or not.
    Known { more: bool },
}

impl Earlier {
    /// Whether there is more to ask for.
    pub fn has_more(&self) -> bool {
        self.key.is_some() && self.stage == Stage::Known { more: true }
    }

    /// Whether nothing was asked for yet.
    pub const fn is_unasked(&self) -> bool {
        matches!(self.stage, Stage::Unasked)
    }

    /// Whether an answer is waited for.
    pub const fn is_asked(&self) -> bool {
        matches!(self.stage, Stage::Asked)
    }
}

impl Talk {
    /// When an entry of the log was.
    pub fn time(&self, number: u64) -> Option<DateTime<Local>> {
        match number.checked_sub(FIRST) {
            Some(at) => self.times.get(usize::try_from(at).ok()?).copied(),
            None => {
                let back = usize::try_from(FIRST - number).ok()?;
                let at = self.earlier.came.len().checked_sub(back)?;
                self.earlier.came.get(at).map(|(_, time)| *time)
            }
        }
    }

    /// Whether an entry is of an earlier time than the conversation.
    pub const fn is_earlier(number: u64) -> bool {
        number < FIRST
    }

    /// What to ask the history for, if there is something: that is noted as asked.
    pub fn ask_earlier(&mut self) -> Option<(Key, Range)> {
        let key = self.earlier.key.clone()?;
        let added_before = Some(self.earlier.since?.saturating_add(1));
        let most = match self.earlier.stage {
            Stage::Unasked => AT_FIRST,
            Stage::Known { more: true } => MORE,
            Stage::Asked | Stage::Known { more: false } => return None,
        };
        self.forget_let_go();
        self.earlier.stage = Stage::Asked;
        let first = self.log.entries.first();
        Some(match (self.earlier.came.front(), first) {
            // Even the first that was said here has been let go of: what was before the next comes from the history.
            (None, Some(first)) if first.number > FIRST => {
                let before = self.time(first.number).map(|time| EntryId::first_at(time.timestamp_millis()));
                (key, Range { before, most, ..Range::default() })
            }
            (oldest, _) => (key, Range { before: oldest.map(|(id, _)| *id), added_before, most, ..Range::default() }),
        })
    }

    /// Puts what the history had before what is there. Answers whether it was anything.
    pub fn earlier_came(&mut self, now: Instant, page: Page) -> bool {
        self.earlier.stage = Stage::Known { more: page.more };
        let any = !page.entries.is_empty();
        for kept in page.entries.iter().rev() {
            self.earlier.came.push_front((kept.id, kept.local()));
        }
        let lines = page.entries.into_iter().map(|kept| {
            let written = kept.waited.then(|| Timestamp(kept.at.timestamp()));
            (written, kept.kind)
        });
        self.log.prepend(now, lines.collect());
        any
    }

    /// The history didn't answer: it can be asked again.
    pub const fn earlier_failed(&mut self) {
        self.earlier.stage = Stage::Known { more: true };
    }

    /// Takes away what came from the history, since it has changed there.
    pub fn forget_earlier(&mut self) {
        self.log.entries.retain(|entry| entry.number >= FIRST);
        self.earlier.came.clear();
        self.earlier.stage = Stage::Unasked;
    }

    /// A long conversation lets go of its oldest entries; they can come again.
    fn forget_let_go(&mut self) {
        let first = self.log.entries.first().map_or(FIRST, |entry| entry.number).min(FIRST);
        let kept = usize::try_from(FIRST - first).unwrap_or_default();
        while self.earlier.came.len() > kept {
            self.earlier.came.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::{Kept, Who};
    use msnp::content::TextMessage;
    use msnp::conversation::EntryKind;
    use msnp::event::{ConversationEvent, ConversationId};
    use msnp::types::Email;

    fn bob() -> Email {
        Email::parse("bob@example.com").unwrap_or_else(|error| panic!("{error}"))
    }
    fn page(times: std::ops::Range<i64>, more: bool) -> Page {
        let entries = times
            .map(|time| Kept {
                id: EntryId::first_at(time * 1_000),
                conversation: Key::person(&bob()),
                at: DateTime::from_timestamp(time, 0).unwrap_or_default().fixed_offset(),
                who: Who { email: bob(), name: "Bob".into() },
                waited: false,
                kind: EntryKind::NudgeReceived { from: bob(), name: time.to_string() },
            })
            .collect();
        Page { entries, more }
    }

    #[test]
    fn pages_are_asked_for_one_after_the_other() {
        let mut talk = Talk::new(ConversationId::With(bob()));
        assert_eq!(talk.ask_earlier(), None, "it isn't in a history");
        (talk.earlier.key, talk.earlier.since) = (Some(Key::person(&bob())), Some(7));
        let (_, range) = talk.ask_earlier().unwrap_or_else(|| panic!("asks"));
        assert_eq!(range, Range { added_before: Some(8), most: AT_FIRST, ..Range::default() });
        assert_eq!(talk.ask_earlier(), None, "not twice at once");
        let message = TextMessage { text: "now".into(), ..TextMessage::default() };
        let event = ConversationEvent::Message { from: bob(), name: "Bob".into(), message };
        talk.log.apply(Instant::default(), &event);
        talk.stamp();
        assert!(talk.earlier_came(Instant::default(), page(100..120, true)) && talk.earlier.has_more());
        let (_, range) = talk.ask_earlier().unwrap_or_else(|| panic!("asks"));
        assert_eq!((range.before, range.most), (Some(EntryId::first_at(100_000)), MORE));
        talk.earlier_came(Instant::default(), page(60..100, false));
        assert_eq!(talk.ask_earlier(), None, "that was all");
        let times: Vec<i64> =
            talk.log.entries.iter().filter_map(|entry| Some(talk.time(entry.number)?.timestamp())).collect();
        assert_eq!(times.len(), 61, "each has its time");
        assert!(times.is_sorted() && times[0] == 60 && times[59] == 119);
        talk.forget_earlier();
        assert_eq!(talk.log.entries.len(), 1);
        assert!(talk.earlier.is_unasked());
    }
}

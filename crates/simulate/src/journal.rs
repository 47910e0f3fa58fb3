//! What was said, heard and asked, for the verdict and for the trace.

use msnp::event::{ConversationId, MessageState};
use msnp::types::{Email, Instant};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A device in one of its sign-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Run {
    pub(crate) device: usize,
    pub(crate) number: u32,
}

/// Something that somebody said. Its number is written into its text, again and again.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) by: Run,
    pub(crate) account: usize,
    pub(crate) to: ConversationId,
    pub(crate) text: String,
    pub(crate) state: Option<MessageState>,
    /// Whoever said it has gone without a goodbye: nobody is there to see what became of it.
    pub(crate) abandoned: bool,
}

/// What a device has heard of one message, by [`Said`]'s number.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) from: Option<Email>,
    /// The texts, in the order they came: one, unless it was sent in parts.
    pub(crate) texts: Vec<String>,
    /// Its place among what the device heard.
    pub(crate) order: u64,
    /// Whether it came as one that had waited at the service.
    pub(crate) waited: bool,
}

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) said: Vec<Said>,
    /// By device and number.
    pub(crate) heard: BTreeMap<(usize, usize), Heard>,
    /// Numbers of which the network lost bytes on the way to somebody, by account.
    pub(crate) lost: BTreeSet<(usize, usize)>,
    /// Who has asked to shut out whom, by account: what somebody says who was shut out meanwhile is not shown.
    pub(crate) shut_out: BTreeSet<(usize, Email)>,
    /// What must never happen, and did.
    pub(crate) faults: Vec<String>,
    /// How many messages were told as received.
    pub(crate) count: u64,
    trace: Option<String>,
}

/// The longest trace that is kept, in bytes.
const LONGEST_TRACE: usize = 64 * 1024 * 1024;

impl Journal {
    pub(crate) fn new(traced: bool) -> Self {
        Self { trace: traced.then(String::new), ..Self::default() }
    }

    /// Notes a line for whoever replays the run; made only for them.
    pub(crate) fn note(&mut self, now: Instant, line: impl FnOnce() -> String) {
        if let Some(trace) = self.trace.as_mut().filter(|trace| trace.len() < LONGEST_TRACE) {
            // Writing to a string can't fail.
            let _ = writeln!(trace, "{:>12.3}  {}", now.0.as_secs_f64(), line());
        }
    }

    pub(crate) fn fault(&mut self, now: Instant, what: String) {
        self.note(now, || format!("FAULT {what}"));
        self.faults.push(what);
    }

    pub(crate) fn take_trace(&mut self) -> Option<String> {
        self.trace.take()
    }

    /// The text of the next message, of about that length, with its number in it.
    pub(crate) fn text(&self, length: usize) -> String {
        let mark = format!("{{#{}}}", self.said.len());
        let mut text = mark.clone();
        while text.len() < length {
            text.push_str(" häppy 🦋 wörds and so on, ");
            text.push_str(&mark);
        }
        text
    }

    /// Bytes on the way to somebody of that account were lost.
    pub(crate) fn lose(&mut self, account: usize, bytes: &[u8]) {
        let marks = marks(bytes);
        self.lost.extend(marks.into_iter().map(|mark| (account, mark)));
    }

    /// A device was told a text.
    pub(crate) fn hear(&mut self, now: Instant, device: usize, from: &Email, text: &str, waited: bool) {
        let Some(mark) = marks(text.as_bytes()).into_iter().next() else {
            return self.fault(now, format!("device {device} heard what nobody said: {text:?}"));
        };
        self.count += 1;
        let order = self.count;
        let heard = self.heard.entry((device, mark)).or_insert_with(|| Heard { order, ..Heard::default() });
        if heard.from.as_ref().is_some_and(|known| known != from) {
            let what = format!("device {device} heard #{mark} of {from}, and of another before");
            return self.fault(now, what);
        }
        heard.from = Some(from.clone());
        heard.texts.push(text.to_owned());
        heard.waited |= waited;
    }
}

/// The numbers of messages that stand in a text.
pub(crate) fn marks(bytes: &[u8]) -> BTreeSet<usize> {
    let mut marks = BTreeSet::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|pair| pair == b"{#") {
        rest = &rest[at + 2..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if rest.get(digits) == Some(&b'}')
            && let Some(mark) = std::str::from_utf8(&rest[..digits]).ok().and_then(|text| text.parse().ok())
        {
            marks.insert(mark);
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_what_is_left_of_a_text() {
        assert_eq!(marks(b"{#12} and {#7}{#x}{#3"), BTreeSet::from([7, 12]));
        let journal = Journal::default();
        assert!(journal.text(2_000).len() >= 2_000);
        assert_eq!(marks(journal.text(2_000).as_bytes()), BTreeSet::from([0]));
    }
}

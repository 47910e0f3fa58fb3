//! From the entries of a conversation to the lines of its log: who says something again, what a day begins, which
//! states are worth a line.

use chrono::{DateTime, Local, NaiveDate};
use msnp::conversation::{Entry, EntryKind};
use msnp::event::MessageState;
use msnp::request::MessageId;
use msnp::types::Email;

/// What is said within this time by one person stands under one name.
const TOGETHER: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// Who speaks, by what name (none is oneself), when they last began to, and in what way.
type Speaker<'a> = (Option<(&'a Email, &'a str)>, Option<DateTime<Local>>, Manner);

/// In what way something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    /// Whether it waited at the service until one signed in.
    pub(super) waited: bool,
    /// Whether a program said it in place of somebody who is away.
    pub(super) automatic: bool,
}

/// A line of the log. Its number is that of the entry it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line<'a> {
    /// A day begins.
    Day(NaiveDate),
    /// Who says what follows, when, and in what way; `None` is oneself.
    Head { from: Option<(&'a Email, &'a str)>, at: Option<DateTime<Local>>, manner: Manner },
    /// What somebody said.
    Said(&'a EntryKind),
    /// What became of a message of ours.
    State { message: MessageId, state: &'a MessageState, is_text: bool },
    /// A nudge, somebody came or went, a call failed.
    Note(&'a EntryKind),
}

/// The lines of some entries, each with its entry's number. `partner` is the one person of a talk of two.
pub(super) fn lines<'a>(
    entries: &'a [Entry],
    partner: Option<&Email>,
    time: impl Fn(&Entry) -> Option<DateTime<Local>>,
) -> impl Iterator<Item = (u64, Line<'a>)> {
    let mut lines = Vec::new();
    let mut day = None;
    // Who spoke last and when, while what they say may still go on.
    let mut speaker: Option<Speaker<'_>> = None;
    let mut tried = false;
    for (index, entry) in entries.iter().enumerate() {
        match &entry.kind {
            EntryKind::Sent { .. } | EntryKind::NudgeSent { .. } => tried = true,
            // The message that didn't reach them says so itself, and why.
            EntryKind::CallFailed { email, .. } if tried && Some(email) == partner => continue,
            _ => {}
        }
        let at = time(entry);
        let mut push = |line| lines.push((entry.number, line));
        if let Some(date) = at.map(|at| at.date_naive())
            && day != Some(date)
        {
            day = Some(date);
            speaker = None;
            push(Line::Day(date));
        }
        let (from, automatic) = match &entry.kind {
            EntryKind::Received { from, name, message } => {
                let shown = message.display_name.as_deref().filter(|name| !name.trim().is_empty());
                (Some((from, shown.unwrap_or(name.as_str()))), message.automatic)
            }
            EntryKind::Sent { automatic, .. } => (None, *automatic),
            other => {
                speaker = None;
                push(Line::Note(other));
                if let EntryKind::NudgeSent { message, state } = other
                    && *state != MessageState::Delivered
                {
                    push(Line::State { message: *message, state, is_text: false });
                }
                continue;
            }
        };
        let manner = Manner { waited: entry.written.is_some(), automatic };
        let goes_on = speaker.is_some_and(|(who, since, before)| {
            let soon = match (since, at) {
                (Some(since), Some(at)) => at - since <= TOGETHER,
                _ => true,
            };
            soon && who == from && before == manner
        });
        if !goes_on {
            speaker = Some((from, at, manner));
            push(Line::Head { from, at, manner });
        }
        push(Line::Said(&entry.kind));
        if let EntryKind::Sent { message, state, .. } = &entry.kind {
            // One word is enough for several messages in a row that all arrived, or all wait at the service.
            let next = entries.get(index + 1).map(|next| &next.kind);
            let said_again = matches!(next, Some(EntryKind::Sent { state: next, .. }) if next == state);
            if !matches!(state, MessageState::Delivered | MessageState::Left) || !said_again {
                push(Line::State { message: *message, state, is_text: true });
            }
        }
    }
    lines.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use msnp::content::{TextFormat, TextMessage};
    use msnp::soap::time::Timestamp;
    use msnp::types::Instant;

    fn email(name: &str) -> Email {
        Email::parse(&format!("{name}@example.com")).unwrap_or_else(|e| panic!("{e}"))
    }
    fn received(number: u64, who: &str) -> Entry {
        let message = TextMessage { text: "hi".into(), ..TextMessage::default() };
        let kind = EntryKind::Received { from: email(who), name: who.to_owned(), message };
        Entry { number, at: Instant::default(), written: None, kind }
    }
    fn sent(number: u64, state: MessageState) -> Entry {
        let (message, text) = (MessageId(number), "hi".to_owned());
        let kind = EntryKind::Sent { message, text, format: TextFormat::default(), state, automatic: false };
        Entry { number, at: Instant::default(), written: None, kind }
    }
    fn nudge(number: u64) -> Entry {
        let kind = EntryKind::NudgeReceived { from: email("bob"), name: "bob".into() };
        Entry { number, at: Instant::default(), written: None, kind }
    }
    /// Minutes after ten in the morning of 20 November.
    fn minute(minutes: i64) -> Option<DateTime<Local>> {
        let start = Local.with_ymd_and_hms(2026, 11, 20, 10, 0, 0).single()?;
        Some(start + chrono::TimeDelta::minutes(minutes))
    }
    /// The log as letters: Day, Head, Text, State, Note; an entry's number is its minute.
    fn shape(entries: &[Entry]) -> String {
        let partner = email("bob");
        lines(entries, Some(&partner), |entry| minute(i64::try_from(entry.number).unwrap_or_default()))
            .map(|(_, line)| match line {
                Line::Day(_) => 'D',
                Line::Head { .. } => 'H',
                Line::Said(_) => 'T',
                Line::State { .. } => 'S',
                Line::Note(_) => 'N',
            })
            .collect()
    }

    #[test]
    fn what_one_person_says_in_a_few_minutes_stands_together() {
        assert_eq!(shape(&[received(0, "bob"), received(2, "bob")]), "DHTT");
        assert_eq!(shape(&[received(0, "bob"), received(6, "bob")]), "DHTHT");
        assert_eq!(shape(&[received(0, "bob"), received(1, "carol")]), "DHTHT");
    }

    #[test]
    fn a_nudge_and_a_new_name_part_what_stood_together() {
        assert_eq!(shape(&[received(0, "bob"), nudge(1), received(2, "bob")]), "DHTNHT");
        let mut renamed = received(1, "bob");
        if let EntryKind::Received { name, .. } = &mut renamed.kind {
            *name = "Bobby".into();
        }
        assert_eq!(shape(&[received(0, "bob"), renamed]), "DHTHT");
    }

    #[test]
    fn a_new_day_is_told() {
        assert_eq!(shape(&[received(0, "bob"), received(14 * 60 + 1, "bob")]), "DHTDHT");
    }

    #[test]
    fn each_message_that_did_not_arrive_says_so_and_the_last_that_did() {
        use MessageState::{Delivered, Failed, Sent};
        let failed = Failed(msnp::error::RequestError::Timeout);
        assert_eq!(shape(&[sent(0, Delivered), sent(1, Delivered)]), "DHTTS");
        assert_eq!(shape(&[sent(0, failed.clone()), sent(1, Delivered)]), "DHTSTS");
        assert_eq!(shape(&[sent(0, Delivered), sent(1, failed)]), "DHTSTS");
        assert_eq!(shape(&[sent(0, Sent), received(1, "bob")]), "DHTSHT");
        use MessageState::Left;
        assert_eq!(shape(&[sent(0, Left), sent(1, Left)]), "DHTTS");
        assert_eq!(shape(&[sent(0, Left), sent(1, Delivered)]), "DHTSTS");
    }

    #[test]
    fn what_a_program_says_by_itself_stands_apart() {
        let by_itself = |number| {
            let mut entry = sent(number, MessageState::Delivered);
            if let EntryKind::Sent { automatic, .. } = &mut entry.kind {
                *automatic = true;
            }
            entry
        };
        assert_eq!(shape(&[by_itself(0), sent(1, MessageState::Delivered)]), "DHTHTS");
    }

    #[test]
    fn what_waited_stands_apart_from_what_is_said_now() {
        let waited = |number| Entry { written: Some(Timestamp(1_795_170_889)), ..received(number, "bob") };
        let entries = [waited(0), waited(1), received(2, "bob")];
        assert_eq!(shape(&entries), "DHTTHT");
        let partner = email("bob");
        let heads: Vec<bool> = lines(&entries, Some(&partner), |_| None)
            .filter_map(|(_, line)| if let Line::Head { manner, .. } = line { Some(manner.waited) } else { None })
            .collect();
        assert_eq!(heads, [true, false]);
    }

    #[test]
    fn somebody_who_is_not_reached_is_told_of_once() {
        let failed = |number, who: &str| {
            let kind = EntryKind::CallFailed { email: email(who), error: msnp::error::RequestError::Unreachable };
            Entry { number, at: Instant::default(), written: None, kind }
        };
        let lost = MessageState::Failed(msnp::error::RequestError::Unreachable);
        assert_eq!(shape(&[sent(0, lost), failed(1, "bob"), failed(2, "bob")]), "DHTS");
        assert_eq!(shape(&[sent(0, MessageState::Delivered), failed(1, "carol")]), "DHTSN");
        assert_eq!(shape(&[failed(0, "bob")]), "DN", "nothing else tells of it");
    }

    #[test]
    fn without_a_clock_nothing_is_lost() {
        let entries = [received(0, "bob"), received(1, "bob")];
        assert_eq!(lines(&entries, None, |_| None).count(), 3);
    }

    #[test]
    fn a_name_that_the_message_brings_is_shown() {
        let mut entry = received(0, "bob");
        if let EntryKind::Received { message, .. } = &mut entry.kind {
            message.display_name = Some("The bridge".into());
        }
        let head = lines(std::slice::from_ref(&entry), None, |_| None).next();
        assert!(matches!(head, Some((0, Line::Head { from: Some((_, "The bridge")), .. }))));
    }
}

//! How the Guide behaves: what it does upon what it hears, and when. No clock and no connection of its own.

use super::texts::{Line, Texts};
use msnp::content::TextFormat;
use msnp::event::ConversationId;
use msnp::types::{Email, Instant};
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// How many answers one person gets in [`WINDOW`]: enough for any person, and an end for two bots that talk.
const MOST_ANSWERS: usize = 12;
const WINDOW: Duration = Duration::from_secs(60);
/// One nudge in so long.
const NUDGE_PAUSE: Duration = Duration::from_secs(10);
/// How many people it keeps in mind.
const MOST_PEOPLE: usize = 1024;
/// How much may be waiting to be done.
const MOST_PLANS: usize = 256;

/// Something to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    Typing(ConversationId),
    Say(ConversationId, String, TextFormat),
    Nudge(ConversationId),
}

impl Act {
    const fn conversation(&self) -> &ConversationId {
        match self {
            Self::Typing(with) | Self::Say(with, ..) | Self::Nudge(with) => with,
        }
    }
}

/// What is planned and what is remembered.
#[derive(Debug)]
pub(super) struct Mind {
    texts: Texts,
    own: Email,
    people: HashMap<Email, Memory>,
    plans: VecDeque<(Instant, Act)>,
}

#[derive(Debug, Default)]
struct Memory {
    answers: VecDeque<Instant>,
    quiet_until: Instant,
    nudged: Option<Instant>,
}

impl Mind {
    pub(super) fn new(texts: Texts, own: Email) -> Self {
        Self { texts, own, people: HashMap::new(), plans: VecDeque::new() }
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The next thing whose time has come.
    pub(super) fn due(&mut self, now: Instant) -> Option<Act> {
        let at = self.plans.iter().position(|(at, _)| *at <= now)?;
        self.plans.remove(at).map(|(_, act)| act)
    }

    /// When the next plan is due.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.plans.iter().map(|(at, _)| *at).min()
    }

    /// Says hello to somebody new.
    pub(super) fn greet(&mut self, now: Instant, email: &Email, name: &str) {
        let greeting = self.texts.greeting.clone();
        let conversation = ConversationId::With(email.clone());
        self.say_all(now + Duration::from_secs(1), &conversation, &greeting, name);
    }

    /// Somebody has written.
    pub(super) fn hear(&mut self, now: Instant, conversation: &ConversationId, from: &Email, name: &str, text: &str) {
        if !self.is_addressed(conversation, text) || !self.may_answer(now, conversation, from) {
            return;
        }
        let topic = self.texts.topic(text).cloned();
        let lines = topic.as_ref().map_or(&self.texts.unknown, |topic| &topic.say).clone();
        if topic.is_some_and(|topic| topic.nudge) {
            self.nudge(now, conversation, from);
        }
        self.say_all(now, conversation, &lines, name);
    }

    /// Somebody has nudged.
    pub(super) fn feel_nudge(&mut self, now: Instant, conversation: &ConversationId, from: &Email, name: &str) {
        if !self.may_answer(now, conversation, from) || !self.nudge(now, conversation, from) {
            return;
        }
        let lines = self.texts.nudged.clone();
        self.say_all(now, conversation, &lines, name);
    }

    /// Somebody has gone: what was still to be said to them is not.
    pub(super) fn drop_plans(&mut self, email: &Email) {
        let conversation = ConversationId::With(email.clone());
        self.plans.retain(|(_, act)| act.conversation() != &conversation);
    }

    /// In company the Guide answers only to its name.
    fn is_addressed(&self, conversation: &ConversationId, text: &str) -> bool {
        match conversation {
            ConversationId::With(_) => true,
            ConversationId::Group(_) | ConversationId::Circle(_) => {
                text.to_lowercase().contains(&self.texts.name.to_lowercase())
            }
        }
    }

    /// Counts an answer; false when it was one too many, after saying so once. Never true for itself.
    fn may_answer(&mut self, now: Instant, conversation: &ConversationId, from: &Email) -> bool {
        if *from == self.own {
            return false;
        }
        if self.people.len() >= MOST_PEOPLE && !self.people.contains_key(from) {
            self.people.retain(|_, memory| memory.answers.back().is_some_and(|last| now.since(*last) < WINDOW));
            if self.people.len() >= MOST_PEOPLE {
                return false;
            }
        }
        let memory = self.people.entry(from.clone()).or_default();
        if now < memory.quiet_until {
            return false;
        }
        while memory.answers.front().is_some_and(|first| now.since(*first) >= WINDOW) {
            memory.answers.pop_front();
        }
        memory.answers.push_back(now);
        if memory.answers.len() <= MOST_ANSWERS {
            return true;
        }
        memory.quiet_until = now + WINDOW;
        memory.answers.clear();
        let breath = Line::plain(&self.texts.breath);
        self.say_all(now, conversation, &[breath], "");
        false
    }

    fn nudge(&mut self, now: Instant, conversation: &ConversationId, from: &Email) -> bool {
        let memory = self.people.entry(from.clone()).or_default();
        if memory.nudged.is_some_and(|last| now.since(last) < NUDGE_PAUSE) {
            return false;
        }
        memory.nudged = Some(now);
        self.plan(now + Duration::from_millis(700), Act::Nudge(conversation.clone()));
        true
    }

    /// Plans messages one after the other, each after as much typing as it takes.
    fn say_all(&mut self, now: Instant, conversation: &ConversationId, lines: &[Line], name: &str) {
        // After what is planned in this conversation already.
        let mut at = self
            .plans
            .iter()
            .filter(|(_, act)| act.conversation() == conversation)
            .map(|(at, _)| *at)
            .fold(now, Instant::max);
        for line in lines {
            let text = self.texts.fill(line.text(), name);
            self.plan(at + Duration::from_millis(300), Act::Typing(conversation.clone()));
            let letters = u64::try_from(text.len()).unwrap_or(u64::MAX);
            at = at + Duration::from_millis(letters.saturating_mul(8).clamp(800, 2500));
            self.plan(at, Act::Say(conversation.clone(), text, line.format()));
        }
    }

    fn plan(&mut self, at: Instant, act: Act) {
        if self.plans.len() < MOST_PLANS {
            self.plans.push_back((at, act));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mind() -> Mind {
        Mind::new(Texts::load().unwrap(), super::super::email())
    }

    fn alice() -> (ConversationId, Email) {
        let email = Email::parse("alice@example.com").unwrap();
        (ConversationId::With(email.clone()), email)
    }

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    /// Everything that is planned, in the order of its time.
    fn rest(mind: &mut Mind) -> Vec<Act> {
        let mut acts = Vec::new();
        while let Some(next) = mind.deadline() {
            acts.extend(std::iter::from_fn(|| mind.due(next)));
        }
        acts
    }

    #[test]
    fn it_types_before_it_answers() {
        let (conversation, from) = alice();
        let mut mind = mind();
        mind.hear(at(0), &conversation, &from, "Alice", "what about privacy?");
        assert_eq!(mind.due(at(0)), None);
        let acts = rest(&mut mind);
        assert_eq!(acts[0], Act::Typing(conversation));
        assert!(matches!(&acts[1], Act::Say(_, text, _) if text.contains("block")));
        assert_eq!(acts.len(), 2);
    }

    #[test]
    fn it_greets_by_name_and_shows_formats_and_nudges() {
        let (conversation, from) = alice();
        let mut mind = mind();
        mind.greet(at(0), &from, "Alice");
        let acts = rest(&mut mind);
        assert!(matches!(&acts[1], Act::Say(with, text, _) if *with == conversation && text.contains("Alice")));
        mind.hear(at(9), &conversation, &from, "Alice", "show me some colours");
        let formats: Vec<TextFormat> = rest(&mut mind)
            .into_iter()
            .filter_map(|act| if let Act::Say(_, _, format) = act { Some(format) } else { None })
            .collect();
        assert!(formats[0].bold && formats[1].italic && formats[1].color.red == 0xc2 && formats[2].strike);
        mind.hear(at(20), &conversation, &from, "Alice", "nudge me");
        assert!(rest(&mut mind).contains(&Act::Nudge(conversation.clone())));
        mind.feel_nudge(at(25), &conversation, &from, "Alice");
        assert_eq!(rest(&mut mind), [], "not again so soon");
        mind.feel_nudge(at(31), &conversation, &from, "Alice");
        assert!(rest(&mut mind).contains(&Act::Nudge(conversation)));
    }

    #[test]
    fn it_neither_answers_itself_nor_talks_with_bots_for_ever() {
        let (conversation, from) = alice();
        let mut mind = mind();
        mind.hear(at(0), &conversation, &super::super::email(), "Guide", "help");
        assert_eq!(rest(&mut mind), []);
        let mut said = 0;
        for second in 0..50 {
            mind.hear(at(second), &conversation, &from, "Bot", "echo");
            said += rest(&mut mind).iter().filter(|act| matches!(act, Act::Say(..))).count();
        }
        assert_eq!(said, MOST_ANSWERS + 1, "and once that it needs a breath");
        mind.hear(at(200), &conversation, &from, "Bot", "help");
        assert_eq!(rest(&mut mind).len(), 2);
    }

    #[test]
    fn in_company_it_answers_to_its_name() {
        let (_, from) = alice();
        let room = ConversationId::Group(1);
        let mut mind = mind();
        mind.hear(at(0), &room, &from, "Alice", "help");
        assert_eq!(rest(&mut mind), []);
        mind.hear(at(0), &room, &from, "Alice", "guide, help");
        assert_eq!(rest(&mut mind).len(), 2);
    }

    #[test]
    fn it_doesnt_talk_to_who_has_gone() {
        let (conversation, from) = alice();
        let mut mind = mind();
        mind.hear(at(0), &conversation, &from, "Alice", "formats");
        mind.drop_plans(&from);
        assert_eq!(rest(&mut mind), []);
    }

    #[test]
    fn its_plans_are_bounded() {
        let mut mind = mind();
        for n in 0..2000 {
            let email = Email::parse(&format!("n{n}@example.com")).unwrap();
            mind.hear(at(0), &ConversationId::With(email.clone()), &email, "N", "formats");
        }
        assert!(mind.plans.len() <= MOST_PLANS && mind.people.len() <= MOST_PEOPLE);
    }
}

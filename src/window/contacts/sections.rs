//! Who stands where in the contact list: groups, who is offline, who matches the search. Pure: from the model to rows.

use super::circles;
use crate::model::Model;
use crate::store::settings::{ListLook, Sort};
use crate::t;
use crate::widget::contact_row;
use crate::widget::message_text::clean;
use msnp::event::ConversationId;
use msnp::roster::{Group, Person};
use msnp::types::{CircleId, Email, GroupId, Status};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SectionId {
    /// Whom the person gave a star.
    Favourites,
    /// A circle.
    Circle(CircleId),
    /// A group of the person's.
    Group(GroupId),
    /// People in no group.
    Other,
    /// Everybody who isn't there.
    Offline,
}

impl SectionId {
    /// The name under which the settings remember that it is folded.
    pub fn key(&self) -> String {
        match self {
            Self::Favourites => "favourites".to_owned(),
            Self::Circle(id) => format!("circle {}", id.guid()),
            Self::Group(id) => id.to_string(),
            Self::Other => "other".to_owned(),
            Self::Offline => "offline".to_owned(),
        }
    }
}

/// A section with its people, in the order they are shown.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    /// Which.
    pub id: SectionId,
    /// Its header without counts.
    pub name: String,
    /// How many of its people are there.
    pub online: usize,
    /// How many people it has, those among the offline included.
    pub total: usize,
    /// Whether only the header is shown.
    pub folded: bool,
    /// The people under it. Those of a folded section too.
    pub people: Vec<Who<'a>>,
}

/// Somebody in a section. Lists are long and sorted often: this is small.
#[derive(Debug, Clone)]
pub enum Who<'a> {
    /// A contact.
    Known(&'a Person),
    /// A member of a circle, as the circle shows them.
    Member(Box<Person>),
}

impl Deref for Who<'_> {
    type Target = Person;
    fn deref(&self) -> &Person {
        match self {
            Self::Known(person) => person,
            Self::Member(person) => person,
        }
    }
}

impl Section<'_> {
    /// The header with its counts.
    pub fn title(&self) -> String {
        match self.id {
            SectionId::Offline => t!("contacts-section", name = self.name.as_str(), count = self.total),
            _ => {
                t!("contacts-group", name = self.name.as_str(), online = self.online, total = self.total)
            }
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    /// A section's header.
    Header(SectionId),
    /// A person; who is in two groups stands twice.
    Person(SectionId, Email),
}

impl Item {
    /// The section it belongs to.
    pub const fn section(&self) -> &SectionId {
        match self {
            Self::Header(id) | Self::Person(id, _) => id,
        }
    }
    /// The person, if it is one.
    pub const fn person(&self) -> Option<&Email> {
        match self {
            Self::Header(_) => None,
            Self::Person(_, email) => Some(email),
        }
    }
}

/// The sections of the list. While something is searched for, nothing is folded and empty sections are left out.
pub fn sections<'a>(model: &'a Model, search: &str) -> Vec<Section<'a>> {
    let roster = &model.roster;
    let wanted = Search::new(search);
    let order = Order::of(model);
    let folded = |id: &SectionId| wanted.is_empty() && model.settings.folded.contains(&id.key());
    // Who is away stays in these: they were put there one by one, or are no contacts and stand nowhere else.
    let kept_whole = |id: SectionId, name: String, mut people: Vec<Who<'a>>| {
        let (online, total) = (people.iter().filter(|person| is_here(person)).count(), people.len());
        if !order.look.offline_in_place {
            let (here, away): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| is_here(person));
            people = here.into_iter().chain(away).collect();
        }
        Section { folded: folded(&id), id, name, online, total, people }
    };
    let circles = circles::own(roster).map(|circle| {
        let members = circle.members.values().map(|member| circles::person(member, roster));
        let members = members.filter(|person| wanted.finds(person)).map(|person| Who::Member(Box::new(person)));
        kept_whole(SectionId::Circle(circle.id.clone()), circles::name(circle), order.sorted(members.collect()))
    });
    let circles: Vec<Section<'a>> = circles.collect();

    // Sorted once for all sections.
    let found = order.sorted(roster.contacts().filter(|person| wanted.finds(person)).map(Who::Known).collect());
    let groups = groups(model);
    let places: HashMap<&GroupId, usize> = groups.iter().enumerate().map(|(at, group)| (&group.id, at)).collect();
    let mut members: Vec<Vec<Who<'a>>> = vec![Vec::new(); groups.len()];
    let mut others = Vec::new();
    // Each person is looked at once, or a list of thousands in many groups would take its time at every event.
    for person in &found {
        let mut known = false;
        for (at, group) in person.groups.iter().enumerate() {
            let Some(place) = places.get(group) else { continue };
            known = true;
            if !person.groups[..at].contains(group) {
                members[*place].push(person.clone());
            }
        }
        // Somebody whose groups are all unknown must not fall out of the list.
        if !known {
            others.push(person.clone());
        }
    }
    let make = |id: SectionId, name: String, mut people: Vec<Who<'a>>| {
        let (online, total) = (people.iter().filter(|person| is_here(person)).count(), people.len());
        people.retain(|person| id == SectionId::Offline || order.look.offline_in_place || is_here(person));
        Section { folded: folded(&id), id, name, online, total, people }
    };
    let list = model.list();
    let stars = |person: &Person| list.is_some_and(|list| list.favourites.contains(&person.email));
    let starred = found.iter().filter(|person| stars(person)).cloned().collect();

    let mut sections = vec![kept_whole(SectionId::Favourites, t!("contacts-favourites"), starred)];
    sections.extend(circles);
    sections.extend(
        groups
            .iter()
            .zip(members)
            .map(|(group, people)| make(SectionId::Group(group.id.clone()), clean::name(&group.name), people)),
    );
    let other_name = if roster.groups.is_empty() { t!("contacts-all") } else { t!("contacts-other") };
    sections.push(make(SectionId::Other, other_name, others));
    if !order.look.offline_in_place {
        let away = found.into_iter().filter(|person| !is_here(person)).collect();
        sections.push(make(SectionId::Offline, t!("contacts-offline"), away));
    }
    sections.retain(|section| match section.id {
        SectionId::Group(_) | SectionId::Circle(_) => wanted.is_empty() || !section.people.is_empty(),
        SectionId::Other => !section.people.is_empty() || (wanted.is_empty() && section.total > 0),
        SectionId::Offline | SectionId::Favourites => !section.people.is_empty(),
    });
    sections
}

/// The groups in the order that the person gave them; those that came since stand behind, as the server has them.
pub fn groups(model: &Model) -> Vec<&Group> {
    let mut groups: Vec<&Group> = model.roster.groups.iter().collect();
    if let Some(list) = model.list() {
        let places: HashMap<&str, usize> =
            list.order.iter().enumerate().map(|(at, group)| (group.as_str(), at)).collect();
        groups.sort_by_key(|group| places.get(group.id.0.as_str()).copied().unwrap_or(usize::MAX));
    }
    groups
}

/// The order of the groups after one was moved up or down; `None` where it is at that end already.
pub fn order_after(model: &Model, group: &GroupId, up: bool) -> Option<Vec<String>> {
    let mut order: Vec<String> = groups(model).into_iter().map(|group| group.id.0.clone()).collect();
    let at = order.iter().position(|id| *id == group.0)?;
    let to = if up { at.checked_sub(1)? } else { at + 1 };
    if to >= order.len() {
        return None;
    }
    order.swap(at, to);
    Some(order)
}

/// The order of the groups after one was put in the place of another, which makes room towards where it came from.
pub fn order_at(model: &Model, group: &GroupId, place: &GroupId) -> Option<(Vec<String>, bool)> {
    let mut order: Vec<String> = groups(model).into_iter().map(|group| group.id.0.clone()).collect();
    let (from, to) = (order.iter().position(|id| *id == group.0)?, order.iter().position(|id| *id == place.0)?);
    if from == to {
        return None;
    }
    let moved = order.remove(from);
    order.insert(to, moved);
    Some((order, to < from))
}

/// A line of the list by its place among the sections, and among the people of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A section's header.
    Header(usize),
    /// Somebody in a section.
    Person(usize, usize),
}

impl Line {
    /// Which line that is, whatever its place.
    pub fn item(self, sections: &[Section<'_>]) -> Option<Item> {
        match self {
            Self::Header(at) => Some(Item::Header(sections.get(at)?.id.clone())),
            Self::Person(at, person) => {
                let section = sections.get(at)?;
                Some(Item::Person(section.id.clone(), section.people.get(person)?.email.clone()))
            }
        }
    }

    /// Whether it is that one.
    pub fn is(self, sections: &[Section<'_>], item: &Item) -> bool {
        let section = |at: usize| sections.get(at).filter(|section| section.id == *item.section());
        match self {
            Self::Header(at) => item.person().is_none() && section(at).is_some(),
            Self::Person(at, person) => item.person().is_some_and(|email| {
                section(at).and_then(|section| section.people.get(person)).is_some_and(|person| person.email == *email)
            }),
        }
    }
}

/// The lines that are shown, from the top.
pub fn lines<'a>(sections: &'a [Section<'_>]) -> impl Iterator<Item = Line> + use<'a> {
    sections.iter().enumerate().flat_map(|(at, section)| {
        let people = if section.folded { 0 } else { section.people.len() };
        std::iter::once(Line::Header(at)).chain((0..people).map(move |person| Line::Person(at, person)))
    })
}

/// The same, as what they are.
pub fn items(sections: &[Section<'_>]) -> Vec<Item> {
    lines(sections).filter_map(|line| line.item(sections)).collect()
}

/// How many messages of a conversation nobody has looked at.
pub fn unread(model: &Model, conversation: &ConversationId) -> usize {
    model.conversations.get(conversation).map_or(0, |talk| talk.unread)
}

/// Whether something is written in a conversation and not sent.
pub fn has_draft(model: &Model, conversation: &ConversationId) -> bool {
    model.conversations.get(conversation).is_some_and(|talk| !talk.draft.trim().is_empty())
}

fn is_here(person: &Person) -> bool {
    !matches!(person.status, Status::Offline | Status::Hidden)
}

/// How the people of a section are sorted.
struct Order<'a> {
    look: ListLook,
    talks: Option<&'a BTreeMap<Email, i64>>,
}

impl<'a> Order<'a> {
    fn of(model: &'a Model) -> Self {
        Self { look: model.settings.list, talks: model.list().map(|list| &list.talks) }
    }

    /// Sorted; people of one name stay as they were, which is by address.
    fn sorted<'b>(&self, mut people: Vec<Who<'b>>) -> Vec<Who<'b>> {
        people.sort_by_cached_key(|person| {
            let before = match self.look.sort {
                Sort::Name => 0,
                Sort::Status => presence(person.status),
                Sort::LastTalk => {
                    let last = self.talks.and_then(|talks| talks.get(&person.email));
                    last.map_or(i64::MAX, |at| at.saturating_neg())
                }
            };
            (before, alphabetical(person))
        });
        people
    }
}

/// The most names that are remembered as they are sorted, and the longest of them.
const NAMES: (usize, usize) = (20_000, 200);

thread_local! {
    /// Names as they are sorted. A list of thousands is sorted at every event, and names hardly change.
    static ALPHABETICAL: RefCell<HashMap<String, Arc<str>>> = RefCell::default();
}

/// A person's name as it is sorted and looked for: as it is shown, in small letters.
fn alphabetical(person: &Person) -> Arc<str> {
    let name = person.display_name();
    let make = || contact_row::name_of(person).to_lowercase().into();
    let (most, longest) = NAMES;
    // The address stands in for a name with nothing to see in it, so that is no matter of the name alone.
    if name.len() > longest || !name.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return make();
    }
    ALPHABETICAL.with_borrow_mut(|names| {
        if let Some(known) = names.get(name) {
            return Arc::clone(known);
        }
        if names.len() >= most {
            names.clear();
        }
        Arc::clone(names.entry(name.to_owned()).or_insert_with(make))
    })
}

/// How much somebody is there: the less, the higher.
const fn presence(status: Status) -> i64 {
    match status {
        Status::Online => 0,
        Status::Busy | Status::OnThePhone => 1,
        Status::Idle | Status::Away | Status::BeRightBack | Status::OutToLunch => 2,
        Status::Hidden | Status::Offline => 3,
    }
}

/// What somebody types to find people: every word must be in the name, the address or the personal message.
struct Search(Vec<String>);

impl Search {
    fn new(text: &str) -> Self {
        Self(text.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn finds(&self, person: &Person) -> bool {
        if self.is_empty() {
            return true;
        }
        let says = contact_row::says(&person.personal).unwrap_or_default();
        let (named, written) = (person.display_name(), &person.personal.text);
        let all = format!("{named}\n{}\n{}\n{says}\n{written}", person.name, person.email).to_lowercase();
        self.0.iter().all(|word| all.contains(word.as_str()))
    }
}

/// Which way the choice moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// To the first line.
    Home,
    /// To the last line.
    End,
    /// Some lines up.
    PageUp,
    /// Some lines down.
    PageDown,
}

/// The line after a move. Without a choice, down goes to the first and up to the last.
pub fn moved<'a>(items: &'a [Item], from: Option<&Item>, step: Move) -> Option<&'a Item> {
    const PAGE: usize = 8;
    let last = items.len().checked_sub(1)?;
    let at = from.and_then(|from| items.iter().position(|item| item == from));
    let to = match (step, at) {
        (Move::Home, _) | (Move::Down | Move::PageDown, None) => 0,
        (Move::End, _) | (Move::Up | Move::PageUp, None) => last,
        (Move::Up, Some(at)) => at.saturating_sub(1),
        (Move::Down, Some(at)) => (at + 1).min(last),
        (Move::PageUp, Some(at)) => at.saturating_sub(PAGE),
        (Move::PageDown, Some(at)) => (at + PAGE).min(last),
    };
    items.get(to)
}

/// The next person whose name starts with what was typed, from the choice on and round the end. One letter typed again
/// goes on to the next.
pub fn type_ahead(model: &Model, items: &[Item], from: Option<&Item>, typed: &str) -> Option<Item> {
    let typed = typed.to_lowercase();
    let first = typed.chars().next()?;
    let repeated = typed.chars().all(|c| c == first);
    let wanted = if repeated { first.to_string() } else { typed };
    let start = from.and_then(|from| items.iter().position(|item| item == from));
    let start = start.map_or(0, |at| if repeated { at + 1 } else { at });
    let matches = |item: &&Item| {
        let person = item.person().and_then(|email| model.roster.person(email));
        match (person, item.person()) {
            (Some(person), _) => alphabetical(person).starts_with(&wanted),
            (None, Some(email)) => email.as_str().to_lowercase().starts_with(&wanted),
            (None, None) => false,
        }
    };
    let split = start.min(items.len());
    items[split..].iter().chain(&items[..split]).find(matches).cloned()
}

#[cfg(test)]
mod tests;

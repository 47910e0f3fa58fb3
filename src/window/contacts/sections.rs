//! Who stands where in the contact list: groups, who is offline, who matches the search. Pure: from the model to rows.

use super::circles;
use crate::model::Model;
use crate::t;
use crate::widget::contact_row;
use crate::widget::message_text::clean;
use msnp::event::ConversationId;
use msnp::roster::Person;
use msnp::types::{CircleId, Email, GroupId, Status};
use std::borrow::Cow;

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SectionId {
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
    pub people: Vec<Cow<'a, Person>>,
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
    let circles = circles::own(roster).map(|circle| {
        let id = SectionId::Circle(circle.id.clone());
        let members = circle.members.values().map(|member| circles::person(member, roster));
        let (here, away): (Vec<Person>, Vec<Person>) = members.filter(|person| wanted.finds(person)).partition(is_here);
        let (online, total) = (here.len(), here.len() + away.len());
        let (here, away) = (here.into_iter().map(Cow::Owned), away.into_iter().map(Cow::Owned));
        // Who is away stays with the circle: they may be no contacts, and stand nowhere else.
        let people = sorted(here.collect()).into_iter().chain(sorted(away.collect())).collect();
        let folded = wanted.is_empty() && model.settings.folded.contains(&id.key());
        Section { id, name: circles::name(circle), online, total, folded, people }
    });
    let found: Vec<&Person> = roster.contacts().filter(|person| wanted.finds(person)).collect();
    let make = |id: SectionId, name: String, belongs: &dyn Fn(&Person) -> bool| {
        let everybody: Vec<&Person> = found.iter().copied().filter(|person| belongs(person)).collect();
        let here: Vec<&Person> = everybody.iter().copied().filter(|person| is_here(person)).collect();
        let (online, total) = (here.len(), everybody.len());
        let people = if id == SectionId::Offline { everybody } else { here };
        let people = sorted(people.into_iter().map(Cow::Borrowed).collect());
        let folded = wanted.is_empty() && model.settings.folded.contains(&id.key());
        Section { id, name, online, total, folded, people }
    };
    let known = |group: &GroupId| roster.groups.iter().any(|g| g.id == *group);
    let groups = roster.groups.iter().map(|group| {
        let name = clean::line(&group.name);
        make(SectionId::Group(group.id.clone()), name, &|person| person.groups.contains(&group.id))
    });
    let mut sections: Vec<Section<'a>> = circles.chain(groups).collect();
    // Somebody whose groups are all unknown must not fall out of the list.
    let other_name = if roster.groups.is_empty() { t!("contacts-all") } else { t!("contacts-other") };
    sections.push(make(SectionId::Other, other_name, &|person| !person.groups.iter().any(known)));
    sections.push(make(SectionId::Offline, t!("contacts-offline"), &|person| !is_here(person)));
    sections.retain(|section| match section.id {
        SectionId::Group(_) | SectionId::Circle(_) => wanted.is_empty() || !section.people.is_empty(),
        SectionId::Other => !section.people.is_empty() || (wanted.is_empty() && section.total > 0),
        SectionId::Offline => !section.people.is_empty(),
    });
    sections
}

/// The lines that are shown, from the top.
pub fn items(sections: &[Section<'_>]) -> Vec<Item> {
    let mut items = Vec::new();
    for section in sections {
        items.push(Item::Header(section.id.clone()));
        if !section.folded {
            items.extend(section.people.iter().map(|p| Item::Person(section.id.clone(), p.email.clone())));
        }
    }
    items
}

/// How many messages of a conversation nobody has looked at.
pub fn unread(model: &Model, conversation: &ConversationId) -> usize {
    model.conversations.get(conversation).map_or(0, |talk| talk.unread)
}

fn is_here(person: &Person) -> bool {
    !matches!(person.status, Status::Offline | Status::Hidden)
}

fn sorted(mut people: Vec<Cow<'_, Person>>) -> Vec<Cow<'_, Person>> {
    people.sort_by_cached_key(|person| (contact_row::name_of(person).to_lowercase(), person.email.clone()));
    people
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
        let all = format!("{}\n{}\n{}\n{says}", person.display_name(), person.name, person.email).to_lowercase();
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
        item.person()
            .is_some_and(|email| contact_row::name_for(&model.roster, email).to_lowercase().starts_with(&wanted))
    };
    let split = start.min(items.len());
    items[split..].iter().chain(&items[..split]).find(matches).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::roster::Group;
    use msnp::types::{List, Lists};

    fn email(name: &str) -> Email {
        format!("{}@example.com", name.to_lowercase()).parse().unwrap()
    }

    fn person(name: &str, status: Status, groups: &[&str]) -> Person {
        let mut person = Person::new(email(name));
        person.name = name.to_owned();
        person.status = status;
        person.lists = Lists::NONE.with(List::Forward);
        person.groups = groups.iter().map(|g| GroupId((*g).to_owned())).collect();
        person
    }

    fn model(people: Vec<Person>, groups: &[(&str, &str)]) -> Model {
        let mut model = Model::default();
        model.roster.groups =
            groups.iter().map(|(id, name)| Group { id: GroupId((*id).into()), name: (*name).into() }).collect();
        model.roster.people = people.into_iter().map(|p| (p.email.clone(), p)).collect();
        model
    }

    fn shape(model: &Model, search: &str) -> Vec<(String, Vec<String>)> {
        let shown = |s: Section<'_>| (s.title(), s.people.iter().map(|p| p.name.clone()).collect());
        sections(model, search).into_iter().map(shown).collect()
    }

    fn sample() -> Model {
        let people = vec![
            person("carol", Status::Away, &["1"]),
            person("Bob", Status::Online, &["1", "2"]),
            person("Grace", Status::Offline, &["1"]),
            person("Dave", Status::Busy, &["2"]),
            person("Zoe", Status::Online, &[]),
        ];
        model(people, &[("1", "Favourites"), ("2", "Friends"), ("3", "Nobody yet")])
    }

    #[test]
    fn people_stand_in_their_groups_and_the_offline_at_the_end() {
        let expected = [
            ("Favourites (2/3)", vec!["Bob", "carol"]),
            ("Friends (2/2)", vec!["Bob", "Dave"]),
            ("Nobody yet (0/0)", vec![]),
            ("Other contacts (1/1)", vec!["Zoe"]),
            ("Offline (1)", vec!["Grace"]),
        ];
        let expected: Vec<(String, Vec<String>)> =
            expected.into_iter().map(|(t, p)| (t.to_owned(), p.into_iter().map(str::to_owned).collect())).collect();
        assert_eq!(shape(&sample(), ""), expected);
    }

    #[test]
    fn somebody_in_an_unknown_group_or_not_a_contact() {
        let mut stranger = person("Stranger", Status::Online, &[]);
        stranger.lists = Lists::NONE.with(List::Reverse);
        let model = model(vec![person("Lost", Status::Online, &["gone"]), stranger], &[]);
        assert_eq!(shape(&model, ""), [("Contacts (1/1)".to_owned(), vec!["Lost".to_owned()])]);
    }

    #[test]
    fn the_search_looks_at_names_addresses_and_words_and_opens_what_is_folded() {
        let mut model = sample();
        model.settings.folded.insert("1".into());
        model.roster.people.get_mut(&email("Dave")).unwrap().personal.text = "Off to the LAKE".into();
        assert!(sections(&model, "")[0].folded);
        assert_eq!(shape(&model, "CAR"), [("Favourites (1/1)".to_owned(), vec!["carol".to_owned()])]);
        assert!(!sections(&model, "car")[0].folded);
        assert_eq!(shape(&model, "lake dave")[0].1, ["Dave"]);
        assert_eq!(shape(&model, "grace@ex")[0].1, ["Grace"]);
        assert!(shape(&model, "nobody of that name").is_empty());
    }

    #[test]
    fn folded_people_are_no_lines() {
        let mut model = sample();
        model.settings.folded.extend(["1".to_owned(), "offline".to_owned()]);
        let sections = sections(&model, "");
        let items = items(&sections);
        assert_eq!(items.len(), 5 + 2 + 1);
        assert_eq!(items[0], Item::Header(SectionId::Group(GroupId("1".into()))));
        assert_eq!(items[1], Item::Header(SectionId::Group(GroupId("2".into()))));
    }

    #[test]
    fn the_choice_moves_and_stops_at_the_ends() {
        let model = sample();
        let sections = sections(&model, "");
        let items = items(&sections);
        assert_eq!(moved(&items, None, Move::Down), items.first());
        assert_eq!(moved(&items, None, Move::Up), items.last());
        assert_eq!(moved(&items, items.first(), Move::Up), items.first());
        assert_eq!(moved(&items, items.first(), Move::Down), items.get(1));
        assert_eq!(moved(&items, items.last(), Move::PageDown), items.last());
        assert_eq!(moved(&items, items.get(3), Move::Home), items.first());
        assert_eq!(moved(&[], None, Move::Down), None);
    }

    #[test]
    fn typing_finds_the_next_name() {
        let mut model = sample();
        let bea = person("Bea", Status::Online, &["2"]);
        model.roster.people.insert(bea.email.clone(), bea);
        let sections = sections(&model, "");
        let items = items(&sections);
        let bob_twice: Vec<&Item> = items.iter().filter(|i| i.person() == Some(&email("Bob"))).collect();
        let first = type_ahead(&model, &items, None, "b").unwrap();
        assert_eq!(&first, bob_twice[0]);
        let second = type_ahead(&model, &items, Some(&first), "bb").unwrap();
        assert_eq!(second.person(), Some(&email("Bea")));
        assert_eq!(type_ahead(&model, &items, Some(&first), "BEA").unwrap().person(), Some(&email("Bea")));
        assert_eq!(type_ahead(&model, &items, None, "x"), None);
        assert_eq!(type_ahead(&model, &items, None, ""), None);
    }

    #[test]
    fn names_sort_as_they_are_read() {
        let people = vec![
            person("\u{202e}zed", Status::Online, &[]),
            person("Änne", Status::Online, &[]),
            person("bob", Status::Online, &[]),
            person("Alice", Status::Online, &[]),
        ];
        let mut people: Vec<Person> = people;
        people[1].email = "anne@example.com".parse().unwrap();
        people[0].email = "zed@example.com".parse().unwrap();
        let model = model(people, &[]);
        let names = &shape(&model, "")[0].1;
        assert_eq!(names[0], "Alice");
        assert_eq!(names[1], "bob");
        assert_eq!(names[2], "\u{202e}zed");
    }
}

//! What is offered for what is typed, and in which order. Pure.

use super::fuzzy::{self, Match};
use std::ops::Range;

/// What is found by something other than its name comes after what is found by it.
const ELSEWHERE: i32 = 14;
/// So many of a kind are offered.
const MOST: usize = 30;
/// And so many people before anything is typed, or the rest would be out of sight.
const PEOPLE: usize = 8;

/// A kind of thing; each has a heading of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A conversation that has begun.
    Talk,
    /// Somebody.
    Person,
    /// A group or a circle.
    Group,
    /// Something to do.
    Command,
}

/// Something that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<G> {
    /// What it leads to.
    pub goal: G,
    /// What it is.
    pub kind: Kind,
    /// The name that is shown.
    pub name: String,
    /// What it is found by, too: an address, a name of somebody's own.
    pub others: Vec<String>,
    /// How much it is wanted more than others: a few points.
    pub weight: i32,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<G> {
    /// What it leads to.
    pub goal: G,
    /// What it is.
    pub kind: Kind,
    /// The name that is shown.
    pub name: String,
    /// The letters to mark in the name.
    pub letters: Vec<Range<usize>>,
    /// What it was found by instead of the name, with the letters to mark.
    pub other: Option<(String, Vec<Range<usize>>)>,
    score: i32,
}

/// The candidates that fit, the kinds together, the best kind first. Before anything is typed: conversations, people,
/// groups, commands, each in the order given.
pub fn rank<G: Clone>(query: &str, candidates: &[Candidate<G>]) -> Vec<Found<G>> {
    let typed = !query.trim().is_empty();
    let found: Vec<Found<G>> = candidates.iter().filter_map(|candidate| look(query, typed, candidate)).collect();
    let mut kinds: Vec<(Kind, Vec<Found<G>>)> = Vec::new();
    for kind in [Kind::Talk, Kind::Person, Kind::Group, Kind::Command] {
        let mut these: Vec<Found<G>> = found.iter().filter(|found| found.kind == kind).cloned().collect();
        if typed {
            // Stable: of equal ones, the order given holds.
            these.sort_by_key(|found| (std::cmp::Reverse(found.score), found.name.len()));
        }
        these.truncate(if typed || kind != Kind::Person { MOST } else { PEOPLE });
        kinds.push((kind, these));
    }
    if typed {
        kinds.sort_by_key(|(_, these)| std::cmp::Reverse(these.first().map_or(i32::MIN, |first| first.score)));
    }
    kinds.into_iter().flat_map(|(_, these)| these).collect()
}

fn look<G: Clone>(query: &str, typed: bool, candidate: &Candidate<G>) -> Option<Found<G>> {
    let by_name = fuzzy::find(query, &candidate.name);
    let elsewhere = || {
        let others = candidate.others.iter().filter(|_| typed).filter_map(|other| {
            let found = fuzzy::find(query, other)?;
            Some((other, Match { score: found.score - ELSEWHERE, ..found }))
        });
        others.filter(|(_, found)| found.score > 0).max_by_key(|(_, found)| found.score)
    };
    let least = by_name.as_ref().map_or(i32::MIN, |found| found.score);
    let (matched, other) = match elsewhere().filter(|(_, found)| found.score > least) {
        Some((other, found)) => {
            (Match { score: found.score, ..Match::default() }, Some((other.clone(), found.letters)))
        }
        None => (by_name?, None),
    };
    Some(Found {
        goal: candidate.goal.clone(),
        kind: candidate.kind,
        name: candidate.name.clone(),
        letters: matched.letters,
        other,
        score: matched.score.saturating_add(candidate.weight),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(kind: Kind, name: &str, others: &[&str]) -> Candidate<String> {
        let others = others.iter().map(|&other| other.to_owned()).collect();
        Candidate { goal: name.to_owned(), kind, name: name.to_owned(), others, weight: 0 }
    }

    fn sample() -> Vec<Candidate<String>> {
        vec![
            candidate(Kind::Command, "Appear offline", &[]),
            candidate(Kind::Command, "Privacy…", &[]),
            candidate(Kind::Person, "Erin", &["erin@example.com"]),
            candidate(Kind::Person, "Heidi Prado", &["heidi@example.com"]),
            candidate(Kind::Person, "My Bob", &["Robert", "bob@example.com"]),
            candidate(Kind::Group, "Friends", &[]),
            candidate(Kind::Talk, "Lake weekend", &["Bob, Carol, Erin"]),
        ]
    }

    fn names(query: &str) -> Vec<String> {
        rank(query, &sample()).into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn before_anything_is_typed_the_conversations_come_first() {
        for nothing in ["", "   ", "\t"] {
            assert_eq!(
                names(nothing),
                ["Lake weekend", "Erin", "Heidi Prado", "My Bob", "Friends", "Appear offline", "Privacy…"]
            );
        }
    }

    #[test]
    fn the_best_comes_first_whatever_it_is() {
        assert_eq!(names("er")[..3], ["Erin", "My Bob", "Heidi Prado"], "Robert has them side by side");
        assert_eq!(names("priv"), ["Privacy…"]);
        assert_eq!(names("fri")[0], "Friends");
        assert_eq!(names("lake")[0], "Lake weekend");
        assert!(names("nobody at all").is_empty());
    }

    #[test]
    fn somebody_is_found_by_their_address_and_by_their_own_name() {
        let found = rank("robert", &sample());
        assert_eq!((found.len(), found[0].name.as_str()), (1, "My Bob"));
        let (other, letters) = found[0].other.clone().unwrap_or_default();
        assert_eq!((other.as_str(), letters.first(), letters.len()), ("Robert", Some(&(0..6)), 1));
        assert!(found[0].letters.is_empty(), "what is marked is what was found");
        assert_eq!(names("heidi@")[0], "Heidi Prado");
    }

    #[test]
    fn what_is_wanted_more_wins_among_equals() {
        let mut both = vec![candidate(Kind::Person, "Ann A", &[]), candidate(Kind::Person, "Ann B", &[])];
        assert_eq!(rank("ann", &both)[0].name, "Ann A");
        both[1].weight = 4;
        assert_eq!(rank("ann", &both)[0].name, "Ann B");
    }

    #[test]
    fn a_long_list_is_cut() {
        let many: Vec<Candidate<String>> =
            (0..500).map(|n| candidate(Kind::Person, &format!("Person {n}"), &[])).collect();
        assert_eq!(rank("person", &many).len(), MOST);
        assert_eq!(rank("", &many).len(), PEOPLE);
    }

    fn any_candidate() -> impl Strategy<Value = Candidate<String>> {
        let kind = prop::sample::select(vec![Kind::Talk, Kind::Person, Kind::Group, Kind::Command]);
        (kind, ".{0,30}", prop::collection::vec(".{0,30}", 0..3), -10..20i32)
            .prop_map(|(kind, name, others, weight)| Candidate { goal: name.clone(), kind, name, others, weight })
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_kinds_stay_together(
            query in ".{0,30}",
            candidates in prop::collection::vec(any_candidate(), 0..40),
        ) {
            let found = rank(&query, &candidates);
            let mut kinds: Vec<Kind> = found.iter().map(|found| found.kind).collect();
            kinds.dedup();
            let once: std::collections::BTreeSet<Kind> = kinds.iter().copied().collect();
            prop_assert_eq!(once.len(), kinds.len());
            for found in &found {
                prop_assert!(found.letters.iter().all(|range| found.name.get(range.clone()).is_some()));
                if let Some((other, letters)) = &found.other {
                    prop_assert!(letters.iter().all(|range| other.get(range.clone()).is_some()));
                }
            }
        }

        #[test]
        fn nothing_typed_begins_with_the_conversations(candidates in prop::collection::vec(any_candidate(), 0..40)) {
            let found = rank(" ", &candidates);
            prop_assert!(found.is_sorted_by_key(|found| found.kind));
            let talks = candidates.iter().filter(|candidate| candidate.kind == Kind::Talk).count();
            prop_assert_eq!(found.iter().filter(|found| found.kind == Kind::Talk).count(), talks.min(MOST));
        }
    }
}

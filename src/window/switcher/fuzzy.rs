//! Finding what somebody types in a name: the letters in their order, not necessarily side by side. Pure.

use std::ops::Range;

/// Of a text, only so many letters are looked at.
const TEXT: usize = 200;
/// Of what is typed, so many words.
const WORDS: usize = 8;
/// Of a word, so many letters: nobody types more to find somebody.
const WORD: usize = 40;

/// A letter that was found.
const LETTER: i32 = 10;
/// It begins the text.
const FIRST: i32 = 24;
/// It begins a word of it.
const BEGINS: i32 = 16;
/// It follows the one before.
const FOLLOWS: i32 = 18;
/// Each letter between two that were found.
const GAP: i32 = 2;
/// No gap costs more than this.
const WIDE: i32 = 12;
/// The word is the whole text.
const WHOLE: i32 = 20;

/// Where the letters are, and how well they fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Match {
    /// More is better.
    pub score: i32,
    /// The letters as bytes of the text: in order, apart from each other.
    pub letters: Vec<Range<usize>>,
}

/// Finds every word of `query` in `text`. An empty query is found everywhere, with nothing to mark.
pub fn find(query: &str, text: &str) -> Option<Match> {
    let letters: Vec<Letter> = text.char_indices().take(TEXT).map(|(at, c)| Letter::new(at, c)).collect();
    let mut score = 0;
    let mut marked = vec![false; letters.len()];
    for word in query.split_whitespace().take(WORDS) {
        let word: Vec<char> = word.chars().take(WORD).map(folded).collect();
        let (points, places) = best(&word, &letters)?;
        score += points;
        for place in places {
            marked[place] = true;
        }
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (letter, _) in letters.iter().zip(&marked).filter(|(_, marked)| **marked) {
        match ranges.last_mut() {
            Some(last) if last.end == letter.bytes.start => last.end = letter.bytes.end,
            _ => ranges.push(letter.bytes.clone()),
        }
    }
    Some(Match { score, letters: ranges })
}

struct Letter {
    bytes: Range<usize>,
    /// As written, to know where a word begins.
    written: char,
    folded: char,
}

impl Letter {
    fn new(at: usize, c: char) -> Self {
        Self { bytes: at..at + c.len_utf8(), written: c, folded: folded(c) }
    }
}

/// Large and small letters are the same. Of what becomes several letters, the first says which it is.
fn folded(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// What a letter is worth for where it stands.
fn place(letters: &[Letter], at: usize) -> i32 {
    let Some(before) = at.checked_sub(1).map(|before| letters[before].written) else { return FIRST };
    let c = letters[at].written;
    let begins = c.is_alphanumeric() && !before.is_alphanumeric();
    if begins || (c.is_uppercase() && before.is_lowercase()) { BEGINS } else { 0 }
}

/// How a letter of the word can stand at a place of the text: the best score up to it, and where the letter before is.
#[derive(Clone, Copy)]
struct Step {
    score: i32,
    from: usize,
}

/// The best way to find one word, with the places of its letters; `None` where it isn't there, or only by chance.
fn best(word: &[char], letters: &[Letter]) -> Option<(i32, Vec<usize>)> {
    if !is_there(word, letters) {
        return None;
    }
    let mut rows: Vec<Vec<Option<Step>>> = Vec::with_capacity(word.len());
    for (index, wanted) in word.iter().enumerate() {
        let mut row: Vec<Option<Step>> = vec![None; letters.len()];
        // The best place of the letter before, when each letter between costs, and when the gap is a wide one.
        let (mut near, mut far): (Option<Step>, Option<Step>) = (None, None);
        for (at, letter) in letters.iter().enumerate() {
            let before = rows.last().filter(|_| at > 0).and_then(|row: &Vec<Option<Step>>| row[at - 1]);
            if letter.folded == *wanted {
                let value = LETTER + place(letters, at);
                row[at] = if index == 0 {
                    Some(Step { score: value, from: at })
                } else {
                    let beside = before.map(|step| Step { score: step.score + FOLLOWS, from: at - 1 });
                    let way = [beside, near, far].into_iter().flatten().max_by_key(|step| step.score);
                    way.map(|way| Step { score: way.score + value, from: way.from })
                };
            }
            // From the next place on, the letter just passed lies between.
            near = near.map(|step| Step { score: step.score - GAP, from: step.from });
            if let Some(before) = before {
                let candidate = |cost: i32| Some(Step { score: before.score - cost, from: at - 1 });
                near = larger(near, candidate(GAP));
                far = larger(far, candidate(WIDE));
            }
        }
        rows.push(row);
    }
    let last = rows.last()?;
    let ends = last.iter().enumerate().filter_map(|(at, step)| step.map(|step| (at, step.score)));
    // Of equal ones the first.
    let (mut at, mut score) = ends.rev().max_by_key(|(_, score)| *score)?;
    // Two letters may stand anywhere; three or four that are strewn over a long address mean nothing.
    let least = if word.len() < 3 { 1 } else { 8 * word.len() };
    if usize::try_from(score).unwrap_or(0) < least {
        return None;
    }
    let mut places = vec![at];
    for row in rows.iter().skip(1).rev() {
        at = row[at]?.from;
        places.push(at);
    }
    if word.len() == letters.len() {
        score += WHOLE;
    }
    Some((score, places))
}

/// Whether the letters are there in their order at all: most texts end here.
fn is_there(word: &[char], letters: &[Letter]) -> bool {
    let mut rest = letters.iter();
    word.iter().all(|wanted| rest.any(|letter| letter.folded == *wanted))
}

fn larger(one: Option<Step>, other: Option<Step>) -> Option<Step> {
    match (one, other) {
        (Some(one), Some(other)) if other.score > one.score => Some(other),
        (None, other) => other,
        (one, _) => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(query: &str, text: &str) -> Option<String> {
        let found = find(query, text)?;
        Some(found.letters.into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>().join("|"))
    }

    fn score(query: &str, text: &str) -> i32 {
        find(query, text).map_or(i32::MIN, |found| found.score)
    }

    #[test]
    fn the_letters_that_are_meant_are_marked() {
        assert_eq!(marked("er", "Erin").as_deref(), Some("Er"));
        assert_eq!(marked("er", "Heidi Prado").as_deref(), Some("e|r"));
        assert_eq!(marked("hp", "heidi prado").as_deref(), Some("h|p"));
        // Not the first letter that fits, but the word that begins so.
        assert_eq!(marked("pr", "Happy Prado").as_deref(), Some("Pr"));
        assert_eq!(marked("prado heidi", "Heidi Prado").as_deref(), Some("Heidi|Prado"));
        assert_eq!(marked("ZOË", "zoë 🦋").as_deref(), Some("zoë"));
        assert_eq!(marked("🦋", "zoë 🦋").as_deref(), Some("🦋"));
        assert_eq!(marked("", "Erin").as_deref(), Some(""));
    }

    #[test]
    fn what_is_missing_is_not_found() {
        for (query, text) in [("re", "Erin"[..2].as_ref()), ("erin bob", "Erin"), ("x", ""), ("erinn", "Erin")] {
            assert_eq!(marked(query, text), None, "{query} in {text}");
        }
        assert_eq!(marked("busy", "baaaaaaauaaaaaaasaaaaaaay"), None, "by chance");
    }

    #[test]
    fn what_begins_so_goes_before_what_has_it_somewhere() {
        let order = ["ann", "Anna", "Joe Anna", "Johanna", "Alban Quinn"];
        for pair in order.windows(2) {
            assert!(score("ann", pair[0]) > score("ann", pair[1]), "{pair:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_ends_it(query in ".{0,60}", text in ".{0,260}") {
            if let Some(found) = find(&query, &text) {
                let mut end = 0;
                for range in &found.letters {
                    prop_assert!(range.start < range.end && (end == 0 || range.start > end));
                    prop_assert!(text.get(range.clone()).is_some());
                    end = range.end;
                }
            }
        }

        #[test]
        fn what_stands_there_is_found_and_marked(before in "[a-zäß ]{0,20}", word in "[a-zä]{1,12}", after in "[a-z ]{0,20}") {
            let text = format!("{before}{word}{after}");
            let found = find(&word.to_uppercase(), &text);
            prop_assert!(found.is_some());
            let letters: String = found.unwrap_or_default().letters.into_iter().map(|range| text[range].to_owned()).collect();
            prop_assert_eq!(letters.to_lowercase(), word);
        }
    }
}

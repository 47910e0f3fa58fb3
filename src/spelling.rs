//! Spelling: which words of a text are looked up, which of them are wrong, and what may have been meant.
//!
//! Pure: dictionaries are found and read by `store/dictionaries.rs`. Looking up and suggesting take their time, so both
//! are done away from the thread that draws.

mod known;
pub mod language;

pub use known::{Choice, Known, Loaded};

use crate::emoticon;
use crate::widget::message_text::links;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// What is longer is no word: it isn't looked up, nor kept.
pub const LONGEST: usize = 64;
/// The most words of a text that get a line under them.
const MOST: usize = 2_000;
/// The most suggestions.
const SUGGESTIONS: usize = 6;
/// The most of a text that is looked at in one go, in bytes.
const PIECE: usize = 8 * 1024;

/// A dictionary of one language.
pub struct Dictionary(spellbook::Dictionary);

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dictionary")
    }
}

impl Dictionary {
    /// Takes in the two files of a dictionary: rules, and words.
    ///
    /// # Errors
    /// What is wrong with them, for the details.
    pub fn parse(rules: &str, words: &str) -> Result<Self, String> {
        spellbook::Dictionary::new(rules, words).map(Self).map_err(|error| error.to_string())
    }
}

/// The words that a person has added, or doesn't want to hear of.
pub type Words = BTreeSet<String>;

/// Looks words up. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Checker {
    dictionary: Arc<Dictionary>,
    added: Arc<Words>,
    ignored: Arc<Words>,
}

impl PartialEq for Checker {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dictionary, &other.dictionary)
            && Arc::ptr_eq(&self.added, &other.added)
            && Arc::ptr_eq(&self.ignored, &other.ignored)
    }
}

impl Checker {
    /// One that knows a dictionary, and what the person has added and ignores.
    pub const fn new(dictionary: Arc<Dictionary>, added: Arc<Words>, ignored: Arc<Words>) -> Self {
        Self { dictionary, added, ignored }
    }

    /// The misspelt words of a text, in order. Takes its time.
    pub fn misspelt(&self, text: &str) -> Vec<Range<usize>> {
        pieces(text)
            .flat_map(|piece| {
                let start = piece.start;
                words(&text[piece]).into_iter().map(move |word| word.start + start..word.end + start)
            })
            .filter(|word| !self.knows(&text[word.clone()]))
            .take(MOST)
            .collect()
    }

    /// Whether a word is right.
    pub fn knows(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        let own = |words: &Words| words.contains(word) || words.contains(&small);
        // Dictionaries are written with the straight mark.
        let straight = word.replace('\u{2019}', "'");
        own(&self.added) || own(&self.ignored) || self.dictionary.0.check(word) || self.dictionary.0.check(&straight)
    }

    /// What may have been meant by a word, the likeliest first. Takes its time.
    pub fn suggestions(&self, word: &str) -> Vec<String> {
        let mut found = Vec::new();
        if word.len() <= LONGEST {
            self.dictionary.0.suggest(&word.replace('\u{2019}', "'"), &mut found);
        }
        let mut seen = BTreeSet::new();
        found.retain(|suggestion| suggestion != word && seen.insert(suggestion.clone()));
        found.truncate(SUGGESTIONS);
        found
    }
}

/// A text in pieces that end at the end of a line or between words, so that no word is cut.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = if rest.len() <= PIECE {
            rest.len()
        } else {
            let head = &rest[..rest.floor_char_boundary(PIECE)];
            let line = head.rfind('\n').map(|end| end + 1);
            line.or_else(|| head.rfind(char::is_whitespace)).filter(|end| *end > 0).unwrap_or(head.len())
        };
        at += length;
        Some(at - length..at)
    })
}

/// The words of a text that are looked up: no links and addresses, no codes and names of files, no numbers, nothing all
/// in capitals, nothing in a script that puts no space between words.
pub fn words(text: &str) -> Vec<Range<usize>> {
    let links: Vec<Range<usize>> = links::find(text).into_iter().map(|link| link.range).collect();
    let mut apart = links.clone();
    apart.extend(emoticon::find(text, &links).into_iter().map(|code| code.range));
    apart.extend(quoted_code(text));
    let mut words = Vec::new();
    let mut at = 0;
    for chunk in text.split(char::is_whitespace) {
        let start = at;
        at += chunk.len() + text[at + chunk.len()..].chars().next().map_or(0, char::len_utf8);
        if is_code(chunk) {
            continue;
        }
        for (offset, word) in chunk.unicode_word_indices() {
            let range = start + offset..start + offset + word.len();
            let free = apart.iter().all(|apart| apart.end <= range.start || range.end <= apart.start);
            if free && is_word(word) {
                words.push(range);
            }
        }
    }
    words
}

/// The word that a place of the text is in or at the end of, of those that are looked up.
pub fn word_at(text: &str, at: usize) -> Option<Range<usize>> {
    words(text).into_iter().find(|word| (word.start..=word.end).contains(&at))
}

/// What stands between two backticks on one line.
fn quoted_code(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let ticks: Vec<usize> = line.match_indices('`').map(|(tick, _)| at + tick).collect();
        found.extend(ticks.chunks_exact(2).map(|pair| pair[0]..pair[1]));
        at += line.len();
    }
    found
}

/// Whether something between spaces is no prose: an address, a path, a name of a file, of a variable, a tag.
fn is_code(chunk: &str) -> bool {
    let inner = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let odd = |c: char| matches!(c, '@' | '#' | '\\' | '_' | '=' | '<' | '>' | '{' | '}' | '$' | '%' | '^' | '~' | '|');
    // "and/or" is prose, "/usr/share" and "a/b/c" are not.
    let path = chunk.starts_with('/') || inner.matches('/').count() > 1;
    // A missing space after a full stop looks the same, but more often it is "example.com".
    let letters: Vec<char> = inner.chars().collect();
    let dotted = letters.windows(3).any(|at| at[1] == '.' && at[0].is_alphanumeric() && at[2].is_alphanumeric());
    let tag = chunk.starts_with(['#', '@']) || inner.contains("::");
    path || dotted || tag || inner.chars().any(odd)
}

fn is_word(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return false };
    let later: Vec<char> = letters.collect();
    let single = later.is_empty();
    let digits = word.chars().any(char::is_numeric);
    // Names of programs and of things in them: "iPhone", "GitHub", "NASA".
    let capitals = later.iter().any(|c| c.is_uppercase());
    let spaceless = |c: char| {
        matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff)
            || u32::from(c) >= 0x2_0000
    };
    !single && !digits && !capitals && word.len() <= LONGEST && !spaceless(first)
}

/// The marks of a text that has become another: those before and after the change stay where their words are, and what
/// the change touches has none until it is looked up again.
pub fn moved(marks: &[Range<usize>], old: &str, new: &str) -> Vec<Range<usize>> {
    let same = |a: &[u8], b: &[u8]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let head = same(old.as_bytes(), new.as_bytes());
    let most = old.len().min(new.len()) - head;
    let tail = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    let from_end = old.len() - tail;
    let shifted = |at: usize| at + new.len() - old.len();
    marks
        .iter()
        .filter_map(|mark| match mark {
            mark if mark.end < head => Some(mark.clone()),
            mark if mark.start > from_end => Some(shifted(mark.start)..shifted(mark.end)),
            _ => None,
        })
        .filter(|mark| new.is_char_boundary(mark.start) && new.is_char_boundary(mark.end))
        .collect()
}

#[cfg(test)]
mod tests;

//! Words as a search sees them: small letters without accents, and each character of a script that is written without
//! spaces as a word of its own.

use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use std::ops::Range;

/// The longest text that is searched for, in characters.
const LONGEST: usize = 200;
/// The most words of it.
const WORDS: usize = 12;

/// A text as it stands in the index of words.
pub(super) fn indexed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_written_together(c) {
            out.push(' ');
            out.push(c);
            out.push(' ');
        } else {
            fold(c, &mut out);
        }
    }
    out
}

/// What is searched for: words that a text must have, each at least as the beginning of one of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    words: Vec<String>,
    /// What was typed, where it has no word in it: a smile, say. Then the texts themselves are looked through.
    signs: Option<String>,
}

impl Wanted {
    /// Takes apart what was typed.
    pub fn new(typed: &str) -> Self {
        let typed: String = typed.chars().take(LONGEST).collect();
        let mut folded = String::new();
        typed.chars().for_each(|c| fold(c, &mut folded));
        let words: Vec<String> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(WORDS)
            .map(str::to_owned)
            .collect();
        let signs = typed.trim();
        let signs = (words.is_empty() && !signs.is_empty()).then(|| signs.to_owned());
        Self { words, signs }
    }

    /// Whether there is nothing to search for.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty() && self.signs.is_none()
    }

    /// What the index is asked for.
    pub(super) fn query(&self, conversation: Option<i64>) -> Option<String> {
        if self.words.is_empty() {
            return None;
        }
        // There is nothing but letters and digits in a word, so it can stand between quotes.
        let words: Vec<String> = self.words.iter().map(|word| format!("\"{}\" *", indexed(word).trim())).collect();
        let words = format!("text : ({})", words.join(" AND "));
        Some(match conversation {
            Some(id) => format!("{words} AND place : c{id}"),
            None => words,
        })
    }

    /// What the texts are looked through for, where the index can't be asked.
    pub(super) fn signs(&self) -> Option<&str> {
        self.signs.as_deref()
    }

    /// Where in a text the words stand, to mark them there.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = match &self.signs {
            Some(signs) => text.match_indices(signs.as_str()).map(|(at, found)| at..at + found.len()).collect(),
            None => self.word_marks(text),
        };
        marks.sort_by_key(|mark| mark.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            match joined.last_mut() {
                Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
                _ => joined.push(mark),
            }
        }
        joined
    }

    fn word_marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut folded = String::with_capacity(text.len());
        // For each byte of the folded text, the character of the text that it comes from.
        let mut origin: Vec<Range<usize>> = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            fold(c, &mut folded);
            origin.resize(folded.len(), at..at + c.len_utf8());
        }
        let starts_word = |at: usize| {
            let before = folded[..at].chars().next_back();
            let here = folded[at..].chars().next();
            before.is_none_or(|c| !c.is_alphanumeric() || is_written_together(c))
                || here.is_some_and(is_written_together)
        };
        let mut marks = Vec::new();
        for word in &self.words {
            for (at, found) in folded.match_indices(word.as_str()).filter(|(at, _)| starts_word(*at)) {
                let (Some(first), Some(last)) = (origin.get(at), origin.get(at + found.len() - 1)) else { continue };
                // An accent that stands alone after its letter belongs to it.
                let accents = text[last.end..].chars().take_while(|c| is_accent(*c)).map(char::len_utf8).sum::<usize>();
                marks.push(first.start..last.end + accents);
            }
        }
        marks
    }
}

/// A character without its accents, in small letters.
fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    let mut c = c;
    // Each step takes the last accent off; there are never many.
    for _ in 0..4 {
        match CanonicalDecompositionBorrowed::new().decompose(c) {
            Decomposed::Expansion(base, accent) if is_accent(accent) => c = base,
            Decomposed::Singleton(same) => c = same,
            _ => break,
        }
    }
    if is_accent(c) {
        return;
    }
    // What small letters bring of their own: İ is an i with a dot.
    out.extend(c.to_lowercase().filter(|c| !is_accent(*c)));
}

/// Whether it stands over or under a letter: accents, and the vowels of Hebrew and Arabic.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}' | '\u{64b}'..='\u{652}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether words of its script aren't parted by spaces: Thai, Lao, Burmese, Khmer, kana and Han.
const fn is_written_together(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'a>(typed: &str, text: &'a str) -> Vec<&'a str> {
        Wanted::new(typed).marks(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_marked_as_they_were_written() {
        assert_eq!(marked("boat", "the BOAT, a boathouse, no rowboat"), ["BOAT", "boat"]);
        assert_eq!(marked("cafe", "Café, cafe\u{301}, CAFÉS"), ["Café", "cafe\u{301}", "CAFÉ"]);
        assert_eq!(marked("a b", "b a ab"), ["b", "a", "a"]);
        assert_eq!(marked("今天", "他说今天见"), ["今天"]);
        assert_eq!(marked("🦋", "yes 🦋🦋"), ["🦋🦋"]);
        assert_eq!(marked("", "text"), [""; 0]);
        assert_eq!(marked("istanbul", "İstanbul"), ["İstanbul"]);
        assert_eq!(marked("straße", "Straße"), ["Straße"]);
    }

    #[test]
    fn nothing_typed_breaks_the_query() {
        assert_eq!(Wanted::new("  \"AND\" x* ").query(None).as_deref(), Some("text : (\"and\" * AND \"x\" *)"));
        assert_eq!(Wanted::new("今天").query(Some(3)).as_deref(), Some("text : (\"今  天\" *) AND place : c3"));
        assert!(Wanted::new("* : ^").query(None).is_none());
        assert!(Wanted::new(" ").is_empty() && !Wanted::new(":-)").is_empty());
        assert!(Wanted::new(&"word ".repeat(1_000)).words.len() <= WORDS);
    }
}

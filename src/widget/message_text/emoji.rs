//! Which parts of a text are emoji, so that they can be given the colour font by name.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A part of a text that is drawn with one font.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// Whether it is made of emoji.
    pub emoji: bool,
}

/// Splits a text into the longest runs of emoji and of everything else. No part is empty; together they are the text.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    if text.is_ascii() {
        if !text.is_empty() {
            parts.push(Part { range: 0..text.len(), emoji: false });
        }
        return parts;
    }
    for (start, cluster) in text.grapheme_indices(true) {
        let emoji = is_emoji(cluster);
        let end = start + cluster.len();
        match parts.last_mut() {
            Some(last) if last.emoji == emoji => last.range.end = end,
            _ => parts.push(Part { range: start..end, emoji }),
        }
    }
    parts
}

/// Whether a text is nothing but a few emoji, which are then shown larger.
pub fn is_only(text: &str) -> bool {
    let mut count = 0;
    text.graphemes(true).filter(|g| !g.trim().is_empty()).all(|g| {
        count += 1;
        is_emoji(g)
    }) && (1..=3).contains(&count)
}

/// An emoji as the colour font knows it: the font is asked for by name, and has no mark that says the same.
pub fn bare(emoji: &str) -> &str {
    emoji.trim_end_matches('\u{fe0f}')
}

/// Whether one grapheme cluster is shown as an emoji.
fn is_emoji(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return false };
    if cluster.ends_with('\u{fe0e}') {
        return false;
    }
    is_pictorial(first) || (!first.is_whitespace() && cluster.contains(['\u{fe0f}', '\u{20e3}']))
}

/// The characters that Unicode shows as emoji without being asked.
const fn is_pictorial(c: char) -> bool {
    matches!(c as u32,
        0x231a..=0x231b | 0x23e9..=0x23ec | 0x23f0 | 0x23f3 | 0x25fd..=0x25fe | 0x2614..=0x2615 | 0x2648..=0x2653
        | 0x267f | 0x2693 | 0x26a1 | 0x26aa..=0x26ab | 0x26bd..=0x26be | 0x26c4..=0x26c5 | 0x26ce | 0x26d4 | 0x26ea
        | 0x26f2..=0x26f3 | 0x26f5 | 0x26fa | 0x26fd | 0x2705 | 0x270a..=0x270b | 0x2728 | 0x274c | 0x274e
        | 0x2753..=0x2755 | 0x2757 | 0x2795..=0x2797 | 0x27b0 | 0x27bf | 0x2b1b..=0x2b1c | 0x2b50 | 0x2b55
        | 0x1f004 | 0x1f0cf | 0x1f18e | 0x1f191..=0x1f19a | 0x1f1e6..=0x1f1ff | 0x1f201 | 0x1f21a | 0x1f22f
        | 0x1f232..=0x1f236 | 0x1f238..=0x1f23a | 0x1f250..=0x1f251 | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff
        | 0x1f7e0..=0x1f7eb | 0x1f7f0 | 0x1f90c..=0x1f9ff | 0x1fa70..=0x1faff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(&str, bool)> {
        parts(text).into_iter().map(|p| (&text[p.range], p.emoji)).collect()
    }

    #[test]
    fn plain_text_is_one_part() {
        assert_eq!(split("see you at 8 :)"), [("see you at 8 :)", false)]);
        assert_eq!(split("Łódź, καλημέρα"), [("Łódź, καλημέρα", false)]);
        assert!(parts("").is_empty());
    }

    #[test]
    fn emoji_stand_apart_with_everything_that_belongs_to_them() {
        assert_eq!(split("Alice 🦋 says"), [("Alice ", false), ("🦋", true), (" says", false)]);
        assert_eq!(split("👍🏽👩‍👩‍👧"), [("👍🏽👩‍👩‍👧", true)]);
        assert_eq!(split("🇩🇪!"), [("🇩🇪", true), ("!", false)]);
        assert_eq!(split("1️⃣ 1"), [("1️⃣", true), (" 1", false)]);
    }

    #[test]
    fn a_variation_selector_decides() {
        assert_eq!(split("\u{2764}"), [("\u{2764}", false)]);
        assert_eq!(split("\u{2764}\u{fe0f}"), [("\u{2764}\u{fe0f}", true)]);
        assert_eq!(split("\u{2615}\u{fe0e}"), [("\u{2615}\u{fe0e}", false)]);
    }

    #[test]
    fn a_few_emoji_alone_are_noticed() {
        assert!(is_only("😀"));
        assert!(is_only("😀 👍🏽"));
        assert!(!is_only("😀😀😀😀"));
        assert!(!is_only("ok 😀"));
        assert!(!is_only(" "));
    }
}

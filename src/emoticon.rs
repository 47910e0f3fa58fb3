//! The classic emoticon codes and the emoji that each is: `(L)` and ❤ are the same thing, in both directions.
//!
//! A code stays in the text that is sent, kept and copied; it is only drawn as its emoji. An emoji that has a code is
//! sent as that code, so that an old client shows its picture.

use crate::widget::message_text::links;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// Emoji with their codes; the first code of each is the one that is sent. Letters in codes may be large or small.
const TABLE: [(&str, &[&str]); 74] = [
    ("🙂", &[":)", ":-)"]),
    ("😃", &[":D", ":-D", ":>", ":->"]),
    ("😮", &[":O", ":-O"]),
    ("😛", &[":P", ":-P"]),
    ("😉", &[";)", ";-)"]),
    ("🙁", &[":(", ":-(", ":<", ":-<"]),
    ("😕", &[":S", ":-S"]),
    ("😐", &[":|", ":-|"]),
    ("😢", &[":'("]),
    ("😳", &[":$", ":-$"]),
    ("😎", &["(H)"]),
    ("😠", &[":@", ":-@"]),
    ("😇", &["(A)"]),
    ("😈", &["(6)"]),
    ("🤐", &[":-#"]),
    ("😬", &["8o|"]),
    ("🤓", &["8-|"]),
    ("🤨", &["^o)"]),
    ("🤫", &[":-*"]),
    ("🤢", &["+o("]),
    ("🤷", &[":^)"]),
    ("🤔", &["*-)"]),
    ("🥳", &["<:o)"]),
    ("🙄", &["8-)"]),
    ("😴", &["|-)"]),
    ("☕", &["(C)"]),
    ("👍", &["(Y)"]),
    ("👎", &["(N)"]),
    ("🍺", &["(B)"]),
    ("🍸", &["(D)"]),
    ("👧", &["(X)"]),
    ("👦", &["(Z)"]),
    // A hug from the left and one from the right.
    ("🤗", &["({)", "(})"]),
    ("🦇", &[":[", ":-["]),
    ("🎂", &["(^)"]),
    ("❤\u{fe0f}", &["(L)"]),
    ("💔", &["(U)"]),
    ("💋", &["(K)"]),
    ("🎁", &["(G)"]),
    ("🌹", &["(F)"]),
    ("🥀", &["(W)"]),
    ("📷", &["(P)"]),
    ("🎞\u{fe0f}", &["(~)"]),
    ("🐱", &["(@)"]),
    ("🐶", &["(&)"]),
    ("📞", &["(T)"]),
    ("💡", &["(I)"]),
    ("🎵", &["(8)"]),
    ("🌙", &["(S)"]),
    ("⭐", &["(*)"]),
    ("📧", &["(E)"]),
    ("⏰", &["(O)"]),
    ("🐌", &["(sn)"]),
    ("🐑", &["(bah)"]),
    ("🍽\u{fe0f}", &["(pl)"]),
    ("🥣", &["(||)"]),
    ("🍕", &["(pi)"]),
    ("⚽", &["(so)"]),
    ("🚗", &["(au)"]),
    ("✈\u{fe0f}", &["(ap)"]),
    ("☔", &["(um)"]),
    ("🏝\u{fe0f}", &["(ip)"]),
    ("💻", &["(co)"]),
    ("📱", &["(mp)"]),
    ("⛈\u{fe0f}", &["(st)"]),
    ("⚡", &["(li)"]),
    ("💰", &["(mo)"]),
    ("🤞", &["(yn)"]),
    ("🐢", &["(tu)"]),
    ("✋", &["(h5)"]),
    ("🚬", &["(ci)"]),
    ("🎮", &["(xx)"]),
    ("🌈", &["(R)"]),
    ("☀\u{fe0f}", &["(#)"]),
];

/// A code with its emoji.
type Pair = (&'static str, &'static str);

/// The codes by the byte that they begin with, longer ones first.
static BY_START: LazyLock<BTreeMap<u8, Vec<Pair>>> = LazyLock::new(|| {
    let mut by_start: BTreeMap<u8, Vec<Pair>> = BTreeMap::new();
    for (emoji, codes) in TABLE {
        for code in codes {
            by_start.entry(code.as_bytes()[0]).or_default().push((code, emoji));
        }
    }
    for codes in by_start.values_mut() {
        codes.sort_by_key(|(code, _)| std::cmp::Reverse(code.len()));
    }
    by_start
});

/// A code in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which bytes of the text it covers.
    pub range: Range<usize>,
    /// The emoji that it is.
    pub emoji: &'static str,
}

/// The codes in a text, in order. None touches a link: `apart` are the places of those, in order.
pub fn find(text: &str, apart: &[Range<usize>]) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut apart = apart.iter().peekable();
    let mut at = 0;
    while at < bytes.len() {
        while apart.next_if(|link| link.end <= at).is_some() {}
        let end = match apart.peek() {
            Some(link) if link.start <= at => {
                at = link.end;
                continue;
            }
            Some(link) => link.start,
            None => bytes.len(),
        };
        // Most bytes begin no code, and this runs over all that is in view whenever a window is drawn.
        let begins = matches!(bytes[at], b':' | b';' | b'(' | b'8' | b'^' | b'+' | b'*' | b'<' | b'|');
        let codes = if begins { BY_START.get(&bytes[at]) } else { None };
        let here = codes.and_then(|codes| codes.iter().find(|(code, _)| fits(bytes, at, end, code)));
        if let Some((code, emoji)) = here {
            found.push(Found { range: at..at + code.len(), emoji });
            at += code.len();
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a code stands there and isn't a piece of something else. Most codes count wherever they stand, as they did
/// in the days of MSN; but the `:p` of `re:public` and the `8-)` of `(17+18-)` are no faces.
fn fits(bytes: &[u8], at: usize, end: usize, code: &str) -> bool {
    let code = code.as_bytes();
    let Some(here) = bytes[at..end].get(..code.len()) else { return false };
    if !here.eq_ignore_ascii_case(code) {
        return false;
    }
    let (before, after) = (at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at + code.len()));
    let in_number = code[0].is_ascii_digit() && before.is_some_and(u8::is_ascii_alphanumeric);
    let in_word = code[code.len() - 1].is_ascii_alphabetic()
        && (before == Some(&b':') || after.is_some_and(u8::is_ascii_alphanumeric));
    !in_number && !in_word
}

/// The text with every code as its emoji, as the log shows it.
pub fn shown(text: &str) -> String {
    // Most texts have none, and then links needn't be looked for.
    if find(text, &[]).is_empty() {
        return text.to_owned();
    }
    let links: Vec<Range<usize>> = links::find(text).into_iter().map(|link| link.range).collect();
    replaced(text, &find(text, &links))
}

/// The text with these codes as their emoji.
pub fn replaced(text: &str, found: &[Found]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for code in found {
        out.push_str(&text[at..code.range.start]);
        out.push_str(code.emoji);
        at = code.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The emoji that have codes.
pub fn all() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(emoji, _)| *emoji)
}

/// The codes of an emoji; none of most.
pub fn codes_of(emoji: &str) -> &'static [&'static str] {
    // What is an emoji without the mark that says so is the same with it. A heart isn't: without, it is a letter.
    let bare = emoji.trim_end_matches('\u{fe0f}');
    TABLE.iter().find(|(known, _)| *known == emoji || *known == bare).map_or(&[], |(_, codes)| codes)
}

/// The code that an emoji is sent as.
pub fn code_of(emoji: &str) -> Option<&'static str> {
    codes_of(emoji).first().copied()
}

/// The text as it is sent: each emoji that has a code as its code, as long as it will be read as that emoji again.
pub fn coded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let same = |coded: &str| shown(coded).replace('\u{fe0f}', "") == shown(text).replace('\u{fe0f}', "");
    // Where codes and what stands round them would make something else, those with room round them are enough.
    [false, true]
        .into_iter()
        .map(|alone| with_codes(text, alone))
        .find(|coded| same(coded))
        .unwrap_or_else(|| text.to_owned())
}

/// The text with codes in place of emoji; only of those between spaces if `alone`.
fn with_codes(text: &str, alone: bool) -> String {
    let links = links::find(text);
    let mut links = links.iter().map(|link| &link.range).peekable();
    let mut out = String::with_capacity(text.len());
    for (at, cluster) in text.grapheme_indices(true) {
        let end = at + cluster.len();
        while links.next_if(|link| link.end <= at).is_some() {}
        let in_link = links.peek().is_some_and(|link| link.start < end);
        let free = !alone
            || (text[..at].chars().next_back().is_none_or(char::is_whitespace)
                && text[end..].chars().next().is_none_or(char::is_whitespace));
        match code_of(cluster).filter(|_| !in_link && free) {
            Some(code) => out.push_str(code),
            None => out.push_str(cluster),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::message_text::emoji;
    use proptest::prelude::*;

    #[test]
    fn each_emoji_and_each_code_stands_once_and_leads_to_the_other() {
        let mut codes: Vec<String> = Vec::new();
        for (emoji, of_it) in TABLE {
            assert!(emoji::is_only(emoji) && emoji::parts(emoji).len() == 1, "{emoji}");
            assert_eq!(TABLE.iter().filter(|(other, _)| *other == emoji).count(), 1, "{emoji}");
            for code in of_it {
                assert_eq!(find(code, &[]).len(), 1, "{code} begins with what no code is looked for by");
                assert!(code.is_ascii() && code.len() > 1, "{code}");
                assert!(!codes.contains(&code.to_lowercase()), "{code} stands twice");
                codes.push(code.to_lowercase());
                assert_eq!(shown(code), emoji, "{code}");
                assert_eq!(shown(&code.to_uppercase()), emoji, "{code}");
            }
            assert_eq!(coded(emoji), of_it[0]);
        }
    }

    #[test]
    fn codes_are_seen_wherever_people_write_them() {
        assert_eq!(shown("hi :) see you (L)"), "hi 🙂 see you ❤\u{fe0f}");
        assert_eq!(shown("ok(y)!"), "ok👍!");
        assert_eq!(shown(":):):D"), "🙂🙂😃");
        assert_eq!(shown("<:o) 8-) 8o|"), "🥳 🙄 😬");
        assert_eq!(shown("hola:p"), "hola😛");
        assert_eq!(shown("да:D"), "да😃");
    }

    #[test]
    fn the_longest_code_is_taken() {
        assert_eq!(shown(":-)"), "🙂");
        assert_eq!(shown("<:o)"), "🥳");
        assert_eq!(shown(":'("), "😢");
        assert_eq!(shown("(bah)"), "🐑");
    }

    #[test]
    fn what_only_looks_like_a_code_stays() {
        for text in [
            "re:public",
            "std::s",
            "18-)",
            "at 10:30",
            "C:\\docs",
            ": )",
            "(LL)",
            "(brb)",
            "mac 00:D0:59",
            "note:Please",
            "a :Door",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_link_stays_as_it_is() {
        for text in [
            "https://example.com/wiki/Heart_(L)",
            "https://example.com/a:D",
            "http://[::1]:8/x:)y",
            "mailto:bob@example.com",
            "https://example.com/👍",
        ] {
            assert_eq!(shown(text), text);
            assert_eq!(coded(text), text);
        }
        assert_eq!(shown("https://example.com/a :)"), "https://example.com/a 🙂");
        assert_eq!(coded("👍 https://example.com/👍"), "(Y) https://example.com/👍");
    }

    #[test]
    fn an_emoji_is_sent_as_its_code_where_that_is_read_as_it_again() {
        assert_eq!(coded("great 👍 ❤\u{fe0f}"), "great (Y) (L)");
        assert_eq!(coded("🙂🙂"), ":):)");
        assert_eq!(coded("☔\u{fe0f}"), "(um)");
        // A letter after it would take the code's meaning away.
        assert_eq!(coded("😃abc 👍"), "😃abc (Y)");
        for text in ["👍🏽", "👩‍👩‍👧", "🦋", "\u{2764}", "plain", "zażółć", "🇩🇪"] {
            assert_eq!(coded(text), text);
        }
    }

    /// Words, codes, emoji and links in any order, with and without spaces.
    fn chat() -> impl Strategy<Value = String> {
        let codes: Vec<&str> = TABLE.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        let emoji: Vec<&str> = TABLE.iter().map(|(emoji, _)| *emoji).collect();
        let piece = prop_oneof![
            prop::sample::select(codes).prop_map(str::to_owned),
            prop::sample::select(emoji).prop_map(str::to_owned),
            prop::sample::select(vec![" ", "\n", ":", "8", "(", "https://example.com/(L)", "👍🏽", "bob@example.com"])
                .prop_map(str::to_owned),
            "[a-zé:;)( 8]{1,4}",
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_is_sent_looks_as_it_was_written(text in chat()) {
            let bare = |text: &str| shown(text).replace('\u{fe0f}', "");
            prop_assert_eq!(bare(&coded(&text)), bare(&text));
        }

        #[test]
        fn codes_lie_in_order_within_the_text_and_outside_links(text in "\\PC{0,60}", more in chat()) {
            let text = text + &more;
            let links: Vec<Range<usize>> = links::find(&text).into_iter().map(|link| link.range).collect();
            let mut end = 0;
            for code in find(&text, &links) {
                prop_assert!(code.range.start >= end && code.range.end > code.range.start);
                prop_assert!(text.get(code.range.clone()).is_some_and(|written| shown(written) == code.emoji));
                prop_assert!(links.iter().all(|link| link.end <= code.range.start || code.range.end <= link.start));
                end = code.range.end;
            }
        }
    }
}

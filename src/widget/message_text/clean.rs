//! Makes a text from the network safe to show: what could reorder, hide or overprint other text is taken out.

use unicode_segmentation::UnicodeSegmentation;

/// More marks than this on one letter only serve to overprint the lines round it.
const MARKS: usize = 6;
/// More characters than this make no one letter in any script, and no one emoji.
const JOINED: usize = 24;

/// A message's text: its lines stay, control and direction-override characters go.
pub fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in letters(text) {
        match c {
            '\t' => out.push_str("    "),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    if out.is_ascii() || out.graphemes(true).all(|letter| letter.len() <= JOINED) {
        return out;
    }
    out.graphemes(true).flat_map(|letter| letter.chars().take(JOINED)).collect()
}

/// The most letters of a name that are shown: twice as many as a service takes, and more than a window has room for.
const NAME: usize = 250;
/// The most characters of anything that stands on one line. Letters are made of several, but not of this many.
const LINE: usize = NAME * 8;

/// A name, or what somebody says under it: on one line, without what can't be seen, and no longer than it can be shown.
/// Empty where there is nothing to see in it.
pub fn name(text: &str) -> String {
    // Most are like this, and a list has thousands.
    if text.len() <= NAME && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.trim().to_owned();
    }
    let start = text.char_indices().nth(LINE).map_or(text, |(end, _)| &text[..end]);
    let seen: String = line(start).chars().filter(|c| !is_invisible(*c)).collect();
    let seen = seen.trim();
    let cut = seen.grapheme_indices(true).nth(NAME).map_or(seen, |(end, _)| &seen[..end]);
    // What only joins letters, and the mark for a picture, are nothing to see by themselves.
    if cut.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')) {
        return String::new();
    }
    let is_cut = cut.len() < seen.len() || start.len() < text.len();
    if is_cut { format!("{}…", cut.trim_end()) } else { cut.to_owned() }
}

/// Whether a text is read from right to left: the first letter decides, as it does where the text is drawn.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1eeff}')
    })
}

/// A group's name, or anything else that stands on one line.
pub fn line(text: &str) -> String {
    let text = text.trim();
    // Most names are of plain letters, and all names of a long list are looked at when somebody signs in.
    if text.len() <= LINE && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    let mut out: String = letters(text).map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).take(LINE).collect();
    out.truncate(out.trim_end().len());
    match out.len() - out.trim_start().len() {
        0 => out,
        start => out.split_off(start),
    }
}

/// The letters that are safe, with one kind of line end.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        loop {
            let c = chars.next()?;
            marks = if is_mark(c) { marks + 1 } else { 0 };
            match c {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => return Some('\n'),
                c if (c.is_control() && c != '\t') || is_steering(c) || marks > MARKS => {}
                c => return Some(c),
            }
        }
    })
}

/// Embeddings, overrides and isolates turn the direction of what follows; the others are never meant to be seen.
const fn is_steering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
}

/// What takes no room, looks like a space and isn't one, or is no letter of any script: a name of these would be none.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}'
        | '\u{17b5}' | '\u{180b}'..='\u{180e}' | '\u{2061}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1d173}'..='\u{1d17a}' | '\u{e000}'..='\u{f8ff}')
}

/// The combining marks of common use.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_any_script_stays_as_it_is() {
        for text in ["did you see\n\nthe photos?", "שלום עולם", "👩‍👩‍👧 ok", "می‌خواهم", "a\u{301}"]
        {
            assert_eq!(message(text), text);
        }
    }

    #[test]
    fn line_ends_become_one_kind_and_none_is_left_at_the_end() {
        assert_eq!(message("a\r\nb\rc\u{2028}d\r\n"), "a\nb\nc\nd");
    }

    #[test]
    fn overrides_and_controls_go() {
        assert_eq!(message("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(message("a\u{7}b\u{1b}[31mc\u{0}\u{2066}"), "ab[31mc");
    }

    #[test]
    fn marks_are_limited() {
        let tower = format!("a{}b", "\u{301}".repeat(50));
        assert_eq!(message(&tower), format!("a{}b", "\u{301}".repeat(MARKS)));
    }

    #[test]
    fn a_name_has_something_to_see_or_is_none() {
        for blank in ["", "  ", "\u{200b}\u{200b}", "\u{3164}", "\u{200e}\u{200d}", "\u{2800} \u{ad}", "\u{fe0f}"] {
            assert_eq!(name(blank), "", "{blank:?}");
        }
        for whole in ["Bob", "👩‍👩‍👧 ok", "می‌خواهم", "שלום", "❤\u{fe0f}", "a :) b"] {
            assert_eq!(name(whole), whole);
        }
        assert_eq!(name("B\u{200b}o\u{202e}b\r\n(busy)"), "Bob (busy)");
    }

    #[test]
    fn a_name_of_thousands_of_letters_is_cut_between_two() {
        for letter in ["x", "ש", "👩‍👩‍👧", "e\u{301}"] {
            let shown = name(&letter.repeat(5_000));
            assert_eq!(shown, format!("{}…", letter.repeat(NAME)));
        }
        let word = name(&format!("{} {}", "x".repeat(NAME - 1), "y".repeat(100)));
        assert_eq!(word, format!("{}…", "x".repeat(NAME - 1)));
    }

    #[test]
    fn the_first_letter_says_the_direction() {
        for (text, from_right) in
            [("שלום Bob", true), ("~ مرحبا", true), ("Bob שלום", false), ("123", false), ("", false)]
        {
            assert_eq!(is_right_to_left(text), from_right, "{text}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(line(" Bob\nOnline\t"), "Bob Online");
    }

    #[test]
    fn a_line_is_never_longer_than_any_window_shows() {
        assert_eq!(line(&"x".repeat(5_000)).len(), LINE);
        assert_eq!(line(&"🦋".repeat(5_000)).chars().count(), LINE);
        assert_eq!(line(&"\u{202e}".repeat(5_000)), "");
        assert_eq!(line(" Łódź \t ok\n"), "Łódź   ok");
    }

    #[test]
    fn no_letter_is_made_of_thousands() {
        // Thai marks, joined emoji, tags: each goes on and on as one letter.
        for joined in ["\u{e49}", "\u{200d}👩", "\u{e0061}"] {
            let text = message(&format!("ok 👩{} ok", joined.repeat(10_000)));
            assert!(text.chars().count() < 50, "{} of {joined:?}", text.chars().count());
            assert!(text.starts_with("ok 👩") && text.ends_with(" ok"));
        }
        assert_eq!(message("👩🏽‍❤️‍💋‍👨🏿 नमस्ते"), "👩🏽‍❤️‍💋‍👨🏿 नमस्ते");
        assert_eq!(message("a\tb"), "a    b");
    }
}

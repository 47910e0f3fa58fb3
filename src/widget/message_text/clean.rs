//! Makes a text from the network safe to show: what could reorder, hide or overprint other text is taken out.

/// More marks than this on one letter only serve to overprint the lines round it.
const MARKS: usize = 6;

/// A message's text: its lines stay, control and direction-override characters go.
pub fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if c.is_control() || is_steering(c) || marks > MARKS => {}
            c => out.push(c),
        }
    }
    let end = out.trim_end_matches('\n').len();
    out.truncate(end);
    out
}

/// A name, or anything else that stands on one line.
pub fn line(text: &str) -> String {
    message(text).replace('\n', " ").trim().to_owned()
}

/// Embeddings, overrides and isolates turn the direction of what follows; the others are never meant to be seen.
const fn is_steering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
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
    fn a_name_is_one_line() {
        assert_eq!(line(" Bob\nOnline\t"), "Bob Online");
    }
}

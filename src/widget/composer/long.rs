//! A text that is too long for one message, as several.

/// The most messages that one paste may become; more than that is a file.
pub(super) const MOST: usize = 8;

/// The parts of a text, each of `limit` bytes at most: cut at the end of a line or between words, where one is near.
pub(super) fn parts(text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_end();
    while rest.len() > limit {
        let end = (0..=limit).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or_default();
        let whole = &rest[..end];
        // Not so early that the part would be short.
        let near = |at: &usize| *at > end / 2;
        let line = whole.rfind('\n').filter(near);
        let cut = line.or_else(|| whole.rfind(char::is_whitespace).filter(near)).unwrap_or(end);
        let Some((part, later)) = rest.split_at_checked(cut).filter(|(part, _)| !part.is_empty()) else { break };
        parts.push(part.trim_end());
        rest = match line {
            // The lines that follow keep their indent.
            Some(_) => later.strip_prefix('\n').unwrap_or(later),
            None => later.trim_start(),
        };
    }
    parts.push(rest);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_cut_at_lines_then_between_words_then_anywhere() {
        assert_eq!(parts("short", 10), ["short"]);
        assert_eq!(parts("one line\n  two lines", 12), ["one line", "  two lines"]);
        assert_eq!(parts("some words here", 11), ["some words", "here"]);
        assert_eq!(parts("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(parts("ééé", 3), ["é", "é", "é"]);
        assert_eq!(parts("a\nbcdefghi", 6), ["a\nbcde", "fghi"], "a line that ends early is no place to cut");
        assert!(parts("  \n ", 2).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_but_space_is_lost_and_no_part_is_too_long(text in "[a-zé👍 \n]{0,80}", limit in 4usize..30) {
            let parts = parts(&text, limit);
            prop_assert!(parts.iter().all(|part| part.len() <= limit && !part.trim().is_empty()));
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&parts.concat()), bare(&text));
        }
    }
}

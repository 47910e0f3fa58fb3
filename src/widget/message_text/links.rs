//! Finds the links of a text: web addresses and mail addresses, and nothing that could start another program.

use std::ops::Range;

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which bytes of the text it covers.
    pub range: Range<usize>,
    /// What a click opens: always `http:`, `https:` or `mailto:`.
    pub target: String,
}

/// Longer than any address that a person sends; what is longer stays text.
const LONGEST: usize = 2048;

/// The links of a text, in order.
pub fn find(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut at = 0;
    for word in text.split(is_separator) {
        let start = at + leading(word);
        at += word.len();
        let word = trim_end(&text[start..at]);
        if let Some(target) = target(word) {
            links.push(Link { range: start..start + word.len(), target });
        }
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    links
}

/// What no address contains unescaped.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '{' | '}' | '“' | '”' | '„')
}

/// How many bytes of the word stand before the address: opening punctuation, or text that runs into a web address, as
/// in scripts that are written without spaces.
fn leading(word: &str) -> usize {
    let small = word.to_ascii_lowercase();
    let web = ["https://", "http://"].into_iter().filter_map(|scheme| small.find(scheme)).min();
    match web {
        Some(at) if !word[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) => at,
        _ => word.len() - word.trim_start_matches(['(', '[', '\'', '*', '_', '~', '‘', '«', ',', ';', ':']).len(),
    }
}

/// The word without the punctuation of the sentence round it; a closing bracket stays when it was opened inside.
fn trim_end(mut word: &str) -> &str {
    while let Some(last) = word.chars().next_back() {
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '’' | '»' | '…' => true,
            ')' => word.matches(')').count() > word.matches('(').count(),
            ']' => word.matches(']').count() > word.matches('[').count(),
            _ => false,
        };
        if !drop {
            break;
        }
        word = &word[..word.len() - last.len_utf8()];
    }
    word
}

/// What the word opens, if it is a link.
fn target(word: &str) -> Option<String> {
    if word.len() > LONGEST {
        return None;
    }
    for scheme in ["https://", "http://"] {
        if let Some(rest) = strip_prefix(word, scheme) {
            return has_host(rest).then(|| format!("{scheme}{rest}"));
        }
    }
    if let Some(rest) = strip_prefix(word, "mailto:") {
        return is_mail(rest).then(|| format!("mailto:{rest}"));
    }
    if strip_prefix(word, "www.").is_some_and(|rest| has_host(rest) && rest.contains('.')) {
        return Some(format!("https://{word}"));
    }
    is_mail(word).then(|| format!("mailto:{word}"))
}

/// The rest of a word that starts so, whatever the case.
fn strip_prefix<'a>(word: &'a str, prefix: &str) -> Option<&'a str> {
    let head = word.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &word[prefix.len()..])
}

/// Whether something that can be a host's name stands before the path.
fn has_host(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '[')
}

/// Whether it looks like a mail address.
fn is_mail(word: &str) -> bool {
    let word = word.split('?').next().unwrap_or_default();
    let Some((local, domain)) = word.split_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    !local.is_empty()
        && local.chars().all(plain)
        && domain.chars().all(|c| plain(c) && c != '+' && c != '_')
        && domain.split('.').all(|label| !label.is_empty())
        && domain.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        find(text).into_iter().map(|l| (&text[l.range], l.target)).collect()
    }
    fn one(text: &str, link: &str) {
        assert_eq!(found(text), [(link, link.to_owned())], "in {text:?}");
    }

    #[test]
    fn web_addresses_are_found_without_the_sentence_round_them() {
        one("look at https://example.com/a?b=c#d, it is nice", "https://example.com/a?b=c#d");
        one("(see http://example.com/x_(y)).", "http://example.com/x_(y)");
        one("<https://example.com>", "https://example.com");
        one("zażółć:https://example.com/ż!", "https://example.com/ż");
    }

    #[test]
    fn a_scheme_in_any_case_is_written_small() {
        assert_eq!(found("HTTP://Example.com/A"), [("HTTP://Example.com/A", "http://Example.com/A".to_owned())]);
    }

    #[test]
    fn short_forms_get_a_scheme() {
        assert_eq!(found("www.example.com."), [("www.example.com", "https://www.example.com".to_owned())]);
        assert_eq!(found("bob@example.com?"), [("bob@example.com", "mailto:bob@example.com".to_owned())]);
        assert_eq!(found("mailto:bob@example.com"), [("mailto:bob@example.com", "mailto:bob@example.com".to_owned())]);
    }

    #[test]
    fn several_links_keep_their_places() {
        let text = "https://a.example und\nhttps://b.example";
        let links = find(text);
        assert_eq!(links.len(), 2);
        assert_eq!(&text[links[1].range.clone()], "https://b.example");
    }

    #[test]
    fn nothing_else_is_a_link() {
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "msnim:chat?contact=a",
            "http://",
            "https:// example",
            "www.",
            "www.x",
            "a@b",
            "@example.com",
            "a@@example.com",
            "1:30",
            "e.g. this",
            "",
            "http://.",
            "bob@example..com",
        ] {
            assert!(found(text).is_empty(), "{text:?} gave {:?}", found(text));
        }
        assert!(find(&format!("https://{}", "a".repeat(3000))).is_empty());
    }
}

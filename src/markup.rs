//! Text where markup is read: in HTML that is saved or copied, and in the body of a notification.

/// The text as it stands between tags and in their attributes, so that nothing in it is a tag.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Its name is XML's, which older HTML doesn't know.
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("<b>a</b> & \"b\" 'c'"), "&lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot; &#39;c&#39;");
    }
}

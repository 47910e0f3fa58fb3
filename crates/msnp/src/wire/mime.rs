//! The header block and body of a message.

use bytes::{BufMut, Bytes, BytesMut};

/// A message body in its two halves: headers, and everything after the first blank line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mime {
    /// Names and values in the order and spelling they came in, without the white space around the values.
    pub headers: Vec<(String, String)>,
    /// Everything after the first blank line, its own blank lines included.
    pub body: Bytes,
}

impl Mime {
    /// A message without headers.
    pub fn new(body: impl Into<Bytes>) -> Self {
        Self { headers: Vec::new(), body: body.into() }
    }

    /// Adds a header at the end. Line breaks in the value would start a header of their own, so they become spaces.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.replace(['\r', '\n'], " ")));
        self
    }

    /// The value of the first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The media type of `Content-Type` in lower case, without its parameters; empty when there is none.
    pub fn content_type(&self) -> String {
        let value = self.header("Content-Type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Takes a message apart. Lines end with LF or CRLF; headers come in any order and case. A message without a blank
    /// line is all headers. A line of the block that isn't `name: value` continues the header above it when it starts
    /// with white space, and is skipped otherwise.
    ///
    /// `None` when the first line is no header: then there is no header block, and the bytes mean something else.
    pub fn parse(message: &Bytes) -> Option<Self> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        while at < message.len() {
            let rest = &message[at..];
            let (line, next) = match rest.iter().position(|b| *b == b'\n') {
                Some(end) => (&rest[..end], at + end + 1),
                None => (rest, message.len()),
            };
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            at = next;
            if line.is_empty() {
                break;
            }
            let text = String::from_utf8_lossy(line);
            if text.starts_with([' ', '\t'])
                && let Some((_, value)) = headers.last_mut()
            {
                value.push(' ');
                value.push_str(text.trim());
            } else if let Some((name, value)) = text.split_once(':') {
                headers.push((name.trim().to_owned(), value.trim().to_owned()));
            } else if headers.is_empty() {
                return None;
            }
        }
        (!headers.is_empty()).then(|| Self { headers, body: message.slice(at..) })
    }

    /// Writes headers, blank line and body.
    pub fn encode(&self) -> Bytes {
        let length = self.headers.iter().map(|(n, v)| n.len() + v.len() + 4).sum::<usize>() + 2 + self.body.len();
        let mut out = BytesMut::with_capacity(length);
        for (name, value) in &self.headers {
            out.put_slice(name.as_bytes());
            out.put_slice(b": ");
            out.put_slice(value.as_bytes());
            out.put_slice(b"\r\n");
        }
        out.put_slice(b"\r\n");
        out.put_slice(&self.body);
        out.freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &'static str) -> Option<Mime> {
        Mime::parse(&Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn headers_come_in_any_order_and_case() {
        let mime = parse("x-thing: 1\r\nCONTENT-type:  Text/Plain; charset=UTF-8 \r\n\r\nhello").unwrap();
        assert_eq!(mime.content_type(), "text/plain");
        assert_eq!(mime.header("X-Thing"), Some("1"));
        assert_eq!(mime.body, "hello");
    }

    #[test]
    fn the_body_keeps_its_blank_lines() {
        let mime = parse("A: b\n\none\r\n\r\ntwo\n\n").unwrap();
        assert_eq!(mime.body, "one\r\n\r\ntwo\n\n");
    }

    #[test]
    fn a_missing_blank_line_means_no_body() {
        let mime = parse("A: b\r\nC: d").unwrap();
        assert_eq!(mime.header("c"), Some("d"));
        assert!(mime.body.is_empty());
        assert_eq!(parse("A: b\r\n").unwrap().headers.len(), 1);
    }

    #[test]
    fn folded_values_are_joined_and_stray_lines_skipped() {
        let mime = parse("A: one\r\n  two\r\nstray\r\nB: c\r\n\r\nx").unwrap();
        assert_eq!(mime.header("a"), Some("one two"));
        assert_eq!(mime.header("b"), Some("c"));
    }

    #[test]
    fn what_has_no_header_is_no_message() {
        assert_eq!(parse(""), None);
        assert_eq!(parse("hello"), None);
        assert_eq!(parse("\r\nhello"), None);
    }

    #[test]
    fn a_value_cannot_start_another_header() {
        let mime = Mime::new("body").with("A", "b\r\nEvil: yes");
        assert_eq!(Mime::parse(&mime.encode()).unwrap().header("evil"), None);
        assert_eq!(mime.encode(), "A: b  Evil: yes\r\n\r\nbody");
    }
}

//! Message bodies: what travels inside `MSG`, `UBX` and `UUX`.

pub mod chunk;
pub mod circle;
pub mod datacast;
pub mod endpoint;
pub mod invitation;
pub mod personal;
pub mod routed;
pub mod service;
pub mod text;
pub mod typing;

pub use datacast::Datacast;
pub use text::{Color, TextFormat, TextMessage};

use crate::types::Email;
use crate::wire::mime::Mime;
use bytes::{BufMut, Bytes, BytesMut};

/// A switchboard message, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// `text/plain`
    Text(TextMessage),
    /// A part of a chunked message; see [`chunk`]
    Chunk(chunk::Chunk),
    /// `text/x-msmsgscontrol`
    Typing {
        /// `TypingUser`: who types; `None` when the header is missing or no address.
        user: Option<Email>,
    },
    /// `text/x-msnmsgr-datacast`, a nudge among them
    Datacast(Datacast),
    /// `text/x-msmsgsinvite`
    Invitation(invitation::Invitation),
    /// `text/x-clientcaps`
    ClientCaps {
        /// `Client-Name`: their program; `None` when it isn't told.
        name: Option<String>,
        /// `Chat-Logging`: whether it keeps what is said; `None` when it isn't told.
        logging: Option<bool>,
    },
    /// `text/x-keepalive` in either spelling: ignored
    KeepAlive,
    /// `application/x-msnmsgrp2p`: the bytes after the headers, and whom they are for
    PeerToPeer {
        /// `P2P-Dest`: whom it is for; `None` when the header is missing or no address.
        to: Option<Email>,
        /// The bytes after the headers.
        data: Bytes,
    },
    /// `text/x-mms-emoticon`: shortcut and MSNObject, in pairs
    Emoticons(Vec<(String, String)>),
    /// A type that nothing here knows.
    Unknown {
        /// Its name in lower case; empty for a body without one.
        content_type: String,
    },
}

/// The most emoticons that one message defines.
const MAX_EMOTICONS: usize = 16;

impl Content {
    /// Reads a body. Never fails: a body without headers is [`Content::Unknown`] with an empty type.
    pub fn decode(body: &Bytes) -> Self {
        let Some(mime) = Mime::parse(body) else { return Self::Unknown { content_type: String::new() } };
        match chunk::Chunk::decode(&mime) {
            Some(chunk) => Self::Chunk(chunk),
            None => Self::of(&mime),
        }
    }

    /// Reads a message that is whole.
    pub(crate) fn of(mime: &Mime) -> Self {
        let content_type = mime.content_type();
        match content_type.as_str() {
            "text/plain" => Self::Text(TextMessage::decode(mime)),
            // Without a type a message is text by the rules of MIME; only a real header block counts as one here.
            "" if mime.header("MIME-Version").or_else(|| mime.header("X-MMS-IM-Format")).is_some()
                && !mime.body.is_empty() =>
            {
                Self::Text(TextMessage::decode(mime))
            }
            "text/x-msmsgscontrol" => Self::Typing { user: typing::decode(mime) },
            "text/x-msnmsgr-datacast" => Self::Datacast(Datacast::decode(mime)),
            "text/x-msmsgsinvite" => Self::Invitation(invitation::Invitation { fields: fields(mime) }),
            "text/x-clientcaps" | "text/x-clientinfo" => {
                let fields = fields(mime);
                let logging = field(&fields, "Chat-Logging").and_then(|value| match value.chars().next() {
                    Some('Y' | 'y') => Some(true),
                    Some('N' | 'n') => Some(false),
                    _ => None,
                });
                Self::ClientCaps { name: field(&fields, "Client-Name").map(str::to_owned), logging }
            }
            "text/x-keepalive" | "text/x-keep-alive" => Self::KeepAlive,
            "application/x-msnmsgrp2p" => {
                let to = mime.header("P2P-Dest").and_then(Email::from_wire);
                Self::PeerToPeer { to, data: mime.body.clone() }
            }
            "text/x-mms-emoticon" | "text/x-mms-animemoticon" => Self::Emoticons(emoticons(&mime.body)),
            _ => Self::Unknown { content_type },
        }
    }
}

/// Shortcut, tab, object, tab, and so on.
fn emoticons(body: &[u8]) -> Vec<(String, String)> {
    let text = text::decode_text(body);
    let mut words = text.trim_matches(['\r', '\n']).split('\t');
    let mut out = Vec::new();
    while let (Some(shortcut), Some(object)) = (words.next(), words.next()) {
        if !shortcut.is_empty() && out.len() < MAX_EMOTICONS {
            out.push((shortcut.to_owned(), object.to_owned()));
        }
    }
    out
}

/// The `name: value` lines of a body. When the sender forgot the blank line they stand among the headers.
fn fields(mime: &Mime) -> Vec<(String, String)> {
    let text = text::decode_text(&mime.body);
    let found: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    if !found.is_empty() {
        return found;
    }
    let envelope = |name: &str| ["MIME-Version", "Content-Type"].iter().any(|e| name.eq_ignore_ascii_case(e));
    mime.headers.iter().filter(|(name, _)| !envelope(name)).cloned().collect()
}

/// The value of the first field of that name, whatever its case.
fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Lines `name: value` and an empty one. A line break in a value would start a field of its own.
fn encode_fields(fields: &[(String, String)]) -> Bytes {
    let mut out = BytesMut::new();
    for (name, value) in fields {
        out.put_slice(name.replace(['\r', '\n', ':'], " ").as_bytes());
        out.put_slice(b": ");
        out.put_slice(value.replace(['\r', '\n'], " ").as_bytes());
        out.put_slice(b"\r\n");
    }
    out.put_slice(b"\r\n");
    out.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(payload: &'static [u8]) -> Content {
        Content::decode(&Bytes::from_static(payload))
    }

    #[test]
    fn the_other_types() {
        for keepalive in [&b"Content-Type: text/x-keepalive\r\n\r\n"[..], b"content-type: text/x-keep-alive\r\n\r\n"] {
            assert_eq!(decode(keepalive), Content::KeepAlive);
        }
        assert_eq!(
            decode(b"MIME-Version: 1.0\r\nContent-Type: text/x-clientcaps\r\n\r\nClient-Name: X/1.0\r\nChat-Logging: Y\r\n"),
            Content::ClientCaps { name: Some("X/1.0".to_owned()), logging: Some(true) }
        );
        assert_eq!(
            decode(
                b"Content-Type: application/x-msnmsgrp2p\r\nP2P-Dest: bob@example.com;{x}\r\n\r\n\0\x01\r\n\r\n\xff"
            ),
            Content::PeerToPeer {
                to: Email::from_wire("bob@example.com"),
                data: Bytes::from_static(b"\0\x01\r\n\r\n\xff")
            }
        );
        assert_eq!(
            decode(b"Content-Type: text/x-mms-emoticon\r\n\r\n(y)\t<msnobj Type=\"2\"/>\t:x\t<msnobj/>\t"),
            Content::Emoticons(vec![
                ("(y)".to_owned(), "<msnobj Type=\"2\"/>".to_owned()),
                (":x".to_owned(), "<msnobj/>".to_owned())
            ])
        );
    }

    #[test]
    fn what_nothing_knows() {
        let unknown = |name: &str| Content::Unknown { content_type: name.to_owned() };
        assert_eq!(decode(b""), unknown(""));
        assert_eq!(decode(b"no headers at all"), unknown(""));
        assert_eq!(decode(b"\r\n\r\n"), unknown(""));
        assert_eq!(decode(b"Content-Type: Image/GIF\r\n\r\nbase64:R0lG"), unknown("image/gif"));
        assert_eq!(decode(b"note: this is one line"), unknown(""));
    }

    #[test]
    fn a_text_without_a_type_is_still_a_text() {
        let Content::Text(message) = decode(b"MIME-Version: 1.0\r\n\r\nhello") else { panic!("a text") };
        assert_eq!(message.text, "hello");
    }
}

//! `text/x-msmsgscontrol`: somebody types.

use crate::types::Email;
use crate::wire::mime::Mime;
use bytes::Bytes;

/// The payload that says that `user` types.
pub fn encode(user: &Email) -> Bytes {
    Mime::new("\r\n")
        .with("MIME-Version", "1.0")
        .with("Content-Type", "text/x-msmsgscontrol")
        .with("TypingUser", user.as_str())
        .encode()
}

/// Who types; `None` when the notification says something else or nobody's name.
pub(super) fn decode(mime: &Mime) -> Option<Email> {
    mime.header("TypingUser").and_then(Email::from_wire)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn the_known_length_comes_out() {
        let alice = Email::parse("alice@example.com").expect("an address");
        assert_eq!(encode(&alice).len(), 90);
        assert_eq!(Content::decode(&encode(&alice)), Content::Typing { user: Some(alice) });
    }

    #[test]
    fn an_endpoint_is_cut_off() {
        let body = Bytes::from_static(
            b"Content-Type: text/x-msmsgscontrol\r\ntypinguser: bob@example.com;{f52973b6-c926-4bad-9ba8-7c1e840e4ab0}\r\n\r\n\r\n",
        );
        assert_eq!(Content::decode(&body), Content::Typing { user: Email::from_wire("bob@example.com") });
        let nobody = Bytes::from_static(b"Content-Type: text/x-msmsgscontrol\r\nRecordingUser: x@y\r\n\r\n");
        assert_eq!(Content::decode(&nobody), Content::Typing { user: None });
    }
}

//! `text/x-msnmsgr-datacast`: nudge, wink, voice clip, action text.

use super::{field, fields};
use crate::wire::mime::Mime;
use bytes::Bytes;

/// What a datacast says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datacast {
    /// ID 1
    Nudge,
    /// ID 2: the MSNObject of a wink
    Wink(String),
    /// ID 3: the MSNObject of a voice clip
    VoiceClip(String),
    /// ID 4: "Alice sends a kiss"
    Action(String),
    /// Another number.
    Other {
        /// `ID`, as it stands.
        id: String,
        /// `Data`, as it stands; `None` when the field is missing.
        data: Option<String>,
    },
}

impl Datacast {
    /// The payload of a `MSG`.
    pub fn encode(&self) -> Bytes {
        let (id, data) = match self {
            Self::Nudge => ("1", None),
            Self::Wink(object) => ("2", Some(object)),
            Self::VoiceClip(object) => ("3", Some(object)),
            Self::Action(text) => ("4", Some(text)),
            Self::Other { id, data } => (id.as_str(), data.as_ref()),
        };
        let mut pairs = vec![("ID".to_owned(), id.to_owned())];
        if let Some(data) = data {
            pairs.push(("Data".to_owned(), data.clone()));
        }
        let mut mime = Mime::default().with("MIME-Version", "1.0").with("Content-Type", "text/x-msnmsgr-datacast");
        mime.body = super::encode_fields(&pairs);
        mime.encode()
    }

    pub(super) fn decode(mime: &Mime) -> Self {
        let fields = fields(mime);
        let id = field(&fields, "ID").unwrap_or_default().trim().to_owned();
        let data = field(&fields, "Data").map(str::to_owned);
        match (id.as_str(), data) {
            ("1", _) => Self::Nudge,
            ("2", Some(object)) => Self::Wink(object),
            ("3", Some(object)) => Self::VoiceClip(object),
            ("4", Some(text)) => Self::Action(text),
            (_, data) => Self::Other { id, data },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn the_known_length_comes_out() {
        assert_eq!(Datacast::Nudge.encode().len(), 69);
    }

    #[test]
    fn each_kind_comes_back() {
        for datacast in [
            Datacast::Nudge,
            Datacast::Wink("<msnobj Type=\"8\"/>".to_owned()),
            Datacast::VoiceClip("<msnobj Type=\"11\"/>".to_owned()),
            Datacast::Action("Alice sends a kiss: x".to_owned()),
            Datacast::Other { id: "9".to_owned(), data: None },
            Datacast::Other { id: "2".to_owned(), data: None },
        ] {
            assert_eq!(Content::decode(&datacast.encode()), Content::Datacast(datacast));
        }
    }

    #[test]
    fn a_missing_blank_line_is_forgiven() {
        let body = Bytes::from_static(b"Content-Type: Text/X-MSNMSGR-Datacast; charset=utf-8\r\nid: 1\r\n");
        assert_eq!(Content::decode(&body), Content::Datacast(Datacast::Nudge));
    }
}

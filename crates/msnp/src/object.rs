//! MSNObject: the name of a picture, emoticon or clip, as a small XML element.
//!
//! Fetching what it names is for later; it travels unharmed meanwhile, and its attributes can be read and written.

use crate::wire::escape;
use quick_xml::{Reader, events::Event};

/// The longest object that is read, in bytes.
const MAX_BYTES: usize = 4096;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectType {
    /// 2: a custom emoticon.
    Emoticon,
    /// 3: a display picture.
    Picture,
    /// 5: a background.
    Background,
    /// 7: a dynamic display picture.
    DynamicPicture,
    /// 8: a wink.
    Wink,
    /// 11: a voice clip.
    VoiceClip,
    /// Another number.
    Other(u32),
}

impl ObjectType {
    /// The number on the wire.
    pub const fn number(self) -> u32 {
        match self {
            Self::Emoticon => 2,
            Self::Picture => 3,
            Self::Background => 5,
            Self::DynamicPicture => 7,
            Self::Wink => 8,
            Self::VoiceClip => 11,
            Self::Other(number) => number,
        }
    }

    /// The type behind a number.
    pub const fn from_number(number: u32) -> Self {
        match number {
            2 => Self::Emoticon,
            3 => Self::Picture,
            5 => Self::Background,
            7 => Self::DynamicPicture,
            8 => Self::Wink,
            11 => Self::VoiceClip,
            other => Self::Other(other),
        }
    }
}

/// The attributes of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Whose it is: the address.
    pub creator: String,
    /// How many bytes it has.
    pub size: u32,
    /// What it is.
    pub kind: ObjectType,
    /// A file name that means something to its creator only.
    pub location: String,
    /// Its name for people, in Base64 of UTF-16; `AAA=` for none.
    pub friendly: String,
    /// `SHA1D`: the SHA-1 of its bytes in Base64. What to know it by.
    pub digest: String,
    /// `SHA1C`: the SHA-1 over the other attributes in Base64; some clients leave it out.
    pub checksum: Option<String>,
}

impl Object {
    /// Reads `<msnobj …/>`, percent-encoded or not. `None` for `0`, for an element without attributes (some servers say
    /// "no picture" so), and for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let xml = if text.trim_start().starts_with('<') { text.into() } else { escape::decode(text) };
        let mut reader = Reader::from_str(&xml);
        let tag = match reader.read_event().ok()? {
            Event::Empty(tag) | Event::Start(tag) if tag.name().as_ref().eq_ignore_ascii_case("msnobj") => tag,
            _ => return None,
        };
        let mut attributes = Vec::new();
        for attribute in tag.attributes().with_checks(false).flatten().take(32) {
            let value = quick_xml::escape::unescape_with(&attribute.value, quick_xml::escape::resolve_xml_entity);
            let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
            attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        let value = |name: &str| attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone());
        Some(Self {
            creator: value("Creator")?,
            size: value("Size")?.trim().parse().ok()?,
            kind: ObjectType::from_number(value("Type")?.trim().parse().ok()?),
            location: value("Location").unwrap_or_default(),
            friendly: value("Friendly").unwrap_or_else(|| "AAA=".to_owned()),
            digest: value("SHA1D")?,
            checksum: value("SHA1C"),
        })
    }

    /// Writes the element, with its attributes in the order of the official client.
    pub fn encode(&self) -> String {
        let mut out = format!(
            "<msnobj Creator=\"{}\" Size=\"{}\" Type=\"{}\" Location=\"{}\" Friendly=\"{}\" SHA1D=\"{}\"",
            quick_xml::escape::escape(&self.creator),
            self.size,
            self.kind.number(),
            quick_xml::escape::escape(&self.location),
            quick_xml::escape::escape(&self.friendly),
            quick_xml::escape::escape(&self.digest),
        );
        if let Some(checksum) = &self.checksum {
            out.push_str(&format!(" SHA1C=\"{}\"", quick_xml::escape::escape(checksum)));
        }
        out.push_str("/>");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Encoded;

    const XML: &str = "<msnobj Creator=\"alice@example.com\" Size=\"240\" Type=\"3\" Location=\"pic.dat\" \
                       Friendly=\"AAA=\" SHA1D=\"K52QGj/6Lhl/I3OYDQg1GCINVS0=\" SHA1C=\"xRKDKALp5Bo8HjcJQ6/mtfQCorw=\"/>";
    const WIRE: &str = "%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Size%3D%22240%22%20Type%3D%223%22%20\
                        Location%3D%22pic.dat%22%20Friendly%3D%22AAA%3D%22%20\
                        SHA1D%3D%22K52QGj%2F6Lhl%2FI3OYDQg1GCINVS0%3D%22%20\
                        SHA1C%3D%22xRKDKALp5Bo8HjcJQ6%2FmtfQCorw%3D%22%2F%3E";

    #[test]
    fn read_and_written_again_it_is_the_same() {
        let object = Object::parse(XML).expect("an object");
        assert_eq!(object.kind, ObjectType::Picture);
        assert_eq!(object.size, 240);
        assert_eq!(object.encode(), XML);
        assert_eq!(Object::parse(WIRE), Some(object));
        assert_eq!(Encoded::from_wire(WIRE).text(), XML);
    }

    #[test]
    fn what_is_none() {
        for none in ["", "0", "<msnobj/>", "%3Cmsnobj%2F%3E", "<other Size=\"1\"/>", "<msnobj Creator=", "<<<", "&"] {
            assert_eq!(Object::parse(none), None, "{none}");
        }
        assert_eq!(Object::parse(&XML.replace("240", "-1")), None);
    }

    #[test]
    fn names_cannot_break_out() {
        let mut object = Object::parse(XML).expect("an object");
        object.location = "a\"<&>'.png".to_owned();
        assert_eq!(Object::parse(&object.encode()), Some(object));
    }
}

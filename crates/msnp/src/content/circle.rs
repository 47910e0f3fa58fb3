//! What is said in a circle, and who is there to hear it: the bodies inside [`Routed`] (MSNP18).

use super::routed::{Address, Routed};
use super::text::{self, TextMessage};
use crate::soap::xml::{Element, Writer};
use crate::types::{CircleId, Email, PlaceId};
use crate::wire::Mime;
use bytes::Bytes;

/// What somebody says in a circle.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Text.
    Text(TextMessage),
    /// A nudge.
    Nudge,
    /// That they type.
    Typing,
    /// Something that nothing here knows: the kind that it calls itself.
    Other(String),
}

impl Said {
    /// The payload of an `SDG`.
    pub fn encode(&self, circle: &CircleId, from: &Email, place: &PlaceId) -> Bytes {
        let (to, from_there) = (Address::circle(circle).talk(), Address::person(from.clone()).at(place.clone()));
        let routed = Routed::new(to, from_there, ("Messaging", "1.0"));
        let plain = "Text/plain; charset=UTF-8";
        match self {
            Self::Text(message) => {
                // The same headers as on a switchboard; some of them stand in the block already.
                let headers = message.headers().headers.into_iter().filter(|(name, _)| name.starts_with("X-"));
                let body = text::wire_lines(&message.text);
                let routed = described(routed, body.len(), plain, "Text", None);
                finish(headers.fold(routed, |routed, (name, value)| routed.with(&name, &value)), body)
            }
            Self::Nudge => finish(described(routed, NUDGE.len(), plain, "Nudge", None), NUDGE),
            Self::Typing => {
                let routed = described(routed, 2, "text/x-msmsgscontrol", "Control", Some("Typing"));
                finish(routed.with("TypingUser", from.as_str()), "\r\n")
            }
            Self::Other(kind) => finish(described(routed, 0, plain, kind, None), ""),
        }
    }

    /// What the content of a payload says.
    pub fn decode(content: &Mime) -> Self {
        let header = |name| content.header(name).unwrap_or_default().trim();
        let kind = header("Message-Type");
        // Programs of later dialects write both words in one header.
        let (kind, sub) = kind.split_once('/').unwrap_or_else(|| (kind, header("Message-Subtype")));
        if kind.eq_ignore_ascii_case("Text") || (kind.is_empty() && content.content_type() == "text/plain") {
            Self::Text(TextMessage::decode(content))
        } else if kind.eq_ignore_ascii_case("Nudge") {
            Self::Nudge
        } else if kind.eq_ignore_ascii_case("Control") && sub.eq_ignore_ascii_case("Typing") {
            Self::Typing
        } else {
            Self::Other(kind.chars().filter(|c| !c.is_control()).take(40).collect())
        }
    }
}

const NUDGE: &str = "ID: 1\r\n\r\n";

/// The headers in the order in which the programs of the time wrote them.
fn described(routed: Routed, length: usize, content: &str, kind: &str, sub: Option<&str>) -> Routed {
    let routed = routed.with("Content-Length", &length.to_string()).with("Content-Type", content);
    let routed = routed.with("Content-Transfer-Encoding", "7bit").with("Message-Type", kind);
    let routed = match sub {
        Some(sub) => routed.with("Message-Subtype", sub),
        None => routed,
    };
    routed.with("MIME-Version", "1.0")
}

fn finish(mut routed: Routed, body: impl Into<Bytes>) -> Bytes {
    routed.content.body = body.into();
    routed.encode()
}

/// The type of a body that says who hears what is said.
pub const CONTENT_TYPE: &str = "application/circles+xml";

/// What a `PUT` or `NFY PUT` says of a circle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// Who hears what is said (`roster` with the id `IM`); `None` when it isn't about that.
    pub roster: Option<Vec<Email>>,
    /// The circle's name (`MFN`), where it is told.
    pub name: Option<String>,
}

impl Published {
    /// The most people that are read.
    const MAX_PEOPLE: usize = 1000;

    /// Reads a body. An empty one says nothing: the circle is there.
    pub fn decode(body: &[u8]) -> Option<Self> {
        if body.trim_ascii().is_empty() {
            return Some(Self::default());
        }
        let circle = Element::parse(body).ok().filter(|root| root.name() == "circle")?;
        let mut published = Self::default();
        for roster in circle.children("roster").filter(|roster| roster.value_of("id").is_none_or(|id| id == "IM")) {
            let all = published.roster.get_or_insert_default();
            let people = roster.children("user").filter_map(|user| Address::parse(user.value_of("id")?));
            let people = people.filter_map(|address| address.as_person().cloned());
            all.extend(people.take(Self::MAX_PEOPLE.saturating_sub(all.len())));
        }
        let name = circle.at(&["props", "presence", "Data", "MFN"]).map(|name| name.value().trim());
        published.name = name.filter(|name| !name.is_empty()).map(|name| name.chars().take(387).collect());
        Some(published)
    }

    /// Writes a body.
    pub fn encode(&self) -> Bytes {
        let mut writer = Writer::bare();
        writer.element("circle", &[], |circle| {
            if let Some(people) = &self.roster {
                circle.element("roster", &[], |roster| {
                    roster.leaf("id", "IM");
                    for email in people {
                        roster
                            .element("user", &[], |user| user.leaf("id", &Address::person(email.clone()).to_string()));
                    }
                });
            }
            if let Some(name) = &self.name {
                circle.element("props", &[], |props| {
                    props.element("presence", &[("dtype", "xml")], |presence| {
                        presence.element("Data", &[], |data| data.leaf("MFN", name));
                    });
                });
            }
        });
        Bytes::from(writer.finish())
    }
}

/// The payload of the `PUT` by which one joins what is said in a circle.
pub fn join(circle: &CircleId, own: &Email, place: &PlaceId) -> Bytes {
    let from = Address::person(own.clone()).at(place.clone());
    let routed = Routed::new(Address::circle(circle), from, ("Publication", "1.0"));
    let body = Published { roster: Some(vec![own.clone()]), name: None }.encode();
    routed.with("Uri", "/circle").with("Content-Type", CONTENT_TYPE).body(body).encode()
}

/// The payload of the `DEL` by which one leaves it.
pub fn part(circle: &CircleId, own: &Email, place: &PlaceId) -> Bytes {
    let from = Address::person(own.clone()).at(place.clone());
    let routed = Routed::new(Address::circle(circle), from, ("Publication", "1.0"));
    routed.with("Uri", &place_of(own)).with("Content-Type", CONTENT_TYPE).body(Bytes::new()).encode()
}

/// The `Uri` of somebody's place in what is said: `/circle/roster(IM)/user(1:alice@example.com)`.
pub fn place_of(email: &Email) -> String {
    format!("/circle/roster(IM)/user({})", Address::person(email.clone()))
}

/// Whose place a `Uri` names.
pub fn owner_of(uri: &str) -> Option<Email> {
    let address = uri.trim().strip_prefix("/circle/roster(IM)/user(")?.strip_suffix(')')?;
    Address::parse(address)?.as_person().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::TextFormat;

    fn circle() -> CircleId {
        CircleId::of_guid("00000000-0000-0000-0009-0123456789ab").unwrap_or_else(|| panic!("a GUID"))
    }
    fn alice() -> Email {
        Email::from_wire("alice@example.com").unwrap_or_else(|| panic!("an address"))
    }
    fn place() -> PlaceId {
        PlaceId::new("ad9d9247-9181-4c57-8388-248304e153d3").unwrap_or_else(|| panic!("a place"))
    }
    fn said(what: &Said) -> (String, Said) {
        let payload = what.encode(&circle(), &alice(), &place());
        let routed = Routed::decode(&payload).unwrap_or_else(|| panic!("{payload:?}"));
        assert_eq!(routed.to.to_string(), "9:00000000-0000-0000-0009-0123456789ab@live.com;path=IM");
        assert_eq!(routed.from.to_string(), "1:alice@example.com;epid={ad9d9247-9181-4c57-8388-248304e153d3}");
        (String::from_utf8_lossy(&payload).into_owned(), Said::decode(&routed.content))
    }

    #[test]
    fn what_is_said_is_heard() {
        let message = TextMessage::new("zwölf\nBoxer", TextFormat { bold: true, ..TextFormat::default() });
        let (payload, heard) = said(&Said::Text(message.clone()));
        assert_eq!(heard, Said::Text(message));
        assert!(payload.contains(
            "\r\n\r\nReliability: 1.0\r\nStream: 0\r\nSegment: 0\r\n\r\nMessaging: 1.0\r\nContent-Length: 13\r\n"
        ));
        assert!(payload.ends_with("\r\n\r\nzwölf\r\nBoxer"), "{payload}");
        for what in [Said::Nudge, Said::Typing] {
            assert_eq!(said(&what).1, what);
        }
        assert!(said(&Said::Nudge).0.contains("Content-Length: 9\r\n"));
        let later = Mime::default().with("Message-Type", "Control/Typing");
        assert_eq!(Said::decode(&later), Said::Typing);
        let wink = Mime::default().with("Message-Type", "Wink");
        assert_eq!(Said::decode(&wink), Said::Other("Wink".to_owned()));
    }

    #[test]
    fn who_hears_it_is_read_and_written() {
        let body = "<circle><roster><id>IM</id><user><id>1:alice@example.com</id></user></roster></circle>";
        let roster = Published { roster: Some(vec![alice()]), name: None };
        assert_eq!((roster.encode().as_ref(), Published::decode(body.as_bytes())), (body.as_bytes(), Some(roster)));
        let named = "<circle><props><presence dtype=\"xml\"><Data><UTL></UTL><MFN>Walkers &amp; co</MFN><PSM/></Data>\
                     </presence></props></circle>";
        let name = Published::decode(named.as_bytes()).and_then(|published| published.name);
        assert_eq!(name.as_deref(), Some("Walkers & co"));
        assert_eq!(Published::decode(b" \r\n"), Some(Published::default()));
        assert_eq!(Published::decode(b"<circle/>"), Some(Published::default()));
        assert_eq!((Published::decode(b"<circle>"), Published::decode(b"<user/>")), (None, None));
    }

    #[test]
    fn joining_and_parting_name_ourselves() {
        let routed = Routed::decode(&join(&circle(), &alice(), &place())).unwrap_or_else(|| panic!("a payload"));
        assert_eq!(routed.content.header("Uri"), Some("/circle"));
        assert_eq!(Published::decode(&routed.content.body).and_then(|p| p.roster), Some(vec![alice()]));
        let routed = Routed::decode(&part(&circle(), &alice(), &place())).unwrap_or_else(|| panic!("a payload"));
        assert_eq!(routed.content.header("Uri").and_then(owner_of), Some(alice()));
        assert_eq!((owner_of("/circle"), owner_of("/circle/roster(IM)/user(9:x@y)")), (None, None));
    }
}

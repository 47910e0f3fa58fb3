//! The payload of `PUT`, `DEL`, `SDG` and `NFY` (MSNP18): blocks of headers, one below the other, and a body.
//!
//! ```text
//! Routing: 1.0                    who to whom
//! To: 9:…@live.com;path=IM
//! From: 1:alice@example.com;epid={…}
//!
//! Reliability: 1.0                how sure it has to be
//!
//! Messaging: 1.0                  what it is, and the body
//! Content-Length: 5
//! ```

use crate::soap::adl::Network;
use crate::types::{CircleId, Email, PlaceId};
use crate::wire::Mime;
use bytes::{Bytes, BytesMut};
use std::fmt;

/// An address in a routing header: `9:guid@live.com;path=IM`, `1:alice@example.com;epid={guid}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where it lives.
    pub network: Network,
    /// The address itself.
    pub email: Email,
    /// `epid`: which of its owner's places.
    pub place: Option<PlaceId>,
    /// `path`: which part of it; `IM` for what is said.
    pub path: Option<String>,
    /// `via`: the circle that it is a member of.
    pub via: Option<CircleId>,
}

impl Address {
    /// The longest that is read.
    const MAX: usize = 1024;

    /// An account of the service.
    pub const fn person(email: Email) -> Self {
        Self { network: Network::PASSPORT, email, place: None, path: None, via: None }
    }

    /// A circle.
    pub fn circle(id: &CircleId) -> Self {
        Self { network: Network::CIRCLE, ..Self::person(id.0.clone()) }
    }

    /// At one of its places.
    #[must_use]
    pub fn at(self, place: PlaceId) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The part of it that hears what is said.
    #[must_use]
    pub fn talk(self) -> Self {
        Self { path: Some("IM".to_owned()), ..self }
    }

    /// Reads one. What stands behind the address and isn't known is left out.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(';');
        let (network, email) = numbered(parts.next().filter(|_| text.len() <= Self::MAX)?)?;
        let mut address = Self { network, ..Self::person(email) };
        for part in parts {
            match part.split_once('=') {
                Some(("epid", place)) => address.place = PlaceId::from_wire(place).or_else(|| PlaceId::new(place)),
                Some(("path", path)) => address.path = Some(path.to_owned()),
                Some(("via", via)) => address.via = circle(via),
                _ => {}
            }
        }
        Some(address)
    }

    /// The circle that this is.
    pub fn as_circle(&self) -> Option<CircleId> {
        (self.network == Network::CIRCLE).then(|| CircleId(self.email.clone()))
    }

    /// The person that this is.
    pub fn as_person(&self) -> Option<&Email> {
        (self.network == Network::PASSPORT).then_some(&self.email)
    }
}

/// A circle as `9:guid@live.com` names it, as in the presence of its members.
pub fn circle(text: &str) -> Option<CircleId> {
    let (network, email) = numbered(text)?;
    (network == Network::CIRCLE).then_some(CircleId(email))
}

/// `1:alice@example.com`
fn numbered(text: &str) -> Option<(Network, Email)> {
    let (network, email) = text.split_once(':')?;
    Some((Network(network.parse().ok()?), Email::from_wire(email)?))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.network.0, self.email)?;
        if let Some(place) = &self.place {
            write!(f, ";epid={place}")?;
        }
        if let Some(via) = &self.via {
            write!(f, ";via={}:{via}", Network::CIRCLE.0)?;
        }
        match &self.path {
            Some(path) => write!(f, ";path={path}"),
            None => Ok(()),
        }
    }
}

/// A payload, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// Whom it is for.
    pub to: Address,
    /// Whom it is from.
    pub from: Address,
    /// The block about how sure it has to be; empty for none.
    pub reliability: Vec<(String, String)>,
    /// The last block with what it is about, and the body, cut where its `Content-Length` says.
    pub content: Mime,
}

impl Routed {
    /// The most blocks that a payload may have: three are known.
    const MAX_BLOCKS: usize = 8;

    /// A payload. `first` names what it is: `Publication`, `Messaging`, `Notification`, with a version.
    pub fn new(to: Address, from: Address, first: (&str, &str)) -> Self {
        let reliability = [("Reliability", "1.0"), ("Stream", "0"), ("Segment", "0")];
        Self {
            to,
            from,
            reliability: reliability.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            content: Mime::default().with(first.0, first.1),
        }
    }

    /// With one more header about what it is.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.content = self.content.with(name, value);
        self
    }

    /// With a body, and the header that tells its length.
    #[must_use]
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let mut routed = self.with("Content-Length", &body.len().to_string());
        routed.content.body = body;
        routed
    }

    /// Reads one. `None` when it isn't such a payload: no routing block, or nothing behind it.
    pub fn decode(payload: &Bytes) -> Option<Self> {
        let routing = Mime::parse(payload)?;
        routing.header("Routing")?;
        let address = |name| Address::parse(routing.header(name)?);
        let (to, from) = (address("To")?, address("From")?);
        let mut reliability = Vec::new();
        let mut rest = routing.body;
        for _ in 0..Self::MAX_BLOCKS {
            let mut block = Mime::parse(&rest)?;
            if block.header("Reliability").is_none() {
                let length = block.header("Content-Length").and_then(|length| length.parse::<usize>().ok());
                let length = length.unwrap_or(block.body.len()).min(block.body.len());
                block.body.truncate(length);
                return Some(Self { to, from, reliability, content: block });
            }
            rest = std::mem::take(&mut block.body);
            reliability = block.headers;
        }
        None
    }

    /// Writes it.
    pub fn encode(&self) -> Bytes {
        let routing = Mime::default().with("Routing", "1.0").with("To", &self.to.to_string());
        let routing = routing.with("From", &self.from.to_string());
        let mut out = BytesMut::from(routing.encode().as_ref());
        if !self.reliability.is_empty() {
            let block = Mime { headers: self.reliability.clone(), body: Bytes::new() };
            out.extend_from_slice(&block.encode());
        }
        out.extend_from_slice(&self.content.encode());
        out.freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CIRCLE: &str = "00000000-0000-0000-0009-0123456789ab@live.com";

    #[test]
    fn an_address_is_read_and_written_back() {
        let place = "{6384e2b2-184b-cbf5-8ecc-f10ca7a6563c}";
        for text in [
            "1:alice@example.com".to_owned(),
            format!("1:alice@example.com;epid={place}"),
            format!("9:{CIRCLE};path=IM"),
            format!("1:alice@example.com;via=9:{CIRCLE}"),
        ] {
            assert_eq!(Address::parse(&text).map(|address| address.to_string()).as_deref(), Some(text.as_str()));
        }
        assert_eq!(Address::parse("1:a@x;what;path=IM").map(|a| a.to_string()).as_deref(), Some("1:a@x;path=IM"));
        for none in ["", "alice@example.com", "1:", "x:alice@example.com", "300:a@x"] {
            assert_eq!(Address::parse(none), None, "{none}");
        }
        assert_eq!(circle(&format!("9:{CIRCLE}")).map(|id| id.to_string()).as_deref(), Some(CIRCLE));
        assert_eq!(circle("1:alice@example.com"), None);
    }

    #[test]
    fn a_message_of_another_program_is_read() {
        let payload = format!(
            "Routing: 1.0\r\nTo: 9:{CIRCLE};path=IM\r\nFrom: 1:bob@example.com;epid={{ad9d9247-9181-4c57-8388-248304e153d3}}\
             \r\n\r\nReliability: 1.0\r\nStream: 0\r\nSegment: 0\r\n\r\nMessaging: 1.0\r\nContent-Length: 5\r\n\
             Content-Type: Text/plain; charset=UTF-8\r\nMessage-Type: Text\r\n\r\nhello and more"
        );
        let routed = Routed::decode(&Bytes::from(payload.clone())).unwrap_or_else(|| panic!("{payload}"));
        assert_eq!(routed.to.as_circle().map(|id| id.to_string()).as_deref(), Some(CIRCLE));
        assert_eq!(routed.from.as_person().map(Email::as_str), Some("bob@example.com"));
        assert_eq!(
            (routed.content.body.as_ref(), routed.content.header("message-type")),
            (&b"hello"[..], Some("Text"))
        );
        assert_eq!(Routed::decode(&routed.encode()).as_ref(), Some(&routed));
        assert!(payload.starts_with(&*String::from_utf8_lossy(&routed.encode())));
    }

    #[test]
    fn what_is_no_such_payload_is_none() {
        for none in ["", "Routing: 1.0\r\n\r\n", "To: 1:a@x\r\nFrom: 1:b@x\r\n\r\nMessaging: 1.0\r\n\r\n"] {
            assert_eq!(Routed::decode(&Bytes::from_static(none.as_bytes())), None, "{none}");
        }
        let endless =
            format!("Routing: 1.0\r\nTo: 1:a@x\r\nFrom: 1:b@x\r\n\r\n{}", "Reliability: 1.0\r\n\r\n".repeat(99));
        assert_eq!(Routed::decode(&Bytes::from(endless)), None);
    }
}

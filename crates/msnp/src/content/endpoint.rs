//! What `UUX` and `UBX` say beside the personal message from MSNP13 on: the machine, and from 16 the places where an
//! account is signed in.
//!
//! A client of 16 and up tells three things, each in a `UUX` of its own and in this order, before its first `CHG`:
//! what this place can do, how one's own other places see it, and the personal message; see [`announcement`]. Others
//! get it all in one `UBX`, with every place; one's own places get one with their names too.

use super::personal;
use crate::dialect::Dialect;
use crate::soap::xml::Element;
use crate::types::{Capabilities, ExtendedCapabilities, PersonalMessage, PlaceId, Status};
use bytes::Bytes;
use quick_xml::escape;

/// How many places of one account are kept. Servers let far fewer sign in.
const MAX_PLACES: usize = 32;

/// The elements that say how somebody wants to look.
const LOOKS: [&str; 4] = ["DDP", "SignatureSound", "Scene", "ColorScheme"];

/// `EndpointData`: what a program can do at one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceData {
    /// Which place; a client's own `UUX` leaves it to the server.
    pub place: Option<PlaceId>,
    /// The first number.
    pub capabilities: Capabilities,
    /// The second number.
    pub extended: Option<ExtendedCapabilities>,
}

/// `PrivateEndpointData`: what one's own other places are told of a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnPlace {
    /// Which place; a client's own `UUX` leaves it to the server.
    pub place: Option<PlaceId>,
    /// The name of the machine, as its owner gave it.
    pub name: String,
    /// Whether nobody has touched it for a while.
    pub idle: bool,
    /// What kind of program it is.
    pub kind: PlaceKind,
    /// The status that was chosen there.
    pub status: Option<Status>,
}

/// `ClientType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PlaceKind {
    /// `1`
    #[default]
    Computer,
    /// `2`
    Web,
    /// `3`
    Phone,
    /// `4`: a console or something else
    Other,
    /// Any other number.
    Unknown(u32),
}

impl PlaceKind {
    /// The number on the wire.
    pub const fn code(self) -> u32 {
        match self {
            Self::Computer => 1,
            Self::Web => 2,
            Self::Phone => 3,
            Self::Other => 4,
            Self::Unknown(code) => code,
        }
    }

    /// The kind behind a number.
    pub const fn from_code(code: u32) -> Self {
        match code {
            1 => Self::Computer,
            2 => Self::Web,
            3 => Self::Phone,
            4 => Self::Other,
            other => Self::Unknown(other),
        }
    }
}

/// The payload of a `UUX` or `UBX`. A `UUX` of 16 and up holds one of its parts; the others are as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// `PSM` and `CurrentMedia`. `None` when the payload is about something else.
    pub message: Option<PersonalMessage>,
    /// `MachineGuid` (13 up).
    pub machine: Option<PlaceId>,
    /// `UserTileLocation`: the MSNObject of the picture (18), as XML in text.
    pub picture: Option<String>,
    /// `DDP`, `Scene`, `ColorScheme`, `SignatureSound` (18): how the person wants to look, as it stands. Only what is
    /// set.
    pub looks: Vec<(&'static str, String)>,
    /// `EndpointData` (16 up).
    pub places: Vec<PlaceData>,
    /// `PrivateEndpointData`: only of one's own account (16 up).
    pub own_places: Vec<OwnPlace>,
}

impl Published {
    /// Reads a payload. An empty one means that there is nothing to say. The personal message is read even of what
    /// isn't quite XML; the rest isn't.
    pub fn decode(payload: &[u8]) -> Self {
        let Ok(root) = Element::parse(payload) else {
            return Self { message: Some(personal::decode(payload)), ..Self::default() };
        };
        let mut published = Self::default();
        match root.name() {
            "EndpointData" => published.places.push(PlaceData::read(&root)),
            "PrivateEndpointData" => published.own_places.push(OwnPlace::read(&root)),
            _ => {
                published.message = Some(personal::decode(payload));
                published.machine = root.value_of("MachineGuid").and_then(place);
                published.picture = root.value_of("UserTileLocation").filter(|p| !p.is_empty()).map(str::to_owned);
                let set = |name: &&'static str| {
                    root.value_of(name).filter(|text| !text.is_empty()).map(|text| (*name, text.to_owned()))
                };
                published.looks = LOOKS.iter().filter_map(set).collect();
                published.places = root.children("EndpointData").take(MAX_PLACES).map(PlaceData::read).collect();
                published.own_places =
                    root.children("PrivateEndpointData").take(MAX_PLACES).map(OwnPlace::read).collect();
            }
        }
        published
    }

    /// Writes the `Data` that a server sends in `UBX`, and a client in the last of its `UUX`. What the dialect doesn't
    /// know is left out.
    pub fn encode(&self, dialect: Dialect) -> Bytes {
        let features = dialect.features();
        let silence = PersonalMessage::default();
        let mut xml = String::from("<Data>");
        xml.push_str(&personal::elements(self.message.as_ref().unwrap_or(&silence)));
        if features.machine_guid
            && let Some(machine) = &self.machine
        {
            // The official client escapes the braces, and some servers compare the text.
            xml.push_str(&format!("<MachineGuid>&#x7B;{}&#x7D;</MachineGuid>", machine.as_str()));
        }
        if features.places {
            if let Some(picture) = &self.picture {
                put(&mut xml, "UserTileLocation", picture);
            }
            self.looks.iter().for_each(|(name, text)| put(&mut xml, name, text));
            self.places.iter().for_each(|place| place.write(&mut xml));
            self.own_places.iter().for_each(|place| place.write(&mut xml));
        }
        xml.push_str("</Data>");
        xml.into()
    }
}

impl PlaceData {
    fn read(element: &Element) -> Self {
        let both = element.value_of("Capabilities").unwrap_or_default();
        let (basic, extended) = both.split_once(':').map_or((both, None), |(basic, more)| (basic, Some(more)));
        Self {
            place: element.attribute("id").and_then(place),
            capabilities: Capabilities(basic.trim().parse().unwrap_or_default()),
            extended: extended.and_then(|more| more.trim().parse().ok()).map(ExtendedCapabilities),
        }
    }

    fn write(&self, xml: &mut String) {
        open(xml, "EndpointData", self.place.as_ref());
        let both = match self.extended {
            Some(extended) => format!("{}:{}", self.capabilities.0, extended.0),
            None => self.capabilities.0.to_string(),
        };
        put(xml, "Capabilities", &both);
        xml.push_str("</EndpointData>");
    }

    /// The payload of a `UUX`.
    pub fn encode(&self) -> Bytes {
        let mut xml = String::new();
        self.write(&mut xml);
        xml.into()
    }
}

impl OwnPlace {
    fn read(element: &Element) -> Self {
        let value = |name| element.value_of(name).unwrap_or_default();
        Self {
            place: element.attribute("id").and_then(place),
            name: element.child("EpName").map(Element::text).unwrap_or_default().to_owned(),
            idle: value("Idle").eq_ignore_ascii_case("true"),
            kind: value("ClientType").parse().map(PlaceKind::from_code).unwrap_or_default(),
            status: Status::from_code(value("State")),
        }
    }

    fn write(&self, xml: &mut String) {
        open(xml, "PrivateEndpointData", self.place.as_ref());
        put(xml, "EpName", &self.name);
        put(xml, "Idle", if self.idle { "true" } else { "false" });
        put(xml, "ClientType", &self.kind.code().to_string());
        if let Some(status) = self.status {
            put(xml, "State", status.code());
        }
        xml.push_str("</PrivateEndpointData>");
    }

    /// The payload of a `UUX`.
    pub fn encode(&self) -> Bytes {
        let mut xml = String::new();
        self.write(&mut xml);
        xml.into()
    }
}

/// The payloads of a client's `UUX`, in the order that the protocol wants: what this place can do, how our other places
/// see it, the personal message. Older dialects have the last alone, and those before MSNP11 nothing.
pub fn announcement(
    dialect: Dialect,
    abilities: PlaceData,
    own: &OwnPlace,
    machine: Option<&PlaceId>,
    message: &PersonalMessage,
) -> Vec<Bytes> {
    let features = dialect.features();
    let mut payloads = Vec::new();
    if features.places {
        payloads.push(PlaceData { place: None, ..abilities }.encode());
        payloads.push(OwnPlace { place: None, ..own.clone() }.encode());
    }
    if features.personal_messages {
        let data = Published { message: Some(message.clone()), machine: machine.cloned(), ..Published::default() };
        payloads.push(data.encode(dialect));
    }
    payloads
}

/// A GUID, with its braces or without.
fn place(text: &str) -> Option<PlaceId> {
    let text = text.trim();
    PlaceId::from_wire(text).or_else(|| PlaceId::new(text))
}

fn open(xml: &mut String, name: &str, place: Option<&PlaceId>) {
    match place {
        Some(place) => xml.push_str(&format!("<{name} id=\"{place}\">")),
        None => xml.push_str(&format!("<{name}>")),
    }
}

fn put(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>{}</{name}>", escape::escape(personal::plain(text))));
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "{6384e2b2-184b-cbf5-8ecc-f10ca7a6563c}";

    fn abilities() -> PlaceData {
        PlaceData { place: None, capabilities: Capabilities(2_789_003_324), extended: Some(ExtendedCapabilities(48)) }
    }

    fn desk() -> OwnPlace {
        OwnPlace { name: "DESK".to_owned(), status: Some(Status::Online), ..OwnPlace::default() }
    }

    #[test]
    fn what_a_client_tells_comes_in_order_and_in_the_known_lengths() {
        let machine = PlaceId::from_wire(GUID).unwrap();
        let message = PersonalMessage::default();
        let told = |dialect| announcement(dialect, abilities(), &desk(), Some(&machine), &message);
        let all = told(Dialect::Msnp18);
        assert_eq!(all[0], "<EndpointData><Capabilities>2789003324:48</Capabilities></EndpointData>");
        assert_eq!(
            all[1],
            "<PrivateEndpointData><EpName>DESK</EpName><Idle>false</Idle><ClientType>1</ClientType><State>NLN</State></PrivateEndpointData>"
        );
        assert_eq!((all[0].len(), all[1].len(), all.len()), (71, 126, 3));
        assert_eq!(
            all[2],
            "<Data><PSM></PSM><CurrentMedia></CurrentMedia><MachineGuid>&#x7B;6384e2b2-184b-cbf5-8ecc-f10ca7a6563c&#x7D;</MachineGuid></Data>"
        );
        assert_eq!(Published::decode(&all[2]).machine, Some(machine.clone()));
        assert_eq!(told(Dialect::Msnp13), [all[2].clone()]);
        assert_eq!(told(Dialect::Msnp12), [personal::encode(&message)]);
        assert!(told(Dialect::Msnp10).is_empty());
    }

    #[test]
    fn one_part_says_nothing_of_the_others() {
        let part = Published::decode(&abilities().encode());
        assert_eq!(part, Published { places: vec![abilities()], ..Published::default() });
        let part = Published::decode(&desk().encode());
        assert_eq!(part, Published { own_places: vec![desk()], ..Published::default() });
    }

    #[test]
    fn what_a_server_sends_to_the_owner() {
        let xml = format!(
            "<Data><PSM>hello &#x26; psm</PSM><CurrentMedia>&#x5C;0Music&#x5C;01&#x5C;0{{0}}&#x5C;0Song</CurrentMedia><DDP></DDP>\
             <SignatureSound></SignatureSound><Scene></Scene><ColorScheme></ColorScheme><EndpointData id=\"{GUID}\">\
             <Capabilities>2789003324:48</Capabilities></EndpointData><PrivateEndpointData id=\"{GUID}\">\
             </PrivateEndpointData><PrivateEndpointData id=\"&#x7B;a&#x7D;\"><EpName>Lap &amp; top</EpName>\
             <Idle>True</Idle><ClientType>9</ClientType><State>AWY</State></PrivateEndpointData></Data>"
        );
        let published = Published::decode(xml.as_bytes());
        let place = PlaceId::from_wire(GUID);
        assert_eq!(published.message.unwrap().text, "hello & psm");
        assert_eq!(published.places, [PlaceData { place: place.clone(), ..abilities() }]);
        assert_eq!(
            published.own_places,
            [
                OwnPlace { place, ..OwnPlace::default() },
                OwnPlace {
                    place: PlaceId::new("a"),
                    name: "Lap & top".to_owned(),
                    idle: true,
                    kind: PlaceKind::Unknown(9),
                    status: Some(Status::Away),
                },
            ]
        );
    }

    #[test]
    fn what_is_no_xml_still_has_its_text() {
        let published = Published::decode(b"<Data><PSM>torn off <EndpointData id=\"{a}\">");
        assert_eq!(published.message.unwrap().text, "torn off ");
        assert!(published.places.is_empty());
        assert_eq!(Published::decode(b"").message, Some(PersonalMessage::default()));
        let many = format!("<Data>{}</Data>", "<EndpointData/>".repeat(1000));
        assert_eq!(Published::decode(many.as_bytes()).places.len(), MAX_PLACES);
    }

    #[test]
    fn a_name_cannot_break_out() {
        let place = OwnPlace { name: "</EpName><State>BSY</State>\n\u{1}&".to_owned(), ..desk() };
        let read = &Published::decode(&place.encode()).own_places[0];
        assert_eq!((read.name.as_str(), read.status), ("</EpName><State>BSY</State>  &", Some(Status::Online)));
    }
}

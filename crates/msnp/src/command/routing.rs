//! What stands around an address: its network, the place of its owner, the circle it comes through (from MSNP14).

use super::line::number;
use crate::dialect::{Dialect, NetworkForm};
use crate::types::{NetworkId, PlaceId};

/// A network and how the line writes it: some servers of MSNP16 and 17 write what others write from 18 on, so both are
/// read in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// `email 1`
    Word(NetworkId),
    /// `1:email`
    Prefix(NetworkId),
}

/// What stands around an address. Nothing in most places of most dialects: [`Default`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Routing {
    /// Its network, in the presence lines of MSNP14 and up.
    pub network: Option<Network>,
    /// `;{guid}`: which of its owner's places (16 up).
    pub place: Option<PlaceId>,
    /// `;via=9:guid@live.com`: the circle that it is a member of (18).
    pub via: Option<String>,
}

impl Network {
    /// The network, however it was written.
    pub const fn id(self) -> NetworkId {
        match self {
            Self::Word(id) | Self::Prefix(id) => id,
        }
    }

    /// As the presence lines of this dialect write it.
    pub const fn written(id: NetworkId, dialect: Dialect) -> Option<Self> {
        match dialect.features().network_form {
            NetworkForm::None => None,
            NetworkForm::Word => Some(Self::Word(id)),
            NetworkForm::Prefix => Some(Self::Prefix(id)),
        }
    }
}

impl Routing {
    /// An address of this network in a presence line of this dialect.
    pub const fn network(id: NetworkId, dialect: Dialect) -> Self {
        Self { network: Network::written(id, dialect), place: None, via: None }
    }

    /// One of the places of an address. Nothing where the dialect knows none.
    pub fn place(id: &PlaceId, dialect: Dialect) -> Self {
        Self { place: dialect.features().places.then(|| id.clone()), ..Self::default() }
    }

    /// Takes `1:email;{guid};via=9:circle` apart, as far as the dialect has such parts. A tail that isn't understood
    /// stays with the address.
    pub(super) fn split(word: &str, dialect: Dialect) -> Option<(String, Self)> {
        let features = dialect.features();
        let mut routing = Self::default();
        let mut address = word;
        if features.network_form != NetworkForm::None
            && let Some((id, rest)) = address.split_once(':')
            && let Some(id) = number(id)
        {
            routing.network = Some(Network::Prefix(NetworkId(id)));
            address = rest;
        }
        if features.places
            && let Some((email, tail)) = address.split_once(';')
            && let Some((place, via)) = tails(tail)
        {
            routing.place = place;
            routing.via = via;
            address = email;
        }
        (!address.is_empty()).then(|| (address.to_owned(), routing))
    }

    /// The address with what stands around it, but for a network that is a word of its own.
    pub(super) fn join(&self, email: &str) -> String {
        let mut word = String::with_capacity(email.len() + 48);
        if let Some(Network::Prefix(id)) = self.network {
            word.push_str(&id.to_string());
            word.push(':');
        }
        word.push_str(email);
        if let Some(place) = &self.place {
            word.push(';');
            word.push_str(&place.to_string());
        }
        if let Some(via) = &self.via {
            word.push_str(";via=");
            word.push_str(via);
        }
        word
    }

    /// Takes `email;{guid}` apart, where the dialect has places.
    pub(super) fn split_place(word: &str, dialect: Dialect) -> Option<(String, Option<PlaceId>)> {
        if dialect.features().places
            && let Some((email, place)) = word.rsplit_once(';')
            && let Some(place) = PlaceId::from_wire(place)
        {
            return (!email.is_empty()).then(|| (email.to_owned(), Some(place)));
        }
        Some((word.to_owned(), None))
    }

    /// The network, where it is a word of its own.
    pub(super) const fn word(&self) -> Option<NetworkId> {
        match self.network {
            Some(Network::Word(id)) => Some(id),
            _ => None,
        }
    }
}

/// `{guid}`, `via=circle` or both in this order.
fn tails(tail: &str) -> Option<(Option<PlaceId>, Option<String>)> {
    let circle = |text: &str| text.strip_prefix("via=").filter(|via| !via.is_empty()).map(str::to_owned);
    match tail.split_once(';') {
        Some((place, via)) => Some((Some(PlaceId::from_wire(place)?), Some(circle(via)?))),
        None => match PlaceId::from_wire(tail) {
            Some(place) => Some((Some(place), None)),
            None => Some((None, Some(circle(tail)?))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found_and_written_back() {
        let guid = "{6384e2b2-184b-cbf5-8ecc-f10ca7a6563c}";
        let circle = "9:00000000-0000-0000-0009-0123456789ab@live.com";
        let network = Some(Network::Prefix(NetworkId(1)));
        let place = PlaceId::from_wire(guid);
        let via = Some(circle.to_owned());
        for (word, email, routing) in [
            ("a@x".to_owned(), "a@x", Routing::default()),
            ("1:a@x".to_owned(), "a@x", Routing { network, ..Routing::default() }),
            (format!("a@x;{guid}"), "a@x", Routing { place: place.clone(), ..Routing::default() }),
            (format!("1:a@x;via={circle}"), "a@x", Routing { network, place: None, via: via.clone() }),
            (format!("1:a@x;{guid};via={circle}"), "a@x", Routing { network, place, via }),
            ("a@x;what".to_owned(), "a@x;what", Routing::default()),
            ("a@x;{}".to_owned(), "a@x;{}", Routing::default()),
            ("tel:+1555".to_owned(), "tel:+1555", Routing::default()),
        ] {
            let split = Routing::split(&word, Dialect::Msnp18);
            assert_eq!(split, Some((email.to_owned(), routing.clone())), "{word}");
            assert_eq!(routing.join(email), word);
        }
        assert_eq!(Routing::split("1:", Dialect::Msnp18), None);
    }

    #[test]
    fn older_dialects_have_no_such_parts() {
        for (dialect, word) in [(Dialect::Msnp13, "1:a@x"), (Dialect::Msnp15, "a@x;{guid}"), (Dialect::Msnp2, "7:7")] {
            assert_eq!(Routing::split(word, dialect), Some((word.to_owned(), Routing::default())), "{word}");
        }
        let id = NetworkId::PASSPORT;
        assert_eq!(Routing::network(id, Dialect::Msnp13), Routing::default());
        assert_eq!(Network::written(id, Dialect::Msnp14), Some(Network::Word(id)));
        assert_eq!(Network::written(id, Dialect::Msnp18), Some(Network::Prefix(id)));
        let place = PlaceId::new("1").unwrap();
        assert_eq!(Routing::place(&place, Dialect::Msnp15), Routing::default());
        assert_eq!(Routing::place(&place, Dialect::Msnp16).place, Some(place));
    }
}

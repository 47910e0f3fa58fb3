//! What holds for every payload of circles, and not only for those that somebody thought of.

use bytes::Bytes;
use msnp::content::circle::{self, Published, Said};
use msnp::content::routed::{Address, Routed};
use msnp::content::{TextFormat, TextMessage};
use msnp::types::{CircleId, Email, PlaceId};
use proptest::prelude::*;

fn alice() -> Email {
    Email::from_wire("alice@example.com").expect("an address")
}
fn choir() -> CircleId {
    CircleId::of_guid("00000000-0000-0000-0009-96c9144c6bc6").expect("a GUID")
}
fn place() -> PlaceId {
    PlaceId::new("ad9d9247-9181-4c57-8388-248304e153d3").expect("a place")
}

/// A payload that makes sense.
fn sensible() -> impl Strategy<Value = Bytes> {
    let said = prop_oneof![
        "\\PC{0,60}".prop_map(|text| Said::Text(TextMessage::new(text, TextFormat::default()))),
        Just(Said::Nudge),
        Just(Said::Typing),
    ];
    let said = said.prop_map(|said| said.encode(&choir(), &alice(), &place()));
    prop_oneof![
        3 => said,
        1 => Just(circle::join(&choir(), &alice(), &place())),
        1 => Just(circle::part(&choir(), &alice(), &place())),
    ]
}

fn read_all(payload: &Bytes) {
    if let Some(routed) = Routed::decode(payload) {
        Said::decode(&routed.content);
        Published::decode(&routed.content.body);
        routed.content.header("Uri").and_then(circle::owner_of);
        // What was read is written and read as the same.
        assert_eq!(Routed::decode(&routed.encode()).as_ref(), Some(&routed));
    }
}

proptest! {
    #[test]
    fn any_text_is_heard_as_it_was_said(text in any::<String>(), bold in any::<bool>()) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let message = TextMessage::new(text, TextFormat { bold, ..TextFormat::default() });
        let payload = Said::Text(message.clone()).encode(&choir(), &alice(), &place());
        let routed = Routed::decode(&payload).expect("a payload");
        prop_assert_eq!(routed.to.as_circle(), Some(choir()));
        prop_assert_eq!(routed.from.as_person(), Some(&alice()));
        prop_assert_eq!(Said::decode(&routed.content), Said::Text(message));
    }

    #[test]
    fn a_long_text_is_cut_and_nothing_is_lost(text in "(\\PC| |\n){0,4000}") {
        let message = TextMessage::new(text.clone(), TextFormat::default());
        let parts = message.cut();
        prop_assert!(parts.iter().all(|part| part.text.len() <= 1400));
        prop_assert_eq!(parts.into_iter().map(|part| part.text).collect::<String>(), text);
    }

    #[test]
    fn everybody_in_a_roster_is_read(names in prop::collection::vec("[a-z&<>\"']{1,12}", 0..20), name in "[^\\p{C}\\s]{0,40}") {
        let people: Vec<Email> = names.iter().filter_map(|n| Email::from_wire(&format!("{n}@example.com"))).collect();
        let published = Published { roster: Some(people), name: Some(name.clone()).filter(|name| !name.is_empty()) };
        prop_assert_eq!(Published::decode(&published.encode()), Some(published));
    }

    #[test]
    fn an_address_is_read_as_it_was_written(network in any::<u8>(), name in "[a-z]{1,9}", path in "[A-Z]{1,3}", with in 0..8_u8) {
        let mut address = Address::person(Email::from_wire(&format!("{name}@example.com")).expect("an address"));
        address.network.0 = network;
        address.place = (with & 1 != 0).then(place);
        address.via = (with & 2 != 0).then(choir);
        address.path = (with & 4 != 0).then_some(path);
        prop_assert_eq!(Address::parse(&address.to_string()), Some(address));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        Published::decode(&bytes);
        read_all(&Bytes::from(bytes));
    }

    #[test]
    fn a_damaged_payload_is_survived(
        payload in sensible(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let mut bytes = payload.to_vec();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        read_all(&Bytes::from(bytes));
    }
}

//! `ADL`, `RML` and `FQY`: what is written stays within the server's rules, and what is read says who.

use crate::replay::transcripts;
use bytes::Bytes;
use msnp::soap::adl::{self, Entry, MAX_PAYLOAD, Network};
use msnp::soap::xml::Element;
use msnp::types::{Email, List, Lists};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn entry(email: &str, lists: u8) -> Entry {
    let network = if email.starts_with("tel:") { Network::PHONE } else { Network::PASSPORT };
    let network = Some(network);
    Entry { email: Email::from_wire(email).expect("an address"), network, lists: Lists::from_bits(lists), name: None }
}

fn texts(payloads: Vec<Bytes>) -> Vec<String> {
    payloads.iter().map(|payload| String::from_utf8_lossy(payload).into_owned()).collect()
}

#[test]
fn the_documented_payloads() {
    assert_eq!(texts(adl::initial(&[])), ["<ml l=\"1\"></ml>"]);
    let bob = [entry("bob@example.com", 3)];
    assert_eq!(texts(adl::initial(&bob)), ["<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/></d></ml>"]);
    let bob = [entry("bob@example.com", 1)];
    assert_eq!(texts(adl::change(&bob)), ["<ml><d n=\"example.com\"><c n=\"bob\" l=\"1\" t=\"1\"/></d></ml>"]);
    assert_eq!(adl::change(&bob)[0].len(), 56);
    assert_eq!(texts(adl::query([&bob[0].email])), ["<ml><d n=\"example.com\"><c n=\"bob\"/></d></ml>"]);
    let phone = [entry("tel:+15550123", 1)];
    assert_eq!(texts(adl::change(&phone)), ["<ml><t><c n=\"tel:+15550123\" l=\"1\"/></t></ml>"]);
}

#[test]
fn what_a_client_may_not_write_is_not_written() {
    assert!(adl::change(&[entry("bob@example.com", 8 | 16)]).is_empty(), "the server's own lists");
    assert!(adl::change(&[entry("nobody", 1), entry("@example.com", 1), entry("a@", 1)]).is_empty(), "no addresses");
    let text = texts(adl::change(&[entry("bob@example.com", 31)]));
    assert!(text[0].contains("l=\"7\""), "{text:?}");
    let odd = texts(adl::change(&[entry("a\"<b&@ex'ample.com", 1)]));
    assert!(Element::parse(odd[0].as_bytes()).is_ok(), "{odd:?}");
}

#[test]
fn domains_telephones_and_circles_stay_apart() {
    let circle = Entry { network: Some(Network::CIRCLE), ..entry("00000000-0000-0000-0009-1@live.com", 3) };
    let all =
        [entry("a@one.example", 1), entry("tel:+1", 1), circle, entry("b@live.com", 1), entry("c@one.example", 2)];
    let payloads = texts(adl::change(&all));
    assert_eq!(payloads.len(), 4, "{payloads:?}");
    for payload in &payloads {
        assert_eq!(payload.matches("<d ").count() + payload.matches("<t>").count(), 1, "{payload}");
        assert!(!(payload.contains("t=\"9\"") && payload.contains("t=\"1\"")), "{payload}");
    }
    assert!(payloads.iter().any(|p| p.contains("n=\"a\" l=\"1\"") && p.contains("n=\"c\" l=\"2\"")));
}

#[test]
fn real_payloads_are_read_and_written_alike() {
    for transcript in transcripts() {
        let (mut by_client, mut by_server) = (0, 0);
        for payload in &transcript.lists {
            let entries = adl::read(&payload.bytes).unwrap_or_else(|e| panic!("{}: {e}", payload.at));
            let text = String::from_utf8_lossy(&payload.bytes);
            assert_eq!(entries.len(), text.matches("<c ").count(), "{}", payload.at);
            if !payload.by_client {
                by_server += 1;
                let [one] = &entries[..] else { panic!("{}: {entries:?}", payload.at) };
                assert!(text.contains(&format!("n=\"{}\"", one.email.local_part())), "{}", payload.at);
                assert_eq!(one.network, Some(Network::PASSPORT));
                let told = payload.verb != "FQY";
                assert_eq!(one.lists.contains(List::Reverse), told, "{}", payload.at);
                assert_eq!(one.name.is_some(), payload.verb == "ADL", "{}", payload.at);
                continue;
            }
            by_client += 1;
            let ours = if payload.verb == "FQY" {
                adl::query(entries.iter().map(|e| &e.email))
            } else if text.contains("<ml l=\"1\">") {
                adl::initial(&entries)
            } else {
                adl::change(&entries)
            };
            // Their empty domain was an attempt to see what happens.
            let expected = if text.contains("\"></d>") { Vec::new() } else { vec![payload.bytes.clone()] };
            assert_eq!(ours, expected, "{}", payload.at);
        }
        assert!(by_client > 30 && by_server >= 5, "{}: {by_client}, {by_server}", transcript.name);
    }
}

fn address() -> impl Strategy<Value = String> {
    let domain = prop::sample::select(vec!["example.com", "other.example", "a&b.example", "x.example"]);
    let mail = ("[a-z0-9.&'_+-]{1,120}", domain).prop_map(|(name, domain)| format!("{name}@{domain}"));
    prop_oneof![9 => mail, 1 => "[0-9]{1,15}".prop_map(|number| format!("tel:+{number}"))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_payload_keeps_the_rules_and_none_is_lost(all in proptest::collection::vec((address(), 0_u8..32), 0..700)) {
        let entries: Vec<Entry> = all.iter().map(|(email, lists)| entry(email, *lists)).collect();
        let mut wanted: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.lists.bits() & 7 != 0) {
            wanted.entry(entry.email.to_string()).or_default().push(entry.lists.bits() & 7);
        }
        let payloads = adl::change(&entries);
        let mut got: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for payload in &payloads {
            prop_assert!(payload.len() <= MAX_PAYLOAD);
            let text = String::from_utf8_lossy(payload);
            prop_assert!(!text.contains("> ") && !text.contains('\n'));
            prop_assert_eq!(text.matches("<d ").count() + text.matches("<t>").count(), 1);
            let read = adl::read(payload).expect("what was written");
            prop_assert!(!read.is_empty());
            for entry in read {
                got.entry(entry.email.to_string()).or_default().push(entry.lists.bits());
            }
        }
        prop_assert_eq!(&got, &wanted);
        let first = adl::initial(&entries);
        prop_assert!(first.len() >= payloads.len().max(1));
        prop_assert!(first.iter().all(|payload| payload.len() <= MAX_PAYLOAD && payload.starts_with(b"<ml l=\"1\">")));
    }

    #[test]
    fn any_payload_is_read_or_refused(payload in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = adl::read(&payload);
    }
}

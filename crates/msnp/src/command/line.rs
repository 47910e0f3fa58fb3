//! What every family needs to take a line apart and to put one together.

use super::routing::Routing;
use crate::types::{Capabilities, ExtendedCapabilities, GroupId, List, PlaceId, TransactionId};
use crate::wire::frame::put_parameter;
use crate::wire::{Encoded, Frame};
use bytes::{BufMut, Bytes, BytesMut};
use std::fmt::Display;

/// A frame, cut into words once for all families that look at it.
pub(super) struct Reader<'a> {
    verb: &'a str,
    words: Vec<&'a str>,
    payload: Option<&'a Bytes>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(frame: &'a Frame) -> Self {
        Self { verb: frame.verb(), words: frame.parameters().collect(), payload: frame.payload() }
    }
    pub(super) const fn verb(&self) -> &'a str {
        self.verb
    }
    pub(super) fn words(&self) -> &[&'a str] {
        &self.words
    }
    pub(super) const fn payload(&self) -> Option<&'a Bytes> {
        self.payload
    }
    /// The number, when the verb is one.
    pub(super) fn error_code(&self) -> Option<u16> {
        self.verb.bytes().all(|b| b.is_ascii_digit()).then(|| self.verb.parse().ok()).flatten()
    }
}

/// A decimal number without sign.
pub(super) fn number(word: &str) -> Option<u32> {
    is_digits(word).then(|| word.parse().ok()).flatten()
}

pub(super) fn transaction(word: &str) -> Option<TransactionId> {
    number(word).map(TransactionId)
}

pub(super) fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// `caps` or `caps:extended` of a presence or participant. What follows a colon and is no number means nothing.
pub(super) fn capabilities(word: &str) -> Option<(Capabilities, Option<ExtendedCapabilities>)> {
    let (basic, extended) = word.split_once(':').map_or((word, None), |(basic, extended)| (basic, Some(extended)));
    Some((Capabilities(number(basic)?), extended.and_then(number).map(ExtendedCapabilities)))
}

/// The same of a word that may be missing. `None` when there is one that is no number.
#[allow(clippy::type_complexity)]
pub(super) fn maybe_capabilities(word: Option<&str>) -> Option<(Option<Capabilities>, Option<ExtendedCapabilities>)> {
    Some(match word {
        None => (None, None),
        Some(word) => {
            let (basic, extended) = capabilities(word)?;
            (Some(basic), extended)
        }
    })
}

/// `1,2,3` or GUIDs with commas between.
pub(super) fn groups(word: &str) -> Vec<GroupId> {
    word.split(',').filter(|id| !id.is_empty()).map(|id| GroupId(id.to_owned())).collect()
}

pub(super) fn join_groups(groups: &[GroupId]) -> String {
    groups.iter().map(|group| group.0.as_str()).collect::<Vec<_>>().join(",")
}

pub(super) fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn encoded(word: &str) -> Encoded {
    Encoded::from_wire(word)
}

/// Writes one command, word by word.
pub(super) struct Line<'a> {
    out: &'a mut BytesMut,
}

impl<'a> Line<'a> {
    pub(super) fn start(out: &'a mut BytesMut, verb: &str) -> Self {
        out.put_slice(verb.as_bytes());
        Self { out }
    }
    pub(super) fn word(self, word: &str) -> Self {
        put_parameter(self.out, word);
        self
    }
    pub(super) fn number(self, number: impl Display) -> Self {
        self.word(&number.to_string())
    }
    /// The value, if there is one.
    pub(super) fn maybe(self, number: Option<impl Display>) -> Self {
        match number {
            Some(number) => self.number(number),
            None => self,
        }
    }
    pub(super) fn list(self, list: List) -> Self {
        self.word(list.code())
    }
    pub(super) fn name(self, name: Option<&Encoded>) -> Self {
        self.word(name.map_or("", Encoded::as_wire))
    }
    /// `N=`, `F=` or `C=` and a value.
    pub(super) fn tagged(self, tag: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.word(&format!("{tag}={value}")),
            None => self,
        }
    }
    /// `caps` or `caps:extended`. The second number has no place without the first.
    pub(super) fn capabilities(self, basic: Option<Capabilities>, extended: Option<ExtendedCapabilities>) -> Self {
        match (basic, extended) {
            (Some(basic), Some(extended)) => self.word(&format!("{}:{}", basic.0, extended.0)),
            (basic, _) => self.maybe(basic.map(|c| c.0)),
        }
    }
    /// `email` or `email;{guid}`.
    pub(super) fn place(self, email: &str, place: Option<&PlaceId>) -> Self {
        match place {
            Some(place) => self.word(&format!("{email};{place}")),
            None => self.word(email),
        }
    }
    /// An address with what stands around it.
    pub(super) fn address(self, email: &str, routing: &Routing) -> Self {
        self.word(&routing.join(email)).maybe(routing.word())
    }
    pub(super) fn all(mut self, words: &[String]) -> Self {
        for word in words {
            self = self.word(word);
        }
        self
    }
    pub(super) fn end(self) {
        self.out.put_slice(b"\r\n");
    }
    pub(super) fn payload(self, payload: &Bytes) {
        let line = self.number(payload.len());
        line.out.put_slice(b"\r\n");
        line.out.put_slice(payload);
    }
}

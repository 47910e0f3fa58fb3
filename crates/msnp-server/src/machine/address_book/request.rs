//! What the requests say, by local name whatever the prefix.

use super::fault::Fault;
use super::stamp::{self, Since};
use super::{OWN_BOOK, Server};
use crate::accounts::LONGEST_NAME;
use crate::directory::Account;
use msnp::soap::xml::Element;
use msnp::types::Email;
use msnp::wire::Encoded;

/// How many people or groups one request may name.
const MOST: usize = 200;

/// Every element at the end of a path of which only the last may stand several times: `contacts/Contact`.
pub(super) fn all<'a>(asked: &'a Element, outer: &str, inner: &'a str) -> Result<Vec<&'a Element>, Fault> {
    let found: Vec<&Element> =
        asked.child(outer).into_iter().flat_map(|outer| outer.children(inner)).take(MOST + 1).collect();
    match found.len() {
        0 => Err(Fault::new("BadArgument", "Something is missing in the request.")),
        n if n > MOST => Err(Fault::new("BadArgument", "The request names too many.")),
        _ => Ok(found),
    }
}

/// `true` or `false`; `None` when it isn't said.
pub(super) fn truth(value: Option<&str>) -> Option<bool> {
    match value? {
        "1" => Some(true),
        "0" => Some(false),
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Only the asking account's own book is here; a client that names none means that one.
pub(super) fn own_book(asked: &Element) -> Result<(), Fault> {
    let handle = asked.child("abHandle").or_else(|| asked.child("ABHandle"));
    let book = asked.value_of("abId").or_else(|| handle.and_then(|handle| handle.value_of("ABId")));
    match book.unwrap_or_default() {
        "" | OWN_BOOK => Ok(()),
        _ => Err(Fault::new("ABDoesNotExist", "There is no such address book.")),
    }
}

/// Whether `ABFindContactsPaged` asks for this, too.
pub(super) fn extends(asked: &Element, word: &str) -> bool {
    let wanted = asked.value_of("extendedContent").unwrap_or_default();
    wanted.split_whitespace().any(|w| w.eq_ignore_ascii_case(word))
}

/// What a client wants to know of what changed.
pub(super) fn since(owner: &Account, deltas: Option<&str>, last: Option<&str>) -> Since {
    if truth(deltas) != Some(true) {
        return Since::Start;
    }
    stamp::read(&owner.guid, last.unwrap_or_default())
}

/// A text that others may be shown, without the white space around it.
pub(super) fn shown_text(text: &str, longest: usize) -> Result<String, Fault> {
    let text = text.trim();
    let bad = text.is_empty() || text.chars().any(char::is_control);
    if bad || Encoded::from_text(text).as_wire().len() > longest { Err(Fault::too_long()) } else { Ok(text.to_owned()) }
}

/// A name that somebody may have or be given.
pub(super) fn name(text: &str) -> Result<String, Fault> {
    shown_text(text, LONGEST_NAME)
}

/// The value of an annotation below `annotations`.
pub(super) fn annotations(element: &Element) -> impl Iterator<Item = (&str, &str)> {
    let all = element.child("annotations").or_else(|| element.child("Annotations"));
    all.into_iter().flat_map(|all| all.children("Annotation")).filter_map(|annotation| {
        let name = annotation.value_of("Name").filter(|name| !name.is_empty())?;
        Some((name, annotation.value_of("Value").unwrap_or_default()))
    })
}

impl Server {
    /// The account with this address; the code says what it is that isn't one.
    pub(super) fn addressed(&self, address: &str, code: &'static str) -> Result<Account, Fault> {
        let email = Email::parse(address).map_err(|_| Fault::new("BadEmailArgument", "This isn't a whole address."))?;
        let words = || format!("The Passport user specified is invalid SignInName: {email}");
        self.directory.account(&email)?.ok_or_else(|| Fault::new(code, words()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_request() {
        assert_eq!(
            (truth(Some("TRUE")), truth(Some("0")), truth(Some("x")), truth(None)),
            (Some(true), Some(false), None, None)
        );
        assert_eq!(name(" Bob "), Ok("Bob".to_owned()));
        for bad in ["", "  ", "a\u{7}b", "x".repeat(LONGEST_NAME + 1).as_str()] {
            assert_eq!(name(bad), Err(Fault::too_long()));
        }
        let tree = Element::parse(b"<x><abId>1</abId></x>").unwrap();
        assert!(own_book(&tree).is_err());
        let tree = Element::parse(
            b"<x><q:abHandle xmlns:q='z'><ABId> 00000000-0000-0000-0000-000000000000 </ABId></q:abHandle></x>",
        );
        assert!(own_book(&tree.unwrap()).is_ok());
    }
}

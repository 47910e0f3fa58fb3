//! An address as people type and paste it, and what is wrong with one.

use crate::i18n::errors;
use crate::model::Model;
use crate::t;
use crate::widget::contact_row;
use msnp::error::{ErrorCode, RequestError};
use msnp::types::{Email, EmailError};

/// How a link to an address begins.
const MAILTO: &str = "mailto:";

/// The address in what was typed: without what mail programs and web pages put round it.
pub(super) fn normal(typed: &str) -> String {
    // Nobody types these, but what is copied has them.
    let seen: String = typed.chars().filter(|c| !is_unseen(*c)).map(|c| if c == '＠' { '@' } else { c }).collect();
    let mut text = seen.trim();
    // A name before the address in angle brackets.
    if let Some((_, rest)) = text.rsplit_once('<') {
        text = rest.split_once('>').map_or(rest, |(address, _)| address);
    }
    let mut text = text.trim();
    if text.get(..MAILTO.len()).is_some_and(|start| start.eq_ignore_ascii_case(MAILTO)) {
        let rest = &text[MAILTO.len()..];
        text = rest.split_once('?').map_or(rest, |(address, _)| address);
    }
    let quote = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '„' | '«' | '»');
    let text = text.trim_matches(|c: char| quote(c) || c.is_whitespace());
    text.trim_end_matches(['.', ',', ';', ':']).to_owned()
}

const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
}

/// The address, or what is wrong with it as a sentence.
pub(super) fn check(typed: &str, model: &Model) -> Result<Email, String> {
    if !model.connection.is_online() {
        return Err(t!("add-offline"));
    }
    let email = Email::parse(typed).map_err(|error| shape(typed, error))?;
    let (local, domain) = typed.split_once('@').unwrap_or_default();
    let dotted = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    if dotted(local) || dotted(domain) {
        return Err(t!("add-dots"));
    }
    if model.roster.own.email.as_ref() == Some(&email) {
        return Err(t!("add-self"));
    }
    match model.roster.person(&email) {
        Some(person) if person.is_contact() => {
            Err(t!("add-already", name = contact_row::short(&contact_row::name_of(person))))
        }
        _ => Ok(email),
    }
}

/// What is wrong with the shape of an address, as far as that can be told apart.
fn shape(typed: &str, error: EmailError) -> String {
    let (local, domain) = typed.trim().split_once('@').unwrap_or_default();
    match error {
        EmailError::Shape if domain.contains('@') => t!("add-two"),
        EmailError::Shape if local.is_empty() && !domain.is_empty() => t!("add-no-name"),
        EmailError::Shape if !local.is_empty() && domain.is_empty() => t!("add-no-domain"),
        error => errors::address(error),
    }
}

/// Why the service didn't take somebody: above all, that nobody has that address.
pub(super) fn refused(email: &Email, error: &RequestError) -> String {
    match error {
        RequestError::Server(ErrorCode(205 | 208)) => t!("add-nobody", address = email.as_str()),
        // Some services say no more than that of an address that isn't theirs.
        RequestError::Server(ErrorCode(201)) => t!("add-not-here", address = email.as_str()),
        error => errors::request(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::testing::{email, friends};
    use msnp::types::Status;

    #[test]
    fn what_stands_round_an_address_is_taken_off() {
        for typed in [
            "bob@example.com",
            "  bob@example.com\t",
            "\"Bob, the builder\" <bob@example.com>",
            "Bob <bob@example.com>;",
            "<bob@example.com",
            "mailto:bob@example.com?subject=hi",
            "MailTo:bob@example.com",
            "bob@example.com,",
            "“bob@example.com”",
            "\u{200b}bob@\u{202a}example.com\u{feff}",
            "bob＠example.com.",
        ] {
            assert_eq!(normal(typed), "bob@example.com", "{typed}");
        }
        assert_eq!(normal("é"), "é");
        assert_eq!(normal("<"), "");
    }

    #[test]
    fn each_mistake_has_its_own_sentence() {
        let model = friends(&[("bob", "Bob", Status::Online)]);
        let wrong = |typed: &str| check(typed, &model).expect_err(typed);
        let all = [
            wrong(""),
            wrong("dave"),
            wrong("@example.com"),
            wrong("dave@"),
            wrong("dave@example@com"),
            wrong("dave@example..com"),
            wrong("da ve@example.com"),
            wrong(&format!("{}@example.com", "x".repeat(200))),
            wrong("ALICE@example.com"),
            wrong("Bob@Example.com"),
        ];
        for (at, sentence) in all.iter().enumerate() {
            assert!(sentence.ends_with('.') || sentence.ends_with('?'), "{sentence}");
            assert!(!all[..at].contains(sentence), "{sentence}");
        }
        assert!(all[9].contains("Bob"));
        assert_eq!(check("Dave@example.com", &model), Ok(email("dave")));
        assert_eq!(check("dave@lan", &model).map(|email| email.to_string()), Ok("dave@lan".to_owned()));
    }

    #[test]
    fn that_nobody_has_the_address_is_said_with_the_address() {
        for code in [201, 205, 208] {
            let said = refused(&email("nobody"), &RequestError::Server(ErrorCode(code)));
            assert!(said.contains("nobody@example.com"), "{code}: {said}");
        }
        let full = RequestError::Server(ErrorCode(210));
        assert_eq!(refused(&email("nobody"), &full), errors::request(&full));
    }
}

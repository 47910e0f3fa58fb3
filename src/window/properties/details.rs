//! What oneself notes down about a person: a name for them, telephone numbers, a note. The address book keeps it.

use super::Message;
use super::facts::field;
use crate::model::{Connection, Model};
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::label::label;
use crate::widget::message_text::clean;
use crate::window::{pending, refusal};
use iced::widget::{Column, column, row, text, text_input};
use iced::{Alignment, Element, Length};
use msnp::error::RequestError;
use msnp::event::Answer;
use msnp::request::Request;
use msnp::roster::Person;
use msnp::types::{Email, PhoneKind};
use std::collections::BTreeMap;

/// The longest text that a field takes.
const MOST: usize = 500;

/// One thing that can be noted down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// The name that we give them.
    Alias,
    /// One of their telephones.
    Phone(PhoneKind),
    /// Anything else.
    Note,
}

impl Detail {
    /// All of them, in the order to show them.
    fn all() -> impl Iterator<Item = Self> {
        let phones = PhoneKind::ALL.into_iter().map(Self::Phone);
        [Self::Alias].into_iter().chain(phones).chain([Self::Note])
    }

    /// What the address book has.
    fn known(self, person: &Person) -> String {
        let value = match self {
            Self::Alias => person.alias.as_deref(),
            Self::Note => person.note.as_deref(),
            Self::Phone(kind) => person.phones.get(&kind).map(String::as_str),
        };
        clean::line(value.unwrap_or_default()).chars().take(MOST).collect()
    }

    fn request(self, email: &Email, text: &str) -> Request {
        let (email, text) = (email.clone(), Some(text.to_owned()).filter(|text| !text.is_empty()));
        match self {
            Self::Alias => Request::SetAlias { email, alias: text },
            Self::Note => Request::SetNote { email, note: text },
            Self::Phone(kind) => Request::SetPhone { email, kind, number: text },
        }
    }

    /// What a request sets, and for whom.
    fn of(request: &Request) -> Option<(Self, &Email, &str)> {
        let (detail, email, text) = match request {
            Request::SetAlias { email, alias } => (Self::Alias, email, alias),
            Request::SetNote { email, note } => (Self::Note, email, note),
            Request::SetPhone { email, kind, number } => (Self::Phone(*kind), email, number),
            _ => return None,
        };
        Some((detail, email, text.as_deref().unwrap_or_default()))
    }

    fn caption(self) -> String {
        match self {
            Self::Alias => t!("properties-alias"),
            Self::Note => t!("properties-note"),
            Self::Phone(PhoneKind::Home) => t!("properties-phone-home"),
            Self::Phone(PhoneKind::Work) => t!("properties-phone-work"),
            Self::Phone(PhoneKind::Mobile) => t!("properties-phone-mobile"),
            Self::Phone(PhoneKind::Fax) => t!("properties-phone-fax"),
            Self::Phone(PhoneKind::Pager) => t!("properties-phone-pager"),
            Self::Phone(PhoneKind::Other) => t!("properties-phone-other"),
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Alias => "properties-alias",
            Self::Note => "properties-note",
            Self::Phone(PhoneKind::Home) => "properties-home",
            Self::Phone(PhoneKind::Work) => "properties-work",
            Self::Phone(PhoneKind::Mobile) => "properties-mobile",
            Self::Phone(PhoneKind::Fax) => "properties-fax",
            Self::Phone(PhoneKind::Pager) => "properties-pager",
            Self::Phone(PhoneKind::Other) => "properties-other",
        }
    }

    /// Few people have a fax: such a line is there only when it says something.
    const fn is_rare(self) -> bool {
        matches!(self, Self::Phone(PhoneKind::Fax | PhoneKind::Pager | PhoneKind::Other))
    }

    /// Whether the dialect can keep it. At 11 and 12 it depends on the service, which refuses then.
    fn can(self, model: &Model) -> bool {
        let Connection::Online { dialect, .. } = &model.connection else { return false };
        let features = dialect.features();
        self == Self::Alias || !features.lists_by_sync || features.book_by_ticket
    }
}

/// What is typed and not saved, and why the last save failed.
#[derive(Debug, Default)]
pub(super) struct Details {
    edits: BTreeMap<Detail, String>,
    refused: Option<String>,
}

impl Details {
    pub(super) fn edited(&mut self, detail: Detail, text: String) {
        self.refused = None;
        self.edits.insert(detail, text.chars().take(MOST).collect());
    }

    /// Whether there is something to save.
    pub(super) fn is_changed(&self, person: &Person, model: &Model) -> bool {
        self.edits.iter().any(|(detail, text)| text.trim() != current(*detail, person, model))
    }

    /// What asks the server to keep what is typed.
    pub(super) fn save(&mut self, person: &Person, model: &Model) -> Vec<Request> {
        self.refused = None;
        let changed = self.edits.iter().filter(|(detail, text)| text.trim() != current(**detail, person, model));
        let requests = changed.map(|(detail, text)| detail.request(&person.email, text.trim())).collect();
        self.edits.clear();
        requests
    }

    /// Whether a request is one of these, about that person.
    pub(super) fn asks(request: &Request, email: &Email) -> bool {
        Detail::of(request).is_some_and(|(_, whose, _)| whose == email)
    }

    /// A request was answered. What was refused stands in its field again, to be tried once more.
    pub(super) fn answered(&mut self, request: &Request, result: &Result<Answer, RequestError>, model: &Model) {
        if let (Some((detail, _, text)), Err(error)) = (Detail::of(request), result) {
            self.edits.entry(detail).or_insert_with(|| text.to_owned());
            self.refused = Some(refusal::sentence(request, error, &model.roster));
        }
    }

    pub(super) fn view<'a>(&'a self, person: &'a Person, model: &'a Model) -> Column<'a, Message> {
        let online = model.connection.is_online();
        let mut lines = column![].spacing(space::S);
        let mut missing = false;
        for detail in Detail::all() {
            let waiting = waiting(detail, &person.email, model);
            let value = match (self.edits.get(&detail), waiting) {
                (Some(typed), _) => typed.clone(),
                (None, Some(waiting)) => waiting.to_owned(),
                (None, None) => detail.known(person),
            };
            if detail.is_rare() && value.is_empty() && !self.edits.contains_key(&detail) {
                continue;
            }
            let can = detail.can(model);
            missing |= online && !can;
            if !can && value.is_empty() {
                continue;
            }
            let input = text_input("", &value)
                .id(detail.id())
                .padding([5, 8])
                .size(size::BODY)
                .style(style::input)
                .on_input_maybe(can.then_some(move |text| Message::Edited(detail, text)))
                .on_submit(Message::Saved);
            let mut line = row![input].spacing(space::XS).align_y(Alignment::Center);
            if waiting.is_some() {
                line = line.push(label(&t!("contacts-pending")).secondary().size(size::BADGE));
            }
            lines = lines.push(field(detail.caption(), line));
        }
        let why = match () {
            () if !online => Some(t!("privacy-offline")),
            () if missing => Some(t!("properties-no-address-book")),
            () => None,
        };
        lines =
            lines.push(why.map(|words| text(words).size(size::SECONDARY).style(style::secondary).width(Length::Fill)));
        let refused = self.refused.as_ref();
        lines.push(refused.map(|words| -> Element<'a, Message> {
            text(words.as_str()).size(size::SECONDARY).style(style::danger).width(Length::Fill).into()
        }))
    }
}

/// What is to hold, once the server has answered.
fn current(detail: Detail, person: &Person, model: &Model) -> String {
    waiting(detail, &person.email, model).map_or_else(|| detail.known(person), str::to_owned)
}

/// What the server was asked for and hasn't confirmed.
fn waiting<'a>(detail: Detail, email: &Email, model: &'a Model) -> Option<&'a str> {
    pending::latest(model, |request| match Detail::of(request) {
        Some((of, whose, text)) if of == detail && whose == email => Some(text),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::dialect::Dialect;
    use msnp::session::RequestId;
    use msnp::types::Endpoint;

    fn model(dialect: Dialect) -> Model {
        let email: Email = "alice@example.com".parse().unwrap();
        let server = Endpoint { host: "m.example".into(), port: 1863 };
        Model { connection: Connection::Online { email, dialect, server }, ..Model::default() }
    }

    fn bob() -> Person {
        let mut bob = Person::new("bob@example.com".parse().unwrap());
        bob.alias = Some("Bobby".into());
        bob.phones.insert(PhoneKind::Fax, "1".into());
        bob
    }

    #[test]
    fn only_what_changed_is_saved_and_an_empty_field_takes_it_away() {
        let (model, bob) = (model(Dialect::Msnp18), bob());
        let mut details = Details::default();
        details.edited(Detail::Alias, " Bobby ".into());
        details.edited(Detail::Phone(PhoneKind::Fax), "".into());
        details.edited(Detail::Note, "likes boats".into());
        assert!(details.is_changed(&bob, &model));
        let email = bob.email.clone();
        assert_eq!(
            details.save(&bob, &model),
            [
                Request::SetPhone { email: email.clone(), kind: PhoneKind::Fax, number: None },
                Request::SetNote { email, note: Some("likes boats".into()) },
            ]
        );
        assert!(!details.is_changed(&bob, &model));
    }

    #[test]
    fn what_waits_counts_as_there_and_what_is_refused_stands_in_its_field_again() {
        let (mut model, bob) = (model(Dialect::Msnp18), bob());
        let wish = Request::SetAlias { email: bob.email.clone(), alias: Some("Rob".into()) };
        model.pending.insert(RequestId(1), wish.clone());
        assert_eq!(current(Detail::Alias, &bob, &model), "Rob");
        let mut details = Details::default();
        model.pending.clear();
        details.answered(&wish, &Err(RequestError::Timeout), &model);
        assert!(details.is_changed(&bob, &model) && details.refused.is_some());
        assert_eq!(details.save(&bob, &model), [wish]);
    }

    #[test]
    fn a_dialect_without_an_address_book_keeps_no_notes() {
        for (dialect, notes) in [(Dialect::Msnp9, false), (Dialect::Msnp12, true), (Dialect::Msnp15, true)] {
            let model = model(dialect);
            assert!(Detail::Alias.can(&model));
            assert_eq!(Detail::Note.can(&model), notes, "{dialect}");
        }
        assert!(!Detail::Alias.can(&Model::default()), "not without a connection");
    }
}

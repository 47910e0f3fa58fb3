//! What is known about a person, in words.

use super::Message;
use crate::model::Model;
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::message_log::words;
use crate::widget::message_text::clean;
use chrono::{DateTime, Local, TimeZone};
use iced::widget::{column, container, row, text};
use iced::{Alignment, Element, Length};
use msnp::roster::Person;
use msnp::types::{Capabilities, List, Status};

const CAPTION: f32 = 96.0;

/// A fact with its caption.
pub(super) fn fact<'a>(caption: String, value: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let caption = text(caption).size(size::SECONDARY).style(style::secondary).width(CAPTION);
    row![caption, container(value).width(Length::Fill).clip(true)].spacing(space::S).into()
}

/// The same with a field, which is higher than a line of words.
pub(super) fn field<'a>(caption: String, field: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let caption = text(caption).size(size::SECONDARY).style(style::secondary).width(CAPTION);
    row![caption, container(field).width(Length::Fill)].spacing(space::S).align_y(Alignment::Center).into()
}

pub(super) fn lines<'a>(words: Vec<String>) -> Element<'a, Message> {
    column(words.into_iter().map(|line| text(line).size(size::BODY).into())).into()
}

/// How we stand with them.
pub(super) fn lists(person: &Person) -> Vec<String> {
    let lists: Vec<String> = person
        .lists
        .iter()
        .filter_map(|list| match list {
            List::Forward => Some(t!("properties-list-forward")),
            List::Allow => Some(t!("properties-list-allow")),
            List::Block => Some(t!("properties-list-block")),
            List::Reverse => None,
            List::Pending => Some(t!("properties-list-pending")),
        })
        .collect();
    if lists.is_empty() { vec![t!("properties-lists-none")] } else { lists }
}

/// Whether we are on their list.
pub(super) fn has_us(person: &Person) -> String {
    if person.lists.contains(List::Reverse) { t!("properties-has-you-yes") } else { t!("properties-has-you-no") }
}

pub(super) fn groups(person: &Person, model: &Model) -> Vec<String> {
    let named = person.groups.iter().filter_map(|id| model.roster.group(id));
    let groups: Vec<String> = named.map(|group| clean::name(&group.name)).collect();
    if groups.is_empty() { vec![t!("properties-groups-none")] } else { groups }
}

/// What their program can do, in words.
pub(super) fn abilities(person: &Person) -> Vec<String> {
    if person.status == Status::Offline {
        return vec![t!("properties-can-nothing")];
    }
    let known = [
        (Capabilities::MOBILE, t!("properties-can-mobile")),
        (Capabilities::WEB, t!("properties-can-web")),
        (Capabilities::BOT, t!("properties-can-bot")),
        (Capabilities::WINKS, t!("properties-can-winks")),
        (Capabilities::CHUNKING, t!("properties-can-chunks")),
    ];
    let can: Vec<String> =
        known.into_iter().filter(|(bit, _)| person.capabilities.contains(*bit)).map(|(_, words)| words).collect();
    if can.is_empty() { vec![t!("properties-can-plain")] } else { can }
}

/// When they were last there, as far as this computer knows.
pub(super) fn seen(person: &Person, model: &Model, now: DateTime<Local>) -> String {
    if person.status.is_visible() {
        return t!("properties-seen-now");
    }
    let at = model.last_seen(&person.email).and_then(|at| Local.timestamp_millis_opt(at).single());
    at.map_or_else(
        || t!("properties-seen-never"),
        |at| {
            let (day, time) = (words::day(at.date_naive(), now.date_naive()), at.format("%H:%M").to_string());
            t!("properties-seen-at", day = day, time = time)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::types::Lists;

    #[test]
    fn everything_is_said_in_words() {
        let mut person = Person::new("bob@example.com".parse().unwrap());
        assert_eq!(lists(&person), [t!("properties-lists-none")]);
        assert_eq!(has_us(&person), t!("properties-has-you-no"));
        assert_eq!(abilities(&person), [t!("properties-can-nothing")]);
        person.status = Status::Online;
        assert_eq!(abilities(&person), [t!("properties-can-plain")]);
        person.lists = Lists::from_bits(31);
        person.capabilities = Capabilities::BOT | Capabilities::MOBILE;
        assert_eq!(lists(&person).len(), 4);
        assert_eq!(has_us(&person), t!("properties-has-you-yes"));
        assert_eq!(abilities(&person).len(), 2);
    }

    #[test]
    fn when_somebody_was_last_there_is_said_by_the_day() {
        let mut model = Model::default();
        let bob: msnp::types::Email = "bob@example.com".parse().unwrap();
        model.roster.own.email = Some("alice@example.com".parse().unwrap());
        let mut person = Person::new(bob.clone());
        let now = Local.with_ymd_and_hms(2026, 5, 3, 18, 0, 0).unwrap();
        assert_eq!(seen(&person, &model, now), t!("properties-seen-never"));
        let then = Local.with_ymd_and_hms(2026, 5, 2, 9, 5, 0).unwrap();
        let list = model.settings.lists.entry(model.account_key().unwrap()).or_default();
        list.saw([bob], then.timestamp_millis());
        let said = seen(&person, &model, now);
        assert!(said.contains("09:05") && said.contains(&words::day(then.date_naive(), now.date_naive())), "{said}");
        person.status = Status::Away;
        assert_eq!(seen(&person, &model, now), t!("properties-seen-now"));
    }
}

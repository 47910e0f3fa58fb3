//! A person as a row: picture with status frame, name, a second line, badges.

use super::avatar::{avatar, side};
use super::beside::beside;
use super::button::{Button, Kind, button};
use super::icon::{self, Icon};
use super::label::label;
use super::message_text::clean;
use super::status_menu;
use super::tip::tip;
use crate::emoticon;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, status_color, style};
use iced::widget::{column, container, row, text};
use iced::{Alignment, Element, Length};
use msnp::roster::{Person, Roster};
use msnp::types::{Email, PersonalMessage, Status};
use unicode_segmentation::UnicodeSegmentation;

/// The height of a row.
pub const HEIGHT: f32 = 45.0;

/// The height of a row that is one line.
pub const COMPACT_HEIGHT: f32 = 30.0;

/// The height of a contact's row.
pub const fn height(compact: bool) -> f32 {
    if compact { COMPACT_HEIGHT } else { HEIGHT }
}

/// What stands at the end of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Badges {
    /// Messages that nobody has looked at.
    pub unread: usize,
    /// Whether something is written to the person and not sent.
    pub draft: bool,
    /// Whether the person is blocked.
    pub blocked: bool,
    /// Whether a change of this row waits for the server.
    pub pending: bool,
}

/// A contact as the list shows them.
pub fn contact<'a, Message: Clone + 'a>(person: &Person, badges: Badges) -> Button<'a, Message> {
    let says = says(&person.personal);
    // Two badges leave no room for a name in a narrow window: while a block waits, that stands on the second line.
    if badges.pending && badges.blocked {
        return line(person, None, &t!("contacts-pending"), Badges { pending: false, ..badges });
    }
    let away = !matches!(person.status, Status::Online | Status::Offline);
    let word = status_menu::word(person.status);
    // The status has its word: after the name when the second line is the person's own.
    let (after, second) = match (says, person.status) {
        (Some(says), Status::Online) => (None, says),
        (Some(says), _) if away => (Some(word), says),
        (_, Status::Offline) => (None, person.email.as_str().to_owned()),
        _ => (None, word),
    };
    line(person, after, &second, badges)
}

/// A contact in one line: the status as a dot, what they say after the name as far as there is room.
pub fn compact<'a, Message: Clone + 'a>(person: &Person, badges: Badges) -> Button<'a, Message> {
    let badges = Badges { blocked: badges.blocked && !badges.pending, ..badges };
    let after = match (says(&person.personal), person.status) {
        (_, Status::Offline) => None,
        (Some(says), Status::Online) => Some(says),
        (None, Status::Online) => None,
        (Some(says), status) => Some(format!("({}) {says}", status_menu::word(status))),
        (None, status) => Some(format!("({})", status_menu::word(status))),
    };
    let offline = person.status == Status::Offline;
    let name = label(&name_of(person));
    let name = if offline { name.style(style::secondary) } else { name.font(SEMIBOLD) };
    let dot = icon::small(Icon::Dot).size(12.0).color(status_color(person.status));
    let words = row![name].push(after.map(|after| label(&after).secondary())).spacing(space::S);
    let words = container(words.align_y(Alignment::Center)).width(Length::Fill).clip(true);
    button(row![dot, words, end(badges)].spacing(space::S).align_y(Alignment::Center))
        .kind(Kind::Row)
        .tab_stop(false)
        .width(Length::Fill)
        .height(COMPACT_HEIGHT)
        .padding([0.0, space::M])
}

/// A person with their address, as the lists of the privacy window show them.
pub fn address<'a, Message: Clone + 'a>(person: &Person, badges: Badges) -> Button<'a, Message> {
    // These lists are narrow: while a change waits, that stands in place of the address.
    let second = if badges.pending { t!("contacts-pending") } else { person.email.as_str().to_owned() };
    line(person, None, &second, Badges { pending: false, ..badges })
}

/// The name to show: never empty, even for who calls themselves by spaces and control characters.
pub fn name_of(person: &Person) -> String {
    let name = shown(person.display_name());
    if name.is_empty() { person.email.as_str().to_owned() } else { name }
}

/// What somebody calls themselves, or says under their name, as it is shown: safe, not too long, classic codes as emoji.
/// Empty where there is nothing to see in it.
pub fn shown(words: &str) -> String {
    emoticon::shown(&clean::name(words))
}

/// The most letters of a name in the middle of a sentence, whose end would have no room beside a longer one.
const SHORT: usize = 24;

/// A name as it stands in a sentence.
pub fn short(name: &str) -> String {
    let cut = name.grapheme_indices(true).nth(SHORT).map(|(end, _)| name[..end].trim_end());
    cut.map_or_else(|| name.to_owned(), |cut| format!("{cut}…"))
}

/// The name to show for an address, whether anything is known about it or not.
pub fn name_for(roster: &Roster, email: &Email) -> String {
    roster.person(email).map_or_else(|| email.as_str().to_owned(), name_of)
}

/// The same as it stands within a sentence: short enough that the sentence is still read.
pub fn brief(roster: &Roster, email: &Email) -> String {
    short(&name_for(roster, email))
}

/// What a person says, and what they listen to; `None` when they say nothing.
pub fn says(personal: &PersonalMessage) -> Option<String> {
    // A song is no place for emoticons: what looks like one belongs to its title.
    let media = personal.media.as_ref().map(|media| clean::name(&media.display())).filter(|media| !media.is_empty());
    let text = Some(shown(&personal.text)).filter(|text| !text.is_empty());
    match (text, media) {
        (Some(text), Some(media)) => Some(format!("{text} · ♫ {media}")),
        (text, media) => text.or_else(|| media.map(|media| format!("♫ {media}"))),
    }
}

fn line<'a, Message: Clone + 'a>(
    person: &Person,
    after: Option<String>,
    second: &str,
    badges: Badges,
) -> Button<'a, Message> {
    let words = name_of(person);
    let name = label(&words).font(SEMIBOLD);
    let name: Element<'a, Message> = match after {
        None => name.into(),
        Some(word) => beside(name, label(&format!("({word})")).secondary(), space::XS),
    };
    let face = avatar(&person.email, &words, person.status, side::ROW);
    let words = column![name, label(second).secondary()];
    let words = container(words).width(Length::Fill).clip(true);
    button(row![face, words, end(badges)].spacing(10).align_y(Alignment::Center))
        .kind(Kind::Row)
        .tab_stop(false)
        .width(Length::Fill)
        .height(HEIGHT)
        .padding([0.0, space::M])
}

/// The sign that something is written and not sent.
pub fn draft<'a, Message: 'a>() -> Element<'a, Message> {
    tip(icon::small(Icon::Pencil).size(14.0).secondary(), t!("contacts-draft"))
}

fn end<'a, Message: Clone + 'a>(badges: Badges) -> Element<'a, Message> {
    let mut end = row![].spacing(space::XS).align_y(Alignment::Center);
    if badges.draft {
        end = end.push(draft());
    }
    if badges.pending {
        end = end.push(badge(t!("contacts-pending")));
    }
    if badges.blocked {
        end = end.push(badge(t!("contacts-blocked")));
    }
    if badges.unread > 0 {
        end = end.push(count(badges.unread));
    }
    end.into()
}

/// How many messages nobody has looked at.
pub fn count<'a, Message: 'a>(unread: usize) -> Element<'a, Message> {
    let words = if unread > 99 { "99+".to_owned() } else { unread.to_string() };
    container(text(words).size(size::BADGE).font(SEMIBOLD)).padding([1, 7]).style(style::accent_badge).into()
}

/// A word at the end of a row.
pub fn badge<'a, Message: 'a>(word: String) -> Element<'a, Message> {
    container(text(word).size(size::BADGE).wrapping(text::Wrapping::None)).padding([1, 8]).style(style::badge).into()
}

/// A row without a face: "All other people".
pub fn others<'a, Message: Clone + 'a>(pending: bool) -> Button<'a, Message> {
    let star = container(text("*").size(size::TITLE)).center_x(side::ROW);
    let words = column![text(t!("privacy-others")).size(size::BODY).style(style::secondary)];
    // Under the words, as with people: beside them there is no room for it.
    let words = words.push(pending.then(|| label(&t!("contacts-pending")).secondary()));
    button(row![star, words.width(Length::Fill)].spacing(10).align_y(Alignment::Center))
        .kind(Kind::Row)
        .tab_stop(false)
        .width(Length::Fill)
        .height(HEIGHT)
        .padding([0.0, space::M])
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::types::CurrentMedia;

    #[test]
    fn nobody_is_without_a_name() {
        let mut person = Person::new("eve@example.com".parse().unwrap());
        for name in ["", "   ", "\u{1}\u{7}\n", "\u{202e}"] {
            person.name = name.to_owned();
            assert_eq!(name_of(&person), "eve@example.com");
        }
        for name in ["\u{200b}\u{200d}", "\u{3164}"] {
            person.name = name.to_owned();
            assert_eq!(name_of(&person), "eve@example.com");
        }
        person.name = "Eve (L) :)".to_owned();
        assert_eq!(name_of(&person), "Eve ❤\u{fe0f} 🙂");
        person.name = " Eve ".to_owned();
        assert_eq!(name_of(&person), "Eve");
    }

    #[test]
    fn a_sentence_names_people_in_short() {
        assert_eq!(short("Eve"), "Eve");
        assert_eq!(short(&"é ".repeat(200)), format!("{}…", "é ".repeat(SHORT / 2).trim_end()));
    }

    #[test]
    fn what_waits_is_said_in_full_in_a_narrow_list() {
        use iced_test::simulator::Simulator;
        let said = |width: f32| {
            let row: Element<'_, ()> = others(true).into();
            let mut row = Simulator::with_size(iced::Settings::default(), (width, HEIGHT), row);
            row.find(t!("contacts-pending").as_str()).ok().map(|words| words.bounds())
        };
        let (narrow, wide) = (said(190.0).unwrap(), said(500.0).unwrap());
        assert_eq!(narrow, wide);
    }

    #[test]
    fn the_words_go_before_the_music() {
        let media = CurrentMedia {
            format: "{0} – {1}".into(),
            arguments: vec!["Air".into(), "La femme d'argent".into()],
            ..CurrentMedia::default()
        };
        let mut personal = PersonalMessage { text: " ".into(), media: Some(media) };
        assert_eq!(says(&personal).as_deref(), Some("♫ Air – La femme d'argent"));
        personal.text = "off to the lake".into();
        assert_eq!(says(&personal).as_deref(), Some("off to the lake · ♫ Air – La femme d'argent"));
        assert_eq!(says(&PersonalMessage::default()), None);
    }
}

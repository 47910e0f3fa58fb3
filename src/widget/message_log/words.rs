//! The words of a log and of its window: names of days, who types, who takes part.

use crate::t;
use chrono::{Datelike, NaiveDate};

/// The name of a day as seen from today.
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    if date == today {
        return t!("chat-today");
    }
    if Some(date) == today.pred_opt() {
        return t!("chat-yesterday");
    }
    let weekday = weekday(date);
    let (month, day) = (month(date), date.day());
    if date.year() == today.year() {
        t!("chat-day", weekday = weekday, day = day, month = month)
    } else {
        t!("chat-day-year", weekday = weekday, day = day, month = month, year = date.year().to_string())
    }
}

/// The name of a weekday.
pub fn weekday(date: NaiveDate) -> String {
    t!("chat-weekday", weekday = date.weekday().number_from_monday())
}

/// The name of a month.
pub fn month(date: NaiveDate) -> String {
    t!("chat-month", month = date.month())
}

/// Who is typing; empty when nobody is.
pub fn typing(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => t!("chat-typing-one", name = name.as_str()),
        [name, other] => t!("chat-typing-two", name = name.as_str(), other = other.as_str()),
        [name, other, rest @ ..] => {
            t!("chat-typing-many", name = name.as_str(), other = other.as_str(), count = rest.len())
        }
    }
}

/// The names of the others as a title.
pub fn together(names: &[String]) -> String {
    match names {
        [] => t!("chat-nobody"),
        [name] => name.clone(),
        [name, other] => t!("chat-with-two", name = name.as_str(), other = other.as_str()),
        [name, other, last] => {
            t!("chat-with-more", name = name.as_str(), other = other.as_str(), last = last.as_str())
        }
        [name, other, rest @ ..] => {
            t!("chat-with-many", name = name.as_str(), other = other.as_str(), count = rest.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
    }

    #[test]
    fn days_near_today_have_names_and_others_their_date() {
        let today = date(2026, 3, 1);
        assert_eq!(day(today, today), "Today");
        assert_eq!(day(date(2026, 2, 28), today), "Yesterday");
        assert_eq!(day(date(2026, 2, 27), today), "Friday, 27 February");
        assert_eq!(day(date(2025, 12, 31), today), "Wednesday, 31 December 2025");
        // A clock that was set back makes days to come.
        assert_eq!(day(date(2026, 3, 2), today), "Monday, 2 March");
    }

    #[test]
    fn those_who_type_are_named_two_at_most() {
        let names: Vec<String> = ["Bob", "Carol", "Erin", "Dave"].map(String::from).to_vec();
        assert_eq!(typing(&names[..0]), "");
        assert_eq!(typing(&names[..1]), "Bob is typing…");
        assert_eq!(typing(&names[..2]), "Bob and Carol are typing…");
        assert_eq!(typing(&names[..3]), "Bob, Carol and one more person are typing…");
        assert_eq!(typing(&names), "Bob, Carol and 2 more people are typing…");
    }

    #[test]
    fn a_title_names_three_at_most() {
        let names: Vec<String> = ["Bob", "Carol", "Erin", "Dave"].map(String::from).to_vec();
        assert_eq!(together(&names[..0]), "Nobody else is here");
        assert_eq!(together(&names[..2]), "Bob and Carol");
        assert_eq!(together(&names[..3]), "Bob, Carol and Erin");
        assert_eq!(together(&names), "Bob, Carol and 2 more");
    }
}

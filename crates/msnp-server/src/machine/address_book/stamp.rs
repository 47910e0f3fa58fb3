//! `lastChange`: a book's serial, dressed as the date that clients expect and give back.
//!
//! The seconds since the start of 2001 are the serial, so that a later change has the later date; the fraction says
//! whose book it is, so that a client that has changed its server, or whose account was made anew, gets everything.

use crate::directory::number;
use msnp::soap::time::Timestamp;

/// The start of 2001.
const START: i64 = 978_307_200;
/// The fraction has as many digits as the dates of the services have.
const DIGITS: usize = 7;

/// What a client wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// Everything there is.
    Start,
    /// What changed after this serial.
    Serial(u64),
    /// Something that was never told of this book.
    Unknown,
}

/// The date of a serial.
pub(super) fn stamp(guid: &str, serial: u64) -> String {
    let seconds = i64::try_from(serial).unwrap_or(i64::MAX).saturating_add(START);
    let date = Timestamp(seconds).to_string();
    format!("{}.{}Z", date.trim_end_matches('Z'), owner(guid))
}

/// The serial of a date, as a client gives it back: in whatever zone it writes dates.
pub(super) fn read(guid: &str, text: &str) -> Since {
    let Some(Timestamp(seconds)) = Timestamp::parse(text) else { return Since::Unknown };
    let Ok(serial) = u64::try_from(seconds - START) else { return Since::Start };
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.find(|c: char| !c.is_ascii_digit()).map_or(fraction, |end| &fraction[..end]);
    // Zeros at the end say nothing, and some programs leave them out.
    let same = owner(guid).trim_end_matches('0') == digits.trim_end_matches('0');
    if same { Since::Serial(serial) } else { Since::Unknown }
}

fn owner(guid: &str) -> String {
    format!("{:0DIGITS$}", number(guid) % 10_u64.pow(7))
}

/// `CID`: the account's number, with a sign as the service wrote it.
pub(super) fn cid(guid: &str) -> String {
    number(guid).cast_signed().to_string()
}

/// A date of the directory; an unknown one is what the service wrote for it.
pub(super) fn date(unix: u64) -> String {
    match i64::try_from(unix) {
        Ok(seconds) if seconds > 0 => Timestamp(seconds).to_string(),
        _ => "0001-01-01T00:00:00".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_comes_back_as_its_serial() {
        for serial in [0, 1, 59, 60, 86_400, 10_000_000, 200_000_000_000] {
            let text = stamp("guid", serial);
            assert_eq!(read("guid", &text), Since::Serial(serial), "{text}");
            assert_eq!(read("other guid", &text), Since::Unknown, "{text}");
        }
        assert!(stamp("guid", 9) < stamp("guid", 10));
        assert_eq!(read("guid", "0001-01-01T00:00:00.0000000-08:00"), Since::Start);
        for odd in ["", "x", "2001-01-01", "2001-01-01T00:00:01Z", "9999-12-31T23:59:59.99999999999999999999999Z"] {
            assert_eq!(read("guid", odd), Since::Unknown, "{odd}");
        }
        // In another zone, and without the zeros at the end.
        let text = stamp("guid", 3).replace("00:00:03", "01:00:03").replace('Z', "+01:00");
        assert_eq!(read("guid", &text), Since::Serial(3), "{text}");
    }

    #[test]
    fn a_number_has_a_sign_and_a_date_may_be_unknown() {
        assert_eq!(cid("x").parse::<i64>().unwrap().cast_unsigned(), number("x"));
        assert_eq!((date(0), date(1_795_170_889)), ("0001-01-01T00:00:00".into(), "2026-11-20T10:34:49Z".into()));
    }
}

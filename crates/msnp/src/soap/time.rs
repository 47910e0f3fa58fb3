//! The dates of the web services: RFC 3339, to the second.

use std::fmt;
use std::time::Duration;

/// A second of the calendar, counted from the start of 1970 in UTC.
///
/// The machines have no calendar of their own: the driver says what time it is where a request wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads `2026-11-20T10:34:49Z`, with or without a fraction, with any offset; without one it is UTC. Fractions are
    /// cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_ascii() || text.len() > 64 {
            return None;
        }
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, rest) = rest.split_at_checked(8)?;
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
        // A leap second is taken for the one after it.
        if !(1..=12).contains(&month)
            || !(1..=days_in(year, month)).contains(&day)
            || hour > 23
            || minute > 59
            || second > 60
        {
            return None;
        }
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => {
                let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                (rest.len() < fraction.len()).then_some(rest)?
            }
            None => rest,
        };
        let offset = match rest {
            "" | "Z" | "z" => 0,
            _ => {
                let sign = if rest.starts_with('-') { -1 } else { 1 };
                let [hours, minutes] = numbers(rest.strip_prefix(['+', '-'])?, ':', [2, 2])?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                sign * (hours * 3600 + minutes * 60)
            }
        };
        Some(Self(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset))
    }

    /// How long after `earlier` this is; zero when it is before it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    /// How far the two are apart.
    pub fn apart(self, other: Self) -> Duration {
        self.since(other).max(other.since(self))
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, rest: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(rest.as_secs()).unwrap_or(i64::MAX)))
    }
}

/// `2026-11-20T10:34:49Z`; years outside 0 to 9999 are shown as the nearest of them.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.clamp(days(0, 1, 1) * 86_400, days(10_000, 1, 1) * 86_400 - 1);
        let (day, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil(day);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Numbers of exactly these widths with a separator between them.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut out = [0; N];
    for (value, width) in out.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *value = part.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the start of 1970 to a date, by years that begin in March: then the leap day is the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let (age, year) = (year.div_euclid(400), year.rem_euclid(400));
    age * 146_097 + year * 365 + year / 4 - year / 100 + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The date so many days from the start of 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    // By the mean length of a year it is right, or one off.
    let mut year = 1970 + (days * 400).div_euclid(146_097);
    while self::days(year, 1, 1) > days {
        year -= 1;
    }
    while self::days(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut rest = days - self::days(year, 1, 1);
    let mut month = 1;
    while month < 12 && rest >= days_in(year, month) {
        rest -= days_in(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_services() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-20T10:34:49Z", 1_795_170_889),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2024-02-03T10:11:12.000Z", 1_706_955_072),
            (" 2024-02-03 10:11:12 ", 1_706_955_072),
            ("2024-02-03T12:41:12.5+02:30", 1_706_955_072),
            ("1969-12-31T23:59:59Z", -1),
            ("0001-01-01T00:00:00.0000000-08:00", -62_135_596_800 + 8 * 3600),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(seconds)), "{text}");
        }
        for wrong in [
            "",
            "2026",
            "2026-11-20",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-20T24:00:00Z",
            "2026-11-20T10:34:49.Z",
            "2026-11-20T10:34:49X",
            "2026-11-20T10:34:49+2:30",
            "2026-11-20T10:34:49Zx",
            "+026-11-20T10:34:49Z",
            "2026-11-2éT10:34:49Z",
        ] {
            assert_eq!(Timestamp::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let years = [0, 1, 4, 99, 100, 101, 399, 400, 1600, 1900, 1969, 1970, 1999, 2000, 2001, 2024, 2026, 2100, 9999];
        for year in years {
            for month in 1..=12 {
                for day in [1, 28, days_in(year, month)] {
                    let text = format!("{year:04}-{month:02}-{day:02}T12:34:56Z");
                    assert_eq!(Timestamp::parse(&text).map(|time| time.to_string()), Some(text));
                }
            }
        }
        for far in [i64::MIN, i64::MAX] {
            assert!(Timestamp::parse(&Timestamp(far).to_string()).is_some());
        }
    }

    #[test]
    fn differences_never_overflow() {
        let (low, high) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        assert_eq!(low.since(high), Duration::ZERO);
        assert_eq!(high.apart(low), low.apart(high));
        assert_eq!(Timestamp(10).apart(Timestamp(4)), Duration::from_secs(6));
        assert_eq!(high + Duration::MAX, high);
    }
}

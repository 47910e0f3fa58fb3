//! Which kind of sign-in a service was found to take.

use msnp::dialect::Family;
use serde::{Deserialize, Serialize};

/// How long it is believed: services learn.
const DAYS: i64 = 14;

/// A kind of sign-in that worked where newer ones didn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFamily {
    /// The newest that worked.
    pub family: Family,
    /// When, in days since 1970.
    pub day: i64,
}

impl KnownFamily {
    /// What was found today.
    pub fn now(family: Family) -> Self {
        Self { family, day: today() }
    }

    /// The family, while it is to be believed.
    pub fn current(self) -> Option<Family> {
        // A clock that was set back makes days to come.
        (0..=DAYS).contains(&(today() - self.day)).then_some(self.family)
    }
}

fn today() -> i64 {
    chrono::Utc::now().timestamp().div_euclid(24 * 60 * 60)
}

/// As it stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    family: String,
    day: i64,
}

impl Written {
    pub(super) fn read(&self) -> Option<KnownFamily> {
        Some(KnownFamily { family: Family::from_word(&self.family)?, day: self.day })
    }
}

impl From<&KnownFamily> for Written {
    fn from(known: &KnownFamily) -> Self {
        Self { family: known.family.word().to_owned(), day: known.day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_forgotten_after_a_while() {
        let known = KnownFamily::now(Family::Passport);
        assert_eq!(known.current(), Some(Family::Passport));
        for day in [today() - DAYS - 1, today() + 1, i64::MIN / 2] {
            assert_eq!(KnownFamily { day, ..known }.current(), None, "{day}");
        }
        assert_eq!(Written::from(&known).read(), Some(known));
        assert_eq!(Written::default().read(), None);
    }
}

//! What is kept of what is said, and for how long.

use serde::{Deserialize, Serialize};

/// What the person has set about the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistorySettings {
    /// Whether nothing is kept any more; what was kept stays.
    pub off: bool,
    /// How long what is kept stays.
    pub retention: Retention,
}

/// How long what is kept stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Retention {
    /// Until it is deleted.
    #[default]
    Forever,
    /// A year.
    Year,
    /// 90 days.
    Quarter,
    /// 30 days.
    Month,
}

impl Retention {
    /// All of them, the longest first.
    pub const ALL: [Self; 4] = [Self::Forever, Self::Year, Self::Quarter, Self::Month];

    /// How many days it is; `None` for ever.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Forever => None,
            Self::Year => Some(365),
            Self::Quarter => Some(90),
            Self::Month => Some(30),
        }
    }
}

/// As it stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    off: bool,
    /// Days; 0 for ever.
    keep_days: u32,
}

impl From<HistorySettings> for Written {
    fn from(settings: HistorySettings) -> Self {
        Self { off: settings.off, keep_days: settings.retention.days().unwrap_or_default() }
    }
}

impl From<Written> for HistorySettings {
    fn from(written: Written) -> Self {
        // A number that isn't offered deletes nothing that one that is wouldn't.
        let fits = |retention: &&Retention| retention.days().is_some_and(|days| days >= written.keep_days);
        let shortest = Retention::ALL.iter().rev().find(fits).copied().filter(|_| written.keep_days > 0);
        Self { off: written.off, retention: shortest.unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_not_offered_keeps_more_rather_than_less() {
        let read = |keep_days| HistorySettings::from(Written { off: false, keep_days }).retention;
        assert_eq!([0, 1, 30, 31, 365, 400].map(read), {
            use Retention::{Forever, Month, Quarter, Year};
            [Forever, Month, Month, Quarter, Year, Forever]
        });
    }
}

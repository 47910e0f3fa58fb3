//! What is wrong with the history, as sentences.

use crate::store::history::HistoryError;
use crate::t;
use std::path::Path;

/// Why it can't be read or written: a part of a sentence.
pub fn why(error: &HistoryError) -> String {
    match error {
        HistoryError::Full => t!("history-error-full"),
        HistoryError::ReadOnly => t!("history-error-read-only"),
        HistoryError::Broken => t!("history-error-broken"),
        HistoryError::Newer => t!("history-error-newer"),
        HistoryError::Slow => t!("history-error-slow"),
        HistoryError::Stopped => t!("history-error-stopped"),
        HistoryError::Other(why) => why.clone(),
    }
}

/// That what is said isn't kept.
pub fn not_kept(error: &HistoryError) -> String {
    t!("history-not-kept", why = why(error))
}

/// That a new one was begun.
pub fn aside(path: &Path) -> String {
    t!("history-aside", path = path.display().to_string())
}

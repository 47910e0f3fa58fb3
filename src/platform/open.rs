//! Links, opened in the browser after a click.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Opens links.
pub trait Opener: fmt::Debug + Send + Sync + 'static {
    /// Hands an address to the system. Answers at once.
    fn open(&self, link: &Link);
    /// Hands a page that was written on this computer to the browser. Answers at once.
    fn show(&self, page: &Path);
}

/// An address that may be opened: http, https or mailto, and nothing that a program would be started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// Takes an address from a message. `None` when it is of another kind, or too odd to hand to another program.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':')?;
        let known = match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/')),
            "mailto" => rest.contains('@'),
            _ => false,
        };
        // White space, quotes and the like have to be written as %20 and so on; a raw one isn't part of an address.
        let plain =
            !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
        (known && plain && text.len() <= 4096).then(|| Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The browser of the system.
#[derive(Debug)]
pub struct Browser;

impl Opener for Browser {
    fn open(&self, link: &Link) {
        hand_over(link.as_str().into());
    }

    fn show(&self, page: &Path) {
        hand_over(page.into());
    }
}

/// On a thread of its own: starting another program may take a while.
fn hand_over(what: OsString) {
    let started = std::thread::Builder::new().name("open-link".into()).spawn(move || {
        if let Err(error) = open::that_detached(what) {
            tracing::warn!(%error, "a link or a page couldn't be opened");
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "a link or a page couldn't be opened");
    }
}

/// Keeps what would have been opened, for tests.
#[derive(Debug, Default)]
pub struct RecordingOpener(Mutex<Vec<String>>);

impl RecordingOpener {
    /// What was opened so far.
    pub fn opened(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Opener for RecordingOpener {
    fn open(&self, link: &Link) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(link.as_str().to_owned());
    }

    fn show(&self, page: &Path) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(page.display().to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_and_mail_may_be_opened() {
        for text in ["https://example.com/a?b=c#d", "HTTP://example.com", "mailto:ada@example.com", " https://a.b "] {
            assert_eq!(Link::parse(text).map(|l| l.0), Some(text.trim().to_owned()), "{text}");
        }
    }

    #[test]
    fn nothing_else_may() {
        for text in [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ms-settings:x",
            "example.com",
            "https:/one.slash",
            "https://",
            "https:///path",
            "mailto:",
            "--help",
            "https://a b",
            "https://a\nb",
            "https://a\"; reboot",
            "\\\\server\\share",
        ] {
            assert_eq!(Link::parse(text), None, "{text:?}");
        }
        assert_eq!(Link::parse(&format!("https://{}", "a".repeat(5000))), None);
    }
}

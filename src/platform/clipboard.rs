//! Formatted text on the clipboard. The window toolkit puts plain text there, at once; this adds the formatted form for
//! programs that take it. Where the desktop has no way for that, the plain text stays.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The most that is put there formatted, in bytes; of more the plain text is enough.
const MOST: usize = 4 * 1024 * 1024;

/// Takes formatted text.
pub trait Formatted: fmt::Debug + Send + Sync + 'static {
    /// Puts a text on the clipboard in both forms. Answers at once.
    fn write(&self, html: String, plain: String);
}

/// The system's clipboard. It is asked for when something is copied for the first time, and kept: on some systems a
/// program that has copied something must be there to hand it out.
#[derive(Default)]
pub struct System(Arc<Mutex<Option<arboard::Clipboard>>>);

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("System")
    }
}

impl Formatted for System {
    fn write(&self, html: String, plain: String) {
        if html.len() > MOST {
            return;
        }
        let place = Arc::clone(&self.0);
        let put = move || {
            let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
            let clipboard = match place.take() {
                Some(clipboard) => Ok(clipboard),
                None => arboard::Clipboard::new(),
            };
            let put = clipboard.and_then(|mut clipboard| {
                clipboard.set().html(html, Some(plain))?;
                Ok(clipboard)
            });
            match put {
                Ok(clipboard) => *place = Some(clipboard),
                Err(error) => tracing::info!(%error, "the clipboard takes no formatted text"),
            }
        };
        // On a thread of its own: it talks to the desktop, and waits for it.
        if let Err(error) = std::thread::Builder::new().name("clipboard".into()).spawn(put) {
            tracing::warn!(%error, "nothing formatted was copied");
        }
    }
}

/// Keeps what would have been put there, for tests.
#[derive(Debug, Default)]
pub struct RecordingClipboard(Mutex<Option<(String, String)>>);

impl RecordingClipboard {
    /// What was put there last: formatted, and plain.
    pub fn last(&self) -> Option<(String, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Formatted for RecordingClipboard {
    fn write(&self, html: String, plain: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((html, plain));
    }
}

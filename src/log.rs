//! The log file: bounded, and without secrets.
//!
//! Two files at most: the one of this run and the one before it. Passwords and tickets are [`Secret`] values whose
//! `Debug` shows nothing, and the libraries that handle raw bytes are held to warnings, so nothing of them gets here.
//!
//! [`Secret`]: msnp::types::Secret

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// The longest log of a run. Whatever comes after is dropped, with a word.
const LIMIT: u64 = 4 * 1024 * 1024;

/// Starts logging into a file. Without one the program runs all the same.
///
/// `SWALLOWTAIL_LOG` sets what is logged, such as `debug`; never more than that for libraries that see secrets.
pub(crate) fn start(path: &Path) {
    let wanted = std::env::var("SWALLOWTAIL_LOG").unwrap_or_else(|_| "info".into());
    let wanted = match wanted.as_str() {
        "error" | "warn" | "info" | "debug" | "trace" => wanted,
        _ => "info".into(),
    };
    let log = match Bounded::open(path) {
        Ok(log) => log,
        Err(error) => {
            eprintln!("There will be no log in {}: {error}", path.display());
            return;
        }
    };
    let started =
        tracing_subscriber::fmt().with_env_filter(filter(&wanted)).with_ansi(false).with_writer(log.clone()).try_init();
    if let Err(error) = started {
        eprintln!("There will be no log: {error}");
    }
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // The message of a panic is a text of the program; it names no person's secrets.
        let what = panic.payload().downcast_ref::<&str>().map(|s| (*s).to_owned());
        let what = what.or_else(|| panic.payload().downcast_ref::<String>().cloned()).unwrap_or_default();
        tracing::error!(%place, %what, "panic");
    }));
}

/// What is logged, when that much is wanted of the program's own parts.
fn filter(wanted: &str) -> EnvFilter {
    // The requester calls it an error when the system's language is `C`, which is no language but no fault either.
    let noise = "i18n_embed::requester=off";
    EnvFilter::new(format!("warn,{noise},swallowtail={wanted},msnp={wanted},msnp_server={wanted}"))
}

/// A file that doesn't grow beyond its limit.
#[derive(Clone)]
struct Bounded(Arc<Mutex<(File, u64)>>);

impl Bounded {
    fn open(path: &Path) -> io::Result<Self> {
        let mut before = path.as_os_str().to_owned();
        before.push(".before");
        if path.exists() {
            fs::rename(path, before)?;
        }
        Ok(Self(Arc::new(Mutex::new((File::create(path)?, 0)))))
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, written) = &mut *guard;
        if *written >= LIMIT {
            return Ok(bytes.len());
        }
        *written += bytes.len() as u64;
        file.write_all(bytes)?;
        if *written >= LIMIT {
            file.write_all(b"The log is full.\n")?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.flush()
    }
}

impl<'a> MakeWriter<'a> for Bounded {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_is_none_is_no_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.log");
        let log = Bounded::open(&path).expect("opened");
        let lines =
            tracing_subscriber::fmt().with_env_filter(filter("info")).with_ansi(false).with_writer(log).finish();
        tracing::subscriber::with_default(lines, || {
            tracing::error!(target: "i18n_embed::requester", "Unable to parse your locale");
            tracing::error!(target: "i18n_embed::fluent", "a broken text");
            tracing::debug!(target: "swallowtail::app", "too much");
            tracing::info!(target: "swallowtail::app", "enough");
        });
        let text = fs::read_to_string(&path).expect("written");
        assert!(!text.contains("locale") && !text.contains("too much"), "{text}");
        assert!(text.contains("a broken text") && text.contains("enough"), "{text}");
    }

    #[test]
    fn it_stops_growing_and_keeps_the_run_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.log");
        let mut log = Bounded::open(&path).expect("opened");
        let line = vec![b'x'; 100_000];
        for _ in 0..100 {
            log.write_all(&line).expect("written or dropped");
        }
        let length = fs::metadata(&path).expect("there").len();
        assert!((LIMIT..LIMIT + 200_000).contains(&length), "{length}");
        Bounded::open(&path).expect("opened anew");
        assert_eq!(fs::metadata(&path).expect("there").len(), 0);
        assert_eq!(fs::metadata(folder.path().join("x.log.before")).expect("there").len(), length);
    }
}

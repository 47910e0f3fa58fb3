//! What was said, to a file: a page to print, plain text, or JSON.
//!
//! It is read page by page and written as it comes, on a thread of its own, so a long history takes no memory and holds
//! up nobody. The file is written under another name first: one that was stopped in the middle is never left behind.

mod html;
mod json;
#[cfg(test)]
mod tests;
mod text;

use super::{EntryId, History, HistoryError, Kept, Key, Range, Result};
use futures::Stream;
use futures::channel::mpsc;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How many entries are read at once.
const AT_ONCE: usize = 500;

/// What the file is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A page for the browser, and for the printer.
    #[default]
    Html,
    /// Lines of text.
    Text,
    /// For programs.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Html, Self::Text, Self::Json];

    /// How names of such files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "txt",
            Self::Json => "json",
        }
    }

    /// What a name stands for by its ending.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(Self::Html),
            "txt" | "log" | "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Where the entries come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// From the history: a conversation, or all.
    History(History, Option<Key>),
    /// These: of a conversation that isn't kept.
    Entries(Vec<Kept>),
}

/// The words of the file, in the language of whoever reads it.
#[derive(Debug, Clone)]
pub struct Words {
    /// The title.
    pub title: String,
    /// What a conversation is called, where the file has several.
    pub name: fn(&Names, &Key) -> String,
    /// A day.
    pub day: fn(chrono::NaiveDate) -> String,
    /// What happened, where nothing was said.
    pub note: fn(&Kept) -> String,
    /// What became of a message of ours, where it didn't arrive.
    pub state: fn(&Kept) -> Option<String>,
    /// That a message had waited.
    pub waited: String,
    /// The names of conversations.
    pub names: Names,
}

/// What conversations are called.
pub type Names = std::collections::HashMap<Key, String>;

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// So many of so many entries are written.
    Written(u64, u64),
    /// It is there, with so many entries.
    Done(u64),
    /// There is a file of that name already.
    Exists,
    /// It came to nothing.
    Failed(HistoryError),
}

/// Where the file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To a place that a person has chosen.
    File {
        /// The place.
        path: PathBuf,
        /// Whether a file that is there may be replaced.
        replace: bool,
    },
    /// Into a folder of ours, to be opened from there; what is a day old goes.
    Scratch(PathBuf),
}

/// Writes a file; stops soon after `stop` is set. Tells how far it is.
pub fn export(
    source: Source,
    format: Format,
    words: Words,
    target: Target,
    stop: Arc<AtomicBool>,
) -> impl Stream<Item = Progress> + Send + use<> {
    let (tell, told) = mpsc::unbounded();
    let started = std::thread::Builder::new().name("history-export".into()).spawn(move || {
        let end = match write(&source, format, &words, &target, &stop, &tell) {
            Ok(count) => Progress::Done(count),
            Err(Stopped::Exists) => Progress::Exists,
            Err(Stopped::Error(error)) => Progress::Failed(error),
        };
        let _ = tell.unbounded_send(end);
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread to write the file");
    }
    told
}

enum Stopped {
    Exists,
    Error(HistoryError),
}

impl<E: Into<HistoryError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

fn write(
    source: &Source,
    format: Format,
    words: &Words,
    target: &Target,
    stop: &AtomicBool,
    tell: &mpsc::UnboundedSender<Progress>,
) -> std::result::Result<u64, Stopped> {
    let path = match target {
        Target::File { path, replace: false } if path.exists() => return Err(Stopped::Exists),
        Target::File { path, .. } => path,
        Target::Scratch(path) => {
            if let Some(folder) = path.parent() {
                crate::store::paths::create_private(folder)?;
                tidy(folder);
            }
            path
        }
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // What was said is nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&beside)?;
    let written = fill(source, format, words, file, stop, tell);
    let placed = written.and_then(|count| Ok(fs::rename(&beside, path).map(|()| count)?));
    if placed.is_err() {
        let _ = fs::remove_file(&beside);
    }
    Ok(placed?)
}

/// Takes pages away that were printed long ago.
fn tidy(folder: &Path) {
    let old = |entry: &fs::DirEntry| {
        let modified = entry.metadata().and_then(|about| about.modified()).ok();
        modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > Duration::from_secs(24 * 3_600))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(old) {
        let _ = fs::remove_file(entry.path());
    }
}

fn fill(
    source: &Source,
    format: Format,
    words: &Words,
    file: File,
    stop: &AtomicBool,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<u64> {
    let mut out = BufWriter::new(file);
    let mut last = None;
    let mut count = 0u64;
    let whole = matches!(source, Source::History(_, None));
    start(format, words, &mut out)?;
    let mut one = |kept: &Kept, count: u64, out: &mut BufWriter<File>| {
        let place =
            Place { first: count == 0, day: kept.at.date_naive(), conversation: whole.then_some(&kept.conversation) };
        let new = last.as_ref() != Some(&(place.day, kept.conversation.clone()));
        last = Some((place.day, kept.conversation.clone()));
        entry(format, words, kept, &place, new, out)
    };
    match source {
        Source::Entries(entries) => {
            for kept in entries {
                one(kept, count, &mut out)?;
                count += 1;
            }
        }
        Source::History(history, key) => {
            let total = futures::executor::block_on(history.count(key.clone()))?;
            let mut from = EntryId(i64::MIN);
            loop {
                if stop.load(Ordering::Relaxed) {
                    return Err(HistoryError::Stopped);
                }
                let range = Range { from: Some(from), most: AT_ONCE, ..Range::default() };
                let page = futures::executor::block_on(history.page(key.clone(), range))?;
                for kept in &page.entries {
                    one(kept, count, &mut out)?;
                    count += 1;
                }
                let Some(end) = page.entries.last().filter(|_| page.more) else { break };
                from = EntryId(end.id.0 + 1);
                let _ = tell.unbounded_send(Progress::Written(count, total.max(count)));
            }
        }
    }
    end(format, &mut out)?;
    let file = out.into_inner().map_err(|error| HistoryError::from(error.into_error()))?;
    file.sync_all()?;
    Ok(count)
}

/// Where an entry stands in the file.
struct Place<'a> {
    first: bool,
    day: chrono::NaiveDate,
    /// Where the file has several conversations: which.
    conversation: Option<&'a Key>,
}

fn start(format: Format, words: &Words, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Html => html::start(words, out),
        Format::Text => text::start(words, out),
        Format::Json => json::start(words, out),
    }
}

fn entry(
    format: Format,
    words: &Words,
    kept: &Kept,
    place: &Place<'_>,
    new: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Html => html::entry(words, kept, new.then_some(place), out),
        Format::Text => text::entry(words, kept, new.then_some(place), out),
        Format::Json => json::entry(kept, place.first, out),
    }
}

fn end(format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Html => html::end(out),
        Format::Text => Ok(()),
        Format::Json => json::end(out),
    }
}

/// The heading over some entries: the day, and the conversation where there are several.
fn heading(words: &Words, place: &Place<'_>) -> String {
    let day = (words.day)(place.day);
    match place.conversation {
        Some(key) => format!("{day} · {}", (words.name)(&words.names, key)),
        None => day,
    }
}

/// A text on lines of its own making only: without what would hide, turn or move other text.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| *c == '\n' || *c == '\t' || !c.is_control())
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

//! What was said: one SQLite file an account.
//!
//! ```text
//! entry      what is kept, as it goes in and comes out
//! database   the file: opened, brought up to date, written to
//! read       pages of entries, conversations, days
//! search     the newest entries that have all the words; fold: words as a search sees them
//! delete     a message, a conversation, a span, step by step
//! export     to a file: a page to print, plain text, JSON
//! ```
//!
//! Nothing here blocks whoever asks: each history has a thread that writes and one that reads, and answers are futures.
//! What is written is committed when its answer comes, so what is shown after that survives the end of the program.

mod code;
mod database;
mod delete;
mod entry;
pub mod export;
mod fold;
mod read;
mod search;
#[cfg(test)]
mod tests;

pub use database::Database;
pub use delete::{STEP, Span};
pub use entry::{Change, EntryId, Kept, Key, Kind, LONGEST_NAME, LONGEST_TEXT, Record, Who, now};
pub use fold::Wanted;
pub use read::{PAGE, Page, Range, Summary};
pub use search::{COUNTED, Found, HITS, Search};

use futures::channel::oneshot;
use futures::future::BoxFuture;
use msnp::event::OfflineMessageId;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

/// Why something isn't kept, or can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file or its folder can't be written to.
    #[error("the folder can't be written to")]
    ReadOnly,
    /// The file is no history, or damaged.
    #[error("the file is damaged")]
    Broken,
    /// A later version of this program has made it.
    #[error("the file was made by a later version of this program")]
    Newer,
    /// It takes too long.
    #[error("the disk doesn't answer")]
    Slow,
    /// It was stopped.
    #[error("it was stopped")]
    Stopped,
    /// Something else, in the system's words.
    #[error("{0}")]
    Other(String),
}

/// What comes of asking.
pub type Result<T> = std::result::Result<T, HistoryError>;

/// An answer that comes later.
pub type Answer<T> = BoxFuture<'static, Result<T>>;

/// What writing came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The number of the entry that was added last before this.
    pub before: i64,
    /// And after it.
    pub last: i64,
    /// The messages that had waited at the service and are no news: they have been shown before.
    pub known: Vec<OfflineMessageId>,
}

/// What opening came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ready {
    /// The number of the entry that was added last.
    pub added: i64,
    /// Where the old file is now, where it couldn't be read.
    pub aside: Option<PathBuf>,
}

impl From<rusqlite::Error> for HistoryError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly};
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full,
            Some(ReadOnly | CannotOpen) => Self::ReadOnly,
            Some(DatabaseCorrupt | NotADatabase) => Self::Broken,
            Some(DatabaseBusy) => Self::Slow,
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<io::Error> for HistoryError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Other(error.to_string()),
        }
    }
}

/// Where histories are kept: a folder, or memory in tests. Clones share it.
#[derive(Debug, Clone)]
pub struct Histories {
    folder: Option<PathBuf>,
    open: Arc<Mutex<HashMap<String, History>>>,
}

impl Histories {
    /// In a folder, a file for each account.
    pub fn folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder), open: Arc::default() }
    }

    /// In memory.
    pub fn memory() -> Self {
        Self { folder: None, open: Arc::default() }
    }

    /// The history of an account, by the account's key. The file isn't touched before something is asked of it.
    pub fn of(&self, account: &str) -> History {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.folder.as_ref().map(|folder| folder.join(file_name(account)));
        open.entry(account.to_owned()).or_insert_with(|| History::start(path)).clone()
    }

    /// A folder for what is made of a history to be looked at elsewhere; none in memory.
    pub fn scratch(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("print"))
    }
}

/// A file name for an account that every system takes: what can be read of its key, and a sum that tells it from others.
fn file_name(account: &str) -> String {
    let key = account.to_lowercase();
    let readable: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() || "@.-_".contains(c) { c } else { '_' }).take(60).collect();
    format!("{readable}-{:.12}.sqlite", format!("{:x}", md5::compute(&key)))
}

/// The history of one account. Clones are the same one.
#[derive(Clone)]
pub struct History(Arc<Threads>);

struct Threads {
    writer: mpsc::Sender<Job>,
    /// None where one thread does everything.
    reader: Option<mpsc::Sender<Job>>,
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("History")
    }
}

/// Something to do, with the file or the reason why there is none.
type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// A thread's side: the file, opened when it is first needed, and again after it was found broken.
struct Desk {
    path: Option<PathBuf>,
    writes: bool,
    database: Option<Database>,
    aside: Option<PathBuf>,
}

impl Desk {
    fn database(&mut self) -> Result<&mut Database> {
        if self.database.is_none() {
            let database = match &self.path {
                None => Database::in_memory()?,
                Some(path) if self.writes => {
                    let mut opened = Database::open(path)?;
                    opened.database.settle()?;
                    self.aside = opened.aside.or_else(|| self.aside.take());
                    opened.database
                }
                Some(path) => Database::open_as_it_is(path)?,
            };
            self.database = Some(database);
        }
        self.database.as_mut().ok_or(HistoryError::Stopped)
    }

    fn run<T>(&mut self, work: impl Fn(&mut Database) -> Result<T>) -> Result<T> {
        let done = self.database().and_then(&work);
        if !matches!(done, Err(HistoryError::Broken)) {
            return done;
        }
        // Opened anew it is set aside, and another begun.
        self.database = None;
        if self.writes { self.database().and_then(&work) } else { done }
    }
}

impl History {
    fn start(path: Option<PathBuf>) -> Self {
        let writer = thread("history-writer", path.clone(), true);
        let reader = path.is_some().then(|| thread("history-reader", path, false));
        Self(Arc::new(Threads { writer, reader }))
    }

    /// The history in that file; for programs that look at one, and for tests.
    pub fn at(path: &Path) -> Self {
        Self::start(Some(path.to_owned()))
    }

    fn write<T: Send + 'static>(&self, work: impl Fn(&mut Database) -> Result<T> + Send + 'static) -> Answer<T> {
        send(&self.0.writer, move |desk| desk.run(work))
    }

    fn read<T: Send + 'static>(&self, work: impl Fn(&mut Database) -> Result<T> + Send + 'static) -> Answer<T> {
        send(self.0.reader.as_ref().unwrap_or(&self.0.writer), move |desk| desk.run(work))
    }

    /// Opens it, if it isn't open.
    pub fn open(&self) -> Answer<Ready> {
        send(&self.0.writer, |desk| {
            // Whatever a former sign-in had on its way has come to its end.
            let added = desk.run(|database| {
                database.settle()?;
                database.added()
            })?;
            Ok(Ready { added, aside: desk.aside.take() })
        })
    }

    /// Writes changes, in the order of calls, and answers when they are committed.
    pub fn keep(&self, changes: Vec<Change>) -> Answer<Written> {
        self.write(move |database| database.keep(&changes))
    }

    /// Some entries of a conversation, or of all.
    pub fn page(&self, key: Option<Key>, range: Range) -> Answer<Page> {
        self.read(move |database| database.page(key.as_ref(), range))
    }

    /// The conversations, that with the newest entry first.
    pub fn conversations(&self) -> Answer<Vec<Summary>> {
        self.read(|database| database.conversations())
    }

    /// Searches.
    pub fn search(&self, search: Search) -> Answer<Found> {
        self.read(move |database| database.search(&search))
    }

    /// The days on which something was said.
    pub fn days(
        &self,
        key: Option<Key>,
        from: chrono::NaiveDate,
        to: chrono::NaiveDate,
    ) -> Answer<Vec<chrono::NaiveDate>> {
        self.read(move |database| database.days(key.as_ref(), from, to))
    }

    /// The first entry of a day.
    pub fn first_of_day(&self, key: Option<Key>, day: chrono::NaiveDate) -> Answer<Option<EntryId>> {
        self.read(move |database| database.first_of_day(key.as_ref(), day))
    }

    /// How many entries there are.
    pub fn count(&self, key: Option<Key>) -> Answer<u64> {
        self.read(move |database| database.count(key.as_ref()))
    }

    /// Deletes one step of a span; answers how many entries it were.
    pub fn delete(&self, span: Span) -> Answer<usize> {
        self.write(move |database| database.delete(&span))
    }

    /// Answers when everything that was asked of it to write before is written.
    pub fn flush(&self) -> Answer<()> {
        send(&self.0.writer, |_| Ok(()))
    }
}

fn thread(name: &str, path: Option<PathBuf>, writes: bool) -> mpsc::Sender<Job> {
    let (jobs, inbox) = mpsc::channel::<Job>();
    let mut desk = Desk { path, writes, database: None, aside: None };
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        // It ends when nobody can ask any more.
        while let Ok(job) = inbox.recv() {
            job(&mut desk);
        }
    });
    if let Err(error) = started {
        // Whoever asks hears that it was stopped.
        tracing::warn!(%error, "no thread for the history");
    }
    jobs
}

fn send<T: Send + 'static>(
    to: &mpsc::Sender<Job>,
    work: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |desk| {
        // Nobody waits any more: a search that was typed over, say. What is written is written all the same.
        if desk.writes || !answer.is_canceled() {
            let _ = answer.send(work(desk));
        }
    });
    let _ = to.send(job);
    Box::pin(async move { answered.await.unwrap_or(Err(HistoryError::Stopped)) })
}

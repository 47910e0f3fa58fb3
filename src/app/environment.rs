//! What the program stands on, so that tests can put something else there.

use crate::model::Problem;
use crate::platform::choose::{Chooser, Dialogs, Ready};
use crate::platform::clipboard::{Formatted, RecordingClipboard, System};
use crate::platform::idle::{self, Idle};
use crate::platform::notify::{Desktop, Notifier, Recording};
use crate::platform::open::{Browser, Opener, RecordingOpener};
use crate::platform::playing::{self, Jukebox, Playing};
use crate::store::credentials::{Credentials, MemoryVault};
use crate::store::dictionaries::Dictionaries;
use crate::store::drafts::DraftStore;
use crate::store::history::Histories;
use crate::store::paths::Paths;
use crate::store::services::Services;
use crate::store::settings::SettingsStore;
use msnp::types::Instant;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The disk, the keyring, the desktop.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Where settings are kept.
    pub settings: SettingsStore,
    /// The services to sign in to.
    pub services: Services,
    /// What was wrong with the person's own services.
    pub services_error: Option<Problem>,
    /// Passwords.
    pub credentials: Credentials,
    /// What is written and not sent.
    pub drafts: DraftStore,
    /// Spelling.
    pub dictionaries: Dictionaries,
    /// What is said.
    pub histories: Histories,
    /// Notifications.
    pub notifier: Arc<dyn Notifier>,
    /// Formatted text that is copied.
    pub clipboard: Arc<dyn Formatted>,
    /// Links.
    pub opener: Arc<dyn Opener>,
    /// Files that a person chooses.
    pub chooser: Arc<dyn Chooser>,
    /// The players of music.
    pub playing: Arc<dyn Playing>,
    /// How long nobody has touched the computer.
    pub idle: Arc<dyn Idle>,
    /// The built-in server's folder.
    pub server: PathBuf,
    /// What this computer is called; empty when it has no name.
    pub host: String,
    /// Light or dark, whatever the system says.
    pub dark: Option<bool>,
    /// The time.
    pub clock: Clock,
}

/// The time since the start. Tests let it run ahead. Clones share it.
#[derive(Debug, Clone)]
pub struct Clock {
    started: std::time::Instant,
    ahead: Arc<AtomicU64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { started: std::time::Instant::now(), ahead: Arc::default() }
    }
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Instant {
        Instant(self.started.elapsed() + Duration::from_millis(self.ahead.load(Ordering::Relaxed)))
    }

    /// Lets so much time have gone by.
    pub fn advance(&self, time: Duration) {
        self.ahead.fetch_add(u64::try_from(time.as_millis()).unwrap_or_default(), Ordering::Relaxed);
    }
}

impl Environment {
    /// The real one.
    pub fn real(paths: &Paths) -> Self {
        let (services, error) = Services::load(&paths.services());
        Self {
            settings: SettingsStore::file(paths.settings()),
            services,
            services_error: error.map(Problem::Services),
            credentials: Credentials::system(),
            drafts: DraftStore::folder(paths.drafts()),
            dictionaries: Dictionaries::system(paths, crate::i18n::system_languages()),
            histories: Histories::folder(paths.history()),
            notifier: Arc::new(Desktop::start()),
            clipboard: Arc::new(System::default()),
            opener: Arc::new(Browser),
            chooser: Arc::new(Dialogs),
            playing: playing::system(),
            idle: idle::system(),
            server: paths.server.clone(),
            host: crate::platform::host::name(),
            dark: None,
            clock: Clock::default(),
        }
    }

    /// One that touches nothing: for tests, which set what they need. The built-in server's folder is one that can't be
    /// made, so that a test that means to use it has to name its own.
    pub fn in_memory() -> Self {
        Self {
            settings: SettingsStore::memory(""),
            services: Services::default(),
            services_error: None,
            histories: Histories::memory(),
            credentials: Credentials::new(Arc::new(MemoryVault::default()), Duration::from_secs(5)),
            drafts: DraftStore::memory(),
            dictionaries: Dictionaries::none(),
            notifier: Arc::new(Recording::default()),
            clipboard: Arc::new(RecordingClipboard::default()),
            opener: Arc::new(RecordingOpener::default()),
            chooser: Arc::new(Ready::default()),
            playing: Arc::new(Jukebox::default()),
            idle: Arc::new(idle::Scripted::default()),
            server: PathBuf::from("/dev/null/server"),
            host: "desk".to_owned(),
            dark: None,
            clock: Clock::default(),
        }
    }
}

//! Passwords, in the system's keyring and nowhere else.
//!
//! A keyring is another program: it may be absent, ask the person to unlock it, or hang. Each call runs on a thread of
//! its own and is given up after a while; after one that hung, nothing more is asked of it.

use futures::channel::oneshot;
use msnp::types::{Email, Secret};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Why the keyring didn't help. The interface has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// No keyring runs.
    #[error("there is no keyring")]
    Absent,
    /// It doesn't answer.
    #[error("the keyring doesn't answer")]
    Silent,
    /// It is locked, or refuses.
    #[error("the keyring refused")]
    Refused,
}

/// A place for passwords. Its methods block; [`ask`] runs them apart.
pub trait Vault: fmt::Debug + Send + Sync + 'static {
    /// Whether there is a keyring at all.
    ///
    /// # Errors
    /// Says why not.
    fn available(&self) -> Result<(), CredentialError>;
    /// The password under that key; `None` where none is kept.
    ///
    /// # Errors
    /// When the keyring doesn't help.
    fn load(&self, key: &Key) -> Result<Option<Secret>, CredentialError>;
    /// Keeps a password.
    ///
    /// # Errors
    /// When the keyring doesn't help.
    fn save(&self, key: &Key, password: &Secret) -> Result<(), CredentialError>;
    /// Forgets a password; none to forget is no error.
    ///
    /// # Errors
    /// When the keyring doesn't help.
    fn forget(&self, key: &Key) -> Result<(), CredentialError>;
}

/// Whose password: the same address may exist at two services.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account {
    /// The preset's id.
    pub service: String,
    /// The address.
    pub email: Email,
}

impl Account {
    /// A name for it that doesn't change with the letters' case.
    pub fn key(&self) -> String {
        format!("{} {}", self.service, self.email.as_str().to_ascii_lowercase())
    }
}

/// Under what a password is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// A proxy's: of that user, at that place.
    pub fn proxy(host: &str, port: u16, user: &str) -> Self {
        Self(format!("proxy {user}@{}:{port}", host.to_ascii_lowercase()))
    }
}

impl From<Account> for Key {
    fn from(account: Account) -> Self {
        Self(account.key())
    }
}

/// The keyring of the system.
#[derive(Debug)]
pub struct Keyring;

impl Keyring {
    const NAME: &'static str = "swallowtail";

    fn entry(key: &Key) -> Result<keyring::Entry, CredentialError> {
        keyring::Entry::new(Self::NAME, &key.0).map_err(|error| refusal(&error))
    }
}

impl Vault for Keyring {
    fn available(&self) -> Result<(), CredentialError> {
        match keyring::Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::info!(%error, "no keyring");
                Err(CredentialError::Absent)
            }
        }
    }

    fn load(&self, key: &Key) -> Result<Option<Secret>, CredentialError> {
        match Self::entry(key)?.get_password() {
            Ok(password) => Ok(Some(Secret::new(password))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(refusal(&error)),
        }
    }

    fn save(&self, key: &Key, password: &Secret) -> Result<(), CredentialError> {
        Self::entry(key)?.set_password(password.expose()).map_err(|error| refusal(&error))
    }

    fn forget(&self, key: &Key) -> Result<(), CredentialError> {
        match Self::entry(key)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(refusal(&error)),
        }
    }
}

fn refusal(error: &keyring::Error) -> CredentialError {
    // The kind only: some of these errors carry what the keyring held.
    match error {
        keyring::Error::NoDefaultStore => CredentialError::Absent,
        keyring::Error::PlatformFailure(_) => CredentialError::Absent,
        _ => CredentialError::Refused,
    }
}

/// Passwords in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryVault {
    kept: Mutex<HashMap<Key, Secret>>,
    /// Makes every call fail, as without a keyring.
    pub absent: AtomicBool,
}

impl MemoryVault {
    fn kept(&self) -> Result<std::sync::MutexGuard<'_, HashMap<Key, Secret>>, CredentialError> {
        if self.absent.load(Ordering::Relaxed) {
            return Err(CredentialError::Absent);
        }
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Vault for MemoryVault {
    fn available(&self) -> Result<(), CredentialError> {
        self.kept().map(|_| ())
    }
    fn load(&self, key: &Key) -> Result<Option<Secret>, CredentialError> {
        Ok(self.kept()?.get(key).cloned())
    }
    fn save(&self, key: &Key, password: &Secret) -> Result<(), CredentialError> {
        self.kept()?.insert(key.clone(), password.clone());
        Ok(())
    }
    fn forget(&self, key: &Key) -> Result<(), CredentialError> {
        self.kept()?.remove(key);
        Ok(())
    }
}

/// A vault with the care that another program needs. Clones share it.
#[derive(Debug, Clone)]
pub struct Credentials {
    vault: Arc<dyn Vault>,
    silent: Arc<AtomicBool>,
    patience: Duration,
}

impl Credentials {
    /// The system's keyring.
    pub fn system() -> Self {
        Self::new(Arc::new(Keyring), Duration::from_secs(20))
    }

    /// Any vault, given up after `patience`. It has to be long enough for a person to type a keyring's password.
    pub fn new(vault: Arc<dyn Vault>, patience: Duration) -> Self {
        Self { vault, silent: Arc::default(), patience }
    }

    /// Whether there is a keyring at all. Asked without the patience that a locked one needs.
    ///
    /// # Errors
    /// Says why not.
    pub async fn available(self) -> Result<(), CredentialError> {
        let patience = self.patience.min(Duration::from_secs(4));
        self.ask(patience, |vault| vault.available()).await
    }

    /// The password under that key; `None` where none is kept.
    ///
    /// # Errors
    /// When the keyring doesn't help.
    pub async fn load(self, key: impl Into<Key>) -> Result<Option<Secret>, CredentialError> {
        let key = key.into();
        self.ask(self.patience, move |vault| vault.load(&key)).await
    }

    /// Keeps a password.
    ///
    /// # Errors
    /// When the keyring doesn't help.
    pub async fn save(self, key: impl Into<Key>, password: Secret) -> Result<(), CredentialError> {
        let key = key.into();
        self.ask(self.patience, move |vault| vault.save(&key, &password)).await
    }

    /// Forgets a password.
    ///
    /// # Errors
    /// When the keyring doesn't help.
    pub async fn forget(self, key: impl Into<Key>) -> Result<(), CredentialError> {
        let key = key.into();
        self.ask(self.patience, move |vault| vault.forget(&key)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&dyn Vault) -> Result<T, CredentialError> + Send + 'static,
    ) -> Result<T, CredentialError> {
        if self.silent.load(Ordering::Relaxed) {
            return Err(CredentialError::Silent);
        }
        let (answer, asked) = oneshot::channel();
        let vault = Arc::clone(&self.vault);
        // Not one of the runtime's blocking threads: one that hangs would keep the program from ending.
        let spawned = std::thread::Builder::new().name("keyring".into()).spawn(move || {
            let _ = answer.send(work(vault.as_ref()));
        });
        if spawned.is_err() {
            return Err(CredentialError::Refused);
        }
        match tokio::time::timeout(patience, asked).await {
            Ok(Ok(result)) => result,
            // The thread ended without an answer: the keyring's client panicked.
            Ok(Err(_)) => Err(CredentialError::Refused),
            Err(_) => {
                self.silent.store(true, Ordering::Relaxed);
                Err(CredentialError::Silent)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account { service: "local".into(), email: Email::parse("Ada@Example.com").expect("an address") }
    }

    #[tokio::test]
    async fn a_password_is_kept_and_forgotten() {
        let credentials = Credentials::new(Arc::new(MemoryVault::default()), Duration::from_secs(5));
        assert_eq!(credentials.clone().load(account()).await, Ok(None));
        credentials.clone().save(account(), Secret::new("pw")).await.expect("kept");
        assert_eq!(credentials.clone().load(account()).await, Ok(Some(Secret::new("pw"))));
        credentials.clone().forget(account()).await.expect("forgotten");
        assert_eq!(credentials.load(account()).await, Ok(None));
    }

    #[tokio::test]
    async fn without_a_keyring_it_says_so() {
        let vault = MemoryVault::default();
        vault.absent.store(true, Ordering::Relaxed);
        let credentials = Credentials::new(Arc::new(vault), Duration::from_secs(5));
        assert_eq!(credentials.available().await, Err(CredentialError::Absent));
    }

    /// Waits until the test lets it go.
    #[derive(Debug)]
    struct Hangs(Mutex<std::sync::mpsc::Receiver<()>>);
    impl Vault for Hangs {
        fn available(&self) -> Result<(), CredentialError> {
            let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).recv();
            Ok(())
        }
        fn load(&self, _: &Key) -> Result<Option<Secret>, CredentialError> {
            self.available().map(|()| None)
        }
        fn save(&self, _: &Key, _: &Secret) -> Result<(), CredentialError> {
            self.available()
        }
        fn forget(&self, _: &Key) -> Result<(), CredentialError> {
            self.available()
        }
    }

    #[tokio::test]
    async fn a_keyring_that_hangs_is_given_up_and_left_alone() {
        let (_hold, wait) = std::sync::mpsc::channel();
        let credentials = Credentials::new(Arc::new(Hangs(Mutex::new(wait))), Duration::from_millis(20));
        assert_eq!(credentials.clone().load(account()).await, Err(CredentialError::Silent));
        // With patience without end: only a call that asks nobody comes back at all.
        let patient = Credentials { patience: Duration::MAX, ..credentials };
        assert_eq!(patient.load(account()).await, Err(CredentialError::Silent));
    }
}

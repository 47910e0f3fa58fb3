//! Making, listing and removing accounts: for the program beside a running server, and for the server itself.

use crate::directory::{AccountId, Directory, DirectoryError, Draft, SqliteDirectory};
use crate::entropy::{SystemEntropy, guid};
use crate::{NewAccount, ServerError, guide, password};
use msnp::types::{Email, List, Lists};
use msnp::wire::Encoded;
use std::path::{Path, PathBuf};

/// The longest display name, in bytes on the wire.
pub(crate) const LONGEST_NAME: usize = 387;

/// The accounts in a data folder. A server may be running on it meanwhile.
#[derive(Debug)]
pub struct Accounts {
    path: PathBuf,
    directory: SqliteDirectory,
}

/// One line of the list of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSummary {
    /// The address.
    pub email: Email,
    /// The name that others see.
    pub name: String,
    /// Whether MSNP2 to 7 may be used.
    pub md5: bool,
}

impl Accounts {
    /// Opens the accounts in a folder; makes both when they aren't there.
    ///
    /// # Errors
    /// When the folder or the file can't be used.
    pub fn open(data: &Path) -> Result<Self, ServerError> {
        let fail = |reason: String| ServerError::Data { path: data.to_owned(), reason };
        std::fs::create_dir_all(data).map_err(|error| fail(error.to_string()))?;
        let path = data.join("accounts.sqlite");
        keep_private(&path).map_err(|error| fail(error.to_string()))?;
        let directory = SqliteDirectory::open(&path).map_err(|error| fail(error.to_string()))?;
        Ok(Self { path: data.to_owned(), directory })
    }

    /// Makes an account; the Guide and it are on each other's lists wherever there is a Guide.
    ///
    /// # Errors
    /// When the address is taken, or the address, name or password can't be used.
    pub fn create(&mut self, account: NewAccount) -> Result<(), ServerError> {
        if account.email == guide::email() {
            return Err(ServerError::Invalid("That address belongs to the Guide. Choose another.".into()));
        }
        let id = self.insert(account)?;
        match self.directory.account(&guide::email()).map_err(|error| self.explain(error))? {
            Some(guide) => self.introduce(id, guide.id),
            None => Ok(()),
        }
    }

    /// Makes the Guide's account and introduces it to everyone who is there already.
    pub(crate) fn create_guide(&mut self, account: NewAccount) -> Result<(), ServerError> {
        let guide = self.insert(account)?;
        for account in self.directory.accounts().map_err(|error| self.explain(error))? {
            if account.id != guide {
                self.introduce(account.id, guide)?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, account: NewAccount) -> Result<AccountId, ServerError> {
        let draft = draft(account)?;
        self.directory.create(draft).map_err(|error| self.explain(error))
    }

    /// Puts an account and the Guide on each other's lists.
    fn introduce(&mut self, account: AccountId, guide: AccountId) -> Result<(), ServerError> {
        let friends = Lists::NONE.with(List::Forward).with(List::Allow);
        // The second call finds the first one's reverse entry and has to keep it.
        self.directory.set_lists(account, guide, friends).map_err(|error| self.explain(error))?;
        self.directory.set_lists(guide, account, friends.with(List::Reverse)).map_err(|error| self.explain(error))
    }

    /// Whether there is an account with this address.
    ///
    /// # Errors
    /// When the accounts can't be read.
    pub fn contains(&self, email: &Email) -> Result<bool, ServerError> {
        Ok(self.directory.account(email).map_err(|error| self.explain(error))?.is_some())
    }

    /// Every account, by address.
    ///
    /// # Errors
    /// When the accounts can't be read.
    pub fn list(&self) -> Result<Vec<AccountSummary>, ServerError> {
        let all = self.directory.accounts().map_err(|error| self.explain(error))?;
        all.into_iter()
            .map(|account| {
                let credentials = self.directory.credentials(account.id).map_err(|error| self.explain(error))?;
                let md5 = credentials.is_some_and(|c| c.md5.is_some());
                Ok(AccountSummary { email: account.email, name: account.name, md5 })
            })
            .collect()
    }

    /// Removes an account and every trace of it on other lists.
    ///
    /// # Errors
    /// When there is none.
    pub fn remove(&mut self, email: &Email) -> Result<(), ServerError> {
        let account = self.directory.account(email).map_err(|error| self.explain(error))?;
        let Some(account) = account else { return Err(ServerError::NoSuchAccount(email.to_string())) };
        self.directory.remove(account.id).map_err(|error| self.explain(error))
    }

    pub(crate) fn directory_mut(&mut self) -> &mut SqliteDirectory {
        &mut self.directory
    }

    pub(crate) fn into_directory(self) -> SqliteDirectory {
        self.directory
    }

    fn explain(&self, error: DirectoryError) -> ServerError {
        match error {
            DirectoryError::Exists(email) => ServerError::AccountExists(email.to_string()),
            other => ServerError::Data { path: self.path.clone(), reason: other.to_string() },
        }
    }
}

/// The file holds hashes of passwords, and its log does too: nobody else's business. A new file is made here, since what
/// SQLite puts beside it takes over its permissions.
fn keep_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::io::ErrorKind;
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        // One that is there isn't opened: to close it again would end the locks that this program has on it.
        match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        for beside in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(beside);
            match std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o600)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Checks what a person gave and protects the password.
fn draft(account: NewAccount) -> Result<Draft, ServerError> {
    let name = if account.name.trim().is_empty() { account.email.local_part() } else { account.name.trim() };
    if name.chars().any(char::is_control) || Encoded::from_text(name).as_wire().len() > LONGEST_NAME {
        return Err(ServerError::Invalid("That name is too long, or has characters that a name can't have.".into()));
    }
    let given = account.password.expose();
    if given.is_empty() {
        return Err(ServerError::Invalid("The password is empty.".into()));
    }
    if given.len() > password::LONGEST || given.chars().any(char::is_control) {
        return Err(ServerError::Invalid(
            "That password is too long, or has characters that a password can't have.".into(),
        ));
    }
    let mut entropy = SystemEntropy::new().map_err(|error| ServerError::Invalid(error.to_string()))?;
    let credentials = password::protect(&account.password, account.md5, &mut entropy).map_err(ServerError::Invalid)?;
    Ok(Draft { name: name.to_owned(), guid: guid(&mut entropy), email: account.email, credentials })
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::types::Secret;

    fn new(email: &str, name: &str, password: &str) -> NewAccount {
        let email = Email::parse(email).unwrap();
        NewAccount { email, name: name.into(), password: Secret::new(password), md5: false }
    }

    #[test]
    fn bad_input_is_refused_with_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let mut accounts = Accounts::open(folder.path()).unwrap();
        for (name, password) in [("A", ""), ("A", "a\nb"), ("a\u{7}", "pw"), (&"é".repeat(500), "pw")] {
            let refused = accounts.create(new("a@example.com", name, password));
            assert!(matches!(refused, Err(ServerError::Invalid(_))), "{name} {password}");
        }
        assert!(matches!(accounts.create(new("a@example.com", "A", &"x".repeat(300))), Err(ServerError::Invalid(_))));
        assert!(matches!(accounts.create(new("GUIDE@swallowtail.example", "G", "pw")), Err(ServerError::Invalid(_))));
        assert_eq!(accounts.list().unwrap(), []);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let others = || -> Vec<String> {
            let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap());
            let open = files.filter(|file| file.metadata().unwrap().permissions().mode() & 0o077 != 0);
            open.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
        };
        let mut accounts = Accounts::open(folder.path()).unwrap();
        accounts.create(new("alice@example.com", "Alice", "pw")).unwrap();
        assert!(folder.path().join("accounts.sqlite-wal").exists());
        assert_eq!(others(), [""; 0]);
        // As an older version left them.
        for file in std::fs::read_dir(folder.path()).unwrap() {
            std::fs::set_permissions(file.unwrap().path(), std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        assert!(Accounts::open(folder.path()).unwrap().contains(&Email::parse("alice@example.com").unwrap()).unwrap());
        assert_eq!(others(), [""; 0]);
    }

    #[test]
    fn an_account_is_made_listed_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut accounts = Accounts::open(&folder.path().join("deep/er")).unwrap();
        accounts.create(new("alice@example.com", "  ", "pw")).unwrap();
        let list = accounts.list().unwrap();
        assert_eq!((list[0].name.as_str(), list[0].md5), ("alice", false));
        assert!(matches!(accounts.create(new("ALICE@example.com", "A", "pw")), Err(ServerError::AccountExists(_))));
        let alice = Email::parse("alice@example.com").unwrap();
        accounts.remove(&alice).unwrap();
        assert!(matches!(accounts.remove(&alice), Err(ServerError::NoSuchAccount(_))));
    }

    #[test]
    fn every_account_and_the_guide_know_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let mut accounts = Accounts::open(folder.path()).unwrap();
        accounts.create(new("early@example.com", "Early", "pw")).unwrap();
        guide::prepare(&mut accounts).unwrap();
        accounts.create(new("late@example.com", "Late", "pw")).unwrap();
        guide::prepare(&mut accounts).unwrap();
        let directory = accounts.directory_mut();
        let guide = directory.account(&guide::email()).unwrap().unwrap();
        for email in ["early@example.com", "late@example.com"] {
            let account = directory.account(&Email::parse(email).unwrap()).unwrap().unwrap();
            for (owner, contact) in [(account.id, guide.id), (guide.id, account.id)] {
                let lists = directory.entry(owner, contact).unwrap().unwrap().lists;
                assert_eq!(lists.bits(), 11, "forward, allow, reverse");
            }
        }
    }
}

//! Where things are kept.
//!
//! The folders are those that the system gives a program. A second profile lives in folders of its own below them; the
//! built-in server's accounts are shared by all profiles, so that two of them can talk with each other.

use std::io;
use std::path::{Path, PathBuf};

/// The folders of one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Settings.
    pub config: PathBuf,
    /// The log, and what else belongs to this profile.
    pub data: PathBuf,
    /// The built-in server's accounts, shared by all profiles.
    pub server: PathBuf,
    /// The profile's name; `None` for the usual one.
    pub profile: Option<String>,
}

/// Why there are no folders.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// The name can't be a folder.
    #[error("A profile's name is made of 1 to 40 letters, digits, - and _, not \u{201c}{0}\u{201d}.")]
    ProfileName(String),
    /// There is no home folder.
    #[error("There is no home folder. Set HOME, or name a folder with --data-dir.")]
    NoHome,
    /// A folder can't be made.
    #[error("Couldn't make the folder {path}: {source}")]
    Create { path: PathBuf, source: io::Error },
}

impl Paths {
    /// The folders of `profile`: below `root` where one is given, else in the system's places.
    ///
    /// # Errors
    /// When the profile's name can't be a folder's, or there is no home folder.
    pub fn find(profile: Option<&str>, root: Option<&Path>) -> Result<Self, PathsError> {
        if let Some(name) = profile {
            let usable = (1..=40).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            if !usable {
                return Err(PathsError::ProfileName(name.chars().take(60).collect()));
            }
        }
        let (config, data) = match root {
            Some(root) => (root.join("config"), root.join("data")),
            None => {
                let project = directories::ProjectDirs::from("", "", "swallowtail").ok_or(PathsError::NoHome)?;
                (project.config_dir().to_owned(), project.data_dir().to_owned())
            }
        };
        let server = data.join("server");
        let below = |folder: PathBuf| match profile {
            Some(name) => folder.join("profiles").join(name),
            None => folder,
        };
        Ok(Self { config: below(config), data: below(data), server, profile: profile.map(str::to_owned) })
    }

    /// Makes the folders, readable by their owner alone where the system knows that.
    ///
    /// # Errors
    /// When one can't be made.
    pub fn create(&self) -> Result<(), PathsError> {
        for folder in [&self.config, &self.data, &self.server] {
            create_private(folder).map_err(|source| PathsError::Create { path: folder.clone(), source })?;
        }
        Ok(())
    }

    /// The settings file.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    /// Service presets of the person's own; they go before the built-in ones.
    pub fn services(&self) -> PathBuf {
        self.config.join("services.toml")
    }

    /// What is written and not sent.
    pub fn drafts(&self) -> PathBuf {
        self.data.join("drafts")
    }

    /// Dictionaries of the person's own.
    pub fn dictionaries(&self) -> PathBuf {
        self.data.join("dictionaries")
    }

    /// The words that the person has added to the dictionaries.
    pub fn own_words(&self) -> PathBuf {
        self.data.join("words.txt")
    }

    /// The folder of the histories.
    pub fn history(&self) -> PathBuf {
        self.data.join("history")
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.data.join("swallowtail.log")
    }
}

/// Makes a folder that its owner alone can look into, where the system knows that.
///
/// # Errors
/// When it can't be made.
pub(super) fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_have_folders_of_their_own_and_share_the_server() {
        let root = Path::new("/r");
        let usual = Paths::find(None, Some(root)).expect("paths");
        let work = Paths::find(Some("work"), Some(root)).expect("paths");
        assert_ne!(usual.config, work.config);
        assert_ne!(usual.data, work.data);
        assert_eq!(usual.server, work.server);
        assert!(work.settings().ends_with("config/profiles/work/settings.toml"));
    }

    #[test]
    fn a_profile_cannot_climb_out() {
        for name in ["", "..", "a/b", "a\\b", ".hidden", "ä", &"x".repeat(41)] {
            assert!(matches!(Paths::find(Some(name), None), Err(PathsError::ProfileName(_))), "{name:?}");
        }
    }

    #[test]
    fn folders_are_made() {
        let root = tempfile::tempdir().expect("a folder");
        let paths = Paths::find(Some("two"), Some(root.path())).expect("paths");
        paths.create().expect("made");
        paths.create().expect("a second time does no harm");
        assert!(paths.config.is_dir() && paths.data.is_dir() && paths.server.is_dir());
    }
}

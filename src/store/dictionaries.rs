//! Dictionaries on the disk: pairs of files `en_GB.aff` and `en_GB.dic`, as hunspell has them, and the person's words.
//!
//! They are looked for where the system keeps them, and in a folder of the person's own. All of this blocks.

use super::file;
use super::paths::Paths;
use crate::spelling::{Dictionary, LONGEST, Words};
use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The largest files of rules and of words that are read.
const MOST_RULES: u64 = 8 * 1024 * 1024;
const MOST_WORDS: u64 = 48 * 1024 * 1024;
/// The most files of a folder that are looked at, and the most languages.
const MOST_FILES: usize = 4_000;
const MOST_LANGUAGES: usize = 400;
/// The most words of the person's own.
pub const MOST_OWN: usize = 20_000;

/// Where dictionaries are. Clones share the person's words.
#[derive(Debug, Clone)]
pub struct Dictionaries {
    /// Of two dictionaries of one name that of the folder that comes first is taken.
    folders: Arc<Vec<PathBuf>>,
    words: Arc<Mutex<Own>>,
    /// The languages that the system asks for, in its order.
    pub wanted: Arc<Vec<String>>,
}

/// Where the person's words are kept.
#[derive(Debug)]
enum Own {
    File(PathBuf),
    Memory(Words),
}

/// The dictionaries that there are, with where to put more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Their names, in order: `en_GB`.
    pub names: Vec<String>,
    /// The person's words.
    pub words: Words,
}

/// Why a dictionary can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// It is gone.
    #[error("its files are gone")]
    Gone,
    /// It can't be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It is larger than any dictionary.
    #[error("{0} is too large")]
    TooLarge(String),
    /// It says that it is written in an encoding that nobody knows.
    #[error("its encoding \u{201c}{0}\u{201d} isn't known")]
    Encoding(String),
    /// It isn't what it should be.
    #[error("{0}")]
    Broken(String),
}

impl Dictionaries {
    /// Those of the system, and of the person's own folder.
    pub fn system(paths: &Paths, wanted: Vec<String>) -> Self {
        let mut folders = vec![paths.dictionaries()];
        let home = directories::BaseDirs::new();
        let (data, home) =
            home.map_or_else(Default::default, |dirs| (dirs.data_dir().to_owned(), dirs.home_dir().to_owned()));
        folders.extend(system_folders(&data, &home, |name| std::env::var_os(name)));
        Self::new(folders, Own::File(paths.own_words()), wanted)
    }

    /// Those of one folder, with the person's words in memory: for tests.
    pub fn at(folder: &Path, wanted: &[&str]) -> Self {
        let wanted = wanted.iter().map(|name| (*name).to_owned()).collect();
        Self::new(vec![folder.to_owned()], Own::Memory(Words::new()), wanted)
    }

    /// None at all.
    pub fn none() -> Self {
        Self::new(Vec::new(), Own::Memory(Words::new()), Vec::new())
    }

    fn new(folders: Vec<PathBuf>, words: Own, wanted: Vec<String>) -> Self {
        Self { folders: Arc::new(folders), words: Arc::new(Mutex::new(words)), wanted: Arc::new(wanted) }
    }

    /// The person's own folder: where a dictionary can be put without asking the system.
    pub fn own_folder(&self) -> Option<&Path> {
        self.folders.first().map(PathBuf::as_path)
    }

    /// What there is.
    pub fn find(&self) -> Found {
        let names: Vec<String> = self.pairs().into_keys().take(MOST_LANGUAGES).collect();
        let words = match &*self.words.lock().unwrap_or_else(PoisonError::into_inner) {
            Own::Memory(words) => words.clone(),
            Own::File(path) => match file::read(path) {
                Ok(text) => read_words(&text.unwrap_or_default()),
                Err(error) => {
                    tracing::warn!(%error, "the person's words can't be read");
                    Words::new()
                }
            },
        };
        Found { names, words }
    }

    /// The files of words, by the name of the dictionary.
    fn pairs(&self) -> BTreeMap<String, PathBuf> {
        let mut pairs = BTreeMap::new();
        for folder in self.folders.iter() {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            for entry in entries.take(MOST_FILES).flatten() {
                let path = entry.path();
                let words = path.extension().is_some_and(|ending| ending == "dic");
                let name = path.file_stem().and_then(|name| name.to_str()).filter(|name| words && is_name(name));
                if let Some(name) = name
                    && !pairs.contains_key(name)
                    && path.with_extension("aff").is_file()
                {
                    pairs.insert(name.to_owned(), path);
                }
            }
        }
        pairs
    }

    /// Reads a dictionary.
    ///
    /// # Errors
    /// When it is gone, can't be read, or isn't what it should be.
    pub fn load(&self, name: &str) -> Result<Dictionary, DictionaryError> {
        let path = self.pairs().remove(name).ok_or(DictionaryError::Gone)?;
        let rules = read(&path.with_extension("aff"), MOST_RULES)?;
        let encoding = encoding(&rules)?;
        let words = read(&path, MOST_WORDS)?;
        let (rules, words) = (encoding.decode(&rules).0, encoding.decode(&words).0);
        Dictionary::parse(&rules, &words).map_err(DictionaryError::Broken)
    }

    /// Keeps the person's words.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn keep(&self, words: &Words) -> io::Result<()> {
        match &mut *self.words.lock().unwrap_or_else(PoisonError::into_inner) {
            Own::Memory(kept) => {
                kept.clone_from(words);
                Ok(())
            }
            Own::File(path) => {
                let mut text = String::new();
                for word in words {
                    text.push_str(word);
                    text.push('\n');
                }
                file::write(path, &text)
            }
        }
    }
}

/// The words of a file, one on each line.
fn read_words(text: &str) -> Words {
    let words = text.lines().map(str::trim).filter(|word| !word.is_empty() && word.len() <= LONGEST);
    words.take(MOST_OWN).map(str::to_owned).collect()
}

/// Where systems keep dictionaries. A program in a sandbox sees those of its runtime, and perhaps the host's.
fn system_folders(data: &Path, home: &Path, variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let below = |root: &Path| ["hunspell", "myspell", "myspell/dicts"].map(|folder| root.join(folder));
    let listed = |name: &str| {
        variable(name).map_or_else(Vec::new, |list| {
            std::env::split_paths(&list).filter(|path| path.is_absolute()).take(32).collect::<Vec<_>>()
        })
    };
    let mut folders = listed("DICPATH");
    folders.extend(below(data));
    if cfg!(target_os = "macos") {
        folders.extend([home.join("Library/Spelling"), PathBuf::from("/Library/Spelling")]);
    } else if cfg!(unix) {
        let mut roots = listed("XDG_DATA_DIRS");
        roots.extend(["/usr/local/share", "/usr/share", "/app/share", "/run/host/usr/share"].map(PathBuf::from));
        if let Some(snap) = variable("SNAP") {
            roots.push(Path::new(&snap).join("usr/share"));
            roots.push(PathBuf::from("/var/lib/snapd/hostfs/usr/share"));
        }
        folders.extend(roots.iter().flat_map(|root| below(root)));
    }
    let mut once = Vec::new();
    for folder in folders {
        if !once.contains(&folder) {
            once.push(folder);
        }
    }
    once
}

/// Whether it can be the name of a language, and isn't that of something else: hyphenation lies in the same folders.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '@' | '.' | '+');
    (2..=40).contains(&name.len()) && name.chars().all(plain) && !name.starts_with("hyph")
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, DictionaryError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(DictionaryError::TooLarge(name));
    }
    Ok(bytes)
}

/// The encoding that the rules say both files have. Without a word it is the one of old.
fn encoding(rules: &[u8]) -> Result<&'static Encoding, DictionaryError> {
    let rules = rules.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rules);
    let said = rules.split(|byte| matches!(byte, b'\n' | b'\r')).find_map(|line| {
        let rest = line.strip_prefix(b"SET")?;
        rest.first().is_some_and(u8::is_ascii_whitespace).then(|| String::from_utf8_lossy(rest).trim().to_owned())
    });
    let said = said.unwrap_or_else(|| "ISO8859-1".to_owned());
    let small = said.to_ascii_lowercase();
    let usual = match small.as_str() {
        "tis620-2533" => "tis-620".to_owned(),
        name => match (name.strip_prefix("microsoft-cp"), name.strip_prefix("iso8859-")) {
            (Some(page), _) => format!("windows-{page}"),
            (_, Some(part)) => format!("iso-8859-{part}"),
            _ => small,
        },
    };
    Encoding::for_label(usual.as_bytes()).ok_or_else(|| DictionaryError::Encoding(said.chars().take(40).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str, rules: &[u8], words: &[u8]) {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join(format!("{name}.aff")), rules).expect("written");
        fs::write(folder.join(format!("{name}.dic")), words).expect("written");
    }

    fn knows(dictionary: Dictionary, word: &str) -> bool {
        crate::spelling::Checker::new(Arc::new(dictionary), Arc::default(), Arc::default()).knows(word)
    }

    #[test]
    fn pairs_are_found_and_the_first_folder_wins() {
        let root = tempfile::tempdir().expect("a folder");
        let (own, system) = (root.path().join("own"), root.path().join("system"));
        put(&own, "en_GB", b"SET UTF-8\n", b"1\ncolour\n");
        put(&system, "en_GB", b"SET UTF-8\n", b"1\ncolor\n");
        put(&system, "de_DE", b"SET UTF-8\n", "1\nGrüße\n".as_bytes());
        put(&system, "hyph_de_DE", b"", b"");
        fs::write(system.join("fr.dic"), "1\nmot\n").expect("words without rules");
        fs::write(system.join("notes.txt"), "x").expect("something else");
        let folders = vec![own, root.path().join("missing"), system];
        let dictionaries = Dictionaries::new(folders, Own::Memory(Words::new()), Vec::new());
        assert_eq!(dictionaries.find().names, ["de_DE", "en_GB"]);
        assert!(knows(dictionaries.load("en_GB").expect("read"), "colour"));
        assert!(matches!(dictionaries.load("fr"), Err(DictionaryError::Gone)));
        assert!(matches!(dictionaries.load("../own/en_GB"), Err(DictionaryError::Gone)));
    }

    #[test]
    fn the_encoding_is_the_one_that_is_said() {
        let root = tempfile::tempdir().expect("a folder");
        let latin: &[u8] = b"1\nGr\xfc\xdfe\n";
        put(root.path(), "said", b"# rules\nSET ISO8859-1\n", latin);
        put(root.path(), "unsaid", b"TRY e\n", latin);
        put(root.path(), "utf", b"\xef\xbb\xbfSET UTF-8\n", "1\nGrüße\n".as_bytes());
        let dictionaries = Dictionaries::at(root.path(), &[]);
        for name in ["said", "unsaid", "utf"] {
            assert!(knows(dictionaries.load(name).expect(name), "Grüße"), "{name}");
        }
        put(root.path(), "ru", b"SET KOI8-R\n", b"1\n\xc4\xcf\xcd\n");
        put(root.path(), "bg", b"SET microsoft-cp1251\n", b"1\n\xe4\xee\xec\n");
        for name in ["ru", "bg"] {
            assert!(knows(dictionaries.load(name).expect(name), "дом"), "{name}");
        }
        put(root.path(), "odd", b"SET KLINGON-7\n", b"1\nx\n");
        let odd = dictionaries.load("odd").expect_err("unknown");
        assert!(odd.to_string().contains("KLINGON-7"), "{odd}");
    }

    #[test]
    fn broken_and_huge_ones_are_refused_with_a_reason() {
        let root = tempfile::tempdir().expect("a folder");
        put(root.path(), "broken", b"SET UTF-8\nSFX A Y many\n", b"words\n");
        put(root.path(), "noise", &[0xff, 0x00, 0xfe, 0x80].repeat(500), &[0x80, 0xff, 0x0a].repeat(500));
        put(root.path(), "huge", &vec![b'#'; usize::try_from(MOST_RULES).expect("small") + 1], b"1\nx\n");
        let dictionaries = Dictionaries::at(root.path(), &[]);
        for name in ["broken", "huge"] {
            let error = dictionaries.load(name).expect_err(name);
            assert!(!error.to_string().is_empty());
        }
        // Whatever is in the files, they are only read.
        let _ = dictionaries.load("noise");
    }

    #[test]
    fn the_persons_words_are_kept() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("data/words.txt");
        let store = || Dictionaries::new(Vec::new(), Own::File(path.clone()), Vec::new());
        assert_eq!(store().find(), Found::default());
        let words = Words::from(["Zoë".to_owned(), "swallowtail".to_owned()]);
        store().keep(&words).expect("kept");
        assert_eq!(store().find().words, words);
        fs::write(&path, format!("one\n\n  two \n{}\n", "x".repeat(500))).expect("written");
        assert_eq!(store().find().words, Words::from(["one".to_owned(), "two".to_owned()]));
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_systems_folders_are_those_that_it_names() {
        let variable = |name: &str| match name {
            "DICPATH" => Some("/dicts:relative".into()),
            "XDG_DATA_DIRS" => Some("/opt/share:/usr/share".into()),
            "SNAP" => Some("/snap/x/1".into()),
            _ => None,
        };
        let folders = system_folders(Path::new("/home/ada/.local/share"), Path::new("/home/ada"), variable);
        for folder in [
            "/dicts",
            "/home/ada/.local/share/hunspell",
            "/opt/share/hunspell",
            "/usr/share/hunspell",
            "/usr/share/myspell",
            "/usr/share/myspell/dicts",
            "/app/share/hunspell",
            "/run/host/usr/share/hunspell",
            "/snap/x/1/usr/share/hunspell",
        ] {
            assert_eq!(folders.iter().filter(|known| *known == Path::new(folder)).count(), 1, "{folder}");
        }
        assert!(!folders.iter().any(|folder| folder.is_relative()));
    }
}

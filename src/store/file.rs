//! Files that are either the old one or the new one, never half of each.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Nothing that this program keeps as text is longer.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Puts `text` in place of the file: written beside it, then renamed.
///
/// # Errors
/// When the folder or the file can't be written; the old file then stands.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("the file has no folder"))?;
    fs::create_dir_all(folder)?;
    let beside = with_ending(path, "new");
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)
}

/// The text of the file; `None` where there is no file.
///
/// # Errors
/// When it can't be read, is longer than 16 mebibytes, or isn't UTF-8.
pub fn read(path: &Path) -> io::Result<Option<String>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    file.take(LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is too long"));
    }
    Ok(Some(text))
}

/// Renames a file that can't be used to a name that is free, so that nothing is lost. Answers the new name.
///
/// # Errors
/// When it can't be renamed.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let mut aside = with_ending(path, "broken");
    for number in 2..1000 {
        if !aside.exists() {
            break;
        }
        aside = with_ending(path, &format!("broken{number}"));
    }
    fs::rename(path, &aside)?;
    Ok(aside)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/er/file.toml");
        assert_eq!(read(&path).expect("no file is no error"), None);
        write(&path, "a = 1\n").expect("written");
        write(&path, "a = 2\n").expect("written again");
        assert_eq!(read(&path).expect("read").as_deref(), Some("a = 2\n"));
        assert_eq!(
            fs::read_dir(path.parent().expect("a folder")).expect("listed").count(),
            1,
            "nothing is left beside"
        );
    }

    #[test]
    fn broken_files_are_all_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        for text in ["one", "two", "three"] {
            write(&path, text).expect("written");
            let aside = set_aside(&path).expect("set aside");
            assert_eq!(read(&aside).expect("read").as_deref(), Some(text));
        }
        assert!(!path.exists());
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 3);
    }

    #[test]
    fn a_file_that_is_too_long_or_no_text_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        fs::write(&path, vec![b'a'; 17 * 1024 * 1024]).expect("written");
        assert!(read(&path).is_err());
        fs::write(&path, [0xff, 0xfe]).expect("written");
        assert!(read(&path).is_err());
    }
}

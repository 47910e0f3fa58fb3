//! Files of contacts: the lists that Messenger exported (`.ctt`), and comma-separated lines as address books have them.
//!
//! Reading and writing the text is pure; only [`load`] and [`save`] touch the disk.

use msnp::types::Email;
use quick_xml::events::Event;
use quick_xml::{Reader, escape};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// No list of people is longer.
const BYTES: u64 = 4 * 1024 * 1024;
/// The most people that are taken in from one file.
pub const PEOPLE: usize = 5_000;
/// The longest name that is taken in, in letters.
const NAME: usize = 200;
/// The most lines that are named as broken.
const BROKEN: usize = 1_000;

/// Somebody in such a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The address.
    pub email: Email,
    /// What they are called there.
    pub name: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The people, each once, in their order.
    pub entries: Vec<Entry>,
    /// The lines in which there should be an address and is none, from 1.
    pub broken: Vec<u64>,
    /// Whether there were more people than are taken in.
    pub cut: bool,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As Messenger exported it: addresses alone.
    Ctt,
    /// Comma-separated: addresses and names.
    Csv,
}

/// Why a file can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContactFileError {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// There is one already.
    #[error("there is a file of that name already")]
    Exists,
    /// It is longer than any list of contacts.
    #[error("the file is too long to be a list of contacts")]
    TooLong,
    /// Nobody is in it.
    #[error("there are no contacts in that file")]
    Empty,
    /// The system said no.
    #[error("{0}")]
    Io(String),
}

impl Format {
    /// The format that a file's name ends in.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "ctt" | "xml" => Some(Self::Ctt),
            "csv" | "txt" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Where such a file is looked for and put, unless a person says otherwise.
pub fn usual_place() -> PathBuf {
    let home = || directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
    let documents = directories::UserDirs::new().and_then(|folders| folders.document_dir().map(Path::to_owned));
    documents.or_else(home).unwrap_or_default().join("contacts.ctt")
}

/// The path that somebody typed: with blanks or quotes round it as file managers copy it, `~` for the home folder.
pub fn typed(path: &str) -> PathBuf {
    let path = path.trim();
    let path = path.strip_prefix('"').and_then(|path| path.strip_suffix('"')).unwrap_or(path);
    let path = path.strip_prefix("file://").unwrap_or(path);
    match (path.strip_prefix("~/"), directories::BaseDirs::new()) {
        (Some(rest), Some(folders)) => folders.home_dir().join(rest),
        _ => PathBuf::from(path),
    }
}

/// Reads a file.
///
/// # Errors
/// When it can't be read, or holds nobody and nothing that looks like somebody.
pub fn load(path: &Path) -> Result<Parsed, ContactFileError> {
    let mut bytes = Vec::new();
    // A folder or a device may be opened, too; what can be read of them has an end here.
    let file = File::open(path).map_err(failed)?;
    file.take(BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > BYTES {
        return Err(ContactFileError::TooLong);
    }
    let parsed = parse(&bytes);
    if parsed.entries.is_empty() && parsed.broken.is_empty() { Err(ContactFileError::Empty) } else { Ok(parsed) }
}

/// Writes a file. One that is there already is only replaced when that is said.
///
/// # Errors
/// When it can't be written.
pub fn save(path: &Path, text: &str, replace: bool) -> Result<(), ContactFileError> {
    if replace {
        return super::file::write(path, text).map_err(failed);
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

fn failed(error: io::Error) -> ContactFileError {
    match error.kind() {
        io::ErrorKind::NotFound => ContactFileError::Missing,
        io::ErrorKind::AlreadyExists => ContactFileError::Exists,
        _ => ContactFileError::Io(error.to_string()),
    }
}

/// Reads either format, by what is in it.
pub fn parse(bytes: &[u8]) -> Parsed {
    let text = decode(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut taken = Taken::default();
    if text.trim_start().starts_with('<') {
        parse_ctt(text, &mut taken);
    } else {
        parse_csv(text, &mut taken);
    }
    taken.parsed
}

/// The text of a file: UTF-16 where it says so, else UTF-8. Addresses are the same in every other encoding.
fn decode(bytes: &[u8]) -> String {
    let units = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What was taken in so far.
#[derive(Default)]
struct Taken {
    parsed: Parsed,
    seen: BTreeSet<Email>,
}

impl Taken {
    fn take(&mut self, line: u64, address: &str, name: &str) {
        let Ok(email) = Email::parse(address) else {
            if self.parsed.broken.len() < BROKEN && self.parsed.broken.last() != Some(&line) {
                self.parsed.broken.push(line);
            }
            return;
        };
        if self.seen.contains(&email) {
            return;
        }
        if self.parsed.entries.len() >= PEOPLE {
            self.parsed.cut = true;
            return;
        }
        self.seen.insert(email.clone());
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
        let name = Some(name).filter(|name| !name.is_empty() && *name != email.as_str());
        self.parsed.entries.push(Entry { email, name });
    }
}

/// Takes the text of every `<contact>`, wherever it stands. What is no XML ends the reading and is named.
fn parse_ctt(text: &str, taken: &mut Taken) {
    let mut reader = Reader::from_str(text);
    let mut contact: Option<(u64, String)> = None;
    // Lines are counted on from the last place, so that a long file is walked through once.
    let (mut line, mut counted) = (1_u64, 0_usize);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        line += text.as_bytes()[counted..at.max(counted)].iter().filter(|byte| **byte == b'\n').count() as u64;
        counted = at.max(counted);
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.local_name().as_ref().eq_ignore_ascii_case("contact") => {
                contact = Some((line, String::new()));
            }
            Ok(Event::Empty(tag)) if tag.local_name().as_ref().eq_ignore_ascii_case("contact") => {
                taken.take(line, "", "");
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref().eq_ignore_ascii_case("contact") => {
                if let Some((line, address)) = contact.take() {
                    taken.take(line, &address, "");
                }
            }
            Ok(Event::Text(words)) => append(&mut contact, &words),
            Ok(Event::CData(words)) => append(&mut contact, &words),
            Ok(Event::GeneralRef(reference)) => {
                let name: &str = &reference;
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter.to_string()),
                    _ => escape::resolve_xml_entity(name).map(str::to_owned),
                };
                append(&mut contact, &resolved.unwrap_or_default());
            }
            Ok(Event::Eof) => return,
            Err(_) => return taken.take(line, "", ""),
            Ok(_) => {}
        }
    }
}

fn append(contact: &mut Option<(u64, String)>, text: &str) {
    if let Some((_, address)) = contact {
        address.push_str(text);
    }
}

/// Which columns mean something.
#[derive(Clone, Copy, Default)]
struct Columns {
    address: usize,
    name: Option<usize>,
}

fn parse_csv(text: &str, taken: &mut Taken) {
    let first = text.lines().next().unwrap_or_default();
    let count = |wanted: char| first.chars().filter(|c| *c == wanted).count();
    // Where the comma is the decimal point, programs write semicolons.
    let delimiter = [';', '\t'].into_iter().find(|c| count(*c) > count(',')).map_or(b',', |c| c as u8);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut columns: Option<Columns> = None;
    let mut begun = false;
    let (mut line, mut counted) = (1_u64, 0_usize);
    for record in reader.records() {
        let Ok(record) = record else { continue };
        // The reader's own count is one short after the line ends of Windows and after empty lines.
        let at = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted).min(text.len());
        let blank = text.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let at = (at + blank).max(counted);
        line += text.as_bytes()[counted..at].iter().filter(|byte| **byte == b'\n').count() as u64;
        counted = at;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if !std::mem::replace(&mut begun, true) {
            columns = headings(&record);
            if columns.is_some() {
                continue;
            }
        }
        match columns {
            Some(columns) => {
                let name = columns.name.and_then(|at| record.get(at)).unwrap_or_default();
                taken.take(line, record.get(columns.address).unwrap_or_default(), plain(name));
            }
            // Without headings the address is what looks like one, and the name the first of the rest.
            None => {
                let address = record.iter().position(|field| Email::parse(field).is_ok());
                let name = record.iter().enumerate().find(|(at, field)| Some(*at) != address && !field.is_empty());
                let name = name.map_or("", |(_, name)| name);
                taken.take(line, address.and_then(|at| record.get(at)).unwrap_or_default(), plain(name));
            }
        }
    }
}

/// The columns, if the first line names them: ours, or those of the usual address books.
fn headings(record: &csv::StringRecord) -> Option<Columns> {
    let key =
        |field: &str| -> String { field.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase() };
    let find = |wanted: &[&str]| record.iter().position(|field| wanted.contains(&key(field).as_str()));
    let address = find(&[
        "address",
        "email",
        "emailaddress",
        "mail",
        "email1value",
        "primaryemail",
        "messengeraddress",
        "adresse",
        "emailadresse",
    ])?;
    let name = find(&["name", "displayname", "nickname", "fullname", "anzeigename", "spitzname"]);
    Some(Columns { address, name })
}

/// A name without the mark that keeps a table program from taking it for a formula.
fn plain(name: &str) -> &str {
    match name.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest,
        _ => name,
    }
}

/// What a table program takes for the start of a formula: a name that somebody gave themselves must not be run.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// Writes people in a format.
pub fn write(entries: &[Entry], format: Format) -> String {
    match format {
        Format::Ctt => write_ctt(entries),
        Format::Csv => write_csv(entries),
    }
}

fn write_ctt(entries: &[Entry]) -> String {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\"?>\r\n",
        "<messenger>\r\n",
        "\t<service name=\".NET Messenger Service\">\r\n",
        "\t\t<contactlist>\r\n",
    ));
    for entry in entries {
        out.push_str("\t\t\t<contact>");
        out.push_str(&escape::escape(entry.email.as_str()));
        out.push_str("</contact>\r\n");
    }
    out.push_str("\t\t</contactlist>\r\n\t</service>\r\n</messenger>\r\n");
    out
}

fn write_csv(entries: &[Entry]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Into memory: there is nothing that could fail.
    let _ = writer.write_record(["E-mail Address", "Name"]);
    for entry in entries {
        let name = entry.name.as_deref().unwrap_or_default();
        let guarded = if name.starts_with(FORMULA) { format!("'{name}") } else { name.to_owned() };
        let _ = writer.write_record([entry.email.as_str(), &guarded]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<u64>) {
        let parsed = parse(text.as_bytes());
        let entries = parsed.entries.into_iter();
        (entries.map(|e| (e.email.to_string(), e.name.unwrap_or_default())).collect(), parsed.broken)
    }

    fn people(people: &[(&str, &str)]) -> Vec<(String, String)> {
        people.iter().map(|(address, name)| ((*address).to_owned(), (*name).to_owned())).collect()
    }

    #[test]
    fn messengers_own_files_are_read() {
        let text = "<?xml version=\"1.0\"?>\r\n<messenger>\r\n\t<service name=\".NET Messenger Service\">\r\n\t\t<contactlist>\r\n\
            \t\t\t<contact>bob@example.com</contact>\r\n\t\t\t<contact type=\"1\"> Carol@example.com </contact>\r\n\
            \t\t\t<contact>a&amp;b@example.com</contact>\r\n\t\t\t<contact>no address</contact>\r\n\t\t\t<contact/>\r\n\
            \t\t\t<contact>BOB@example.com</contact>\r\n\t\t</contactlist>\r\n\t</service>\r\n</messenger>\r\n";
        let wanted = people(&[("bob@example.com", ""), ("Carol@example.com", ""), ("a&b@example.com", "")]);
        assert_eq!(read(text), (wanted.clone(), vec![8, 9]));
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(parse(&wide).entries.len(), 3);
        assert_eq!(read(&format!("\u{feff}{text}")).0, wanted);
    }

    #[test]
    fn what_ends_in_the_middle_keeps_what_was_there() {
        let (entries, broken) = read("<messenger>\n<contact>bob@example.com</contact>\n<contact>carol@</messenger>");
        assert_eq!(entries, people(&[("bob@example.com", "")]));
        assert_eq!(broken, [3]);
    }

    #[test]
    fn address_books_are_read_by_their_headings() {
        let text =
            "Name;E-mail Address;Phone\r\n\"Bob; the builder\";bob@example.com;1\r\nEve;;2\r\n\r\nZoë;zoe@example.com;";
        let wanted = people(&[("bob@example.com", "Bob; the builder"), ("zoe@example.com", "Zoë")]);
        assert_eq!(read(text), (wanted, vec![3]));
    }

    #[test]
    fn lines_without_headings_are_read_by_what_looks_like_an_address() {
        let (entries, broken) = read("bob@example.com\nCarol,carol@example.com\nnobody\n\ndave@example.com,Dave\n");
        let wanted = [("bob@example.com", ""), ("carol@example.com", "Carol"), ("dave@example.com", "Dave")];
        assert_eq!(entries, people(&wanted));
        assert_eq!(broken, [3]);
    }

    #[test]
    fn a_name_is_never_a_formula() {
        let entry = Entry { email: "bob@example.com".parse().unwrap(), name: Some("=cmd|'/C calc'!A0".into()) };
        let text = write(std::slice::from_ref(&entry), Format::Csv);
        assert!(text.contains("'=cmd"), "{text}");
        assert_eq!(parse(text.as_bytes()).entries, [entry]);
    }

    #[test]
    fn more_than_is_taken_in_is_said() {
        let text: String = (0..PEOPLE + 3).map(|n| format!("p{n}@example.com\n")).collect();
        let parsed = parse(text.as_bytes());
        assert_eq!((parsed.entries.len(), parsed.cut), (PEOPLE, true));
        assert!(parse("x\n".repeat(50_000).as_bytes()).broken.len() <= BROKEN);
    }

    #[test]
    fn files_are_written_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contacts.csv");
        assert_eq!(load(&path), Err(ContactFileError::Missing));
        let entry = Entry { email: "bob@example.com".parse().unwrap(), name: Some("Bob".into()) };
        let text = write(std::slice::from_ref(&entry), Format::Csv);
        assert_eq!(save(&path, &text, false), Ok(()));
        assert_eq!(save(&path, "", false), Err(ContactFileError::Exists));
        assert_eq!(load(&path).unwrap().entries, [entry]);
        assert_eq!(save(&path, "", true), Ok(()));
        assert_eq!(load(&path), Err(ContactFileError::Empty));
        std::fs::write(&path, vec![b'x'; usize::try_from(BYTES).unwrap() + 1]).unwrap();
        assert_eq!(load(&path), Err(ContactFileError::TooLong));
        assert!(load(folder.path()).is_err());
    }

    #[test]
    fn the_format_stands_in_the_name() {
        assert_eq!(Format::of(Path::new("/a/b.CTT")), Some(Format::Ctt));
        assert_eq!(Format::of(Path::new("b.csv")), Some(Format::Csv));
        assert_eq!(Format::of(Path::new("b")), None);
        assert_eq!(typed(" \"/a b/c.ctt\" "), Path::new("/a b/c.ctt"));
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_it_is_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn whatever_xml_a_file_holds_it_is_read(text in "<[ -~\n<>&;]{0,200}") {
            let _ = parse(text.as_bytes());
        }

        #[test]
        fn what_is_written_is_read_again(
            names in prop::collection::vec("[a-zA-Zäß=+@', \";-]{0,20}", 0..20),
            ctt in any::<bool>(),
        ) {
            let entries: Vec<Entry> = names.iter().enumerate().filter_map(|(n, name)| {
                let name = name.trim();
                let name = (!name.is_empty() && !ctt && !name.starts_with('\'')).then(|| name.to_owned());
                Some(Entry { email: format!("p{n}@example.com").parse().ok()?, name })
            }).collect();
            let format = if ctt { Format::Ctt } else { Format::Csv };
            let parsed = parse(write(&entries, format).as_bytes());
            prop_assert_eq!(parsed.entries, entries);
            prop_assert!(parsed.broken.is_empty());
        }
    }
}

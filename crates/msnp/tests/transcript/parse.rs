//! Reads a transcript into what each side sent on each connection. Every line of the file is used or is an error.

use msnp::dialect::Dialect;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One file.
pub(crate) struct Transcript {
    /// Its name, for messages.
    pub(crate) name: String,
    /// Everything in it, in order.
    pub(crate) entries: Vec<Entry>,
    /// How many lines the file has.
    pub(crate) lines: usize,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The first line of the file that tells of it.
    pub(crate) line: usize,
    /// How many lines of the file tell of it.
    pub(crate) lines: usize,
    /// When it happened, since the capture began.
    pub(crate) at: Duration,
    /// The section it stands in.
    pub(crate) section: String,
    /// The connection: `alice-ns2`.
    pub(crate) connection: String,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A section begins.
    Section,
    /// A remark: connects and closes.
    Note(String),
    /// The client sent this.
    Client(Command),
    /// The server sent this.
    Server(Command),
    /// A web request of the client, or its reply, as lines.
    Web { client: bool, lines: Vec<String> },
}

/// A command as it went over the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Command {
    /// The line without its end.
    pub(crate) line: String,
    /// The payload.
    pub(crate) payload: Option<Vec<u8>>,
}

impl Command {
    /// The bytes: line, CRLF, payload.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.line.clone().into_bytes();
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(self.payload.as_deref().unwrap_or_default());
        bytes
    }
    /// The words of the line.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.line.split(' ').filter(|word| !word.is_empty()).collect()
    }
}

/// Which kind of connection a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Notification,
    Switchboard,
    Web,
}

impl Entry {
    pub(crate) fn place(&self) -> Place {
        let tail =
            self.connection.rsplit('-').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
        match tail {
            "ns" => Place::Notification,
            "sb" => Place::Switchboard,
            "http" => Place::Web,
            other => panic!("line {}: a connection of an unknown kind: {other:?}", self.line),
        }
    }
}

/// Those of [`all`] whose lists come from the notification server alone. The others are replayed in `later`.
pub(crate) fn by_sync() -> Vec<(Transcript, Dialect)> {
    all().into_iter().filter(|(_, dialect)| dialect.features().lists_by_sync).collect()
}

/// Every file of the folder that `MSNP_TRANSCRIPTS` names, by default the crate's own, with its dialect. A file of a
/// dialect that the codec doesn't know is said and skipped.
pub(crate) fn all() -> Vec<(Transcript, Dialect)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let folder = std::env::var_os("MSNP_TRANSCRIPTS").map_or(own, PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no transcript in {}", folder.display());
    files.iter().filter_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Option<(Transcript, Dialect)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let agreed = agreed_dialect(&name, &text);
    let Some(dialect) = Dialect::named(agreed) else {
        println!("{name}: skipped, {agreed} is not a dialect of this toolkit");
        return None;
    };
    let transcript = parse(&name, &text);
    let used: usize = transcript.entries.iter().map(|entry| entry.lines).sum();
    assert_eq!(used, transcript.lines, "{name}: lines were left out");
    Some((transcript, dialect))
}

/// The dialect that the file's own VER replies agree on.
fn agreed_dialect<'a>(name: &str, text: &'a str) -> &'a str {
    let mut agreed = None;
    for line in text.lines() {
        if let Some((_, reply)) = line.split_once("] S: VER ")
            && let Some((_, dialect)) = reply.split_once(' ')
            && dialect != "0"
        {
            assert!(agreed.is_none_or(|before| before == dialect), "{name}: two dialects in one file: {line}");
            agreed = Some(dialect);
        }
    }
    agreed.unwrap_or_else(|| panic!("{name}: no VER reply names a dialect"))
}

/// One line of the file, cut up.
enum Line<'a> {
    Section(&'a str),
    Note(&'a str, &'a str, Duration),
    Said { connection: &'a str, client: bool, text: &'a str, at: Duration },
    Continued { connection: &'a str, client: bool, text: &'a str },
    Bare(&'a str),
}

fn cut(line: &str) -> Line<'_> {
    if let Some(name) = line.strip_prefix("== ") {
        return Line::Section(name);
    }
    let Some((head, rest)) = line.strip_prefix('[').and_then(|line| line.split_once("] ")) else {
        return Line::Bare(line);
    };
    let Some((seconds, connection)) = head.trim().split_once(' ') else { return Line::Bare(line) };
    let connection = connection.trim();
    let at = Duration::from_secs_f64(seconds.parse().unwrap_or_else(|e| panic!("{line:?}: {e}")));
    let (who, text) = rest.split_once(':').unwrap_or_else(|| panic!("no one says {line:?}"));
    let client = match who {
        "C" => true,
        "S" => false,
        "#" => return Line::Note(connection, text.trim(), at),
        other => panic!("who is {other:?}?"),
    };
    match text.strip_prefix("     | ") {
        Some(text) => Line::Continued { connection, client, text },
        None => Line::Said { connection, client, at, text: text.strip_prefix(' ').unwrap_or(text) },
    }
}

fn parse(name: &str, text: &str) -> Transcript {
    let lines: Vec<&str> = text.lines().collect();
    let mut entries: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut at = 0;
    while at < lines.len() {
        let number = at + 1;
        let entry = |connection: &str, section: &str, at, lines, kind| Entry {
            line: number,
            at,
            lines,
            section: section.to_owned(),
            connection: connection.to_owned(),
            kind,
        };
        at += 1;
        match cut(lines[number - 1]) {
            Line::Section(title) => {
                section = title.to_owned();
                entries.push(entry("", &section, Duration::ZERO, 1, Kind::Section));
            }
            Line::Note(connection, note, at) => {
                entries.push(entry(connection, &section, at, 1, Kind::Note(note.to_owned())));
            }
            Line::Said { connection, client, text, at: when } => {
                let mut more = Vec::new();
                while let Some(line) = lines.get(at)
                    && let Line::Continued { connection: c, client: same, text } = cut(line)
                {
                    assert_eq!((c, same), (connection, client), "{name}: line {}: whose payload is this?", at + 1);
                    more.push(text);
                    at += 1;
                }
                let mut said = entry(connection, &section, when, 1, Kind::Section);
                if said.place() == Place::Web {
                    said.lines += more.len();
                    let all = std::iter::once(text).chain(more).map(str::to_owned).collect();
                    said.kind = Kind::Web { client, lines: all };
                    entries.push(said);
                    continue;
                }
                let kind = if client { Kind::Client } else { Kind::Server };
                if carries_payload(client, text) {
                    said.lines += more.len();
                    let payload = payload(text, &more).unwrap_or_else(|e| panic!("{name}: line {number}: {e}"));
                    said.kind = kind(Command { line: text.to_owned(), payload });
                    entries.push(said);
                    continue;
                }
                // Lines that continue a command without a payload are commands of their own, sent in one packet.
                for (index, text) in std::iter::once(text).chain(more).enumerate() {
                    let line = without_remark(text).to_owned();
                    said.kind = kind(Command { line, payload: None });
                    said.line = number + index;
                    entries.push(said.clone());
                }
            }
            Line::Continued { .. } => panic!("{name}: line {number}: continues nothing"),
            Line::Bare(bare) => {
                // Some payloads were noted a second time, without the head of the line, the last of it cut off. Only
                // that is let pass.
                let noted = |entry: &Entry| match &entry.kind {
                    Kind::Server(Command { payload: Some(payload), .. }) if entry.section == section => {
                        String::from_utf8_lossy(payload)
                            .lines()
                            .any(|line| line == bare || bare.len() > 200 && line.starts_with(bare))
                    }
                    _ => false,
                };
                assert!(
                    entries.iter().rev().any(noted) || bare.is_empty() && !entries.is_empty(),
                    "{name}: line {number}: no line of a transcript: {bare:?}"
                );
                let Some(last) = entries.last_mut() else { continue };
                last.lines += 1;
            }
        }
    }
    Transcript { name: name.to_owned(), entries, lines: lines.len() }
}

/// How a command was sent stands in parentheses behind it.
fn without_remark(line: &str) -> &str {
    match line.split_once(" (") {
        Some((command, remark)) if remark.ends_with(')') => command,
        _ => line,
    }
}

/// Written apart from the toolkit's own table, on purpose. A length that is no number announces nothing.
fn carries_payload(client: bool, line: &str) -> bool {
    let verb = line.split(' ').next().unwrap_or_default();
    let known: &[&str] = if client {
        &["MSG", "UUX", "QRY", "SDC", "PAG", "PGD", "ADL", "RML", "FQY", "UUN", "UUM", "PUT", "DEL", "SDG"]
    } else {
        &["MSG", "NOT", "IPG", "GCF", "UBX", "ADL", "RML", "FQY", "UBN", "UBM", "NFY", "PUT", "DEL", "SDG"]
    };
    known.contains(&verb) && length(line).is_some()
}

fn length(line: &str) -> Option<usize> {
    line.rsplit(' ').next()?.parse().ok()
}

/// Puts the bytes together again. The file tells the lines but not their ends, and whether `\xNN` is a byte or four
/// characters; the length that the command names decides.
fn payload(line: &str, shown: &[&str]) -> Result<Option<Vec<u8>>, String> {
    let length = length(line).unwrap_or_default();
    if length == 0 && shown.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let plain: Vec<Vec<u8>> = shown.iter().map(|line| line.as_bytes().to_vec()).collect();
    let escaped: Vec<Vec<u8>> = shown.iter().map(|line| unescape(line)).collect();
    for lines in [plain, escaped] {
        let text: usize = lines.iter().map(Vec::len).sum();
        let Some(ends) = length.checked_sub(text) else { continue };
        for breaks in [lines.len() - 1, lines.len()] {
            // The first breaks are CRLF (headers), the others LF; in most payloads all are alike.
            let Some(crlf) = ends.checked_sub(breaks).filter(|crlf| *crlf <= breaks) else { continue };
            let mut bytes = Vec::with_capacity(length);
            for (index, line) in lines.iter().enumerate() {
                bytes.extend_from_slice(line);
                if index < crlf {
                    bytes.push(b'\r');
                }
                if index < breaks {
                    bytes.push(b'\n');
                }
            }
            assert_eq!(bytes.len(), length);
            return Ok(Some(bytes));
        }
    }
    Err(format!("no way of ending its lines makes the payload {length} bytes long"))
}

/// `\xNN`, and the short forms of tab, line breaks and backslash.
fn unescape(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, used) = match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(b'x')) => match text.get(at + 2..at + 4).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                Some(byte) => (byte, 4),
                None => (b'\\', 1),
            },
            (b'\\', Some(b't')) => (b'\t', 2),
            (b'\\', Some(b'r')) => (b'\r', 2),
            (b'\\', Some(b'n')) => (b'\n', 2),
            (b'\\', Some(b'\\')) => (b'\\', 2),
            (byte, _) => (byte, 1),
        };
        out.push(byte);
        at += used;
    }
    out
}

#[test]
fn transcript_payloads_get_their_line_ends_back() {
    let bytes = |line, shown: &[&str]| payload(line, shown).unwrap().unwrap();
    assert_eq!(bytes("MSG 1 A 6", &["a", "", "b"]), b"a\r\n\r\nb");
    assert_eq!(bytes("MSG 1 A 8", &["a", "", "b"]), b"a\r\n\r\nb\r\n");
    assert_eq!(bytes("MSG 1 A 4", &["a", "", "b"]), b"a\n\nb");
    assert_eq!(bytes("MSG 1 A 3", &[r"\x00\xff\t"]), [0, 255, 9]);
    assert_eq!(bytes("UBX a 4", &[r"\0\0"]), br"\0\0");
    assert!(payload("MSG 1 A 99", &["a"]).is_err());
}

#[test]
#[should_panic(expected = "no line of a transcript")]
fn transcript_lines_that_mean_nothing_are_not_skipped() {
    parse("a file", "== login\n[  0.01 a-ns ] S: VER 1 MSNP8\nwhat is this\n");
}

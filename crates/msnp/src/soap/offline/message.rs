//! The message itself: headers as in a mail, and a text in base64.

use crate::content::service::words;
use crate::soap::time::Timestamp;
use crate::types::Email;
use crate::wire::mime::Mime;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use bytes::Bytes;
use std::collections::HashMap;

/// The longest text of one message, in bytes: with headers and base64 it stays under 1.5 KB, which every service takes.
pub const MAX_TEXT: usize = 900;

/// The longest text that is read.
const MAX_READ: usize = 64 * 1024;

/// How long the lines of base64 are; services refuse more than 77.
const LINE: usize = 76;

/// How much of a name goes along, in characters: it has to fit one encoded word.
const MAX_NAME: usize = 48;

/// A message that waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfflineMessage {
    /// Who wrote it.
    pub from: Email,
    /// Their name.
    pub from_name: Option<String>,
    /// The text.
    pub text: String,
    /// When it was written.
    pub sent: Option<Timestamp>,
    /// Which session of the sender it belongs to.
    pub run: Option<String>,
    /// Its place in that session, from 1.
    pub sequence: u32,
}

impl OfflineMessage {
    /// Reads a message as the service gives it. `None` when it has no sender or no header block.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let mime = Mime::parse(&Bytes::copy_from_slice(text.as_bytes()))?;
        let header = |name| mime.header(name).map(str::trim).filter(|value| !value.is_empty());
        let (from_name, from) = sender(header("From")?)?;
        let is_base64 = header("Content-Transfer-Encoding").is_some_and(|kind| kind.eq_ignore_ascii_case("base64"));
        let body = &mime.body[..mime.body.len().min(MAX_READ * 2)];
        let body = if is_base64 { decode_lines(body) } else { body.to_vec() };
        let mut text = String::from_utf8_lossy(&body).into_owned();
        if !is_base64 {
            // The line end before the end of the element is the service's.
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        Some(Self {
            from,
            from_name,
            text,
            sent: header("Date").and_then(date).or_else(|| header("X-OriginalArrivalTime").and_then(date)),
            run: header("X-OIM-Run-Id").map(|run| run.trim_matches(['{', '}']).chars().take(64).collect()),
            sequence: header("X-OIM-Sequence-Num").and_then(|n| n.parse().ok()).unwrap_or_default(),
        })
    }

    /// Whether the other is this same message, stored twice because the reply to the first request got lost.
    pub fn is_repeat_of(&self, other: &Self) -> bool {
        self.run.is_some()
            && self.sequence != 0
            && (&self.from, &self.run, self.sequence) == (&other.from, &other.run, other.sequence)
            && self.text == other.text
    }

    /// Writes a message as a service gives it.
    pub fn write(&self) -> String {
        let name = self.from_name.as_deref().map(|name| format!("{} ", encoded_word(name))).unwrap_or_default();
        let date = self.sent.map(|sent| format!("Date: {sent}\n")).unwrap_or_default();
        let run = format!("{{{}}}", self.run.as_deref().unwrap_or_default());
        format!("From: {name}<{}>\n{date}{}", self.from, content(&run, self.sequence, &self.text))
    }
}

/// Puts messages into the order in which they were written: those of one session of a sender by their numbers, the
/// sessions by the date of their first message. Messages without a date come last, in the order they are in.
pub fn in_order<T>(messages: &mut [T], message: impl Fn(&T) -> &OfflineMessage) {
    const LAST: Timestamp = Timestamp(i64::MAX);
    let mut starts: HashMap<(Email, String), Timestamp> = HashMap::new();
    for one in messages.iter().map(&message) {
        if let (Some(run), Some(sent)) = (&one.run, one.sent) {
            let start = starts.entry((one.from.clone(), run.clone())).or_insert(sent);
            *start = sent.min(*start);
        }
    }
    messages.sort_by_cached_key(|item| {
        let one = message(item);
        let run = one.run.clone().unwrap_or_default();
        let start = starts.get(&(one.from.clone(), run.clone())).copied().or(one.sent);
        (start.unwrap_or(LAST), one.from.clone(), run, one.sequence)
    });
}

/// What is stored: headers and text. `run` is a GUID in braces that stays the same for a session, `sequence` counts
/// from 1 and must agree with the number in the envelope. Line ends are LF, as services want to see them.
pub fn content(run: &str, sequence: u32, text: &str) -> String {
    let mut out = format!(
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\
         X-OIM-Message-Type: OfflineMessage\nX-OIM-Run-Id: {run}\nX-OIM-Sequence-Num: {sequence}\n\n"
    );
    let encoded = STANDARD.encode(text);
    for line in encoded.as_bytes().chunks(LINE) {
        out.extend(line.iter().map(|byte| char::from(*byte)));
        out.push('\n');
    }
    out
}

/// Cuts a text into parts of at most [`MAX_TEXT`] bytes, between words where there are any.
pub fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > MAX_TEXT {
        let mut end = MAX_TEXT;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        // Not so early that a long word would make many short parts.
        let space = rest[..end].rfind(char::is_whitespace).filter(|space| *space > MAX_TEXT / 2);
        let (part, tail) = rest.split_at(space.unwrap_or(end));
        parts.push(part);
        rest = if space.is_some() { tail.trim_start_matches(' ') } else { tail };
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(rest);
    }
    parts
}

/// `=?utf-8?B?…?=`, whatever the text; a long one is cut so that it is one word.
pub fn encoded_word(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    format!("=?utf-8?B?{}?=", STANDARD.encode(text))
}

/// The text behind an encoded word, also where a server has put a space into it.
pub fn decoded_words(text: &str) -> String {
    let is_base64 = |kind: &str| kind.eq_ignore_ascii_case("b");
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("=?") {
        let (before, tail) = rest.split_at(start);
        joined.push_str(before);
        let marks: Vec<usize> = tail.match_indices('?').map(|(at, _)| at).take(4).collect();
        match marks[..] {
            [_, kind, data, end] if is_base64(&tail[kind + 1..data]) && tail[end..].starts_with("?=") => {
                joined.push_str(&tail[..=data]);
                joined.extend(tail[data + 1..end].chars().filter(|c| !c.is_whitespace()));
                joined.push_str("?=");
                rest = &tail[end + 2..];
            }
            _ => {
                joined.push_str("=?");
                rest = &tail[2..];
            }
        }
    }
    joined.push_str(rest);
    words(&joined).trim().to_owned()
}

/// Padded or not, and whatever stands between the letters.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

fn decode_lines(body: &[u8]) -> Vec<u8> {
    let mut letters: Vec<u8> = body.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    // A text that was cut: as much of it as there is.
    if let Some(end) = letters.iter().position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'+' | b'/')) {
        letters.truncate(end);
    }
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(&letters).unwrap_or_default()
}

/// `=?utf-8?B?…?= <mail>`, `Name <mail>`, `"Name" <mail>` or `mail`.
fn sender(value: &str) -> Option<(Option<String>, Email)> {
    let (name, address) = match value.rsplit_once('<') {
        Some((name, address)) => (name.trim().trim_matches('"'), address.split('>').next().unwrap_or_default()),
        None => ("", value),
    };
    let name = Some(decoded_words(name)).filter(|name| !name.is_empty());
    Some((name, Email::from_wire(address.trim())?))
}

/// A date as mails have it (`Tue, 15 Nov 2005 14:24:27 -0800`), or as the services' XML has it.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some(date) = Timestamp::parse(text) {
        return Some(date);
    }
    let text = text.split_once(',').map_or(text, |(_, date)| date);
    let mut fields = text.split_whitespace();
    let day: u8 = fields.next()?.parse().ok()?;
    let name = fields.next()?.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    let year: u16 = fields.next()?.parse().ok()?;
    let year = if year < 70 { year + 2000 } else { year };
    let time = fields.next()?.split('.').next()?;
    let (hour, rest) = time.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let zone = fields.next().unwrap_or("UTC");
    let offset = match zone.as_bytes() {
        [sign @ (b'+' | b'-'), digits @ ..] if digits.len() == 4 && digits.is_ascii() => {
            format!("{}{}:{}", char::from(*sign), zone.get(1..3)?, zone.get(3..5)?)
        }
        // Names of zones other than Greenwich are ambiguous, and RFC 2822 says to take them so.
        _ => "Z".to_owned(),
    };
    Timestamp::parse(&format!("{year:04}-{month:02}-{day:02}T{hour:0>2}:{minute:0>2}:{second:0>2}{offset}"))
}

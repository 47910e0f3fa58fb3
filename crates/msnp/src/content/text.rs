//! `text/plain` with `X-MMS-IM-Format`.

use crate::wire::{Encoded, escape, mime::Mime};
use bytes::Bytes;

/// The largest payload of a `MSG` on a switchboard, headers included: servers close on more.
pub const MAX_PAYLOAD: usize = 1664;

/// The most bytes of text that go into one message without chunks.
pub const MAX_BODY: usize = 1400;

/// The header of what a program says by itself. The mail has it, too; programs that don't know it show the text alone.
const AUTOMATIC: &str = "Auto-Submitted";

/// A colour as red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Color {
    /// Reads hexadecimal blue, green, red without leading zeros; nonsense is black.
    pub fn from_wire(text: &str) -> Self {
        let number = u32::from_str_radix(text.trim(), 16).unwrap_or_default();
        let [_, blue, green, red] = number.to_be_bytes();
        Self { red, green, blue }
    }

    /// Writes hexadecimal blue, green, red without leading zeros: red is `ff`, black `0`.
    pub fn to_wire(self) -> String {
        format!("{:x}", u32::from_be_bytes([0, self.blue, self.green, self.red]))
    }
}

/// How the sender wants the text to look (`X-MMS-IM-Format`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextFormat {
    /// `FN`: the font family; empty for the reader's own.
    pub font: String,
    /// `EF` B
    pub bold: bool,
    /// `EF` I
    pub italic: bool,
    /// `EF` U
    pub underline: bool,
    /// `EF` S
    pub strike: bool,
    /// `CO`: hexadecimal blue, green, red, without leading zeros.
    pub color: Color,
    /// `CS`: the Windows character set, hexadecimal on the wire.
    pub charset: u8,
    /// `PF`: pitch and family.
    pub pitch: u8,
    /// `RL=1`: right to left.
    pub right_to_left: bool,
}

impl TextFormat {
    /// The longest font name that is sent or kept, in characters.
    pub const MAX_FONT: usize = 64;

    /// Reads the header's value. Fields come in any order and case, may be empty, and what makes no sense is left out:
    /// a format never costs anybody the text.
    pub fn parse(value: &str) -> Self {
        let mut format = Self::default();
        for field in value.split(';') {
            let Some((key, value)) = field.split_once('=') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_uppercase().as_str() {
                "FN" => format.font = clip(&escape::decode(value), Self::MAX_FONT),
                "EF" => {
                    let has = |letter: char| value.chars().any(|c| c.eq_ignore_ascii_case(&letter));
                    format.bold = has('B');
                    format.italic = has('I');
                    format.underline = has('U');
                    format.strike = has('S');
                }
                "CO" => format.color = Color::from_wire(value),
                "CS" => format.charset = u8::from_str_radix(value, 16).unwrap_or_default(),
                "PF" => format.pitch = u8::from_str_radix(value, 16).unwrap_or_default(),
                "RL" => format.right_to_left = value == "1",
                _ => {}
            }
        }
        format
    }

    /// Writes the header's value.
    pub fn encode(&self) -> String {
        let mut effects = String::new();
        for (on, letter) in [(self.bold, 'B'), (self.italic, 'I'), (self.underline, 'U'), (self.strike, 'S')] {
            if on {
                effects.push(letter);
            }
        }
        format!(
            "FN={}; EF={effects}; CO={}; CS={:x}; PF={:x}{}",
            Encoded::from_text(&clip(&self.font, Self::MAX_FONT)).as_wire(),
            self.color.to_wire(),
            self.charset,
            self.pitch,
            if self.right_to_left { "; RL=1" } else { "" },
        )
    }
}

/// A text message whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextMessage {
    /// The text, line ends as `\n`.
    pub text: String,
    /// How it looks; `None` when the sender didn't say.
    pub format: Option<TextFormat>,
    /// `P4-Context`: a name to show in place of the sender's.
    pub display_name: Option<String>,
    /// `User-Agent`, where a client names itself.
    pub user_agent: Option<String>,
    /// `Auto-Submitted`: whether a program said it by itself, in place of somebody who is away. No program may answer
    /// that by itself.
    pub automatic: bool,
}

impl TextMessage {
    /// The longest name or program name in a header, in characters.
    const MAX_NAME: usize = 64;

    /// A text that looks like `format`.
    pub fn new(text: impl Into<String>, format: TextFormat) -> Self {
        Self { text: text.into(), format: Some(format), ..Self::default() }
    }

    /// Reads headers and body of a `text/plain`.
    pub fn decode(mime: &Mime) -> Self {
        let optional = |name: &str| mime.header(name).filter(|v| !v.is_empty()).map(|v| clip(v, Self::MAX_NAME));
        Self {
            text: lines(&decode_text(&mime.body)),
            format: mime.header("X-MMS-IM-Format").map(TextFormat::parse),
            display_name: optional("P4-Context"),
            user_agent: optional("User-Agent"),
            // `no` is the one value that says that a person wrote it (RFC 3834).
            automatic: mime.header(AUTOMATIC).is_some_and(|value| !value.trim().eq_ignore_ascii_case("no")),
        }
    }

    /// The payload of one `MSG`, however long the text is. [`Self::parts`] cuts it to what servers take.
    pub fn encode(&self) -> Bytes {
        self.payload(&wire_lines(&self.text))
    }

    /// The payloads of as many messages as the text needs, for people whose clients don't join chunks. Each is a
    /// message of its own; cuts are made at the last space where there is one, and nothing is left out.
    pub fn parts(&self) -> Vec<Bytes> {
        let limit = MAX_BODY.min(MAX_PAYLOAD - self.payload("").len());
        pieces(&wire_lines(&self.text), limit).into_iter().map(|piece| self.payload(piece)).collect()
    }

    /// The same as messages, for where they travel in another form.
    pub fn cut(&self) -> Vec<Self> {
        let text = wire_lines(&self.text);
        pieces(&text, MAX_BODY).into_iter().map(|piece| Self { text: lines(piece), ..self.clone() }).collect()
    }

    fn payload(&self, body: &str) -> Bytes {
        let mut mime = self.headers();
        mime.body = Bytes::copy_from_slice(body.as_bytes());
        mime.encode()
    }

    /// The headers. Some clients look for the type in the second line and for the format in the third.
    pub(super) fn headers(&self) -> Mime {
        let mut mime = Mime::default().with("MIME-Version", "1.0").with("Content-Type", "text/plain; charset=UTF-8");
        if let Some(format) = &self.format {
            mime = mime.with("X-MMS-IM-Format", &format.encode());
        }
        for (name, value) in [("P4-Context", &self.display_name), ("User-Agent", &self.user_agent)] {
            if let Some(value) = value.as_deref().map(str::trim).filter(|v| !v.is_empty()) {
                mime = mime.with(name, &clip(value, Self::MAX_NAME));
            }
        }
        if self.automatic {
            mime = mime.with(AUTOMATIC, "auto-replied");
        }
        mime
    }
}

/// The text as it travels: lines end with CRLF.
pub(super) fn wire_lines(text: &str) -> String {
    lines(text).replace('\n', "\r\n")
}

/// Line ends of any kind as `\n`.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Text from bytes. Nearly everything is UTF-8, whatever the header says; what isn't comes from a client of old, and
/// then Windows-1252 is the best guess, in which every byte is some letter and none is lost.
pub(super) fn decode_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // A letter torn at the end doesn't make it another character set when there are whole ones before it.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// At most so many characters.
/// A text in pieces of at most so many bytes, cut at the last space where there is one. Nothing is left out.
fn pieces(text: &str, limit: usize) -> Vec<&str> {
    let mut rest = text;
    let mut out = Vec::new();
    while rest.len() > limit {
        let hard = border(rest, limit);
        let end = rest[..hard].rfind([' ', '\n']).map_or(hard, |space| space + 1);
        let (head, tail) = rest.split_at(end);
        out.push(head);
        rest = tail;
    }
    if !rest.is_empty() || out.is_empty() {
        out.push(rest);
    }
    out
}

fn clip(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// The last place at or before `limit` where the text can be cut: between letters, and not inside a CRLF.
/// At least one letter is before it.
pub(super) fn border(text: &str, limit: usize) -> usize {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) || text[..end].ends_with('\r') && text[end..].starts_with('\n') {
        end -= 1;
    }
    if end > 0 { end } else { text.chars().next().map_or(0, char::len_utf8) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(payload: &'static [u8]) -> TextMessage {
        TextMessage::decode(&Mime::parse(&Bytes::from_static(payload)).expect("headers"))
    }

    #[test]
    fn formats_of_the_field() {
        let format = TextFormat::parse("FN=Segoe%20UI; EF=BI; CO=ff0000; CS=86; PF=22; RL=1");
        let expected = TextFormat {
            font: "Segoe UI".to_owned(),
            bold: true,
            italic: true,
            color: Color { red: 0, green: 0, blue: 255 },
            charset: 0x86,
            pitch: 0x22,
            right_to_left: true,
            ..TextFormat::default()
        };
        assert_eq!(format, expected);
        assert_eq!(TextFormat::parse("rl=1;pf=22 ;cs=86;co=FF0000;ef=ib;fn=Segoe%20UI"), expected);
        assert_eq!(format.encode(), "FN=Segoe%20UI; EF=BI; CO=ff0000; CS=86; PF=22; RL=1");
        assert_eq!(TextFormat::parse("FN=; EF=; CO=; CS=; PF="), TextFormat::default());
        assert_eq!(TextFormat::parse("nonsense;;=;CO=zz;PF=999"), TextFormat::default());
        assert_eq!(TextFormat::default().encode(), "FN=; EF=; CO=0; CS=0; PF=0");
    }

    #[test]
    fn colours_have_blue_first() {
        for (wire, (red, green, blue)) in [
            ("ff", (255, 0, 0)),
            ("ff00", (0, 255, 0)),
            ("ff0000", (0, 0, 255)),
            ("80", (128, 0, 0)),
            ("563412", (0x12, 0x34, 0x56)),
            ("0", (0, 0, 0)),
        ] {
            assert_eq!(Color::from_wire(wire), Color { red, green, blue });
            assert_eq!(Color { red, green, blue }.to_wire(), wire);
        }
    }

    #[test]
    fn the_known_length_comes_out() {
        let format = TextFormat::parse("FN=Segoe%20UI; EF=B; CO=ff0000; CS=0; PF=22");
        let payload = TextMessage::new("hello", format).encode();
        assert_eq!(payload.len(), 129);
        let text = String::from_utf8(payload.to_vec()).expect("text");
        let second: Vec<&str> = text.split("\r\n").collect();
        assert!(second[1].starts_with("Content-Type: ") && second[2].starts_with("X-MMS-IM-Format: "), "{text}");
    }

    #[test]
    fn nothing_of_a_text_is_lost() {
        let whole = decode(b"content-TYPE: text/plain\r\nMIME-Version: 1.0\r\n\r\none\r\n\r\ntwo\rthree\n\nfour\r\n");
        assert_eq!(whole.text, "one\n\ntwo\nthree\n\nfour\n");
        assert_eq!(whole.format, None);
        assert_eq!(decode(b"Content-Type: text/plain\n\ncaf\xe9 \x80").text, "café €");
        assert_eq!(decode("Content-Type: text/plain; charset=us-ascii\n\ncafé".as_bytes()).text, "café");
        assert_eq!(decode(b"Content-Type: text/plain\n\ncaf\xe9").text, "café");
        assert_eq!(decode(b"Content-Type: text/plain\n\n\xc3\xa9 caf\xc3").text, "é caf\u{fffd}");
        assert!(!decode(b"Auto-Submitted: No\r\nContent-Type: text/plain\r\n\r\nby hand").automatic);
        let named = decode(b"P4-Context: Bot\r\nUser-Agent: x/1\r\nContent-Type: text/plain\r\n\r\n");
        assert_eq!(named.display_name.as_deref(), Some("Bot"));
        assert_eq!(named.user_agent.as_deref(), Some("x/1"));
    }

    #[test]
    fn what_a_program_says_by_itself_is_marked() {
        let by_hand = TextMessage::new("I'm away", TextFormat::default());
        let automatic = TextMessage { automatic: true, ..by_hand.clone() };
        for message in [by_hand, automatic] {
            let payload = message.encode();
            assert_eq!(TextMessage::decode(&Mime::parse(&payload).expect("headers")), message);
            // Old programs look for the type in the second line and for the format in the third.
            let text = String::from_utf8(payload.to_vec()).expect("text");
            let lines: Vec<&str> = text.split("\r\n").collect();
            assert!(lines[1].starts_with("Content-Type: ") && lines[2].starts_with("X-MMS-IM-Format: "), "{text}");
        }
    }

    #[test]
    fn long_texts_go_in_parts_that_add_up() {
        for text in ["word ".repeat(2000), "é".repeat(3000), "\n".repeat(3000), "😀 ".repeat(1500), String::new()] {
            let message = TextMessage {
                text: text.clone(),
                format: Some(TextFormat { font: "ü".repeat(64), ..TextFormat::default() }),
                display_name: Some("ü".repeat(200)),
                user_agent: Some("😀".repeat(200)),
                automatic: true,
            };
            let parts = message.parts();
            assert!(parts.iter().all(|p| p.len() <= MAX_PAYLOAD));
            let decoded = parts.iter().map(|p| TextMessage::decode(&Mime::parse(p).expect("headers")).text);
            assert_eq!(decoded.collect::<String>(), text);
        }
    }
}

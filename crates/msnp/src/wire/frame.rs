//! Bytes to frames, incrementally and within limits.

use crate::dialect::{Dialect, PayloadRule};
use bytes::{BufMut, Bytes, BytesMut};
use std::collections::VecDeque;
use std::fmt;

/// Which kind of server the connection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Dispatch and notification server.
    Notification,
    /// Switchboard.
    Switchboard,
}

/// Who sent the bytes. Which commands carry a payload depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A client sent them.
    FromClient,
    /// A server sent them.
    FromServer,
}

/// One command before it has a meaning: a line, and a payload where the command has one.
///
/// The line and the payload share the buffer they were read into.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// In upper case. Kept apart from the line, which stays as it came.
    verb: [u8; 3],
    line: Bytes,
    payload: Option<Bytes>,
}

impl Frame {
    /// Makes a frame. The line comes without its end; the payload's length is not part of `parameters`: it is
    /// appended here, as the last parameter. Spaces and line breaks inside a parameter are percent-encoded, so that
    /// no parameter can become two or start a command of its own; an empty one is left out.
    pub fn new(verb: &str, parameters: &[&str], payload: Option<Bytes>) -> Self {
        let mut line = BytesMut::with_capacity(verb.len() + 8 + parameters.iter().map(|p| p.len() + 1).sum::<usize>());
        line.put_slice(verb.as_bytes());
        for parameter in parameters {
            put_parameter(&mut line, parameter);
        }
        if let Some(payload) = &payload {
            put_parameter(&mut line, &payload.len().to_string());
        }
        Self { verb: upper_verb(verb).unwrap_or(*b"???"), line: line.freeze(), payload }
    }

    /// The verb: three letters or digits, in upper case.
    pub fn verb(&self) -> &str {
        std::str::from_utf8(&self.verb).unwrap_or_default()
    }

    /// The line as it came, without its end.
    pub fn line(&self) -> &str {
        std::str::from_utf8(&self.line).unwrap_or_default()
    }

    /// The parameters after the verb, without the payload's length. Several spaces count as one.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let mut words = words(self.line());
        words.next();
        if self.payload.is_some() {
            words.next_back();
        }
        words
    }

    /// The payload.
    pub const fn payload(&self) -> Option<&Bytes> {
        self.payload.as_ref()
    }

    /// Writes line, CRLF and payload.
    pub fn encode(&self, out: &mut BytesMut) {
        out.reserve(self.line.len() + 2 + self.payload.as_ref().map_or(0, Bytes::len));
        out.put_slice(&self.line);
        out.put_slice(b"\r\n");
        if let Some(payload) = &self.payload {
            out.put_slice(payload);
        }
    }
}

/// Says how much there is, never what: lines carry tickets and cookies, payloads what people say.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("verb", &self.verb())
            .field("parameters", &self.parameters().count())
            .field("payload", &self.payload.as_ref().map(Bytes::len))
            .finish()
    }
}

/// Appends a space and the parameter, with what would break the line encoded; nothing when it is empty.
pub(crate) fn put_parameter(out: &mut BytesMut, parameter: &str) {
    if parameter.is_empty() {
        return;
    }
    out.put_u8(b' ');
    for byte in parameter.bytes() {
        match byte {
            b' ' => out.put_slice(b"%20"),
            b'\r' => out.put_slice(b"%0D"),
            b'\n' => out.put_slice(b"%0A"),
            other => out.put_u8(other),
        }
    }
}

fn words(line: &str) -> impl DoubleEndedIterator<Item = &str> {
    line.split(' ').filter(|word| !word.is_empty())
}

/// A number too large to hold is too large in any case.
fn payload_length(word: Option<&str>) -> Option<u64> {
    let digits = word.filter(|word| word.bytes().all(|b| b.is_ascii_digit()))?;
    Some(digits.parse().unwrap_or(u64::MAX))
}

fn upper_verb(word: &str) -> Option<[u8; 3]> {
    let mut verb: [u8; 3] = word.as_bytes().try_into().ok()?;
    verb.make_ascii_uppercase();
    verb.iter().all(u8::is_ascii_alphanumeric).then_some(verb)
}

/// How much a decoder takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest line in bytes, without its end.
    pub line: usize,
    /// The longest payload in bytes.
    pub payload: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 16 * 1024, payload: 256 * 1024 }
    }
}

/// Why bytes are no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A line without end. The stream can't be followed any further.
    #[error("a line longer than {0} bytes")]
    LineTooLong(usize),
    /// A payload longer than the limit. The stream can't be followed any further.
    #[error("a payload of {length} bytes, over the limit of {limit}")]
    PayloadTooLong {
        /// How long it would be, in bytes.
        length: u64,
        /// How long it may be, in bytes.
        limit: usize,
    },
    /// A payload command without a number at its end. The stream can't be followed any further.
    #[error("{verb} with a payload length that is no number")]
    PayloadLength {
        /// The command, in upper case.
        verb: String,
    },
    /// A line that is no command: skipped, the stream stays in step.
    #[error("a line that is no command")]
    NotACommand,
}

impl FrameError {
    /// Whether the connection has to be closed.
    pub const fn is_fatal(&self) -> bool {
        !matches!(self, Self::NotACommand)
    }
}

/// Turns bytes into frames, however they are cut.
///
/// Bytes are looked at once, when they are fed. A payload's room is made as soon as its length is known, so that its
/// bytes are copied once, into their place.
#[derive(Debug)]
pub struct Decoder {
    direction: Direction,
    role: Role,
    dialect: Option<Dialect>,
    limits: Limits,
    /// The part of a line, or of a payload, that has come so far.
    buffer: BytesMut,
    /// The line whose payload is being read, and the payload's length.
    pending: Option<([u8; 3], Bytes, usize)>,
    ready: VecDeque<Result<Frame, FrameError>>,
    broken: bool,
}

impl Decoder {
    /// A decoder for one direction of one connection. Until [`Self::set_dialect`] it takes what any dialect may send.
    pub fn new(direction: Direction, role: Role, limits: Limits) -> Self {
        Self {
            direction,
            role,
            dialect: None,
            limits,
            buffer: BytesMut::new(),
            pending: None,
            ready: VecDeque::new(),
            broken: false,
        }
    }

    /// Which commands carry a payload depends on the dialect.
    pub const fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = Some(dialect);
    }

    /// Takes bytes. Buffers at most one line and one payload within the limits beyond what `next` has not yet taken.
    /// After a fatal error it takes nothing.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.broken {
            bytes = match self.pending {
                Some((_, _, length)) => self.feed_payload(bytes, length),
                None => self.feed_line(bytes),
            };
        }
    }

    /// The next whole frame, if there is one. After a fatal error it answers `None` for ever.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Result<Frame, FrameError>> {
        self.ready.pop_front()
    }

    /// How many bytes of an unfinished command are held. Never more than the limits allow.
    pub fn buffered(&self) -> usize {
        self.buffer.len() + self.pending.as_ref().map_or(0, |(_, line, _)| line.len())
    }

    fn feed_line<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let end = bytes.iter().position(|b| *b == b'\n');
        let part = &bytes[..end.unwrap_or(bytes.len())];
        let last = part.last().or_else(|| self.buffer.last());
        let length = self.buffer.len() + part.len() - usize::from(last == Some(&b'\r'));
        if length > self.limits.line {
            self.fail(FrameError::LineTooLong(self.limits.line));
            return &[];
        }
        self.buffer.extend_from_slice(part);
        let Some(end) = end else { return &[] };
        let mut line = self.buffer.split();
        line.truncate(length);
        self.start(line.freeze());
        &bytes[end + 1..]
    }

    fn feed_payload<'a>(&mut self, bytes: &'a [u8], length: usize) -> &'a [u8] {
        let (part, rest) = bytes.split_at(bytes.len().min(length - self.buffer.len()));
        self.buffer.extend_from_slice(part);
        if self.buffer.len() == length
            && let Some((verb, line, _)) = self.pending.take()
        {
            self.ready.push_back(Ok(Frame { verb, line, payload: Some(self.buffer.split().freeze()) }));
        }
        rest
    }

    /// A whole line is there: it is a command, or the head of one.
    fn start(&mut self, line: Bytes) {
        // Names come in UTF-8. A line that isn't is still a command: only its bad bytes are lost.
        let line = match std::str::from_utf8(&line) {
            Ok(_) => line,
            Err(_) => Bytes::from(String::from_utf8_lossy(&line).into_owned()),
        };
        let mut words = words(std::str::from_utf8(&line).unwrap_or_default());
        let Some(first) = words.next() else {
            // An empty line means nothing; some clients send one between commands.
            return;
        };
        let Some(verb) = upper_verb(first) else {
            self.ready.push_back(Err(FrameError::NotACommand));
            return;
        };
        let length = match self.payload_rule(&verb) {
            PayloadRule::Never => None,
            PayloadRule::Always => Some(payload_length(words.next_back())),
            PayloadRule::Counted(count) => {
                let last = words.next_back();
                let before = words.by_ref().count();
                if before + 1 == count { payload_length(last).map(Some) } else { None }
            }
        };
        drop(words);
        match length {
            None => self.ready.push_back(Ok(Frame { verb, line, payload: None })),
            Some(None) => {
                let verb = String::from_utf8_lossy(&verb).into_owned();
                self.fail(FrameError::PayloadLength { verb });
            }
            Some(Some(0)) => self.ready.push_back(Ok(Frame { verb, line, payload: Some(Bytes::new()) })),
            Some(Some(length)) => match usize::try_from(length) {
                Ok(small) if small <= self.limits.payload => {
                    self.buffer.reserve(small);
                    self.pending = Some((verb, line, small));
                }
                _ => self.fail(FrameError::PayloadTooLong { length, limit: self.limits.payload }),
            },
        }
    }

    fn payload_rule(&self, verb: &[u8; 3]) -> PayloadRule {
        match self.dialect {
            Some(dialect) => dialect.payload_rule(self.direction, self.role, verb),
            // Errors have payloads in some dialects only, and none of those is agreed on yet.
            None if verb.iter().all(u8::is_ascii_digit) => PayloadRule::Never,
            None => Dialect::ALL
                .into_iter()
                .map(|d| d.payload_rule(self.direction, self.role, verb))
                .find(|rule| *rule != PayloadRule::Never)
                .unwrap_or(PayloadRule::Never),
        }
    }

    fn fail(&mut self, error: FrameError) {
        self.broken = true;
        self.buffer = BytesMut::new();
        self.pending = None;
        self.ready.push_back(Err(error));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(direction: Direction, limits: Limits, bytes: &[u8]) -> Vec<Result<Frame, FrameError>> {
        let mut decoder = Decoder::new(direction, Role::Notification, limits);
        decoder.feed(bytes);
        std::iter::from_fn(|| decoder.next()).collect()
    }

    fn server(bytes: &[u8]) -> Vec<Result<Frame, FrameError>> {
        decode(Direction::FromServer, Limits::default(), bytes)
    }

    #[test]
    fn a_line_keeps_its_shape_and_gives_its_parameters() {
        let frames = server(b"LST  N=a@example.com 19 \r\nqng 60\n");
        let first = frames[0].as_ref().unwrap();
        assert_eq!(first.line(), "LST  N=a@example.com 19 ");
        assert_eq!(first.parameters().collect::<Vec<_>>(), ["N=a@example.com", "19"]);
        let second = frames[1].as_ref().unwrap();
        assert_eq!((second.verb(), second.line()), ("QNG", "qng 60"));
    }

    #[test]
    fn a_payload_follows_its_line_without_an_end() {
        let frames = server(b"MSG Hotmail Hotmail 5\r\na\r\nb\nUBX a@example.com 0\r\nUUX 7 0\r\n");
        let frames: Vec<_> = frames.into_iter().map(Result::unwrap).collect();
        assert_eq!(frames[0].payload().unwrap(), "a\r\nb\n");
        assert_eq!(frames[0].parameters().collect::<Vec<_>>(), ["Hotmail", "Hotmail"]);
        assert_eq!(frames[1].payload().unwrap(), "");
        assert_eq!(frames[2].payload(), None);
        assert_eq!(frames[2].parameters().collect::<Vec<_>>(), ["7", "0"]);
    }

    #[test]
    fn a_number_after_an_error_is_no_payload() {
        let frames = server(b"241 7 10\r\nQNG\r\n");
        assert_eq!(frames.len(), 2);
        assert_eq!(frames[0].as_ref().unwrap().payload(), None);
    }

    #[test]
    fn later_dialects_have_lengths_where_their_form_says_so() {
        let mut decoder = Decoder::new(Direction::FromServer, Role::Notification, Limits::default());
        decoder.set_dialect(Dialect::Msnp18);
        decoder.feed(
            b"ADL 6 OK\r\nADL 0 3\r\n<a>241 7 2\r\n<>502 14\r\n715\r\n800 5 too 9\r\nPUT 4 OK 1\r\n.PUT 5 OK\r\n",
        );
        decoder.feed(b"SDG 6 OK\r\nSDG 0 2\r\nhiUUN 5 OK\r\nQNG 60\r\n");
        let frames: Vec<_> = std::iter::from_fn(|| decoder.next()).map(Result::unwrap).collect();
        let payloads: Vec<_> = frames.iter().map(|f| (f.verb(), f.payload().map(|p| &p[..]))).collect();
        let expected: [(&str, Option<&[u8]>); 12] = [
            ("ADL", None),
            ("ADL", Some(b"<a>")),
            ("241", Some(b"<>")),
            ("502", None),
            ("715", None),
            ("800", None),
            ("PUT", Some(b".")),
            ("PUT", None),
            ("SDG", None),
            ("SDG", Some(b"hi")),
            ("UUN", None),
            ("QNG", None),
        ];
        assert_eq!(payloads, expected);
    }

    #[test]
    fn what_is_no_command_is_skipped() {
        let frames = server(b"\r\n\n  \r\nHTTP/1.1 200 OK\r\n\xc3 x\r\nQNG\r\n");
        assert_eq!(frames[0], Err(FrameError::NotACommand));
        assert_eq!(frames[1], Err(FrameError::NotACommand));
        assert_eq!(frames[2].as_ref().unwrap().verb(), "QNG");
        assert_eq!(frames.len(), 3);
    }

    #[test]
    fn bytes_that_are_not_text_lose_only_themselves() {
        let frames = server(b"JOI a@example.com \xff\xfe\r\n");
        assert_eq!(frames[0].as_ref().unwrap().line(), "JOI a@example.com \u{fffd}\u{fffd}");
    }

    #[test]
    fn limits_hold_and_errors_stick() {
        let limits = Limits { line: 20, payload: 10 };
        let long = FrameError::LineTooLong(20);
        let cases: [(&[u8], FrameError); 5] = [
            (b"NLN NLN aaaaaaaaaaaaa\r\nQNG\r\n", long.clone()),
            (b"NLN NLN aaaaaaaaaaaaaaaaaa", long),
            (b"MSG a b 11\r\n", FrameError::PayloadTooLong { length: 11, limit: 10 }),
            (b"NOT 99999999999999\r\n", FrameError::PayloadTooLong { length: 99_999_999_999_999, limit: 10 }),
            (b"MSG a b -1\r\n", FrameError::PayloadLength { verb: "MSG".into() }),
        ];
        for (bytes, error) in cases {
            let mut decoder = Decoder::new(Direction::FromServer, Role::Notification, limits);
            decoder.feed(bytes);
            assert_eq!(decoder.next(), Some(Err(error)));
            decoder.feed(b"QNG\r\n");
            assert_eq!(decoder.next(), None);
            assert_eq!(decoder.buffered(), 0);
        }
        // The limit counts the line without its end.
        assert!(decode(Direction::FromServer, limits, b"NLN NLN aaaaaaaaaaaa\r\n")[0].is_ok());
        assert!(decode(Direction::FromServer, limits, b"NOT\r\n")[0].is_err());
    }

    #[test]
    fn a_parameter_cannot_start_another_command() {
        let frame = Frame::new("CHG", &["1", "NLN\r\nOUT", "", "a b"], None);
        assert_eq!(frame.line(), "CHG 1 NLN%0D%0AOUT a%20b");
        let frame = Frame::new("MSG", &["1", "A"], Some(Bytes::from_static(b"hi")));
        assert_eq!(frame.line(), "MSG 1 A 2");
        assert_eq!(frame.parameters().collect::<Vec<_>>(), ["1", "A"]);
        let mut out = BytesMut::new();
        frame.encode(&mut out);
        assert_eq!(&out[..], b"MSG 1 A 2\r\nhi");
    }

    #[test]
    fn debug_shows_neither_line_nor_payload() {
        let frames = server(b"XFR 1 SB 127.0.0.1:1 CKI cookie\r\n");
        assert_eq!(
            format!("{:?}", frames[0].as_ref().unwrap()),
            "Frame { verb: \"XFR\", parameters: 5, payload: None }"
        );
    }
}

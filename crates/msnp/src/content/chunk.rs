//! Messages in several parts (`Message-ID`, `Chunks`, `Chunk`).

use super::Content;
use super::text::{MAX_PAYLOAD, TextMessage, border, wire_lines};
use crate::types::{Email, Instant};
use crate::wire::mime::Mime;
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// The most parts of one message.
pub const MAX_PARTS: u32 = 1024;

/// The most bytes of text that go into one part.
pub const PART: usize = 1202;

/// The most bytes that wait in unfinished messages of one switchboard.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most messages that can be unfinished at a time.
const MAX_OPEN: usize = 16;

/// How long the next part may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What ties the parts together: the GUID, with its braces.
    pub id: String,
    /// Which part.
    pub position: Position,
    /// The part of the body.
    pub body: Bytes,
}

/// Which part of a chunked message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// The first, with how many there are and the headers of the whole.
    First {
        /// How many parts there are, this one among them.
        total: u32,
        /// Names and values of the headers of the whole message.
        headers: Vec<(String, String)>,
    },
    /// A later one, from 1.
    Later(u32),
}

impl Chunk {
    /// A part, when the headers say that it is one. Headers that make no sense (`Chunks: 1`, a number that is none)
    /// make a message of its own, so that its text is seen.
    pub(super) fn decode(mime: &Mime) -> Option<Self> {
        let id = mime.header("Message-ID").filter(|id| !id.is_empty() && id.len() <= 128)?;
        let number = |name: &str| mime.header(name).and_then(|value| value.parse::<u32>().ok());
        let position = if let Some(total) = number("Chunks").filter(|total| *total > 1) {
            let ours = |name: &str| ["Message-ID", "Chunks"].iter().any(|n| name.eq_ignore_ascii_case(n));
            let headers = mime.headers.iter().filter(|(name, _)| !ours(name)).cloned().collect();
            Position::First { total, headers }
        } else {
            Position::Later(number("Chunk").filter(|index| *index > 0)?)
        };
        Some(Self { id: id.to_owned(), position, body: mime.body.clone() })
    }
}

/// A `Message-ID` from 128 random bits.
pub fn message_id(random: u128) -> String {
    let hex = format!("{random:032X}");
    format!("{{{}-{}-{}-{}-{}}}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The payloads of a text for people whose clients join chunks. A text that fits one message is one message without
/// any sign of chunks.
pub fn split(message: &TextMessage, id: &str) -> Vec<Bytes> {
    let text = wire_lines(&message.text);
    // The count isn't known yet; it has no more digits than the limit.
    let headers = message.headers().with("Message-ID", id).with("Chunks", &MAX_PARTS.to_string());
    let first = PART.min(MAX_PAYLOAD - headers.encode().len());
    if text.len() <= first {
        return vec![message.encode()];
    }
    let mut rest = text.as_str();
    let mut bodies = Vec::new();
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(border(rest, if bodies.is_empty() { first } else { PART }));
        bodies.push(Bytes::copy_from_slice(head.as_bytes()));
        rest = tail;
    }
    let total = bodies.len();
    let part = |(index, body): (usize, Bytes)| {
        let mut mime = if index == 0 {
            message.headers().with("Message-ID", id).with("Chunks", &total.to_string())
        } else {
            Mime::default().with("MIME-Version", "1.0").with("Message-ID", id).with("Chunk", &index.to_string())
        };
        mime.body = body;
        mime.encode()
    };
    bodies.into_iter().enumerate().map(part).collect()
}

/// What came of a part.
#[derive(Debug, Clone, PartialEq)]
pub enum Joined {
    /// The last part is in: the message whole.
    Whole(Content),
    /// More parts have to come.
    Waiting,
    /// Parts were thrown away; why, for the log.
    Dropped(String),
}

/// Joins the parts that come in on one switchboard, in order and within bounds.
#[derive(Debug, Default)]
pub struct Assembler {
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    from: Email,
    id: String,
    total: u32,
    next: u32,
    headers: Vec<(String, String)>,
    body: BytesMut,
    until: Instant,
}

impl Assembler {
    /// Nothing is open yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a part.
    pub fn push(&mut self, now: Instant, from: &Email, chunk: Chunk) -> Joined {
        let found = self.open.iter().position(|open| open.id == chunk.id && open.from == *from);
        match chunk.position {
            Position::First { total, headers } => {
                if let Some(index) = found {
                    self.open.remove(index);
                }
                if total > MAX_PARTS {
                    return Joined::Dropped(format!("a message in {total} parts from {from}"));
                }
                let crowded = self.open.len() >= MAX_OPEN || !self.has_room(chunk.body.len());
                let oldest = (crowded && !self.open.is_empty()).then(|| self.open.remove(0));
                let body = BytesMut::from(&chunk.body[..]);
                let (from, id, until) = (from.clone(), chunk.id, now + PATIENCE);
                self.open.push(Open { from, id, total, next: 1, headers, body, until });
                oldest.map_or(Joined::Waiting, |open| Joined::Dropped(open.loss("too many unfinished messages")))
            }
            Position::Later(index) => {
                let Some(at) = found else {
                    return Joined::Dropped(format!("part {index} of an unknown message from {from}"));
                };
                if self.open[at].next != index {
                    return Joined::Dropped(self.open.remove(at).loss("parts out of order"));
                }
                if !self.has_room(chunk.body.len()) {
                    return Joined::Dropped(self.open.remove(at).loss("too much in unfinished messages"));
                }
                let open = &mut self.open[at];
                open.body.extend_from_slice(&chunk.body);
                open.next += 1;
                open.until = now + PATIENCE;
                if open.next < open.total {
                    return Joined::Waiting;
                }
                let open = self.open.remove(at);
                Joined::Whole(Content::of(&Mime { headers: open.headers, body: open.body.freeze() }))
            }
        }
    }

    /// Gives up on messages whose next part is overdue; what was lost, for the log.
    pub fn expire(&mut self, now: Instant) -> Vec<String> {
        let (late, open) = std::mem::take(&mut self.open).into_iter().partition(|open: &Open| open.until <= now);
        self.open = open;
        late.into_iter().map(|open| open.loss("the rest never came")).collect()
    }

    /// When [`Self::expire`] has something to do.
    pub fn deadline(&self) -> Option<Instant> {
        self.open.iter().map(|open| open.until).min()
    }

    /// Gives up on the messages of somebody who left; what was lost, for the log.
    pub fn forget(&mut self, from: &Email) -> Vec<String> {
        let (gone, open) = std::mem::take(&mut self.open).into_iter().partition(|open: &Open| open.from == *from);
        self.open = open;
        gone.into_iter().map(|open| open.loss("they left")).collect()
    }

    fn has_room(&self, more: usize) -> bool {
        self.open.iter().map(|open| open.body.len()).sum::<usize>() + more <= MAX_BYTES
    }
}

impl Open {
    fn loss(&self, why: &str) -> String {
        format!("{why}: {} of {} parts from {} dropped", self.next, self.total, self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::TextFormat;

    const ID: &str = "{7B7B34E6-7A8D-44FF-926C-1799156B58B5}";

    fn alice() -> Email {
        Email::from_wire("alice@example.com").expect("an address")
    }

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    fn chunks(payloads: &[Bytes]) -> Vec<Chunk> {
        let chunk = |payload| match Content::decode(payload) {
            Content::Chunk(chunk) => chunk,
            other => panic!("{other:?}"),
        };
        payloads.iter().map(chunk).collect()
    }

    #[test]
    fn a_long_text_is_whole_again_at_the_end() {
        let message = TextMessage::new("é\n😀 ".repeat(5000), TextFormat { bold: true, ..TextFormat::default() });
        let payloads = split(&message, ID);
        assert!(payloads.iter().all(|p| p.len() <= MAX_PAYLOAD) && payloads.len() > 30);
        let mut assembler = Assembler::new();
        let mut chunks = chunks(&payloads);
        let last = chunks.pop().expect("parts");
        for chunk in chunks {
            assert_eq!(assembler.push(at(1), &alice(), chunk), Joined::Waiting);
        }
        assert_eq!(assembler.push(at(2), &alice(), last), Joined::Whole(Content::Text(message)));
        assert_eq!(assembler.deadline(), None);
    }

    #[test]
    fn the_form_on_the_wire() {
        let payloads = split(&TextMessage { text: "x".repeat(1300), ..TextMessage::default() }, ID);
        let texts: Vec<&str> = payloads.iter().filter_map(|p| std::str::from_utf8(p).ok()).collect();
        assert_eq!(
            texts[0],
            format!(
                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nMessage-ID: {ID}\r\nChunks: 2\r\n\r\n{}",
                "x".repeat(1202)
            )
        );
        assert_eq!(texts[1], format!("MIME-Version: 1.0\r\nMessage-ID: {ID}\r\nChunk: 1\r\n\r\n{}", "x".repeat(98)));
        assert_eq!(message_id(0x7B7B_34E6_7A8D_44FF_926C_1799_156B_58B5), ID);
    }

    #[test]
    fn a_short_text_is_no_chunk() {
        let message = TextMessage { text: "hello".to_owned(), ..TextMessage::default() };
        assert_eq!(split(&message, ID), [message.encode()]);
    }

    #[test]
    fn bad_numbers_make_texts_of_their_own() {
        for header in ["Chunks: 1", "Chunks: 0", "Chunks: x", "Chunk: 0", "Chunk: -1"] {
            let payload = format!("MIME-Version: 1.0\r\nMessage-ID: {ID}\r\n{header}\r\n\r\nhello");
            let Content::Text(message) = Content::decode(&payload.into()) else { panic!("{header}") };
            assert_eq!(message.text, "hello");
        }
    }

    #[test]
    fn disorder_strangers_and_silence_are_reported() {
        let parts = chunks(&split(&TextMessage { text: "x".repeat(5000), ..TextMessage::default() }, ID));
        let mut assembler = Assembler::new();
        let dropped = |joined| matches!(joined, Joined::Dropped(_));
        assert!(dropped(assembler.push(at(0), &alice(), parts[1].clone())));
        assert_eq!(assembler.push(at(0), &alice(), parts[0].clone()), Joined::Waiting);
        let bob = Email::from_wire("bob@example.com").expect("an address");
        assert!(dropped(assembler.push(at(0), &bob, parts[1].clone())));
        assert!(dropped(assembler.push(at(0), &alice(), parts[2].clone())));
        assert_eq!(assembler.push(at(0), &alice(), parts[0].clone()), Joined::Waiting);
        assert_eq!(assembler.deadline(), Some(at(60)));
        assert!(assembler.expire(at(59)).is_empty());
        assert_eq!(assembler.expire(at(60)).len(), 1);
        assert_eq!(assembler.push(at(61), &alice(), parts[0].clone()), Joined::Waiting);
        assert_eq!(assembler.forget(&alice()).len(), 1);
    }

    #[test]
    fn memory_stays_bounded() {
        let mut assembler = Assembler::new();
        let first = |id: usize, total, size| Chunk {
            id: format!("{{{id}}}"),
            position: Position::First { total, headers: Vec::new() },
            body: Bytes::from(vec![b'x'; size]),
        };
        assert!(matches!(assembler.push(at(0), &alice(), first(0, MAX_PARTS + 1, 1)), Joined::Dropped(_)));
        for id in 0..200 {
            assembler.push(at(0), &alice(), first(id, 3, 200_000));
            assert!(assembler.open.len() <= MAX_OPEN);
            assert!(assembler.open.iter().map(|o| o.body.len()).sum::<usize>() <= MAX_BYTES + 200_000);
        }
    }
}

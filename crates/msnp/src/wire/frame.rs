//! Bytes to frames, incrementally and within limits.

use crate::dialect::Dialect;
use bytes::{Bytes, BytesMut};

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
    line: Bytes,
    payload: Option<Bytes>,
}

impl Frame {
    /// Makes a frame. The line comes without its end; the payload's length is not part of `parameters`: it is
    /// appended here, as the last parameter.
    pub fn new(verb: &str, parameters: &[&str], payload: Option<Bytes>) -> Self {
        let _ = (verb, parameters, payload);
        todo!()
    }
    /// The verb: three letters or digits, in upper case where it is known.
    pub fn verb(&self) -> &str {
        todo!()
    }
    /// The line as it came, without its end.
    pub fn line(&self) -> &str {
        todo!()
    }
    /// The parameters after the verb, without the payload's length. Several spaces count as one.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
    /// The payload.
    pub fn payload(&self) -> Option<&Bytes> {
        self.payload.as_ref()
    }
    /// Writes line, CRLF and payload.
    pub fn encode(&self, out: &mut BytesMut) {
        let _ = (out, &self.line);
        todo!()
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame").finish_non_exhaustive()
    }
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
    PayloadTooLong { length: u64, limit: usize },
    /// A payload command without a number at its end. The stream can't be followed any further.
    #[error("{verb} with a payload length that is no number")]
    PayloadLength { verb: String },
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
#[derive(Debug)]
pub struct Decoder {
    direction: Direction,
    role: Role,
    dialect: Dialect,
    limits: Limits,
    buffer: BytesMut,
}

impl Decoder {
    /// A decoder for one direction of one connection. Until [`Self::set_dialect`] it takes what any dialect may send.
    pub fn new(direction: Direction, role: Role, limits: Limits) -> Self {
        Self { direction, role, dialect: Dialect::Msnp12, limits, buffer: BytesMut::new() }
    }
    /// Which commands carry a payload depends on the dialect.
    pub fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = dialect;
    }
    /// Takes bytes. Buffers at most one line and one payload within the limits beyond what `next` has not yet taken.
    pub fn feed(&mut self, bytes: &[u8]) {
        let _ = (self.direction, self.role, self.limits);
        self.buffer.extend_from_slice(bytes);
    }
    /// The next whole frame, if there is one. After a fatal error it answers `None` for ever.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Result<Frame, FrameError>> {
        todo!()
    }
}

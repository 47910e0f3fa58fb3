//! Messages in several parts (`Message-ID`, `Chunks`, `Chunk`).

use bytes::Bytes;

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
    First { total: u32, headers: Vec<(String, String)> },
    /// A later one, from 1.
    Later(u32),
}

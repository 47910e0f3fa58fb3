//! Bytes to frames and back: the lowest floor. Knows lines, payloads, limits and escapes, and nothing of meaning.

pub mod escape;
pub mod frame;
pub mod mime;

pub use escape::Encoded;
pub use frame::{Decoder, Direction, Frame, FrameError, Limits, Role};
pub use mime::Mime;

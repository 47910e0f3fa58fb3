//! The header block and body of a message.

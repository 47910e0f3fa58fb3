//! The switchboard machine: one connection, one conversation.

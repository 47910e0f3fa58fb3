//! What real servers said, replayed: every file of a folder, whatever dialects it holds.
//!
//! `MSNP_TRANSCRIPTS` names the folder; by default it is the crate's own. The tests know the format of the files and
//! the protocol, and nothing of any single file.

mod commands;
mod differences;
mod expect;
mod later;
mod notification;
mod offline;
mod parse;
mod refusals;
mod switchboard;
mod tally;
mod translate;
mod web;

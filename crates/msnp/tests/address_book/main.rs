//! The lists of MSNP13 and later and offline messages, against what a real server said, and against what none should.

mod edits;
mod garbage;
mod lists;
mod offline;
mod replay;
mod requests;
mod sample;
mod session_lists;

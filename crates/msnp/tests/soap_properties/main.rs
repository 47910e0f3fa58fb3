//! The web services' requests and replies: what holds for every input, and what a real server said.

mod exchange;
mod properties;

//! The desktop: a trait each, the real one, and one that records for tests.

pub mod notify;
pub mod open;

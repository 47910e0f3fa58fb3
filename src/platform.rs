//! The desktop: a trait each, the real one, and one that records for tests.

pub mod choose;
pub mod clipboard;
pub mod display;
pub mod host;
pub mod idle;
pub mod motion;
pub mod notify;
pub mod open;
pub mod playing;
pub mod policy;
pub mod quiet;

//! The notification machine against a server played line by line: `C:` is what the machine must send next, `S:` what
//! the server sends.

mod bridge;
mod changes;
mod circles;
mod circles_garbage;
mod details;
mod edits;
mod fallback;
mod garbage;
mod lists;
mod login;
mod offline;
mod presence;
mod service;
mod services;
mod services_garbage;
mod support;
mod web;
mod whole;

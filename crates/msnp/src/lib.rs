//! The Microsoft Notification Protocol, MSNP2 to MSNP12, as a toolkit.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod auth;
#[cfg(feature = "client")]
pub mod client;
pub mod command;
pub mod content;
pub mod conversation;
pub mod dialect;
pub mod error;
pub mod event;
pub mod notification;
pub mod object;
pub mod request;
pub mod roster;
pub mod session;
pub mod switchboard;
pub mod types;
pub mod wire;

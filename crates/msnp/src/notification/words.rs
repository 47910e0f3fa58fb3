//! The words and texts of requests, as the wire wants them.

use crate::error::RequestError;
use crate::types::{AddPolicy, Email, Privacy};
use crate::wire::Encoded;

/// 01 §2.2, in bytes after encoding.
const MAX_NAME: usize = 387;

pub(super) const fn privacy_code(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::AllowOthers => "AL",
        Privacy::BlockOthers => "BL",
    }
}

pub(super) const fn add_policy_code(policy: AddPolicy) -> &'static str {
    match policy {
        AddPolicy::Ask => "A",
        AddPolicy::Silent => "N",
    }
}

/// A name as one line, its spaces as they are. Nobody is called nothing: then the address stands for it.
pub(super) fn name_within(name: &str, email: &Email) -> Result<String, RequestError> {
    let name = clean(name);
    let name = if name.trim().is_empty() { email.to_string() } else { name };
    if encoded(&name) > MAX_NAME { Err(RequestError::TooLong(MAX_NAME)) } else { Ok(name) }
}

/// A name as one line, or none at all.
pub(super) fn name_or_none(name: &str) -> Result<String, RequestError> {
    let name = clean(name);
    let name = if name.trim().is_empty() { String::new() } else { name };
    if encoded(&name) > MAX_NAME { Err(RequestError::TooLong(MAX_NAME)) } else { Ok(name) }
}

/// A text as one line. Spaces at its ends are the writer's own, line ends there come from pasting.
pub(super) fn clean(text: &str) -> String {
    text.trim_matches(['\r', '\n']).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub(super) fn encoded(text: &str) -> usize {
    Encoded::from_text(text).as_wire().len()
}

//! Who may see and message us. The lists themselves are the privacy window's.

use super::Message;
use super::page::Rows;
use crate::model::{Connection, Model};
use crate::t;
use crate::window::privacy::lists;
use crate::window::{Window, pending};
use msnp::request::Request;
use msnp::types::{AddPolicy, Privacy};

pub(super) fn rows<'a>(rows: Rows<'a>, model: &'a Model) -> Rows<'a> {
    let rows = match model.connection {
        Connection::Online { .. } => rows,
        Connection::Lost { .. } => return rows.note(t!("privacy-offline")),
        // All of it is the account's.
        Connection::SignedOut | Connection::Ended(_) | Connection::SigningIn(_) => return rows,
    };
    let asks = pending::add_policy(model).unwrap_or(model.roster.add_policy) == AddPolicy::Ask;
    let only = lists::privacy(model) == Privacy::BlockOthers;
    rows.switch(t!("privacy-tell-me"), "", asks, |ask| {
        Message::Requested(Request::SetAddPolicy(if ask { AddPolicy::Ask } else { AddPolicy::Silent }))
    })
    .switch(t!("privacy-only-allowed"), "", only, |only| {
        Message::Requested(Request::SetPrivacy(if only { Privacy::BlockOthers } else { Privacy::AllowOthers }))
    })
    .action(
        t!("options-lists"),
        t!("options-lists-about"),
        t!("options-open"),
        Message::WindowWanted(Window::Privacy),
    )
}

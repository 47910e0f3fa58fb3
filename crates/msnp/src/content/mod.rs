//! Message bodies: what travels inside `MSG`, `UBX` and `UUX`.

pub mod chunk;
pub mod datacast;
pub mod invitation;
pub mod personal;
pub mod service;
pub mod text;
pub mod typing;

pub use datacast::Datacast;
pub use text::{Color, TextFormat, TextMessage};

use crate::types::Email;
use bytes::Bytes;

/// A switchboard message, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// `text/plain`
    Text(TextMessage),
    /// A part of a chunked message; see [`chunk`]
    Chunk(chunk::Chunk),
    /// `text/x-msmsgscontrol`
    Typing { user: Option<Email> },
    /// `text/x-msnmsgr-datacast`, a nudge among them
    Datacast(Datacast),
    /// `text/x-msmsgsinvite`
    Invitation(invitation::Invitation),
    /// `text/x-clientcaps`
    ClientCaps { name: Option<String>, logging: Option<bool> },
    /// `text/x-keepalive` in either spelling: ignored
    KeepAlive,
    /// `application/x-msnmsgrp2p`: the bytes after the headers, and whom they are for
    PeerToPeer { to: Option<Email>, data: Bytes },
    /// `text/x-mms-emoticon`: shortcut and MSNObject, in pairs
    Emoticons(Vec<(String, String)>),
    /// A type that nothing here knows.
    Unknown { content_type: String },
}

impl Content {
    /// Reads a body. Never fails: a body without headers is [`Content::Unknown`] with an empty type.
    pub fn decode(body: &Bytes) -> Self {
        let _ = body;
        todo!()
    }
}

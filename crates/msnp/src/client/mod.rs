//! The tokio and reqwest driver: the only place where bytes meet a socket.

use crate::event::Event;
use crate::request::{MessageId, Request};
use crate::session::{Config, RequestId};

/// Starts a session on the current tokio runtime. It ends when its handle and all clones are dropped, or after
/// [`Event::SignedOut`].
pub fn connect(config: Config) -> (Handle, Events) {
    let _ = config;
    todo!()
}

/// Where requests go in. Cheap to clone; never blocks.
#[derive(Debug, Clone)]
pub struct Handle {}

impl Handle {
    /// Asks for something; the answer is an [`Event::Answered`] with the same number.
    pub fn request(&self, request: Request) -> RequestId {
        let _ = request;
        todo!()
    }
    /// A fresh number for a message.
    pub fn message_id(&self) -> MessageId {
        todo!()
    }
}

/// What happens, in order. A slow reader holds nothing back.
#[derive(Debug)]
pub struct Events {}

impl Events {
    /// The next event; `None` once the session is over.
    pub async fn next(&mut self) -> Option<Event> {
        todo!()
    }
    /// What has already arrived, without waiting.
    pub fn try_next(&mut self) -> Option<Event> {
        todo!()
    }
}

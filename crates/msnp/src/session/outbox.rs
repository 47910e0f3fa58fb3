//! What waits for the driver, in one order; and the numbers of connections and web requests.

use super::{ConnectionId, Output, RequestId, WebId, WebRequest};
use crate::error::RequestError;
use crate::event::{Answer, ConversationEvent, ConversationId, Event};
use crate::types::Endpoint;
use std::collections::VecDeque;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    queue: VecDeque<Output>,
    connections: u64,
    webs: u64,
}

impl Outbox {
    pub(super) fn push(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(super) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Asks for a connection. No number is used twice.
    pub(super) fn open(&mut self, endpoint: Endpoint) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.push(Output::Open(connection, endpoint));
        connection
    }

    /// Makes a web request.
    pub(super) fn web(&mut self, request: WebRequest) -> WebId {
        self.webs += 1;
        self.push(Output::Web(WebId(self.webs), request));
        WebId(self.webs)
    }

    pub(super) fn event(&mut self, event: Event) {
        self.push(Output::Event(event));
    }

    pub(super) fn conversation(&mut self, id: &ConversationId, event: ConversationEvent) {
        self.event(Event::Conversation(id.clone(), event));
    }

    pub(super) fn oddity(&mut self, what: impl Into<String>) {
        self.event(Event::Oddity(what.into()));
    }

    pub(super) fn answer(&mut self, request: RequestId, result: Result<(), RequestError>) {
        self.event(Event::Answered { request, result: result.map(|()| Answer::Done) });
    }
}

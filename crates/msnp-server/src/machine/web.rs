//! The web services that change or show what the machine keeps: address book, lists, offline messages.
//!
//! The pages (see `web`) read a request from its connection, bound it, and hand it over whole; the answer goes back the
//! same way. What needs a password is answered by the pages themselves, since hashing takes its time.

use super::Server;
use bytes::Bytes;
use msnp::types::{Instant, Secret};
use std::net::SocketAddr;

/// A `POST` to one of the web services.
#[derive(Debug, Clone)]
pub struct WebCall {
    /// Who asks.
    pub remote: SocketAddr,
    /// How the client reached us: `http://192.168.1.5:8080`, without a slash at the end. For addresses in replies.
    pub origin: String,
    /// The path, in lower case: clients differ.
    pub path: String,
    /// `SOAPAction` without its quotes; empty when there is none.
    pub action: String,
    /// The ticket of the cookie `MSPAuth`, which some clients send instead of one in the envelope.
    pub cookie: Option<Secret>,
    /// The body, already bounded.
    pub body: Bytes,
}

/// What the web services answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAnswer {
    /// The HTTP status. A fault has 500, as SOAP wants it, unless clients expect another.
    pub status: u16,
    /// The body: XML, or nothing.
    pub body: String,
}

impl WebAnswer {
    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, body: String::new() }
    }
}

impl Server {
    /// Answers a call. What it changes is told to everyone who is signed in and concerned: drain [`Self::poll`] after it.
    pub fn web(&mut self, now: Instant, call: &WebCall) -> WebAnswer {
        self.now = now;
        self.directory.set_time(self.unix_time());
        tracing::debug!(path = call.path, action = call.action, "a web service is asked");
        match call.path.as_str() {
            // Clients of 2009 ask first whether there is a way through to here at all.
            "/" => WebAnswer::empty(200),
            "/oimws/oim.asmx" => self.offline_store(call),
            "/rsi/rsi.asmx" => self.offline_fetch(call),
            "/abservice/abservice.asmx"
            | "/abservice/sharingservice.asmx"
            | "/abservice.asmx"
            | "/sharingservice.asmx" => self.address_book(call),
            // Each service is a module beside this one, and a line here.
            _ => WebAnswer::empty(404),
        }
    }
}

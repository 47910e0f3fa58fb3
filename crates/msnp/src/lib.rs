//! The Microsoft Notification Protocol as a toolkit: MSNP2 to MSNP18, and the web services that go with the later ones.
//!
//! # Quick start
//!
//! [`client::connect`] signs in and gives back a handle for wishes and a stream of events. This program greets
//! whoever writes to it:
//!
//! ```no_run
//! use msnp::client;
//! use msnp::content::TextFormat;
//! use msnp::event::{ConversationEvent, Event};
//! use msnp::request::Request;
//! use msnp::session::Config;
//! use msnp::types::{Email, Endpoint, Secret};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Endpoint::parse("127.0.0.1:1863").ok_or("no address")?;
//! let mut config = Config::new(Email::parse("bot@example.com")?, Secret::new("its password"), server);
//! // MSNP8 and later sign in over the web. Plain HTTP is refused, but for a server on this very machine.
//! config.nexus = Some("http://127.0.0.1:8080/rdr/pprdr.asp".to_owned());
//! config.insecure_loopback = true;
//!
//! let (handle, mut events) = client::connect(config);
//! while let Some(event) = events.next().await {
//!     match event {
//!         Event::SignedIn { dialect, .. } => println!("signed in with {dialect}"),
//!         Event::Conversation(conversation, ConversationEvent::Message { name, .. }) => {
//!             handle.request(Request::Say {
//!                 conversation,
//!                 message: handle.message_id(),
//!                 text: format!("Hello, {name}!"),
//!                 format: TextFormat::default(),
//!             });
//!         }
//!         Event::SignedOut(reason) => println!("{reason}"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Every [`request::Request`] ends in exactly one [`event::Event::Answered`]; every message that is sent ends as
//! delivered or failed. A program with a window keeps a [`roster::Roster`] and a [`conversation::Conversation`] for
//! each talk, feeds them the events, and draws what they hold. `examples/echo_bot.rs` is the smallest whole program,
//! `examples/cli.rs` knows every command.
//!
//! # What is where
//!
//! | module | what it knows |
//! |---|---|
//! | [`types`] | addresses, statuses, lists, groups, capabilities |
//! | [`dialect`] | the dialects, and the one table of what each can do |
//! | [`wire`] | bytes to frames and back, escapes, header blocks |
//! | [`command`] | frames to typed commands and back, one family a file |
//! | [`content`] | message bodies: text, typing, nudges, invitations, chunks, mail |
//! | [`auth`], [`object`] | digests, challenges, the Passport sign-in; MSNObjects |
//! | [`soap`] | the web services: what is asked of them, and what they answer |
//! | [`notification`], [`switchboard`] | the machines of the two kinds of connection |
//! | [`gateway`] | a connection by web requests, where nothing else gets out |
//! | [`session`] | one signed-in account whole, without socket, clock or randomness |
//! | [`request`], [`event`], [`error`] | what a program asks for, and what it is told |
//! | [`roster`], [`conversation`] | models that a program keeps |
//! | `client` | tokio and reqwest drive a session (feature `client`, on by default) |
//!
//! Without the feature `client` the crate does no I/O at all: [`session::Session`] takes bytes, requests and the time,
//! and gives back bytes, events and the next deadline, so that a test runs whole networks on a clock of its own.
#![warn(missing_docs)]
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
pub mod gateway;
pub mod notification;
pub mod object;
pub mod request;
pub mod roster;
pub mod session;
pub mod soap;
pub mod switchboard;
pub mod types;
pub mod wire;

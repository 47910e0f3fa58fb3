//! Offline messages (MSNP11 to 18): what is written to somebody who isn't there, kept by the service until they are.
//!
//! [`send`] stores a message, [`fetch`] asks for those that wait, [`message`] is the message itself. At sign-in the
//! notification server tells of waiting messages in its mail data ([`fetch::MailData`]); each is fetched, shown, and
//! only then deleted.
//!
//! A message travels as a mail in miniature. The service takes it only with a lock key, which proves that a messenger
//! sends it: the first attempt has none and brings a challenge ([`send::StoreError::Challenge`]), and
//! [`send::Product::lock_key`] answers it. The key then serves for every message of the session.
//!
//! ```
//! use msnp::soap::offline::message::{self, OfflineMessage};
//!
//! let content = message::content("{3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}", 1, "Hello from Zoë");
//! let message = OfflineMessage::read(&format!("From: =?utf-8?B?Wm/Dqw==?= <zoe@example.com>\n{content}")).unwrap();
//! assert_eq!((message.from_name.as_deref(), message.text.as_str()), (Some("Zoë"), "Hello from Zoë"));
//! assert_eq!(message.sequence, 1);
//! ```

pub mod fetch;
pub mod message;
pub mod send;

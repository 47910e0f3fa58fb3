//! The web services around the protocol (MSNP12 to 18): request builders and reply parsers, no I/O.
//!
//! Every module here has the same two halves: functions that make a [`WebRequest`](crate::session::WebRequest), and
//! functions that read a [`WebReply`](crate::session::WebReply) into typed values or a typed error with a sentence.
//! The machines send the one and hand in the other.
//!
//! | module | what it knows |
//! |---|---|
//! | [`xml`] | a bounded element tree, and a writer that escapes |
//! | [`config`] | MsgrConfig: where a service's parts are |
//! | [`envelope`] | requests with an action, replies with a fault |
//! | [`time`] | dates |
//! | [`token`] | RST and RST2: tokens, and how long they are good for |
//! | [`address_book`], [`membership`] | contacts, groups, circles, lists: reading, joining, changing |
//! | [`adl`] | the lists as the notification server wants them |
//! | [`offline`] | messages that wait for somebody |

pub mod address_book;
pub mod adl;
pub mod config;
pub mod envelope;
pub mod membership;
pub mod offline;
pub mod time;
pub mod token;
pub mod xml;

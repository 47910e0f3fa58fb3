//! Whole networks of clients and a server on a virtual clock, by seed.
//!
//! Any number of [`Session`](msnp::session::Session)s and one [`Server`](msnp_server::machine::Server) run in one thread
//! over a network that splits and delays bytes, resets connections, goes silent and comes back. Random people use them.
//! Afterwards what has to hold is checked, and a failure replays from its seed.
//!
//! | where | what |
//! |---|---|
//! | [`run`] | one network from its seed to its verdict |
//! | `random` | everything that is left to chance |
//! | `world` | the clock, and what happens on it |
//! | `network`, `wires` | connections and what happens to their bytes |
//! | `service`, `serving` | the server with the web pages of its sign-in |
//! | `person`, `devices`, `acts` | the people, their devices, and what they do |
//! | `weather` | what goes wrong, and when |
//! | `journal` | what was said, heard and asked |
//! | `verdict` | what has to hold at the end |

mod acts;
mod devices;
mod journal;
mod network;
mod person;
mod random;
mod run;
mod service;
mod serving;
mod verdict;
mod weather;
mod wires;
mod world;

pub use run::{Outcome, Plan, run};

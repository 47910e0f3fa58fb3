//! Fuzz targets: every parser of the toolkit and the server as a function of any bytes.
//!
//! A target ends in nothing or in a panic; what it asserts beyond "no panic" stands in it. `cargo fuzz run TARGET
//! fuzz/seeds/TARGET --features libfuzzer` looks for inputs that break one; `cargo test -p swallowtail-fuzz` runs each
//! over its seeds, over their beginnings and over many small changes of them, on any toolchain.

mod replies;
mod server;
mod streams;
mod texts;

pub use replies::{
    address_book_reply, config_reply, edit_reply, membership_reply, offline_reply, session_lists, token_reply, xml,
};
pub use server::{server_bytes, server_web, sign_in_proof, token_request};
pub use streams::{circles, client_bytes, commands, content, object, places};
pub use texts::text_builders;

/// A function of any bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its folder of seeds and of its fuzzer.
pub const TARGETS: [(&str, Target); 19] = [
    ("xml", xml),
    ("commands", commands),
    ("content", content),
    ("circles", circles),
    ("object", object),
    ("places", places),
    ("session_lists", session_lists),
    ("token_reply", token_reply),
    ("config_reply", config_reply),
    ("membership_reply", membership_reply),
    ("address_book_reply", address_book_reply),
    ("edit_reply", edit_reply),
    ("offline_reply", offline_reply),
    ("text_builders", text_builders),
    ("server_web", server_web),
    ("server_bytes", server_bytes),
    ("token_request", token_request),
    ("sign_in_proof", sign_in_proof),
    ("client_bytes", client_bytes),
];

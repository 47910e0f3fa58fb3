//! The Guide: a built-in contact for newcomers.

use msnp::types::Email;

/// The Guide's address. Nobody else can have it.
pub(crate) const ADDRESS: &str = "guide@swallowtail.example";

/// The same, parsed.
pub(crate) fn email() -> Email {
    // The constant is an address; the fallback can't be reached and is one too.
    Email::from_wire(ADDRESS).unwrap_or_else(|| unreachable!("{ADDRESS} is an address"))
}

//! The lists of a sign-in, kept for the next one.

use crate::dialect::Dialect;
use crate::roster::Roster;
use crate::soap::address_book::Affinity;
use crate::soap::address_book::book::AddressBook;
use crate::soap::membership::Membership;

/// The lists of the last sign-in with the marks by which the server knows how old they are.
#[derive(Debug, Clone, PartialEq)]
pub struct ListCache {
    /// The dialect it was taken in; another dialect's cache is of no use.
    pub dialect: Dialect,
    /// `SYN`'s serial (one up to MSNP9, two from 10), as the server wrote them. None from MSNP13.
    pub serials: Vec<String>,
    /// The roster that goes with them.
    pub roster: Roster,
    /// What the address book and the membership said (MSNP13 up); the times stand in it from which on a service tells
    /// what has changed.
    pub book: Option<Box<KeptBook>>,
}

/// What the web services told of the lists (MSNP13 up). A program only keeps it and gives it back.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptBook {
    pub(crate) contacts: AddressBook,
    pub(crate) membership: Membership,
    pub(crate) affinity: Affinity,
}

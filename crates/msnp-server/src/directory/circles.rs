//! Circles: groups with one list of members for all of them (MSNP18).

use super::{AccountId, Result};

/// A circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Its GUID: `00000000-0000-0000-0009-…`, in lower case.
    pub guid: String,
    /// Its name.
    pub name: String,
}

/// What somebody may do in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircleRole {
    /// Runs it, and invites.
    Admin,
    /// Takes part.
    Member,
}

/// Where somebody stands with a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircleStanding {
    /// Was invited and hasn't answered.
    Invited,
    /// In it.
    Member,
    /// Has left, or said no. Kept, since a program that was away has to hear of it.
    Gone,
}

/// Somebody's place in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleMember {
    /// Who.
    pub account: AccountId,
    /// What they may do.
    pub role: CircleRole,
    /// Where they stand.
    pub standing: CircleStanding,
    /// Who invited them; `None` for who made the circle.
    pub inviter: Option<AccountId>,
    /// What was written to them.
    pub message: String,
}

/// Where circles are kept. Part of the [`Directory`](super::Directory), since a place goes with its account.
pub trait Circles {
    /// Keeps a circle; its first member is put into it like all others.
    fn add_circle(&mut self, circle: &Circle) -> Result<()>;
    /// The circle with this GUID, in lower case.
    fn circle(&self, guid: &str) -> Result<Option<Circle>>;
    /// Everybody with a place in it, by account.
    fn circle_members(&self, guid: &str) -> Result<Vec<CircleMember>>;
    /// The circles in which an account has a place, by GUID.
    fn circles_of(&self, account: AccountId) -> Result<Vec<(Circle, CircleMember)>>;
    /// Gives somebody a place in a circle, or another one.
    fn set_circle_member(&mut self, guid: &str, member: &CircleMember) -> Result<()>;
    /// Forgets somebody's place, and with the last one the circle.
    fn forget_circle_member(&mut self, guid: &str, account: AccountId) -> Result<()>;
}

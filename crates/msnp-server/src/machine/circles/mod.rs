//! Circles (MSNP18): what the notification connection has of them. Who is in which stands in the directory, and is
//! changed by the address book's operations.
//!
//! ```text
//! USR SHA        the ticket that came with the address book: this client may speak of circles
//! ADL with t=9   a circle is open here: its members see each other through it
//! PUT, DEL       into what is said in it, and out again; everybody is told by NFY
//! SDG            something is said
//! ```
//!
//! A circle that a connection has not opened doesn't exist for it, so clients of other dialects never meet one.

mod members;
mod presence;
mod talk;
mod ticket;

pub(super) use members::Trouble;
pub(super) use ticket::Tickets;

use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::{AccountId, CircleStanding};
use msnp::command::{Server as Any, login, membership};
use msnp::soap::adl::{Entry, Network};
use msnp::types::{List, Secret, TransactionId};
use std::collections::BTreeSet;

/// What a connection has of circles.
#[derive(Debug, Default)]
pub(super) struct Seat {
    /// Whether its ticket was good.
    proven: bool,
    /// The circles that are open here, by GUID.
    open: BTreeSet<String>,
    /// Those of them in which it hears what is said.
    here: BTreeSet<String>,
}

/// Whether any of these is a circle; they stand by themselves.
pub(super) fn are_circles(entries: &[Entry]) -> Result<bool, Refused> {
    let circles = entries.iter().filter(|entry| entry.network == Some(Network::CIRCLE)).count();
    if circles != 0 && circles != entries.len() { Err(Refused::CloseWith(241)) } else { Ok(circles != 0) }
}

impl Server {
    /// `USR SHA`
    pub(super) fn prove_circles(&mut self, id: ConnectionId, transaction: TransactionId, proof: &Secret) -> Outcome {
        if !self.dialect(id).features().circles {
            return Err(Refused::Close);
        }
        let session = self.session(id).ok_or(Refused::Close)?;
        if !self.circle_tickets.is_good(self.now, session.account, proof) {
            return Err(Refused::With(911));
        }
        let (email, nothing) = (session.email.to_string(), Some("0".to_owned()));
        self.session_mut(id)?.circles.proven = true;
        let (verified, restricted) = (nothing.clone(), nothing);
        let signed_in = login::Server::SignedIn { transaction, email, name: None, verified, restricted };
        self.send(id, &Any::Login(signed_in));
        Ok(())
    }

    /// `ADL` of circles: all of them are opened, or none.
    pub(super) fn open_circles(&mut self, id: ConnectionId, transaction: TransactionId, entries: &[Entry]) -> Outcome {
        let circles = self.circles_named(id, entries)?;
        let account = self.session(id).ok_or(Refused::Close)?.account;
        for (guid, _) in &circles {
            let member = self.directory.circle_members(guid)?.into_iter().find(|member| member.account == account);
            if member.is_none_or(|member| member.standing != CircleStanding::Member) {
                return Err(Refused::With(933));
            }
        }
        self.send(id, &Any::Membership(membership::Server::Added { transaction }));
        for (guid, entry) in circles {
            // One that is blocked stays shut.
            if entry.lists.contains(List::Block) {
                self.shut_circle(id, &guid)?;
            } else {
                self.open_circle(id, guid)?;
            }
        }
        Ok(())
    }

    /// `RML` of circles.
    pub(super) fn shut_circles(&mut self, id: ConnectionId, transaction: TransactionId, entries: &[Entry]) -> Outcome {
        let circles = self.circles_named(id, entries)?;
        self.send(id, &Any::Membership(membership::Server::Removed { transaction }));
        for (guid, entry) in circles {
            if entry.lists.contains(List::Forward) {
                self.shut_circle(id, &guid)?;
            }
        }
        Ok(())
    }

    /// The GUIDs of circles in an `ADL` or `RML`.
    fn circles_named<'a>(&self, id: ConnectionId, entries: &'a [Entry]) -> Result<Vec<(String, &'a Entry)>, Refused> {
        if !self.dialect(id).features().circles {
            return Err(Refused::With(204));
        }
        if !self.session(id).is_some_and(|session| session.circles.proven) {
            return Err(Refused::With(933));
        }
        Ok(entries.iter().map(|entry| (entry.email.local_part().to_ascii_lowercase(), entry)).collect())
    }

    /// The connections on which a circle is open.
    fn in_circle(&self, guid: &str) -> Vec<ConnectionId> {
        let open = |id: &ConnectionId| self.session(*id).is_some_and(|session| session.circles.open.contains(guid));
        self.connections.keys().copied().filter(open).collect()
    }

    /// Those of them that belong to others.
    fn others_in_circle(&self, guid: &str, account: AccountId) -> Vec<ConnectionId> {
        let mut all = self.in_circle(guid);
        all.retain(|id| self.session(*id).is_some_and(|session| session.account != account));
        all
    }
}

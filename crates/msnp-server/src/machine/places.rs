//! Who is signed in, and at which places. From MSNP16 on an account can be signed in at several, told apart by the GUID
//! that each sends; all of them together have one status, one picture and one personal message.

use super::connection::SignedIn;
use super::{ConnectionId, Server};
use crate::directory::{Account, AccountId};
use msnp::content::endpoint::Published;
use msnp::types::{PlaceId, Status};
use msnp::wire::Encoded;

/// At how many places one may be at once. Others are told of all of them in one payload, and every message goes to
/// each.
const MOST_PLACES: usize = 8;

/// An account that is signed in.
#[derive(Debug, Default)]
pub(super) struct Person {
    /// The connections, one for each place; the one that has set the status last is the last one.
    places: Vec<ConnectionId>,
    /// What the last `CHG` of any place said; `None` before the first.
    pub(super) status: Option<Status>,
    /// The picture, likewise.
    pub(super) object: Option<Encoded>,
    /// What the places have said of the person in `UUX`: message and looks.
    pub(super) published: Published,
}

impl Server {
    /// Every connection on which an account is signed in; none when it isn't.
    pub(super) fn places(&self, account: AccountId) -> Vec<ConnectionId> {
        self.sessions.get(&account).map(|person| person.places.clone()).unwrap_or_default()
    }

    pub(super) fn person(&self, account: AccountId) -> Option<&Person> {
        self.sessions.get(&account)
    }

    pub(super) fn person_mut(&mut self, account: AccountId) -> Option<&mut Person> {
        self.sessions.get_mut(&account)
    }

    /// Whether others may see that somebody is there.
    pub(super) fn is_visible(&self, account: AccountId) -> bool {
        self.person(account).and_then(|person| person.status).is_some_and(Status::is_visible)
    }

    /// The places of an account that get presence and calls: those that have sent their first `CHG`. The last of them
    /// has set the status.
    pub(super) fn announced(&self, account: AccountId) -> Vec<ConnectionId> {
        let mut places = self.places(account);
        places.retain(|id| self.session(*id).is_some_and(|session| session.announced));
        places
    }

    /// Signs an account in on this connection. Who is signed in elsewhere stays so only if both ends know of places,
    /// and these are two; everybody else is told `OUT OTH`, as is the oldest place when there are too many.
    pub(super) fn occupy(&mut self, id: ConnectionId, account: &Account, place: Option<PlaceId>) {
        let stays = |other: &ConnectionId| {
            let theirs = self.session(*other).and_then(|session| session.place.as_ref());
            matches!((theirs, &place), (Some(theirs), Some(ours)) if theirs != ours)
        };
        let (kept, mut ended): (Vec<_>, Vec<_>) = self.places(account.id).into_iter().partition(stays);
        ended.extend(kept.iter().take((kept.len() + 1).saturating_sub(MOST_PLACES)));
        for other in ended {
            self.say_out(other, Some("OTH"));
            self.close(other);
        }
        let session = SignedIn { place, ..SignedIn::new(account.id, account.email.clone()) };
        if let Some(ns) = self.connections.get_mut(&id).and_then(|c| c.notification()) {
            ns.session = Some(Box::new(session));
        }
        self.sessions.entry(account.id).or_default().places.push(id);
    }

    /// Notes that a place has set the status of its account.
    pub(super) fn spoke(&mut self, account: AccountId, id: ConnectionId) {
        if let Some(person) = self.sessions.get_mut(&account)
            && let Some(at) = person.places.iter().position(|place| *place == id)
        {
            person.places[at..].rotate_left(1);
        }
    }

    /// Takes a place out of its account. Without a place that others were told of there is no status any more, and
    /// without any place nothing.
    pub(super) fn vacate(&mut self, account: AccountId, id: ConnectionId) {
        let Some(person) = self.sessions.get_mut(&account) else { return };
        person.places.retain(|place| *place != id);
        if person.places.is_empty() {
            self.sessions.remove(&account);
        } else if self.announced(account).is_empty()
            && let Some(person) = self.sessions.get_mut(&account)
        {
            person.status = None;
        }
    }
}

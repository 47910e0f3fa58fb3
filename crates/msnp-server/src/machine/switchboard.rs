//! Switchboards: XFR SB and RNG on the notification server; USR, CAL, ANS, MSG, ACK and NAK in a room. Who comes and
//! goes is told by `room`.

use super::connection::Stage;
use super::presence::allowed;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::AccountId;
use crate::entropy::number;
use bytes::Bytes;
use msnp::command::switchboard::{Acknowledge, Client, Server as Reply, Tail};
use msnp::command::{Client as AnyClient, Server as Any};
use msnp::content::Content;
use msnp::dialect::Dialect;
use msnp::types::{Capabilities, Email, ExtendedCapabilities, Instant, Lists, PlaceId, Secret, TransactionId};
use msnp::wire::Encoded;

/// How many cookies somebody may have that weren't used.
const MOST_COOKIES: usize = 32;
/// How many people fit into a room.
const MOST_MEMBERS: usize = 64;
/// How many calls one may make without anybody coming.
const MOST_CALLS: u32 = 64;

/// What a cookie stands for.
#[derive(Debug, Clone)]
pub(super) struct Invitation {
    account: AccountId,
    email: Email,
    place: Option<PlaceId>,
    dialect: Dialect,
    capabilities: Capabilities,
    extended: Option<ExtendedCapabilities>,
    /// The room to come into; none for who opens one.
    room: Option<u32>,
}

/// A seat in a room.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub(super) account: AccountId,
    pub(super) email: Email,
    /// From which place of the account; from MSNP16 on somebody can come from several.
    pub(super) place: Option<PlaceId>,
    /// The name as it was at the door; the current one is preferred.
    name: String,
    pub(super) dialect: Dialect,
    pub(super) capabilities: Capabilities,
    pub(super) extended: Option<ExtendedCapabilities>,
    pub(super) room: u32,
    pub(super) calls: u32,
}

/// A conversation.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) members: Vec<ConnectionId>,
    /// When somebody last said something.
    pub(super) last: Instant,
}

impl Server {
    /// `XFR SB` on the notification server.
    pub(super) fn grant_switchboard(&mut self, id: ConnectionId, transaction: TransactionId, target: &str) -> Outcome {
        if target != "SB" {
            return Err(Refused::With(201));
        }
        let session = self.session(id).ok_or(Refused::Close)?;
        let account = session.account;
        let may_hide = self.dialect(id).features().hidden_switchboards;
        if !session.announced || !may_hide && !self.is_visible(account) {
            return Err(Refused::With(913));
        }
        if self.cookies.count(self.now, |cookie| cookie.account == account && cookie.room.is_none()) >= MOST_COOKIES {
            return Err(Refused::With(800));
        }
        let Some((cookie, target)) = self.invite(id, None) else { return Err(Refused::Close) };
        let rest = Tail::words("messenger.msn.com", self.dialect(id));
        self.send(id, &Any::Switchboard(Reply::Granted { transaction, target, cookie, rest }));
        Ok(())
    }

    /// A cookie for who is signed in on this connection, and the address where it is good.
    fn invite(&mut self, id: ConnectionId, room: Option<u32>) -> Option<(Secret, msnp::types::Endpoint)> {
        let connection = self.connections.get(&id)?;
        let session = connection.session()?;
        let invitation = Invitation {
            account: session.account,
            email: session.email.clone(),
            place: session.place.clone(),
            dialect: connection.dialect()?,
            capabilities: session.capabilities,
            extended: session.extended,
            room,
        };
        let target = connection.peer.local.clone();
        Some((self.cookies.issue(self.now, &mut *self.entropy, invitation), target))
    }

    pub(super) fn switchboard_command(&mut self, id: ConnectionId, command: AnyClient) -> Outcome {
        let seated = self.connections.get(&id).is_some_and(|c| c.seat().is_some());
        let AnyClient::Switchboard(command) = command else {
            return match command {
                // An acknowledgement that isn't one: the message can't be carried out as asked.
                AnyClient::Other(frame) if frame.verb() == "MSG" || !seated => Err(Refused::Close),
                AnyClient::Other(frame) => self.odd_command(id, frame.verb()),
                _ => Err(Refused::Close),
            };
        };
        match command {
            Client::Enter { transaction, email, place, cookie } if !seated => {
                let invitation = self.redeem(&email, place.as_ref(), &cookie, None)?;
                self.enter(id, transaction, &invitation)
            }
            Client::Answer { transaction, email, place, cookie, session } if !seated => {
                let invitation = self.redeem(&email, place.as_ref(), &cookie, Some(&session))?;
                self.answer(id, transaction, &invitation)
            }
            Client::Out => Err(Refused::Close),
            _ if !seated => Err(Refused::Close),
            Client::Enter { .. } | Client::Answer { .. } => Err(Refused::CloseWith(715)),
            Client::Call { transaction, email } => self.call(id, transaction, &email),
            // Peer-to-peer data has a mode of its own; servers of old closed on any other too.
            Client::Message { acknowledge, body, .. }
                if acknowledge != Acknowledge::Data && matches!(Content::decode(&body), Content::PeerToPeer { .. }) =>
            {
                Err(Refused::Close)
            }
            Client::Message { transaction, acknowledge, body } => {
                self.relay(id, transaction, acknowledge, &body);
                Ok(())
            }
            // It wasn't answered here in those days, and means no harm.
            Client::Ping => Ok(()),
        }
    }

    /// Uses up a cookie; address and place have to be those it was given to.
    fn redeem(
        &mut self,
        email: &str,
        place: Option<&PlaceId>,
        cookie: &Secret,
        room: Option<&str>,
    ) -> Result<Invitation, Refused> {
        let invitation = self.cookies.redeem(self.now, cookie.expose()).ok_or(Refused::CloseWith(911))?;
        let same_room = invitation.room.map(|room| room.to_string()).as_deref() == room;
        let same_person = Email::from_wire(email).is_some_and(|email| email == invitation.email);
        // Who doesn't name the place at all has the cookie that was sent there.
        let same_place = place.is_none_or(|place| invitation.place.as_ref() == Some(place));
        if same_room && same_person && same_place { Ok(invitation) } else { Err(Refused::CloseWith(911)) }
    }

    fn take_seat(&mut self, id: ConnectionId, invitation: &Invitation, room: u32) -> Outcome {
        let account = self.directory.account_by_id(invitation.account)?.ok_or(Refused::CloseWith(911))?;
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(()) };
        connection.deadline = None;
        if let Some(decoder) = &mut connection.decoder {
            decoder.set_dialect(invitation.dialect);
        }
        connection.stage = Stage::Switchboard(Some(Box::new(Seat {
            account: account.id,
            email: account.email,
            place: invitation.place.clone(),
            name: account.name,
            dialect: invitation.dialect,
            capabilities: invitation.capabilities,
            extended: invitation.extended,
            room,
            calls: 0,
        })));
        Ok(())
    }

    fn enter(&mut self, id: ConnectionId, transaction: TransactionId, invitation: &Invitation) -> Outcome {
        let room = self.free_room();
        self.take_seat(id, invitation, room)?;
        self.rooms.insert(room, Room { members: vec![id], last: self.now });
        let (email, name) = self.who(id).ok_or(Refused::Close)?;
        let entered = Reply::Entered { transaction, email, place: invitation.place.clone(), name: Some(name) };
        self.send(id, &Any::Switchboard(entered));
        Ok(())
    }

    fn free_room(&mut self) -> u32 {
        loop {
            let room = number(&mut *self.entropy);
            if room != 0 && !self.rooms.contains_key(&room) {
                return room;
            }
        }
    }

    fn answer(&mut self, id: ConnectionId, transaction: TransactionId, invitation: &Invitation) -> Outcome {
        let room = invitation.room.ok_or(Refused::CloseWith(911))?;
        match self.rooms.get(&room) {
            Some(there)
                if there.members.len() < MOST_MEMBERS
                    && !self.is_in(there, invitation.account, invitation.place.as_ref()) => {}
            // The room is empty and gone, or they are in it already.
            _ => return Err(Refused::CloseWith(911)),
        }
        self.take_seat(id, invitation, room)?;
        self.come_in(id, room, transaction)
    }

    /// Whether somebody is in a room: from this place, or, where a dialect knows no places, at all.
    fn is_in(&self, room: &Room, account: AccountId, place: Option<&PlaceId>) -> bool {
        room.members.iter().filter_map(|member| self.seat(*member)).any(|seat| {
            let elsewhere = matches!((&seat.place, place), (Some(theirs), Some(ours)) if theirs != ours);
            seat.account == account && !elsewhere
        })
    }

    pub(super) fn seat(&self, id: ConnectionId) -> Option<&Seat> {
        self.connections.get(&id)?.seat()
    }

    pub(super) fn seat_mut(&mut self, id: ConnectionId) -> Option<&mut Seat> {
        match &mut self.connections.get_mut(&id)?.stage {
            Stage::Switchboard(seat) => seat.as_deref_mut(),
            Stage::New | Stage::Notification(_) => None,
        }
    }

    /// Address and current name of who sits here.
    pub(super) fn who(&self, id: ConnectionId) -> Option<(String, Encoded)> {
        let seat = self.seat(id)?;
        let current = self.directory.account_by_id(seat.account).ok().flatten().map(|account| account.name);
        let name = Encoded::from_text(current.as_deref().unwrap_or(&seat.name));
        Some((seat.email.to_string(), name))
    }

    fn call(&mut self, id: ConnectionId, transaction: TransactionId, email: &str) -> Outcome {
        let callee = Email::parse(email).map_err(|_| Refused::With(208))?;
        let caller = self.seat_mut(id).ok_or(Refused::Close)?;
        caller.calls += 1;
        if caller.calls > MOST_CALLS {
            return Err(Refused::With(713));
        }
        let (account, room) = (caller.account, caller.room);
        if callee == caller.email {
            return self.call_oneself(id, transaction);
        }
        let callee = self.directory.account(&callee)?.ok_or(Refused::With(217))?;
        if self.rooms.get(&room).is_some_and(|there| self.is_in(there, callee.id, None)) {
            return Err(Refused::With(215));
        }
        let lists = self.directory.entry(callee.id, account)?.map_or(Lists::NONE, |entry| entry.lists);
        // Whether they are gone or don't want to be called is nobody's business: the answer is the same.
        if !self.is_visible(callee.id) || !allowed(callee.privacy, lists) {
            return Err(Refused::With(217));
        }
        let places = self.announced(callee.id);
        self.ring(id, room, transaction, &places)
    }

    /// Rings at these places, and tells the caller so.
    fn ring(&mut self, id: ConnectionId, room: u32, transaction: TransactionId, places: &[ConnectionId]) -> Outcome {
        let (email, name) = self.who(id).ok_or(Refused::Close)?;
        let session = room.to_string();
        for other in places {
            let Some((cookie, target)) = self.invite(*other, Some(room)) else { continue };
            let (session, email, name) = (session.clone(), email.clone(), name.clone());
            let rest = Tail::words("messenger.hotmail.com", self.dialect(*other));
            let ring = Reply::Ring { session, target, cookie, email, name, rest };
            self.send(*other, &Any::Switchboard(ring));
        }
        self.send(id, &Any::Switchboard(Reply::Ringing { transaction, session }));
        Ok(())
    }

    /// From MSNP16 on one calls oneself to have one's other places in the room, too.
    fn call_oneself(&mut self, id: ConnectionId, transaction: TransactionId) -> Outcome {
        let seat = self.seat(id).ok_or(Refused::Close)?;
        let (account, room) = (seat.account, seat.room);
        if !self.dialect(id).features().places {
            return Err(Refused::With(215));
        }
        let there = self.rooms.get(&room).ok_or(Refused::Close)?;
        let mut places = self.announced(account);
        places.retain(|place| {
            let place = self.session(*place).and_then(|session| session.place.as_ref());
            place.is_some() && !self.is_in(there, account, place)
        });
        self.ring(id, room, transaction, &places)?;
        self.tell_joined(id, &[id], false);
        Ok(())
    }

    fn relay(&mut self, id: ConnectionId, transaction: TransactionId, acknowledge: Acknowledge, body: &Bytes) {
        let Some(room) = self.seat(id).map(|seat| seat.room) else { return };
        let Some((email, name)) = self.who(id) else { return };
        let Some(there) = self.rooms.get_mut(&room) else { return };
        there.last = self.now;
        let others: Vec<ConnectionId> = there.members.iter().copied().filter(|member| *member != id).collect();
        let account = self.seat(id).map(|seat| seat.account);
        let heard = others.iter().any(|other| self.seat(*other).map(|seat| seat.account) != account);
        let message = Any::Switchboard(Reply::Message { email, name, body: body.clone() });
        for other in &others {
            self.send(*other, &message);
        }
        let reply = match (heard, acknowledge) {
            (true, Acknowledge::Always | Acknowledge::Data | Acknowledge::Success) => Reply::Delivered { transaction },
            // Nobody was there to read it.
            (false, Acknowledge::Always | Acknowledge::Data | Acknowledge::Failure) => Reply::Missed { transaction },
            _ => return,
        };
        self.send(id, &Any::Switchboard(reply));
    }
}

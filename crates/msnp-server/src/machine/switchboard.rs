//! Switchboards: XFR SB and RNG on the notification server; USR, CAL, ANS, IRO, JOI, MSG, ACK, NAK and BYE in a room.

use super::connection::Stage;
use super::presence::allowed;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::AccountId;
use crate::entropy::number;
use bytes::Bytes;
use msnp::command::switchboard::{Acknowledge, Client, Server as Reply};
use msnp::command::{Client as AnyClient, Server as Any};
use msnp::content::Content;
use msnp::dialect::Dialect;
use msnp::types::{Capabilities, Email, Instant, Lists, Secret, TransactionId};
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
    dialect: Dialect,
    capabilities: Capabilities,
    /// The room to come into; none for who opens one.
    room: Option<u32>,
}

/// A place in a room.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    account: AccountId,
    email: Email,
    /// The name as it was at the door; the current one is preferred.
    name: String,
    pub(super) dialect: Dialect,
    capabilities: Capabilities,
    room: u32,
    calls: u32,
}

/// A conversation.
#[derive(Debug)]
pub(super) struct Room {
    members: Vec<ConnectionId>,
    /// When somebody last said something.
    pub(super) last: Instant,
}

impl Server {
    /// `XFR SB` on the notification server.
    pub(super) fn grant_switchboard(&mut self, id: ConnectionId, transaction: TransactionId, target: &str) -> Outcome {
        if target != "SB" {
            return Err(Refused::With(201));
        }
        let account = self.session(id).ok_or(Refused::Close)?.account;
        if !self.is_visible(account) {
            return Err(Refused::With(913));
        }
        if self.cookies.count(self.now, |cookie| cookie.account == account && cookie.room.is_none()) >= MOST_COOKIES {
            return Err(Refused::With(800));
        }
        let Some((cookie, target)) = self.invite(id, None) else { return Err(Refused::Close) };
        self.send(id, &Any::Switchboard(Reply::Granted { transaction, target, cookie, rest: Vec::new() }));
        Ok(())
    }

    /// A cookie for who is signed in on this connection, and the address where it is good.
    fn invite(&mut self, id: ConnectionId, room: Option<u32>) -> Option<(Secret, msnp::types::Endpoint)> {
        let connection = self.connections.get(&id)?;
        let session = connection.session()?;
        let invitation = Invitation {
            account: session.account,
            email: session.email.clone(),
            dialect: connection.dialect()?,
            capabilities: session.capabilities,
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
            Client::Enter { transaction, email, cookie, .. } if !seated => self.enter(id, transaction, &email, &cookie),
            Client::Answer { transaction, email, cookie, session, .. } if !seated => {
                self.answer(id, transaction, &email, &cookie, &session)
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

    /// Uses up a cookie; the address has to be the one it was given to.
    fn redeem(&mut self, email: &str, cookie: &Secret, room: Option<&str>) -> Result<Invitation, Refused> {
        let invitation = self.cookies.redeem(self.now, cookie.expose()).ok_or(Refused::CloseWith(911))?;
        let same_room = invitation.room.map(|room| room.to_string()).as_deref() == room;
        let same_person = Email::from_wire(email).is_some_and(|email| email == invitation.email);
        if same_room && same_person { Ok(invitation) } else { Err(Refused::CloseWith(911)) }
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
            name: account.name,
            dialect: invitation.dialect,
            capabilities: invitation.capabilities,
            room,
            calls: 0,
        })));
        Ok(())
    }

    fn enter(&mut self, id: ConnectionId, transaction: TransactionId, email: &str, cookie: &Secret) -> Outcome {
        let invitation = self.redeem(email, cookie, None)?;
        let room = self.free_room();
        self.take_seat(id, &invitation, room)?;
        self.rooms.insert(room, Room { members: vec![id], last: self.now });
        let (email, name) = self.who(id).ok_or(Refused::Close)?;
        self.send(id, &Any::Switchboard(Reply::Entered { transaction, email, place: None, name: Some(name) }));
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

    fn answer(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        email: &str,
        cookie: &Secret,
        session: &str,
    ) -> Outcome {
        let invitation = self.redeem(email, cookie, Some(session))?;
        let room = invitation.room.ok_or(Refused::CloseWith(911))?;
        let members = match self.rooms.get(&room) {
            Some(there) if !self.is_in(there, invitation.account) && there.members.len() < MOST_MEMBERS => {
                there.members.clone()
            }
            // The room is empty and gone, or they are in it already.
            _ => return Err(Refused::CloseWith(911)),
        };
        self.take_seat(id, &invitation, room)?;
        let total = u32::try_from(members.len()).unwrap_or(u32::MAX);
        for (index, member) in (1..).zip(&members) {
            if let Some((email, name)) = self.who(*member) {
                let capabilities = self.capabilities(*member, id);
                let present = Reply::Present {
                    transaction,
                    index,
                    total,
                    email,
                    place: None,
                    name,
                    capabilities,
                    extended: None,
                };
                self.send(id, &Any::Switchboard(present));
            }
        }
        self.send(id, &Any::Switchboard(Reply::Answered { transaction }));
        let (email, name) = self.who(id).ok_or(Refused::Close)?;
        for member in members {
            let capabilities = self.capabilities(id, member);
            let joined =
                Reply::Joined { email: email.clone(), place: None, name: name.clone(), capabilities, extended: None };
            self.send(member, &Any::Switchboard(joined));
            if let Some(seat) = self.seat_mut(member) {
                seat.calls = 0;
            }
        }
        if let Some(there) = self.rooms.get_mut(&room) {
            there.members.push(id);
            there.last = self.now;
        }
        Ok(())
    }

    fn is_in(&self, room: &Room, account: AccountId) -> bool {
        room.members.iter().any(|member| self.seat(*member).is_some_and(|seat| seat.account == account))
    }

    fn seat(&self, id: ConnectionId) -> Option<&Seat> {
        self.connections.get(&id)?.seat()
    }

    fn seat_mut(&mut self, id: ConnectionId) -> Option<&mut Seat> {
        match &mut self.connections.get_mut(&id)?.stage {
            Stage::Switchboard(seat) => seat.as_deref_mut(),
            Stage::New | Stage::Notification(_) => None,
        }
    }

    /// Address and current name of who sits here.
    fn who(&self, id: ConnectionId) -> Option<(String, Encoded)> {
        let seat = self.seat(id)?;
        let current = self.directory.account_by_id(seat.account).ok().flatten().map(|account| account.name);
        let name = Encoded::from_text(current.as_deref().unwrap_or(&seat.name));
        Some((seat.email.to_string(), name))
    }

    /// What `of` can do, if `reader`'s dialect wants to know.
    fn capabilities(&self, of: ConnectionId, reader: ConnectionId) -> Option<Capabilities> {
        let seat = self.seat(of)?;
        self.dialect(reader).features().capabilities_in_switchboard.then_some(seat.capabilities)
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
            return Err(Refused::With(215));
        }
        let callee = self.directory.account(&callee)?.ok_or(Refused::With(217))?;
        if self.rooms.get(&room).is_some_and(|there| self.is_in(there, callee.id)) {
            return Err(Refused::With(215));
        }
        let lists = self.directory.entry(callee.id, account)?.map_or(Lists::NONE, |entry| entry.lists);
        // Whether they are gone or don't want to be called is nobody's business: the answer is the same.
        if !self.is_visible(callee.id) || !allowed(callee.privacy, lists) {
            return Err(Refused::With(217));
        }
        let (email, name) = self.who(id).ok_or(Refused::Close)?;
        let session = room.to_string();
        for other in self.announced(callee.id) {
            let Some((cookie, target)) = self.invite(other, Some(room)) else { continue };
            let (email, name) = (email.clone(), name.clone());
            let ring = Reply::Ring { session: session.clone(), target, cookie, email, name, rest: Vec::new() };
            self.send(other, &Any::Switchboard(ring));
        }
        self.send(id, &Any::Switchboard(Reply::Ringing { transaction, session }));
        Ok(())
    }

    fn relay(&mut self, id: ConnectionId, transaction: TransactionId, acknowledge: Acknowledge, body: &Bytes) {
        let Some(room) = self.seat(id).map(|seat| seat.room) else { return };
        let Some((email, name)) = self.who(id) else { return };
        let Some(there) = self.rooms.get_mut(&room) else { return };
        there.last = self.now;
        let others: Vec<ConnectionId> = there.members.iter().copied().filter(|member| *member != id).collect();
        let message = Any::Switchboard(Reply::Message { email, name, body: body.clone() });
        for other in &others {
            self.send(*other, &message);
        }
        let reply = match (others.is_empty(), acknowledge) {
            (false, Acknowledge::Always | Acknowledge::Data | Acknowledge::Success) => Reply::Delivered { transaction },
            // Nobody was there to read it.
            (true, Acknowledge::Always | Acknowledge::Data | Acknowledge::Failure) => Reply::Missed { transaction },
            _ => return,
        };
        self.send(id, &Any::Switchboard(reply));
    }

    /// Takes somebody out of the room.
    pub(super) fn leave(&mut self, id: ConnectionId, seat: &Seat) {
        let Some(room) = self.rooms.get_mut(&seat.room) else { return };
        room.members.retain(|member| *member != id);
        let members = room.members.clone();
        if members.is_empty() {
            self.rooms.remove(&seat.room);
        }
        for member in members {
            let left = Reply::Left { email: seat.email.to_string(), place: None, flag: None };
            self.send(member, &Any::Switchboard(left));
        }
    }

    /// Closes the rooms where nobody has said anything for long. Everyone hears of the others' leaving.
    pub(super) fn close_silent_rooms(&mut self) {
        let silence = self.settings.room_silence;
        let silent: Vec<u32> =
            self.rooms.iter().filter(|(_, room)| room.last + silence <= self.now).map(|(number, _)| *number).collect();
        for number in silent {
            let Some(room) = self.rooms.remove(&number) else { continue };
            let seats: Vec<(ConnectionId, Seat)> =
                room.members.iter().filter_map(|member| Some((*member, self.seat(*member)?.clone()))).collect();
            for (member, _) in &seats {
                for (other, seat) in &seats {
                    if other != member {
                        let left =
                            Reply::Left { email: seat.email.to_string(), place: None, flag: Some("1".to_owned()) };
                        self.send(*member, &Any::Switchboard(left));
                    }
                }
            }
            for member in room.members {
                self.close(member);
            }
        }
    }
}

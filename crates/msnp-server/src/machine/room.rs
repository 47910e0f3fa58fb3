//! Who comes into a room and leaves it: IRO, JOI and BYE. Dialects with places hear of each place of a person, and then
//! of the person; the others of the person alone.

use super::switchboard::{Room, Seat};
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::AccountId;
use msnp::command::Server as Any;
use msnp::command::switchboard::Server as Reply;
use msnp::types::{PlaceId, TransactionId};

impl Server {
    /// Seats somebody among those who are in the room: they see who is there, and everybody sees them.
    pub(super) fn come_in(&mut self, id: ConnectionId, room: u32, transaction: TransactionId) -> Outcome {
        let members = self.rooms.get(&room).map(|there| there.members.clone()).unwrap_or_default();
        self.tell_present(id, transaction, &members);
        self.send(id, &Any::Switchboard(Reply::Answered { transaction }));
        let account = self.seat(id).ok_or(Refused::Close)?.account;
        let is_first = !members.iter().any(|member| self.is_of(*member, account));
        if self.dialect(id).features().places {
            self.tell_joined(id, &[id], false);
        }
        if is_first {
            self.tell_joined(id, &members, true);
        } else {
            self.tell_place(id, &members);
        }
        for member in members {
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

    fn is_of(&self, member: ConnectionId, account: AccountId) -> bool {
        self.seat(member).is_some_and(|seat| seat.account == account)
    }

    /// The lines that `reader` gets of these members: one for each place, then one for the person.
    fn lines_of(&self, members: &[ConnectionId], reader: ConnectionId) -> Vec<(ConnectionId, Option<PlaceId>)> {
        let places = self.dialect(reader).features().places;
        let mut lines = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let Some(seat) = self.seat(*member) else { continue };
            if members[..at].iter().any(|earlier| self.is_of(*earlier, seat.account)) {
                continue;
            }
            let all = members[at..].iter().filter(|other| self.is_of(**other, seat.account));
            let named = all.filter_map(|other| Some((*other, Some(self.seat(*other)?.place.clone()?))));
            lines.extend(named.filter(|_| places));
            lines.push((*member, None));
        }
        lines
    }

    /// `IRO`
    fn tell_present(&mut self, id: ConnectionId, transaction: TransactionId, members: &[ConnectionId]) {
        let lines = self.lines_of(members, id);
        let total = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        for (index, (member, place)) in (1..).zip(lines) {
            let (Some((email, name)), Some(seat)) = (self.who(member), self.seat(member)) else { continue };
            let (capabilities, extended) = self.abilities(seat, id);
            let present = Reply::Present { transaction, index, total, email, place, name, capabilities, extended };
            self.send(id, &Any::Switchboard(present));
        }
    }

    /// `JOI` of the person who sits here; before it, where wanted, of the place.
    pub(super) fn tell_joined(&mut self, id: ConnectionId, readers: &[ConnectionId], with_place: bool) {
        if with_place {
            self.tell_place(id, readers);
        }
        for reader in readers {
            self.send_joined(id, *reader, None);
        }
    }

    /// `JOI` of a place, to those who hear of places.
    fn tell_place(&mut self, id: ConnectionId, readers: &[ConnectionId]) {
        let Some(place) = self.seat(id).and_then(|seat| seat.place.clone()) else { return };
        for reader in readers {
            if self.dialect(*reader).features().places {
                self.send_joined(id, *reader, Some(place.clone()));
            }
        }
    }

    fn send_joined(&mut self, id: ConnectionId, reader: ConnectionId, place: Option<PlaceId>) {
        let (Some((email, name)), Some(seat)) = (self.who(id), self.seat(id)) else { return };
        let (capabilities, extended) = self.abilities(seat, reader);
        self.send(reader, &Any::Switchboard(Reply::Joined { email, place, name, capabilities, extended }));
    }

    /// What somebody's program can do, as far as the reader's dialect wants to know.
    fn abilities(
        &self,
        seat: &Seat,
        reader: ConnectionId,
    ) -> (Option<msnp::types::Capabilities>, Option<msnp::types::ExtendedCapabilities>) {
        let features = self.dialect(reader).features();
        let told = features.capabilities_in_switchboard;
        let extended = features.extended_capabilities.then(|| seat.extended.unwrap_or_default());
        (told.then_some(seat.capabilities), extended)
    }

    /// Takes somebody out of the room.
    pub(super) fn leave(&mut self, id: ConnectionId, seat: &Seat) {
        let Some(room) = self.rooms.get_mut(&seat.room) else { return };
        room.members.retain(|member| *member != id);
        let members = room.members.clone();
        if members.is_empty() {
            self.rooms.remove(&seat.room);
        }
        let is_last = !members.iter().any(|member| self.is_of(*member, seat.account));
        for member in members {
            self.tell_left(member, seat, is_last, None);
        }
    }

    /// `BYE` of a place, to who hears of places, and of the person if that was the last one.
    fn tell_left(&mut self, reader: ConnectionId, seat: &Seat, is_last: bool, flag: Option<&str>) {
        let place = seat.place.clone().filter(|_| self.dialect(reader).features().places);
        let lines = [place.map(Some), is_last.then_some(None)];
        for place in lines.into_iter().flatten() {
            let left = Reply::Left { email: seat.email.to_string(), place, flag: flag.map(str::to_owned) };
            self.send(reader, &Any::Switchboard(left));
        }
    }

    /// Closes the rooms where nobody has said anything for long. Everyone hears of the others' leaving.
    pub(super) fn close_silent_rooms(&mut self) {
        let silence = self.settings.room_silence;
        let is_silent = |room: &Room| room.last + silence <= self.now;
        let silent: Vec<u32> =
            self.rooms.iter().filter(|(_, room)| is_silent(room)).map(|(number, _)| *number).collect();
        for number in silent {
            let Some(room) = self.rooms.remove(&number) else { continue };
            let seats: Vec<(ConnectionId, Seat)> =
                room.members.iter().filter_map(|member| Some((*member, self.seat(*member)?.clone()))).collect();
            for (member, own) in &seats {
                for (at, (_, seat)) in seats.iter().enumerate() {
                    let is_last = !seats[at + 1..].iter().any(|(_, later)| later.account == seat.account);
                    if seat.account != own.account {
                        self.tell_left(*member, seat, is_last, Some("1"));
                    }
                }
            }
            for member in room.members {
                self.close(member);
            }
        }
    }
}

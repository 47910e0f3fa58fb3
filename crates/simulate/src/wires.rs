//! What happens on connections: bytes come and go, and ends find out that the other is gone.

use crate::devices::words;
use crate::network::{Piece, WireId};
use crate::person::Device;
use crate::service::HOST;
use crate::world::{End, What, World};
use msnp::session::Input;
use msnp::types::{Endpoint, Instant};
use msnp_server::machine::{self, Peer};
use std::ops::Range;
use std::time::Duration;

/// How long a system sends into nothing before it gives up, in milliseconds.
const GIVE_UP: Range<u64> = 60_000..900_000;
/// After which silence a system looks whether the other end is there at all.
const KEEP_ALIVE: Duration = Duration::from_secs(2 * 60 * 60);

impl World {
    pub(crate) fn put_up(&mut self, id: WireId, piece: Piece) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let Some(device) = self.devices.get(wire.person) else { return };
        let due = wire.up.put(self.now, &device.road, &mut self.random, piece);
        self.sent(id, End::Person, due, What::Up);
    }

    pub(crate) fn put_down(&mut self, id: WireId, piece: Piece) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let Some(device) = self.devices.get(wire.person) else { return };
        let due = wire.down.put(self.now, &device.road, &mut self.random, piece);
        self.sent(id, End::Server, due, What::Down);
    }

    pub(crate) fn sent(&mut self, id: WireId, by: End, due: Vec<Instant>, arrives: fn(WireId) -> What) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        if !wire.dead {
            for at in due {
                self.at(at, arrives(id));
            }
            return;
        }
        // Nothing comes through. Whoever sends finds out after a while.
        let pipe = if by == End::Person { &mut wire.up } else { &mut wire.down };
        if pipe.waiting_since.replace(self.now).is_none() {
            let found_out = self.now + self.random.time(GIVE_UP);
            self.at(found_out, What::Broken(id, by));
        }
    }

    pub(crate) fn up(&mut self, id: WireId) {
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| !wire.dead) else { return };
        let blocked = self.devices.get(wire.person).map_or(self.now, |device| device.road.blocked_until);
        let blocked = blocked.max(self.frozen_until);
        if blocked > self.now {
            wire.up.hold(blocked);
            return self.at(blocked, What::Up(id));
        }
        while let Some(piece) = self.wires.get_mut(&id).and_then(|wire| wire.up.take(self.now)) {
            self.arrives(id, piece);
        }
        self.tidy(id);
    }

    /// Something has come to the server.
    pub(crate) fn arrives(&mut self, id: WireId, piece: Piece) {
        let (now, server) = (self.now, machine::ConnectionId(id.0));
        let Some(wire) = self.wires.get_mut(&id) else { return };
        match (piece, &mut self.service) {
            (Piece::Knock, None) => self.put_down(id, Piece::Refused),
            (Piece::Knock, Some(service)) => {
                wire.server_holds = true;
                let remote = self.devices.get(wire.person).map(Device::remote);
                let local = Endpoint { host: HOST.to_owned(), port: 1863 };
                if let Some(remote) = remote {
                    service.server.handle(now, machine::Input::Opened(server, Peer { remote, local }));
                }
                self.put_down(id, Piece::Welcome);
                self.drain_server();
            }
            (Piece::Bytes(bytes), Some(service)) if wire.server_holds => {
                service.server.handle(now, machine::Input::Bytes(server, &bytes));
                self.drain_server();
            }
            // There is nobody any more who would take it.
            (Piece::Bytes(_), _) => self.put_down(id, Piece::Farewell),
            (Piece::Farewell, Some(service)) if wire.server_holds => {
                wire.server_holds = false;
                service.server.handle(now, machine::Input::Closed(server));
                self.drain_server();
            }
            _ => {}
        }
    }

    pub(crate) fn down(&mut self, id: WireId) {
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| !wire.dead) else { return };
        let Some(device) = self.devices.get(wire.person) else { return };
        let blocked = device.road.blocked_until.max(device.asleep_until.unwrap_or_default());
        if blocked > self.now {
            wire.down.hold(blocked);
            return self.at(blocked, What::Down(id));
        }
        while let Some(piece) = self.wires.get_mut(&id).and_then(|wire| wire.down.take(self.now)) {
            self.reaches(id, piece);
        }
        self.tidy(id);
    }

    /// Something has come to a device.
    pub(crate) fn reaches(&mut self, id: WireId, piece: Piece) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let (person, connection) = (wire.person, wire.connection);
        match piece {
            Piece::Knock => {}
            Piece::Welcome => {
                wire.welcomed = true;
                if wire.person_holds {
                    self.tell(person, Input::Opened(connection));
                }
            }
            Piece::Bytes(bytes) => {
                if wire.person_holds {
                    self.journal.note(self.now, || format!("device {person} < {} {}", id.0, words(&bytes)));
                    self.tell(person, Input::Bytes(connection, &bytes));
                } else {
                    let tail = wire.down.tail().to_vec();
                    self.lose(person, &tail);
                }
            }
            Piece::Refused | Piece::Farewell => {
                if std::mem::take(&mut wire.person_holds) {
                    self.tell(person, Input::Closed(connection, "closed by the other side".to_owned()));
                }
            }
        }
    }

    pub(crate) fn connect_timeout(&mut self, id: WireId) {
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| !wire.welcomed && wire.person_holds) else { return };
        wire.person_holds = false;
        let (person, connection) = (wire.person, wire.connection);
        self.put_up(id, Piece::Farewell);
        self.tell_awake(person, id, Input::Closed(connection, "no answer".to_owned()));
    }

    /// An end finds out that a connection is gone.
    pub(crate) fn broken(&mut self, id: WireId, end: End) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let (person, connection) = (wire.person, wire.connection);
        match end {
            End::Person => {
                let asleep = self.devices.get(person).and_then(|device| device.asleep_until);
                if let Some(until) = asleep.filter(|until| *until > self.now) {
                    return self.at(until, What::Broken(id, end));
                }
                if std::mem::take(&mut wire.person_holds) {
                    self.tell(person, Input::Closed(connection, "connection reset".to_owned()));
                }
            }
            End::Server => {
                if self.frozen_until > self.now {
                    return self.at(self.frozen_until, What::Broken(id, end));
                }
                if let Some(service) = &mut self.service
                    && std::mem::take(&mut wire.server_holds)
                {
                    service.server.handle(self.now, machine::Input::Closed(machine::ConnectionId(id.0)));
                    self.drain_server();
                }
            }
        }
        self.tidy(id);
    }

    /// Forgets a connection of which nobody knows any more.
    pub(crate) fn tidy(&mut self, id: WireId) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let over = !wire.person_holds && !wire.server_holds;
        if over && (wire.dead || (wire.up.is_empty() && wire.down.is_empty())) {
            let lost = wire.down.lose();
            let person = wire.person;
            self.wires.remove(&id);
            self.lose(person, &lost);
        }
    }

    pub(crate) fn lose(&mut self, device: usize, bytes: &[u8]) {
        if let Some(device) = self.devices.get(device) {
            self.journal.lose(device.account, bytes);
        }
    }

    /// A connection ends between two words, and both ends find out in their time.
    pub(crate) fn reset(&mut self, id: WireId) {
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| !wire.dead) else { return };
        wire.dead = true;
        wire.up.lose();
        let lost = wire.down.lose();
        let person = wire.person;
        self.journal.note(self.now, || format!("weather: reset of wire {} of device {person}", id.0));
        self.lose(person, &lost);
        for end in [End::Person, End::Server] {
            let at = self.now + self.random.time(0..2_000);
            self.at(at, What::Broken(id, end));
        }
    }

    /// A connection leads nowhere from here on, and nobody is told.
    pub(crate) fn sever(&mut self, id: WireId) {
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| !wire.dead) else { return };
        wire.dead = true;
        wire.up.lose();
        let lost = wire.down.lose();
        let person = wire.person;
        self.journal.note(self.now, || format!("weather: wire {} of device {person} leads nowhere", id.0));
        self.lose(person, &lost);
        for end in [End::Person, End::Server] {
            let at = self.now + KEEP_ALIVE;
            self.at(at, What::Broken(id, end));
        }
    }
}

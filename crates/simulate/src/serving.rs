//! The server among the others: what it wants, when it wakes, its web pages, and its end.

use crate::journal::Run;
use crate::network::{Piece, WireId};
use crate::service::Service;
use crate::world::{Parked, What, World};
use msnp::session::{Input, WebError, WebId, WebReply, WebRequest};
use msnp::types::Instant;
use msnp_server::machine;
use std::time::Duration;

/// How long a program waits for a web reply.
const WEB: Duration = Duration::from_secs(30);

impl World {
    pub(crate) fn drain_server(&mut self) {
        while let Some(output) = self.service.as_mut().and_then(|service| service.server.poll()) {
            match output {
                machine::Output::Send(connection, bytes) => {
                    self.watch(connection, &bytes);
                    self.put_down(WireId(connection.0), Piece::Bytes(bytes));
                }
                machine::Output::Close(connection) => {
                    let id = WireId(connection.0);
                    if let Some(wire) = self.wires.get_mut(&id) {
                        wire.server_holds = false;
                    }
                    self.put_down(id, Piece::Farewell);
                    self.tidy(id);
                }
            }
        }
        let due = self.service.as_ref().and_then(|service| service.server.deadline());
        if let Some(due) = due
            && self.server_alarm.is_none_or(|alarm| alarm > due)
        {
            self.server_alarm = Some(due);
            self.at(due, What::ServerAlarm);
        }
    }

    pub(crate) fn server_alarm(&mut self) {
        if self.frozen_until > self.now {
            return self.at(self.frozen_until, What::ServerAlarm);
        }
        self.server_alarm = None;
        if let Some(service) = &mut self.service {
            if service.server.deadline().is_some_and(|due| due <= self.now) {
                service.server.handle(self.now, machine::Input::Deadline);
            }
            self.drain_server();
        }
    }

    /// The server's process is gone; another comes after that time.
    pub(crate) fn restart(&mut self, pause: Duration) {
        let Some(service) = self.service.take() else { return };
        self.parked = Some(Parked(service.server.into_directory()));
        self.server_alarm = None;
        self.frozen_until = Instant::default();
        self.journal.note(self.now, || format!("weather: the server is down for {pause:?}"));
        let wires: Vec<WireId> = self.wires.keys().copied().collect();
        for id in wires {
            let Some(wire) = self.wires.get_mut(&id) else { continue };
            wire.server_holds = false;
            if wire.welcomed {
                self.reset(id);
            }
            self.tidy(id);
        }
        let at = self.now + pause;
        self.at(at, What::ServerBack);
    }

    pub(crate) fn server_back(&mut self) {
        if let Some(Parked(directory)) = self.parked.take() {
            self.journal.note(self.now, || "weather: the server is back".to_owned());
            let seed = self.random.number();
            self.service = Some(Service::start(directory, seed));
        }
    }

    pub(crate) fn web_arrives(&mut self, run: Run, id: WebId, request: WebRequest, sent: Instant) {
        let Some(device) = self.devices.get(run.device).filter(|device| device.run == run) else { return };
        let (late, remote) = (sent + WEB, device.remote());
        let blocked = device.road.blocked_until.max(self.frozen_until);
        if blocked > self.now {
            return match blocked < late {
                true => self.at(blocked, What::WebArrives(run, id, request, sent)),
                false => self.at(late, What::WebReplies(run, id, Err(WebError::Timeout))),
            };
        }
        let back = device.road.latency(&mut self.random);
        let mishap = self.weather.web(self.now);
        let result = match (&mut self.service, mishap.lost_before) {
            (None, _) => Err(WebError::Connect("connection refused".to_owned())),
            (_, true) => Err(WebError::Connect("connection reset".to_owned())),
            (Some(service), false) => Ok(service.web(self.now, remote, &request)),
        };
        self.drain_server();
        let replies = self.now + back + mishap.delay;
        match (mishap.lost_after && result.is_ok()) || replies > late {
            true => self.at(late, What::WebReplies(run, id, Err(WebError::Timeout))),
            false => self.at(replies, What::WebReplies(run, id, result)),
        }
    }

    pub(crate) fn web_replies(&mut self, run: Run, id: WebId, result: Result<WebReply, WebError>) {
        let Some(device) = self.devices.get(run.device).filter(|device| device.run == run) else { return };
        if let Some(until) = device.asleep_until.filter(|until| *until > self.now) {
            // What was under way when the lid was closed has come to nothing.
            return self.at(until, What::WebReplies(run, id, Err(WebError::Timeout)));
        }
        self.journal.note(self.now, || format!("device {} gets from the web: {result:?}", run.device));
        self.tell(run.device, Input::Web(id, result));
    }
}

//! What goes wrong, and when.

use crate::random::Random;
use crate::world::{What, World};
use msnp::types::Instant;
use std::time::Duration;

/// How it is with the network and the server.
#[derive(Debug)]
pub(crate) struct Weather {
    random: Random,
    /// Until when things go wrong.
    pub(crate) storm_ends: Instant,
    /// Until when the web is bad.
    web_bad_until: Instant,
}

/// What happens to a web request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mishap {
    /// It never comes to the server.
    pub(crate) lost_before: bool,
    /// The server does what it is asked for, and nobody hears of it.
    pub(crate) lost_after: bool,
    /// How much longer the reply takes.
    pub(crate) delay: Duration,
}

impl Weather {
    pub(crate) fn new(random: Random) -> Self {
        Self { random, storm_ends: Instant::default(), web_bad_until: Instant::default() }
    }

    pub(crate) fn web(&mut self, now: Instant) -> Mishap {
        if now >= self.web_bad_until || now >= self.storm_ends {
            return Mishap::default();
        }
        let most = if self.random.chance(300) { 40_000 } else { 2_000 };
        Mishap {
            lost_before: self.random.chance(250),
            lost_after: self.random.chance(150),
            delay: self.random.time(0..most),
        }
    }
}

impl World {
    /// One thing goes wrong, and the next is on its way.
    pub(crate) fn change_weather(&mut self) {
        if self.now >= self.weather.storm_ends {
            return;
        }
        let next = self.now + self.weather.random.time(2_000..90_000);
        self.at(next, What::Weather);
        let (now, random) = (self.now, &mut self.weather.random);
        let count = u64::try_from(self.devices.len()).unwrap_or(1);
        let device = usize::try_from(random.below(count)).unwrap_or(0);
        let kind = random.below(100);
        let (short, long) = (random.time(500..20_000), random.time(5_000..180_000));
        let of_device: Vec<_> = self.devices[device].wires.values().copied().collect();
        match kind {
            // One connection, or all of somebody.
            0..15 => {
                if let Some(wire) = random.pick(&of_device).copied() {
                    self.reset(wire);
                }
            }
            15..25 => of_device.into_iter().for_each(|wire| self.reset(wire)),
            // A tunnel, and one behind which the address is another.
            25..45 => self.block(device, short),
            45..55 => self.block(device, long),
            55..65 => {
                of_device.into_iter().for_each(|wire| self.sever(wire));
                self.block(device, short);
            }
            65..73 => {
                let time = if random.chance(300) { Duration::from_secs(3_600 + random.below(7_200)) } else { long };
                self.journal.note(now, || format!("weather: device {device} sleeps for {time:?}"));
                if self.devices[device].asleep_until.is_none_or(|until| until <= now) {
                    self.devices[device].sleep(now, time);
                }
            }
            73..79 => self.restart(short),
            79..82 => self.restart(long),
            82..88 => {
                self.journal.note(now, || format!("weather: the server stands still for {short:?}"));
                self.frozen_until = now + short;
            }
            88..94 => {
                self.journal.note(now, || format!("weather: the web is bad for {long:?}"));
                self.weather.web_bad_until = now + long;
            }
            _ => self.die(device),
        }
    }

    fn block(&mut self, device: usize, time: Duration) {
        self.journal.note(self.now, || format!("weather: nothing comes through to device {device} for {time:?}"));
        let road = &mut self.devices[device].road;
        road.blocked_until = road.blocked_until.max(self.now + time);
    }

    /// When the last of what went wrong is over.
    pub(crate) fn calm_from(&self) -> Instant {
        let devices = self.devices.iter();
        let blocked = devices.flat_map(|device| [device.road.blocked_until, device.asleep_until.unwrap_or_default()]);
        blocked.fold(self.weather.storm_ends.max(self.frozen_until), Instant::max)
    }
}

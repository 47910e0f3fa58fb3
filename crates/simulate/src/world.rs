//! The clock and what happens on it, one thing after the other.

use crate::journal::{Journal, Run};
use crate::network::{Wire, WireId};
use crate::person::Device;
use crate::random::Random;
use crate::service::{self, Service};
use crate::weather::Weather;
use msnp::session::{WebError, WebId, WebReply, WebRequest};
use msnp::types::Instant;
use msnp_server::directory::Directory;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// More than this at one moment is no progress.
const MOST_AT_ONCE: u64 = 200_000;

/// Which end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Person,
    Server,
}

/// What happens.
#[derive(Debug)]
pub(crate) enum What {
    Up(WireId),
    Down(WireId),
    ConnectTimeout(WireId),
    /// An end finds out that the connection is gone.
    Broken(WireId, End),
    Alarm(usize),
    ServerAlarm,
    WebArrives(Run, WebId, WebRequest, Instant),
    WebReplies(Run, WebId, Result<WebReply, WebError>),
    Act(usize),
    Weather,
    ServerBack,
}

#[derive(Debug)]
struct Due {
    at: Instant,
    order: u64,
    what: What,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

/// All there is.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: Instant,
    queue: BinaryHeap<Reverse<Due>>,
    order: u64,
    at_once: u64,
    pub(crate) steps: u64,
    pub(crate) random: Random,
    pub(crate) service: Option<Service>,
    /// The accounts, while the server is down.
    pub(crate) parked: Option<Parked>,
    /// The server's process stands still until then.
    pub(crate) frozen_until: Instant,
    pub(crate) server_alarm: Option<Instant>,
    pub(crate) devices: Vec<Device>,
    pub(crate) wires: BTreeMap<WireId, Wire>,
    pub(crate) last_wire: u64,
    pub(crate) weather: Weather,
    pub(crate) journal: Journal,
    /// The first message of the journal that was said in the calm.
    pub(crate) calm_from_said: usize,
}

pub(crate) struct Parked(pub(crate) Box<dyn Directory>);

impl std::fmt::Debug for Parked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parked")
    }
}

impl World {
    pub(crate) fn new(seed: u64, accounts: usize, second_devices: usize, journal: Journal) -> Self {
        let mut random = Random::new(seed);
        let service = Service::start(service::accounts(accounts), random.number());
        let owners = (0..accounts).chain(0..second_devices.min(accounts));
        let devices = owners.enumerate().map(|(number, account)| Device::new(number, account, &mut random)).collect();
        let weather = Weather::new(random.fork());
        Self {
            now: Instant::default(),
            queue: BinaryHeap::new(),
            order: 0,
            at_once: 0,
            steps: 0,
            random,
            service: Some(service),
            parked: None,
            frozen_until: Instant::default(),
            server_alarm: None,
            devices,
            wires: BTreeMap::new(),
            last_wire: 0,
            weather,
            journal,
            calm_from_said: usize::MAX,
        }
    }

    pub(crate) fn at(&mut self, at: Instant, what: What) {
        self.order += 1;
        self.queue.push(Reverse(Due { at: at.max(self.now), order: self.order, what }));
    }

    /// Lets everything happen that is due until then. Answers whether it came so far.
    pub(crate) fn run_until(&mut self, end: Instant) -> bool {
        while self.queue.peek().is_some_and(|Reverse(due)| due.at <= end) {
            let Some(Reverse(Due { at, what, .. })) = self.queue.pop() else { break };
            self.at_once = if at == self.now { self.at_once + 1 } else { 0 };
            self.steps += 1;
            if self.at_once > MOST_AT_ONCE {
                self.journal.fault(self.now, format!("no progress: {what:?} again and again"));
                return false;
            }
            self.now = at;
            self.happen(what);
        }
        self.now = self.now.max(end);
        true
    }

    fn happen(&mut self, what: What) {
        match what {
            What::Up(wire) => self.up(wire),
            What::Down(wire) => self.down(wire),
            What::ConnectTimeout(wire) => self.connect_timeout(wire),
            What::Broken(wire, end) => self.broken(wire, end),
            What::Alarm(device) => self.alarm(device),
            What::ServerAlarm => self.server_alarm(),
            What::WebArrives(run, id, request, sent) => self.web_arrives(run, id, request, sent),
            What::WebReplies(run, id, result) => self.web_replies(run, id, result),
            What::Act(device) => self.act(device),
            What::Weather => self.change_weather(),
            What::ServerBack => self.server_back(),
        }
    }
}

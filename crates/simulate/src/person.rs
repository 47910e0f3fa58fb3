//! Somebody's device: a session, and what its program keeps.

use crate::journal::Run;
use crate::network::{Road, WireId};
use crate::random::Random;
use crate::service::{self, HOST, PASSWORD};
use msnp::conversation::Conversation;
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::{ConversationId, OfflineMessageId};
use msnp::request::{MessageId, Request};
use msnp::roster::Roster;
use msnp::session::{Config, ConnectionId, ListCache, Session};
use msnp::types::{Email, Endpoint, Instant, PlaceId, Secret, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

/// One device of one account.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) account: usize,
    pub(crate) email: Email,
    pub(crate) run: Run,
    pub(crate) road: Road,
    dialects: Vec<Dialect>,
    place: PlaceId,
    /// `None` before the first sign-in and after a death.
    pub(crate) session: Option<Session>,
    pub(crate) ended: Option<SignOutReason>,
    /// Whether this sign-in has come to its end once.
    pub(crate) was_online: bool,
    /// What is spoken, while signed in.
    pub(crate) dialect: Option<Dialect>,
    /// The clock stands still meanwhile, and on some devices has run on afterwards.
    pub(crate) asleep_until: Option<Instant>,
    slept: Duration,
    counts_sleep: bool,
    pub(crate) alarm: Option<Instant>,
    pub(crate) cache: Option<ListCache>,
    pub(crate) wires: BTreeMap<ConnectionId, WireId>,
    /// Requests without an end so far.
    pub(crate) requests: BTreeMap<u64, Request>,
    pub(crate) next: u64,
    /// What of the journal was said under which number in this sign-in.
    pub(crate) messages: BTreeMap<MessageId, usize>,
    pub(crate) roster: Roster,
    pub(crate) conversations: BTreeMap<ConversationId, Conversation>,
    /// What had waited at the service and has come, over all sign-ins: a program keeps them.
    pub(crate) kept: BTreeSet<OfflineMessageId>,
    /// The pause before the last attempt to come back, and its number.
    pub(crate) pause: Option<(u32, Duration)>,
    pub(crate) status: Status,
}

impl Device {
    pub(crate) fn new(number: usize, account: usize, random: &mut Random) -> Self {
        let dialects = match random.below(5) {
            0 | 1 => Vec::new(),
            2 => vec![Dialect::Msnp18],
            _ => random.pick(&Dialect::ALL).copied().into_iter().collect(),
        };
        let mut place = [0; 16];
        place[..8].copy_from_slice(&random.number().to_be_bytes());
        place[8..].copy_from_slice(&random.number().to_be_bytes());
        Self {
            account,
            email: service::address(account),
            run: Run { device: number, number: 0 },
            road: Road::new(random),
            dialects,
            place: PlaceId::random(place),
            session: None,
            ended: None,
            was_online: false,
            dialect: None,
            asleep_until: None,
            slept: Duration::ZERO,
            counts_sleep: random.chance(500),
            alarm: None,
            cache: None,
            wires: BTreeMap::new(),
            requests: BTreeMap::new(),
            next: 0,
            messages: BTreeMap::new(),
            roster: Roster::default(),
            conversations: BTreeMap::new(),
            kept: BTreeSet::new(),
            pause: None,
            status: Status::Online,
        }
    }

    /// A session that will sign in.
    pub(crate) fn begin(&mut self, now: Instant, random: &mut Random) -> Session {
        self.run.number += 1;
        self.ended = None;
        self.was_online = false;
        self.dialect = None;
        self.pause = None;
        self.alarm = None;
        self.requests.clear();
        self.messages.clear();
        self.wires.clear();
        self.roster = Roster::default();
        self.conversations.clear();
        let server = Endpoint { host: HOST.to_owned(), port: 1863 };
        Session::new(Config {
            dialects: self.dialects.clone(),
            nexus: Some(format!("https://{HOST}/rdr/pprdr.asp")),
            place: Some(self.place.clone()),
            wall: Some(service::wall(now)),
            status: self.status,
            // The lists of a device that was off for long may be old ones; a stranger's never are.
            cache: self.cache.clone().filter(|_| random.chance(700)),
            seed: random.number(),
            ..Config::new(self.email.clone(), Secret::new(PASSWORD), server)
        })
    }

    /// Where it is on the network.
    pub(crate) fn remote(&self) -> SocketAddr {
        let [high, low] = u16::try_from(self.run.device).unwrap_or(u16::MAX).to_be_bytes();
        SocketAddr::from(([10, 0, high, low], 40_000))
    }

    /// Its own clock.
    pub(crate) const fn clock(&self, now: Instant) -> Instant {
        if self.counts_sleep { now } else { Instant(now.0.saturating_sub(self.slept)) }
    }

    /// When its own clock shows that.
    pub(crate) fn world_time(&self, local: Instant) -> Instant {
        if self.counts_sleep { local } else { local + self.slept }
    }

    pub(crate) fn sleep(&mut self, now: Instant, time: Duration) {
        self.asleep_until = Some(now + time);
        self.slept += time;
    }

    /// Whether it is signed in, or does what it can to be.
    pub(crate) fn is_on(&self) -> bool {
        self.session.is_some() && self.ended.is_none()
    }

    pub(crate) const fn is_online(&self) -> bool {
        self.dialect.is_some()
    }

    pub(crate) const fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

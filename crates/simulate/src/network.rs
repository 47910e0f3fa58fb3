//! Connections and what happens to their bytes on the way.
//!
//! A connection is two pipes, one each way. What goes into a pipe comes out in the same order, later, in other pieces.

use crate::random::Random;
use bytes::Bytes;
use msnp::types::Instant;
use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

/// A connection of the virtual network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WireId(pub(crate) u64);

/// What travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The wish to connect, and the answers to it.
    Knock,
    Welcome,
    Refused,
    Bytes(Bytes),
    /// No more comes, because the other end has closed.
    Farewell,
}

/// One way of a connection.
#[derive(Debug, Default)]
pub(crate) struct Pipe {
    on_the_way: VecDeque<(Instant, Piece)>,
    /// When what was put in last comes out: nothing overtakes it.
    last: Instant,
    /// The end of what came out, to know a message that was cut in two.
    tail: Vec<u8>,
    /// Since when something is on the way that will never come out.
    pub(crate) waiting_since: Option<Instant>,
}

/// How many bytes that came out are remembered.
const TAIL: usize = 4096;

/// The road between one person and the server.
#[derive(Debug, Clone)]
pub(crate) struct Road {
    latency: Range<u64>,
    /// Bytes a second; 0 for as many as there are.
    bandwidth: u64,
    /// The longest piece in which bytes come out.
    piece: u64,
    /// Nothing comes through until then.
    pub(crate) blocked_until: Instant,
}

impl Road {
    pub(crate) fn new(random: &mut Random) -> Self {
        let latency = match random.below(4) {
            0 => 1..3,
            1 => 5..40,
            2 => 40..400,
            _ => 300..3_000,
        };
        let bandwidth = *random.pick(&[0, 0, 1_000_000, 20_000, 1_000]).unwrap_or(&0);
        let piece = *random.pick(&[1, 7, 100, 1_460, 65_536]).unwrap_or(&1_460);
        Self { latency, bandwidth, piece, blocked_until: Instant::default() }
    }

    pub(crate) const fn latency(&self, random: &mut Random) -> Duration {
        random.time(self.latency.start..self.latency.end)
    }
}

impl Pipe {
    /// Puts something in. Answers when there is something to take out.
    pub(crate) fn put(&mut self, now: Instant, road: &Road, random: &mut Random, piece: Piece) -> Vec<Instant> {
        let mut due = Vec::new();
        match piece {
            Piece::Bytes(mut bytes) => {
                // Now and then everything in one, now and then in crumbs.
                let crumbs = random.chance(300);
                while !bytes.is_empty() {
                    let most = if crumbs { road.piece } else { 65_536 };
                    let length = usize::try_from(1 + random.below(most)).unwrap_or(1).min(bytes.len());
                    // Crumbs of single bytes of a long text would be events without end.
                    let length = length.max(bytes.len() / 64);
                    let part = bytes.split_to(length);
                    due.push(self.push(now, road, random, Piece::Bytes(part)));
                }
            }
            piece => due.push(self.push(now, road, random, piece)),
        }
        due
    }

    fn push(&mut self, now: Instant, road: &Road, random: &mut Random, piece: Piece) -> Instant {
        let size = if let Piece::Bytes(bytes) = &piece { u64::try_from(bytes.len()).unwrap_or(u64::MAX) } else { 40 };
        let sending = size.saturating_mul(1_000_000).checked_div(road.bandwidth).unwrap_or(0);
        let start = now.max(self.last);
        let due = (start + Duration::from_micros(sending)).max(now + road.latency(random));
        self.last = due;
        self.on_the_way.push_back((due, piece));
        due
    }

    /// Takes out what is due.
    pub(crate) fn take(&mut self, now: Instant) -> Option<Piece> {
        if self.on_the_way.front().is_none_or(|(due, _)| *due > now) {
            return None;
        }
        let (_, piece) = self.on_the_way.pop_front()?;
        if let Piece::Bytes(bytes) = &piece {
            self.tail.extend_from_slice(bytes);
            let surplus = self.tail.len().saturating_sub(TAIL);
            self.tail.drain(..surplus);
        }
        Some(piece)
    }

    /// Everything comes out no earlier than that: the road was blocked. Answers when to look again.
    pub(crate) fn hold(&mut self, until: Instant) {
        for (due, _) in &mut self.on_the_way {
            *due = (*due).max(until);
        }
        self.last = self.last.max(until);
    }

    /// Gives up on what is on the way: it never comes out. Answers its bytes behind the last that did come out, so that a
    /// message that was cut in two is in it, too.
    pub(crate) fn lose(&mut self) -> Vec<u8> {
        let lost: Vec<u8> = self
            .on_the_way
            .drain(..)
            .flat_map(|(_, piece)| if let Piece::Bytes(bytes) = piece { bytes.to_vec() } else { Vec::new() })
            .collect();
        if lost.is_empty() { lost } else { [self.tail.as_slice(), &lost].concat() }
    }

    /// The end of what came out.
    pub(crate) fn tail(&self) -> &[u8] {
        &self.tail
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.on_the_way.is_empty()
    }
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Wire {
    /// Whose end is not the server's.
    pub(crate) person: usize,
    /// What that end calls it.
    pub(crate) connection: msnp::session::ConnectionId,
    pub(crate) up: Pipe,
    pub(crate) down: Pipe,
    /// Whether each end still believes in it. The server's begins with the knock.
    pub(crate) person_holds: bool,
    pub(crate) server_holds: bool,
    /// Whether the person's end has heard that it is there.
    pub(crate) welcomed: bool,
    /// Nothing comes through any more, and nobody has been told: the road it took is gone.
    pub(crate) dead: bool,
}

impl Wire {
    pub(crate) fn new(person: usize, connection: msnp::session::ConnectionId) -> Self {
        Self {
            person,
            connection,
            up: Pipe::default(),
            down: Pipe::default(),
            person_holds: true,
            server_holds: false,
            welcomed: false,
            dead: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_order_whatever_the_road() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let road = Road::new(&mut random);
            let mut pipe = Pipe::default();
            let sent: Vec<u8> = (0..5_000_u32).flat_map(u32::to_be_bytes).collect();
            for part in sent.chunks(700) {
                let due =
                    pipe.put(Instant(Duration::from_secs(1)), &road, &mut random, Piece::Bytes(part.to_vec().into()));
                assert!(due.is_sorted(), "{seed}");
            }
            pipe.put(Instant(Duration::from_secs(1)), &road, &mut random, Piece::Farewell);
            let mut came = Vec::new();
            let far = Instant(Duration::from_secs(3_600));
            while let Some(piece) = pipe.take(far) {
                match piece {
                    Piece::Bytes(bytes) => came.extend_from_slice(&bytes),
                    other => assert_eq!(other, Piece::Farewell),
                }
            }
            assert_eq!(came, sent, "{seed}");
            assert!(pipe.is_empty());
        }
    }

    #[test]
    fn what_is_lost_is_known() {
        let mut random = Random::new(1);
        let road = Road { latency: 1..2, bandwidth: 0, piece: 10, blocked_until: Instant::default() };
        let mut pipe = Pipe::default();
        pipe.put(Instant::default(), &road, &mut random, Piece::Bytes(Bytes::from_static(b"came ")));
        while pipe.take(Instant(Duration::from_secs(1))).is_some() {}
        pipe.put(Instant(Duration::from_secs(1)), &road, &mut random, Piece::Bytes(Bytes::from_static(b"lost")));
        assert_eq!(pipe.lose(), b"came lost");
        assert_eq!(pipe.lose(), b"");
    }
}

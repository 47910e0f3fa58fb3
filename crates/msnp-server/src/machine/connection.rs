//! What the server knows of one connection.

use super::Peer;
use super::circles;
use super::switchboard::Seat;
use crate::directory::AccountId;
use msnp::command::login::Method;
use msnp::content::endpoint::OwnPlace;
use msnp::dialect::Dialect;
use msnp::types::{Capabilities, Email, ExtendedCapabilities, Instant, PlaceId};
use msnp::wire::{Decoder, Direction, Limits, Role};

/// How many strange commands a connection may send.
pub(super) const MOST_ODD: u32 = 32;

/// A client of the notification server sends short lines; the longest is a sign-in or a picture's description.
const NOTIFICATION_LIMITS: Limits = Limits { line: 16 * 1024, payload: 8 * 1024 };
/// The protocol's own limit for a message, with its headers.
const SWITCHBOARD_LIMITS: Limits = Limits { line: 4 * 1024, payload: 1664 };

/// How many commands may come at once, and how many a second in the long run.
const BURST: u32 = 1000;
const RATE: u32 = 100;

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) peer: Peer,
    pub(super) stage: Stage,
    /// Made when the first word has shown which server is wanted.
    pub(super) decoder: Option<Decoder>,
    /// The first bytes, until then.
    head: Vec<u8>,
    /// When it is closed unless something happens before.
    pub(super) deadline: Option<Instant>,
    /// How many commands nobody understood.
    pub(super) odd: u32,
    allowance: u32,
    counted: Instant,
}

#[derive(Debug)]
pub(super) enum Stage {
    /// Nothing has come yet.
    New,
    /// A dispatch or notification server's.
    Notification(Box<Notification>),
    /// A switchboard's; a seat once the cookie was right.
    Switchboard(Option<Box<Seat>>),
}

/// The notification role's side of a connection.
#[derive(Debug, Default)]
pub(super) struct Notification {
    pub(super) dialect: Option<Dialect>,
    /// Who has asked to sign in, and how.
    pub(super) asked: Option<Asked>,
    /// Sent on to the notification server: nothing more is expected here.
    pub(super) referred: bool,
    pub(super) session: Option<Box<SignedIn>>,
}

/// The first step of USR.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) email: Email,
    /// What the proof has to be made over, where there is one.
    pub(super) nonce: Option<String>,
}

/// Somebody who is signed in, at one place. What all places of an account share is in `places`.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) account: AccountId,
    pub(super) email: Email,
    /// Which place of the account this is; `None` in the dialects without places.
    pub(super) place: Option<PlaceId>,
    /// Whether the lists were asked for: only then do changes of them make sense.
    pub(super) synchronized: bool,
    /// Whether they have changed before that: a client that reads them from the address book may have read too early.
    pub(super) missed_changes: bool,
    /// Whether the first `CHG` has come.
    pub(super) announced: bool,
    pub(super) capabilities: Capabilities,
    pub(super) extended: Option<ExtendedCapabilities>,
    /// What the account's other places are told of this one.
    pub(super) own: OwnPlace,
    /// What it has of circles.
    pub(super) circles: circles::Seat,
    /// The challenge that hasn't been answered.
    pub(super) challenge: Option<String>,
}

impl SignedIn {
    pub(super) fn new(account: AccountId, email: Email) -> Self {
        Self {
            account,
            email,
            place: None,
            synchronized: false,
            missed_changes: false,
            announced: false,
            capabilities: Capabilities::default(),
            extended: None,
            own: OwnPlace::default(),
            circles: circles::Seat::default(),
            challenge: None,
        }
    }
}

impl Connection {
    pub(super) fn new(peer: Peer, now: Instant, deadline: Instant) -> Self {
        Self {
            peer,
            stage: Stage::New,
            decoder: None,
            head: Vec::new(),
            deadline: Some(deadline),
            odd: 0,
            allowance: BURST,
            counted: now,
        }
    }

    /// Takes bytes; false when they can't be the start of anything.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> bool {
        if let Some(decoder) = &mut self.decoder {
            decoder.feed(bytes);
            return true;
        }
        let wanted = 4 - self.head.len().min(4);
        let (head, rest) = bytes.split_at(wanted.min(bytes.len()));
        self.head.extend_from_slice(head);
        let known = |verb: &[u8; 4]| verb.starts_with(&self.head.to_ascii_uppercase());
        let (role, limits) = if known(b"VER ") {
            self.stage = Stage::Notification(Box::default());
            (Role::Notification, NOTIFICATION_LIMITS)
        } else if known(b"USR ") || known(b"ANS ") {
            self.stage = Stage::Switchboard(None);
            (Role::Switchboard, SWITCHBOARD_LIMITS)
        } else {
            return false;
        };
        if self.head.len() == 4 {
            let mut decoder = Decoder::new(Direction::FromClient, role, limits);
            decoder.feed(&self.head);
            decoder.feed(rest);
            self.decoder = Some(decoder);
        }
        true
    }

    pub(super) fn role(&self) -> Role {
        match self.stage {
            Stage::Switchboard(_) => Role::Switchboard,
            Stage::New | Stage::Notification(_) => Role::Notification,
        }
    }

    /// What was agreed upon, here or where the switchboard's cookie was given.
    pub(super) fn dialect(&self) -> Option<Dialect> {
        match &self.stage {
            Stage::Notification(ns) => ns.dialect,
            Stage::Switchboard(seat) => seat.as_ref().map(|seat| seat.dialect),
            Stage::New => None,
        }
    }

    /// Whether nobody has proved who they are on it.
    pub(super) fn is_stranger(&self) -> bool {
        match &self.stage {
            Stage::New => true,
            Stage::Notification(ns) => ns.session.is_none(),
            Stage::Switchboard(seat) => seat.is_none(),
        }
    }

    pub(super) fn notification(&mut self) -> Option<&mut Notification> {
        match &mut self.stage {
            Stage::Notification(ns) => Some(ns),
            Stage::New | Stage::Switchboard(_) => None,
        }
    }

    pub(super) fn session(&self) -> Option<&SignedIn> {
        match &self.stage {
            Stage::Notification(ns) => ns.session.as_deref(),
            Stage::New | Stage::Switchboard(_) => None,
        }
    }

    pub(super) fn session_mut(&mut self) -> Option<&mut SignedIn> {
        self.notification()?.session.as_deref_mut()
    }

    pub(super) fn seat(&self) -> Option<&Seat> {
        match &self.stage {
            Stage::Switchboard(seat) => seat.as_deref(),
            Stage::New | Stage::Notification(_) => None,
        }
    }

    /// Counts a command; false when there were too many in too short a time. A switchboard's commands are bounded by
    /// what the others read.
    pub(super) fn spend(&mut self, now: Instant) -> bool {
        if self.role() == Role::Switchboard {
            return true;
        }
        let passed = now.since(self.counted);
        let earned = u32::try_from(passed.as_millis() * u128::from(RATE) / 1000).unwrap_or(BURST);
        if earned > 0 {
            self.allowance = self.allowance.saturating_add(earned).min(BURST);
            self.counted = now;
        }
        self.allowance = match self.allowance.checked_sub(1) {
            Some(left) => left,
            None => return false,
        };
        true
    }
}

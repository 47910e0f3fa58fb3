//! What both drivers share: which connections there are, how lines are carried over, and the count of it all.

use crate::expect::DRIVEN;
use crate::parse::{Command, Entry, Kind, Place, Transcript};
use std::collections::{BTreeMap, HashSet};

/// Added to the transaction of a reply to something that we didn't ask.
pub(crate) const FOREIGN: u32 = 1_000_000;

/// A command that a machine of ours has sent.
pub(crate) struct Sent {
    pub(crate) command: Command,
    pub(crate) matched: bool,
}

/// How many lines of the clients were done by us, and how many left out, and why.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) driven: usize,
    pub(crate) skipped: BTreeMap<&'static str, usize>,
    differences: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(crate) fn skip(&mut self, why: &'static str) {
        *self.skipped.entry(why).or_default() += 1;
    }
    pub(crate) fn differ(&mut self, found: &[&'static str]) {
        self.driven += 1;
        for name in found {
            *self.differences.entry(name).or_default() += 1;
        }
    }
    /// Most of what the clients did has to have been done by us: so many times as much as was left out.
    pub(crate) fn check(&self, name: &str, times: usize) {
        let skipped: usize = self.skipped.values().sum();
        println!("{name}: {} client lines driven, {skipped} left out: {:?}", self.driven, self.skipped);
        println!("{name}: they differ in {:?}", self.differences);
        assert!(self.driven > times * skipped, "{name}: too little was driven");
    }
}

/// The transcript's side of a connection.
pub(crate) fn of_connection<'a>(transcript: &'a Transcript, name: &str) -> Vec<(usize, &'a Entry)> {
    transcript.entries.iter().enumerate().filter(|(_, entry)| entry.connection == name).collect()
}

/// The connections of a kind that begin in one of the driven sections, in order.
pub(crate) fn connections(transcript: &Transcript, place: Place) -> Vec<String> {
    let mut seen = HashSet::new();
    let fresh = |entry: &&Entry| entry.kind != Kind::Section && seen.insert(entry.connection.clone());
    let firsts: Vec<&Entry> = transcript.entries.iter().filter(fresh).collect();
    let fits = |entry: &&&Entry| entry.place() == place && DRIVEN.contains(&entry.section.as_str());
    firsts.iter().filter(fits).map(|entry| entry.connection.clone()).collect()
}

/// The number behind the verb.
pub(crate) fn transaction(command: &Command) -> Option<u32> {
    command.words().get(1)?.parse().ok()
}

/// The line with another transaction.
pub(crate) fn with_transaction(said: &Command, transaction: u32) -> Vec<u8> {
    let (verb, rest) = said.line.split_once(' ').unwrap_or((&said.line, ""));
    let rest = rest.split_once(' ').map_or(String::new(), |(_, rest)| format!(" {rest}"));
    Command { line: format!("{verb} {transaction}{rest}"), payload: said.payload.clone() }.bytes()
}

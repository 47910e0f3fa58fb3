//! What has to hold, whatever happened.

use crate::journal::{Heard, Said, marks};
use crate::network::WireId;
use crate::service::{Service, address};
use crate::world::World;
use msnp::error::SignOutReason;
use msnp::event::{ConversationId, MessageState};
use msnp::request::Request;
use msnp::session::Session;
use msnp::types::{List, Lists, Privacy, Status};
use msnp_server::machine;
use std::collections::{BTreeMap, BTreeSet};

impl Service {
    /// Whether an account lets another see it and call it.
    fn admits(&self, account: usize, other: usize) -> bool {
        let directory = self.server.directory();
        let lists = directory.entry(self.id(account), self.id(other)).ok().flatten().map_or(Lists::NONE, |e| e.lists);
        let open = directory
            .account_by_id(self.id(account))
            .ok()
            .flatten()
            .is_some_and(|account| account.privacy == Privacy::AllowOthers);
        !lists.contains(List::Block) && (open || lists.contains(List::Allow))
    }
}

impl World {
    /// Looks at what the server says: nobody who is shut out sees a presence or gets a call through.
    pub(crate) fn watch(&mut self, connection: machine::ConnectionId, bytes: &[u8]) {
        if !bytes.windows(4).any(|word| matches!(word, b"NLN " | b"ILN " | b"RNG ")) {
            return;
        }
        let receiver = self.wires.get(&WireId(connection.0)).and_then(|wire| self.devices.get(wire.person));
        let Some((receiver, service)) = receiver.map(|device| device.account).zip(self.service.as_ref()) else {
            return;
        };
        let mut faults = Vec::new();
        for line in String::from_utf8_lossy(bytes).split("\r\n") {
            let Some(verb) = line.get(..4).filter(|verb| matches!(*verb, "NLN " | "ILN " | "RNG ")) else { continue };
            let subjects = line
                .split([' ', ':', ';'])
                .filter_map(|word| word.strip_prefix("person")?.strip_suffix("@sim.example")?.parse::<usize>().ok());
            for subject in subjects.filter(|subject| *subject != receiver) {
                let (owner, other) = if verb == "RNG " { (receiver, subject) } else { (subject, receiver) };
                if !service.admits(owner, other) {
                    faults.push(format!("person {owner} shuts out person {other}, and yet: {line}"));
                }
            }
        }
        for fault in faults {
            self.journal.fault(self.now, fault);
        }
    }

    /// The storm is over: whoever is out signs in again, except where another device of theirs is on.
    pub(crate) fn come_back(&mut self) {
        for number in 0..self.devices.len() {
            let device = &self.devices[number];
            let yielded = device.ended == Some(SignOutReason::ElsewhereSignedIn)
                && self.devices.iter().any(|other| other.account == device.account && other.is_on());
            if !device.is_on() && !yielded {
                self.sign_in(number);
            }
        }
    }

    /// With the network calm everybody who may says something to everybody else.
    pub(crate) fn last_words(&mut self) {
        self.journal.note(self.now, || "all is calm".to_owned());
        self.calm_from_said = self.journal.said.len();
        for number in 0..self.devices.len() {
            let device = &self.devices[number];
            if !device.is_online() || device.roster.own.status == Status::Hidden {
                continue;
            }
            let own = device.account;
            let others: BTreeSet<usize> = self
                .devices
                .iter()
                .filter(|other| other.is_online() && other.account != own)
                .filter(|other| other.roster.own.status != Status::Hidden)
                .map(|other| other.account)
                .filter(|other| self.service.as_ref().is_some_and(|service| service.admits(*other, own)))
                .collect();
            for other in others {
                self.say(number, ConversationId::With(address(other)), 50);
            }
        }
    }

    /// Once the network is calm, everybody knows what the server knows.
    pub(crate) fn judge_agreement(&mut self) {
        let mut faults = Vec::new();
        for device in &self.devices {
            let number = device.run.device;
            if device.is_on() && !device.is_online() {
                faults.push(format!("device {number} didn't come back by itself: {:?}", device.pause));
            }
            if !device.requests.is_empty() {
                faults.push(format!("device {number} still waits for answers: {:?}", device.requests));
            }
            if device.is_online() {
                faults.extend(self.disagreements(number));
            }
        }
        for (index, said) in self.journal.said.iter().enumerate().skip(self.calm_from_said) {
            let reached = self.devices.iter().any(|device| {
                said.to == ConversationId::With(device.email.clone())
                    && self.journal.heard.contains_key(&(device.run.device, index))
            });
            if said.state != Some(MessageState::Delivered) || !reached {
                let (by, to, state) = (said.by.device, &said.to, &said.state);
                faults.push(format!("#{index} of device {by} to {to} in the calm: {state:?}, heard: {reached}"));
            }
        }
        for fault in faults {
            self.journal.fault(self.now, fault);
        }
    }

    fn disagreements(&self, number: usize) -> Vec<String> {
        let mut faults = Vec::new();
        let Some(service) = &self.service else { return vec!["the server isn't there in the calm".to_owned()] };
        let (device, directory) = (&self.devices[number], service.server.directory());
        let own = service.id(device.account);
        let groups = directory.groups(own).unwrap_or_default();
        let names: BTreeMap<u32, &str> = groups.iter().map(|group| (group.number, group.name.as_str())).collect();
        let known: BTreeSet<&str> = device.roster.groups.iter().map(|group| group.name.as_str()).collect();
        let there: BTreeSet<&str> = names.values().copied().collect();
        let grouped = device.dialect.is_some_and(|dialect| dialect.features().groups);
        if grouped && known != there {
            faults.push(format!("device {number} knows the groups {known:?}, there are {there:?}"));
        }
        let privacy = directory.account_by_id(own).ok().flatten().map(|account| account.privacy);
        if privacy != Some(device.roster.privacy) {
            faults.push(format!("device {number} has {:?}, the server {privacy:?}", device.roster.privacy));
        }
        let entries = directory.entries(own).unwrap_or_default();
        for (account, email) in self.accounts() {
            let entry = entries.iter().find(|entry| entry.email == email);
            let person = device.roster.person(&email);
            // Who waits for an answer is known only to dialects that have such a list, and there they have added us
            // by being on it.
            let waits = person.is_some_and(|person| person.lists.contains(List::Pending));
            let plain = |lists: Lists| {
                let lists = lists.without(List::Pending);
                // Who is on both is blocked.
                let lists = if lists.contains(List::Block) { lists.without(List::Allow) } else { lists };
                if waits { lists.without(List::Reverse) } else { lists }
            };
            let (there, here) = (entry.map_or(Lists::NONE, |e| e.lists), person.map_or(Lists::NONE, |p| p.lists));
            if account != device.account && plain(there) != plain(here) {
                faults.push(format!("device {number} has {email} on {here:?}, the server on {there:?}"));
            }
            let named = |group: &u32| names.get(group).copied();
            let there: BTreeSet<&str> = entry.iter().flat_map(|entry| entry.groups.iter().filter_map(named)).collect();
            let name = |id: &msnp::types::GroupId| device.roster.groups.iter().find(|group| group.id == *id);
            let here = person.iter().flat_map(|person| person.groups.iter());
            let here: BTreeSet<&str> = here.filter_map(|id| Some(name(id)?.name.as_str())).collect();
            if grouped && person.is_some_and(|person| person.is_contact()) && there != here {
                faults.push(format!("device {number} has {email} in {here:?}, the server in {there:?}"));
            }
            if let Some(person) = person.filter(|person| person.is_contact() && account != device.account) {
                let expected = match self.shown(account) {
                    Some(status) if service.admits(account, device.account) => status,
                    _ => Status::Offline,
                };
                if person.status != expected {
                    faults.push(format!("device {number} sees {email} as {:?}, who is {expected:?}", person.status));
                }
            }
        }
        faults
    }

    fn accounts(&self) -> Vec<(usize, msnp::types::Email)> {
        let accounts: BTreeMap<_, _> =
            self.devices.iter().map(|device| (device.account, device.email.clone())).collect();
        accounts.into_iter().collect()
    }

    /// How an account appears to those whom it admits.
    fn shown(&self, account: usize) -> Option<Status> {
        let online = self.devices.iter().find(|device| device.account == account && device.is_online())?;
        Some(match online.roster.own.status {
            Status::Hidden => Status::Offline,
            status => status,
        })
    }

    pub(crate) fn everybody_leaves(&mut self) {
        for number in 0..self.devices.len() {
            if self.devices[number].is_on() {
                self.ask(number, Request::SignOut);
            }
        }
    }

    /// After everybody has left nothing is left.
    pub(crate) fn judge_emptiness(&mut self) {
        let mut faults = Vec::new();
        for device in &self.devices {
            let number = device.run.device;
            if !device.session.as_ref().is_none_or(Session::is_over) {
                faults.push(format!("device {number} can't sign out"));
            }
            if device.session.as_ref().is_some_and(|session| session.deadline().is_some()) {
                faults.push(format!("device {number} still waits for a time"));
            }
        }
        let held: Vec<u64> = self.wires.iter().filter(|(_, wire)| wire.person_holds).map(|(id, _)| id.0).collect();
        if !held.is_empty() {
            faults.push(format!("the wires {held:?} were never closed"));
        }
        if let Some(server) = self.service.as_ref().map(|service| &service.server)
            && (server.signed_in(), server.load()) != (0, (0, 0))
        {
            faults.push(format!("the server has {server:?} when everybody is gone"));
        }
        for fault in faults {
            self.journal.fault(self.now, fault);
        }
    }

    /// Every message has come to its end, and what was heard was said.
    pub(crate) fn judge_messages(&mut self) {
        let mut faults = Vec::new();
        for (index, said) in self.journal.said.iter().enumerate() {
            faults.extend(self.misheard(index, said));
        }
        faults.extend(self.disorder());
        for fault in faults {
            self.journal.fault(self.now, fault);
        }
    }

    fn misheard(&self, index: usize, said: &Said) -> Option<String> {
        let (by, to) = (said.by.device, &said.to);
        if !said.abandoned && said.state.as_ref().is_some_and(|state| !state.is_final()) {
            return Some(format!("#{index} of device {by} to {to} ended as {:?}", said.state));
        }
        let lost = |account: usize| self.journal.lost.contains(&(account, index));
        let (mut reached, mut by_others) = (false, false);
        // Of the devices of an account one may come into a conversation when it has begun.
        let heard_whole: BTreeSet<usize> = self
            .devices
            .iter()
            .filter(|device| {
                let heard = self.journal.heard.get(&(device.run.device, index));
                heard.is_some_and(|heard| bare(&heard.texts.concat()) == bare(&said.text))
            })
            .map(|device| device.account)
            .collect();
        for device in &self.devices {
            let Some(heard) = self.journal.heard.get(&(device.run.device, index)) else { continue };
            if heard.from.as_ref() != Some(&address(said.account)) {
                return Some(format!("#{index} of {} was heard as of {:?}", address(said.account), heard.from));
            }
            let meant = *to == ConversationId::With(device.email.clone());
            (reached, by_others) = (reached || meant, by_others || (!meant && device.account != said.account));
            let (came, went) = (bare(&heard.texts.concat()), bare(&said.text));
            // Among several, some may leave between two parts.
            let cut = !meant
                || said.state != Some(MessageState::Delivered)
                || lost(device.account)
                || heard_whole.contains(&device.account);
            // What waited at the service comes in the order in which it could be fetched.
            let parts =
                heard.waited && came.len() == went.len() && heard.texts.iter().all(|text| went.contains(&bare(text)));
            let whole = came == went || parts || (came.len() < went.len() && cut);
            if !whole {
                let Heard { texts, waited, .. } = heard;
                return Some(format!(
                    "#{index} of device {by} ({} bytes, {:?}) came to device {} as {} texts of {:?} bytes{}",
                    said.text.len(),
                    said.state,
                    device.run.device,
                    texts.len(),
                    texts.iter().map(String::len).collect::<Vec<_>>(),
                    if *waited { ", from the service" } else { "" },
                ));
            }
        }
        let ConversationId::With(email) = to else { return None };
        let account = self.devices.iter().find(|device| device.email == *email)?.account;
        let shut_out = self.journal.shut_out.contains(&(account, address(said.account)));
        match said.state {
            // In a talk of two that a third has joined it may have come to them alone.
            Some(MessageState::Delivered) if !reached && !by_others && !lost(account) && !shut_out => {
                Some(format!("#{index} of device {by} to {to} was delivered, and nobody heard it"))
            }
            Some(MessageState::Left) if !reached && !self.waits(account, index) => {
                Some(format!("#{index} of device {by} to {to} was left at the service, and is nowhere"))
            }
            _ => None,
        }
    }

    fn waits(&self, account: usize, index: usize) -> bool {
        let Some(service) = &self.service else { return false };
        let waiting = service.server.directory().waiting_messages(service.id(account)).unwrap_or_default();
        waiting.iter().any(|message| marks(message.text.as_bytes()).contains(&index))
    }

    /// What one device delivered to another was heard in the order in which it was said.
    fn disorder(&self) -> Vec<String> {
        let mut last: BTreeMap<(crate::journal::Run, usize, &ConversationId), (usize, u64)> = BTreeMap::new();
        let mut faults = Vec::new();
        for (index, said) in self.journal.said.iter().enumerate() {
            if said.state != Some(MessageState::Delivered) {
                continue;
            }
            for device in 0..self.devices.len() {
                let Some(heard) = self.journal.heard.get(&(device, index)).filter(|heard| !heard.waited) else {
                    continue;
                };
                let before = last.insert((said.by, device, &said.to), (index, heard.order));
                if let Some((earlier, order)) = before
                    && order > heard.order
                {
                    faults.push(format!("device {device} heard #{index} before #{earlier}, which was said before"));
                }
            }
        }
        faults
    }
}

/// Without white space, at which texts are parted.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, Run};
    use msnp::types::Instant;

    /// A world in which person 0 has said these to person 1, all delivered.
    fn world(texts: &[&str]) -> World {
        let mut world = World::new(1, 2, 0, Journal::default());
        for text in texts {
            world.journal.said.push(Said {
                by: Run { device: 0, number: 1 },
                account: 0,
                to: ConversationId::With(address(1)),
                text: (*text).to_owned(),
                state: Some(MessageState::Delivered),
                abandoned: false,
            });
        }
        world
    }

    fn faults(mut world: World) -> Vec<String> {
        world.judge_messages();
        world.journal.faults
    }

    fn hear(world: &mut World, text: &str) {
        world.journal.hear(Instant::default(), 1, &address(0), text, false);
    }

    #[test]
    fn what_was_heard_as_it_was_said_is_fine() {
        let mut world = world(&["{#0} one", "{#1} two"]);
        hear(&mut world, "{#0} one");
        hear(&mut world, "{#1} two");
        assert_eq!(faults(world), Vec::<String>::new());
    }

    #[test]
    fn a_delivered_message_that_nobody_heard_is_found() {
        assert_eq!(faults(world(&["{#0} one"])).len(), 1);
        let mut lost = world(&["{#0} one"]);
        lost.journal.lose(1, b"MSG {#0} on");
        assert_eq!(faults(lost), Vec::<String>::new(), "the network ate it");
    }

    #[test]
    fn repetition_mutilation_disorder_and_invention_are_found() {
        let mut twice = world(&["{#0} one"]);
        hear(&mut twice, "{#0} one");
        hear(&mut twice, "{#0} one");
        assert_eq!(faults(twice).len(), 1);
        let mut cut = world(&["{#0} one"]);
        hear(&mut cut, "{#0} o");
        assert_eq!(faults(cut).len(), 1);
        let mut disorder = world(&["{#0} one", "{#1} two"]);
        hear(&mut disorder, "{#1} two");
        hear(&mut disorder, "{#0} one");
        assert_eq!(faults(disorder).len(), 1);
        let mut invention = world(&[]);
        hear(&mut invention, "boo");
        assert_eq!(invention.journal.faults.len(), 1);
    }

    #[test]
    fn a_message_without_an_end_is_found() {
        let mut world = world(&["{#0} one"]);
        world.journal.said[0].state = Some(MessageState::Sent);
        assert_eq!(faults(world).len(), 1);
    }

    #[test]
    fn a_presence_for_who_is_shut_out_is_found() {
        let mut world = world(&[]);
        let id = WireId(7);
        world.wires.insert(id, crate::network::Wire::new(1, msnp::session::ConnectionId(1)));
        let line = b"NLN NLN person0@sim.example Person%200 0\r\n";
        world.watch(machine::ConnectionId(7), line);
        assert_eq!(world.journal.faults, Vec::<String>::new());
        let service = world.service.take().map(|service| service.server.into_directory());
        let Some(mut directory) = service else { unreachable!("the server runs") };
        let account = |directory: &dyn msnp_server::directory::Directory, n| match directory.account(&address(n)) {
            Ok(Some(account)) => account.id,
            other => unreachable!("{other:?}"),
        };
        let (owner, other) = (account(&*directory, 0), account(&*directory, 1));
        assert_eq!(directory.set_lists(owner, other, Lists::NONE.with(List::Block)), Ok(()));
        world.service = Some(Service::start(directory, 1));
        world.watch(machine::ConnectionId(7), line);
        assert_eq!(world.journal.faults.len(), 1);
    }
}

//! List lines that aren't part of a sync: the replies to our edits, and edits that others make.

use super::Machine;
use super::job::{Reply, Step};
use super::replies::Replied;
use super::words::{add_policy_code, privacy_code};
use crate::command::{groups, lists};
use crate::event::RosterEvent;
use crate::types::{AddPolicy, ContactId, Email, GroupId, Instant, List, Privacy, Property, TransactionId};
use crate::wire::Encoded;
use lists::Numbering;

/// An `ADD` or `ADC` in one form.
struct Addition {
    list: List,
    email: Option<String>,
    name: Option<Encoded>,
    id: Option<ContactId>,
    group: Option<GroupId>,
}

impl Machine {
    pub(super) fn on_lists(&mut self, now: Instant, command: lists::Server) {
        use lists::Server;
        match command {
            Server::Synchronize { transaction, serials, contacts, groups } => {
                self.on_synchronize(now, transaction, serials, contacts, groups);
            }
            Server::Numbered { list, index, total, entry, .. } => self.on_numbered(now, list, (index, total), entry),
            Server::Person { email, name, id, bits, groups, .. } => {
                self.on_person(now, &email, name.map(|name| name.text()), id, bits, groups);
            }
            Server::ContactProperty { email, property, value, .. } => {
                self.on_contact_property(now, email.as_deref(), property, value.map(|value| value.text()));
            }
            Server::AddPolicy { numbering, value } => {
                let policy = [AddPolicy::Ask, AddPolicy::Silent].into_iter().find(|p| add_policy_code(*p) == value);
                match policy {
                    Some(policy) => {
                        let asked = |step: &Step| matches!(step, Step::AddPolicy(_));
                        self.on_setting(now, numbering, asked, RosterEvent::AddPolicy(policy));
                    }
                    None => self.oddity("GTC with a value that is none"),
                }
            }
            Server::Privacy { numbering, value } => {
                self.sync_saw_privacy();
                match [Privacy::AllowOthers, Privacy::BlockOthers].into_iter().find(|p| privacy_code(*p) == value) {
                    Some(privacy) => {
                        let asked = |step: &Step| matches!(step, Step::Privacy(_));
                        self.on_setting(now, numbering, asked, RosterEvent::Privacy(privacy));
                    }
                    None => self.oddity("BLP with a value that is none"),
                }
                self.finish_if_complete(now);
            }
            Server::Add { transaction, list, serial, email, name, group } => {
                let addition = Addition { list, email: Some(email), name, id: None, group };
                self.on_added(now, transaction, serial, addition);
            }
            Server::AddContact { transaction, list, email, name, id, group } => {
                self.on_added(now, transaction, None, Addition { list, email, name, id, group });
            }
            Server::Remove { transaction, list, serial, who, group } => {
                self.on_removed(now, transaction, serial, list, &who, group);
            }
            Server::Rename { transaction, serial, email, name } => {
                self.on_renamed(now, transaction, serial, &email, name.text());
            }
            Server::SetContactProperty { transaction, id, property, value } => {
                self.on_contact_named(now, transaction, &id, property, value.text());
            }
        }
    }

    /// A setting: part of the sync, the reply to a request, or the server's own doing. The line says what holds now,
    /// which is what is told.
    pub(super) fn on_setting(
        &mut self,
        now: Instant,
        numbering: Numbering,
        fits: impl FnOnce(&Step) -> bool,
        event: RosterEvent,
    ) {
        if self.is_sync_child(&numbering) {
            self.sync_line(now);
            self.tell_roster(event);
            return;
        }
        match self.found(numbering.transaction, fits) {
            Found::Reply(job) => {
                self.note_serial(numbering.serial);
                self.tell_roster(event);
                self.go_on(now, job);
            }
            Found::News { .. } => {
                self.note_serial(numbering.serial);
                self.tell_roster(event);
            }
            Found::Nothing => {}
        }
    }

    fn on_added(&mut self, now: Instant, transaction: TransactionId, serial: Option<String>, addition: Addition) {
        let Addition { list, email, name, id, group } = addition;
        let name = name.map(|name| name.text()).filter(|name| !name.is_empty());
        let fits = |step: &Step| match step {
            Step::Put { list: asked, .. } => *asked == list,
            Step::Join { .. } => list == List::Forward,
            _ => false,
        };
        match self.found(Some(transaction), fits) {
            Found::Reply(job) => {
                self.note_serial(serial);
                self.step_done(now, job, Reply { name, id, ..Reply::default() });
            }
            Found::News { by_them } => {
                self.note_serial(serial);
                let email = email.as_deref().and_then(Email::from_wire).or_else(|| self.email_of(id.as_ref()?));
                match email {
                    Some(email) => self.tell_roster(RosterEvent::Added { list, email, name, id, group, by_them }),
                    None => self.oddity("somebody without an address was added"),
                }
            }
            Found::Nothing => {}
        }
    }

    fn on_removed(
        &mut self,
        now: Instant,
        transaction: TransactionId,
        serial: Option<String>,
        list: List,
        who: &str,
        group: Option<GroupId>,
    ) {
        match self.found(Some(transaction), |step| matches!(step, Step::Take { list: asked, .. } if *asked == list)) {
            Found::Reply(job) => {
                self.note_serial(serial);
                self.step_done(now, job, Reply::default());
            }
            Found::News { by_them } => {
                self.note_serial(serial);
                let email = self.email_of(&ContactId(who.to_owned())).or_else(|| Email::from_wire(who));
                match email {
                    Some(email) => self.tell_roster(RosterEvent::Removed { list, email, group, by_them }),
                    None => self.oddity("somebody without an address was removed"),
                }
            }
            Found::Nothing => {}
        }
    }

    /// REA: of somebody else, or of ourselves.
    fn on_renamed(
        &mut self,
        now: Instant,
        transaction: TransactionId,
        serial: Option<String>,
        email: &str,
        name: String,
    ) {
        match self.found(Some(transaction), |step| matches!(step, Step::Rename { .. } | Step::OwnName(_))) {
            Found::Reply(job) => {
                self.note_serial(serial);
                self.step_done(now, job, Reply { name: Some(name), ..Reply::default() });
            }
            Found::News { .. } => {
                self.note_serial(serial);
                match Email::from_wire(email) {
                    Some(email) if email == self.config.email => self.tell_roster(RosterEvent::OwnName(name)),
                    Some(email) => self.tell_roster(RosterEvent::Renamed { email, name }),
                    None => self.oddity("REA with an address that is none"),
                }
            }
            Found::Nothing => {}
        }
    }

    /// SBP.
    fn on_contact_named(
        &mut self,
        now: Instant,
        transaction: TransactionId,
        id: &ContactId,
        property: Property,
        value: String,
    ) {
        match self.found(Some(transaction), |step| matches!(step, Step::Rename { .. })) {
            Found::Reply(job) => self.step_done(now, job, Reply { name: Some(value), ..Reply::default() }),
            Found::News { .. } => match self.email_of(id) {
                Some(email) if property == Property::FriendlyName => {
                    self.tell_roster(RosterEvent::Renamed { email, name: value });
                }
                Some(email) => self.tell_roster(RosterEvent::Property { email, property, value: Some(value) }),
                None => self.oddity("SBP of nobody"),
            },
            Found::Nothing => {}
        }
    }

    pub(super) fn on_groups(&mut self, now: Instant, command: groups::Server) {
        match command {
            groups::Server::Entry { group, name, .. } => self.on_group_line(now, group, name.text()),
            groups::Server::Added { transaction, parameters } => {
                match self.found(Some(transaction), |step| matches!(step, Step::AddGroup(_))) {
                    Found::Reply(job) => {
                        let wanted = match &job.step {
                            Step::AddGroup(name) => name.clone(),
                            _ => String::new(),
                        };
                        self.note_serial(parameters.first().cloned());
                        let (group, _) = groups::reply_ids(&parameters, Some(&wanted));
                        if group.is_none() {
                            self.oddity("ADG without the new group's number");
                        }
                        self.step_done(now, job, Reply { group, ..Reply::default() });
                    }
                    // Servers write the parameters in different orders; without the request they can't be told apart.
                    Found::News { .. } => self.oddity("a group was added elsewhere"),
                    Found::Nothing => {}
                }
            }
            groups::Server::Renamed { transaction, parameters } => {
                match self.found(Some(transaction), |step| matches!(step, Step::RenameGroup { .. })) {
                    Found::Reply(job) => {
                        self.note_serial(parameters.first().cloned());
                        self.step_done(now, job, Reply::default());
                    }
                    Found::News { .. } => self.oddity("a group was renamed elsewhere"),
                    Found::Nothing => {}
                }
            }
            groups::Server::Removed { transaction, parameters } => {
                match self.found(Some(transaction), |step| matches!(step, Step::RemoveGroup(_))) {
                    Found::Reply(job) => {
                        self.note_serial(parameters.first().cloned());
                        self.step_done(now, job, Reply::default());
                    }
                    Found::News { .. } => {
                        // The id stands last in every order.
                        let group = parameters.last().map(|id| GroupId(id.clone()));
                        match group.filter(|group| self.roster.group(group).is_some()) {
                            Some(group) => self.tell_roster(RosterEvent::GroupRemoved(group)),
                            None => self.oddity("a group that we don't know was removed"),
                        }
                    }
                    Found::Nothing => {}
                }
            }
        }
    }

    fn email_of(&self, id: &ContactId) -> Option<Email> {
        self.roster.by_id(id).map(|person| person.email.clone())
    }

    /// Whose line this is. Says so when it is nobody's.
    pub(super) fn found(&mut self, transaction: Option<TransactionId>, fits: impl FnOnce(&Step) -> bool) -> Found {
        let Some(transaction) = transaction.filter(|t| *t != TransactionId::ASYNC) else {
            return Found::News { by_them: true };
        };
        match self.replied(transaction, fits) {
            Replied::To(job) => Found::Reply(job),
            Replied::Late => {
                self.oddity("a reply came too late for its request");
                Found::News { by_them: false }
            }
            Replied::Unasked => {
                self.oddity("a reply that nobody asked for");
                Found::Nothing
            }
        }
    }
}

/// What a line with a TrID is.
pub(super) enum Found {
    /// The reply to this job's step.
    Reply(Box<super::Job>),
    /// Something new: another's doing, or ours when its request was already given up.
    News { by_them: bool },
    /// A mistake of the server's.
    Nothing,
}

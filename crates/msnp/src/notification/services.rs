//! Edits from MSNP13 on: the address book takes them, and the notification server is told what they mean for this
//! session. And what it tells us of others in the same way.

use super::book::{Book, Trouble};
use super::edits::Found;
use super::errand::{Attempt, Errand};
use super::job::{Job, Plan, Reply, Step};
use super::{Machine, Phase};
use crate::command::{membership, relay};
use crate::content::endpoint::{OwnPlace, PlaceKind};
use crate::error::{RequestError, SignOutReason};
use crate::event::RosterEvent;
use crate::session::{WebError, WebReply};
use crate::soap::address_book::edit::{Detail, Edit};
use crate::soap::address_book::error::BookError;
use crate::soap::adl::{self, Entry};
use crate::soap::token::Audience;
use crate::types::{ContactId, Email, GroupId, Instant, List, Lists, Status, TransactionId};
use bytes::Bytes;

impl Machine {
    /// A step of our own, that nobody waits for.
    pub(super) fn quietly(&mut self, now: Instant, step: Step) {
        self.send_step(now, Box::new(Job::quiet(step)));
    }

    /// The same plan where the address book takes the edits: what has to be kept there beside the command, and what the
    /// session is told after it.
    pub(super) fn with_services(&self, plan: Plan) -> Result<Plan, RequestError> {
        let mut steps = Vec::new();
        let mut more: Vec<(Email, Lists)> = Vec::new();
        let mut less: Vec<(Email, Lists)> = Vec::new();
        let mut note = |into: bool, email: &Email, list: List| {
            // The others only the server writes.
            if matches!(list, List::Reverse | List::Pending) {
                return;
            }
            let entries = if into { &mut more } else { &mut less };
            match entries.iter_mut().find(|(known, _)| known == email) {
                Some((_, lists)) => *lists = lists.with(list),
                None => entries.push((email.clone(), Lists::NONE.with(list))),
            }
        };
        for step in plan.steps.clone() {
            match step {
                // There is no such setting any more.
                Step::AddPolicy(_) => return Err(RequestError::Unsupported),
                Step::Put { list, email, name, group } => {
                    note(true, &email, list);
                    if list == List::Forward && self.features().network_query && !self.book.knows(&email) {
                        steps.push(Step::Query(email.clone()));
                    }
                    let own = name.clone().filter(|name| list == List::Forward && *name != email.as_str());
                    steps.push(Step::Put { list, email: email.clone(), name, group });
                    steps.extend(own.map(|name| Step::Describe { email, detail: Detail::Alias(name) }));
                }
                Step::Take { list, email, group, lenient } => {
                    if group.is_none() {
                        note(false, &email, list);
                    }
                    steps.push(Step::Take { list, email, group, lenient });
                }
                // What others call themselves is theirs to say; what we call them is an alias.
                Step::Rename { email, name } => {
                    steps.push(Step::Describe { email, detail: Detail::Alias(name) });
                }
                Step::Privacy(privacy) => {
                    steps.push(Step::Save(vec![Detail::Privacy(privacy)]));
                    steps.push(Step::Privacy(privacy));
                }
                Step::OwnName(name) => {
                    steps.push(Step::Save(vec![Detail::DisplayName(name.clone())]));
                    steps.push(Step::OwnName(name));
                }
                Step::Status(status) if self.features().places => {
                    steps.push(Step::Endpoint(self.own_place(status)));
                    steps.push(Step::Status(status));
                }
                step => steps.push(step),
            }
        }
        for (add, entries) in [(false, less), (true, more)] {
            steps.extend(entries.into_iter().map(|(email, lists)| Step::Tell { add, email, lists }));
        }
        Ok(plan.with_steps(steps))
    }

    /// Somebody as the session lists name them.
    pub(super) fn session_entry(&self, email: &Email, lists: Lists) -> Entry {
        Entry { email: email.clone(), network: Some(self.book.who(email).network), lists, name: None }
    }

    /// How our other places see this one.
    fn own_place(&self, status: Status) -> Bytes {
        OwnPlace {
            place: None,
            name: self.config.place_name.clone(),
            idle: status == Status::Idle,
            kind: PlaceKind::Computer,
            status: Some(status),
        }
        .encode()
    }

    /// What the address book does of a step; `None` when the step is a command.
    pub(super) fn step_edit(&self, step: &Step) -> Option<Result<Edit, RequestError>> {
        let id = |email: &Email| self.contact_id(email).ok_or(RequestError::UnknownContact);
        if let Step::Describe { email, detail } = step {
            let details = vec![detail.clone()];
            return Some(id(email).map(|contact| Edit::UpdateContact { contact, details }));
        }
        if self.features().lists_by_sync {
            return None;
        }
        let who = |email: &Email| self.book.who(email);
        Some(match step.clone() {
            Step::Put { list: List::Forward, email, .. } => Ok(match self.mail_contact(&email) {
                Some(contact) => Edit::UpdateContact { contact, details: vec![Detail::IsMessengerUser(true)] },
                None => Edit::AddContact { who: who(&email), invitation: None },
            }),
            Step::Put { list, email, .. } => Ok(Edit::AddMember { list, who: who(&email) }),
            Step::Join { email, group } => id(&email).map(|contact| Edit::AddToGroup { group, contact }),
            Step::Take { list: List::Forward, email, group: Some(group), .. } => {
                id(&email).map(|contact| Edit::RemoveFromGroup { group, contact })
            }
            Step::Take { list: List::Forward, email, .. } => id(&email).map(Edit::DeleteContact),
            Step::Take { list, email, .. } => {
                let known = self.book.membership.on(list, &email).and_then(|member| member.id.clone());
                Ok(Edit::DeleteMember { list, who: who(&email), id: known })
            }
            Step::AddGroup(name) => Ok(Edit::AddGroup(name)),
            Step::RenameGroup { group, name } => Ok(Edit::RenameGroup { group, name }),
            Step::RemoveGroup(group) => Ok(Edit::DeleteGroup(group)),
            Step::Save(details) => Ok(Edit::UpdateMe(details)),
            Step::CreateCircle(name) => {
                let own_name = self.roster.display_name(&self.config.email).to_owned();
                Ok(Edit::CreateCircle { name, own_name })
            }
            Step::AddToCircle { circle, email } => Ok(Edit::AddToCircle { circle: circle.0, who: email }),
            Step::InviteToCircle { circle, contact } => Ok(Edit::InviteToCircle { circle: circle.0, contact }),
            Step::AnswerCircle { circle, accept } => {
                let contact = self.book.contacts.circle_contact(&circle.0);
                Ok(Edit::AnswerCircle { contact, accept })
            }
            Step::LeaveCircle(circle) => {
                let me = self.own_in_circle(&circle).cloned().ok_or(RequestError::UnknownGroup);
                me.map(|me| Edit::LeaveCircle { circle: circle.0, me })
            }
            _ => return None,
        })
    }

    /// Asks the address book.
    pub(super) fn send_edit(&mut self, now: Instant, job: Box<Job>, edit: Edit, attempt: Attempt) {
        if self.errands.is_full() {
            return self.step_failed(now, job, RequestError::QueueFull);
        }
        match self.book_request(now, |access| edit.request(access)) {
            Ok(request) => self.run(now, Errand::Edit { job, edit: Box::new(edit), attempt }, request),
            Err(Trouble::Book(BookError::NotSignedIn)) => self.stale_token(now, job, Box::new(edit), attempt),
            Err(trouble) => {
                self.oddity(format!("the address book wasn't asked: {trouble}"));
                self.step_failed(now, job, BookError::NotSignedIn.request_error());
            }
        }
    }

    /// The token of the address book is no good any more: the edit waits for a new one, once.
    fn stale_token(&mut self, now: Instant, job: Box<Job>, edit: Box<Edit>, attempt: Attempt) {
        self.forget_book_ticket();
        if attempt.renewed || !self.can_renew() || self.book.parked.len() >= Book::MAX_PARKED {
            self.oddity(format!("{}: {}", edit.operation(), BookError::NotSignedIn));
            self.renew(now, &[Audience::Contacts]);
            return self.step_failed(now, job, BookError::NotSignedIn.request_error());
        }
        self.book.parked.push((job, edit, Attempt { renewed: true, ..attempt }));
        self.renew(now, &[Audience::Contacts]);
    }

    pub(super) fn edit_came(
        &mut self,
        now: Instant,
        mut job: Box<Job>,
        edit: Box<Edit>,
        attempt: Attempt,
        result: Result<WebReply, WebError>,
    ) {
        let reply = match result {
            Ok(reply) => reply,
            // Whether it was done is seen by asking again: then it is "already so".
            Err(WebError::Connect(_) | WebError::Timeout | WebError::Malformed(_)) if !attempt.repeated => {
                self.book.affinity.forget_host();
                return self.send_edit(now, job, *edit, Attempt { repeated: true, ..attempt });
            }
            Err(error) => {
                self.oddity(format!("{} has no answer: {error}", edit.operation()));
                self.lists_changed(now);
                return self.step_failed(now, job, RequestError::Timeout);
            }
        };
        match edit.read(&reply, attempt.repeated, &mut self.book.affinity) {
            Ok(done) => {
                // Fetched on the way to us, or different from what we know: better to look again.
                if done.already {
                    self.lists_changed(now);
                }
                self.lists_edited(&edit);
                let (id, group) = match *edit {
                    Edit::AddContact { .. } => {
                        // In the book under that id, but not for the messenger.
                        if let Step::Put { email, .. } = &job.step
                            && done.already
                            && !attempt.repeated
                            && done.id.is_some()
                        {
                            let detail = Detail::IsMessengerUser(true);
                            job.next(Step::Describe { email: email.clone(), detail });
                        }
                        (done.id.map(ContactId), None)
                    }
                    Edit::UpdateContact { contact, .. } => (Some(contact), None),
                    Edit::CreateCircle { .. } | Edit::AddToCircle { .. } => (done.id.map(ContactId), None),
                    Edit::AddGroup(_) => (None, done.id.map(GroupId)),
                    _ => (None, None),
                };
                self.step_done(now, job, Reply { id, group, ..Reply::default() });
            }
            Err(BookError::NotSignedIn) => self.stale_token(now, job, edit, attempt),
            Err(error) => {
                self.oddity(format!("{}: {error}", edit.operation()));
                match error.request_error() {
                    RequestError::Server(code) => self.step_refused(now, job, code),
                    error => self.step_failed(now, job, error),
                }
            }
        }
    }

    /// ADL, RML and FQY.
    pub(super) fn on_membership(&mut self, now: Instant, command: membership::Server) {
        use membership::Server;
        let (transaction, added) = match command {
            Server::Added { transaction } => (transaction, true),
            Server::Removed { transaction } => (transaction, false),
            Server::Add { data, .. } => return self.on_session_lists(now, &data, true),
            Server::Remove { data, .. } => return self.on_session_lists(now, &data, false),
            Server::Found { transaction, data } => return self.on_networks(now, transaction, &data),
        };
        let fits = |step: &Step| match step {
            Step::Session { add, .. } | Step::Tell { add, .. } => *add == added,
            Step::OpenCircle(_) => added,
            Step::ShutCircle(_) => !added,
            _ => false,
        };
        if let Found::Reply(job) = self.found(Some(transaction), fits) {
            self.step_done(now, job, Reply::default());
        }
    }

    /// FQY: where somebody lives whom we are about to add.
    fn on_networks(&mut self, now: Instant, transaction: TransactionId, data: &[u8]) {
        if let Found::Reply(job) = self.found(Some(transaction), |step| matches!(step, Step::Query(_))) {
            for Entry { email, network, .. } in adl::read(data).unwrap_or_default() {
                // Only whom we asked of: the table is no place for a server to fill.
                if let Some(network) = network.filter(|_| job.step == Step::Query(email.clone())) {
                    self.book.lives(email, network);
                }
            }
            self.step_done(now, job, Reply::default());
        }
    }

    /// Somebody has added or removed us.
    fn on_session_lists(&mut self, now: Instant, data: &[u8], added: bool) {
        let entries = match adl::read(data) {
            Ok(entries) => entries,
            Err(error) => return self.oddity(format!("session lists that can't be read: {error}")),
        };
        for Entry { email, lists, name, .. } in entries {
            // What stands on our own lists we know better.
            for list in lists.iter().filter(|list| matches!(list, List::Reverse | List::Pending)) {
                let (email, name) = (email.clone(), name.clone());
                self.tell_roster(if added {
                    RosterEvent::Added { list, email, name, id: None, group: None, by_them: true }
                } else {
                    RosterEvent::Removed { list, email, group: None, by_them: true }
                });
            }
        }
        self.lists_changed(now);
    }

    /// Notes and messages of other networks. One note is for us: another place of ours signs this one out.
    pub(super) fn on_relay(&mut self, now: Instant, command: relay::Server) {
        if let relay::Server::NoteSent { transaction } = command {
            if let Found::Reply(job) = self.found(Some(transaction), |step| matches!(step, Step::EndPlace(_))) {
                self.step_done(now, job, Reply::default());
            }
            return;
        }
        let (email, place, kind, data) = match command {
            relay::Server::Note { email, place, kind, data } => (email, place, kind, data),
            relay::Server::Message { email, network, body, .. } => {
                return self.on_bridge_message(&email, network, body);
            }
            relay::Server::MessageSent { transaction } => return self.on_bridged(transaction),
            relay::Server::NoteSent { .. } => return,
        };
        // Nobody but ourselves has a say here.
        let from_us = Email::from_wire(&email).is_some_and(|email| email == self.config.email);
        if !from_us || self.phase == Phase::Over {
            return;
        }
        match kind {
            relay::NoteKind::PLACE => {
                let for_here = place.is_none_or(|place| place == self.place);
                if for_here && relay::signs_out(&data) {
                    self.end(SignOutReason::ElsewhereSignedIn, false);
                }
            }
            relay::NoteKind::RESYNCHRONIZE => self.lists_changed(now),
            // That a conversation was closed at another place is no reason to close it here.
            _ => {}
        }
    }
}

//! Requests as jobs of one or more steps, and what a reply or a refusal means for each.
//!
//! Steps of one job follow each other; different jobs run side by side, so one that a server never answers holds
//! nothing back.

use super::errand::Attempt;
use super::pending::Purpose;
use super::{Machine, Phase};
use crate::error::{ErrorCode, RequestError};
use crate::event::{Answer, RosterEvent};
use crate::request::Request;
use crate::session::RequestId;
use crate::soap::address_book::book::Phone;
use crate::soap::address_book::edit::Detail;
use crate::types::{
    AddPolicy, CircleId, ContactId, Email, GroupId, Instant, List, Lists, PersonalMessage, PlaceId, Privacy, Property,
    Secret, Status,
};
use bytes::Bytes;
use std::collections::VecDeque;

/// One request under way.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) requests: Vec<RequestId>,
    pub(super) step: Step,
    then: VecDeque<Step>,
    answer: Answer,
    opposite: Opposite,
    /// What brings back how it was, should a later step fail.
    undo: Option<Step>,
    /// Why it failed, while that is being undone.
    failed: Option<RequestError>,
}

/// What it means that somebody is on the allow list and is to be blocked, or the other way round (219).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opposite {
    /// An error.
    Refuse,
    /// As it should be: who is blocked stays blocked when added.
    Accept,
    /// Take them off the other list and try again, once.
    Swap,
}

/// One command, and what it is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Status(Status),
    Personal(PersonalMessage),
    OwnName(String),
    Property(Property, Option<String>),
    /// On a list.
    Put {
        list: List,
        email: Email,
        name: Option<String>,
        group: Option<GroupId>,
    },
    /// A contact into one more group.
    Join {
        email: Email,
        group: GroupId,
    },
    /// Off a list, or only out of a group; `lenient` when it is as good if they weren't on it.
    Take {
        list: List,
        email: Email,
        group: Option<GroupId>,
        lenient: bool,
    },
    Rename {
        email: Email,
        name: String,
    },
    /// What the address book says about a contact.
    Describe {
        email: Email,
        detail: Detail,
    },
    AddGroup(String),
    RenameGroup {
        group: GroupId,
        name: String,
    },
    RemoveGroup(GroupId),
    Privacy(Privacy),
    AddPolicy(AddPolicy),
    Url {
        service: String,
        arguments: Vec<String>,
    },
    /// Of ourselves, in the address book.
    Save(Vec<Detail>),
    /// `ADL` or `RML`.
    Session {
        add: bool,
        payload: Bytes,
    },
    /// The same of one person, on the network that is known by then.
    Tell {
        add: bool,
        email: Email,
        lists: Lists,
    },
    /// `FQY`: on which network does that account live?
    Query(Email),
    /// `UUX` of what isn't the personal message.
    Endpoint(Bytes),
    /// A note that signs out another place of ours.
    EndPlace(PlaceId),
    /// `USR SHA`: the ticket that proves which circles we are in.
    ProveCircles(Secret),
    /// `ADL` of a circle: its presence from here on.
    OpenCircle(CircleId),
    /// `RML` of a circle.
    ShutCircle(CircleId),
    /// `PUT`: into what is said in a circle.
    JoinCircle(CircleId),
    /// `DEL`: out of it.
    PartCircle(CircleId),
    CreateCircle(String),
    /// The book of a circle.
    ReadCircle(CircleId),
    AddToCircle {
        circle: CircleId,
        email: Email,
    },
    InviteToCircle {
        circle: CircleId,
        contact: ContactId,
    },
    AnswerCircle {
        circle: CircleId,
        accept: bool,
    },
    LeaveCircle(CircleId),
}

/// What a reply says beyond "done". The server's word counts where it differs from what was asked.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) name: Option<String>,
    pub(super) id: Option<ContactId>,
    pub(super) group: Option<GroupId>,
    pub(super) status: Option<Status>,
}

pub(super) struct Plan {
    pub(super) steps: VecDeque<Step>,
    answer: Answer,
    opposite: Opposite,
}

impl Job {
    /// One step that nobody waits for.
    pub(super) fn quiet(step: Step) -> Self {
        Self {
            requests: Vec::new(),
            step,
            then: VecDeque::new(),
            answer: Answer::Done,
            opposite: Opposite::Refuse,
            undo: None,
            failed: None,
        }
    }

    /// What comes before the steps that are still to do.
    pub(super) fn next(&mut self, step: Step) {
        self.then.push_front(step);
    }

    /// With one more step at the end.
    pub(super) fn and_then(mut self, step: Step) -> Self {
        self.then.push_back(step);
        self
    }

    /// What to answer when all is done.
    pub(super) fn answer_with(&mut self, answer: Answer) {
        self.answer = answer;
    }
}

impl Plan {
    pub(super) fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect(), answer: Answer::Done, opposite: Opposite::Refuse }
    }

    /// The same with other steps.
    pub(super) fn with_steps(self, steps: Vec<Step>) -> Self {
        Self { steps: steps.into(), ..self }
    }

    pub(super) fn on_opposite(self, opposite: Opposite) -> Self {
        Self { opposite, ..self }
    }
}

impl Machine {
    /// Starts what was asked for. Nobody needs to have asked: the first status is a job of our own.
    pub(super) fn begin(&mut self, now: Instant, requests: Vec<RequestId>, wish: Request) {
        let Some(wish) = self.circle_wish(now, &requests, wish) else { return };
        let plan = if self.pending.is_full() { Err(RequestError::QueueFull) } else { self.plan(wish) };
        let plan = if self.features().lists_by_sync { plan } else { plan.and_then(|plan| self.with_services(plan)) };
        match plan {
            Ok(Plan { steps, answer, opposite }) => {
                let mut then = steps;
                match then.pop_front() {
                    Some(step) => {
                        // Should the server move us to another one, we are the same there.
                        for step in std::iter::once(&step).chain(&then) {
                            match step {
                                Step::Status(status) => self.first_status.0 = *status,
                                Step::Personal(message) => self.first_personal.0 = Some(message.clone()),
                                _ => {}
                            }
                        }
                        let job = Job { requests, step, then, answer, opposite, undo: None, failed: None };
                        self.send_step(now, Box::new(job));
                    }
                    None => self.answer(&requests, Ok(answer)),
                }
            }
            Err(error) => self.answer(&requests, Err(error)),
        }
    }

    pub(super) fn send_step(&mut self, now: Instant, job: Box<Job>) {
        if let Step::ReadCircle(circle) = &job.step {
            return self.read_circle(now, circle.clone(), Some(job));
        }
        match self.step_edit(&job.step) {
            Some(Ok(edit)) => return self.send_edit(now, job, edit, Attempt::default()),
            Some(Err(error)) => return self.step_failed(now, job, error),
            None => {}
        }
        match self.step_command(&job.step) {
            Ok(command) => {
                let transaction = self.pending.open(now, Purpose::Job(job));
                self.send(&command(transaction));
            }
            Err(error) => self.step_failed(now, job, error),
        }
    }

    /// The server did what a step asked for: say so, and go on with the next one.
    pub(super) fn step_done(&mut self, now: Instant, mut job: Box<Job>, reply: Reply) {
        match job.step.clone() {
            Step::Status(status) => {
                self.tell_roster(RosterEvent::OwnStatus(reply.status.unwrap_or(status)));
                self.release_circles(now);
            }
            Step::Personal(message) => self.tell_roster(RosterEvent::OwnPersonalMessage(message)),
            Step::OwnName(name) => self.tell_roster(RosterEvent::OwnName(reply.name.unwrap_or(name))),
            Step::Property(property, value) => self.tell_roster(RosterEvent::OwnProperty(property, value)),
            Step::Put { list, email, name, group } => {
                let name = reply.name.or(name);
                let (id, by_them) = (reply.id, false);
                let network = self.book.network(&email);
                let added = RosterEvent::Added { list, email: email.clone(), name, id, group, by_them };
                self.tell_roster(added);
                if self.roster.person(&email).is_some_and(|person| person.network != network) {
                    self.tell_roster(RosterEvent::Network { email, network });
                }
                // Only what this job has changed is undone; now there is nothing left that may fail.
                job.undo = None;
            }
            Step::Join { email, group } => {
                let (list, name, group) = (List::Forward, None, Some(group));
                self.tell_roster(RosterEvent::Added { list, email, name, id: None, group, by_them: false });
            }
            Step::Take { list, email, group, .. } => {
                if job.opposite == Opposite::Swap && job.failed.is_none() {
                    job.undo = Some(Step::Put { list, email: email.clone(), name: None, group: None });
                }
                self.tell_roster(RosterEvent::Removed { list, email, group, by_them: false });
            }
            Step::Rename { email, name } => {
                self.tell_roster(RosterEvent::Renamed { email, name: reply.name.unwrap_or(name) });
            }
            Step::Describe { email, detail } => {
                let some = |text: String| (!text.is_empty()).then_some(text);
                match detail {
                    Detail::Alias(alias) => self.tell_roster(RosterEvent::Alias { email, alias: some(alias) }),
                    Detail::Notes(note) => self.tell_roster(RosterEvent::Note { email, note: some(note) }),
                    Detail::Phone(Phone { kind, number, .. }) => {
                        self.tell_roster(RosterEvent::Phone { email, kind, number: some(number) });
                    }
                    Detail::DisplayName(_)
                    | Detail::IsMessengerUser(_)
                    | Detail::Privacy(_)
                    | Detail::Annotation(..) => {}
                }
            }
            Step::AddGroup(name) => {
                if let Some(id) = reply.group {
                    job.answer = Answer::Group(id.clone());
                    self.tell_roster(RosterEvent::Group { id, name });
                }
            }
            Step::RenameGroup { group, name } => self.tell_roster(RosterEvent::Group { id: group, name }),
            Step::RemoveGroup(group) => self.tell_roster(RosterEvent::GroupRemoved(group)),
            Step::Privacy(privacy) => self.tell_roster(RosterEvent::Privacy(privacy)),
            Step::AddPolicy(policy) => self.tell_roster(RosterEvent::AddPolicy(policy)),
            Step::ProveCircles(_) => self.circles_proven(now),
            Step::JoinCircle(id) => self.circle_opened(now, id),
            Step::CreateCircle(_)
            | Step::AddToCircle { .. }
            | Step::InviteToCircle { .. }
            | Step::AnswerCircle { .. }
            | Step::LeaveCircle(_) => self.circle_step_done(now, &mut job, &reply),
            Step::OpenCircle(_)
            | Step::ShutCircle(_)
            | Step::PartCircle(_)
            | Step::ReadCircle(_)
            | Step::Url { .. }
            | Step::Save(_)
            | Step::Session { .. }
            | Step::Tell { .. }
            | Step::Query(_)
            | Step::Endpoint(_)
            | Step::EndPlace(_) => {}
        }
        self.go_on(now, job);
    }

    /// The reply to `URL`.
    pub(super) fn url_done(&mut self, now: Instant, mut job: Box<Job>, parameters: Vec<String>) {
        let mut parameters = parameters.into_iter();
        let mut next = || parameters.next().unwrap_or_default();
        job.answer = Answer::Url { address: next(), login: next(), id: next() };
        self.go_on(now, job);
    }

    /// The next step, or the answer.
    pub(super) fn go_on(&mut self, now: Instant, mut job: Box<Job>) {
        match (job.then.pop_front(), job.failed.take()) {
            (Some(step), failed) => {
                job.step = step;
                job.failed = failed;
                self.send_step(now, job);
            }
            (None, Some(error)) => self.answer(&job.requests, Err(error)),
            (None, None) => self.answer(&job.requests, Ok(job.answer.clone())),
        }
    }

    /// The server refused a step; some refusals mean that it is as it should be.
    pub(super) fn step_refused(&mut self, now: Instant, mut job: Box<Job>, code: ErrorCode) {
        match (&job.step, code.0) {
            // Already there. Our roster may not have known.
            (
                Step::Put { .. } | Step::Join { .. } | Step::Session { add: true, .. } | Step::Tell { add: true, .. },
                215,
            )
            | (
                Step::Take { lenient: true, .. } | Step::Session { add: false, .. } | Step::Tell { add: false, .. },
                216,
            ) => {
                self.step_done(now, job, Reply::default());
            }
            // Already set so.
            (Step::Privacy(_) | Step::AddPolicy(_), 218) => self.step_done(now, job, Reply::default()),
            (Step::Put { list: List::Allow, .. }, 219) if job.opposite == Opposite::Accept => self.go_on(now, job),
            (Step::Put { list, email, .. }, 219) if job.opposite == Opposite::Swap && job.failed.is_none() => {
                let other = if *list == List::Block { List::Allow } else { List::Block };
                let take = Step::Take { list: other, email: email.clone(), group: None, lenient: true };
                job.then.push_front(std::mem::replace(&mut job.step, take));
                // The second time it is an error.
                job.opposite = Opposite::Refuse;
                self.send_step(now, job);
            }
            // Not on it: our roster was wrong, and is put right; the wish came to nothing all the same.
            (Step::Take { list, email, group, .. }, 216 | 225) => {
                let (list, email, group) = (*list, email.clone(), group.clone());
                self.tell_roster(RosterEvent::Removed { list, email, group, by_them: false });
                self.step_failed(now, job, RequestError::Server(code));
            }
            _ => self.step_failed(now, job, RequestError::Server(code)),
        }
    }

    /// A step came to nothing, and the job with it.
    pub(super) fn step_failed(&mut self, now: Instant, mut job: Box<Job>, error: RequestError) {
        // Not every server tells of networks; that there is no such account is worth knowing before anything is done.
        let unknown = |code: ErrorCode| matches!(code.0, 201 | 205 | 208);
        if matches!(job.step, Step::Query(_)) && !matches!(error, RequestError::Server(code) if unknown(code)) {
            return self.go_on(now, job);
        }
        // What our other places see of this one is an ornament; without the status behind it nobody sees us at all.
        if matches!(job.step, Step::Endpoint(_)) && self.phase == Phase::Ready {
            return self.go_on(now, job);
        }
        if matches!(job.step, Step::Status(_)) {
            self.release_circles(now);
        }
        if self.circle_step_failed(now, &job.step, &error) {
            return;
        }
        let first = job.failed.take().unwrap_or(error);
        if let Some(step) = job.undo.take()
            && self.phase == Phase::Ready
        {
            job.failed = Some(first);
            job.then.clear();
            job.step = step;
            self.send_step(now, job);
        } else {
            self.tell_what_holds(now, &job);
            if job.requests.is_empty() {
                // Nobody asked: our own first status or personal message.
                self.oddity(format!("setting the status at sign-in failed: {first}"));
            }
            self.answer(&job.requests, Err(first));
        }
    }

    /// A job has failed whose first steps the address book has done: the session hears of these, too.
    fn tell_what_holds(&mut self, now: Instant, job: &Job) {
        if self.phase != Phase::Ready {
            return;
        }
        for step in &job.then {
            let Step::Tell { add, email, lists } = step else { continue };
            let on = self.roster.person(email).map_or(Lists::NONE, |person| person.lists).bits();
            let held = Lists::from_bits(lists.bits() & if *add { on } else { !on });
            if !held.is_empty() {
                self.quietly(now, Step::Tell { add: *add, email: email.clone(), lists: held });
            }
        }
    }
}

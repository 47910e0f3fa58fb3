//! Circles (MSNP18): which there are comes with the address book, which are open the notification server decides.
//!
//! ```text
//! USR SHA          the ticket of the address book, that proves which circles we are in
//! ADL              one circle, beside the people that it may not stand among
//! PUT              into what is said there
//! NLN …;via=9:     the presence of its members; NFY PUT and NFY DEL say whom words reach
//! ```
//!
//! Nothing of it holds back the rest of a sign-in: what is refused is told as [`CircleEvent::Closed`], and that is all.

mod members;
mod talk;

use super::edits::Found;
use super::errand::Errand;
use super::job::{Job, Plan, Reply, Step};
use super::{Machine, Phase};
use crate::error::{ErrorCode, RequestError};
use crate::event::{Answer, CircleEvent, Event};
use crate::request::Request;
use crate::roster::{Roster, Standing};
use crate::session::{WebError, WebReply};
use crate::soap::address_book::book::{self, CircleState};
use crate::soap::adl::{Entry, Network};
use crate::types::{CircleId, ContactId, Instant, List, Lists, Secret, TransactionId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use talk::Talk;

/// What is known of the circles on one connection.
#[derive(Debug, Default)]
pub(super) struct Circles {
    /// Whether our first status is still on its way: before it, servers tell nobody's presence.
    hold: bool,
    /// The proof that was sent last, and whether the server has it still before it.
    proof: Option<Secret>,
    proving: bool,
    refused: bool,
    /// Those that the server has let us into.
    open: BTreeSet<CircleId>,
    /// Those that it is being asked for, and those that come next.
    opening: BTreeSet<CircleId>,
    to_open: VecDeque<CircleId>,
    /// Whose members are being read, and whose come next.
    reading: Option<CircleId>,
    to_read: VecDeque<CircleId>,
    /// Ourselves in the book of each.
    own: BTreeMap<CircleId, ContactId>,
    talks: BTreeMap<CircleId, Talk>,
    /// Whether this server has ever acknowledged what was said. Not all do.
    acknowledges: bool,
}

/// How many circles the server is asked for at once.
const AT_ONCE: usize = 8;

impl Machine {
    /// Whether the server wouldn't hear of our circles: who comes back after that had better not ask again.
    pub fn refused_circles(&self) -> bool {
        self.circles.refused
    }

    /// Which circles there are, as the address book has them.
    pub(super) fn tell_circles(&mut self) {
        if !self.features().circles {
            return;
        }
        let mut there = BTreeSet::new();
        let mut events = Vec::new();
        for circle in &self.book.contacts.circles {
            let standing = match circle.state {
                CircleState::Accepted if !circle.deleted => Standing::Member,
                CircleState::Waiting if !circle.deleted => Standing::Invited,
                _ => continue,
            };
            let (id, name, role) = (CircleId(circle.email.clone()), circle.name.clone(), circle.role);
            let asked = standing == Standing::Invited;
            let inviter = if asked { self.book.contacts.circle_inviter(&id) } else { None };
            let same = self.roster.circle(&id).is_some_and(|known| {
                let renamed = name.as_ref().is_some_and(|name| *name != known.name);
                !renamed && known.standing == standing && known.role == role && known.inviter == inviter
            });
            there.insert(id.clone());
            if !same {
                events.push(CircleEvent::Is { id, name, standing, role, inviter });
            }
        }
        let gone: Vec<_> = self.roster.circles.keys().filter(|id| !there.contains(id)).cloned().collect();
        for id in gone {
            self.circle_gone(id);
        }
        for event in events {
            self.tell(Event::Circle(event));
        }
    }

    /// We are in it no more.
    fn circle_gone(&mut self, id: CircleId) {
        self.close_talk(&id, &RequestError::ConversationClosed);
        self.circles.open.remove(&id);
        self.circles.own.remove(&id);
        // A service that tells changes only doesn't repeat what we know.
        self.book.contacts.circles.retain(|circle| circle.email != id.0);
        self.circles.to_open.retain(|circle| *circle != id);
        self.circles.to_read.retain(|circle| *circle != id);
        self.tell(Event::Circle(CircleEvent::Gone(id)));
    }

    /// The lists are there, and our first status is on its way.
    pub(super) fn await_circles(&mut self, now: Instant) {
        self.circles.hold = true;
        self.open_circles(now);
    }

    /// Our status is set, or couldn't be.
    pub(super) fn release_circles(&mut self, now: Instant) {
        if std::mem::take(&mut self.circles.hold) {
            self.open_circles(now);
        }
    }

    /// Asks the server into those that it hasn't let us into, and the address book for the members that aren't known.
    pub(super) fn open_circles(&mut self, now: Instant) {
        if !self.features().circles || self.phase != Phase::Ready {
            return;
        }
        let member = |id: &&CircleId| self.roster.circle(id).is_some_and(|circle| circle.standing == Standing::Member);
        let ours: Vec<CircleId> = self.roster.circles.keys().filter(member).cloned().collect();
        for id in &ours {
            if !self.circles.own.contains_key(id) && self.circles.reading.as_ref() != Some(id) {
                self.want_members(id.clone());
            }
        }
        self.read_next(now);
        let circles = &mut self.circles;
        for id in ours {
            let asked = circles.open.contains(&id) || circles.opening.contains(&id) || circles.to_open.contains(&id);
            if !asked {
                circles.to_open.push_back(id);
            }
        }
        if circles.to_open.is_empty() || circles.proving || circles.hold {
            return;
        }
        match self.book.contacts.circle_proof().filter(|_| self.config.circles) {
            Some(proof) if self.circles.proof.as_ref() == Some(&proof) && !self.circles.refused => self.open_next(now),
            Some(proof) if self.circles.proof.as_ref() != Some(&proof) => {
                self.circles.proof = Some(proof.clone());
                self.circles.proving = true;
                self.quietly(now, Step::ProveCircles(proof));
            }
            // No ticket, or one that was refused already.
            _ => self.close_waiting(&RequestError::Unsupported),
        }
    }

    /// `USR t OK`, for a sign-in that is complete.
    pub(super) fn proof_taken(&mut self, now: Instant, transaction: TransactionId) {
        if let Found::Reply(job) = self.found(Some(transaction), |step| matches!(step, Step::ProveCircles(_))) {
            self.step_done(now, job, Reply::default());
        }
    }

    /// The server has taken the proof.
    pub(super) fn circles_proven(&mut self, now: Instant) {
        self.circles.proving = false;
        self.circles.refused = false;
        self.open_next(now);
        // A newer ticket may have come in the meantime.
        self.open_circles(now);
    }

    fn open_next(&mut self, now: Instant) {
        while self.circles.opening.len() < AT_ONCE
            && let Some(id) = self.circles.to_open.pop_front()
        {
            self.circles.opening.insert(id.clone());
            let job = Job::quiet(Step::OpenCircle(id.clone()));
            self.send_step(now, Box::new(job.and_then(Step::JoinCircle(id))));
        }
    }

    /// The server has let us in.
    pub(super) fn circle_opened(&mut self, now: Instant, id: CircleId) {
        if self.circles.opening.remove(&id) && self.roster.circle(&id).is_some() {
            self.circles.open.insert(id.clone());
            self.tell(Event::Circle(CircleEvent::Opened(id.clone())));
            self.say_waiting(now, &id);
        }
        self.open_next(now);
    }

    /// A step on the way into a circle came to nothing. `false` when it is no such step.
    pub(super) fn circle_step_failed(&mut self, now: Instant, step: &Step, error: &RequestError) -> bool {
        match step {
            Step::ProveCircles(_) => {
                self.circles.proving = false;
                self.circles.refused = true;
                self.close_waiting(error);
            }
            // A server that lets us in without a word to it.
            Step::JoinCircle(id) if *error == RequestError::Timeout => self.circle_opened(now, id.clone()),
            Step::OpenCircle(id) | Step::JoinCircle(id) => {
                self.circles.opening.remove(id);
                self.close_circle(id.clone(), error);
                self.open_next(now);
            }
            // Gone is gone.
            Step::PartCircle(_) | Step::ShutCircle(_) => {}
            _ => return false,
        }
        true
    }

    fn close_waiting(&mut self, error: &RequestError) {
        for id in std::mem::take(&mut self.circles.to_open) {
            self.close_circle(id, error);
        }
    }

    fn close_circle(&mut self, id: CircleId, error: &RequestError) {
        self.circles.open.remove(&id);
        self.close_talk(&id, error);
        self.tell(Event::Circle(CircleEvent::Closed { id, error: Some(error.clone()) }));
    }

    /// The connection is given up, and what was said on it is as far as it came.
    pub(super) fn forget_circles(&mut self) {
        let known: Vec<_> = self.circles.talks.keys().cloned().collect();
        for id in known {
            self.close_talk(&id, &RequestError::ConnectionLost);
        }
        let refused = self.circles.refused;
        self.circles = Circles { refused, ..Circles::default() };
    }

    /// How the session lists name a circle.
    pub(super) fn circle_entry(&self, id: &CircleId) -> Entry {
        let lists = self.book.circle_lists(id);
        let allowed = Lists::NONE.with(List::Forward).with(List::Allow);
        Entry { email: id.0.clone(), network: Some(Network::CIRCLE), lists: lists.unwrap_or(allowed), name: None }
    }

    /// What a wish about a circle takes.
    pub(super) fn circle_plan(&self, wish: Request) -> Result<Plan, RequestError> {
        if !self.features().circles {
            return Err(RequestError::Unsupported);
        }
        let standing = |id: &CircleId, wanted: Standing| match self.roster.circle(id) {
            Some(circle) if circle.standing == wanted => Ok(()),
            _ => Err(RequestError::UnknownGroup),
        };
        Ok(match wish {
            Request::CreateCircle { name } => {
                if self.roster.circles.len() >= Roster::MAX_GROUPS {
                    return Err(RequestError::Server(ErrorCode(223)));
                }
                Plan::of([Step::CreateCircle(self.circle_name(&name)?)])
            }
            Request::InviteToCircle { circle, email } => {
                standing(&circle, Standing::Member)?;
                Plan::of([Step::AddToCircle { circle, email }])
            }
            Request::AcceptCircle(circle) => {
                standing(&circle, Standing::Invited)?;
                Plan::of([Step::AnswerCircle { circle, accept: true }])
            }
            Request::DeclineCircle(circle) => {
                standing(&circle, Standing::Invited)?;
                Plan::of([Step::AnswerCircle { circle, accept: false }])
            }
            Request::LeaveCircle(circle) => {
                standing(&circle, Standing::Member)?;
                // Its book says by which name we are to be taken out.
                let read = (!self.circles.own.contains_key(&circle)).then(|| Step::ReadCircle(circle.clone()));
                Plan::of(read.into_iter().chain([Step::LeaveCircle(circle)]))
            }
            _ => return Err(RequestError::Unsupported),
        })
    }

    /// Ourselves in a circle's book.
    pub(super) fn own_in_circle(&self, id: &CircleId) -> Option<&ContactId> {
        self.circles.own.get(id)
    }

    /// A step of such a wish is done.
    pub(super) fn circle_step_done(&mut self, now: Instant, job: &mut Job, reply: &Reply) {
        match job.step.clone() {
            Step::CreateCircle(name) => {
                let made = reply.id.as_ref().and_then(|id| CircleId::of_guid(&id.0));
                match made {
                    Some(id) => {
                        job.answer_with(Answer::Circle(id.clone()));
                        let (standing, role) = (Standing::Member, crate::roster::Role::Admin);
                        self.tell(Event::Circle(CircleEvent::Is {
                            id,
                            name: Some(name),
                            standing,
                            role,
                            inviter: None,
                        }));
                    }
                    None => self.oddity("a circle was made without a name of its own"),
                }
                self.lists_changed(now);
            }
            Step::AddToCircle { circle, .. } => {
                if let Some(contact) = reply.id.clone() {
                    job.next(Step::InviteToCircle { circle, contact });
                }
            }
            Step::InviteToCircle { circle, .. } => {
                self.want_members(circle);
                self.read_next(now);
            }
            Step::AnswerCircle { circle, accept } => {
                if !accept {
                    self.circle_gone(circle);
                }
                self.lists_changed(now);
            }
            Step::LeaveCircle(circle) => {
                if self.circles.open.contains(&circle) {
                    self.quietly(now, Step::PartCircle(circle.clone()));
                    self.quietly(now, Step::ShutCircle(circle.clone()));
                }
                self.circle_gone(circle);
                self.lists_changed(now);
            }
            _ => {}
        }
    }

    /// The members of a circle are not what we think, or not known.
    pub(super) fn want_members(&mut self, id: CircleId) {
        if !self.circles.to_read.contains(&id) && self.roster.circle(&id).is_some() {
            self.circles.to_read.push_back(id);
        }
    }

    /// A service says that a circle has changed; it names it by its GUID somewhere in its notice.
    pub(super) fn circle_changed(&mut self, now: Instant, notice: &[u8]) {
        let text = String::from_utf8_lossy(notice);
        let id = self.roster.circles.keys().find(|id| text.contains(id.guid())).cloned();
        match id {
            Some(id) => {
                self.want_members(id);
                self.read_next(now);
            }
            None => self.lists_changed(now),
        }
    }

    pub(super) fn read_next(&mut self, now: Instant) {
        while self.circles.reading.is_none()
            && !self.errands.is_full()
            && let Some(id) = self.circles.to_read.pop_front()
        {
            self.circles.reading = Some(id.clone());
            self.read_circle(now, id, None);
        }
    }

    /// Asks for the book of a circle; for a step of somebody's wish, or for ourselves.
    pub(super) fn read_circle(&mut self, now: Instant, circle: CircleId, job: Option<Box<Job>>) {
        match self.book_request(now, |access| book::find_circle(access, &circle.0)) {
            Ok(request) => self.run(now, Errand::Circle { circle, job }, request),
            Err(trouble) => {
                self.oddity(format!("the members of a circle weren't asked for: {trouble}"));
                self.circle_read(now, job, Err(RequestError::Server(ErrorCode(302))));
            }
        }
    }

    pub(super) fn circle_came(
        &mut self,
        now: Instant,
        circle: CircleId,
        job: Option<Box<Job>>,
        result: Result<WebReply, WebError>,
    ) {
        let reply = match result {
            Ok(reply) => book::read(&reply, &mut self.book.affinity).map_err(|error| error.request_error()),
            Err(_) => Err(RequestError::Timeout),
        };
        let result = match reply {
            Ok(book) => {
                let own = book.circle_me(&self.config.email);
                self.circles.own.extend(own.map(|own| (circle.clone(), own)));
                if self.roster.circle(&circle).is_some() {
                    let members = book.circle_members(&circle, &self.config.email);
                    self.tell(Event::Circle(CircleEvent::Members { id: circle, members }));
                }
                Ok(())
            }
            Err(error) => {
                self.oddity(format!("the members of a circle didn't come: {error}"));
                Err(error)
            }
        };
        self.circle_read(now, job, result);
    }

    fn circle_read(&mut self, now: Instant, job: Option<Box<Job>>, result: Result<(), RequestError>) {
        match (job, result) {
            (Some(job), Ok(())) => self.step_done(now, job, Reply::default()),
            (Some(job), Err(error)) => self.step_failed(now, job, error),
            (None, _) => {
                self.circles.reading = None;
                self.read_next(now);
            }
        }
    }
}

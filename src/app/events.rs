//! What the session tells, taken into the model.

use super::opening::Manner;
use super::{App, Message};
use crate::model::{Connection, Trouble};
use crate::window::Window;
use iced::Task;
use msnp::conversation::Change;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{
    Answer, CircleEvent, ConversationEvent, ConversationId, Event, MessageState, OfflineMessage, RosterEvent, Route,
};
use msnp::roster::{self, Standing};
use msnp::session::RequestId;
use msnp::types::{AddPolicy, CircleId, Status};
use std::time::Duration;

impl App {
    /// A batch of events of the sign-in with that number.
    pub(super) fn session(&mut self, number: u64, events: Vec<Event>) -> Task<Message> {
        if self.connected.as_ref().is_none_or(|connected| connected.number != number) {
            return Task::none();
        }
        self.told(number, events)
    }

    /// The same, when what is worth keeping of it is kept.
    pub(super) fn take_in(&mut self, number: u64, events: Vec<Event>) -> Task<Message> {
        if self.connected.as_ref().is_none_or(|connected| connected.number != number) {
            return Task::none();
        }
        let mut tasks: Vec<Task<Message>> = events.into_iter().map(|event| self.event(event)).collect();
        tasks.extend([self.remember(), self.refresh()]);
        Task::batch(tasks)
    }

    /// The main window hears that the model has changed.
    pub(super) fn refresh(&mut self) -> Task<Message> {
        let Some(id) = self.windows.main() else { return Task::none() };
        let Some(open) = self.windows.get_mut(id) else { return Task::none() };
        let action = open.content.refreshed(&self.model);
        self.perform(id, action)
    }

    fn event(&mut self, event: Event) -> Task<Message> {
        let invited = self.newly_invited(&event);
        let before = self.before(&event);
        let change = self.model.roster.apply(&event);
        if let Some(circle) = invited {
            self.tell_circle(&circle);
        }
        let told = match change {
            roster::Change::None => Task::none(),
            roster::Change::Changed => {
                self.tell_status(&event, before);
                Task::none()
            }
            roster::Change::WentOffline(email) => {
                self.tell_offline(&email);
                Task::none()
            }
            roster::Change::CameOnline(email) => {
                self.tell_online(&email);
                Task::none()
            }
            roster::Change::AddedUs(email) => self.tell_added(&email),
        };
        let done = match event {
            Event::SigningIn(step) => {
                match &mut self.model.connection {
                    // On the way back the state stays "lost", and its words say that it is being tried.
                    Connection::Lost { retry_in, .. } => *retry_in = Duration::ZERO,
                    // The lists are fetched when one is in already.
                    Connection::Online { .. } => {}
                    connection => *connection = Connection::SigningIn(step),
                }
                Task::none()
            }
            Event::SignedIn { dialect, email, server, .. } => {
                tracing::info!(%dialect, %server, "signed in");
                self.model.connection = Connection::Online { email, dialect, server };
                self.model.no_offline_service = false;
                self.policy.signed_in(self.model.now);
                self.publish();
                Task::batch([self.read_drafts(), self.keep_password(), self.settle_main()])
            }
            Event::ConnectionLost { reason, retry_in, attempt } => {
                tracing::info!(%reason, attempt, "connection lost");
                let since = self.model.now;
                self.model.connection = Connection::Lost { reason, retry_in, since, attempt };
                self.lost();
                self.model.places.clear();
                Task::batch([self.take_over(), self.settle_main()])
            }
            Event::SignedOut(reason) => self.signed_out(reason),
            Event::Answered { request, result } => self.answered(request, &result),
            Event::Roster(RosterEvent::SyncFinished(cache)) => {
                if let (Some(form), Some(cache)) = (&self.form, cache) {
                    let account =
                        crate::store::credentials::Account { service: form.service.clone(), email: form.email.clone() };
                    self.cache = Some((account, *cache));
                }
                self.introduce();
                self.ask_about_the_added()
            }
            Event::Roster(RosterEvent::OwnStatus(_)) => {
                self.status_changed();
                Task::none()
            }
            Event::Conversation(id, event) => self.conversation(id, event),
            Event::OfflineMessage(message) => self.waited(message),
            Event::Route(route) => {
                tracing::info!(?route, "connected");
                self.model.route = Some(route).filter(|route| *route != Route::Direct);
                Task::none()
            }
            Event::Family(family) => self.remember_family(family),
            Event::Places(places) => {
                self.model.places = places;
                Task::none()
            }
            Event::Oddity(what) => {
                tracing::debug!(%what, "oddity");
                Task::none()
            }
            _ => Task::none(),
        };
        Task::batch([told, done])
    }

    /// The circle that one is invited to by this, and wasn't before.
    fn newly_invited(&self, event: &Event) -> Option<CircleId> {
        let Event::Circle(CircleEvent::Is { id, standing: Standing::Invited, .. }) = event else { return None };
        self.model.roster.circle(id).is_none().then(|| id.clone())
    }

    fn signed_out(&mut self, reason: SignOutReason) -> Task<Message> {
        tracing::info!(%reason, "signed out");
        self.connected = None;
        let cut_off = self.cut_off(&RequestError::ConnectionLost);
        self.model.trouble = None;
        self.model.places.clear();
        let asked_for = reason == SignOutReason::Requested;
        self.model.connection = if asked_for { Connection::SignedOut } else { Connection::Ended(reason) };
        if self.quitting {
            return self.leave();
        }
        // What was written stays to be read when the end was a surprise.
        let closing = if asked_for {
            let closing = self.close_others();
            // What is typed and not sent waits for the same account's next sign-in; another account forgets it.
            self.model.conversations.retain(|_, talk| talk.keep_draft());
            closing
        } else {
            self.close_dialogs()
        };
        Task::batch([cut_off, closing, self.settle_main(), self.save_unsaved()])
    }

    /// A request has its answer: whoever asked hears of it, and a refusal is shown in one place.
    fn answered(&mut self, id: RequestId, result: &Result<Answer, RequestError>) -> Task<Message> {
        let Some(request) = self.model.pending.remove(&id) else { return Task::none() };
        let mut actions = Vec::new();
        let mut shown = false;
        for (window, open) in self.windows.iter_mut() {
            let (action, here) = open.content.answered(&request, result, &self.model);
            actions.push((window, action));
            shown |= here;
        }
        let later = self.wish_answered(&request, result.as_ref().err());
        if let Err(error) = result
            && !self.failed(&request, error.clone())
            && !shown
            && !later
        {
            self.model.trouble = Some(Trouble { request, error: error.clone() });
        }
        Task::batch(actions.into_iter().map(|(window, action)| self.perform(window, action)).collect::<Vec<_>>())
    }

    /// Those who added us while we were away get their dialog.
    fn ask_about_the_added(&mut self) -> Task<Message> {
        let wanted = self.model.roster.add_policy == AddPolicy::Ask;
        if wanted && self.model.roster.awaiting_answer().next().is_some() {
            self.open(Window::AddedYou, Manner::Quiet)
        } else {
            Task::none()
        }
    }

    pub(super) fn conversation(&mut self, mut id: ConversationId, event: ConversationEvent) -> Task<Message> {
        let now = self.model.now;
        let known = self.model.conversations.contains_key(&id);
        let talk = self.talk(&id);
        let change = talk.log.apply(now, &event);
        talk.stamp();
        if let Change::Became(new) = &change {
            self.became(&id, new);
            id = new.clone();
        }
        let felt = match &event {
            ConversationEvent::Nudge { from, .. } => self.nudged(&id, from),
            _ => true,
        };
        let drawn = self.draw(&id, &event);
        self.note_no_service(&id, &event);
        let answer = self.reply_due(&id, &event).then(|| id.clone());
        let told = match (&change, event) {
            (Change::Arrived, _) if !felt => {
                self.ringing.remove(&id);
                self.count(&id);
                self.note_talk(&id);
                Task::none()
            }
            (_, ConversationEvent::Ringing { from, name }) => self.rings(id, from, name),
            (Change::Arrived, event) => self.arrived(id, event),
            (Change::Changed, ConversationEvent::Joined { .. }) => self.called_in(&id),
            (_, ConversationEvent::Closed) => {
                self.forget_empty(&id);
                Task::none()
            }
            // What still comes of a conversation of several that was left.
            (Change::None, _) if !known && matches!(id, ConversationId::Group(_)) => {
                self.forget_empty(&id);
                Task::none()
            }
            _ => Task::none(),
        };
        let answered = answer.map_or_else(Task::none, |with| self.reply(with));
        Task::batch([drawn, told, answered])
    }

    /// A message that waited at the service. Once it stands in its conversation the service may forget it.
    fn waited(&mut self, waited: OfflineMessage) -> Task<Message> {
        let now = self.model.now;
        let id = ConversationId::With(waited.from.clone());
        let talk = self.talk(&id);
        talk.log.apply_offline(now, &waited);
        talk.stamp();
        self.shown(&waited);
        self.note_talk(&id);
        let OfflineMessage { from, name, message, .. } = waited;
        let event = ConversationEvent::Message { from: from.clone(), name: name.clone(), message: message.clone() };
        let drawn = self.draw(&id, &event);
        Task::batch([drawn, self.waited_for_us(id, from, name, message.text)])
    }

    /// The window of a conversation hears what has happened in it.
    fn draw(&mut self, id: &ConversationId, event: &ConversationEvent) -> Task<Message> {
        let window = self.windows.find(&Window::Conversation(id.clone()));
        match window.and_then(|window| self.windows.get_mut(window).map(|open| (window, open))) {
            Some((window, open)) => {
                let action = open.content.changed(&self.model, id, event);
                self.perform(window, action)
            }
            None => Task::none(),
        }
    }

    /// A message that should have waited at the service didn't: what the window says of the next one is the truth.
    fn note_no_service(&mut self, id: &ConversationId, event: &ConversationEvent) {
        use RequestError::{Unreachable, Unsupported};
        let ConversationEvent::MessageState { state: MessageState::Failed(Unreachable | Unsupported), .. } = event
        else {
            return;
        };
        let ConversationId::With(email) = id else { return };
        let offline = self.model.roster.person(email).is_some_and(|person| person.status == Status::Offline);
        self.model.no_offline_service |= offline && self.model.leaves_messages();
    }

    /// The third person came in: the conversation and its window go by another name.
    fn became(&mut self, old: &ConversationId, new: &ConversationId) {
        let Some(talk) = self.model.conversations.remove(old) else { return };
        self.model.conversations.insert(new.clone(), talk);
        self.keeping.became(old, new);
        if let Some(open) =
            self.windows.find(&Window::Conversation(old.clone())).and_then(|window| self.windows.get_mut(window))
        {
            open.content.became(old, new);
            if let Window::Conversation(_) = open.which {
                open.which = Window::Conversation(new.clone());
            }
        }
    }

    /// A call in which nothing was said leaves nothing behind, so that strangers can't fill the memory.
    pub(super) fn forget_empty(&mut self, id: &ConversationId) {
        let open = self.windows.find(&Window::Conversation(id.clone())).is_some();
        let empty =
            self.model.conversations.get(id).is_some_and(|talk| talk.log.entries.is_empty() && talk.draft.is_empty());
        if empty && !open {
            self.model.conversations.remove(id);
        }
    }
}

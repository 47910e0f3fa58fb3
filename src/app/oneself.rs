//! Oneself: the name, the personal message and the status that are remembered, and what this program says for the person.

use super::absence::{Absence, Now};
use super::replies::{Replies, Said};
use super::{App, Message};
use crate::model::Connection;
use crate::platform::idle::Idle;
use crate::platform::playing::{Playing, Track};
use crate::store::credentials::Account;
use crate::store::settings::{AutoReply, OwnAccount, OwnChange};
use crate::t;
use crate::window::pending;
use futures::stream::BoxStream;
use iced::{Subscription, Task};
use msnp::content::personal;
use msnp::error::RequestError;
use msnp::event::{ConversationEvent, ConversationId};
use msnp::request::Request;
use msnp::types::{Email, PersonalMessage, Status};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

/// The longest name that is remembered, in letters. The protocol has no longer ones.
const LONGEST: usize = 400;

/// What is known of oneself beside the model.
#[derive(Debug, Default)]
pub(super) struct Oneself {
    /// What is played, where it may be told.
    track: Option<Track>,
    /// The personal message that was sent last.
    said: Option<PersonalMessage>,
    absence: Absence,
    replies: Replies,
    /// Whether something is remembered otherwise than it is written.
    unsaved: bool,
}

impl App {
    /// What the session tells everybody of us at sign-in, before anybody sees us.
    pub(super) fn first_personal(&mut self, account: &Account) -> Option<PersonalMessage> {
        let text = self.model.settings.selves.get(&account.key()).and_then(|own| own.personal.clone());
        let said = self.with_music(text.clone().unwrap_or_default());
        self.oneself.said = (text.is_some() || said.media.is_some()).then_some(said);
        let status = self.form.as_ref().map(|form| form.status).unwrap_or_default();
        self.oneself.absence.chosen(status);
        self.oneself.replies.forget();
        self.oneself.said.clone()
    }

    fn own_account(&mut self) -> Option<&mut OwnAccount> {
        let key = self.model.account_key()?;
        Some(self.model.settings.selves.entry(key).or_default())
    }

    /// The person wants to be called, seen or shown otherwise: that is remembered. The music stands beside what they say.
    pub(super) fn wished(&mut self, request: &mut Request) -> Task<Message> {
        match request {
            Request::SetName(name) => {
                let name = name.clone();
                let Some(own) = self.own_account() else { return Task::none() };
                (own.name, own.name_unsent) = (Some(name), true);
            }
            Request::SetPersonalMessage(message) => {
                let text = message.text.clone();
                *message = self.with_music(text.clone());
                self.oneself.said = Some(message.clone());
                let Some(own) = self.own_account() else { return Task::none() };
                own.personal = Some(text);
            }
            Request::SetStatus(status) => {
                self.oneself.absence.chosen(*status);
                if !lasts(*status) || self.model.settings.status == *status {
                    return Task::none();
                }
                self.model.settings.status = *status;
            }
            _ => return Task::none(),
        }
        self.save()
    }

    /// What became of such a wish. Answers whether a refusal needs no word, since it is done at the next sign-in.
    pub(super) fn wish_answered(&mut self, request: &Request, refusal: Option<&RequestError>) -> bool {
        let later = matches!(refusal, Some(RequestError::ConnectionLost | RequestError::NotSignedIn));
        let (name, personal) = (self.model.roster.own.name.clone(), self.model.roster.own.personal.clone());
        match request {
            Request::SetName(asked) if !later => {
                let Some(own) = self.own_account() else { return false };
                // Another one may be on its way already.
                if own.name.as_ref() == Some(asked) {
                    own.name_unsent = false;
                    if refusal.is_some() {
                        own.name = name;
                    }
                    self.oneself.unsaved = true;
                }
            }
            Request::SetPersonalMessage(asked) if !later && refusal.is_some() => {
                let Some(own) = self.own_account() else { return false };
                if own.personal.as_ref() == Some(&asked.text) {
                    own.personal = Some(personal.text.clone());
                    self.oneself.said = Some(personal);
                    self.oneself.unsaved = true;
                }
            }
            _ => {}
        }
        later && matches!(request, Request::SetName(_) | Request::SetPersonalMessage(_))
    }

    /// The lists are there, and with them the name that the server has. It is the newer one, unless the name was changed
    /// here and the server never heard of it, or knows of none.
    pub(super) fn introduce(&mut self) {
        let nameless = self.server_name().is_none();
        let Some(own) = self.own_account() else { return };
        if let Some(name) = own.name.clone().filter(|_| own.name_unsent || nameless) {
            own.name_unsent = true;
            self.send(Request::SetName(name));
        }
    }

    /// The name that the server has; `None` where it has none but the address.
    fn server_name(&self) -> Option<&str> {
        let own = &self.model.roster.own;
        let name = own.name.as_deref()?;
        let address = own.email.as_ref().is_some_and(|email| email.as_str() == name);
        (!address && !name.trim().is_empty()).then_some(name)
    }

    /// What the server says of the name is remembered, and what became of a wish.
    pub(super) fn remember(&mut self) -> Task<Message> {
        let name = self.server_name().filter(|name| name.chars().count() <= LONGEST).map(str::to_owned);
        if let Some(name) = name
            && self.model.connection.is_online()
            && let Some(own) = self.own_account()
            && !own.name_unsent
            && own.name.as_ref() != Some(&name)
        {
            own.name = Some(name);
            self.oneself.unsaved = true;
        }
        if std::mem::take(&mut self.oneself.unsaved) { self.save() } else { Task::none() }
    }

    /// A connection is lost: on the way back the session says what was confirmed last.
    pub(super) fn lost(&mut self) {
        self.oneself.said = Some(self.model.roster.own.personal.clone());
    }

    /// What is said, with what is played as far as there is room.
    fn with_music(&self, text: String) -> PersonalMessage {
        let shown = self.model.settings.own.show_music;
        let media = self.oneself.track.as_ref().filter(|_| shown).map(Track::media);
        let message = PersonalMessage { text, media };
        match personal::encode(&message).len() <= personal::MOST {
            true => message,
            false => PersonalMessage { media: None, ..message },
        }
    }

    /// Tells everybody what has changed by itself. A refusal of that is nobody's concern.
    pub(super) fn publish(&mut self) {
        let Connection::Online { dialect, .. } = &self.model.connection else { return };
        if !dialect.features().personal_messages {
            return;
        }
        let remembered = self.own_account().and_then(|own| own.personal.clone());
        let text = remembered.unwrap_or_else(|| self.model.roster.own.personal.text.clone());
        let message = self.with_music(text);
        if message == self.oneself.said.clone().unwrap_or_default() {
            return;
        }
        self.oneself.said = Some(message.clone());
        if let Some(connected) = &self.connected {
            connected.handle.request(Request::SetPersonalMessage(message));
        }
    }

    /// The players play something else.
    pub(super) fn plays(&mut self, track: Option<Track>) {
        self.oneself.track = track;
        self.publish();
    }

    /// Nobody is at the computer, or somebody is again.
    pub(super) fn absent(&mut self, away: bool) {
        let now = self.own_status();
        let wish = self.oneself.absence.seen(away, now);
        self.take(wish);
    }

    /// The own status is another one.
    pub(super) fn status_changed(&mut self) {
        self.oneself.replies.status(self.model.roster.own.status);
        let now = self.own_status();
        let wish = self.oneself.absence.settle(now);
        self.take(wish);
    }

    /// The own status, as it is or as it was asked to be.
    fn own_status(&self) -> Now {
        let online = self.model.connection.is_online();
        let status = pending::status(&self.model).unwrap_or(self.model.roster.own.status);
        let status = if online { status } else { Status::Offline };
        Now { status, elsewhere: self.model.other_places().next().is_some() }
    }

    fn take(&self, wish: Option<Status>) {
        if let (Some(status), Some(connected)) = (wish, &self.connected) {
            connected.handle.request(Request::SetStatus(status));
        }
    }

    /// Something else is wanted of what this program does by itself.
    pub(super) fn configure_own(&mut self, change: OwnChange) {
        let before = self.model.settings.own.clone();
        self.model.settings.own.apply(change);
        let own = &self.model.settings.own;
        if own.idle_after.is_none() {
            let now = self.own_status();
            let wish = self.oneself.absence.off(now);
            self.take(wish);
        }
        if self.model.settings.own.auto_reply != before.auto_reply {
            self.oneself.replies.forget();
        }
        if !self.model.settings.own.show_music {
            self.oneself.track = None;
        }
        self.publish();
    }

    /// The person has said something themselves.
    pub(super) fn spoke(&mut self, conversation: &ConversationId) {
        if let ConversationId::With(email) = conversation {
            self.oneself.replies.spoke(email, self.model.roster.own.status);
        }
    }

    /// Whether this is to be answered in place of the person. A yes is remembered.
    pub(super) fn reply_due(&mut self, conversation: &ConversationId, event: &ConversationEvent) -> bool {
        let (from, automatic) = match event {
            ConversationEvent::Message { from, message, .. } => (from, message.automatic),
            ConversationEvent::Nudge { from, .. } => (from, false),
            ConversationEvent::SaidElsewhere { .. } => {
                self.spoke(conversation);
                return false;
            }
            _ => return false,
        };
        // Never among several.
        if !self.model.settings.own.auto_reply.on
            || !matches!(conversation, ConversationId::With(partner) if partner == from)
        {
            return false;
        }
        let said = Said { from, automatic, blocked: self.is_blocked(from) };
        self.oneself.replies.due(said, self.model.roster.own.status)
    }

    /// Answers.
    pub(super) fn reply(&mut self, conversation: ConversationId) -> Task<Message> {
        let AutoReply { text, .. } = &self.model.settings.own.auto_reply;
        let text = if text.trim().is_empty() { t!("auto-reply-usual") } else { text.trim().to_owned() };
        let format = self.model.settings.format.clone();
        self.say_automatically(conversation, text, format)
    }

    fn is_blocked(&self, email: &Email) -> bool {
        self.model.roster.person(email).is_some_and(|person| person.is_blocked())
    }

    /// The players and the system's idle time, as long as they are of any use.
    pub(super) fn own_subscriptions(&self) -> Vec<Subscription<Message>> {
        let own = &self.model.settings.own;
        let mut all = Vec::new();
        if self.connected.is_none() {
            return all;
        }
        if own.show_music {
            let players = Players(self.environment.playing.clone());
            all.push(Subscription::run_with(players, Players::tracks).map(Message::Playing));
        }
        if let Some(minutes) = own.idle_after {
            let computer = Computer { idle: self.environment.idle.clone(), minutes };
            all.push(Subscription::run_with(computer, Computer::absences).map(Message::Absent));
        }
        all
    }
}

/// Whether a status holds until the person chooses another, and so is the one of the next sign-in. Whoever comes back
/// after "Be right back" is back.
const fn lasts(status: Status) -> bool {
    matches!(status, Status::Online | Status::Busy | Status::Hidden)
}

/// There are the players of one desktop.
struct Players(Arc<dyn Playing>);

impl Hash for Players {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "players".hash(state);
    }
}

impl Players {
    fn tracks(&self) -> BoxStream<'static, Option<Track>> {
        self.0.tracks()
    }
}

/// There is one computer, and a time after which nobody is at it.
struct Computer {
    idle: Arc<dyn Idle>,
    minutes: u16,
}

impl Hash for Computer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ("computer", self.minutes).hash(state);
    }
}

impl Computer {
    fn absences(&self) -> BoxStream<'static, bool> {
        self.idle.absences(Duration::from_secs(u64::from(self.minutes) * 60))
    }
}

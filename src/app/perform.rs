//! What a window asks for, done. Only here.

use super::opening::Manner;
use super::{App, Message};
use crate::emoticon;
use crate::model::{Connection, Trouble};
use crate::platform::open::Link;
use crate::store::history::Change;
use crate::store::settings::AccountList;
use crate::widget::composer;
use crate::window::{Action, SettingsChange, Window, pending};
use crate::windows;
use iced::{Task, window};
use msnp::conversation::Again;
use msnp::error::RequestError;
use msnp::event::{ConversationEvent, ConversationId, MessageState};
use msnp::request::{MessageId, Request};
use msnp::roster::Person;
use msnp::types::Status;
use std::time::Duration;

/// So long after the plain text the formatted one is put on the clipboard.
const FORMATTED_AFTER: Duration = Duration::from_millis(150);

impl App {
    /// Does what the window `id` wants done.
    pub(super) fn perform(&mut self, id: window::Id, action: Action<windows::Message>) -> Task<Message> {
        match action {
            Action::None => Task::none(),
            Action::Run(task) => task.map(move |message| Message::Content(id, message)),
            Action::Many(actions) => {
                // In order: what a later one draws on is done by then.
                let tasks: Vec<Task<Message>> = actions.into_iter().map(|action| self.perform(id, action)).collect();
                Task::batch(tasks)
            }
            Action::Send(mut request) => {
                let remembered = self.wished(&mut request);
                self.send(request);
                remembered
            }
            Action::Say { conversation, text, format } => self.say(conversation, text, format),
            Action::SayAgain { conversation, message } => self.say_again(conversation, message),
            Action::SayLater { conversation, message } => self.say_later(conversation, message),
            Action::Nudge(conversation) => self.nudge(conversation),
            Action::ShowHistory(conversation) => self.show_history(conversation.as_ref()),
            Action::SaveTalk { conversation, print } => {
                let key = Some(self.key_of(&conversation));
                self.open(Window::SaveLog { key, print }, Manner::Wanted)
            }
            Action::HistoryDeleted => self.deleted(),
            Action::ShowPage(page) => {
                self.environment.opener.show(&page);
                Task::none()
            }
            Action::ShowEarlier(conversation) => self.want_earlier(&conversation),
            Action::Draft { conversation, text } => self.drafted(&conversation, text),
            Action::Open(which) => self.open(which, Manner::Wanted),
            Action::Close if self.windows.main() == Some(id) => self.quit(),
            Action::Close => window::close(id),
            Action::Ended(conversation) => {
                self.ended(&conversation);
                Task::none()
            }
            Action::Aimed { email, at, phase } => self.aimed(id, email, at, phase),
            Action::InContacts(message) => match self.windows.main() {
                Some(main) => {
                    let forward = self.open(Window::Main, Manner::Wanted);
                    Task::batch([forward, self.content(main, windows::Message::Contacts(*message))])
                }
                None => Task::none(),
            },
            Action::ChooseFile(choice) => {
                // Asked for here, not in the task: some systems show dialogs from the first thread alone.
                let chosen = self.environment.chooser.choose(choice);
                Task::perform(chosen, move |path| Message::FileChosen(id, path))
            }
            Action::Copy(copied) => {
                let clipboard = self.environment.clipboard.clone();
                let plain = iced::clipboard::write(copied.plain.clone());
                let formatted = Task::future(async move {
                    // Whoever comes last has the clipboard, and the plain text is on its way through the event loop.
                    tokio::time::sleep(FORMATTED_AFTER).await;
                    clipboard.write(copied.html, copied.plain);
                });
                Task::batch([plain, formatted.discard()])
            }
            Action::OpenLink(text) => {
                match Link::parse(&text) {
                    Some(link) => self.environment.opener.open(&link),
                    None => tracing::info!("a link of another kind isn't opened"),
                }
                Task::none()
            }
            Action::Spelling(wish) => self.spelling_wish(wish),
            Action::Configure(change) => self.configure(change),
            Action::SignIn(form) => self.sign_in(*form),
            Action::AcceptCertificate { host, fingerprint } => self.accept_certificate(host, fingerprint),
            Action::ForgetCertificate(host) => self.forget_certificate(&host),
            Action::CancelSignIn => self.cancel_sign_in(),
            Action::RetryNow => {
                if let Some(connected) = &self.connected {
                    connected.handle.request(Request::Reconnect);
                }
                Task::none()
            }
            Action::SignOut => self.sign_out(),
            Action::Quit => self.quit(),
            Action::CreateAccount { email, name, password } => self.create_account(email, name, password),
            Action::DismissTrouble => {
                self.model.trouble = None;
                Task::none()
            }
            Action::DismissProblem => {
                self.model.problem = None;
                Task::none()
            }
        }
    }

    fn configure(&mut self, change: SettingsChange) -> Task<Message> {
        let settings = &mut self.model.settings;
        match change {
            SettingsChange::Format(format) => {
                self.windows.iter_mut().for_each(|(_, open)| open.content.restyle(&format));
                settings.format = format;
            }
            SettingsChange::Tabs(tabs) => {
                settings.frames.tabs = tabs;
                return Task::batch([self.reframe(), self.refresh(), self.save()]);
            }
            SettingsChange::MessageTimes(always) => settings.message_times = always,
            SettingsChange::EmojiPicked(emoji) => settings.note_emoji(emoji),
            SettingsChange::Drafts(keep) => return self.keep_drafts(keep),
            SettingsChange::Spelling(on) => {
                settings.spelling.off = !on;
                return Task::batch([self.spelling_changed(), self.save()]);
            }
            SettingsChange::SpellingLanguage(name) => {
                settings.spelling.language = name;
                return Task::batch([self.spelling_changed(), self.save()]);
            }
            SettingsChange::Folded { group, folded: true } => {
                settings.folded.insert(group);
            }
            SettingsChange::Folded { group, folded: false } => {
                settings.folded.remove(&group);
            }
            SettingsChange::List(look) => settings.list = look,
            SettingsChange::Favourite { email, favourite } => {
                self.change_list(|list| match favourite {
                    true => list.favourites.insert(email),
                    false => list.favourites.remove(&email),
                });
            }
            SettingsChange::Watch { email, watch } => self.change_list(|list| list.watch(email, watch)),
            SettingsChange::MuteNudges { email, muted } => self.change_list(|list| list.mute(email, muted)),
            SettingsChange::GroupOrder(order) => self.change_list(|list| list.order = order),
            SettingsChange::Own(change) => self.configure_own(change),
            SettingsChange::History(change) => {
                let swept = self.configure_history(change);
                return Task::batch([swept, self.refresh(), self.save()]);
            }
            SettingsChange::Connection(change) => return self.set_connection(*change),
            SettingsChange::Appearance(appearance) => return self.set_appearance(appearance),
            SettingsChange::Alerts(alerts) => settings.alerts = alerts,
            SettingsChange::PlaceName(name) => settings.place_name = name,
            SettingsChange::SignInStatus(status) => settings.status = status,
            SettingsChange::Remember(remember) => return self.set_remember(remember),
            SettingsChange::Automatic(automatic) => return self.set_automatic(automatic),
        }
        Task::batch([self.refresh(), self.save()])
    }

    /// Ctrl+Shift+O: offline for everybody else, or there again.
    pub(super) fn appear_offline(&mut self, id: window::Id) -> Task<Message> {
        if !self.model.connection.is_online() {
            return Task::none();
        }
        let now = pending::status(&self.model).unwrap_or(self.model.roster.own.status);
        let status = if now == Status::Hidden { Status::Online } else { Status::Hidden };
        self.perform(id, Action::Send(Request::SetStatus(status)))
    }

    /// Changes what the account that is signed in keeps about its people.
    pub(super) fn change_list<T>(&mut self, change: impl FnOnce(&mut AccountList) -> T) {
        if let Some(account) = self.model.account_key() {
            change(self.model.settings.lists.entry(account).or_default());
        }
    }

    /// Notes that one talks with somebody, for a list that is sorted by that. Written with the next change that is.
    pub(super) fn note_talk(&mut self, conversation: &ConversationId) {
        let ConversationId::With(email) = conversation else { return };
        if self.model.roster.person(email).is_some_and(Person::is_contact) {
            let (email, now) = (email.clone(), chrono::Utc::now().timestamp_millis());
            self.change_list(|list| list.talked(email, now));
            self.unsaved = true;
        }
    }

    /// Asks the session, and notes what was asked until the answer comes.
    pub(super) fn send(&mut self, request: Request) {
        let Some(connected) = &self.connected else {
            if !matches!(request, Request::Typing(_)) {
                self.model.trouble = Some(Trouble { request, error: RequestError::NotSignedIn });
            }
            return;
        };
        // A notice that isn't sent is no loss, so nobody waits for its answer.
        let unanswered = matches!(request, Request::Typing(_));
        let id = connected.handle.request(request.clone());
        if !unanswered {
            self.model.pending.insert(id, request);
        }
    }

    /// A number for a message. Without a session it only has to differ from the others: the message fails at once.
    pub(super) fn message_id(&self) -> MessageId {
        match &self.connected {
            Some(connected) => connected.handle.message_id(),
            None => MessageId(u64::MAX - u64::try_from(self.model.now.0.as_nanos()).unwrap_or_default()),
        }
    }

    /// Sends a message that failed anew, in its old place.
    pub(super) fn deliver_again(&mut self, conversation: &ConversationId, old: MessageId, message: MessageId) {
        let again = self.talk(conversation).log.sending_again(old, message);
        let conversation = conversation.clone();
        match again {
            Some(Again::Text(text, format)) => self.deliver(Request::Say { conversation, message, text, format }),
            Some(Again::Nudge) => self.deliver(Request::Nudge { conversation, message }),
            None => {}
        }
    }

    /// Leaves a failed message at the service, in place of the one that failed.
    pub(super) fn leave_later(&mut self, conversation: &ConversationId, old: MessageId, message: MessageId) {
        let ConversationId::With(to) = conversation else { return };
        if let Some(Again::Text(text, _)) = self.talk(conversation).log.sending_again(old, message) {
            self.deliver(Request::SayLater { to: to.clone(), message, text });
        }
    }

    /// Sends a message that is noted already. What can't be sent fails there, under the person's eyes.
    pub(super) fn deliver(&mut self, request: Request) {
        if self.connected.is_none() || self.model.connection == Connection::SignedOut {
            self.failed(&request, RequestError::NotSignedIn);
            return;
        }
        self.send(request);
    }

    /// The session is gone. What it hadn't told the end of has failed, rather than wait for ever.
    pub(super) fn cut_off(&mut self, error: &RequestError) -> Task<Message> {
        self.model.pending.clear();
        let mut lost = Vec::new();
        for talk in self.model.conversations.values_mut() {
            let failed = talk.cut_off(self.model.now, error);
            lost.extend(failed.into_iter().map(|message| Change::State(message, MessageState::Failed(error.clone()))));
        }
        self.note(lost);
        // The next session counts its conversations of several from 1 again: the old ones, which nobody can come back
        // to, make room for them at the other end of the numbers.
        let old: Vec<ConversationId> = self.model.conversations.keys().filter(|id| is_live(id)).cloned().collect();
        let tasks: Vec<Task<Message>> = old
            .into_iter()
            .map(|id| {
                self.past_groups += 1;
                let past = ConversationId::Group(u32::MAX - self.past_groups);
                self.keeping.renumbered(&id, &past);
                self.conversation(id, ConversationEvent::Became(past))
            })
            .collect();
        Task::batch(tasks)
    }

    /// Marks the message of a refused request as failed. Answers whether it was one of a message.
    pub(super) fn failed(&mut self, request: &Request, error: RequestError) -> bool {
        let (Request::Say { message, .. }
        | Request::SayLater { message, .. }
        | Request::SayAutomatically { message, .. }
        | Request::Nudge { message, .. }) = request
        else {
            return false;
        };
        let state = MessageState::Failed(error);
        self.note(vec![Change::State(*message, state.clone())]);
        let event = ConversationEvent::MessageState { message: *message, state };
        let now = self.model.now;
        // Wherever it is by now: a conversation may have got another name meanwhile.
        for talk in self.model.conversations.values_mut() {
            talk.log.apply(now, &event);
        }
        true
    }
}

/// A text as it goes out: an old client shows its picture for a code, and an empty box for an emoji.
pub(super) fn coded(text: String) -> String {
    Some(emoticon::coded(&text)).filter(|coded| coded.len() <= composer::LIMIT).unwrap_or(text)
}

/// Whether it is a conversation of several of the session that just ended.
const fn is_live(id: &ConversationId) -> bool {
    matches!(id, ConversationId::Group(number) if *number < u32::MAX / 2)
}

//! The one owner of all state. `update` routes; what it leads to is done in the files below.
//!
//! ```text
//! environment   what the program stands on: settings, keyring, desktop; other ones in tests
//! opening       windows: opened, brought forward, closed
//! frames        the windows of conversations: one for each, or tabs
//! perform       what a window asks for
//! looks         light, dark, contrast, the size of text
//! signing_in    the form, the built-in server, the keyring, the way out
//! keeping       the history: written before it is shown
//! events        what the session tells
//! telling       notifications and unread counts
//! watching      who comes and goes: told by wish, and last seen
//! nudging       which nudges are felt
//! spelling      dictionaries
//! drafts        what is written and not sent
//! oneself       own name, message and status; music, idle times and answers while away
//! absence       when one becomes idle
//! replies       who is answered while one is away
//! ```

mod absence;
mod drafts;
mod environment;
mod events;
mod fonts;
mod frames;
mod keeping;
mod looks;
mod nudging;
mod oneself;
mod opening;
mod perform;
mod replies;
mod signing_in;
mod spelling;
mod telling;
mod watching;

pub use environment::{Clock, Environment};

use crate::local::{LocalError, LocalServer};
use crate::model::{Connection, Model, Problem};
use crate::platform::notify::Target;
use crate::platform::playing::Track;
use crate::platform::policy::Policy;
use crate::session::Connected;
use crate::shortcut::Shortcut;
use crate::store::credentials::{Account, CredentialError};
use crate::store::history::{HistoryError, Key, Page, Ready, Written};
use crate::store::settings::SettingsTrouble;
use crate::widget::{focus, paste};
use crate::windows::{self, Windows};
use crate::{theme, window as kinds};
use futures::Stream;
use futures::channel::mpsc;
use iced::advanced::widget::operation::focusable;
use iced::{Daemon, Element, Event, Point, Program, Size, Subscription, Task, Theme, event, system, window};
use msnp::event::{ConversationId, Event as SessionEvent};
use msnp::session::ListCache;
use msnp::types::{Email, Secret};
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Everything.
#[derive(Debug)]
pub struct App {
    environment: Environment,
    /// What the windows look at.
    pub model: Model,
    /// The windows.
    pub windows: Windows,
    connected: Option<Connected>,
    /// Counts the sign-ins of this run; what a former one still brings is known by it.
    attempt: u64,
    /// Under what the settings remember the kind of sign-in of that service.
    family_key: Option<String>,
    /// The form of the sign-in that is under way or done.
    form: Option<kinds::SignIn>,
    local: Option<LocalServer>,
    /// The lists of the last sign-in, for the same account's next one.
    cache: Option<(Account, ListCache)>,
    policy: Policy,
    nudges: nudging::Nudges,
    oneself: oneself::Oneself,
    /// What is on its way through the history.
    keeping: keeping::Keeping,
    /// Whether what waited at the service may be forgotten there, once it is shown.
    forgettable: bool,
    /// Conversations that ring and have said nothing yet.
    ringing: BTreeSet<ConversationId>,
    /// Messages that waited at the service and aren't told yet.
    waited: Vec<telling::Waited>,
    drafts: drafts::Keeping,
    clicks: Clicks,
    /// Counts the conversations of several that ended with their session.
    past_groups: u32,
    /// Whether the system is dark.
    system_dark: bool,
    /// Sizes that changed since the settings were last written.
    unsaved: bool,
    quitting: bool,
}

/// What happens.
#[derive(Debug)]
pub enum Message {
    /// In a window.
    Content(window::Id, windows::Message),
    /// A window is there, in that place where the desktop tells it.
    Opened(window::Id, Option<Point>),
    /// A window is in another place.
    Moved(window::Id, Point),
    /// A window is gone.
    Closed(window::Id),
    /// The main window's close button was pressed.
    CloseRequested(window::Id),
    /// A window has the focus now, or no more.
    Focused(window::Id, bool),
    /// A window has another size.
    Resized(window::Id, Size),
    /// A key that works everywhere was pressed in a window.
    Key(window::Id, Shortcut),
    /// The system is light or dark now.
    SystemTheme(iced::theme::Mode),
    /// The system asks for less motion, or no longer.
    ReducedMotion(bool),
    /// The session of that sign-in tells something.
    Session(u64, Vec<SessionEvent>),
    /// The history is open.
    HistoryOpened(u64, Result<Ready, HistoryError>),
    /// Something is written in the history.
    Kept(u64, Result<Written, HistoryError>),
    /// What was said in a conversation before it was opened.
    EarlierCame(Key, Result<Page, HistoryError>),
    /// What is old may have to be deleted from the history.
    Sweep,
    /// The built-in server runs, for that sign-in.
    LocalReady(u64, Result<LocalServer, LocalError>),
    /// The account was made, for that sign-in.
    AccountMade(u64, Result<LocalServer, LocalError>),
    /// Whether there is a keyring.
    Keyring(Result<(), CredentialError>),
    /// What the keyring had for the proxy.
    ProxyPasswordLoaded(Result<Option<Secret>, CredentialError>),
    /// What the keyring had for an account.
    PasswordLoaded(Account, Result<Option<Secret>, CredentialError>),
    /// Whether the keyring did what it was asked for.
    PasswordKept(Result<(), CredentialError>),
    /// Whether the settings were written.
    Saved(Result<(), String>),
    /// Somebody's call has gone on for a while.
    RingWaited(ConversationId, Email, String),
    /// Messages that waited at the service have had a moment to come.
    WaitedGathered,
    /// A notification was clicked.
    Clicked(Target),
    /// A file was chosen for a window, or the dialog was left.
    FileChosen(window::Id, Option<PathBuf>),
    /// The disk has answered about dictionaries.
    Spelling(spelling::Message),
    /// Something happens to what is written and not sent.
    Drafts(drafts::Message),
    /// Something else is played, or nothing.
    Playing(Option<Track>),
    /// Nobody is at the computer, or somebody is again.
    Absent(bool),
    /// Time goes by.
    Tick,
    /// The goodbyes have had their time.
    Leave,
}

impl App {
    /// The start: the main window opens as soon as it is known whether the system is dark.
    pub fn new(environment: Environment) -> (Self, Task<Message>) {
        let loaded = environment.settings.load();
        let settings_unkept = loaded.trouble.as_ref().is_some_and(SettingsTrouble::keeps_nothing);
        let problem = loaded.trouble.map(Problem::Settings).or_else(|| environment.services_error.clone());
        let model = Model {
            settings: loaded.settings,
            settings_unkept,
            services: environment.services.clone(),
            host: environment.host.clone(),
            problem,
            ..Model::default()
        };
        let keyring = Task::perform(environment.credentials.clone().available(), Message::Keyring);
        let app = Self {
            clicks: Clicks(Arc::new(Mutex::new(environment.notifier.clicks()))),
            environment,
            drafts: drafts::Keeping::default(),
            model,
            windows: Windows::default(),
            connected: None,
            attempt: 0,
            family_key: None,
            form: None,
            local: None,
            cache: None,
            policy: Policy::default(),
            nudges: nudging::Nudges::default(),
            oneself: oneself::Oneself::default(),
            keeping: keeping::Keeping::default(),
            forgettable: true,
            ringing: BTreeSet::new(),
            waited: Vec::new(),
            past_groups: 0,
            system_dark: false,
            unsaved: false,
            quitting: false,
        };
        let dictionaries = app.find_dictionaries();
        (app, Task::batch([system::theme().map(Message::SystemTheme), keyring, dictionaries]))
    }

    /// Which sign-in of this run the session belongs to, as [`Message::Session`] says it.
    pub const fn sign_in_number(&self) -> u64 {
        self.attempt
    }

    /// Routes a message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.model.now = self.environment.clock.now();
        match message {
            Message::Content(id, message) => self.content(id, message),
            Message::Opened(id, at) => {
                crate::platform::display::opened();
                if let Some(at) = at {
                    self.moved(id, at);
                }
                Task::none()
            }
            Message::Moved(id, at) => {
                self.moved(id, at);
                Task::none()
            }
            Message::Closed(id) => self.closed(id),
            Message::CloseRequested(id) if self.windows.main() == Some(id) => self.quit(),
            Message::CloseRequested(_) => Task::none(),
            Message::Focused(id, has_it) => self.focused(id, has_it),
            Message::Resized(id, size) => {
                self.resized(id, size);
                Task::none()
            }
            Message::Key(id, shortcut) => self.key(id, shortcut),
            Message::ReducedMotion(reduced) => {
                self.model.reduced_motion = reduced;
                Task::none()
            }
            Message::SystemTheme(mode) => {
                self.system_dark = mode == iced::theme::Mode::Dark;
                self.settle_looks();
                if self.windows.main().is_none() && !self.quitting {
                    return self.open(kinds::Window::Main, opening::Manner::Wanted);
                }
                Task::none()
            }
            Message::Session(number, events) => self.session(number, events),
            Message::HistoryOpened(turn, result) => self.history_opened(turn, result),
            Message::Kept(turn, result) => self.kept(turn, result),
            Message::EarlierCame(key, page) => self.earlier_came(&key, page),
            Message::Sweep => self.sweep(),
            Message::LocalReady(attempt, result) => self.local_ready(attempt, result),
            Message::AccountMade(attempt, result) => self.account_made(attempt, result),
            Message::Keyring(result) => self.keyring(result),
            Message::ProxyPasswordLoaded(result) => self.proxy_password_loaded(result),
            Message::PasswordLoaded(account, result) => self.password_loaded(account, result),
            Message::PasswordKept(result) => {
                if let Err(error) = result {
                    self.model.problem = Some(Problem::Keyring(error));
                }
                Task::none()
            }
            Message::Saved(result) => {
                if let Err(why) = result {
                    self.model.problem = Some(Problem::NotSaved(why));
                }
                Task::none()
            }
            Message::RingWaited(conversation, from, name) => {
                self.ring_waited(conversation, from, &name);
                Task::none()
            }
            Message::WaitedGathered => self.tell_waited(),
            Message::Spelling(message) => self.spelling(message),
            Message::Drafts(message) => self.drafts(message),
            Message::Clicked(Target::Conversation(conversation)) => {
                self.open(kinds::Window::Conversation(conversation), opening::Manner::Wanted)
            }
            Message::Clicked(Target::Contacts) => self.open(kinds::Window::Main, opening::Manner::Wanted),
            Message::Clicked(Target::AddedYou) => self.open(kinds::Window::AddedYou, opening::Manner::Wanted),
            Message::Playing(track) => {
                self.plays(track);
                Task::none()
            }
            Message::Absent(away) => {
                self.absent(away);
                Task::none()
            }
            Message::Tick => {
                let now = self.model.now;
                for talk in self.model.conversations.values_mut() {
                    talk.log.expire(now);
                }
                Task::none()
            }
            Message::FileChosen(id, path) => match (self.windows.get_mut(id), path) {
                (Some(open), Some(path)) => {
                    let action = open.content.chosen(&path, &self.model);
                    self.perform(id, action)
                }
                _ => Task::none(),
            },
            Message::Leave => self.leave(),
        }
    }

    fn content(&mut self, id: window::Id, message: windows::Message) -> Task<Message> {
        if let windows::Message::Key(shortcut) = message {
            return self.key(id, shortcut);
        }
        let Some(open) = self.windows.get_mut(id) else { return Task::none() };
        let action = open.content.update(message, &self.model);
        let done = self.perform(id, action);
        self.seen();
        done
    }

    fn key(&mut self, id: window::Id, shortcut: Shortcut) -> Task<Message> {
        use iced::advanced::widget::{operate, operation::scope};
        match shortcut {
            // An operation goes through every window, so it is held to the one in which the key was pressed.
            Shortcut::FocusNext | Shortcut::FocusPrevious => {
                let forward = shortcut == Shortcut::FocusNext;
                let step = move || match forward {
                    true => operate(scope(windows::root(id), focusable::focus_next())),
                    false => operate(scope(windows::root(id), focusable::focus_previous())),
                };
                // After the last comes the first: the toolkit stops in between, where nothing has the keyboard.
                operate(scope(windows::root(id), focusable::count()))
                    .then(move |count: focusable::Count| {
                        let end = if forward { count.total.saturating_sub(1) } else { 0 };
                        if count.focused == Some(end) { step().chain(step()) } else { step() }
                    })
                    .chain(focus::select(&windows::root(id)))
                    .chain(focus::show(&windows::root(id)))
            }
            Shortcut::Close if self.windows.main() == Some(id) => self.quit(),
            Shortcut::Close => window::close(id),
            Shortcut::Quit => self.quit(),
            Shortcut::Switch => self.switch(id),
            Shortcut::Options => self.open(kinds::Window::Options(None), opening::Manner::Wanted),
            Shortcut::History => {
                let conversation = self.windows.conversation_in(id);
                self.show_history(conversation.as_ref())
            }
            Shortcut::AppearOffline => self.appear_offline(id),
        }
    }

    /// What a window draws.
    pub fn view(&self, id: window::Id) -> Element<'_, Message> {
        match self.windows.get(id) {
            Some(open) => {
                let content = windows::guarded(open.content.view(&self.model));
                let content = content.map(move |message| Message::Content(id, message));
                // What goes into a conversation may be long, and is asked about there.
                match open.which {
                    kinds::Window::Conversation(_) | kinds::Window::Tabs => windows::frame(id, content),
                    _ => windows::frame(id, paste::short(content)),
                }
            }
            None => iced::widget::space().into(),
        }
    }

    /// A window's title, with what waits to be read in it.
    pub fn title(&self, id: window::Id) -> String {
        let Some(open) = self.windows.get(id) else { return crate::t!("app-name") };
        let talks = open.content.conversations().into_iter().filter_map(|id| self.model.conversations.get(id));
        let unread = match &open.which {
            kinds::Window::Main => self.model.unread_conversations(),
            _ => talks.map(|talk| talk.unread).sum(),
        };
        windows::titled(open.content.title(&self.model), unread)
    }

    /// What happens outside the windows.
    pub fn subscription(&self) -> Subscription<Message> {
        let mut all = vec![event::listen_with(listen)];
        all.push(system::theme_changes().map(Message::SystemTheme));
        all.push(Subscription::run(crate::platform::motion::changes).map(Message::ReducedMotion));
        all.push(Subscription::run_with(self.clicks.clone(), clicked).map(Message::Clicked));
        if let Some(connected) = &self.connected {
            all.push(connected.subscription().map(|(number, events)| Message::Session(number, events)));
        }
        all.extend(self.own_subscriptions());
        if self.keeps_sweeping() {
            all.push(iced::time::every(keeping::SWEEP).map(|_| Message::Sweep));
        }
        let typing = self.model.conversations.values().any(|talk| !talk.log.typing.is_empty());
        if typing || matches!(self.model.connection, Connection::Lost { .. }) {
            all.push(iced::time::every(Duration::from_millis(500)).map(|_| Message::Tick));
        }
        Subscription::batch(all)
    }

    fn theme(&self, id: window::Id) -> Theme {
        theme::of(self.model.palette(), self.windows.focused() == Some(id))
    }

    /// How large a window is drawn.
    fn scale(&self, _: window::Id) -> f32 {
        self.model.settings.appearance.scale()
    }
}

/// The program: the same for a person and for tests.
pub fn program(environment: Environment) -> Daemon<impl Program<State = App, Message = Message, Theme = Theme>> {
    // iced boots once; the mutex is only there because it asks for a function that could be called again.
    let boot = Mutex::new(Some(environment));
    iced::daemon(
        move || match boot.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(environment) => App::new(environment),
            None => App::new(Environment::in_memory()),
        },
        App::update,
        App::view,
    )
    .title(App::title)
    .theme(App::theme)
    .scale_factor(App::scale)
    .subscription(App::subscription)
    .settings(iced::Settings {
        id: Some("swallowtail".into()),
        fonts: fonts::all(),
        default_font: theme::REGULAR,
        default_text_size: theme::size::BODY.into(),
        antialiasing: true,
        ..iced::Settings::default()
    })
}

fn listen(event: Event, status: event::Status, id: window::Id) -> Option<Message> {
    match event {
        Event::Window(window::Event::Opened { position, .. }) => Some(Message::Opened(id, position)),
        Event::Window(window::Event::Moved(at)) => Some(Message::Moved(id, at)),
        Event::Window(window::Event::Closed) => Some(Message::Closed(id)),
        Event::Window(window::Event::CloseRequested) => Some(Message::CloseRequested(id)),
        Event::Window(window::Event::Focused) => Some(Message::Focused(id, true)),
        Event::Window(window::Event::Unfocused) => Some(Message::Focused(id, false)),
        Event::Window(window::Event::Resized(size)) => Some(Message::Resized(id, size)),
        Event::Keyboard(event) if status == event::Status::Ignored => {
            Shortcut::of(&event).map(|shortcut| Message::Key(id, shortcut))
        }
        _ => None,
    }
}

/// Where clicks on notifications come out: there is one such place in a run.
#[derive(Debug, Clone)]
struct Clicks(Arc<Mutex<Option<mpsc::UnboundedReceiver<Target>>>>);

impl Hash for Clicks {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "clicks".hash(state);
    }
}

fn clicked(clicks: &Clicks) -> impl Stream<Item = Target> + use<> {
    let clicks = clicks.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Without a source there is nothing to come, which isn't the same as an end.
    futures::stream::unfold(clicks, async |clicks| {
        let mut clicks = clicks?;
        let target = futures::StreamExt::next(&mut clicks).await?;
        Some((target, Some(clicks)))
    })
}

/// Puts a window's keyboard into nothing: used when it takes another content.
fn unfocus<T: Send + 'static>(id: window::Id) -> Task<T> {
    focus::focus(&windows::root(id), "nothing")
}

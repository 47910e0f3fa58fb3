//! What all windows look at. Only [`App`](crate::app::App) changes it.

mod earlier;

pub use earlier::Earlier;

use crate::local::LocalError;
use crate::spelling::Known;
use crate::store::credentials::{Account, CredentialError};
use crate::store::history::{History, HistoryError};
use crate::store::services::{Services, ServicesError};
use crate::store::settings::{AccountList, Settings, SettingsTrouble, Watch};
use crate::theme::Palette;
use msnp::content::endpoint::OwnPlace;
use msnp::conversation::{Conversation, EntryKind, FIRST};
use msnp::dialect::Dialect;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{ConversationEvent, ConversationId, MessageState, Route, SignInStep};
use msnp::request::{MessageId, Request};
use msnp::roster::{Person, Roster};
use msnp::session::RequestId;
use msnp::types::{Email, Endpoint, Instant, PlaceId, Secret};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;

/// The shared state.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// People, groups, own settings.
    pub roster: Roster,
    /// How we stand with the server.
    pub connection: Connection,
    /// Every conversation since sign-in, whether its window is open or not.
    pub conversations: BTreeMap<ConversationId, Talk>,
    /// Requests that wait for their answer, so that a change can be shown as pending.
    pub pending: HashMap<RequestId, Request>,
    /// The last refusal that no window took for itself, to show as a line that can be dismissed.
    pub trouble: Option<Trouble>,
    /// The last thing that went wrong on this computer, to show in the sign-in window.
    pub problem: Option<Problem>,
    /// The history of the account, and how it stands with it.
    pub history: HistoryState,
    /// Whether there is a keyring for passwords; `None` until it has answered.
    pub keyring: Option<Result<(), CredentialError>>,
    /// The services that one can sign in to.
    pub services: Services,
    /// What the person has set.
    pub settings: Settings,
    /// The dictionaries.
    pub spelling: Known,
    /// Whether what is set from now on is forgotten when the program ends: the file is left alone.
    pub settings_unkept: bool,
    /// The name of the service signed in to, for the status bar.
    pub service: String,
    /// By which way the server is reached; `None` for the usual one.
    pub route: Option<Route>,
    /// What this computer is called.
    pub host: String,
    /// The proxy's password, as it was typed or as the keyring had it.
    pub proxy_password: Secret,
    /// Whether this service has turned out to have no place for messages to those who aren't there.
    pub no_offline_service: bool,
    /// Which of the account's places this one is.
    pub place: Option<PlaceId>,
    /// The places where the account is signed in, this one among them; empty where the dialect knows of none.
    pub places: Vec<OwnPlace>,
    /// The time of the last message: the clock of typing notices.
    pub now: Instant,
    /// Whether the system asks for less motion: then nothing shakes or slides.
    pub reduced_motion: bool,
    /// A conversation over which somebody is dragged who can be asked to join it.
    pub aimed: Option<(ConversationId, Email)>,
    /// Whether the dark palette is shown.
    pub dark: bool,
    /// Whether the palette in which everything stands out is shown.
    pub contrast: bool,
}

/// A conversation with what only this program cares about.
#[derive(Debug, Clone)]
pub struct Talk {
    /// People and messages.
    pub log: Conversation,
    /// Messages that came while nobody looked.
    pub unread: usize,
    /// The number of the first entry that came while nobody looked, until oneself says something.
    pub fresh: Option<u64>,
    /// What is typed but not sent, kept while the window is closed.
    pub draft: String,
    /// When the last nudge that is felt came: the window shakes from then on for a moment.
    pub shaken: Option<std::time::Instant>,
    /// When oneself nudged last, by the model's clock.
    pub nudged: Option<Instant>,
    /// The local time at which each entry of the log came, by its number.
    pub times: Vec<chrono::DateTime<chrono::Local>>,
    /// What comes from the history.
    pub earlier: Earlier,
}

/// How it stands with the history.
#[derive(Debug, Clone, Default)]
pub struct HistoryState {
    /// Where to ask; `None` before the first sign-in.
    pub history: Option<History>,
    /// Why what is said now isn't kept, while that is so.
    pub trouble: Option<HistoryError>,
    /// Where pages to print may be written; `None` where there is no such place.
    pub scratch: Option<PathBuf>,
    /// Counts what has been deleted, so that a window can see that what it shows may be gone.
    pub deletions: u64,
}

/// How we stand with the server.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Connection {
    /// Not signed in. The reason of the last end, when it wasn't asked for.
    #[default]
    SignedOut,
    /// The session ended by itself; the sign-in window says why.
    Ended(SignOutReason),
    /// On the way in.
    SigningIn(SignInStep),
    /// Signed in.
    Online { email: Email, dialect: Dialect, server: Endpoint },
    /// Lost; comes back by itself.
    Lost { reason: SignOutReason, retry_in: Duration, since: Instant, attempt: u32 },
}

/// What went wrong on this computer: not a matter between us and a server.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The settings file can't be used.
    Settings(SettingsTrouble),
    /// Settings couldn't be written.
    NotSaved(String),
    /// The person's own file of services can't be used.
    Services(ServicesError),
    /// The password couldn't be read from the keyring, or kept there.
    Keyring(CredentialError),
    /// The built-in server doesn't run, or the account couldn't be made.
    Local(LocalError),
    /// The history couldn't be read; the old file is there now, and a new one begun.
    History(PathBuf),
    /// The chosen service has no address that can be used.
    NoServer,
}

impl Talk {
    /// An empty one.
    pub fn new(id: ConversationId) -> Self {
        Self {
            log: Conversation::new(id),
            unread: 0,
            fresh: None,
            draft: String::new(),
            shaken: None,
            nudged: None,
            times: Vec::new(),
            earlier: Earlier::default(),
        }
    }

    /// Gives the entries that have none yet the local time. To be called after every change of the log.
    pub fn stamp(&mut self) {
        let place = |number: u64| number.checked_sub(FIRST).and_then(|place| usize::try_from(place).ok());
        let Some(last) = self.log.entries.last().and_then(|last| place(last.number)) else { return };
        let wanted = last.saturating_add(1);
        // Numbers go up by one for each entry, so this is never much more than there is.
        let had = self.times.len();
        self.times.resize(wanted.max(had), chrono::Local::now());
        // What waited at the service stands with the time it was written.
        for entry in self.log.entries.iter().rev() {
            let Some(at) = place(entry.number).filter(|at| *at >= had) else { break };
            let written = entry.written.and_then(|written| chrono::DateTime::from_timestamp(written.0, 0));
            if let (Some(written), Some(time)) = (written, self.times.get_mut(at)) {
                *time = written.into();
            }
        }
    }

    /// Forgets everything but what is typed and not sent. Answers whether that is anything, and has a place to come back
    /// to: conversations of several end with their session.
    pub fn keep_draft(&mut self) -> bool {
        let id = self.log.id.clone();
        let lasting = matches!(id, ConversationId::With(_) | ConversationId::Circle(_));
        *self = Self { draft: std::mem::take(&mut self.draft), ..Self::new(id) };
        lasting && !self.draft.trim().is_empty()
    }

    /// The session is gone and tells nothing any more: nobody is here, and what was on its way has failed. Answers which
    /// messages these were.
    pub fn cut_off(&mut self, now: Instant, error: &RequestError) -> Vec<MessageId> {
        // What is on the wire in a circle may never be acknowledged, and has most likely arrived.
        let circle = matches!(self.log.id, ConversationId::Circle(_));
        let under_way = self.log.entries.iter().filter_map(|entry| match &entry.kind {
            EntryKind::Sent { message, state, .. } | EntryKind::NudgeSent { message, state } => {
                let lost = matches!(state, MessageState::Queued) || (!circle && matches!(state, MessageState::Sent));
                lost.then_some(*message)
            }
            _ => None,
        });
        let under_way: Vec<MessageId> = under_way.collect();
        for message in under_way.iter().copied() {
            let state = MessageState::Failed(error.clone());
            self.log.apply(now, &ConversationEvent::MessageState { message, state });
        }
        self.log.apply(now, &ConversationEvent::Closed);
        under_way
    }
}

impl Model {
    /// The palette that is shown.
    pub const fn palette(&self) -> &'static Palette {
        Palette::with(self.dark, self.contrast)
    }

    /// What the account's other places call this one.
    pub fn place_name(&self) -> &str {
        match self.settings.place_name.trim() {
            "" if self.host.is_empty() => "Swallowtail",
            "" => &self.host,
            name => name,
        }
    }

    /// Whether a message to somebody who isn't there waits at the service until they sign in.
    pub const fn leaves_messages(&self) -> bool {
        let Connection::Online { dialect, .. } = &self.connection else { return false };
        dialect.features().offline_messages && !self.no_offline_service
    }

    /// The name with which somebody is put on the contact list without a wish of one's own: lists up to MSNP12 keep it
    /// for the times when they are offline. Later the address book knows it, and takes what it is given for a name that
    /// we gave them.
    pub fn name_for_list(&self, person: &Person) -> Option<String> {
        let Connection::Online { dialect, .. } = &self.connection else { return None };
        let known = dialect.features().lists_by_sync && person.name != person.email.as_str();
        known.then(|| person.name.clone())
    }

    /// Under what the settings keep what belongs to the account that is signed in.
    pub fn account_key(&self) -> Option<String> {
        let email = self.roster.own.email.clone()?;
        Some(Account { service: self.settings.service.clone(), email }.key())
    }

    /// What the account keeps about its people on this computer.
    pub fn list(&self) -> Option<&AccountList> {
        self.settings.lists.get(&self.account_key()?)
    }

    /// Whether what is said in a conversation is kept in the history.
    pub fn keeps(&self, id: &ConversationId) -> bool {
        let unkept = |email| self.list().is_some_and(|list| list.unkept.contains(email));
        !self.settings.history.off
            && match id {
                ConversationId::With(email) => !unkept(email),
                ConversationId::Circle(circle) => !unkept(&circle.0),
                ConversationId::Group(_) => true,
            }
    }

    /// Whether somebody is among the favourites.
    pub fn is_favourite(&self, email: &Email) -> bool {
        self.list().is_some_and(|list| list.favourites.contains(email))
    }

    /// What is to be told about somebody.
    pub fn watch(&self, email: &Email) -> Watch {
        self.list().and_then(|list| list.watched.get(email)).copied().unwrap_or_default()
    }

    /// Whether somebody's nudges are lines only.
    pub fn mutes_nudges(&self, email: &Email) -> bool {
        self.list().is_some_and(|list| list.muted.contains(email))
    }

    /// When somebody was last there, in milliseconds since 1970, as far as this computer knows.
    pub fn last_seen(&self, email: &Email) -> Option<i64> {
        self.list().and_then(|list| list.seen.get(email)).copied()
    }

    /// How many conversations have something that nobody has looked at.
    pub fn unread_conversations(&self) -> usize {
        self.conversations.values().filter(|talk| talk.unread > 0).count()
    }

    /// The places of the account other than this one.
    pub fn other_places(&self) -> impl Iterator<Item = &OwnPlace> {
        self.places.iter().filter(|place| place.place.is_some() && place.place != self.place)
    }
}

impl Connection {
    /// Whether requests can be made.
    pub const fn is_online(&self) -> bool {
        matches!(self, Self::Online { .. })
    }
}

/// A refusal with what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// What was asked.
    pub request: Request,
    /// Why not.
    pub error: RequestError,
}

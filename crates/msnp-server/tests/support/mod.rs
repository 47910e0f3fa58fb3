//! A server in a temporary folder, and people who sign in to it with the toolkit.
#![allow(dead_code, reason = "each test takes what it needs")]

use msnp::client::{self, Events, Handle, Network};
use msnp::dialect::Dialect;
use msnp::event::{Answer, ConversationEvent, ConversationId, Event, MessageState, PresenceEvent, RosterEvent};
use msnp::request::{MessageId, Request};
use msnp::roster::Roster;
use msnp::session::Config;
use msnp::types::{Email, Endpoint, Secret};
use msnp_server::{NewAccount, RunningServer, ServerConfig, TlsChoice};
use std::net::SocketAddr;
use std::time::Duration;

/// Far more than anything here takes; a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const PASSWORD: &str = "correct horse, 100%";

pub(crate) struct Place {
    pub(crate) server: RunningServer,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn address(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).unwrap()
}

impl Place {
    pub(crate) async fn new(guide: bool) -> Self {
        Self::with(guide, TlsChoice::Off).await
    }

    pub(crate) async fn with(guide: bool, tls: TlsChoice) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = ServerConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            web_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: folder.path().to_owned(),
            guide,
            tls,
            allow_plain: false,
        };
        Self { server: RunningServer::start(config).await.unwrap(), folder }
    }

    pub(crate) async fn account(&self, name: &str, md5: bool) {
        self.account_with(name, md5, PASSWORD).await;
    }

    pub(crate) async fn account_with(&self, name: &str, md5: bool, password: &str) {
        let (email, password) = (address(name), Secret::new(password));
        let name = name[..1].to_uppercase() + &name[1..];
        self.server.create_account(NewAccount { email, name, password, md5 }).await.unwrap();
    }

    pub(crate) fn config(&self, name: &str, dialect: Dialect) -> Config {
        let listen = self.server.listen;
        let endpoint = Endpoint { host: listen.ip().to_string(), port: listen.port() };
        let mut config = Config::new(address(name), Secret::new(PASSWORD), endpoint);
        config.dialects = vec![dialect];
        config.nexus = Some(self.server.nexus());
        config.services = self.server.services();
        config.insecure_loopback = true;
        config.reconnect = false;
        config
    }

    /// Signs in and waits until the lists are there and the status is set.
    pub(crate) async fn sign_in(&self, name: &str, dialect: Dialect) -> Person {
        let mut person = Person::connect(self.config(name, dialect));
        person.until("the lists", |event| matches!(event, Event::Roster(RosterEvent::SyncFinished(_)))).await;
        person.until("the status", |event| matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))).await;
        person
    }
}

/// Somebody who is signed in, or tries to.
pub(crate) struct Person {
    pub(crate) handle: Handle,
    pub(crate) events: Events,
    pub(crate) roster: Roster,
    /// What came while something else was waited for.
    pub(crate) seen: Vec<Event>,
}

impl Person {
    pub(crate) fn connect(config: Config) -> Self {
        Self::connect_with(config, Network::default())
    }

    pub(crate) fn connect_with(config: Config, network: Network) -> Self {
        let (handle, events) = client::connect_with(config, network);
        Self { handle, events, roster: Roster::default(), seen: Vec::new() }
    }

    /// The first event that is wanted, among those that came and those to come; those before it are kept.
    pub(crate) async fn until(&mut self, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
        if let Some(at) = self.seen.iter().position(&wanted) {
            return self.seen.remove(at);
        }
        let found = tokio::time::timeout(PATIENCE, async {
            while let Some(event) = self.events.next().await {
                self.roster.apply(&event);
                if wanted(&event) {
                    return Some(event);
                }
                self.seen.push(event);
            }
            None
        });
        match found.await {
            Ok(Some(event)) => event,
            Ok(None) => panic!("the session ended before {what}: {:?}", self.seen),
            Err(_) => panic!("no {what} in time: {:?}", self.seen),
        }
    }

    /// Asks for something that is to succeed.
    pub(crate) async fn ask(&mut self, request: Request) -> Answer {
        let text = format!("{request:?}");
        let id = self.handle.request(request);
        let answered = |event: &Event| matches!(event, Event::Answered { request, .. } if *request == id);
        match self.until(&text, answered).await {
            Event::Answered { result: Ok(answer), .. } => answer,
            other => panic!("{text}: {other:?} after {:?}", self.seen),
        }
    }

    pub(crate) async fn presence(&mut self, what: &str, wanted: impl Fn(&PresenceEvent) -> bool) -> PresenceEvent {
        match self.until(what, |event| matches!(event, Event::Presence(presence) if wanted(presence))).await {
            Event::Presence(presence) => presence,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn said(&mut self, what: &str, wanted: impl Fn(&ConversationEvent) -> bool) -> ConversationEvent {
        match self.until(what, |event| matches!(event, Event::Conversation(_, said) if wanted(said))).await {
            Event::Conversation(_, said) => said,
            other => panic!("{other:?}"),
        }
    }

    /// Sends text and waits until it is delivered.
    pub(crate) async fn say(&mut self, to: &Email, text: &str, format: msnp::content::TextFormat) {
        let message = self.handle.message_id();
        let conversation = ConversationId::With(to.clone());
        self.handle.request(Request::Say { conversation, message, text: text.to_owned(), format });
        self.state(message, MessageState::Delivered).await;
    }

    pub(crate) async fn nudge(&mut self, to: &Email) {
        let message = self.handle.message_id();
        self.handle.request(Request::Nudge { conversation: ConversationId::With(to.clone()), message });
        self.state(message, MessageState::Delivered).await;
    }

    pub(crate) async fn state(&mut self, wanted: MessageId, state: MessageState) {
        self.said(&format!("{state:?}"), |said| match said {
            ConversationEvent::MessageState { message, state: now } => *message == wanted && *now == state,
            _ => false,
        })
        .await;
    }

    pub(crate) async fn sign_out(mut self) {
        self.handle.request(Request::SignOut);
        self.until("the end", |event| matches!(event, Event::SignedOut(_))).await;
    }
}

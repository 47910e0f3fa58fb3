//! The Guide: a built-in contact for newcomers. It signs in over TCP like everybody, with the toolkit that every
//! other client uses.

mod mind;
mod texts;

use crate::accounts::Accounts;
use crate::directory::{Directory as _, DirectoryError};
use crate::entropy::{SystemEntropy, hex};
use crate::running::reachable;
use crate::{NewAccount, ServerError, password};
use mind::{Act, Mind};
use msnp::client::{self, Events, Handle};
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, Event, PresenceEvent, RosterEvent};
use msnp::request::Request;
use msnp::session::Config;
use msnp::types::{Capabilities, Email, Endpoint, Instant, List, PersonalMessage, Secret};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use texts::Texts;
use tokio::sync::oneshot;

/// The Guide's address. Nobody else can have it.
pub(crate) const ADDRESS: &str = "guide@swallowtail.example";

/// How long to wait before signing in again after the session has ended.
const PAUSE: Duration = Duration::from_secs(5);
/// How long signing out may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// The same, parsed.
pub(crate) fn email() -> Email {
    // The constant is an address; the fallback can't be reached and is one too.
    Email::from_wire(ADDRESS).unwrap_or_else(|| unreachable!("{ADDRESS} is an address"))
}

/// Makes the Guide's account where there is none, and gives it a password that only this run knows.
pub(crate) fn prepare(accounts: &mut Accounts) -> Result<Secret, ServerError> {
    let fail = |reason: String| ServerError::Invalid(format!("The Guide couldn't be prepared: {reason}."));
    let mut entropy = SystemEntropy::new().map_err(|error| fail(error.to_string()))?;
    let secret = Secret::new(hex(&mut entropy, 24));
    if accounts.contains(&email())? {
        let credentials = password::protect(&secret, true, &mut entropy).map_err(fail)?;
        let directory = accounts.directory_mut();
        let guide = directory.account(&email()).map_err(|error| fail(error.to_string()))?;
        if let Some(guide) = guide {
            directory.set_credentials(guide.id, credentials).map_err(|error| fail(error.to_string()))?;
        }
    } else {
        let texts = Texts::load().map_err(|error| fail(error.to_string()))?;
        accounts.create_guide(NewAccount { email: email(), name: texts.name, password: secret.clone(), md5: true })?;
    }
    Ok(secret)
}

/// Signs in and stays until `stop`.
pub(crate) async fn run(
    listen: SocketAddr,
    web_listen: SocketAddr,
    password: Secret,
    data: PathBuf,
    mut stop: oneshot::Receiver<()>,
) {
    let texts = match Texts::load() {
        Ok(texts) => texts,
        Err(error) => {
            tracing::error!(%error, "the Guide has nothing to say");
            return;
        }
    };
    let mut guide = Guide { mind: Mind::new(texts, email()), data, start: tokio::time::Instant::now() };
    loop {
        let (handle, mut events) = client::connect(config(listen, web_listen, &password));
        tokio::select! {
            () = guide.attend(&handle, &mut events) => {}
            _ = &mut stop => {
                handle.request(Request::SignOut);
                let rest = async { while events.next().await.is_some() {} };
                let _ = tokio::time::timeout(FAREWELL, rest).await;
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = &mut stop => return,
        }
    }
}

fn config(listen: SocketAddr, web_listen: SocketAddr, password: &Secret) -> Config {
    let (server, web) = (reachable(listen), reachable(web_listen));
    let endpoint = Endpoint { host: server.ip().to_string(), port: server.port() };
    let mut config = Config::new(email(), password.clone(), endpoint);
    config.capabilities = config.capabilities | Capabilities::BOT;
    if web.ip().is_loopback() {
        config.nexus = Some(format!("http://{web}/rdr/pprdr.asp"));
        config.insecure_loopback = true;
        config.dialects = vec![Dialect::Msnp12];
    } else {
        // The toolkit sends no password in the clear over a network, not even to itself. The MD5 sign-in doesn't.
        config.dialects = vec![Dialect::Msnp7];
    }
    config
}

struct Guide {
    mind: Mind,
    data: PathBuf,
    start: tokio::time::Instant,
}

impl Guide {
    fn now(&self) -> Instant {
        Instant(self.start.elapsed())
    }

    /// Listens and answers until the session is over.
    async fn attend(&mut self, handle: &Handle, events: &mut Events) {
        loop {
            let deadline = self.mind.deadline().map(|deadline| self.start + deadline.0);
            let wait = async {
                match deadline {
                    Some(deadline) => tokio::time::sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                event = events.next() => match event {
                    Some(event) => self.take_in(handle, event).await,
                    None => return,
                },
                () = wait => {}
            }
            while let Some(act) = self.mind.due(self.now()) {
                carry_out(handle, act);
            }
        }
    }

    async fn take_in(&mut self, handle: &Handle, event: Event) {
        let now = self.now();
        match event {
            Event::SignedIn { .. } => {
                let text = self.mind.texts().personal_message.clone();
                handle.request(Request::SetPersonalMessage(PersonalMessage { text, media: None }));
            }
            Event::Presence(PresenceEvent::Online { email, name, .. }) => self.meet(email, name).await,
            Event::Presence(PresenceEvent::Offline { email }) => self.mind.drop_plans(&email),
            // Whoever adds the Guide is added too, so that both see each other.
            Event::Roster(RosterEvent::Added { list: List::Reverse, email, by_them: true, .. }) => {
                handle.request(Request::AddContact { email, name: None, group: None });
            }
            Event::Conversation(conversation, ConversationEvent::Message { from, name, message }) => {
                self.mind.hear(now, &conversation, &from, &name, &message.text);
            }
            Event::Conversation(conversation, ConversationEvent::Nudge { from, name }) => {
                self.mind.feel_nudge(now, &conversation, &from, &name);
            }
            Event::SignedOut(reason) => tracing::info!(%reason, "the Guide was signed out"),
            _ => {}
        }
    }

    /// Somebody is there: greets them if it is the first time.
    async fn meet(&mut self, email: Email, name: Option<String>) {
        let (data, who) = (self.data.clone(), email.clone());
        let first = tokio::task::spawn_blocking(move || first_time(&data, &who)).await;
        match first {
            Ok(Ok(true)) => {
                let name = name.unwrap_or_else(|| email.local_part().to_owned());
                self.mind.greet(self.now(), &email, &name);
            }
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the Guide can't look up whom it knows"),
            Err(error) => tracing::warn!(%error, "the Guide can't look up whom it knows"),
        }
    }
}

/// Whether the account has never been greeted; from now on it has.
fn first_time(data: &std::path::Path, email: &Email) -> Result<bool, ServerError> {
    let mut accounts = Accounts::open(data)?;
    let fail = |error: DirectoryError| ServerError::Data { path: data.to_owned(), reason: error.to_string() };
    let directory = accounts.directory_mut();
    match directory.account(email).map_err(fail)? {
        Some(account) if !account.greeted => {
            directory.set_greeted(account.id).map_err(fail)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

fn carry_out(handle: &Handle, act: Act) {
    match act {
        Act::Typing(conversation) => {
            handle.request(Request::Typing(conversation));
        }
        Act::Say(conversation, text, format) => {
            let message = handle.message_id();
            handle.request(Request::Say { conversation, message, text, format });
        }
        Act::Nudge(conversation) => {
            let message = handle.message_id();
            handle.request(Request::Nudge { conversation, message });
        }
    }
}

//! Signing in and out: the form, the built-in server, the keyring.

use super::{App, Message};
use crate::local::{LocalError, LocalServer};
use crate::model::{Connection, Model, Problem};
use crate::session::{Connected, network};
use crate::store::addresses::{WebAddresses, WebService, derived_nexus};
use crate::store::credentials::{Account, CredentialError, Key};
use crate::store::services::{self, Place};
use crate::store::settings::{KnownFamily, Proxy, Settings};
use crate::window::{self as kinds, sign_in};
use crate::windows::{self, Content};
use iced::{Task, window};
use msnp::client::Network;
use msnp::dialect::Family;
use msnp::error::RequestError;
use msnp::event::SignInStep;
use msnp::request::Request;
use msnp::roster::Roster;
use msnp::session::{Config, Services};
use msnp::types::{Email, Endpoint, Fingerprint, PlaceId, Secret, Status};
use msnp_server::NewAccount;
use std::time::Duration;

/// How long the server gets to hear a goodbye before the program ends.
const GOODBYE: Duration = Duration::from_millis(1_200);

/// Where a service is, in all its parts.
struct Way {
    server: Endpoint,
    nexus: String,
    services: Services,
    /// Empty for the one that is usual.
    gateway: String,
    insecure_loopback: bool,
}

impl Way {
    /// The way to the built-in server.
    fn to(local: LocalServer) -> Self {
        let LocalServer { endpoint, nexus, services, .. } = local;
        Self { server: endpoint, nexus, services, gateway: String::new(), insecure_loopback: true }
    }
}

impl App {
    /// Signs in with a form.
    pub(super) fn sign_in(&mut self, form: kinds::SignIn) -> Task<Message> {
        let other = self.model.roster.own.email.as_ref() != Some(&form.email);
        let closing = if other { Task::batch([self.close_others(), self.put_drafts_away()]) } else { Task::none() };
        if other {
            self.model.conversations.clear();
        }
        let begun = self.begin();
        let settings = &mut self.model.settings;
        settings.email = form.email.to_string();
        settings.service.clone_from(&form.service);
        settings.status = form.status;
        settings.automatic = form.automatic;
        let saved = self.save();
        let service = self.model.services.get(&form.service).cloned();
        self.form = Some(form);
        let opened = self.open_history();
        let attempt = self.attempt;
        let way = match service.map(|service| service.place) {
            Some(Place::BuiltIn) => match self.local.clone().filter(LocalServer::is_ours) {
                Some(local) => self.connect(Way::to(local)),
                None => {
                    self.step(Endpoint { host: "127.0.0.1".into(), port: Endpoint::DEFAULT_PORT });
                    let open = LocalServer::open(self.environment.server.clone());
                    Task::perform(open, move |result| Message::LocalReady(attempt, result))
                }
            },
            Some(Place::Remote { server, nexus, web }) => {
                let (services, gateway) = (web.services(), web.get(WebService::Gateway).to_owned());
                self.connect(Way { server, nexus, services, gateway, insecure_loopback: false })
            }
            Some(Place::Custom) => {
                let settings = &self.model.settings;
                let (nexus, web) = (settings.custom_nexus.trim().to_owned(), settings.custom_web.clone());
                match Endpoint::parse(&settings.custom_server) {
                    Some(server) => {
                        let web = web.or(WebAddresses::derived(&server.host, &nexus));
                        let nexus = if nexus.is_empty() { derived_nexus(&server.host) } else { nexus };
                        // The session takes plain http from loopback alone, whatever it is allowed.
                        let insecure_loopback = true;
                        let (services, gateway) = (web.services(), web.get(WebService::Gateway).to_owned());
                        self.connect(Way { server, nexus, services, gateway, insecure_loopback })
                    }
                    None => self.problem(Problem::NoServer),
                }
            }
            None => self.problem(Problem::NoServer),
        };
        Task::batch([closing, begun, opened, saved, way, self.settle_main()])
    }

    /// A new sign-in: what a former one still says isn't heard any more.
    fn begin(&mut self) -> Task<Message> {
        self.attempt += 1;
        self.connected = None;
        let cut_off = self.cut_off(&RequestError::NotSignedIn);
        self.model.trouble = None;
        self.model.problem = None;
        self.model.roster = Roster::default();
        self.model.places.clear();
        self.model.route = None;
        self.ringing.clear();
        self.waited.clear();
        if let Some(Content::SignIn(window)) = self.main_content() {
            window.signing_in();
        }
        cut_off
    }

    fn main_content(&mut self) -> Option<&mut Content> {
        let id = self.windows.main()?;
        self.windows.get_mut(id).map(|open| &mut open.content)
    }

    fn step(&mut self, server: Endpoint) {
        self.model.connection = Connection::SigningIn(SignInStep::Connecting(server));
    }

    fn problem(&mut self, problem: Problem) -> Task<Message> {
        self.model.problem = Some(problem);
        self.model.connection = Connection::SignedOut;
        self.settle_main()
    }

    pub(super) fn account(&self) -> Option<Account> {
        self.form.as_ref().map(|form| Account { service: form.service.clone(), email: form.email.clone() })
    }

    fn connect(&mut self, way: Way) -> Task<Message> {
        let Way { server, nexus, services, gateway, insecure_loopback } = way;
        let (Some(form), Some(account)) = (self.form.clone(), self.account()) else { return Task::none() };
        let (place, saved) = self.place(&account);
        let personal = self.first_personal(&account);
        let service = self.model.services.get(&form.service);
        let mut config = Config::new(form.email.clone(), form.password.clone(), server.clone());
        config.dialects = service.map(|service| service.dialects.clone()).unwrap_or_default();
        config.nexus = Some(nexus).filter(|nexus| !nexus.is_empty());
        config.services = services;
        let key = family_key(&form.service, &server);
        config.family = self.model.settings.families.get(&key).and_then(|known| known.current());
        self.family_key = Some(key);
        config.place = Some(place);
        config.place_name = self.model.place_name().to_owned();
        config.insecure_loopback = insecure_loopback;
        config.status = form.status;
        config.personal = personal;
        config.cache = self.cache.as_ref().filter(|(of, _)| *of == account).map(|(_, cache)| cache.clone());
        config.seed = seed();
        self.model.service = service.map(sign_in::service_name).unwrap_or_default();
        self.step(server);
        let network = self.network(&gateway);
        self.connected = Some(Connected::start(self.attempt, config, network));
        saved
    }

    /// A newer kind of sign-in was refused: the next time begins with the one that worked.
    pub(super) fn remember_family(&mut self, family: Family) -> Task<Message> {
        let Some(key) = self.family_key.clone() else { return Task::none() };
        self.model.settings.families.insert(key, KnownFamily::now(family));
        self.save()
    }

    /// The way out, with the service's gateway.
    fn network(&self, gateway: &str) -> Network {
        let Model { settings, proxy_password, .. } = &self.model;
        network::network(&settings.network, &settings.pins, proxy_password, gateway)
    }

    /// This place among those of an account: made at its first sign-in here, and the same from then on.
    fn place(&mut self, account: &Account) -> (PlaceId, Task<Message>) {
        let places = &mut self.model.settings.places;
        let known = places.get(&account.key()).and_then(|place| PlaceId::new(place));
        let (place, saved) = match known {
            Some(place) => (place, Task::none()),
            None => {
                let bytes = u128::from(seed()) << 64 | u128::from(seed());
                let place = PlaceId::random(bytes.to_be_bytes());
                places.insert(account.key(), place.as_str().to_owned());
                (place, self.save())
            }
        };
        self.model.place = Some(place.clone());
        (place, saved)
    }

    pub(super) fn local_ready(&mut self, attempt: u64, result: Result<LocalServer, LocalError>) -> Task<Message> {
        let local = match result {
            Ok(local) => local,
            Err(error) if attempt == self.attempt && self.connected.is_none() => {
                return self.problem(Problem::Local(error));
            }
            Err(error) => {
                tracing::warn!(%error, "the built-in server can't be taken over");
                return Task::none();
            }
        };
        let before = self.local.replace(local.clone());
        if attempt != self.attempt {
            return Task::none();
        }
        match &self.connected {
            // It was lost, and is there again: at once back to it.
            Some(connected) if before.is_some_and(|before| before.endpoint == local.endpoint) => {
                connected.handle.request(Request::Reconnect);
            }
            _ => return self.connect(Way::to(local)),
        }
        Task::none()
    }

    /// The connection to the built-in server of another Swallowtail is lost: it may have quit, and we take over.
    pub(super) fn take_over(&mut self) -> Task<Message> {
        let local = self.form.as_ref().is_some_and(|form| form.service == services::LOCAL);
        if !local || self.local.as_ref().is_some_and(LocalServer::is_ours) {
            return Task::none();
        }
        let attempt = self.attempt;
        let open = LocalServer::open(self.environment.server.clone());
        Task::perform(open, move |result| Message::LocalReady(attempt, result))
    }

    pub(super) fn create_account(&mut self, email: Email, name: String, password: Secret) -> Task<Message> {
        self.model.problem = None;
        self.attempt += 1;
        let attempt = self.attempt;
        self.form = Some(kinds::SignIn {
            service: services::LOCAL.to_owned(),
            email: email.clone(),
            password: password.clone(),
            status: Status::Online,
            remember: false,
            automatic: false,
        });
        let ours = self.local.clone().filter(LocalServer::is_ours);
        let folder = self.environment.server.clone();
        let make = async move {
            let local = match ours {
                Some(local) => local,
                None => LocalServer::open(folder.clone()).await?,
            };
            // The dialects that need an MD5 of the password aren't what this program speaks with its own server.
            local.create_account(folder, NewAccount { email, name, password, md5: false }).await?;
            Ok(local)
        };
        Task::perform(make, move |result| Message::AccountMade(attempt, result))
    }

    pub(super) fn account_made(&mut self, attempt: u64, result: Result<LocalServer, LocalError>) -> Task<Message> {
        match result {
            Ok(local) => self.local = Some(local),
            Err(error) if attempt == self.attempt => {
                self.model.problem = Some(Problem::Local(error));
                return Task::none();
            }
            Err(_) => return Task::none(),
        }
        match self.form.take() {
            Some(form) if attempt == self.attempt => self.sign_in(form),
            form => {
                self.form = form;
                Task::none()
            }
        }
    }

    /// The person has compared a certificate's fingerprint: from now on it is the one of that place, and the sign-in
    /// begins anew.
    pub(super) fn accept_certificate(&mut self, host: String, fingerprint: Fingerprint) -> Task<Message> {
        self.model.settings.pins.insert(host, fingerprint);
        match self.form.clone() {
            Some(form) => self.sign_in(form),
            None => self.save(),
        }
    }

    /// The certificate of a place is no longer the accepted one: the next is shown again.
    pub(super) fn forget_certificate(&mut self, host: &str) -> Task<Message> {
        self.model.settings.pins.remove(host);
        self.save()
    }

    /// What the page of the connection holds is kept, the proxy's password in the keyring.
    pub(super) fn set_connection(&mut self, change: kinds::ConnectionChange) -> Task<Message> {
        let kinds::ConnectionChange { custom, network, proxy_password, place_name } = change;
        let settings = &mut self.model.settings;
        if let Some(kinds::CustomService { server, nexus, web }) = custom {
            (settings.custom_server, settings.custom_nexus, settings.custom_web) = (server, nexus, web);
        }
        let before = proxy_key(settings);
        (settings.network, settings.place_name) = (network, place_name);
        let credentials = self.environment.credentials.clone();
        let kept = match proxy_key(settings).filter(|_| self.model.keyring == Some(Ok(()))) {
            // The same password for another proxy is kept for that one, too.
            now if now == before && proxy_password == self.model.proxy_password => Task::none(),
            Some(key) if proxy_password.is_empty() => Task::perform(credentials.forget(key), Message::PasswordKept),
            Some(key) => Task::perform(credentials.save(key, proxy_password.clone()), Message::PasswordKept),
            None => Task::none(),
        };
        self.model.proxy_password = proxy_password;
        Task::batch([kept, self.save()])
    }

    /// Signed in: the password was right, so it may be kept.
    pub(super) fn keep_password(&mut self) -> Task<Message> {
        let (Some(form), Some(account)) = (&self.form, self.account()) else { return Task::none() };
        let credentials = self.environment.credentials.clone();
        let kept_before = self.model.settings.remember;
        let (remember, password) = (form.remember, form.password.clone());
        if remember == kept_before && !remember {
            return Task::none();
        }
        self.model.settings.remember = remember;
        let asked = if remember {
            Task::perform(credentials.save(account, password), Message::PasswordKept)
        } else {
            Task::perform(credentials.forget(account), Message::PasswordKept)
        };
        Task::batch([asked, self.save()])
    }

    /// Whether the password is to be in the keyring is changed while one is signed in with it.
    pub(super) fn set_remember(&mut self, remember: bool) -> Task<Message> {
        let Some(form) = &mut self.form else { return Task::none() };
        form.remember = remember;
        form.automatic &= remember;
        self.model.settings.automatic &= remember;
        Task::batch([self.keep_password(), self.refresh()])
    }

    /// The same for whether to sign in at start, which needs the password.
    pub(super) fn set_automatic(&mut self, automatic: bool) -> Task<Message> {
        self.model.settings.automatic = automatic && self.model.settings.remember;
        if let Some(form) = &mut self.form {
            form.automatic = self.model.settings.automatic;
        }
        Task::batch([self.refresh(), self.save()])
    }

    pub(super) fn keyring(&mut self, result: Result<(), CredentialError>) -> Task<Message> {
        self.model.keyring = Some(result);
        if result.is_err() {
            return Task::none();
        }
        // First the proxy's: whoever is signed in automatically goes through it.
        match proxy_key(&self.model.settings) {
            Some(key) => Task::perform(self.environment.credentials.clone().load(key), Message::ProxyPasswordLoaded),
            None => self.load_password(),
        }
    }

    pub(super) fn proxy_password_loaded(&mut self, result: Result<Option<Secret>, CredentialError>) -> Task<Message> {
        match result {
            Ok(password) => {
                // The person may have typed one meanwhile.
                if self.model.proxy_password.is_empty() {
                    self.model.proxy_password = password.unwrap_or_default();
                }
            }
            Err(error) => self.model.problem = Some(Problem::Keyring(error)),
        }
        self.load_password()
    }

    fn load_password(&self) -> Task<Message> {
        let settings = &self.model.settings;
        let Ok(email) = Email::parse(&settings.email) else { return Task::none() };
        if !settings.remember {
            return Task::none();
        }
        let account = Account { service: settings.service.clone(), email };
        let load = self.environment.credentials.clone().load(account.clone());
        Task::perform(load, move |result| Message::PasswordLoaded(account, result))
    }

    pub(super) fn password_loaded(
        &mut self,
        account: Account,
        result: Result<Option<Secret>, CredentialError>,
    ) -> Task<Message> {
        let password = match result {
            Ok(Some(password)) => password,
            Ok(None) => return Task::none(),
            Err(error) => {
                self.model.problem = Some(Problem::Keyring(error));
                return Task::none();
            }
        };
        let untouched = self.attempt == 0 && self.model.connection == Connection::SignedOut;
        if self.model.settings.automatic && untouched {
            return self.sign_in(kinds::SignIn {
                service: account.service,
                email: account.email,
                password,
                status: match self.model.settings.status {
                    Status::Offline => Status::Online,
                    status => status,
                },
                remember: true,
                automatic: true,
            });
        }
        let Some(id) = self.windows.main() else { return Task::none() };
        let email = account.email.to_string();
        self.content(id, windows::Message::SignIn(sign_in::Message::PasswordFound { email, password }))
    }

    pub(super) fn cancel_sign_in(&mut self) -> Task<Message> {
        self.attempt += 1;
        self.connected = None;
        let cut_off = self.cut_off(&RequestError::NotSignedIn);
        self.model.connection = Connection::SignedOut;
        Task::batch([cut_off, self.close_dialogs(), self.settle_main()])
    }

    pub(super) fn sign_out(&mut self) -> Task<Message> {
        // Whoever signs out by hand doesn't want to be signed in by the next start.
        let saved = if std::mem::take(&mut self.model.settings.automatic) { self.save() } else { Task::none() };
        let out = match &self.connected {
            Some(connected) if self.model.connection.is_online() => {
                connected.handle.request(Request::SignOut);
                Task::none()
            }
            _ => self.cancel_sign_in(),
        };
        Task::batch([saved, out])
    }

    /// The end: windows go at once, the server hears a goodbye, then the program ends.
    pub(super) fn quit(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.quitting, true) {
            return Task::none();
        }
        self.note_everybody_seen();
        let saved = Task::batch([self.save_unsaved(), self.save_drafts()]);
        let windows = Task::batch(self.windows.iter().map(|(id, _)| window::close(id)));
        let goodbye = match &self.connected {
            Some(connected) if self.model.connection.is_online() => {
                connected.handle.request(Request::SignOut);
                GOODBYE
            }
            // Time for the settings to be written.
            _ => Duration::from_millis(50),
        };
        let leave = Task::perform(tokio::time::sleep(goodbye), |()| Message::Leave);
        Task::batch([saved, windows, leave])
    }

    pub(super) fn leave(&mut self) -> Task<Message> {
        self.connected = None;
        let local = self.local.take();
        let flushed = self.flushed();
        if local.is_none() && flushed.is_none() {
            return iced::exit();
        }
        let stop = async move {
            if let Some(flushed) = flushed {
                flushed.await;
            }
            if let Some(local) = local {
                let _ = tokio::time::timeout(GOODBYE, local.stop()).await;
            }
        };
        Task::future(stop).discard().chain(iced::exit())
    }
}

/// Under what the settings remember which kind of sign-in a service takes.
fn family_key(service: &str, server: &Endpoint) -> String {
    if service == services::CUSTOM { format!("{service} {server}") } else { service.to_owned() }
}

/// Under what the proxy's password is kept; `None` where it has none.
fn proxy_key(settings: &Settings) -> Option<Key> {
    let Proxy { kind, host, port, user } = &settings.network.proxy;
    (kind.has_address() && !user.is_empty()).then(|| Key::proxy(host, *port, user))
}

/// Different each time: it spreads the attempts of many clients that lost the same server.
fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one("seed")
}

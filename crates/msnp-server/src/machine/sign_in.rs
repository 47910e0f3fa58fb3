//! VER, CVR, INF, USR and the dispatch role's XFR; PNG, QRY, OUT and XFR SB once signed in. The proof of MSNP15 up is
//! in `sso`.

use super::connection::Asked;
use super::tokens::bare;
use super::{ConnectionId, Outcome, REFERRAL_LIFETIME, Refused, Server};
use crate::directory::{Account, SaltedMd5};
use crate::password;
use bytes::Bytes;
use msnp::command::login::{Client, Method, Server as Reply};

use msnp::command::{Routing, Server as Any, login, presence};
use msnp::dialect::{Dialect, SignIn};
use msnp::types::{Email, Endpoint, NetworkId, PlaceId, Secret, TransactionId};
use msnp::wire::Encoded;
use std::net::IpAddr;
use std::time::Duration;

/// How long a client that was sent on may take to hang up.
const HANG_UP: Duration = Duration::from_secs(10);
/// How many seconds a client waits between two pings.
const PING_SECONDS: u32 = 50;
/// How many clients the dispatch role remembers.
const MOST_REFERRALS: usize = 4096;
/// What the login page is told by way of the client. It means nothing to ours.
const PASSPORT_CHALLENGE: &str = "ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1";

/// Somebody's try to prove who they are.
pub(super) struct Attempt {
    pub(super) email: Email,
    /// What the proof has to be made over, where there is one.
    pub(super) nonce: Option<String>,
    /// Under what a failure is counted.
    pub(super) key: (IpAddr, String),
}

impl Server {
    pub(super) fn login_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        let signed_in = self.session(id).is_some();
        if self.connections.get_mut(&id).and_then(|c| c.notification()).is_none_or(|ns| ns.referred) {
            return Err(Refused::Close);
        }
        match command {
            Client::Version { transaction, dialects } => self.version(id, transaction, &dialects),
            Client::Out => Err(Refused::Close),
            _ if self.connections.get(&id).and_then(|c| c.dialect()).is_none() => Err(Refused::Close),
            Client::ClientVersion { transaction, parameters } => self.client_version(id, transaction, &parameters),
            Client::Policy { transaction } => self.policy(id, transaction),
            Client::Identify { .. } | Client::Respond { .. } | Client::Prove { .. } if signed_in => {
                Err(Refused::With(207))
            }
            Client::Identify { transaction, method, email } => self.identify(id, transaction, method, &email),
            Client::Respond { transaction, method, response } => self.respond(id, transaction, &method, &response),
            Client::Prove { transaction, ticket, proof, place } => self.prove(id, transaction, &ticket, &proof, place),
            _ if !signed_in => Err(Refused::Close),
            Client::Circles { transaction, ticket } => self.prove_circles(id, transaction, &ticket),
            Client::Transfer { transaction, target } => self.grant_switchboard(id, transaction, &target),
            Client::ChallengeResponse { transaction, product, response } => {
                self.challenge_response(id, transaction, &product, &response)
            }
            Client::Ping => {
                let seconds = self.dialect(id).features().ping_interval.then_some(PING_SECONDS);
                self.send(id, &Any::Login(Reply::Pong { seconds }));
                Ok(())
            }
        }
    }

    fn version(&mut self, id: ConnectionId, transaction: TransactionId, offered: &[String]) -> Outcome {
        let Some(ns) = self.connections.get_mut(&id).and_then(|c| c.notification()) else { return Err(Refused::Close) };
        if ns.dialect.is_some() {
            return Err(Refused::CloseWith(715));
        }
        // The client names what it likes best first.
        let chosen = offered.iter().find_map(|name: &String| Dialect::named(name));
        let Some(dialect) = chosen else {
            self.send(id, &Any::Login(Reply::Version { transaction, dialects: vec!["0".to_owned()] }));
            return Err(Refused::Close);
        };
        ns.dialect = Some(dialect);
        if let Some(decoder) = self.connections.get_mut(&id).and_then(|c| c.decoder.as_mut()) {
            decoder.set_dialect(dialect);
        }
        self.send(id, &Any::Login(Reply::Version { transaction, dialects: vec![dialect.name().to_owned()] }));
        Ok(())
    }

    /// Whatever version the client has is the recommended one.
    fn client_version(&mut self, id: ConnectionId, transaction: TransactionId, given: &[String]) -> Outcome {
        let Some(version) = given.get(5) else { return Err(Refused::With(710)) };
        let page = self.web_page(id);
        let parameters = vec![version.clone(), version.clone(), version.clone(), page.clone(), page];
        self.send(id, &Any::Login(Reply::ClientVersion { transaction, parameters }));
        Ok(())
    }

    fn policy(&mut self, id: ConnectionId, transaction: TransactionId) -> Outcome {
        if self.dialect(id).features().sign_in != SignIn::Md5 {
            return Err(Refused::Close);
        }
        self.send(id, &Any::Login(Reply::Policy { transaction, methods: vec!["MD5".to_owned()] }));
        Ok(())
    }

    fn identify(&mut self, id: ConnectionId, transaction: TransactionId, method: Method, email: &str) -> Outcome {
        let wanted = match self.dialect(id).features().sign_in {
            SignIn::Md5 => Method::Md5,
            SignIn::Passport => Method::Passport,
            SignIn::Sso => Method::Sso,
        };
        match method {
            Method::Other(_) => return Err(Refused::CloseWith(911)),
            other if other != wanted => return Err(Refused::Close),
            _ => {}
        }
        let Ok(email) = Email::parse(email) else { return Err(Refused::CloseWith(911)) };
        if self.settings.refer && !self.was_referred(id, &email) {
            return self.refer(id, transaction, &email);
        }
        self.send_policies(id);
        let challenge = match wanted {
            Method::Sso => return self.give_nonce(id, transaction, email),
            Method::Md5 => match self.salted_md5(&email)? {
                Some(kept) => kept.salt,
                None => password::false_salt(&self.salt_key, email.as_str()),
            },
            _ => PASSPORT_CHALLENGE.to_owned(),
        };
        if let Some(ns) = self.connections.get_mut(&id).and_then(|c| c.notification()) {
            ns.asked = Some(Asked { method: wanted.clone(), email, nonce: None });
        }
        let challenge = Encoded::from_wire(&challenge);
        self.send(id, &Any::Login(Reply::Challenge { transaction, method: wanted, challenge }));
        Ok(())
    }

    /// Whether the dispatch role has just sent this client here. It counts once.
    fn was_referred(&mut self, id: ConnectionId, email: &Email) -> bool {
        let now = self.now;
        self.referrals.retain(|_, until| *until > now);
        let Some(host) = self.connections.get(&id).map(|c| c.peer.remote.ip()) else { return false };
        self.referrals.remove(&(host, email.as_str().to_ascii_lowercase())).is_some()
    }

    /// The dispatch role: sends the client to the notification server, which is at the same address.
    fn refer(&mut self, id: ConnectionId, transaction: TransactionId, email: &Email) -> Outcome {
        let features = self.dialect(id).features();
        let until = self.now + REFERRAL_LIFETIME;
        let hang_up = self.now + HANG_UP;
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(()) };
        connection.deadline = Some(hang_up);
        let target = connection.peer.local.clone();
        let host = connection.peer.remote.ip();
        if let Some(ns) = connection.notification() {
            ns.referred = true;
        }
        if self.referrals.len() >= MOST_REFERRALS {
            self.referrals.clear();
        }
        self.referrals.insert((host, email.as_str().to_ascii_lowercase()), until);
        let rest = if features.referral_flags {
            vec!["U".to_owned(), "D".to_owned()]
        } else if features.groups {
            vec!["0".to_owned(), target.to_string()]
        } else {
            vec!["0".to_owned()]
        };
        self.send(id, &Any::Login(Reply::Redirect { transaction, target, rest }));
        Ok(())
    }

    fn respond(&mut self, id: ConnectionId, transaction: TransactionId, method: &Method, response: &Secret) -> Outcome {
        let Attempt { email, key, .. } = self.answered(id, method)?;
        let account = match method {
            Method::Md5 => self.check_md5(&email, response)?,
            Method::Passport => self.check_ticket(&email, response)?,
            // A token alone proves nothing where it takes a proof.
            Method::Sso | Method::Other(_) => None,
        };
        let account = self.passed(account, &key)?;
        let ticket = if self.token_account(response.expose()) == Some(account.id) {
            response.clone()
        } else {
            // A digest or a ticket that is used up is of no use to the mail pages and to the offline messages.
            self.issue_tokens(self.now, account.id).text
        };
        self.sign_in(id, transaction, &account, ticket, None);
        if *method == Method::Passport {
            // Clients of that age show the same ticket to the offline message services.
            self.leavers.signed_in(account.id, bare(response.expose()));
        }
        Ok(())
    }

    /// The second step of USR has come. It counts for nothing when there was no first step, or another one, or too many
    /// failures before.
    pub(super) fn answered(&mut self, id: ConnectionId, method: &Method) -> Result<Attempt, Refused> {
        let Some(connection) = self.connections.get_mut(&id) else { return Err(Refused::Close) };
        let host = connection.peer.remote.ip();
        let asked = connection.notification().and_then(|ns| ns.asked.take());
        let Some(Asked { email, nonce, .. }) = asked.filter(|asked| asked.method == *method) else {
            return Err(Refused::CloseWith(911));
        };
        let key = (host, email.as_str().to_ascii_lowercase());
        if !self.failures.allows(self.now, &key) {
            return Err(Refused::CloseWith(911));
        }
        Ok(Attempt { email, nonce, key })
    }

    /// Counts whether a proof was right, and goes on only with the account whose it is.
    pub(super) fn passed(&mut self, account: Option<Account>, key: &(IpAddr, String)) -> Result<Account, Refused> {
        let Some(account) = account else {
            self.failures.failed(self.now, key);
            return Err(Refused::CloseWith(911));
        };
        self.failures.succeeded(key);
        Ok(account)
    }

    fn salted_md5(&self, email: &Email) -> Result<Option<SaltedMd5>, Refused> {
        let Some(account) = self.directory.account(email)? else { return Ok(None) };
        Ok(self.directory.credentials(account.id)?.and_then(|credentials| credentials.md5))
    }

    fn check_md5(&self, email: &Email, response: &Secret) -> Result<Option<Account>, Refused> {
        let right = self.salted_md5(email)?.is_some_and(|kept| password::verify_md5(response, &kept));
        Ok(if right { self.directory.account(email)? } else { None })
    }

    /// The ticket has to be of this account: one of the login page, which works once, or a token of the sign-in
    /// service. It comes as it was given, or without its wrapping.
    fn check_ticket(&mut self, email: &Email, response: &Secret) -> Result<Option<Account>, Refused> {
        let text = response.expose();
        let owner = match self.tickets.redeem(self.now, bare(text)) {
            Some(owner) => owner,
            None => match self.token_account(text) {
                Some(owner) => owner,
                None => return Ok(None),
            },
        };
        Ok(self.directory.account_by_id(owner)?.filter(|account| account.email == *email))
    }

    /// Everything is right: the account is signed in here. `ticket` is one that goes on being good.
    pub(super) fn sign_in(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        account: &Account,
        ticket: Secret,
        place: Option<PlaceId>,
    ) {
        self.occupy(id, account, place);
        let features = self.dialect(id).features();
        let reply = Reply::SignedIn {
            transaction,
            email: account.email.to_string(),
            name: features.name_in_usr.then(|| Encoded::from_text(&account.name)),
            verified: features.verified_in_usr.then(|| "1".to_owned()),
            restricted: features.restricted_in_usr.then(|| "0".to_owned()),
        };
        self.send(id, &Any::Login(reply));
        if features.mail_data {
            let parameters = vec!["0".to_owned(), "null".to_owned()];
            self.send(id, &Any::Login(login::Server::Sbs { parameters }));
        }
        self.send_profile(id, account, &ticket);
        if features.own_presence {
            // Nothing is set yet; clients wait for it.
            let routing = Routing::network(NetworkId::PASSPORT, self.dialect(id));
            let (email, data) = (account.email.to_string(), Bytes::new());
            self.send(id, &Any::Presence(presence::Server::PersonalMessage { email, routing, data }));
        }
        let place = self.session(id).and_then(|session| session.place.as_ref());
        tracing::info!(email = %account.email, dialect = self.dialect(id).name(), ?place, "signed in");
    }

    /// The address of the web pages as this client knows them.
    pub(super) fn web_page(&self, id: ConnectionId) -> String {
        let host = self.connections.get(&id).map_or("localhost", |c| c.peer.local.host.as_str());
        format!("http://{}:{}/", Endpoint::bracketed(host), self.settings.web_port)
    }
}

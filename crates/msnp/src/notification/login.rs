//! From VER to USR OK: agreeing on a dialect, proving who we are, following redirects, and what a refusal means.

use super::fallback::{self, Refused};
use super::pending::Purpose;
use super::{Machine, Phase};
use crate::auth;
use crate::command::{Client, login as commands};
use crate::dialect::{Dialect, Family, SignIn};
use crate::error::{ErrorCode, SignOutReason};
use crate::event::{Event, SignInStep};
use crate::session::Config;
use crate::types::{Endpoint, Instant, Secret, TransactionId};
use crate::wire::Encoded;
use commands::Method;
use std::collections::VecDeque;
use std::time::Duration;

/// Where the sign-in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Version,
    Policy,
    ClientVersion,
    Identify,
    /// The web is asked; nothing is due from this connection.
    Web,
    Respond,
}

/// What the sign-in knows, over all of its connections.
#[derive(Debug)]
pub(super) struct Login {
    step: Step,
    /// What to offer: whole families, best first. A server that knows none of the first is asked again for the next.
    offers: VecDeque<Vec<Dialect>>,
    /// Whether a family was refused on the way here.
    fallen: bool,
    /// How often we were sent on.
    pub(super) redirects: u32,
    /// When the last sign-in was complete; a server that moves us after a long time starts a new count.
    pub(super) ready_at: Option<Instant>,
    /// Whether a ticket was refused already: it may have expired on its way, so one more is fetched.
    second_ticket: bool,
    pub(super) challenge: String,
    /// The login page that the Nexus named, kept for the whole sign-in.
    pub(super) page: Option<String>,
    /// The page that was asked and has not answered; it may be one that the named one sent us to.
    pub(super) asked_page: Option<String>,
    pub(super) page_hops: usize,
    /// The ticket that the login page gave, which an address book and the offline message services take, too (11 and 12).
    pub(super) ticket: Option<Secret>,
    /// The ticket of the mail pages, which the profile brings; the offline message services take it, too.
    pub(super) mail_ticket: Option<Secret>,
    /// The web request under way.
    pub(super) web: Option<u64>,
}

impl Login {
    /// 01 §11: a server that sends us on more often than this sends us in a circle.
    const MAX_REDIRECTS: u32 = 10;
    /// Being moved after this time online is maintenance and no circle.
    const SETTLED: Duration = Duration::from_secs(60);

    pub(super) fn new(config: &Config) -> Self {
        Self {
            step: Step::Version,
            offers: offers(config),
            fallen: false,
            redirects: 0,
            ready_at: None,
            second_ticket: false,
            challenge: String::new(),
            page: None,
            asked_page: None,
            page_hops: 0,
            ticket: None,
            mail_ticket: None,
            web: None,
        }
    }

    /// Why no sign-in is possible with this configuration, before anything is tried.
    pub(super) fn impossible(&self, config: &Config) -> Option<SignOutReason> {
        let reason = if config.password.is_empty() {
            SignOutReason::WrongPassword
        } else if self.offers.is_empty() {
            let what = "MSNP8 and later need the address of a sign-in page (Nexus), and none is set";
            SignOutReason::SignInService(what.to_owned())
        } else {
            return None;
        };
        Some(reason)
    }

    /// What is still on offer, best first.
    pub(super) fn offered(&self) -> impl Iterator<Item = Dialect> {
        self.offers.iter().flatten().copied()
    }

    /// Offers only these from here on, after a family was refused.
    pub(super) fn fall_to(&mut self, dialects: Vec<Dialect>) {
        self.offers = runs(dialects);
        self.fallen = true;
        self.second_ticket = false;
        self.ticket = None;
    }

    /// Whether a family was refused on the way here; told once.
    pub(super) fn take_fallen(&mut self) -> bool {
        std::mem::take(&mut self.fallen)
    }

    /// Whether the server has yet to say something to who we are, or to the proof of it.
    pub(super) fn is_proving(&self) -> bool {
        matches!(self.step, Step::Identify | Step::Respond)
    }

    pub(super) fn forget_web(&mut self) {
        self.web = None;
        self.asked_page = None;
    }
}

/// The preference list in the families in which it can be offered. Dialects aren't freely mixable (02 §1.1): an offer
/// has no gaps. Without a Nexus, the dialects that sign in through one are left away.
fn offers(config: &Config) -> VecDeque<Vec<Dialect>> {
    let mut preference: Vec<Dialect> =
        if config.dialects.is_empty() { Dialect::ALL.into_iter().rev().collect() } else { config.dialects.clone() };
    // From 13 on the sign-in service takes the place of the login page.
    preference.retain(|dialect| dialect.family() != Family::Passport || config.nexus.is_some());
    runs(fallback::within(config.family, preference))
}

/// Dialects in rows without gaps, in the order in which they are wanted.
fn runs(dialects: Vec<Dialect>) -> VecDeque<Vec<Dialect>> {
    let mut offers: VecDeque<Vec<Dialect>> = VecDeque::new();
    for dialect in dialects {
        if offers.iter().any(|row| row.contains(&dialect)) {
            continue;
        }
        match offers.back_mut() {
            Some(family) if family.iter().any(|d| d.number().abs_diff(dialect.number()) == 1) => family.push(dialect),
            _ => offers.push_back(vec![dialect]),
        }
    }
    offers
}

/// Whether a refusal at the sign-in may be over in a while.
pub(super) const fn is_passing(code: ErrorCode) -> bool {
    match code.0 {
        // Busy, timed out, unavailable, or the wrong server for this account.
        302 | 280 | 281 | 910 | 912 | 914..=916 | 918 | 919 | 921 | 922 | 931 => true,
        // A wrong answer to a challenge would be wrong again.
        540 => false,
        500..=699 | 700 | 707 | 711..=714 | 729 | 800 => true,
        _ => false,
    }
}

impl Machine {
    /// The connection is up: VER.
    pub(super) fn negotiate(&mut self, now: Instant) {
        self.phase = Phase::SigningIn;
        self.dialect = None;
        self.tell(Event::SigningIn(SignInStep::Negotiating));
        let offer = self.login.offers.front().into_iter().flatten().map(|dialect| dialect.name().to_owned());
        // CVR0 stands at the end of every offer (02 §1.1).
        let dialects: Vec<String> = offer.chain(["CVR0".to_owned()]).collect();
        self.step(now, Step::Version, |transaction| commands::Client::Version { transaction, dialects });
    }

    fn step(&mut self, now: Instant, step: Step, command: impl FnOnce(TransactionId) -> commands::Client) {
        self.login.step = step;
        self.ask(now, Purpose::Login, |transaction| Client::Login(command(transaction)));
    }

    /// Whether this is the reply to the step that is under way. Says so when it isn't.
    fn is_step(&mut self, transaction: TransactionId, steps: &[Step]) -> bool {
        if self.phase == Phase::SigningIn
            && steps.contains(&self.login.step)
            && matches!(self.pending.get(transaction), Some(Purpose::Login))
        {
            self.pending.close(transaction);
            return true;
        }
        self.oddity("a reply to a step of the sign-in that isn't under way");
        false
    }

    pub(super) fn on_login(&mut self, now: Instant, command: commands::Server) {
        use commands::Server;
        match command {
            Server::Version { transaction, dialects } => {
                if self.is_step(transaction, &[Step::Version]) {
                    self.agreed(now, &dialects);
                }
            }
            Server::Policy { transaction, methods } => {
                if self.is_step(transaction, &[Step::Policy]) {
                    if methods.iter().any(|method| method.eq_ignore_ascii_case("MD5")) {
                        self.introduce(now);
                    } else {
                        let reason = "the server has no sign-in for this version of the protocol";
                        self.end(SignOutReason::SignInRefused(reason.to_owned()), false);
                    }
                }
            }
            // What the server recommends to download is of no concern to us.
            Server::ClientVersion { transaction, .. } => {
                if self.is_step(transaction, &[Step::ClientVersion]) {
                    self.identify(now);
                }
            }
            Server::Nonce { transaction, policy, nonce } => {
                if self.is_step(transaction, &[Step::Identify]) {
                    self.login.step = Step::Web;
                    self.on_nonce(now, &policy, nonce);
                }
            }
            Server::Challenge { transaction, challenge, .. } => {
                if self.is_step(transaction, &[Step::Identify]) {
                    self.challenged(now, &challenge);
                }
            }
            // The same line says that the proof of our circles is good.
            Server::SignedIn { transaction, .. } if matches!(self.pending.get(transaction), Some(Purpose::Job(_))) => {
                self.proof_taken(now, transaction);
            }
            Server::SignedIn { transaction, name, .. } => {
                if self.is_step(transaction, &[Step::Identify, Step::Respond]) {
                    self.signed_in(now, name.as_ref());
                }
            }
            Server::Redirect { transaction, target, .. } => self.redirected(now, transaction, target),
            Server::ChallengeRequest { challenge } => self.on_challenge(now, &challenge),
            Server::ChallengeAccepted { transaction } => {
                if matches!(self.pending.get(transaction), Some(Purpose::Challenge)) {
                    self.pending.close(transaction);
                } else if !self.pending.is_expired(transaction) {
                    self.oddity("QRY for no challenge");
                }
            }
            Server::Pong { seconds } => self.on_pong(now, seconds),
            Server::Out { reason, argument } => self.on_out(reason.as_deref(), argument.as_deref()),
            Server::Sbs { .. } => {}
        }
    }

    fn agreed(&mut self, now: Instant, dialects: &[String]) {
        let offered = self.login.offers.front().cloned().unwrap_or_default();
        let agreed = dialects.iter().filter_map(|name| Dialect::named(name)).find(|d| offered.contains(d));
        let Some(dialect) = agreed else {
            // The server closes now. With another family to offer, a new connection is worth it.
            self.login.offers.pop_front();
            if self.login.offers.is_empty() {
                self.end(SignOutReason::NoCommonDialect, false);
            } else {
                let server = self.server.clone();
                self.reconnect(now, server);
            }
            return;
        };
        self.dialect = Some(dialect);
        if let Some(decoder) = &mut self.decoder {
            decoder.set_dialect(dialect);
        }
        match dialect.features().sign_in {
            SignIn::Md5 => self.step(now, Step::Policy, |transaction| commands::Client::Policy { transaction }),
            SignIn::Passport | SignIn::Sso => self.introduce(now),
        }
    }

    /// CVR. Servers of every dialect take it here, and clients of every dialect sent it.
    fn introduce(&mut self, now: Instant) {
        let client = &self.config.client;
        let version = client.version.clone().unwrap_or_else(|| self.features().client_version.to_owned());
        let parameters = vec![
            client.locale.clone(),
            client.os.clone(),
            client.os_version.clone(),
            client.architecture.clone(),
            client.name.clone(),
            version,
            client.id.clone(),
            self.config.email.to_string(),
        ];
        self.step(now, Step::ClientVersion, |transaction| commands::Client::ClientVersion { transaction, parameters });
    }

    fn method(&self) -> Method {
        match self.features().sign_in {
            SignIn::Md5 => Method::Md5,
            SignIn::Passport => Method::Passport,
            SignIn::Sso => Method::Sso,
        }
    }

    fn identify(&mut self, now: Instant) {
        self.tell(Event::SigningIn(SignInStep::Authenticating));
        let (method, email) = (self.method(), self.config.email.to_string());
        self.step(now, Step::Identify, |transaction| commands::Client::Identify { transaction, method, email });
    }

    fn challenged(&mut self, now: Instant, challenge: &Encoded) {
        // Salt and Passport's list are taken as they came: the other side compares bytes.
        match self.features().sign_in {
            // Its challenge is a nonce, and has a shape of its own.
            SignIn::Sso => self.oddity("a challenge for a sign-in that wants a nonce"),
            SignIn::Md5 => {
                let response = auth::md5::response(challenge.as_wire(), &self.config.password);
                self.respond(now, Secret::new(response));
            }
            SignIn::Passport => {
                self.login.step = Step::Web;
                self.login.challenge = challenge.as_wire().to_owned();
                if self.features().lists_by_sync {
                    self.ask_passport(now);
                } else {
                    self.on_tweener(now);
                }
            }
        }
    }

    /// The proof, made of the password or fetched from the web.
    pub(super) fn respond(&mut self, now: Instant, response: Secret) {
        let method = self.method();
        self.step(now, Step::Respond, |transaction| commands::Client::Respond { transaction, method, response });
    }

    /// The proof is about to be sent.
    pub(super) const fn begin_respond(&mut self) {
        self.login.step = Step::Respond;
    }

    fn signed_in(&mut self, now: Instant, name: Option<&Encoded>) {
        let Some(dialect) = self.dialect else { return };
        self.phase = Phase::Synchronizing;
        self.login.second_ticket = false;
        self.tell(Event::SignedIn {
            dialect,
            email: self.config.email.clone(),
            name: name.map(Encoded::text).filter(|name| !name.is_empty()),
            server: self.server.clone(),
        });
        self.tell(Event::SigningIn(SignInStep::Synchronizing));
        if self.features().lists_by_sync {
            self.ask_sync(now);
        } else {
            self.find_lists(now);
        }
    }

    /// XFR NS, at any step and later: the sign-in starts over at the other server.
    fn redirected(&mut self, now: Instant, transaction: TransactionId, target: Endpoint) {
        let asked = matches!(self.pending.get(transaction), Some(Purpose::Login));
        if transaction != TransactionId::ASYNC && !asked {
            self.oddity("a redirect that nobody asked for");
            return;
        }
        if !self.count_redirect(now) {
            return;
        }
        if target.host == "0" {
            // `XFR 0 NS 0`: the sign-in starts over on this very connection (02 §1.9).
            self.abandon();
            self.negotiate(now);
        } else {
            self.tell(Event::SigningIn(SignInStep::Redirected(target.clone())));
            self.reconnect(now, target);
        }
    }

    /// Whether one more redirect may be followed. Ends the sign-in when not.
    fn count_redirect(&mut self, now: Instant) -> bool {
        if self.login.ready_at.take().is_some_and(|ready| now.since(ready) >= Login::SETTLED) {
            self.login.redirects = 0;
        }
        self.login.redirects += 1;
        if self.login.redirects > Login::MAX_REDIRECTS {
            self.end(SignOutReason::TooManyRedirects, false);
        }
        self.phase != Phase::Over
    }

    /// An error at a step of the sign-in.
    pub(super) fn login_refused(&mut self, now: Instant, code: ErrorCode) {
        // Old servers may not know CVR, and don't need it.
        let optional = self.login.step == Step::ClientVersion && self.features().sign_in == SignIn::Md5;
        if optional && self.dialect.is_some() && !is_passing(code) {
            self.oddity(format!("CVR was refused with {}", code.0));
            self.identify(now);
            return;
        }
        match code.0 {
            911 | 928 if self.login.step == Step::Respond && self.features().sign_in != SignIn::Md5 => {
                // The page took the password, so the ticket may have been too old when it arrived. The server closes.
                self.drop_tokens();
                if std::mem::replace(&mut self.login.second_ticket, true) {
                    // Two good tickets: this server doesn't take such at all, or not for this account.
                    self.fall_back_or_end(now, Refused::Proof, SignOutReason::WrongPassword, false);
                } else {
                    let server = self.server.clone();
                    self.reconnect(now, server);
                }
            }
            // 201 to 208 mean the address here.
            201 | 205 | 206 | 208 | 911 | 917 | 928 if self.dialect.is_some() => {
                self.end(SignOutReason::WrongPassword, false);
            }
            _ if self.login.is_proving() && fallback::is_refusal(code) => {
                let retry = is_passing(code);
                self.fall_back_or_end(now, Refused::Proof, SignOutReason::Refused(code), retry);
            }
            _ => self.end(SignOutReason::Refused(code), is_passing(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Email;
    use Dialect::*;

    fn families(dialects: &[Dialect], nexus: bool) -> Vec<Vec<Dialect>> {
        let email = Email::parse("alice@example.com").unwrap_or_else(|e| panic!("{e}"));
        let mut config = Config::new(email, Secret::new("x"), Endpoint { host: "h".into(), port: 1 });
        config.dialects = dialects.to_vec();
        config.nexus = nexus.then(|| "https://login.example/".to_owned());
        offers(&config).into()
    }

    #[test]
    fn an_offer_has_no_gaps() {
        assert_eq!(families(&[Msnp12, Msnp11, Msnp8], true), [vec![Msnp12, Msnp11], vec![Msnp8]]);
        assert_eq!(families(&[Msnp9, Msnp8, Msnp9, Msnp10], true), [vec![Msnp9, Msnp8, Msnp10]]);
        assert_eq!(families(&[], true), [Dialect::ALL.into_iter().rev().collect::<Vec<_>>()]);
        let later = vec![Msnp18, Msnp17, Msnp16, Msnp15, Msnp14, Msnp13];
        assert_eq!(families(&[], false), [later, vec![Msnp7, Msnp6, Msnp5, Msnp4, Msnp3, Msnp2]]);
        assert!(families(&[Msnp12], false).is_empty());
    }

    #[test]
    fn later_dialects_need_no_login_page() {
        assert_eq!(families(&[Msnp18, Msnp13, Msnp12], true), [vec![Msnp18], vec![Msnp13, Msnp12]]);
        assert_eq!(families(&[Msnp14, Msnp13, Msnp12], false), [vec![Msnp14, Msnp13]]);
    }

    #[test]
    fn busy_passes_and_wrong_stays() {
        for code in [500, 600, 601, 910, 921, 931] {
            assert!(is_passing(ErrorCode(code)), "{code}");
        }
        for code in [420, 540, 710, 911, 920, 924, 928] {
            assert!(!is_passing(ErrorCode(code)), "{code}");
        }
    }
}

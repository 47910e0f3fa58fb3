//! Tokens of the sign-in service (MSNP13 up): the one that `USR` wants, those of the web services, and new ones before
//! they end.

use super::errand::Errand;
use super::fallback::{self, Refused};
use super::{Effect, Machine, Phase};
use crate::auth::sso;
use crate::command::{Client, login as commands};
use crate::dialect::SignIn;
use crate::error::SignOutReason;
use crate::session::{WebError, WebReply, WebRequest};
use crate::soap::time::Timestamp;
use crate::soap::token::{self, Answer, Audience, Form, MAX_REDIRECTS, TokenError, Tokens, Wish};
use crate::switchboard::mix;
use crate::types::{Instant, Secret};
use std::time::Duration;

/// How long a renewal that came to nothing is not tried again.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// What is known of tokens, over all connections of a sign-in.
#[derive(Debug, Default)]
pub(super) struct Purse {
    pub(super) tokens: Tokens,
    /// What to ask for, with the policies that the server named.
    wishes: Vec<Wish>,
    /// Where the service sent us; it stays there for this account.
    moved: Option<String>,
    hops: usize,
    /// The service that was asked for the sign-in and hasn't answered.
    pub(super) asked: Option<String>,
    /// The server's nonce.
    nonce: String,
    /// Whether a renewal is under way.
    renewing: bool,
}

impl Machine {
    /// `USR t SSO S policy nonce`: proves that we hold a token's secret, once there is one.
    pub(super) fn on_nonce(&mut self, now: Instant, policy: &str, nonce: String) {
        let wishes = Wish::sso(policy);
        let same = self.purse.wishes == wishes;
        self.purse.nonce = nonce;
        self.purse.wishes = wishes;
        // Another server of the same service takes the token that we have.
        if same && self.purse.tokens.sign_in(now).is_some() {
            self.prove(now);
        } else {
            self.ask_tokens(now);
        }
    }

    /// `USR t TWN S challenge` where the ticket comes from the sign-in service and no login page.
    pub(super) fn on_tweener(&mut self, now: Instant) {
        self.purse.wishes = Wish::tweener(&self.login.challenge);
        self.ask_tokens(now);
    }

    fn ask_tokens(&mut self, now: Instant) {
        self.purse.hops = 0;
        let url = self.token_service();
        self.ask_tokens_at(now, url);
    }

    fn token_service(&self) -> String {
        self.purse.moved.clone().or_else(|| self.config.endpoints().tokens).unwrap_or_default()
    }

    fn ask_tokens_at(&mut self, now: Instant, url: String) {
        match self.token_request(now, &url, &self.purse.wishes) {
            Ok(request) => {
                let number = self.errands.number();
                self.purse.asked = Some(url);
                self.login.web = Some(number);
                self.step_due = Some(now + Self::STEP_TIMEOUT);
                self.out.push_back(Effect::Web(number, request));
            }
            // Our own rules forbid the address: it would be forbidden again.
            Err(reason) => {
                self.fall_back_or_end(now, Refused::Services, SignOutReason::SignInService(reason), false);
            }
        }
    }

    fn token_request(&self, now: Instant, url: &str, wishes: &[Wish]) -> Result<WebRequest, String> {
        let form = match (Form::of(url, Timestamp(0)), self.wall(now)) {
            (Form::Rst, _) => Form::Rst,
            (Form::Rst2 { .. }, Some(now)) => Form::Rst2 { now },
            (Form::Rst2 { .. }, None) => return Err("this sign-in service wants to know the time".to_owned()),
        };
        let Self { config, .. } = self;
        token::request(url, form, &config.email, &config.password, wishes, config.insecure_loopback)
            .map_err(|error| error.to_string())
    }

    /// What time it is, where we were told.
    fn wall(&self, now: Instant) -> Option<Timestamp> {
        self.config.wall.map(|start| start + now.0)
    }

    /// The answer to the sign-in.
    pub(super) fn tokens_answer(&mut self, now: Instant, url: &str, result: Result<WebReply, WebError>) {
        let reply = match result {
            Ok(reply) => reply,
            Err(error) => return self.service_failed(now, error),
        };
        match token::read(url, &reply, self.wall(now), self.config.insecure_loopback) {
            Ok(Answer::Tokens(issued)) => {
                let wall = self.wall(now);
                self.purse.tokens.keep(now, wall, issued);
                if self.features().sign_in == SignIn::Sso {
                    return self.prove(now);
                }
                match self.purse.tokens.ticket(Audience::Offline, now).cloned() {
                    Some(ticket) => self.respond(now, ticket),
                    None => self.useless_tokens(now, "there is no ticket for the messenger among its answers"),
                }
            }
            Ok(Answer::Redirect(next)) => {
                self.purse.hops += 1;
                if self.purse.hops > MAX_REDIRECTS {
                    return self.useless_tokens(now, "the sign-in service sends us on without end");
                }
                self.purse.moved = Some(next.clone());
                self.ask_tokens_at(now, next);
            }
            // What answers there is no sign-in service.
            Err(error) if matches!(error, TokenError::Useless(_)) || fallback::is_no_service(reply.status) => {
                self.fall_back_or_end(now, Refused::Services, error.reason(), error.is_temporary());
            }
            Err(error) => self.end(error.reason(), error.is_temporary()),
        }
    }

    fn useless_tokens(&mut self, now: Instant, reason: &str) {
        self.fall_back_or_end(now, Refused::Services, SignOutReason::SignInService(reason.to_owned()), true);
    }

    fn prove(&mut self, now: Instant) {
        let iv = mix(&mut self.entropy).to_le_bytes();
        let Some((ticket, secret)) = self.purse.tokens.sign_in(now) else {
            return self.useless_tokens(now, "there is no token with a secret among its answers");
        };
        let ticket = ticket.clone();
        match sso::proof(secret, &self.purse.nonce, iv) {
            Ok(proof) => {
                let place = self.features().places.then(|| self.place.clone());
                self.respond_with(now, |transaction| commands::Client::Prove { transaction, ticket, proof, place });
            }
            Err(error) => self.useless_tokens(now, &error.to_string()),
        }
    }

    /// A ticket that the notification server didn't take is of no more use.
    pub(super) fn drop_tokens(&mut self) {
        self.purse.tokens.clear();
    }

    /// The ticket of the address book.
    pub(super) fn book_ticket(&self, now: Instant) -> Option<Secret> {
        self.purse.tokens.ticket(Audience::Contacts, now).or(self.login.ticket.as_ref()).cloned()
    }

    /// The address book calls it stale.
    pub(super) fn forget_book_ticket(&mut self) {
        self.purse.tokens.forget(Audience::Contacts);
        self.login.ticket = None;
    }

    /// Whether there is a service to ask for new tokens.
    pub(super) fn can_renew(&self) -> bool {
        !self.purse.wishes.is_empty()
    }

    /// When the next token has to be renewed.
    pub(super) fn tokens_due(&self) -> Option<Instant> {
        let online = matches!(self.phase, Phase::Synchronizing | Phase::Ready) && !self.purse.renewing;
        self.purse.tokens.next_due().filter(|_| online)
    }

    /// Asks again for those that end soon.
    pub(super) fn tokens_deadline(&mut self, now: Instant) {
        if self.tokens_due().is_some_and(|due| due <= now) {
            let due = self.purse.tokens.due(now);
            self.renew(now, &due);
        }
    }

    /// Asks for these tokens again.
    pub(super) fn renew(&mut self, now: Instant, audiences: &[Audience]) {
        // Where the sign-in was by a login page there are none.
        if !self.can_renew() {
            return;
        }
        if std::mem::replace(&mut self.purse.renewing, true) {
            return;
        }
        self.purse.tokens.put_off(now, PAUSE);
        self.purse.hops = 0;
        let wishes = Wish::only(self.purse.wishes.clone(), audiences);
        let url = self.token_service();
        self.renew_at(now, url, wishes);
    }

    /// Asks for one of them again, made as a service has said. False where there are no tokens.
    pub(super) fn renew_with(&mut self, now: Instant, audience: Audience, policy: Option<String>) -> bool {
        if self.purse.wishes.is_empty() {
            return false;
        }
        if !std::mem::replace(&mut self.purse.renewing, true) {
            self.purse.hops = 0;
            let mut wishes = Wish::only(self.purse.wishes.clone(), &[audience]);
            for wish in wishes.iter_mut().filter(|wish| wish.audience == audience) {
                if let Some(policy) = &policy {
                    wish.policy = Wish::policy_of(policy);
                }
            }
            let url = self.token_service();
            self.renew_at(now, url, wishes);
        }
        true
    }

    fn renew_at(&mut self, now: Instant, url: String, wishes: Vec<Wish>) {
        match self.token_request(now, &url, &wishes) {
            Ok(request) => self.run(now, Errand::Tokens { url, wishes }, request),
            Err(reason) => {
                self.purse.renewing = false;
                self.oddity(format!("tokens can't be renewed: {reason}"));
                self.after_renewal(now);
                self.out.push_back(Effect::Renewed);
            }
        }
    }

    /// The answer to a renewal. That it comes to nothing ends no session: it is tried again later.
    pub(super) fn renewed(&mut self, now: Instant, url: &str, wishes: Vec<Wish>, result: Result<WebReply, WebError>) {
        let wall = self.wall(now);
        let read = match result {
            Ok(reply) => token::read(url, &reply, wall, self.config.insecure_loopback),
            Err(error) => Err(TokenError::Down(error.to_string())),
        };
        match read {
            Ok(Answer::Redirect(next)) if self.purse.hops < MAX_REDIRECTS => {
                self.purse.hops += 1;
                return self.renew_at(now, next, wishes);
            }
            Ok(Answer::Redirect(_)) => self.oddity("the sign-in service sends us on without end"),
            Ok(Answer::Tokens(issued)) => self.purse.tokens.keep(now, wall, issued),
            Err(error) => self.oddity(format!("tokens weren't renewed: {error}")),
        }
        self.purse.renewing = false;
        self.after_renewal(now);
        self.out.push_back(Effect::Renewed);
    }

    /// The errands of this connection were given up.
    pub(super) fn forget_renewal(&mut self) {
        self.purse.renewing = false;
        self.purse.asked = None;
    }

    /// The step that ends the sign-in.
    fn respond_with(&mut self, now: Instant, command: impl FnOnce(crate::types::TransactionId) -> commands::Client) {
        self.begin_respond();
        self.ask(now, super::pending::Purpose::Login, |transaction| Client::Login(command(transaction)));
    }
}

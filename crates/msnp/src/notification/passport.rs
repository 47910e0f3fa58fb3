//! The web part of the Passport sign-in: the Nexus names the login page, the page gives a ticket for USR.

use super::fallback::{self, Refused};
use super::{Effect, Machine};
use crate::auth::passport::{self, LoginReply, PassportError};
use crate::error::SignOutReason;
use crate::session::{WebError, WebReply, WebRequest};
use crate::types::Instant;

impl Machine {
    /// Asks the login page, or first the Nexus where it is.
    pub(super) fn ask_passport(&mut self, now: Instant) {
        self.login.page_hops = 0;
        if let Some(page) = self.login.page.clone() {
            return self.ask_page(now, page);
        }
        let nexus = self.config.nexus.as_deref().unwrap_or_default();
        let request = passport::nexus_request(nexus, self.config.insecure_loopback);
        self.ask_web(now, request);
    }

    fn ask_page(&mut self, now: Instant, page: String) {
        let request = passport::login_request(
            &page,
            &self.config.email,
            &self.config.password,
            &self.login.challenge,
            self.config.insecure_loopback,
        );
        self.login.asked_page = Some(page);
        self.ask_web(now, request);
    }

    fn ask_web(&mut self, now: Instant, request: Result<WebRequest, PassportError>) {
        match request {
            Ok(request) => {
                let number = self.errands.number();
                self.login.web = Some(number);
                self.step_due = Some(now + Self::STEP_TIMEOUT);
                self.out.push_back(Effect::Web(number, request));
            }
            // Our own rules forbid the address: it would be forbidden again.
            Err(error) => {
                let reason = SignOutReason::SignInService(error.to_string());
                self.fall_back_or_end(now, Refused::Services, reason, false);
            }
        }
    }

    pub(super) fn passport_answer(&mut self, now: Instant, result: Result<WebReply, WebError>) {
        let reply = match result {
            Ok(reply) => reply,
            Err(error) => return self.service_failed(now, error),
        };
        let loopback = self.config.insecure_loopback;
        let Some(page) = self.login.asked_page.take() else {
            let nexus = self.config.nexus.clone().unwrap_or_default();
            match passport::login_url(&nexus, &reply, loopback) {
                Ok(page) => {
                    self.login.page = Some(page.clone());
                    self.ask_page(now, page);
                }
                Err(error) => {
                    // A page that is down for a while answers with a status of its own.
                    let retry = matches!(error, PassportError::NoLogin(500..=599));
                    let reason = SignOutReason::SignInService(error.to_string());
                    if retry {
                        self.end(reason, retry);
                    } else {
                        self.fall_back_or_end(now, Refused::Services, reason, retry);
                    }
                }
            }
            return;
        };
        match passport::read_login(&page, &reply, loopback) {
            LoginReply::Ticket(ticket) => {
                self.login.ticket = self.features().book_by_ticket.then(|| ticket.clone());
                self.respond(now, ticket);
            }
            LoginReply::Redirect(next) => {
                self.login.page_hops += 1;
                if self.login.page_hops > passport::MAX_HOPS {
                    let reason = "the sign-in page sends us on without end";
                    self.end(SignOutReason::SignInService(reason.to_owned()), true);
                } else {
                    self.ask_page(now, next);
                }
            }
            LoginReply::Refused { reason: Some(reason) } => self.end(SignOutReason::SignInRefused(reason), false),
            LoginReply::Refused { reason: None } => self.end(SignOutReason::WrongPassword, false),
            LoginReply::Useless(reason) if fallback::is_no_service(reply.status) => {
                self.fall_back_or_end(now, Refused::Services, SignOutReason::SignInService(reason), false);
            }
            LoginReply::Useless(reason) => {
                self.end(SignOutReason::SignInService(reason), (500..=599).contains(&reply.status));
            }
        }
    }
}

//! What happens when a service refuses a kind of sign-in: the next older kind is tried, once each, and remembered when it
//! worked.
//!
//! A service names its best dialect before anything is proved, and may still not have what that dialect needs: no sign-in
//! service, no address book, a notification server that closes on a proof it doesn't know. Only such refusals count.
//! A wrong password stays wrong, a locked account locked, and what is busy is busy in every dialect.

use super::Machine;
use super::login;
use crate::dialect::{Dialect, Family};
use crate::error::{ErrorCode, SignOutReason};
use crate::event::Event;
use crate::session::WebError;
use crate::types::Instant;

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The proof, or the way to it, by the notification server.
    Proof,
    /// One of the web services that the family needs: older families with the same need are of no use either.
    Services,
}

/// Whether a web service isn't there at all: its name is unknown, nobody listens, TLS fails, our rules forbid it.
pub(super) const fn is_absent(error: &WebError) -> bool {
    matches!(error, WebError::Connect(_) | WebError::Tls(_) | WebError::Refused(_))
}

/// Whether a server says by its HTTP status that it has no such service.
pub(super) const fn is_no_service(status: u16) -> bool {
    matches!(status, 404 | 405 | 410 | 501)
}

/// Whether an error at a step of the sign-in means the step. Numbers from 900 on mean the account, and of the others
/// most pass; that a command is off or unknown doesn't.
pub(super) const fn is_refusal(code: ErrorCode) -> bool {
    matches!(code.0, 502 | 503) || (code.0 < 900 && !login::is_passing(code))
}

impl Machine {
    /// Starts over with the next older family, if one is offered; false when there is none.
    pub(super) fn fall_back(&mut self, now: Instant, refused: Refused, reason: &SignOutReason) -> bool {
        let Some(dialect) = self.dialect else { return false };
        let family = dialect.family();
        let helps = |other: &Dialect| match refused {
            Refused::Proof => other.family() < family,
            // Where a page or a service of tokens is gone, the other may still be there.
            Refused::Services => other.family() < family && (!family.needs_tokens() || !other.family().needs_tokens()),
        };
        let rest: Vec<Dialect> = self.login.offered().filter(helps).collect();
        if rest.is_empty() {
            return false;
        }
        self.oddity(format!("{family} was refused, the next older sign-in is tried: {reason}"));
        self.drop_tokens();
        self.login.fall_to(rest);
        let server = self.config.server.clone();
        self.reconnect(now, server);
        true
    }

    /// The same, or the end.
    pub(super) fn fall_back_or_end(&mut self, now: Instant, refused: Refused, reason: SignOutReason, retry: bool) {
        if !self.fall_back(now, refused, &reason) {
            self.end(reason, retry);
        }
    }

    /// A web service of the sign-in didn't answer: one that isn't there at all may be one that the family before has no
    /// need of.
    pub(super) fn service_failed(&mut self, now: Instant, error: WebError) {
        let (retry, absent) = (!error.is_final(), is_absent(&error));
        let reason = SignOutReason::from(error);
        if absent {
            self.fall_back_or_end(now, Refused::Services, reason, retry);
        } else {
            self.end(reason, retry);
        }
    }

    /// Signed in, with lists: a family that it took others to find is worth remembering.
    pub(super) fn settle_family(&mut self) {
        if let Some(family) = self.dialect.map(Dialect::family).filter(|_| self.login.take_fallen()) {
            self.tell(Event::Family(family));
        }
    }
}

/// The dialects of the newest family that is to be tried, and of the older ones. A limit that leaves nothing is none.
pub(super) fn within(newest: Option<Family>, dialects: Vec<Dialect>) -> Vec<Dialect> {
    let fits = |dialect: &Dialect| newest.is_none_or(|newest| dialect.family() <= newest);
    if dialects.iter().any(fits) { dialects.into_iter().filter(fits).collect() } else { dialects }
}

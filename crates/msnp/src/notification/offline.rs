//! What the offline message services need of a sign-in: tickets, and word of what waits. Asking the services is the
//! session's, since that outlives a sign-in.

use super::{Effect, Machine, Phase};
use crate::content::service::Service;
use crate::soap::token::Audience;
use crate::types::{Instant, Secret};
use bytes::Bytes;

/// What stands for mail data that are too long for a message.
const TOO_LARGE: &[u8] = b"too-large";

impl Machine {
    /// The ticket that the offline message services take: a token where there are tokens, else the ticket of the
    /// sign-in. `None` when it has ended, or nobody is signed in.
    pub fn offline_ticket(&self, now: Instant) -> Option<Secret> {
        let ticket = || self.purse.tokens.ticket(Audience::Offline, now).or(self.login.ticket.as_ref()).cloned();
        if self.is_signed_in() { ticket() } else { None }
    }

    /// Asks for a new ticket for the offline message services, made as one of them said. Ends in [`Effect::Renewed`],
    /// at once where tickets come only from a sign-in.
    pub fn renew_offline_ticket(&mut self, now: Instant, policy: Option<String>) {
        if self.phase == Phase::Ready && self.renew_with(now, Audience::Offline, policy) {
            return;
        }
        // A login page gives none anew, but the profile may have brought another one.
        if let Some(ticket) = self.login.mail_ticket.take()
            && self.login.ticket.is_some()
        {
            self.login.ticket = Some(ticket);
        }
        self.out.push_back(Effect::Renewed);
    }

    /// Passes on what a message of the service says of offline messages.
    pub(super) fn note_offline_messages(&mut self, service: &Service, body: &Bytes) {
        if !self.features().offline_messages {
            return;
        }
        let (Service::InitialMail { data, .. } | Service::OfflineMessage { data }) = service else { return };
        // Nothing waits where it says nothing at all: another form of the notice of mail.
        let is_too_large = body.windows(TOO_LARGE.len()).any(|part| part.eq_ignore_ascii_case(TOO_LARGE));
        if data.is_some() || is_too_large {
            self.out.push_back(Effect::OfflineMessages(data.clone()));
        }
    }
}

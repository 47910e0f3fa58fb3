//! Replies, errors and silence: each finds its request by the TrID.

use super::job::{Job, Step};
use super::login;
use super::pending::Purpose;
use super::{Effect, Machine, Phase};
use crate::command::ErrorReply;
use crate::error::{RequestError, SignOutReason};
use crate::types::{Instant, TransactionId};

impl Machine {
    pub(super) fn on_error(&mut self, now: Instant, reply: &ErrorReply) {
        let code = reply.code;
        let transaction = reply.transaction.filter(|t| *t != TransactionId::ASYNC);
        let Some(transaction) = transaction else {
            // Some servers leave the TrID away before the sign-in; there only one thing can be meant.
            if self.phase == Phase::SigningIn {
                self.login_refused(now, code);
            } else {
                self.oddity(format!("error {} for no request", code.0));
            }
            return;
        };
        let late = self.pending.is_expired(transaction);
        match self.pending.close(transaction) {
            Some(Purpose::Login) => self.login_refused(now, code),
            Some(Purpose::Sync) => self.end(SignOutReason::Refused(code), login::is_passing(code)),
            Some(Purpose::Challenge) => self.end(SignOutReason::Refused(code), login::is_passing(code)),
            Some(Purpose::Switchboard { ticket, again: false }) if code.0 == 280 => {
                // 01 §5: the server couldn't reach its switchboard; once more helps.
                self.ask_switchboard(now, ticket, true);
            }
            Some(Purpose::Switchboard { ticket, .. }) => {
                self.out.push_back(Effect::Switchboard { ticket, result: Err(RequestError::Server(code)) });
            }
            Some(Purpose::Said { circle, message }) => {
                self.said_failed(&circle, message, RequestError::Server(code));
            }
            Some(Purpose::Bridged(message)) => {
                let gone = matches!(code.0, 216 | 217);
                let error = if gone { RequestError::Unreachable } else { RequestError::Server(code) };
                self.part_refused(message, error);
            }
            Some(Purpose::Job(job)) => self.step_refused(now, job, code),
            None if late => self.oddity(format!("error {} came too late for its request", code.0)),
            None => self.oddity(format!("error {} for a request that nobody made", code.0)),
        }
    }

    pub(super) fn expired(&mut self, now: Instant, purpose: Purpose) {
        match purpose {
            Purpose::Login | Purpose::Sync => self.end(SignOutReason::TimedOut, true),
            // Some servers never acknowledge it, and are content.
            Purpose::Challenge => {}
            Purpose::Switchboard { ticket, .. } => {
                self.out.push_back(Effect::Switchboard { ticket, result: Err(RequestError::Timeout) });
            }
            Purpose::Said { circle, message } => self.said_unheard(&circle, message, RequestError::Timeout),
            Purpose::Bridged(message) => self.part_taken(message),
            Purpose::Job(job) => self.step_failed(now, job, RequestError::Timeout),
        }
    }

    /// The job that waits for the reply under this TrID, if its step fits.
    pub(super) fn replied(&mut self, transaction: TransactionId, fits: impl FnOnce(&Step) -> bool) -> Replied {
        match self.pending.get(transaction) {
            Some(Purpose::Job(job)) if fits(&job.step) => {}
            None if self.pending.is_expired(transaction) => return Replied::Late,
            _ => return Replied::Unasked,
        }
        match self.pending.close(transaction) {
            Some(Purpose::Job(job)) => Replied::To(job),
            _ => Replied::Unasked,
        }
    }
}

/// What a reply's TrID leads to.
pub(super) enum Replied {
    /// The job that waits for it.
    To(Box<Job>),
    /// A request that was given up.
    Late,
    /// Nothing of ours.
    Unasked,
}

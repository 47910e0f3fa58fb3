//! The circle ticket: the address book gives it out, and the notification connection takes it as a proof that its
//! client knows the circles of the account.
//!
//! Its form is that of the service of old, signed XML in XML; what makes it good is only that it is the very text that
//! was given out, to this account, not too long ago.

use super::super::Server;
use crate::directory::{Account, AccountId, CircleStanding};
use crate::entropy::hex;
use crate::machine::Refused;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use msnp::soap::time::Timestamp;
use msnp::soap::xml::Writer;
use msnp::types::{Instant, Secret};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long a ticket is good for: as long as the token that it was fetched with.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// How many one account may have, and how many accounts: a client fetches its book often.
const PER_ACCOUNT: usize = 32;
const ACCOUNTS: usize = 4096;

/// The tickets that were given out, as `USR SHA` brings them back.
#[derive(Debug, Default)]
pub(in crate::machine) struct Tickets(BTreeMap<AccountId, VecDeque<(Secret, Instant)>>);

impl Tickets {
    fn give(&mut self, now: Instant, account: AccountId, ticket: &str) {
        if self.0.len() >= ACCOUNTS && !self.0.contains_key(&account) {
            self.0.retain(|_, given| given.back().is_some_and(|(_, until)| *until > now));
            if self.0.len() >= ACCOUNTS {
                self.0.pop_first();
            }
        }
        let given = self.0.entry(account).or_default();
        if given.len() >= PER_ACCOUNT {
            given.pop_front();
        }
        given.push_back((Secret::new(STANDARD.encode(ticket)), now + LIFETIME));
    }

    /// Whether it was given to this account, and is in time. Every one is compared, each in constant time.
    pub(super) fn is_good(&self, now: Instant, account: AccountId, proof: &Secret) -> bool {
        let given = self.0.get(&account).into_iter().flatten().filter(|(_, until)| *until > now);
        let same = |ticket: &Secret| ticket.expose().as_bytes().ct_eq(proof.expose().as_bytes());
        given.fold(subtle::Choice::from(0), |any, (ticket, _)| any | same(ticket)).into()
    }
}

impl Server {
    /// A ticket for the circles of an account.
    pub(in crate::machine) fn issue_circle_ticket(&mut self, account: &Account) -> Result<String, Refused> {
        let mut data = declared();
        let until = self.unix_time() + LIFETIME.as_secs();
        let circles = self.directory.circles_of(account.id)?;
        data.element("Ticket", &[], |ticket| {
            for (circle, _) in circles.iter().filter(|(_, member)| member.standing == CircleStanding::Member) {
                ticket.empty("Circle", &[("Id", &circle.guid), ("HostedDomain", "live.com")]);
            }
            ticket.leaf("TS", &Timestamp(i64::try_from(until).unwrap_or(i64::MAX)).to_string());
            ticket.leaf("CID", &account.number().cast_signed().to_string());
        });
        let signature = hex(&mut *self.entropy, 20);
        let mut signed = declared();
        signed.element("SignedTicket", &[("ver", "1"), ("keyVer", "1")], |ticket| {
            ticket.leaf("Data", &STANDARD.encode(data.finish()));
            ticket.leaf("Sig", &STANDARD.encode(signature));
        });
        let text = signed.finish();
        self.circle_tickets.give(self.now, account.id, &text);
        Ok(text)
    }
}

fn declared() -> Writer {
    Writer::document()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_for_its_account_and_its_time() {
        let at = |seconds| Instant(Duration::from_secs(seconds));
        let mut tickets = Tickets::default();
        let proof = |text: &str| Secret::new(STANDARD.encode(text));
        tickets.give(at(0), AccountId(1), "one");
        tickets.give(at(10), AccountId(1), "two");
        for good in ["one", "two"] {
            assert!(tickets.is_good(at(20), AccountId(1), &proof(good)));
            assert!(!tickets.is_good(at(20), AccountId(2), &proof(good)));
        }
        assert!(!tickets.is_good(at(20), AccountId(1), &Secret::new("one")));
        assert!(!tickets.is_good(at(20), AccountId(1), &Secret::new("")));
        assert!(!tickets.is_good(at(24 * 3600), AccountId(1), &proof("one")));
        assert!(tickets.is_good(at(24 * 3600), AccountId(1), &proof("two")));
        for n in 0..PER_ACCOUNT {
            tickets.give(at(30), AccountId(1), &n.to_string());
        }
        assert!(!tickets.is_good(at(31), AccountId(1), &proof("two")), "the oldest make room");
        for account in 0..2 * ACCOUNTS as i64 {
            tickets.give(at(40), AccountId(account), "x");
        }
        assert!(tickets.0.len() <= ACCOUNTS);
    }
}

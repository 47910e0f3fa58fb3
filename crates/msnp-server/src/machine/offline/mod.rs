//! Offline messages: what is written to somebody who isn't there waits in the directory until they have fetched and
//! deleted it.
//!
//! | file | what it does |
//! |---|---|
//! | `store` | `oim.asmx`: `Store` and `Store2` |
//! | `fetch` | `rsi.asmx`: `GetMetadata`, `GetMessage`, `DeleteMessages` |
//! | `mail` | what the notification server says of them, and a message as a mail |
//!
//! Who signs in with MSNP10 or older has no way to fetch them: they wait for a sign-in with a later client. Somebody who
//! is signed in when a message is left hears of it at once.

mod fetch;
mod mail;
mod store;

use super::presence::allowed;
use super::{Refused, Server, WebAnswer};
use crate::directory::{Account, AccountId, Waiting};
use crate::entropy::guid;
use msnp::soap::envelope::{self, Soap};
use msnp::soap::xml::Writer;
use msnp::types::{Email, Instant, Lists, Secret};
use std::collections::HashMap;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How many messages may wait for one person, and how many of them from one other.
const MOST_WAITING: usize = 500;
const MOST_FROM_ONE: usize = 100;
/// How many messages somebody may leave in a while.
const MOST_LEFT: u32 = 60;
const WHILE: Duration = Duration::from_secs(60);
/// How many people's messages are counted.
const MOST_COUNTED: usize = 4096;
/// The longest text, in bytes. Clients send far less.
const LONGEST_TEXT: usize = 8 * 1024;
/// The longest name that goes along, in characters.
const LONGEST_NAME: usize = 128;

/// What is known of those who leave messages.
#[derive(Debug, Default)]
pub(super) struct Leavers {
    /// Since when each is counted, and how many it were.
    counted: HashMap<AccountId, (Instant, u32)>,
    /// The tickets of the login page with which people have signed in. For their session they are good here.
    tickets: HashMap<AccountId, Secret>,
    /// What stands for the session of clients that name none, and the last number in it: so their messages keep their
    /// order, too.
    unnamed: Option<(String, u32)>,
}

impl Leavers {
    /// Somebody has signed in with a ticket of the login page.
    pub(super) fn signed_in(&mut self, account: AccountId, ticket: &str) {
        self.tickets.insert(account, Secret::new(ticket));
    }

    /// Nobody is signed in to the account any more.
    pub(super) fn signed_out(&mut self, account: AccountId) {
        self.tickets.remove(&account);
    }

    /// Counts a message; false when there were too many.
    fn count(&mut self, now: Instant, who: AccountId) -> bool {
        if self.counted.len() >= MOST_COUNTED {
            self.counted.retain(|_, (since, _)| now.since(*since) < WHILE);
        }
        if self.counted.len() >= MOST_COUNTED && !self.counted.contains_key(&who) {
            return false;
        }
        let (since, count) = self.counted.entry(who).or_insert((now, 0));
        if now.since(*since) >= WHILE {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= MOST_LEFT
    }
}

/// A message that somebody wants to leave.
#[derive(Debug)]
pub(super) struct Leaving<'a> {
    /// The name they write under; their own where it is empty.
    pub(super) name: &'a str,
    /// Which of their sessions it is of, a GUID; `None` where the client doesn't say.
    pub(super) run: Option<&'a str>,
    /// Its number in that session; where there is none it gets one here.
    pub(super) sequence: u32,
    pub(super) text: &'a str,
}

/// Why a message isn't kept.
#[derive(Debug)]
pub(super) enum NotLeft {
    /// There is nobody of that address, or they don't take messages from this one.
    Unavailable,
    /// Too many in a short time, or too many wait.
    Throttled,
    TooLarge,
    Broken(Refused),
}

impl<E: Into<Refused>> From<E> for NotLeft {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

impl Server {
    /// Keeps a message for somebody, and tells them of it where they are.
    pub(super) fn leave_offline(&mut self, from: &Account, to: &Email, leaving: &Leaving<'_>) -> Result<(), NotLeft> {
        if leaving.text.len() > LONGEST_TEXT {
            return Err(NotLeft::TooLarge);
        }
        let to = self.directory.account(to)?.ok_or(NotLeft::Unavailable)?;
        let lists = self.directory.entry(to.id, from.id)?.map_or(Lists::NONE, |entry| entry.lists);
        if !allowed(to.privacy, lists) {
            return Err(NotLeft::Unavailable);
        }
        let (waiting, from_them) = self.directory.count_messages(to.id, &from.email)?;
        if waiting >= MOST_WAITING || from_them >= MOST_FROM_ONE || !self.leavers.count(self.now, from.id) {
            return Err(NotLeft::Throttled);
        }
        let (run, sequence) = match leaving.run {
            Some(run) => (run.to_owned(), leaving.sequence),
            None => self.unnamed_run(),
        };
        let name: String = leaving.name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let message = Waiting {
            id: guid(&mut *self.entropy).to_ascii_uppercase(),
            from: from.email.clone(),
            name: if name.trim().is_empty() { from.name.clone() } else { name },
            run,
            sequence,
            sent: self.unix_time(),
            text: leaving.text.to_owned(),
        };
        self.directory.leave_message(to.id, &message)?;
        self.tell_of_message(to.id, &message);
        Ok(())
    }

    fn unnamed_run(&mut self) -> (String, u32) {
        let entropy = &mut *self.entropy;
        let (run, last) = self.leavers.unnamed.get_or_insert_with(|| (guid(entropy).to_ascii_uppercase(), 0));
        *last = last.wrapping_add(1);
        (run.clone(), *last)
    }

    /// Whose ticket this is: a token, or the login page's ticket of somebody who is signed in with it.
    pub(super) fn ticket_account(&self, ticket: &str) -> Result<Option<Account>, Refused> {
        let given = super::tokens::bare(ticket);
        let same = |kept: &Secret| bool::from(kept.expose().as_bytes().ct_eq(given.as_bytes()));
        let of_page = || {
            let mut kept = self.leavers.tickets.iter();
            kept.find(|(account, kept)| same(kept) && self.sessions.contains_key(account)).map(|(account, _)| *account)
        };
        let Some(account) = self.token_account(ticket).or_else(of_page) else { return Ok(None) };
        Ok(self.directory.account_by_id(account)?)
    }
}

/// What a service says: a result, or a fault with the code that programs look at.
fn answer(header: impl FnOnce(&mut Writer), body: impl FnOnce(&mut Writer)) -> WebAnswer {
    let bytes = envelope::write(Soap::V11, &[], header, body);
    WebAnswer { status: 200, body: String::from_utf8_lossy(&bytes).into_owned() }
}

fn fault(namespace: &str, page: &str, code: &str, detail: impl FnOnce(&mut Writer)) -> WebAnswer {
    let answer = answer(
        |_| {},
        |body| {
            body.element("soap:Fault", &[], |fault| {
                fault.element("faultcode", &[("xmlns:q0", namespace)], |text| text.text(&format!("q0:{code}")));
                fault.leaf("faultstring", "Exception of type System.Web.Services.Protocols.SoapException was thrown.");
                fault.leaf("faultactor", page);
                fault.element("detail", &[], detail);
            });
        },
    );
    WebAnswer { status: 500, ..answer }
}

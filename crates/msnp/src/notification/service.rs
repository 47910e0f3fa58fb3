//! What the service itself wants or tells: challenges, pings, mail and notices, calls, properties, its goodbye.

use super::job::Step;
use super::pending::Purpose;
use super::replies::Replied;
use super::{Effect, Machine, SwitchboardTicket};
use crate::auth::challenge;
use crate::command::{Client, login, profile, switchboard};
use crate::content::service::Service;
use crate::dialect::Challenge;
use crate::error::SignOutReason;
use crate::event::{Event, MailEvent, RosterEvent};
use crate::types::{Email, Instant, Property};
use bytes::Bytes;
use std::time::Duration;

/// The longest notice that is passed on, in bytes.
const MAX_NOTICE: usize = 64 * 1024;
/// The longest pause that a server may ask for.
const MAX_PAUSE_MINUTES: u64 = 24 * 60;

impl Machine {
    /// CHL, which may come at any time.
    pub(super) fn on_challenge(&mut self, now: Instant, text: &str) {
        if self.pending.is_full() {
            self.oddity("a challenge while too much waits for an answer");
            return;
        }
        let features = self.features();
        let kind = features.challenge.unwrap_or(Challenge::Plain);
        let response = Bytes::from(challenge::answer(kind, text, features.product));
        let product = features.product.0.to_owned();
        self.ask(now, Purpose::Challenge, |transaction| {
            Client::Login(login::Client::ChallengeResponse { transaction, product, response })
        });
    }

    pub(super) fn on_pong(&mut self, now: Instant, seconds: Option<u32>) {
        if !self.pulse.pong(now, seconds) {
            self.oddity("QNG for no PNG");
        }
        self.sync_fence(now);
        self.bridge_pong(now);
    }

    /// OUT and its reasons (01 §6).
    pub(super) fn on_out(&mut self, reason: Option<&str>, argument: Option<&str>) {
        match reason {
            // Coming back would throw the other one out, and so on without end.
            Some("OTH") => self.end(SignOutReason::ElsewhereSignedIn, false),
            Some("SSD") => self.end(SignOutReason::ServerShutdown, true),
            Some("TOU") => self.end(SignOutReason::TermsOfUse, false),
            Some("MIG") => {
                // The lists have moved: nothing that we keep of them holds any more.
                self.tell_roster(RosterEvent::SyncFinished(None));
                let reason = SignOutReason::ConnectionLost("the lists have moved to another place".to_owned());
                self.end_after(reason, true, Some(Duration::ZERO));
            }
            Some("RCT") => {
                let minutes = argument.and_then(|minutes| minutes.parse::<u64>().ok());
                let pause = minutes.map(|minutes| Duration::from_secs(60 * minutes.min(MAX_PAUSE_MINUTES)));
                self.end_after(SignOutReason::ServerShutdown, true, pause);
            }
            _ => self.end(SignOutReason::ConnectionLost("the server ended the session".to_owned()), true),
        }
    }

    pub(super) fn on_profile(&mut self, now: Instant, command: profile::Server) {
        use profile::Server;
        match command {
            Server::Property { numbering, property, value } => {
                let value = value.map(|value| value.text()).filter(|value| !value.is_empty());
                if property == Property::FriendlyName {
                    self.sync_saw_name();
                    let name = value.unwrap_or_else(|| self.config.email.to_string());
                    let asked = |step: &Step| matches!(step, Step::OwnName(_));
                    self.on_setting(now, numbering, asked, RosterEvent::OwnName(name));
                } else {
                    let wanted = property.clone();
                    let asked = move |step: &Step| matches!(step, Step::Property(key, _) if *key == wanted);
                    self.on_setting(now, numbering, asked, RosterEvent::OwnProperty(property, value));
                }
                self.finish_if_complete(now);
            }
            Server::Url { transaction, parameters } => {
                match self.replied(transaction, |step| matches!(step, Step::Url { .. })) {
                    Replied::To(job) => self.url_done(now, job, parameters),
                    Replied::Late => self.oddity("URL came too late for its request"),
                    Replied::Unasked => self.oddity("URL that nobody asked for"),
                }
            }
            // A list of words to block; nothing is blocked here.
            Server::Configuration { .. } | Server::Policies { .. } => {}
            Server::Message { body, .. } => self.on_message(now, &body),
            // Another place of ours, or somebody else, has changed our lists.
            Server::Notification { data }
                if !self.features().lists_by_sync && data.windows(12).any(|part| part == b"ABCHInternal") =>
            {
                self.lists_changed(now);
            }
            Server::Notification { data }
                if self.features().circles && data.windows(8).any(|part| part == b"CircleId") =>
            {
                self.circle_changed(now, &data);
            }
            Server::Notification { data } | Server::Page { data } => {
                let cut = data.len().min(MAX_NOTICE);
                let text = String::from_utf8_lossy(&data[..cut]).into_owned();
                self.tell(Event::Notification(text));
            }
            Server::Rare { verb, .. } => self.oddity(format!("{verb} that nobody asked for")),
        }
    }

    fn on_message(&mut self, now: Instant, body: &Bytes) {
        let service = Service::decode(body);
        self.note_offline_messages(&service, body);
        let event = match service {
            Service::Profile { fields, ticket } => {
                self.login.mail_ticket = ticket;
                self.on_profile_fields(now, &fields);
                Event::Profile(fields)
            }
            Service::InitialMail { inbox, folders, .. } => Event::Mail(MailEvent::Unread { inbox, folders }),
            Service::NewMail { from, address, subject, url } => {
                Event::Mail(MailEvent::Arrived { from, address, subject, url })
            }
            Service::MailMoved { from_folder, to_folder, count } => {
                Event::Mail(MailEvent::Moved { from_folder, to_folder, count })
            }
            Service::ShutdownIn { minutes } => Event::ShutdownIn { minutes },
            // Told once it is fetched.
            Service::OfflineMessage { .. } => return,
            Service::Unknown { content_type } => {
                let kind: String = content_type.chars().take(80).collect();
                Event::Oddity(format!("a message of the service of the type {kind:?}"))
            }
        };
        self.tell(event);
    }

    pub(super) fn on_switchboard(&mut self, now: Instant, command: switchboard::Server) {
        use switchboard::Server;
        let _ = now;
        match command {
            Server::Granted { transaction, target, cookie, .. } => {
                if matches!(self.pending.get(transaction), Some(Purpose::Switchboard { .. }))
                    && let Some(Purpose::Switchboard { ticket, .. }) = self.pending.close(transaction)
                {
                    self.out.push_back(Effect::Switchboard { ticket, result: Ok((target, cookie)) });
                } else {
                    self.oddity("a switchboard that nobody asked for");
                }
            }
            Server::Ring { session, target, cookie, email, name, .. } => match Email::from_wire(&email) {
                Some(email) => {
                    let name = Some(name.text()).filter(|name| !name.is_empty());
                    let name = name.unwrap_or_else(|| email.to_string());
                    self.out.push_back(Effect::Ring { session, target, cookie, email, name });
                }
                None => self.oddity("a call from an address that is none"),
            },
            _ => self.oddity("a command of a switchboard"),
        }
    }

    /// XFR SB.
    pub(super) fn ask_switchboard(&mut self, now: Instant, ticket: SwitchboardTicket, again: bool) {
        self.ask(now, Purpose::Switchboard { ticket, again }, |transaction| {
            Client::Login(login::Client::Transfer { transaction, target: "SB".to_owned() })
        });
    }
}

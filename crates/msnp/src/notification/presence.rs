//! Who is there: CHG and UUX of ours, ILN, NLN, FLN and UBX of the others.

use super::Machine;
use super::edits::Found;
use super::job::{Reply, Step};
use crate::command::presence::Server;
use crate::content::endpoint::Published;
use crate::content::personal;
use crate::event::{Event, PresenceEvent, RosterEvent};
use crate::types::{Email, Instant, Status};
use crate::wire::Encoded;

impl Machine {
    pub(super) fn on_presence(&mut self, now: Instant, command: Server) {
        let early = self.initial_until.is_some_and(|until| now < until);
        let Some(command) = self.on_circle_presence(command, early) else { return };
        match command {
            Server::StatusSet { transaction, status, .. } => {
                match self.found(Some(transaction), |step| matches!(step, Step::Status(_))) {
                    Found::Reply(job) => {
                        self.step_done(now, job, Reply { status: Some(status), ..Reply::default() });
                    }
                    Found::News { .. } => self.tell_roster(RosterEvent::OwnStatus(status)),
                    Found::Nothing => {}
                }
            }
            Server::PersonalMessageSet { transaction, .. } => {
                match self.found(Some(transaction), |step| matches!(step, Step::Personal(_) | Step::Endpoint(_))) {
                    Found::Reply(job) => self.step_done(now, job, Reply::default()),
                    // It doesn't say what was set.
                    Found::News { .. } | Found::Nothing => {}
                }
            }
            Server::Online { transaction, status, email, name, capabilities, object, .. } => {
                let Some(email) = self.presence_of(&email) else { return };
                self.tell(Event::Presence(if status == Status::Offline {
                    PresenceEvent::Offline { email }
                } else {
                    PresenceEvent::Online {
                        email,
                        name: name.map(|name| name.text()).filter(|name| !name.is_empty()),
                        status,
                        capabilities: capabilities.unwrap_or_default(),
                        object: object.as_ref().and_then(object_text),
                        // ILN tells of those who were there already: at our first status, or when we add them. Where
                        // there is none, those of the first moments were.
                        initial: transaction.is_some() || early,
                    }
                }));
            }
            Server::Offline { email, .. } => {
                if let Some(email) = self.presence_of(&email) {
                    self.tell(Event::Presence(PresenceEvent::Offline { email }));
                }
            }
            Server::PersonalMessage { email, data, .. } if self.is_own(&email) => {
                // How we are seen is ours to say, but where else we are is not.
                let places = Published::decode(&data).own_places;
                if self.features().places && !places.is_empty() {
                    self.tell(Event::Places(places));
                }
            }
            Server::PersonalMessage { email, data, .. } => {
                if let Some(email) = self.presence_of(&email) {
                    let machine = self.features().machine_guid;
                    let message =
                        if machine { Published::decode(&data).message } else { Some(personal::decode(&data)) };
                    if let Some(message) = message {
                        self.tell(Event::Presence(PresenceEvent::PersonalMessage { email, message }));
                    }
                }
            }
        }
    }

    fn is_own(&self, email: &str) -> bool {
        Email::from_wire(email).is_some_and(|email| email == self.config.email)
    }

    /// Whom a line tells of; `None` for ourselves, who know better.
    fn presence_of(&mut self, email: &str) -> Option<Email> {
        let Some(email) = Email::from_wire(email) else {
            self.oddity("presence of an address that is none");
            return None;
        };
        (email != self.config.email).then_some(email)
    }
}

/// The MSNObject, where there is one: some servers write `0` or an empty element for none.
pub(super) fn object_text(object: &Encoded) -> Option<String> {
    let text = object.text();
    let inside = text.trim_start_matches("<msnobj").trim_end_matches("/>");
    let none = text.trim() == "0" || inside.trim().is_empty();
    (!none).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_object_has_three_spellings() {
        for none in ["0", "%3Cmsnobj%2F%3E", "<msnobj/>", "%3Cmsnobj%20%2F%3E"] {
            assert_eq!(object_text(&Encoded::from_wire(none)), None, "{none}");
        }
        let object = "<msnobj Creator=\"alice@example.com\"/>";
        assert_eq!(object_text(&Encoded::from_text(object)).as_deref(), Some(object));
    }
}

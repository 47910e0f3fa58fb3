//! Who comes, goes and changes their status: told where the person asked for it, and noted as "last seen".

use super::App;
use super::telling::words_of;
use crate::platform::notify::Target;
use crate::platform::policy::{Occasion, Wish};
use crate::store::settings::Watch;
use crate::t;
use crate::widget::status_menu;
use msnp::event::{ConversationId, Event, PresenceEvent};
use msnp::types::{Email, Status};

/// Whether somebody asked to be told of an occasion.
pub(super) const fn wish(occasion: &Occasion, watch: Watch) -> Wish {
    let wished = match occasion {
        Occasion::CameOnline(_) => watch.online,
        Occasion::WentOffline(_) => watch.offline,
        Occasion::ChangedStatus(_) => watch.status,
        Occasion::Message(..) | Occasion::Waited(_) => watch.writes,
        Occasion::Ring(..) | Occasion::AddedUs(_) | Occasion::Invited(_) => false,
    };
    match (wished, watch.even_busy) {
        (false, _) => Wish::None,
        (true, false) => Wish::Told,
        (true, true) => Wish::Always,
    }
}

impl App {
    /// Looks at how it was before the roster takes an event in: the status of whom it is about.
    pub(super) fn before(&mut self, event: &Event) -> Option<Status> {
        match event {
            Event::ConnectionLost { .. } | Event::SignedOut(_) => {
                self.note_everybody_seen();
                None
            }
            Event::Presence(PresenceEvent::Online { email, initial: false, .. }) => {
                self.model.roster.person(email).filter(|person| person.is_contact()).map(|person| person.status)
            }
            _ => None,
        }
    }

    /// Tells of a status that is another than before.
    pub(super) fn tell_status(&mut self, event: &Event, before: Option<Status>) {
        let Event::Presence(PresenceEvent::Online { email, status, .. }) = event else { return };
        if !before.is_some_and(|before| before.is_visible() && before != *status) || !status.is_visible() {
            return;
        }
        let occasion = Occasion::ChangedStatus(email.clone());
        let word = status_menu::word(*status);
        let summary = t!("notification-status", name = self.name_of(email), status = word);
        self.tell_presence(&occasion, summary);
    }

    /// Somebody went offline.
    pub(super) fn tell_offline(&mut self, email: &Email) {
        self.note_seen(vec![email.clone()]);
        let summary = t!("notification-offline", name = self.name_of(email));
        self.tell_presence(&Occasion::WentOffline(email.clone()), summary);
    }

    pub(super) fn tell_presence(&mut self, occasion: &Occasion, summary: String) {
        let email = occasion.who().clone();
        let says = self.model.roster.person(&email).map(|person| words_of(&person.personal.text));
        let target = Target::Conversation(ConversationId::With(email));
        self.tell(occasion, target, summary, says.unwrap_or_default());
    }

    /// Nobody is seen from here on; those who are there were so until now.
    pub(super) fn note_everybody_seen(&mut self) {
        let there = self.model.roster.contacts().filter(|person| person.status.is_visible());
        let there: Vec<Email> = there.map(|person| person.email.clone()).collect();
        self.note_seen(there);
    }

    /// Kept with the next change that is: many come and go, and nobody needs it to the minute after a crash.
    fn note_seen(&mut self, people: Vec<Email>) {
        if !people.is_empty() {
            self.change_list(|list| list.saw(people, chrono::Utc::now().timestamp_millis()));
            self.unsaved = true;
        }
    }
}

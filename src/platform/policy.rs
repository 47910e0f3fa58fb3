//! Which notifications are due. Pure: the time and the state come in, a yes or no comes out.

use crate::store::settings::Alerts;
use msnp::event::ConversationId;
use msnp::types::{Email, Instant, Status};
use std::collections::BTreeMap;
use std::time::Duration;

/// The lists come in a burst after sign-in; people who "come online" in it were there before.
const SETTLING: Duration = Duration::from_secs(5);
/// At most one notification a contact in this time.
const BURST: Duration = Duration::from_secs(10);

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// A friend came online.
    CameOnline(Email),
    /// A friend went offline. Told only by wish.
    WentOffline(Email),
    /// A friend's status changed while they were there. Told only by wish.
    ChangedStatus(Email),
    /// Somebody calls, and has said nothing yet.
    Ring(ConversationId, Email),
    /// Somebody says something or nudges.
    Message(ConversationId, Email),
    /// Somebody has added us.
    AddedUs(Email),
    /// Somebody invites us to a circle.
    Invited(Email),
    /// What waited at the service has come, of this one and perhaps others: gathered already.
    Waited(Email),
}

impl Occasion {
    /// Whom it is about.
    pub const fn who(&self) -> &Email {
        match self {
            Self::CameOnline(email)
            | Self::WentOffline(email)
            | Self::ChangedStatus(email)
            | Self::Ring(_, email)
            | Self::Message(_, email)
            | Self::AddedUs(email)
            | Self::Invited(email)
            | Self::Waited(email) => email,
        }
    }
}

impl Occasion {
    /// Whether everybody's are told.
    const fn is_among(&self, alerts: Alerts) -> bool {
        match self {
            Self::CameOnline(_) => alerts.online,
            // These have nothing to be told by but a wish.
            Self::WentOffline(_) | Self::ChangedStatus(_) => false,
            Self::Ring(..) => alerts.call,
            Self::Message(..) => alerts.message,
            Self::AddedUs(_) | Self::Invited(_) => alerts.added,
            Self::Waited(_) => alerts.waited,
        }
    }
}

/// Whether the person asked to be told of just this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// They didn't: it is as with everybody else.
    #[default]
    None,
    /// They did.
    Told,
    /// They did, and it may disturb them.
    Always,
}

/// What it is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Now.
    pub now: Instant,
    /// Our own status.
    pub status: Status,
    /// The conversation in the window that has the focus.
    pub looking_at: Option<&'a ConversationId>,
    /// Whether the person is in the occasion's conversation and blocked us out: on the block list.
    pub blocked: bool,
    /// Whether the person asked to be told.
    pub wish: Wish,
    /// What is told of everybody.
    pub alerts: Alerts,
}

/// Remembers just enough to keep bursts short.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    signed_in: Option<Instant>,
    last: BTreeMap<Email, Instant>,
}

impl Policy {
    /// A sign-in (or the way back after a lost connection) is complete: the burst of presences begins.
    pub fn signed_in(&mut self, now: Instant) {
        self.signed_in = Some(now);
    }

    /// Whether to show a notification for this. A yes is remembered.
    pub fn allows(&mut self, occasion: &Occasion, circumstances: Circumstances<'_>) -> bool {
        let Circumstances { now, status, looking_at, blocked, wish, alerts } = circumstances;
        // Whoever is busy, or on the telephone, has said so in order not to be disturbed.
        let busy = alerts.silent_when_busy && matches!(status, Status::Busy | Status::OnThePhone);
        if busy && wish != Wish::Always {
            return false;
        }
        let wished = wish != Wish::None;
        if (blocked || !occasion.is_among(alerts)) && !wished {
            return false;
        }
        match occasion {
            Occasion::CameOnline(_) | Occasion::WentOffline(_) | Occasion::ChangedStatus(_)
                if self.signed_in.is_none_or(|since| now.since(since) < SETTLING) =>
            {
                return false;
            }
            Occasion::Ring(conversation, _) | Occasion::Message(conversation, _)
                if looking_at == Some(conversation) =>
            {
                return false;
            }
            _ => {}
        }
        // What was asked for comes in a burst too, and doesn't keep back what comes of itself.
        if wished {
            return true;
        }
        self.last.retain(|_, last| now.since(*last) < BURST);
        let gathered = matches!(occasion, Occasion::Waited(_));
        if !gathered && self.last.contains_key(occasion.who()) {
            return false;
        }
        self.last.insert(occasion.who().clone(), now);
        true
    }
}

/// A name or a message for a notification: on one line each, without control characters or marks that turn the text
/// around, and no longer than anybody reads.
pub fn one_line(text: &str, limit: usize) -> String {
    let mut words = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let visible = word.chars().filter(|c| !turns_text_around(*c));
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(visible);
        if words.len() > limit * 8 {
            break;
        }
    }
    if words.chars().count() <= limit {
        return words;
    }
    let mut cut: String = words.chars().take(limit.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

const fn turns_text_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).expect("an address")
    }
    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }
    fn calm(now: Instant) -> Circumstances<'static> {
        let alerts = Alerts::default();
        Circumstances { now, status: Status::Online, looking_at: None, blocked: false, wish: Wish::None, alerts }
    }
    fn policy() -> Policy {
        let mut policy = Policy::default();
        policy.signed_in(at(0));
        policy
    }

    #[test]
    fn friends_who_were_there_at_sign_in_are_not_told() {
        let online = Occasion::CameOnline(email("a@x"));
        assert!(!Policy::default().allows(&online, calm(at(60))), "not signed in");
        let mut policy = policy();
        assert!(!policy.allows(&online, calm(at(4))));
        assert!(policy.allows(&online, calm(at(5))));
        policy.signed_in(at(100));
        assert!(!policy.allows(&online, calm(at(101))), "back after a lost connection");
    }

    #[test]
    fn a_message_is_told_even_right_after_sign_in() {
        let with = ConversationId::With(email("a@x"));
        assert!(policy().allows(&Occasion::Message(with, email("a@x")), calm(at(1))));
    }

    #[test]
    fn one_a_contact_in_a_burst() {
        let mut policy = policy();
        let message = |who: &str| Occasion::Message(ConversationId::With(email(who)), email(who));
        assert!(policy.allows(&message("a@x"), calm(at(20))));
        assert!(!policy.allows(&message("A@X"), calm(at(21))), "the same person in other letters");
        assert!(!policy.allows(&Occasion::CameOnline(email("a@x")), calm(at(29))));
        assert!(policy.allows(&message("b@x"), calm(at(21))), "somebody else");
        assert!(policy.allows(&message("a@x"), calm(at(30))), "the burst is over");
        assert_eq!(policy.last.len(), 2, "it remembers no more than the burst");
    }

    #[test]
    fn none_about_what_one_looks_at() {
        let (a, b) = (ConversationId::With(email("a@x")), ConversationId::With(email("b@x")));
        let looking = Circumstances { looking_at: Some(&a), ..calm(at(20)) };
        assert!(!policy().allows(&Occasion::Message(a.clone(), email("a@x")), looking));
        assert!(!policy().allows(&Occasion::Ring(a.clone(), email("a@x")), looking));
        assert!(policy().allows(&Occasion::Message(b, email("b@x")), looking));
        assert!(policy().allows(&Occasion::AddedUs(email("a@x")), looking));
    }

    #[test]
    fn none_when_busy_or_from_the_blocked() {
        for status in [Status::Busy, Status::OnThePhone] {
            let busy = Circumstances { status, ..calm(at(20)) };
            for occasion in [Occasion::CameOnline(email("a@x")), Occasion::AddedUs(email("a@x"))] {
                assert!(!policy().allows(&occasion, busy));
            }
        }
        let blocked = Circumstances { blocked: true, ..calm(at(20)) };
        assert!(!policy().allows(&Occasion::CameOnline(email("a@x")), blocked));
        for status in [Status::Online, Status::Away, Status::Idle, Status::Hidden] {
            let circumstances = Circumstances { status, ..calm(at(20)) };
            assert!(policy().allows(&Occasion::AddedUs(email("a@x")), circumstances), "{status:?}");
        }
    }

    #[test]
    fn what_was_not_shown_does_not_count_as_shown() {
        let mut policy = policy();
        let online = Occasion::CameOnline(email("a@x"));
        let busy = Circumstances { status: Status::Busy, ..calm(at(20)) };
        assert!(!policy.allows(&online, busy));
        assert!(policy.allows(&online, calm(at(21))));
    }

    #[test]
    fn what_was_asked_for_is_told_in_a_burst_but_not_at_sign_in() {
        let wished = |now| Circumstances { wish: Wish::Told, ..calm(now) };
        let mut policy = policy();
        let (left, away) = (Occasion::WentOffline(email("a@x")), Occasion::ChangedStatus(email("a@x")));
        for occasion in [&left, &away] {
            assert!(!policy.allows(occasion, wished(at(4))), "the lists are coming in");
            assert!(!policy.allows(occasion, calm(at(20))), "nobody asked");
            assert!(policy.allows(occasion, wished(at(20))));
            assert!(policy.allows(occasion, wished(at(20))), "a burst");
        }
        let message = Occasion::Message(ConversationId::With(email("a@x")), email("a@x"));
        assert!(policy.allows(&message, wished(at(1))), "a message is told right after sign-in");
        assert!(policy.allows(&message, calm(at(21))), "it doesn't count as the one of a burst");
        let with = ConversationId::With(email("a@x"));
        let looking = Circumstances { looking_at: Some(&with), ..wished(at(40)) };
        assert!(!policy.allows(&message, looking), "it is read already");
    }

    #[test]
    fn being_busy_holds_back_what_was_asked_for_unless_it_may_disturb() {
        let online = Occasion::CameOnline(email("a@x"));
        let busy = |wish| Circumstances { status: Status::Busy, wish, ..calm(at(20)) };
        assert!(!policy().allows(&online, busy(Wish::Told)));
        assert!(policy().allows(&online, busy(Wish::Always)));
        let blocked = Circumstances { blocked: true, wish: Wish::Told, ..calm(at(20)) };
        assert!(policy().allows(&online, blocked), "the wish is about this one");
    }

    #[test]
    fn only_the_occasions_that_are_wanted_are_told() {
        let (a, with) = (email("a@x"), ConversationId::With(email("a@x")));
        let all = Alerts::default();
        for (occasion, without) in [
            (Occasion::CameOnline(a.clone()), Alerts { online: false, ..all }),
            (Occasion::Ring(with.clone(), a.clone()), Alerts { call: false, ..all }),
            (Occasion::Message(with, a.clone()), Alerts { message: false, ..all }),
            (Occasion::AddedUs(a.clone()), Alerts { added: false, ..all }),
            (Occasion::Invited(a.clone()), Alerts { added: false, ..all }),
            (Occasion::Waited(a), Alerts { waited: false, ..all }),
        ] {
            assert!(policy().allows(&occasion, calm(at(20))));
            let quiet = Circumstances { alerts: without, ..calm(at(20)) };
            assert!(!policy().allows(&occasion, quiet), "{occasion:?}");
            let wished = Circumstances { wish: Wish::Told, ..quiet };
            assert!(policy().allows(&occasion, wished), "{occasion:?}: the wish is about this one");
        }
    }

    #[test]
    fn whoever_is_busy_is_told_where_they_want_it() {
        let alerts = Alerts { silent_when_busy: false, ..Alerts::default() };
        let busy = Circumstances { status: Status::Busy, alerts, ..calm(at(20)) };
        assert!(policy().allows(&Occasion::CameOnline(email("a@x")), busy));
    }

    #[test]
    fn names_are_cleaned() {
        assert_eq!(one_line("  A\u{0}d\u{7}a\r\n\tB \u{202e}c ", 80), "A d a B c");
        assert_eq!(one_line("", 10), "");
        assert_eq!(one_line("ééééé", 5), "ééééé");
        assert_eq!(one_line("éééé éé", 6), "éééé…");
        assert!(one_line(&"word ".repeat(100_000), 200).chars().count() <= 200);
    }
}

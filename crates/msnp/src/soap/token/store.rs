//! The tokens of a session, and when they end.

use super::{Audience, Issued};
use crate::soap::time::Timestamp;
use crate::types::{Instant, Secret};
use std::time::Duration;

/// How long a token is thought to live when the service doesn't say.
const UNSAID: Duration = Duration::from_secs(8 * 3600);

/// The longest life that is believed.
const LONGEST: Duration = Duration::from_secs(30 * 86_400);

/// How long before its end a token is asked for again; for one of short life, a tenth of that.
const AHEAD: Duration = Duration::from_secs(10 * 60);

/// Every token of a session. Its `Debug` shows none of them.
///
/// What a token's life is worth is reckoned from the service's own clock, so a wrong clock here costs nothing; what
/// this store counts in is the session's [`Instant`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    held: Vec<Held>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    audience: Audience,
    ticket: Secret,
    proof: Option<Secret>,
    /// When it should be asked for again.
    due: Instant,
    ends: Instant,
}

impl Tokens {
    /// Keeps the tokens of a reply, in place of older ones for the same. `wall` is what time it is here; it counts only
    /// where the service says when a token ends but not what time it has itself.
    pub fn keep(&mut self, now: Instant, wall: Option<Timestamp>, issued: Issued) {
        for token in issued.tokens {
            let start = issued.server_time.or(token.created).or(wall);
            let life = match (start, token.expires) {
                (Some(start), Some(end)) => end.since(start).min(LONGEST),
                _ => UNSAID,
            };
            let held = Held {
                audience: token.audience,
                ticket: token.ticket,
                proof: token.proof,
                due: now + life.saturating_sub(AHEAD.min(life / 10)),
                ends: now + life,
            };
            self.forget(held.audience);
            self.held.push(held);
        }
    }

    /// The token for somebody, if it hasn't ended.
    pub fn ticket(&self, audience: Audience, now: Instant) -> Option<&Secret> {
        self.living(audience, now).map(|held| &held.ticket)
    }

    /// What `USR t SSO S` needs: the token for the notification server, and the secret of its proof.
    pub fn sign_in(&self, now: Instant) -> Option<(&Secret, &Secret)> {
        let held = self.living(Audience::Messenger, now)?;
        Some((&held.ticket, held.proof.as_ref()?))
    }

    /// Drops a token that a service calls stale, whatever its end.
    pub fn forget(&mut self, audience: Audience) {
        self.held.retain(|held| held.audience != audience);
    }

    /// Drops all.
    pub fn clear(&mut self) {
        self.held.clear();
    }

    /// When the next token should be asked for again: a deadline for the session.
    pub fn next_due(&self) -> Option<Instant> {
        self.held.iter().map(|held| held.due).min()
    }

    /// Whose tokens should be asked for again by now, ended ones included.
    pub fn due(&self, now: Instant) -> Vec<Audience> {
        self.held.iter().filter(|held| held.due <= now).map(|held| held.audience).collect()
    }

    /// Says that an attempt to renew what is [`due`](Self::due) is under way or has failed: nothing is due again before
    /// `pause` is over.
    pub fn put_off(&mut self, now: Instant, pause: Duration) {
        for held in self.held.iter_mut().filter(|held| held.due <= now) {
            held.due = now + pause;
        }
    }

    fn living(&self, audience: Audience, now: Instant) -> Option<&Held> {
        self.held.iter().find(|held| held.audience == audience && now < held.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Token;
    use super::*;

    const MADE: Timestamp = Timestamp(1_795_170_889);

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    fn token(audience: Audience, life: Option<u64>) -> Token {
        let expires = life.map(|life| MADE + Duration::from_secs(life));
        let proof = (audience == Audience::Messenger).then(|| Secret::new("hush"));
        Token { audience, ticket: Secret::new(audience.address()), proof, created: Some(MADE), expires }
    }

    fn issued(tokens: Vec<Token>) -> Issued {
        Issued { tokens, server_time: None }
    }

    #[test]
    fn tokens_end_and_are_asked_for_before() {
        let mut tokens = Tokens::default();
        assert_eq!((tokens.next_due(), tokens.sign_in(at(0))), (None, None));
        tokens.keep(
            at(100),
            None,
            issued(vec![token(Audience::Messenger, Some(86_400)), token(Audience::Contacts, Some(30))]),
        );
        assert_eq!(tokens.next_due(), Some(at(127)));
        assert_eq!((tokens.due(at(126)), tokens.due(at(127))), (vec![], vec![Audience::Contacts]));
        assert!(tokens.ticket(Audience::Contacts, at(129)).is_some());
        assert_eq!(tokens.ticket(Audience::Contacts, at(130)), None);
        assert_eq!(tokens.sign_in(at(130)).map(|(_, proof)| proof.expose()), Some("hush"));
        assert_eq!(tokens.due(at(86_500 - 600)), [Audience::Messenger, Audience::Contacts]);

        tokens.put_off(at(127), Duration::from_secs(60));
        assert_eq!(tokens.next_due(), Some(at(187)));
        tokens.keep(at(190), None, issued(vec![token(Audience::Contacts, Some(3600))]));
        assert_eq!(tokens.next_due(), Some(at(190 + 3600 - 360)));
        tokens.forget(Audience::Contacts);
        assert_eq!(tokens.ticket(Audience::Contacts, at(190)), None);
        tokens.clear();
        assert_eq!(tokens.next_due(), None);
    }

    #[test]
    fn the_service_s_clock_counts() {
        let ends = |server_time, created, wall, life| {
            let mut tokens = Tokens::default();
            let token = Token { created, ..token(Audience::Contacts, life) };
            tokens.keep(at(0), wall, Issued { tokens: vec![token], server_time });
            tokens.held[0].ends
        };
        let wrong = Some(Timestamp(0));
        let later = Some(MADE + Duration::from_secs(100));
        assert_eq!(ends(None, Some(MADE), wrong, Some(1000)), at(1000));
        assert_eq!(ends(later, Some(MADE), wrong, Some(1000)), at(900));
        assert_eq!(ends(None, None, later, Some(1000)), at(900));
        assert_eq!(ends(None, None, None, Some(1000)), Instant(UNSAID));
        assert_eq!(ends(None, Some(MADE), None, None), Instant(UNSAID));
        assert_eq!(ends(None, wrong, None, Some(1000)), Instant(LONGEST));
        assert_eq!(ends(None, later, None, Some(1)), at(0));
    }

    #[test]
    fn debug_shows_no_token() {
        let mut tokens = Tokens::default();
        tokens.keep(at(0), None, issued(vec![token(Audience::Messenger, None)]));
        let shown = format!("{tokens:?}");
        assert!(!shown.contains("messengerclear") && !shown.contains("hush"), "{shown}");
    }
}

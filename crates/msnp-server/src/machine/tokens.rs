//! The tokens of the sign-in service (MSNP13 up): long-lived, good for the notification server and every web service.

use super::Server;
use crate::directory::AccountId;
use crate::entropy::{Entropy, hex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use msnp::types::{Instant, Secret};
use std::collections::BTreeMap;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long a token is good for: as long as those of the servers of old.
pub(super) const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// How many one account may have: more than it has places, and each place fetches new ones in time.
const PER_ACCOUNT: usize = 32;
/// How many there may be in all.
const CAPACITY: usize = 8192;
/// How many characters the number in front has.
const NUMBER: usize = 16;

/// What somebody gets who has proved to know a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The token, `t=…&p=`, as it is sent to the notification server and the web services.
    pub text: Secret,
    /// The secret that proves on the notification server that the token is one's own, in base64.
    pub secret: Secret,
    /// How long both are good for.
    pub lifetime: Duration,
}

/// All tokens that were given out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    next: u64,
    given: BTreeMap<u64, Given>,
}

#[derive(Debug)]
struct Given {
    account: AccountId,
    /// What follows the number in the token.
    key: Secret,
    /// For the proof.
    secret: Secret,
    /// The hash of the password that it was given for: another password ends it.
    password: Secret,
    until: Instant,
}

impl Tokens {
    fn issue(&mut self, now: Instant, entropy: &mut dyn Entropy, account: AccountId, password: Secret) -> Issued {
        self.given.retain(|_, given| given.until > now);
        let mut of_account: Vec<u64> =
            self.given.iter().filter(|(_, given)| given.account == account).map(|(number, _)| *number).collect();
        // The oldest make room, those of the same account first.
        while of_account.len() >= PER_ACCOUNT {
            self.given.remove(&of_account.remove(0));
        }
        while self.given.len() >= CAPACITY {
            self.given.pop_first();
        }
        let mut secret = [0; 24];
        entropy.fill(&mut secret);
        let (secret, key) = (Secret::new(STANDARD.encode(secret)), hex(entropy, 20));
        let text = Secret::new(format!("t={:0NUMBER$x}{key}&p=", self.next));
        let key = Secret::new(key);
        self.given.insert(self.next, Given { account, key, secret: secret.clone(), password, until: now + LIFETIME });
        self.next += 1;
        Issued { text, secret, lifetime: LIFETIME }
    }

    /// The token with this text, if it is one of ours and in time.
    fn find(&self, now: Instant, text: &str) -> Option<&Given> {
        let (number, key) = bare(text).split_at_checked(NUMBER)?;
        let given = self.given.get(&u64::from_str_radix(number, 16).ok()?)?;
        let same = bool::from(given.key.expose().as_bytes().ct_eq(key.as_bytes()));
        (same && given.until > now).then_some(given)
    }
}

/// A ticket without its wrapping: `t=…&p=…`, also where the `&` is still escaped, or only what stands in it.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("t=").unwrap_or(text).split('&').next().unwrap_or_default()
}

impl Server {
    /// A token for the account, and the secret to prove it with: for whoever knows the password. It is good for many
    /// uses, until its time is over, the account is gone, or the account has another password.
    pub fn issue_tokens(&mut self, now: Instant, account: AccountId) -> Issued {
        // Without an account there is nothing that the token would ever fit.
        let password = self.password_hash(account).unwrap_or_else(|| Secret::new(""));
        self.tokens.issue(now, &mut *self.entropy, account, password)
    }

    /// Whose token this is, if it is good. Any of the wrappings will do in which clients send it.
    pub fn token_account(&self, text: &str) -> Option<AccountId> {
        self.known_token(text).map(|(account, _)| account)
    }

    /// Whose token this is, and the secret that was given out with it.
    pub(super) fn known_token(&self, text: &str) -> Option<(AccountId, &Secret)> {
        let given = self.tokens.find(self.now, text)?;
        let password = self.password_hash(given.account)?;
        let same = bool::from(password.expose().as_bytes().ct_eq(given.password.expose().as_bytes()));
        same.then_some((given.account, &given.secret))
    }

    fn password_hash(&self, account: AccountId) -> Option<Secret> {
        let credentials = self.directory.credentials(account).unwrap_or_else(|error| {
            tracing::warn!(%error, "a token can't be checked");
            None
        });
        credentials.map(|credentials| credentials.password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn at(seconds: u64) -> Instant {
        Instant(Duration::from_secs(seconds))
    }

    fn owner(tokens: &Tokens, now: Instant, text: &str) -> Option<i64> {
        tokens.find(now, text).map(|given| given.account.0)
    }

    #[test]
    fn known_in_any_wrapping_and_only_whole() {
        let (mut tokens, mut entropy) = (Tokens::default(), SeededEntropy::new(7));
        let issued = tokens.issue(at(0), &mut entropy, AccountId(1), Secret::new("hash"));
        let other = tokens.issue(at(0), &mut entropy, AccountId(2), Secret::new("hash"));
        assert_ne!((&issued.text, &issued.secret), (&other.text, &other.secret));
        let text = issued.text.expose();
        assert_eq!(STANDARD.decode(issued.secret.expose()).map(|secret| secret.len()), Ok(24));
        for wrapped in [text, bare(text), &text.replace('&', "&amp;"), &format!(" {text}\n"), &format!("{text}x")] {
            assert_eq!(owner(&tokens, at(1), wrapped), Some(1), "{wrapped}");
        }
        let bare = bare(text);
        let mixed = [&super::bare(other.text.expose())[..NUMBER], &bare[NUMBER..]].concat();
        for wrong in ["", "t=", "t=&p=", &bare[1..], &bare[..bare.len() - 1], &format!("{bare}0"), &mixed, "é", "+"] {
            assert_eq!(owner(&tokens, at(1), wrong), None, "{wrong}");
        }
        assert_eq!(owner(&tokens, at(24 * 3600), text), None);
    }

    #[test]
    fn the_oldest_make_room() {
        let (mut tokens, mut entropy) = (Tokens::default(), SeededEntropy::new(7));
        let quiet = tokens.issue(at(0), &mut entropy, AccountId(1), Secret::new("hash"));
        let busy: Vec<Issued> = (0..=PER_ACCOUNT as u64)
            .map(|n| tokens.issue(at(n), &mut entropy, AccountId(2), Secret::new("hash")))
            .collect();
        assert_eq!(owner(&tokens, at(50), busy[0].text.expose()), None);
        assert_eq!(owner(&tokens, at(50), busy[1].text.expose()), Some(2));
        assert_eq!(owner(&tokens, at(50), quiet.text.expose()), Some(1));
        for account in 3..3 + CAPACITY as i64 {
            tokens.issue(at(60), &mut entropy, AccountId(account), Secret::new("hash"));
        }
        assert_eq!(tokens.given.len(), CAPACITY);
        assert_eq!(owner(&tokens, at(60), quiet.text.expose()), None);
        tokens.issue(at(60) + LIFETIME, &mut entropy, AccountId(1), Secret::new("hash"));
        assert_eq!(tokens.given.len(), 1);
    }
}

//! Addresses and passwords: the one place where they are checked, whatever page they came by.

use super::{Pages, Peer};
use crate::directory::{Account, Directory as _};
use crate::password;
use crate::rst::Refusal;
use msnp::types::{Email, Secret};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An address and a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) email: Email,
    pub(super) password: Secret,
}

/// Whose address and password it is. The work happens on another thread, a few at a time, and slower for whoever
/// guesses.
pub(super) async fn check(pages: &Pages, peer: Peer, proof: Proof) -> Result<Account, Refusal> {
    if !pages.takes_passwords_from(peer) {
        return Err(Refusal::Plain);
    }
    let key = (peer.host(), proof.email.as_str().to_ascii_lowercase());
    let allowed = || lock(&pages.shared.failures).allows(pages.now(), &key);
    if !allowed() {
        return Err(Refusal::Locked);
    }
    let permit = pages.shared.checks.clone().acquire_owned().await.map_err(|_| Refusal::Down)?;
    // Those who came at once wait here for each other: what the first ones did counts for the last.
    if !allowed() {
        return Err(Refusal::Locked);
    }
    let shared = pages.shared.clone();
    let work = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let found = {
            let directory = lock(&shared.directory);
            directory.account(&proof.email).and_then(|account| match account {
                Some(account) => Ok(directory.credentials(account.id)?.map(|credentials| (account, credentials))),
                None => Ok(None),
            })
        };
        let found = found.unwrap_or_else(|error| {
            tracing::warn!(%error, "a sign-in can't be checked");
            None
        });
        let right = password::verify(&proof.password, found.as_ref().map(|(_, credentials)| credentials));
        let account = found.filter(|_| right).map(|(account, _)| account);
        match &account {
            Some(_) => lock(&shared.failures).succeeded(&key),
            None => lock(&shared.failures).failed(shared.now(), &key),
        }
        account
    });
    work.await.map_err(|_| Refusal::Down)?.ok_or(Refusal::Wrong)
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held left nothing half done that matters here: go on with what is there.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The Guide: a built-in contact for newcomers.

use crate::accounts::Accounts;
use crate::directory::Directory as _;
use crate::entropy::{SystemEntropy, hex};
use crate::{NewAccount, ServerError, password};
use msnp::types::{Email, Secret};
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::sync::oneshot;

/// The Guide's address. Nobody else can have it.
pub(crate) const ADDRESS: &str = "guide@swallowtail.example";

/// The same, parsed.
pub(crate) fn email() -> Email {
    // The constant is an address; the fallback can't be reached and is one too.
    Email::from_wire(ADDRESS).unwrap_or_else(|| unreachable!("{ADDRESS} is an address"))
}

/// Makes the Guide's account where there is none, and gives it a password that only this run knows.
pub(crate) fn prepare(accounts: &mut Accounts) -> Result<Secret, ServerError> {
    let fail = |reason: String| ServerError::Invalid(format!("The Guide couldn't be prepared: {reason}."));
    let mut entropy = SystemEntropy::new().map_err(|error| fail(error.to_string()))?;
    let secret = Secret::new(hex(&mut entropy, 24));
    if accounts.contains(&email())? {
        let credentials = password::protect(&secret, false, &mut entropy).map_err(fail)?;
        let directory = accounts.directory_mut();
        let guide = directory.account(&email()).map_err(|error| fail(error.to_string()))?;
        if let Some(guide) = guide {
            directory.set_credentials(guide.id, credentials).map_err(|error| fail(error.to_string()))?;
        }
    } else {
        let account = NewAccount { email: email(), name: "Guide".into(), password: secret.clone(), md5: false };
        accounts.create_any(account)?;
    }
    Ok(secret)
}

/// Work in progress: signs in once the client library is there.
pub(crate) async fn run(
    listen: SocketAddr,
    web_listen: SocketAddr,
    password: Secret,
    data: PathBuf,
    stop: oneshot::Receiver<()>,
) {
    let _ = (listen, web_listen, password, data);
    let _ = stop.await;
}

//! The token service: who sends address and password gets a token for whatever is asked for.

use super::sign_in::{self, Proof};
use super::{Ask, Pages, Peer};
use crate::entropy::{SystemEntropy, hex};
use crate::rst::{self, Form, Owner, Refusal};
use msnp::soap::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;

/// How much real servers have where ours has nothing to say, in bytes; roughly.
const FILLER: usize = 256;

pub(super) async fn answer(pages: &Pages, peer: Peer, form: Form, body: &[u8]) -> String {
    let now = wall();
    match tokens(pages, peer, form, body, now).await {
        Ok(answer) => answer,
        Err(refusal) => rst::fault(form, refusal, now),
    }
}

async fn tokens(pages: &Pages, peer: Peer, form: Form, body: &[u8], now: Timestamp) -> Result<String, Refusal> {
    let rst::Request { email, password, addresses } = rst::read(form, body, now)?;
    let account = sign_in::check(pages, peer, Proof { email, password }).await?;
    let (reply, answer) = oneshot::channel();
    let ask = Ask::Tokens { account: account.id, reply };
    pages.shared.asks.send(ask).await.map_err(|_| Refusal::Down)?;
    let issued = answer.await.map_err(|_| Refusal::Down)?;
    let filler = SystemEntropy::new().map(|mut entropy| hex(&mut entropy, FILLER)).map_err(|_| Refusal::Down)?;
    let owner = Owner { email: &account.email, number: account.number() };
    Ok(rst::tokens(form, &owner, &addresses, &issued, &filler, now))
}

/// What time it is.
fn wall() -> Timestamp {
    Timestamp(0) + SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

//! CHL and QRY: is it a client that knows its key? Whoever never answers is left in peace (some third-party clients
//! can't); a wrong answer is 540.

use super::{ConnectionId, Outcome, Refused, Server};
use crate::entropy::number;
use msnp::auth::challenge;
use msnp::command::Server as Any;
use msnp::command::login::Server as Reply;
use msnp::types::TransactionId;
use subtle::ConstantTimeEq;

impl Server {
    /// Sends a challenge to a client whose dialect has them.
    pub(super) fn send_challenge(&mut self, id: ConnectionId) {
        if self.dialect(id).features().challenge.is_none() {
            return;
        }
        let entropy = &mut *self.entropy;
        let digits = format!("{:010}{:010}", number(entropy), number(entropy));
        if let Ok(session) = self.session_mut(id) {
            session.challenge = Some(digits.clone());
            self.send(id, &Any::Login(Reply::ChallengeRequest { challenge: digits }));
        }
    }

    pub(super) fn challenge_response(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        product: &str,
        response: &[u8],
    ) -> Outcome {
        let kind = self.dialect(id).features().challenge;
        let session = self.session_mut(id)?;
        // An answer that nobody asked for means nothing.
        let (Some(kind), Some(asked)) = (kind, session.challenge.take()) else { return Ok(()) };
        let Some(pair) = challenge::PRODUCTS.into_iter().find(|(id, _)| *id == product) else {
            return Err(Refused::CloseWith(540));
        };
        let right = challenge::answer(kind, &asked, pair);
        if !bool::from(right.as_bytes().ct_eq(response.to_ascii_lowercase().as_slice())) {
            return Err(Refused::CloseWith(540));
        }
        self.send(id, &Any::Login(Reply::ChallengeAccepted { transaction }));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::dialect::Dialect;

    #[test]
    fn every_dialects_own_product_is_known() {
        let of = |dialect: Dialect| dialect.features().challenge.map(|_| dialect.features().product);
        let unknown: Vec<_> =
            Dialect::ALL.into_iter().filter_map(of).filter(|pair| !challenge::PRODUCTS.contains(pair)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}

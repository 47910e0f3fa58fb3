//! CHL and QRY: is it a client that knows its key? Whoever never answers is left in peace (some third-party clients
//! can't); a wrong answer is 540.

use super::{ConnectionId, Outcome, Refused, Server};
use crate::entropy::number;
use msnp::auth::challenge;
use msnp::command::Server as Any;
use msnp::command::login::Server as Reply;
use msnp::types::TransactionId;
use subtle::ConstantTimeEq;

/// The product ids that clients of these dialects have, with their keys.
const PRODUCTS: [(&str, &str); 16] = [
    ("msmsgs@msnmsgr.com", "Q1P7W2E4J9R8U3S5"),
    ("PROD0038W!61ZTF9", "VT6PX?UQTM4WM%YR"),
    ("PROD0058#7IL2{QD", "QHDCY@7R1TB6W?5B"),
    ("PROD0061VRRZH@4F", "JXQ6J@TUOGYV@N0M"),
    ("PROD00504RLUG%WL", "I2EBK%PYNLZL5_J4"),
    ("PROD0076ENE8*@AW", "CEQJ8}OE0!WTSWII"),
    ("PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL"),
    ("PROD0101{0RM?UBW", "CFHUR$52U_{VIX5T"),
    ("PROD00974#MT*RC2", "LMCVO*18PQJ3H!K3"),
    ("PROD01065C%ZFN6F", "O4BG@C7BWLYQX?5G"),
    ("PROD0112J1LW7%NB", "RH96F{PHI8PPX_TJ"),
    ("PROD0113H11T8$X_", "RG@XY*28Q5QHS%Q5"),
    ("PROD0114ES4Z%Q5W", "PK}_A_0N_K%O?A9S"),
    ("PROD0118R6%2WYOS", "YIXPX@5I2P0UT*LK"),
    ("PROD0119GSJUC$18", "ILTXC!4IXB5FB*PX"),
    ("PROD0120PW!CCV9@", "C1BX{V4W}Q3*10SM"),
];

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
        let Some(pair) = PRODUCTS.into_iter().find(|(id, _)| *id == product) else {
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
        let unknown: Vec<_> = Dialect::ALL.into_iter().filter_map(of).filter(|pair| !PRODUCTS.contains(pair)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}

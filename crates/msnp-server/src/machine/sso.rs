//! The sign-in of MSNP15 up: the server gives a nonce, and the client proves over it that it holds the secret of a token.

use super::connection::Asked;
use super::sign_in::Attempt;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::Account;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use msnp::auth::sso;
use msnp::command::login::{Method, Server as Reply};
use msnp::command::{Server as Any, profile};
use msnp::types::{Email, PlaceId, Secret, TransactionId};

/// What the sign-in service is asked for a token by. There is only one kind here; this is what servers name.
const POLICY: &str = "MBI_KEY_OLD";
/// What clients of MSNP13 up are told about what they may do, before anything else: nobody is shut out. It is what
/// servers of this age send, to the byte.
const POLICIES: &str = include_str!("policies.xml");

impl Server {
    /// `GCF 0`, in the dialects that have it.
    pub(super) fn send_policies(&mut self, id: ConnectionId) {
        if self.dialect(id).features().policies {
            let data = Bytes::from_static(POLICIES.as_bytes());
            let transaction = TransactionId::ASYNC;
            self.send(id, &Any::Profile(profile::Server::Policies { transaction, data }));
        }
    }

    /// The first step: a nonce that is used once.
    pub(super) fn give_nonce(&mut self, id: ConnectionId, transaction: TransactionId, email: Email) -> Outcome {
        let mut nonce = [0; 48];
        self.entropy.fill(&mut nonce);
        let nonce = STANDARD.encode(nonce);
        let Some(ns) = self.connections.get_mut(&id).and_then(|c| c.notification()) else { return Err(Refused::Close) };
        ns.asked = Some(Asked { method: Method::Sso, email, nonce: Some(nonce.clone()) });
        self.send(id, &Any::Login(Reply::Nonce { transaction, policy: POLICY.to_owned(), nonce }));
        Ok(())
    }

    /// The second: ticket and proof.
    pub(super) fn prove(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        ticket: &Secret,
        proof: &Secret,
        place: Option<PlaceId>,
    ) -> Outcome {
        let Attempt { email, nonce, key } = self.answered(id, &Method::Sso)?;
        let account = match &nonce {
            Some(nonce) => self.check_proof(&email, nonce, ticket, proof)?,
            None => None,
        };
        let account = self.passed(account, &key)?;
        let place = place.filter(|_| self.dialect(id).features().places);
        self.sign_in(id, transaction, &account, ticket.clone(), place);
        Ok(())
    }

    fn check_proof(
        &self,
        email: &Email,
        nonce: &str,
        ticket: &Secret,
        proof: &Secret,
    ) -> Result<Option<Account>, Refused> {
        let Some((owner, secret)) = self.known_token(ticket.expose()) else { return Ok(None) };
        if !sso::verify(secret, nonce, proof.expose()) {
            return Ok(None);
        }
        Ok(self.directory.account_by_id(owner)?.filter(|account| account.email == *email))
    }
}

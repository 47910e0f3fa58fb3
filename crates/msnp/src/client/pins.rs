//! Certificates that the person has accepted: a household's server makes its own, which no authority knows.
//!
//! The rules, for one host and port:
//!
//! - **Nothing pinned**: the system judges. A certificate that fails only because nobody vouches for it, or because it
//!   is for another name, is told with its fingerprint, and may be pinned once the person has compared it. One that has
//!   expired, was revoked or is malformed may not: that of a well-known site would be waved through.
//! - **Pinned**: that certificate and no other, whatever the system thinks of it. Its dates mean nothing more, since
//!   its fingerprint was compared; another certificate, even one that the system trusts, is refused as changed until
//!   the pin is taken back.
//!
//! Either way the other side has to prove that it holds the certificate's key.

use crate::types::Fingerprint;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which certificate is accepted for which `host:port`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins(BTreeMap<String, Fingerprint>);

impl Pins {
    /// Accepts a certificate for a place, written `host:port` as [`crate::session::WebError::Untrusted`] has it, and
    /// no other any more.
    pub fn insert(&mut self, place: &str, fingerprint: Fingerprint) {
        self.0.insert(place.to_ascii_lowercase(), fingerprint);
    }

    /// Leaves the judgement to the system again.
    pub fn remove(&mut self, place: &str) {
        self.0.remove(&place.to_ascii_lowercase());
    }

    /// All of them, for a program that keeps them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Fingerprint)> {
        self.0.iter().map(|(place, fingerprint)| (place.as_str(), *fingerprint))
    }

    /// What is accepted for a place.
    pub fn get(&self, place: &str) -> Option<Fingerprint> {
        self.0.get(&place.to_ascii_lowercase()).copied()
    }
}

impl FromIterator<(String, Fingerprint)> for Pins {
    fn from_iter<I: IntoIterator<Item = (String, Fingerprint)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(place, fingerprint)| (place.to_ascii_lowercase(), fingerprint)).collect())
    }
}

/// Why a certificate was refused, as it travels out through the layers of TLS and HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// Nobody vouches for it, and nothing is pinned.
    #[error("a certificate from nobody that this system trusts")]
    Untrusted(Fingerprint),
    /// It isn't the one that was pinned.
    #[error("another certificate than the one that was accepted")]
    Changed(Fingerprint),
}

/// Judges the certificates of one place.
#[derive(Debug)]
pub(super) struct Verifier {
    /// The system's judgement; `None` where it has no certificates, and so trusts nobody.
    pub(super) system: Option<Arc<dyn ServerCertVerifier>>,
    pub(super) provider: Arc<CryptoProvider>,
    pub(super) pin: Option<Fingerprint>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Fingerprint::of_certificate(end_entity);
        match (self.pin, &self.system) {
            (Some(pin), _) if pin == shown => Ok(ServerCertVerified::assertion()),
            (Some(_), _) => Err(refused(Refused::Changed(shown))),
            (None, Some(system)) => system
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .map_err(|error| if may_be_pinned(&error) { refused(Refused::Untrusted(shown)) } else { error }),
            // Every certificate would seem unknown: what the person has to mend is the system.
            (None, None) => Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        }
    }

    // The signatures are checked here and not by the system's verifier, so that a pin never depends on what another
    // verifier makes of a certificate that it hasn't accepted.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn refused(why: Refused) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(why))))
}

/// What is behind an error that [`Verifier`] made.
pub(super) fn why(error: &Error) -> Option<Refused> {
    match error {
        Error::InvalidCertificate(CertificateError::Other(OtherError(why))) => why.downcast_ref().copied(),
        _ => None,
    }
}

/// Whether a certificate fails for a reason that a person can settle by comparing its fingerprint.
fn may_be_pinned(error: &Error) -> bool {
    match error {
        Error::InvalidCertificate(why) => matches!(
            why,
            CertificateError::UnknownIssuer
                | CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. }
                | CertificateError::InvalidPurpose
                | CertificateError::InvalidPurposeContext { .. }
                // One that signed itself as an authority does; each system's verifier has other words for it.
                | CertificateError::Other(_)
        ),
        _ => false,
    }
}

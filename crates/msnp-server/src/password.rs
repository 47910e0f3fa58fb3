//! Passwords at rest.

use crate::directory::{Credentials, SaltedMd5};
use crate::entropy::{Entropy, hex};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use msnp::types::Secret;
use subtle::ConstantTimeEq;

/// The longest password taken, in bytes.
pub(crate) const LONGEST: usize = 256;

/// Hashes a password; with `md5` also for the sign-in of MSNP2 to 7. Takes some time on purpose.
pub(crate) fn protect(password: &Secret, md5: bool, entropy: &mut dyn Entropy) -> Result<Credentials, String> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    let hash = Argon2::default()
        .hash_password(password.expose().as_bytes(), &salt)
        .map_err(|error| error.to_string())?
        .to_string();
    let md5 = md5.then(|| {
        let salt = hex(entropy, 8);
        let digest = Secret::new(digest(&salt, password.expose()));
        SaltedMd5 { salt, digest }
    });
    Ok(Credentials { password: Secret::new(hash), md5 })
}

/// Whether it is the password. Without credentials it is not, but that takes as long to find out: nobody learns from
/// the time whether an address has an account.
pub(crate) fn verify(password: &Secret, credentials: Option<&Credentials>) -> bool {
    /// A hash of nothing in particular.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c3dhbGxvd3RhaWwtc2FsdA$3J0aHV4k7Q7o4p0rYf0q0i4fWnXj0y0gq3l0m9d8e7c";
    let hash = credentials.map_or(NOBODY, |c| c.password.expose());
    let right = PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok());
    right && credentials.is_some()
}

/// Whether it is the digest, in constant time.
pub(crate) fn verify_md5(response: &Secret, kept: &SaltedMd5) -> bool {
    let response = response.expose().to_ascii_lowercase();
    kept.digest.expose().as_bytes().ct_eq(response.as_bytes()).into()
}

/// The challenge for an address without a salt of its own: always the same, and nothing tells it from a real one.
pub(crate) fn false_salt(key: &str, email: &str) -> String {
    digest(key, &email.to_ascii_lowercase())[..16].to_owned()
}

fn digest(salt: &str, text: &str) -> String {
    msnp::auth::md5::hex([salt.as_bytes(), text.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn only_the_password_passes() {
        let kept = protect(&Secret::new("hunter2 ☂"), true, &mut SeededEntropy::new(3)).unwrap();
        assert!(kept.password.expose().starts_with("$argon2id$"));
        assert!(verify(&Secret::new("hunter2 ☂"), Some(&kept)));
        assert!(!verify(&Secret::new("hunter2"), Some(&kept)));
        assert!(!verify(&Secret::new(""), Some(&kept)));
        assert!(!verify(&Secret::new("hunter2 ☂"), None));
        let md5 = kept.md5.unwrap();
        let right = digest(&md5.salt, "hunter2 ☂");
        assert!(verify_md5(&Secret::new(right.to_uppercase()), &md5));
        assert!(!verify_md5(&Secret::new(&right[1..]), &md5));
    }

    #[test]
    fn md5_is_kept_only_where_asked() {
        assert!(protect(&Secret::new("x"), false, &mut SeededEntropy::new(3)).unwrap().md5.is_none());
    }

    #[test]
    fn an_unknown_address_takes_the_whole_time() {
        // If the hash of nobody didn't parse, an unknown address would be refused at once.
        let nobody =
            "$argon2id$v=19$m=19456,t=2,p=1$c3dhbGxvd3RhaWwtc2FsdA$3J0aHV4k7Q7o4p0rYf0q0i4fWnXj0y0gq3l0m9d8e7c";
        assert!(PasswordHash::new(nobody).is_ok());
        let salt = false_salt("key", "Someone@example.com");
        assert_eq!(salt, false_salt("key", "someone@example.com"));
        assert_eq!(salt.len(), 16);
    }
}
